"""A map from files of other tools: what they are, the files, what became of each element, and the way to its answer."""

from __future__ import annotations

import hashlib

import streamlit as st

from dashboard import back, background, presses, session, show
from data_maps.exchange.documents import Unreadable
from data_maps.exchange.formats import IMPORTS
from data_maps.exchange.importing import Imported, imported
from data_maps.expansion import as_id

LABEL = "Or start from a file that you have"
WHAT = "A record of processing, a capture of traffic, a store's label, a threat model, a register of owners"
MOST_MB, MOST_QUESTIONS = 5, 12


def offer() -> None:
    """The fields that take files of another tool, folded until somebody wants them."""
    with st.expander(LABEL):
        show.text(f"{WHAT}: at most {MOST_MB} MB, larger ones by datareach import. What it does not say stays unknown.")
        form = st.selectbox(
            "What it is", list(IMPORTS), format_func=lambda name: IMPORTS[name].title, key="import:form"
        )
        said = st.text_input("How many people, in which countries, if it does not say", key="import:users")
        files = st.file_uploader(
            "Files of that tool, or a zipped folder of them",
            type=[*(ending.removeprefix(".") for ending in IMPORTS[form].endings), "zip", "gz"],
            accept_multiple_files=True,
            key="import:files",
            max_upload_size=MOST_MB,
        )
        if files:
            _made(form, {file.name: file.getvalue() for file in files}, said.strip())


def _made(form: str, contents: dict[str, bytes], users: str) -> None:
    """What became of the files, and the map to open; or every problem of them."""
    digest = hashlib.sha256(repr(sorted(contents.items())).encode())
    key = ("imported", form, digest.hexdigest(), users)
    try:
        made = background.cached(
            "Reading the files", key, lambda: imported(IMPORTS[form], contents, users=users or None)
        )
    except Unreadable as unreadable:
        for problem in unreadable.problems:
            show.notice(str(problem))
        return
    show.text(made.summary)
    for sentence in (*made.disagreements, *made.questions[:MOST_QUESTIONS]):
        show.text(sentence, "assumed")
    if len(made.questions) > MOST_QUESTIONS:
        show.text(f"And {len(made.questions) - MOST_QUESTIONS} more questions: they stand in the map.", "quiet")
    st.download_button("What became of each element", made.report_text, f"{form}-report.txt", key="import:report")
    if presses.button("Open this map", key="import:open", type="primary"):
        _open(made)


def _open(made: Imported) -> None:
    file = f"{as_id(made.data_map.app.name)}.yaml"
    session.open_files(background.OWN + file, {file: made.text.encode()}, keep=False)
    st.switch_page(back.file("answer"), query_params=session.params())
