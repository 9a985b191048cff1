"""What the command line does: arguments in, one call, exit code out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import Abort, Exit, TyperException

if TYPE_CHECKING:
    from datetime import date

    from rich.console import Console, RenderableType

    from assessments.assessment import Assessment, Settings
    from assessments.comparison import Side
    from assessments.record.drafts import Draft
    from assessments.record.store import Store
    from data_maps.interview import Asked
    from data_maps.model import DataMap
    from data_maps.problems import Problem

FEWEST_DRAWS, MOST_DRAWS = 1_000, 1_000_000
MOST_RATE = 1_000_000_000
STOPPED, USAGE = 130, 2
PAGE_WIDTH = 100
PATIENCE = 1.0
FORMATS = "Which reports: html,pdf,docx,xlsx,pptx,md,json,csv,sarif."

app = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": PAGE_WIDTH},
    help="Works out from a map of an app's data who can reach whose data, and what would change it.\n\n"
    "MAP is a YAML file, a folder of them that are merged, or case:NAME for one that ships.",
)

Map = Annotated[str, typer.Argument(metavar="MAP", help="A file, a folder, or case:NAME.")]
Maps = Annotated[list[str], typer.Argument(metavar="MAP...", help="Files, folders, or case:NAME.")]
AsOf = Annotated[str | None, typer.Option(metavar="DATE", help="The day whose facts and laws count.")]
Viewpoint = Annotated[str | None, typer.Option(metavar="CC", help="Whose people this is about.")]
Numbers = Annotated[list[str] | None, typer.Option("--set", metavar="ADDRESS=VALUE", help="Use this number.")]
InForce = Annotated[list[str] | None, typer.Option(metavar="ID", help="With this option of the map in force.")]
Ratio = Annotated[
    str, typer.Option(metavar="R|linear", help="How many people at one level count like one at the next.")
]
Draws = Annotated[
    int, typer.Option(metavar="N", help="From how many draws of all numbers the intervals come; 0: none.")
]
Seed = Annotated[int, typer.Option(metavar="N", help="Where random numbers start.")]


StoreAt = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="FILE|URL", help="Which store; else DATAREACH_STORE, or the one in your data folder."
    ),
]
Id = Annotated[str, typer.Argument(metavar="ID", help="SUBJECT/NUMBER, or SUBJECT for its latest version.")]


class Refused(Exception):
    """What was asked cannot be done, for reasons that are said one a line."""

    def __init__(self, *reasons: object) -> None:
        super().__init__("\n".join(map(str, reasons)))


@app.command(epilog="Example: datareach check case:wechat-2020")
def check(
    maps: Maps,
    form: Annotated[
        str, typer.Option("--format", metavar="text|json|sarif", help="How problems are written.")
    ] = "text",
) -> None:
    """Say every problem of maps, each with its file, line and column; exit code 1 if there are any."""
    from assessments.exports.problems import FORMS

    if form not in FORMS:
        raise Refused(f"there is no format '{form}': the formats are {', '.join(FORMS)}")
    problems = [problem for name in maps for problem in _reading(name)[1]]
    typer.echo(FORMS[form](problems), nl=False, err=form == "text")
    raise Exit(1 if problems else 0)


@app.command(epilog="Example: datareach expand case:wechat-five-lines")
def expand(map_: Map) -> None:
    """Print the full map that a short one stands for; comments, which programs pass over, mark what was assumed."""
    from data_maps.writing import expanded_text

    typer.echo(expanded_text(_read(map_)), nl=False)


@app.command(epilog="Example: datareach schema > data-map.schema.json")
def schema() -> None:
    """Print the JSON Schema of the format, for editors."""
    import json

    from data_maps.schema import schema as made

    typer.echo(json.dumps(made(), ensure_ascii=False, indent=2))


@app.command(epilog="Example: datareach init my-app.yaml")
def init(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Where to write; else it is printed.")] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Answers as YAML, by the questions' keys.")
    ] = None,
) -> None:
    """Ask a dozen questions and write a first map, or take the answers from a file."""
    from data_maps.interview import BadAnswers, map_text

    if file is not None and file.exists():
        raise Refused(f"{file} is there already: name another file")
    try:
        text = map_text(_answers(answers) if answers else _asked())
    except BadAnswers as bad:
        where = answers or "the answers"
        raise Refused(*(f"{where}: {'.'.join(map(str, f.path))}: {f.message} ({f.hint})" for f in bad.faults)) from None
    _deliver(text, file)


@app.command(epilog="Example: datareach assess case:wechat-2020 --set interest.CN=0.2 --out report")
def assess(
    maps: Maps,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for programs.")] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Write reports into this folder.")] = None,
    formats: Annotated[str, typer.Option(metavar="LIST", help=FORMATS)] = "html",
    item: Annotated[
        str | None,
        typer.Option(
            metavar="KIND:ID",
            help="Write only what is said of system:ID, flow:ID or regime:ID, as html, pdf, docx or md.",
        ),
    ] = None,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    settings: Numbers = None,
    option: InForce = None,
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
    exchange_rate: Annotated[
        float | None,
        typer.Option(
            metavar="K", help="How many lifeline person-years you hold a severe equivalent avoided to be worth."
        ),
    ] = None,
) -> None:
    """Assess maps: who can reach whose data, how likely, how many people, how badly."""
    from assessments.exports import DOCUMENTS, EXPORTS, UnknownFormat, exports

    names = tuple(name.strip() for name in formats.split(","))
    try:
        exports(names, EXPORTS if item is None else DOCUMENTS)
    except UnknownFormat as unknown:
        raise Refused(unknown) from None
    chosen = _settings(severity_ratio, draws, seed, option or [], exchange_rate)
    with _working(", ".join(maps)):
        found = _assessed(maps, chosen, as_of, viewpoint, settings or [])
        text = _told(found, as_json=as_json)
    typer.echo(text, nl=False)
    if out is not None:
        _write(found, out, names, item)


@app.command(epilog="Example: datareach routes case:wechat-2020 --actor state:CN -k 3")
def routes(
    map_: Map,
    actor: Annotated[
        str | None, typer.Option(metavar="A", help="Only to this actor, such as state:CN or criminals.")
    ] = None,
    data: Annotated[str | None, typer.Option(metavar="D", help="Only of this data.")] = None,
    users: Annotated[str | None, typer.Option(metavar="G", help="Only of this user group.")] = None,
    k: Annotated[int, typer.Option("-k", metavar="N", help="How many.")] = 5,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    settings: Numbers = None,
    option: InForce = None,
    draws: Draws = 20_000,
    seed: Seed = 0,
) -> None:
    """Print the most probable routes, step by step with their reasons, and what would close them."""
    from assessments.exports.terminal import routes_page

    if k < 1:
        raise Refused(f"-k: {k} is not a number of routes (write 1 or more)")
    chosen = _settings("4", draws, seed, option or [])
    (found,) = _assessed([map_], chosen, as_of, viewpoint, settings or []).values()
    _known("actor", actor, [row.actor for row in found.actors])
    _known("data", data, found.data_map.data)
    _known("user group", users, found.data_map.users)
    with _working(map_):
        text = _paged(routes_page(found, actor=actor, data=data, users=users, most=k))
    typer.echo(text, nl=False)


@app.command(epilog="Example: datareach options case:example-chat --delay full-ban=6 --burden-limit 5000")
def options(
    map_: Map,
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison for programs.")] = False,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    settings: Numbers = None,
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
    delay: Annotated[
        list[str] | None, typer.Option(metavar="OPTION=MONTHS", help="What starting this so much later means.")
    ] = None,
    burden_limit: Annotated[
        float | None, typer.Option(metavar="N", help="The best sets for so many lifeline person-years at most.")
    ] = None,
    cost_limit: Annotated[
        float | None, typer.Option(metavar="N", help="The best sets for these costs at most.")
    ] = None,
    most: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="The best sets of so many options at most.")
    ] = None,
    close: Annotated[
        list[str] | None, typer.Option(metavar="ACTOR", help="The smallest sets that close every way to it.")
    ] = None,
    under: Annotated[
        float, typer.Option(metavar="N", help="For --close: or leave it so many severe equivalents a year.")
    ] = 0.0,
    target: Annotated[
        float | None, typer.Option(metavar="N", help="The least burdensome that leaves this harm a year at most.")
    ] = None,
    exchange_rate: Annotated[
        float | None,
        typer.Option(metavar="K", help="Lifeline person-years that a severe equivalent avoided is worth to --by."),
    ] = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who states the exchange rate.")] = None,
) -> None:
    """Compare all options of a map and its combinations: what they would cut, and what people would lose."""
    from assessments.exports.json import options_text
    from assessments.exports.terminal import options_page

    from assessments.option_questions import asked
    from assessments.viewed import Unusable
    from risk.best_sets import Limits

    (found,) = _assessed([map_], _settings(severity_ratio, draws, seed), as_of, viewpoint, settings or []).values()
    try:
        limits = Limits(burden_limit, cost_limit, most)
        about = asked(found, delay or [], limits, close or [], under, target, exchange_rate, by)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None
    with _working(map_):
        text = options_text(found, about) if as_json else _paged(options_page(found, about))
    typer.echo(text, nl=False)


@app.command(epilog="Example: datareach diff case:wechat-five-lines case:wechat-2020")
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="A file, a folder, case:NAME, or the id of what was saved.")],
    other: Annotated[str, typer.Argument(metavar="B", help="What it became: the same.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison for programs.")] = False,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", help="The day B is looked at.")] = None,
    viewpoint: Annotated[str | None, typer.Option(metavar="CC", help="Whose people B is about.")] = None,
    severity_ratio: Ratio = "4",
    draws: Draws = 1_000,
    seed: Seed = 0,
    store: StoreAt = None,
) -> None:
    """Say what changed from A to B, and how much of the difference each change explains; exit code 1 if they differ."""
    from assessments.comparison import compared
    from assessments.exports.comparison import page, text

    with _exiting(USAGE), _working(f"{one}, {other}"):
        chosen = _settings(severity_ratio, draws, seed)
        sides = _side(one, chosen, store=store), _side(other, chosen, as_of, viewpoint, store)
        found = compared(*sides, draws=draws, seed=seed)
        told = text(found) if as_json else _paged(page(found))
    typer.echo(told, nl=False)
    raise Exit(0 if found.same else 1)


@app.command(epilog="Example: datareach gate case:example-chat --max-score 60 --regimes us_padfa=not_covered")
def gate(
    map_: Map,
    max_score: Annotated[float | None, typer.Option(metavar="N", help="The highest score that passes.")] = None,
    max_harm: Annotated[
        float | None, typer.Option(metavar="N", help="The most severe equivalents a year that pass.")
    ] = None,
    at: Annotated[str, typer.Option(metavar="median|high", help="Which point of an interval counts.")] = "median",
    no_new_routes: Annotated[
        str | None, typer.Option(metavar="BASE", help="No route that this map, or saved assessment, does not have.")
    ] = None,
    regimes: Annotated[
        list[str] | None,
        typer.Option(metavar="ID=OUTCOME", help="What a law has to say; again for another law, or another outcome."),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", metavar="text|json|sarif", help="How failures are written.")
    ] = "text",
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
    store: StoreAt = None,
) -> None:
    """Hold a map against limits: exit code 0 within all of them, 1 beyond one, 2 where that cannot be told."""
    from assessments.exports.gate import FORMS
    from assessments.gate import Limits, allowed, failures, point

    with _exiting(USAGE):
        chosen = _settings(severity_ratio, draws, seed)
        if form not in FORMS:
            raise Refused(f"there is no format '{form}': the formats are {', '.join(FORMS)}")
        if max_score is None and max_harm is None and no_new_routes is None and not regimes:
            raise Refused("name a limit: --max-score, --max-harm, --no-new-routes or --regimes")
        try:
            where, laws = point(at, drawn=draws > 0), allowed(regimes or [])
        except ValueError as wrong:
            raise Refused(wrong) from None
        with _working(map_):
            assessment = _gated(map_, chosen, form)
            base = _side(no_new_routes, chosen, store=store).assessment if no_new_routes else None
            found = failures(assessment, Limits(max_score, max_harm, where, base, laws))
    typer.echo(FORMS[form](found), nl=False, err=form == "text")
    raise Exit(1 if found else 0)


@app.command(epilog="Example: datareach decide us_bulk_data docs/deal.yaml")
def decide(
    regime: Annotated[str, typer.Argument(metavar="REGIME", help="The law: one of those in docs/regimes.")],
    facts: Annotated[Path, typer.Argument(metavar="FACTS", help="A YAML file of facts, or of cases with {id, facts}.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer for programs.")] = False,
) -> None:
    """Say what one law says of facts in a file, why, and what is missing to tell; unknown is an answer too."""
    from assessments.deciding import answers_in, as_text, unknown_regime
    from assessments.deciding import as_json as for_programs

    if fault := unknown_regime(regime):
        raise Refused(fault)
    found = answers_in(regime, facts)
    typer.echo(for_programs(found) if as_json else as_text(found), nl=False)
    if found.problems:
        raise Refused(*found.problems)


@app.command(epilog="Example: datareach regimes case:wechat-2020 --as-of 2020-09-25")
def regimes(
    map_: Annotated[str | None, typer.Argument(metavar="[MAP]", help="A file, a folder, or case:NAME.")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day whose laws count; the map's own unless said.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for programs.")] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="Instead: which numbers and dates of laws are overdue for review.")
    ] = False,
) -> None:
    """Say which laws a map meets, why, and what is missing to tell; evidence for counsel, not advice."""
    if stale:
        from assessments.deciding import overdue_text

        typer.echo(overdue_text(_day(as_of)), nl=False)
        return
    if map_ is None:
        raise Refused("name a map, or --stale for what is overdue for review")
    from assessments.laws import as_json as for_programs
    from assessments.laws import as_text, verdicts

    data_map = _read(map_)
    found = verdicts(data_map, _day(as_of) if as_of else data_map.as_of)
    typer.echo(for_programs(found) if as_json else as_text(data_map, found), nl=False)


@app.command(epilog="Example: datareach save case:example-chat --by Ada --note 'First look.'")
def save(
    map_: Annotated[
        str, typer.Argument(metavar="MAP", help="A file, a folder, case:NAME, or a file of work that was kept.")
    ],
    subject: Annotated[
        str | None, typer.Option(metavar="S", help="Whose next version it is; else the name of the map.")
    ] = None,
    note: Annotated[str, typer.Option(metavar="TEXT", help="What is to be remembered of it.")] = "",
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who saves; asked once, then kept.")] = None,
    after: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="The version it builds on; else the latest at the start.")
    ] = None,
    store: StoreAt = None,
    as_of: AsOf = None,
    viewpoint: Viewpoint = None,
    settings: Numbers = None,
    option: InForce = None,
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
) -> None:
    """Assess a map and save that for good, as the next version of its subject."""
    from assessments.record.saving import begun, meant, save_or_keep

    chosen = _settings(severity_ratio, draws, seed, option or [])
    person = _person(by)
    with _record(store, make=True) as record:
        begin = begun(record, map_, subject, after)
        draft = begin.kept or _draft(map_, chosen, as_of, viewpoint, settings or [])
        entry = save_or_keep(record, meant(draft, begin, note), person, Path.cwd())
    typer.echo(f"saved: {entry.id}")


@app.command("list", epilog="Example: datareach list wechat --most 10")
def list_saved(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORD]...", help="Only where these stand in it.")
    ] = None,
    most: Annotated[int, typer.Option(metavar="N", min=1, max=10_000, help="How many.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list for programs.")] = False,
    store: StoreAt = None,
) -> None:
    """List what was saved, the newest first."""
    from assessments.exports.terminal import Page
    from assessments.record.telling import listing, listing_text

    said = " ".join(words or [])
    with _record(store) as record:
        entries, count = record.newest(most, words=said), record.count(said)
    if as_json:
        typer.echo(listing_text(entries), nl=False)
    else:
        _console().print(Page(record.name, [listing(entries, count)]))


@app.command(epilog="Example: datareach show example-chat/1 --json")
def show(
    id: Id,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result, as assess --json did.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the files of the map and the result into this folder.")
    ] = None,
    store: StoreAt = None,
) -> None:
    """Show what was saved: what it says, what it was made from and by, who did what with it."""
    from assessments.exports.terminal import Page
    from assessments.record.saving import written_out
    from assessments.record.telling import about

    with _record(store) as record:
        saved = record.load(id)
        history = record.history(saved.entry.subject, saved.entry.number)
    if as_json:
        sys.stdout.buffer.write(saved.result)
    else:
        _console().print(Page(saved.entry.title, [about(saved, history)]))
    if out is not None:
        try:
            for path in written_out(saved, out):
                typer.echo(f"written: {path}", err=True)
        except OSError as error:
            raise Refused(f"{out}: nothing can be written there ({_why(error)})") from None


@app.command(epilog="Example: datareach verify")
def verify(
    id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="SUBJECT/NUMBER, or SUBJECT for its latest; else all.")
    ] = None,
    holds: Annotated[
        str | None, typer.Option(metavar="DIGEST", help="Also: is this line, noted down earlier, still on record?")
    ] = None,
    store: StoreAt = None,
) -> None:
    """Check that nothing on record was altered since it was written; exit code 1 if something was."""
    from assessments.exports.terminal import Page
    from assessments.record.telling import proof
    from assessments.record.verifying import verified

    with _record(store) as record:
        found = verified(record, record.find(id) if id else None)
    _console().print(Page(id or record.name, [proof(found, id or record.name, holds)]))
    raise Exit(1 if found.altered or (holds is not None and holds not in found.heads) else 0)


@app.command(epilog="Example: datareach recompute example-chat/1")
def recompute(id: Id, store: StoreAt = None) -> None:
    """Make a saved assessment again; exit code 1 if it comes out differently, with what changed and what that did."""
    from assessments.exports.terminal import Page
    from assessments.record.recomputing import recomputed
    from assessments.record.telling import again

    with _record(store) as record:
        saved = record.load(id)
        found = recomputed(record, saved)
    _console().print(Page(saved.entry.title, [again(saved.entry, found)]))
    raise Exit(0 if found.same else 1)


def main() -> None:
    """Run the command line: every failure is a sentence on standard error and an exit code."""
    sys.exit(_run())


def _run() -> int:
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False)
        sys.stdout.flush()
        if code == STOPPED:
            raise Abort
    except Exit as ended:
        return int(ended.exit_code)
    except Refused as refused:
        return _fail(str(refused))
    except TyperException as wrong:
        return _fail(f"{_usage(wrong)} (datareach --help shows what there is)", USAGE)
    except (Abort, KeyboardInterrupt):
        return _fail("\nstopped", STOPPED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:  # noqa: BLE001 - nobody but a developer can read a traceback
        return _unforeseen(error)
    return code if isinstance(code, int) else 0


def _usage(wrong: TyperException) -> str:
    said = wrong.format_message().partition(": Input")[0]
    return said[:1].lower() + said[1:].rstrip(".")


def _fail(message: str, code: int = 1) -> int:
    typer.echo(message, err=True)
    return code


def _unforeseen(error: Exception) -> int:
    if os.environ.get("DATAREACH_DEBUG") == "1":
        raise error
    from risk.shipped import BrokenData

    if isinstance(error, BrokenData):
        return _fail(f"Datareach's own data files have mistakes:\n{error}")
    return _fail(
        f"Datareach failed ({type(error).__name__}); with DATAREACH_DEBUG=1 it says where, for a report to its authors"
    )


def _reading(name: str) -> tuple[DataMap | None, tuple[Problem, ...]]:
    from data_maps.reading import read_path

    found = read_path(name)
    return found.data_map, found.problems


def _read(name: str) -> DataMap:
    """The map of a file, folder or case; raises Refused with every problem in it."""
    data_map, problems = _reading(name)
    if data_map is None:
        raise Refused(*problems)
    return data_map


@contextmanager
def _exiting(code: int) -> Iterator[None]:
    """Whatever is refused meanwhile ends the program with this exit code."""
    try:
        yield
    except Refused as refused:
        raise Exit(_fail(str(refused), code)) from None


def _side(
    name: str, chosen: Settings, as_of: str | None = None, viewpoint: str | None = None, store: str | None = None
) -> Side:
    """One side of a comparison: a map, or by its id a saved assessment."""
    from assessments.comparison import Side
    from assessments.record.comparing import may_be_saved, side_of
    from assessments.viewed import Unusable, viewed

    try:
        if not may_be_saved(name):
            return Side(name, viewed(_read(name), as_of=as_of, viewpoint=viewpoint), chosen)
        with _record(store) as record:
            return side_of(record.load(name), as_of=as_of, viewpoint=viewpoint)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None


def _gated(name: str, chosen: Settings, form: str) -> Assessment:
    """The assessment to hold against limits; problems of the map are written in the form that was asked for too."""
    from assessments.assessment import assess as assessed
    from assessments.exports.problems import FORMS

    data_map, problems = _reading(name)
    if data_map is None:
        typer.echo(FORMS[form](problems), nl=False, err=form == "text")
        raise Exit(USAGE)
    return assessed(data_map, chosen)


def _known(what: str, name: str | None, known: Iterable[str]) -> None:
    from data_maps.problems import did_you_mean

    names = list(known)
    if name is not None and name not in names:
        hint = str(did_you_mean(name, names)) or f"there are {', '.join(names)}"
        raise Refused(f"no {what} called '{name}' ({hint})")


def _known_options(options: Iterable[str], data_map: DataMap) -> None:
    for option in options:
        if not data_map.options:
            raise Refused(f"--option: no option called '{option}' (this map has no options)")
        _known("option", option, data_map.options)


def _settings(
    ratio: str, draws: int, seed: int, options: Iterable[str] = (), exchange_rate: float | None = None
) -> Settings:
    from assessments.assessment import Settings

    if draws and not FEWEST_DRAWS <= draws <= MOST_DRAWS:
        raise Refused(f"--draws: {draws} is not a number of draws (write 0, or {FEWEST_DRAWS} to {MOST_DRAWS})")
    if not 0 <= seed < 2**32:
        raise Refused(f"--seed: {seed} is not a seed (write a whole number from 0 to {2**32 - 1})")
    if exchange_rate is not None and not 0.0 < exchange_rate <= MOST_RATE:
        raise Refused(f"--exchange-rate: {exchange_rate:g} is not a rate (write a number above 0, up to {MOST_RATE:_})")
    return Settings(draws, seed, _ratio(ratio), options=tuple(options), exchange_rate=exchange_rate)


def _ratio(text: str) -> float | None:
    if text == "linear":
        return None
    try:
        ratio = float(text)
    except ValueError:
        ratio = 0.0
    if not 1.0 <= ratio <= 1000.0:
        raise Refused(f"--severity-ratio: '{text}' is not a ratio (write a number from 1 to 1000, or linear)")
    return ratio


def _assessed(
    names: Iterable[str], chosen: Settings, as_of: str | None, viewpoint: str | None, settings: list[str]
) -> dict[str, Assessment]:
    """The assessments of maps by their names; raises Refused with every reason why not."""
    from assessments.looked_at import looked_at
    from assessments.viewed import Unusable

    maps = {name: _read(name) for name in names}
    for data_map in maps.values():
        _known_options(chosen.options, data_map)
    try:
        return looked_at(maps, chosen, as_of=as_of, viewpoint=viewpoint, settings=settings)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None


@contextmanager
def _record(named: str | None, *, make: bool = False) -> Iterator[Store]:
    """The store that is meant; each of its troubles is a reason to refuse."""
    from assessments.record.folder import store_named
    from assessments.record.store import open_store
    from assessments.record.troubles import Trouble

    try:
        with open_store(store_named(named), make=make) as opened:
            if opened.made:
                typer.echo(f"made a new store: {opened.name}", err=True)
            yield opened
    except Trouble as trouble:
        raise Refused(trouble) from None


def _person(by: str | None) -> str:
    """Who works here: as is said, as was kept, or as is answered now, which is kept."""
    from assessments.record.folder import cleaned_name, keep_name, kept_name

    if (known := kept_name()) and not by:
        return known
    if not by and not sys.stdin.isatty():
        raise Refused("say who saves: --by NAME (it is kept on this machine, and asked for no more)")
    name = cleaned_name(by or str(typer.prompt("Who saves? Your name is kept on this machine", err=True)))
    if not name:
        raise Refused("--by: a name has letters")
    if not known:
        with suppress(OSError):
            keep_name(name)
    return name


def _draft(name: str, chosen: Settings, as_of: str | None, viewpoint: str | None, settings: list[str]) -> Draft:
    from assessments.record.entries import asked_of
    from assessments.record.saving import draft_of
    from assessments.viewed import Unusable
    from data_maps.reading import map_files

    data_map = _read(name)
    _known_options(chosen.options, data_map)
    try:
        return draft_of(*map_files(name), asked_of(chosen, as_of, viewpoint, settings))
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None
    except OSError as error:
        raise Refused(f"{name}: it cannot be read any longer ({_why(error)})") from None


def _told(found: Mapping[str, Assessment], *, as_json: bool) -> str:
    """What is printed of assessments, whole before any of it is."""
    from assessments.exports.json import export, export_all
    from assessments.exports.terminal import one_page

    several = list(found.values())
    if as_json:
        return export(several[0]) if len(several) == 1 else export_all(several)
    return "\n".join(_paged(one_page(assessment)) for assessment in several)


def _paged(page: RenderableType) -> str:
    """A page as the console would print it."""
    console = _console()
    with console.capture() as text:
        console.print(page)
    return text.get()


@contextmanager
def _working(on: str) -> Iterator[None]:
    """Meanwhile, a terminal is told on standard error what is worked on, once that takes more than a second."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.text import Text

    status = Console(stderr=True).status(Text(f"Working on {on}"))
    patience = Timer(PATIENCE, status.start)
    patience.daemon = True
    patience.start()
    try:
        yield
    finally:
        patience.cancel()
        patience.join()
        status.stop()


def _console() -> Console:
    """Standard output as wide as a page, or as the terminal if that is narrower."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, PAGE_WIDTH) if console.is_terminal else PAGE_WIDTH
    return console


def _write(found: Mapping[str, Assessment], folder: Path, formats: tuple[str, ...], item: str | None) -> None:
    from assessments.exports import write
    from assessments.items import UnknownItem

    stems = _stems(found)
    for name, assessment in found.items():
        try:
            for path in write(assessment, folder, stems[name], formats, item):
                typer.echo(f"written: {path}", err=True)
        except UnknownItem as unknown:
            raise Refused(f"--item: {unknown}") from None
        except OSError as error:
            raise Refused(f"{folder}: nothing can be written there ({_why(error)})") from None


def _day(text: str | None) -> date:
    """The day that is named, or today."""
    from datetime import date, datetime

    try:
        return date.fromisoformat(text) if text is not None else datetime.now().astimezone().date()
    except ValueError:
        raise Refused(f"--as-of: '{text}' is not a date (write 2020-09-25)") from None


def _stems(names: Iterable[str]) -> dict[str, str]:
    """A file name for each map, told apart by a number where two would be the same."""
    stems: dict[str, str] = {}
    for name in names:
        stem = Path(name.removeprefix("case:")).resolve().stem or "map"
        taken = set(stems.values())
        stems[name] = stem if stem not in taken else f"{stem}-{len(stems) + 1}"
    return stems


def _why(error: OSError) -> str:
    known = {
        PermissionError: "not allowed",
        FileExistsError: "a file of that name is in the way",
        NotADirectoryError: "a part of the path is a file",
        IsADirectoryError: "a folder of that name is in the way",
    }
    return next(
        (said for kind, said in known.items() if isinstance(error, kind)), "the disk is full, or cannot be written to"
    )


def _answers(file: Path) -> dict[str, str]:
    """Answers from a YAML file; lists and mappings are written as the questions ask for them."""
    from data_maps.places import decoded, written
    from data_maps.problems import Problem

    try:
        text = decoded(file.read_bytes(), str(file))
    except OSError:
        raise Refused(f"{file}: no such file, or it cannot be read") from None
    if isinstance(text, Problem):
        raise Refused(text)
    found = written(text, str(file))
    if found.problems or not isinstance(found.value, dict):
        raise Refused(*(found.problems or [f"{file}:1:1: these are no answers (write app: WeChat, one answer a line)"]))
    return {key: _answer(value) for key, value in found.value.items() if value is not None}


def _answer(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_answer(part)}" for key, part in value.items())
    return ", ".join(map(_answer, value)) if isinstance(value, list) else str(value)


def _asked() -> dict[str, str]:
    """Answers from whoever sits at the terminal; a wrong one is asked for again."""
    from data_maps.interview import HOW_TO_ANSWER, QUESTIONS

    typer.echo(HOW_TO_ANSWER, err=True)
    return {asked.key: _ask(asked) for asked in QUESTIONS}


def _ask(asked: Asked) -> str:
    while True:
        said = typer.prompt(asked.prompt, default="", show_default=False, err=True)
        answer = str(said).strip()
        fault = asked.fault(answer) if answer else None
        if (answer and fault is None) or (not answer and asked.unless_said is not None):
            return answer
        typer.echo(f"{fault.message} ({fault.hint})" if fault else "an answer is needed here", err=True)


def _deliver(text: str, file: Path | None) -> None:
    if file is None:
        typer.echo(text, nl=False)
        return
    from assessments.exports import write_text

    try:
        write_text(file, text)
    except OSError as error:
        raise Refused(f"{file}: nothing can be written there ({_why(error)})") from None
    typer.echo(f"written: {file}", err=True)


if __name__ == "__main__":
    main()
