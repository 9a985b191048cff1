"""Commands on laws: one law on facts, all laws on a map."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import ReadAs, Refused, StoreAt, day, path, read, read_as
from commands.printing import exiting, paged
from commands.record import is_saved, record_at

if TYPE_CHECKING:
    from datetime import date

    from assessments.results.freshness import LawSince
    from data_maps.model import DataMap

UNTOLD = 2
TWO_YEARS = timedelta(days=730)

commands = typer.Typer()


@commands.command(epilog="Example: datareach decide us_bulk_data docs/deal.yaml")
def decide(
    regime: Annotated[str, typer.Argument(metavar="REGIME", help="The law: one of those in docs/regimes.")],
    facts: Annotated[
        Path, typer.Argument(parser=path, metavar="FACTS", help="A YAML file of facts, or of cases with {id, facts}.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer for programs.")] = False,
) -> None:
    """Say what one law says of facts in a file, why, and what is missing to tell; unknown is an answer too."""
    from assessments.report.law_words import decided_text
    from assessments.results.law_on_facts import as_json as for_programs
    from assessments.results.law_on_facts import decided_file, unknown_regime

    if fault := unknown_regime(regime):
        raise Refused(fault)
    answer = decided_file(regime, facts)
    typer.echo(for_programs(answer) if as_json else decided_text(answer), nl=False)
    if answer.problems:
        raise Refused(*answer.problems)


@commands.command(epilog="Example: datareach regimes case:wechat-2020 --as-of 2020-09-25")
def regimes(
    map_: Annotated[str, typer.Argument(metavar="MAP", help="A file, a folder, or case:NAME.")],
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day whose laws count; the map's own unless said.")
    ] = None,
    reading: ReadAs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for programs.")] = False,
) -> None:
    """Say which laws a map meets, why, and what is missing to tell; evidence for counsel, not advice."""
    from assessments.report.law_words import verdicts_text
    from assessments.results.laws import as_json as for_programs
    from risk.regimes.on_maps.verdicts import verdicts

    data_map = read_as(read(map_), reading)
    outcomes = verdicts(data_map, day(as_of) if as_of else data_map.as_of)
    typer.echo(for_programs(outcomes) if as_json else verdicts_text(data_map, outcomes), nl=False)


@commands.command(epilog="Example: datareach freshness case:wechat-2020 --before 2028-01-01")
def freshness(
    map_: Annotated[
        str | None,
        typer.Argument(metavar="[MAP]", help="What this map, or saved assessment by its id, rests on; else all."),
    ] = None,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="The day to judge from; today unless said.")] = None,
    before: Annotated[
        str | None, typer.Option(metavar="DATE", help="List changes before this day; two years on unless said.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for programs.")] = False,
    store: StoreAt = None,
) -> None:
    """Say when each law was last read and in what, what is due again, and what changes on known days.

    Of a saved assessment also which laws say otherwise since it was made. Exit 1 if any is due or says otherwise.
    """
    from assessments.exports.json import text_of
    from assessments.exports.terminal import freshness_page
    from assessments.results.freshness import freshness as fresh_on

    with exiting(UNTOLD):
        today = day(as_of)
        until = day(before, "--before") if before else today + TWO_YEARS
        if until <= today:
            raise Refused(f"--before: changes are listed from {today} on, and {until} is not after it")
        data_map, since = _rested_on(map_, store, today) if map_ else (None, ())
    fresh = fresh_on(today, until, data_map, since)
    typer.echo(text_of(fresh) if as_json else paged(freshness_page(fresh)), nl=False)
    if fresh.stale or fresh.since:
        raise typer.Exit(1)


def _rested_on(name: str, store: str | None, today: date) -> tuple[DataMap, tuple[LawSince, ...]]:
    """The map that is named, and of a saved assessment the laws that say otherwise since it was made."""
    from assessments.record.law_since import law_since, map_looked_at
    from assessments.scenario import Unusable

    if not is_saved(name, store):
        return read(name), ()
    try:
        with record_at(store) as record:
            saved = record.load(name)
            return map_looked_at(saved), law_since(saved, today)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None
