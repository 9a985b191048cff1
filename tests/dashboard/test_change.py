"""A part of the picture is changed by lists, and the text of the map follows with its comments."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from data_maps.reading import case_path


def selected(case: str, part: str) -> AppTest:
    """The fields of a part of a map that ships."""

    def script(case: str, part: str) -> None:
        from dashboard import presses, session
        from dashboard.flows import change

        presses.catch_up()
        if session.opened_map() is None:
            session.open_case(f"case:{case}")
        change.panel(part)

    at = AppTest.from_function(script, default_timeout=60, args=(case, part)).run()
    assert not at.exception
    return at


def selected_of(files: dict[str, str], part: str) -> AppTest:
    """The fields of a part of a map in several files."""

    def script(files: dict[str, str], part: str) -> None:
        from dashboard import presses, session
        from dashboard.flows import change

        presses.catch_up()
        if session.opened_map() is None:
            session.open_files("own:quay", {name: text.encode() for name, text in files.items()})
        change.panel(part)

    at = AppTest.from_function(script, default_timeout=60, args=(files, part)).run()
    assert not at.exception
    return at


def texts_of(at: AppTest) -> dict[str, str]:
    return {name: content.decode() for name, content in at.session_state["opened"].files}


def notice_of(at: AppTest) -> str:
    """The last that the fields say, which is nothing where there is none."""
    return "".join(str(said.proto.body) for said in at.get("html"))


def text_of(at: AppTest) -> str:
    return str(at.session_state["opened"].files[0][1].decode())


def typed_into(box: Selectbox[Any], text: str) -> Selectbox[Any]:
    """A list with a text in it that is none of its lines, as a browser sends it."""
    box.options.append(text)
    return box.select(text)


def test_the_country_of_a_system_is_chosen_from_a_list_and_one_line_of_the_text_changes() -> None:
    at = selected("wechat-2020", "n:system:hong-kong-servers")
    assert [box.label for box in at.selectbox[:2]] == ["Stands in", "Run by"]
    at.selectbox[0].select("SG").run()
    before = case_path("wechat-2020").read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, text_of(at).splitlines(), strict=True) if old != new]
    assert [(old.strip(), new.strip()) for old, new in changed] == [("in: HK", "in: SG")]
    assert at.selectbox[0].value == "SG"


@pytest.mark.parametrize(("typed", "written"), [("UK", "GB"), ("uk", "GB"), ("Holland", "NL"), ("USA", "US")])
def test_a_country_may_be_typed_in_any_notation(typed: str, written: str) -> None:
    at = selected("wechat-2020", "n:system:hong-kong-servers")
    typed_into(at.selectbox[0], typed).run()
    assert f"in: {written}" in text_of(at).split("\n  hong-kong-servers:")[1].split("keys")[0]
    assert notice_of(at) == ""


@pytest.mark.parametrize("as_it_is", ["hk", "HK"])
def test_the_country_that_stands_there_may_be_chosen_by_any_of_its_lines(as_it_is: str) -> None:
    at = selected("wechat-2020", "n:system:hong-kong-servers")
    typed_into(at.selectbox[0], as_it_is).run()
    assert (notice_of(at), at.session_state["opened"].name) == ("", "case:wechat-2020")


def test_a_place_that_is_not_known_may_be_typed_in_any_case() -> None:
    at = selected("wechat-2020", "n:system:hong-kong-servers")
    typed_into(at.selectbox[0], "Unknown").run()
    assert "in: unknown" in text_of(at)
    assert notice_of(at) == ""


def test_what_is_no_country_or_several_is_asked_back_and_the_text_stays() -> None:
    at = selected("wechat-2020", "n:system:hong-kong-servers")
    typed_into(at.selectbox[0], "Korea").run()
    assert "Stands in: &#x27;Korea&#x27; is not one country (did you mean South Korea (KR)" in notice_of(at)
    assert at.session_state["opened"].name == "case:wechat-2020"


def test_who_owns_a_party_and_how_much_of_it_are_changed_and_what_does_not_fit_is_said() -> None:
    at = selected("example-chat", "n:party:chat-operator")
    assert [box.label for box in at.selectbox] == ["Organised in", "Run from", "Owned by"]
    at.text_input[0].set_value("lots").run()
    assert "'lots' is not a share" in at.get("html")[-1].proto.body.replace("&#x27;", "'")
    assert at.session_state["opened"].name == "case:example-chat"


def test_a_map_in_short_form_is_written_out_in_full_first() -> None:
    at = selected("wechat-five-lines", "n:party:tencent")
    at.selectbox[1].select("US").run()
    assert "the map says this in short" in at.get("html")[-1].proto.body
    at.button(key="change:in-full").click().run()
    at.selectbox[1].select("US").run()
    assert "run_from: US" in text_of(at)


def test_a_share_that_is_unknown_is_shown_as_unknown() -> None:
    at = selected("wechat-2020", "e:content-analysis")
    assert at.text_input[0].value == "unknown"
    owned = TWO_FILES | {"b.yaml": TWO_FILES["b.yaml"].replace("share: .6", "share: unknown")}
    assert selected_of(owned, "n:party:tug").text_input[0].value == "unknown"


def test_the_share_of_people_that_a_flow_takes_is_changed_in_its_line_and_what_is_no_share_is_said() -> None:
    at = selected("wechat-2020", "e:content-analysis")
    assert [field.label for field in at.text_input] == ["Share of the people"]
    at.text_input[0].set_value("0.3").run()
    before = case_path("wechat-2020").read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, text_of(at).splitlines(), strict=True) if old != new]
    assert [(old.strip(), new.strip()) for old, new in changed] == [("share: unknown", "share: 0.3")]
    assert at.text_input[0].value == "0.3"
    for text, problem in (
        ("a third", "&#x27;a third&#x27; is not a share"),
        ("", "without a share stands for everyone"),
    ):
        at.text_input[0].set_value(text).run()
        assert problem in at.get("html")[-1].proto.body
        assert at.text_input[0].value == "0.3"


def test_flows_that_one_line_stands_for_have_their_share_there_and_the_field_says_how_many_they_are() -> None:
    at = selected("wechat-2020", "e:officials.ontario-servers")
    assert [field.label for field in at.text_input] == ["Share of the people, in 4 flows alike"]
    at.text_input[0].set_value("30%").run()
    assert "- share: 30%\n    from: [chinese-speaking, wechat-accounts, people-at-risk, officials]" in text_of(at)


TWO_FILES = {
    "a.yaml": """\
format: 1
title: Quay
as_of: 2026-01-01
viewpoint: DE
app: {name: Quay, operator: pier}
users: {u: {in: DE, count: 100}, v: {in: DE, count: 50}}
data: {notes: {type: text}}
parties: {pier: {organised_in: DE}, dock: {organised_in: FR}}
systems: {s: {in: DE, operator: pier}, s2: {in: FR, operator: pier}}
ownership:
  - {owner: dock, of: pier, via: shares, share: .4}
flows:
  - {from: u, to: s, data: [notes], share: .9}
""",
    "b.yaml": """\
parties: {crane: {organised_in: US}, tug: {organised_in: US}}
ownership:
  - {owner: crane, of: tug, via: shares, share: .6}
flows:
  - {from: v, to: s2, data: [notes], share: .4}
  - {from: u, to: s2, data: [notes]}
""",
}


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("e:v.s2", ("b.yaml", "share: .4", "share: 0.7")),
        ("e:u.s", ("a.yaml", "share: .9", "share: 0.7")),
        ("n:party:tug", ("b.yaml", "share: .6", "share: 0.7")),
        ("n:party:pier", ("a.yaml", "share: .4", "share: 0.7")),
    ],
)
def test_a_share_is_changed_in_the_file_that_says_it(part: str, changed: tuple[str, str, str]) -> None:
    at = selected_of(TWO_FILES, part)
    at.text_input[0].set_value("0.7").run()
    file, old, new = changed
    assert texts_of(at) == {**TWO_FILES, file: TWO_FILES[file].replace(old, new)}
    assert at.text_input[0].value == "0.7"


def test_who_owns_a_party_is_changed_in_the_file_that_says_it() -> None:
    at = selected_of(TWO_FILES, "n:party:tug")
    at.selectbox[2].select("dock").run()
    assert texts_of(at) == {**TWO_FILES, "b.yaml": TWO_FILES["b.yaml"].replace("owner: crane", "owner: dock")}


def test_a_share_of_everyone_that_is_not_written_stays_and_a_field_that_is_emptied_has_its_value_again() -> None:
    flow, owned = selected_of(TWO_FILES, "e:u.s2"), selected_of(TWO_FILES, "n:party:tug")
    flow.text_input[0].set_value("Everyone").run()
    owned.text_input[0].set_value("").run()
    assert [(at.text_input[0].value, at.text_input[0].placeholder) for at in (flow, owned)] == [
        ("", "everyone"),
        ("0.6", ""),
    ]
    assert (notice_of(flow), notice_of(owned)) == ("", "")
    assert texts_of(flow) == texts_of(owned) == TWO_FILES
    owned.text_input[0].set_value("everyone").run()
    assert "is not a share" in notice_of(owned)
