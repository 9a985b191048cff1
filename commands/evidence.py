"""Commands on evidence: where defaults come from, and how good they have been."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import AsJson, RecordFolder, Refused, path, record_read
from commands.printing import paged, tell, why, working

if TYPE_CHECKING:
    from assessments.results.track_record import BacktestResult
    from risk.backtest.units import Unit

FEWEST_UNITS = 2

commands = typer.Typer()


@commands.command(epilog="Example: datareach evidence takings.CN")
def evidence(
    address: Annotated[
        str | None, typer.Argument(metavar="[ADDRESS]", help="An address of a number, or its beginning; else all.")
    ] = None,
    as_json: AsJson = False,
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
    as_json: AsJson = False,
    out: Annotated[
        Path | None, typer.Option(parser=path, metavar="DIR", help="Write a page, its figure and the scores here.")
    ] = None,
) -> None:
    """Score the defaults: what they expected to become known of real services, against what did."""
    from assessments.exports.json import text_of
    from assessments.exports.terminal import backtest_page

    with working("services") as announce:
        announce("reading")
        units = _units(files or [])
        announce("forecasting")
        scores = _scores(units)
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


def _scores(units: tuple[Unit, ...]) -> BacktestResult:
    from assessments.results.backtest import backtest as scores_on

    if len(units) < FEWEST_UNITS:
        raise Refused("one service has no rate to be compared with: name a file with two services or more")
    return scores_on(units)


def _write(scores: BacktestResult, folder: Path) -> None:
    """Write the files of a track record; raises Refused where nothing can be written there."""
    from assessments.exports.track_record import files
    from assessments.files import write_file

    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [write_file(folder / name, text) for name, text in files(scores).items()]
    except OSError as error:
        raise Refused(f"{folder}: nothing can be written there ({why(error)})") from None
    for file in written:
        tell(f"written: {file}")
