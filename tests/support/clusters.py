"""PostgreSQL servers to throw away: started for a test, on a free port, for whoever runs the tests."""

from __future__ import annotations

import contextlib
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASE = "postgres"
USER = "datareach"
OPTIONS = "-c listen_addresses=127.0.0.1 -c max_connections=40"
HASTY = "-c fsync=off -c full_page_writes=off"


def initdb() -> Path | None:
    """The newest installed program that makes a cluster, None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1] if found else Path(on_path).resolve() if on_path else None


@contextmanager
def cluster(programs: Path, *, durable: bool = False, certificate: Path | None = None) -> Iterator[str]:
    """The address of a new server, its password in it; it is gone afterwards."""
    with restartable(programs, durable=durable, certificate=certificate) as (url, _):
        yield url


@contextmanager
def restartable(
    programs: Path, *, durable: bool = False, certificate: Path | None = None
) -> Iterator[tuple[str, Callable[[str], None]]]:
    """The address of a new server, and what stops it in a way of PostgreSQL's and starts it again.

    Unless it is `durable`, it does not wait for the disk. With a certificate, whose key lies beside it, it takes
    encrypted connections alone.
    """
    top = Path(tempfile.mkdtemp(prefix="datareach-postgres-"))
    password = secrets.token_hex(8)
    (top / "password").write_text(f"{password}\n", encoding="utf-8")
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        for path in (top, top / "password"):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    where, port = str(top / "data"), free_port()
    secret = ("-A", "scram-sha-256", f"--pwfile={top / 'password'}")
    _run(programs / "initdb", "-D", where, "-U", USER, *secret, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = f"-p {port} -c unix_socket_directories={top} {OPTIONS}{'' if durable else f' {HASTY}'}"
    if certificate is not None:
        options += f" {_encrypted(top / 'data', certificate)}"
    control = (programs / "pg_ctl", "-D", where, "-w", "-t", "60")
    try:
        _run(*control, "-l", str(top / "log"), "-o", options, "start")
        yield (
            f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}",
            lambda way: _run(*control, "-l", str(top / "log"), "-o", options, "-m", way, "restart"),
        )
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            _run(*control, "-m", "immediate", "stop")
        shutil.rmtree(top, ignore_errors=True)


def _encrypted(data: Path, certificate: Path) -> str:
    """Have a server take encrypted connections alone; the options that it then starts with."""
    (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n", encoding="ascii")
    for suffix in (".pem", ".key"):
        copy = data / f"server{suffix}"
        shutil.copy(certificate.with_suffix(suffix), copy)
        copy.chmod(0o600)
        os.chown(copy, data.stat().st_uid, data.stat().st_gid)
    return "-c ssl=on -c ssl_cert_file=server.pem -c ssl_key_file=server.key"


def _run(*command: Path | str) -> None:
    """Run one of its programs; the server refuses to run as root, so then it is run as its own user."""
    words = ("runuser", "-u", "postgres", "--", *command) if os.geteuid() == 0 else command
    subprocess.run(words, check=True, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)


def free_port(wanted: int = 0) -> int:
    """A port of this machine on which nobody listens: the one that is wanted, where it is free."""
    try:
        with socket.create_server(("127.0.0.1", wanted)) as probe:
            return int(probe.getsockname()[1])
    except OSError:
        return free_port()
