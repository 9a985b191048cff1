"""Settings: numbers of a map set from outside its text."""

from __future__ import annotations

from typing import Any

from data_maps.addresses import Address, address, estimate_at
from data_maps.checking import located
from data_maps.map_names import names_of
from data_maps.model import DataMap
from data_maps.places import written
from data_maps.problems import Fault, Place, Problem, shown
from data_maps.quantities import Estimate, NotANumber

SETTING = "--set"


def address_in(text: str, data_map: DataMap) -> Address | Fault:
    """The address written in `text`, or what is wrong with it in this map."""
    return address(text, names_of(data_map))


def with_setting(data_map: DataMap, setting: str) -> DataMap | Problem:
    """The map with one number set from outside; a plain number is exact.

    Args:
        data_map: The map as it is written.
        setting: `ADDRESS=VALUE`, such as `power.CN.tencent=0.7`.

    Returns:
        The changed map, or the first problem of the setting, with its column in it.
    """
    name, equals, text = setting.partition("=")
    if not equals or not text.strip():
        return Problem(
            Place(SETTING, 1, 1),
            "",
            f"{shown(setting)} sets nothing",
            "write ADDRESS=VALUE, such as power.CN.tencent=0.7",
        )
    address = address_in(name.strip(), data_map)
    if isinstance(address, Fault):
        return Problem(Place(SETTING, 1, 1), "", address.message, str(address.hint))
    value = written(text, SETTING)
    if value.problems:
        return _setting_problem(value.problems[0], name, setting)
    try:
        number = estimate_at(address, _exact(value.value), names_of(data_map).sources)
    except NotANumber as wrong:
        problem = located(wrong.faults, value.spot)[0]
        return _setting_problem(Problem(problem.place, address.text, problem.message, problem.hint), name, setting)
    place = Place(SETTING, 1, len(name) + 2)
    return data_map.model_copy(
        update={
            "estimates": {**data_map.estimates, address.text: number},
            "settings": {**data_map.settings, address.text: number},
            "overruled": overruling(data_map, address.text),
            "places": {**data_map.places, f"estimates.{address.text}": place},
        }
    )


def overruling(data_map: DataMap, address: str) -> dict[str, Estimate]:
    """The map's own estimates that others stand in the place of, once another stands at this address too."""
    own = {} if address not in data_map.estimates else {address: data_map.estimates[address]}
    return {**own, **data_map.overruled}


def _setting_problem(problem: Problem, name: str, setting: str) -> Problem:
    """A problem of the value at its column in the whole setting; one past its last line is at its end."""
    place = problem.place
    column = place.column + len(name) + 1 if place.line == 1 else len(setting) + 1
    return Problem(Place(SETTING, 1, column), problem.path, problem.message, problem.hint)


def _exact(value: Any) -> Any:
    """A plain number as an exact one."""
    plain = not isinstance(value, dict | list | bool) and value not in (None, "unknown")
    return {"best": value, "exact": True, "why": "set from outside the map"} if plain else value
