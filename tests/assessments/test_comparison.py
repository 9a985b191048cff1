"""What changed between two maps: by id, in changes that make sense, each with its part of the difference."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import astuple, replace
from itertools import permutations

import pytest

from assessments.exports.comparison import result, text
from assessments.report.blocks import Notice, Table
from assessments.report.sections.comparison import KEPT, blocks, figure, lead, name
from assessments.results.comparison.between import Between
from assessments.results.comparison.compared import MEASURES, Comparison, Side, _grouped, compared, together_explain
from assessments.results.comparison.differences import can_move, differences
from assessments.results.comparison.result import BothRoutes, ComparisonResult, RoutesCompared
from assessments.results.quantity import Quantity
from assessments.run import Settings, assess
from assessments.scenario import viewed
from data_maps.model import DataMap
from data_maps.reading import read
from data_maps.writing import expanded_text
from tests.support.assessed import case_map, hostile
from tests.support.maps import map_of, small_map, with_many_routes

BASE = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text, log: metadata}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [chats]}]
estimates: {interest.XB: 0.8, power.XB.parent: 0.5}
options: {hush: {do: [{end_flow: people.pier}]}}
"""
SYSTEM = "systems: {pier: {operator: harbour, in: XA, keys: operator}, quay: {operator: yard, in: XB, keys: operator}}"
CHANGED = (
    BASE.replace("count: 1M", "count: 2M")
    .replace("systems: {pier: {operator: harbour, in: XA, keys: operator}}", SYSTEM)
    .replace("flows: [", "flows: [{from: pier, to: quay, data: [chats], share: 40%}, ")
    .replace("parent: {organised_in: XB}}", "parent: {organised_in: XB}, yard: {organised_in: XB}}")
    .replace("interest.XB: 0.8", "interest.XB: 0.6")
)


def side(data_map: DataMap | str, name: str = "one") -> Side:
    return Side(name, map_of(data_map) if isinstance(data_map, str) else data_map)


def between(one: DataMap | str, other: DataMap | str, draws: int = 0) -> Comparison:
    return compared(side(one), side(other, "other"), draws=draws)


def parts(found: Comparison) -> dict[str, float]:
    return {name(part.change): part.explains["harm"].point for part in found.parts}


def test_a_map_and_itself_are_the_same() -> None:
    found = between(BASE, BASE)
    assert found.same
    assert lead(found) == "Nothing changed: both say the same, by the same rules."
    assert found.whole["harm"].point == 0.0


def test_a_map_written_otherwise_is_the_same() -> None:
    lines = BASE.splitlines()
    assert between(BASE, "\n".join(reversed(lines)) + "\n").same


def test_a_new_system_comes_with_its_flow_and_its_party_as_one_change() -> None:
    found = between(BASE, CHANGED)
    assert sorted(parts(found)) == [
        "number interest.XB changed",
        "system quay new, with flow pier.quay new",
        "user group people: count changed",
    ]
    (quay,) = [part.change for part in found.parts if part.change and len(part.change.differences) == 2]
    assert [d.name for d in quay.along] == ["parties.yard"]
    assert [(d.name, d.kind) for d in found.differences] == [
        ("users.people.count", "changed"),
        ("parties.yard", "new"),
        ("systems.quay", "new"),
        ("flows.pier.quay", "new"),
        ("estimates.interest.XB", "changed"),
    ]


def test_places_are_those_of_both_files() -> None:
    count, *_ = between(BASE, CHANGED).differences
    assert (str(count.before_place), str(count.after_place)) == ("test.yaml:4:33", "test.yaml:4:33")
    flow = between(BASE, CHANGED).differences[3]
    assert (flow.before_place, str(flow.after_place)) == (None, "test.yaml:9:9")


def over_all_orders(one: DataMap, other: DataMap) -> dict[str, float]:
    """What each change adds to the harm in every order, each map on the way assessed anew."""
    found = differences(one, other)
    maps = Between(one, other, found)
    moving = frozenset(i for i, d in enumerate(found) if can_move(d))
    groups, _, _ = _grouped(maps, moving, options=False)
    orders = list(permutations(groups))
    totals = dict.fromkeys(groups, 0.0)
    for order in orders:
        harms = [assess(maps.map(frozenset(i for g in order[:n] for i in g))).harm for n in range(len(order) + 1)]
        for group, before, after in zip(order, harms, harms[1:], strict=False):
            totals[group] += (after - before) / len(orders)
    return {found[group[0]].name: total for group, total in totals.items()}


def test_parts_are_the_average_over_every_order_of_the_changes() -> None:
    one, other = map_of(BASE), map_of(CHANGED)
    found = between(one, other)
    explained = {part.change.differences[0].name: part.explains["harm"].point for part in found.parts if part.change}
    assert explained == pytest.approx(over_all_orders(one, other), rel=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_parts_sum_to_the_whole_and_turn_round_with_the_way(seed: int) -> None:
    one = small_map(seed)
    other = changed(one, seed)
    there, back = between(one, other, draws=100), between(other, one, draws=100)
    assert there.before["harm"].point == pytest.approx(assess(one).harm)
    assert there.after["harm"].point == pytest.approx(assess(other).harm)
    for measure in MEASURES:
        points = [part.explains[measure].point for part in there.parts]
        assert sum(points) == pytest.approx(there.whole[measure].point, rel=1e-12, abs=1e-12)
        means = [part.explains[measure].mean or 0.0 for part in there.parts]
        assert sum(means) == pytest.approx(there.whole[measure].mean or 0.0, rel=1e-9, abs=1e-9)
    named = {part.change.differences[0].key: part.explains["harm"] for part in back.parts if part.change}
    for part in (part for part in there.parts if part.change):
        found = named[part.change.differences[0].key] if part.change else part.explains["harm"]
        assert found.point == pytest.approx(-part.explains["harm"].point, rel=1e-9, abs=1e-9)
        assert found.low == pytest.approx(-(part.explains["harm"].high or 0.0), rel=1e-9, abs=1e-9)


def changed(data_map: DataMap, seed: int) -> DataMap:
    """A map with some numbers at its addresses changed, and its first group twice as large."""
    draw = random.Random(seed)
    near = {a: e for a, e in data_map.estimates.items() if e.form == "plain" and e.best and a.count(".") < 3}
    chosen = draw.sample(sorted(near), min(3, len(near)))
    stated = {a: near[a].model_copy(update={"best": (near[a].best or 0.0) / 2}) for a in chosen}
    group = data_map.users["g0"]
    count = group.count.model_copy(update={"best": 2.0 * (group.count.best or 0.0)})
    users = {**data_map.users, "g0": group.model_copy(update={"count": count})}
    return data_map.model_copy(update={"estimates": {**data_map.estimates, **stated}, "users": users})


@pytest.mark.parametrize("seed", range(10))
def test_every_map_on_the_way_is_a_map_without_problems(seed: int) -> None:
    one, other = small_map(seed), small_map(seed + 1000)
    found = differences(one, other)
    maps = Between(one, other, found)
    moving = frozenset(i for i, d in enumerate(found) if can_move(d))
    groups, _, _ = _grouped(maps, moving, options=False)
    draw = random.Random(seed)
    for _ in range(6):
        taken = frozenset(i for group in groups if draw.random() < 0.5 for i in group)
        assert read(expanded_text(maps.map(taken)), "between.yaml").problems == ()
    for whole, taken in ((one, frozenset[int]()), (other, frozenset(i for g in groups for i in g))):
        assert assess(maps.map(taken)).harm == pytest.approx(assess(whole).harm, rel=1e-9)


def test_words_sources_and_options_explain_nothing() -> None:
    worded = BASE.replace("name: Harbour", "name: Haven").replace("hush:", "quiet:")
    worded = worded.replace("interest.XB: 0.8", "interest.XB: {best: 0.8, why: it says so}")
    found = between(BASE, "title: Another\nquestions: [Who asks?]\n" + worded)
    assert not found.same
    assert found.parts == ()
    assert [d.name for d in found.still] == [
        "title",
        "app.name",
        "options.hush",
        "options.quiet",
        "questions.Who asks?",
        "estimates.interest.XB",
    ]


def test_the_middles_of_all_changes_add_up_to_the_difference_and_none_leaves_its_interval() -> None:
    found = between(BASE, CHANGED, draws=200)
    for measure in MEASURES:
        explained = [part.explains[measure] for part in found.parts]
        assert sum(q.middle for q in explained) == pytest.approx(found.whole[measure].middle)
        assert found.whole[measure].middle == pytest.approx(found.after[measure].middle - found.before[measure].middle)
        assert len(explained) == 3
        for q in explained:
            assert q.low is not None
            assert q.high is not None
            assert q.low <= q.middle <= q.high


def test_another_day_another_viewpoint_and_other_settings_are_changes() -> None:
    wechat = case_map("wechat-2020")
    later = between(wechat, viewed(wechat, as_of="2026-01-01"))
    assert [name(part.change) for part in later.parts] == ["the day changed"]
    two = map_of(
        BASE.replace("users: {", "users: {abroad: {in: XB, count: 1k}, ").replace(
            "flows: [", "flows: [{from: abroad, to: pier, data: [chats]}, "
        )
    )
    seen = between(two, viewed(two, viewpoint="XB"))
    assert [name(part.change) for part in seen.parts] == ["whose people changed"]
    assert seen.whole["harm"].point == pytest.approx(assess(viewed(two, viewpoint="XB")).harm - assess(two).harm)
    ratio = compared(side(BASE), replace(side(BASE), settings=Settings(severity_ratio=10.0)), draws=0)
    assert [name(part.change) for part in ratio.parts] == ["setting severity ratio changed"]


def test_an_option_put_in_force_is_a_change() -> None:
    found = compared(side(BASE), replace(side(BASE), settings=Settings(options=("hush",))), draws=0)
    assert parts(found) == {"setting options changed": pytest.approx(-assess(map_of(BASE)).harm)}


def test_a_group_moves_with_the_viewpoint_that_only_it_is_in() -> None:
    moved = BASE.replace("viewpoint: XA", "viewpoint: XB").replace("people: {in: XA", "people: {in: XB")
    assert len(between(BASE, moved).parts) == 1


def test_owners_who_would_hold_more_than_all_change_together() -> None:
    one = BASE.replace("share: 100%}", "share: 80%}")
    other = BASE.replace(
        "owner: parent, of: harbour, via: shares, share: 100%", "owner: bank, of: harbour, via: shares, share: 70%"
    ).replace("parent: {organised_in: XB}}", "parent: {organised_in: XB}, bank: {organised_in: XB}}")
    assert [len(part.change.differences) for part in between(one, other).parts if part.change] == [2]


def test_rules_and_facts_behind_a_saved_result_are_a_change_of_their_own() -> None:
    today = between(BASE, BASE).before
    was = Quantity(today["harm"].point / 2, low=1.0, high=300.0)
    saved = replace(side(BASE), facts="older", recorded={**today, "harm": was})
    found = compared(saved, side(CHANGED), draws=0)
    rules = next(part for part in found.parts if part.change is None)
    assert rules.explains["harm"].point == pytest.approx(was.point)
    assert found.before["harm"] == was
    assert KEPT in [block.text for block in blocks(found) if isinstance(block, Notice)]
    assert sum(part.explains["harm"].point for part in found.parts) == pytest.approx(found.whole["harm"].point)


def test_intervals_are_of_the_same_draws_on_both_sides() -> None:
    found = between(BASE, BASE.replace("interest.XB: 0.8", "interest.XB: 0.6"), draws=200)
    (part,) = found.parts
    assert part.explains["harm"] == found.whole["harm"]
    assert part.explains["harm"].high is not None
    assert part.explains["harm"].high < 0.0


def test_what_smaller_changes_explain_together_has_its_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.report.sections.comparison.MOST_FALLS", 1)
    found = between(BASE, CHANGED, draws=200)
    together = together_explain(found.parts)
    assert {m: astuple(q) for m, q in together.items()} == {
        measure: pytest.approx(astuple(q)) for measure, q in found.whole.items()
    }
    assert re.search(r"smaller changes: [+−][\d,.]+ \([+−][\d,.]+ to [+−][\d,.]+\)", figure(found).alt)


def test_laws_that_answer_otherwise_and_routes_that_come_and_go_are_told() -> None:
    tiktok = case_map("tiktok-2020")
    found = between(tiktok, viewed(tiktok, as_of="2025-01-19"))
    assert ("us_pafaca", "not_in_force", "prohibited") in {(a.regime, a.before, a.after) for a in found.laws}
    routes = between(BASE, CHANGED)
    assert {way.data for way in routes.new_routes} == {"chats"}
    assert all(any("quay" in a for a in way.addresses) for way in routes.new_routes)
    assert routes.gone_routes == ()


def test_what_a_program_reads_holds_every_difference_and_sums() -> None:
    found = json.loads(text(between(BASE, CHANGED)))
    assert found["format"] == 2
    assert sum(c["explains"]["harm"]["point"] for c in found["changes"]) == pytest.approx(
        found["difference"]["harm"]["point"]
    )
    assert found["orders"] == "all"
    (interest,) = [c for c in found["changes"] if c["change"] == "number interest.XB changed"]
    assert interest["differences"] == [
        {
            "address": "estimates.interest.XB",
            "kind": "changed",
            "before": "0.8",
            "after": "0.6",
            "before_place": "test.yaml:10:26",
            "after_place": "test.yaml:10:26",
        }
    ]


def test_whatever_stands_in_a_map_is_text_in_a_comparison() -> None:
    found = between(BASE, hostile().data_map)
    for block in blocks(found):
        assert "<script>" not in getattr(block, "svg", "")
    assert ComparisonResult.model_validate_json(text(found)) == result(found)


POOLED = BASE.replace("interest.XB: 0.8", "interest.XB: [{by: ann, low: 40%, best: 60%, high: 80%}, {by: ben, BEN}]")


def test_a_number_that_several_people_say_shows_its_pool_and_who_says_otherwise() -> None:
    """Not its text, which is alike up to where it is cut."""
    one = POOLED.replace("BEN", "low: 5%, best: 10%, high: 30%")
    other = POOLED.replace("BEN", "low: 40%, best: 50%, high: 90%")
    (table,) = [b for b in blocks(between(one, other)) if isinstance(b, Table) and b.caption.startswith("New, gone")]
    (cells,) = [[cell.text for cell in row[1:3]] for row in table.rows]
    assert cells == [
        "0.35 (pooled from 2 people), 90% 0.053–0.83; ben 0.1 (0.05–0.3)",
        "0.55 (pooled from 2 people), 90% 0.31–0.95; ben 0.5 (0.4–0.9)",
    ]


def test_with_draws_every_number_of_a_comparison_has_its_interval() -> None:
    found = between(BASE, CHANGED, draws=200)
    said = lead(found)
    assert said.count("90% interval") == 4
    explained, *_ = [block for block in blocks(found) if isinstance(block, Table)]
    columns = [column.title for column in explained.columns]
    bare = [
        cells[0].text
        for cells in explained.rows
        if "(" not in cells[columns.index("Level 3+")].text and cells[columns.index("Level 3+")].value
    ]
    assert bare == []
    routes = [block for block in blocks(found) if isinstance(block, Table) and block.caption.startswith("New routes")]
    assert routes[0].rows
    assert [cells[-1].text for cells in routes[0].rows if cells[-1].text == "not computed"] == []


def test_of_a_side_that_is_simulated_it_is_said_behind_the_lead() -> None:
    wide = Side("wide", map_of(BASE), Settings(nodes=2))
    found = list(blocks(compared(wide, side(CHANGED, "other"), draws=0)))
    assert isinstance(found[1], Notice)
    assert found[1].text.startswith("wide: results are simulated, not exact.")
    exact = compared(side(BASE), side(CHANGED, "other"), draws=0)
    assert not [each for each in blocks(exact) if isinstance(each, Notice) and "simulated" in each.text]


def test_an_owner_who_moves_takes_no_route_of_criminals_along() -> None:
    """Of 5,832 routes 872 change hands: more than the 2,000 most probable of either side would show."""
    text_ = expanded_text(case_map("wechat-2020"))
    moved = map_of(text_.replace("organised_in: KY", "organised_in: US"))
    found = between(case_map("wechat-2020"), moved)
    assert Counter(way.event.actor for way in found.gone_routes) == {"state:KY": 872}
    assert Counter(way.event.actor for way in found.new_routes) == {"state:US": 872}
    every = RoutesCompared(compared=5832, all=True)
    assert result(found).routes == BothRoutes(one=every, other=every)


def test_where_not_all_routes_are_compared_page_and_json_say_how_many_are() -> None:
    many = with_many_routes()
    found = compared(side(many, "one"), side(many.model_copy(update={"title": "Renamed"}), "other"), draws=0)
    assert (found.new_routes, found.gone_routes) == ((), ())
    assert result(found).routes.other == RoutesCompared(compared=1024, all=False)
    notices = [block.text for block in blocks(found) if isinstance(block, Notice)]
    assert [text for text in notices if "routes" in text] == [
        "other has more routes than the 1,024 that were looked for on the other side.",
        "one has more routes than the 1,024 that were looked for on the other side.",
    ]
