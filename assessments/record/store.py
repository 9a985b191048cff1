"""What is on record: assessments saved once and for all, in lines of versions, and who did what when."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import func, or_, select

from assessments.record.audit_log import Line, Rows, append, lock
from assessments.record.database import WRITING, brought_up, engine_of, in_words, told, url_of
from assessments.record.drafts import Draft, asked_from
from assessments.record.entries import SUBJECT, Entry, Saved, subject_of
from assessments.record.errors import Meanwhile, NotSaved, Trouble, Unsavable
from assessments.record.folder import cleaned_name
from assessments.record.people import Person, Role, allow
from assessments.record.results import SavedResult
from assessments.record.tables import assessments, audit, facts, results, texts
from assessments.results.quantity import Quantity

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

LONGEST_NOTE = 2000
SAVED = "saved"


def open_store(named: str, *, make: bool = True) -> Store:
    """The store in a file or at a URL, its tables brought to this version; made if it is not there and may be.

    Raises NoStore, NewerStore, Trouble. Close it, or use it in a `with`.
    """
    url = url_of(named)
    engine = engine_of(url)
    try:
        with in_words(url):
            made = brought_up(engine, url, make=make)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, url, made)


class _There(Exception):
    """The draft was saved before."""

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry


class Store:
    """An open store: what `add` and `write` acknowledge lasts; every failure of its database is a Trouble."""

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
        """What the store is called, without a password."""
        return told(self.url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that reads one state of the store."""
        with in_words(self.url), self.engine.connect() as connection, connection.begin():
            yield connection

    def _still_there(self) -> None:
        """Raises Trouble where the file of the store was moved away or replaced since it was opened."""
        if self._file != _identity(self.url):
            raise Trouble(f"the store {self.name}: its file was moved away or replaced while it was open; put it back")

    def write(self, make: Callable[[Connection], tuple[Line, Rows]]) -> int:
        """Write a line of the audit and the rows that come with it, whole or not at all; gives its serial.

        `make` runs inside the transaction, while nobody else writes, and may raise to have nothing written.
        """
        self._still_there()
        with in_words(self.url), self.engine.execution_options(**{WRITING: True}).begin() as connection:
            lock(connection)
            return append(connection, *make(connection))

    def save(self, draft: Draft, subject: str, person: Person, note: str = "", after: int | None = None) -> Entry:
        """Save a draft as the next version of its subject; `after` is the version it builds on, 0 for none.

        Without `after` it builds on whichever is the latest. A draft that was saved before is not saved again.
        Raises NotAllowed where the person's role does not let them, Meanwhile where another version came between, and
        Unsavable.
        """
        allow(person, Role.ANALYST, "saving")
        if not SUBJECT.fullmatch(subject):
            raise Unsavable(f"{subject!a} is no name of a line (such as {subject_of(subject)})")
        name = cleaned_name(person.name)
        if not name:
            raise Unsavable("say who saves it")
        content, body, noted = draft.content, zlib.compress(draft.result, 6), note_of(note)
        row: dict[str, Any] = {}

        def make(connection: Connection) -> tuple[Line, Rows]:
            if (before := _by_token(connection, draft.token)) is not None:
                if before.fingerprint != content.fingerprint:
                    raise Unsavable(f"{before.id} has the token of this draft and says something else: it was altered")
                raise _There(before)
            latest = _latest(connection, subject)
            if after is not None and after != (latest.number if latest else 0):
                raise Meanwhile(subject, after, latest)
            number = _next_number(connection, subject)
            row.update(_row(draft, content, subject, number, name, noted))
            return Line(row["person"], SAVED, subject, number, row["note"]), [
                (assessments, row),
                *((texts, text) for text in _texts(draft)),
                (results, {"versions": _json(draft.versions), "body": body}),
                *((facts, fact) for fact in _missing(connection, draft.facts)),
            ]

        try:
            serial = self.write(make)
        except _There as there:
            return there.entry
        return _entry({**row, "serial": serial})

    def latest(self, subject: str) -> Entry | None:
        """The latest version of a subject, None where nothing was saved of it."""
        with self.reading() as connection:
            return _latest(connection, subject)

    def find(self, named: str) -> Entry:
        """The entry of SUBJECT/NUMBER, or the latest of SUBJECT; raises NotSaved."""
        with self.reading() as connection:
            found = connection.execute(select(assessments).where(assessments.c.id == named)).one_or_none()
            entry = _entry(found._mapping) if found else _latest(connection, named)
            if entry is None:
                raise NotSaved(_unknown(connection, named))
        return entry

    def load(self, named: str) -> Saved:
        """All that was kept of a saved assessment; raises NotSaved."""
        entry = self.find(named)
        with self.reading() as connection:
            result = connection.execute(select(results).where(results.c.serial == entry.serial)).one()
            files = connection.execute(
                select(texts.c.name, texts.c.content).where(texts.c.serial == entry.serial).order_by(texts.c.position)
            )
            contents = {row.name: bytes(row.content) for row in files}
        return Saved(entry, contents, _unpacked(entry, bytes(result.body)), json.loads(result.versions))

    def lines(self, subject: str) -> tuple[Entry, ...]:
        """Every version of a subject, the first one first."""
        chosen = select(assessments).where(assessments.c.subject == subject).order_by(assessments.c.number)
        with self.reading() as connection:
            return tuple(_entry(row._mapping) for row in connection.execute(chosen))

    def newest(self, most: int = 20, *, words: str = "", skip: int = 0) -> tuple[Entry, ...]:
        """What was saved last, the newest first; `words` have to stand in subject, title, note or person."""
        chosen = select(assessments).order_by(assessments.c.serial.desc()).limit(most).offset(skip)
        with self.reading() as connection:
            return tuple(_entry(row._mapping) for row in connection.execute(_with_words(chosen, words)))

    def count(self, words: str = "") -> int:
        """How many assessments were saved; `words` as in `newest`."""
        with self.reading() as connection:
            counted = connection.execute(_with_words(select(func.count()).select_from(assessments), words))
            return int(counted.scalar_one())

    def facts(self, sha256: str) -> bytes | None:
        """A file of facts of some version, None where none of that digest was kept."""
        with self.reading() as connection:
            found = connection.execute(select(facts.c.content).where(facts.c.sha256 == sha256)).scalar()
        return None if found is None else bytes(found)

    def history(self, subject: str, number: int | None = None) -> tuple[Mapping[str, Any], ...]:
        """The lines of the audit about a subject, or one version of it, the first one first."""
        chosen = select(audit).where(audit.c.subject == subject).order_by(audit.c.serial)
        with self.reading() as connection:
            rows = connection.execute(chosen if number is None else chosen.where(audit.c.number == number))
            return tuple(dict(row._mapping) for row in rows)


def _identity(url: URL) -> tuple[int, int] | None:
    """Which file a store of SQLite is, None where it is none or is gone."""
    if url.get_backend_name() != "sqlite":
        return None
    try:
        found = Path(str(url.database)).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _row(draft: Draft, content: SavedResult, subject: str, number: int, person: str, note: str) -> dict[str, Any]:
    from datetime import UTC, datetime

    return {
        "id": f"{subject}/{number}",
        "subject": subject,
        "number": number,
        "token": draft.token,
        "saved_at": datetime.now(UTC).isoformat(timespec="microseconds").removesuffix("+00:00"),
        "person": person,
        "note": note,
        "title": _plain(content.map.title),
        "as_of": str(content.map.as_of),
        "viewpoint": content.map.viewpoint,
        "map": draft.map,
        "asked": _json(asdict(draft.asked)),
        "headline": _json({"harm": asdict(content.headline.harm), "score": asdict(content.headline.score)}),
        "fingerprint": content.fingerprint,
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _plain(text: str) -> str:
    """Text that any database takes: without what cannot be shown."""
    return "".join(char if char.isprintable() else " " for char in text).strip()


def note_of(note: str) -> str:
    """A note as it is kept, without what cannot be shown; raises Unsavable where it is too long."""
    kept = "\n".join(_plain(line) for line in note.splitlines()).strip()
    if len(kept) > LONGEST_NOTE:
        raise Unsavable(
            f"the note has {len(kept):,} characters, and {LONGEST_NOTE:,} are kept at most (the review that follows "
            "takes comments)"
        )
    return kept


def _texts(draft: Draft) -> Iterator[dict[str, Any]]:
    for position, (name, content) in enumerate(draft.files.items()):
        yield {"position": position, "name": name, "content": content}


def _missing(connection: Connection, known: Mapping[str, bytes]) -> Iterator[dict[str, Any]]:
    """The files of facts that the store does not have yet."""
    there = set(connection.execute(select(facts.c.sha256).where(facts.c.sha256.in_(list(known)))).scalars())
    for sha256, content in known.items():
        if sha256 not in there:
            yield {"sha256": sha256, "content": content}


def _latest(connection: Connection, subject: str) -> Entry | None:
    line = select(assessments).where(assessments.c.subject == subject)
    found = connection.execute(line.order_by(assessments.c.number.desc()).limit(1)).one_or_none()
    return _entry(found._mapping) if found else None


def _by_token(connection: Connection, token: str) -> Entry | None:
    found = connection.execute(select(assessments).where(assessments.c.token == token)).one_or_none()
    return _entry(found._mapping) if found else None


def _next_number(connection: Connection, subject: str) -> int:
    """One more than any version that ever was, also one that somebody took away by force."""
    highest = select(func.max(audit.c.number)).where(audit.c.subject == subject)
    return (connection.execute(highest).scalar() or 0) + 1


def _entry(values: Mapping[Any, Any]) -> Entry:
    asked, numbers = asked_from(json.loads(values["asked"])), json.loads(values["headline"])
    headline = {name: Quantity(**number) for name, number in numbers.items()}
    return Entry(**{name: values[name] for name in _NAMES}, asked=asked, headline=headline)


_NAMES = tuple(field.name for field in fields(Entry) if field.name not in ("asked", "headline"))


def _unpacked(entry: Entry, body: bytes) -> bytes:
    try:
        return zlib.decompress(body)
    except zlib.error:
        raise NotSaved(f"{entry.id}: its result is damaged (datareach verify says what was altered)") from None


def _unknown(connection: Connection, named: str) -> str:
    from data_maps.problems import did_you_mean, shown

    subject, _, number = named.partition("/")
    if number and (latest := _latest(connection, subject)):
        return f"nothing was saved as {shown(named)} (there are {subject}/1 to {latest.id})"
    known = list(connection.execute(select(assessments.c.subject).distinct().limit(1000)).scalars())
    hint = str(did_you_mean(subject, known)) or "datareach list shows what was"
    return f"nothing was saved as {shown(named)} ({hint})"


def _with_words(chosen: Any, words: str) -> Any:
    """Only rows in which each of the words stands somewhere."""
    columns = (assessments.c.subject, assessments.c.title, assessments.c.note, assessments.c.person)
    for word in words.split():
        chosen = chosen.where(or_(*(func.lower(column).contains(word.lower(), autoescape=True) for column in columns)))
    return chosen
