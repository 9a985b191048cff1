"""Which number an address names, of what kind it is, and over what it persists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from data_maps.countries import CODES, meant
from data_maps.names import Names
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
FAMILIES = (
    "users",
    "share",
    "interest",
    "power",
    "control",
    "custody",
    "clear",
    "demand",
    "carried_out",
    "taken",
    "swept",
    "identified",
    "attempts",
    "success",
    "sold",
    "kept",
    "distribution",
    "option",
)
NO_CATALOGUE = "unknown is no answer here: the catalogue has no number for it"
HOLDERS = ("operator", "users", "none", "unknown")
ACTORS = ("criminals", "buyers")
PARAMETERS: Mapping[str, Kind] = {
    "side_load": "share",
    "added_leaving": "turnover",
    "patch_debt": "rate",
    "remaining": "share",
    "share": "proportion",
    "leaves": "share",
    "retained": "share",
    "costs": "count",
}
OF_A_GROUP = ("count", "new_per_year", "leave_per_year", "relies_on")
OF_RELIANCE = ("used_by", "substitutable")
OF_LEAVERS = ("share", "substitutable")


@dataclass(frozen=True)
class Address:
    """The stable name of one estimated number: its family and the ids in it.

    `quantity` is how its number is written, `persists` over what one draw of it holds, `unit` what it counts.
    """

    text: str
    family: str
    parts: tuple[str, ...]
    quantity: Kind
    persists: Persistence
    unit: str

    @property
    def kind(self) -> AddressKind:
        """count, probability, rate or multiplier."""
        return _KIND[self.quantity]

    @property
    def is_of_a_group(self) -> bool:
        """Whether it is a number of people of one group, for which the catalogue has none."""
        wanted = {"users": 2, "taken": 3, "swept": 2}.get(self.family)
        return self.quantity == "count" and len(self.parts) == wanted

    @property
    def person_years(self) -> bool:
        """Whether its rate may be said per person and year."""
        return self.family == "demand"

    def __str__(self) -> str:
        return self.text


def address(text: str, names: Names) -> Address | Fault:
    """The address written in `text`, or what is wrong with it in a map of these names."""
    family, _, rest = text.partition(".")
    parse = _PARSERS.get(family)
    if parse is None:
        return _fault(
            f"no address begins with {shown(family)}",
            did_you_mean(family, FAMILIES, "addresses begin with " + ", ".join(FAMILIES)),
        )
    if not rest:
        return _fault(f"{shown(text)} is not a whole address", f"write {_SHAPES[family]}")
    return parse(text, rest, names)


def estimate_at(at: Address, value: Any, sources: Mapping[str, str] | None = None) -> Estimate:
    """The estimate that a written value stands for at an address; quantities.NotANumber otherwise."""
    found = estimate(value, at.quantity, persists=at.persists, person_years=at.person_years, sources=sources)
    if found.form == "unknown" and at.is_of_a_group:
        raise NotANumber(Fault((), NO_CATALOGUE, "give a wide range, such as [1, 10, 100]"))
    return found


_Parser = Callable[[str, str, Names], Address | Fault]


def _fault(message: str, hint: str | Guess = "") -> Fault:
    return Fault((), message, hint, on_key=True)


def _missing(what: str, name: str, known: Iterable[str]) -> Fault:
    return _fault(f"no {what} called {shown(name)}" if name else f"no {what} is named", did_you_mean(name, known))


def _shape(text: str, family: str) -> Fault:
    return _fault(f"{shown(text)} is not an address", f"write {_SHAPES[family]}")


def _state_fault(code: str) -> Fault | None:
    return None if code in CODES else _fault(f"{shown(code)} is not a country code", meant(code))


def _first(faults: Iterable[Fault | None]) -> Fault | None:
    return next((fault for fault in faults if fault), None)


def _in(what: str, name: str, known: tuple[str, ...]) -> Fault | None:
    return None if name in known else _missing(what, name, known)


def _two(rest: str) -> tuple[str, str]:
    first, _, second = rest.partition(".")
    return first, second


def _users(text: str, rest: str, names: Names) -> Address | Fault:
    group, last = _two(rest)
    what, _, about = last.partition(".")
    fault = _in("user group", group, names.known("groups"))
    if what == "relies_on":
        function, part = _two(about)
        fault = fault or _in("function", function, names.known("functions")) or _part(text, part, OF_RELIANCE)
        return fault or Address(text, "users", (group, what, function, part), "share", "person", "share of people")
    if last in ("new_per_year", "leave_per_year"):
        return fault or Address(text, "users", (group, last), "turnover", "rate", "share of people a year")
    return _part(text, last, OF_A_GROUP) or fault or Address(text, "users", (group, last), "count", "count", "persons")


def _part(text: str, part: str, known: tuple[str, ...]) -> Fault | None:
    """What is wrong with the last part of an address that has to be one of a few."""
    if part in known:
        return None
    near = closest(part, known) or known[0]
    before = text.removesuffix(part).removesuffix(".")
    return _fault(f"{shown(text)} is not an address", f"did you mean '{before}.{near}'?")


def _distribution(text: str, rest: str, names: Names) -> Address | Fault:
    channel, part = _two(rest)
    fault = _in("channel", channel, names.known("channels")) or _part(text, part, ("share",))
    return fault or Address(text, "distribution", (channel, part), "proportion", "person", "share of people")


def _share(text: str, rest: str, names: Names) -> Address | Fault:
    if rest in names.flows:
        return Address(text, "share", (rest,), "share", "person", "share of people")
    flow = _flow_of(rest, names)
    if flow is None:
        return _missing("flow", rest, names.known("flows"))
    data = rest[len(flow) + 1 :]
    return _in("data", data, names.known("data")) or Address(
        text, "share", (flow, data), "share", "person", "share of people"
    )


def _flow_of(rest: str, names: Names) -> str | None:
    """The longest flow id that `rest` starts with; ids have one point at most."""
    pieces = rest.split(".", 3)
    starts = (".".join(pieces[:count]) for count in (2, 1) if count < len(pieces))
    return next((start for start in starts if start in names.flows), None)


def _interest(text: str, rest: str, names: Names) -> Address | Fault:
    return _state_fault(rest) or Address(text, "interest", (rest,), "share", "state", "probability")


def _power(text: str, rest: str, names: Names) -> Address | Fault:
    state, body = _two(rest)
    fault = _state_fault(state) or _in("party or system", body, names.known("parties", "systems"))
    return fault or Address(text, "power", (state, body), "share", "state", "probability")


def _control(text: str, rest: str, names: Names) -> Address | Fault:
    owner, of = _two(rest)
    fault = _first((_in("party", owner, names.known("parties")), _in("party", of, names.known("parties"))))
    if not fault and (owner, of) not in names.owned:
        fault = _fault(f"no ownership line says that '{owner}' owns a part of '{of}'", "add one under ownership")
    return fault or Address(text, "control", (owner, of), "share", "state", "probability")


def _custody(text: str, rest: str, names: Names) -> Address | Fault:
    party, system = _two(rest)
    fault = _in("party", party, names.known("parties")) or _in("system", system, names.known("stores"))
    return fault or Address(text, "custody", (party, system), "share", "state", "probability")


def _clear(text: str, rest: str, names: Names) -> Address | Fault:
    first, second = _two(rest)
    if first == "transit":
        return _in("flow", second, names.known("flows")) or Address(
            text, "clear", (first, second), "share", "state", "probability"
        )
    if first in names.known("data"):
        fault = _in("system", second, names.known("stores"))
    elif first in names.known("stores"):
        fault = _in("key holder", second, names.known("parties", words=HOLDERS))
    else:
        fault = _missing("data or system", first, names.known("data", "stores"))
    return fault or Address(text, "clear", (first, second), "share", "state", "probability")


def _scoped(family: str, scopes: tuple[str, ...], quantity: Kind, persists: Persistence, unit: str) -> _Parser:
    def parse(text: str, rest: str, names: Names) -> Address | Fault:
        scope, state = _two(rest)
        fault = _in("scope", scope, scopes) or _state_fault(state)
        return fault or Address(text, family, (scope, state), quantity, persists, unit)

    return parse


def _taken(text: str, rest: str, names: Names) -> Address | Fault:
    scope, last = _two(rest)
    if scope == "targeted":
        return _of_state_and_group(text, "taken", (scope,), last, names)
    if scope in ("intrusion", "insider"):
        fault = _in("system", last, names.known("stores"))
        parts = (scope, last)
        if scope == "insider":
            return fault or Address(text, "taken", parts, "count", "count", "persons")
        return fault or Address(text, "taken", parts, "share", "person", "share of people")
    fault = _in(
        "scope", scope, ("targeted", "bulk", "covert", "transit", "purchase", "intrusion", "insider")
    ) or _state_fault(last)
    return fault or Address(text, "taken", (scope, last), "share", "person", "share of people")


def _swept(text: str, rest: str, names: Names) -> Address | Fault:
    return _of_state_and_group(text, "swept", (), rest, names)


def _of_state_and_group(text: str, family: str, before: tuple[str, ...], rest: str, names: Names) -> Address | Fault:
    state, dot, group = rest.partition(".")
    fault = _state_fault(state) or (_in("user group", group, names.known("groups")) if dot else None)
    return fault or Address(text, family, (*before, state, *((group,) if dot else ())), "count", "count", "persons")


def _identified(text: str, rest: str, names: Names) -> Address | Fault:
    if rest.startswith("state:"):
        fault = _state_fault(rest.removeprefix("state:"))
    else:
        fault = (
            None
            if rest in ACTORS
            else _fault(
                f"no actor called {shown(rest)}", did_you_mean(rest, ACTORS, "write criminals, buyers or state:CN")
            )
        )
    return fault or Address(text, "identified", (rest,), "share", "person", "share of people")


def _attempts(text: str, rest: str, names: Names) -> Address | Fault:
    threat, system = _two(rest)
    fault = _in("threat", threat, ("intrusion", "insider")) or _in("system", system, names.known("stores"))
    return fault or Address(text, "attempts", (threat, system), "rate", "rate", "attempts a year")


def _success(text: str, rest: str, names: Names) -> Address | Fault:
    threat, last = _two(rest)
    if threat == "transit":
        fault = _in("flow", last, names.known("flows"))
    else:
        fault = _in("threat", threat, ("intrusion", "insider", "covert", "transit")) or _in(
            "system", last, names.known("stores")
        )
    return fault or Address(text, "success", (threat, last), "share", "trial", "probability")


def _sold(text: str, rest: str, names: Names) -> Address | Fault:
    return _in("flow", rest, names.known("flows")) or Address(
        text, "sold", (rest,), "rate", "rate", "acquisitions a year"
    )


def _kept(text: str, rest: str, names: Names) -> Address | Fault:
    data, system = _two(rest)
    fault = _in("data", data, names.known("data")) or _in("system", system, names.known("stores"))
    return fault or Address(text, "kept", (data, system), "share", "person", "share of people")


def _option(text: str, rest: str, names: Names) -> Address | Fault:
    option, parameter = _two(rest)
    if fault := _in("option", option, names.known("options")):
        return fault
    name, _, more = parameter.partition(".")
    if name in PARAMETERS and (not more or more.isdecimal()):
        quantity = PARAMETERS[name]
        persists: Persistence = "rate" if _KIND[quantity] == "rate" else "count" if quantity == "count" else "person"
        return Address(text, "option", (option, parameter), quantity, persists, "as the option says")
    if name in ("loses", "leavers_lose"):
        return _loss(text, option, name, more, names)
    inner = address(parameter, names) if "." in parameter else _missing("parameter of an option", parameter, PARAMETERS)
    return (
        inner
        if isinstance(inner, Fault)
        else Address(text, "option", (option, parameter), inner.quantity, inner.persists, inner.unit)
    )


def _loss(text: str, option: str, name: str, about: str, names: Names) -> Address | Fault:
    """What people lose of a function by an option: those who stay, or leavers, whom another app may serve."""
    function, part = _two(about)
    fault = _in("function", function, names.known("functions"))
    if name == "loses":
        fault = fault or (_shape(text, "option") if part else None)
        return fault or Address(
            text, "option", (option, name, function), "proportion", "person", "share of what is lost"
        )
    fault = fault or _part(text, part, OF_LEAVERS)
    return fault or Address(
        text, "option", (option, name, function, part), "proportion", "person", "share of what is lost"
    )


_PARSERS: Mapping[str, _Parser] = {
    "users": _users,
    "share": _share,
    "interest": _interest,
    "power": _power,
    "control": _control,
    "custody": _custody,
    "clear": _clear,
    "demand": _scoped(
        "demand", ("targeted", "bulk", "covert", "transit", "purchase"), "rate", "rate", "attempts a year"
    ),
    "carried_out": _scoped("carried_out", ("targeted", "bulk", "purchase"), "share", "trial", "probability"),
    "taken": _taken,
    "swept": _swept,
    "identified": _identified,
    "attempts": _attempts,
    "success": _success,
    "sold": _sold,
    "kept": _kept,
    "distribution": _distribution,
    "option": _option,
}
_SHAPES: Mapping[str, str] = {
    "users": "users.<group>.count, new_per_year, leave_per_year or relies_on.<function>.used_by",
    "share": "share.<flow> or share.<flow>.<data>",
    "interest": "interest.<state>",
    "power": "power.<state>.<party or system>",
    "control": "control.<owner>.<of>",
    "custody": "custody.<party>.<system>",
    "clear": "clear.<system>.<holder>, clear.<data>.<system> or clear.transit.<flow>",
    "demand": "demand.<scope>.<state>",
    "carried_out": "carried_out.<scope>.<state>",
    "taken": "taken.<scope>.<state> or taken.<threat>.<system>",
    "swept": "swept.<state> or swept.<state>.<group>",
    "identified": "identified.<actor>",
    "attempts": "attempts.<threat>.<system>",
    "success": "success.<threat>.<system> or success.transit.<flow>",
    "sold": "sold.<flow>",
    "kept": "kept.<data>.<system>",
    "distribution": "distribution.<channel>.share",
    "option": "option.<option>.<parameter>",
}
