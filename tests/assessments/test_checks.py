"""What deserves a second look, and the line to mend; and how a map is looked at otherwise."""

from __future__ import annotations

import math
from datetime import date

import pytest

from assessments.report.blocks import Table, Text
from assessments.report.checks.all_checks import checks
from assessments.report.sections import second_looks
from assessments.report.sections.summary import confidence_sentence
from assessments.report.sentences import interval, percent, rests_sentence
from assessments.results.actors import all_actors
from assessments.results.evidence import confidence, rests_on, rests_on_weak, split_by_origin, weak_share, weak_spread
from assessments.results.routes import bounds
from assessments.run import Settings, assess
from assessments.scenario import Unusable, viewed
from assessments.scenario_runs import unused
from assessments.versions import facts_hash, fingerprint, map_hash
from data_maps.model import AskedAbout
from tests.support.assessed import case, case_map, written
from tests.support.maps import HARBOUR as MAP
from tests.support.maps import map_of

HARBOUR = f"\n{MAP}"


def found(text: str) -> dict[str, tuple[str, str, str | None]]:
    """The first check of each name on a map: how grave, the sentence, the place."""
    return {
        c.check: (c.severity, c.message, str(c.place) if c.place else None) for c in reversed(checks(written(text)))
    }


def test_what_rests_mostly_on_judged_or_bracketed_numbers_is_a_warning() -> None:
    text = f"""{HARBOUR}
leave_out:
  - {{event: "state:*/compelled/targeted/*", why: counted}}
  - {{event: "state:*/covert*", why: counted}}
  - {{event: "criminals/*", why: counted}}
  - {{event: "insiders/*", why: counted}}
"""
    run = written(text)
    assert found(text)["mostly-judged"] == ("warning", rests_sentence(split_by_origin(run, run.elasticities)), None)
    assert "mostly-judged" not in found(HARBOUR)


def test_a_certain_number_by_construction_is_not() -> None:
    exact = "estimates: {power.XB.parent: {best: 1, exact: true, why: its own body}}\n"
    assert "near-certain" not in found(HARBOUR + exact)


NOT_ASKED = ("*/covert/*", "*/placed/*", "*/many/*", "*/whole/*")


def test_a_long_product_is_warned_of_at_its_least_likely_number() -> None:
    numbers = "interest.XB: 0.3, power.XB.parent: 0.3, control.parent.harbour: 0.3, carried_out.targeted.XB: 0.3"
    only_orders = f"leave_out: [{', '.join(f'{{event: {name!r}, why: short}}' for name in NOT_ASKED)}]\n"
    severity, message, place = found(HARBOUR + f"estimates: {{{numbers}}}\n{only_orders}")["conjunction-dilution"]
    assert severity == "warning"
    assert message == (
        "A route of orders about named people by XB at harbour multiplies 6 conditions to less than 1 in 100. "
        "The least likely of them is about 30 in 100. Many conditions make a product small. See whether some could be "
        "judged as one."
    )
    assert place is not None
    assert place.startswith("map.yaml:11:")


DILUTED = "interest.XB: 0.3, power.XB.parent: 0.3, control.parent.harbour: 0.3, carried_out.whole.XB: 0.3"


def test_a_shorter_way_of_the_same_state_hides_no_long_product() -> None:
    stated = HARBOUR + f"estimates: {{{DILUTED}}}\n"
    (likeliest,) = written(stated).likeliest_routes(actor="state:XB", k=1)
    assert likeliest.event.threat.mode in ("covert", "placed")
    assert found(stated)["conjunction-dilution"][1].startswith("A route of orders about many people by XB")


def test_an_actor_of_little_harm_is_warned_of_too_since_its_product_may_be_why() -> None:
    others = ", ".join(f"interest.X{state}: 0.9" for state in "CDEFGH")
    left = ", ".join(f"{{event: 'state:XB/{mode}/*', why: short}}" for mode in ("covert", "placed"))
    stated = HARBOUR + f"estimates: {{{DILUTED}, {others}}}\nleave_out: [{left}]\n"
    ranked = sorted(all_actors(written(stated)), key=lambda row: -row.harm.point)
    assert "state:XB" not in {row.actor for row in ranked[:5]}
    assert " by XB at harbour multiplies 6 conditions" in found(stated)["conjunction-dilution"][1]


def test_a_short_product_is_not() -> None:
    assert "conjunction-dilution" not in {c.check for c in checks(case("example-chat"))}


def test_many_conditions_are_warned_of_though_their_product_is_not_small() -> None:
    chain = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {quay: {operator: harbour, in: XA, keys: users}, pier: {operator: harbour, in: XA, keys: operator}}
flows:
  - {id: in, from: people, to: quay, data: [chats], share: 98%}
  - {id: on, from: quay, to: pier, data: [chats], share: 98%}
leave_out: [{event: "*/covert/*", why: kept short}]
"""
    six = "interest.XB, power.XB.parent, control.parent.harbour, carried_out.targeted.XB, custody.harbour.pier"
    certain = f"estimates: {{{', '.join(f'{address}: 0.9' for address in six.split(', '))}}}\n"
    message = found(chain + certain)["conjunction-dilution"][1]
    assert "multiplies 8 conditions to about 56 in 100" in message
    none = chain.replace(", share: 98%}", "}").replace("0.9", "1")
    assert "conjunction-dilution" not in found(none + certain)


COUNTED = HARBOUR.replace("[{from: people", "[{id: in, share: {counted: 2, in: 40}, from: people")


def test_a_number_far_from_what_was_counted_needs_a_reason() -> None:
    said = (
        "What share of people's data takes the flow “in” from people to pier? The middle of what the map says is 17 "
        "times what was counted: give the reason (why)."
    )
    far = COUNTED + "estimates: {share.in: 0.9}\n"
    assert found(far)["far-from-base-rate"] == ("warning", said, "map.yaml:11:23")
    assert "far-from-base-rate" not in found(far.replace("0.9}", "{best: 0.9, why: many more joined since}}"))
    assert "far-from-base-rate" not in found(far.replace("0.9}", "0.5}"))


def test_a_rate_for_each_person_is_not_compared_with_one_for_all() -> None:
    assert "far-from-base-rate" not in found(HARBOUR + "estimates: {demand.targeted.XB: 20/year}\n")


def test_a_number_without_a_source_that_spreads_the_result_is_asked_for_one() -> None:
    drawn = Settings(draws=2_000)
    wide = HARBOUR + "estimates: {demand.whole.XB: [0.0001, 0.02, 1]}\n"
    run = assess(map_of(wide), drawn)
    messages = {c.message: str(c.place) for c in checks(run) if c.check == "unsupported-spread"}
    spread = run.variance_shares["demand.whole.XB"]
    assert spread > 0.4
    asked = "How often a year does XB order everybody's data? No source was given for this number; it "
    assert {m: p for m, p in messages.items() if m.startswith(asked)} == {
        f"{asked}drives {percent(spread)} of the uncertainty.": "test.yaml:11:30"
    }
    sourced = wide.replace("[0.0001, 0.02, 1]", "{low: 0.0001, best: 0.02, high: 1, source: paper}")
    sourced += "sources: {paper: {title: A paper, date: 2026, grade: C3}}\n"
    others = [c.message for c in checks(assess(map_of(sourced), drawn)) if c.check == "unsupported-spread"]
    assert [m for m in others if m.startswith(asked)] == []


def test_a_default_that_was_counted_is_not_asked_for_a_source_and_a_judged_one_says_so() -> None:
    run = assess(map_of(HARBOUR), Settings(draws=2_000))
    looks = [c.message for c in checks(run) if c.check == "unsupported-spread"]
    driving = [address for address, share in run.variance_shares.items() if share >= 0.1]
    judged = {a for a in driving if rests_on(run.events.numbers[a]) == "judged"}
    assert set(driving) > judged
    assert len(looks) == len(judged)
    assert all("This default is a judgement; it drives " in message for message in looks)


@pytest.mark.parametrize(
    ("grade", "weak"), [("A1", False), ("B2", False), ("C2", True), ("B3", True), ("F1", True), ("A6", True)]
)
def test_evidence_is_weak_from_c_or_three_on_by_the_worse_of_its_marks(grade: str, weak: bool) -> None:
    said = "control.parent.harbour: {best: 0.85, grade: "
    run = written(graded().replace(f"{said}A1}}", f"{said}{grade}}}"))
    moved = {a: abs(e) for a, e in run.elasticities.items() if not run.events.numbers[a].exact}
    share = moved["control.parent.harbour"] / math.fsum(moved.values())
    assert share > 0.01
    assert weak_share(run) == pytest.approx(share if weak else 0.0)


def test_how_much_of_the_result_and_of_its_spread_has_weak_evidence_is_said() -> None:
    """All is well known but for one rate, which hardly moves the harm and is so wide that it spreads it most."""
    known = "demand.whole.XB: {best: 0.00035, grade: A1}"
    text = graded().replace(known, "demand.whole.XB: {low: 0.00000025, best: 0.00035, high: 5, grade: D4}")
    run = assess(map_of(text), Settings(draws=2_000))
    share, spread = weak_share(run), weak_spread(run)
    assert spread is not None
    assert 0.0 < share < 0.2 < 0.5 < spread < 1.0
    assert confidence_sentence(run).text == (
        "Confidence in this forecast is low: evidence graded C/3 or worse, or not graded, carries "
        f"{percent(spread)} of its uncertainty, though only {percent(rests_on_weak(run).middle)} of the forecast "
        f"({interval(rests_on_weak(run), percent)})."
    )
    assert weak_spread(assess(map_of(text), Settings())) is None


def test_confidence_is_high_where_neither_the_harm_nor_its_spread_has_weak_evidence() -> None:
    run = assess(map_of(graded()), Settings(draws=2_000))
    assert confidence_sentence(run).text == (
        "Confidence in this forecast is high: evidence graded C/3 or worse, or not graded, carries none of the "
        "forecast and none of its uncertainty."
    )


def test_the_bounds_of_a_route_hold_its_probability_and_are_those_of_frechet() -> None:
    way = case("example-chat").routes[0]
    assert way.probability == pytest.approx(0.54)
    assert bounds(case("example-chat"), way) == pytest.approx((0.45, 0.75))


def test_a_simulated_result_says_how_far_it_may_be_off() -> None:
    run = assess(case_map("wechat-2020"), Settings(nodes=50))
    assert run.simulation is not None
    message = next(c.message for c in checks(run) if c.check == "simulated")
    assert message.startswith("This map is too wide for an exact result, so the harm is simulated: with 95%")


def test_confidence_is_low_where_most_rests_on_weak_evidence() -> None:
    assert (weak_share(case("wechat-five-lines")), confidence(case("wechat-five-lines"))) == (1.0, "low")


def graded() -> str:
    """A map on which every number is well known."""
    known = {a: f"{{best: {n.best}, grade: A1}}" for a, n in written(HARBOUR).events.numbers.items() if not n.exact}
    text = HARBOUR + "estimates:\n" + "".join(f"  {address}: {value}\n" for address, value in known.items())
    text = text.replace("count: 1M", "count: {best: 1M, grade: A1}")
    return text.replace("  users.people.count: {best: 1000000.0, grade: A1}\n", "")


def test_confidence_is_not_high_without_intervals() -> None:
    run = written(graded())
    assert (weak_share(run), confidence(run)) == (0.0, "moderate")


def test_the_fingerprint_is_the_same_for_the_same_inputs() -> None:
    assert fingerprint(case("harbour")) == fingerprint(assess(case_map("harbour")))


def test_the_fingerprint_changes_with_the_map_and_with_the_settings() -> None:
    base = case_map("harbour")
    prints = {
        fingerprint(assess(base)),
        fingerprint(assess(base, Settings(severity_ratio=2.0))),
        fingerprint(assess(viewed(base, settings=["interest.XB=0.7"]))),
        fingerprint(assess(viewed(base, as_of="2026-03-02"))),
    }
    assert len(prints) == 4


def test_what_a_map_says_counts_and_not_how_it_is_written() -> None:
    spaced = HARBOUR.replace("count: 1M", "count: 1_000_000").replace(
        "data: {chats: text}", "data:\n  chats: text  # said"
    )
    assert map_hash(map_of(HARBOUR)) == map_hash(map_of(spaced))


def test_the_data_that_ship_have_one_hash() -> None:
    assert len(facts_hash()) == 64


def test_a_map_is_looked_at_from_another_day_and_viewpoint() -> None:
    text = HARBOUR.replace("users: {", "users: {guests: {in: XB, count: 2M}, ").replace(
        "[{from: people", "[{from: [people, guests]"
    )
    seen = viewed(map_of(text), as_of="2027-01-02", viewpoint="XB", settings=["power.XB.parent=[0.1, 0.2, 0.4]"])
    assert (seen.as_of, seen.viewpoint, seen.estimates["power.XB.parent"].best) == (date(2027, 1, 2), "XB", 0.2)


def test_another_state_is_asked_about_in_no_words_of_the_maps_own_question() -> None:
    wechat = case_map("wechat-2020")
    asked = viewed(wechat, about="SG").question
    assert asked == AskedAbout(state="SG", of="owner")
    assert viewed(wechat, about="CN").question == wechat.question


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ("XC", "--about:1:1: nothing on the map has to do with XC (on it are XA, XB)"),
        ("UK", "--about:1:1: 'UK' is not a country code (did you mean 'GB'?)"),
    ],
)
def test_a_state_that_cannot_be_asked_about_is_refused(about: str, sentence: str) -> None:
    with pytest.raises(Unusable) as refused:
        viewed(case_map("harbour"), about=about)
    assert [str(problem) for problem in refused.value.problems] == [sentence]


def test_everything_that_does_not_fit_the_map_is_said_at_once() -> None:
    with pytest.raises(Unusable) as refused:
        viewed(case_map("harbour"), as_of="soon", viewpoint="XC", settings=["power.XB.parnt=1", "interest.XB"])
    assert [str(problem) for problem in refused.value.problems] == [
        "--as-of:1:1: 'soon' is not a date (write 2020-09-25)",
        "--viewpoint:1:1: no user group of this map is in XC (its people are in XA)",
        "--set:1:1: no party or system called 'parnt' (did you mean 'parent'?)",
        "--set:1:1: 'interest.XB' sets nothing (write ADDRESS=VALUE, such as power.CN.tencent=0.7)",
    ]


def test_a_number_set_that_nothing_uses_is_a_problem() -> None:
    setting = ["power.XA.parent=0.5"]
    run = assess(viewed(case_map("harbour"), settings=setting))
    assert [str(problem) for problem in unused(run, setting)] in (
        [],
        ["--set:1:1: nothing in this map uses the number power.XA.parent (did you mean 'power.XB.parent'?)"],
    )


def test_what_is_shown_short_says_how_many_notes_it_leaves_out() -> None:
    for run in (written(HARBOUR), written(HARBOUR + "functions: {family: 1}\n")):
        found_all = checks(run)
        notes = sum(check.severity == "note" for check in found_all)
        warns = any(check.severity == "warning" and check.check not in second_looks.SAID_FIRST for check in found_all)
        table, *texts = second_looks.short_section(run).blocks
        assert isinstance(table, Table)
        more = f"{notes} notes in the full report (--out DIR)."
        assert notes > 1
        said = [text.text for text in texts if isinstance(text, Text)]
        assert (bool(table.rows), said) == (warns, [f"And {more}"] if warns else [])
        assert table.empty == f"No warning; {more}"
