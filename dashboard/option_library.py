"""The library of ready options on a page: what each would act on here, to be put into force or into the map."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from assessments.report.sections.option_answers import library as library_table
from dashboard import background, presses, session, show
from data_maps.edits import with_own_options
from data_maps.model import DataMap
from data_maps.problems import Problem
from risk.options.ready import parties_at_home, ready_options

SHOWS = (
    "Twelve options come with Datareach. Put into force, one is compared here and acts in every place. Written into "
    "the map, it is the map's own."
)


def library() -> None:
    """The ready options, and a choice of some to take over; those in force here stand in the comparison."""
    view = session.current().view
    written = background.reading(view.opened).data_map if view else None
    if written is None:
        return
    with st.expander("Ready options", expanded=not written.options):
        show.text(SHOWS, "quiet")
        _take(written)
        if st.toggle("What each is, and what it acts on here", value=bool(written.options), key="library:table"):
            show.blocks((library_table(written),))


def _take(written: DataMap) -> None:
    """A choice among those that apply, and what to do with it."""
    ready = ready_options(written)
    st.pills(
        "Take from the library",
        list(ready),
        format_func=lambda name: str(ready[name].title),
        selection_mode="multi",
        key="library",
        on_change="ignore",
    )
    with st.container(horizontal=True):
        force = presses.button_beside("library", "Put into force", key="library:force")
        off = not session.is_one_file()
        write = presses.button_beside("library", "Write into the map", key="library:write", disabled=off)
    chosen: Sequence[str] = force.choice or write.choice or ()
    if (force.pressed or write.pressed) and not chosen:
        show.notice("Choose one or more of them first.", "broken")
    elif force.pressed:
        session.pin_before_change()
        session.choose("options", *session.many("options"), *chosen)
        session.write_address()
        st.rerun()
    elif write.pressed:
        _write(written, chosen)


def _write(written: DataMap, chosen: Sequence[str]) -> None:
    """Write options of the library into the text of the open map, or say why that cannot be."""
    open_map = session.opened()
    if open_map is None:
        return
    file, content = next(iter(open_map.texts.items()))
    ready = ready_options(written)
    text = content.decode("utf-8", "replace")
    changed = with_own_options(text, file, {id_: ready[id_] for id_ in chosen}, parties_at_home(written))
    if isinstance(changed, Problem):
        show.notice(f"They are not written into the map: {changed}.", "broken")
        return
    session.write(file, changed, replaced=True)
    session.write_address()
    st.rerun()
