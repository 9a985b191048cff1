"""Two maps worked through on the page on the method: by hand from their own numbers, and by the program."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import cache

from made_format import Lines, number, table

from assessments.results.actors import all_actors, all_events, people_counted, totals_by_side
from assessments.results.headline import headline_numbers, strategic_numbers
from assessments.results.reach import reach_of
from assessments.results.sensitivity import conditional
from assessments.run import Run, Settings, assess
from data_maps.reading import read_path


@cache
def assessed(name: str, draws: int = 0) -> Run:
    """The assessment of a shipped map; raises ValueError where the map has problems."""
    data_map = read_path(name).data_map
    if data_map is None:
        raise ValueError(f"{name} has problems")
    return assess(data_map, Settings(draws=draws))


def harbour_rows(*_: str) -> Lines:
    """The smallest shipped map, by hand from its own numbers and by the program."""
    run = assessed("case:harbour")
    x = {address: number.best for address, number in (*run.events.inputs.items(), *run.events.numbers.items())}
    yield from table(("what", "by hand", "comes to", "the program"), (*_harbour_chances(x), *_harbour_people(x, run)))


def _harbour_chances(x: Mapping[str, float]) -> Iterator[tuple[str, ...]]:
    reached, (one, two) = _reached(x), _log_routes(x)
    yield "interest · power, shared by every route", "0.8 · 0.5", number(reached), ""
    yield "chats, one route: control · custody · clear", "0.8 · 0.9 · 0.9", number(_chats(x)), ""
    yield "log, two routes", f"1 − (1 − {number(one)}) · (1 − {number(two)})", number(_log(x)), ""
    yield "log, if its routes were added up", f"{number(one)} + {number(two)}", number(one + two), ""


def _harbour_people(x: Mapping[str, float], run: Run) -> Iterator[tuple[str, ...]]:
    head = headline_numbers(run)
    high, any_ = _reached(x) * _chats(x), _reached(x) * _log(x)
    orders = x["demand.targeted.XB"] * x["carried_out.targeted.XB"]
    bulk = x["demand.whole.XB"] * x["carried_out.whole.XB"]
    named = x["taken.targeted.XB"] * (1 + x["swept.XB"])
    taken = x["users.people.count"] * x["taken.whole.XB"] * x["identified.state:XB"]
    often = orders * named + bulk * taken
    harm = often * (high / 4 + (any_ - high) / 16)
    some, many = (-any_ * math.expm1(-5 * rate) for rate in (orders + bulk, bulk))
    route = _reached(x) * _log_routes(x)[0] * x["carried_out.targeted.XB"]
    people, power, within = x["users.people.count"], x["power.XB.parent"], reach_of(run).at_best
    content, data = (float(within.persons("XB", of_class)[0]) for of_class in ("content", "any"))
    by_hand = f"{people * power * _chats(x):,.0f}", f"{people * power * _log(x):,.0f}"
    yield "reach to content (no interest is asked)", "1,000,000 · 0.5 · 0.648", by_hand[0], f"{content:,.0f}"
    yield "reach to any data", "1,000,000 · 0.5 · 0.804", by_hand[1], f"{data:,.0f}"
    yield "a person at level 2 or higher", f"0.4 · {number(_log(x))}", f"{any_:.4f}", ""
    yield "a person at level 3", f"0.4 · {number(_chats(x))}", f"{high:.4f}", ""
    yield "people whom an order names or sweeps up", "10 + 5 · 10", number(named), ""
    yield "people taken in bulk and told by name", "1,000,000 · 0.4 · 0.75", number(taken), ""
    yield "people exposed a year, if all is open", "2 · 0.75 · 60 + 0.02 · 0.5 · 300,000", number(often), ""
    yield "at level 2 or higher", f"· {any_:.4f}", f"{often * any_:.2f}", f"{head.persons_per_year[2].point:.2f}"
    yield "at level 3", f"· {high:.4f}", f"{often * high:.2f}", f"{head.persons_per_year[3].point:.2f}"
    yield "H", "level 3 / 4 + level 2 alone / 16", f"{harm:.3f}", f"{head.harm.point:.3f}"
    yield "score", "10 · log₁₀(1 + H)", f"{10 * math.log10(1 + harm):.2f}", f"{head.score.point:.2f}"
    yield "an event in 5 years", f"{any_:.4f} · (1 − e^(−5 · 1.51))", f"{some:.4f}", f"{head.any[5].point:.4f}"
    yield "one in bulk", f"{any_:.4f} · (1 − e^(−5 · 0.01))", f"{many:.5f}", f"{head.bulk[5].point:.5f}"
    yield "most probable route", "0.4 · 0.72 · 0.75", number(route), number(run.routes[0].probability)


def _reached(x: Mapping[str, float]) -> float:
    return x["interest.XB"] * x["power.XB.parent"]


def _chats(x: Mapping[str, float]) -> float:
    return x["control.parent.harbour"] * x["custody.harbour.pier"] * x["clear.pier.operator"]


def _log_routes(x: Mapping[str, float]) -> tuple[float, float]:
    by_operator = x["control.parent.harbour"] * x["custody.harbour.pier"]
    return by_operator, x["control.parent.helpers"] * x["custody.helpers.pier"]


def _log(x: Mapping[str, float]) -> float:
    one, two = _log_routes(x)
    return 1 - (1 - one) * (1 - two)


def example_facts(*_: str) -> Lines:
    """The numbers of the worked example, as its map states them."""
    run = assessed("case:example-chat")
    x = {address: number.best for address, number in run.events.numbers.items()}
    targets = math.fsum(x[f"taken.targeted.XB.{group}"] for group in ("general", "diaspora", "officials"))
    at_risk = x["users.diaspora.count"] + x["users.officials.count"]
    everyone, officials = people_counted(run).point, x["users.officials.count"]
    yield f"- {number(everyone)} people use it. {number(at_risk)} are at risk, {number(officials)} of these officials."
    yield f"- The law of XB reaches the holding with a probability of {number(x['power.XB.holding'])}."
    yield f"- The operator can access the main store with {number(x['custody.chat-operator.main'])}."
    yield (
        f"- Orders about named people: {number(x['demand.targeted.XB'])} a year, carried out with "
        f"{number(x['carried_out.targeted.XB'])}. One names {number(targets)} people, and "
        f"{number(x['swept.XB.general'])} contacts of each come along."
    )
    yield (
        f"- Orders about everybody: {number(x['demand.whole.XB'])} a year, carried out with "
        f"{number(x['carried_out.whole.XB'])}. One yields {number(x['taken.whole.XB'])} of all people, and "
        f"{number(x['identified.state:XB'])} of these can be told by name."
    )
    taken, identified = x["taken.intrusion.second-host"], x["identified.criminals"]
    yield (
        f"- Break-ins into the second store: {number(x['attempts.intrusion.second-host'])} a year, of which "
        f"{number(x['success.intrusion.second-host'])} succeed. One takes {number(taken)} of all people, and "
        f"{number(identified)} of these can be told by name."
    )


def example_rows(*_: str) -> Lines:
    """The worked example of three events, by hand from the map's own numbers and by the program."""
    run = assessed("case:example-chat")
    x = {address: number.best for address, number in (*run.events.inputs.items(), *run.events.numbers.items())}
    yield from table(("what", "by hand", "comes to", "the program"), (*_example_events(x, run), *_example(x, run)))


def _example_events(x: Mapping[str, float], run: Run) -> Iterator[tuple[str, ...]]:
    """Each event of the example: how often, and what it comes to."""
    reach, harms = _example_reach(x), [row.harm.point for row in all_events(run)]
    counted, within = people_counted(run).point, reach_of(run).at_best
    persons, months = (float(frame("XB", "content")[0]) for frame in (within.persons, within.person_months))
    horizon = 12 * run.data_map.horizon
    yield "the state can compel the operator, who can reach the store", "0.9 · 0.8", number(reach), ""
    yield "reach: people whose content it could order", "0.72 · 1,000,000", f"{reach * counted:,.0f}", f"{persons:,.0f}"
    yield (
        "reach in person-months, over the two years of the map",
        "0.72 · 1,000,000 · 24",
        f"{reach * counted * horizon:,.0f}",
        f"{months:,.0f}",
    )
    for (what, often, people), weighted, harm in zip(_EXAMPLE, _weighted(x), harms, strict=True):
        yield f"{what}: attempts a year that come off", often, f"{_often(x, what):.3f}", ""
        yield f"{what}: weighted people each time", people, f"{weighted:,.1f}", ""
        yield f"{what}: H", "the one times the other", f"{_often(x, what) * weighted:,.3f}", f"{harm:,.3f}"


_EXAMPLE = (
    ("orders about named people", "0.72 · 4 · 0.75", "40 at risk + 10 / 4 + 20 · 50 contacts / 4"),
    ("orders in bulk", "0.72 · 0.05 · 0.5", "0.6 · 0.9 · (950,000 / 4 + 50,000)"),
    ("break-ins", "0.1 · 0.3", "0.2 · 0.5 · (950,000 / 16 + 50,000 / 4)"),
)


def _example_reach(x: Mapping[str, float]) -> float:
    return x["power.XB.holding"] * x["custody.chat-operator.main"]


def _often(x: Mapping[str, float], what: str) -> float:
    """The number of attempts of an event a year that come off."""
    named, bulk, break_in = (
        _example_reach(x) * x["demand.targeted.XB"] * x["carried_out.targeted.XB"],
        _example_reach(x) * x["demand.whole.XB"] * x["carried_out.whole.XB"],
        x["attempts.intrusion.second-host"] * x["success.intrusion.second-host"],
    )
    return dict(zip((event for event, _, _ in _EXAMPLE), (named, bulk, break_in), strict=True))[what]


def _weighted(x: Mapping[str, float]) -> tuple[float, float, float]:
    """The weighted people of an attempt of each event: level 4 counts 1, level 3 a quarter, level 2 a sixteenth."""
    general = x["users.general.count"]
    at_risk = x["users.diaspora.count"] + x["users.officials.count"]
    named = [x[f"taken.targeted.XB.{group}"] for group in ("general", "diaspora", "officials")]
    contacts = x["swept.XB.general"] * math.fsum(named)
    bulk = x["taken.whole.XB"] * x["identified.state:XB"]
    break_in = x["taken.intrusion.second-host"] * x["identified.criminals"]
    return (
        named[1] + named[2] + (named[0] + contacts) / 4,
        bulk * (general / 4 + at_risk),
        break_in * (general / 16 + at_risk / 4),
    )


def _example(x: Mapping[str, float], run: Run) -> Iterator[tuple[str, ...]]:
    """The example in all."""
    head = headline_numbers(run)
    harm = math.fsum(_often(x, what) * weighted for (what, _, _), weighted in zip(_EXAMPLE, _weighted(x), strict=True))
    orders = x["demand.targeted.XB"] * x["carried_out.targeted.XB"]
    bulk = x["demand.whole.XB"] * x["carried_out.whole.XB"]
    reach, break_in = _example_reach(x), _often(x, "break-ins")
    year = 1 - (1 - reach + reach * math.exp(-(orders + bulk))) * math.exp(-break_in)
    five = -reach * math.expm1(-5 * bulk)
    yield "H", "the three together", f"{harm:,.3f}", f"{head.harm.point:,.3f}"
    yield "score", "10 · log₁₀(1 + H)", f"{10 * math.log10(1 + harm):.2f}", f"{head.score.point:.2f}"
    yield "attempts a year that come off if the state can compel", "4 · 0.75 + 0.05 · 0.5", f"{orders + bulk:.3f}", ""
    yield (
        "an event within a year",
        "1 − (0.28 + 0.72 · e^(−3.025)) · e^(−0.03)",
        f"{year:.4f}",
        f"{head.any[1].point:.4f}",
    )
    yield "one in bulk in five", "0.72 · (1 − e^(−5 · 0.025))", f"{five:.4f}", f"{head.bulk[5].point:.4f}"
    yield from _example_people(x, run)


def _example_people(x: Mapping[str, float], run: Run) -> Iterator[tuple[str, ...]]:
    """The people of the first sentence."""
    named = math.fsum(x[f"taken.targeted.XB.{group}"] for group in ("general", "diaspora", "officials"))
    bulk = x["taken.whole.XB"] * x["identified.state:XB"] * people_counted(run).point
    people_each_time = (named * (1 + x["swept.XB.general"]), bulk)
    often = [_often(x, what) for what in ("orders about named people", "orders in bulk")]
    states = math.fsum(times * people for times, people in zip(often, people_each_time, strict=True))
    program = totals_by_side(run)["foreign_states"].persons_per_year[3]
    yield (
        "foreign states: people a year at level 3 or higher",
        "2.16 · (40 + 10 + 20 · 50) + 0.018 · 0.6 · 0.9 · 1,000,000",
        f"{states:,.0f}",
        f"{program.point:,.0f}",
    )
    yield from _example_rest(x, run)


_OTHER_FIGURES = (
    ("states: people a year at level 4", "2.16 · (30 + 10) + 0.018 · 0.54 · 50,000"),
    ("states: people a year at level 3 or higher if the law reaches the holding", "11,988 / 0.9"),
    ("criminals: people a year at level 3 or higher", "0.03 · 0.1 · 50,000"),
    ("criminals: people a year at level 2 or higher", "0.03 · 0.1 · 1,000,000"),
    ("officials exposed a year", "2.16 · 10 + (0.018 · 0.54 + 0.03 · 0.1) · 2,000"),
)


def _example_rest(x: Mapping[str, float], run: Run) -> Iterator[tuple[str, ...]]:
    """The report's other figures: people by level and actor, what hangs on a power, the strategic track, per users."""
    at_risk, officials = x["users.diaspora.count"] + x["users.officials.count"], x["users.officials.count"]
    named, bulk, broken = (_often(x, what) for what, _, _ in _EXAMPLE)
    most, some = _taken(x)
    general, diaspora, own = (x[f"taken.targeted.XB.{group}"] for group in ("general", "diaspora", "officials"))
    total, people_named = people_counted(run).point, (general + diaspora + own) * (1 + x["swept.XB.general"])
    by_hand = (
        named * (diaspora + own) + bulk * most * at_risk,
        (named * people_named + bulk * most * total) / x["power.XB.holding"],
        broken * some * at_risk,
        broken * some * total,
        named * own + (bulk * most + broken * some) * officials,
    )
    for (what, formula), value, program in zip(_OTHER_FIGURES, by_hand, _other_figures(run), strict=True):
        yield what, formula, f"{value:,.2f}", f"{program:,.2f}"
    yield from _example_sizes(x, run, (people_named, some * total, most * total))


def _other_figures(run: Run) -> tuple[float, ...]:
    """The program's own values of the other figures, in their order."""
    people = {row.actor: row.persons_per_year for row in all_actors(run)}
    hangs, criminals = conditional(run, 3), people["criminals"]
    return (
        people["state:XB"][4].point,
        hangs.if_so.point if hangs else 0.0,
        criminals[3].point,
        criminals[2].point,
        strategic_numbers(run).persons_per_year.point,
    )


def _taken(x: Mapping[str, float]) -> tuple[float, float]:
    """The share of all people that an order in bulk, and that a break-in, takes and can tie to a name."""
    bulk = x["taken.whole.XB"] * x["identified.state:XB"]
    return bulk, x["taken.intrusion.second-host"] * x["identified.criminals"]


def _example_sizes(x: Mapping[str, float], run: Run, sizes: tuple[float, float, float]) -> Iterator[tuple[str, ...]]:
    """Chances of the largest event of a year by its size, and the different people in it: the area under them."""
    reach, (named, bulk, broken) = _example_reach(x), [_often(x, what) for what, _, _ in _EXAMPLE]
    small, middle, top = sizes
    by_any, by_large, by_largest = (
        1 - (1 - reach + reach * math.exp(-often / reach)) * math.exp(-others)
        for often, others in ((named + bulk, broken), (bulk, broken), (bulk, 0.0))
    )
    people = small * by_any + (middle - small) * by_large + (top - middle) * by_largest
    yield (
        "100,000 people or more at once within a year",
        "1 − (0.28 + 0.72 · e^(−0.025)) · e^(−0.03)",
        f"{by_large:.6f}",
        "",
    )
    yield "540,000 at once within a year", "0.72 · (1 − e^(−0.025))", f"{by_largest:.6f}", ""
    yield (
        "different people within a year",
        "1,050 · 0.6943 + (100,000 − 1,050) · 0.046806 + (540,000 − 100,000) · 0.017777",
        f"{people:,.0f}",
        f"{headline_numbers(run).unique_persons[1].point:,.0f}",
    )
