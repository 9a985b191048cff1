"""Portfolios: many maps computed, kept in a folder, and ranked against each other."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from assessments.portfolio.cluster import Batch, Keyed, client_of, computed_batches
from assessments.portfolio.parts import computed, draws_in, rows_in, save_apps, save_part
from assessments.portfolio.paths import Maps, maps_in
from assessments.portfolio.ranking import in_order, neighbours, rank_intervals, ranks, tiers
from assessments.portfolio.rows import MEASURES
from assessments.provenance import facts_hash
from assessments.results.part import Quantity
from assessments.results.portfolio import Engine, PortfolioResult, Rank, Ranked, Unread
from assessments.run import Settings
from assessments.versions import versions

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 2_000
LOCAL = "local"


@dataclass(frozen=True)
class Progress:
    """How far a portfolio is: maps done of all that have to be computed, those with problems, and workers there."""

    done: int
    total: int
    problems: int
    workers: int


def portfolio(
    paths: Iterable[str],
    folder: Path | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    cluster: str | None = None,
    workers: int | None = None,
    measure: str = "content_persons",
    progress: Callable[[Progress], None] = lambda progress: None,
) -> PortfolioResult:
    """The portfolio of all maps that some paths name; what a folder has of them already is not computed again.

    Args:
        paths: Folders of maps, files, tables, `case:NAME`.
        folder: Where rows are kept; a folder that is gone afterwards unless one is named.
        draws: Simulations, in whole tens.
        seed: Where random numbers start.
        cluster: The address of a Dask scheduler; else processes on this machine.
        workers: How many of those; one for each processor unless said.
        measure: The number that apps are ranked by, one of `rows.MEASURES`.
        progress: Hears how far the work is.

    Raises:
        NoCluster: Where there is nobody to do the work.
        OSError: Where nothing can be written.
    """
    begun = time.perf_counter()
    settings = Settings(draws, seed)
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(TemporaryDirectory(prefix="datareach-portfolio-")))
        found = maps_in(paths)
        maps = keyed_maps(found, settings)
        missing = [each for each in maps if each.fingerprint not in computed(place)]
        workers_there = _compute(missing, place, settings, cluster, workers, progress) if missing else 0
        frame = ranked(place, maps, measure)
        save_apps(place, frame)
    engine = Engine(
        scheduler=cluster or LOCAL,
        workers=workers_there,
        seconds=time.perf_counter() - begun,
        computed=len(missing),
        reused=len(maps) - len(missing),
    )
    return result_of(frame, found, settings, measure, engine)


def keyed_maps(found: Maps, settings: Settings) -> tuple[Keyed, ...]:
    """The maps by the fingerprints of all that their rows follow from; one that is there twice is taken once."""
    by_fingerprint: dict[str, Keyed] = {}
    for one in found.maps:
        key = _fingerprint(one.digest, settings)
        if key in by_fingerprint:
            found.remarks.append(f"{one.path}: says the same as {by_fingerprint[key].map.path}, so it counts once")
        by_fingerprint.setdefault(key, Keyed(key, one))
    return tuple(by_fingerprint.values())


def _fingerprint(digest: str, settings: Settings) -> str:
    """SHA-256 over a map, the program, its facts, and the settings."""
    parts = [digest, versions().program, facts_hash(), asdict(settings)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _compute(
    missing: Sequence[Keyed],
    folder: Path,
    settings: Settings,
    cluster: str | None,
    workers: int | None,
    progress: Callable[[Progress], None],
) -> int:
    """Compute the rows of maps on a cluster and save them; the number of workers at the end."""
    state = Progress(0, len(missing), 0, 0)

    def seen(there: int) -> None:
        nonlocal state
        state = replace(state, workers=there)
        progress(state)

    def save(batch: Batch) -> None:
        nonlocal state
        save_part(folder, batch.fingerprints, batch.content)
        state = replace(state, done=state.done + len(batch.fingerprints), problems=state.problems + batch.problems)
        progress(state)

    progress(state)
    with client_of(cluster, workers) as client:
        computed_batches(client, missing, settings, save, seen)
    return state.workers


def ranked(folder: Path, maps: Sequence[Keyed], measure: str) -> pd.DataFrame:
    """The rows of maps in a folder, those without problems ranked by a measure and in that order, then the others."""
    import pandas as pd

    parts = {key: file for key, file in computed(folder).items() if key in {each.fingerprint for each in maps}}
    frame = pd.DataFrame({"fingerprint": [m.fingerprint for m in maps], "path": [m.map.path for m in maps]})
    frame = frame.merge(rows_in(parts.values()), on="fingerprint", how="left")
    sound = frame["problems"].map(len) == 0
    return pd.concat([_with_ranks(frame[sound], parts, measure), frame[~sound]], ignore_index=True)


def _with_ranks(frame: pd.DataFrame, parts: Mapping[str, Path], measure: str) -> pd.DataFrame:
    """Sound rows in their order, with rank, tier, and how often each is above the next."""
    if frame.empty:
        return frame
    draws = dict(draws_in({key: parts[key] for key in frame["fingerprint"]}, measure))
    numbers = np.stack([draws[key] for key in frame["fingerprint"]])
    by_draw = ranks(numbers)
    order = in_order(by_draw)
    frame = frame.iloc[order].reset_index(drop=True)
    frame[["rank_low", "rank_median", "rank_high"]] = rank_intervals(by_draw[order])
    frame["tier"] = tiers(numbers[order])
    frame["above_next"] = [*neighbours(numbers[order]), None]
    frame["label"] = _labels(frame)
    return frame


def _labels(frame: pd.DataFrame) -> list[str]:
    """The name of each app, with its path where several have that name."""
    many = frame["app"].duplicated(keep=False)
    named = zip(frame["app"], frame["path"], many, strict=True)
    return [f"{app} ({path})" if several else app for app, path, several in named]


def result_of(frame: pd.DataFrame, found: Maps, settings: Settings, measure: str, engine: Engine) -> PortfolioResult:
    """The result that a ranked frame stands for."""
    sound = frame[frame["problems"].map(len) == 0]
    bad = frame[frame["problems"].map(len) > 0]
    unread = [
        Unread(path=path, problems=tuple(problems)) for path, problems in zip(bad["path"], bad["problems"], strict=True)
    ]
    nowhere = [Unread(path=text.partition(":")[0], problems=(text,)) for text in found.unusable]
    rows = sound.to_dict("records")
    return PortfolioResult(
        measure=measure,
        draws=settings.draws,
        apps=len(sound),
        problems=(*nowhere, *unread),
        remarks=tuple(found.remarks),
        ranking=tuple(map(_ranked, rows)),
        pairs={f"{a['label']}|{b['label']}": a["above_next"] for a, b in pairwise(rows)},
        engine=engine,
    )


def _ranked(row: Mapping[Any, Any]) -> Ranked:
    return Ranked(
        app=row["label"],
        path=row["path"],
        **{name: Quantity(**row[name]) for name in (*MEASURES, "people")},
        widest=row["widest"],
        owner=row["owner"],
        owner_state=row["owner_state"],
        rank=Rank(median=row["rank_median"], low=row["rank_low"], high=row["rank_high"]),
        tier=row["tier"],
    )
