"""The length of page one: which sentences there is room for among its words, and on a screen among its numerals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.report.blocks import Text

MOST_A_SENTENCE = 25
NUMERAL = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True)
class PageRoom:
    """The room for answers: words, those of the questions among them, and on a screen numerals."""

    words: int
    numerals: int | None = None


PAGE, SCREEN = PageRoom(120), PageRoom(72, 13)
"""A page of a report, and what the first screen has room for beside its strip and a figure."""


@dataclass(frozen=True)
class Clause:
    """A sentence of an answer, and how soon it goes where there is no room: the highest first, 0 never."""

    question: str
    text: Text
    goes: int = 0


def fitted(clauses: Sequence[Clause], room: PageRoom) -> list[Clause]:
    """The sentences that there is room for, in their order: those that go last are taken first, as far as each fits."""
    taken = {place for place, clause in enumerate(clauses) if not clause.goes}
    for place in sorted(set(range(len(clauses))) - taken, key=lambda place: clauses[place].goes):
        if _fit([clauses[each] for each in sorted(taken | {place})], room):
            taken.add(place)
    return [clauses[place] for place in sorted(taken)]


def _fit(clauses: Sequence[Clause], room: PageRoom) -> bool:
    """True where sentences and their questions keep to the words and the numerals that there is room for."""
    said = [clause.text.text for clause in clauses]
    words = sum(len(text.split()) for text in (*dict.fromkeys(clause.question for clause in clauses), *said))
    return words <= room.words and (room.numerals is None or len(NUMERAL.findall(" ".join(said))) <= room.numerals)
