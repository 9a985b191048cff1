"""What deserves a second look stands on the page of estimates and leads to the line to mend."""

from __future__ import annotations

import pytest

from tests.support.dashboards import FIVE, line_led_to, opened_own, press_in_lists, text_at, visited


def test_what_has_no_line_is_said() -> None:
    text = text_at("numbers", map="case:harbour")
    assert "What deserves a second look" in text
    assert "Intervals have not been computed" not in text


def test_a_second_look_leads_to_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    press_in_lists(monkeypatch, "Events of XA are left out by state:XA/*")
    assert line_led_to(visited("numbers", map="case:harbour")).startswith("leave_out:")


def test_a_second_look_at_an_option_leads_to_its_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    press_in_lists(monkeypatch, "The option “As it is” cuts no harm of all actors together at our best estimates")
    idle = "options: {as-it-is: {title: As it is, do: [{set: {clear.tencent.unknown: 0.5}}]}}\n"
    assert line_led_to(opened_own(visited("options"), "idle.yaml", (FIVE + idle).encode())) == idle.strip()
