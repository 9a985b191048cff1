"""What a question is worth: to a choice between options at a stated rate, else by its share of the spread."""

from __future__ import annotations

import json
from functools import cache

import pytest

from assessments.exports.json import export
from assessments.report.blocks import Heading, Table, Text
from assessments.report.glossary import ONE_HARMED, WITHOUT_APP
from assessments.report.questions import finding_out, worth_words
from assessments.report.sections import assumptions
from assessments.report.sections import worth as section
from assessments.report.sentences import percent
from assessments.results.value_of_information import Worth, stated_choice, stated_rate, worth
from assessments.run import Rate, Run, Settings, assess
from data_maps.reading import case_path, read
from risk.uncertainty.value_of_information import evppi

MUCH = 10.0
ASKED = """
questions:
  - {ask: How often?, about: [demand.whole.XB]}
  - {ask: How often and how well?, about: [demand.whole.XB, option.e2ee.loses.talk]}
  - {ask: What is known of the second system?, about: [systems.second]}
  - {ask: Who leaves?, about: [users.general.leave_per_year]}
  - {ask: What are the functions?, about: [functions.talk]}
  - {ask: What does the sale do?, about: [options.divestiture]}
  - {ask: Which sources?, about: [sources]}
"""


@cache
def asked(rate: float | None = None, draws: int = 20_000) -> Run:
    """The worked example, with questions."""
    data_map = read(case_path("example-chat").read_text() + ASKED, "map.yaml").data_map
    assert data_map is not None
    return assess(data_map, Settings(draws=draws, exchange_rate=stated_rate(rate, None if rate is None else "Ada")))


def test_u06_a_question_about_one_number_is_worth_its_expected_value_to_the_choice() -> None:
    found = worth(asked(MUCH), ["demand.whole.XB"])
    assert found is not None
    assert found.value == pytest.approx(3_700, rel=0.08)
    assert worth_words(found.value, found.unit) == "3,600 person-years without the app"


def test_numbers_asked_for_together_are_worth_no_less_than_the_best_of_them_and_no_more_than_everything() -> None:
    choosing = stated_choice(asked(MUCH))
    assert choosing is not None
    both = worth(asked(MUCH), ["demand.whole.XB", "option.e2ee.loses.talk"])
    assert both is not None
    assert choosing.by_number["demand.whole.XB"] < both.value < choosing.best.worth == pytest.approx(8_100, rel=0.03)


def test_what_would_not_change_the_choice_is_worth_nothing_and_says_so() -> None:
    found = worth(asked(MUCH), ["users.general.leave_per_year"])
    assert found == Worth(0.0, "lifeline person-years")
    assert worth_words(found.value, found.unit) == "would not change the choice"


def test_a_number_that_has_nothing_to_do_with_the_choice_is_worth_no_more_than_noise() -> None:
    """Bins of few draws overstate what each number is worth; what is no more than that is nothing."""
    choosing = stated_choice(asked(MUCH, 1_000))
    assert choosing is not None
    idle = "users.officials.relies_on.talk.substitutable"
    assert choosing.by_number[idle] == 0.0
    used = [evppi(choosing.benefit, choosing.numbers[name]) for name in choosing.by_number]
    assert max(used) == pytest.approx(max(choosing.by_number.values()))


def test_without_a_rate_a_question_is_worth_the_shares_of_the_spread_of_its_numbers() -> None:
    shares = asked().variance_shares
    found = worth(asked(), ["demand.whole.XB", "carried_out.whole.XB"])
    assert found == Worth(shares["demand.whole.XB"] + shares["carried_out.whole.XB"], "share of the spread")
    assert worth_words(found.value, found.unit) == f"{percent(found.value)} of the uncertainty"
    assert found.value > 0.8


def test_a_question_about_a_part_of_the_map_is_about_the_numbers_that_name_it() -> None:
    """What is known of a system is known of its organisation, to all of whose systems the same happens."""
    shares = asked().variance_shares
    second = [a for a in shares if {"second", "second-host"} & {*a.split(".")} and not a.startswith("share.")]
    intrusion = {f"{family}.intrusion.second-host" for family in ("attempts", "success", "taken")}
    assert intrusion <= set(second)
    found = worth(asked(), ["systems.second"])
    assert found is not None
    assert found.value == pytest.approx(sum(shares[a] for a in second))
    to_a_choice = worth(asked(MUCH), ["options.divestiture"])
    assert to_a_choice is not None
    assert to_a_choice.value >= 1_800


def test_a_question_about_no_number_has_no_worth_and_without_draws_none_has() -> None:
    assert worth(asked(), ["sources"]) is None
    assert worth(asked(draws=0), ["demand.whole.XB"]) is None
    assert worth(asked(MUCH, 0), ["demand.whole.XB"]) is None


def test_programs_are_told_what_each_question_is_worth_in_which_unit() -> None:
    said = json.loads(export(asked(MUCH, 1_000)))
    assert [said["settings"][key] for key in ("exchange_rate", "exchange_rate_by")] == [MUCH, "Ada"]
    told = {q["ask"]: q.get("worth_in") for q in said["questions"]}
    assert told["How often?"] == "lifeline person-years"
    assert told["Which sources?"] is None
    assert "exchange_rate" not in json.loads(export(asked(draws=1_000)))["settings"]


def test_the_report_says_what_each_question_is_worth() -> None:
    (own, _) = (block for block in assumptions.questions(asked(MUCH)).blocks if isinstance(block, Table))
    assert [row[2].text for row in own.rows[:4]] == [
        "3,600 person-years without the app",
        "5,300 person-years without the app",
        "would not change the choice",
        "would not change the choice",
    ]
    assert own.rows[-1][2].text == "no number here"
    (own, _) = (block for block in assumptions.questions(asked(draws=0)).blocks if isinstance(block, Table))
    assert [len(row) for row in own.rows] == [2] * 7


def test_the_report_says_what_knowing_everything_is_worth_and_what_changes_nothing() -> None:
    blocks = section.section(asked(MUCH)).blocks
    assert Heading(f"To a choice at 10 {WITHOUT_APP} for {ONE_HARMED}, as Ada states it") in blocks
    texts = " ".join(block.text for block in blocks if isinstance(block, Text))
    assert (
        "is best on average, and in 43% of simulations. Knowing everything before choosing would be worth 8,100"
        in texts
    )
    tables = [block for block in blocks if isinstance(block, Table)]
    assert [cell.text for cell in tables[-1].rows[0][:2]] == [
        "How often a year does XB order everybody's data?",
        "up to 3,600",
    ]


def test_without_a_rate_the_report_says_that_it_needs_one() -> None:
    assert Text(section.NO_RATE) in section.section(asked()).blocks
    assert Text(section.NO_RATE) not in section.section(asked(MUCH)).blocks


def test_what_to_find_out_first_is_what_is_worth_most_to_the_choice() -> None:
    said = [cell.text for cell in finding_out(asked(MUCH))]
    assert said[0] == "How often a year does XB order everybody's data? (up to 3,600 person-years without the app)"
    assert finding_out(asked())[0].text.endswith("(76% of the uncertainty)")


@pytest.mark.parametrize("rate", [None, MUCH])
def test_of_what_to_find_out_the_first_few_are_those_of_all(rate: float | None) -> None:
    every = finding_out(asked(rate))
    assert finding_out(asked(rate), 2) == every[:2] != every


@pytest.mark.parametrize(
    ("rate", "by"), [(MUCH, None), (MUCH, " "), (None, "Ada"), (0.0, "Ada"), (float("nan"), "Ada")]
)
def test_a_rate_is_a_number_signed_with_a_name(rate: float | None, by: str | None) -> None:
    with pytest.raises(ValueError, match=r"(is signed by whoever states it|is not a rate)"):
        stated_rate(rate, by)


def test_a_map_without_options_has_no_choice_whatever_the_rate() -> None:
    data_map = read(case_path("wechat-five-lines").read_text(), "map.yaml").data_map
    assert data_map is not None
    assert stated_choice(assess(data_map, Settings(draws=1_000, exchange_rate=Rate(MUCH, "Ada")))) is None
