"""How does the dashboard open on one map, on this machine alone?"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dashboard import given
from dashboard.warming import warmed

HOST = "127.0.0.1"
SWITCH = 0.001  # seconds after which work makes way for what it is shown by; Python's own 0.005 add up to a tenth
APP = Path(__file__).parents[1] / "app.py"


def main(arguments: list[str] | None = None) -> int:
    """Serve the dashboard on loopback until it is stopped; 1 when the port is taken."""
    chosen = _chosen(arguments)
    unread = given.offer(chosen.map)
    if unread is not None:
        print(unread, file=sys.stderr)
        return 1
    if not _is_free(chosen.port):
        print(_taken(chosen.port), file=sys.stderr)
        return 1
    print(f"The dashboard is at {_address(chosen.port)} (Ctrl+C ends it).", flush=True)
    if _has_display():
        threading.Thread(target=_open_when_ready, args=(chosen.port,), daemon=True).start()
    _serve(chosen.port)
    return 0


def _chosen(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Open the dashboard on this machine.")
    parser.add_argument(
        "map", nargs="?", default="case:wechat-2020", help="a file, a folder, or a case like case:wechat-2020"
    )
    parser.add_argument("--port", type=int, default=8501)
    return parser.parse_args(arguments)


def _is_free(port: int) -> bool:
    try:
        socket.create_server((HOST, port)).close()
    except (OSError, OverflowError):
        return False
    return True


def _taken(port: int) -> str:
    return f"Port {port} is taken or not allowed. Choose another one: make run PORT={_any_free_port()}"


def _any_free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def _address(port: int) -> str:
    return f"http://{HOST}:{port}/?map={quote(given.name(), safe=':/')}"


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_when_ready(port: int) -> None:
    for _ in range(600):
        if _answers(port):
            webbrowser.open(_address(port))
            return
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def at_once(bind: Callable[..., socket.socket]) -> Callable[..., socket.socket]:
    """Sockets as `bind` makes them, whose connections send every message when it is there.

    Else a small one may wait up to 40 ms until the one before is acknowledged. asyncio sees to that where a socket was
    made with the name of its protocol, which Streamlit's is not.
    """

    def bound(*given: Any) -> socket.socket:
        made = bind(*given)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # what it accepts has it too
        return made

    return bound


def _serve(port: int) -> None:
    from streamlit import net_util
    from streamlit.web import cli
    from streamlit.web.server.starlette import starlette_server

    # A page elsewhere that asks to connect makes Streamlit look up this machine's addresses; it is told them instead.
    net_util._external_ip = net_util._internal_ip = HOST
    starlette_server._bind_socket = at_once(starlette_server._bind_socket)
    warmed()
    sys.setswitchinterval(SWITCH)
    os.chdir(APP.parent)  # where Streamlit looks for .streamlit/config.toml
    cli.main(["run", str(APP), "--server.port", str(port)], prog_name="streamlit", standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main())
