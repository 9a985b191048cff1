"""A provider of identities to sign in with, on this machine alone: OpenID Connect with PKCE, whoever is asked for."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import uvicorn
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

Users = Mapping[str, Mapping[str, Any]]
WRONG_CLAIMS: Mapping[str, Mapping[str, Any]] = {
    "is another issuer": {"iss": "https://id.example"},
    "speaks to another client": {"aud": "somebody-else"},
    "gives a token that ran out": {"iat": 1, "exp": 601},
    "answers another request": {"nonce": "another"},
}
FAULTS = (
    "says nothing of itself",
    "fails",
    "has no jwks",
    "has no token",
    "gives no token",
    "names nobody",
    "signs nothing",
    "signs with what everybody knows",
    "signs with another key",
    *WRONG_CLAIMS,
)
"""What a provider can do wrong, or somebody who stands in its place."""


class Provider:
    """Who can sign in, by a short name, with the claims that go out; the users may change meanwhile.

    `fault` is what it does wrong, one of FAULTS; nothing unless it is set.
    """

    def __init__(self, issuer: str, users: Users) -> None:
        self.issuer = issuer
        self.users = dict(users)
        self.fault = ""
        self._key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self._codes: dict[str, tuple[str, str | None, str, str]] = {}

    def app(self) -> Starlette:
        """The provider as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discovery),
                Route("/jwks", self._keys),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    def _discovery(self, _: Request) -> Response:
        if self.fault == "says nothing of itself":
            return HTMLResponse("<h1>Welcome</h1>")
        if self.fault == "fails":
            return JSONResponse({"error": "server_error"}, 500)
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "jwks"}
        return JSONResponse(
            {
                "issuer": self.issuer,
                **{name: f"{self.issuer}/{path}" for name, path in ends.items() if self.fault != f"has no {path}"},
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def _keys(self, _: Request) -> Response:
        return JSONResponse(KeySet([self._key]).as_dict(private=False))

    def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        if (name := asked.get("as")) is None:
            links = (
                f'<p><a id="{u}" href="/authorize?{escape(request.url.query)}&as={u}">{u}</a></p>' for u in self.users
            )
            return HTMLResponse(f"<title>Who are you?</title><link rel='icon' href='data:,'>{''.join(links)}")
        code = secrets.token_urlsafe(16)
        self._codes[code] = (name, asked.get("nonce"), asked["client_id"], asked["code_challenge"])
        return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}")

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        name, nonce, client, challenge = self._codes.pop(str(form["code"]))
        verifier = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
        if _encoded(verifier) != challenge:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if self.fault == "gives no token":
            return JSONResponse({"access_token": "t", "token_type": "Bearer", "expires_in": 600})
        now = int(time.time())
        about = {"iss": self.issuer, "sub": name, "aud": client, "iat": now, "exp": now + 600, "nonce": nonce}
        about |= WRONG_CLAIMS.get(self.fault, {})
        if self.fault == "names nobody":
            del about["sub"]
        claims = {**about, **self.users[name]}
        if self.fault == "signs nothing":
            token = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + "."
        elif self.fault == "signs with what everybody knows":
            token = jwt.encode(
                {"alg": "HS256", "kid": "one"}, claims, OctKey.import_key(self._key.as_pem(private=False))
            )
        else:
            key = RSAKey.generate_key(2048) if self.fault == "signs with another key" else self._key
            token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, key)
        return JSONResponse({"access_token": "t", "token_type": "Bearer", "expires_in": 600, "id_token": token})


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


@contextmanager
def provider(port: int, users: Users) -> Iterator[Provider]:
    """A provider that answers on a port of this machine meanwhile."""
    made = Provider(f"http://127.0.0.1:{port}", users)
    server = uvicorn.Server(uvicorn.Config(made.app(), host="127.0.0.1", port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(10)


def secrets_file(folder: Path, issuer: str, url: str) -> Path:
    """A file of secrets with which a dashboard at an address sends people to a provider."""
    path = folder / "secrets.toml"
    path.write_text(
        f"""[auth]
redirect_uri = "{url}/oauth2callback"
cookie_secret = "{secrets.token_hex(32)}"
client_id = "datareach"
client_secret = "{secrets.token_hex(8)}"
server_metadata_url = "{issuer}/.well-known/openid-configuration"
client_kwargs = {{ code_challenge_method = "S256" }}

[datareach.roles]
analyst = ["privacy"]
reviewer = ["privacy-board"]
admin = ["privacy-office"]
""",
        encoding="utf-8",
    )
    return path
