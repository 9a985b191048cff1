"""Records of the Global LEI Index: level 1 (who is who) and level 2 (who consolidates whom), as JSON, XML and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from data_maps.countries import CODES
from data_maps.exchange.documents import SourceItem, clean, document, table, xml_document
from data_maps.exchange.draft import MapDraft, day
from data_maps.exchange.importing import Beside, ForeignFormat

VIA = {
    "IS_DIRECTLY_CONSOLIDATED_BY": ("unknown", "consolidated in its accounts"),
    "IS_ULTIMATELY_CONSOLIDATED_BY": ("unknown", "consolidated in its accounts as the last above"),
    "IS_INTERNATIONAL_BRANCH_OF": ("management", "a branch of it abroad"),
    "IS_FUND-MANAGED_BY": ("management", "a fund that it manages"),
    "IS_SUBFUND_OF": ("management", "a part of that fund"),
}
"""The kind of interest of each relationship from a child to its parent, and the reason; how it controls is not said."""
CHILD, PARENT = "relationship.startnode", "relationship.endnode"
Fields = Mapping[str, str]


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The parties of level 1 and the lines of ownership of level 2."""
    draft = MapDraft("gleif", "an index of legal entities")
    records = [(item, _fields(item)) for file, content in files.items() for item in _records(content, file)]
    dates = [day(text) for _, fields in records for key, text in fields.items() if key.endswith("lastupdatedate")]
    draft.as_of = max(dates, default="")
    source = draft.add_source("gleif", "Global LEI Index, levels 1 and 2", publisher="GLEIF", on=draft.as_of)
    ids: dict[str, str] = {}
    said: set[str] = set()
    relations = []
    for item, fields in records:
        item.read.update(item.value)
        if f"{CHILD}.nodeid" in fields or f"{CHILD}.id" in fields:
            relations.append((item, fields))
        elif any(key.startswith("exception") for key in fields):
            lei = fields.get("lei", "")
            why = next((text for key, text in fields.items() if "reason" in key), "no reason is given")
            draft.drop(item, "exception", lei, f"no parent is reported: {why}")
            draft.ask(
                f"Who is above {lei}? It reports no parent ({why}).", [f"parties.{ids[lei]}"] if lei in ids else []
            )
        elif lei := fields.get("lei", ""):
            if lei in ids:
                draft.drop(item, "entity", lei, "another record has this LEI")
            else:
                ids[lei] = _party(draft, item, fields, source)
        else:
            draft.drop(item, "record", "", "it has no LEI, and is no relationship")
    # Those of the last above follow those through which they may be held.
    for item, fields in sorted(relations, key=lambda relation: "ULTIMATELY" in _kind(relation[1])):
        _relation(draft, item, fields, ids, source, said)
    owned = {line["of"] for line in draft.ownership}
    owners = {line["owner"] for line in draft.ownership}
    lowest = [id_ for id_ in draft.parties if id_ not in owners]
    candidates = [id_ for id_ in lowest if id_ in owned] or lowest or list(draft.parties)
    if candidates:
        draft.operator, draft.about = candidates[0], draft.parties[candidates[0]]["name"]
        draft.title = f"{draft.about} and who is above it"
        if len(candidates) > 1:
            draft.ask("Which of these runs the app? The first is taken.", [f"parties.{id_}" for id_ in candidates])
    return draft


def _records(content: bytes, file: str) -> Iterator[SourceItem]:
    """The records of a file, in whichever way they are wrapped."""
    if file.lower().endswith(".csv"):
        yield from table(content, file).rows
        return
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    source = xml_document(content, file) if start == b"<" else document(content, file)
    root = source.root if isinstance(source.value, dict) else SourceItem(source, (), {"data": source.value})
    waiting = [root]
    while waiting:
        item = waiting.pop()
        value = item.value
        lowered = {key.lower() for key in value}
        if lowered & {
            "lei",
            "relationship",
            "relationshiprecord",
            "attributes",
            "exceptioncategory",
            "exception.category",
        }:
            yield item
            continue
        inner: list[SourceItem] = []
        for key, part in value.items():
            parts = part if isinstance(part, list) else [part]
            inner += [
                SourceItem(source, (*item.path, key, *([at] if isinstance(part, list) else [])), each)
                for at, each in enumerate(parts)
                if isinstance(each, dict) and key.lower() not in ("header", "meta", "links", "leiheader", "rrheader")
            ]
        waiting += reversed(inner)


def _fields(item: SourceItem) -> dict[str, str]:
    """A record as texts by their ways of keys in small letters, without what only wraps them."""
    fields: dict[str, str] = {}

    def walk(value: Any, way: str) -> None:
        if isinstance(value, dict):
            for key, inner in value.items():
                bare = clean(key).lower().split(":")[-1]
                wraps = bare in ("$", "attributes", "relationshiprecord", "exception") or bare.startswith("@")
                walk(inner, way if wraps else f"{way}.{bare}".lstrip("."))
        elif isinstance(value, list):
            for inner in value[:50]:
                walk(inner, way)
        elif text := clean(value):
            fields.setdefault(way, text)

    walk(item.value, "")
    return fields


def _country(fields: Fields, *keys: str) -> str:
    codes = (fields.get(f"entity.{key}", "")[:2].upper() for key in keys)
    return next((code for code in codes if code in CODES), "")


def _party(draft: MapDraft, item: SourceItem, fields: Fields, source: str) -> str:
    name = fields.get("entity.legalname.name") or fields.get("entity.legalname", "")
    seat = _country(fields, "legaljurisdiction", "jurisdiction", "legaladdress.country")
    run_from = _country(fields, "headquartersaddress.country")
    lei = fields["lei"]
    id_ = draft.add_party(name or lei, seat, run_from=run_from, source=source, why=f"LEI {lei}")
    draft.take(
        item, "entity", lei, f"parties.{id_}", how="name, seat and head office; the rest has no place in a data map"
    )
    return id_


def _kind(fields: Fields) -> str:
    return fields.get("relationship.relationshiptype") or fields.get("relationship.type", "")


def _relation(
    draft: MapDraft, item: SourceItem, fields: Fields, ids: dict[str, str], source: str, said: set[str]
) -> None:
    kind = _kind(fields)
    ends = [fields.get(f"{end}.nodeid") or fields.get(f"{end}.id", "") for end in (CHILD, PARENT)]
    status = fields.get("relationship.relationshipstatus") or fields.get("relationship.status", "ACTIVE")
    name = " ".join((ends[0], kind, ends[1]))
    why = ""
    if kind not in VIA:
        why = "it gives no say"
    elif status not in ("ACTIVE", "PUBLISHED"):
        why = f"its status is {status}"
    elif not all(ends) or ends[0] == ends[1]:
        why = "it has not two ends"
    if not why:
        for lei in ends:
            if lei not in ids:
                ids[lei] = draft.add_party(lei, source=source, why=f"LEI {lei}, of which these files have no record")
        child, parent = (ids[lei] for lei in ends)
        if "ULTIMATELY" in kind and draft.leads(parent, child):
            why = "it follows from the lines in between"
    if why:
        draft.drop(item, "relationship", name, why)
        return
    via, reason = VIA[kind]
    since = next(
        (day(fields[key]) for key in fields if key.startswith("relationship") and key.endswith("startdate")), ""
    )
    more = ", ".join(filter(None, (reason, since and f"since {since}")))
    if f"ownership.{parent}.{child}" in said:
        draft.drop(item, "relationship", name, "another record says the same")
        return
    said.add(draft.add_line(parent, child, via, {}, source, more))
    draft.take(item, "relationship", name, f"ownership.{parent}.{child}", how=f"{kind} as {via}")


FORMAT = ForeignFormat(
    "gleif",
    "the Global LEI Index (levels 1 and 2, JSON, XML or CSV)",
    (".json", ".xml", ".csv"),
    drafted,
    "legal entities become parties with seat and head office; consolidation and branches become lines of ownership",
    "inactive relationships, feeder funds, what follows from lines in between; addresses, other names, registration",
    "who is above an entity that reports no parent; by which kind of interest a parent controls",
)
