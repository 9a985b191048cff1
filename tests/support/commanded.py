"""Commands as somebody types them, in this process, or in one of their own where only that shows the thing."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from datareach import main
from tests.support.recorded import MAP, NAME

ROOT = Path(__file__).parents[2]
Done = subprocess.CompletedProcess[str]


def run(*arguments: str, cwd: Path = ROOT, answers: str = "", **environment: str) -> Done:
    """One run of the command in this process, with streams of its own that are no terminals, and without colours."""
    stdin, stdout, stderr = map(_stream, (answers, "", ""))
    with (
        contextlib.chdir(cwd),
        patch.dict(os.environ, {"NO_COLOR": "1", **environment}),
        patch.multiple(sys, argv=["datareach", *arguments], stdin=stdin, stdout=stdout, stderr=stderr),
    ):
        try:
            main()
        except SystemExit as ended:
            code = ended.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(arguments, code, _written(stdout), _written(stderr))


def _stream(text: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


def spawned(*arguments: str, cwd: Path = ROOT) -> Done:
    """One run of the command in a process of its own, without colours."""
    return subprocess.run(
        [sys.executable, "-m", "datareach", *arguments],
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=600,
        check=False,
    )


def said(result: Done) -> tuple[int, list[str]]:
    """The exit code and the lines on standard error."""
    assert "Traceback" not in result.stderr
    return result.returncode, result.stderr.splitlines()


class Desk:
    """A folder with a map, and a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = folder / "data" / "datareach" / "record.db"
        (folder / NAME).write_bytes(MAP)

    def run(self, *arguments: str) -> tuple[int, str, list[str]]:
        """The exit code, standard output, and the lines of standard error of a command."""
        home = {"DATAREACH_STORE": "", "XDG_DATA_HOME": str(self.folder / "data")}
        done = run(*arguments, cwd=self.folder, **home)
        code, lines = said(done)
        return code, done.stdout, lines
