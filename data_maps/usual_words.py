"""Usual words for days, companies and data, each understood or answered with one question back."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date, timedelta

from data_maps.problems import Fault, did_you_mean, shown
from data_maps.quantities import OUR_TIME, days_of, is_date, is_of_our_time
from data_maps.vocabulary import Company, companies, data_types, data_words, labels

_MONTHS = tuple(name.lower() for name in month_name)[1:]
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?\.?"
_WORDED = tuple(
    re.compile(form)
    for form in (rf"{_DAY} ?(?:of )?{_MONTH},? ?{_YEAR}", rf"{_MONTH} ?{_DAY},? {_YEAR}", rf"{_MONTH},? ?{_YEAR}")
)
_NUMBERED = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{4})")
_RELATIVE = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}


def day(text: str, today: date | None = None) -> date | Fault:
    """The day that a text names; a Fault with one question where it names none, or may name several.

    Args:
        text: What was written: 27.11.2026, 27 Nov 2026, or with `today` also yesterday.
        today: The day of writing; without it a text that means another day tomorrow is no date.

    >>> day("27.11.2026"), day("yesterday", date(2026, 11, 28))
    (datetime.date(2026, 11, 27), datetime.date(2026, 11, 27))
    """
    words = " ".join(text.lower().split())
    if today and words in _RELATIVE:
        return today + timedelta(days=_RELATIVE[words])
    dates = _dates(words)
    if not dates:
        return Fault((), f"{shown(text)} is not a date", "write 2020-09-25")
    if len(dates) > 1:
        return Fault((), f"{shown(text)} can be two days", f"write {' or '.join(dates)}")
    first, last = days_of(dates[0])
    if first != last:
        return Fault((), f"{shown(text)} is not one day", f"write one, such as {first} or {last}")
    return first if is_of_our_time(first) else Fault((), f"{first} is not of our time", OUR_TIME)


def _dates(words: str) -> list[str]:
    """The dates that words in lower case may stand for, as a map writes them: a day, a month or a year."""
    if is_date(words):
        return [words]
    if match := _NUMBERED.fullmatch(words):
        first, sign, second, year = match.groups()
        orders = {(second, first)} if sign == "." else {(second, first), (first, second)}
        written = {f"{year}-{int(month):02}-{int(number):02}" for month, number in orders}
        return sorted(text for text in written if is_date(text))
    for form in _WORDED:
        if match := form.fullmatch(words):
            number = f"-{int(match['day']):02}" if "day" in form.groupindex else ""
            months = (index for index, name in enumerate(_MONTHS, 1) if name.startswith(match["month"]))
            return [text for month in months if is_date(text := f"{match['year']}-{month:02}{number}")]
    return []


def company(text: str) -> Company | Fault:
    """The common company of a name; a Fault for one that the table does not have.

    >>> company("aws").name, company("tencent").run_from
    ('Amazon Web Services', 'CN')
    """
    names = {name.lower(): entry for entry in companies().companies for name in (entry.name, *entry.also)}
    words = " ".join(text.lower().split())
    if words in names:
        return names[words]
    hint = did_you_mean(text, [entry.name for entry in companies().companies], "say its country")
    return Fault((), f"{shown(text)} is not in the table of common companies", hint)


def data_of(text: str) -> tuple[str, ...] | Fault:
    """The types of data that a word stands for, or a label of an app store; a Fault with one question otherwise.

    >>> data_of("health records"), data_of("Photos and videos"), data_of("voice")
    (('health',), ('image', 'video'), ('audio',))
    """
    words = " ".join(text.lower().replace("&", "and").split())
    if term := data_words().get(words.replace(" ", "-")):
        return (term,)
    by_name = {label.name.lower(): label for label in labels()}
    if words not in by_name:
        hint = did_you_mean(words, (*data_words(), *by_name), "text, images, contacts, location, …")
        return Fault((), f"no data type called {shown(text)}", hint)
    label = by_name[words]
    if not label.ask:
        return label.types
    types = ", ".join(data_types()[term].label.lower() for term in label.types)
    return Fault((), f"{shown(text)} covers several types", f"name those of {types}")
