"""Mutations of maps that know their structure: whatever `check` passes is taken through commands and exports.

`python -m tests.support.mutations 0 100000 FOLDER` tries so many seeds and prints what failed. In the folder it writes
each map that was accepted, and lists them for eyes: what was changed, the harm, and the second looks that are warnings.
"""

from __future__ import annotations

import copy
import random
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from assessments.exports import DOCUMENTS, EXPORTS
from assessments.exports.comparison import text as comparison_text
from assessments.exports.json import export, options_text, reach_text
from assessments.exports.terminal import full_page, one_page, options_page, reach_page, routes_page
from assessments.gate import GateLimits, failures
from assessments.record.drafts import drafted
from assessments.record.entries import AssessmentRequest
from assessments.report.checks.all_checks import checks
from assessments.report.law_words import verdicts_text
from assessments.results.comparison.compared import MapComparison, Side, compared
from assessments.run import Run, Settings, assess
from commands.printing import paged
from data_maps.model import DataMap
from data_maps.places import written, yaml_text
from data_maps.reading import case_path, read
from data_maps.writing import expanded_text
from risk.regimes.on_maps.judging import verdicts

BASES = ("wechat-five-lines", "harbour", "example-chat")
EXTREMES = (
    *(0, 1, -1, 1e-300, 1e15, 1e308, 0.5, "0%", "100%", "1e-9", "8bn", "[]", "unknown", "until deleted", None, True),
    *([0.1, 0.9], [1, "1bn"], {"best": 0.5, "why": "x"}, {"beta": [1e-3, 1e3]}, {"counted": 0, "in": 1}),
    *("2/year", "1e8/year", "5 days", "100 years", "2020-09-25", "2100-12-31", "XA", "US", "EU", "users", "rest"),
)
CHANGES, MOST_SHOWN = (1, 1, 1, 2, 3, 4), 60
Path_ = tuple[Any, ...]


def mutated(seed: int) -> str:
    """The text of a map made from one that ships by a few changes that keep its shape."""
    return yaml_text(_changed(seed)[0])


def _changed(seed: int) -> tuple[Any, list[str]]:
    """The values of a mutated map, and the changes that made it in words."""
    chance = random.Random(seed)
    base = chance.choice(BASES)
    whole, done = written(case_path(base).read_text(encoding="utf-8"), "m").value, [base]
    for _ in range(chance.choice(CHANGES)):
        change = chance.choice((_extreme, _moved, _twice, _away))
        paths = list(_paths(whole))
        path = chance.choice(paths)
        change(whole, path, paths, chance)
        now = repr(_part(whole, path))[:MOST_SHOWN] if change in (_extreme, _moved) else ""
        done.append(f"{change.__name__[1:]} {'.'.join(map(str, path))} {now}".rstrip())
    return whole, done


def _paths(value: Any, before: Path_ = ()) -> Iterator[Path_]:
    """The path of every part of a map, but of the map itself."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield (*before, key)
        yield from _paths(part, (*before, key))


def _part(value: Any, path: Path_) -> Any:
    for key in path:
        value = value[key]
    return value


def _extreme(whole: Any, path: Path_, _paths: list[Path_], chance: random.Random) -> None:
    """Something at the end of what may be written, in place of a part."""
    _part(whole, path[:-1])[path[-1]] = copy.deepcopy(chance.choice(EXTREMES))


def _moved(whole: Any, path: Path_, paths: list[Path_], chance: random.Random) -> None:
    """A part of the same section, or of any, in place of another."""
    alike = [other for other in paths if other[0] == path[0] and len(other) == len(path)] or paths
    _part(whole, path[:-1])[path[-1]] = copy.deepcopy(_part(whole, chance.choice(alike)))


def _twice(whole: Any, path: Path_, _paths: list[Path_], chance: random.Random) -> None:
    """An entry once more, under another name where it has one."""
    holder = _part(whole, path[:-1])
    if isinstance(holder, list):
        holder.insert(chance.randint(0, len(holder)), copy.deepcopy(holder[path[-1]]))
    else:
        holder[f"{path[-1]}-{chance.randint(2, 9)}"] = copy.deepcopy(holder[path[-1]])


def _away(whole: Any, path: Path_, _paths: list[Path_], _chance: random.Random) -> None:
    del _part(whole, path[:-1])[path[-1]]


PRINTED: Mapping[str, Callable[[Run], object]] = {
    "expand": lambda run: expanded_text(run.data_map),
    "assess": lambda run: paged(one_page(run)),
    "reach": lambda run: paged(reach_page(run)),
    "routes": lambda run: paged(routes_page(run, actor=None, data=None, users=None, most=2)),
    "options": lambda run: paged(options_page(run)),
    "assess --json": export,
    "reach --json": reach_text,
    "options --json": options_text,
}
ALSO: Mapping[str, Callable[[Run], object]] = {
    "gate": lambda run: failures(run, GateLimits(score=50.0, base=run, warnings=False)),
    "regimes": lambda run: verdicts_text(run.data_map, verdicts(run.data_map)),
    "diff": lambda run: comparison_text(_with_five_lines(run)),
    "save": lambda run: drafted(run, "m.yaml", {"m.yaml": b"app: A\n"}, AssessmentRequest(draws=0)),
}


def _with_five_lines(run: Run) -> MapComparison:
    """The comparison of a map with the shortest that ships."""
    shortest = read(case_path(BASES[0]).read_text(encoding="utf-8"), "m.yaml").data_map
    assert shortest is not None
    settings = Settings(draws=0)
    return compared(Side("one", shortest, settings), Side("other", run.data_map, settings), draws=0)


WRITTEN: Mapping[str, Callable[[Run], object]] = {
    "assess --full": lambda run: paged(full_page(run)),
    **{module.SUFFIX: module.export for module in (*DOCUMENTS, *EXPORTS)},
}


def faults(data_map: DataMap, ways: Mapping[str, Callable[[Run], object]], draws: int = 0) -> dict[str, str]:
    """The traceback of each way in which a map that was accepted does not come out."""
    failed: dict[str, str] = {}
    try:
        run = assess(data_map, Settings(draws))
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return {"assess": traceback.format_exc()}
    for name, way in ways.items():
        try:
            way(run)
        except Exception:  # noqa: BLE001
            failed[name] = traceback.format_exc()
    return failed


def for_eyes(seed: int, data_map: DataMap) -> str:
    """The changes that made an accepted map, its harm, and the second looks that are warnings, on one line."""
    try:
        run = assess(data_map, Settings(draws=0))
        warnings = sorted({check.check for check in checks(run) if check.severity == "warning"})
    except Exception as error:  # noqa: BLE001 - it is told among the faults
        return f"{'; '.join(_changed(seed)[1])}; {type(error).__name__}"
    return f"{'; '.join(_changed(seed)[1])}; harm {run.harm:.3g}; {', '.join(warnings) or 'no warning'}"


def main(first: int, last: int, folder: Path = Path("accepted")) -> int:
    """Try all seeds from the first to before the last; the maps that were accepted are written into a folder."""
    folder.mkdir(exist_ok=True)
    accepted = failed = 0
    with (folder / "accepted.txt").open("a", encoding="utf-8", buffering=1) as listed:
        for seed in range(first, last):
            text = mutated(seed)
            data_map = read(text, f"{seed}.yaml").data_map
            if data_map is None:
                continue
            accepted += 1
            (folder / f"{seed}.yaml").write_text(text, encoding="utf-8")
            found = faults(data_map, {**PRINTED, **ALSO, **WRITTEN}, draws=1_000 if seed % 4 == 0 else 0)
            failed += bool(found)
            for name, fault in found.items():
                print(f"--- seed {seed}, {name}\n{fault}", flush=True)
            listed.write(f"{seed}: {for_eyes(seed, data_map)}\n")
    print(f"{last - first} maps, {accepted} accepted, {failed} of them fail somewhere")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), *map(Path, sys.argv[3:])))
