"""A result that is simulated says so below the title wherever it is shown, saved ones too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assessments.assessment import Settings, assess
from assessments.exports.json import export
from assessments.record.entries import Saved
from assessments.record.store import open_store
from tests.assessed import case_map
from tests.dashboards import said, visited
from tests.recorded import ADA, draft, new_file_store

SIMULATED = "results are simulated, not exact"


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Saved:
    """An exact result, saved in the store that the pages look at."""
    where = new_file_store(tmp_path, tmp_path)
    monkeypatch.setenv("DATAREACH_STORE", where)
    with open_store(where) as store:
        return store.load(store.save(draft(), "harbour", ADA).id)


def test_a_saved_result_knows_whether_it_is_simulated(saved: Saved) -> None:
    wide = export(assess(case_map("harbour"), Settings(draws=0, nodes=2)))
    assert replace(saved, result=wide.encode()).simulated
    assert not saved.simulated


@pytest.mark.parametrize("page", ["meeting", "review", "saved"])
def test_pages_of_a_saved_result_say_whether_it_is_simulated(
    page: str, saved: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert SIMULATED not in said(visited(page, saved=saved.entry.id))
    monkeypatch.setattr(Saved, "simulated", True)
    assert SIMULATED in said(visited(page, saved=saved.entry.id))
