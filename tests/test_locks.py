"""What the locks pin is what pip installs, whatever is released after them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = sorted(ROOT.glob("requirements*.txt"))
PINNED = re.compile(r"^[a-z0-9][^ ;\\]*==[^ ;\\]+", re.MULTILINE)


def pinned(lock: Path) -> dict[str, set[str]]:
    """The extras of each name that a lock pins."""
    found = [Requirement(line) for line in PINNED.findall(lock.read_text(encoding="utf-8"))]
    return {canonicalize_name(each.name): each.extras for each in found}


def asked(names: dict[str, set[str]]) -> list[Requirement]:
    """What the named distributions ask of others here, with an extra."""
    said = [Requirement(text) for name in names for text in _requires(name)]
    return [each for each in said if each.extras and (not each.marker or each.marker.evaluate({"extra": ""}))]


def _requires(name: str) -> list[str]:
    try:
        return distribution(name).requires or []
    except ModuleNotFoundError:  # of another platform or another lock
        return []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_an_extra_is_pinned_with_its_name_so_that_older_pips_look_for_no_newer_release(lock: Path) -> None:
    names = pinned(lock)
    wanted = asked(names)
    missing = [str(each) for each in wanted if not each.extras <= names[canonicalize_name(each.name)]]
    assert len(names) > 20
    assert wanted or lock.stem != "requirements-dev"
    assert not missing


@pytest.mark.parametrize(
    ("folders", "lists"),
    [
        (("app.py", "assessments", "commands", "dashboard", "data_maps", "datareach", "risk"), ("",)),
        (("tests", "docs"), ("", "-dev")),
    ],
)
def test_what_is_imported_is_asked_for_by_name(folders: tuple[str, ...], lists: tuple[str, ...]) -> None:
    listed = {name for which in lists for name in _listed(ROOT / f"requirements{which}.in")}
    paths = {path for folder in folders for path in (ROOT / folder, *(ROOT / folder).rglob("*.py")) if path.is_file()}
    imported = {name for path in paths for name in _imported(path)}
    of_whom = packages_distributions()
    assert {"streamlit", "numpy"} <= imported
    assert not {
        name
        for name in imported & set(of_whom)
        if not {canonicalize_name(found) for found in of_whom[name]} & {*listed, "datareach"}
    }


def _listed(path: Path) -> set[str]:
    lines = (line.partition(" #")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("-")}


def _imported(path: Path) -> Iterator[str]:
    """The first names of all imports in a file, those inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
