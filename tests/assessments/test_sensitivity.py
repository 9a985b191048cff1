"""What a report says on which numbers and choices move the result, and on the order of actors."""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pytest

from assessments.report.blocks import Figure, Heading, Notice, Section, Table, Text
from assessments.report.glossary import HARMED
from assessments.report.sections import page_one, sensitivity, tornado
from assessments.report.sections.order import sections
from assessments.report.sentences import percent
from assessments.run import Run, Settings, assess
from risk.uncertainty.draws import stretched
from tests.assessments.test_checks import HARBOUR
from tests.assessments.test_sections import TWO_FIGURES, cells, our_words
from tests.support.assessed import case, case_map, drawn_case, written
from tests.support.maps import map_of
from tests.support.words import FORBIDDEN

CASES = ("example-chat", "eu-saas")
ALIKE = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, one: {organised_in: XB}, other: {organised_in: XC}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
access: [{party: one, to: pier}, {party: other, to: pier}]
leave_out: [{event: "state:XA/*", why: short}, {event: "*/covert/*", why: short}, {event: "*/placed/*", why: short}]
"""
LEADING_LEFT_OUT = "the leading event is left out: orders for everything by XB at Example Holding"


@cache
def drawn(name: str) -> Run:
    return drawn_case(name, 2_000)


@cache
def said(name: str) -> Section:
    return sensitivity.section(drawn(name))


def table(found: Section, caption: str) -> dict[str, tuple[str, ...]]:
    """The rows of a table by their first cell."""
    rows = next(b.rows for b in found.blocks if isinstance(b, Table) and b.caption.startswith(caption))
    return {row[0].text: tuple(cell.text for cell in row[1:]) for row in rows}


def test_the_section_on_sensitivity_says_without_draws_that_nothing_was_simulated() -> None:
    notice = (Notice("Nothing was simulated, so nothing can be said here."),)
    assert (sensitivity.section(case("harbour")).blocks, sensitivity.moving(case("harbour")).blocks) == (notice, notice)


def test_a_page_with_little_room_has_it_in_three_sentences() -> None:
    draws = drawn("eu-saas").uncertain
    assert draws is not None
    above = float(np.mean(draws.harm("state:US") > draws.harm("state:IE")))
    assert 0.5 < above < 0.9
    assert sensitivity.moving(drawn("eu-saas")).blocks == (
        *said("eu-saas").blocks[:2],
        Text(
            f"In {percent(above)} of simulations the harm of the United States (US) is above that of Ireland "
            "(IE): not distinguishable on this evidence."
        ),
    )


def test_the_number_that_moves_the_score_of_the_example_most_is_said() -> None:
    asked = "How often a year does XB order everybody's data?"
    assert said("example-chat").blocks[:2] == (
        Text(
            f"The score moves most with one number: {asked} From 31 (29–34) at the low end of its range to 42 (37–44) "
            "at the high end."
        ),
        Text(f"The uncertainty comes most from one number: {asked} It carries 76% of it by itself."),
    )


def test_each_part_has_its_title_and_the_numbers_a_picture() -> None:
    titles = [block.text for block in said("example-chat").blocks if isinstance(block, Heading)]
    assert titles == [
        "One number at a time",
        "Shares of the uncertainty",
        "Other choices",
        "Other readings of the record",
        "How sure the order of actors is",
    ]
    assert [block.alt.count(";") for block in said("example-chat").blocks if isinstance(block, Figure)] == [9]


def test_other_choices_stand_beside_the_result() -> None:
    """The median of the example is 3,510 over many draws, by the definition as well as here."""
    found = table(said("example-chat"), "The harm if we")
    assert list(found) == [
        "nothing is changed",
        *("the severity ratio is 2", "the severity ratio is 4", "the severity ratio is 10", "weights are linear"),
        LEADING_LEFT_OUT,
        *("errors are correlated by 0.5", "errors are correlated by 0.9"),
    ]
    assert found["nothing is changed"] == found["the severity ratio is 4"] == ("3,500", "1,200–15,000")
    assert found["errors are correlated by 0.5"] == found["errors are correlated by 0.9"]
    assert found["errors are correlated by 0.9"][0] == found["nothing is changed"][0]
    assert found[LEADING_LEFT_OUT] == ("860", "380–1,900")


def test_how_many_simulations_correlated_errors_are_over_is_said_of_the_errors() -> None:
    notes = [block.text for block in said("example-chat").blocks if isinstance(block, Text)]
    (note,) = (text for text in notes if text.startswith("Correlated errors"))
    assert ". The errors are over 2,000 simulations, scaled by how far these are off" in note


def test_stated_ranges_are_stretched_as_far_as_peoples_turn_out_too_narrow() -> None:
    """Ranges that hold 70 in 100 have their ends 1.587 times too near, on the log or the logit."""
    run = assess(
        map_of(HARBOUR + "estimates: {demand.whole.XB: [0.001, 0.002, 0.02], swept.XB: 9}\n"), Settings(draws=200)
    )
    ((address, wide),) = stretched(run.events).items()
    assert address == "demand.whole.XB"
    ends = [0.002 * (end / 0.002) ** 1.587 for end in (0.001, 0.02)]
    assert [wide.quantile(p) for p in (0.05, 0.5, 0.95)] == pytest.approx([ends[0], 0.002, ends[1]], rel=1e-3)
    found = table(sensitivity.section(run), "The harm if we")
    assert "stated ranges are stretched by 1.6, as people's turn out too narrow" in found


def test_correlated_errors_widen_the_interval_of_what_one_assessor_says() -> None:
    found = table(said("eu-saas"), "The harm if we")
    assert found["nothing is changed"] != found["errors are correlated by 0.9"]


def test_actors_alike_cannot_be_told_apart() -> None:
    alike = sensitivity.section(assess(map_of(ALIKE), Settings(draws=2_000)))
    states = table(alike, "Foreign states")
    assert set(states) == {"XB", "XC"}
    (chance, sure) = next(iter(states.values()))[-2:]
    assert sure == "not distinguishable on this evidence"
    assert 40 < int(chance.removesuffix("%")) < 60


def test_an_actor_far_above_another_is_so_stably() -> None:
    run = assess(map_of(ALIKE + "estimates: {interest.XB: 0.9, interest.XC: 0.00001}\n"), Settings(draws=2_000))
    apart = table(sensitivity.section(run), "Foreign states")
    assert apart == {"XB": ("1", "1", "100%", "stable"), "XC": ("2", "2", "", "")}


def test_a_simulated_map_says_that_its_sensitivities_are_simulated_too() -> None:
    found = sensitivity.section(assess(case_map("harbour"), Settings(draws=200, nodes=2)))
    notices = [block.text for block in found.blocks if isinstance(block, Notice)]
    assert len(notices) == 1
    assert re.match(
        "The map is simulated, so every result here carries the error of its trials too. They tell the harm to within "
        r"\d+%\. ",
        notices[0],
    )


def test_the_bars_of_a_simulated_map_say_how_many_trials_they_come_from_and_what_these_leave_uncertain() -> None:
    simulated, exact = (assess(case_map("harbour"), Settings(draws=200, nodes=nodes)) for nodes in (2, 200_000))
    last = tornado.section(simulated).blocks[-1]
    assert isinstance(last, Text)
    assert re.fullmatch(
        "The map is simulated: bars were made only of the 30 numbers that promise to move it most, if there are more. "
        r"Each end of a bar comes from at most 65,536 trials, which leave it uncertain by 0\.\d+ or so. .*",
        last.text,
    )
    assert len(tornado.section(exact).blocks) == len(tornado.section(simulated).blocks) - 1


def test_a_section_is_made_once_for_all_formats() -> None:
    run = drawn_case("harbour")
    one, other = sections(run), sections(run)
    assert all(a is b for a, b in zip(one, other, strict=True))


def test_a_simulated_result_with_draws_says_so_before_any_number() -> None:
    first = page_one.section(assess(case_map("harbour"), Settings(draws=200, nodes=2))).blocks
    texts = [block.text for block in first if isinstance(block, Notice | Text)]
    at = next(i for i, text in enumerate(texts) if text.startswith("This map is too wide for an exact result"))
    assert all(isinstance(block, Notice) for block in first[: at + 1])
    assert re.search(
        rf"with 95% confidence it is about [0-9,]+ {re.escape(HARMED)} a year, and certainly from [0-9,]+ to",
        texts[at],
    )


def test_a_map_on_which_nothing_can_happen_has_sensitivities_too() -> None:
    nothing = 'leave_out: [{event: "*", why: to see}]\n'
    found = sensitivity.section(assess(written(HARBOUR + nothing).data_map, Settings(draws=100)))
    assert table(found, "The harm if we")["nothing is changed"][0] == "0"


@pytest.mark.parametrize("name", CASES)
def test_words_and_figures_are_those_of_all_reports(name: str) -> None:
    blocks = said(name).blocks
    assert [text for block in blocks for text in our_words(block) if FORBIDDEN.search(text)] == []
    shown = [cell.text for block in blocks for column, cell in cells(block) if column.numeric]
    numbers = [n for text in shown for n in re.findall(r"[0-9][0-9,.]*", text.replace("in 100", ""))]
    assert numbers
    assert [n for n in numbers if not TWO_FIGURES.match(n.replace(",", "").replace(".", ""))] == []
