"""How commands answer: text as wide as a page, progress on long work, a sentence where something fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer, get_ident
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import Exit

from commands.arguments import Refused

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console, RenderableType
    from rich.text import Text

PAGE_WIDTH = 100
PATIENCE = 1.0
USAGE = 2


class Listed(TyperGroup):
    """Commands that are listed with the whole first sentence of each."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands, in the order they were added."""
        rows = [(name, self.commands[name].get_short_help_str(sys.maxsize)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


def fail(message: str, code: int = 1) -> int:
    """Say why on standard error; gives the exit code."""
    typer.echo(message, err=True)
    return code


@contextmanager
def exiting(code: int) -> Iterator[None]:
    """Whatever is refused meanwhile ends the program with this exit code."""
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
def working(on: str) -> Iterator[None]:
    """Meanwhile, a terminal is told on standard error what is being done, once that takes more than a second."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(_Doing(on, get_ident()))
    patience = Timer(PATIENCE, status.start)
    patience.daemon = True
    patience.start()
    try:
        yield
    finally:
        patience.cancel()
        patience.join()
        status.stop()


@dataclass(frozen=True)
class _Doing:
    """What a thread works on and is at, looked up anew whenever it is shown."""

    on: str
    thread: int

    def __rich__(self) -> Text:
        from rich.text import Text

        from commands.steps import at

        step = at(self.thread)
        return Text(f"Working on {self.on}" + (f": {step}" if step else ""))


def why(error: OSError) -> str:
    """Why a file cannot be written, in our words."""
    known = {
        PermissionError: "not allowed",
        FileExistsError: "a file of that name is in the way",
        NotADirectoryError: "a part of the path is a file",
        IsADirectoryError: "a folder of that name is in the way",
    }
    return next(
        (said for kind, said in known.items() if isinstance(error, kind)), "the disk is full, or cannot be written to"
    )


def deliver(text: str | bytes, file: Path | None) -> None:
    """Print a text, or write it into a file; raises Refused where nothing can be written there."""
    if file is None:
        typer.echo(text, nl=False)
        return
    from assessments.exports import write_file

    try:
        write_file(file, text)
    except OSError as error:
        raise Refused(f"{file}: nothing can be written there ({why(error)})") from None
    typer.echo(f"written: {file}", err=True)
