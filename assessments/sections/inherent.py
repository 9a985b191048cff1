"""What the controls leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.blocks import Column, Section, Table, Text, row
from assessments.cells import INTERVAL, pair
from assessments.wording import middle, percent

if TYPE_CHECKING:
    from assessments.assessment import Assessment

COLUMNS = (Column("Measure"), Column("Value", numeric=True), INTERVAL)


def section(assessment: Assessment) -> Section:
    """The harm index with and without what controls do."""
    headline = assessment.headline
    before, after = middle(headline.inherent_harm), middle(headline.harm)
    rows = (
        row("Inherent: every attempt succeeds, everything can be read", *pair(headline.inherent_harm)),
        row("Residual: as the map says", *pair(headline.harm)),
        row("Inherent score", *pair(headline.inherent_score)),
        row("Residual score", *pair(headline.score)),
    )
    cut = percent(1 - after / before) if before else "0%"
    said = (
        f"What the map says of refused orders, failed attempts and keys removes {cut} of the inherent harm. Law, "
        "ownership, custody and flows are the same in both."
    )
    return Section(
        "inherent",
        "Inherent and residual",
        (Text(said), Table("Severe equivalents a year, and the score", COLUMNS, rows)),
    )
