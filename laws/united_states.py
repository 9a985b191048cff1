"""The United States on a map: the codes that count as such, and what is done there for an app."""

from __future__ import annotations

from collections.abc import Iterator

from data_maps.model import DataMap
from laws.parameters import law
from laws.parties import called

STORE, HOSTING = "app_store_distribution", "internet_hosting"


def us() -> frozenset[str]:
    """The codes that count as the United States."""
    return frozenset(law("us_cfius_data").value("united_states"))


def acts(data_map: DataMap) -> Iterator[tuple[str, str, str]]:
    """Acts for the app, by whom, and where the map says so; that it is had at all where it says no more."""
    for channel, outlet in data_map.distribution.items():
        yield STORE, f"distribution by {called(data_map, outlet.party)}", f"distribution.{channel}"
    for name, system in data_map.systems.items():
        if system.place in us():
            yield HOSTING, f"hosting of {system.name or name}", f"systems.{name}.in"
    if not data_map.distribution:
        yield STORE, "distribution of the app, by whomever", "app"
