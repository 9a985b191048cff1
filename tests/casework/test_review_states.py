"""Whatever people do in whatever order: the state follows the definition, and a blind estimate stays blind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from casework.acts import Act
from casework.grammar import Did
from casework.recording import refusal
from casework.review_state import ReviewQuestion, blind, seen_by, standing
from tests.support.reviewed import act

TODAY = date(2026, 11, 25)
PEOPLE = ("Ann", "Ben", "Cy")
NUMBERS = ("interest.US", "interest.CN")
QUESTIONS = tuple(ReviewQuestion(name, f"What is {name}?", (name,)) for name in NUMBERS)
OUTCOMES = ("accepted", "accepted with conditions", "rejected")
people = st.sampled_from(PEOPLE)
numbers = st.sampled_from(NUMBERS)


class Meeting(RuleBasedStateMachine):
    """A review beside a second telling of its rules, in the words of the definition."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[Act] = []
        self.told: Literal["draft", "in review", "decided"] = "draft"
        self.outcome = ""
        self.settled: dict[str, set[date | None]] = {name: set() for name in NUMBERS}
        self.opened: set[str] = set()
        self.due: dict[str, date] = {}
        self.lost: tuple[str, ...] = ()

    def now(self, today: date = TODAY) -> Any:
        return standing(self.done, QUESTIONS, self.lost, today)

    def tried(self, did: Did, by: str, **given: Any) -> Act | None:
        """The act, if the review took it."""
        made = act(did, by, len(self.done) + 1, **given)
        if refusal(made, self.now()) is not None:
            return None
        self.done.append(made)
        return made

    @rule(by=people)
    def submit(self, by: str) -> None:
        assert (self.tried("submit", by) is None) == (self.told == "in review")
        self.told = "in review"

    @rule(by=people)
    def give_back(self, by: str) -> None:
        if self.tried("return", by):
            assert self.told == "in review"
            self.told = "draft"

    @rule(by=people, about=numbers)
    def answer(self, by: str, about: str) -> None:
        open_ = not any(until is None or until >= TODAY for until in self.settled[about])
        assert bool(self.tried("answer", by, about=about)) == (open_ and self.told != "decided")
        if open_ and self.told != "decided":
            self.settled[about].add(None)

    @rule(by=people, about=numbers, days=st.integers(-2, 3))
    def accept(self, by: str, about: str, days: int) -> None:
        until = TODAY + timedelta(days)
        open_ = not any(each is None or each >= TODAY for each in self.settled[about])
        took = open_ and self.told != "decided" and days >= 0
        assert bool(self.tried("accept", by, about=about, until=until)) == took
        if took:
            self.settled[about].add(until)

    @rule(by=people, about=numbers)
    def estimate(self, by: str, about: str) -> None:
        assert bool(self.tried("estimate", by, about=about)) == (self.told != "decided")

    @rule(by=people, about=numbers)
    def reveal(self, by: str, about: str) -> None:
        gone = {each.about for each in self.done if each.did == "withdraw"}
        mine = [each for each in self.done if each.did == "estimate" and each.about == about and each.id not in gone]
        could = self.told != "decided" and len({each.by for each in mine}) > 1
        could = could and any(each.id not in self.opened for each in mine)
        assert bool(self.tried("open", by, about=about)) == could
        if could:
            self.opened |= {each.id for each in self.done if each.did == "estimate" and each.about == about}

    @rule(by=people, outcome=st.sampled_from(OUTCOMES), days=st.integers(-1, 2))
    def decide(self, by: str, outcome: str, days: int) -> None:
        with_conditions = outcome == "accepted with conditions"
        conditions = ({"what": "Do it.", "owner": "Cy", "until": TODAY + timedelta(days)},) if with_conditions else ()
        all_settled = all(any(u is None or u >= TODAY for u in each) for each in self.settled.values())
        took = self.told == "in review" and (outcome == "rejected" or all_settled)
        took = took and not (with_conditions and days < 0)
        made = self.tried("decide", by, outcome=outcome, conditions=conditions)
        assert bool(made) == took
        if made:
            self.told, self.outcome, self.lost = "decided", outcome, ()
            self.due = dict.fromkeys(made.condition_ids(), TODAY + timedelta(days))
            self.opened |= {each.id for each in self.done if each.did == "estimate"}

    @rule(by=people)
    def meet(self, by: str) -> None:
        decided = self.now().decision
        if decided and self.tried("meet", by, about=f"{decided.id}.1"):
            self.due.pop(f"{decided.id}.1")

    @rule(by=people)
    def sign(self, by: str) -> None:
        now = self.now()
        about = now.decision.id if now.decision else "r-000000000000"
        can = now.decision is not None and now.state != "lapsed" and by not in [each.by for each in now.signatures]
        assert bool(self.tried("sign", by, about=about)) == can

    @precondition(lambda self: self.told == "decided")
    @rule()
    def change_what_it_rests_on(self) -> None:
        self.lost = ("something changed",)

    @rule(by=people, which=st.integers(0, 40))
    def withdraw(self, by: str, which: int) -> None:
        if not self.done:
            return
        about = self.done[which % len(self.done)]
        if not self.tried("withdraw", by, about=about.id):
            return
        assert about.by == by
        assert about.did in ("comment", "estimate", "answer", "accept", "attend", "sign", "meet", "dissent")
        if about.did in ("answer", "accept"):
            self.settled[str(about.about)].discard(about.until)
        if about.did == "meet" and self.now().decision and str(about.about).startswith(self.now().decision.id):
            self.due[str(about.about)] = self.now().decision.conditions[0].until

    @invariant()
    def the_state_follows_the_definition(self) -> None:
        for later in (0, 1, 3):
            today = TODAY + timedelta(later)
            now = self.now(today)
            if self.told != "decided":
                assert (now.state, now.why, now.decision) == (self.told, (), None)
                continue
            ran_out = any(not any(u is None or u >= today for u in each) for each in self.settled.values() if each)
            overdue = any(until < today for until in self.due.values())
            fallen = self.outcome != "rejected" and (bool(self.lost) or ran_out or overdue)
            assert now.state == ("lapsed" if fallen else self.outcome)
            assert bool(now.why) == fallen

    @invariant()
    def nobody_sees_an_estimate_of_others_before_it_is_opened(self) -> None:
        hidden = {each.id for each in self.done if each.did == "estimate"} - self.opened
        assert {each.id for each in blind(self.done)} == hidden
        for person in (*PEOPLE, "somebody else"):
            seen = {each.id for each in seen_by(self.done, person)}
            assert seen & hidden == {each.id for each in self.done if each.id in hidden and each.by == person}
            others = {each.about for each in self.done if each.id in seen and each.did == "withdraw"}
            assert not others & (hidden - seen)

    @invariant()
    def nothing_that_was_done_is_lost(self) -> None:
        assert {each.id for each in self.now().acts} <= {each.id for each in self.done}
        assert len({each.id for each in self.done}) == len(self.done)


Meeting.TestCase.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
TestMeeting = Meeting.TestCase
