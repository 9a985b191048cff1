"""The whole result of a run: numbers from `results`, sentences from `report`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assessments.report.checks.all_checks import checks
from assessments.report.checks.options import option_checks
from assessments.report.departures import scenario
from assessments.report.questions import question
from assessments.report.route_words import steps
from assessments.report.sections.page_one import summary
from assessments.results.about import about
from assessments.results.about_parts import Scenario
from assessments.results.actors import all_actors, events, general_access, totals
from assessments.results.breakdown import data_types
from assessments.results.choke_points import choke_points
from assessments.results.headline import headline, strategic_numbers
from assessments.results.laws import regimes
from assessments.results.ledger import assumed, ledger
from assessments.results.options.questions import OptionQuestions, answers, compared
from assessments.results.options.switching_values import option_rows
from assessments.results.options.table import options_of
from assessments.results.placebo import placebo
from assessments.results.reach import reach_rows
from assessments.results.readings import joint, reading_rows
from assessments.results.record_readings import record_readings
from assessments.results.result import OpenQuestion, OptionsResult, Result, SecondLook
from assessments.results.routes import route, routes_in_all
from assessments.results.screened import screened_rows
from assessments.results.sizes import chances_over_years, sizes
from assessments.results.track_record import track_record
from assessments.results.value_of_information import worth
from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.report.checks import Check
    from assessments.run import Run


@kept
def assessed(run: Run) -> Result:
    """Everything that follows from a map, as it is written and read."""
    options = options_of(run)
    return Result(
        summary=summary(run),
        **_head(run),
        reach=reach_rows(run),
        readings=reading_rows(run),
        joint=joint(run),
        screened=screened_rows(run),
        placebo=placebo(run),
        headline=headline(run),
        strategic=strategic_numbers(run),
        totals=totals(run),
        general_access=general_access(run),
        over_years=chances_over_years(run),
        sizes=sizes(run),
        actors=all_actors(run),
        events=events(run),
        data=data_types(run),
        routes=tuple(route(run, way, steps(run, way)) for way in run.routes),
        routes_in_all=routes_in_all(run),
        choke_points=choke_points(run),
        ledger=ledger(run),
        options=option_rows(options) if options else None,
        record_readings=record_readings(run),
        track_record=track_record(),
        regimes=regimes(run),
        checks=_second_looks(checks(run)),
        questions=_questions(run),
    )


def assessed_options(run: Run, questions: OptionQuestions | None = None) -> OptionsResult:
    """The options of a map side by side, and the answers to what is asked; empty for a map without options."""
    head = _head(run)
    if not options_of(run):
        return OptionsResult(**head, options=(), checks=())
    questions = questions or OptionQuestions()
    options = compared(run, questions)
    asks = questions.asks or run.settings.exchange_rate is not None
    return OptionsResult(
        **head,
        options=option_rows(options),
        checks=_second_looks(option_checks(options)),
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
        ask=ask,
        about=tuple(addresses),
        worth=value.value if value else None,
        worth_in=value.unit if value else None,
    )
