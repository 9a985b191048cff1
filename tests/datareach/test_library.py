"""The library: the same answers as the command line, as frames, figures and bytes."""

from __future__ import annotations

import ast
import doctest
import html
import io
import itertools
import json
import re
from dataclasses import FrozenInstanceError
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

import datareach
import datareach.sweeps
from assessments import assessment
from assessments.measures import rows_on
from assessments.report.glossary import HARMED_FIRST
from assessments.report.sections import page_one
from assessments.results.headline import value_of
from data_maps.caching import what_is_kept
from tests.support.commanded import run

FEW = 1_000
NO_BAN = "assess(options=…): no option called 'ban' (this map has no options)"
FIVE_LINES = """app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text, metadata]
owner: {name: Harbour Ltd, jurisdiction: DE}
"""


@cache
def harbour() -> datareach.Assessment:
    """The small case with few draws."""
    return datareach.assess(datareach.read("case:harbour"), draws=FEW)


def test_json_and_documents_are_the_bytes_that_the_command_writes(tmp_path: Path) -> None:
    formats = ("html", "xlsx", "csv", "parquet", "md")
    asked = ("assess", "case:harbour", "--draws", str(FEW), "--out", str(tmp_path))
    assert harbour().to_json() == run(*asked, "--json", "--formats", ",".join(formats)).stdout
    for name in formats:
        assert harbour().document(form=name) == (tmp_path / f"harbour.{name}").read_bytes()
    run(*asked, "--formats", "md", "--item", "system:pier")
    assert harbour().document("system:pier", "md") == (tmp_path / "harbour-system-pier.md").read_bytes()


def test_the_brief_is_the_question_its_answer_how_far_it_holds_and_how_to_repeat_it() -> None:
    brief = harbour().document("brief", "md").decode()
    assert re.findall("^## (.+)$", brief, re.MULTILINE) == [
        "Question",
        "Answer",
        "What would end it, and at what price",
        "Law",
        "How far it holds",
        "Sources",
        "To repeat it",
    ]
    assert harbour().document("brief", "pdf", "letter") != harbour().document("brief", "pdf")


def test_a_frame_is_the_sheet_of_the_workbook_with_its_units() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(harbour().document(form="xlsx")))
    for name in ("reach", "events", "actors", "ledger", "routes"):
        frame: pd.DataFrame = harbour().wide(name)
        titles, *rows = workbook[name].iter_rows(values_only=True)
        assert set(titles) <= set(frame.columns)
        assert len(rows) == len(frame)
        numbers = frame.select_dtypes("number")
        assert set(frame.attrs["units"]) <= set(numbers.columns)
        for column in set(numbers) & set(titles):
            shown = [row[titles.index(column)] for row in rows]
            assert shown == [None if value is pd.NA else pytest.approx(value) for value in frame[column]]
    assert harbour().reach.attrs["units"]["persons.median"] == "persons"


def test_a_frame_that_somebody_changed_changes_no_other() -> None:
    first = harbour().actors
    first["harm.point"] = 0.0
    assert (harbour().actors["harm.point"] > 0.0).all()
    assert harbour().frames["actors"].equals(harbour().wide("actors"))
    whole = harbour().wide("actors")
    whole["harm.point"] = 0.0
    assert (harbour().wide("actors")["harm.point"] > 0.0).all()


def test_problems_are_those_that_the_command_prints(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text(FIVE_LINES.replace("1M", "many").replace("text", "txt"))
    with pytest.raises(datareach.Problems) as raised:
        datareach.read(tmp_path / "map.yaml")
    assert f"{raised.value}\n" == run("check", str(tmp_path / "map.yaml")).stderr
    assert [(problem.place.line, problem.place.column) for problem in raised.value.problems] == [(3, 13), (4, 8)]


def test_a_text_is_read_as_the_file_that_it_would_be(tmp_path: Path) -> None:
    (tmp_path / "harbour.yaml").write_text(FIVE_LINES)
    with (tmp_path / "harbour.yaml").open() as file:
        assert datareach.read(file) == datareach.read(tmp_path / "harbour.yaml")
    of_text = datareach.read(io.StringIO(FIVE_LINES))
    assert (of_text.name, of_text.text) == ("text", datareach.read(tmp_path / "harbour.yaml").text)
    with pytest.raises(datareach.Problems, match=r"^text:3:13: users\.US: "):
        datareach.read(io.StringIO(FIVE_LINES.replace("1M", "1 km")))


def test_a_text_a_dict_and_a_path_are_read_alike_and_assessed_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "harbour.yaml").write_text(FIVE_LINES)
    keys = {
        "app": "Harbour",
        "as_of": date(2026, 3, 1),
        "users": {"US": np.int64(1_000_000)},
        "data": ["text", "metadata"],
        "owner": {"name": "Harbour Ltd", "jurisdiction": "DE"},
    }
    sources: tuple[Any, ...] = (FIVE_LINES, keys, tmp_path / "harbour.yaml", json.dumps(keys, default=str))
    assert len({datareach.read(source).text for source in sources[:3]}) == 1
    harms = {float(datareach.assess(source, draws=0).run.harm) for source in sources}
    assert len(harms) == 1
    with pytest.raises(datareach.Problems, match=r"^text:1:1: "):
        datareach.read({})
    with pytest.raises(datareach.Problems, match=r"^app: Harbour:1:1: "):
        datareach.read("app: Harbour")


def test_a_column_of_a_table_names_the_people_of_a_state() -> None:
    five = datareach.read(FIVE_LINES)
    (group,) = five.data_map.users
    assert five.set("users.US", "2M") == five.set(f"users.{group}.count", "2M")
    two = datareach.read(FIVE_LINES.replace("{US: 1M}", "{old: {in: US, count: 1M}, young: {in: US, count: 2M}}"))
    with pytest.raises(datareach.Problems, match=r"^set\('users\.US'\): "):
        two.set("users.US", "2M")


def test_a_cell_of_a_notebook_shows_page_one() -> None:
    shown = harbour()._repr_html_()
    assert "Who could?" in shown
    assert shown == f"<pre>{html.escape(run('assess', 'case:harbour', '--draws', str(FEW)).stdout)}</pre>"
    hostile = datareach.assess(FIVE_LINES.replace("Harbour\n", "<script>alert(1)</script>\n"), draws=0)
    assert "<script" not in hostile._repr_html_()


@pytest.mark.parametrize("name", ["reach", "events", "actors", "ledger", "options", "routes"])
def test_a_frame_is_narrow_and_has_its_columns_without_rows(name: str) -> None:
    narrow, wide = getattr(harbour(), name), harbour().wide(name)
    assert narrow.equals(wide[narrow.columns])
    assert len(narrow.columns) <= min(60, len(wide.columns))
    assert not {c for c in narrow if c.split(".")[-1] in ("error", "n", "mean")}
    if name == "options":
        assert harbour().options.empty
        assert {"option", "harm.point", "burden"} - {*harbour().options.columns} <= {"burden"}
    with pytest.raises(ValueError, match=r"^wide: there is no such frame as 'reech'"):
        harbour().wide("reech")


def test_a_part_is_made_without_the_others() -> None:
    one = datareach.assess("case:wechat-2020", draws=FEW)
    assert (one.summary, len(one.reach) > 0) == (page_one.summary(one.run).text, True)
    assert {name for (name,) in what_is_kept(one.run, assessment._result_part)} == {"summary", "reach"}
    assert one.wide("reach").equals(one.frames["reach"])


MEASURED = ("harm", "score", "strategic", "persons_per_year.4", "content_persons_per_year")


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("case:wechat-2020", {"interest.CN": [0.0, 0.4, 1.0], "power.CN.tencent-holdings": [0.2, 0.9]}),
        ("case:tiktok-2020", {"demand.whole.CN": [0.001, 0.2], "interest.CN": [1, 0.1]}),
        ("case:wechat-five-lines", {"users.US": ["19M", 3e6], "clear.service.unknown": [0, 0.4]}),
        ("case:harbour", {"power.XB.parent": [[0.1, 0.2, 0.4], 0.3]}),
    ],
)
def test_a_sweep_comes_to_what_each_map_assessed_anew_does(name: str, values: dict[str, list[Any]]) -> None:
    swept = datareach.sweep(name, values, measures=MEASURED)
    expected = []
    for combination in itertools.product(*values.values()):
        changed = datareach.read(name)
        for address, value in zip(values, combination, strict=True):
            changed = changed.set(address, value)
        found = datareach.assess(changed, draws=0).run
        expected.append([value_of(found, rows_on("all", "compared")[measure]).point for measure in MEASURED])
    assert swept.columns.tolist() == [*values, *(f"{measure}.point" for measure in MEASURED)]
    assert swept.iloc[:, len(values) :].to_numpy(float) == pytest.approx(np.array(expected), rel=1e-12)


def test_a_sweep_of_fifty_points_assesses_few_maps_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    anew: list[object] = []

    def counted(*given: Any, **named: Any) -> datareach.Assessment:
        anew.append(given)
        return datareach.assess(*given, **named)

    monkeypatch.setattr("datareach.sweeps.assess", counted)
    swept = datareach.sweep("case:wechat-2020", {"interest.CN": np.linspace(0.01, 0.99, 50)}, measures=["harm"])
    assert (len(swept), len(anew), swept["harm.point"].is_monotonic_increasing) == (50, 3, True)


def test_a_sweep_with_draws_has_intervals() -> None:
    swept = datareach.sweep("case:harbour", {"interest.XB": [0.2, 0.4]}, measures=["harm"], draws=FEW)
    assert swept.columns.tolist() == ["interest.XB", "harm.point", "harm.median", "harm.low", "harm.high"]
    assert (swept["harm.low"] < swept["harm.high"]).all()


@pytest.mark.parametrize(
    ("values", "kind", "line"),
    [
        ({"interest.XB": [0.2, 2]}, datareach.Problems, "set('interest.XB'): '2' is more than 1 (a share"),
        ({"interest.CNN": [0.2]}, datareach.Problems, "set('interest.CNN'): 'CNN' is not a country code"),
        ({"power.XB.parnt": [0.2]}, datareach.Problems, "set('power.XB.parnt'): no party or system called 'parnt'"),
        ({"power.CN.parent": [0.2]}, datareach.Problems, "assess(set=…): nothing in this map uses the number power"),
        ({"interest.XB": range(10**6)}, ValueError, "sweep: these are more than the 10,000 that are computed at once"),
        ({"interest.XB": [0.1] * 200, "power.XB.parent": [0.1] * 200}, ValueError, "sweep: these are more than the"),
        ({"interest.XB": []}, ValueError, "sweep: these are no values"),
        ({}, ValueError, "sweep: name a number and its values"),
    ],
)
def test_a_sweep_that_cannot_be_made_says_why(values: Any, kind: type[Exception], line: str) -> None:
    with pytest.raises(kind, match=f"^{re.escape(line)}"):
        datareach.sweep("case:harbour", values)


def test_a_measure_that_there_is_not_is_said() -> None:
    with pytest.raises(ValueError, match=r"^sweep: there is no measure 'harms' \(there are .*score, strategic\)$"):
        datareach.sweep("case:harbour", {"interest.XB": [0.2]}, measures=["harms"])


def test_a_map_with_a_record_of_its_own_is_read_with_it() -> None:
    assert datareach.read("case:every-key").data_map.own_tables != ()


def test_what_if_is_another_map_and_comes_to_what_the_command_says() -> None:
    first = datareach.read("case:harbour")
    then = first.set("power.XB.parent", [0.2, 0.5, 0.8]).with_(as_of="2026-01-01").set("interest.XB", np.float64(0.4))
    asked = ("--set", "power.XB.parent=[0.2,0.5,0.8]", "--as-of", "2026-01-01", "--set", "interest.XB=0.4")
    printed = run("assess", "case:harbour", *asked, "--draws", "0", "--json").stdout
    assert datareach.assess(then, draws=0).to_json() == printed
    assert first == datareach.read("case:harbour")
    with pytest.raises(FrozenInstanceError):
        first.name = "other"  # type: ignore[misc]


def test_another_owner_reaches_what_the_placebo_says() -> None:
    placebo = harbour().result.placebo.neutral
    moved = datareach.assess(datareach.read("case:harbour").with_(owner="CH"), draws=FEW)
    assert (placebo.state, moved.map.title) == ("CH", "Harbour – changed: owner from Switzerland")
    assert [row.expected.point for row in moved.result.reach] == [row.expected.point for row in placebo.reach]


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ({"owner": "Switzerland"}, "with_(owner=…): 'Switzerland' is not a country code (did you mean 'CH'?)"),
        ({"as_of": "soon"}, "with_(as_of=…): 'soon' is not a date (write 2020-09-25)"),
        ({"viewpoint": "XB"}, "with_(viewpoint=…): no user group of this map is in XB (its people are in XA)"),
        ({"horizon": 99.0}, "with_(horizon=…): '99.0' is not a horizon (write years, up to 50, as in 2.5)"),
        ({"reading": "ours"}, "with_(reading=…): no reading called 'ours' (the map has no readings)"),
    ],
)
def test_a_map_that_cannot_be_changed_so_says_why(asked: dict[str, object], line: str) -> None:
    with pytest.raises(datareach.Problems, match=f"^{re.escape(line)}$"):
        datareach.read("case:harbour").with_(**asked)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "value", "line"),
    [
        ("power.XB.parnt", 0.5, "set('power.XB.parnt'): no party or system called 'parnt' (did you mean 'parent'?)"),
        ("power.XB.parent", "a lot", "set('power.XB.parent'): 'a lot' is not a share (write 30% or 0.3)"),
    ],
)
def test_a_number_that_cannot_be_set_is_said_of_the_call(address: str, value: object, line: str) -> None:
    with pytest.raises(datareach.Problems, match=f"^{re.escape(line)}$"):
        datareach.read("case:harbour").set(address, value)


def test_a_setting_that_is_none_is_refused_by_its_name() -> None:
    first = datareach.read("case:harbour")
    other: Any = "blue"
    with pytest.raises(ValueError, match=r"^draws: 5 is not a number of simulations \(write 0, or 1000 to 1000000\)$"):
        datareach.assess(first, draws=5)
    with pytest.raises(datareach.Problems, match=rf"^{re.escape(NO_BAN)}$"):
        datareach.assess(first, options=["ban"])
    with pytest.raises(ValueError, match=r"^there is no format 'odt': the formats are html, pdf,"):
        harbour().document(form="odt")
    with pytest.raises(ValueError, match=r"^no figure called 'trade' "):
        harbour().figure("trade")
    with pytest.raises(ValueError, match=r"^there is no theme 'blue' \(write light or dark\)$"):
        harbour().figure("actors", theme=other)
    with pytest.raises(ValueError, match=r"^'pdf' is a format: write document\(form='pdf'\)$"):
        harbour().document("pdf")
    with pytest.raises(datareach.Problems, match=rf"^{re.escape(NO_BAN)}$"):
        datareach.assess(first, options="ban")
    with pytest.raises(ValueError, match=r"^there is no trade-off to draw: nobody states what people lose"):
        harbour().figure("tradeoff")


def test_a_figure_shows_the_rows_of_its_frame() -> None:
    drawn = json.loads(harbour().figure("actors", theme="dark").to_json())
    (bars,) = drawn["data"]
    assert [words.split("<br>")[0] for words in bars["hovertext"]] == ["XB"]
    assert bars["x"] == harbour().actors["harm.median"].tolist()
    assert drawn["layout"]["title"]["text"] == f"{HARMED_FIRST} a year by actor, at rates on record"


def test_a_comparison_is_that_of_the_command_and_its_rows_add_up(tmp_path: Path) -> None:
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    before.write_text(FIVE_LINES)
    after.write_text(FIVE_LINES.replace("1M", "3M").replace("DE", "XB"))
    one, other = (datareach.assess(datareach.read(path), draws=FEW) for path in (before, after))
    comparison = datareach.compare(one, other)
    assert comparison.to_json() == run("diff", str(before), str(after), "--json", "--draws", str(FEW)).stdout
    moved = comparison.numbers.set_index("of").loc["difference", "harm.point"]
    assert comparison.explained["harm.point"].sum() == pytest.approx(moved)
    assert comparison.explained["groups"].tolist() == ["people", "owner"]
    assert not comparison.same


def test_what_is_no_map_and_no_assessment_is_refused_in_a_sentence() -> None:
    map_: Any = datareach.read("case:harbour")
    neither: Any
    for neither in (5, [1], io.BytesIO(b"app: Chat")):
        for take in (datareach.read, datareach.assess, lambda what: datareach.sweep(what, {"interest.CN": [0.1]})):
            with pytest.raises(TypeError, match=r"^a map is read from a path, text, dict or open file of text, not "):
                take(neither)
    for neither in (5, [None], b"apps.csv"):
        with pytest.raises(TypeError, match=r"^a portfolio is of paths, maps and frames, not of "):
            datareach.portfolio(neither)
    with pytest.raises(TypeError, match=r"two assessments are compared, as datareach\.assess gives them"):
        datareach.compare(datareach.assess(map_, draws=0), map_)


def test_every_frame_is_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
    frames = datareach.assess(datareach.read("case:harbour"), draws=0).frames
    assert [name for name in frames if f"`{name}`" not in page.partition("### Frames")[2]] == []


def examples() -> set[str]:
    """Every name that an example of the library uses."""
    modules = (datareach.maps, datareach.assessments, datareach.exchange, datareach.portfolios, datareach.sweeps)
    found = [test for module in modules for test in doctest.DocTestFinder(exclude_empty=True).find(module)]
    code = "".join(example.source for test in found for example in test.examples)
    return {node.attr for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Attribute)}


def test_every_public_name_has_a_docstring_and_stands_in_an_example_and_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "library.md").read_text(encoding="utf-8")
    kinds = (datareach.Map, datareach.Assessment, datareach.Comparison, datareach.Portfolio, datareach.Problems)
    members = {name: vars(kind)[name] for kind in kinds for name in vars(kind) if not name.startswith("_")}
    public = members | {name: getattr(datareach, name) for name in datareach.__all__}
    assert [name for name, value in public.items() if not value.__doc__] == []
    assert [kind for kind in kinds if ">>> " not in str(kind.__doc__)] == []
    assert sorted(public.keys() - {kind.__name__ for kind in kinds} - examples()) == []
    assert [name for name in public if not re.search(rf"[`. ]{name}\b", page)] == []
