"""Models of OWASP Threat Dragon, versions 1 and 2: diagrams of actors, processes, stores and flows."""

from __future__ import annotations

from collections.abc import Mapping

from data_maps.exchange.data_flows import DROPPED_SECTIONS, Diagram, keys_of
from data_maps.exchange.documents import SourceItem, document, unreadable
from data_maps.exchange.draft import MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import types_named

KINDS = {
    "actor": "actor",
    "process": "process",
    "store": "store",
    "flow": "flow",
    "boundary": "trust boundary",
    "text": "text",
}
CLEAR = ("http", "ftp", "telnet", "smtp", "ws")


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The parts and flows of all diagrams of the models."""
    draft = MapDraft("threat-dragon", "a threat model")
    for file, content in files.items():
        root = document(content, file).root
        if "detail" not in root.value and "summary" not in root.value:
            raise unreadable(
                file, "no summary and no detail, as a model of Threat Dragon has them", "is it of this format?"
            )
        summary, detail = root.item("summary"), root.item("detail")
        title = summary.text("title")
        draft.title, draft.about = draft.title or title, draft.about or title
        source = draft.add_source("threat-dragon", f"Threat model: {title or file}", publisher=summary.text("owner"))
        diagram = Diagram(draft, source)
        draft.take(
            summary, "summary", title, "title", "app.name", how="its title; its owner is who published the source"
        )
        cells = [cell for each in detail.items("diagrams") for cell in _cells(each, draft)]
        for cell in cells:
            if _kind(cell) != "flow":
                _part(diagram, cell)
        for cell in cells:
            if _kind(cell) == "flow":
                _flow(diagram, cell)
        draft.drop_all(detail, "contributors", "contributor", "who drew it is no part of a data map")
        draft.drop_rest(detail, DROPPED_SECTIONS)
        draft.drop_rest(root, DROPPED_SECTIONS)
        diagram.finish()
    return draft


def _cells(diagram: SourceItem, draft: MapDraft) -> list[SourceItem]:
    """The cells of a diagram: in it itself, or under diagramJson where version 1 has them."""
    inside = diagram if "cells" in diagram.value else diagram.item("diagramJson")
    cells = inside.items("cells")
    diagram.read.update(("title", "diagramType", "id", "thumbnail", "version", "placeholder", "diagramJson"))
    name = diagram.text("title")
    if cells:
        draft.take(diagram, "diagram", name, "systems", how="its parts, one by one")
    else:
        draft.drop(diagram, "diagram", name, "it is empty")
    return cells


def _data(cell: SourceItem) -> SourceItem:
    """What a cell says of itself: under data in version 2, in the cell in version 1."""
    return cell.item("data") if isinstance(cell.value.get("data"), dict) else cell


def _kind(cell: SourceItem) -> str:
    stated = (_data(cell).text("type") or cell.text("type", "shape")).lower()
    stated = stated.removeprefix("tm.") or cell.text("shape")
    if "source" in cell.value or "target" in cell.value or stated in ("edge", "flow"):
        return "flow" if "boundary" not in stated and not _data(cell).flag("isTrustBoundary") else "boundary"
    return next((kind for kind in KINDS if kind in stated), "boundary" if "trust" in stated else "")


def _name(cell: SourceItem) -> str:
    """The name of a cell, as it says it or as it is drawn."""
    drawn = cell.within("attrs", "text").text("text") or cell.within("attrs", "label").text("text")
    for label in cell.items("labels"):
        drawn = drawn or label.within("attrs", "text").text("text") or label.within("attrs", "labelText").text("text")
    value = cell.item("value") if isinstance(cell.value.get("value"), dict) else cell
    return _data(cell).text("name") or drawn or value.text("value", "label")


def _part(diagram: Diagram, cell: SourceItem) -> None:
    draft, data, kind, name, key = diagram.draft, _data(cell), _kind(cell), _name(cell), cell.text("id")
    draft.drop_all(data, "threats", "threat", DROPPED_SECTIONS["threats"])
    told = KINDS.get(kind, "cell")
    if kind in ("boundary", "text", ""):
        draft.drop(cell, told, name, "it draws, and says nothing of data" if kind else "of no kind that is known")
    elif not key or key in diagram.systems or key in diagram.people or key in diagram.staff:
        draft.drop(cell, told, name, "another cell has its id" if key else "it has no id")
    else:
        store = kind == "store"
        stored = keys_of(data.flag("isEncrypted")) if store else {}
        diagram.add_part(cell, key, name or told, told, outside=kind == "actor", **stored)
        if store and data.flag("storesCredentials") and key in diagram.systems:
            draft.hold(diagram.systems[key], [draft.data_of_type("credentials")])
        data.read.update(("type", "name", "hasOpenThreats", "isTrustBoundary", "threatFrequency", "reasonOutOfScope"))
        cell.read.update(
            (
                "position",
                "size",
                "attrs",
                "shape",
                "zIndex",
                "visible",
                "ports",
                "angle",
                "z",
                "type",
                "hasOpenThreats",
                "data",
            )
        )
        draft.elements[-1] = (draft.elements[-1][0], data if draft.elements[-1][1] else None)


def _flow(diagram: Diagram, cell: SourceItem) -> None:
    draft, data, name = diagram.draft, _data(cell), _name(cell)
    draft.drop_all(data, "threats", "threat", DROPPED_SECTIONS["threats"])
    start, end = (cell.item(key).text("cell", "id") or cell.text(key) for key in ("source", "target"))
    encrypted, protocol = data.flag("isEncrypted"), data.text("protocol").lower()
    clear = encrypted is False and (protocol in CLEAR or not protocol or protocol == "http")
    safe = encrypted or protocol in ("https", "tls", "ssh", "sftp", "wss", "ftps")
    in_transit = "encrypted" if safe else "clear" if clear and protocol in CLEAR else "unknown"
    types = types_named(name)
    sent = [draft.data_of_type(type_) for type_ in types] if types else None
    received = sent if data.flag("isBidirectional") else None
    if data.flag("isBidirectional") and sent is None:
        received = [draft.unnamed_data()]
    diagram.link(cell, name, start, end, sent, received, "which data, by its name", in_transit=in_transit)
    data.read.update(("type", "name", "hasOpenThreats", "isTrustBoundary", "isPublicNetwork", "reasonOutOfScope"))
    draft.elements[-1] = (draft.elements[-1][0], data if draft.elements[-1][1] else None)


FORMAT = ForeignFormat(
    "threat-dragon",
    "OWASP Threat Dragon (1 and 2)",
    (".json",),
    drafted,
    "actors become people or systems of others by their names; processes and stores become systems; flows become flows",
    "threats, mitigations, trust boundaries, contributors and the drawing; flows that end nowhere, or are of staff",
    "which data a flow carries where its name does not say it; who runs a system, where it stands, who holds its keys",
)
