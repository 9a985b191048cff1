"""Data that parties pass on under a law on transfers: of people whom it protects, or held by somebody whom it binds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data_maps.model import DataMap
from data_maps.problems import Path
from risk.regimes.on_maps.deals import WHO_RUNS, WHOSE, Tie, deal_title, pairs, unknown_operators
from risk.regimes.on_maps.matter import MapMatter, MapValue, matter
from risk.regimes.on_maps.parties import called, employment
from risk.regimes.on_maps.people import PeopleReached
from risk.regimes.schema import schema

KEPT = "{} keeps data in the system {}"
WHO_THERE = "who runs the system {} for {} where it stands, and who has access to the data there?"
ANOTHER_FIRM: Path = ("separate_legal_entity",)
UNION, MEMBER = "EU", "BE"
"""The union, and the member whose place is taken for it: the laws on transfers decide alike on all of them."""
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
    ("third_country_law", "problematic"): (
        "may authorities there reach the data further than is necessary and proportionate?"
    ),
    ("keys", "held_by"): "who holds the keys to the data?",
    ("keys", "held_in"): "in which country are the keys to the data kept?",
    ("encryption", "before_transfer"): "are the data encrypted before they are sent?",
    ("encryption", "state_of_the_art"): "are algorithm and key length state of the art?",
    ("encryption", "withstands_authorities"): "does the encryption hold against the means of the authorities there?",
    ("encryption", "lasts_confidentiality_period"): "does it hold for as long as the data have to stay confidential?",
    ("encryption", "correctly_implemented"): "is it implemented without fault, in software that is maintained?",
    ("importer_on_dpf_list",): "is the receiver on the list of the Data Privacy Framework?",
    ("data_kind",): "are the data about staff of the sender, or about other people?",
    ("dpf_covers_hr_data",): "does the receiver's certificate under that framework extend to data of staff?",
    ("importer_in_uk_extension",): "is the receiver listed as part of the UK extension to the Data Privacy Framework?",
    ("data_subject_to_principles",): "will the receiver handle these data under the principles of that framework?",
    ("importer_certified",): "is the receiver certified under the Data Privacy Framework with Switzerland?",
    ("consent_explicit",): "have the people explicitly consented?",
    ("consent_for_this_transfer",): "did they consent to this very transfer, and not in general?",
    ("informed_of_risks",): "were they told beforehand of the risks of a transfer without adequate protection?",
    ("public_authority",): "is the sender a public authority that exercises its powers?",
    ("consent_separate",): "have the people consented separately to the transfer abroad?",
    ("clauses_unchanged",): "have both sides signed the standard clauses, and left them as they are?",
    (
        "same_level_of_protection",
    ): "does the receiver protect the data as well as the Indian rules of 2011 ask of the sender?",
    (
        "consented_or_needed_for_contract",
    ): "have the people consented to the transfer, or does a contract with them need it?",
    ("restricted_by_notification",): "has the government of India restricted transfers to that country?",
    ("restricted_by_other_law",): (
        "does a law of its sector, as for payments, keep the data in India or restrict the transfer further?"
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

    `first` are the questions on which it hangs whether that is a transfer at all; `asks` their words, where its own.
    """

    giver: str
    taker: str
    ways: Sequence[Tie]
    title: str
    country: str
    of_people_there: bool
    at_home: bool
    people: str
    where: str
    first: tuple[Path, ...] = ()
    asks: Mapping[Path, str] = field(default_factory=dict)

    @property
    def destination(self) -> MapValue:
        """The country from which the taker is run, or in which its system stands; a member for the union."""
        return MapValue(MEMBER if self.country == UNION else self.country, self.where)

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
            run_from = f"parties.{taker}.run_from"
            yield Passing(giver, taker, ways, title, country, there, home, scope.there.where, run_from)


def standing_abroad(data_map: DataMap, passing: Passing, countries: Collection[str], asked: Path) -> Passing:
    """A passing to a firm in a state whose system stands outside: whether that is a transfer is asked first.

    Source:
        EDPB Recommendations 01/2020, step 1: storage in a cloud outside the EEA is a transfer as well.
    """
    node = next((name for name in _own_systems(data_map, passing) if _is_outside(data_map, name, countries)), None)
    if node is None or passing.country not in countries:
        return passing
    asks = {asked: WHO_THERE.format(node, called(data_map, passing.taker))}
    place, where = data_map.systems[node].place, f"systems.{node}.in"
    return replace(passing, country=place, where=where, first=(asked,), asks=asks)


def _own_systems(data_map: DataMap, passing: Passing) -> list[str]:
    """The systems of the taker into which data go."""
    targets = {flow.id: flow.target for flow in data_map.flows}
    nodes = dict.fromkeys(targets.get(tie.flow or "", tie.node) for tie in passing.ways)
    return [node for node in nodes if node in data_map.systems and data_map.systems[node].operator == passing.taker]


def _is_outside(data_map: DataMap, node: str, countries: Collection[str]) -> bool:
    """True for a system of which a map says that it stands outside some countries."""
    return data_map.systems[node].place not in (*countries, "unknown")


def kept_abroad(data_map: DataMap, countries: Collection[str]) -> Iterator[Passing]:
    """Each system outside a state into which a party there lets data go that it holds or collects itself."""
    scope = _Scope(data_map, countries)
    for node, ties in _kept(data_map).items():
        owner = data_map.systems[node].operator
        if scope.at_home(owner) and _is_outside(data_map, node, countries) and scope.has(owner, ties):
            title, there = KEPT.format(called(data_map, owner), node), scope.of_people_there(ties)
            place, where = data_map.systems[node].place, f"systems.{node}.in"
            yield Passing(owner, owner, ties, title, place, there, True, scope.there.where, where)


def _kept(data_map: DataMap) -> dict[str, list[Tie]]:
    """The flows into each system from people to the app's operator, or from a system of the same party."""
    kept: dict[str, list[Tie]] = {}
    for flow in data_map.flows:
        owner = data_map.systems[flow.target].operator if flow.target in data_map.systems else None
        source = flow.source_id
        sender = data_map.systems[source].operator if source in data_map.systems else data_map.app.operator
        if owner == sender and owner in data_map.parties:
            tie = Tie(owner, owner, flow.target, flow.data, None, flow.use, f"flows.{flow.id}", flow.id)
            kept.setdefault(flow.target, []).append(tie)
    return kept


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
    return matter(data_map, passing.title, tree, {**IN_WORDS, **passing.asks}, passing.first)
