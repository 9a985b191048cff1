"""Figures of the answer and the verdict on options: the finding in the title, intervals whole, the reasons behind."""

from __future__ import annotations

import math
import re

import pytest

from assessments.conclusions.verdict import verdict
from assessments.report.figures.answer_figures import actors_figure, reach_figure
from assessments.report.glossary import GLOSSARY
from assessments.report.option_words import verdict_words
from assessments.report.sections import use
from assessments.report.sections.page_one import summary
from tests.support.assessed import shown_case

MILLION = 1e6


def test_the_reach_of_each_state_is_drawn_with_its_whole_interval_and_leads_to_its_reasons() -> None:
    numbers = summary(shown_case("eu-saas"))
    chart = reach_figure(numbers).chart
    assert chart is not None
    rows = [(row.actor, row.if_so) for row in numbers.table]
    assert [(mark.about, mark.x, mark.x_low, mark.x_high) for mark in chart.marks] == [
        (actor, q.middle / MILLION, (q.low or 0.0) / MILLION, (q.high or 0.0) / MILLION) for actor, q in rows
    ]


def test_actors_are_drawn_by_what_they_would_take_foreign_states_first_and_the_own_state_last() -> None:
    run = shown_case("eu-saas")
    chart = actors_figure(run).chart
    assert chart is not None
    sides = [mark.about.startswith("state:") and "own state" not in mark.name for mark in chart.marks]
    assert sides == sorted(sides, reverse=True)
    taken = [mark.x for mark, foreign in zip(chart.marks, sides, strict=True) if foreign]
    assert taken == sorted(taken, reverse=True)
    assert chart.x.log


@pytest.mark.parametrize("name", ["eu-saas", "own-state", "wechat-five-lines"])
def test_what_actors_would_take_is_never_said_as_done(name: str) -> None:
    chart = actors_figure(shown_case(name)).chart
    assert chart is not None
    assert re.search(r"\bwould take\b", chart.title)


def test_a_figure_of_use_stands_on_its_bar_between_its_ends() -> None:
    run = shown_case("eu-saas")
    for meter in use.meters(run, summary(run)):
        assert meter.places is not None
        low, middle, high = meter.places
        assert 0.0 <= low <= middle <= high <= 1.0
    people_by_states, people_by_others, chance = use.meters(run, summary(run))
    assert (people_by_others.step, people_by_others.lines) == (use.BY_TENS, people_by_states.lines)
    crowd = summary(run).people
    assert people_by_states.lines == pytest.approx(math.log10(crowd.high or crowd.middle))
    assert (chance.step, chance.lines) == (use.BY_QUARTERS, 4.0)


def test_the_verdict_names_the_ban_and_the_milder_option_in_sentences_of_at_most_25_words() -> None:
    sentences = verdict_words(verdict(shown_case("example-chat")))
    assert sentences[0].startswith("No: “")
    assert [sentence for sentence in sentences if len(sentence.split()) > 25] == []


def test_every_term_is_explained_in_one_sentence_of_at_most_25_words() -> None:
    assert [term for term, meaning in GLOSSARY.items() if len(meaning.split()) > 25 or meaning.count(". ")] == []
