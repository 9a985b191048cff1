"""Commands on laws: one law on facts, all laws on a map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from commands.arguments import Refused, day, path, read

commands = typer.Typer()


@commands.command(epilog="Example: datareach decide us_bulk_data docs/deal.yaml")
def decide(
    regime: Annotated[str, typer.Argument(metavar="REGIME", help="The law: one of those in docs/regimes.")],
    facts: Annotated[
        Path, typer.Argument(parser=path, metavar="FACTS", help="A YAML file of facts, or of cases with {id, facts}.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer for programs.")] = False,
) -> None:
    """Say what one law says of facts in a file, why, and what is missing to tell; unknown is an answer too."""
    from assessments.report.law_words import decided_text
    from assessments.results.law_on_facts import as_json as for_programs
    from assessments.results.law_on_facts import decided_file, unknown_regime

    if fault := unknown_regime(regime):
        raise Refused(fault)
    answer = decided_file(regime, facts)
    typer.echo(for_programs(answer) if as_json else decided_text(answer), nl=False)
    if answer.problems:
        raise Refused(*answer.problems)


@commands.command(epilog="Example: datareach regimes case:wechat-2020 --as-of 2020-09-25")
def regimes(
    map_: Annotated[str | None, typer.Argument(metavar="[MAP]", help="A file, a folder, or case:NAME.")] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day whose laws count; the map's own unless said.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result for programs.")] = False,
    stale: Annotated[
        bool, typer.Option("--stale", help="Instead: which numbers and dates of laws are overdue for review.")
    ] = False,
) -> None:
    """Say which laws a map meets, why, and what is missing to tell; evidence for counsel, not advice."""
    if stale:
        from assessments.report.law_words import overdue_text

        typer.echo(overdue_text(day(as_of)), nl=False)
        return
    if map_ is None:
        raise Refused("name a map, or --stale for what is overdue for review")
    from assessments.report.law_words import verdicts_text
    from assessments.results.laws import as_json as for_programs
    from risk.regimes.on_maps.judging import verdicts

    data_map = read(map_)
    outcomes = verdicts(data_map, day(as_of) if as_of else data_map.as_of)
    typer.echo(for_programs(outcomes) if as_json else verdicts_text(data_map, outcomes), nl=False)
