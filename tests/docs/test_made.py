"""What the docs show of data and code is what the scripts beside them would write now."""

from __future__ import annotations

import json
import math
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assessments.exports.json import export
from assessments.run import Run, Settings, assess
from data_maps.addresses import PATTERNS
from data_maps.quantities import ESTIMATE_KEYS
from data_maps.reading import case_path, read
from tests.support.assessed import case_map, drawn_case

ROOT = Path(__file__).parents[2]
YAML = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NOT_SAID = re.compile(r"\b(safe|proves?|proven|unnecessary)\b", re.IGNORECASE)
OURS = [
    "README.md",
    "docs/command-line.md",
    "CHANGELOG.md",
    "docs/data-map.md",
    "docs/method.md",
    "docs/deploying.md",
    "docs/decisions.md",
    "docs/cases.md",
]


@pytest.fixture(scope="module")
def tables() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "make_tables.py"))


@pytest.mark.parametrize(
    "name",
    ["README", *(f"docs/{page}" for page in ("data-map", "method", "command-line", "cases", "documents", "exchange"))],
)
def test_a_page_is_in_step_with_data_and_code(name: str, tables: dict[str, Any]) -> None:
    page = (ROOT / f"{name}.md").read_text(encoding="utf-8")
    assert page == tables["made"](page), "run .venv/bin/python docs/make_tables.py"


def test_what_is_marked_as_made_is_made_anew(tables: dict[str, Any]) -> None:
    page = "<!-- made: said-exact -->\nsomething old\n<!-- end -->\n"
    assert "something old" not in tables["made"](page)
    assert "×/÷ 1.05" in tables["made"](page)


def test_what_a_command_prints_is_made_anew(tables: dict[str, Any]) -> None:
    page = "```\n$ datareach expand case:harbour\nsomething old\n```\n"
    made = tables["made"](page)
    assert "something old" not in made
    assert "What the map does not say was supplied" in made


def test_pictures_show_what_the_program_draws_now_in_the_colours_of_one_theme() -> None:
    drawn = dict(runpy.run_path(str(ROOT / "docs" / "make_pictures.py"))["pictures"]())
    assert len(drawn) == 2
    old = [file.name for file, svg in drawn.items() if file.read_text(encoding="utf-8") != svg]
    assert old == [], "run .venv/bin/python docs/make_pictures.py"
    assert [name for name, svg in drawn.items() if "prefers-color-scheme" in svg] == []


def test_every_map_in_the_page_on_the_format_is_read_or_shown_with_its_problems() -> None:
    page = (ROOT / "docs" / "data-map.md").read_text(encoding="utf-8")
    found = [read(text, "page.yaml").problems for text in YAML.findall(page)]
    assert [bool(problems) for problems in found] == [False, False, False, True]


def test_the_map_in_the_readme_is_the_shipped_one() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert YAML.findall(page)[0] == case_path("wechat-five-lines").read_text(encoding="utf-8")


def test_every_form_of_address_is_told() -> None:
    page = (ROOT / "docs" / "data-map.md").read_text(encoding="utf-8")
    forms = [form.text.replace("<", "‹").replace(">", "›") for form in PATTERNS]
    assert [form for form in forms if f"| `{form}` |" not in page] == []


def test_every_key_of_an_estimate_is_told() -> None:
    page = (ROOT / "docs" / "data-map.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`(\w+)`", page.partition("A mapping takes these keys")[2].partition("\n## ")[0]))
    assert sorted(set(ESTIMATE_KEYS) - told) == []


@pytest.mark.parametrize("key", ["variance_share", "simulation"])
def test_every_key_of_the_result_for_programs_is_told(key: str) -> None:
    run = assess(case_map("harbour"), Settings(draws=20, nodes=1)) if key == "simulation" else drawn_case("harbour")
    assert key in keys_told_and_not(run)[0]
    assert keys_told_and_not(run)[1] == []


def keys_told_and_not(run: Run) -> tuple[set[str], list[str]]:
    """The keys of a result for programs, and those among them that the page on the command line does not tell."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    words = {word for code in re.findall(r"`([^`\n]+)`", page) for word in re.findall(r"\w+", code)}
    result = json.loads(export(run))
    shared = ("regime", "outcome", "because", "unknown", "as_of")  # the rest is in each law's own terms, on its page
    result["regimes"] = [{key: law[key] for key in shared} for law in result["regimes"]]
    keys, rows = set(keys_of(result)), {row["option"] for row in result.get("options", ())}
    data_map = run.data_map
    parts = (data_map.data, data_map.users, data_map.functions, data_map.readings, data_map.parties, data_map.systems)
    named = rows.union(*parts)
    return keys, sorted(keys - named - words)


def test_the_readme_shows_page_one_with_its_interval_before_anything_else() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    first_screen = page.partition("## ")[0].partition("<picture>")[0]
    assert re.findall(r"(\w+) could order .* of .* \(90%: .*–.*\)", first_screen) == ["China"]
    states = re.findall(r"^\| .+ \((\w\w)\)(, own state)? \| [\d.]+ \(", first_screen, re.MULTILINE)
    assert (states[0], states[-1]) == (("CN", ""), ("US", ", own state"))


def keys_of(value: Any) -> Iterator[str]:
    """Every key in a result that is a word, not a level, a size, a span, an address or an actor."""
    if isinstance(value, dict):
        yield from (key for key in value if re.fullmatch(r"[a-z]\w*", key))
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys_of(part)


def test_every_decision_is_in_the_list_under_its_number_and_no_number_is_missing() -> None:
    page = (ROOT / "docs" / "decisions.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| \[(\d+)\]\(decisions/(.+?)\) \|", page, re.MULTILINE)
    files = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    assert listed == [(str(int(path.name[:4])), path.name) for path in files]
    assert [path.read_text(encoding="utf-8").split(".")[0] for path in files] == [f"# {number}" for number, _ in listed]
    numbers = [int(number) for number in re.findall(r"^\| \[?(\d+)", page, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("name", OURS)
def test_the_docs_use_no_word_that_a_report_may_not_use(name: str) -> None:
    assert NOT_SAID.findall((ROOT / name).read_text(encoding="utf-8")) == []


def test_a_pocket_calculator_gives_what_the_worked_example_says() -> None:
    page = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    made = page.partition("<!-- made: example -->\n")[2].partition("<!-- end -->")[0]
    rows = [[cell.strip() for cell in line.split("|")[1:5]] for line in made.splitlines()][2:]
    by_hand = [(value(what), figure(shown)) for _, what, shown, _ in rows]
    assert len([found for found, _ in by_hand if found is not None]) >= 19
    assert [shown for found, shown in by_hand if found is not None] == [
        pytest.approx(found, rel=5e-4) for found, _ in by_hand if found is not None
    ]
    computed = [(shown, program) for _, _, shown, program in rows if program]
    assert len(computed) >= 14
    assert all(shown == program for shown, program in computed)


def figure(text: str) -> float:
    return float(text.replace(",", ""))


def value(by_hand: str) -> float | None:
    """What a calculation written out comes to; None where it is told in words."""
    spelt = {"·": "*", "−": "-", ",": "", "at risk": "", "contacts": "", "e^": "exp"}
    for sign, meant in spelt.items():
        by_hand = by_hand.replace(sign, meant)
    if re.search("[A-Za-z]", by_hand.replace("exp", "")):
        return None
    return float(eval(by_hand, {"__builtins__": {}, "exp": math.exp}))


@pytest.mark.parametrize("page", ["method", "data-map", "evidence", "track-record", "cases", "command-line"])
def test_a_rare_number_is_written_as_so_many_in_many(page: str) -> None:
    """As `demand.targeted` in the table of defaults: 3 in 100 million."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|`[^`]*`|https?://\S+", "", text, flags=re.DOTALL)
    assert re.findall(r"\d+e-?\d+", prose) == []
