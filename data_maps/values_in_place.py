"""Values in place: one value of a map's text replaced or added, comments and all else left as they stand."""

from __future__ import annotations

import re
from typing import Any

from data_maps.places import scalar_text, tree
from data_maps.problems import Fault, Path

MAPPING, SEQUENCE, SCALAR = "mapping", "sequence", "scalar"
_LINE_END = re.compile("\r\n|\n|\r")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
OTHERWISE = Fault((), "the text says this in another way", "change it in the text")


def with_value(text: str, path: Path, value: str, instead_of: str | None = None) -> str | Fault:
    """The text with one value at a path saying something else; the key is added where its mapping has none.

    Args:
        text: The text of a map, or of one of its files, that reads without problems.
        path: Keys and positions in lists that lead to the value.
        value: What is to stand there, a plain text or number as a map writes it.
        instead_of: What stands there by now, where that is known: another text there is left alone.

    >>> with_value("systems:\\n  a: {in: DE} # here\\n", ("systems", "a", "in"), "CN")
    'systems:\\n  a: {in: CN} # here\\n'
    """
    *way, key = path
    mapping = _node_at(tree(text), tuple(way))
    if mapping is None or mapping.id != MAPPING:
        return OTHERWISE
    node = _child(mapping, key)
    plain = value if _NUMBER.fullmatch(value) else scalar_text(value)
    if node is None:
        return _with_entry(text, mapping, f"{scalar_text(key)}: {plain}")
    scalar = node.id == SCALAR
    if not (scalar or node.flow_style) or (instead_of is not None and scalar and node.value != instead_of):
        return OTHERWISE
    start, end = (_offset(text, mark) for mark in (node.start_mark, node.end_mark))
    return f"{text[:start]}{plain}{text[end:]}"


def _node_at(node: Any, way: Path) -> Any:
    """The node at the end of a way; None where the text has none."""
    for key in way:
        node = _child(node, key)
    return node


def _child(node: Any, key: str | int) -> Any:
    if node is not None and node.id == SEQUENCE and isinstance(key, int):
        return node.value[key] if key < len(node.value) else None
    if node is not None and node.id == MAPPING:
        return next((value for name, value in node.value if name.value == key), None)
    return None


def _with_entry(text: str, mapping: Any, entry: str) -> str | Fault:
    """The text with an entry more at the beginning of a mapping."""
    if mapping.flow_style:
        start = _offset(text, mapping.start_mark) + 1
        return f"{text[:start]}{entry}{', ' if mapping.value else ''}{text[start:]}"
    if not mapping.value:
        return OTHERWISE
    first = mapping.value[0][0].start_mark
    start, end = _offset(text, first), "\r\n" if "\r\n" in text else "\n"
    return f"{text[:start]}{entry}{end}{' ' * first.column}{text[start:]}"


def _offset(text: str, mark: Any) -> int:
    """The place of a mark in the text, which counts lines and columns and passes over a byte order mark."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    first = 1 if text.startswith("\ufeff") and mark.line == 0 else 0
    return int(starts[mark.line] + mark.column + first)
