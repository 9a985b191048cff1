"""Forms of addresses: the patterns of the stable names of numbers, and what may stand in the slots of each.

An address is a family, then ids and words after dots: `power.CN.tencent`, `users.community.count`. PATTERNS is the
whole grammar, one row for each form. A `<slot>` of a pattern takes a state's code, an id of the map, or one of the
row's words; what is not in angle brackets is written as it stands. Only a flow's id may hold a dot of its own
(`users.messages`), and `<address>` takes another address whole. An organisation is called by the id of its top.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from data_maps.countries import CODES, country_hint
from data_maps.names import ID_PATTERN, RESERVED, Names
from data_maps.problems import Fault, Guess, closest, did_you_mean, shown
from data_maps.quantities import NumberKind, Persistence

HOLDERS = ("operator", "users", "none", "unknown")
ORDERS = ("targeted", "many", "whole")
THREATS = ("intrusion", "insider")
TAKINGS = ("covert", "intrusion")
ACTORS = ("criminals", "buyers")
OTHERS = "others"
MOST_DOTS = 10


@dataclass(frozen=True)
class Slot:
    """One part of a pattern, with what may stand for it: words, and ids of some kinds of a map, or whatever `fits`.

    `wrong` gives the fault of a piece, where more can be said than that nothing is called so.
    """

    name: str
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    fits: Callable[[str, Names | None], bool] | None = None
    wrong: Callable[[str, Names | None], Fault | None] = lambda piece, names: None

    def takes(self, piece: str, names: Names | None) -> bool:
        """True where a piece of an address may stand here; without names, any id may."""
        if self.fits is not None:
            return self.fits(piece, names)
        if names is None:
            own = bool(self.kinds) and piece not in RESERVED and ID_PATTERN.fullmatch(piece) is not None
        else:
            own = bool(self.kinds) and piece in names.known_names(*self.kinds)
        return own or piece in self.words


def _is_flow(piece: str, names: Names | None) -> bool:
    """True for a flow's id, which holds one dot where its ends give it."""
    ends = piece.split(".")
    return piece in names.flows if names is not None else len(ends) <= 2 and all(map(ID_PATTERN.fullmatch, ends))


def _no_country(piece: str, names: Names | None) -> Fault:
    return address_fault(f"{shown(piece)} is not a country code", country_hint(piece))


def _no_state(piece: str, names: Names | None) -> Fault:
    if closest(piece, (OTHERS,)):
        return address_fault(f"{shown(piece)} is not a country code", f"did you mean '{OTHERS}'?")
    return _no_country(piece, names)


def _not_the_top(piece: str, names: Names | None) -> Fault | None:
    top = names.tops.get(piece) if names else None
    return address_fault(f"'{piece}' is of the organisation '{top}'", f"write {top}") if top else None


def _counted_apart(piece: str, names: Names | None) -> Fault | None:
    hint = f"write users.{piece}.count"
    apart = names is not None and piece in names.groups
    return address_fault(f"'{piece}' is not counted as a part of a total", hint) if apart else None


def _is_actor(piece: str, names: Names | None) -> bool:
    """True for whoever may tie data to people: criminals, buyers, or the authorities of one state or of all others."""
    kind, _, code = piece.partition(":")
    return piece in ACTORS or (kind == "state" and (code in CODES or code == OTHERS))


def _no_actor(piece: str, names: Names | None) -> Fault:
    if piece.startswith("state:"):
        return _no_country(piece[6:], names)
    hint = did_you_mean(piece, ACTORS, "write criminals, buyers or state:CN")
    return address_fault(f"no actor called {shown(piece)}", hint)


def _is_inner(piece: str, names: Names | None) -> bool:
    """True for another address; of a few parts, so that one inside another ends somewhere."""
    dots = piece.count(".")
    return family_of(piece) in OF_FAMILY and (0 < dots <= MOST_DOTS or piece in _WHOLE)


def _no_inner(piece: str, names: Names | None) -> Fault | None:
    return no_family(piece) if "." in piece and family_of(piece) not in OF_FAMILY else None


_SLOTS: Mapping[str, Slot] = {
    "group": Slot("user group", ("groups",)),
    "function": Slot("function", ("functions",)),
    "flow": Slot("flow", ("flows",), fits=_is_flow),
    "data": Slot("data", ("data",)),
    "part": Slot("user group", ("parts",), wrong=_counted_apart),
    "state": Slot("state", fits=lambda piece, names: piece in CODES, wrong=_no_country),
    "state or others": Slot("state", fits=lambda piece, names: piece in CODES or piece == OTHERS, wrong=_no_state),
    "party or system": Slot("party or system", ("parties", "systems")),
    "party": Slot("party", ("parties",)),
    "owner": Slot("party", ("parties",)),
    "of": Slot("party", ("parties",)),
    "system": Slot("system", ("stores",)),
    "organisation": Slot("organisation", ("organisations",), wrong=_not_the_top),
    "holder": Slot("key holder", ("parties",), HOLDERS),
    "actor": Slot("actor", fits=_is_actor, wrong=_no_actor),
    "channel": Slot("channel", ("channels",)),
    "option": Slot("option", ("options",)),
    # From 2 on, it tells several numbers of one name apart.
    "number": Slot("number", fits=lambda piece, names: piece.isdecimal()),
    "address": Slot("", fits=_is_inner, wrong=_no_inner),
}
_OF_WORDS = {"scope": "scope", "threat": "threat", "taking": "kind of taking", "parameter": "parameter of an option"}
_FIELDS = {"party or system": "over", "of": "owned", "address": "sets", "state or others": "state", "part": "group"}


@dataclass(frozen=True)
class Pattern:
    """A form of addresses, and what stands there.

    `quantity` is how its number is written, `persists` over what one draw of it holds, `unit` what it counts, `given`
    the condition it holds under; `words` are those that its scope, threat, taking or parameter may be.
    """

    text: str
    quantity: NumberKind
    persists: Persistence
    unit: str
    words: tuple[str, ...] = field(default=(), compare=False)
    given: str = ""

    @property
    def family(self) -> str:
        """The word that its addresses begin with."""
        return self.text.partition(".")[0]

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The slot of each part after the family, empty for a word that is written as it stands."""
        return tuple(piece[1:-1] if piece.startswith("<") else "" for piece in self.text.split(".")[1:])

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The field of an address that holds what stands in each slot."""
        return tuple(_FIELDS.get(name, name) for name in self.fields)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The slot of each part after the family."""
        return tuple(
            _SLOTS.get(name) or Slot(_OF_WORDS.get(name, ""), words=self.words if name else (piece,))
            for name, piece in zip(self.fields, self.text.split(".")[1:], strict=True)
        )

    def pieces(self, rest: str) -> list[str]:
        """The pieces after the family: the last part, or a flow before it, takes all dots left.

        >>> Pattern("share.<flow>.<data>", "share", "person", "").pieces("users.messages.text")
        ['users.messages', 'text']
        """
        if not self.fields:
            return []
        cuts = len(self.fields) - 1
        pieces = rest.rsplit(".", cuts) if "flow" in self.fields[:-1] else rest.split(".", cuts)
        return pieces if len(pieces) > cuts else pieces + [""] * (cuts + 1 - len(pieces))

    def fitting(self, pieces: Sequence[str], names: Names | None) -> int:
        """The number of pieces that fit its slots, from the first on."""
        for place, slot in enumerate(self.slots):
            if not slot.takes(pieces[place], names):
                return place
        return len(pieces)


_PARAMETER = "option.<option>.<parameter>"
_OF_OPTIONS = (
    Pattern(_PARAMETER, "share", "person", "as the option says", ("side_load", "remaining", "leaves", "retained")),
    Pattern(_PARAMETER, "proportion", "person", "as the option says", ("share",)),
    Pattern(_PARAMETER, "turnover", "rate", "as the option says", ("added_leaving", "patch_debt")),
    Pattern(_PARAMETER, "count", "count", "as the option says", ("costs",)),
)
_ASKED, _MADE, _DONE, _TAKEN = (
    "the state asks",
    "an attempt is made",
    "an attempt is carried out",
    "the data are taken",
)
_AN_ATTEMPT, _OF_A_RATE = "attempts a year", "share of a rate"
PATTERNS: tuple[Pattern, ...] = (
    Pattern("users.<group>.count", "count", "count", "persons"),
    Pattern("users.<group>.new_per_year", "turnover", "rate", "share of people a year"),
    Pattern("users.<group>.leave_per_year", "turnover", "rate", "share of people a year"),
    Pattern("users.<group>.relies_on.<function>.used_by", "share", "person", "share of people"),
    Pattern("users.<group>.relies_on.<function>.substitutable", "share", "person", "share of people"),
    Pattern("people.total", "count", "count", "persons"),
    Pattern("people.<part>", "part", "count", "share of people"),
    Pattern("share.standing.<state>.<system>", "share", "person", "share of people", given="the access is there"),
    Pattern("share.<flow>", "share", "person", "share of people", given="the data reach the source"),
    Pattern("share.<flow>.<data>", "share", "person", "share of people", given="the data reach the source"),
    Pattern("interest.<state>", "share", "state", "probability"),
    Pattern("power.<state>.soil", "share", "state", "probability", given=_ASKED),
    Pattern("power.<state>.unknown", "share", "state", "probability", given=_ASKED),
    Pattern("power.<state>.<party or system>", "share", "state", "probability", given=_ASKED),
    Pattern("content.<state>.<party>", "share", "state", "probability", given="the state can order the party"),
    Pattern("control.<owner>.<of>", "share", "state", "probability", given="the owner asks"),
    Pattern("custody.<party>.<organisation>", "share", "state", "probability"),
    Pattern("custody.<party>.<system>", "share", "state", "probability"),
    Pattern("clear.<organisation>.<holder>", "share", "state", "probability", given=_TAKEN),
    Pattern("clear.<system>.<holder>", "share", "state", "probability", given=_TAKEN),
    Pattern("clear.<data>.<system>", "share", "state", "probability", given=_TAKEN),
    Pattern("clear.transit.<flow>", "share", "state", "probability", given=_TAKEN),
    Pattern("demand.<scope>.<state>.<organisation>", "rate", "rate", _AN_ATTEMPT, ORDERS),
    Pattern("demand.<scope>.<state>", "rate", "rate", _AN_ATTEMPT, (*ORDERS, "transit", "purchase")),
    Pattern("elsewhere", "rate_share", "rate", _OF_A_RATE),
    Pattern("standing.<state>.<system>", "share", "state", "probability"),
    Pattern("record.covert.<state or others>", "rate", "rate", "takings known a year"),
    Pattern("record.placed.<state or others>", "rate", "rate", "placements known a year"),
    Pattern("record.many.<state>", "rate", "rate", "large orders a year"),
    Pattern("known.covert", "share", "rate", "share of takings"),
    Pattern("known.placed", "share", "rate", "share of placements"),
    Pattern("known.intrusion", "share", "rate", "share of thefts"),
    Pattern("takings.<state or others>", "rate", "rate", "takings a year, anywhere"),
    Pattern("placed.<state or others>", "rate", "rate", "placements a year, anywhere"),
    Pattern("abroad.many", "rate_share", "rate", _OF_A_RATE),
    Pattern("hit.<organisation>", "rate_share", "rate", _OF_A_RATE),
    Pattern("carried_out.<scope>.<state>.<organisation>", "share", "trial", "probability", ORDERS, _MADE),
    Pattern("carried_out.<scope>.<state>", "share", "trial", "probability", (*ORDERS, "purchase"), _MADE),
    Pattern("taken.targeted.<state>.<group>", "count", "count", "persons", given=_DONE),
    Pattern("taken.targeted.<state>", "count", "count", "persons", given=_DONE),
    Pattern("taken.many.<state>", "count", "count", "persons", given=_DONE),
    Pattern("taken.placed.<state or others>", "count", "count", "persons", given=_DONE),
    Pattern("taken.covert.<state or others>", "share", "person", "share of people", given=_DONE),
    Pattern("taken.<scope>.<state>", "share", "person", "share of people", ("whole", "transit", "purchase"), _DONE),
    Pattern("taken.intrusion.<organisation>", "share", "person", "share of people", given=_DONE),
    Pattern("taken.insider.<organisation>", "count", "count", "persons", given=_DONE),
    Pattern("swept.<state>.<group>", "count", "count", "persons", given=_DONE),
    Pattern("swept.<state>", "count", "count", "persons", given=_DONE),
    Pattern("reached.content.<taking>", "share", "trial", "probability", TAKINGS, _DONE),
    Pattern("reached.<system>", "share", "trial", "probability", given=_DONE),
    Pattern("identified.<actor>", "share", "person", "share of people", given=_TAKEN),
    Pattern("attempts.<threat>.<organisation>", "rate", "rate", _AN_ATTEMPT, THREATS),
    Pattern("success.<threat>.<organisation>", "share", "trial", "probability", THREATS, _MADE),
    Pattern("success.transit.<flow>", "share", "trial", "probability", given=_MADE),
    Pattern("sold.<flow>", "rate", "rate", "acquisitions a year"),
    Pattern("kept.<data>.<system>", "share", "person", "share of people", given="the data reach the system"),
    Pattern("distribution.<channel>.share", "proportion", "person", "share of people"),
    *(replace(form, text=f"{form.text}{end}") for form in _OF_OPTIONS for end in ("", ".<number>")),
    Pattern("option.<option>.loses.<function>", "proportion", "person", "share of what is lost"),
    Pattern("option.<option>.leavers_lose.<function>.share", "proportion", "person", "share of what is lost"),
    Pattern("option.<option>.leavers_lose.<function>.substitutable", "proportion", "person", "share of what is lost"),
    Pattern("option.<option>.<address>", "share", "state", "as the address says"),
)

FAMILIES = tuple(dict.fromkeys(pattern.family for pattern in PATTERNS))
OF_FAMILY = {name: tuple(pattern for pattern in PATTERNS if pattern.family == name) for name in FAMILIES}
_WHOLE = frozenset(pattern.text for pattern in PATTERNS if not pattern.fields)


def family_of(text: str) -> str:
    """The first word of an address, or of any other text with dots in it.

    >>> family_of("power.CN.tencent")
    'power'
    """
    return text.partition(".")[0]


def no_family(text: str) -> Fault:
    """The fault of a text that begins with no family of addresses."""
    family = family_of(text)
    hint = did_you_mean(family, FAMILIES, "addresses begin with " + ", ".join(FAMILIES))
    return address_fault(f"no address begins with {shown(family)}", hint)


def address_fault(message: str, hint: str | Guess) -> Fault:
    """A fault of a whole address, which stands where a key does."""
    return Fault((), message, hint, on_key=True)
