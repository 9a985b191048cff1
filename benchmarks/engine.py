"""Times of a result: from the text, after one changed number, and beside other tools."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import count

import numpy as np

from assessments.run import Run, assess
from benchmarks.maps import FAMILIES, SIZES
from benchmarks.questions import question, text
from benchmarks.timing import Row, alone, timed
from data_maps.model import DataMap
from data_maps.reading import read, with_setting
from risk.arrays import Floats
from risk.engine.diagrams import Diagrams, compiled
from risk.engine.order import variable_order
from risk.engine.passes import Passes

CASE = "wechat-2020"
CHANGED = "interest.CN"
WITHIN = 30.0
RIVAL_WITHIN = 10.0
ASKED = (("harbour", 0), (CASE, 0), *((family, n) for n in (20, 50) for family in FAMILIES))
RIVALS = ("routes", "inclusion_exclusion", "simulation", "problog")


def measured(quick: bool) -> Row:
    """Whole maps of every family and size, and one question beside the usual tools."""
    sizes = SIZES[:1] if quick else SIZES
    maps = [of_map(CASE, 0), *(row for family in FAMILIES for row in of_family(family, sizes))]
    return {"maps": maps, "questions": [of_question(*sized) for sized in (ASKED[:2] if quick else ASKED)]}


def of_family(family: str, sizes: Sequence[int]) -> Iterator[Row]:
    """The maps of a family by rising size; none larger than one that did not end."""
    stopped = False
    for systems in sizes:
        untried: Row = {"map": family, "systems": systems, "stopped": "not tried: the smaller one did not end"}
        row = untried if stopped else of_map(family, systems)
        stopped = "stopped" in row
        yield row


def of_map(name: str, systems: int) -> Row:
    """One map measured in a process of its own."""
    return {"map": name, "systems": systems, **alone("benchmarks.engine:whole", name, systems, within=WITHIN)}


def of_question(name: str, systems: int) -> Row:
    """One question asked of Datareach and of each rival, each in a process of its own."""
    rivals = {rival: alone(f"benchmarks.rivals:{rival}", name, systems, within=RIVAL_WITHIN) for rival in RIVALS}
    ours = alone("benchmarks.engine:one_value", name, systems, within=RIVAL_WITHIN)
    return {"map": name, "systems": systems, "datareach": ours, **rivals}


def whole(name: str, systems: int) -> Row:
    """From text to the point result, again after a changed number, and one more evaluation.

    `cold` knows nothing of the map; `first` is the very first result of the process, which reads the catalogue too.
    """
    written = text(name, systems)
    start = time.perf_counter()
    first = assessed(written)
    seconds = time.perf_counter() - start
    others = anew(first.model.point)
    return {
        "lines": written.count("\n"),
        "events": len(first.events.events),
        "exact": first.model.roots.exact,
        "harm": first.harm,
        "first": seconds,
        "again": timed(lambda: _rescored(first)),
        "once_more": timed(lambda: first.model.measured(next(others)).harm(4.0), runs=20),
        "cold": timed(lambda: assessed(written), before=forget),
        "stages": stages(written),
    }


def anew(point: Floats) -> Iterator[Floats]:
    """A point with all numbers a little lower each time: nothing that was found at the last one serves."""
    return (point * (1.0 - 1e-4 * times) for times in count(1))


def stages(written: str) -> Row:
    """Seconds of reading, of everything up to the model, and of the measures, in one cold run."""
    forget()
    times = [time.perf_counter()]
    data_map = read(written, "map.yaml").data_map
    times.append(time.perf_counter())
    assert data_map is not None
    run = assess(data_map)
    times.append(time.perf_counter())
    _ = run.harm
    times.append(time.perf_counter())
    return dict(zip(("reading", "model", "measures"), np.diff(times).tolist(), strict=True))


def assessed(written: str) -> Run:
    """A map's point results, from its text."""
    data_map = read(written, "map.yaml").data_map
    if data_map is None:
        raise SystemExit("the map has problems")
    run = assess(data_map)
    _ = run.harm
    return run


def _rescored(first: Run) -> float:
    """The harm index after one number was set from outside."""
    changed = with_setting(first.data_map, f"{CHANGED}=0.45")
    if not isinstance(changed, DataMap):
        raise SystemExit(str(changed))
    return assess(changed).harm


def forget() -> None:
    """Drop what is remembered about maps; the catalogue, which is the same for every map, stays."""
    for module in ("risk.engine.roots", "risk.engine.worlds", "risk.chances"):
        for value in vars(import_module(module)).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def one_value(name: str, systems: int) -> Row:
    """The same question by a decision diagram: seconds to the value, of one more value, and of all derivatives."""
    query = question(name, systems)
    start = time.perf_counter()
    order = variable_order(query.equations, [query.root])
    table = Diagrams(order)
    passes = Passes(table, [compiled(query.equations, table, roots=[query.root])[query.root]])
    q = np.array([query.chance[v] for v in passes.variables])
    (value,) = passes.values(q)
    seconds = time.perf_counter() - start
    changed = np.where([v == min(query.chance) for v in passes.variables], 0.5, q)
    (moved,) = passes.values(changed)
    others = anew(changed)
    return {
        "value": float(value),
        "moved": float(moved),
        "seconds": seconds,
        "nodes": passes.nodes,
        "variables": len(passes.variables),
        "again": timed(lambda: passes.values(next(others)), runs=20),
        "derivatives": timed(lambda: passes.derivatives(next(others), np.ones(1)), runs=20),
    }
