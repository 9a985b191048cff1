"""Contradictions in the own history of a party: days to come, years that do not fit, more people than there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from math import inf

from data_maps.model import DataMap
from data_maps.parties import History, HistoryEvent
from data_maps.problems import MISSING, Fault, KeyPath
from data_maps.quantities import Estimate, days_of

OF_ORDERS = ("requests", "accounts", "met", "per")
A_YEAR = {"year": 1.0, "half-year": 0.5}


def history_contradictions(data_map: DataMap) -> Iterator[Fault]:
    """Every contradiction in the histories of a map."""
    for path, history in histories_at(data_map):
        for fault in (
            *_days(history, data_map.as_of),
            *_events(history, data_map.as_of),
            *_too_many(history, data_map.as_of),
        ):
            yield fault.under(*path)
    operator = data_map.parties.get(data_map.app.operator)
    if data_map.app.record and operator and operator.record:
        hint = "keep one of them: the app's is its operator's"
        yield Fault(("app", "record"), f"'{data_map.app.operator}' has a history already", hint, on_key=True)


def events_too_large(data_map: DataMap) -> Iterator[Fault]:
    """Events at the app about surely more people than the map says that nobody claims it to pass (at_most)."""
    most = sum(inf if number.at_most is None else number.at_most for number in _counts(data_map))
    for path, _ in events_of_more(data_map, most):
        message = f"about more people than the {most:,.0f} that the app has at most"
        yield Fault(path, message, "count those on this map, or leave the number out and tell it in why")


def events_of_more(data_map: DataMap, people: float) -> Iterator[tuple[KeyPath, float]]:
    """Events at the app about surely more than so many people: where each says so, and how many they surely are."""
    own = (("app", "record"), ("parties", data_map.app.operator, "record"))
    for path, history in histories_at(data_map):
        for index, event in enumerate(history.events if path in own else ()):
            if event.people and (least := _least(event.people)) > people:
                yield (*path, "events", index, "people"), least


def people_counted(data_map: DataMap) -> float:
    """The number of people that a map counts: ends of ranges, or best values where there is none."""
    return sum(map(_upper_end, _counts(data_map)))


def _counts(data_map: DataMap) -> list[Estimate]:
    """The numbers that all people of a map are the sum of."""
    estimates, total = data_map.estimates, data_map.people
    alone = [id_ for id_ in data_map.users if total is None or id_ not in total.groups]
    counts = [estimates.get(f"users.{id_}.count", data_map.users[id_].count) for id_ in alone]
    return [*counts, estimates.get("people.total", total.total)] if total else counts


def _upper_end(number: Estimate) -> float:
    """The upper end of a number; its best value without one."""
    return next((most for most in (number.at_most, number.high, number.best) if most is not None), inf)


def _least(number: Estimate) -> float:
    """The number that a range is surely not below; its best value without one."""
    return next((least for least in (number.at_least, number.low, number.best) if least is not None), 0.0)


def histories_at(data_map: DataMap) -> Iterator[tuple[KeyPath, History]]:
    """The histories of a map, each with where it stands."""
    if data_map.app.record:
        yield ("app", "record"), data_map.app.record
    for id_, party in data_map.parties.items():
        if party.record:
            yield ("parties", id_, "record"), party.record


def _days(history: History, as_of: date) -> Iterator[Fault]:
    for key, day in (("since", history.since), ("until", history.until)):
        if day and day > as_of:
            yield Fault((key,), "lies after as_of", "nobody has watched yet what is to come")
    if history.until and history.until < history.since:
        yield Fault(("until",), "the history ends before it begins", "give a later day, or an earlier since")


def _events(history: History, as_of: date) -> Iterator[Fault]:
    places: dict[str, int] = {}
    for index, event in enumerate(history.events):
        if (first := places.setdefault(repr(event), index)) != index:
            yield Fault(("events", index), f"the same is told in events[{first}]", "tell it once, or say what differs")
        for fault in (*_keys(event), *_when(event, history, as_of)):
            yield fault.under("events", index)


def _keys(event: HistoryEvent) -> Iterator[Fault]:
    """Keys that this kind of event does not have, or lacks."""
    if event.state == "EU":
        yield Fault(("state",), "a union takes and orders nothing itself", "name the state whose authority it was")
    if event.kind == "orders":
        if event.state is None:
            yield Fault(("state",), MISSING, "add state: …, whose orders these are", on_key=True)
        if event.requests is None and event.accounts is None:
            yield Fault(("requests",), MISSING, "add requests: … or accounts: …", on_key=True)
        return
    for key in OF_ORDERS:
        if getattr(event, key) is not None:
            yield Fault((key,), f"'{key}' is told of orders alone", "leave it out", on_key=True)
    if event.on is None:
        yield Fault(("on",), MISSING, "add on: …, a day, a month or a year", on_key=True)
    if event.state is not None and event.kind in ("intrusion", "insider"):
        hint = "write kind: covert or kind: placed for what a state did"
        yield Fault(("state",), f"no state is told of kind: {event.kind}", hint, on_key=True)


def _when(event: HistoryEvent, history: History, as_of: date) -> Iterator[Fault]:
    if event.on is None:
        return
    first, last = days_of(event.on)
    if first > as_of:
        yield Fault(("on",), "lies after as_of", "a history tells what has happened by then")
    elif last < history.since or first > (history.until or as_of):
        yield Fault(("on",), "lies outside the time from since to until", "give another day, or a longer time")


def _too_many(history: History, as_of: date) -> Iterator[Fault]:
    """Events of a kind that are more than the days watched, and orders of a state that take more years than those."""
    until = history.until or as_of
    days, years = (until - history.since).days + 1, until.year - history.since.year + 1
    if days < 1:
        return
    for kind, number in Counter(event.kind for event in history.events if event.kind != "orders").items():
        if number > days:
            yield Fault(("events",), f"{number} events of kind: {kind} in {days} days", "give a longer time")
    taken: dict[str | None, float] = {}
    for index, event in enumerate(history.events):
        if event.kind == "orders":
            before = taken.get(event.state, 0.0)
            taken[event.state] = before + A_YEAR[event.per or "year"]
            if before <= years < taken[event.state]:
                message = f"orders of {event.state} in more years than the {years} from since to until"
                yield Fault(("events", index), message, "give each year once, or a longer time")
