"""A misspelt key, reference, term or number is one problem, at its place, wherever it stands in a map."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from data_maps.places import Spot, Written, written
from data_maps.problems import Path as Trail
from data_maps.reading import case_path, read
from tests.support.examples import for_every

FREE_TEXT = set(
    (
        "title notes name publisher why given basis by measure unit ask how purpose event precise_to url say "
        "prepared_by record"
    ).split()
)
SECTIONS_BY_ID = {"sources", "users", "functions", "data", "parties", "systems", "distribution", "readings", "options"}
IDS_OF_LINES = {"flows", "agreements"}


@cache
def every_key() -> str:
    return case_path("every-key").read_text(encoding="utf-8")


@cache
def every_key_written() -> Written:
    return written(every_key(), "m")


def spots(spot: Spot, path: Trail = ()) -> Iterator[tuple[Trail, Spot]]:
    yield path, spot
    for key, part in spot.parts.items():
        yield from spots(part, (*path, key))


def value_at(path: Trail) -> object:
    value = every_key_written().value
    for part in path:
        value = value[part]
    return value


def defines_an_id(path: Trail) -> bool:
    return (len(path) == 2 and path[0] in SECTIONS_BY_ID) or (
        len(path) == 3 and path[0] in IDS_OF_LINES and path[2] == "id"
    )


def is_free(path: Trail) -> bool:
    """Whether any text may stand at a path: what is screened for is said in the author's words, a flow's use is not."""
    return (
        path[-1] in FREE_TEXT - {"by"}
        or (path[-1] == "by" and path[0] != "screened")
        or path[::2] == ("screened", "for")
    )


def keys_to_misspell() -> list[Trail]:
    found = [path for path, _ in spots(every_key_written().spot) if path and isinstance(path[-1], str)]
    return [path for path in found if not defines_an_id(path)]


def values_to_misspell() -> list[Trail]:
    found = [path for path, spot in spots(every_key_written().spot) if path and not spot.parts]
    own_words = [path for path in found if not (is_free(path) or defines_an_id(path))]
    return [path for path in own_words if isinstance(value_at(path), str)]


def one_of_each_kind(paths: list[Trail]) -> list[Trail]:
    """The first path of each kind: the same key of another party, flow or option is read by the same lines of code."""
    return list({kind(path): path for path in reversed(paths)}.values())


def kind(path: Trail) -> Trail:
    """A path without ids and places in lists, but for those that are addresses of numbers."""
    return tuple(
        "*" if isinstance(part, int) or (place == 1 and path[0] in SECTIONS_BY_ID) else part
        for place, part in enumerate(path)
    )


def test_there_are_keys_and_words_of_many_kinds_to_misspell() -> None:
    kinds = [len(one_of_each_kind(paths)) for paths in (keys_to_misspell(), values_to_misspell())]
    assert kinds[0] > 380
    assert kinds[1] > 210


def misspelt(text: str, line: int, column: int, word: str) -> str:
    """The text with a q after the word that stands at a place."""
    lines = text.split("\n")
    here = lines[line - 1]
    end = here.index(word, column - 1) + len(word)
    lines[line - 1] = f"{here[:end]}q{here[end:]}"
    return "\n".join(lines)


def name(path: Trail) -> str:
    return "/".join(map(str, path))


@for_every("path", one_of_each_kind(keys_to_misspell()), label=name)
def test_a_misspelt_key_is_one_problem_at_the_key(path: Trail) -> None:
    spot, _ = every_key_written().spot.inside(path)
    problems = read(misspelt(every_key(), spot.key.line, spot.key.column, str(path[-1])), "m").problems
    at_the_key = [
        problem
        for problem in problems
        if (problem.place.line, problem.place.column) == (spot.key.line, spot.key.column)
    ]
    assert len(at_the_key) == 1, problems
    assert f"{path[-1]}q" in at_the_key[0].path or f"{path[-1]}q" in at_the_key[0].message
    assert f"'{path[-1]}'?" in at_the_key[0].hint or "did you mean" in at_the_key[0].hint, at_the_key
    assert problems == tuple(at_the_key)


@for_every("path", one_of_each_kind(values_to_misspell()), label=name)
def test_a_misspelt_reference_term_or_number_is_one_problem_at_its_place(path: Trail) -> None:
    spot, _ = every_key_written().spot.inside(path)
    problems = read(misspelt(every_key(), spot.place.line, spot.place.column, str(value_at(path))), "m").problems
    assert [(problem.place.line, problem.place.column) for problem in problems] == [
        (spot.place.line, spot.place.column)
    ], problems
    assert f"{value_at(path)}q".split(".")[-1][:40] in problems[0].message
