"""What would change it: every option of a map beside the status quo, for the risk and for those who rely on the app.

Options are compared on the same numbers: in each draw a number has one value in all of them. The two tracks (harm to
people; strategic exposures) and the burden are never converted into each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from assessments.assessment import Assessment, Quantity, quantity
from data_maps.model import DataMap
from risk.best_sets import Best, Choice, Limits, best_set, smallest_sets
from risk.burden import Burden, Lost, closed, total
from risk.draws import Columns, slices
from risk.estimates import Distribution, Point
from risk.information import net_benefit
from risk.inputs import Input, changeable
from risk.interventions.clashes import clashes
from risk.interventions.force import NOTHING, chosen
from risk.interventions.timeline import Piece, acting, in_order, moments, pieces, years_after
from risk.measures import score
from risk.outcomes import Outcome, Outcomes, over, with_values
from risk.ranking import compared
from risk.severity import LEVELS
from risk.tradeoffs import SAME, Turn, beaten, beats, exact, excess, frontier, prices, turns
from risk.uncertainty import BATCHES

Floats = NDArray[np.float64]

STATUS_QUO = "status-quo"
FEW = 1_000
STEPS = 8
SURELY = 0.9
PARTS = 2_000
QUANTILES = (0.0005, 0.01, 0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 0.99, 0.9995)
MOST = 3
Track = Literal["harm", "strategic", "burden"]
TRACKS: tuple[Track, ...] = ("harm", "strategic", "burden")


@dataclass(frozen=True)
class Flip:
    """A value of one number at which an order of two options turns round on a track.

    The number is beyond it with this probability; `low` and `high` are what is known of it.
    """

    address: str
    of: Track
    turn: Turn
    probability: float
    best: float
    low: float
    high: float

    @property
    def value(self) -> float:
        """The value at which both are equal."""
        return self.turn.value

    @property
    def above(self) -> bool:
        """Whether the order is the other way round above the value, or below."""
        return self.turn.above


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
    """One option or combination, averaged over the horizon; the status quo is the first row."""

    option: str
    options: tuple[str, ...]
    title: str
    harm: Quantity
    score: Quantity
    persons_per_year: Mapping[int, Quantity]
    reduction: Quantity
    strategic: Quantity
    strategic_reduction: Quantity
    burden: Quantity
    burden_by_group: Mapping[str, Quantity]
    cut_off: Quantity
    cut_off_by_group: Mapping[str, Quantity]
    stranded: Quantity
    closes: tuple[str, ...]
    timing: Timing
    reversible: bool | None
    costs: Quantity | None
    dominated: Dominated
    excess: float | None
    price_over: Mapping[str, float]
    frontier: bool
    less_risk_than: Mapping[str, float]


@dataclass(frozen=True)
class Moment:
    """What stands in a span of the horizon, in years after as_of: harm, strategic exposures and burden, each a year."""

    starts: float
    ends: float
    harm: Quantity
    strategic: Quantity
    burden: Quantity


@dataclass(frozen=True)
class Delay:
    """What it means to start later: how much less risk is cut and burden borne over the horizon."""

    years: float
    reduction_lost: Quantity
    strategic_lost: Quantity
    burden_saved: Quantity


@dataclass(frozen=True)
class _Result:
    """The averages of one combination over the horizon, at the best values or in every draw."""

    outcome: Outcome
    lost: Lost

    @property
    def burden(self) -> Floats:
        return total(self.lost.burden)


Part = Callable[[_Result], Floats]


class Options:
    """Every option of an assessed map and every combination it names, side by side."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.data_map: DataMap = assessment.data_map
        self.ratio = assessment.settings.severity_ratio
        draws, seed = (assessment.uncertain.draws if assessment.uncertain else 0), assessment.settings.seed
        self.columns = Columns(draws, seed, BATCHES) if draws else None
        self.outcomes = Outcomes(self.data_map, assessment.model, self.columns, assessment.settings.nodes)
        self.burden = Burden(self.data_map)
        self._flips: dict[tuple[str, str, int], tuple[Flip, ...]] = {}

    @cached_property
    def combinations(self) -> Mapping[str, tuple[str, ...]]:
        """What is compared, by its name: the status quo, every option, then every combination of the map."""
        single = {option: (option,) for option in self.data_map.options}
        several = self.data_map.combinations
        return {STATUS_QUO: (), **single, **{"+".join(options): tuple(options) for options in several}}

    @cached_property
    def rows(self) -> tuple[OptionRow, ...]:
        """One row for each, the status quo first."""
        return tuple(self._row(name) for name in self.combinations)

    def row(self, name: str) -> OptionRow:
        """The row of one option or combination of the map."""
        return next(row for row in self.rows if row.option == name)

    def at_best(self, options: Sequence[str], later: float = 0.0) -> _Result:
        """The averages at the best values, if all of some options start so many years later."""
        spans = pieces(self.data_map, options, later)
        found = [self.outcomes.at_best(piece.in_force) for piece in spans]
        outcome = over(self.data_map, spans, self.outcomes.at_best(()), found)
        values = _best(self.burden.numbers(options, later))
        return _Result(outcome, self.burden.lost(options, values, later))

    def drawn(self, options: Sequence[str], later: float = 0.0) -> _Result | None:
        """The averages in every draw; None where none were asked for."""
        if self.columns is None:
            return None
        spans = pieces(self.data_map, options, later)
        found = [self.outcomes.drawn(piece.in_force) for piece in spans]
        outcome = over(self.data_map, spans, self.outcomes.drawn(()), found)
        values = self.outcomes.draws(self.burden.numbers(options, later))
        return _Result(outcome, self.burden.lost(options, values, later))

    @cached_property
    def _points(self) -> Mapping[str, _Result]:
        return {name: self.at_best(options) for name, options in self.combinations.items()}

    @cached_property
    def _draws(self) -> Mapping[str, _Result]:
        found = {name: self.drawn(options) for name, options in self.combinations.items()}
        return {name: result for name, result in found.items() if result is not None}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all rows, in order."""
        return tuple(self.combinations)

    def _row(self, name: str) -> OptionRow:
        options, place = self.combinations[name], self.names.index(name)
        harm, harms = float(self._harm(self._points[name])), self._of(name, self._harm)
        exact = self._exact_mean if not options else None
        return OptionRow(
            option=name,
            options=options,
            title=self._title(options),
            harm=quantity(harm, harms, exact),
            score=quantity(float(score(harm)), None if harms is None else np.asarray(score(harms))),
            persons_per_year=self._persons(name),
            reduction=self._difference(STATUS_QUO, name, self._harm),
            strategic=self._quantity(name, _strategic),
            strategic_reduction=self._difference(STATUS_QUO, name, _strategic),
            burden=self._quantity(name, _burden),
            burden_by_group=self._by_group(name, lambda lost: lost.burden),
            cut_off=self._quantity(name, lambda result: total(result.lost.cut_off)),
            cut_off_by_group=self._by_group(name, lambda lost: lost.cut_off),
            stranded=self._quantity(name, lambda result: total(result.lost.stranded)),
            closes=closed(self.data_map, options),
            timing=self._timing(options),
            reversible=self._reversible(options),
            costs=self._costs(options),
            dominated=self._dominated(name),
            excess=self._excess[place] if options else None,
            price_over={other: self._prices[name, other] for other in self.names if (name, other) in self._prices},
            frontier=bool(self._frontier[place]),
            less_risk_than=self._less_risk_than(name),
        )

    def _harm(self, result: _Result) -> Floats:
        return result.outcome.harm(self.ratio)

    def _of(self, name: str, part: Part) -> Floats | None:
        """A part of a row in every draw."""
        return self._whole(part(self._draws[name])) if name in self._draws else None

    def _quantity(self, name: str, part: Part) -> Quantity:
        return quantity(float(part(self._points[name])), self._of(name, part))

    def _difference(self, name: str, other: str, part: Part) -> Quantity:
        """By how much a part of one row exceeds that of another."""
        one, two = self._of(name, part), self._of(other, part)
        drawn = None if one is None or two is None else one - two
        return quantity(float(part(self._points[name]) - part(self._points[other])), drawn)

    def _persons(self, name: str) -> dict[int, Quantity]:
        return {n: self._quantity(name, partial(_at_level, place)) for place, n in enumerate(LEVELS)}

    def _by_group(self, name: str, part: Callable[[Lost], Mapping[str, Floats]]) -> dict[str, Quantity]:
        return {g: self._quantity(name, partial(_of_group, part, g)) for g in self.burden.groups}

    @cached_property
    def _exact_mean(self) -> float | None:
        found = self.assessment.mean_measures
        return None if found is None else float(found.harm(self.ratio).sum())

    def _whole(self, values: Floats) -> Floats:
        """The same number in every draw where nothing that is drawn is in it."""
        return np.broadcast_to(values, (self.columns.draws if self.columns else 1,))

    def _title(self, options: Sequence[str]) -> str:
        titles = [self.data_map.options[option].title or option for option in options]
        return " + ".join(titles) if titles else "Nothing is done"

    def _timing(self, options: Sequence[str]) -> Timing:
        """From the first start to the last end; in full once all have ramped up."""
        times = [acting(self.data_map, option) for option in options]
        if not times:
            return Timing(0.0, 0.0, 0.0, 0.0)
        return Timing(
            min(time.starts for time in times),
            max(self._full(option) for option in options),
            max(time.ends for time in times),
            max(time.years for time in times),
        )

    def _full(self, option: str) -> float:
        about = self.data_map.options[option]
        return max(0.0, years_after(self.data_map, about.starts, 0.0)) + (about.ramp or 0.0)

    def _reversible(self, options: Sequence[str]) -> bool | None:
        said = [self.data_map.options[option].reversible for option in options]
        return False if False in said else None if None in said or not said else True

    def _costs(self, options: Sequence[str]) -> Quantity | None:
        numbers = [self._cost(option) for option in options if self.data_map.options[option].costs is not None]
        if not numbers:
            return None
        drawn = (
            None if self.columns is None else sum(self.outcomes.draws(numbers).values(), np.zeros(self.columns.draws))
        )
        return quantity(sum(number.best for number in numbers), drawn)

    def _cost(self, option: str) -> Input:
        found, stated = changeable(self.data_map), self.data_map.options[option].costs
        place = self.data_map.places.get(f"options.{option}")
        return chosen(found, f"option.{option}.costs", stated, "count", place, NOTHING)

    # What follows compares the rows.

    def _columns(self, results: Mapping[str, _Result]) -> tuple[Floats, Floats, Floats]:
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
        if not self._draws:
            return None
        harm, strategic, burden = self._columns(self._draws)
        both = beats(harm, strategic, burden)
        alone = beaten(beats(harm, burden))
        return both.mean(axis=2), beaten(both).mean(axis=1), alone.mean(axis=1)

    @cached_property
    def _excess(self) -> list[float | None]:
        harm, _, burden = self._point_columns
        return excess(harm, burden)

    @cached_property
    def _frontier(self) -> NDArray[np.bool_]:
        harm, _, burden = self._point_columns
        return frontier(harm, burden)

    @cached_property
    def _prices(self) -> Mapping[tuple[str, str], float]:
        harm, _, burden = self._point_columns
        found = prices(harm, burden, self.data_map.horizon)
        return {(self.names[i], self.names[j]): price for (i, j), price in found.items()}

    def _less_risk_than(self, name: str) -> dict[str, float]:
        """In which share of draws this leaves less risk than each other."""
        if not self._draws:
            return {}
        harms = {other: result.outcome.harm(self.ratio) for other, result in self._draws.items()}
        return {other: compared(harms[other], harms[name]).chance for other in self.names if other != name}

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

    # What would turn an order round.

    def flips(self, name: str, other: str, most: int = MOST) -> tuple[Flip, ...]:
        """The numbers that by themselves turn round an order of two rows, in which the other is the better one.

        The other's own numbers come first, then what is likeliest to be beyond its flip; of each track so many.
        """
        key = (name, other, most)
        if key not in self._flips:
            own = tuple(f"option.{option}." for option in self.combinations[other])
            found: list[Flip] = []
            numbers = [number for number in self._turning if self._is_one(number, name, other)]
            for track in range(len(TRACKS)):
                about = [flip for number in numbers for flip in self._about(number, name, other, track)]
                about.sort(key=lambda flip: (not flip.address.startswith(own), -flip.probability, flip.address))
                found += about[:most]
            self._flips[key] = tuple(self._exactly(found, name, other))
        return self._flips[key]

    def flips_at(self, name: str, other: str) -> Flip | None:
        """The flip to name first: of harm; None where nothing within what is thought likely turns the order round."""
        return next((flip for flip in self.flips(name, other) if flip.of == "harm"), None)

    @cached_property
    def _known(self) -> Mapping[str, Mapping[str, Mapping[Distribution, Input]]]:
        """What is known of every number that each row follows from, by row and address; more than one thing if its
        options change it.
        """
        found: dict[str, dict[str, dict[Distribution, Input]]] = {name: {} for name in self.names}
        for name, options in self.combinations.items():
            models = (self.outcomes.model(piece.in_force) for piece in pieces(self.data_map, options))
            for number in (number for model in models for number in model.events.numbers.values()):
                found[name].setdefault(number.address, {})[self.outcomes.known(number)] = number
            for number in self.burden.numbers(options):
                found[name].setdefault(number.address, {})[self.outcomes.known(number)] = number
        return found

    @cached_property
    def _turning(self) -> tuple[Input, ...]:
        """Every number with a range that any row follows from, as the first of them knows it."""
        first = {
            at: next(iter(known.items())) for name in reversed(self.names) for at, known in self._known[name].items()
        }
        return tuple(number for of, number in first.values() if not isinstance(of, Point))

    def _is_one(self, number: Input, *names: str) -> bool:
        """Whether the same is known of a number in some rows, wherever they use it."""
        known = self.outcomes.known(number)
        return all(set(self._known[name].get(number.address, {known: number})) == {known} for name in names)

    @cached_property
    def _grids(self) -> Mapping[str, Floats]:
        """The values of each number at which the rows are looked at, rising; the best value is one of them."""
        found = {}
        for number in self._turning:
            values = [self.outcomes.known(number).quantile(p) for p in QUANTILES]
            found[number.address] = np.unique([*values, number.best])
        return found

    @cached_property
    def _responses(self) -> Mapping[str, Mapping[str, tuple[Floats, Floats, Floats]]]:
        """Harm, strategic exposures and burden of every row along the grid of each number."""
        return {name: dict(self._response(options)) for name, options in self.combinations.items()}

    def _response(self, options: Sequence[str]) -> Iterable[tuple[str, tuple[Floats, Floats, Floats]]]:
        blocks = list(self._grids.items())
        sizes = np.cumsum([0, *(grid.size for _, grid in blocks)])
        values = {}
        for (address, grid), start in zip(blocks, sizes[:-1], strict=True):
            values[address] = np.full(int(sizes[-1]), np.nan)
            values[address][start : start + grid.size] = grid
        columns = self._at(options, values)
        for (address, grid), start in zip(blocks, sizes[:-1], strict=True):
            part = slice(int(start), int(start) + grid.size)
            yield address, (columns[0][part], columns[1][part], columns[2][part])

    def _at(self, options: Sequence[str], values: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
        """Harm, strategic exposures and burden where some numbers have other values, of one shape (NaN: the best)."""
        shape = next(iter(values.values())).shape
        spans = pieces(self.data_map, options)
        found = [_spread_out(self.outcomes.at(piece.in_force, values), shape) for piece in spans]
        outcome = over(self.data_map, spans, _spread_out(self.outcomes.at((), values), shape), found)
        lost = self.burden.lost(options, with_values(self.burden.numbers(options), values))
        return outcome.harm(self.ratio), outcome.strategic, np.broadcast_to(total(lost.burden), shape)

    def _about(self, number: Input, name: str, other: str, track: int) -> Iterable[Flip]:
        """Where the order turns round, read off the grid."""
        grid, address = self._grids[number.address], number.address
        one, two = (self._responses[row][address][track] for row in (name, other))
        difference = np.where(np.abs(one - two) <= SAME * np.maximum(np.abs(one), np.abs(two)), 0.0, one - two)
        for turn in turns(grid, difference, number.best):
            yield self._flip(number, turn, TRACKS[track])

    def _exactly(self, flips: Sequence[Flip], name: str, other: str) -> Iterator[Flip]:
        """The same flips where both rows, computed anew, are equal: all together, then those that are not straight."""
        if not flips:
            return
        values: dict[str, Floats] = {}
        for place, flip in enumerate(flips):
            values.setdefault(flip.address, np.full(len(flips), np.nan))[place] = flip.value
        one, two = (self._at(self.combinations[row], values) for row in (name, other))
        for place, flip in enumerate(flips):
            track = TRACKS.index(flip.of)
            number = next(n for n in self._turning if n.address == flip.address)
            gap = float(one[track][place] - two[track][place])
            turn = exact(flip.turn, gap, _Gap(self, number, name, other, track))
            if turn is not None:
                yield flip if turn is flip.turn else self._flip(number, turn, flip.of)

    def _flip(self, number: Input, turn: Turn, of: Track) -> Flip:
        known = self.outcomes.known(number)
        parts = slices(known, PARTS)
        beyond = parts > turn.value if turn.above else parts < turn.value
        return Flip(
            number.address, of, turn, float(beyond.mean()), number.best, known.quantile(0.05), known.quantile(0.95)
        )

    def difference(self, number: Input, value: float, name: str, other: str) -> tuple[float, float, float]:
        """By how much one row exceeds another in harm, strategic exposures and burden at a value of one number."""
        at = {number.address: np.array(value)}
        one, two = (self._at(self.combinations[row], at) for row in (name, other))
        return float(one[0] - two[0]), float(one[1] - two[1]), float(one[2] - two[2])

    # What happens when.

    def series(self, name: str, steps: int = STEPS) -> tuple[Moment, ...]:
        """What stands in each of so many equal steps of the horizon, cut at starts and ends too."""
        options = self.combinations[name]
        return tuple(self._moment(options, piece) for piece in moments(self.data_map, options, steps))

    def _moment(self, options: Sequence[str], piece: Piece) -> Moment:
        span = (piece.starts, piece.ends)
        point = self.outcomes.at_best(piece.in_force)
        lost = total(self.burden.lost_within(options, _best(self.burden.numbers(options)), *span).burden) / piece.years
        if self.columns is None:
            return Moment(
                *span, quantity(float(point.harm(self.ratio))), quantity(float(point.strategic)), quantity(float(lost))
            )
        every = max(1, self.columns.draws // FEW)
        few = self.outcomes.few(piece.in_force, every)
        rows = self.outcomes.draws(self.burden.numbers(options))
        some = {address: row[::every] for address, row in rows.items()}
        losses = total(self.burden.lost_within(options, some, *span).burden) / piece.years
        return Moment(
            *span,
            quantity(float(point.harm(self.ratio)), few.harm(self.ratio)),
            quantity(float(point.strategic), few.strategic),
            quantity(float(lost), np.broadcast_to(losses, few.strategic.shape)),
        )

    def delayed(self, name: str, years: float) -> Delay:
        """What it means to start an option, or all of a combination, so many years later."""
        options = self.combinations[name]
        now, then = (self.at_best(options, later) for later in (0.0, years))
        drawn = [self.drawn(options, later) for later in (0.0, years)]

        def more(part: Part, sign: float) -> Quantity:
            draws = [self._whole(part(result)) for result in drawn if result is not None]
            return quantity(float(sign * (part(then) - part(now))), sign * (draws[1] - draws[0]) if draws else None)

        return Delay(years, more(self._harm, 1.0), more(_strategic, 1.0), more(_burden, -1.0))

    # What finding out is worth.

    def benefit(self, rate: float, names: Iterable[str] | None = None) -> Floats:
        """Net benefit in burden of some rows in every draw, at a rate the reader states; shape (rows, draws)."""
        harm, _, burden = self._columns(self._draws)
        rows = [self.names.index(name) for name in (names or self.names)]
        found = net_benefit(harm[0] - harm, burden, rate, self.data_map.horizon)
        return np.asarray(found[rows])

    def numbers(self) -> Mapping[str, Floats]:
        """The draws of every number with a range that any row follows from."""
        return self.outcomes.draws(self._turning)

    # Which sets to choose.

    def choice(self, of: Track = "harm", actor: str | None = None) -> Choice:
        """What best and smallest sets are chosen from, by what they leave at the best values averaged over the horizon.

        For one actor it is what is left once all of a set act.
        """
        options = tuple(self.data_map.options)
        excluded = {frozenset((clash.one, clash.other)) for clash in clashes(self.data_map, options)}
        costs = {o: self._cost(o).best for o in options if self.data_map.options[o].costs is not None}

        def left(sets: Sequence[frozenset[str]]) -> Floats:
            return self._left(sets, of) if actor is None else self._left_to(sets, actor)

        return Choice(options, {pair for pair in excluded if len(pair) == 2}, left, self._burdens_of, costs)

    def best_set(self, limits: Limits, of: Track = "harm") -> Best:
        """The set of options within the limits that leaves the least harm, or the fewest strategic exposures."""
        return best_set(self.choice(of), limits)

    def smallest_sets(self, actor: str, limit: float = 0.0, most: int = 3) -> tuple[frozenset[str], ...]:
        """The smallest sets that leave an actor no way, or no more harm than a limit, once all of them act."""
        return smallest_sets(self.choice(actor=actor), limit, most)

    def _left(self, sets: Sequence[frozenset[str]], of: Track) -> Floats:
        spans = [pieces(self.data_map, chosen) for chosen in sets]
        forces = list(dict.fromkeys(piece.in_force for span in spans for piece in span))
        found = dict(zip(forces, self.outcomes.many(forces), strict=True))
        base = self.outcomes.at_best(())
        results = [over(self.data_map, span, base, [found[piece.in_force] for piece in span]) for span in spans]
        return np.array([float(r.strategic if of == "strategic" else r.harm(self.ratio)) for r in results])

    def _left_to(self, sets: Sequence[frozenset[str]], actor: str) -> Floats:
        forces = [
            tuple((o, 0.0, acting(self.data_map, o).years) for o in in_order(self.data_map, chosen)) for chosen in sets
        ]
        return np.array([float(one.harm(self.ratio)) for one in self.outcomes.many(forces, actor)])

    def _burdens_of(self, sets: Sequence[frozenset[str]]) -> Floats:
        values = _best(self.burden.numbers(self.data_map.options))
        return np.array([float(total(self.burden.lost(chosen, values).burden)) for chosen in sets])

    # What does not hang on the weights, or meets a target.

    def order(self, ratio: float | None) -> tuple[str, ...]:
        """The rows by the harm they leave at the best values, the least first, for another severity ratio."""
        return tuple(sorted(self.names, key=lambda name: float(self._points[name].outcome.harm(ratio))))

    def weight_free(self, name: str, other: str) -> bool:
        """Whether a row leaves no more persons exposed than another at every level, so that no weights matter."""
        one, two = self._points[name].outcome.persons, self._points[other].outcome.persons
        return bool((one <= two * (1.0 + SAME)).all())

    def least_burdensome(self, target: float, surely: float = SURELY) -> OptionRow | None:
        """The row of the least median burden that leaves no more harm than a target in so many of the draws."""
        meeting = [
            self.row(name)
            for name, drawn in self._draws.items()
            if float((drawn.outcome.harm(self.ratio) <= target).mean()) >= surely
        ]
        return min(meeting, key=lambda row: row.burden.median or 0.0, default=None)


@dataclass(frozen=True)
class _Gap:
    """The difference of two rows on one track as a function of one number."""

    options: Options
    number: Input
    name: str
    other: str
    track: int

    def __call__(self, value: float) -> float:
        return self.options.difference(self.number, value, self.name, self.other)[self.track]


def _best(numbers: Iterable[Input]) -> dict[str, Floats]:
    return with_values(numbers, {})


def _strategic(result: _Result) -> Floats:
    return result.outcome.strategic


def _at_level(place: int, result: _Result) -> Floats:
    return np.asarray(result.outcome.persons[place])


def _of_group(part: Callable[[Lost], Mapping[str, Floats]], group: str, result: _Result) -> Floats:
    return part(result.lost)[group]


def _burden(result: _Result) -> Floats:
    return result.burden


def _spread_out(found: Outcome, shape: tuple[int, ...]) -> Outcome:
    """An outcome that no number moves, as often as there are values."""
    if found.strategic.shape == shape:
        return found
    persons = np.broadcast_to(found.persons.reshape(len(LEVELS), *(1,) * len(shape)), (len(LEVELS), *shape))
    return Outcome(persons, np.broadcast_to(found.strategic, shape))
