"""Layout on paper: blocks that lie across, the widths of a table's columns, and breaks in long words."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from assessments.exports.typesetting import size
from assessments.report.blocks import Block, Figure, Table

WIDE_PICTURE = 800.0
UPRIGHT, ACROSS, GAP = 96, 146, 2
LONGEST, SHORT, LEAST, MOST = 22, 16, 5, 160
AFTER = re.compile(r"(?<=[._/:+\-])(?=\w)")


def is_wide(block: Block) -> bool:
    """True where a block needs a page that lies across."""
    if isinstance(block, Figure):
        return size(block.svg)[0] > WIDE_PICTURE
    if not isinstance(block, Table) or not block.rows:
        return False
    return sum(map(_least, _columns(block))) + GAP * len(block.columns) > UPRIGHT


def laid(blocks: Sequence[Block]) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks of a section that lie across, up to the last one that needs it, and those after it, which need not."""
    last = max((number for number, block in enumerate(blocks, 1) if is_wide(block)), default=0)
    return tuple(blocks[:last]), tuple(blocks[last:])


def room(*, across: bool) -> int:
    """About how many characters a line of a table holds."""
    return ACROSS if across else UPRIGHT


def shares(table: Table, room: int) -> tuple[float, ...]:
    """Part of a width of so many characters that each column takes: what its longest words need, the rest by how much
    it holds.
    """
    texts = _columns(table)
    least = [_least(column) for column in texts]
    wanted = [max(need, _wanted(column)) for need, column in zip(least, texts, strict=True)]
    spare = max(0, room - GAP * len(texts) - sum(least)) / max(1, sum(wanted) - sum(least))
    widths = [need + spare * (want - need) for need, want in zip(least, wanted, strict=True)]
    return tuple(width / math.fsum(widths) for width in widths)


def _columns(table: Table) -> list[list[str]]:
    return [[column.title, *(row[order].text for row in table.rows)] for order, column in enumerate(table.columns)]


def _least(texts: Sequence[str]) -> int:
    """Room in characters for the longest word or part of one; short texts other than the title are not broken.

    Words of the title are bold, so they need a little more.
    """
    words = [
        len(word) + (order == 0)
        for order, text in enumerate(texts)
        for word in soft(text).replace("\u200b", " ").split()
    ]
    whole = [len(text) for text in texts[1:] if len(text) <= SHORT]
    return max(LEAST, *words, *whole, 0) + 1


def _wanted(texts: Sequence[str]) -> int:
    """Room in characters by how long the texts are."""
    longest, typical = max(map(len, texts), default=0), sum(map(len, texts)) // len(texts)
    return min(MOST, (typical + longest) // 2)


def soft(text: str) -> str:
    """A text in which a word longer than a narrow column holds may be broken, at its joints or anywhere."""
    return re.sub(rf"\S{{{LONGEST},}}", lambda match: _broken(match[0]), text)


def _broken(word: str) -> str:
    parts = AFTER.split(word)
    return "\u200b".join(re.sub(rf"(\S{{{LONGEST}}})(?=\S)", "\\1\u200b", piece) for piece in parts)
