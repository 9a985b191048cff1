"""What is asked of options beyond how they compare, and what is answered."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from assessments.exports.json import options_text
from assessments.report.blocks import Heading, Table, Text
from assessments.report.glossary import HARMED, HARMED_FIRST, ONE_HARMED, WITHOUT_APP
from assessments.report.sections import option_answers, worth
from assessments.report.sentences import percent
from assessments.results.options.models import AnswersOnOptions
from assessments.results.options.questions import OptionQuestions, answers, option_questions, options_compared
from assessments.results.options.table import Options
from assessments.run import Rate, Run, Settings, assess
from assessments.scenario import Unusable
from risk.options.outcomes import outcome
from risk.options.search import Limits
from tests.assessments.test_sections import our_words
from tests.support.assessed import case, case_map, drawn_case
from tests.support.words import FORBIDDEN

CUSTODY = "“A domestic trustee holds the administrator accounts, with audit”"


@cache
def drawn() -> Run:
    return drawn_case("example-chat", 2_000)


def at_a_rate(rate: float, draws: int = 2_000) -> Run:
    return assess(case_map("example-chat"), Settings(draws=draws, exchange_rate=Rate(rate, "Ada Lovelace")))


def answered(run: Run, **about: Any) -> tuple[Options, AnswersOnOptions]:
    questions = option_questions(run, **about)
    options = options_compared(run, questions)
    return options, answers(options, questions)


def said(run: Run, **about: Any) -> list[str]:
    blocks = option_answers.blocks(*answered(run, **about))
    told = [block.text for block in blocks if isinstance(block, Text | Heading)]
    rows = [" | ".join(cell.text for cell in row) for block in blocks if isinstance(block, Table) for row in block.rows]
    assert [text for block in blocks for text in our_words(block) if FORBIDDEN.search(text)] == []
    return [*told, *rows]


def test_options_that_nobody_asks_about_have_no_answers() -> None:
    assert not option_questions(case("example-chat")).asks
    assert said(case("example-chat")) == []


def test_a_later_start_says_what_it_leaves_and_what_it_saves() -> None:
    options, found = answered(case("example-chat"), delays=["full-ban=6"])
    (delay,) = found.delays or ()
    assert options.names[-1] == "full-ban (6 months later)"
    assert delay.persons[3].point > delay.persons[4].point > 0.0
    assert said(case("example-chat"), delays=["full-ban=6"])[1:] == [
        "More exposures of people at level 3 or higher | 2,800 | not computed",
        "More people seriously harmed (equivalent) | 810 | not computed",
        "More officials exposed | 10 | not computed",
        "Person-years without the app saved | 130,000 | not computed",
    ]


def test_the_best_sets_stand_on_each_track_within_all_limits() -> None:
    _, found = answered(case("example-chat"), limits=Limits(burden=5_000.0, measures=2))
    assert found.best is not None
    assert {track: (best.options, best.exact) for track, best in found.best.items()} == {
        "harm": (("device-ban", "custody"), True),
        "strategic": (("device-ban", "custody"), True),
    }
    assert found.best["harm"].burden == pytest.approx(4250.0 + 64.0 - 1600.0 * 0.005 * 0.9 * 2.0)
    _, one = answered(case("example-chat"), limits=Limits(measures=1))
    assert one.best is not None
    assert {track: best.options for track, best in one.best.items()} == {
        "harm": ("divestiture",),
        "strategic": ("device-ban",),
    }


def test_a_best_set_has_intervals_and_those_of_its_row_where_it_has_one() -> None:
    options, found = answered(drawn(), limits=Limits(measures=1))
    assert found.best is not None
    for track, chosen in found.best.items():
        row = options.row("+".join(chosen.options))
        assert chosen.left_interval == (row.harm if track == "harm" else row.strategic)
        assert (chosen.burden_interval, chosen.costs, chosen.costs_interval) == (row.burden, None, None)
    (told,) = (text for text in said(drawn(), limits=Limits(measures=1)) if text.startswith(HARMED_FIRST))
    assert re.search(r"\| [\d,]+ \([\d,]+–[\d,]+\) \| ", told)
    best = json.loads(options_text(drawn(), option_questions(drawn(), limits=Limits(measures=1))))["answers"]["best"][
        "harm"
    ]
    assert best["left_interval"]["point"] == best["left"] > best["left_interval"]["low"]


def test_what_closes_every_way_to_an_actor_or_leaves_it_little() -> None:
    _, found = answered(case("example-chat"), close=["state:XB"], under=700.0)
    (closing,) = found.close or ()
    assert ("divestiture",) in closing.sets
    assert closing.chances is None
    assert said(case("example-chat"), close=["state:XB"]) == [
        "No set of the options looked at would close every way to XB at our best estimates, once all in it act."
    ]
    (told,) = said(case("example-chat"), close=["state:XB"], under=1e9)
    assert told.startswith(f"Nothing has to be done to leave XB 1 billion {HARMED} a year or less")


def test_what_is_enough_says_in_how_many_draws_it_is() -> None:
    """Once a divestiture acts alone, what it leaves XB is compared with the limit in every draw."""
    options, found = answered(drawn(), close=["state:XB"], under=700.0)
    (closing,) = found.close or ()
    share = dict(zip(closing.sets, closing.chances or (), strict=True))[("divestiture",)]
    model = options.outcomes.model((("divestiture", 0.0, 0.0),))
    x = model.address_values(options.outcomes.draws(model.events.numbers.values()))
    left = outcome(model, x, actor="state:XB").harm(4.0)
    assert share == float((left <= 700.0)[:: left.size // 2_000].mean())
    assert 0.1 < share < 0.95
    (told,) = said(drawn(), close=["state:XB"], under=700.0)
    assert f"(in {percent(share)} of simulations)" in told
    closed = json.loads(options_text(drawn(), option_questions(drawn(), close=["state:XB"], under=700.0)))["answers"][
        "close"
    ][0]
    assert closed["chances"] == list(closing.chances or ())


def test_the_least_burdensome_is_named_with_and_without_draws() -> None:
    (exactly,) = said(case("example-chat"), target=1_700.0)
    assert exactly == (
        f"The least burdensome that leaves 1,700 {HARMED} a year or less at our best estimates: {CUSTODY}, "
        "for 4,200 person-years without the app (interval not computed)."
    )
    (surely,) = said(drawn(), target=10_000.0)
    assert surely.startswith(f"The least burdensome that leaves 10,000 {HARMED} a year or less in 90% of simulations")
    assert said(drawn(), target=1.0) == [
        "No option listed leaves 1 people seriously harmed (equivalent) a year or less in 90% of simulations."
    ]


def test_an_exchange_rate_stands_with_the_name_of_who_states_it() -> None:
    told = said(at_a_rate(10.0))
    assert told[0] == f"To a choice at 10 {WITHOUT_APP} for {ONE_HARMED}, as Ada Lovelace states it"
    assert told[1].startswith(f"{CUSTODY} is best on average, and in 4")
    assert "The rate is a value judgement of Ada Lovelace" in " ".join(told)
    assert said(at_a_rate(10.0, 0)) == [worth.NO_DRAWS]


def test_a_program_reads_the_checks_and_the_answers() -> None:
    found = json.loads(options_text(at_a_rate(2.0), option_questions(drawn(), ["custody+e2ee=3"], Limits(costs=5.0))))
    assert found["options"][-1]["option"] == "custody+e2ee (3 months later)"
    assert list(found["answers"]) == ["delays", "best", "worth", "limits"]
    assert found["answers"]["limits"] == {"costs": 5.0}
    assert found["answers"]["worth"]["by"] == "Ada Lovelace"
    assert found["answers"]["delays"][0]["burden_saved"]["low"] > 0.0
    assert found["checks"] == []
    assert "answers" not in json.loads(options_text(case("own-state")))


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"delays": ["ful-ban=6"]}, "--delay:1:1: no option called 'ful-ban' (did you mean 'full-ban'?)"),
        ({"delays": ["full-ban"]}, "--delay:1:1: '' is no number of months (write --delay full-ban=6)"),
        ({"delays": ["full-ban=nan"]}, "--delay:1:1: 'nan' is no number of months (write --delay full-ban=6)"),
        ({"close": ["state:XC"]}, "--close:1:1: no actor called 'state:XC' (did you mean 'state:XB'?)"),
        ({"under": 5.0}, "--under:1:1: says nothing without --close (add --close state:CN)"),
        ({"target": -1.0}, "--target:1:1: -1 is no number that can be asked for (write a number from 0 on)"),
    ],
)
def test_what_cannot_be_asked_is_said(about: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Unusable) as refused:
        option_questions(case("example-chat"), **about)
    assert [str(problem) for problem in refused.value.problems] == [sentence]


def test_all_mistakes_are_said_at_once() -> None:
    with pytest.raises(Unusable) as refused:
        option_questions(case("harbour"), delays=["a=1", "b=2"], limits=Limits(burden=float("inf")))
    assert len(refused.value.problems) == 3


def test_no_question_is_the_same_as_an_empty_one() -> None:
    assert option_questions(case("example-chat"), limits=Limits()) == OptionQuestions()
