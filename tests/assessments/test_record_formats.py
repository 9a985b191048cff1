"""What was saved in an older format, or by an older engine, still opens, verifies and is made again."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from assessments.record.drafts import Draft, data_map_of, drafted, run_of_request
from assessments.record.recompute import RecomputedChange, recomputed, side_of
from assessments.record.record_text import departures, known_score
from assessments.record.store import Store
from assessments.record.verify import verified
from assessments.report.sentences import number
from casework.minutes import weighed
from casework.recording import Review
from casework.review_state import questions_of
from data_maps.reading import case_path
from laws import NAMES
from tests.support.recorded import ADA, ASKED, NAME, draft

OLD = Path(__file__).parent / "harbour-format-1.json"
"""The result of `case:harbour` without draws, as version 0.1.0 wrote it in format 1."""
SECOND = Path(__file__).parent / "harbour-format-2.json"
"""The result of `case:harbour` with 1,000 draws, as version 0.1.0 wrote it in format 2."""
FIRST_ENGINE = Path(__file__).parent / "harbour-of-the-first-engine.json"
"""The result of the map that is saved in other tests, without draws and with one route, from before organisations."""


def harbour() -> Draft:
    """The case of the harbour, assessed today."""
    files = {NAME: case_path("harbour").read_bytes()}
    return drafted(run_of_request(data_map_of(NAME, files), ASKED), NAME, files, ASKED)


def added_since(file: Path) -> list[str]:
    """The laws that there are now and that a result of earlier does not tell of."""
    told = {law["regime"] for law in json.loads(file.read_text(encoding="utf-8"))["regimes"]}
    return [law for law in NAMES if law not in told]


def test_a_result_of_format_1_opens_verifies_and_says_what_it_said(store: Store) -> None:
    today = harbour()
    entry = store.save(replace(today, result=OLD.read_bytes()), "harbour", ADA)
    saved = store.load(entry.id)
    assert saved.result == OLD.read_bytes()
    assert verified(store).altered == ()
    assert known_score(entry)[0].text == "23"
    old, new = saved.content, today.content
    assert old.headline.rests_on is None
    assert (old.headline, old.strategic) == (new.headline.model_copy(update={"rests_on": None}), new.strategic)
    assert old.regimes == tuple(law for law in new.regimes if law.regime not in added_since(OLD))
    numbers = {row.address.replace(".bulk.", ".whole."): row.estimate for row in old.ledger}
    assert numbers == {row.address: row.estimate for row in new.ledger}
    assert (old.options, weighed(saved)) == ((), ())
    assert [question.ask for question in questions_of(saved)] == [question.ask for question in new.questions]
    assert Review(store, saved).numbers == tuple(row.address for row in old.ledger)
    assert side_of(saved).recorded == {
        "harm": new.headline.harm,
        "strategic": new.strategic.persons_per_year,
        **{f"persons_per_year.{level}": q for level, q in new.headline.persons_per_year.items()},
    }


def test_a_result_of_format_2_opens_verifies_and_says_what_it_said(store: Store) -> None:
    """What a row of reach called persons is `expected` since; means are those of the draws since decision 83.

    Numbers are the same to the last bits: those may differ between kinds of processor (decision 23).
    """
    asked = replace(ASKED, draws=1_000)
    files = {NAME: case_path("harbour").read_bytes()}
    today = drafted(run_of_request(data_map_of(NAME, files), asked), NAME, files, asked)
    entry = store.save(replace(today, result=SECOND.read_bytes()), "harbour", ADA)
    saved = store.load(entry.id)
    assert saved.result == SECOND.read_bytes()
    assert verified(store).altered == ()
    old, new = saved.content, today.content
    added = added_since(SECOND)
    assert {law.regime: law for law in old.regimes} == {
        law.regime: law for law in new.regimes if law.regime not in added
    }
    assert {row.address: row.estimate for row in old.ledger} == {row.address: row.estimate for row in new.ledger}
    harms = [(q.point, q.median, q.low, q.high) for q in (old.headline.harm, new.headline.harm)]
    assert harms[0] == pytest.approx(harms[1], rel=1e-12)
    again = recomputed(store, store.load("harbour"))
    laws = tuple(RecomputedChange(f"law {law}", "absent", "nothing_to_judge") for law in added)
    assert (again.effects, again.problems) == (laws, ())
    before, after = (json.loads(result)["reach"] for result in (saved.result, today.result))
    reach = {(row["actor"], row["class"]): row["persons"]["median"] for row in before}
    now = {(row["actor"], row["class"]): row["expected"]["median"] for row in after}
    assert reach == pytest.approx({row: now[row] for row in reach}, rel=1e-12)


def test_an_old_result_that_does_not_say_how_it_departs_from_its_map_names_what_was_asked(store: Store) -> None:
    asked = replace(ASKED, numbers=("interest.XB=0.3",), severity_ratio=None)
    entry = store.save(replace(harbour(), result=OLD.read_bytes(), asked=asked), "harbour", ADA)
    changed = departures(store.load(entry.id))
    assert changed.short == "interest.XB=0.3; linear weights"
    assert changed.says == "This is not the map as written. interest.XB=0.3; linear weights."


def test_a_result_of_format_1_is_made_again_and_differs_in_the_names_of_some_numbers_alone(store: Store) -> None:
    """Orders for everybody's data were once called bulk."""
    store.save(replace(harbour(), result=OLD.read_bytes()), "harbour", ADA)
    again = recomputed(store, store.load("harbour"))
    values = {"demand": "0.02", "carried_out": "0.5", "taken": "0.4"}
    gone = [RecomputedChange(f"number {name}.bulk.XB", value, "absent") for name, value in values.items()]
    new = [RecomputedChange(f"number {name}.whole.XB", "absent", value) for name, value in values.items()]
    laws = [RecomputedChange(f"law {law}", "absent", "nothing_to_judge") for law in added_since(OLD)]
    assert (again.same, again.causes, again.effects, again.problems) == (False, (), (*gone, *new, *laws), ())


def test_a_result_of_the_first_engine_opens_verifies_and_is_told_apart_from_todays(store: Store) -> None:
    today = draft()
    older = {**today.versions, "program": "3a607cd3af05" + 52 * "0"} | {"record": {}}
    entry = store.save(replace(today, result=FIRST_ENGINE.read_bytes(), versions=older), "harbour", ADA)
    saved = store.load(entry.id)
    assert (verified(store).altered, known_score(entry)[0].text) == ((), "30")
    again = recomputed(store, saved)
    assert (again.same, again.problems) == (False, ())
    assert again.causes[0] == RecomputedChange("the program", "3a607cd3af05", today.versions["program"][:12])
    assert "risk/record/takings.csv" in {cause.what.partition(":")[0] for cause in again.causes}
    effects = {each.what: (each.before, each.after) for each in again.effects}
    score = today.content.headline.score
    assert effects["score"] == ("30", number(score.point))
    assert effects["number demand.bulk.US"] == ("0.007", "absent")
    assert effects["number demand.whole.US"] == ("absent", "3.5 in 10,000")
