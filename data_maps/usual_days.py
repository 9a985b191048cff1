"""Days in any usual notation, each understood or answered with one question back."""

from __future__ import annotations

import re
from calendar import day_name, month_name, monthrange
from datetime import date, datetime, timedelta
from unicodedata import combining, normalize

from data_maps.problems import Fault, shown
from data_maps.quantities import OUR_TIME, days_of, is_date, is_of_our_time
from data_maps.quantities.numerals import LONGEST, in_digits

DateRange = tuple[date, date]
_MONTHS = tuple(name.lower() for name in month_name)[1:]
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?"
_MONTHS_ABROAD = {
    word: english
    for english, words in zip(
        _MONTHS,
        (
            "januar janvier enero gennaio",
            "februar fevrier febrero febbraio",
            "marz mrz mars marzo maart",
            "avril abril aprile",
            "mai mayo maggio mei",
            "juni juin junio giugno",
            "juli juillet julio luglio",
            "aout agosto",
            "septembre septiembre settembre",
            "oktober okt octobre octubre ottobre",
            "novembre noviembre",
            "dezember dez decembre diciembre dicembre",
        ),
        strict=True,
    )
    for word in words.split()
}
"""The months as German, French, Spanish, Italian and Dutch call them, without accents, where English does not."""
_WORDED = tuple(
    re.compile(form)
    for form in (
        rf"{_DAY}[ -]?(?:(?:of|de) )?{_MONTH},?[ -]?(?:de )?{_YEAR}",
        rf"{_MONTH} ?{_DAY},? {_YEAR}",
        rf"{_MONTH},?[ -]?{_YEAR}",
    )
)
_NUMBERED = re.compile(r"([0-9]{1,2})([./-]) ?([0-9]{1,2})\2 ?([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})(?:([./-])([0-9]{1,2})(?:\2([0-9]{1,2}))?|([0-9]{2})([0-9]{2}))")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})[./-]([0-9]{4})")
LEAP = 4  # years, in one of which there is a 29 February
_SHORT_YEAR = re.compile(r"(.*[ ./-])'?([0-9]{2})")
_PART = re.compile(r"(?P<kind>[qh])(?P<part>[1-4])[ /-]?(?P<year>[12][0-9]{3})")
_YEAR_THEN_PART = re.compile(r"([0-9]{4})[ /-]?([qh][1-4])")
_TIME = re.compile(r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[t ][0-9:.]{4,12}z?")
_WEEKDAY = "|".join(f"{name.lower()[:3]}(?:{name.lower()[3:]})?" for name in day_name)
_BEFORE = re.compile(rf"(?:(?:on|in|as of|as at|since|from|by|until|the|{_WEEKDAY})[.,]? )+")
_EDGE = re.compile(r"(?:the )?(?P<edge>end|start|beginning) of (?:the )?(?P<period>.+)")
_AWAY = re.compile(
    r"(?:(?P<ahead>in) )?(?P<number>an?|[0-9]{1,3}) (?P<unit>day|week|fortnight|month|year)s?"
    r"(?:(?P<ago> ago)|(?P<from_now> from now))?"
)
_NEAR = re.compile(r"(?:(?P<which>this|last|next) )?(?P<unit>week|month|quarter|year)")
_NEAR_MONTH = re.compile(rf"(?P<which>this|last|next) {_MONTH}")
_NEAR_DAY = re.compile(rf"(?P<which>last|next) (?P<weekday>{_WEEKDAY})")
_FAR_EAST = re.compile(r"([0-9]{4})[年년] ?([0-9]{1,2})[月월] ?([0-9]{1,2})[日일]")
_NAMED = {
    **dict.fromkeys(("today", "now", "right now", "current", "heute", "jetzt", "aujourd'hui", "hoy", "oggi"), 0),
    **dict.fromkeys(("yesterday", "gestern", "hier", "ayer", "ieri"), -1),
    **dict.fromkeys(("tomorrow", "morgen", "demain", "domani"), 1),
    "day before yesterday": -2,
    "day after tomorrow": 2,
}
_TURN = {"last": -1, "this": 0, "next": 1}
_DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}
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
    words = _in_english(text) if len(text) <= LONGEST else ""
    before = _BEFORE.match(words)
    as_said, words = words, _BEFORE.sub("", words, count=1)
    away = _away(in_digits(as_said), today) if today else None
    if today and away is None and not as_said.startswith("in "):
        away = _away(words, today)
    periods = [(away, away)] if away else _periods(words, today)
    if not periods:
        years = range(today.year, today.year - LEAP, -1) if today else ()
        whole = [form for year in years for form in (f"{words} {year}", f"{words}{year}")]
        if lacking := dict.fromkeys(days_of(form) for each in whole for form in _dates(each)):
            return Fault((), f"{shown(text)} has no year", f"write {_either(list(lacking)[:2])}")
        short = _SHORT_YEAR.fullmatch(words)
        meant = (
            [days_of(form) for form in _dates(f"{short[1]}20{short[2]}") if is_date(form, whole=True)] if short else []
        )
        if meant:
            return Fault((), f"{shown(text)} has a year of two digits", f"write {_either(meant)}")
        return Fault((), f"{shown(text)} is not a date", "write 2020-09-25")
    weekday = re.search(rf"\b(?:{_WEEKDAY})\b", before[0]) if before else None
    fitting = [period for period in periods if weekday is None or _is_on(period, weekday[0])]
    if not fitting:
        return Fault((), f"{shown(text)} is a {day_name[periods[0][0].weekday()]}", f"write {_either(periods)} if so")
    return _one_day(text, fitting)


def _in_english(text: str) -> str:
    """A text in lower case without a time of day, its months by their English names."""
    plain = "".join(mark for mark in normalize("NFKD", text.lower()) if not combining(mark)).replace("’", "'")
    words = re.sub(
        r"[a-z]+", lambda match: _MONTHS_ABROAD.get(match[0], match[0]), " ".join(normalize("NFC", plain).split())
    )
    return _FAR_EAST.sub(r"\1-\2-\3", _TIME.sub("", words))


def _is_on(period: DateRange, weekday: str) -> bool:
    """True where a day falls on a weekday; months and years hold all of them."""
    return period[0] != period[1] or day_name[period[0].weekday()].lower().startswith(weekday[:3])


def _one_day(text: str, periods: list[DateRange]) -> date | Fault:
    """The day of one period, which must be a single day of our time."""
    if len(periods) > 1:
        return Fault((), f"{shown(text)} can be two days", f"write {_either(periods)}")
    first, last = periods[0]
    if first != last:
        return Fault((), f"{shown(text)} is not one day", f"write one, such as {first} or {last}")
    return first if is_of_our_time(first) else Fault((), f"{first} is not of our time", OUR_TIME)


def _either(periods: list[DateRange]) -> str:
    return " or ".join(str(first) for first, _ in periods)


def _away(words: str, today: date) -> date | None:
    """A day that is told by its distance from today: yesterday, three weeks ago, in a month."""
    if words in _NAMED:
        return today + timedelta(days=_NAMED[words])
    if near := _NEAR_DAY.fullmatch(words):
        weekday = next(index for index, name in enumerate(day_name) if name.lower().startswith(near["weekday"][:3]))
        ahead = (weekday - today.weekday() - 1) % 7 + 1
        # Said on a Monday, next and last Monday are a week away: today is neither.
        return today + timedelta(days=ahead if near["which"] == "next" else ahead - 7 - (7 if ahead == 7 else 0))
    match = _AWAY.fullmatch(words)
    if match is None or sum(map(bool, (match["ahead"], match["ago"], match["from_now"]))) != 1:
        return None
    number = (-1 if match["ago"] else 1) * (int(match["number"]) if match["number"].isdigit() else 1)
    if days := _DAYS_IN.get(match["unit"]):
        return today + timedelta(days=number * days)
    first, last = _months(today.year, today.month + number * _MONTHS_IN[match["unit"]], 1)
    return min(first.replace(day=min(today.day, last.day)), last)


def _periods(words: str, today: date | None) -> list[DateRange]:
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
        return [_near(_TURN[match["which"] or "this"], match["unit"], today)]
    if today and (match := _NEAR_MONTH.fullmatch(words)):
        return _near_months(match["which"], match["month"], today)
    return [days_of(text) for text in _dates(words)]


def _near(turn: int, unit: str, today: date) -> DateRange:
    """This, the last or the next week, month, quarter or year."""
    if unit == "week":
        monday = today + timedelta(days=7 * turn - today.weekday())
        return monday, monday + timedelta(days=6)
    length = _MONTHS_IN[unit]
    return _months(today.year, (today.month - 1) // length * length + 1 + turn * length, length)


def _near_months(which: str, name: str, today: date) -> list[DateRange]:
    """This, the last or the next month that is called so; that of today is neither last nor next."""
    for month, called in enumerate(_MONTHS, 1):
        if called.startswith(name):
            turned = {"last": month >= today.month, "next": month <= today.month, "this": False}[which]
            return [_months(today.year + turned * _TURN[which], month, 1)]
    return []


def _months(year: int, month: int, length: int) -> DateRange:
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
    for form in _WORDED:
        if named := form.fullmatch(words):
            number = f"-{int(named['day']):02}" if "day" in form.groupindex else ""
            months = (index for index, name in enumerate(_MONTHS, 1) if name.startswith(named["month"]))
            return [text for month in months if is_date(text := f"{named['year']}-{month:02}{number}")]
    return []
