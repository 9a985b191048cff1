"""Ownership statements of the Beneficial Ownership Data Standard, 0.1 to 0.4: parties, and who owns whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from data_maps.countries import CODES
from data_maps.exchange.documents import SourceFile, SourceItem, document, unreadable
from data_maps.exchange.draft import MapDraft, day
from data_maps.exchange.importing import Beside, ForeignFormat

VIA = {
    "shareholding": "shares",
    "votingRights": "votes",
    "appointmentOfBoard": "board",
    "boardMember": "board",
    "boardChair": "board",
    "seniorManagingOfficial": "management",
    "trustee": "management",
    "protector": "articles",
    "controlViaCompanyRulesOrArticles": "articles",
    "rightsGrantedByContract": "contract",
    "conditionalRightsGrantedByContract": "contract",
    "controlByLegalFramework": "law",
    "nominee": "nominee",
    "nominator": "nominee",
    "settlor": "unknown",
    "settlorOfTrust": "unknown",
    "trusteeOfTrust": "management",
    "protectorOfTrust": "articles",
    "otherInfluenceOrControl": "unknown",
    "otherInfluenceOrControlOfTrust": "unknown",
    "influenceOrControl": "unknown",
    "unknownInterest": "unknown",
    "unpublishedInterest": "unknown",
}
"""The kind of interest of a map for each of the standard; codes are compared without hyphens and case."""
MONEY_ALONE = (
    "rightsToSurplusAssetsOnDissolution",
    "rightsToSurplusAssets",
    "rightsToProfitOrIncome",
    "rightToProfitOrIncomeFromAssets",
    "enjoymentAndUseOfAssets",
    "beneficiaryOfLegalArrangement",
    "beneficiaryOfTrust",
)
_BY_CODE = {code.lower(): via for code, via in VIA.items()} | {code.lower(): "" for code in MONEY_ALONE}
PARTY_TYPES = {"state": "state", "statebody": "state"}
CERTAIN = 99.9


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The parties and lines of ownership of all statements."""
    draft = MapDraft("bods", "an ownership register")
    statements = [
        statement for file, content in files.items() for statement in _statements(document(content, file), draft)
    ]
    source = _source(draft, statements)
    current = _current(draft, statements)
    ids: dict[str, str] = {}
    named: dict[tuple[str, str], str] = {}
    for statement in current:
        if _kind(statement) in ("entity", "person"):
            _party(draft, statement, ids, named, source)
    relationships = [statement for statement in current if _kind(statement) == "relationship"]
    # What is indirect follows the lines that it may be held through.
    for statement in sorted(relationships, key=_is_indirect):
        _relationship(draft, statement, ids, source)
    owned, owners = {line["of"] for line in draft.ownership}, {line["owner"] for line in draft.ownership}
    companies = [id_ for id_ in draft.parties if draft.parties[id_].get("kind", "company") == "company"]
    subjects = [ids[subject] for statement in current if (subject := statement.text("declarationSubject")) in ids]
    lowest = [id_ for id_ in (*subjects, *companies) if id_ in companies and id_ not in owners]
    candidates = list(dict.fromkeys([id_ for id_ in lowest if id_ in owned] or lowest or companies))
    if candidates:
        draft.operator = candidates[0]
        draft.about = draft.parties[draft.operator]["name"]
        draft.title = f"{draft.about} and who owns it"
        if len(candidates) > 1:
            draft.ask("Which of these runs the app? The first is taken.", [f"parties.{id_}" for id_ in candidates])
    return draft


def _statements(source: SourceFile, draft: MapDraft) -> list[SourceItem]:
    """The statements of a file: a list, one alone, or a list under a key."""
    value = source.value
    if isinstance(value, dict) and not {"statementId", "statementID", "recordDetails", "statementType"} & set(value):
        listed = next((key for key, inner in value.items() if isinstance(inner, list)), None)
        value = value[listed] if listed else []
    if not isinstance(value, dict | list):
        raise unreadable(source.file, "no list of statements", "is it of this format?")
    parts = value if isinstance(value, list) else [value]
    items = []
    for at, part in enumerate(parts):
        item = SourceItem(source, (at,), part if isinstance(part, dict) else {})
        if isinstance(part, dict):
            items.append(item)
        else:
            draft.drop(item, "statement", "", "it is no mapping")
    return items


def _kind(statement: SourceItem) -> str:
    """entity, person or relationship; empty for anything else."""
    stated = statement.text("recordType", "statementType")
    kinds = {"entityStatement": "entity", "personStatement": "person", "ownershipOrControlStatement": "relationship"}
    return kinds.get(stated, stated if stated in ("entity", "person", "relationship") else "")


def _details(statement: SourceItem) -> SourceItem:
    """What a statement says: inside it from 0.4 on, before that it itself."""
    return statement.item("recordDetails") if isinstance(statement.value.get("recordDetails"), dict) else statement


def _record(statement: SourceItem) -> str:
    return statement.text("recordId", "statementID", "statementId")


def _source(draft: MapDraft, statements: list[SourceItem]) -> str:
    first = next((each.item("publicationDetails") for each in statements if each.value.get("publicationDetails")), None)
    dates = [
        day(each.text("statementDate")) or day(each.item("publicationDetails").text("publicationDate"))
        for each in statements
    ]
    draft.as_of = max(dates, default="")
    publisher = first.item("publisher").text("name", "url") if first else ""
    return draft.add_source("bods", "Statements of beneficial ownership (BODS)", publisher=publisher, on=draft.as_of)


def _current(draft: MapDraft, statements: list[SourceItem]) -> list[SourceItem]:
    """The statements that no later one replaces or ends; the others are dropped."""
    replaced = {id_ for each in statements for id_ in each.texts("replacesStatements")}
    latest: dict[str, tuple[str, int]] = {}
    for number, each in enumerate(statements):
        if record := each.text("recordId"):
            latest[record] = max(latest.get(record, ("", -1)), (day(each.text("statementDate")), number))
    current = []
    for number, each in enumerate(statements):
        record, kind = each.text("recordId"), _kind(each) or "statement"
        each.read.update(
            ("statementId", "statementID", "declarationSubject", "publicationDetails", "statementDate", "source")
        )
        if not _kind(each):
            draft.drop(each, kind, _record(each), "it is about no entity, person or relationship")
        elif record and latest[record][1] != number:
            draft.drop(each, kind, record, "a later statement about the same record replaces it")
        elif each.text("statementID", "statementId") in replaced:
            draft.drop(each, kind, _record(each), "another statement replaces it")
        elif each.text("recordStatus") == "closed":
            draft.drop(each, kind, _record(each), "the record is closed")
        else:
            current.append(each)
    return current


def _country(item: SourceItem, *keys: str) -> str:
    """The country under the first of some keys: a code, one with a part of it, or a mapping with either."""
    for key in keys:
        value = item.raw(key)
        code = item.item(key).text("code") if isinstance(value, dict) else item.text(key)
        if code[:2].upper() in CODES and (len(code) == 2 or code[2:3] == "-"):
            return code[:2].upper()
    return ""


def _seat(details: SourceItem) -> tuple[str, str]:
    """The country of a party, and how it is known where the party does not say it as its jurisdiction."""
    if stated := _country(details, "jurisdiction", "incorporatedInJurisdiction"):
        return stated, ""
    for nationality in details.items("nationalities"):
        if code := _country(SourceItem(nationality.document, nationality.path, {"code": nationality.value}), "code"):
            return code, "by nationality"
    for identifier in details.items("identifiers"):
        scheme = identifier.text("scheme")
        if scheme[2:3] == "-" and scheme[:2] in CODES and not scheme.startswith("X"):
            return scheme[:2], f"by its register {scheme}"
    for address in [*details.items("addresses"), details.item("placeOfResidence")]:
        if code := _country(address, "country"):
            return code, "by an address"
    for residency in details.items("taxResidencies"):
        if code := _country(SourceItem(residency.document, residency.path, {"code": residency.value}), "code"):
            return code, "by where it pays tax"
    return "", ""


def _name(details: SourceItem) -> str:
    names = details.items("names")
    full = next((text for each in names if (text := each.text("fullName"))), "")
    parts = [names[0].text("givenName"), names[0].text("familyName")] if names else []
    return details.text("name") or full or " ".join(filter(None, parts))


def _party(
    draft: MapDraft, statement: SourceItem, ids: dict[str, str], named: dict[tuple[str, str], str], source: str
) -> None:
    details = _details(statement)
    person = _kind(statement) == "person"
    stated = details.raw("entityType")
    type_ = details.item("entityType").text("type") if isinstance(stated, dict) else details.text("entityType")
    name, (seat, how) = _name(details), _seat(details)
    kind = "person" if person else PARTY_TYPES.get(type_.lower(), "company")
    unnamed = not name
    if unnamed:
        reason = details.item("unspecifiedEntityDetails").text("reason") or details.item(
            "unspecifiedPersonDetails"
        ).text("reason")
        name = f"Not named ({type_ or details.text('personType', 'unspecifiedReason') or reason or 'no name is given'})"
    id_ = named.get((name, seat), "") if not unnamed else ""
    if id_ and draft.parties[id_].get("kind", "company") == kind and not person:
        ids[_record(statement)] = ids[statement.text("statementID", "statementId")] = id_
        statement.read.update(statement.value)
        draft.take(
            statement, _kind(statement), name, f"parties.{id_}", how="the same name and country as another record"
        )
        return
    more = {"kind": kind} if kind != "company" else {}
    why = {"why": how} if how else {}
    id_ = draft.add_party(name, seat, **more, source=source, **why)
    named[name, seat] = id_
    ids[_record(statement)] = id_
    ids[statement.text("statementID", "statementId")] = id_
    statement.read.update(("recordType", "recordStatus", "statementType"))
    details.read.update(("isComponent", "entityType", "personType", "jurisdiction", "incorporatedInJurisdiction"))
    told = [how and f"its country {how}", unnamed and "it has no name", kind == "state" and f"{type_} as a state"]
    draft.take(
        statement, _kind(statement), name, f"parties.{id_}", how="; ".join(filter(None, map(str, filter(None, told))))
    )
    draft.elements[-1] = (draft.elements[-1][0], details)


def _is_indirect(relationship: SourceItem) -> bool:
    levels = {each.text("directOrIndirect", "interestLevel") for each in _details(relationship).items("interests")}
    return "indirect" in levels and "direct" not in levels


def _end(relationship: SourceItem, key: str, ids: Mapping[str, str]) -> tuple[str, str]:
    """The party at one end of a relationship, else why there is none."""
    value = relationship.raw(key)
    stated = relationship.item(key)
    named = relationship.text(key) or stated.text("describedByEntityStatement", "describedByPersonStatement")
    if named in ids:
        return ids[named], ""
    if named:
        return "", f"its {key} {named} is no statement in these files"
    unspecified = stated.item("unspecified") if isinstance(stated.value.get("unspecified"), dict) else stated
    reason = unspecified.text("reason", "description") if isinstance(value, dict) else ""
    return "", f"its {key} is not said" + (f": {reason}" if reason else "")


def _relationship(draft: MapDraft, statement: SourceItem, ids: Mapping[str, str], source: str) -> None:
    """The lines of a relationship, one for each interest; each interest is an element of its own."""
    details = _details(statement)
    owner, no_owner = _end(details, "interestedParty", ids)
    of, no_subject = _end(details, "subject", ids)
    interests = details.items("interests")
    if not of or (not owner and "is no statement" in no_owner):
        for each in interests:
            draft.drop(each, "interest", each.text("type"), no_subject or no_owner)
        draft.drop(statement, "relationship", _record(statement), no_subject or no_owner)
        return
    if owner == of:
        for each in interests:
            draft.drop(each, "interest", each.text("type"), "a party cannot own itself in a map")
        draft.drop(statement, "relationship", _record(statement), "a party cannot own itself in a map")
        return
    if not owner:
        for each in interests:
            draft.drop(each, "interest", each.text("type"), no_owner)
        draft.ask(f"Who has this interest? The source says: {no_owner}.", [f"parties.{of}"])
        draft.drop(statement, "relationship", _record(statement), no_owner)
        return
    lines = [line for each in interests if (line := _interest(draft, each, owner, of, source, details))]
    statement.read.update(("recordType", "recordStatus", "statementType"))
    if not interests:
        line = draft.add_line(owner, of, "unknown", {}, source, "no kind of interest is stated")
        draft.take(statement, "relationship", _record(statement), line, how="an interest of which nothing is said")
    elif lines:
        draft.take(
            statement,
            "relationship",
            _record(statement),
            *dict.fromkeys(lines),
            how="a line of ownership for each interest",
        )
    else:
        draft.drop(statement, "relationship", _record(statement), "none of its interests is a line of the map")
        return
    details.read.update(("isComponent", "componentRecords", "componentStatementIDs"))
    draft.elements[-1] = (draft.elements[-1][0], details)


def _interest(draft: MapDraft, interest: SourceItem, owner: str, of: str, source: str, details: SourceItem) -> str:
    """The line of an interest; empty where there is none."""
    type_ = interest.text("type")
    via = _BY_CODE.get(type_.replace("-", "").lower(), "unknown")
    ended = day(interest.text("endDate"))
    if ended and ended <= (draft.as_of or ended):
        draft.drop(interest, "interest", type_, f"it ended on {ended}")
        return ""
    if not via:
        draft.drop(interest, "interest", type_, "it gives money, and no say")
        return ""
    direct = interest.text("directOrIndirect", "interestLevel")
    share = share_of(interest.item("share"))
    if via not in ("shares", "votes"):
        share = {}
    since = day(interest.text("startDate"))
    texts = (type_, direct, interest.text("details"), since and f"since {since}")
    if direct == "indirect" and draft.leads(owner, of):
        draft.drop(interest, "interest", type_, "it is indirect, and the lines that it is held through are in the map")
        return ""
    line = draft.add_line(owner, of, via, share, source, ", ".join(filter(None, texts)))
    interest.read.update(("beneficialOwnershipOrControl", "share", "endDate"))
    details.read.add("interests")
    exact = via in ("shares", "votes") and direct != "indirect"
    draft.take(
        interest,
        "interest",
        type_,
        line,
        how="" if exact else f"{type_ or 'not said'} as {via}{', indirect' * (direct == 'indirect')}",
    )
    return line


def share_of(share: SourceItem) -> dict[str, Any]:
    """The share of an interest: exact, or a range whose ends cannot be certain; empty where none is said."""

    def number(*keys: str) -> float | None:
        for key in keys:
            value = share.raw(key)
            if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 100:
                return float(value)
        return None

    if (exact := number("exact")) is not None:
        return {"share": f"{exact:.10g}%"}
    low, high = number("minimum", "exclusiveMinimum"), number("maximum", "exclusiveMaximum")
    if low is None and high is None:
        return {}
    ends = max(low or 0.0, 100 - CERTAIN), min(100.0 if high is None else high, CERTAIN)
    return {"share": [f"{ends[0]:.10g}%", f"{ends[1]:.10g}%"]} if ends[0] < ends[1] else {}


FORMAT = ForeignFormat(
    "bods",
    "the Beneficial Ownership Data Standard (0.1 to 0.4)",
    (".json",),
    drafted,
    "entities and persons become parties; each interest becomes a line of ownership with its share, source and day",
    "interests that ended or give money alone; statements that others replace; dates of birth, addresses, annotations",
    "who an unspecified party is; where a party without a country is organised; which party runs the app",
)
