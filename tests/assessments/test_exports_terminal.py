"""Tables in a terminal lose nothing and break no word, however narrow it is."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from assessments.exports.terminal import Page
from assessments.report.blocks import Cell, Column, Section, Table

TITLES = ("Option", "Person-years without the app", "90% interval", "Borne by", "People cut off", "Channels closed")
ROWS = (
    ("custody + e2ee", "310,000", "140,000–540,000", "diaspora 10% (6–23%) and officials", "300,000", "service"),
    ("full-ban", "64", "390,000–1.3 million", "general", "1,600", "none"),
)


def _printed(width: int) -> str:
    columns = tuple(Column(title, numeric=bool(place % 2)) for place, title in enumerate(TITLES))
    table = Table("What people would lose", columns, tuple(tuple(map(Cell, row)) for row in ROWS))
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(Page("A map", (Section("lost", "Lost", (table,)),)))
    return out.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_every_word_of_a_table_stands_whole_within_the_width(width: int) -> None:
    printed = _printed(width)
    assert max(map(len, printed.splitlines())) <= width
    words = printed.split()
    assert [word for text in (*TITLES, *sum(ROWS, ())) for word in text.split() if word not in words] == []


def test_a_wide_table_comes_in_parts_that_each_name_their_rows() -> None:
    wide, narrow = _printed(160), _printed(60)
    assert (wide.count("What people would lose"), wide.count("full-ban")) == (1, 1)
    assert narrow.count("What people would lose (continued)") == narrow.count("full-ban") - 1 > 0
