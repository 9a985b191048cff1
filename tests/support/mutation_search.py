"""Take mutated maps through `check` and points, and one of each kind of change through all commands and exports.

`python -m tests.support.mutation_search 0 100000 FOLDER` does that in one process, and goes on where an earlier run in
the folder ended. In the folder stand `points.tsv` (a line for each map that was accepted), `faults.txt` (what failed),
`through.tsv` (which seeds went through all) and `accepted.md`: what was accepted, by kind of change, for eyes.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from assessments.exports import DOCUMENTS, EXPORTS
from assessments.exports.comparison import text as comparison_text
from assessments.exports.json import export, options_text, reach_text
from assessments.exports.terminal import full_page, one_page, options_page, reach_page, routes_page
from assessments.gate import GateLimits, failures
from assessments.record.drafts import drafted
from assessments.record.entries import AssessmentRequest
from assessments.report.checks.all_checks import checks
from assessments.report.law_words import verdicts_text
from assessments.results.comparison.compared import ComparedMap, MapComparison, comparison_of
from assessments.run import Run, Settings, assess
from commands.printing import paged
from data_maps.model import DataMap
from data_maps.places import yaml_text
from data_maps.reading import case_path, read
from data_maps.writing import expanded_text
from laws.verdicts import verdicts
from tests.support.mutations import changed

Ways = Mapping[str, Callable[[Run], object]]
PRINTED: Ways = {
    "expand": lambda run: expanded_text(run.data_map),
    "assess": lambda run: paged(one_page(run)),
    "reach": lambda run: paged(reach_page(run)),
    "routes": lambda run: paged(routes_page(run, actor=None, data=None, users=None, most=2)),
    "options": lambda run: paged(options_page(run)),
    "assess --json": export,
    "reach --json": reach_text,
    "options --json": options_text,
}
ALSO: Ways = {
    "gate": lambda run: failures(run, GateLimits({"score": 50.0}, base=run, warnings=False)),
    "regimes": lambda run: verdicts_text(run.data_map, verdicts(run.data_map)),
    "diff": lambda run: comparison_text(_with_five_lines(run)),
    "save": lambda run: drafted(run, "m.yaml", {"m.yaml": b"app: A\n"}, AssessmentRequest(draws=0)),
}
WRITTEN: Ways = {
    "assess --full": lambda run: paged(full_page(run)),
    **{module.SUFFIX: module.export for module in (*DOCUMENTS, *EXPORTS)},
}
COMMANDS: Ways = {**PRINTED, **ALSO}
EVERY: Ways = {**COMMANDS, **WRITTEN}
POINTS, THROUGH, FAULTS, LIST = "points.tsv", "through.tsv", "faults.txt", "accepted.md"
TRIED = "tried"
HEAD = ("| change | before → after | maps | example | harm | second looks |", "|---|---|---|---|---|---|")


def _with_five_lines(run: Run) -> MapComparison:
    """The comparison of a map with the shortest that ships."""
    return comparison_of(_five_lines(), ComparedMap("other", run.data_map, Settings(draws=0)), draws=0)


@cache
def _five_lines() -> ComparedMap:
    shortest = read(case_path("wechat-five-lines").read_text(encoding="utf-8"), "m.yaml").data_map
    assert shortest is not None
    return ComparedMap("one", shortest, Settings(draws=0))


def faults(data_map: DataMap, ways: Ways, draws: int = 0) -> dict[str, str]:
    """The traceback of each way in which a map that was accepted does not come out."""
    try:
        run = assess(data_map, Settings(draws))
    except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
        return {"assess": traceback.format_exc()}
    return {name: fault for name, way in ways.items() if (fault := _fault(way, run))}


def _fault(way: Callable[[Run], object], run: Run) -> str:
    try:
        way(run)
    except Exception:  # noqa: BLE001
        return traceback.format_exc()
    return ""


class Accepted(NamedTuple):
    """A map that was accepted: its seed, its harm or the error in its place, and the kinds of its changes."""

    seed: int
    harm: str
    kinds: tuple[str, ...]

    @classmethod
    def of(cls, line: str) -> Accepted:
        """What a line of the file of points says."""
        seed, harm, *kinds = line.split("\t")
        return cls(int(seed), harm, tuple(kinds))

    def __str__(self) -> str:
        return "\t".join((str(self.seed), self.harm, *self.kinds))


def points(first: int, last: int, folder: Path) -> list[Accepted]:
    """Take each seed that the folder has not yet through `check` and points; all that were accepted, in order."""
    lines = _whole_lines(folder / POINTS)
    done = max((int(line.split("\t")[1 if line.startswith(TRIED) else 0]) for line in lines), default=first - 1)
    with (folder / POINTS).open("a", encoding="utf-8", buffering=1) as written_down:
        for seed in range(done + 1, last):
            for line in _tried(seed, folder):
                lines.append(line)
                written_down.write(f"{line}\n")
            if seed % 1_000 == 999:
                written_down.write(f"{TRIED}\t{seed}\n")
    return [Accepted.of(line) for line in lines if not line.startswith(TRIED)]


def _whole_lines(file: Path) -> list[str]:
    """The lines of a file, without one that was not ended; that one is taken off the file."""
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    whole = text[: text.rfind("\n") + 1]
    if whole != text:
        file.write_text(whole, encoding="utf-8")
    return whole.splitlines()


def _tried(seed: int, folder: Path) -> Iterator[str]:
    """The line of a seed whose map is accepted; what fails is written into the folder."""
    values, changes = changed(seed)
    try:
        data_map = read(yaml_text(values), f"{seed}.yaml").data_map
        harm = "" if data_map is None else f"{assess(data_map, Settings(draws=0)).harm:.3g}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        _note(folder, seed, "check, points", traceback.format_exc())
        harm = type(error).__name__
    if harm:
        yield str(Accepted(seed, harm, tuple(change.kind for change in changes)))


def _note(folder: Path, seed: int, way: str, fault: str) -> None:
    with (folder / FAULTS).open("a", encoding="utf-8") as noted:
        noted.write(f"--- seed {seed}, {way}\n{fault}\n")


def first_of_each(accepted: Iterable[Accepted], kind: Callable[[str], str] = str) -> list[int]:
    """The seeds that have a kind of change which no seed before them has."""
    seen: set[str] = set()
    firsts = list[int]()
    for one in accepted:
        kinds = {kind(named) for named in one.kinds}
        if not kinds <= seen:
            firsts.append(one.seed)
        seen |= kinds
    return firsts


def through(seeds: Mapping[int, Ways], folder: Path) -> dict[int, str]:
    """Take seeds which the folder has not yet through their ways; the second looks that are pointed at, for each."""
    lines = (line.split("\t") for line in _whole_lines(folder / THROUGH))
    done = {int(seed): pointed for seed, _, pointed in lines}
    with (folder / THROUGH).open("a", encoding="utf-8", buffering=1) as written_down:
        for seed in (seed for seed in seeds if seed not in done):
            done[seed] = _pointed_at(seed, seeds[seed], folder)
            written_down.write(f"{seed}\t{len(seeds[seed])} ways\t{done[seed]}\n")
    return {seed: done[seed] for seed in seeds}


def _pointed_at(seed: int, ways: Ways, folder: Path) -> str:
    """What a second look is pointed at for; one assessment goes through all ways, and what fails is noted."""
    data_map = read(yaml_text(changed(seed)[0]), f"{seed}.yaml").data_map
    if data_map is None:
        return "refused by now"
    looks = set[str]()
    pointing = {"second looks": lambda run: looks.update(check.check for check in checks(run))}
    for way, fault in faults(data_map, {**ways, **pointing}, draws=1_000 if seed % 16 == 0 else 0).items():
        _note(folder, seed, way, fault)
    return ", ".join(sorted(looks))


def for_eyes(accepted: Iterable[Accepted], pointed_at: Mapping[int, str]) -> str:
    """A table of what was accepted, by kind of change: how often, an example, its harm and what it is pointed at."""
    counts = dict[str, int]()
    example = dict[str, Accepted]()
    for one in accepted:
        for kind in one.kinds:
            counts[kind] = counts.get(kind, 0) + 1
            if kind not in example or len(one.kinds) < len(example[kind].kinds):
                example[kind] = one
    rows = (_row(kind, counts[kind], example[kind], pointed_at) for kind in sorted(counts))
    return "\n".join((*HEAD, *rows, ""))


def _row(kind: str, count: int, one: Accepted, pointed_at: Mapping[int, str]) -> str:
    change = next(change for change in changed(one.seed)[1] if change.kind == kind)
    cells = (*str(change).split(": ", 1), count, one.seed, one.harm, pointed_at.get(one.seed, ""))
    return f"| {' | '.join(str(cell).replace('|', '¦') for cell in cells)} |"


def _without_value(kind: str) -> str:
    """The kind of a change, whatever stands there now."""
    return " ".join(kind.split(" ")[:2])


def main(first: int, last: int, folder: Path) -> int:
    """Try all seeds from the first to before the last; 1 where something failed."""
    folder.mkdir(exist_ok=True)
    accepted = points(first, last, folder)
    (folder / LIST).write_text(for_eyes(accepted, {}), encoding="utf-8")
    each, each_place = first_of_each(accepted), set(first_of_each(accepted, _without_value))
    quick_first = sorted(each, key=each_place.__contains__)
    pointed_at = through({seed: EVERY if seed in each_place else COMMANDS for seed in quick_first}, folder)
    (folder / LIST).write_text(for_eyes(accepted, pointed_at), encoding="utf-8")
    print(f"{last - first} maps, {len(accepted)} accepted")
    print(f"{len(each)} through all commands, {len(each_place)} through all exports")
    return 1 if (folder / FAULTS).exists() else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])))
