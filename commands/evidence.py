"""Commands on evidence: where defaults come from, and how good they have been."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.arguments import AsJson, RecordFolder, Refused, record_read
from commands.printing import paged

commands = typer.Typer()


@commands.command(epilog="Example: datareach evidence takings.CN")
def evidence(
    address: Annotated[
        str | None, typer.Argument(metavar="[ADDRESS]", help="An address of a number, or its beginning; else all.")
    ] = None,
    as_json: AsJson = False,
    record: RecordFolder = None,
) -> None:
    """Say where a default comes from: kind, counts, class and sources, down to the rows that were counted."""
    from assessments.exports.json import text_of
    from assessments.exports.terminal import evidence_page
    from assessments.results.default_evidence import UnknownAddress, all_evidence, evidence_of

    rows = record_read(record)
    try:
        result = all_evidence(rows) if address is None else evidence_of(address, rows)
    except UnknownAddress as unknown:
        raise Refused(unknown) from None
    typer.echo(text_of(result) if as_json else paged(evidence_page(result)), nl=False)
