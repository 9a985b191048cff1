"""Downloads of a result: page one, every format of a report, and documents to file, made when they are asked for.

Streamlit has one sentence for whatever keeps a file from being made as it is taken. So where a server has caps, a file
is made first, and then offered, or it is said why there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import streamlit as st

from assessments.assessment import begin, ended_early
from assessments.exports import DOCUMENTS, EXPORTS, NOT_EARLY, Export, pdf
from assessments.exports.bundle import ENDING
from assessments.exports.filed import BUNDLE, MINUTES, content_of, filed_content, module_for
from assessments.record.folder import store_named
from assessments.record.store import open_store
from assessments.report.departures import scenario
from assessments.report.documents import document
from assessments.report.filed.kinds import KINDS
from assessments.report.sections import page_one
from assessments.report.sentences import capital, long_work
from assessments.run import Run, with_draws
from casework.minutes import made_again, minutes
from casework.recording import review_of
from dashboard import background, presses, session, show
from dashboard.caps import PastCap, any_set, capped
from dashboard.figures import file_button

SAYS = "The whole report with its intervals, the same as the command line writes. "
PATIENCE = "A large map takes half a minute."
PAST = (
    "Past a cap of this server a file holds first numbers, and says what it lacks. Slides and SARIF are not made then."
)
ONE_PAGE = "answer:one-page"
MADE = "downloads:made"
TO_FILE = (
    "Each answers in the form that somebody files, hands over or signs. What a person has still to state is marked in "
    "it, with the question to ask. "
)
PRINTED = {module.LABEL: module.SUFFIX for module in sorted(DOCUMENTS, key=lambda module: module is not pdf)}
"""The formats of documents by their labels, that of paper first."""


@dataclass(frozen=True)
class File:
    """A file that can be taken away: what its button says, how it is made and called, and what it is of."""

    label: str
    make: Callable[[], str | bytes]
    name: str
    key: str
    view: str


@dataclass(frozen=True)
class MadeFile:
    """The file that this window asked for last, where the server has caps, or why it is not made."""

    file: File
    content: str | bytes = b""
    refused: str = ""


def downloads() -> None:
    """The answer on one page, and a button for each format of the report; nothing is made before one is pressed.

    Where files are made first, the page does not wait for them.
    """
    if any_set():
        _by_itself()
    else:
        _show_made_file()


@show.fragment
def _by_itself() -> None:
    _show_made_file()


def _show_made_file() -> None:
    open_map, view = session.opened_map(), session.current().view
    if open_map is None or view is None:
        return
    run = session.with_draws()
    bare = background.bare(open_map.name).removeprefix("case:").rsplit(".", 1)[0]
    page = File("One-page PDF", partial(_one_page, run), f"{bare}-one-page.pdf", ONE_PAGE, view.key)
    with st.container(key="answer-report", horizontal=True, vertical_alignment="center"):
        _button(page, "primary")
        with st.popover("Report"):
            show.text(SAYS + (long_work(run) or PATIENCE))
            if any_set():
                show.text(PAST)
            _formats(run, scenario(run).file_stem(bare), view.key)
        _documents(scenario(run).file_stem(bare), view.key, partial(_filed, run, open_map.contents), long_work(run))
    _offer(page)


def _formats(run: Run, stem: str, view: str) -> None:
    """A button for each format, and below them the file that was asked for."""
    files = [
        File(module.LABEL, partial(_content, run, module), f"{stem}{module.SUFFIX}", f"download:{module.SUFFIX}", view)
        for module in EXPORTS
    ]
    with st.container(horizontal=True, gap="xsmall"):
        for file in files:
            _button(file)
    for file in files:
        _offer(file)


def _filed(run: Run, files: Mapping[str, bytes], kind: str, suffix: str) -> bytes:
    with capped():
        return filed_content(run, kind, suffix, files=files)


def documents_of_saved(id: str) -> None:
    """A button for each kind of document of a saved assessment, made again as it was asked, and for its minutes."""

    def make(kind: str, suffix: str) -> bytes:
        with capped(), open_store(store_named(), make=False) as store:
            review = review_of(store, id)
            if kind == MINUTES:
                return content_of(minutes(review), module_for(kind, suffix))
            run, recorded = made_again(review)
            return filed_content(run, kind, suffix, None, recorded, review.saved.files)

    _documents(id.replace("/", "-"), id, make, saved=True)


@show.fragment
def _documents(stem: str, of: str, make: Callable[[str, str], bytes], long: str = "", *, saved: bool = False) -> None:
    """The format of documents, then a button for each kind; of a saved assessment one for its minutes too."""
    titles = {kind: made.called for kind, made in KINDS.items()} | {BUNDLE: "bundle (ZIP)"}
    titles |= {MINUTES: MINUTES} if saved else {}
    with st.popover("Documents"):
        show.text(TO_FILE + (long or PATIENCE))
        label = st.segmented_control("Format", list(PRINTED), default=pdf.LABEL, key="filed:format", required=True)
        files = []
        for kind, title in titles.items():
            suffix = ENDING if kind == BUNDLE else PRINTED[label or pdf.LABEL]
            name, key = f"{stem}-{kind}{suffix}", f"filed:{kind}{suffix}"
            files.append(File(capital(title), partial(make, kind, suffix), name, key, of))
        for file in files:
            _button(file)
        for file in files:
            _offer(file)


def _button(file: File, look: Literal["primary", "secondary"] = "secondary") -> None:
    """A button that takes a file away; where the server has caps, one that has it made first."""
    if not any_set():
        file_button(file.label, file.make, file.name, key=file.key, look=look)
    elif presses.button(file.label, f"{file.key}:make", type=look):
        st.session_state[MADE] = file


def _offer(file: File) -> None:
    """A file that was asked for, made now unless it is there, or the reason why there is none."""
    asked = st.session_state.get(MADE)
    of = asked.file if isinstance(asked, MadeFile) else asked
    if of is None or (of.key, of.view) != (file.key, file.view):
        return
    if not isinstance(asked, MadeFile):
        asked = st.session_state[MADE] = _made_file(file)
    if asked.refused:
        show.notice(asked.refused)
        return
    content = asked.content
    file_button(f"Take {file.name}", lambda: content, file.name, key=f"{file.key}:take")


def _made_file(file: File) -> MadeFile:
    """A file, or why it is past the caps; one that fails is not made again before it is asked for again."""
    try:
        with st.spinner(f"Making {file.name}", show_time=True):
            return MadeFile(file, file.make())
    except PastCap as past:
        return MadeFile(file, refused=f"{file.name} is not made. By a cap of this server the work ended {past}.")
    except Exception:
        del st.session_state[MADE]
        raise


def _one_page(run: Run) -> bytes:
    """Page one of the report as a PDF, with its intervals; past the caps of this server of first numbers.

    Raises:
        PastCap: first numbers are past the caps of this server as well.
    """
    try:
        with capped():
            return _page(run)
    except PastCap:
        with capped():
            return _page(with_draws(run, 0), ("intervals",))


def _page(run: Run, lacking: tuple[str, ...] = ()) -> bytes:
    return pdf.rendered(document(run, run.data_map.title, (page_one.section(run),), lacking))


def _content(run: Run, module: Export) -> str | bytes:
    """The file whole; past the caps of this server that of first numbers, which says what it lacks.

    Raises:
        PastCap: first numbers are past the caps as well, or the format cannot say what it lacks.
    """
    try:
        with capped():
            return module.export(run)
    except PastCap as past:
        if module in NOT_EARLY:
            raise PastCap(f"{past}; such a file is made of whole results alone", None) from None
    first = with_draws(run, 0)
    with capped():
        begin(first)
        return module.export(ended_early(first))
