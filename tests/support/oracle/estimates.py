"""Random estimates for a random map: each kind of address is stated on some maps."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from typing import Any

from tests.support.oracle.measures import Oracle


def exactly(value: float) -> dict[str, Any]:
    """A number by construction."""
    return {"best": value, "exact": True, "why": "made so"}


def chance(draw: random.Random) -> Any:
    """A probability, in one of the forms an author may write."""
    p = round(draw.uniform(0.05, 0.95), 3)
    return draw.choice(
        (p, f"{round(100 * p, 1)}%", [0.1, p, 0.97] if p > 0.1 else p, [0.2, 0.6], {"beta": [3, 2]}, exactly(p),
         exactly(1), {"counted": 3, "in": 5, "unit": "cases"}, "unknown")
    )  # fmt: skip


def rate(draw: random.Random) -> Any:
    """A rate a year."""
    return draw.choice(
        ("2/year", "0.5/month", [0.01, 0.2], [0.1, 0.5, 4], {"median": 0.05, "ratio": 5},
         {"counted": 2, "in": 40, "unit": "service-years"}, {"low": 0.1, "best": 0.3, "high": 2, "per": "month"})
    )  # fmt: skip


def part_of_a_rate(draw: random.Random) -> Any:
    """A share of a rate."""
    return draw.choice((0.002, [0.001, 0.01], [0.0001, 0.003, 0.05]))


def people(draw: random.Random) -> Any:
    """A number of people."""
    return draw.choice((2, 40, "1k", [5, 50], [10, 200, 3000], exactly(12)))


def demand(draw: random.Random) -> Any:
    """A rate of orders, sometimes one per person and year."""
    return {"best": 1e-6, "per": "person-year"} if draw.random() < 0.3 else rate(draw)


def estimates_of(draw: random.Random, written: dict[str, Any]) -> dict[str, Any]:
    """Estimates at some of the addresses that a map has."""
    oracle = Oracle(written)
    stated: dict[str, Any] = {}
    for often, form, addresses in (
        (0.30, chance, state_chances(oracle)),
        (0.12, chance, map_chances(oracle)),
        (0.12, demand, [f"demand.{rest}" for rest in orders(oracle)]),
        (0.12, chance, [f"carried_out.{rest}" for rest in orders(oracle)]),
        (0.10, rate, rates(oracle)),
        (0.10, part_of_a_rate, ["elsewhere", "abroad.many", *(f"hit.{o}" for o in oracle.organisations.systems)]),
        (0.15, people, counts(oracle)),
    ):
        stated |= {address: form(draw) for address in addresses if draw.random() < often}
    return stated


def orders(oracle: Oracle) -> Iterator[str]:
    """What an order is, of a state or to one organisation."""
    for x in oracle.organisations.named:
        for scope in ("targeted", "many", "whole"):
            yield f"{scope}.{x}"
            yield from (f"{scope}.{x}.{organisation}" for organisation in oracle.organisations.systems)


def state_chances(oracle: Oracle) -> Iterator[str]:
    """Probabilities about states that matter on few maps unless they are stated often."""
    for x in oracle.organisations.named:
        yield f"interest.{x}"
        yield f"identified.state:{x}"


def map_chances(oracle: Oracle) -> Iterator[str]:
    """Other probabilities."""
    yield from ("known.covert", "known.placed", "reached.content.covert", "reached.content.intrusion")
    yield from ("identified.criminals", "identified.buyers", "identified.state:others", "taken.covert.others")
    for x in oracle.organisations.named:
        yield from (f"power.{x}.{n}" for n in (*oracle.map.parties, *systems(oracle), *grounds(oracle, x)))
        yield from (f"taken.{scope}.{x}" for scope in ("whole", "covert", "transit", "purchase"))
        yield f"carried_out.purchase.{x}"
    for organisation, its_systems in oracle.organisations.systems.items():
        yield from (f"{kind}.{organisation}" for kind in ("success.intrusion", "success.insider", "taken.intrusion"))
        yield from (f"clear.{organisation}.{holder}" for holder in holders(oracle, its_systems))
        for p in dict.fromkeys(c.party for s in its_systems for c in oracle.organisations.custodians(s)):
            yield f"custody.{p}.{organisation}"
    for s in systems(oracle):
        yield f"reached.{s}"
        yield from (f"clear.{s}.{holder}" for holder in holders(oracle, [s]))
        yield from (f"custody.{c.party}.{s}" for c in oracle.organisations.custodians(s))
        yield from (f"{kind}.{d}.{s}" for kind in ("clear", "kept") for d in brought(oracle, s))
    for flow in oracle.map.flows:
        yield f"share.{flow.id}"
        yield from (f"share.{flow.id}.{d}" for d in flow.data)
        yield from [f"success.transit.{flow.id}"] * (flow.in_transit != "encrypted")
        yield from [f"clear.transit.{flow.id}"] * (flow.in_transit == "unknown")
    for line in oracle.map.standing:
        yield from (f"standing.{line.state}.{line.system}", f"share.standing.{line.state}.{line.system}")


def grounds(oracle: Oracle, x: str) -> Iterator[str]:
    """What a state has power over by where systems stand."""
    places = [oracle.map.systems[s].place for s in systems(oracle)]
    if x in places:
        yield "soil"
    if None in places and oracle.organisations.tied(x):
        yield "unknown"


def systems(oracle: Oracle) -> list[str]:
    """The systems that are no parties."""
    return [s for s, system in oracle.map.systems.items() if not system.is_party]


def holders(oracle: Oracle, chosen: Iterable[str]) -> list[str]:
    """The holders of keys at some systems."""
    return sorted({oracle.organisations.holder(d, s) for s in chosen for d in oracle.map.data})


def brought(oracle: Oracle, s: str) -> list[str]:
    """The data that flows bring to a system."""
    return sorted({d for flow in oracle.map.sent_to(s) for d in flow.data})


def rates(oracle: Oracle) -> Iterator[str]:
    """Rates that are not orders."""
    for x in (*oracle.organisations.named, "others"):
        yield from (f"{kind}.{x}" for kind in ("takings", "placed", "record.covert", "record.placed"))
    for x in oracle.organisations.named:
        yield from (f"record.many.{x}", f"demand.transit.{x}", f"demand.purchase.{x}")
    for organisation in oracle.organisations.systems:
        yield from (f"attempts.intrusion.{organisation}", f"attempts.insider.{organisation}")
    yield from (f"sold.{flow.id}" for flow in oracle.map.flows if flow.purpose in ("sale", "advertising"))


def counts(oracle: Oracle) -> Iterator[str]:
    """Numbers of people."""
    for x in oracle.organisations.named:
        yield from (f"taken.targeted.{x}", f"swept.{x}", f"taken.many.{x}", f"taken.placed.{x}")
        yield from (f"{kind}.{x}.{g}" for kind in ("taken.targeted", "swept") for g in oracle.map.counted)
    yield from (f"taken.insider.{organisation}" for organisation in oracle.organisations.systems)
