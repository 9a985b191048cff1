"""Section on the sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.power_words import power_title, reading
from assessments.report.sentences import state_name

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.fields import Source

COLUMNS = (
    Column("Called"),
    Column("Title"),
    Column("Publisher"),
    Column("Date"),
    Column("Read"),
    Column("Has it from"),
    Column("Grade"),
)
LAWS = (Column("State"), Column("Law"), Column("In force since"), Column("Text"), Column("Read"), Column("Grade"))
NO_GRADE = "not graded"
NOTE = (
    "Grades in the map: reliability of the source A to F, credibility of what it says 1 to 6. Grades of laws: A "
    "primary document, B company or research, C press or note, D recall or judgement, which is an assumption and "
    "never a finding."
)


def section(run: Run) -> Section:
    """The map's sources, then the laws in force that day of every state tied to the map."""
    sources = run.data_map.sources
    own = tuple(
        row(
            id_,
            Cell(each.title, link=each.url),
            each.publisher or "",
            each.date or "",
            each.accessed or "",
            _origin(sources, each),
            each.grade or NO_GRADE,
        )
        for id_, each in sources.items()
    )
    tables = (
        Table("Sources named by the map", COLUMNS, own, "The map names none."),
        Table("Laws on record for the states of this map", LAWS, tuple(_laws(run)), "None is on record."),
    )
    return Section("sources", "Sources", (*tables, Text(NOTE)))


def _origin(sources: Mapping[str, Source], source: Source) -> str:
    return sources[source.origin].title if source.origin else ""


def _laws(run: Run) -> Iterator[tuple[Cell, ...]]:
    from risk.jurisdictions import jurisdiction, source

    for state in run.events.exposure.states:
        entry = jurisdiction(state)
        for power in entry.powers if entry else ():
            if power.holds(run.data_map.as_of):
                origin = source(power.source)
                mark = f"{power.grade}, assumed" if power.assumption else power.grade
                register = "; the address is the register's" if origin.register_alone else ""
                title = Cell(f"{origin.title} ({origin.publisher}, {origin.date}){register}", link=origin.url)
                law = Cell(power_title(power), assumed=power.assumption)
                yield row(state_name(state), law, power.since, title, reading(power), mark)
