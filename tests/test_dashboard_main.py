"""`make run` opens the dashboard by this; the pages themselves have tests of their own."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dashboard", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_port_that_is_taken_is_said_with_one_that_is_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("case:wechat-2020", "--port", str(port))
    sentence = rf"Port {port} is taken or not allowed\. Choose another one: make run PORT=(\d+)\n"
    offered = re.fullmatch(sentence, ended.stderr)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert offered is not None
    assert offered[1] != str(port)


def test_a_port_beyond_the_last_one_is_refused_alike() -> None:
    ended = run("--port", "70000")
    assert (ended.returncode, ended.stderr.partition(".")[0]) == (1, "Port 70000 is taken or not allowed")
