"""Page one: who could order whose content, what others could too, what is known, and what it would come to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.conclusions.reach import (
    average,
    certainty,
    counts,
    in_millions,
    is_anybody,
    is_carried_by_standing,
    is_several,
    lead_row,
    least_and_most,
    main_options,
    most_disputed,
    others_likely,
    owner_matters,
)
from assessments.conclusions.sure import is_any
from assessments.report.blocks import (
    Block,
    Cell,
    Column,
    NamedCells,
    Section,
    Span,
    Table,
    Text,
    cells_about,
    row,
    sentence,
)
from assessments.report.option_words import cut, cut_at_a_phrase
from assessments.report.page_one_length import (
    BY_A_FIGURE,
    LENGTHS,
    MOST_BY_A_FIGURE,
    MOST_ON_SCREEN,
    MOST_WORDS,
    Length,
    has_room,
    longest_allowed,
)
from assessments.report.questions import question, unknown
from assessments.report.sections.summary import limits
from assessments.report.sentences import (
    IF_HELD,
    actor_name,
    as_read,
    as_sure,
    capital,
    chance_words,
    count_word,
    enumerated,
    figures,
    if_held,
    in_brackets,
    interval,
    interval_words,
    number,
    per_100,
    percent,
    persons,
    rests_sentence,
    roughly,
    span,
    the_state,
)
from assessments.results.part import OnRecord, Quantity, Tie
from assessments.results.reach_parts import (
    KnownHere,
    OpenNumber,
    OptionInShort,
    PageOneNumbers,
    Summary,
    SummaryRow,
    Use,
)
from assessments.results.summary import summary_numbers
from assessments.run import Run
from data_maps.caching import kept

MILLION = 1e6
TIES: dict[Tie, str] = {
    "run": "run from there",
    "office": "an office there",
    "seat": "only a seat there",
    "soil": "servers there",
    "owner": "owners there",
    "access": "access",
    "service": "people served there",
}
CAPTION = (
    "Whether each state could order readable data about everybody, and of how many people that would be if so; "
    "the same people count for each state"
)
NOBODY = "No foreign state on this map has any tie by which it could order readable data of these people."
NO_USER = "By this map nobody in {state} uses the app: there is nobody whose data could be ordered."
MOST_DATA, MOST_ANSWERS, MOST_WORDS_OF_ANSWERS = 2, 2, 16
NO_STATE, NONE_KNOWN = "no foreign state on this map could", "nothing was entered."
READINGS, OWNER, YEAR, OPTIONS = "Readings", "Owner", "Average year", "Options"
KNOWN, NOT_KNOWN = "On record", "Not known"
LEAD_ENDS = re.compile(r"(?<=\.) (?=If so, of |What would tell: )")
"""Where a sentence of the answer that comes first ends and the next begins."""
MOST_READINGS = 2
"""Sides whose readings are told."""


@kept
def summary(run: Run) -> Summary:
    """Page one of an assessment, in words and numbers."""
    numbers = summary_numbers(run)
    addresses = dict.fromkeys(change.address for change in numbers.would_change)
    return Summary(
        **dict(numbers),
        text=" ".join(sentences(numbers)),
        may_say=may_say(numbers),
        may_not_say=may_not_say(numbers),
        questions={address: question(run.data_map, address) for address in addresses},
    )


def section(run: Run) -> Section:
    """Page one as a section of a report, below what limits it."""
    return Section("page-one", "The answer", (*limits(run), *blocks(summary(run))))


def blocks(numbers: PageOneNumbers) -> tuple[Block, ...]:
    """The sentence to read first, what stands behind it line by line, and the table."""
    return lead_sentence(numbers), facts(numbers), table(numbers)


def facts(numbers: PageOneNumbers, labels: Collection[str] | None = None, *, by_a_figure: bool = False) -> NamedCells:
    """The lines of page one, or on a screen those that have these labels, in few words; in fewer beside a figure."""
    lines = points(numbers, labels, by_a_figure=by_a_figure)
    return NamedCells(tuple((label, Cell(capital(words))) for label, words in lines.items()))


def lead_sentence(numbers: PageOneNumbers) -> Text:
    """The sentence to read first: how far the widest reach goes."""
    return replace(sentence(*_widest_parts(numbers)), lead=True)


def sentences(numbers: PageOneNumbers) -> tuple[str, ...]:
    """The page in at most 120 words, in its order: read aloud in a minute."""
    return _sentences(numbers, points(numbers))


def _sentences(numbers: PageOneNumbers, by_label: Mapping[str, str]) -> tuple[str, ...]:
    first = LEAD_ENDS.split(widest_sentence(numbers))
    return (*first, *(f"{label}: {words}" for label, words in by_label.items()))


def points(
    numbers: PageOneNumbers, labels: Collection[str] | None = None, *, by_a_figure: bool = False
) -> dict[str, str]:
    """The lines below the first sentence, each under its label: of some labels only, if any are given.

    Only the numbers of those lines are asked for. They are as long as a page has room for, or a screen for some.
    """
    most = MOST_BY_A_FIGURE if by_a_figure else MOST_WORDS if labels is None else MOST_ON_SCREEN
    lengths = BY_A_FIGURE if by_a_figure else LENGTHS
    shortest = _points(numbers, lengths[-1], labels)
    longest = longest_allowed(_sentences(numbers, shortest))
    pages = (_points(numbers, length, labels) for length in lengths)
    return next((page for page in pages if has_room(_sentences(numbers, page), most, longest)), shortest)


def _points(numbers: PageOneNumbers, length: Length, labels: Collection[str] | None) -> dict[str, str]:
    """The lines behind the first sentence at some length."""
    lines: dict[str, Callable[[], str]] = {
        READINGS: lambda: readings_words(numbers, agreed=length.agreed),
        "Other states": lambda: others_words(numbers, named=length.named) if length.own else "",
        "Own state": lambda: own_state_words(numbers, people=length.named) if length.own else "",
        OWNER: lambda: ownership_words(numbers),
        KNOWN: lambda: known_words(numbers, length),
        NOT_KNOWN: lambda: not_known_words(numbers, length),
        YEAR: lambda: use_words(numbers, own=length.own_year),
        "Track record": lambda: tested_words(numbers),
        OPTIONS: lambda: options_words(numbers, length),
    }
    words = {label: line() for label, line in lines.items() if labels is None or label in labels}
    return {label: line for label, line in words.items() if line}


def widest_sentence(numbers: PageOneNumbers) -> str:
    """Whether the state asked about could order what, of how many people, and how much of it."""
    return sentence(*_widest_parts(numbers)).text


def _widest_parts(numbers: PageOneNumbers) -> Iterator[Span | str]:
    """The first sentences in pieces, so that an interval can come later."""
    lead = lead_row(numbers) if is_any(numbers.people) else None
    if lead is None:
        yield NOBODY if is_any(numbers.people) else NO_USER.format(state=the_state(numbers.viewpoint))
        return
    state, data, where = _state(lead), _data(lead), the_state(numbers.viewpoint)
    if certainty(lead) == "could":
        yield f"{capital(state)} could order {data} of "
        yield from _people_parts(lead, lead.persons)
        yield f" in {where}{_share_of(lead)}."
        return
    match certainty(lead):
        case "hardly":
            yield f"{capital(state)} hardly could order {data} of people in {where}: "
        case "open":
            yield f"Whether {state} could order {data} of people in {where} is open: "
        case _:
            yield f"This map does not tell whether {state} could order {data} of people in {where}: "
    yield Span(chance_words(lead.chance), lead.actor)
    yield Span(in_brackets(lead.chance, per_100), missing=lead.chance.low is None)
    yield ". If so, of "
    yield Span(as_read(lead.if_so, persons), lead.actor)
    yield Span(in_brackets(lead.if_so, figures), missing=lead.if_so.low is None)
    yield f"{_share_of(lead)}."
    if answers := _answers_that_tell(numbers):
        yield f" What would tell: {enumerated(answers)}."


def _people_parts(row: SummaryRow, people: Quantity) -> Iterator[Span | str]:
    none = people.low is None
    yield Span(as_read(people, persons) if none else f"{as_read(people, figures)} people", row.actor)
    yield " ("
    yield Span(interval(people, figures), missing=none)
    yield ")"


def _answers_that_tell(numbers: PageOneNumbers) -> list[str]:
    """The facts that leave most open, where the map does not tell whether the state that comes first could."""
    lead, known = lead_row(numbers), numbers.not_known
    if lead is None or known is None or certainty(lead) != "untold":
        return []
    first, *others = [unknown(one) for one in known.widest[:MOST_ANSWERS]] or [""]
    short = [one for one in others if len(f"{first} {one}".split()) <= MOST_WORDS_OF_ANSWERS]
    return [answer for answer in (first, *short) if answer]


def _share_of(row: SummaryRow) -> str:
    """What part of their data that is: of those whose data an order would yield."""
    return f", {as_read(row.share_of_data, percent)} of those data"


def _data(row: SummaryRow) -> str:
    """The data that a state has within reach, by what they are called; three of many."""
    return enumerated(list(row.data[:MOST_DATA])) if row.data else "readable data"


def stays_words(row: SummaryRow) -> str:
    """The reach that is left to a foreign state, and by which ties, where something was done about it."""
    left = f"{chance_words(row.chance)}, if so of {as_read(row.if_so, persons)}"
    why = _ties(row) or "by ties of no weight"
    return f"{capital(_state(row))} could still order {_data(row)}: {left}; {why}."


def _ties(row: SummaryRow) -> str:
    return ", ".join(f"{TIES[tie]} {percent(share)}" for tie, share in row.ties.items())


def readings_words(numbers: PageOneNumbers, *, agreed: bool = True) -> str:
    """Of how many people a state could order content on each reading, of so many if all agree; empty without any.

    It is the foreign state that the readings move most, of equals the widest; its name is said unless it comes first.
    """
    moved = most_disputed(numbers)
    if moved is None:
        return ""
    readings = list(moved.readings.items())[:MOST_READINGS]
    of = "" if moved == lead_row(numbers) else f"for {_state(moved)}, "
    users = numbers.people_agreed if agreed else None
    of_users = f"of {as_read(users.persons, figures)} users, " if users else ""
    return f"{of}{of_users}{_by_reading({name: as_read(people, figures) for name, people in readings})}."


def _by_reading(people: Mapping[str, str]) -> str:
    """The people on each reading, or that there are as many on all."""
    names = [name.replace("-", " ") for name in people]
    same = set(people.values())
    if len(same) == 1 < len(names):
        return f"{enumerated(names)} {same.pop()} each"
    return ", ".join(f"{name} {count}" for name, count in zip(names, people.values(), strict=True))


def others_words(numbers: PageOneNumbers, *, named: bool = True) -> str:
    """The other foreign states that perhaps could order something, below a label that says whom it is about."""
    others = others_likely(numbers)
    if not others:
        return "none with a chance of 5 in 100." if lead_row(numbers) else ""
    if not named:
        return f"{count_word(len(others))}, widest {_state(others[0])}." if others[1:] else f"{_state(others[0])}."
    first = f"{_state(others[0])} {chance_words(others[0].chance)}, if so {as_read(others[0].if_so, figures)}"
    return f"{first}; {count_word(len(others) - 1)} more." if others[1:] else f"{first}."


def others_sentence(numbers: PageOneNumbers) -> str:
    """The reach of the other foreign states, in a sentence that can be quoted alone."""
    lead, others = lead_row(numbers), others_likely(numbers)
    if lead is None:
        return "No foreign state on this map has readable data within reach by any tie."
    if not others:
        return f"Besides {_state(lead)}, {NO_STATE} order data of these people with a chance of 5 in 100 or more."
    states = _state(others[0]) if len(others) == 1 else f"{count_word(len(others))} foreign states"
    return f"Besides {_state(lead)}, {states} could order data of these people, each with a chance of 5 in 100 or more."


def own_state_words(numbers: PageOneNumbers, *, people: bool = True) -> str:
    """The reach of the viewpoint's own state, which stands apart."""
    own = [
        f"{_state(row)} {chance_words(row.chance)}" + (f", if so {as_read(row.if_so, figures)}" if people else "")
        for row in numbers.table
        if not row.foreign
    ]
    return f"{enumerated(own)}." if own else ""


def ownership_words(numbers: PageOneNumbers) -> str:
    """The people who move if the owner is from a state without a record or a stake."""
    specific = numbers.ownership_specific
    owner, instead = (the_state(actor.removeprefix("state:")) for actor in (specific.owner, specific.instead))
    if not owner_matters(specific):
        return f"nothing of this is specific to an owner from {owner}."
    lost, gained = as_sure(specific.content_persons), -as_sure(specific.instead_content_persons)
    fewer, more = (figures(people) if is_anybody(people) else "no" for people in (lost, gained))
    return f"if run from {instead}: {owner} {fewer} fewer, {instead} {more} more."


def known_words(numbers: PageOneNumbers, length: Length = LENGTHS[0]) -> str:
    """The actors known to have done something here, by source, or that nobody is."""
    events = [f"{_actor_of_event(one)}{_sources(one.sources, length)}" for one in numbers.known]
    return f"{enumerated(events, 3)}." if events else NONE_KNOWN


def _sources(titles: Sequence[str], length: Length) -> str:
    """The titles of sources in brackets, cut where they are too long, or how many they are; nothing at the shortest."""
    if length.titled:
        return f" ({enumerated([cut(title, length.title) for title in titles], 3)})"
    return f" ({len(titles)} source{'s' if titles[1:] else ''})" if length.sourced else ""


def _actor_of_event(one: KnownHere) -> str:
    """Who did what is known, as it stands in a sentence."""
    if one.actor is None:
        return "a state not named"
    return the_state(one.actor.removeprefix("state:")) if one.actor.startswith("state:") else one.actor


def not_known_words(numbers: PageOneNumbers, length: Length = LENGTHS[0]) -> str:
    """The numbers that leave most of the table open, and how many of its numbers are judged, or bracketed.

    Empty where there is no room for either.
    """
    known = numbers.not_known
    if known is None:
        return ""
    judged = [f"{known.judged} of {known.numbers} numbers estimated"] if known.judged and length.judged else []
    told_first = bool(_answers_that_tell(numbers))
    open_numbers = [
        _open_number(one, ranges=length.ranges) for one in known.widest[: length.unknowns] if not told_first
    ]
    words = "; ".join([*open_numbers, *judged])
    if not words:
        return "" if known.widest or known.judged else "nothing that this rests on."
    return words if words.endswith(".") else f"{words}."


def _open_number(one: OpenNumber, *, ranges: bool) -> str:
    """What is not known of a number, with the range it is known within."""
    say = figures if counts(one.high) else percent
    return f"{unknown(one)} ({span(one.low, one.high, say)})" if ranges else unknown(one)


def use_words(numbers: PageOneNumbers, *, own: bool = True) -> str:
    """The content taken in a year if this app were like those on record, or had the standing access that is stated.

    By foreign states, and by the own state unless there is no room for it.
    """
    use = numbers.use
    if not (is_any(use.foreign_states) or is_any(use.own_state)):
        return f"{IF_HELD}, no state would take content of anybody."
    by_own = f", {the_state(numbers.viewpoint)} of {_amount(use.own_state)}" if own else ""
    return f"{if_held(use)}, foreign states would take content of {_amount(use.foreign_states, ' people')}{by_own}."


def _at_rates_words(use: Use) -> str:
    """What it would come to without standing access, where that carries it; empty elsewhere."""
    if use.without_standing is None or not is_carried_by_standing(use):
        return ""
    return f" Without it, {IF_HELD}, it would be {_amount(use.without_standing, ' people')}."


def _amount(q: Quantity, of: str = "") -> str:
    """People with the ends of their interval, if there is one; nobody."""
    return f"{as_read(q, figures)}{of}{in_brackets(q, figures)}" if is_any(q) else "nobody"


def tested_words(numbers: PageOneNumbers) -> str:
    """The track record of the defaults: how many takings they expected at real services, and how many are known."""
    tested = numbers.tested
    foretold = span(tested.low, tested.high, roughly)
    return f"{foretold} takings expected at {tested.services} services, {tested.known or 'none'} known."


def options_words(numbers: PageOneNumbers, length: Length) -> str:
    """The effect of the main options on the widest reach, and the people from whom they take the app."""
    return _titles_of(main_options(numbers)[: length.options], length.title, numbers.options)


def _titles_of(options: Sequence[OptionInShort], longest: int, of_all: Sequence[OptionInShort]) -> str:
    """Each option with its title, cut where it is too long and no other option of the map is then called the same."""
    called = Counter(cut_at_a_phrase(option.title, longest) for option in of_all)
    short = [cut_at_a_phrase(option.title, longest) for option in options]
    names = [name if called[name] == 1 else option.title for name, option in zip(short, options, strict=True)]
    fewer = [f"{as_read(option.content_removed, figures)} less" for option in options]
    said = zip(names, ("widest reach ", ""), fewer, ("the app", "it"), options, strict=False)
    return " ".join(f"“{name}”: {reach}{less}, {_lose(o.cut_off)} {app}." for name, reach, less, app, o in said)


def _people(q: Quantity) -> str:
    return as_read(q, figures) if is_any(q) else "nobody"


def _lose(q: Quantity) -> str:
    """Who loses the app."""
    return f"{_people(q)} lose{'' if is_several(q) else 's'}"


def table(numbers: PageOneNumbers) -> Table:
    """Foreign states, the widest reach first, then the own state: how far it reaches, why, and what is known of it."""
    columns = (
        Column("State"),
        Column("Chance that it could order data (in 100)", numeric=True),
        Column(f"Of how many, if so ({'million' if in_millions(numbers) else 'people'})", numeric=True),
        Column("Which data"),
        Column("How much of them", numeric=True),
        Column("Why, in parts of it"),
        Column("Disputed"),
        Column("On record worldwide"),
        Column("On record of this app"),
    )
    unit = MILLION if in_millions(numbers) else 1.0
    rows = tuple(_cells(state, unit) for state in numbers.table)
    return Table(CAPTION, columns, rows, "No state has a tie to this app.")


def _cells(state: SummaryRow, unit: float) -> tuple[Cell, ...]:
    if state.data:
        likely = Cell(f"{per_100(average(state.chance))}{in_brackets(state.chance, per_100)}", average(state.chance))
        if_so = Cell(_in_unit(state.if_so, unit), state.if_so.middle / unit)
        data, much = _data(state), Cell(as_read(state.share_of_data, percent), state.share_of_data.middle)
    else:
        likely, if_so, data, much = Cell("0", 0.0), Cell("–"), "none", Cell("–")
    return row(
        actor_name(state.actor) + ("" if state.foreign else ", own state"),
        *cells_about(state.actor, likely, if_so, Cell(data), much),
        _ties(state) or "nothing",
        _disputed(state, unit),
        on_record_words(state.record),
        enumerated(list(state.known), 3) if state.known else "nothing was entered",
    )


def _in_unit(people: Quantity, unit: float) -> str:
    """People in a unit, with the ends of their interval."""
    middle, low, high = (
        None if each is None else number(each / unit) for each in (as_sure(people), people.low, people.high)
    )
    ends = "" if low is None or low == high == middle else f" ({low if low == high else f'{low}–{high}'})"
    return f"{middle}{ends}"


def _disputed(state: SummaryRow, unit: float) -> str:
    """Between which numbers the readings of the map lie."""
    if state.disputed is None:
        return "no reading"
    ends = least_and_most(state.readings.values()) if state.readings else state.disputed
    low, high = (number(end / unit) for end in ends)
    return f"{low}–{high}" if low != high else "no"


def on_record_words(record: OnRecord) -> str:
    """The known acts of a state anywhere, in words."""
    counts = (
        (record.takings, "1 taking of many people", "{} takings of many people"),
        (record.placed, "1 of staff placed", "{} of staff placed"),
        (record.orders, "1 account ordered a year", "{} accounts ordered a year"),
    )
    said = ((number(count), one, many) for count, one, many in counts if count)
    return ", ".join(one if count == "1" else many.format(count) for count, one, many in said) or "nothing"


def may_say(numbers: PageOneNumbers) -> tuple[str, ...]:
    """Sentences that the result carries."""
    words = points(numbers)
    readings = f"{READINGS}: {words[READINGS]}" if READINGS in words else ""
    return (
        f"{widest_sentence(numbers)} {readings}".strip(),
        others_sentence(numbers),
        f"{KNOWN}: {words[KNOWN]}",
        capital(use_words(numbers)) + _at_rates_words(numbers.use),
        rests_sentence(numbers.use.rests_on),
    )


def may_not_say(numbers: PageOneNumbers) -> tuple[str, ...]:
    """Sentences that the result does not carry."""
    lead = lead_row(numbers)
    who = "any state" if lead is None else _state(lead)
    use = numbers.use.foreign_states
    interval_said = f"90 of 100 simulations lie within {interval_words(use, figures)}"
    within = "no interval was computed" if use.low is None else interval_said
    return (
        f"That {who} takes or has taken these people's data: reach says what could be ordered, and holds no rate.",
        f"That {who} will, or with what chance: rates are of cases on record, not of acts against these people.",
        "That a state with no row on record did nothing: a record holds what became known.",
        "That foreign states and the own state make one sum: they are different questions with different law.",
        f"That the number a year was counted: it is a forecast, and {within}.",
    )


def _state(row: SummaryRow) -> str:
    return the_state(row.actor.removeprefix("state:"))
