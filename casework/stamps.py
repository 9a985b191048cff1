"""Time stamps of an authority by RFC 3161 on lines of the audit: requests, replies taken in, and checks of them.

What is stamped is the digest of a line as text. Nothing is sent anywhere: whoever has an authority sends the request
and brings its reply.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256, sha384, sha512
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from assessments.record.audit_log import LastLine, append
from assessments.record.errors import Trouble, minute
from assessments.record.folder import Person, Role, allow
from assessments.record.models import AuditLine, StoredStamp
from assessments.record.verify import Checker, Told

if TYPE_CHECKING:
    from cryptography.x509 import Certificate
    from rfc3161_client import TimeStampResponse
    from sqlalchemy.orm import Session

    from assessments.record.store import Store

LARGEST = 100_000  # bytes: a reply with the certificates of its authority has some thousands
HASHES = {"2.16.840.1.101.3.4.2.1": sha256, "2.16.840.1.101.3.4.2.2": sha384, "2.16.840.1.101.3.4.2.3": sha512}


@dataclass(frozen=True)
class Stamp:
    """A time stamp on record: the line it is of, and its time as the reply has it.

    `fault` says why it does not hold against the certificates of an authority; None where it holds, or nobody asked.
    """

    line: LastLine
    at: str
    fault: str | None = None


def request_for(line: LastLine) -> bytes:
    """The request to stamp a line, as an authority takes it (application/timestamp-query)."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    data = line.digest.encode("ascii")
    return TimestampRequestBuilder(data, HashAlgorithm.SHA256, nonce=False).build().as_bytes()


def certificates_in(file: Path) -> tuple[Certificate, ...]:
    """The certificates of an authority in a PEM file, its root among them; raises Trouble."""
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return tuple(load_pem_x509_certificates(_content(file)))
    except ValueError:
        raise Trouble(f"{file}: there is no certificate in it (write them one after the other, as PEM)") from None


def take_in(store: Store, person: Person, file: Path, authority: Sequence[Certificate]) -> Stamp:
    """Put the reply of an authority on record, as a line of its own; the stamp.

    Raises Trouble where it is none, is of no line of this record, or does not hold against the certificates.
    """
    allow(person, Role.ANALYST, "putting a time stamp on record")
    reply = _content(file)
    try:
        response = _response(reply)
        with store.writing() as session:
            stamp = _stamp(response, _stamped(session, response), authority)
            if stamp.fault:
                raise Trouble(f"{file}: {stamp.fault}")
            note = f"line {stamp.line.serial} at {minute(stamp.at)}"
            append(session, AuditLine(person.name, "stamped", said=note), [StoredStamp(stamp.line.digest, reply)])
    except ValueError as error:
        raise Trouble(f"{file}: {error}") from None
    return stamp


def checker(authority: Sequence[Certificate] = (), named: str = "") -> Checker:
    """The check of all time stamps on record against the certificates of an authority in a file that is `named` so."""
    holding = f"which holds against {named}" if named else "not held against any authority (--authority FILE)"

    def check(session: Session) -> Iterable[Told]:
        for stamp in stamps_in(session, authority):
            line = stamp.line.serial
            if stamp.fault:
                yield Told(f"line {line} of the audit: {stamp.fault}", wrong=True)
            else:
                yield Told(f"Line {line} has a time stamp of {minute(stamp.at)}, {holding}.", wrong=False)

    return check


def stamps_in(session: Session, authority: Sequence[Certificate]) -> Iterator[Stamp]:
    """The time stamps on record, in their order, held against the certificates of an authority if there are any."""
    for row in session.scalars(select(StoredStamp).order_by(StoredStamp.serial)):
        try:
            response = _response(row.response)
            stamp = _stamp(response, _stamped(session, response), authority)
        except ValueError as error:
            stamp = Stamp(LastLine(row.serial, row.head), "", str(error))
        yield stamp


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Trouble(f"{file}: it cannot be read ({error.strerror})") from None
    if len(content) > LARGEST:
        raise Trouble(f"{file}: it is larger than any time stamp or certificate")
    return content


def _response(reply: bytes) -> TimeStampResponse:
    """A reply as it is read; raises ValueError where it is none, or refuses the stamp."""
    from rfc3161_client import decode_timestamp_response

    try:
        response = decode_timestamp_response(reply)
        _ = response.tst_info.message_imprint.message
    except ValueError:
        raise ValueError("this is no reply of a time stamp authority, or it refuses the stamp") from None
    return response


def _stamped(session: Session, response: TimeStampResponse) -> LastLine:
    """The line of the audit that a reply is of; raises ValueError where there is none."""
    imprint = response.tst_info.message_imprint
    hashed = HASHES.get(imprint.hash_algorithm.dotted_string)
    if hashed:
        for serial, digest in session.execute(select(AuditLine.serial, AuditLine.digest).order_by(AuditLine.serial)):
            if hashed(digest.encode("ascii")).digest() == imprint.message:
                return LastLine(serial, digest)
    raise ValueError("this time stamp is of no line of this record")


def _stamp(response: TimeStampResponse, line: LastLine, authority: Sequence[Certificate]) -> Stamp:
    from rfc3161_client import VerificationError, VerifierBuilder

    moment, fault = response.tst_info.gen_time.isoformat(), None
    if authority:
        try:
            verifier = VerifierBuilder(roots=list(authority)).build()
            verifier.verify_message(response, line.digest.encode("ascii"))
        except VerificationError as error:
            fault = f"the time stamp does not hold against these certificates ({error})"
    return Stamp(line, moment, fault)
