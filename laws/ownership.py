"""Ownership of a party: where it is, who holds it, who directs it, as far as known; and ties to listed countries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from data_maps.problems import KeyPath
from laws.decision import NO, Answer, all_of, any_of, opened, read_as, unique
from laws.facts import Facts
from laws.parameters import DatedLaw

Test = Callable[[Facts], Answer]
ENTITY_PLACES = ("domiciled_in", "headquartered_in", "principal_place_of_business", "organised_in")
HONG_KONG_POINT, CHAIN_POINT = "hong_kong", "stakes_in_chains"
Readings = Mapping[str, str]


def in_one_of(party: Facts, keys: Iterable[str], countries: Collection[str]) -> Answer:
    """Yes where one of these facts about a party (a country, or a list of them) names one of these countries."""
    return any_of(
        *(
            party.one_of(key, countries) if isinstance(party.at(key).value, str) else party.any_of(key, countries)
            for key in keys
        )
    )


def stake(owner: Facts) -> float | None:
    """The share an owner holds in percent; that of the votes where it is the only figure given."""
    percent = owner.number("percent")
    return percent if percent is not None else owner.number("votes_percent")


def held(party: Facts, counts: Test, bound: float) -> Answer:
    """Yes where the owners that count hold the bound or more of a party together.

    An owner that counts does so with its whole stake, any other with nothing.
    """
    owners = [(owner, counts(owner.at("party")), stake(owner)) for owner in party.items("owners")]
    left = max(0.0, 100 - sum(share or 0 for _, _, share in owners))
    sure = round(sum(share or 0 for _, answer, share in owners if answer.value), 9)
    if sure >= bound:
        counted = [answer for _, answer, share in owners if answer.value and share]
        return Answer(True, unique(finding for answer in counted for finding in answer.because), path=counted[0].path)
    maybe = [entry for entry in owners if entry[1].value is None or (entry[1].value and entry[2] is None)]
    if round(sure + sum(left if share is None else share for _, answer, share in maybe), 9) < bound or not maybe:
        return NO
    asks: list[KeyPath] = []
    for owner, answer, share in maybe:
        asks += [*answer.asks, *([(*owner.path, "percent")] if share is None else [])]
    return opened(*unique(asks), disputed=unique(point for _, answer, _ in maybe for point in answer.disputed))


def directed(party: Facts, counts: Test) -> Answer:
    """Yes where a party that counts can direct this one, by what the record says of its controllers and owners."""
    controllers = (counts(controller.at("party")) for controller in party.items("controlled_by"))
    owners = (all_of(counts(owner.at("party")), owner.true("directs")) for owner in party.items("owners"))
    return any_of(*controllers, *owners)


def climbing(test: Callable[[Facts, Test], Answer]) -> Test:
    """A test that asks the same of owners and controllers, step by step, also where they stand in a circle.

    Nobody counts at first; the test is repeated with what the last round found until nothing changes. Each named party
    is looked at once a round, so that cross-holdings take no longer than their number.
    """

    def whole(party: Facts) -> Answer:
        before: dict[str, Answer] = {}
        while True:
            answer, now = _round(test, party, before)
            if _values(now) == _values(before):
                return answer
            before = now

    return whole


def _values(answers: Mapping[str, Answer]) -> dict[str, bool | None]:
    return {name: answer.value for name, answer in answers.items()}


def _round(
    test: Callable[[Facts, Test], Answer], party: Facts, before: Mapping[str, Answer]
) -> tuple[Answer, dict[str, Answer]]:
    now: dict[str, Answer] = {}

    def inner(owner: Facts) -> Answer:
        name = owner.word("name")
        if name is None:
            return test(owner, inner)
        if name not in now:
            now[name] = before.get(name, NO)
            now[name] = test(owner, inner)
        return now[name]

    return inner(party), now


def summed(party: Facts, counted: dict[str, float], share: Callable[[Facts], float]) -> float:
    """A share of a party summed over its owners; each named party is counted once, in a circle with nothing."""
    name = party.word("name")
    if name is not None and name in counted:
        return counted[name]
    if name is not None:
        counted[name] = 0.0
    total = sum(share(owner) for owner in party.items("owners"))
    if name is not None:
        counted[name] = total
    return total


def controlled(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """Yes where a party is a listed country's, sits in one, is held from there, or is directed from there.

    Direct stakes of all such persons are added. A stake that reaches the party only through a holding from elsewhere
    is disputed: the Acts say "directly or indirectly" and not how chains are counted.
    """
    cited = terms.citation("ownership_percent")
    bound = terms.value("ownership_percent")
    if party.word("kind") == "branch":
        company = party.at("branch_of")
        return controlled(company, terms, readings) if company.stated else party.asked("branch_of")

    def from_there(owner: Facts) -> Answer:
        return located(owner, terms, readings)

    # An entity that is held from there directs as a person from there does.
    directing = directed(party, lambda director: any_of(from_there(director), held(director, from_there, bound)))
    return any_of(
        from_there(party).says(terms.citation("countries"), "the party is of, or sits in, a listed country"),
        held(party, from_there, bound).says(cited, f"{bound:g} % or more is held by persons from listed countries"),
        _held_through(party, terms, readings).says(
            cited, f"{bound:g} % or more is held through holdings from elsewhere"
        ),
        directing.says(terms.citation("direction"), "a person from a listed country can direct the party"),
    )


def located(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """Yes where a party is of a listed country by its place alone; a US citizen abroad is no foreign person."""
    kind = party.word("kind")
    if kind == "branch":
        company = party.at("branch_of")
        return located(company, terms, readings) if company.stated else party.asked("branch_of")
    if kind == "individual":
        american = party.any_of("citizenships", ("US",))
        return NO if american.value else all_of(~american, _in_listed_country(party, terms, readings))
    return _in_listed_country(party, terms, readings)


def _in_listed_country(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """Yes where the places of a party are in a listed country."""
    kind = party.word("kind")
    keys = {"individual": ("domiciled_in", "resides_in"), "government": ("government_of",)}.get(
        kind or "", ENTITY_PLACES
    )
    listed = in_one_of(party, keys, terms.value("countries"))
    if kind == "individual" and not any(party.at(key).stated for key in keys):
        seen_there = party.one_of("located_in", terms.value("countries"))
        listed = party.asked("resides_in") if seen_there.value else NO
    # The Acts do not name Hong Kong and Macau: part of China by one reading, not listed by the other.
    there = in_one_of(party, keys, terms.value("not_named"))
    return any_of(listed, read_as(there, HONG_KONG_POINT, readings, "part_of_china"))


def _held_through(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """Yes where stakes that reach the party only through holdings from elsewhere bring it to the bound."""
    bound = terms.value("ownership_percent")
    if CHAIN_POINT in readings:
        share = _share(party, ChainCount(terms, readings[CHAIN_POINT], bound), {})
        return Answer(round(share, 9) >= bound, path=(*party.path, "owners"))
    ways = [ChainCount(terms, reading, bound) for reading in terms.disputed[CHAIN_POINT].readings]
    if max(round(_share(party, way, {}), 9) for way in ways) >= bound:
        return opened(disputed=[CHAIN_POINT])
    if max(_share(party, replace(way, unstated=100.0), {}) for way in ways) >= bound:
        return opened(*_unstated(party, set()))
    return NO


@dataclass(frozen=True)
class ChainCount:
    """A way of counting a stake that reaches a party through other holdings, and what an unstated one counts."""

    terms: DatedLaw
    reading: str
    bound: float
    unstated: float = 0.0

    def weight(self, inner: float) -> float:
        """The share of a stake of a holding from elsewhere that counts, by what listed persons hold of it."""
        if self.reading == "step_by_step":
            return 1.0 if round(inner, 9) >= self.bound else 0.0
        return inner / 100 if self.reading == "multiplied" else 0.0


def _share(party: Facts, count: ChainCount, counted: dict[str, float]) -> float:
    """The share of a party held by persons of listed countries."""

    def weighted(owner: Facts) -> float:
        holder, held_directly = owner.at("party"), stake(owner)
        share = count.unstated if held_directly is None else held_directly
        if located(holder, count.terms, {HONG_KONG_POINT: "not_listed"}).value:
            return share
        return share * count.weight(_share(holder, count, counted))

    return summed(party, counted, weighted)


def _unstated(party: Facts, names_before: set[str]) -> Iterator[KeyPath]:
    """The stakes along the chain that are not stated, each named party looked at once."""
    name = party.word("name")
    if name is not None and name in names_before:
        return
    names_before |= {name} if name is not None else set()
    for owner in party.items("owners"):
        if stake(owner) is None:
            yield (*owner.path, "percent")
        yield from _unstated(owner.at("party"), names_before)
