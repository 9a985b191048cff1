"""The command line: arguments in, one call, exit code out."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import sys
from io import TextIOWrapper
from typing import Any

import typer
from typer.core import TyperGroup
from typer.exceptions import Abort, Exit, TyperException
from typer.main import get_command_name

from commands import assessing, comparing, exchange, filing, laws, maps, portfolios, record
from commands.arguments import Refused
from commands.capped import (
    LEAST,
    TERMINATED,
    Terminated,
    behind_caps,
    caps_of,
    ending_when_told,
    first_wanted,
    names_caps,
    run_capped,
)
from commands.printing import PAGE_WIDTH, PROGRAM, USAGE, CommandGroup, Misused, fail, misuse, why

STOPPED = 130
OBJECTS_BEFORE_COLLECTION = 1_000_000
UNPRINTED = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)

GROUPS = (maps, exchange, assessing, filing, comparing, portfolios, laws, record)


def program() -> None:
    """Run the command line as the whole of a process, which ends without taking apart first what it has made.

    What was registered for the end of the process before is not called.
    """
    atexit.register(lambda: _end(code))  # the first to be registered is the last to be called
    code = 1
    try:
        main()
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else code
        raise


def _end(code: int) -> None:
    """End this process, whose memory the system frees at once: object by object takes a fifth of a short command."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def main() -> None:
    """Run the command line: every failure is a sentence on standard error and an exit code."""
    # Nearly all that a command makes lasts to its end: looking for garbage seldom saves a twentieth of its time.
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION, 20, 100)
    with ending_when_told():
        code = _run()
    sys.exit(code)


def _run() -> int:
    if sys.stdout is None:
        return fail("there is no standard output to print to")
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        words = sys.argv[1:]
        caps, arguments = caps_of(words, _with_value(behind_caps(words))) if names_caps(words) else (None, words)
        if caps:
            return run_capped(caps, arguments)
        code = _app(arguments)(arguments or ["--help"], prog_name="datareach", standalone_mode=False)
        sys.stdout.flush()
        if code == STOPPED:
            raise Abort
        return code if isinstance(code, int) else 0
    except Exit as ended:
        return int(ended.exit_code)
    except Misused as misused:
        return fail(str(misused), USAGE)
    except TyperException as error:
        return fail(misuse(error, PROGRAM), USAGE)
    except Refused as refused:
        return fail(str(refused))
    except (Abort, KeyboardInterrupt):
        return fail("\nstopped", STOPPED)
    except Terminated:
        return TERMINATED if first_wanted() else fail("\nstopped", TERMINATED)
    except BrokenPipeError:
        return _unprinted()
    except MemoryError:
        return fail("this does not fit into memory: ask for fewer draws (--draws 1000, or 0), or for a part of the map")
    except OSError as error:
        return _unforeseen(error) if error.filename or error.errno not in UNPRINTED else _unprinted(error)
    except Exception as error:  # noqa: BLE001 - nobody but a developer can read a traceback
        return _unforeseen(error)


def _app(arguments: list[str]) -> typer.Typer:
    """The command line with the group that has the command named, as each command takes time to make; else all."""
    app = typer.Typer(
        cls=CommandGroup,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": PAGE_WIDTH},
        help="Works out from a map of an app's data who can reach whose data, and what would change it.\n\n"
        "MAP is a YAML file, a folder of them that are merged, or case:NAME for one that ships.",
    )
    groups = [group for group in GROUPS if _has(group.commands, arguments[:1])]
    if not groups:
        from commands import review  # made from the grammar of a review, which a check of a map does without

        groups = [*GROUPS, review]
    for group in groups:
        app.add_typer(group.commands)
    return app


def _with_value(arguments: list[str]) -> set[str]:
    """The options of the command named that take a value."""
    command: Any = typer.main.get_command(_app(arguments))
    for name in arguments:
        if not isinstance(command, TyperGroup):
            break
        command = command.commands.get(name)
    options = [param for param in command.params if param.param_type_name == "option"] if command else []
    return {name for option in options if not option.is_flag for name in option.opts} - set(LEAST)


def _has(commands: typer.Typer, named: list[str]) -> bool:
    """True of the group that has the command named."""
    return any(
        (command.name or get_command_name(command.callback.__name__)) in named
        for command in commands.registered_commands
        if command.callback
    )


def _unprinted(error: OSError | None = None) -> int:
    """Give up what was not printed yet, so that it is not tried again at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return fail(f"not all could be printed: {why(error)}") if error else 1


def _unforeseen(error: Exception) -> int:
    if os.environ.get("DATAREACH_DEBUG") == "1":
        raise error
    from data_maps.vocabulary import BrokenData

    if isinstance(error, BrokenData):
        return fail(f"Datareach's own data files have mistakes:\n{error}")
    return fail(
        f"Datareach failed ({type(error).__name__}); with DATAREACH_DEBUG=1 it says where, for a report to its authors"
    )


if __name__ == "__main__":
    program()
