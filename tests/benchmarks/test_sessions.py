"""Sessions are held against their own maps alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from benchmarks import sessions
from benchmarks.sessions import Mixed, Shown, expected
from dashboard import show

CHANGE = "interest.US=0.100"
SMALL = """
title: Small
as_of: 2026-03-01
app: {name: Small, operator: firm}
viewpoint: US
users: {people: {in: US, count: {low: 1.2M, best: 4.2M, high: 11.4M, why: a guess}}}
data: {chats: text}
parties: {firm: {organised_in: IN}}
systems: {main: {operator: firm, in: US, keys: operator}}
flows: [{from: people, to: main, data: chats}]
"""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """The file of a map of one system, which takes the place of the case that is measured."""
    file = tmp_path / "small.yaml"
    file.write_text(SMALL)
    expected.cache_clear()
    with patch.object(sessions, "case_path", lambda _: file):
        yield file
    expected.cache_clear()


@pytest.mark.usefixtures("small")
def test_no_two_sessions_have_a_sentence_or_a_title_in_common() -> None:
    said = [sentence for number in (0, 1, 2) for sentence in expected(number)]
    assert len({*said}) == 6
    assert len({sessions.title(number) for number in range(20)}) == 20


@pytest.mark.usefixtures("small")
def test_a_session_that_was_shown_what_another_map_says_is_an_error() -> None:
    points, intervals = expected(0, CHANGE)
    seen = Shown("in turn", 0, (), CHANGE, (f"{points}{show.COMPUTING}).", intervals), 0.1, 1.0, 1.5)
    sessions._hold(seen)
    with pytest.raises(Mixed, match=r"^session 0, interest\.US=0\.100: shown "):
        sessions._hold(seen._replace(leads=(*seen.leads, expected(1, CHANGE)[1])))
