"""A dashboard to visit and a browser to visit it with; each page it opens proves that nothing leaves the machine."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin

import hypothesis
import pytest

from tests.support.clusters import cluster, free_port, initdb

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize
    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling
    from xdist.workermanage import WorkerController

    from assessments.record.store import Store

hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
ANY_MACHINE = hypothesis.settings.get_profile("any machine")  # to be slow is no failure
hypothesis.settings.register_profile("ci", ANY_MACHINE, max_examples=10, derandomize=True)
hypothesis.settings.register_profile("search", ANY_MACHINE, max_examples=1_000)  # pytest --hypothesis-profile=search
hypothesis.settings.load_profile("ci")

gc.set_threshold(200_000, 20, 100)  # seldom, as in the command
ROOT = Path(__file__).parents[1]
OWN_DATA = tempfile.mkdtemp(prefix="datareach-tests-")
os.environ["XDG_DATA_HOME"] = OWN_DATA  # nothing is kept in anybody's own folder
OFF = (  # what Playwright turns off, whose list ours takes the place of; ms… are features of another browser
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable",
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch",
    "BackgroundResourceFetch",  # with it each page compiles its scripts anew, though the profile has them compiled
)
FLAGS = [
    f"--disable-features={','.join(OFF)}",
    "--no-sandbox",
    "--font-render-hinting=none",  # chromium-headless-shell rounds the widths of letters without it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--process-per-site",  # and the first window stays: what is compiled stays with it
    "--js-flags=--single-threaded --min-semi-space-size=64 --max-semi-space-size=64",  # no threads beside
]
NO_POSTGRES = (
    "the record is tested on PostgreSQL and there is none on this machine: install it with `apt-get install postgresql`"
)
NO_CHROMIUM = (
    "the pages are tested in Chromium and there is none at {path}: install it with `apt-get install chromium`, "
    "or name another with CHROMIUM=/path/to/chromium"
)

# Entered at /flows, Streamlit first asks whether it is served below that path, and Chromium reports that it is not.
PROBE = re.compile(r"/[a-z_]+/_stcore/(?:health|host-config)")

# React draws when a message of its own comes: one that is sent now comes after what it has to draw by now.
DRAWN = """() => new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage(null);
})"""
STILL = """() => !document.getAnimations().some((motion) =>
  motion.playState === "running" && Number.isFinite(motion.effect?.getComputedTiming().endTime))"""
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning][data-test-connection-state=CONNECTED]"
PATIENCE = 120_000  # milliseconds: only what hangs takes so long
MOST_ASKED = 120  # times: of ten windows two or three are asked more than once
ALIVE = "/_stcore/health"
TOGETHER = tuple(ROOT / "tests" / folder for folder in ("assessments", "casework"))
"""What one process has worked out of a case the others do not have."""
SHORT = tuple(ROOT / "tests" / folder for folder in ("data_maps", "risk", "laws"))
SCRIPTS = {"dashboard": ROOT / "app.py", "components": ROOT / "tests" / "support" / "pages" / "app.py"}
LEFT: list[int] = []  # ports of servers that ended: to a browser the next one there is the same, whose scripts it has
SERVED = pytest.StashKey[dict[str, str]]()
WINDOW: ViewportSize = {"width": 1280, "height": 800}

Serve = Callable[..., AbstractContextManager[str]]
OpenPage = Callable[..., "Page"]
Scheme = Literal["light", "dark"]


@contextmanager
def serving(
    script: Path, log: Path, *before: str, env: Mapping[str, str] | None = None, port: int | None = None
) -> Iterator[str]:
    """The address of a Streamlit script that runs with the settings that ship, after the words of `before`."""
    port = port or free_port(LEFT.pop() if LEFT else 0)
    command = [*before, sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **(env or {})}, stdout=out, stderr=out, start_new_session=True
        )
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)
        LEFT.append(port)


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Start a dashboard of one's own: `with serve(*command_before, env={…}) as url`."""

    def started(*before: str, env: Mapping[str, str] | None = None) -> AbstractContextManager[str]:
        return serving(ROOT / "app.py", tmp_path_factory.mktemp("server") / "log", *before, env=env)

    return started


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later search for garbage: there is much of it, and it stays."""
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Take what is longest first, then files by their names alone, as those in a browser share one server.

    Files of little work come last: no process has a long one left where the others have ended.
    """
    items.sort(key=lambda item: (item.path.parent not in TOGETHER, item.path.parent in SHORT, item.path.name))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """Share out the files among the processes, but leave to one of them all that is about the shipped cases."""
    from xdist.scheduler import LoadFileScheduling

    class ByCases(LoadFileScheduling):  # type: ignore[misc]  # xdist says nothing of its types
        def _split_scope(self, nodeid: str) -> str:
            path = nodeid.partition("::")[0]
            return str(TOGETHER[0]) if (ROOT / path).parent in TOGETHER else path

    return ByCases(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Have the folder of data of this process removed at its end, after the servers that use it."""
    config.add_cleanup(lambda: shutil.rmtree(OWN_DATA, ignore_errors=True))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: WorkerController) -> None:
    """Processes that share the tests out share their servers: what one works out for one, it has for the others."""
    stash = node.config.stash
    if SERVED not in stash:
        running = contextlib.ExitStack()
        node.config.add_cleanup(running.close)
        logs = Path(running.enter_context(tempfile.TemporaryDirectory()))
        stash[SERVED] = {name: running.enter_context(serving(script, logs / name)) for name, script in SCRIPTS.items()}
    node.workerinput["served"] = stash[SERVED]


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one dashboard for all tests, with the settings that ship."""
    yield from _shared("dashboard", request.config, tmp_path_factory)


@pytest.fixture(scope="session")
def components(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of one server of pages that hold one component alone, each at the name of its script."""
    yield from _shared("components", request.config, tmp_path_factory)


@pytest.fixture
def interrupts() -> Iterator[None]:
    """Interrupts reach the processes that a test starts, even where the tests run in the background and ignore them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))
    return tmp_path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server of this test run's own, with a database `postgres` in it."""
    if not (found := initdb()):
        pytest.fail(NO_POSTGRES, pytrace=False)
    with cluster(found.parent) as url:
        yield url


@pytest.fixture(scope="session")
def server_record(postgres: str) -> Iterator[str]:
    """A database of that server, for tests that empty it first."""
    from tests.support.recorded import server_store

    yield from server_store(postgres)


@pytest.fixture(params=("sqlite", "postgresql"))
def record(request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of an empty store, of each kind."""
    from tests.support.recorded import emptied, new_file_store

    if request.param == "postgresql":
        return emptied(request.getfixturevalue("server_record"))
    return new_file_store(tmp_path, tmp_path_factory.getbasetemp())


@pytest.fixture
def store(record: str) -> Iterator[Store]:
    """An empty store, of each kind."""
    from assessments.record.store import open_store

    with open_store(record) as opened:
        yield opened


@pytest.fixture(scope="session")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One profile of Chromium for all tests: it keeps the scripts that the pages have in common, compiled."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        pytest.fail(NO_CHROMIUM.format(path=path), pytrace=False)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        folder = tmp_path_factory.mktemp("profile")
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=path, args=FLAGS, viewport=WINDOW
        )
        yield context
        context.close()


@pytest.fixture(scope="session")
def browser(profile: BrowserContext) -> Browser:
    """The Chromium of that profile."""
    assert profile.browser is not None
    return profile.browser


@pytest.fixture
def open_page(profile: BrowserContext) -> Iterator[OpenPage]:
    """Open a window at a dashboard: `open_page(url, color_scheme="dark")`; checked when the test ends."""
    with windows(profile) as window:
        yield window


@contextmanager
def windows(profile: BrowserContext) -> Iterator[OpenPage]:
    """Open windows at dashboards, which are checked at the end: nothing may be asked of anybody else, but for `also`.

    What windows leave in the profile ends with them.
    """
    opened: list[Page] = []
    urls: set[str] = set()
    outside: list[str] = []
    complaints: list[str] = []

    def window(url: str, also: str = "", *, color_scheme: Scheme = "light") -> Page:
        profile.set_default_timeout(PATIENCE)
        page = profile.new_page()
        opened.append(page)
        urls.add(url)
        page.emulate_media(color_scheme=color_scheme)
        _watch(page, url, outside, complaints, also)
        for each in (profile.pages[0], page):
            if each.url == "about:blank":
                each.goto(url + ALIVE)
        return page

    yield window
    for each in opened:
        shut(each)
    _forget(profile, urls)
    assert outside == [], f"requests beyond this dashboard: {outside}"
    assert complaints == [], f"errors in the browser's console: {complaints}"


@pytest.fixture
def page(open_page: OpenPage, server: str) -> Page:
    """A window at the shared dashboard, on none of its pages yet: `enter(page, "/?map=case:wechat-2020")`."""
    return open_page(server)


def enter(page: Page, address: str) -> None:
    """Enter an address of the dashboard that a window is at, as `/flows?map=case:harbour`."""
    page.goto(urljoin(page.url, address))


def shut(page: Page) -> None:
    """Close a window, asking until it is gone: Chromium loses what is asked as a page comes (crbug.com/536385539)."""
    from playwright.sync_api import Error

    if page.is_closed():
        return
    tools = page.context.new_cdp_session(page)
    window = {"targetId": tools.send("Target.getTargetInfo")["targetInfo"]["targetId"]}
    for _ in range(MOST_ASKED):
        if page.is_closed():
            return
        with contextlib.suppress(Error), page.expect_event("close", timeout=1_000):
            tools.send("Target.closeTarget", window)
    assert page.is_closed(), f"a window that was asked {MOST_ASKED} times did not close"


def settle(page: Page) -> None:
    """Wait until the page's script, if it is known to have begun, has run to its end and what it asked for has come."""
    page.evaluate(DRAWN)
    page.locator(SETTLED).wait_for()
    page.wait_for_load_state("networkidle")


def unfold(page: Page, title: str | re.Pattern[str]) -> None:
    """Open a fold, and wait until it grows no longer: a press may begin on what moves, and end beside it."""
    page.get_by_text(title).click()
    settle(page)
    page.wait_for_function(STILL)


def _forget(profile: BrowserContext, urls: Iterable[str]) -> None:
    tools = profile.new_cdp_session(profile.pages[0])
    for url in urls:
        tools.send("Storage.clearDataForOrigin", {"origin": url, "storageTypes": "cookies,local_storage,indexeddb"})
    tools.detach()


def _shared(name: str, config: pytest.Config, folders: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a script's server, which the processes of this run share, or else one of this process alone."""
    if shared := getattr(config, "workerinput", {}).get("served"):
        yield shared[name]
        return
    with serving(SCRIPTS[name], folders.mktemp("server") / "log") as url:
        yield url


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the dashboard ended by itself:\n{log.read_text()}", pytrace=False)
        with contextlib.suppress(OSError), urllib.request.urlopen(url + ALIVE, timeout=1):
            return
        time.sleep(0.05)
    pytest.fail(f"the dashboard did not answer within five minutes:\n{log.read_text()}", pytrace=False)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(600)


def _watch(page: Page, base_url: str, outside: list[str], complaints: list[str], also: str = "") -> None:
    ours = (base_url + "/", *([also + "/"] if also else []))
    allowed: Sequence[str] = (*ours, base_url.replace("http", "ws", 1) + "/", "data:", "blob:", "about:")

    def note(url: str) -> None:
        if not url.startswith(tuple(allowed)):
            outside.append(url)

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not PROBE.fullmatch(message.location.get("url", "").removeprefix(base_url)):
            complaints.append(message.text)

    page.on("request", lambda request: note(request.url))
    page.on("websocket", lambda socket: note(socket.url))
    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
