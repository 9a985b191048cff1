"""The ban of TikTok on government devices on a map: whether the app is TikTok, and on whose equipment it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from data_maps.model import DataMap
from laws.matter import MapMatter, MapValue, PeopleReached, matter
from laws.on_maps import OnMap
from laws.parties import called, holders, majority_owners
from laws.united_states import us

TIKTOK, BYTEDANCE = re.compile(r"(?i)tik\s?tok\b"), re.compile(r"(?i)byte\s?dance\b")
PLAIN = {
    "application": "is the app a successor of TikTok, or does it carry TikTok or send traffic to it?",
    "provided_by_bytedance": "does ByteDance, or a firm that it owns, still develop or provide the app?",
    "executive_agency": "do people of an executive agency of the United States, or of its contractors, use the app?",
    "equipment": "whose equipment is it on: the agency's, that of a contractor at work for it, or neither?",
    "present_or_used": "is the app installed or used on such equipment, or is traffic to it open there?",
}


def devices(data_map: DataMap, day: date) -> Iterator[MapMatter]:
    """The app on equipment of the government; of another app it is said that it is none that the Act names."""
    people = PeopleReached(data_map, us())
    if people.groups:
        tree = {
            "application": _application(data_map),
            "provided_by_bytedance": _provided(data_map),
            "date": MapValue(day.isoformat(), "as_of"),
        }
        yield matter(data_map, f"the app {data_map.app.name} on equipment of the government", tree)


def _application(data_map: DataMap) -> MapValue:
    """TikTok by its name; not known where a party of the map bears a name of its makers; else another app."""
    if TIKTOK.match(data_map.app.name):
        return MapValue("tiktok", "app.name")
    named = next((name for name in data_map.parties if _of_its_makers(data_map, name)), None)
    return MapValue("unknown", f"parties.{named}.name") if named else MapValue("other", "app.name")


def _of_its_makers(data_map: DataMap, name: str) -> bool:
    return any(pattern.match(called(data_map, name)) for pattern in (TIKTOK, BYTEDANCE))


def _provided(data_map: DataMap) -> MapValue:
    """Yes where ByteDance runs the app or may hold half of who does; not known for less, and for a tie on the map."""
    operator, where = data_map.app.operator, f"parties.{data_map.app.operator}"
    owned = any(BYTEDANCE.match(called(data_map, name)) for name in (operator, *majority_owners(data_map, operator)))
    above = any(_of_its_makers(data_map, name) for name in (*holders(data_map, operator), *data_map.parties))
    return MapValue(True if owned else "unknown" if above else False, where)


ON_MAP = OnMap(devices, "nobody in the United States uses the app", plain=PLAIN)
