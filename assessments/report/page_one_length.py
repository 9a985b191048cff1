"""The length of page one: its words as they are written and as they are read aloud, and the steps that shorten it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

MOST_WORDS = 120
MOST_A_SENTENCE = 25
MOST_ON_SCREEN = 75
MOST_BY_A_FIGURE = 42
A_MINUTE = 150
"""The words that are read aloud in a minute."""
SIZES = (10**12, 10**9, 10**6, 1000, 100)
TEENS_END, TENS = 20, 10
PIECE = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)|(?P<letters>\b[A-Z]{2,4}\b)|(?P<sign>%|(?<=\d)–(?=\d))|[^\W\d_]+['’]?\w*"
)
LETTERS = (200, 64, 48, 36, 28, 22)
"""Of titles, from whole ones to the shortest."""
A_PHRASE = 36
"""The letters from which on a title is not often cut within a phrase."""


@dataclass(frozen=True)
class Length:
    """The size of a page one: letters of a title, how many options and open numbers, and what may be left out.

    That is whether readings say what they agree on, open numbers have their ranges, those that are judged are counted,
    the own state stands in the year, sources of what is known have titles (`titled`), or stand there as a count
    (`sourced`), other states are `named` with their chance, and the own state has a line (`own`).
    """

    title: int
    options: int = 2
    unknowns: int = 2
    ranges: bool = True
    judged: bool = True
    own_year: bool = True
    titled: bool = True
    agreed: bool = True
    sourced: bool = True
    named: bool = True
    own: bool = True


FULL = Length(LETTERS[0])
ONE_UNKNOWN = replace(FULL, unknowns=1)
ONE_OPTION = replace(ONE_UNKNOWN, options=1)
FOREIGN_YEAR = replace(ONE_OPTION, own_year=False)
NO_RANGE = replace(FOREIGN_YEAR, ranges=False)
COUNTED = replace(NO_RANGE, titled=False)
UNAGREED = replace(COUNTED, agreed=False)
NO_UNKNOWN = replace(UNAGREED, unknowns=0)
UNNAMED = replace(NO_UNKNOWN, named=False)
FOREIGN_ALONE = replace(UNNAMED, sourced=False, own=False)
UNJUDGED = replace(FOREIGN_ALONE, judged=False)
NO_OPTION = replace(UNAGREED, options=0, named=False)
UNSOURCED = replace(NO_OPTION, sourced=False)
SHORTEST = replace(UNSOURCED, unknowns=0)
STEPS = (
    *(FULL, ONE_UNKNOWN, ONE_OPTION, FOREIGN_YEAR, NO_RANGE, COUNTED),
    *(UNAGREED, NO_UNKNOWN, UNNAMED, FOREIGN_ALONE, UNJUDGED, NO_OPTION, UNSOURCED, SHORTEST),
)
WITH_OPTIONS, WITHOUT = STEPS[: STEPS.index(NO_OPTION)], STEPS[STEPS.index(NO_OPTION) :]
LENGTHS = (
    *WITH_OPTIONS[:-4],
    *(replace(step, title=letters) for step in WITH_OPTIONS[-4:] for letters in LETTERS if letters >= A_PHRASE),
    *(replace(WITH_OPTIONS[-1], title=letters) for letters in LETTERS),
    *(replace(step, title=letters) for step in WITHOUT for letters in LETTERS),
)
"""From the longest on, each with less of what matters less; titles of options are cut before options go.

A page has the first that leaves it within its words, and within a minute.
"""
BY_A_FIGURE = tuple(
    dict.fromkeys(replace(length, unknowns=min(length.unknowns, 1), ranges=False, judged=False) for length in LENGTHS)
)
"""Those beside a figure, where a bar shows how much is judged."""


def has_room(texts: Sequence[str], most: int, longest: int) -> bool:
    """True where a page keeps to its words, each of its sentences to so many, and all of it to a minute."""
    words, spoken = (sum(map(count, texts)) for count in (lambda line: len(line.split()), spoken_words))
    return longest_sentence(texts) <= longest and words <= most and spoken <= A_MINUTE


def longest_sentence(texts: Sequence[str]) -> int:
    """The words of the longest sentence."""
    return max(len(words.split()) for line in texts for words in line.split(". "))


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


def longest_allowed(shortest: Sequence[str]) -> int:
    """The words that a sentence may have: more where no length of the page makes one shorter."""
    return max(MOST_A_SENTENCE, longest_sentence(shortest))
