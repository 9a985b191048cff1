"""Laws on given facts: official examples, boundaries of our own, and what not knowing a fact may and may not do."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from laws import NAMES
from laws.deciding import decide, decide_on, outcome_on
from laws.decision import NO, YES, Answer, Finding, all_of, any_of, at_least, first_that_fits, opened
from laws.facts import Facts, contradictions, faults, question, record, remembered, schema
from laws.parameters import law
from tests.support.examples import for_every
from tests.support.law_cases import ALL, Stated
from tests.support.random_facts import random_facts
from tests.support.spoken_facts import resolved

EITHER = ("exemption", "exemption_ground", "list_item", "article_35_3", "failing_condition")
CODE = "write a two-letter code such as US or CN"
OPEN = ("definition_only", "not_on_exempt_list")


def test_every_law_has_cases() -> None:
    assert {each.regime for each in ALL} == set(NAMES)


@for_every("regime", list(NAMES))
def test_every_law_has_twelve_cases_from_its_texts_or_its_authority(regime: str) -> None:
    known = [each.case for each in ALL if each.regime == regime and "kind" in each.case]
    assert len(known) >= 12
    assert [case["id"] for case in known if not {"evidence", "gate", "source"} <= case.keys()] == []


def test_what_a_test_is_asked_besides_the_facts_is_told_apart_and_stands_in_order() -> None:
    @remembered
    def asked(facts: Facts, answer: bool) -> Answer:
        return YES if answer else NO

    facts = record({"a": 1})
    assert [asked(facts, True), asked(facts, False), asked(record({"a": 1}), True)] == [YES, NO, YES]
    with pytest.raises(TypeError):
        asked(facts, answer=True)  # type: ignore[call-arg]


def number(decision: Any) -> Any:
    found = re.search(r"\d+/\d+", str(decision))
    return found.group() if found else decision


def as_expected(name: str, expected: Any, found: Any) -> bool:
    """Whether a determination is the expected one; of several grounds that apply the expected one is among them."""
    if name == "decision":
        return bool(number(expected) == number(found))
    if name in EITHER and isinstance(found, list):
        return expected in found
    if isinstance(expected, list):
        return isinstance(found, list) and sorted(expected) == sorted(found)
    return type(expected) is type(found) and bool(expected == found)


@for_every("stated", ALL)
def test_the_law_says_of_the_case_what_its_source_says(stated: Stated) -> None:
    regime, case = stated
    found = decide(regime, case["facts"])
    expected = case.get("expect", {})
    missed = {
        name: found.determinations.get(name, "not determined")
        for name, value in expected.items()
        if not as_expected(name, value, found.determinations.get(name))
    }
    assert missed == {}
    if case["outcome"] == "not_exempt":
        assert found.outcome not in ("exempt", "unknown")
    elif case["outcome"] not in OPEN:
        assert found.outcome == case["outcome"], case["summary"]


@for_every("stated", ALL)
def test_every_answer_has_a_reason_and_an_open_one_a_question(stated: Stated) -> None:
    regime, case = stated
    found = decide(regime, case["facts"])
    assert found.because
    assert all(finding.text and finding.citation for finding in found.because)
    asks = found.outcome == "unknown" and not found.alternatives
    assert bool(found.unknown) == asks or found.outcome == "counsel_review"
    assert found.outcome in {*law(regime).outcomes, "unknown"}
    assert set(found.determinations) <= set(schema(regime)["$defs"]["expect"]["properties"])
    assert found.note == "evidence for counsel, not advice"


@for_every("stated", ALL)
def test_cases_have_the_form_of_the_facts(stated: Stated) -> None:
    assert faults(stated.regime, stated.case["facts"]) == ()


def three_valued(
    value: Any, part: Mapping[str, Any], regime: str, path: tuple[Any, ...] = ()
) -> Iterator[tuple[Any, ...]]:
    """The paths of the facts stated that may be true, false or unknown."""
    part = resolved(part, regime)
    if "enum" in part and True in part["enum"]:
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from three_valued(inner, part["properties"][key], regime, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from three_valued(inner, part["items"], regime, (*path, index))


def with_fact(facts: Any, path: tuple[Any, ...], value: Any) -> Any:
    changed = copy.deepcopy(facts)
    inner = changed
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return changed


@for_every("stated", [each for each in ALL if each.regime != "eu_supplementary_measures"])
def test_not_knowing_a_fact_settles_only_what_it_cannot_change(stated: Stated) -> None:
    regime, case = stated
    for path in three_valued(case["facts"], schema(regime), regime):
        true, false, unknown = (
            decide(regime, with_fact(case["facts"], path, value)) for value in (True, False, "unknown")
        )
        if true.outcome == false.outcome:
            assert (path, unknown.outcome) == (path, true.outcome)
        elif "counsel_review" not in (true.outcome, false.outcome, unknown.outcome):
            assert (path, unknown.outcome) == (path, "unknown")
        if unknown.outcome == "unknown" and "unknown" not in (true.outcome, false.outcome):
            assert path in [asked.path for asked in unknown.unknown]


def test_an_answer_is_open_only_while_an_open_part_could_change_it() -> None:
    doubt = opened(("who",))
    assert [all_of(YES, doubt).value, all_of(NO, doubt).value, any_of(YES, doubt).value, any_of(NO, doubt).value] == [
        None,
        False,
        True,
        None,
    ]
    assert all_of().value is True
    assert any_of().value is False
    assert (~doubt).value is None
    assert all_of(YES, doubt, opened(("what",))).asks == (("who",), ("what",))


@pytest.mark.parametrize(("number_of", "expected"), [(1, True), (2, None), (3, None), (4, False)])
def test_at_least_so_many_counts_what_is_sure_and_what_may_be(number_of: int, expected: bool | None) -> None:
    assert at_least(number_of, [YES, NO, opened(("a",)), opened(("b",))]).value is expected


def test_what_cannot_change_the_outcome_is_not_asked() -> None:
    choice = first_that_fits((opened(("a",)), "x"), (opened(("b",)), "y"), otherwise="y")
    assert (choice.outcomes, choice.asks) == (("x", "y"), (("a",),))
    same = first_that_fits((opened(("a",)), "x"), otherwise="x")
    assert (same.outcomes, same.asks) == (("x",), ())


def test_the_deciding_reason_stands_last() -> None:
    passed, deciding = Answer(False).says("art. 1", no="first"), Answer(True).says("art. 2", "second")
    assert first_that_fits((passed, "x"), (deciding, "y"), otherwise="z").because == (
        Finding("first", "art. 1"),
        Finding("second", "art. 2"),
    )


def test_a_party_named_twice_is_one_party() -> None:
    facts = record(
        {
            "us_party": {"kind": "entity", "name": "A", "headquartered_in": "CN"},
            "counterparty": {"kind": "entity", "name": "A", "headquartered_in": None, "organised_in": ["SG"]},
        }
    )
    assert facts.at("counterparty").value == {
        "kind": "entity",
        "name": "A",
        "headquartered_in": "CN",
        "organised_in": ["SG"],
    }  # fmt: skip


def circle(of: int, percent: float) -> dict[str, Any]:
    """Companies of which each holds a share of every other; only the first is described."""
    names = [f"N{number}" for number in range(of)]
    holders: list[dict[str, Any]] = [{"percent": percent, "party": {"kind": "entity", "name": name}} for name in names]
    described = [{**each, "party": {**each["party"], "organised_in": ["SG"], "owners": holders}} for each in holders]
    return {"kind": "entity", "name": "N0", "organised_in": ["SG"], "owners": described}


@pytest.mark.parametrize(
    ("regime", "key"), [("us_bulk_data", "counterparty"), ("us_pafaca", "operator"), ("us_icts", "supplier")]
)
def test_cross_holdings_are_climbed_once_each(regime: str, key: str) -> None:
    found = decide(regime, {key: circle(12, 8)}).determinations
    names = ("covered_person", "controlled_by_foreign_adversary", "supplier_tied_to_adversary")
    assert [found[name] for name in names if name in found] == [False]


def test_whoever_holds_a_covered_company_in_a_circle_does_not_cover_itself() -> None:
    party = circle(2, 60)
    assert decide("us_bulk_data", {"counterparty": party}).determinations["covered_person"] is False
    party["owners"][1]["party"]["headquartered_in"] = "CN"
    assert decide("us_bulk_data", {"counterparty": party}).determinations["covered_person"] is True


def test_nobody_is_its_own_parent() -> None:
    found = decide("us_cfius_data", {"tested_party": circle(2, 60)}).determinations
    assert (found["parents"], found["controllers"]) == (["N1"], ["N1"])


def test_a_disputed_point_is_decided_under_each_reading() -> None:
    found = decide(
        "us_icts",
        {
            "product": "quantum",
            "us_jurisdiction": True,
            "foreign_interest": True,
            "supplier": {"kind": "entity", "organised_in": ["MO"]},
            "act_date": "2024-01-01",
        },
    )
    assert found.outcome == "counsel_review"
    assert [(each.point, each.reading, each.outcome) for each in found.alternatives] == [
        ("macau", "part_of_china", "reviewable"),
        ("macau", "not_named", "supplier_test_not_met"),
    ]


def test_where_a_law_leaves_nothing_to_counsel_its_readings_leave_open_whether_it_concerns_a_sale() -> None:
    facts = {
        "collected_directly_from_individuals": False,
        "valuable_consideration": True,
        "recipient": {"kind": "entity", "organised_in": ["HK"]},
        "data_kinds": ["health"],
    }
    found = decide("us_padfa", facts)
    assert (found.outcome, found.possible) == ("unknown", ("not_covered", "prohibited"))
    assert "whether a person of Hong Kong or Macau is one of China" in found.because[-1].text
    assert [(each.reading, each.outcome) for each in found.alternatives] == [
        ("not_listed", "not_covered"),
        ("part_of_china", "prohibited"),
    ]


def test_where_the_readings_agree_that_a_law_concerns_a_thing_ours_decides_and_the_other_is_shown() -> None:
    facts = {"destination": "US", "sensitive_personal_data": False, "same_level_of_protection": False}
    found = decide("in_transfer", {**facts, "date": "2026-11-25"})
    assert found.outcome == "permitted"
    assert [each.outcome for each in found.alternatives] == ["permitted", "barred"]


def test_hong_kong_is_china_for_one_law_and_not_said_for_another() -> None:
    party = {"kind": "entity", "organised_in": ["HK"]}
    assert decide("us_bulk_data", {"counterparty": party}).determinations["covered_person"] is True
    assert "controlled_by_foreign_adversary" not in decide("us_pafaca", {"operator": party}).determinations


@for_every("regime", NAMES)
def test_facts_of_the_right_form_always_get_an_answer_and_always_the_same(regime: str) -> None:
    for seed in range(40):
        facts = random_facts(regime, seed)
        assert faults(regime, facts) == ()
        kept = copy.deepcopy(facts)
        found = decide(regime, facts)
        assert found.outcome in {*law(regime).outcomes, "unknown", "not_in_force"}
        assert found == decide(regime, kept)
        assert facts == kept


def test_no_facts_are_no_answer() -> None:
    empty = {regime: decide(regime, {}).outcome for regime in NAMES}
    assert empty == dict.fromkeys(NAMES, "unknown") | {"eu_dpia": "dpia_not_required"}


def test_the_outcome_alone_is_that_of_the_decision() -> None:
    day = date(2027, 6, 1)
    for regime, case in ALL[::5]:
        assert outcome_on(regime, case["facts"], day) == decide_on(regime, case["facts"], day).outcome, case["id"]


@pytest.mark.parametrize(
    ("facts", "message", "hint"),
    [
        ({"date": "2024-02-30"}, "'2024-02-30' is not a date", "write 2026-11-25"),
        ({"data_kinds": ["healt"]}, "'healt' is none of the words for this", "did you mean 'health'?"),
        ({"data_kinds": ["health", "health"]}, "'health' is listed already", "keep one of them"),
        ({"individuals": -1}, "'-1' is out of bounds", "at least 0"),
        ({"individuals": True}, "'true' is not a whole number", ""),
        ({"recipient": {}}, "is missing", "add kind: …"),
        ({"recipient": {"kind": "entity", "owners": 3}}, "'3' is not a list", "write [first, second]"),
        ({"individuals_reside_in": "usa"}, "'usa' is not written as it should be", CODE),
        ({"recipent": None}, "unknown key", "did you mean 'recipient'?"),
        ({"valuable_consideration": 1}, "'1' is none of the words for this", "one of true, false, unknown, null"),
    ],
)  # fmt: skip
def test_facts_of_another_form_are_told_in_our_words(facts: Any, message: str, hint: str) -> None:
    assert [(fault.message, str(fault.hint)) for fault in faults("us_padfa", facts)] == [(message, hint)]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"individuals_reside_in": "ZZ"}, [(("individuals_reside_in",), "'ZZ' is the code of no country")]),
        (
            {"recipient": {"kind": "entity", "organised_in": ["CN", "QQ"]}},
            [(("recipient", "organised_in", 1), "'QQ' is the code of no country")],
        ),
        ({"individuals_reside_in": "XA", "recipient": {"kind": "entity", "headquartered_in": "XK"}}, []),
    ],
)
def test_a_code_of_no_country_is_a_mistake(facts: Any, told: list[tuple[Any, str]]) -> None:
    assert [(fault.path, fault.message) for fault in faults("us_padfa", facts)] == told


A_OF = {"kind": "entity", "name": "A"}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        (
            {"provider": {**A_OF, "headquartered_in": "CN"}, "recipient": {**A_OF, "headquartered_in": "SG"}},
            [(("recipient", "headquartered_in"), "the party 'A' is 'SG' here, and 'CN' at provider.headquartered_in")],
        ),
        (
            {"recipient": {**A_OF, "owners": [{"percent": 60}, {"percent": 50}]}},
            [(("recipient", "owners"), "the owners hold 110 % together, which is more than all")],
        ),
        ({"recipient": {**A_OF, "owners": [{"percent": 60}, {"percent": 40}]}, "provider": A_OF}, []),
        ({"recipient": {**A_OF, "organised_in": ["US", "CN"], "headquartered_in": "SG"}}, []),
    ],
)
def test_a_party_in_two_states_and_shares_of_more_than_all_are_contradictions(
    facts: Any, told: list[tuple[Any, str]]
) -> None:
    assert [(fault.path, fault.message) for fault in contradictions(facts)] == told


def test_no_case_contradicts_itself() -> None:
    assert [each.case["id"] for each in ALL if contradictions(each.case["facts"])] == []


def test_a_fact_that_is_null_counts_as_not_stated() -> None:
    assert faults("us_padfa", dict.fromkeys(schema("us_padfa")["properties"])) == ()
    assert decide("us_padfa", {"date": None, "recipient": None}).outcome == "unknown"


def test_a_question_is_asked_in_the_words_of_the_schema() -> None:
    assert question("us_bulk_data", ("transaction", "onward_clause")) == (
        "is this so? The contract forbids the recipient to sell, license or otherwise broker the data to countries of "
        "concern or covered persons."
    )
    assert question("us_bulk_data", ("counterparty", "owners", 0, "party", "resides_in")) == (
        "what is to be stated here? Individual: country of primary residence."
    )
