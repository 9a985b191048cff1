"""Words for data and people as other tools use them, each with the type of a map that it most likely stands for."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from pathlib import Path

from data_maps.problems import Fault, Place, Problem
from data_maps.usual_words import data_of
from data_maps.vocabulary import BrokenData, data_types

HERE = Path(__file__).parent / "tables"
_PEOPLE = re.compile(
    r"\b(users?|customers?|clients?|people|persons?|patients?|players?|students?|pupils?|citizens?|visitors?|members?"
    r"|consumers?|guests?|buyers?|shoppers?|sellers?|drivers?|passengers?|tenants?|renters?|subscribers?|browsers?"
    r"|web ?client|mobile ?(app|client|device|phone)s?|smart ?phones?|app ?client|desktop)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"\b(admin\w*|operators?|developers?|dev ?ops|engineers?|analysts?|support|staff|employees?|attackers?|hackers?"
    r"|maintainers?|auditors?)\b",
    re.IGNORECASE,
)
_ABOUT_NOBODY = re.compile(
    r"\b(code|build|config\w*|deploy\w*|firmware|certificates?|binar(y|ies)|marketing material|schema|templates?"
    r"|customizing|static (content|assets?)|public info\w*|source)\b|^(public|internal)$",
    re.IGNORECASE,
)


_LISTED = re.compile(r"[,;/&|+()\n]|\s(?:and|or|et|ou|und|oder|y|o|e|en)\s")
"""Between things that a name lists, in the languages that records are read in."""


def is_people(name: str) -> bool:
    """True of a name of people whose data an app has, or of what they hold in their hands; staff are none."""
    return bool(_PEOPLE.search(name)) and not is_staff(name)


def is_staff(name: str) -> bool:
    """True of a name of those who run or attack an app."""
    return bool(_STAFF.search(name.replace("_", " ")))


def is_about_nobody(name: str) -> bool:
    """True of data that are about no person, by their name."""
    return bool(_ABOUT_NOBODY.search(name)) and not re.search(
        r"\b(user|customer|personal|patient)", name, re.IGNORECASE
    )


def types_named(name: str) -> tuple[str, ...]:
    """The types of data that a name stands for as a whole, or the surest of each thing it lists.

    >>> types_named("Credit Card Data"), types_named("user.location"), types_named("ERP dump")
    (('financial',), ('location',), ())
    >>> types_named("name, e-mail and precise location")
    ('profile', 'location')
    """
    text = "".join(each for each in unicodedata.normalize("NFKD", name[:400]) if not unicodedata.combining(each))
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    whole = _plain(text)
    if whole and not isinstance(meant := data_of(whole), Fault):
        return meant
    types: list[str] = []
    for part in map(_plain, _LISTED.split(text)):
        surest = [type_ for pattern, type_ in patterns() if pattern.search(part)][:1]
        meant = tuple(surest) or (data_of(part) if part else ())
        types += () if isinstance(meant, Fault) else meant
    return tuple(dict.fromkeys(types))


def _plain(text: str) -> str:
    """The words of a text in small letters, without marks between them."""
    return " ".join(re.sub(r"[^A-Za-z0-9']+", " ", text).split()).lower()[:200]


def type_labelled(text: str) -> str:
    """The type of data that a text is the label of; empty where it is none.

    >>> type_labelled("Location"), type_labelled("Location of stores")
    ('location', '')
    """
    return next((id_ for id_, type_ in data_types().items() if type_.label.lower() == text.lower()), "")


@cache
def patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The published table of words in names of data, each with its type, the surest first."""
    with (HERE / "data_words.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["words"], row["type"]) for row in csv.DictReader(file)]
    if strange := [type_ for _, type_ in rows if type_ not in data_types()]:
        raise BrokenData(
            (Problem(Place("data_maps/exchange/tables/data_words.csv", 1, 1), "", f"no types: {strange}"),)
        )
    return tuple((re.compile(rf"\b(?:{words})\b"), type_) for words, type_ in rows)
