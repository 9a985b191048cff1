"""What a written number stands for, and what is said of what is none."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assessments.report.sentences import chance, figures, people, percent
from data_maps.problems import path_text
from data_maps.quantities import Against, Agreed, Estimate, NotANumber, NumberKind, duration, estimate, is_date
from data_maps.quantities.numerals import spoken_count
from data_maps.reading import case_path, read
from data_maps.writing import quantity, span_text
from tests.support.examples import for_every
from tests.support.maps import table


def said(value: Any, kind: NumberKind, **more: Any) -> list[str]:
    """The faults of a value, as `path: message (hint)`."""
    with pytest.raises(NotANumber) as wrong:
        estimate(value, kind, **more)
    return [f"{path_text(fault.path)}: {fault.message} ({fault.hint})" for fault in wrong.value.faults]


@for_every(
    ("text", "number"),
    [
        ("19M", 19e6),
        ("19 M", 19e6),
        ("1.2bn", 1.2e9),
        ("450k", 450e3),
        ("450K", 450e3),
        ("19_000_000", 19e6),
        (2000, 2000.0),
        ("2_000", 2e3),
        (1.5, 1.5),
        ("2e3", 2e3),
        ("12 million", 12e6),
        ("12m", 12e6),
        ("1.2 Billion", 1.2e9),
        ("3 lakh", 3e5),
        ("about 450 thousand", 450e3),
        ("12,000,000", 12e6),
        ("12.000.000", 12e6),
        ("12\u202f000\u202f000", 12e6),
        ("12'000'000", 12e6),
        ("1,500", 1500),
        ("1,234.5", 1234.5),
    ],
)
def test_a_count_in_each_notation_is_read_as_its_number(text: Any, number: float) -> None:
    assert estimate(text, "count") == Estimate(form="plain", best=number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("30.9%", 0.309),
        ("30.9 %", 0.309),
        (0.309, 0.309),
        ("0.309", 0.309),
        (".5", 0.5),
        ("30 per cent", 0.3),
        ("3 in 100", 0.03),
        ("1 out of 1,000", 0.001),
        ("3 in 1 million", 3e-6),
        ("3 in 10,000", 3e-4),
        ("30 in a million", 3e-5),
    ],
)
def test_a_share_in_each_notation_is_read_as_its_number(text: Any, number: float) -> None:
    assert estimate(text, "share") == Estimate(form="plain", best=number)


@pytest.mark.parametrize(
    ("text", "number", "per"),
    [
        ("2/year", 2, "year"),
        ("0.5/month", 6, "year"),
        ("1 per week", 365.25 / 7, "year"),
        ("2 / day", 730.5, "year"),
        (0.1, 0.1, "year"),
        ("3k/year", 3000, "year"),
        ("2 a day", 730.5, "year"),
        ("3 in 100 million per year", 3e-8, "year"),
    ],
)
def test_a_rate_is_read_with_what_it_is_per(text: Any, number: float, per: Any) -> None:
    assert estimate(text, "rate") == Estimate(form="plain", best=number, per=per)


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("2–8 in 100,000", "share", 2e-5, 8e-5),
        ("3 in 1 million to 0.04", "share", 3e-6, 0.04),
        ("2 to 8 in 1 million a year", "rate", 2e-6, 8e-6),
    ],
)
def test_ranges_far_below_one_are_read_as_they_are_printed(
    text: str, kind: NumberKind, low: float, high: float
) -> None:
    read = estimate(text, kind)
    assert (read.low, read.high) == (low, high)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("5 days", 5 / 365.25),
        ("1 day", 1 / 365.25),
        ("3 months", 0.25),
        ("2 years", 2.0),
        ("6 weeks", 42 / 365.25),
        ("12 hours", 0.5 / 365.25),
        ("until deleted", math.inf),
        ("1.5 years", 1.5),
    ],
)
def test_lengths_of_time_are_years(text: str, years: float) -> None:
    assert duration(text) == pytest.approx(years, rel=1e-15)


@for_every(
    ("value", "kind", "expected"),
    [
        (["2M", "8M"], "count", Estimate(form="range", low=2e6, best=4e6, high=8e6)),
        (["2M", "3M", "8M"], "count", Estimate(form="range", low=2e6, best=3e6, high=8e6)),
        ({"low": "2M", "high": "8M"}, "count", Estimate(form="range", low=2e6, best=4e6, high=8e6)),
        ("2M to 8M", "count", Estimate(form="range", low=2e6, best=4e6, high=8e6)),
        ("2-8M", "count", Estimate(form="range", low=2e6, best=4e6, high=8e6)),
        ("between 2 and 8 million", "count", Estimate(form="range", low=2e6, best=4e6, high=8e6)),
        ("500–2k", "count", Estimate(form="range", low=500, best=1000, high=2000)),
        ("20 to 80 in 100", "share", Estimate(form="range", low=0.2, best=0.5, high=0.8)),
        ("20-80 %", "share", Estimate(form="range", low=0.2, best=0.5, high=0.8)),
        ("1 to 4/month", "rate", Estimate(form="range", low=12, best=24, high=48, per="year")),
        ([0.2, 0.8], "share", Estimate(form="range", low=0.2, best=0.5, high=0.8)),
        (["1/month", "4/month"], "rate", Estimate(form="range", low=12, best=24, high=48, per="year")),
        (
            {"low": 1, "best": 2, "high": 4, "per": "month"},
            "rate",
            Estimate(form="range", low=12, best=24, high=48, per="year"),
        ),
        (
            {"low": 1, "best": 2, "high": 4, "confidence": "80%"},
            "rate",
            Estimate(form="range", low=1, best=2, high=4, confidence=0.8, per="year"),
        ),
        (
            {"counted": 3, "in": 40, "unit": "platform-years"},
            "rate",
            Estimate(form="base_rate", best=3.5 / 40, parameters=(3, 40), unit="platform-years", per="year"),
        ),
        (
            {"counted": 3, "in": 48, "unit": "platform-months"},
            "rate",
            Estimate(form="base_rate", best=3.5 / 4, parameters=(3, 4), unit="platform-years", per="year"),
        ),
        (
            {"counted": 3, "in": 48, "per": "month"},
            "rate",
            Estimate(form="base_rate", best=3.5 / 4, parameters=(3, 4), per="year"),
        ),
        (
            {"counted": 3, "in": 4, "unit": "audits"},
            "share",
            Estimate(form="base_rate", best=3.5 / 5, parameters=(3, 4), unit="audits"),
        ),
        ({"counted": 3, "in": 40}, "share", Estimate(form="base_rate", best=3.5 / 41, parameters=(3, 40))),
        ({"counted": 0, "in": 12}, "share", Estimate(form="base_rate", best=0.5 / 13, parameters=(0, 12))),
        ({"beta": [9, 1]}, "share", Estimate(form="beta", best=0.9, parameters=(9, 1))),
        ({"median": 0.05, "ratio": 5}, "rate", Estimate(form="lognormal", best=0.05, parameters=(0.05, 5), per="year")),
        (
            {"median": 2, "ratio": 3, "per": "month"},
            "rate",
            Estimate(form="lognormal", best=24, parameters=(24, 3), per="year"),
        ),
        (
            {"median": "2/month", "ratio": 3},
            "rate",
            Estimate(form="lognormal", best=24, parameters=(24, 3), per="year"),
        ),
        ({"best": 1, "exact": True, "why": "always"}, "share", Estimate(form="exact", best=1, why="always")),
        ({"best": 0, "exact": True, "why": "never"}, "count", Estimate(form="exact", best=0, why="never")),
        ({"best": 40, "exact": False}, "count", Estimate(form="plain", best=40)),
        ("unknown", "share", Estimate(form="unknown", best=0.5)),
        ("unknown", "rate", Estimate(form="unknown", best=None, per="year")),
        ("unknown", "proportion", Estimate(form="unknown", best=None)),
        ({"best": "unknown", "why": "nobody asked"}, "share", Estimate(form="unknown", best=0.5, why="nobody asked")),
        ("100%", "proportion", Estimate(form="exact", best=1)),
        (
            {"best": 0.5, "grade": "B2", "on": "2026-01-02", "by": "a", "given": "x"},
            "share",
            Estimate(form="plain", best=0.5, grade="B2", on="2026-01-02", by="a", given="x"),
        ),
    ],
)
def test_each_form_of_an_estimate_has_its_best_value(value: Any, kind: NumberKind, expected: Estimate) -> None:
    found = estimate(value, kind)
    assert found.best == (None if expected.best is None else pytest.approx(expected.best, rel=1e-12))
    assert found.model_copy(update={"best": None}) == expected.model_copy(update={"best": None})


def test_what_is_counted_in_person_years_is_per_person_and_year() -> None:
    found = estimate({"counted": 3, "in": "6M", "unit": "person-months"}, "rate", person_years=True)
    assert (found.per, found.unit) == ("person-year", "person-years")
    assert found.parameters == pytest.approx((3, 5e5))
    assert estimate({"counted": 3, "in": 4, "unit": "account-years", "per": "person-year"}, "rate", person_years=True)
    assert said({"counted": 3, "in": 40, "unit": "person-years"}, "rate") == [
        ": only a demand may be per person-year (write 2/year)"
    ]


def test_a_demand_may_be_per_person_and_year() -> None:
    assert estimate({"best": 0.001, "per": "person-year"}, "rate", person_years=True).per == "person-year"
    assert estimate("0.001/person-year", "rate", person_years=True).per == "person-year"
    assert said({"best": 0.001, "per": "person-year"}, "rate") == [
        "per: only a demand may be per person-year (write per: year)"
    ]


@for_every(("value", "kind", "sentences"), table("data_maps/mistakes/quantities"))
def test_what_is_no_number_is_said_in_one_sentence(value: Any, kind: NumberKind, sentences: list[str]) -> None:
    assert said(value, kind) == sentences


def test_a_number_that_persists_otherwise_than_its_place_says_so() -> None:
    assert said({"best": 0.5, "persists": "trial"}, "share", persists="state") == [
        "persists: 'trial' contradicts what stands here, which is a state of the world (write state or leave it out)"
    ]


def test_a_source_must_be_there() -> None:
    assert said({"best": 0.5, "source": "pi-ordr"}, "share", sources={"pi-order": "pi-order"}) == [
        "source: no source called 'pi-ordr' (did you mean 'pi-order'?)"
    ]


@pytest.mark.parametrize("text", ["5", 5, "five days", "until tomorrow", "5 dayz", None, ["5 days"]])
def test_what_is_no_length_of_time(text: Any) -> None:
    with pytest.raises(NotANumber) as wrong:
        duration(text)
    assert wrong.value.faults[0].hint == "write 5 days, 3 months or until deleted"


@pytest.mark.parametrize(
    ("text", "fits"),
    [("2020", True), ("2020-08", True), ("2020-08-31", True), ("2020-13", False), ("2020-02-30", False), ("20", False)],
)
def test_only_a_whole_day_that_exists_is_a_date(text: str, fits: bool) -> None:
    assert is_date(text) is fits


SHARES = st.floats(1e-9, 1 - 1e-9)
AMOUNTS = st.floats(1e-6, 1e6)


@given(st.lists(SHARES, min_size=2, max_size=2, unique=True).map(sorted))
def test_the_middle_of_a_share_is_the_mirror_of_the_middle_of_the_rest(ends: list[float]) -> None:
    assume(1 - ends[0] > 1 - ends[1])
    one, other = estimate(ends, "share").best, estimate([1 - end for end in reversed(ends)], "share").best
    assert one is not None
    assert other is not None
    assert ends[0] <= one <= ends[1]
    assert one == pytest.approx(1 - other, abs=1e-6)


@given(
    st.lists(AMOUNTS, min_size=2, max_size=3, unique=True).map(sorted),
    st.sampled_from(["count", "rate", "multiplier", "turnover"]),
)
def test_a_range_written_out_reads_back(ends: list[float], kind: NumberKind) -> None:
    highest = {"rate": 1e9, "turnover": 10.0}.get(kind, 1e15)
    found = estimate([number * min(1.0, highest / ends[-1]) for number in ends], kind)
    assert estimate(quantity(found), kind) == found


@given(st.floats(1, 1e10))
def test_a_number_of_people_as_it_is_printed_is_understood_again(number: float) -> None:
    rounded = float(f"{number:.1e}")
    assert estimate(people(number), "count").best == pytest.approx(rounded)


@given(st.integers(1, 99))
def test_a_chance_and_a_percentage_as_they_are_printed_are_understood_again(hundredths: int) -> None:
    assert estimate(chance(hundredths / 100), "share").best == pytest.approx(hundredths / 100)
    assert estimate(percent(hundredths / 100), "share").best == pytest.approx(hundredths / 100)


@given(st.floats(100, 1e9), st.floats(1.2, 90))
def test_an_interval_as_it_is_printed_is_understood_again(low: float, times: float) -> None:
    printed = f"{figures(low)}–{figures(low * times)}"
    understood = estimate(printed, "count")
    assert (understood.low, understood.high) == pytest.approx((float(f"{low:.1e}"), float(f"{low * times:.1e}")))


@given(st.integers(1, 5000), st.sampled_from(["day", "week", "month", "year", "hour"]))
def test_a_length_of_time_written_out_reads_back(number: int, unit: str) -> None:
    years = duration(f"{number} {unit}s")
    assert duration(span_text(years)) == years


def test_a_range_may_be_cut_at_what_nobody_claims_to_be_passed() -> None:
    written = {"low": "2M", "best": "7M", "high": "19M", "at_least": "1M", "at_most": "19M"}
    number = Estimate(form="range", low=2e6, best=7e6, high=19e6, at_least=1e6, at_most=19e6)
    assert estimate(written, "count") == number
    assert quantity(number) == {
        "low": "2_000_000",
        "best": "7_000_000",
        "high": "19_000_000",
        "at_least": "1_000_000",
        "at_most": "19_000_000",
    }


@pytest.mark.parametrize(
    ("written", "kind", "number"),
    [
        ({"best": 0.4, "at_most": 0.6}, "share", Estimate(form="plain", best=0.4, at_most=0.6)),
        ({"best": "unknown", "at_most": "60%"}, "share", Estimate(form="unknown", best=0.5, at_most=0.6)),
        ({"beta": [2, 8], "at_most": 0.5}, "share", Estimate(form="beta", best=0.2, parameters=(2, 8), at_most=0.5)),
        (
            {"low": 1, "best": 2, "high": 4, "per": "month", "at_most": 8},
            "rate",
            Estimate(form="range", low=12, best=24, high=48, at_most=96, per="year"),
        ),
        (
            {"counted": 3, "in": 40, "at_least": 0.01},
            "rate",
            Estimate(form="base_rate", best=3.5 / 40, parameters=(3, 40), at_least=0.01, per="year"),
        ),
    ],
)
def test_every_form_of_a_number_may_be_cut(written: Any, kind: NumberKind, number: Estimate) -> None:
    assert estimate(written, kind) == number
    assert estimate(quantity(number), kind) == number


@pytest.mark.parametrize(("written", "sentence"), table("data_maps/mistakes/bounds"))
def test_bounds_that_the_number_itself_passes_are_faults(written: Any, sentence: str) -> None:
    assert said(written, "count") == [sentence]


def test_a_bound_of_a_share_is_a_share() -> None:
    assert said({"best": 0.4, "at_most": 1.2}, "share") == [
        "at_most: '1.2' is more than 1 (a share or a probability lies between 0 and 1; write 30% or 0.3)"
    ]


def test_an_agreed_number_is_exact_whatever_its_grade_and_written_out_as_agreed() -> None:
    written = {"best": "19M", "agreed": {"by": ["government", "plaintiffs"], "source": "motion"}, "grade": "C3"}
    agreed = Agreed(by=("government", "plaintiffs"), source="motion")
    number = Estimate(form="exact", best=19e6, grade="C3", why="agreed by government, plaintiffs", agreed=agreed)
    assert estimate(written, "count", sources={"motion": "motion"}) == number
    assert estimate(quantity(number), "count") == number
    assert number.scaled(0.5).agreed is None
    said_why = estimate({"best": 0.2, "agreed": {"by": "both"}, "why": "as pleaded"}, "share")
    assert said_why == Estimate(form="exact", best=0.2, why="as pleaded", agreed=Agreed(by=("both",)))


@pytest.mark.parametrize(("written", "sentence"), table("data_maps/mistakes/agreed"))
def test_what_is_wrong_with_an_agreed_number_is_said_at_its_place(written: Any, sentence: str) -> None:
    assert said(written, "count", sources={"motion": "motion"}) == [sentence]


def test_what_the_other_side_says_stands_beside_a_number() -> None:
    claims = [{"say": "twice as many", "source": "paper", "why": "it counts installs"}, {"say": "none"}]
    number = Estimate(
        form="plain",
        best=7e6,
        against=(Against(say="twice as many", source="paper", why="it counts installs"), Against(say="none")),
    )
    assert estimate({"best": "7M", "against": claims}, "count", sources={"paper": "paper"}) == number
    assert estimate({"best": "7M", "against": [claims[0], "none"]}, "count") == number
    assert estimate({"best": "7M", "against": "none"}, "count").against == (Against(say="none"),)
    assert quantity(number) == {"best": "7_000_000", "against": claims}


@pytest.mark.parametrize(
    ("against", "sentence"),
    [
        ([{"why": "w"}], "against[0]: no 'say' in it (add say: …)"),
        ([{"say": "a", "sorce": "paper"}], "against[0].sorce: unknown key (did you mean 'source'?)"),
        ([{"say": "a", "source": "papr"}], "against[0].source: no source called 'papr' (did you mean 'paper'?)"),
        ({"say": ["a"]}, "against.say: a list is not text (put it in quotes)"),
    ],
)
def test_what_is_wrong_in_the_other_sides_claim_is_said_at_its_place(against: Any, sentence: str) -> None:
    assert said({"best": "7M", "against": against}, "count", sources={"paper": "paper"}) == [sentence]


def test_a_part_of_the_people_is_exact_unless_it_has_a_range() -> None:
    assert estimate("60%", "part") == Estimate(form="exact", best=0.6)
    assert estimate({"best": "60%", "source": "s"}, "part") == Estimate(form="exact", best=0.6, source="s")
    assert estimate([0.2, 0.8], "part") == Estimate(form="range", low=0.2, best=0.5, high=0.8)


def test_a_share_of_a_rate_has_its_middle_on_the_log_scale_and_is_at_most_one() -> None:
    assert estimate([0.0625, 0.25], "rate_share") == Estimate(form="range", low=0.0625, best=0.125, high=0.25)
    assert estimate({"counted": 6, "in": 13_000}, "rate_share").best == 6.5 / 13_000
    assert said("120%", "rate_share") == [
        ": '120%' is more than 1 (a share or a probability lies between 0 and 1; write 1% or 0.01)"
    ]


def test_a_scaled_estimate_has_all_its_sizes_scaled() -> None:
    number = Estimate(form="range", low=2.0, best=4.0, high=8.0, at_most=10.0)
    assert number.scaled(0.5) == Estimate(form="range", low=1.0, best=2.0, high=4.0, at_most=5.0)
    lognormal = Estimate(form="lognormal", best=4.0, parameters=(4.0, 2.0))
    assert lognormal.scaled(0.5) == Estimate(form="lognormal", best=2.0, parameters=(2.0, 2.0))
    pooled = Estimate(form="pooled", best=4.0, said=(number,))
    assert pooled.scaled(0.5) == Estimate(form="pooled", best=2.0, said=(number.scaled(0.5),))


@pytest.mark.parametrize(
    "unit",
    [
        *("-5 days", "100 years", "1e6/year", "pla\u200btform-years", "years\u202e", " "),
        *("half-years", "ten years", "app quarter-years", "thousand person-years", "Kilo-years"),
    ],
)
def test_a_unit_with_a_number_or_something_unseen_in_it_is_refused(unit: str) -> None:
    for kind in ("rate", "share"):
        (problem,) = said({"counted": 3, "in": 40, "unit": unit}, kind)
        assert problem.endswith("is not a unit in words (write platform-years, or orders)")


@pytest.mark.parametrize("unit", ["user-years", "person years", "app account-months", "people's years", "Man-years"])
def test_years_of_people_in_other_words_are_asked_back(unit: str) -> None:
    (problem,) = said({"counted": 3, "in": 40, "unit": unit}, "rate")
    assert problem == f"unit: '{unit}' may be of each person or of all together (write person-years, or platform-years)"


@pytest.mark.parametrize("kind", ["count", "rate"])
@pytest.mark.parametrize("piece", ["1.", ".5", "1,", "1 to ", "half ", "-"])
def test_a_long_text_that_is_no_number_is_told_from_one_at_once(kind: NumberKind, piece: str) -> None:
    """What is looked at again from each of its characters takes a thousand times as long where it is 30 as long."""
    before = time.process_time()
    assert len(said(piece * 30_000, kind)) == 1
    assert spoken_count(piece * 30_000) == piece * 30_000
    assert time.process_time() - before < 1.0


def test_nobody_watched_longer_than_everybody_for_a_thousand_years() -> None:
    assert said({"counted": 3, "in": 1e15, "unit": "person-years"}, "rate") == [
        "in: '1000000000000000.0' is more than was ever watched (look at the unit)"
    ]
    assert estimate({"counted": 3, "in": "8bn", "unit": "provider-years"}, "rate").parameters == (3, 8e9)


EVERY_KEY = case_path("every-key").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("said", "instead", "problem"),
    [
        (
            "precise_to: 10 m",
            "precise_to: 0 m",
            "'0 m' is not a precision (write 10 m or 2 km)",
        ),
        ("precise_to: 10 m", "precise_to: 20001 km", "'20001 km' is not a precision (write 10 m or 2 km)"),
        ("horizon: 3 years", "horizon: 2.5e6", "'2500000.0' is longer than 100 years (write 5 days, 3 months or"),
        ("starts: 1 year", "starts: -1.5", "'-1.5' is not a length of time (write 5 days, 3 months or 2 years)"),
        (
            "taken.insider.lantern: 10",
            "taken.insider.lantern: 2e10",
            "more than 10,000,000,000, and nobody has as many",
        ),
        ("swept.XA: 3", "swept.XA: 1e12", "more than 10,000,000,000, and nobody has as many (look at the unit)"),
        (
            "{low: 100k, high: 400k",
            "{low: 100k, high: 1e12",
            "more than 10,000,000,000, and nobody has as many (look at the unit)",
        ),
    ],
)
def test_numbers_that_nobody_can_mean_are_problems_at_their_lines(said: str, instead: str, problem: str) -> None:
    assert said in EVERY_KEY
    line = next(number for number, text in enumerate(EVERY_KEY.splitlines(), 1) if said in text)
    (fault,) = read(EVERY_KEY.replace(said, instead, 1), "map.yaml").problems
    assert problem in str(fault)
    assert str(fault).startswith(f"map.yaml:{line}:")


def test_a_rate_above_the_bound_of_its_unit_is_refused_with_the_bound() -> None:
    """Nobody is asked about more than once a day; 8 to 15 million are people, not orders."""
    for written, bound in (
        ({"best": 367, "per": "person-year"}, "366 a person-year at most"),
        ({"low": 1, "high": 8e5, "per": "person-year"}, "366 a person-year at most"),
        ("8-15 million", "1,000,000 a year at most"),
        ("2 million/year", "1,000,000 a year at most"),
    ):
        with pytest.raises(NotANumber) as refused:
            estimate(written, "rate", person_years=True)
        assert all("too often" in fault.message for fault in refused.value.faults)
        assert {bound} <= {str(fault.hint).partition(";")[0] for fault in refused.value.faults}
    assert estimate({"best": 366, "per": "person-year"}, "rate", person_years=True).best == 366.0
