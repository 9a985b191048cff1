"""Minutes, the one document that a meeting ends in: who was there, what was decided and why, on which basis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from assessments.record.drafts import data_map_of
from assessments.record.errors import Unsavable, minute
from assessments.record.models import Saved
from assessments.record.record_text import asked_words, departures, quantity_words, saved_title
from assessments.record.saved_results import SavedOption, SavedResult
from assessments.record.saving import run_of
from assessments.report.blocks import Block, Cell, Column, NamedCells, Notice, Section, Table, Text, row
from assessments.report.cells import tightly
from assessments.report.departures import header
from assessments.report.documents import Document
from assessments.report.filed.opening import RecordedAs
from assessments.report.glossary import HARMED, WITHOUT_APP_FIRST
from assessments.report.option_words import NOT_STATED, TRACK
from assessments.report.sections.summary import HARM_OF
from assessments.report.sentences import capital, change, enumerated, middle, people, with_interval
from assessments.results.part import Quantity
from assessments.run import Run
from assessments.versions import fingerprint
from casework.acts import Act
from casework.recording import Review
from casework.review_state import ReviewState, questions_of, seen_by, standing
from casework.rounds import day_of, present, question_to_meeting, this_round
from risk.options.tradeoffs import frontier

NOBODY = ""
UNDECIDED = "Nothing is decided."
DIFFERS = (
    "Facts or rules changed since {id} was saved, and this tells its map as it is assessed now: "
    "datareach recompute {id} says what changed."
)
MOST_OPEN = 20
LAPSES = (
    "A decision holds as long as what it rests on: the map, the facts and laws behind it, the questions that were "
    "accepted as open, and its conditions. These minutes say how things stood when the last of it was written down."
)
OPTIONS = (
    Column("Option"),
    Column(f"Fewer {HARMED} a year by foreign states", numeric=True),
    Column("Officials still exposed a year", numeric=True),
    Column(WITHOUT_APP_FIRST, numeric=True),
    Column("Best trade-off on"),
)
NamesByKey = Mapping[str, str]


def minutes(review: Review) -> Document:
    """The minutes of the last meeting on a saved assessment: the same bytes whenever and wherever they are asked for.

    Estimates that are still blind are not in them. The digest of the record's line with what was done last is: that
    line holds all lines before it.
    """
    saved, done = review.saved, seen_by(review.acts(), NOBODY)
    entry, day, result = saved.entry, day_of(saved.entry, done), saved.content
    review_state = standing(done, questions_of(saved), (), day)
    rows = tuple(row(name, act.by, minute(act.at)) for name, act in present(done).items())
    columns = (Column("Who"), Column("Noted by"), Column("At"))
    sections = (
        Section("decision", "Decision", tuple(_decision(review_state))),
        Section("present", "Present", (Table("Who was there", columns, rows, "Nobody was noted as present."),)),
        Section("assessment", "What it is about", tuple(_what_it_is_about(review, review_state))),
        Section("options", "Options looked at", (_options(saved),)),
        Section("said", "What was said", (_comments(review_state),)),
        Section("questions", "Open questions", tuple(_questions(saved, review_state))),
        Section("acts", "All that was done, in order", (_acts(done),), appendix=True),
    )
    changed = departures(saved)
    return Document(
        title=f"Minutes: {saved_title(saved)}",
        about=f"Review of {entry.id}. {LAPSES}",
        sections=sections,
        stamp=f"Datareach {result.datareach} · {entry.fingerprint}",
        banner=changed.says,
        header=header(changed.short),
    )


def decided(decision: Act) -> str:
    """A decision in a sentence."""
    return f"{capital(str(decision.outcome))}, by {decision.by} on {minute(decision.at)}."


def recorded_as(review: Review, fingerprint: str) -> RecordedAs:
    """A saved assessment as a document of it names it; `fingerprint` is that of its map assessed here."""
    entry, done = review.entry, seen_by(review.acts(), NOBODY)
    decision = standing(done, questions_of(review.saved), (), day_of(entry, done)).decision
    conditions = decision.conditions if decision else ()
    return RecordedAs(
        id=entry.id,
        saved=f"saved by {entry.person} on {minute(entry.saved_at)}, fingerprint {entry.fingerprint}",
        decision=decided(decision) if decision else UNDECIDED,
        conditions=tuple(f"{one.what} ({one.owner}, until {one.until})" for one in conditions),
        differs="" if fingerprint == entry.fingerprint else DIFFERS.format(id=entry.id),
    )


def made_again(review: Review) -> tuple[Run, RecordedAs]:
    """A saved assessment, made again as it was asked, and how documents of it name it; raises Unsavable or Unusable."""
    entry = review.entry
    run = run_of(entry.map, review.saved.files, entry.asked)
    return run, recorded_as(review, fingerprint(run))


def _decision(review_state: ReviewState) -> Iterator[Block]:
    decision = review_state.decision
    if decision is None:
        yield Notice(
            f"Nothing is decided: this is {'a draft' if review_state.state == 'draft' else review_state.state}."
        )
        return
    yield Text(decided(decision), lead=True)
    yield Text(f"Because: {decision.said}")
    signed = "; ".join(f"{act.by}, {minute(act.at)}" for act in review_state.signatures)
    yield NamedCells((("Signed by", Cell(signed)), ("Decision", Cell(decision.id))))
    met = {act.about: act for act in review_state.acts_of("meet")}
    pairs = (
        zip(review_state.decision.condition_ids(), review_state.decision.conditions, strict=True)
        if review_state.decision
        else ()
    )
    rows = tuple(
        row(condition.what, condition.owner, str(condition.until), _met_words(met.get(id_))) for id_, condition in pairs
    )
    yield Table("Conditions", (Column("What"), Column("Owner"), Column("Until"), Column("Met")), rows)
    dissents = tuple(row(act.by, minute(act.at), act.said) for act in review_state.dissents)
    yield Table("Dissent", (Column("Noted by"), Column("At"), Column("Why")), dissents, "None was noted.")


def _met_words(act: Act | None) -> str:
    return f"{act.by}, {minute(act.at)}: {act.said}" if act else "not yet"


def _what_it_is_about(review: Review, review_state: ReviewState) -> Iterator[Block]:
    entry, result = review.entry, review.saved.content
    headline = result.headline
    line = review.store.history(entry.subject, entry.number)[-1]
    if question := question_to_meeting(review_state.acts):
        yield Text(f"Asked of the meeting: {question}")
    exposures = result.strategic.persons_per_year
    yield NamedCells(
        (
            ("Assessment", Cell(f"{entry.id}, saved by {entry.person} on {minute(entry.saved_at)}")),
            ("Fingerprint", Cell(entry.fingerprint)),
            ("Line of the record", Cell(f"{line.serial}, {line.digest}")),
            ("Map", Cell(entry.title)),
            ("Whose people", Cell(f"{entry.viewpoint}, facts and laws as of {entry.as_of}")),
            ("Asked of the map", Cell(asked_words(entry.asked))),
            ("Score", Cell(quantity_words(headline.score))),
            *_by_side(result),
            ("Officials exposed a year", Cell(quantity_words(exposures), middle(exposures))),
        )
    )


def _by_side(result: SavedResult) -> Iterator[tuple[str, Cell]]:
    """The harm and the people a year of foreign states, of their own state and of others, in no sum."""
    for side, total in result.totals.by_side.items():
        reached = total.persons_per_year[3]
        yield f"{HARM_OF[side]}, a year", Cell(f"{quantity_words(total.harm)} {HARMED}")
        yield "People of those, level 3 or higher", Cell(with_interval(reached, people), middle(reached))


def _questions(saved: Saved, review_state: ReviewState) -> Iterator[Block]:
    asks: NamesByKey = {question.name: question.ask for question in questions_of(saved)}
    latest = {str(act.about): act for act in review_state.acts_of("accept")}
    accepted = [(asks[subject], subject, latest[subject]) for subject in asks if subject in latest]
    rows = tuple(row(ask, subject, act.by, str(act.until), act.said) for ask, subject, act in accepted)
    accepted_columns = (Column("Question"), Column("About"), Column("Accepted by"), Column("Until"), Column("Because"))
    yield Table("Accepted as open", accepted_columns, rows)
    answered = tuple(
        row(asks.get(str(act.about), ""), str(act.about), act.said, act.by) for act in review_state.acts_of("answer")
    )
    columns = (Column("Question"), Column("About"), Column("Answer"), Column("Answered by"))
    yield Table("Answered", columns, answered)
    left = review_state.open_questions
    rows = tuple(row(question.ask, question.name) for question in left[:MOST_OPEN])
    more = f", the first {MOST_OPEN} of {len(left)}" if len(left) > MOST_OPEN else ""
    yield Table(f"Neither answered nor accepted{more}", (Column("Question"), Column("About")), rows)


def _options(saved: Saved) -> Table:
    rows = tuple(
        row(
            choice.title,
            *(Cell(tightly(q, change), middle(q)) for q in (choice.removed, choice.strategic)),
            Cell(tightly(choice.burden, change), middle(choice.burden))
            if choice.burden
            else Cell(NOT_STATED, missing=True),
            choice.frontiers,
        )
        for choice in weighed(saved)
    )
    caption = "Averages over the horizon, with 90% intervals; best trade-offs are at our best estimates"
    return Table(caption, OPTIONS, rows, "This assessment compares no options.")


def _comments(review_state: ReviewState) -> Table:
    rows = tuple(row(minute(act.at), act.by, str(act.about), act.said) for act in review_state.acts_of("comment"))
    return Table("Comments", (Column("At"), Column("By"), Column("About"), Column("What")), rows)


def _acts(acts: tuple[Act, ...]) -> Table:
    rows = []
    for several in (tuple(alike) for _, alike in groupby(acts, key=_told_as_one)):
        act = several[0]
        subject = str(act.about or act.outcome or "") if len(several) == 1 else f"{len(several)} questions"
        rows.append(row(minute(act.at), act.by, act.did, subject, act.said))
    caption = f"{len(acts):,} acts, withdrawn ones too; of this meeting: {len(this_round(acts)):,}"
    columns = (Column("At"), Column("By"), Column("Did"), Column("About"), Column("Said"))
    return Table(caption, columns, tuple(rows), "Nothing was done yet.")


def _told_as_one(act: Act) -> tuple[str, ...]:
    """The key of acts that are told as one: the same said of several questions; any other act stands alone."""
    same = act.did in ("accept", "answer")
    return (act.at[:16], act.by, act.did, act.said, str(act.until)) if same else (act.id,)


@dataclass(frozen=True)
class Weighed:
    """One option or combination: a year's severe equivalents removed, strategic exposures left, what people lose.

    `removed` is of foreign states; of all actors in a result of an older format, which does not tell them apart.
    `on` are the tracks on whose frontier it is: nothing leaves as little there with no more burden. Where nobody said
    what people lose, nothing is said of either.
    """

    option: str
    title: str
    removed: Quantity
    strategic: Quantity
    burden: Quantity | None
    beaten: float | None
    on: tuple[str, ...]

    @property
    def frontiers(self) -> str:
        """Of which tracks it is on the frontier, in words."""
        return NOT_STATED if self.burden is None else enumerated(self.on) if self.on else "neither"


def weighed(saved: Saved) -> tuple[Weighed, ...]:
    """The options of a saved assessment, the present first; none where it compares none."""
    rows = saved.content.options
    titles = _titles(saved) if rows else {}
    return tuple(
        Weighed(
            row.option,
            " + ".join(titles.get(option, option) for option in row.option.split("+")),
            row.reduction_by_side.get("foreign_states", row.reduction),
            row.strategic,
            row.burden,
            row.dominated.probability if row.dominated else None,
            tuple(track for track, is_on in zip(TRACK.values(), (row.frontier, strategic), strict=True) if is_on),
        )
        for row, strategic in zip(rows, _least(rows), strict=True)
    )


def _least(rows: Sequence[SavedOption]) -> list[bool]:
    """For each option, True on the frontier of strategic exposures and burden, at the best values."""
    stated = [(row.strategic.point, row.burden.point) for row in rows if row.burden is not None]
    left, burden = np.array(stated).reshape(-1, 2).T
    is_on = iter(frontier(left, burden))
    return [row.burden is not None and bool(next(is_on)) for row in rows]


def _titles(saved: Saved) -> Mapping[str, str]:
    """The titles of options in the map; nothing where this version cannot read the map any longer."""
    try:
        options = data_map_of(saved.entry.map, saved.files).options
    except Unsavable:
        return {}
    return {name: option.title or name for name, option in options.items()} | {"status-quo": "Nothing is done"}
