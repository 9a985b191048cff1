"""Visits of tests to the dashboard: without a browser for what it says, in one for what only a browser shows."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Locator, Page, expect
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest, local_script_runner

from dashboard import head
from dashboard.background import Opened
from dashboard.picker import Choice
from tests.conftest import ROOT, enter, settle

FIVE = """\
app: WeChat
as_of: 2020-09-25
users: {US: 19M}
data: [text, images, video, audio]
owner: {name: Tencent, jurisdiction: CN}
"""

BLOCK = re.compile(r"</?(?:p|li|td|th|h[1-6]|dd|dt|caption|figcaption|div)\b[^>]*>")
IN_THE_MAP = re.compile(r"<dt>In the map</dt><dd>.*?</dd>|<code>.*?</code>|<ul class=\"evidence\">.*?</ul>", re.DOTALL)
"""Places and citations: where the map says a number, and texts of others word by word."""
LABELLED = ("button", "selectbox", "text_input", "multiselect", "toggle", "radio", "expander", "number_input")

# AppTest looks for components in all installed packages at each run, which takes longer than most runs.
pytest.MonkeyPatch().setattr(
    manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
)


_asked = local_script_runner.require_widgets_deltas


def _waited(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """Wait for a script's thread to end before AppTest asks each millisecond, at a fifth of what the script takes."""
    if runner._script_thread is not None:
        runner._script_thread.join(timeout)
    _asked(runner, timeout=1)


pytest.MonkeyPatch().setattr(local_script_runner, "require_widgets_deltas", _waited)


def visited(page: str = "", /, **params: Any) -> AppTest:
    """The dashboard at an address, as it is once its script has run."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    for name, value in params.items():
        at.query_params[name] = value
    if page:
        at.switch_page(f"dashboard/pages/{page}.py")
    at.run()
    assert not at.exception
    return at


def opened_own(at: AppTest, name: str, content: bytes) -> AppTest:
    """The dashboard once a file of one's own is open in it."""
    at.session_state["opened"] = at.session_state["as_opened"] = Opened(f"own:{name}", ((name, content),), 1)
    at.session_state["openings"] = 1
    at.session_state["params"] = {"map": [f"own:{name}"]}
    return at.run()


@cache
def text_at(page: str = "", /, **params: str) -> str:
    """All plain text of a page at an address, visited once for all tests that only look at it."""
    return said(visited(page, **params))


def used(at: AppTest, number: str) -> AppTest:
    """The dashboard once it uses a number that was typed into What if."""
    next(field for field in at.text_input if field.label == "Another number").set_value(number)
    return next(button for button in at.button if button.label == "Use").click().run()


def in_force(at: AppTest) -> list[str]:
    """The numbers that What if says are used instead of the map's own."""
    keys = [str(button.key) for button in at.button]
    return [key.removeprefix("strip:remove:") for key in keys if key.startswith("strip:remove:")]


def said(at: AppTest) -> str:
    """All plain text that the dashboard says, without its markup."""
    bodies = [element.proto.body for element in at.get("html")]
    bodies = [re.sub(r'<div class="meaning".*?</div>', "", body) for body in bodies]
    bodies = [re.sub(r'<span class="whole">(.*?)</span>', r"\1", body) for body in bodies]
    bodies = [re.sub(r"</?(?:button|wbr)[^>]*>", "", body) for body in bodies]
    return "\n".join(
        html.unescape(re.sub(r"<style>.*?</style>|<[^>]+>", " ", body, flags=re.DOTALL)) for body in bodies
    )


def texts(at: AppTest) -> Iterator[str]:
    """Every text of a page by itself, without its markup and without places in the map."""
    for element in at.get("html"):
        body = re.sub(r"<style>.*?</style>", "", IN_THE_MAP.sub("", element.proto.body), flags=re.DOTALL)
        for text in BLOCK.split(body):
            yield html.unescape(re.sub(r"<[^>]+>", "", text)).strip()
    for kind in LABELLED:
        yield from (str(getattr(element, "label", "")) for element in at.get(kind))


def press_in_lists(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Have the first choice with some words be pressed, in whichever list of lines of the map it is drawn."""

    def leads(items: Iterable[Choice], **_: Any) -> str | None:
        return next((item.id for item in items if words in item.title), None)

    monkeypatch.setattr(head, "pressed_choice", leads)


def line_led_to(at: AppTest) -> str:
    """The line of the open map that the editor on Flows was sent to."""
    assert at.session_state["here"] == "flows"
    place, _ = at.session_state["goto"]
    return str(at.session_state["opened"].contents[place.file].decode().splitlines()[place.line - 1])


def notices(at: AppTest) -> list[str]:
    """What stands in the boxes at the head of the page, from the top down."""
    bodies = "".join(element.proto.body for element in at.get("html"))
    return [html.unescape(found) for found in re.findall(r'<p class="notice \w+" role="note">(.*?)</p>', bodies)]


def address(at: AppTest) -> Mapping[str, list[str]]:
    """The settings in the address."""
    return {name: list(value) if isinstance(value, list) else [value] for name, value in at.query_params.items()}


def go(page: Page, to: str, address: str) -> None:
    """Open a page of the dashboard at an address, entering it directly, and wait until all of it has come."""
    enter(page, f"/{to.lower()}?{address}")
    shown(page)


def turn(page: Page, to: str, part: str = "") -> None:
    """Go to another place by its link, as people do, and to a part of it; its address comes once its script runs."""
    page.get_by_test_id("stHeader").get_by_role("link", name=to).click()
    expect(page).to_have_url(re.compile(f"/{to.lower()}[?]"))
    shown(page)
    if part:
        page.get_by_role("radio", name=part).click()
        expect(page).to_have_url(re.compile("part="))
        shown(page)


def shown(page: Page) -> None:
    """Wait until the page has its title, hears what is pressed, and its script has ended."""
    expect(page.locator(".dr h1").first).to_be_visible()
    expect(page.locator(":root[data-hears]")).to_be_attached()
    settle(page)


def palettes(page: Page) -> Iterator[str]:
    """The page in light, then in dark: the name of each while it is shown."""
    yield "light"
    app = page.get_by_test_id("stApp")
    light = app.evaluate("app => getComputedStyle(app).backgroundColor")
    page.emulate_media(color_scheme="dark")
    expect(app).not_to_have_css("background-color", light)
    settle(page)
    yield "dark"


def editor(page: Page) -> Locator:
    """The text of the map."""
    return page.get_by_role("textbox", name="Data map, YAML")


def another_number(page: Page) -> Locator:
    """The field for a number to use instead of the map's own, once the window it stands in is open."""
    field = page.get_by_role("textbox", name="Another number")
    if not field.is_visible():
        page.get_by_role("button", name=re.compile("^What if")).click()
    return field


def upload(page: Page, name: str, content: bytes) -> None:
    """Open a file of one's own."""
    turn(page, "Apps")
    page.get_by_role("button", name="Open a file").click()
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/yaml", "buffer": content})
    expect(page).to_have_url(re.compile(re.escape(f"map={quote_plus(f'own:{name}')}")))
    shown(page)
