"""Which numbers the page on the method shows: defaults, events, weights, curves, and two maps worked through."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from made_format import Lines, Maker, cell, table

from assessments.exports.markdown import escaped
from assessments.report.blocks import Notice, Text
from assessments.report.sections.inherent import removed_sentence
from assessments.report.sections.summary import section
from assessments.report.sentences import actor_name, percent
from assessments.results.actors import all_actors, all_events, people_counted, states_together
from assessments.results.headline import headline_numbers
from assessments.results.legal_sensitivity import conditional
from assessments.results.strategic import strategic_numbers
from assessments.run import MOST_DOUBLED, Run, Settings, assess
from data_maps.addresses import AddressKind
from data_maps.quantities import Kind, estimate
from data_maps.reading import case_names, read_path
from risk.catalogue import Threat, catalogue
from risk.defaults import why
from risk.engine.roots import (
    ALONE,
    BRACKET_NODES,
    BRACKET_WORK,
    BUDGET,
    FEW_NAMES,
    MOST_NAMES,
    MOST_WIDE,
    SMALL_CORE,
    TOGETHER,
    WORDS_OF_DATA,
    WORDS_OF_WHAT_IFS,
)
from risk.engine.simulation import BITS, WORDS
from risk.engine.worlds import SAMPLED, SAMPLED_CELLS, SAMPLED_CELLS_IF_TRIED, WORLDS
from risk.record.evidence import Default, defaults
from risk.severity import LEVELS, weights
from risk.uncertainty.distributions import Z_HIGH, Distribution, distribution
from risk.uncertainty.draw_counts import (
    DRAWS,
    DRAWS_IF_SIMULATED,
    WORLD_DRAWS,
    WORLD_DRAWS_IF_SIMULATED,
)
from risk.uncertainty.propagation import BATCHES, CELLS, HELD, SLICES, WITHIN
from risk.uncertainty.sensitivity import CANDIDATES_IF_SIMULATED


def number(x: float) -> str:
    """A number with three figures, as a reader writes it."""
    if x == 0 or not math.isfinite(x):
        return "0" if x == 0 else "∞"
    digits = 2 - math.floor(math.log10(abs(x)))
    text = f"{round(x, digits):,.{max(0, digits)}f}" if abs(x) >= 0.001 else f"{x:.3g}"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def default_rows(*_: str) -> Lines:
    """Every default with its range, and whether it was counted, lies between two counts, or was judged."""
    rows = [
        (f"`{pattern_text(default.address)}`", default.of, *_range(default), default.kind, why(default))
        for default in defaults().values()
    ]
    yield from table(("address", "where", "low", "best", "high", "kind", "why"), rows)


def pattern_text(pattern: str) -> str:
    """An address pattern as the docs write it: demand.whole.‹state›."""
    return re.sub(r"[{<]([\w ]+)[}>]", r"‹\1›", pattern)


def _range(default: Default) -> tuple[str, str, str]:
    unit = f" a {default.per}" if default.per else f" {default.unit}" if default.unit else ""
    if default.range:
        low, best, high = map(number, default.range)
        return low, best, high + unit
    if default.exact is not None:
        return "", number(default.exact), f"exact{unit}"
    return "", "", "from rows" if default.rows else "unknown: uniform on 0–1"


def threat_rows(*_: str) -> Lines:
    """Every event of the catalogue."""
    rows = (
        (
            f"`{pattern_text(threat.key)}`",
            cell(EXISTS[threat.exists.states, threat.exists.places]),
            " · ".join(f"`{pattern_text(each)}`" for each in threat.attempts) or "1",
            f"`{pattern_text(threat.trial)}`" if threat.trial else "–",
            " ∧ ".join(threat.what),
            _people(threat),
        )
        for threat in catalogue().threats
    )
    yield from table(
        ("event", "exists for", "attempts a year", "trial", "true of a person's data", "people an attempt"), rows
    )


EXISTS = {
    ("every", "organisation"): "every state of the map, every organisation that holds data",
    ("recorded", "organisation"): "every state of the map or on record, and all others; where it is not at home",
    ("at_an_end", "unencrypted_flow"): "every flow in clear or unknown transit, the states where it begins or ends",
    ("tied", "broker"): "every tied state, every party that is sent a flow `for: sale`",
    (None, "organisation"): "every organisation that holds data",
    (None, "sold_flow"): "every flow `for: sale` or `advertising`",
}


def _people(threat: Threat) -> str:
    draws = " · ".join(f"`{pattern_text(each)}`" for each in (threat.taken, threat.identified) if each)
    if threat.persons == "all":
        return f"everyone · {draws}"
    swept = f"; `{pattern_text(threat.swept)}` come along with each" if threat.swept else ""
    return f"`{pattern_text(threat.taken or '')}`{swept}"


def threat_words(*_: str) -> Lines:
    """What each event is, what would make it a false alarm, and which options act on it."""
    for threat in catalogue().threats:
        yield f"- **{threat.mode}, {threat.scope}** (`{pattern_text(threat.key)}`): {threat.explains}"
        yield from (f"  - Look twice: {said}" for said in threat.false_positives)
        yield f"  - Options that act on it: {', '.join(f'`{each}`' for each in threat.remedies)}."


def weight_rows(*_: str) -> Lines:
    """What a person at each level counts for, under each ratio."""
    rows = []
    for name, ratio in (("2", 2.0), ("4, unless said", 4.0), ("10", 10.0), ("linear", None)):
        by_level = weights(ratio)
        rows.append((name, *(number(by_level[n]) for n in LEVELS)))
    yield from table(("severity ratio", *(f"level {n}" for n in LEVELS)), rows)


def fitted_rows(*_: str) -> Lines:
    """Curves through stated ranges."""
    yield from table(("written", "5%", "50%", "95%", "mean"), (_fitted(*written) for written in WRITTEN))


WRITTEN: tuple[tuple[str, Any, Kind], ...] = (
    ("a share, `[5%, 15%, 40%]`", ["5%", "15%", "40%"], "share"),
    ("a share, `0.2` graded B2", {"best": 0.2, "grade": "B2"}, "share"),
    ("a rate, `[0.01, 0.1, 1]`", [0.01, 0.1, 1], "rate"),
    ("a share, `{counted: 3, in: 40}`", {"counted": 3, "in": 40}, "share"),
    ("a rate, `{counted: 0, in: 10}`", {"counted": 0, "in": 10}, "rate"),
    ("a share, `{beta: [9, 1]}`", {"beta": [9, 1]}, "share"),
    ("a rate, `{median: 0.05, ratio: 5}`", {"median": 0.05, "ratio": 5}, "rate"),
    ("a share, `unknown`", "unknown", "share"),
)


def _fitted(name: str, written: Any, kind: Kind) -> tuple[str, ...]:
    said = estimate(written, kind)
    on: AddressKind = "rate" if kind == "rate" else "probability"
    return name, *_curve(distribution(said, on, said.grade))


def _curve(curve: Distribution) -> tuple[str, ...]:
    return (*(number(curve.quantile(p)) for p in (0.05, 0.5, 0.95)), number(curve.mean))


@cache
def _assessed(name: str, draws: int = 0) -> Run:
    data_map = read_path(name).data_map
    if data_map is None:
        raise ValueError(f"{name} has problems")
    return assess(data_map, Settings(draws=draws))


def headline_lines(*_: str) -> Lines:
    """What the report on the founding case says first, with the intervals."""
    blocks = section(_assessed("case:wechat-2020", DRAWS)).blocks
    said = [escaped(block.text) for block in blocks if isinstance(block, Notice | Text)]
    sure = next(i for i, text in enumerate(said) if text.startswith("Confidence"))
    quoted = re.sub(r"\\([()])", r"\1", "\n>\n".join(f"> {text}" for text in said[: sure + 1]))
    yield from quoted.splitlines()


def persistence_rows(*_: str) -> Lines:
    """What a state of the world does to chances over years, on the smallest shipped map."""
    q, rate = 0.72, 3.0
    rows = []
    for years in (1, 5):
        rows.append(
            (
                str(years),
                number(q * -math.expm1(-rate * years)),
                f"{-math.expm1(-q * rate * years):.5f}",
                number(q * rate * years),
            )
        )
    yield from table(
        ("years", "a state: q·(1 − e^(−μT))", "wrongly a trial: 1 − e^(−qμT)", "expected events, either way"), rows
    )


def harbour_rows(*_: str) -> Lines:
    """The smallest shipped map, by hand from its own numbers and by the program."""
    found = _assessed("case:harbour")
    x = {address: said.best for address, said in (*found.events.inputs.items(), *found.events.numbers.items())}
    yield from table(("what", "by hand", "comes to", "the program"), (*_harbour_chances(x), *_harbour_people(x, found)))


def _harbour_chances(x: Mapping[str, float]) -> Iterator[tuple[str, ...]]:
    reached, (one, two) = _reached(x), _log_routes(x)
    yield "interest · power, shared by every route", "0.8 · 0.5", number(reached), ""
    yield "chats, one route: control · custody · clear", "0.8 · 0.9 · 0.9", number(_chats(x)), ""
    yield "log, two routes", f"1 − (1 − {number(one)}) · (1 − {number(two)})", number(_log(x)), ""
    yield "log, if its routes were added up", f"{number(one)} + {number(two)}", number(one + two), ""


def _harbour_people(x: Mapping[str, float], found: Run) -> Iterator[tuple[str, ...]]:
    head = headline_numbers(found)
    high, any_ = _reached(x) * _chats(x), _reached(x) * _log(x)
    orders = x["demand.targeted.XB"] * x["carried_out.targeted.XB"]
    bulk = x["demand.whole.XB"] * x["carried_out.whole.XB"]
    named = x["taken.targeted.XB"] * (1 + x["swept.XB"])
    taken = x["users.people.count"] * x["taken.whole.XB"] * x["identified.state:XB"]
    often = orders * named + bulk * taken
    harm = often * (high / 4 + (any_ - high) / 16)
    some, many = (-any_ * math.expm1(-5 * rate) for rate in (orders + bulk, bulk))
    route = _reached(x) * _log_routes(x)[0] * x["carried_out.targeted.XB"]
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
    yield "most probable route", "0.4 · 0.72 · 0.75", number(route), number(found.routes[0].probability)


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


def example_rows(*_: str) -> Lines:
    """The worked example of three events, by hand from the map's own numbers and by the program."""
    found = _assessed("case:example-chat")
    x = {address: said.best for address, said in (*found.events.inputs.items(), *found.events.numbers.items())}
    yield from table(("what", "by hand", "comes to", "the program"), (*_example_events(x, found), *_example(x, found)))


def _example_events(x: Mapping[str, float], found: Run) -> Iterator[tuple[str, ...]]:
    """Each event of the example: how often, and what it comes to."""
    reach, harms = _example_reach(x), [row.harm.point for row in all_events(found)]
    yield "the state can compel the operator, who can reach the store", "0.9 · 0.8", number(reach), ""
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
    """How many attempts of an event a year come off."""
    named, bulk, break_in = (
        _example_reach(x) * x["demand.targeted.XB"] * x["carried_out.targeted.XB"],
        _example_reach(x) * x["demand.whole.XB"] * x["carried_out.whole.XB"],
        x["attempts.intrusion.second-host"] * x["success.intrusion.second-host"],
    )
    return dict(zip((each for each, _, _ in _EXAMPLE), (named, bulk, break_in), strict=True))[what]


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


def _example(x: Mapping[str, float], found: Run) -> Iterator[tuple[str, ...]]:
    """What the example comes to in all."""
    head = headline_numbers(found)
    harm = math.fsum(_often(x, what) * each for (what, _, _), each in zip(_EXAMPLE, _weighted(x), strict=True))
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
    yield from _example_people(x, found)


def _example_people(x: Mapping[str, float], found: Run) -> Iterator[tuple[str, ...]]:
    """The people of the first sentence: at the best values, and on average over what is known of the numbers."""
    named = math.fsum(x[f"taken.targeted.XB.{group}"] for group in ("general", "diaspora", "officials"))
    bulk = x["taken.whole.XB"] * x["identified.state:XB"] * people_counted(found).point
    each = (named * (1 + x["swept.XB.general"]), bulk)
    often = [_often(x, what) for what in ("orders about named people", "orders in bulk")]
    states = math.fsum(times * people for times, people in zip(often, each, strict=True))
    grown = [_mean_over_median(found, f"demand.{scope}.XB") for scope in ("targeted", "whole")]
    mean = math.fsum(times * more * people for times, more, people in zip(often, grown, each, strict=True))
    exact = states_together(_assessed("case:example-chat", 100)).persons_per_year[3]
    yield (
        "states: people a year at level 3 or higher",
        "2.16 · (40 + 10 + 20 · 50) + 0.018 · 0.6 · 0.9 · 1,000,000",
        f"{states:,.0f}",
        f"{exact.point:,.0f}",
    )
    yield (
        "the same on average",
        "2.16 · e^((ln 2 / 1.645)² / 2) · 1,050 + 0.018 · e^((ln 5 / 1.645)² / 2) · 540,000",
        f"{mean:,.0f}",
        f"{exact.mean:,.0f}",
    )
    yield from _example_rest(x, found)


def _example_rest(x: Mapping[str, float], found: Run) -> Iterator[tuple[str, ...]]:
    """The report's other figures: people by level and actor, what hangs on a power, the strategic track, per users."""
    at_risk, officials = x["users.diaspora.count"] + x["users.officials.count"], x["users.officials.count"]
    named, bulk, broken = (_often(x, what) for what, _, _ in _EXAMPLE)
    most, some = _taken(x)
    general, diaspora, own = (x[f"taken.targeted.XB.{group}"] for group in ("general", "diaspora", "officials"))
    total, each = people_counted(found).point, (general + diaspora + own) * (1 + x["swept.XB.general"])
    of = {row.actor: row.persons_per_year for row in all_actors(found)}
    hangs = conditional(found, 3)
    for what, by_hand, comes_to, program in (
        (
            "states: people a year at level 4",
            "2.16 · (30 + 10) + 0.018 · 0.54 · 50,000",
            named * (diaspora + own) + bulk * most * at_risk,
            of["state:XB"][4].point,
        ),
        (
            "states: people a year at level 3 or higher if the law reaches the holding",
            "11,988 / 0.9",
            (named * each + bulk * most * total) / x["power.XB.holding"],
            hangs.if_so.point if hangs else 0.0,
        ),
        (
            "criminals: people a year at level 3 or higher",
            "0.03 · 0.1 · 50,000",
            broken * some * at_risk,
            of["criminals"][3].point,
        ),
        (
            "criminals: people a year at level 2 or higher",
            "0.03 · 0.1 · 1,000,000",
            broken * some * total,
            of["criminals"][2].point,
        ),
        (
            "strategic exposures a year",
            "2.16 · 10 + (0.018 · 0.54 + 0.03 · 0.1) · 2,000",
            named * own + (bulk * most + broken * some) * officials,
            strategic_numbers(found).persons_per_year.point,
        ),
    ):
        yield what, by_hand, f"{comes_to:,.2f}", f"{program:,.2f}"
    yield from _example_sizes(x, found, (each, some * total, most * total))


def _taken(x: Mapping[str, float]) -> tuple[float, float]:
    """The share of all people that an order in bulk, and that a break-in, takes and can tie to a name."""
    bulk = x["taken.whole.XB"] * x["identified.state:XB"]
    return bulk, x["taken.intrusion.second-host"] * x["identified.criminals"]


def _example_sizes(x: Mapping[str, float], found: Run, sizes: tuple[float, float, float]) -> Iterator[tuple[str, ...]]:
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
        f"{headline_numbers(found).unique_persons[1].point:,.0f}",
    )


def _mean_over_median(found: Run, address: str) -> float:
    """The mean of a lognormal over its median, by the ratio of its 95 % point to that."""
    _, ratio = found.events.inputs[address].estimate.parameters or (1.0, 1.0)
    return math.exp((math.log(ratio) / Z_HIGH) ** 2 / 2)


def five_line_rows(*_: str) -> Lines:
    """What the five lines come to at the best values."""
    found = _assessed("case:wechat-five-lines")
    rows = (
        (
            actor_name(row.actor),
            f"{row.mode}, {row.scope}",
            number(row.harm.point),
            percent(row.share_interval.point),
        )
        for row in all_events(found)
    )
    yield from table(("actor", "event", "H", "of all"), rows)
    head = headline_numbers(found)
    yield ""
    yield (
        f"Together H is {number(head.harm.point)}, the score {number(head.score.point)}; at least one event within "
        f"a year {number(head.any[1].point)}, a bulk acquisition by a state in five {number(head.bulk[5].point)}. "
        f"{percent(found.assumed_share)} of it rests on numbers that nobody stated."
    )


def inherent_share(*_: str) -> Lines:
    """What trials and keys take away, on the founding case, in the words of its report."""
    yield f"On `wechat-2020`: {removed_sentence(_assessed('case:wechat-2020', DRAWS))}"


def limit_rows(*_: str) -> Lines:
    """What is exact and what is not, with the budgets of the engine, and where the shipped maps stand."""
    exact = [name for name in case_names() if _assessed(f"case:{name}").model.roots.exact]
    yield (
        "- **Exact** up to rounding: probabilities, people, H, shares of H and elasticities. Equations are compiled to "
        "decision diagrams (Bryant 1986), in which a shared condition is one condition; ways are neither added up "
        "nor taken as independent."
    )
    yield (
        f"- **Counted or sampled**: chances and sizes. Up to {WORLDS:,} states of the world that differ in what they "
        f"expose are all counted. Beyond that {SAMPLED:,} are drawn with the seed."
    )
    yield (
        f"- **Simulated and bracketed**: the cores of events (what has to be true of a person's data) that are too "
        f"wide. Cores of up to {SMALL_CORE} names (up to {FEW_NAMES:,}, where all together have no more) share a table "
        f"of diagrams of up to {BUDGET // TOGETHER:,} nodes; any other, and each of those if that is too few, "
        f"has one of up to {BUDGET // ALONE:,}, the small ones first. A core of more than {MOST_NAMES:,} names is not "
        f"attempted, nor is any larger one once {MOST_WIDE} were too wide. These are simulated, with up to "
        f"{WORDS * BITS:,} trials; the "
        "others stay exact. The report then says so first, with the 95 % interval of H from the trials, and between "
        "which values it certainly lies."
    )
    yield ""
    yield f"Of the {len(case_names())} maps that ship, {len(exact)} are computed exactly."


def draw_rows(*_: str) -> Lines:
    """From how many draws each result comes."""
    doubled = f"doubled, to {MOST_DOUBLED * DRAWS:,} at most, while the error of the median of H is above"
    yield f"- People a year, H, the score: {DRAWS:,} draws unless said, {doubled} {percent(WITHIN)}."
    yield (
        "- Chances, unique persons and rates take a walk through the states of the world in each draw. They come from "
        f"all draws where states × events × draws stay within {CELLS:,}, else from fewer, {WORLD_DRAWS:,} at least. "
        f"Where the states are too many to count, each of {WORLD_DRAWS:,} draws has a sample of "
        f"{SAMPLED_CELLS // WORLD_DRAWS} of them; of a simulated map each of {WORLD_DRAWS_IF_SIMULATED} draws one of "
        f"{SAMPLED_CELLS_IF_TRIED // WORLD_DRAWS_IF_SIMULATED}."
    )
    yield (
        f"- A simulated map: {DRAWS_IF_SIMULATED:,} draws unless fewer are asked for, each with "
        f"{WORDS // DRAWS_IF_SIMULATED * BITS} trials of what is not exact, and {BITS} where the system is large."
    )
    yield (
        f"- One number otherwise, on a simulated map: {WORDS_OF_WHAT_IFS * BITS:,} trials each time, over all columns; "
        f"bars of the {CANDIDATES_IF_SIMULATED} numbers that promise to move H most."
    )
    yield (
        f"- Which data are exposed together, on a simulated map: {WORDS_OF_DATA * BITS:,} trials over all draws, "
        "shared out among the groups and cores that were not made exact."
    )
    yield (
        f"- The bracket of a simulated map: {BRACKET_NODES:,} nodes and {BRACKET_WORK:,.0f} steps, shared out among "
        "the cores that were not made exact."
    )
    yield (
        f"- A large map: no more draws than {HELD:,} values can be kept for ({HELD * 8 >> 20} MB), numbers × draws. "
        "The first lines of a result say so where draws are fewer than were asked for."
    )
    yield f"- The error of a median: the scatter of the medians of {BATCHES} batches over the root of {BATCHES}."
    yield f"- Shares of the spread: means within {SLICES} equally likely parts of each number's distribution."


METHOD: Mapping[str, Maker] = {
    "headline": headline_lines,
    "draws": draw_rows,
    "defaults": default_rows,
    "threats": threat_rows,
    "threat-words": threat_words,
    "weights": weight_rows,
    "fitted": fitted_rows,
    "persistence": persistence_rows,
    "harbour": harbour_rows,
    "example": example_rows,
    "five-lines": five_line_rows,
    "inherent": inherent_share,
    "limits": limit_rows,
}
