"""The command as a process: what it hears and prints, signals, terminals, and texts that would drive one."""

from __future__ import annotations

import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from datareach import main
from tests.support.commanded import ROOT, run, said, spawned

HIDE_CURSOR, SHOW_CURSOR = b"\x1b[?25l", b"\x1b[?25h"


@pytest.mark.parametrize("command", [["check"], ["decide", "us_padfa"], ["init", "--answers"]])
def test_a_pipe_is_refused_instead_of_waited_for(command: list[str], tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    code, lines = said(spawned(*command, "pipe.yaml", cwd=tmp_path))
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith("pipe.yaml")
    assert "a pipe or a device, not a file" in lines[0]


@pytest.mark.parametrize(
    "arguments", [["assess", "case:harbour", "--draws", "0"], ["expand", "case:harbour"], ["schema"]]
)
def test_a_reader_that_stops_reading_hears_nothing(arguments: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "datareach", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(600) == 1


@pytest.mark.usefixtures("interrupts")
@pytest.mark.parametrize(("told", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_being_told_to_stop_is_a_word(told: signal.Signals, code: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "datareach", "init"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("One answer a line.")
        process.send_signal(told)
        _, rest = process.communicate(timeout=600)
    assert rest.endswith("stopped\n")
    assert "Traceback" not in rest
    assert process.returncode == code


@pytest.mark.usefixtures("interrupts")
@pytest.mark.parametrize(
    ("asked", "codes"),
    [(signal.SIGINT, (130, -signal.SIGINT)), (signal.SIGTERM, (143,))],
)
def test_long_work_is_told_on_a_terminal_and_an_end_that_is_asked_for_leaves_nothing(
    tmp_path: Path, asked: signal.Signals, codes: tuple[int, ...]
) -> None:
    """Python ends itself by an interrupt that comes while a class is made, even if it is caught: to a shell, 130."""
    ours, theirs = os.openpty()
    command = ["assess", "case:wechat-2020", "--draws", "1000000", "--full", "--out", str(tmp_path / "report")]
    with subprocess.Popen(
        [sys.executable, "-m", "datareach", *command], cwd=tmp_path, stdout=subprocess.PIPE, stderr=theirs
    ) as process:
        os.close(theirs)
        heard = _heard(ours, until=b"Working on case:wechat-2020: simulating")
        process.send_signal(asked)
        heard += _heard(ours)  # a terminal that nobody reads holds up whoever writes to it
        assert process.wait(600) in codes
        assert process.stdout is not None
        assert process.stdout.read() == b""
    assert heard.endswith(b"stopped\r\n")
    assert heard.rfind(SHOW_CURSOR) > heard.rfind(HIDE_CURSOR)
    assert b"Traceback" not in heard
    assert list(tmp_path.iterdir()) == []


def _heard(terminal: int, until: bytes | None = None) -> bytes:
    """What a terminal is sent until something is said, or until nobody has it open any more."""
    heard = b""
    while until is None or until not in heard:
        try:
            heard += os.read(terminal, 4096)
        except OSError:
            break
    return heard


def test_work_is_not_told_where_no_terminal_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("commands.printing.PATIENCE", 0.0)
    result = run("assess", "case:harbour", "--draws", "1000", FORCE_COLOR="1")
    assert (result.returncode, result.stderr) == (0, "")


def test_a_fault_of_our_own_is_a_sentence_unless_it_is_asked_for(tmp_path: Path) -> None:
    program = (
        "import data_maps.reading as r, datareach, sys; r.read_path = lambda name: 1 / 0; "
        "sys.argv[1:] = ['check', 'x']; datareach.main()"
    )
    quiet = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (quiet.returncode, quiet.stderr) == (
        1,
        "Datareach failed (ZeroDivisionError); with DATAREACH_DEBUG=1 it says where, for a report to its authors\n",
    )
    loud = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DATAREACH_DEBUG": "1"},
    )
    assert loud.returncode == 1
    assert "ZeroDivisionError: division by zero" in loud.stderr


COUNTED = """
import sys

calls = 0

def count(frame, event, argument):
    global calls
    calls += event in ("call", "c_call")

sys.argv = ["datareach", "check", "case:wechat-2020"]
sys.setprofile(count)
from datareach.__main__ import _run
code = _run()
sys.setprofile(None)
print(code, calls, *sorted(name for name in sys.modules if "." not in name))
"""


def test_checking_a_map_is_little_work() -> None:
    """The aim is 0.3 s, which is half a million calls; far above that something heavy has crept in."""
    counted = subprocess.run([sys.executable, "-c", COUNTED], cwd=ROOT, capture_output=True, text=True, check=True)
    code, calls, *modules = counted.stdout.split()
    assert code == "0"
    assert int(calls) < 600_000
    assert {"numpy", "scipy", "networkx", "numpy.ma", "pandas", "sqlalchemy", "risk", "laws", "assessments"} & set(
        modules
    ) == set()


LOADED = """
import sys

sys.argv = ["datareach", "assess", "case:harbour"]
from datareach.__main__ import _run
code = _run()
print(code, *sorted(sys.modules), file=sys.stderr)
"""


def test_page_one_loads_neither_words_of_laws_nor_frames_nor_charts() -> None:
    loaded = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)
    code, *modules = loaded.stderr.splitlines()[-1].split()
    assert code == "0"
    assert {"assessments.report.law_words", "pandas", "plotly"} & set(modules) == set()


ENDING = """
import sys

from datareach.__main__ import program

class Kept:
    def __del__(self):
        print("taken apart", file=sys.stderr)

kept = Kept()
sys.argv = ["datareach", *sys.argv[1:]]
program()
"""


@pytest.mark.parametrize(("asked", "code"), [("case:harbour", 0), ("case:nowhere", 1)])
def test_a_process_ends_as_the_command_does_without_being_taken_apart(asked: str, code: int) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDING, "check", asked], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (code, run("check", asked).stdout)
    assert "taken apart" not in ended.stderr


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            "assess case:harbour --draws 0 >/dev/full",
            "not all could be printed: the disk is full, or cannot be written to\n",
        ),
        ("schema >&-", "there is no standard output to print to\n"),
    ],
)
def test_output_that_cannot_be_printed_is_said_in_a_sentence(asked: str, message: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m datareach {asked}"
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, message)


def test_a_terminal_of_few_letters_gets_the_others_by_their_numbers() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    asked = [sys.executable, "-m", "datareach", "routes", "case:harbour", "--draws", "0"]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, env=environment, check=False)
    assert (done.returncode, done.stderr, b"\\u" in done.stdout) == (0, b"", True)


HOSTILE = "\x1b]0;owned\x07 \N{RIGHT-TO-LEFT OVERRIDE}evil\nm.yaml:1:1: forged"


def test_a_name_in_a_map_forges_no_line_of_what_laws_say(tmp_path: Path) -> None:
    named = json.dumps(HOSTILE.replace("\x1b", "").replace("\x07", ""))
    text = f"app: {named}\nas_of: 2026-03-01\nusers: {{US: 1M}}\ndata: [text, contacts]\n"
    (tmp_path / "m.yaml").write_text(f"{text}owner: {{name: {named}, jurisdiction: CN}}\n", encoding="utf-8")
    told = run("regimes", str(tmp_path / "m.yaml"))
    assert (told.returncode, told.stderr) == (0, "")
    assert all(line.isprintable() and not line.startswith("m.yaml:1:1") for line in told.stdout.splitlines())
    assert "forged" in told.stdout


@pytest.mark.parametrize(
    "arguments",
    [(HOSTILE,), ("backtest", HOSTILE), ("list", "--store", HOSTILE), ("gate", "case:harbour", "--regimes", HOSTILE)],
)
def test_what_is_typed_cannot_drive_a_terminal_either(arguments: tuple[str, ...]) -> None:
    assert all(line.isprintable() for line in run(*arguments).stderr.splitlines())


def test_nor_can_the_folder_of_a_portfolio_that_is_stopped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("assessments.portfolio.portfolio.portfolio", stopped)
    monkeypatch.setattr(
        "sys.argv", ["datareach", "portfolio", "case:harbour", "--out", HOSTILE.split("\n", maxsplit=1)[0]]
    )
    with pytest.raises(SystemExit):
        main()
    lines = capsys.readouterr().err.splitlines()
    assert any("keeps what is computed" in line for line in lines)
    assert all(line.isprintable() for line in lines)
