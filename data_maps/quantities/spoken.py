"""Spoken counts: how many, as people say or type it, in the notation of a map; or one question back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from data_maps.problems import Fault, shown
from data_maps.quantities.numerals import FACTORS, LONGEST, NUMBER, UNIT, plain_digits

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
_OPEN_ABOVE = re.compile(
    r"(?:(?:at least|more than|over|above|no fewer than|not less than|min\.?|minimum|>=?|≥) ?(?P<least>AMOUNT)"
    r"|(?P<more>AMOUNT) ?(?:\+|or more|plus))".replace("AMOUNT", _AMOUNT),
    re.IGNORECASE,
)
_OPEN_BELOW = re.compile(
    r"(?:(?:at most|less than|fewer than|under|below|up to|no more than|not more than|max\.?|maximum|<=?|≤) ?"
    r"(?P<most>AMOUNT)"
    r"|(?P<less>AMOUNT) ?(?:or less|or fewer|max))".replace("AMOUNT", _AMOUNT),
    re.IGNORECASE,
)
_TWO_THINGS = re.compile(rf"({NUMBER}) mil", re.IGNORECASE)
_MANY = f"few|several|couple|handful|tens|dozens|hundreds|thousands|millions|billions|lakhs|crores|dozen|hundred|{UNIT}"
_VAGUE = re.compile(rf"(?:an? )?(?:{_MANY})(?:(?: of)? (?:{_MANY}))*", re.IGNORECASE)
_OF_SOMETHING = re.compile("%| of |^every|^all|^many|^most|^lots", re.IGNORECASE)
_GIVEN_OR_TAKEN = re.compile(
    rf"(?P<best>{_AMOUNT}) ?(?:±|\+/-|\+-|plus or minus|give or take) ?(?P<off>{_AMOUNT})(?P<percent> ?%)?",
    re.IGNORECASE,
)
_LISTED = re.compile(r"\[([^\[\]]+)\]")
_PART_ENDS = re.compile(r", |,(?![0-9]{3}(?![0-9]))")
FROM_TO = "from how many to how many? for example 2 to 9 thousand"
HOW_MANY = "how many people? for example 2 million, 8M to 15M, or unknown"


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
    return _give_or_take(digits) or _asked_back(words, digits) or digits


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
        rf"(?<![\w.,/-])(?:([0-9]+)[ -])?([1-9])/([1-9])(?= (?:{UNIT})\b)", _of_two, digits, flags=re.IGNORECASE
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
        value = (value or 1.0) * _TIMES[word] if word in _TIMES else value + _spoken_part(word)
    return f"{value:.10g}"


def _spoken_part(word: str) -> float:
    if word[-1].isdigit():
        return float(re.sub(",(?=[0-9]{3})", "", word).replace(",", "."))
    return _VALUES.get(word, 0.0)


def _of_two(match: re.Match[str]) -> str:
    return f"{int(match[1] or 0) + int(match[2]) / int(match[3]):.10g}"


def _with_fraction(match: re.Match[str]) -> str:
    return f"{float(match[1] or 0) + unicodedata.numeric(match[2]):.10g}"


def _asked_back(words: str, digits: str) -> Fault | None:
    """One question about a count that is open at one end, vague, or none at all."""
    if match := _OPEN_ABOVE.fullmatch(digits):
        least = match["least"] or match["more"]
        most = f"for example {least} to {_times(2, least)}"
        return Fault((), f"{shown(words)} has no upper end", f"at most how many? {most}")
    if match := _OPEN_BELOW.fullmatch(digits):
        most = match["most"] or match["less"]
        least = f"for example {_times(0.5, most)} to {most}"
        return Fault((), f"{shown(words)} has no lower end", f"at least how many? {least}")
    if match := _TWO_THINGS.fullmatch(digits):
        return Fault((), f"{shown(words)} can be read in two ways", f"write {match[1]} thousand or {match[1]} million")
    if _VAGUE.fullmatch(words) and not digits[0].isdigit():
        return Fault((), f"{shown(words)} may be many numbers", FROM_TO)
    if _OF_SOMETHING.search(digits) or not re.search("[0-9]", digits):
        return Fault((), f"{shown(words)} is not a number of people", HOW_MANY)
    return None


def _times(factor: float, amount: str) -> str:
    """A number with its unit, doubled or halved."""
    number, unit = _number_and_unit(amount)
    return f"{factor * number:.10g}{unit}"


def _give_or_take(digits: str) -> list[str] | None:
    """The low, the best and the high number of one that is written with what is given or taken: 5M ± 1M."""
    match = _GIVEN_OR_TAKEN.fullmatch(digits)
    if match is None:
        return None
    best, off = _number(match["best"]), _number(match["off"])
    off = best * off / 100 if match["percent"] else off
    return [f"{max(best - off, 0):.0f}", match["best"].strip(), f"{best + off:.0f}"]


def _number(amount: str) -> float:
    number, unit = _number_and_unit(amount)
    return number * FACTORS.get(unit.strip().lower(), 1.0)


def _number_and_unit(amount: str) -> tuple[float, str]:
    """A number and the unit behind it."""
    plain = plain_digits(amount, whole=True)
    unit = re.search(rf" ?(?:{UNIT})$", plain, re.IGNORECASE)
    unit_text = unit[0] if unit else ""
    return float(plain.removesuffix(unit_text).replace("_", "")), unit_text
