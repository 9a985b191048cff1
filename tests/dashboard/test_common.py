"""What sessions have in common, and what they have not."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assessments.report.sections import summary
from assessments.run import Assessment
from dashboard.common import COMMON, Common
from dashboard.session import OWN, Opened
from tests.conftest import ROOT
from tests.support.dashboards import FIVE, said

MAP = FIVE.replace("WeChat", "Commons")


@pytest.fixture(autouse=True)
def nothing_in_common() -> None:
    COMMON.clear()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The titles of the maps whose intervals were worked out, one for each time."""
    titles: list[str] = []
    lead = summary.states_sentence

    def noted(found: Assessment) -> str:
        titles.extend([found.data_map.title] if found.settings.draws else [])
        return lead(found)

    monkeypatch.setattr(summary, "states_sentence", noted)
    return titles


def opened(name: str, text: str = MAP) -> AppTest:
    """A session of its own in which a file of that name was opened."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    named = Opened(OWN + name, ((name, text.encode()),), 1)
    at.session_state["opened"] = at.session_state["as_opened"] = named
    at.session_state["params"] = {"map": [named.name]}
    at.run()
    assert "Commons" in said(at)
    return at


def test_what_one_session_made_is_there_for_the_next_with_the_same_map(drawn: list[str]) -> None:
    first, second = opened("a.yaml"), opened("a.yaml")
    assert drawn == ["Commons"]
    assert said(first) == said(second)


def test_the_same_text_under_another_name_has_nothing_in_common(drawn: list[str]) -> None:
    opened("a.yaml")
    opened("b.yaml")
    assert drawn == ["Commons", "Commons"]


def test_a_changed_number_has_nothing_in_common(drawn: list[str]) -> None:
    opened("a.yaml")
    opened("a.yaml", MAP.replace("19M", "18M"))
    assert drawn == ["Commons", "Commons"]


def test_what_is_made_is_kept_and_what_was_asked_for_longest_ago_is_let_go() -> None:
    kept = Common(2)
    assert [kept.of(key, object) is kept.of(key, object) for key in "ab"] == [True, True]
    kept.of("a", list)
    kept.of("c", list)
    assert [kept.get(key) is None for key in "abc"] == [False, True, False]


def test_nothing_kept_and_a_kept_nothing_are_told_apart() -> None:
    kept = Common(2)
    assert kept.get("a") is None
    kept.of("a", lambda: None)
    assert kept.get("a") == (None,)


def test_what_fails_is_not_kept() -> None:
    kept = Common(2)
    with pytest.raises(ZeroDivisionError):
        kept.of("a", lambda: 1 / 0)
    assert kept.get("a") is None
