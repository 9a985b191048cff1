"""Maps of a portfolio: each as its text with what stands beside it, and the parties that they share."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data_maps.model import DataMap
from data_maps.places import decoded, first_bytes, flow_text, parsed
from data_maps.problems import Place, Problem
from data_maps.reading import Reading, read, read_texts
from data_maps.writing import expanded_text

PARTIES = "parties.yaml"
ABSENT = ("as_of", "users", "data", "owner", "viewpoint")
"""Columns that a row may lack: a problem of one that it has not stands nowhere in the row."""
OWN_RECORD = "a map in a portfolio cannot have tables of its own as its record"
WORD = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class WrittenMap:
    """The text of one map, and where it stands: `path` names it in problems and rows.

    `beside` is text that is merged into it. A row of a table has the `columns` that stand on its lines, and the number
    of the `row`, from 1 for the titles. `unread` says why a file cannot be read.
    """

    path: str
    text: bytes
    beside: str = ""
    columns: tuple[str, ...] = ()
    row: int | None = None
    unread: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 over all that is written of it, wherever it stands; what cannot be read is like nothing else."""
        unread = f"{self.path}: {self.unread}" if self.unread else ""
        parts = json.dumps([self.text.decode("utf-8", "surrogateescape"), self.beside, unread])
        return hashlib.sha256(parts.encode("utf-8", "surrogateescape")).hexdigest()

    @property
    def shared(self) -> frozenset[tuple[str, str]]:
        """The parties that it has in common with others."""
        parties = parsed(self.beside, PARTIES).value if self.beside else None
        return frozenset(("parties", id_) for id_ in (parties or {}).get("parties", {}))


@dataclass(frozen=True, slots=True)
class ListedMap:
    """A map that is read when it is needed: its path, a digest of what is written, and how it can be read again.

    Maps of one `likeness` are alike in all but names and numbers of people, as far as one can tell unread.
    """

    path: str
    digest: str
    read: Callable[[], WrittenMap]
    likeness: str = ""


def listed_map(read: Callable[[], WrittenMap], likeness: str = "") -> ListedMap:
    """A map as it is written now, of which no text is kept."""
    written_now = read()
    return ListedMap(written_now.path, written_now.digest, read, likeness)


def written_map(name: str, data_map: DataMap) -> WrittenMap:
    """A map that is read already, under a name."""
    return WrittenMap(name, expanded_text(data_map).encode("utf-8", "surrogatepass"))


def reading_of(one: WrittenMap) -> Reading:
    """The map of a text, or every problem in it, those of a row by its columns."""
    content = decoded(one.text, one.path)
    if isinstance(content, Problem):
        return Reading(None, (content,), "", one.path, "")
    if one.beside:
        made = read_texts({one.path: one.text, PARTIES: one.beside.encode()}, one.path)
    else:
        made = read(content, one.path)
    if made.data_map is not None and made.data_map.record is not None:
        return Reading(None, (Problem(Place(one.path, 1, 1), "record", OWN_RECORD, "leave it out"),), "", one.path, "")
    return made


def problems_of(one: WrittenMap, reading: Reading) -> tuple[str, ...]:
    """The problems of a map, one a line; those of a row name its number and column."""
    if one.unread:
        return (f"{one.path}: {one.unread}",)
    return tuple(str(problem) if one.row is None else _in_row(one, problem) for problem in reading.problems)


def _in_row(one: WrittenMap, problem: Problem) -> str:
    line, field = problem.place.line - 1, problem.path.partition(".")[0]
    column = one.columns[line] if problem.place.file == one.path and line < len(one.columns) else ""
    absent = field in ABSENT and not any(name.partition(".")[0] == field for name in one.columns)
    subject = f"column {field}: " if absent else f"column {column}: " if column else f"{problem.path}: "
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{one.path}: {subject}{problem.message}{hint}"


@dataclass(frozen=True)
class SharedParts:
    """The parties that stand beside maps, and the lines of ownership between them; `problems` say what is wrong."""

    parties: Mapping[str, Any] = field(default_factory=dict)
    ownership: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[str, ...] = ()

    def for_map(self, text: bytes) -> str:
        """The text that is merged into a map: the parties that it names, and whoever owns these."""
        named = set(WORD.findall(text.decode("utf-8", "replace"))) & self.parties.keys()
        return self.text_for(named)

    def text_for(self, named: Iterable[str]) -> str:
        """The text of some parties, and of whoever owns these."""
        chosen = set(named)
        while more := {line["owner"] for line in self._over(chosen)} - chosen:
            chosen |= more
        if not chosen:
            return ""
        lines = [f"  {id_}: {flow_text(party)}" for id_, party in self.parties.items() if id_ in chosen]
        owned = [f"  - {flow_text(line)}" for line in self._over(chosen)]
        return "\n".join(("parties:", *lines, *(("ownership:", *owned) if owned else ()), ""))

    def _over(self, chosen: set[str]) -> Iterator[Mapping[str, Any]]:
        return (line for line in self.ownership if line.get("of") in chosen and line.get("owner") in self.parties)


def shared_in(folder: Path, top: Path | None = None) -> SharedParts:
    """The parties in the file beside the maps of a folder, or in the nearest folder above that has one, up to a top."""
    above = [place for place in folder.parents if top is not None and place.is_relative_to(top)]
    file = next((place / PARTIES for place in (folder, *above) if (place / PARTIES).is_file()), None)
    if file is None:
        return SharedParts()
    content = decoded(first_bytes(file), str(file))
    if isinstance(content, Problem):
        return SharedParts(problems=(str(content),))
    source = parsed(content, str(file))
    if source.problems or not isinstance(source.value, dict) or set(source.value) - {"parties", "ownership"}:
        reasons = tuple(map(str, source.problems))
        return SharedParts(problems=reasons or (f"{file}: only parties and ownership can stand beside maps",))
    parties, ownership = source.value.get("parties", {}), source.value.get("ownership", [])
    if not isinstance(parties, dict) or not isinstance(ownership, list):
        return SharedParts(problems=(f"{file}: write parties: {{id: …}} and ownership: [{{owner: …, of: …}}]",))
    return SharedParts(parties, tuple(line for line in ownership if isinstance(line, dict)))
