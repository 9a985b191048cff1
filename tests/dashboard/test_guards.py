"""The guards of the dashboard's server: frames, sizes and what is not shown, without a browser."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from streamlit import config
from streamlit.runtime.secrets import Secrets
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.guards import ANSWERED, GUARDS, LARGEST_BODY, OTHER_NAME

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


async def _echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads all of a body, and answers only then."""
    while (message := await receive())["type"] == "http.request":
        if not message.get("more_body"):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"read"})
            return


def _guarded() -> ASGIApp:
    app: ASGIApp = _echo
    for guard in reversed(GUARDS):
        app = guard.cls(app, *guard.args, **guard.kwargs)
    return app


async def _answer(scope: Scope, receive: Receive, send: Send) -> None:
    await _guarded()(scope, receive, send)


def answered(path: str, bodies: Iterable[bytes] = (b"",), headers: Mapping[str, str] | None = None) -> list[Message]:
    """What the guarded application sends for a request whose body comes in pieces."""
    pieces = list(bodies)
    messages = [
        {"type": "http.request", "body": piece, "more_body": index < len(pieces) - 1}
        for index, piece in enumerate(pieces)
    ]
    given = iter(messages)
    sent: list[Message] = []

    async def receive() -> Message:
        return next(given)

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in {"host": "127.0.0.1", **(headers or {})}.items()]
    scope: dict[str, Any] = {"type": "http", "method": "PUT", "path": path, "headers": raw}
    with ThreadPoolExecutor(1) as thread:  # the thread of the tests may have a loop of its own, of the browser
        thread.submit(lambda: asyncio.run(_answer(scope, receive, send))).result()
    return sent


SECRETS: Mapping[str, Any] = {"auth": {"redirect_uri": "http://127.0.0.1/oauth2callback"}}


def cookie(secret: str, **claims: Any) -> str:
    """The cookie by which Streamlit knows who signed in, as its sign-in would set it."""
    whole = json.dumps({"is_logged_in": True, "sub": "7", "iat": time.time(), **claims})
    return f"{USER_COOKIE_NAME}={create_signed_value(secret, USER_COOKIE_NAME, whole).decode()}"


def test_a_file_of_a_result_is_there_for_whoever_is_signed_in_and_for_nobody_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert answered("/media/a.pdf")[0]["status"] == 200
    monkeypatch.setattr("streamlit.secrets", SECRETS)
    ours = get_cookie_secret()
    sent = {
        "nothing": "",
        "another key's": cookie("theirs"),
        "signed in long ago": cookie(ours, iat=0),
        "signed out": cookie(ours, is_logged_in=False),
        "signed in": cookie(ours),
    }
    statuses = {who: answered("/media/a.pdf", headers={"cookie": text})[0]["status"] for who, text in sent.items()}
    assert statuses == {**dict.fromkeys(sent, 404), "signed in": 200}
    assert answered("/static/app.css")[0]["status"] == 200
    assert answered("/_stcore/upload_file/window/file")[0]["status"] == 404


@pytest.mark.parametrize("content", [b"[auth", b"\xff\xfe"])
def test_there_is_no_file_of_a_result_for_anybody_once_the_secrets_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes
) -> None:
    ours = get_cookie_secret()
    broken = tmp_path / "secrets.toml"
    broken.write_bytes(content)
    secrets = Secrets()
    monkeypatch.setattr("streamlit.secrets", secrets)
    monkeypatch.setattr("streamlit.runtime.secrets.secrets_singleton", secrets)
    monkeypatch.setattr("streamlit.web.server.server_util.secrets_singleton", secrets)
    kept, where = config.get_option("secrets.files"), config.get_where_defined("secrets.files")
    config.set_option("secrets.files", [str(broken)])
    try:
        sent = answered("/media/a.pdf", headers={"cookie": cookie(ours)})
    finally:
        config.set_option("secrets.files", kept, where)
    assert sent[0]["status"] == 404


def test_every_answer_says_that_no_page_may_frame_it_nor_a_picture_come_from_elsewhere() -> None:
    metrics = ("/_stcore/metrics", "/_stcore/metrics/", "/below/_stcore/metrics")
    for path, status in (("/", 200), *((path, 404) for path in metrics)):
        start = answered(path)[0]
        assert start["status"] == status
        said = {name.decode(): value.decode() for name, value in start["headers"]}
        assert ANSWERED.items() <= said.items()
        policy = said["content-security-policy"].split("; ")
        assert {"frame-ancestors 'none'", "img-src 'self' data: blob:"} <= set(policy)


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8501", 200),
        ("localhost", 200),
        ("evil.example", 421),
        ("evil.example:8501", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("127.0.0.1@evil.example", 421),
        ("evil.example:no-port]", 421),
        ("", 421),
    ],
)
def test_a_request_by_a_name_that_this_server_does_not_have_is_refused_with_a_sentence(host: str, status: int) -> None:
    start, body = answered("/", headers={"host": host})
    assert start["status"] == status
    assert (body["body"] == OTHER_NAME.encode()) is (status == 421)
    assert answered("/_stcore/health", headers={"host": host})[0]["status"] == 200


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
def test_a_body_that_says_it_is_larger_than_any_map_is_refused_unread(size: int, status: int) -> None:
    assert answered("/_stcore/upload_file/x", headers={"content-length": str(size)})[0]["status"] == status


def test_a_body_that_grows_larger_than_any_map_is_given_up() -> None:
    piece = bytes(1_000_000)
    assert answered("/_stcore/upload_file/x", [piece] * 6)[0]["status"] == 200
    assert answered("/_stcore/upload_file/x", [piece] * 7) == []
