"""The flow map alone: five nodes, some with hostile names, and buttons that select and light from outside."""

from __future__ import annotations

from html import escape

import streamlit as st

from assessments.report.figures.flow_map_svg import laid_out
from dashboard.flow_map import flow_map

NAMES = {
    "n:group:users": "Users",
    "n:system:hk": '<img src=x onerror="alert(1)">',
    "n:party:tencent": "Tencent ]]> & \"Co\" 'Ltd' <script>alert(2)</script>",
    "n:state:cn": "China",
    "n:party:other": "Elsewhere",
}
FLOWS = [
    ("e:a", "n:group:users", "n:system:hk", "messages"),
    ("e:b", "n:system:hk", "n:party:tencent", "remote support"),
    ("e:c", "n:party:tencent", "n:state:cn", "order"),
    ("e:d", "n:group:users", "n:party:other", "metadata"),
]


HEAD = [
    "digraph { rankdir=LR;",
    'node [shape=box style="rounded,filled" fontname="Helvetica"];',
    'edge [fontname="Helvetica"];',
]


def kind(key: str) -> str:
    """The classes of a node: its kind, and a level for the state."""
    word = key.split(":")[1]
    return f"{word} level-4" if word == "state" else word


def quoted(text: str) -> str:
    """`text` as a Graphviz string."""
    return '"' + escape(text).replace("\\", "\\\\") + '"'


def drawing(without: str = "") -> str:
    """The SVG of the five nodes and four flows, or of those without one node."""
    names = {key: name for key, name in NAMES.items() if key != without}
    nodes = [f'"{key}" [id="{key}" class="{kind(key)}" label={quoted(name)}]' for key, name in names.items()]
    edges = [
        f'"{source}" -> "{target}" [id="{key}" class="s:{source} t:{target}" label={quoted(label)}]'
        for key, source, target, label in FLOWS
        if target != without
    ]
    svg = laid_out("\n".join([*HEAD, *nodes, *edges, "}"]))
    title = "<title>n:party:tencent&#45;&gt;n:state:cn</title>"
    return svg.replace(title, "<desc>an order in writing</desc>")


state = st.session_state
state.setdefault("selected", None)
state.setdefault("drawing", drawing())
state.setdefault("smaller", drawing("n:party:other"))

st.set_page_config(layout="wide")
st.title("Flow map")
if st.button("Select China"):
    state.selected = "n:state:cn"
if st.button("Select nothing"):
    state.selected = None
lit = ["n:group:users", "e:a", "n:system:hk"] if st.toggle("Light a route") else []
hostile = st.toggle("Hostile drawing")
smaller = st.toggle("Smaller drawing")
if hostile:
    attack = (
        "<script>document.title='hacked'</script><foreignObject><img xmlns='http://www.w3.org/1999/xhtml' src='x' "
        "onerror=\"document.title='hacked'\"/></foreignObject><image href='http://192.0.2.1/x.png'/>"
        "<a href='javascript:alert(1)'><rect width='9' height='9' onload=\"document.title='hacked'\"/></a></svg>"
    )
    svg = state.drawing.replace("</svg>", attack)
else:
    svg = state.smaller if smaller else state.drawing
state.selected = flow_map(
    svg,
    whole=state.drawing if smaller else "",
    revision=f"{hostile} {smaller}",
    selected=state.selected,
    lit=lit,
    key="flows",
    height=420,
    name="messenger",
)
st.code(str(state.selected), language=None)
