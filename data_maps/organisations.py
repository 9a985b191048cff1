"""Organisations of a map, each the parties and systems that answer to one top, and the names that a map defines."""

from __future__ import annotations

from collections.abc import Iterator

from data_maps.changes import OptionStep
from data_maps.control import best_control, is_majority, tops
from data_maps.countries import members
from data_maps.model import DataMap
from data_maps.names import Names, first_sources, parties_controlled
from data_maps.parties import Ownership


def organisations(data_map: DataMap) -> dict[str, str]:
    """The organisation of each party and each system of a map, named by the id of its top.

    A system belongs to its operator's organisation; one whose operator is unknown is an organisation of its own.
    """
    lines: dict[tuple[str, str], float] = {}
    for line in data_map.ownership:
        share = None if line.share is None else line.share.best
        control = best_control(line.via, share) if line.control is None else line.control.best or 0.0
        lines[line.owner, line.of] = max(control, lines.get((line.owner, line.of), 0.0))
    # What a map states of a pair is about all their lines together, so it replaces the strongest of them.
    for owner, owned in lines:
        stated = data_map.estimates.get(f"control.{owner}.{owned}")
        if stated is not None:
            lines[owner, owned] = stated.best or 0.0
    top = tops(data_map.parties, companies(data_map), lines)
    return top | {id_: top.get(system.operator, id_) for id_, system in data_map.systems.items()}


def states_named(data_map: DataMap) -> tuple[str, ...]:
    """Every state that a map names; a union only where the map says that something is in it or open to it."""
    groups, parties = data_map.users.values(), data_map.parties.values()
    open_to = [line.state for line in data_map.standing]
    inside = [*(group.place for group in groups), *(system.place for system in data_map.systems.values()), *open_to]
    seats = [code for party in parties for code in (party.organised_in, party.run_from)]
    cared = [text.partition(".")[2] for text in data_map.estimates if text.startswith("interest.")]
    named = dict.fromkeys((data_map.viewpoint, *inside, *(group.terms or "" for group in groups), *seats, *cared))
    whole = {code for code in named if code in inside or not members(code, data_map.as_of)}
    return tuple(code for code in named if code in whole and code not in ("", "unknown"))


def companies(data_map: DataMap) -> frozenset[str]:
    """The parties that are neither states nor persons."""
    return frozenset(id_ for id_, party in data_map.parties.items() if party.kind == "company")


def majority_owners(data_map: DataMap) -> dict[str, tuple[str, ...]]:
    """The owners of each party that have the whole say over it, where nobody states that they control it less well."""
    owners: dict[str, dict[str, None]] = {}
    for line in data_map.ownership:
        share = None if line.share is None else line.share.best
        stated = data_map.estimates.get(f"control.{line.owner}.{line.of}", line.control)
        usual = best_control(line.via, share)
        as_usual = stated is None or (stated.best is not None and stated.best >= usual)
        if line.owner != line.of and is_majority(line.via, share) and as_usual:
            owners.setdefault(line.of, {})[line.owner] = None
    return {party: tuple(by) for party, by in owners.items()}


HALF, A_QUARTER = 0.5, 0.25
"""The shares above which a holding gives the whole say, and from which on it may give it by other means."""


def minorities_to_ask_of(data_map: DataMap) -> tuple[Ownership, ...]:
    """The holdings of half or less by which another state has a tie only if they control by other means.

    They are in companies that lead to data and that nobody has the whole say over, a quarter of these or more, or of
    any size where most of it is held by nobody says whom. Those of which the map says more are asked nothing.
    """
    owners, tops, parties = majority_owners(data_map), organisations(data_map), data_map.parties
    systems, flows = data_map.systems.values(), data_map.flows
    holding = {data_map.app.operator, *(s.operator for s in systems), *(flow.target for flow in flows)} & parties.keys()
    lines_of: dict[str, list[Ownership]] = {}
    for line in data_map.ownership:
        lines_of.setdefault(line.of, []).append(line)
    leading, todo = set(holding), list(holding)
    for here in todo:
        above = {line.owner for line in lines_of.get(here, ())} - leading
        leading |= above
        todo += above
    said = {(line.owner, line.of) for line in data_map.ownership if line.via not in ("shares", "votes") or line.control}
    shares: dict[str, dict[str, Ownership]] = {}
    for line in data_map.ownership:
        if _part(line) and line.of in leading and line.of not in owners:
            shares.setdefault(line.of, {}).setdefault(line.owner, line)
    return tuple(
        line
        for of, lines in shares.items()
        for owner, line in lines.items()
        if (_part(line) >= A_QUARTER or sum(map(_part, lines.values())) < HALF)
        and (owner, of) not in said
        and f"control.{owner}.{of}" not in data_map.estimates
        and parties[owner].run_from != parties[tops[of]].run_from
    )


def _part(line: Ownership) -> float:
    return line.share.best or 0.0 if line.share else 0.0


def names_of(data_map: DataMap) -> Names:
    """The names a map defines."""
    return Names(
        groups=tuple(data_map.users),
        data=tuple(data_map.data),
        systems=tuple(data_map.systems),
        parties=tuple(data_map.parties),
        receivers=frozenset(flow.target for flow in data_map.flows),
        sources=first_sources({id_: source.origin for id_, source in data_map.sources.items()}),
        functions=tuple(data_map.functions),
        channels=tuple(data_map.distribution),
        options=tuple(data_map.options),
        readings=tuple(data_map.readings),
        agreements=tuple(agreement.id for agreement in data_map.agreements),
        flows={flow.id: flow.data for flow in data_map.flows},
        owned=frozenset(_lines(data_map)),
        standing=frozenset((line.state, line.at) for line in data_map.standing),
        parts=tuple(data_map.people.groups if data_map.people else ()),
        tops=organisations(data_map),
        changing=tuple(_changing(data_map)),
    )


def _lines(data_map: DataMap) -> Iterator[tuple[str, str]]:
    """The owner and the owned of each line of ownership, those that a divestiture keeps or brings included."""
    yield from ((line.owner, line.of) for line in data_map.ownership)
    for divest in (step.divest for step in _steps(data_map) if step.divest):
        yield divest.to, divest.party
        yield from ((line.owner, line.of) for line in divest.keeps)


def _changing(data_map: DataMap) -> Iterator[str]:
    """The parties that an option or a reading may make the top of an organisation, or take it from."""
    for divest in (step.divest for step in _steps(data_map) if step.divest):
        yield from (divest.party, divest.to)
    for step in _steps(data_map):
        yield from parties_controlled(step.set_.root if step.set_ else ())
    for side in data_map.readings.values():
        yield from parties_controlled(side.set_)


def _steps(data_map: DataMap) -> Iterator[OptionStep]:
    return (step for option in data_map.options.values() for step in option.do)
