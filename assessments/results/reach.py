"""Rows of reach: whose readable data each state could order, beside its record, and what parties look through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from assessments.results.part import OnRecord
from assessments.results.quantity import Key, Quantity, quantity
from assessments.results.reach_parts import ReachRow, ScreenedRow, YieldPoint
from assessments.run import Run
from data_maps.addresses import family_of
from data_maps.caching import cached_property, kept, share_cached
from data_maps.model import DataMap
from data_maps.problems import Problem
from data_maps.reading import with_reading
from data_maps.settings import without_reading
from risk.arrays import Floats
from risk.inputs import Input, effects_of
from risk.jurisdictions import members
from risk.number import UNDRAWN, Number
from risk.placebo import owner_state
from risk.reach import CLASSES, FLOOR, Class, Reach, Reached, Tie, reach, reach_on_map
from risk.record.rates import accounts_a_year
from risk.screened import screenings
from risk.uncertainty.draw_counts import PART_DRAWS_IF_SIMULATED, tie_draws
from risk.uncertainty.draws import distributions, drawn_values
from risk.uncertainty.propagation import Uncertain
from risk.uncertainty.spreads import BATCHES
from risk.yields import Yield, YieldQuestion, yields

BY_OTHERS = {"intrusion": "criminals", "insider": "insiders"}
UNSOURCED = "no source given"
CONDITIONS = ("power", "custody", "interest", "standing", "clear", "carried_out")
"""Numbers that shape no diagram of a reach: a reading of them is the same map at other values."""
CURVE = (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
"""The shares of all people at which the curve of a yield is told."""
WORLDS = 2_000
"""Worlds that are drawn at the best values, where no draws were asked for."""


@kept
def reach_rows(run: Run) -> tuple[ReachRow, ...]:
    """Each state on the map with its reach to each class of data and to any: the widest first."""
    return tuple(_reach_row(run, state, of_class) for state in sides_of(run).widest_first for of_class in CLASSES)


@kept
def rows_of_class(run: Run, of_class: Class) -> tuple[ReachRow, ...]:
    """Each state on the map with its reach to a class of data: of `reach_rows` those, and no others made."""
    return tuple(_reach_row(run, state, of_class) for state in sides_of(run).widest_first)


@kept
def _reach_row(run: Run, state: str, of_class: Class) -> ReachRow:
    return _row(run, sides_of(run), state, of_class, sides_under_readings(run))


def rows_of(run: Run, sides: Sides) -> tuple[ReachRow, ...]:
    """The rows of reach from sides that are known."""
    return tuple(_row(run, sides, state, of_class, {}) for state in sides.widest_first for of_class in CLASSES)


@kept
def persons_within_reach(run: Run, state: str, of_class: Class) -> Quantity:
    """The people some of whose readable data a state could order."""
    return sides_of(run).quantity_of(lambda reached: reached.persons(state, of_class))


@kept
def sides_under_readings(run: Run) -> dict[str, Sides]:
    """The people within reach under each reading of the map, in the same draws."""
    return {id_: _sides(run, _reach_under(run, id_)) for id_ in run.data_map.readings}


def _reach_under(run: Run, reading: str) -> Reach:
    """The reach under a reading: that of the map at other values where it has other values alone, else its own."""
    own, stated = reach_of(run), run.data_map.readings[reading].set_
    used = {text: own.inputs[text] for text in stated if text in own.inputs}
    same = all(family_of(text) in CONDITIONS and (text in used or text not in own.numbers) for text in stated)
    same = same and all(type(number) is Input and number.origin == "map" for number in used.values())
    if not same or run.settings.options or run.settings.floor != FLOOR:
        return reach_on_map(read_as(run.data_map, reading), budget=run.settings.nodes)
    read = {text: replace(number, estimate=stated[text]) for text, number in used.items()}
    under = replace(own, inputs={**own.inputs, **read})
    share_cached(own, under, ("shares_of_data", "sent_by_class", "ties_gone", "tie_steps"))
    return under


def read_as(data_map: DataMap, reading: str) -> DataMap:
    """The map under one of its readings; numbers that options in force have set stay.

    Raises:
        ValueError: where the reading sets a number that the map does not have.
    """
    changed = with_reading(data_map, reading)
    if isinstance(changed, Problem):
        raise ValueError(str(changed))
    return _with_options_of(data_map, changed)


def on_the_map(run: Run) -> Run:
    """The assessment with the map's own numbers where a reading in force has others."""
    return run if run.data_map.reading is None else _without_reading(run)


@kept
def _without_reading(run: Run) -> Run:
    from assessments.run import assess

    return assess(_with_options_of(run.data_map, without_reading(run.data_map)), run.settings)


def _with_options_of(data_map: DataMap, changed: DataMap) -> DataMap:
    """A changed map with the numbers that options in force have set on the map it was made from."""
    of_options = {
        address: data_map.estimates[address] for address in effects_of(data_map).named if address in data_map.estimates
    }
    return changed.model_copy(update={"estimates": {**changed.estimates, **of_options}})


@kept
def sides_of(run: Run) -> Sides:
    """The people within reach at the best values and in all draws of a run."""
    return _sides(run, reach_of(run))


def sides_beside(run: Run, other: Run) -> Sides:
    """The people within reach on another map in the draws of a run."""
    return _sides(run, reach_of(other))


def _sides(run: Run, reach: Reach) -> Sides:
    """The people within reach in the draws of a run, those of all other results."""
    draws = run.uncertain
    return Sides(reach.at_best, reach.reached_at(draws.draws_of(distributions(reach))) if draws else None, draws)


@kept
def reach_of(run: Run) -> Reach:
    """The reach of every state on the map, ready for any numbers."""
    return reach(run.events, budget=run.settings.nodes, floor=run.settings.floor)


@dataclass(frozen=True)
class Sides:
    """The people within reach at the best values, and in draws; ties are told apart in fewer draws.

    `asked` are the yields that are asked for, where these are not all.
    """

    best: Reached
    drawn: Reached | None
    uncertain: Uncertain | None
    asked: tuple[YieldQuestion, ...] | None = None

    @cached_property
    def in_fewer_draws(self) -> Reached | None:
        """The people within reach in fewer draws, for what takes long in each; in all where there are no more."""
        reach, uncertain = self.best.reach, self.uncertain
        if uncertain is None:
            return self.drawn
        most = tie_draws(reach.tie_steps) if reach.chances.exact else PART_DRAWS_IF_SIMULATED
        if uncertain.fewer_draws(most) == uncertain.draws:
            return self.drawn
        return reach.reached_at(uncertain.few_of(distributions(reach), most))

    @kept
    def _yields(self, of_class: Class) -> Mapping[YieldQuestion, Yield]:
        """What an order of each state would yield in one world of each draw; without draws at the best values."""
        could = self.best.reach.could
        asked = tuple(q for q in could if q[1] == of_class and (self.asked is None or q in self.asked))
        if self.drawn is None or self.uncertain is None:
            return yields(self.best.repeated(WORLDS), 0, BATCHES, asked)
        return yields(self.drawn, self.uncertain.seed, BATCHES, asked)

    def yield_of(self, state: str, of_class: Class) -> YieldNumbers:
        """What an order would yield, at the best values and over draws."""
        made = self._yields(of_class).get((state, of_class))
        if made is None:
            nobody = Number(0.0, np.zeros(self.uncertain.draws) if self.uncertain else UNDRAWN)
            return YieldNumbers(nobody, nobody, nobody, nobody, tuple(zip(CURVE, [0.0] * len(CURVE), strict=True)))
        drawn = self.drawn is not None

        def over_worlds(each: Floats) -> Number:
            return Number(float(np.median(each)) if each.size else 0.0, each if drawn else UNDRAWN)

        return YieldNumbers(
            Number(float(self.best.chance(state, of_class)[0]), made.chance if drawn else UNDRAWN),
            over_worlds(made.if_so),
            over_worlds(made.persons),
            over_worlds(made.share_if_so),
            tuple(zip(CURVE, made.curve(CURVE), strict=True)),
        )

    @property
    def states(self) -> tuple[str, ...]:
        """The states that the map names."""
        return self.best.reach.states

    @property
    def widest_first(self) -> tuple[str, ...]:
        """The states, that with the widest reach to content at the best values first; of equals that to any data."""
        return tuple(sorted(self.states, key=self._narrowness))

    def _narrowness(self, state: str) -> tuple[float, float]:
        content, any_data = (float(self.best.persons(state, of_class)[0]) for of_class in ("content", "any"))
        return -content, -any_data

    def number_of(self, measure: Callable[[Reached], Floats]) -> Number:
        """A measure at the best values and in every draw."""
        return Number(float(measure(self.best)[0]), measure(self.drawn) if self.drawn else UNDRAWN)

    def quantity_of(self, measure: Callable[[Reached], Floats]) -> Quantity:
        """A measure with its interval."""
        return quantity(self.number_of(measure))

    def by_tie(self, state: str, of_class: Class) -> dict[Tie, Quantity]:
        """The people by tie, with intervals from fewer draws."""
        return self._each(self.in_fewer_draws, lambda reached: reached.by_tie(state, of_class))

    def by_group(self, state: str, of_class: Class) -> dict[str, Quantity]:
        """The people by user group."""
        return self._each(self.drawn, lambda reached: reached.by_group(state, of_class))

    def _each(self, drawn: Reached | None, measures: Callable[[Reached], dict[Key, Floats]]) -> dict[Key, Quantity]:
        rows = measures(drawn) if drawn else {}
        best = measures(self.best).items()
        return {key: quantity(Number(float(value[0]), rows.get(key, UNDRAWN))) for key, value in best}


@dataclass(frozen=True)
class YieldNumbers:
    """What an order would yield: its chance, the people if so, the people, the share of their data, and its curve."""

    chance: Number
    if_so: Number
    persons: Number
    share_of_data: Number
    curve: tuple[tuple[float, float], ...]


def told_of_yield(made: YieldNumbers) -> dict[str, Any]:
    """The fields of a row that tell of what an order would yield."""
    return {
        "chance": quantity(made.chance),
        "if_so": quantity(made.if_so),
        "persons": quantity(made.persons),
        "share_of_data": quantity(made.share_of_data),
        "curve": tuple(YieldPoint(share=share, chance=min(1.0, chance)) for share, chance in made.curve),
    }


def asked_about(run: Run) -> tuple[str, ...]:
    """The states that the question of a map is about: as it says, else the one its owner is run from, if foreign."""
    question = run.data_map.question
    owner = owner_state(run.data_map)
    if question is not None:
        return (question.state,)
    return (owner,) if owner in sides_of(run).states and owner not in run.events.exposure.own_states else ()


def _row(run: Run, sides: Sides, state: str, of_class: Class, readings: Mapping[str, Sides]) -> ReachRow:
    return ReachRow(
        actor=f"state:{state}",
        foreign=state not in run.events.exposure.own_states,
        of_class=of_class,
        asked=state in asked_about(run),
        **told_of_yield(sides.yield_of(state, of_class)),
        expected=sides.quantity_of(lambda reached: reached.persons(state, of_class)),
        share=sides.quantity_of(lambda reached: reached.share(state, of_class)),
        by_tie=sides.by_tie(state, of_class),
        by_group=sides.by_group(state, of_class),
        standing=sides.quantity_of(lambda reached: reached.standing(state, of_class)),
        person_months=sides.quantity_of(lambda reached: reached.person_months(state, of_class)),
        readings={
            id_: under.quantity_of(lambda reached: reached.persons(state, of_class)) for id_, under in readings.items()
        },
        record=_on_record(run, state),
        known=known_here(run).get(f"state:{state}", ()),
    )


def _on_record(run: Run, state: str) -> OnRecord:
    """What a state is known to have done anywhere on the day of the map; a union with all its members."""
    counted = run.events.exposure.inputs.defaults.known_record
    counts = counted.counts(state)
    states = members(state, counted.as_of) or {state}
    accounts = accounts_a_year(counted.record, states)
    doubted = sum(row.sponsor in states for row in counted.doubted)
    orders = max(accounts.values(), default=0.0)
    return OnRecord(takings=counts.takings, doubted=doubted, placed=counts.placed, orders=orders)


@kept
def known_here(run: Run) -> dict[str | None, tuple[str, ...]]:
    """The sources of what each actor is known to have done here, from the histories of the map, by their titles.

    A state that nobody has named is None.
    """
    sources: dict[str | None, list[str]] = {}
    for event in (event for history in run.data_map.histories.values() for event in history.events):
        of_state = f"state:{event.state}" if event.state else None
        title = run.data_map.sources[event.source].title if event.source else UNSOURCED
        sources.setdefault(BY_OTHERS.get(event.kind, of_state), []).append(title)
    return {actor: tuple(dict.fromkeys(titles)) for actor, titles in sources.items()}


@kept
def screened_rows(run: Run) -> tuple[ScreenedRow, ...]:
    """The data that each party screens itself and of how many people, in the order of the map."""
    if not run.data_map.screened:
        return ()
    screened = screenings(run.events, budget=run.settings.nodes)
    best = screened.persons({address: np.array([number.best]) for address, number in screened.numbers.items()})

    def in_draws(draws: Uncertain) -> Sequence[Floats]:
        ranges = distributions(screened)
        rows = drawn_values(ranges, draws.draws, run.settings.seed, BATCHES)
        return screened.persons(dict(zip(ranges, rows, strict=True)))

    persons = run.numbers([float(row[0]) for row in best], in_draws)
    return tuple(
        ScreenedRow(
            by=line.line.by,
            purpose=line.line.purpose,
            data=tuple(run.data_map.data) if line.line.data is None else line.line.data,
            persons=quantity(persons[place]),
            source=line.line.source,
        )
        for place, line in enumerate(screened.lines)
    )
