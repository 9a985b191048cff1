"""The person at work in this window: whoever signed in, or without sign-in the one person on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.config import get_option, is_manually_set

from assessments.record.folder import LONGEST_NAME, cleaned_name, keep_name, kept_name
from assessments.record.people import Person, Role, role_of
from dashboard import show

CLAIM, PERSON, HOURS = "groups", "email", 12.0
SECTION = "datareach"
NOBODY = Person("", Role.READER)
UNREADABLE: Mapping[str, Any] = {"auth": {}}


class Lately:
    """What was lately heard of people who signed in, for all windows of this server.

    A window keeps the claims it was opened with; whoever signed in later elsewhere, or out, is asked here.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._roles: dict[str, tuple[float, Role]] = {}
        self._ended: dict[str, float] = {}

    def role(self, name: str, since: float, role: Role) -> Role | None:
        """The role of the latest sign-in of a person; None where they signed out after this one."""
        with self._lock:
            if since < self._ended.get(name, 0.0):
                return None
            known = self._roles.get(name)
            if known is None or known[0] < since:
                self._roles[name] = known = (since, role)
            return known[1] if known[0] > since else min(known[1], role)

    def end(self, name: str, at: float) -> None:
        """Note that a person signed out."""
        with self._lock:
            self._ended[name] = at


@st.cache_resource
def _lately() -> Lately:
    return Lately()


def _secrets() -> Mapping[str, Any]:
    """The secrets of this server; none where it has no file of them, and nobody gets in where one cannot be read."""
    try:
        return dict(st.secrets)
    except FileNotFoundError:
        return UNREADABLE if _has_secrets() else {}


def _has_secrets() -> bool:
    """Whether there is a file of secrets, or one was named."""
    return is_manually_set("secrets.files") or any(Path(file).exists() for file in get_option("secrets.files"))


def signing_in() -> bool:
    """Whether people sign in here at all."""
    return "auth" in _secrets() or _claims().get("is_logged_in") is not None


def _claims() -> Mapping[str, Any]:
    return dict(st.user)


def let_in() -> bool:
    """Whether whoever looks may see anything."""
    return not signing_in() or person() is not None


def person() -> Person | None:
    """Who is at work, asked anew each time; None where nobody is signed in, or their sign-in has ended."""
    if not signing_in():
        return Person(kept_name() or "", Role.ADMIN)
    claims, settings = _claims(), _secrets().get(SECTION, {})
    name, since = named(claims, settings), _since(claims)
    if claims.get("is_logged_in") is not True or not name or time.time() - since > _lasts(settings):
        return None
    role = _lately().role(name, since, role_in(claims, settings))
    return None if role is None else Person(name, role)


def _since(claims: Mapping[str, Any]) -> float:
    """When somebody signed in, as seconds since 1970; long ago where the provider does not say."""
    said = claims.get("iat")
    return float(said) if isinstance(said, int | float) else 0.0


def _lasts(settings: Mapping[str, Any]) -> float:
    return 3600.0 * float(settings.get("hours", HOURS))


def named(claims: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """What somebody is called in the record: their name with what only they have, an address or an id, behind it.

    An address that the provider did not verify is not theirs for sure, and their id stands in its place.
    """
    own = _text(claims, settings.get("person", PERSON))
    if not own or (settings.get("person", PERSON) == "email" and claims.get("email_verified") is False):
        own = _text(claims, "sub")
    name = _text(claims, "name")
    whole = f"{name} ({own})" if name and name != own else own
    return (whole if len(whole) <= LONGEST_NAME else own) if own and len(own) <= LONGEST_NAME else ""


def _text(claims: Mapping[str, Any], claim: str) -> str:
    said = claims.get(claim)
    return cleaned_name(said) if isinstance(said, str) and len(said) <= LONGEST_NAME else ""


def role_in(claims: Mapping[str, Any], settings: Mapping[str, Any]) -> Role:
    """The highest role that the claims give; a reader where they give none."""
    said = claims.get(settings.get("claim", CLAIM))
    groups = [said] if isinstance(said, str) else said if isinstance(said, list | tuple) else ()
    return max((_role(str(group), settings.get("roles", {})) for group in groups), default=Role.READER)


def _role(group: str, roles: Mapping[str, Any]) -> Role:
    """The role of one group: those that the settings name for it, else the one of its own name."""
    if not roles:
        return role_of(group) or Role.READER
    known = ((role_of(word), _listed(groups)) for word, groups in roles.items())
    return max((role for role, groups in known if role and group in groups), default=Role.READER)


def _listed(groups: Any) -> Iterable[str]:
    return (groups,) if isinstance(groups, str) else tuple(map(str, groups))


def door() -> None:
    """All that somebody sees who is not signed in."""
    show.title("Datareach")
    if _secrets() is UNREADABLE:
        show.notice("The file of secrets of this server cannot be read, so nobody can sign in.", "broken")
        return
    st.button("Sign in", type="primary", on_click=st.login)


def shown() -> None:
    """Who is signed in, in the bar on the left, with the way out."""
    found = person() if signing_in() else None
    if found is None:
        return
    with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="people"):
        show.text(f"{found.name}, {found.role.word}", "quiet")
        st.button("Sign out", type="tertiary", on_click=_out, args=(found.name,))


def _out(name: str) -> None:
    _lately().end(name, float(int(time.time())))
    st.logout()


def asked(key: str) -> Person:
    """Who acts: whoever is signed in; else a name is asked, once on this machine. To be used in a form."""
    found = person() or NOBODY
    if signing_in():
        st.text_input("Your name", value=found.name, disabled=True, key=f"{key}:signed-in")
        return found
    st.session_state.setdefault(key, found.name)
    return Person(cleaned_name(st.text_input("Your name", max_chars=LONGEST_NAME, key=key)), Role.ADMIN)


def remember(found: Person) -> None:
    """Keep the name of the one person on this machine, where none is kept yet."""
    if not signing_in() and found.name and kept_name() is None:
        with suppress(OSError):
            keep_name(found.name)
