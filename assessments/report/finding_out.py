"""What is most worth finding out before anything is decided, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.blocks import Cell
from assessments.report.questions import question
from assessments.report.sentences import figures, percent
from assessments.results.ledger import assumed, by_spread
from assessments.results.value_of_information import stated_choice

if TYPE_CHECKING:
    from assessments.results.rows import LedgerRow
    from assessments.results.value_of_information import Unit
    from assessments.run import Run


def worth_words(value: float, unit: Unit) -> str:
    """What an answer is worth, with its unit."""
    if unit == "share of the spread":
        return f"{percent(value)} of the spread"
    return f"{figures(value)} lifeline person-years" if value > 0.0 else "would not change the choice"


def finding_out(run: Run, most: int | None = None) -> tuple[Cell, ...]:
    """Questions, the most worth asking first: to a choice at a stated rate, by what they would take off the spread, or
    by what moves the result; `most` are written at most.

    The last, of assumed numbers alone, while no draws say how much each number spreads it.
    """
    if not run.settings.draws:
        return tuple(_asked(run, row, "") for row in assumed(run, most))
    if (chosen := stated_choice(run)) is not None:
        of_use = [each for each in chosen.by_number.items() if each[1] > 0.0]
        return tuple(_worth_cell(run, *each) for each in of_use[:most])
    return tuple(
        _asked(run, row, f" ({percent(row.variance_share or 0.0)} of the spread)") for row in by_spread(run, most)
    )


def _asked(run: Run, row: LedgerRow, why: str) -> Cell:
    address = row.number.address
    said = f"{question(run.data_map, address)}{why}"
    return Cell(said, row.variance_share, assumed=row.assumed, about=address)


def _worth_cell(run: Run, address: str, value: float) -> Cell:
    words = worth_words(value, "lifeline person-years")
    return Cell(f"{question(run.data_map, address)} (up to {words})", value, about=address)
