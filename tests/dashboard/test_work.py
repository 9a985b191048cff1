"""Long work shows that time passes, can be stopped, and is given up when something newer is asked for."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.turns import Turn, Turns
from dashboard.work import Work
from tests.conftest import OpenPage, enter
from tests.support.component_pages import served

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


def test_no_more_work_is_done_at_once_than_there_are_turns_and_the_lowest_turn_goes_first() -> None:
    turns, order = Turns(1), list[str]()
    assert turns.take(Turn.LATER, lambda: False)
    asked = ((Turn.LATER, "a"), (Turn.LATER, "b"), (Turn.NEXT, "c"))
    waiting = [_waiting(turns, turn, partial(order.append, name)) for turn, name in asked]
    assert order == []
    turns.leave()
    for each in waiting:
        each.join(10)
    assert order == ["c", "a", "b"]


def _all_turns_at_once() -> list[Work[int]]:
    """Work that ends once as much of it is at work as there are turns."""
    together = threading.Barrier(os.cpu_count() or 1)
    return [Work(partial(together.wait, 10), Turn.LATER) for _ in range(together.parties)]


def _waiting(turns: Turns, turn: Turn, then: Callable[[], None]) -> threading.Thread:
    """Somebody who waits for a turn, uses it, and gives it back."""

    def wait() -> None:
        if turns.take(turn, lambda: False):
            then()
            turns.leave()

    thread, before = threading.Thread(target=wait, daemon=True), turns.waiting
    thread.start()
    while turns.waiting == before:
        thread.join(0.01)
    return thread


def test_work_that_is_given_up_before_its_turn_is_never_begun_and_leaves_the_turn_to_others() -> None:
    over, begun = threading.Event(), list[int]()
    held = [Work(over.wait, Turn.LATER) for _ in range(os.cpu_count() or 1)]
    work = Work(partial(begun.append, 1), Turn.NEXT)
    assert not work.done(0.05)
    work.give_up()
    assert work.done(10)
    over.set()
    assert all(each.done(10) for each in held)
    assert begun == []
    after = Work(lambda: 42, Turn.LATER)
    assert (after.done(10), after.result) == (True, 42)


@pytest.mark.parametrize("turn", [Turn.NOW, Turn.LATER])
def test_giving_up_work_as_it_ends_ends_no_other_thread(turn: Turn, monkeypatch: pytest.MonkeyPatch) -> None:
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
            Work(int, turn).give_up()
    finally:
        over.set()
        sys.setswitchinterval(usual)
    for each in at_work:
        each.join(10)
    assert all(each.done(20) for each in _all_turns_at_once())
    assert (wrong, [each.is_alive() for each in at_work]) == ([], [False, False])


def test_long_work_shows_time_is_stopped_and_goes_on_when_asked(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    enter(page, "/")
    passing = page.get_by_text(re.compile(r"Counting … [1-9]\d* s"))
    expect(passing).to_be_visible(timeout=30_000)
    page.get_by_test_id("stMain").get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped: counting. Nothing is changed.")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(passing).to_be_visible()


def test_a_newer_change_does_not_wait_for_the_older_work(open_page: OpenPage, address: str) -> None:
    page = open_page(address)
    enter(page, "/")
    expect(page.get_by_text(re.compile(r"Counting … \d+ s"))).to_be_visible()
    page.get_by_role("button", name="Make it short").click()
    expect(page.get_by_text("counted to 1000")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_role("button", name="Stop")).to_have_count(0)
