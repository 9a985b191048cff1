"""Words on the record, as blocks for a terminal and for a page: lists, one assessment, checks of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from assessments.record.errors import Unsavable, minute
from assessments.record.saved_results import Departures
from assessments.report.blocks import Block, Cell, Column, NamedCells, Notice, Section, Table, Text, row
from assessments.report.cells import INTERVAL
from assessments.report.departures import NOT_AS_WRITTEN, USUAL_RATIO, titled
from assessments.report.glossary import HARMED
from assessments.report.sentences import as_read, figures, number, span, with_interval

if TYPE_CHECKING:
    from datetime import date

    from assessments.record.entries import AssessmentRequest
    from assessments.record.models import AuditLine, Entry, Saved
    from assessments.record.recompute import Recomputed, RecomputedChange
    from assessments.record.verify import Proof
    from assessments.results.quantity import Quantity
    from data_maps.changes import Option
    from data_maps.model import DataMap, SideReading

MOST_CHANGES = 40


def listing(entries: Sequence[Entry], count: int, most: int) -> Section:
    """Saved assessments as a table, the newest first, and how many of the most that were asked for are damaged."""
    columns = (Column("id"), Column("saved"), Column("by"), Column("score", numeric=True), INTERVAL, Column("title"))
    rows = tuple(row(e.id, minute(e.saved_at), e.person, *known_score(e), e.title) for e in entries)
    caption = f"{len(entries)} of {count} saved assessments, the newest first"
    table = Table(caption, columns, rows, "nothing was saved that fits.")
    damaged = min(count, most) - len(entries)
    note = Notice(f"{damaged} more cannot be read; datareach verify says what was altered.", "limit")
    return Section("summary", "Saved", (table, note) if damaged else (table,))


def listing_text(entries: Iterable[Entry]) -> str:
    """Saved assessments for programs, without what is large."""
    return json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=2) + "\n"


def known_score(entry: Entry) -> tuple[Cell, Cell]:
    """The middle of the score of a saved assessment, and its interval."""
    score = entry.headline["score"]
    if score.low is None or score.high is None:
        return Cell(as_read(score, number), score.middle), Cell("not computed")
    return Cell(as_read(score, number), score.middle), Cell(span(score.low, score.high, number))


def quantity_words(quantity: Quantity) -> str:
    """A quantity of a headline with its interval, in words."""
    return with_interval(quantity, number)


def departures(saved: Saved) -> Departures:
    """The differences of a saved result from its map as written; where an old result says none, those asked for."""
    scenario, short = saved.content.scenario, "; ".join(_changes_asked(saved.entry.asked))
    if scenario.short or not short:
        return scenario
    return Departures(says=scenario.says or f"{NOT_AS_WRITTEN} {short}.", short=short)


def _changes_asked(request: AssessmentRequest) -> Iterator[str]:
    """The numbers, options and weights asked for that are surely not the map's own."""
    yield from request.numbers
    yield from (f"option {option} in force" for option in request.options)
    if request.severity_ratio != USUAL_RATIO:
        yield _ratio(request.severity_ratio)


def _ratio(ratio: float | None) -> str:
    return "linear weights" if ratio is None else f"severity ratio {ratio:g}"


def saved_title(saved: Saved) -> str:
    """The title of a saved assessment, with its differences from the map as written."""
    return titled(saved.entry.title, departures(saved).short)


def saved_section(saved: Saved, history: Iterable[AuditLine], today: date, deeds: Mapping[str, str]) -> Section:
    """One saved assessment: how it departs from its map, what it says, what it was made from and by, its history.

    Laws that say otherwise by `today` come first, and what of them is due to be read again.
    """
    facts = NamedCells((*said_facts(saved), *technical_facts(saved)))
    notices = (*not_as_written(saved), *of_its_law(saved, today))
    return Section("summary", saved.entry.id, (*notices, facts, history_table(history, deeds)))


def not_as_written(saved: Saved) -> tuple[Notice, ...]:
    """A notice of the differences of a saved result from its map as written, if there are any."""
    differences = departures(saved).says
    return (Notice(differences, "assumed"),) if differences else ()


def said_facts(saved: Saved) -> tuple[tuple[str, Cell], ...]:
    """The facts of a saved assessment: who saved it and why, whose people it is about, and what it says."""
    entry = saved.entry
    return (
        ("saved", Cell(f"{minute(entry.saved_at)} by {entry.person}")),
        *((("note", Cell(entry.note)),) if entry.note else ()),
        ("map", Cell(entry.title)),
        ("people in", Cell(f"{entry.viewpoint}, facts and laws as of {entry.as_of}")),
        ("score, all actors", Cell(quantity_words(entry.headline["score"]))),
        ("harm a year, all actors", Cell(f"{quantity_words(entry.headline['harm'])} {HARMED}")),
    )


def technical_facts(saved: Saved) -> tuple[tuple[str, Cell], ...]:
    """The facts by which a saved assessment can be told from any other, and made again."""
    from assessments.versions import KINDS

    files = ", ".join(f"{name} ({figures(len(content))} bytes)" for name, content in saved.files.items())
    versions = saved.versions
    kinds = ", ".join(f"{len(versions[kind])} files of {kind}" for kind in KINDS if kind in versions)
    return (
        ("files", Cell(files)),
        ("asked", Cell(asked_words(saved.entry.asked))),
        ("made by", Cell(f"Datareach {versions.get('datareach')}, Python {versions.get('python')}, {kinds}")),
        ("fingerprint", Cell(saved.entry.fingerprint)),
    )


def of_its_law(saved: Saved, today: date) -> Iterator[Notice]:
    """The laws that say otherwise since it was made, and what it rests on that is due to be read again."""
    from assessments.record.recompute import due_again, law_since
    from assessments.report.sections.freshness import due_words, since_words
    from assessments.scenario import Unusable

    try:
        since, due = law_since(saved, today), due_again(saved, today)
    except (Unsavable, Unusable):
        yield Notice("What laws say of it since then is not told: its map cannot be read any longer.", "limit")
        return
    yield from (Notice(f"Since it was made, {since_words(law)}.", "assumed") for law in since)
    if due:
        yield Notice(f"{due_words(due)}.", "limit")


def asked_words(request: AssessmentRequest, data_map: DataMap | None = None) -> str:
    """The question put to the map, in words; what the map has a title or a question for is called by it."""
    from assessments.report.questions import setting_words  # brings all that calculates, which a list does without

    parts = [
        f"{request.draws:,} simulations, seed {request.seed}" if request.draws else "no simulations",
        _ratio(request.severity_ratio),
    ]
    parts += [f"as of {request.as_of}"] if request.as_of else []
    parts += [f"people in {request.viewpoint}"] if request.viewpoint else []
    parts += [f"about {request.about}"] if request.about else []
    parts += (
        [f"reading {_quoted_title(request.reading, data_map.readings if data_map else {})}"] if request.reading else []
    )
    parts += [setting_words(data_map, number) if data_map else number for number in request.numbers]
    options = data_map.options if data_map else {}
    return "; ".join([*parts, *(f"option {_quoted_title(option, options)} in force" for option in request.options)])


def _quoted_title(id: str, entries: Mapping[str, Option] | Mapping[str, SideReading]) -> str:
    """The title of an option or a reading in quotation marks; its id where it has none."""
    title = entries[id].title if id in entries else None
    return f"“{title}”" if title else id


def history_table(lines: Iterable[AuditLine], deeds: Mapping[str, str]) -> Table:
    """The lines of the audit on something as a table; `deeds` are words for actions that have any."""
    rows = tuple(
        row(minute(line.at).removesuffix(" UTC"), line.person, deeds.get(line.action, line.action), line.said)
        for line in lines
    )
    return Table("What became of it", (Column("at, UTC"), Column("by"), Column("what"), Column("said")), rows)


def proof(checked: Proof, name: str, holds: str | None = None) -> Section:
    """The findings of a check of the record, in words, and whether the line that `holds` is still on record."""
    return Section("summary", name, tuple(_proof(checked, holds)))


def _proof(checked: Proof, holds: str | None) -> Iterator[Block]:
    if checked.altered:
        yield Text(f"{_times(len(checked.altered))} the record is not as it was written:", lead=True)
        yield from (Notice(place, "assumed") for place in checked.altered)
        if 0 < checked.whole < checked.lines:
            yield Text(
                f"All up to line {checked.whole} holds: datareach backup FILE --up-to {checked.whole} copies that, and "
                "restore puts it into a store from which the record goes on."
            )
    else:
        lines = "line" if checked.lines == 1 else "lines"
        yield Text(
            f"Nothing was altered: {checked.lines:,} {lines} of the audit and all that came with them.", lead=True
        )
    if checked.ahead:
        yield Notice(_ahead(checked.ahead), "assumed")
    if holds is not None:
        is_proven = holds in checked.heads
        outcome = "is still on record" if is_proven else "is no longer on record: lines were taken away or written anew"
        yield Text(f"The line {holds} {outcome}.") if is_proven else Notice(f"The line {holds} {outcome}.", "assumed")
    yield from map(Text, checked.told)
    yield Text(f"Last line: {checked.head}")


def _ahead(lines: tuple[int, ...]) -> str:
    """The sentence on lines that are dated later than it is here."""
    which = f"Line {lines[0]} is" if len(lines) == 1 else f"{len(lines)} lines, {lines[0]} the first, are"
    return f"{which} dated ahead of this machine's clock: a clock is wrong, here or where they were written."


def _times(n: int) -> str:
    return "In one place" if n == 1 else f"In {n} places"


def recomputed_section(entry: Entry, recomputed: Recomputed) -> Section:
    """The outcome of recomputing an assessment, in words."""
    return Section("summary", entry.id, tuple(_recomputed_blocks(entry, recomputed)))


def _recomputed_blocks(entry: Entry, recomputed: Recomputed) -> Iterator[Block]:
    if recomputed.same:
        yield Text(f"{entry.id} comes out the same today, byte for byte.", lead=True)
    elif recomputed.problems:
        yield Text(f"{entry.id} cannot be made again: its map has problems for this version.", lead=True)
        yield from (Notice(problem, "assumed") for problem in recomputed.problems)
    else:
        yield Text(f"{entry.id} comes out differently today.", lead=True)
    none = "none is known: the same program and facts, on a machine that calculates otherwise"
    if recomputed.causes or not recomputed.same:
        yield from _changes("What changed since it was saved", recomputed.causes, none)
    if not (recomputed.same or recomputed.problems):
        yield from _changes("What that did", recomputed.effects, "nothing but how the result is written")


def _changes(caption: str, changes: Sequence[RecomputedChange], empty: str) -> Iterator[Block]:
    columns = (Column("what"), Column("then"), Column("now"))
    rows = tuple(row(change.what, change.before, change.after) for change in changes[:MOST_CHANGES])
    yield Table(caption, columns, rows, f"{empty}.")
    if len(changes) > MOST_CHANGES:
        yield Text(f"… and {len(changes) - MOST_CHANGES} more.")
