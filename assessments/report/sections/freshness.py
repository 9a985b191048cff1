"""Freshness of law in words: what is to be read again, what rests on memory or notes, and what changes on what day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from assessments.report.blocks import Block, Cell, Column, Section, Table, Text, row
from assessments.report.law_words import outcome_of, title
from assessments.report.sentences import actor_name, enumerated
from assessments.results.freshness import Freshness, KnownChange, LastRead, LawSince, of_memory, of_secondary_texts
from laws import NAMES

TITLE = "How fresh the law is"
READ = (Column("Rule or power"), Column("Text"), Column("Last read"), Column("In"), Column("Read again by"))
UNDATED = READ[:2]
TOLD = ("app", "apps", "ground", "place", "places", "decision", "items")
"""What of a value tells it from others, where it does not say so itself."""
CODE = 2
EARLIER = "cars of that model year are covered, also those sold before this day"
MOST_LISTED = 3
LAPSES = "A decision or sign-off on it lapses where a law says otherwise since."
CHANGES = (Column("Day"), Column("Rule or power"), Column("Change"), Column("Text"))
SINCE = (Column("Law"), Column("When it was made"), Column("Since then"), Column("From"), Column("By"))
MOST_NAMED = 3
WHAT = {"begins": "begins", "ends": "ends", "changed_and_not_read_in": "changed, and not read in"}


def section(fresh: Freshness) -> Section:
    """The stale rules on the day, those not wholly read, and the calendar of known changes."""
    lead, tables = for_a_page(fresh)
    return Section("freshness", TITLE, (lead, *tables))


def for_a_page(fresh: Freshness) -> tuple[Text, tuple[Block, ...]]:
    """The first sentences, and the tables."""
    return _in_short(fresh), tuple(_tables(fresh))


def fact_title(fact: str) -> str:
    """A rule by the title of its law, a power by its state, each with what it is called there.

    >>> fact_title("us_icts.rule"), fact_title("CN.intelligence-law-7")
    ('US rules on information and communications technology and services: rule', 'China (CN): intelligence law 7')
    """
    owner, _, own = fact.partition(".")
    where = title(owner) if owner in NAMES else actor_name(f"state:{owner}")
    return f"{where}: {own.replace('_', ' ').replace('-', ' ')}" if own else where


def since_words(since: LawSince) -> str:
    """A law that says otherwise since a map was assessed, or the same by other texts, as a sentence."""
    before, after = outcome_of(since.before), outcome_of(since.after)
    texts = f" ({enumerated(since.texts)})" if since.texts else ""
    otherwise = f"was {before} and is {after}" if before != after else f"is {after} by other texts"
    return f"{title(since.regime)} {otherwise} since {since.on}{texts}"


def due_words(stale: Sequence[LastRead]) -> str:
    """The rules that are due to be read again, as a sentence that names some; empty where nothing is."""
    if not stale:
        return ""
    are = "rule or power that it rests on is" if len(stale) == 1 else "rules and powers that it rests on are"
    return f"{len(stale)} {are} due to be read: {enumerated([fact_title(fact.fact) for fact in stale], MOST_NAMED)}"


def _in_short(fresh: Freshness) -> Text:
    if not fresh.facts:
        return Text("The map meets no law and names no state of which texts are held here.", lead=True)
    stale = len(fresh.stale)
    due = (
        f"{stale or 'none'} of {len(fresh.facts)} rules and powers {'is' if stale in (0, 1) else 'are'} due to be read"
    )
    memory, secondary = len(of_memory(_fresh(fresh))), len(of_secondary_texts(_fresh(fresh)))
    grounds = [
        *([f"{memory} {'rests' if memory == 1 else 'rest'} at least in part on memory"] if memory else []),
        *([f"{secondary} on secondary texts alone"] if secondary else []),
    ]
    others = f" Of {'the others' if stale else 'them'}, {enumerated(grounds)}." if grounds else ""
    undated = len(_undated(fresh))
    which = f"{'one' if undated == 1 else undated} of all {len(fresh.facts)}"
    days = f" The first day of {which} is not known." if undated else ""
    return Text(f"On {fresh.on}, {due}.{others}{days}", lead=True)


def _fresh(fresh: Freshness) -> tuple[LastRead, ...]:
    return tuple(fact for fact in fresh.facts if not fact.stale)


def _undated(fresh: Freshness) -> tuple[LastRead, ...]:
    return tuple(fact for fact in fresh.facts if not fact.first_day_known)


def _tables(fresh: Freshness) -> Iterator[Block]:
    if fresh.since:
        yield Table("Says otherwise since it was made", SINCE, tuple(map(_changed_cells, fresh.since)))
        yield Text(LAPSES)
    if fresh.stale:
        yield Table("Due to be read", READ, _rows_read(fresh.stale))
    if recalled := of_memory(_fresh(fresh)):
        yield Table("Written at least in part from memory", READ, _rows_read(recalled))
    if secondary := of_secondary_texts(_fresh(fresh)):
        yield Table("Read in secondary texts alone", READ, _rows_read(secondary))
    if undated := _undated(fresh):
        yield Table("First day not known", UNDATED, tuple(row(_name(fact), _text(fact)) for fact in undated))
    if fresh.changes:
        yield Table(f"Known changes before {fresh.before}", CHANGES, tuple(map(_change, fresh.changes)))
    else:
        yield Text(f"No change before {fresh.before} is on record.")


def _rows_read(facts: Iterable[LastRead]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(map(_ground_of, facts))


def _ground_of(fact: LastRead) -> tuple[Cell, ...]:
    ground = ", in a summary" if fact.rests_on == "summary" else ""
    unread = fact.read is None and not fact.recall
    last = "not read" if unread else f"{fact.read}{ground}" if fact.read else "from memory"
    again = str(fact.read_again_by or ("now" if fact.stale else "not set"))
    return row(f"{_name(fact)}{f': {fact.what}' if unread else ''}", _text(fact), last, fact.read_in or "", again)


def _text(fact: LastRead | KnownChange) -> Cell:
    """The text, which leads to where it can be read."""
    return Cell(fact.citation, link=fact.address)


def _name(fact: LastRead | KnownChange) -> str:
    """A rule or power in words; where the rule has several values, also which of them."""
    until = f"until {fact.until}" if isinstance(fact, LastRead) and fact.until else ""
    return ": ".join(filter(None, (fact_title(fact.fact), ", ".join(filter(None, (_value_mark(fact.value), until))))))


def _value_mark(value: Any) -> str:
    """The mark of a value among others of its rule; empty for a bare number or a yes.

    >>> _value_mark({"ground": "own_clauses", "needs": ["authorised"]}), _value_mark("units without a model year")
    ('own clauses', 'units without a model year')
    >>> _value_mark({"place": "GB", "decision": "(EU) 2021/1772"}), _value_mark({"app": "wechat", "items": [1, 2]})
    ('United Kingdom (GB), (EU) 2021/1772', 'wechat, items 1 and 2')
    >>> _value_mark(3)
    ''
    """
    if isinstance(value, Mapping):
        keys = ("says",) if "says" in value else tuple(key for key in TOLD if key in value)
        return ", ".join(_items(value[key]) if key == "items" else _value_mark(value[key]) for key in keys)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return enumerated([_value_mark(item) for item in value], MOST_LISTED)
    if not isinstance(value, str):
        return ""
    return actor_name(f"state:{value}") if len(value) == CODE and value.isupper() else value.replace("_", " ")


def _items(numbers: Sequence[int]) -> str:
    return f"{'item' if len(numbers) == 1 else 'items'} {enumerated(list(map(str, numbers)), len(numbers))}"


def _changed_cells(since: LawSince) -> tuple[Cell, ...]:
    before, after = outcome_of(since.before), outcome_of(since.after)
    return row(title(since.regime), before, after, str(since.on), "; ".join(since.texts))


def _change(change: KnownChange) -> tuple[Cell, ...]:
    """A known change; where the day stands for a model year, that its cars are covered when sold earlier, too."""
    early = f"The day stands for {change.stands_for}: {EARLIER}."
    sentences = (f"{WHAT[change.what]}.", f"{change.says.rstrip('.')}.", *((early,) if change.stands_for else ()))
    return row(str(change.on), _name(change), " ".join(sentences), _text(change))
