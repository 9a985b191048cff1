"""Section on everything this assessment does not look at."""

from __future__ import annotations

from collections import Counter

from assessments.report.blocks import Cell, Column, Section, Table, Text, row
from assessments.report.sentences import capital
from assessments.results.about import left_out
from assessments.run import Run
from risk.catalogue import Threat, catalogue

COLUMNS = (Column("Event"), Column("Why it is left out"))
KINDS = (Column("Kind of event"), Column("Events on this map", numeric=True))
THREATS = (Column("Kind of threat"), Column("What looks at it here"))
LINDDUN = (
    (
        "Linking",
        "Data that tell more together than apart are a level higher, and so are those kept for a year.",
    ),
    ("Identifying", "An event about many people takes only those whom the actor can tell who they are."),
    ("Non-repudiation", "Nothing: that people cannot deny what they did or said is no event here."),
    ("Detecting", "Nothing: that it shows that somebody uses the app at all is no event here."),
    ("Disclosure of data", "Every event: the kinds are listed above."),
    ("Unawareness, no say", "The laws that ask for notice, consent or a say; the harm does not count it."),
    ("Non-compliance", "The laws, each with its outcome; the harm does not count it."),
)
LINDDUN_NOTE = (
    "The kinds of threat are those of LINDDUN, a published list for finding threats to privacy. A list does not make "
    "itself complete: what nobody thought of is in no number here."
)
NOTE = (
    "Two kinds of event have no numbers in this version: data put to uses they were not given for, and what a change "
    "of owner would bring."
)


def section(run: Run) -> Section:
    """The section on what the map leaves out and why, kinds of event it lacks, and threats no event stands for."""
    lines = left_out(run)
    rows = tuple(row(key, "; ".join(line.why for line in lines if key in line.keys)) for key in run.events.left_out)
    events = Table("Events left out by the map", COLUMNS, rows, "The map leaves nothing out.")
    threats = Table("Kinds of threat to privacy", THREATS, tuple(row(*pair) for pair in LINDDUN))
    return Section("left-out", "Left out", (events, Text(NOTE), _kinds(run), threats, Text(LINDDUN_NOTE)))


def _kinds(run: Run) -> Table:
    """Every kind of event of the catalogue, with how many there are on this map; none is said as well."""
    threats = catalogue().threats
    counts = Counter(event.threat.key for event in run.events.events)
    return Table(
        "Kinds of event that were looked for", KINDS, tuple(_kind(threat, counts[threat.key]) for threat in threats)
    )


def _kind(threat: Threat, count: int) -> tuple[Cell, ...]:
    return row(capital(threat.way), Cell(f"{count}" if count else "none", count))
