"""Shipped and made-up maps, assessed once for all tests that look at what is said about them."""

from __future__ import annotations

import json
from functools import cache
from typing import TypeVar

from assessments.report.blocks import Block, Section
from assessments.report.sections.order import SectionMaker, sections
from assessments.run import Run, Settings, assess
from data_maps.model import DataMap
from data_maps.reading import case_names, read, read_path
from risk.uncertainty.draw_counts import DRAWS

CASES = case_names()
FEW = ("harbour", "own-state", "example-chat")
"""A small case, one about the own state, and the worked example: for claims that every page or file is walked for."""
Value = TypeVar("Value")
HOSTILE = "<script>alert(\"x\")</script> | ]]> &amp; \\N *b* `c` [d](javascript:e) 'f'"


@cache
def case_map(name: str) -> DataMap:
    """The map of a shipped case."""
    reading = read_path(f"case:{name}")
    assert not reading.problems
    return stated(reading.data_map)


def without_options(name: str) -> DataMap:
    """The map of a shipped case as if nothing could be done."""
    return case_map(name).model_copy(update={"options": {}, "combinations": ()})


@cache
def case(name: str) -> Run:
    """The assessment of a shipped case."""
    return assess(case_map(name), Settings())


@cache
def drawn_case(name: str, draws: int = 200) -> Run:
    """The assessment of a shipped case with few draws."""
    return assess(case_map(name), Settings(draws=draws))


@cache
def shown_case(name: str) -> Run:
    """The assessment of a shipped case with as many draws as pages show."""
    return assess(case_map(name), Settings(draws=DRAWS))


@cache
def told(name: str) -> tuple[Section, ...]:
    """The whole report on a shipped case."""
    return sections(case(name))


def written(text: str) -> Run:
    """The assessment of a map's text that has no problems."""
    reading = read(text, "map.yaml")
    assert reading.data_map is not None, reading.problems
    return assess(reading.data_map)


def stated(value: Value | None) -> Value:
    """A value that somebody states, so that it is there."""
    assert value is not None
    return value


def section(name: str, make: SectionMaker) -> Section:
    """One section of the report on a shipped case, without the others."""
    (made,) = sections(case(name), (make,))
    return made


def blocks(name: str) -> tuple[Block, ...]:
    """All blocks of the report on a shipped case."""
    return tuple(block for found in told(name) for block in found.blocks)


@cache
def hostile(text: str = HOSTILE) -> Run:
    """A map in which every free text is an attack on whatever shows it."""
    attack = json.dumps(text, ensure_ascii=False)[1:-1]
    return written(f"""
title: "{attack}"
as_of: 2026-03-01
viewpoint: XA
notes: "{attack}"
app: {{name: "{attack}", operator: harbour}}
functions: {{talk: 1}}
sources:
  note: {{title: "{attack}", publisher: "{attack}", date: 2026, url: "https://example.org/<b>?a=%22&b=c", grade: C3}}
users: {{people: {{in: XA, count: 1M, relies_on: {{talk: {{used_by: 0.5, substitutable: 0.5, why: "{attack}"}}}}}}}}
data: {{chats: {{type: text, name: "{attack}"}}, log: metadata}}
parties: {{harbour: {{name: "{attack}", organised_in: XA}}, helpers: {{organised_in: XB}}}}
systems: {{pier: {{name: "{attack}", operator: harbour, in: XA, keys: operator}}}}
flows: [{{from: people, to: pier, data: [chats, log], purpose: "{attack}", source: note}}]
access: [{{party: helpers, to: pier, how: "{attack}"}}]
leave_out: [{{event: "insiders/*", why: "{attack}"}}]
questions: [{{ask: "{attack}", about: [users.people]}}]
estimates: {{interest.XB: {{best: 0.8, why: "{attack}", by: "{attack}", source: note}}}}
""")
