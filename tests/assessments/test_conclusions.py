"""Conclusions as data: the verdict on options with its reasons, page one's states, and words from them."""

from __future__ import annotations

import json
from itertools import combinations
from textwrap import dedent

import pytest

from assessments.assessment import assessed_options, result_of
from assessments.conclusions.models import BanVerdict, Conclusions
from assessments.conclusions.reach import lead_row, others_likely
from assessments.conclusions.verdict import verdict
from assessments.conclusions.whole import conclusions
from assessments.exports.json import export, options_text
from assessments.report.option_words import verdict_words
from assessments.results.summary import summary_numbers
from assessments.run import Settings, assess
from data_maps.reading import case_path
from risk.options.ready import shipped, with_ready_options
from risk.options.timeline import clashes
from tests.support.assessed import FEW, case, case_map, stated
from tests.support.maps import map_of

EXACTLY = "{{best: {}, exact: true, why: as this example has it}}"
KEYS = "keys: {do: [{user_keys: {systems: [pier], data: [chats]}}]}"
READY = frozenset(one.id for one in shipped())


def ban(remaining: str) -> str:
    """An option that ends the service for all but a share of the people, and deletes what was held of the others."""
    return f"ban: {{retained: {EXACTLY.format(0)}, do: [cease_service: {{remaining: {remaining}}}]}}"


def of_harbour(options: str, horizon: str = "2 years") -> BanVerdict:
    """The verdict on the map Harbour with some options of its own, at the best values."""
    text = case_path("harbour").read_text(encoding="utf-8")
    return stated(verdict(assess(map_of(f"{text}horizon: {horizon}\noptions: {{{options}}}\n"))))


def by_time(told: BanVerdict, options: str) -> dict[str, str]:
    """The answers at the horizon and in full effect, over all options or those of the map alone."""
    return {at.at: at.answer for at in told.per if at.options == options}


def verdict_text(told: BanVerdict | None) -> str:
    return stated(told).model_dump_json(exclude_none=True)


@pytest.mark.parametrize("name", FEW)
def test_the_answer_follows_from_what_the_ban_and_a_milder_option_remove(name: str) -> None:
    """By the rule of the method alone: in 90 of 100 simulations as much is no, in 10 at most yes."""
    told = stated(verdict(assess(case_map(name), Settings(draws=1_000))))
    for at in told.per:
        share = at.probability
        if at.why == "milder_cuts_as_much":
            assert at.answer == "no"
            assert stated(share) >= 0.9
        elif at.why == "milder_cuts_less":
            assert at.answer == "yes"
            assert stated(share) <= 0.1
        elif at.why == "unsure":
            assert at.answer == "depends"
            assert 0.1 < stated(share) < 0.9
        if at.strongest and at.mildest:
            assert at.mildest.cut_off.point < at.strongest.cut_off.point
    over_all = {at.answer for at in told.per if at.options == "all"}
    assert told.answer == (over_all.pop() if len(over_all) == 1 else "depends")


def test_the_verdict_stands_over_the_maps_options_and_the_ready_ones_and_over_pairs_if_asked() -> None:
    run = assess(case_map("example-chat"))
    alone, pairs = stated(verdict(run)), stated(verdict(run, pairs=True))
    options = with_ready_options(run.data_map).options
    assert len(options) > len(run.data_map.options)
    assert alone.over == len(options) + len(run.data_map.combinations)
    assert (alone.pairs, pairs.pairs) == (False, True)
    allowed = [pair for pair in combinations(options, 2) if not clashes(with_ready_options(run.data_map), pair)]
    named = {frozenset(chosen) for chosen in run.data_map.combinations}
    assert pairs.over == alone.over + len([pair for pair in allowed if frozenset(pair) not in named])


def test_one_answer_tells_of_all_options_and_of_those_of_the_map_alone() -> None:
    """On the founding case the map's own options say yes, and a ready one makes it no: both stand in one answer."""
    told = stated(verdict(case("wechat-2020")))
    own = [at for at in told.per if at.options == "map"]
    assert [at.at for at in own] == ["horizon", "in_full"]
    decided = [left for at in own for left in (at.strongest, at.mildest) if left]
    assert [left.option for left in decided if left.ready] == []
    assert (told.answer, {at.answer for at in own}) == ("no", {"yes"})
    assert stated(told.per[0].mildest).option in READY
    words = verdict_words(told)
    assert words[1] == "Map's own options: yes."
    assert " as much as a ban (judged): " in words[0]


def test_a_horizon_on_which_the_answer_hangs_is_named_with_the_years_from_which_it_is_another() -> None:
    """A ban for nine in ten at once; of what is milder all that leaves less begins later."""
    told = of_harbour(ban("0.1"))
    assert (told.answer, by_time(told, "all")) == ("depends", {"horizon": "yes", "in_full": "no"})
    (flip,) = [flip for flip in told.flips if flip.of == "horizon"]
    assert flip.answer == "no"
    assert 2.0 < stated(flip.years) < 10.0
    assert by_time(of_harbour(ban("0.1"), "10 years"), "all") == {"horizon": "no", "in_full": "no"}
    assert verdict_words(told)[0].startswith("It depends on the horizon: over 2 years yes, in full effect no (so from ")


def test_a_ban_that_a_milder_option_outdoes_is_not_needed_and_one_that_nothing_matches_is() -> None:
    """Of the map's own options: a ban for all leaves nothing, one for a tenth leaves more than keys with users."""
    whole, part = (of_harbour(f"{ban(EXACTLY.format(share))}, {KEYS}") for share in (0, 0.9))
    assert [by_time(told, "map") for told in (whole, part)] == [
        {"horizon": "yes", "in_full": "yes"},
        {"horizon": "no", "in_full": "no"},
    ]


def test_a_value_of_a_number_at_which_both_leave_as_much_is_named() -> None:
    """By the share of people who stay under the ban: beyond the value the same milder option removes as much."""
    told = of_harbour(ban("0.1"))
    (flip,) = [flip for flip in told.flips if flip.of == "number"]
    at = stated(flip.at)
    assert (stated(flip.number).address, at.above) == ("option.ban.remaining", True)
    assert at.low < at.value < at.high
    below, above = (of_harbour(ban(str(at.value * times))).per[0] for times in (0.99, 1.01))
    removed = [
        stated(at_share.mildest).data_removed.point - stated(at_share.strongest).data_removed.point
        for at_share in (below, above)
    ]
    assert removed[0] < 0.0 < removed[1]
    assert {stated(below.mildest).option, stated(above.mildest).option} == {told.mildest}
    assert any(one.startswith("Their order turns with ") for one in verdict_words(told))


def test_the_verdict_goes_by_what_the_state_asked_about_is_left_not_by_the_harm_of_all() -> None:
    """A ban ends criminals too: what they do is in no number of the verdict."""
    told = of_harbour(f"{ban('0.1')}, {KEYS}")
    assert told.actor == "state:XB"
    assert stated(told.per[0].strongest).data_removed.point == pytest.approx(0.9 * told.per[0].before.point)


def test_options_of_which_nobody_says_what_people_lose_are_not_the_mildest_of_equals() -> None:
    told = stated(verdict(case("wechat-2020"), pairs=True))
    assert all(at.mildest is None or at.answer != "no" or at.mildest.burden is not None for at in told.per)


def test_without_a_state_that_has_anything_there_is_nothing_to_end() -> None:
    text = case_path("harbour").read_text(encoding="utf-8")
    none = text.replace("power.XB.parent: 0.5", f"power.XB.parent: {EXACTLY.format(0)}")
    told = stated(verdict(assess(map_of(none))))
    assert (told.answer, told.actor, [reason.kind for reason in told.reasons]) == (
        "not_told",
        None,
        ["nothing_within_reach"],
    )
    assert verdict_words(told) == ("Nothing is within reach by order: there is nothing to end.",)


SECRET = """
app: {name: Secret, kind: messaging}
owner: {name: Secret Ltd, jurisdiction: CN}
users: {DE: 5M}
data: [text, images, contacts]
as_of: 2026-11-01
"""


def test_what_is_cut_as_much_as_by_a_ban_says_what_falls_and_whether_people_stay_within_reach() -> None:
    """A ban leaves fewer people, data kept for days less of each, keys with a keeper at home a lower chance."""
    secret = stated(verdict(assess(map_of(SECRET), Settings(draws=400))))
    wechat = stated(verdict(case("wechat-2020")))
    decided = [stated(one) for told in (secret, wechat) for one in (told.per[0].strongest, told.per[0].mildest)]
    assert [one.falls for one in decided] == [("people",), ("share",), ("people",), ("chance",)]
    month, keeper = (
        f"No: “{title}” cuts as much as a ban (judged): {falls}. None lose the app (ban: "
        for title, falls in (
            ("Keep data for 30 days at most", "the share of data falls, people stay within reach"),
            ("A keeper at home holds the keys", "the chance falls"),
        )
    )
    assert [verdict_words(secret)[0].startswith(month), verdict_words(wechat)[0].startswith(keeper)] == [True, True]


def test_with_options_in_force_there_is_no_verdict() -> None:
    run = assess(case_map("example-chat"), Settings(options=("custody",)))
    assert verdict(run) is None
    assert verdict_words(None) == ()


def test_the_words_of_a_verdict_follow_from_what_stands_in_json() -> None:
    told = stated(verdict(case("tiktok-2020")))
    assert verdict_words(BanVerdict.model_validate_json(verdict_text(told))) == verdict_words(told)


@pytest.mark.parametrize("name", FEW)
def test_conclusions_stand_in_the_result_and_the_verdict_beside_the_options(name: str) -> None:
    run = case(name)
    written = json.loads(export(run))["conclusions"]
    assert Conclusions.model_validate(written) == conclusions(run) == result_of(run).conclusions
    assert json.loads(options_text(run))["verdict"] == json.loads(verdict_text(verdict(run, pairs=True)))
    assert assessed_options(run).verdict == verdict(run, pairs=True)
    assert summary_numbers(run).verdict == conclusions(run).verdict == verdict(run)


def test_page_one_leads_with_the_state_and_the_options_that_are_concluded() -> None:
    found = conclusions(case("tiktok-2020"))
    assert (found.lead, found.widest) == ("state:CN", "state:SG")
    assert (found.most_disputed, found.owner_matters) == ("state:CN", True)
    assert "full-ban" in found.bans
    assert set(found.idle).isdisjoint(found.bans)


def test_a_year_of_chats_comes_before_single_tickets_of_more_people() -> None:
    text = """
    app: {name: Chatter, operator: chatter, kind: messaging}
    viewpoint: FR
    users: {people: {in: FR, count: 10M}}
    data: {chats: {type: messages, often: daily}, tickets: {type: messages, often: yearly}}
    parties:
      chatter: {name: Chatter SAS, organised_in: FR}
      host: {name: Host Inc, organised_in: US}
      desk: {name: Desk Pvt, organised_in: IN}
    systems: {store: {operator: host, in: US, keys: operator}, help: {operator: desk, in: IN, keys: operator}}
    flows:
      - {from: people, to: store, data: [chats], share: 80%}
      - {from: people, to: help, data: [tickets]}
    as_of: 2026-11-01
    """
    numbers = summary_numbers(assess(map_of(dedent(text))))
    first, second, own = numbers.table
    assert (first.actor, second.actor, own.actor) == ("state:US", "state:IN", "state:FR")
    assert first.if_so.middle < second.if_so.middle
    assert lead_row(numbers) == first
    assert others_likely(numbers) == [second]
