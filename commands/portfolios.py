"""Commands on many maps at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import AsJson, Refused, Seed, path
from commands.printing import paged, why

if TYPE_CHECKING:
    from assessments.portfolio.portfolio import Progress
    from assessments.results.portfolio import PortfolioResult

STOPPED = 130

commands = typer.Typer()


@commands.command(epilog="Example: datareach portfolio apps.csv maps --out ranked --workers 2")
def portfolio(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Folders of maps, files, tables (csv, parquet, xlsx), or case:NAME."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="DIR", help="Keep what is computed here; a later run takes it up."),
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="tcp://HOST:PORT", help="A Dask scheduler; else this machine's processors.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="How many processes on this machine; else one a processor.")
    ] = None,
    draws: Annotated[int, typer.Option(metavar="N", help="How many simulations each app is ranked over.")] = 2_000,
    seed: Seed = 0,
    by: Annotated[str, typer.Option(metavar="MEASURE", help="Which number apps are ranked by.")] = "content_persons",
    as_json: AsJson = False,
) -> None:
    """Rank many maps: who reaches most people, which differences are real, what they share."""
    from assessments.exports.json import text_of
    from assessments.exports.terminal import portfolio_page

    result = _ranked(paths or [], out, cluster, workers, draws, seed, by)
    typer.echo(text_of(result) if as_json else paged(portfolio_page(result)), nl=False)
    if result.problems:
        raise typer.Exit(1)


def _ranked(
    paths: list[str], out: Path | None, cluster: str | None, workers: int | None, draws: int, seed: int, by: str
) -> PortfolioResult:
    """The portfolio as it was asked for; raises Refused where it cannot be had."""
    from assessments.portfolio.cluster import NoCluster
    from assessments.portfolio.portfolio import portfolio as ranked

    if not paths:
        raise Refused("PATH is missing: name folders of maps, files, or tables (.csv, .parquet, .xlsx)")
    try:
        with _progress() as progress:
            return ranked(
                paths, out, draws=draws, seed=seed, cluster=cluster, workers=workers, by=by, progress=progress
            )
    except (NoCluster, ValueError) as error:
        raise Refused(f"--{error}") from None
    except OSError as error:
        raise Refused(f"{out or 'a folder of its own'}: nothing can be written there ({why(error)})") from None
    except KeyboardInterrupt:
        kept = f"\nstopped: the same command goes on from what {out} holds" if out else "\nstopped: nothing was kept"
        typer.echo(f"{kept}", err=True)
        raise typer.Exit(STOPPED) from None


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """Progress on standard error: maps done, the rate, the time left, problems and workers."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[rest]}"),
    )
    with Bar(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("Computing", total=None, rate="", rest="", visible=False)

        def show(progress: Progress) -> None:
            speed = bar.tasks[task].speed
            rest = f"{progress.problems} with problems, {progress.workers} workers"
            rate = f"{speed:.1f}/s" if speed else ""
            bar.update(task, completed=progress.done, total=progress.total, rate=rate, rest=rest, visible=True)

        yield show
