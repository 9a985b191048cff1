"""What no page may say: words that claim more than is known, bare numbers, a score without its interval."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml
from rich.console import Console

from assessments.exports import html, markdown
from assessments.exports.terminal import full_page, one_page, options_page, routes_page
from assessments.report.blocks import Block, Figure, Heading, Notice, StepByStep, Text
from assessments.report.sections.order import sections
from assessments.run import Run
from tests.support.assessed import case, drawn_case
from tests.support.words import FORBIDDEN, OF_THE_METHOD

DRAWN = ("example-chat", "wechat-five-lines")
WORDS_OF_OTHERS = [Path(__file__).parents[2] / room for room in ("laws", "risk")]
TWO_FIGURES = re.compile(r"0*[1-9]?[0-9]?0*\Z")
DATE_OR_DIGEST = re.compile(r"\d{4}-\d{2}-\d{2}|\b20\d\d\b|[0-9a-f]{64}")


def strings(value: Any) -> Iterator[str]:
    """Every text in plain values, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in strings(part))
    elif isinstance(value, list | tuple | set | frozenset):
        yield from (text for part in value for text in strings(part))


@cache
def quoted_from_laws() -> frozenset[str]:
    """What laws and their sources say in words that are not ours."""
    kinds = ("*.yaml", "*.json")
    files = (file for folder in WORDS_OF_OTHERS for kind in kinds for file in sorted(folder.rglob(kind)))
    texts = (text for file in files for text in strings(yaml.safe_load(file.read_text(encoding="utf-8"))))
    said = (sentence for text in texts for sentence in one_line(text).split(". "))
    return frozenset(sentence for sentence in said if FORBIDDEN.search(sentence) and len(sentence.split()) > 3)


def quoted(run: Run) -> list[str]:
    """The words of others on a page, the longest first: of the map, and of laws."""
    own = (one_line(text) for text in strings(run.data_map.model_dump()) if FORBIDDEN.search(text))
    return sorted({*own, *quoted_from_laws()}, key=len, reverse=True)


def one_line(text: str) -> str:
    return " ".join(text.split()).rstrip(".")


class Words(HTMLParser):
    """What a page says: its text, and what it says of pictures and controls."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.said += [value for name, value in attrs if value and name in ("alt", "title", "aria-label")]

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def on_a_terminal(run: Run) -> str:
    screen = Console(width=100_000, file=io.StringIO(), highlight=False, markup=False)
    every_route = routes_page(run, actor=None, data=None, users=None, most=20)
    with screen.capture() as captured:
        screen.print(one_page(run), full_page(run), every_route, options_page(run))
    return captured.get()


def as_html(run: Run) -> str:
    return " ".join(Words(html.export(run)).said)


def as_markdown(run: Run) -> str:
    return markdown.export(run).replace("\\", "")


def own_words(run: Run, page: str) -> str:
    said = one_line(page)
    for text in quoted(run):
        said = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", said)
    return said


PAGES = (on_a_terminal, as_html, as_markdown)


@pytest.mark.parametrize("name", ["harbour", "own-state"])
@pytest.mark.parametrize("page", PAGES)
def test_no_page_without_intervals_uses_a_forbidden_word(page: Callable[[Run], str], name: str) -> None:
    said = own_words(case(name), page(case(name)))
    assert len(said) > 3_000
    for words in (FORBIDDEN, OF_THE_METHOD):
        assert [said[max(0, m.start() - 60) : m.end() + 20] for m in words.finditer(said)] == []


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("page", PAGES)
def test_no_page_with_intervals_uses_a_forbidden_word(page: Callable[[Run], str], name: str) -> None:
    said = own_words(drawn_case(name), page(drawn_case(name)))
    assert "90% interval" in said
    for words in (FORBIDDEN, OF_THE_METHOD):
        assert [said[max(0, m.start() - 60) : m.end() + 20] for m in words.finditer(said)] == []


def test_a_forbidden_word_of_ours_is_found_beside_one_of_others() -> None:
    said = own_words(case("eu-saas"), "powers of access that go beyond what is necessary: this is necessary")
    assert [m.group() for m in FORBIDDEN.finditer(said)] == ["necessary", "necessary"]
    quote = next(text for text in quoted_from_laws() if "necessary and proportionate" in text)
    assert FORBIDDEN.search(own_words(case("eu-saas"), f"It says: {quote}.")) is None


def sentences(block: Block) -> Iterator[str]:
    match block:
        case Text() | Heading() | Notice():
            yield block.text
        case StepByStep():
            yield from (block.title, block.summary, *(step.likely for step in block.steps))
        case Figure():
            yield from (block.caption, block.alt)


@pytest.mark.parametrize("name", DRAWN)
def test_no_number_in_a_sentence_has_more_than_two_significant_figures(name: str) -> None:
    said = [text for part in sections(drawn_case(name)) for block in part.blocks for text in sentences(block)]
    plain = [DATE_OR_DIGEST.sub("", text).replace("in 100", "") for text in said]
    numbers = [(n, text) for text in plain for n in re.findall(r"[0-9][0-9,.]*", text)]
    assert len(numbers) > 20
    assert [found for found in numbers if not TWO_FIGURES.match(re.sub("[,.]", "", found[0]))] == []
