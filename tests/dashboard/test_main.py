"""`make run` opens the dashboard by this; the pages themselves have tests of their own."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import streamlit as st

from dashboard import open_maps
from dashboard.__main__ import APP, PlainLines, _get_ready, _getting_ready, _log_plainly, main
from dashboard.open_maps import titles
from dashboard.show import as_label
from risk.catalogue import catalogue
from tests.conftest import _wait_until_healthy
from tests.support.clusters import free_port
from tests.support.dashboards import FIVE, address, notices, said, visited

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str, str]]
USERS, REST = FIVE.partition("data:")[0], FIVE[FIVE.index("data:") :]


@contextmanager
def started(named: Path, log: Path) -> Iterator[str]:
    """The address of a dashboard that was started on a file or a folder."""
    port = free_port()
    with log.open("wb") as out:
        command = [sys.executable, "-m", "dashboard", str(named), "--port", str(port)]
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, env={**os.environ, "DISPLAY": ""})
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(600) == 0


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The exit code and what is printed by the command, in this process, as it serves nothing."""
    monkeypatch.setenv("DATAREACH_MAP", "case:harbour")

    def ended(*arguments: str) -> tuple[int, str, str]:
        code, printed = main(list(arguments)), capsys.readouterr()
        return code, printed.out, printed.err

    return ended


NO_SECTION = "auth is no section, so nobody could sign in (write [auth], and its keys below it)"
LIKE_SIGN_IN = "this looks like sign-in, and has no section [auth], so nobody could sign in (write it)"
AUTH = """[auth]
redirect_uri = "https://reach.example/oauth2callback"
cookie_secret = "0123456789abcdef"
client_id = "x"
client_secret = "y"
server_metadata_url = "https://id.example/.well-known/openid-configuration"
"""
LACKING = "[auth] lacks {}, so nobody could sign in (write each as a text)"
ROLES = "the roles are reader, auditor, analyst, reviewer and admin"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('auth = "google"', NO_SECTION),
        ("[[auth]]", NO_SECTION),
        ('[authentication]\nclient_id = "x"\nsecret = "y"', LIKE_SIGN_IN),
        ('[connections.sso]\nid = "x"', LIKE_SIGN_IN),
        ('[Sign-In]\nclient = "x"', LIKE_SIGN_IN),
        ('[google]\nclient_id = "x"', LIKE_SIGN_IN),
        ('[roles]\nadmin = ["ada"]', LIKE_SIGN_IN),
        (
            AUTH.replace('"x"', '""').replace("cookie_secret", "cookie"),
            LACKING.format("cookie_secret and client_id"),
        ),
        (
            AUTH + "[auth.default]\nclient_id = 5",
            LACKING.format("client_id, client_secret and server_metadata_url"),
        ),
        (f'datareach = "x"\n{AUTH}', "datareach is no section (write [datareach], and its keys below it)"),
        (
            AUTH + '[datareach.Roles]\nadmin = ["office"]',
            "[datareach] has no key called Roles (its keys are claim, person, hours and roles)",
        ),
        (
            AUTH + '[datareach.roles]\nadministrator = ["office"]',
            f"[datareach.roles] has no role called administrator ({ROLES})",
        ),
        (
            AUTH + "[datareach.roles]\nadmin = true",
            "admin in [datareach.roles] is no list of groups (write them as texts)",
        ),
        (
            AUTH + '[datareach]\nroles = "x"',
            "roles in [datareach] is no section (write [datareach.roles], and the roles below it)",
        ),
        (AUTH + '[datareach]\nhours = "soon"', "hours in [datareach] is no length of time (write a number above 0)"),
        (AUTH + "[datareach]\nclaim = 5", "claim in [datareach] is no text (write the name of a claim)"),
    ],
)
def test_secrets_that_sign_nobody_in_and_look_like_it_stop_the_server_with_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(text, encoding="utf-8")
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(secrets))
    assert run("case:harbour") == (1, "", f"{secrets}: {said}\n")


def test_secrets_in_several_files_are_judged_as_the_whole_that_streamlit_makes_of_them(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth, people, broken = (tmp_path / f"{name}.toml" for name in ("auth", "people", "broken"))
    auth.write_text(AUTH, encoding="utf-8")
    people.write_text('[datareach.roles]\nadmin = ["ada"]', encoding="utf-8")
    broken.write_text("[", encoding="utf-8")
    cannot = f"{broken}: these secrets cannot be read"
    for beside, told in ((auth, "Port"), (broken, cannot), (tmp_path / "none.toml", f"{people}: this looks like")):
        for files in ((beside, people), (people, beside)):
            monkeypatch.setenv("STREAMLIT_SECRETS_FILES", ",".join(map(str, files)))
            code, _, said_of_it = run("case:harbour", "--port", "70000")
            assert (code, said_of_it.startswith(told)) == (1, True)


def test_secrets_that_cannot_be_read_stop_the_server_with_a_sentence(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    no_text, no_toml, folder, missing = (tmp_path / f"{name}.toml" for name in ("text", "toml", "folder", "missing"))
    no_text.write_bytes(b"\xff\xfe")
    no_toml.write_text("[auth]\ncookie_secret = 0123", encoding="utf-8")
    folder.mkdir()
    unread = "these secrets cannot be read"
    for file, why in (
        (no_text, f"{unread}, being no text in UTF-8, so nobody could sign in (mend them)"),
        (no_toml, f"{unread}, being no TOML at line 2, column 18, so nobody could sign in (mend them)"),
        (folder, f"{unread}, so nobody could sign in (mend them)"),
        (missing, "there are no such secrets, so nobody could sign in (write them)"),
    ):
        monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(file))
        assert run("case:harbour") == (1, "", f"{file}: {why}\n")


def test_secrets_mounted_as_a_folder_are_judged_too(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "roles").mkdir()
    (tmp_path / "roles" / "admin").write_text("ada", encoding="utf-8")
    monkeypatch.setenv("STREAMLIT_SECRETS_FILES", str(tmp_path))
    code, _, said_of_it = run("case:harbour", "--port", "70000")
    assert (code, said_of_it.startswith(f"{tmp_path}: this looks like sign-in")) == (1, True)


def test_a_port_that_is_taken_is_said_with_one_that_is_free(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, printed, problem = run("case:wechat-2020", "--port", str(port))
    sentence = rf"Port {port} is taken or not allowed\. Choose another one: make run PORT=(\d+)\n"
    offered = re.fullmatch(sentence, problem)
    assert (code, printed) == (1, "")
    assert offered is not None
    assert offered[1] != str(port)


def test_what_is_typed_cannot_drive_the_terminal_of_the_server(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAREACH_TIME", "")
    for typed in (["\x1b[2J"], ["case:harbour", "--portfolio", "/\x1b[2J"], ["case:harbour", "--time", "5\x1b[2J"]):
        code, _, said_of_it = run(*typed)
        assert (code, "\x1b" in said_of_it, "[2J" in said_of_it) == (1, False, True)


def test_no_text_in_a_failure_begins_a_line_of_the_log_or_drives_a_terminal() -> None:
    failure = ValueError("a\nERROR all is well\x1b[2J")
    record = logging.LogRecord("datareach", logging.ERROR, "", 1, "a page failed", (), (ValueError, failure, None))
    assert PlainLines().format(record).splitlines() == [
        "a page failed",
        "    ValueError: a",
        "    ERROR all is well\N{REPLACEMENT CHARACTER}[2J",
    ]


def test_no_thread_of_the_server_keeps_others_waiting_as_long_as_is_usual(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Neither by its turn nor by collections of garbage, which hold the lock."""
    seen: list[float] = []

    class Served:
        def __init__(self, *_app: object, **_more: object) -> None: ...

        def run(self, **_config: object) -> None:
            seen.extend((sys.getswitchinterval(), *gc.get_threshold()))

    turn, collected = sys.getswitchinterval(), gc.get_threshold()
    monkeypatch.chdir(tmp_path)  # which is left again: to serve is to change into the folder of the app
    monkeypatch.setenv("DISPLAY", "")
    monkeypatch.setattr("dashboard.__main__.st.App", Served)
    monkeypatch.setattr(logging.getLogger("datareach"), "handlers", [])
    try:
        assert run("case:harbour", "--port", str(free_port()))[0] == 0
    finally:
        sys.setswitchinterval(turn)
        gc.set_threshold(*collected)
    assert seen == [pytest.approx(turn / 10), 50_000, 20, 20]


def test_the_server_gets_ready_in_a_thread_of_its_own_while_it_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, served = threading.Event(), threading.Event()

    def get_ready() -> None:
        if served.wait(60):
            begun.set()

    async def serve() -> bool:
        async with _getting_ready(st.App(APP)):
            served.set()
            return await asyncio.to_thread(begun.wait, 60)

    monkeypatch.setattr("dashboard.__main__._get_ready", get_ready)
    with ThreadPoolExecutor(1) as fresh:  # a browser of another test may have a loop in this thread
        assert fresh.submit(asyncio.run, serve()).result()


def test_once_ready_the_maps_that_ship_and_the_threats_are_read() -> None:
    for read in (titles, catalogue):
        read.cache_clear()
    _get_ready()
    assert [read.cache_info().currsize for read in (titles, catalogue)] == [1, 1]


def test_what_fails_while_the_server_gets_ready_is_one_sentence_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise OSError("no such place")

    monkeypatch.setattr(open_maps, "titles", fail)
    monkeypatch.setattr(logging.getLogger("datareach"), "handlers", [])
    _log_plainly()
    _get_ready()
    said_of_it = r"The server could not get ready ahead \(OSError\): [^.\n]+\.\n"
    assert re.fullmatch(said_of_it, capsys.readouterr().err)


def test_a_port_beyond_the_last_one_is_refused_alike(run: Run) -> None:
    code, _, problem = run("--port", "70000")
    assert (code, problem.partition(".")[0]) == (1, "Port 70000 is taken or not allowed")


def test_one_line_says_where_a_folder_that_is_named_is_shown_until_ctrl_c_ends_it(tmp_path: Path) -> None:
    folder = tmp_path / "my maps"
    folder.mkdir()
    (folder / "a.yaml").write_text(FIVE)
    with started(folder, tmp_path / "log") as url:
        pass
    lines = (tmp_path / "log").read_text().splitlines()
    assert lines == [f"The dashboard is at {url}/?map=file:my%20maps (Ctrl+C ends it)."]


def test_a_folder_that_is_named_opens_as_the_map_its_files_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "my maps"
    folder.mkdir()
    (folder / "a.yaml").write_text(USERS)
    (folder / "b.yaml").write_text(REST)
    monkeypatch.setenv("DATAREACH_MAP", str(folder))
    assert "judged 36%" in said(visited(map="file:my maps"))


def test_what_cannot_be_read_is_said_before_anything_is_served(run: Run, tmp_path: Path) -> None:
    problem = f"{tmp_path / 'none.yaml'}:1:1: no such file (name a YAML file, a folder of them, or case:NAME)\n"
    assert run(str(tmp_path / "none.yaml")) == (1, "", problem)


def test_an_address_opens_no_file_but_the_one_that_was_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, other = tmp_path / "mine.yaml", tmp_path / "other.yaml"
    named.write_text(FIVE)
    other.write_text(FIVE)
    monkeypatch.setenv("DATAREACH_MAP", str(named))
    assert "judged 36%" in said(visited(map="file:mine.yaml"))
    for asked in (f"file:{other}", "file:other.yaml", f"file:{named}"):
        assert "Open its file to see it." in notices(visited(map=asked))[0]


def test_without_an_address_the_named_file_is_one_press_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "mine.yaml"
    named.write_text(FIVE)
    monkeypatch.setenv("DATAREACH_MAP", str(named))
    at = visited("answer")
    next(each for each in at.button if each.label == as_label("Open mine.yaml")).click().run()
    assert address(at) == {"map": ["file:mine.yaml"]}


def test_a_named_file_that_is_gone_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAREACH_MAP", str(tmp_path / "gone.yaml"))
    assert notices(visited(map="file:gone.yaml"))[0].startswith(f"{tmp_path / 'gone.yaml'}:1:1: no such file")


def test_a_file_and_what_was_changed_of_it_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "mine.yaml"
    named.write_text(FIVE)
    monkeypatch.setenv("DATAREACH_MAP", str(named))
    at = visited("numbers", map="file:mine.yaml", number="power.CN.tencent")
    for field in ("Said by", "Why"):
        next(box for box in at.text_input if box.label == field).set_value("Ann")
    next(box for box in at.text_input if box.label == "Value").set_value("0.2")
    next(button for button in at.button if button.label == "Write it into the map").click().run()
    assert at.selectbox[0].options[:2] == ["Yours: mine.yaml", "mine.yaml"]
    at.toggle(key="numbers:more").set_value(True).run()
    assert address(at)["map"] == ["own:mine.yaml"]
