"""Rows of the states on page one: what each could order, of how many people, how much of it, and why."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from typing import Any

from assessments.conclusions.reach import class_of, is_shown_to_cut, lead_of, rank
from assessments.results.part import Tie
from assessments.results.quantity import quantity
from assessments.results.reach import Sides, rows_of_class, sides_of, sides_under_readings, told_of_yield
from assessments.results.reach_parts import ReachRow, SummaryRow, UnderReading
from assessments.run import Run
from data_maps.addresses import Address
from data_maps.caching import kept
from data_maps.model import DataMap
from data_maps.vocabulary import data_type
from risk.number import Number
from risk.organisations import UNKNOWN
from risk.reach import CLASSES, Class

LEAST_CHANCE = 0.05
"""The chance from which on a class of data is told of a state that has less sensitive data within its reach as well."""
ADJECTIVES = ("financial", "health", "genetic", "profile", "device and network")
"""Types of data whose label says which data they are, and is no noun by itself or means something else."""
LEAST_SHARE_OF_TIE = 0.05
"""The least share of the people within reach by which a tie is told."""
PARTS = ("state", "over", "owner", "owned", "party", "organisation", "system", "group", "data", "flow")


@kept
def state_rows(run: Run) -> tuple[SummaryRow, ...]:
    """Foreign states, the one asked about and the one that leads first; last the viewpoint's own state."""
    rows = [_summary_row(row, sides_of(run), run) for row in rows_of_class(run, "content")]
    lead = lead_of(rows)
    return tuple(sorted(rows, key=lambda row: (not row.foreign, not row.asked, row is not lead, rank(row))))


def told_class(run: Run) -> Class:
    """The class of data that a whole map is told of: any, where the state that comes first is not told of content."""
    return class_of(state_rows(run))


def systems_unsaid(data_map: DataMap) -> tuple[str, ...]:
    """The systems of which a map does not say who runs them, or where they stand; devices are their users'."""
    systems = data_map.systems.items()
    return tuple(id_ for id_, system in systems if not system.device and UNKNOWN in (system.operator, system.place))


def _summary_row(row: ReachRow, sides: Sides, run: Run) -> SummaryRow:
    """A state of the table: what it could order is told of content, or of the first class that it has a chance of."""
    state = row.actor.removeprefix("state:")
    classes: list[Class] = [of_class for of_class in CLASSES if of_class != "any"]
    # Worlds are drawn of a class when it is asked for: of most states content alone.
    likely = (one for one in classes if sides.yield_of(state, one).chance.average >= LEAST_CHANCE)
    possible = (one for one in classes if sides.yield_of(state, one).chance.average > 0.0)
    of_class = next(chain(likely, possible, classes))
    told = told_of_yield(sides.yield_of(state, of_class))
    del told["curve"]
    return SummaryRow(
        actor=row.actor,
        foreign=row.foreign,
        asked=row.asked,
        of_class=of_class,
        data=_kinds_within(state, of_class, sides, run.data_map),
        **told,
        content_persons=row.expected,
        share=row.share,
        any_persons=sides.quantity_of(lambda reached: reached.persons(state, "any")),
        standing=sides.quantity_of(lambda reached: reached.standing(state, "any")),
        ties=tie_shares({tie: people.middle for tie, people in sides.by_tie(state, of_class).items()}),
        readings=dict(row.readings),
        yields=yields_on_readings(run, state, of_class),
        record=row.record,
        known=row.known,
    )


def yields_on_readings(run: Run, state: str, of_class: Class) -> dict[str, UnderReading]:
    """What an order of a state would yield of a class of data on each reading of the map."""
    made = {id_: under.yield_of(state, of_class) for id_, under in sides_under_readings(run).items()}
    return {id_: UnderReading(chance=quantity(one.chance), if_so=quantity(one.if_so)) for id_, one in made.items()}


def _kinds_within(state: str, of_class: Class, sides: Sides, data_map: DataMap) -> tuple[str, ...]:
    """What the data of a class within a state's reach are called by their types: those with most items first."""
    reach = sides.best.reach
    within = {data for x, data, _ in reach.by_data if x == state and data in reach.data_of(of_class)}
    ordered = sorted(within, key=lambda data: (-data_map.items_a_month(data), list(data_map.data).index(data)))
    labels = (data_type(data_map.data[data].type).label.lower() for data in ordered)
    return tuple(dict.fromkeys(f"{label} data" if label in ADJECTIVES else label for label in labels))


def tie_shares(people: Mapping[Tie, float]) -> dict[Tie, float]:
    """The shares of a reach by tie, the largest first; those of no weight, which trials may put below 0, left out."""
    whole = sum(max(0.0, number) for number in people.values())
    shares = {tie: max(0.0, number) / whole for tie, number in people.items() if whole}
    return {tie: share for tie, share in sorted(shares.items(), key=lambda s: -s[1]) if share >= LEAST_SHARE_OF_TIE}


def told_of_state(sides: Sides, state: str, of_class: Class, left: Number, removed: Number) -> dict[str, Any]:
    """The fields that tell what a state would have within reach if something were otherwise, and how much less."""
    made, less = sides.yield_of(state, of_class), quantity(removed)
    return {
        "actor": f"state:{state}",
        "of_class": of_class,
        "chance": quantity(made.chance),
        "if_so": quantity(made.if_so),
        "share_of_data": quantity(made.share_of_data),
        "expected_data": quantity(left),
        "data_removed": less,
        "cuts": is_shown_to_cut(less),
        "ties": tie_shares({tie: float(people[0]) for tie, people in sides.best.by_tie(state, of_class).items()}),
    }


def parts_and_names(run: Run, form: Address) -> tuple[dict[str, str], dict[str, str]]:
    """What stands in the pattern of an address, and what the map calls it where it has a name for it."""
    data_map = run.data_map
    parts = {slot: id for slot in PARTS if (id := getattr(form, slot))}
    for line in data_map.flows:
        parts |= {"start": line.source_id, "end": line.target} if line.id == form.flow else {}
    called = {
        **{id: group.name for id, group in data_map.users.items()},
        **{id: data.name for id, data in data_map.data.items()},
        **{id: party.name for id, party in data_map.parties.items()},
        **{id: system.name for id, system in data_map.systems.items()},
    }
    return parts, {id: name for id in parts.values() if (name := called.get(id))}
