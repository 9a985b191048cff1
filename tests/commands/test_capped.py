"""Caps of time and memory: a command ends at them with a sentence, exit code 3, and what there was by then."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest

from assessments.assessment import begin, ended_early
from assessments.exports import write
from assessments.report.documents import document, report
from assessments.report.sections import page_one
from assessments.report.sections.order import SECTIONS, sections
from assessments.report.sentences import foretold, long_work
from assessments.results.result import Result
from assessments.results.work_forecast import WorkForecast, forecast
from assessments.run import Run, Settings, assess, with_draws
from benchmarks.maps import generated
from commands import assessing, capped, record
from commands.assessing import ENDED_EARLY
from commands.capped import (
    CAPPED,
    ENDS,
    FIRST,
    FULL,
    MARK,
    Caps,
    NearCap,
    caps_of,
    ending_near_caps,
    first_wanted,
    run_capped,
)
from data_maps.reading import case_path
from risk.engine.roots import RootChances, root_chances
from risk.events import Events
from tests.support.commanded import Desk, Done, run, said, spawned
from tests.support.maps import map_of
from tests.support.recorded import NAME

FIVE = "case:wechat-five-lines"
FIVE_LINES = case_path("wechat-five-lines").read_text(encoding="utf-8")


def test_caps_stand_anywhere_on_the_line() -> None:
    assert caps_of(["assess", "--time", "60", "m.yaml", "--memory=2000"]) == (Caps(60.0, 2000.0), ["assess", "m.yaml"])
    assert caps_of(["assess", "m.yaml"]) == (Caps(), ["assess", "m.yaml"])


def test_the_value_of_another_option_is_no_cap_nor_what_stands_behind_two_dashes() -> None:
    save = ["save", "m.yaml", "--note", "--time", "--by", "Ada"]
    assert caps_of([*save, "--memory", "200"], {"--note", "--by"}) == (Caps(None, 200.0), save)
    assert caps_of(["list", "--time=2", "--", "--time", "3"]) == (Caps(2.0), ["list", "--", "--time", "3"])


def test_a_note_may_read_like_a_cap(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    assert desk.run("save", NAME, "--note", "--time", "--by", "--memory", "--draws", "0")[0] == 0
    (saved,) = json.loads(desk.run("list", "--json", "--", "--time")[1])
    assert (saved["note"], saved["person"]) == ("--time", "--memory")


def test_the_help_of_each_command_names_both_caps() -> None:
    commands = re.findall(r"^  ([a-z]+) ", run("--help").stdout.partition("Commands:")[2], re.MULTILINE)
    assert {"assess", "save", "portfolio"} < set(commands)
    helps = {name: run(name, "--help").stdout for name in commands if name != "review"}
    helps["review submit"] = run("review", "submit", "--help").stdout
    assert [name for name, text in helps.items() if "--time SECONDS" not in text or "--memory MB" not in text] == []


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


def test_long_work_is_foretold_on_wide_maps_and_on_exact_ones() -> None:
    wide = assess(map_of(generated("mesh", 12)), Settings(draws=20_000, nodes=3))
    names = len(wide.events.equations.alternatives)
    assert forecast(wide) == WorkForecast(2.0 + 1.1e-3 * names, 220.0 + 6e-3 * names, wide=True)
    assert forecast(wide, whole=True) == WorkForecast(10.0 + 7.4e-3 * names, 470.0 + 1.8e-2 * names, wide=True)
    assert foretold([wide] * 9).startswith("this is too wide for an exact result and takes about ")
    assert foretold([]) == ""
    assert foretold([wide], whole=True).startswith("this is too wide for an exact result and takes about ")
    assert long_work(wide).startswith("The whole result takes about ")
    five, large = (assess(of, Settings(draws=20_000)) for of in (map_of(FIVE_LINES), map_of(generated("easy", 30))))
    assert (large.model.roots.exact, foretold([five], whole=True), foretold([large])) == (True, "", "")
    assert foretold([large], whole=True).startswith("this takes about 3")
    assert foretold([five] * 9).startswith("this takes about 1")
    assert forecast(with_draws(large, 0), whole=True).seconds == pytest.approx(
        0.4 * forecast(large, whole=True).seconds
    )
    assert long_work(large).startswith("The whole result takes about 3")


def test_first_numbers_are_kept_and_marked_until_the_whole_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, by_then = tmp_path / "first", list[str]()
    monkeypatch.setattr(assessing, "note_printed", lambda: by_then.append(kept.read_text(encoding="utf-8")))
    monkeypatch.setenv(FIRST, str(kept))
    whole = run("assess", FIVE, "--draws", "0")
    assert by_then[0].startswith(f"{MARK}\n\nWeChat\n")
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


@pytest.mark.parametrize("near", [{ENDS: "0"}, {FULL: "1"}])
def test_a_whole_result_near_a_cap_is_told_with_what_it_has_and_names_what_it_lacks(
    near: dict[str, str], tmp_path: Path
) -> None:
    with patch.dict(os.environ, {**near, FIRST: str(tmp_path / "first")}):
        done = run("assess", FIVE, "--json", "--draws", "0")
    assert said(done) == (CAPPED, [ENDED_EARLY])
    result = Result.model_validate_json(done.stdout)
    assert result.ended_early is not None
    assert {"routes", "choke_points", "regimes", "checks"}.issubset(result.ended_early.left_out)
    assert (result.routes, result.regimes, result.headline.harm.point > 0.0) == ((), (), True)


def test_a_report_that_ended_early_says_so_first_in_every_format(tmp_path: Path) -> None:
    names = ["html", "md", "docx", "pdf", "csv", "xlsx", "pptx"]
    files = ("--out", str(tmp_path / "out"), "--formats", ",".join(names))
    with patch.dict(os.environ, {ENDS: "0", FIRST: str(tmp_path / "first")}):
        done = run("assess", FIVE, "--full", "--draws", "0", *files)
    assert done.returncode == CAPPED
    assert done.stdout.splitlines()[1].startswith(
        "! This ended early, at a cap of time or memory. Left out: claims (may "
    )
    assert (tmp_path / "first").read_text(encoding="utf-8") == ""
    assert said(done)[1][-2:] == ["not written: pptx", ENDED_EARLY]
    page = (tmp_path / "out" / "wechat-five-lines.html").read_text(encoding="utf-8")
    assert 0 < page.index("This ended early, at a cap of time or memory. Left out: ") < page.index("<section")
    assert ("choke points" in page, "sensitivity (moving)" in page) == (True, False)
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {f".{name}" for name in names[:-1]}


@pytest.mark.parametrize("item", ["system:pier", "regime:eu_transfer"])
def test_what_is_of_one_item_is_not_written_once_the_work_ended_early(item: str, tmp_path: Path) -> None:
    done = early("--item", item, "--out", str(tmp_path / "out"), at=tmp_path)
    assert said(done)[0] == CAPPED
    assert said(done)[1][-2:] == ["not written: html", ENDED_EARLY]
    assert [*(tmp_path / "out").iterdir()] == []


@pytest.mark.parametrize("item", ["system:nowhere", "regime:eu_nothing", "place:pier"])
def test_an_item_that_there_is_not_is_said_though_the_work_ended_early(item: str, tmp_path: Path) -> None:
    done = early("--item", item, "--out", str(tmp_path / "out"), at=tmp_path)
    assert said(done)[0] == 1
    assert re.match(r"--item: (no (system|regime) called|'place:pier' is no item)", said(done)[1][-1])


def test_an_item_that_one_of_several_maps_does_not_have_is_said_before_anything_is_written(tmp_path: Path) -> None:
    done = run("assess", "case:harbour", FIVE, "--draws", "0", "--item", "system:pier", "--out", str(tmp_path / "out"))
    assert (done.returncode, said(done)[1][-1].startswith("--item: no system called 'pier'")) == (1, True)
    assert not (tmp_path / "out").exists()


def test_of_several_maps_what_was_written_before_the_end_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[Run] = []

    def near_at_the_second(one: Run, *where: Any, **how: Any) -> tuple[Path, ...]:
        tried.append(one)
        if len(tried) == 2:
            raise NearCap
        return write(one, *where, **how)

    runs = {name: assess(map_of(FIVE_LINES), Settings(draws=0)) for name in ("a.yaml", "b.yaml")}
    monkeypatch.setattr("assessments.exports.write", near_at_the_second)
    assessing._write(runs, tmp_path, ("md",), "regime:eu_transfer", interactive=False)
    whole = tmp_path / "a-regime-eu_transfer.md"
    assert capsys.readouterr().err.splitlines() == [f"written: {whole}", "not written of b.yaml: md"]
    assert [*tmp_path.iterdir()] == [whole]


def test_a_brief_that_ended_early_is_written_and_says_so(tmp_path: Path) -> None:
    assert early("--item", "brief", "--out", str(tmp_path / "out"), at=tmp_path).returncode == CAPPED
    (brief,) = (tmp_path / "out").iterdir()
    assert "This ended early, at a cap of time or memory. Left out: " in brief.read_text(encoding="utf-8")


def early(*arguments: str, at: Path) -> Done:
    """An assessment of the harbour whose cap is near from its beginning."""
    with patch.dict(os.environ, {ENDS: "0", FIRST: str(at / "first")}):
        return run("assess", "case:harbour", "--draws", "0", *arguments)


def test_sections_that_were_made_before_the_end_stay_in_the_report() -> None:
    five = assess(map_of(FIVE_LINES))
    begin(five)
    sections(five, SECTIONS[:4])
    early_report = report(ended_early(five))
    assert len(early_report.sections) == 4
    assert early_report.first.startswith("This ended early, at a cap of time or memory. Left out: summary, people, ")


def test_what_a_report_lacks_is_its_own_whatever_else_was_told_of_its_assessment() -> None:
    five = assess(map_of(FIVE_LINES), Settings(draws=0))
    begin(five)
    ended = ended_early(five)
    assert (whole := report(ended).first).startswith("This ended early")
    page = document(ended, "One page", (page_one.section(ended),))
    assert (page.first in whole, "ended early" in page.first) == (True, False)
    assert report(ended).first == whole


def work_for_a_minute() -> None:
    """Work that looks at no cap, and ends by itself only after far longer than any cap here."""
    ends = time.monotonic() + 60.0
    deque(iter(lambda: time.monotonic() > ends, True), maxlen=0)


def test_work_that_does_not_look_at_its_caps_is_interrupted_near_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FIRST, str(tmp_path / "first"))
    monkeypatch.setenv(ENDS, str(time.time() + 0.2))
    with pytest.raises(NearCap), ending_near_caps():
        work_for_a_minute()


def test_memory_that_is_given_back_meanwhile_interrupts_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter((50.0, 500.0))
    monkeypatch.setattr("commands.capped._megabytes", lambda _: next(looks, 50.0))
    monkeypatch.setenv(FIRST, str(tmp_path / "first"))
    monkeypatch.setenv(FULL, "100")
    with pytest.raises(NearCap), ending_near_caps():
        work_for_a_minute()


def test_an_interrupt_that_comes_once_the_work_is_done_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(near: Event, done: Event) -> None:
        near.set()
        done.wait()
        capped._interrupt()

    monkeypatch.setattr(capped, "_watch", late)
    monkeypatch.setenv(FIRST, str(tmp_path / "first"))
    before = signal.getsignal(signal.SIGTERM)
    with ending_near_caps():
        pass
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_second_interrupt_leaves_the_first_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FIRST, str(tmp_path / "first"))
    monkeypatch.setenv(ENDS, str(time.time() + 0.2))
    before = signal.getsignal(signal.SIGTERM)

    def work() -> None:
        try:
            work_for_a_minute()
        finally:
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(NearCap), ending_near_caps():
        work()
    assert signal.getsignal(signal.SIGTERM) is before


def test_without_caps_nothing_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDS, "0")
    with ending_near_caps():
        assert not first_wanted()


@pytest.mark.parametrize("more", [["--json"], ["--full"], ["--out", "report"]])
def test_a_whole_result_is_foretold_before_it_is_made(
    more: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    monkeypatch.setattr(assessing, "foretell", lambda _, whole: told.append(whole))
    assert run("assess", FIVE, "--draws", "0", *more, cwd=tmp_path).returncode == 0
    assert run("assess", FIVE, "--draws", "0").returncode == 0
    assert told == [True, False]


def test_saving_is_foretold_before_the_result_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    monkeypatch.setattr(record, "foretell", lambda _, whole: steps.append(f"foretold, whole: {whole}"))
    monkeypatch.setattr("assessments.record.saving.drafted", lambda *_: steps.append("made"))
    run("save", FIVE, "--draws", "0", "--by", "Ada", "--store", str(tmp_path / "record.db"))
    assert steps == ["foretold, whole: True", "made"]
