"""What is told of a number: its shape, its range, who entered it; and what its bars are."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from assessments.report.blocks import Figure, NamedCells, Table
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.figures.svg import svg
from assessments.report.number_cards import (
    FAMILIES,
    MAIN,
    Sought,
    card_of,
    grounds_table,
    in_short,
    known_families,
    row_of,
    sought,
)
from assessments.report.reasons import line_words
from assessments.report.sections import tornado, worth
from assessments.report.sentences import figures, in_one_notation, middle
from assessments.results.headline import headline_numbers
from assessments.results.ledger import ledger_rows
from assessments.results.sensitivity import WhatIf
from assessments.run import Run, Settings, assess
from data_maps.addresses import FAMILIES as ADDRESSES
from data_maps.problems import Place
from data_maps.reading import read_path
from data_maps.settings import SETTING, with_setting
from risk.uncertainty.draw_counts import PART_DRAWS
from risk.uncertainty.sensitivity import tornado as bars
from tests.support.assessed import drawn_case, stated


@pytest.fixture(scope="module")
def run() -> Run:
    data_map = read_path("case:example-chat").data_map
    assert data_map is not None
    changed = with_setting(data_map, "interest.XB={low: 0.2, best: 0.5, high: 0.9, by: Ann, on: 2026-01-02, grade: B2}")
    return assess(changed, Settings(draws=2_000))  # type: ignore[arg-type]


def facts(run: Run, address: str) -> dict[str, str]:
    row = next(row for row in ledger_rows(run) if row.number.address == address)
    (found,) = (block for block in card_of(run, row) if isinstance(block, NamedCells))
    return {name: cell.text for name, cell in found.rows}


def test_a_number_names_its_line_and_the_file_only_where_there_are_several(run: Run) -> None:
    stated = next(row.number for row in ledger_rows(run) if row.number.place and row.number.place.file != SETTING)
    assert stated.place is not None
    line = f"line {stated.place.line}"
    assert facts(run, stated.address)["In the map"] == f"{stated.address}: {line}"
    (told,) = grounds_table(run, [row for row in ledger_rows(run) if row.number is stated], "").rows
    assert told[-1].text == line
    assert facts(run, "interest.XB")["In the map"] == "interest.XB: set here, not in the map"
    two_files = {**run.data_map.places, "title": Place("folder/other.yaml", 1, 1)}
    folder = run.data_map.model_copy(update={"places": two_files})
    assert line_words(folder, Place("folder/app.yaml", 7, 2)) == "app.yaml, line 7"


def test_every_family_of_addresses_is_in_words() -> None:
    assert set(FAMILIES) == set(ADDRESSES)


def test_numbers_of_options_are_found_and_told_like_any_other(run: Run) -> None:
    of_options = sought(run, Sought(families=("option",)))
    assert {row.number.address.partition(".")[0] for row in of_options} == {"option"}
    assert "option" in known_families(run)
    everything = [row.number.address for row in sought(run, Sought())]
    assert {"option.custody.loses.talk", "users.general.relies_on.talk.substitutable"} <= set(everything)
    assert not any(row.number.address.startswith("option.") for row in sought(run, Sought(families=MAIN)))
    row = row_of(run, "option.custody.loses.talk")
    assert row is not None
    assert in_short(run, row).endswith(" · moves harm in the comparison of options alone")
    told = card_of(run, row)
    assert any(isinstance(block, Figure) for block in told)
    assert row_of(run, "option.custody.nothing") is None


def test_a_number_says_its_range_its_grade_and_who_entered_it(run: Run) -> None:
    found = facts(run, "interest.XB")
    assert found["Value"] == "0.5 (0.2–0.9)"
    assert (found["Grade"], found["Entered by"]) == ("B2", "Ann on 2026-01-02")


def test_a_number_says_the_score_at_its_ends_and_with_what_it_took_the_place_of(run: Run) -> None:
    """With interest certain, as the map says it, the score is that of the map."""
    found = facts(run, "interest.XB")
    low, high = (name for name in found if name.startswith("Score at "))
    assert [low, high] == ["Score at its low end", "Score at its high end"]
    number = r"[\d.]+ \([\d.]+–[\d.]+\)"
    assert [text for name, text in found.items() if name.startswith("Score") and not re.fullmatch(number, text)] == []
    assert found["Instead of"] == "1"
    other, certain = WhatIf(run), drawn_case("example-chat", 2_000)
    assert other.score_at("interest.XB", 1.0).point == pytest.approx(headline_numbers(certain).score.point)
    assert found["Score instead"].startswith(f"{figures(middle(other.score_at('interest.XB', 1.0)))} (")


def test_a_number_at_what_is_known_of_it_leaves_the_score_as_it_is(run: Run) -> None:
    other = WhatIf(run)
    known = other.known_as("interest.XB", 0.5, run.distributions["interest.XB"])
    score = headline_numbers(run).score
    harms = run.model.measured(stated(run.uncertain).in_few(PART_DRAWS)).harm(4.0).sum(axis=0)
    ends = 10 * np.log10(1 + np.quantile(harms, (0.05, 0.95)))
    assert known.point == pytest.approx(score.point)
    assert (known.low, known.high) == pytest.approx(tuple(ends), rel=2e-3)
    assert other.score_at("interest.XB", 0.2).point < score.point < other.score_at("interest.XB", 0.9).point


def test_an_exact_number_has_no_shape_and_a_range_has_one(run: Run) -> None:
    shapes = {
        row.number.address: any(isinstance(block, Figure) for block in card_of(run, row)) for row in ledger_rows(run)
    }
    assert shapes["interest.XB"]
    assert [row.number.address for row in ledger_rows(run) if row.number.exact and shapes[row.number.address]] == []


def test_a_line_says_what_a_number_does_to_the_result(run: Run) -> None:
    row = next(row for row in ledger_rows(run) if row.number.address == "interest.XB")
    moves = r"moves harm [\d.]+% \([\d.]+–[\d.]+%\)"
    assert re.fullmatch(rf"grade B2 · {moves} · .+% of the uncertainty", in_short(run, row))
    bare = replace(run, settings=Settings())
    assert in_short(bare, ledger_rows(bare)[0]).count("moves harm") == 0
    assert "interest" in known_families(run)


def test_an_area_is_as_high_as_its_values_and_marks_stand_in_their_places() -> None:
    marks = (Mark("", 0.0, y=1.0), Mark("", 1.0, y=2.0), Mark("a", 0.0), Mark("<b>", 0.5), Mark("c", 1.0))
    drawn = svg(Chart("density", "t", marks, Axis("")))
    area = re.findall(r'class="bar" d="M([^Z]+)Z"', drawn)[0]
    _, low, high, _ = (float(place.split()[1]) for place in area.split("L"))
    assert 90.0 - high == 2 * (90.0 - low)
    assert [float(x) for x in re.findall(r'class="span" d="M([\d.]+)', drawn)] == [24.0, 240.0, 456.0]
    assert "&lt;b&gt;" in drawn


def test_bars_of_a_tornado_lie_where_their_ends_are() -> None:
    marks = (Mark("a", 0.0, x_low=10.0, x_high=30.0), Mark("b", 0.0, x_low=25.0, x_high=15.0))
    drawn = svg(Chart("ranges", "t", marks, Axis("score"), rule=20.0))
    (x1, w1), (x2, w2) = re.findall(r'class="bar" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', drawn)
    assert float(w1) == pytest.approx(2 * float(w2), abs=0.2)
    assert float(x2) - float(x1) == pytest.approx(float(w2) / 2, abs=0.2)


def test_the_tornado_shows_the_widest_bars_and_without_draws_says_why_not(run: Run) -> None:
    (table,) = (block for block in tornado.section(run).blocks if isinstance(block, Table))
    assert run.uncertain is not None
    assert [row[-1].text for row in table.rows] == [bar.address for bar in bars(run.uncertain)][: len(table.rows)]
    points = assess(run.data_map)
    for section in (tornado.section(points), worth.section(points)):
        assert [getattr(block, "text", "") for block in section.blocks] == [tornado.NONE]


def test_the_ends_of_a_number_stand_in_one_notation() -> None:
    """A curve from 1 in 10,000 to 3 in 1,000, not to 0.003."""
    ends = [in_one_notation(1e-4, 3e-4, 0.003), in_one_notation(0.003, 0.5, 0.997), in_one_notation(1e-5, 3.0)]
    assert ends == [
        ("1 in 10,000", "3 in 10,000", "3 in 1,000"),
        ("0.003", "0.5", "1"),
        ("1 in 100,000", "3"),
    ]


def test_the_curve_of_a_small_number_says_its_ends_alike() -> None:
    run = drawn_case("wechat-2020")
    row = row_of(run, "demand.targeted.CN.tencent-holdings")
    assert row is not None
    curves = [block.caption for block in card_of(run, row) if isinstance(block, Figure)]
    assert len(curves) == 1
    assert "0.0" not in curves[0]


def test_what_is_asked_of_a_rate_is_short() -> None:
    assert [sentence for sentence in re.split(r"(?<=\.) ", worth.NO_RATE) if len(sentence.split()) > 25] == []
