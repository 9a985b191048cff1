"""Firefox as it is installed, driven by the protocol that it speaks itself (WebDriver BiDi): no driver is needed."""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PATIENCE = 120.0
CONTROL = "\ue009"
SPOKEN = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
EVENTS = ["log.entryAdded", "network.beforeRequestSent"]
PREFERENCES = """\
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "http://127.0.0.1:9/");
user_pref("toolkit.telemetry.server", "http://127.0.0.1:9/");
"""


class Firefox:
    """One window of Firefox: where it goes, what it says of itself, and what it asked for and complained of."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection, self._number = connection, 0
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=EVENTS)
        tree = self._ask("browsingContext.getTree")
        self._window = tree["contexts"][0]["context"]
        self._ask("browsingContext.setViewport", context=self._window, viewport={"width": 1280, "height": 800})

    def goto(self, address: str) -> None:
        """Enter an address."""
        self._ask("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def value(self, script: str) -> Any:
        """What an expression of JavaScript comes to, as JSON."""
        target = {"context": self._window}
        whole = f"(async () => JSON.stringify(await ({script})))()"
        answer = self._ask("script.evaluate", expression=whole, target=target, awaitPromise=True)
        return json.loads(answer["result"].get("value", "null"))

    def wait(self, script: str) -> None:
        """Wait until an expression holds."""
        later = "await new Promise((go) => setTimeout(go, 50))"
        self.value(f"(async () => {{ while (!({script})) {later}; return true; }})()")

    def press(self, key: str, *, held: str = "") -> None:
        """Press a key, with another one held if so."""
        down = [{"type": "keyDown", "value": each} for each in (held, key) if each]
        up = [{"type": "keyUp", "value": each} for each in (key, held) if each]
        keys = {"type": "key", "id": "keyboard", "actions": [*down, *up]}
        self._ask("input.performActions", context=self._window, actions=[keys])

    def _ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._connection.recv(timeout=PATIENCE))
            if answer.get("id") == self._number:
                if answer["type"] == "error":
                    raise RuntimeError(f"{method}: {answer['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        if event.get("method") == "network.beforeRequestSent":
            self.requests.append(params["request"]["url"])
        elif event.get("method") == "log.entryAdded" and params["level"] == "error":
            self.complaints.append(f"{params['text']} {params.get('stackTrace')}")


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """A Firefox without a screen, with a profile of its own that asks nobody for anything."""
    (folder / "user.js").write_text(PREFERENCES, "utf-8")
    command = [program, "--headless", "--remote-debugging-port=0", "--no-remote", "--profile", str(folder)]
    log = folder / "said"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        with connect(f"{_address(process, log)}/session", max_size=None) as connection:
            yield Firefox(connection)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where Firefox says that it listens."""
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        if found := SPOKEN.search(log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.05)
    raise RuntimeError(f"Firefox does not listen: {log.read_text('utf-8', 'replace')}")
