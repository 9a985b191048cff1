"""Outcomes of a map with options in force, on the same numbers and the same draws as without them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from data_maps.addresses import Address, AddressKind, address
from data_maps.caching import kept
from data_maps.model import DataMap
from data_maps.organisations import names_of
from risk.arrays import Floats
from risk.catalogue import Side, catalogue
from risk.engine.roots import root_chances
from risk.events import Events, events
from risk.inputs import EVERY_INTRUSION, Input, Retained, changeable, effects_of, longest_kept
from risk.measures import EventTotals, Model, steps
from risk.number import UNDRAWN, Number
from risk.options.effects import EVERYTHING
from risk.options.timeline import InForce, Piece, averaged, in_force
from risk.severity import LEVELS
from risk.uncertainty.distributions import Distribution
from risk.uncertainty.draws import Columns, of_input

NumbersInDraws = Mapping[str, Floats]

MULTIPLYING = {"stop_new_users", "stop_updates", "bar_use_by", "cease_service"}
"""Changes that multiply numbers and change no equation; all of them depend on how long they have been in force."""
HELD, UNPATCHED = "held share of ", "unpatched"


@dataclass(frozen=True)
class Outcome:
    """Persons a year by level or higher, shape (levels[, draws]), and strategic persons a year at any level.

    `sides` are the parts by foreign states, by the viewpoint's own and by others; empty where these are not told apart.
    """

    persons: Floats
    strategic: Floats
    sides: Mapping[Side, Outcome] = field(default_factory=dict)

    def harm(self, ratio: float | None) -> Floats:
        """Severe equivalents a year, shape () or (draws,)."""
        return np.asarray(steps(ratio) @ self.persons)


def outcome(model: Model, x: Floats, chances: Floats | None = None, actor: str | None = None) -> Outcome:
    """The outcome of a map at the numbers x, shape (addresses[, draws]), by all actors or by one."""
    return _added_up(model, model.totals(actor or ""), x, model.chances(x) if chances is None else chances)


def outcome_by_side(model: Model, x: Floats, chances: Floats | None = None) -> Outcome:
    """The outcome of a map by all actors, with its parts by side."""
    chances = model.chances(x) if chances is None else chances
    sides = {side: _added_up(model, totals, x, chances) for side, totals in model.totals_by_side.items()}
    persons = sum((outcome.persons for outcome in sides.values()), np.zeros((len(LEVELS), *x.shape[1:])))
    strategic = sum((outcome.strategic for outcome in sides.values()), np.zeros(x.shape[1:]))
    return Outcome(np.asarray(persons), np.asarray(strategic), sides)


def _added_up(model: Model, totals: EventTotals, x: Floats, chances: Floats) -> Outcome:
    columns, likely = (rows[:, None] if rows.ndim == 1 else rows for rows in (x, chances))
    persons, strategic = totals.persons_of(columns, likely, (slice(None), model.strategic))
    return Outcome(persons.reshape(-1, *x.shape[1:]), strategic[0].reshape(x.shape[1:]))


@dataclass(frozen=True)
class _Effect:
    """The factor on intrusions of an option, the share of each group that stays, what is retained of the others."""

    intrusions: float
    active: Mapping[str, float]
    retained: Mapping[str, tuple[Retained, ...]]


def _held(effects: Sequence[_Effect], data_map: DataMap, group: str) -> float:
    """The share of a group whose data are held under several options."""
    staying = float(np.prod([effect.active.get(group, 1.0) for effect in effects]))
    retained_parts = [retained for effect in effects for retained in effect.retained.get(group, ())]
    longest = longest_kept(data_map, group) if retained_parts else 0.0
    most = max((retained.share.best * retained.part(longest) for retained in retained_parts), default=0.0)
    return staying + (1.0 - staying) * most


class Outcomes:
    """The outcomes of a map with any options in force, each computed once; numbers have the same draws in all."""

    def __init__(self, data_map: DataMap, model: Model, columns: Columns | None, budget: int) -> None:
        self.data_map = data_map
        self._names = names_of(data_map)
        self.columns = columns
        self.budget = budget
        self._models: dict[InForce, Model] = {(): model}
        self._best: dict[InForce, Outcome] = {}
        self._drawn: dict[InForce, Outcome] = {}
        self._chances: tuple[Floats, Floats] | None = None

    def number(self, best: float | Floats, drawn: Callable[[], Floats]) -> Number:
        """A number at the best values and in every draw: the one place that asks whether there are draws."""
        return Number(float(best), drawn() if self.columns else UNDRAWN)

    def model(self, force: InForce) -> Model:
        """The events of the map with options in force, ready to be evaluated; the map's own where nothing changes."""
        force = self.without_idle_spans(force)
        if force not in self._models:
            changed = in_force(self.data_map, force)
            if changed is self.data_map:
                self._models[force] = self._models[()]
            else:
                changed_events = self._in_other_spans(force, changed) or events(changed, catalogue())
                self._models[force] = Model(changed_events, root_chances(changed_events, budget=self.budget))
        return self._models[force]

    def _in_other_spans(self, force: InForce, changed: DataMap) -> Events | None:
        """The events of a changed map from those where the same options are in force for other spans, if there are any.

        Options that only multiply numbers change no equation.
        """
        options = [option for option, _, _ in force]
        alike = (model for f, model in [*self._models.items()] if [option for option, _, _ in f] == options)
        model = next(alike, None)
        return model.events.in_other_spans(changed) if model else None

    def at_best(self, force: InForce) -> Outcome:
        """The outcome at the best values of all numbers."""
        force = self.without_idle_spans(force)
        if force not in self._best:
            model = self.model(force)
            self._best[force] = outcome_by_side(model, model.point)
        return self._best[force]

    def in_all_draws(self, force: InForce) -> Outcome:
        """The outcome in every draw."""
        force = self.without_idle_spans(force)
        if force not in self._drawn:
            model = self.model(force)
            same = next(
                (f for f, known_model in [*self._models.items()] if known_model is model and f in self._drawn), None
            )
            self._drawn[force] = self._drawn[same] if same is not None else self._of_draws(model)
        return self._drawn[force]

    def _of_draws(self, model: Model) -> Outcome:
        x = model.address_values(self.draws(model.events.numbers.values()))
        arguments = model.arguments(x)
        base = self._models[()].roots
        if model.roots is not base:
            return outcome_by_side(model, x)
        if self._chances is None or not np.array_equal(self._chances[0], arguments):
            chances = model.chances(x)
            self._chances = self._chances or (arguments, chances)
            return outcome_by_side(model, x, chances)
        return outcome_by_side(model, x, self._chances[1])

    def in_fewer_draws_by(self, force: InForce, every: int, actor: str) -> Outcome:
        """The outcome by one actor in few draws."""
        model = self.model(self.without_idle_spans(force))
        values = {name: row[::every] for name, row in self.draws(model.events.numbers.values()).items()}
        return outcome(model, model.address_values(values), actor=actor)

    def at_values(self, force: InForce, values: NumbersInDraws) -> Outcome:
        """The outcome where some numbers have other values than their best."""
        model = self.model(force)
        if not any(name in model.events.numbers for name in values):
            return self.at_best(force)
        return outcome(model, model.address_values(with_values(model.events.numbers.values(), values)))

    def at_best_of_many(self, forces: Sequence[InForce], actor: str | None = None) -> list[Outcome]:
        """The outcomes at the best values of many ways to have options in force, by all actors or by one.

        Options that only multiply numbers change no equation: each structure is made ready once for all of them.
        """
        by_structure: dict[InForce, list[int]] = {}
        for i, force in enumerate(forces):
            by_structure.setdefault(self.structural(force), []).append(i)
        outcomes: dict[int, Outcome] = {}
        for structure, places in by_structure.items():
            model = self._structure(structure)
            x = np.stack([self._multiplied(model, forces[i]) for i in places], axis=1)
            whole = outcome(model, x, actor=actor)
            outcomes |= {i: Outcome(whole.persons[:, n], whole.strategic[n]) for n, i in enumerate(places)}
        return [outcomes[i] for i in range(len(forces))]

    def _keys(self, option: str) -> set[str]:
        return {step.key for step in self.data_map.options[option].do}

    def without_idle_spans(self, force: InForce) -> InForce:
        """The options in force, without their spans where those make no difference: they do where options multiply."""
        return tuple((o, s, u) if self._keys(o) & MULTIPLYING else (o, 0.0, 0.0) for o, s, u in force)

    def structural(self, force: InForce) -> InForce:
        """The options in force that change the map itself."""
        return tuple(step for step in self.without_idle_spans(force) if not self._keys(step[0]) <= MULTIPLYING)

    @kept
    def _structure(self, force: InForce) -> Model:
        """The map with options in force that change it, and with what others multiply as numbers of their own."""
        changed = changeable(in_force(self.data_map, force))
        active = {g: (Input(HELD + g, EVERYTHING, "construction"),) for g in changed.users}
        factors = {**changed.effects.factors, EVERY_INTRUSION: (Input(UNPATCHED, EVERYTHING, "construction"),)}
        open_ended = replace(changed.effects, active=active, retained={}, factors=factors)
        changed_events = events(changed.with_effects(open_ended), catalogue())
        return Model(changed_events, root_chances(changed_events, budget=self.budget))

    def _multiplied(self, model: Model, force: InForce) -> Floats:
        """The best values at every address, with what options in force multiply."""
        effects, changed = [self._effect(step) for step in force], model.events.data_map
        factors = {HELD + g: np.asarray(_held(effects, changed, g)) for g in changed.users}
        grown = {UNPATCHED: np.asarray(np.prod([effect.intrusions for effect in effects]))}
        return model.address_values(with_values(model.events.numbers.values(), {**factors, **grown}))

    @kept
    def _effect(self, force: tuple[str, float, float]) -> _Effect:
        """The factors of one option in force, and whom it leaves, at the best values."""
        effects = effects_of(in_force(self.data_map, (force,)))
        return _Effect(
            float(np.prod([factor.best for factor in effects.factors.get(EVERY_INTRUSION, ())])),
            {g: float(np.prod([share.best for share in shares])) for g, shares in effects.active.items()},
            effects.retained,
        )

    @kept
    def distribution_of(self, number: Input) -> Distribution:
        """The distribution of a number."""
        return of_input(number, self.kind(number), self.data_map)

    def kind(self, number: Input) -> AddressKind:
        """The kind of number at an address."""
        place = address(number.address, self._names) if number.kind is None else None
        return number.kind or (place.kind if isinstance(place, Address) else "multiplier")

    def draws(self, numbers: Iterable[Input]) -> dict[str, Floats]:
        """The draws of some numbers by name, shape (draws,) each; raises ValueError where no draws were asked for."""
        if self.columns is None:
            raise ValueError("no draws were asked for")
        return {
            number.address: self.columns.draws_of(number.address, self.distribution_of(number)) for number in numbers
        }


def with_values(numbers: Iterable[Input], values: NumbersInDraws) -> dict[str, Floats]:
    """Some numbers at other values than their best, the others at their best; so are those without a value (NaN)."""
    best = {number.address: np.asarray(number.best) for number in numbers}
    filled = {name: np.where(np.isnan(value), best[name], value) for name, value in values.items() if name in best}
    return {**best, **filled}


def averaged_outcome(data_map: DataMap, spans: Sequence[Piece], base: Outcome, outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome averaged over the horizon, with its parts by side.

    Args:
        data_map: The map, for its horizon.
        spans: The pieces of the horizon in which something is in force.
        base: The outcome with nothing in force.
        outcomes: The outcome in each piece, in their order.
    """
    nothing = Outcome(np.zeros_like(base.persons), np.zeros_like(base.strategic))
    acting = dict.fromkeys(side for result in (base, *outcomes) for side in result.sides)
    sides = {
        side: averaged_outcome(
            data_map, spans, base.sides.get(side, nothing), [result.sides.get(side, nothing) for result in outcomes]
        )
        for side in acting
    }
    persons = averaged(data_map, spans, base.persons, [result.persons for result in outcomes])
    return Outcome(persons, averaged(data_map, spans, base.strategic, [result.strategic for result in outcomes]), sides)
