"""Time stamps of an authority: asked for, put on record, and held against its certificates without the network."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assessments.record.audit_log import append, last_line
from assessments.record.errors import Trouble, minute
from assessments.record.folder import NotAllowed, Person, Role
from assessments.record.models import AuditLine, StoredStamp
from assessments.record.store import Store, open_store
from assessments.record.verify import verified
from casework.stamps import certificates_in, checker, request_for, take_in
from tests.support.authorities import Authority
from tests.support.commanded import Desk
from tests.support.recorded import ADA, NAME, draft, file_store


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    assert shutil.which("openssl"), "time stamps are tested with an authority of OpenSSL: apt-get install openssl"
    return Authority(tmp_path_factory.mktemp("authority") / "one")


def reply_for(store: Store, authority: Authority, folder: Path) -> Path:
    """The reply of an authority to a request for the last line of a store."""
    request = folder / "last.tsq"
    request.write_bytes(request_for(store.last_line()))
    return authority.stamp(request)


def test_a_time_stamp_is_put_on_record_and_held_against_the_authority(tmp_path: Path, authority: Authority) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        stamped_line = store.last_line()
        stamp = take_in(store, ADA, reply_for(store, authority, tmp_path), certificates_in(authority.root))
        proof = verified(store, checkers=(checker(certificates_in(authority.root), "root.pem"),))
        unasked = verified(store, checkers=(checker(),)).told
        assert (stamp.line.serial, stamp.line.digest, stamp.fault) == (1, stamped_line.digest, None)
        assert (proof.altered, proof.lines) == ((), 2)
        said = f"Line 1 has a time stamp of {minute(stamp.at)}, "
        assert proof.told == (f"{said}which holds against root.pem.",)
        assert unasked == (f"{said}not held against any authority (--authority FILE).",)
        other = Authority(tmp_path / "other")
        unheld = verified(store, checkers=(checker(certificates_in(other.root)),)).altered
    assert len(unheld) == 1
    assert unheld[0].startswith("line 1 of the audit: the time stamp does not hold against these certificates (")


def test_what_is_no_time_stamp_of_this_record_is_refused(tmp_path: Path, authority: Authority) -> None:
    certificates = certificates_in(authority.root)
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        reply = reply_for(store, authority, tmp_path)
        (tmp_path / "none.tsr").write_bytes(reply.read_bytes()[:300])
        with pytest.raises(Trouble, match=r"none\.tsr: this is no reply of a time stamp authority, or it refuses"):
            take_in(store, ADA, tmp_path / "none.tsr", certificates)
        with pytest.raises(Trouble, match="the time stamp does not hold against these certificates"):
            take_in(store, ADA, reply, certificates_in(Authority(tmp_path / "other").root))
        with pytest.raises(NotAllowed):
            take_in(store, Person("Eve", Role.READER), reply, certificates)
        with pytest.raises(Trouble, match="there is no certificate in it"):
            certificates_in(reply)
        assert store.last_line().serial == 1
    with open_store(str(tmp_path / "another.db")) as another:
        another.save(draft(), "harbour", ADA)
        with pytest.raises(Trouble, match="this time stamp is of no line of this record"):
            take_in(another, ADA, reply, certificates)


def test_a_stamp_whose_reply_was_altered_to_a_state_that_is_none_is_named(tmp_path: Path, authority: Authority) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        reply = bytearray(reply_for(store, authority, tmp_path).read_bytes())
        assert reply[6:9] == b"\x02\x01\x00"
        reply[8] = 16
        with store.writing() as session:
            append(session, AuditLine("Ada", "stamped"), [StoredStamp(last_line(session).digest, bytes(reply))])
        altered = verified(store, checkers=(checker(certificates_in(authority.root)),)).altered
    assert altered == ("line 2 of the audit: 16 is not a valid PKIStatus",)


def test_the_command_writes_a_request_and_takes_its_reply_in(tmp_path: Path, authority: Authority) -> None:
    desk = Desk(tmp_path)
    assert desk.run("save", NAME, "--by", "Ada", "--draws", "0")[0] == 0
    assert desk.run("stamp", "last.tsq")[0] == 0
    reply = authority.stamp(desk.folder / "last.tsq")
    code, out, _ = desk.run("stamp", "--reply", str(reply), "--authority", str(authority.root))
    assert (code, out[:16]) == (0, "stamped: line 1 ")
    code, out, _ = desk.run("verify", "--authority", str(authority.root))
    assert code == 0
    assert "Line 1 has a time stamp of" in out
    assert desk.run("stamp", "--reply", str(reply))[0] == 1
