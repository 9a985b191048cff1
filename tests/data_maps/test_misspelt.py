"""A misspelt key, reference, term or number is one problem, at its place, wherever it stands in a map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from itertools import zip_longest

import pytest

from data_maps.places import ParsedYaml, Spot, parsed
from data_maps.problems import KeyPath as Trail
from data_maps.reading import read
from tests.support.examples import for_every
from tests.support.maps import every_key

FREE_TEXT = set(
    (
        "title notes name publisher why given basis by measure unit ask how purpose event precise_to url say "
        "prepared_by graded_by record text"
    ).split()
)
SECTIONS_BY_ID = {"sources", "users", "functions", "data", "parties", "systems", "distribution", "readings", "options"}
IDS_OF_LINES = {"flows", "agreements"}


@cache
def every_key_written() -> ParsedYaml:
    return parsed(every_key(), "m")


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
        or path[-2:-1] == ("by",)
        or (path[-1] == "by" and path[0] != "screened")
        or path[::2] == ("screened", "for")
        or path == ("question", "for")
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
    assert len(keys_to_misspell()) >= 620
    assert len(one_of_each_kind(keys_to_misspell())) > 380
    assert len(one_of_each_kind(values_to_misspell())) > 210


def with_a_letter_more(word: str) -> str:
    return f"{word}q"


def with_its_last_letters_swapped(word: str) -> str:
    return f"{word[:-2]}{word[-1]}{word[-2:-1]}"


def misspelt(text: str, line: int, column: int, word: str, written: str) -> str:
    """The text with another word in place of the one that stands at a place."""
    lines = text.split("\n")
    here = lines[line - 1]
    start = here.index(word, column - 1)
    lines[line - 1] = f"{here[:start]}{written}{here[start + len(word) :]}"
    return "\n".join(lines)


def name(path: Trail) -> str:
    return "/".join(map(str, path))


def one_of_each_section(paths: list[Trail]) -> list[list[Trail]]:
    """Paths that can be misspelt together, as no two are of one section; a section's own name by itself."""
    by_section: dict[object, list[Trail]] = {}
    for path in paths:
        by_section.setdefault(path if len(path) == 1 else path[0], []).append(path)
    alone: list[list[Trail]] = [[path] for path in paths if len(path) == 1]
    together = zip_longest(*(within for key, within in by_section.items() if not isinstance(key, tuple)))
    return [*alone, *([path for path in row if path] for row in together)]


def names(paths: list[Trail]) -> str:
    return ", ".join(map(name, paths))


@pytest.mark.parametrize("miswrite", [with_a_letter_more, with_its_last_letters_swapped])
@for_every("paths", one_of_each_section(keys_to_misspell()), label=names)
def test_a_misspelt_key_is_one_problem_at_the_key(paths: list[Trail], miswrite: Callable[[str], str]) -> None:
    text, written = every_key(), {path: miswrite(str(path[-1])) for path in paths}
    wrong = [path for path in paths if written[path] != path[-1]]
    keys = {path: every_key_written().spot.inside(path)[0].key for path in wrong}
    for path, key in keys.items():
        text = misspelt(text, key.line, key.column, str(path[-1]), written[path])
    every = read(text, "m").problems
    problems = {(found.place.line, found.place.column): found for found in every}
    assert len(every) == len(wrong), every
    assert problems.keys() == {(key.line, key.column) for key in keys.values()}
    for path, key in keys.items():
        found = problems[key.line, key.column]
        assert written[path] in found.path or written[path].rpartition(".")[2] in found.message
        assert "did you mean" in str(found.hint), found


@for_every("paths", one_of_each_section(one_of_each_kind(values_to_misspell())), label=names)
def test_a_misspelt_reference_term_or_number_is_one_problem_at_its_place(paths: list[Trail]) -> None:
    text, places = every_key(), {path: every_key_written().spot.inside(path)[0].place for path in paths}
    for path, place in places.items():
        word = str(value_at(path))
        text = misspelt(text, place.line, place.column, word, with_a_letter_more(word))
    every = read(text, "m").problems
    problems = {(found.place.line, found.place.column): found for found in every}
    assert len(every) == len(paths), every
    assert problems.keys() == {(place.line, place.column) for place in places.values()}
    for path, place in places.items():
        assert f"{value_at(path)}q".split(".")[-1][:40] in problems[place.line, place.column].message
