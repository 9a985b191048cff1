"""Maps to measure: easy, realistic and hard ones of any size, made from a seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Any

import yaml

Section = dict[str, Any]
SIZES = (20, 50, 100, 200, 500, 1000)
TYPES = (
    *("text", "image", "contacts", "metadata", "location", "device"),
    *("profile", "video", "audio", "financial", "identity", "credentials"),
)
STATES = ("US", "CN", "IE", "SG", "DE", "IN", "BR", "JP")
TWELVE_STATES = (*STATES, "GB", "FR", "KR", "CH")


def generated(family: str, systems: int, seed: int = 0) -> str:
    """The text of a map of the family with so many systems."""
    return yaml.safe_dump(FAMILIES[family](systems, Random(f"{family} {systems} {seed}")), sort_keys=False, width=120)


def of_lines(lines: int, seed: int = 0) -> str:
    """The text of a realistic map that is at least so many lines long."""
    systems = 20
    while (text := generated("realistic", systems, seed)).count("\n") < lines:
        systems += max(1, systems // 10)
    return text


def easy(systems: int, random: Random) -> Section:
    """Chains: each system hands on to the next, is run by a company of its own, and shares little with the others."""
    data = _data(4)
    names = _named("system", systems)
    owners = {"maker": _party("US"), "holding": _party("CN")}
    chains = [names[start : start + 10] for start in range(0, systems, 10)]
    flows = [{"from": "people", "to": chain[0], "data": list(data)} for chain in chains]
    flows += [{"from": a, "to": b, "data": list(data)} for chain in chains for a, b in pairwise(chain)]
    return {
        **_head("maker", {"people": {"in": "US", "count": "5M"}}, data),
        "parties": {**{f"firm-{n}": _party(STATES[n % 3]) for n in range(systems)}, **owners},
        "ownership": [{"owner": "holding", "of": "maker", "via": "shares", "share": "60%"}],
        "systems": {name: _system(f"firm-{n}", STATES[n % 3]) for n, name in enumerate(names)},
        "flows": flows,
    }


def realistic(systems: int, random: Random) -> Section:
    """Hubs: a few clouds and subsidiaries of one group run everything, support staff reach into much of it."""
    groups = {
        "people": {"in": "US", "count": "5M"},
        "at-risk": {"in": "US", "count": "200k", "exposure": "at_risk"},
        "officials": {"in": "US", "count": "3k", "exposure": "strategic"},
        "abroad": {"in": "DE", "count": "1M"},
    }
    data = _data(random.randint(8, 12))
    group = {f"unit-{n}": _party(state) for n, state in enumerate(("US", "CN", "IE", "SG"))}
    clouds = {f"cloud-{n}": _party(state) for n, state in enumerate(("US", "US", "CN"))}
    support = {f"support-{n}": _party(state) for n, state in enumerate(("IN", "BR", "CN"))}
    owners = {"holding": _party("SG", "CN"), "parent": _party("CN"), "fund": _party("JP")}
    names = _named("system", systems)
    front = names[: max(3, systems // 20)]
    flows, held = _hub_flows(names, front, groups, data, random)
    return {
        **_head("unit-0", groups, data),
        "parties": {**group, **clouds, **support, **owners},
        "ownership": [
            *({"owner": "holding", "of": unit, "via": "shares", "share": "100%"} for unit in group),
            {"owner": "parent", "of": "holding", "via": "contract"},
            {"owner": "fund", "of": "holding", "via": "shares", "share": "30%"},
            *({"owner": "holding", "of": firm, "via": "shares", "share": "51%"} for firm in list(support)[2:]),
        ],
        "systems": {name: _hub_system(list(group), list(clouds), random) for name in names},
        "flows": flows,
        "access": _support_access(list(support), names, held, random),
    }


def hard(systems: int, random: Random) -> Section:
    """Tangles: flows with shares run in every direction, companies own each other in rings, strangers have custody."""
    data = _data(6)
    names = _named("system", systems)
    firms = _named("firm", max(6, systems // 4))
    ends = [(names[n - 1], names[n]) for n in range(1, systems)]
    ends += [(a, b) for a, b in (random.sample(names, 2) for _ in range(2 * systems)) if (a, b) not in ends]
    rings = [(firm, firms[n - 1]) for n, firm in enumerate(firms)] + [tuple(random.sample(firms, 2)) for _ in firms]
    return {
        **_head(firms[0], {"people": {"in": "US", "count": "5M"}, "at-risk": {"in": "US", "count": "50k"}}, data),
        "parties": {firm: _party(random.choice(STATES)) for firm in firms},
        "ownership": [{"owner": a, "of": b, "via": "contract"} for a, b in dict.fromkeys(rings)],
        "systems": {name: _system(random.choice(firms), random.choice(STATES)) for name in names},
        "flows": [
            *({"from": g, "to": names[0], "data": list(data)} for g in ("people", "at-risk")),
            *({"from": a, "to": b, "data": list(data), "share": _share(random)} for a, b in dict.fromkeys(ends)),
        ],
        "access": [{"party": random.choice(firms), "to": name} for name in names],
    }


def mesh(systems: int, random: Random) -> Section:
    """Meshes: every flow has a share of its own, data run in rings, a quarter as many companies in twelve states."""
    data = _data(6)
    names = _named("system", systems)
    firms = _named("firm", max(12, systems // 4))
    ring = [(name, names[n - 1]) for n, name in enumerate(names)]
    ends = dict.fromkeys([*ring, *(tuple(random.sample(names, 2)) for _ in names)])
    owners = [(firm, firms[n - 1]) for n, firm in enumerate(firms)]
    groups = {"people": {"in": "US", "count": "5M"}, "at-risk": {"in": "US", "count": "50k", "exposure": "at_risk"}}
    return {
        **_head(firms[0], groups, data),
        "parties": {firm: _party(TWELVE_STATES[n % 12]) for n, firm in enumerate(firms)},
        "ownership": [{"owner": a, "of": b, "via": "shares", "share": "60%"} for a, b in owners],
        "systems": {name: _system(random.choice(firms), random.choice(TWELVE_STATES)) for name in names},
        "flows": [
            *({"from": g, "to": names[0], "data": list(data), "share": _share(random)} for g in groups),
            *({"from": a, "to": b, "data": list(data), "share": _share(random)} for a, b in ends),
        ],
    }


FAMILIES: Mapping[str, Callable[[int, Random], Section]] = {
    "easy": easy,
    "realistic": realistic,
    "hard": hard,
    "mesh": mesh,
}


def _head(operator: str, users: Section, data: Section) -> Section:
    app = {"name": "Generated", "operator": operator}
    return {"app": app, "as_of": "2026-03-01", "viewpoint": "US", "users": users, "data": data}


def _named(kind: str, many: int) -> list[str]:
    return [f"{kind}-{n}" for n in range(many)]


def _data(many: int) -> Section:
    return {f"the-{kind}": kind for kind in TYPES[:many]}


def _party(organised_in: str, run_from: str = "") -> Section:
    return {"organised_in": organised_in, "run_from": run_from or organised_in}


def _system(operator: str, place: str) -> Section:
    return {"operator": operator, "in": place, "keys": "operator"}


def _share(random: Random) -> list[str]:
    best = random.randint(10, 80)
    return [f"{best // 2}%", f"{best}%", f"{(100 + best) // 2}%"]


def _hub_system(group: Sequence[str], clouds: Sequence[str], random: Random) -> Section:
    operator = random.choice(clouds if random.random() < 0.6 else group)
    keys = random.choices(["operator", "users", random.choice(group), "unknown"], [80, 5, 10, 5])[0]
    return {**_system(operator, random.choice(STATES[:5])), "keys": keys}


def _hub_flows(
    names: Sequence[str], front: Sequence[str], groups: Section, data: Section, random: Random
) -> tuple[list[Section], dict[str, list[str]]]:
    """Flows from the people to a few front systems and from there inward, and the data each system comes to hold."""
    flows = [{"from": list(groups), "to": name, "data": list(data)} for name in front]
    held = {name: list(data) for name in front}
    for place, name in enumerate(names[len(front) :], len(front)):
        held[name] = []
        for source in dict.fromkeys(random.choice([random.choice(front), random.choice(names[:place])]) for _ in "ab"):
            carried = [kind for kind in held[source] if random.random() < 0.7] or held[source][:1]
            share = {"share": _share(random)} if random.random() < 0.1 else {}
            flows.append({"from": source, "to": name, "data": carried, **share})
            held[name] = list(dict.fromkeys([*held[name], *carried]))
    return flows, held


def _support_access(
    support: Sequence[str], names: Sequence[str], held: Mapping[str, list[str]], random: Random
) -> list[Section]:
    return list(_reaching_in(support, names, held, random))


def _reaching_in(
    support: Sequence[str], names: Sequence[str], held: Mapping[str, list[str]], random: Random
) -> Iterator[Section]:
    for name in names:
        if random.random() < 0.3:
            yield {"party": random.choice(support), "to": name, "data": held[name][:3], "how": "support"}
