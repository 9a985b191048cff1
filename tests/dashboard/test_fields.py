"""A field stays the same one while a person uses it, and is a new one once something else changed what it shows."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def _page() -> None:
    import streamlit as st

    from dashboard import fields

    def take() -> None:
        st.session_state["value"] = fields.one("box")

    def change() -> None:
        st.session_state["value"] = "b"

    value = st.session_state.setdefault("value", "a")
    st.selectbox("Box", ["a", "b", "c"], key=fields.standing("box", value), on_change=take)
    st.multiselect("More", ["a", "b", "c"], key=fields.standing("more", [value]))
    st.button("Elsewhere", on_click=change)
    st.text(f"{value} {fields.several('more')}")


def _shown(at: AppTest) -> tuple[object, ...]:
    assert not at.exception
    return at.selectbox[0].key, at.selectbox[0].value, at.text[0].value


def test_a_field_that_a_person_changes_stays_and_is_taken_over() -> None:
    at = AppTest.from_function(_page).run()
    assert _shown(at) == ("box", "a", "a ('a',)")
    at.selectbox[0].select("c").run()
    assert _shown(at) == ("box", "c", "c ('c',)")


def test_a_field_that_something_else_changes_is_a_new_one_that_a_person_can_use_again() -> None:
    at = AppTest.from_function(_page).run()
    at.button[0].click().run()
    assert _shown(at) == ("box#1", "b", "b ('b',)")
    at.button[0].click().run()
    assert _shown(at) == ("box#1", "b", "b ('b',)")
    at.selectbox[0].select("a").run()
    assert _shown(at) == ("box#1", "a", "a ('a',)")
