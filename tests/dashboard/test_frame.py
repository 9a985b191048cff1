"""In which order a page and what stands around it are drawn."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from dashboard import intervals, reasons, show, warming
from dashboard.why import listen
from tests.support.dashboards import go, said, turn, used, visited

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIVE = "case:wechat-five-lines"
UNDRESSED = """() => {
  window.undressed = 0;
  window.looked = 0;
  const look = () => {
    window.looked += 1;
    const wide = document.querySelector('[data-testid="stMainBlockContainer"]')?.clientWidth ?? 1000;
    const worn = [...document.querySelectorAll("style")].some((style) => style.textContent.includes(".dr {"));
    window.undressed += !worn || wide < 900;
    requestAnimationFrame(look);
  };
  look();
}"""


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is drawn, in its order: the look of the page, or numbers of it."""
    order: list[str] = []

    def noting(what: str, draw: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*given: Any, **named: Any) -> Any:
            order.append(what)
            return draw(*given, **named)

        return noted

    monkeypatch.setattr(show, "style", noting("look", show.style))
    monkeypatch.setattr("dashboard.frame.listen", noting("listener", listen))
    monkeypatch.setattr(intervals, "blocks", noting("numbers", intervals.blocks))
    return order


def test_a_page_is_dressed_first_and_a_changed_number_is_answered_first(drawn: list[str]) -> None:
    at = visited(map=FIVE)
    assert drawn[0] == "look"
    assert drawn.count("look") == 1
    drawn.clear()
    used(at, "interest.CN=0.9")
    assert drawn[-2:] == ["look", "listener"]
    assert drawn.count("look") == 1
    drawn.clear()
    at.switch_page("dashboard/pages/estimates.py").run()
    assert drawn[0] == "look"


def test_a_page_keeps_its_look_while_one_changes_it_or_goes_to_another(page: Page) -> None:
    go(page, "Overview", f"map={FIVE}")
    page.evaluate(UNDRESSED)
    turn(page, "Estimates")
    turn(page, "Overview")
    page.get_by_role("textbox", name="Other numbers").fill("interest.CN=0.9")
    page.keyboard.press("Enter")
    page.get_by_text("What did this change?").wait_for()
    assert page.evaluate("window.looked") > 10
    assert page.evaluate("window.undressed") == 0


def test_a_page_that_fails_before_it_begins_has_its_look_all_the_same(
    drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = visited(map=FIVE)
    drawn.clear()
    monkeypatch.setattr(reasons, "follow", lambda: 1 // 0)
    at.run()
    assert "Datareach failed on this page (ZeroDivisionError)" in said(at)
    assert drawn.count("look") == 1


def test_what_the_first_page_needs_is_loaded_and_not_searched_after_every_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    done = threading.Event()

    def noted(name: str) -> ModuleType:
        asked.append(name)
        return import_module(name)

    monkeypatch.setattr("dashboard.warming.import_module", noted)
    monkeypatch.setattr(gc, "freeze", done.set)
    warming.warmed.__wrapped__()
    assert done.wait(60)
    assert asked[: len(warming.FIRST)] == list(warming.FIRST)
    assert {"pandas", "assessments.report.sections"} <= set(asked)
