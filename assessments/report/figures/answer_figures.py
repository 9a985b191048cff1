"""Figures of the answer: of how many people each state could order data, and what each actor would take in a year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.conclusions.page_one import is_nothing
from assessments.conclusions.reach import Certainty, certainty, in_millions, lead_row, others_likely
from assessments.report.blocks import Figure
from assessments.report.figures.chart import LOGARITHMIC, Axis, Chart, Mark
from assessments.report.sentences import (
    actor_name,
    as_read,
    chance_words,
    class_word,
    count_word,
    enumerated,
    figures,
    if_held,
    in_brackets,
    state_name,
    the_actor,
)
from assessments.results.actors import all_actors
from assessments.results.part import Quantity
from assessments.results.reach_parts import PageOneNumbers, SummaryRow, Use
from assessments.results.result import Actor
from assessments.results.sensitivity import takes_more
from assessments.results.summary import summary_parts
from assessments.run import Run
from risk.severity import LEVELS

MILLION = 1e6
SURE = 0.9
FINDINGS: Mapping[Certainty, str] = {
    "could": "{} could order data",
    "open": "Whether {} could order data is open",
    "untold": "Whether {} could order data, this map cannot tell",
    "hardly": "{} hardly could order data",
}
MOST_ACTORS, MOST_NAMED = 10, 3


def reach_figure(numbers: PageOneNumbers) -> Figure:
    """The people whose data each state could order if it could order any, beside the chance of that.

    Foreign states come first, the one asked about before the others, then the own one.
    """
    unit, word = (MILLION, "million people") if in_millions(numbers) else (1.0, "people")
    marks = tuple(_reach_mark(row, unit) for row in numbers.table)
    axis = Axis(f"{word}, if so", drawn=", 90% intervals")
    chart = Chart("bars", reach_finding(numbers), marks, axis)
    return Figure(chart, chart.alt, "")


def _reach_mark(row: SummaryRow, unit: float) -> Mark:
    q = row.if_so
    low, high = (None if end is None else end / unit for end in (q.low, q.high))
    name = _state(row) + ("" if row.foreign else " (own state)")
    text = f"{chance_words(row.chance)}: {_people(q)}"
    return Mark(name, q.middle / unit, x_low=low, x_high=high, text=text, about=row.actor)


def reach_finding(numbers: PageOneNumbers) -> str:
    """Whether the state that comes first could order data, and how many other foreign ones perhaps could."""
    lead, others = lead_row(numbers), len(others_likely(numbers))
    if lead is None and numbers.unsaid:
        return "Who could order data, this map cannot tell"
    if lead is None:
        return "No foreign state could order data of these people" if is_nothing(numbers) else "By order, none could"
    finding = FINDINGS[certainty(lead.chance)].format(_state(lead))
    return f"{finding}; {count_word(others)} other foreign state{'s' * (others > 1)} perhaps" if others else finding


def _state(row: SummaryRow) -> str:
    return state_name(row.actor.removeprefix("state:"))


def actors_figure(run: Run) -> Figure:
    """People a year whose data each actor would take, on a log axis: foreign states, others, the own state.

    Foreign states whose order cannot be told from the simulations are hollow.
    """
    use = summary_parts(run).use
    actors = sorted(all_actors(run), key=lambda actor: -_taken_by(actor, use).middle)
    taking = [actor for actor in actors if _taken_by(actor, use).middle > 0.0]
    groups = list(_groups(run, [actor for actor in taking if actor.foreign][:MOST_ACTORS], use))
    foreign = [replace(_actor_mark(actor, use), hollow=len(group) > 1) for group in groups for actor in group]
    others = (_actor_mark(actor, use) for side in (None, False) for actor in taking if actor.foreign is side)
    marks, word = (*foreign, *others), class_word(use.of_class)
    finding, axis = _order_finding(groups, word), Axis("people a year", log=bool(marks), drawn=LOGARITHMIC)
    chart = Chart("bars", finding, marks, axis)
    caption = f"People whose {word} each would take, {if_held(use)}. Hollow: their order cannot be told."
    return Figure(chart, chart.alt, caption)


def _taken_by(actor: Actor, use: Use) -> Quantity:
    """The people a year whose data of the class that a year is told of an actor would take."""
    return actor.content_persons_per_year if use.of_class == "content" else actor.persons_per_year[LEVELS[0]]


def _actor_mark(actor: Actor, use: Use) -> Mark:
    q = _taken_by(actor, use)
    name = actor_name(actor.actor) + (", own state" if actor.foreign is False else "")
    return Mark(name, q.middle, x_low=q.low, x_high=q.high, text=_people(q), about=actor.actor)


def _groups(run: Run, actors: Sequence[Actor], use: Use) -> Iterator[list[Actor]]:
    """Neighbours in the order of actors, together where the first is not surely above the next."""
    group: list[Actor] = []
    for actor in actors:
        if group and _is_above(run, group[0], actor, use):
            yield group
            group = []
        group.append(actor)
    if group:
        yield group


def _is_above(run: Run, one: Actor, other: Actor, use: Use) -> bool:
    """True where one actor takes data of more people than another in nearly all simulations."""
    order = takes_more(run, one, other, use.of_class)
    return order is not None and order.chance >= SURE


def _order_finding(groups: Sequence[Sequence[Actor]], word: str) -> str:
    """The foreign states that come first, and whether their order can be told."""
    if not groups:
        return f"No foreign state would take {word}"
    first = [the_actor(actor.actor) for actor in groups[0]]
    if len(first) > 1:
        return f"Which foreign state would take most cannot be told: {enumerated(first, MOST_NAMED)}"
    if len(groups) == 1:
        return f"No foreign state but {first[0]} would take {word}"
    return f"Of foreign states {first[0]} would take most, in at least 90 of 100 simulations"


def _people(q: Quantity) -> str:
    """People with the ends of their interval, if there is one."""
    return f"{as_read(q, figures)}{in_brackets(q, figures)}"
