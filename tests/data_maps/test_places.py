"""What YAML text is as plain values with their places, and what is said of text that is none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_maps.places import decoded, flow_text, parsed, yaml_text
from tests.support.examples import for_every
from tests.support.maps import table


def said(text: str) -> list[str]:
    return [str(problem) for problem in parsed(text, "m.yaml").problems]


def place(text: str, *path: str | int) -> tuple[int, int, int, int]:
    spot, taken = parsed(text, "m.yaml").spot.inside(path)
    assert taken == path
    return spot.key.line, spot.key.column, spot.place.line, spot.place.column


@for_every(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("NA", "NA"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("yes", "yes"),
        ("1:20", "1:20"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("2020-09-25", "2020-09-25"),
        ("2020-09-25T10:00:00Z", "2020-09-25T10:00:00Z"),
        ("19M", "19M"),
        ("19_000_000", "19_000_000"),
        ("=", "="),
        ("<<", "<<"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1e", "1e"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("0", 0),
        ("-7", -7),
        ("+3", 3),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-3", 0.001),
        ("'true'", "true"),
        ('"1"', "1"),
        ("9" * 40, "9" * 40),
        ("1e99999", "1e99999"),
    ],
)
def test_scalars_are_those_of_the_core_schema(text: str, value: object) -> None:
    found = parsed(f"a: {text}", "m").value["a"]
    assert (found, type(found)) == (value, type(value))


def test_keys_are_text() -> None:
    assert parsed("NO: 1\n2: b\ntrue: c\n", "m").value == {"NO": 1, "2": "b", "true": "c"}


def test_every_key_and_value_has_its_place() -> None:
    text = "a: 1\nb:\n  c: [x, {d: y}]\n"
    assert place(text, "a") == (1, 1, 1, 4)
    assert place(text, "b", "c") == (3, 3, 3, 6)
    assert place(text, "b", "c", 1, "d") == (3, 11, 3, 14)


@pytest.mark.parametrize(
    "text", ["\ufeffa: 1\nb: x\n", "a: 1\r\nb: x\r\n", "a: 1\rb: x\r", "é: 1\nb: x\n", "名: 1\nb: x\n", "---\nb: x\n"]
)
def test_places_hold_with_a_mark_at_the_start_other_line_ends_and_other_scripts(text: str) -> None:
    assert place(text, "b") == (2, 1, 2, 4)
    assert said(text) == []


def test_columns_count_characters() -> None:
    assert place("a: {名前: 腾讯, b: x}\n", "a", "b") == (1, 13, 1, 16)


LARGE = (
    ("[" * 100_000, "m.yaml:1:1001: nested deeper than 40 levels (a map needs no more than ten)"),
    (
        "a: " + "x" * 5_000_000,
        "m.yaml:1:1: larger than 5 MB (split the map into a folder of files, or leave out what is generated)",
    ),
    (f"a: [{'1,' * 400_000}]", "m.yaml:1:600001: more than 300000 values (split what belongs to different apps)"),
)


@for_every(("text", "problem"), [*table("data_maps/mistakes/form"), *LARGE], label=lambda mistake: str(mistake[1]))
def test_what_is_wrong_with_the_form_is_said_in_one_sentence(text: str, problem: str) -> None:
    assert [sentence.replace(problem, "as expected") for sentence in said(text)] == ["as expected"]


def test_an_alias_bomb_is_refused_and_not_unfolded() -> None:
    lines = ["a: &a [x, x]"] + [
        f"{after}: &{after} [*{before}, *{before}]" for before, after in zip("abcdefghi", "bcdefghij", strict=True)
    ]
    source = parsed("\n".join(lines), "m.yaml")
    assert not source.whole
    assert str(source.problems[0]) == "m.yaml:1:4: a: an anchor (&a) (remove it: a map has no anchors and aliases)"
    assert len(source.problems) == 10 + 18


def test_broken_bytes_are_a_problem_at_the_first_of_them() -> None:
    assert (
        str(decoded(b"a: 1\nb: \xff\n", "m.yaml")) == "m.yaml:2:4: not UTF-8 text from here on (save the file as UTF-8)"
    )
    assert (
        str(decoded("a: 1".encode("utf-16"), "m.yaml"))
        == "m.yaml:1:1: not UTF-8 text from here on (save the file as UTF-8)"
    )
    assert decoded("a: é".encode(), "m.yaml") == "a: é"


PLAIN = st.recursive(
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff"))
    | st.integers(-(10**9), 10**9)
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text("abc: {}[]#&*!|>'\"%@`-?,é名\n\t ", min_size=1), inner, max_size=4)
    ),
    max_leaves=12,
)


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=0, abs_tol=0)
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


@given(st.dictionaries(st.text("abc:{}é ", min_size=1), PLAIN, min_size=1, max_size=4))
def test_plain_values_written_out_read_back(value: dict[str, object]) -> None:
    assert same(parsed(yaml_text(value), "m").value, value), yaml_text(value)
    assert same(parsed(flow_text(value), "m").value, value), flow_text(value)
