"""Numbers of events: how often each is tried and how many people an attempt is about, at their addresses.

An order to an organisation has the organisation's own number where the map states one, else the state's, else a
default. Takings follow from the record: how many become known a year, over the part that becomes known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from data_maps.addresses import family_of
from data_maps.caching import cached_property
from data_maps.names import group_of
from data_maps.quantities import Estimate
from risk.arrays import Floats
from risk.conditions import Subject
from risk.engine.polynomials import Polynomial, product
from risk.exposure import Exposure
from risk.inputs import EVERYONE, derived, quotient
from risk.inputs import product as times
from risk.organisations import own_groups
from risk.people_parts import GroupPart, best_people, shares_stated
from risk.updated_defaults import UpdatedDefaults

AT_RISK_TARGETS = 30.0
ORDERS = ("demand", "carried_out")


class EventNumbers:
    """The addresses of the numbers that events use; each number is found when it is first asked for."""

    def __init__(self, graph: Exposure) -> None:
        self.graph = graph
        self.map = graph.data_map
        self.inputs = graph.inputs
        self.defaults = graph.inputs.defaults
        self.updated = UpdatedDefaults(self.defaults)
        self.people_in = {id_: best_people(self.map, part) for id_, part in graph.parts.items()}
        self._counted_with = self.map.counted_with()
        self._own_groups: dict[str, tuple[str, ...]] = {}
        self.everyone = {p: ((1.0, (self.count(p), *self.inputs.held(group_of(p)))),) for p in graph.parts}

    def address(self, pattern: str, subject: Subject) -> str:
        """The address that a pattern stands for, its number found."""
        if family_of(pattern) in ORDERS and subject.organisation is not None:
            return self._order(pattern, subject)
        address = subject.fill(pattern)
        rule = self._rules.get(pattern)
        return rule(address, subject) if rule else self.inputs.default(address, _pattern_as_written(pattern))

    def _order(self, pattern: str, subject: Subject) -> str:
        """The number of an organisation where the map states one, else that of the state, else a default."""
        own = subject.fill(pattern)
        of_state = own.removesuffix(f".{subject.organisation}")
        stated = next((address for address in (own, of_state) if self.inputs.stated(address)), None)
        state, organisation = subject.state or "", subject.organisation or ""
        family, scope, *_ = own.split(".")
        if family == "carried_out":
            usual = self.defaults.carried_out(state, organisation)
            updated = self.updated.carried_out(state, organisation, usual) if scope == "targeted" else usual
            return self.inputs.catalogued(stated or own, updated)
        if scope == "targeted":
            updated = self.updated.orders(state, organisation, self.defaults.targeted(state, organisation))
            return self.inputs.catalogued(stated or own, updated)
        if scope == "many":
            return self._many(stated or of_state, state)
        return self.inputs.default(stated or of_state, "demand.whole.<state>")

    def _many(self, address: str, state: str) -> str:
        """Large orders a year: those about own people, and fewer where a state has none of its own here."""
        recorded = self.inputs.catalogued(f"record.many.{state}", self.defaults.large_orders(state))
        abroad = () if self._own(state) else (self.inputs.default("abroad.many", "abroad.many"),)
        return self.inputs.follows(address, times, (recorded, *abroad))

    @cached_property
    def _rules(self) -> Mapping[str, Callable[[str, Subject], str]]:
        """The patterns whose default depends on the map or follows from the record."""
        defaults, by_history, catalogued = self.defaults, self.updated, self.inputs.catalogued
        return {
            "takings.{state}": lambda address, subject: self._in_truth(address, "covert", subject.state or ""),
            "placed.{state}": lambda address, subject: self._in_truth(address, "placed", subject.state or ""),
            "hit.{organisation}": lambda address, subject: catalogued(
                address, by_history.hit(subject.organisation or "")
            ),
            "attempts.intrusion.{organisation}": lambda address, subject: catalogued(
                address, by_history.intrusions(subject.organisation or "")
            ),
            "attempts.insider.{organisation}": lambda address, subject: catalogued(
                address, by_history.insiders(subject.organisation or "")
            ),
            "success.insider.{organisation}": self._insider,
            "demand.purchase.{state}": lambda address, subject: catalogued(
                address, defaults.purchases(subject.state or "")
            ),
        }

    def _insider(self, address: str, subject: Subject) -> str:
        """The chance that an insider succeeds: less where all systems are audited, by what the weakest audit leaves."""
        places = self.graph.organisations.places[subject.organisation or ""]
        audits = [self.inputs.factors(f"reached.{place.id}") for place in places]
        usual = self.defaults.default_of("success.insider.<organisation>", "")
        if not all(audits):
            return self.inputs.catalogued(address, usual)
        weakest = LargestProduct(tuple(len(factors) for factors in audits))
        parts = [factor for factors in audits for factor in factors]
        return self.inputs.catalogued(address, usual, derived(f"audited.{subject.organisation}", weakest, parts))

    def _in_truth(self, address: str, taking: str, state: str) -> str:
        """The rate at which a state takes data, or places staff: what becomes known over the part that does."""
        rate = self.defaults.taking_rate if taking == "covert" else self.defaults.placing_rate
        recorded = self.inputs.catalogued(f"record.{taking}.{state}", rate(state))
        return self.inputs.follows(
            address, quotient, (recorded, self.inputs.default(f"known.{taking}", f"known.{taking}"))
        )

    def rate(self, patterns: Sequence[str], subject: Subject) -> Polynomial:
        """Attempts a year: the product of some numbers, per person-year times the people it is about.

        Orders to organisations that people have no account with are fewer, unless the map states the rate there.
        """
        rate: Polynomial = ((1.0, ()),)
        for pattern in patterns:
            address = self.address(pattern, subject)
            rate = product(rate, self._a_year(address, subject.state))
            if pattern.startswith("demand.") and self._fewer(address, subject):
                rate = product(rate, ((1.0, (self.inputs.default("elsewhere", "elsewhere"),)),))
        return rate

    def _a_year(self, address: str, state: str | None) -> Polynomial:
        if self.inputs.per(address) != "person-year":
            return ((1.0, (address,)),)
        return tuple((1.0, (address, self.count(g))) for g in self._aimed_at(state))

    def _aimed_at(self, state: str | None) -> tuple[str, ...]:
        """The parts of groups that a state aims at: its own, or all where it has none."""
        return self._own(state or "") or tuple(self.graph.parts)

    def _own(self, state: str) -> tuple[str, ...]:
        if state not in self._own_groups:
            own = own_groups(self.map, state)
            self._own_groups[state] = tuple(p for p in self.graph.parts if group_of(p) in own)
        return self._own_groups[state]

    def _fewer(self, address: str, subject: Subject) -> bool:
        if subject.organisation is None or not self.graph.organisations.holds_no_accounts(subject.organisation):
            return False
        own = self.inputs.stated(address) or self.inputs.is_from_history(address)
        return not (address.endswith(f".{subject.organisation}") and own)

    def count(self, id_: str) -> str:
        """The address of the number of people of a group, or of a part of one; a part of a total follows from it.

        Plain numbers of one country and one source are parts of one total too: one draw for all of them, so that a
        group written as two has the people and the range of one.
        """
        part, address = self.graph.parts.get(id_, GroupPart(id_)), f"users.{id_}.count"
        if part.taken:
            shares = shares_stated(self.map)
            stated = [self.inputs.inline(f"share.{f}", shares[f] or EVERYONE, f"flows.{f}.share") for f in part.flows]
            return self.inputs.follows(address, part.people, (self.count(part.group), *stated))
        group, people = part.group, self.map.people
        if group in self._counted_with:
            first, counted = self._counted_with[group], self.map.people_in
            return self.inputs.follows(address, Times(counted(group) / counted(first)), (self.count(first),))
        if people is None or group not in people.groups:
            return self.inputs.inline(address, self.map.users[group].count, address)
        parts = {g: group.share for g, group in people.groups.items() if isinstance(group.share, Estimate)}
        addresses = [self.inputs.inline(f"people.{g}", share, f"people.groups.{g}.share") for g, share in parts.items()]
        total = self.inputs.inline("people.total", people.total, "people.total")
        share = PartOfTotal(tuple(people.groups), tuple(parts), group)
        return self.inputs.follows(address, share, (total, *addresses))

    def targeted(self, taken: str, swept: str, subject: Subject) -> dict[str, Polynomial]:
        """The targets of an attempt in each part, and the people of each that come along with every target."""
        targets = self._still_held(self._split(taken, subject, self._worth(self._aimed_at(subject.state))))
        along = self._split(swept, subject, self._heads(self.graph.parts))
        every_target = tuple(term for g in self.graph.parts for term in targets.get(g, ()))
        people = {g: (*targets.get(g, ()), *product(along.get(g, ()), every_target)) for g in self.graph.parts}
        return self._capped(subject.fill(taken), people)

    def several(self, taken: str, subject: Subject, *, by_heads: bool) -> dict[str, Polynomial]:
        """The people of an attempt that is about so many: of a state's own groups, by heads or by their worth to it."""
        aimed = self._aimed_at(subject.state)
        shares = self._heads(aimed) if by_heads else self._worth(aimed)
        people = self._still_held(self._split(taken, subject, shares))
        return self._capped(subject.fill(taken), {g: people.get(g, ()) for g in self.graph.parts})

    def _still_held(self, people: Mapping[str, Polynomial]) -> dict[str, Polynomial]:
        """The people of each part whose data are held: all, unless options are in force."""
        return {g: product(terms, ((1.0, self.inputs.held(group_of(g))),)) for g, terms in people.items()}

    def _capped(self, name: str, people: Mapping[str, Polynomial]) -> dict[str, Polynomial]:
        """No more people of a group than are within reach, in every draw."""
        capped = {}
        for group, terms in people.items():
            if terms:
                most = self.everyone[group]
                names = tuple(dict.fromkeys(a for _, addresses in (*terms, *most) for a in addresses))
                address = self.inputs.follows(f"persons.{name}.{group}", AtMost(terms, most, names), names)
                capped[group] = ((1.0, (address,)),)
        return {group: capped.get(group, ()) for group in self.graph.parts}

    def _split(self, pattern: str, subject: Subject, shares: Mapping[str, float]) -> dict[str, Polynomial]:
        """People of each part: as stated for groups (the others none), else one number split by fixed shares."""
        whole = subject.fill(pattern)
        stated = {g: f"{whole}.{g}" for g in self.map.users if self.inputs.stated(f"{whole}.{g}")}
        if stated:
            parts = {p: group_of(p) for p in self.graph.parts if group_of(p) in stated}
            of_group = {g: self.inputs.default(stated[g], _pattern_as_written(pattern)) for g in parts.values()}
            share = {p: self._heads(other for other in parts if parts[other] == g)[p] for p, g in parts.items()}
            return {p: ((share[p], (of_group[g],)),) for p, g in parts.items()}
        address = self.address(pattern, subject)
        return {g: ((share, (address,)),) for g, share in shares.items() if share}

    def _heads(self, parts: Iterable[str]) -> dict[str, float]:
        return _scaled({part: self.people_in[part] for part in parts})

    def _worth(self, parts: Iterable[str]) -> dict[str, float]:
        """People at risk and strategic people are thirty times as likely a target; best values keep H linear."""
        singled_out = frozenset({"at_risk", "strategic"})
        sought = {g for g, users in self.map.users.items() if users.exposure & singled_out}
        worth = {part: AT_RISK_TARGETS if group_of(part) in sought else 1.0 for part in parts}
        return _scaled({part: self.people_in[part] * each for part, each in worth.items()})


@dataclass(frozen=True)
class AtMost:
    """A sum of products, but no more than another; of the numbers at `names`, in their order."""

    terms: Polynomial
    most: Polynomial
    names: tuple[str, ...]

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The smaller of the two sums, shape () or (draws,)."""
        numbers = dict(zip(self.names, values, strict=True))
        return np.asarray(np.minimum(value_of(self.terms, numbers), value_of(self.most, numbers)))


@dataclass(frozen=True)
class Times:
    """A number times a factor that is certain."""

    factor: float

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The product, shape () or (draws,)."""
        return np.asarray(values[0] * self.factor)


@dataclass(frozen=True)
class LargestProduct:
    """The largest of several products, of so many numbers each."""

    lengths: tuple[int, ...]

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The largest product, shape () or (draws,)."""
        ends = list(accumulate(self.lengths))
        products = [times(values[end - length : end]) for end, length in zip(ends, self.lengths, strict=True)]
        return np.asarray(np.max(np.broadcast_arrays(*products), axis=0))


@dataclass(frozen=True)
class PartOfTotal:
    """The people of one of several groups from their total and the parts that are said; the rest has what is left."""

    groups: tuple[str, ...]
    stated: tuple[str, ...]
    group: str

    def __call__(self, values: Sequence[Floats]) -> Floats:
        """The total times the group's part, shape () or (draws,)."""
        total, *parts = values
        shares = dict(zip(self.stated, parts, strict=True))
        added = sum(shares.values(), np.zeros(()))
        rest = np.maximum(0.0, 1.0 - added)
        has_rest = len(self.stated) < len(self.groups)
        whole = added + rest if has_rest else added
        return np.asarray(total * shares.get(self.group, rest) / whole)


def value_of(terms: Polynomial, numbers: Mapping[str, Floats]) -> Floats:
    """The value of a sum of products of numbers, shape () or (draws,); a product in several terms is made once."""
    products = {addresses: times([numbers[a] for a in addresses]) for addresses in {a for _, a in terms}}
    return np.asarray(sum((c * products[addresses] for c, addresses in terms), np.zeros(())))


def _pattern_as_written(pattern: str) -> str:
    """The pattern as the evidence has it: `identified.state:{state}` → `identified.state:<state>`."""
    return pattern.replace("{", "<").replace("}", ">")


def _scaled(numbers: Mapping[str, float]) -> dict[str, float]:
    total = math.fsum(numbers.values())
    return {key: value / total for key, value in numbers.items()} if total else dict.fromkeys(numbers, 0.0)
