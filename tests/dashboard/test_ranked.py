"""The portfolio on the place Apps: filtered, sorted, drawn around, opened, compared, taken away."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from playwright.sync_api import Locator, Page, expect
from pyarrow.parquet import read_table, write_table
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from assessments.portfolio.folder import APPS, PARTS, PROGRESS, SILENT, Progress, Which, forget, note
from assessments.report.figures.palette import LIGHT
from benchmarks.portfolios import made_up
from dashboard import fields, offered, ranked
from dashboard.offered import OTHER_VERSION
from tests.conftest import Serve, enter
from tests.support.dashboards import address, notices, said, shown, turn, visited

ROWS = 230
PLOT = ".js-plotly-plot .nsewdrag"
TABLE_AND_CLOUD = ("dataframe", "plotly_chart")
COUNTED = re.compile(r"([\d,]+) to ([\d,]+) of ([\d,]+) apps\.")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a portfolio of made-up apps, which the dashboard was started with."""
    made_up(tmp_path, ROWS)
    monkeypatch.setenv("DATAREACH_PORTFOLIO", str(tmp_path))
    return tmp_path


@pytest.fixture(scope="module")
def server(serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a dashboard with a portfolio of made-up apps."""
    folder = tmp_path_factory.mktemp("ranked")
    made_up(folder, ROWS)
    with serve(env={"DATAREACH_PORTFOLIO": str(folder)}) as url:
        yield url


def table_of(text: str) -> tuple[str, ...]:
    """From which to which of how many apps the table has."""
    found = COUNTED.search(text)
    assert found is not None, text
    return found.groups()


@pytest.mark.usefixtures("folder")
def test_apps_are_filtered_by_name_and_by_what_they_have_and_the_address_says_so() -> None:
    at = visited("apps")
    assert table_of(said(at)) == ("1", "100", "230")
    assert "230 apps, nine in ten from" in said(at)
    at.text_input(key="ranked:find").set_value("app 22").run()
    assert table_of(said(at)) == ("1", "11", "11")  # App 22, and App 220 to App 229
    at.selectbox(key="select:holds").set_value("video").run()
    assert table_of(said(at)) == ("1", "1", "1")  # every ninth has video: App 227
    assert at.dataframe[0].value["App"].tolist() == ["App 227"]
    assert address(at) == {"find": ["app 22"], "holds": ["video"]}
    assert table_of(said(visited("apps", find="app 22", holds="video"))) == ("1", "1", "1")
    assert "No app fits these filters." in said(visited("apps", find="nothing"))


def test_a_figure_is_kept_by_the_apps_it_is_of_and_not_by_where_their_cloud_is_in_memory(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures: list[Any] = []
    clouds = []  # held, so that none is where another was

    def chart(figure: Any, **_: Any) -> dict[str, Any]:
        figures.append(figure)
        return {"selection": {"points": []}}

    monkeypatch.setattr(fields, "select", lambda *_, **__: None)
    monkeypatch.setattr(ranked, "palette", lambda: LIGHT)
    monkeypatch.setattr(st, "plotly_chart", chart)
    for name in ("app 101", "app 102", "app 101"):
        asked = ranked._cloud_asked_for(folder, Which({"label": name}, sound=True))
        ranked._cloud(asked, ROWS)
        clouds.append(ranked._cloud_of(*asked[:-1]))
        ranked._cloud_of.clear()
    assert [list(figure.data[0].text) for figure in figures] == [["App 101"], ["App 102"], ["App 101"]]
    assert figures[0] is figures[2]


@pytest.mark.usefixtures("folder")
def test_apps_are_sorted_where_they_are_kept_and_paged() -> None:
    at = visited("apps")
    first = at.dataframe[0].value
    assert first["Rank"].tolist() == list(range(1, 101))
    at.selectbox(key="select:sort").set_value("harm.median").run()
    harm = at.dataframe[0].value["Harm"].tolist()
    assert harm == sorted(harm, reverse=True)
    at.button(key="ranked:After").click().run()
    assert table_of(said(at)) == ("101", "200", "230")
    assert at.dataframe[0].value["Harm"].max() <= harm[-1]


def test_a_folder_without_a_portfolio_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAREACH_PORTFOLIO", str(tmp_path))
    assert notices(visited("apps")) == [
        f"{tmp_path} holds no portfolio yet: it is ranked once `datareach portfolio` has ended."
    ]
    assert offered.offer_portfolio(tmp_path / "none") == (
        f"{tmp_path / 'none'}: no such folder (name the --out of datareach portfolio)"
    )


@pytest.mark.parametrize("damage", ["tier", "data", "no table"])
def test_a_portfolio_of_another_version_is_said_and_fails_nowhere(folder: Path, damage: str) -> None:
    if damage == "no table":
        (folder / APPS).write_bytes(b"no table")
    else:
        write_table(read_table(folder / APPS).drop_columns([damage]), folder / APPS)
    at = visited("apps")
    assert notices(at) == [OTHER_VERSION]
    assert notices(at.run()) == [OTHER_VERSION]


@pytest.mark.parametrize("part", ["a column less", "no table"])
def test_an_app_whose_part_cannot_be_read_is_said_to_be_of_another_version(folder: Path, part: str) -> None:
    for file in (folder / PARTS).iterdir():
        if part == "no table":
            file.write_bytes(b"no table")
        else:
            write_table(read_table(file).drop_columns(["beside"]), file)
    assert notices(visited("answer", map="ranked:App 7"))[0] == OTHER_VERSION
    assert OTHER_VERSION in notices(visited("compare", before="ranked:App 7", after="ranked:App 8"))
    (folder / APPS).write_bytes(b"no table")
    assert notices(visited("answer", map="ranked:App 7"))[0] == OTHER_VERSION


def test_a_run_that_is_under_way_says_how_far_it_is(folder: Path) -> None:
    note(folder, Progress(done=300, total=1_000, problems=2, workers=4), time.time() - 100.0)
    assert notices(visited("apps")) == [
        "300 of 1,000 apps are computed, 3.0 a second, about 4 min left; 2 with problems, 4 workers."
    ]
    note(folder, Progress(done=1_000, total=1_000, problems=2, workers=4), time.time() - 100.0)
    assert notices(visited("apps")) == ["All 1,000 apps are computed: they are being ranked."]
    forget(folder)
    assert notices(visited("apps")) == []
    note(folder, Progress(done=300, total=1_000, problems=2, workers=4), time.time() - 100.0)
    said_then = json.loads((folder / PROGRESS).read_text())
    (folder / PROGRESS).write_text(json.dumps({**said_then, "at": said_then["at"] - 2 * SILENT}))
    assert notices(visited("apps")) == [
        "The run has stopped: 300 of 1,000 apps are computed. The same command goes on from there."
    ]


@pytest.mark.usefixtures("folder")
def test_the_address_of_an_app_opens_it_and_one_that_is_gone_is_said() -> None:
    assert "App 7" in said(visited("answer", map="ranked:App 7"))
    assert "'App 9999' is no app of the portfolio" in notices(visited("answer", map="ranked:App 9999"))[0]
    assert "'App 9999' is no app of the portfolio" in said(visited("compare", before="ranked:App 9999"))


def test_an_app_whose_part_is_gone_or_of_no_portfolio_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (folder / PARTS).iterdir():
        file.unlink()
    assert notices(visited("answer", map="ranked:App 7"))[0].startswith("The text of 'App 7' is gone from")
    monkeypatch.delenv("DATAREACH_PORTFOLIO")
    assert notices(visited("answer", map="ranked:App 7"))[0] == offered.NO_PORTFOLIO


def test_apps_drawn_around_are_listed_before_the_cloud_and_one_that_is_ticked_opens(page: Page) -> None:
    """A filter takes back the line around other apps; then some of those that are left are drawn around."""
    received = heard(page)
    enter(page, "/apps")
    shown(page)
    _draw_around_the_right_half(page)
    expect(page.get_by_text(COUNTED)).not_to_contain_text("of 230 apps")
    assert 0 < _listed(page) < ROWS
    shown(page)
    received.clear()
    name = page.get_by_role("textbox", name="Name has")
    name.fill("app 1")
    name.press("Enter")
    expect(page.get_by_text(COUNTED)).to_contain_text("of 111 apps")
    shown(page)
    kinds = [message.delta.new_element.WhichOneof("type") for message in received]
    assert [kind for kind in kinds if kind in TABLE_AND_CLOUD] == list(TABLE_AND_CLOUD)
    _draw_around_the_right_half(page)
    expect(page.get_by_text(COUNTED)).not_to_contain_text("of 111 apps")
    assert 0 < _listed(page) < 111
    shown(page)
    _tick(page, 1)
    page.get_by_role("button", name="Open the app").click()
    expect(page).to_have_url(re.compile(r"/answer\?map=ranked%3AApp"))
    shown(page)
    expect(page.locator(".dr h1").first).to_contain_text("App ")


def test_another_order_and_a_tick_send_the_table_alone_two_are_compared_and_those_that_are_meant_are_taken_away(
    page: Page,
) -> None:
    """The first by name, App 0, has nobody who uses it: it is none that can be compared."""
    received = heard(page)
    enter(page, "/apps")
    shown(page)
    assert clouds_in(received) == 1
    order, name = page.get_by_role("combobox", name="Sorted by"), page.get_by_role("textbox", name="Name has")
    a_term_stays_explained(page, (order, "Name", "sort=label"))
    _tick(page, 2)
    expect(page.get_by_role("button", name="Open the app")).to_be_enabled()
    assert clouds_in(received) == 1
    _tick(page, 3)
    page.get_by_role("button", name="Compare the two").click()
    expect(page).to_have_url(re.compile(r"/compare\?sort=label&before=ranked%3AApp.*&after=ranked%3AApp"))
    shown(page)
    expect(page.get_by_role("table").first).to_be_visible()
    turn(page, "Apps")
    a_term_stays_explained(page, (name, "app 22", "find=app"), (order, "Severe", "sort=harm"))
    for button, begins in (("Workbook", b"PK"), ("Brief (PDF)", b"%PDF")):
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        assert download.value.path().read_bytes().startswith(begins)
    page.get_by_test_id("stDataFrame").first.hover()
    expect(page.get_by_role("button", name="Fullscreen").first).to_be_visible()
    expect(page.get_by_role("button", name="Download as CSV")).to_have_count(0)


def a_term_stays_explained(page: Page, *changes: tuple[Locator, str, str]) -> None:
    """A term is explained once, however the apps are sorted and filtered: a field, its value, what the address says."""
    term = page.locator("button.term", has_text="simulations")
    expect(term).to_have_count(1)
    for field, value, part in changes:
        field.click()
        field.fill(value)
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(part))
        shown(page)
        expect(term).to_have_count(1)


def heard(page: Page) -> list[ForwardMsg]:
    """What a server says to the browser from now on, as it comes."""
    messages: list[ForwardMsg] = []

    def hear(frame: str | bytes) -> None:
        if isinstance(frame, bytes):
            messages.append(ForwardMsg.FromString(frame))

    page.on("websocket", lambda socket: socket.on("framereceived", hear))
    return messages


def clouds_in(messages: Sequence[ForwardMsg]) -> int:
    """How often a cloud came to the browser, or the word that it is the one from before."""
    hashes = {one.hash for one in messages if one.delta.new_element.HasField("plotly_chart")}
    return sum(one.hash in hashes or one.ref_hash in hashes for one in messages)


def _listed(page: Page) -> int:
    """How many apps the table has rows of."""
    return int(table_of(page.get_by_text(COUNTED).inner_text())[2])


def _draw_around_the_right_half(page: Page) -> None:
    box = page.locator(PLOT).bounding_box()
    assert box is not None
    left, top, right, bottom = (
        box["x"] + box["width"] / 2,
        box["y"] + 2,
        box["x"] + box["width"] - 2,
        box["y"] + box["height"] - 2,
    )
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 3)):
        page.mouse.move(x, y, steps=3)
    page.mouse.up()


def _tick(page: Page, row: int) -> None:
    """Tick a row of the table, from 1 for the first."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    place = table.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + 16, place["y"] + 52 + 35 * (row - 1))
    shown(page)
