"""Which characters of a text a file shows: none that acts on what reads it, none that no font at hand can draw."""

from __future__ import annotations

import os
import struct
import unicodedata
from collections.abc import Iterable, Iterator
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
    """Whether a character controls, orders or hides others instead of being seen."""
    nowhere = ord(char) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(char) <= 0xFDEF
    return char not in KEPT and (nowhere or unicodedata.category(char) in ACTING)


def inert(text: str) -> str:
    """A text whose lines may break, with a mark in place of each character that would act: controls, overrides."""
    return "".join(" " if char in BREAKS else UNSHOWN if _acts(char) else char for char in text)


def line(text: str) -> str:
    """The same on one line."""
    return " ".join(inert(text).split())


@dataclass
class Glyphs:
    """What the fonts at hand can draw; remembers which characters they could not."""

    folders: tuple[Path, ...]
    missing: set[str] = field(default_factory=set)

    def drawn(self, text: str) -> str:
        """A text with a mark in place of each character that no font draws."""
        known = covered(self.folders)
        if all(ord(char) in known for char in text):
            return text
        self.missing.update(char for char in text if ord(char) not in known and char != UNSHOWN)
        return "".join(char if ord(char) in known else UNDRAWN for char in text)

    @property
    def note(self) -> str:
        """What the file could not show, by code points; empty where it shows everything."""
        codes = [f"U+{ord(char):04X}" for char in sorted(self.missing)]
        if not codes:
            return ""
        more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
        return f"No font at hand draws {', '.join(codes[:NAMED])}{more}; {FONTS} may name a folder with one that does."


def font_folders() -> tuple[Path, ...]:
    """Where fonts are taken from: Inter, which is shipped, then the folder that DATAREACH_FONTS names."""
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


def _in_file(path: Path) -> Iterator[int]:
    """The code points of a font file or collection; none of what is no font."""
    try:
        data = path.read_bytes()
        for start in _fonts(data):
            yield from _in_font(data, start)
    except (OSError, struct.error):
        return


def _fonts(data: bytes) -> Iterable[int]:
    """Where the fonts of a file start: one, or those that a collection lists."""
    if data[:4] != b"ttcf":
        return (0,)
    (count,) = struct.unpack_from(">I", data, 8)
    starts: tuple[int, ...] = struct.unpack_from(f">{count}I", data, 12)
    return starts


def _in_font(data: bytes, start: int) -> Iterator[int]:
    """The code points in the table `cmap` of the OpenType format."""
    (tables,) = struct.unpack_from(">H", data, start + 4)
    for at in range(start + 12, start + 12 + 16 * tables, 16):
        if data[at : at + 4] == b"cmap":
            (cmap,) = struct.unpack_from(">I", data, at + 8)
            (parts,) = struct.unpack_from(">H", data, cmap + 2)
            for part in range(parts):
                yield from _in_part(data, cmap + struct.unpack_from(">I", data, cmap + 8 + 8 * part)[0])


def _in_part(data: bytes, at: int) -> Iterator[int]:
    """The code points of one subtable: of those in formats 4 and 12, which fonts of today have."""
    (form,) = struct.unpack_from(">H", data, at)
    if form == 12:
        (count,) = struct.unpack_from(">I", data, at + 12)
        for group in range(count):
            first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * group)
            yield from range(first, min(last, 0x10FFFF) + 1)
    if form == 4:
        yield from _in_segments(data, at)


def _in_segments(data: bytes, at: int) -> Iterator[int]:
    count = struct.unpack_from(">H", data, at + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, at + 14)
    starts = struct.unpack_from(f">{count}H", data, at + 16 + 2 * count)
    shifts = struct.unpack_from(f">{count}H", data, at + 16 + 4 * count)
    offsets_at = at + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, offsets_at)
    for n, (first, last, shift, offset) in enumerate(zip(starts, ends, shifts, offsets, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            where = offsets_at + 2 * n + offset + 2 * (code - first)
            if (struct.unpack_from(">H", data, where)[0] if offset else (code + shift) & 0xFFFF) != 0:
                yield code
