"""Conclusions as data: the verdict on options with its reasons, page one's states and options, and words from them."""

from __future__ import annotations

import json

import pytest

from assessments.assessment import assessed_options, result_of
from assessments.conclusions.models import BanVerdict, Conclusions, VerdictAt, VerdictReason
from assessments.conclusions.options import verdict
from assessments.conclusions.whole import conclusions
from assessments.exports.json import export, options_text
from assessments.report.option_words import verdict_words
from assessments.results.options.table import Options, options_of
from assessments.run import Settings, assess
from tests.support.assessed import FEW, case, case_map


def compared(name: str, draws: int = 0) -> Options:
    options = options_of(assess(case_map(name), Settings(draws=draws)))
    assert options is not None
    return options


def test_the_verdict_names_its_options_and_the_reasons_in_the_order_of_its_sentences() -> None:
    options = compared("example-chat", 1_000)
    told = verdict(options)
    assert (told.question, told.answer, told.strongest, told.mildest) == (
        "ban_least_burdensome",
        "no",
        "full-ban",
        "custody+e2ee",
    )
    assert told.per == (VerdictAt(horizon=2.0, answer="no", strongest="full-ban", mildest="custody+e2ee"),)
    assert [(reason.kind, reason.option, reason.than) for reason in told.reasons] == [
        ("milder_leaves_no_more", "custody+e2ee", "full-ban"),
        ("milder_cuts", "custody+e2ee", None),
        ("ban_cuts", "full-ban", None),
        ("milder_leaves_least_reach", "custody+e2ee", None),
    ]
    first, mild, ban, least = told.reasons
    rows = {row.option: row for row in options.rows}
    assert first.probability == 1.0 - rows["full-ban"].less_foreign_risk_than["custody+e2ee"]
    assert (mild.of, mild.loses, ban.loses) == ("foreign_states", "uses", "people")
    assert mild.cut == rows["custody+e2ee"].removed_by_side["foreign_states"]
    assert (least.left, least.before) == (rows["custody+e2ee"].content_reach, options.rows[0].content_reach)


@pytest.mark.parametrize(
    ("name", "answer"), [("tiktok-2020", "depends"), ("wechat-2020", "depends"), ("harbour", None)]
)
def test_the_answer_of_a_shipped_case(name: str, answer: str | None) -> None:
    told = conclusions(case(name)).verdict
    assert (told and told.answer) == answer


def test_the_words_of_a_verdict_follow_from_what_stands_in_json() -> None:
    options = compared("tiktok-2020", 1_000)
    read = BanVerdict.model_validate_json(verdict(options).model_dump_json(exclude_none=True))
    assert verdict_words(options, read) == verdict_words(options, verdict(options))


@pytest.mark.parametrize(
    ("reasons", "words"),
    [
        ([{"kind": "nothing_cuts", "of": "all"}], "No option here cuts all harm by as much as 1%."),
        ([{"kind": "no_ban"}], "No option here takes the app away."),
        (
            [{"kind": "milder_leaves_no_more", "option": "e2ee", "than": "full-ban"}],
            "No: at our best estimates “Users hold the keys to content” leaves no more harm than the strongest ban.",
        ),
    ],
)
def test_each_reason_has_its_sentence(reasons: list[dict[str, str]], words: str) -> None:
    options = compared("example-chat")
    told = BanVerdict(answer="not_told", per=(), reasons=tuple(VerdictReason.model_validate(one) for one in reasons))
    assert verdict_words(options, told) == (words,)


def test_a_verdict_has_what_turns_the_order_of_its_ban_and_a_milder_option_round() -> None:
    told = conclusions(case("example-chat")).verdict
    assert told is not None
    turned = {(flip.option, flip.track, flip.at.address) for flip in told.flips}
    assert ("custody", "harm", "option.full-ban.retained") in turned
    assert told.mildest not in {None, told.strongest}


@pytest.mark.parametrize("name", FEW)
def test_conclusions_stand_in_the_result_and_the_verdict_beside_the_options(name: str) -> None:
    run = case(name)
    stated = json.loads(export(run))["conclusions"]
    assert Conclusions.model_validate(stated) == conclusions(run) == result_of(run).conclusions
    assert json.loads(options_text(run)).get("verdict") == stated.get("verdict")
    assert assessed_options(run).verdict == conclusions(run).verdict


def test_page_one_leads_with_the_state_and_the_options_that_are_concluded() -> None:
    found = conclusions(case("tiktok-2020"))
    assert (found.lead, found.widest) == ("state:CN", "state:SG")
    assert (found.most_disputed, found.owner_matters) == ("state:CN", True)
    assert found.main_options == ("user-keys",)
    assert "full-ban" in found.bans
    assert set(found.idle).isdisjoint(found.main_options)
