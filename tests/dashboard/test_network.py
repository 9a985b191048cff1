"""Neither the command nor the dashboard connects, sends, listens or looks up a name beyond this machine."""

from __future__ import annotations

import ast
import http.client
import ipaddress
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import PATIENCE, OpenPage, Serve, _stop, _wait_until_healthy, enter, settle, shut
from tests.support.clusters import free_port

ROOT = Path(__file__).parents[2]
DATAREACH = Path(sys.executable).with_name("datareach")
STRACE_CALL = re.compile(
    r'(?P<call>\w+)\(.*?sa_family=AF_INET6?, sin6?_port=htons\((?P<port>\d+)\).*?"(?P<host>[0-9a-f.:]+)"'
)
RESOLVER_SOCKET = re.compile(r'(?P<call>\w+)\(.*?sa_family=AF_UNIX, sun_path="(?P<host>[^"]*resolve[^"]*)"')
GUARD = """
import sys
def note(event, arguments, log=open({log!r}, "a", buffering=1)):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"):
        if isinstance(arguments[1], tuple):
            log.write(repr((event, arguments[1][0], arguments[1][1])) + "\\n")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        log.write(repr((event, arguments[0] or "127.0.0.1", 0)) + "\\n")
sys.addaudithook(note)
"""


class Call(NamedTuple):
    """One use of the network: what was done, to which host or socket, on which port."""

    call: str
    host: str
    port: int


class Watch(NamedTuple):
    """How a process is watched: what to put before its command and into its environment, and what it was seen to do."""

    before: list[str]
    env: dict[str, str]
    seen: Callable[[], list[Call]]


def strace(folder: Path) -> Watch:
    """Every system call that names an address, of the process and all its children."""
    log = folder / "strace"
    calls = "trace=connect,bind,sendto,sendmsg,sendmmsg"
    before = ["strace", "-f", "--seccomp-bpf", "-qq", "-e", calls, "-e", "signal=none", "-s", "4096", "-o", str(log)]
    return Watch(before, {}, lambda: calls_of_strace(log.read_text()))


def calls_of_strace(text: str) -> list[Call]:
    found = [STRACE_CALL.search(line) or RESOLVER_SOCKET.search(line) for line in text.splitlines()]
    return [Call(m["call"], m["host"], int(m.groupdict().get("port") or 0)) for m in found if m]


def guard(folder: Path) -> Watch:
    """Every use of Python's sockets, where there is no strace."""
    log = folder / "guard"
    log.touch()
    (folder / "sitecustomize.py").write_text(GUARD.format(log=str(log)))
    return Watch([], {"PYTHONPATH": str(folder)}, lambda: calls_of_guard(log.read_text()))


def calls_of_guard(text: str) -> list[Call]:
    return [Call(*ast.literal_eval(line)) for line in text.splitlines()]


def strace_works() -> bool:
    command = shutil.which("strace")
    tried = [str(command), "-f", "--seccomp-bpf", "-o", "/dev/null", "true"]
    return command is not None and subprocess.run(tried, check=False).returncode == 0


WATCHES = [strace, guard] if strace_works() else [guard]


def beyond(calls: list[Call]) -> list[Call]:
    return [call for call in calls if call.port in (53, 853) or not is_this_machine(call.host)]


def is_this_machine(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)


@pytest.fixture
def watch(tmp_path: Path) -> Watch:
    return WATCHES[0](tmp_path)


def test_assessing_a_case_uses_no_network(watch: Watch) -> None:
    command = [*watch.before, str(DATAREACH), "assess", "case:example-chat", "--draws", "1000"]
    run = subprocess.run(command, cwd=ROOT, env=environment(watch), capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr, "tell whether XB could" in run.stdout) == (0, "", True)
    assert watch.seen() == []


def test_the_dashboard_listens_and_speaks_on_loopback_alone(watch: Watch, serve: Serve, open_page: OpenPage) -> None:
    with serve(*watch.before, env=environment(watch)) as url:
        page = open_page(url)
        enter(page, "/?map=case:harbour")
        page.get_by_role("heading").first.wait_for(timeout=PATIENCE)
        settle(page)
        shut(page)
    seen = watch.seen()
    assert [call.host for call in seen if call.call.endswith("bind") and str(call.port) in url] == ["127.0.0.1"]
    assert beyond(seen) == []


def test_a_page_elsewhere_cannot_connect_nor_make_the_dashboard_use_the_network(tmp_path: Path) -> None:
    watch, port, log = guard(tmp_path), free_port(), tmp_path / "log"
    command = [sys.executable, "-m", "dashboard", "--port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment(watch), stdout=out, stderr=out, start_new_session=True
        )
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
        for headers in ({"Origin": "https://example.org"}, {"Host": "example.org:80"}):
            assert answer_to_connecting(port, headers) == 403, headers
    finally:
        _stop(process)
    assert beyond(watch.seen()) == []


def answer_to_connecting(port: int, headers: dict[str, str]) -> int:
    """The status of the answer to a WebSocket handshake with some headers of one's own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    connection.putrequest("GET", "/_stcore/stream", skip_host="Host" in headers)
    handshake = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    for name, value in {**handshake, "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==", **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("way", WATCHES)
def test_the_watch_sees_what_a_process_does(way: Callable[[Path], Watch], tmp_path: Path) -> None:
    watch = way(tmp_path)
    program = "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('127.0.0.1', 9))"
    subprocess.run([*watch.before, sys.executable, "-c", program], env=environment(watch), check=True)
    assert [(call.call.removeprefix("socket."), call.host, call.port) for call in watch.seen()] == [
        ("connect", "127.0.0.1", 9)
    ]


def test_the_watch_tells_this_machine_from_others() -> None:
    text = """\
71 connect(3, {sa_family=AF_INET, sin_port=htons(8501), sin_addr=inet_addr("127.0.0.1")}, 16) = 0
71 connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.7")}, 16) = 0
72 sendto(3, {sa_family=AF_INET6, sin6_port=htons(9), inet_pton(AF_INET6, "2001:db8::1", &sin6_addr)}, 28) = 1
72 bind(3, {sa_family=AF_INET, sin_port=htons(8501), sin_addr=inet_addr("0.0.0.0")}, 16) = 0
72 connect(5, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0
72 connect(6, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0
72 connect(6, {sa_family=AF_UNIX, sun_path="/var/run/nscd/socket"}, 110) = -1 ENOENT (No such file or directory)
72 connect(6, {sa_family=AF_INET6, sin6_port=htons(9), inet_pton(AF_INET6, "::ffff:127.0.0.1", &sin6_addr)}, 28) = 0
"""
    assert beyond(calls_of_strace(text)) == [
        Call("connect", "192.0.2.7", 80),
        Call("sendto", "2001:db8::1", 9),
        Call("bind", "0.0.0.0", 8501),
        Call("connect", "127.0.0.53", 53),
        Call("connect", "/run/systemd/resolve/io.systemd.Resolve", 0),
    ]


def environment(watch: Watch) -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin:/usr/local/bin", "LANG": "C.UTF-8", **watch.env}
