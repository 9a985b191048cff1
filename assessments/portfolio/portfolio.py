"""Portfolios: many maps computed, kept in a folder, and ranked against each other."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from assessments.files import write_text
from assessments.measures import measures_on
from assessments.portfolio.cluster import Batch, Keyed, client_of, computed_batches
from assessments.portfolio.concentration import SharedPeople, concentration, grouped, overlaps
from assessments.portfolio.folder import (
    APPS,
    STOOD,
    Progress,
    computed,
    draws_in,
    forget,
    note,
    read,
    readable,
    rows_in,
    save_apps,
    save_part,
)
from assessments.portfolio.maps import PARTIES, ListedMap, SharedParts, WrittenMap, listed_map, shared_in
from assessments.portfolio.ranking import AnyFloats, changes, neighbours, ranked, room, tiers, to_find_out
from assessments.portfolio.rows import QUANTITY
from assessments.portfolio.tables import TableOfApps, rows_of, rows_of_frame
from assessments.results.part import Quantity
from assessments.results.portfolio import Changes, Engine, FindOut, PortfolioResult, Rank, Ranked, Unread
from assessments.run import Settings
from assessments.scenario_runs import settings_of
from assessments.versions import facts_hash, versions
from data_maps.places import first_bytes
from data_maps.problems import did_you_mean
from data_maps.reading import CASE, map_files, why_unread
from risk.uncertainty.spreads import BATCHES

if TYPE_CHECKING:
    import pandas as pd

    Source = str | WrittenMap | pd.DataFrame

FIRST = "content_persons"
DRAWS, FEWEST_DRAWS, MOST_DRAWS = 2_000, 1_000, 20_000
LOCAL, RUN = "local", "run.json"
CHANGED = "this map changed while the others were computed (run it again)"
MOST_TOLD = 10_000
"""Apps that a result tells of, which is held in memory as a whole; the file has all of them."""
YAML = (".yaml", ".yml")
TABLES = (".csv", ".parquet", ".xlsx")
NO_MAPS = "name folders of maps, YAML files, or tables (.csv, .parquet, .xlsx)"


class NoSuchSetting(ValueError):
    """A setting of a portfolio is none of its kind; the text begins with its name."""


def portfolio(
    paths: Iterable[Source],
    folder: Path | None = None,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    cluster: str | None = None,
    workers: int | None = None,
    by: str = FIRST,
    progress: Callable[[Progress], object] = lambda progress: None,
) -> PortfolioResult:
    """The portfolio of all maps that some paths name; what a folder has of them already is not computed again.

    Args:
        paths: Folders of maps, files, tables, `case:NAME`; or frames, and maps that are read already by `written_map`.
        folder: Where rows are kept; a folder that is gone afterwards unless one is named.
        draws: Simulations, in whole tens.
        seed: Where random numbers start.
        cluster: The address of a Dask scheduler; else processes on this machine.
        workers: How many of those; one for each processor unless said.
        by: The number that apps are ranked by, one of the measures that rank.
        progress: Hears how far the work is.

    Raises:
        NoSuchSetting: Where a setting is none of its kind.
        NoCluster: Where there is nobody to do the work.
        OSError: Where nothing can be written.
    """
    begun, paths_asked, settings = time.perf_counter(), list(paths), _settings(draws, seed, by, workers)
    kept = TemporaryDirectory(prefix="datareach-portfolio-") if folder is None else nullcontext(str(folder))
    with kept as name:
        place = Path(name)
        _remember(place, [path for path in paths_asked if isinstance(path, str)], draws, seed, by)
        maps_read = maps_in(paths_asked)
        maps = keyed_maps(maps_read, settings)
        already_computed = computed(place)
        missing = [written for written in maps if written.fingerprint not in already_computed]
        workers_there = _compute(missing, place, settings, cluster, workers, progress) if missing else 0
        ranking = _ranking(place, maps, settings, by)
        forget(place)
    seconds, reused = time.perf_counter() - begun, len(maps) - len(missing)
    engine = Engine(
        scheduler=cluster or LOCAL, workers=workers_there, seconds=seconds, computed=len(missing), reused=reused
    )
    return PortfolioResult(measure=by, draws=draws, **_parts_of(ranking, maps_read), engine=engine)


@dataclass(frozen=True)
class _Ranking:
    """The rows of a run in their order, and what follows from all of them together."""

    frame: pd.DataFrame
    shared: SharedPeople
    find_out: tuple[FindOut, ...]
    changes: Changes | None


def _ranking(folder: Path, maps: Sequence[Keyed], settings: Settings, measure: str) -> _Ranking:
    """The rows of maps in a folder, ranked and saved; raises DamagedPart."""
    import pandas as pd

    with readable(folder):
        rows, parts = _rows(folder, maps)
        keys = [key for key in rows["fingerprint"] if key in parts]
        places = {key: place for place, key in enumerate(keys)}
        # Shape (apps, draws): how many draws there are, the first part tells.
        numbers = room((0, 0))
        for key, draws in draws_in(parts, measure):
            numbers = numbers if numbers.size else room((len(places), draws.size))
            numbers[places[key]] = draws
        among = rows["fingerprint"].isin(keys)
        frame = pd.concat([_with_ranks(rows[among], numbers), rows[~among]], ignore_index=True)
        frame.attrs = {"draws": settings.draws, "seed": settings.seed, "measure": measure}
        sound = frame[frame["fingerprint"].isin(parts)]
        shared, find_out = overlaps(parts, sound), to_find_out(parts, keys, numbers, settings.seed)
    earlier = _changes(folder, frame)
    save_apps(folder, frame)
    return _Ranking(frame, shared, find_out, earlier)


def remembered(folder: Path) -> dict[str, Any]:
    """The paths and settings of the last run in a folder, as arguments of `portfolio`; raises OSError, ValueError."""
    return dict(json.loads((folder / RUN).read_text(encoding="utf-8")))


def _remember(folder: Path, paths: Sequence[str], draws: int, seed: int, by: str) -> None:
    whole = [path if path.startswith(CASE) else str(Path(path).resolve()) for path in paths]
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"paths": whole, "draws": draws, "seed": seed, "by": by}, ensure_ascii=False, indent=1)
    write_text(folder / RUN, f"{text}\n")


def _settings(draws: int, seed: int, by: str, workers: int | None) -> Settings:
    """The settings of every assessment; raises NoSuchSetting where there are none such."""
    if not FEWEST_DRAWS <= draws <= MOST_DRAWS or draws % BATCHES:
        raise NoSuchSetting(f"draws: {draws} is not a number of draws (write tens from {FEWEST_DRAWS} to {MOST_DRAWS})")
    if workers is not None and workers < 1:
        raise NoSuchSetting(f"workers: {workers} is no number of processes (write 1 or more, or leave it out)")
    ranks = [measure.key for measure in measures_on("ranks")]
    if by not in ranks:
        hint = str(did_you_mean(by, ranks)) or f"there are {', '.join(ranks)}"
        raise NoSuchSetting(f"by: there is no measure '{by}' ({hint})")
    try:
        return settings_of(draws=draws, seed=seed)
    except ValueError as wrong:
        raise NoSuchSetting(wrong) from None


def keyed_maps(maps_read: PortfolioMaps, settings: Settings) -> tuple[Keyed, ...]:
    """The maps by the fingerprints of all that their rows follow from; one that is there twice is taken once."""
    versions_and_facts = [versions().program, facts_hash(), asdict(settings)]
    by_fingerprint: dict[str, Keyed] = {}
    for written in maps_read.maps:
        key = hashlib.sha256(json.dumps([written.digest, *versions_and_facts], sort_keys=True).encode()).hexdigest()
        if key in by_fingerprint:
            maps_read.remarks.append(
                f"{written.path}: says the same as {by_fingerprint[key].map.path}, so it counts once"
            )
        by_fingerprint.setdefault(key, Keyed(key, written))
    return tuple(by_fingerprint.values())


def _compute(
    missing: Sequence[Keyed],
    folder: Path,
    settings: Settings,
    cluster: str | None,
    workers: int | None,
    progress: Callable[[Progress], object],
) -> int:
    """Compute the rows of maps on a cluster and save them; the number of workers at the end."""
    state, begun = Progress(0, len(missing), 0, 0), time.time()

    def tell() -> None:
        note(folder, state, begun)
        progress(state)

    def seen(computed_so_far: int) -> None:
        nonlocal state
        state = replace(state, workers=computed_so_far)
        tell()

    def save(batch: Batch) -> None:
        nonlocal state
        save_part(folder, batch.fingerprints, batch.content)
        state = replace(state, done=state.done + len(batch.fingerprints), problems=state.problems + batch.problems)
        tell()

    tell()
    with client_of(cluster, workers) as client:
        computed_batches(client, sorted(missing, key=lambda written: written.map.likeness), settings, save, seen)
    return state.workers


def _rows(folder: Path, maps: Sequence[Keyed]) -> tuple[pd.DataFrame, dict[str, Path]]:
    """The rows of maps in a folder, and the part that each sound one is in."""
    import pandas as pd

    wanted = {written.fingerprint for written in maps}
    parts = {key: file for key, file in computed(folder).items() if key in wanted}
    named = {"fingerprint": [m.fingerprint for m in maps], "path": [m.map.path for m in maps]}
    frame = pd.DataFrame(named, dtype="object")
    frame = frame.merge(rows_in(parts.values()), on="fingerprint", how="left").fillna({"widest": "", STOOD: ""})
    places = zip(frame["problems"], frame.pop(STOOD), frame["path"], strict=True)
    frame["problems"] = [_where_it_stands(problems, stood, path) for problems, stood, path in places]
    frame["part"] = [parts[key].name if key in parts else None for key in frame["fingerprint"]]
    changed = ~frame["fingerprint"].isin(parts)
    frame.loc[changed, "problems"] = frame.loc[changed, "path"].map(lambda path: [f"{path}: {CHANGED}"])
    sound = set(frame.loc[frame["problems"].map(len) == 0, "fingerprint"])
    return frame, {key: file for key, file in parts.items() if key in sound}


def _where_it_stands(problems: Any, stood: str, path: str) -> Any:
    """The problems of a map as of the place where it stands now, which is another where rows came or went above it."""
    if not stood or stood == path or not isinstance(problems, Iterable):
        return problems
    return [path + text.removeprefix(stood) if text.startswith(stood) else text for text in problems]


def _with_ranks(frame: pd.DataFrame, numbers: AnyFloats) -> pd.DataFrame:
    """Sound rows in their order, with rank, tier, and how often each is above the next."""
    made = ranked(numbers)
    frame = frame.iloc[made.order].reset_index(drop=True)
    frame[["rank_low", "rank_median", "rank_high"]] = made.interval[made.order]
    frame["tier"] = tiers(numbers, made.order)
    frame["above_next"] = [*neighbours(numbers, made.order), *[None] * bool(len(numbers))]
    many = frame["app"].duplicated(keep=False)
    named = zip(frame["app"], frame["path"], many, strict=True)
    frame["label"] = [f"{app} ({path})" if several else app for app, path, several in named]
    return frame


def _changes(folder: Path, frame: pd.DataFrame) -> Changes | None:
    """The changes since the last run in a folder; None where there was none, or it has other columns."""
    try:
        before = read(folder)
    except (OSError, ValueError):
        return None
    return changes(before, frame) if set(frame.columns) <= set(before.columns) else None


def _parts_of(ranking: _Ranking, maps_read: PortfolioMaps) -> dict[str, Any]:
    """The parts of a result that follow from ranked rows."""
    frame = ranking.frame
    bad = frame[frame["problems"].map(len) > 0]
    unread = [
        Unread(path=path, problems=tuple(texts)) for path, texts in zip(bad["path"], bad["problems"], strict=True)
    ]
    nowhere = [Unread(path=text.partition(": ")[0], problems=(text,)) for text in maps_read.unusable]
    sound = frame[frame["problems"].map(len) == 0]
    rows = sound.head(MOST_TOLD).to_dict("records")
    more = f"the first {MOST_TOLD:,} of {len(sound):,} apps are told: {APPS} has all of them"
    remarks = [*maps_read.remarks, *_same_names(sound["app"]), *([more] if len(sound) > MOST_TOLD else [])]
    return {
        "apps": len(sound),
        "tiers": int(sound["tier"].nunique()),
        "first_tier": int((sound["tier"] == 1).sum()),
        "problems": (*nowhere, *unread),
        "remarks": tuple(remarks),
        "ranking": tuple(map(ranked_of, rows)),
        "pairs": {f"{a['label']}|{b['label']}": a["above_next"] for a, b in pairwise(rows)},
        "concentration": concentration(ranking.shared),
        "groups": grouped(ranking.shared),
        "find_out": ranking.find_out,
        "changes": ranking.changes,
    }


def _same_names(apps: pd.Series[Any]) -> Iterator[str]:
    """A remark on apps of which there are several maps, each of which has a rank."""
    names = apps[apps.duplicated()].unique()
    if len(names):
        first = ", ".join(names[:3]) + (", …" if len(names) > 3 else "")
        many = f"{len(names):,} apps have" if len(names) > 1 else "an app has"
        yield f"{many} several maps, each with a rank of its own; their people count once in what apps share ({first})"


def ranked_of(row: Mapping[Any, Any]) -> Ranked:
    """An app as results tell of it, from its row of `apps.parquet`."""
    return Ranked(
        app=row["label"],
        path=row["path"],
        **{m.key: Quantity(**{part: row[f"{m.key}.{part}"] for part in QUANTITY}) for m in measures_on("apps")},
        widest=row["widest"] or None,
        owner=row["owner"],
        owner_state=row["owner_state"],
        rank=Rank(median=row["rank_median"], low=row["rank_low"], high=row["rank_high"]),
        tier=row["tier"],
    )


@dataclass
class PortfolioMaps:
    """The maps that some paths name; `remarks` say what was left aside, `unusable` what could not be read at all."""

    maps: list[ListedMap] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    unusable: list[str] = field(default_factory=list)


def maps_in(paths: Iterable[Source]) -> PortfolioMaps:
    """All maps that some paths name: folders of maps and of folders of maps, files, tables, and shipped cases.

    A map that is there already stands for itself, a table for its rows, which are counted from 0.
    """
    maps_read = PortfolioMaps()
    for number, path in enumerate(paths, 1):
        if isinstance(path, WrittenMap):
            maps_read.maps.append(listed_map(partial(_itself, path)))
        elif not isinstance(path, str):
            _add_table(maps_read, rows_of_frame(path, f"table {number}", SharedParts(), 0))
        elif path.startswith(CASE):
            _add_case(maps_read, path)
        else:
            _add(maps_read, Path(path))
    return maps_read


def _add_table(into: PortfolioMaps, table: TableOfApps) -> None:
    into.maps += table.maps
    into.remarks += table.remarks
    into.unusable += table.unusable


def _add_case(into: PortfolioMaps, name: str) -> None:
    try:
        _, files = map_files(name)
    except KeyError:
        into.unusable.append(f"{name}: there is no such case")
        return
    into.maps += [listed_map(partial(WrittenMap, name, text)) for text in files.values()]


def _itself(written: WrittenMap) -> WrittenMap:
    return written


def _add(into: PortfolioMaps, path: Path) -> None:
    try:
        if path.is_dir():
            _add_folder(into, path)
        elif path.suffix.lower() in TABLES:
            _add_table(into, rows_of(path, shared_in(path.parent)))
        elif path.suffix.lower() in YAML or not path.exists():
            first_bytes(path)
            shared = shared_in(path.parent)
            into.maps.append(listed_map(partial(_in_file, path, shared)))
            into.unusable += shared.problems
        else:
            into.unusable.append(f"{path}: neither a map nor a table ({NO_MAPS})")
    except OSError as error:
        into.unusable.append(f"{path}: {why_unread(error)}")


def _in_file(file: Path, shared: SharedParts) -> WrittenMap:
    """The map in a file as it is now."""
    try:
        text = first_bytes(file)
    except OSError as error:
        return WrittenMap(str(file), b"", unread=why_unread(error))
    return WrittenMap(str(file), text, shared.for_map(text))


def _add_folder(into: PortfolioMaps, folder: Path) -> None:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    inside = [file for file in files if file.suffix.lower() in YAML and file.name != PARTIES]
    others = [file for file in files if file.suffix.lower() not in YAML]
    shared: dict[Path, SharedParts] = {}
    for file in inside:
        if file.parent not in shared:
            shared[file.parent] = shared_in(file.parent, folder)
        into.maps.append(listed_map(partial(_in_file, file, shared[file.parent])))
    into.unusable += [problem for parties in shared.values() for problem in parties.problems]
    if not inside:
        into.unusable.append(f"{folder}: no map in this folder ({NO_MAPS})")
    elif others:
        names = ", ".join(file.name for file in others[:3]) + (", …" if len(others) > 3 else "")
        many = (
            f"{len(others)} files left aside, which are no maps" if others[1:] else "a file left aside, which is no map"
        )
        tables = "; name tables by themselves" if any(file.suffix.lower() in TABLES for file in others) else ""
        into.remarks.append(f"{folder}: {many} ({names}{tables})")
