"""Which words a map has, and that a map is a value: frozen, compared by what it says."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError

from data_maps.changes import BarUseBy, EndFlow, OptionStep, SetEstimates
from data_maps.checking import validated
from data_maps.model import DataMap
from data_maps.reading import read_path
from tests.support.maps import map_of


def every_key() -> DataMap:
    data_map = read_path("case:every-key").data_map
    assert data_map is not None
    return data_map


def test_a_map_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        setattr(every_key(), "title", "another")  # noqa: B010 - the assignment is what is refused


def test_maps_are_equal_that_say_the_same_wherever_they_say_it() -> None:
    moved = every_key().model_copy(update={"places": {}})
    assert moved == every_key()
    assert moved != every_key().model_copy(update={"title": "another"})
    assert moved != "a map"


def test_every_kind_of_change_is_a_type_of_its_own() -> None:
    steps = [step for option in every_key().options.values() for step in option.do]
    assert {step.key for step in steps} == {name.rstrip("_") for name in OptionStep.model_fields}
    assert {type(step.change).__name__ for step in steps} == {
        "StopNewUsers",
        "StopUpdates",
        "BarUseBy",
        "CeaseService",
        "MoveSystem",
        "EndFlow",
        "EndAccess",
        "EndAgreement",
        "UserKeys",
        "MoveKeys",
        "Divest",
        "Audit",
        "ShortenRetention",
        "SetEstimates",
    }


def test_a_change_says_what_it_holds() -> None:
    options = every_key().options
    assert options["guards-off"].do[0].change == BarUseBy(groups=("guards",))
    assert options["cut"].do[0].change == EndFlow(flow="to-works")
    set_ = options["other"].do[0].change
    assert isinstance(set_, SetEstimates)
    assert {address: estimate.best for address, estimate in set_.root.items()} == {
        "power.XB.lantern": 0.2,
        "interest.XB": 0.3,
    }


def test_an_option_starts_on_a_day_or_after_a_time() -> None:
    options = every_key().options
    assert (options["download-ban"].starts, options["close"].starts) == (date(2026, 6, 1), 1.0)


class Power(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    law: str
    since: date
    reaches: tuple[str, ...] = ()


class File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    powers: dict[str, Power]


def test_a_file_of_another_shape_is_read_with_the_same_care() -> None:
    text = "powers:\n  NO: {law: An act, since: 2020-01-01, reaches: [party, system]}\n"
    value, problems = validated(File, text, "law.yaml")
    assert problems == ()
    assert value == File(powers={"NO": Power(law="An act", since=date(2020, 1, 1), reaches=("party", "system"))})


def test_a_mistake_in_a_file_of_another_shape_is_said_in_the_same_words() -> None:
    text = "powers:\n  NO: {lw: An act, since: soon, reaches: party}\n  NA: {law: 3}\n  NO: 1\n"
    value, problems = validated(File, text, "law.yaml")
    assert value is None
    assert [str(problem) for problem in problems] == [
        "law.yaml:2:8: powers.NO.lw: unknown key (did you mean 'law'?)",
        "law.yaml:2:27: powers.NO.since: 'soon' is not a date (write 2026-11-25)",
        "law.yaml:2:42: powers.NO.reaches: 'party' is not a list (write [first, second])",
        "law.yaml:3:3: powers.NA.since: is missing (add since: …)",
        "law.yaml:3:13: powers.NA.law: '3' is not text (put it in quotes if it looks like a number)",
        "law.yaml:4:3: powers.NO: this key is already there (first on line 2; keep one of them)",
    ]


@pytest.mark.parametrize(
    ("often", "items"),
    [
        ("often: once", 1 / 36),
        ("often: yearly", 1 / 12),
        ("often: monthly", 1),
        ("often: weekly", 52 / 12),
        ("", 365 / 12),
    ],
)
def test_data_say_how_many_items_of_them_a_person_sends_in_a_month(often: str, items: float) -> None:
    """Of text the usual is daily; what is sent once is one item over the horizon, here of three years."""
    head = "app: A\nas_of: 2026-01-01\nhorizon: 3 years\nusers: {XA: 5k}\nowner: {name: O, jurisdiction: XA}\n"
    data_map = map_of(f"{head}data: {{d: {{type: text, {often}}}}}\n")
    assert data_map.items_a_month("d") == pytest.approx(items)
