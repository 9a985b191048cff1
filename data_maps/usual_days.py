"""Days in any usual notation, each understood or answered with one question back."""

from __future__ import annotations

import re
from calendar import day_name, month_name, monthrange
from datetime import date, datetime, timedelta

from data_maps.problems import Fault, shown
from data_maps.quantities import OUR_TIME, days_of, is_date, is_of_our_time
from data_maps.quantities.numerals import LONGEST
from data_maps.quantities.spoken import in_digits

Period = tuple[date, date]
_MONTHS = tuple(name.lower() for name in month_name)[1:]
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?"
_WORDED = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}[ -]?(?:of )?{_MONTH},?[ -]?{_YEAR}",
        rf"{_MONTH} ?{_DAY},? {_YEAR}",
        rf"{_MONTH},?[ -]?{_YEAR}",
    )
)
_NUMBERED = re.compile(r"([0-9]{1,2})([./-]) ?([0-9]{1,2})\2 ?([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:([./-])([0-9]{1,2})(?:\2([0-9]{1,2}))?|([0-9]{2})([0-9]{2}))")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
_SHORT_YEAR = re.compile(r"(.*[ ./-])'?([0-9]{2})")
_PART = re.compile(r"(?P<kind>[qh])(?P<part>[1-4])[ /-]?(?P<year>[12][0-9]{3})")
_YEAR_THEN_PART = re.compile(r"([0-9]{4})[ /-]?([qh][1-4])")
_TIME = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9:.]{4,12}z?")
_WEEKDAY = "|".join(f"{name.lower()[:3]}(?:{name.lower()[3:]})?" for name in day_name)
_BEFORE = re.compile(rf"(?:(?:on|as of|as at|since|from|by|until|the|{_WEEKDAY})[.,]? )+")
_EDGE = re.compile(r"(?:the )?(?P<edge>end|start|beginning) of (?:the )?(?P<period>.+)")
_AWAY = re.compile(r"(?:(?P<ahead>in) )?(?P<number>an?|[0-9]{1,3}) (?P<unit>day|week|month|year)s?(?P<ago> ago)?")
_NEAR = re.compile(r"(?P<which>this|last|next) (?P<unit>week|month|quarter|year)")
_NAMED = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
_TURN = {"last": -1, "this": 0, "next": 1}
_MONTHS_IN = {"month": 1, "quarter": 3, "h": 6, "q": 3, "year": 12}


def local_day() -> date:
    """The day it is where this machine is."""
    return datetime.now().astimezone().date()


def day(text: str, today: date | None = None) -> date | Fault:
    """The day that a text names; a Fault with one question where it names none, or may name several.

    Args:
        text: What was written: 27.11.2026, 27 Nov 2026, end of March 2020, or with `today` also two weeks ago.
        today: The day of writing; without it a text that means another day tomorrow is no date.

    >>> day("27.11.2026"), day("yesterday", date(2026, 11, 28)), day("end of Q3 2025")
    (datetime.date(2026, 11, 27), datetime.date(2026, 11, 27), datetime.date(2025, 9, 30))
    """
    words = _TIME.sub("", " ".join(text.lower().split())) if len(text) <= LONGEST else ""
    away = _away(in_digits(words), today) if today else None
    before = _BEFORE.match(words)
    words = _BEFORE.sub("", words, count=1)
    periods = [(away, away)] if away else _periods(words, today)
    if not periods:
        return _no_day(text, words)
    weekday = re.search(rf"\b(?:{_WEEKDAY})\b", before[0]) if before else None
    fitting = [period for period in periods if weekday is None or _is_on(period, weekday[0])]
    if not fitting:
        return Fault((), f"{shown(text)} is a {day_name[periods[0][0].weekday()]}", f"write {_either(periods)} if so")
    return _one_day(text, fitting)


def _is_on(period: Period, weekday: str) -> bool:
    """Whether a day falls on a weekday; months and years hold all of them."""
    return period[0] != period[1] or day_name[period[0].weekday()].lower().startswith(weekday[:3])


def _one_day(text: str, periods: list[Period]) -> date | Fault:
    """The day of one period, which must be a single day of our time."""
    if len(periods) > 1:
        return Fault((), f"{shown(text)} can be two days", f"write {_either(periods)}")
    first, last = periods[0]
    if first != last:
        return Fault((), f"{shown(text)} is not one day", f"write one, such as {first} or {last}")
    return first if is_of_our_time(first) else Fault((), f"{first} is not of our time", OUR_TIME)


def _either(periods: list[Period]) -> str:
    return " or ".join(str(first) for first, _ in periods)


def _no_day(text: str, words: str) -> Fault:
    """The question about a text that is no day: which century, where only its year is short."""
    short = _SHORT_YEAR.fullmatch(words)
    meant = [days_of(form) for form in _dates(f"{short[1]}20{short[2]}") if is_date(form, whole=True)] if short else []
    if meant:
        return Fault((), f"{shown(text)} has a year of two digits", f"write {_either(meant)}")
    return Fault((), f"{shown(text)} is not a date", "write 2020-09-25")


def _away(words: str, today: date) -> date | None:
    """A day that is told by its distance from today: yesterday, three weeks ago, in a month."""
    if words in _NAMED:
        return today + timedelta(days=_NAMED[words])
    match = _AWAY.fullmatch(words)
    if match is None or bool(match["ahead"]) == bool(match["ago"]):
        return None
    number = (1 if match["ahead"] else -1) * (int(match["number"]) if match["number"].isdigit() else 1)
    if match["unit"] in ("day", "week"):
        return today + timedelta(days=number * (7 if match["unit"] == "week" else 1))
    first, last = _months(today.year, today.month + number * _MONTHS_IN[match["unit"]], 1)
    return min(first.replace(day=min(today.day, last.day)), last)


def _periods(words: str, today: date | None) -> list[Period]:
    """The days, months, quarters, half years or years that words in lower case may stand for."""
    if (edge := _EDGE.fullmatch(words)) and _EDGE.fullmatch(edge["period"]):
        return []
    if edge:
        side = 1 if edge["edge"] == "end" else 0
        return [(period[side], period[side]) for period in _periods(edge["period"], today)]
    if match := _PART.fullmatch(_YEAR_THEN_PART.sub(r"\2 \1", words)):
        length = _MONTHS_IN[match["kind"]]
        number = int(match["part"])
        return [_months(int(match["year"]), (number - 1) * length + 1, length)] if number * length <= 12 else []
    if today and (match := _NEAR.fullmatch(words)):
        return [_near(_TURN[match["which"]], match["unit"], today)]
    return [days_of(text) for text in _dates(words)]


def _near(turn: int, unit: str, today: date) -> Period:
    """This, the last or the next week, month, quarter or year."""
    if unit == "week":
        monday = today + timedelta(days=7 * turn - today.weekday())
        return monday, monday + timedelta(days=6)
    length = _MONTHS_IN[unit]
    return _months(today.year, (today.month - 1) // length * length + 1 + turn * length, length)


def _months(year: int, month: int, length: int) -> Period:
    """Months one after the other, the first counted on or back beyond its year."""
    first, last = year * 12 + month - 1, year * 12 + month + length - 2
    end = (last // 12, last % 12 + 1)
    return date(first // 12, first % 12 + 1, 1), date(*end, monthrange(*end)[1])


def _dates(words: str) -> list[str]:
    """The dates that words in lower case may stand for, as a map writes them: a day, a month or a year."""
    if is_date(words):
        return [words]
    if match := _YEAR_FIRST.fullmatch(words):
        year, *parts = (match[group] for group in (1, 3, 4, 5, 6) if match[group])
        return [text for text in ["-".join((year, *(f"{int(part):02}" for part in parts)))] if is_date(text)]
    if match := _MONTH_FIRST.fullmatch(words):
        return [text for text in [f"{match[2]}-{int(match[1]):02}"] if is_date(text)]
    if match := _NUMBERED.fullmatch(words):
        first, sign, second, year = match.groups()
        orders = {(second, first)} if sign == "." else {(second, first), (first, second)}
        written = {f"{year}-{int(month):02}-{int(number):02}" for month, number in orders}
        return sorted(text for text in written if is_date(text))
    return _worded(words)


def _worded(words: str) -> list[str]:
    """The dates of words with the name of a month in them."""
    for form in _WORDED:
        if match := form.fullmatch(words):
            number = f"-{int(match['day']):02}" if "day" in form.groupindex else ""
            months = (index for index, name in enumerate(_MONTHS, 1) if name.startswith(match["month"]))
            return [text for month in months if is_date(text := f"{match['year']}-{month:02}{number}")]
    return []
