"""Assessments that are asked for: maps as of a day, from a viewpoint, with numbers and options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from assessments.scenario import Unusable, problem_at, viewed
from data_maps.problems import Problem, did_you_mean
from data_maps.reading import with_setting

if TYPE_CHECKING:
    from assessments.run import Run, Settings
    from data_maps.model import DataMap


def looked_at(
    maps: Mapping[str, DataMap],
    chosen: Settings,
    *,
    as_of: str | None = None,
    viewpoint: str | None = None,
    settings: Sequence[str] = (),
    reading: str | None = None,
) -> dict[str, Run]:
    """Maps assessed as they are looked at; a number is set in each of them that knows its address.

    Raises Unusable with every reason why not; a number that none of the maps uses is one.
    """
    from assessments.run import assess
    from risk.options.timeline import with_options

    found: dict[str, Run] = {}
    problems: list[Problem] = []
    idle: dict[str, list[Problem]] = {setting: [] for setting in settings}
    for name, data_map in maps.items():
        fitting = [setting for setting in settings if not _refused(data_map, setting, idle)]
        try:
            seen = viewed(data_map, as_of=as_of, viewpoint=viewpoint, settings=fitting, reading=reading)
        except Unusable as unusable:
            problems += unusable.problems
            continue
        found[name] = assess(with_options(seen, chosen.options), chosen)
        for setting in fitting:
            idle[setting] += unused(found[name], [setting])
    problems += [why[0] for why in idle.values() if len(why) == len(maps)]
    if problems:
        raise Unusable(*dict.fromkeys(problems))
    return found


def _refused(data_map: DataMap, setting: str, idle: dict[str, list[Problem]]) -> bool:
    """True where a map does not take a number; why not is added to what is idle."""
    taken = with_setting(data_map, setting)
    if isinstance(taken, Problem):
        idle[setting].append(taken)
    return isinstance(taken, Problem)


def unused(run: Run, settings: Iterable[str]) -> tuple[Problem, ...]:
    """A problem for each number that was set and that nothing in the map uses."""
    used = run.events.known
    names = [setting.partition("=")[0].strip() for setting in settings]
    beside = _of_options(run) if any(name not in used for name in names) else set()
    return tuple(
        problem_at("--set", f"nothing in this map uses the number {name}", str(did_you_mean(name, sorted(used))))
        for name in names
        if name not in used and name not in beside
    )


def _of_options(run: Run) -> set[str]:
    """The numbers that the comparison of options uses."""
    from assessments.results.options.table import options_of

    options = options_of(run)
    return set(options.numbers_used) if options else set()
