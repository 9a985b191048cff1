"""Questions that numbers of a map answer, and what is most worth finding out."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.conclusions.options import is_of_use, of_use
from assessments.report.blocks import Cell
from assessments.report.glossary import WITHOUT_APP
from assessments.report.reasons import as_words, data_name, end_name, group_name, group_words, place_name
from assessments.report.sentences import figures, percent, the_state
from assessments.results.ledger import LedgerRow, assumed, by_spread
from assessments.results.reach_parts import OpenNumber
from assessments.results.value_of_information import WorthUnit, stated_choice
from assessments.run import Run
from data_maps.address_forms import OTHERS
from data_maps.addresses import Address, by_form
from data_maps.model import DataMap

SCOPES = {
    "targeted": "order data about named people",
    "many": "order data about many people",
    "whole": "order everybody's data",
    "transit": "try to read a line",
    "purchase": "try to buy the data",
}
THREATS = {"intrusion": "break-ins by criminals", "insider": "misuse by insiders"}
HOLDERS = {"operator": "its operator", "users": "the users", "none": "nobody", "unknown": "somebody not known"}
QUESTIONS: Mapping[str, str] = {
    "users.<group>.count": "How many people are there in the group {group}?",
    "users.<group>.new_per_year": "What share of the group {group} joins in a year?",
    "users.<group>.leave_per_year": "What share of the group {group} leaves in a year?",
    "users.<group>.relies_on.<function>.used_by": "What share of the group {group} uses the app for {function}?",
    "users.<group>.relies_on.<function>.substitutable": "How far could another app serve the group {group} for "
    "{function}?",
    "people.total": "How many people are there in the groups that are counted together?",
    "people.<part>": "What part of the people counted together is the group {group}?",
    "share.standing.<state>.<system>": "To what share of the people at {system} has {state} standing access?",
    "share.<flow>": "What share of people's data takes the flow {flow}?",
    "share.<flow>.<data>": "What share of people's data in {data} takes the flow {flow}?",
    "interest.<state>": "Do the authorities of {state} care about this app's data at all?",
    "power.<state>.<party or system>": "Can the law or practice of {state} make {over} hand data over?",
    "power.<state>.soil": "Can {state} take what stands on its soil?",
    "power.<state>.unknown": "Can {state} take what stands at a place that nobody knows?",
    "content.<state>.<party>": "Would {party}, if {state} can order other data of it, give content too?",
    "control.<owner>.<of>": "Can {owner} make {owned} hand data over?",
    "custody.<party>.<organisation>": "Can {party} access what is held at {organisation}?",
    "custody.<party>.<system>": "Can {party} access what is held at {system}?",
    "clear.<data>.<system>": "Can {data} at {system} be read once handed over?",
    "clear.transit.<flow>": "Can the line {flow} be read?",
    "demand.<scope>.<state>": "How often a year does {state} {attempt}?",
    "demand.<scope>.<state>.<organisation>": "How often a year does {state} {attempt} at {organisation}?",
    "elsewhere": "How many orders go to organisations that people have no account with, for each that goes to one they "
    "have?",
    "standing.<state>.<system>": "Has {state} standing access to {system}?",
    "record.covert.<state or others>": "How often a year is {state} known to take many people's data, anywhere?",
    "record.placed.<state or others>": "How often a year is {state} known to place staff, anywhere?",
    "record.many.<state>": "How many large orders a year about its own people does {state} make?",
    "known.covert": "What part of covert takings becomes known?",
    "known.placed": "What part of placed staff becomes known?",
    "known.intrusion": "What part of thefts becomes known?",
    "takings.<state or others>": "How often a year does {state} take many people's data covertly, anywhere?",
    "placed.<state or others>": "How often a year does {state} place staff, anywhere?",
    "abroad.many": "How many large orders are about people abroad, for each about own people?",
    "hit.<organisation>": "What share of the world's takings is at {organisation}?",
    "carried_out.<scope>.<state>.<organisation>": "Of the times {state} would {attempt} at {organisation}, what share "
    "is carried out?",
    "carried_out.<scope>.<state>": "Of the times {state} would {attempt}, what share is carried out?",
    "taken.targeted.<state>": "How many people is one order by {state} about?",
    "taken.targeted.<state>.<group>": "How many people is one order by {state} about?",
    "taken.many.<state>": "How many people is one large order by {state} about?",
    "taken.placed.<state or others>": "How many people does staff placed by {state} look up?",
    "taken.covert.<state or others>": "What share of the people within reach does {state} take at once (covert)?",
    "taken.intrusion.<organisation>": "What share of the people at {organisation} does one break-in take?",
    "taken.insider.<organisation>": "How many people does one insider at {organisation} look up?",
    "reached.content.<taking>": "Of takings, what share reaches content ({taking})?",
    "reached.<system>": "Of takings, what share reaches {system}?",
    "taken.<scope>.<state>": "What share of the people within reach does {state} take at once ({scope})?",
    "swept.<state>": "How many people's data come along with each target of {state}?",
    "swept.<state>.<group>": "How many people's data come along with each target of {state}?",
    "identified.<actor>": "What share of the people whose data they get can {actor} tie to a name?",
    "attempts.<threat>.<organisation>": "How many attempts a year at {threat} are there at {organisation}?",
    "success.<threat>.<organisation>": "What share of attempts at {threat} succeeds at {organisation}?",
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
UNKNOWNS: Mapping[str, str] = {
    "users.<group>.count": "the number of {group}",
    "people.total": "the number of users",
    "people.<part>": "the share of {group}",
    "share.standing.<state>.<system>": "the share at {system} with standing access by {state}",
    "standing.<state>.<system>": "whether {state} has standing access to {system}",
    "share.<flow>": "the share that goes {flow}",
    "share.<flow>.<data>": "the share of {data} that goes {flow}",
    "power.<state>.<party or system>": "whether {state} can order from {over}",
    "power.<state>.soil": "whether {state} can take what stands there",
    "power.<state>.unknown": "whether {state} can take what stands at an unknown place",
    "content.<state>.<party>": "whether {party} gives {state} content too",
    "control.<owner>.<of>": "whether {owner} controls {owned}",
    "custody.<party>.<organisation>": "whether {party} can access {organisation}",
    "custody.<party>.<system>": "whether {party} can access {system}",
    "clear.<data>.<system>": "whether {data} at {system} can be read",
    "clear.<organisation>.<holder>": "whether data of {organisation} can be read",
    "clear.<system>.<holder>": "whether data at {system} can be read",
}
"""What is not known, in a few words, of the numbers that reach rests on."""
OF_A_SYSTEM = "Can {state} take what is at {over}?"
PARAMETERS = {
    "side_load": "What share of joiners still gets the app under {option}?",
    "added_leaving": "What share of people more leaves in a year under {option}?",
    "patch_debt": "By what part do break-ins grow in a year without updates under {option}?",
    "remaining": "What share of people still uses the app under {option}?",
    "share": "What share of the group stops using the app under {option}?",
    "leaves": "What part of takings still gets into what is audited under {option}?",
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
    first, last = (address.parts[0], address.parts[-1]) if address.parts else ("", "")
    if address.family == "clear" and first in data_map.data:
        names = {"data": data_name(data_map, first), "system": place_name(data_map, last)}
        return QUESTIONS["clear.<data>.<system>"].format_map(names)
    if address.family == "clear" and not address.flow:
        holder = HOLDERS.get(last) or place_name(data_map, last)
        return f"Can what is held at {place_name(data_map, first)} be read, where the keys are with {holder}?"
    return _template(data_map, address).format_map(words)


def setting_words(data_map: DataMap, setting: str) -> str:
    """A number that is set from outside, ADDRESS=VALUE, by the question that it answers."""
    address, _, value = setting.partition("=")
    return f"“{question(data_map, address.strip())}” {value.strip()}"


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


def unknown(number: OpenNumber) -> str:
    """The unknown of a number, in a few words: from what the map calls the parts of its address."""
    template = UNKNOWNS.get(number.form)
    if template is None:
        return f"what {number.address} is"
    words = {slot: number.names.get(id) or group_words(id) for slot, id in number.parts.items()}
    if "state" in words:
        words["state"] = the_state(number.parts["state"])
    if number.parts.get("group") in number.names:
        words["group"] = f"“{words['group']}”"
    if "flow" in words:
        words["flow"] = f"from {words['start']} to {words['end']}"
    return template.format_map(words)


class _Words:
    """The words for each name of an address in a sentence, looked up as a template asks for it."""

    def __init__(self, data_map: DataMap, address: Address) -> None:
        self.map = data_map
        self.address = address

    def __getitem__(self, name: str) -> str:
        match name:
            case "scope" | "taking":
                return self._id(name)
            case "function" | "channel":
                return as_words(self._id(name))
            case "flow":
                return flow_words(self.map, self._id(name))
            case "group":
                return self._group(self._id(name))
            case "state":
                return the_state(self._id(name))
            case "data":
                return data_name(self.map, self._id(name))
            case "over" | "owner" | "owned" | "party" | "system" | "organisation":
                return place_name(self.map, self._id(name))
            case "attempt":
                return SCOPES[self._id("scope")]
            case "threat":
                return THREATS[self._id(name)]
            case "actor":
                return _actor_words(self._id(name))
            case "option":
                option = self._id(name)
                return f"“{self.map.options[option].title or option}”"
        raise KeyError(name)

    def _id(self, name: str) -> str:
        return str(getattr(self.address, name))

    def _group(self, id: str) -> str:
        """The name of a group, in quotation marks where it is one that the map gives it."""
        named = id in self.map.users and self.map.users[id].name
        return f"“{group_name(self.map, id)}”" if named else group_name(self.map, id)


def flow_words(data_map: DataMap, id: str) -> str:
    """The two ends of a flow, by name; before them the name that the map gives the flow itself."""
    flow = next((line for line in data_map.flows if line.id == id), None)
    if flow is None:
        return id
    start, end = (end_name(data_map, line) for line in (flow.source_id, flow.target))
    own = "" if id == f"{flow.source_id}.{flow.target}" else f"“{as_words(id)}” "
    return f"{own}from {start} to {end}"


def _actor_words(actor: str) -> str:
    """An actor of an address as whoever acts: the authorities of a state, or others."""
    kind, _, code = actor.partition(":")
    if code == OTHERS:
        return "the authorities of all other states together"
    return f"the authorities of {the_state(code)}" if kind == "state" else actor


def worth_words(value: float, unit: WorthUnit) -> str:
    """The worth of an answer, with its unit."""
    if unit == "share of the spread":
        return f"{percent(value)} of the uncertainty"
    return f"{figures(value)} {WITHOUT_APP}" if is_of_use(value) else "would not change the choice"


def finding_out(run: Run, most: int | None = None) -> tuple[Cell, ...]:
    """Questions, the most worth asking first: to a choice at a stated rate, by what they take off the uncertainty, or
    by what moves the result; `most` are written at most.

    The last, of assumed numbers alone, while no draws say how much each number spreads it.
    """
    if not run.settings.draws:
        return tuple(_question(run, row, "") for row in assumed(run, most))
    if (chosen := stated_choice(run)) is not None:
        worth_asking = list(of_use(chosen.by_number).items())
        return tuple(_worth_cell(run, *pair) for pair in worth_asking[:most])
    return tuple(
        _question(run, row, f" ({percent(row.variance_share or 0.0)} of the uncertainty)")
        for row in by_spread(run, most)
    )


def _question(run: Run, row: LedgerRow, why: str) -> Cell:
    address = row.number.address
    text = f"{question(run.data_map, address)}{nobody_looked(row)}{why}"
    return Cell(text, row.variance_share, assumed=row.assumed, about=address)


def nobody_looked(row: LedgerRow) -> str:
    """A note that nobody wrote down a claim against a stated number that is not exact; nothing elsewhere."""
    number = row.number
    alone = number.origin == "map" and not (number.assumed or number.exact or number.estimate.against)
    return " – nobody looked for a claim against the stated number" if alone else ""


def _worth_cell(run: Run, address: str, value: float) -> Cell:
    words = worth_words(value, "lifeline person-years")
    return Cell(f"{question(run.data_map, address)} (up to {words})", value, about=address)
