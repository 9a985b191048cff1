"""The versions of a map as a time line: how each stands, what is due next of it, and whose that is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assessments.record.errors import minute
from assessments.record.record_text import known_score
from assessments.report.blocks import Block, Cell, Column, Figure, Table, row
from assessments.report.cells import INTERVAL
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.sentences import as_read, number
from casework.recording import Review

if TYPE_CHECKING:
    from assessments.record.models import Entry
    from assessments.record.store import Store
    from casework.review_state import ReviewState, ReviewStatus

MOST = 20
NOBODY, NOTHING = "nobody", "nothing"
COLUMNS = (
    Column("Version"),
    Column("Saved, UTC"),
    Column("By"),
    Column("State"),
    Column("Due next"),
    Column("Owner"),
    Column("Score", numeric=True),
    INTERVAL,
    Column("Note"),
)


@dataclass(frozen=True)
class Due:
    """The day until which something is to be done, and who is to do it."""

    until: date
    owner: str


@dataclass(frozen=True)
class SavedVersion:
    """A saved assessment with the state of its review, and what is due of it next."""

    entry: Entry
    state: ReviewStatus
    due: Due | None

    @property
    def due_words(self) -> tuple[str, str]:
        """The day due and its owner, in words."""
        return (str(self.due.until), self.due.owner) if self.due else (NOTHING, NOBODY)


def versions(store: Store, subject: str) -> tuple[SavedVersion, ...]:
    """The last versions of a line, the first one first."""
    return tuple(_version(store, entry) for entry in store.lines(subject)[-MOST:])


def with_shown(store: Store, line: tuple[SavedVersion, ...], shown: Entry) -> tuple[SavedVersion, ...]:
    """The last versions of a line, after the one that is shown where it is older than they are."""
    return line if shown.id in {version.entry.id for version in line} else (_version(store, shown), *line)


def _version(store: Store, entry: Entry) -> SavedVersion:
    review_state = Review(store, store.load(entry.id)).standing()
    return SavedVersion(
        entry, review_state.state, min(due(review_state), key=lambda decision: decision.until, default=None)
    )


def due(review_state: ReviewState) -> Iterator[Due]:
    """The tasks until a day: questions that are open, or accepted as open until then; conditions not met."""
    still_open = {question.name for question in review_state.open_questions}
    assigned = {act.about: act for act in review_state.acts_of("assign") if act.about in still_open}
    yield from (Due(act.until, act.owner) for act in assigned.values() if act.until and act.owner)
    answered = {act.about for act in review_state.acts_of("answer")}
    accepted = {act.about: act for act in review_state.acts_of("accept") if act.about not in answered}
    yield from (Due(act.until, act.by) for act in accepted.values() if act.until)
    if review_state.decision is None:
        return
    met = {act.about for act in review_state.acts_of("meet")}
    for name, condition in zip(review_state.decision.condition_ids(), review_state.decision.conditions, strict=True):
        if name not in met:
            yield Due(condition.until, condition.owner)


def time_line(line: Sequence[SavedVersion], shown: Entry) -> Iterator[Block]:
    """The last versions as a figure of their scores, where there are several; all as a table, the newest first."""
    if len(line) > 1:
        drawn = line[-MOST:]
        first, last = (as_read(version.entry.headline["score"], number) for version in (drawn[0], drawn[-1]))
        went = f"stayed at {last}" if first == last else f"went from {first} to {last}"
        finding = f"Over {len(drawn)} versions the score {went}"
        chart = Chart("bars", finding, tuple(_marks(drawn)), Axis("score"))
        yield Figure(chart, chart.alt, "Lines are 90% intervals, the oldest version on top.")
    rows = tuple(_row(version, is_shown=version.entry.id == shown.id) for version in reversed(line))
    # Versions of a line are numbered from 1, so the number of the last is how many there are.
    many = line[-1].entry.number
    left_out = f", the last {MOST} of {many}{' and the one shown' if len(line) > MOST else ''}" if many > MOST else ""
    yield Table(f"The line of {shown.subject}{left_out}", COLUMNS, rows)


def _marks(line: Iterable[SavedVersion]) -> Iterator[Mark]:
    for version in line:
        entry, q = version.entry, version.entry.headline["score"]
        (score, ends), (day, owner) = known_score(entry), version.due_words
        text = f"{score.text} ({ends.text}), {version.state}; due next: {day}, by {owner}; saved by {entry.person}"
        name = f"{entry.number}: {entry.saved_at[:10]}, {version.state}"
        yield Mark(name, q.middle, x_low=q.low, x_high=q.high, text=text)


def _row(version: SavedVersion, *, is_shown: bool) -> tuple[Cell, ...]:
    entry = version.entry
    return row(
        f"{entry.number}{' (shown)' if is_shown else ''}",
        minute(entry.saved_at).removesuffix(" UTC"),
        entry.person,
        version.state,
        *version.due_words,
        *known_score(entry),
        entry.note,
    )
