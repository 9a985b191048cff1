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
from pathlib import Path
from urllib.parse import quote

HOST = "127.0.0.1"
APP = Path(__file__).parents[1] / "app.py"


def main(arguments: list[str] | None = None) -> int:
    """Serve the dashboard on loopback until it is stopped; 1 when the port is taken."""
    chosen = _chosen(arguments)
    if not _is_free(chosen.port):
        print(_taken(chosen.port), file=sys.stderr)
        return 1
    print(f"The dashboard is at {_address(chosen.map, chosen.port)} (Ctrl+C ends it).", flush=True)
    if _has_display():
        threading.Thread(target=_open_when_ready, args=(chosen.map, chosen.port), daemon=True).start()
    _serve(chosen.port)
    return 0


def _chosen(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Open the dashboard on this machine.")
    parser.add_argument("map", nargs="?", default="case:wechat-2020", help="a shipped case, like case:wechat-2020")
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


def _address(map_name: str, port: int) -> str:
    return f"http://{HOST}:{port}/?map={quote(map_name, safe=':/')}"


def _has_display() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _open_when_ready(map_name: str, port: int) -> None:
    for _ in range(600):
        if _answers(port):
            webbrowser.open(_address(map_name, port))
            return
        time.sleep(0.05)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{HOST}:{port}/_stcore/health", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _serve(port: int) -> None:
    from streamlit import net_util
    from streamlit.web import cli

    # A page elsewhere that asks to connect makes Streamlit look up this machine's addresses; it is told them instead.
    net_util._external_ip = net_util._internal_ip = HOST
    os.chdir(APP.parent)  # where Streamlit looks for .streamlit/config.toml
    cli.main(["run", str(APP), "--server.port", str(port)], prog_name="streamlit", standalone_mode=False)


if __name__ == "__main__":
    sys.exit(main())
