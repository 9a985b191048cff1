"""Page one: six questions with their answers on whose data each state could order, and what it would come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from assessments.conclusions.page_one import (
    PartOfData,
    bars,
    has_any,
    is_nothing,
    leaves_out,
    part_of_data,
    restricts,
    sold,
    times_the_middle,
)
from assessments.conclusions.reach import (
    average,
    certainty,
    counts,
    in_millions,
    is_carried_by_standing,
    lead_row,
    least_and_most,
    others_likely,
)
from assessments.conclusions.sure import is_any
from assessments.report.blocks import (
    Block,
    Cell,
    Column,
    Heading,
    Section,
    Span,
    Table,
    Text,
    cells_about,
    row,
    sentence,
)
from assessments.report.option_words import owner_words, verdict_words
from assessments.report.page_one_length import PAGE, Clause, PageRoom, fitted
from assessments.report.questions import question, unknown
from assessments.report.sections.summary import limits
from assessments.report.sections.track_record import failing_words
from assessments.report.sentences import (
    IF_HELD,
    NOT_COMPUTED,
    TIES,
    actor_name,
    as_read,
    as_sure,
    capital,
    chance_words,
    class_word,
    count_word,
    enumerated,
    figures,
    if_held,
    in_brackets,
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
from assessments.results.part import OnRecord, Quantity
from assessments.results.reach_parts import (
    KnownHere,
    OpenNumber,
    PageOneNumbers,
    ReadingInShort,
    Summary,
    SummaryRow,
    Use,
)
from assessments.results.summary import summary_numbers
from assessments.results.track_record import track_record
from assessments.run import Run
from data_maps.caching import kept

MILLION = 1e6
PARTS: Mapping[PartOfData, str] = {
    "hardly": "hardly any",
    "small": "a small part",
    "tenth": "about a tenth",
    "fifth": "about a fifth",
    "quarter": "about a quarter",
    "third": "about a third",
    "half": "about half",
    "two_thirds": "about two thirds",
    "three_quarters": "about three quarters",
    "nine_tenths": "about nine tenths",
    "nearly_all": "nearly all",
    "all": "all",
}
WHOLE_OR_NONE: frozenset[PartOfData] = frozenset({"hardly", "nearly_all", "all"})
CAPTION = (
    "Whether each state could order readable data about everybody, and of how many people that would be if so; "
    "the same people count for each state"
)
WHO, HAS, OWNER = "Who could?", "Has it?", "Because of the owner?"
END, BARRED, SURE = "What would end it, and at what price?", "Is any of it barred?", "How sure?"
NOBODY = "No foreign state on this map has any tie by which it could order readable data of these people."
NOT_SAID = "This map cannot tell: it does not say who runs {count}, or where."
NONE_BY_ORDER = "By order, none on this map; what is sold or barred stands below."
NO_USER = "By this map the app has no users in {state} whose data could be ordered."
NO_STATE = "no foreign state on this map could"
NOTHING_ENTERED = "Nothing was entered."
NO_ACT_ON_THE_MAP = "No known act at this app was entered on this map."
SAYS_THE_SAME = "not_prohibited"
"""The outcome that tells no more than that nothing was found barred."""
SHORT = re.compile(r"[;,] | to (?=\d)")
"""Where a citation may end that is told in short: behind its first text."""
MOST_DATA, MOST_ANSWERS, MOST_WORDS_OF_ANSWERS = 2, 2, 14
MOST_READINGS = 2


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
    """The questions with their answers, that of the state asked about to be read first, and the table."""
    return *asked(numbers), table(numbers)


def asked(numbers: PageOneNumbers, questions: Sequence[str] = (), room: PageRoom = PAGE) -> tuple[Block, ...]:
    """The questions with their answers as far as there is room, or some of them."""
    made: list[Block] = []
    for ask, texts in answers(numbers, questions, room).items():
        made += [Heading(ask), *texts]
    return tuple(made)


def sentences(numbers: PageOneNumbers) -> tuple[str, ...]:
    """Each question with its answer, in at most 120 words together: read aloud in a minute."""
    told = answers(numbers).items()
    return tuple(" ".join((ask, *(text.text for text in texts))) for ask, texts in told)


def answers(
    numbers: PageOneNumbers, questions: Sequence[str] = (), room: PageRoom = PAGE
) -> dict[str, tuple[Text, ...]]:
    """The answers by their questions, each of one paragraph; the first begins with the sentence to read first.

    Only the numbers of the questions that are asked are asked for.
    """
    told: Mapping[str, Callable[[PageOneNumbers], Iterator[tuple[int, Text]]]] = {
        WHO: _who,
        HAS: _has,
        OWNER: _owner,
        END: _end,
        BARRED: _barred,
        SURE: _sure,
    }
    clauses = [Clause(ask, text, goes) for ask in questions or told for goes, text in told[ask](numbers) if text.text]
    left: dict[str, list[Text]] = {}
    for clause in fitted(clauses, room):
        left.setdefault(clause.question, []).append(clause.text)
    return {ask: _paragraphs(texts) for ask, texts in left.items()}


def _paragraphs(texts: Sequence[Text]) -> tuple[Text, ...]:
    """Sentences as one paragraph; those to be read first as one before it."""
    parts = ([text for text in texts if text.lead is lead] for lead in (True, False))
    return tuple(_joined(part) for part in parts if part)


def _joined(texts: Sequence[Text]) -> Text:
    pieces = (piece for n, text in enumerate(texts) for piece in (*((" ",) if n else ()), *text.spans))
    return replace(sentence(*pieces), lead=texts[0].lead)


def lead_sentence(numbers: PageOneNumbers) -> Text:
    """The sentence to read first: whether the state asked about could order what, of how many people."""
    return replace(sentence(*_widest_parts(numbers)), lead=True)


def widest_sentence(numbers: PageOneNumbers) -> str:
    """Whether the state asked about could order what, of how many people, and how much of it."""
    return sentence(*_widest_parts(numbers)).text


def _who(numbers: PageOneNumbers) -> Iterator[tuple[int, Text]]:
    """Who could: the state asked about, the same on each reading, what it has without an order, and other states."""
    yield 0, lead_sentence(numbers)
    lead = lead_row(numbers)
    if lead is None or not is_any(numbers.people):
        return
    if lead.standing is not None and is_any(lead.standing):
        yield 1, sentence("Without an order it has data of ", Span(as_read(lead.standing, persons), lead.actor), ".")
    yield 3, sentence(*_by_reading(numbers.readings, _could_words, lead.actor))
    if others := others_likely(numbers):
        first, *more = others
        rest = f" and {count_word(len(more))} more" if more else ""
        yield (
            5,
            sentence(f"Others perhaps: {_state(first)} (", Span(chance_words(first.chance), first.actor), f"){rest}."),
        )
    for own in (state for state in numbers.table if not state.foreign):
        yield 8, sentence("Their own state: ", Span(chance_words(own.chance), own.actor), ".")


def _widest_parts(numbers: PageOneNumbers) -> Iterator[Span | str]:
    """The first sentences in pieces, so that an interval can come later."""
    lead, where = lead_row(numbers), the_state(numbers.viewpoint)
    if lead is None or not is_any(numbers.people):
        yield _nobody(numbers) if is_any(numbers.people) else NO_USER.format(state=where)
        return
    state, data = _state(lead), _data(lead)
    if not is_any(lead.if_so):
        yield f"{capital(state)} could order {data} of fewer than one in a hundred people in {where}."
        return
    if certainty(lead.chance) == "could":
        people = lead.persons
        yield f"{capital(state)} could order {_part_of(data, lead)} of "
        yield Span(as_read(people, persons) if people.low is None else f"{as_read(people, figures)} people", lead.actor)
        ends = interval_words(people, figures)
        yield Span(f" (90%: {ends})" if ends else f" ({NOT_COMPUTED})", missing=not ends)
        yield f" in {where}."
        return
    match certainty(lead.chance):
        case "hardly":
            yield f"{capital(state)} hardly could order {data} in {where}: "
        case "open":
            yield f"Whether {state} could order {data} in {where} is open: "
        case _:
            yield f"This map cannot tell whether {state} could order {data} in {where}: "
    yield Span(chance_words(lead.chance), lead.actor)
    yield Span(in_brackets(lead.chance, per_100), missing=lead.chance.low is None)
    yield ". If so, of "
    if_so, ends = as_read(lead.if_so, figures), interval_words(lead.if_so, figures)
    yield Span(if_so, lead.actor)
    yield Span(f" ({ends})" if ends not in ("", if_so) else "", missing=not ends)
    yield f", {PARTS[part_of_data(lead.share_of_data)]} of it."


def _nobody(numbers: PageOneNumbers) -> str:
    """The sentence where no foreign state has anything by order: of a map that says who runs what."""
    if numbers.unsaid:
        count = len(numbers.unsaid)
        return NOT_SAID.format(count="one of its systems" if count == 1 else f"{count} of its systems")
    return NOBODY if is_nothing(numbers) else NONE_BY_ORDER


def _part_of(data: str, lead: SummaryRow) -> str:
    """How much of some data: most of it by its name alone."""
    part = part_of_data(lead.share_of_data)
    return f"{PARTS[part]} {data}" if part in WHOLE_OR_NONE else f"{PARTS[part]} of the {data}"


def _answers_that_tell(numbers: PageOneNumbers) -> list[str]:
    """The facts that leave most open, where the map does not tell whether the state that comes first could."""
    lead, known = lead_row(numbers), numbers.not_known
    if lead is None or known is None or certainty(lead.chance) != "untold":
        return []
    first, *others = [unknown(one) for one in known.deciding[:MOST_ANSWERS]] or [""]
    short = [one for one in others if len(f"{first} {one}".split()) <= MOST_WORDS_OF_ANSWERS]
    return [answer for answer in (first, *short) if answer]


def _to_ask(numbers: PageOneNumbers) -> list[str]:
    """The holders of half or less whose control would change whether the state that comes first could."""
    lead, told = lead_row(numbers), _answers_that_tell(numbers)
    if lead is not None and certainty(lead.chance) == "could":
        return []
    return [asked for one in numbers.to_ask[:1] if (asked := unknown(one)) not in told]


def _data(row: SummaryRow) -> str:
    """The data that a state has within reach, by what they are called; two of many."""
    return enumerated(list(row.data[:MOST_DATA])) if row.data else "readable data"


def stays_words(row: SummaryRow) -> str:
    """The reach that is left to a foreign state, and by which ties, where something was done about it."""
    left = f"{chance_words(row.chance)}, if so of {as_read(row.if_so, persons)}"
    why = _ties(row) or "by ties of no weight"
    return f"{capital(_state(row))} could still order {_data(row)}: {left}; {why}."


def _ties(row: SummaryRow) -> str:
    return ", ".join(f"{TIES[tie]} {percent(share)}" for tie, share in row.ties.items())


def _by_reading(
    readings: Sequence[ReadingInShort], say: Callable[[ReadingInShort], str], about: str
) -> Iterator[Span | str]:
    """A sentence on what each reading comes to, by whose numbers it is; nothing without readings."""
    names = ((_whose_numbers(reading.id), say(reading)) for reading in readings[:MOST_READINGS])
    told = [(whose, words) for whose, words in names if words]
    if len({words for _, words in told}) == 1 < len(told):
        told = [(" and ".join(whose for whose, _ in told), f"{told[0][1]} each")]
    for place, (whose, words) in enumerate(told):
        yield f", {whose}: " if place else f"{capital(whose)} numbers: "
        yield Span(words, about)
    yield "." if told else ""


def _whose_numbers(reading: str) -> str:
    """Whose numbers a reading has, by its id; more than a word of it stands in quotation marks."""
    name = reading.replace("-", " ")
    return f"“{name}”" if " " in name else f"the {name}{'’' if name.endswith('s') else '’s'}"


def _could_words(reading: ReadingInShort) -> str:
    """The people whose data a state could order on a reading, behind its chance where that is open."""
    if reading.chance is None or reading.if_so is None:
        return ""
    people = as_read(reading.if_so, figures)
    return people if certainty(reading.chance) == "could" else f"{chance_words(reading.chance)}, if so {people}"


def _has(numbers: PageOneNumbers) -> Iterator[tuple[int, Text]]:
    """Has it: what is known of the app, acts of the kind on record, and a year at rates on record, on each reading."""
    yield 0, sentence(known_words(numbers))
    lead = lead_row(numbers)
    if lead is not None and (record := on_record_words(lead.record)) != "nothing":
        yield 6, sentence(f"On record of {_state(lead)} elsewhere: {record}.")
    use, is_untold = numbers.use, lead is not None and certainty(lead.chance) == "untold"
    yield int(is_untold), sentence(*_year(use))
    if times := times_the_middle(use.foreign_states):
        yield 4, sentence(f"On average it is {figures(times)} times that, by rare large events.")
    taken = _by_reading(numbers.readings, lambda read: _taken_words(use, read), "foreign_states")
    yield 1, sentence(*taken)
    if is_any(use.own_state):
        own = Span(_amount(use.own_state, " people"), "own_state")
        yield 7, sentence(f"Their own state would take {class_word(use.of_class)} of ", own, ".")


def known_words(numbers: PageOneNumbers, nothing: str = NOTHING_ENTERED) -> str:
    """The actors known to have done something here, or that nothing was entered."""
    events = [_actor_of_event(one) for one in numbers.known]
    return f"On record of this app: {enumerated(events, 2)}." if events else nothing


def _actor_of_event(one: KnownHere) -> str:
    """Who did what is known, as it stands in a sentence."""
    if one.actor is None:
        return "a state not named"
    return the_state(one.actor.removeprefix("state:")) if one.actor.startswith("state:") else one.actor


def _year(use: Use) -> Iterator[Span | str]:
    """The data taken in a year if this app were like those on record, or had the standing access that is stated."""
    if not is_any(use.foreign_states):
        yield f"{capital(if_held(use))}, foreign states would take no {class_word(use.of_class)}."
        return
    yield f"{capital(if_held(use))}, foreign states would take "
    yield Span(f"{as_read(use.foreign_states, figures)} people’s", "foreign_states")
    ends = interval_words(use.foreign_states, figures)
    yield f" {class_word(use.of_class)} a year (middle"
    yield Span(f"; {ends}" if ends else "", missing=not ends)
    yield ")."


def _taken_words(use: Use, reading: ReadingInShort) -> str:
    """The people whose data would be taken on a reading, and whether that is beyond the map's own interval."""
    people = as_read(reading.taken, figures)
    return f"{people} (outside)" if leaves_out(use.foreign_states, reading.taken) else people


def _owner(numbers: PageOneNumbers) -> Iterator[tuple[int, Text]]:
    """Because of the owner: what its state could still order if the owner were from elsewhere, why, and that state."""
    for goes, words in zip((0, 2, 4, 7), owner_words(numbers), strict=False):
        yield goes, sentence(words)


def _end(numbers: PageOneNumbers) -> Iterator[tuple[int, Text]]:
    """What would end it: whether a ban is the least burdensome way, and what it and a milder way leave and take."""
    told = verdict_words(numbers.verdict, asking=True) or ("Not told while options are in force.",)
    first, *others = told
    yield 0, sentence(first)
    yield from ((2 * place + 1, sentence(words)) for place, words in enumerate(others))


def _barred(numbers: PageOneNumbers) -> Iterator[tuple[int, Text]]:
    """Is any of it barred: the strongest outcome of any law, laws with open questions, and what is sold to whom."""
    from laws.parameters import law as law_named  # as late as laws are judged

    law = numbers.law
    laws = "" if law is None or not law.open else "1 law" if law.open == 1 else f"{law.open} laws"
    if law is not None and law.strongest is not None:
        outcome, text = law.strongest.outcome.replace("_", " "), SHORT.split(law.strongest.citation)[0]
        if bars(law) or restricts(law):
            yield 0, sentence(f"{'Yes, ' if bars(law) else 'Not barred but '}{outcome}: {text}.")
            yield int(bars(law)), sentence(f"Questions open: {laws}." if laws else "")
        else:
            yield 0, sentence(f"None found; questions open: {laws}." if laws else "None found.")
        if not bars(law) and not restricts(law) and law.strongest.outcome != SAYS_THE_SAME:
            yield 3, sentence(f"Strongest: {law_named(law.strongest.regime).title} ({outcome}).")
    elif laws:
        yield 0, sentence(f"Questions open: {laws}.")
    else:
        yield 2 * bool(sold(numbers)), sentence("No law held here applies.")
    for place, one in enumerate(sold(numbers)):
        where = f"in {the_state(one.to)}" if one.to else "somewhere"
        people = Span(as_read(one.persons, persons).removeprefix("about "), "buyers")
        yield 6 * bool(place), sentence(f"Bought {where}: ", people, "’s data a year.")


def _sure(numbers: PageOneNumbers) -> Iterator[tuple[int, Text]]:
    """How sure: what would tell most and is not known, how many numbers are estimated, and the track record."""
    known = numbers.not_known
    if known is not None:
        if not known.widest and not known.judged:
            yield 0, sentence("All that this rests on is known.")
        told = _answers_that_tell(numbers)
        yield 0, sentence(f"What would tell: {enumerated(told)}." if told else "")
        if not told:
            open_numbers = "; ".join(map(_open_number, known.widest))
            yield 6, sentence(f"Not known: {open_numbers}." if open_numbers else "")
        if ask := _to_ask(numbers):
            yield 1, sentence(f"To ask: {enumerated(ask)} by votes, board or as largest holder.")
        if known.judged:
            yield 2 * bool(told), sentence(f"{known.judged} of {known.numbers} numbers estimated.")
    yield 3, sentence(tested_words(numbers))


def _open_number(one: OpenNumber) -> str:
    """What is not known of a number, with the range it is known within."""
    return f"{unknown(one)} ({span(one.low, one.high, figures if counts(one.high) else percent)})"


def tested_words(numbers: PageOneNumbers) -> str:
    """The track record of the defaults: which fail, how many takings they expected, and how many are known."""
    tested, failing = numbers.tested, failing_words(track_record())
    fails = f"defaults fail for {failing}; " if failing else ""
    expected = f"{span(tested.low, tested.high, roughly)} takings expected"
    return f"Track record: {fails}{expected} at {tested.services} services, {tested.known or 'none'} known."


def _amount(q: Quantity, of: str = "") -> str:
    """People with the ends of their interval, if there is one; none."""
    return f"{as_read(q, figures)}{of}{in_brackets(q, figures)}" if is_any(q) else f"none{of}"


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
        if_so = Cell(in_unit(state.if_so, unit), state.if_so.middle / unit)
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


def in_unit(people: Quantity, unit: float) -> str:
    """People in a unit, with the ends of their interval."""
    middle, low, high = (
        None if each is None else number(each / unit) for each in (as_sure(people), people.low, people.high)
    )
    ends = "" if low is None or low == high == middle else f" ({low if low == high else f'{low}–{high}'})"
    return f"{middle}{ends}"


def _disputed(state: SummaryRow, unit: float) -> str:
    """Between which people if so, and which chances, the readings of the map lie."""
    if not state.yields:
        return "no reading"
    people, chances = zip(*((under.if_so, under.chance) for under in state.yields.values()), strict=True)
    in_unit = "–".join(dict.fromkeys(number(end / unit) for end in least_and_most(people)))
    per_hundred = "–".join(dict.fromkeys(map(per_100, least_and_most(chances))))
    told = [
        words + (" (outside)" if any(leaves_out(own, other) for other in others) else "")
        for words, own, others in ((in_unit, state.if_so, people), (f"chance {per_hundred}", state.chance, chances))
        if "–" in words
    ]
    return ", ".join(told) or "no"


def on_record_words(record: OnRecord) -> str:
    """The known acts of a state anywhere, in words."""
    counts = (
        (record.takings, "1 taking of many people", "{} takings of many people"),
        (record.placed, "1 of staff placed", "{} of staff placed"),
        (record.orders, "1 account ordered a year", "{} accounts ordered a year"),
    )
    said = [one if number(count) == "1" else many.format(number(count)) for count, one, many in counts if count]
    if record.doubted and record.takings:
        said[0] += f", {record.doubted} of them doubted"
    return ", ".join(said) or "nothing"


def may_say(numbers: PageOneNumbers) -> tuple[str, ...]:
    """Sentences that the result carries."""
    could = sentence(*_by_reading(numbers.readings, _could_words, "")).text
    return (
        f"{widest_sentence(numbers)} {could}".strip(),
        others_sentence(numbers),
        known_words(numbers, NO_ACT_ON_THE_MAP),
        sentence(*_year(numbers.use)).text + _at_rates_words(numbers.use),
        rests_sentence(numbers.use.rests_on),
    )


def others_sentence(numbers: PageOneNumbers) -> str:
    """The reach of the other foreign states, in a sentence that can be quoted alone."""
    lead, others = lead_row(numbers), others_likely(numbers)
    if lead is None:
        return _nobody(numbers)
    if not others:
        rest = [state for state in numbers.table if state.foreign and state != lead and has_any(state)]
        if rest:
            return f"Besides {_state(lead)}, all foreign states have a chance below 5 in 100."
        return f"Besides {_state(lead)}, no other foreign state on this map could order data of these people."
    states = _state(others[0]) if len(others) == 1 else f"{count_word(len(others))} foreign states"
    return f"Besides {_state(lead)}, {states} could order data of these people, each with a chance of 5 in 100 or more."


def _at_rates_words(use: Use) -> str:
    """What it would come to without standing access, where that carries it; empty elsewhere."""
    if use.without_standing is None or not is_carried_by_standing(use):
        return ""
    return f" Without it, {IF_HELD}, it would be {_amount(use.without_standing, ' people')}."


def may_not_say(numbers: PageOneNumbers) -> tuple[str, ...]:
    """Sentences that the result does not carry."""
    lead = lead_row(numbers)
    who = "any state" if lead is None else _state(lead)
    use = numbers.use.foreign_states
    interval_said = f"90 of 100 simulations lie within {interval_words(use, figures)}"
    within = "no interval was computed" if use.low is None else interval_said if use.high else "it is nobody"
    return (
        f"That {who} takes or has taken these people's data: reach says what could be ordered, and holds no rate.",
        f"That {who} will, or with what chance: rates are of cases on record, not of acts against these people.",
        "That a state with no row on record did nothing: a record holds what became known.",
        "That foreign states and the own state make one sum: they are different questions with different law.",
        f"That the number a year was counted: it is a forecast, and {within}.",
    )


def _state(row: SummaryRow) -> str:
    return the_state(row.actor.removeprefix("state:"))
