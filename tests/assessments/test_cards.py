"""Every box and line of every diagram has a card, and every number has its grounds."""

from __future__ import annotations

import re
from functools import cache

import pytest

from assessments.report.blocks import Cell, Facts, Heading
from assessments.report.cards import card
from assessments.report.figures.flow_map import picture
from assessments.report.grounds import grounds, grounds_table
from assessments.report.remaining import first_closings, is_open, remaining
from assessments.results.exposed import actor_rows
from assessments.results.leading_routes import chains
from assessments.results.ledger import ledger_rows
from assessments.run import Assessment, assess
from data_maps.reading import case_names, read_path


@cache
def case(name: str) -> Assessment:
    data_map = read_path(f"case:{name}").data_map
    assert data_map is not None
    return assess(data_map)


def facts(assessment: Assessment, id: str) -> tuple[str, dict[str, Cell]]:
    heading, rows = card(assessment, id, chains(assessment))
    assert isinstance(heading, Heading)
    assert isinstance(rows, Facts)
    return heading.text, dict(rows.rows)


@pytest.mark.parametrize("name", [name for name in case_names() if name != "every-key"])
def test_every_box_and_line_has_a_card(name: str) -> None:
    assessment = case(name)
    drawn = picture(assessment) + picture(assessment, small=True)
    ids = dict.fromkeys(re.findall(r'<g id="([ne]:[^"]+)"', drawn))
    assert ids
    for id in ids:
        title, rows = facts(assessment, id)
        assert title.strip()
        assert "Route" in rows or "Routes" in rows


def test_a_system_says_where_it_stands_who_runs_it_and_who_says_so() -> None:
    title, rows = facts(case("example-chat"), "n:system:main")
    shown = {name: cell.text for name, cell in rows.items() if name not in ("Route", "Number")}
    assert (title, shown) == (
        "main",
        {
            "Stands in": "XA",
            "Run by": "Example Chat Operations",
            "Keys": "operator",
            "Who says so": "the map, without a source",
            "Where": "case:example-chat:61:9",
        },
    )


def test_parties_in_one_box_are_told_one_by_one() -> None:
    heading, rows = card(case("tiktok-2020"), "n:parties:CN", ())
    assert heading == Heading("Parties run from China")
    assert isinstance(rows, Facts)
    assert [(name, cell.text) for name, cell in rows.rows][:-1] == [
        ("Company", "ByteDance Ltd., organised in Cayman Islands"),
        ("Company", "TikTok Ltd., organised in Cayman Islands"),
        ("Person", "Founders of ByteDance, organised in China"),
    ]


def test_the_numbers_about_a_box_or_a_line_stand_in_its_card_and_lead_to_the_ledger() -> None:
    def numbers(name: str, id: str) -> list[str | None]:
        _, rows = card(case(name), id, chains(case(name)))
        assert isinstance(rows, Facts)
        return [cell.about for title, cell in rows.rows if title == "Number"]

    assert numbers("wechat-five-lines", "n:state:CN") == ["interest.CN", "demand.covert.CN", "taken.covert.CN"]
    assert numbers("wechat-five-lines", "n:party:tencent")[0] == "custody.tencent.service"
    assert numbers("tiktok-2020", "e:contacts-allowed") == ["share.contacts-allowed"]
    assert numbers("wechat-five-lines", "n:actor:criminals") == []


def test_what_stands_in_no_map_is_named_and_no_more() -> None:
    assert facts(case("example-chat"), "n:system:<b>")[0] == "<b>"


def test_the_grounds_of_an_actor_are_its_own_and_the_ones_that_move_most_come_first() -> None:
    assessment = case("wechat-five-lines")
    rows = grounds(assessment, ["criminals"])
    assert [row.number.address for row in rows if ".US" in row.number.address or ".CN" in row.number.address] == []
    assert "identified.criminals" in [row.number.address for row in rows]
    moved = [abs(row.elasticity) for row in rows]
    assert moved == sorted(moved, reverse=True)
    assert len(grounds_table(assessment, rows, "").rows) == len(rows)


def test_the_grounds_of_all_actors_are_the_ledger_without_what_is_exact_or_moves_nothing() -> None:
    assessment = case("wechat-five-lines")
    everyone = grounds(assessment, [row.actor for row in actor_rows(assessment)])
    assert everyone == tuple(r for r in ledger_rows(assessment) if r.elasticity and not r.number.exact)


def test_closing_a_choke_point_closes_every_route_of_its_actor() -> None:
    assessment = case("wechat-five-lines")
    for closing in first_closings(assessment, "state:CN"):
        open_ = [c for c in chains(assessment, 12) if c.way.event.actor == "state:CN" and is_open(c, closing.closes)]
        assert open_ == []


def test_what_remains_without_anything_closed_in_a_map_without_harm_is_no_harm() -> None:
    text = remaining(case("harbour"), case("harbour").events.inputs).text
    assert text.startswith(f"With these {len(case('harbour').events.inputs)} steps switched off, no severe equivalents")
