"""How acts of a review come into the store: each checked against how the review stands, by whoever may do it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from assessments.record.journal import Line, Rows
from assessments.record.people import Person, allow
from assessments.record.tables import acts as table
from assessments.record.troubles import Trouble
from assessments.review.acts import RULES, Act, Did, new_id
from assessments.review.grounds import grounds_of, lost, questions_of
from assessments.review.rules import refusal
from assessments.review.standing import Question, Standing, seen_by, standing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from assessments.record.entries import Entry, Saved
    from assessments.record.store import Store


class Refusal(Trouble):
    """A review does not take that as it stands."""


@dataclass(frozen=True)
class Review:
    """The review of one saved assessment in a store."""

    store: Store
    saved: Saved

    @property
    def entry(self) -> Entry:
        """What is reviewed, as it stands in the list."""
        return self.saved.entry

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the assessment says is worth finding out."""
        return questions_of(self.saved)

    def acts(self) -> tuple[Act, ...]:
        """Everything that was done, in the order in which it came; estimates that are still blind included."""
        with self.store.reading() as connection:
            return _acts(connection, self.entry)

    def seen_by(self, person: Person) -> tuple[Act, ...]:
        """Everything that was done and that a person may see."""
        return seen_by(self.acts(), person.name)

    def standing(self, today: date | None = None) -> Standing:
        """How the review stands on a day."""
        return self._standing(self.acts(), today or datetime.now(UTC).date())

    def _standing(self, done: Iterable[Act], today: date) -> Standing:
        done = tuple(done)
        questions = self.questions
        first = standing(done, questions, (), today)
        gone = tuple(lost(self.store, self.saved, first.decision.rests_on)) if first.decision else ()
        return standing(done, questions, gone, today) if gone else first

    def do(self, person: Person, did: Did, **given: Any) -> Act:
        """Do something in the review, and have it written down for good.

        Raises NotAllowed where the person's role does not let them, Refusal where the review does not take it as it
        stands, and pydantic's ValidationError where something is missing.
        """
        allow(person, RULES[did].least, RULES[did].what)
        if did == "decide":
            given["rests_on"] = grounds_of(self.saved)
        now = datetime.now(UTC)
        act = Act(id=new_id(), at=_at(now), by=person.name, did=did, **given)

        def checked(done: tuple[Act, ...]) -> None:
            if fault := refusal(act, self._standing(done, now.date())):
                raise Refusal(fault)

        self._write(person, act.did, [act], checked)
        return act

    def take_in(self, person: Person, acts: Iterable[Act]) -> tuple[Act, ...]:
        """Take acts in that were written down elsewhere, those that are here already left out; gives the new ones.

        Raises NotAllowed, and Refusal where an act of the same id says something else.
        """
        for act in (given := tuple(acts)):
            allow(person, RULES[act.did].least, f"taking in what somebody did by {RULES[act.did].what}")
        new: list[Act] = []

        def checked(done: tuple[Act, ...]) -> None:
            here = {act.id: act for act in done}
            if altered := [act.id for act in given if act.id in here and here[act.id] != act]:
                raise Refusal(f"what was done as {', '.join(altered)} is not what the record has; nothing was taken in")
            new.extend(act for act in given if act.id not in here)

        if any(act.id not in {each.id for each in self.acts()} for act in given):
            self._write(person, "take in", new, checked)
        else:
            checked(self.acts())
        return tuple(new)

    def _write(self, person: Person, action: str, acts: list[Act], check: Callable[[tuple[Act, ...]], None]) -> None:
        entry = self.entry

        def make(connection: Connection) -> tuple[Line, Rows]:
            check(_acts(connection, entry))
            said = acts[0].said if action != "take in" else f"{len(acts)} acts"
            line = Line(person.name, action, entry.subject, entry.number, said)
            return line, [(table, _row(act, entry)) for act in acts]

        self.store.write(make)


def review_of(store: Store, named: str) -> Review:
    """The review of SUBJECT/NUMBER, or of the latest version of SUBJECT; raises NotSaved."""
    return Review(store, store.load(named))


def _at(now: datetime) -> str:
    return now.isoformat(timespec="microseconds").removesuffix("+00:00")


def _row(act: Act, entry: Entry) -> Mapping[str, Any]:
    return {
        "id": act.id,
        "subject": entry.subject,
        "number": entry.number,
        "at": act.at,
        "person": act.by,
        "did": act.did,
        "about": act.about,
        "content": json.dumps(plain(act), ensure_ascii=True, separators=(",", ":")),
    }


def plain(act: Act) -> dict[str, Any]:
    """An act as plain values, without what it does not say."""
    whole = act.model_dump(mode="json", exclude_defaults=True)
    return {name: whole[name] for name in Act.model_fields if name in whole}


def _acts(connection: Connection, entry: Entry) -> tuple[Act, ...]:
    mine = select(table.c.content).where(table.c.subject == entry.subject, table.c.number == entry.number)
    rows = connection.execute(mine.order_by(table.c.serial, table.c.at, table.c.id)).scalars()
    return tuple(Act.model_validate_json(content) for content in rows)
