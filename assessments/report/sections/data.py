"""Section on the data that the harm comes from."""

from __future__ import annotations

from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.cells import INTERVAL, drawn_words, share_pair
from assessments.report.reasons import data_name
from assessments.results.breakdown import of_data
from assessments.results.quantity import Quantity
from assessments.run import Run

COLUMNS = (
    Column("Data"),
    Column("Type"),
    Column("Level by itself", numeric=True),
    Column("Share of harm", numeric=True),
    INTERVAL,
)


def section(run: Run) -> Section:
    """Each type of data with its share of the harm."""
    from data_maps.vocabulary import data_type
    from risk.severity import base_level

    def cells(data: str, part: Quantity) -> tuple[Cell, ...]:
        item = run.data_map.data[data]
        level = item.level or base_level(run.data_map, data)
        return row(
            data_name(run.data_map, data), data_type(item.type).label, Cell(str(level), level), *share_pair(part)
        )

    rows = tuple(cells(data, share) for data, share in of_data(run).items())
    note = Text(
        "Where data are exposed together, what they do together is split evenly over the orders in which they could "
        f"come (Shapley values). Shares are middle estimates, brought to add up to all harm{drawn_words(run)}."
    )
    return Section("data", "Data", (Table("Share of the harm by data", COLUMNS, rows, "No data can be exposed."), note))
