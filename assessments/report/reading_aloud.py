"""Words of a text as it is read aloud: a number, a range or a percentage is as many words as are spoken for it."""

from __future__ import annotations

import re

A_MINUTE = 150
"""The words that are read aloud in a minute."""
SIZES = (10**12, 10**9, 10**6, 1000, 100)
TEENS_END, TENS = 20, 10
PIECE = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)|(?P<letters>\b[A-Z]{2,4}\b)|(?P<sign>%|(?<=\d)–(?=\d))|[^\W\d_]+['’]?\w*"
)


def spoken_words(text: str) -> int:
    """The words that are spoken where a text is read aloud.

    >>> spoken_words("98% of users"), spoken_words("6.2–8.5 million"), spoken_words("56,000 (730–270,000)")
    (5, 8, 11)
    """
    return sum(map(_spoken, PIECE.finditer(text)))


def _spoken(piece: re.Match[str]) -> int:
    """A number by its words, letters one by one, a sign and any other word as one."""
    if number := piece["number"]:
        whole, _, decimals = number.replace(",", "").partition(".")
        return _of_whole(int(whole)) + (1 + len(decimals) if decimals else 0)
    return len(piece["letters"] or " ")


def _of_whole(number: int) -> int:
    """The words of a whole number: eight hundred thirty thousand are four."""
    size = next((size for size in SIZES if number >= size), None)
    if size is not None:
        rest = number % size
        return _of_whole(number // size) + 1 + (_of_whole(rest) if rest else 0)
    return 1 if number <= TEENS_END or number % TENS == 0 else 2
