"""Portfolio in words: who reaches most people, in which tiers, and what could not be computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Notice, Section, Table, Text, row
from assessments.report.cells import with_ends
from assessments.report.sentences import actor_name, number, people, percent

if TYPE_CHECKING:
    from assessments.results.portfolio import PortfolioResult, Ranked

SHOWN = 20
"""Rows of a table on a terminal; the files have all of them."""
PROBLEMS_SHOWN = 10
RANKED_BY = {
    "content_persons": "the people whose readable content the foreign state with the widest reach could order",
    "content_persons_per_year": "the people a year whose content foreign states would expose",
    "persons_per_year": "the people a year whose data foreign states would expose",
    "harm": "the severe equivalents a year of foreign states",
}
RANKING = (
    Column("App"),
    Column("Tier", True),
    Column("Rank", True),
    Column("Could be ordered", True),
    Column("By"),
    Column("Content a year", True),
    Column("Harm", True),
    Column("Above the next"),
)
TIERS = (
    "Ranks are over the simulations, which are the same worlds for all apps. Apps of one tier cannot be told from its "
    "first: that one is above each of them in less than 95 of 100 simulations."
)


def sections(result: PortfolioResult, shown: int | None = None) -> tuple[Section, ...]:
    """All sections on a portfolio, with so many rows of each table at most; all of them unless said."""
    parts = (ranking(result, shown), unread(result, shown))
    return tuple(part for part in parts if part is not None)


def ranking(result: PortfolioResult, shown: int | None) -> Section:
    """The apps in their order, with the intervals of their ranks."""
    if not result.ranking:
        return Section("ranking", "Who reaches most people", (Text("No app could be computed.", lead=True),))
    rows = tuple(_ranked(result, place) for place in range(len(result.ranking))[:shown])
    caption = "The first apps" if len(rows) < len(result.ranking) else "All apps"
    blocks = (Text(_lead(result), lead=True), Text(TIERS), Table(caption, RANKING, rows))
    return Section("ranking", "Who reaches most people", blocks)


def _lead(result: PortfolioResult) -> str:
    tiers = result.ranking[-1].tier
    first = sum(app.tier == 1 for app in result.ranking)
    alike = "one app stands apart at the top" if first == 1 else f"the first {first} apps cannot be told apart"
    many = f"{_counted(result.apps, 'app', 'apps')} in {_counted(tiers, 'tier', 'tiers')}"
    return f"{many}, by {RANKED_BY[result.measure]}: {alike}."


def _ranked(result: PortfolioResult, place: int) -> tuple[Cell, ...]:
    app = result.ranking[place]
    return row(
        app.app,
        Cell(str(app.tier), app.tier),
        Cell(rank_words(app), app.rank.median),
        with_ends(app.content_persons, people),
        "nobody" if app.widest is None else actor_name(f"state:{app.widest}"),
        with_ends(app.content_persons_per_year, people),
        with_ends(app.harm, number),
        _above_next(result, place),
    )


def rank_words(app: Ranked) -> str:
    """The middle of an app's rank with its interval: 2 (1–4)."""
    low, middle, high = (f"{end:.3g}" for end in (app.rank.low, app.rank.median, app.rank.high))
    return middle if low == high else f"{middle} ({low}–{high})"


def _above_next(result: PortfolioResult, place: int) -> str:
    """The share of simulations in which an app is above the next one; nothing of the last."""
    if place + 1 == len(result.ranking):
        return ""
    app, other = result.ranking[place : place + 2]
    return f"in {percent(result.pairs[f'{app.app}|{other.app}'])}"


def unread(result: PortfolioResult, shown: int | None) -> Section | None:
    """The maps with problems and what was left aside; None where there is nothing to say."""
    blocks = tuple(_aside(result, PROBLEMS_SHOWN if shown else None))
    return Section("unread", "What was not computed", blocks) if blocks else None


def _aside(result: PortfolioResult, shown: int | None) -> Iterator[Block]:
    if result.problems:
        problems = [text for one in result.problems for text in one.problems]
        yield Text(
            _counted(len(result.problems), "map or path", "maps or paths") + " with problems; the rest was computed."
        )
        yield from (Notice(text) for text in problems[:shown])
        if shown and len(problems) > shown:
            yield Text(f"{len(problems) - shown:,} more: --json and --out have all of them.")
    yield from (Notice(text) for text in result.remarks[:shown])
    if shown and len(result.remarks) > shown:
        yield Text(f"{len(result.remarks) - shown:,} more remarks: --json has all of them.")


def _counted(many: int, one: str, several: str) -> str:
    return f"{many:,} {one if many == 1 else several}"
