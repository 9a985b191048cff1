"""One value of a text is changed, and nothing else."""

from __future__ import annotations

import pytest

from data_maps.problems import Fault, KeyPath
from data_maps.reading import case_path, read
from data_maps.values_in_place import OTHERWISE, with_value

TEXT = """\
# who
parties:
  firm:  # ours
    organised_in: DE
  other: {organised_in: US}
ownership:
  - {owner: other, of: firm, via: shares, share: 30%}  # since 2020
systems:
  s:
    in: DE   # where
    keys: {text: operator}
"""


@pytest.mark.parametrize(
    ("path", "value", "before", "after"),
    [
        (("systems", "s", "in"), "CN", "    in: DE   # where", "    in: CN   # where"),
        (("ownership", 0, "share"), "10% to 20%", "share: 30%}  # since", "share: 10% to 20%}  # since"),
        (("systems", "s", "keys"), "users", "keys: {text: operator}", "keys: users"),
        (("systems", "s", "operator"), "firm", "    in: DE", "    operator: firm\n    in: DE"),
        (("parties", "other", "run_from"), "NO", "other: {organised", "other: {run_from: NO, organised"),
    ],
)
def test_one_value_changes_and_comments_stay(path: KeyPath, value: str, before: str, after: str) -> None:
    assert with_value(TEXT, path, value) == TEXT.replace(before, after)


def test_text_with_other_line_ends_and_a_mark_at_its_beginning_is_changed_at_the_same_place() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    assert with_value(text, ("systems", "s", "in"), "CN") == text.replace("in: DE ", "in: CN ")
    added = with_value(text, ("systems", "s", "operator"), "firm")
    assert added == text.replace("    in: DE", "    operator: firm\r\n    in: DE")


def test_a_key_comes_above_what_is_said_of_the_next_one() -> None:
    text = "systems:\n  s:\n    # the place\n\n    in: DE\n"
    added = text.replace("  s:\n", "  s:\n    operator: firm\n")
    assert with_value(text, ("systems", "s", "operator"), "firm") == added
    listed = "ownership:\n  # the firm\n  - of: firm\n"
    assert with_value(listed, ("ownership", 0, "share"), "0.1") == (
        "ownership:\n  # the firm\n  - share: 0.1\n    of: firm\n"
    )


def test_a_text_over_several_lines_is_replaced_whole() -> None:
    text = "a:\n  why: |\n    one\n    two\n  in: DE\n"
    assert with_value(text, ("a", "why"), "three") == "a:\n  why: three\n  in: DE\n"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("systems", "t", "in"), None),
        (("systems", "s"), None),
        (("systems", "s", "in"), "FR"),
        (("flows", 0, "id"), None),
    ],
)
def test_what_the_text_says_in_another_way_is_left_alone(path: KeyPath, expected: str | None) -> None:
    assert with_value(TEXT, path, "CN", expected) == OTHERWISE


def test_a_shipped_map_is_changed_in_one_line() -> None:
    text = case_path("wechat-2020").read_text(encoding="utf-8")
    changed = with_value(text, ("systems", "hong-kong-servers", "in"), "SG", "HK")
    assert not isinstance(changed, Fault)
    different = [pair for pair in zip(text.splitlines(), changed.splitlines(), strict=True) if pair[0] != pair[1]]
    assert len(different) == 1
    data_map = read(changed, "m").data_map
    assert data_map is not None
    assert data_map.systems["hong-kong-servers"].place == "SG"
