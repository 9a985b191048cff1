"""A saved assessment comes out the same today, or it is said what changed and what that did."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from assessments.record.recompute import RecomputedChange, effects, recomputed
from assessments.record.store import Store, open_store
from assessments.report.sentences import number
from tests.support.commanded import run
from tests.support.recorded import ADA, MAP, NAME, draft, file_store

ROOT = Path(__file__).parents[2]
PROGRAM = ("data_maps", "risk", "laws", "assessments", "commands", "datareach")
FACT = "risk/record/evidence.yaml"
RANGE = re.compile(r'(address: "demand\.whole\.<state>"\n(?:  .*\n)*?  range: \[)([^,]+), ([^,]+), ([^\]]+)\]')


def test_the_same_program_gives_the_same_bytes(store: Store) -> None:
    store.save(draft(), "harbour", ADA)
    found = recomputed(store, store.load("harbour"))
    assert (found.same, found.causes, found.effects, found.problems) == (True, (), (), ())


def test_a_map_that_is_no_longer_one_is_told_with_its_problems(store: Store) -> None:
    store.save(replace(draft(), files={NAME: MAP + b"wharf: 1\n"}), "harbour", ADA)
    found = recomputed(store, store.load("harbour"))
    assert (found.same, found.effects) == (False, ())
    assert [problem.partition(" ")[0] for problem in found.problems] == [f"{NAME}:7:1:"]


def test_a_version_that_changed_is_a_cause(store: Store) -> None:
    made = draft()
    older = {**made.versions, "datareach": "0.0.9", "libraries": {**made.versions["libraries"], "numpy": "1.0"}}
    store.save(replace(made, versions=older), "harbour", ADA)
    found = recomputed(store, store.load("harbour"))
    assert found.same
    assert found.causes == (
        RecomputedChange("Datareach", "0.0.9", made.versions["datareach"]),
        RecomputedChange("the library numpy", "1.0", made.versions["libraries"]["numpy"]),
    )


def ranged(text: str) -> tuple[str, str, str]:
    """Low, best and high of the default that the other version has otherwise."""
    found = RANGE.search(text)
    assert found
    return found[2], found[3], found[4]


@pytest.fixture(scope="module")
def of_another_version(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with an assessment by a copy of Datareach in which one fact of the catalogue is another."""
    top = tmp_path_factory.mktemp("older")
    for name in PROGRAM:
        shutil.copytree(ROOT / name, top / name)
    fact = top / FACT
    low, middle, high = ranged(fact.read_text(encoding="utf-8"))
    fact.write_text(RANGE.sub(rf"\g<1>{low}, {2 * float(middle)}, {high}]", fact.read_text(encoding="utf-8")))
    (top / NAME).write_bytes(MAP)
    command = [sys.executable, "-m", "datareach", "save", NAME, "--by", "Ada", "--draws", "0"]
    environment = {**os.environ, "PYTHONPATH": str(top), "XDG_DATA_HOME": str(top)}
    done = subprocess.run(
        [*command, "--store", file_store(top)], cwd=top, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "saved: harbour/1\n"), done.stderr
    return file_store(top)


def test_a_fact_that_changed_is_named_with_what_it_did(of_another_version: str) -> None:
    with open_store(of_another_version) as store:
        saved = store.load("harbour")
        found = recomputed(store, saved)
    middle = ranged((ROOT / FACT).read_text(encoding="utf-8"))[1]
    doubled, best = f"{2 * float(middle)}", f"{float(middle)}"
    assert [cause for cause in found.causes if cause.what.startswith("risk/")] == [
        RecomputedChange(f"{FACT}: defaults[demand.whole.<state>].range[1]", doubled, best)
    ]
    before, now = saved.content, draft().content
    assert found.effects == tuple(effects(before, now))
    assert [each.what for each in found.effects if each.what.startswith("number ")] == [
        f"number {row.address}" for row in now.ledger if row.address.startswith("demand.whole.")
    ]
    first = found.effects[0]
    assert first.what == "score"
    assert (first.before, first.after) == tuple(number(made.headline.score.point) for made in (before, now))


def test_a_rare_number_that_changed_is_told_as_so_many_in_many() -> None:
    now = draft().content
    first, *others = now.ledger
    points = {3e-6: "3 in a million", 3.01e-6: "3.01 in a million", 0.25: "0.25"}
    rows = [first.model_copy(update={"estimate": replace(first.estimate, point=x)}) for x in points]
    results = [now.model_copy(update={"ledger": (row, *others)}) for row in rows]
    told = [change for pair in pairwise(results) for change in effects(*pair)]
    assert [(one.before, one.after) for one in told] == list(pairwise(points.values()))


def test_the_command_tells_it_and_exits_with_1(of_another_version: str) -> None:
    done = run("recompute", "harbour", "--store", of_another_version)
    assert (done.returncode, done.stderr) == (1, "")
    shown = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert "harbour/1 comes out differently today." in shown
    assert "What changed since it was saved" in shown
    assert [line for line in shown if line.startswith("score ")] != []
