"""The exposure graph as networkx and graph editors have it."""

from __future__ import annotations

import io
import math
from pathlib import Path
from typing import Any, get_args, get_type_hints

import networkx as nx
import pytest

import datareach
from risk.graph import COSTLIEST, EdgeAttributes, GraphEdgeKind, GraphNodeKind, NodeAttributes, graphml
from tests.support.commanded import run

CASES = ("every-key", "harbour", "own-state", "tiktok-2020", "wechat-2020")
HOSTILE = """
app: {name: A, operator: o}
as_of: 2026-03-01
viewpoint: US
users: {g: {in: US, count: 1M, name: "</node><script>&amp;]]>"}}
data: [text]
parties: {o: {organised_in: US, name: "'\\" onload=\\"x"}}
systems: {s: {operator: o, in: US, keys: operator, name: "<!ENTITY a> \u4e2d\U0001f600"}}
flows: [{from: g, to: s, data: text}]
"""


def read_back(text: str) -> Any:
    return nx.read_graphml(io.BytesIO(text.encode()), force_multigraph=True)


def contents(graph: Any) -> tuple[object, object]:
    """The nodes, and the edges by their keys, with all their attributes."""
    return dict(graph.nodes(data=True)), {key: (a, b, tie) for a, b, key, tie in graph.edges(keys=True, data=True)}


@pytest.mark.parametrize("case", CASES)
def test_networkx_reads_a_graph_back_as_it_was_written(case: str) -> None:
    graph = datareach.graph(datareach.read(f"case:{case}"))
    assert contents(read_back(graphml(graph))) == contents(graph)


@pytest.mark.parametrize("case", CASES)
def test_every_attribute_is_a_documented_one_of_its_type(case: str) -> None:
    graph = datareach.graph(datareach.read(f"case:{case}"))
    nodes = [about for _, about in graph.nodes(data=True)]
    ties = [about for *_, about in graph.edges(data=True)]
    for listed, table in ((nodes, NodeAttributes), (ties, EdgeAttributes)):
        types = {name: float if hint is float else str for name, hint in get_type_hints(table).items()}
        values = [(name, value) for about in listed for name, value in about.items()]
        assert [each for each in values if type(each[1]) is not types[each[0]]] == []
    page = Path("docs/library.md").read_text(encoding="utf-8").partition("## The graph")[2].partition("\n## ")[0]
    names = {*get_type_hints(NodeAttributes), *get_type_hints(EdgeAttributes)}
    assert {name for name in names if f"`{name}`" not in page} == set()
    kinds = (*get_args(GraphNodeKind), *get_args(GraphEdgeKind))
    assert [kind for kind in kinds if kind not in page] == []


def test_every_kind_of_tie_is_in_the_case_that_has_every_key() -> None:
    graph = datareach.graph(datareach.read("case:every-key"))
    assert {tie["kind"] for _, _, tie in graph.edges(data=True)} | {"custody"} == set(get_args(GraphEdgeKind))
    assert {about["kind"] for _, about in graph.nodes(data=True)} == set(get_args(GraphNodeKind))


def test_a_tie_has_its_number_its_interval_and_its_line_in_the_map() -> None:
    graph = datareach.graph(datareach.read("case:harbour"))
    (tie,) = graph.get_edge_data("party:helpers", "party:parent").values()
    assert {name: value for name, value in tie.items() if name not in ("cost", "low", "high")} == {
        "kind": "ownership",
        "because": "shares",
        "share": 0.6,
        "address": "control.parent.helpers",
        "best": 0.6,
        "origin": "map",
        "where": "case:harbour:13:106",
    }
    assert [tie[name] for name in ("cost", "low", "high")] == pytest.approx([-math.log(0.6), 3 / 7, 3 / 4])


def test_what_a_map_calls_impossible_costs_most() -> None:
    graph = datareach.graph(datareach.read("case:harbour").set("power.XB.parent", 0))
    (tie,) = graph.get_edge_data("party:parent", "state:XB").values()
    assert (tie["best"], tie["cost"]) == (0.0, COSTLIEST)


def test_names_from_maps_are_text_in_the_file_and_nothing_else() -> None:
    graph = datareach.graph(datareach.read(io.StringIO(HOSTILE)))
    assert graph.nodes["people:g"]["label"] == "</node><script>&amp;]]>"
    assert graph.nodes["party:o"]["label"] == '\'" onload="x'
    assert graph.nodes["system:s"]["label"] == "<!ENTITY a> \u4e2d\U0001f600"
    written = graphml(graph)
    assert [tag for tag in ("<script", "<!ENTITY", "]]>") if tag in written] == []
    assert contents(read_back(written)) == contents(graph)


def test_the_command_writes_the_graph_of_the_library(tmp_path: Path) -> None:
    file = tmp_path / "harbour.graphml"
    assert run("expand", "case:harbour", "--graphml", str(file)).stdout == ""
    assert file.read_text(encoding="utf-8") == graphml(datareach.graph(datareach.read("case:harbour")))
