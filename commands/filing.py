"""Command that writes documents which are filed, of a map or of a saved assessment; and the check of a bundle."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands.arguments import (
    AboutState,
    AsOf,
    Draws,
    OptionsInForce,
    PaperOption,
    Ratio,
    ReadingOption,
    Refused,
    Seed,
    SetOption,
    StoreAt,
    ViewArguments,
    Viewpoint,
    path,
    runs_of,
    settings_of,
)
from commands.printing import deliver, foretell, why, working
from commands.record import is_saved, record_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from assessments.report.filed.opening import RecordedAs
    from assessments.run import Run, Settings

commands = typer.Typer()

SAVED_AS_IT_IS = "{} is told as it was saved: --as-of, --viewpoint, --about, --set, --reading and --option are for maps"
Filed = tuple["Run", "RecordedAs | None", "Mapping[str, bytes]"]


@commands.command(epilog="Example: datareach document brief case:wechat-2020 --paper letter --out brief.pdf")
def document(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help="brief, memo, tia, declaration, dpia, bundle, report or minutes.")
    ],
    name: Annotated[str, typer.Argument(metavar="MAP|SAVED", help="A file, a folder, case:NAME, or a saved id.")],
    out: Annotated[
        Path | None,
        typer.Option(
            parser=path, metavar="FILE", help="Where to write: .pdf, .docx, .html, .md, a bundle .zip; else printed."
        ),
    ] = None,
    paper: PaperOption = None,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    about: AboutState = None,
    settings: SetOption = None,
    reading: ReadingOption = None,
    option: OptionsInForce = None,
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
    store: StoreAt = None,
) -> None:
    """Write a document that is filed, handed over or signed; what somebody has still to state is marked in it."""
    from assessments.exports.filed import BUNDLE, MINUTES, NotFiled, filed_content, suffixes

    try:
        endings = suffixes(kind)
    except NotFiled as problem:
        raise Refused(problem) from None
    suffix = out.suffix if out else endings[-1]
    if suffix not in endings or (kind == BUNDLE and out is None):
        raise Refused(f"{out or '--out'}: a {kind} is written as {', '.join(endings)}")
    if kind == MINUTES:
        return deliver_minutes(name, out, store)
    view = ViewArguments(as_of, viewpoint, settings, reading, about=about)
    with working(name) as announce:
        announce("assessing")
        if is_saved(name, store):
            if any((as_of, viewpoint, about, settings, reading, option)):
                raise Refused(SAVED_AS_IT_IS.format(name))
            run, recorded, files = _of_saved(name, store)
        else:
            run, recorded, files = _of_map(name, settings_of(severity_ratio, draws, seed, option or []), view)
        foretell([run], whole=True)
        announce("writing")
        try:
            content = filed_content(run, kind, suffix, paper, recorded, files)  # type: ignore[arg-type]
        except NotFiled as problem:
            raise Refused(problem) from None
    return deliver(content, out)


def _of_map(name: str, chosen: Settings, view: ViewArguments) -> Filed:
    from data_maps.reading import map_files

    (run,) = runs_of([name], chosen, view).values()
    try:
        return run, None, map_files(name)[1]
    except OSError as error:
        raise Refused(f"{name}: it cannot be read any longer ({why(error)})") from None


def _of_saved(id: str, store: str | None) -> Filed:
    """A saved assessment, made again as it was asked, with what was decided on it and the files of its map."""
    from assessments.scenario import Unusable
    from casework.minutes import made_again
    from casework.recording import review_of

    with record_at(store) as record:
        review = review_of(record, id)
        try:
            return *made_again(review), review.saved.files
        except Unusable as unusable:
            raise Refused(*unusable.problems) from None


def deliver_minutes(id: str, out: Path | None, store: str | None) -> None:
    """Print or write the minutes of the last meeting on a saved assessment."""
    from assessments.exports import DOCUMENTS, markdown
    from casework.minutes import minutes
    from casework.recording import review_of

    modules = {module.SUFFIX: module for module in DOCUMENTS}
    module = modules.get(out.suffix if out else markdown.SUFFIX)
    if module is None:
        raise Refused(f"{out}: minutes are written as {', '.join(modules)}")
    with record_at(store) as record:
        written = minutes(review_of(record, id))
    deliver(module.rendered(written), out)
