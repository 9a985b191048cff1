"""Commands that make a map from files of other tools, and write one in their formats."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.arguments import AsOf, MapArgument, Refused, path, read, require_known
from commands.printing import deliver, tell

commands = typer.Typer()


@commands.command("import", epilog="Example: datareach import otm model.yaml -o my-app.yaml --report lost.json")
def import_(
    form: Annotated[
        str, typer.Argument(metavar="FORMAT", help="The format of the files; docs/exchange.md lists them.")
    ],
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files, zip files or folders.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", parser=path, metavar="MAP", help="Where to write; else it is printed.")
    ] = None,
    into: Annotated[
        str | None, typer.Option(metavar="MAP", help="Add to this map, which stays as it is where the two differ.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(parser=path, metavar="FILE", help="Write what became of each element, as text or .json."),
    ] = None,
    users: Annotated[
        str | None, typer.Option(metavar="WHERE", help="How many people, in which country: 'US: 19M; DE: 2M'.")
    ] = None,
    as_of: AsOf = None,
    hosts: Annotated[
        str | None, typer.Option(metavar="TABLE", help="Of a capture: who runs which hosts (host, name, country, …).")
    ] = None,
    places: Annotated[
        str | None, typer.Option(metavar="TABLE", help="Of a capture: where addresses stand (range, country).")
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(
            parser=path, metavar="FILE", help="Of a record of processing: its columns, asked once, kept here."
        ),
    ] = None,
    first_party: Annotated[
        str | None, typer.Option(metavar="DOMAIN", help="Of a capture: the domain of the app itself.")
    ] = None,
) -> None:
    """Make a map from files of another tool, and say what was kept, translated, dropped and has to be asked."""
    from data_maps.exchange.documents import Unreadable
    from data_maps.exchange.formats import IMPORTS
    from data_maps.exchange.importing import Beside, imported
    from data_maps.reading import map_files

    require_known("format", form, IMPORTS)
    base = None if into is None else read(into)
    texts = [] if into is None else [content.decode() for content in map_files(into)[1].values()]
    if out is not None and out.exists() and into != str(out):
        raise Refused(f"{out} is there already: name another file")
    beside = Beside(hosts, places, first_party, _columns(mapping, files) if mapping else {})
    try:
        made = imported(IMPORTS[form], files, into=base, into_texts=texts, users=users, as_of=as_of, beside=beside)
    except Unreadable as unreadable:
        raise Refused(*unreadable.problems) from None
    if report is not None:
        as_json = report.suffix.lower() == ".json"
        plain = json.dumps(made.report, ensure_ascii=False, indent=2) + "\n"
        deliver(plain if as_json else made.report_text, report)
    deliver(made.text, out)
    tell(made.summary)
    for conflict in made.conflicts:
        tell(f"conflict: {conflict}")
    for sentence in made.disagreements:
        tell(f"disagreement: {sentence}")


@commands.command(epilog="Example: datareach export bods case:wechat-2020 -o owners.json")
def export(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help="The format; docs/exchange.md lists them.")],
    map_: MapArgument,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", parser=path, metavar="FILE", help="Where to write; else it is printed."),
    ] = None,
) -> None:
    """Write a map in the format of another tool, and say what that format cannot say."""
    from data_maps.exchange.exporting import EXPORTS, exported

    require_known("format", form, (*EXPORTS, "graphml"))
    data_map = read(map_)
    if form == "graphml":
        from risk.catalogue import catalogue
        from risk.events import events
        from risk.graph import exposure_graph, graphml

        deliver(graphml(exposure_graph(events(data_map, catalogue()))), out)
        return
    made = exported(form, data_map)
    deliver(made.text, out)
    tell(made.summary)


def _columns(mapping: Path, files: list[str]) -> dict[str, str]:
    """The heading of each field, as a file says; where there is none yet it is asked, and written there."""
    from data_maps.exchange.documents import Unreadable, document, files_at
    from data_maps.exchange.formats import IMPORTS
    from data_maps.exchange.ropa import unmatched
    from data_maps.places import yaml_text
    from data_maps.problems import Problem, shown

    try:
        if mapping.exists():
            ((name, content),) = files_at([str(mapping)], (".yaml",)).items()
            columns = document(content, name).root.item("columns")
            said = {field: columns.text(field) for field in columns.value}
            headings = unmatched(files_at(files, IMPORTS["ropa"].endings), {})[2]
            hint = f"the table has {'; '.join(headings)}"
            if strange := [
                Problem(columns.document.place_of(("columns", field), None), "", f"no column {shown(heading)}", hint)
                for field, heading in said.items()
                if headings and heading not in headings
            ]:
                raise Unreadable(*strange)
            return said
        lacking, known, headings = unmatched(files_at(files, IMPORTS["ropa"].endings), {})
    except Unreadable as unreadable:
        raise Refused(*unreadable.problems) from None
    for field in lacking:
        while known.get(field) not in headings:
            asked = f"Which column holds the {field}? ({'; '.join(headings)})"
            known[field] = str(typer.prompt(asked, default="", show_default=False, err=True)).strip()
    deliver(yaml_text({"columns": known}), mapping)
    return known
