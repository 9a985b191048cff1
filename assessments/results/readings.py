"""Readings of a map: what each side's numbers come to, and what each number in dispute is worth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from math import isclose
from typing import TYPE_CHECKING

import numpy as np

from assessments.results.beside import PairedMap, foreign_harm_at_best, foreign_places
from assessments.results.reach import Sides, on_the_map, reach_of, read_as, rows_of_class, sides_under_readings
from assessments.results.reach_parts import Dispute, Joint, PeopleAgreed, ReadAs, ReadingRow
from assessments.results.states import told_class
from data_maps.addresses import by_form, family_of
from data_maps.caching import kept
from data_maps.quantities import Estimate
from risk.reach import Class, Reached
from risk.shapley import of_coalitions
from risk.yields import YieldQuestion

if TYPE_CHECKING:
    from assessments.results.quantity import Quantity
    from assessments.run import Run
    from data_maps.model import DataMap
    from risk.arrays import Floats

PEOPLE = ("people.total", "users.<group>.count")
WHO_SAYS = ("source", "by", "on", "why", "measure")
MOST_EXACT = 4
"""Disputes whose Shapley values are exact: each set of them is measured."""
CONDITIONS = ("power", "content", "custody", "interest", "standing", "clear")
"""Numbers that only multiply: a map has the same events whatever they are. Control makes organisations, and is none."""


@kept
def reading_rows(run: Run) -> tuple[ReadingRow, ...]:
    """The reach to content of each state, and the harm, under each reading of the map, in the map's order."""
    rows = []
    for id_, side in run.data_map.readings.items():
        beside = beside_reading(run, id_)
        sides = beside.sides
        persons = {f"state:{state}": _content_persons(sides, state) for state in sides.states}
        rows.append(
            ReadingRow(
                id=id_,
                title=side.title,
                source=side.source,
                content_persons=persons,
                harm=beside.harm,
                foreign_harm=beside.foreign_harm,
            )
        )
    return tuple(rows)


@kept
def beside_reading(run: Run, reading: str) -> PairedMap:
    """The map under one of its readings, beside that of a run."""
    other = under_readings(run)[reading]
    sides = sides_under_readings(run)[reading]
    return PairedMap(run, lambda: other, sides, same=other.data_map == run.data_map)


@kept
def under_readings(run: Run) -> dict[str, Run]:
    """The assessment under each reading of the map."""
    from assessments.run import assess

    return {id_: assess(read_as(run.data_map, id_), run.settings) for id_ in run.data_map.readings}


def _content_persons(sides: Sides, state: str) -> Quantity:
    return sides.quantity_of(lambda reached: reached.persons(state, "content"))


@kept
def joint(run: Run) -> Joint | None:
    """The numbers that readings have alike and otherwise; None where the map has no readings.

    A single reading is held against the map's own numbers, whichever reading is in force.
    """
    if run.data_map.reading is not None:
        return joint(on_the_map(run))
    runs: dict[str | None, Run] = dict(under_readings(run).items())
    if not runs:
        return None
    compared = {**runs, None: run} if len(runs) == 1 else runs
    disputed = [a for a in _addresses(run) if len({_words_of(_read(other, a)) for other in compared.values()}) > 1]
    of_class = told_class(run)
    actor = _moved_most(run, of_class)
    asked = (actor.removeprefix("state:"), of_class)
    by_reach = sorted(compared.items(), key=lambda pair: _measured(pair[1], asked)[0])
    (narrowest, low), (widest, high) = by_reach[0], by_reach[-1]
    worths = _worths(low, high, disputed, asked)
    disputes = (_dispute(run, address, worths[address]) for address in disputed)
    return Joint(
        agreed=tuple(
            address
            for address, used in run.events.numbers.items()
            if used.origin == "map" and not used.assumed and address not in disputed
        ),
        set_alike={address: _as_read(number) for address, number in agreed_estimates(run.data_map).items()},
        disputed=tuple(sorted(disputes, key=lambda dispute: -abs(dispute.persons))),
        actor=actor,
        of_class=of_class,
        narrowest=narrowest,
        widest=widest,
        exact=len(disputed) <= MOST_EXACT,
    )


def agreed_estimates(data_map: DataMap) -> dict[str, Estimate]:
    """The numbers that the map calls agreed, and those that every one of several readings sets to the same.

    None that is set from outside.
    """
    sides = [side.set_ for side in data_map.readings.values()]
    first = sides[0] if len(sides) > 1 else {}
    return data_map.agreed | {
        address: number
        for address, number in first.items()
        if address not in data_map.settings and all(_words_of(side.get(address)) == _words_of(number) for side in sides)
    }


@kept
def people_agreed(run: Run) -> PeopleAgreed | None:
    """The people counted under the readings, where all of them set the same number of people."""
    data_map = run.data_map
    if not any(by_form(address).pattern.text in PEOPLE for address in agreed_estimates(data_map)):
        return None
    counted = [sides.quantity_of(Reached.everybody) for sides in sides_under_readings(run).values()]
    bound = data_map.people.total.at_most if data_map.people else None
    if not all(isclose(other.point, counted[0].point) for other in counted):
        return None
    return PeopleAgreed(persons=counted[0], is_bound=bound is not None and isclose(bound, counted[0].point))


def _dispute(run: Run, address: str, worth: Floats) -> Dispute:
    """A number in dispute with its value under each reading."""
    values = {id_: _read(other, address) for id_, other in under_readings(run).items()}
    return Dispute(
        address=address,
        values={id_: _as_read(number) for id_, number in values.items() if number is not None},
        persons=float(worth[0]),
        harm=float(worth[1]),
        foreign_harm=float(worth[2]),
    )


def _moved_most(run: Run, of_class: Class) -> str:
    """The foreign state whose reach readings move most, of equals the widest; without any the own state."""
    foreign = [row for row in rows_of_class(run, of_class) if row.foreign]
    spreads = {row.actor: np.ptp([row.expected.point, *(q.point for q in row.readings.values())]) for row in foreign}
    return max(spreads, key=lambda actor: spreads[actor], default=f"state:{run.data_map.viewpoint}")


def _addresses(run: Run) -> tuple[str, ...]:
    """Every address that a reading sets, in the order of the map."""
    return tuple(dict.fromkeys(address for side in run.data_map.readings.values() for address in side.set_))


def _read(run: Run, address: str) -> Estimate | None:
    """The number that an assessment uses at an address, or that its map states there."""
    used = run.events.numbers.get(address)
    return used.estimate if used else run.data_map.estimates.get(address)


def _words_of(number: Estimate | None) -> Estimate | None:
    """What is said of a number, whoever says it and why: two sides who say the same are of one mind."""
    return None if number is None else number.model_copy(update={"against": (), **dict.fromkeys(WHO_SAYS)})


def _as_read(number: Estimate) -> ReadAs:
    return ReadAs(best=number.best, low=number.low, high=number.high)


def _measured(run: Run, asked: YieldQuestion) -> Floats:
    """The people whose data a state could order, the harm, and that of foreign states, at the best values: (3,)."""
    persons = reach_of(run).at_best.persons(*asked)[0]
    return np.array([persons, run.harm, foreign_harm_at_best(run)])


def _worths(low: Run, high: Run, disputed: Iterable[str], asked: YieldQuestion) -> Mapping[str, Floats]:
    """What each dispute adds to the reach of a state and to the harm from one reading to another, shape (3,) each.

    Shapley values; of more than a few disputes the mean of what each adds before and after all others.
    """
    numbers = tuple(disputed)
    sizes = range(len(numbers) + 1) if len(numbers) <= MOST_EXACT else (0, 1, len(numbers) - 1, len(numbers))
    sets = [frozenset(chosen) for size in sizes for chosen in combinations(numbers, size)]
    worth = _each_set(low, high, sets, asked)
    if worth is None:
        worth = {chosen: _measured(_between(low, high, chosen), asked) for chosen in sets}
    if len(numbers) <= MOST_EXACT:
        return of_coalitions(numbers, worth)
    none, every = frozenset[str](), frozenset(numbers)
    return {
        address: (worth[frozenset({address})] - worth[none] + worth[every] - worth[every - {address}]) / 2
        for address in numbers
    }


def _each_set(
    low: Run, high: Run, sets: Sequence[frozenset[str]], asked: YieldQuestion
) -> Mapping[frozenset[str], Floats] | None:
    """What is measured with each set of numbers as the other reading has them, on one map where each may be either.

    None where that takes a map for each set: where a number is no condition, is not said by both, or is tried out.
    """
    sides = (low.data_map.estimates, high.data_map.estimates)
    numbers = frozenset[str]().union(*sets)
    all_conditions = all(
        family_of(address) in CONDITIONS and all(address in side for side in sides) for address in numbers
    )
    either = _with_either(low, numbers) if all_conditions and low.model.roots.exact else None
    if either is None or not (either.model.roots.exact and reach_of(either).chances.exact):
        return None
    used = {**either.events.numbers, **reach_of(either).numbers}
    values = {address: np.full(len(sets), number.best) for address, number in used.items()}
    for address in numbers:
        values[address] = np.array([sides[address in chosen][address].best for chosen in sets])
    persons = reach_of(either).reached_at(values).persons(*asked)
    harms = either.model.measured(either.model.address_values(values)).harm(low.settings.severity_ratio)
    measured = np.stack((persons, harms.sum(axis=0), harms[foreign_places(either)].sum(axis=0)), axis=1)
    return dict(zip(sets, measured, strict=True))


def _with_either(run: Run, numbers: Iterable[str]) -> Run:
    """The assessment with some numbers neither certain nor impossible, so that the map holds for any value of them."""
    from assessments.run import assess

    either = {address: Estimate(form="plain", best=0.5, why="as one side has it or the other") for address in numbers}
    return assess(run.data_map.model_copy(update={"estimates": {**run.data_map.estimates, **either}}), run.settings)


def _between(low: Run, high: Run, chosen: frozenset[str]) -> Run:
    """The assessment with some numbers of one reading as another has them."""
    from assessments.run import assess

    return assess(_with_numbers(low.data_map, high.data_map, chosen), low.settings) if chosen else low


def _with_numbers(data_map: DataMap, other: DataMap, chosen: frozenset[str]) -> DataMap:
    stated = {address: other.estimates[address] for address in chosen if address in other.estimates}
    kept_here = {address: number for address, number in data_map.estimates.items() if address not in chosen}
    return data_map.model_copy(update={"estimates": {**kept_here, **stated}})
