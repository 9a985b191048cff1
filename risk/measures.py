"""Measures that are linear in every number of a map: people a year by level, group and actor, and the harm index."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np

from data_maps.addresses import family_of
from data_maps.caching import cached_property
from data_maps.names import group_of
from risk.arrays import Floats, Indices
from risk.catalogue import Side
from risk.engine.parallel import in_pieces
from risk.engine.polynomials import Polynomial, Polynomials, Runs, product
from risk.engine.roots import RootChances
from risk.events import CONTROLLED, Event, Events
from risk.inputs import Derived, Input, values_of
from risk.severity import LEVELS, weights

STEP = 1e-5
CELLS = 2**16
"""Numbers at a time when events are added up over draws."""


@dataclass(frozen=True)
class Measures:
    """The linear measures of a map's events at one point, or at many draws of its numbers.

    `persons` has the shape (events, groups, levels[, draws]): expected person-exposures a year at each level or higher.
    `content` and `joined` have the shape (events, groups[, draws]): those whose content is exposed, and those whose
    contacts are exposed together with where they were or what they said.
    """

    keys: tuple[str, ...]
    groups: tuple[str, ...]
    persons: Floats
    content: Floats
    joined: Floats

    def by_level(
        self, events: Iterable[int] | slice = slice(None), groups: Iterable[int] | slice = slice(None)
    ) -> Floats:
        """Person-exposures a year at each level or higher, shape (levels[, draws]), over some events and groups."""
        chosen = events if isinstance(events, slice) else list(events)
        among = groups if isinstance(groups, slice) else list(groups)
        total: Floats = self.persons[chosen][:, among].sum(axis=(0, 1))
        return total

    def harm(self, ratio: float | None) -> Floats:
        """Severe equivalents a year of each event, shape (events[, draws])."""
        by_event: Floats = np.einsum("kgl...,l->k...", self.persons, steps(ratio))
        return by_event


def steps(ratio: float | None) -> Floats:
    """The growth of a person's weight from each level to the next, shape (levels,): the weights of cumulative counts.

    >>> steps(4.0).tolist()
    [0.015625, 0.046875, 0.1875, 0.75]
    """
    by_level = weights(ratio)
    return np.diff(np.array([0.0, *(by_level[n] for n in LEVELS)]))


def score(harm: Floats | float) -> Floats | float:
    """Severe equivalents a year on a logarithmic scale, any shape: ten points are a factor of ten.

    >>> float(score(99.0))
    20.0
    """
    return 10.0 * np.log10(1.0 + np.asarray(harm))


def slope_of_score(score: float) -> float:
    """The points that a score moves by for one severe equivalent a year more.

    >>> round(slope_of_score(20.0), 4)
    0.0434
    """
    return 10.0 / math.log(10.0) * math.pow(10.0, -score / 10.0)


class Model:
    """A map's events, ready to be evaluated at any values of its numbers."""

    def __init__(self, events: Events, roots: RootChances) -> None:
        self.events = events
        self.roots = roots
        self.addresses = tuple(events.inputs)
        self.groups = tuple(events.exposure.parts)
        self.places = {address: i for i, address in enumerate(self.addresses)}

    @cached_property
    def point(self) -> Floats:
        """The best value of every number, shape (addresses,)."""
        return np.array([number.best for number in self.events.inputs.values()])

    @cached_property
    def has_no_derived_numbers(self) -> bool:
        """True where a number of its own stands at every address, none of them derived or an option's."""
        return tuple(self.events.numbers) == self.addresses

    @cached_property
    def underived_rows(self) -> Mapping[str, int]:
        """The places of the numbers that stand at an address of their own name and follow from no other, by name."""
        inputs = self.events.inputs
        return {a: at for a, at in self.places.items() if inputs[a].leaves == (inputs[a],) and inputs[a].address == a}

    def address_values(self, numbers: Mapping[str, Floats]) -> Floats:
        """The value at every address, shape (addresses[, draws]), where the numbers that are drawn have values."""
        placed = np.empty((len(self.addresses), *np.broadcast_shapes(*{np.shape(n) for n in numbers.values()})))
        for row, values in enumerate(values_of(self.events.inputs.values(), numbers)):
            placed[row] = values
        return placed

    def freed(self, x: Floats) -> Floats:
        """The numbers as if every trial succeeded and all were readable, shape of x: inherent, without controls."""
        free = np.array([family_of(a) in CONTROLLED for a in self.addresses], dtype=bool)
        return np.where(free if x.ndim == 1 else free[:, None], 1.0, x)

    @cached_property
    def strategic(self) -> list[int]:
        """The places of strategic groups among the groups."""
        users = self.events.data_map.users
        return [i for i, g in enumerate(self.groups) if "strategic" in users[group_of(g)].exposure]

    def chances(self, x: Floats) -> Floats:
        """The probability of every root of the cores at the numbers x, shape (roots[, draws])."""
        return self.point_chances if x is self.point else self.roots.values(x, self.variable_rows)

    @cached_property
    def point_chances(self) -> Floats:
        """The probability of every root at the best values, shape (roots,): asked for many times, tried out once."""
        return self.roots.values(self.point, self.variable_rows)

    def arguments(self, x: Floats) -> Floats:
        """The numbers that the roots depend on, in the order in which they are taken, shape (variables[, draws])."""
        return x[self.variable_rows]

    @cached_property
    def variable_rows(self) -> Indices:
        """The places of the numbers that the roots depend on, shape (variables,)."""
        return np.array([self.places[v] for v in self.roots.variables], dtype=np.intp)

    @cached_property
    def all_events(self) -> EventArrays:
        """All events as arrays."""
        return EventArrays(self, self.events.events)

    def totals(self, actor: str = "") -> EventTotals:
        """The events of an actor, of all for the empty name, ready to be added up over draws."""
        if actor not in self._totals:
            self._totals[actor] = EventTotals(
                self, [event for event in self.events.events if actor in ("", event.actor)]
            )
        return self._totals[actor]

    @cached_property
    def _totals(self) -> dict[str, EventTotals]:
        """Totals that were asked for, by the events they are of."""
        return {}

    @cached_property
    def totals_by_side(self) -> Mapping[Side, EventTotals]:
        """The events of each side that has any, ready to be added up over draws."""
        of_side: dict[Side, list[Event]] = {}
        for event in self.events.events:
            of_side.setdefault(self.events.side(event), []).append(event)
        return {side: EventTotals(self, chosen) for side, chosen in of_side.items()}

    def event_persons(self, event: Event, x: Floats, chances: Floats) -> Floats:
        """An event's persons a year by group and level or higher, shape (groups, levels[, draws])."""
        alone = self._by_itself(event)
        persons: Floats = alone.persons(alone.people_in_attempts(x), chances)[0]
        return persons

    def _by_itself(self, event: Event) -> EventArrays:
        if event.key not in self._arrays_by_event:
            self._arrays_by_event[event.key] = EventArrays(self, [event])
        return self._arrays_by_event[event.key]

    @cached_property
    def _arrays_by_event(self) -> dict[str, EventArrays]:
        """Events as arrays, each by itself, once they were asked for."""
        return {}

    def measured(self, x: Floats, chances: Floats | None = None) -> Measures:
        """The linear measures at the numbers x, shape (addresses,) or (addresses, draws), at given chances if any."""
        return self.measured_of(self.all_events.people_in_attempts(x), self.chances(x) if chances is None else chances)

    def measured_of(self, about: Floats, chances: Floats) -> Measures:
        """The linear measures of events that are about so many people a year, shape (events, groups[, draws])."""
        keys, summed = tuple(event.key for event in self.events.events), self.all_events
        of_kinds = (summed.persons, summed.content, summed.joined)
        return Measures(keys, self.groups, *(persons(about, chances) for persons in of_kinds))

    def rows(self, event: Event, group: str) -> list[int]:
        """The places of an event's four levels for a group among the probabilities of the roots."""
        return [self.roots.rows[name] for name in self.events.cores[event.core].levels[group]]

    def content_row(self, event: Event, group: str) -> int:
        """The place of a group's exposed content among the probabilities of the roots."""
        return self.roots.rows[self.events.cores[event.core].content[group]]

    def joined_row(self, event: Event, group: str) -> int | None:
        """The place of a strategic group's joined contacts among the probabilities of the roots; None for others."""
        return self.roots.rows.get(self.events.cores[event.core].joined.get(group, ""))

    def polynomial(self, terms: Polynomial, x: Floats) -> Floats:
        """The value of a sum of products at x, shape () or (draws,)."""
        return np.asarray(sum(c * self.product(addresses, x) for c, addresses in terms))

    def product(self, addresses: Iterable[str], x: Floats) -> Floats:
        """The product of the numbers at some addresses, shape () or (draws,)."""
        return np.asarray(np.prod(x[[self.places[a] for a in addresses]], axis=0))

    def gradient(self, x: Floats, ratio: float | None) -> Floats:
        """The derivative of the harm index with respect to every number, shape of x (addresses[, draws]).

        By one backward pass; of many draws only where the roots are exact.
        """
        chances = self.chances(x)
        slopes, on_rows = self.all_events.derivatives(x, chances, steps(ratio))
        slopes[self.variable_rows] += self.roots.derivatives(self.arguments(x), on_rows)
        return slopes

    def elasticities(self, x: Floats, ratio: float | None) -> Mapping[str, float]:
        """The percent by which the harm index moves when each number that is drawn moves by one percent.

        Numbers that others follow from are taken at their best values.
        """
        total = float(self.measured(x).harm(ratio).sum())
        elasticities = dict.fromkeys(self.events.numbers, 0.0)
        for used, moved in zip(self.events.inputs.values(), self.gradient(x, ratio) * x, strict=True):
            for address, share in elasticities_of(used).items():
                elasticities[address] += float(moved) * share / total if total else 0.0
        return elasticities


class EventArrays:
    """Some events of a map as arrays: how often each happens, how many people it is about, and what it exposes.

    An event exposes often × people × chance persons a year of each group at each level.
    """

    def __init__(self, model: Model, chosen: Sequence[Event]) -> None:
        places, groups = model.places, model.groups
        self.shape = (len(chosen), len(groups))
        self.attempt_rates = Polynomials([product(e.rate, ((1.0, e.conditions),)) for e in chosen], places)
        people = [event.people.get(group, ()) for event in chosen for group in groups]
        distinct = {terms: i for i, terms in enumerate(dict.fromkeys(people))}
        self.people = Polynomials(tuple(distinct), places)
        self.which = np.array([distinct[terms] for terms in people], dtype=np.intp).reshape(self.shape)
        rows = [model.rows(event, group) for event in chosen for group in groups]
        self.rows = np.array(rows, dtype=np.intp).reshape(*self.shape, len(LEVELS))
        content = [model.content_row(event, group) for event in chosen for group in groups]
        self.content_rows = np.array(content, dtype=np.intp).reshape(self.shape)
        joined = [model.joined_row(event, group) for event in chosen for group in groups]
        self.joined_rows = np.array([0 if row is None else row for row in joined], dtype=np.intp).reshape(self.shape)
        self.joins = np.array([row is not None for row in joined], dtype=np.float64).reshape(self.shape)

    def people_in_attempts(self, x: Floats) -> Floats:
        """People a year that the events are about, whoever of them is exposed, shape (events, groups[, draws])."""
        people: Floats = self.people.values(x)[self.which] * self.attempt_rates.values(x)[:, None]
        return people

    def persons(self, about: Floats, chances: Floats) -> Floats:
        """Persons a year by level or higher, of so many, shape (events, groups, levels[, draws])."""
        persons: Floats = about[:, :, None] * chances[self.rows]
        return persons

    def content(self, about: Floats, chances: Floats) -> Floats:
        """Persons a year whose content is exposed, of so many, shape (events, groups[, draws])."""
        persons: Floats = about * chances[self.content_rows]
        return persons

    def joined(self, about: Floats, chances: Floats) -> Floats:
        """Strategic persons a year whose contacts are exposed joined, of so many, shape (events, groups[, draws])."""
        joins = self.joins.reshape(*self.shape, *[1] * (about.ndim - 2))
        persons: Floats = about * (chances[self.joined_rows] * joins)
        return persons

    def derivatives(self, x: Floats, chances: Floats, step: Floats) -> tuple[Floats, Floats]:
        """The derivatives of the harm index with respect to every number and to every root, shapes of x and chances."""
        often, values = self.attempt_rates.values(x), self.people.values(x)
        people = values[self.which]
        weighted = np.einsum("egl...,l->eg...", chances[self.rows], step)
        by_people = np.zeros(values.shape)
        np.add.at(by_people, self.which, often[:, None] * weighted)
        on_rows = np.zeros(chances.shape)
        exposures = often[:, None] * people
        for level, rows in enumerate(np.moveaxis(self.rows, -1, 0)):
            np.add.at(on_rows, rows, exposures * step[level])
        by_number = self.attempt_rates.derivatives(x, (people * weighted).sum(axis=1)) + self.people.derivatives(
            x, by_people
        )
        return by_number, on_rows


class EventTotals:
    """Events added up over draws: first those of one core that are about the same people, then those of one core."""

    def __init__(self, model: Model, chosen: Sequence[Event]) -> None:
        of_core: dict[str, dict[tuple[Polynomial, ...], list[Event]]] = {}
        for event in chosen:
            people = tuple(event.people.get(group, ()) for group in model.groups)
            of_core.setdefault(event.core, {}).setdefault(people, []).append(event)
        alike = [events for of_people in of_core.values() for events in of_people.values()]
        self.events = EventArrays(model, [event for events in alike for event in events])
        self.alike = Runs([len(events) for events in alike])
        self.cores = Runs([len(of_people) for of_people in of_core.values()])
        self.which = self.events.which[self.alike.starts]
        self.first = self.alike.starts[self.cores.starts]

    def persons(self, x: Floats, chances: Floats, groups: Sequence[int] | slice = slice(None)) -> Floats:
        """Persons a year by level or higher, shape (levels, draws), over the groups at some places."""
        (persons,) = self.persons_of(x, chances, (groups,))
        return np.asarray(persons)

    def persons_of(self, x: Floats, chances: Floats, several: Sequence[Sequence[int] | slice]) -> Floats:
        """Persons a year over several selections of groups, in one pass.

        Args:
            x: the numbers, shape (addresses, draws).
            chances: the probability of every root, shape (roots, draws).
            several: the places of the groups of each selection.

        Returns:
            Persons a year by level or higher, shape (selections, levels, draws).
        """
        persons = np.zeros((len(several), len(LEVELS), x.shape[1]))
        rows = [self.events.rows[self.first][:, groups] for groups in several]

        def work(draws: slice) -> None:
            people, likely = self._people_in_attempts(x[:, draws]), chances[:, draws]
            for i, groups in enumerate(several):
                among = people[:, groups]
                for n in range(len(LEVELS)):
                    persons[i, n, draws] = (among * likely[rows[i][:, :, n]]).sum(axis=(0, 1))

        self._in_pieces(work, x.shape[1])
        return persons

    def persons_and_content(self, x: Floats, chances: Floats) -> Floats:
        """Persons a year by level or higher, and those whose content is exposed, shape (levels + 1, draws)."""
        exposed = np.zeros((len(LEVELS) + 1, x.shape[1]))
        events = self.events
        rows = (*np.moveaxis(events.rows[self.first], -1, 0), events.content_rows[self.first])

        def work(draws: slice) -> None:
            people, likely = self._people_in_attempts(x[:, draws]), chances[:, draws]
            for persons, places in zip(exposed, rows, strict=True):
                persons[draws] = (people * likely[places]).sum(axis=(0, 1))

        self._in_pieces(work, x.shape[1])
        return exposed

    def joined(self, x: Floats, chances: Floats) -> Floats:
        """Strategic persons a year whose contacts are exposed joined, shape (draws,)."""
        rows, joins = self.events.joined_rows[self.first], self.events.joins[self.first][:, :, None]
        return self._persons_where(x, lambda draws: chances[rows, draws] * joins)

    def content(self, x: Floats, chances: Floats) -> Floats:
        """Persons a year whose content is exposed, shape (draws,)."""
        rows = self.events.content_rows[self.first]
        return self._persons_where(x, lambda draws: chances[rows, draws])

    def _persons_where(self, x: Floats, likely: Callable[[slice], Floats]) -> Floats:
        """Persons a year, each as likely as `likely` says of some draws by core and group, shape (draws,)."""
        persons = np.zeros(x.shape[1])

        def work(draws: slice) -> None:
            persons[draws] = (self._people_in_attempts(x[:, draws]) * likely(draws)).sum(axis=(0, 1))

        self._in_pieces(work, x.shape[1])
        return persons

    def _people_in_attempts(self, x: Floats) -> Floats:
        """Persons a year that the events of each core are about, shape (cores, groups, draws)."""
        often = self.alike.added(self.events.attempt_rates.values(x))
        people = self.events.people.values(x).take(self.which, axis=0) * often[:, None]
        return self.cores.added(people)

    def _in_pieces(self, work: Callable[[slice], None], draws: int) -> None:
        if len(self.first):
            in_pieces(work, draws, max(16, CELLS // self.which.size))


def assumed_share(elasticities: Mapping[str, float], events: Events) -> float:
    """The part of the harm that rests on numbers nobody stated: by the size of elasticities; exact numbers left out."""
    free = {a: abs(e) for a, e in elasticities.items() if not events.numbers[a].exact}
    total = math.fsum(free.values())
    return math.fsum(e for a, e in free.items() if events.numbers[a].assumed) / total if total else 0.0


def moved_with(events: Events, chosen: AbstractSet[str]) -> Floats:
    """The percent by which every number moves when some, and what follows, move by one, shape (addresses,)."""
    return np.array([math.fsum(_moved_with(used, chosen)) for used in events.inputs.values()])


def _moved_with(used: Input, chosen: AbstractSet[str]) -> Iterator[float]:
    return (share for address, share in elasticities_of(used).items() if address in chosen)


def elasticities_of(used: Input) -> Mapping[str, float]:
    """The percent by which a number moves when each that it follows from moves by one percent, by name."""
    if not isinstance(used, Derived):
        return {used.address: 1.0}
    best = {leaf.address: leaf.best for leaf in used.leaves}
    if not used.best:
        return dict.fromkeys(best, 0.0)
    # All the numbers a little higher, one after the other, and then a little lower: one evaluation for all of them.
    moved = 1.0 + STEP * np.vstack((np.eye(len(best)), -np.eye(len(best))))
    values = np.broadcast_to(
        used.value({address: value * moved[:, i] for i, (address, value) in enumerate(best.items())}), 2 * len(best)
    )
    up, down = values.reshape(2, -1)
    return dict(zip(best, ((up - down) / (2.0 * STEP * used.best)).tolist(), strict=True))
