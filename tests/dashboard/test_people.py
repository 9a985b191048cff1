"""Who may do what on the pages: by claims of whoever signed in, asked anew for each change."""

from __future__ import annotations

import math
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
import streamlit as st
from joserfc import jwt
from joserfc.jwk import OctKey
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from assessments.record.folder import Person, Role
from assessments.record.store import open_store
from casework.recording import review_of
from dashboard import people
from dashboard.pages import compare
from dashboard.people import Lately, display_name, role_in
from tests.conftest import ROOT, OpenPage, enter, serving, settle
from tests.support.clusters import free_port
from tests.support.dashboards import notices, said
from tests.support.identity import FAULTS, Provider, provider, secrets_file
from tests.support.recorded import ADA, draft

MAPPED = {"roles": {"analyst": ["privacy"], "reviewer": "board", "admin": ["office"], "owner": ["x"]}}


@pytest.mark.parametrize(
    ("claims", "settings", "role"),
    [
        ({}, {}, Role.READER),
        ({"groups": ["staff", "reviewer", "analyst"]}, {}, Role.REVIEWER),
        ({"groups": "admin"}, {}, Role.ADMIN),
        ({"groups": ["owner"]}, {}, Role.READER),
        ({"groups": {"admin": True}}, {}, Role.READER),
        ({"groups": ["privacy", "board"]}, MAPPED, Role.REVIEWER),
        ({"groups": ["admin"]}, MAPPED, Role.READER),
        ({"groups": ["x"]}, MAPPED, Role.READER),
        ({"roles": ["office"], "groups": ["board"]}, {"claim": "roles", **MAPPED}, Role.ADMIN),
    ],
)
def test_a_role_comes_from_a_claim_and_is_the_least_where_it_is_unknown(
    claims: Mapping[str, Any], settings: Mapping[str, Any], role: Role
) -> None:
    assert role_in(claims, settings) is role


@pytest.mark.parametrize(
    ("claims", "settings", "name"),
    [
        ({"sub": "7", "email": "ada@x.org", "name": "Ada", "email_verified": True}, {}, "Ada (ada@x.org)"),
        ({"sub": "7", "email": "ada@x.org", "name": "Ada"}, {}, "Ada (7)"),
        ({"sub": "7", "email": "ada@x.org", "name": "Ada", "email_verified": "false"}, {}, "Ada (7)"),
        ({"sub": "7", "email": "ada@x.org", "name": "Ada", "email_verified": False}, {}, "Ada (7)"),
        ({"sub": "7", "name": "Bob (bob@x.org)"}, {}, "Bob (bob@x.org) (7)"),
        ({"sub": "7", "email": "ada@x.org", "email_verified": True}, {}, "ada@x.org"),
        ({"sub": "7", "login": "ada", "email": "a@x.org"}, {"person": "login"}, "ada"),
        ({"sub": "7", "login": "eve (ada@x.org)", "name": "e" * 70}, {"person": "login"}, "e" * 70 + " (7)"),
        ({"sub": "7", "email": "e" * 70 + "@x.org", "name": "Ada", "email_verified": True}, {}, "e" * 70 + "@x.org"),
        ({"sub": "7" * 81, "name": "Ada"}, {}, ""),
        ({"name": "Ada"}, {}, ""),
    ],
)
def test_a_name_ends_in_what_only_that_person_has(
    claims: Mapping[str, Any], settings: Mapping[str, Any], name: str
) -> None:
    assert display_name(claims, settings) == name


def test_the_latest_sign_in_of_a_person_counts_in_every_window(tmp_path: Path) -> None:
    lately = Lately(tmp_path / "datareach")
    assert lately.role("Ada", 10, Role.ANALYST) is Role.ANALYST
    assert lately.role("Ada", 20, Role.READER) is Role.READER
    assert lately.role("Ada", 10, Role.ANALYST) is Role.READER
    assert lately.role("Ben", 10, Role.ADMIN) is Role.ADMIN
    lately.end("Ada", 21)
    assert lately.role("Ada", 20, Role.READER) is None
    assert lately.role("Ada", 22, Role.REVIEWER) is Role.REVIEWER


def test_a_sign_out_holds_when_the_server_is_started_again(tmp_path: Path) -> None:
    folder = tmp_path / "datareach"
    file = folder / "signed-out.json"
    Lately(folder).end("Ada", 21)
    again = Lately(folder)
    assert again.role("Ada", 20, Role.ADMIN) is None
    assert again.role("Ben", 20, Role.ADMIN) is Role.ADMIN
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("[", encoding="utf-8")
    assert Lately(folder).role("Ada", 20, Role.ADMIN) is Role.ADMIN


def test_a_role_that_fell_stays_fallen_when_the_server_is_started_again(tmp_path: Path) -> None:
    now = time.time()
    lately = Lately(tmp_path)
    assert lately.role("Ada", now - 20, Role.ADMIN) is Role.ADMIN
    assert lately.role("Ada", now - 10, Role.READER) is Role.READER
    assert Lately(tmp_path).role("Ada", now - 20, Role.ADMIN) is Role.READER
    (tmp_path / "signed-in.json").write_text('{"Ada": [1], "Ben": [true, "god"], "Eve": "admin"}', encoding="utf-8")
    assert Lately(tmp_path).role("Ada", now - 20, Role.ADMIN) is Role.ADMIN


def test_what_one_server_notes_holds_in_another_that_has_the_folder_and_is_not_lost_by_it(tmp_path: Path) -> None:
    now = time.time()
    one, other = Lately(tmp_path), Lately(tmp_path)
    assert other.role("Ada", now - 20, Role.ADMIN) is Role.ADMIN
    one.end("Ada", now - 10)
    assert other.role("Ada", now - 20, Role.ADMIN) is None
    assert one.role("Eve", now - 9, Role.ANALYST) is Role.ANALYST
    assert one.role("Eve", now - 5, Role.READER) is Role.READER
    other.end("Ben", now)
    again = Lately(tmp_path)
    assert (again.role("Ada", now - 20, Role.ADMIN), again.role("Ben", now - 1, Role.ADMIN)) == (None, None)
    assert other.role("Eve", now - 9, Role.ANALYST) is Role.READER


def test_servers_that_note_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    """The sign-out of each comes while the other has looked and not yet written."""
    now = time.time()

    class Slow(Lately):
        """A server that another overtakes before it writes."""

        def _keep(self, file: str, notes: Mapping[str, Any]) -> None:
            overtaking.start()
            overtaking.join(0.2)
            super()._keep(file, notes)

    overtaking = threading.Thread(target=Lately(tmp_path).end, args=("Ada", now))
    Slow(tmp_path).end("Ben", now)
    overtaking.join()
    again = Lately(tmp_path)
    assert again.role("Ada", now - 1, Role.ADMIN) is None
    assert again.role("Ben", now - 1, Role.ADMIN) is None


def test_a_sign_out_holds_where_the_clock_of_the_provider_is_ahead(folder: Path) -> None:
    grace: dict[str, Any] = {
        "iss": "https://x.org",
        "sub": "7",
        "email": "g@x.org",
        "groups": ["admin"],
        "iat": time.time() + 30,
    }
    at = as_somebody("record/review", **grace)
    next(button for button in at.button if button.label == "Sign out").click().run()
    assert "admin" not in said(as_somebody("record/review", **grace))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with a saved assessment in its store."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    st.cache_resource.clear()
    with open_store(str(tmp_path / "record.db")) as store:
        store.save(draft(), "harbour", ADA)
    return tmp_path


def as_somebody(page: str, asked: str = "case:wechat-five-lines", **claims: Any) -> AppTest:
    """A page as somebody sees it who has these claims."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    at.secrets["auth"] = {"redirect_uri": "http://127.0.0.1/oauth2callback"}
    at.query_params["saved"] = "harbour/1"
    at.query_params["map"] = asked
    at.user = {
        "is_logged_in": True,
        "sub": claims.get("email", ""),
        "iat": time.time(),
        "email_verified": True,
        **claims,
    }
    place, _, part = page.partition("/")
    if part:
        at.query_params["part"] = part
    if place:
        at.switch_page(f"dashboard/pages/{place}.py")
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize(
    "claims",
    [
        {"is_logged_in": False, "email": "ada@x.org", "groups": ["admin"]},
        {"email": "ada@x.org", "groups": ["admin"], "iat": time.time() - 13 * 3600},
        {"email": "ada@x.org", "groups": ["admin"], "iat": None},
        {"email": "ada@x.org", "groups": ["admin"], "iat": math.nan},
        {"email": "ada@x.org", "groups": ["admin"], "iat": 10**400},
        {"email": "ada@x.org", "groups": ["admin"], "iat": time.time() + 48 * 3600},
        {"groups": ["admin"], "sub": ""},
    ],
    ids=[
        "not signed in",
        "long ago",
        "nobody knows when",
        "at no time",
        "never",
        "the day after tomorrow",
        "nobody knows who",
    ],
)
def test_who_is_not_signed_in_sees_the_button_alone(folder: Path, claims: Mapping[str, Any]) -> None:
    at = as_somebody("record", **claims)
    assert [each.label for each in at.button] == ["Sign in"]
    assert said(at).split() == ["Datareach"]
    assert not at.text_input


def test_a_link_to_a_saved_map_opens_it_for_a_reader_and_for_nobody_who_is_not_signed_in(folder: Path) -> None:
    at = as_somebody("", asked="saved:harbour/1", email="rita@x.org", name="Rita")
    assert "Harbour" in said(at)
    assert next(each for each in at.selectbox if each.label == "App").value == "saved:harbour/1"
    out = as_somebody("", asked="saved:harbour/1", is_logged_in=False)
    assert said(out).split() == ["Datareach"]
    assert "opened" not in out.session_state


def test_saved_sides_are_compared_by_readers_and_by_nobody_whose_sign_in_ended(folder: Path) -> None:
    at = as_somebody("compare", email="rita@x.org", name="Rita")
    sides = next(each for each in at.selectbox if each.label == "From").options
    assert [each for each in sides if each.startswith("harbour/1: ")]
    at.user = {"is_logged_in": False}
    at.run()
    assert said(at).split() == ["Datareach"]
    assert not at.selectbox


def test_the_list_of_saved_sides_is_empty_where_nobody_is_let_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(compare._saved()) == ["harbour/1"]
    monkeypatch.setattr(people, "let_in", lambda: False)
    assert compare._saved() == {}


def test_readers_and_auditors_find_no_form_and_an_analyst_finds_theirs(folder: Path) -> None:
    reader = as_somebody("record", email="rita@x.org", name="Rita")
    assert "You are a reader here: you find what was saved, and cannot save." in said(reader)
    assert "Save this version" not in [each.label for each in reader.button]
    reader = as_somebody("record/review", email="rita@x.org", name="Rita", groups=["auditor"])
    assert "You are an auditor here: you see what was said and done, and cannot add to it." in notices(reader)
    writing = {"Submit for review", "Comment", "Estimate", "Answer", "Decide", "Accept all that are open", "Withdraw"}
    assert not writing & {each.label for each in reader.button}
    analyst = as_somebody("record/review", email="ann@x.org", name="Ann", groups=["analyst"])
    assert {"Submit for review", "Comment", "Estimate", "Answer"} <= {each.label for each in analyst.button}
    assert not {"Decide", "Accept all that are open"} & {each.label for each in analyst.button}


def test_the_name_in_the_record_is_that_of_whoever_signed_in(folder: Path) -> None:
    at = as_somebody("record/review", email="ann@x.org", name="Ann", groups=["analyst"])
    next(each for each in at.button if each.label == "Submit for review").click()
    at.run()
    with open_store(str(folder / "record.db")) as store:
        assert [(line.person, line.action) for line in store.history("harbour")] == [
            ("Ada", "saved"),
            ("Ann (ann@x.org)", "submit"),
        ]


def test_a_form_that_was_opened_with_a_higher_role_writes_nothing(folder: Path) -> None:
    at = as_somebody("record/review", email="ann@x.org", name="Ann", groups=["analyst"])
    as_somebody("record/review", email="ann@x.org", name="Ann", iat=time.time() + 1)
    next(each for each in at.button if each.label == "Submit for review").click()
    at.run()
    assert not at.exception
    with open_store(str(folder / "record.db")) as store:
        assert [line.action for line in store.history("harbour")] == ["saved"]


def test_signing_asks_for_a_new_sign_in(folder: Path) -> None:
    with open_store(str(folder / "record.db")) as store:
        review = review_of(store, "harbour/1")
        review.do(Person("Ben", Role.ADMIN), "submit")
        review.do(Person("Ben", Role.ADMIN), "decide", outcome="rejected", said="Too much is open.")
    earlier, now = (
        as_somebody("record/review", email="ada@x.org", groups=["reviewer"], iat=time.time() - ago) for ago in (600, 60)
    )
    labels = [{button.label for button in at.button} & {"Sign the decision", "Sign in again"} for at in (earlier, now)]
    assert labels == [{"Sign in again"}, {"Sign the decision"}]


@pytest.mark.parametrize("content", [b"[auth", b"\xff\xfe"])
def test_secrets_that_cannot_be_read_let_nobody_in(folder: Path, content: bytes) -> None:
    from streamlit import config

    broken = folder / "secrets.toml"
    broken.write_bytes(content)
    kept, where = config.get_option("secrets.files"), config.get_where_defined("secrets.files")
    config.set_option("secrets.files", [str(broken)])
    try:
        at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600).run()
    finally:
        config.set_option("secrets.files", kept, where)
    assert notices(at) == ["The file of secrets of this server cannot be read, so nobody can sign in."]
    assert not at.button


@pytest.mark.parametrize(
    "secrets",
    [
        {"Auth": {"client_id": "datareach"}, "datareach": {"roles": {"admin": ["office"]}}},
        {"roles": {"admin": ["office"]}},
        {"client_id": "datareach", "cookie_secret": "x"},
        {"oidc": {"client_id": "datareach", "server_metadata_url": "https://id.example"}},
    ],
)
def test_a_server_whose_secrets_speak_of_roles_but_sign_nobody_in_lets_nobody_in(
    folder: Path, secrets: dict[str, Any]
) -> None:
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    for key, value in secrets.items():
        at.secrets[key] = value
    at.run()
    assert notices(at) == ["The file of secrets has people or roles but no section [auth], so nobody can sign in."]
    assert not at.button


def test_a_role_falls_in_every_window_though_the_name_of_its_person_changes(folder: Path) -> None:
    now, somebody = time.time(), {"iss": "https://x.org", "sub": "7", "email": "g@x.org"}
    first = as_somebody("record/review", **somebody, name="Grace", groups=["admin"], iat=now - 2)
    assert "Grace (g@x.org), admin" in said(first)
    as_somebody("record/review", **somebody, name="Grace H", groups=[], iat=now - 1)
    first.run()
    assert "Grace (g@x.org), reader" in said(first)


USERS = {"ann": {"name": "Ann", "email": "ann@x.org", "email_verified": True, "groups": ["privacy"]}}


@pytest.fixture
def signing_in(folder: Path) -> Iterator[tuple[str, Provider]]:
    """A dashboard for a team, and the provider where its people sign in."""
    port, ours = free_port(), free_port()
    with provider(port, USERS) as identities:
        secrets = secrets_file(folder, identities.issuer, f"http://127.0.0.1:{ours}")
        env = {"STREAMLIT_SECRETS_FILES": str(secrets)}
        with serving(ROOT / "app.py", folder / "log", env=env, port=ours) as url:
            yield url, identities


def sign_in(page: Page, name: str) -> None:
    enter(page, "/record?part=review&saved=harbour/1")
    page.get_by_role("button", name="Sign in").click()
    page.locator(f"#{name}").click()
    expect(page.locator(".dr h1").first).to_be_visible()
    settle(page)
    enter(page, "/record?part=review&saved=harbour/1")
    expect(page.get_by_text("Review of harbour/1")).to_be_visible()
    settle(page)


def test_somebody_signs_in_by_a_provider_does_what_the_role_may_and_signs_out(
    signing_in: tuple[str, Provider], open_page: OpenPage, folder: Path
) -> None:
    url, identities = signing_in
    page = open_page(url, also=identities.issuer)
    sign_in(page, "ann")
    expect(page.get_by_text("Ann (ann@x.org), analyst")).to_be_visible()
    page.get_by_role("tab", name="Decision").click()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("State: in review")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    settle(page)
    with open_store(str(folder / "record.db")) as store:
        lines = [(line.person, line.action) for line in store.history("harbour")]
    assert lines == [("Ada", "saved"), ("Ann (ann@x.org)", "submit")]


def arrives(url: str, secrets: Path, state: str | None = None) -> bool:
    """Whether somebody who goes the whole way by a provider has the cookie of a person at its end."""
    key = OctKey.import_key(tomllib.loads(secrets.read_text())["auth"]["cookie_secret"])
    begin = jwt.encode({"alg": "HS256"}, {"provider": "default", "exp": int(time.time()) + 60}, key)
    with httpx.Client(base_url=url) as browser:
        answer = browser.get("/auth/login", params={"provider": begin})
        if answer.status_code != 302:
            return False
        asked = f"{answer.headers['location']}&as=ann"
        back = urlsplit(httpx.get(asked).headers["location"])
        came = dict(parse_qsl(back.query)) | ({} if state is None else {"state": state})
        browser.get(back.path, params=came)
        return any(name.startswith(USER_COOKIE_NAME) for name in browser.cookies)


def test_nobody_is_signed_in_by_a_provider_that_does_something_wrong(
    signing_in: tuple[str, Provider], folder: Path
) -> None:
    url, identities = signing_in
    secrets = folder / "secrets.toml"
    assert arrives(url, secrets)
    let_in = []
    for fault in FAULTS:
        identities.fault = fault
        let_in += [fault] if arrives(url, secrets) else []
    identities.fault = ""
    let_in += ["another's state"] if arrives(url, secrets, state="another") else []
    assert let_in == []
    assert arrives(url, secrets)
