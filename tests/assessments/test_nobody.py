"""Page one says that nobody could only where that is so, on random maps."""

from __future__ import annotations

import re

from assessments.report.figures.answer_figures import reach_figure
from assessments.report.sections import page_one
from assessments.results.laws import regimes
from assessments.results.reach import sides_of
from assessments.results.summary import summary_parts
from assessments.run import Settings, assess
from risk.reach import CLASSES
from tests.support.examples import for_every
from tests.support.maps import map_of, small_map

SAYS_NOTHING = re.compile(r"\b[Nn]obody\b|\b[Nn]o foreign state\b")
BARRED = {"prohibited", "identified_as_prohibited", "violation", "barred"}
ONLY_SOLD = """
app: {name: Steps, operator: steps}
as_of: 2026-08-01
viewpoint: GB
users: {people: {in: GB, count: 1M}}
data: {handset: device}
parties: {steps: {organised_in: GB}, broker: {organised_in: GB}}
systems: {store: {operator: steps, in: GB, keys: operator}}
flows: [{from: people, to: store, data: [handset]}, {from: store, to: broker, data: [handset], for: sale}]
"""
SAY_SO = (153, 195, 244)
"""Maps on which nobody could, besides that of seed 68: most random maps have somebody who could."""


@for_every("seed", (*range(80), *SAY_SO))
def test_nobody_is_said_only_where_no_data_buyer_standing_access_or_prohibition_is_and_all_is_said(seed: int) -> None:
    """Held against reach, events and laws themselves, not against what page one concludes of them."""
    run = assess(small_map(seed), Settings(draws=0))
    best, own = sides_of(run).best, run.events.exposure.own_states
    foreign = [(state, of_class) for state in best.reach.states if state not in own for of_class in CLASSES]
    there = any(best.persons(*each)[0] > 0.0 or best.standing(*each)[0] > 0.0 for each in foreign)
    buyers = [place for place, event in enumerate(run.events.events) if event.actor == "buyers"]
    sold = run.measures.by_level(buyers)[0] > 0.0
    barred = any(law.outcome in BARRED for law in regimes(run))
    unsaid = any("unknown" in (s.operator, s.place) for s in run.data_map.systems.values() if not s.device)
    numbers = summary_parts(run)
    says_so = SAYS_NOTHING.search(" ".join((*page_one.sentences(numbers), reach_figure(numbers).alt)))
    assert bool(says_so) == (not (there or sold or barred or unsaid))


def test_where_data_are_sold_and_none_could_be_ordered_page_one_says_both() -> None:
    text = " ".join(page_one.sentences(summary_parts(assess(map_of(ONLY_SOLD), Settings(draws=0)))))
    assert text.startswith(f"Who could? {page_one.NONE_BY_ORDER}")
    assert "Bought in the United Kingdom: " in text
