"""Numerals: the usual ways of writing a number, the unit behind it, a range of two, and counts as people say them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
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
UNKNOWN = "unknown"
_ONES = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
_TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
_VALUES: Mapping[str, float] = {**_ONES, **_TENS, "half": 0.5, "quarter": 0.25}
_DIGITS = r"(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+(?:[.,][0-9]{1,2}|\.[0-9]{3,})?|\.[0-9]+)"
_TIMES = {"hundred": 100, "dozen": 12}
MULTIPLES = frozenset(
    (*_VALUES, *_TIMES, *FACTORS, "third", "double", "kilo", "mega", "giga", "milli", "micro", "light")
)
"""Words that make more, or less, of a unit behind them."""
_NOT_KNOWN = (UNKNOWN, "don't know", "don’t know", "do not know", "not known", "no idea", "not sure", "?", "n/a")
_COUNTED = (
    "users|people|persons|individuals|citizens|residents|accounts|customers|clients|consumers|patients|members|"
    "subscribers|employees|staff|students|pupils|children|drivers|visitors|nutzer|personen|menschen|mau|dau"
)
_BEHIND = re.compile(
    rf"(?: (?:(?:monthly|daily|weekly|active|registered|of) )*(?:{_COUNTED}))?(?: or so|[ -]?ish)?$", re.IGNORECASE
)
_AMOUNT = rf"(?:[1-9][0-9]{{0,2}}(?:[,.'’ ][0-9]{{3}})+|{NUMBER})(?: ?(?:{UNIT}))?"
# Only the interview asks for these four: `re` makes and keeps each at its first use, which spares every other start.
_OPEN_ABOVE = (
    r"(?:(?:at least|more than|over|above|no fewer than|not less than|min\.?|minimum|>=?|≥) ?(?P<least>AMOUNT)"
    r"|(?P<more>AMOUNT) ?(?:\+|or more|plus))".replace("AMOUNT", _AMOUNT)
)
_OPEN_BELOW = (
    r"(?:(?:at most|less than|fewer than|under|below|up to|no more than|not more than|max\.?|maximum|<=?|≤) ?"
    r"(?P<most>AMOUNT)"
    r"|(?P<less>AMOUNT) ?(?:or less|or fewer|max))".replace("AMOUNT", _AMOUNT)
)
_TWO_THINGS = re.compile(rf"({NUMBER}) mil", re.IGNORECASE)
_MANY = f"few|several|couple|handful|tens|dozens|hundreds|thousands|millions|billions|lakhs|crores|dozen|hundred|{UNIT}"
_VAGUE = rf"(?:an? )?(?:{_MANY})(?:(?: of)? (?:{_MANY}))*"
_OF_SOMETHING = re.compile("%| of |^every|^all|^many|^most|^lots", re.IGNORECASE)
_GIVEN_OR_TAKEN = (
    rf"(?P<best>{_AMOUNT}) ?(?:±|\+/-|\+-|plus or minus|give or take) ?(?P<off>{_AMOUNT})(?P<percent> ?%)?"
)
_LISTED = re.compile(r"\[([^\[\]]+)\]")
_PART_ENDS = re.compile(r", |,(?![0-9]{3}(?![0-9]))")
FROM_TO = "from how many to how many? for example 2 to 9 thousand"
HOW_MANY = "how many people? for example 2 million, 8M to 15M, or unknown"


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


def spoken_count(text: str) -> str | list[str] | Fault:
    """A count that is said in words, in the notation of a map; a Fault with one question where it is none.

    A text that is nothing of the kind is given back, for the notation to judge.

    >>> spoken_count("two and a half million users"), spoken_count("5M ± 1M"), spoken_count("no idea")
    ('2.5 million', ['4000000', '5M', '6000000'], 'unknown')
    >>> str(spoken_count("at least 5 million").hint)
    'at most how many? for example 5 million to 10 million'
    """
    words = " ".join(text.split())
    if len(words) > LONGEST:
        return text
    if words.lower() in _NOT_KNOWN:
        return UNKNOWN
    if listed := _LISTED.fullmatch(words):
        return [part.strip() for part in _PART_ENDS.split(listed[1])]
    digits = in_digits(words)
    if match := re.fullmatch(_GIVEN_OR_TAKEN, digits, re.IGNORECASE):
        (best, best_unit), (off, off_unit) = _number_and_unit(match["best"]), _number_and_unit(match["off"])
        best *= FACTORS.get(best_unit.strip().lower(), 1.0)
        off = best * off / 100 if match["percent"] else off * FACTORS.get(off_unit.strip().lower(), 1.0)
        return [f"{max(best - off, 0):.0f}", match["best"].strip(), f"{best + off:.0f}"]
    return _asked_back(words, digits) or digits


def in_digits(text: str) -> str:
    """A text with its words for numbers as digits, without what is counted and without hedges behind.

    >>> in_digits("a hundred thousand"), in_digits("between two and three million"), in_digits("1,2 Mio. Nutzer")
    ('100 thousand', 'between 2 and 3 million', '1.2 Mio')
    """
    digits = _BEHIND.sub("", text)
    digits = re.sub(r"([0-9]*) ?([¼-¾⅐-⅞])", _with_fraction, digits)
    digits = re.sub(r"(?<=[0-9])(?:,[0-9]{2})+,[0-9]{3}(?![0-9])", lambda match: match[0].replace(",", ""), digits)
    digits = re.sub(r"(?:([0-9.]+) ?[x×*·] ?)?10\^([0-9]{1,2})", lambda match: f"{match[1] or 1}e{match[2]}", digits)
    digits = re.sub(
        rf"(?<![\w.,/-])(?:([0-9]+)[ -])?([1-9])/([1-9])(?= (?:{UNIT})\b)", _with_fraction, digits, flags=re.IGNORECASE
    )
    digits = _words().sub(_value, digits)
    digits = re.sub(rf"\ban? (?=(?:{UNIT})\b)", "1 ", digits, flags=re.IGNORECASE)
    digits = re.sub(rf"({UNIT})\.(?![0-9])", r"\1", digits, flags=re.IGNORECASE)
    if re.search(rf"[0-9] ?(?:{UNIT})\b", digits, re.IGNORECASE):
        digits = re.sub(r"(?<![0-9.,])([0-9]+),([0-9]{1,2}|[0-9]{4,})(?![0-9,])", r"\1.\2", digits)
    return re.sub(r"(?<=[0-9a-z]) (?:or|bis) (?=[0-9])", " to ", digits, flags=re.IGNORECASE)


@cache
def _words() -> re.Pattern[str]:
    """A number up to a thousand in words: two, twenty-five, a hundred and ten, one and a half, half a, a dozen."""
    ones, tens = "|".join(_ONES), "|".join(_TENS)
    small = rf"(?:(?:{tens})(?:[- ](?:{ones}))?|{ones})"
    many = rf"(?:(?:{small}|{_DIGITS}|half an?|an?) )?(?:hundred|dozen)\b(?: (?:and )?{small})?"
    fraction = r"(?:an? )?(?:half|quarter)"
    mixed = rf"(?:{many}|{small}|[0-9]+) and {fraction}"
    return re.compile(rf"(?<![\w.,])(?:{mixed}|{many}|{small}|{fraction}(?: of)?(?: an?)?)\b", re.IGNORECASE)


def _value(match: re.Match[str]) -> str:
    value = 0.0
    for word in re.findall(r"[a-z]+|[0-9.,]+", match[0].lower()):
        if word in _TIMES:
            value = (value or 1.0) * _TIMES[word]
        elif word[-1].isdigit():
            value += float(re.sub(",(?=[0-9]{3})", "", word).replace(",", "."))
        else:
            value += _VALUES.get(word, 0.0)
    return f"{value:.10g}"


def _with_fraction(match: re.Match[str]) -> str:
    """A number with a fraction behind it in digits: 2½, or 2 1/2 as three parts of a match."""
    whole, *parts = match.groups()
    fraction = unicodedata.numeric(parts[0]) if len(parts) == 1 else int(parts[0]) / int(parts[1])
    return f"{float(whole or 0) + fraction:.10g}"


def _asked_back(words: str, digits: str) -> Fault | None:
    """One question about a count that is open at one end, vague, or none at all."""
    if match := re.fullmatch(_OPEN_ABOVE, digits, re.IGNORECASE):
        least = match["least"] or match["more"]
        most = f"for example {least} to {_times(2, least)}"
        return Fault((), f"{shown(words)} has no upper end", f"at most how many? {most}")
    if match := re.fullmatch(_OPEN_BELOW, digits, re.IGNORECASE):
        most = match["most"] or match["less"]
        least = f"for example {_times(0.5, most)} to {most}"
        return Fault((), f"{shown(words)} has no lower end", f"at least how many? {least}")
    if match := _TWO_THINGS.fullmatch(digits):
        return Fault((), f"{shown(words)} can be read in two ways", f"write {match[1]} thousand or {match[1]} million")
    if re.fullmatch(_VAGUE, words, re.IGNORECASE) and not digits[0].isdigit():
        return Fault((), f"{shown(words)} may be many numbers", FROM_TO)
    if _OF_SOMETHING.search(digits) or not re.search("[0-9]", digits):
        return Fault((), f"{shown(words)} is not a number of people", HOW_MANY)
    return None


def _times(factor: float, amount: str) -> str:
    """A number with its unit, doubled or halved."""
    number, unit = _number_and_unit(amount)
    return f"{factor * number:.10g}{unit}"


def _number_and_unit(amount: str) -> tuple[float, str]:
    """A number and the unit behind it."""
    plain = plain_digits(amount, whole=True)
    unit = re.search(rf" ?(?:{UNIT})$", plain, re.IGNORECASE)
    unit_text = unit[0] if unit else ""
    return float(plain.removesuffix(unit_text).replace("_", "")), unit_text
