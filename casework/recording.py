"""A review in the store: acts come in one by one, each checked against how the review stands and who may do it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from assessments.record.audit_log import append, moment, not_before, utc_day
from assessments.record.drafts import data_map_of
from assessments.record.errors import Trouble
from assessments.record.folder import Person, Role, allow, cleaned_name, identity
from assessments.record.models import AuditLine, Entry, Saved, StoredAct
from casework.acts import Act, addresses, misnamed, new_id, unreadable, unsaid
from casework.grammar import RULES, Did
from casework.review_state import (
    DECIDED,
    ReviewQuestion,
    ReviewState,
    ReviewStatus,
    blind,
    estimates,
    grounds_of,
    lost,
    questions_of,
    seen_by,
    standing,
)
from data_maps.caching import cached_property
from data_maps.checking import model_of
from data_maps.problems import KnownNames, path_text, printable

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from assessments.record.store import Store
    from data_maps.model import DataMap

BEGIN = "submit it for review first"
MOST_NAMED = 3


def refusal(act: Act, review_state: ReviewState) -> str | None:
    """The reason why a review does not take an act as it stands; None where it does."""
    state = review_state.state
    match act.did:
        case "submit":
            return "this is in review already" if state == "in review" else None
        case "return":
            return _not_in_review(state)
        case "decide":
            return _not_in_review(state) or _left_before_a_decision(act, review_state)
        case "estimate":
            return _closed(state)
        case "open":
            return _closed(state) or _not_to_be_opened(act, review_state)
        case "assign" if not str(act.owner).strip():
            return "say who is to answer it"
        case "assign" | "accept" if act.until and act.until < date.fromisoformat(act.at[:10]):
            later = "let it be due on a later day" if act.did == "assign" else "accept it until a later day"
            return f"{act.until} is past: {later}"
        case "assign" | "answer" | "accept":
            is_open = act.about in {question.name for question in review_state.open_questions}
            return _closed(state) or (None if is_open else f"no open question is about {act.about}")
        case "sign":
            lapsed = f"the decision has lapsed: {'; '.join(review_state.why)}" if state == "lapsed" else None
            signed = any(identity(signature.by) == identity(act.by) for signature in review_state.signatures)
            already = f"{act.by} stands by it already" if signed else None
            return _of_another_decision(act, review_state) or lapsed or already
        case "dissent":
            return _of_another_decision(act, review_state)
        case "meet":
            ids = review_state.decision.condition_ids() if review_state.decision else ()
            if act.about not in ids:
                return f"no condition is called {act.about}" + (f" (there are {', '.join(ids)})" if ids else "")
            met = any(earlier.about == act.about for earlier in review_state.acts_of("meet"))
            return f"{act.about} is met already" if met else None
        case "withdraw":
            return _not_to_be_withdrawn(act, review_state)
    return None


def _not_in_review(state: ReviewStatus) -> str | None:
    if state in ("in review", "draft"):
        return None if state == "in review" else f"this is a draft: {BEGIN}"
    return f"this is {state}: submit it again to go on with the review"


def _closed(state: ReviewStatus) -> str | None:
    """The reason an act is refused once a decision is taken: it would change what that rests on."""
    decided = state in DECIDED or state == "lapsed"
    return f"this is {state}: submit it again to change what that rests on" if decided else None


def _not_to_be_opened(act: Act, review_state: ReviewState) -> str | None:
    people = estimates(review_state.acts, str(act.about))
    if len(people) < 2:
        there = "is one estimate" if people else "is no estimate"
        return f"there {there} of {act.about}: two people's make a comparison"
    is_blind = act.about in {estimate.about for estimate in blind(review_state.acts)}
    return None if is_blind else f"the estimates of {act.about} are open already"


def _left_before_a_decision(act: Act, review_state: ReviewState) -> str | None:
    past = next((condition for condition in act.conditions if condition.until < date.fromisoformat(act.at[:10])), None)
    if past is not None:
        return f"{past.until} is past: let the condition '{past.what}' be met until a later day"
    # What is rejected needs no answers: nothing rests on them.
    if act.outcome == "rejected" or not review_state.open_questions:
        return None
    named = "; ".join(f"{question.name}: {question.ask}" for question in review_state.open_questions[:MOST_NAMED])
    count, more = len(review_state.open_questions), len(review_state.open_questions) - MOST_NAMED
    are = "question is" if count == 1 else "questions are"
    return f"{count} {are} open ({named}{f'; and {more} more' if more > 0 else ''}): answer each, or accept it by name"


def _of_another_decision(act: Act, review_state: ReviewState) -> str | None:
    if review_state.decision is None or not _closed(review_state.state):
        return "nothing is decided here"
    if act.about != review_state.decision.id:
        return f"{act.about} is not the decision that holds: that is {review_state.decision.id}"
    return None


def _not_to_be_withdrawn(act: Act, review_state: ReviewState) -> str | None:
    withdrawn = next((earlier for earlier in review_state.acts if earlier.id == act.about), None)
    if withdrawn is None:
        return f"nothing that holds was done as {act.about}"
    if identity(withdrawn.by) != identity(act.by):
        return f"{act.about} was done by {withdrawn.by}, who alone may withdraw it"
    if withdrawn.did in ("submit", "return", "open", "decide", "withdraw"):
        return f"'{withdrawn.did}' is not withdrawn: submit it again, or decide otherwise"
    return _closed(review_state.state) if withdrawn.did in ("estimate", "answer", "accept") else None


class Refusal(Trouble):
    """A review does not take that as it stands."""


@dataclass(frozen=True)
class Review:
    """The review of one saved assessment in a store."""

    store: Store
    saved: Saved

    @property
    def entry(self) -> Entry:
        """The assessment under review, as it stands in the list."""
        return self.saved.entry

    @cached_property
    def questions(self) -> tuple[ReviewQuestion, ...]:
        """The questions that the assessment says are worth finding out."""
        return questions_of(self.saved)

    @cached_property
    def addresses(self) -> KnownNames:
        """The addresses of the assessment that can be spoken about."""
        names = (question.name for question in self.questions)
        return KnownNames((*addresses(json.loads(self.saved.result)), *names))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that the result rests on, what moves it most first."""
        return tuple(row.address for row in self.saved.content.ledger)

    @cached_property
    def data_map(self) -> DataMap:
        """The map that was assessed; raises Unsavable where this version cannot read it."""
        return data_map_of(self.entry.map, self.saved.files)

    def acts(self) -> tuple[Act, ...]:
        """Everything that was done, in the order in which it came; estimates that are still blind included."""
        with self.store.reading() as session:
            return _acts(session, self.entry)

    def seen_by(self, person: Person) -> tuple[Act, ...]:
        """Everything that was done and that a person may see."""
        return seen_by(self.acts(), person.name)

    def standing(self, today: date | None = None) -> ReviewState:
        """The standing of the review on a day."""
        return self.standing_after(self.acts(), today)

    def standing_after(self, done: Iterable[Act], today: date | None = None) -> ReviewState:
        """The standing of the review on a day if this is all that was done."""
        done, day = tuple(done), today or utc_day()
        first = standing(done, self.questions, (), day)
        lapsed = tuple(lost(self.store, self.saved, first.decision.rests_on, day)) if first.decision else ()
        return standing(done, self.questions, lapsed, day) if lapsed else first

    def do(self, person: Person, did: Did, **fields: Any) -> Act:
        """Do something in the review, and have it written down for good.

        Raises NotAllowed where the person's role does not let them, and Refusal where something is missing or wrong, or
        the review does not take it as it stands.
        """
        (act,) = self.do_each(person, did, (fields.pop("about", None),), **fields)
        return act

    def do_each(self, person: Person, did: Did, abouts: Iterable[str | None], **fields: Any) -> tuple[Act, ...]:
        """Do the same about several things, all or none of it; raises as `do` does."""
        allow(person, RULES[did].least, RULES[did].what)
        if did == "decide":
            fields["rests_on"] = grounds_of(self.saved)
        if not (by := cleaned_name(person.name)):
            raise Refusal("say who you are")
        now, written = not_before(max((act.at for act in self.acts()), default="")), _printable(fields)
        acts = []
        for order, subject in enumerate(dict.fromkeys(abouts)):
            # Acts of one moment lie a microsecond apart, so that they keep their order.
            at = moment(now + timedelta(microseconds=order))
            acts.append(_checked_act({"id": new_id(), "at": at, "by": by, "did": did, "about": subject, **written}))

        def checked(done: tuple[Act, ...]) -> None:
            before = self.standing_after(done, now.date())
            for act in acts:
                if fault := self._fault(act, before, done):
                    raise Refusal(fault)

        self._write(person, did, acts, checked)
        return tuple(acts)

    def _fault(self, act: Act, before: ReviewState, done: tuple[Act, ...]) -> str | None:
        """The reason why an act does not fit the review as it stood before it, or the assessment that it is about."""
        if fault := unsaid(act) or misnamed(act, self.addresses, done):
            return fault
        if act.did == "estimate" and (fault := unreadable(act, self.data_map)):
            return fault
        return refusal(act, before)

    def take_in(self, person: Person, acts: Iterable[Act]) -> tuple[Act, ...]:
        """Take acts in that were written down elsewhere, those that are here already left out; gives the new ones.

        Raises NotAllowed, and Refusal where an act of the same id says something else, or one does not fit the review
        as it stands after those before it.
        """
        allow(person, Role.ADMIN, "taking in what others did")
        taken_in = tuple(acts)
        self._refuse_others(taken_in)
        new: list[Act] = []

        def checked(done: tuple[Act, ...]) -> None:
            by_id = {act.id: act for act in done}
            if altered := [act.id for act in taken_in if act.id in by_id and by_id[act.id] != act]:
                raise Refusal(f"what was done as {', '.join(altered)} is not what the record has; nothing was taken in")
            new.extend(sorted((act for act in taken_in if act.id not in by_id), key=lambda act: (act.at, act.id)))
            self._replay(done, new)

        if any(act.id not in {known_act.id for known_act in self.acts()} for act in taken_in):
            self._write(person, "take in", new, checked)
        else:
            checked(self.acts())
        return tuple(new)

    def _refuse_others(self, acts: Iterable[Act]) -> None:
        """Raises Refusal where one of some acts is on record of another assessment."""
        other = (StoredAct.subject != self.entry.subject) | (StoredAct.number != self.entry.number)
        same_ids = select(StoredAct).where(StoredAct.id.in_([act.id for act in acts]), other).limit(1)
        with self.store.reading() as session:
            act = session.scalars(same_ids).one_or_none()
        if act is not None:
            raise Refusal(f"{act.id} was done in the review of {act.subject}/{act.number}; nothing was taken in")

    def _replay(self, done: tuple[Act, ...], new: Iterable[Act]) -> None:
        """Hold each act against the review as it stood on its day; raises Refusal."""
        for act in new:
            before = standing(done, self.questions, (), date.fromisoformat(act.at[:10]))
            fault = self._fault(act, before, done) or _untimely(act, done)
            if act.did == "decide" and act.rests_on != grounds_of(self.saved):
                fault = "it does not rest on what this assessment rests on"
            if fault:
                raise Refusal(f"{act.id} ({act.did}, {act.by}) does not fit: {fault}; nothing was taken in")
            done = (*done, act)

    def _write(self, person: Person, action: str, acts: list[Act], check: Callable[[tuple[Act, ...]], None]) -> None:
        entry = self.entry
        with self.store.writing() as session:
            check(_acts(session, entry))
            line = AuditLine(person.name, action, entry.subject, entry.number, _audit_text(action, acts))
            append(session, line, [_row(act, entry) for act in acts])


def review_of(store: Store, named: str) -> Review:
    """The review of SUBJECT/NUMBER, or of the latest version of SUBJECT; raises NotSaved."""
    return Review(store, store.load(named))


def _printable(value: Any) -> Any:
    """A text with a space in place of every character that no file can show."""
    match value:
        case str():
            return printable(value, " ", but="\n")
        case dict():
            return {_printable(name): _printable(item) for name, item in value.items()}
        case list() | tuple():
            return type(value)(map(_printable, value))
    return value


def _checked_act(values: Mapping[str, Any]) -> Act:
    """The act of these values; raises Refusal with everything that is missing or wrong."""
    act, faults = model_of(Act, values)
    if act is None:
        hints = (f" ({fault.hint})" if str(fault.hint) else "" for fault in faults)
        told = zip(faults, hints, strict=True)
        raise Refusal("; ".join(f"{path_text(fault.path)}: {fault.message}{hint}" for fault, hint in told))
    return act


def _audit_text(action: str, acts: Sequence[Act]) -> str:
    """The text of acts in the audit; nothing of an estimate, which is blind."""
    words = "" if action in ("estimate", "take in") else acts[0].said
    return words if len(acts) == 1 else f"{len(acts)} acts{f': {words}' if words else ''}"


def _untimely(act: Act, done: Iterable[Act]) -> str | None:
    """The reason an act cannot have been done when it says; a clock hours ahead elsewhere is not held against it."""
    if date.fromisoformat(act.at[:10]) > utc_day() + timedelta(days=1):
        return f"{act.at[:10]} is still to come"
    whole = (act.about or "").partition(".")[0]
    late = next((earlier for earlier in done if earlier.id == whole and earlier.at > act.at), None)
    return f"{late.id}, which it is about, was done after it" if late else None


def _row(act: Act, entry: Entry) -> StoredAct:
    content = json.dumps(act_as_plain(act), ensure_ascii=True, separators=(",", ":"))
    return StoredAct(act.id, entry.subject, entry.number, act.at, act.by, act.did, act.about, content)


def act_as_plain(act: Act) -> dict[str, Any]:
    """An act as plain values, without what it does not say."""
    whole = act.model_dump(mode="json", exclude_defaults=True)
    return {name: whole[name] for name in Act.model_fields if name in whole}


def _acts(session: Session, entry: Entry) -> tuple[Act, ...]:
    contents = select(StoredAct.content).where(StoredAct.subject == entry.subject, StoredAct.number == entry.number)
    in_order = contents.order_by(StoredAct.serial, StoredAct.at, StoredAct.id)
    return tuple(Act.model_validate_json(content) for content in session.scalars(in_order))
