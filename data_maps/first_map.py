"""The first map that answers of an interview are; what nobody knows is left open and asked for in the map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data_maps.expansion import as_id
from data_maps.names import RESERVED
from data_maps.problems import Fault
from data_maps.usual_words import company
from data_maps.vocabulary import Company, companies, data_types

HELD_BY_EVERY_APP = ("profile", "device", "metadata")
TRACKED = (*HELD_BY_EVERY_APP, "location")
USES = {
    "analytics": "analytics",
    "advertising": "advertising",
    "support": "support",
    "payment": "payment",
    "broker": "sale",
}
TABLE = "companies"


@dataclass(frozen=True)
class Receiver:
    """Somebody else who gets data, from which country it is run, and what for; None where the table says it."""

    name: str
    country: str | None = None
    use: str | None = None


def first_map(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The map of the answers as plain values; what is None is not said.

    Args:
        answers: What each question of the interview was answered, read: counts by country, data types by id, receivers.
    """
    data = answers["data"] or {term: term for term in HELD_BY_EVERY_APP}
    ids = _Ids(data)
    operator = ids.free(answers["operator"] or "", "operator-company")
    owner = ids.free(answers["owner"], "owner") if answers["owner"] else None
    cloud = ids.free(answers["cloud"], "cloud") if answers["cloud"] and answers["cloud"] != "unknown" else None
    receivers = {ids.free(receiver.name, "receiver"): receiver for receiver in answers["others"] or ()}
    groups = {f"users-{code.lower()}": {"in": code, "count": count} for code, count in answers["users"].items()}
    somewhere = answers["viewpoint"] or next(iter(answers["users"]))
    name = answers["operator"] or "The company that runs it (not known)"
    parties = {operator: _party(name, answers["operator_in"], answers["run_from"], somewhere)}
    if owner:
        parties[owner] = _party(answers["owner"], answers["owner_in"])
    if cloud:
        parties[cloud] = _party(answers["cloud"], answers["cloud_in"])
    parties |= {id_: _party(receiver.name, receiver.country) for id_, receiver in receivers.items()}
    from_table = any(party.get("source") == TABLE for party in parties.values())
    kinds = dict.fromkeys([cloud] if cloud else [], "processing") | dict.fromkeys(receivers)
    agreements = [
        {
            "id": f"{operator}-{firm}",
            "between": [operator, firm],
            **_stated_values(kind=kind, transfer_tool=answers["transfer_tool"]),
            **_stated_values(handling=answers["handling"] if firm == cloud else None),
        }
        for firm, kind in kinds.items()
    ]
    stated = [agreement for agreement in agreements if {"transfer_tool", "handling"} & set(agreement)]
    types = ", ".join(data_types()[term].label.lower() for term in HELD_BY_EVERY_APP)
    open_ = [
        ("data", None, f"Which data does it hold? Taken to be what every app holds: {types}."),
        ("operator", f"parties.{operator}", "Which company runs it? Taken to be one of the people's own country."),
        ("others", "data", "Who else gets data? Taken to be nobody."),
    ]
    questions = [
        {"ask": ask, "about": subject or "data", "raised": answers["as_of"]}
        for key, subject, ask in open_
        if answers[key] is None
    ]
    return {
        "format": 1,
        "title": answers["app"],
        "as_of": answers["as_of"],
        "viewpoint": answers["viewpoint"] or next(iter(answers["users"])),
        "app": {"name": answers["app"], "operator": operator, **_stated_values(kind=answers["kind"])},
        **({"sources": {TABLE: companies().source.model_dump()}} if from_table else {}),
        "users": {id_: {**group, **_reliance(answers)} for id_, group in groups.items()},
        **({"functions": dict.fromkeys(answers["relies_on"], 1)} if answers["relies_on"] else {}),
        "data": data,
        "parties": parties,
        **_ownership(answers, operator, owner),
        "systems": {"service": _system(answers, operator, cloud)},
        "flows": [
            {"from": list(groups), "to": "service", "data": list(data), "purpose": "service"},
            *(_to_receiver(id_, receiver, data) for id_, receiver in receivers.items()),
        ],
        **({"agreements": stated} if stated else {}),
        **({"questions": questions} if questions else {}),
        **_dropped(receivers),
    }


class _Ids:
    """Ids that nothing else in the map has."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = {*taken, *RESERVED, "service"}

    def free(self, name: str, otherwise: str) -> str:
        """An id made of a name; with `otherwise` before it where that is none, or is taken."""
        id_ = as_id(name)
        if not id_[:1].isalpha() or id_ in self.taken or id_.startswith("users-"):
            id_ = f"{otherwise}-{id_}".rstrip("-")
        while id_ in self.taken:
            id_ += "-too"
        self.taken.add(id_)
        return id_


def _stated_values(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _party(name: str, code: str | None, run_from: str | None = None, otherwise: str = "") -> dict[str, Any]:
    """A party in the countries that are said, or in those of the table of common companies."""
    common = company(name)
    if code is None and isinstance(common, Company):
        run_from = run_from or common.run_from
        return {"name": name, "organised_in": common.organised_in, **_stated_values(run_from=run_from), "source": TABLE}
    return {"name": name, "organised_in": code or otherwise, **_stated_values(run_from=run_from)}


def _ownership(answers: Mapping[str, Any], operator: str, owner: str | None) -> dict[str, Any]:
    if not owner:
        return {}
    share = _stated_values(share=answers["owner_share"])
    return {"ownership": [{"owner": owner, "of": operator, "via": "shares" if share else "unknown", **share}]}


def _system(answers: Mapping[str, Any], operator: str, cloud: str | None) -> dict[str, Any]:
    """The one system of the service; who runs it is open where the company or the firm is not known."""
    runs = cloud or (operator if answers["operator"] and not answers["cloud"] else None)
    return {**_stated_values(operator=runs), "in": answers["stands_in"], "keys": answers["keys"]}


def _reliance(answers: Mapping[str, Any]) -> dict[str, Any]:
    functions = answers["relies_on"] or ()
    unknown = {"used_by": "unknown", "substitutable": "unknown"}
    return {"relies_on": dict.fromkeys(functions, unknown)} if functions else {}


def _to_receiver(id_: str, receiver: Receiver, data: Mapping[str, str]) -> dict[str, Any]:
    """The flow to somebody else: what trackers get of what the app holds, or all of it where it holds none of that."""
    use = receiver.use or _usual_use(receiver)
    tracked = [key for key, term in data.items() if term in TRACKED]
    return {"from": "service", "to": id_, "data": tracked or list(data), **_stated_values(**{"for": use})}


def _dropped(receivers: Mapping[str, Receiver]) -> dict[str, Any]:
    """An option for each who else gets data: to give them none is the least to do about what that brings in reach."""
    why = "whoever gets data brings them within reach of a state"
    options = {
        f"drop-{id_}": {"title": f"Drop {receiver.name}", "do": [{"end_flow": f"service.{id_}"}], "why": why}
        for id_, receiver in receivers.items()
    }
    return {"options": options} if options else {}


def _usual_use(receiver: Receiver) -> str | None:
    common = company(receiver.name)
    if isinstance(common, Fault):
        return None
    return next((USES[use] for use in common.does if use in USES), None)
