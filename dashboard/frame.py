"""The frame of each place: its look, the strip above it, the address, and a sentence where it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import streamlit as st

from dashboard import back, caps, people, presses, reasons, saving, session, show, tour, unsaved
from dashboard.look import wear
from dashboard.streamlit_internals import Page
from dashboard.strip import strip
from dashboard.why import listen

COMPARING = ("options", "compare")
ALONE = "present"
MOVED = {
    "overview": ("answer", None),
    "map": ("flows", "text"),
    "routes": ("flows", None),
    "estimates": ("numbers", None),
    "saved": ("record", None),
    "review": ("record", "review"),
    "meeting": ("present", None),
}
"""Addresses of before, each with the place that it leads to and the part of it."""


def framed(places: Sequence[Page]) -> None:
    """Run the place that is asked for inside its frame; pages at the addresses of before lead on to one."""
    st.set_page_config(page_title="Datareach", layout="wide")
    wear()
    show.style()
    with show.failures():
        presses.catch_up()
    pages = [*places, *moved_pages()]
    if not people.let_in():
        st.navigation(pages, position="hidden")
        people.door()
        return
    page = st.navigation(pages, position="top")
    if wrong := caps.wrong():
        show.notice(wrong, "broken")
        return
    with presses.presses_of_run():
        _run(page, places)


def _run(page: Page, places: Sequence[Page]) -> None:
    """Arrive at a place and draw the strip, then the place; what is not saved is kept, however that ends."""
    with show.failures():
        _arrive(page.url_path or ("answer" if "map" in st.query_params or session.opened_map() else "apps"))
        if back.current_page() in MOVED:  # leads on before anything is heard or drawn
            page.run()
        with st.container(key="listener"):
            listen(back.current_page())
        if back.current_page() != ALONE:
            strip(places)
            tour.show_step()
    try:
        with show.failures():
            page.run()
    finally:
        unsaved.keep()


def moved_pages() -> Iterator[Page]:
    """Pages at the addresses of before, each of which leads on with its settings."""
    for name, (place, tab) in MOVED.items():
        yield st.Page(_lead_on(place, tab), title=place.capitalize(), url_path=name, visibility="hidden")


def _lead_on(place: str, part: str | None) -> Callable[[], None]:
    def page() -> None:
        session.choose("part", part)
        st.switch_page(back.file(place), query_params=session.params())

    return page


def _arrive(page: str) -> None:
    """Take over what the address says and what was pressed, and write the address anew before anything can be."""
    if page != st.session_state.get("here"):
        presses.unread_presses().clear()
        saving.fold(unless=page)
    back.arrive(page)
    session.look_at_base(base=page in COMPARING)
    session.read_address(unsaved.follow)
    reasons.follow()
    saving.follow()
    session.write_address()
