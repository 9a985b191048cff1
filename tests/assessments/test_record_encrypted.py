"""A record on PostgreSQL is reached over TLS, by the server that the certificate is of and by no other."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from assessments.record.database import url_of
from assessments.record.errors import Trouble
from assessments.record.store import open_store
from tests.support.clusters import cluster, initdb

NOT_TRUSTED = "the server's certificate is not of that host, or of no authority that is trusted here"


def certificate(folder: Path, name: str) -> Path:
    """A certificate of localhost that signs itself, its key beside it."""
    made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    files = f"-addext subjectAltName=DNS:localhost -keyout {name}.key -out {name}.pem"
    subprocess.run(["openssl", *made.split(), *files.split()], cwd=folder, check=True, capture_output=True)
    return folder / f"{name}.pem"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    """The address of a server that takes encrypted connections alone."""
    found = initdb()
    assert found, "the record is tested on PostgreSQL: apt-get install postgresql"
    with cluster(found.parent, certificate=certificate(folder, "server")) as address:
        yield address.replace("127.0.0.1", "localhost")


def asked(address: str, mode: str, root: Path | None = None) -> str:
    return f"{address}?sslmode={mode}" + (f"&sslrootcert={root}" if root else "")


def test_a_record_behind_a_certificate_that_is_checked_is_written_and_read(server: str, folder: Path) -> None:
    address = asked(server, "verify-full", folder / "server.pem")
    with open_store(address, make=True) as store:
        assert store.lines("nothing") == ()
    engine = create_engine(url_of(address))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")).scalar()
    engine.dispose()


@pytest.mark.parametrize(
    ("host", "mode", "root", "why"),
    [
        ("127.0.0.1", "verify-full", "server.pem", NOT_TRUSTED),
        ("localhost", "verify-full", "other.pem", NOT_TRUSTED),
        ("localhost", "verify-full", "missing.pem", "the certificate that sslrootcert names cannot be read"),
        ("localhost", "disable", "", "the server takes encrypted connections alone; add ?sslmode=verify-full"),
    ],
)
def test_a_server_that_is_not_the_one_that_is_trusted_is_refused_with_a_sentence(
    host: str, mode: str, root: str, why: str, server: str, folder: Path
) -> None:
    certificate(folder, "other")
    address = asked(server.replace("localhost", host), mode, folder / root if root else None)
    with pytest.raises(Trouble) as refused, open_store(address):
        pass
    assert str(refused.value).endswith(f": {why}")
