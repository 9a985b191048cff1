"""What can be asked of the options of a map beyond how they compare, and what the answers are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from assessments.results.actors import all_actors
from assessments.results.options.delays import Delay, delayed
from assessments.results.options.search import best_options, chance_enough, choice, enough_options, least_burdensome
from assessments.results.options.switching_values import Track
from assessments.results.options.table import STATUS_QUO, OptionRow, Options, options_of, strategic
from assessments.results.quantity import Quantity, quantity
from assessments.results.value_of_information import Choosing, choosing
from assessments.run import Rate, Run
from assessments.scenario import Unusable
from data_maps.problems import Place, Problem, did_you_mean, shown
from risk.options.search import Limits
from risk.options.timeline import in_order

SETS_OF = 3
MOST_MONTHS = 1200.0


@dataclass(frozen=True)
class OptionQuestions:
    """What somebody asks: later starts in months, by row; the best sets within limits, none if there are no limits;
    the smallest sets that close all ways to actors, or leave them `under` so many severe equivalents a year; the least
    burdensome row that leaves no more than a target.
    """

    delays: tuple[tuple[str, float], ...] = ()
    limits: Limits = field(default_factory=Limits)
    close: tuple[str, ...] = ()
    under: float = 0.0
    target: float | None = None

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return self != OptionQuestions()


@dataclass(frozen=True)
class Chosen:
    """A set of options, what it leaves on a track a year, and its burden and costs.

    It is chosen by the best values, among every set if `exact`.
    """

    options: tuple[str, ...]
    left: Quantity
    burden: Quantity
    costs: Quantity
    exact: bool


@dataclass(frozen=True)
class Enough:
    """A set of options that is enough at the best values, and in which share of draws it is; None without draws."""

    options: tuple[str, ...]
    chance: float | None


@dataclass(frozen=True)
class Answers:
    """What there is to answer, in the order of the questions; `least` is None where nothing surely meets the target.

    `worth` is the choice at the rate of the assessment: None without one, without draws or without burden.
    """

    asked: OptionQuestions
    delays: tuple[Delay, ...]
    best: Mapping[Track, Chosen]
    close: Mapping[str, tuple[Enough, ...]]
    least: OptionRow | None
    rate: Rate | None
    worth: Choosing | None


def asked(
    run: Run,
    delays: Iterable[str] = (),
    limits: Limits | None = None,
    close: Iterable[str] = (),
    under: float = 0.0,
    target: float | None = None,
) -> OptionQuestions:
    """What is asked of the options of a map, as a command line or an address says it; delays are `OPTION=MONTHS`.

    Raises Unusable with every reason why the map has no answer.
    """
    problems: list[Problem] = []
    limits = limits or Limits()
    later = tuple(found for text in delays for found in _delay(run, text, problems))
    actors = tuple(found for name in close for found in _actor(run, name, problems))
    numbers = {"--burden-limit": limits.burden, "--cost-limit": limits.costs, "--under": under}
    for flag, value in {**numbers, "--target": target}.items():
        if value is not None and not 0.0 <= value < math.inf:
            problems.append(_problem(flag, f"{value:g} is no number that can be asked for", "write a number from 0 on"))
    if under and not actors:
        problems.append(_problem("--under", "says nothing without --close", "add --close state:CN"))
    if problems:
        raise Unusable(*problems)
    return OptionQuestions(later, limits, actors, under, target)


def _problem(flag: str, message: str, hint: object = "") -> Problem:
    return Problem(Place(flag, 1, 1), "", message, str(hint))


def _delay(run: Run, text: str, problems: list[Problem]) -> Iterator[tuple[str, float]]:
    name, _, said = text.partition("=")
    rows = [row for row in Options(run).names if row != STATUS_QUO]
    months = _number(said)
    if name not in rows:
        hint = did_you_mean(name, rows, f"there are {', '.join(rows)}" if rows else "this map has no options")
        problems.append(_problem("--delay", f"no option called {shown(name)}", hint))
    elif months is None or not 0.0 < months <= MOST_MONTHS:
        problems.append(_problem("--delay", f"{shown(said)} is no number of months", f"write --delay {name}=6"))
    else:
        yield name, months


def _actor(run: Run, name: str, problems: list[Problem]) -> Iterator[str]:
    actors = [row.actor for row in all_actors(run)]
    if name in actors:
        yield name
    else:
        hint = did_you_mean(name, actors, f"there are {', '.join(actors)}")
        problems.append(_problem("--close", f"no actor called {shown(name)}", hint))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def compared(run: Run, asked: OptionQuestions) -> Options:
    """The comparison of a map that has options, with what starts later as rows of its own."""
    found = options_of(run) or Options(run)
    return Options(run, known=found, delays=asked.delays) if asked.delays else found


def answers(options: Options, asked: OptionQuestions) -> Answers:
    """The answers to what is asked."""
    rate = options.run.settings.exchange_rate
    tracks: tuple[Track, ...] = () if asked.limits == Limits() else ("harm", "strategic")
    return Answers(
        asked,
        tuple(delayed(options, name, months) for name, months in asked.delays),
        {track: _best(options, asked.limits, track) for track in tracks},
        {actor: _closing(options, actor, asked) for actor in asked.close},
        None if asked.target is None else least_burdensome(options, asked.target),
        rate,
        choosing(options.run, rate, options),
    )


def _best(options: Options, limits: Limits, track: Track) -> Chosen:
    found, among = best_options(options, limits, track), choice(options, track)
    named = in_order(options.data_map, found.options)
    drawn, of = options.drawn(named), options.harm if track == "harm" else strategic
    left, lost = (None, None) if drawn is None else (options.whole(of(drawn)), options.whole(drawn.burden))
    nothing = quantity(0.0, None if drawn is None else np.zeros(1))
    return Chosen(
        named,
        options.scaled(quantity(found.left, left), "harm" if track == "harm" else "strategic"),
        quantity(float(among.burden([found.options])[0]), lost),
        options.costs(named) or nothing,
        found.exact,
    )


def _closing(options: Options, actor: str, asked: OptionQuestions) -> tuple[Enough, ...]:
    most = SETS_OF if asked.limits.measures is None else min(SETS_OF, asked.limits.measures)
    found = enough_options(options, actor, asked.under, most)
    return tuple(
        Enough(in_order(options.data_map, chosen), chance_enough(options, chosen, actor, asked.under))
        for chosen in found
    )
