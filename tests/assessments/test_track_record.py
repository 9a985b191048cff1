"""How good the defaults have been: the same three sentences, figure and scores in every report and result."""

from __future__ import annotations

import json
from collections.abc import Iterator

from assessments.conclusions.forecast import failing_defaults
from assessments.exports.json import export
from assessments.report.blocks import Figure, NamedCells, Text
from assessments.report.sections import claims, track_record
from assessments.results.track_record import shipped_scores
from assessments.results.track_record import track_record as brief
from assessments.run import Run, assess
from data_maps.reading import read_path
from risk.arrays import Floats
from risk.catalogue import Side
from tests.support.assessed import CASES, case

LONGEST = 25
LEAST_SEEN = 0.015
"""The part of a sum below which what it is made of cannot be seen in the two figures that are told."""


def harbour() -> Run:
    data_map = read_path("case:harbour").data_map
    assert data_map is not None
    return assess(data_map)


def test_a_report_says_what_was_expected_and_what_is_known_in_three_sentences_and_a_figure() -> None:
    first, second, third, figure = track_record.section(harbour()).blocks
    assert (first, second, third) == (
        Text(
            "For 70 large services over 660 service-years these defaults expected 8.8 (2.7–29) known thefts; "
            "10 are known."
        ),
        Text(
            "They expected 0.5 (0.095–3.1) known takings by states and 200 (20–2,000) look-ups by insiders; "
            "0 and 1 are known."
        ),
        Text(
            "For thefts their skill against one rate for all is 0.043 (1 is perfect); "
            "only services not used to set them can test it."
        ),
    )
    assert isinstance(figure, Figure)
    assert figure.chart is not None
    assert [mark.name for mark in figure.chart.marks] == [
        f"{group.n} services" for group in shipped_scores().kinds.intrusion.bins
    ]


def test_the_sheet_for_a_court_tells_the_known_error_of_every_kind_of_event_and_which_defaults_fail() -> None:
    (rows,) = claims.rule_702(harbour()).blocks
    assert isinstance(rows, NamedCells)
    told = dict(rows.rows)["Known error"].text
    scores = shipped_scores()
    for known in (
        "Thefts by outsiders: 8.8 (2.7–29) expected, 10 known. ",
        "Takings by states: 0.5 (0.095–3.1) expected, 0 known. ",
        "Look-ups by insiders: 200 (20–2,000) expected, 1 known. ",
        "Orders: 5 of 5 published counts lie within 90% intervals. ",
        "Reach, content, ever: Brier ",
        "Sizes of thefts: 11 of 12 lie within them. ",
        "Outside their intervals, chance included: look-ups by insiders and insiders for a state. ",
        "their scores are in sample.",
    ):
        assert known in told
    assert track_record.known_error(scores) == told
    insider = scores.kinds.insider.model_copy(update={"observed": 197})
    placed = scores.kinds.placed.model_copy(update={"observed": 0})
    kinds = scores.kinds.model_copy(update={"insider": insider, "placed": placed, "orders": None, "reach": None})
    held = track_record.known_error(scores.model_copy(update={"kinds": kinds, "sizes": None}))
    assert not any(words in held for words in ("Outside", "Orders", "Sizes", "  "))


def texts(id: str) -> list[str]:
    """The texts of one section of the whole track record."""
    (found,) = (each for each in track_record.all_sections(shipped_scores()) if each.id == id)
    return [block.text for block in found.blocks if isinstance(block, Text)]


def test_the_track_record_says_which_defaults_fail() -> None:
    """One look-up is known where 19 at least were forecast; all five reports lie within the 90 % interval."""
    scores = shipped_scores().kinds
    assert (scores.insider.observed, round(scores.insider.predicted.low)) == (1, 19)
    failing = "this default fails here. The known number, 1, is outside its interval."
    assert texts("numbers")[0] == f"Look-ups by insiders: {failing}"
    assert f"Insiders for a state: {failing}" in texts("numbers")
    assert scores.orders is not None
    assert (scores.orders.n, round(scores.orders.inside_90, 2)) == (5, 1.0)
    assert "Orders: this default fails here." not in texts("sizes")


def test_every_kind_is_told_in_few_words_and_the_failing_ones_first() -> None:
    told, scores = track_record.every_kind(brief()), brief()
    failing, _, holding = told.partition(" Hold: ")
    assert failing.startswith("Fail: ")
    assert "look-ups by insiders (200 expected, 1 known)" in failing
    assert "insiders for a state (below 0.01 expected, 1 known)" in failing
    assert "thefts by outsiders (8.8 expected, 10 known)" in holding
    assert "orders (5 of 5 reports inside the interval)" in holding
    for name in scores.kinds.reach.questions() if scores.kinds.reach else ():
        words = f"reach, {track_record.REACH[name].lower()} (skill "
        assert (words in failing) == (f"reach.{name}" in failing_defaults(scores)), told


def test_orders_outside_their_interval_are_told_first() -> None:
    assert brief().kinds.orders is not None
    orders = brief().kinds.orders.model_copy(update={"inside_90": 0.4})  # type: ignore[union-attr]
    scores = brief().model_copy(update={"kinds": brief().kinds.model_copy(update={"orders": orders})})
    assert "orders (2 of 5 reports inside the interval)" in track_record.every_kind(scores).partition(" Hold: ")[0]


def test_a_default_that_holds_is_not_said_to_fail() -> None:
    assert [text for text in texts("numbers") if text.startswith(("Thefts", "Takings"))] == []


def test_no_sentence_of_the_track_record_is_long() -> None:
    told = (
        *track_record.in_short(shipped_scores()),
        *track_record.OVERLAPS,
        *track_record.NOT_SHOWN,
        *texts("numbers"),
        *texts("sizes"),
        *texts("reach"),
    )
    sentences = [sentence for text in told for sentence in text.replace(". ", ".\n").splitlines()]
    assert [sentence for sentence in sentences if len(sentence.split()) > LONGEST] == []


def test_a_result_holds_the_scores_without_residuals() -> None:
    result = json.loads(export(harbour()))
    scores = shipped_scores()
    assert set(result["track_record"]) == {"catalogue", "units", "unit_years", "kinds", "sizes"}
    assert result["track_record"]["kinds"]["intrusion"]["brier"] == scores.kinds.intrusion.brier
    assert [kind for kind in result["track_record"]["kinds"].values() if "residuals" in kind] == []
    assert "groups" not in result["track_record"]["kinds"]["reach"]["content"]


def test_what_the_defaults_fail_for_is_too_small_a_part_of_any_sum_to_be_seen() -> None:
    """Look-ups by insiders, and insiders for a state, at the best values: people a year at level 1 and at 3 or more."""
    parts = [part for name in CASES for part in failing_parts(case(name))]
    assert 0.0 < max(parts) < LEAST_SEEN


def failing_parts(run: Run) -> Iterator[float]:
    """What they are of the sum of each side."""
    model, by_side = run.model, dict[Side, list[tuple[Floats, Floats]]]()
    chances = model.chances(model.point)
    for event in run.events.events:
        persons = model.event_persons(event, model.point, chances)[:, [0, 2]].sum(axis=0)
        fails = event.threat.mode in ("insider", "placed")
        by_side.setdefault(run.events.side(event), []).append((persons * fails, persons))
    for events in by_side.values():
        failing, whole = (sum(column) for column in zip(*events, strict=True))
        yield from (float(part) for part in failing[whole > 0] / whole[whole > 0])
