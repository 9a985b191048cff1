"""The draft of a map that an importer fills: what it takes over, translates and drops, and what it has to ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from data_maps.countries import NOWHERE, SOMEWHERE
from data_maps.exchange.documents import SourceItem, clean
from data_maps.expansion import as_id
from data_maps.names import RESERVED
from data_maps.problems import Place, path_text
from data_maps.quantities import NotANumber, estimate, is_date, is_of_our_time
from data_maps.quantities.notation import days_of

UNKNOWN = "unknown"
NOBODY_KNOWS = ["1k", "100M"]
UNNAMED = "unnamed-data"
KEPT, TRANSLATED, DROPPED = "kept", "translated", "dropped"
PEOPLE = "people"
MOST_NAMED, MOST_ABOVE = 20, 500
"""How many parts of a map one question names, and how many parties are looked through for a chain of owners."""


@dataclass
class SourceElement:
    """One thing that a source describes, and what became of it.

    `becomes` are the parts of the map that it stands in; `left` are its keys that are not in them.
    """

    place: Place
    path: str
    kind: str
    name: str
    status: str
    how: str
    becomes: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass
class MapDraft:
    """A map in the making, as plain values by section, with the elements of its source."""

    source: str
    kind: str
    title: str = ""
    as_of: str = ""
    operator: str = ""
    about: str = ""
    app_kind: str = ""
    notes: list[str] = field(default_factory=list)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    data: dict[str, dict[str, Any]] = field(default_factory=dict)
    parties: dict[str, dict[str, Any]] = field(default_factory=dict)
    ownership: list[dict[str, Any]] = field(default_factory=list)
    systems: dict[str, dict[str, Any]] = field(default_factory=dict)
    flows: list[dict[str, Any]] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    elements: list[tuple[SourceElement, SourceItem | None]] = field(default_factory=list)
    history: dict[str, Any] | None = None
    _held: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _ids: set[str] = field(default_factory=lambda: set(RESERVED))
    _flow_ids: set[str] = field(default_factory=set)
    _numbers: defaultdict[str, int] = field(default_factory=lambda: defaultdict(lambda: 1))
    _lines: dict[tuple[str, str, str], dict[str, Any]] = field(default_factory=dict)
    _owned: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _totals: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))

    # What became of the elements.

    def take(self, item: SourceItem, kind: str, name: str, *becomes: str, how: str = "") -> None:
        """Say that an element is in the map: as it says where `how` is empty, else in other words."""
        status = TRANSLATED if how else KEPT
        self.elements.append((self._element(item, kind, name, status, how, becomes), item))

    def drop(self, item: SourceItem, kind: str, name: str, why: str) -> None:
        """Say that an element is not in the map, and why."""
        self.elements.append((self._element(item, kind, name, DROPPED, why), None))

    def drop_all(self, item: SourceItem, key: str, kind: str, why: str) -> None:
        """Say of each part of a list or mapping under a key that it is not in the map, and why."""
        value = item.raw(key)
        parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for at, part in parts:
            inner = SourceItem(item.document, (*item.path, key, at), part if isinstance(part, dict) else {})
            name = inner.text("name", "title", "summary", "id") or clean(at if isinstance(at, str) else part, 60)
            self.drop(inner, kind, name, why)

    def drop_rest(self, item: SourceItem, known: Mapping[str, str] | None = None, but: Iterable[str] = ()) -> None:
        """Say of each part of the lists and mappings of an item that nobody read that it is not in the map.

        Args:
            item: The item.
            known: Reasons by key.
            but: Keys that are left as they are.
        """
        for key in [
            key for key, value in item.value.items() if key not in item.read and isinstance(value, dict | list)
        ]:
            if key not in but:
                self.drop_all(item, key, clean(key, 60), (known or {}).get(key, "a data map has no place for it"))

    def _element(
        self, item: SourceItem, kind: str, name: str, status: str, how: str, becomes: tuple[str, ...] = ()
    ) -> SourceElement:
        return SourceElement(item.place, clean(path_text(item.path), 200), kind, clean(name, 100), status, how, becomes)

    # Parts of the map.

    def id_for(self, name: str, otherwise: str) -> str:
        """An id of the map that nothing else has, made of a name."""
        id_ = as_id(name)
        if not id_[:1].isalpha():
            id_ = f"{otherwise}-{id_}".rstrip("-")
        free = self._numbered(id_, self._ids)
        self._ids.add(free)
        return free

    def _numbered(self, id_: str, taken: set[str]) -> str:
        """An id that is not taken: itself, or with the next number behind it."""
        free = id_
        while free in taken:
            self._numbers[id_] += 1
            free = f"{id_}-{self._numbers[id_]}"
        return free

    def add_source(
        self, id_: str, title: str, *, publisher: str = "", on: str = "", url: str = "", grade: str = ""
    ) -> str:
        """Add a source, whose date is left out where it is none; gives its id."""
        while id_ in self.sources:
            id_ += "-too"
        web = url if url.startswith(("http://", "https://")) and " " not in url and len(url) < 300 else ""
        said = {"title": title, "publisher": publisher, "date": day(on), "url": web, "grade": grade}
        self.sources[id_] = {key: value for key, value in said.items() if value}
        return id_

    def add_party(self, name: str, seat: str = "", **more: Any) -> str:
        """Add a party; without a seat it is in the state that stands for an unknown one, and that is asked."""
        id_ = self.id_for(name, "party")
        run_from = more.pop("run_from", "")
        self.parties[id_] = {
            "name": clean(name) or "Not named",
            **more,
            "organised_in": seat or run_from or NOWHERE,
            **({"run_from": run_from} if run_from and seat and run_from != seat else {}),
        }
        return id_

    def add_system(self, name: str, **more: Any) -> str:
        """Add a system, of which is unknown what is not said."""
        id_ = self.id_for(name, "system")
        self.systems[id_] = {
            "name": clean(name) or "Not named",
            "operator": UNKNOWN,
            "in": UNKNOWN,
            "keys": UNKNOWN,
            **more,
        }
        return id_

    def add_data(self, name: str, type_: str, **more: Any) -> str:
        """Add data of a type."""
        id_ = self.id_for(name, "data")
        self.data[id_] = {"type": type_, **({"name": clean(name)} if name and as_id(name) != type_ else {}), **more}
        return id_

    def data_of_type(self, type_: str, **more: Any) -> str:
        """The data that stand for a type as a whole, added where they are not there yet."""
        if type_ not in self.data:
            self._ids.add(type_)
            self.data[type_] = {"type": type_, **more}
        return type_

    def unnamed_data(self) -> str:
        """What a flow carries of which a source says nothing: that it took place."""
        if UNNAMED not in self.data:
            self._ids.add(UNNAMED)
            self.data[UNNAMED] = {
                "type": "metadata",
                "name": "Data that the source does not name",
                "why": "a flow that takes place shows that something was done; what it carries is asked",
            }
        return UNNAMED

    def add_flow(self, start: str, end: str, data: Iterable[str], *, id_: str = "", **more: Any) -> str:
        """Add a flow, with an id of its own where another has the same ends; gives its id."""
        usual = f"{start}.{end}"
        name = usual if usual not in self._flow_ids else as_id(id_) or f"{start}-{end}"[:60].strip("-")
        name = name if name[:1].isalpha() and name != "transit" else f"flow-{name}"
        free = self._numbered(name, self._flow_ids)
        self._flow_ids.add(free)
        self.flows.append(
            {
                **({"id": free} if free != usual else {}),
                "from": start,
                "to": end,
                "data": list(dict.fromkeys(data)),
                **more,
            }
        )
        return free

    def add_line(self, owner: str, of: str, via: str, share: dict[str, Any], source: str, why: str) -> str:
        """Add a line of ownership that is not there yet; a share by which all shares are over 100 % is left out."""
        if (owner, of, via) not in self._lines:
            part = share_best(share)
            if self._totals[of, via] + part > 1 + 1e-9:
                why, share, part = f"{why}; with the other shares more than 100 %: {share.get('share')}", {}, 0.0
            self._totals[of, via] += part
            line = {
                "owner": owner,
                "of": of,
                "via": via,
                **share,
                **({"source": source} if source else {}),
                **({"why": why} if why else {}),
            }
            self._lines[owner, of, via] = line
            self._owned[owner][of] = None
            self.ownership.append(line)
        return f"ownership.{owner}.{of}"

    def leads(self, owner: str, of: str) -> bool:
        """True where lines of ownership lead from an owner to a party through others, as far as is looked."""
        reached, waiting = set[str](), [owner]
        while waiting and len(reached) < MOST_ABOVE:
            here = waiting.pop()
            after = [each for each in self._owned[here] if each not in reached and (here, each) != (owner, of)]
            reached.update(after)
            waiting += after
        return of in reached

    def hold(self, system: str, data: Iterable[str]) -> None:
        """Note data that a system has; how they come there is supplied in the end where no flow says it."""
        self._held[system].update(dict.fromkeys(data))

    def held(self, system: str) -> Iterable[str]:
        """The data that a system was noted to have."""
        return self._held[system]

    def ask(self, text: str, about: Iterable[str] = (), key: str = "") -> None:
        """Ask something about parts of the map; `key` is what they lack, with which nothing is left to ask."""
        parts = list(dict.fromkeys(about))
        more = f" ({len(parts) - MOST_NAMED} more like these)" if len(parts) > MOST_NAMED else ""
        question: dict[str, Any] = {"ask": clean(text, 400) + more}
        if parts:
            question["about"] = parts[:MOST_NAMED]
        if key:
            question["key"] = key
        if question not in self.questions:
            self.questions.append(question)

    # The whole.

    def map_values(self, users: Mapping[str, Any] | None = None, today: date | None = None) -> dict[str, Any]:
        """The map as plain values, with what the format needs and the source does not say, each of it asked.

        Args:
            users: The number of people by country, where somebody says it.
            today: The day whose facts count where the source has no date.
        """
        self._people(users)
        self._ask_what_is_not_said()
        if self.systems:
            self._bring_what_is_held()
        title = clean(self.about or self.title or self.kind, 120)
        operator_record = {"record": self.history} if self.history else {}
        values: dict[str, Any] = {
            "format": 1,
            "title": clean(self.title, 200) or title,
            "as_of": day_of(self.as_of, today or date.today()),  # noqa: DTZ011 - the day where the analyst is
            "viewpoint": next(iter(group["in"] for group in self.users.values())),
            "notes": "\n".join(self.notes),
            "app": {
                "name": clean(self.about, 120) or "The app (not named)",
                "operator": self.operator,
                **({"kind": self.app_kind} if self.app_kind else {}),
                **operator_record,
            },
            "sources": self.sources,
            "users": self.users,
            "data": self.data,
            "parties": self.parties,
            "ownership": self.ownership,
            "systems": self.systems,
            "flows": self.flows,
            "questions": self.questions,
        }
        return {key: value for key, value in values.items() if value not in ("", [], {})}

    def _ask_what_is_not_said(self) -> None:
        """Ask for data, the company that runs the app, and what is unknown of parties and systems."""
        if not self.data:
            self.ask(
                "Which data about people does it hold? The source does not say: that it is used stands for them.",
                [f"data.{self.unnamed_data()}"],
                "type",
            )
        elif UNNAMED in self.data:
            self.ask(
                "Which data about people are these? The source names a flow, not what it carries.",
                [f"data.{UNNAMED}"],
                "type",
            )
        if not self.operator:
            self.operator = self.add_party("The company that runs it (not known)")
            what = "Which company runs the app, and in which country is it? The source does not say."
            self.ask(what, [f"parties.{self.operator}"], "organised_in")
        asked = {(question.get("key"), part) for question in self.questions for part in question.get("about", ())}
        unseated = [
            f"parties.{id_}"
            for id_, party in self.parties.items()
            if party["organised_in"] == NOWHERE and ("organised_in", f"parties.{id_}") not in asked
        ]
        if unseated:
            self.ask(
                "In which country are they organised, and from where run? The source does not say.",
                unseated,
                "organised_in",
            )
        for key, question in (
            ("operator", "Who runs them?"),
            ("in", "In which country do they stand?"),
            ("keys", "Who holds the keys to what they store?"),
        ):
            unknown = [f"systems.{id_}" for id_, system in self.systems.items() if system.get(key) == UNKNOWN]
            if lacking := [part for part in unknown if (key, part) not in asked]:
                self.ask(question, lacking, key)

    def _people(self, users: Mapping[str, Any] | None) -> None:
        """Number and place each group: as somebody says, else as unknown as a map allows, and asked."""
        first = next(iter(self.users), "") or PEOPLE
        self.users.setdefault(first, {})
        self._ids.add(first)
        if users:
            ids = [first] if len(users) == 1 else [f"{first}-{code.lower()}" for code in users]
            named = dict(zip(ids, users.items(), strict=True))
            written = self.users.pop(first)
            self.users = {
                id_: {**written, "in": code, "count": count} for id_, (code, count) in named.items()
            } | self.users
            if len(users) > 1:
                for flow in self.flows:
                    flow["from"] = list(named) if flow["from"] == first else flow["from"]
        uncounted = [f"users.{id_}" for id_, group in self.users.items() if "count" not in group]
        unplaced = [f"users.{id_}" for id_, group in self.users.items() if "in" not in group]
        if uncounted:
            self.ask(
                "How many people are these? The source does not say: the range is as wide as it can be.", uncounted
            )
        if unplaced:
            self.ask("In which country are these people? The source does not say.", unplaced)
        for id_, group in self.users.items():
            self.users[id_] = {"in": SOMEWHERE, "count": NOBODY_KNOWS} | group

    def _bring_what_is_held(self) -> None:
        """Add a flow from people to where data are held or move on from and no flow of the source brings them."""
        onward: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        starts: defaultdict[str, dict[str, None]] = defaultdict(dict)
        needed: defaultdict[str, dict[str, None]] = defaultdict(dict)
        groups = list(self.users)
        for flow in self.flows:
            for data in flow["data"]:
                if _as_list(flow["from"])[0] in self.users:
                    starts[data][flow["to"]] = None
                else:
                    onward[data][flow["from"]].append(flow["to"])
                    needed[data][flow["from"]] = None
        for place, held in self._held.items():
            for data in held:
                needed[data][place] = None
        brought: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for data, places in needed.items():
            there = _spread(starts[data], onward[data], set())
            fed = {end for start, ends in onward[data].items() if start not in there for end in ends}
            # Where data begin their way comes first, so that what follows on it is not brought twice.
            for place in sorted(places, key=lambda place: place in fed):
                if place not in there:
                    brought[place][data] = None
                    there |= _spread([place], onward[data], there)
        why = "the source says that they are there, not how they come there"
        for place, data in brought.items():
            self.add_flow(groups[0], place, data, share=UNKNOWN, why=why)
            self.flows[-1]["from"] = groups if len(groups) > 1 else groups[0]
        if brought:
            parts = [f"systems.{place}" if place in self.systems else f"parties.{place}" for place in brought]
            self.ask("How do people's data come there, and of what share of them?", parts)
        sending = {start for flow in self.flows for start in _as_list(flow["from"])}
        for group in [id_ for id_ in groups if id_ not in sending]:
            self.add_flow(group, next(iter(self.systems)), [self.unnamed_data()], share=UNKNOWN, why=why)

    def finished_elements(self) -> tuple[SourceElement, ...]:
        """All elements; one that is kept but for some keys is translated in part."""
        for element, item in self.elements:
            element.left = item.left if item else ()
            if element.status == KEPT and element.left:
                element.status, element.how = TRANSLATED, "in part: some of its keys have no place in a data map"
        return tuple(element for element, _ in self.elements)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _spread(starts: Iterable[str], onward: Mapping[str, list[str]], before: set[str]) -> set[str]:
    """The places that data reach from some of them, but for those where they are before."""
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        place = waiting.pop()
        if place not in reached and place not in before:
            reached.add(place)
            waiting += onward.get(place, ())
    return reached


def day(text: str) -> str:
    """The day, month or year at the start of a text; empty where there is none.

    >>> day("2020-03-04T10:00:00Z"), day("2020-03"), day("soon")
    ('2020-03-04', '2020-03', '')
    """
    parts = (text.strip()[:length] for length in (10, 7, 4))
    return next((part for part in parts if is_date(part) and all(map(is_of_our_time, days_of(part)))), "")


def day_of(text: str, otherwise: date) -> str:
    """The whole day of a text, the first of a month or a year; `otherwise` where there is none or it is to come."""
    named = day(text)
    padded = f"{named}-01-01"[:10] if len(named) in (4, 7) else named
    return padded if padded and padded <= otherwise.isoformat() else otherwise.isoformat()


def share_best(line: Mapping[str, Any]) -> float:
    """The best value of the share of a line, from 0 to 1; 0 where none is said."""
    try:
        return estimate(line["share"], "proportion").best or 0.0 if "share" in line else 0.0
    except NotANumber:
        return 0.0
