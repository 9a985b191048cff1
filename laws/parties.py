"""Facts about a party, as laws ask for them: where it is, who holds it, who can direct it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from data_maps.model import DataMap
from data_maps.parties import Ownership
from data_maps.quantities import Estimate
from data_maps.vocabulary import organisations
from laws.matter import MapRange, MapValue

IDENTITIES = ("bytedance", "tiktok", "tencent")
PATENTS = "European Patent Organisation"
FIRM = re.compile(
    r"(?i)\b(inc|corp|co|llc|llp|ltd|limited|plc|gmbh|ag|kg|ug|sa|sas|sarl|s\.a|srl|spa|bv|b\.v|nv|ab|oy|ev|e\.v)\b(?!-)"
)
"""The form of a firm or a club in a name."""
THROUGH = {
    "contract": "contract",
    "law": "law_on_board_appointments",
    "board": "ownership_and_governance",
    "management": "ownership_and_governance",
    "articles": "ownership_and_governance",
    "nominee": "agency",
}
HELD = ("shares", "votes", "management", "unknown")
HALF = 0.5
MOST_STEPS = 50
"""Owners one above the other that a law is told of: facts are nested as deep, and no known group is."""
KINDS = {"company": "entity", "person": "individual", "state": "government"}


def party(data_map: DataMap, name: str, described: set[str] | None = None, above: int = 0) -> dict[str, Any]:
    """The record of a party with its owners; those `described` already are named and not repeated.

    It may stand `above` another by so many steps. Where it has owners beyond the most of them, a law is to ask.
    """
    described = set() if described is None else described
    base = {"kind": MapValue(KINDS[data_map.parties[name].kind], f"parties.{name}"), "name": MapValue(name)}
    if name in described:
        return base
    if above > MOST_STEPS and any(_lines(data_map, name)):
        return {**base, "organised_in": MapValue(["unknown"], f"parties.{name}.organised_in")}
    described.add(name)
    return {
        **base,
        "known_identity": _identity(data_map, name),
        **_places(data_map, name),
        "owners": list(_owners(data_map, name, described, above + 1)) or None,
        "controlled_by": list(_controllers(data_map, name, described, above + 1)) or None,
    }


def _identity(data_map: DataMap, name: str) -> MapValue | None:
    """The name by which an instrument singles a company out, where the map calls it so."""
    name_on_map = data_map.parties[name].name or name
    identity = next((word for word in IDENTITIES if re.match(rf"{word}\b", name_on_map, re.IGNORECASE)), None)
    return MapValue(identity, f"parties.{name}.name") if identity else None


def _places(data_map: DataMap, name: str) -> dict[str, Any]:
    """The places of a party; from where it is run only if the map says so itself."""
    party_, where = data_map.parties[name], f"parties.{name}.organised_in"
    is_stated = f"parties.{name}.run_from" not in data_map.assumed
    run_from = MapValue(party_.run_from, f"parties.{name}.run_from") if is_stated else None
    if party_.kind == "state":
        return {"government_of": MapValue(party_.organised_in, where)}
    if party_.kind == "person":
        home = {"domiciled_in": MapValue(party_.organised_in, where), "resides_in": run_from}
        return home | {"citizenships": MapValue(["unknown"], where)}
    return {"organised_in": MapValue([party_.organised_in], where), "principal_place_of_business": run_from}


def _lines(data_map: DataMap, name: str) -> Iterator[Ownership]:
    yield from (line for line in data_map.ownership if line.of == name)


def _owners(data_map: DataMap, name: str, described: set[str], above: int) -> Iterator[dict[str, Any]]:
    """Owners who hold a share of a party or may direct it, one entry each; a share that no map states is open."""
    lines = [line for line in _lines(data_map, name) if line.via in HELD or may_be_majority(line)]
    for owner in dict.fromkeys(line.owner for line in lines):
        own: dict[str, Ownership] = {line.via: line for line in lines if line.owner == owner}
        yield {
            "party": party(data_map, owner, described, above),
            "percent": _held_of(own),
            "votes_percent": percent(own.get("votes")),
            "directs": _directs(data_map, name, owner),
        }


def _held_of(own: Mapping[str, Ownership]) -> MapValue | None:
    """The share of an owner by its lines; none where seats on the board are all that it has."""
    if own.keys() == {"board"}:
        return MapValue(0, f"ownership.{own['board'].owner}.{own['board'].of}")
    return percent(next((own[via] for via in ("shares", "management", "unknown") if via in own), None))


def _directs(data_map: DataMap, name: str, owner: str) -> MapValue | None:
    """Yes with most votes, surely; not known for less where the map names no other means; None where it does."""
    lines = [line for line in _lines(data_map, name) if line.owner == owner]
    most = {line.via for line in lines if line.share and ends_of(line.share)[0] > HALF}
    if "votes" in most:
        return MapValue(True, f"ownership.{owner}.{name}")
    if any(map(may_be_majority, lines)):
        return MapValue("unknown", f"ownership.{owner}.{name}")
    if most or any(line.via in THROUGH for line in lines):
        return None
    return MapValue("unknown", f"ownership.{owner}.{name}")


def percent(line: Ownership | None) -> MapValue | None:
    """The share of a line of ownership in percent, with its ends where the map states a range."""
    if line is None or line.share is None or line.share.best is None:
        return None
    low, best, high = (round(100 * value, 6) for value in sorted((*ends_of(line.share), line.share.best)))
    where = f"ownership.{line.owner}.{line.of}"
    return MapRange(best, where, (low, high)) if low < high else MapValue(best, where)


def ends_of(share: Estimate) -> tuple[float, float]:
    """The lowest and the highest that a map states of a share; both its best value where it states no range."""
    best = share.best or 0.0
    lows = [statement.low if statement.low is not None else statement.best for statement in share.statements]
    highs = [statement.high if statement.high is not None else statement.best for statement in share.statements]
    low, high = min((*filter(None, lows), best)), max((*filter(None, highs), best))
    return max(low, share.at_least or 0.0), min(high, 1.0 if share.at_most is None else share.at_most)


def _controllers(data_map: DataMap, name: str, described: set[str], above: int) -> Iterator[dict[str, Any]]:
    """Whoever can direct a party other than by a share; seats of half the board or fewer direct nobody."""
    for line in _lines(data_map, name):
        if line.via in THROUGH and not is_minority_of_board(line) and not may_be_majority(line):
            where = f"ownership.{line.owner}.{line.of}"
            yield {
                "party": party(data_map, line.owner, described, above),
                "through": MapValue(THROUGH[line.via], where),
            }


def is_minority_of_board(line: Ownership) -> bool:
    """True where a map states how much of the board somebody appoints, and that it is half or less at the most."""
    stated = line.share if line.via == "board" else None
    return stated is not None and stated.best is not None and ends_of(stated)[1] <= HALF


def may_be_majority(line: Ownership) -> bool:
    """True where a map states of seats on the board a range that straddles half of it, or that they are unknown."""
    if line.via != "board" or line.share is None:
        return False
    low, high = ends_of(line.share)
    return line.share.best is None or low <= HALF < high


def organisation(data_map: DataMap, name: str) -> MapValue | None:
    """The international organisation that a party is, by its name; None for one that is not known to be any.

    Source:
        GDPR Art. 4(26), 44; EDPB Guidelines 05/2021, criterion 3: such an importer counts wherever it has its seat.
    """
    table = _organisations()
    listed = next((table[read] for read in _readings(called(data_map, name)) if read in table), None)
    if listed is None:
        return None
    return MapValue("european_patent_organisation" if listed == PATENTS else "other", f"parties.{name}.name")


@cache
def _organisations() -> Mapping[str, str]:
    """The organisations by each of their names as they are looked up; a name of one word in small letters too."""
    named = [(name, listed.name) for listed in organisations().organisations for name in (listed.name, *listed.also)]
    return {read: organisation for name, organisation in named for read in (_looked_up(name), name.lower())}


def _readings(name: str) -> Iterator[str]:
    """A name as it is looked up: whole, without what follows a comma or a bracket, and what stands in brackets.

    A name with the form of a firm in it, as in `EPO, Inc.`, is looked up whole alone.
    """
    yield _looked_up(name)
    if not FIRM.search(name):
        yield _looked_up(re.split(r",| \(", name)[0])
        yield from map(_looked_up, re.findall(r" \(([^()]+)\)$", name))


def _looked_up(name: str) -> str:
    """A name without its article, in the spelling of the table; one of a single word as it is written."""
    name = re.sub(r"(?i)^the\s+", "", name.strip()).replace("\u2019", "'")
    return re.sub(r"(?<=organi)z(?=ation)", "s", name.lower()) if " " in name else name


def called(data_map: DataMap, name: str) -> str:
    """The name of a party on a map."""
    return data_map.parties[name].name or name


def holders(data_map: DataMap, name: str) -> frozenset[str]:
    """A party with everyone above it, by any line of ownership."""
    above, newest = {name}, {name}
    while newest:
        newest = {line.owner for line in data_map.ownership if line.of in newest} - above
        above |= newest
    return frozenset(above)


def seats(data_map: DataMap, names: Iterable[str]) -> set[str]:
    """The countries in which parties are organised and from which they are run."""
    parties = [data_map.parties[name] for name in names]
    return {place for party in parties for place in (party.organised_in, party.run_from)}


def majority_owners(data_map: DataMap, name: str) -> tuple[str, ...]:
    """Whoever may hold half of a party, or of one that does, and whoever directs one of them otherwise."""
    above: dict[str, None] = {}
    newest = {name}
    while newest:
        lines = [line for line in data_map.ownership if line.of in newest and _may_be_parent(line)]
        newest = {line.owner for line in lines} - above.keys() - {name}
        above |= dict.fromkeys(sorted(newest))
    return tuple(above)


def _may_be_parent(line: Ownership) -> bool:
    if line.via in THROUGH:
        return not is_minority_of_board(line)
    return line.share is None or line.share.best is None or ends_of(line.share)[1] >= HALF


def relation(data_map: DataMap, one: str, other: str) -> str | None:
    """The relation of the other to the one within their group; None where nobody stands above both."""
    above_one, above_other = holders(data_map, one), holders(data_map, other)
    if other in above_one:
        return "parent"
    if one in above_other:
        return "subsidiary"
    return None if above_one.isdisjoint(above_other) else "affiliate"


def employment(data_map: DataMap, one: str, other: str) -> str | None:
    """The path of the agreement by which one of two parties employs the other; None where none does."""
    hired = (deal.id for deal in data_map.agreements if deal.kind == "employment" and {one, other} <= set(deal.between))
    return next((f"agreements.{name}" for name in hired), None)


def related(data_map: DataMap, one: str, other: str) -> MapValue | None:
    """The related parties as a fact, where a map shows a group."""
    word = relation(data_map, one, other)
    return MapValue(word, "ownership") if word else None
