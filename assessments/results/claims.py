"""Claims of page one, and the numbers that would turn them: each of reach, taken to either end of its interval."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from assessments.conclusions.reach import class_of, people_of
from assessments.results.beside import PairedMap, with_neutral_owner
from assessments.results.reach import reach_of, sides_of
from assessments.results.reach_parts import ReachClaim, SummaryRow, WouldChange
from assessments.results.states import told_class
from assessments.run import Run
from data_maps.addresses import Address, address
from data_maps.problems import Fault
from risk.arrays import Floats
from risk.engine.roots import trial_words
from risk.placebo import owner_state
from risk.reach import Class, Reach, Reached
from risk.uncertainty.distributions import Distribution
from risk.uncertainty.draw_counts import CLAIM_DRAWS
from risk.uncertainty.draws import distributions
from risk.uncertainty.spreads import BATCHES, HIGH, LOW

MOST_HELD = 2**24
"""Values of all what-ifs together, in all their draws: more of either are not made."""
HELD_AT_ONCE = 2**12
"""Draws of what-ifs that are held at a time: of a hundred numbers 3 MB."""
MOST_CHANGES = 5
MOST_TRIED = 60
OF_ANY_EFFECT = 0.01
HALF = 0.5

ReachMeasure = Callable[["Reached", "Reached"], Floats]
"""A number of people that a claim is about, by the reach on the map and on the same with a neutral owner."""


def would_change(run: Run, table: Sequence[SummaryRow]) -> Iterator[WouldChange]:
    """For each claim that the table of page one makes the numbers that move it, what moves most first."""
    claims = list(_claims(run, table))
    ends = _EndsOfReach(run, with_neutral_owner(run))
    moved = ends.medians([claim.measure for claim in claims])
    for claim, (usual, at_ends) in zip(claims, moved, strict=True):
        yield from _changes(claim, usual, at_ends, ends.ends)


def _medians(values: Floats) -> Floats:
    """The median of all draws, and after it those of their batches, if there are any: shape (…, 1 + batches)."""
    whole = np.median(values, axis=-1, keepdims=True)
    if values.shape[-1] % BATCHES:
        return np.asarray(whole)
    by_batch = np.median(values.reshape(*values.shape[:-1], BATCHES, -1), axis=-1)
    return np.concatenate((whole, by_batch), axis=-1)


class _AtEnds(NamedTuple):
    """People at either end of a number, with their standard errors, if there are draws."""

    people: tuple[float, float]
    errors: tuple[float, float] | None

    @classmethod
    def of(cls, medians: Floats) -> _AtEnds:
        """From the medians at both ends, shape (2, 1 + batches)."""
        (low, high), by_batch = medians[:, 0].tolist(), medians[:, 1:]
        if not by_batch.size:
            return cls((low, high), None)
        at_low, at_high = (by_batch.std(axis=1, ddof=1) / math.sqrt(BATCHES)).tolist()
        return cls((low, high), (at_low, at_high))


@dataclass(frozen=True)
class _ClaimOfPeople:
    """A claim of page one with the number of people that it is about, and when another number would turn it."""

    claim: ReachClaim
    measure: ReachMeasure
    turned: Callable[[float, float], bool]


def _claims(run: Run, table: Sequence[SummaryRow]) -> Iterator[_ClaimOfPeople]:
    of_class = class_of(table)
    rows = sorted((row for row in table if row.foreign), key=lambda row: -people_of(row, of_class).middle)
    foreign = [row.actor.removeprefix("state:") for row in rows]
    widest, others, owner = next(iter(foreign), None), foreign[1:], owner_state(run.data_map)
    if widest:
        yield _ClaimOfPeople("reach of the widest", lambda end, _: end.persons(widest, of_class), _far_off)
    if widest and others:
        yield _ClaimOfPeople(
            "apart from the others", lambda end, _: _lead(end, widest, others, of_class), _nothing_left
        )
    yield _ClaimOfPeople("specific to the owner", lambda *both: _of_the_owner(owner, of_class, *both), _far_off)


def _of_the_owner(owner: str, of_class: Class, reached: Reached, elsewhere: Reached) -> Floats:
    """The people within reach of the owner's state who would not be if the owner were from elsewhere."""
    return np.asarray(reached.persons(owner, of_class) - elsewhere.persons(owner, of_class))


def _lead(reached: Reached, widest: str, others: list[str], of_class: Class) -> Floats:
    """The people by which the widest reach goes beyond that of every other state."""
    next_widest = np.max([reached.persons(state, of_class) for state in others], axis=0)
    return np.asarray(reached.persons(widest, of_class) - next_widest)


def _far_off(usual: float, there: float) -> bool:
    """True where a number of people is less than half of what it usually is, or more than twice."""
    return not HALF * usual <= there <= usual / HALF


def _nothing_left(usual: float, there: float) -> bool:
    """True where a lead that there usually is has gone."""
    return there <= 0.0 < usual


class _EndsOfReach:
    """The what-ifs over reach: each number of the map at either end, all others as in few draws.

    A fact about the world is settled, once it is known, as false or true; any other number has its interval. The reach
    with a neutral owner has the same numbers in the same draws, but for those that only it has. Where it is tried out,
    no more numbers are looked at than a result has words of trials: those with which the harm index moves most.
    """

    def __init__(self, run: Run, neutral: PairedMap) -> None:
        both = (reach_of(run), neutral.sides.best.reach)
        ends = {
            text: _ends(address(text, run.names), distribution) for text, distribution in distributions(both[0]).items()
        }
        self.exact = all(reach.chances.exact for reach in both)
        words = min(trial_words(reach.chances) for reach in both)
        open_ends = {address: pair for address, pair in ends.items() if pair[0] < pair[1]}
        self.ends = open_ends if self.exact else _that_move(open_ends, both, min(MOST_TRIED, max(1, words // 2)))
        draws = self._draws(max(len(reach.chances.variables) for reach in both), words)
        claimed = (both[0].states, (owner_state(run.data_map),))
        asked = (
            reach.about([(state, told_class(run)) for state in states], shares=False)
            for reach, states in zip(both, claimed, strict=True)
        )
        self.few = [(reach, _numbers_in_fewer_draws(run, reach, draws)) for reach in asked]
        self.usual = [sides.drawn or sides.best for sides in (sides_of(run), neutral.sides)]
        self.at_once = max(1, HELD_AT_ONCE // (2 * draws)) if self.exact else max(1, len(self.ends))

    def _draws(self, rows: int, words: int) -> int:
        """The draws of one what-if: fewer where many numbers, or trials of each, would not fit into time and memory."""
        several = 2 * max(1, len(self.ends))
        return max(1, min(CLAIM_DRAWS, MOST_HELD // (several * max(1, rows)) if self.exact else words // several))

    def medians(self, measures: Sequence[ReachMeasure]) -> list[tuple[float, dict[str, _AtEnds]]]:
        """The median of each measure, and that with each number at either end, brought to what all draws say.

        What is simulated has all ends in one go, as its trials are shared among them.
        """
        in_few = [reach.reached_at(numbers) for reach, numbers in self.few]
        ends = list(self.ends.items())
        by_end = [
            self._moved(ends[start : start + self.at_once], measures) for start in range(0, len(ends), self.at_once)
        ]
        medians = []
        for place, measure in enumerate(measures):
            usual, few = float(np.median(measure(*self.usual))), _medians(measure(*in_few))
            near = HALF * abs(few[0]) < abs(usual) < abs(few[0]) / HALF
            by = np.divide(usual, few, out=np.ones_like(few), where=near & (few != 0.0))
            scaled = (pair * by for pairs in by_end for pair in pairs[place])
            medians.append((usual, dict(zip(self.ends, map(_AtEnds.of, scaled), strict=True))))
        return medians

    def _moved(self, ends: Sequence[tuple[str, tuple[float, float]]], measures: Sequence[ReachMeasure]) -> Floats:
        """The medians of each measure with numbers at either end, shape (measures, ends, 2, 1 + batches)."""
        both = [reach.reached_at(_stacked(numbers, ends)) for reach, numbers in self.few]
        return np.array([_medians(measure(*both).reshape(len(ends), 2, -1)) for measure in measures])


def _stacked(few: Mapping[str, Floats], ends: Sequence[tuple[str, tuple[float, float]]]) -> dict[str, Floats]:
    """The numbers of some what-ifs one after the other, shape (numbers with ends · 2 · draws,) each."""
    draws = max((values.size for values in few.values()), default=1)
    shape = (len(ends), 2, draws)
    stacked = {text: np.broadcast_to(values, shape).copy() for text, values in few.items()}
    for place, (text, pair) in enumerate(ends):
        if text in stacked:
            stacked[text][place] = np.array(pair)[:, None]
    return {text: values.ravel() for text, values in stacked.items()}


def _that_move(
    ends: dict[str, tuple[float, float]], both: Sequence[Reach], most: int
) -> dict[str, tuple[float, float]]:
    """The numbers to try out of a reach that is simulated: so many at most, those that move it most by their slopes."""
    if len(ends) <= most:
        return ends
    moved = [reach.moved_by(ends) for reach in both]
    weightiest = sorted(ends, key=lambda address: -max(people[address] for people in moved))[:most]
    return {address: pair for address, pair in ends.items() if address in weightiest}


def _ends(form: Address | Fault, distribution: Distribution) -> tuple[float, float]:
    """The ends of a number: false and true of a state of the world that is not certain, else its interval."""
    low, high = interval_of(distribution)
    settled = isinstance(form, Address) and form.persists == "state"
    return (0.0, 1.0) if settled and low < high else (low, high)


def interval_of(distribution: Distribution) -> tuple[float, float]:
    """The ends of the 90 % interval of a number."""
    low, high = distribution.quantiles(np.array([LOW, HIGH])).tolist()
    return low, high


def interval_at(run: Run, address: str) -> tuple[float, float] | None:
    """The ends of the 90 % interval that a number of a map is used with; None for one that nothing uses."""
    distribution = distributions(run.events).get(address)
    return None if distribution is None else interval_of(distribution)


def _numbers_in_fewer_draws(run: Run, reach: Reach, draws: int) -> dict[str, Floats]:
    """The numbers that reach rests on in few draws; their best values without draws."""
    if run.uncertain is None:
        return {address: np.array([number.best]) for address, number in reach.numbers.items()}
    return run.uncertain.few_of(distributions(reach), draws)


def _changes(
    claim: _ClaimOfPeople,
    usual: float,
    at_ends: Mapping[str, _AtEnds],
    ends: Mapping[str, tuple[float, float]],
) -> Iterator[WouldChange]:
    """The numbers that move one claim, what moves most first."""
    moving = sorted(at_ends.items(), key=lambda end: -abs(end[1].people[1] - end[1].people[0]))
    for text, ((low, high), errors) in moving[:MOST_CHANGES]:
        if abs(high - low) > OF_ANY_EFFECT * abs(usual):
            start, end = ends[text]
            yield WouldChange(
                claim=claim.claim,
                address=text,
                low=start,
                high=end,
                persons=high - low,
                at_ends=(low, high),
                errors=errors,
                turns=claim.turned(usual, low) or claim.turned(usual, high),
            )
