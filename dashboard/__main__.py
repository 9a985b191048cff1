"""The command that opens the dashboard on one map, on this machine alone."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st

from dashboard import caps, offered, sign_in
from dashboard.guards import GUARDS, HOST
from data_maps.problems import printable
from data_maps.reading import read_path

APP = Path(__file__).parents[1] / "app.py"
LAST_PORT = 65_535
TURN = 0.0005
"""Seconds after which a thread lets others go on: a tenth of what is usual, so that no window waits long."""
FIRST_NEEDED = ("dashboard.frame", "dashboard.pages.home")
SMALL = "case:harbour"
"""A map whose events take the shortest time: all that others rest on as well is read for it."""
OBJECTS_BEFORE_COLLECTION = (50_000, 20, 20)
"""Results that nobody needs are freed without a collection of garbage, and while one lasts all windows wait."""
HOSTS, SECRETS = "server.allowedHosts", "secrets.files"
USUAL_SECRETS = ("~/.streamlit/secrets.toml", str(APP.parent / ".streamlit" / "secrets.toml"))
"""Where Streamlit looks for secrets; asking it here would have it read its settings before ours are there."""
FOR_A_TEAM: Mapping[str, str] = {
    "server.address": "STREAMLIT_SERVER_ADDRESS",
    "server.baseUrlPath": "STREAMLIT_SERVER_BASE_URL_PATH",
    "browser.serverAddress": "STREAMLIT_BROWSER_SERVER_ADDRESS",
    HOSTS: "STREAMLIT_SERVER_ALLOWED_HOSTS",
    SECRETS: "STREAMLIT_SECRETS_FILES",
}
"""Settings of Streamlit that a team needs, and the variables that it reads them from when it is started by itself."""


def main(arguments: list[str] | None = None) -> int:
    """Serve the dashboard on loopback until it is stopped; 1 when the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m dashboard", description="Open the dashboard on this machine.")
    parser.add_argument(
        "map", nargs="?", default="case:wechat-2020", help="a file, a folder, or a case like case:wechat-2020"
    )
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--time", metavar="SECONDS", help="the most that one result of a page may take")
    parser.add_argument("--memory", metavar="MB", help="the most that the server may grow by for one result of a page")
    parser.add_argument("--portfolio", type=Path, metavar="DIR", help="a folder that `datareach portfolio --out` made")
    arguments_read = parser.parse_args(arguments)
    _give(arguments_read.time, caps.TIME)
    _give(arguments_read.memory, caps.MEMORY)
    folder = arguments_read.portfolio
    named = for_a_team(os.environ).get(SECRETS)
    secrets = sign_in.wrong(named or USUAL_SECRETS, named=bool(named))
    offer = offered.offer(arguments_read.map) or (offered.offer_portfolio(folder) if folder else None)
    problem = offer or caps.wrong() or secrets
    if problem:
        print(printable(str(problem)), file=sys.stderr)
        return 1
    if not _is_free(arguments_read.port):
        print(_port_taken_words(arguments_read.port), file=sys.stderr)
        return 1
    print(f"The dashboard is at {_address(arguments_read.port)} (Ctrl+C ends it).", flush=True)
    if sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        threading.Thread(target=_open_when_ready, args=(arguments_read.port,), daemon=True).start()
    with suppress(KeyboardInterrupt):
        _log_plainly()
        sys.setswitchinterval(TURN)
        gc.set_threshold(*OBJECTS_BEFORE_COLLECTION)
        os.chdir(APP.parent)  # where Streamlit looks for .streamlit/config.toml
        app = st.App(APP, middleware=GUARDS, lifespan=_getting_ready)
        app.run(config={"server.port": arguments_read.port, **for_a_team(os.environ)})
    return 0


def _give(cap: str | None, name: str) -> None:
    """Give a cap to every page of this process; what the environment says stays where none is named."""
    if cap is not None:
        os.environ[name] = cap


def _is_free(port: int) -> bool:
    if not 0 < port <= LAST_PORT:
        return False
    try:
        socket.create_server((HOST, port)).close()
    except OSError:
        return False
    return True


def _port_taken_words(port: int) -> str:
    return f"Port {port} is taken or not allowed. Choose another one: make run PORT={_any_free_port()}"


def _any_free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def _address(port: int) -> str:
    return f"http://{HOST}:{port}/?map={quote(offered.name(), safe=':/')}"


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


class PlainLines(logging.Formatter):
    """Lines of a log on a failure: no text of a map in them begins a line or drives a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """A record as it is usual, its further lines set in."""
        return printable(super().format(record), but="\n").replace("\n", "\n    ")


def _log_plainly() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(PlainLines())
    logging.getLogger("datareach").addHandler(handler)


@asynccontextmanager
async def _getting_ready(_: st.App) -> AsyncIterator[None]:
    """Serve at once, and get ready meanwhile: a browser takes longer to come than that."""
    threading.Thread(target=_get_ready, daemon=True).start()
    yield


def _get_ready() -> None:
    """Have all read that every window needs; where that fails, a window that needs it says why."""
    try:
        for module in FIRST_NEEDED:
            import_module(module)
        from assessments.run import assess
        from dashboard.open_maps import titles

        titles()
        if (small := read_path(SMALL).data_map) is not None:
            assess(small)
    except Exception as failure:  # noqa: BLE001 - nobody waits for it, and nobody can read a traceback
        logging.getLogger("datareach").error(
            "The server could not get ready ahead (%s): the first window takes longer, and says what is wrong.",
            type(failure).__name__,
        )


def for_a_team(environment: Mapping[str, str]) -> dict[str, Any]:
    """The settings of Streamlit that an environment has; several hosts or files have commas between them.

    >>> for_a_team({"STREAMLIT_SERVER_ALLOWED_HOSTS": "datareach.example, 127.0.0.1", "HOME": "/root"})
    {'server.allowedHosts': ['datareach.example', '127.0.0.1']}
    >>> for_a_team({"STREAMLIT_SECRETS_FILES": "/etc/datareach/secrets.toml"})
    {'secrets.files': ['/etc/datareach/secrets.toml']}
    """
    settings: dict[str, Any] = {
        option: environment[name] for option, name in FOR_A_TEAM.items() if environment.get(name)
    }
    for several in (HOSTS, SECRETS):
        if several in settings:
            settings[several] = [setting.strip() for setting in settings[several].split(",")]
    return settings


if __name__ == "__main__":
    sys.exit(main())
