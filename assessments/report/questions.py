"""Questions that numbers of a map answer, and what is most worth finding out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell
from assessments.report.reasons import data_name, group_name, place_name
from assessments.report.sentences import figures, percent, the_state
from assessments.results.ledger import assumed, by_spread
from assessments.results.value_of_information import stated_choice
from data_maps.addresses import Address, by_form

if TYPE_CHECKING:
    from assessments.results.ledger import LedgerRow
    from assessments.results.value_of_information import Unit
    from assessments.run import Run
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
QUESTIONS: Mapping[str, str] = {
    "users.<group>.count": "How many people are there in the group {group}?",
    "users.<group>.new_per_year": "What share of the group {group} joins in a year?",
    "users.<group>.leave_per_year": "What share of the group {group} leaves in a year?",
    "users.<group>.relies_on.<function>.used_by": "What share of the group {group} uses the app for {function}?",
    "users.<group>.relies_on.<function>.substitutable": "How far could another app serve the group {group} for "
    "{function}?",
    "share.<flow>": "What share of people's data takes the flow {flow}?",
    "share.<flow>.<data>": "What share of people's data takes the flow {flow}.{kind}?",
    "interest.<state>": "Do the authorities of {state} care about this app's data at all?",
    "power.<state>.<party or system>": "Can the law or practice of {state} make {over} hand data over?",
    "control.<owner>.<of>": "Can {owner} make {owned} hand data over?",
    "custody.<party>.<system>": "Can {party} get at what is held at {system}?",
    "clear.<data>.<system>": "Can {data} at {system} be read once handed over?",
    "clear.transit.<flow>": "Can the line {flow} be read?",
    "demand.<scope>.<state>": "How often a year would {state}, if interested, {attempt}?",
    "carried_out.<scope>.<state>": "Of the times {state} would {attempt}, what share is carried out?",
    "taken.targeted.<state>": "How many people is one order by {state} about?",
    "taken.targeted.<state>.<group>": "How many people is one order by {state} about?",
    "taken.<scope>.<state>": "What share of the people within reach does {state} take at once ({scope})?",
    "taken.intrusion.<system>": "What share of the people at {system} does one break-in take?",
    "taken.insider.<system>": "How many people does one insider at {system} look up?",
    "swept.<state>": "How many people's data come along with each target of {state}?",
    "swept.<state>.<group>": "How many people's data come along with each target of {state}?",
    "identified.<actor>": "What share of the people whose data they get can {actor} tie to a name?",
    "attempts.<threat>.<system>": "How many attempts a year at {threat} are there at {system}?",
    "success.<threat>.<system>": "What share of attempts at {threat} succeeds at {system}?",
    "success.transit.<flow>": "What share of attempts to read the line {flow} succeeds?",
    "sold.<flow>": "How many times a year does the buyer of this flow acquire the data?",
    "kept.<data>.<system>": "Of what share of people does one still find {data} at {system}?",
    "distribution.<channel>.share": "What share of people gets the app from {channel}?",
    "option.<option>.loses.<function>": "How much of {function} do those lose who stay, under {option}?",
    "option.<option>.leavers_lose.<function>.share": "How much of {function} do those lose who can no longer use the "
    "app, under {option}?",
    "option.<option>.leavers_lose.<function>.substitutable": "How far could another app serve those for {function} who "
    "can no longer use this one, under {option}?",
}
OF_A_SYSTEM = "Can {state} take what is at {over}?"
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


def question(data_map: DataMap, text: str) -> str:
    """The question that the number at an address answers."""
    try:
        address = by_form(text)
    except ValueError:
        return f"What is {text}?"
    if address.option is not None and address.option not in data_map.options:
        return f"What is {text}?"
    words = _Words(data_map, address)
    if address.sets:
        return f"With {words['option']} in force: {question(data_map, address.sets.text)}"
    first, last = address.parts[0], address.parts[-1]
    if address.family == "clear" and not address.flow and first not in data_map.data:
        holder = HOLDERS.get(last) or place_name(data_map, last)
        return f"Can what is held at {place_name(data_map, first)} be read, where the keys are with {holder}?"
    return _template(data_map, address).format_map(words)


def _template(data_map: DataMap, address: Address) -> str:
    """The question of an address, its names left open."""
    if address.parameter == "leaves":
        audited = any(step.key == "audit" for step in data_map.options[address.option or ""].do)
        return PARAMETERS["leaves"] if audited else KEPT
    if address.parameter:
        return PARAMETERS[address.parameter]
    if address.over in data_map.systems:
        return OF_A_SYSTEM
    return QUESTIONS[address.pattern.text]


class _Words:
    """What stands for each name of an address in a sentence, looked up as a template asks for it."""

    def __init__(self, data_map: DataMap, address: Address) -> None:
        self.map = data_map
        self.address = address

    def __getitem__(self, name: str) -> str:
        match name:
            case "function" | "flow" | "scope" | "channel":
                return self._id(name)
            case "group":
                return group_name(self._id(name))
            case "state":
                return the_state(self._id(name))
            case "data":
                return data_name(self.map, self._id(name))
            case "kind":
                return self._id("data")
            case "over" | "owner" | "owned" | "party" | "system":
                return place_name(self.map, self._id(name))
            case "attempt":
                return SCOPES[self._id("scope")]
            case "threat":
                return THREATS[self._id(name)]
            case "actor":
                return _who(self._id(name))
            case "option":
                option = self._id(name)
                return f"“{self.map.options[option].title or option}”"
        raise KeyError(name)

    def _id(self, name: str) -> str:
        return str(getattr(self.address, name))


def _who(actor: str) -> str:
    """An actor of an address as whoever acts: the authorities of a state, or others."""
    kind, _, code = actor.partition(":")
    return f"the authorities of {the_state(code)}" if kind == "state" else actor


def worth_words(value: float, unit: Unit) -> str:
    """What an answer is worth, with its unit."""
    if unit == "share of the spread":
        return f"{percent(value)} of the spread"
    return f"{figures(value)} lifeline person-years" if value > 0.0 else "would not change the choice"


def finding_out(run: Run, most: int | None = None) -> tuple[Cell, ...]:
    """Questions, the most worth asking first: to a choice at a stated rate, by what they would take off the spread, or
    by what moves the result; `most` are written at most.

    The last, of assumed numbers alone, while no draws say how much each number spreads it.
    """
    if not run.settings.draws:
        return tuple(_asked(run, row, "") for row in assumed(run, most))
    if (chosen := stated_choice(run)) is not None:
        of_use = [each for each in chosen.by_number.items() if each[1] > 0.0]
        return tuple(_worth_cell(run, *each) for each in of_use[:most])
    return tuple(
        _asked(run, row, f" ({percent(row.variance_share or 0.0)} of the spread)") for row in by_spread(run, most)
    )


def _asked(run: Run, row: LedgerRow, why: str) -> Cell:
    address = row.number.address
    said = f"{question(run.data_map, address)}{why}"
    return Cell(said, row.variance_share, assumed=row.assumed, about=address)


def _worth_cell(run: Run, address: str, value: float) -> Cell:
    words = worth_words(value, "lifeline person-years")
    return Cell(f"{question(run.data_map, address)} (up to {words})", value, about=address)
