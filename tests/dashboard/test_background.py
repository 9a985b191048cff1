"""What pages compute is made once for whoever asks for the same, and is nobody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from assessments.report.sections.summary import others_sentence
from assessments.run import Settings, assess
from dashboard import background
from dashboard.background import MapView, Opened
from data_maps.reading import read
from tests.support.dashboards import FIVE

MANY = 20


def view(number: int, name: str = "own:map.yaml") -> MapView:
    """A view of the map of one session, which has a title and a number of people of its own."""
    return MapView(Opened(name, (("map.yaml", text(number).encode()),), 1))


def text(number: int) -> str:
    return FIVE.replace("WeChat", f"Session {number}").replace("19M", f"{number + 1}M")


def shown(number: int) -> tuple[str, str]:
    """The title and the sentence on others than states that one session is shown."""
    found = background.run(view(number))
    key = ("lead", view(number).key)
    return found.data_map.title, background.cached("Putting it together", key, lambda: others_sentence(found).text)


def alone(number: int) -> tuple[str, str]:
    """The same of the map when nobody else is there."""
    data_map = read(text(number), "map.yaml").data_map
    assert data_map is not None
    return data_map.title, others_sentence(assess(data_map, Settings())).text


def test_twenty_sessions_at_once_are_each_shown_their_own_map() -> None:
    background.run.clear()
    with ThreadPoolExecutor(MANY) as sessions:
        found = list(sessions.map(shown, [*range(MANY), *range(MANY)]))
    assert found == [alone(number) for number in range(MANY)] * 2


def test_whoever_looks_at_the_same_map_in_the_same_way_finds_what_is_there() -> None:
    assert background.run(view(1)) is background.run(view(1))
    assert background.run_with_draws(view(1)) is background.run_with_draws(view(1))


@pytest.mark.parametrize(
    "other",
    [
        view(2),
        view(1, "own:other.yaml"),
        replace(view(1), numbers=("interest.CN=0.2",)),
        replace(view(1), as_of="2021-05-05"),
        replace(view(1), viewpoint="US"),
        replace(view(1), horizon="5"),
        replace(view(1), ratio="10"),
    ],
)
def test_another_text_name_or_setting_has_a_result_of_its_own(other: MapView) -> None:
    assert background.run(other) is not background.run(view(1))


def test_a_setting_that_does_not_fit_is_said_and_the_others_count() -> None:
    found = background.viewed_map(replace(view(1), as_of="soon", numbers=("x=1", "interest.CN=0.2")))
    assert found.numbers == ("interest.CN=0.2",)
    assert [note.partition(":")[0] for note in found.notes] == ["As of", "A number that was set"]


def test_what_fails_is_made_again_when_it_is_asked_for_again() -> None:
    results = iter([0, 2])
    with pytest.raises(ZeroDivisionError):
        background.cached("Dividing", "a key of this test", lambda: 4 // next(results))
    assert background.cached("Dividing", "a key of this test", lambda: 4 // next(results)) == 2
