"""What is kept with an assessment is made once for each thing that is asked."""

from __future__ import annotations

from data_maps.caching import kept


class Counting:
    def __init__(self) -> None:
        self.made: list[tuple[object, ...]] = []

    @kept
    def of(self, /, *asked: object, **named: object) -> object:
        self.made.append((*asked, *named.values()))
        return object()

    @kept
    def other(self, /, *asked: object) -> object:
        return object()


def test_the_same_question_is_answered_once() -> None:
    one = Counting()
    assert one.of(1, "a") is one.of(1, "a")
    assert one.of(x=1, y=2) is one.of(y=2, x=1)
    assert one.made == [(1, "a"), (1, 2)]


def test_other_questions_other_objects_and_other_ways_of_making_have_their_own() -> None:
    one = Counting()
    answers = [one.of(1), one.of(2), one.of(x=1), one.other(1), Counting().of(1)]
    assert len({id(answer) for answer in answers}) == 5


def test_what_is_empty_is_kept_too() -> None:
    asked: list[int] = []

    @kept
    def nothing(of: Counting) -> None:
        asked.append(1)

    one = Counting()
    nothing(one)
    nothing(one)
    assert asked == [1]
