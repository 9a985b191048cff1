"""Owners, seats on boards and investors, as US laws take them on maps."""

from __future__ import annotations

from datetime import date

import pytest

from data_maps.problems import KeyPath
from data_maps.quantities import Estimate
from laws.parties import is_minority_of_board, party, relation
from laws.verdicts import facts, standing, verdict
from tests.support.assessed import case_map as case
from tests.support.law_maps import DEAL, MINORITY, SEAT, TODAY
from tests.support.maps import map_of as written


def test_one_seat_of_seven_directs_nobody_and_a_majority_of_seats_does() -> None:
    """The former owner's seat is a right in the venture, and no control of it; four of seven would be control."""
    seat, most = case("tiktok-2026"), {"share": Estimate(form="exact", best=4 / 7, why="four of seven")}
    lines = [line.model_copy(update=most) if line.via == "board" else line for line in seat.ownership]
    for data_map, directed in ((seat, False), (seat.model_copy(update={"ownership": tuple(lines)}), True)):
        record = party(data_map, "joint-venture")
        assert [of["through"].value for of in record["controlled_by"] or []] == directed * [
            "ownership_and_governance"
        ] * 4
        decision = verdict("us_pafaca", data_map, date(2026, 11, 1)).decision
        assert any(finding.text.startswith("open: ") for finding in decision.because) is directed


def test_a_seat_whose_share_of_the_board_is_unknown_may_direct() -> None:
    text = STAKE.replace("via: shares, share: 60%", "via: board, share: unknown")
    (line,) = written(text).ownership
    assert (line.share is not None and line.share.best, is_minority_of_board(line)) == (None, False)
    record = party(written(text), "here")
    assert record["controlled_by"] is None
    assert [(of["percent"].value, of["directs"].value) for of in record["owners"]] == [(0, "unknown")]


@pytest.mark.parametrize(
    ("share", "outcome", "asked"),
    [
        ("[30%, 50%]", "supplier_test_not_met", []),
        ("[45%, 55%]", "unknown", [("supplier", "owners", 0, "directs")]),
        ("unknown", "unknown", [("supplier", "owners", 0, "directs")]),
        ("[51%, 60%]", "reviewable", []),
    ],
)
@pytest.mark.parametrize("beside", ["", "{owner: fund, of: here, via: shares, share: 9%}"])
def test_seats_whose_range_straddles_half_of_the_board_count_by_neither_end(
    share: str, outcome: str, asked: list[KeyPath], beside: str
) -> None:
    text = MINORITY.replace("via: shares, share: SHARE", f"via: board, share: {share}")
    decision = verdict("us_icts", written(text.replace("MORE", f"- {beside}" if beside else ""))).decision
    assert (decision.outcome, [missing.path for missing in decision.unknown]) == (outcome, asked)


@pytest.mark.parametrize(("share", "most"), [("[45%, 55%]", False), ("[51%, 60%]", True)])
def test_most_of_a_board_is_a_right_only_where_the_whole_range_is_most_of_it(share: str, most: bool) -> None:
    text = MINORITY.replace("via: shares, share: SHARE", f"via: board, share: {share}").replace("MORE", "")
    (matter,) = facts("us_cfius_data", written(text))
    assert ("appoint_most_directors" in matter.facts["investment"]["rights"]) is most


def test_shares_and_a_seat_of_one_investor_are_one_investment() -> None:
    found = verdict("us_cfius_data", case("tiktok-2026"), TODAY)
    titles = [judged.matter.about for judged in found.judged]
    assert titles == ["MGX in TikTok USDS Joint Venture LLC", "ByteDance Ltd. in TikTok USDS Joint Venture LLC"]
    assert [judged.decision.determinations["board_right"] for judged in found.judged] == [True, True]


def test_a_map_that_says_nothing_of_the_rights_of_an_investor_is_asked_for_them() -> None:
    found = verdict("us_cfius_data", case("tiktok-2026"), TODAY)
    (share,) = (judged for judged in found.judged if judged.matter.facts["investment"].get("percent") == 19.9)
    assert (share.decision.outcome, standing(found.decision)) == ("unknown", "facts_missing")
    assert ("investment", "rights") in [missing.path for missing in share.decision.unknown]


STAKE = DEAL.replace("COUNT", "{best: 2M, exact: true, why: x}").replace("of: there,", "of: here,")
INVESTMENT = "  - {id: stake, between: [above, here], kind: investment}\n"


@pytest.mark.parametrize("home", ["CN", "DE", "GB"])
def test_a_stake_from_abroad_is_a_deal_only_where_a_map_states_one(home: str) -> None:
    held = STAKE.replace("above: {organised_in: CN}", f"above: {{organised_in: {home}}}").replace("60%", "100%")
    found, dealt = (verdict("us_cfius_data", written(text), TODAY) for text in (held, held + INVESTMENT))
    assert standing(found.decision) == "facts_missing"
    assert set(found.decision.possible) == {"not_covered", "covered_control_transaction"}
    assert [missing.path for missing in found.decision.unknown] == [("investment", "acquires_us_business")]
    assert dealt.decision.outcome == "covered_control_transaction"


@pytest.mark.parametrize(
    ("lines", "outcome"),
    [
        ("{via: shares, share: 19.9%}", "unknown"),
        ("{via: shares, share: 60%}", "covered_control_transaction"),
        ("{via: shares, share: 19.9%} {via: board, share: 15%}", "unknown"),
        ("{via: board, share: 60%}", "covered_control_transaction"),
    ],
)
def test_a_seat_on_the_board_that_a_map_states_is_a_right_of_the_investor(lines: str, outcome: str) -> None:
    text = STAKE.replace(
        "  - {owner: above, of: here, via: shares, share: 60%}\n",
        "".join(f"  - {{owner: above, of: here, {line.strip(' {')}}}\n" for line in lines.split("}") if line),
    )
    text += INVESTMENT
    decision = verdict("us_cfius_data", written(text), TODAY).decision
    assert decision.outcome == outcome
    assert decision.determinations.get("board_right", False) is ("board" in lines)


def test_a_circle_of_owners_ends() -> None:
    text = DEAL.replace("COUNT", "1M").replace(
        "ownership:", "ownership:\n  - {owner: there, of: above, via: shares, share: 60%}"
    )
    assert verdict("us_bulk_data", written(text)).decision.outcome == "restricted"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("there", "above", "parent"), ("above", "there", "subsidiary"), ("here", "above", None)],
)
def test_what_one_party_is_to_another(one: str, other: str, expected: str | None) -> None:
    assert relation(written(DEAL.replace("COUNT", "1M")), one, other) == expected


@pytest.mark.parametrize(
    ("regime", "share", "more", "outcome"),
    [
        ("us_icts", "49%", "", "unknown"),
        ("us_icts", "1%", "", "unknown"),
        ("us_icts", "49%", SEAT, "supplier_test_not_met"),
        ("us_icts", "49%", "- {owner: fund, of: here, via: contract}", "reviewable"),
        ("us_icts", "49%", "- {owner: fund, of: here, via: votes, share: 51%}", "reviewable"),
        ("us_icts", "50%", "", "reviewable"),
        ("us_pafaca", "19.9%", "", "unknown"),
        ("us_pafaca", "19.9%", SEAT, "not_controlled_application"),
        ("us_pafaca", "20%", "", "needs_determination"),
    ],
)
def test_whether_an_owner_directs_by_other_means_is_asked_where_the_map_is_silent(
    regime: str, share: str, more: str, outcome: str
) -> None:
    decision = verdict(regime, written(MINORITY.replace("SHARE", share).replace("MORE", more))).decision
    assert decision.outcome == outcome
    paths = [missing.path[-1] for missing in decision.unknown]
    assert paths == (["directs"] if decision.outcome == "unknown" else [])


@pytest.mark.parametrize(
    ("share", "outcome"),
    [("60%", "restricted"), ("[55%, 65%]", "restricted"), ("[45%, 55%]", "unknown"), ("[20%, 30%]", "not_covered")],
)
def test_a_share_whose_range_straddles_a_bound_is_asked_and_counts_by_neither_end(share: str, outcome: str) -> None:
    text = DEAL.replace("COUNT", "2M").replace("share: 60%", f"share: {share}")
    decision = verdict("us_bulk_data", written(text)).decision
    assert decision.outcome == outcome
    asked = [missing.ask for missing in decision.unknown if "how large is the share" in missing.ask]
    assert asked == (["how large is the share? The map leaves between 45 % and 55 %."] if outcome == "unknown" else [])


@pytest.mark.parametrize(
    ("owner", "above", "day", "outcome", "asked"),
    [
        ("US", "60%", TODAY, "covered_control_transaction", []),
        ("US", "30%", TODAY, "unknown", ["directs", "rights", "excepted_investor"]),
        ("CN", "60%", TODAY, "covered_control_transaction", []),
    ],
)
def test_an_investor_here_that_is_held_from_abroad_is_a_foreign_person(
    owner: str, above: str, day: date, outcome: str, asked: list[str]
) -> None:
    text = MINORITY.replace("CN}", f"{owner}}}, above: {{organised_in: CN}}").replace("SHARE", "100%")
    text += "agreements: [{id: stake, between: [fund, here], kind: investment}]\n"
    text = text.replace("MORE", f"- {{owner: above, of: fund, via: shares, share: {above}}}")
    decision = verdict("us_cfius_data", written(text), day).decision
    assert (decision.outcome, [missing.path[-1] for missing in decision.unknown]) == (outcome, asked)


@pytest.mark.parametrize(
    ("investor", "day", "asked"),
    [("GB", "2024-12-01", True), ("NZ", "2022-01-05", True), ("NZ", "2022-01-04", False), ("DE", "2024-12-01", False)],
)
def test_an_investor_is_asked_for_its_exception_only_from_a_state_that_is_excepted(
    investor: str, day: str, asked: bool
) -> None:
    text = MINORITY.replace("CN", investor).replace("SHARE", "9%").replace("MORE", "")
    paths = [
        missing.path for missing in verdict("us_cfius_data", written(text), date.fromisoformat(day)).decision.unknown
    ]
    assert (("investment", "excepted_investor") in paths) is asked
    assert ("us_business", "us_citizens_included") not in paths


CHAIN = """\
  person: {kind: person, organised_in: CN}
  a: {organised_in: SG}
  b: {organised_in: SG}
  c: {organised_in: SG}
ownership:
  - {owner: person, of: a, via: shares, share: 50%}
  - {owner: a, of: b, via: shares, share: 100%}
  - {owner: a, of: c, via: shares, share: 100%}
  - {owner: b, of: there, via: shares, share: 20%}
  - {owner: c, of: there, via: shares, share: THIRD}
"""


@pytest.mark.parametrize(("third", "asked"), [("30%", ["citizenships"]), ("29.9%", [])])
def test_two_chains_that_meet_at_half_make_a_covered_person_unless_a_citizen_holds_them(
    third: str, asked: list[str]
) -> None:
    """As in Examples 8 of 28 CFR 202.211(b) and 3 of 202.256(b)."""
    before, after = DEAL.replace("COUNT", "2M").split("ownership:\n")
    text = before.replace("  above: {organised_in: CN}\n", "") + CHAIN.replace("THIRD", third)
    text += after.partition("\n")[2]
    decision = verdict("us_bulk_data", written(text)).decision
    assert decision.outcome == ("unknown" if asked else "not_covered")
    assert [missing.path[-1] for missing in decision.unknown] == asked
