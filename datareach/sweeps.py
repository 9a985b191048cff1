"""Sweeps: what measures of a map come to where numbers of it are others, as one frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice, product
from math import isclose, prod
from typing import TYPE_CHECKING, Literal

from datareach.assessments import assess
from datareach.maps import Map, MapSource, read

if TYPE_CHECKING:
    import pandas as pd

    from assessments.results.quantity import Quantity
    from assessments.run import Run

MOST = 10_000


def sweep(
    map_: Map | MapSource,
    values: Mapping[str, Iterable[object]],
    *,
    measures: Iterable[str] = ("score", "harm"),
    draws: int = 0,
    seed: int = 0,
    severity_ratio: float | Literal["linear"] = 4.0,
) -> pd.DataFrame:
    """A row for each combination of values of numbers, with what each measure of all actors comes to.

    Args:
        map_: The map, or whatever `read` takes.
        values: The values of each number by its address, as `Map.set` takes them; 10,000 combinations at most.
        measures: The measures, as `datareach gate --max` names them: harm, score, strategic, persons_per_year.3, ….
        draws: From how many draws the intervals come; 0 for points alone, which take milliseconds each.
        seed: Where random numbers start.
        severity_ratio: How many people at one level count like one at the next.

    Raises:
        Problems: Where the map has no such number, or takes no such value there.
        ValueError: For an unknown measure, no values, or too many combinations.

    >>> import datareach
    >>> frame = datareach.sweep("case:harbour", {"interest.XB": [0.2, 0.4, 0.8]}, measures=["harm"])
    >>> frame.columns.tolist()
    ['interest.XB', 'harm.point']
    >>> (frame["harm.point"] / frame["harm.point"][0]).round(9).tolist()
    [1.0, 2.0, 4.0]
    """
    import pandas as pd

    from assessments.measures import rows_on
    from assessments.results.headline import value_of
    from assessments.run import moved

    rows, named = dict(rows_on("all", "compared")), tuple(measures)
    if unknown := [name for name in named if name not in rows]:
        raise ValueError(f"sweep: there is no measure {unknown[0]!r} (there are {', '.join(rows)})")
    if not values:
        raise ValueError("sweep: name a number and its values: {'interest.CN': [0.2, 0.4]}")
    columns = {address: list(islice(several, MOST + 1)) for address, several in values.items()}
    if (count := prod(map(len, columns.values()))) > MOST or not count:
        some = f"more than the {MOST:,} that are computed at once" if count else "no values"
        raise ValueError(f"sweep: these are {some}")

    first = map_ if isinstance(map_, Map) else read(map_)
    open_ = None if draws or first.data_map.settings else _open_run(first, columns, severity_ratio)

    def measured(run: Run | None) -> dict[str, float]:
        found = {name: value_of(run, rows[name]) for name in named} if run else {}
        return {f"{name}.{end}": number for name, q in found.items() for end, number in _ends(q)}

    def anew(changed: Map) -> dict[str, float]:
        return measured(assess(changed, draws=draws, seed=seed, severity_ratio=severity_ratio).run)

    def quick(changed: Map) -> dict[str, float]:
        """What the engine comes to with other numbers at the same places; nothing where it has no such place."""
        settings = changed.data_map.settings
        best = {address: number.best for address, number in settings.items() if number.best is not None}
        plain = all(number.form == "exact" for number in settings.values())
        return measured(moved(open_, best) if open_ and plain else None)

    maps = []
    for combination in product(*columns.values()):
        changed = first
        for address, value in zip(columns, combination, strict=True):
            changed = changed.set(address, value)
        maps.append((dict(zip(columns, combination, strict=True)), changed))
    # The quick way holds where it says of both ends what the map assessed anew does.
    ends = {id(changed): anew(changed) for _, changed in (maps[0], maps[-1])}
    holds = all(_alike(quick(changed), ends[id(changed)]) for _, changed in (maps[0], maps[-1]))
    make = (lambda changed: quick(changed) or anew(changed)) if holds else anew
    return pd.DataFrame([{**values_, **(ends.get(id(changed)) or make(changed))} for values_, changed in maps])


def _open_run(first: Map, columns: Mapping[str, list[object]], severity_ratio: float | Literal["linear"]) -> Run | None:
    """The map with a range at each address, which the engine keeps open; None where no value has one around it."""
    changed = first
    for address, several in columns.items():
        best = [number.best for value in several for number in first.set(address, value).data_map.settings.values()]
        inner = [number for number in best if number and not 0.999 <= number <= 1.0]
        if not inner:
            return None
        middle = sorted(inner)[len(inner) // 2]
        changed = changed.set(address, [0.999 * middle, middle, 1.001 * middle])
    return assess(changed, draws=0, severity_ratio=severity_ratio).run


def _alike(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return one.keys() == other.keys() and all(isclose(one[name], other[name], rel_tol=1e-9) for name in one)


def _ends(quantity: Quantity) -> Iterable[tuple[str, float]]:
    """The point of a quantity, and its interval where there is one."""
    ends = {end: getattr(quantity, end) for end in ("point", "median", "low", "high")}
    return ((end, number) for end, number in ends.items() if number is not None)
