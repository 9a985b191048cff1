"""Models of Threagile, 1.0: technical assets, data assets and communication links."""

from __future__ import annotations

from collections.abc import Mapping

from data_maps.exchange.data_flows import Diagram
from data_maps.exchange.documents import SourceItem, document, unreadable
from data_maps.exchange.draft import UNKNOWN, MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import is_people

KEYS = {
    "none": "none",
    "transparent": "operator",
    "data-with-symmetric-shared-key": "operator",
    "data-with-asymmetric-shared-key": "operator",
    "data-with-enduser-individual-key": "users",
    "data-with-end-user-individual-key": "users",
}
"""The holder of the keys by Threagile's kind of encryption."""
IN_HAND = ("browser", "mobile-app", "desktop", "devops-client", "cli")
CLEAR = (
    "http",
    "ws",
    "ftp",
    "smtp",
    "pop3",
    "imap",
    "ldap",
    "jdbc",
    "odbc",
    "sql-access-protocol",
    "nosql-access-protocol",
    "text",
    "binary",
    "jms",
    "iiop",
    "jrmp",
    "smb",
    "nfs",
    "mqtt",
    "xmpp",
    "amqp",
)
REASONS = {
    "abuse_cases": "abuse cases are no part of a data map",
    "security_requirements": "requirements are no part of a data map",
    "trust_boundaries": "a data map says who runs a system and where, not how far it is trusted",
    "shared_runtimes": "what runs together is no part of a data map",
    "individual_risk_categories": "risks are no part of a data map",
    "risk_tracking": "risks are no part of a data map",
    "tags_available": "tags are no part of a data map",
    "questions": "a question of the threat model",
}


def drafted(files: Mapping[str, bytes], _beside: Beside) -> MapDraft:
    """The technical assets, data assets and links of all models, which may be of several files."""
    draft = MapDraft("threagile", "a threat model")
    roots = [document(content, file).root for file, content in files.items()]
    sections = ("technical_assets", "data_assets", "trust_boundaries", "threagile_version", "title")
    for root in roots:
        if not any(key in root.value for key in (*sections, *REASONS, "includes", "author", "business_overview")):
            raise unreadable(root.document.file, "no section of a Threagile model", "is it of this format?")
    title = next((text for root in roots if (text := root.text("title"))), "")
    draft.title = draft.about = title
    draft.as_of = next((text for root in roots if (text := root.text("date"))), "")
    author = next((text for root in roots if (text := root.item("author").text("name"))), "")
    source = draft.add_source(
        "threagile", f"Threat model: {title or next(iter(files))}", publisher=author, on=draft.as_of
    )
    diagram = Diagram(draft, source)
    owners: dict[str, str] = {}
    for asset in (asset for root in roots for asset in root.items("data_assets")):
        asset.read.add("id")
        diagram.add_data(asset, asset.text("id"), asset.text("title") or asset.name, asset.text("description"))
    assets = [asset for root in roots for asset in root.items("technical_assets")]
    for asset in assets:
        _asset(diagram, asset, owners)
    for asset in assets:
        for link in asset.items("communication_links"):
            _link(diagram, link, asset.text("id") or asset.name)
    for root in roots:
        root.read.update(("threagile_version", "business_criticality", "management_summary_comment"))
        draft.take(root, "model", title, "title", "app.name", how="its title and date; the rest section by section")
        for section in ("author", "business_overview", "technical_overview", "application_description"):
            if isinstance(root.value.get(section), dict):
                draft.drop(root.item(section), "overview", section, "text about the model is no part of a data map")
        draft.drop_rest(root, REASONS)
    if owners:
        most = max(
            owners, key=lambda name: sum(system.get("operator") == owners[name] for system in draft.systems.values())
        )
        draft.operator = owners[most]
    diagram.finish()
    return draft


def _asset(diagram: Diagram, asset: SourceItem, owners: dict[str, str]) -> None:
    draft, name, key = diagram.draft, asset.text("title") or asset.name, asset.text("id") or asset.name
    technology, owner = asset.text("technology") or " ".join(asset.texts("technologies")), asset.text("owner")
    outside = asset.text("type") == "external-entity"
    if key in diagram.systems or key in diagram.people or key in diagram.staff:
        draft.drop(asset, "technical asset", name, "another asset has its id")
        return
    in_hand = technology.lower() in IN_HAND or asset.flag("used_as_client_by_human")
    if (
        outside
        and in_hand
        and (asset.text("usage") == "devops" or not (asset.text("usage") == "business" or is_people(name)))
    ):
        diagram.staff[key] = name
        draft.drop(asset, "technical asset", name, "a client of staff: not people whose data the app has")
    elif outside and (in_hand or is_people(name)):
        diagram.add_people(asset, key, name, "technical asset")
    else:
        operator = {}
        if owner and owner.lower() != UNKNOWN:
            if owner not in owners:
                owners[owner] = draft.add_party(owner, source=diagram.source)
            operator = {"operator": owners[owner]}
        keys = {"keys": KEYS.get(asset.text("encryption").lower(), UNKNOWN)}
        diagram.add_part(asset, key, name, "technical asset", outside=outside, **operator, **keys)
    if key in diagram.systems:
        held = diagram.assets([*asset.texts("data_assets_processed"), *asset.texts("data_assets_stored")])
        draft.hold(diagram.systems[key], held)
    asset.read.update(("communication_links", "data_assets_processed", "data_assets_stored", "internet", "machine"))


def _link(diagram: Diagram, link: SourceItem, start: str) -> None:
    protocol = link.text("protocol").lower()
    in_transit = "clear" if protocol in CLEAR else UNKNOWN if protocol in ("", "unknown-protocol") else "encrypted"
    sent, received = (diagram.assets(link.texts(f"data_assets_{way}")) for way in ("sent", "received"))
    diagram.link(link, link.name, start, link.text("target"), sent, received, in_transit=in_transit)


FORMAT = ForeignFormat(
    "threagile",
    "Threagile (1.0)",
    (".yaml", ".yml", ".json"),
    drafted,
    "technical assets become people or systems with operator and keys; data assets data; communication links flows",
    "trust boundaries, runtimes, risks, abuse cases, requirements, ratings; what comes back to people; staff's clients",
    "what data assets are whose type is not recognised; where owners are organised; where systems stand",
)
