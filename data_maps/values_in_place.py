"""Values in place: one value of a map's text replaced or added, comments and all else left as they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from data_maps.places import flow_text, scalar_text, tree
from data_maps.problems import Fault, KeyPath

MAPPING, SEQUENCE, SCALAR = "mapping", "sequence", "scalar"
_LINE_END = re.compile("\r\n|\n|\r")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
OTHERWISE = Fault((), "the text says this in another way", "change it in the text")


def with_value(text: str, path: KeyPath, value: str, instead_of: str | None = None) -> str | Fault:
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
        entry = f"{scalar_text(key)}: {plain}"
        return _with_first(text, mapping, entry) if mapping.flow_style or mapping.value else OTHERWISE
    scalar = node.id == SCALAR
    if not (scalar or node.flow_style) or (instead_of is not None and scalar and node.value != instead_of):
        return OTHERWISE
    return _replaced(text, mapping, key, plain)


def with_entry(text: str, section: str, key: str, value: str | Mapping[str, Any], *, last: bool = False) -> str:
    """The text with an entry in a section of the top, instead of the one with its key or beside the others.

    Args:
        text: The text of a map, or of one of its files: a mapping, its form without problems.
        section: A key of the top; where the text has none, it comes at the end.
        key: The key of the entry.
        value: What it says: on one line as a map writes it, or a mapping with each of its values on a line.
        last: Whether it comes behind the others of its section, and not before them.

    >>> with_entry("estimates: {a: 0.1}\\n", "estimates", "b", "[0.2, 0.3]")
    'estimates: {b: [0.2, 0.3], a: 0.1}\\n'
    """
    root = tree(text)
    mapping, on_one_line = _child(root, section), value if isinstance(value, str) else flow_text(value)
    entry = f"{scalar_text(key)}: {on_one_line}"
    if mapping is None and root.flow_style:
        return _with_last_in_braces(text, root, f"{section}: {{{entry}}}")
    if mapping is None:
        end = _line_end(text)
        return _with_lines(text, _offset(text, root.end_mark), f"{end}{section}:{end}{_block(key, value, '  ', end)}")
    if mapping.id == SCALAR:
        return _replaced(text, root, section, f"{{{entry}}}")
    if _child(mapping, key) is not None:
        return _replaced(text, mapping, key, on_one_line)
    if not last:
        return _with_first(text, mapping, entry)
    if mapping.flow_style:
        return _with_last_in_braces(text, mapping, entry)
    indent = " " * mapping.start_mark.column
    return _with_lines(text, _behind(text, mapping), _block(key, value, indent, _line_end(text)))


def _node_at(node: Any, way: KeyPath) -> Any:
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


def _replaced(text: str, mapping: Any, key: str | int, value: str) -> str:
    """The text with another value on one line at a key; comments within the value before go with it."""
    name, node = next(pair for pair in mapping.value if pair[0].value == key)
    if node.id == SCALAR or node.flow_style:
        start, end = (_offset(text, mark) for mark in (node.start_mark, node.end_mark))
        line_end = _line_end(text) if node.id == SCALAR and node.style in ("|", ">") else ""
        return f"{text[:start]}{'' if start < end else ' '}{value}{line_end}{text[end:]}"
    colon = text.index(":", _offset(text, name.end_mark)) + 1
    return f"{text[:colon]} {value}{_line_end(text)}{text[_behind(text, node) :]}"


def _with_first(text: str, mapping: Any, entry: str) -> str:
    """The text with an entry more at the beginning of a mapping."""
    place = _offset(text, mapping.start_mark)
    if mapping.flow_style:
        return f"{text[: place + 1]}{entry}{', ' if mapping.value else ''}{text[place + 1 :]}"
    column, end = mapping.start_mark.column, _line_end(text)
    *above, own = text[:place].splitlines(keepends=True) or [""]
    if not column or own.strip():
        return f"{text[:place]}{entry}{end}{' ' * column}{text[place:]}"
    while above and above[-1].strip()[:1] in ("", "#"):
        above.pop()
    return _with_lines(text, len("".join(above)), f"{own}{entry}{end}")


def _with_last_in_braces(text: str, mapping: Any, entry: str) -> str:
    """The text with an entry more at the end of a mapping in flow style."""
    if not mapping.value:
        return _with_first(text, mapping, entry)
    place = _offset(text, mapping.value[-1][1].end_mark)
    return f"{text[:place]}, {entry}{text[place:]}"


def _block(key: str, value: str | Mapping[str, Any], indent: str, end: str) -> str:
    """An entry in block style."""
    if isinstance(value, str):
        return f"{indent}{scalar_text(key)}: {value}{end}"
    inside = (f"{indent}  {name}: {flow_text(item)}{end}" for name, item in value.items())
    return f"{indent}{scalar_text(key)}:{end}{''.join(inside)}"


def _with_lines(text: str, place: int, lines: str) -> str:
    """The text with more lines at a place; the line before them is ended."""
    before = text[:place]
    ended = before if before.endswith(("\n", "\r")) else before + _line_end(text)
    return f"{ended}{lines}{text[place:]}"


def _behind(text: str, node: Any) -> int:
    """The beginning of the line behind a value in block style and what is said on its last line."""
    while node.id != SCALAR and not node.flow_style and node.value:
        node = node.value[-1][1] if node.id == MAPPING else node.value[-1]
    place = _offset(text, node.end_mark)
    line_end = _LINE_END.search(text, place)
    return place if not node.end_mark.column else line_end.end() if line_end else len(text)


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _offset(text: str, mark: Any) -> int:
    """The place of a mark in the text, which counts lines and columns and passes over a byte order mark."""
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    first = 1 if text.startswith("\ufeff") and mark.line == 0 else 0
    return int(starts[mark.line] + mark.column + first)
