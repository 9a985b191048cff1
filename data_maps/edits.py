"""Edits: what a form writes into the text of a map, leaving all else as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from data_maps.changes import Option
from data_maps.parties import Party
from data_maps.places import flow_text, scalar_text, tree, written
from data_maps.problems import Fault, Path, Place, Problem
from data_maps.quantities import Estimate
from data_maps.reading import read
from data_maps.writing import as_mapping, plain_value, quantity

_TOP = re.compile(r"""^(?:(?P<key>[A-Za-z_]+)|"(?P<double>[^"]*)"|'(?P<single>[^']*)')\s*:(?=\s|$)""")
MAPPING, SEQUENCE, SCALAR = "mapping", "sequence", "scalar"
_LINE_END = re.compile("\r\n|\n|\r")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
OTHERWISE = Fault((), "the text says this in another way", "change it in the text")


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _ended(text: str, end: str) -> str:
    """A text, its last line ended."""
    return text if text.endswith(("\n", "\r")) else text + end


def _start_of(lines: list[str], key: str) -> int | None:
    """The number of the line that a key of the top stands on, from 0; None where it stands on none."""
    return next((number for number, line in enumerate(lines) if _key(line) == key), None)


def _key(line: str) -> str | None:
    match = _TOP.match(line)
    return next((name for name in match.groups() if name is not None), None) if match else None


def _end_of(lines: list[str], start: int) -> int:
    """The first line after a key of the top and what stands under it; comments before the next key stay."""
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.strip() and not line.startswith("#"):
            if not line[0].isspace() and not line.startswith(("-", "]", "}")):
                break
            end = number + 1
    return end


_HAS_UNIT = re.compile(r"/|\bper\b|\ban?\b")


def estimate_text(value: str, *, by: str = "", why: str = "", per: str | None = None) -> str:
    """A value as it is written, with who says it and why where that is given; one that cannot be read is left alone.

    `per` is what a rate without a unit of its own is meant per.

    >>> estimate_text("[0.1, 0.4]", by="Ada")
    '{low: 0.1, high: 0.4, by: Ada}'
    >>> estimate_text("[0.001, 0.005]", per="person-year")
    '{low: 0.001, high: 0.005, per: person-year}'
    >>> estimate_text("2/year", per="person-year")
    '2/year'
    """
    unit = "" if per is None or _HAS_UNIT.search(value) else per
    evidence = {name: text.strip() for name, text in (("per", unit), ("by", by), ("why", why)) if text.strip()}
    source = written(value, "")
    if not evidence or source.problems or not value.strip() or _is_of_several(source.value):
        return value
    return flow_text({**as_mapping(source.value), **evidence})


def _is_of_several(value: Any) -> bool:
    """True for a list of several people's estimates."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def beside(stated: Estimate, value: str) -> str:
    """An estimate of one more person in a list with those stated already; left alone where it cannot be read."""
    more = written(value, "")
    if more.problems or not value.strip():
        return value
    return flow_text([*(as_mapping(quantity(statement)) for statement in stated.statements), more.value])


def with_estimate(text: str, file: str, address: str, value: str) -> str | Problem:
    """The text with an estimate of one's own in it, or why it could not be written there.

    Args:
        text: The text of a map.
        file: What it is called in the places of problems.
        address: Which number the estimate is of.
        value: The estimate, as a map writes it.
    """
    line = f"{scalar_text(address)}: {value.strip()}"
    for changed in _estimates_lines(text, line, address):
        reading = read(changed, file)
        if reading.data_map and address in reading.data_map.estimates:
            return changed
        if changed != text and reading.problems:
            own = next((p for p in reading.problems if p.path.startswith("estimates")), reading.problems[0])
            return Problem(own.place, address, own.message, own.hint)
    return Problem(
        Place(file, 1, 1), address, "this could not be written into the text", f"write {line} under estimates"
    )


def with_own_options(
    text: str, file: str, options: Mapping[str, Option], parties: Mapping[str, Party]
) -> str | Problem:
    """The text with more options among its own, or why they could not be written there.

    Args:
        text: The text of a map.
        file: What it is called in the places of problems.
        options: The options, by id.
        parties: Parties that may be named in them; those that are come along.
    """
    entries = {id_: plain_value(option) for id_, option in options.items()}
    named = set(_words([entry["do"] for entry in entries.values()]))
    for id_, party in parties.items():
        if id_ in named:
            text = _with_entry(text, "parties", id_, plain_value(party))
    for id_, entry in entries.items():
        text = _with_entry(text, "options", id_, entry)
    problems = read(text, file).problems
    return problems[0] if problems else text


def _words(value: Any) -> Iterator[str]:
    """Every word in a plain value that is no key."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, str):
        yield value
    for item in parts:
        yield from _words(item)


def _with_entry(text: str, section: str, key: str, value: Mapping[str, Any]) -> str:
    """The text with one more entry at the end of a section, which comes at the end of the text if it is not there."""
    lines, end = text.splitlines(keepends=True), _line_end(text)
    start = _start_of(lines, section)
    if start is None:
        return f"{_ended(text, end)}{end}{section}:{end}{_entry_text(key, value, '  ', end)}"
    if "{" in lines[start].split("#")[0]:
        return _in_braces(lines, start, f"{key}: {flow_text(value)}")
    stop = _end_of(lines, start)
    lines[stop - 1] = _ended(lines[stop - 1], end)
    entry = _entry_text(key, value, _indent(lines[start + 1 :]), end)
    return "".join((*lines[:stop], entry, *lines[stop:]))


def _entry_text(key: str, value: Mapping[str, Any], indent: str, end: str) -> str:
    """An entry in block style, each of its values on a line."""
    inside = (f"{indent}  {name}: {flow_text(item)}{end}" for name, item in value.items())
    return f"{indent}{key}:{end}{''.join(inside)}"


def _in_braces(lines: list[str], section: int, entry: str) -> str:
    """The lines with an entry more at the beginning of a section in flow style."""
    head = lines[section].split("#")[0]
    opened = head.index("{") + 1
    empty = head[opened:].strip().startswith("}")
    lines[section] = f"{lines[section][:opened]}{entry}{'' if empty else ', '}{lines[section][opened:]}"
    return "".join(lines)


def _estimates_lines(text: str, line: str, address: str) -> Iterator[str]:
    lines, end = text.splitlines(keepends=True), _line_end(text)
    section = _start_of(lines, "estimates")
    if section is None:
        yield f"{_ended(text, end)}{end}estimates:{end}  {line}{end}"
    elif "{" in lines[section].split("#")[0]:
        yield _in_braces(lines, section, line)
    else:
        lines[section] = _ended(lines[section], end)
        start, stop = _entry(lines, section, address)
        yield "".join((*lines[:start], f"{_indent(lines[section + 1 :])}{line}{end}", *lines[stop:]))


def _entry(lines: list[str], section: int, address: str) -> tuple[int, int]:
    """The lines of an entry in block style under a key of the top; where it would begin, if there is none."""
    within = range(section + 1, _end_of(lines, section))
    key = re.compile(rf"""\s+(?P<quote>["']?){re.escape(address)}(?P=quote)\s*:(?=\s|$)""")
    start = next((number for number in within if key.match(lines[number])), None)
    if start is None:
        return section + 1, section + 1
    depth = _depth(lines[start])
    after = (
        number for number in within if number > start and lines[number].strip() and not _listed(lines[number], depth)
    )
    stop = next((number for number in after if _depth(lines[number]) <= depth), within.stop)
    return start, stop


def _listed(line: str, depth: int) -> bool:
    """True for a part of a list that stands no deeper than its key."""
    return _depth(line) == depth and line.lstrip().startswith("- ")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def _indent(lines: list[str]) -> str:
    """The indent of what stands under a key."""
    for line in lines:
        if line.strip() and not line.lstrip().startswith("#"):
            return line[: len(line) - len(line.lstrip())] or "  "
    return "  "


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
        return _with_first_entry(text, mapping, f"{scalar_text(key)}: {plain}")
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


def _with_first_entry(text: str, mapping: Any, entry: str) -> str | Fault:
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
