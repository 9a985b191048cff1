"""Transfer impact assessment: one sheet for each exporter, importer and country, each field with who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessments.conclusions.law_texts import first_and_last
from assessments.report.blocks import Block, Cell, Column, Heading, Section, Table, Text, row
from assessments.report.cells import with_ends
from assessments.report.estimate_words import cited
from assessments.report.filed.form_fields import FIELDS, FieldRow, asked, cited_as_read, of_law, of_map
from assessments.report.law_words import meaning, outcome_of, title
from assessments.report.option_words import years
from assessments.report.power_words import ASSUMED, power_title, read_words
from assessments.report.reasons import data_name, end_name, group_name, place_name
from assessments.report.sections.page_one import on_record_words
from assessments.report.sentences import enumerated, figures, percent, span, the_state
from assessments.results.options.table import options_of
from assessments.results.reach import reach_rows
from data_maps.vocabulary import data_type
from laws.parameters import law
from laws.union_transfers import under_chapter_v
from laws.verdicts import verdict
from risk.jurisdictions import jurisdiction, powers, reach_abroad

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import DataMap
    from data_maps.quantities import Estimate
    from data_maps.systems import Flow
    from laws.parameters import Version
    from laws.passings import Passing
    from laws.uncertain_facts import JudgedMatter
    from risk.jurisdictions import Power

EXPORTER, IMPORTER, AUTHOR = "the exporter", "the importer", "whoever signs"
TRANSFER, ADEQUACY, GROUNDS, MEASURES = "eu_transfer", "eu_adequacy", "eu_grounds", "eu_supplementary_measures"
LISTED = (Column("Exporter"), Column("Importer"), Column("Country"), Column("Is it a transfer?"))
NONE = "This map has no transfer to assess under Chapter V of the GDPR: {because} [{citation}]."
OTHER_LAWS = "Other laws on what may go abroad look at something here: {laws}. Their own forms are not written."
CLAUSES = (
    "The parts follow clause 14(b) of the standard contractual clauses (Decision (EU) 2021/914), which clause 14(d) "
    "asks the parties to document and to keep for the authority. The clauses, Art. 3 and 4 of the GDPR and the four "
    f"guarantees were not read at their source: {ASSUMED}. A number here is evidence on access by authorities. Whether "
    "protection is essentially equivalent is for whoever signs to conclude."
)
KINDS_OF_MEASURE: Mapping[str, tuple[str, ...]] = {
    "technical": ("user_keys", "move_keys", "move_system", "end_access", "end_flow", "shorten_retention"),
    "contractual": ("end_agreement", "divest"),
    "organisational": ("audit", "bar_use_by", "stop_new_users", "stop_updates", "cease_service", "set"),
}
HOLDERS = {
    "operator": "its operator",
    "users": "the users",
    "none": "nobody, in the clear",
    "unknown": "nobody says whom",
}
MEASURES_PART = "Supplementary measures"
ELSEWHERE = "Not computed here: what options leave is told of the state asked about (--about)."


@dataclass(frozen=True)
class Transfer:
    """A passing of data abroad with what each law on transfers of the Union says of it."""

    passing: Passing
    judged: Mapping[str, JudgedMatter]

    @property
    def name(self) -> str:
        """The matter as the laws call it."""
        return self.passing.title


def transfers(run: Run) -> tuple[Transfer, ...]:
    """The passings that are transfers under the GDPR, or of which that is open."""
    data_map = run.data_map
    of_law = {
        name: {judged.matter.about: judged for judged in verdict(name, data_map).judged}
        for name in (TRANSFER, ADEQUACY, GROUNDS, MEASURES)
    }
    return tuple(
        Transfer(passing, {name: judged[passing.title] for name, judged in of_law.items() if passing.title in judged})
        for passing in under_chapter_v(data_map, data_map.as_of)
        if passing.title in of_law[MEASURES]
    )


def overview(run: Run) -> Section:
    """The transfers of a map in a table; where it has none, why."""
    found = transfers(run)
    if not found:
        return Section("transfers", "Transfers", tuple(_none(run)))
    rows = tuple(
        row(*_ends(run.data_map, one), outcome_of(one.judged[TRANSFER].decision) if TRANSFER in one.judged else "open")
        for one in found
    )
    table = Table(f"Transfers as of {run.data_map.as_of}, a sheet for each", LISTED, rows)
    return Section("transfers", "Transfers", (table, Text(CLAUSES)))


def _ends(data_map: DataMap, one: Transfer) -> tuple[str, str, str]:
    passing = one.passing
    country = the_state(passing.country)
    return place_name(data_map, passing.giver), place_name(data_map, passing.taker), country


def _none(run: Run) -> Iterator[Block]:
    told = verdict(TRANSFER, run.data_map).decision.because[-1]
    yield Text(NONE.format(because=told.text, citation=cited_as_read(TRANSFER, told.citation)), lead=True)
    others = [one for one in law_names(run) if verdict(one, run.data_map).judged]
    if others:
        yield Text(OTHER_LAWS.format(laws=enumerated([title(name) for name in others])))


def law_names(run: Run) -> tuple[str, ...]:
    """The laws of other places on what may go abroad from there."""
    from laws import NAMES

    european = (TRANSFER, ADEQUACY, GROUNDS, MEASURES)
    return tuple(name for name in NAMES if name not in european and law(name).homes(run.data_map.as_of))


def sheets(run: Run) -> Section:
    """The sheets of all transfers."""
    found = transfers(run)
    blocks = tuple(block for one in found for block in _sheet(run, one))
    return Section("sheets", "Sheets", blocks or (Text("No sheet, as there is no transfer."),))


def _sheet(run: Run, one: Transfer) -> Iterator[Block]:
    """The parts of one sheet; what was asked before in it is not asked again."""
    exporter, importer, country = _ends(run.data_map, one)
    yield Heading(f"{exporter} to {importer}, {country}")
    parts: Mapping[str, Iterable[FieldRow]] = {
        "Circumstances of the transfer": (*_parties(run, one), *_data(run, one), *_ways(run, one)),
        "Tool of the transfer": _tool(one),
        "Law and practice": (*_laws(run, one), *_guarantees(run, one), *_practice(run, one)),
        MEASURES_PART: _annex(one),
        "Steps, review and conclusion": _conclusion(run, one),
    }
    before: set[str] = set()
    for name, rows in parts.items():
        told = tuple(cells for cells in rows if not cells[1].blank or cells[1].text not in before)
        before |= {cells[1].text for cells in told if cells[1].blank}
        yield Table(name, FIELDS, told)
        if name == MEASURES_PART:
            yield _options(run, one)


def _parties(run: Run, one: Transfer) -> Iterator[FieldRow]:
    data_map, facts = run.data_map, one.judged[TRANSFER].matter.facts if TRANSFER in one.judged else {}
    for side, id_ in (("exporter", one.passing.giver), ("importer", one.passing.taker)):
        party = data_map.parties[id_]
        where = f"organised in {the_state(party.organised_in)}"
        run_from = f", run from {the_state(party.run_from)}" if party.run_from != party.organised_in else ""
        yield of_map(
            side.capitalize(), f"{place_name(data_map, id_)}, {where}{run_from}", cited(data_map, party.source)
        )
        role = facts.get(side, {}).get("role")
        if role in (None, "unknown"):
            yield asked(f"Role of the {side}", f"the {side}", "controller or processor, and for whom?")
        else:
            yield of_law(f"Role of the {side}", str(role), "GDPR Art. 4(7) and (8), as the map is drawn")
    yield asked("Contacts", EXPORTER, "who answers for it on either side, and who is the data protection officer?")
    yield asked(
        "Is the importer under the GDPR itself?",
        IMPORTER,
        "have you an establishment in the Union, or do you offer services to people there (Art. 3)?",
    )


def _data(run: Run, one: Transfer) -> Iterator[FieldRow]:
    data_map = run.data_map
    names = list(dict.fromkeys(data for way in one.passing.ways for data in way.data))
    kinds = [f"{data_name(data_map, data)} ({data_type(data_map.data[data].type).label})" for data in names]
    yield of_map("Data", enumerated(kinds))
    groups = enumerated([group_name(data_map, group) for group in data_map.users])
    shares = [flow.share for flow in _flows(data_map, one) if flow.share]
    part = f"; of them {enumerated([_share(share) for share in shares])}" if shares else ""
    yield of_map("People", f"{groups}{part}")
    often = [f"{data_name(data_map, data)} {data_map.data[data].often}" for data in names if data_map.data[data].often]
    if often:
        yield of_map("Frequency", enumerated(often))
    else:
        yield asked("Frequency", EXPORTER, "once or continuously, and how often?")


def _share(share: Estimate) -> str:
    """A share in percent with its range."""
    ends = f" ({span(share.low, share.high, percent)})" if share.low is not None and share.high is not None else ""
    return f"{percent(share.best)}{ends}" if share.best is not None else "a share that is not known"


def _flows(data_map: DataMap, one: Transfer) -> list[Flow]:
    named = {way.flow for way in one.passing.ways}
    return [flow for flow in data_map.flows if flow.id in named]


def _ways(run: Run, one: Transfer) -> Iterator[FieldRow]:
    data_map, taker = run.data_map, one.passing.taker
    flows = _flows(data_map, one)
    accesses = [way for way in data_map.access if way.party == taker]
    purposes = [str(flow.purpose or flow.use) for flow in flows if flow.purpose or flow.use]
    purposes += [way.how for way in accesses if way.how]
    yield of_map("Purpose", enumerated(purposes)) if purposes else asked("Purpose", EXPORTER, "what is it for?")
    copied = "a copy is sent" if one.passing.copied else "data are looked at from afar"
    lines = "".join(dict.fromkeys(f"; the line is {flow.in_transit}" for flow in flows))
    yield of_map("Form", f"{copied}{lines}")
    nodes = list(dict.fromkeys(way.node for way in one.passing.ways if way.node in data_map.systems))
    keys = [f"{place_name(data_map, node)}: {_holders(data_map, node)}" for node in nodes]
    yield of_map("Keys at rest", enumerated(keys)) if keys else asked("Keys at rest", IMPORTER, "who holds the keys?")
    own = {system for system, entry in data_map.systems.items() if entry.operator == taker} | {taker}
    onward = [flow for flow in data_map.flows if flow.source_id in own and flow.target not in own]
    if onward:
        yield of_map("Onward transfer", f"to {enumerated([end_name(data_map, flow.target) for flow in onward])}")
    else:
        yield asked("Onward transfer", IMPORTER, "to which others, of which countries? The map draws none")
    yield asked("Retention", IMPORTER, "how long do you keep the data?")


def _holders(data_map: DataMap, node: str) -> str:
    holders = dict.fromkeys(str(holder) for holder in data_map.systems[node].keys.values())
    return enumerated([HOLDERS.get(holder, place_name(data_map, holder)) for holder in holders])


def _tool(one: Transfer) -> Iterator[FieldRow]:
    yield asked("Tool, module, day", EXPORTER, "which tool, which module, between whom, signed on which day?")
    for name, field in ((ADEQUACY, "Adequacy decision"), (GROUNDS, "Ground")):
        if name in one.judged:
            yield from _judged(field, name, one.judged[name])


def _judged(field: str, name: str, judged: JudgedMatter) -> Iterator[FieldRow]:
    """What a law says of the transfer and why, then each fact that would tell as a question."""
    decision = judged.decision
    reasons = "; ".join(finding.text for finding in decision.because)
    yield of_law(field, f"{outcome_of(decision)}: {reasons}", cited_as_read(name, decision.because[-1].citation))
    for missing in decision.unknown:
        yield asked(field, EXPORTER, missing.ask)


def _laws(run: Run, one: Transfer) -> Iterator[FieldRow]:
    """The laws of the country that reach this importer by its ties, each with the day on which it was read."""
    for power in _powers(run, one):
        says = f"{power_title(power)} (since {power.since}): {power.says} Binds {power.binds}."
        yield of_law("Law that reaches the importer", says, read_words(power))
    abroad = reach_abroad(one.passing.country, run.data_map.as_of)
    yield of_law("Reach beyond its soil", f"{abroad.word}: {abroad.why}", f"{abroad.basis}, grade {abroad.grade}")


def _powers(run: Run, one: Transfer) -> tuple[Power, ...]:
    found = powers(one.passing.country, run.data_map.as_of, "organised_in")
    more = powers(one.passing.country, run.data_map.as_of, "run_from")
    return tuple({power.id: power for power in (*found, *more)}.values())


def _guarantees(run: Run, one: Transfer) -> Iterator[FieldRow]:
    """The four essential guarantees: what the law data say of each, and the conclusion as a blank."""
    held = _powers(run, one)
    facts = (
        ("A: clear, precise and accessible rules", [f"{power_title(power)}: {power.binds}" for power in held]),
        ("B: necessary and proportionate", [f"{power_title(power)} gives {enumerated(power.gives)}" for power in held]),
        ("C: independent oversight", [f"{power_title(power)}: judge before, {power.prior_judge}" for power in held]),
        ("D: effective remedies", [f"{power_title(power)}: redress {power.redress}" for power in held]),
    )
    for guarantee, texts in facts:
        yield of_law(f"Guarantee {guarantee}", "; ".join(texts) or "no law is on record", "entries above")
        yield asked(f"Guarantee {guarantee[0]}", AUTHOR, f"is guarantee {guarantee[0]} met for these data, and why?")
    entry = jurisdiction(one.passing.country)
    for view in entry.views if entry else ():
        yield of_law("View of others", f"{view.by}: {view.says}", f"grade {view.grade}")


def _practice(run: Run, one: Transfer) -> Iterator[FieldRow]:
    actor = f"state:{one.passing.country}"
    reach = next((each for each in reach_rows(run) if each.actor == actor and each.of_class == "content"), None)
    if reach is not None:
        known = f"worldwide: {on_record_words(reach.record)}"
        yield row(
            "Practice on record", known, f"record; of this app {enumerated(reach.known) or 'nothing was entered'}"
        )
    entry = jurisdiction(one.passing.country)
    for number in entry.statistics if entry else ():
        yield of_law("Published counts", f"{number.measure}: {number.value} ({number.period})", f"grade {number.grade}")
    yield asked(
        "Requests received",
        IMPORTER,
        "how many requests for such data from authorities, of which kind, how answered, and may you say so?",
    )
    yield asked("Own warranty", IMPORTER, "have you reason to believe that such law is applied to you (clause 14(a))?")


def _annex(one: Transfer) -> Iterator[FieldRow]:
    judged = one.judged[MEASURES]
    case = judged.decision.determinations.get("use_case")
    cites = [finding.citation for finding in judged.decision.because if "use case" in finding.citation]
    named = f"use case {case}" if case else enumerated(list(dict.fromkeys(cites))) or "no use case of Annex 2"
    yield of_law(
        "Which case of Annex 2", f"{named}; {meaning(judged)}", cited_as_read(MEASURES, law(MEASURES).instrument)
    )
    yield from _judged("Why", MEASURES, judged)
    yield asked(
        "Contractual measures", EXPORTER, "what do the parties promise: notice, challenge, transparency, audit?"
    )
    yield asked("Organisational measures", IMPORTER, "who may see the data, by which policy, and who is trained?")


def _options(run: Run, one: Transfer) -> Table:
    """The options of the map as measures: of which kind, and what the country could still order with each."""
    options, country = options_of(run), the_state(one.passing.country)
    columns = (
        Column("Measure"),
        Column("Kind"),
        Column("Reach before, as all data of", numeric=True),
        Column("After", numeric=True),
    )
    caption = f"Measures on the map, by what {country} could still order"
    now = options.rows[0].reach if options else None
    if options is None or now is None or now.actor != f"state:{one.passing.country}":
        return Table(caption, columns, (), ELSEWHERE)
    rows = tuple(
        row(
            option.title,
            _kind(run.data_map, options.combinations[option.option]),
            with_ends(now.expected_data, figures),
            with_ends(option.reach.expected_data, figures) if option.reach else Cell("none"),
        )
        for option in options.rows[1:]
    )
    return Table(f"{caption}, over {years(options)}", columns, rows, "The map has none.")


def _kind(data_map: DataMap, chosen: Sequence[str]) -> str:
    keys = {step.key for option in chosen for step in data_map.options[option].do}
    return enumerated([kind for kind, members in KINDS_OF_MEASURE.items() if not keys.isdisjoint(members)])


def _conclusion(run: Run, one: Transfer) -> Iterator[FieldRow]:
    duties = [(name, duty) for name in one.judged for duty in verdict(name, run.data_map).duties]
    for name, duty in duties:
        yield of_law(
            "Formal step", f"{duty.says}{f'; {duty.due}' if duty.due else ''}", cited_as_read(name, duty.citation)
        )
    if not duties:
        yield asked("Formal steps", EXPORTER, "what is to be signed, notified or approved before it starts?")
    due = first_and_last(each.review_by for name in one.judged for each in _holding(run, name) if each.review_by)
    if due:
        yield of_law(
            "Triggers of a review", f"the rules read here are due again from {due[0]}", "the day noted with each"
        )
    yield asked("Review day", EXPORTER, "on which day is this looked at again, and what would bring that forward?")
    yield asked("Conclusion", AUTHOR, "may the transfer go on, suspended or with which measures, and why?")
    yield asked("Signed", AUTHOR, "name, function, day and signature?")


def _holding(run: Run, name: str) -> list[Version]:
    return [each for parameter in law(name).parameters.values() for each in parameter.on(run.data_map.as_of)]
