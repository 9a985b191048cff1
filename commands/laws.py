"""Commands on laws and evidence: what laws say of facts and maps, where defaults come from, how good they have been."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import (
    JsonOption,
    ReadingOption,
    RecordFolder,
    Refused,
    StoreAt,
    day_named,
    path,
    read,
    read_as,
    record_read,
)
from commands.printing import exiting, paged, tell, working, writing
from commands.record import is_saved, record_at

if TYPE_CHECKING:
    from assessments.results.freshness import LawSince
    from assessments.results.track_record import BacktestResult
    from data_maps.model import DataMap
    from risk.backtest.reach import AskedRow
    from risk.backtest.units import Unit

UNTOLD, FEWEST_UNITS = 2, 2
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
    from assessments.results.laws import decided_as_json as for_programs
    from assessments.results.laws import decided_file, unknown_regime

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
    reading: ReadingOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for programs.")] = False,
) -> None:
    """Say which laws a map meets, why, and what is missing to tell; evidence for counsel, not advice."""
    from assessments.report.law_words import verdicts_text
    from assessments.results.laws import as_json as for_programs
    from laws.verdicts import verdicts

    data_map = read_as(read(map_), reading)
    outcomes = verdicts(data_map, day_named(as_of) if as_of else data_map.as_of)
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
        today = day_named(as_of)
        until = day_named(before, "--before") if before else today + TWO_YEARS
        if until <= today:
            raise Refused(f"--before: changes are listed from {today} on, and {until} is not after it")
        data_map, since = _rested_on(map_, store, today) if map_ else (None, ())
    fresh = fresh_on(today, until, data_map, since)
    typer.echo(text_of(fresh) if as_json else paged(freshness_page(fresh)), nl=False)
    if fresh.stale or fresh.since:
        raise typer.Exit(1)


def _rested_on(name: str, store: str | None, today: date) -> tuple[DataMap, tuple[LawSince, ...]]:
    """The map that is named, and of a saved assessment the laws that say otherwise since it was made."""
    from assessments.record.recompute import law_since, map_looked_at
    from assessments.scenario import Unusable

    if not is_saved(name, store):
        return read(name), ()
    try:
        with record_at(store) as record:
            saved = record.load(name)
            return map_looked_at(saved), law_since(saved, today)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None


@commands.command(epilog="Example: datareach evidence takings.CN")
def evidence(
    address: Annotated[
        str | None, typer.Argument(metavar="[ADDRESS]", help="An address of a number, or its beginning; else all.")
    ] = None,
    as_json: JsonOption = False,
    record: RecordFolder = None,
) -> None:
    """Say where a default comes from: kind, counts, class and sources, down to the rows that were counted."""
    from assessments.exports.json import text_of
    from assessments.exports.terminal import evidence_page
    from assessments.results.default_evidence import UnknownAddress, all_evidence, evidence_of

    rows = record_read(record)
    try:
        result = all_evidence(rows) if address is None else evidence_of(address, rows)
    except UnknownAddress as unknown:
        raise Refused(unknown) from None
    typer.echo(text_of(result) if as_json else paged(evidence_page(result)), nl=False)


@commands.command(epilog="Example: datareach backtest --out track-record")
def backtest(
    files: Annotated[
        list[Path] | None,
        typer.Argument(parser=path, metavar="[FILE...]", help="Services, with what is known of them; else ours."),
    ] = None,
    as_json: JsonOption = False,
    out: Annotated[
        Path | None, typer.Option(parser=path, metavar="DIR", help="Write a page, its figure and the scores here.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="DIR", help="A folder with a reach_orders.csv: what states that asked got."),
    ] = None,
) -> None:
    """Score the defaults: what they expected to become known of real services, against what did.

    Also the chance that a state could order data, against what states that asked a service got.
    """
    from assessments.exports.json import text_of
    from assessments.exports.terminal import backtest_page
    from assessments.results.backtest import backtest as scores_on

    with working("services") as announce:
        announce("reading")
        units = _units(files or [])
        rows = _rows(record) if record else None
        announce("forecasting")
        if len(units) < FEWEST_UNITS:
            raise Refused("one service has no rate to be compared with: name a file with two services or more")
        try:
            scores = scores_on(units, rows)
        except ValueError as error:
            raise Refused(str(error)) from None
    typer.echo(text_of(scores) if as_json else paged(backtest_page(scores)), nl=False)
    if out is not None:
        _write(scores, out)


def _units(files: list[Path]) -> tuple[Unit, ...]:
    """The services of files, or those that ship; raises Refused with every problem in them."""
    from data_maps.places import decoded, first_bytes
    from data_maps.problems import Problem
    from data_maps.reading import why_unread
    from risk.backtest.units import units_of, visible_units

    if not files:
        return visible_units()
    texts: dict[str, str | Problem] = {}
    for file in files:
        try:
            texts[str(file)] = decoded(first_bytes(file), str(file))
        except OSError as error:
            raise Refused(f"{file}: {why_unread(error)}") from None
    if unreadable := [text for text in texts.values() if isinstance(text, Problem)]:
        raise Refused(*unreadable)
    made = units_of({file: text for file, text in texts.items() if isinstance(text, str)})
    if made.problems:
        raise Refused(*made.problems)
    return made.units


def _rows(folder: Path) -> tuple[AskedRow, ...]:
    """The rows of a folder's reach_orders.csv, or ours with those of its reach_orders-more.csv beside them."""
    from risk.backtest.reach import FILE, asked_rows, rows_of
    from risk.record.loading import tables_in

    tables = tables_in(folder)
    files = {name: text for name, text in tables.texts if name in (f"{FILE}.csv", f"{FILE}-more.csv")}
    if tables.problems:
        raise Refused(*tables.problems)
    if not files:
        raise Refused(f"{folder}: no {FILE}.csv there (its columns are those of risk/record/{FILE}.csv)")
    rows = {} if f"{FILE}.csv" in files else {row.id: row for row in asked_rows()}
    for name in sorted(files, key=len):
        more, problems = rows_of(files[name], f"{folder.name}/{name}")
        if problems:
            raise Refused(*problems)
        rows |= {row.id: row for row in more}
    return tuple(rows.values())


def _write(scores: BacktestResult, folder: Path) -> None:
    """Write the files of a track record; raises Refused where nothing can be written there."""
    from assessments.exports.track_record import files
    from assessments.files import write_file

    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        written = [write_file(folder / name, text) for name, text in files(scores).items()]
    for file in written:
        tell(f"written: {file}")
