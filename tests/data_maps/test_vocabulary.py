"""What is known of the terms a map may use."""

from __future__ import annotations

from typing import get_args

import pytest

from data_maps.checking import validated
from data_maps.countries import CODES, ISO_CODES, MADE_UP, country_hint, listed_name, members
from data_maps.parties import Via
from data_maps.vocabulary import HERE, DataTypes, Family, data_type, data_types, data_words, pairs, terms

LEVELS = {
    1: {"profile", "public"},
    2: {"device", "metadata", "contacts", "location", "credentials"},
    3: {"text", "image", "video", "audio", "financial", "identity"},
    4: {"health", "biometric", "genetic", "sensitive"},
}


def test_each_type_of_data_has_its_level() -> None:
    assert {level: {term for term, type_ in data_types().items() if type_.level == level} for level in LEVELS} == LEVELS


def test_a_type_that_lacks_something_is_told_with_its_place() -> None:
    text = (HERE / "data_types.yaml").read_text("utf-8").replace(" shows: said,", "", 1)
    problems = validated(DataTypes, text, "data_types.yaml")[1]
    assert list(map(str, problems)) == ["data_types.yaml:10:3: types.public.shows: is missing (add shows: …)"]


def test_a_service_reads_bare_data_itself_so_that_no_keys_cover_them() -> None:
    assert {term for term, type_ in data_types().items() if type_.bare} == {"profile", "public", "device", "metadata"}


def test_a_year_of_data_is_worse_for_three_types() -> None:
    grown = {term: type_.kept_a_year for term, type_ in data_types().items() if type_.kept_a_year}
    assert grown == {"metadata": 3, "location": 3, "financial": 4}


def test_each_type_of_data_says_how_often_people_send_it_and_why() -> None:
    by_often: dict[str, set[str]] = {}
    for term, type_ in data_types().items():
        by_often.setdefault(type_.often, set()).add(term)
    assert by_often == {
        "once": {"profile", "identity", "biometric", "genetic", "credentials"},
        "monthly": {"contacts", "health", "sensitive"},
        "weekly": {"public", "image", "video", "audio", "financial"},
        "daily": {"device", "metadata", "location", "text"},
    }
    assert [term for term, type_ in data_types().items() if not type_.often_why.strip()] == []


def test_only_credentials_inherit_their_level() -> None:
    assert {term for term, type_ in data_types().items() if type_.inherits} == {"credentials"}


def test_pairs_are_those_whose_joining_reveals_more() -> None:
    assert set(pairs()) == {
        *(("contacts", content) for content in ("text", "image", "video", "audio")),
        ("identity", "location"),
        *(("identity", face) for face in ("image", "video", "audio", "biometric")),
        ("financial", "location"),
    }


def test_no_word_stands_for_two_types() -> None:
    words = [word for term, type_ in data_types().items() for word in (term, *type_.also)]
    assert sorted(words) == sorted(set(words))
    assert data_words()["images"] == "image"
    assert data_words()["voice"] == "audio"
    assert {data_words()[term] for term in data_types()} == set(data_types())


def test_every_type_gives_its_reason() -> None:
    assert [term for term in data_types() if not (data_type(term).why and data_type(term).description)] == []


@pytest.mark.parametrize("family", get_args(Family))
def test_every_term_has_a_label_and_says_what_it_means(family: Family) -> None:
    assert terms(family)
    assert [term for term, entry in terms(family).items() if not (entry.label and entry.description)] == []


def test_kinds_of_interest_are_those_of_the_model() -> None:
    assert tuple(terms("interests")) == get_args(Via)


def test_country_codes_are_those_of_iso_3166() -> None:
    import pycountry

    assert {country.alpha_2 for country in pycountry.countries} == ISO_CODES
    assert len(MADE_UP) == 26
    assert ISO_CODES | MADE_UP | {"EU"} == CODES
    assert {"NO", "NA", "XK"} <= CODES
    assert listed_name("XK") == "Kosovo"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("UK", "did you mean 'GB'?"),
        ("cn", "did you mean 'CN'?"),
        ("Germany", "did you mean 'DE'?"),
        ("USA", "did you mean 'US'?"),
        ("NOR", "did you mean 'NO'?"),
        ("nowhere at all", "write a two-letter code such as US, CN or EU"),
    ],
)
def test_what_is_no_code_gets_the_code_that_was_meant(text: str, hint: str) -> None:
    assert str(country_hint(text)) == hint


def test_the_union_has_its_members_of_the_day() -> None:
    from datetime import date

    assert len(members("EU", date(2020, 1, 31))) == 28
    assert members("EU", date(2020, 1, 31)) - members("EU", date(2020, 2, 1)) == {"GB"}
    assert members("DE", date(2020, 1, 31)) == frozenset()
