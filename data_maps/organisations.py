"""Organisations: the parties and systems of a map that answer to one top."""

from __future__ import annotations

from data_maps.control import Lines, best_control, tops
from data_maps.model import DataMap


def organisations(data_map: DataMap) -> dict[str, str]:
    """The organisation of each party and each system of a map, named by the id of its top.

    A system belongs to its operator's organisation; one whose operator is unknown is an organisation of its own.
    """
    top = tops(data_map.parties, companies(data_map), control_lines(data_map))
    return top | {id_: top.get(system.operator, id_) for id_, system in data_map.systems.items()}


def companies(data_map: DataMap) -> frozenset[str]:
    """The parties that are neither states nor persons."""
    return frozenset(id_ for id_, party in data_map.parties.items() if party.kind == "company")


def control_lines(data_map: DataMap) -> Lines:
    """The best value of control for each pair of owner and owned: as the map states it, else by its strongest line."""
    lines: dict[tuple[str, str], float] = {}
    for line in data_map.ownership:
        share = None if line.share is None else line.share.best
        control = best_control(line.via, share) if line.control is None else line.control.best or 0.0
        lines[line.owner, line.of] = max(control, lines.get((line.owner, line.of), 0.0))
    for owner, owned in lines:
        stated = data_map.estimates.get(f"control.{owner}.{owned}")
        if stated is not None:
            lines[owner, owned] = stated.best or 0.0
    return lines
