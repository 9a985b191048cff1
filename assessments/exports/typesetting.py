"""Typesetting by typst, values never markup; and layout on paper: what lies across, widths, breaks in words."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from assessments.exports.characters import Glyphs, font_folders, inert
from assessments.report.blocks import Block, Figure, Table

if TYPE_CHECKING:
    from typst import Fonts

    from assessments.report.documents import Layout

TEMPLATES = Path(__file__).parent / "templates"
PICTURE = '#set page(width: {width}pt, height: auto, margin: 0pt, fill: white)\n#image("picture.svg", width: 100%)\n'
STYLES = re.compile(r"<style>[^<]*</style>")
DARK = re.compile(r"@media screen and \(prefers-color-scheme:dark\)\{(?:[^{}]|\{[^{}]*\})*\}")
FONT = re.compile(r"\{font:([0-9.]+px) ([^;}]*)")
PdfStandard = Literal["ua-1", "a-2a"]
ACCESSIBLE: PdfStandard = "ua-1"
ARCHIVED: PdfStandard = "a-2a"
WIDE_PICTURE = 800.0
SMALL = 9.0  # points
UPRIGHT, NARROW_MARGINS, ACROSS, GAP = 96, 108, 146, 2  # in letters of that size
LONGEST = 22
SHORT = 16
LEAST = 5
MOST = 160
AFTER = re.compile(r"(?<=[._/:+\-])(?=\w)")


def pdf(
    template: str, values: Mapping[str, Any], pictures: Mapping[str, str], standard: PdfStandard = ACCESSIBLE
) -> bytes:
    """A template as PDF; it reads its values from `values.json`, so that no text is markup.

    Raises typst.TypstError where the file would not be accessible, such as without an alternative text.
    """
    fonts = _fonts(font_folders())
    files = {name: svg.encode() for name, svg in pictures.items()}
    inputs = {
        "main": (TEMPLATES / template).read_bytes(),
        "values.json": json.dumps(
            {**values, "fonts": sorted(fonts.families(), key=lambda name: (name != "Inter", name))}, ensure_ascii=False
        ).encode(),
        **files,
    }
    return _compiled(inputs, fonts, format="pdf", pdf_standards=[standard])


def png(svg: str, width: float, dots: float, glyphs: Glyphs) -> bytes:
    """A picture at a width in points and so many dots an inch."""
    inputs = {
        "main": PICTURE.format(width=width).encode(),
        "picture.svg": on_paper(svg, glyphs).encode(),
    }
    return _compiled(inputs, _fonts(font_folders()), format="png", ppi=dots)


def _compiled(inputs: Mapping[str, bytes], fonts: Fonts, **how: Any) -> bytes:
    from typst import Compiler

    compiler: Any = Compiler(font_paths=fonts, ignore_system_fonts=True)
    return bytes(compiler.compile(dict(inputs), **how))


def on_paper(svg: str, glyphs: Glyphs) -> str:
    """A picture without the colours of a dark screen, its fonts said part by part, its characters those drawn.

    No more than its styles are changed: a text may look like one.
    """
    return glyphs.drawn(inert(STYLES.sub(_on_paper, svg)))


def _on_paper(styles: re.Match[str]) -> str:
    return FONT.sub(r"{font-size:\1;font-family:\2", DARK.sub("", styles[0]))


def size(svg: str) -> tuple[float, float]:
    """Width and height of a picture in its own units."""
    box = re.search(r'viewBox="0 0 ([0-9.]+) ([0-9.]+)"', svg)
    return (float(box[1]), float(box[2])) if box else (1.0, 1.0)


@cache
def _fonts(folders: tuple[Path, ...]) -> Fonts:
    from typst import Fonts

    return Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in folders]
    )


def is_wide(block: Block, layout: Layout) -> bool:
    """True where a block needs a page that lies across."""
    if isinstance(block, Figure):
        return size(block.svg)[0] > WIDE_PICTURE
    if not isinstance(block, Table) or not block.rows:
        return False
    return sum(map(_least, _columns(block))) + GAP * len(block.columns) > room(layout, across=False)


def laid(blocks: Sequence[Block], layout: Layout) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
    """The blocks of a section that lie across, up to the last one that needs it, and those after it, which need not.

    Nothing lies across in a short document.
    """
    wide = () if layout.short else (n for n, block in enumerate(blocks, 1) if is_wide(block, layout))
    last = max(wide, default=0)
    return tuple(blocks[:last]), tuple(blocks[last:])


def room(layout: Layout, *, across: bool) -> int:
    """About how many characters a line of a table holds."""
    width = ACROSS if across else NARROW_MARGINS if layout.short else UPRIGHT
    return int(width * SMALL / layout.points)


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
