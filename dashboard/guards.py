"""Guards of the dashboard's server: who may connect, how much may be sent, what browsers are told with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection

from dashboard.streamlit_internals import is_host_allowed, uploads

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST = "127.0.0.1"
LARGEST_BODY = 6_000_000  # bytes: a map of 5 MB and what a form adds to it
MOST_HELD = 30_000_000  # bytes of files that are held for one window: some maps, or a folder of one
CLOSED, HEALTH = "/_stcore/metrics", "/_stcore/health"
OTHER_NAME = "This server has another name. Whoever runs it names its hosts in STREAMLIT_SERVER_ALLOWED_HOSTS."
UPLOADS = "/_stcore/upload_file/"
FILES = ("/media/", UPLOADS)
ANSWERED = {
    "x-frame-options": "DENY",
    "content-security-policy": "frame-ancestors 'none'; base-uri 'self'; object-src 'none'; img-src 'self' data: blob:",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


class Hosts:
    """Answers for the hosts of its settings alone, so that no other name can be made to lead a browser here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is asked of this server by a name of its own, and whether it is well by any."""
        named = scope["type"] not in ("http", "websocket") or is_host_allowed(Headers(scope=scope).get("host"))
        if named or scope["path"].rstrip("/").endswith(HEALTH):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await _refuse(421, send, OTHER_NAME)


class SameSite:
    """Refuses what a page of another site asks to connect to, before Streamlit looks up this machine's addresses."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from our own pages; a WebSocket that is closed before it is open is answered with 403."""
        if scope["type"] == "websocket" and not _is_ours(Headers(scope=scope)):
            await send({"type": "websocket.close"})
        else:
            await self._app(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    """True where a connection comes from a page of this server, from an origin of its settings, or from no page."""
    origin = headers.get("origin")
    if origin is None or origin in st.get_option("server.corsAllowedOrigins"):
        return True
    page = urlsplit(origin)
    names = ("localhost", HOST, st.get_option("browser.serverAddress"))
    return page.netloc == headers.get("host") or page.hostname in names


class Answers:
    """Tells browsers with every answer that no other page may frame it, and that it is what it says it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with these headers; what nobody needs to see from outside is not found."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(ANSWERED)
            await send(message)

        if scope["type"] == "http" and scope["path"].rstrip("/").endswith(CLOSED):
            await _refuse(404, with_headers)
        else:
            await self._app(scope, receive, with_headers)


class Bodies:
    """Refuses what is larger than any map, whoever sends it, before it fills the memory."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a body on as long as it is small enough; one that is not, or one too many, is answered with 413."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY or _bytes_held(scope["path"]) > MOST_HELD:
            await _refuse(413, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            return message if received <= LARGEST_BODY else {"type": "http.disconnect"}

        await self._app(scope, counted, send)


def _bytes_held(path: str) -> int:
    """The bytes of the files that are held for the window which uploads one more to this path."""
    _, _, upload = path.partition(UPLOADS)
    return sum(map(len, uploads(upload.partition("/")[0]).values())) if upload else 0


class GuardedFiles:
    """Gives and takes files from those who are signed in alone, where people sign in at all."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes with a sign-in that still holds; to anybody else there is no such file."""
        if (
            scope["type"] == "http"
            and any(path in scope["path"] for path in FILES)
            and not _may_fetch(HTTPConnection(scope))
        ):
            await _refuse(404, send)
        else:
            await self._app(scope, receive, send)


def _may_fetch(connection: HTTPConnection) -> bool:
    from dashboard import people

    return people.may_fetch(connection.cookies)


async def _refuse(status: int, send: Send, sentence: str = "") -> None:
    body = sentence.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


GUARDS = [Middleware(Answers), Middleware(Hosts), Middleware(SameSite), Middleware(Bodies), Middleware(GuardedFiles)]
