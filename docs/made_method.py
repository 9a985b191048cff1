"""Numbers of the page on the method: defaults, events, weights, curves, and the limits of the engine."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from made_coverage import coverage_rows
from made_examples import assessed, example_facts, example_rows, harbour_rows
from made_format import Lines, Maker, cell, number, table
from made_orders import asked_rows

from assessments.exports.markdown import escaped
from assessments.report.blocks import Heading, Notice, Table, Text
from assessments.report.sections.inherent import removed_sentence
from assessments.report.sections.page_one import section
from assessments.report.sentences import actor_name, percent, rests_sentence
from assessments.results.actors import all_events
from assessments.results.evidence import split_by_origin
from assessments.results.headline import headline_numbers
from assessments.run import MOST_DOUBLED
from data_maps.addresses import AddressKind
from data_maps.quantities import NumberKind, estimate
from data_maps.reading import case_names
from risk.any_route import MOST_IF_SIMULATED
from risk.catalogue import Threat, catalogue
from risk.defaults import HIT_EXPONENT, INTRUSION_EXPONENT, default_reason
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
from risk.engine.simulation import BITS, FEWEST_WORDS, WORDS
from risk.engine.worlds import SAMPLED, SAMPLED_CELLS, SAMPLED_CELLS_IF_TRIED, SAMPLED_IF_TRIED, WORLDS
from risk.record.evidence import Default, defaults
from risk.severity import LEVELS, weights
from risk.uncertainty.distributions import Distribution, distribution
from risk.uncertainty.draw_counts import (
    BESIDE_DRAWS,
    DRAWS,
    DRAWS_IF_SIMULATED,
    OPTION_DRAWS,
    PART_DRAWS,
    TIE_DRAWS,
    TIE_STEPS,
    WHAT_IF_DRAWS,
    WHAT_IF_DRAWS_IF_SIMULATED,
    WORLD_DRAWS,
    WORLD_DRAWS_IF_SIMULATED,
    YEAR_DRAWS,
)
from risk.uncertainty.propagation import CELLS, HELD, SLICES, WITHIN
from risk.uncertainty.sensitivity import CANDIDATES_IF_SIMULATED
from risk.uncertainty.spreads import BATCHES


def default_rows(*_: str) -> Lines:
    """Every default with its range, and whether it was counted, lies between two counts, or was judged."""
    rows = [
        (f"`{pattern_text(default.address)}`", default.of, *_range(default), default.kind, default_reason(default))
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
            " · ".join(f"`{pattern_text(pattern)}`" for pattern in threat.attempts) or "1",
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
    draws = " · ".join(f"`{pattern_text(address)}`" for address in (threat.taken, threat.identified) if address)
    if threat.persons == "all":
        return f"everyone · {draws}"
    swept = f"; `{pattern_text(threat.swept)}` come along with each" if threat.swept else ""
    return f"`{pattern_text(threat.taken or '')}`{swept}"


def size_rows(*_: str) -> Lines:
    """The growth of takings and break-ins with the people whose data an organisation holds, at the best values."""
    hit, intrusion = (
        (defaults()[address, ""].range or (1.0, 1.0, 1.0))[1]
        for address in ("hit.<organisation>", "attempts.intrusion.<organisation>")
    )
    rows = [
        (
            f"{round(millions * 1_000_000):,}",
            number(hit * millions**HIT_EXPONENT),
            number(intrusion * millions**INTRUSION_EXPONENT),
        )
        for millions in (0.01, 1.0, 200.0)
    ]
    yield from table(
        ("people held", f"share of a taking: N^{HIT_EXPONENT}", f"break-ins a year: N^{INTRUSION_EXPONENT}"), rows
    )


def threat_words(*_: str) -> Lines:
    """The events: what each is, what would make it a false alarm, and which options act on it."""
    for threat in catalogue().threats:
        yield f"- **{threat.mode}, {threat.scope}** (`{pattern_text(threat.key)}`): {threat.explains}"
        yield from (f"  - Look twice: {false_positive}" for false_positive in threat.false_positives)
        yield f"  - Options that act on it: {', '.join(f'`{remedy}`' for remedy in threat.remedies)}."


def weight_rows(*_: str) -> Lines:
    """The weight of a person at each level, under each ratio."""
    rows = []
    for name, ratio in (("2", 2.0), ("4, unless said", 4.0), ("10", 10.0), ("linear", None)):
        by_level = weights(ratio)
        rows.append((name, *(number(by_level[n]) for n in LEVELS)))
    yield from table(("severity ratio", *(f"level {n}" for n in LEVELS)), rows)


def fitted_rows(*_: str) -> Lines:
    """Curves through stated ranges."""
    yield from table(("written", "5%", "50%", "95%", "mean"), (_fitted(*written) for written in WRITTEN))


WRITTEN: tuple[tuple[str, Any, NumberKind], ...] = (
    ("a share, `[5%, 15%, 40%]`", ["5%", "15%", "40%"], "share"),
    ("a share, `0.2` graded B2", {"best": 0.2, "grade": "B2"}, "share"),
    ("a rate, `[0.01, 0.1, 1]`", [0.01, 0.1, 1], "rate"),
    ("a share, `{counted: 3, in: 40}`", {"counted": 3, "in": 40}, "share"),
    ("a rate, `{counted: 0, in: 10}`", {"counted": 0, "in": 10}, "rate"),
    ("a share, `{beta: [9, 1]}`", {"beta": [9, 1]}, "share"),
    ("a rate, `{median: 0.05, ratio: 5}`", {"median": 0.05, "ratio": 5}, "rate"),
    ("a share, `unknown`", "unknown", "share"),
)


def _fitted(name: str, written: Any, kind: NumberKind) -> tuple[str, ...]:
    stated = estimate(written, kind)
    on: AddressKind = "rate" if kind == "rate" else "probability"
    return name, *_curve(distribution(stated, on, stated.grade))


def _curve(curve: Distribution) -> tuple[str, ...]:
    return (*(number(curve.quantile(p)) for p in (0.05, 0.5, 0.95)), number(curve.mean))


def _quoted(text: str) -> str:
    """Text for Markdown with its brackets as they are: none stands behind a link."""
    return re.sub(r"\\([()])", r"\1", escaped(text))


def headline_lines(*_: str) -> Lines:
    """Page one of the founding case: its questions with their answers quoted, its table below."""
    question, paragraphs = "", []
    for block in (blocks := section(assessed("case:wechat-2020", DRAWS)).blocks):
        if isinstance(block, Heading):
            question = f"**{block.text}** "
        if isinstance(block, Notice | Text):
            paragraphs.append(f"> {question}{_quoted(block.text)}")
            question = ""
    yield from "\n>\n".join(paragraphs).splitlines()
    for block in blocks:
        if isinstance(block, Table):
            yield ""
            cells = ([shown.text for shown in row] for row in block.rows)
            yield from table([column.title for column in block.columns], cells)


def persistence_rows(*_: str) -> Lines:
    """The effect of a state of the world on chances over years, on the smallest shipped map."""
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


def five_line_rows(*_: str) -> Lines:
    """The result of the five lines at the best values: the events that weigh one severe equivalent or more."""
    run = assessed("case:wechat-five-lines")
    rows = (
        (actor_name(row.actor), f"{row.mode}, {row.scope}", number(row.harm.point), percent(row.share_interval.point))
        for row in all_events(run)
        if row.harm.point >= 1.0
    )
    yield from table(("actor", "event", "H", "of all"), rows)
    head = headline_numbers(run)
    yield ""
    yield (
        f"Together H is {number(head.harm.point)}, the score {number(head.score.point)}; at least one event within "
        f"a year {number(head.any[1].point)}, a bulk acquisition by a state in five {number(head.bulk[5].point)}. "
        f"{rests_sentence(split_by_origin(run, run.elasticities))}"
    )


def inherent_share(*_: str) -> Lines:
    """The part that trials and keys take away, on the founding case, in the words of its report."""
    yield f"On `wechat-2020`: {removed_sentence(assessed('case:wechat-2020', DRAWS))}"


def limit_rows(*_: str) -> Lines:
    """The limits of exactness, with the budgets of the engine, and where the shipped maps stand."""
    exact = [name for name in case_names() if assessed(f"case:{name}").model.roots.exact]
    yield (
        "- **Exact** up to rounding: probabilities, people, H, shares of H and elasticities. Equations are compiled to "
        "decision diagrams (Bryant 1986), in which a shared condition is one condition; ways are neither added up "
        "nor taken as independent."
    )
    yield (
        f"- **Counted or sampled**: chances and sizes. Up to {WORLDS:,} states of the world that differ in what they "
        f"expose are all counted. Beyond that {SAMPLED:,} are drawn with the seed, "
        f"{SAMPLED_IF_TRIED:,} of a simulated map."
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
    """The number of draws from which each result comes."""
    doubled = f"doubled, to {MOST_DOUBLED * DRAWS:,} at most, while the error of the median of H is above"
    yield f"- People a year, H, the score: {DRAWS:,} draws unless said, {doubled} {percent(WITHIN)}."
    yield (
        "- Chances, unique persons and rates take a walk through the states of the world in each draw. They come from "
        f"all draws where states × events × draws stay within {CELLS:,}, else from fewer, {WORLD_DRAWS:,} at least. "
        "Chances of one actor or side, by years too, go by its own events and the states that matter to these. "
        f"Where the states are too many to count, each of {WORLD_DRAWS:,} draws has a sample of "
        f"{SAMPLED_CELLS // WORLD_DRAWS} of them; of a simulated map each of {WORLD_DRAWS_IF_SIMULATED} draws one of "
        f"{SAMPLED_CELLS_IF_TRIED // WORLD_DRAWS_IF_SIMULATED}."
    )
    yield (
        f"- Ties of reach: {TIE_DRAWS:,} draws where nodes × draws stay within {TIE_STEPS:,}, what several sets of "
        f"ties share once, else fewer, {PART_DRAWS:,} at least. "
        f"Shares of events and data, elasticities: {PART_DRAWS:,}. What is left "
        f"where something is closed: the first {WHAT_IF_DRAWS:,}. Another owner or drawing, readings: the first "
        f"{BESIDE_DRAWS:,}. Options: the first {OPTION_DRAWS:,}. Worst years: {YEAR_DRAWS:,}."
    )
    yield from draw_rows_if_simulated()
    yield (
        f"- A large map: no more draws than {HELD:,} values can be kept for ({HELD * 8 >> 20} MB), numbers × draws. "
        "The first lines of a result say so where draws are fewer than were asked for."
    )
    yield f"- The error of a median: the scatter of the medians of {BATCHES} batches over the root of {BATCHES}."
    yield f"- Shares of the spread: means within {SLICES} equally likely parts of each number's distribution."


def draw_rows_if_simulated() -> Lines:
    """The number of draws and trials behind the results of a map that is not exact."""
    yield (
        f"- A simulated map: {DRAWS_IF_SIMULATED:,} draws unless fewer are asked for, each with "
        f"{WORDS // DRAWS_IF_SIMULATED * BITS} trials of what is not exact, and {BITS} where the system is large."
    )
    yield (
        f"- One number otherwise, on a simulated map: {WORDS_OF_WHAT_IFS * BITS:,} trials each time, over all columns; "
        f"bars of the {CANDIDATES_IF_SIMULATED} numbers that promise to move H most."
    )
    yield (
        f"- Something closed, on a simulated map: the first {WHAT_IF_DRAWS_IF_SIMULATED:,} draws. Single ways of an "
        f"event to data: the {MOST_IF_SIMULATED} most probable."
    )
    yield (
        f"- What would change page one, on a simulated map: the {WORDS // 2:,} numbers that H moves with most, "
        f"{FEWEST_WORDS // 2} where the system is large, each end of them with {BITS} trials or more."
    )
    yield (
        f"- Which data are exposed together, on a simulated map: {WORDS_OF_DATA * BITS:,} trials over all draws, "
        "shared out among the groups and cores that were not made exact."
    )
    yield (
        f"- The bracket of a simulated map: {BRACKET_NODES:,} nodes and {BRACKET_WORK:,.0f} steps, shared out among "
        "the cores that were not made exact."
    )


METHOD: Mapping[str, Maker] = {
    "headline": headline_lines,
    "draws": draw_rows,
    "defaults": default_rows,
    "threats": threat_rows,
    "threat-words": threat_words,
    "sizes": size_rows,
    "weights": weight_rows,
    "fitted": fitted_rows,
    "persistence": persistence_rows,
    "harbour": harbour_rows,
    "example-map": example_facts,
    "example": example_rows,
    "five-lines": five_line_rows,
    "inherent": inherent_share,
    "limits": limit_rows,
    "services-asked": asked_rows,
    "coverage": coverage_rows,
}
