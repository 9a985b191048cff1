"""Tables and outputs in the docs: `python docs/make_tables.py` writes them from data and code again.

A page marks what is made: `<!-- made: terms uses -->` … `<!-- end -->`. The output below each `$ datareach …` in
README.md is made too. A maker and a command get the map of the YAML block before them.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import sys
import tempfile
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path
from unittest.mock import patch

DOCS = Path(__file__).parent
ROOT = DOCS.parent
PAGES = (ROOT / "README.md", DOCS / "data-map.md", DOCS / "method.md", DOCS / "command-line.md")
sys.path[:0] = [str(DOCS), str(ROOT)]

from made_format import FORMAT, Lines, fenced  # noqa: E402
from made_method import METHOD  # noqa: E402

from datareach import main  # noqa: E402 - the script runs from anywhere

MADE = re.compile(r"(<!-- made: ([\w-]+)(?: (\S+))? -->\n)(.*?)(<!-- end -->)", re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (datareach .*)\n(?:(?!\$ ).*\n)*", re.MULTILINE)
ENVIRONMENT = {"NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "120"}


def summary(_: str, text: str) -> Lines:
    """The beginning of the assessment of a map: all before its first section."""
    lines = output("datareach assess wechat.yaml", text)
    yield from fenced("", "\n".join(takewhile(lambda line: not line.isupper(), lines)).rstrip().splitlines())


def helped(*_: str) -> Lines:
    """The help of each command."""
    listed = "\n".join(output("datareach --help", "")).partition("Commands:\n")[2]
    for command in re.findall(r"^  ([a-z-]+) ", listed, re.MULTILINE):
        yield from ("", f"### {command}", "", *fenced("", output(f"datareach {command} --help", "")))


MAKERS = {**FORMAT, **METHOD, "summary": summary, "help": helped}


def made(text: str) -> str:
    """A page with everything marked in it, and the output of its commands, made again."""
    filled = MADE.sub(lambda match: match[1] + _lines(match, text) + match[5], text)
    return BLOCK.sub(lambda match: _shown_again(match, filled), filled)


def _lines(mark: re.Match[str], text: str) -> str:
    lines = MAKERS[mark[2]](mark[3] or "", _map_before(text, mark.start()))
    return "".join(f"{line}\n" for line in lines)


def _map_before(text: str, end: int) -> str:
    """The last YAML block before a place in a page."""
    return next((body for language, body in reversed(BLOCK.findall(text[:end])) if language == "yaml"), "")


def _shown_again(block: re.Match[str], text: str) -> str:
    def shown(command: re.Match[str]) -> str:
        return "\n".join((f"$ {command[1]}", *output(command[1], _map_before(text, block.start())), ""))

    return f"```{block[1]}\n{COMMAND.sub(shown, block[2])}```"


def output(command: str, map_text: str) -> list[str]:
    """The output of a command where the map stands as the file that it names."""
    arguments = shlex.split(command)[1:]
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments:
            if name.endswith(".yaml"):
                (Path(folder) / name).write_text(map_text, encoding="utf-8")
        printed = io.StringIO()
        with (
            contextlib.chdir(folder),
            patch.dict(os.environ, ENVIRONMENT),
            patch.object(sys, "argv", ["datareach", *arguments]),
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),  # a complaint would stand on the page
        ):
            code = ended_with(main)
        if code != 0:
            raise ValueError(f"{command} ended with {code}: {printed.getvalue()}")
    return [line.rstrip() for line in printed.getvalue().strip("\n").splitlines()]


def ended_with(program: Callable[[], None]) -> object:
    """The exit code that a program ends with."""
    try:
        program()
    except SystemExit as ended:
        return ended.code
    return 0


def track_record() -> dict[Path, str]:
    """The files of the track record, made again from the services that ship, each by its path."""
    from assessments.exports.track_record import SCORES, files
    from assessments.results.backtest import backtest
    from assessments.results.track_record import SHIPPED
    from risk.backtest.units import visible_units

    made = files(backtest(visible_units()))
    return {SHIPPED if name == SCORES else DOCS / name: text for name, text in made.items()}


if __name__ == "__main__":
    for file, text in track_record().items():
        file.write_text(text, encoding="utf-8")
    for page in PAGES:
        page.write_text(made(page.read_text(encoding="utf-8")), encoding="utf-8")
