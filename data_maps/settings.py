"""Settings: numbers of a map set from outside its text, or taken from a reading of it."""

from __future__ import annotations

from typing import Any

from data_maps.addresses import Address, address, estimate_at, stated_address
from data_maps.checking import located
from data_maps.contradictions import OF_PEOPLE, more_crowded
from data_maps.model import DataMap
from data_maps.organisations import names_of
from data_maps.places import parsed
from data_maps.problems import Fault, Place, Problem, did_you_mean, shown
from data_maps.quantities import Estimate, NotANumber
from data_maps.writing import as_mapping

SETTING, READING = "--set", "--reading"


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
        message = f"{shown(setting)} sets nothing"
        return Problem(Place(SETTING, 1, 1), "", message, "write ADDRESS=VALUE, such as power.CN.tencent=0.7")
    address = stated_address(name.strip(), names_of(data_map))
    if isinstance(address, Fault):
        return Problem(Place(SETTING, 1, 1), "", address.message, str(address.hint))
    value = parsed(text, SETTING)
    if value.problems:
        return _setting_problem(value.problems[0], name, setting)
    try:
        number = estimate_at(address, _exact(value.value), names_of(data_map).sources)
    except NotANumber as wrong:
        problem = located(wrong.faults, value.spot)[0]
        return _setting_problem(Problem(problem.place, address.text, problem.message, problem.hint), name, setting)
    place = Place(SETTING, 1, len(name) + 2)
    changed = data_map.model_copy(
        update={
            "estimates": {**data_map.estimates, address.text: number},
            "settings": {**data_map.settings, address.text: number},
            "overruled": overruling(data_map, address.text),
            "places": {**data_map.places, f"estimates.{address.text}": place},
        }
    )
    crowded = more_crowded(data_map, changed) if address.family in OF_PEOPLE else None
    return Problem(place, address.text, crowded.message, str(crowded.hint)) if crowded else changed


def with_reading(data_map: DataMap, reading: str) -> DataMap | Problem:
    """The map with the disputed numbers as one of its readings has them, in place of a reading that was in force.

    What is set from outside stays.

    Args:
        data_map: The map as it is written, or with numbers set from outside.
        reading: The id of the reading.

    Returns:
        The changed map, or the problem that it has no such reading.
    """
    if reading not in data_map.readings:
        ids = ", ".join(data_map.readings)
        hint = did_you_mean(reading, data_map.readings, f"one of {ids}" if ids else "the map has no readings")
        return Problem(Place(READING, 1, 1), "", f"no reading called {shown(reading)}", str(hint))
    data_map = without_reading(data_map)
    numbers = {
        address: number
        for address, number in data_map.readings[reading].set_.items()
        if address not in data_map.settings
    }
    own = {address: data_map.estimates[address] for address in numbers if address in data_map.estimates}
    places = {f"estimates.{address}": data_map.places[f"readings.{reading}.{address}"] for address in numbers}
    return data_map.model_copy(
        update={
            "estimates": {**data_map.estimates, **numbers},
            "overruled": {**own, **data_map.overruled},
            "places": {**data_map.places, **places},
            "reading": reading,
        }
    )


def without_reading(data_map: DataMap) -> DataMap:
    """The map with its own numbers where a reading in force had others; what is set from outside stays."""
    if data_map.reading is None:
        return data_map
    ended = [address for address in data_map.readings[data_map.reading].set_ if address not in data_map.settings]
    own = {address: data_map.overruled[address] for address in ended if address in data_map.overruled}
    return data_map.model_copy(
        update={
            "estimates": {**{address: n for address, n in data_map.estimates.items() if address not in ended}, **own},
            "overruled": {address: number for address, number in data_map.overruled.items() if address not in own},
            "reading": None,
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
    plain = not isinstance(value, bool) and value not in (None, "unknown") and list(as_mapping(value)) == ["best"]
    return {"best": value, "exact": True, "why": "set from outside the map"} if plain else value
