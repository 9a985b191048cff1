"""Transparency reports as tables: the orders of states in a half-year, as a service's own history."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from data_maps.countries import CODES
from data_maps.exchange.documents import SourceItem, table, unreadable
from data_maps.exchange.draft import MapDraft, day
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.usual_words import country

HEADINGS = {
    "code": r"cldr|territory code|country code|iso",
    "state": r"country|territory|region|jurisdiction",
    "period": r"period|half|date|year",
    "met": r"percent|%|\brate\b",
    "accounts": r"accounts?( identifiers?)? (specified|requested|affected)|users?.accounts?|^accounts?$"
    r"|devices specified|identifiers",
    "requests": r"requests",
}
"""The headings of each column, the surest first; a heading is of one column."""
_HALF = re.compile(r"(20[0-9]{2})[ _-]?H([12])|H([12])[ _-]?(20[0-9]{2})", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9][0-9,. ]*")


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The orders of each state in each half-year, added up over kinds of orders."""
    draft = MapDraft("transparency", "a transparency report", title="Orders of states, as reported")
    draft.operator = draft.add_party("The company that reports (not known)")
    sums: defaultdict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0, 0.0])
    taken: list[tuple[SourceItem, str]] = []
    for file, content in files.items():
        read = table(content, file, lambda cells: len(_columns(cells)))
        columns = _columns(list(read.headings))
        if "requests" not in columns or not {"code", "state"} & set(columns):
            raise unreadable(file, "no columns for a country and its requests", "is it a transparency report?")
        for row in read.rows:
            cells = {key: row.text(heading) for key, heading in columns.items()}
            row.read.update(row.value)
            state, period = _state(cells), _period(cells.get("period", "")) or _period(file)
            requests, accounts = _count(cells.get("requests", "")), _count(cells.get("accounts", ""))
            name = f"{cells.get('state') or cells.get('code', '')} {period}"
            why = "" if state else "it names no single state"
            why = (
                why
                or ("" if period else "it names no half-year")
                or ("" if requests is not None else "it counts no requests")
            )
            if why:
                draft.drop(row, "orders", name, why)
                continue
            total = sums[state, period]
            total[0] += requests or 0
            total[1] += accounts or 0
            if (met := _count(cells.get("met", ""))) is not None and met <= 100:
                total[2] += (requests or 0) * met / 100
                total[3] += requests or 0
            taken.append((row, name))
    for row, name in taken:
        draft.take(row, "orders", name, "app.record", how="added up over kinds of orders, by state and half-year")
    if sums:
        draft.history = _history(sums)
        draft.as_of = max(period for _, period in sums)
    source = draft.add_source("transparency", "Transparency report", on=draft.as_of)
    if draft.history:
        draft.history["source"] = source
    return draft


def _history(sums: Mapping[tuple[str, str], list[float]]) -> dict[str, object]:
    """The history of a party: from the first day of the first half-year to the last day of the last."""
    ends = sorted({period for _, period in sums})
    first = date.fromisoformat(ends[0])
    since = date(first.year, 1 if first.month <= 6 else 7, 1)
    events = []
    for (state, period), (requests, accounts, met, of) in sorted(
        sums.items(), key=lambda each: (each[0][1], each[0][0])
    ):
        if requests:
            event: dict[str, object] = {
                "kind": "orders",
                "on": period,
                "state": state,
                "requests": int(requests),
                "per": "half-year",
            }
            event |= {"accounts": int(accounts)} if accounts else {}
            event |= {"met": f"{100 * met / of:.3g}%"} if of else {}
            events.append(event)
    return {"since": since.isoformat(), "until": ends[-1], "events": events}


def _columns(headings: list[str]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for heading in headings:
        key = next(
            (key for key, words in HEADINGS.items() if key not in columns and re.search(words, heading.lower())), ""
        )
        if key:
            columns[key] = heading
    return columns


def _state(cells: Mapping[str, str]) -> str:
    code = cells.get("code", "").upper()
    if code in CODES:
        return code
    # Reports say so of China, beside Hong Kong and Macao.
    name = re.sub(r"\bmainland\b", "", cells.get("state", ""), flags=re.IGNORECASE).strip(" ,()")
    named = country(name) if name else ""
    return named if isinstance(named, str) else ""


def _period(text: str) -> str:
    """The last day of the half-year that a text names by its end, a day in it, or as 2023 H1; empty otherwise."""
    if half := _HALF.search(text):
        year, number = int(half[1] or half[4]), half[2] or half[3]
        return f"{year}-06-30" if number == "1" else f"{year}-12-31"
    named = day(text)
    if len(named) == 10:
        end = (
            date.fromisoformat(named) - timedelta(days=1)
            if named.endswith(("-01-01", "-07-01"))
            else date.fromisoformat(named)
        )
        return f"{end.year}-06-30" if end.month <= 6 else f"{end.year}-12-31"
    return ""


def _count(text: str) -> float | None:
    match = _NUMBER.search(text)
    try:
        return float(match[0].replace(",", "").replace(" ", "")) if match else None
    except ValueError:
        return None


FORMAT = ForeignFormat(
    "transparency",
    "transparency reports (Google's and Apple's CSV, and tables like them)",
    (".csv", ".xlsx"),
    drafted,
    "orders of each state in each half-year become the history of the app's operator, with accounts and the share met",
    "kinds of orders, which are added up; rows without a single state, a half-year or a number",
    "everything else about the app: import it into a map with --into",
)
