"""Exporting: a map in the formats of other tools, as far as they can say it, and what they cannot."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from data_maps.contradictions import data_at
from data_maps.countries import NOWHERE, SOMEWHERE, listed_name
from data_maps.exchange.draft import UNKNOWN
from data_maps.model import DataMap
from data_maps.systems import Flow, System
from data_maps.vocabulary import data_type
from data_maps.writing import span_text

THINGS = (
    *("users", "data", "parties", "ownership", "systems", "flows", "access", "agreements", "standing", "screened"),
    *(
        "distribution",
        "estimates",
        "readings",
        "options",
        "combinations",
        "leave_out",
        "questions",
        "sources",
        "functions",
    ),
)
"""The sections of a map that list things."""
PLACE = uuid.UUID("6f1d3a52-7a0c-4f0e-9a55-0d7b4a5be6a1")
"""The name space in which statements of ownership get their ids: the same map, the same ids."""
CONFIDENTIALITY = {1: "internal", 2: "restricted", 3: "confidential", 4: "strictly-confidential"}
FIDES_CATEGORIES = {
    "profile": "user.contact",
    "public": "user.content.public",
    "device": "user.device",
    "metadata": "user.behavior",
    "contacts": "user.social",
    "location": "user.location",
    "text": "user.content.private",
    "image": "user.content",
    "video": "user.content",
    "audio": "user.content",
    "financial": "user.financial",
    "identity": "user.government_id",
    "health": "user.health_and_medical",
    "biometric": "user.biometric",
    "genetic": "user.genetic",
    "sensitive": "user.demographic",
    "credentials": "user.authorization",
}
FIDES_USES = {
    "advertising": "marketing.advertising",
    "analytics": "analytics",
    "payment": "essential.service.payment_processing",
    "security": "essential.service.security",
    "legal": "essential.legal_obligation",
    "training": "train_ai_system",
    "sale": "third_party_sharing",
    "other": "third_party_sharing",
}
INTERESTS = {
    "shares": "shareholding",
    "votes": "votingRights",
    "board": "appointmentOfBoard",
    "law": "controlByLegalFramework",
    "management": "seniorManagingOfficial",
    "contract": "rightsGrantedByContract",
    "nominee": "nominee",
    "articles": "controlViaCompanyRulesOrArticles",
    "staff": "otherInfluenceOrControl",
    "unknown": "unknownInterest",
}
RECORD = (
    *("Activity", "Purpose of processing", "Controller", "Categories of individuals", "Categories of personal data"),
    *(
        "Categories of recipients",
        "Third countries",
        "Retention schedule",
        "Location of personal data",
        "Security measures",
        "Operated by",
        "Keys held by",
    ),
)


@dataclass(frozen=True)
class Exported:
    """A map in another format; `written` counts the things of each section in it, `left` those that it cannot say."""

    text: str
    written: Mapping[str, int]
    left: Mapping[str, int]

    @property
    def summary(self) -> str:
        """What is in it and what is not, in one line."""
        said, unsaid = (
            ", ".join(f"{number} {name}" for name, number in each.items()) for each in (self.written, self.left)
        )
        return f"written: {said or 'nothing'}; left out: {unsaid or 'nothing'}"


def exported(form: str, data_map: DataMap) -> Exported:
    """A map in a format of `EXPORTS`."""
    write, sections = EXPORTS[form]
    counts = {name: len(getattr(data_map, name)) for name in THINGS if getattr(data_map, name)}
    written = {name: number for name, number in counts.items() if name in sections}
    if "flows" in sections:
        # Of parties, a diagram of flows names those that run something or get data.
        operators = {system.operator for system in data_map.systems.values()} | {data_map.app.operator}
        written["parties"] = len({*operators, *_receivers(data_map)} & set(data_map.parties))
    left = {name: number - written.get(name, 0) for name, number in counts.items()}
    return Exported(write(data_map), written, {name: number for name, number in left.items() if number})


def _name(data_map: DataMap, id_: str) -> str:
    """The name of a group, party, system or kind of data; its id where it has none."""
    for section in (data_map.systems, data_map.parties, data_map.users, data_map.data):
        if id_ in section:
            return str(getattr(section[id_], "name", None) or id_)
    return id_


def _named(data_map: DataMap, ids: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(_name(data_map, id_) for id_ in ids))


def _receivers(data_map: DataMap) -> list[str]:
    """The parties that data are sent to, or that send them on, without a system of their own on the map."""
    ends = [end for flow in data_map.flows for end in (flow.source_id, flow.target)]
    return [id_ for id_ in dict.fromkeys(ends) if id_ in data_map.parties]


def _level(data_map: DataMap, id_: str) -> int:
    return data_map.data[id_].level or data_type(data_map.data[id_].type).level


def _json(value: Any) -> str:
    """A value as JSON, which every reader of YAML takes too, whatever it makes of NO and of dates."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _country(code: str) -> str:
    return "Unknown" if code in (UNKNOWN, NOWHERE, SOMEWHERE) else f"{listed_name(code)} ({code})"


def _components(data_map: DataMap) -> list[dict[str, Any]]:
    """The components of an Open Threat Model: people, systems, and parties that get data."""
    held = data_at(data_map)
    components = [
        {
            "id": id_,
            "name": group.name or id_,
            "type": "generic-client",
            "parent": {"trustZone": "with-people"},
            "attributes": {"country": group.place},
        }
        for id_, group in data_map.users.items()
    ]
    for id_ in [*data_map.systems, *_receivers(data_map)]:
        system = data_map.systems.get(id_)
        place = system.place if system else data_map.parties[id_].organised_in
        operator = system.operator if system else id_
        attributes = {"country": place, "operator": _name(data_map, operator)}
        if system and len(set(system.keys.values())) == 1:
            attributes["keys"] = next(iter(system.keys.values()))
        components.append(
            {
                "id": id_,
                "name": _name(data_map, id_),
                "type": "generic-service",
                "parent": {"trustZone": f"in-{place.lower()}"},
                "assets": {"processed": [], "stored": sorted(held.get(id_, ()))},
                "attributes": attributes,
            }
        )
    return components


def otm(data_map: DataMap) -> str:
    """An Open Threat Model, 0.2.0: what it has no key for stands under `attributes`."""
    places = {system.place for system in data_map.systems.values()} | {
        data_map.parties[id_].organised_in for id_ in _receivers(data_map)
    }
    zones = [
        {"id": f"in-{code.lower()}", "name": _country(code), "risk": {"trustRating": 50}} for code in sorted(places)
    ]
    people = {"id": "with-people", "name": "With people", "risk": {"trustRating": 50}}
    value = {
        "otmVersion": "0.2.0",
        "project": {
            "name": data_map.title,
            "id": data_map.app.operator,
            "owner": data_map.prepared_by or _name(data_map, data_map.app.operator),
        },
        "assets": [
            {
                "id": id_,
                "name": item.name or id_,
                "risk": {"confidentiality": 25 * _level(data_map, id_), "integrity": 0, "availability": 0},
                "attributes": {"type": item.type},
            }
            for id_, item in data_map.data.items()
        ],
        "trustZones": [people, *zones],
        "components": _components(data_map),
        "dataflows": [
            {
                "id": flow.id.replace(".", "--"),
                "name": flow.purpose or flow.id,
                "source": flow.source_id,
                "destination": flow.target,
                "bidirectional": False,
                "assets": list(flow.data),
                "attributes": {"in_transit": flow.in_transit},
            }
            for flow in data_map.flows
        ],
    }
    return _json(value)


def threagile(data_map: DataMap) -> str:
    """A model of Threagile, 1.0.0; what it demands and no map says is at its lowest or at unknown."""
    held = data_at(data_map)
    ratings = {"integrity": "operational", "availability": "operational"}
    assets = {
        item.name or id_: {
            "id": id_,
            "description": f"{data_type(item.type).label}",
            "usage": "business",
            "quantity": "many",
            "confidentiality": CONFIDENTIALITY[_level(data_map, id_)],
            **ratings,
        }
        for id_, item in data_map.data.items()
    }
    encryption = {"users": "data-with-end-user-individual-key", "operator": "data-with-symmetric-shared-key"}
    protocols = {"encrypted": "https", "clear": "http", "unknown": "unknown-protocol"}
    technical: dict[str, dict[str, Any]] = {}
    for id_ in [*data_map.users, *data_map.systems, *_receivers(data_map)]:
        system, outside = data_map.systems.get(id_), id_ not in data_map.systems
        keys = set(system.keys.values()) if system else set()
        links = {}
        for flow in (flow for flow in data_map.flows if flow.source_id == id_):
            links[flow.id] = {
                "target": flow.target,
                "description": flow.purpose or flow.id,
                "protocol": protocols[flow.in_transit],
                "authentication": "none",
                "authorization": "none",
                "usage": "business",
                **dict.fromkeys(("vpn", "ip_filtered", "readonly"), False),
                "data_assets_sent": list(flow.data),
                "data_assets_received": [],
            }
        name = _name(data_map, id_)
        name = name if name not in technical else f"{name} ({id_})"
        technical[name] = {
            "id": id_, "description": name, "type": "external-entity" if outside else "datastore", "usage": "business",
            "used_as_client_by_human": id_ in data_map.users, "out_of_scope": outside, "size": "system",
            "technology": "client-system" if id_ in data_map.users else "unknown-technology",
            "internet": outside, "machine": "virtual",
            "encryption": encryption.get(next(iter(keys)), "none") if len(keys) == 1 else "none",
            "owner": _name(data_map, system.operator) if system else name, "confidentiality": "confidential", **ratings,
            "multi_tenant": False, "redundant": False, "custom_developed_parts": False,
            "data_assets_processed": sorted(held.get(id_, ())), "data_assets_stored": [], "data_formats_accepted": [],
            "communication_links": links,
        }  # fmt: skip
    value = {
        "threagile_version": "1.0.0",
        "title": data_map.title,
        "date": data_map.as_of.isoformat(),
        "author": {"name": data_map.prepared_by or _name(data_map, data_map.app.operator)},
        "business_criticality": "important",
        "tags_available": [],
        "data_assets": assets,
        "technical_assets": technical,
        "trust_boundaries": {},
        "shared_runtimes": {},
    }
    return _json(value)


def fides(data_map: DataMap) -> str:
    """Resources of fideslang: systems with declarations of what flows into them, and egress to others.

    Data and people are categories and subjects of their own; `meta` has what the language has no key for.
    """

    def key(id_: str) -> str:
        return id_.replace("-", "_")

    categories = {id_: f"{FIDES_CATEGORIES[item.type]}.{key(id_)}" for id_, item in data_map.data.items()}
    systems = []
    for id_ in [*data_map.systems, *_receivers(data_map)]:
        system = data_map.systems.get(id_)
        place = system.place if system else data_map.parties[id_].organised_in
        operator = system.operator if system else id_
        keys = set(system.keys.values()) if system else set()
        declarations = [
            {
                "name": flow.purpose or flow.id,
                "data_categories": [categories[data] for data in flow.data],
                "data_use": FIDES_USES.get(flow.use or "", "essential.service"),
                "data_subjects": [key(group) for group in _senders(data_map, flow)],
            }
            for flow in data_map.flows
            if flow.target == id_
        ]
        onward: dict[str, dict[str, None]] = {}
        for flow in (flow for flow in data_map.flows if flow.source_id == id_):
            onward.setdefault(flow.target, {}).update(dict.fromkeys(categories[data] for data in flow.data))
        systems.append(
            {
                "fides_key": key(id_),
                "name": _name(data_map, id_),
                "system_type": "Service",
                "meta": {"country": place, **({"keys": next(iter(keys))} if len(keys) == 1 else {})},
                **({"legal_name": _name(data_map, operator)} if operator in data_map.parties else {}),
                "egress": [
                    {"fides_key": key(end), "type": "system", "data_categories": list(carried)}
                    for end, carried in onward.items()
                ],
                "privacy_declarations": declarations,
            }
        )
    operator = data_map.app.operator
    value = {
        "organization": [{"fides_key": key(operator), "name": _name(data_map, operator)}],
        "data_category": [
            {
                "fides_key": categories[id_],
                "name": item.name or id_,
                "parent_key": FIDES_CATEGORIES[item.type],
                "tags": [item.type],
            }
            for id_, item in data_map.data.items()
        ],
        "data_subject": [{"fides_key": key(id_), "name": group.name or id_} for id_, group in data_map.users.items()],
        "system": systems,
    }
    return _json(value)


def _senders(data_map: DataMap, flow: Flow) -> list[str]:
    """The groups whose data a flow carries: its own, or those further up."""
    if flow.source_id in data_map.users:
        return [flow.source_id]
    groups, waiting, before = dict[str, None](), [flow.source_id], {flow.source_id}
    while waiting:
        here = waiting.pop()
        for other in (other for other in data_map.flows if other.target == here and set(other.data) & set(flow.data)):
            if other.source_id in data_map.users:
                groups[other.source_id] = None
            elif other.source_id not in before:
                before.add(other.source_id)
                waiting.append(other.source_id)
    return list(groups) or list(data_map.users)[:1]


def cyclonedx(data_map: DataMap) -> str:
    """A bill of materials of CycloneDX, 1.6: systems as services with the data that flow in and out."""

    def service(id_: str) -> dict[str, Any]:
        system = data_map.systems.get(id_)
        operator = system.operator if system else id_
        written: dict[str, Any] = {"bom-ref": id_}
        if party := data_map.parties.get(operator):
            known = {"address": {"country": party.organised_in}} if party.organised_in != NOWHERE else {}
            written["provider"] = {"name": party.name or operator, **known}
        place = system.place if system else data_map.parties[id_].organised_in
        told = {"country": place} | ({"keys": "; ".join(dict.fromkeys(system.keys.values()))} if system else {})
        written["properties"] = [{"name": f"datareach:{name}", "value": value} for name, value in told.items()]
        inbound = [("inbound", "source", flow.source_id, flow.data) for flow in data_map.flows if flow.target == id_]
        outbound = [
            ("outbound", "destination", flow.target, flow.data) for flow in data_map.flows if flow.source_id == id_
        ]
        written |= {
            "name": _name(data_map, id_),
            "x-trust-boundary": operator != data_map.app.operator,
            "data": [
                {
                    "flow": way,
                    "classification": data_type(data_map.data[data].type).label,
                    "name": data_map.data[data].name or data,
                    end: ["users" if other in data_map.users else other],
                }
                for way, end, other, carried in [*inbound, *outbound]
                for data in carried
            ],
        }
        return written

    value = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(PLACE, data_map.title)}",
        "version": 1,
        "metadata": {
            "timestamp": f"{data_map.as_of.isoformat()}T00:00:00Z",
            "component": {"type": "application", "bom-ref": "app", "name": data_map.app.name},
        },
        "services": [service(id_) for id_ in [*data_map.systems, *_receivers(data_map)]],
    }
    return _json(value)


def bods(data_map: DataMap) -> str:
    """Statements of the Beneficial Ownership Data Standard, 0.4: parties, and interests by owner and owned."""
    day = data_map.as_of.isoformat()
    publisher = data_map.prepared_by or "A data map of Datareach"

    def statement(record: str, kind: str, details: dict[str, Any]) -> dict[str, Any]:
        return {
            "statementId": str(uuid.uuid5(PLACE, f"{data_map.title} {kind} {record}")),
            "statementDate": day,
            "publicationDetails": {"publicationDate": day, "bodsVersion": "0.4", "publisher": {"name": publisher}},
            "declarationSubject": data_map.app.operator,
            "recordId": record,
            "recordType": kind,
            "recordStatus": "new",
            "recordDetails": {"isComponent": False, **details},
        }

    statements = []
    for id_, party in data_map.parties.items():
        named = party.name or id_
        country = {"name": listed_name(party.organised_in), "code": party.organised_in}
        known = party.organised_in != NOWHERE
        if party.kind == "person":
            details: dict[str, Any] = {"personType": "knownPerson", "names": [{"type": "legal", "fullName": named}]}
            statements.append(statement(id_, "person", details | ({"nationalities": [country]} if known else {})))
        else:
            details = {"entityType": {"type": "state" if party.kind == "state" else "registeredEntity"}, "name": named}
            statements.append(statement(id_, "entity", details | ({"jurisdiction": country} if known else {})))
    lines: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for line in data_map.ownership:
        interest: dict[str, Any] = {
            "type": INTERESTS[line.via],
            "directOrIndirect": "direct",
            "beneficialOwnershipOrControl": data_map.parties[line.owner].kind == "person",
        }
        if line.share and line.share.best is not None:
            low, high = line.share.low, line.share.high
            wide = line.share.form == "range" and low is not None and high is not None
            ends = (
                {"minimum": round(100 * low, 6), "maximum": round(100 * high, 6)}
                if wide and low is not None and high is not None
                else {}
            )
            interest["share"] = ends or {"exact": round(100 * line.share.best, 6)}
        lines.setdefault((line.owner, line.of), []).append(interest)
    statements += [
        statement(f"{owner}-{of}", "relationship", {"subject": of, "interestedParty": owner, "interests": interests})
        for (owner, of), interests in lines.items()
    ]
    return _json(statements)


def ropa(data_map: DataMap) -> str:
    """A record of processing activities as CSV that a spreadsheet opens: an activity for each system."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(RECORD)
    for id_, system in data_map.systems.items():
        arriving = [flow for flow in data_map.flows if flow.target == id_]
        leaving = [flow for flow in data_map.flows if flow.source_id == id_]
        systems, parties = data_map.systems, data_map.parties
        ends = [systems.get(flow.target) or parties[flow.target] for flow in leaving]
        to = [end.place if isinstance(end, System) else end.organised_in for end in ends]
        keys = dict.fromkeys(system.keys.values())
        row = (
            _name(data_map, id_),
            "; ".join(dict.fromkeys(flow.purpose or flow.use or "" for flow in arriving)).strip("; "),
            _name(data_map, data_map.app.operator),
            _named(data_map, (group for flow in arriving for group in _senders(data_map, flow))),
            "; ".join(
                f"{_name(data_map, data)} ({data_type(data_map.data[data].type).label})"
                for data in dict.fromkeys(data for flow in arriving for data in flow.data)
            ),
            _named(data_map, (flow.target for flow in leaving)),
            "; ".join(dict.fromkeys(_country(code) for code in to if code != UNKNOWN)),
            "; ".join(f"{_name(data_map, data)}: {span_text(years)}" for data, years in system.keeps.items()),
            _country(system.place),
            f"Keys held by: {', '.join(_name(data_map, holder) for holder in keys)}" if keys else "",
            _name(data_map, system.operator) if system.operator != data_map.app.operator else "",
            "; ".join(_name(data_map, holder) for holder in keys),
        )
        writer.writerow([_harmless(cell) for cell in row])
    return out.getvalue()


def _harmless(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


Writes = Callable[[DataMap], str]
_FLOWS: Iterable[str] = ("users", "data", "systems", "flows")
EXPORTS: Mapping[str, tuple[Writes, Iterable[str]]] = {
    "otm": (otm, _FLOWS),
    "threagile": (threagile, _FLOWS),
    "fides": (fides, _FLOWS),
    "cyclonedx": (cyclonedx, _FLOWS),
    "ropa": (ropa, _FLOWS),
    "bods": (bods, ("parties", "ownership")),
}
