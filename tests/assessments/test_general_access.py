"""Access in general to content is a yes or no, and just where a way is open."""

from __future__ import annotations

import pytest

from assessments.report.blocks import Table
from assessments.report.sections.law import general_access_blocks
from assessments.results.actors import LAWFUL, general_access
from assessments.run import Run
from data_maps.vocabulary import CONTENT_TYPES
from tests.support.assessed import CASES, case, written

FIVE_LINES = """
app: Example
as_of: 2026-01-01
users: {XA: 1M}
data: [text, location]
owner: {name: Parent, jurisdiction: XB}
"""


def by_state(run: Run) -> dict[str, tuple[str, ...]]:
    return {access.actor: access.data for access in general_access(run)}


def by_ways(run: Run, state: str, data: str) -> bool:
    """Whether the routes of the state's lawful events about everybody include one to the data."""
    chosen = [
        i
        for i, event in enumerate(run.events.events)
        if event.actor == state and event.threat.scope in ("whole", "bulk") and event.threat.mode in LAWFUL
    ]
    return bool(run.routes_of(chosen, data=data, k=1))


@pytest.mark.parametrize("name", CASES)
def test_a_state_has_it_where_a_route_to_everybodys_content_is_open(name: str) -> None:
    run = case(name)
    content = [d for d, data in run.data_map.data.items() if data.type in CONTENT_TYPES]
    for state, data in by_state(run).items():
        assert [d for d in content if by_ways(run, state, d)] == list(data)


def test_states_come_in_alphabetical_order() -> None:
    states = [access.actor for access in general_access(case("wechat-2020"))]
    assert len(states) > 10
    assert states == sorted(states)


def test_a_small_chance_makes_no_smaller_yes() -> None:
    likely, hardly = (written(FIVE_LINES + f"estimates: {{power.XB.parent: {p}}}") for p in ("0.9", "0.001"))
    assert by_state(likely)["state:XB"] == by_state(hardly)["state:XB"] == ("text",)


def test_what_is_closed_for_certain_is_a_no_and_what_is_no_content_does_not_count() -> None:
    never = "estimates: {demand.whole.XB: {best: 0, exact: true, why: an example}}"
    assert by_state(written(FIVE_LINES + never))["state:XB"] == ()
    assert by_state(written(FIVE_LINES.replace("[text, location]", "[location]")))["state:XB"] == ()


def test_standing_access_is_access_in_general_and_a_large_order_is_not() -> None:
    never = "estimates: {demand.whole.XB: {best: 0, exact: true, why: an example}}\n"
    assert "state:XB/compelled/many/parent" in {event.key for event in written(FIVE_LINES + never).events.events}
    assert by_state(written(FIVE_LINES + never))["state:XB"] == ()
    connected = "standing: [{state: XB, at: service, estimate: 50%}]\n"
    assert by_state(written(FIVE_LINES + never + connected))["state:XB"] == ("text",)


def test_each_state_stands_in_the_table_with_its_answer() -> None:
    never = "estimates: {demand.whole.XB: {best: 0, exact: true, why: an example}}"
    table, _ = general_access_blocks(written(FIVE_LINES + never))
    assert isinstance(table, Table)
    said = [tuple(cell.text for cell in row) for row in table.rows]
    assert ("XB", "no", "none") in said
