"""What the locks pin is what pip installs, whatever is released after them."""

from __future__ import annotations

import re
from importlib.metadata import distribution
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
