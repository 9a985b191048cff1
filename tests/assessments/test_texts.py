"""The map's own texts: its notes, and what people use the app for, stand in the result and in every document."""

from __future__ import annotations

import json

import pytest

from assessments.assessment import result_of
from assessments.exports.terminal import full_page, one_page
from assessments.report.blocks import Table, Text
from assessments.report.sections import texts
from assessments.results.about import map_texts
from tests.support.assessed import case, case_map, hostile, section, written
from tests.support.exported import exported, pdf_text, squeezed, word_text

SEED = (
    "a lifeline to family in China",
    "a lifeline to friends in China",
    "a lifeline to customers in China",
    "a lifeline to business contacts in China",
    "First Amendment",
    "irreparable",
    "Laurel Beeler",
)
SILENT = "app: A\nas_of: 2026-03-01\nusers: {XA: 1M}\ndata: [text]\nowner: {name: B, jurisdiction: XB}\n"


def read_back(suffix: str) -> str:
    """All words of the file of the founding case, as a reader that is not ours finds them."""
    content = exported(case("wechat-2020"), suffix)
    match suffix:
        case "pdf":
            return pdf_text(content)
        case "docx":
            return word_text(content)
    return squeezed(content.decode())


@pytest.mark.parametrize("suffix", ["md", "html", "pdf", "docx", "json"])
def test_the_words_of_the_founding_case_stand_in_every_report(suffix: str) -> None:
    text = read_back(suffix)
    assert [words for words in SEED if squeezed(words) not in text] == []


def test_notes_of_a_map_stand_in_the_full_answer_and_not_on_page_one() -> None:
    run = case("wechat-2020")
    in_full = " ".join(
        block.text for part in full_page(run).sections for block in part.blocks if isinstance(block, Text)
    )
    assert "Magistrate Judge Laurel Beeler" in in_full
    first = " ".join(block.text for part in one_page(run).sections for block in part.blocks if isinstance(block, Text))
    assert "Beeler" not in first


@pytest.mark.parametrize("name", ["wechat-2020", "tiktok-2020", "tiktok-2026"])
def test_the_result_carries_the_notes_and_every_use_as_data(name: str) -> None:
    data_map = case_map(name)
    own = json.loads(result_of(case(name)).model_dump_json())["texts"]
    assert own["notes"] == data_map.notes
    used = {(use["function"], use["users"]): use["why"] for use in own["uses"]}
    assert used == {
        (function, group): reliance.why
        for group, people in data_map.users.items()
        for function, reliance in people.relies_on.items()
    }


@pytest.mark.parametrize("name", ["wechat-2020", "tiktok-2020", "tiktok-2026"])
def test_every_paragraph_of_the_notes_is_shown_whole(name: str) -> None:
    shown = " ".join(block.text for block in section(name, texts.notes).blocks if isinstance(block, Text))
    assert " ".join((case_map(name).notes or "").split()) in shown


def test_an_option_names_the_uses_that_it_cuts_and_no_other() -> None:
    tables = {block.caption: block for block in section("wechat-2020", texts.uses).blocks if isinstance(block, Table)}
    cut = {row[0].text: row[1].text for row in tables["Uses that options cut"].rows}
    banned = cut["Bar downloads and updates at once (item 1)"]
    assert banned == "family abroad, friends abroad, customers, business contacts and community"
    assert "Bar the app from government devices" not in cut


def test_a_map_without_notes_and_uses_says_so() -> None:
    run = written(SILENT)
    assert map_texts(run.data_map).uses == ()
    assert [block.text for block in texts.notes(run).blocks if isinstance(block, Text)] == ["The map has none."]
    [table] = [block for block in texts.uses(run).blocks if isinstance(block, Table)]
    assert (table.rows, table.empty) == ((), "The map does not say.")


def test_what_a_map_says_is_data_in_its_sections() -> None:
    attack = "<script>alert(1)</script> {{7*7}} [x](javascript:y)"
    html = exported(hostile(attack), "html").decode()
    assert "<script>alert(1)" not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}}") >= 2
