"""Ties of a party to a country that the twin Acts of April 2024 list: by place, a fifth held, or direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from data_maps.problems import Path
from risk.regimes.decision import NO, Answer, all_of, any_of, opened
from risk.regimes.facts import Facts
from risk.regimes.ownership import directed, held, in_one_of, stake, summed
from risk.regimes.parameters import DatedLaw

ENTITY_PLACES = ("domiciled_in", "headquartered_in", "principal_place_of_business", "organised_in")
HONG_KONG_POINT, CHAIN_POINT = "hong_kong", "stakes_in_chains"
Readings = Mapping[str, str]


def controlled(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """Yes where a party is a listed country's, sits in one, is held from there, or is directed from there.

    Direct stakes of all such persons are added. A stake that reaches the party only through a holding from elsewhere
    is disputed: the Acts say "directly or indirectly" and not how chains are counted.
    """
    cited = terms.citation("ownership_percent")
    bound = terms.value("ownership_percent")
    kind = party.word("kind")
    if kind == "branch":
        return controlled(party.at("branch_of"), terms, readings) if party.at("branch_of").stated else _asks(party)
    return any_of(
        located(party, terms, readings).says(
            terms.citation("countries"), "the party is of, or sits in, a listed country"
        ),
        held(party, lambda owner: located(owner, terms, readings), bound).says(
            cited, f"{bound:g} % or more is held by persons from listed countries"
        ),
        _held_through(party, terms, readings).says(
            cited, f"{bound:g} % or more is held through holdings from elsewhere"
        ),
        directed(party, lambda director: _directs(director, terms, readings)).says(
            terms.citation("direction"), "a person from a listed country can direct the party"
        ),
    )


def _asks(party: Facts) -> Answer:
    return opened((*party.path, "branch_of"))


def _directs(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """A person of a listed country, or an entity held by such persons, that directs another."""
    bound = terms.value("ownership_percent")
    return any_of(located(party, terms, readings), held(party, lambda owner: located(owner, terms, readings), bound))


def located(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """Yes where a party is of a listed country by its place alone; a US citizen abroad is no foreign person."""
    kind = party.word("kind")
    if kind == "branch":
        return located(party.at("branch_of"), terms, readings) if party.at("branch_of").stated else _asks(party)
    if kind == "individual":
        american = party.any_of("citizenships", ("US",))
        return NO if american.value else all_of(~american, _listed(party, terms, readings))
    return _listed(party, terms, readings)


def _listed(party: Facts, terms: DatedLaw, readings: Readings) -> Answer:
    """Yes where the places of a party are in a listed country."""
    kind = party.word("kind")
    keys = {"individual": ("domiciled_in", "resides_in"), "government": ("government_of",)}.get(
        kind or "", ENTITY_PLACES
    )
    listed = in_one_of(party, keys, terms.value("countries"))
    if kind == "individual" and not any(party.at(key).stated for key in keys):
        seen_there = party.one_of("located_in", terms.value("countries"))
        listed = party.asked("resides_in") if seen_there.value else NO
    return any_of(listed, _in_hong_kong(party, keys, terms, readings))


def _in_hong_kong(party: Facts, keys: tuple[str, ...], terms: DatedLaw, readings: Readings) -> Answer:
    """Hong Kong and Macau, which the Acts do not name: part of China by one reading, not listed by the other."""
    there = in_one_of(party, keys, terms.value("not_named"))
    if not there.value:
        return there
    if HONG_KONG_POINT not in readings:
        return opened(disputed=[HONG_KONG_POINT])
    return there if readings[HONG_KONG_POINT] == "part_of_china" else NO


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
        held_directly = stake(owner)
        share = count.unstated if held_directly is None else held_directly
        return share * _weight(owner.at("party"), count, counted)

    return summed(party, counted, weighted)


def _weight(owner: Facts, count: ChainCount, counted: dict[str, float]) -> float:
    if located(owner, count.terms, {HONG_KONG_POINT: "not_listed"}).value:
        return 1.0
    return count.weight(_share(owner, count, counted))


def _unstated(party: Facts, names_before: set[str]) -> Iterator[Path]:
    """The stakes along the chain that are not stated, each named party looked at once."""
    name = party.word("name")
    if name is not None and name in names_before:
        return
    names_before |= {name} if name is not None else set()
    for owner in party.items("owners"):
        if stake(owner) is None:
            yield (*owner.path, "percent")
        yield from _unstated(owner.at("party"), names_before)
