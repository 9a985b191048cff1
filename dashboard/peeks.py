"""Peeks: the proof of each answer of the first screen, opened in place; its name in the address opens it again."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import streamlit as st

from assessments.conclusions.reach import lead_row
from assessments.report.blocks import Block, Column, Heading, NamedCells, Table, Text, row
from assessments.report.cells import with_ends
from assessments.report.number_cards import grounds_table
from assessments.report.option_words import verdict_words
from assessments.report.page_one_length import PAGE
from assessments.report.questions import finding_out
from assessments.report.reasons import group_name
from assessments.report.sections import law, page_one, placebo, summary
from assessments.report.sentences import figures, people, the_actor
from assessments.results.actors import people_counted
from assessments.results.ledger import grounds, ledger_row
from assessments.results.reach import reach_rows
from assessments.results.summary import summary_parts
from assessments.results.value_of_information import MOST
from assessments.run import Run
from dashboard import presses, session, show
from dashboard.find import PEEKS, WINDOW
from data_maps.addresses import family_of
from laws.verdicts import verdicts

ASKS = {name: ask for ask, name in PEEKS.items()}
PARTS = {
    "People": ("people.total", "users"),
    "Shares of them": ("people", "share"),
    "Conditions of who can order": ("power", "control", "custody", "content", "clear", "standing", "kept"),
}
"""Numbers that say who can order what of how many, by their families: no rate of orders is among them."""
MOST_ROWS = 12


def peek() -> None:
    """The proof that the address asks for, in a window over the page that Esc closes; none beside another window."""
    name = session.one("peek")
    if name not in ASKS or WINDOW in st.session_state:
        return
    st.dialog(ASKS[name], width="large", on_dismiss=presses.on_use(session.choose, "peek"))(_proof)(name)


def _proof(name: str) -> None:
    with show.failures():
        show.blocks(session.computed("Putting the proof together", partial(proof, name=name), drawn=True))


def proof(run: Run, name: str) -> tuple[Block, ...]:
    """The whole answer to a question, and what it rests on."""
    made = {"who": _who, "has": _has, "owner": _owner, "end": _end, "barred": _barred, "sure": _sure}[name]
    return (*_answer(run, name), *made(run))


def _answer(run: Run, name: str) -> tuple[Block, ...]:
    """The answer to a question, as it stands on page one."""
    return page_one.answers(summary_parts(run), [ASKS[name]], PAGE).get(ASKS[name], ())


def _who(run: Run) -> Iterator[Block]:
    """People times the share of them whose data lies there times the conditions on which the state can order it."""
    lead = lead_row(summary_parts(run))
    if lead is None:
        yield page_one.lead_sentence(summary_parts(run))
        return
    actor = the_actor(lead.actor)
    rows = [reach for reach in reach_rows(run) if (reach.actor, reach.of_class) == (lead.actor, lead.of_class)]
    yield Text(
        "People × shares × conditions: of whom, how much of them lies where, and who can be made to hand it over."
    )
    counted = with_ends(people_counted(run), people)
    columns = (Column("People"), Column(f"Within reach of {actor}, on average", numeric=True))
    within = [part for reach in rows for part in reach.by_group.items()]
    of_groups = [row(group_name(run.data_map, id_), with_ends(number, figures)) for id_, number in within]
    yield Table(f"Of {counted.text} people counted, by group", columns, tuple(of_groups), "No group is within reach.")
    counts = (ledger_row(run, address) for address in run.events.numbers if address.endswith((".total", ".count")))
    behind = (*counts, *grounds(run, (lead.actor,)))
    for caption, families in PARTS.items():
        numbers = {each.number.address: each for each in behind if _kind(each.number.address) in families}
        if numbers:
            yield grounds_table(run, list(numbers.values())[:MOST_ROWS], f"{caption}, what moves the result most first")


def _has(run: Run) -> Iterator[Block]:
    """What is on record of each state, of this app and elsewhere."""
    yield page_one.table(summary_parts(run))


def _owner(run: Run) -> Iterator[Block]:
    """The same map with another owner."""
    yield from (block for block in placebo.section(run).blocks if not (isinstance(block, Text) and block.lead))


def _end(run: Run) -> Iterator[Block]:
    """What else the verdict on a ban says."""
    answer = " ".join(block.text for block in _answer(run, "end") if isinstance(block, Text))
    yield from (Text(words) for words in verdict_words(summary_parts(run).verdict, asking=True) if words not in answer)


def _barred(run: Run) -> Iterator[Block]:
    """How each law stands."""
    every = verdicts(run.data_map)
    yield Text(law.groups_sentence(every))
    yield law.overview(law.that_may_apply(every))


def _sure(run: Run) -> Iterator[Block]:
    """What is most worth finding out, and how far the defaults can be trusted."""
    yield Heading("Most worth finding out")
    yield NamedCells(tuple((str(number), cell) for number, cell in enumerate(finding_out(run, MOST), 1)))
    yield summary.confidence_sentence(run)


def _kind(address: str) -> str:
    """The family of a number; the number of people counted together is of itself, and its parts are shares."""
    return address if address == "people.total" else family_of(address)
