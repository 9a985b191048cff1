"""Aims of the benchmarks, each with what was measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from benchmarks.tables import Row, over, ratio_of, row_of, time_text

CHECK = "datareach check FILE"
CASE = "wechat-2020"


class Aim(NamedTuple):
    """An aim, what was measured or why there is no figure (None where untried), and whether it is enough."""

    what: str
    aimed: str
    measured: str | None
    met: bool


def aims(results: Row) -> tuple[Aim, ...]:
    """The aims, each with what was measured."""
    maps, draws = results["engine"]["maps"], results["uncertainty"]["maps"]
    large, case, drawn = row_of(maps, "realistic", 200), row_of(maps, CASE, 0), row_of(draws, CASE, 0)
    asked_of = row_of(results["engine"]["questions"], CASE, 0)
    ratio = ratio_of(asked_of.get("problog", {}), asked_of.get("datareach", {}))
    all_draws = f"20,000 draws of `{CASE}`"
    return (
        _at_most(f"`{CASE}`, from text to point result", 0.1, case.get("cold", case)),
        _at_most("a realistic map of 200 systems, from text to point result", 1.0, large.get("cold", large)),
        _at_most("the same map, scored again after one changed number", 0.1, large.get("again", large)),
        _at_most("start and end of `datareach check`", 0.3, results["start"].get(CHECK, {})),
        _more(f"reach beside the points of `{CASE}`", 0.05, results.get("reach", {}).get("maps", [{}])[0]),
        _at_most("`datareach backtest`, 70 services", 60.0, results.get("backtest", {}).get("of_all")),
        _faster(f"one more value on `{CASE}`, against ProbLog's from what it has compiled", ratio),
        _at_most(all_draws, 1.0, _seconds_of(drawn)),
        _at_most("20,000 draws of a realistic map of 200 systems", 3.0, _seconds_of(row_of(draws, "realistic", 200))),
        _faster(f"{all_draws}, against assessed from its text one at a time", over(drawn, "from_text")),
        _faster(f"{all_draws}, against evaluated one at a time", over(drawn, "one_by_one")),
        *(
            _at_most(f"a changed number on {where}, until the page shows {what}", aimed, row.get(shown, {}))
            for where, row in _opened(results)
            for what, shown, aimed in (("its points", "points", 0.1), ("first intervals", "intervals", 1.0))
        ),
    )


def _opened(results: Row) -> Iterator[tuple[str, Row]]:
    """Each map that the dashboard was measured on, in words."""
    for row in results.get("pages", {}).get("maps", []):
        yield f"`{row['map']}`" if not row["systems"] else f"a {row['map']} map of {row['systems']} systems", row


def _more(what: str, seconds: float, row: Row) -> Aim:
    """At most so many seconds more with something than without."""
    with_it, without = row.get("with"), row.get("without")
    if not with_it or not without:
        return _at_most(what, seconds, row)
    return _at_most(what, seconds, {"median": max(0.0, with_it["median"] - without["median"])})


def _at_most(what: str, seconds: float, times: Row | None) -> Aim:
    if not times or "median" not in times:
        return Aim(what, time_text(seconds), (times or {}).get("stopped"), met=False)
    return Aim(what, time_text(seconds), time_text(times["median"]), met=times["median"] <= seconds)


def _faster(what: str, ratio: float | None) -> Aim:
    measured = None if ratio is None else f"{ratio:,.0f} times faster"
    return Aim(what, "100 times faster", measured, ratio is not None and ratio >= 100)


def _seconds_of(row: Row) -> Row:
    return {"median": row["seconds"]} if "seconds" in row else row
