"""What would change it: every option of a map beside the status quo, for the risk and for those who rely on the app.

Options are compared on the same numbers: in each draw a number has one value in all of them. The two tracks (harm to
people; strategic exposures) and the burden are never converted into each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assessments.results.breakdown import adding_up
from assessments.results.headline import headline_numbers
from assessments.results.quantity import Quantity, quantity, unbounded
from assessments.results.rows import LedgerRow
from assessments.results.strategic import strategic_numbers
from assessments.run import Run
from data_maps.caching import cached_property, kept
from data_maps.model import DataMap
from risk.inputs import Input, changeable
from risk.measures import score
from risk.options.burden import Burden, Lost, closed, total
from risk.options.effects import NOTHING, chosen
from risk.options.outcomes import Outcome, Outcomes, over, with_values
from risk.options.timeline import acting, in_order, pieces, years_after
from risk.options.tradeoffs import SAME, beaten, beats, excess, excesses, frontier, price, prices
from risk.severity import LEVELS
from risk.uncertainty.distributions import Distribution, Point
from risk.uncertainty.draw_counts import OPTION_DRAWS
from risk.uncertainty.draws import Columns
from risk.uncertainty.propagation import BATCHES
from risk.uncertainty.ranking import Comparison, compared
from risk.uncertainty.value_of_information import net_benefit

Floats = NDArray[np.float64]

STATUS_QUO = "status-quo"
PARTS = ("mean", "median", "low", "high")
MONTHS = 12.0


@dataclass(frozen=True)
class Dominator:
    """An option that cuts at least as much on both tracks with no more burden, and in which share of the draws."""

    option: str
    probability: float | None


@dataclass(frozen=True)
class Dominated:
    """Whether other options cut at least as much with no more burden: at the best values by which, and how surely.

    On both tracks; by harm and burden alone, which is a weaker statement.
    """

    probability: float | None
    by: tuple[Dominator, ...]
    probability_by_harm_only: float | None
    by_harm_only: tuple[str, ...]


@dataclass(frozen=True)
class Timing:
    """When an option acts, in years after as_of: from half its ramp on, in full after it; never if it has no years."""

    starts: float
    full: float
    ends: float
    years: float


@dataclass(frozen=True)
class OptionRow:
    """One option or combination, averaged over the horizon; the status quo is the first row.

    `removed` are parts of what there is without it, in each draw; nothing where there is nothing. The burden over the
    least that cuts nearly as much (`excess`), and what has to be worth so much of it (`price_over`), are told apart for
    harm and for strategic exposures; with draws they may be without end (`times`, `prices`).
    """

    option: str
    options: tuple[str, ...]
    title: str
    harm: Quantity
    score: Quantity
    persons_per_year: Mapping[int, Quantity]
    reduction: Quantity
    removed: Quantity
    strategic: Quantity
    strategic_reduction: Quantity
    strategic_removed: Quantity
    burden: Quantity
    burden_by_group: Mapping[str, Quantity]
    burden_by_function: Mapping[str, Mapping[str, Quantity]]
    cut_off: Quantity
    cut_off_by_group: Mapping[str, Quantity]
    stranded: Quantity
    borne_by: Mapping[str, Quantity]
    lost_of: Mapping[str, Quantity]
    closes: tuple[str, ...]
    timing: Timing
    reversible: bool | None
    costs: Quantity | None
    dominated: Dominated
    excess: float | None
    strategic_excess: float | None
    times: Quantity | None
    strategic_times: Quantity | None
    price_over: Mapping[str, float]
    strategic_price_over: Mapping[str, float]
    prices: Mapping[str, Quantity]
    strategic_prices: Mapping[str, Quantity]
    frontier: bool
    strategic_frontier: bool
    on_frontier: tuple[float | None, float | None]
    less_risk_than: Mapping[str, float]
    less_strategic_than: Mapping[str, float]
    same_risk_as: frozenset[str]
    same_strategic_as: frozenset[str]


@dataclass(frozen=True)
class Result:
    """The averages of one combination over the horizon, at the best values or in every draw."""

    outcome: Outcome
    lost: Lost

    @property
    def burden(self) -> Floats:
        """Lifeline person-years lost by all groups."""
        return total(self.lost.burden)


Part = Callable[[Result], Floats]
Risk = Literal["harm", "strategic"] | int
"""What an option is compared by: a track, or the persons at a level or higher."""


class Options:
    """Every option of an assessed map and every combination it names, side by side; `more` are combinations beside.

    `delays` are rows that start so many months later, by the name of a row. What `known` has computed of the same
    assessment is not computed again.
    """

    def __init__(
        self,
        run: Run,
        more: Iterable[tuple[str, ...]] = (),
        known: Options | None = None,
        delays: Iterable[tuple[str, float]] = (),
        draws: int = OPTION_DRAWS,
    ) -> None:
        self.run = run
        self.data_map: DataMap = run.data_map
        self.ratio = run.settings.severity_ratio
        self.more = tuple(in_order(self.data_map, options) for options in more)
        self._delays = {later_name(name, months): (name, months) for name, months in delays}
        self.outcomes: Outcomes = known.outcomes if known else outcomes_of(run, draws)
        self.burden: Burden = known.burden if known else Burden(self.data_map)
        self.columns = self.outcomes.columns

    def in_every_draw(self) -> Options:
        """The same rows over all draws, for what a few do not tell: the value of finding something out."""
        draws = self.run.uncertain.draws if self.run.uncertain else 0
        return Options(self.run, self.more, delays=self._delays.values(), draws=draws)

    @cached_property
    def combinations(self) -> Mapping[str, tuple[str, ...]]:
        """What is compared, by its name: the status quo, every option, then every combination of the map."""
        single = {option: (option,) for option in self.data_map.options}
        several = (*self.data_map.combinations, *self.more)
        found = {STATUS_QUO: (), **single, **{"+".join(options): tuple(options) for options in several}}
        return {**found, **{later: found[name] for later, (name, _) in self._delays.items()}}

    def later(self, name: str) -> float:
        """By how many years a row starts later than the map says."""
        return self._delays[name][1] / MONTHS if name in self._delays else 0.0

    @cached_property
    def rows(self) -> tuple[OptionRow, ...]:
        """One row for each, the status quo first."""
        return tuple(self._row(name) for name in self.combinations)

    def row(self, name: str) -> OptionRow:
        """The row of one option or combination of the map."""
        return next(row for row in self.rows if row.option == name)

    def at_best(self, options: Sequence[str], later: float = 0.0) -> Result:
        """The averages at the best values, if all of some options start so many years later."""
        spans = pieces(self.data_map, options, later)
        found = [self.outcomes.at_best(piece.in_force) for piece in spans]
        outcome = over(self.data_map, spans, self.outcomes.at_best(()), found)
        values = best_values(self.burden.numbers(options, later))
        return Result(outcome, self.burden.lost(options, values, later))

    def drawn(self, options: Sequence[str], later: float = 0.0) -> Result | None:
        """The averages in every draw; None where none were asked for."""
        if self.columns is None:
            return None
        spans = pieces(self.data_map, options, later)
        found = [self.outcomes.drawn(piece.in_force) for piece in spans]
        outcome = over(self.data_map, spans, self.outcomes.drawn(()), found)
        values = self.outcomes.draws(self.burden.numbers(options, later))
        return Result(outcome, self.burden.lost(options, values, later))

    @cached_property
    def _points(self) -> Mapping[str, Result]:
        return {name: self.at_best(options, self.later(name)) for name, options in self.combinations.items()}

    def point(self, name: str) -> Result:
        """A row at the best values, for which no draws are made."""
        return self._points[name]

    @cached_property
    def _draws(self) -> Mapping[str, Result]:
        found = {name: self.drawn(options, self.later(name)) for name, options in self.combinations.items()}
        return {name: result for name, result in found.items() if result is not None}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rows, in order."""
        return tuple(self.combinations)

    def _row(self, name: str) -> OptionRow:
        options, place = self.combinations[name], self.names.index(name)
        harm = self.scaled(self._quantity(name, self.harm), "harm")
        orders = self._less_than(name, self.harm), self._less_than(name, strategic)
        return OptionRow(
            option=name,
            options=options,
            title=self._title(name),
            harm=harm,
            score=self._score(name, harm),
            persons_per_year=self._persons(name),
            reduction=self._difference(STATUS_QUO, name, self.harm, "harm"),
            removed=self._removed(name, self.harm),
            strategic=self.scaled(self._quantity(name, strategic), "strategic"),
            strategic_reduction=self._difference(STATUS_QUO, name, strategic, "strategic"),
            strategic_removed=self._removed(name, strategic),
            burden=self._quantity(name, burden),
            burden_by_group=self._by_group(name, lambda lost: lost.burden),
            burden_by_function=self._by_function(name),
            cut_off=self._quantity(name, lambda result: total(result.lost.cut_off)),
            cut_off_by_group=self._by_group(name, lambda lost: lost.cut_off),
            stranded=self._quantity(name, lambda result: total(result.lost.stranded)),
            borne_by=self._parts(name, _groups),
            lost_of=self._parts(name, _functions),
            closes=closed(self.data_map, options),
            timing=self._timing(options, self.later(name)),
            reversible=self._reversible(options),
            costs=self.costs(options),
            dominated=self._dominated(name),
            excess=self._excess[0][place] if options else None,
            strategic_excess=self._excess[1][place] if options else None,
            times=self._times(name, 0) if options else None,
            strategic_times=self._times(name, 1) if options else None,
            price_over=self._price_over(name, 0),
            strategic_price_over=self._price_over(name, 1),
            prices=self._known_prices(name, 0),
            strategic_prices=self._known_prices(name, 1),
            frontier=bool(self._frontiers[0][place]),
            strategic_frontier=bool(self._frontiers[1][place]),
            on_frontier=self._on_frontier(place),
            less_risk_than={other: found.chance for other, found in orders[0].items()},
            less_strategic_than={other: found.chance for other, found in orders[1].items()},
            same_risk_as=frozenset(other for other, found in orders[0].items() if found.tied == 1.0),
            same_strategic_as=frozenset(other for other, found in orders[1].items() if found.tied == 1.0),
        )

    def harm(self, result: Result) -> Floats:
        """Severe equivalents a year."""
        return result.outcome.harm(self.ratio)

    def _of(self, name: str, part: Part) -> Floats | None:
        """A part of a row in every draw."""
        return self.whole(part(self._draws[name])) if name in self._draws else None

    def _quantity(self, name: str, part: Part) -> Quantity:
        return quantity(float(part(self._points[name])), self._of(name, part))

    @cached_property
    def _now(self) -> Mapping[Risk, Quantity]:
        """What there is where nothing is done, over all draws of the run."""
        numbers = headline_numbers(self.run)
        by_level: dict[Risk, Quantity] = {n: numbers.persons_per_year[n] for n in LEVELS}
        by_level["harm"] = numbers.harm
        by_level["strategic"] = strategic_numbers(self.run).persons_per_year
        return by_level

    @cached_property
    def _now_in_few(self) -> Mapping[Risk, Quantity]:
        """The same over the draws in which options are compared."""
        parts: dict[Risk, Part] = {n: partial(at_level, place) for place, n in enumerate(LEVELS)}
        parts["harm"], parts["strategic"] = self.harm, strategic
        return {risk: self._quantity(STATUS_QUO, part) for risk, part in parts.items()}

    def scaled(self, q: Quantity, risk: Risk) -> Quantity:
        """A quantity of few draws, brought to what all draws say: each of its parts by the ratio where nothing is done.

        The same draws stand above and below, so that the error of the few falls out as far as an option changes little
        (a ratio estimator, Cochran 1977, chapter 6).
        """
        now, few = self._now[risk], self._now_in_few[risk]
        return Quantity(q.point, *(_times(getattr(q, p), getattr(now, p), getattr(few, p)) for p in PARTS))

    def _score(self, name: str, harm: Quantity) -> Quantity:
        """The score of a row: that of the result where nothing is done, else from its harm; its mean over the draws."""
        if not self.combinations[name]:
            return headline_numbers(self.run).score
        low, median, high = (None if end is None else float(score(end)) for end in (harm.low, harm.median, harm.high))
        harms = self._of(name, self.harm)
        mean = None if harms is None else float(np.mean(score(harms)))
        return Quantity(float(score(harm.point)), mean, median, low, high)

    def _difference(self, name: str, other: str, part: Part, risk: Risk) -> Quantity:
        """By how much a part of one row exceeds that of another."""
        one, two = self._of(name, part), self._of(other, part)
        drawn = None if one is None or two is None else one - two
        few = quantity(float(part(self._points[name]) - part(self._points[other])), drawn)
        now, base = self._now[risk], self._now_in_few[risk]
        return Quantity(few.point, *(_times(getattr(few, p), now.median, base.median) for p in PARTS))

    def _removed(self, name: str, part: Part) -> Quantity:
        """Which part of what there is a row removes."""
        one, two = self._of(STATUS_QUO, part), self._of(name, part)
        drawn = None if one is None or two is None else _part_removed(one, two)
        return quantity(float(_part_removed(part(self._points[STATUS_QUO]), part(self._points[name]))), drawn)

    def _parts(self, name: str, parts: Callable[[Result], Mapping[str, Floats]]) -> dict[str, Quantity]:
        """Which part of the burden of a row is whose, or of what: parts that add up; nothing where there is none."""
        best, drawn = parts(self._points[name]), parts(self._draws[name]) if name in self._draws else None
        whole = float(self._points[name].burden)
        every = None if drawn is None else self.whole(self._draws[name].burden)
        return adding_up(
            {
                key: quantity(
                    float(part) / whole if whole else 0.0,
                    None if drawn is None or every is None else _part_of(self.whole(drawn[key]), every),
                )
                for key, part in best.items()
            }
        )

    def _by_function(self, name: str) -> dict[str, dict[str, Quantity]]:
        found = self._points[name].lost.by_function
        return {g: {f: self._quantity(name, partial(_of_function, g, f)) for f in found[g]} for g in found}

    def _persons(self, name: str) -> dict[int, Quantity]:
        levels = {n: self._quantity(name, partial(at_level, place)) for place, n in enumerate(LEVELS)}
        return {n: self.scaled(q, n) for n, q in levels.items()}

    def _by_group(self, name: str, part: Callable[[Lost], Mapping[str, Floats]]) -> dict[str, Quantity]:
        return {g: self._quantity(name, partial(_of_group, part, g)) for g in self.burden.groups}

    def whole(self, values: Floats) -> Floats:
        """The same number in every draw where nothing that is drawn is in it."""
        return np.broadcast_to(values, (self.columns.draws if self.columns else 1,))

    def _title(self, name: str) -> str:
        titles = [self.data_map.options[option].title or option for option in self.combinations[name]]
        said = " + ".join(titles) if titles else "Nothing is done"
        return f"{said}, {months_later(self._delays[name][1])}" if name in self._delays else said

    def _timing(self, options: Sequence[str], later: float) -> Timing:
        """From the first start to the last end; in full once all have ramped up."""
        times = [acting(self.data_map, option, later) for option in options]
        if not times:
            return Timing(0.0, 0.0, 0.0, 0.0)
        return Timing(
            min(time.starts for time in times),
            max(self._full(option) for option in options) + later,
            max(time.ends for time in times),
            max(time.years for time in times),
        )

    def _full(self, option: str) -> float:
        about = self.data_map.options[option]
        return max(0.0, years_after(self.data_map, about.starts, 0.0)) + (about.ramp or 0.0)

    def _reversible(self, options: Sequence[str]) -> bool | None:
        said = [self.data_map.options[option].reversible for option in options]
        return False if False in said else None if None in said or not said else True

    def costs(self, options: Sequence[str]) -> Quantity | None:
        """What some options cost together; None where none of them says."""
        numbers = [self.cost(option) for option in options if self.data_map.options[option].costs is not None]
        if not numbers:
            return None
        drawn = (
            None if self.columns is None else sum(self.outcomes.draws(numbers).values(), np.zeros(self.columns.draws))
        )
        return quantity(math.fsum(number.best for number in numbers), drawn)

    def cost(self, option: str) -> Input:
        """What an option costs; nothing unless said."""
        found, stated = changeable(self.data_map), self.data_map.options[option].costs
        place = self.data_map.places.get(f"options.{option}")
        return chosen(found, f"option.{option}.costs", stated, "count", place, NOTHING)

    # What follows compares the rows.

    def _columns(self, results: Mapping[str, Result]) -> tuple[Floats, Floats, Floats]:
        """Harm, strategic exposures and burden of every row, shape (rows[, draws])."""
        rows = [results[name] for name in self.names]
        shape = rows[0].outcome.strategic.shape
        return (
            np.stack([row.outcome.harm(self.ratio) for row in rows]),
            np.stack([row.outcome.strategic for row in rows]),
            np.stack([np.broadcast_to(row.burden, shape) for row in rows]),
        )

    @cached_property
    def _point_columns(self) -> tuple[Floats, Floats, Floats]:
        return self._columns(self._points)

    @cached_property
    def _beats(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """On both tracks, and by harm alone: whether the column beats the row at the best values."""
        harm, strategic, burden = self._point_columns
        return beats(harm, strategic, burden), beats(harm, burden)

    @cached_property
    def _chances(self) -> tuple[Floats, Floats, Floats] | None:
        """In which share of draws the column beats the row on both tracks; any does; any does by harm alone."""
        if self._drawn_columns is None:
            return None
        harm, strategic, burden = self._drawn_columns
        both = beats(harm, strategic, burden)
        alone = beaten(beats(harm, burden))
        return both.mean(axis=2), beaten(both).mean(axis=1), alone.mean(axis=1)

    @cached_property
    def _excess(self) -> tuple[list[float | None], list[float | None]]:
        """By harm; by strategic exposures, if there are any."""
        harm, strategic, burden = self._point_columns
        watched = bool(strategic[0] > 0.0)
        return excess(harm, burden), excess(strategic, burden) if watched else [None] * len(self.names)

    @cached_property
    def _frontiers(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Of harm and burden; of strategic exposures and burden."""
        harm, strategic, burden = self._point_columns
        return frontier(harm, burden), frontier(strategic, burden)

    @cached_property
    def _drawn_frontiers(self) -> tuple[Floats, Floats] | None:
        """In which share of draws a row is on either."""
        if self._drawn_columns is None:
            return None
        harm, strategic, burden = self._drawn_columns
        return frontier(harm, burden).mean(axis=1), frontier(strategic, burden).mean(axis=1)

    def _on_frontier(self, place: int) -> tuple[float | None, float | None]:
        found = self._drawn_frontiers
        return (None, None) if found is None else (float(found[0][place]), float(found[1][place]))

    @cached_property
    def _prices(self) -> tuple[Mapping[tuple[int, int], float], Mapping[tuple[int, int], float]]:
        """In burden for a severe equivalent; for a strategic exposure."""
        harm, strategic, burden = self._point_columns
        return prices(harm, burden, self.data_map.horizon), prices(strategic, burden, self.data_map.horizon)

    def _price_over(self, name: str, track: int) -> dict[str, float]:
        """What a severe equivalent, or a strategic exposure, has to be worth for a row to be preferred to others."""
        place, found = self.names.index(name), self._prices[track]
        return {other: found[place, i] for i, other in enumerate(self.names) if (place, i) in found}

    @cached_property
    def _drawn_columns(self) -> tuple[Floats, Floats, Floats] | None:
        """Harm, strategic exposures and burden of every row in every draw."""
        if not self._draws:
            return None
        harm, strategic, burden = (np.stack([self.whole(r) for r in rows]) for rows in self._columns(self._draws))
        return harm, strategic, burden

    @cached_property
    def _drawn_excess(self) -> tuple[Floats, Floats] | None:
        """The excess of every row in every draw, by harm and by strategic exposures."""
        if self._drawn_columns is None:
            return None
        harm, strategic, burden = self._drawn_columns
        return excesses(harm, burden), excesses(strategic, burden)

    def _times(self, name: str, track: int) -> Quantity | None:
        """The excess with its interval; None where nobody is exposed on a track."""
        place, found = self.names.index(name), self._excess[track]
        if track and not bool(self._point_columns[1][0] > 0.0):
            return None
        point = found[place]
        drawn = None if self._drawn_excess is None else self._drawn_excess[track][place]
        return unbounded(math.inf if point is None else point, drawn)

    def _known_prices(self, name: str, track: int) -> dict[str, Quantity]:
        """The same prices with their intervals."""
        return {
            other: unbounded(worth, self._drawn_price(self.names.index(name), self.names.index(other), track))
            for other, worth in self._price_over(name, track).items()
        }

    def _drawn_price(self, one: int, other: int, track: int) -> Floats | None:
        if self._drawn_columns is None:
            return None
        risk, burden = self._drawn_columns[track], self._drawn_columns[2]
        return price((risk[one], risk[other]), (burden[one], burden[other]), self.data_map.horizon)

    def _less_than(self, name: str, part: Part) -> dict[str, Comparison]:
        """How sure it is that this leaves less of something than each other."""
        if not self._draws:
            return {}
        found = {other: self.whole(part(result)) for other, result in self._draws.items()}
        return {other: compared(found[other], found[name]) for other in self.names if other != name}

    def _dominated(self, name: str) -> Dominated:
        place = self.names.index(name)
        both, alone = (found[place] for found in self._beats)
        chances = self._chances
        others = [(i, other) for i, other in enumerate(self.names) if other != STATUS_QUO]
        by = [(other, None if chances is None else float(chances[0][place, i])) for i, other in others if both[i]]
        return Dominated(
            None if chances is None else float(chances[1][place]),
            tuple(Dominator(other, chance) for other, chance in by),
            None if chances is None else float(chances[2][place]),
            tuple(other for i, other in others if alone[i]),
        )

    @cached_property
    def known(self) -> Mapping[str, Mapping[str, Mapping[Distribution, Input]]]:
        """What is known of every number that each row follows from, by row and address; more than one thing if its
        options change it.
        """
        found: dict[str, dict[str, dict[Distribution, Input]]] = {name: {} for name in self.names}
        for name, options in self.combinations.items():
            later = self.later(name)
            models = (self.outcomes.model(piece.in_force) for piece in pieces(self.data_map, options, later))
            for number in (number for model in models for number in model.events.numbers.values()):
                found[name].setdefault(number.address, {})[self.outcomes.known(number)] = number
            for number in self.burden.numbers(options, later):
                found[name].setdefault(number.address, {})[self.outcomes.known(number)] = number
        return found

    @cached_property
    def used(self) -> frozenset[str]:
        """The addresses of all numbers that the comparison uses."""
        return frozenset(address for known in self.known.values() for address in known)

    @cached_property
    def turning(self) -> tuple[Input, ...]:
        """Every number with a range that any row follows from, as the first of them knows it."""
        first = {
            at: next(iter(known.items())) for name in reversed(self.names) for at, known in self.known[name].items()
        }
        return tuple(number for of, number in first.values() if not isinstance(of, Point))

    @cached_property
    def ledger(self) -> tuple[LedgerRow, ...]:
        """The numbers that the comparison uses beside those of the assessment; none of them moves the harm as it is."""
        own = self.run.events.numbers
        found = {
            at: number for name in self.names for at, known in self.known[name].items() for number in known.values()
        }
        rows = (self._ledger_row(number) for at, number in sorted(found.items()) if at not in own)
        return tuple(row for row in rows if not row.number.exact or row.number.origin == "map")

    def _ledger_row(self, number: Input) -> LedgerRow:
        drawn = None if self.columns is None else self.outcomes.draws([number])[number.address]
        return LedgerRow(number, quantity(number.best, drawn), 0.0, None if drawn is None else 0.0, number.assumed)

    # What finding out is worth.

    def benefit(self, rate: float, names: Iterable[str] | None = None) -> Floats:
        """Net benefit in burden of some rows in every draw, at a rate the reader states; shape (rows, draws)."""
        harm, _, burden = self._columns(self._draws)
        rows = [self.names.index(name) for name in (names or self.names)]
        found = net_benefit(harm[0] - harm, burden, rate, self.data_map.horizon)
        return np.asarray(found[rows])

    def numbers(self) -> Mapping[str, Floats]:
        """The draws of every number with a range that any row follows from."""
        return self.outcomes.draws(self.turning)

    # What does not hang on the weights, or meets a target.

    def order(self, ratio: float | None) -> tuple[str, ...]:
        """The rows by the harm they leave at the best values, the least first, for another severity ratio."""
        return tuple(sorted(self.names, key=lambda name: float(self._points[name].outcome.harm(ratio))))

    def weight_free(self, name: str, other: str) -> bool:
        """Whether a row leaves no more persons exposed than another at every level, so that no weights matter."""
        one, two = self._points[name].outcome.persons, self._points[other].outcome.persons
        return bool((one <= two * (1.0 + SAME)).all())

    def chance_under(self, name: str, target: float) -> float | None:
        """In which share of the draws a row leaves no more harm than a target; None without draws."""
        return float((self.harm(self._draws[name]) <= target).mean()) if name in self._draws else None


@kept
def options_of(run: Run) -> Options | None:
    """The map's options side by side; None where it has none, or where some are in force already."""
    return Options(run) if run.data_map.options and not run.settings.options else None


def _times(value: float | None, whole: float | None, few: float | None) -> float | None:
    """A value of few draws times the ratio of what all draws and these few say of the same thing."""
    return value * (whole / few) if value is not None and whole is not None and few else value


def outcomes_of(run: Run, most: int = OPTION_DRAWS) -> Outcomes:
    """The outcomes of an assessed map with options in force, over as many draws as were made, or at most so many."""
    draws, seed = min(run.uncertain.draws if run.uncertain else 0, most), run.settings.seed
    columns = Columns(draws, seed, BATCHES) if draws else None
    return Outcomes(run.data_map, run.model, columns, run.settings.nodes)


def later_name(name: str, months: float) -> str:
    """What a row is called that starts so many months later."""
    return f"{name} ({months_later(months)})"


def months_later(months: float) -> str:
    """By how much something starts later, in words."""
    return f"{months:g} month{'' if months == 1.0 else 's'} later"


def best_values(numbers: Iterable[Input]) -> dict[str, Floats]:
    """Some numbers at their best values, by name."""
    return with_values(numbers, {})


def strategic(result: Result) -> Floats:
    """Strategic persons exposed a year."""
    return result.outcome.strategic


def at_level(place: int, result: Result) -> Floats:
    """Persons exposed a year at the level in this place, or higher."""
    return np.asarray(result.outcome.persons[place])


def _of_group(part: Callable[[Lost], Mapping[str, Floats]], group: str, result: Result) -> Floats:
    return part(result.lost)[group]


def _of_function(group: str, function: str, result: Result) -> Floats:
    return result.lost.by_function[group][function]


def _groups(result: Result) -> Mapping[str, Floats]:
    return result.lost.burden


def _functions(result: Result) -> Mapping[str, Floats]:
    """The burden by what is lost, of all groups together."""
    found: dict[str, Floats] = {}
    for by_function in result.lost.by_function.values():
        for function, lost in by_function.items():
            found[function] = found[function] + lost if function in found else lost
    return found


def _part_of(part: Floats, whole: Floats) -> Floats:
    return np.asarray(part / np.where(whole > 0.0, whole, 1.0))


def _part_removed(before: Floats, after: Floats) -> Floats:
    return np.asarray((before - after) / np.where(before > 0.0, before, 1.0))


def burden(result: Result) -> Floats:
    """Lifeline person-years lost."""
    return result.burden
