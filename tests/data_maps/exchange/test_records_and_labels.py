"""Records of processing, labels of app stores, data maps of fides, bills of materials and transparency reports."""

from __future__ import annotations

import io
import json
import plistlib
import zipfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from data_maps.exchange import fides
from data_maps.exchange.documents import Unreadable
from data_maps.exchange.fides import longest
from data_maps.exchange.formats import IMPORTS
from data_maps.exchange.importing import Beside, Imported, imported
from data_maps.exchange.labels import STORE_WORDS
from data_maps.exchange.ropa import field_of
from data_maps.exchange.words import types_named
from data_maps.reading import read
from data_maps.vocabulary import data_types, terms
from tests.support.commanded import ROOT, run

EXAMPLES = ROOT / "docs" / "exchange"


def made(form: str, *files: Path | str, **settings: Any) -> Imported:
    return imported(IMPORTS[form], list(map(str, files)), **settings)


def test_an_activity_is_a_system_with_its_people_data_receivers_and_retention() -> None:
    data_map = made("ropa", EXAMPLES / "ropa.csv").data_map
    assert {id_: (system.operator, system.place) for id_, system in data_map.systems.items()} == {
        "sales": ("harbour-ltd", "unknown"),
        "stripe-2": ("stripe", "US"),
        "support": ("harbour-ltd", "unknown"),
        "helpdesk-firm": ("unknown", "IN"),
    }
    assert dict(data_map.systems["sales"].keeps) == {"names": 6.0, "postal-address": 6.0, "orders": 6.0}
    assert [(flow.source_id, flow.target, flow.data) for flow in data_map.flows] == [
        ("customers", "sales", ("names", "postal-address", "orders")),
        ("sales", "stripe-2", ("names", "postal-address", "orders")),
        ("customers", "support", ("support-tickets", "email-address")),
        ("support", "helpdesk-firm", ("support-tickets", "email-address")),
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        *(("Business function", "activity"), ("Purpose of processing", "purpose"), ("Retention schedule", "retention")),
        *(("Categories of individuals", "subjects"), ("Categories of personal data", "data")),
        ("Names of third countries or international organisations that personal data are transferred to", "countries"),
        *(("Categories of recipients", "recipients"), ("Location of personal data", "location")),
        *(("Finalité principale", "purpose"), ("Catégories de données personnelles concernées", "data")),
        *(("Catégories de personnes concernées", "subjects"), ("Destinataire 1", "recipients")),
        *(("Délai d'effacement", "retention"), ("Transferts hors UE", "countries"), ("Shoe size", "")),
        *(
            ("Article 6 lawful basis for processing personal data", "basis"),
            ("Rights available to individuals", "other"),
        ),
        *(("Source of the personal data", "other"), ("Link to contract with processor", "other")),
        ("Safeguards for exceptional transfers of personal data to third countries", "safeguards"),
        ("Has a personal data breach occurred?", "other"),
        *(("Kategorien personenbezogener Daten", "data"), ("Kategorien betroffener Personen", "subjects")),
        *(("Bezeichnung der Verarbeitungstätigkeit", "activity"), ("Fristen für die Löschung", "retention")),
        *(("Fines del tratamiento", "purpose"), ("Responsable del tratamiento", "controller")),
        *(("Categorie di interessati", "subjects"), ("Finalità del trattamento", "purpose")),
        *(("Categorieën van persoonsgegevens", "data"), ("Bewaartermijn", "retention")),
        *(("Hosting provider", "operator"), ("Transferencias internacionales", "countries")),
    ],
)
def test_headings_of_known_templates_are_known(heading: str, field: str) -> None:
    assert field_of(heading) == field


FORM = [
    ["Fiche de registre"],
    ["Nom / sigle", "Gestion de la paie"],
    ["Responsable du traitement", "Port SARL"],
    ["Finalité principale", "Payer les salariés"],
    ["Catégories de données personnelles concernées", "Identité, salaire"],
    ["Catégorie de personnes concernées", "Salariés"],
    ["Durée de conservation", "5 ans"],
    ["Destinataire 1", "Cabinet comptable"],
    ["Mesures de sécurité", "Chiffrement"],
]


Area = tuple[int, int, int, int]
"""The first row and column of merged cells, and how many of each they cover."""


def workbook(rows: list[list[Any]], merged: Iterable[Area] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for cells in rows:
        sheet.append([cell if cell != "" else None for cell in cells])
    for row, column, down, right in merged:
        sheet.merge_cells(start_row=row, start_column=column, end_row=row + down - 1, end_column=column + right - 1)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def open_document(rows: list[list[Any]], merged: Iterable[Area] = ()) -> bytes:
    spans = {(row, column): (down, right) for row, column, down, right in merged}
    cells = ""
    for at, row in enumerate(rows, start=1):
        cells += "<table:table-row>"
        for to, cell in enumerate(row, start=1):
            down, right = spans.get((at, to), (1, 1))
            spanned = f'table:number-rows-spanned="{down}" table:number-columns-spanned="{right}"'
            cells += f"<table:table-cell {spanned}><text:p>{cell}</text:p></table:table-cell>"
        cells += "</table:table-row>"
    names = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        sheet = f'<table:table table:name="Fiche">{cells}</table:table>'
        archive.writestr("content.xml", f"<office:document-content {names}>{sheet}</office:document-content>")
    return out.getvalue()


@pytest.mark.parametrize(("name", "make"), [("f.xlsx", workbook), ("f.ods", open_document)])
def test_a_form_of_labels_and_values_is_an_activity(name: str, make: Any, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(make(FORM))
    result = made("ropa", tmp_path / name)
    data_map = result.data_map
    assert [system.name for system in data_map.systems.values()] == ["Gestion de la paie", "Cabinet comptable"]
    assert data_map.parties["port-sarl"].name == "Port SARL"
    assert set(data_map.systems["gestion-de-la-paie"].keeps.values()) == {5.0}
    assert [group.name for group in data_map.users.values()] == ["Salariés"]
    assert result.counts == {"elements": 1, "kept": 0, "translated": 1, "dropped": 0}


REGISTER: list[list[Any]] = [
    ["Register of the harbour", "", "", "", "", "", ""],
    ["Activity", "Purpose", "Personal data", "Individuals", "Recipients", "", "Retention"],
    ["", "", "", "", "Inside", "Outside", ""],
    ["Sales", "Sending orders", "Names", "Customers", "Stripe", "Boat firm", "6 years"],
    ["", "", "Phone number", "Visitors", "Bank", "", ""],
    ["Human resources", "", "", "", "", "", ""],
    ["Payroll", "Paying staff", "Salary", "Staff", "Bank", "", "3 years"],
    ["", "Reporting", "Wages", "Staff", "Tax office", "", "3 years"],
]
"""A record as people draw it: a title, headings of two rows, a band, and cells that are merged downwards."""
MERGED = [(1, 1, 1, 7), *((2, column, 2, 1) for column in (1, 2, 3, 4, 7)), (2, 5, 1, 2), (6, 1, 1, 7)]
MERGED += [(4, 1, 2, 1), (4, 2, 2, 1), (4, 7, 2, 1), (7, 1, 2, 1)]


@pytest.mark.parametrize(("name", "make"), [("r.xlsx", workbook), ("r.ods", open_document)])
def test_merged_cells_are_in_each_row_that_they_cover(name: str, make: Any, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(make(REGISTER, MERGED))
    result = made("ropa", tmp_path / name)
    systems = {system.name: dict(system.keeps) for system in result.data_map.systems.values()}
    assert systems == {
        "Sales": {"names": 6.0, "phone-number": 6.0},
        "Payroll": {"salary": 3.0},
        "Payroll: Reporting": {"wages": 3.0},
        **{name: {} for name in ("Stripe", "Boat firm", "Bank", "Tax office")},
    }
    dropped = [(element.name, element.how) for element in result.elements if element.status == "dropped"]
    assert dropped == [("Human resources", "it names no data")]


def test_days_and_numbers_of_a_workbook_are_told_as_people_read_them(tmp_path: Path) -> None:
    head = ["Activity", "Purpose", "Personal data", "Individuals", "Retention"]
    kept = (datetime(2030, 12, 31), datetime(2030, 12, 31, 14, 30), 3.0, 2.5)  # noqa: DTZ001 - cells have no zone
    rows: list[list[Any]] = [head, *([f"A{at}", "x", "Names", "Buyers", cell] for at, cell in enumerate(kept))]
    (tmp_path / "r.xlsx").write_bytes(workbook(rows))
    told = [each for each in made("ropa", tmp_path / "r.xlsx").questions if each.startswith("How long")]
    assert [each.rpartition(": ")[2] for each in told] == ["2030-12-31", "2030-12-31 14:30:00", "3", "2.5"]


def test_cells_that_are_merged_over_and_over_are_refused(tmp_path: Path) -> None:
    merged = [(1, 1, 3, 1)] * 70_000
    (tmp_path / "r.ods").write_bytes(open_document([["Activity"], ["a"], ["b"]], merged))
    made_of = "<mergeCells>" + '<mergeCell ref="A1:A3"/>' * 70_000 + "</mergeCells>"
    content = io.BytesIO(workbook([["Activity"], ["a"], ["b"]]))
    with zipfile.ZipFile(content) as before, zipfile.ZipFile(tmp_path / "r.xlsx", "w") as after:
        for member in before.namelist():
            text = before.read(member)
            after.writestr(member, text.replace(b"</sheetData>", f"</sheetData>{made_of}".encode()))
    with pytest.raises(Unreadable, match=r"r.xlsx:1:1: more than 200000 merged cells"):
        made("ropa", tmp_path / "r.xlsx")


def test_a_table_with_the_names_of_fields_of_a_program_is_a_record(tmp_path: Path) -> None:
    rows = (
        "processing_name,purpose,data_categories,data_subjects,recipients,third_country,retention_period",
        "orders,selling,name+address (home; work),buyers,Post firm,US (SCC+TIA),7y",
        "logs,security,ip_address,visitors,,DE(EU),30d",
    )
    (tmp_path / "r.csv").write_text("\n".join(rows))
    data_map = made("ropa", tmp_path / "r.csv").data_map
    assert {id_: (system.place, sorted(set(system.keeps.values()))) for id_, system in data_map.systems.items()} == {
        "orders": ("unknown", [7.0]),
        "logs": ("unknown", [pytest.approx(30 / 365.25)]),
        "post-firm": ("US", []),
    }
    assert [data.name for data in data_map.data.values()] == ["name", "address (home; work)", "ip_address"]


def test_what_one_activity_passes_on_to_another_does_not_come_from_people_twice(tmp_path: Path) -> None:
    head = "Activity,Purpose,Data subjects,Personal data,Recipients,Retention,Location,Hosting provider,Keys held by"
    rows = (
        "Shop,Selling,Buyers,Names; Orders,Ledger; Post firm,Names: 1 year; Orders: 10 years,Ireland,AWS,operator",
        "Ledger,Books,Buyers,Orders; IBAN,,until they leave,The basement,,",
    )
    (tmp_path / "r.csv").write_text("\n".join((head, *rows)))
    result = made("ropa", tmp_path / "r.csv")
    data_map = result.data_map
    assert [(flow.source_id, flow.target, flow.data) for flow in data_map.flows] == [
        ("buyers", "shop", ("names", "orders")),
        ("shop", "ledger", ("orders",)),
        ("shop", "post-firm", ("names", "orders")),
        ("buyers", "ledger", ("iban",)),
    ]
    shop = data_map.systems["shop"]
    assert (data_map.parties[shop.operator].name, shop.place) == ("Amazon Web Services", "IE")
    assert dict(shop.keys) == {"names": "operator", "orders": "operator"}
    assert dict(shop.keeps) == {"names": 1.0, "orders": 10.0}
    assert "In which country do they stand? The source says: The basement" in result.questions
    assert "How long are they kept? The source says: until they leave" in result.questions


def test_rows_of_one_activity_are_one_system_and_what_is_unused_is_told(tmp_path: Path) -> None:
    basis = "Article 6 lawful basis for processing personal data"
    rows = (
        f"Activity,Purpose of processing,Categories of individuals,Categories of personal data,Retention,{basis}",
        "Finance,Payroll,Employees,Contact details,6 years,legal obligation",
        ",,,Bank details,3 years,",
        "Finance,Payroll,Employees,Contact details; Tax details,,",
        "Finance,Invoices,Customers,Address,,",
    )
    (tmp_path / "r.csv").write_text("\n".join(rows))
    result = made("ropa", tmp_path / "r.csv")
    assert {system.name: dict(system.keeps) for system in result.data_map.systems.values()} == {
        "Finance": {"contact-details": 6.0, "bank-details": 3.0},
        "Finance: Invoices": {},
    }
    assert [(flow.source_id, flow.target, flow.data) for flow in result.data_map.flows] == [
        ("employees", "finance", ("contact-details",)),
        ("employees", "finance", ("bank-details",)),
        ("employees", "finance", ("tax-details",)),
        ("customers", "finance-invoices", ("address",)),
    ]
    assert result.elements[0].left == (basis,)


def test_columns_are_asked_once_and_kept(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("What;Stuff we hold\nNewsletter;Email address\n")
    refused = run("import", "ropa", "odd.csv", cwd=tmp_path)
    assert refused.stderr == "odd.csv:1:1: no column for purpose and data (name them with --mapping FILE)\n"
    asked = run(
        "import", "ropa", "odd.csv", "--mapping", "m.yaml", cwd=tmp_path, answers="Colour\nWhat\nStuff we hold\n"
    )
    assert asked.returncode == 0, asked.stderr
    assert (tmp_path / "m.yaml").read_text() == "columns:\n  purpose: What\n  data: Stuff we hold\n"
    again = run("import", "ropa", "odd.csv", "--mapping", "m.yaml", cwd=tmp_path)
    assert again.stdout == asked.stdout.lstrip()


@pytest.mark.parametrize(
    ("mapping", "told"),
    [
        ("columns:\n  purpose: What\n  data: Gone\n", "m.yaml:3:9: no column 'Gone' (the table has What; Stuff)"),
        ("columns: [a\n", "m.yaml:2:1: a '[' that is not closed, or a missing ',' (write [first, second])"),
        (None, "m.yaml:1:1: no file that ends in .yaml (name a file)"),
    ],
)
def test_what_is_wrong_in_a_mapping_of_columns_is_told_at_its_place(
    mapping: str | None, told: str, tmp_path: Path
) -> None:
    (tmp_path / "odd.csv").write_text("What;Stuff\nNewsletter;Email address\n")
    if mapping is None:
        (tmp_path / "m.yaml").mkdir()
    else:
        (tmp_path / "m.yaml").write_text(mapping)
    refused = run("import", "ropa", "odd.csv", "--mapping", "m.yaml", cwd=tmp_path)
    assert (refused.returncode, refused.stderr) == (1, f"{told}\n")


def test_a_label_tells_what_goes_on_to_others() -> None:
    flows = made("apple-privacy", EXAMPLES / "apple-privacy.json").data_map.flows
    assert [(flow.source_id, flow.target, flow.data, flow.use) for flow in flows] == [
        ("people", "harbour-service", ("device",), "service"),
        ("harbour-service", "other-companies-that-get-it", ("device",), "advertising"),
        ("people", "harbour-service", ("image", "video"), "service"),
        ("people", "harbour-service", ("text",), "service"),
    ]


UPLOADED = [{"category": "PRECISE_LOCATION", "purposes": ["ANALYTICS"], "data_protections": ["DATA_USED_TO_TRACK_YOU"]}]
CATEGORY = {"identifier": "LOCATION", "title": "Location"}
SHELF = {"privacyTypes": {"items": [{"identifier": "DATA_USED_TO_TRACK_YOU", "categories": [CATEGORY]}]}}
BARE = {"privacyType": "Data Used to Track You", "dataCategories": [{"dataCategory": "Location"}]}


@pytest.mark.parametrize("label", [UPLOADED, {"shelfMapping": SHELF}, {"privacyTypes": [BARE]}])
def test_a_label_is_read_in_each_shape_that_it_has(label: Any, tmp_path: Path) -> None:
    (tmp_path / "label.json").write_text(json.dumps(label))
    flows = made("apple-privacy", tmp_path / "label.json").data_map.flows
    assert [(flow.target, flow.data) for flow in flows] == [
        ("service-of-the-app", ("location",)),
        ("other-companies-that-get-it", ("location",)),
    ]


@pytest.mark.parametrize("binary", [False, True])
def test_a_privacy_manifest_is_read(binary: bool, tmp_path: Path) -> None:
    value = {
        "NSPrivacyTracking": True,
        "NSPrivacyTrackingDomains": ["track.example.com"],
        "NSPrivacyCollectedDataTypes": [
            {
                "NSPrivacyCollectedDataType": "NSPrivacyCollectedDataTypePreciseLocation",
                "NSPrivacyCollectedDataTypeLinked": True,
                "NSPrivacyCollectedDataTypeTracking": True,
                "NSPrivacyCollectedDataTypePurposes": ["NSPrivacyCollectedDataTypePurposeAnalytics"],
            }
        ],
        "NSPrivacyAccessedAPITypes": [{"NSPrivacyAccessedAPIType": "NSPrivacyAccessedAPICategoryDiskSpace"}],
    }
    path = tmp_path / "PrivacyInfo.xcprivacy"
    path.write_bytes(plistlib.dumps(value, fmt=plistlib.FMT_BINARY if binary else plistlib.FMT_XML))
    result = made("apple-privacy", path)
    assert [(element.kind, element.name, element.status) for element in result.elements] == [
        ("data type", "PreciseLocation", "translated"),
        ("tracking domain", "track.example.com", "dropped"),
        ("interface", "", "dropped"),
        ("declaration", "tracking", "dropped"),
    ]
    assert set(result.data_map.data) == {"location"}


def test_the_play_form_says_who_must_and_what_is_shared() -> None:
    data_map = made("play-safety", EXAMPLES / "play-safety.csv").data_map
    shares = {(flow.target, flow.data): flow.share.form if flow.share else "everyone" for flow in data_map.flows}
    assert shares == {
        ("service-of-the-app", ("profile",)): "everyone",
        ("service-of-the-app", ("location",)): "unknown",
        ("other-companies-that-get-it", ("location",)): "unknown",
    }
    assert {flow.in_transit for flow in data_map.flows} == {"encrypted"}


@pytest.mark.parametrize("first", ["har", "apple-privacy"])
def test_a_capture_and_a_label_that_disagree_are_both_kept(first: str) -> None:
    files = {"har": EXAMPLES / "har.har", "apple-privacy": EXAMPLES / "apple-privacy.json"}
    second = next(form for form in files if form != first)
    base = made(first, files[first]).data_map
    both = made(second, files[second], into=base)
    assert (
        "A capture shows that location goes to example.com; its App Store label does not say so." in both.disagreements
    )
    assert not any("text" in sentence or "images" in sentence for sentence in both.disagreements)
    flow = next(flow for flow in both.data_map.flows if flow.data == ("location",))
    assert flow.share is not None
    assert (flow.share.form, flow.share.against[0].say) == ("base_rate", "its App Store label does not name location")
    assert any("Which is right?" in question for question in both.questions)


def test_fides_systems_have_the_data_of_their_datasets() -> None:
    data_map = made("fides", EXAMPLES / "fides.yml").data_map
    assert data_map.app.operator == "harbour-ltd"
    assert [(flow.source_id, flow.target, flow.use) for flow in data_map.flows][:3] == [
        ("customer", "api", "service"),
        ("customer", "ad-measurement", "advertising"),
        ("api", "ad-measurement", None),
    ]
    assert data_map.systems["ad-measurement"].keeps["user-device-cookie-id"] == pytest.approx(30 / 365.25)


def test_a_declaration_without_categories_has_the_data_of_its_datasets(tmp_path: Path) -> None:
    declaration = "{name: d, data_use: essential.service, data_subjects: [customer], data_categories: [], "
    (tmp_path / "f.yml").write_text(
        "dataset: [{fides_key: db, collections: [{name: c, fields: [{name: f, data_categories: [user.name]}]}]}]\n"
        f"system: [{{fides_key: s, name: S, privacy_declarations: [{declaration}dataset_references: [db, gone]}}]}}]\n"
    )
    result = made("fides", tmp_path / "f.yml")
    assert [(flow.source_id, flow.target, flow.data) for flow in result.data_map.flows] == [
        ("customer", "s", ("user-name",))
    ]
    assert "Which data are in gone? These files have no such dataset." in result.questions


def test_the_table_of_fides_names_types_and_uses_of_a_map() -> None:
    table = fides._words()
    assert set(table["category"].values()) <= set(data_types())
    assert set(table["use"].values()) <= set(terms("uses"))
    assert (longest("category", "user.device.cookie_id"), longest("use", "unknown")) == ("device", "")


def test_services_of_a_bill_have_providers_and_flows() -> None:
    data_map = made("cyclonedx", EXAMPLES / "cyclonedx.json").data_map
    assert data_map.parties["harbour-ltd"].organised_in == "DE"
    assert [(flow.source_id, flow.target, flow.data[0]) for flow in data_map.flows][:4] == [
        ("people", "api", "chat-messages"),
        ("api", "pay-example-net", "payment-details"),
        ("api", "store", "chat-messages"),
        ("store", "api", "chat-messages"),
    ]


BILL = """<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
  <metadata><timestamp>2026-03-01T00:00:00Z</timestamp>
    <component type="application"><name>Harbour</name></component></metadata>
  <components><component type="library"><name>left-pad</name></component></components>
  <services><service bom-ref="api">
    <provider><name>Harbour Ltd</name><address><country>DE</country></address></provider><name>API</name>
    <x-trust-boundary>false</x-trust-boundary>
    <data>
      <dataflow name="Chat messages"><classification flow="inbound">PII</classification>
        <source><url>user</url></source></dataflow>
      <dataflow name="Payment details"><classification flow="outbound">PII</classification>
        <destination><url>https://pay.example.net/v1</url></destination></dataflow>
    </data>
    <services><service bom-ref="store"><name>Store</name>
      <data><classification flow="inbound">Location</classification></data></service></services>
  </service></services>
</bom>"""


def test_a_bill_as_xml_is_read_as_one_in_json_at_its_places(tmp_path: Path) -> None:
    (tmp_path / "bom.xml").write_text(BILL)
    result = made("cyclonedx", tmp_path / "bom.xml")
    data_map = result.data_map
    assert (data_map.app.operator, data_map.parties["harbour-ltd"].organised_in) == ("harbour-ltd", "DE")
    assert [(flow.source_id, flow.target, flow.data[0]) for flow in data_map.flows] == [
        ("people", "api", "chat-messages"),
        ("api", "pay-example-net", "payment-details"),
        ("people", "api", "payment-details"),
        ("people", "store", "location"),
    ]
    assert [(element.kind, element.name, element.status, element.place.line) for element in result.elements] == [
        ("metadata", "Harbour", "translated", 3),
        ("service", "API", "translated", 6),
        ("service", "Store", "translated", 15),
        ("data", "Chat messages", "translated", 10),
        ("data", "Payment details", "translated", 12),
        ("data", "Location", "translated", 16),
        ("components", "left-pad", "dropped", 5),
    ]


def test_a_transparency_report_is_a_history() -> None:
    data_map = made("transparency", EXAMPLES / "transparency.csv").data_map
    assert data_map.app.record is not None
    assert [
        (
            event.state,
            str(event.on),
            event.requests.best if event.requests else 0,
            event.met.best if event.met else None,
        )
        for event in data_map.app.record.events
    ] == [("DE", "2024-12-31", 120.0, 0.75), ("DE", "2025-06-30", 90.0, 0.7), ("FR", "2025-06-30", 50.0, None)]


def test_a_report_without_periods_takes_them_from_its_name(tmp_path: Path) -> None:
    path = tmp_path / "account-requests-2024-H2.csv"
    headings = "Country or Region,# of Account Requests Received,# of Accounts Specified,% Where Data Provided"
    path.write_text(f"{headings}\nGermany,7,9,71%\nChina mainland,2,3,50%\n")
    record = made("transparency", path).data_map.app.record
    assert record is not None
    assert [(event.state, str(event.on)) for event in record.events] == [("CN", "2024-12-31"), ("DE", "2024-12-31")]
    bare = tmp_path / "requests.csv"
    bare.write_text(path.read_text())
    assert [element.how for element in made("transparency", bare).elements] == ["it names no half-year"] * 2


@pytest.mark.parametrize("form", ["ropa", "play-safety", "transparency"])
def test_a_table_of_something_else_is_refused(form: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,b\n1,2\n")
    with pytest.raises(Unreadable, match="no column"):
        made(form, tmp_path / "t.csv")


def test_a_history_goes_into_a_map_that_has_none(tmp_path: Path) -> None:
    base = made("otm", EXAMPLES / "otm.yaml").data_map
    result = made("transparency", EXAMPLES / "transparency.csv", into=base, beside=Beside())
    assert result.data_map.app.record is not None
    assert read(result.text, "m").problems == ()
    assert "unnamed-data" not in result.data_map.data


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("PSL_PERFORMANCE_DIAGNOSTICS", {"device"}),
        ("OtherDiagnosticData", {"device"}),
        ("PhotosorVideos", {"image", "video"}),
        ("diagnostic médical", {"health"}),
        ("chat messages and photos", {"text", "image"}),
        ("Name, E-Mail und Standort", {"profile", "location"}),
        ("IP address / user agent", {"device"}),
        ("record of calls", {"audio"}),
    ],
)
def test_a_name_that_lists_several_things_is_all_of_them(name: str, types: set[str]) -> None:
    assert set(types_named(STORE_WORDS.get(name) or name.removeprefix("PSL_").replace("_", " "))) == types
