"""The person at work in this window: whoever signed in, or without sign-in the one person on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from math import inf
from pathlib import Path
from typing import Any

import streamlit as st

from assessments.files import locked_where_possible
from assessments.record.folder import (
    LONGEST_NAME,
    Person,
    Role,
    cleaned_name,
    data_folder,
    keep_name,
    kept_name,
    note_down,
    notes_in,
    role_of,
)
from dashboard import presses, show
from dashboard.sign_in import CLAIM, HOURS, PERSON, ROLES, SECTION, speaks_of_people
from dashboard.streamlit_internals import is_manually_set, signed_claims

LONGEST_SIGN_IN = 365.25 * 24 * 3600.0  # seconds: no sign-in counts for longer
GROUPS, EMAIL, LASTS = "groups", "email", 12.0
FURTHEST_AHEAD = 24 * 3600.0  # seconds that the clock of a provider may be ahead of ours
TO_SIGN = 300.0  # seconds after a sign-in in which a decision may be signed
SIGN_IN_TO_SIGN = "Signing asks who you are once more: sign in again, and sign within five minutes."
KEPT = SIGNED_IN, SIGNED_OUT = "signed-in.json", "signed-out.json"
LOCK = "signed.lock"
LOOPBACK = frozenset(("127.0.0.1", "::1", "localhost"))
NOBODY = Person("", Role.READER)
UNREADABLE: Mapping[str, Any] = {"auth": {}}
MISNAMED: Mapping[str, Any] = {"auth": {}}


class Lately:
    """The latest sign-ins and sign-outs of people, for all windows of this server.

    A window keeps the claims it was opened with; whoever signed in later elsewhere, or out, is asked here. Both are
    kept in files, so that they hold when the server is started again, and in all servers that have the folder.
    """

    def __init__(self, folder: Path | None) -> None:
        self._lock = threading.Lock()
        self._folder = folder
        self._roles: dict[str, tuple[float, Role]] = {}
        self._ended: dict[str, float] = {}
        self._seen: list[tuple[int, ...]] = []

    def role(self, identity: str, since: float, role: Role) -> Role | None:
        """The role of the latest sign-in of a person; None where they signed out after this one."""
        with self._lock:
            self._look()
            if self._latest(identity) < since:
                with self._locked():
                    # Another server may have noted a later one before this one had the lock.
                    if self._latest(identity) < since:
                        self._roles[identity] = (since, role)
                        self._keep(SIGNED_IN, {other: (at, its.word) for other, (at, its) in self._roles.items()})
            if since < self._ended.get(identity, 0.0):
                return None
            at, latest = self._roles[identity]
            return latest if at > since else min(latest, role)

    def end(self, identity: str, moment: float) -> None:
        """Note that a person signed out; where the file cannot be written, until this server ends."""
        with self._lock, self._locked():
            self._ended = {other: ended for other, ended in self._ended.items() if moment - ended < LONGEST_SIGN_IN}
            self._ended[identity] = moment
            self._keep(SIGNED_OUT, self._ended)

    def _latest(self, identity: str) -> float:
        return self._roles.get(identity, (-inf, Role.READER))[0]

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Know all that was noted, and let no other server note anything meanwhile, where the folder can be written."""
        with locked_where_possible(self._folder / LOCK) if self._folder else nullcontext():
            self._look()
            yield

    def _look(self) -> None:
        """Take over what was noted in the files since they were last looked at, by whichever server."""
        if self._folder is None or (seen := [_stamp(self._folder / file) for file in KEPT]) == self._seen:
            return
        self._seen = seen
        for person, latest in _kept_roles(notes_in(self._folder / SIGNED_IN)):
            self._roles[person] = max(latest, self._roles.get(person, latest))
        for person, ended in notes_in(self._folder / SIGNED_OUT).items():
            if isinstance(ended, int | float):
                self._ended[person] = max(float(ended), self._ended.get(person, 0.0))

    def _keep(self, file: str, notes: Mapping[str, Any]) -> None:
        """Keep notes; where their file cannot be written, they hold until this server ends."""
        if self._folder:
            with suppress(OSError):
                note_down(self._folder / file, notes)


def _stamp(file: Path) -> tuple[int, ...]:
    """What is another whenever a file was written; nothing where it is not there."""
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_mtime_ns, status.st_size


def _kept_roles(notes: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, Role]]]:
    """The latest sign-ins that a file has and that may still count; what is none of ours is left out."""
    for person, note in notes.items():
        match note:
            case [int() | float() as since, str() as word] if (role := role_of(word)) is not None:
                if time.time() - since < LONGEST_SIGN_IN:
                    yield person, (float(since), role)


@st.cache_resource
def _lately() -> Lately:
    try:
        return Lately(data_folder())
    except FileNotFoundError:
        return Lately(None)


def _secrets() -> Mapping[str, Any]:
    """The secrets of this server; none where it has no file of them.

    Nobody gets in where a file cannot be read, or speaks of people and roles but has no section that signs them in.
    """
    try:
        secrets = dict(st.secrets)
    except (OSError, ValueError):
        return UNREADABLE if _has_secrets() else {}
    return MISNAMED if "auth" not in secrets and speaks_of_people(secrets) else secrets


def _has_secrets() -> bool:
    """True where there is a file of secrets, or one was named."""
    return is_manually_set("secrets.files") or any(Path(file).exists() for file in st.get_option("secrets.files"))


def signing_in() -> bool:
    """True where people sign in here at all."""
    return "auth" in _secrets() or _claims().get("is_logged_in") is not None


def _claims() -> Mapping[str, Any]:
    return {} if _secrets() is UNREADABLE else dict(st.user)


def let_in() -> bool:
    """True where whoever looks may see anything."""
    return not signing_in() or person() is not None


def person() -> Person | None:
    """The person at work, looked up anew each time; None where nobody is signed in, or their sign-in has ended."""
    return _signed_in(_claims()) if signing_in() else Person(kept_name() or "", Role.ADMIN)


def may_fetch(cookies: Mapping[str, str]) -> bool:
    """True where a request with these cookies may have a file of a result, whichever window it was made in."""
    secrets = _secrets()
    if secrets is UNREADABLE:
        return False
    return "auth" not in secrets or _signed_in(signed_claims(cookies)) is not None


def _signed_in(claims: Mapping[str, Any]) -> Person | None:
    """The person of some claims; None where they signed nobody in, or that sign-in has ended."""
    settings = _secrets().get(SECTION, {})
    name, since = display_name(claims, settings), _since(claims)
    if claims.get("is_logged_in") is not True or not name or time.time() - since > _lasts(settings):
        return None
    role = _lately().role(_identity(claims, name), since, role_in(claims, settings))
    return None if role is None else Person(name, role)


def just_signed_in() -> bool:
    """True where a signature counts: whoever signs has signed in within the last minutes, or nobody signs in here."""
    return not signing_in() or time.time() - _since(_claims()) <= TO_SIGN


def sign_in_again() -> None:
    """Ask whoever is about to sign to sign in once more."""
    show.text(SIGN_IN_TO_SIGN)
    st.button("Sign in again", on_click=presses.on_use(st.login), key="people:again")


def _identity(claims: Mapping[str, Any], name: str) -> str:
    """The issuer and subject of a sign-in, which stay when a name changes; the name where a provider gives neither."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    return f"{issuer} {subject}" if subject else name


def owner() -> str:
    """The owner of work in this window: who signed in, by issuer and subject; else the one person on this machine."""
    claims = _claims()
    return _identity(claims, display_name(claims, _secrets().get(SECTION, {}))) if signing_in() else ""


def keeps_work() -> bool:
    """True where work that is not saved is kept for its owner: who signed in, or the one person of this machine."""
    return person() is not None if signing_in() else _serves_one()


def _serves_one() -> bool:
    """True where this server listens on loopback alone, and no setting names it for others, as behind a proxy."""
    hosts = (
        st.get_option("server.address"),
        st.get_option("browser.serverAddress"),
        *st.get_option("server.allowedHosts"),
    )
    return LOOPBACK.issuperset(hosts) and not st.get_option("server.baseUrlPath")


def _since(claims: Mapping[str, Any]) -> float:
    """The time at which somebody signed in, in seconds since 1970; long ago where no time is said that can be."""
    match claims.get("iat"):
        case int() | float() as issued_at if 0.0 <= issued_at <= time.time() + FURTHEST_AHEAD:
            return float(issued_at)
    return 0.0


def _lasts(settings: Mapping[str, Any]) -> float:
    return min(3600.0 * float(settings.get(HOURS, LASTS)), LONGEST_SIGN_IN)


def display_name(claims: Mapping[str, Any], settings: Mapping[str, Any]) -> str:
    """The name of somebody in the record, with what only they have, an address or an id, behind it.

    An address that the provider does not call verified is not theirs for sure, and what has a bracket in it could have
    the address of another there; their id stands in its place.
    """
    own = _text(claims, settings.get(PERSON, EMAIL))
    is_unsure = settings.get(PERSON, EMAIL) == EMAIL and claims.get("email_verified") is not True
    if not own or is_unsure or "(" in own:
        own = _text(claims, "sub")
    name = _text(claims, "name")
    whole = f"{name} ({own})" if name and name != own else own
    return (whole if len(whole) <= LONGEST_NAME else own) if own and len(own) <= LONGEST_NAME else ""


def _text(claims: Mapping[str, Any], claim: str) -> str:
    value = claims.get(claim)
    return cleaned_name(value) if isinstance(value, str) and len(value) <= LONGEST_NAME else ""


def role_in(claims: Mapping[str, Any], settings: Mapping[str, Any]) -> Role:
    """The highest role that the claims give; a reader where they give none."""
    value = claims.get(settings.get(CLAIM, GROUPS))
    groups = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    return max((_role(str(group), settings.get(ROLES, {})) for group in groups), default=Role.READER)


def _role(group: str, roles: Mapping[str, Any]) -> Role:
    """The role of one group: those that the settings name for it, else the one of its own name."""
    if not roles:
        return role_of(group) or Role.READER
    groups_by_role = ((role_of(word), _group_names(groups)) for word, groups in roles.items())
    return max((role for role, groups in groups_by_role if role and group in groups), default=Role.READER)


def _group_names(groups: Any) -> Iterable[str]:
    return (groups,) if isinstance(groups, str) else tuple(map(str, groups))


def door() -> None:
    """All that somebody sees who is not signed in."""
    show.title("Datareach")
    if _secrets() is UNREADABLE:
        show.notice("The file of secrets of this server cannot be read, so nobody can sign in.", "broken")
        return
    if _secrets() is MISNAMED:
        show.notice("The file of secrets has people or roles but no section [auth], so nobody can sign in.", "broken")
        return
    st.button("Sign in", type="primary", on_click=presses.on_use(st.login))


def show_person() -> None:
    """The person who is signed in, with the way out."""
    signed_in = person() if signing_in() else None
    if signed_in is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="people", width="content"):
        show.text(f"{signed_in.name}, {signed_in.role.word}", "quiet")
        st.button("Sign out", type="tertiary", on_click=presses.on_use(_out, _identity(_claims(), signed_in.name)))


def _out(identity: str) -> None:
    """Sign a person out, also where the provider's clock is ahead of ours."""
    now, since = float(int(time.time())), _since(_claims())
    _lately().end(identity, now if since <= time.time() else since + 1)
    st.logout()


def remember(somebody: Person) -> None:
    """Keep the name of the one person on this machine, where none is kept yet."""
    if not signing_in() and somebody.name and kept_name() is None:
        with suppress(OSError):
            keep_name(somebody.name)
