"""What changed between two assessments, as a clerk would note it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Facts, Figure, Notice, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair, with_ends
from assessments.report.figures.chart import Axis, Chart, Mark
from assessments.report.questions import question
from assessments.report.reasons import data_name, event_words, group_name, range_words
from assessments.report.sections.summary import SIMULATED
from assessments.report.sentences import Say, actor_name, figures, interval, listed, middle, number
from assessments.results.comparison.compared import together_explain
from assessments.results.comparison.differences import said
from assessments.results.laws import outcome_words
from assessments.results.laws import title as law_title
from assessments.results.quantity import way_quantity
from assessments.run import with_draws
from data_maps.quantities import Estimate
from risk.uncertainty.draw_counts import COMPARISON_DRAWS
from risk.uncertainty.propagation import HIGH, LOW

if TYPE_CHECKING:
    from assessments.results.comparison.compared import Change, Comparison, Part, Side
    from assessments.results.comparison.differences import Difference
    from assessments.results.quantity import Quantity
    from assessments.run import Assessment
    from risk.routes import Way

NAMES: Mapping[str, str] = {
    "app": "the app",
    "sources": "source",
    "users": "user group",
    "functions": "function",
    "data": "data",
    "parties": "party",
    "systems": "system",
    "distribution": "channel",
    "options": "option",
    "ownership": "ownership",
    "flows": "flow",
    "access": "access",
    "agreements": "agreement",
    "combinations": "combination",
    "leave_out": "left out",
    "questions": "question",
    "estimates": "number",
    "settings": "setting",
}
SCALARS = {"as_of": "the day", "viewpoint": "whose people", "horizon": "the horizon", "title": "the title"}
LEADING = (
    "as_of",
    "viewpoint",
    "settings",
    "users",
    "systems",
    "flows",
    "parties",
    "ownership",
    "access",
    "agreements",
)
MOST_NAMED, MOST_ROUTES, MOST_SAID, MOST_FALLS = 3, 5, 90, 12
SHOWN_LEVELS, LITTLE = (1, 3, 4), 0.01
ROUTE = (Column("Route"), Column("Data"), Column("Of"), Column("Chance", numeric=True), INTERVAL)
RULES = "other rules, facts or versions behind a saved result"
KEPT = (
    "A saved result keeps its intervals and not its draws: what rules, facts or versions explain, and the difference "
    "as a whole, have no interval of their own."
)
NOTE = (
    "Each change explains what it adds to the difference, averaged over all orders in which the changes could have "
    "come (Shapley). Numbers are middle estimates. Those of parts do not add up by themselves, so each is moved within "
    "its interval, all by the same part of the way to its end. An interval is of the part itself, over draws in which "
    "every number is the same on both sides. Each figure is rounded by itself to two digits, so that they may not add "
    "up in the last one."
)


def section(found: Comparison) -> Section:
    """The whole note."""
    return Section("comparison", "What changed", tuple(blocks(found)))


def blocks(found: Comparison) -> Iterator[Block]:
    """The note, what matters most first."""
    yield Text(lead(found), lead=True)
    if not found.same:
        yield from simulated(found)
    yield _sides(found)
    if found.same:
        return
    yield from explained(found)
    yield changed(found)
    yield from _laws(found)
    yield from _routes(found)


def simulated(found: Comparison) -> Iterator[Notice]:
    """Which sides are too wide for an exact result, and what that leaves of a small difference."""
    wide = [side.name for side in (found.one, found.other) if not side.assessment.model.reach.exact]
    if wide:
        yield Notice(
            f"{listed(list(dict.fromkeys(wide)))}: {SIMULATED}. A difference that is no larger than the error of the "
            "trials, which each assessment tells by itself, may be none."
        )


def lead(found: Comparison) -> str:
    """What happened to the harm, in a sentence or two."""
    if found.same:
        return "Nothing changed: both say the same, by the same rules."
    before, after, whole = (side["harm"] for side in (found.before, found.after, found.whole))
    if not middle(whole):
        return f"{_many(found)}, and severe equivalents a year stay at {number(middle(after))}{_known(after, number)}."
    more = "more" if middle(whole) > 0 else "less"
    most = found.parts[0]
    return (
        f"{_many(found)}. Severe equivalents a year go from {number(middle(before))}{_known(before, number)} to "
        f"{number(middle(after))}{_known(after, number)}: {number(abs(middle(whole)))} {more}"
        f"{_known(whole, signed)}. What explains most: {name(most.change)}, "
        f"{signed(middle(most.explains['harm']))}{_known(most.explains['harm'], signed)}."
    )


def _known(q: Quantity, say: Say) -> str:
    """The interval of a number in brackets; nothing where there is none."""
    return f" ({interval(q, say)})" if q.low is not None else ""


def _many(found: Comparison) -> str:
    kinds = [d.kind for d in found.differences]
    counts = [f"{kinds.count(kind)} {kind}" for kind in ("new", "gone", "changed") if kinds.count(kind)]
    return listed(counts or ["Nothing in the maps changed"])


def signed(value: float) -> str:
    """A number with its sign; what is too small to matter is about 0."""
    if abs(value) < LITTLE:
        return "about 0" if value else "0"
    return f"{'+' if value > 0 else '−'}{number(abs(value))}"


def _sides(found: Comparison) -> Facts:
    return Facts((("From", Cell(_side(found.one))), ("To", Cell(_side(found.other)))))


def _side(side: Side) -> str:
    data_map = side.data_map
    with_ = f", with {listed(list(side.settings.options))} in force" if side.settings.options else ""
    where = actor_name(f"state:{data_map.viewpoint}")
    return f"{side.name}: {data_map.title}; people in {where}, as of {data_map.as_of}{with_}"


def explained(found: Comparison) -> Iterator[Block]:
    """How much of the difference each change explains."""
    if not found.parts:
        yield Text("No change moves a number: they are of words, sources, options or questions alone.")
        return
    yield figure(found)
    yield Table(
        "What explains the change, a year: severe equivalents, people by level, people in strategic groups",
        (
            Column("Change"),
            Column("Severe", numeric=True),
            Column("90% interval"),
            *(Column(f"Level {n}+", numeric=True) for n in SHOWN_LEVELS),
            Column("Strategic", numeric=True),
            *([Column("Sampling error", numeric=True)] if found.orders else []),
        ),
        (*(_part(part, found.orders) for part in found.parts), _sum(found)),
    )
    yield Text(NOTE)
    if any(part.change is None for part in found.parts):
        yield Notice(KEPT)
    if found.orders:
        yield Notice(
            f"There are more than twelve changes: {found.orders} orders were drawn instead of all; the sampling error "
            "is the standard error that is left. The sum is not touched by it."
        )


def _part(part: Part, orders: int) -> tuple[Cell, ...]:
    q = part.explains
    error = [Cell(number(part.error["harm"]), part.error["harm"]) if part.error else Cell("none")] if orders else []
    return row(name(part.change), *_numbers(q), *error)


def _sum(found: Comparison) -> tuple[Cell, ...]:
    return row("Together", *_numbers(found.whole), *(["none"] if found.orders else []))


def _numbers(q: Mapping[str, Quantity]) -> Iterator[Cell]:
    yield Cell(signed(middle(q["harm"])), middle(q["harm"]))
    yield Cell(interval(q["harm"], signed).removeprefix("90% interval ").removeprefix("interval "))
    for measure in (*(f"persons.{n}" for n in SHOWN_LEVELS), "strategic"):
        yield with_ends(q[measure], signed)


def figure(found: Comparison) -> Figure:
    """The waterfall of the severe equivalents from the one to the other."""
    before, after = found.before["harm"], found.after["harm"]
    title = f"From {with_ends(before).text} to {with_ends(after).text} severe equivalents a year"
    marks = tuple(_marks(found))
    chart = Chart("waterfall", title, marks, Axis("severe equivalents a year; lines: 90% intervals of a part"))
    words = "; ".join(f"{mark.name}: {mark.text}" for mark in marks[1:-1])
    caption = "What each change adds, one after the other; the numbers are in the table."
    return Figure(chart, f"{title}. {words}.", caption)


def _marks(found: Comparison) -> Iterator[Mark]:
    """The one side, the changes that explain most, what the others explain together, and the other side."""
    yield _end(f"From {found.one.name}", found.before["harm"])
    parts = [(name(p.change), p.explains["harm"]) for p in found.parts[:MOST_FALLS]]
    if rest := found.parts[MOST_FALLS:]:
        parts.append((f"{len(rest)} smaller changes", together_explain(rest)["harm"]))
    start = middle(found.before["harm"])
    for change, adds in parts:
        low, high = (None if end is None else start + end for end in (adds.low, adds.high))
        end = start + middle(adds)
        yield Mark(change, end, start=start, x_low=low, x_high=high, text=with_ends(adds, signed).text)
        start = end
    yield _end(f"To {found.other.name}", found.after["harm"])


def _end(side: str, q: Quantity) -> Mark:
    return Mark(side, middle(q), start=0.0, x_low=q.low, x_high=q.high, text=with_ends(q).text)


def name(change: Change | None) -> str:
    """A change in words, named after what matters most in it."""
    if change is None:
        return RULES
    ordered = sorted(change.differences, key=lambda d: (_rank(d), d.key))
    return f"{what(ordered[0])} {ordered[0].kind}{_more(ordered)}"


def _rank(found: Difference) -> int:
    place = LEADING.index(found.key[0]) if found.key[0] in LEADING else len(LEADING)
    return place if found.whole or len(found.key) == 1 else place + len(LEADING)


def _more(found: list[Difference]) -> str:
    if len(found) < 2:
        return ""
    named = listed([f"{what(d)} {d.kind}" for d in found[1:MOST_NAMED]])
    rest = len(found) - MOST_NAMED
    return f", with {named}" + (f" and {rest} more that only make sense together" if rest > 0 else "")


def what(found: Difference) -> str:
    """What a difference is about, in words: system hk-servers, its operator."""
    section, *about = found.key
    if not about:
        return SCALARS.get(section, section)
    if section in ("app", "settings"):
        return f"{NAMES[section]} {' '.join(about).replace('_', ' ')}"
    field = " ".join(about[1:]).replace("place", "in").replace("ends", "from and to")
    return f"{NAMES[section]} {about[0]}" + (f": {field}" if field else "")


def changed(found: Comparison) -> Table:
    """Everything that is new, gone or changed, with the places of both."""
    rows = tuple(_difference(d, found) for d in found.differences)
    columns = (Column("What"), Column("Before"), Column("After"), Column("Where"))
    return Table("New, gone and changed, by id and address", columns, rows)


def _difference(d: Difference, found: Comparison) -> tuple[Cell, ...]:
    places = " → ".join(dict.fromkeys(str(place) for place in (d.before_place, d.after_place) if place))
    asked = f" ({question(found.other.data_map, d.key[1])})" if d.key[0] == "estimates" and d.kind != "gone" else ""
    sides = ((found.one, d.before, d.after), (found.other, d.after, d.before))
    return row(f"{what(d)} {d.kind}{asked}", *(_value(d, *side) for side in sides), places)


def _value(d: Difference, side: Side, value: object, instead: object) -> str:
    """What a side says; of what several people say of one number, their pool and who says otherwise than beside it."""
    if not isinstance(value, Estimate) or not value.said:
        return _cut(said(d.key, value))
    others = instead.statements if isinstance(instead, Estimate) else ()
    own = [f"{one.by or 'somebody'} {range_words(one)}" for one in value.said if one not in others]
    return "; ".join((_pooled(side, d.key[1] if d.key[0] == "estimates" else d.name, value), *own))


def _pooled(side: Side, address: str, value: Estimate) -> str:
    """The pool of what several people say, with its 90 % range where the side uses it."""
    known = side.assessment.known.get(address)
    ends = "" if known is None else f", 90% {figures(known.quantile(LOW))}–{figures(known.quantile(HIGH))}"
    return f"{range_words(value)}{ends}"


def _cut(text: str) -> str:
    return text if len(text) <= MOST_SAID else f"{text[: MOST_SAID - 1]}…"


def _laws(found: Comparison) -> Iterator[Block]:
    rows = tuple(row(law_title(a.regime), outcome_words(a.before), outcome_words(a.after)) for a in found.laws)
    yield Table("Laws that answer otherwise", (Column("Law"), Column("Before"), Column("After")), rows)


def _routes(found: Comparison) -> Iterator[Block]:
    for caption, ways, side in (
        ("New routes", found.new_routes, found.other),
        ("Routes that are gone", found.gone_routes, found.one),
    ):
        drawn = with_draws(side.assessment, COMPARISON_DRAWS if found.whole["harm"].low is not None else 0)
        rows = tuple(_way(way, drawn) for way in ways[:MOST_ROUTES])
        more = f", the {MOST_ROUTES} most probable of {len(ways)}" if len(ways) > MOST_ROUTES else ""
        yield Table(f"{caption}{more}", ROUTE, rows)
        if not side.assessment.all_ways.complete:
            looked_for = f"{len(side.assessment.all_ways):,} that were looked for on the other side"
            yield Notice(f"{side.name} has more routes than the {looked_for}.")


def _way(way: Way, drawn: Assessment) -> tuple[Cell, ...]:
    words = event_words(drawn.data_map, way.event)
    return row(
        words, data_name(drawn.data_map, way.data), group_name(way.users), *chance_pair(way_quantity(drawn, way))
    )
