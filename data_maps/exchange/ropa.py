"""Records of processing activities (GDPR Art. 30) as tables: CNIL's and ICO's templates, and tables of one's own."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from data_maps.exchange.documents import SourceFile, SourceItem, clean, sheets, table_of, unreadable
from data_maps.exchange.draft import UNKNOWN, MapDraft
from data_maps.exchange.importing import Beside, ForeignFormat
from data_maps.exchange.words import HERE, is_about_nobody, type_labelled, types_named
from data_maps.expansion import as_id
from data_maps.problems import Fault, Place
from data_maps.usual_words import company, country
from data_maps.vocabulary import Company

NEEDED = ("purpose", "data")
UNUSED = ("other", "security", "basis", "safeguards")
"""Fields of a record that no part of a map holds."""
_SPLIT = re.compile(r"(?:[;\n•·|]|(?<![0-9]),(?![0-9])| - |(?<=\w)\+(?=\w))(?![^()]*\))")
_NUMBERS = {
    word: str(number)
    for number, words in {
        1: "one un une ein eine uno una een um uma",
        2: "two deux zwei dos due twee dois",
        3: "three trois drei tres tre drie três",
        5: "five cinq fünf cinco cinque vijf",
        6: "six sechs seis sei zes",
        7: "seven sept sieben siete sette zeven sete",
        10: "ten dix zehn diez dieci tien dez",
    }.items()
    for word in words.split()
}
_UNITS = {
    "year": "y(?:ea)?rs? y ans? années? jahre?n? años? anos? anni anno jaar jaren",
    "month": "months? mois monate?n? mes meses mese mesi maand maanden mês",
    "week": "w(?:ee)?ks? semaines? wochen? semanas? settiman[ae] week weken",
    "day": "days? d jours? tagen? tage días? dias? giorn[oi] dag dagen",
}
_SPAN = re.compile(
    rf"\b([0-9]+|{'|'.join(_NUMBERS)}) ?(?:\([0-9]+\) ?)?"
    rf"(?:{'|'.join(f'(?P<{unit}>' + '|'.join(words.split()) + ')' for unit, words in _UNITS.items())})\b",
    re.IGNORECASE,
)
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
    "nein",
    "nee",
    "não",
    "ninguno",
    "nessuno",
    "geen",
    "x",
    "#n/a",
    "#ref!",
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
    >>> field_of("data_subjects"), field_of("retentionPeriod")
    ('subjects', 'retention')
    """
    words = re.sub(r"_|(?<=[a-z])(?=[A-Z])", " ", clean(heading, 200))
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
                    if field not in UNUSED and (text := clean(row.raw(heading), 2_000)):
                        values[field] = f"{values[field]}; {text}" if field in values else text
                record.activity(row, values, "")
    if not draft.systems and not any(element.kind == "activity" for element, _ in draft.elements):
        raise unreadable(next(iter(files)), "no column for purpose and data", "name them with --mapping FILE")
    for activity in record.activities:
        record.connect(*activity)
    record.finish()
    return draft


def _as_forms(lines: list[tuple[int, list[str]]]) -> dict[str, str]:
    """The values of a form by field: labels in one column and values beside them; empty where it is none."""
    values: dict[str, str] = {}
    heading_row = max((len({field_of(cell) for cell in cells if cell} - {""}) for _, cells in lines[:30]), default=0)
    if heading_row > 3:
        return {}
    for _, cells in lines:
        filled = list(dict.fromkeys(cell for cell in cells if cell))
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
        self.parties: dict[str, str] = {}
        self.receivers: dict[tuple[str, str], str] = {}
        self.activities: list[tuple[SourceItem, Mapping[str, str], str, str]] = []
        self.named: dict[str, str] = {}
        self.sent: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.above: Mapping[str, str] = {}
        self.same: dict[tuple[str, ...], str] = {}
        self.passed: defaultdict[str, list[tuple[str, set[str], set[str]]]] = defaultdict(list)
        self.unrecognised: list[str] = []

    def activity(self, row: SourceItem, values: Mapping[str, str], otherwise: str) -> None:
        """Add one activity as a system; what is said of it and has no place in a map is left out by name.

        Rows of one activity and purpose are one system; a row that names neither goes on with that above it.
        """
        draft = self.draft
        if values.get("data") and not (values.get("activity") or values.get("purpose") or otherwise):
            ours = ("activity", "purpose", "controller", "subjects", "operator", "location", "keys")
            values = {**{key: text for key, text in self.above.items() if key in ours}, **values}
        self.above = values
        name = clean(values.get("activity") or values.get("purpose") or otherwise, 100)
        row.read.update(heading for heading in row.value if field_of(heading) not in (*UNUSED, ""))
        ids = self.data_of(values)
        if not name or not ids:
            draft.drop(row, "activity", name, "it names no data" if name else "the row is empty")
            return
        controller = clean(values.get("controller", ""), 100)
        controller = "" if controller.lower() in NOTHING else controller
        if controller and not draft.operator:
            draft.operator, draft.about = self.party(controller), controller
        more = {}
        place = country(clean(values.get("location", ""), 80)) if values.get("location") else ""
        if isinstance(place, str) and place:
            more["in"] = place
        if values.get("keys", "").lower() in ("operator", "users", "none"):
            more["keys"] = values["keys"].lower()
        host = clean(values.get("operator", ""), 100)
        runs = host if host.lower() not in NOTHING else controller
        operator = UNKNOWN if runs == UNKNOWN else self.party(runs) if runs else draft.operator or UNKNOWN
        same = (*(as_id(values.get(key, "")) for key in ("activity", "purpose", "location")), otherwise, operator)
        if as_id(name) in self.named and same not in self.same and values.get("activity") and values.get("purpose"):
            name = clean(f"{name}: {values['purpose']}", 100)
        again = self.same.get(same, "")
        system = self.same[same] = again or draft.add_system(name, operator=operator, source=self.source, **more)
        if isinstance(place, Fault) and not again:
            said = clean(values["location"], 200)
            draft.ask(f"In which country do they stand? The source says: {said}", [f"systems.{system}"], "in")
        self.named.setdefault(as_id(name), system)
        self.activities.append((row, values, name, system))
        draft.hold(system, ids)
        for receiver in _parts(values.get("recipients", "")):
            subjects = set(map(as_id, _parts(values.get("subjects", "")) or ["People"]))
            self.passed[as_id(receiver)].append((system, subjects, set(ids)))

    def party(self, name: str) -> str:
        """The party of a name, added where it is not there yet; a common company is where the table has it."""
        if name not in self.parties:
            known = company(name)
            if isinstance(known, Company):
                run_from, why = known.run_from or "", "by the table of common companies"
                self.parties[name] = self.draft.add_party(known.name, known.organised_in, run_from=run_from, why=why)
            else:
                self.parties[name] = self.draft.add_party(name, source=self.source)
        return self.parties[name]

    def connect(self, row: SourceItem, values: Mapping[str, str], name: str, system: str) -> None:
        """Add the flows of an activity: from its people, but for what other activities pass on to it, and onward."""
        draft = self.draft
        ids = self.data_of(values)
        told = {"purpose": clean(values.get("purpose", name), 200), "source": self.source}
        flows = []
        for subject in _parts(values.get("subjects", "")) or ["People"]:
            group = self.groups.get(as_id(subject))
            if group is None:
                group = self.groups[as_id(subject)] = draft.id_for(subject, "people")
                draft.users[group] = {"name": subject}
            passed = {
                id_
                for other, subjects, data in self.passed[as_id(name)]
                if other != system and as_id(subject) in subjects
                for id_ in data
            }
            if own := [id_ for id_ in ids if id_ not in passed]:
                flows += self.flow(group, system, own, **told)
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

    def flow(self, start: str, end: str, ids: list[str], **told: str) -> list[str]:
        """A flow of the data that none between its ends has yet; none where all are there."""
        lacking = [id_ for id_ in ids if id_ not in self.sent[start, end]]
        self.sent[start, end].update(lacking)
        if not lacking:
            return []
        return ["flows." + self.draft.add_flow(start, end, lacking, id_=f"{start}-{end}", **told)]

    def data_of(self, values: Mapping[str, str]) -> list[str]:
        """The data of an activity."""
        return [id_ for part in _parts(values.get("data", "")) for id_ in self.kinds(part)]

    def kinds(self, part: str) -> list[str]:
        """The data of one category, added where they are not there yet."""
        if part not in self.data:
            bare, _, label = part.removesuffix(")").rpartition(" (")
            labelled = type_labelled(label) if part.endswith(")") else ""
            types = () if is_about_nobody(part) else types_named(part)
            types = (labelled,) if labelled else types
            if types:
                self.data[part] = [
                    self.draft.add_data((bare if labelled else part) if len(types) == 1 else f"{part} {type_}", type_)
                    for type_ in types
                ]
                if labelled:
                    self.data.setdefault(bare, self.data[part])
            else:
                why = "the source names no type of data: that something was done stands for it"
                self.data[part] = [self.draft.add_data(part, "metadata", why=why)]
                self.unrecognised += self.data[part]
        return self.data[part]

    def retention(self, text: str, system: str, ids: list[str]) -> None:
        def span(words: str) -> str:
            spans = {f"{_NUMBERS.get(each[1].lower(), each[1])} {each.lastgroup}s" for each in _SPAN.finditer(words)}
            return next(iter(spans)) if len(spans) == 1 and float(next(iter(spans)).split()[0]) <= 100 else ""

        keeps: dict[str, str] = dict.fromkeys(ids, span(text)) if span(text) else {}
        unclear = [] if keeps or text.lower() in NOTHING else [clean(text, 200)]
        if unclear and ":" in text:
            unclear = []
            for part in filter(None, map(str.strip, text.split(";"))):
                name, _, said = part.rpartition(":")
                named = self.data.get(clean(name, 100), [])
                keeps |= dict.fromkeys(named, span(said)) if span(said) else {}
                unclear += [] if named and span(said) else [clean(part, 200)]
        if keeps:
            self.draft.systems[system].setdefault("keeps", {}).update(keeps)
        if unclear:
            self.draft.ask(f"How long are they kept? The source says: {'; '.join(unclear)}", [f"systems.{system}"])

    def receive(self, values: Mapping[str, str], system: str, ids: list[str]) -> list[str]:
        """The flows to receivers; one alone, with one country, is taken to be there."""
        named = _parts(values.get("recipients", ""))
        places = _parts(values.get("countries", ""))
        # What stands behind a country in brackets is mostly what allows the transfer: US (SCC).
        meant = {part: country(part.partition("(")[0].strip() or part) for part in places}
        countries = [code for code in meant.values() if isinstance(code, str)]
        if strange := [part for part, code in meant.items() if isinstance(code, Fault)]:
            self.draft.ask(
                f"To which countries do they go? The source says: {'; '.join(strange)}", [f"systems.{system}"]
            )
        flows = []
        for receiver in named:
            place = countries[0] if len(named) == len(countries) == 1 else UNKNOWN
            key = (as_id(receiver), place)
            carried = ids
            if (there := self.named.get(key[0], system)) != system:
                kept = self.draft.held(there)
                carried = [id_ for id_ in ids if id_ in kept] or ids
            elif key not in self.receivers:
                known = company(receiver)
                operator = self.party(receiver) if isinstance(known, Company) else UNKNOWN
                there = self.draft.add_system(receiver, operator=operator, **{"in": place}, source=self.source)
                self.receivers[key] = there
            else:
                there = self.receivers[key]
            flows += self.flow(system, there, carried, source=self.source)
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
    bare = (part.strip(" -–*").lstrip(".") for part in _SPLIT.split(text))
    # The last point is that of a sentence, but for those of Inc., Ltd. and S.A.
    parts = (clean(part if re.search(r"(?:^|\s)[A-Z][\w.]{0,3}\.$", part) else part.rstrip("."), 100) for part in bare)
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
