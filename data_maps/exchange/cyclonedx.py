"""Bills of materials of CycloneDX, 1.4 to 1.6, as JSON or XML: services with the data that flow in and out of them."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from data_maps.exchange.data_flows import Diagram
from data_maps.exchange.documents import SourceItem, document, unreadable, xml_document
from data_maps.exchange.draft import PEOPLE, UNKNOWN, MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.usual_words import country

REASONS = {
    "components": "software is no part of a data map",
    "dependencies": "what depends on what is no flow of data",
    "vulnerabilities": "vulnerabilities are no part of a data map",
    "annotations": "annotations are no part of a data map",
    "externalReferences": "addresses of documents are no part of a data map",
}


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The services of all bills."""
    draft = MapDraft("cyclonedx", "a bill of materials")
    for file, content in files.items():
        root = _bill(content, file)
        root.read.update(("specVersion", "serialNumber", "version", "$schema"))
        metadata = root.item("metadata")
        app = metadata.item("component").text("name")
        draft.about, draft.title = draft.about or app, draft.title or app
        draft.as_of = draft.as_of or metadata.text("timestamp")
        source = draft.add_source("cyclonedx", f"Bill of materials: {app or file}", on=metadata.text("timestamp"))
        if metadata.value:
            draft.take(metadata, "metadata", app, "title", "app.name", how="its component's name and its day")
        diagram = Diagram(draft, source)
        services = list(_nested(root))
        parties: dict[str, str] = {}
        for service in services:
            _service(diagram, service, parties)
        for service in services:
            for data in service.items("data"):
                _data(diagram, service, data)
        draft.drop_rest(root, REASONS)
        diagram.finish()
    return draft


def _bill(content: bytes, file: str) -> SourceItem:
    """The bill of a file; XML in the shape that JSON has, its parts at their places."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"<":
        root = document(content, file).root
        if root.text("bomFormat").lower() != "cyclonedx":
            raise unreadable(file, "bomFormat is not CycloneDX", "is it a bill of materials?")
        return root
    source = xml_document(content, file, ("classification",))
    bill = source.root.item("bom")
    if not bill.value:
        raise unreadable(file, "no bom, as CycloneDX has it", "is it a bill of materials?")
    waiting: list[Any] = [bill.value]
    while waiting:
        part = waiting.pop()
        for key, inner in list(part.items()):
            only = next(iter(inner)) if isinstance(inner, dict) and len(inner) == 1 else ""
            if key[0] in "@$":
                part["classification" if key == "$" else key[1:]] = part.pop(key)
            elif key == "data" and isinstance(inner, dict):
                part[key] = [flow for name in ("dataflow", "classification") for flow in _listed(inner.get(name))]
            elif key in ("source", "destination") and isinstance(inner, dict):
                part[key] = _listed(inner.get("url"))
            elif key == "classification" and isinstance(inner, dict):
                part |= {"flow": inner.get("@flow", ""), key: inner.get("$", "")}
            elif only[:5] == key[:5] and only != key:
                part[key] = _listed(inner[only])
            waiting += [value for value in _listed(part.get(key)) if isinstance(value, dict)]
    return bill


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _nested(item: SourceItem) -> list[SourceItem]:
    """The services of a bill, those within others too."""
    found: list[SourceItem] = []
    waiting = deque(item.items("services"))
    while waiting:
        found.append(waiting.popleft())
        waiting += found[-1].items("services")
    return found


def _key(service: SourceItem) -> str:
    return service.text("bom-ref") or service.text("name")


def _service(diagram: Diagram, service: SourceItem, parties: dict[str, str]) -> None:
    draft, provider, name = diagram.draft, service.item("provider"), service.text("name")
    called = provider.text("name")
    if called and called not in parties:
        seat = country(provider.item("address").text("country")) if provider.item("address").text("country") else ""
        parties[called] = draft.add_party(called, seat if isinstance(seat, str) else "", source=diagram.source)
    if _key(service) in diagram.systems or not name:
        draft.drop(service, "service", name, "another service has its reference" if name else "it has no name")
        return
    if service.flag("x-trust-boundary") is False and not draft.operator and called:
        draft.operator = parties[called]
    operator = parties.get(called, UNKNOWN)
    properties = service.items("properties")
    stated = {each.text("name"): each.text("value") for each in properties}
    place, keys = (stated.pop(f"datareach:{name}", "") for name in ("country", "keys"))
    known = {"in": place} if isinstance(country(place) if place else None, str) else {}
    known |= {"keys": keys} if keys in ("operator", "users", "none") else {}
    if stated:
        service.read.discard("properties")
    diagram.add_part(service, _key(service), name, "service", outside=False, operator=operator, **known)
    service.read.update(("bom-ref", "data", "services", "provider"))


def _data(diagram: Diagram, service: SourceItem, data: SourceItem) -> None:
    """The data of a service: where they come from and go to, as far as these are services of the bill or hosts."""
    draft, here = diagram.draft, diagram.systems.get(_key(service), "")
    name = data.text("name") or data.text("description") or data.text("classification")
    if not here:
        draft.drop(data, "data", name, "its service is not in the map")
        return
    before = len(draft.elements)
    key = f"data {name}"
    if key not in diagram.data:
        diagram.add_data(data, key, name, data.text("description"), data.text("classification"))
        del draft.elements[before:]
    ids = diagram.assets([key])
    if not ids:
        draft.drop(data, "data", name, "about no person, by its name")
        return
    way = data.text("flow").lower()
    becomes = [f"data.{id_}" for id_ in ids]
    draft.hold(here, ids)
    ends = (
        [(each, here) for each in data.texts("source")] if way in ("inbound", "bi-directional", "unknown", "") else []
    )
    ends += (
        [(here, each) for each in data.texts("destination")]
        if way in ("outbound", "bi-directional", "unknown", "")
        else []
    )
    for pair in ends:
        start, end = (each if each == here else _end(diagram, each) for each in pair)
        if start != end:
            becomes.append(
                "flows." + draft.add_flow(start, end, ids, id_=name, in_transit=UNKNOWN, source=diagram.source)
            )
    data.read.update(("flow", "source", "destination", "classification"))
    draft.take(data, "data", name, f"systems.{here}", *becomes, how=f"{way or 'no'} direction; type by its words")


def _end(diagram: Diagram, text: str) -> str:
    """The system that an end is: a service of the bill by reference or name, else a host or a thing of that name."""
    if text in diagram.systems:
        return diagram.systems[text]
    if text.lower() in ("user", "users", "customer", "people"):
        diagram.draft.users.setdefault(PEOPLE, {})
        return PEOPLE
    try:
        name = urlsplit(text).hostname or text
    except ValueError:
        name = text
    return diagram.systems.setdefault(text, diagram.draft.add_system(name, source=diagram.source))


FORMAT = ForeignFormat(
    "cyclonedx",
    "CycloneDX (1.4 to 1.6, JSON or XML)",
    (".json", ".xml", ".cdx"),
    drafted,
    "services become systems, their providers parties; data become data, with flows from sources and to destinations",
    "components, dependencies, vulnerabilities, licences, endpoints; data about nobody",
    "what data are whose type is not recognised; where providers and services are; who holds the keys",
)
