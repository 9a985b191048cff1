"""Limits that a repository sets to an assessment, for continuous integration: which of them it fails, and where."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal, get_args

from assessments.conclusions.models import BanAnswer
from assessments.conclusions.verdict import verdict as concluded
from assessments.measures import MeasureTrack, rows_on
from assessments.report.checks import OF_PROGRAM
from assessments.report.glossary import HARMED, HARMED_FIRST
from assessments.report.law_words import outcome_of
from assessments.report.law_words import title as law_title
from assessments.report.option_words import QUESTION
from assessments.report.reasons import data_name, event_words, explained, group_name
from assessments.report.sentences import OF_SIDE, chance, enumerated, figures, number
from assessments.results.about import harm_left_out, left_out
from assessments.results.actors import totals_by_side
from assessments.results.comparison.compared import new_routes
from assessments.results.headline import value_of
from assessments.results.ledger import ledger_rows
from assessments.results.quantity import Quantity, percentiles
from assessments.run import Run
from data_maps.problems import Place, did_you_mean
from laws import NAMES
from laws.decision import NOT_IN_FORCE, UNKNOWN, outcome_words
from laws.parameters import law
from laws.verdicts import NOTHING, OUT, Verdict, verdicts
from risk.routes import EventRoute

At = Literal["median", "high"]
WHERE: Mapping[At, str] = {"median": "at the median", "high": "at the upper end of its 90% interval"}
ANSWERS: tuple[str, ...] = get_args(BanAnswer)
MOST_ROUTES = 20
LIMITED: tuple[MeasureTrack, ...] = ("all", "compared")
WORDS: Mapping[str, str] = {
    "score": "The score of all actors together is",
    "harm": f"{HARMED_FIRST} a year by all actors together are",
}
"""What a number above its limit is, where the title of its measure does not say it."""


@dataclass(frozen=True)
class GateLimits:
    """The most an assessment may come to in measures, at which point of their interval; no routes beyond a base's.

    `most` has limits by the name of what they limit, such as `score` or `persons_per_year.3`.

    `verdict` are the answers that the verdict on a ban may have, `regimes` the outcomes that each named law may have;
    `left_out` the patterns of events, and of groups as `users.GROUP`, that the map may leave out; `warnings` whether it
    may have any second look that is a warning, `of_program` whether that may be one that no edit of a map closes, and
    `allowed` the checks that it may have all the same. No number may be below that of `no_lower_than`, and no grade
    that of the author whom `graded_by_others` names.
    """

    most: Mapping[str, float] = field(default_factory=dict)
    at: At = "median"
    base: Run | None = None
    regimes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    verdict: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    warnings: bool = True
    of_program: bool = True
    allowed: tuple[str, ...] = ()
    no_lower_than: Run | None = None
    graded_by_others: str | None = None


@dataclass(frozen=True)
class Failure:
    """One condition that does not hold: which, in a sentence, and the line of the map that it rests on most."""

    condition: str
    message: str
    place: Place | None


def limit(flag: str, value: float) -> float:
    """A limit that can be held against something; raises ValueError for one that everything or nothing meets."""
    if 0.0 <= value < math.inf:
        return value
    raise ValueError(f"{flag}: {value:g} is no limit (write a number from 0 on)")


def limits_of(conditions: Iterable[str]) -> dict[str, float]:
    """The limits of measures, of MEASURE=N by the name of what they limit; raises ValueError."""
    limits: dict[str, float] = {}
    for condition in conditions:
        name, _, value = condition.partition("=")
        rows = tuple(rows_on(*LIMITED))
        if name not in rows:
            raise ValueError(f"--max: there is no measure '{name}'{_hint(name, rows)}")
        try:
            limits[name] = limit(f"--max {name}", float(value))
        except ValueError:
            raise ValueError(f"--max: '{condition}' is no limit (write {name}= and a number from 0 on)") from None
    return limits


def point(at: str, *, drawn: bool) -> At:
    """The point of an interval that is meant; raises ValueError where there is none, or no interval."""
    if at not in WHERE:
        raise ValueError(f"--at: '{at}' is no point of an interval (write median or high)")
    if at == "high" and not drawn:
        raise ValueError("--at: without simulations there is no upper end (leave --draws 0 out)")
    return "high" if at == "high" else "median"


def allowed(conditions: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The outcomes that each named law may have, of ID=OUTCOME; raises ValueError."""
    outcomes: dict[str, tuple[str, ...]] = {}
    for entry in (entry.strip() for argument in conditions for entry in argument.split(",")):
        regime, _, outcome = entry.partition("=")
        if regime not in NAMES:
            raise ValueError(f"--regimes: there is no law '{regime}'{_hint(regime, NAMES)}")
        if outcome == UNKNOWN:
            raise ValueError(f"--regimes: unknown is no outcome to ask for; it fails the gate of {regime}")
        if outcome not in outcomes_of(regime):
            raise ValueError(f"--regimes: {regime} has no outcome '{outcome}'{_hint(outcome, outcomes_of(regime))}")
        outcomes[regime] = (*outcomes.get(regime, ()), outcome)
    return outcomes


def answers(chosen: Iterable[str]) -> tuple[str, ...]:
    """The answers that the verdict on a ban may have; raises ValueError."""
    named = tuple(word.strip() for argument in chosen for word in argument.split(","))
    for word in named:
        if word not in ANSWERS:
            raise ValueError(f"--verdict: '{word}' is no verdict{_hint(word, ANSWERS)}")
    return named


def _hint(word: str, words: tuple[str, ...]) -> str:
    all_words = f"there are {', '.join(words)}"
    return f" ({did_you_mean(word, words, all_words)})"


def outcomes_of(regime: str) -> tuple[str, ...]:
    """Every outcome that a law can have on a map and that a gate can ask for."""
    return (*law(regime).outcomes, NOT_IN_FORCE, NOTHING, OUT)


def failures(run: Run, limits: GateLimits) -> tuple[Failure, ...]:
    """Every condition that an assessment fails."""
    return (
        *_left_out(run, limits.left_out),
        *_people_left_out(run, limits.left_out),
        *_day(run, limits),
        *_warnings(run, limits),
        *_lowered(run, limits.no_lower_than),
        *_graded(run, limits.graded_by_others),
        *_above(run, limits),
        *_routes(run, limits),
        *_regimes(run, limits.regimes),
        *_verdict(run, limits.verdict),
    )


def _left_out(run: Run, allowed: tuple[str, ...]) -> Iterator[Failure]:
    """The lines of the map that leave out an event that no pattern allows: what they hide is within no limit."""
    for line in left_out(run):
        hidden = [key for key in line.keys if not any(fnmatchcase(key, pattern) for pattern in allowed)]
        if hidden:
            count = "one event" if len(hidden) == 1 else f"{len(hidden)} events"
            text = (
                f"The map leaves out {count} by '{line.pattern}', which nothing allows; all that it leaves out would "
                f"add {number(harm_left_out(run))} {HARMED} a year at our best estimates."
            )
            yield Failure("left-out", text, line.place)


def _people_left_out(run: Run, allowed: tuple[str, ...]) -> Iterator[Failure]:
    """The groups of people outside the viewpoint that no pattern allows: nothing that is done to them is counted."""
    data_map = run.data_map
    for group in (group for group in data_map.users if group not in run.events.exposure.groups):
        people = data_map.people_in(group)
        if people > 0.0 and not any(fnmatchcase(f"users.{group}", pattern) for pattern in allowed):
            text = (
                f"About {figures(people)} people of {group_name(data_map, group)} are outside the viewpoint, "
                f"and nothing allows that (--allow-left-out 'users.{group}'): what is done to them is within no limit."
            )
            yield Failure("left-out", text, data_map.places.get(f"users.{group}"))


def warnings(run: Run) -> tuple[tuple[Failure, bool], ...]:
    """Every second look that is a warning, and whether it is of the program, which no edit of a map closes."""
    from assessments.report.checks.all_checks import checks

    return tuple(
        (Failure(check.check, f"{check.message} ({check.check})", check.place), check.check in OF_PROGRAM)
        for check in checks(run)
        if check.severity == "warning"
    )


def _warnings(run: Run, limits: GateLimits) -> Iterator[Failure]:
    if limits.warnings and limits.of_program:
        return
    for failure, of_program in warnings(run):
        if failure.condition not in limits.allowed and not (limits.of_program if of_program else limits.warnings):
            yield failure


def _day(run: Run, limits: GateLimits) -> Iterator[Failure]:
    """A day before that of a base: laws, populations and rates of then say less of today."""
    day = run.data_map.as_of
    later = max((base.data_map.as_of for base in (limits.base, limits.no_lower_than) if base), default=day)
    if day < later:
        text = f"The map is looked at on {day}, before the day of what it is held against, {later}."
        yield Failure("as-of", text, run.data_map.places.get("as_of", run.data_map.start))


def _lowered(run: Run, base: Run | None) -> Iterator[Failure]:
    """Each number that the map states and that is less than the base's, or that the base alone states."""
    if base is None:
        return
    stated, before = _stated(run), _stated(base)
    for address in sorted({*stated, *before}):
        now, then = _points(run, address), _points(base, address)
        place = stated.get(address) or run.data_map.places.get(f"estimates.{address}", run.data_map.start)
        if address not in stated:
            text = f"The number {address} is stated no longer, where what it is held against has {_said(then)}."
            yield Failure("no-lower-than", text, place)
        elif now and then:
            sign = -1.0 if address.startswith("known.") else 1.0  # of takings that happen, more known are fewer in all
            if any(sign * a < sign * b - 1e-9 * abs(b) for a, b in zip(now[1:], then[1:], strict=True)):
                moved = "lowered" if sign > 0 else "raised"
                text = f"The number {address} was {moved} to {_said(now)} from {_said(then)}."
                yield Failure("no-lower-than", text, place)


def _stated(run: Run) -> dict[str, Place | None]:
    """The numbers that a map states itself, where it does; none that follows from others."""
    used = {**run.events.numbers, **run.events.inputs}
    inline = {a: number.place for a, number in used.items() if number.origin == "map" and number.leaves == (number,)}
    return {**dict.fromkeys(run.data_map.estimates), **inline}


def _points(run: Run, address: str) -> tuple[float, float, float] | None:
    """The low, middle and high of what is known of a number; None where the map has none there."""
    if address in run.distributions:
        return percentiles(run, address)
    used = run.events.inputs.get(address) or run.events.numbers.get(address)
    best = used.estimate.best if used else None
    if best is None and (stated := run.data_map.estimates.get(address)):
        best = stated.best
    return None if best is None else (best, best, best)


def _said(points: tuple[float, float, float] | None) -> str:
    if points is None:
        return "unknown"
    low, middle, high = points
    return f"{middle:.3g}" if low == high else f"{middle:.3g} ({low:.3g} to {high:.3g})"


def _graded(run: Run, author: str | None) -> Iterator[Failure]:
    """Each grade that nobody but the author gave, or whoever made the estimate: at the number, or at its source."""
    if author is None:
        return
    by_source: dict[str, set[str]] = defaultdict(set)
    used = {**run.events.numbers, **run.events.inputs}
    numbers = {**{a: used[a].estimate for a in _stated(run) if a in used}, **run.data_map.estimates}
    for address, estimate in numbers.items():
        for said in estimate.statements:
            if said.grade:
                text = f"The grade {said.grade} of {address} stands at the number: let somebody else grade its source."
                yield Failure("graded-by-others", text, _stated(run).get(address))
            elif said.source and run.data_map.grade_of(said):
                by_source[said.source].add((said.by or "").strip().casefold())
    for id_, makers in by_source.items():
        source = run.data_map.sources[id_]
        grader = (source.graded_by or "").strip().casefold()
        if not grader or grader in makers | {author.strip().casefold()}:
            who = f"is by {source.graded_by}, who wrote what rests on it" if grader else "is by nobody who is named"
            text = f"The grade {source.grade} of the source {id_} {who}: have it graded, and say so (graded_by)."
            yield Failure("graded-by-others", text, run.data_map.places.get(f"sources.{id_}", run.data_map.start))


def _above(run: Run, limits: GateLimits) -> Iterator[Failure]:
    rows = rows_on(*LIMITED)
    for name, limit in limits.most.items():
        row = rows[name]
        value = _value(value_of(run, row), limits.at)
        if value > limit:
            level = f" at level {row.level} or higher" if row.level else ""
            by_all = ", by all actors together" if row.measure.of else ""
            words = WORDS.get(row.measure.key, f"{row.measure.title}{level}{by_all}:")
            yield _over(run, f"max-{name}", f"{words} {number(value)}", limit, limits.at)


def _value(q: Quantity, at: At) -> float:
    """The number that is held against a limit; the best values' own where nothing was drawn."""
    value = q.median if at == "median" else q.high
    return q.point if value is None else value


def _over(run: Run, condition: str, text: str, limit: float, at: At) -> Failure:
    where = WHERE[at] if run.settings.draws else "at our best estimates"
    message = f"{text} {where}, above the limit of {limit:,g}. {_harm_of_sides(run, at)}"
    return Failure(condition, message, _moving(run))


def _harm_of_sides(run: Run, at: At) -> str:
    """The severe equivalents of foreign states, of the own state and of others, each by itself."""
    totals = totals_by_side(run).items()
    harms = [f"{number(_value(total.harm, at))} by {OF_SIDE[side]}" for side, total in totals]
    return f"{HARMED_FIRST} a year, each side by itself: {enumerated(harms)}."


def _moving(run: Run) -> Place | None:
    """The place of the number that moves the harm most, of those that the map states; else where the map starts."""
    stated = [row for row in ledger_rows(run) if row.number.place]
    first = min(stated, key=lambda row: (-round(abs(row.elasticity), 9), row.number.address), default=None)
    return first.number.place if first else run.data_map.start


def _routes(run: Run, limits: GateLimits) -> Iterator[Failure]:
    if limits.base is None:
        return
    fresh = new_routes(limits.base, run)
    for route in fresh[:MOST_ROUTES]:
        yield Failure("no-new-routes", _route(run, route), _place_of_step(run, limits.base, route))
    if len(fresh) > MOST_ROUTES:
        text = f"There are {len(fresh) - MOST_ROUTES} more new routes, none more likely than these."
        yield Failure("no-new-routes", text, run.data_map.start)
    if not run.all_routes.complete:
        text = f"The map has more routes than the {len(run.all_routes):,} that were looked for in the base."
        yield Failure("no-new-routes", text, run.data_map.start)


def _route(run: Run, route: EventRoute) -> str:
    data_map = run.data_map
    steps = [reason.target_name for reason in explained(run.events, route)]
    data, people = data_name(data_map, route.data), group_name(data_map, route.users)
    return (
        f"A new route: {event_words(data_map, route.event)} can reach {data} of {people} through "
        f"{enumerated(tuple(dict.fromkeys(steps)))}, {chance(route.probability)} once it is tried."
    )


def _place_of_step(run: Run, base: Run, route: EventRoute) -> Place | None:
    """The line of the first step that the base does not have, else of any."""
    reasons = [r for r in explained(run.events, route) if r.place]
    fresh = [r for r in reasons if r.address and r.address not in base.events.inputs]
    return next((r.place for r in (*fresh, *reasons) if r.place), run.data_map.start)


def _regimes(run: Run, allowed: Mapping[str, tuple[str, ...]]) -> Iterator[Failure]:
    verdict_by_law = {verdict.regime: verdict for verdict in verdicts(run.data_map)} if allowed else {}
    for regime, outcomes in allowed.items():
        verdict = verdict_by_law[regime]
        if verdict.decision.outcome not in outcomes:
            wanted = enumerated([outcome_words(outcome) for outcome in outcomes])
            text = (
                f"{law_title(regime)}: the outcome is {outcome_of(verdict.decision)}, where it has to be "
                f"{wanted}{_missing(verdict)}."
            )
            yield Failure("regimes", text, _finding(run, verdict))


def _verdict(run: Run, allowed: tuple[str, ...]) -> Iterator[Failure]:
    """The verdict on a ban over all options, at the line of its strongest if that is the map's own."""
    told = concluded(run, pairs=True) if allowed else None
    answer = told.answer if told else "not_told"
    if allowed and answer not in allowed:
        strongest = (told.strongest or "").partition("+")[0] if told else ""
        wanted = " or ".join(allowed).replace("_", " ")
        text = f"{QUESTION} The verdict is {answer.replace('_', ' ')}, where it has to be {wanted}."
        yield Failure("verdict", text, run.data_map.places.get(f"options.{strongest}", run.data_map.start))


def _missing(verdict: Verdict) -> str:
    """The number of questions between the map and an outcome."""
    questions = len(verdict.decision.unknown)
    return f"; {questions} question{'s' if questions > 1 else ''} would settle it" if questions else ""


def _finding(run: Run, verdict: Verdict) -> Place | None:
    """The line of the map that the law's outcome rests on."""
    leading = verdict.leading
    places = [leading.matter.place(f.path) for f in verdict.decision.because] if leading else []
    return next((place for place in reversed(places) if place), run.data_map.start)
