"""Numerals: the usual ways of writing a number, the unit behind it, and a range of two numbers."""

from __future__ import annotations

import re
from functools import cache

from data_maps.problems import Fault, shown

_MILLION = "m mm mn mio mln mill million millions millionen millón millon millones"
_BILLION = "b bn mrd billion billions milliard milliards milliarde milliarden"
FACTORS = {
    **dict.fromkeys(("k", "thousand", "thousands", "tsd", "tausend"), 1e3),
    **dict.fromkeys(_MILLION.split(), 1e6),
    **dict.fromkeys(_BILLION.split(), 1e9),
    **dict.fromkeys(("lakh", "lakhs"), 1e5),
    **dict.fromkeys(("crore", "crores"), 1e7),
}
NUMBER = r"(?:(?:0|[1-9](?:_?[0-9])*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
UNIT = "|".join(sorted(FACTORS, key=len, reverse=True))
LONGEST = 200
"""Characters of the longest text that can be a number or a day: a longer one is not looked at, which can take ages."""
PERCENT = "%|percent|per cent"
TIME = "hour|day|week|month|person-year|year"
A_TIME = f"(?: ?(?:/|per) ?| an? )(?:{TIME})"
OUT_OF = rf" (?:in|out of) (?:{NUMBER}(?: ?(?:{UNIT})\b)?|an? (?:{UNIT})\b)"
GROUPS = r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:\.[0-9]{3}){2,}|(?:['’][0-9]{3})+|(?: [0-9]{3})+)"
HEDGE = "about|around|roughly|approximately|approx\\.?|circa|ca?\\.|almost|nearly|some|an estimated|~|≈"
DASH = "-|–|—|to"
_SEPARATED = re.compile(
    rf"(?P<before>(?:in|out of) )?(?<![0-9.,_'’])(?P<groups>{GROUPS})(?P<decimals>(?<=,[0-9]{{3}})\.[0-9]+)?"
    r"(?![0-9_'’]|[.,][0-9])",
    re.IGNORECASE,
)
SIMPLE = re.compile(r"[0-9_]+(?:\.[0-9]*)?(?: ?%|[kKM])?")
_ONE_POINT = re.compile(rf"(?<![0-9.,_'’])[1-9][0-9]{{0,2}}\.[0-9]{{3}}(?![0-9.,_'’]| ?(?:{UNIT})\b)", re.IGNORECASE)
_ONE_COMMA = re.compile(r"[0-9]{1,3},[0-9]{3}")
_HEDGE = re.compile(rf"^(?:{HEDGE}) ?", re.IGNORECASE)
_WITH_UNIT = re.compile(rf" ?(?:{UNIT})\b", re.IGNORECASE)
_JOINED = re.compile(f"{DASH}|and", re.IGNORECASE)


def plain_digits(text: str, *, whole: bool) -> str:
    """A written number without a hedge before it and without separators of thousands.

    One comma before three digits separates thousands only where whole things are counted (`whole`) and no unit stands
    behind: 1,500 people. Elsewhere it may be a decimal comma, and is left.

    >>> plain_digits("about 12,000,000", whole=False), plain_digits("1,500 / year", whole=False)
    ('12000000', '1,500 / year')
    """
    text = _HEDGE.sub("", " ".join(text.split()))

    def without_separators(match: re.Match[str]) -> str:
        counted = match["before"] or match["decimals"] or (whole and not _WITH_UNIT.match(text, match.end()))
        if _ONE_COMMA.fullmatch(match["groups"]) and not counted:
            return match[0]
        return f"{match['before'] or ''}{re.sub('[^0-9]', '', match['groups'])}{match['decimals'] or ''}"

    return _SEPARATED.sub(without_separators, text)


def pointed(text: str) -> str | None:
    """The number in a text whose one point may mark thousands; None where there is none, or a unit behind it.

    >>> pointed("about 900.000"), pointed("1.500 million"), pointed("12.000.000"), pointed("12.5")
    ('900.000', None, None, None)
    """
    point = _ONE_POINT.search(text)
    return point[0] if point else None


def ends(text: str) -> tuple[str, str] | Fault | None:
    """The two ends of a range that is written as a text, each with its unit; None for what is no range.

    What stands behind the high end is meant of both (8-15M, 10 to 20 %), unless only the bare low end lies below it.

    >>> ends("8-15M"), ends("500 to 2M"), ends("2 to 5/year"), ends("12 million")
    (('8M', '15M'), ('500', '2M'), ('2/year', '5/year'), None)
    """
    match = _range().fullmatch(text) if _JOINED.search(text) else None
    if match is None:
        return None
    low, high = float_of(match["low"]), float_of(match["high"])
    low_unit, high_unit = match["low_unit"] or "", match["high_unit"] or ""
    low_tail, high_tail = match["low_tail"] or "", match["high_tail"] or ""
    if not low_tail and high_tail.strip().lower() in PERCENT.split("|") and 0.0 < 100 * low < high:
        question = f"write {match['low']}% to {match['high']}% or {match['low']} to {high / 100:g}"
        return Fault((), f"{shown(text)} can be read in two ways", question)
    if not low_unit and not low_tail and low < high:
        low_unit = high_unit
    return f"{match['low']}{low_unit}{low_tail or high_tail}", f"{match['high']}{high_unit}{high_tail}"


@cache
def _range() -> re.Pattern[str]:
    """The form of a range, which is made when a text may be one: that takes as long as reading a small map."""
    return re.compile(
        rf"(?:(?P<from>from|between) )?(?P<low>{NUMBER})(?: ?(?P<low_unit>{UNIT})\b)?(?P<low_tail>{{tail}})?"
        rf" ?(?(from)(?:{DASH}|and)|(?:{DASH})) ?"
        rf"(?P<high>{NUMBER})(?: ?(?P<high_unit>{UNIT})\b)?(?P<high_tail>{{tail}})?".replace(
            "{tail}", rf" ?(?:{PERCENT})|{A_TIME}|{OUT_OF}(?:{A_TIME})?"
        ),
        re.IGNORECASE,
    )


def float_of(text: str) -> float:
    """The number of digits that underscores may set off: 1_000."""
    return float(text.replace("_", ""))
