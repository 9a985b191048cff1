"""What changed between two assessments, and how much of the difference each change explains."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assessments.provenance import facts_hash
from assessments.results.comparison.between import CARRIED, Between
from assessments.results.comparison.differences import Difference, can_move, differences, words
from assessments.results.comparison.orders import Explained, Told, explained
from assessments.results.comparison.together import together
from assessments.results.quantity import Quantity, quantity
from assessments.run import Assessment, Settings, assess
from data_maps.caching import cached_property
from risk.measures import steps
from risk.membership import absent
from risk.options.timeline import with_options
from risk.severity import LEVELS
from risk.uncertainty.draw_counts import COMPARISON_DRAWS
from risk.uncertainty.draws import Columns, distributions
from risk.uncertainty.propagation import BATCHES, whole_batches

if TYPE_CHECKING:
    from data_maps.model import DataMap
    from risk.routes import Way

Floats = NDArray[np.float64]

MEASURES = ("harm", "strategic", *(f"persons.{n}" for n in LEVELS))
"""What is compared: severe equivalents, strategic exposures, and persons at each level or higher, all a year."""

SETTINGS = ("severity_ratio", "options")


@dataclass(frozen=True)
class Side:
    """One of the two: a map as read, how it is assessed, and for a saved result what it came to and its facts."""

    name: str
    data_map: DataMap
    settings: Settings = field(default_factory=Settings)
    facts: str = ""
    recorded: Mapping[str, Quantity] | None = None

    @cached_property
    def assessment(self) -> Assessment:
        """What follows from the map today, at the best values."""
        return assess(with_options(self.data_map, self.settings.options), replace(self.settings, draws=0))


@dataclass(frozen=True)
class Change:
    """Differences that only make sense together; `along` are parties, data and sources that came or went with them."""

    differences: tuple[Difference, ...]
    along: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Part:
    """One change and what it explains of each measure; `error` is the standard error of each where orders were sampled.

    `values` is the same at the best values and in every draw, shape (measures, 1 + draws). No change stands for what is
    not in the maps: other rules, facts or versions behind a saved result, which keeps no draws.
    """

    change: Change | None
    explains: Mapping[str, Quantity]
    error: Mapping[str, float] | None = None
    values: Floats | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Answer:
    """What a law says of the one and of the other."""

    regime: str
    before: str
    after: str


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two assessments: what is new, gone and changed, and what each change explains of the difference.

    `parts` sum to `whole` in every measure, their medians too, unless intervals leave no room for it. `still` are
    differences that no measure can follow. `orders` is the number of sampled orders, 0 where all were looked at.
    """

    one: Side
    other: Side
    parts: tuple[Part, ...]
    still: tuple[Difference, ...]
    before: Mapping[str, Quantity]
    after: Mapping[str, Quantity]
    whole: Mapping[str, Quantity]
    orders: int

    @property
    def same(self) -> bool:
        """Whether the two say the same under the same settings, rules and facts."""
        return not self.parts and not self.still

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Everything that differs, in the order of the format."""
        found = [*self.still]
        for change in (part.change for part in self.parts if part.change):
            found += [*change.differences, *change.along]
        return tuple(sorted({d.key: d for d in found}.values(), key=lambda d: d.order))

    @cached_property
    def laws(self) -> tuple[Answer, ...]:
        """The laws that answer otherwise."""
        from risk.regimes.on_maps.judging import verdicts

        pairs = zip(verdicts(self.one.data_map), verdicts(self.other.data_map), strict=True)
        found = (Answer(a.regime, a.decision.outcome, b.decision.outcome) for a, b in pairs)
        return tuple(answer for answer in found if answer.before != answer.after)

    @cached_property
    def new_routes(self) -> tuple[Way, ...]:
        """Routes of the second that the first does not have, the most probable first."""
        return new_routes(self.one.assessment, self.other.assessment)

    @cached_property
    def gone_routes(self) -> tuple[Way, ...]:
        """Routes of the first that the second does not have, the most probable first."""
        return new_routes(self.other.assessment, self.one.assessment)


def new_routes(before: Assessment, after: Assessment) -> tuple[Way, ...]:
    """Routes of an assessment that are not possible on the map of another, the most probable first."""
    return absent(after.all_ways, before.events)


def compared(
    one: Side, other: Side, *, draws: int = COMPARISON_DRAWS, seed: int = 0, told: Told | None = None
) -> Comparison:
    """Two assessments side by side; `told` hears how far the work is.

    The same draws of all numbers are taken for every map between the two, so that intervals are of differences.
    """
    options = bool(one.settings.options or other.settings.options)
    found = (*differences(one.data_map, other.data_map), *_settings_changed(one.settings, other.settings))
    between = Between(one.data_map, other.data_map, found)
    moving = frozenset(i for i, d in enumerate(found) if can_move(d, with_options=options))
    groups, along, still = _grouped(between, moving, options=options)
    value = _Value(one, other, between, groups, draws, seed)
    made = explained(value, len(groups), seed=seed, told=told)
    parts = tuple(_part(Change(tuple(found[i] for i in g), along[n]), made, n) for n, g in enumerate(groups))
    return _whole(one, other, made, parts, still)


def _settings_changed(one: Settings, other: Settings) -> Iterator[Difference]:
    for name in SETTINGS:
        before, after = (_setting(settings, name) for settings in (one, other))
        if before != after:
            yield Difference(("settings", name), before, after)


def _setting(settings: Settings, name: str) -> object:
    value = getattr(settings, name)
    return "linear" if name == "severity_ratio" and value is None else value


Groups = tuple[tuple[int, ...], ...]
Along = tuple[tuple[Difference, ...], ...]


def _grouped(
    between: Between, moving: frozenset[int], *, options: bool
) -> tuple[Groups, Along, tuple[Difference, ...]]:
    """The changes that can move a measure, what comes along with each, and the differences that move nothing."""
    found = between.differences
    carried = {(s, id_) for s in CARRIED for id_ in between.carried[s]}
    every = together(between.one, between.other, found, between.carried, options=options)
    groups = tuple(sorted((g for g in every if moving & set(g)), key=lambda g: (not _numbers(found, g), g)))
    with_each = tuple(tuple(_along(found, group, carried)) for group in groups)
    named = {d.key for group in with_each for d in group}
    left = [i for i, d in enumerate(found) if d.key[:2] in carried and d.key not in named]
    left += [i for g in every if not moving & set(g) for i in g]
    return groups, with_each, tuple(found[i] for i in sorted(left))


def _along(found: Sequence[Difference], group: Sequence[int], carried: set[tuple[str, str]]) -> Iterator[Difference]:
    named = frozenset(w for i in group for w in words((found[i].key, found[i].before, found[i].after)))
    yield from (d for d in found if d.key[:2] in carried and d.key[1] in named)


def _numbers(found: Sequence[Difference], group: Sequence[int]) -> bool:
    """Whether a change is of numbers at their addresses alone, which are quick to put in."""
    return all(found[i].key[0] == "estimates" and found[i].kind == "changed" for i in group)


class _Value:
    """The measures of the maps between two, shape (measures, 1 + draws): at the best values, then in each draw."""

    def __init__(self, one: Side, other: Side, between: Between, groups: Groups, draws: int, seed: int) -> None:
        self.sides = (one.settings, other.settings)
        self.between = between
        self.groups = groups
        self.columns = Columns(whole_batches(draws), seed, BATCHES) if draws else None

    def __call__(self, taken: frozenset[int]) -> Floats:
        """The measures with some changes taken over."""
        places = frozenset(i for g in taken for i in self.groups[g])
        settings = self._settings(places)
        data_map = with_options(self.between.map(places), settings.options)
        return self._measured(assess(data_map, settings))

    def _settings(self, places: frozenset[int]) -> Settings:
        named = {self.between.differences[i].key[1] for i in places if self.between.differences[i].key[0] == "settings"}
        return replace(self.sides[0], draws=0, seed=0, **{n: getattr(self.sides[1], n) for n in named})

    def _measured(self, assessment: Assessment) -> Floats:
        model = assessment.model
        found = model.measured(self._numbers(assessment))
        persons = found.by_level()
        strategic = found.by_level(groups=model.strategic)[0] if model.strategic else 0.0 * persons[0]
        harm = steps(assessment.settings.severity_ratio) @ persons
        return np.stack([harm, strategic, *persons])

    def _numbers(self, assessment: Assessment) -> Floats:
        """The best values of all numbers and their draws, shape (addresses, 1 + draws)."""
        model, point = assessment.model, assessment.x[:, None]
        if self.columns is None or not model.addresses:
            return point if self.columns is None else np.zeros((0, 1 + self.columns.draws))
        known = distributions(assessment.events)
        return np.hstack([point, model.placed({a: self.columns.of(a, of) for a, of in known.items()})])


def _part(change: Change, made: Explained, at: int) -> Part:
    error = None if made.error is None else dict(zip(MEASURES, map(float, made.error[at]), strict=True))
    return Part(change, _quantities(made.parts[at]), error, made.parts[at])


def together_explain(parts: Sequence[Part]) -> Mapping[str, Quantity]:
    """What several changes explain together, with its interval where all of them have draws."""
    values = [part.values for part in parts if part.values is not None]
    if len(values) == len(parts):
        summed = _quantities(np.sum(values, axis=0))
        return {m: _moved_to(q, math.fsum(part.explains[m].middle for part in parts)) for m, q in summed.items()}
    return {m: _sum(*((part.explains[m], 1) for part in parts)) for m in MEASURES}


def _quantities(values: Floats) -> dict[str, Quantity]:
    """Measures as quantities, of values in the shape (measures, 1 + draws)."""
    rows = zip(MEASURES, values, strict=True)
    return {name: quantity(float(row[0]), row[1:] if len(row) > 1 else None) for name, row in rows}


def _whole(
    one: Side, other: Side, made: Explained, parts: tuple[Part, ...], still: tuple[Difference, ...]
) -> Comparison:
    """The comparison, with what rules and facts explain where a saved result is not what follows today."""
    before, after, whole = (_quantities(v) for v in (made.none, made.every, made.every - made.none))
    whole = {m: _moved_to(q, after[m].middle - before[m].middle) for m, q in whole.items()}
    parts = _adding_up(parts, whole)
    if not _facts_differ(one, other, before, after):
        return Comparison(one, other, _largest_first(parts), still, before, after, whole, made.orders)
    was = one.recorded or before
    is_ = other.recorded or after
    rules = {m: _sum((was[m], -1), (before[m], 1), (after[m], -1), (is_[m], 1)) for m in MEASURES}
    all_ = {m: _sum((was[m], -1), (is_[m], 1)) for m in MEASURES}
    return Comparison(one, other, _largest_first((*parts, Part(None, rules))), still, was, is_, all_, made.orders)


def _moved_to(q: Quantity, median: float) -> Quantity:
    """A quantity with another median, or with the end of its interval that is nearest to it; a point stays as it is."""
    if q.low is None or q.high is None:
        return q
    return replace(q, median=min(max(median, q.low), q.high))


def _adding_up(parts: Sequence[Part], whole: Mapping[str, Quantity]) -> tuple[Part, ...]:
    """The parts, their medians moved within their intervals so that they add up to that of the whole."""
    moved = {m: _brought_to([part.explains[m] for part in parts], whole[m].middle) for m in MEASURES}
    return tuple(replace(part, explains={m: moved[m][i] for m in MEASURES}) for i, part in enumerate(parts))


def _brought_to(parts: Sequence[Quantity], total: float) -> list[Quantity]:
    """Each median moved by the same part of the way to an end of its interval, at most all the way."""
    missing = total - math.fsum(q.middle for q in parts)
    ends = [q.middle if end is None else end for q in parts for end in [q.high if missing > 0.0 else q.low]]
    room = math.fsum(end - q.middle for q, end in zip(parts, ends, strict=True))
    step = min(1.0, missing / room) if room else 0.0
    return [_moved_to(q, q.middle + step * (end - q.middle)) for q, end in zip(parts, ends, strict=True)]


def _sum(*signed: tuple[Quantity, int]) -> Quantity:
    """Quantities added up or taken away, of which no draws are left: a point and a median alone."""
    point, median = (math.fsum(sign * getattr(q, name) for q, sign in signed) for name in ("point", "middle"))
    return Quantity(point, median=median)


def _facts_differ(one: Side, other: Side, before: Mapping[str, Quantity], after: Mapping[str, Quantity]) -> bool:
    """Whether rules or facts are other than today's on a side, by their hash or by what they led to."""
    hashes = {side.facts or facts_hash() for side in (one, other)}
    pairs = ((one, before), (other, after))
    moved = any(s.recorded and not _near(s.recorded[m].point, q[m].point) for s, q in pairs for m in MEASURES)
    return len(hashes) > 1 or moved


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))


def _largest_first(parts: Sequence[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: -abs(part.explains["harm"].middle)))
