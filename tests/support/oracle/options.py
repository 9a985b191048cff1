"""Changes that options make to a full map, each a mapping for a mapping.

Two changes are to numbers that have no line in a map: they are written under `changed`, which only the oracle reads.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from tests.support.oracle.map import listed, read_map
from tests.support.oracle.measures import Oracle
from tests.support.oracle.model import BARE

Written = Mapping[str, Any]
Changed = dict[str, Any]


def copied(written: Written) -> Changed:
    """A copy to be changed."""
    return copy.deepcopy(dict(written))


def without_estimates(changed: Changed, withdrawn: Callable[[str], bool]) -> None:
    """Takes estimates out of a map."""
    estimates = changed.get("estimates", {})
    changed["estimates"] = {address: number for address, number in estimates.items() if not withdrawn(address)}


def user_keys(written: Written, systems: Iterable[str], data: Iterable[str] | None = None) -> Changed:
    """Users hold the keys of data at systems: of those named, or of all but the bare."""
    changed = copied(written)
    held = read_map(written).data
    chosen = [d for d in held if held[d].type not in BARE] if data is None else list(data)
    for s in systems:
        give_keys(changed, s, chosen, "users")
        gone = {f"clear.{s}.users", *(f"clear.{d}.{s}" for d in chosen)}
        without_estimates(changed, gone.__contains__)
    return changed


def move_keys(written: Written, systems: Iterable[str], to: str) -> Changed:
    """A party holds all keys of systems."""
    changed = copied(written)
    for s in systems:
        changed["systems"][s]["keys"] = to
        without_estimates(changed, partial(is_clear_of, s))
    return changed


def is_clear_of(s: str, address: str) -> bool:
    """An estimate says what can be read at a system."""
    kind, _, rest = address.partition(".")
    return kind == "clear" and not rest.startswith("transit.") and s in rest.split(".")


def give_keys(changed: Changed, s: str, data: list[str], holder: str) -> None:
    """Gives the keys of some data at a system to a holder; those of others stay."""
    system = read_map(changed).systems[s]
    keys = {d: system.key_holder(d) for d in changed["data"]}
    changed["systems"][s]["keys"] = keys | dict.fromkeys(data, holder)


def move_system(written: Written, system: str, to: str | None = None, operator: str | None = None) -> Changed:
    """A system gets a new place, a new operator, or both."""
    changed = copied(written)
    moved = {"in": to, "operator": operator}
    changed["systems"][system] |= {key: new for key, new in moved.items() if new is not None}
    without_estimates(changed, lambda a: a.startswith("power.") and a.endswith(f".{system}"))
    return changed


def divest(written: Written, party: str, to: str, keeps: Iterable[Mapping[str, Any]] = ()) -> Changed:
    """A party is sold whole; some lines of ownership may stay with the seller."""
    changed = copied(written)
    others = [line for line in changed.get("ownership", ()) if line["of"] != party]
    changed["ownership"] = [*others, {"owner": to, "of": party, "via": "shares", "share": "100%"}, *keeps]
    without_estimates(changed, lambda a: a.startswith("control.") and a.endswith(f".{party}"))
    return changed


def end_flow(written: Written, flow: str) -> Changed:
    """A flow ends."""
    changed = copied(written)
    single = [
        {**line, "from": source, "id": line.get("id", f"{source}.{line['to']}")}
        for line in changed["flows"]
        for source in listed(line["from"])
    ]
    changed["flows"] = [line for line in single if line["id"] != flow]
    return changed


def end_access(written: Written, party: str, to: str) -> Changed:
    """A party's access to a system ends, by agreement too."""
    changed = copied(written)
    changed["access"] = [line for line in changed.get("access", ()) if (line["party"], line["to"]) != (party, to)]
    changed["agreements"] = [
        {**line, "gives": gift, "between": [p for p in line["between"] if (p, gift["system"]) != (party, to)]}
        for line in changed.get("agreements", ())
        for gift in listed(line.get("gives", []))
    ]
    return changed


def end_agreement(written: Written, agreement: str) -> Changed:
    """An agreement ends."""
    changed = copied(written)
    changed["agreements"] = [line for line in changed["agreements"] if line["id"] != agreement]
    return changed


def audit(written: Written, systems: Iterable[str], leaves: float = 0.8) -> Changed:
    """Systems are audited; what is audited twice is left twice."""
    changed = copied(written)
    before = changed.get("changed", {}).get("audited", {})
    audited = before | {s: before.get(s, 1.0) * leaves for s in systems}
    changed["changed"] = changed.get("changed", {}) | {"audited": audited}
    return changed


def stop_updates(written: Written, years: float, patch_debt: float = 0.25, barred: float = 1.0) -> Changed:
    """Break-ins grow as clients go without updates: the mean over the years in force."""
    changed = copied(written)
    before = changed.get("changed", {}).get("intrusions", 1.0)
    more = before * (1 + patch_debt * barred * years / 2)
    changed["changed"] = changed.get("changed", {}) | {"intrusions": more}
    return changed


def shorten_retention(
    written: Written, systems: Iterable[str], data: Iterable[str], to: str, leaves: float | None = None
) -> Changed:
    """Data that are kept at all are kept for less; `leaves` is the share of people of whom anything is at rest."""
    changed, read = copied(written), read_map(written)
    for s in systems:
        stored = [d for d in data if not read.data[d].live or read.systems[s].keeps.get(d, 0.0)]
        changed["systems"][s]["keeps"] = changed["systems"][s].get("keeps", {}) | dict.fromkeys(stored, to)
        if leaves is not None:
            kept = {f"kept.{d}.{s}": {"best": leaves} for d in stored}
            changed["estimates"] = changed.get("estimates", {}) | kept
    return changed


def set_estimates(written: Written, estimates: Mapping[str, Any]) -> Changed:
    """Estimates are replaced."""
    changed = copied(written)
    changed["estimates"] = changed.get("estimates", {}) | dict(estimates)
    return changed


# The same map with another owner.


def placebo(written: Written, other: str) -> Changed:
    """The state that the app's organisation is run from becomes another, in its parties."""
    organisations, changed = Oracle(written).organisations, copied(written)
    parties = organisations.map.parties
    top = organisations.tops[written["app"]["operator"]]
    state = parties[top].run_from
    moved = [p for p in parties if organisations.tops[p] == top and organisations.sits_in(str(state), parties[p])]
    for p in moved:
        places = {"organised_in": parties[p].organised_in, "run_from": parties[p].run_from}
        changed["parties"][p] |= {key: other if place == state else place or "unknown" for key, place in places.items()}
    along = {f"power.{state}.{p}": f"power.{other}.{p}" for p in moved}
    estimates = changed.get("estimates", {})
    changed["estimates"] = {along.get(address, address): number for address, number in estimates.items()}
    changed["standing"] = [
        line
        for line in changed.get("standing", ())
        if line["state"] != state or organisations.of_system(line["at"]) != top
    ]
    return changed
