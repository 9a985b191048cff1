"""Questions: which one each number answers, and what a report says is still to be found out."""

from __future__ import annotations

import pytest

from assessments.report.blocks import Table, Text
from assessments.report.questions import question, unknown
from assessments.report.sections import assumptions, ledger
from assessments.results.ledger import ledger_rows_of_options
from assessments.results.options.table import Options
from assessments.results.reach import reach_of
from assessments.results.reach_parts import OpenNumber
from assessments.results.summary import _open_number
from data_maps.addresses import Address, address
from tests.support.assessed import CASES, case, case_map, written

WITH_OPTIONS = ("every-key", "example-chat", "wechat-2020")


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        ("users.runners.new_per_year", "What share of the group “club runners” joins in a year?"),
        ("users.runners.leave_per_year", "What share of the group “club runners” leaves in a year?"),
        (
            "users.runners.relies_on.training.used_by",
            "What share of the group “club runners” uses the app for training?",
        ),
        (
            "users.runners.relies_on.training.substitutable",
            "How far could another app serve the group “club runners” for training?",
        ),
        ("distribution.shop-a.share", "What share of people gets the app from shop a?"),
        ("option.half-ban.side_load", "What share of joiners still gets the app under “Bar downloads from one shop”?"),
        ("option.watch.leaves", "What part of takings still gets into what is audited under “Independent audit”?"),
        ("option.forget.leaves", "Of what share of people is anything still at rest under “Keep less”?"),
        (
            "option.download-ban.loses.training",
            "How much of training do those lose who stay, under “Bar downloads and updates”?",
        ),
        (
            "option.other.interest.XB",
            "With “A number of one's own” in force: Do the authorities of XB care about this app's data at all?",
        ),
    ],
)
def test_a_number_answers_a_question(address: str, asked: str) -> None:
    assert question(case_map("every-key"), address) == asked


@pytest.mark.parametrize("name", WITH_OPTIONS)
def test_no_number_of_a_comparison_is_without_its_question(name: str) -> None:
    options = Options(case(name))
    addresses = [row.number.address for row in ledger_rows_of_options(options.run)]
    asked = {address: question(options.data_map, address) for address in addresses}
    assert any(at.startswith("option.") for at in asked)
    assert {at: said for at, said in asked.items() if said.startswith("What is ")} == {}
    assert all(said.endswith("?") for said in asked.values())


SILENT = """
app: {name: Perle, operator: perle}
as_of: 2024-06-01
viewpoint: GB
users: {people: {in: GB, count: 1M}}
data: {chats: text}
parties: {perle: {organised_in: TR}}
systems: {main: {operator: perle, in: TR, keys: unknown}, spare: {}}
flows: [{from: people, to: main, data: [chats]}, {from: people, to: spare, data: [chats]}]
sources: {court: {title: A judgment}}
estimates:
  power.TR.perle: {low: 0.5, best: 0.8, high: 0.95, against: [{say: never ordered, source: court, why: read}]}
"""


def test_what_to_find_out_names_what_the_map_is_silent_on_and_what_nobody_argued_against() -> None:
    run = written(SILENT)
    told = [block.text for block in assumptions.questions(run).blocks if isinstance(block, Text)]
    assert told == [
        "Not known, and wide: who runs spare, the place of spare and who has the keys at main and spare.",
        "Nobody looked for a claim against these stated numbers: users.people.count.",
    ]
    table = next(block for block in ledger.section(run).blocks if isinstance(block, Table))
    who = {row[0].text: row[5].text for row in table.rows}
    assert "against it: never ordered (A judgment; read)" in who["power.TR.perle"]


NAMED = {"runners": "club runners", "service": "Lantern Service", "holding": "Lantern Group", "depot": "The Depot"}
FLOW = {"flow": "copy", "start": "runners", "end": "depot"}
UNKNOWN: list[tuple[str, dict[str, str], str]] = [
    ("users.<group>.count", {"group": "runners"}, "the number of “club runners”"),
    ("users.<group>.count", {"group": "users-gb"}, "the number of users in the United Kingdom"),
    ("people.total", {}, "the number of users"),
    ("people.<part>", {"group": "runners"}, "the share of “club runners”"),
    ("share.<flow>", FLOW, "the share that goes from club runners to The Depot"),
    (
        "share.<flow>.<data>",
        {**FLOW, "data": "run-log"},
        "the share of run log that goes from club runners to The Depot",
    ),
    (
        "power.<state>.<party or system>",
        {"state": "CN", "over": "holding"},
        "whether China can order from Lantern Group",
    ),
    ("power.<state>.soil", {"state": "CN"}, "whether China can take what stands there"),
    ("power.<state>.unknown", {"state": "US"}, "whether the United States can take what stands at an unknown place"),
    (
        "control.<owner>.<of>",
        {"owner": "holding", "owned": "service"},
        "whether Lantern Group controls Lantern Service",
    ),
    (
        "custody.<party>.<organisation>",
        {"party": "holding", "organisation": "service"},
        "whether Lantern Group can access Lantern Service",
    ),
    ("custody.<party>.<system>", {"party": "holding", "system": "depot"}, "whether Lantern Group can access The Depot"),
    ("clear.<data>.<system>", {"data": "run-log", "system": "depot"}, "whether run log at The Depot can be read"),
    ("clear.<organisation>.<holder>", {"organisation": "service"}, "whether data of Lantern Service can be read"),
    ("clear.<system>.<holder>", {"system": "depot"}, "whether data at The Depot can be read"),
    ("standing.<state>.<system>", {"state": "CN", "system": "depot"}, "whether China has standing access to The Depot"),
    ("identified.<actor>", {}, "what x is"),
]


@pytest.mark.parametrize(("form", "parts", "told"), UNKNOWN)
def test_what_is_not_known_of_a_number_is_told_by_what_the_map_calls_its_parts(
    form: str, parts: dict[str, str], told: str
) -> None:
    number = OpenNumber(address="x", form=form, parts=parts, names=NAMED, low=0.0, high=1.0, persons=1.0)
    assert unknown(number) == told


@pytest.mark.parametrize("name", CASES)
def test_every_number_that_the_reach_of_a_case_rests_on_can_be_told_as_not_known(name: str) -> None:
    run = case(name)
    forms = [address(text, run.names) for text, number in reach_of(run).numbers.items() if not number.exact]
    addresses = [form for form in forms if isinstance(form, Address)]
    told = [unknown(_open_number(run, form, (0.0, 1.0), 1.0)) for form in addresses]
    assert len(addresses) == len(forms)
    assert [words for words in told if not words.startswith(("the number of ", "the share ", "whether "))] == []
