"""Use in three figures: people a year by foreign states, by others, and the chance of a taking in bulk."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assessments.conclusions.sure import is_any
from assessments.report.blocks import Span, Text
from assessments.report.figures.chart import Scale, crowd_scale
from assessments.report.sentences import (
    Say,
    as_read,
    chance_words,
    class_word,
    figures,
    in_brackets,
    in_signs,
    interval_words,
    people,
    percent,
    persons,
)
from assessments.results.headline import BULK_SIZES, strategic_by_side
from assessments.results.part import Quantity
from assessments.results.reach_parts import PageOneNumbers
from assessments.run import Run

CHANCE = Scale(0.0, 1.0)
BY_TENS, BY_QUARTERS = (
    "From one person to everyone; each line is ten times as many.",
    "From 0% to 100%; each line is 25%.",
)
NO_ENDS = "interval being computed…"


@dataclass(frozen=True)
class Meter:
    """A number in words over a bar on which its interval lies; `places` are those of low end, middle and high end.

    A place is a part of the length of the bar, 0 at its left; what it is `about` is as of a number in a sentence.
    On its scale `lines` cut the bar into so many steps, each of which is a `step` in words.
    """

    title: str
    number: str
    ends: str
    about: str
    places: tuple[float, float, float] | None
    lines: float = 1.0
    step: str = ""


def meters(run: Run, numbers: PageOneNumbers) -> tuple[Meter, ...]:
    """The three figures of use, each on the scale of what it could be at most; foreign states are in one sum."""
    crowd = crowd_scale(numbers.people)
    use, word = numbers.use, class_word(numbers.use.of_class)
    states = strategic_by_side(run).get("foreign_states")
    bulk = states.chance_of_bulk(BULK_SIZES[0]) if states else None
    people_a_year = (
        _people(f"People a year whose {word} foreign states would take", use.foreign_states, "foreign_states", crowd),
        _people("By criminals and others", use.others, "others", crowd),
    )
    return (*people_a_year, *((_chance(bulk),) if bulk else ()))


def in_short(figures_of_use: Sequence[Meter]) -> Text:
    """The figures of use in one line, each number leading to what it rests on."""
    pairs = ((Span(f"{meter.title}: "), Span(meter.number, about=meter.about)) for meter in figures_of_use)
    spans = tuple(span for n, pair in enumerate(pairs) for span in (*((Span(". "),) if n else ()), *pair))
    return Text("".join(span.text for span in spans), spans=spans)


def _people(title: str, q: Quantity, about: str, scale: Scale) -> Meter:
    decades = math.log10(scale.high / scale.low)
    return Meter(title, as_read(q, people), _ends(q, people), about, _places(q, scale), decades, BY_TENS)


def _chance(q: Quantity) -> Meter:
    title = "Bulk taking by a foreign state within five years"
    return Meter(
        title,
        as_read(q, percent),
        in_signs(_ends(q, percent)),
        "foreign_states",
        _places(q, CHANCE),
        4.0,
        BY_QUARTERS,
    )


def _ends(q: Quantity, say: Say) -> str:
    """The ends of an interval in words; nothing where they say the same as the number."""
    interval = interval_words(q, say) or NO_ENDS
    return "" if interval == as_read(q, say) else interval


def _places(q: Quantity, scale: Scale) -> tuple[float, float, float] | None:
    if q.low is None or q.high is None:
        return None
    return scale.position(q.low), scale.position(q.middle), scale.position(q.high)


def own_state_words(numbers: PageOneNumbers) -> str:
    """The own state's reach and use in a sentence, apart from all sums."""
    rows = [row for row in numbers.table if not row.foreign]
    if not rows:
        return ""
    own = numbers.use.own_state
    taken = f"{as_read(own, persons)}{in_brackets(own, figures)}" if is_any(own) else "nobody"
    return f"Own state, apart: {chance_words(rows[0].chance)}, {taken} a year."
