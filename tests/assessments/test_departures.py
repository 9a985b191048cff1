"""What differs from the map as written is said first, in every format, with what it replaced."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path

import docx
import pptx
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader
from rich.console import Console

from assessments.exports import EXPORTS, formats, html, write
from assessments.exports.terminal import full_page, one_page, options_page, routes_page
from assessments.report.blocks import Cell, NamedCells, Table
from assessments.report.departures import scenario
from assessments.report.sections import ledger, method
from assessments.results.about import about
from assessments.run import Run, Settings, assess
from assessments.scenario import Unusable, viewed
from assessments.scenario_runs import runs_in_scenario
from assessments.versions import fingerprint
from data_maps.model import DataMap
from data_maps.reading import read
from tests.support.assessed import case_map

MAP = """
title: Harbour
as_of: 2026-03-01
viewpoint: XA
app: {name: Harbour, operator: harbour}
users:
  people: {in: XA, count: {best: 1M, exact: true, why: a count}}
  guests: {in: XC, count: {best: 10k, low: 8k, high: 12k, why: a count}}
data: {chats: text}
parties: {harbour: {organised_in: XA}, parent: {organised_in: XB}}
ownership: [{owner: parent, of: harbour, via: shares, share: 100%}]
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: chats}, {from: guests, to: pier, data: chats}]
estimates: {power.XB.parent: {best: 0.5, low: 0.2, high: 0.8, why: a guess}}
options:
  keys: {title: Keys with their users, do: [{user_keys: {systems: [pier], data: [chats]}}]}
"""
SET = ("power.XB.parent={best: 0.9, low: 0.7, high: 0.95, why: x}", "swept.XB=30", "users.guests.count=20k")
BANNER = (
    "This is not the map as written. In force, as if it all acted now: “Keys with their users”. Set from outside: "
    "power.XB.parent: 0.5 (0.2–0.8) → 0.9 (0.7–0.95); swept.XB: 9 (1–250) by default → 30; "
    "users.guests.count: 10,000 (8,000–12,000) → 20,000. "
    "Facts and laws as of 2025-01-01; the map's own day is 2026-03-01. People in XC; the map's own are in XA. "
    "Severity ratio linear; the usual one is 4."
)
SHORT = "with “Keys with their users” in force, 3 numbers set, as of 2025-01-01, people in XC, severity ratio linear"


@cache
def own() -> DataMap:
    found = read(MAP, "map.yaml")
    assert found.data_map is not None, found.problems
    return found.data_map


@cache
def changed() -> Run:
    """The map with everything that can differ from it."""
    settings = Settings(draws=1_000, severity_ratio=None, options=("keys",))
    return runs_in_scenario({"map": own()}, settings, as_of="2025-01-01", viewpoint="XC", settings=SET)["map"]


@cache
def content(suffix: str) -> bytes:
    module = dict(zip(formats(), EXPORTS, strict=True))[suffix]
    made = module.export(changed())
    return made.encode() if isinstance(made, str) else made


def printed(page: object) -> str:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(page)
    return " ".join(captured.get().split())


def test_of_a_map_as_written_nothing_is_said() -> None:
    found = scenario(assess(own(), Settings()))
    assert (found.banner, found.header, found.short, found.plain) == ("", "", "", {})
    assert (found.titled("Harbour"), found.file_stem("harbour")) == ("Harbour", "harbour")


def test_everything_that_differs_is_said_with_what_it_replaced() -> None:
    found = scenario(changed())
    assert found.banner == BANNER
    assert found.titled("Harbour") == f"Harbour – changed: {SHORT}"
    assert found.header == f"Changed from the map: {SHORT}"
    assert found.file_stem("map") == "map-with-keys-3-numbers-set-as-of-2025-01-01-people-in-XC-ratio-linear"


def test_looking_with_the_maps_own_day_and_viewpoint_changes_nothing() -> None:
    back = viewed(viewed(own(), as_of="2025-01-01", viewpoint="XC"), as_of="2026-03-01", viewpoint="XA")
    assert scenario(assess(back, Settings())).sentences == ()


def test_another_state_asked_about_is_said_too() -> None:
    unasked = own()
    found = scenario(assess(viewed(unasked, about="XB"), Settings(draws=0)))
    assert found.sentences == ("Asked about XB; the map asks of none.",)
    assert found.file_stem("map") == "map-about-XB"
    assert found.plain["about"] == {"value": "XB", "replaced": None}
    asked = viewed(case_map("harbour"), about="XA")
    found = scenario(assess(asked, Settings(draws=0)))
    assert found.sentences == ("Asked about XA; the map's own question is about XB.",)
    assert viewed(asked, about="XB").view == case_map("harbour").view
    assert scenario(assess(viewed(case_map("harbour"), about="XB"), Settings(draws=0))).sentences == ()


def test_a_horizon_of_ones_own_is_said_too() -> None:
    found = scenario(assess(viewed(own(), horizon="5"), Settings()))
    assert found.sentences == ("Options over 5 years; the map's own horizon is 2.",)


def test_one_number_is_named_in_the_title_and_in_the_name_of_the_file() -> None:
    found = scenario(runs_in_scenario({"map": own()}, Settings(), settings=["interest.XB=0.3"])["map"])
    assert found.titled("Harbour") == "Harbour – changed: interest.XB set to 0.3"
    assert found.file_stem("map") == "map-interest.XB-set"


def test_a_number_that_only_options_use_is_said_with_what_it_replaced() -> None:
    address = "option.full-ban.remaining"
    chosen = runs_in_scenario({"x": case_map("example-chat")}, Settings(), settings=[f"{address}=0.5"])["x"]
    (number,) = scenario(chosen).numbers
    assert (number.words, number.replaced is None) == (f"{address}: {number.replaced_words} → 0.5", False)


def test_programs_read_what_differs_right_after_the_answer() -> None:
    found = json.loads(content("json"))
    assert list(found)[:2] == ["summary", "scenario"]
    assert found["scenario"] == {
        "says": BANNER,
        "short": SHORT,
        "options": [{"option": "keys", "title": "Keys with their users"}],
        "numbers": [
            {
                "address": "power.XB.parent",
                "best": 0.9,
                "low": 0.7,
                "high": 0.95,
                "replaced": {"best": 0.5, "low": 0.2, "high": 0.8},
            },
            {"address": "swept.XB", "best": 30.0, "replaced": {"best": 9.0, "low": 1.0, "high": 250.0}},
            {"address": "users.guests.count", "best": 2e4, "replaced": {"best": 1e4, "low": 8e3, "high": 1.2e4}},
        ],
        "as_of": {"value": "2025-01-01", "replaced": "2026-03-01"},
        "viewpoint": {"value": "XC", "replaced": "XA"},
        "severity_ratio": {"value": "linear", "replaced": 4.0},
    }
    assert "scenario" not in json.loads(EXPORTS[6].export(assess(own(), Settings())))


def test_the_first_row_of_the_table_and_of_the_workbook_says_it() -> None:
    first = next(csv.DictReader(io.StringIO(content("csv").decode(), newline="")))
    assert (first["table"], first["measure"], first["text"]) == ("scenario", "says", BANNER)
    book = load_workbook(io.BytesIO(content("xlsx")))
    assert [cell.value for cell in book["headline"][2]][-1] == BANNER
    assert [cell.value for cell in book["readme"]["C"]][1:3] == ["Harbour", BANNER]
    assert book.properties.title == f"Harbour – changed: {SHORT}"
    heads = {sheet.oddHeader.left.text for sheet in book.worksheets if sheet.oddHeader}
    assert heads == {f"Changed from the map: {SHORT}"}


def test_a_code_host_reads_it_in_the_properties_of_the_run() -> None:
    (run,) = json.loads(content("sarif"))["runs"]
    assert run["properties"] == {"title": f"Harbour – changed: {SHORT}", "scenario": BANNER}


def test_every_page_of_a_pdf_says_it_and_the_first_with_what_was_replaced() -> None:
    reader = PdfReader(io.BytesIO(content("pdf")))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert [page.startswith(f"Changed from the map: {SHORT}") for page in pages] == [True] * len(pages)
    assert BANNER in pages[0]
    assert reader.metadata is not None
    assert reader.metadata.title == f"Harbour – changed: {SHORT}"


def test_every_page_of_a_word_document_says_it_and_the_first_lines_with_what_was_replaced() -> None:
    document = docx.Document(io.BytesIO(content("docx")))
    assert {section.header.paragraphs[0].text for section in document.sections} == {f"Changed from the map: {SHORT}"}
    first = [paragraph.text for paragraph in document.paragraphs[:3]]
    assert (first[0], first[2]) == (f"Harbour – changed: {SHORT}", BANNER)


def test_every_slide_says_it_and_the_first_with_what_was_replaced() -> None:
    deck = pptx.Presentation(io.BytesIO(content("pptx")))
    texts = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in deck.slides]
    assert [f"Changed from the map: {SHORT}" in each for each in texts] == [True] * len(texts)
    assert texts[0][0] == f"Harbour – changed: {SHORT}"
    assert any(BANNER in text for text in texts[0])


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_the_first_lines_of_a_text_say_it(suffix: str) -> None:
    text = unescape(content(suffix).decode()).replace("\\", "")
    title, banner, summary = (text.index(each) for each in (f"Harbour – changed: {SHORT}", BANNER, "Summary"))
    assert title < banner
    assert banner < (text.index("<main") if suffix == "html" else summary)


def test_the_head_of_printed_pages_stays_text_whatever_an_option_is_called() -> None:
    attack = 'Keys\\"} </style><script>alert(1)</script>'
    hostile = read(MAP.replace("Keys with their users", f"'{attack}'"), "map.yaml").data_map
    assert hostile is not None
    page = html.export(runs_in_scenario({"map": hostile}, Settings(options=("keys",)))["map"])
    assert (page.count("</style>\n</head>"), page.count("<script")) == (1, 0)
    (head,) = re.findall(r'@top-left\{content:"([^"]*)"', page)
    assert re.sub(r"\\([0-9a-f]{6}) ", lambda code: chr(int(code[1], 16)), head) == (
        f"Changed from the map: with “{attack}” in force"
    )


def test_every_page_of_a_terminal_says_it() -> None:
    pages = (
        one_page(changed()),
        full_page(changed()),
        options_page(changed()),
        routes_page(changed(), actor=None, data=None, users=None, most=1),
    )
    for page in map(printed, pages):
        assert page.startswith(f"Harbour – changed: {SHORT} ! {BANNER}")


def test_the_names_of_files_say_it(tmp_path: Path) -> None:
    written = write(changed(), tmp_path, "map", ("md", "csv"))
    stem = "map-with-keys-3-numbers-set-as-of-2025-01-01-people-in-XC-ratio-linear"
    assert [path.name for path in written] == [f"{stem}.md", f"{stem}.csv"]


def test_the_method_lists_it_and_the_ledger_says_what_each_number_replaced() -> None:
    facts = next(block for block in method.section(changed()).blocks if isinstance(block, NamedCells))
    assert facts.rows[0] == ("Changed from the map", Cell(BANNER.removeprefix("This is not the map as written. ")))
    (table,) = (block for block in ledger.section(changed()).blocks if isinstance(block, Table))
    who = {row[0].text: row[5].text for row in table.rows}
    assert who["power.XB.parent"] == "x; replaces 0.5 (0.2–0.8), the map's own"
    assert who["swept.XB"] == "set from outside the map; replaces 9 (1–250), the catalogue's default"


def test_a_number_set_to_what_the_map_says_is_said_all_the_same() -> None:
    same = runs_in_scenario({"map": own()}, Settings(), settings=["users.people.count=1000000"])["map"]
    assert scenario(same).sentences == ("Set from outside: users.people.count: 1 million → 1 million.",)


def test_what_differs_is_said_without_intervals_too() -> None:
    few = replace(changed().settings, draws=0)
    assert scenario(assess(changed().data_map, few)).banner == BANNER


def test_a_reading_in_force_is_said_everywhere() -> None:
    text = (
        "{app: {name: A, operator: p}, as_of: 2026-01-01, users: {XA: 5k}, data: [text], "
        "parties: {p: {organised_in: XA}}, systems: {s: {operator: p, in: XA, keys: operator}}, "
        "flows: [{from: users-xa, to: s, data: text}], "
        "readings: {reply: {title: The complaint, set: {power.XA.p: 0.1}}}}"
    )
    reading = read(text, "map.yaml")
    assert reading.data_map is not None, reading.problems
    run = runs_in_scenario({"map": reading.data_map}, Settings(), reading="reply")["map"]
    found = scenario(run)
    assert found.sentences == ("Disputed numbers as “The complaint” has them.",)
    assert found.short == "read as “The complaint” has it"
    assert found.file_stem("map") == "map-reading-reply"
    assert found.plain["reading"] == {"reading": "reply", "title": "The complaint"}
    assert about(run).settings.reading == "reply"
    assert fingerprint(run) != fingerprint(assess(reading.data_map))


def test_a_reading_that_a_map_lacks_is_a_problem() -> None:
    with pytest.raises(Unusable, match=r"^--reading:1:1: no reading called 'judge' \(the map has no readings\)$"):
        runs_in_scenario({"map": own()}, Settings(), reading="judge")
