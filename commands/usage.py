"""Mistakes on the command line, in a sentence each: a command, an option or a value that is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from typer.exceptions import TyperException

SEE = "datareach --help shows what there is"


class Misused(Exception):
    """A command line that asks for no command there is."""


def no_such(what: str, name: str, names: Iterable[str]) -> str:
    """A sentence that nothing is called so, with the closest name.

    >>> no_such("command", "asses", ["assess", "check"])
    "no command called 'asses' (did you mean 'assess'?)"
    """
    from data_maps.problems import closest

    near = closest(name, names)
    hint = f"did you mean '{near}'?" if near else SEE
    return f"no {what} called '{name}' ({hint})"


def misuse(error: TyperException) -> str:
    """The fault of a command line, from what Typer's exception carries."""
    option = str(getattr(error, "option_name", ""))
    if hasattr(error, "possibilities"):
        return no_such("option", option, error.possibilities or ())
    if isinstance(error, typer.BadParameter):
        return f"{_wrong_value(error)} ({SEE})"
    if option:
        flag = "does not take" in str(error)
        return f"{option} takes {'no value' if flag else 'a value, and none is given'} ({SEE})"
    return f"more is given than can be used: {_in_brackets(str(error))} ({SEE})"


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
