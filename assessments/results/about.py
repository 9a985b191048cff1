"""Subject of an assessment: its map with its texts and the events that it leaves out, and its settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from assessments.results.parts import About, FactVersions, MapRead, MapTexts, SettingsUsed, UsedFunction
from assessments.versions import fingerprint, map_hash, version, version_of, versions
from data_maps.caching import kept
from risk.chances import HORIZONS
from risk.record.loading import record_of_map

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.changes import Option
    from data_maps.model import DataMap
    from data_maps.problems import Place


def about(run: Run) -> About:
    """The map, the settings and the program behind an assessment."""
    return About(
        datareach=version("datareach"),
        map=_map_read(run),
        settings=_settings_used(run),
        fingerprint=fingerprint(run),
        versions=fact_versions(),
    )


def fact_versions() -> FactVersions:
    """The versions of the catalogue, the record and the rules that results are made by here."""
    ours = versions()
    return FactVersions(
        catalogue=version_of({**ours.vocabulary, **ours.catalogue}),
        record=version_of(ours.record),
        rules=version_of(ours.laws),
    )


def _map_read(run: Run) -> MapRead:
    data_map = run.data_map
    return MapRead(title=data_map.title, as_of=data_map.as_of, viewpoint=data_map.viewpoint, sha256=map_hash(data_map))


def _settings_used(run: Run) -> SettingsUsed:
    settings, rate = run.settings, run.settings.exchange_rate
    return SettingsUsed(
        draws=settings.draws,
        seed=settings.seed,
        severity_ratio="linear" if settings.severity_ratio is None else settings.severity_ratio,
        floor=settings.floor,
        horizons=tuple(sorted(map(int, HORIZONS))),
        option_horizon=run.data_map.horizon,
        record=record_of_map(run.data_map).fingerprint,
        left_out=run.events.left_out,
        options=settings.options or None,
        reading=run.data_map.reading,
        exchange_rate=rate.value if rate else None,
        exchange_rate_by=rate.by if rate else None,
    )


def map_texts(data_map: DataMap) -> MapTexts:
    """The notes of a map, and the uses of its app."""
    used = [
        UsedFunction(
            function=function,
            users=group,
            why=reliance.why,
            source=data_map.sources[reliance.source].title if reliance.source else None,
            options=tuple(id_ for id_, option in data_map.options.items() if _loses(option, function)),
        )
        for group, people in data_map.users.items()
        for function, reliance in people.relies_on.items()
    ]
    order = list(data_map.functions)
    return MapTexts(notes=data_map.notes, uses=tuple(sorted(used, key=lambda use: order.index(use.function))))


def _loses(option: Option, function: str) -> bool:
    """True where an option says that some of a function is lost under it."""
    return function in option.loses or function in option.leavers_lose


@dataclass(frozen=True)
class LeftOutEvents:
    """One line of a map that leaves events out: its pattern, its reason, the keys it matches, and where it stands."""

    pattern: str
    why: str
    keys: tuple[str, ...]
    place: Place | None


@kept
def left_out(run: Run) -> tuple[LeftOutEvents, ...]:
    """Each line of the map that leaves events out, in its order; one that matches no event has no keys."""
    keys, data_map = run.events.left_out, run.data_map
    return tuple(
        LeftOutEvents(
            line.event,
            line.why,
            tuple(key for key in keys if fnmatchcase(key, line.event)),
            data_map.places.get(f"leave_out.{index}"),
        )
        for index, line in enumerate(data_map.leave_out)
    )


@kept
def harm_left_out(run: Run) -> float:
    """The severe equivalents a year, at the best values, that the events left out would add."""
    from assessments.run import assess

    if not run.events.left_out:
        return 0.0
    whole = assess(run.data_map.model_copy(update={"leave_out": ()}), replace(run.settings, draws=0))
    return whole.harm - run.harm
