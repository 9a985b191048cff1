"""The store of the record: assessments in lines of versions, who did what when, and work that is not saved yet."""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import URL, ColumnElement, Engine, Select, delete, func, or_, select, text
from sqlalchemy.orm import Session

from assessments.record.audit_log import (
    BEGINNING,
    SKEW,
    LastLine,
    append,
    first_digest,
    holds,
    is_behind,
    last_line,
    last_seen,
    lock,
    moment,
    not_before,
    note,
)
from assessments.record.database import WRITING, brought_up, engine_of, in_words, reader_of, shown_url, url_of
from assessments.record.entries import SUBJECT, subject_of
from assessments.record.errors import (
    Busy,
    Damaged,
    NewerStore,
    NoStore,
    NotSaved,
    OlderStore,
    Trouble,
    Unsavable,
    minute,
)
from assessments.record.folder import Person, Role, allow, cleaned_name
from assessments.record.models import AuditLine, Entry, FactFile, MapFile, Saved, StoredResult, Work
from data_maps.problems import did_you_mean, printable, shown

if TYPE_CHECKING:
    from assessments.record.drafts import Draft
    from assessments.record.saved_results import SavedResult

LONGEST_NOTE = 2000
SAVED = "saved"
AT_ONE_MOMENT: Mapping[str, Mapping[str, str]] = {"sqlite": {}, "postgresql": {"isolation_level": "REPEATABLE READ"}}
"""The settings with which all that one transaction reads is of one moment; on SQLite that is always so."""
MOST_UNPACKED = 2**28
"""The bytes of the largest result that is read: far more than that of the largest map, and no memory's worth."""
MOST = 50
"""The most pieces of work of one kind that are kept of one owner; the oldest gives way to no other kind."""


class Meanwhile(Trouble):
    """Somebody else saved a version of the same subject meanwhile; `entry` is the latest one."""

    def __init__(self, subject: str, after: int, entry: Entry | None) -> None:
        self.entry = entry
        on = f"{subject}/{after}" if after else "no version"
        if entry is None:
            message = f"there is no {on}: nothing was saved of {subject} here (save with --after 0 to begin)"
        elif after > entry.number:
            message = f"there is no {on}: the latest is {entry.id} (save with --after {entry.number})"
        else:
            note = f", who noted: {entry.note}" if entry.note else ""
            message = (
                f"{entry.id} was saved meanwhile, by {entry.person} at {minute(entry.saved_at)}{note}; yours builds on "
                f"{on}. Look at theirs with datareach show {entry.id}, then save yours with --after {entry.number}"
            )
        super().__init__(message)


def open_store(named: str, *, make: bool = True) -> Store:
    """The store in a file or at a URL, its tables brought to this version; made if it is not there and may be.

    A file in a folder that may not be written to, or on a full disk, is opened to be read.
    Raises NoStore, NewerStore, Trouble. Close it, or use it in a `with`.
    """
    url = url_of(named)
    try:
        return _opened(engine_of(url), url, make=make)
    except (NoStore, NewerStore, OlderStore, Busy):
        raise
    except Trouble as trouble:
        if (reader := reader_of(url)) is None:
            raise
        try:
            return _opened(reader, url, make=False)
        except OlderStore:
            raise
        except Trouble:
            raise trouble from None


def _opened(engine: Engine, url: URL, *, make: bool) -> Store:
    try:
        with in_words(url):
            made = brought_up(engine, url, make=make)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, url, made)


class Store:
    """An open store: what `save` and `writing` acknowledge lasts; every failure of its database is a Trouble."""

    def __init__(self, engine: Engine, url: URL, made: bool = False) -> None:
        self.engine = engine
        self.url = url
        self.made = made
        self._file = _identity(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @property
    def name(self) -> str:
        """The name of the store, without a password."""
        return shown_url(self.url)

    @property
    def place(self) -> str:
        """The place of the store, whichever link leads to its file."""
        return os.path.realpath(self.name) if self.url.get_backend_name() == "sqlite" else self.name

    def known_as(self, session: Session) -> tuple[str, ...]:
        """The names by which this machine knows the record: the digest of its first line, and where it lies."""
        first = first_digest(session)
        return (self.place, first) if first else (self.place,)

    def names(self) -> tuple[str, ...]:
        """The names of the record as it is now."""
        with self.reading() as session:
            return self.known_as(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that reads one state of the store, whoever writes meanwhile."""
        engine = self.engine.execution_options(**AT_ONE_MOMENT[self.url.get_backend_name()])
        with in_words(self.url), Session(engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in which one line of the audit may be appended, while nobody else writes: whole or not at all."""
        if self._file != _identity(self.url):
            raise Trouble(f"the store {self.name}: its file was moved away or replaced while it was open; put it back")
        engine = self.engine.execution_options(**{WRITING: True})
        with in_words(self.url), Session(engine, expire_on_commit=False) as session, session.begin():
            lock(session.connection())
            self._goes_on(session)
            yield session
            line, names = last_line(session), self.known_as(session)
        note(names, line)

    def last_line(self) -> LastLine:
        """The last line of the audit: whoever notes its digest down sees later whether lines were taken away."""
        with self.reading() as session:
            return last_line(session)

    def has_lost(self, seen: Iterable[LastLine]) -> bool:
        """True where a line that was seen on record is there no longer."""
        with self.reading() as session:
            return _has_lost(session, seen)

    def _goes_on(self, session: Session) -> None:
        """Raises Trouble where a new line would hide that others were taken away, or be dated before the last."""
        seen, last = last_seen(self.known_as(session)), last_line(session)
        accept = "datareach verify --accept goes on from there once you know why"
        if _has_lost(session, seen):
            raise Trouble(
                f"the store {self.name}: lines that this machine saw are no longer on record, and nothing is added to "
                f"it; datareach verify says more, and {accept}"
            )
        if not holds(session):
            raise Trouble(
                f"the store {self.name}: the last line of its audit, {last.serial}, does not hold, and nothing is "
                "added to it; datareach verify says more, and how to go on"
            )
        if is_behind(last.at, SKEW) and not any(line.accepted and line.digest == last.digest for line in seen):
            raise Trouble(
                f"the clock of this machine is behind the last line on record, of {minute(last.at)}: set it; if that "
                f"line is dated wrong, {accept}"
            )

    def settle(self) -> None:
        """Bring all that was written into the one file of a store of SQLite, so that it can be moved alone."""
        if self.url.get_backend_name() == "sqlite":
            with in_words(self.url), closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA journal_mode=DELETE")

    def save(self, draft: Draft, subject: str, person: Person, note: str = "", after: int | None = None) -> Entry:
        """Save a draft as the next version of its subject; `after` is the version it builds on, 0 for none.

        Without `after` it builds on whichever is the latest. A draft that was saved before is not saved again.
        Raises NotAllowed where the person's role does not let them, Meanwhile where another version came between, and
        Unsavable.
        """
        allow(person, Role.ANALYST, "saving")
        if not SUBJECT.fullmatch(subject):
            raise Unsavable(f"{subject!a} is no name of a line (such as {subject_of(subject)})")
        name, note = cleaned_name(person.name), note_of(note)
        if not name:
            raise Unsavable("say who saves it")
        if len(draft.result) > MOST_UNPACKED:
            raise Unsavable("the result is larger than the record can read back (assess a part of the map)")
        content, result = draft.content, StoredResult(dict(draft.versions), zlib.compress(draft.result, 6))
        with self.writing() as session:
            if entry := _saved_before(session, draft, content):
                return entry
            if after is not None and after != _latest_number(session, subject):
                latest = _latest(session, subject)
                session.expunge_all()  # the rollback would empty the entry that the exception carries
                raise Meanwhile(subject, after, latest)
            saved_at = moment(not_before(last_line(session).at))
            # By the audit, which also knows versions that somebody took away by force.
            number = (session.scalar(select(func.max(AuditLine.number)).where(AuditLine.subject == subject)) or 0) + 1
            entry = Entry(
                id=f"{subject}/{number}",
                subject=subject,
                number=number,
                token=draft.token,
                saved_at=saved_at,
                person=name,
                note=note,
                title=_storable_text(content.map.title),
                as_of=str(content.map.as_of),
                viewpoint=content.map.viewpoint,
                map=draft.map,
                asked=draft.asked,
                headline={"harm": content.headline.harm, "score": content.headline.score},
                fingerprint=content.fingerprint,
            )
            line = AuditLine(name, SAVED, subject, entry.number, note)
            append(session, line, [entry, *_map_files(draft), result, *_missing(session, draft.facts)])
        return entry

    def latest_number(self, subject: str) -> int:
        """The number of the latest version of a subject, 0 where nothing was saved of it."""
        with self.reading() as session:
            return _latest_number(session, subject)

    def latest(self, subject: str) -> Entry | None:
        """The latest version of a subject, None where nothing was saved of it."""
        with self.reading() as session:
            return _latest(session, subject)

    def find(self, named: str) -> Entry:
        """The entry of SUBJECT/NUMBER, or the latest of SUBJECT; raises NotSaved."""
        if not named.isprintable():  # no database takes all such texts
            raise NotSaved(f"nothing was saved as {shown(named)} (datareach list shows what was)")
        with self.reading() as session:
            entry = session.get(Entry, named) or _latest(session, named)
            if entry is None:
                raise NotSaved(_unknown(session, named))
        return entry

    def load(self, named: str) -> Saved:
        """All that was kept of a saved assessment; raises NotSaved."""
        entry = self.find(named)
        files = select(MapFile).where(MapFile.serial == entry.serial).order_by(MapFile.position)
        with self.reading() as session:
            result = session.get_one(StoredResult, entry.serial)
            contents = {file.name: file.content for file in session.scalars(files)}
        return Saved(entry, contents, _unpacked(entry, result.body), result.versions)

    def lines(self, subject: str) -> tuple[Entry, ...]:
        """Every version of a subject, the first one first; one that was damaged is not among them."""
        with self.reading() as session:
            return _readable(session, select(Entry.id).where(Entry.subject == subject).order_by(Entry.number))

    def newest(self, most: int = 20, *, words: str = "", skip: int = 0) -> tuple[Entry, ...]:
        """The entries saved last, the newest first; `words` have to stand in subject, title, note or person.

        An entry that was damaged is not among them.
        """
        ids = select(Entry.id).where(*_with_words(words)).order_by(Entry.serial.desc()).limit(most).offset(skip)
        with self.reading() as session:
            return _readable(session, ids)

    def count(self, words: str = "") -> int:
        """The number of saved assessments; `words` as in `newest`."""
        with self.reading() as session:
            return session.scalars(select(func.count()).select_from(Entry).where(*_with_words(words))).one()

    def disagreement(self) -> str:
        """The sentence on saves that the audit has and that the list does not find by number or line; empty if none."""
        listed = "count(*) FILTER (WHERE EXISTS (SELECT 1 FROM assessments AS e WHERE {}))".format
        by_line, by_id = listed("serial = a.serial"), listed("id = a.subject || '/' || CAST(a.number AS TEXT)")
        query = f"SELECT count(*), {by_line}, {by_id} FROM audit AS a WHERE action = '{SAVED}'"  # noqa: S608 - our words
        with self.reading() as session:
            saved, *found = session.execute(text(query)).one()
        if min(found) == saved:
            return ""
        return (
            f"the list finds {min(found):,} of the {saved:,} assessments that the audit says were saved: an index or a "
            "row is damaged (datareach verify says more)"
        )

    def facts(self, sha256: str) -> bytes | None:
        """A file of facts of some version, None where none of that digest was kept."""
        with self.reading() as session:
            file = session.get(FactFile, sha256)
        return file.content if file else None

    def history(self, subject: str, number: int | None = None) -> tuple[AuditLine, ...]:
        """The lines of the audit about a subject, or one version of it, the first one first."""
        lines = select(AuditLine).where(AuditLine.subject == subject).order_by(AuditLine.serial)
        with self.reading() as session:
            return tuple(session.scalars(lines if number is None else lines.where(AuditLine.number == number)))


def _has_lost(session: Session, seen: Iterable[LastLine]) -> bool:
    digests = {line.digest for line in seen} - {BEGINNING}
    return len(session.scalars(select(AuditLine.serial).where(AuditLine.digest.in_(digests))).all()) < len(digests)


def _identity(url: URL) -> tuple[int, int] | None:
    """The device and number of a store's file; None where it is on a server, or gone."""
    if url.get_backend_name() != "sqlite":
        return None
    try:
        status = Path(str(url.database)).stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _storable_text(text: str) -> str:
    """Text that any database takes: without what cannot be shown."""
    return printable(text, " ").strip()


def note_of(note: str) -> str:
    """A note as it is kept, without what cannot be shown; raises Unsavable where it is too long."""
    text = "\n".join(_storable_text(line) for line in note.splitlines()).strip()
    if len(text) > LONGEST_NOTE:
        raise Unsavable(
            f"the note has {len(text):,} characters, and {LONGEST_NOTE:,} are kept at most (the review that follows "
            "takes comments)"
        )
    return text


def _map_files(draft: Draft) -> Iterator[MapFile]:
    for position, (name, content) in enumerate(draft.files.items()):
        yield MapFile(position, name, content)


def _missing(session: Session, files: Mapping[str, bytes]) -> Iterator[FactFile]:
    """The files of facts that the store does not have yet, of those with these digests."""
    stored = set(session.scalars(select(FactFile.sha256).where(FactFile.sha256.in_(list(files)))))
    return (FactFile(sha256, content) for sha256, content in files.items() if sha256 not in stored)


def _readable(session: Session, ids: Select[str]) -> tuple[Entry, ...]:
    """The entries of some ids, without those that were damaged."""
    entries: list[Entry] = []
    for id_ in session.scalars(ids).all():
        with suppress(Damaged):
            entries.append(session.get_one(Entry, id_))
    return tuple(entries)


def _latest_number(session: Session, subject: str) -> int:
    return session.scalar(select(func.max(Entry.number)).where(Entry.subject == subject)) or 0


def _latest(session: Session, subject: str) -> Entry | None:
    entries = select(Entry).where(Entry.subject == subject).order_by(Entry.number.desc()).limit(1)
    return session.scalars(entries).one_or_none()


def _saved_before(session: Session, draft: Draft, content: SavedResult) -> Entry | None:
    """The entry that a draft became already; raises Unsavable where the draft says something else since."""
    entry = session.scalars(select(Entry).where(Entry.token == draft.token)).one_or_none()
    if entry and entry.fingerprint != content.fingerprint:
        raise Unsavable(f"{entry.id} has the token of this draft and says something else: it was altered")
    return entry


def _unpacked(entry: Entry, body: bytes) -> bytes:
    """The bytes of a result, which are checked for their size while they are unpacked."""
    unpacking = zlib.decompressobj()
    try:
        result = unpacking.decompress(body, MOST_UNPACKED + 1)
    except zlib.error:
        result = b""
    if not unpacking.eof or len(result) > MOST_UNPACKED:
        raise NotSaved(f"{entry.id}: its result is damaged (datareach verify says what was altered)")
    return result


def _unknown(session: Session, named: str) -> str:
    subject, _, number = named.partition("/")
    if number and (latest := _latest(session, subject)):
        which = f"there are {subject}/1 to" if latest.number > 1 else "there is"
        return f"nothing was saved as {shown(named)} ({which} {latest.id})"
    subjects = list(session.scalars(select(Entry.subject).distinct().limit(1000)))
    hint = str(did_you_mean(subject, subjects)) or "datareach list shows what was"
    return f"nothing was saved as {shown(named)} ({hint})"


def _with_words(words: str) -> list[ColumnElement[bool]]:
    """The condition for each word that it stands somewhere in a row."""
    columns = (Entry.subject, Entry.title, Entry.note, Entry.person)
    return [
        or_(*(func.lower(column).contains(word.lower(), autoescape=True) for column in columns))
        for word in printable(words, " ").split()
    ]


def keep_work(store: Store, work: Work, before: str | None = None) -> Work:
    """Keep a piece of work as it is now, in place of what it was at `before`; the row that was written.

    Where another window of its owner has changed it since then it is kept under an id of its own of the same kind,
    beside that one.
    """
    with _writing(store) as session:
        stored = session.get(Work, (work.owner, work.id))
        is_ours = stored is None or before in (None, stored.at)
        kind = work.id.partition(":")[0] + ":"
        id = work.id if is_ours else kind + secrets.token_hex(8)
        written = session.merge(Work(work.owner, id, moment(datetime.now(UTC)), work.title, work.content))
        session.flush()
        of_kind = select(Work.id).where(Work.owner == work.owner, Work.id.startswith(kind, autoescape=True))
        newest = of_kind.order_by(Work.at.desc())
        for old in session.scalars(newest.offset(MOST)).all():
            session.execute(delete(Work).where(Work.owner == work.owner, Work.id == old))
    return written


def works_of(store: Store, owner: str) -> tuple[Work, ...]:
    """All that is kept of one owner, what was changed last first."""
    with store.reading() as session:
        return tuple(session.scalars(select(Work).where(Work.owner == owner).order_by(Work.at.desc())))


def throw_away_work(store: Store, owner: str, id: str, at: str | None = None) -> None:
    """Keep a piece of work no longer; only as it was `at` a moment, where one is named and it was changed since."""
    statement = delete(Work).where(Work.owner == owner, Work.id == id)
    with _writing(store) as session:
        session.execute(statement if at is None else statement.where(Work.at == at))


@contextmanager
def _writing(store: Store) -> Iterator[Session]:
    """A session that changes work alone: it adds no line to the audit, and waits for no reader."""
    engine = store.engine.execution_options(**{WRITING: True})
    with in_words(store.url), Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
