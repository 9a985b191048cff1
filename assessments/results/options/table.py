"""Comparison of the options of a map with the status quo: risk, and the burden of those who rely on the app.

Options are compared on the same numbers: in each draw a number has one value in all of them. The two tracks (harm to
people; strategic exposures) and the burden are never converted into each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np

from assessments.results.actors import SIDES, totals_by_side
from assessments.results.breakdown import adding_up
from assessments.results.headline import headline_numbers, strategic_by_side, strategic_numbers
from assessments.results.options.averages import (
    AverageOf,
    Averages,
    RiskKey,
    Track,
    best_values,
    burden,
    functions,
    groups,
    measures,
    median_alone,
    of_function,
    of_group,
    part_removed,
    strategic,
)
from assessments.results.options.models import OptionResult
from assessments.results.options.plans import costs, later_name, months_later, reversible, time_of
from assessments.results.options.reach_left import ReachLeft
from assessments.results.options.standing import OptionStanding, Tracks
from assessments.results.quantity import (
    Quantity,
    open_ended,
    quantities,
    quantity,
    relative_error,
    scaled_number,
    score_of,
)
from assessments.run import Run
from data_maps.caching import OwnedView, cached_property, kept
from data_maps.model import DataMap
from risk.arrays import Floats
from risk.catalogue import Side
from risk.inputs import Input
from risk.measures import score, slope_of_score
from risk.number import UNDRAWN, Number
from risk.options.burden import Burden, Lost, closed_channels, is_stated, total
from risk.options.outcomes import Outcomes, averaged_outcome
from risk.options.timeline import in_order, pieces
from risk.reach import TOLD_OF_OPTIONS
from risk.severity import LEVELS
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.draw_counts import OPTION_DRAWS
from risk.uncertainty.draws import Columns
from risk.uncertainty.ranking import OrderChance, order_chance
from risk.uncertainty.spreads import BATCHES, MIDDLE
from risk.uncertainty.value_of_information import net_benefit

STATUS_QUO, MONTHS = "status-quo", 12.0
KEYS: Mapping[Track, str] = {"harm": "", "strategic": "strategic_"}
"""How the keys of a row begin that say of a track what others say of harm."""


class Options(OwnedView["Run"]):
    """Every option of an assessed map and every combination it names, side by side; `more` are combinations beside.

    `delays` are rows that start so many months later, by the name of a row; `other` has what is computed already.
    """

    def __init__(
        self,
        run: Run,
        more: Iterable[tuple[str, ...]] = (),
        other: Options | None = None,
        delays: Iterable[tuple[str, float]] = (),
        draws: int = OPTION_DRAWS,
    ) -> None:
        super().__init__(run)
        self.data_map: DataMap = run.data_map
        self.ratio = run.settings.severity_ratio
        self.more = tuple(in_order(self.data_map, options) for options in more)
        self._delays = {later_name(name, months): (name, months) for name, months in delays}
        self.outcomes: Outcomes = other.outcomes if other else outcomes_of(run, draws)
        self.burden: Burden = other.burden if other else Burden(self.data_map)
        self.columns = self.outcomes.columns
        self._reach_left: ReachLeft = other._reach_left if other else ReachLeft(run, self.outcomes).of_owner(None)

    @property
    def run(self) -> Run:
        """The assessment whose options these are."""
        return self.about

    @property
    def reach_left(self) -> ReachLeft:
        """The reach that the options leave."""
        return self._reach_left.of_owner(self.run)

    def in_every_draw(self) -> Options:
        """The table over all draws, for what a few do not tell: the value of finding something out."""
        draws = self.run.uncertain.draws if self.run.uncertain else 0
        return Options(self.run, self.more, delays=self._delays.values(), draws=draws)

    @cached_property
    def combinations(self) -> Mapping[str, tuple[str, ...]]:
        """The rows of a comparison, by name: the status quo, every option, then every combination of the map."""
        single = {option: (option,) for option in self.data_map.options}
        several = (*self.data_map.combinations, *self.more)
        rows = {STATUS_QUO: (), **single, **{"+".join(options): tuple(options) for options in several}}
        return {**rows, **{later: rows[name] for later, (name, _) in self._delays.items()}}

    def later(self, name: str) -> float:
        """The years by which a row starts later than the map says."""
        return self._delays[name][1] / MONTHS if name in self._delays else 0.0

    @cached_property
    def rows(self) -> tuple[OptionResult, ...]:
        """One row for each, the status quo first."""
        return tuple(self._row(name) for name in self.combinations)

    def row(self, name: str) -> OptionResult:
        """The row of one option or combination of the map."""
        return next(row for row in self.rows if row.option == name)

    def at_best(self, options: Sequence[str], later: float = 0.0) -> Averages:
        """The averages at the best values, if all of some options start so many years later."""
        spans = pieces(self.data_map, options, later)
        outcomes = [self.outcomes.at_best(piece.in_force) for piece in spans]
        outcome = averaged_outcome(self.data_map, spans, self.outcomes.at_best(()), outcomes)
        values = best_values(self.burden.numbers(options, later))
        return Averages(outcome, self.burden.lost(options, values, later))

    def drawn(self, options: Sequence[str], later: float = 0.0) -> Averages:
        """The averages in every draw."""
        spans = pieces(self.data_map, options, later)
        outcomes = [self.outcomes.in_all_draws(piece.in_force) for piece in spans]
        outcome = averaged_outcome(self.data_map, spans, self.outcomes.in_all_draws(()), outcomes)
        values = self.outcomes.draws(self.burden.numbers(options, later))
        return Averages(outcome, self.burden.lost(options, values, later))

    def measured(self, options: Sequence[str], later: float = 0.0) -> Callable[[AverageOf], Number]:
        """Any measure of the averages, at the best values and in every draw."""
        best, drawn = self.at_best(options, later), self.drawn(options, later) if self.columns else None
        return lambda measure: Number(float(measure(best)), self.over_draws(measure(drawn)) if drawn else UNDRAWN)

    @cached_property
    def _points(self) -> Mapping[str, Averages]:
        return {name: self.at_best(options, self.later(name)) for name, options in self.combinations.items()}

    def point(self, name: str) -> Averages:
        """A row at the best values, for which no draws are made."""
        return self._points[name]

    @cached_property
    def _draws(self) -> Mapping[str, Averages]:
        """Every row in every draw; nothing without draws."""
        rows = self.combinations.items() if self.columns else ()
        return {name: self.drawn(options, self.later(name)) for name, options in rows}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rows, in order."""
        return tuple(self.combinations)

    @cached_property
    def stated(self) -> tuple[str, ...]:
        """The names of the rows whose burden somebody states, in order; the status quo has none and is among them."""
        return tuple(name for name, options in self.combinations.items() if is_stated(self.data_map, options))

    def _row(self, name: str) -> OptionResult:
        values = self._reach(name) | self._risk(name) | self._burden(name) | self._plan(name) | self._standing_of(name)
        return OptionResult(option=name, title=self._title(name), **values)

    def _reach(self, name: str) -> dict[str, Any]:
        """The reach of foreign states that a row leaves, by the keys of its model."""
        options, later = self.combinations[name], self.later(name)
        content, any_data = (self.reach_left.widest(options, of_class, later) for of_class in TOLD_OF_OPTIONS)
        return {
            "content_reach": content.persons,
            "content_reach_of": content.actor,
            "any_reach": any_data.persons,
            "any_reach_of": any_data.actor,
        }

    def _risk(self, name: str) -> dict[str, Any]:
        """The risk that a row leaves and removes, by the keys of its model."""
        harm = self._scaled(name, "harm")
        values: dict[str, Any] = {
            "harm": harm,
            "score": self._score(name, harm),
            "persons_per_year": {n: self._scaled(name, n) for n in LEVELS},
            "strategic": self._scaled(name, "strategic"),
            "removed_by_side": {s: self._removed(name, self._measures[s, "harm"]) for s in self._acting(name)},
        }
        for track, keys in KEYS.items():
            reduction = self._difference(STATUS_QUO, name, track)
            values |= {
                f"{keys}reduction": reduction,
                f"{keys}reduction_error": None if reduction.n is None else relative_error(reduction),
                f"{keys}removed": self._removed(name, self._measures[track]),
                f"{keys}reduction_by_side": {
                    side: self._difference(STATUS_QUO, name, (side, track)) for side in self._acting(name)
                },
            }
        return values

    def _acting(self, name: str) -> tuple[Side, ...]:
        """The sides that act without a row, or with it."""
        acting = {side for row in (STATUS_QUO, name) for side in self._points[row].outcome.sides}
        return tuple(side for side in SIDES if side in acting)

    def _burden(self, name: str) -> dict[str, Any]:
        """People who can no longer use the app, and the burden of a row, if it is stated, and whose it is."""
        cut_off = {
            "cut_off": self._quantity(name, lambda result: total(result.lost.cut_off)),
            "cut_off_by_group": self._by_group(name, lambda lost: lost.cut_off),
        }
        if name not in self.stated:
            return cut_off
        return cut_off | {
            "burden": self._quantity(name, burden),
            "burden_by_group": self._by_group(name, lambda lost: lost.burden),
            "burden_by_function": self._by_function(name),
            "borne_by": self._parts(name, groups),
            "lost_of": self._parts(name, functions),
            "stranded": self._quantity(name, lambda result: total(result.lost.stranded)),
        }

    def _plan(self, name: str) -> dict[str, Any]:
        """What a row closes and costs, and when it acts."""
        options = self.combinations[name]
        return {
            "closes": closed_channels(self.data_map, options),
            "timing": time_of(self.data_map, options, self.later(name)),
            "reversible": reversible(self.data_map, options),
            "costs": costs(self.outcomes, options),
        }

    def _standing_of(self, name: str) -> dict[str, Any]:
        """The standing of a row to the others: beside burden, if its own is stated, and by risk alone."""
        by_risk = {
            "less_risk_than": self._less_than(name, self.harm),
            "less_foreign_risk_than": self._less_than(name, self._measures["foreign_states", "harm"]),
            "less_strategic_than": self._less_than(name, strategic),
        }
        if name not in self.stated:
            return by_risk
        standing = self.standing
        values: dict[str, Any] = {"dominated": standing.dominance(name)}
        for track, keys in KEYS.items():
            excess = self.excess(name, track)
            values |= {
                f"{keys}excess": standing.excess(name, track),
                f"{keys}excess_interval": None if excess is None else open_ended(excess),
                f"{keys}price_over": standing.price_over(name, track),
                f"{keys}price_over_interval": {
                    other: open_ended(price) for other, price in standing.prices(name, track).items()
                },
                f"{keys}frontier": standing.is_on_frontier(name, track),
            }
        return by_risk | values

    def excess(self, name: str, track: Track) -> Quantity | None:
        """The burden of a row over the least that removes nearly as much; None for the status quo, where it is not
        stated, and where nobody is exposed on a track.
        """
        compared = self.combinations[name] and name in self.stated
        return self.standing.excess_quantity(name, track) if compared else None

    def harm(self, result: Averages) -> Floats:
        """Severe equivalents a year, in the shape of the averages."""
        return result.outcome.harm(self.ratio)

    def number(self, name: str, measure: AverageOf) -> Number:
        """A measure of a row, at the best values and in every draw."""
        return self.outcomes.number(measure(self._points[name]), lambda: self.over_draws(measure(self._draws[name])))

    def _quantity(self, name: str, measure: AverageOf) -> Quantity:
        return quantity(self.number(name, measure))

    @cached_property
    def _status_quo(self) -> Mapping[RiskKey, Quantity]:
        """The amounts where nothing is done, over all draws of the run."""
        numbers = headline_numbers(self.run)
        by_level: dict[RiskKey, Quantity] = {n: numbers.persons_per_year[n] for n in LEVELS}
        by_level["harm"] = numbers.harm
        by_level["strategic"] = strategic_numbers(self.run).persons_per_year
        for side, total_of_side in totals_by_side(self.run).items():
            by_level[side, "harm"] = total_of_side.harm
        for side, strategic_of_side in strategic_by_side(self.run).items():
            by_level[side, "strategic"] = strategic_of_side.persons_per_year
        return by_level

    @cached_property
    def _status_quo_in_few(self) -> Mapping[RiskKey, Quantity]:
        """The status quo over the draws in which options are compared."""
        return {risk: self._quantity(STATUS_QUO, measure) for risk, measure in self._measures.items()}

    @cached_property
    def _measures(self) -> Mapping[RiskKey, AverageOf]:
        """The part of an outcome that each risk is."""
        return measures(self.ratio)

    def scaled(self, number: Number, risk: RiskKey) -> Quantity:
        """A risk in few draws, brought to what all draws say: each of its parts by the ratio where nothing is done.

        The same draws stand above and below, so that the error of the few falls out as far as an option changes little
        (a ratio estimator, Cochran 1977, chapter 6).
        """
        whole = self.number(STATUS_QUO, self._measures[risk])
        return scaled_number(number, whole, self._status_quo[risk], self._status_quo_in_few[risk])

    def _scaled(self, name: str, risk: RiskKey) -> Quantity:
        return self.scaled(self.number(name, self._measures[risk]), risk)

    def _score(self, name: str, harm: Quantity) -> Quantity:
        """The score of a row: that of the result where nothing is done, else from its harm; its mean over the draws."""
        if not self.combinations[name]:
            return headline_numbers(self.run).score
        low, median, high = (None if end is None else float(score(end)) for end in (harm.low, harm.median, harm.high))
        of_harm = score_of(self.number(name, self.harm))
        error, low_error, high_error = (
            None if end is None or off is None else off * slope_of_score(end)
            for end, off in ((median, harm.error), (low, harm.low_error), (high, harm.high_error))
        )
        errors = (error, low_error, high_error, harm.n, of_harm.mean_error)
        return Quantity(of_harm.point, of_harm.mean, median, low, high, *errors)

    def _difference(self, name: str, other: str, risk: RiskKey) -> Quantity:
        """The amount by which a risk of one row exceeds that of another, with the errors of few draws and the whole."""
        minuend, subtrahend, status_quo = (self.number(row, self._measures[risk]) for row in (name, other, STATUS_QUO))
        if risk not in self._status_quo:
            return quantity(minuend - subtrahend)
        whole, few = median_alone(self._status_quo[risk]), median_alone(self._status_quo_in_few[risk])
        return scaled_number(minuend - subtrahend, status_quo, whole, few, (MIDDLE,) * 3)

    def _removed(self, name: str, measure: AverageOf) -> Quantity:
        """The part of the whole that a row removes."""
        return quantity(part_removed(self.number(STATUS_QUO, measure), self.number(name, measure)))

    def _parts(self, name: str, parts: Callable[[Averages], Mapping[str, Floats]]) -> dict[str, Quantity]:
        """Which part of the burden of a row is whose, or of what: parts that add up; nothing where there is none."""
        whole = self.number(name, burden)

        def of(key: str) -> AverageOf:
            return lambda result: parts(result)[key]

        shares = {key: self.number(name, of(key)).share_of(whole) for key in parts(self._points[name])}
        return adding_up(quantities(shares))

    def _by_function(self, name: str) -> dict[str, dict[str, Quantity]]:
        losses = self._points[name].lost.by_function
        return {g: {f: self._quantity(name, partial(of_function, g, f)) for f in losses[g]} for g in losses}

    def _by_group(self, name: str, part: Callable[[Lost], Mapping[str, Floats]]) -> dict[str, Quantity]:
        return {g: self._quantity(name, partial(of_group, part, g)) for g in self.burden.groups}

    def over_draws(self, values: Floats) -> Floats:
        """Values in every draw, shape (draws,): one number for all where nothing that is drawn is in it."""
        return np.broadcast_to(values, (self.columns.draws if self.columns else 1,))

    def _title(self, name: str) -> str:
        titles = [self.data_map.options[option].title or option for option in self.combinations[name]]
        title = " + ".join(titles) if titles else "Nothing is done"
        return f"{title}, {months_later(self._delays[name][1])}" if name in self._delays else title

    @cached_property
    def standing(self) -> OptionStanding:
        """The standing to each other of the rows whose burden is stated."""
        return OptionStanding(self.stated, self._tracks(self._points), self._drawn_tracks, self.data_map.horizon)

    def _tracks(self, results: Mapping[str, Averages]) -> Tracks:
        """Harm, strategic exposures and burden of every row whose burden is stated, shape (rows[, draws])."""
        rows = [results[name] for name in self.stated]
        shape = rows[0].outcome.strategic.shape
        return Tracks(
            np.stack([row.outcome.harm(self.ratio) for row in rows]),
            np.stack([row.outcome.strategic for row in rows]),
            np.stack([np.broadcast_to(row.burden, shape) for row in rows]),
        )

    @cached_property
    def _drawn_tracks(self) -> Tracks | None:
        if not self._draws:
            return None
        tracks = self._tracks(self._draws)
        rows = (tracks.harm, tracks.strategic, tracks.burden)
        return Tracks(*(np.stack([self.over_draws(values) for values in of_rows]) for of_rows in rows))

    def _less_than(self, name: str, measure: AverageOf) -> dict[str, float]:
        """The chance that a row leaves less of something than each other; nothing without draws."""
        return {other: order.chance for other, order in self._orders(name, measure).items()}

    def _orders(self, name: str, measure: AverageOf) -> dict[str, OrderChance]:
        values = {other: self.over_draws(measure(result)) for other, result in self._draws.items()}
        return {other: order_chance(values[other], values[name]) for other in values if other != name}

    def order_between(self, one: OptionResult, other: OptionResult, track: Literal["harm", "strategic"]) -> OrderChance:
        """The probability that one row leaves less of something than another."""
        return self._orders(one.option, self.harm if track == "harm" else strategic)[other.option]

    @cached_property
    def distributions_by_row(self) -> Mapping[str, Mapping[str, Mapping[Distribution, Input]]]:
        """The knowledge about every number that each row follows from, by row and address; more than one thing if its
        options change it.
        """
        numbers: dict[str, dict[str, dict[Distribution, Input]]] = {name: {} for name in self.names}
        for name, options in self.combinations.items():
            later = self.later(name)
            models = (self.outcomes.model(piece.in_force) for piece in pieces(self.data_map, options, later))
            for number in (number for model in models for number in model.events.numbers.values()):
                numbers[name].setdefault(number.address, {})[self.outcomes.distribution_of(number)] = number
            for number in self.burden.numbers(options, later):
                numbers[name].setdefault(number.address, {})[self.outcomes.distribution_of(number)] = number
        return numbers

    @cached_property
    def numbers_used(self) -> Mapping[str, Input]:
        """All numbers that the comparison uses, by address."""
        return {
            address: number
            for name in self.names
            for address, distributions in self.distributions_by_row[name].items()
            for number in distributions.values()
        }

    @cached_property
    def turning(self) -> tuple[Input, ...]:
        """Every number with a range that any row follows from, as the first of them knows it."""
        first = {
            address: next(iter(distributions.items()))
            for name in reversed(self.names)
            for address, distributions in self.distributions_by_row[name].items()
        }
        return tuple(number for distribution, number in first.values() if not isinstance(distribution, Point))

    def benefit(self, rate: float, names: Iterable[str] | None = None) -> Floats:
        """Net benefit in burden of some rows in every draw, at a rate the reader states; shape (rows, draws).

        Of the rows whose burden is stated.
        """
        tracks = self._tracks(self._draws)
        rows = [self.stated.index(name) for name in (names or self.stated)]
        benefits = net_benefit(tracks.harm[0] - tracks.harm, tracks.burden, rate, self.data_map.horizon)
        return np.asarray(benefits[rows])

    def numbers(self) -> Mapping[str, Floats]:
        """The draws of every number with a range that any row follows from, shape (draws,) each."""
        return self.outcomes.draws(self.turning)

    def order(self, ratio: float | None) -> tuple[str, ...]:
        """The rows by the harm they leave at the best values, the least first, for another severity ratio."""
        return tuple(sorted(self.names, key=lambda name: float(self._points[name].outcome.harm(ratio))))

    def chance_under(self, name: str, target: float) -> float | None:
        """The share of the draws in which a row leaves no more harm than a target; None without draws."""
        return float((self.harm(self._draws[name]) <= target).mean()) if name in self._draws else None


@kept
def options_of(run: Run) -> Options | None:
    """The map's options side by side; None where it has none, or where some are in force already."""
    return Options(run) if run.data_map.options and not run.settings.options else None


def outcomes_of(run: Run, most: int = OPTION_DRAWS) -> Outcomes:
    """The outcomes of an assessed map with options in force, over the draws that were made, or the first so many."""
    made, columns = run.uncertain, None
    if made is not None:
        columns = Columns(made.draws, run.settings.seed, BATCHES, min(made.draws, most), made.numbers_made())
    return Outcomes(run.data_map, run.model, columns, run.settings.nodes)
