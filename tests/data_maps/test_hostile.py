"""That whatever text is read ends in a map or in problems, soon and without filling the memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_maps.checking import validated
from data_maps.interview import QUESTIONS, answer_faults
from data_maps.model import DataMap
from data_maps.places import parsed, yaml_text
from data_maps.reading import Reading, case_names, case_path, read
from data_maps.vocabulary import Terms

TEXTS = [case_path(name).read_text(encoding="utf-8") for name in case_names()]
MAPS: list[dict[str, Any]] = [parsed(text, "m").value for text in TEXTS]
OURS = re.compile(r"pydantic|[Ii]nput should|yaml\.|Traceback|\bdict\b|\bstr\b|NoneType|validation error")


def complaints(reading: Reading) -> list[str]:
    """What is wrong with a reading, which is a map or problems, each in our words and with a place in the text."""
    found = [] if (reading.data_map is None) == bool(reading.problems) else ["neither a map nor problems, or both"]
    found += [] if list(reading.problems) == sorted(reading.problems) else ["not in the order of the text"]
    for problem in reading.problems:
        sound = problem.place.line >= 1 and problem.place.column >= 1 and problem.message
        found += [] if sound and not OURS.search(str(problem)) else [str(problem)]
    return found


@settings(max_examples=50)
@given(st.sampled_from(TEXTS), st.data())
def test_a_map_with_characters_changed_ends_in_a_map_or_problems(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.integers(0, 12))
        new = data.draw(st.text("abc:{}[]#&*!|>'\"%@`-?, \n\t\0012.éà名\u2028", max_size=6))
        text = text[:start] + new + text[start + length :]
    assert complaints(read(text, "m")) == []


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "unknown",
            "operator",
            "users",
            "US",
            "UK",
            "30%",
            "2/year",
            "5 days",
            "until deleted",
            "text",
            "2026-01-01",
            "pier",
            "lantern",
            "19M",
        ]
    )
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["in", "best", "low", "high", "name", "data", "x", "US", "do"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from leaves(part, (*path, key))


PATHS = [list(leaves(value))[1:] for value in MAPS]


@settings(max_examples=50)
@given(st.integers(0, len(MAPS) - 1), st.data())
def test_a_map_with_values_changed_ends_in_a_map_or_problems(which: int, data: st.DataObject) -> None:
    value = json.loads(json.dumps(MAPS[which]))
    for path in data.draw(st.lists(st.sampled_from(PATHS[which]), min_size=1, max_size=4)):
        replace(value, path, data)
    assert complaints(read(yaml_text(value), "m")) == []


def replace(value: Any, path: tuple[Any, ...], data: st.DataObject) -> None:
    """Put another value at a path, take it away, or give it another key; nothing where the path is gone."""
    for part in path[:-1]:
        if part not in (value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()):
            return
        value = value[part]
    if isinstance(value, dict) and path[-1] in value:
        what = data.draw(st.sampled_from(["value", "away", "key"]))
        old = value.pop(path[-1])
        if what != "away":
            key = (
                path[-1]
                if what == "value"
                else data.draw(st.text(min_size=1, max_size=6) | st.sampled_from(["US", "users", "operator", "in"]))
            )
            value[key] = data.draw(VALUES) if what == "value" else old
    elif isinstance(value, list) and isinstance(path[-1], int) and path[-1] < len(value):
        value[path[-1]] = data.draw(VALUES)


@given(st.dictionaries(st.sampled_from(list(MAPS[0])), VALUES))
def test_anything_under_the_keys_of_a_map_ends_in_a_map_or_problems(value: dict[str, Any]) -> None:
    assert complaints(read(yaml_text(value), "m")) == []


@given(VALUES)
def test_anything_as_a_file_of_the_vocabulary_ends_in_it_or_problems(value: Any) -> None:
    found, problems = validated(Terms, yaml_text({"terms": value}), "m")
    assert (found is None) == bool(problems)
    assert not any(OURS.search(str(problem)) for problem in problems)


@given(st.dictionaries(st.sampled_from([asked.key for asked in QUESTIONS]), st.text()))
def test_any_answers_end_in_faults_or_none(answers: dict[str, str]) -> None:
    assert all(fault.message for fault in answer_faults(answers))


def many(count: int, line: Callable[[int], str]) -> str:
    return "".join(line(index) for index in range(count))


def names(letter: str, start: int, end: int) -> str:
    return ", ".join(f"{letter}{n}" for n in range(start, end))


def sound(size: int) -> str:
    """A map without problems, of about 19 lines for each of its systems."""
    parts = [
        (
            "app: {name: A, operator: p0}\nas_of: 2026-01-01\nviewpoint: XA\nusers: "
            "{g: {in: XA, count: 5}}\ndata: {d: text, e: image}\nparties:\n"
        )
    ]
    parts += [f"  p{n}:\n    name: Party {n}\n    organised_in: XB\n    run_from: XC\n" for n in range(size)]
    parts += [
        "ownership:\n",
        *(f"  - owner: p{n}\n    of: p{n - 1}\n    via: shares\n    share: 60%\n" for n in range(1, size)),
    ]
    parts += [
        "systems:\n",
        *(f"  s{n}:\n    operator: p{n}\n    in: XB\n    keeps:\n      d: 5 days\n" for n in range(size)),
    ]
    parts += ["flows:\n  - {from: g, to: s0, data: [d, e]}\n"]
    parts += [
        f"  - from: s{n - 1}\n    to: s{n}\n    data: [d, e]\n    share: [30%, 60%, 90%]\n" for n in range(1, size)
    ]
    parts += ["estimates:\n", *(f"  custody.p{n}.s{n}:\n    low: 0.1\n    high: 0.9\n" for n in range(size))]
    return "".join(parts)


HEAD = "app: {name: A, operator: p0}\nas_of: 2026-01-01\nviewpoint: XA\nusers: {g: {in: XA, count: 5}}\n"
LARGE = {
    "a map without problems": sound(1_500),
    "many unknown keys": HEAD
    + "data: {d: text}\nparties: {p0: {organised_in: XA}}\n"
    + many(15_000, lambda n: f"key{n}: 1\n"),
    "many unknown ends of flows": HEAD
    + "data: {d: text}\nparties:\n"
    + many(2_500, lambda n: f"  p{n}: {{organised_in: XA}}\n")
    + "flows:\n"
    + many(4_000, lambda n: f"  - {{from: x{n}, to: y{n}, data: z{n}}}\n"),
    "a web of flows": HEAD
    + "data: {d: text}\nparties: {p0: {organised_in: XA}}\nsystems:\n"
    + many(150, lambda n: f"  s{n}: {{operator: p0, in: XA}}\n")
    + "flows:\n  - {from: g, to: s0, data: d}\n"
    + f"  - {{from: [{names('s', 0, 75)}], to: [{names('s', 75, 150)}], data: d}}\n",
    "many systems and many data": HEAD
    + "parties: {p0: {organised_in: XA}}\ndata:\n"
    + many(10_000, lambda n: f"  d{n}: text\n")
    + "systems:\n"
    + many(5_000, lambda n: f"  s{n}: {{operator: p0, in: XA, keys: users}}\n")
    + "flows: [{from: g, to: s0, data: d0}]\n",
    "lists of ends that multiply": HEAD
    + "data: {d: text}\nparties: {p0: {organised_in: XA}}\n"
    + f"flows: [{{from: [{names('x', 0, 20_000)}], to: [{names('y', 0, 20_000)}], data: d}}]\n",
    "wrong numbers": HEAD
    + "data: {d: text}\nparties: {p0: {organised_in: XA}}\nestimates:\n"
    + many(10_000, lambda n: f"  interest.X{n}: ninety\n"),
    "long words": HEAD
    + "data: {d: text}\nparties: {p0: {organised_in: XA}}\n"
    + many(40, lambda n: f"{'k' * 100_000}{n}: 1\n"),
    "long numbers": HEAD
    + "data: {d: text}\nparties: {p0: {organised_in: XA}}\nestimates: {interest.XB: "
    + "9" * 1_000_000
    + "}\n",
    "numbers that are nearly one": HEAD
    + "data: {d: text}\nparties: {p0: {organised_in: XA}}\nestimates: {demand.whole.XB: "
    + "1_" * 500_000
    + "}\n",
    "a chain of owners": HEAD
    + "data: {d: text}\nparties:\n"
    + many(4_500, lambda n: f"  p{n}: {{organised_in: XA}}\n")
    + "ownership:\n"
    + many(4_499, lambda n: f"  - {{owner: p{n}, of: p{n + 1}, via: shares}}\n"),
}


@pytest.mark.parametrize("what", LARGE)
def test_a_large_text_is_read_in_little_time_and_memory(what: str, tmp_path: Path) -> None:
    """It takes about a second; fifteen of processor time are needed by no busy machine, but by work that is squared."""
    path = tmp_path / "m.yaml"
    path.write_text(LARGE[what], encoding="utf-8")
    program = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (15, 15))\n"
        "from data_maps.reading import read_path\n"
        "reading = read_path(sys.argv[1])\n"
        "assert (reading.data_map is None) == bool(reading.problems)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def calls_to_read(text: str) -> int:
    """How many functions are called to read a map without problems."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        reading = read(text, "m")
    finally:
        sys.setprofile(None)
    assert reading.problems == ()
    return calls


def test_the_work_of_reading_grows_as_the_lines_do() -> None:
    """The aim is well under a second for 15,000 lines, which is about a hundred calls a line."""
    small, large = sound(400), sound(800)
    assert large.count("\n") > 15_000
    read(small, "m")
    calls = calls_to_read(large)
    assert calls < 2.1 * calls_to_read(small)
    assert calls < 100 * large.count("\n")


def test_the_models_are_not_reached_by_a_text_without_form() -> None:
    assert read("a: &x [*x]", "m").data_map is None
    assert isinstance(read(TEXTS[0], "m").data_map, DataMap)


def test_of_more_problems_than_anybody_reads_the_first_are_said_and_how_many_there_are() -> None:
    said = read("".join(f"k{line}: 1\n" for line in range(1_500)), "m.yaml").problems
    assert len(said) == 1_001
    assert said[-1].message.endswith("more problems from here on")
    assert str(said[0]).startswith("m.yaml:1:1: ")
