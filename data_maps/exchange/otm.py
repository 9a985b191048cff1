"""Models in the Open Threat Model format, 0.1 and 0.2: components, assets and data flows."""

from __future__ import annotations

import re
from collections.abc import Mapping

from data_maps.exchange.data_flows import DROPPED_SECTIONS, Diagram
from data_maps.exchange.documents import SourceItem, document, unreadable
from data_maps.exchange.draft import UNKNOWN, MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import is_people
from data_maps.usual_words import country

CLIENTS = ("web-client", "mobile-client", "browser", "client", "mobile-device", "desktop-client", "actor", "user")
_REGION = re.compile(
    r"\b[a-z]{2}(?:-gov)?-[a-z]+-[0-9]\b|\b(?:asia|europe|us|africa|me|australia)-[a-z]+[0-9]\b", re.IGNORECASE
)


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The components, assets and flows of all models."""
    draft = MapDraft("otm", "a threat model")
    for file, content in files.items():
        root = document(content, file).root
        if "otmVersion" not in root.value and "project" not in root.value:
            raise unreadable(
                file, "no otmVersion and no project, as an Open Threat Model has them", "is it of this format?"
            )
        root.text("otmVersion")
        project = root.item("project")
        title = project.text("name", "id")
        draft.title, draft.about = draft.title or title, draft.about or title
        source = draft.add_source("otm", f"Open Threat Model: {title or file}", publisher=project.text("owner"))
        project.read.add("id")
        draft.take(
            project, "project", title, "title", "app.name", how="its name; its owner is who published the source"
        )
        diagram = Diagram(draft, source)
        for asset in root.items("assets"):
            asset.read.add("id")
            stated = asset.item("attributes").text("type")
            diagram.add_data(asset, asset.text("id"), asset.text("name", "id"), asset.text("description"), type_=stated)
        zones = {zone.text("id"): zone.text("name") for zone in root.items("trustZones")}
        for component in root.items("components"):
            _component(diagram, component, zones)
        for flow in root.items("dataflows"):
            _flow(diagram, flow)
        root.read.discard("trustZones")
        draft.drop_rest(root, DROPPED_SECTIONS)
        diagram.finish()
    return draft


def _assets(diagram: Diagram, item: SourceItem, key: str) -> list[str]:
    """The ids of the assets in a list, which may be ids or mappings that name one."""
    named = item.texts(key) + [each.text("asset", "id") for each in item.items(key)]
    return diagram.assets(named)


def _component(diagram: Diagram, component: SourceItem, zones: Mapping[str, str]) -> None:
    key, name, type_ = component.text("id"), component.text("name", "id"), component.text("type").lower()
    parent = component.item("parent")
    zone = zones.get(parent.text("trustZone"), "")
    attributes = component.item("attributes")
    stated = country(attributes.text("country", "region")) if attributes.text("country", "region") else ""
    place = next((code for text in (name, zone) if (code := _place(text))), UNKNOWN)
    place = stated if isinstance(stated, str) and stated else place
    if not key or key in diagram.systems or key in diagram.people:
        diagram.draft.drop(component, "component", name, "another component has its id" if key else "it has no id")
        return
    outside = type_ in CLIENTS or "client" in type_ or "actor" in type_ or "external" in type_
    if outside and (type_ in CLIENTS or is_people(name) or "client" in type_):
        diagram.add_people(component, key, name, "component")
    else:
        keys = attributes.text("keys") if attributes.text("keys") in ("operator", "users", "none") else UNKNOWN
        diagram.add_part(
            component,
            key,
            name,
            "component",
            outside=outside,
            **{"in": place},
            keys=keys,
            operator=_operator(diagram, attributes),
        )
    if key in diagram.systems and isinstance(component.value.get("assets"), dict):
        assets = component.item("assets")
        diagram.draft.hold(
            diagram.systems[key], _assets(diagram, assets, "processed") + _assets(diagram, assets, "stored")
        )
    component.read.update(("assets", "parent", "attributes"))
    diagram.draft.drop_all(component, "threats", "threat", DROPPED_SECTIONS["threats"])


def _operator(diagram: Diagram, attributes: SourceItem) -> str:
    """The party that an attribute names as the operator; unknown where none does."""
    name = attributes.text("operator")
    if not name or name == UNKNOWN:
        return UNKNOWN
    parties = diagram.draft.parties
    return next((id_ for id_, party in parties.items() if party["name"] == name), "") or diagram.draft.add_party(name)


def _place(text: str) -> str:
    """The country of a cloud's region in a text; empty where it names none."""
    region = _REGION.search(text)
    code = country(region.group()) if region else ""
    return code if isinstance(code, str) else ""


def _flow(diagram: Diagram, flow: SourceItem) -> None:
    name, start, end = (
        flow.text("name", "id"),
        flow.text("source", "sourceNode"),
        flow.text("destination", "destinationNode"),
    )
    flow.read.add("id")
    stated = bool(flow.value.get("assets"))
    data = _assets(diagram, flow, "assets") if stated else None
    received = ([*data] if data is not None else [diagram.draft.unnamed_data()]) if flow.flag("bidirectional") else None
    diagram.draft.drop_all(flow, "threats", "threat", DROPPED_SECTIONS["threats"])
    line = flow.item("attributes").text("in_transit")
    line = line if line in ("encrypted", "clear") else UNKNOWN
    diagram.link(flow, name, start, end, data, received, in_transit=line)


FORMAT = ForeignFormat(
    "otm",
    "the Open Threat Model format (0.1 and 0.2)",
    (".otm", ".json", ".yaml", ".yml"),
    drafted,
    "components become people or systems, with the country of a cloud region they name; assets data; dataflows flows",
    "threats, mitigations, trust zones, representations; flows that end nowhere; assets about nobody",
    "what assets are whose type is not recognised; who runs a component and where; whether lines are encrypted",
)
