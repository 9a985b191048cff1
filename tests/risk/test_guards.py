"""Each guard of the method against a known attack that no other test would miss: taken out, its test here fails."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from assessments.exports import markdown
from assessments.report.blocks import NamedCells, Notice, StepByStep, Table
from assessments.report.number_cards import value_words
from assessments.report.sections import actors, page_one, summary
from assessments.report.sections.order import sections
from assessments.results.actors import all_events
from assessments.results.headline import headline_numbers
from assessments.results.ledger import ledger_rows
from assessments.results.sensitivity import conditional
from assessments.results.value_of_information import choosing, stated_choice
from assessments.run import Rate, Settings, assess
from assessments.versions import fingerprint
from risk.uncertainty.sensitivity import RATIOS, by_ratio
from risk.uncertainty.value_of_information import evppi, noise, worth
from tests.support.assessed import case_map, drawn_case
from tests.support.maps import HARBOUR, map_of


@pytest.mark.parametrize(("contacts", "chats", "level"), [(1, 1, 2), (1, 2, 3), (2, 2, 3), (2, 3, 4)])
def test_guard_against_double_counting_what_an_event_exposes_is_one_step_above_its_worst_by_a_pair(
    contacts: int, chats: int, level: int
) -> None:
    """A pair that only four in five give: all of them are met at its level, nobody above it."""
    levels = f"contacts: {{type: contacts, level: {contacts}}}, chats: {{type: text, level: {chats}}}"
    found = headline_numbers(assess(map_of(PAIR.replace("LEVELS", levels)))).persons_per_year
    everyone, of_pair = found[max(contacts, chats)].point, found[level].point
    assert of_pair == pytest.approx(0.8 * everyone)
    assert [found[n].point for n in range(level + 1, 5)] == [0.0] * (4 - level)


PAIR = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {LEVELS}
parties: {harbour: {organised_in: XA}}
systems: {pier: {operator: harbour, in: XA, keys: operator}}
flows:
  - {id: talk, from: people, to: pier, data: [chats]}
  - {id: sync, from: people, to: pier, data: [contacts], share: 80%}
leave_out: [{event: "*/covert/*", why: content is reached apart}, {event: "criminals/*", why: content is reached apart}]
"""


TWO_LAWS = HARBOUR.replace("harbour: {organised_in: XA}", "harbour: {organised_in: XC}")
BINDS = {"XB": "parent", "XC": "harbour"}


@pytest.mark.parametrize("asks", BINDS)
def test_guard_against_laundering_a_legal_question_the_pair_is_of_the_one_that_moves_most(asks: str) -> None:
    """Whichever of two states asks far more often, what hangs on its law is told for a yes and for a no."""
    found, sure, no = (
        assess(map_of(f"{TWO_LAWS}estimates: {{demand.whole.{asks}: 2/year{law}}}\n"))
        for law in ("", *(f", power.{asks}.{BINDS[asks]}: {{best: {n}, exact: true, why: settled}}" for n in (1, 0)))
    )
    pair = conditional(found, 3)
    assert pair is not None
    assert pair.address == f"power.{asks}.{BINDS[asks]}"
    orders = f"state:{asks}/compelled/"
    for told, settled in ((pair.if_so, sure), (pair.if_not, no)):
        expected = [r.persons_per_year[3].point for r in all_events(settled) if r.event.startswith(orders)]
        assert told.point == pytest.approx(math.fsum(expected))
    assert pair.if_so.point > pair.if_not.point


THRICE = """\
app: Harbour
as_of: 2026-03-01
users: {US: 1M}
data: [text]
owner: {name: Harbour, jurisdiction: XB}
sources: {firm: {title: F}, paper: {title: P, origin: firm}, blog: {title: B, origin: paper}}
estimates:
  interest.XB:
    - {by: Ann, best: 0.9, source: firm}
    - {by: Ben, best: 0.9, source: paper}
    - {by: Cy, best: 0.9, source: blog}
    - {by: Di, best: 0.1}
"""


def test_guard_against_circular_evidence_a_story_told_thrice_counts_once() -> None:
    once, thrice = (assess(map_of(each)) for each in (re.sub(r".*by: (Ben|Cy).*\n", "", THRICE), THRICE))
    assert thrice.events.numbers["interest.XB"].best == pytest.approx(0.5)
    assert thrice.distributions["interest.XB"].mean == pytest.approx(once.distributions["interest.XB"].mean)
    apart = assess(map_of(re.sub(", origin: [a-z]+", "", THRICE)))
    assert apart.distributions["interest.XB"].mean > 1.3 * once.distributions["interest.XB"].mean


def test_guard_against_weights_as_politics_every_ratio_is_tried_linear_too() -> None:
    assert RATIOS == (2.0, 4.0, 10.0, None)
    draws = assess(case_map("harbour"), Settings(draws=100)).uncertain
    assert draws is not None
    assert list(by_ratio(draws)) == [2.0, 4.0, 10.0, None]


def test_guard_against_weights_as_politics_nobody_but_the_reader_states_an_exchange_rate() -> None:
    assert Settings().exchange_rate is None
    found = assess(case_map("example-chat"), Settings(draws=100))
    assert stated_choice(found) is None
    assert choosing(found, None) is None


def test_guard_against_false_precision_what_noise_looks_worth_is_worth_nothing() -> None:
    rng = np.random.Generator(np.random.PCG64(1))
    swings = rng.lognormal(0.0, 2.0, 2_000)
    benefit = np.stack([np.zeros(2_000), swings - swings.mean()])
    idle, told = rng.random(2_000), benefit[1]
    assert 0.0 < evppi(benefit, idle) <= noise(benefit, told)
    assert worth(benefit, {"told": told, "idle": idle}) == {"told": pytest.approx(evppi(benefit, told)), "idle": 0.0}


ALONE = {
    "page-one": {"How much of them"},
    "options": {"How much of them", "Beaten by another, in % of simulations", "In % of simulations"},
    "assumptions": {"Assumed (stated range)"},
    "worth": {"so much of the uncertainty would go"},
    "sensitivity": {
        *("By itself", "With all it acts with"),
        *("Place", "Between places", "Simulations in which it is above the next"),
    },
    "sizes": {"People in one event, at least"},
    "data": {"Level by itself"},
    "left-out": {"Events on this map"},
    "read-out": {"Likelihood level", "Simulations in 100 at level 1 · 2 · 3 · 4", "Severity level"},
}
"""Columns of numbers without an interval: levels, what the map has, shares at the best values, of draws, and of people
whose number stands beside with its interval.
"""


def test_guard_against_false_precision_every_number_of_a_report_has_its_interval() -> None:
    run = drawn_case("example-chat")
    found = sections(run)
    tables = [(section.id, b) for section in found for b in section.blocks if isinstance(b, Table)]
    alone = {
        (id_, column.title)
        for id_, table in (*tables, *(("overview", table) for table in actors.lists(run)))
        for at, column in enumerate(table.columns)
        if column.numeric and not _has_interval(table, at)
    }
    assert alone - {(id_, title) for id_, titles in ALONE.items() for title in titles} == set()
    steps = [
        s.likely for section in found for route in section.blocks if isinstance(route, StepByStep) for s in route.steps
    ]
    assert steps
    assert [likely for likely in steps if likely and "90% interval" not in likely] == []
    free = [row for row in ledger_rows(run) if not row.number.exact]
    assert [row.number.address for row in free if not re.search(r"\d–\d", value_words(run, row))] == []
    (facts,) = (b for section in found if section.id == "summary" for b in section.blocks if isinstance(b, NamedCells))
    assert [name for name, cell in facts.rows if cell.value is not None and not _ENDS.search(cell.text)] == [
        "Whose people"
    ]


CERTAIN = ("", "none", "0", "0%", "1", "below 0.01%", "not said")
_SAID_ONCE = re.compile(r"(?:about )?(.+) \(\1\)")
"""A number whose two ends are said as itself."""
_ENDS = re.compile(r"\(.*\d(?: million)?(–| to )[<>\d].*\)")


def _has_interval(table: Table, at: int) -> bool:
    """Whether a column of numbers has its interval in the next one, or every cell of it has both."""
    following = table.columns[at + 1].title if at + 1 < len(table.columns) else ""
    texts = [row[at].text for row in table.rows]
    return "90%" in following or all(_ENDS.search(t) or _SAID_ONCE.fullmatch(t) or t in CERTAIN for t in texts)


def test_guard_against_tuning_the_fingerprint_is_over_settings_and_shipped_facts_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = assess(case_map("harbour"))
    before = fingerprint(found)
    assert fingerprint(replace(found, settings=replace(found.settings, exchange_rate=Rate(3.0, "Ada")))) != before
    monkeypatch.setattr("assessments.versions.facts_hash", lambda: "other facts")
    assert fingerprint(found) != before


def test_guard_against_a_silent_change_of_method_a_simulated_result_says_so_in_its_first_line() -> None:
    found = assess(case_map("wechat-five-lines"), Settings(nodes=1))
    says = "This map is too wide for an exact result, so the harm is simulated"
    assert summary.first_line(found).startswith(says)
    assert "Of the forecast, " in summary.first_line(found)
    first = page_one.section(found).blocks[0]
    assert isinstance(first, Notice)
    assert summary.first_line(found).startswith(first.text)
    assert markdown.export(found).splitlines()[2].startswith(f"**{says}")
