"""Records of processing activities (GDPR Art. 30) as tables: CNIL's and ICO's templates, and tables of one's own."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from data_maps.exchange.documents import SourceFile, SourceItem, clean, sheets, table_of, unreadable
from data_maps.exchange.draft import UNKNOWN, MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import HERE, is_about_nobody, types_named
from data_maps.expansion import as_id
from data_maps.problems import Place
from data_maps.usual_words import company, country
from data_maps.vocabulary import Company

NEEDED = ("purpose", "data")
_SPLIT = re.compile(r"[;\n•·|]|(?<![0-9]),(?![0-9])|(?: - )")
_NUMBERS = {
    "one": "1",
    "two": "2",
    "three": "3",
    "five": "5",
    "six": "6",
    "seven": "7",
    "ten": "10",
    "un": "1",
    "deux": "2",
    "trois": "3",
    "cinq": "5",
    "dix": "10",
}
_SPAN = re.compile(
    rf"([0-9]+|{'|'.join(_NUMBERS)}) ?(?:\([0-9]+\) ?)?"
    r"(years?|months?|weeks?|days?|ans?|années?|mois|semaines?|jours?|jahre?|monate?)\b",
    re.IGNORECASE,
)
_UNITS = {"an": "year", "ja": "year", "ye": "year", "mo": "month", "we": "week", "se": "week", "da": "day", "jo": "day"}
NOTHING = (
    "",
    "n/a",
    "na",
    "none",
    "no",
    "-",
    "–",
    "not applicable",
    "non",
    "aucun",
    "aucune",
    "néant",
    "sans objet",
    "keine",
    "x",
)


@cache
def fields() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The published table of headings by the field that they are of."""
    with (HERE / "ropa_columns.csv").open(encoding="utf-8", newline="") as file:
        return tuple((row["field"], re.compile(row["heading"], re.IGNORECASE)) for row in csv.DictReader(file))


def field_of(heading: str) -> str:
    """The field that a heading or a label is of; empty for one that is not known.

    >>> field_of("Categories of personal data"), field_of("Finalité principale"), field_of("Colour")
    ('data', 'purpose', '')
    """
    words = clean(heading, 200)
    return next((field for field, pattern in fields() if pattern.search(words)), "")


def columns_of(headings: list[str], given: Mapping[str, str]) -> dict[str, str]:
    """The field of each heading: as somebody says, else by the table; `given` has the heading of each field."""
    said = {heading: field for field, heading in given.items()}
    return {heading: field for heading in headings if (field := said.get(heading) or field_of(heading))}


def unmatched(files: Mapping[str, bytes], given: Mapping[str, str]) -> tuple[list[str], dict[str, str], list[str]]:
    """The needed fields without a column, the columns that are known by field, and all headings of the first table."""
    for file, content in files.items():
        for lines in sheets(content, file).values():
            read = table_of(lines, file, lambda cells: len(columns_of(cells, given)))
            known = columns_of(list(read.headings), given)
            lacking = [field for field in NEEDED if field not in known.values()]
            if not _as_forms(lines):
                return (
                    lacking,
                    {field: heading for heading, field in reversed(known.items())},
                    [h for h in read.headings if h],
                )
    return [], {}, []


def drafted(files: Mapping[str, bytes], beside: Beside) -> MapDraft:
    """The activities of all sheets: rows of tables, and forms with a label beside each value."""
    draft = MapDraft("ropa", "a record of processing", title="Record of processing activities")
    source = draft.add_source("ropa", f"Record of processing activities: {Path(next(iter(files))).name}")
    record = _Record(draft, source)
    for file, content in files.items():
        for name, lines in sheets(content, file).items():
            if form := _as_forms(lines):
                held = SourceFile(f"{file}", {}, lambda _path, _part, at=lines[0][0], file=file: Place(file, at, 1))  # type: ignore[misc]
                record.activity(SourceItem(held, ("sheets", name), form), form, name)
                continue
            read = table_of(lines, file, lambda cells: len(columns_of(cells, beside.columns)))
            known = columns_of(list(read.headings), beside.columns)
            if len(known) < 2:
                for row in read.rows:
                    draft.drop(
                        row,
                        "row",
                        next(iter(map(clean, row.value.values())), ""),
                        "its sheet has no columns of a record",
                    )
                continue
            lacking = [field for field in NEEDED if field not in known.values()]
            if lacking:
                raise unreadable(
                    file, f"no column for {' and '.join(lacking)}", "name it with --mapping FILE", lines[0][0]
                )
            for row in read.rows:
                values: dict[str, str] = {}
                for heading, field in known.items():
                    if text := clean(row.raw(heading), 2_000):
                        values[field] = f"{values[field]}; {text}" if field in values else text
                record.activity(row, values, "")
    if not draft.systems and not any(element.kind == "activity" for element, _ in draft.elements):
        raise unreadable(next(iter(files)), "no column for purpose and data", "name them with --mapping FILE")
    record.finish()
    return draft


def _as_forms(lines: list[tuple[int, list[str]]]) -> dict[str, str]:
    """The values of a form by field: labels in one column and values beside them; empty where it is none."""
    values: dict[str, str] = {}
    heading_row = max((len({field_of(cell) for cell in cells if cell} - {""}) for _, cells in lines[:30]), default=0)
    if heading_row > 3:
        return {}
    for _, cells in lines:
        filled = [cell for cell in cells if cell]
        field = field_of(filled[0]) if filled else ""
        if field and len(filled) > 1 and not field_of(filled[1]):
            text = clean("; ".join(filled[1:2]), 1_000)
            values[field] = f"{values[field]}; {text}" if field in values else text
            if field == "data" and len(filled) > 2:
                values.setdefault("retention", clean(filled[2], 200))
    return values if {"purpose"} <= set(values) and len(values) > 2 else {}


class _Record:
    """Fills a draft with activities: a system for each, its people, its data, its receivers."""

    def __init__(self, draft: MapDraft, source: str) -> None:
        self.draft, self.source = draft, source
        self.groups: dict[str, str] = {}
        self.data: dict[str, list[str]] = {}
        self.receivers: dict[tuple[str, str], str] = {}
        self.unrecognised: list[str] = []

    def activity(self, row: SourceItem, values: Mapping[str, str], otherwise: str) -> None:
        """Add one activity; what is said of it and has no place in a map is left out by name."""
        draft = self.draft
        name = clean(values.get("activity") or values.get("purpose") or otherwise, 100)
        row.read.update(
            heading for heading in row.value if field_of(heading) not in ("security", "basis", "safeguards", "")
        )
        ids = [id_ for part in _parts(values.get("data", "")) for id_ in self.kinds(part)]
        if not name or not ids:
            draft.drop(row, "activity", name, "it names no data" if name else "the row is empty")
            return
        if (controller := clean(values.get("controller", ""), 100)) and not draft.operator:
            draft.operator = draft.add_party(controller, source=self.source)
            draft.about = controller
        place = country(clean(values.get("location", ""), 80)) if values.get("location") else ""
        where = {"in": place} if isinstance(place, str) and place else {}
        system = draft.add_system(name, operator=draft.operator or UNKNOWN, source=self.source, **where)
        told = {"purpose": clean(values.get("purpose", name), 200), "source": self.source}
        flows = []
        for subject in _parts(values.get("subjects", "")) or ["People"]:
            group = self.groups.get(as_id(subject))
            if group is None:
                group = self.groups[as_id(subject)] = draft.id_for(subject, "people")
                draft.users[group] = {"name": subject}
            flows.append("flows." + draft.add_flow(group, system, ids, id_=f"{group}-{system}", **told))
        self.retention(values.get("retention", ""), system, ids)
        flows += self.receive(values, system, ids)
        draft.take(
            row,
            "activity",
            name,
            f"systems.{system}",
            *flows,
            how="a system of its own, with its people, data and receivers",
        )

    def kinds(self, part: str) -> list[str]:
        """The data of one category, added where they are not there yet."""
        if part not in self.data:
            types = () if is_about_nobody(part) else types_named(part)
            if types:
                self.data[part] = [
                    self.draft.add_data(part if len(types) == 1 else f"{part} {type_}", type_) for type_ in types
                ]
            else:
                why = "the source names no type of data: that something was done stands for it"
                self.data[part] = [self.draft.add_data(part, "metadata", why=why)]
                self.unrecognised += self.data[part]
        return self.data[part]

    def retention(self, text: str, system: str, ids: list[str]) -> None:
        spans = [
            f"{_NUMBERS.get(number.lower(), number)} {_UNITS[unit[:2].lower()]}s"
            for number, unit in _SPAN.findall(text)
        ]
        if len(set(spans)) == 1 and float(spans[0].split()[0]) <= 100:
            self.draft.systems[system]["keeps"] = dict.fromkeys(ids, spans[0])
        elif text.lower() not in NOTHING:
            self.draft.ask(f"How long are they kept? The source says: {clean(text, 200)}", [f"systems.{system}"])

    def receive(self, values: Mapping[str, str], system: str, ids: list[str]) -> list[str]:
        """The flows to receivers; one alone, with one country, is taken to be there."""
        named = _parts(values.get("recipients", ""))
        countries = [code for part in _parts(values.get("countries", "")) if isinstance(code := country(part), str)]
        flows = []
        for receiver in named:
            place = countries[0] if len(named) == len(countries) == 1 else UNKNOWN
            key = (as_id(receiver), place)
            if key not in self.receivers:
                known = company(receiver)
                operator = UNKNOWN
                if isinstance(known, Company):
                    operator = self.draft.add_party(
                        known.name,
                        known.organised_in,
                        run_from=known.run_from or "",
                        why="by the table of common companies",
                    )
                self.receivers[key] = self.draft.add_system(
                    receiver, operator=operator, **{"in": place}, source=self.source
                )
            flows.append(
                "flows."
                + self.draft.add_flow(system, self.receivers[key], ids, id_=f"{system}-{key[0]}", source=self.source)
            )
        if countries and (len(named) != 1 or len(countries) != 1):
            self.draft.ask(f"Who gets these data in {', '.join(dict.fromkeys(countries))}?", [f"systems.{system}"])
        return flows

    def finish(self) -> None:
        if self.unrecognised:
            self.draft.ask("Of which type are these data?", [f"data.{id_}" for id_ in self.unrecognised])
        if len(self.groups) > 1:
            self.draft.ask(
                "Is anybody in several of these groups? They are counted as different people.",
                [f"users.{id_}" for id_ in self.groups.values()],
            )


def _parts(text: str) -> list[str]:
    """The parts of a cell that lists several things, each once, and none of the words for nothing."""
    parts = (clean(part.strip(" .-–*"), 100) for part in _SPLIT.split(text))
    return list({as_id(part): part for part in parts if part.lower() not in NOTHING and as_id(part)}.values())


FORMAT = ForeignFormat(
    "ropa",
    "records of processing (Art. 30): CNIL's and ICO's templates, other tables as CSV, XLSX or ODS",
    (".csv", ".xlsx", ".ods"),
    drafted,
    "each activity becomes a system with flows from its people and on to its recipients; retention is kept",
    "legal bases, safeguards, security measures; rows without data; sheets without columns of a record",
    "how many people there are and where; who recipients are; where data stand; of which type some are",
)
