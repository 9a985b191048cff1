"""A review as a file beside its map: it reads back byte for byte, and nothing altered comes in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessments.record.audit_log import append
from assessments.record.folder import NotAllowed
from assessments.record.models import AuditLine, StoredAct
from assessments.record.store import Store, open_store
from assessments.record.verify import verified
from casework.recording import Refusal, Review, act_as_plain, review_of
from casework.review_text import read_review, review_text, unlike
from tests.support.recorded import ADA, NAME, draft, file_store
from tests.support.reviewed import ANN, BEN, FAR, NUMBER, ON_A_FILE, accepted, begun
from tests.support.reviewed import act as act_of

FILE = "harbour.review.yaml"
HOSTILE = '\'] }\n- <b>\x07no: yes</b> & "x" # é 漢 =1+1'


@pytest.fixture
def review(store: Store) -> Review:
    """A review in which everything was done once, hostile words included."""
    found = begun(store)
    found.do(ANN, "comment", about="headline.harm", said=HOSTILE)
    found.do(ANN, "estimate", about=NUMBER, value="[0.1, 0.3]", said="so")
    found.do(BEN, "estimate", about=NUMBER, value={"beta": [2, 5]})
    found.do(BEN, "open", about=NUMBER)
    conditions = ({"what": HOSTILE[:20].replace("\n", " "), "owner": "Cy", "until": FAR},)
    decided = accepted(found, outcome="accepted with conditions", conditions=conditions)
    found.do(ADA, "sign", about=decided.id)
    found.do(ANN, "dissent", about=decided.id, said="No.")
    found.do(BEN, "meet", about=f"{decided.id}.1", said="Seen.")
    found.do(ANN, "attend")
    return found


@pytest.fixture
def elsewhere(tmp_path: Path, review: Review) -> Iterator[Review]:
    """The same assessment in another store, where nothing was done yet."""
    with open_store(file_store(tmp_path / "other")) as other:
        other.save(draft(), "harbour", ADA)
        yield review_of(other, "harbour")


def lines(review: Review) -> list[str]:
    return review_text(review, ADA).splitlines()


def test_a_review_reads_back_byte_for_byte(review: Review, elsewhere: Review) -> None:
    text = review_text(review, ADA)
    written, problems = read_review(text, FILE)
    assert problems == ()
    assert written is not None
    assert written.acts == review.acts()
    assert written.acts[0].said == HOSTILE.replace("\x07", " ")
    assert unlike(written, elsewhere, FILE) is None
    assert elsewhere.take_in(ADA, written.acts) == review.acts()
    assert review_text(elsewhere, ADA) == text
    assert elsewhere.standing() == review.standing()
    assert elsewhere.take_in(ADA, written.acts) == ()
    assert verified(elsewhere.store).altered == ()
    (line,) = [each for each in elsewhere.store.history("harbour") if each.action == "take in"]
    assert (line.person, line.said) == ("Ada", f"{len(written.acts)} acts")


@ON_A_FILE
def test_what_is_blind_is_not_in_the_file_of_others(store: Store) -> None:
    found = begun(store)
    found.do(BEN, "estimate", about=NUMBER, value="0.77")
    assert "0.77" in review_text(found, BEN)
    told = review_text(found, ANN)
    assert "0.77" not in told
    assert told.splitlines()[1] == "# 1 estimate is still blind and not in here."


@ON_A_FILE
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("outcome: accepted with conditions", "outcome: rejected"),
        ("said: Fine.", "said: Well."),
        ("by: Ben", "by: Eve"),
        ('value: "[0.1, 0.3]"', 'value: "[0.1, 0.9]"'),
    ],
)
def test_an_act_that_was_changed_in_the_file_is_refused(review: Review, before: str, after: str) -> None:
    text = review_text(review, ADA)
    assert before in text
    text = text.replace(before, after, 1)
    if after.endswith("rejected"):
        start = text.index("    conditions:")
        text = text[:start] + text[text.index("    rests_on:", start) :]
    written, problems = read_review(text, FILE)
    assert problems == ()
    assert written is not None
    with pytest.raises(Refusal, match=r"^what was done as r-[0-9a-f]{12} is not what the record has; nothing was"):
        review.take_in(ADA, written.acts)


@ON_A_FILE
def test_an_act_that_does_not_follow_from_those_before_it_is_refused(review: Review, elsewhere: Review) -> None:
    done = review.acts()
    without = tuple(act for act in done if act.did != "accept")
    with pytest.raises(Refusal, match=r"\(decide, Ben\) does not fit: \d+ questions are open"):
        elsewhere.take_in(ADA, without)
    decided = next(act for act in done if act.did == "decide")
    forged = decided.model_copy(update={"rests_on": {"map": "0" * 64}})
    with pytest.raises(Refusal, match="does not fit: it does not rest on what this assessment rests on"):
        elsewhere.take_in(ADA, [forged if act is decided else act for act in done])
    assert elsewhere.acts() == ()


@ON_A_FILE
@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("1999-01-01T00:00:00", "{decided}, which it is about, was done after it"),
        ("2999-01-01T00:00:00", "2999-01-01 is still to come"),
    ],
)
def test_a_signature_from_before_the_decision_or_from_the_future_is_refused(review: Review, at: str, told: str) -> None:
    decided = next(act for act in review.acts() if act.did == "decide")
    forged = act_of("sign", "Eve", about=decided.id).model_copy(update={"at": at})
    with pytest.raises(Refusal) as raised:
        review.take_in(ADA, (*review.acts(), forged))
    said = told.format(decided=decided.id)
    assert str(raised.value) == f"{forged.id} (sign, Eve) does not fit: {said}; nothing was taken in"


@ON_A_FILE
def test_a_moment_that_no_calendar_has_is_at_its_line(review: Review) -> None:
    text = review_text(review, ADA)
    first = review.acts()[0].at
    written, problems = read_review(text.replace(first, "2026-13-45T00:00:00"), FILE)
    assert written is None
    (problem,) = problems
    assert str(problem) == f"{FILE}:7:9: acts.{review.acts()[0].id}.at: there is no moment 2026-13-45T00:00:00"


@ON_A_FILE
def test_others_acts_come_in_by_an_admin_alone(review: Review, elsewhere: Review) -> None:
    with pytest.raises(NotAllowed, match="Ben is a reviewer here; taking in what others did takes an admin"):
        elsewhere.take_in(BEN, review.acts())


def test_what_was_done_in_the_review_of_another_assessment_is_not_taken_in(store: Store) -> None:
    one, other = (review_of(store, store.save(draft(), subject, ADA).id) for subject in ("harbour", "quay"))
    act = one.do(ADA, "submit")
    with pytest.raises(Refusal, match=rf"^{act.id} was done in the review of harbour/1; nothing was taken in$"):
        other.take_in(ADA, one.acts())
    assert other.acts() == ()


@ON_A_FILE
def test_the_review_of_another_assessment_is_not_taken_for_this_one(review: Review) -> None:
    text = review_text(review, ADA).replace(review.entry.fingerprint, "0" * 64)
    written, _ = read_review(text, FILE)
    assert written is not None
    assert str(unlike(written, review, FILE)) == (
        f"{FILE}:1:1: fingerprint: this is the review of another assessment than the harbour/1 of this store "
        "(take it in where the assessment that it reviews is saved)"
    )


@ON_A_FILE
def test_every_misspelt_key_and_word_has_its_line_and_column(review: Review) -> None:
    written, tried = lines(review), set[str]()
    for at, line in enumerate(written, 1):
        key, colon, _ = line.partition(":")
        name = key.strip()
        if not colon or name not in KEYS or len(key) - len(name) > 4 or key in tried:
            continue
        tried.add(key)
        wrong = [*written]
        wrong[at - 1] = line.replace(f"{name}:", f"{name}q:", 1)
        found, problems = read_review("\n".join(wrong) + "\n", FILE)
        places = {(problem.place.line, problem.place.column) for problem in problems}
        assert found is None, line
        assert (at, len(key) - len(name) + 1) in places, (line, problems)
    assert {key.strip() for key in tried} == set(KEYS)


KEYS = ("review", "map", "fingerprint", "acts", "at", "by", "did", "about", "said", "value", "until", "outcome")


@ON_A_FILE
def test_a_file_that_is_none_is_said(review: Review) -> None:
    assert [str(problem) for problem in read_review("", FILE)[1]] != []
    said = [str(problem) for problem in read_review(f"review: {NAME}\nacts: 3\n", FILE)[1]]
    assert any(problem.startswith(f"{FILE}:2:") for problem in said)
    text = review_text(review, ADA).replace("did: open", "did: opne")
    (problem,) = read_review(text, FILE)[1]
    assert "did you mean 'open'?" in str(problem)


def test_acts_of_one_line_come_in_the_order_of_their_moments_and_ids_however_a_store_lays_them(
    elsewhere: Review,
) -> None:
    moments = enumerate(("12:00", "11:00", "11:00"), 1)
    late, early, second = (
        act_of("comment", number=n).model_copy(update={"at": f"2026-11-25T{at}:00"}) for n, at in moments
    )
    entry = elsewhere.entry
    rows = [
        StoredAct(
            one.id, entry.subject, entry.number, one.at, one.by, one.did, one.about, json.dumps(act_as_plain(one))
        )
        for one in (late, second, early)
    ]
    with elsewhere.store.writing() as session:
        append(session, AuditLine("Ada", "take in", entry.subject, entry.number), rows)
    assert elsewhere.acts() == (early, second, late)
