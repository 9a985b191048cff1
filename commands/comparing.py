"""Commands that compare: two maps with each other, and one with limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import Exit

from commands.arguments import (
    AllowLeftOut,
    AllowWarning,
    AsOf,
    DifferenceDraws,
    Draws,
    FormatOption,
    GradedByOthers,
    MapArgument,
    MaxHarm,
    MaxOfMeasures,
    MaxScore,
    NoLowerThan,
    NoNewRoutes,
    NoProgramWarnings,
    NoWarnings,
    OutcomesOption,
    PaperOption,
    PointOfInterval,
    Ratio,
    Refused,
    Seed,
    StoreAt,
    VerdictOption,
    country_code,
    dated,
    path,
    read,
    reading,
    settings_of,
)
from commands.printing import USAGE, deliver, exiting, in_form, paged, tell, working
from commands.record import is_saved, record_at

if TYPE_CHECKING:
    from assessments.gate import GateLimits
    from assessments.report.filed.opening import RecordedAs
    from assessments.results.comparison.compared import ComparedMap
    from assessments.run import Settings
    from data_maps.model import DataMap

commands = typer.Typer()


@commands.command(epilog="Example: datareach diff case:wechat-five-lines case:wechat-2020")
def diff(
    one: Annotated[str, typer.Argument(metavar="A", help="A file, a folder, case:NAME, or the id of what was saved.")],
    other: Annotated[str, typer.Argument(metavar="B", help="What it became: the same.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the comparison for programs.")] = False,
    as_of: Annotated[str | None, typer.Option(metavar="DATE", callback=dated, help="The day B is looked at.")] = None,
    viewpoint: Annotated[
        str | None, typer.Option(metavar="CC", callback=country_code, help="Whose people B is about.")
    ] = None,
    severity_ratio: Ratio = "4",
    draws: DifferenceDraws = None,
    seed: Seed = 0,
    out: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="FILE", help="Where to write it as a document: .pdf, .docx, .html or .md."),
    ] = None,
    paper: PaperOption = None,
    store: StoreAt = None,
) -> None:
    """Say what changed from A to B, and what explains the difference; exit code 1 if they differ."""
    from assessments.exports.comparison import page, text
    from assessments.exports.filed import NotFiled, comparison_content, comparison_module, paper_of
    from assessments.results.comparison.compared import comparison_of
    from risk.uncertainty.draw_counts import COMPARISON_DRAWS, DRAWS

    with exiting(USAGE):
        try:
            module, sheet = comparison_module(out.suffix) if out else None, paper_of(paper)
        except NotFiled as problem:
            raise Refused(f"{out}: {problem}" if out else problem) from None
        if module and as_json:
            raise Refused("--out writes a document, and --json prints for programs: ask for one of them")
        with working(f"{one}, {other}") as announce:
            chosen, bare = settings_of(severity_ratio, DRAWS if draws is None else draws, seed), module is not None
            announce("reading")
            sides = _side(one, chosen, store=store, bare=bare), _side(other, chosen, as_of, viewpoint, store, bare=bare)
            announce("finding out what explains the difference")
            drawn = COMPARISON_DRAWS if draws is None else draws
            runs = [side.in_draws if drawn else side.run for side in sides]
            comparison = comparison_of(*sides, draws=drawn, seed=seed, runs=runs)
            if module:
                recorded = _recorded(one, store), None if as_of or viewpoint else _recorded(other, store)
                made: str | bytes = comparison_content(comparison, runs, recorded, module, sheet)
            else:
                made = text(comparison) if as_json else paged(page(comparison, runs))
        deliver(made, out)
    raise Exit(0 if comparison.same else 1)


def _recorded(name: str, store: str | None) -> RecordedAs | None:
    """Who saved an assessment and what was decided on it; None of a map."""
    from casework.minutes import recorded_as
    from casework.recording import review_of

    if not is_saved(name, store):
        return None
    with record_at(store) as record:
        review = review_of(record, name)
        return recorded_as(review, review.entry.fingerprint)


@commands.command(epilog="Example: datareach gate case:example-chat --max-score 60 --allow-left-out '*'")
def gate(
    map_: MapArgument,
    max_score: MaxScore = None,
    max_harm: MaxHarm = None,
    max_: MaxOfMeasures = None,
    at: PointOfInterval = "median",
    no_new_routes: NoNewRoutes = None,
    no_lower_than: NoLowerThan = None,
    graded_by_others: GradedByOthers = None,
    regimes: OutcomesOption = None,
    verdict: VerdictOption = None,
    allow_left_out: AllowLeftOut = None,
    no_warnings: NoWarnings = False,
    no_program_warnings: NoProgramWarnings = False,
    allow_warning: AllowWarning = None,
    as_of: AsOf = None,
    form: FormatOption = "text",
    severity_ratio: Ratio = "4",
    draws: Draws = 20_000,
    seed: Seed = 0,
    store: StoreAt = None,
) -> None:
    """Hold a map against limits: exit code 0 within all of them, 1 beyond one, 2 where that cannot be told."""
    from assessments.exports.sarif import FAILURE_FORMS
    from assessments.gate import failures, warnings
    from assessments.run import assess as assessed
    from commands.printing import PROBLEM_FORMS

    with exiting(USAGE):
        chosen, text_of = settings_of(severity_ratio, draws, seed), in_form(form, FAILURE_FORMS)
        held = (no_new_routes, no_lower_than, graded_by_others, no_warnings or None, no_program_warnings or None)
        _limit_named(max_score, max_harm, max_ or None, regimes, verdict, *held)
        shorthands = {"score": max_score, "harm": max_harm}
        limits = _limits(shorthands, max_ or [], at, regimes or [], verdict or [], drawn=draws > 0)
        with working(map_) as announce:
            announce("tracing who can reach whose data")
            data_map, problems = reading(map_)
            if data_map is None:
                typer.echo(PROBLEM_FORMS[form](problems), nl=False, err=form == "text")
                raise Exit(USAGE)
            run = assessed(_viewed(data_map, as_of), chosen)
            bases = {
                name: _side(name, chosen, as_of, store=store).run for name in (no_new_routes, no_lower_than) if name
            }
            announce("simulating")
            limits = replace(
                limits,
                base=bases.get(no_new_routes or ""),
                no_lower_than=bases.get(no_lower_than or ""),
                graded_by_others=graded_by_others,
                left_out=tuple(pattern.strip() for pattern in allow_left_out or ()),
                warnings=not no_warnings,
                of_program=not no_program_warnings,
                allowed=tuple(word.strip() for named in allow_warning or () for word in named.split(",")),
            )
            failed = failures(run, limits)
            for failure, of_program in warnings(run) if no_warnings and not no_program_warnings else ():
                if of_program and failure.condition not in limits.allowed:
                    tell(f"of the program, no fault of the map: {failure.message}")
    typer.echo(text_of(failed), nl=False, err=form == "text")
    raise Exit(1 if failed else 0)


def _viewed(data_map: DataMap, as_of: str | None) -> DataMap:
    """The map as of a day, if one is named; raises Refused."""
    from assessments.scenario import Unusable, viewed

    try:
        return viewed(data_map, as_of=as_of)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None


def _limit_named(*limits: object) -> None:
    """Refuse to hold a map against nothing."""
    if all(limit is None or limit == [] for limit in limits):
        flags = "--max-score, --max-harm, --max, --no-new-routes, --no-lower-than, --graded-by-others, --regimes, "
        flags += "--verdict, --no-warnings or --no-program-warnings"
        raise Refused(f"name a limit: {flags}")


def _limits(
    shorthands: Mapping[str, float | None],
    most: list[str],
    at: str,
    outcomes: list[str],
    verdict: list[str],
    *,
    drawn: bool,
) -> GateLimits:
    """The limits that are stated; raises Refused for one that is none."""
    from assessments.gate import GateLimits, allowed, answers, limit, limits_of, point

    try:
        named = {name: limit(f"--max-{name}", value) for name, value in shorthands.items() if value is not None}
        limits = {**named, **limits_of(most)}
        return GateLimits(limits, point(at, drawn=drawn), regimes=allowed(outcomes), verdict=answers(verdict))
    except ValueError as wrong:
        raise Refused(wrong) from None


def _side(
    name: str,
    chosen: Settings,
    as_of: str | None = None,
    viewpoint: str | None = None,
    store: str | None = None,
    *,
    bare: bool = False,
) -> ComparedMap:
    """One side of a comparison: a map, if asked for by its bare name, or by its id a saved assessment."""
    from assessments.record.recompute import side_of
    from assessments.results.comparison.compared import ComparedMap
    from assessments.scenario import Unusable, viewed

    try:
        if not is_saved(name, store):
            called = Path(name).name if bare else name
            return ComparedMap(called or name, viewed(read(name), as_of=as_of, viewpoint=viewpoint), chosen)
        with record_at(store) as record:
            return side_of(record.load(name), as_of=as_of, viewpoint=viewpoint)
    except Unusable as unusable:
        raise Refused(*unusable.problems) from None
