"""Ready options: each applies where it should on every shipped case, and changes what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import networkx as nx
import pytest

from assessments.run import assess
from data_maps.model import DataMap
from data_maps.reading import read
from risk.exposure import bare
from risk.options.ready import BUYER, KEEPER, MONTH, OPERATOR, ready_options, shipped, with_ready_options
from risk.options.timeline import with_options
from risk.organisations import counted_groups, places_of_viewpoint
from tests.support.assessed import CASES, case_map, stated, without_options
from tests.support.examples import for_every
from tests.support.oracle.expand import expand
from tests.support.oracle.map import read_map
from tests.support.oracle.model import ReadMap, System
from tests.support.reached import case_written

EVERYWHERE = (
    "stop-downloads",
    "end-service",
    "users-hold-keys",
    "third-party-keys",
    "shorter-retention",
    "independent-audit",
)
NEEDS: dict[str, Callable[[ReadMap], bool]] = {
    "bar-officials": lambda read: any(read.groups[g].strategic for g in read.counted),
    "store-at-home": lambda read: any(system.place not in read.home_states for system in sent_to(read)),
    "trusted-operator": lambda read: any(
        system.operator is None or any(foreign(read, p) for p in line_of(read, system.operator))
        for system in sent_to(read)
    ),
    "sell-to-own": lambda read: (
        any(foreign(read, p) for p in line_of(read, read.operator or "") - {read.operator})
        or (foreign(read, read.operator or "") and NEEDS["trusted-operator"](read))
    ),
    "end-foreign-access": lambda read: any(foreign(read, access.party) for access in read.access),
    "end-sale-and-ads": lambda read: any(flow.purpose in ("sale", "advertising") for flow in read.flows),
}
"""What a map must have for an option to have something to do, of the map as the oracle reads it."""
DROPS = {"every-key": {"drop-broker", "drop-adverts"}, "tiktok-2026": {"drop-tt-commerce"}, "eu-saas": {"drop-scribe"}}
"""Who gets data without running the app or a system, read off each case by hand."""


def sent_to(read: ReadMap) -> list[System]:
    """The systems, parties aside, that counted people's data are sent to."""
    targets = {flow.target for flow in read.flows if flow.source in read.counted}
    return [system for s, system in read.systems.items() if s in targets and not system.is_party]


def line_of(read: ReadMap, party: str) -> set[str]:
    """A party and all that own it, however far up."""
    owners: nx.DiGraph[str] = nx.DiGraph((line.owner, line.of) for line in read.ownership)
    return {party, *(nx.ancestors(owners, party) if party in owners else ())}


def foreign(read: ReadMap, party: str) -> bool:
    """Whether a party of the map is organised in or run from anywhere but home."""
    known = read.parties.get(party)
    return known is not None and not {known.organised_in, known.run_from or known.organised_in} <= {*read.home_states}


def of_people(data_map: DataMap) -> list[str]:
    """The systems that counted people's data are sent to."""
    sent = {flow.target for flow in data_map.flows if flow.source_id in counted_groups(data_map)}
    return [system for system in data_map.systems if system in sent]


def covered(data_map: DataMap) -> list[str]:
    return [data for data in data_map.data if not bare(data_map, data)]


def holders(data_map: DataMap) -> set[str]:
    """Who holds the keys to whatever keys can cover."""
    return {system.keys.get(d, "operator") for system in data_map.systems.values() for d in covered(data_map)}


def is_abroad(data_map: DataMap, party: str) -> bool:
    found = data_map.parties[party]
    return not {found.organised_in, found.run_from} <= places_of_viewpoint(data_map)


def receivers(data_map: DataMap) -> set[str]:
    """The parties whom data flow to."""
    return {flow.target for flow in data_map.flows if flow.target in data_map.parties}


def held_share(data_map: DataMap, option: str, group: str) -> float:
    """The best value of the share of a group that still uses the app."""
    shares = with_options(data_map, [option]).effects.active.get(group, ())  # type: ignore[attr-defined]
    return float(min((share.best for share in shares), default=1.0))


CLAIMS: dict[str, Callable[[DataMap, DataMap], bool]] = {
    "stop-downloads": lambda before, _: all(
        held_share(before, "stop-downloads", g) < 1.0 for g in counted_groups(before)
    ),
    "end-service": lambda before, _: all(held_share(before, "end-service", g) == 0.08 for g in counted_groups(before)),
    "bar-officials": lambda before, _: all(
        (held_share(before, "bar-officials", g) == 0.0) == ("strategic" in before.users[g].exposure)
        for g in counted_groups(before)
    ),
    "store-at-home": lambda _, after: all(
        after.systems[s].place in places_of_viewpoint(after) for s in of_people(after)
    ),
    "trusted-operator": lambda before, after: (
        any(after.systems[s].operator == OPERATOR for s in of_people(after))
        and not any(
            is_abroad(after, after.systems[s].operator)
            for s in of_people(after)
            if after.systems[s].operator != "unknown"
        )
    ),
    "users-hold-keys": lambda _, after: holders(after) == {"users"},
    "third-party-keys": lambda _, after: holders(after) <= {"users", KEEPER},
    "sell-to-own": lambda before, after: (
        [line.owner for line in after.ownership if line.of == after.app.operator] == [BUYER]
        or {system.operator for id_, system in after.systems.items() if system != before.systems[id_]} == {BUYER}
    ),
    "end-foreign-access": lambda _, after: not any(is_abroad(after, line.party) for line in after.access),
    "end-sale-and-ads": lambda _, after: not any(flow.use in ("sale", "advertising") for flow in after.flows),
    "drop": lambda before, after: (
        len(receivers(before) - receivers(after)) == 1
        and not {access.party for access in after.access} & (receivers(before) - receivers(after))
    ),
    "shorter-retention": lambda _, after: all(
        years <= MONTH for system in after.systems.values() for years in system.keeps.values()
    ),
    "independent-audit": lambda _, after: {f"reached.{s}" for s in after.systems} <= set(after.effects.factors),  # type: ignore[attr-defined]
}


def test_the_ready_options_ship_in_this_order() -> None:
    assert [option.id for option in shipped()] == list(CLAIMS)


@pytest.mark.parametrize("name", [name for name in CASES if name != "every-key"])
def test_each_ready_option_applies_where_it_should(name: str) -> None:
    alone = case_map(name).model_copy(update={"options": {}})
    plain = case_written(name)
    read = read_map(expand(plain) if "systems" not in plain else plain)
    needed = {option for option, needs in NEEDS.items() if needs(read)}
    assert set(ready_options(alone)) == {*EVERYWHERE, *needed, *DROPS.get(name, ())}


def test_the_case_of_every_key_has_something_to_do_for_all_but_storing_at_home() -> None:
    """By hand: the one system that people send data to stands in their own state."""
    alone = case_map("every-key").model_copy(update={"options": {}})
    assert set(ready_options(alone)) == {*EVERYWHERE, *NEEDS, *DROPS["every-key"]} - {"store-at-home"}


def test_who_gets_data_is_dropped_once_where_an_option_of_the_map_does_so_and_four_at_most() -> None:
    own = case_map("eu-saas")
    assert [id_ for id_ in with_ready_options(own).options if id_.startswith("drop")] == []
    written = case_written("harbour")
    abroad = {"home": "HOME", "a": "CN", "b": "DE", "c": "FR", "d": "RU", "e": "SG"}
    home = case_map("harbour").viewpoint
    written["parties"] |= {id_: {"organised_in": home if id_ == "home" else code} for id_, code in abroad.items()}
    written["flows"] += [{"from": "pier", "to": id_, "data": ["chats"]} for id_ in abroad]
    data_map = stated(read(json.dumps(written, default=str), "harbour.yaml").data_map)
    again = with_ready_options(with_ready_options(data_map))
    assert [id_ for id_ in again.options if id_.startswith("drop")] == ["drop-a", "drop-b", "drop-c", "drop-d"]


def test_each_ready_option_with_a_need_applies_to_a_case_and_not_to_another() -> None:
    applies = [set(ready_options(case_map(name).model_copy(update={"options": {}}))) for name in CASES]
    assert {option for option in NEEDS if len({option in ids for ids in applies}) == 2} == set(NEEDS)


@pytest.mark.parametrize("name", CASES)
@for_every("option", CLAIMS)
def test_each_ready_option_changes_what_it_says(name: str, option: str) -> None:
    before = with_ready_options(without_options(name))
    for id_ in [id_ for id_ in before.options if id_ == option or (id_.startswith("drop-") and option == "drop")]:
        assert CLAIMS[option](before, with_options(before, [id_]))


@pytest.mark.parametrize("name", CASES)
def test_a_ready_option_says_judged_and_wide_what_those_who_stay_lose_of_every_function(name: str) -> None:
    data_map = case_map(name)
    for option in ready_options(data_map).values():
        assert list(option.loses) == list(data_map.functions)
        for lost in option.loses.values():
            assert (lost.basis, lost.grade) == ("judgement", "D5")
            assert lost.low is not None
            assert lost.high is not None
            assert lost.high >= 4.0 * lost.low


@pytest.mark.parametrize("name", CASES)
def test_the_parties_that_ready_options_bring_change_nothing_by_themselves(name: str) -> None:
    data_map = case_map(name)
    assert assess(with_ready_options(data_map)).harm == assess(data_map).harm


def test_an_option_of_the_maps_own_keeps_its_name() -> None:
    own = case_map("wechat-2020")
    renamed = own.model_copy(update={"options": {"sell-to-own": own.options["sale"]}})
    assert "sell-to-own" not in ready_options(renamed)
    assert with_ready_options(renamed).options["sell-to-own"] is own.options["sale"]


def test_ready_options_that_are_named_are_brought_alone() -> None:
    own = case_map("harbour")
    assert list(with_ready_options(own, ["users-hold-keys", "no-such-option"]).options) == ["users-hold-keys"]
    assert with_ready_options(own, []) is own


def test_the_docs_tell_of_every_ready_option() -> None:
    text = (Path(__file__).parents[2] / "docs" / "data-map.md").read_text(encoding="utf-8")
    assert [option.id for option in shipped() if f"| `{option.id}` |" not in text] == []


def test_no_ready_option_is_looked_at_where_none_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk.options.ready.shipped", lambda: pytest.fail("ready options were read"))
    own = case_map("harbour")
    assert with_ready_options(own, []) is own
    assert with_ready_options(own, list(own.options)) is own
