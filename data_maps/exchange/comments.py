"""Comments of a map, carried over to the text that an import into it makes."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from data_maps.places import tokens, tree

_LINE_ENDS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
TELLING = ("from", "to", "owner", "of", "ask", "state")
"""What an entry of a list is recognised by, whatever its number."""


def with_comments(text: str, before: str) -> str:
    """The text of a map with the comments of another, each above the line of the same key, or of what holds it.

    >>> with_comments("systems:\\n  a:\\n    in: DE\\n", "systems:\\n  a: {in: DE} # by contract\\n")
    'systems:\\n  # by contract\\n  a:\\n    in: DE\\n'
    """
    there = {path: line for line, path in reversed(list(_keys(tree(text), ())))}
    keys = dict(reversed(list(_keys(tree(before), ()))))
    starts = sorted(keys)
    lines = text.removesuffix("\n").split("\n")
    above: defaultdict[int, list[str]] = defaultdict(list)
    for line, beside, comment in comments_in(before):
        place = bisect_right(starts, line) - beside
        at = starts[place] if 0 <= place < len(starts) else None
        path = () if at is None else keys[at]
        while path and path not in there:
            path = path[:-1]
        above[there[path] if path else len(lines) if at is None else 0].append(comment)
    told = []
    for number, own in enumerate([*lines, ""]):
        indent = " " * (len(own) - len(own.lstrip(" ")))
        told += [f"{indent}{comment}" for comment in above[number]]
        told += [own] if number < len(lines) else []
    return "\n".join(told) + "\n"


def _keys(node: Any, path: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The line and the path of each key, outer ones first; entries of lists go by what they tell, not by number."""
    if node.id == "mapping":
        for key, value in node.value:
            way = (*path, str(key.value))
            yield key.start_mark.line, way
            yield from _keys(value, way)
    elif node.id == "sequence":
        for item in (item for item in node.value if item.id == "mapping"):
            said = {key.value: value.value for key, value in item.value if value.id == "scalar"}
            way = (*path, " ".join(str(said[key]) for key in TELLING if key in said))
            yield item.start_mark.line, way
            yield from _keys(item, way)


def comments_in(text: str) -> Iterator[tuple[int, bool, str]]:
    """The line of each comment, whether something stands before it there, and itself."""
    lines, (line, column) = _LINE_ENDS.split(text), (0, 0)
    for token in tokens(text):
        end = token.start_mark
        for number in range(line, min(end.line + 1, len(lines))):
            start = column if number == line else 0
            found = re.search("#.*", lines[number][start : end.column if number == end.line else None])
            if found:
                yield number, bool(lines[number][: start + found.start()].strip()), found[0].rstrip()
        line, column = token.end_mark.line, token.end_mark.column
