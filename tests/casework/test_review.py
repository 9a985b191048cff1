"""The review of a saved assessment: what each act takes, what is refused and how, how it stands, and why it lapses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from assessments.record.drafts import data_map_of, drafted, run_of_request
from assessments.record.entries import AssessmentRequest
from assessments.record.errors import Unsavable
from assessments.record.folder import NotAllowed, Person, Role
from assessments.record.store import Store
from assessments.record.verify import verified
from assessments.report.law_words import title
from casework import review_text
from casework.acts import Act, condition_of
from casework.elicitation import into_the_map, open_estimates, side_by_side
from casework.grammar import RULES, Did
from casework.recording import Refusal, Review, review_of
from casework.review_state import seen_by
from data_maps.reading import read
from tests.support.recorded import ADA, MAP, NAME, all_facts, draft
from tests.support.reviewed import ANN, BEN, FAR, NUMBER, ON_A_FILE, RITA, accepted, act, begun

NAMED = {
    Role.READER: "a reader",
    Role.AUDITOR: "an auditor",
    Role.ANALYST: "an analyst",
    Role.REVIEWER: "a reviewer",
    Role.ADMIN: "an admin",
}
KEYS: dict[str, Any] = {"what": "Move the keys.", "owner": "Cy", "until": FAR}
PAST = date(2020, 1, 1)
EMPTY: dict[str, Any] = {"said": "", "rests_on": {}}
GIVEN: dict[str, Any] = {
    "about": NUMBER,
    "said": "so",
    "value": "0.5",
    "until": FAR,
    "outcome": "accepted",
    "conditions": (KEYS,),
    "rests_on": {"map": "0"},
}


@pytest.fixture
def review(store: Store) -> Review:
    return begun(store)


@pytest.mark.parametrize("did", RULES)
def test_an_act_takes_what_its_rule_says_and_nothing_else(did: Did) -> None:
    rule = RULES[did]
    assert act(did).did == did
    for name in rule.needs:
        with pytest.raises(ValidationError, match=f"is needed to {did}"):
            act(did, "Ann", 1, **{name: EMPTY.get(name)})
    for name in set(GIVEN) - {*rule.needs, *rule.may}:
        with pytest.raises(ValidationError, match=f"says nothing where somebody did '{did}'"):
            act(did, **{name: GIVEN[name]})


def test_conditions_go_with_an_acceptance_under_conditions_alone() -> None:
    together = "conditions and 'accepted with conditions' go together"
    for outcome, conditions in (("accepted", (KEYS,)), ("accepted with conditions", ()), ("rejected", (KEYS,))):
        with pytest.raises(ValidationError, match=together):
            act("decide", outcome=outcome, conditions=conditions)
    made = act("decide", outcome="accepted with conditions", conditions=(KEYS, KEYS))
    assert made.condition_ids() == (f"{made.id}.1", f"{made.id}.2")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Move the keys.; Cy; 2999-01-01", KEYS),
        ("a; b; Cy; 2999-01-01", {"what": "a; b", "owner": "Cy", "until": FAR}),
        ("Cy; 2999-01-01", "'Cy; 2999-01-01' is no condition (write WHAT; OWNER; DATE)"),
        ("a; Cy; 31 December 2099", {"what": "a", "owner": "Cy", "until": date(2099, 12, 31)}),
        ("a; Cy; soon", "'soon' is not a date (write 2020-09-25)"),
        ("a; Cy; 3/4/2099", "'3/4/2099' can be two days (write 2099-03-04 or 2099-04-03)"),
    ],
)
def test_a_condition_is_written_on_a_line(text: str, found: object) -> None:
    if isinstance(found, dict):
        assert condition_of(text) == found
        return
    with pytest.raises(ValueError, match="write") as wrong:
        condition_of(text)
    assert str(wrong.value) == found


def refused(review: Review, person: Person, did: Did, **given: Any) -> str:
    """Why an act is refused; nothing is written down."""
    before = len(review.acts())
    with pytest.raises(Refusal) as raised:
        review.do(person, did, **given)
    assert len(review.acts()) == before
    return str(raised.value)


@ON_A_FILE
def test_what_is_missing_or_wrong_is_said_in_our_words(review: Review) -> None:
    assert refused(review, ANN, "comment", about=NUMBER) == "said: is needed to comment"
    assert refused(review, BEN, "decide", outcome="fine", said="x") == (
        "outcome: 'fine' is none of the words for this (one of accepted, accepted with conditions, rejected)"
    )


@ON_A_FILE
def test_a_comment_is_about_something_there_is(review: Review) -> None:
    first = review.do(ANN, "comment", about="headline.harm", said="Since when?")
    for about in (
        "route.1",
        "check.mostly-judged",
        "event.state:US/compelled/whole/bytedance",
        "actor.state:US",
        first.id,
    ):
        if about in review.addresses or about == first.id:
            review.do(BEN, "comment", about=about, said="Why?")
    assert {"headline.score", "headline.persons_per_year.4", "route.1", "regime.us_pafaca", NUMBER} <= {
        *review.addresses
    }
    assert refused(review, ANN, "comment", about="headline.hram", said="x") == (
        "nothing in this assessment is called 'headline.hram' (did you mean 'headline.harm'?)"
    )
    assert (
        refused(review, ANN, "comment", about="r-000000000000", said="x") == "nothing was done here as r-000000000000"
    )


@ON_A_FILE
@pytest.mark.parametrize(
    ("about", "value", "told"),
    [
        (NUMBER, "yes", f"{NUMBER}: 'yes' is not a share (write 30% or 0.3)"),
        (
            NUMBER,
            "1.5",
            f"{NUMBER}: '1.5' is more than 1 (a share or a probability lies between 0 and 1; write 30% or 0.3)",
        ),
        (
            NUMBER,
            [0.5, 0.1],
            f"{NUMBER}: the low end is not below the high end (write [low, high] or [low, best, high])",
        ),
        (NUMBER, "[{best: 0.1, by: X}, {best: 0.2, by: Y}]", None),
        ("headline.harm", "3", None),
    ],
)
def test_an_estimate_is_read_as_the_map_reads_it(review: Review, about: str, value: object, told: str | None) -> None:
    said = refused(review, ANN, "estimate", about=about, value=value)
    assert said == told or (told is None and said.startswith(f"{about}: "))


@ON_A_FILE
def test_every_act_that_does_not_fit_the_state_is_refused_with_its_reason(review: Review) -> None:
    asked = review.questions
    first, second = asked[0].name, asked[1].name
    begin = "this is a draft: submit it for review first"
    assert refused(review, BEN, "return", said="x") == begin
    assert refused(review, BEN, "decide", outcome="rejected", said="x") == begin
    assert refused(review, BEN, "sign", about="r-0") == "nothing is decided here"
    assert refused(review, BEN, "meet", about="r-0.1", said="x") == "no condition is called r-0.1"
    assert refused(review, BEN, "open", about=NUMBER) == (
        f"there is no estimate of {NUMBER}: two people's make a comparison"
    )
    mine = review.do(ANN, "estimate", about=NUMBER, value="0.1")
    assert refused(review, BEN, "open", about=NUMBER) == (
        f"there is one estimate of {NUMBER}: two people's make a comparison"
    )
    assert refused(review, BEN, "withdraw", about=mine.id, said="x") == (
        f"{mine.id} was done by Ann, who alone may withdraw it"
    )
    handed = review.do(ANN, "submit")
    assert refused(review, ANN, "submit") == "this is in review already"
    assert refused(review, ANN, "withdraw", about=handed.id, said="x") == (
        "'submit' is not withdrawn: submit it again, or decide otherwise"
    )
    assert refused(review, ANN, "withdraw", about="r-0", said="x") == "nothing that holds was done as r-0"
    review.do(ANN, "answer", about=first, said="yes")
    assert refused(review, ANN, "answer", about=first, said="no") == f"no open question is about {first}"
    assert refused(review, BEN, "accept", about=second, said="x", until=PAST) == (
        "2020-01-01 is past: accept it until a later day"
    )
    told = refused(review, BEN, "decide", outcome="accepted", said="x")
    assert told.startswith(f"{len(asked) - 1} questions are open ({second}: {asked[1].ask}; ")
    assert told.endswith(f"; and {len(asked) - 4} more): answer each, or accept it by name")
    past = ({**KEYS, "until": PAST},)
    assert refused(review, BEN, "decide", outcome="accepted with conditions", said="x", conditions=past) == (
        "2020-01-01 is past: let the condition 'Move the keys.' be met until a later day"
    )
    review.do_each(BEN, "accept", [each.name for each in asked[1:]], said="later", until=FAR)
    decided = review.do(BEN, "decide", outcome="accepted with conditions", said="Fine.", conditions=(KEYS,))
    again = "this is accepted with conditions: submit it again to"
    assert refused(review, BEN, "decide", outcome="rejected", said="x") == f"{again} go on with the review"
    for did, given in (("estimate", {"about": NUMBER, "value": "0.1"}), ("answer", {"about": second, "said": "x"})):
        assert refused(review, ANN, did, **given) == f"{again} change what that rests on"  # type: ignore[arg-type]
    assert refused(review, BEN, "open", about=NUMBER) == f"{again} change what that rests on"
    assert refused(review, ANN, "withdraw", about=mine.id, said="x") == f"{again} change what that rests on"
    assert refused(review, BEN, "sign", about=decided.id) == "Ben stands by it already"
    assert refused(review, ADA, "sign", about="r-0") == f"r-0 is not the decision that holds: that is {decided.id}"
    review.do(BEN, "meet", about=f"{decided.id}.1", said="seen")
    assert refused(review, BEN, "meet", about=f"{decided.id}.1", said="x") == f"{decided.id}.1 is met already"
    assert refused(review, BEN, "meet", about="r-0.1", said="x") == (
        f"no condition is called r-0.1 (there are {decided.id}.1)"
    )


def test_a_review_runs_from_draft_to_a_decision_that_is_signed_and_disputed(review: Review) -> None:
    assert review.standing().state == "draft"
    decided = accepted(review)
    review.do(ADA, "sign", about=decided.id)
    review.do(ANN, "dissent", about=decided.id, said="Keys first.")
    now = review.standing()
    assert (now.state, now.why, now.open_questions) == ("accepted", (), ())
    assert [each.by for each in now.signatures] == ["Ben", "Ada"]
    assert [(each.by, each.said) for each in now.dissents] == [("Ann", "Keys first.")]
    review.do(ANN, "submit")
    assert (review.standing().state, review.standing().decision) == ("in review", None)
    review.do(BEN, "return", said="Not yet.")
    assert review.standing().state == "draft"
    review.do(ANN, "submit")
    assert review.do(BEN, "decide", outcome="rejected", said="No.").outcome == review.standing().state == "rejected"


def test_a_newer_map_in_the_line_ends_a_decision_and_is_named(review: Review, store: Store) -> None:
    decided = accepted(review)
    store.save(draft(), "harbour", ADA)
    assert review.standing().state == "accepted"
    newer = replace(draft(), files={NAME: MAP.replace(b"1M", b"2M")})
    entry = store.save(newer, "harbour", ADA)
    now = review.standing()
    assert now.state == "lapsed"
    (told,) = now.why
    assert told == (
        f"harbour/3, saved by Ada at {entry.saved_at[:16].replace('T', ' ')} UTC, says something else: "
        "users.users-us.count was 1_000_000 and is 2_000_000"
    )
    assert refused(review, ADA, "sign", about=decided.id) == f"the decision has lapsed: {now.why[0]}"
    review.do(ANN, "dissent", about=decided.id, said="It never held.")
    store.save(draft(), "harbour", ADA)
    assert (review.standing().state, review.standing().why) == ("lapsed", (told,))


def test_what_is_too_long_is_refused_with_how_long_it_may_be(review: Review) -> None:
    long = refused(review, ANN, "comment", about="headline.harm", said="a" * 5_001)
    assert long == f"said: '{'a' * 40}…' is too long (5,000 characters at most)"
    value = {"value": 0.5, "why": "a" * 5_001}
    long = refused(review, ANN, "estimate", about="interest.DE", value=value)
    assert long == f"value: has {len(str(value)):,} characters (5,000 at most)"


@ON_A_FILE
def test_a_text_of_nothing_but_spaces_is_none(review: Review) -> None:
    for blank in (" ", "\n\n", "\u200b"):
        told = refused(review, ANN, "comment", about="headline.harm", said=blank)
        assert told == "said: nothing but spaces (write a text)"
    owed = {"outcome": "accepted with conditions", "conditions": ({**KEYS, "owner": " "},)}
    told = refused(review, BEN, "decide", said="So be it.", **owed)
    assert told == "conditions[0].owner: nothing but spaces (write a text)"


@ON_A_FILE
@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"numbers": ("interest.DE=0.01",)}, "set from outside was nothing and is interest.DE=0.01"),
        ({"options": ("keys",)}, "in force was nothing and is keys"),
        ({"severity_ratio": None}, "the severity ratio was 4 and is linear"),
    ],
)
def test_the_same_map_asked_otherwise_ends_a_decision_and_more_draws_do_not(
    review: Review, store: Store, asked: dict[str, Any], told: str
) -> None:
    accepted(review)
    store.save(replace(draft(), asked=replace(draft().asked, draws=5_000, seed=7)), "harbour", ADA)
    assert review.standing().state == "accepted"
    store.save(replace(draft(), asked=replace(draft().asked, **asked)), "harbour", ADA)
    now = review.standing()
    assert now.state == "lapsed"
    assert now.why[0].endswith(f" says something else: {told}")


@ON_A_FILE
def test_a_changed_file_of_facts_ends_a_decision_and_the_value_is_named(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assessments import versions

    facts = dict(versions.fact_files())
    store.save(replace(draft(), facts=all_facts()), "harbour", ADA)
    review = review_of(store, "harbour")
    accepted(review)
    name = next(each for each in facts if b"0.7" in facts[each])
    changed = {**facts, name: facts[name].replace(b"0.7", b"0.6", 1)}
    monkeypatch.setattr(versions, "fact_files", lambda: changed)
    now_in_force = versions.versions.__wrapped__()
    monkeypatch.setattr(versions, "versions", lambda: now_in_force)
    now = review.standing()
    assert now.state == "lapsed"
    assert len(now.why) == 1
    assert " was 0.7" in now.why[0]
    assert " and is 0.6" in now.why[0]


TIKTOK = b"""\
app: TikTok
as_of: 2025-01-19
users: {US: 1M}
data: [text]
owner: {name: ByteDance, jurisdiction: CN}
"""


@pytest.fixture
def of_2025(store: Store) -> Review:
    """A review of an app that a law names, accepted on the day on which its prohibition began."""
    files = {NAME: TIKTOK}
    asked = AssessmentRequest(draws=0)
    store.save(drafted(run_of_request(data_map_of(NAME, files), asked), NAME, files, asked), "tiktok", ADA)
    review = review_of(store, "tiktok")
    review.saved.entry.saved_at = "2025-01-19T12:00:00"
    accepted(review)
    return review


@ON_A_FILE
def test_a_law_that_says_otherwise_since_it_was_made_ends_a_decision(of_2025: Review) -> None:
    assert of_2025.standing(date(2025, 1, 19)).state == "accepted"
    suspended, sold = (of_2025.standing(day) for day in (date(2025, 1, 20), date(2026, 1, 22)))
    act_of = title("us_pafaca")
    assert (suspended.state, sold.state) == ("lapsed", "lapsed")
    order = "Executive Order 14166 (20 January 2025), prolonged by 14258, 14310, 14350 and 14352"
    assert (
        f"{act_of} was prohibited and is prohibited, enforcement suspended since 2025-01-20 ({order})" in suspended.why
    )
    asked = f"{act_of} was prohibited and is unknown since 2026-01-22 ("
    assert any(why.startswith(asked) for why in sold.why)


@ON_A_FILE
def test_a_map_that_cannot_be_read_any_longer_ends_a_decision_once_a_law_changed(
    of_2025: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(saved: object) -> None:
        raise Unsavable("line 1: no map")

    monkeypatch.setattr("assessments.record.recompute.map_looked_at", unreadable)
    assert of_2025.standing(date(2025, 1, 19)).state == "accepted"
    told = "a law changed since it was made, and the map cannot be read to ask what it says now"
    assert of_2025.standing(date(2025, 1, 20)).why == (told,)


@ON_A_FILE
def test_an_acceptance_that_ran_out_ends_a_decision(review: Review) -> None:
    until = date.today() + timedelta(days=9)  # noqa: DTZ011 - a day well in the future is all it takes
    accepted(review, until)
    name = review.questions[0].name
    assert review.standing(until).state == "accepted"
    now = review.standing(until + timedelta(days=1))
    assert (now.state, len(now.why)) == ("lapsed", len(review.questions))
    assert now.why[0] == f"Ben accepted until {until} that {name} stays open; nobody has answered it since"


@ON_A_FILE
def test_a_condition_that_is_overdue_ends_a_decision_until_it_is_met(review: Review) -> None:
    until = date.today() + timedelta(days=9)  # noqa: DTZ011 - a day well in the future is all it takes
    given: dict[str, Any] = {"outcome": "accepted with conditions", "conditions": ({**KEYS, "until": until},)}
    decided = accepted(review, **given)
    later = until + timedelta(days=1)
    assert review.standing(until).state == "accepted with conditions"
    assert review.standing(later).why == (f"the condition 'Move the keys.' was to be met by Cy until {until}",)
    review.do(BEN, "meet", about=f"{decided.id}.1", said="Seen.")
    assert review.standing(later).state == "accepted with conditions"


def test_estimates_are_blind_until_opened_and_then_stand_side_by_side_and_pooled(review: Review) -> None:
    mine = review.do(ANN, "estimate", about=NUMBER, value="[0.1, 0.2, 0.4]", said="Because I asked.")
    theirs = review.do(BEN, "estimate", about=NUMBER, value=[0.3, 0.5, 0.9])
    assert ([*review.seen_by(ANN)], [*review.seen_by(BEN)], review.seen_by(RITA)) == ([mine], [theirs], ())
    assert open_estimates(review.acts()) == {}
    with pytest.raises(Refusal) as blind:
        side_by_side(review, NUMBER)
    assert str(blind.value) == f"two people's estimates of {NUMBER} are not open (none are)"
    told = str(review_text.section(review, RITA))
    assert "blind until it is opened" in told
    assert not any(secret in told for secret in ("0.2", "0.9", "Because"))
    assert "Because" not in str(review.store.history("harbour"))
    review.do(BEN, "open", about=NUMBER)
    assert mine in review.seen_by(RITA)
    assert theirs in review.seen_by(RITA)
    found = side_by_side(review, NUMBER)
    assert [said.by for said in found.people] == ["Ann", "Ben"]
    one, other = found.people
    linear, log = found.pools
    assert one.harm is not None
    assert other.harm is not None
    assert linear.harm is not None
    assert linear.harm.point == pytest.approx((one.harm.point + other.harm.point) / 2)
    assert None not in (linear.harm.low, one.harm.high, other.harm.low)
    assert one.median < log.median < other.median
    assert one.low < linear.low < linear.high < other.high
    file, text = into_the_map(review, NUMBER)
    again = read(text, file).data_map
    assert again is not None
    assert [each.by for each in again.estimates[NUMBER].said] == ["Ann", "Ben"]
    assert MAP.decode() in text


@ON_A_FILE
def test_one_person_under_two_names_is_one_estimator(review: Review) -> None:
    for name in ("Grace Hopper (grace@example.org)", "G. Hopper (grace@example.org)"):
        review.do(Person(name, Role.REVIEWER), "estimate", about=NUMBER, value="0.1")
    said = refused(review, BEN, "open", about=NUMBER)
    assert said == f"there is one estimate of {NUMBER}: two people's make a comparison"


@ON_A_FILE
def test_a_second_round_is_blind_again(review: Review) -> None:
    for person in (ANN, BEN):
        review.do(person, "estimate", about=NUMBER, value="0.1")
    review.do(BEN, "open", about=NUMBER)
    assert refused(review, BEN, "open", about=NUMBER) == f"the estimates of {NUMBER} are open already"
    later = review.do(ANN, "estimate", about=NUMBER, value="0.3")
    assert later not in review.seen_by(BEN)
    assert open_estimates(review.acts())[NUMBER]["Ann"].value == "0.1"
    review.do(ANN, "withdraw", about=later.id, said="No.")
    assert [each for each in review.seen_by(BEN) if each.did == "withdraw"] == []


def test_every_act_takes_its_role_and_leaves_a_line_of_the_audit(review: Review) -> None:
    before = len(review.store.history("harbour"))
    for did, rule in RULES.items():
        lower = Person("Lo", Role(rule.least - 1))
        with pytest.raises(NotAllowed) as raised:
            review.do(lower, did)
        assert str(raised.value) == f"Lo is {NAMED[lower.role]} here; {rule.what} takes {NAMED[rule.least]}"
    decided = accepted(review)
    review.do(ANN, "comment", about=decided.id, said="Noted.")
    lines = [(line.person, line.action, line.said) for line in review.store.history("harbour")[before:]]
    count = len(review.questions)
    assert lines == [
        ("Ann", "submit", ""),
        ("Ben", "accept", f"{count} acts: Not before the audit."),
        ("Ben", "decide", "Fine."),
        ("Ann", "comment", "Noted."),
    ]
    assert verified(review.store).altered == ()


def test_a_reader_saves_nothing(store: Store) -> None:
    with pytest.raises(NotAllowed, match="Rita is a reader here; saving takes an analyst"):
        store.save(draft(), "harbour", RITA)
    assert store.count() == 0


def test_ids_are_never_used_twice(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    from assessments.record.errors import Trouble
    from casework import recording

    first = review.do(ANN, "comment", about=NUMBER, said="x")
    review.do(ANN, "withdraw", about=first.id, said="y")
    monkeypatch.setattr(recording, "new_id", lambda: first.id)
    with pytest.raises(Trouble):
        review.do(ANN, "comment", about=NUMBER, said="z")
    assert len(review.acts()) == 2


def test_each_version_of_a_line_has_its_own_review(review: Review, store: Store) -> None:
    review.do(ANN, "submit")
    store.save(draft(), "harbour", ADA)
    assert (review_of(store, "harbour/1").standing().state, review_of(store, "harbour").standing().state) == (
        "in review",
        "draft",
    )


@ON_A_FILE
def test_a_question_whose_address_is_taken_is_called_by_its_number(review: Review) -> None:
    names = [question.name for question in review.questions]
    assert len(names) == len(set(names))
    assert all(name in review.addresses for name in names)


def test_acts_of_others_are_seen_in_the_order_they_were_done(review: Review) -> None:
    done: list[Act] = [review.do(person, "comment", about=NUMBER, said=str(n)) for n, person in enumerate((ANN, BEN))]
    assert list(seen_by(review.acts(), "Rita")) == done
