"""What changed between two maps: by id and address, in five groups, each with its part of the difference."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise, permutations

import pytest

from assessments.exports.comparison import result, text
from assessments.measures import compared_rows
from assessments.report.blocks import Figure, NamedCells, Notice, Table, Text
from assessments.report.sections import page_one
from assessments.report.sections.comparison import KEPT, blocks, changed, lead_sentence, rows_of_groups, verdict
from assessments.results.actors import events_by_side
from assessments.results.comparison.compared import (
    HARM_BY_SIDE,
    ComparedMap,
    MapComparison,
    comparison_of,
    harm_per_user,
    measures_of,
)
from assessments.results.comparison.differences import (
    GROUPS,
    DifferenceGroup,
    Grouped,
    differences,
    grouped,
    hybrid,
    is_possible,
    joined,
    unions,
)
from assessments.results.comparison.result import BothRoutes, ComparisonResult, RoutesCompared
from assessments.results.part import Quantity
from assessments.results.summary import summary_parts
from assessments.run import Run, Settings, assess, with_draws
from assessments.scenario import viewed
from data_maps.model import DataMap
from data_maps.reading import read
from data_maps.writing import expanded_text
from tests.support.assessed import case_map, drawn_case, hostile
from tests.support.maps import HARBOUR, map_of, small_map, with_many_routes

BASE = (
    HARBOUR.replace("{chats: text}", "{chats: text, log: metadata}")
    + "estimates: {interest.XB: 0.8, power.XB.parent: 0.5}\noptions: {hush: {do: [{end_flow: people.pier}]}}\n"
)
SYSTEM = "systems: {pier: {operator: harbour, in: XA, keys: operator}, quay: {operator: yard, in: XB, keys: operator}}"
CHANGED = (
    BASE.replace("count: 1M", "count: 2M")
    .replace("systems: {pier: {operator: harbour, in: XA, keys: operator}}", SYSTEM)
    .replace("flows: [", "flows: [{from: pier, to: quay, data: [chats], share: 40%}, ")
    .replace("parent: {organised_in: XB}}", "parent: {organised_in: XB}, yard: {organised_in: XB}}")
    .replace("interest.XB: 0.8", "interest.XB: 0.6")
)


def side(data_map: DataMap | str, name: str = "one") -> ComparedMap:
    return ComparedMap(name, map_of(data_map) if isinstance(data_map, str) else data_map)


def between(one: DataMap | str, other: DataMap | str, draws: int = 0) -> MapComparison:
    return comparison_of(side(one), side(other, "other"), draws=draws)


def parts(found: MapComparison) -> dict[str, float]:
    return {" and ".join(part.groups): part.explains["harm"].point for part in found.parts}


def by_group(found: MapComparison) -> dict[str, list[str]]:
    return {" and ".join(part.groups): [d.name for d in part.differences] for part in found.parts}


def groups_of(one: DataMap, other: DataMap) -> Grouped:
    return grouped(one, other, differences(one, other))


def test_a_map_and_itself_are_the_same() -> None:
    found = between(BASE, BASE)
    assert found.same
    assert lead_sentence(found) == "Nothing changed: both say the same, by the same rules."
    assert found.whole["harm"].point == 0.0


def test_a_map_written_otherwise_is_the_same() -> None:
    lines = BASE.splitlines()
    assert between(BASE, "\n".join(reversed(lines)) + "\n").same


def test_every_difference_is_in_one_group_and_a_new_system_takes_its_flow_along() -> None:
    found = between(BASE, CHANGED)
    assert by_group(found) == {
        "people": ["users.people.count"],
        "place": ["systems.quay", "flows.pier.quay"],
        "owner": ["parties.yard"],
        "law": ["estimates.interest.XB"],
    }
    assert [(d.name, d.kind) for d in found.differences] == [
        ("users.people.count", "changed"),
        ("parties.yard", "new"),
        ("systems.quay", "new"),
        ("flows.pier.quay", "new"),
        ("estimates.interest.XB", "changed"),
    ]


SINGLE = {
    "people": BASE.replace("count: 1M", "count: 2M"),
    "data": BASE.replace("keys: operator", "keys: users"),
    "place": BASE.replace("operator: harbour, in: XA, keys", "operator: harbour, in: XB, keys"),
    "owner": BASE.replace("share: 100%}", "share: 40%}").replace(
        "parent: {organised_in: XB}", "parent: {organised_in: US}"
    ),
    "law": BASE.replace("interest.XB: 0.8", "interest.XB: 0.2"),
}


@pytest.mark.parametrize("group", GROUPS)
def test_a_single_change_puts_everything_on_its_group(group: DifferenceGroup) -> None:
    found = between(BASE, SINGLE[group], draws=100)
    (part,) = found.parts
    assert part.groups == (group,)
    assert part.explains == found.whole
    assert found.whole["harm"].point == pytest.approx(assess(map_of(SINGLE[group])).harm - assess(map_of(BASE)).harm)
    assert found.whole["harm"].point != 0.0


def test_a_change_that_is_rounded_to_what_is_sure_is_about_so_much() -> None:
    found = between(BASE, SINGLE["people"])
    changes = Quantity(0.0, median=18_400.0, low=-9_000.0, high=60_000.0, error=6_000.0)
    rounded, sure = (
        lead_sentence(
            replace(found, whole={**found.whole, HARM_BY_SIDE["foreign_states"]: replace(changes, error=error)})
        )
        for error in (6_000.0, 0.0)
    )
    assert ": about 20,000 more (" in rounded
    assert ": 18,000 more (" in sure


OF_A_NEW_GROUP = BASE.replace("users: {", "users: {abroad: {in: XB, count: 1k}, ").replace(
    "flows: [", "flows: [{from: abroad, to: pier, data: [chats]}, "
)


def test_flows_and_numbers_of_a_new_group_of_people_go_with_it() -> None:
    own = OF_A_NEW_GROUP.replace("estimates: {", "estimates: {swept.XB.abroad: 10, share.abroad.pier: 0.5, ")
    assert by_group(between(BASE, own)) == {
        "people": ["users.abroad", "flows.abroad.pier", "estimates.share.abroad.pier", "estimates.swept.XB.abroad"]
    }


def test_places_are_those_of_both_files() -> None:
    count, *_ = between(BASE, CHANGED).differences
    assert (str(count.before_place), str(count.after_place)) == ("test.yaml:4:33", "test.yaml:4:33")
    flow = between(BASE, CHANGED).differences[3]
    assert (flow.before_place, str(flow.after_place)) == (None, "test.yaml:9:9")


def over_all_orders(one: DataMap, other: DataMap) -> dict[str, float]:
    """What each group adds to the harm in every order, each map on the way assessed by itself."""
    by_group = groups_of(one, other)

    @cache
    def harm(chosen: frozenset[DifferenceGroup]) -> float:
        return assess(hybrid(one, other, by_group, chosen)).harm

    orders = list(permutations(by_group))
    totals = dict.fromkeys(by_group, 0.0)
    for order in orders:
        harms = [harm(frozenset(order[:n])) for n in range(len(order) + 1)]
        for group, before, after in zip(order, harms, harms[1:], strict=False):
            totals[group] += (after - before) / len(orders)
    return {str(group): total for group, total in totals.items()}


def test_parts_are_the_average_over_every_order_of_the_groups() -> None:
    one, other = map_of(BASE), map_of(CHANGED)
    assert parts(between(one, other)) == pytest.approx(over_all_orders(one, other), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("seed", range(2))
def test_parts_sum_to_the_whole_and_turn_round_with_the_way(seed: int) -> None:
    one = small_map(seed)
    other = with_other_numbers(one, seed)
    there, back = between(one, other, draws=100), between(other, one, draws=100)
    assert there.before["harm"].point == pytest.approx(assess(one).harm)
    assert there.after["harm"].point == pytest.approx(assess(other).harm)
    for measure in compared_rows():
        points = [part.explains[measure].point for part in there.parts]
        assert sum(points) == pytest.approx(there.whole[measure].point, rel=1e-12, abs=1e-12)
        means = [part.explains[measure].mean or 0.0 for part in there.parts]
        assert sum(means) == pytest.approx(there.whole[measure].mean or 0.0, rel=1e-9, abs=1e-9)
    named = {part.groups: part.explains["harm"] for part in back.parts}
    for part in there.parts:
        assert named[part.groups].point == pytest.approx(-part.explains["harm"].point, rel=1e-9, abs=1e-9)
        assert named[part.groups].low == pytest.approx(-(part.explains["harm"].high or 0.0), rel=1e-9, abs=1e-9)


def with_other_numbers(data_map: DataMap, seed: int) -> DataMap:
    """A map with some numbers at its addresses changed, and its first group twice as large."""
    draw = random.Random(seed)
    near = {a: e for a, e in data_map.estimates.items() if e.form == "plain" and e.best and a.count(".") < 3}
    chosen = draw.sample(sorted(near), min(3, len(near)))
    stated = {a: near[a].model_copy(update={"best": (near[a].best or 0.0) / 2}) for a in chosen}
    name, group = next(iter(data_map.users.items()))
    count = group.count.model_copy(update={"best": 2.0 * (group.count.best or 0.0)})
    users = {**data_map.users, name: group.model_copy(update={"count": count})}
    return data_map.model_copy(update={"estimates": {**data_map.estimates, **stated}, "users": users})


def hybrids(one: DataMap, other: DataMap) -> list[DataMap]:
    """Every map between two, groups that only make sense together as one."""
    by_group = groups_of(one, other)
    parts = joined(by_group.keys(), lambda chosen: is_possible(hybrid(one, other, by_group, chosen)))
    return [hybrid(one, other, by_group, chosen) for chosen in unions(parts)]


@pytest.mark.parametrize("seed", range(10))
def test_every_hybrid_of_two_random_maps_is_a_map_without_problems(seed: int) -> None:
    one, other = small_map(seed), small_map(seed + 1000)
    maps = hybrids(one, other)
    assert [read(expanded_text(each), "hybrid.yaml").problems for each in maps] == [()] * len(maps)
    assert [assess(maps[0]).harm, assess(maps[-1]).harm] == pytest.approx([assess(one).harm, assess(other).harm])


CASES = ("eu-saas", "every-key", "example-chat", "harbour", "own-state")


@pytest.mark.parametrize("pair", list(pairwise(CASES)), ids="-and-".join)
def test_every_hybrid_of_two_cases_is_a_map_without_problems(pair: tuple[str, str]) -> None:
    maps = hybrids(*map(case_map, pair))
    assert [read(expanded_text(each), "hybrid.yaml").problems for each in maps] == [()] * len(maps)


def test_a_hybrid_takes_along_what_it_names_and_leaves_out_numbers_about_what_is_not_there() -> None:
    one, other = map_of(BASE), map_of(CHANGED.replace("estimates: {", "estimates: {power.XB.yard: 0.9, "))
    by_group = groups_of(one, other)
    with_place = hybrid(one, other, by_group, ["place"])
    assert sorted(with_place.parties) == ["harbour", "parent", "yard"]
    assert sorted(with_place.systems) == ["pier", "quay"]
    assert with_place.people_in("people") == 1e6
    assert sorted(hybrid(one, other, by_group, ["law"]).estimates) == ["interest.XB", "power.XB.parent"]
    assert sorted(hybrid(one, other, by_group, GROUPS).estimates) == ["interest.XB", "power.XB.parent", "power.XB.yard"]


def test_groups_of_which_a_map_between_would_contradict_itself_are_one() -> None:
    moved = BASE.replace("viewpoint: XA", "viewpoint: XB").replace("people: {in: XA", "people: {in: XB")
    found = between(BASE, moved)
    assert list(parts(found)) == ["people and law"]
    said = [block.text for block in blocks(found) if isinstance(block, Text)]
    assert "People and law only make sense together, so that they are one group here." in said


def test_an_id_that_is_another_kind_of_thing_joins_the_groups_of_both() -> None:
    turned = BASE.replace("parent", "other").replace("pier", "parent").replace("other", "pier")
    found = between(BASE, turned)
    assert list(parts(found)) == ["place and owner", "law"]


def test_words_sources_and_options_explain_nothing() -> None:
    worded = BASE.replace("name: Harbour", "name: Haven").replace("hush:", "quiet:")
    worded = worded.replace("interest.XB: 0.8", "interest.XB: {best: 0.8, why: it says so}")
    found = between(BASE, "title: Another\nquestions: [Who asks?]\n" + worded, draws=100)
    zero = Quantity(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100, 0.0)
    assert [(part.groups, set(part.explains.values())) for part in found.parts] == [
        (("owner",), {zero}),
        (("law",), {zero}),
    ]
    assert [d.name for d in found.differences] == [
        "title",
        "app.name",
        "options.hush",
        "options.quiet",
        "questions.Who asks?",
        "estimates.interest.XB",
    ]


def test_the_middles_of_all_groups_add_up_to_the_difference_and_none_leaves_its_interval() -> None:
    found = between(BASE, CHANGED, draws=200)
    for measure in compared_rows():
        explained = [part.explains[measure] for part in found.parts]
        assert sum(q.middle for q in explained) == pytest.approx(found.whole[measure].middle)
        assert found.whole[measure].middle == pytest.approx(found.after[measure].middle - found.before[measure].middle)
        assert len(explained) == 4
        for q in explained:
            assert q.low is not None
            assert q.high is not None
            assert q.low <= q.middle <= q.high


def test_another_day_another_viewpoint_other_settings_and_options_in_force_are_law() -> None:
    wechat = case_map("wechat-2020")
    assert by_group(between(wechat, viewed(wechat, as_of="2026-01-01"))) == {"law": ["as_of"]}
    two = map_of(OF_A_NEW_GROUP)
    seen = between(two, viewed(two, viewpoint="XB"))
    assert by_group(seen) == {"law": ["viewpoint"]}
    assert seen.whole["harm"].point == pytest.approx(assess(viewed(two, viewpoint="XB")).harm - assess(two).harm)
    ratio = comparison_of(side(BASE), replace(side(BASE), settings=Settings(severity_ratio=10.0)), draws=0)
    assert by_group(ratio) == {"law": ["settings.severity_ratio"]}
    forced = comparison_of(side(BASE), replace(side(BASE), settings=Settings(options=("hush",))), draws=0)
    assert by_group(forced) == {"law": ["settings.options"]}
    assert parts(forced) == {"law": pytest.approx(-assess(map_of(BASE)).harm)}


def test_an_option_in_force_acts_on_every_map_between() -> None:
    forced = replace(side(CHANGED), settings=Settings(options=("hush",)))
    found = comparison_of(side(BASE), forced, draws=0)
    assert found.whole["harm"].point == pytest.approx(forced.run.harm - assess(map_of(BASE)).harm)
    assert sum(parts(found).values()) == pytest.approx(found.whole["harm"].point)


def test_what_each_side_comes_to_is_from_the_draws_that_somebody_has_made_of_it() -> None:
    sides = side(BASE), side(CHANGED)
    runs = [with_draws(each.run, 60) for each in sides]
    found = comparison_of(*sides, draws=40, runs=runs)
    assert [found.before, found.after] == list(map(measures_of, runs))


def test_an_option_that_ends_on_another_day_is_compared() -> None:
    one, other = (BASE.replace("hush: {do", f"hush: {{ends: {years} years, do") for years in (1, 2))
    assert by_group(between(one, other)) == {"law": ["options.hush.ends"]}


def test_rules_and_facts_behind_a_saved_result_are_law() -> None:
    today = between(BASE, BASE).before
    was = Quantity(today["harm"].point / 2, low=1.0, high=300.0)
    saved = replace(side(BASE), facts="older", recorded={**today, "harm": was})
    found = comparison_of(saved, side(CHANGED), draws=0)
    assert by_group(found)["law"] == ["estimates.interest.XB", "rules"]
    rules = parts(found)["law"] - parts(comparison_of(side(BASE), side(CHANGED), draws=0))["law"]
    assert rules == pytest.approx(was.point)
    alone = comparison_of(saved, side(BASE), draws=0)
    assert by_group(alone) == {"law": ["rules"]}
    assert parts(alone) == pytest.approx({"law": was.point})
    assert found.before["harm"] == was
    assert KEPT in [block.text for block in blocks(found) if isinstance(block, Notice)]
    assert sum(part.explains["harm"].point for part in found.parts) == pytest.approx(found.whole["harm"].point)


def test_intervals_are_of_the_same_draws_on_both_sides() -> None:
    found = between(BASE, BASE.replace("interest.XB: 0.8", "interest.XB: 0.6"), draws=200)
    (part,) = found.parts
    assert part.explains["harm"] == found.whole["harm"]
    assert part.explains["harm"].high is not None
    assert part.explains["harm"].high < 0.0


def test_a_note_has_a_row_for_each_group_and_a_waterfall_of_those_that_differ() -> None:
    found = between(BASE, CHANGED)
    assert [[cell.text for cell in cells[:2]] for cells in rows_of_groups(found)] == [
        ["People", "1 changed"],
        ["Data", "the same"],
        ["Place", "2 new"],
        ["Owner", "1 new"],
        ["Law", "1 changed"],
    ]
    (figure,) = [block for block in blocks(found) if isinstance(block, Figure)]
    assert figure.chart is not None
    assert figure.chart.kind == "waterfall"
    assert [mark.name for mark in figure.chart.marks] == ["From one", "People", "Place", "Owner", "Law", "To other"]
    ends = [mark.x for mark in figure.chart.marks]
    assert [mark.start for mark in figure.chart.marks[1:-1]] == ends[:-2]
    assert ends[-2] == pytest.approx(ends[-1])


def test_two_apps_are_called_by_their_names_in_the_waterfall() -> None:
    found = between(BASE, CHANGED.replace("name: Harbour", "name: Haven"))
    (figure,) = [block for block in blocks(found) if isinstance(block, Figure)]
    assert figure.chart is not None
    names = [mark.name for mark in figure.chart.marks]
    assert (names[0], names[-1]) == ("From Harbour", "To Haven")


def test_two_apps_are_told_apart_per_user_first_with_interval_and_certainty_then_by_the_state_asked_about() -> None:
    one, other = drawn_case("harbour", 400), drawn_case("example-chat", 400)
    lead, asked, *others = verdict(one, other)
    assert isinstance(lead, Text)
    each = r"(Harbour|ExampleChat) [\d.,]+ \([\d.,]+–[\d.,]+\)"
    told = re.fullmatch(
        rf"Per 100,000 users foreign states would harm seriously \(equivalent\), a year: {each}, {each}; "
        r"(Harbour|ExampleChat) does more in (\d+)% of simulations\.",
        lead.text,
    )
    assert told is not None, lead.text
    assert told[1] == told[3] != told[2]
    assert int(told[4]) >= 50
    assert isinstance(asked, NamedCells)
    assert [(name, cell.text) for name, cell in asked.rows] == [
        (run.data_map.app.name, page_one.lead_sentence(summary_parts(run)).text) for run in (one, other)
    ]
    foreign = one.number(0.0, lambda draws: draws.harm(*_foreign(one)))
    assert harm_per_user(one).draws == pytest.approx(foreign.draws / one.people.draws)
    assert "does more harm in all in" in " ".join(block.text for block in others if isinstance(block, Text))


def _foreign(run: Run) -> list[str]:
    return list(dict.fromkeys(event.actor for event in events_by_side(run)["foreign_states"]))


def test_the_list_by_id_has_a_table_for_each_group() -> None:
    assert [(table.caption, [cells[0].text for cells in table.rows]) for table in changed(between(BASE, CHANGED))] == [
        ("People: 1 changed", ["user group people: count changed"]),
        ("Place: 2 new", ["system quay new", "flow pier.quay new"]),
        ("Owner: 1 new", ["party yard new"]),
        (
            "Law: 1 changed",
            ["number interest.XB changed (Do the authorities of XB care about this app's data at all?)"],
        ),
    ]


def test_another_enforcement_of_one_outcome_is_told_to_people_alone() -> None:
    tiktok = case_map("tiktok-2020")
    found = between(viewed(tiktok, as_of="2025-01-19"), viewed(tiktok, as_of="2025-06-01"))
    (changed_law,) = (law for law in found.laws if law.regime == "us_pafaca")
    headlines = changed_law.before.headline, changed_law.after.headline
    assert headlines == (("prohibited", None, None), ("prohibited", "suspended", None))
    assert "us_pafaca" not in {law.regime for law in result(found).regimes}


def test_laws_that_answer_otherwise_and_routes_that_come_and_go_are_told() -> None:
    tiktok = case_map("tiktok-2020")
    found = between(tiktok, viewed(tiktok, as_of="2025-01-19"))
    outcomes = {(law.regime, law.before.outcome, law.after.outcome) for law in found.laws}
    assert ("us_pafaca", "not_in_force", "prohibited") in outcomes
    assert "us_pafaca" in {law.regime for law in result(found).regimes}
    routes = between(BASE, CHANGED)
    assert {way.data for way in routes.new_routes} == {"chats"}
    assert all(any("quay" in a for a in way.addresses) for way in routes.new_routes)
    assert routes.gone_routes == ()


def test_what_a_program_reads_holds_every_difference_and_sums() -> None:
    found = json.loads(text(between(BASE, CHANGED)))
    assert found["format"] == 3
    assert sum(part["explains"]["harm"]["point"] for part in found["groups"]) == pytest.approx(
        found["difference"]["harm"]["point"]
    )
    assert [part["groups"] for part in found["groups"]] == [["people"], ["place"], ["owner"], ["law"]]
    assert found["groups"][-1]["differences"] == [
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
    (table,) = changed(between(one, other))
    (cells,) = [[cell.text for cell in row[1:3]] for row in table.rows]
    assert cells == [
        "0.35 (pooled from 2 people), 90% 0.058–0.76; ben 0.1 (0.05–0.3)",
        "0.55 (pooled from 2 people), 90% 0.4–0.86; ben 0.5 (0.4–0.9)",
    ]


def test_with_draws_every_number_of_a_comparison_has_its_interval() -> None:
    found = between(BASE, CHANGED, draws=200)
    said = lead_sentence(found)
    assert said.count("90% interval") == 1  # all that follow stand in brackets alike
    brackets = re.findall(r"[(](?:90% interval )?[−+\d][^()]*[)]", said)
    assert len(brackets) == 3 * len(HARM_BY_SIDE) + 1
    explained, *_ = [block for block in blocks(found) if isinstance(block, Table)]
    columns = [column.title for column in explained.columns]
    bare = [
        cells[0].text
        for cells in explained.rows
        if "(" not in cells[columns.index("By foreign states")].text and cells[columns.index("By foreign states")].value
    ]
    assert bare == []
    routes = [block for block in blocks(found) if isinstance(block, Table) and block.caption.startswith("New routes")]
    assert routes[0].rows
    assert [cells[-1].text for cells in routes[0].rows if cells[-1].text == "not computed"] == []


def test_of_a_side_that_is_simulated_it_is_said_behind_the_lead() -> None:
    wide = ComparedMap("wide", map_of(BASE), Settings(nodes=2))
    found = list(blocks(comparison_of(wide, side(CHANGED, "other"), draws=0)))
    assert isinstance(found[1], Notice)
    assert found[1].text.startswith("wide: results are simulated, not exact.")
    exact = comparison_of(side(BASE), side(CHANGED, "other"), draws=0)
    assert not [each for each in blocks(exact) if isinstance(each, Notice) and "simulated" in each.text]


def test_an_owner_who_moves_takes_no_route_of_criminals_along() -> None:
    """The routes of its orders change hands; the old state is on the map no more, so its own takings end."""
    text_ = expanded_text(case_map("wechat-2020"))
    moved = map_of(text_.replace("organised_in: KY", "organised_in: US"))
    found = between(case_map("wechat-2020"), moved)
    every = found.one.run.all_routes
    of_old_state = Counter(way.event.threat.mode for way in every.filtered("state:KY"))
    assert set(of_old_state) == {"compelled", "covert", "placed"}
    assert Counter((way.event.actor, way.event.threat.mode) for way in found.gone_routes) == {
        ("state:KY", mode): routes for mode, routes in of_old_state.items()
    }
    assert Counter((way.event.actor, way.event.threat.mode) for way in found.new_routes) == {
        ("state:US", "compelled"): of_old_state["compelled"]
    }
    ended = of_old_state["covert"] + of_old_state["placed"]
    assert result(found).routes == BothRoutes(
        one=RoutesCompared(compared=len(every), all=True), other=RoutesCompared(compared=len(every) - ended, all=True)
    )


def test_where_not_all_routes_are_compared_page_and_json_say_how_many_are() -> None:
    many = with_many_routes()
    found = comparison_of(side(many, "one"), side(many.model_copy(update={"title": "Renamed"}), "other"), draws=0)
    assert (found.new_routes, found.gone_routes) == ((), ())
    assert result(found).routes.other == RoutesCompared(compared=1024, all=False)
    notices = [block.text for block in blocks(found) if isinstance(block, Notice)]
    assert [text for text in notices if "routes" in text] == [
        "other has more routes than the 1,024 that were looked for on the other side.",
        "one has more routes than the 1,024 that were looked for on the other side.",
    ]
