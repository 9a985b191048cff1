"""Which question a number answers, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.report.reasons import data_name, group_name, place_name
from assessments.report.sentences import the_state

if TYPE_CHECKING:
    from data_maps.model import DataMap

SCOPES = {
    "targeted": "order data about named people",
    "bulk": "order data in bulk",
    "covert": "try to get in covertly",
    "transit": "try to read a line",
    "purchase": "try to buy the data",
}
THREATS = {"intrusion": "break-ins by criminals", "insider": "misuse by insiders", "covert": "covert access by a state"}
HOLDERS = {"operator": "its operator", "users": "the users", "none": "nobody", "unknown": "nobody knows whom"}


PARAMETERS = {
    "side_load": "What share of joiners still gets the app under {option}?",
    "added_leaving": "What share of people more leaves in a year under {option}?",
    "patch_debt": "By what part do break-ins grow in a year without updates under {option}?",
    "remaining": "What share of people still uses the app under {option}?",
    "share": "What share of the group stops using the app under {option}?",
    "leaves": "What part of covert access, break-ins and misuse still succeeds under {option}?",
    "retained": "Of what share of those who leave do data stay held under {option}?",
    "costs": "What does {option} cost?",
}
KEPT = "Of what share of people is anything still at rest under {option}?"


def question(data_map: DataMap, address: str) -> str:
    """The question that the number at an address answers."""
    family, _, rest = address.partition(".")
    first, _, last = rest.partition(".")
    if family == "option" and first in data_map.options:
        return _about_options(data_map, first, last)
    asked = _about_people(data_map, family, first, last) or _about_attempts(data_map, family, first, last)
    return asked or _about_states(data_map, family, first, last, rest)


def _about_people(data_map: DataMap, family: str, first: str, last: str) -> str:
    match family, first:
        case "users", _:
            return _about_a_group(group_name(first), last)
        case "distribution", _:
            return f"What share of people gets the app from {first}?"
        case "taken", "targeted":
            return f"How many people is one order by {the_state(last.partition('.')[0])} about?"
        case "taken", "insider":
            return f"How many people does one insider at {place_name(data_map, last)} look up?"
        case "taken", "intrusion":
            return f"What share of the people at {place_name(data_map, last)} does one break-in take?"
        case "taken", _:
            return f"What share of the people within reach does {the_state(last)} take at once ({first})?"
        case "swept", _:
            return f"How many people's data come along with each target of {the_state(first)}?"
        case "identified", _:
            return f"What share of the people whose data they get can {_who(first)} tie to a name?"
        case "kept", _:
            kept = data_name(data_map, first)
            return f"Of what share of people does one still find {kept} at {place_name(data_map, last)}?"
    return ""


def _who(actor: str) -> str:
    """An actor of an address as whoever acts: the authorities of a state, or others."""
    state = actor.removeprefix("state:")
    return actor if state == actor else f"the authorities of {the_state(state)}"


def _about_a_group(group: str, what: str) -> str:
    _, _, about = what.partition("relies_on.")
    function, _, part = about.partition(".")
    match what, part:
        case "new_per_year", _:
            return f"What share of the group {group} joins in a year?"
        case "leave_per_year", _:
            return f"What share of the group {group} leaves in a year?"
        case _, "used_by":
            return f"What share of the group {group} uses the app for {function}?"
        case _, "substitutable":
            return f"How far could another app serve the group {group} for {function}?"
    return f"How many people are there in the group {group}?"


def _about_options(data_map: DataMap, option: str, parameter: str) -> str:
    """The question of a number inside an option; for one that it sets, that of the address."""
    named = f"“{data_map.options[option].title or option}”"
    name, _, more = parameter.partition(".")
    function, _, part = more.partition(".")
    match name, part:
        case "loses", _:
            return f"How much of {function} do those lose who stay, under {named}?"
        case "leavers_lose", "substitutable":
            return (
                f"How far could another app serve those for {function} who can no longer use this one, under {named}?"
            )
        case "leavers_lose", _:
            return f"How much of {function} do those lose who can no longer use the app, under {named}?"
    if name in PARAMETERS and (not more or more.isdecimal()):
        audited = any(step.key == "audit" for step in data_map.options[option].do)
        return (KEPT if name == "leaves" and not audited else PARAMETERS[name]).format(option=named)
    return f"With {named} in force: {question(data_map, parameter)}"


def _about_attempts(data_map: DataMap, family: str, first: str, last: str) -> str:
    match family:
        case "demand":
            return f"How often a year would {the_state(last)}, if interested, {SCOPES[first]}?"
        case "carried_out":
            return f"Of the times {the_state(last)} would {SCOPES[first]}, what share is carried out?"
        case "attempts":
            return f"How many attempts a year at {THREATS[first]} are there at {place_name(data_map, last)}?"
        case "success" if first == "transit":
            return f"What share of attempts to read the line {last} succeeds?"
        case "success":
            return f"What share of attempts at {THREATS[first]} succeeds at {place_name(data_map, last)}?"
        case "sold":
            return "How many times a year does the buyer of this flow acquire the data?"
    return ""


def _about_states(data_map: DataMap, family: str, first: str, last: str, rest: str) -> str:
    match family:
        case "share":
            return f"What share of people's data takes the flow {rest}?"
        case "interest":
            return f"Do the authorities of {the_state(first)} care about this app's data at all?"
        case "power" if last in data_map.systems:
            return f"Can {the_state(first)} take what is at {place_name(data_map, last)}?"
        case "power":
            return f"Can the law or practice of {the_state(first)} make {place_name(data_map, last)} hand data over?"
        case "control":
            return f"Can {place_name(data_map, first)} make {place_name(data_map, last)} hand data over?"
        case "custody":
            return f"Can {place_name(data_map, first)} get at what is held at {place_name(data_map, last)}?"
        case "clear" if first == "transit":
            return f"Can the line {last} be read?"
        case "clear" if first in data_map.data:
            return f"Can {data_name(data_map, first)} at {place_name(data_map, last)} be read once handed over?"
        case "clear":
            holder = HOLDERS.get(last) or place_name(data_map, last)
            return f"Can what is held at {place_name(data_map, first)} be read, where the keys are with {holder}?"
    return f"What is {family}.{rest}?"
