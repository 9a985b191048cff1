"""Portfolio in words: who reaches most people, in which tiers, and what could not be computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessments.measures import measures_on
from assessments.report.blocks import Block, Cell, Column, Notice, Section, Table, Text, row
from assessments.report.cells import with_ends
from assessments.report.law_words import title as title_of_law
from assessments.report.sentences import actor_name, number, people, percent

if TYPE_CHECKING:
    from assessments.results.portfolio import PortfolioResult, Ranked

SHOWN = 20
"""Rows of a table on a terminal; the files have all of them."""
PROBLEMS_SHOWN = 10
RANKING = (
    Column("App"),
    Column("Tier", True),
    Column("Rank", True),
    Column("Content within reach, chance included", True),
    Column("By"),
    Column("Content a year", True),
    Column("Harm", True),
    Column("Above the next"),
)
SHARED = (Column("Party or state"), Column("Apps", True), Column("People at least", True), Column("At most", True))
OF_GROUP = (Column("Apps", True), Column("People at least", True))
GROUPS = {"owner_state": "owner's state", "data": "data", "laws": "law that applies"}
FINDING = (Column("Number"), Column("Apps", True), Column("Of the uncertainty", True))
FOUND_OUT = 10
MOVED = (Column("App"), Column("Content before, chance included", True), Column("Now", True), Column("Rank"))
OVERLAP = (
    "People whose readable content it could have. Nobody knows who uses two apps: at least, all people of a country "
    "are those of its largest app; at most, no two apps have anybody in common."
)
WORTH = "The part of the uncertainty of all apps together that knowing a number would take away."
NOBODY = "No app could be computed."
TIERS = (
    "Ranks are over the simulations, which are the same worlds for all apps. Apps of one tier cannot be told from its "
    "first: that one is above each of them in less than 95 of 100 simulations."
)


def sections(result: PortfolioResult, most: int | None = None) -> tuple[Section, ...]:
    """All sections on a portfolio, with so many rows of each table at most; all of them unless said."""
    made = (
        answer(result),
        ranking(result, most),
        concentration(result, most),
        *(apps_by_group(result, group, most) for group in GROUPS),
        find_out(result),
        changes(result, most),
        unread(result, most),
    )
    return tuple(section for section in made if section is not None)


def answer(result: PortfolioResult) -> Section:
    """The number of apps that stand apart; by itself, since the table of them may need a page of its own."""
    lead = (Text(_lead(result), lead=True), Text(TIERS)) if result.ranking else (Text(NOBODY, lead=True),)
    return Section("answer", "Who reaches most people", lead)


def ranking(result: PortfolioResult, most: int | None) -> Section | None:
    """The apps in their order, with the intervals of their ranks; None without apps."""
    if not result.ranking:
        return None
    rows = tuple(_ranked(result, place) for place in range(len(result.ranking))[:most])
    caption = "The first apps" if len(rows) < len(result.ranking) else "All apps"
    return Section("ranking", "The apps in their order", (Table(caption, RANKING, rows),))


def _lead(result: PortfolioResult) -> str:
    first = result.first_tier
    alike = "one app stands apart at the top" if first == 1 else f"the first {first:,} apps cannot be told apart"
    many = f"{_count_words(result.apps, 'app', 'apps')} in {_count_words(result.tiers, 'tier', 'tiers')}"
    measure = next(measure for measure in measures_on("ranks") if measure.key == result.measure)
    return f"{many}, by the {measure.of_an_app}: {alike}."


def _ranked(result: PortfolioResult, place: int) -> tuple[Cell, ...]:
    return *_cells(result.ranking[place]), *row(_above_next(result, place))


def _cells(app: Ranked) -> tuple[Cell, ...]:
    return row(
        app.app,
        Cell(str(app.tier), app.tier),
        Cell(rank_words(app), app.rank.median),
        with_ends(app.content_persons, people),
        "nobody" if app.widest is None else actor_name(f"state:{app.widest}"),
        with_ends(app.content_persons_per_year, people),
        with_ends(app.harm, number),
    )


def chosen_apps(apps: Sequence[Ranked], many: int, total: int) -> Section:
    """Some apps that were chosen of a portfolio, so many of all, the first of them in a table."""
    rows = tuple(_cells(app) for app in apps)
    caption = "All of them" if len(rows) == many else f"The first {len(rows):,} of them"
    counted = Text(f"{many:,} chosen of {_count_words(total, 'app', 'apps')}.", lead=True)
    return Section("chosen", "Apps that were chosen", (counted, Text(TIERS), Table(caption, RANKING[:-1], rows)))


def rank_words(app: Ranked) -> str:
    """The middle of an app's rank with its interval: 2 (1–4)."""
    low, middle, high = (f"{end:,.1f}".removesuffix(".0") for end in (app.rank.low, app.rank.median, app.rank.high))
    return middle if low == high else f"{middle} ({low}–{high})"


def _above_next(result: PortfolioResult, place: int) -> str:
    """The share of simulations in which an app is above the next one; nothing of the last."""
    if place + 1 == len(result.ranking):
        return ""
    app, other = result.ranking[place : place + 2]
    return f"in {percent(result.pairs[f'{app.app}|{other.app}'])}"


def concentration(result: PortfolioResult, most: int | None) -> Section | None:
    """The parties and states that several apps have in common; None where there are none."""
    if not result.concentration:
        return None
    rows = [
        row(
            f"{party.name}, run from {party.run_from}" if party.party else actor_name(f"state:{party.state}"),
            Cell(f"{party.apps:,}", party.apps),
            with_ends(party.persons, people),
            with_ends(party.at_most, people),
        )
        for party in result.concentration[:most]
    ]
    table = Table("Party or state, if it is ordered or broken into", SHARED, tuple(rows))
    return Section("concentration", "What several apps share", (Text(OVERLAP, lead=True), table))


def apps_by_group(result: PortfolioResult, group: str, most: int | None) -> Section | None:
    """The apps by one thing that they have in common; None where they have none."""
    if not result.groups.get(group):
        return None
    rows = [
        row(
            _group_name(group, group_of_apps.of),
            Cell(f"{group_of_apps.apps:,}", group_of_apps.apps),
            with_ends(group_of_apps.persons, people),
        )
        for group_of_apps in result.groups[group][:most]
    ]
    title = GROUPS[group]
    return Section(
        f"by-{group}", f"By {title}", (Table(f"Apps by {title}", (Column(title.capitalize()), *OF_GROUP), tuple(rows)),)
    )


def _group_name(group: str, value: str) -> str:
    if group == "laws":
        return title_of_law(value)
    return actor_name(f"state:{value}") if group == "owner_state" else value


def find_out(result: PortfolioResult) -> Section | None:
    """The numbers that carry most of the spread; None where none stands out."""
    if not result.find_out:
        return None
    rows = [
        row(
            open_number.address if open_number.app is None else f"{open_number.address} of {open_number.app}",
            Cell(f"{open_number.apps:,}", open_number.apps),
            Cell(percent(open_number.worth), open_number.worth),
        )
        for open_number in result.find_out[:FOUND_OUT]
    ]
    table = Table("Numbers by what knowing them is worth", FINDING, tuple(rows))
    return Section("find-out", "What to find out next", (Text(WORTH, lead=True), table))


def changes(result: PortfolioResult, most: int | None) -> Section | None:
    """The difference to the run before; None where there was none."""
    made = result.changes
    if made is None:
        return None
    counted = f"{len(made.added):,} new, {len(made.gone):,} gone, {len(made.moved):,} moved."
    blocks: list[Block] = [Text(counted, lead=True)]
    if not made.same_settings:
        blocks.append(Notice("The run before had other simulations or another number to rank by."))
    named = (("New", made.added), ("Gone", made.gone))
    blocks += [Text(f"{label}: {', '.join(names[:FOUND_OUT])}.") for label, names in named if names]
    rows = [
        row(
            app.app,
            Cell(people(app.content_persons_before), app.content_persons_before),
            Cell(people(app.content_persons), app.content_persons),
            f"{app.rank_before:.3g} → {app.rank:.3g}",
        )
        for app in made.moved[:most]
    ]
    moved = [Table("Apps that moved", MOVED, tuple(rows))] if rows else []
    return Section("changes", "Since the last run", (*blocks, *moved))


def unread(result: PortfolioResult, most: int | None) -> Section | None:
    """The maps with problems and what was left aside; None where there is nothing to say."""
    blocks = tuple(_aside(result, PROBLEMS_SHOWN if most else None))
    return Section("unread", "What was not computed", blocks) if blocks else None


def _aside(result: PortfolioResult, most: int | None) -> Iterator[Block]:
    if result.problems:
        problems = [text for left_out in result.problems for text in left_out.problems]
        rest = "; the rest was computed" if result.apps else ""
        yield Text(f"{_count_words(len(result.problems), 'map or path', 'maps or paths')} with problems{rest}.")
        yield from (Notice(text) for text in problems[:most])
        if most and len(problems) > most:
            yield Text(f"{len(problems) - most:,} more: --json and --out have all of them.")
    yield from (Notice(text) for text in result.remarks[:most])
    if most and len(result.remarks) > most:
        yield Text(f"{len(result.remarks) - most:,} more remarks: --json has all of them.")


def _count_words(many: int, one: str, several: str) -> str:
    return f"{many:,} {one if many == 1 else several}"
