"""A part of the picture is changed by lists, and the text of the map follows with its comments."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from data_maps.reading import case_path


def selected(case: str, part: str) -> AppTest:
    """The fields of a part of a map that ships."""

    def script(case: str, part: str) -> None:
        from dashboard import presses, session
        from dashboard.flows import change

        presses.catch_up()
        if session.opened() is None:
            session.open_case(f"case:{case}")
        change.panel(part)

    at = AppTest.from_function(script, default_timeout=60, args=(case, part)).run()
    assert not at.exception
    return at


def text_of(at: AppTest) -> str:
    return str(at.session_state["opened"].files[0][1].decode())


def test_the_country_of_a_system_is_chosen_from_a_list_and_one_line_of_the_text_changes() -> None:
    at = selected("wechat-2020", "n:system:hong-kong-servers")
    assert [box.label for box in at.selectbox[:2]] == ["Stands in", "Run by"]
    at.selectbox[0].select("SG").run()
    before = case_path("wechat-2020").read_text(encoding="utf-8").splitlines()
    changed = [(old, new) for old, new in zip(before, text_of(at).splitlines(), strict=True) if old != new]
    assert [(old.strip(), new.strip()) for old, new in changed] == [("in: HK", "in: SG")]
    assert at.selectbox[0].value == "SG"


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
