"""The flow diagram: what is in it, what it is called, and that text in it stays text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from assessments.report.figures.flow_map import MOST_NODES, folded, gathered, parts, picture
from assessments.report.figures.label_placement import Box
from assessments.report.figures.svg import width
from assessments.results.routes import leading_routes
from assessments.run import Run, assess
from benchmarks.maps import generated
from risk.arrays import Floats
from risk.options.timeline import with_options
from tests.support.assessed import FEW, HOSTILE, case, case_map, hostile, written
from tests.support.maps import map_of

SVG = "{http://www.w3.org/2000/svg}"


def groups(svg: str, kind: str) -> dict[str, ET.Element]:
    """The nodes or the edges of a diagram by their ids."""
    found = [g for g in ET.fromstring(svg).iter(f"{SVG}g") if kind in g.get("class", "").split()]
    ids = [g.get("id", "") for g in found]
    assert len(set(ids)) == len(ids)
    return dict(zip(ids, found, strict=True))


def text_of(group: ET.Element) -> list[str]:
    return [text.text or "" for text in group.iter(f"{SVG}text")]


def many_systems(count: int) -> Run:
    systems = "".join(f"  s{n}: {{operator: p{n % 3}, in: XA, keys: operator}}\n" for n in range(count))
    flows = "".join(f"  - {{from: people, to: s{n}, data: chats}}\n" for n in range(count))
    parties = "".join(f"  p{n}: {{organised_in: XB}}\n" for n in range(3))
    return written(
        "app: {name: A, operator: p0}\nas_of: 2026-03-01\nviewpoint: XA\nusers: {people: {in: XA, count: 1M}}\n"
        f"data: {{chats: text}}\nparties:\n{parties}systems:\n{systems}flows:\n{flows}"
    )


def test_the_map_worked_by_hand_is_drawn_whole() -> None:
    svg = picture(case("harbour"))
    assert sorted(groups(svg, "node")) == [
        "n:data:chats+log",
        "n:party:harbour",
        "n:party:helpers",
        "n:party:parent",
        "n:people:people",
        "n:state:XA",
        "n:state:XB",
        "n:system:pier",
    ]
    assert sorted(groups(svg, "edge")) == [
        "e:carries.chats+log.pier",
        "e:control.harbour.parent",
        "e:control.helpers.parent",
        "e:custody.pier.harbour",
        "e:custody.pier.helpers",
        "e:people.pier",
        "e:power.harbour.XA",
        "e:power.helpers.XA",
        "e:power.parent.XB",
        "e:power.pier.XA",
    ]


def boxes(svg: str) -> dict[str, Box]:
    """Each box of a diagram by its id, and each of its words with the line they belong to."""
    found = {}
    for id, group in groups(svg, "node").items():
        outline = group.find(f"{SVG}path")
        assert outline is not None
        numbers = [float(n) for n in re.findall(r"-?[0-9.]+", outline.get("d", ""))]
        found[id] = Box(min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2]))
    for id, group in groups(svg, "edge").items():
        for text in group.iter(f"{SVG}text"):
            size, x, y = (float(text.get(name, "0")) for name in ("font-size", "x", "y"))
            half = width(text.text or "", size) / 2
            found[f"words of {id}"] = Box(x - half, y - 0.75 * size, x + half, y + 0.25 * size)
    return found


def curves(svg: str) -> dict[str, tuple[Floats, float]]:
    """Points on each line of a diagram, far closer than it is thick, and half of how thick it is."""
    found = {}
    t = np.linspace(0.0, 1.0, 500)[:, None]
    for id, group in groups(svg, "edge").items():
        cubics = [chain[at : at + 4] for chain in outlines(group) for at in range(0, len(chain) - 3, 3)]
        points = [
            (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d for a, b, c, d in cubics
        ]
        path = group.find(f"{SVG}path")
        assert path is not None
        found[id] = np.concatenate(points), float(path.get("stroke-width", "1")) / 2.0
    return found


def outlines(edge: ET.Element) -> list[Floats]:
    """The chains of cubic curves that a line is drawn as: one, or two with words between them."""
    path = edge.find(f"{SVG}path")
    assert path is not None
    chains = [re.findall(r"-?[0-9.]+", chain) for chain in path.get("d", "").split("M")[1:]]
    return [np.array(chain, dtype=np.float64).reshape(-1, 2) for chain in chains]


def overlapping(svg: str) -> list[tuple[str, str]]:
    """The pairs of boxes or words that lie on each other, and the words with each line that runs through them."""

    def apart(a: Box, b: Box) -> bool:
        return a.left >= b.right or b.left >= a.right or a.top >= b.bottom or b.top >= a.bottom

    def crosses(points: Floats, thick: float, box: Box) -> bool:
        inside = (points > [box.left - thick, box.top - thick]) & (points < [box.right + thick, box.bottom + thick])
        return bool(inside.all(axis=1).any())

    found, lines = boxes(svg), curves(svg)
    return [
        *((a, b) for (a, one), (b, other) in combinations(found.items(), 2) if not apart(one, other)),
        *((a, id) for a, box in found.items() if " " in a for id, line in lines.items() if crosses(*line, box)),
        *((a, id) for a, box in names(svg).items() for id, line in lines.items() if crosses(*line, box)),
    ]


def names(svg: str) -> dict[str, Box]:
    """The letters in each box of a diagram, as one rectangle."""
    found = {}
    for id, group in groups(svg, "node").items():
        texts = list(group.iter(f"{SVG}text"))
        x, ys = float(texts[0].get("x", "0")), [float(text.get("y", "0")) for text in texts]
        half = max(width(line, 12.0) for line in text_of(group)) / 2.0
        found[id] = Box(x - half, min(ys) - 9.0, x + half, max(ys) + 3.0)
    return found


@cache
def very_large() -> Run:
    """A map of 60 systems."""
    return written(generated("realistic", 60))


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("name", FEW)
def test_no_words_lie_on_a_box_a_line_or_other_words(name: str, small: bool) -> None:
    assert overlapping(picture(case(name), small=small)) == []


def test_of_all_words_of_lines_most_are_drawn_and_the_others_told() -> None:
    edges = [edge for name in FEW for edge in groups(picture(case(name)), "edge").values()]
    told, drawn = (sum(len(edge.findall(f"{SVG}{tag}")) for edge in edges) for tag in ("desc", "text"))
    assert 0 < told < drawn


@pytest.mark.parametrize("small", [False, True])
def test_of_a_very_large_map_no_words_lie_on_anything_either(small: bool) -> None:
    svg = picture(very_large(), small=small)
    assert overlapping(svg) == []
    assert len(groups(svg, "node")) <= MOST_NODES
    assert any(text_of(group) for group in groups(svg, "edge").values()) is not small


def test_a_line_with_words_in_it_is_drawn_up_to_them_on_both_sides() -> None:
    svg = picture(case("wechat-2020"))
    gaps = {id: np.argmax(np.hypot(*np.diff(line, axis=0).T)) for id, (line, _) in curves(svg).items()}
    broken = [id for id, edge in groups(svg, "edge").items() if len(outlines(edge)) == 2]
    assert len(broken) > 5
    for id in broken:
        words, ends = boxes(svg)[f"words of {id}"], curves(svg)[id][0][gaps[id] : gaps[id] + 2]
        assert (ends >= [words.left - 4.0, words.top - 4.0]).all()
        assert (ends <= [words.right + 4.0, words.bottom + 4.0]).all()


def test_how_criminals_and_buyers_take_data_stands_in_their_box() -> None:
    nodes = groups(picture(case("every-key")), "node")
    assert [text_of(nodes[f"n:actor:{actor}"]) for actor in ("buyers", "criminals")] == [
        ["buyers", "sale"],
        ["criminals", "intrusion"],
    ]
    assert text_of(groups(picture(case("wechat-2020")), "node")["n:actor:insiders"]) == ["insiders"]


def test_what_a_box_says_over_several_lines_is_told_in_one_piece() -> None:
    own = groups(picture(case("wechat-2020"), small=True), "node")["n:state:US"]
    assert text_of(own) == ["United", "States, own"]
    assert own.findtext(f"{SVG}desc") == "United States, own"


def test_of_a_very_long_name_a_box_has_the_beginning_and_its_description_all() -> None:
    name = "The Federated Municipal Consortium for Shared Communication of the Northern and Southern Provinces"
    svg = picture(hostile(f"{name} {name}"), small=True)
    system = groups(svg, "node")["n:system:pier"]
    assert text_of(system)[0] == "The Federated"
    assert [line for line in text_of(system) if line.endswith("…")] == [text_of(system)[3]]
    assert (system.findtext(f"{SVG}desc") or "").startswith(f"{name} {name}, in")


def test_where_a_name_is_cut_the_mark_stands_behind_a_part_of_it() -> None:
    system = groups(picture(hostile("Consortium " * 9), small=True), "node")["n:system:pier"]
    assert text_of(system)[:4] == ["Consortium"] * 3 + ["Consortium…"]


def test_words_that_no_place_is_left_for_are_told_and_not_drawn() -> None:
    edges = groups(picture(case("every-key")), "edge")
    told = {id: edge.findtext(f"{SVG}desc") for id, edge in edges.items() if edge.find(f"{SVG}desc") is not None}
    assert "" not in told.values()
    assert [text_of(edges[id]) for id in told] == [[]] * len(told) != []


@pytest.mark.parametrize("name", FEW)
def test_names_fit_into_their_boxes(name: str) -> None:
    svg = picture(case(name))
    for id, group in groups(svg, "node").items():
        widest = max(width(line, 12.0) for line in text_of(group))
        assert boxes(svg)[id].right - boxes(svg)[id].left >= widest + 12.0


def test_what_stands_under_one_state_stands_in_its_band() -> None:
    svg = picture(case("wechat-2020"))
    bands = {g.get("id"): g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "cluster"}
    assert sorted(filter(None, bands)) == ["b:CA", "b:CN", "b:HK", "b:NL", "b:SG"]
    outline = bands["b:CN"].find(f"{SVG}polygon")
    assert outline is not None
    points = [tuple(map(float, pair.split(","))) for pair in outline.get("points", "").split()]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    inside = {id for id, b in boxes(svg).items() if left <= b.left and b.right <= right and top <= b.top <= bottom}
    assert {"n:state:CN", "n:party:tencent-holdings", "n:party:founder", "n:system:pay-systems"} <= inside
    assert not inside & {"n:state:US", "n:party:prosus", "n:actor:criminals"}


def test_nodes_say_their_name_and_kind_and_edges_their_ends() -> None:
    svg = picture(case("harbour"))
    assert text_of(groups(svg, "node")["n:system:pier"]) == ["pier", "system in XA"]
    assert groups(svg, "node")["n:system:pier"].get("class") == "node system"
    assert groups(svg, "edge")["e:power.parent.XB"].get("class") == "edge s:n:party:parent t:n:state:XB power route"
    assert text_of(groups(svg, "edge")["e:control.harbour.parent"]) == ["100%"]


@pytest.mark.parametrize("name", FEW)
def test_every_edge_ends_at_a_node_of_the_picture(name: str) -> None:
    svg = picture(case(name))
    nodes = groups(svg, "node")
    for edge in groups(svg, "edge").values():
        ends = [part[2:] for part in edge.get("class", "").split() if part.startswith(("s:", "t:"))]
        assert len(ends) == 2
        assert set(ends) <= set(nodes)


@pytest.mark.parametrize("small", [False, True])
def test_a_state_that_an_option_cut_off_has_no_box(small: bool) -> None:
    apart = with_options(case_map("wechat-2020"), ("us-storage",))
    svg, before = picture(assess(apart), small=small), picture(case("wechat-2020"), small=small)
    ends = {name for edge in groups(svg, "edge").values() for name in edge.get("class", "").split()}
    assert [id for id in groups(svg, "node") if not {f"s:{id}", f"t:{id}"} & ends] == []
    gone = groups(before, "node").keys() - groups(svg, "node").keys()
    assert {id for id in gone if id.startswith("n:state:")} == {"n:state:CA", "n:state:HK"}


@pytest.mark.parametrize("name", FEW)
def test_the_parts_of_every_told_route_are_in_the_picture(name: str) -> None:
    svg = picture(case(name))
    drawn = {*groups(svg, "node"), *groups(svg, "edge")}
    for chain in leading_routes(case(name)):
        assert [part for part in parts(case(name), chain.first) if part not in drawn] == []


def test_the_most_probable_routes_are_heavier() -> None:
    edges = groups(picture(case("harbour")), "edge")

    def width(edge: ET.Element) -> float:
        path = edge.find(f"{SVG}path")
        assert path is not None
        return float(path.get("stroke-width", "1"))

    assert width(edges["e:power.parent.XB"]) > width(edges["e:control.helpers.parent"])
    assert width(edges["e:control.harbour.parent"]) >= 2.5


def test_what_is_assumed_is_dashed() -> None:
    svg = picture(case("wechat-five-lines"))
    assert "assumed" in (groups(svg, "node")["n:system:service"].get("class") or "").split()
    assert "assumed" not in (groups(svg, "node")["n:party:tencent"].get("class") or "").split()
    assert ".flows .assumed path{stroke-dasharray" in svg


def test_the_same_map_gives_the_same_bytes() -> None:
    assert picture(case("eu-saas")) == picture(case("eu-saas"))


def test_a_screen_reader_is_told_what_it_shows() -> None:
    root = ET.fromstring(picture(case("harbour")))
    named = {child.get("id"): child.text for child in root if child.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("role") == "img"
    assert (root.get("aria-labelledby") or "").split() == list(named)
    assert [title.text for title in root.iter(f"{SVG}title")] == [named["flow-map-title"]] == ["Flow of data: Harbour"]
    assert (named["flow-map-desc"] or "").startswith(
        "From people, data flow to 1 system that 3 parties run, own or reach"
    )


def test_hostile_text_stays_text() -> None:
    svg = picture(hostile())
    root = ET.fromstring(svg)
    allowed = {"svg", "title", "desc", "style", "g", "path", "polygon", "text", "a"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= allowed
    assert not any(name.startswith("on") or "href" in name for element in root.iter() for name in element.attrib)
    assert "".join(text_of(groups(svg, "node")["n:system:pier"])).startswith('<script>alert("x")</script>')
    assert HOSTILE in (root.findtext(f"{SVG}title") or "")


def test_colours_come_with_the_theme_and_no_state_has_one_of_its_own() -> None:
    svg = picture(case("wechat-2020"))
    assert "@media screen and (prefers-color-scheme:dark)" in svg
    assert re.findall(r"n:state|\.state", re.findall(r"<style>(.*?)</style>", svg, re.DOTALL)[0]) == []


def test_a_large_map_is_folded_by_party_and_opens() -> None:
    large = many_systems(MOST_NODES)
    closed, opened = groups(picture(large), "node"), groups(picture(large, opened=frozenset({"p1"})), "node")
    assert [id for id in closed if id.startswith("n:system:")] == []
    assert text_of(closed["n:party:p1"])[-1] == "20 systems inside"
    assert sorted(id for id in opened if id.startswith("n:system:")) == sorted(
        f"n:system:s{n}" for n in range(1, 60, 3)
    )


def test_flows_that_fold_into_one_line_are_counted_and_routes_run_along_it() -> None:
    large = many_systems(MOST_NODES)
    svg = picture(large)
    assert len(groups(svg, "edge")) < 3 * MOST_NODES / 10
    drawn = {*groups(svg, "node"), *groups(svg, "edge")}
    for chain in leading_routes(large):
        assert [part for part in parts(large, chain.first) if part not in drawn] == []
    assert folded(large) == {"p0": 20, "p1": 20, "p2": 20}
    assert overlapping(svg) == []


def test_a_small_map_is_not_folded() -> None:
    assert folded(many_systems(9)) == {}
    assert len([id for id in groups(picture(many_systems(9)), "node") if id.startswith("n:system:")]) == 9


def test_where_there_is_little_room_parties_run_from_one_state_are_one_box() -> None:
    chat = case("every-key")
    assert gathered(chat) == {
        "n:parties:XA": ("lantern-service", "club", "trustee", "reviewer"),
        "n:parties:XB": ("lantern", "lantern-works", "founder", "fund"),
        "n:parties:XD": ("broker", "adverts"),
    }
    small = groups(picture(chat, small=True), "node")
    assert sorted(id for id in small if id.startswith("n:part")) == ["n:parties:XA", "n:parties:XB", "n:parties:XD"]
    assert text_of(small["n:parties:XA"]) == ["4 parties,", "XA"]
    assert text_of(small["n:system:vault"]) == ["vault", "in XA"]
    opened = groups(picture(chat, small=True, opened=frozenset({"n:parties:XD"})), "node")
    assert sorted(id for id in opened if id.startswith("n:part")) == [
        "n:parties:XA",
        "n:parties:XB",
        "n:party:adverts",
        "n:party:broker",
    ]


def test_few_parties_stand_each_for_itself_however_little_room_there_is() -> None:
    assert gathered(case("harbour")) == {}
    assert (
        groups(picture(case("harbour"), small=True), "node").keys() == groups(picture(case("harbour")), "node").keys()
    )


@pytest.mark.parametrize("name", FEW)
def test_a_small_picture_has_every_route_and_no_words_on_each_other(name: str) -> None:
    svg = picture(case(name), small=True)
    nodes, edges = groups(svg, "node"), groups(svg, "edge")
    assert overlapping(svg) == []
    for chain in leading_routes(case(name)):
        assert set(parts(case(name), chain.first, small=True)) <= {*nodes, *edges}
    assert {end[2:] for edge in edges.values() for end in (edge.get("class") or "").split()[1:3]} <= set(nodes)


@pytest.mark.parametrize("name", FEW)
def test_a_small_picture_can_be_read_in_half_a_page(name: str) -> None:
    view = re.search(r'viewBox="0 0 (\d+) (\d+)"', picture(case(name), small=True))
    assert view is not None
    wide, high = int(view[1]), int(view[2])
    assert 12.0 * min(468 / wide, 262 / high) >= 9.5  # on the overview
    assert 12.0 * min(470 / wide, 520 / high) >= 11.0  # on the map page, in a window 1280 wide
    assert 12.0 * min(342 / wide, 480 / high) >= 9.0  # the same in one 1024 wide


def test_of_a_small_picture_no_word_is_broken_in_two() -> None:
    assert [
        line
        for group in groups(picture(case("wechat-2020"), small=True), "node").values()
        for line in text_of(group)
        if "International" in line
    ] == ["International"]


TWO_SYSTEMS = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {few: {in: XA, count: 1M}, many: {in: XA, count: 2M}}
data: {chats: text}
parties: {harbour: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}, quay: {operator: harbour, in: XA, keys: operator}}
flows: [{from: few, to: pier, data: chats}, {from: many, to: quay, data: chats, share: 50%}]
"""
TAKERS = (("intrusion", "criminals"), ("insider", "insiders"))


def test_a_small_picture_draws_a_taking_from_one_place_that_of_its_route_or_of_most_people() -> None:
    """The leading route of criminals ends at the pier, to which more of each person's data flow; insiders have none."""
    run = assess(map_of(TWO_SYSTEMS))
    whole, small = (
        [id_ for id_ in groups(picture(run, small=small), "edge") if id_.startswith(("e:intrusion.", "e:insider."))]
        for small in (False, True)
    )
    lines = [f"e:{mode}.{place}.{who}" for place in ("pier", "quay") for mode, who in TAKERS]
    assert sorted(whole) == sorted(lines)
    assert sorted(small) == ["e:insider.quay.insiders", "e:intrusion.pier.criminals"]
