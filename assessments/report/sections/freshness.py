"""Freshness of law in words: what is to be read again, what rests on memory, and what changes on known days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Cell, Column, Section, Table, Text, row

if TYPE_CHECKING:
    from assessments.results.freshness import Freshness, KnownChange, LastRead

TITLE = "How fresh the law is"
READ = (Column("Rule or power"), Column("Text"), Column("Last read"), Column("In"), Column("Read again by"))
CHANGES = (Column("Day"), Column("Rule or power"), Column("Change"), Column("Text"))
WHAT = {"begins": "begins", "ends": "ends", "changed_and_not_read_in": "changed, and not read in"}


def section(fresh: Freshness) -> Section:
    """What is stale on the day, what rests on memory, and the calendar of known changes."""
    return Section("freshness", TITLE, tuple(_blocks(fresh)))


def _blocks(fresh: Freshness) -> Iterator[Block]:
    recall = tuple(fact for fact in fresh.facts if fact.recall and not fact.stale)
    summaries = tuple(fact for fact in fresh.facts if fact.rests_on == "summary" and not (fact.recall or fact.stale))
    total = len(fresh.facts)
    yield Text(
        f"On {fresh.on}, {len(fresh.stale)} of {total} rules and powers are due to be read again. "
        f"{len(recall)} more rest at least in part on memory, {len(summaries)} on summaries of the text.",
        lead=True,
    )
    if fresh.stale:
        yield Table("Due to be read again", READ, tuple(map(_read, fresh.stale)))
    if recall:
        yield Table("Written at least in part from memory", READ, tuple(map(_read, recall)))
    if summaries:
        yield Table("Read in summaries, not in the text", READ, tuple(map(_read, summaries)))
    if fresh.changes:
        yield Table(f"Known changes before {fresh.before}", CHANGES, tuple(map(_change, fresh.changes)))
    else:
        yield Text(f"No change before {fresh.before} is on record.")


def _read(fact: LastRead) -> tuple[Cell, ...]:
    last = str(fact.read) if fact.read else "from memory" if fact.recall else "not read"
    return row(fact.fact, fact.citation, last, fact.read_in or "", str(fact.read_again_by or "not set"))


def _change(change: KnownChange) -> tuple[Cell, ...]:
    return row(str(change.on), change.fact, WHAT[change.what], change.citation)
