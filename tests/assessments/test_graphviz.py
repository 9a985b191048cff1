"""Graphviz compiled once for a machine: its code is kept where there is a folder for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from wasmtime import Engine, Module

from assessments.report.figures.flow_map_svg import kept_code


def test_machine_code_is_kept_in_the_cache_folder_and_made_anew_where_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    for folder in ("cache", "file"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / folder))
        assert Module(Engine(kept_code()), "(module)").exports == []
    assert [path for path in (tmp_path / "cache" / "wasmtime").rglob("*") if path.is_file()] != []
    assert (tmp_path / "file").read_text() == ""
