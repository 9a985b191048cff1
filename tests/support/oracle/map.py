"""A data map read from plain mappings, as yaml.safe_load gives a full map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.support.oracle.model import (
    BASES,
    Access,
    Data,
    Flow,
    Group,
    Ownership,
    Party,
    ReadMap,
    Standing,
    System,
    Total,
)
from tests.support.oracle.quantities import best_value, days


def read_map(written: Mapping[str, Any]) -> ReadMap:
    """The map of a full mapping, as yaml.safe_load gives it."""
    data = {d: read_data(d, line) for d, line in written["data"].items()}
    parties = {p: read_party(p, line) for p, line in written.get("parties", {}).items()}
    changed = written.get("changed", {})
    flows = tuple(flow for line in written["flows"] for flow in read_flows(line))
    systems = {s: read_system(s, line) for s, line in written.get("systems", {}).items()}
    systems |= {p: as_system(parties[p]) for p in parties if any(flow.target == p for flow in flows)}
    return ReadMap(
        as_of=read_day(written["as_of"]),
        viewpoint=written["viewpoint"],
        horizon_years=days(written.get("horizon", "2 years")) / 365.25,
        operator=known(written["app"].get("operator")),
        groups=read_groups(written),
        data=data,
        parties=parties,
        ownership=tuple(read_ownership(line) for line in written.get("ownership", ())),
        systems=systems,
        flows=flows,
        access=(*read_access(written, frozenset(data)), *read_agreements(written, systems, frozenset(data))),
        standing=tuple(read_standing(line, frozenset(data)) for line in written.get("standing", ())),
        estimates=written.get("estimates", {}),
        left_out=tuple(line["event"] for line in written.get("leave_out", ())),
        total=read_total(written),
        audited=changed.get("audited", {}),
        intrusions=changed.get("intrusions", 1.0),
    )


def known(written: Any) -> Any:
    """What is written, or None if it is unknown."""
    return None if written == "unknown" else written


def listed(written: Any) -> list[Any]:
    """A list of one or of several."""
    return list(written) if isinstance(written, (list, tuple)) else [written]


def read_day(written: Any) -> date:
    """A day, as text or as YAML reads it."""
    return written if isinstance(written, date) else date.fromisoformat(written)


def read_data(d: str, line: Any) -> Data:
    """A line of `data`."""
    says: Mapping[str, Any] = {"type": line} if isinstance(line, str) else line
    written = says["type"]
    term = written if written in BASES or written == "credentials" else written.removesuffix("s")
    return Data(d, term, says.get("level"), bool(says.get("live", False)))


def read_party(p: str, line: Mapping[str, Any]) -> Party:
    """A line of `parties`; a party is run from where it is organised unless said."""
    organised_in = line.get("organised_in", line.get("jurisdiction"))
    run_from = line.get("run_from", organised_in)
    staff = best_value(line["staff"], "count") if "staff" in line else None
    return Party(p, line.get("kind", "company"), known(organised_in), known(run_from), staff)


def read_ownership(line: Mapping[str, Any]) -> Ownership:
    """A line of `ownership`."""
    return Ownership(line["owner"], line["of"], line["via"], line.get("share"), line.get("control"))


def read_system(s: str, line: Mapping[str, Any]) -> System:
    """A line of `systems`; an operator, place or keys not given are unknown."""
    keeps = {d: days(length) for d, length in line.get("keeps", {}).items()}
    staff = best_value(line["staff"], "count") if "staff" in line else None
    keys = line.get("keys", "unknown")
    return System(s, known(line.get("operator")), known(line.get("in")), keys, keeps, line.get("apart", False), staff)


def as_system(party: Party) -> System:
    """The system that a party is, if a flow is sent to it."""
    return System(party.id, party.id, party.run_from, "operator", {}, apart=False, staff=None, is_party=True)


def read_flows(line: Mapping[str, Any]) -> list[Flow]:
    """The flows of a line, one for each start."""
    return [
        Flow(
            line.get("id", f"{source}.{line['to']}"),
            source,
            line["to"],
            tuple(listed(line["data"])),
            line.get("share"),
            line.get("in_transit", "encrypted"),
            line.get("for"),
        )
        for source in listed(line["from"])
    ]


def named_data(line: Mapping[str, Any], all_data: frozenset[str]) -> frozenset[str]:
    """The data that a line names; all of them unless it names some."""
    return frozenset(listed(line["data"])) if "data" in line else all_data


def read_access(written: Mapping[str, Any], all_data: frozenset[str]) -> list[Access]:
    """The lines of `access`."""
    return [Access(line["party"], line["to"], named_data(line, all_data)) for line in written.get("access", ())]


def read_agreements(
    written: Mapping[str, Any], systems: Mapping[str, System], all_data: frozenset[str]
) -> list[Access]:
    """What agreements give to every party in them but the operator of the system."""
    return [
        Access(p, gift["system"], named_data(gift, all_data))
        for line in written.get("agreements", ())
        for gift in listed(line.get("gives", []))
        for p in line["between"]
        if p != systems[gift["system"]].operator
    ]


def read_standing(line: Mapping[str, Any], all_data: frozenset[str]) -> Standing:
    """A line of `standing`: all data, everyone and unknown unless said."""
    return Standing(
        line["state"], line["at"], named_data(line, all_data), line.get("share"), line.get("estimate", "unknown")
    )


def read_groups(written: Mapping[str, Any]) -> dict[str, Group]:
    """The groups of `users`, with their best counts."""
    counts = read_counts(written)
    return {
        g: Group(
            g, line["in"], line.get("terms"), counts[g], "at_risk" in exposures(line), "strategic" in exposures(line)
        )
        for g, line in written["users"].items()
    }


def exposures(line: Mapping[str, Any]) -> list[str]:
    """How the people of a group are exposed."""
    return listed(line.get("exposure", "ordinary"))


def read_total(written: Mapping[str, Any]) -> Total | None:
    """One number of all people and the parts of the groups, where the map says so."""
    if "people" not in written:
        return None
    people, estimates = written["people"], written.get("estimates", {})
    stated = {g: part for g, part in people["groups"].items() if part != "rest"}
    return Total(
        best_value(estimates.get("people.total", people["total"]), "count"),
        {g: best_value(estimates.get(f"people.{g}", part["share"]), "chance") for g, part in stated.items()},
        next((g for g, part in people["groups"].items() if part == "rest"), None),
    )


def read_counts(written: Mapping[str, Any]) -> dict[str, float]:
    """The best number of people of each group: its own, or its part of one total."""
    total = read_total(written)
    if total is not None:
        return total.counts({})
    stated = written.get("estimates", {})
    return {
        g: best_value(stated.get(f"users.{g}.count", line.get("count")), "count")
        for g, line in written["users"].items()
    }
