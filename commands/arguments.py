"""Arguments that commands share: maps, settings, a store; and what to say where one is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from assessments.exports import Export
    from assessments.run import Run, Settings
    from data_maps.model import DataMap
    from data_maps.problems import Problem
    from risk.record.record import Record

Announce = Callable[[str], None]
"""Says which step of long work comes now."""

NAMELESS = "is empty: name a file or a folder (. is the one you are in)"

MapArgument = Annotated[str, typer.Argument(metavar="MAP", help="A file, a folder, or case:NAME.")]
MapsArgument = Annotated[list[str], typer.Argument(metavar="MAP...", help="Files, folders, or case:NAME.")]


def dated(text: str | None) -> str | None:
    """A day as it is recorded; what names no day, or several, is left for the assessment to refuse."""
    from datetime import date

    from data_maps.usual_days import day, local_day

    named = day(text, local_day()) if text else text
    return named.isoformat() if isinstance(named, date) else text


def country_code(text: str | None) -> str | None:
    """The code of a country; what is none is left for the assessment to refuse."""
    from data_maps.usual_words import country

    code = country(text) if text else text
    return code if isinstance(code, str) else text


AsOf = Annotated[str | None, typer.Option(metavar="DATE", callback=dated, help="The day whose facts and laws count.")]
Viewpoint = Annotated[str | None, typer.Option(metavar="CC", callback=country_code, help="Whose people this is about.")]
AboutState = Annotated[
    str | None, typer.Option(metavar="CC", callback=country_code, help="The state asked about, with which it begins.")
]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="ADDRESS=VALUE", help="Use this number.")]
ReadingOption = Annotated[
    str | None, typer.Option("--reading", metavar="ID", help="With the disputed numbers as this reading has them.")
]
OptionsInForce = Annotated[list[str] | None, typer.Option(metavar="ID", help="With this option of the map in force.")]
Ratio = Annotated[
    str, typer.Option(metavar="R|linear", help="How many people at one level count like one at the next.")
]
Floor = Annotated[
    str, typer.Option(metavar="SHARE", help="Of how many users an order has to yield data to count in a chance.")
]
Draws = Annotated[int, typer.Option(metavar="N", help="From how many simulations the intervals come; 0: none.")]
PaperOption = Annotated[str | None, typer.Option(metavar="letter|a4", help="The paper; else the usual one.")]
DifferenceDraws = Annotated[
    int | None,
    typer.Option(
        "--draws",
        metavar="N",
        help="From how many simulations the intervals come; 0: none.",
        show_default="20000 of each side, 1000 of the difference",
    ),
]
Seed = Annotated[int, typer.Option(metavar="N", help="Where random numbers start.")]
RateAt = Annotated[
    float | None,
    typer.Option(
        "--exchange-rate",
        metavar="K",
        help="How many person-years without the app avoiding serious harm to one person (equivalent) is worth to --by.",
    ),
]
RateBy = Annotated[str | None, typer.Option("--by", metavar="NAME", help="Who states the exchange rate.")]
StoreAt = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="FILE|URL", help="Which store; else DATAREACH_STORE, or the one in your data folder."
    ),
]
RecordIdArgument = Annotated[
    str, typer.Argument(metavar="ID", help="SUBJECT/NUMBER, or SUBJECT for its latest version.")
]


MostSeconds = Annotated[
    float | None, typer.Option("--time", metavar="SECONDS", help="End within this time, with what there is by then.")
]
MostMegabytes = Annotated[
    float | None, typer.Option("--memory", metavar="MB", help="End within this memory, with what there is by then.")
]
RecordFolder = Annotated[
    str | None, typer.Option("--record", metavar="DIR", help="A folder of tables: another reading of history.")
]
Full = Annotated[bool, typer.Option("--full", help="Print the rest too, not page one alone.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result for programs.")]
Parts = Annotated[
    str | None, typer.Option(metavar="LIST", help="With --json: these parts of the result alone, as summary,reach.")
]
Formats = Annotated[
    str, typer.Option(metavar="LIST", help="Which reports: html,pdf,docx,xlsx,pptx,md,json,csv,parquet,sarif.")
]
Interactive = Annotated[
    bool, typer.Option("--interactive", help="Charts in html answer the mouse, by a script inside the file.")
]
ItemOption = Annotated[
    str | None,
    typer.Option(
        metavar="ITEM",
        help="Write only the brief, or what is said of system:ID, flow:ID, regime:ID: html, pdf, docx, md.",
    ),
]
ToActor = Annotated[str | None, typer.Option(metavar="A", help="Only to this actor, such as state:CN or criminals.")]
OfData = Annotated[str | None, typer.Option(metavar="D", help="Only of this data.")]
OfUsers = Annotated[str | None, typer.Option(metavar="G", help="Only of this user group.")]
Ready = Annotated[
    bool,
    typer.Option("--ready", help="Beside the map's own, the ready options that apply to it; alone where it has none."),
]
Delays = Annotated[
    list[str] | None, typer.Option(metavar="OPTION=MONTHS", help="What starting this so much later means.")
]
BurdenLimit = Annotated[
    float | None, typer.Option(metavar="N", help="The best sets for so many person-years without the app at most.")
]
CostLimit = Annotated[float | None, typer.Option(metavar="N", help="The best sets for these costs at most.")]
MostOptions = Annotated[int | None, typer.Option(metavar="N", min=0, help="The best sets of so many options at most.")]
Close = Annotated[list[str] | None, typer.Option(metavar="ACTOR", help="The smallest sets that close every way to it.")]
Under = Annotated[
    float,
    typer.Option(metavar="N", help="For --close: or leave it so many people seriously harmed (equivalent) a year."),
]
Target = Annotated[
    float | None, typer.Option(metavar="N", help="The least burdensome that leaves this harm a year at most.")
]
MaxScore = Annotated[float | None, typer.Option(metavar="N", help="The highest score that passes.")]
MaxHarm = Annotated[
    float | None, typer.Option(metavar="N", help="The most people seriously harmed (equivalent) a year that pass.")
]
MaxOfMeasures = Annotated[
    list[str] | None,
    typer.Option("--max", metavar="MEASURE=N", help="The most of any measure: strategic=9, persons_per_year.3=1000."),
]
PointOfInterval = Annotated[str, typer.Option(metavar="median|high", help="Which point of an interval counts.")]
AllowLeftOut = Annotated[
    list[str] | None,
    typer.Option("--allow-left-out", metavar="PATTERN", help="What the map may leave out: buyers/*, users.visitors."),
]
NoWarnings = Annotated[bool, typer.Option("--no-warnings", help="No second look at the map that is a warning.")]
NoProgramWarnings = Annotated[
    bool, typer.Option("--no-program-warnings", help="Nor one that no edit of a map closes, such as an unread law.")
]
AllowWarning = Annotated[
    list[str] | None, typer.Option("--allow-warning", metavar="ID", help="A check that may warn; again for another.")
]
NoLowerThan = Annotated[
    str | None,
    typer.Option(metavar="BASE", help="No number below that of this map, or saved assessment."),
]
GradedByOthers = Annotated[
    str | None, typer.Option(metavar="AUTHOR", help="No grade but one that somebody else gave (graded_by).")
]
NoNewRoutes = Annotated[
    str | None, typer.Option(metavar="BASE", help="No route that this map, or saved assessment, does not have.")
]
OutcomesOption = Annotated[
    list[str] | None,
    typer.Option(metavar="ID=OUTCOME", help="What a law has to say; again for another law, or another outcome."),
]
VerdictOption = Annotated[
    list[str] | None,
    typer.Option("--verdict", metavar="ANSWER", help="What the verdict on a ban may be; again for another answer."),
]
FormatOption = Annotated[str, typer.Option("--format", metavar="text|json|sarif", help="How failures are written.")]


@dataclass(frozen=True)
class ViewArguments:
    """A way to look at maps: day, viewpoint, numbers set, a reading, a folder as the record, the state asked about."""

    as_of: str | None
    viewpoint: str | None
    settings: list[str] | None
    reading: str | None
    record: str | None = None
    about: str | None = None


class Refused(Exception):
    """A command cannot be done, for reasons that are said one a line."""

    def __init__(self, *reasons: object) -> None:
        super().__init__("\n".join(map(str, reasons)))


def unannounced(step: str) -> None:
    """Says nothing of a step."""


def path(name: str) -> Path:
    """The file or folder that is named; raises Refused for no name at all, which paths take for the current folder."""
    if not str(name).strip():
        raise Refused(f"the name of a file or folder {NAMELESS}")
    return Path(name)


OutFolder = Annotated[Path | None, typer.Option(parser=path, metavar="DIR", help="Write reports into this folder.")]


def require_known(what: str, name: str | None, among: Iterable[str]) -> None:
    """Refuse a name that is not among those there are, with the closest one."""
    from data_maps.problems import did_you_mean

    names = list(among)
    if name is not None and name not in names:
        hint = str(did_you_mean(name, names)) or f"there are {', '.join(names)}"
        raise Refused(f"no {what} called '{name}' ({hint})")


def formats_named(text: str, modules: tuple[Export, ...]) -> tuple[str, ...]:
    """The formats that a text names, of those that some modules write; raises Refused where nothing is written so."""
    from assessments.exports import UnknownFormat, exports

    names = tuple(name.strip() for name in text.split(","))
    try:
        exports(names, modules)
    except UnknownFormat as unknown:
        raise Refused(unknown) from None
    return names


def settings_of(
    ratio: str,
    draws: int,
    seed: int,
    options: Iterable[str] = (),
    exchange_rate: float | None = None,
    by: str | None = None,
    floor: str = "1%",
) -> Settings:
    """The settings of an assessment, as they were asked for; raises Refused where a number is none."""
    from assessments.scenario_runs import settings_of as settings_checked

    try:
        return settings_checked(
            draws=draws,
            seed=seed,
            severity_ratio=ratio,
            options=options,
            exchange_rate=exchange_rate,
            by=by,
            floor=floor,
        )
    except ValueError as wrong:
        raise Refused(f"--{wrong}") from None


def day_named(text: str | None, option: str = "--as-of") -> date:
    """The day that an option names in any usual notation, or today; raises Refused where it names none, or several."""
    from data_maps.problems import Fault
    from data_maps.usual_days import day, local_day

    named = local_day() if text is None else day(text, local_day())
    if isinstance(named, Fault):
        raise Refused(f"{option}: {named.message} ({named.hint})")
    return named


def reading(name: str) -> tuple[DataMap | None, tuple[Problem, ...]]:
    """The map of a file, folder or case, or every problem in it."""
    from data_maps.reading import read_path

    if not name.strip():
        raise Refused(f"the name of a map {NAMELESS}")
    result = read_path(name)
    if result.data_map is not None and result.data_map.record is not None:
        from risk.record.loading import with_record_beside

        result = with_record_beside(result, name)
    return result.data_map, result.problems


def read(name: str) -> DataMap:
    """The map of a file, folder or case; raises Refused with every problem in it."""
    data_map, problems = reading(name)
    if data_map is None:
        raise Refused(*problems)
    return data_map


def read_as(data_map: DataMap, reading: str | None) -> DataMap:
    """The map with the disputed numbers as a reading has them, if one is named; raises Refused where it lacks that."""
    from assessments.scenario import Unusable, viewed

    try:
        return viewed(data_map, reading=reading)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None


def _on_record(data_map: DataMap, folder: str) -> DataMap:
    """The map with a folder's tables as its record; raises Refused with every problem in them."""
    from risk.record.loading import on_record

    changed = on_record(data_map, path(folder))
    if isinstance(changed, tuple):
        raise Refused(*changed)
    return changed


def record_read(folder: str | None) -> Record:
    """The record that a folder makes of ours, or ours; raises Refused with every problem in it."""
    from risk.record.loading import record_in, shipped_record

    if folder is None:
        return shipped_record()
    loaded = record_in(path(folder))
    if loaded.record is None:
        raise Refused(*loaded.problems)
    return loaded.record


def runs_of(
    names: Iterable[str],
    chosen: Settings,
    view: ViewArguments,
    announce: Announce = unannounced,
    *,
    ready: bool | None = False,
    early: Callable[[Iterable[Run]], None] | None = None,
) -> dict[str, Run]:
    """The assessments of maps by their names; raises Refused with every reason why not.

    With the ready options that apply, or with those of them alone that are to be in force.

    Args:
        names: of the maps.
        chosen: how they are assessed.
        view: as of when, from where and with which numbers they are looked at.
        announce: told what is being done.
        ready: with all ready options that apply; None: where a map has no options of its own.
        early: given assessments for reach alone, which are there first; not where numbers are set, of which these
            cannot tell what they replace.
    """
    from assessments.run import reach_alone
    from assessments.scenario import Unusable
    from assessments.scenario_runs import offering, runs_in_scenario
    from risk.options.ready import with_ready_options

    announce("reading")
    maps = {name: read(name) for name in names}
    if view.record is not None:
        maps = {name: _on_record(data_map, view.record) for name, data_map in maps.items()}
    try:
        with_all = {n for n, m in maps.items() if (not m.options if ready is None else ready)}
        maps = {n: with_ready_options(m) if n in with_all else offering(m, chosen.options) for n, m in maps.items()}
        announce("tracing who can reach whose data")
        look = partial(
            runs_in_scenario,
            maps,
            chosen,
            as_of=view.as_of,
            viewpoint=view.viewpoint,
            reading=view.reading,
            about=view.about,
        )
        if early is not None and not view.settings:
            early(look(by=reach_alone).values())
        return look(settings=view.settings or ())
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None
