"""The map: one text, whether it is typed, filled in, or said of an assumed value."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from dashboard.show import as_label
from data_maps.places import yaml_text
from data_maps.problems import Problem
from data_maps.uploads import packed, unpacked
from tests.conftest import settle
from tests.support.dashboards import FIVE, editor, go, opened_own, said, turn, upload, visited

START = "map=case:wechat-five-lines"


def text_of(page: Page) -> str:
    """The text in the editor, as it is seen."""
    return "\n".join(line.rstrip("\n") for line in editor(page).locator(".cm-line").all_inner_texts())


def at_end(page: Page) -> None:
    editor(page).click()
    page.keyboard.press("Control+End")


def test_without_a_map_the_page_says_what_it_holds() -> None:
    assert "This page holds the map itself" in said(visited("flows", part="text"))


def test_a_map_changes_by_what_is_said_and_typed_and_problems_come_and_go_while_typing_goes_on(page: Page) -> None:
    go(page, "Flows", "part=text&" + START)
    an_assumed_value_is_said_by_keyboard(page)
    assert text_of(page) == FIVE + "\nestimates:\n  clear.tencent.unknown: [0.2, 0.5, 0.8]\n"
    a_part_of_the_picture_opens_and_typing_changes_it(page)
    expect(page.get_by_role("button", name="Germany", exact=True)).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(FIVE)
    expect(page.locator(".dr h1")).to_have_text("WeChat")
    problems_come_and_go_at_their_place(page)
    expect(editor(page)).to_contain_text("title: Mended# and on")
    settle(page)
    the_bar_follows_the_text(page)
    expect(page.get_by_role("combobox", name="Whose people")).to_have_value(re.compile("EU"))


def an_assumed_value_is_said_by_keyboard(page: Page) -> None:
    expect(editor(page)).to_have_css("white-space", "break-spaces")  # so that no line is cut at the right
    page.locator("summary", has_text="Assumed values").focus()
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="What you say instead").focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    expect(page.get_by_text("'7' is more than 1")).to_be_visible()
    page.get_by_role("textbox", name="What you say instead").fill("[0.2, 0.5, 0.8]")
    page.keyboard.press("Enter")
    expect(editor(page)).to_contain_text("clear.tencent.unknown: [0.2, 0.5, 0.8]")
    expect(page).to_have_url(re.compile("own%3Awechat-five-lines.yaml"))
    settle(page)


def a_part_of_the_picture_opens_and_typing_changes_it(page: Page) -> None:
    page.locator('svg [id="n:party:tencent"]').focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Tencent", exact=True)).to_be_visible()
    expect(page.get_by_role("term").filter(has_text="Organised in")).to_be_visible()
    at_end(page)
    page.keyboard.type("title: Typed\nparties: {gov: {kind: state, jurisdiction: DE}}\n")
    page.keyboard.type("access: [{party: gov, to: service}]\n")
    expect(page.locator(".dr h1")).to_have_text("Typed")
    expect(page.get_by_role("button", name="Save ●")).to_be_visible()


def problems_come_and_go_at_their_place(page: Page) -> None:
    """While typing goes on."""
    at_end(page)
    page.keyboard.type("titel: x")
    lead = page.get_by_role("button", name="titel: unknown key")
    expect(lead).to_contain_text("did you mean 'title'?")
    expect(page.locator(".cm-lintRange-error")).to_have_text("titel")
    settle(page)
    page.keyboard.press("Control+Home")
    lead.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".cm-activeLine")).to_have_text("titel: x")
    expect(editor(page)).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nhoriz")
    page.keyboard.press("Control+Space")
    expect(page.get_by_role("option", name="horizon")).to_be_visible()
    settle(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(FIVE)
    expect(page.get_by_text("The map has")).to_have_count(0)
    settle(page)
    page.keyboard.type("titl")
    expect(page.get_by_text("The map has")).to_be_visible()
    settle(page)
    page.keyboard.type("e: Mended\n")
    expect(page.locator(".dr h1")).to_have_text("Mended")
    page.keyboard.type("# and on")


def the_bar_follows_the_text(page: Page) -> None:
    at_end(page)
    page.keyboard.insert_text("\nviewpoint: EU\n")
    expect(page.get_by_text("no user group is in EU").first).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(FIVE.replace("US: 19M", "DE: 19M") + "viewpoint: EU\n")


def test_files_of_ones_own_come_back_byte_for_byte_and_each_says_what_is_wrong_in_it(page: Page) -> None:
    """One that cannot be read, then a folder that is zipped."""
    go(page, "Flows", "part=text&" + START)
    broken = b"\xef\xbb\xbfapp: [\r\n# \xc3\xa9\r\n"
    assert what_cannot_be_read_shows_its_problems_alone(page, broken) == ("broken.yaml", broken)
    before, after = each_file_of_a_zipped_folder_is_edited(page)
    assert after == before | {"m/b.yaml": before["m/b.yaml"] + b"title: Both\n"}
    a_problem_says_its_file(page)
    expect(page.locator(".cm-activeLine")).to_have_text("data: {a: imagse}")


def downloaded(page: Page) -> tuple[str, bytes]:
    """The name and the bytes of the map as it is downloaded."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def what_cannot_be_read_shows_its_problems_alone(page: Page, broken: bytes) -> tuple[str, bytes]:
    """What comes back of it; it is a map in the end."""
    upload(page, "broken.yaml", broken)
    expect(page.get_by_role("heading", name="This map cannot be read yet")).to_be_visible()
    expect(page.get_by_text("There is no result until the map can be read.")).to_be_visible()
    turn(page, "Numbers")
    expect(page.get_by_role("heading", name="This map cannot be read yet")).to_be_visible()
    expect(page.get_by_role("button", name="not readable as YAML")).to_be_visible()
    turn(page, "Flows", "Text of the map")
    back = downloaded(page)
    at_end(page)
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(FIVE)
    expect(page.locator(".dr h1")).to_have_text("WeChat")
    expect(page.get_by_role("button", name="China", exact=True)).to_be_visible()
    return back


def each_file_of_a_zipped_folder_is_edited(page: Page) -> tuple[dict[str, bytes], dict[str, bytes] | Problem]:
    """The files as they came back before one was typed into, and after."""
    users, rest = FIVE.partition("data:")[0].replace("\n", "\r\n"), FIVE[FIVE.index("data:") :]
    files = {"m/a.yaml": ("\ufeff" + users).encode(), "m/b.yaml": rest.encode()}
    upload(page, "two.zip", packed(files))
    turn(page, "Flows", "Text of the map")
    name, content = downloaded(page)
    assert (name, unpacked(content, name)) == ("two.zip", files)
    expect(editor(page)).to_contain_text("users: {US: 19M}")
    page.get_by_role("combobox", name="File of this map").click()
    page.get_by_role("option", name="m/b.yaml").click()
    expect(editor(page)).to_contain_text("data: [text")
    at_end(page)
    page.keyboard.type("title: Both\n")
    expect(page.locator(".dr h1")).to_have_text("Both")
    settle(page)
    return files, unpacked(downloaded(page)[1], name)


def a_problem_says_its_file(page: Page) -> None:
    wrong = {"who.yaml": b"app: {name: Quay, operator: quay}\nparties: {quay: {organised_in: US}}\n"}
    wrong["what.yaml"] = b"as_of: 2026-03-01\nviewpoint: US\nusers: {people: {in: US, count: 1M}}\ndata: {a: imagse}\n"
    upload(page, "wrong.zip", packed(wrong))
    lead = page.get_by_role("button", name="data.a: no data type called 'imagse'")
    expect(lead).to_contain_text("in what.yaml – did you mean 'images'?")
    lead.click()


def test_no_name_of_a_party_is_a_picture_on_the_button_that_shows_its_systems() -> None:
    name = "![x](https://elsewhere.example/x.png)"
    systems = [f"s{number}" for number in range(70)]
    large = {
        "app": {"name": "A", "operator": "op"},
        "as_of": "2026-03-01",
        "viewpoint": "US",
        "users": {"people": {"in": "US", "count": "1M"}},
        "data": {"a": "text"},
        "parties": {"op": {"name": name, "organised_in": "US"}},
        "systems": {system: {"operator": "op", "in": "US"} for system in systems},
        "flows": [{"from": "people", "to": system, "data": ["a"]} for system in systems],
    }
    at = opened_own(visited("flows"), "large.yaml", yaml_text(large).encode())
    at.session_state["routes:flows"] = {"selected": "n:party:op"}
    labels = [button.label for button in at.run().button]
    assert as_label(f"Show the 70 systems that {name} runs") in labels
