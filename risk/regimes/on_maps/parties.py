"""Facts about a party, as laws ask for them: where it is, who holds it, who can direct it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from data_maps.model import DataMap
from data_maps.parties import Ownership
from risk.regimes.on_maps.matter import Said

IDENTITIES = ("bytedance", "tiktok", "tencent")
THROUGH = {
    "contract": "contract",
    "law": "law_on_board_appointments",
    "board": "ownership_and_governance",
    "management": "ownership_and_governance",
    "articles": "ownership_and_governance",
    "nominee": "agency",
}
HELD = ("shares", "votes", "management", "unknown")
KINDS = {"company": "entity", "person": "individual", "state": "government"}


def party(data_map: DataMap, name: str, told: set[str] | None = None) -> dict[str, Any]:
    """The record of a party with its owners; `told` are those described already, which are named and not repeated."""
    told = set() if told is None else told
    base = {"kind": Said(KINDS[data_map.parties[name].kind], f"parties.{name}"), "name": Said(name)}
    if name in told:
        return base
    told.add(name)
    return {
        **base,
        "known_identity": _identity(data_map, name),
        **_places(data_map, name),
        "owners": list(_owners(data_map, name, told)) or None,
        "controlled_by": list(_controllers(data_map, name, told)) or None,
    }


def _identity(data_map: DataMap, name: str) -> Said | None:
    """The name by which an instrument singles a company out, where the map calls it so."""
    called = data_map.parties[name].name or name
    known = next((each for each in IDENTITIES if re.match(rf"{each}\b", called, re.IGNORECASE)), None)
    return Said(known, f"parties.{name}.name") if known else None


def _places(data_map: DataMap, name: str) -> dict[str, Any]:
    """Where a party is; from where it is run only if the map says so itself."""
    told, where = data_map.parties[name], f"parties.{name}.organised_in"
    said = f"parties.{name}.run_from" not in data_map.assumed
    run_from = Said(told.run_from, f"parties.{name}.run_from") if said else None
    if told.kind == "state":
        return {"government_of": Said(told.organised_in, where)}
    if told.kind == "person":
        return {"domiciled_in": Said(told.organised_in, where), "resides_in": run_from}
    return {"organised_in": Said([told.organised_in], where), "principal_place_of_business": run_from}


def _lines(data_map: DataMap, name: str) -> Iterator[Ownership]:
    yield from (line for line in data_map.ownership if line.of == name)


def _owners(data_map: DataMap, name: str, told: set[str]) -> Iterator[dict[str, Any]]:
    """Those who hold a share of it, one entry each; how much is left open where the map does not say."""
    lines = [line for line in _lines(data_map, name) if line.via in HELD]
    for owner in dict.fromkeys(line.owner for line in lines):
        own = {line.via: line for line in lines if line.owner == owner}
        yield {
            "party": party(data_map, owner, told),
            "percent": _percent(next((own[via] for via in ("shares", "management", "unknown") if via in own), None)),
            "votes_percent": _percent(own.get("votes")),
        }


def _percent(line: Ownership | None) -> Said | None:
    if line is None or line.share is None or line.share.best is None:
        return None
    return Said(round(100 * line.share.best, 6), f"ownership.{line.owner}.{line.of}")


def _controllers(data_map: DataMap, name: str, told: set[str]) -> Iterator[dict[str, Any]]:
    """Those who can direct it other than by a share."""
    for line in _lines(data_map, name):
        if line.via in THROUGH:
            where = f"ownership.{line.owner}.{line.of}"
            yield {"party": party(data_map, line.owner, told), "through": Said(THROUGH[line.via], where)}


def called(data_map: DataMap, name: str) -> str:
    """What a map calls a party."""
    return data_map.parties[name].name or name


def holders(data_map: DataMap, name: str) -> frozenset[str]:
    """A party with everyone above it, by any line of ownership."""
    found, fresh = {name}, {name}
    while fresh:
        fresh = {line.owner for line in data_map.ownership if line.of in fresh} - found
        found |= fresh
    return frozenset(found)


def relation(data_map: DataMap, one: str, other: str) -> str | None:
    """What the other is to the one within their group; None where nobody stands above both."""
    above_one, above_other = holders(data_map, one), holders(data_map, other)
    if other in above_one:
        return "parent"
    if one in above_other:
        return "subsidiary"
    return None if above_one.isdisjoint(above_other) else "affiliate"


def related(data_map: DataMap, one: str, other: str) -> Said | None:
    """The same as a fact, where a map shows a group."""
    word = relation(data_map, one, other)
    return Said(word, "ownership") if word else None
