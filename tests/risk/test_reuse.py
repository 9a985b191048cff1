"""A changed number leaves in the draws what does not depend on it, and the result is what it would be from nothing."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable, Mapping

import numpy as np
import pytest

import risk.engine.worlds
from assessments.run import Assessment, Settings, assess, rescored, with_draws
from assessments.scenario import viewed
from data_maps.model import DataMap
from data_maps.settings import with_setting
from risk.engine.reuse import Remains
from risk.options.timeline import with_options
from risk.uncertainty.propagation import STRATEGIC, Uncertain
from tests.support.assessed import case_map

DRAWS = 50
CHANGES = 6
FAMILIES = ("interest", "power", "control", "custody", "clear", "success", "share", "taken", "identified", "swept")
VIEWS: Mapping[str, Callable[[DataMap], DataMap]] = {
    "as it is": lambda of: of,
    "another date": lambda of: viewed(of, as_of="2020-11-20"),
    "another viewpoint": lambda of: viewed(of, viewpoint="XB"),
    "an option in force": lambda of: with_options(of, ["us-storage"]),
}


def changed(data_map: DataMap, address: str, value: float) -> DataMap:
    """The map with a range around another value at an address."""
    found = with_setting(data_map, f"{address}=[{0.8 * value}, {value}, {1.1 * value}]")
    assert isinstance(found, DataMap), found
    return found


def drawn(assessment: Assessment) -> Uncertain:
    found = with_draws(assessment, DRAWS).uncertain
    assert found is not None
    return found


def told(of: Uncertain) -> dict[str, bytes]:
    """The bytes of all that is worked out in draws and may be kept."""
    events = of.model.events.events
    found = {
        "chances": of.chances,
        "joined": of.joined,
        "at least one": of.at_least_one(events),
        "at least one in bulk": of.at_least_one([event for event in events if event.threat.scope == "bulk"]),
        "different people": of.unique_persons(),
        "shares": np.array([*of.variance_shares().values()]),
        **{name: of.persons(name) for name in ("", STRATEGIC, *(event.actor for event in events))},
    }
    return {name: each.tobytes() for name, each in found.items()}


def one_after_the_other(data_map: DataMap, settings: Settings, view: Callable[[DataMap], DataMap]) -> int:
    """Change some numbers, one more each time, and compare with a new assessment; how many could be rescored."""
    draw = random.Random(7)
    last = assess(view(data_map), settings)
    told(drawn(last))
    known = sorted(a for a in last.events.inputs if a.split(".")[0] in FAMILIES)
    again = 0
    for address in draw.sample(known, CHANGES):
        data_map = changed(data_map, address, draw.uniform(0.1, 0.8))
        whole = assess(view(data_map), settings)
        found = rescored(last, view(data_map))
        again += found is not None
        last = found or assess(view(data_map), settings)
        assert told(drawn(last)) == told(drawn(whole)), address
    return again


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_kept_is_what_would_be_found_anew(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The states of these maps are too many to count: they are sampled."""
    monkeypatch.setattr(risk.engine.worlds, "SAMPLED_CELLS", 2**11)
    data_map = case_map("every-key" if view == "another viewpoint" else "wechat-2020")
    rescored_from_another = one_after_the_other(data_map, Settings(), VIEWS[view])
    assert rescored_from_another or view == "an option in force"


def test_so_is_what_is_kept_where_the_states_are_counted() -> None:
    assert one_after_the_other(case_map("wechat-five-lines"), Settings(), VIEWS["as it is"])


def test_so_is_what_is_kept_of_a_map_that_is_tried_out() -> None:
    assert one_after_the_other(case_map("harbour"), Settings(nodes=60), VIEWS["as it is"])


def test_a_number_outside_the_roots_leaves_their_chances_and_the_other_actors() -> None:
    one, other = (changed(case_map("wechat-2020"), "interest.CN", value) for value in (0.3, 0.4))
    before = drawn(first := assess(one))
    told(before)
    second = rescored(first, other)
    assert second is not None
    after = drawn(second)
    assert after.chances is before.chances
    exposed = [each.worlds.of(first.events.events).fractions.values() for each in (before, after)]
    assert all(map(np.shares_memory, *exposed))
    same = {name: np.shares_memory(after._total(name), before._total(name)) for name in ("", "state:CN", "criminals")}
    assert same == {"": False, "state:CN": False, "criminals": True}


def test_draws_are_let_go_as_soon_as_nobody_asks_for_them() -> None:
    """They are large: none may wait for Python to look for circles."""
    told(found := drawn(assess(case_map("wechat-five-lines"))))
    numbers = weakref.ref(found.x)
    gc.disable()
    del found
    gone = numbers() is None
    gc.enable()
    assert gone


def test_only_the_last_of_a_kind_is_kept_and_it_is_let_go_before_the_next_is_made() -> None:
    remains, made = Remains(), []

    def make(name: str) -> str:
        made.append((name, [*remains._found]))
        return name

    found = [remains.of("kind", numbers, lambda: make(numbers)) for numbers in ("a", "a", "b", "a")]  # noqa: B023
    assert found == ["a", "a", "b", "a"]
    assert made == [("a", []), ("b", []), ("a", [])]


def test_nothing_is_kept_once_it_is_cleared() -> None:
    remains = Remains()
    remains.of("kind", 1, lambda: "before")
    remains.clear()
    assert remains.of("kind", 1, lambda: "after") == "after"
