"""Lists of countries, found by how their lines begin: each usual name and code finds the country that it means."""

from __future__ import annotations

import pytest

from dashboard.fields import countries, country_meant
from data_maps.countries import usual_names
from data_maps.problems import Fault


def first_line(typed: str) -> str | None:
    """What the first line stands for that begins with what is typed, and that Enter takes; None where there is none."""
    return next((id_ for id_, line in countries().items() if line.casefold().startswith(typed.casefold())), None)


def test_no_usual_name_and_no_code_finds_another_country_first() -> None:
    found = {text: country_meant(first_line(text) or text) for text in usual_names()}
    assert {text: code for text, code in found.items() if code != usual_names()[text]} == {}


def test_countries_are_in_the_order_of_their_names_and_kosovo_is_among_them() -> None:
    lines = list(countries().values())
    names = [line for line in lines if ": " not in line]
    assert names == sorted(names, key=str.casefold)
    assert {"United Kingdom", "UK: United Kingdom", "DE: Germany", "Kosovo", "European Union"} <= set(lines)


@pytest.mark.parametrize(("text", "code"), [("uk", "GB"), ("UK", "GB"), ("XK", "XK"), ("por", "PT"), ("Korea", None)])
def test_what_is_chosen_or_typed_is_a_code_or_one_question(text: str, code: str | None) -> None:
    meant = country_meant(text)
    assert (None if isinstance(meant, Fault) else meant) == code
