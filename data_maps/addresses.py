"""Addresses: the stable names of the numbers of a map.

An address is a family, then ids and words after dots: `power.CN.tencent`, `users.community.count`. PATTERNS is the
whole grammar, one row for each form. A `<slot>` of a pattern takes a state's code, an id of the map, or one of the
row's words; what is not in angle brackets is written as it stands. Only a flow's id may hold a dot of its own
(`users.messages`), and `<address>` takes another address whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Literal

from data_maps.countries import CODES, meant
from data_maps.names import ID_PATTERN, RESERVED, Names
from data_maps.problems import Fault, Guess, closest, did_you_mean, shown
from data_maps.quantities import Estimate, Kind, NotANumber, Persistence, estimate

AddressKind = Literal["count", "probability", "rate", "multiplier"]
_KIND: Mapping[Kind, AddressKind] = {
    "count": "count",
    "share": "probability",
    "proportion": "probability",
    "rate": "rate",
    "turnover": "rate",
    "multiplier": "multiplier",
}
NO_CATALOGUE = "unknown is no answer here: the catalogue has no number for it"
HOLDERS = ("operator", "users", "none", "unknown")
SCOPES = ("targeted", "bulk", "covert", "transit", "purchase")
THREATS = ("intrusion", "insider")
ACTORS = ("criminals", "buyers")
MOST_DOTS = 10


class _Slot:
    """What may stand for one part of a pattern: words, and ids of some kinds of a map."""

    def __init__(self, name: str, kinds: tuple[str, ...] = (), words: tuple[str, ...] = ()) -> None:
        self.name = name
        self.kinds = kinds
        self.words = words

    def takes(self, piece: str, names: Names | None) -> bool:
        """Whether a piece of an address may stand here; without names, any id may."""
        if names is None:
            own = bool(self.kinds) and piece not in RESERVED and ID_PATTERN.fullmatch(piece) is not None
        else:
            own = bool(self.kinds) and piece in names.known(*self.kinds)
        return own or piece in self.words

    def fault(self, piece: str, names: Names | None) -> Fault | None:
        """What is wrong with a piece, where more can be said than that nothing is called so."""
        return None


class _Flow(_Slot):
    """A flow's id, which holds one dot where its ends give it."""

    def takes(self, piece: str, names: Names | None) -> bool:
        if names is not None:
            return piece in names.flows
        ends = piece.split(".")
        return len(ends) <= 2 and all(map(ID_PATTERN.fullmatch, ends))


class _State(_Slot):
    """A country's code."""

    def takes(self, piece: str, names: Names | None) -> bool:
        return piece in CODES

    def fault(self, piece: str, names: Names | None) -> Fault | None:
        return _fault(f"{shown(piece)} is not a country code", meant(piece))


class _Actor(_Slot):
    """Whoever may tie data to people: criminals, buyers, or the authorities of a state."""

    def takes(self, piece: str, names: Names | None) -> bool:
        kind, _, code = piece.partition(":")
        return piece in ACTORS or (kind == "state" and code in CODES)

    def fault(self, piece: str, names: Names | None) -> Fault | None:
        if piece.startswith("state:"):
            return _fault(f"{shown(piece[6:])} is not a country code", meant(piece[6:]))
        hint = did_you_mean(piece, ACTORS, "write criminals, buyers or state:CN")
        return _fault(f"no actor called {shown(piece)}", hint)


class _Number(_Slot):
    """Which of several numbers of one name it is, from 2."""

    def takes(self, piece: str, names: Names | None) -> bool:
        return piece.isdecimal()


class _Inner(_Slot):
    """Another address; of a few parts, so that one inside another ends somewhere."""

    def takes(self, piece: str, names: Names | None) -> bool:
        return 0 < piece.count(".") <= MOST_DOTS and family_of(piece) in _OF_FAMILY

    def fault(self, piece: str, names: Names | None) -> Fault | None:
        return _no_family(piece) if "." in piece and family_of(piece) not in _OF_FAMILY else None


_SLOTS: Mapping[str, _Slot] = {
    "group": _Slot("user group", ("groups",)),
    "function": _Slot("function", ("functions",)),
    "flow": _Flow("flow", ("flows",)),
    "data": _Slot("data", ("data",)),
    "state": _State("state"),
    "party or system": _Slot("party or system", ("parties", "systems")),
    "party": _Slot("party", ("parties",)),
    "owner": _Slot("party", ("parties",)),
    "of": _Slot("party", ("parties",)),
    "system": _Slot("system", ("stores",)),
    "holder": _Slot("key holder", ("parties",), HOLDERS),
    "actor": _Actor("actor"),
    "channel": _Slot("channel", ("channels",)),
    "option": _Slot("option", ("options",)),
    "number": _Number("number"),
    "address": _Inner(""),
}
_OF_WORDS = {"scope": "scope", "threat": "threat", "parameter": "parameter of an option"}
_FIELDS = {"party or system": "over", "of": "owned", "address": "sets"}


@dataclass(frozen=True)
class Pattern:
    """A form of addresses, and what stands there.

    `quantity` is how its number is written, `persists` over what one draw of it holds, `unit` what it counts; `words`
    are those that its scope, threat or parameter may be.
    """

    text: str
    quantity: Kind
    persists: Persistence
    unit: str
    words: tuple[str, ...] = field(default=(), compare=False)

    @property
    def family(self) -> str:
        """The word that its addresses begin with."""
        return self.text.partition(".")[0]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The slot of each part after the family, empty for a word that is written as it stands."""
        return tuple(part[1:-1] if part.startswith("<") else "" for part in self.text.split(".")[1:])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The field of an address that holds what stands in each slot."""
        return tuple(_FIELDS.get(name, name) for name in self.fields)

    @cached_property
    def slots(self) -> tuple[_Slot, ...]:
        """What each part after the family takes."""
        return tuple(
            _SLOTS.get(name) or _Slot(_OF_WORDS.get(name, ""), words=self.words if name else (part,))
            for name, part in zip(self.fields, self.text.split(".")[1:], strict=True)
        )

    def pieces(self, rest: str) -> list[str]:
        """What follows the family, cut as the pattern has it: the last part, or a flow before it, takes all dots left.

        >>> Pattern("share.<flow>.<data>", "share", "person", "").pieces("users.messages.text")
        ['users.messages', 'text']
        """
        cuts = len(self.fields) - 1
        pieces = rest.rsplit(".", cuts) if "flow" in self.fields[:-1] else rest.split(".", cuts)
        return pieces if len(pieces) > cuts else pieces + [""] * (cuts + 1 - len(pieces))

    def fitting(self, pieces: Sequence[str], names: Names | None) -> int:
        """How many pieces fit its slots, from the first on."""
        for place, slot in enumerate(self.slots):
            if not slot.takes(pieces[place], names):
                return place
        return len(pieces)


_PARAMETER = "option.<option>.<parameter>"
_OF_OPTIONS = (
    Pattern(_PARAMETER, "share", "person", "as the option says", ("side_load", "remaining", "leaves", "retained")),
    Pattern(_PARAMETER, "proportion", "person", "as the option says", ("share",)),
    Pattern(_PARAMETER, "turnover", "rate", "as the option says", ("added_leaving",)),
    Pattern(_PARAMETER, "rate", "rate", "as the option says", ("patch_debt",)),
    Pattern(_PARAMETER, "count", "count", "as the option says", ("costs",)),
)
PATTERNS: tuple[Pattern, ...] = (
    Pattern("users.<group>.count", "count", "count", "persons"),
    Pattern("users.<group>.new_per_year", "turnover", "rate", "share of people a year"),
    Pattern("users.<group>.leave_per_year", "turnover", "rate", "share of people a year"),
    Pattern("users.<group>.relies_on.<function>.used_by", "share", "person", "share of people"),
    Pattern("users.<group>.relies_on.<function>.substitutable", "share", "person", "share of people"),
    Pattern("share.<flow>", "share", "person", "share of people"),
    Pattern("share.<flow>.<data>", "share", "person", "share of people"),
    Pattern("interest.<state>", "share", "state", "probability"),
    Pattern("power.<state>.<party or system>", "share", "state", "probability"),
    Pattern("control.<owner>.<of>", "share", "state", "probability"),
    Pattern("custody.<party>.<system>", "share", "state", "probability"),
    Pattern("clear.<data>.<system>", "share", "state", "probability"),
    Pattern("clear.<system>.<holder>", "share", "state", "probability"),
    Pattern("clear.transit.<flow>", "share", "state", "probability"),
    Pattern("demand.<scope>.<state>", "rate", "rate", "attempts a year", SCOPES),
    Pattern("carried_out.<scope>.<state>", "share", "trial", "probability", ("targeted", "bulk", "purchase")),
    Pattern("taken.targeted.<state>.<group>", "count", "count", "persons"),
    Pattern("taken.targeted.<state>", "count", "count", "persons"),
    Pattern("taken.<scope>.<state>", "share", "person", "share of people", SCOPES[1:]),
    Pattern("taken.intrusion.<system>", "share", "person", "share of people"),
    Pattern("taken.insider.<system>", "count", "count", "persons"),
    Pattern("swept.<state>.<group>", "count", "count", "persons"),
    Pattern("swept.<state>", "count", "count", "persons"),
    Pattern("identified.<actor>", "share", "person", "share of people"),
    Pattern("attempts.<threat>.<system>", "rate", "rate", "attempts a year", THREATS),
    Pattern("success.<threat>.<system>", "share", "trial", "probability", (*THREATS, "covert")),
    Pattern("success.transit.<flow>", "share", "trial", "probability"),
    Pattern("sold.<flow>", "rate", "rate", "acquisitions a year"),
    Pattern("kept.<data>.<system>", "share", "person", "share of people"),
    Pattern("distribution.<channel>.share", "proportion", "person", "share of people"),
    *(replace(form, text=f"{form.text}{end}") for form in _OF_OPTIONS for end in ("", ".<number>")),
    Pattern("option.<option>.loses.<function>", "proportion", "person", "share of what is lost"),
    Pattern("option.<option>.leavers_lose.<function>.share", "proportion", "person", "share of what is lost"),
    Pattern("option.<option>.leavers_lose.<function>.substitutable", "proportion", "person", "share of what is lost"),
    Pattern("option.<option>.<address>", "share", "state", "as the address says"),
)
FAMILIES = tuple(dict.fromkeys(pattern.family for pattern in PATTERNS))
_OF_FAMILY = {name: tuple(pattern for pattern in PATTERNS if pattern.family == name) for name in FAMILIES}


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
    system: str | None = None
    holder: str | None = None
    scope: str | None = None
    threat: str | None = None
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
    def quantity(self) -> Kind:
        """How its number is written."""
        return self.pattern.quantity

    @property
    def persists(self) -> Persistence:
        """Over what one draw of its number holds."""
        return self.pattern.persists

    @property
    def unit(self) -> str:
        """What its number counts."""
        return self.pattern.unit

    @property
    def kind(self) -> AddressKind:
        """count, probability, rate or multiplier."""
        return _KIND[self.quantity]

    @property
    def is_of_a_group(self) -> bool:
        """Whether it is a number of people of one group, for which the catalogue has none."""
        return self.quantity == "count" and self.group is not None

    @property
    def person_years(self) -> bool:
        """Whether its rate may be said per person and year."""
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


@lru_cache(maxsize=2**14)
def by_form(text: str) -> Address:
    """The parts of an address that is known to be one, told by its form alone; raises ValueError for any other text.

    A form cannot tell a flow `a.b` from data `b` of a flow `a`, nor data from systems: use `address` for those.

    >>> by_form("custody.tencent.servers-cn").party
    'tencent'
    """
    address = _read(text, None)
    if isinstance(address, Fault):
        raise ValueError(address.message)
    return address


def family_of(text: str) -> str:
    """The first word of an address, or of any other text with dots in it.

    >>> family_of("power.CN.tencent")
    'power'
    """
    return text.partition(".")[0]


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
    return number


def _read(text: str, names: Names | None) -> Address | Fault:
    family, _, rest = text.partition(".")
    if family not in _OF_FAMILY:
        return _no_family(text)
    if not rest:
        return _fault(f"{shown(text)} is not a whole address", f"write {_forms(family)}")
    furthest = -1
    tried: list[tuple[_Slot, str]] = []
    for pattern in _OF_FAMILY[family]:
        pieces = pattern.pieces(rest)
        fitting = pattern.fitting(pieces, names)
        if fitting == len(pieces):
            return _made(text, pattern, pieces, names)
        if fitting > furthest:
            furthest, tried = fitting, []
        if fitting == furthest:
            tried.append((pattern.slots[fitting], pieces[fitting]))
    return _misfit(text, tried, names)


def _made(text: str, pattern: Pattern, pieces: Sequence[str], names: Names | None) -> Address | Fault:
    parts: dict[str, Any] = dict(zip(pattern.keys, pieces, strict=True))
    parts.pop("", None)
    inner = _read(parts["sets"], names) if "sets" in parts else None
    if isinstance(inner, Fault):
        return inner
    if inner:
        parts["sets"] = inner
        pattern = replace(pattern, quantity=inner.quantity, persists=inner.persists, unit=inner.unit)
    if pattern.family == "control" and names and tuple(pieces) not in names.owned:
        owner, owned = pieces
        return _fault(f"no ownership line says that '{owner}' owns a part of '{owned}'", "add one under ownership")
    return Address(text, pattern, tuple(pieces), **parts)


def _misfit(text: str, tried: Sequence[tuple[_Slot, str]], names: Names | None) -> Fault:
    """What is wrong where some patterns fit equally far: the slot of each that does not, with the piece there."""
    if own := next((fault for slot, piece in tried if (fault := slot.fault(piece, names))), None):
        return own
    words = tuple(word for slot, _ in tried for word in slot.words)
    named = [(slot, piece) for slot, piece in tried if slot.name]
    if not named:
        piece = tried[0][1]
        before = text.removesuffix(piece).removesuffix(".")
        near = closest(piece, words) or words[0]
        return _fault(f"{shown(text)} is not an address", f"did you mean '{before}.{near}'?")
    what = " or ".join(dict.fromkeys(slot.name for slot, _ in named))
    kinds = dict.fromkeys(kind for slot, _ in named for kind in slot.kinds)
    return _missing(what, named[0][1], (names or Names()).known(*kinds, words=words))


def _no_family(text: str) -> Fault:
    family = family_of(text)
    hint = did_you_mean(family, FAMILIES, "addresses begin with " + ", ".join(FAMILIES))
    return _fault(f"no address begins with {shown(family)}", hint)


def _missing(what: str, name: str, names: tuple[str, ...]) -> Fault:
    return _fault(f"no {what} called {shown(name)}" if name else f"no {what} is named", did_you_mean(name, names))


def _fault(message: str, hint: str | Guess) -> Fault:
    return Fault((), message, hint, on_key=True)


def _forms(family: str) -> str:
    """The forms that the addresses of a family have, in words."""
    *first, last = dict.fromkeys(pattern.text for pattern in _OF_FAMILY[family])
    return f"{', '.join(first)} or {last}" if first else last
