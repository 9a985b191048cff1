"""Keys by kind of app: counts over a named frame, read as strictly as other rows."""

from __future__ import annotations

import pytest

from assessments.run import Settings, assess
from risk.keys_by_kind import FILE, KeysOfAService, keys_by_kind, with_users_keys
from risk.record.rows import table
from risk.shipped import texts
from tests.support.maps import map_of

HEADER = "kind,service,keys,on,source,source_address,grade\n"

KEYS_UNKNOWN = """
as_of: 2026-03-01
viewpoint: US
users: {people: {in: US, count: 1M}}
data: {chats: text}
parties: {firm: {organised_in: CN}, other: {organised_in: CN}}
systems:
  store: {operator: firm, in: CN, keys: unknown}
  far: {operator: other, in: CN, keys: unknown}
flows:
  - {from: people, to: store, data: [chats]}
  - {from: people, to: far, data: [chats]}
"""


def test_two_of_five_messengers_of_the_frame_leave_the_keys_with_their_users_and_no_other_service_does() -> None:
    assert dict(with_users_keys()) == {
        "dating": (0, 1),
        "game": (0, 12),
        "marketplace": (0, 3),
        "messaging": (2, 5),
        "social": (0, 7),
        "video": (0, 3),
    }


def test_what_is_from_memory_says_so() -> None:
    assert {(row.grade, row.source.endswith("; keys from memory")) for row in keys_by_kind()} == {("D", True)}


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "messenger,A,users,2018-08-01,s,,D",
            "2:1: kind: no kind of app called 'messenger' (did you mean 'messaging'?)",
        ),
        ("game,A,both,2018-08-01,s,,D", "2:8: keys: 'both' is none of the words for this (one of operator, users)"),
        ("game,A,users,2018-08-01,,,D", "2:25: source: "),
        ("game,A,users,2018-08-01,s,page,D", "2:27: source_address: 'page' is no web address "),
        ("game,A,users,2018-08-01,s,,X", "2:28: grade: 'X' is none of the words for this (one of A, B, C, D)"),
    ],
)
def test_a_row_with_a_mistake_is_told_with_its_place(row: str, sentence: str) -> None:
    (problem,) = table(KeysOfAService, f"{HEADER}{row}\n", "k.csv").problems
    assert str(problem).startswith(f"k.csv:{sentence}")


def test_a_service_stands_once_a_day() -> None:
    (text,) = texts([FILE]).values()
    last = text.splitlines()[-1]
    assert len(table(KeysOfAService, f"{text}{last}\n", "k.csv").problems) == 1


@pytest.mark.parametrize(("kind", "best"), [("messaging", 3.5 / 6), ("game", 12.5 / 13), ("productivity", 0.5)])
def test_who_holds_keys_that_nobody_names_is_as_at_large_apps_of_the_kind_at_the_app_alone(
    kind: str, best: float
) -> None:
    """A kind that is not in the table says nothing, and no kind says anything of whoever else gets the data."""
    made = assess(map_of(f"{KEYS_UNKNOWN}app: {{name: App, operator: firm, kind: {kind}}}\n"), Settings(draws=0))
    inputs = made.events.inputs
    assert inputs["clear.firm.unknown"].best == pytest.approx(best)
    assert inputs["clear.other.unknown"].best == 0.5
    assert (inputs["clear.firm.unknown"].estimate.basis == "judged") == (kind != "productivity")
