"""Reach test: what states that asked a service really got, against the chance of a short map of each.

A row becomes a map by one rule (docs/method.md). The chance is that of reach: that an order yields anything.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Annotated, Literal

import numpy as np
from pydantic import BeforeValidator, Field

from data_maps.countries import CODES
from data_maps.model import DataMap
from data_maps.places import flow_text
from data_maps.problems import Problem
from data_maps.reading import read
from risk.arrays import Bools, Floats
from risk.backtest.scores import Bin, ForecastScore, reliability, score
from risk.jurisdictions import reach_abroad
from risk.reach import Class, reach_on_map
from risk.record.rows import NotPublished, Row, State, WordsCell, table
from risk.shipped import refuse, texts
from risk.uncertainty.draws import distributions, drawn_values

Asked = Literal["content", "routine", "any"]
"""What was got: content at least once, content in a twentieth of the requests or more, any data."""
RowGrouping = Literal["tie", "keys", "word", "grade", "state"]
QUESTIONS: tuple[Asked, ...] = ("content", "routine", "any")
FILE, SHIPPED = "reach_orders", "record/reach_orders.csv"
FEWEST_REQUESTS, ROUTINE = 10, 0.05
BY_LAW = ("refused_law", "court_narrowed", "not_known")
"""Outcomes that neither a tie nor keys decided."""
RECALLED = ("recall", "recalled", "D")
DRAWS, SEED, PEOPLE = 2_000, 0, 1_000
KEYS = {"provider": "operator", "users": "users"}
ELSEWHERE = "XZ"
"""Stands for the state of an owner of whom nothing is known: no state has this code."""
MONTH = re.compile("[12][0-9]{3}(-[0-9]{2}){0,2}")

Months = Annotated[str, BeforeValidator(lambda text: text if MONTH.fullmatch(text) else _no_month(text))]


def _no_month(text: str) -> str:
    raise ValueError(f"{text!r} is no month: write 2018-07")


class AskedRow(Row):
    """A service that a state asked for data over some months, and what it got."""

    id: WordsCell
    service: WordsCell
    state: State
    start: Months = Field(alias="from")
    to: str = ""
    asked: Literal["content", "any"]
    requests: NotPublished
    content_given: NotPublished
    any_given: NotPublished = None
    outcome: WordsCell
    obtained_content: Literal["", "0", "1"]
    obtained_any: Literal["", "0", "1"]
    owner_name: str = ""
    owner_jurisdiction: str
    servers: str
    operator_in_state: str
    keys: str
    users_in_state: str
    data_types: str = ""
    source_title: WordsCell
    source_address: str
    grade: WordsCell
    sure: str = ""
    note: str = ""
    tie: str
    office_or_company_in_state: str
    fair: Literal["yes", "weak", "no"]
    stratum: str = ""

    @property
    def key(self) -> tuple[object, ...]:
        """The name of the row."""
        return (self.id,)

    @property
    def as_of(self) -> str:
        """The first day of the months."""
        return (self.start + "-01-01")[:10]

    @property
    def cell(self) -> str:
        """The tie and the keys by which base rates are told apart."""
        return f"{self.tie or 'unknown'}, {self.keys or 'unknown'}"

    def got(self, question: Asked) -> bool | None:
        """Whether the state got it; None where the row does not tell, or tells it of too few requests to count."""
        told = self.obtained_any if question == "any" else self.obtained_content
        got = told == "1"
        if question == "routine" and got:
            if not self.requests or self.content_given is None:
                return None
            got = self.content_given >= ROUTINE * self.requests
        few = self.requests is not None and self.requests < FEWEST_REQUESTS
        return None if not told or (told == "0" and few) else got


@cache
def asked_rows() -> tuple[AskedRow, ...]:
    """The rows that ship; raises BrokenData with every problem in them."""
    ((file, text),) = texts([SHIPPED]).items()
    rows, problems = rows_of(text, file)
    refuse(problems)
    return rows


def rows_of(text: str, file: str) -> tuple[tuple[AskedRow, ...], tuple[Problem, ...]]:
    """The rows of a CSV text with the columns of the one that ships, or every problem in it."""
    checked = table(AskedRow, text, file)
    return checked.rows, checked.problems


def map_of_row(row: AskedRow) -> DataMap:
    """The short map of a row as of its first day; raises ValueError where the row makes none."""
    owners = _codes(row.owner_jurisdiction) or (ELSEWHERE,)
    people = row.state if row.users_in_state.startswith("yes") else owners[0]
    parties: dict[str, dict[str, str | int]] = {"owner": {"organised_in": owners[-1], "run_from": owners[0]}}
    ownership = []
    if row.office_or_company_in_state == "yes" and row.state not in owners:
        parties["office"] = {"organised_in": row.state, "run_from": owners[0], "staff": 10}
        ownership = [{"owner": "owner", "of": "office", "via": "shares", "share": "100%"}]
    places = _codes(row.servers) or ("unknown",)
    if row.operator_in_state == "yes":
        parties["local"] = {"organised_in": row.state, "run_from": row.state}
    operators = {place: "local" if "local" in parties and place == row.state else "owner" for place in places}
    data = ("text", "profile", "metadata")
    full = {
        "app": {"name": row.service, "operator": "owner"},
        "as_of": row.as_of,
        "users": {"people": {"in": people, "count": PEOPLE}},
        "data": data,
        "parties": parties,
        "ownership": ownership,
        "systems": {
            f"at-{place.lower()}": {"operator": operators[place], "in": place, "keys": KEYS.get(row.keys, "unknown")}
            for place in places
        },
        "flows": [{"from": "people", "to": f"at-{place.lower()}", "data": data} for place in places],
    }
    reading = read(flow_text(full), row.id)
    if reading.data_map is None:
        raise ValueError("\n".join(map(str, reading.problems)))
    return reading.data_map


def _codes(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in re.findall("[A-Z]{2}", text) if code in CODES))


def chances_of_row(row: AskedRow) -> Mapping[Class, float]:
    """The chance that the row's state could order content, and any data, over what the estimates leave open."""
    found = reach_on_map(map_of_row(row))
    ranges = distributions(found)
    reached = found.reached_at(dict(zip(ranges, drawn_values(ranges, DRAWS, SEED), strict=True)))
    classes: tuple[Class, ...] = ("content", "any")
    return {of_class: float(reached.chance(row.state, of_class).mean()) for of_class in classes}


@dataclass(frozen=True)
class RowsForecast:
    """Rows with the chance that was forecast for each, whether it came, and its weight, shape (rows,) each.

    All rows of a service share one weight. `one_rate` and `by_tie` are the chances by the other services' rate, all
    together and of the same tie and keys.
    """

    rows: tuple[AskedRow, ...]
    forecast: Floats
    got: Bools
    weights: Floats
    one_rate: Floats
    by_tie: Floats

    def score(self, chances: Floats, places: Sequence[int] | None = None) -> ForecastScore:
        """The scores of some chances of these rows, or of those in some places."""
        chosen = slice(None) if places is None else list(places)
        return score(chances[chosen], self.got[chosen], self.weights[chosen])

    @property
    def bins(self) -> tuple[Bin, ...]:
        """The reliability curve."""
        return reliability(self.forecast, self.got)

    def grouped(self, grouping: RowGrouping) -> Mapping[str, Sequence[int]]:
        """The places of the rows of each group, in the order of the alphabet."""
        places: dict[str, list[int]] = {}
        for place, row in enumerate(self.rows):
            places.setdefault(GROUPINGS[grouping](row), []).append(place)
        return dict(sorted(places.items()))


def _word(row: AskedRow) -> str:
    """What the state's law says of companies abroad; home for one that owns the service."""
    at_home = row.state in _codes(row.owner_jurisdiction)
    return "home" if at_home else reach_abroad(row.state, date.fromisoformat(row.as_of)).word


GROUPINGS: Mapping[RowGrouping, Callable[[AskedRow], str]] = {
    "tie": lambda row: row.tie or "unknown",
    "keys": lambda row: row.keys or "unknown",
    "word": _word,
    "grade": lambda row: row.grade,
    "state": lambda row: row.state,
}


def left_out(rows: Sequence[AskedRow]) -> Mapping[str, int]:
    """How many rows are in no score, by why."""
    return Counter(why for row in rows if (why := _why_not(row)))


def _why_not(row: AskedRow) -> str:
    if row.fair != "yes":
        return "no fair test of an order"
    if row.outcome in BY_LAW:
        return "decided by law or not known"
    if row.grade in RECALLED:
        return "from memory"
    return "" if any(row.got(question) is not None for question in QUESTIONS) else "nothing, of fewer than ten requests"


def forecasts_of_rows(rows: Sequence[AskedRow]) -> Mapping[Asked, RowsForecast]:
    """The forecasts of the rows that are scored, for each question that any of them answers."""
    scored = [row for row in rows if not _why_not(row)]
    chances = {row.id: chances_of_row(row) for row in scored}
    answered = {question: [row for row in scored if row.got(question) is not None] for question in QUESTIONS}
    return {
        question: _forecast(
            some, [chances[row.id]["any" if question == "any" else "content"] for row in some], question
        )
        for question, some in answered.items()
        if len({row.service for row in some}) > 1
    }


def recalled(rows: Sequence[AskedRow]) -> tuple[AskedRow, ...]:
    """The rows from memory, which are scored apart, as if they had been read."""
    return tuple(row.model_copy(update={"grade": "read"}) for row in rows if row.grade in RECALLED)


def _forecast(rows: Sequence[AskedRow], chances: Sequence[float], question: Asked) -> RowsForecast:
    services = np.array([row.service for row in rows])
    cells = np.array([row.cell for row in rows])
    got = np.array([bool(row.got(question)) for row in rows])
    weights = np.array([1.0 / (services == service).sum() for service in services])
    one_rate, by_tie = np.empty(len(rows)), np.empty(len(rows))
    for place, (service, cell) in enumerate(zip(services, cells, strict=True)):
        others = services != service
        one_rate[place] = _rate(got, weights, others, 0.5)
        by_tie[place] = _rate(got, weights, others & (cells == cell), one_rate[place])
    return RowsForecast(tuple(rows), np.array(chances), got, weights, one_rate, by_tie)


def _rate(got: Bools, weights: Floats, chosen: Bools, before: float) -> float:
    """The rate of some rows, with one service of an earlier rate beside them."""
    return float((weights[chosen & got].sum() + before) / (weights[chosen].sum() + 1.0))
