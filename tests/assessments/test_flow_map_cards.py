"""Every box and line of every diagram has a card, and every number has its grounds."""

from __future__ import annotations

import re
from functools import cache
from html import unescape

import pytest

from assessments.report.blocks import Cell, Heading, NamedCells
from assessments.report.figures.flow_map import picture
from assessments.report.glossary import HARMED
from assessments.report.number_cards import card, grounds_table
from assessments.report.sections.choke_points import first_choke_points, is_open, remaining
from assessments.results.actors import all_actors
from assessments.results.ledger import grounds, ledger_rows
from assessments.results.routes import Listed, as_one_list, by_actor, leading_routes
from assessments.run import Run
from risk.routes import EventRoute
from tests.support.assessed import FEW, case


@cache
def routes(name: str) -> Listed:
    return as_one_list(by_actor(case(name)).values())


def facts(name: str, id: str, looked_at: Listed | None = None) -> tuple[str, dict[str, Cell]]:
    heading, rows = card(case(name), id, looked_at or routes(name))
    assert isinstance(heading, Heading)
    assert isinstance(rows, NamedCells)
    return heading.text, dict(rows.rows)


def drawn_ids(run: Run) -> dict[str, None]:
    """The ids of every box and line of the whole diagram and of the small one."""
    drawn = picture(run) + picture(run, small=True)
    return dict.fromkeys(map(unescape, re.findall(r'<g id="([ne]:[^"]+)"', drawn)))


@pytest.mark.parametrize("name", FEW)
def test_every_box_and_line_has_a_card(name: str) -> None:
    assert drawn_ids(case(name))
    few = Listed(leading_routes(case(name)), complete=False)
    for id in drawn_ids(case(name)):
        title, rows = facts(name, id, few)
        assert title.strip()
        assert "Routes" in rows


def test_a_card_counts_every_route_through_its_box_or_line() -> None:
    parties = case("wechat-2020").data_map.parties
    chinese = {id for id, party in parties.items() if party.run_from == "CN"}
    through = {
        "n:parties:CN": lambda way: chinese & ends(way),
        "n:system:hong-kong-servers": lambda way: "hong-kong-servers" in ends(way),
        "n:people:people-at-risk": lambda way: way.users == "people-at-risk",
        "e:control.tenpay.tencent-holdings": lambda way: "control.tencent-holdings.tenpay" in way.addresses,
    }
    every = routes("wechat-2020").routes
    for id, runs_along in through.items():
        count = sum(any(map(runs_along, chain.routes)) for chain in every)
        assert 0 < count < len(every)
        assert facts("wechat-2020", id)[1]["Routes"].text == f"{count} of {len(every)} through it"


def ends(way: EventRoute) -> set[str]:
    """The ids of everything that a route runs along."""
    return {id for hop in way.hops for _, id in (hop.source, hop.target)}


def test_a_card_that_has_not_looked_through_every_route_says_how_many_it_has() -> None:
    looked_at = Listed(routes("harbour").routes[:1], complete=False)
    _, rows = card(case("harbour"), "n:system:elsewhere", looked_at)
    assert isinstance(rows, NamedCells)
    assert dict(rows.rows)["Routes"].text == "none of the 1 most probable through it"


def test_a_system_says_where_it_stands_who_runs_it_and_who_says_so() -> None:
    title, rows = facts("example-chat", "n:system:main")
    shown = {name: cell.text for name, cell in rows.items() if name not in ("Route", "Routes", "Number")}
    assert (title, shown) == (
        "main",
        {
            "Stands in": "XA",
            "Run by": "Example Chat Operations",
            "Keys": "operator",
            "Who says so": "the map, without a source",
            "Where": "line 62",
        },
    )


def test_parties_in_one_box_are_told_one_by_one() -> None:
    """Those run from there that hold data or own who does, in the order of the map."""
    heading, rows = card(case("wechat-2020"), "n:parties:CN", Listed((), True))
    assert heading == Heading("Parties run from China")
    assert isinstance(rows, NamedCells)
    assert [(name, cell.text) for name, cell in rows.rows][:-1] == [
        ("Company", "Shenzhen Tencent Computer Systems Co. Ltd, organised in China"),
        ("Company", "Tenpay, organised in China"),
        ("Company", "Tencent Holdings Ltd, organised in Cayman Islands"),
        ("Person", "Ma Huateng, organised in China"),
    ]


def test_the_numbers_about_a_box_or_a_line_stand_in_its_card_and_lead_to_the_ledger() -> None:
    """Of 5,243, China has 273.2 by who is identified and 260.95 by orders for all; targeted ones come to 3,344."""

    def numbers(name: str, id: str) -> list[str | None]:
        _, rows = card(case(name), id, routes(name))
        assert isinstance(rows, NamedCells)
        return [cell.about for title, cell in rows.rows if title == "Number"]

    first, *others = numbers("wechat-five-lines", "n:state:CN")
    assert first == "identified.state:CN"
    assert set(others) < {"demand.whole.CN", "carried_out.whole.CN.tencent", "taken.whole.CN"}
    first, *others = numbers("wechat-five-lines", "n:party:tencent")
    assert first == "clear.tencent.unknown"
    assert set(others) == {"demand.targeted.US.tencent", "carried_out.targeted.US.tencent"}
    assert numbers("tiktok-2020", "e:contacts-allowed") == ["share.contacts-allowed"]
    assert numbers("wechat-five-lines", "n:actor:criminals") == []


def test_what_stands_in_no_map_is_named_and_no_more() -> None:
    assert facts("example-chat", "n:system:<b>")[0] == "<b>"


def test_the_grounds_of_an_actor_are_its_own_and_the_ones_that_move_most_come_first() -> None:
    run = case("wechat-five-lines")
    rows = grounds(run, ["criminals"])
    assert [row.number.address for row in rows if ".US" in row.number.address or ".CN" in row.number.address] == []
    assert "identified.criminals" in [row.number.address for row in rows]
    moved = [abs(row.elasticity) for row in rows]
    assert moved == sorted(moved, reverse=True)
    assert len(grounds_table(run, rows, "").rows) == len(rows)


def test_the_grounds_of_all_actors_are_the_ledger_without_what_is_exact_or_moves_nothing() -> None:
    run = case("wechat-five-lines")
    everyone = grounds(run, [row.actor for row in all_actors(run)])
    assert everyone == tuple(r for r in ledger_rows(run) if r.elasticity and not r.number.exact)


def test_closing_a_choke_point_closes_every_route_of_its_actor() -> None:
    run = case("wechat-five-lines")
    for closing in first_choke_points(run, "state:CN"):
        open_ = [c for c in leading_routes(run, 12) if c.first.event.actor == "state:CN" and is_open(c, closing.closes)]
        assert open_ == []


def test_what_remains_without_anything_closed_in_a_map_without_harm_is_no_harm() -> None:
    text = remaining(case("harbour"), case("harbour").events.inputs).text
    steps = len(case("harbour").events.inputs)
    assert text == (
        f"With these {steps} steps switched off, {HARMED} a year that would remain: none of 210 "
        "(interval not computed) by foreign states."
    )
