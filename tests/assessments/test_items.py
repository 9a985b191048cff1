"""One system, flow or law of an assessment as a document of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments.exports import DOCUMENTS, formats, write
from assessments.report.blocks import Table
from assessments.report.documents import report
from assessments.report.items import KINDS, UnknownItem, item_document
from assessments.run import Settings, assess
from tests.support.exported import small
from tests.support.maps import map_of


@pytest.mark.parametrize(
    ("item", "sections"),
    [("system:main", ["item", "routes", "numbers", "law", "method"]), ("regime:us_bulk_data", ["item", "method"])],
)
def test_an_item_is_a_document_of_its_own(item: str, sections: list[str]) -> None:
    found = item_document(small(), item)
    assert [section.id for section in found.sections] == sections
    assert found.stamp == report(small()).stamp


def test_every_system_flow_and_law_can_be_asked_for(tmp_path: Path) -> None:
    for kind, (known, _) in KINDS.items():
        for id in known(small()):
            text = "".join(repr(section) for section in item_document(small(), f"{kind}:{id}").sections)
            assert text
    flow = small().data_map.flows[0].id
    written = write(small(), tmp_path, "chat", formats(DOCUMENTS), f"flow:{flow}")
    assert [path.name for path in written] == [f"chat-flow-{flow}.{s}" for s in ("html", "pdf", "docx", "md")]


SAME_IDS = """
app: {name: Harbour, operator: firm}
as_of: 2026-03-01
viewpoint: US
users: {people: {in: US, count: 1M}}
data: {chats: text}
parties: {firm: {organised_in: CN}, shop: {organised_in: US}}
systems: {store: {operator: firm, in: CN}, attic: {operator: firm, in: CN}}
flows:
  - {from: people, to: store, data: [chats], share: 50%}
  - {from: store, to: attic, data: [chats], share: 40%}
  - {id: store, from: people, to: attic, data: [chats], share: 30%}
estimates: {power.CN.store: 0.4}
"""


def numbers_of(item: str) -> set[str]:
    run = assess(map_of(SAME_IDS), Settings(draws=0))
    (numbers,) = (section for section in item_document(run, item).sections if section.id == "numbers")
    (table,) = (block for block in numbers.blocks if isinstance(block, Table))
    return {cells[0].text for cells in table.rows}


def test_numbers_of_a_flow_are_not_those_of_a_system_of_the_same_id() -> None:
    assert numbers_of("flow:store") == {"share.store"}
    assert numbers_of("flow:store.attic") == {"share.store.attic"}


def test_numbers_of_a_system_are_its_own_and_those_of_flows_that_begin_or_end_there() -> None:
    assert numbers_of("system:store") == {"share.people.store", "share.store.attic", "power.CN.store"}
    assert numbers_of("system:attic") == {"share.store.attic", "share.store"}


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ("sistem:relay", "'sistem:relay' is no item of an assessment (did you mean 'system'?)"),
        ("relay", "'relay' is no item of an assessment (write brief, system:ID, flow:ID, regime:ID)"),
        ("regime:us_bulk", "no regime called 'us_bulk' (did you mean 'us_bulk_data'?)"),
    ],
)
def test_an_item_that_is_not_there_is_refused(item: str, message: str) -> None:
    with pytest.raises(UnknownItem) as refused:
        item_document(small(), item)
    assert str(refused.value) == message
