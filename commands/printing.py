"""Printing: pages on a terminal, progress of long work, and a sentence where something fails."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import Exit

from commands.arguments import Announce, MostMegabytes, MostSeconds, Refused, unannounced
from commands.usage import SEE, Misused, no_such

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console, RenderableType

    from assessments.run import Run

PAGE_WIDTH = 100
PATIENCE = 1.0
USAGE = 2


class CommandGroup(TyperGroup):
    """Commands that are listed with the whole first sentence of each."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments; raises Misused where there are none."""
        if not args:
            raise Misused(f"a command is missing ({SEE})")
        return super().parse_args(ctx, args)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is named, and the arguments after it; raises Misused where there is none of that name."""
        if self.get_command(ctx, args[0]) is None:
            raise Misused(no_such("command", args[0], self.commands))
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


def deliver(text: str | bytes, file: Path | None) -> None:
    """Print a text, or write it into a file; raises Refused where nothing can be written there."""
    if file is None:
        typer.echo(text, nl=False)
        return
    from assessments.files import write_file

    try:
        write_file(file, text)
    except OSError as error:
        raise Refused(f"{file}: nothing can be written there ({why(error)})") from None
    tell(f"written: {file}")
