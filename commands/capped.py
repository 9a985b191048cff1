"""Caps of time and memory: a command in a process of its own, which ends at them with what there is by then.

`--time SECONDS` and `--memory MB` may stand anywhere on the command line, before any command.
"""

from __future__ import annotations

import _thread
import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import FrameType
from typing import NoReturn

import typer

from commands.arguments import Refused

HERE = str(Path(__file__).parents[1])
PROGRAM = ("-P", "-m", "datareach")
"""Our own program and no other, whatever lies in the folder that it is called from."""
TIME, MEMORY = "--time", "--memory"
CAPPED, TERMINATED = 3, 143
FIRST, ENDS, FULL = "DATAREACH_FIRST_NUMBERS", "DATAREACH_ENDS", "DATAREACH_FULL"
EARLIER, EMPTIER = 0.8, 0.85
"""Parts of a cap of time and of memory: past them a whole result ends by itself, and has the rest to be told in."""
LOOKING = 0.05  # seconds between looks at the memory of a process
HEARD = 1.0  # seconds until a process that has not heard that a cap is near is told again
PATIENCE = 2.0  # seconds that a process has to leave the terminal as it was
LEAST = {TIME: 0.01, MEMORY: 100.0}
MOST = 1e7
WRITE = {TIME: "write seconds, such as 60", MEMORY: "write megabytes, such as 2000"}
MARK = (
    "! Ended early. These are first numbers: our best estimates, simulated with few trials, without intervals. "
    "The whole result was not ready by then."
)


@dataclass(frozen=True)
class Caps:
    """The most seconds and megabytes that a command may take; None for no cap."""

    seconds: float | None = None
    megabytes: float | None = None

    def __bool__(self) -> bool:
        return self.seconds is not None or self.megabytes is not None


def behind_caps(arguments: Sequence[str]) -> list[str]:
    """The arguments behind the caps that stand before a command."""
    left = list(arguments)
    while left and _is_cap(left[0]):
        del left[: 1 if "=" in left[0] else 2]
    return left


def names_caps(arguments: Sequence[str]) -> bool:
    """True where one of the arguments looks like a cap; it may be the value of an option, or stand behind `--`."""
    return any(map(_is_cap, arguments))


def _is_cap(argument: str) -> bool:
    return argument.partition("=")[0] in LEAST


def caps_of(arguments: Sequence[str], with_value: Collection[str] = ()) -> tuple[Caps, list[str]]:
    """The caps that arguments name, and the other arguments; raises Refused for a cap that is none.

    What stands behind an option `with_value` is its value, and behind `--` stands no option.
    """
    numbers: dict[str, float] = {}
    others: list[str] = []
    left = list(arguments)
    while left and left[0] != "--":
        argument = left.pop(0)
        name, equals, value = argument.partition("=")
        if name in LEAST:
            numbers[name] = _number(name, value if equals else left.pop(0) if left else "")
        else:
            others += [argument, *left[:1]] if argument in with_value else [argument]
            del left[: argument in with_value]
    return Caps(numbers.get(TIME), numbers.get(MEMORY)), [*others, *left]


def _number(name: str, written: str) -> float:
    try:
        number = float(written)
    except ValueError:
        number = 0.0
    if not LEAST[name] <= number <= MOST:
        raise Refused(f"{name}: '{written}' is not a cap ({WRITE[name]})")
    return number


def run_capped(caps: Caps, arguments: Sequence[str], program: Sequence[str] = PROGRAM) -> int:
    """Run a command under its caps: its own exit code, or 3 where it ended at one, with its first numbers printed."""
    with TemporaryDirectory(prefix="datareach-") as folder:
        first = Path(folder) / "first"
        process = subprocess.Popen([sys.executable, *program, *arguments], env=_environment(caps, first))
        try:
            passed = _passed(process, caps)
        finally:
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                if sys.stderr.isatty():
                    sys.stderr.write("\033[?25h")
        return _ended(first, passed) if passed else process.returncode


def _environment(caps: Caps, first: Path) -> dict[str, str]:
    """What a process under caps is told: where its first numbers are kept, and when it should end by itself."""
    seconds, megabytes = caps.seconds or math.inf, caps.megabytes or math.inf
    return {
        **os.environ,
        FIRST: str(first),
        ENDS: f"{time.time() + EARLIER * seconds}",
        FULL: f"{EMPTIER * megabytes}",
        "PYTHONPATH": os.pathsep.join([HERE, *filter(None, [os.environ.get("PYTHONPATH")])]),
    }


def _passed(process: subprocess.Popen[bytes], caps: Caps) -> str:
    """The cap that a process has passed, as a sentence begins; empty once the process has ended by itself.

    It is watched from outside: OpenBLAS, which is refused memory, interrupts its process or asks again for ever.
    """
    ends = math.inf if caps.seconds is None else time.monotonic() + caps.seconds
    while True:
        try:
            process.wait(min(LOOKING, max(0.0, ends - time.monotonic())))
        except subprocess.TimeoutExpired:
            if time.monotonic() >= ends:
                return f"ended after {caps.seconds:g} seconds, as --time says"
            if caps.megabytes is not None and _megabytes(process.pid) > caps.megabytes:
                return f"ended where it took more than {caps.megabytes:g} MB, as --memory says"
        else:
            return ""


def _megabytes(pid: int) -> float:
    """The memory that a process and all that it has started hold now."""
    import psutil

    megabytes = 0.0
    with suppress(psutil.NoSuchProcess):
        measured = psutil.Process(pid)
        for process in (measured, *measured.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                megabytes += process.memory_info().rss / 1e6
    return megabytes


def _ended(first: Path, why: str) -> int:
    if first.exists():
        typer.echo(first.read_text(encoding="utf-8"), nl=False)
        typer.echo(f"{why}; what was there by then is printed", err=True)
    else:
        typer.echo(f"{why}, before there was any result", err=True)
    return CAPPED


def first_wanted(environment: Mapping[str, str] = os.environ) -> bool:
    """True in a process that may be ended before its whole result is there."""
    return FIRST in environment


def keep_first(text: str, *, marked: bool = True) -> None:
    """Keep first numbers, for the case that the whole result does not come; for people they are marked as such."""
    file = Path(os.environ[FIRST])
    beside = file.with_suffix(".new")
    beside.write_text(f"{MARK}\n\n{text}" if marked else text, encoding="utf-8")
    beside.replace(file)


def note_printed() -> None:
    """Note that the result is printed: nothing is printed in its place where the rest of the work does not end."""
    if first_wanted():
        keep_first("", marked=False)


class Terminated(BaseException):
    """The system asked this process to end."""


class NearCap(BaseException):
    """Work has come near its cap: what there is has to be told now."""


@dataclass
class _Interrupt:
    """The signal to work that its cap is near: heard once, and not at all once the work is done."""

    near: threading.Event
    heard: bool = False

    def hear(self, number: int, frame: FrameType | None) -> None:
        """Take up a signal, which is the system's as long as no cap is near."""
        if not self.near.is_set():
            _terminated(number, frame)
        if not self.heard:
            self.heard = True
            raise NearCap


@contextmanager
def ending_near_caps() -> Iterator[None]:
    """A context in which work that comes near a cap of this process is interrupted.

    Raises:
        NearCap: what was begun is not finished, and is not to be gone on with.
    """
    if not first_wanted():
        yield
        return
    if _is_near():
        raise NearCap
    near, done = threading.Event(), threading.Event()
    interrupt = _Interrupt(near)
    before = signal.signal(signal.SIGTERM, interrupt.hear)
    watch = threading.Thread(target=_watch, args=(near, done), daemon=True)
    watch.start()
    try:
        try:
            yield
        finally:
            interrupt.heard = True
    finally:
        done.set()
        watch.join()
        signal.signal(signal.SIGTERM, before)


def _watch(near: threading.Event, done: threading.Event) -> None:
    """Interrupt the main thread once a cap is near, and again where that was not heard, until it is done."""
    while not done.wait(LOOKING):
        if near.is_set() or _is_near():
            near.set()
            _interrupt()
            done.wait(HEARD)


def _is_near() -> bool:
    """True where this process is near the end of its time, or has nearly all of its memory."""
    ends, full = (float(os.environ.get(name, "inf")) for name in (ENDS, FULL))
    return time.time() > ends or (full < math.inf and _megabytes(os.getpid()) > full)


def _interrupt() -> None:
    """Have the main thread take up its signal, also where it waits for something."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
    else:
        _thread.interrupt_main(signal.SIGTERM)


@contextmanager
def ending_when_told() -> Iterator[None]:
    """A context in which being asked to end is an exception, so that the terminal is left as it was."""
    before = signal.signal(signal.SIGTERM, _terminated)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminated(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
