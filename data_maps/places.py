"""Places: YAML text as plain values, each with its line and column, and the problems of its form."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any

import yaml

from data_maps.problems import KeyPath, Place, Problem, path_text, shown, without_comma

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_BYTES, MOST_DEPTH, MOST_VALUES = 5_000_000, 40, 300_000

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,29})")
_DECIMAL = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)\.[0-9]*|\.[0-9]+|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]{1,4})?")
_POINTED = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_DIGITS = re.compile(r"[0-9](?:[0-9,]*[0-9])?")
_REST = re.compile(r"[0-9]+(?:\.[0-9]+)?\s*(?:%|[A-Za-z]*)(?:\s*/\s*[A-Za-z-]+)?")
_WORDS = {
    word: value
    for value, words in ((True, "true True TRUE"), (False, "false False FALSE"), (None, "~ null Null NULL"))
    for word in words.split()
} | {"": None}
_YAML_SAYS = (
    ("exceeded maximum nesting depth", f"nested deeper than {MOST_DEPTH} levels", "a map needs no more than ten"),
    (
        "mapping values are not allowed",
        "a ':' that starts no new key",
        "put text that holds ': ' in quotes, and start each key on its own line",
    ),
    ("could not find expected ':'", "a key without its ':'", "write key: value"),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "keys of one mapping start in the same column",
    ),
    (
        "did not find expected '-' indicator",
        "this line does not fit the list above it",
        "items of one list start with '- ' in the same column",
    ),
    (
        "did not find expected ',' or '}'",
        "a '{' that is not closed, or a missing ','",
        "write {key: value, key: value}",
    ),
    ("did not find expected ',' or ']'", "a '[' that is not closed, or a missing ','", "write [first, second]"),
    ("unexpected end of stream", "a quote that is not closed", "close it with the same mark"),
    ("unexpected document indicator", "a quote that is not closed before '---'", "close it with the same mark"),
    (
        "unknown escape character",
        "an unknown escape in double quotes",
        "use single quotes, or write \\\\ for a backslash",
    ),
    ("block sequence entries are not allowed", "a list item where none can stand", "start the list on a new line"),
    ("cannot start any token", "a value that starts with a character of YAML's own", "put it in quotes"),
    ("unexpected ':'", "a ':' inside a value", "put the value in quotes"),
)


@dataclass(slots=True)
class Spot:
    """The place of one value and of its key, and the spots inside it.

    `judged` says that what is wrong with the value is known from its form, so that nothing more has to be said of it.
    """

    place: Place
    key: Place
    parts: dict[str | int, Spot] = field(default_factory=dict)
    judged: bool = False

    def inside(self, path: KeyPath) -> tuple[Spot, KeyPath]:
        """The deepest spot on the way along `path`, and the parts of the path that are in the text.

        A part that is not is left out.
        """
        spot, taken = self, list[str | int]()
        for key in path:
            if key in spot.parts:
                spot = spot.parts[key]
                taken.append(key)
        return spot, tuple(taken)


@dataclass(frozen=True)
class ParsedYaml:
    """A text as plain values (text, numbers, true, false, None, dicts and lists), with its spots and the problems of
    its form.

    `whole` is False where the values are of no use beyond the problems.
    """

    value: Any
    spot: Spot
    problems: tuple[Problem, ...] = ()
    whole: bool = True


class Pointed(float):
    """A number with a point before its last three digits, which may mark thousands; as text it stands as written."""

    def __str__(self) -> str:
        return f"{self:.3f}"


class _Stop(Exception):
    """A problem after which nothing can be read."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def parsed(text: str, file: str, *, of_others: bool = False) -> ParsedYaml:
    """The values of one YAML text, their places, and what is wrong with its form.

    Texts `of_others`, which are no maps, may have anchors, aliases, merged keys, and tags, which say nothing.
    """
    start = Place(file, 1, 1)
    builder = _BuilderForOthers(file) if of_others else _ValueBuilder(file)
    try:
        if len(text) > MOST_BYTES or len(text.encode("utf-8", "replace")) > MOST_BYTES:
            raise _Stop(_too_large(file))
        # A byte order mark at the start is how some editors save, and says nothing.
        if refused := _UNREADABLE.search(text, 1 if text.startswith("\ufeff") else 0):
            place = _place_at(text, refused.start(), file)
            raise _Stop(
                Problem(place, "", f"the character U+{ord(refused.group()):04X} cannot be part of a map", "remove it")
            )
        value, spot = builder.document(text.removeprefix("\ufeff"))
    except _Stop as stop:
        return ParsedYaml(None, Spot(start, start), (*builder.problems, stop.problem), whole=False)
    return ParsedYaml(value, spot, tuple(builder.problems), whole=not builder.broken)


class NotAFile(OSError):
    """A pipe or a device was named: it may never say anything, or never end."""


class LeadsElsewhere(OSError):
    """A link was named that leads out of its folder: what it leads to was never meant to be read, nor printed."""


def file_itself(path: FilePath) -> FilePath:
    """The path of a file; raises OSError where it is that of a device, or of a link that leads out of its folder."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise NotAFile(path)
    if path.is_symlink() and not path.resolve().is_relative_to(path.parent.resolve()):
        raise LeadsElsewhere(path)
    return path


def first_bytes(path: FilePath, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file, as far as it takes to see that it is too large; raises OSError where nothing can be read."""
    with file_itself(path).open("rb") as file:
        return file.read(most + 1)


def decoded(content: bytes, file: str) -> str | Problem:
    """The text of a file's bytes, which must be UTF-8."""
    if len(content) > MOST_BYTES:
        return _too_large(file)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        return Problem(
            _place_at(before, len(before), file), "", "not UTF-8 text from here on", "save the file as UTF-8"
        )


def _too_large(file: str) -> Problem:
    hint = "split the map into a folder of files, or leave out what is generated"
    return Problem(Place(file, 1, 1), "", "larger than 5 MB", hint)


def _place_at(text: str, index: int, file: str) -> Place:
    before = text[:index].removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return Place(file, before.count("\n") + 1, len(before) - before.rfind("\n"))


class _ValueBuilder:
    """Builds plain values from the parser's events; events, unlike a composed tree, cannot blow up through aliases."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.broken = False
        self.values = 0

    def document(self, text: str) -> tuple[Any, Spot]:
        """The one document of the text."""
        events = self.events(text)
        next(events)
        first = next(events)
        if isinstance(first, yaml.StreamEndEvent):
            raise _Stop(Problem(Place(self.file, 1, 1), "", "the file is empty", "datareach init writes a first map"))
        event = next(events)
        value, spot = self.value(event, events, (), self.place(event))
        next(events)
        after = next(events)
        if not isinstance(after, yaml.StreamEndEvent):
            message = "a second document starts here"
            raise _Stop(Problem(self.place(after), "", message, "one file is one document: remove the '---'"))
        return value, spot

    def events(self, text: str) -> Iterator[Any]:
        """The parser's events; its errors in our words."""
        loader = Loader(text)
        try:
            while loader.check_event():
                yield loader.get_event()
        except yaml.MarkedYAMLError as error:
            raise _Stop(self.unreadable(error, text)) from None
        except yaml.YAMLError:
            raise _Stop(Problem(Place(self.file, 1, 1), "", "not readable as YAML", "")) from None
        finally:
            loader.dispose()

    def unreadable(self, error: yaml.MarkedYAMLError, text: str) -> Problem:
        mark = error.problem_mark or error.context_mark
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else Place(self.file, 1, 1)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        if "\t" in line[: len(line) - len(line.lstrip())]:
            return Problem(
                Place(self.file, place.line, line.index("\t") + 1), "", "a tab in the indentation", "indent with spaces"
            )
        for says, message, hint in _YAML_SAYS:
            if says in (error.problem or ""):
                return Problem(place, "", message, hint)
        return Problem(place, "", "not readable as YAML from here on", "check quotes, brackets and indentation")

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def say(self, event: Any, path: KeyPath, message: str, hint: str) -> None:
        self.problems.append(Problem(self.place(event), path_text(path), message, hint))

    def value(self, event: Any, events: Iterator[Any], path: KeyPath, key: Place) -> tuple[Any, Spot]:
        """The value that starts with `event`."""
        spot = Spot(self.place(event), key)
        self.values += 1
        if self.values > MOST_VALUES:
            raise _Stop(
                Problem(spot.place, "", f"more than {MOST_VALUES} values", "split what belongs to different apps")
            )
        if isinstance(event, yaml.AliasEvent):
            self.broken = True
            self.say(
                event, path, f"an alias (*{event.anchor})", "write the value out: a map has no anchors and aliases"
            )
            return None, spot
        self.check_marks(event, path)
        if isinstance(event, yaml.ScalarEvent):
            self.check_characters(event, path)
            return (_scalar_value(event.value) if not event.style and event.tag is None else event.value), spot
        if len(path) >= MOST_DEPTH:
            raise _Stop(
                Problem(spot.place, "", f"nested deeper than {MOST_DEPTH} levels", "a map needs no more than ten")
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path, spot), spot
        return self.sequence(events, path, spot), spot

    def check_characters(self, event: Any, path: KeyPath) -> None:
        """Escapes in double quotes can stand for characters that are refused when written as they are."""
        if event.style == '"' and (refused := _UNREADABLE.search(event.value)):
            self.say(event, path, f"the character U+{ord(refused.group()):04X} cannot be part of a map", "remove it")

    def check_marks(self, event: Any, path: KeyPath) -> None:
        if event.anchor is not None:
            self.say(event, path, f"an anchor (&{event.anchor})", "remove it: a map has no anchors and aliases")
        if event.tag is not None:
            self.say(event, path, f"a tag ({shown(event.tag)[1:-1]})", "remove it: a map has no tags")

    def mapping(self, events: Iterator[Any], path: KeyPath, spot: Spot) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        last = ""
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self.pass_over(event, events, path)
                continue
            self.check_marks(event, (*path, event.value))
            self.check_characters(event, path)
            value, child = self.value(next(events), events, (*path, event.value), self.place(event))
            if value is None and last and _cut_off(entries[last], spot.parts[last].place, event.value, child):
                entries[last], spot.parts[last].judged = f"{entries[last]},{event.value}", True
            elif event.value in entries:
                line = spot.parts[event.value].key.line
                self.say(
                    event, (*path, event.value), "this key is already there", f"first on line {line}; keep one of them"
                )
            else:
                entries[event.value] = value
                spot.parts[event.value] = child
                last = event.value
        self.problems += (
            self.cut((*path, key), entries[key], spot.parts[key]) for key in entries if spot.parts[key].judged
        )
        return entries

    def pass_over(self, event: Any, events: Iterator[Any], path: KeyPath) -> None:
        """Say that a key is not plain text, and go on behind it and its value."""
        hint = "write key: value; put text that starts with [ or { in quotes"
        self.say(event, path, "a key that is not plain text", hint)
        self.broken = True
        self.value(event, events, (*path, "?"), self.place(event))
        self.value(next(events), events, (*path, "?"), self.place(event))

    def cut(self, path: KeyPath, number: str, spot: Spot) -> Problem:
        message = f"{shown(number)} is cut in two: between braces a comma starts the next key"
        return Problem(spot.place, path_text(path), message, without_comma(number) or "write 1.5M or 1_000")

    def sequence(self, events: Iterator[Any], path: KeyPath, spot: Spot) -> list[Any]:
        items: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            value, child = self.value(event, events, (*path, len(items)), self.place(event))
            spot.parts[len(items)] = child
            items.append(value)
        return items


class _BuilderForOthers(_ValueBuilder):
    """Builds the values of a text with anchors, aliases, merged keys and tags."""

    def __init__(self, file: str) -> None:
        super().__init__(file)
        self.anchors: dict[str, tuple[Any, Spot, int]] = {}

    def value(self, event: Any, events: Iterator[Any], path: KeyPath, key: Place) -> tuple[Any, Spot]:
        if isinstance(event, yaml.AliasEvent) and event.anchor in self.anchors:
            # What stands for much counts as much, so that aliases of aliases cannot blow up.
            value, spot, size = self.anchors[event.anchor]
            self.values += size
            return value, spot
        before = self.values
        value, spot = super().value(event, events, path, key)
        if event.anchor is not None:
            self.anchors[event.anchor] = value, spot, self.values - before
        return value, spot

    def check_marks(self, event: Any, path: KeyPath) -> None:
        """Anchors and tags are as good as any."""

    def mapping(self, events: Iterator[Any], path: KeyPath, spot: Spot) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        merged: list[tuple[dict[str, Any], Spot]] = []
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                self.pass_over(event, events, path)
                continue
            value, child = self.value(next(events), events, (*path, event.value), self.place(event))
            others = value if isinstance(value, list) else [value]
            if event.value == "<<" and all(isinstance(other, dict) for other in others):
                spots = [child.parts[index] for index in range(len(others))] if isinstance(value, list) else [child]
                merged += zip(others, spots, strict=True)
            elif event.value not in entries:
                entries[event.value], spot.parts[event.value] = value, child
        for other, written_at in merged:
            self.values += len(other)
            for key in [key for key in other if key not in entries]:
                entries[key], spot.parts[key] = other[key], written_at.parts[key]
        return entries


def _cut_off(number: Any, place: Place, key: str, spot: Spot) -> bool:
    """True where an empty key right behind a number and a comma is the rest of it: {best: 1,5M}; prose is not."""
    digits = "" if isinstance(number, bool) else str(number)
    behind = Place(place.file, place.line, place.column + len(digits) + 1)
    return bool(_REST.fullmatch(key) and _DIGITS.fullmatch(digits)) and spot.key == behind


def _scalar_value(text: str) -> Any:
    """An unquoted scalar by the core schema of YAML 1.2, so that NO, on, 1:20, 012 and dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if not text[-1:].isdigit() and text[-1:] != ".":
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and len(text) < 400:
        return Pointed(text) if _POINTED.fullmatch(text) else _float(text)
    return text


def _float(text: str) -> float | str:
    """The number; the text itself where a computer has none so large or so near to 0."""
    number = float(text)
    vanishes = number == 0.0 and any(digit in "123456789" for digit in re.split("[eE]", text)[0])
    return text if math.isinf(number) or vanishes else number


def tokens(text: str) -> Iterator[Any]:
    """The YAML tokens of a text that reads without problems, each with its marks."""
    return iter(yaml.scan(text, Loader=Loader))


def tree(text: str) -> Any:
    """The tree of YAML nodes of a text that reads without problems; each knows where it begins and ends in it."""
    return yaml.compose(text, Loader=yaml.SafeLoader)


def yaml_text(value: Any) -> str:
    """Plain values as YAML text in the order given, which `parsed` reads back to the same values."""
    return "\n".join(_lines(value, 0)) + "\n"


def scalar_text(value: Any) -> str:
    """One scalar as YAML, quoted wherever it would otherwise be read as something else."""
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    if isinstance(value, int | float):
        return repr(value)
    return value if _may_stand_unquoted(value) else _quoted(value)


_SIMPLE = re.compile(r"[^\W\d_][\w ()+/.%&;$§–—’-]*|[0-9][\w./%-]*(?: [\w%-]+)*")


@lru_cache(maxsize=10_000)
def _may_stand_unquoted(text: str) -> bool:
    return bool(_SIMPLE.fullmatch(text)) and text == text.strip() and isinstance(_scalar_value(text), str)


def _quoted(text: str) -> str:
    escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(escapes.get(char, char) for char in text) + '"'


def _lines(value: Any, indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, inner in value.items():
        if isinstance(inner, dict) and inner:
            yield f"{pad}{scalar_text(key)}:"
            yield from _lines(inner, indent + 2)
        elif isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            yield f"{pad}{scalar_text(key)}:"
            yield from (f"{pad}  - {flow_text(item)}" for item in inner)
        else:
            yield f"{pad}{scalar_text(key)}: {flow_text(inner)}"


def flow_text(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar_text(key)}: {flow_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow_text(inner) for inner in value) + "]"
    return scalar_text(value)
