"""A press of a button is acted on once, whatever else runs at that moment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from streamlit.testing.v1 import AppTest

from assessments.record.store import open_store
from dashboard.presses import KEPT, Press
from tests.conftest import ROOT, OpenPage, enter
from tests.support.dashboards import visited
from tests.support.recorded import ADA, draft

DRAWN = ("button", "form_submit_button")


@pytest.fixture
def page(open_page: OpenPage, components: str) -> Page:
    page = open_page(components)
    enter(page, "/presses_page")
    expect(told(page)).to_have_text("none")
    return page


def told(page: Page) -> Locator:
    return page.get_by_test_id("stCode")


@pytest.mark.parametrize(("label", "says"), [("Once", "once"), ("Send", "hello")])
def test_a_press_is_told_once_though_its_run_is_broken_off_before_the_button_is_drawn(
    page: Page, label: str, says: str
) -> None:
    page.get_by_role("textbox", name="Words").fill("hello")
    page.get_by_text("Work for long").click()
    expect(page.get_by_text("at work")).to_be_visible()
    page.get_by_role("button", name=label).click()
    page.get_by_text("Work for long").click()
    expect(page.get_by_role("checkbox", name="Work for long")).not_to_be_checked()
    expect(told(page)).to_have_text(says)
    page.get_by_role("button", name="Once").click()
    expect(told(page)).to_have_text(f"{says} once")


def _pressed_while_another_run_ends() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from dashboard import presses

    context = get_script_run_ctx()
    if context is not None:
        context.session_state._state._reset_triggers()  # as the run before does at its end
    if presses.button("Once", key="once"):
        st.session_state["told"] = st.session_state.get("told", 0) + 1


def test_a_press_is_told_though_the_run_before_it_ends_after_it_has_begun() -> None:
    at = AppTest.from_function(_pressed_while_another_run_ends).run()
    at.button(key="once").click().run()
    assert at.session_state["told"] == 1
    assert at.run().session_state["told"] == 1


def test_a_press_of_what_is_no_longer_there_is_forgotten_at_the_end_of_a_run_and_where_its_page_is_left() -> None:
    at = visited("law", map="case:harbour")
    at.session_state[KEPT] = {"review:submit:submit": Press(True)}
    assert at.run().session_state[KEPT] == {}
    at.session_state[KEPT] = {"strip:record": Press(True)}
    at.switch_page("dashboard/pages/answer.py").run()
    assert at.session_state["here"] == "answer"


def test_every_button_that_a_page_asks_about_keeps_its_presses() -> None:
    asked = {
        f"{file.relative_to(ROOT)}:{call.lineno}"
        for file in (ROOT / "dashboard").rglob("*.py")
        for call in _asked_about(ast.parse(file.read_text("utf-8")))
    }
    assert asked == set()


def _asked_about(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of Streamlit's buttons whose answer is used, which is lost with the run that hears it."""
    unused = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in DRAWN:
            kept = isinstance(node.func.value, ast.Name) and node.func.value.id == "presses"
            if not kept and id(node) not in unused:
                yield node


def test_save_opens_its_form_though_something_is_saved_already(folder: Path) -> None:
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "harbour", ADA)
    assert not _form(visited("record", map="case:harbour"))
    at = visited("answer", map="case:harbour")
    at.button(key="strip:record").click().run()
    assert _form(at)
    at.switch_page("dashboard/pages/law.py").run()
    assert not _form(at.switch_page("dashboard/pages/record.py").run())


def _form(at: AppTest) -> bool:
    """True where the form to save is unfolded."""
    return next(each.proto.expanded for each in at.expander if each.label == "Save the open map")
