"""Documents that are filed: what each holds, where it says so, and what somebody has still to state."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from itertools import takewhile
from typing import Any, get_args

import pytest
from pypdf import PageObject, PdfReader

from assessments.exports import docx, html, markdown, pdf
from assessments.exports.bundle import HASHES, NoBundle, checked
from assessments.exports.filed import NotFiled, filed_content
from assessments.report.blocks import Cell, Heading, NamedCells, Table, Text
from assessments.report.documents import Document, Paper
from assessments.report.filed import notes
from assessments.report.filed.brief import ROOM
from assessments.report.filed.kinds import KINDS, filed
from assessments.report.filed.opening import TO_BE_STATED, RecordedAs, blanks, made_on
from assessments.report.law_words import title
from assessments.report.power_words import ASSUMED, power_title
from assessments.report.sections import page_one
from assessments.report.sections.law import that_may_apply
from assessments.results.freshness import of_memory, rested_on
from assessments.results.options.table import options_of
from assessments.run import Settings, assess
from data_maps.reading import case_path
from laws import NAMES
from laws.parameters import law
from laws.verdicts import CLOSED, Verdict, verdicts
from risk.jurisdictions import powers
from tests.support.assessed import HOSTILE, case, case_map, drawn_case, hostile, stated, written
from tests.support.exported import pages_of, squeezed
from tests.support.law_maps import DEAL

PROVEN = ("wechat-2020", "eu-saas")
SMALLEST = 10.5
HOOKS = ("organised_in", "run_from")


def table_of(document: Document, id: str) -> Table:
    (section,) = (section for section in document.sections if section.id == id)
    return next(block for block in section.blocks if isinstance(block, Table))


def facts_of(document: Document, id: str) -> dict[str, Cell]:
    (section,) = (section for section in document.sections if section.id == id)
    return {name: cell for block in section.blocks if isinstance(block, NamedCells) for name, cell in block.rows}


def sizes(content: bytes) -> set[float]:
    """The sizes in points of all letters of a PDF."""
    found: set[float] = set()

    def seen(text: str, of_page: list[float], of_text: list[float], _: Any, size: float) -> None:
        if text.strip():
            found.add(round(size * abs(of_text[3] * of_page[3]), 1))

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=seen)
    return found


def width_and_height(page: PageObject) -> tuple[int, int]:
    return round(float(page.mediabox.width)), round(float(page.mediabox.height))


# The brief.


@pytest.mark.parametrize("name", PROVEN)
@pytest.mark.parametrize("paper", get_args(Paper))
def test_a_brief_has_two_pages_on_either_paper_in_letters_that_can_be_read(name: str, paper: Paper) -> None:
    content = pdf.rendered(filed(drawn_case(name), "brief", paper))
    pages = PdfReader(io.BytesIO(content)).pages
    assert {width_and_height(page) for page in pages} == {{"a4": (595, 842), "letter": (612, 792)}[paper]}
    assert len(pages) == 2
    assert min(sizes(content)) >= SMALLEST


def test_a_brief_has_each_number_as_page_one_has_it() -> None:
    run = drawn_case("wechat-2020")
    brief, whole = filed(run, "brief"), page_one.table(page_one.summary(run))
    by_state = {cells[0].text: cells for cells in whole.rows}
    rows = table_of(brief, "answer").rows
    assert len(rows) == 4
    for cells in rows:
        assert cells == tuple(by_state[cells[0].text][column] for column in (0, 1, 2, 4, 7))
    told = facts_of(brief, "answer")
    answers = page_one.answers(page_one.summary(run), room=ROOM)
    for ask in (page_one.WHO, page_one.HAS, page_one.END, page_one.BARRED, page_one.SURE):
        assert told[ask].text == " ".join(text.text for text in answers[ask])


def test_a_brief_leads_with_the_question_and_counts_what_is_to_be_stated() -> None:
    brief = filed(drawn_case("wechat-2020"), "brief")
    opening = facts_of(brief, "opening")
    assert {name: cell.text for name, cell in opening.items()} == {
        "Question": "“Does the app let the Chinese government collect and use data of people in the United States?”",
        "Asked by": "the Justice Department, for the motion to let the ban take effect",
        "Prepared by": "[to be stated by whoever answers for it: who made the map?]",
        "Made on": "[to be stated by whoever files it: on which day?]",
        "Facts and laws": "as of 2020-09-25",
        "People counted": "19 million in the United States; agreed by the sides; shares are of them",
        TO_BE_STATED: "3 fields, each in square brackets with its question",
    }
    assert blanks(brief.sections)[2:] == ["[to be stated by whoever made the map: on which days were they read?]"]


def test_what_the_map_says_of_itself_is_used_and_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    text = case_path("harbour").read_text("utf-8")
    text = text.replace("{state: XB, of: parent}", "{state: XB, of: parent, text: May it?, by: the mayor}")
    own = "prepared_by: Ada Lovelace\npurpose: the harbour board\nmade_on: 2026-11-30\n"
    run = written(text + own)
    document = filed(run, "brief")
    opening = {name: cell.text for name, cell in facts_of(document, "opening").items()}
    assert opening["Question"] == "“May it?”"
    assert opening["Asked by"] == "the mayor, for the harbour board"
    assert (opening["Prepared by"], opening["Made on"]) == ("Ada Lovelace", "2026-11-30")
    assert opening[TO_BE_STATED] == "nothing"
    about = stated(PdfReader(io.BytesIO(pdf.rendered(document))).metadata)
    assert str(about.creation_date).startswith("2026-11-30")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert str(made_on(run.data_map)) == "2023-11-14"


def test_a_means_that_does_little_says_what_stays_and_burdens_nobody_stated_are_no_zeros() -> None:
    rows = {cells[0].text: cells for cells in table_of(filed(drawn_case("wechat-2020"), "brief"), "means").rows}
    proposal = next(name for name in rows if name.startswith("Tencent's proposal"))
    assert re.search(r"China keeps servers there \d+%", proposal)
    assert rows[proposal][4].text == "not stated"
    assert [name.partition(" (")[2] for name in rows if "ready option" in name] == ["ready option, judged)"]


def test_a_brief_prints_whole_addresses_hashes_and_the_command_that_makes_it_again() -> None:
    run = drawn_case("wechat-2020")
    brief = filed(run, "brief")
    text = squeezed("".join(pages_of(pdf.rendered(brief))))
    repeat = facts_of(brief, "repeat")
    assert {len(repeat[name].text) for name in ("Map (SHA-256)", "Result (SHA-256)")} == {64}
    assert all(cell.text.replace(" ", "") in text for cell in repeat.values())
    assert repeat["By Datareach 0.1.0"].text == "datareach assess case:wechat-2020 --draws 200 --seed 0"
    (sources,) = (section for section in brief.sections if section.id == "sources")
    numbered = [block.text for block in sources.blocks if isinstance(block, Text)]
    assert [text.partition(". ")[0] for text in numbered] == [str(n + 1) for n in range(len(numbered))]
    for address in re.findall(r"https?://[^\s;]+", " ".join(numbered)):
        assert address in text


def test_a_number_that_was_set_stands_in_the_title_and_in_the_command_that_repeats_it() -> None:
    from assessments.scenario import viewed

    changed = viewed(case_map("harbour"), settings=("interest.XB=0.4",))
    brief = filed(assess(changed, Settings(draws=0)), "brief")
    assert brief.title.endswith("– changed: interest.XB set: brief") or "changed" in brief.title
    assert "--set=interest.XB=0.4" in next(
        cell.text for name, cell in facts_of(brief, "repeat").items() if "By" in name
    )


def test_a_map_that_asks_nothing_is_told_what_to_ask() -> None:
    opening = facts_of(filed(case("harbour"), "brief"), "opening")
    assert opening["Question"].blank
    assert opening["Question"].text == (
        "[to be stated by whoever asks: which state, whose data, and what is to be decided?]"
    )


# The transfer impact assessment.


def sheets(document: Document) -> dict[str, list[Table]]:
    """The tables of each sheet by the name of the sheet."""
    found: dict[str, list[Table]] = {}
    name = ""
    (section,) = (section for section in document.sections if section.id == "sheets")
    for block in section.blocks:
        if isinstance(block, Heading):
            name = block.text
        elif isinstance(block, Table):
            found.setdefault(name, []).append(block)
    return found


def test_each_transfer_has_a_sheet_of_which_each_field_says_who_says_so() -> None:
    tia = filed(case("eu-saas"), "tia")
    found = sheets(tia)
    assert list(found) == [
        "Northcloud Europe S.à r.l. to Scribe Inc., the United States",
        "Northcloud Europe S.à r.l. to Northcloud Inc., the United States",
    ]
    for tables in found.values():
        fields = [cells for table in tables if table.columns[-1].title == "Who says so" for cells in table.rows]
        assert {cells[0].text for cells in fields} >= {
            *("Exporter", "Importer", "Contacts", "Data", "People", "Frequency", "Purpose", "Form", "Keys at rest"),
            *("Onward transfer", "Retention", "Tool, module, day", "Adequacy decision", "Requests received"),
            *("Is the importer under the GDPR itself?", "Law that reaches the importer", "Which case of Annex 2"),
            *("Guarantee A", "Guarantee B", "Guarantee C", "Guarantee D", "Review day", "Conclusion", "Signed"),
        }
        for _, known, says in fields:
            assert says.text.startswith(("map", "law: ", "record", "to be stated by "))
            assert known.blank == says.text.startswith("to be stated by ")
        asked = [known.text for _, known, _ in fields if known.blank]
        assert len(asked) == len(set(asked))
    count = len(blanks(tia.sections))
    assert facts_of(tia, "opening")[TO_BE_STATED].text == f"{count} fields, each in square brackets with its question"


def test_a_measure_stands_with_the_reach_before_and_after() -> None:
    run = drawn_case("eu-saas")
    (table,) = (one for one in next(iter(sheets(filed(run, "tia")).values())) if one.columns[0].title == "Measure")
    options = stated(options_of(run))
    assert [cells[0].text for cells in table.rows] == [option.title for option in options.rows[1:]]
    before, *_ = table.rows
    assert before[2].value == stated(options.rows[0].reach).expected_data.middle
    assert {cells[1].text for cells in table.rows} == {"technical", "technical and contractual"}


def test_a_map_without_a_transfer_says_why_it_has_none() -> None:
    (section,) = (one for one in filed(case("wechat-2020"), "tia").sections if one.id == "transfers")
    first = section.blocks[0]
    assert isinstance(first, Text)
    assert first.text == (
        "This map has no transfer to assess under Chapter V of the GDPR: no party in the European Economic Area, and "
        "none with data of people there, gives another access, as far as the map shows [GDPR Chapter V; EDPB "
        "Guidelines 05/2021, version 2.0 (14 February 2023)]."
    )


@pytest.mark.parametrize("name", PROVEN)
def test_law_that_nobody_read_at_its_source_is_said_to_be_an_assumption(name: str) -> None:
    """In the declaration a table has each rule and power; in both the notes on laws say how many rules."""
    data_map = case_map(name)
    declaration = filed(case(name), "declaration")
    memory = of_memory(rested_on(data_map.as_of, data_map))
    rows = table_of(declaration, "considered").rows
    assert [(cells[1].text, cells[2].text) for cells in rows] == [
        (fact.citation, "a part, as it says" if fact.read else "the whole") for fact in memory
    ]
    assert any("Federal Rules of Evidence" in text and ASSUMED in text for text in paragraphs(declaration))
    for document in (declaration, filed(case(name), "tia")):
        texts = [block.text for section in document.sections for block in section.blocks if isinstance(block, Text)]
        for verdict in that_may_apply(verdicts(data_map)):
            holding = [each for rule in law(verdict.regime).parameters.values() for each in rule.on(data_map.as_of)]
            (noted,) = (text for text in texts if re.match(rf"S?\d+\. {re.escape(cited(verdict))}\. ", text))
            is_read = bool(holding) and not any(each.read.recalled for each in holding)
            assert (ASSUMED in noted) != is_read


def cited(verdict: Verdict) -> str:
    return verdict.decision.because[-1].citation


def test_a_sheet_says_of_each_law_of_the_state_what_of_it_is_from_memory() -> None:
    (first, *_) = sheets(filed(case("eu-saas"), "tia")).values()
    told = [cells for table in first for cells in table.rows if cells[0].text == "Law that reaches the importer"]
    by_law = {power_title(power): power for hook in HOOKS for power in powers("US", case_map("eu-saas").as_of, hook)}
    for _, known, says in told:
        power = next(power for title, power in by_law.items() if known.text.startswith(f"{title} (since"))
        assert (ASSUMED in says.text) == bool(power.recall)
    assert any(ASSUMED in says.text for *_, says in told)


# The declaration and the data protection impact assessment.


def paragraphs(document: Document) -> list[str]:
    """The numbered paragraphs of a declaration."""
    texts = [block.text for section in document.sections for block in section.blocks if isinstance(block, Text)]
    return [text for text in texts if re.match(r"\d+\. ", text)]


def test_a_declaration_is_on_letter_in_twelve_points_its_paragraphs_numbered_through() -> None:
    document = filed(drawn_case("wechat-2020"), "declaration")
    content = pdf.rendered(document)
    page = PdfReader(io.BytesIO(content)).pages[0]
    assert width_and_height(page) == (612, 792)
    assert min(sizes(content)) >= 12.0
    told = paragraphs(document)
    assert [text.partition(".")[0] for text in told] == [str(number) for number in range(1, len(told) + 1)]


def test_a_declaration_has_what_the_rules_ask_of_a_witness_and_guesses_none_of_it() -> None:
    document = filed(drawn_case("wechat-2020"), "declaration")
    assert [section.title for section in document.sections] == [
        *("Caption", "Question", "Witness", "Assignment and assumptions", "Opinions", "Facts and data considered"),
        *("Method and known error", "Numbers agreed and disputed", "Defaults replaced"),
        *("Summaries and their numbers", "Signature", "To repeat it"),
    ]
    told = " ".join(paragraphs(document))
    for words in (
        "[to be stated by the witness: which publications have you written in the last ten years?]",
        "in which cases have you testified at trial or by deposition in the last four years?]",
        "[to be stated by the witness: what are you paid for study and testimony, and by whom?]",
        "which facts or data did you provide, and which assumptions did you give to be relied on?]",
        "19 million, as pleaded by The motion to let the ban take effect and The users' case for the injunction",
        "Look-ups by insiders: 200 (20–2,000) expected, 1 known.",
        "Federal Rule of Evidence 1006",
        "I declare under penalty of perjury that the foregoing is true and correct. (28 USC 1746(2)",
        "[to be stated by the witness: signature?]",
    ):
        assert words in told
    opinions = [text for text in paragraphs(document) if re.search(r"^\d+\. (Opinion \d|Basis)", text)]
    assert [bool(re.search(r"Certainty: .+ It is no opinion that ", text)) for text in opinions] == [False, True] * 5
    moving = {change.address for change in page_one.summary(drawn_case("wechat-2020")).would_change}
    assert {cells[0].text for cells in table_of(document, "summaries").rows} == moving


def test_an_impact_assessment_goes_by_seven_steps_and_says_what_is_not_modelled() -> None:
    document = filed(case("eu-saas"), "dpia")
    steps = [section.title for section in document.sections if re.match(r"\d\. ", section.title)]
    assert [title.partition(". ")[2] for title in steps] == [
        *("Why an assessment is made", "The processing", "Consultation", "Necessity and proportionality"),
        *("Risks", "Measures", "Sign-off"),
    ]
    asks = " ".join(blanks(document.sections))
    for field in ("which, and for special categories which condition?", "what do you advise on compliance"):
        assert field in asks
    (risks,) = (section for section in document.sections if section.id == "risks")
    assert isinstance(risks.blocks[0], Text)
    assert "Unwanted change and loss of data are not" in risks.blocks[0].text
    flows = [cells[1].text for cells in table_of(document, "processing").rows if cells[0].text == "Flow"]
    assert flows[0].startswith("Staff, works councils and public staff to frankfurt: chats, files, meetings,")


# The memo for counsel.

OWNED = """\
app: ShopHK
as_of: 2026-12-02
users: {US: 8M}
data: [financial, location]
owner: {name: Own, jurisdiction: CN}
"""


def test_a_memo_leads_with_what_is_barred_open_and_asked_of_whom() -> None:
    memo = filed(written(OWNED), "memo")
    assert memo.title == "ShopHK: memo for counsel"
    assert [section.id for section in memo.sections] == ["opening", "answer", "laws", "others", "sources", "repeat"]
    told = {name: cell.text for name, cell in facts_of(memo, "answer").items()}
    assert list(told) == ["Barred", "Applies beside", "Open", "Ask Own first"]
    assert told["Barred"] == "nothing that is read here."
    assert told["Ask Own first"].startswith("does a US firm, such as a subsidiary")


@pytest.mark.parametrize("name", ["wechat-2020", "wechat-five-lines", "tiktok-2026", "eu-saas"])
def test_a_memo_for_counsel_is_one_page_and_the_rest_is_its_appendix(name: str) -> None:
    memo = filed(case(name), "memo")
    first, second, *_ = pages_of(pdf.rendered(memo))
    may = that_may_apply(verdicts(case_map(name)))
    table = table_of(memo, "answer")
    assert [cells[0].text for cells in table.rows] == [title(each.regime) for each in may]
    assert all(cells[0].link for cells in table.rows)
    for told in [*facts_of(memo, "answer"), *(cell.text for cells in table.rows for cell in cells)]:
        assert squeezed(told) in squeezed(first)
    assert squeezed("Appendix: Laws that apply or may") in squeezed(second)
    assert squeezed("Appendix: Laws that apply or may") not in squeezed(first)


def test_a_memo_tells_of_each_law_facts_texts_assumptions_questions_duties_and_what_would_turn_it() -> None:
    data_map = DEAL.replace("COUNT", "1M").replace("2026-03-01", "2026-12-02")
    memo = filed(written(data_map), "memo")
    (laws,) = (section for section in memo.sections if section.id == "laws")
    name = title("us_bulk_data")
    begins = next(n for n, block in enumerate(laws.blocks) if isinstance(block, Heading) and name in block.text)
    parts = list(takewhile(lambda block: not isinstance(block, Heading), laws.blocks[begins + 1 :]))
    tables = {block.caption.partition(":")[0]: block for block in parts if isinstance(block, Table)}
    assert next(iter(tables)) == "Why"
    assert {"Duties beside the outcome", "Taken as so while nobody says otherwise"} <= tables.keys()
    assert {"Questions open", "What would change it"} <= tables.keys()
    why = [[cell.text for cell in cells] for cells in tables["Why"].rows]
    assert all(text and citation for _, text, citation, _ in why)
    assert any(where.startswith("map.yaml:") for *_, where in why)
    duties = {cells[3].text: cells[1].text for cells in tables["Duties beside the outcome"].rows}
    assert duties["28 CFR 202.1103"] == "1 March of the next year"
    assert tables["What would change it"].rows
    assert isinstance(parts[-1], Text)
    assert parts[-1].text.startswith("Not looked at, or taken as given: ")


def test_a_memo_puts_each_open_question_to_somebody_and_counts_it() -> None:
    run = written(OWNED)
    memo = filed(run, "memo")
    asked = [
        missing.ask
        for found in verdicts(run.data_map)
        for judged in found.judged
        if found.standing not in CLOSED
        for missing in judged.decision.unknown
    ]
    (laws,) = (section for section in memo.sections if section.id == "laws")
    assert len(blanks([laws])) == len(asked) > 0
    assert all(text.startswith("[to be stated by Own: ") for text in blanks([laws]))
    assert facts_of(memo, "opening")[TO_BE_STATED].text.startswith(f"{len(blanks(memo.sections))} fields")


def test_a_memo_has_counsel_read_a_text_that_was_not_read_in() -> None:
    memo = filed(written(OWNED.replace("2026-12-02", "2025-06-01")), "memo")
    name = "Texts of 2025-06-01 that were not read in, for counsel to read"
    assert facts_of(memo, "answer")[name].text == f"{title('us_coppa')}."
    assert any(text.startswith("[to be stated by counsel: what did the text") for text in blanks(memo.sections))


def test_a_memo_names_the_days_on_which_an_answer_changes_and_the_laws_that_ask_nothing() -> None:
    indian = OWNED.replace("US: 8M", "IN: 8M").replace("jurisdiction: CN", "jurisdiction: US")
    memo = filed(written(indian), "memo")
    (laws,) = (section for section in memo.sections if section.id == "laws")
    days = next(block for block in laws.blocks if isinstance(block, Table) and block.caption.startswith("Known days"))
    assert [cells[0].text for cells in days.rows if cells[1].text == title("in_transfer")] == ["2027-05-13"]
    others = table_of(memo, "others")
    assert len(others.rows) + len(that_may_apply(verdicts(written(indian).data_map))) == len(NAMES)
    assert all(cell.text for cells in others.rows for cell in cells)


def test_a_memo_is_written_in_each_format() -> None:
    run = written(OWNED)
    for suffix, begins in ((".pdf", b"%PDF"), (".docx", b"PK"), (".html", b"<!"), (".md", b"# ")):
        assert filed_content(run, "memo", suffix).startswith(begins)


@pytest.mark.parametrize(("name", "most"), [("wechat-2020", 30), ("wechat-five-lines", 12)])
def test_a_report_that_is_filed_is_short_and_says_where_its_other_numbers_are(name: str, most: int) -> None:
    document = filed(drawn_case(name), "report")
    content = pdf.rendered(document)
    assert len(PdfReader(io.BytesIO(content)).pages) <= most
    (last,) = (section for section in document.sections if section.id == "numbers")
    table, where = last.blocks
    assert isinstance(table, Table)
    assert isinstance(where, Text)
    assert f"Parquet files: {len(table.rows)} here, " in where.text


@pytest.mark.parametrize("kind", KINDS)
def test_a_foot_that_names_characters_no_font_draws_lies_on_the_page(kind: str) -> None:
    text = case_path("harbour").read_text("utf-8").replace("name: Harbour,", 'name: "法 law 法",')
    content = pdf.rendered(filed(written(text), kind))
    lowest: list[float] = []

    def seen(text: str, of_page: list[float], of_text: list[float], *_: Any) -> None:
        if text.strip():
            lowest.append(of_text[5] * of_page[3] + of_page[5])

    PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=seen)
    assert min(lowest) > 12.0


def test_forty_options_a_long_question_and_letters_that_run_leftwards_leave_a_brief_whole() -> None:
    asks = " ".join(f"And what of the {number}th thing that was asked?" for number in range(80))
    text = case_path("harbour").read_text("utf-8")
    text = text.replace("{state: XB, of: parent}", f'{{state: XB, of: parent, text: "{asks}", by: "מבקר"}}')
    options = "".join(f"  o{number}: {{do: [{{set: {{interest.XB: 0.3}}}}]}}\n" for number in range(40))
    run = written(f"{text}options:\n{options}")
    brief = filed(run, "brief")
    told = squeezed("".join(pages_of(pdf.rendered(brief))))
    assert squeezed(asks) in told
    means = table_of(brief, "means")
    assert "36 more in the report" in means.caption
    keeper = "A keeper at home holds the keys (ready option, judged)"
    assert [cells[0].text for cells in means.rows] == ["Nothing is done", "o0", "o1", "o2", "o3", keeper]
    assert "מבקר" in str(html.rendered(brief))
    opening = facts_of(brief, "opening")
    assert (opening["Asked by"].text, opening["For"].blank) == ("מבקר", True)


# All kinds.


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_of_a_map_that_looks_like_markup_stays_text(kind: str) -> None:
    document = filed(hostile(), kind)
    page = html.rendered(document)
    assert isinstance(page, str)
    assert "<script>" not in page.replace("&lt;script&gt;", "")
    assert pdf.rendered(document).startswith(b"%PDF")
    assert docx.rendered(document).startswith(b"PK")
    assert markdown.rendered(document)
    assert HOSTILE


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_document_has_the_same_bytes(kind: str) -> None:
    run = case("harbour")
    for module in (pdf, docx):
        assert module.rendered(filed(run, kind)) == module.rendered(filed(run, kind))


def test_a_document_of_a_saved_assessment_says_which_who_saved_it_and_what_was_decided() -> None:
    recorded = RecordedAs("harbour/3", "saved by Ann on 2026-11-30 at 12:00 UTC", "Accepted, by Ann.", ("Keys (Bob)",))
    opening = facts_of(filed(case("harbour"), "brief", recorded=recorded), "opening")
    assert opening["Saved as"].text == "harbour/3, saved by Ann on 2026-11-30 at 12:00 UTC"
    assert (opening["Decision"].text, opening["Conditions"].text) == ("Accepted, by Ann.", "Keys (Bob)")
    changed = replace(recorded, differs="Facts changed since.")
    assert filed(case("harbour"), "brief", recorded=changed).banner == "Facts changed since."


def test_what_is_not_filed_so_is_refused() -> None:
    run = case("harbour")
    for kind, suffix, paper, message in (
        ("breif", ".pdf", None, "there is no kind 'breif' (did you mean 'brief'?)"),
        ("brief", ".xlsx", None, "a brief is written as .html, .pdf, .docx, .md"),
        ("brief", ".pdf", "a3", "there is no paper 'a3' (write a4 or letter)"),
        ("minutes", ".pdf", None, "minutes are of a saved assessment (write its id, such as example-chat/1)"),
    ):
        with pytest.raises(NotFiled, match=re.escape(message)):
            filed_content(run, kind, suffix, paper)  # type: ignore[arg-type]


# The bundle.


@pytest.fixture(scope="module")
def packed() -> bytes:
    files = {"/home/a-folder-of-ours/harbour.yaml": case_path("harbour").read_bytes()}
    return filed_content(case("harbour"), "bundle", ".zip", files=files)


def test_a_bundle_holds_what_it_rests_on_and_names_no_folder_of_whoever_made_it(packed: bytes) -> None:
    found = checked(packed)
    assert {"exhibit.pdf", "brief.pdf", "map/harbour.yaml", "result.json", "sources.csv", HASHES} <= set(found.files)
    assert any(name.startswith("record/takings") for name in found.files)
    assert (found.title, found.altered) == ("Harbour", ())
    assert b"a-folder-of-ours" not in packed


def test_one_altered_byte_anywhere_in_a_bundle_is_found_and_its_file_named(packed: bytes) -> None:
    for place in range(0, len(packed), len(packed) // 150):
        altered = bytearray(packed)
        altered[place] ^= 1
        try:
            assert checked(bytes(altered)).altered != (), place
        except NoBundle:
            continue
    body = case_path("harbour").read_bytes()
    start = packed.index(body)
    changed = packed[:start] + bytes([body[0] ^ 1]) + packed[start + 1 :]
    assert checked(changed).altered == ("map/harbour.yaml",)


def test_what_is_no_bundle_is_said_to_be_none() -> None:
    for content in (b"", b"PK", docx.rendered(filed(case("harbour"), "brief"))):
        with pytest.raises(NoBundle):
            checked(content)


def test_the_day_on_which_a_source_was_read_stands_behind_it_and_is_asked_of_no_other() -> None:
    run = drawn_case("wechat-2020")
    sources = run.data_map.sources
    one, *others = sources
    dated = {one: sources[one].model_copy(update={"accessed": "2026-11-30"})}
    of_one = notes.all_of_them(replace(run, data_map=run.data_map.model_copy(update={"sources": {**sources, **dated}})))
    told = [block.text.endswith("(read 2026-11-30)") for block in of_one.blocks if isinstance(block, Text)]
    assert told[: len(sources)] == [True, *(False for _ in others)]
    (asked,) = (block for block in of_one.blocks if isinstance(block, NamedCells))
    assert asked.rows[0][0] == "Sources " + ", ".join(str(number) for number in range(2, len(sources) + 1))


def test_a_brief_in_word_has_narrow_margins_and_no_fact_begins_behind_its_column() -> None:
    from docx import Document as WordFile

    made = WordFile(io.BytesIO(docx.rendered(filed(drawn_case("wechat-2020"), "brief"))))
    assert {round(page.left_margin.mm) for page in made.sections if page.left_margin} == {12}
    facts = [each.text for each in made.paragraphs if each.style and each.style.name == "Fact"]
    assert [text for text in facts if "\t" in text and text.index("\t") > docx.LABEL_ROOM] == []
    assert any(text.startswith(f"{page_one.END}\n") for text in facts)
