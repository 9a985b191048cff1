"""A press of a button is acted on once, whatever else runs at that moment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from streamlit.testing.v1 import AppTest

from assessments.record.store import open_store
from casework.recording import review_of
from dashboard.presses import KEPT, OnScreen, Press
from tests.conftest import ROOT, OpenPage, enter
from tests.support.dashboards import said, visited
from tests.support.recorded import ADA, draft
from tests.support.reviewed import BEN

DRAWN = ("button",)
CALLS, SAFE = ("on_click", "on_change", "on_select", "on_dismiss"), ("_keep", "_keep_choice", "'ignore'", "'rerun'")
ITS_CALL = 4  # the place of what a button calls, where it is given without its name
ON_LAW = OnScreen("law", 1, None)


@pytest.fixture
def page(open_page: OpenPage, components: str) -> Page:
    page = open_page(components)
    enter(page, "/presses_page")
    expect(told(page)).to_have_text("none")
    return page


def told(page: Page) -> Locator:
    return page.get_by_test_id("stCode")


def test_a_press_is_told_once_though_its_run_is_broken_off_before_its_button_is_drawn_or_its_part_waits(
    page: Page,
) -> None:
    words, at_work = page.get_by_role("textbox", name="Words"), page.get_by_text("at work in run")
    heard = ""
    for label, says in (("Once", "once"), ("Send", "hello"), ("Part", "part")):
        words.fill(says)
        page.get_by_text("Work for long").click()
        run = int(at_work.inner_text().split()[-1])
        page.get_by_role("button", name=label).click()
        if label != "Part":
            expect(page.get_by_text(f"at work in run {run + 1}")).to_be_visible()
        page.get_by_text("Work for long").click()
        expect(page.get_by_role("checkbox", name="Work for long")).not_to_be_checked()
        heard = f"{heard} {says}".strip()
        expect(told(page)).to_have_text(heard)
        page.get_by_role("button", name="Once").click()
        heard += " once"
        expect(told(page)).to_have_text(heard)


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
    at.session_state[KEPT] = {"review:submit:submit": Press(True, ON_LAW)}
    assert at.run().session_state[KEPT] == {}
    at.session_state[KEPT] = {"strip:record": Press(True, ON_LAW)}
    at.switch_page("dashboard/pages/answer.py").run()
    assert at.session_state["here"] == "answer"


def test_a_press_is_forgotten_where_the_page_ends_before_it_is_done() -> None:
    at = visited("law")
    at.session_state[KEPT] = {"head:compare": Press(True, OnScreen("law", 0, None))}
    assert "No map is open" in said(at.run())
    assert at.session_state[KEPT] == {}


def _pressed_as_it_is_disabled() -> None:
    import streamlit as st

    from dashboard import presses

    off = st.checkbox("Off")
    if presses.button("Once", key="once", disabled=off):
        st.session_state["told"] = True
    st.text_input("Words", value="Yes", key="words", on_change="ignore")
    send = presses.button_beside("words", "Send", key="send", disabled=off)
    if send.pressed:
        st.session_state["told"] = send.choice


@pytest.mark.parametrize("key", ["once", "send"])
def test_a_press_of_what_is_disabled_meanwhile_is_forgotten(key: str) -> None:
    at = AppTest.from_function(_pressed_as_it_is_disabled).run()
    at.checkbox[0].check()
    at.button(key=key).click().run()
    assert at.button(key=key).disabled
    at.checkbox[0].uncheck().run()
    assert "told" not in at.session_state
    assert at.button(key=key).click().run().session_state["told"]


def _used_while_its_run_is_given_up() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import RerunException, StopException
    from streamlit.runtime.scriptrunner_utils.script_requests import RerunData

    from dashboard import presses

    def take(key: str) -> None:
        for way, end in (("stopped", StopException()), ("begun anew", RerunException(RerunData()))):
            if st.session_state.get(way):
                del st.session_state[way]
                raise end
        st.session_state.setdefault("taken", []).append(f"{key} {presses.value(key)}")

    def fail() -> None:
        raise ValueError

    try:
        presses.catch_up()
    except ValueError:
        st.session_state["failed"] = st.session_state.get("failed", 0) + 1
    for key in ("owner", "condition"):
        st.text_input(key, key=key, on_change=presses.on_use(take, key))
    st.button("Fail", on_click=presses.on_use(fail))


@pytest.mark.parametrize("way", ["stopped", "begun anew"])
def test_what_two_fields_are_to_do_is_done_once_and_in_order_though_the_first_is_given_up_in_the_middle(
    way: str,
) -> None:
    at = AppTest.from_function(_used_while_its_run_is_given_up).run()
    at.session_state[way] = True
    at.text_input(key="owner").set_value("Cy")
    at.text_input(key="condition").set_value("Move the keys.")
    at.run().run()
    assert at.session_state["taken"] == ["owner Cy", "condition Move the keys."]


def test_what_was_typed_is_taken_though_its_page_is_left_before_the_next_run_begins() -> None:
    at = AppTest.from_function(_used_while_its_run_is_given_up).run()
    at.session_state["stopped"] = True
    at.text_input(key="owner").set_value("Cy").run()
    assert at.session_state["owner"] == "Cy"
    del at.session_state["owner"]  # as Streamlit does where another page is asked for
    assert at.run().session_state["taken"] == ["owner Cy"]


def test_what_fails_is_not_tried_again() -> None:
    at = AppTest.from_function(_used_while_its_run_is_given_up).run()
    at.button[0].click().run().run()
    assert at.session_state["failed"] == 1


@pytest.mark.parametrize(
    ("key", "asked"),
    [("review:submit:submit", {"part": "review"}), ("saved:present", {}), ("saved:open", {})],
)
def test_a_press_beside_one_assessment_does_nothing_to_another(folder: Path, key: str, asked: dict[str, str]) -> None:
    with open_store(str(folder / "record.db")) as store:
        for subject in ("harbour", "quay"):
            store.save(draft(), subject, ADA)
    at = visited("record", saved="harbour/1", **asked)
    if asked:
        at.text_input(key="review:person").set_value("Ada").run()
    at.query_params["saved"] = "quay/1"
    at.button(key=key).click().run()
    assert at.session_state["here"] == "record"
    assert at.session_state["params"]["saved"] == ["quay/1"]
    assert "map" not in at.session_state["params"]
    assert _acts(folder, "harbour") == _acts(folder, "quay") == []
    if asked:
        at.button(key=key).click().run()
        assert (_acts(folder, "harbour"), _acts(folder, "quay")) == ([], ["submit"])


@pytest.mark.parametrize(
    ("page", "asked", "choice", "button"),
    [
        ("record", {"part": "review"}, "review:outcome", "review:decide"),
        ("present", {"step": "7"}, "meeting:outcome", "meeting:decide"),
    ],
)
def test_a_choice_and_the_press_that_decides_on_it_are_told_to_one_run(
    folder: Path, page: str, asked: dict[str, str], choice: str, button: str
) -> None:
    """A choice tells nothing before its press, which is in one message with it and with what was typed."""
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "harbour", ADA)
        review_of(store, "harbour").do(BEN, "submit")
    at = visited(page, saved="harbour/1", **asked)
    at.text_input(key=page.replace("present", "meeting").replace("record", "review") + ":person").set_value("Ben").run()
    radio = next(each for each in at.radio if str(each.key).startswith(choice))
    assert radio.value is None
    assert radio.proto.ignore_rerun
    assert radio.proto.form_id == at.button(key=button).form_id == ""


def _given_up_between_a_choice_and_its_button() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import StopException

    from dashboard import presses

    st.radio("Decision", ["accepted", "rejected"], index=None, key="outcome", on_change="ignore")
    if st.session_state.pop("given up", False):
        raise StopException
    press = presses.button_beside("outcome", "Decide", key="decide")
    if press.pressed:
        st.session_state["told"] = press.choice


def test_a_press_that_is_told_late_has_the_choice_that_it_was_pressed_beside() -> None:
    at = AppTest.from_function(_given_up_between_a_choice_and_its_button).run()
    at.session_state["given up"] = True
    at.radio(key="outcome").set_value("accepted")
    at.button(key="decide").click().run()
    assert "told" not in at.session_state
    assert at.radio(key="outcome").set_value("rejected").run().session_state["told"] == "accepted"


def test_no_button_stands_in_a_form() -> None:
    """A text outside a form and the press of its button, at once, are two messages: the second can end the first."""
    calls = {
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in (ROOT / "dashboard").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("form", "form_submit_button")
    }
    assert calls == set()


def _acts(folder: Path, subject: str) -> list[str]:
    """What was done in the review of an assessment."""
    with open_store(str(folder / "record.db")) as store:
        return [act.did for act in review_of(store, subject).acts()]


def test_a_press_in_a_meeting_does_nothing_to_a_version_that_was_saved_since(folder: Path) -> None:
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "harbour", ADA)
    at = visited("present", step="7")
    at.text_input(key="meeting:person").set_value("Ada").run()
    with open_store(str(folder / "record.db")) as store:
        store.save(draft(), "quay", ADA)
    at.button(key="meeting:submit").click().run()
    assert "quay/1" in said(at)
    assert _acts(folder, "harbour") == _acts(folder, "quay") == []
    at.button(key="meeting:submit").click().run()
    assert _acts(folder, "quay") == ["submit"]


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


def test_whatever_a_field_or_a_button_is_to_do_is_noted_first_and_each_part_of_a_page_catches_up() -> None:
    for file in (ROOT / "dashboard").rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        assert (file.name, [line for line, act in _called_at_once(tree) if act not in SAFE]) == (file.name, [])
        assert (file.name, list(_parts_that_do_not_catch_up(tree))) == (file.name, [])


def _called_at_once(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What fields and buttons call, but for what keeps or notes what is used, with its line."""
    for node in ast.walk(tree):
        given = {word.arg: word.value for word in node.keywords if word.arg} if isinstance(node, ast.Call) else {}
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "st.button" and len(node.args) >= ITS_CALL:
            given["on_click"] = node.args[ITS_CALL - 1]
        if isinstance(node, ast.Dict):
            given = {
                key.value: value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
        for name, act in given.items():
            if name in CALLS and not ast.unparse(act).startswith("presses."):
                yield act.lineno, ast.unparse(act)


def _parts_that_do_not_catch_up(tree: ast.Module) -> Iterator[int]:
    """The lines of Streamlit's own fragments, but for those that only look again from time to time."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield from (mark.lineno for mark in node.decorator_list if ast.unparse(mark) == "st.fragment")


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
