"""One system, flow or law of an assessment as a document of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessments.exports import DOCUMENTS, formats, write
from assessments.report.documents import KINDS, UnknownItem, item_document, report
from tests.support.exported import small


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
