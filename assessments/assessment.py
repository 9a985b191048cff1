"""The whole result of a run: numbers from `results`, sentences from `report`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from assessments.report.checks.all_checks import checks
from assessments.report.checks.options import option_checks
from assessments.report.departures import scenario
from assessments.report.questions import question
from assessments.report.steps import steps
from assessments.results.about import about
from assessments.results.actors import accesses, actors, totals
from assessments.results.choke_points import choke_points
from assessments.results.data import data_types
from assessments.results.events import events
from assessments.results.headline import headline
from assessments.results.laws import regimes
from assessments.results.ledger import assumed, ledger
from assessments.results.options.questions import OptionQuestions, answers, compared
from assessments.results.options.rows import answers_on_options, option_rows
from assessments.results.options.table import options_of
from assessments.results.result import OpenQuestion, OptionsResult, Result, Scenario, SecondLook
from assessments.results.routes import route, routes_in_all
from assessments.results.sizes import chances_over_years, sizes
from assessments.results.strategic import strategic_numbers
from assessments.results.value_of_information import worth
from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.report.checks.check import Check
    from assessments.run import Assessment


@kept
def assessed(assessment: Assessment) -> Result:
    """Everything that follows from a map, as it is written and read."""
    options = options_of(assessment)
    return Result(
        **_head(assessment),
        headline=headline(assessment),
        strategic=strategic_numbers(assessment),
        totals=totals(assessment),
        general_access=accesses(assessment),
        over_years=chances_over_years(assessment),
        sizes=sizes(assessment),
        actors=actors(assessment),
        events=events(assessment),
        data=data_types(assessment),
        routes=tuple(route(assessment, way, steps(assessment, way)) for way in assessment.routes),
        routes_in_all=routes_in_all(assessment),
        choke_points=choke_points(assessment),
        ledger=ledger(assessment),
        options=option_rows(options) if options else None,
        regimes=regimes(assessment),
        checks=_second_looks(checks(assessment)),
        questions=_questions(assessment),
    )


def assessed_options(assessment: Assessment, asked: OptionQuestions | None = None) -> OptionsResult:
    """The options of a map side by side, and the answers to what is asked; empty for a map without options."""
    head = _head(assessment)
    if not options_of(assessment):
        return OptionsResult(**head, options=(), checks=())
    asked = asked or OptionQuestions()
    options = compared(assessment, asked)
    asks = asked.asks or assessment.settings.exchange_rate is not None
    return OptionsResult(
        **head,
        options=option_rows(options),
        checks=_second_looks(option_checks(options)),
        answers=answers_on_options(answers(options, asked)) if asks else None,
    )


def _head(assessment: Assessment) -> dict[str, Any]:
    """What was assessed, and how that differs from the map as written, by key."""
    differences = scenario(assessment).plain
    return {**dict(about(assessment)), "scenario": Scenario(**differences) if differences else None}


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


def _questions(assessment: Assessment) -> tuple[OpenQuestion, ...]:
    """The map's questions, then those that the assumed numbers answer, the ones that move most first."""
    own = [_question(assessment, asked.ask, asked.about) for asked in assessment.data_map.questions]
    addresses = [row.number.address for row in assumed(assessment)]
    return (*own, *(_question(assessment, question(assessment.data_map, a), (a,)) for a in addresses))


def _question(assessment: Assessment, ask: str, addresses: Sequence[str]) -> OpenQuestion:
    value = worth(assessment, addresses)
    return OpenQuestion(
        ask=ask,
        about=tuple(addresses),
        worth=value.value if value else None,
        worth_in=value.unit if value else None,
    )
