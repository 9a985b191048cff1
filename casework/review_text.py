"""Words on a review: blocks for a terminal and a page, to each what they may see, and a file that reads back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from assessments.record.errors import minute
from assessments.record.folder import Person
from assessments.report.blocks import Block, Cell, Column, NamedCells, Notice, Section, Table, Text, row
from casework.acts import ID, Act, Done, value_text
from casework.grammar import DEEDS
from casework.recording import Review, act_as_plain
from casework.review_state import ReviewState, blind, in_force, seen_by
from data_maps.places import yaml_text
from data_maps.problems import Place, Problem
from data_maps.reading import validated

MOST_OPEN = 20
ADDRESS = Column("Address")
"""What commands call a thing; pages leave it out."""
HEAD = "# The review of a saved assessment, as Datareach wrote it: datareach review take-in FILE reads it back.\n"


def section(review: Review, person: Person) -> Section:
    """The whole of a review as a person may see it."""
    acts = review.acts()
    review_state, visible_acts = review.standing_after(acts), seen_by(acts, person.name)
    parts = (
        state(review_state),
        open_questions(review_state),
        conditions(review_state),
        comments(visible_acts),
        estimated(acts, visible_acts),
        timeline(visible_acts),
    )
    return Section("summary", review.entry.id, tuple(block for part in parts for block in part))


def state(review_state: ReviewState) -> Iterator[Block]:
    """The state with why it lapsed, the decision, and who stands by it or does not."""
    yield Text(f"State: {review_state.state}", lead=True)
    yield from (Notice(f"It lapsed: {why}.", "assumed") for why in review_state.why)
    if review_state.decision is None:
        return
    decided = review_state.decision
    signed = ", ".join(act.by for act in review_state.signatures)
    rows = [
        ("decision", Cell(f"{decided.outcome}, by {decided.by} at {minute(decided.at)}")),
        ("reasons", Cell(decided.said)),
        ("stand by it", Cell(signed)),
        *(("dissent", Cell(f"{act.by}: {act.said}")) for act in review_state.dissents),
    ]
    yield NamedCells(tuple(rows))


def open_questions(review_state: ReviewState) -> Iterator[Block]:
    """The questions still open, by the names that acts call them."""
    questions = review_state.open_questions
    rows = tuple(row(question.name, question.ask) for question in questions[:MOST_OPEN])
    columns = (ADDRESS, Column("question"))
    caption = f"Open questions: {len(questions)}" if questions else "Open questions"
    yield Table(caption, columns, rows, "None: each was answered, or accepted by name.")
    if len(questions) > MOST_OPEN:
        yield Text(f"… and {len(questions) - MOST_OPEN} more.")


def conditions(review_state: ReviewState) -> Iterator[Block]:
    """The conditions of the decision, and what of that is met."""
    if review_state.decision is None or not review_state.decision.conditions:
        return
    met = {act.about: act for act in review_state.acts_of("meet")}
    columns = (ADDRESS, Column("condition"), Column("owner"), Column("until"), Column("met"))
    rows = tuple(
        row(name, condition.what, condition.owner, str(condition.until), _met_words(met.get(name)))
        for name, condition in zip(review_state.decision.condition_ids(), review_state.decision.conditions, strict=True)
    )
    yield Table("Conditions", columns, rows)


def _met_words(act: Act | None) -> str:
    return f"{act.by}: {act.said}" if act else "not yet"


def comments(visible_acts: Iterable[Act], called: Callable[[str], str] = str) -> Iterator[Block]:
    """The comments by subject, each `called` in words where there are any, those about the same together."""
    remarks = [act for act in in_force(visible_acts) if act.did == "comment"]
    order = list(dict.fromkeys(act.about for act in remarks))
    rows = tuple(
        row(called(str(act.about)), act.by, act.said, minute(act.at).removesuffix(" UTC"))
        for act in sorted(remarks, key=lambda act: order.index(act.about))
    )
    if rows:
        yield Table("Comments", (Column("about"), Column("by"), Column("said"), Column("at, UTC")), rows)


def estimated(acts: Iterable[Act], visible_acts: Iterable[Act], called: Callable[[str], str] = str) -> Iterator[Block]:
    """The numbers that were estimated; of those that are blind how often and by whom, and one's own."""
    done, shown = in_force(acts), {act.id for act in visible_acts}
    hidden = {act.id for act in blind(done)}
    rows = tuple(
        row(
            called(str(act.about)),
            act.by,
            value_text(act.value) if act.id in shown else "blind until it is opened",
            "not yet" if act.id in hidden else "yes",
        )
        for act in done
        if act.did == "estimate"
    )
    if rows:
        yield Table("Estimates", (Column("number"), Column("by"), Column("estimate"), Column("open")), rows)


def timeline(visible_acts: Iterable[Act], called: Callable[[str], str] = str) -> Iterator[Block]:
    """All that was done, in order."""
    columns = (Column("at, UTC"), Column("by"), Column("did"), Column("about"), Column("said"), ADDRESS)
    rows = tuple(
        row(
            minute(act.at).removesuffix(" UTC"),
            act.by,
            DEEDS[act.did],
            called(act.about or ""),
            _act_words(act),
            act.id,
        )
        for act in visible_acts
    )
    yield Table("Timeline", columns, rows, "Nothing was done yet.")


def _act_words(act: Act) -> str:
    parts = (
        act.outcome or "",
        value_text(act.value) if act.value is not None else "",
        f"to {act.owner}" if act.owner else "",
        act.said,
        f"until {act.until}" if act.until else "",
    )
    return "; ".join(text for text in parts if text)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    review: str
    map: str
    fingerprint: str = Field(pattern=r"^[0-9a-f]{64}$")
    acts: Mapping[Annotated[str, Field(pattern=f"^{ID.pattern}$")], Done] = Field(default_factory=dict)


@dataclass(frozen=True)
class ReviewFile:
    """The content of a review file: the saved assessment, its fingerprint, and the acts of people."""

    about: str
    fingerprint: str
    acts: tuple[Act, ...]


def review_text(review: Review, person: Person) -> str:
    """A review as YAML: all that a person may see; estimates of others that are still blind are counted only."""
    visible_acts = review.seen_by(person)
    blind = len(review.acts()) - len(visible_acts)
    hidden = (
        f"# {blind} {'estimate is' if blind == 1 else 'estimates are'} still blind and not in here.\n" if blind else ""
    )
    entry = review.entry
    whole = {"review": entry.id, "map": entry.map, "fingerprint": entry.fingerprint, "acts": _by_id(visible_acts)}
    return f"{HEAD}{hidden}{yaml_text(whole)}"


def _by_id(acts: Iterable[Act]) -> dict[str, dict[str, object]]:
    return {act.id: {name: value for name, value in act_as_plain(act).items() if name != "id"} for act in acts}


def read_review(text: str, file: str) -> tuple[ReviewFile | None, tuple[Problem, ...]]:
    """The content of a review file, or all its problems."""
    content, problems = validated(_File, text, file)
    if content is None:
        return None, problems
    acts = [Act(id=id_, **dict(done)) for id_, done in content.acts.items()]
    return ReviewFile(content.review, content.fingerprint, tuple(acts)), ()


def unlike(written: ReviewFile, review: Review, file: str) -> Problem | None:
    """The reason why a review file does not belong to a review; None where it does."""
    if written.fingerprint == review.entry.fingerprint:
        return None
    message = f"this is the review of another assessment than the {review.entry.id} of this store"
    return Problem(
        Place(file, 1, 1), "fingerprint", message, "take it in where the assessment that it reviews is saved"
    )
