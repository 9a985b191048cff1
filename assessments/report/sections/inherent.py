"""Section on the risk that the controls leave."""

from __future__ import annotations

from assessments.conclusions.forecast import is_most
from assessments.report.blocks import Column, Section, Table, Text, row
from assessments.report.cells import INTERVAL, pair
from assessments.report.glossary import HARMED_FIRST
from assessments.report.sentences import as_read, interval, percent
from assessments.results.headline import headline_numbers
from assessments.results.ledger import ledger_rows
from assessments.run import Run

COLUMNS = (Column("Measure"), Column("Value", numeric=True), INTERVAL)


def section(run: Run) -> Section:
    """The harm index with and without what controls do."""
    headline = headline_numbers(run)
    rows = (
        row("Inherent: every attempt succeeds, everything can be read", *pair(headline.inherent_harm)),
        row("Residual: as the map says", *pair(headline.harm)),
        row("Taken away by controls, of the inherent harm", *pair(headline.removed, percent)),
        row("Inherent score", *pair(headline.inherent_score)),
        row("Residual score", *pair(headline.score)),
    )
    table = Table(f"{HARMED_FIRST} a year, and the score", COLUMNS, rows)
    texts = [Text(text) for text in (removed_sentence(run), controls_sentence(run)) if text]
    return Section("inherent", "Inherent and residual", (*texts, table))


def removed_sentence(run: Run) -> str:
    """The part of the inherent harm that controls take away."""
    cut = headline_numbers(run).removed
    return (
        f"Refused orders, failed attempts and keys take away {as_read(cut, percent)} of the inherent harm "
        f"({interval(cut, percent)}). Law, ownership, custody and flows are the same in both."
    )


def controls_sentence(run: Run) -> str:
    """The origin of the numbers of the controls; empty where there are none."""
    from risk.events import CONTROLLED

    numbers = [r.number for r in ledger_rows(run) if r.number.address.startswith(CONTROLLED) and not r.number.exact]
    assumed = sum(number.origin == "catalogue" for number in numbers)
    if not assumed:
        return "The map states every number behind this." if numbers else ""
    assumed_sentence = f"Of the {len(numbers)} numbers behind this, {assumed} {'is' if assumed == 1 else 'are'}"
    which = "Every number behind this is" if assumed == len(numbers) else assumed_sentence
    so = ": the figure says more about the catalogue than about this app" if is_most(assumed, len(numbers)) else ""
    return f"{which} the catalogue's, stated by nobody for this app{so}."
