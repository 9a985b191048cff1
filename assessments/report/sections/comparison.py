"""Section on changes between two assessments, as a clerk would note them: by five groups, then by id and address."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import filterfalse

from assessments.conclusions.reach import average
from assessments.conclusions.sure import is_below_0
from assessments.conclusions.two_maps import (
    AppBeside,
    acting_sides,
    apps_beside,
    by_reached,
    explains_most,
    riskier,
    times_more,
)
from assessments.report.blocks import Block, Cell, Column, Figure, NamedCells, Notice, Section, Table, Text, row
from assessments.report.cells import INTERVAL, chance_pair, tightly, with_ends
from assessments.report.estimate_words import range_words
from assessments.report.figures.chart import LOGARITHMIC, Axis, Chart, Mark
from assessments.report.glossary import HARMED, HARMED_FIRST
from assessments.report.law_words import outcome_of
from assessments.report.law_words import title as law_title
from assessments.report.questions import question
from assessments.report.reasons import data_name, event_words, group_name
from assessments.report.sections.page_one import lead_sentence as lead_sentence_of
from assessments.report.sections.summary import SIMULATED
from assessments.report.sentences import (
    OF_SIDE,
    Say,
    actor_name,
    as_read,
    as_sure,
    class_word,
    enumerated,
    figures,
    in_brackets,
    interval,
    middle,
    number,
    per_100,
    percent,
    signed,
    span,
    the_state,
)
from assessments.results.comparison.compared import HARM_BY_SIDE, ComparedMap, MapComparison
from assessments.results.comparison.differences import GROUPS, Difference, JoinedGroups, value_text
from assessments.results.quantity import Quantity, route_quantity
from assessments.results.reach_parts import SummaryRow
from assessments.results.summary import summary_parts
from assessments.run import Run
from data_maps.problems import Place
from data_maps.quantities import Estimate
from risk.catalogue import Side as ActorSide
from risk.routes import EventRoute

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
    "standing": "standing access",
    "screened": "content screened by",
    "readings": "reading",
    "combinations": "combination",
    "leave_out": "left out",
    "questions": "question",
    "estimates": "number",
    "settings": "setting",
}
SCALARS = {
    "as_of": "the day",
    "viewpoint": "whose people",
    "horizon": "the horizon",
    "question": "the state asked about",
    "title": "the title",
    "record": "the record of one's own",
    "people": "the people in all",
    "rules": "rules, facts or versions behind a saved result",
}
MOST_ROUTES, MOST_SAID = 5, 90
SHOWN = (*HARM_BY_SIDE.values(), "strategic")
STATES = (
    Column("State"),
    Column("Chance before, in 100", numeric=True),
    Column("Of how many before", numeric=True),
    Column("Chance after, in 100", numeric=True),
    Column("Of how many after", numeric=True),
)
REACHED_NOW = "What states could order is told of both maps as they are assessed now."
ROUTE = (Column("Route"), Column("Data"), Column("Of"), Column("Chance", numeric=True), INTERVAL)
KEPT = (
    "A saved result keeps its intervals and not its simulations. "
    "So what law explains, and the difference as a whole, have no interval of their own."
)
IN_GROUPS = (
    "People: who uses the app, how many they are, and what they rely on it for. "
    "Data: what flows in which shares, with which keys, kept how long, and which lines are in the clear. "
    "Place: systems, where they stand, who runs them and who can reach in. "
    "Owner: parties, who owns or controls whom, and agreements. "
    "Law: the day, whose people count, what states may do and try, options, settings and rules. "
    "What is about a user group, a system or data that only one side has is counted with that."
)
NOTE = (
    "Foreign states, their own state and others are in no sum: what one may do says nothing of another. "
    "Each group explains what it adds to the difference, averaged over every order in which the groups can change "
    "(Shapley). Both sides are simulated with the same numbers, and an interval is of the part itself. Middles of "
    "parts do not add up by themselves. So each is moved within its interval, all by the same part of the way to "
    "its end. Figures are rounded to two digits one by one, or to one where simulations make no second sure. So they "
    "may not add up."
)


def section(comparison: MapComparison, runs: Sequence[Run]) -> Section:
    """The whole note: what states could order first, everything that differs at its end.

    Args:
        comparison: The two sides.
        runs: Both sides, in all their draws where they have any.
    """
    reached = reach_blocks(comparison, runs)
    return Section("comparison", "What changed", (*reached, *blocks(comparison), *changed(comparison)))


def reach_blocks(comparison: MapComparison, runs: Sequence[Run]) -> Iterator[Block]:
    """What the state asked about could order on either side, then each state before and after; nothing of the same."""
    if comparison.same:
        return
    sides = [summary_parts(run) for run in runs]
    before, after = (lead_sentence_of(parts).text for parts in sides)
    stays = f"Before and after: {before}" if before == after else f"Before: {before} After: {after}"
    yield Text(stays, lead=True)
    if comparison.other_rules:
        yield Notice(REACHED_NOW)
    by_actor = [{state.actor: state for state in parts.table} for parts in sides]
    foreign = {actor: state.foreign for of_side in by_actor for actor, state in of_side.items()}
    rows = tuple(
        row(
            actor_name(actor) + ("" if foreign[actor] else ", own state"),
            *(cell for of_side in by_actor for cell in _reached(of_side.get(actor))),
        )
        for actor in (*filter(foreign.get, foreign), *filterfalse(foreign.get, foreign))
    )
    yield Table(
        "What each state could order before and after, of how many people if so",
        STATES,
        rows,
        "No state has a tie to either.",
    )


def _reached(state: SummaryRow | None) -> tuple[Cell, Cell]:
    """The chance that a state could order data, and of how many people if so, as on page one."""
    if state is None or not state.data:
        return Cell("no tie" if state is None else "0", 0.0), Cell("–")
    likely = average(state.chance)
    return Cell(f"{per_100(likely)}{in_brackets(state.chance, per_100)}", likely), with_ends(state.if_so, figures)


def blocks(comparison: MapComparison) -> Iterator[Block]:
    """The note, what matters most first."""
    yield Text(lead_sentence(comparison), lead=True)
    if not comparison.same:
        yield from simulated(comparison)
    yield NamedCells((("From", Cell(_side(comparison.one))), ("To", Cell(_side(comparison.other)))))
    if comparison.same:
        return
    yield from explained_blocks(comparison)
    rows = tuple(row(law_title(a.regime), outcome_of(a.before), outcome_of(a.after)) for a in comparison.laws)
    yield Table("Laws that answer otherwise", (Column("Law"), Column("Before"), Column("After")), rows)
    yield from _routes(comparison)


def simulated(comparison: MapComparison) -> Iterator[Notice]:
    """The sides that are too wide for an exact result, and what that leaves of a small difference."""
    wide = [side.name for side in (comparison.one, comparison.other) if not side.exact]
    if wide:
        yield Notice(
            f"{enumerated(list(dict.fromkeys(wide)))}: {SIMULATED}. A difference that is no larger than the error of "
            "the trials, which each assessment tells by itself, may be none."
        )


def lead_sentence(comparison: MapComparison) -> str:
    """The change of the harm by each side of actors, and what explains most of the first."""
    if comparison.same:
        return "Nothing changed: both say the same, by the same rules."
    first, *others = acting_sides(comparison)
    texts = [in_short(comparison), *(f"Those by {_change(comparison, side, in_brackets)}." for side in others)]
    return f"Differences: {_many(comparison.differences)}. {' '.join(texts)}{_largest_group_words(comparison, first)}"


def in_short(comparison: MapComparison) -> str:
    """The change of the harm by the first side of actors."""
    return f"{HARMED_FIRST} a year by {_change(comparison, first_side(comparison), _interval_of)}."


def first_side(comparison: MapComparison) -> ActorSide:
    """The side of actors that a headline and its picture are about."""
    return acting_sides(comparison)[0]


def _change(comparison: MapComparison, side: ActorSide, first: Callable[[Quantity, Say], str]) -> str:
    """The harm by one side, from the one to the other, or that it stays; the `first` number has its interval so."""
    before, after, whole = (
        numbers[HARM_BY_SIDE[side]] for numbers in (comparison.before, comparison.after, comparison.whole)
    )
    if not middle(whole):
        return f"{OF_SIDE[side]} stay at {as_read(after, number)}{first(after, number)}"
    more = "more or less" if not as_sure(whole, _size) else "less" if is_below_0(whole) else "more"
    moved = f"{_rounding_word(whole)}{as_read(whole, _size)} {more}{in_brackets(whole, signed)}"
    ends = f"{as_read(before, number)}{first(before, number)} to {with_ends(after).text}"
    return f"{OF_SIDE[side]} go from {ends}: {moved}"


def _rounding_word(change: Quantity) -> str:
    """The word before a change that is rounded to what its simulations make sure, which its ends may not show."""
    return "about " if as_sure(change, _size) not in (0.0, change.middle) else ""


def _size(change: float) -> str:
    """The size of a change, whichever way."""
    return number(abs(change))


def _largest_group_words(comparison: MapComparison, side: ActorSide) -> str:
    """The group that explains most of the change of a side's harm, in words; empty where that does not change."""
    harm = HARM_BY_SIDE[side]
    most = explains_most(comparison, side)
    if most is None:
        return ""
    adds = most.explains[harm]
    named = f" of the change by {OF_SIDE[side]}" if len(acting_sides(comparison)) > 1 else ""
    groups, amount = enumerated(list(most.groups)), f"{as_read(adds, signed)}{in_brackets(adds, signed)}"
    return f" What explains most{named}: {groups}, {amount}."


def _interval_of(q: Quantity, say: Say) -> str:
    """The interval of a number in brackets; nothing where there is none."""
    return f" ({interval(q, say)})" if q.low is not None else ""


def _many(differences: Sequence[Difference]) -> str:
    """The number of differences of each kind."""
    kinds = [d.kind for d in differences]
    return enumerated([f"{kinds.count(kind)} {kind}" for kind in ("new", "gone", "changed") if kind in kinds])


def _side(side: ComparedMap) -> str:
    data_map = side.data_map
    with_ = f", with {enumerated(list(side.settings.options))} in force" if side.settings.options else ""
    where = actor_name(f"state:{data_map.viewpoint}")
    return f"{side.name}: {data_map.title}; people in {where}, as of {data_map.as_of}{with_}"


def explained_blocks(comparison: MapComparison) -> Iterator[Block]:
    """The amount of the difference that each group explains."""
    yield figure(comparison)
    yield Table(
        f"What explains the change, a year: {HARMED}, and officials exposed",
        (
            Column("Group"),
            Column("Differs"),
            *(Column(f"By {OF_SIDE[side]}", numeric=True) for side in HARM_BY_SIDE),
            Column("Officials exposed, by all actors", numeric=True),
        ),
        (*rows_of_groups(comparison), row("Together", _many(comparison.differences), *_numbers(comparison.whole))),
    )
    for joined in (joined for joined in comparison.parts if len(joined.groups) > 1):
        yield Text(f"{name(joined.groups)} only make sense together, so that they are one group here.")
    yield Text(IN_GROUPS)
    yield Text(NOTE)
    if comparison.other_rules:
        yield Notice(KEPT)


def rows_of_groups(comparison: MapComparison) -> Iterator[tuple[Cell, ...]]:
    """A row for each group, or several that only make sense together; those that do not differ explain nothing."""
    by_first = {joined.groups[0]: joined for joined in comparison.parts}
    together = {group for joined in comparison.parts for group in joined.groups[1:]}
    for group in (group for group in GROUPS if group not in together):
        explained_by = by_first.get(group)
        if explained_by is None:
            yield row(name((group,)), "the same", *("0" for _ in SHOWN))
        else:
            yield row(name(explained_by.groups), _many(explained_by.differences), *_numbers(explained_by.explains))


def _numbers(q: Mapping[str, Quantity]) -> Iterator[Cell]:
    yield from (with_ends(q[measure], signed) for measure in SHOWN)


def figure(comparison: MapComparison) -> Figure:
    """The waterfall of the severe equivalents by foreign states, or by the first side that acts, from one to other."""
    side = first_side(comparison)
    before, after = comparison.before[HARM_BY_SIDE[side]], comparison.after[HARM_BY_SIDE[side]]
    ends = f"From {as_read(before, number)} to {as_read(after, number)}"
    title = f"{ends} {HARMED} a year by {OF_SIDE[side]}"
    marks = tuple(_marks(comparison, HARM_BY_SIDE[side]))
    chart = Chart("waterfall", title, marks, Axis(f"{HARMED} a year"))
    words = "; ".join(f"{mark.name}: {mark.text}" for mark in marks[1:-1])
    caption = "What each group adds; lines are intervals of a part."
    return Figure(chart, f"{title}. {words}.", caption)


def _marks(comparison: MapComparison, harm: str) -> Iterator[Mark]:
    """The one side, what each group adds, and the other side."""
    one, other = _side_names(comparison)
    yield _end(f"From {one}", comparison.before[harm])
    start = middle(comparison.before[harm])
    for explained_by in comparison.parts:
        adds = explained_by.explains[harm]
        low, high = (None if end is None else start + end for end in (adds.low, adds.high))
        end = start + middle(adds)
        words = with_ends(adds, signed).text
        yield Mark(name(explained_by.groups), end, start=start, x_low=low, x_high=high, text=words)
        start = end
    yield _end(f"To {other}", comparison.after[harm])


def _side_names(comparison: MapComparison) -> tuple[str, str]:
    """Two apps by their names; two assessments of one app by what they are called."""
    one, other = comparison.one, comparison.other
    apps = (one.data_map.app.name, other.data_map.app.name)
    return (one.name, other.name) if len(set(apps)) == 1 else apps


def _end(side: str, q: Quantity) -> Mark:
    return Mark(side, middle(q), start=0.0, x_low=q.low, x_high=q.high, text=with_ends(q).text)


def name(groups: JoinedGroups) -> str:
    """A group in words, or several that only make sense together."""
    return enumerated(list(groups)).capitalize()


def subject_words(difference: Difference) -> str:
    """The subject of a difference, in words: system hk-servers, its operator."""
    section, *names = difference.key
    if not names:
        return SCALARS.get(section, section)
    if section in ("app", "settings"):
        return f"{NAMES[section]} {' '.join(names).replace('_', ' ')}"
    field = " ".join(names[1:]).replace("place", "in").replace("ends", "from and to")
    return f"{NAMES[section]} {names[0]}" + (f": {field}" if field else "")


def changed(comparison: MapComparison, named: Callable[[Place], str] = str) -> Iterator[Table]:
    """Everything that is new, gone or changed, a table for each group, with the places of both."""
    columns = (Column("What"), Column("Before"), Column("After"), Column("Where"))
    for explained_by in comparison.parts:
        rows = tuple(_difference(d, comparison, named) for d in explained_by.differences)
        yield Table(f"{name(explained_by.groups)}: {_many(explained_by.differences)}", columns, rows)


def _difference(d: Difference, comparison: MapComparison, named: Callable[[Place], str]) -> tuple[Cell, ...]:
    places = " → ".join(dict.fromkeys(named(place) for place in (d.before_place, d.after_place) if place))
    wording = (
        f" ({question(comparison.other.data_map, d.key[1])})" if d.key[0] == "estimates" and d.kind != "gone" else ""
    )
    sides = ((comparison.one, d.before, d.after), (comparison.other, d.after, d.before))
    return row(f"{subject_words(d)} {d.kind}{wording}", *(_value(d, *side) for side in sides), places)


def _value(d: Difference, side: ComparedMap, value: object, instead: object) -> str:
    """What a side says; of what several people say of one number, their pool and who says otherwise than beside it."""
    if not isinstance(value, Estimate) or not value.said:
        text = value_text(d.key, value)
        return text if len(text) <= MOST_SAID else f"{text[: MOST_SAID - 1]}…"
    others = instead.statements if isinstance(instead, Estimate) else ()
    own = [
        f"{statement.by or 'somebody'} {range_words(statement)}" for statement in value.said if statement not in others
    ]
    pool = side.ends(d.key[1] if d.key[0] == "estimates" else d.name)
    ends = "" if pool is None else f", 90% {span(*pool)}"
    return "; ".join((f"{range_words(value)}{ends}", *own))


def _routes(comparison: MapComparison) -> Iterator[Block]:
    for caption, routes, side in (
        ("New routes", comparison.new_routes, comparison.other),
        ("Routes that are gone", comparison.gone_routes, comparison.one),
    ):
        drawn = side.in_draws if comparison.whole["harm"].low is not None else side.run
        rows = tuple(_route(route, drawn) for route in routes[:MOST_ROUTES])
        more = f", the {MOST_ROUTES} most probable of {len(routes)}" if len(routes) > MOST_ROUTES else ""
        yield Table(f"{caption}{more}", ROUTE, rows)
        if not side.routes.complete:
            looked_for = f"{side.routes.count:,} that were looked for on the other side"
            yield Notice(f"{side.name} has more routes than the {looked_for}.")


def _route(route: EventRoute, drawn: Run) -> tuple[Cell, ...]:
    data_map = drawn.data_map
    words = event_words(data_map, route.event)
    whose = group_name(data_map, route.users)
    return row(words, data_name(data_map, route.data), whose, *chance_pair(route_quantity(drawn, route)))


def two_apps(one: ComparedMap, other: ComparedMap) -> bool:
    """True where the sides are different apps and not two states of one."""
    return one.data_map.app.name != other.data_map.app.name


def verdict(*runs: Run) -> tuple[Block, ...]:
    """Which of two apps is riskier per user and how sure that is, the state asked about of both, then totals.

    Args:
        runs: Both apps, in draws where there are any.
    """
    one, other = apps_beside(*runs)
    asked = tuple((app.name, Cell(lead_sentence_of(summary_parts(app.run)).text)) for app in (one, other))
    return (
        Text(_per_user_sentence(one, other), lead=True),
        NamedCells(asked),
        Text(_others_sentence(one, other)),
        Text(_reach_sentence(one, other)),
        _figure(one, other),
    )


def _reach_sentence(one: AppBeside, other: AppBeside) -> str:
    """How many times as many people the one app puts within reach of a state as the other."""
    data, (more, *less) = class_word(one.of_class), by_reached(one, other) or (None,)
    if more is None or more.widest is None:
        return f"Neither app puts {data} within reach of a foreign state."
    state, people = the_state(more.widest.actor.removeprefix("state:")), figures(more.reached)
    if not less:
        nobodys = other if more is one else one
        return f"{more.name} puts {data} of {people} people within reach of {state}; {nobodys.name} of nobody."
    times = times_more(more, less[0])
    if times is None:
        return f"Both put {data} of about as many people within reach: {people} and {figures(less[0].reached)}."
    return (
        f"{more.name} puts {data} of about {figures(times)} times as many people within reach of {state} as "
        f"{less[0].name} does of any foreign state."
    )


def _per_user_sentence(one: AppBeside, other: AppBeside) -> str:
    """The harm by foreign states per 100,000 users of both with its interval, the riskier first, and how sure it is."""
    found = riskier(one, other, per_user=True)
    first, sure = found or (one, 0.0)
    second = other if first is one else one
    of_each = (
        f"{app.name} {as_read(harm, figures)}{in_brackets(harm, figures)}"
        for app, harm in ((app, app.per_users("foreign_states")) for app in (first, second))
    )
    certain = f"; {first.name} does more in {percent(sure)} of simulations" if found else ""
    return f"Per 100,000 users foreign states would harm seriously (equivalent), a year: {', '.join(of_each)}{certain}."


def _others_sentence(one: AppBeside, other: AppBeside) -> str:
    """The harm of the other sides per 100,000 users; and by which app foreign states do more in all."""
    sides = [side for side in OF_SIDE if side != "foreign_states" and (side in one.harms or side in other.harms)]
    both = (
        f"by {OF_SIDE[side]} {as_read(one.per_users(side), figures)} and {as_read(other.per_users(side), figures)}"
        for side in sides
    )
    sentence = f"{HARMED_FIRST} a year per 100,000 users, {one.name} and {other.name}: {'; '.join(both) or 'none'}."
    more = riskier(one, other)
    if more is None:
        return sentence
    app, sure = more
    return f"{sentence} By foreign states {app.name} does more harm in all in {percent(sure)} of simulations."


def _figure(one: AppBeside, other: AppBeside) -> Figure:
    """Reach and harm of both over each other, on one log axis."""
    marks = tuple(
        mark
        for title, quantities in (
            (
                f"{class_word(one.of_class)} within reach",
                [(app.name, app.widest.expected) for app in (one, other) if app.widest],
            ),
            (f"{HARMED} a year by foreign states", _foreign(one, other)),
        )
        for name, q in quantities
        for mark in (Mark(f"{name}: {title}", q.middle, x_low=q.low, x_high=q.high, text=tightly(q, figures)),)
    )
    title = f"{one.name} beside {other.name}"
    chart = Chart("bars", title, marks, Axis("people", log=True, drawn=LOGARITHMIC))
    return Figure(chart, chart.alt, "Points are middle values; lines are 90% intervals.")


def _foreign(*apps: AppBeside) -> list[tuple[str, Quantity]]:
    """The harm by foreign states of each app on which one acts."""
    return [(app.name, app.harms["foreign_states"]) for app in apps if "foreign_states" in app.harms]
