"""Subject and settings of an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.provenance import fingerprint, map_hash
from assessments.results.about_parts import About, FactVersions, MapRead, SettingsUsed
from assessments.versions import version, version_of, versions
from risk.chances import HORIZONS
from risk.record.of_maps import record_of_map

if TYPE_CHECKING:
    from assessments.run import Run


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
        horizons=tuple(sorted(map(int, HORIZONS))),
        option_horizon=run.data_map.horizon,
        record=record_of_map(run.data_map).fingerprint,
        left_out=run.events.left_out,
        options=settings.options or None,
        reading=run.data_map.reading,
        exchange_rate=rate.value if rate else None,
        exchange_rate_by=rate.by if rate else None,
    )
