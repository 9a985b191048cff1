"""Which number each address names in a map, and what is said of an address that names none."""

from __future__ import annotations

from functools import cache

import pytest

from data_maps.addresses import FAMILIES, Address, address, by_form
from data_maps.model import DataMap
from data_maps.names import Names, names_written
from data_maps.organisations import names_of
from data_maps.places import parsed
from data_maps.problems import Fault, Problem
from data_maps.quantities import Estimate
from data_maps.reading import address_in, case_names, read, read_path, with_setting
from tests.support.examples import for_every
from tests.support.maps import map_of, table

MAP = """
app: {name: A, operator: p}
as_of: 2026-01-01
viewpoint: XA
users: {g: {in: XA, count: 5, relies_on: {talk: {used_by: 90%, substitutable: 5%}}}, few: {in: XB}, others: {in: XB}}
functions: {talk: 1}
distribution: {shop: {party: p}}
data: {d: text, e: image}
parties: {p: {organised_in: XA}, owner: {organised_in: XB}, buyer: {organised_in: XC}}
ownership: [{owner: owner, of: p, via: shares, share: 60%}]
systems: {s: {operator: p, in: XA}, t: {operator: p, in: XB}, lost: {keys: buyer}}
standing: [{state: XB, at: s}]
people: {total: 10, groups: {few: 20%, others: rest}}
flows:
  - {from: g, to: s, data: [d, e]}
  - {from: [few, others], to: lost, data: [d]}
  - {from: s, to: t, data: [d]}
  - {id: sold, from: s, to: buyer, data: [e], for: sale, in_transit: unknown}
options:
  cut: {do: [{end_flow: sold}]}
  other: {do: [{set: {interest.XB: 0.5}}]}
  sale: {do: [{divest: {party: p, to: buyer}}]}
"""


@cache
def data_map() -> DataMap:
    reading = read(MAP, "m")
    assert reading.data_map is not None, reading.problems
    return reading.data_map


@for_every(
    ("text", "parts", "kind", "persists"),
    [
        ("users.g.count", ("g", "count"), "count", "count"),
        ("share.g.s", ("g.s",), "probability", "person"),
        ("share.g.s.d", ("g.s", "d"), "probability", "person"),
        ("share.sold", ("sold",), "probability", "person"),
        ("share.sold.e", ("sold", "e"), "probability", "person"),
        ("interest.XB", ("XB",), "probability", "state"),
        ("power.XB.p", ("XB", "p"), "probability", "state"),
        ("power.XB.s", ("XB", "s"), "probability", "state"),
        ("control.owner.p", ("owner", "p"), "probability", "state"),
        ("custody.p.s", ("p", "s"), "probability", "state"),
        ("custody.buyer.buyer", ("buyer", "buyer"), "probability", "state"),
        ("clear.s.operator", ("s", "operator"), "probability", "state"),
        ("clear.s.buyer", ("s", "buyer"), "probability", "state"),
        ("clear.d.s", ("d", "s"), "probability", "state"),
        ("clear.transit.sold", ("transit", "sold"), "probability", "state"),
        ("clear.transit.g.s", ("transit", "g.s"), "probability", "state"),
        ("people.total", ("total",), "count", "count"),
        ("people.few", ("few",), "probability", "count"),
        ("power.XB.soil", ("XB", "soil"), "probability", "state"),
        ("power.XB.unknown", ("XB", "unknown"), "probability", "state"),
        ("custody.p.owner", ("p", "owner"), "probability", "state"),
        ("custody.p.lost", ("p", "lost"), "probability", "state"),
        ("clear.owner.operator", ("owner", "operator"), "probability", "state"),
        ("clear.lost.buyer", ("lost", "buyer"), "probability", "state"),
        ("demand.targeted.XB", ("targeted", "XB"), "rate", "rate"),
        ("demand.many.XB.owner", ("many", "XB", "owner"), "rate", "rate"),
        ("demand.whole.XB.lost", ("whole", "XB", "lost"), "rate", "rate"),
        ("demand.transit.XB", ("transit", "XB"), "rate", "rate"),
        ("elsewhere", (), "multiplier", "rate"),
        ("standing.XB.s", ("XB", "s"), "probability", "state"),
        ("share.standing.XB.s", ("standing", "XB", "s"), "probability", "person"),
        ("record.covert.others", ("covert", "others"), "rate", "rate"),
        ("record.placed.XB", ("placed", "XB"), "rate", "rate"),
        ("record.many.XB", ("many", "XB"), "rate", "rate"),
        ("known.intrusion", ("intrusion",), "probability", "rate"),
        ("takings.XC", ("XC",), "rate", "rate"),
        ("placed.others", ("others",), "rate", "rate"),
        ("abroad.many", ("many",), "multiplier", "rate"),
        ("hit.owner", ("owner",), "multiplier", "rate"),
        ("carried_out.many.XB", ("many", "XB"), "probability", "trial"),
        ("carried_out.whole.XB.buyer", ("whole", "XB", "buyer"), "probability", "trial"),
        ("carried_out.purchase.XB", ("purchase", "XB"), "probability", "trial"),
        ("taken.targeted.XB", ("targeted", "XB"), "count", "count"),
        ("taken.targeted.XB.g", ("targeted", "XB", "g"), "count", "count"),
        ("taken.many.XB", ("many", "XB"), "count", "count"),
        ("taken.placed.others", ("placed", "others"), "count", "count"),
        ("taken.covert.others", ("covert", "others"), "probability", "person"),
        ("taken.whole.XB", ("whole", "XB"), "probability", "person"),
        ("swept.XB", ("XB",), "count", "count"),
        ("swept.XB.g", ("XB", "g"), "count", "count"),
        ("taken.intrusion.owner", ("intrusion", "owner"), "probability", "person"),
        ("taken.insider.lost", ("insider", "lost"), "count", "count"),
        ("reached.content.covert", ("content", "covert"), "probability", "trial"),
        ("reached.s", ("s",), "probability", "trial"),
        ("identified.state:XB", ("state:XB",), "probability", "person"),
        ("identified.state:others", ("state:others",), "probability", "person"),
        ("identified.criminals", ("criminals",), "probability", "person"),
        ("attempts.intrusion.owner", ("intrusion", "owner"), "rate", "rate"),
        ("success.insider.buyer", ("insider", "buyer"), "probability", "trial"),
        ("success.transit.sold", ("transit", "sold"), "probability", "trial"),
        ("sold.sold", ("sold",), "rate", "rate"),
        ("kept.d.s", ("d", "s"), "probability", "person"),
        ("option.other.elsewhere", ("other", "elsewhere"), "multiplier", "rate"),
        ("users.g.new_per_year", ("g", "new_per_year"), "rate", "rate"),
        ("users.g.leave_per_year", ("g", "leave_per_year"), "rate", "rate"),
        ("users.g.relies_on.talk.used_by", ("g", "relies_on", "talk", "used_by"), "probability", "person"),
        ("users.g.relies_on.talk.substitutable", ("g", "relies_on", "talk", "substitutable"), "probability", "person"),
        ("distribution.shop.share", ("shop", "share"), "probability", "person"),
        ("option.cut.costs", ("cut", "costs"), "count", "count"),
        ("option.cut.leaves.2", ("cut", "leaves", "2"), "probability", "person"),
        ("option.cut.loses.talk", ("cut", "loses", "talk"), "probability", "person"),
        ("option.cut.leavers_lose.talk.share", ("cut", "leavers_lose", "talk", "share"), "probability", "person"),
        ("option.cut.retained", ("cut", "retained"), "probability", "person"),
        ("option.cut.patch_debt", ("cut", "patch_debt"), "rate", "rate"),
        ("option.other.interest.XB", ("other", "interest.XB"), "probability", "state"),
    ],
)
def test_an_address_names_one_number(text: str, parts: tuple[str, ...], kind: str, persists: str) -> None:
    found = address_in(text, data_map())
    assert isinstance(found, Address)
    assert (found.text, found.family, found.parts, found.kind, found.persists) == (
        text,
        text.partition(".")[0],
        parts,
        kind,
        persists,
    )


def test_the_parts_of_an_address_have_names() -> None:
    share = address_in("share.g.s.d", data_map())
    power = address_in("power.XB.s", data_map())
    second = address_in("option.cut.leaves.2", data_map())
    own = address_in("option.other.control.owner.p", data_map())
    assert isinstance(share, Address)
    assert isinstance(power, Address)
    assert isinstance(second, Address)
    assert isinstance(own, Address)
    assert (share.flow, share.data, share.system) == ("g.s", "d", None)
    assert (power.state, power.over) == ("XB", "s")
    assert (second.option, second.parameter, second.number) == ("cut", "leaves", "2")
    assert own.sets == address_in("control.owner.p", data_map())
    assert own.sets.owner == "owner"


def test_an_address_told_by_its_form_has_the_same_parts() -> None:
    for text in (
        "users.g.relies_on.talk.used_by",
        "clear.transit.g.s",
        "taken.insider.owner",
        "share.g.s.d",
        "option.cut.costs",
    ):
        assert by_form(text) == address_in(text, data_map())


@pytest.mark.parametrize("text", ["power.UK.p", "at/g/d/s", "users.g.number", "share.a.b.c.d"])
def test_what_has_no_form_of_an_address_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|no \w+"):
        by_form(text)


@for_every(("text", "sentence"), table("data_maps/mistakes/addresses"))
def test_what_names_nothing_is_said_in_one_sentence(text: str, sentence: str) -> None:
    found = address_in(text, data_map())
    assert isinstance(found, Fault)
    assert f"{found.message} ({found.hint})" == sentence


def test_every_family_is_known_to_the_parser() -> None:
    assert {str(address(f"{family}.x.y", Names())).count("no address begins") for family in FAMILIES} == {0}


@pytest.mark.parametrize("name", case_names())
def test_the_names_of_a_text_are_those_of_its_map(name: str) -> None:
    from data_maps.writing import expanded_text

    found = read_path(f"case:{name}").data_map
    assert found is not None
    names, said = names_of(found), names_written(parsed(expanded_text(found), "m").value)
    assert said.groups == names.groups
    assert said.systems == names.systems
    assert said.parties == names.parties
    assert said.options == names.options
    assert said.owned == names.owned
    assert said.stores[: len(said.systems)] == names.stores[: len(names.systems)]


def set_to(setting: str) -> Estimate:
    found = with_setting(data_map(), setting)
    assert isinstance(found, DataMap), found
    text = setting.partition("=")[0]
    assert found.settings[text] == found.estimates[text]
    assert str(found.places[f"estimates.{text}"]).startswith("--set:1:")
    return found.estimates[text]


OUTSIDE = "set from outside the map"


def test_a_plain_number_set_from_outside_is_exact() -> None:
    assert set_to("power.XB.p=0.7") == Estimate(form="exact", best=0.7, why=OUTSIDE)
    assert set_to("users.g.count=19M") == Estimate(form="exact", best=19e6, why=OUTSIDE)
    assert set_to("interest.XB=1") == Estimate(form="exact", best=1.0, why=OUTSIDE)
    assert set_to("demand.whole.XB=2/month") == Estimate(form="exact", best=24.0, per="year", why=OUTSIDE)


def test_a_range_a_mapping_and_unknown_may_be_set_from_outside() -> None:
    assert set_to("power.XB.p=[0.2, 0.5, 0.8]") == Estimate(form="range", low=0.2, best=0.5, high=0.8)
    assert set_to("power.XB.p={low: 0.2, best: 0.5, high: 0.8, grade: B2}").grade == "B2"
    assert set_to("interest.XB=unknown") == Estimate(form="unknown", best=0.5)


@pytest.mark.parametrize(
    ("setting", "sentence"),
    [
        ("power.XB.p", "--set:1:1: 'power.XB.p' sets nothing (write ADDRESS=VALUE, such as power.CN.tencent=0.7)"),
        ("power.XB.p=", "--set:1:1: 'power.XB.p=' sets nothing (write ADDRESS=VALUE, such as power.CN.tencent=0.7)"),
        ("power.XB.q=0.7", "--set:1:1: no party or system called 'q'"),
        ("power.XB.p=high", "--set:1:12: power.XB.p: 'high' is not a share (write 30% or 0.3)"),
        ("power.XB.p=[0.2, x]", "--set:1:18: power.XB.p: 'x' is not a share (write 30% or 0.3)"),
        ("power.XB.p=[0.2, 0.1", "--set:1:21: a '[' that is not closed, or a missing ',' (write [first, second])"),
        ("power.XB.p=true", "--set:1:12: power.XB.p: 'true' is not a share (write 30% or 0.3)"),
    ],
)
def test_a_setting_that_sets_nothing_is_a_problem(setting: str, sentence: str) -> None:
    found = with_setting(data_map(), setting)
    assert isinstance(found, Problem)
    assert str(found) == sentence


@pytest.mark.parametrize("text", ["users.g.count", "taken.targeted.XA.g", "swept.XA.g"])
def test_a_number_of_a_groups_people_cannot_be_unknown_as_the_catalogue_has_none(text: str) -> None:
    found = read(f"{MAP}estimates: {{{text}: unknown}}\n", "map.yaml")
    assert [(p.message, p.hint) for p in found.problems] == [
        ("unknown is no answer here: the catalogue has no number for it", "give a wide range, such as [1, 10, 100]")
    ]


def test_a_number_for_all_groups_may_be_unknown_as_the_catalogue_has_one() -> None:
    assert read(f"{MAP}estimates: {{taken.targeted.XA: unknown}}\n", "map.yaml").problems == ()


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("taken.targeted.AX", "did you mean 'XA'? else write interest.AX too"),
        ("swept.AX", "did you mean 'XA'? else write interest.AX too"),
    ],
)
def test_a_number_of_a_state_whose_letters_are_turned_round_is_a_mistake(text: str, hint: str) -> None:
    (found,) = read(f"{MAP}estimates: {{{text}: 0.5}}\n", "map.yaml").problems
    state = text.split(".")[1 if text.startswith(("swept", "power")) else 2]
    assert (found.message, str(found.hint)) == (f"nothing else in the map is about the state {state}", hint)


def test_a_state_acts_where_its_interest_is_stated() -> None:
    assert read(f"{MAP}estimates: {{interest.DE: 0.5, power.DE.p: 0.5, takings.FR: 0.1/year}}\n", "m").problems == ()


SOLD = """
app: {name: A, operator: p}
as_of: 2026-01-01
viewpoint: XA
users: {g: {in: XA, count: 5}}
data: {d: text}
parties: {p: {organised_in: XA}, owner: {organised_in: XB}, buyer: {organised_in: XC}, keeper: {organised_in: XA}}
ownership: [{owner: owner, of: p, via: shares, share: 60%}]
systems: {s: {operator: p, in: XA, keys: keeper}}
flows: [{from: g, to: s, data: [d]}]
"""


def said_of(text: str, more: str = "") -> list[str]:
    """What is wrong with an estimate at an address, beside its place in the map."""
    problems = read(f"{SOLD}{more}estimates: {{{text}: 0.5}}\n", "m").problems
    return [f"{problem.message} ({problem.hint})" for problem in problems]


def test_an_organisation_goes_by_the_id_of_its_top() -> None:
    assert said_of("hit.owner") == []
    assert said_of("hit.p") == ["'p' is of the organisation 'owner' (write owner)"]
    assert said_of("hit.g") == ["no organisation called 'g' ()"]


def test_whoever_an_option_or_a_reading_may_make_a_top_is_an_organisation_too() -> None:
    assert said_of("hit.p", "options: {sale: {do: [{divest: {party: p, to: buyer}}]}}\n") == []
    assert said_of("hit.p", "options: {loose: {do: [{set: {control.owner.p: 0.1}}]}}\n") == []
    assert said_of("hit.p", "readings: {defence: {title: D, set: {control.owner.p: 0.1}}}\n") == []
    assert said_of("hit.p", "readings: {defence: {title: D, set: {interest.XB: 0.1}}}\n") != []


def test_organisations_follow_the_controls_that_the_map_states() -> None:
    stated = read(f"{SOLD}estimates: {{control.owner.p: 0.4, hit.p: 0.1}}\n", "m")
    assert stated.problems == ()


def test_keys_in_the_operators_own_organisation_are_the_operators() -> None:
    assert said_of("clear.owner.keeper") == []
    assert said_of("clear.s.keeper") == []
    own = "'owner' is of the organisation 'owner', so its keys are the operator's"
    assert said_of("clear.owner.owner") == [f"{own} (write clear.owner.operator)"]
    assert said_of("clear.s.owner") == [f"{own} (write clear.s.operator)"]


def test_a_group_that_is_a_part_of_a_total_has_no_count_of_its_own_to_state() -> None:
    changed = with_setting(data_map(), "users.few.count=3")
    assert isinstance(changed, Problem)
    assert str(changed) == "--set:1:1: 'few' is counted as a part of a total (write people.total or people.few)"


def test_a_setting_of_the_total_or_of_a_part_moves_the_people_of_each_group() -> None:
    assert (data_map().people_in("few"), data_map().people_in("others")) == (2.0, 8.0)
    for setting, few, others in (("people.total=20", 4.0, 16.0), ("people.few=0.5", 5.0, 5.0)):
        changed = with_setting(data_map(), setting)
        assert isinstance(changed, DataMap), changed
        assert (changed.people_in("few"), changed.people_in("others")) == (few, others)


SAME_IDS = """
app: {name: Harbour, operator: firm}
as_of: 2026-03-01
users: {people: {in: US, count: 1M}}
data: {chats: text}
parties: {firm: {organised_in: CN}}
systems: {store: {operator: firm, in: CN}, attic: {operator: firm, in: CN}}
functions: {store: 1}
flows:
  - {id: store, from: people, to: attic, data: [chats]}
  - {from: store, to: attic, data: [chats]}
  - {from: people, to: store, data: [chats]}
"""


@pytest.mark.parametrize(
    ("text", "named_in"),
    [
        ("share.store", {"flows"}),
        ("share.store.chats", {"flows"}),
        ("share.store.attic", set()),
        ("share.people.store", set()),
        ("clear.chats.store", {"systems", "parties"}),
        ("power.CN.store", {"systems", "parties"}),
        ("users.people.relies_on.store.used_by", {"functions"}),
    ],
)
def test_an_address_names_a_flow_a_function_or_what_shares_the_list_of_ids(text: str, named_in: set[str]) -> None:
    found = address_in(text, map_of(SAME_IDS))
    assert not isinstance(found, Fault)
    sections = ("flows", "functions", "options", "systems", "parties")
    assert {section for section in sections if found.names(section, "store")} == named_in
