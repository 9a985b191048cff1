"""Walking the flow diagram in the browser: by mouse, by keyboard, and with names that mean harm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.conftest import enter, settle, windows
from tests.support.component_pages import serious_findings
from tests.support.dashboards import palettes

USERS, HOST, PARTY, STATE, OTHER = "n:group:users", "n:system:hk", "n:party:tencent", "n:state:cn", "n:party:other"
EVERYTHING = {USERS, HOST, PARTY, STATE, OTHER, "e:a", "e:b", "e:c", "e:d"}


@pytest.fixture(scope="module")
def window(profile: BrowserContext, components: str) -> Iterator[Page]:
    """One window for all tests, each of which finds the diagram in it as it was first."""
    with windows(profile) as open_window:
        page = open_window(components)
        enter(page, "/flow_map_page")
        part(page, STATE).wait_for()
        yield page


@pytest.fixture
def page(window: Page) -> Page:
    window.emulate_media(media="screen", color_scheme="light")
    settle(window)  # what the test before pressed last has arrived
    for toggle in window.get_by_test_id("stCheckbox").all():
        if toggle.locator("input").is_checked():
            toggle.locator("label").click()
            settle(window)
    window.get_by_role("button", name="Select nothing").click()
    expect_in_python(window, None)
    settle(window)
    part(window, USERS).focus()
    window.keyboard.press("Home")
    window.get_by_role("button", name="Fit").click()
    return window


def part(page: Page, name: str) -> Locator:
    return page.locator(f'g[id="{name}"]')


def expect_in_python(page: Page, selected: str | None) -> None:
    expect(page.get_by_test_id("stCode")).to_have_text(str(selected))


def dimmed(page: Page) -> set[str]:
    """The ids of the nodes and edges that are dimmed."""
    return set(page.locator("g.off").evaluate_all("parts => parts.map(part => part.id)"))


def pressed(page: Page) -> list[str]:
    """The ids of the nodes and edges that a screen reader calls pressed."""
    found: list[str] = page.locator("g[aria-pressed=true]").evaluate_all("parts => parts.map(part => part.id)")
    return found


def frame(page: Page) -> list[float]:
    """The part of the drawing in view: x, y, width, height."""
    return [float(number) for number in (page.locator(".view svg").get_attribute("viewBox") or "").split()]


def test_a_click_selects_and_dims_what_it_does_not_touch_and_a_second_one_or_one_beside_clears(page: Page) -> None:
    part(page, HOST).click()
    expect_in_python(page, HOST)
    assert (pressed(page), dimmed(page)) == ([HOST], {OTHER, "e:d"})
    part(page, HOST).click()
    expect_in_python(page, None)
    assert (pressed(page), dimmed(page)) == ([], set())
    part(page, STATE).click()  # two branches of one source do not light each other
    expect_in_python(page, STATE)
    assert dimmed(page) == {OTHER, "e:d"}
    page.locator(".view").click(position={"x": 20, "y": 20})
    expect_in_python(page, None)
    box = part(page, "e:d").locator("path:not(.wide)").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.75 + 4)  # beside its thin line
    expect_in_python(page, "e:d")
    assert dimmed(page) == EVERYTHING - {"e:d", USERS, OTHER}


def test_the_keyboard_walks_along_the_flows_in_one_stop_of_the_tab_key_selects_clears_and_brings_into_view(
    page: Page,
) -> None:
    page.get_by_role("button", name="Download SVG").focus()
    page.keyboard.press("Tab")
    expect(part(page, USERS)).to_be_focused()
    for key, name in [
        ("ArrowRight", "e:a"),
        ("ArrowDown", "e:d"),
        ("ArrowUp", "e:a"),
        ("ArrowRight", HOST),
        ("ArrowDown", OTHER),
        ("ArrowLeft", "e:d"),
        ("ArrowLeft", USERS),
        ("End", STATE),
        ("Home", USERS),
    ]:
        page.keyboard.press(key)
        expect(part(page, name)).to_be_focused()
    page.keyboard.press("Enter")
    expect_in_python(page, USERS)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect_in_python(page, "e:a")
    page.keyboard.press("Escape")
    expect_in_python(page, None)
    expect(part(page, "e:a")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator(".view").evaluate("view => view.contains(view.getRootNode().activeElement)") is False
    part(page, USERS).focus()
    for _ in range(8):
        page.keyboard.press("+")
    expect(part(page, STATE)).not_to_be_in_viewport()
    page.keyboard.press("End")
    expect(part(page, STATE)).to_be_focused()
    expect(part(page, STATE)).to_be_in_viewport()


def test_the_page_selects_and_the_person_after_it_and_a_lit_route_stands_out(page: Page) -> None:
    part(page, HOST).click()
    expect_in_python(page, HOST)
    page.get_by_role("button", name="Select China").click()
    expect_in_python(page, STATE)
    expect(part(page, STATE)).to_have_attribute("aria-pressed", "true")
    part(page, OTHER).click()
    expect_in_python(page, OTHER)
    page.get_by_role("button", name="Select nothing").click()
    expect_in_python(page, None)
    expect(part(page, OTHER)).to_have_attribute("aria-pressed", "false")
    page.get_by_text("Light a route").click()
    expect(part(page, "e:a")).to_contain_class("lit")
    found = page.locator("g.lit").evaluate_all("parts => parts.map(part => part.id)")
    assert set(found) == {USERS, "e:a", HOST}
    expect(part(page, "e:b")).to_have_css("opacity", "0.45")


def test_parts_are_called_what_they_are_inside_their_boxes_and_nothing_hostile_acts(page: Page) -> None:
    expect(part(page, STATE)).to_have_accessible_name("China")
    expect(part(page, "e:d")).to_have_accessible_name("metadata: from Users to Elsewhere")
    expect(part(page, "e:c")).to_have_accessible_name(re.compile("^an order in writing: from Tencent .* to China$"))
    expect(part(page, STATE)).to_have_role("button")
    expect(part(page, HOST).locator("text")).to_have_text('<img src=x onerror="alert(1)">')
    expect(part(page, PARTY)).to_have_accessible_name("Tencent ]]> & \"Co\" 'Ltd' <script>alert(2)</script>")
    expect(page.locator(".view :is(img, script)")).to_have_count(0)
    page.evaluate("document.fonts.ready")
    outside = "node => node.querySelector('text').getBBox().width > node.querySelector('path').getBBox().width"
    assert [name for name in (USERS, HOST, PARTY, STATE, OTHER) if part(page, name).evaluate(outside)] == []
    part(page, STATE).click()
    expect(page.get_by_role("status").filter(has_text="Selected")).to_have_text("Selected: China")
    before = page.title()
    page.get_by_text("Hostile drawing").click()
    expect(page.locator(".view rect")).to_have_attribute("width", "9")
    expect(page.locator(".view :is(img, image, script, foreignObject, a, [href], [onload])")).to_have_count(0)
    assert page.title() == before


def test_buttons_and_ctrl_wheel_zoom_a_drag_moves_and_the_wheel_alone_scrolls_the_page(page: Page) -> None:
    whole = frame(page)
    page.get_by_role("button", name="Zoom in").click()
    assert frame(page)[2] == pytest.approx(whole[2] / 1.25, abs=0.02)
    page.get_by_role("button", name="Zoom out").click()
    assert frame(page) == whole
    part(page, STATE).hover()
    page.mouse.wheel(0, 40)
    assert frame(page) == whole
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    expect(page.locator(".view svg")).not_to_have_attribute("viewBox", " ".join(f"{number:.2f}" for number in whole))
    page.get_by_role("button", name="Fit").click()
    assert frame(page) == whole
    x, y, width, height = whole
    box = part(page, HOST).bounding_box()
    scale = float(page.locator(".view svg").evaluate("svg => svg.getScreenCTM().a"))
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] + 40, steps=4)
    page.mouse.up()
    assert frame(page) == pytest.approx([x - 50 / scale, y - 30 / scale, width, height], abs=0.02)
    assert pressed(page) == []
    expect_in_python(page, None)


def test_the_downloaded_picture_is_as_python_made_it_and_a_printed_one_has_no_buttons(
    page: Page, tmp_path: Path
) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="Download SVG").click()
    kept = tmp_path / "kept.svg"
    download.value.save_as(kept)
    assert download.value.suggested_filename == "messenger.svg"
    parts = {
        found.get("id"): found.get("class") for found in ElementTree.parse(kept).iter("{http://www.w3.org/2000/svg}g")
    }
    assert parts[STATE] == "node state level-4"
    assert set(parts) >= EVERYTHING
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Download SVG")).to_be_hidden()
    expect(part(page, STATE)).to_be_visible()


def test_nothing_in_the_diagram_is_a_serious_barrier(page: Page) -> None:
    for palette in palettes(page):
        assert (palette, serious_findings(page, "[data-testid=stBidiComponentIsolated]")) == (palette, [])
        part(page, USERS).click()
        expect_in_python(page, USERS)
        assert (palette, serious_findings(page, "[data-testid=stBidiComponentIsolated]")) == (palette, [])
        part(page, USERS).click()
        expect_in_python(page, None)


def test_the_whole_screen_shows_all_of_it_and_the_same_key_goes_back(page: Page) -> None:
    before = frame(page)
    part(page, HOST).focus()
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement !== null")
    expect(page.locator(".map")).to_have_css("height", "800px")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    expect(page.locator(".view svg")).to_have_attribute("viewBox", " ".join(f"{number:.2f}" for number in before))


def points(page: Page) -> float:
    """The height of the smallest letters of the drawing, in points of 96 / 72 pixels."""
    smallest = (
        "parts => Math.min(...parts.map(part => parseFloat(getComputedStyle(part).fontSize) * part.getScreenCTM().a))"
    )
    return float(page.locator(".view svg text").evaluate_all(smallest)) * 72 / 96


def test_in_a_narrow_window_letters_are_legible_and_fit_shows_all_of_it(page: Page) -> None:
    usual = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_text("Smaller drawing").click()
    expect(part(page, OTHER)).to_have_count(0)
    opened = points(page)
    page.get_by_role("button", name="Fit").click()
    fitted = points(page)
    page.set_viewport_size(usual or {"width": 1280, "height": 800})
    assert opened >= 8.0 > fitted


def test_the_legend_is_right_in_both_palettes(page: Page) -> None:
    """In the dark the fourth level is the lightest."""
    expect(page.locator(".legend")).to_contain_text("stronger colour: more serious data")
    expect(page.locator(".legend")).not_to_contain_text("darker")


def test_a_smaller_drawing_gives_way_to_the_whole_one_on_the_whole_screen_and_in_the_file(
    page: Page, tmp_path: Path
) -> None:
    page.get_by_text("Smaller drawing").click()
    expect(part(page, OTHER)).to_have_count(0)
    page.get_by_role("button", name="Full map").click()
    expect(part(page, OTHER)).to_be_visible()
    part(page, OTHER).focus()
    page.keyboard.press("Enter")
    expect_in_python(page, OTHER)
    page.keyboard.press("f")
    expect(part(page, OTHER)).to_have_count(0)
    expect(part(page, HOST)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download SVG").click()
    kept = tmp_path / "kept.svg"
    download.value.save_as(kept)
    assert f'id="{OTHER}"' in kept.read_text("utf-8")
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
