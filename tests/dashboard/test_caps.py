"""A server may give each result of a page so much time and memory; past that first numbers stand there instead."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import TypeVar

import pytest
from streamlit.testing.v1 import AppTest

from assessments.exports import NOT_EARLY, Export, json, pdf, sarif
from assessments.report.documents import Document
from assessments.report.sections import page_one
from assessments.results.result import Result
from assessments.run import Run, Settings, assess
from dashboard import caps, downloads
from dashboard.head import FIRST_NUMBERS
from data_maps.reading import case_path
from risk.engine import roots
from tests.support.dashboards import notices, opened_own, said, visited
from tests.support.maps import map_of

Made = TypeVar("Made")


def harbour(name: str) -> bytes:
    """A map with a system of its own name, so that nothing that was worked out before is part of its result."""
    return case_path("harbour").read_bytes().replace(b"pier", f"{name}-pier".encode())


@pytest.fixture(autouse=True)
def own_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What these tests leave unsaved is kept where no other test looks, and no diagram of a like map is there yet."""
    roots.BUILT.clear()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("DATAREACH_STORE", str(tmp_path / "record.db"))


def seconds(monkeypatch: pytest.MonkeyPatch, cap: str) -> None:
    """A server with a cap on time whose clock goes on by a second at each look."""
    monkeypatch.setenv(caps.TIME, cap)
    monkeypatch.setattr(caps, "time", SimpleNamespace(monotonic=count().__next__))


def test_past_the_cap_first_numbers_stand_there_and_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds(monkeypatch, "30")
    at = opened_own(visited("answer"), "first.yaml", harbour("first"))
    assert not at.exception
    assert FIRST_NUMBERS in notices(at)
    assert "could order" in said(at)


def test_where_even_first_numbers_are_past_the_cap_the_page_says_that_there_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds(monkeypatch, "1")
    at = opened_own(visited("answer"), "none.yaml", harbour("none"))
    assert not at.exception
    assert "This work ended after 1 seconds, as this server is told. No number of it was ready by then." in notices(at)


def test_past_the_cap_of_memory_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caps.MEMORY, "120")
    monkeypatch.setattr(caps, "_megabytes", count(step=4).__next__)
    at = opened_own(visited("answer"), "large.yaml", harbour("large"))
    assert FIRST_NUMBERS in notices(at)


def test_the_whole_result_is_tried_again_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds(monkeypatch, "30")
    at = opened_own(visited("answer"), "again.yaml", harbour("again"))
    monkeypatch.delenv(caps.TIME)
    at.button(key="head:whole").click().run()
    assert FIRST_NUMBERS not in notices(at)


def test_first_numbers_of_a_map_with_every_key_are_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what few trials tell, a part may come out below nothing."""
    text = case_path("every-key").read_bytes().replace(b"pier", b"jetty")
    seconds(monkeypatch, "40")
    at = opened_own(visited("answer"), "every.yaml", text)
    assert FIRST_NUMBERS in notices(at)
    assert "failed" not in "\n".join(notices(at))


def test_a_file_past_the_cap_has_first_numbers_and_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(map_of(harbour("file").decode()), Settings(draws=1_000))
    monkeypatch.setattr(json, "export", past_at_first(json.export))
    result = Result.model_validate_json(downloads._content(run, json))
    assert (result.settings.draws, result.routes) == (0, ())
    assert result.ended_early is not None
    assert "routes" in result.ended_early.left_out
    assert run.ended is None


@pytest.mark.parametrize("module", NOT_EARLY)
def test_a_format_that_cannot_say_what_it_lacks_is_not_made_past_the_cap(
    module: Export, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = assess(map_of(harbour("slides").decode()), Settings(draws=1_000))
    monkeypatch.setattr(module, "export", past_at_first(module.export))
    with pytest.raises(caps.PastCap, match=r"^after 1 seconds; such a file is made of whole results alone$"):
        downloads._content(run, module)


def test_a_file_of_first_numbers_is_made_under_the_cap_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(map_of(harbour("twice").decode()), Settings(draws=1_000))
    monkeypatch.setattr(json, "export", past_at_first(json.export))
    seconds(monkeypatch, "1")
    with pytest.raises(caps.PastCap):
        downloads._content(run, json)


def test_where_the_server_has_caps_the_report_says_what_its_files_have_past_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = opened_own(visited("answer"), "caps.yaml", harbour("caps")).run()
    assert downloads.PAST not in said(at)
    monkeypatch.setenv(caps.TIME, "600")
    assert downloads.PAST in said(at.run())


def test_a_file_is_made_before_it_is_offered_where_the_server_has_caps_and_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at = opened_own(visited("answer"), "asked.yaml", harbour("asked"))
    assert [button.key for button in at.button if str(button.key).endswith(":make")] == []
    monkeypatch.setenv(caps.TIME, "600")
    monkeypatch.setattr(sarif, "export", past_at_first(sarif.export))
    at.run().button(key="download:.sarif:make").click().run()
    assert notices(at)[-1] == (
        "asked.sarif is not made. By a cap of this server the work ended after 1 seconds; "
        "such a file is made of whole results alone."
    )
    assert offers(at) == []
    at.button(key="download:.md:make").click().run()
    assert offers(at) == ["Take asked.md"]
    assert "is not made" not in "\n".join(notices(at.run()))
    assert offers(at) == ["Take asked.md"]


def test_a_file_that_fails_is_not_made_again_before_it_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    at = opened_own(visited("answer"), "failing.yaml", harbour("failing"))
    asked: list[Run] = []

    def failing(run: Run) -> str:
        asked.append(run)
        raise OSError("no space is left")

    monkeypatch.setenv(caps.TIME, "600")
    monkeypatch.setattr(sarif, "export", failing)
    at.run().button(key="download:.sarif:make").click().run()
    at.run()
    assert len(asked) == 1
    assert "failed" not in "\n".join(notices(at))


def offers(at: AppTest) -> list[str]:
    """The files that a page offers to take away at once."""
    labels = [str(getattr(button, "label", "")) for button in at.get("download_button")]
    return [label for label in labels if label.startswith("Take ")]


def test_page_one_past_the_cap_has_first_numbers_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    run = assess(map_of(harbour("page").decode()), Settings(draws=1_000))
    pages: list[Document] = []
    monkeypatch.setattr(pdf, "rendered", pages.append)
    downloads._one_page(run)
    monkeypatch.setattr(page_one, "section", past_at_first(page_one.section))
    downloads._one_page(run)
    lacks = "This ended early, at a cap of time or memory. Left out: intervals."
    assert [page.first.startswith(lacks) for page in pages] == [False, True]


def past_at_first(export: Callable[[Run], Made]) -> Callable[[Run], Made]:
    """An export that is past the cap where draws are asked for."""

    def made(run: Run) -> Made:
        if run.settings.draws:
            raise caps.PastCap("after 1 seconds", None)
        return export(run)

    return made


def test_a_cap_that_is_none_stops_each_page_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caps.TIME, "soon")
    assert caps.wrong() in notices(visited("answer"))


def test_first_numbers_are_not_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds(monkeypatch, "10")
    at = opened_own(visited("record"), "unsaved.yaml", harbour("unsaved"))
    at.text_input(key="saved:person").set_value("Ada")
    next(button for button in at.button if button.label == "Save this version").click().run()
    assert "these are first numbers only" in "\n".join(notices(at))


@pytest.mark.parametrize("written", ["soon", "0", "-5", "nan", "inf"])
def test_what_is_no_cap_stops_the_server_with_a_sentence(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(caps.MEMORY, written)
    assert caps.wrong() == f"DATAREACH_MEMORY: '{written}' is no cap. Write megabytes, 100 or more, or leave it out."
