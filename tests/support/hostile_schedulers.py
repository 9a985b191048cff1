"""Programs in the place of a Dask scheduler: what they send, and how the command that is led to them ends.

`python -m tests.support.hostile_schedulers --table`.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import msgpack  # type: ignore[import-untyped]  # it comes with Dask, without types

ROOT = Path(__file__).parents[2]
LONGEST = 60.0
TABLE = "app,as_of,users.US,data,owner,jurisdiction\nChat,2024-01-01,19M,text,Chat Ltd,DE\n"


def framed(*frames: bytes) -> bytes:
    """Frames as Dask sends them: the length of all, how many there are, the length of each, then they."""
    head = b"".join(number.to_bytes(8, "little") for number in (len(frames), *map(len, frames)))
    body = head + b"".join(frames)
    return len(body).to_bytes(8, "little") + body


GREETING = framed(msgpack.packb({"compression": None, "python": [3, 11, 7], "pickle-protocol": 5}))


def silent(connection: socket.socket) -> None:
    """Say nothing, and listen."""
    _listen(connection)


def gone(connection: socket.socket) -> None:
    """Go away at once."""


def endless(connection: socket.socket) -> None:
    """Send without end."""
    while True:
        connection.sendall(b"\x10" * 65_536)


def boastful(connection: socket.socket) -> None:
    """Announce an exabyte."""
    connection.sendall((2**60).to_bytes(8, "little"))
    _listen(connection)


def many_frames(connection: socket.socket) -> None:
    """Announce, in a short greeting, as many frames as no memory holds."""
    connection.sendall((200).to_bytes(8, "little") + (2**61).to_bytes(8, "little") + b"\x00" * 192)
    _listen(connection)


def large_frame(connection: socket.socket) -> None:
    """Announce, in a short greeting, a frame that is larger than all of it."""
    connection.sendall((200).to_bytes(8, "little") + (1).to_bytes(8, "little") + (2**40).to_bytes(8, "little"))
    connection.sendall(b"\x00" * 184)
    _listen(connection)


def no_words(connection: socket.socket) -> None:
    """Greet in what no scheduler says."""
    connection.sendall(framed(b"\xc1" * 40))
    _listen(connection)


def deep(connection: socket.socket) -> None:
    """Greet in lists a thousand deep."""
    connection.sendall(framed(b"\x91" * 900 + b"\x90"))
    _listen(connection)


def greets_only(connection: socket.socket) -> None:
    """Greet as a scheduler does, and say nothing more."""
    connection.sendall(GREETING)
    _listen(connection)


def greets_and_goes(connection: socket.socket) -> None:
    """Greet as a scheduler does, and go away."""
    connection.sendall(GREETING)


def greets_and_floods(connection: socket.socket) -> None:
    """Greet as a scheduler does, then announce an exabyte and send."""
    connection.sendall(GREETING + (2**60).to_bytes(8, "little"))
    endless(connection)


def _listen(connection: socket.socket) -> None:
    while connection.recv(65_536):
        pass


KINDS: Mapping[str, Callable[[socket.socket], None]] = {
    kind.__name__.replace("_", " "): kind
    for kind in (
        silent,
        gone,
        endless,
        boastful,
        many_frames,
        large_frame,
        no_words,
        deep,
        greets_only,
        greets_and_goes,
        greets_and_floods,
    )
}


@dataclass
class Tally:
    """How a command ended that was led to a program of one kind."""

    kind: str
    code: int
    wall: float
    megabytes: float
    said: str
    wrong: str


@contextmanager
def standing(kind: str) -> Iterator[int]:
    """The port of such a program, which does the same to all that connect."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                KINDS[kind](connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield int(server.getsockname()[1])
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)


def tried(kind: str) -> Tally:
    """The command, led to a program of one kind."""
    with tempfile.TemporaryDirectory() as home, standing(kind) as port:
        (Path(home) / "apps.csv").write_text(TABLE, encoding="utf-8")
        command = [sys.executable, "-m", "datareach", "portfolio", "apps.csv", "--cluster", f"tcp://127.0.0.1:{port}"]
        begun = time.monotonic()
        with (Path(home) / "said").open("w+", encoding="utf-8") as said:
            process = subprocess.Popen(
                command, cwd=home, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=said, stderr=said
            )
            timer = threading.Timer(LONGEST, process.kill)
            timer.start()
            _, status, used = os.wait4(process.pid, 0)
            timer.cancel()
            process.returncode = code = os.waitstatus_to_exitcode(status)
            text = (Path(home) / "said").read_text(encoding="utf-8").strip()
    wall, megabytes = time.monotonic() - begun, used.ru_maxrss / 1000
    expected = code == 1 and text.startswith("--cluster: ") and "\n" not in text
    wrong = "" if expected else f"not through after {LONGEST:.0f} s" if code == -9 else "not told in a sentence"
    return Tally(kind, code, round(wall, 1), round(megabytes), text[-300:], wrong)


def main() -> None:
    """Print a line of JSON for each kind, or a table for the docs."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--table", action="store_true", help="a table of Markdown")
    reader.add_argument("--only", nargs="*", choices=list(KINDS), default=list(KINDS))
    asked = reader.parse_args()
    tallies = [tried(kind) for kind in asked.only]
    if asked.table:
        print("| in the place of a scheduler | seconds by the clock | most memory | wrong |\n|---|---:|---:|---|")
        for t in tallies:
            print(f"| {t.kind} | {t.wall} | {t.megabytes:.0f} MB | {t.wrong or 0} |")
    else:
        print("\n".join(json.dumps(asdict(tally)) for tally in tallies))


if __name__ == "__main__":
    main()
