"""Addresses: the stable names of the numbers of a map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from data_maps.address_forms import (
    FAMILIES,
    HOLDERS,
    OF_FAMILY,
    PATTERNS,
    Pattern,
    Slot,
    address_fault,
    family_of,
    no_family,
)
from data_maps.names import Names
from data_maps.problems import Fault, closest, did_you_mean, shown
from data_maps.quantities import MOST_ALIVE, Estimate, NotANumber, NumberKind, Persistence, estimate

__all__ = [
    "FAMILIES",
    "HOLDERS",
    "PATTERNS",
    "Address",
    "AddressKind",
    "address",
    "by_form",
    "estimate_at",
    "family_of",
    "stated_address",
]

AddressKind = Literal["count", "probability", "rate", "multiplier"]
_KIND: Mapping[NumberKind, AddressKind] = {
    "count": "count",
    "share": "probability",
    "proportion": "probability",
    "part": "probability",
    "rate": "rate",
    "rate_share": "multiplier",
    "turnover": "rate",
    "multiplier": "multiplier",
}
_OF_ONE_LIST = frozenset({"group", "data", "over", "party", "owner", "owned", "organisation", "system", "holder"})
"""The slots that take the ids of users, data, parties and systems, which share one list."""
_SLOTS_OF: Mapping[str, frozenset[str]] = {
    "flows": frozenset({"flow"}),
    "functions": frozenset({"function"}),
    "distribution": frozenset({"channel"}),
    "options": frozenset({"option"}),
    "agreements": frozenset(),
}
NO_CATALOGUE = "unknown is no answer here: the catalogue has no number for it"


@dataclass(frozen=True)
class Address:
    """The stable name of one estimated number: its pattern, and what stands in the pattern's slots.

    `parts` are the pieces after the family, in order. `over` is the party or system that a power is over, `sets` the
    address whose number an option sets. A slot that the pattern does not have is None.
    """

    text: str
    pattern: Pattern
    parts: tuple[str, ...]
    group: str | None = None
    function: str | None = None
    flow: str | None = None
    data: str | None = None
    state: str | None = None
    over: str | None = None
    party: str | None = None
    owner: str | None = None
    owned: str | None = None
    organisation: str | None = None
    system: str | None = None
    holder: str | None = None
    scope: str | None = None
    threat: str | None = None
    taking: str | None = None
    actor: str | None = None
    channel: str | None = None
    option: str | None = None
    parameter: str | None = None
    number: str | None = None
    sets: Address | None = None

    @property
    def family(self) -> str:
        """The word that it begins with."""
        return self.pattern.family

    @property
    def quantity(self) -> NumberKind:
        """The kind of quantity that its number is written as."""
        return self.pattern.quantity

    @property
    def persists(self) -> Persistence:
        """Over what one draw of its number holds."""
        return self.pattern.persists

    @property
    def unit(self) -> str:
        """The unit of its number."""
        return self.pattern.unit

    @property
    def given(self) -> str:
        """The condition that its number holds under; empty where there is none."""
        return self.pattern.given

    @property
    def kind(self) -> AddressKind:
        """count, probability, rate or multiplier."""
        return _KIND[self.quantity]

    @property
    def is_of_a_group(self) -> bool:
        """True for a number of people of one group, for which the catalogue has none."""
        return self.quantity == "count" and self.group is not None

    def names(self, section: str, id_: str) -> bool:
        """True where one of its slots names this part of a map, by the section that has it: a flow is no system."""
        slots = _SLOTS_OF.get(section, _OF_ONE_LIST)
        return any(slot in slots and piece == id_ for slot, piece in zip(self.pattern.keys, self.parts, strict=True))

    @property
    def person_years(self) -> bool:
        """True where its rate may be said per person and year."""
        return self.family == "demand"

    def __str__(self) -> str:
        return self.text


def address(text: str, names: Names) -> Address | Fault:
    """The address written in a text, checked against the names of a map.

    Args:
        text: What somebody wrote, such as `power.CN.tencent`.
        names: The ids of the map.

    Returns:
        The address with its parts named, or the first thing wrong with it, in the form that fits it furthest.
    """
    return _read(text, names)


def stated_address(text: str, names: Names) -> Address | Fault:
    """The address of a number that a map, a reading, an option or a setting states; a Fault where none may."""
    named = address(text, names)
    return named if isinstance(named, Fault) else _not_to_be_stated(named, names) or named


def _not_to_be_stated(named: Address, names: Names) -> Fault | None:
    if named.pattern.text == "users.<group>.count" and named.group in names.parts:
        return address_fault(
            f"'{named.group}' is counted as a part of a total", f"write people.total or people.{named.group}"
        )
    # A number of a state that does not act is told in a check. Letters that are turned round are a slip: where another
    # country has that code the number would silently be of nobody.
    turned = (named.state or "")[::-1]
    acts_only_if_named = "state" in named.pattern.fields and named.family not in ("interest", "record")
    if acts_only_if_named and names.states and named.state not in names.states and turned in names.states:
        hint = f"did you mean '{turned}'? else write interest.{named.state} too"
        return address_fault(f"nothing else in the map is about the state {named.state}", hint)
    top = names.tops.get(named.organisation or named.system or "")
    if named.family == "clear" and top and names.tops.get(named.holder or "") == top:
        message = f"'{named.holder}' is of the organisation '{top}', so its keys are the operator's"
        return address_fault(message, f"write clear.{named.organisation or named.system}.operator")
    return None


@lru_cache(maxsize=2**14)
def by_form(text: str) -> Address:
    """The parts of an address that is known to be one, told by its form alone; raises ValueError for any other text.

    A form cannot tell a flow `a.b` from data `b` of a flow `a`, nor data, systems and organisations from each other:
    use `address` for those.

    >>> by_form("custody.tencent.servers-cn").party
    'tencent'
    """
    address = _read(text, None)
    if isinstance(address, Fault):
        raise ValueError(address.message)
    return address


def estimate_at(address: Address, value: Any, sources: Mapping[str, str] | None = None) -> Estimate:
    """The estimate that a written value stands for at an address.

    Args:
        address: Which number it is of.
        value: What is written, as plain values.
        sources: The ids a `source` may name, each with the one that it goes back to; any if None.

    Raises:
        NotANumber: With every fault in what is written.
    """
    number = estimate(
        value, address.quantity, persists=address.persists, person_years=address.person_years, sources=sources
    )
    if number.form == "unknown" and address.is_of_a_group:
        raise NotANumber(Fault((), NO_CATALOGUE, "give a wide range, such as [1, 10, 100]"))
    if address.unit == "persons" and number.largest > MOST_ALIVE:
        raise NotANumber(Fault((), f"more than {MOST_ALIVE:,.0f}, and nobody has as many", "look at the unit"))
    return number


def _read(text: str, names: Names | None) -> Address | Fault:
    family, _, rest = text.partition(".")
    if family not in OF_FAMILY:
        return no_family(text)
    patterns = [pattern for pattern in OF_FAMILY[family] if bool(pattern.fields) == bool(rest)]
    if not patterns:
        return address_fault(f"{shown(text)} is not {'an' if rest else 'a whole'} address", f"write {_forms(family)}")
    furthest = -1
    tried: list[tuple[Slot, str]] = []
    for pattern in patterns:
        pieces = pattern.pieces(rest)
        fitting = pattern.fitting(pieces, names)
        if fitting == len(pieces):
            return _address_of(text, pattern, pieces, names)
        if fitting > furthest:
            furthest, tried = fitting, []
        if fitting == furthest:
            tried.append((pattern.slots[fitting], pieces[fitting]))
    return _misfit(text, tried, names)


def _address_of(text: str, pattern: Pattern, pieces: Sequence[str], names: Names | None) -> Address | Fault:
    parts: dict[str, Any] = dict(zip(pattern.keys, pieces, strict=True))
    parts.pop("", None)
    inner = _read(parts["sets"], names) if "sets" in parts else None
    if isinstance(inner, Fault):
        return inner
    if inner:
        parts["sets"] = inner
        pattern = replace(pattern, quantity=inner.quantity, persists=inner.persists, unit=inner.unit, given=inner.given)
    named = Address(text, pattern, tuple(pieces), **parts)
    return (_without_a_line(named, names) if names else None) or named


def _without_a_line(named: Address, names: Names) -> Fault | None:
    """The fault of an address of a number that only a line of the map brings about."""
    if named.family == "control" and (named.owner, named.owned) not in names.owned:
        message = f"no ownership line says that '{named.owner}' owns a part of '{named.owned}'"
        return address_fault(message, "add one under ownership")
    if "standing" in named.pattern.text.split(".") and (named.state, named.system) not in names.standing:
        message = f"no line says that {named.state} has standing access at '{named.system}'"
        return address_fault(message, "add one under standing")
    if named.text == "people.total" and not names.parts:
        return address_fault("the map counts no total", "add people: {total: …, groups: …}")
    return None


def _misfit(text: str, tried: Sequence[tuple[Slot, str]], names: Names | None) -> Fault:
    """The fault where some patterns fit equally far: the slot of each that does not, with the piece there."""
    if own := next((fault for slot, piece in tried if (fault := slot.wrong(piece, names))), None):
        return own
    words = tuple(word for slot, _ in tried for word in slot.words)
    named = [(slot, piece) for slot, piece in tried if slot.name]
    if not named:
        piece = tried[0][1]
        before = text.removesuffix(piece).removesuffix(".")
        near = closest(piece, words) or words[0]
        return address_fault(f"{shown(text)} is not an address", f"did you mean '{before}.{near}'?")
    slot_names = " or ".join(dict.fromkeys(slot.name for slot, _ in named))
    kinds = dict.fromkeys(kind for slot, _ in named for kind in slot.kinds)
    return _missing(slot_names, named[0][1], (names or Names()).known_names(*kinds, words=words))


def _missing(what: str, name: str, names: tuple[str, ...]) -> Fault:
    return address_fault(
        f"no {what} called {shown(name)}" if name else f"no {what} is named", did_you_mean(name, names)
    )


def _forms(family: str) -> str:
    """The forms that the addresses of a family have, in words."""
    *first, last = dict.fromkeys(pattern.text for pattern in OF_FAMILY[family])
    return f"{', '.join(first)} or {last}" if first else last
