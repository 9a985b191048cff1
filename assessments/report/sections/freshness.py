"""Freshness of law in words: what is to be read again, what rests on memory, and what changes on known days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Section, Table, Text, row
from assessments.report.law_words import title
from assessments.report.sentences import actor_name
from risk.regimes import NAMES

if TYPE_CHECKING:
    from assessments.results.freshness import Freshness, KnownChange, LastRead

TITLE = "How fresh the law is"
READ = (Column("Rule or power"), Column("Text"), Column("Last read"), Column("In"), Column("Read again by"))
CHANGES = (Column("Day"), Column("Rule or power"), Column("Change"), Column("Text"))
WHAT = {"begins": "begins", "ends": "ends", "changed_and_not_read_in": "changed, and not read in"}


def section(fresh: Freshness) -> Section:
    """What is stale on the day, what rests on memory, and the calendar of known changes."""
    return Section("freshness", TITLE, (_in_short(fresh), *_tables(fresh, str)))


def for_a_page(fresh: Freshness) -> tuple[Text, tuple[Block, ...]]:
    """The first sentences, and the tables with each rule and power named in words."""
    return _in_short(fresh), tuple(_tables(fresh, named))


def named(fact: str) -> str:
    """A rule by the title of its law, a power by its state, each with what it is called there.

    >>> named("us_icts.rule"), named("CN.intelligence-law-7")
    ('US rules on information and communications technology and services: rule', 'China (CN): intelligence law 7')
    """
    owner, _, own = fact.partition(".")
    where = title(owner) if owner in NAMES else actor_name(f"state:{owner}")
    return f"{where}: {own.replace('_', ' ').replace('-', ' ')}" if own else where


def _in_short(fresh: Freshness) -> Text:
    return Text(
        f"On {fresh.on}, {len(fresh.stale)} of {len(fresh.facts)} rules and powers are due to be read again. "
        f"{len(_recalled(fresh))} more rest at least in part on memory.",
        lead=True,
    )


def _recalled(fresh: Freshness) -> tuple[LastRead, ...]:
    return tuple(fact for fact in fresh.facts if fact.recall and not fact.stale)


def _tables(fresh: Freshness, name: Callable[[str], str]) -> Iterator[Block]:
    if fresh.stale:
        yield Table("Due to be read again", READ, _rows_read(fresh.stale, name))
    if recalled := _recalled(fresh):
        yield Table("Written at least in part from memory", READ, _rows_read(recalled, name))
    if fresh.changes:
        rows = tuple(_change(change, name(change.fact)) for change in fresh.changes)
        yield Table(f"Known changes before {fresh.before}", CHANGES, rows)
    else:
        yield Text(f"No change before {fresh.before} is on record.")


def _rows_read(facts: Iterable[LastRead], name: Callable[[str], str]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(_read(fact, name(fact.fact)) for fact in facts)


def _read(fact: LastRead, name: str) -> tuple[Cell, ...]:
    last = str(fact.read) if fact.read else "from memory" if fact.recall else "not read"
    return row(name, fact.citation, last, fact.read_in or "", str(fact.read_again_by or "not set"))


def _change(change: KnownChange, name: str) -> tuple[Cell, ...]:
    return row(str(change.on), name, WHAT[change.what], change.citation)
