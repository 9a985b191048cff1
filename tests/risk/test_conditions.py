"""What words of the catalogue expose is what each word says of each holding; what is held alike is asked for once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from benchmarks.maps import generated
from data_maps.model import DataMap
from data_maps.reading import read
from risk.conditions import Conditions, Exposed, Subject
from risk.exposure import exposure
from risk.reach import ORDERED

APART = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text, notes: text, drafts: text, letters: text, calls: text, scans: text, log: metadata, at: location}
parties: {harbour: {organised_in: XA}, helpers: {organised_in: XB}, vault: {organised_in: XB}}
systems:
  pier:
    operator: harbour
    in: XA
    keys: {chats: operator, notes: vault, drafts: users, letters: unknown, calls: none, scans: operator, at: operator}
flows: [{from: people, to: pier, data: [chats, notes, drafts, letters, calls, scans, log, at]}]
access: [{party: helpers, to: pier, data: [log, at]}]
estimates: {clear.scans.pier: 0.2, clear.at.pier: 0.3}
"""
"""Data at one place that others hold, whose keys others have, or nobody, or nobody knows who; two with own numbers."""


def mapped(text: str) -> DataMap:
    data_map = read(text, "map.yaml").data_map
    assert data_map is not None
    return data_map


def one_by_one(conditions: Conditions, state: str, organisation: str) -> Mapping[str, Exposed]:
    """What a state can order and read at an organisation, by group: what each word says of each holding."""
    exposed: dict[str, dict[tuple[str, str], tuple[str, ...]]] = {group: {} for group in conditions.graph.groups}
    for data in conditions.map.data:
        for place in conditions.graph.organisations.places[organisation]:
            for group, found in exposed.items():
                names = (conditions.at(group, data, place.id), conditions.hold(state, data, place.id))
                if all(conditions.ways[name] for name in names):
                    found[data, place.id] = (*names, *conditions.read(state, data, place.id))
    return exposed


@pytest.mark.parametrize("text", [APART, generated("mesh", 20), generated("realistic", 20)])
def test_what_can_be_ordered_is_what_each_word_says_of_each_holding(text: str) -> None:
    graph = exposure(mapped(text))
    together, apart = Conditions(graph), Conditions(graph)
    for state in graph.states:
        for organisation in graph.organisations.places:
            exposed = together.exposed(ORDERED, Subject(state=state, organisation=organisation))
            assert exposed == one_by_one(apart, state, organisation)


def test_data_that_are_held_alike_at_a_place_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[str]()
    hold = Conditions.hold

    def counted(conditions: Conditions, state: str, data: str, place: str) -> str:
        asked.append(place)
        return hold(conditions, state, data, place)

    monkeypatch.setattr(Conditions, "hold", counted)
    graph = exposure(mapped(generated("mesh", 20)))
    for organisation in graph.organisations.places:
        Conditions(graph).exposed(ORDERED, Subject(state="CN", organisation=organisation))
    assert len(graph.data_map.data) > 2
    assert len(asked) <= 3 * len(graph.holdings)
