"""Assessments that are asked for: maps as of a day, from a viewpoint, with numbers and options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from assessments.scenario import Unusable, problem_at, viewed
from data_maps.problems import Problem, did_you_mean, shown
from data_maps.reading import with_setting
from risk.uncertainty.draw_counts import DRAWS, FEWEST, MOST

if TYPE_CHECKING:
    from assessments.run import Run, Settings
    from data_maps.model import DataMap


def settings_of(
    *,
    draws: int = DRAWS,
    seed: int = 0,
    severity_ratio: float | str = 4.0,
    options: Iterable[str] = (),
    exchange_rate: float | None = None,
    by: str | None = None,
    floor: float | str = 0.01,
) -> Settings:
    """The settings of an assessment as they are asked for.

    Args:
        draws: From how many draws of all numbers the intervals come; 0 for none.
        seed: Where random numbers start.
        severity_ratio: How many people at one level count like one at the next, or "linear".
        options: The ids of those in force.
        exchange_rate: How many lifeline person-years a severe equivalent avoided is worth.
        by: Who states that rate.
        floor: The share of users of whom an order has to yield data to count in a chance: a number, or 5%.

    Raises:
        ValueError: Where a number is none of its kind; its text begins with the name of the setting.
    """
    from assessments.results.value_of_information import stated_rate
    from assessments.run import Settings

    if draws and not FEWEST <= draws <= MOST:
        raise ValueError(f"draws: {draws} is not a number of simulations (write 0, or {FEWEST} to {MOST})")
    if not 0 <= seed < 2**32:
        raise ValueError(f"seed: {seed} is not a seed (write a whole number from 0 to {2**32 - 1})")
    try:
        rate = stated_rate(exchange_rate, by)
    except ValueError as wrong:
        raise ValueError(f"exchange-rate: {wrong}") from None
    return Settings(
        draws, seed, _ratio(severity_ratio), options=tuple(options), exchange_rate=rate, floor=_floor(floor)
    )


def _floor(written: float | str) -> float:
    try:
        text = str(written)
        floor = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        floor = 0.0
    if not 0.0 < floor <= 1.0:
        raise ValueError(f"floor: '{written}' is not a share of users (write a number above 0 and at most 1, or 5%)")
    return floor


def _ratio(written: float | str) -> float | None:
    if written == "linear":
        return None
    try:
        ratio = float(written)
    except ValueError:
        ratio = 0.0
    if not 1.0 <= ratio <= 1000.0:
        raise ValueError(f"severity-ratio: '{written}' is not a ratio (write a number from 1 to 1000, or linear)")
    return ratio


def offering(data_map: DataMap, options: Collection[str]) -> DataMap:
    """The map with those of the ready options that are asked for; raises Unusable where one is nowhere."""
    from risk.options.ready import with_ready_options

    offered = with_ready_options(data_map, options)
    if missing := [_no_option(offered, option) for option in options if option not in offered.options]:
        raise Unusable(*missing)
    return offered


def _no_option(data_map: DataMap, option: str) -> Problem:
    ids = ", ".join(data_map.options)
    hint = did_you_mean(option, data_map.options, f"there are {ids}" if ids else "this map has no options")
    return problem_at("--option", f"no option called {shown(option)}", hint)


def runs_in_scenario(
    maps: Mapping[str, DataMap],
    chosen: Settings,
    *,
    as_of: str | None = None,
    viewpoint: str | None = None,
    settings: Sequence[str] = (),
    reading: str | None = None,
    about: str | None = None,
    by: Callable[[DataMap, Settings], Run] | None = None,
) -> dict[str, Run]:
    """Maps assessed as they are looked at, whole unless `by` does; a number is set in each that knows its address.

    Raises Unusable with every reason why not; a number that none of the maps uses is one.
    """
    from assessments.run import assess
    from risk.options.timeline import with_options

    runs: dict[str, Run] = {}
    problems: list[Problem] = []
    idle: dict[str, list[Problem]] = {setting: [] for setting in settings}
    for name, data_map in maps.items():
        fitting = [setting for setting in settings if not _refused(data_map, setting, idle)]
        try:
            view = viewed(data_map, as_of=as_of, viewpoint=viewpoint, settings=fitting, reading=reading, about=about)
        except Unusable as unusable:
            problems += unusable.problems
            continue
        runs[name] = (by or assess)(with_options(view, chosen.options), chosen)
        for setting in fitting:
            idle[setting] += unused(runs[name], [setting])
    problems += [why[0] for why in idle.values() if len(why) == len(maps)]
    if problems:
        raise Unusable(*dict.fromkeys(problems))
    return runs


def _refused(data_map: DataMap, setting: str, idle: dict[str, list[Problem]]) -> bool:
    """True where a map does not take a number; why not is added to what is idle."""
    taken = with_setting(data_map, setting)
    if isinstance(taken, Problem):
        idle[setting].append(taken)
    return isinstance(taken, Problem)


def unused(run: Run, settings: Iterable[str]) -> tuple[Problem, ...]:
    """A problem for each number that was set and that nothing in the map uses."""
    used = run.events.addresses_asked_for
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
