"""Data protection impact assessment in the order of the ICO's template, each field with who says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Block, Section, Table, Text
from assessments.report.filed.brief import means
from assessments.report.filed.form_fields import FIELDS, FieldRow, asked, cited_as_read, of_law, of_map
from assessments.report.law_words import outcome_of
from assessments.report.reasons import data_name, end_name, group_name, place_name
from assessments.report.sections import actors, readout
from assessments.report.sentences import as_read, capital, enumerated, figures, the_state
from assessments.results.summary import summary_numbers
from data_maps.vocabulary import data_type
from laws.verdicts import verdict

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.systems import Flow

CONTROLLER, ADVISER, PEOPLE = "the controller", "the data protection officer", "those who were asked"
DPIA = "eu_dpia"
EXPOSED = ("ordinary", "at_risk", "strategic")
NOT_MODELLED = (
    "Access by states, criminals, insiders and buyers is modelled here. Unwanted change and loss of data are not, "
    "nor is use for other ends by the controller itself: those risks are blanks. The order of the parts is that of the "
    "template of the Information Commissioner's Office, as known from memory."
)


def need(run: Run) -> Section:
    """Step 1: why an assessment is made, and whether the law asks for one."""
    return _step("need", "1. Why an assessment is made", tuple(_need(run)))


def _need(run: Run) -> Iterator[FieldRow]:
    judged = verdict(DPIA, run.data_map)
    because = "; ".join(finding.text for finding in judged.decision.because)
    yield of_law(
        "Does the GDPR ask for one?",
        f"{outcome_of(judged.decision)}: {because}",
        cited_as_read(DPIA, judged.decision.because[-1].citation),
    )
    yield asked("Aim of the project", CONTROLLER, "what is it to achieve, and for whom?")


def processing(run: Run) -> Section:
    """Step 2: nature, scope, context and purposes, as the map draws them."""
    return _step("processing", "2. The processing", tuple(_processing(run)))


def _processing(run: Run) -> Iterator[FieldRow]:
    data_map, numbers = run.data_map, summary_numbers(run)
    yield of_map("Controller", place_name(data_map, data_map.app.operator))
    alike: dict[tuple[object, ...], list[Flow]] = {}
    for flow in data_map.flows:
        alike.setdefault((flow.target, flow.data, flow.purpose or flow.use, flow.in_transit), []).append(flow)
    for first, *others in alike.values():
        names = enumerated([data_name(data_map, data) for data in first.data])
        why = f" for {first.purpose or first.use}" if first.purpose or first.use else ""
        starts = enumerated([end_name(data_map, flow.source_id) for flow in (first, *others)])
        ends = f"{capital(starts)} to {end_name(data_map, first.target)}"
        yield of_map("Flow", f"{ends}: {names}{why}; the line is {first.in_transit}")
    for id_, system in data_map.systems.items():
        run_by = "its users" if system.device else place_name(data_map, system.operator)
        yield of_map("Held", f"{place_name(data_map, id_)}, run by {run_by}, in {_place(system.place)}")
    kinds = [f"{data_name(data_map, data)} ({data_type(item.type).label})" for data, item in data_map.data.items()]
    yield of_map("Data", enumerated(kinds))
    groups = [
        f"{group_name(data_map, id_)} ({'; '.join(word for word in EXPOSED if word in group.exposure)})"
        for id_, group in data_map.users.items()
    ]
    yield of_map("People", f"{as_read(numbers.people, figures)} in all: {enumerated(groups)}")
    yield asked("Context", CONTROLLER, "what do people expect, are there children, and were there concerns before?")
    yield asked("Retention", CONTROLLER, "is what the map says of it all, and who deletes?")


def _place(code: str) -> str:
    return {"unknown": "a place not known", "device": "their hands"}.get(code) or the_state(code)


def consultation(_: Run) -> Section:
    """Step 3: who was asked, as blanks."""
    rows = (
        asked("People", CONTROLLER, "whom do you ask, when and how, or why nobody?"),
        asked("What they said", PEOPLE, "what do you say of it?"),
        asked("Processors and experts", CONTROLLER, "whom else do you ask, on security for one?"),
    )
    return _step("consultation", "3. Consultation", rows)


def necessity(_: Run) -> Section:
    """Step 4: basis, necessity and proportionality, as blanks."""
    rows = tuple(
        asked(field, CONTROLLER, ask)
        for field, ask in (
            ("Lawful basis", "which, and for special categories which condition?"),
            ("Necessity", "does the processing achieve the aim, and is there a way that takes less?"),
            ("Function creep", "how is use for other ends prevented?"),
            ("Quality and minimisation", "how are data kept right and few?"),
            ("Information and rights", "what are people told, and how are their rights met?"),
            ("Processors", "how is it made sure that they keep to it?"),
            ("Transfers abroad", "how are they safeguarded? See the transfer impact assessment"),
        )
    )
    return _step("necessity", "4. Necessity and proportionality", rows)


def risks(run: Run) -> Section:
    """Step 5: the risks that are modelled, by actor, and those that are not."""
    tables = (block for block in (*actors.section(run).blocks[:2], *readout.section(run).blocks))
    rows = (
        asked("Unwanted change", CONTROLLER, "how likely and how severe is it, and why?"),
        asked("Loss", CONTROLLER, "how likely and how severe is it, and why?"),
        asked("Use for other ends", CONTROLLER, "how likely and how severe is it, and why?"),
    )
    blocks: tuple[Block, ...] = (Text(NOT_MODELLED), *tables, Table("Risks that are not modelled", FIELDS, rows))
    return Section("risks", "5. Risks", blocks)


def measures(run: Run) -> Section:
    """Step 6: the options of the map as measures, with what each leaves; approval as a blank."""
    rows = (asked("Approved measures", CONTROLLER, "which of these are taken, by whom, until when?"),)
    return Section("measures", "6. Measures", (*means(run).blocks, Table("Approval", FIELDS, rows)))


def sign_off(_: Run) -> Section:
    """Step 7: sign-off and the adviser's words; a saved assessment's decision stands on the first page."""
    rows = (
        asked("Residual risks approved by", CONTROLLER, "name, function, day; if high, was the authority asked?"),
        asked("Advice", ADVISER, "what do you advise on compliance, measures, and whether it may go on?"),
        asked("Advice accepted or overruled", CONTROLLER, "by whom, and if overruled, why?"),
        asked("Kept under review by", CONTROLLER, "who, and until when?"),
    )
    return _step("sign-off", "7. Sign-off", rows)


def _step(id: str, title: str, rows: tuple[FieldRow, ...]) -> Section:
    return Section(id, title, (Table(title.partition(". ")[2], FIELDS, rows),))


MAKERS = (need, processing, consultation, necessity, risks, measures, sign_off)
"""What makes each step."""
