"""Typesetting of pages and pictures by typst, with fonts that are shipped or named; values are never markup."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assessments.exports.characters import Glyphs, font_folders, inert

if TYPE_CHECKING:
    from typst import Fonts

TEMPLATES = Path(__file__).parent / "templates"
PICTURE = '#set page(width: {width}pt, height: auto, margin: 0pt, fill: white)\n#image("picture.svg", width: 100%)\n'
STYLES = re.compile(r"<style>[^<]*</style>")
DARK = re.compile(r"@media screen and \(prefers-color-scheme:dark\)\{(?:[^{}]|\{[^{}]*\})*\}")
FONT = re.compile(r"\{font:([0-9.]+px) ([^;}]*)")


def pdf(template: str, values: Mapping[str, Any], pictures: Mapping[str, str]) -> bytes:
    """A template as PDF/UA-1; it reads its values from `values.json`, so that no text is markup.

    Raises typst.TypstError where the file would not be accessible, such as without an alternative text.
    """
    fonts = _fonts(font_folders())
    files = {name: svg.encode() for name, svg in pictures.items()}
    inputs = {
        "main": (TEMPLATES / template).read_bytes(),
        "values.json": json.dumps({**values, "fonts": _families(fonts)}, ensure_ascii=False).encode(),
        **files,
    }
    return _compiled(inputs, fonts, format="pdf", pdf_standards=["ua-1"])


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


def _families(fonts: Fonts) -> list[str]:
    """The families at hand, the one that is shipped first."""
    return sorted(fonts.families(), key=lambda name: (name != "Inter", name))
