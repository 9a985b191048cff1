"""What is kept with an assessment is made once for each thing that is asked."""

from __future__ import annotations

from weakref import ref

import pytest

from data_maps.caching import OwnedView, cached_property, kept, share_cached


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


def test_one_question_is_answered_once_however_its_arguments_are_given() -> None:
    made: list[tuple[int, int, bool]] = []

    @kept
    def spelt(of: Counting, first: int, most: int = 3, *, whole: bool = False) -> object:
        made.append((first, most, whole))
        return object()

    one = Counting()
    same = (spelt(one, 1), spelt(one, 1, 3), spelt(one, most=3, first=1), spelt(one, 1, whole=False))
    assert len({id(answer) for answer in same}) == 1
    assert spelt(one, 1, 4) is not spelt(one, 1, whole=True)
    assert made == [(1, 3, False), (1, 4, False), (1, 3, True)]
    for wrong in ({"first": 1}, {"least": 1}):
        with pytest.raises(TypeError):
            spelt(one, 1, **wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        spelt(one)  # type: ignore[call-arg]


def test_what_is_empty_is_kept_too() -> None:
    asked: list[int] = []

    @kept
    def nothing(of: Counting) -> None:
        asked.append(1)

    one = Counting()
    nothing(one)
    nothing(one)
    assert asked == [1]


class About(OwnedView[Counting]):
    @cached_property
    def found(self) -> object:
        return self.about.other()

    @kept
    def further(self, number: int) -> object:
        return object()


@kept
def about(one: Counting) -> About:
    return About(one)


def test_a_view_finds_everything_once_and_knows_whom_it_is_about() -> None:
    one, other = Counting(), Counting()
    view = about(one)
    assert (view.found, view.further(3)) == (about(one).found, about(one).further(3))
    assert (view.about, about(one).about, about(other).about) == (one, one, other)
    assert about(other).found is not view.found


def test_a_view_of_which_more_is_asked_keeps_its_owner_and_is_not_kept_with_it() -> None:
    one = Counting()
    gone, view = ref(one), about(one)
    del one
    assert view.found is gone().other()  # type: ignore[union-attr]
    del view
    assert gone() is None


def test_what_one_has_found_is_handed_on_and_nothing_else() -> None:
    class Two:
        @cached_property
        def first(self) -> object:
            return object()

        @cached_property
        def second(self) -> object:
            return object()

    one, other = Two(), Two()
    assert one.first is one.first
    share_cached(one, other, ("first", "second"))
    assert vars(other) == {"first": one.first}
