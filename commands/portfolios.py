"""Commands on many maps at once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.arguments import JsonOption, Refused, Seed, formats_named, path
from commands.capped import Terminated
from commands.printing import paged, tell, why, writing

if TYPE_CHECKING:
    from assessments.portfolio.folder import Progress
    from assessments.results.portfolio import PortfolioResult

commands = typer.Typer()


Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH...", help="Folders of maps, files, tables (csv, parquet, xlsx), or case:NAME."),
]
FolderOption = Annotated[
    Path | None, typer.Option(parser=path, metavar="DIR", help="Keep what is computed here; a later run takes it up.")
]
Cluster = Annotated[
    str | None, typer.Option(metavar="tcp://HOST:PORT", help="A Dask scheduler; else this machine's processors.")
]
Workers = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="How many processes on this machine; else one a processor.")
]
AppDraws = Annotated[int, typer.Option(metavar="N", help="How many simulations each app is ranked over.")]
RankedBy = Annotated[str, typer.Option(metavar="MEASURE", help="Which number apps are ranked by.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the last run of --out; PATH is not needed.")]
PortfolioFormats = Annotated[
    str, typer.Option(metavar="LIST", help="Which files --out gets: html,pdf,docx,md,xlsx,json.")
]


@commands.command(epilog="Example: datareach portfolio apps.csv maps --out ranked --workers 2")
def portfolio(
    paths: Paths = None,
    out: FolderOption = None,
    cluster: Cluster = None,
    workers: Workers = None,
    draws: AppDraws = 2_000,
    seed: Seed = 0,
    by: RankedBy = "content_persons",
    resume: Resume = False,
    formats: PortfolioFormats = "html,xlsx",
    as_json: JsonOption = False,
) -> None:
    """Rank many maps: who reaches most people, which differences are real, what they share."""
    from assessments.exports.json import text_of
    from assessments.exports.portfolio import FORMATS, write
    from assessments.exports.terminal import portfolio_page

    names = formats_named(formats, FORMATS)
    request = {"paths": paths or [], "draws": draws, "seed": seed, "by": by}
    if resume and not paths:
        request = _asked_before(out)
    if not request["paths"]:
        raise Refused("PATH is missing: name folders of maps, files, or tables (.csv, .parquet, .xlsx)")
    result = _ranked(request, out, cluster, workers)
    typer.echo(text_of(result) if as_json else paged(portfolio_page(result)), nl=False)
    if out is not None:
        with writing(out):
            written = write(result, out, names)
        for file in written:
            tell(f"written: {file}")
    if result.problems:
        raise typer.Exit(1)


def _asked_before(out: Path | None) -> dict[str, Any]:
    """The paths and settings of the last run in a folder; raises Refused where there is none."""
    from assessments.portfolio.portfolio import remembered

    if out is None:
        raise Refused("--resume needs --out: the folder of the run to go on with")
    try:
        return remembered(out)
    except (OSError, ValueError):
        raise Refused(f"--resume: {out} holds no run to go on with (name the maps again)") from None


def _ranked(asked: Mapping[str, Any], out: Path | None, cluster: str | None, workers: int | None) -> PortfolioResult:
    """The portfolio as it was asked for; raises Refused where it cannot be had."""
    from assessments.portfolio.cluster import NoCluster
    from assessments.portfolio.folder import DamagedPart
    from assessments.portfolio.portfolio import NoSuchSetting
    from assessments.portfolio.portfolio import portfolio as ranked

    try:
        with _progress() as progress:
            return ranked(**asked, folder=out, cluster=cluster, workers=workers, progress=progress)
    except (NoCluster, NoSuchSetting) as error:
        raise Refused(f"--{error}") from None
    except DamagedPart as damaged:
        raise Refused(damaged) from None
    except OSError as error:
        raise Refused(f"{out or 'a folder of its own'}: nothing can be written there ({why(error)})") from None
    except (KeyboardInterrupt, Terminated):
        outcome = f"{out} keeps what is computed: the same command goes on from there" if out else "nothing is kept"
        tell(f"\n{outcome}")
        raise


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
