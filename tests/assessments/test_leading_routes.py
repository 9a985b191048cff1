"""Routes shown step by step: of each leading actor its most probable ones, in the order in which actors stand."""

from __future__ import annotations

import pytest

from assessments.report.blocks import StepByStep, Table, Text
from assessments.report.sections import actors, routes
from assessments.report.sections.routes import step_by_step
from assessments.report.sentences import actor_name
from assessments.results.actors import all_actors, leading
from assessments.results.routes import LITTLE, MergedRoute, by_actor, leading_routes, repeated_routes
from assessments.run import assess
from data_maps.reading import case_path
from tests.support.assessed import FEW, case, section
from tests.support.maps import map_of, with_many_routes


@pytest.mark.parametrize("name", FEW)
def test_the_first_route_of_an_actor_is_the_most_probable_that_it_has(name: str) -> None:
    run = case(name)
    first: dict[str, float] = {}
    for chain in leading_routes(run):
        first.setdefault(chain.first.event.actor, chain.first.probability)
    matter = [row.actor for row in leading(run, 5) if row.share_interval.point >= LITTLE]
    assert list(first)[: len(matter)] == matter
    assert first == {actor: run.likeliest_routes(actor=actor, k=1)[0].probability for actor in first}


def test_no_actor_hides_the_most_probable_route_of_another() -> None:
    first = leading_routes(case("wechat-2020"))
    assert len({chain.first.event.actor for chain in first}) == len(first) == 5


def test_the_section_says_how_many_routes_it_leaves_out_of_each_actor() -> None:
    (note, *_) = section("wechat-2020", routes.section).blocks
    assert isinstance(note, Text)
    every = by_actor(case("wechat-2020"))
    names = {
        chain.first.event.actor: actor_name(chain.first.event.actor) for chain in leading_routes(case("wechat-2020"))
    }
    shown = [f"{name} 1 of {len(every[actor].routes)}" for actor, name in names.items()]
    assert note.text.endswith(f"Shown: {', '.join(shown)}.")


def test_of_an_actor_every_route_of_a_filter_is_listed() -> None:
    wechat = case("wechat-2020")
    for filtered in ({}, {"data": "messages"}, {"users": "officials"}, {"data": "payments", "users": "officials"}):
        listed = by_actor(wechat, **filtered)
        ways = [
            way for row in all_actors(wechat) for way in wechat.likeliest_routes(actor=row.actor, k=10_000, **filtered)
        ]
        assert sum(len(chain.routes) for found in listed.values() for chain in found.routes) == len(ways)
        assert all(found.complete for found in listed.values())


def test_a_map_with_too_many_routes_to_look_for_says_that_there_are_more() -> None:
    (found,) = by_actor(assess(with_many_routes())).values()
    assert (found.count, found.complete) == ("more than 1,024", False)


@pytest.mark.parametrize(
    ("name", "others"), [("wechat-2020", ["criminals", "insiders"]), ("every-key", ["criminals", "buyers"])]
)
def test_actors_of_a_result_are_states_by_code_and_then_others(name: str, others: list[str]) -> None:
    actors = [row.actor for row in all_actors(case(name))]
    states = actors[: -len(others)]
    assert len(states) > 10
    assert actors == [*sorted(states), *others]


@pytest.mark.parametrize("name", FEW)
def test_actors_stand_in_one_order_in_tables_and_routes(name: str) -> None:
    run = case(name)
    tables = [block for block in section(name, actors.section).blocks if isinstance(block, Table)]
    shares = [[row[-1].value for row in table.rows] for table in tables]
    assert [list(share) for share in shares] == [sorted(share, key=lambda x: -(x or 0.0)) for share in shares]
    ranked = [row.actor for row in leading(run)]
    listed = list(dict.fromkeys(chain.first.event.actor for chain in leading_routes(run)))
    first = [row.actor for row in leading(run, 5) if row.share_interval.point >= LITTLE]
    assert listed[: len(first)] == first == [actor for actor in ranked if actor in first]


def test_routes_that_differ_in_nothing_but_who_it_is_are_told_apart_by_that_alone() -> None:
    wechat = case("wechat-2020")
    covert = [chain for found in by_actor(wechat).values() for chain in found.routes if _is_covert(chain)]
    found = [next(chain for chain in covert if chain.first.event.actor == actor) for actor in ("state:US", "state:CA")]
    assert repeated_routes(found) == {1: 0}
    _, other = step_by_step(wechat, found)
    said = "As route 1, step by step and just as open, by Canada (CA) instead of the United States (US). Data of "
    assert other.summary.startswith(said)


def _is_covert(chain: MergedRoute) -> bool:
    return "/covert/bulk/" in chain.first.event.key


def test_next_routes_follow_until_there_are_five_actor_by_actor() -> None:
    """Without what any state may take unasked four actors are left, of whom insiders hardly matter."""
    unasked = 'leave_out: [{event: "*/covert/*", why: apart}, {event: "*/placed/*", why: apart}]\n'
    run = assess(map_of(case_path("wechat-five-lines").read_text(encoding="utf-8") + unasked))
    titles = [block.title for block in routes.section(run).blocks if isinstance(block, StepByStep)]
    assert titles == [
        "1. Orders about many people by China (CN) at Tencent",
        "2. Orders about named people by China (CN) at Tencent",
        "3. Orders about many people by the United States (US) at Tencent",
        "4. Orders about named people by the United States (US) at Tencent",
        "5. Criminals breaking into Tencent",
    ]


@pytest.mark.parametrize("name", FEW)
def test_an_actor_that_hardly_matters_comes_after_all_others(name: str) -> None:
    shares = {row.actor: row.share_interval.point for row in all_actors(case(name))}
    matters = [shares[chain.first.event.actor] >= LITTLE for chain in leading_routes(case(name), 12)]
    assert matters == sorted(matters, reverse=True)
