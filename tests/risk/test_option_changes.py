"""Each kind of change makes one map of another, and nothing else of it."""

from __future__ import annotations

import json
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.run import assess
from data_maps.changes import OptionStep
from data_maps.model import DataMap
from data_maps.quantities import Estimate
from data_maps.reading import read
from data_maps.settings import with_setting
from data_maps.writing import expanded_text, plain_map
from risk.inputs import ChangedMap, held_share
from risk.options.changes import KINDS
from risk.options.timeline import Clash, clashes, with_options
from risk.uncertainty.propagation import Uncertain
from tests.support.assessed import CASES, case_map
from tests.support.maps import map_of, small_map, table

BASE = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users:
  people: {in: XA, count: 1M, new_per_year: 20%, leave_per_year: 40%}
  guards: {in: XA, count: 2k, exposure: strategic}
data: {chats: text, log: metadata, calls: {type: audio, live: true}}
parties:
  harbour: {organised_in: XA}
  parent: {organised_in: XB}
  helpers: {organised_in: XA}
  buyer: {organised_in: XA}
ownership:
- {owner: parent, of: harbour, via: shares, share: 100%}
- {owner: parent, of: helpers, via: shares, share: 60%}
systems:
  pier: {operator: harbour, in: XB, keys: operator, keeps: {chats: 2 years, log: 1 year}}
  shed: {operator: helpers, in: XA, keys: operator, keeps: {chats: 1 year}}
flows:
- {from: [people, guards], to: pier, data: [chats, log, calls]}
- {id: copy, from: pier, to: shed, data: [chats], share: 50%}
access: [{party: helpers, to: pier, data: [log]}, {party: helpers, to: shed, data: [chats]}]
agreements:
- {id: deal, between: [harbour, helpers, buyer], kind: vendor, gives: [{system: pier, data: [log]}, {system: shed}]}
distribution: {shop: {party: buyer, share: 75%}, site: {party: harbour, share: 25%}}
estimates:
  power.XB.pier: 0.7
  power.XB.parent: 0.5
  control.parent.harbour: 0.8
  clear.chats.pier: 0.3
  share.copy.chats: 0.4
"""


def option(*steps: str) -> str:
    return BASE + f"options: {{it: {{do: [{', '.join(steps)}]}}}}\n"


def changed(*steps: str) -> DataMap:
    return with_options(map_of(option(*steps)), ["it"])


def said(data_map: DataMap) -> dict[str, Any]:
    """What the map says, its options aside."""
    bare = DataMap.model_construct(**{name: getattr(data_map, name) for name in DataMap.model_fields})
    own = {address: value for address, value in bare.estimates.items() if not address.startswith("option.")}
    return plain_map(bare.model_copy(update={"options": {}, "combinations": (), "estimates": own, "questions": ()}))


def base_with(*replaced: tuple[str, str]) -> dict[str, Any]:
    text = BASE
    for old, new in replaced:
        assert old in text
        text = text.replace(old, new)
    return said(map_of(text))


def test_there_is_a_function_for_each_kind_of_change_in_the_order_of_the_format() -> None:
    assert [key for key, _ in KINDS] == [name.rstrip("_") for name in OptionStep.model_fields]


@pytest.mark.parametrize(("step", "replaced"), table("risk/option_changes"))
def test_a_change_of_the_map_is_the_map_with_that_changed(step: str, replaced: list[tuple[str, str]]) -> None:
    assert said(changed(step)) == base_with(*replaced)


def test_who_loses_access_loses_what_agreements_give_there_and_nowhere_else() -> None:
    after = changed("{end_access: {party: helpers, to: pier}}")
    assert said(after) == base_with(
        ("{party: helpers, to: pier, data: [log]}, ", ""),
        (
            "gives: [{system: pier, data: [log]}, {system: shed}]}",
            (
                "gives: [{system: shed}]}\n- {id: deal-without-helpers-pier, between: [harbour, buyer], kind: vendor, "
                "gives: [{system: pier, data: [log]}]}"
            ),
        ),
    )


def test_the_last_party_to_an_agreement_keeps_what_it_gave_there() -> None:
    two = option("{end_access: {party: helpers, to: pier}}").replace("[harbour, helpers, buyer]", "[helpers, buyer]")
    after = with_options(map_of(two), ["it"])
    assert [(each.party, each.to, each.data) for each in after.access if each.to == "pier"] == [
        ("buyer", "pier", ("log",))
    ]
    assert assess(after).events.inputs["custody.buyer.parent"].best == 0.85


def test_a_sold_party_belongs_to_the_buyer_but_for_the_lines_that_stay() -> None:
    keeps = "{owner: parent, of: harbour, via: contract, control: 0.1}"
    after = changed(f"{{divest: {{party: harbour, to: buyer, keeps: [{keeps}]}}}}")
    lines = [(line.owner, line.of, line.via) for line in after.ownership]
    assert lines == [("parent", "helpers", "shares"), ("buyer", "harbour", "shares"), ("parent", "harbour", "contract")]
    assert after.estimates["control.parent.harbour"].best == 0.1
    inputs = assess(after).events.inputs
    assert inputs["control.parent.harbour"].address == "option.it.control.parent.harbour"
    assert "control.parent.harbour" not in changed("{divest: {party: harbour, to: buyer}}").estimates


@pytest.mark.parametrize(
    ("step", "moved"),
    [
        ("{audit: {systems: [pier], leaves: 0.5}}", {"reached.pier": 0.5}),
        (
            "{audit: {systems: [pier, shed], leaves: 0.5}}",
            {"reached.pier": 0.5, "reached.shed": 0.5, "success.insider.parent": 0.5},
        ),
    ],
)
def test_an_audit_leaves_a_part_of_what_is_reached_and_of_insiders_where_all_is_audited(
    step: str, moved: dict[str, float]
) -> None:
    before, after = (assess(m).events.inputs for m in (map_of(BASE), changed(step)))
    assert {a: n.best for a, n in after.items() if a not in before or n.best != before[a].best} == moved


def test_without_updates_intrusions_grow_with_the_time_and_the_channels() -> None:
    after = changed("{stop_updates: {channels: [shop], patch_debt: 0.4}}")
    rates = {a: n.best for a, n in assess(after).events.inputs.items() if a.startswith("attempts.intrusion")}
    before = {a: n.best for a, n in assess(map_of(BASE)).events.inputs.items() if a in rates}
    assert set(rates) == {"attempts.intrusion.parent"}
    assert rates == pytest.approx({address: rate * (1 + 0.4 * 0.75) for address, rate in before.items()})


def test_a_bar_takes_out_the_groups_it_names() -> None:
    after = changed("{bar_use_by: {groups: guards, share: 80%}}")
    share = held_share(after, "guards")
    assert share is not None
    assert share.best == pytest.approx(0.2 + 0.8 * 0.5)
    assert held_share(after, "people") is None


def test_a_service_that_ends_leaves_what_remains_and_what_is_retained() -> None:
    text = option("{cease_service: {remaining: 10%}}").replace("{it: {do", "{it: {retained: 0.25, do")
    after = with_options(map_of(text), ["it"])
    assert [share and share.best for share in (held_share(after, g) for g in after.users)] == pytest.approx(
        [0.325, 0.325]
    )


@pytest.mark.parametrize(
    ("starts", "keeps", "part"),
    [
        ("2026-03-01", "{chats: 6 months, log: 1 month, calls: 1 day}", 0.25),
        ("1 year", "{chats: 6 months, log: 1 month, calls: 1 day}", 0.5),
        ("2026-03-01", "{chats: 3 years, log: 1 month, calls: 1 day}", 1.0),
        ("2026-03-01", "{chats: 6 months, log: 1 month}", 1.0),
    ],
)
def test_what_is_retained_is_at_most_what_is_still_kept(starts: str, keeps: str, part: float) -> None:
    """The longest kept over the time in force, of two years or of one; all of it where a system does not say."""
    text = option("{cease_service: {remaining: 10%}}").replace(
        "{it: {do", f"{{it: {{starts: {starts}, retained: 0.4, do"
    )
    text = text.replace("{chats: 2 years, log: 1 year}", keeps).replace("{chats: 1 year}", "{chats: 2 months}")
    share = held_share(with_options(map_of(text), ["it"]), "people")
    assert share is not None
    assert share.best == pytest.approx(0.1 + 0.9 * 0.4 * part, rel=1e-3)


def test_the_largest_retained_share_of_options_combined_counts() -> None:
    text = (
        BASE
        + """options:
  one: {retained: 0.2, do: [{cease_service: {remaining: 0.5}}]}
  two: {retained: 0.6, do: [{bar_use_by: {groups: guards, share: 0.5}}]}
"""
    )
    after = with_options(map_of(text), ["one", "two"])
    people, guards = held_share(after, "people"), held_share(after, "guards")
    assert people is not None
    assert guards is not None
    assert people.best == pytest.approx(0.5 + 0.5 * 0.2)
    assert guards.best == pytest.approx(0.25 + 0.75 * 0.6)


def test_a_number_set_from_outside_is_not_replaced_by_an_option() -> None:
    fixed = with_setting(map_of(option("{set: {power.XB.parent: 0.1}}")), "power.XB.parent=0.9")
    assert isinstance(fixed, DataMap)
    assert with_options(fixed, ["it"]) is fixed


def test_the_parameter_of_an_option_can_be_set_from_outside() -> None:
    data_map = map_of(option("{set: {power.XB.parent: 0.1}}", "{audit: {systems: [pier]}}"))
    for setting in ("option.it.power.XB.parent=0.3", "option.it.leaves=0.25"):
        data_map = with_setting(data_map, setting)  # type: ignore[assignment]
    inputs = assess(with_options(data_map, ["it"])).events.inputs
    assert (inputs["power.XB.parent"].best, inputs["reached.pier"].best) == pytest.approx((0.3, 0.25))


def test_a_parameter_given_twice_in_an_option_has_two_names() -> None:
    after = changed("{audit: {systems: [pier], leaves: 0.5}}", "{audit: {systems: [shed], leaves: 0.9}}")
    numbers = assess(after).events.numbers
    assert {name: n.best for name, n in numbers.items() if name.startswith("option.")} == {
        "option.it.leaves": 0.5,
        "option.it.leaves.2": 0.9,
    }


def test_the_work_of_an_option_grows_with_its_steps_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step looks for its parameter among the others, as far as the first that says the same."""
    shown = 0
    original = Estimate.__repr__

    def counted(estimate: Estimate) -> str:
        nonlocal shown
        shown += 1
        return original(estimate)

    monkeypatch.setattr(Estimate, "__repr__", counted)
    changed(*["{audit: {systems: [pier], leaves: 0.5}}"] * 60)
    assert shown <= 2 * 60


def test_a_number_set_to_what_it_is_changes_nothing() -> None:
    data_map = map_of(option("{set: {power.XB.parent: 0.5}}"))
    assert with_options(data_map, ["it"]) is data_map


def test_two_options_that_make_different_things_of_one_part_clash() -> None:
    text = (
        BASE
        + """options:
  home: {do: [{move_system: {system: pier, to: XA}}]}
  away: {do: [{move_system: {system: pier, to: XB, operator: buyer}}, {move_system: {system: pier, to: US}}]}
  keys: {do: [{user_keys: {systems: [pier], data: [chats]}}]}
  other-keys: {do: [{move_keys: {systems: [pier], to: buyer}}]}
  low: {do: [{set: {power.XB.parent: 0.1}}]}
  lower: {do: [{set: {power.XB.parent: 0.05}}]}
  sale: {do: [{divest: {party: harbour, to: buyer}}]}
  audit: {do: [{audit: {systems: [pier]}}]}
"""
    )
    data_map = map_of(text)
    assert clashes(data_map, data_map.options) == (
        Clash("home", "away", "systems.pier.in"),
        Clash("keys", "other-keys", "systems.pier.keys.chats"),
        Clash("low", "lower", "power.XB.parent"),
    )


def without_keys(written: dict[str, Any]) -> dict[str, Any]:
    """A system that nothing reaches any more has keys to nothing, which no text says."""
    systems = {id_: {k: v for k, v in about.items() if k != "keys"} for id_, about in written["systems"].items()}
    return {**written, "systems": systems}


@pytest.mark.parametrize("name", CASES)
def test_options_leave_the_map_as_it_is_and_make_maps_that_read_back(name: str) -> None:
    data_map = case_map(name)
    before = expanded_text(data_map)
    for one in data_map.options:
        after = with_options(data_map, [one])
        text = json.dumps(said(after))
        problems = [p for p in read(text, "changed.yaml").problems if "no flow starts from this group" not in p.message]
        assert problems == []
        assert without_keys(said(map_of(text))) == without_keys(said(after))
    assert expanded_text(data_map) == before


quick = settings(max_examples=8, deadline=None, derandomize=True)
shares = st.floats(0.0, 1.0).map(lambda share: round(share, 9))


@quick
@given(st.integers(0, 59), st.integers(0, 10**6), shares, shares)
def test_a_stronger_control_never_leaves_more_harm(seed: int, which: int, one: float, other: float) -> None:
    written = json.loads(json.dumps(plain_map(small_map(seed))))
    weak, strong = max(one, other), min(one, other)
    draw = random.Random(which)
    system = draw.choice(list(written["systems"]))
    kind = draw.choice(["audit", "cease_service", "retained", "bar_use_by", "shorten_retention"])
    harms = []
    for share in (weak, strong):
        left = {"best": share, "exact": True, "why": "tried"}
        gone = {"best": 1.0 - share, "exact": True, "why": "tried"}
        steps = {
            "audit": {"audit": {"systems": [system], "leaves": left}},
            "cease_service": {"cease_service": {"remaining": left}},
            "retained": {"cease_service": {"remaining": 0.1}},
            "bar_use_by": {"bar_use_by": {"groups": list(written["users"]), "share": gone}},
            "shorten_retention": {"shorten_retention": {"systems": [system], "to": "1 day", "leaves": left}},
        }
        about = {"do": [steps[kind]], **({"retained": left} if kind == "retained" else {})}
        data_map = map_of(json.dumps({**written, "options": {"it": about}}))
        harms.append(assess(with_options(data_map, ["it"])).harm)
    assert harms[1] <= harms[0] * (1.0 + 1e-12)


@quick
@given(st.integers(0, 119), st.integers(0, 10**6))
def test_a_control_where_none_was_never_leaves_more_harm(seed: int, which: int) -> None:
    written = json.loads(json.dumps(plain_map(small_map(seed))))
    draw = random.Random(which)
    system = draw.choice(list(written["systems"]))
    step: dict[str, Any] = draw.choice(
        [
            {"audit": {"systems": [system]}},
            {"cease_service": {}},
            {"stop_new_users": {}},
            {"bar_use_by": {"groups": [draw.choice(list(written["users"]))]}},
            {"shorten_retention": {"systems": [system], "to": "1 day"}},
        ]
    )
    data_map = map_of(json.dumps({**written, "options": {"it": {"do": [step]}}}))
    before, after = assess(data_map).harm, assess(with_options(data_map, ["it"])).harm
    assert after <= before * (1.0 + 1e-12)


@quick
@given(st.integers(0, 59), st.permutations(range(4)))
def test_the_order_of_independent_changes_does_not_matter(seed: int, order: list[int]) -> None:
    written = json.loads(json.dumps(plain_map(small_map(seed))))
    system = next(iter(written["systems"]))
    steps: list[dict[str, Any]] = [
        {"audit": {"systems": [system]}},
        {"cease_service": {}},
        {"stop_updates": {}},
        {"set": {f"interest.{written['viewpoint']}": 0.123}},
    ]
    orders = (range(4), order)
    texts = [json.dumps({**written, "options": {"it": {"do": [steps[i] for i in each]}}}) for each in orders]
    one, other = (assess(with_options(map_of(text), ["it"])).harm for text in texts)
    assert one == pytest.approx(other, rel=1e-12)


def test_a_map_with_nothing_in_force_is_the_map() -> None:
    data_map = map_of(BASE)
    assert with_options(data_map, []) is data_map
    assert not isinstance(data_map, ChangedMap)


def test_what_moves_a_map_with_options_is_told_by_the_numbers_they_follow_from() -> None:
    """Elasticities against a change of one part in a million of each number, all others at their best values."""
    after = changed(
        "{stop_new_users: [shop]}",
        "{stop_updates: [shop]}",
        "{audit: {systems: [pier]}}",
        "{set: {power.XB.parent: 0.1}}",
    )
    run = assess(after)
    model, numbers = run.model, run.events.numbers
    told = model.elasticities(model.point, 4.0)
    best = {name: np.asarray(number.best) for name, number in numbers.items()}
    assert set(told) == set(numbers)
    for name in numbers:
        more = {**best, name: best[name] * (1.0 + 1e-6)}
        moved = float(model.measured(model.address_values(more)).harm(4.0).sum()) / run.harm - 1.0
        assert told[name] == pytest.approx(moved / 1e-6, abs=1e-4), name
    assert told["option.it.added_leaving"] < 0.0 < told["option.it.side_load"]
    assert {"option.it.leaves", "option.it.power.XB.parent", "users.people.leave_per_year"} <= set(told)


def test_numbers_of_an_option_are_drawn_apart_from_those_they_replace() -> None:
    data_map = map_of(option("{set: {power.XB.parent: [0.2, 0.5, 0.8]}}"))
    columns = [Uncertain(assess(m).model, 100, 0, 4.0) for m in (data_map, with_options(data_map, ["it"]))]
    before, after = (c.x[c.model.addresses.index("power.XB.parent")] for c in columns)
    assert sorted(before) != sorted(after)
    assert list(np.argsort(before)) != list(np.argsort(after))
