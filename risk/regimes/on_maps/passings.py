"""Data that parties pass on under a law on transfers: of people whom it protects, or held by somebody whom it binds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data_maps.model import DataMap
from data_maps.problems import Path
from risk.regimes.on_maps.deals import WHO_RUNS, WHOSE, Tie, deal_title, pairs, unknown_operators
from risk.regimes.on_maps.matter import MapMatter, MapValue, matter
from risk.regimes.on_maps.parties import called, employment
from risk.regimes.on_maps.people import PeopleReached
from risk.regimes.schema import schema

ANOTHER_FIRM: Path = ("separate_legal_entity",)
EMPLOYED = "is the receiver employed by the sender, or does it act for itself or for another?"
DESTINATION: Path = ("destination",)
TOOL = "on which legal tool do data go there: standard clauses, binding rules, consent, another or none?"
IN_WORDS: dict[Path, str] = {
    ("ground",): TOOL,
    ("transfer_tool",): TOOL,
    ("recipient_handles_data",): "does the receiver handle the data, or by contract only keep them?",
    ("handled_in_japan",): "does the receiver handle the data in Japan, for its business there?",
    ("released_from_control",): "do the data leave the sender's effective control, or does a contract keep them in it?",
    ("collected_from_person",): "does the receiver abroad collect the data from the people itself?",
    ("uk_gdpr_applies",): "does the sender offer its service to people in the United Kingdom, or monitor them?",
    ("exporter", "targets_or_monitors_people_in_eea"): (
        "does the sender offer its service to people in the European Economic Area, or monitor them?"
    ),
    ("exporter", "established_in_eea"): (
        "does the sender have an establishment in the European Economic Area for whose business the data are handled?"
    ),
    ("importer", "role"): EMPLOYED,
    ANOTHER_FIRM: EMPLOYED,
    ("initiated_by_exporter",): "does the sender itself decide that data go there, or return them to its customer?",
    ("covered_by_adequacy",): (
        "does an adequacy decision cover the transfer, as where the receiver is on a framework's list?"
    ),
    ("exempt_processing",): "is the processing exempt, as under a contract with somebody abroad about people abroad?",
    ("lgpd_applies",): (
        "are the data handled in Brazil and shared there, or sent on to a country other than the one they came from?"
    ),
}
"""What decides whether and on what data are transferred, asked in words of a map."""


@dataclass(frozen=True)
class Passing:
    """A party that another gives access to data under a law, in which ways, and whether of people whom it protects.

    `first` are the questions on which it hangs whether that is a transfer at all.
    """

    giver: str
    taker: str
    ways: Sequence[Tie]
    title: str
    country: str
    of_people_there: bool
    at_home: bool
    people: str
    first: tuple[Path, ...] = ()

    @property
    def destination(self) -> MapValue:
        """The country from which the taker is run."""
        return MapValue(self.country, f"parties.{self.taker}.run_from")

    @property
    def copied(self) -> bool:
        """True where data are sent, and not looked at only."""
        return any(tie.flow for tie in self.ways)


@dataclass(frozen=True)
class OpenEnd:
    """A system with data under a law of which nobody says who runs it, and whether of people whom the law protects."""

    data_map: DataMap
    tie: Tie
    of_people_there: bool
    at_home: bool
    people: str

    def matter(self, tree: Mapping[str, Any], *asked: Path) -> MapMatter:
        """The matter of such a system: whether another firm runs it and where are asked first, then on which tool."""
        node, operator = self.tie.node, called(self.data_map, self.tie.giver)
        questions: dict[Path, str] = {
            ANOTHER_FIRM: f"does another firm than {operator} run the system {node}?",
            ("importer_location",): f"from which country is the firm run that runs the system {node}?",
            DESTINATION: WHO_RUNS.format(node),
        }
        asks = {path: questions[path] for path in asked}
        return matter(self.data_map, WHOSE.format(node), tree, {**IN_WORDS, **asks}, first=asked)


class _Scope:
    """The data that a law on transfers looks at: of people in some places, and all of those who are established there.

    Source:
        GDPR Art. 3(1) and the same of other states: who is established there is bound whoever the people are.
    """

    def __init__(self, data_map: DataMap, countries: Collection[str]) -> None:
        self.data_map, self.countries = data_map, countries
        self.there = PeopleReached(data_map, countries)
        self.everyone = PeopleReached(data_map, {group.place for group in data_map.users.values()})

    def of_people_there(self, ways: Sequence[Tie]) -> bool:
        return bool(self.there.groups) and _reaches(self.there, ways)

    def at_home(self, party: str) -> bool:
        giver = self.data_map.parties[party]
        return not {giver.organised_in, giver.run_from}.isdisjoint(self.countries)

    def has(self, giver: str, ways: Sequence[Tie]) -> bool:
        return self.of_people_there(ways) or (self.at_home(giver) and _reaches(self.everyone, ways))


def _reaches(people: PeopleReached, ways: Sequence[Tie]) -> bool:
    return any(people.of([(tie.node, data) for data in tie.data]).middle for tie in ways)


def passings(data_map: DataMap, countries: Collection[str]) -> Iterator[Passing]:
    """Each party that another gives access to data of people in some places, or to data of anyone if it is there."""
    scope = _Scope(data_map, countries)
    for giver, taker, ways in pairs(data_map):
        if scope.has(giver, ways):
            country, title = data_map.parties[taker].run_from, deal_title(data_map, giver, taker)
            there, home = scope.of_people_there(ways), scope.at_home(giver)
            yield Passing(giver, taker, ways, title, country, there, home, scope.there.where)


def open_ends(data_map: DataMap, countries: Collection[str]) -> Iterator[OpenEnd]:
    """Each system with such data of which nobody says who runs it."""
    scope = _Scope(data_map, countries)
    ties = (tie for tie in unknown_operators(data_map) if scope.has(tie.giver, [tie]))
    for tie in {tie.node: tie for tie in ties}.values():
        yield OpenEnd(data_map, tie, scope.of_people_there([tie]), scope.at_home(tie.giver), scope.there.where)


def left_open(data_map: DataMap, countries: Collection[str], law_name: str = "") -> Iterator[MapMatter]:
    """Each such system as a matter of a law on destinations: where data go is not known, nor whether to another."""
    asked = schema(law_name)["properties"] if law_name else {}
    asks_whose = "separate_legal_entity" in asked
    for end in open_ends(data_map, countries):
        tree = {"separate_legal_entity": MapValue("unknown", end.tie.where)} if asks_whose else {}
        if end.at_home and "collected_from_person" in asked:
            tree["collected_from_person"] = MapValue(False, f"parties.{end.tie.giver}")
        yield end.matter(tree, *([ANOTHER_FIRM] if asks_whose else []), DESTINATION)


def separate(data_map: DataMap, passing: Passing) -> MapValue:
    """Whether a taker is another than its giver: its own staff are not; of any other person that is not known."""
    where = f"parties.{passing.taker}"
    if data_map.parties[passing.taker].kind != "person":
        return MapValue(True, where)
    employed = employment(data_map, passing.giver, passing.taker)
    return MapValue(False, employed) if employed else MapValue("unknown", where)


def asked_plainly(data_map: DataMap, passing: Passing, tree: Mapping[str, Any]) -> MapMatter:
    """A matter whose deciding questions are asked in words of a map."""
    return matter(data_map, passing.title, tree, IN_WORDS, passing.first)
