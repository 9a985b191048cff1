"""Caps of time and memory: a command ends at them with a sentence, exit code 3, and what there was by then."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest

from assessments.report.sentences import foretold
from assessments.results.work_forecast import WorkForecast, forecast
from assessments.run import Settings, assess
from benchmarks.maps import generated
from commands import assessing
from commands.capped import CAPPED, FIRST, MARK, Caps, caps_of, run_capped
from data_maps.reading import case_path
from risk.engine.roots import RootChances, root_chances
from risk.events import Events
from tests.support.commanded import run, said, spawned
from tests.support.maps import map_of

FIVE = "case:wechat-five-lines"
FIVE_LINES = case_path("wechat-five-lines").read_text(encoding="utf-8")


def test_caps_stand_anywhere_on_the_line() -> None:
    assert caps_of(["assess", "--time", "60", "m.yaml", "--memory=2000"]) == (Caps(60.0, 2000.0), ["assess", "m.yaml"])
    assert caps_of(["assess", "m.yaml"]) == (Caps(), ["assess", "m.yaml"])


@pytest.mark.parametrize(
    ("cap", "line"),
    [
        (["--time", "soon"], "--time: 'soon' is not a cap (write seconds, such as 60)"),
        (["--time"], "--time: '' is not a cap (write seconds, such as 60)"),
        (["--time=nan"], "--time: 'nan' is not a cap (write seconds, such as 60)"),
        (["--memory", "1"], "--memory: '1' is not a cap (write megabytes, such as 2000)"),
    ],
)
def test_a_cap_that_is_none_is_refused(cap: list[str], line: str) -> None:
    assert said(run("assess", FIVE, *cap)) == (1, [line])


def test_work_within_its_caps_ends_as_it_would_without() -> None:
    done = spawned("--time", "600", "--memory", "4000", "check", "nowhere.yaml")
    assert said(done) == (1, ["nowhere.yaml:1:1: no such file (name a YAML file, a folder of them, or case:NAME)"])


def test_work_past_its_time_ends_with_a_sentence() -> None:
    done = spawned("assess", FIVE, "--time", "0.01")
    assert (done.stdout, *said(done)) == (
        "",
        CAPPED,
        ["ended after 0.01 seconds, as --time says, before there was any result"],
    )


def test_work_past_its_memory_ends_with_a_sentence() -> None:
    done = spawned("assess", FIVE, "--memory", "100")
    sentence = "ended where it took more than 100 MB, as --memory says, before there was any result"
    assert (done.stdout, done.returncode, done.stderr.splitlines()[-1]) == ("", CAPPED, sentence)


def test_long_work_is_foretold_and_exact_work_is_not() -> None:
    wide = assess(map_of(generated("mesh", 12)), Settings(draws=20_000, nodes=3))
    names = len(wide.events.equations.alternatives)
    assert forecast(wide) == WorkForecast(2.0 + 1.1e-3 * names, 220.0 + 6e-3 * names)
    assert foretold([wide] * 9).startswith("this is too wide for an exact result and takes about ")
    assert forecast(assess(map_of(FIVE_LINES), Settings(draws=20_000))) == WorkForecast(0.0, 0.0)
    assert foretold([]) == ""


def test_first_numbers_are_kept_and_marked_before_the_long_work_begins(tmp_path: Path) -> None:
    kept = tmp_path / "first"
    with patch.dict(os.environ, {FIRST: str(kept)}):
        whole = run("assess", FIVE, "--draws", "0")
    assert kept.read_text(encoding="utf-8").startswith(f"{MARK}\n\nWeChat\n")
    assert whole.stdout.startswith("WeChat\n")


def test_what_was_kept_is_printed_where_work_ends_early(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    program = tmp_path / "program.py"
    program.write_text(
        f"import os, pathlib, signal; pathlib.Path(os.environ['{FIRST}']).write_text('first'); "
        "held = b'x' * 300_000_000; signal.pause()"
    )
    assert run_capped(Caps(megabytes=200.0), [], [str(program)]) == CAPPED
    printed = capfd.readouterr()
    sentence = "ended where it took more than 200 MB, as --memory says; what was there by then is printed\n"
    assert (printed.out, printed.err) == ("first", sentence)


def test_reach_is_kept_before_any_event_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    monkeypatch.setenv(FIRST, str(tmp_path / "first"))
    monkeypatch.setattr(assessing, "keep_first", lambda text, **_: steps.append(text.splitlines()[2]))
    monkeypatch.setattr("assessments.run.root_chances", traced(root_chances, steps))
    assert run("assess", FIVE, "--draws", "0").returncode == 0
    assert steps[:3] == ["0 events", "WHOSE READABLE DATA EACH STATE COULD ORDER", "some events"]


def traced(made: Callable[..., RootChances], steps: list[str]) -> Callable[..., RootChances]:
    """How many events there are whose chances are asked for, noted each time."""

    def noted(of: Events, **settings: int) -> RootChances:
        steps.append("some events" if of.events else "0 events")
        return made(of, **settings)

    return noted
