"""How the usual words for days, countries, companies and data are understood, and what is asked back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.report.sentences import state_name, the_state
from data_maps.countries import ISO_CODES
from data_maps.problems import Fault
from data_maps.usual_days import day
from data_maps.usual_words import company, country, data_of
from data_maps.vocabulary import companies, data_types, labels

TODAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("today", date(2026, 11, 28)),
        ("Yesterday", date(2026, 11, 27)),
        ("2026-11-27", date(2026, 11, 27)),
        ("27.11.2026", date(2026, 11, 27)),
        ("3.4.2026", date(2026, 4, 3)),
        ("27/11/2026", date(2026, 11, 27)),
        ("11/27/2026", date(2026, 11, 27)),
        ("4/4/2026", date(2026, 4, 4)),
        ("27th of Nov 2026", date(2026, 11, 27)),
        ("Sept. 7, 2026", date(2026, 9, 7)),
    ],
)
def test_days_in_words_and_usual_notations_are_understood(text: str, named: date) -> None:
    assert day(text, TODAY) == named


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Nov 2026", "'Nov 2026' is not one day (write one, such as 2026-11-01 or 2026-11-30)"),
        ("3/4/2026", "'3/4/2026' can be two days (write 2026-03-04 or 2026-04-03)"),
        ("31.02.2026", "'31.02.2026' is not a date (write 2020-09-25)"),
        ("1 marble 2026", "'1 marble 2026' is not a date (write 2020-09-25)"),
        ("1066-10-14", "1066-10-14 is not of our time (write a day from 1950 to 2100)"),
    ],
)
def test_what_is_not_one_day_is_asked_back(text: str, question: str) -> None:
    assert asked(day(text, TODAY)) == question


def test_without_a_day_of_writing_today_is_no_date() -> None:
    assert asked(day("today")) == "'today' is not a date (write 2020-09-25)"


@given(
    st.dates(date(1950, 1, 1), date(2100, 12, 31)), st.sampled_from(["%d.%m.%Y", "%d %b %Y", "%B %d, %Y", "%Y-%m-%d"])
)
def test_a_day_as_it_is_usually_written_is_understood_again(named: date, form: str) -> None:
    assert day(named.strftime(form)) == named


def test_every_country_is_understood_by_the_name_that_pages_give_it_unless_two_are_called_so() -> None:
    names = {name: code for code in (*ISO_CODES, "EU") for name in (state_name(code), the_state(code))}
    asked_back = {name for name in names if isinstance(country(name), Fault)}
    assert asked_back == {"Georgia"}, "a country and a state of another are called so"
    assert {name: country(name) for name in names if name not in asked_back}.items() <= names.items()


@pytest.mark.parametrize(
    ("text", "code"), [("USA", "US"), ("the UK", "GB"), ("U.S.", "US"), ("de", "DE"), ("PRC", "CN")]
)
def test_countries_by_their_usual_short_names(text: str, code: str) -> None:
    assert country(text) == code


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Korea", "'Korea' is not one country (did you mean South Korea (KR) or North Korea (KP)?)"),
        ("Germny", "'Germny' is not a country (did you mean 'Germany'?)"),
        ("nowhere at all", "'nowhere at all' is not a country (write its name in English or its two-letter code)"),
    ],
)
def test_what_is_not_one_country_is_asked_back(text: str, question: str) -> None:
    assert asked(country(text)) == question


def test_the_table_of_companies_has_each_name_once_and_a_grade_for_all() -> None:
    table = companies()
    names = [name.lower() for entry in table.companies for name in (entry.name, *entry.also)]
    assert sorted(names) == sorted(set(names))
    assert {code for entry in table.companies for code in (entry.organised_in, entry.run_from) if code} <= ISO_CODES
    assert (table.source.date, table.source.grade) == ("2026-12-03", "D4")


def test_each_row_of_the_table_of_companies_is_whole() -> None:
    """Facts from memory say so and are graded D; a domain is of one company; owners are companies of the table."""
    table = companies().companies
    assert len(table) > 200
    every = [domain for entry in table for domain in entry.domains]
    assert sorted(every) == sorted(set(every))
    assert [domain for domain in every if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", domain)] == []
    assert [entry.name for entry in table if not entry.domains] == []
    assert {entry.owner for entry in table if entry.owner} <= {entry.name for entry in table}
    uses = {"advertising", "analytics", "apps", "broker", "cloud", "devices", "payment", "shop", "support"}
    assert {use for entry in table for use in entry.does} == uses
    assert [entry.name for entry in table if entry.source == "from memory" and entry.grade[0] != "D"] == []
    assert [entry.name for entry in table if not re.fullmatch(r"[A-F][1-6]", entry.grade)] == []
    assert [entry.name for entry in table if not date.fromisoformat(entry.day)] == []


def test_a_company_is_known_by_its_short_name_and_a_misspelt_one_is_asked_back() -> None:
    aws = company("aws")
    assert not isinstance(aws, Fault)
    assert (aws.name, aws.organised_in, aws.does) == ("Amazon Web Services", "US", ("cloud",))
    assert asked(company("Tencnt")) == "'Tencnt' is not in the table of common companies (did you mean 'Tencent'?)"


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("health records", ("health",)),
        ("Health & fitness", ("health",)),
        ("Photos and videos", ("image", "video")),
        ("address book", ("contacts",)),
        ("chat messages", ("text",)),
        ("name and address", ("profile",)),
        ("period tracking", ("health",)),
        ("video calls", ("video",)),
    ],
)
def test_data_by_labels_of_app_stores_and_usual_words(text: str, types: tuple[str, ...]) -> None:
    assert data_of(text) == types


def test_a_label_too_wide_to_be_taken_over_is_asked_back() -> None:
    assert asked(data_of("User content")) == (
        "'User content' covers several types (name those of text, images, video, audio)"
    )
    assert {term for label in labels() for term in label.types} <= set(data_types())


def asked(answer: object) -> str:
    """The question that is asked back."""
    assert isinstance(answer, Fault)
    return f"{answer.message} ({answer.hint})"
