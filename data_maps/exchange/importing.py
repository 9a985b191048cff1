"""Importing: a map, or more of one, from files of another tool, with a report of what became of each element."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_maps.exchange.comments import with_comments
from data_maps.exchange.disagreements import label_disagreements
from data_maps.exchange.documents import MOST_BYTES, Unreadable, files_at, files_uploaded
from data_maps.exchange.draft import DROPPED, KEPT, TRANSLATED, MapDraft, SourceElement
from data_maps.exchange.merging import Conflict, merged, written_map
from data_maps.interview import people_in_words
from data_maps.model import DataMap
from data_maps.places import MOST_BYTES as MOST_BYTES_OF_A_MAP
from data_maps.places import yaml_text
from data_maps.problems import Fault, Place, Problem, printable
from data_maps.reading import read
from data_maps.usual_days import day, local_day


@dataclass(frozen=True)
class Beside:
    """What somebody gives beside the files: tables of hosts and of addresses' places, the app's own domain, columns."""

    hosts: str | None = None
    places: str | None = None
    first_party: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ForeignFormat:
    """A format of another tool: its name, what its files are called, and what reads them.

    `takes`, `drops` and `asks` say in words what a map gets of it, what it does not, and what it cannot say.
    """

    name: str
    title: str
    endings: tuple[str, ...]
    drafted: Callable[[Mapping[str, bytes], Beside], MapDraft]
    takes: str
    drops: str
    asks: str
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True)
class Imported:
    """A map made from files of another tool, its text, and what became of each element of them."""

    format: str
    text: str
    data_map: DataMap
    elements: tuple[SourceElement, ...]
    questions: tuple[str, ...]
    conflicts: tuple[Conflict, ...] = ()
    disagreements: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many elements there are, and how many were kept, translated and dropped, which add up to them."""
        by_status = Counter(element.status for element in self.elements)
        return {"elements": len(self.elements), **{status: by_status[status] for status in (KEPT, TRANSLATED, DROPPED)}}

    @property
    def report(self) -> dict[str, Any]:
        """The report as plain values: counts, each element with its place, conflicts, disagreements and questions."""
        return {
            "format": self.format,
            "counts": self.counts,
            "elements": [
                {
                    "status": element.status,
                    "kind": element.kind,
                    "name": element.name,
                    "file": element.place.file,
                    "line": element.place.line,
                    "column": element.place.column,
                    "path": element.path,
                    **({"becomes": list(element.becomes)} if element.becomes else {}),
                    **({"how" if element.status != DROPPED else "why": element.how} if element.how else {}),
                    **({"left": list(element.left)} if element.left else {}),
                }
                for element in self.elements
            ],
            "conflicts": [conflict.plain for conflict in self.conflicts],
            "disagreements": list(self.disagreements),
            "missing": list(self.questions),
        }

    @property
    def report_text(self) -> str:
        """The report as lines of text: what was dropped and translated with its place, and what has to be asked."""
        lines = [self.summary, ""]
        for status in (DROPPED, TRANSLATED, KEPT):
            for element in (element for element in self.elements if element.status == status):
                what = f"{element.place}: {element.kind} {element.name}".rstrip()
                becomes = f" → {', '.join(element.becomes)}" if element.becomes else ""
                left = f"; left out: {', '.join(element.left)}" if element.left else ""
                how = f" ({element.how}{left})" if element.how or left else ""
                lines.append(f"{status}  {printable(what)}{becomes}{printable(how)}")
        for title, entries in (
            ("Conflicts, in which the map stays as it is", [str(conflict) for conflict in self.conflicts]),
            ("Disagreements, both sides of which are kept", self.disagreements),
            ("Missing, asked in the map", self.questions),
        ):
            lines += ["", f"{title}: {len(entries)}", *(f"  {entry}" for entry in entries)] if entries else []
        return "\n".join(lines) + "\n"

    @property
    def summary(self) -> str:
        """The counts in one line."""
        n = self.counts
        told = f"{n['elements']} elements = {n[KEPT]} kept + {n[TRANSLATED]} translated + {n[DROPPED]} dropped"
        more = [
            (len(self.conflicts), "conflicts"),
            (len(self.disagreements), "disagreements"),
            (len(self.questions), "questions"),
        ]
        return "; ".join([told, *(f"{number} {what}" for number, what in more if number)])


def imported(
    form: ForeignFormat,
    paths: Iterable[str] | Mapping[str, bytes],
    *,
    into: DataMap | None = None,
    into_texts: Iterable[str] = (),
    users: str | None = None,
    as_of: date | str | None = None,
    beside: Beside | None = None,
) -> Imported:
    """The map of some files of another tool.

    Args:
        form: Their format.
        paths: Files, zip files and folders; or the contents of files by name, as they were uploaded.
        into: A map that gets what it does not say yet; where it says something else, it stays and a conflict is told.
        into_texts: The texts that it was read from, whose comments are carried over.
        users: How many people, in which country: "US: 19M; DE: 2M".
        as_of: The day whose facts count; that of the source unless said.
        beside: What else somebody gives.

    Raises:
        Unreadable: With every problem of the files, or of what is said beside them.
    """
    people = people_in_words(users) if users else None
    named = day(as_of, local_day()) if isinstance(as_of, str) else as_of
    for key, fault in (("users", people), ("as_of", named)):
        if isinstance(fault, Fault):
            raise Unreadable(Problem(Place(key, 1, 1), "", fault.message, str(fault.hint)))
    if isinstance(paths, Mapping):
        files = files_uploaded(paths, form.endings, form.most_bytes)
    else:
        files = files_at(paths, form.endings, form.most_bytes)
    draft = form.drafted(files, beside or Beside())
    if not draft.elements:
        raise Unreadable(
            Problem(Place(next(iter(files)), 1, 1), "", f"nothing in it is of {form.title}", "is it of this format?")
        )
    if isinstance(named, date):
        draft.as_of = named.isoformat()
    values = draft.map_values(people if isinstance(people, dict) else None, local_day())
    conflicts: tuple[Conflict, ...] = ()
    if into is not None:
        values, conflicts = merged(written_map(into), values)
    values["questions"] = [
        {key: value for key, value in question.items() if key != "key"} for question in values.get("questions", ())
    ]
    disagreements = label_disagreements(values)
    if not values["questions"]:
        del values["questions"]
    text = yaml_text(values)
    for before in into_texts:
        text = with_comments(text, before)
    if len(text.encode("utf-8", "replace")) > MOST_BYTES_OF_A_MAP:
        hint = "give fewer files at a time"
        raise Unreadable(Problem(Place(next(iter(files)), 1, 1), "", "this makes a map larger than 5 MB", hint))
    reading = read(text, f"{form.name}.yaml")
    if reading.data_map is None:
        raise Unreadable(*reading.problems)
    questions = tuple(question["ask"] for question in values.get("questions", ()))
    elements = draft.finished_elements()
    return Imported(form.name, text, reading.data_map, elements, questions, conflicts, disagreements)
