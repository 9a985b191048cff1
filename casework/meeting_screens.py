"""Screens of a meeting as blocks: few enough to be read from the back of a room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from assessments.record.errors import minute
from assessments.record.record_text import departures, quantity_words
from assessments.report.blocks import Block, Cell, Column, Figure, Heading, NamedCells, Notice, Table, Text, row
from assessments.report.cells import tightly
from assessments.report.figures.chart import LOGARITHMIC, Axis, Chart, Mark
from assessments.report.figures.option_figures import LANE, ends_and_middle
from assessments.report.glossary import HARMED, HARMED_FIRST, WITHOUT_APP
from assessments.report.option_words import IN_PICTURE, NOT_STATED, cut, told_apart
from assessments.report.sentences import OF_SIDE, capital, change, enumerated, middle, rests_sentence, with_interval
from assessments.results.options.table import STATUS_QUO
from assessments.results.part import Quantity
from casework.minutes import OPTIONS, Weighed, decided, weighed
from casework.rounds import Before, by_worth, question_to_meeting, worth_of
from risk.options.tradeoffs import frontier as undominated

if TYPE_CHECKING:
    from assessments.record.models import Saved
    from assessments.results.comparison.compared import MapComparison
    from assessments.run import Run
    from casework.review_state import ReviewState

STEPS = (
    ("About", "What is it about?"),
    ("Changed", "What changed since last time?"),
    ("Routes", "By which routes?"),
    ("For and against", "What speaks for and against?"),
    ("Not known", "What do we not know?"),
    ("Options", "Which options are best trade-offs?"),
    ("Decision", "What do we decide?"),
)
"""The screens in order: a word for the way there, and the question that each answers."""

FIRST, HOW_OPEN = "first time", "How open each is, once tried"
ROUTES = 5
QUESTIONS = 5
SHOWN = 7  # options
SAID = 3
LONGEST = 170
CONDITIONS, DISSENTS = 4, 1
UNPRICED = "has a price for people that nobody has stated"
OTHER_RULES = (
    "Made again for this screen, this comes out otherwise than when it was saved: Recompute in Record says "
    "which rule, fact or version changed."
)
NO_OPTIONS = "This assessment compares no options. Write ready ones into the map in Options, then save it again."


def question_screen(saved: Saved, made: Run, review_state: ReviewState) -> Iterator[Block]:
    """The screen on the question: what is asked, whose content each state could order, and what a year would bring."""
    from assessments.report.figures.answer_figures import reach_figure
    from assessments.report.page_one_length import SCREEN
    from assessments.report.sections import page_one

    if differences := departures(saved).says:
        yield Notice(differences, "assumed")
    yield from _other_rules(saved, made)
    if question := question_to_meeting(review_state.acts):
        yield Text(f"Asked: {short(question)}", lead=True)
    numbers = page_one.summary(made)
    yield page_one.lead_sentence(numbers)
    told = page_one.answers(numbers, (page_one.HAS, page_one.SURE), SCREEN)
    yield NamedCells(tuple((ask, Cell(" ".join(text.text for text in texts))) for ask, texts in told.items()))
    yield reach_figure(numbers)


def _other_rules(saved: Saved, made: Run) -> Iterator[Notice]:
    from assessments.versions import fingerprint

    if fingerprint(made) != saved.entry.fingerprint:
        yield Notice(OTHER_RULES, "assumed")


def since(earlier: Before | None) -> str:
    """With what this is compared, in a sentence; that it is the first time where there is nothing before."""
    if earlier is None:
        return f"This is the {FIRST}: nothing was saved of it before, so there is nothing to compare with."
    saved_at = minute(earlier.entry.saved_at)
    if earlier.decision is None:
        return f"No earlier version was decided on; compared with the one before, {earlier.entry.id} of {saved_at}."
    decision = f"{earlier.decision.outcome} by {earlier.decision.by} on {earlier.decision.at[:10]}"
    return f"Compared with the last one that was decided on: {earlier.entry.id}, {decision}."


def changed(comparison: MapComparison) -> tuple[Text, Iterator[Figure]]:
    """The screen on the change: how much more or less there is, and the picture of what each group adds."""
    from assessments.report.sections.comparison import figure, in_short, lead_sentence

    text = Text(lead_sentence(comparison) if comparison.same else in_short(comparison), lead=True)
    return text, (figure(explained) for explained in (comparison,) if explained.parts)


def parts(comparison: MapComparison) -> Table:
    """The parts that explain the difference, by group: of the harm that the headline is about, and of officials."""
    from assessments.report.sections.comparison import first_side, name
    from assessments.report.sentences import signed
    from assessments.results.comparison.compared import HARM_BY_SIDE

    side = first_side(comparison)
    columns = (
        Column("Group"),
        Column(f"{HARMED_FIRST}, by {OF_SIDE[side]}", numeric=True),
        Column("Officials exposed, by all actors", numeric=True),
    )
    moved = ([middle(group.explains[what]) for what in (HARM_BY_SIDE[side], "strategic")] for group in comparison.parts)
    rows = tuple(
        row(name(group.groups), *(Cell(signed(value), value) for value in values))
        for group, values in zip(comparison.parts, moved, strict=True)
    )
    return Table("What explains the change, a year", columns, rows, "Nothing differs.")


def routes(saved: Saved, made: Run) -> tuple[Block, ...]:
    """The screen on routes: the one to tell first, the picture, how open five of them are, and these as a table."""
    from assessments.report import slides
    from assessments.report.figures.flow_map import picture
    from assessments.report.reasons import event_words
    from assessments.results.routes import leading_routes

    leading = leading_routes(made, ROUTES)
    rows = tuple(
        tuple(Cell(short(cell.text, LONGEST // 2), cell.value, cell.assumed) for cell in slides.route_row(made, chain))
        for chain in leading
    )
    table = Table("The routes to tell first", slides.ROUTES, rows, "No route leads to anyone's data.")
    name = f"Flow of data: {made.data_map.app.name}"
    drawing = Figure(picture(made, small=True), name, "Coloured: the most probable routes.")
    firsts = (capital(short(event_words(made.data_map, chain.first.event))) for chain in leading[:1])
    lead = (Text(f"{first}. Once tried, open {rows[0][1].text}.", lead=True) for first in firsts)
    chances = (Heading(HOW_OPEN), NamedCells(tuple((cells[1].text, Cell(cells[0].text)) for cells in rows)))
    return *_other_rules(saved, made), *lead, drawing, *(chances if rows else ()), table


def speaks_for(saved: Saved) -> Iterator[Text]:
    """The reasons for doing something: what there is now, and what options would take from it, on both tracks."""
    strategic, rows = saved.content.strategic.persons_per_year, weighed(saved)[1:]
    harms = [f"{OF_SIDE[side]} {quantity_words(total.harm)}" for side, total in saved.content.totals.by_side.items()]
    yield Text(f"If nothing is done, {HARMED} a year: {'; '.join(harms) or 'not saved by whom'}.")
    yield Text(f"Apart from that: {quantity_words(strategic)} officials exposed a year.")
    if rows:
        most = max(rows, key=lambda choice: middle(choice.removed))
        yield Text(
            f"Of the options, “{_name(most)}” removes most harm of foreign states: {_change(most.removed)} a year."
        )
        fewest = min(rows, key=lambda choice: middle(choice.strategic))
        yield Text(f"“{_name(fewest)}” leaves fewest officials exposed: {_change(fewest.strategic)} a year.")


def speaks_against(saved: Saved) -> Iterator[Text]:
    """The reasons against it: what people would lose, what another option does as well, what is only assumed."""
    rows = weighed(saved)[1:]
    # The two options that speak for doing something are held to what people would pay for them.
    most = max(rows, key=lambda choice: middle(choice.removed), default=None)
    fewest = min(rows, key=lambda choice: middle(choice.strategic), default=None)
    costly = dict.fromkeys(choice for choice in (most, fewest) if choice)
    for choice in costly:
        price = f"costs people {_change(choice.burden)} {WITHOUT_APP}" if choice.burden else UNPRICED
        yield Text(f"“{_name(choice)}” {price}.")
    beaten = [_name(choice) for choice in rows if (choice.beaten or 0.0) > 0.5 and choice not in costly]
    if beaten:
        yield Text(
            f"In most simulations another does as much on both tracks with no more burden as: {enumerated(beaten, 3)}."
        )
    if rests := saved.content.headline.rests_on:
        yield Text(rests_sentence(rests.harm))


def last_comments(review_state: ReviewState, called: Callable[[str], str] = str) -> Table:
    """The last comments and dissents, with who made them, and what each is about as it is `called`."""
    acts = review_state.acts_of("comment", "dissent")
    rows = tuple(
        row(short(act.by, 30), "dissent" if act.did == "dissent" else called(str(act.about)), short(act.said))
        for act in acts[-SAID:]
    )
    more = f", the last {SAID} of {len(acts)}" if len(acts) > SAID else ""
    columns = (Column("By"), Column("About"), Column("What"))
    return Table(f"What was said{more}", columns, rows, "Nothing yet: the first comment is written below.")


def unknown(saved: Saved, review_state: ReviewState) -> Iterator[Block]:
    """The open questions that are worth most, and how many are answered or accepted."""
    left = review_state.open_questions
    answered, accepted = (len({act.about for act in review_state.acts_of(did)}) for did in ("answer", "accept"))
    count = "One question is" if len(left) == 1 else f"{len(left)} questions are" if left else "No question is"
    yield Text(f"{count} open; {answered} answered, {accepted} accepted as open.", lead=True)
    first = by_worth(saved, left)[:QUESTIONS]
    rows = tuple(row(short(question.ask), worth_of(saved, question)) for question in first)
    more = f", the {QUESTIONS} worth most" if len(left) > QUESTIONS else ""
    columns = (Column("Question"), Column("Worth", numeric=True))
    none = "Every question is answered, or accepted as open." if answered or accepted else "The map asks none."
    yield Table(f"Open questions{more}", columns, rows, none)


def verdict(saved: Saved, made: Run) -> tuple[Block, ...]:
    """The question and the answer that Options begins with, on a ban; neither without simulations."""
    from assessments.conclusions.options import verdict as concluded
    from assessments.report.option_words import QUESTION, verdict_words
    from assessments.results.options.table import options_of

    options = options_of(made)
    if options is None or made.uncertain is None:
        return ()
    return *_other_rules(saved, made), Text(QUESTION), Text(verdict_words(options, concluded(options))[0], lead=True)


def frontier(saved: Saved) -> Iterator[Block]:
    """The options that nothing beats with no more burden, on either track, and which are not among them."""
    rows = weighed(saved)
    if not rows:
        yield Text(NO_OPTIONS)
        return
    on = [choice for choice in rows if choice.on]
    yield from _trade_offs(rows)
    cells = tuple(
        row(
            _name(choice),
            *(Cell(tightly(q, change), middle(q)) for q in (choice.removed, choice.strategic)),
            Cell(tightly(choice.burden, change), middle(choice.burden)) if choice.burden else Cell(NOT_STATED),
            choice.frontiers,
        )
        for choice in on[:SHOWN]
    )
    more = f", {SHOWN} of {len(on)}" if len(on) > SHOWN else ""
    yield Table(f"Nothing leaves as little risk with no more burden{more}; 90% intervals in brackets", OPTIONS, cells)
    off = [_name(choice) for choice in rows if not choice.on]
    if off:
        yield Text(short(f"Not among them: {enumerated(off)}.", 2 * LONGEST))
    yield Text("What is worth which loss is a choice, not a finding.")


def _trade_offs(rows: tuple[Weighed, ...]) -> Iterator[Figure]:
    """What each option removes against what people lose by it; nothing where nobody said of any what they lose."""
    stated = [(choice, choice.burden) for choice in rows if choice.burden]
    best = undominated(
        np.array([-middle(choice.removed) for choice, _ in stated]), np.array([middle(burden) for _, burden in stated])
    )
    beginnings = [cut(choice.title, IN_PICTURE) for choice, _ in stated]
    marks = tuple(
        _trade_off(choice, told_apart(choice.title, beginning, beginnings), burden, best=bool(is_best))
        for (choice, burden), beginning, is_best in zip(stated, beginnings, best, strict=True)
        if choice.option != STATUS_QUO
    )
    if not marks:
        return
    many = sum(not mark.hollow for mark in marks)
    which = "" if len(stated) == len(rows) else " with a stated loss"
    best_on = f"{many} of {len(marks)} options{which} are best trade-offs on harm by foreign states"
    finding = f"{best_on}: none removes as much for less"
    lane = LANE if any(mark.x <= 1.0 for mark in marks) else ""
    across = Axis(WITHOUT_APP, log=True, lane=lane, drawn=LOGARITHMIC)
    chart = Chart("scatter", finding, marks, across, Axis(f"fewer {HARMED} a year"))
    yield Figure(chart, chart.alt, "Lines are 90% intervals; hollow: another option does as much for less.")


def _trade_off(choice: Weighed, name: str, burden: Quantity, *, best: bool) -> Mark:
    x_low, x, x_high = (max(1.0, end) for end in ends_and_middle(burden))
    y_low, y, y_high = ends_and_middle(choice.removed)
    words = f"{_change(choice.removed)} removed, {_change(burden)} lost"
    return Mark(name, x, y, x_low, x_high, y_low, y_high, text=words, hollow=not best, whole=choice.title)


def decision(review_state: ReviewState) -> Iterator[Block]:
    """The decision, why it was taken, and its conditions and dissents as far as a screen has room for them."""
    if review_state.decision is None:
        return
    yield Text(decided(review_state.decision), lead=True)
    yield Text(short(f"Because: {review_state.decision.said}"))
    if review_state.decision.conditions:
        rows = tuple(
            row(short(condition.what, 45), short(condition.owner, 20), str(condition.until))
            for condition in review_state.decision.conditions
        )
        more = f", {CONDITIONS} of {len(rows)}" if len(rows) > CONDITIONS else ""
        columns = (Column("What"), Column("Owner"), Column("Until"))
        yield Table(f"Conditions{more}", columns, rows[:CONDITIONS])
    for act in review_state.dissents[-DISSENTS:]:
        yield Text(f"Dissent, noted by {short(act.by, 30)}: {short(act.said, LONGEST // 2)}")
    if len(review_state.dissents) > DISSENTS:
        yield Text(f"Dissents in all: {len(review_state.dissents)}; the minutes have each.")


def _name(choice: Weighed) -> str:
    """An option by its title, as far as a screen has room."""
    return short(choice.title, LONGEST // 2)


def _change(q: Quantity) -> str:
    return with_interval(q, change)


def short(text: str, most: int = LONGEST) -> str:
    """A text on one line, cut after a word where it would take more room than a screen has."""
    plain = " ".join(text.split())
    if len(plain) <= most:
        return plain
    head, space, rest = plain[: most - 1].rpartition(" ")
    return f"{head if space and len(rest) < most // 2 else plain[: most - 1]}…"
