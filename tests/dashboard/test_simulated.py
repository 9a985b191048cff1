"""A result that is simulated says so below the title wherever it is shown, saved ones too."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assessments.exports.json import export
from assessments.record.models import Saved
from assessments.record.store import open_store
from assessments.run import Settings, assess
from data_maps.reading import read
from tests.support.dashboards import said, visited
from tests.support.recorded import ADA, NAME, draft, new_file_store

SIMULATED = "results are simulated, not exact"


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Saved, Saved]:
    """An exact result and a simulated one, saved in the store that the pages look at."""
    where = new_file_store(tmp_path, tmp_path)
    monkeypatch.setenv("DATAREACH_STORE", where)
    exact = draft()
    data_map = read(exact.files[NAME].decode(), NAME).data_map
    assert data_map is not None
    wide = export(assess(data_map, Settings(nodes=1))).encode()
    with open_store(where) as store:
        kept = (store.save(each, "harbour", ADA) for each in (exact, replace(draft(), result=wide)))
        first, second = [store.load(entry.id) for entry in kept]
    return first, second


def test_a_saved_result_knows_whether_it_is_simulated(saved: tuple[Saved, Saved]) -> None:
    assert [each.simulated for each in saved] == [False, True]


@pytest.mark.parametrize(("page", "part"), [("present", ""), ("record", "review"), ("record", "")])
def test_pages_of_a_saved_result_say_whether_it_is_simulated(page: str, part: str, saved: tuple[Saved, Saved]) -> None:
    shown = [said(visited(page, saved=each.entry.id, part=part)) for each in saved]
    assert [SIMULATED in text for text in shown] == [False, True]
