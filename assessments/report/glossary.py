"""Glossary: each term of art that people read, in one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

HARMED, WITHOUT_APP = "people seriously harmed (equivalent)", "person-years without the app"
HARMED_FIRST, WITHOUT_APP_FIRST = (words[:1].upper() + words[1:] for words in (HARMED, WITHOUT_APP))
ONE_HARMED = "serious harm to one person (equivalent)"
"""What people read for severe equivalents and for lifeline person-years, which is what method and schema call them."""

GLOSSARY: Mapping[str, str] = {
    "Reach": "The people whose readable data a state would have by one order about everybody, if it were carried out.",
    "Content": "Text, images, video, audio, and all data whose exposure could have serious consequences.",
    "Use": "What it would come to in a year if this app were like those on record.",
    "90% interval": "The range that 90 of 100 simulations lie in: 5 lie below it and 5 above.",
    "Taking": "One event in which a state gets many people's data without asking the company that holds them.",
    "Bulk taking": "One event that takes data of 10,000 people or more at once.",
    "Simulation": "One run of all numbers of the map, each taken from its range.",
    "Seed": "Where simulations begin: the same seed gives the same numbers.",
    HARMED_FIRST: "People weighed by how badly exposure could hurt them.",
    "Level 1 to 4": "How hard consequences are to overcome: easily, with difficulty, hardly, perhaps never.",
    "Severity ratio": "How many times as much each level counts as the level below it.",
    "Score": "Ten times the logarithm of one plus the people seriously harmed a year: ten more is ten times as many.",
    WITHOUT_APP_FIRST: "Years of one person without any substitute for the app.",
    "Officials exposed": "People such as officials whose data a state could want; counted apart.",
    "Own state": "The state whose people are counted; its orders are another question, and stand apart.",
    "Foreign state": "Every other state.",
    "Specific to ownership": "What would go if the owner were from a state without a record or a stake.",
    "Reading": "What one side says of the numbers in dispute.",
    "Stated, counted, bracketed, judged": "From the map, cases, limits or judgement; the last two are estimated.",
    "Default": "A number of our own, used where a map gives none; what rests on one is marked as assumed.",
    "Uncertainty": "How far the score moves over all simulations; a share of it would go if one number were known.",
    "Track record": "What the defaults led to expect of real services, beside what became known of them.",
    "Grade, such as B2": "How reliable a source is (A to F) and how likely its statement (1 to 6).",
    "Best trade-offs": "Options that no other beats both on risk and on what people lose.",
    "Route": "One chain of conditions from people's data to a state or someone else.",
}

IN_TEXT: Mapping[str, str] = {
    "Reach": "reach(?:ed|es)?",
    "Content": "(?:readable )?content",
    "Use": "at rates on record|with standing access as stated",
    "90% interval": "90% intervals?",
    "Taking": "takings",
    "Bulk taking": "bulk taking|in bulk",
    "Simulation": "simulations?",
    "Seed": "seed",
    HARMED_FIRST: rf"{re.escape(HARMED)}|{re.escape(ONE_HARMED)}",
    "Level 1 to 4": "levels? [1-4]|by level",
    "Severity ratio": "severity ratio",
    "Score": "score",
    WITHOUT_APP_FIRST: re.escape(WITHOUT_APP),
    "Officials exposed": "officials exposed",
    "Own state": "own state",
    "Foreign state": "foreign states?",
    "Specific to ownership": "specific to ownership",
    "Reading": "readings?|as read by",
    "Stated, counted, bracketed, judged": "rests on numbers|bracketed|numbers estimated",
    "Default": "defaults?",
    "Uncertainty": "uncertainty",
    "Track record": "track record",
    "Grade, such as B2": "graded?",
    "Best trade-offs": "best trade-offs?",
    "Route": "routes?",
}
"""How a text says each term, as a pattern."""

_TERM_BY_GROUP = {f"g{number}": term for number, term in enumerate(IN_TEXT)}
_ANY = re.compile(
    "|".join(rf"(?<!\w)(?P<{group}>{IN_TEXT[term]})(?!\w)" for group, term in _TERM_BY_GROUP.items()), re.IGNORECASE
)


class TextPiece(NamedTuple):
    """A piece of a text, and the term that it says, if it says one."""

    text: str
    term: str = ""


def pieces(text: str) -> Iterator[TextPiece]:
    """A text cut at each term that it says; together the pieces are the text."""
    end = 0
    for match in _ANY.finditer(text):
        if match.start() > end:
            yield TextPiece(text[end : match.start()])
        yield TextPiece(match.group(), _TERM_BY_GROUP[match.lastgroup or ""])
        end = match.end()
    if text[end:]:
        yield TextPiece(text[end:])


def anchor(term: str) -> str:
    """The name of a term in a page, to point at."""
    return f"term-{'-'.join(re.findall('[a-z0-9]+', term.lower()))}"
