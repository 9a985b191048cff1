"""Documents of other tools: JSON, YAML, XML and tables as plain values, each part with its place in the file."""

from __future__ import annotations

import bisect
import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any, cast
from xml.parsers import expat

from data_maps.places import first_bytes, parsed
from data_maps.problems import KeyPath, Place, Problem, shown
from data_maps.reading import why_unread
from data_maps.uploads import BROKEN

MOST_BYTES, MOST_BYTES_OF_A_CAPTURE, MOST_FILES, MOST_DEPTH, MOST_ROWS = 50_000_000, 200_000_000, 200, 60, 200_000
LONGEST_TEXT = 300
LONGEST_CELL = 1_000_000
WORKBOOK = (".xlsx", ".xlsm")
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
GZIP = b"\x1f\x8b"
"""What a file that gzip packed begins with."""


class Unreadable(Exception):
    """A document that cannot be read, for reasons each at its place."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


def unreadable(file: str, message: str, hint: str = "", line: int = 1, column: int = 1, path: str = "") -> Unreadable:
    """The exception of one problem."""
    return Unreadable(Problem(Place(file, line, column), path, message, hint))


def clean(value: object, longest: int = LONGEST_TEXT) -> str:
    """A scalar of a document as one short line of text that a map may hold; empty for what is none.

    >>> clean(" two\\nlines \\x00"), clean(3), clean(["list"]), clean(True)
    ('two lines', '3', '', 'true')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int | float):
        return ""
    text = str(value) if not isinstance(value, str) else value[: 4 * longest]
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


@dataclass(frozen=True)
class SourceFile:
    """A file's values; `place_of` looks up where a part of them stands, by its path and itself."""

    file: str
    value: Any
    place_of: Callable[[KeyPath, Any], Place]

    @property
    def root(self) -> SourceItem:
        """The whole of it; raises Unreadable where that is no mapping."""
        if not isinstance(self.value, dict):
            raise unreadable(self.file, f"{shown(self.value)} where a mapping is expected", "is it of this format?")
        return SourceItem(self, (), self.value)


class SourceItem:
    """A mapping in a document, which knows its place and which of its keys were read."""

    __slots__ = ("document", "path", "read", "value")

    def __init__(self, document: SourceFile, path: KeyPath, value: Mapping[str, Any]) -> None:
        self.document = document
        self.path = path
        self.value = value
        self.read: set[str] = set()

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.document.place_of(self.path, self.value)

    def raw(self, key: str) -> Any:
        """What stands under a key, as it is."""
        self.read.add(key)
        return self.value.get(key)

    def text(self, *keys: str) -> str:
        """The text under the first of some keys that has any; empty where none has."""
        return next((text for key in keys if (text := clean(self.raw(key)))), "")

    def flag(self, key: str) -> bool | None:
        """True or false as it stands under a key, also as a word; None for anything else."""
        return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(
            clean(self.raw(key)).lower()
        )

    def texts(self, key: str) -> list[str]:
        """The texts of a list, or the one text that stands for it."""
        value = self.raw(key)
        return [text for each in (value if isinstance(value, list) else [value]) if (text := clean(each))]

    def item(self, key: str) -> SourceItem:
        """The mapping under a key; an empty one for anything else."""
        value = self.raw(key)
        return SourceItem(self.document, (*self.path, key), value if isinstance(value, dict) else {})

    def items(self, key: str) -> list[SourceItem]:
        """The mappings in the list under a key, or in the mapping there, whose keys their paths end in."""
        value = self.raw(key)
        parts: Iterable[tuple[str | int, Any]] = (
            value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        )
        return [SourceItem(self.document, (*self.path, key, at), part) for at, part in parts if isinstance(part, dict)]

    def within(self, *keys: str) -> SourceItem:
        """The mapping at the end of a way of keys."""
        here = self
        for key in keys:
            here = here.item(key)
        return here

    @property
    def name(self) -> str:
        """The last key of its path as text."""
        return clean(self.path[-1]) if self.path else ""

    @property
    def left(self) -> tuple[str, ...]:
        """The keys that hold something and were not read."""
        empty: tuple[Any, ...] = (None, "", [], {})
        return tuple(clean(key, 60) for key, value in self.value.items() if key not in self.read and value not in empty)


def files_at(paths: Iterable[str], endings: tuple[str, ...], most: int = MOST_BYTES) -> dict[str, bytes]:
    """The files of some paths by name, those in zip files and folders too; raises Unreadable.

    Args:
        paths: Files, zip files and folders.
        endings: What names of files in zip files and folders end in.
        most: How many bytes all may have together once unpacked.
    """
    contents: dict[str, bytes] = {}
    for name in paths:
        path, left = Path(name), most - sum(map(len, contents.values()))
        try:
            if path.is_dir():
                inside = sorted(file for file in path.iterdir() if _ends_in(file.name, endings) and file.is_file())
                contents |= {
                    str(file): _out_of_gzip(first_bytes(file, left), str(file), left)
                    for file in inside[: MOST_FILES + 1]
                }
            elif path.suffix.lower() == ".zip":
                contents |= _unpacked(first_bytes(path, left), name, endings, left)
            else:
                contents[name] = _out_of_gzip(first_bytes(path, left), name, left)
        except OSError as error:
            raise unreadable(name, why_unread(error), "name a file, a zip file or a folder") from None
        if sum(map(len, contents.values())) > most:
            raise unreadable(name, f"larger than {most // 1_000_000} MB", "leave out what is not needed")
        if len(contents) > MOST_FILES:
            raise unreadable(name, f"more than {MOST_FILES} files", "give fewer at a time")
    if not contents:
        raise unreadable(next(iter(paths), "-"), f"no file that ends in {' or '.join(endings)}", "name a file")
    return contents


def files_uploaded(contents: Mapping[str, bytes], endings: tuple[str, ...], most: int = MOST_BYTES) -> dict[str, bytes]:
    """The files that were uploaded by name, those in zip files too; raises Unreadable.

    Args:
        contents: What was uploaded, by name.
        endings: What names of files in zip files end in.
        most: How many bytes all may have together once unpacked.
    """
    files: dict[str, bytes] = {}
    for name, content in contents.items():
        left = most - sum(map(len, files.values()))
        packed = name.lower().endswith(".zip")
        files |= _unpacked(content, name, endings, left) if packed else {name: _out_of_gzip(content, name, left)}
        if sum(map(len, files.values())) > most or len(files) > MOST_FILES:
            raise unreadable(name, f"larger than {most // 1_000_000} MB, or of too many files", "leave out some of it")
    return files


def _unpacked(content: bytes, name: str, endings: tuple[str, ...], most: int) -> dict[str, bytes]:
    """The files in a zip file; sizes in it are claims, so that no more is ever read than may be."""
    contents: dict[str, bytes] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [
                member
                for member in archive.infolist()
                if _ends_in(member.filename, endings)
                and not member.is_dir()
                and not member.filename.startswith("__MACOSX")
            ]
            for member in members[: MOST_FILES + 1]:
                with archive.open(member) as file:
                    inside = _out_of_gzip(file.read(most + 1), f"{name}/{member.filename}", most)
                contents[f"{name}/{member.filename}"] = inside
                most -= len(inside)
                if most < 0:
                    raise unreadable(name, "too large once unpacked", "leave out what is not needed")
    except BROKEN:
        raise unreadable(name, "this zip file cannot be opened", "zip it again, without a password") from None
    return contents


def _ends_in(name: str, endings: tuple[str, ...]) -> bool:
    return Path(name.lower().removesuffix(".gz")).suffix in endings


def _out_of_gzip(content: bytes, name: str, most: int) -> bytes:
    """The bytes of a file, unpacked where gzip packed them, and no more of them than shows that they are too many."""
    if not content.startswith(GZIP):
        return content
    try:
        return gzip.GzipFile(fileobj=io.BytesIO(content)).read(most + 1)
    except BROKEN:
        raise unreadable(name, "this gzip file cannot be opened", "pack it again, or unpack it first") from None


def decoded(content: bytes, file: str, *, table: bool = False) -> str:
    """The text of a file: UTF-8, or UTF-16 with its mark; of a table also Windows-1252, which many programs save."""
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        if table and not utf16:
            return content.decode("cp1252", "replace")
        before = b"" if utf16 else content[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        raise unreadable(file, "not UTF-8 text from here on", "save the file as UTF-8", line, column) from None


def document(content: bytes, file: str) -> SourceFile:
    """A file of JSON or YAML; raises Unreadable."""
    text = decoded(content, file)
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json_document(text, file)
        except Unreadable:
            # Flow style of YAML begins like JSON; where it is neither, what JSON says is the better reason.
            if not file.lower().endswith((".yaml", ".yml")):
                raise
    source = parsed(text, file, of_others=True)
    if not source.whole:
        raise Unreadable(*source.problems)
    return SourceFile(file, source.value, lambda path, _value: source.spot.inside(path)[0].place)


def json_document(
    text: str,
    file: str,
    placed: int = MOST_DEPTH,
    each: Mapping[KeyPath, Callable[[int, Any, Place], None]] | None = None,
) -> SourceFile:
    """A text of JSON, with the places of mappings and lists down to a depth; raises Unreadable.

    Args:
        text: The text.
        file: What it is called in places.
        placed: The depth from which on values are read at once, without places.
        each: Functions of (index, value, place) by the path of a list, to which its items are given and not kept.
    """
    reader = _JsonReader(text, file, placed, each or {})
    try:
        start = reader.gap(0)
        value, end = reader.value(start, 0, ())
        if reader.gap(end) != len(text):
            raise reader.fault(reader.gap(end), "text after the end of the JSON document", "remove it")
    except json.JSONDecodeError as error:
        raise reader.fault(
            error.pos, "not readable as JSON from here on", "check quotes, commas and brackets"
        ) from None
    except StopIteration as stop:
        raise reader.fault(cast(int, stop.value), "not readable as JSON from here on", "a value is missing") from None
    except RecursionError:
        raise reader.fault(0, f"nested deeper than {MOST_DEPTH} levels", "is it of this format?") from None
    except ValueError:
        raise reader.fault(0, "a number that no computer holds", "is it of this format?") from None
    return SourceFile(file, value, lambda _path, part: reader.place(reader.starts.get(id(part), 0)))


class _JsonReader:
    """Reads JSON; `starts` says at which character each mapping and list begins."""

    def __init__(self, text: str, file: str, placed: int, each: Mapping[KeyPath, Any]) -> None:
        self.text, self.file, self.placed, self.each = text, file, placed, each
        self.starts: dict[int, int] = {}
        self.scan = cast(Any, json.JSONDecoder(parse_constant=self._no_number, strict=False)).scan_once
        self.gaps = re.compile(r"[ \t\n\r]*")
        self.lines: list[int] | None = None

    @staticmethod
    def _no_number(word: str) -> None:
        raise ValueError(word)

    def gap(self, at: int) -> int:
        match = self.gaps.match(self.text, at)
        return match.end() if match else at

    def place(self, at: int) -> Place:
        if self.lines is None:
            self.lines = [0, *(match.end() for match in re.finditer("\n", self.text))]
        line = bisect.bisect_right(self.lines, at)
        return Place(self.file, line, at - self.lines[line - 1] + 1)

    def fault(self, at: int, message: str, hint: str) -> Unreadable:
        place = self.place(min(at, len(self.text)))
        return Unreadable(Problem(place, "", message, hint))

    def value(self, at: int, depth: int, path: KeyPath) -> tuple[Any, int]:
        opening = self.text[at : at + 1]
        if opening not in ("{", "[") or depth >= self.placed:
            if depth >= MOST_DEPTH:
                raise self.fault(at, f"nested deeper than {MOST_DEPTH} levels", "is it of this format?")
            value, end = self.scan(self.text, at)
            if opening in ("{", "["):
                self.starts[id(value)] = at
            return value, end
        value, end = self.mapping(at + 1, depth, path) if opening == "{" else self.sequence(at + 1, depth, path)
        self.starts[id(value)] = at
        return value, end

    def mapping(self, at: int, depth: int, path: KeyPath) -> tuple[dict[str, Any], int]:
        entries: dict[str, Any] = {}
        at = self.gap(at)
        if self.text[at : at + 1] == "}":
            return entries, at + 1
        while True:
            if self.text[at : at + 1] != '"':
                raise self.fault(at, "a key in double quotes is expected here", "check quotes, commas and brackets")
            key, at = self.scan(self.text, at)
            at = self.gap(at)
            if self.text[at : at + 1] != ":":
                raise self.fault(at, "a key without its ':'", 'write "key": value')
            entries[key], at = self.value(self.gap(at + 1), depth + 1, (*path, key))
            at = self.gap(at)
            if self.text[at : at + 1] == "}":
                return entries, at + 1
            if self.text[at : at + 1] != ",":
                raise self.fault(at, "a '{' that is not closed, or a missing ','", "check commas and brackets")
            at = self.gap(at + 1)

    def sequence(self, at: int, depth: int, path: KeyPath) -> tuple[list[Any], int]:
        items: list[Any] = []
        take, index = self.each.get(path), 0
        at = self.gap(at)
        if self.text[at : at + 1] == "]":
            return items, at + 1
        while True:
            start = at
            value, at = self.value(at, depth + 1, (*path, index))
            if take is None:
                items.append(value)
            else:
                take(index, value, self.place(start))
            index += 1
            at = self.gap(at)
            if self.text[at : at + 1] == "]":
                return items, at + 1
            if self.text[at : at + 1] != ",":
                raise self.fault(at, "a '[' that is not closed, or a missing ','", "check commas and brackets")
            at = self.gap(at + 1)


def xml_document(content: bytes, file: str, with_both: tuple[str, ...] = ()) -> SourceFile:
    """A file of XML as mappings of names without their prefixes; raises Unreadable.

    What an element holds several times is a list; text beside elements is left out. Entities are not expanded.

    Args:
        content: The bytes of the file.
        file: What it is called in places.
        with_both: Elements that keep attributes beside a text, which then stands under "$"; others are their text.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    root: dict[str, Any] = {}
    stack: list[tuple[str, dict[str, Any], list[str]]] = [("", root, [])]
    places: dict[int, Place] = {}

    def refuse(*_arguments: Any) -> Any:
        raise unreadable(file, "an entity or a reference to another file", "leave it out", parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MOST_DEPTH:
            raise unreadable(file, f"nested deeper than {MOST_DEPTH} levels", "", parser.CurrentLineNumber)
        entries: dict[str, Any] = {f"@{key.split(' ')[-1]}": value for key, value in attributes.items()}
        places[id(entries)] = Place(file, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        stack.append((name.rsplit(" ", maxsplit=1)[-1], entries, []))

    def end(_name: str) -> None:
        name, entries, texts = stack.pop()
        text = "".join(texts).strip()
        value: Any = entries if any(not key.startswith("@") for key in entries) or not text else text
        if value == text and name in with_both:
            entries["$"], value = text, entries
        above = stack[-1][1]
        if isinstance(above.get(name), list):
            above[name].append(value)
        else:
            above[name] = [above[name], value] if name in above else value

    def characters(text: str) -> None:
        stack[-1][2].append(text)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.EntityDeclHandler = parser.ExternalEntityRefHandler = parser.UnparsedEntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        hint = "check that the file is whole"
        raise unreadable(file, "not readable as XML from here on", hint, error.lineno, error.offset + 1) from None
    except (LookupError, ValueError):
        raise unreadable(file, "in an encoding that is not known", "save the file as UTF-8") from None
    return SourceFile(file, root, lambda _path, part: places.get(id(part), Place(file, 1, 1)))


@dataclass(frozen=True)
class SourceTable:
    """A table with a row of headings: each row after them as a mapping in a document."""

    document: SourceFile
    headings: tuple[str, ...]
    rows: tuple[SourceItem, ...]


def table(content: bytes, file: str, known: Callable[[list[str]], int] | None = None) -> SourceTable:
    """The table of a CSV file or of the first sheet of a workbook that has one; raises Unreadable.

    Args:
        content: The bytes of the file.
        file: What it is called in places.
        known: How many headings of a row are known; of the first thirty rows, that with most of them has them.
    """
    every = sheets(content, file)
    if not every:
        raise unreadable(file, "the table is empty", "name a table with a row of headings")
    return table_of(next(iter(every.values())), file, known)


def table_of(
    lines: list[tuple[int, list[str]]], file: str, known: Callable[[list[str]], int] | None = None
) -> SourceTable:
    """The table of some numbered rows of cells, as `table` has it."""
    best = max(range(min(30, len(lines))), key=lambda at: (known(lines[at][1]) if known else 0, -at))
    headings = tuple(clean(cell, 100) for cell in lines[best][1])
    places: dict[int, Place] = {}
    held = SourceFile(file, {}, lambda _path, row: places.get(id(row), Place(file, 1, 1)))
    rows = []
    for number, cells in lines[best + 1 :]:
        same = sum(cell == heading != "" for cell, heading in zip(cells, lines[best][1], strict=False))
        if 2 * same > len(list(filter(None, cells))):
            continue  # Headings again: those of a new page, or the second row of headings that are merged downwards.
        row: dict[str, str] = {}
        for heading, cell in zip(headings, cells, strict=False):
            # One heading may stand over several columns.
            if heading and cell not in ("", row.get(heading)):
                row[heading] = f"{row[heading]}; {cell}" if heading in row else cell
        places[id(row)] = Place(file, number, 1)
        rows.append(SourceItem(held, ("rows", number), row))
    return SourceTable(held, headings, tuple(rows))


def sheets(content: bytes, file: str) -> dict[str, list[tuple[int, list[str]]]]:
    """The numbered rows of cells of each sheet that has any, by its name; a CSV file is one sheet."""
    ending = Path(file).suffix.lower()
    read = _workbook if ending in WORKBOOK else _open_document if ending == ".ods" else _separated
    found = read(content, file)
    by_name = {name: [(number, cells) for number, cells in lines if any(cells)] for name, lines in found}
    return {name: lines for name, lines in by_name.items() if lines}


def _separated(content: bytes, file: str) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    text = decoded(content, file, table=True)
    if "\x00" in text:
        raise unreadable(file, "this is no text", "save the table as CSV with UTF-8")
    # Cells list things with other separators: the first line that has any is that of headings, or a row like it.
    first = next((line for line in text[:20_000].splitlines() if re.search("[,;\t]", line)), "")
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: list[tuple[int, list[str]]] = []
    last = 0
    try:
        for cells in reader:
            if len(lines) >= MOST_ROWS:
                raise unreadable(file, f"more than {MOST_ROWS} rows", "split the table", last + 1)
            lines.append((last + 1, [cell.strip() for cell in cells]))
            last = reader.line_num
    except csv.Error:
        raise unreadable(file, "not readable as a table from here on", "check its quotes", last + 1) from None
    yield "", lines


def _members(content: bytes, file: str) -> zipfile.ZipFile:
    """The archive that a workbook is, once it is known to be of a size that can be read, and without entities."""
    wrong = unreadable(file, "this workbook cannot be opened", "save it again, without a password")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        members = archive.infolist()
        if sum(member.file_size for member in members) > MOST_BYTES:
            raise unreadable(file, "larger than 50 MB once unpacked", "leave out what is not needed")
        for member in members:
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    if b"<!DOCTYPE" in part.read(4_000).replace(b"\x00", b""):
                        raise wrong
    except BROKEN:
        raise wrong from None
    return archive


def _workbook(content: bytes, file: str) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    from openpyxl.reader.excel import ExcelReader
    from openpyxl.utils import range_boundaries

    archive = _members(content, file)
    try:
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True)
        reader.read()
        parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
        for sheet in reader.wb.worksheets:
            lines: list[tuple[int, list[str]]] = []
            for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=200), start=1):
                if number > MOST_ROWS:
                    raise unreadable(file, f"more than {MOST_ROWS} rows", "split the table", number)
                lines.append((number, list(map(_cell, row))))
            merged = _MERGED.finditer(archive.read(parts[sheet.title]))
            areas = (cast(tuple[int, int, int, int], range_boundaries(area[1].decode())) for area in merged)
            yield sheet.title, _filled(lines, areas, file)
    except Unreadable:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook fails in as many ways as its library has
        raise unreadable(file, "this workbook cannot be opened", "save it again, without a password") from None


def _cell(value: object) -> str:
    """A cell of a workbook as people read it: a day without midnight, a whole number without its point."""
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _filled(
    lines: list[tuple[int, list[str]]], areas: Iterable[tuple[int, int, int, int]], file: str
) -> list[tuple[int, list[str]]]:
    """Rows with what merged cells say in each cell that they cover; `areas` as (column, row, column, row) from 1.

    What covers more than half of the columns is a title or a band between rows, and fills none of them.
    """
    at, left = dict(lines), MOST_ROWS
    columns = max((column for _, cells in lines for column, cell in enumerate(cells, start=1) if cell), default=0)
    for first, top, end, bottom in areas:
        last = min(end, columns)
        wide = 2 * (last - first + 1) > columns
        rows = range(top, min(bottom, max(at, default=0)) + 1)
        covered = [] if wide and top == bottom else [at[row] for row in rows if row in at]
        left -= len(rows) * max(last - first + 1, 0)
        if left < 0:
            raise unreadable(file, f"more than {MOST_ROWS} merged cells", "split the table, or part the cells", top)
        text = at.get(top, [])[first - 1 : first]
        for cells in covered if text else ():
            cells.extend([""] * (last - len(cells)))
            for column in range(first - 1, first if wide else last):
                cells[column] = cells[column] or text[0]
    return lines


def _open_document(content: bytes, file: str) -> Iterator[tuple[str, list[tuple[int, list[str]]]]]:
    """The sheets of an OpenDocument spreadsheet; rows and cells that repeat themselves empty are passed over."""
    found: list[tuple[str, list[tuple[int, list[str]]]]] = []
    texts: list[str] = []
    areas: list[list[tuple[int, int, int, int]]] = []
    repeated = [1]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            found.append((attributes.get("table:name", ""), []))
            areas.append([])
        elif name == "table:table-row" and found:
            lines = found[-1][1]
            lines.append((lines[-1][0] + repeated[0] if lines else 1, []))
            repeated[0] = int(attributes.get("table:number-rows-repeated", "1"))
        elif name in ("table:table-cell", "table:covered-table-cell") and found and found[-1][1]:
            column, row = len(found[-1][1][-1][1]) + 1, found[-1][1][-1][0]
            right, down = (int(attributes.get(f"table:number-{way}-spanned", "1")) for way in ("columns", "rows"))
            if right > 1 or down > 1:
                areas[-1].append((column, row, column + right - 1, row + down - 1))
            found[-1][1][-1][1].extend([""] * min(int(attributes.get("table:number-columns-repeated", "1")), 200))
            texts.clear()
        if sum(len(lines) for _, lines in found) > MOST_ROWS:
            raise unreadable(file, f"more than {MOST_ROWS} rows", "split the table")

    def end(name: str) -> None:
        if name == "text:p":
            texts.append("\n")
        elif name == "table:table-cell" and found and found[-1][1] and found[-1][1][-1][1] and "".join(texts).strip():
            found[-1][1][-1][1][-1] = "".join(texts).strip()

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = texts.append
    try:
        parser.Parse(_members(content, file).read("content.xml"), True)
    except (expat.ExpatError, LookupError, ValueError, *BROKEN):
        raise unreadable(file, "this spreadsheet cannot be opened", "save it again, without a password") from None
    for (name, lines), merged in zip(found, areas, strict=True):
        yield name, _filled(lines, merged, file)
