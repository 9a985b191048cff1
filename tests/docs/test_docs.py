"""The docs name everything there is, show what really comes out, and lead nowhere that does not exist."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from tests.support.commanded import ROOT, run
from tests.support.examples import for_every

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)[^)]*\)|<(?:img|a|source)\b[^>]*\b(?:src|srcset|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def pages() -> list[Path]:
    """The pages of the repository; reports and notes that lie in its folder are none."""
    tracked = ["git", "ls-files", "-z", "--", "*.md"]
    listed = subprocess.run(tracked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [Path(name) for name in sorted(listed) if name and (ROOT / name).exists()]


def text_of(path: str | Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def code_in(text: str) -> set[str]:
    """Every word that stands in code, a block or a span."""
    code = [block for _, block in FENCE.findall(text)] + CODE.findall(FENCE.sub("", text))
    return {word for piece in code for word in re.findall(r"[\w-]+", piece)}


def links(text: str) -> list[str]:
    prose = CODE.sub("", FENCE.sub("", text))
    return [first or second for first, second in LINK.findall(prose)]


def anchors(text: str) -> set[str]:
    titles = HEADING.findall(FENCE.sub("", text))
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def dead(page: Path) -> Iterator[str]:
    for link in links(text_of(page)):
        target, _, anchor = unquote(link).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (ROOT / page.parent / target).resolve() if target else ROOT / page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(text_of(file))):
            yield link


@for_every("page", pages())
def test_no_link_inside_the_repository_is_dead(page: Path) -> None:
    assert list(dead(page)) == []


def test_what_lies_in_the_folder_and_is_not_tracked_is_no_page() -> None:
    report = ROOT / "untracked-report.md"
    report.write_text("[gone](gone.md)", encoding="utf-8")
    try:
        assert Path(report.name) not in pages()
    finally:
        report.unlink()
    assert Path("README.md") in pages()


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One title\n[a](#one-title) [b](#two) [c](gone.md) ![d](page.md#one-title) `[e](f)` <https://x.org>"
    )
    assert list(dead(page)) == ["#two", "gone.md"]


def test_every_path_that_contributing_names_exists() -> None:
    named = [
        span
        for span in CODE.findall(FENCE.sub("", text_of("CONTRIBUTING.md")))
        if re.fullmatch(r"[\w.]+/[\w./]*", span)
    ]
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_test_that_a_page_names_is_there() -> None:
    tests = "\n".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    named = {name for page in pages() for name in re.findall(r"`(test_\w+)`", text_of(page))}
    assert len(named) > 50
    assert named - set(re.findall(r"^def (test_\w+)", tests, re.MULTILINE)) == set()


def test_the_readme_leads_to_functions_that_are_there() -> None:
    rows = re.findall(r"\]\(([\w/]+\.py)\): `([\w.]+)`", text_of("README.md"))
    assert len(rows) > 4
    assert [
        (file, name)
        for file, name in rows
        if not all(re.search(rf"(def|class) {part}\b", text_of(file)) for part in name.split("."))
    ] == []


def commands() -> list[str]:
    """The names in the list of commands that `datareach --help` shows."""
    listed = run("--help").stdout.partition("Commands")[2]
    return re.findall(r"^[│|\s]{1,4}([a-z][a-z-]*)\s{2,}\S", listed, re.MULTILINE)


def test_every_command_is_in_the_docs() -> None:
    shown = "".join(text_of(page) for page in pages() if page.parts[0] in ("README.md", "docs"))
    named = commands()
    assert {"check", "expand", "schema", "init", "assess", "routes"} <= set(named)
    assert [name for name in named if f"datareach {name}" not in shown] == []


def test_every_command_is_in_the_table_of_the_readme() -> None:
    table = [line for line in text_of("README.md").splitlines() if line.startswith("| `datareach ")]
    named = set(re.findall(r"`datareach (\w+)", " ".join(table)))
    missing = [name for name in commands() if name not in named]
    assert missing == [], f"the table of commands in README.md lacks {missing}"


def test_no_two_pages_of_the_docs_have_one_title() -> None:
    titles = [(HEADING.search(text_of(page)) or [""])[0] for page in pages() if page.parts[0] == "docs"]
    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_every_command_shows_an_example() -> None:
    assert [name for name in commands() if f"datareach {name}" not in run(name, "--help").stdout] == []


def words_of(schema: Any) -> Iterator[str]:
    """Every key that the format knows, and every word that it allows as a value."""
    if isinstance(schema, list):
        for part in schema:
            yield from words_of(part)
    elif isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (word for word in [*schema.get("enum", []), schema.get("const")] if is_word(word))
        for name, part in schema.items():
            yield from words_of(list(part.values()) if name in ("properties", "$defs") else part)


def is_word(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[a-z][a-z_-]*", value) is not None


def test_every_key_of_the_format_is_in_the_docs() -> None:
    keys = set(words_of(json.loads(run("schema").stdout)))
    assert {"users", "jurisdiction", "substitutable", "stop_new_users", "combinations"} <= keys
    assert sorted(keys - code_in(text_of("docs/data-map.md"))) == []


@pytest.mark.parametrize("path", sorted((ROOT / "data_maps" / "vocabulary").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_term_of_the_vocabulary_is_in_the_docs(path: Path) -> None:
    families = yaml.safe_load(path.read_text(encoding="utf-8")).values()
    terms = {term for family in families if isinstance(family, dict) for term in family}
    assert terms != set()
    assert sorted(terms - code_in(text_of("docs/data-map.md"))) == []


def test_the_readme_names_the_two_commands() -> None:
    assert {"run", "test"} <= set(re.findall(r"^\$? ?make (\w+)", text_of("README.md"), re.MULTILINE))


@for_every("path", sorted((ROOT / "docs" / "decisions").glob("0*.md")))
def test_a_decision_is_short_and_says_its_status_its_date_its_context_and_its_consequences(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert re.search(r"^Status: .+  \nDate: \d{4}-\d\d-\d\d(, last changed \d{4}-\d\d-\d\d)?\.$", text, re.MULTILINE)
    assert len([word for word in text.split() if re.search(r"\w", word)]) <= 400
