"""Sensitivity of a result: to each number at its ends, to choices of ours and one of law, and the order of actors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from assessments.results.actors import all_actors
from assessments.results.breakdown import fewest_draws
from assessments.results.evidence import known_before
from assessments.results.headline import headline_numbers
from assessments.results.options.table import options_of
from assessments.results.quantity import Quantity, from_spread, of_number, quantity, score_of
from data_maps.addresses import AddressKind, by_form, family_of
from data_maps.caching import cached_property, kept
from risk.arrays import Floats
from risk.engine.roots import WORDS_OF_WHAT_IFS
from risk.engine.simulation import BITS, WORDS
from risk.measures import score, steps
from risk.number import UNDRAWN, Number
from risk.uncertainty.distributions import HIT_RATE, Distribution, Point, widening
from risk.uncertainty.draw_counts import WHAT_IF_DRAWS
from risk.uncertainty.draws import by_person, kinds_of, log_pools, stretched
from risk.uncertainty.pooling import log_pool
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.ranking import OrderChance, RankInterval, order_chance, rank_intervals
from risk.uncertainty.sensitivity import (
    CANDIDATES_IF_SIMULATED,
    by_correlation,
    by_ratio,
    known_otherwise,
    sobol_of_score,
    what_ifs,
    without_event,
)
from risk.uncertainty.spreads import HIGH, LOW, MIDDLE, Spread, scaled_spread, spread

if TYPE_CHECKING:
    from assessments.results.ledger import LedgerRow
    from assessments.results.part import DataClass
    from assessments.results.result import Actor
    from assessments.run import Run
    from data_maps.quantities import Estimate
    from risk.events import Event
    from risk.inputs import Input

MOST = 10
STRETCHED = widening(HIT_RATE)
"""The factor that stated ranges are stretched by in the sensitivity, on the log or the logit."""
ChoiceKind = Literal["none", "ratio", "linear", "without-event", "log-pool", "stretched", "correlation"]
WORTH_SAYING = 0.1
RIGHT, LEFT = 0.995, 0.005
PROBABILITIES = np.linspace(0.0005, 0.9995, 1_999)


@dataclass(frozen=True)
class MovedScore:
    """The score with a number at its 5 % and at its 95 % point, all others as they are drawn."""

    address: str
    at_low: Quantity
    at_high: Quantity


@dataclass(frozen=True)
class SpreadShare:
    """The share of the score's variance that a number carries by itself, and with all that it acts with."""

    address: str
    alone: float
    total: float
    assumed: bool


@dataclass(frozen=True)
class SpreadShares:
    """The numbers that spread the score most; `error` is twice the largest standard error of a `total`."""

    numbers: tuple[SpreadShare, ...]
    error: float
    draws: int


@dataclass(frozen=True)
class OtherChoice:
    """The harm index under another choice of ours; `value` is its ratio or correlation, `event` what is left out."""

    kind: ChoiceKind
    harm: Quantity
    value: float | None = None
    event: Event | None = None


@dataclass(frozen=True)
class OtherChoices:
    """The harm index as it stands, then under each other choice, from so many draws."""

    choices: tuple[OtherChoice, ...]
    draws: int


@dataclass(frozen=True)
class PlaceInOrder:
    """An actor's place by its harm, its 90 % interval, and how surely it is above the next; None of the last."""

    actor: Actor
    places: RankInterval
    above_next: OrderChance | None


@dataclass(frozen=True)
class TrialErrors:
    """The error that trials leave on a simulated map.

    `harm` is the half width of the 95 % interval of the harm index as a share of it, `end_of_bar` how far off the score
    at an end of a bar may be, from so many `trials` each. Bars are made of so many `candidates` at most.
    """

    harm: float
    end_of_bar: float
    trials: int
    candidates: int


def moved_scores(run: Run, most: int = MOST) -> tuple[MovedScore, ...]:
    """The numbers with the widest bars, the widest first; none without draws."""
    return tuple(moved_score(run, bar.address) for bar in run.bars[:most])


@kept
def moved_score(run: Run, address: str) -> MovedScore:
    """The score with one number at either end of its 90 % interval."""
    other, distribution = WhatIf(run), run.distributions[address]
    ends = (other.score_at(address, distribution.quantile(end)) for end in (LOW, HIGH))
    return MovedScore(address, *ends)


def trial_errors(run: Run) -> TrialErrors | None:
    """The error of sensitivities of a simulated map, smaller with the root of the trials; None of an exact one."""
    simulation = run.simulation
    if simulation is None:
        return None
    half = simulation.half * (2.0 * WORDS / WORDS_OF_WHAT_IFS) ** 0.5
    return TrialErrors(
        harm=(simulation.high - simulation.low) / 2.0 / run.harm if run.harm else 0.0,
        end_of_bar=float(score(run.harm + half)) - headline_numbers(run).score.point,
        trials=WORDS_OF_WHAT_IFS * BITS // 2,
        candidates=CANDIDATES_IF_SIMULATED,
    )


def most_spreading(run: Run) -> tuple[str, float] | None:
    """The number that carries most of the score's variance by itself, and that share; None without draws."""
    return max(run.variance_shares.items(), key=lambda pair: (pair[1], pair[0]), default=None)


@kept
def spread_shares(run: Run, most: int = MOST) -> SpreadShares | None:
    """The numbers that spread the score most; None without draws."""
    draws = run.uncertain
    if draws is None:
        return None
    alone = sorted(run.variance_shares.items(), key=lambda pair: (-pair[1], pair[0]))[:most]
    indices = sobol_of_score(draws, of=[address for address, _ in alone])
    numbers = tuple(
        SpreadShare(address, share, max(share, indices[address].total), run.events.numbers[address].assumed)
        for address, share in alone
    )
    error = max((2.0 * index.total_error for index in indices.values()), default=0.0)
    return SpreadShares(numbers, error, WHAT_IF_DRAWS)


@kept
def other_choices(run: Run) -> OtherChoices | None:
    """The harm index under other severity ratios, without the leading event, and so on; None without draws."""
    draws = run.uncertain
    return None if draws is None else OtherChoices(tuple(_choices(run, draws)), min(WHAT_IF_DRAWS, draws.draws))


def _choices(run: Run, draws: Uncertain) -> Iterator[OtherChoice]:
    whole = draws.spread_of_harm("")
    yield OtherChoice("none", _quantity(whole))
    for ratio, harm in by_ratio(draws).items():
        yield OtherChoice("linear" if ratio is None else "ratio", _quantity(harm), ratio)
    if run.events.events:
        leading = run.events.events[int(np.argmax(run.harms))]
        yield OtherChoice("without-event", _quantity(without_event(draws, leading.key)), event=leading)
    if pools := log_pools(run.events):
        yield OtherChoice("log-pool", _quantity(spread(known_otherwise(draws, pools))))
    if ranges := stretched(run.events):
        yield OtherChoice("stretched", _quantity(spread(known_otherwise(draws, ranges))), STRETCHED)
    few = Uncertain(run.model, min(WHAT_IF_DRAWS, draws.draws), draws.seed, draws.ratio)
    independent, *correlated = by_correlation(few).items()
    scale = whole.median / independent[1].median if independent[1].median else 1.0
    for correlation, harm in correlated:
        yield OtherChoice("correlation", _quantity(scaled_spread(harm, scale)), correlation)


def _quantity(harm: Spread) -> Quantity:
    return from_spread(harm.median, harm)


def ordered_actors(run: Run) -> tuple[list[Actor], list[Actor]]:
    """Foreign states, and others than states, each by the middle of their harm; the own state is in no order."""
    ranked = sorted(all_actors(run), key=lambda actor: (-actor.harm.middle, actor.actor))
    return [a for a in ranked if a.foreign], [a for a in ranked if a.foreign is None]


def above(run: Run, first: Actor, second: Actor) -> OrderChance | None:
    """The chance that the harm of one actor is above that of another, over draws; None without draws."""
    draws = run.uncertain
    return None if draws is None else order_chance(draws.harm(first.actor), draws.harm(second.actor))


def takes_more(run: Run, first: Actor, second: Actor, of_class: DataClass) -> OrderChance | None:
    """The chance that one actor takes data of a class of more people than another; None without draws."""
    draws = run.uncertain
    if draws is None:
        return None
    if of_class == "content":
        return order_chance(draws.content(first.actor), draws.content(second.actor))
    return order_chance(draws.persons(first.actor)[0], draws.persons(second.actor)[0])


def places_in_order(run: Run, actors: list[Actor]) -> tuple[PlaceInOrder, ...]:
    """The places of actors that stand in the order of their harm; none without draws."""
    draws = run.uncertain
    if draws is None or not actors:
        return ()
    places = rank_intervals(np.array([draws.harm(actor.actor) for actor in actors]))
    nexts = [above(run, one, other) for one, other in pairwise(actors)]
    return tuple(map(PlaceInOrder, actors, places, [*nexts, None]))


class WhatIf:
    """The score of an assessment with one number otherwise: at the best values of all others, and in few draws."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.model = what_ifs(run.model)

    def score_at(self, address: str, value: float) -> Quantity:
        """The score with a number at one value."""
        return self._score(address, value, lambda _: np.array(value))

    def known_as(self, address: str, best: float, distribution: Distribution) -> Quantity:
        """The score if something else were known of a number."""
        return self._score(
            address, best, lambda draws: draws.few_of({address: distribution}, fewest_draws(self.run))[address]
        )

    def _score(self, address: str, best: float, values: Callable[[Uncertain], Floats]) -> Quantity:
        harm = self._harm(self._best, address, np.array(best))[0]
        return score_of(self.run.number(harm, lambda draws: self._harm(self._drawn(draws), address, values(draws))))

    def _harm(self, numbers: Mapping[str, Floats], address: str, values: Floats) -> Floats:
        """Severe equivalents a year where one number has other values, shape (draws,)."""
        x = self.model.address_values({**numbers, address: np.broadcast_to(values, numbers[address].shape)})
        return np.asarray(steps(self._ratio) @ self.model.totals().persons(x, self.model.chances(x)))

    @property
    def _ratio(self) -> float | None:
        return self.run.settings.severity_ratio

    @property
    def _best(self) -> Mapping[str, Floats]:
        return {name: np.array([number.best]) for name, number in self.model.events.numbers.items()}

    @kept
    def _drawn(self, draws: Uncertain) -> Mapping[str, Floats]:
        return draws.few_of(draws.distributions, fewest_draws(self.run))


@dataclass(frozen=True)
class Conditional:
    """A legal question, how likely a yes is, and the people whom orders of a state expose in a year in either case."""

    address: str
    state: str
    probability: Quantity
    if_so: Quantity
    if_not: Quantity


def conditional(run: Run, level: int) -> Conditional | None:
    """The pair for the power of a state that moves the harm most; None where none moves a tenth of it."""
    powers = [n for n in run.events.numbers.values() if family_of(n.address) == "power" and not n.exact]
    moving = max(powers, key=lambda number: (_moved(run, number), number.address), default=None)
    if moving is None or _moved(run, moving) < WORTH_SAYING * run.harm:
        return None
    state = by_form(moving.address).state or ""
    if_so, if_not = (_by_orders(run, moving.address, value, level, f"state:{state}") for value in (1.0, 0.0))
    put = of_number(run, moving.address)
    return Conditional(moving.address, state, put, if_so, if_not)


def _moved(run: Run, number: Input) -> float:
    """The amount by which the harm differs between a yes and a no: it is linear in every number."""
    return run.elasticities[number.address] * run.harm / number.best if number.best else 0.0


def _by_orders(run: Run, address: str, value: float, level: int, actor: str) -> Quantity:
    settled = np.array([a == address for a in run.model.addresses])
    events = enumerate(run.events.events)
    orders = [i for i, event in events if event.threat.mode == "compelled" and event.actor == actor]

    def by_orders(x: Floats) -> Floats:
        fixed = np.where(settled if x.ndim == 1 else settled[:, None], value, x)
        return np.asarray(run.model.measured(fixed).by_level(orders)[level - 1])

    few = run.in_fewer_draws
    return quantity(Number(float(by_orders(run.x)), by_orders(few.x) if few else UNDRAWN))


@dataclass(frozen=True, eq=False)
class Shape:
    """The distribution of a number as it is drawn: points of it in the number's own unit, and its density."""

    distribution: Distribution

    @cached_property
    def ends(self) -> tuple[float, float, float]:
        """The 5 %, the 50 % and the 95 % point."""
        low, median, high = self.distribution.quantiles(np.array([LOW, MIDDLE, HIGH])).tolist()
        return low, median, high

    @property
    def least(self) -> float:
        """The 0.5 % point."""
        return self.distribution.quantile(LEFT)

    @property
    def upper_end(self) -> float:
        """The 99.5 % point."""
        return self.distribution.quantile(RIGHT)

    def density(self, bottom: float, top: float, steps: int) -> tuple[list[float], list[float]]:
        """The edges of equal steps from bottom to top, and the probability of each step, to a thousandth or so.

        Steps are equal on a linear axis from 0, and on a log axis otherwise: steps + 1 edges, steps probabilities.
        """
        edges = np.linspace(bottom, top, steps + 1) if bottom == 0.0 else np.geomspace(bottom, top, steps + 1)
        cumulative = np.interp(edges, self.distribution.quantiles(PROBABILITIES), PROBABILITIES)
        return edges.tolist(), np.diff(cumulative).tolist()


@dataclass(frozen=True)
class NumberShapes:
    """A number as known together, as each of several people says it, and in the log pool of these, if there is one."""

    together: Shape
    by_person: tuple[tuple[Estimate, Shape], ...]
    log_pool: Shape | None


def shapes_of(run: Run, row: LedgerRow) -> NumberShapes:
    """The shapes of a number of the result, or of one that only the comparison of options uses."""
    stated = tuple(_statements(run, row))
    distributions = [distribution for _, distribution in stated]
    pooled = bool(stated) and not any(isinstance(distribution, Point) for distribution in distributions)
    return NumberShapes(
        Shape(_distribution(run, row)),
        tuple((estimate, Shape(distribution)) for estimate, distribution in stated),
        Shape(log_pool(distributions)) if pooled else None,
    )


def known_ends(run: Run, row: LedgerRow) -> tuple[float, float]:
    """The 5 % and the 95 % point of what is known of a number, in its own unit."""
    low, _, high = Shape(_distribution(run, row)).ends
    return low, high


def _statements(run: Run, row: LedgerRow) -> Iterator[tuple[Estimate, Distribution]]:
    """What each of several people says, and what that stands for; nothing where one person says it."""
    estimate = row.number.estimate
    if not estimate.said:
        return
    yield from zip(estimate.said, by_person(estimate, _kind(run, row), run.data_map), strict=True)


def _kind(run: Run, row: LedgerRow) -> AddressKind:
    own, options = kinds_of(run.events).get(row.number.address), options_of(run)
    return own or (options.outcomes.kind(row.number) if options else "multiplier")


def shape_between(run: Run, row: LedgerRow, low: float, best: float, high: float) -> Shape:
    """The shape that a number would have with another range, low < best < high."""
    ends = {"form": "range", "low": low, "best": best, "high": high, "confidence": HIGH - LOW}
    free = {"parameters": None, "at_least": None, "at_most": None, "said": ()}
    (distribution,) = by_person(row.number.estimate.model_copy(update={**ends, **free}), _kind(run, row), run.data_map)
    return Shape(distribution)


def _distribution(run: Run, row: LedgerRow) -> Distribution:
    options = options_of(run)
    if row.number.address not in run.distributions and options:
        return options.outcomes.distribution_of(row.number)
    return run.distributions[row.number.address]


@dataclass(frozen=True)
class ScoresOfNumber:
    """The score with a number at each end of what is known of it, by that value, and with what it took the place of."""

    at_ends: tuple[tuple[float, Quantity], ...]
    instead: Quantity | None


def scores_of(run: Run, row: LedgerRow) -> ScoresOfNumber:
    """The score with other values of a number, all others as they are; no ends of a number without a range."""
    other, address, (low, high) = WhatIf(run), row.number.address, known_ends(run, row)
    before = known_before(run, row.number)
    return ScoresOfNumber(
        tuple((end, other.score_at(address, end)) for end in (low, high)) if low < high else (),
        other.known_as(address, *before) if before else None,
    )
