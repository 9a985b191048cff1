"""Printing: pages on a terminal, progress of long work, problems, and a sentence where something fails."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any, TypeVar

import typer
from typer.core import TyperGroup
from typer.exceptions import Exit, TyperException

from commands.arguments import Announce, MostMegabytes, MostSeconds, Refused, unannounced

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console, RenderableType

    from assessments.run import Run
    from data_maps.problems import Problem

Item = TypeVar("Item")
PROGRAM = "datareach"
PAGE_WIDTH = 100
PATIENCE = 1.0
USAGE = 2


class Misused(Exception):
    """A command line that asks for no command there is."""


def see(path: str = PROGRAM) -> str:
    """A pointer to the help that lists the commands of the program or of a group, or the options of a command."""
    return f"{path} --help shows what there is"


def no_such(what: str, name: str, names: Iterable[str], path: str = PROGRAM) -> str:
    """A sentence that nothing is called so, with the closest name.

    >>> no_such("command", "asses", ["assess", "check"])
    "no command called 'asses' (did you mean 'assess'?)"
    """
    from data_maps.problems import closest

    near = closest(name, names)
    hint = f"did you mean '{near}'?" if near else see(path)
    return f"no {what} called '{name}' ({hint})"


def misuse(error: TyperException, path: str) -> str:
    """The fault of a command line, from what Typer's exception carries, at the command of a path."""
    option = str(getattr(error, "option_name", ""))
    if hasattr(error, "possibilities"):
        return no_such("option", option, error.possibilities or (), path)
    if isinstance(error, typer.BadParameter):
        return f"{_wrong_value(error)} ({see(path)})"
    if option:
        flag = "does not take" in str(error)
        return f"{option} takes {'no value' if flag else 'a value, and none is given'} ({see(path)})"
    return f"more is given than can be used: {_in_brackets(str(error))} ({see(path)})"


def _wrong_value(error: typer.BadParameter) -> str:
    from pydantic import ValidationError

    name = error.param.get_error_hint().strip("'") if error.param else "a value"
    cause = error.__cause__
    if not isinstance(cause, ValidationError):
        return f"{name} is missing"
    detail = cause.errors()[0]
    match detail["type"]:
        case "greater_than_equal":
            return f"{name} takes {detail['ctx']['ge']} or more"
        case "less_than_equal":
            return f"{name} takes {detail['ctx']['le']} or less"
    return f"{name} takes a {'whole ' if detail['type'].startswith('int') else ''}number"


def _in_brackets(text: str) -> str:
    """The text after the last ` (` of a text: Typer names arguments that are left over nowhere else."""
    return text.partition(" (")[2].removesuffix(")")


class CommandGroup(TyperGroup):
    """Commands that are listed with the whole first sentence of each."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments; raises Misused where there are none."""
        if not args:
            raise Misused(f"a command is missing ({see(ctx.command_path)})")
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that is named; raises Misused where it is asked for what it cannot do."""
        try:
            return super().invoke(ctx)
        except TyperException as error:
            raise Misused(misuse(error, f"{ctx.command_path} {ctx.invoked_subcommand}")) from None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named, and the arguments after it; raises Misused where there is none of that name."""
        if self.get_command(ctx, args[0]) is None:
            raise Misused(no_such("command", args[0], self.commands, ctx.command_path))
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, with the caps that any may have, which are taken off the line before it is read."""
        command = super().get_command(ctx, cmd_name)
        if command is not None and not isinstance(command, TyperGroup):
            known = {param.name for param in command.params}
            command.params += [cap for cap in _caps() if cap.name not in known]
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, in the order they were added."""
        rows = [(name, self.commands[name].get_short_help_str(sys.maxsize)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def _caps() -> list[Any]:
    """The options of caps as each command has them; what they say is taken off the line before that is read."""
    line = typer.Typer(add_completion=False, context_settings={"help_option_names": []})

    @line.command()
    def capped(time: MostSeconds = None, memory: MostMegabytes = None) -> None:
        """Nothing: its options are listed alone."""

    caps: list[Any] = typer.main.get_command(line).params
    for cap in caps:
        cap.expose_value = False
    return caps


def tell(message: str) -> None:
    """Say something on standard error; what a name in it could do to a terminal is not shown."""
    from data_maps.problems import printable

    typer.echo(printable(message, but="\n"), err=True)


def foretell(runs: Iterable[Run], *, whole: bool = False) -> None:
    """Say how long the rest of page ones takes, or of whole results, and how much memory, where that is long."""
    from assessments.report.sentences import foretold

    if sentence := foretold(runs, whole=whole):
        typer.echo(sentence, err=True)


def fail(message: str, code: int = 1) -> int:
    """Say why on standard error; gives the exit code."""
    tell(message)
    return code


@contextmanager
def exiting(code: int) -> Iterator[None]:
    """A context in which every refusal ends the program with this exit code."""
    try:
        yield
    except Refused as refused:
        raise Exit(fail(str(refused), code)) from None


def paged(page: RenderableType) -> str:
    """A page as the console would print it."""
    on = console()
    with on.capture() as text:
        on.print(page)
    return text.get()


def console() -> Console:
    """Standard output as wide as a page, or as the terminal if that is narrower."""
    from rich.console import Console

    made = Console(highlight=False, markup=False, emoji=False)
    made.width = min(made.width, PAGE_WIDTH) if made.is_terminal else PAGE_WIDTH
    return made


@contextmanager
def working(on: str) -> Iterator[Announce]:
    """Progress on standard error, once the work takes more than a second; silent where that is no terminal.

    Args:
        on: What is worked on, such as the name of a map.

    Yields:
        A function that says which step comes now.
    """
    if not sys.stderr.isatty():
        yield unannounced
        return
    from rich.console import Console
    from rich.text import Text

    status = Console(stderr=True).status(Text(f"Working on {on}"))
    patience = Timer(PATIENCE, status.start)
    patience.daemon = True
    patience.start()
    try:
        yield lambda step: status.update(Text(f"Working on {on}: {step}"))
    finally:
        patience.cancel()
        patience.join()
        status.stop()


def why(error: OSError) -> str:
    """The reason a file cannot be written, in our words."""
    reasons = {
        PermissionError: "not allowed",
        FileNotFoundError: "there is no such folder",
        FileExistsError: "a file of that name is in the way",
        NotADirectoryError: "a part of the path is a file",
        IsADirectoryError: "a folder of that name is in the way",
    }
    return next(
        (reason for kind, reason in reasons.items() if isinstance(error, kind)),
        "the disk is full, or cannot be written to",
    )


@contextmanager
def writing(place: object) -> Iterator[None]:
    """A context that refuses where nothing can be written in a place, and says why."""
    try:
        yield
    except OSError as error:
        raise Refused(f"{place}: nothing can be written there ({why(error)})") from None


def deliver(text: str | bytes, file: Path | None) -> None:
    """Print a text, or write it into a file; raises Refused where nothing can be written there."""
    if file is None:
        typer.echo(text, nl=False)
        return
    from assessments.files import write_file

    with writing(file):
        write_file(file, text)
    tell(f"written: {file}")


def as_text(problems: Iterable[Problem]) -> str:
    """One problem a line."""
    return "".join(f"{problem}\n" for problem in problems)


def as_json(problems: Iterable[Problem]) -> str:
    """A list of problems, each with its file, line and column."""
    return json.dumps([_problem_as_plain(problem) for problem in problems], ensure_ascii=False, indent=2) + "\n"


def _problem_as_plain(problem: Problem) -> dict[str, Any]:
    place = problem.place
    where = {"file": place.file, "line": place.line, "column": place.column}
    return {**where, "path": problem.path, "message": problem.message, "hint": str(problem.hint)}


def as_sarif(problems: Iterable[Problem]) -> str:
    """A SARIF 2.1.0 log with one run."""
    from assessments.exports.sarif import SarifFinding, log

    return log(SarifFinding("data-map", "error", _problem_line(problem), problem.place) for problem in problems)


def _problem_line(problem: Problem) -> str:
    message = f"{problem.path}: {problem.message}" if problem.path else problem.message
    return f"{message} ({problem.hint})" if str(problem.hint) else message


Forms = Mapping[str, Callable[[Iterable[Item]], str]]
"""Ways to write several things of a kind, by their names."""


def in_form(form: str, forms: Forms[Item]) -> Callable[[Iterable[Item]], str]:
    """The function that writes in a form; raises Refused where nothing is written so."""
    if form not in forms:
        raise Refused(f"there is no format '{form}': the formats are {', '.join(forms)}")
    return forms[form]


PROBLEM_FORMS: Mapping[str, Callable[[Iterable[Problem]], str]] = {"text": as_text, "json": as_json, "sarif": as_sarif}
