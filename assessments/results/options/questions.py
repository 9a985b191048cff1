"""Questions on the options of a map: later starts, best sets, sets that are enough; and their answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import Literal

import numpy as np

from assessments.results.actors import all_actors
from assessments.results.options.averages import Averages, at_level, best_values, burden, strategic
from assessments.results.options.models import (
    AnswersOnOptions,
    BestSet,
    ChoiceAtRate,
    ClosingSets,
    DelayOf,
    LeastBurdensome,
    LimitsAsked,
    OptionResult,
)
from assessments.results.options.plans import cost, costs
from assessments.results.options.switching_values import FlipTrack
from assessments.results.options.table import MONTHS, STATUS_QUO, Options, options_of
from assessments.results.quantity import Quantity, quantity
from assessments.results.value_of_information import choice_at_rate
from assessments.run import Run
from assessments.scenario import Unusable, problem_at
from data_maps.problems import Problem, did_you_mean, shown
from risk.arrays import Floats
from risk.options.burden import is_stated, total
from risk.options.outcomes import averaged_outcome
from risk.options.search import Best, Limits, OptionSets, best_set, smallest_sets
from risk.options.timeline import InForce, Piece, acting_time, clashes, horizon_steps, in_order, pieces
from risk.severity import LEVELS
from risk.uncertainty.draw_counts import WHAT_IF_DRAWS

STEPS = 8
SURELY = 0.9
OptionSet = frozenset[str]
SETS_OF = 3
MOST_MONTHS = 1200.0


@dataclass(frozen=True)
class SeriesStep:
    """The amounts in a span of the horizon, in years after as_of: harm, strategic exposures and burden, each a year.

    No burden where nobody states it.
    """

    starts: float
    ends: float
    harm: Quantity
    strategic: Quantity
    burden: Quantity | None


def series(options: Options, name: str, steps: int = STEPS) -> tuple[SeriesStep, ...]:
    """The amounts in each of so many equal steps of the horizon, cut at starts and ends too."""
    chosen, later = options.combinations[name], options.later(name)
    return tuple(_moment(options, name, piece) for piece in horizon_steps(options.data_map, chosen, steps, later))


def _moment(options: Options, name: str, piece: Piece) -> SeriesStep:
    outcomes, force = options.outcomes, piece.in_force
    best = outcomes.at_best(force)
    harm = outcomes.number(best.harm(options.ratio), lambda: outcomes.in_all_draws(force).harm(options.ratio))
    exposed = outcomes.number(best.strategic, lambda: outcomes.in_all_draws(force).strategic)
    lost = _burden(options, name, piece)
    return SeriesStep(
        piece.starts, piece.ends, options.scaled(harm, "harm"), options.scaled(exposed, "strategic"), lost
    )


def _burden(options: Options, name: str, piece: Piece) -> Quantity | None:
    """The burden a year between two times; None where it is not stated."""
    if name not in options.stated:
        return None
    numbers = list(options.burden.numbers(options.combinations[name], options.later(name)))
    best = _lost(options, name, piece, best_values(numbers))
    in_draws = partial(_lost, options, name, piece)
    return quantity(
        options.outcomes.number(best, lambda: options.over_draws(in_draws(options.outcomes.draws(numbers))))
    )


def _lost(options: Options, name: str, piece: Piece, values: dict[str, Floats]) -> Floats:
    chosen, later = options.combinations[name], options.later(name)
    lost = options.burden.lost_within(chosen, values, piece.starts, piece.ends, later)
    return np.asarray(total(lost.burden) / piece.years)


def delayed(options: Options, name: str, months: float) -> DelayOf:
    """The effect of starting an option, or all of a combination, so many months later."""
    chosen, years = options.combinations[name], options.data_map.horizon
    now, then = (options.measured(chosen, later) for later in (0.0, months / MONTHS))

    def more(part: Callable[[Averages], Floats], times: float) -> Quantity:
        return quantity((then(part) - now(part)) * times)

    persons = {n: more(partial(at_level, place), years) for place, n in enumerate(LEVELS)}
    return DelayOf(
        option=name,
        months=months,
        persons=persons,
        harm=more(options.harm, years),
        strategic=more(strategic, years),
        burden_saved=more(burden, -1.0) if name in options.stated else None,
    )


def best_options(options: Options, limits: Limits, track: FlipTrack = "harm") -> Best:
    """The set of options within the limits that leaves the least harm, or the fewest strategic exposures.

    At the best values, averaged over the horizon. What is limited has to be stated of an option.
    """
    return best_set(choice(options, track, limits=limits), limits)


def enough_options(options: Options, actor: str, limit: float = 0.0, most: int = 3) -> tuple[OptionSet, ...]:
    """The smallest sets that leave an actor no way, or no more harm than a limit, once all of them act."""
    return smallest_sets(choice(options, actor=actor), limit, most)


def chance_enough(options: Options, chosen: OptionSet, actor: str, limit: float) -> float | None:
    """Share of few draws in which a set leaves an actor no more harm than a limit once all of it acts; None without."""
    if options.columns is None:
        return None
    every = max(1, options.columns.draws // WHAT_IF_DRAWS)
    left = options.outcomes.in_fewer_draws_by(_acting(options, chosen), every, actor).harm(options.ratio)
    return float((left <= limit).mean())


def choice(
    options: Options, track: FlipTrack = "harm", actor: str | None = None, limits: Limits | None = None
) -> OptionSets:
    """The choice of sets; two options that contradict each other are in none together."""
    named = tuple(option for option in options.data_map.options if _can_be_limited(options, option, limits or Limits()))
    excluded = {frozenset((clash.one, clash.other)) for clash in clashes(options.data_map, named)}
    cost_of = {option: cost(options.data_map, option).best for option in named}

    def left(sets: Sequence[OptionSet]) -> Floats:
        return _risk_left(options, sets, track) if actor is None else _left_to(options, sets, actor)

    def burden(sets: Sequence[OptionSet]) -> Floats:
        values = best_values(options.burden.numbers(named))
        return np.array([float(total(options.burden.lost(chosen, values).burden)) for chosen in sets])

    return OptionSets(named, {pair for pair in excluded if len(pair) == 2}, left, burden, cost_of)


def _can_be_limited(options: Options, option: str, limits: Limits) -> bool:
    """True where the burden and the costs of an option are stated as far as they are limited."""
    is_cost_stated = limits.costs is None or options.data_map.options[option].costs is not None
    return is_cost_stated and (limits.burden is None or option in options.stated)


def _risk_left(options: Options, sets: Sequence[OptionSet], track: FlipTrack) -> Floats:
    spans = [pieces(options.data_map, chosen) for chosen in sets]
    forces = list(dict.fromkeys(piece.in_force for span in spans for piece in span))
    outcomes = dict(zip(forces, options.outcomes.at_best_of_many(forces), strict=True))
    base = options.outcomes.at_best(())
    results = [
        averaged_outcome(options.data_map, span, base, [outcomes[piece.in_force] for piece in span]) for span in spans
    ]
    return np.array([float(r.strategic if track == "strategic" else r.harm(options.ratio)) for r in results])


def _left_to(options: Options, sets: Sequence[OptionSet], actor: str) -> Floats:
    forces = [_acting(options, chosen) for chosen in sets]
    return np.array([float(outcome.harm(options.ratio)) for outcome in options.outcomes.at_best_of_many(forces, actor)])


def _acting(options: Options, chosen: OptionSet) -> InForce:
    """A set of options once all of them act."""
    data_map = options.data_map
    return tuple((option, 0.0, acting_time(data_map, option).years) for option in in_order(data_map, chosen))


def least_burdensome(options: Options, target: float, surely: float = SURELY) -> OptionResult | None:
    """The row of the least burden that leaves no more harm than a target in so many of the draws.

    By its median; where there are no draws, all at the best values. Of the rows whose burden is stated.
    """
    meeting = ((row, row.burden) for row in options.rows if _meets(options, row, target, surely))
    stated = [(burden.middle, row) for row, burden in meeting if burden is not None]
    return min(stated, key=lambda pair: pair[0], default=(0.0, None))[1]


def _meets(options: Options, row: OptionResult, target: float, surely: float) -> bool:
    chance = options.chance_under(row.option, target)
    return row.harm.point <= target if chance is None else chance >= surely


@dataclass(frozen=True)
class OptionQuestions:
    """Questions of somebody: later starts in months, by row; the best sets within limits, none if there are no limits;
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
        """True where anything is asked."""
        return self != OptionQuestions()


def option_questions(
    run: Run,
    delays: Iterable[str] = (),
    limits: Limits | None = None,
    close: Iterable[str] = (),
    under: float = 0.0,
    target: float | None = None,
) -> OptionQuestions:
    """The questions put to the options of a map, as a command line or an address says it; delays are `OPTION=MONTHS`.

    Raises Unusable with every reason why the map has no answer.
    """
    problems: list[Problem] = []
    limits = limits or Limits()
    later = tuple(delay for text in delays for delay in _delay(run, text, problems))
    actors = tuple(actor for name in close for actor in _actor(run, name, problems))
    numbers = {"--burden-limit": limits.burden, "--cost-limit": limits.costs, "--under": under}
    for flag, value in {**numbers, "--target": target}.items():
        if value is not None and not 0.0 <= value < math.inf:
            problems.append(
                problem_at(flag, f"{value:g} is no number that can be asked for", "write a number from 0 on")
            )
    if under and not actors:
        problems.append(problem_at("--under", "says nothing without --close", "add --close state:CN"))
    if problems:
        raise Unusable(*problems)
    return OptionQuestions(later, limits, actors, under, target)


def _delay(run: Run, text: str, problems: list[Problem]) -> Iterator[tuple[str, float]]:
    name, _, count = text.partition("=")
    rows = [row for row in Options(run).names if row != STATUS_QUO]
    months = _number(count)
    if name not in rows:
        hint = did_you_mean(name, rows, f"there are {', '.join(rows)}" if rows else "this map has no options")
        problems.append(problem_at("--delay", f"no option called {shown(name)}", hint))
    elif months is None or not 0.0 < months <= MOST_MONTHS:
        problems.append(problem_at("--delay", f"{shown(count)} is no number of months", f"write --delay {name}=6"))
    else:
        yield name, months


def _actor(run: Run, name: str, problems: list[Problem]) -> Iterator[str]:
    actors = [row.actor for row in all_actors(run)]
    if name in actors:
        yield name
    else:
        hint = did_you_mean(name, actors, f"there are {', '.join(actors)}")
        problems.append(problem_at("--close", f"no actor called {shown(name)}", hint))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def options_compared(run: Run, questions: OptionQuestions) -> Options:
    """The comparison of a map that has options, with what starts later as rows of its own."""
    options = options_of(run) or Options(run)
    return Options(run, other=options, delays=questions.delays) if questions.delays else options


def answers(options: Options, questions: OptionQuestions) -> AnswersOnOptions:
    """The answers to what is asked; what is not asked is absent."""
    tracks: tuple[Literal["harm", "strategic"], ...] = () if questions.limits == Limits() else ("harm", "strategic")
    return AnswersOnOptions(
        delays=tuple(delayed(options, name, months) for name, months in questions.delays) or None,
        best={track: _best(options, questions.limits, track) for track in tracks} or None,
        close=tuple(_closing(options, actor, questions) for actor in questions.close) or None,
        least_burdensome=_least(options, questions.target),
        worth=_at_rate(options),
        limits=None if questions.limits == Limits() else LimitsAsked(**asdict(questions.limits)),
    )


def _least(options: Options, target: float | None) -> LeastBurdensome | None:
    if target is None:
        return None
    row = least_burdensome(options, target)
    return LeastBurdensome(target=target, option=row.option if row else None)


def _at_rate(options: Options) -> ChoiceAtRate | None:
    """The choice at the rate of the run, with the name of who stated it; the rate alone where there is no choice."""
    rate = options.run.settings.exchange_rate
    if rate is None:
        return None
    made = choice_at_rate(options)
    if made is None:
        return ChoiceAtRate(rate=rate.value, by=rate.by)
    return ChoiceAtRate(
        rate=rate.value,
        by=rate.by,
        best=made.options.stated[made.best.best],
        chance=made.best.chance,
        everything=made.best.worth,
        numbers={address: worth for address, worth in made.by_number.items() if worth > 0.0},
    )


def _best(options: Options, limits: Limits, track: Literal["harm", "strategic"]) -> BestSet:
    """The best set within the limits on a track: chosen by the best values, with the intervals of few draws."""
    best, sets = best_options(options, limits, track), choice(options, track)
    names = in_order(options.data_map, best.options)
    measured = options.measured(names)
    left = replace(measured(options.harm if track == "harm" else strategic), best=best.left)
    lost = replace(measured(burden), best=float(sets.burden([best.options])[0]))
    together = costs(options.outcomes, names) if names else quantity(options.outcomes.number(0.0, lambda: np.zeros(1)))
    given_up = quantity(lost) if is_stated(options.data_map, names) else None
    return BestSet(
        options=names,
        left=best.left,
        burden=given_up.point if given_up else None,
        costs=together.point if together else None,
        left_interval=options.scaled(left, track),
        burden_interval=given_up,
        costs_interval=together,
        exact=best.exact,
    )


def _closing(options: Options, actor: str, questions: OptionQuestions) -> ClosingSets:
    """The smallest sets of options that are enough for an actor, each with the share of draws in which it is."""
    most = SETS_OF if questions.limits.measures is None else min(SETS_OF, questions.limits.measures)
    sets = enough_options(options, actor, questions.under, most)
    chances = [chance_enough(options, chosen, actor, questions.under) for chosen in sets]
    return ClosingSets(
        actor=actor,
        under=questions.under,
        sets=tuple(in_order(options.data_map, chosen) for chosen in sets),
        chances=tuple(chance for chance in chances if chance is not None) or None,
    )
