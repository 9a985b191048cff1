"""Secrets of a server that look like sign-in: what is wrong with them is said before anybody can come in."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assessments.record.folder import Role, role_of
from assessments.report.sentences import enumerated
from dashboard.streamlit_internals import secrets_in

OF_PEOPLE = frozenset({"auth", "roles", "datareach"})
LIKE_AUTH = ("authent", "authori", "authn", "login", "oauth", "oidc", "openid", "saml", "signin", "sso")
"""How words of secrets begin that are about who gets in, without what stands between their letters."""
SIGNS_IN = frozenset({"redirect_uri", "cookie_secret", "server_metadata_url", "client_id", "client_secret", "issuer"})
OF_SERVER, OF_PROVIDER = ("redirect_uri", "cookie_secret"), ("client_id", "client_secret", "server_metadata_url")
SECTION = "datareach"
CLAIM = "claim"
PERSON = "person"
HOURS = "hours"
ROLES = "roles"
KEYS = (CLAIM, PERSON, HOURS, ROLES)
PLACE = re.compile(r"line \d+, column \d+")


def wrong(files: Sequence[str], *, named: bool) -> str | None:
    """The fault of secrets that cannot be read, or look like sign-in and sign nobody in; None where there is none.

    Args:
        files: files or folders as Streamlit reads them, of which what a later one says counts.
        named: whether somebody named them, so that one of them at least has to be there.
    """
    if named and not any(Path(file).expanduser().exists() for file in files):
        return f"{files[0]}: there are no such secrets, so nobody could sign in (write them)"
    said = dict[str, Mapping[str, Any]]()
    for file in files:
        try:
            said[file] = secrets_in(Path(file).expanduser())
        except (OSError, RuntimeError, ValueError) as error:
            return f"{file}: these secrets cannot be read{_reason(error)}, so nobody could sign in (mend them)"
    whole = {name: value for secrets in said.values() for name, value in secrets.items()}
    return next((f"{_last(said, name)}: {fault}" for name, fault in _faults(whole)), None)


def _reason(error: Exception) -> str:
    """Why secrets cannot be read, without anything that stands in them."""
    if isinstance(error, PermissionError):
        return " by this account"
    if isinstance(error, UnicodeDecodeError):
        return ", being no text in UTF-8"
    if not isinstance(error.__cause__, tomllib.TOMLDecodeError):
        return ""
    place = PLACE.search(str(error))
    return f", being no TOML at {place[0] if place else 'its end'}"


def _last(said: Mapping[str, Mapping[str, Any]], name: str) -> str:
    """The file whose section of a name counts; without one, the first that speaks of people."""
    of_name = [file for file, secrets in said.items() if name in secrets]
    return of_name[-1] if of_name else next(file for file, secrets in said.items() if speaks_of_people(secrets))


def _faults(secrets: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each fault of what is said of sign-in, with the section that it is in."""
    if "auth" not in secrets:
        if speaks_of_people(secrets):
            yield "auth", "this looks like sign-in, and has no section [auth], so nobody could sign in (write it)"
        return
    yield from (("auth", fault) for fault in _faults_of_auth(secrets["auth"]))
    yield from ((SECTION, fault) for fault in _faults_of_people(secrets.get(SECTION, {})))


def _faults_of_auth(auth: Any) -> Iterator[str]:
    if not isinstance(auth, Mapping):
        yield "auth is no section, so nobody could sign in (write [auth], and its keys below it)"
        return
    provider = auth.get("default", auth)
    of_provider = provider if isinstance(provider, Mapping) else {}
    lacking = [key for key in OF_SERVER if not _is_text(auth.get(key))]
    lacking += [key for key in OF_PROVIDER if not _is_text(of_provider.get(key))]
    if lacking:
        yield f"[auth] lacks {enumerated(lacking)}, so nobody could sign in (write each as a text)"


def _faults_of_people(settings: Any) -> Iterator[str]:
    """What is wrong with how people are told apart and get their roles, each as a sentence."""
    if not isinstance(settings, Mapping):
        yield f"{SECTION} is no section (write [{SECTION}], and its keys below it)"
        return
    if unknown := [key for key in settings if key not in KEYS]:
        yield f"[{SECTION}] has no key called {enumerated(unknown)} (its keys are {enumerated(KEYS)})"
    yield from (
        f"{key} in [{SECTION}] is no text (write the name of a claim)"
        for key in (CLAIM, PERSON)
        if not _is_text(settings.get(key, key))
    )
    if not _is_length(settings.get(HOURS, 1)):
        yield f"{HOURS} in [{SECTION}] is no length of time (write a number above 0)"
    yield from _faults_of_roles(settings.get(ROLES, {}))


def _faults_of_roles(roles: Any) -> Iterator[str]:
    if not isinstance(roles, Mapping):
        yield f"{ROLES} in [{SECTION}] is no section (write [{SECTION}.{ROLES}], and the roles below it)"
        return
    if unknown := [word for word in roles if role_of(word) is None]:
        known = enumerated([role.word for role in Role])
        yield f"[{SECTION}.{ROLES}] has no role called {enumerated(unknown)} (the roles are {known})"
    for word, groups in roles.items():
        if not _is_text(groups) and not (isinstance(groups, list) and all(map(_is_text, groups))):
            yield f"{word} in [{SECTION}.{ROLES}] is no list of groups (write them as texts)"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_length(value: Any) -> bool:
    """True of a number above 0; one from a folder of secrets is a text.

    >>> [_is_length(value) for value in (12, "0.5", 0, True, "soon", float("nan"))]
    [True, True, False, False, False, False]
    """
    try:
        return not isinstance(value, bool) and 0.0 < float(value) < math.inf
    except (TypeError, ValueError):
        return False


def speaks_of_people(secrets: Mapping[str, Any]) -> bool:
    """True of secrets with people or roles, or what signs people in, at the top or in any section.

    >>> speaks_of_people({"roles": {}}), speaks_of_people({"login": {"client_id": "x"}})
    (True, True)
    >>> speaks_of_people({"cookie_secret": "x"}), speaks_of_people({"database": {"url": "x", "secret": "x"}})
    (True, False)
    """
    words = ["".join(filter(str.isalnum, key.lower())) for key in secrets]
    inside = [value for value in secrets.values() if isinstance(value, Mapping)]
    return (
        not OF_PEOPLE.isdisjoint(words)
        or any(word.startswith(LIKE_AUTH) for word in words)
        or not SIGNS_IN.isdisjoint(map(str.lower, secrets))
        or any(map(speaks_of_people, inside))
    )
