"""Long work shows that time passes, can be stopped, and is given up when something newer is asked for."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.work import Work
from tests.component_pages import served
from tests.conftest import OpenPage

MANY = 5_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("work")
    with served("work_page", folder) as url:
        yield url


def test_work_gives_its_result() -> None:
    work = Work(lambda: 6 * 7)
    assert (work.done(10), work.result) == (True, 42)


def test_what_fails_in_the_work_fails_where_its_result_is_asked_for() -> None:
    work = Work(lambda: 1 // 0)
    assert work.done(10)
    with pytest.raises(ZeroDivisionError):
        _ = work.result


def test_work_that_is_given_up_ends() -> None:
    begun = threading.Event()

    def endless() -> None:
        begun.set()
        while True:
            pass

    work = Work(endless)
    begun.wait(10)
    work.give_up()
    assert work.done(10)


def test_giving_up_work_as_it_ends_ends_no_other_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", wrong.append)
    monkeypatch.setattr(threading, "excepthook", wrong.append)
    usual, over = sys.getswitchinterval(), threading.Event()

    def others() -> None:
        while not over.is_set():
            thread = threading.Thread(target=int, daemon=True)
            thread.start()
            thread.join()

    at_work = [threading.Thread(target=others, daemon=True) for _ in range(2)]
    sys.setswitchinterval(1e-6)  # threads take turns as often as they can
    try:
        for each in at_work:
            each.start()
        for _ in range(MANY):
            Work(int).give_up()
    finally:
        over.set()
        sys.setswitchinterval(usual)
    for each in at_work:
        each.join(10)
    assert (wrong, [each.is_alive() for each in at_work]) == ([], [False, False])


def test_long_work_shows_time_is_stopped_and_goes_on_when_asked(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.goto("/")
    expect(page.get_by_text("Counting … 1 s")).to_be_visible(timeout=30_000)
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped: counting. Nothing is changed.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Counting … 1 s")).to_be_visible()


def test_a_newer_change_does_not_wait_for_the_older_work(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    page.goto("/")
    expect(page.get_by_text(re.compile(r"Counting … \d+ s"))).to_be_visible()
    page.get_by_role("button", name="Make it short").click()
    expect(page.get_by_text("counted to 1000")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Stop")).to_have_count(0)
