"""Problems: changes that the author of a text has to make, each at its place and with a hint."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePath
from typing import Self

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Place:
    """A spot in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{printable(self.file)}:{self.line}:{self.column}"

    @property
    def cited(self) -> str:
        """The spot as a document names it, which tells nobody in which folder the map lies: map.yaml:12:3."""
        return f"{PurePath(self.file).name}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True)
class Problem:
    """One change the author of a text has to make.

    `path` names the key, `message` says what is wrong and `hint` what would be right.
    """

    place: Place
    path: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        subject = f"{self.path}: " if self.path else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {subject}{self.message}{hint}"


class KnownNames(tuple[str, ...]):
    """Words in an order that can be looked up fast."""

    _words: frozenset[str]

    def __new__(cls, words: Iterable[str]) -> Self:
        """The words, each once as good as twice."""
        made = super().__new__(cls, words)
        made._words = frozenset(made)
        return made

    def __contains__(self, word: object) -> bool:
        return word in self._words


@dataclass(frozen=True, eq=False)
class Guess:
    """A hint that names the known word closest to a misspelt one; worked out when shown, because that takes time."""

    word: str
    words: tuple[str, ...]
    otherwise: str = ""

    def __str__(self) -> str:
        match = closest(self.word, self.words)
        return f"did you mean '{match}'?" if match else self.otherwise


MISSING, EMPTY = "is missing", "is empty"
"""Messages of what is not there: either may be so only because of another fault, and is then not told."""


@dataclass(frozen=True)
class Fault:
    """A problem whose place is not looked up yet.

    `path` leads to the value, or to the key where the key is the mistake.
    """

    path: KeyPath
    message: str
    hint: str | Guess = ""
    on_key: bool = False

    def under(self, *path: str | int) -> Fault:
        """A fault as it is seen from further up the tree."""
        return Fault((*path, *self.path), self.message, self.hint, self.on_key)


def path_text(path: KeyPath) -> str:
    """A path as a message names it; what a terminal would obey in place of printing is replaced.

    >>> path_text(("flows", 2, "to")), path_text(("\\a",))
    ('flows[2].to', '\\ufffd')
    """
    text = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).lstrip(".")
    return printable(text)


def printable(text: str, instead: str = "\N{REPLACEMENT CHARACTER}", but: str = "") -> str:
    """A text with something `instead` of each character that cannot be shown, those in `but` left as they are."""
    return "".join(char if char.isprintable() or char in but else instead for char in text)


def closest(word: str, words: Iterable[str]) -> str | None:
    """The word that a misspelt one most likely stands for; None where none is close.

    >>> closest("powre", ["interest", "power"])
    'power'
    >>> closest("AX", ["XA", "XB"]), closest("ta", ["data", "at"])
    ('XA', 'at')
    """
    by_lower = {name.lower(): name for name in sorted(words, reverse=True)}
    word = word.lower()[:60]
    swapped = next((name for name in by_lower if sorted(name) == sorted(word)), None)
    matches = [swapped] if swapped else get_close_matches(word, by_lower, n=1, cutoff=0.6)
    return by_lower[matches[0]] if matches else None


def did_you_mean(word: str, words: Iterable[str], otherwise: str = "") -> Guess:
    """The hint for a misspelt word; `otherwise` where nothing is close."""
    return Guess(word, words if isinstance(words, tuple) else tuple(words), otherwise)


_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_DECIMAL = re.compile(r"([0-9]+),([0-9].*)")
_EITHER = re.compile(r"([1-9][0-9]{0,2}),([0-9]{3})(?![0-9,])(.*)")


def without_comma(text: str) -> str:
    """The hint for a number with a comma; both readings where it has two, empty for any other text.

    >>> without_comma("1,500/year"), without_comma("1,5M")
    ('write 1_500/year or 1.500/year', 'write 1.5M')
    """
    if _THOUSANDS.fullmatch(text) and text.count(",") > 1:
        return f"write {text.replace(',', '_')}"
    if match := _EITHER.fullmatch(text):
        return f"write {match[1]}_{match[2]}{match[3]} or {match[1]}.{match[2]}{match[3]}"
    match = _DECIMAL.fullmatch(text)
    return f"write {match[1]}.{match[2]}" if match and "," not in match[2] else ""


def shown(value: object, limit: int = 40) -> str:
    """A value as a message quotes it: on one line, and short.

    >>> shown(True), shown(None), shown([1]), shown("two\\nlines")
    ("'true'", 'nothing', 'a list', "'two\ufffdlines'")
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return f"'{str(value).lower()}'"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = printable(str(value))
    return f"'{text}'" if len(text) <= limit else f"'{text[:limit]}…'"
