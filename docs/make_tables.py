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
from itertools import chain, takewhile
from pathlib import Path
from unittest.mock import patch

DOCS = Path(__file__).parent
ROOT = DOCS.parent
NAMES = ("data-map", "method", "command-line", "cases", "documents", "exchange")
PAGES = (ROOT / "README.md", *(DOCS / f"{name}.md" for name in NAMES))
sys.path[:0] = [str(DOCS), str(ROOT)]

from made_documents import DOCUMENTS  # noqa: E402
from made_examples import assessed  # noqa: E402
from made_format import FORMAT, Lines, fenced, table  # noqa: E402
from made_method import METHOD  # noqa: E402

from assessments.report.sections import page_one  # noqa: E402
from assessments.results.summary import summary_numbers  # noqa: E402
from data_maps.exchange.formats import IMPORTS  # noqa: E402
from datareach import main  # noqa: E402 - the script runs from anywhere
from risk.uncertainty.draw_counts import DRAWS  # noqa: E402

MADE = re.compile(r"(<!-- made: ([\w-]+)(?: (\S+))? -->\n)(.*?)(<!-- end -->)", re.DOTALL)
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (datareach .*)\n(?:(?!\$ ).*\n)*", re.MULTILINE)
REACH, NONE = (1, 2, 4), ("none", "none", "no")
"""The columns of page one on the reach of a state, and what a state has there that a map gives no reach."""
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


def before_and_after(cases: str, *_: str) -> Lines:
    """Two cases on one scale: the reach of each state in both, and what the command says of the difference."""
    names = cases.split(",")
    shown = {name: page_one.table(summary_numbers(assessed(name, DRAWS))) for name in names}
    titles = [f"{one.columns[place].title} in {name[-4:]}" for name, one in shown.items() for place in REACH]
    reach = [{cells[0].text: [cells[place].text for place in REACH] for cells in one.rows} for one in shown.values()]
    states = dict.fromkeys(state for one in reach for state in one)
    yield from table(
        ("State", *titles), ((state, *chain(*(one.get(state, NONE) for one in reach))) for state in states)
    )
    command = f"datareach diff {' '.join(names)}"
    yield from ("", f"`{command}` begins:", "")
    yield from fenced("", list(takewhile(lambda line: not line.startswith("People: who"), output(command, "", code=1))))


def imports(*_: str) -> Lines:
    """The formats of other tools that maps are made from."""
    rows = ((f"`{form.name}`", form.title, form.takes, form.drops, form.asks) for form in IMPORTS.values())
    yield from table(("Format", "Files", "Becomes", "Left out", "Asked"), rows)


MAKERS = {
    **FORMAT,
    **METHOD,
    **DOCUMENTS,
    "summary": summary,
    "help": helped,
    "imports": imports,
    "before-and-after": before_and_after,
}


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


def output(command: str, map_text: str, code: int = 0) -> list[str]:
    """The output of a command, which ends with a code, where the map stands as the file that it names."""
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
            ended = ended_with(main)
        if ended != code:
            raise ValueError(f"{command} ended with {ended}: {printed.getvalue()}")
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
