"""Data flow diagrams as threat models have them: parts and links, made into people, systems and flows of a map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from data_maps.exchange.documents import SourceItem
from data_maps.exchange.draft import PEOPLE, UNKNOWN, MapDraft
from data_maps.exchange.words import is_about_nobody, is_people, is_staff, type_labelled, types_named
from data_maps.vocabulary import data_types

DROPPED_SECTIONS = {
    "threats": "threats are no part of a data map",
    "mitigations": "mitigations are no part of a data map",
    "representations": "how it is drawn is no part of a data map",
    "trustZones": "a data map says who runs a system and where, not how far it is trusted",
}


@dataclass
class Diagram:
    """The parts of a diagram by their ids in it, and the ids that they and their data have in the map."""

    draft: MapDraft
    source: str
    systems: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    data: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unrecognised: list[str] = field(default_factory=list)

    def add_people(self, item: SourceItem, key: str, name: str, kind: str) -> None:
        """Add a part that is people, or what they use: all of them are one group, since nothing says who is both."""
        first = not self.draft.users
        if first:
            self.draft.users[PEOPLE] = {"name": name} if name else {}
            self.draft.take(item, kind, name, f"users.{PEOPLE}", how="a group of people")
        else:
            self.draft.take(
                item, kind, name, f"users.{PEOPLE}", how="counted with the other people: nothing says who is both"
            )
        self.people[key] = PEOPLE

    def add_part(self, item: SourceItem, key: str, name: str, kind: str, *, outside: bool = False, **more: str) -> None:
        """Add a part: people or staff where it is outside and its name says so, else a system."""
        if outside and is_people(name):
            self.add_people(item, key, name, kind)
        elif outside and is_staff(name):
            self.staff[key] = name
            self.draft.drop(item, kind, name, "staff or attackers by its name: not people whose data the app has")
        else:
            self.systems[key] = id_ = self.draft.add_system(name, source=self.source, **more)
            self.draft.take(
                item, kind, name, f"systems.{id_}", how=f"{kind} as a system" + (" of somebody else" if outside else "")
            )

    def add_data(self, item: SourceItem, key: str, name: str, *more_words: str, type_: str = "") -> None:
        """Add an asset of data: by a type's label, the words of its name, else its description; asked otherwise."""
        type_ = type_ or next((label for words in more_words if (label := type_labelled(words))), "")
        if not type_ and is_about_nobody(name):
            self.data[key] = ()
            self.draft.drop(item, "asset", name, "about no person, by its name")
            return
        by_words = (types for words in (name, *more_words) if (types := types_named(words)))
        types = (type_,) if type_ in data_types() else next(by_words, ())
        if types:
            ids = [self.draft.add_data(name if len(types) == 1 else f"{name} {type_}", type_) for type_ in types]
            self.draft.take(
                item, "asset", name, *(f"data.{id_}" for id_ in ids), how=f"by its words: {', '.join(types)}"
            )
        else:
            why = "the source names no type of data: that something was done stands for it"
            ids = [self.draft.add_data(name, "metadata", why=why)]
            self.unrecognised += ids
            self.draft.take(item, "asset", name, f"data.{ids[0]}", how="its type is not recognised, and is asked")
        self.data[key] = tuple(ids)

    def assets(self, keys: Iterable[str]) -> list[str]:
        """The data of the map that some assets are; those of nobody are left out."""
        return [id_ for key in keys for id_ in self.data.get(key, ())]

    def link(
        self,
        item: SourceItem,
        name: str,
        start: str,
        end: str,
        sent: list[str] | None,
        received: list[str] | None,
        how: str = "",
        **more: str,
    ) -> None:
        """Add the flows of a link; lists are of data, None where the source says nothing; `how` it says it.

        What goes to people is theirs already; what staff do is no flow of people's data.
        """
        kind = "flow"
        ends = [start, end]
        if staff := next((self.staff[each] for each in ends if each in self.staff), None):
            self.draft.drop(item, kind, name, f"to or from {staff}, who are no people whose data the app has")
            return
        missing = next((each for each in ends if each not in self.systems and each not in self.people), None)
        if missing is not None:
            self.draft.drop(
                item, kind, name, f"its end {missing} is no part of the model" if missing else "it has not two ends"
            )
            return
        ways = [(start, end, sent)] + ([(end, start, received)] if received is not None else [])
        flows = []
        for from_, to, data in ways:
            here, there = self.systems.get(from_) or self.people[from_], self.systems.get(to)
            if there is None or here == there:
                continue
            carried = [self.draft.unnamed_data()] if data is None else data
            if carried:
                purpose = {"purpose": name} if name else {}
                flows.append(
                    "flows."
                    + self.draft.add_flow(here, there, carried, id_=name, **purpose, **more, source=self.source)
                )
        if flows:
            told = "what it carries is asked" if sent is None else how or f"in {len(flows)} ways" * (len(flows) > 1)
            self.draft.take(item, kind, name, *flows, how=told)
        else:
            back = end in self.people
            why = "what comes back to people is theirs already" if back else "it carries no data about people"
            self.draft.drop(item, kind, name, "both ends are the same" if start == end else why)

    def finish(self) -> None:
        """Ask what assets are of which the type is not recognised."""
        if self.unrecognised:
            self.draft.ask(
                "Are these data about people, and of which type?", [f"data.{id_}" for id_ in self.unrecognised]
            )


def keys_of(encrypted: bool | None) -> dict[str, str]:
    """The holder of the keys to a store: nobody where it is not encrypted; not said where it is."""
    return {"keys": "none" if encrypted is False else UNKNOWN}
