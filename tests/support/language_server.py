"""A YAML language server to talk to over its protocol, as an editor does."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

HERE = Path(__file__).parent / "yaml-language-server"


class LanguageServer:
    """One server process; messages go over its standard input and output (JSON-RPC with headers)."""

    def __init__(self) -> None:
        command = ["node", str(HERE / "node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.sent = 0
        self.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self.notify("initialized", {})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def notify(self, method: str, params: Mapping[str, Any]) -> None:
        """Send what needs no answer."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Mapping[str, Any]) -> Any:
        """Send a request and wait for its answer."""
        self.sent += 1
        self._send({"jsonrpc": "2.0", "id": self.sent, "method": method, "params": params})
        while True:
            message = self._received()
            if message.get("id") == self.sent and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]

    def open(self, uri: str, text: str) -> list[dict[str, Any]]:
        """Open a document and wait for what the server says is wrong with it."""
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        while True:
            message = self._received()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri:
                diagnostics: list[dict[str, Any]] = message["params"]["diagnostics"]
                return diagnostics

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        """Ask something of a spot in an open document; lines and characters count from 0."""
        return self.request(method, {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})

    def _send(self, message: Mapping[str, Any]) -> None:
        assert self.process.stdin is not None
        body = json.dumps(message).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _received(self) -> dict[str, Any]:
        """The next message; what the server asks of an editor is answered with nothing."""
        assert self.process.stdout is not None
        length = 0
        while (line := self.process.stdout.readline().strip()) or not length:
            assert line or self.process.poll() is None, "the language server ended"
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self.process.stdout.read(length))
        if "method" in message and "id" in message:
            answer = (
                [None] * len(message["params"]["items"]) if message["method"] == "workspace/configuration" else None
            )
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": answer})
        return message
