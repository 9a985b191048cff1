"""The whole result of a run: numbers from `results`, sentences from `report`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from assessments.conclusions.verdict import verdict
from assessments.conclusions.whole import conclusions
from assessments.report.checks import Check
from assessments.report.checks.all_checks import checks
from assessments.report.checks.options import option_checks
from assessments.report.departures import scenario
from assessments.report.filed import brief, opening
from assessments.report.questions import question
from assessments.report.sections import page_one
from assessments.report.sections.order import made_sections, sections
from assessments.report.sections.routes import steps
from assessments.report.sections.summary import first_line
from assessments.results.about import about, map_texts
from assessments.results.actors import all_actors, events, general_access, totals
from assessments.results.beside import placebo
from assessments.results.breakdown import data_types
from assessments.results.headline import headline, strategic_numbers
from assessments.results.laws import regimes
from assessments.results.ledger import assumed, ledger
from assessments.results.options.models import OptionResult
from assessments.results.options.questions import OptionQuestions, answers, options_compared
from assessments.results.options.switching_values import option_rows
from assessments.results.options.table import options_of
from assessments.results.parts import Route, RoutesCounted, Scenario
from assessments.results.reach import reach_rows, screened_rows
from assessments.results.readings import joint, reading_rows
from assessments.results.record_readings import record_readings
from assessments.results.result import EndedEarly, OpenQuestion, OptionsResult, Result, RoutesResult, SecondLook
from assessments.results.routes import choke_points, choke_points_of, published_route, routes_in_all
from assessments.results.sizes import chances_over_years, sizes
from assessments.results.track_record import track_record
from assessments.results.value_of_information import worth
from assessments.run import MadeByThen, Run, ended_with
from data_maps.caching import kept, what_is_kept


def result_of(run: Run, only: Collection[str] = ()) -> Result:
    """Everything that follows from a map, as it is written and read; of a run that ended early what there was.

    With `only`, the parts of these names alone are made, and the others are absent.
    """
    there = PARTS if run.ended is None else run.ended.parts
    chosen = tuple(name for name in PARTS if not only or name in only)
    return _result(run, chosen, tuple(name for name in chosen if name in _LEFT_OUT and name not in there))


@kept
def _result(run: Run, chosen: tuple[str, ...], left_out: tuple[str, ...]) -> Result:
    parts = {name: _LEFT_OUT[name] if name in left_out else _result_part(run, name) for name in chosen}
    make = Result if len(chosen) == len(PARTS) else Result.model_construct
    return make(**_head(run), **parts, ended_early=EndedEarly(left_out=left_out) if left_out else None)


def ended_early(run: Run) -> Run:
    """The run as the work on it ends now: another one, which tells what is made of it by now and nothing else."""
    parts = frozenset(name for (name,) in what_is_kept(run, _result_part))
    return ended_with(run, MadeByThen(parts, made_sections(run)))


def begin(run: Run, only: Collection[str] = ()) -> None:
    """Make what a result, of these parts alone or whole, has however early it ends; of a whole one a report's start."""
    if not only:
        first_line(run)
        sections(run, (page_one.section, opening.section, brief.answer))
    for name in only or PARTS:
        if name not in _LEFT_OUT:
            _result_part(run, name)


def part_of(run: Run, name: str) -> Any:
    """One part of a whole result, such as `reach`: what it takes is worked out, and no other part."""
    return _result_part(run, name)


def made_part_by_part(run: Run) -> Iterator[float]:
    """The share of the whole result that is made, after each of its parts; what is made is kept for `result_of`."""
    for count, name in enumerate(PARTS, 1):
        _result_part(run, name)
        yield count / len(PARTS)


@kept
def _result_part(run: Run, name: str) -> Any:
    return PARTS[name](run)


def assessed_options(run: Run, questions: OptionQuestions | None = None) -> OptionsResult:
    """The options of a map side by side, and the answers to what is asked; empty for a map without options."""
    head = _head(run)
    if not options_of(run):
        return OptionsResult(**head, options=(), checks=(), verdict=verdict(run, pairs=True))
    questions = questions or OptionQuestions()
    options = options_compared(run, questions)
    asks = questions.asks or run.settings.exchange_rate is not None
    return OptionsResult(
        **head,
        options=option_rows(options),
        checks=_second_looks(option_checks(options)),
        verdict=verdict(run, pairs=True),
        answers=answers(options, questions) if asks else None,
    )


def _head(run: Run) -> dict[str, Any]:
    """The subject of an assessment, and how that differs from the map as written, by key."""
    differences = scenario(run).plain
    return {**dict(about(run)), "scenario": Scenario(**differences) if differences else None}


def _second_looks(checks: Iterable[Check]) -> tuple[SecondLook, ...]:
    return tuple(
        SecondLook(
            check=check.check,
            severity=check.severity,
            message=check.message,
            place=check.place.cited if check.place else None,
        )
        for check in checks
    )


def _questions(run: Run) -> tuple[OpenQuestion, ...]:
    """The map's questions, then those that the assumed numbers answer, the ones that move most first."""
    own = [_question(run, entry.ask, entry.about) for entry in run.data_map.questions]
    addresses = [row.number.address for row in assumed(run)]
    return (*own, *(_question(run, question(run.data_map, a), (a,)) for a in addresses))


def _question(run: Run, ask: str, addresses: Sequence[str]) -> OpenQuestion:
    value = worth(run, addresses)
    return OpenQuestion(
        ask=ask, about=tuple(addresses), worth=value.value if value else None, worth_in=value.unit if value else None
    )


def _routes(run: Run) -> tuple[Route, ...]:
    return tuple(published_route(run, route, steps(run, route)) for route in run.routes)


def assessed_routes(
    run: Run, *, actor: str | None = None, data: str | None = None, users: str | None = None, most: int
) -> RoutesResult:
    """The most probable routes to an actor, of one data type or group, or of all; and what closes them."""
    routes = run.likeliest_routes(actor=actor, data=data, users=users, k=most)
    closing = choke_points(run) if actor is None else choke_points_of(run, actor)
    return RoutesResult(
        routes=tuple(published_route(run, route, steps(run, route)) for route in routes), choke_points=closing
    )


def _options(run: Run) -> tuple[OptionResult, ...] | None:
    options = options_of(run)
    return option_rows(options) if options else None


PARTS: Mapping[str, Callable[[Run], Any]] = {
    "summary": page_one.summary,
    "reach": reach_rows,
    "readings": reading_rows,
    "joint": joint,
    "screened": screened_rows,
    "placebo": placebo,
    "headline": headline,
    "strategic": strategic_numbers,
    "totals": totals,
    "general_access": general_access,
    "over_years": chances_over_years,
    "sizes": sizes,
    "actors": all_actors,
    "events": events,
    "data": data_types,
    "routes": _routes,
    "routes_in_all": routes_in_all,
    "choke_points": choke_points,
    "ledger": ledger,
    "options": _options,
    "record_readings": record_readings,
    "track_record": lambda _: track_record(),
    "regimes": regimes,
    "checks": lambda run: _second_looks(checks(run)),
    "questions": _questions,
    "texts": lambda run: map_texts(run.data_map),
    "conclusions": conclusions,
}
"""The parts of a result by their names in it, each with the function that makes it."""

_LEFT_OUT: Mapping[str, Any] = {
    **dict.fromkeys(("sizes", "actors", "events", "data", "routes", "choke_points", "ledger"), ()),
    **dict.fromkeys(("record_readings", "regimes", "checks", "questions"), ()),
    "routes_in_all": RoutesCounted(count=0, complete=False),
    "options": None,
    "conclusions": None,
}
"""What stands in place of the parts that a result lacks which has ended early: nothing. It always has the others."""
