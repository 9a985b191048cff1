"""People whose content is exposed are counted apart from levels, as the definition and a count by hand say."""

from __future__ import annotations

import pytest

from assessments.results.actors import all_actors, events, totals
from assessments.results.headline import headline
from assessments.results.quantity import Quantity
from assessments.run import Run, Settings, assess
from tests.support.agreement import content_persons, differences, runs
from tests.support.assessed import case_map, written
from tests.support.examples import for_every

HARBOUR = """
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text, log: metadata, notes: {type: profile, level: 3}}
parties: {harbour: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}, desk: {operator: harbour, in: XA, keys: operator}}
flows: [{from: people, to: pier, data: [log, chats]}, {from: people, to: desk, data: [log, notes], share: 50%}]
"""


@for_every("seeds", [range(first, first + 10) for first in range(0, 40, 10)])
def test_every_event_exposes_the_content_that_the_definition_says(seeds: range) -> None:
    unlike = {seed: apart for seed, run, oracle in runs(seeds) if (apart := differences(content_persons(run, oracle)))}
    assert unlike == {}


def test_content_of_the_harbour_is_what_stands_worked_out_by_hand() -> None:
    """Chats alone are content: 0.2592 of 1.5 x 60 people, and of 0.01 x 300,000."""
    run = assess(case_map("harbour"))
    assert [row.content_persons_per_year.point for row in events(run)] == pytest.approx([23.328, 777.6], rel=1e-12)
    assert headline(run).content_persons_per_year.point == pytest.approx(800.928, rel=1e-12)


def test_content_is_counted_once_and_at_any_level() -> None:
    """Stated at level 3 a note is content, whatever its type; all whose notes are read are among those with chats."""
    run = written(HARBOUR)
    clear = headline(run).persons_per_year[3].point
    assert headline(run).content_persons_per_year.point == pytest.approx(clear, rel=1e-12)
    lower = written(HARBOUR.replace("chats: text", "chats: {type: text, level: 1}"))
    assert headline(lower).content_persons_per_year.point == pytest.approx(clear, rel=1e-12)
    assert headline(lower).persons_per_year[3].point < 0.75 * clear


def parts(run: Run) -> list[Quantity]:
    found = (totals(run).foreign_states, totals(run).own_state, totals(run).others)
    return [part.content_persons_per_year for part in found if part]


def test_actors_events_and_totals_add_up_to_the_people_of_the_headline() -> None:
    """Points and means do; medians do not."""
    run = assess(case_map("example-chat"), Settings(draws=200))
    whole = headline(run).content_persons_per_year
    assert whole.low < whole.median < whole.high  # type: ignore[operator]
    for rows in ([r.content_persons_per_year for r in all_actors(run)], parts(run)):
        assert sum(q.point for q in rows) == pytest.approx(whole.point, rel=1e-12)
        assert sum(q.mean for q in rows) == pytest.approx(whole.mean, rel=1e-9)  # type: ignore[misc]
    of_events = [row.content_persons_per_year.point for row in events(run)]
    assert sum(of_events) == pytest.approx(whole.point, rel=1e-12)
