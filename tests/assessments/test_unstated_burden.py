"""Burden that nobody states: it is unknown, not nothing, and no sentence of dominance rests on it."""

from __future__ import annotations

import json
from functools import cache

from assessments.exports.json import options_text
from assessments.report.blocks import Table, Text
from assessments.report.sections import options as told
from assessments.results.options.questions import best_options, delayed, least_burdensome, series
from assessments.results.options.table import Options
from assessments.run import Settings, assess
from data_maps.reading import case_path
from risk.options.search import Limits
from tests.support.maps import map_of

RELYING = """
functions: {talk: 1}
options:
  silent: {title: Nobody says what it costs, do: [{end_access: {party: helpers, to: pier}}]}
  stated: {title: Somebody does, do: [{end_access: {party: helpers, to: pier}}], loses: {talk: 10%}}
combinations: [[silent, stated]]
"""
OF_BURDEN = ("burden", "burden_by_group", "borne_by", "lost_of", "stranded", "dominated", "price_over", "frontier")


@cache
def options(draws: int = 0) -> Options:
    """The map Harbour, whose people rely on the app, with one option that is silent on what people lose."""
    text = case_path("harbour").read_text(encoding="utf-8")
    users = "users: {people: {in: XA, count: 1M, relies_on: {talk: {used_by: 50%, substitutable: 20%}}}}"
    text = text.replace("users: {people: {in: XA, count: 1M}}", users)
    return Options(assess(map_of(text + RELYING), Settings(draws=draws)))


def test_burden_and_dominance_are_absent_where_costs_are_not_stated() -> None:
    rows = {row["option"]: row for row in json.loads(options_text(options().run))["options"]}
    assert {name: [key for key in OF_BURDEN if key in row] for name, row in rows.items()} == {
        "status-quo": list(OF_BURDEN),
        "silent": [],
        "stated": list(OF_BURDEN),
        "silent+stated": [],
    }


def test_an_option_that_is_silent_dominates_nothing() -> None:
    """Both cut the same; the other would be dominated if silence were a burden of nothing."""
    stated = options().row("stated").dominated
    assert stated is not None
    assert (stated.by, stated.by_harm_only) == ((), ())
    assert options(1_000).row("stated").frontier is True


def test_tables_and_sentences_say_that_it_is_not_stated() -> None:
    blocks = told.compared(options(1_000)).blocks
    lost = next(b for b in blocks if isinstance(b, Table) and b.caption == "What people would lose over 2 years")
    assert {cells[0].text: cells[1].text for cells in lost.rows}["silent"] == "not stated"
    texts = [block.text for block in blocks if isinstance(block, Text)]
    assert [text for text in texts if "silent" in text and "dominate" in text] == []


def test_the_search_for_a_burden_leaves_out_what_is_not_stated() -> None:
    assert best_options(options(), Limits()).options == frozenset({"silent"})
    assert best_options(options(), Limits(burden=1e9)).options == frozenset({"stated"})
    least = least_burdensome(options(), target=1e9)
    assert least is not None
    assert least.option == "status-quo"


def test_a_later_start_saves_nothing_that_is_known() -> None:
    assert delayed(options(), "silent", 6.0).burden_saved is None
    assert delayed(options(), "stated", 6.0).burden_saved is not None
    assert [moment.burden for moment in series(options(), "silent", 2)] == [None, None]
