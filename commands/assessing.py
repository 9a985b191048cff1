"""Commands that assess: the whole result, the routes, the options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from typer.exceptions import Exit

from commands.arguments import (
    AboutState,
    AsOf,
    BurdenLimit,
    Close,
    CostLimit,
    Delays,
    Draws,
    Floor,
    Formats,
    Full,
    Interactive,
    ItemOption,
    JsonOption,
    MapArgument,
    MapsArgument,
    MostOptions,
    OfData,
    OfUsers,
    OptionsInForce,
    OutFolder,
    Parts,
    RateAt,
    RateBy,
    Ratio,
    ReadingOption,
    Ready,
    RecordFolder,
    Refused,
    Seed,
    SetOption,
    Target,
    ToActor,
    Under,
    ViewArguments,
    Viewpoint,
    formats_named,
    require_known,
    runs_of,
    settings_of,
)
from commands.capped import CAPPED, NearCap, ending_near_caps, first_wanted, keep_first, note_printed
from commands.printing import fail, foretell, paged, tell, working, writing

if TYPE_CHECKING:
    from assessments.results.options.questions import OptionQuestions
    from assessments.run import Run, Settings

commands = typer.Typer()

Made = TypeVar("Made")
ENDED_EARLY = "ended near a cap, as --time or --memory says; what was there by then is printed, and says what it lacks"


@dataclass(frozen=True)
class Printed:
    """How assessments are printed: as page one, in full, or for programs, whole or some parts alone."""

    as_json: bool = False
    full: bool = False
    parts: tuple[str, ...] = ()


def parts_named(text: str | None, *, as_json: bool) -> tuple[str, ...]:
    """The parts of a result that an option names, none where it is not given; raises Refused for others."""
    if text is None:
        return ()
    if not as_json:
        raise Refused("--parts: only JSON is printed in parts (add --json)")
    from assessments.assessment import PARTS

    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    for name in names:
        require_known("part", name, PARTS)
    return names


@commands.command(epilog="Example: datareach assess case:example-chat --set interest.XB=0.2 --out report")
def assess(
    maps: MapsArgument,
    as_json: JsonOption = False,
    parts: Parts = None,
    full: Full = False,
    out: OutFolder = None,
    formats: Formats = "html",
    interactive: Interactive = False,
    item: ItemOption = None,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    about: AboutState = None,
    settings: SetOption = None,
    reading: ReadingOption = None,
    option: OptionsInForce = None,
    record: RecordFolder = None,
    severity_ratio: Ratio = "4",
    floor: Floor = "1%",
    draws: Draws = 20_000,
    seed: Seed = 0,
    exchange_rate: RateAt = None,
    by: RateBy = None,
) -> None:
    """Assess maps: who can reach whose data, how likely, how many people, how badly."""
    from assessments.exports import DOCUMENTS, EXPORTS

    names = formats_named(formats, EXPORTS if item is None else DOCUMENTS)
    chosen = settings_of(severity_ratio, draws, seed, option or [], exchange_rate, by, floor)
    view = ViewArguments(as_of, viewpoint, settings, reading, record, about)
    page = Printed(as_json, full, parts_named(parts, as_json=as_json))
    assessments, text = _assessed_and_printed(maps, chosen, view, page, written=out is not None)
    typer.echo(text, nl=False)
    note_printed()
    if out is not None:
        assessments = _write(assessments, out, names, item, interactive=interactive)
    if any(run.ended for run in assessments.values()):
        raise Exit(fail(ENDED_EARLY, CAPPED))


def _assessed_and_printed(
    maps: list[str], chosen: Settings, view: ViewArguments, page: Printed, *, written: bool
) -> tuple[dict[str, Run], str]:
    """The assessments of maps, and what is printed of them; whole where they are printed so, or written."""
    from assessments.run import in_full, rough_settings

    whole = page.as_json or page.full or written
    only = () if written else page.parts
    with working(", ".join(maps)) as announce:
        first = rough_settings(chosen) if first_wanted() else chosen
        early = _keep_reach if first is not chosen and not page.as_json else None
        assessments = runs_of(maps, first, view, announce, early=early)
        if first is not chosen:
            announce("first numbers")
            keep_first(_first_numbers(assessments, page), marked=not page.as_json)
            assessments = {name: in_full(run, chosen) for name, run in assessments.items()}
        foretell(assessments.values(), whole=whole and not only)
        if whole and first is not chosen:
            _begin(assessments.values(), only)
        announce("simulating")
        return _within_caps(lambda told: printed(told, page), assessments, whole=whole)


def _first_numbers(assessments: Mapping[str, Run], page: Printed) -> str:
    """First numbers as they are printed: page one, or for programs what a result has at least."""
    if not page.as_json:
        return printed(assessments, Printed())
    _begin(assessments.values(), page.parts)
    return printed(_ended(assessments), page)


def _begin(assessments: Iterable[Run], only: Collection[str]) -> None:
    """Make what a result, whole or of some parts alone, has however early it ends."""
    from assessments.assessment import begin

    for run in assessments:
        begin(run, only)


def _within_caps(
    make: Callable[[Mapping[str, Run]], Made], assessments: dict[str, Run], *, whole: bool = True
) -> tuple[dict[str, Run], Made]:
    """Assessments and what is made of them; where a cap is near before all of it is, of what is there by then."""
    if not whole or any(run.ended for run in assessments.values()):
        return assessments, make(assessments)
    try:
        with ending_near_caps():
            return assessments, make(assessments)
    except NearCap:
        ended = _ended(assessments)
    return ended, make(ended)


def _ended(assessments: Mapping[str, Run]) -> dict[str, Run]:
    """Assessments as the work on them ends now."""
    from assessments.assessment import ended_early

    return {name: ended_early(run) for name, run in assessments.items()}


@commands.command(epilog="Example: datareach reach case:wechat-2020")
def reach(
    map_: MapArgument,
    as_json: JsonOption = False,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    about: AboutState = None,
    settings: SetOption = None,
    reading: ReadingOption = None,
    option: OptionsInForce = None,
    record: RecordFolder = None,
    draws: Draws = 20_000,
    seed: Seed = 0,
) -> None:
    """Say whose readable data each state could order, by which tie, and what it is known to have done."""
    from assessments.exports.json import reach_text
    from assessments.exports.terminal import reach_page

    chosen = settings_of("4", draws, seed, option or [])
    with working(map_) as announce:
        (run,) = runs_of(
            [map_], chosen, ViewArguments(as_of, viewpoint, settings, reading, record, about), announce
        ).values()
        announce("simulating")
        text = reach_text(run) if as_json else paged(reach_page(run))
    typer.echo(text, nl=False)


@commands.command(epilog="Example: datareach routes case:wechat-2020 --actor state:CN -k 3")
def routes(
    map_: MapArgument,
    as_json: JsonOption = False,
    actor: ToActor = None,
    data: OfData = None,
    users: OfUsers = None,
    k: Annotated[int, typer.Option("-k", metavar="N", help="How many.")] = 5,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    about: AboutState = None,
    settings: SetOption = None,
    reading: ReadingOption = None,
    option: OptionsInForce = None,
    record: RecordFolder = None,
    draws: Draws = 20_000,
    seed: Seed = 0,
) -> None:
    """Print the most probable routes, step by step with their reasons, and what would close them."""
    from assessments.exports.json import routes_text
    from assessments.exports.terminal import routes_page
    from assessments.results.actors import all_actors

    if k < 1:
        raise Refused(f"-k: {k} is not a number of routes (write 1 or more)")
    chosen = settings_of("4", draws, seed, option or [])
    with working(map_) as announce:
        (run,) = runs_of(
            [map_], chosen, ViewArguments(as_of, viewpoint, settings, reading, record, about), announce
        ).values()
        require_known("actor", actor, [row.actor for row in all_actors(run)])
        require_known("data", data, run.data_map.data)
        require_known("user group", users, run.data_map.users)
        filters = {"actor": actor, "data": data, "users": users}
        announce("looking for routes")
        text = routes_text(run, **filters, most=k) if as_json else paged(routes_page(run, **filters, most=k))
    typer.echo(text, nl=False)


@commands.command(epilog="Example: datareach options case:example-chat --delay full-ban=6 --most 2")
def options(
    map_: MapArgument,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison for programs.")] = False,
    ready: Ready = False,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    about: AboutState = None,
    settings: SetOption = None,
    reading: ReadingOption = None,
    record: RecordFolder = None,
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
    delay: Delays = None,
    burden_limit: BurdenLimit = None,
    cost_limit: CostLimit = None,
    most: MostOptions = None,
    close: Close = None,
    under: Under = 0.0,
    target: Target = None,
    exchange_rate: RateAt = None,
    by: RateBy = None,
) -> None:
    """Compare all options of a map and its combinations: what they would cut, and what people would lose."""
    from assessments.exports.json import options_text
    from assessments.exports.terminal import options_page

    chosen = settings_of(severity_ratio, draws, seed, (), exchange_rate, by)
    with working(map_) as announce:
        view = ViewArguments(as_of, viewpoint, settings, reading, record, about)
        (run,) = runs_of([map_], chosen, view, announce, ready=ready or None).values()
        announce("comparing the options")
        answers = _answers(run, delay, (burden_limit, cost_limit, most), close, under, target)
        text = options_text(run, answers) if as_json else paged(options_page(run, answers))
    typer.echo(text, nl=False)


def _answers(
    run: Run,
    delays: list[str] | None,
    limits: tuple[float | None, float | None, int | None],
    close: list[str] | None,
    under: float,
    target: float | None,
) -> OptionQuestions:
    """The answers to what is asked of the options; raises Refused with every reason why there are none."""
    from assessments.results.options.questions import option_questions
    from assessments.scenario import Unusable
    from risk.options.search import Limits

    try:
        return option_questions(run, delays or [], Limits(*limits), close or [], under, target)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None


def printed(assessments: Mapping[str, Run], wanted: Printed) -> str:
    """The text printed of assessments, whole before any of it is."""
    from assessments.exports.json import export, export_all
    from assessments.exports.terminal import full_page, one_page

    several = list(assessments.values())
    if wanted.as_json:
        return export(several[0], wanted.parts) if len(several) == 1 else export_all(several, wanted.parts)
    page = full_page if wanted.full else one_page
    return "\n".join(paged(page(run)) for run in several)


def _keep_reach(assessments: Iterable[Run]) -> None:
    """Keep what is there first for people: reach alone, at the best values."""
    from assessments.exports.terminal import reach_page

    keep_first("\n".join(paged(reach_page(run)) for run in assessments))


def _write(
    assessments: dict[str, Run], folder: Path, formats: tuple[str, ...], item: str | None, *, interactive: bool
) -> dict[str, Run]:
    """Write files of assessments; returns those that the last of them are of, which may have ended early."""
    from assessments.exports import write
    from assessments.files import free_name
    from assessments.report.items import UnknownItem, item_of

    stems: dict[str, str] = {}
    for name in assessments:
        stem = Path(name.removeprefix("case:")).resolve().stem or "map"
        stems[name] = free_name(stem, stems.values())
    written: dict[str, tuple[Path, ...]] = {}

    def write_all(told: Mapping[str, Run]) -> None:
        for name, run in told.items():
            if name not in written:
                written[name] = write(run, folder, stems[name], formats, item, interactive=interactive)

    try:
        if item is not None:
            for run in assessments.values():
                item_of(run, item)
        with writing(folder), working(f"{folder}"):
            told, _ = _within_caps(write_all, assessments)
    except UnknownItem as unknown:
        raise Refused(f"--item: {unknown}") from None
    for name, paths in written.items():
        for path in paths:
            tell(f"written: {path}")
        if missing := [format_ for format_ in formats if f".{format_}" not in {path.suffix for path in paths}]:
            tell(f"not written{f' of {name}' if len(written) > 1 else ''}: {', '.join(missing)}")
    return told
