"""Commands on the text of a map: its problems, the whole of it, its format, a first one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.exceptions import Exit

from commands.arguments import MapArgument, MapsArgument, Refused, path, read, reading
from commands.printing import PROBLEM_FORMS, deliver, in_form

if TYPE_CHECKING:
    from data_maps.interview import InterviewQuestion

commands = typer.Typer()


@commands.command(epilog="Example: datareach check case:wechat-2020")
def check(
    maps: MapsArgument,
    form: Annotated[
        str, typer.Option("--format", metavar="text|json|sarif", help="How problems are written.")
    ] = "text",
) -> None:
    """Say every problem of maps, each with its file, line and column; exit code 1 if there are any."""
    write = in_form(form, PROBLEM_FORMS)
    problems = [problem for name in maps for problem in reading(name)[1]]
    typer.echo(write(problems), nl=False, err=form == "text")
    raise Exit(1 if problems else 0)


@commands.command(epilog="Example: datareach expand case:wechat-five-lines")
def expand(
    map_: MapArgument,
    graph: Annotated[
        Path | None,
        typer.Option("--graphml", parser=path, metavar="FILE", help="Instead: write who can pass whose data to whom."),
    ] = None,
) -> None:
    """Print the full map that a short one stands for; comments, which programs pass over, mark what was assumed."""
    data_map = read(map_)
    if graph is None:
        from data_maps.writing import expanded_text

        typer.echo(expanded_text(data_map), nl=False)
        return
    from risk.catalogue import catalogue
    from risk.events import events
    from risk.graph import exposure_graph, graphml

    deliver(graphml(exposure_graph(events(data_map, catalogue()))), graph)


@commands.command(epilog="Example: datareach schema > data-map.schema.json")
def schema(
    result: Annotated[
        bool, typer.Option("--result", help="Instead: the JSON Schema of what `assess --json` prints.")
    ] = False,
) -> None:
    """Print the JSON Schema of the format, for editors."""
    import json

    typer.echo(json.dumps(_schema_of_results() if result else _schema_of_maps(), ensure_ascii=False, indent=2))


def _schema_of_maps() -> dict[str, Any]:
    from data_maps.schema import schema

    return schema()


def _schema_of_results() -> dict[str, Any]:
    from assessments.results.result import schema

    return schema()


@commands.command(epilog="Example: datareach init my-app.yaml")
def init(
    file: Annotated[
        Path | None, typer.Argument(parser=path, metavar="[FILE]", help="Where to write; else it is printed.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(parser=path, metavar="FILE", help="Answers as YAML, by the questions' keys.")
    ] = None,
) -> None:
    """Ask questions step by step and write a first map, or take the answers from a file."""
    from data_maps.interview import BadAnswers, map_text

    if file is not None and file.exists():
        raise Refused(f"{file} is there already: name another file")
    try:
        text = map_text(_answers(answers) if answers else _answers_typed())
    except BadAnswers as bad:
        where = answers or "the answers"
        raise Refused(*(f"{where}: {'.'.join(map(str, f.path))}: {f.message} ({f.hint})" for f in bad.faults)) from None
    deliver(text, file)


def _answers(file: Path) -> dict[str, str]:
    """Answers from a YAML file; lists and mappings are written as the questions ask for them."""
    from data_maps.places import decoded, first_bytes, parsed
    from data_maps.problems import Problem
    from data_maps.reading import why_unread

    try:
        text = decoded(first_bytes(file), str(file))
    except OSError as error:
        raise Refused(f"{file}: {why_unread(error)}") from None
    if isinstance(text, Problem):
        raise Refused(text)
    source = parsed(text, str(file))
    if source.problems or not isinstance(source.value, dict):
        raise Refused(
            *(source.problems or [f"{file}:1:1: these are no answers (write app: WeChat, one answer a line)"])
        )
    return {key: _answer(value) for key, value in source.value.items() if value is not None}


def _answer(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_answer(inner)}" for key, inner in value.items())
    return ", ".join(map(_answer, value)) if isinstance(value, list) else str(value)


def _answers_typed() -> dict[str, str]:
    """Answers from whoever sits at the terminal; a wrong one is asked for again."""
    from data_maps.interview import HOW_TO_ANSWER, QUESTIONS

    typer.echo(HOW_TO_ANSWER, err=True)
    answers: dict[str, str] = {}
    for question in QUESTIONS:
        answers[question.key] = _ask(question, answers)
    return answers


def _ask(question: InterviewQuestion, answers: Mapping[str, str]) -> str:
    """The answer to a question that is right by itself and beside the answers before it."""
    from data_maps.interview import answer_fault

    while True:
        typed = typer.prompt(question.prompt, default="", show_default=False, err=True)
        answer = str(typed).strip()
        fault = answer_fault(question.key, {**answers, question.key: answer})
        if fault is None:
            return answer
        typer.echo(f"{fault.message} ({fault.hint})", err=True)
