"""Characters that a file shows: none that acts on what reads it, none that no font at hand can draw."""

from __future__ import annotations

import os
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FONTS = "DATAREACH_FONTS"
UNSHOWN, UNDRAWN = "\N{REPLACEMENT CHARACTER}", "\N{WHITE SQUARE}"
ACTING = frozenset({"Cc", "Cf", "Cs", "Co"})
KEPT = frozenset("\n\t\u00ad\u200b\u200c\u200d\u2060")
BREAKS = frozenset("\u2028\u2029\r\u0085\v\f")
NAMED = 12


@cache
def _acts(char: str) -> bool:
    """True where a character controls, orders or hides others instead of being seen."""
    nowhere = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return char not in KEPT and (nowhere or unicodedata.category(char) in ACTING)


def inert(text: str) -> str:
    """A text whose lines may break, with a mark in place of each character that would act: controls, overrides."""
    if text.isprintable():
        return text
    return "".join(" " if char in BREAKS else UNSHOWN if _acts(char) else char for char in text)


def line(text: str) -> str:
    """A text on one line."""
    return " ".join(inert(text).split())


@dataclass
class Glyphs:
    """The characters the fonts at hand can draw; remembers which characters they could not."""

    folders: tuple[Path, ...]
    missing: set[str] = field(default_factory=set)

    def drawn(self, text: str) -> str:
        """A text with a mark in place of each character that no font draws."""
        drawable = covered(self.folders)
        if drawable.issuperset(map(ord, text)):
            return text
        self.missing.update(char for char in text if ord(char) not in drawable and char != UNSHOWN)
        return "".join(char if ord(char) in drawable else UNDRAWN for char in text)

    @property
    def note(self) -> str:
        """The characters the file could not show, by code points; empty where it shows everything."""
        codes = [f"U+{ord(char):04X}" for char in sorted(self.missing)]
        if not codes:
            return ""
        more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
        return f"No font at hand draws {', '.join(codes[:NAMED])}{more}; {FONTS} may name a folder with one that does."


def font_folders() -> tuple[Path, ...]:
    """The folders of fonts: Inter, which is shipped, then the folder that DATAREACH_FONTS names."""
    import fontpkg_inter

    own = os.environ.get(FONTS)
    shipped = Path(fontpkg_inter.__file__).parent / "files"
    return (shipped, Path(own)) if own and Path(own).is_dir() else (shipped,)


@cache
def covered(folders: tuple[Path, ...]) -> frozenset[int]:
    """The code points that fonts in these folders have a glyph for, and those that need none."""
    files = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in KINDS)
    return frozenset(code for path in files for code in _in_file(path)) | frozenset(map(ord, KEPT))


KINDS = frozenset({".ttf", ".otf", ".ttc", ".otc"})
COLLECTIONS = frozenset({".ttc", ".otc"})


def _in_file(path: Path) -> Iterator[int]:
    """The code points of a font file or collection; none of what is no font."""
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    read = TTCollection if path.suffix.lower() in COLLECTIONS else TTFont
    try:
        with read(path, lazy=True) as file:
            for font in getattr(file, "fonts", (file,)):
                yield from font.getBestCmap() or ()
    except (OSError, TTLibError, AssertionError, struct.error):
        return
