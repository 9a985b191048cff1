"""Options compared in the background: what is made while nobody waits is there for whoever comes back."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError

import pytest

from assessments.conclusions.verdict import verdict
from assessments.run import Run, Settings, assess
from dashboard import comparing, presses
from dashboard.caps import TIME, PastCap
from dashboard.comparing import COMPARING, Comparing, begin
from data_maps.caching import what_is_kept
from risk.engine.interruption import checkpoint
from tests.support.assessed import case_map
from tests.support.dashboards import said, visited

MOST = 60  # seconds


def example() -> Run:
    return assess(case_map("example-chat"), Settings(draws=1_000))


def test_what_is_begun_is_made_though_nobody_waits_and_kept_with_the_assessment() -> None:
    run = example()
    begun = begin(run)
    assert begin(run) is begun
    begun.outcome.result(MOST)
    assert begun.done == len(begun.steps) == len(run.data_map.options) + len(run.data_map.combinations) + 3
    assert ((), ()) not in what_is_kept(run, verdict)
    assert len(what_is_kept(run, verdict)) == 2


def test_a_newer_comparison_of_a_window_ends_the_older_between_two_pieces_of_its_work() -> None:
    run, at_work = example(), threading.Event()

    def long() -> None:
        at_work.set()
        while True:
            checkpoint()

    older = Comparing(run, (long,))
    going = comparing.workers().submit(older.go_on)
    assert at_work.wait(MOST)
    older.is_replaced = True
    with pytest.raises(CancelledError):
        going.result(MOST)
    assert older.done == 0


def test_past_the_cap_of_a_server_it_ends_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TIME, "1")

    def long() -> None:
        while True:
            checkpoint()

    with pytest.raises(PastCap):
        Comparing(example(), (long,)).go_on()


def test_the_place_options_waits_for_all_of_it() -> None:
    at = visited("options", map="case:example-chat")
    begun = at.session_state[COMPARING]
    assert begun.outcome.done()
    assert begun.done == len(begun.steps)


@pytest.mark.parametrize("case", ["example-chat", "wechat-five-lines"])
def test_a_first_ranking_from_best_values_stands_before_the_rest_is_compared(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "follow", lambda run: presses.end_page())
    assert "Every option that applies, what leaves least first" in said(visited("options", map=f"case:{case}"))
