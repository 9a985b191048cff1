"""The United States on a map: the codes that count as such, and what is done there for an app."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from data_maps.model import DataMap
from laws.deals import operator_is_assumed
from laws.parameters import law
from laws.parties import called, holders, seats

STORE, HOSTING = "app_store_distribution", "internet_hosting"


def us() -> frozenset[str]:
    """The codes that count as the United States."""
    return frozenset(law("us_cfius_data").value("united_states"))


def silent_operator(data_map: DataMap, listed: Collection[str] | None = None, *, at_home: bool = False) -> str | None:
    """The operator from abroad of a short map, or one from a listed country where a law has a list; else None.

    One of the country itself that is held from there counts where a law reaches it `at_home`.

    Such a map says nothing of firms in the United States, so that none on it is no word that there is none.
    """
    operator = data_map.app.operator
    is_short = any(operator_is_assumed(data_map, node) for node in data_map.systems)
    if not is_short or operator not in data_map.parties:
        return None
    if data_map.parties[operator].organised_in in us() and not at_home:
        return None
    reached = seats(data_map, holders(data_map, operator)) - us()
    return operator if (reached if listed is None else reached & set(listed)) else None


def acts(data_map: DataMap) -> Iterator[tuple[str, str, str]]:
    """Acts for the app, by whom, and where the map says so; that it is had at all where it says no more."""
    for channel, outlet in data_map.distribution.items():
        yield STORE, f"distribution by {called(data_map, outlet.party)}", f"distribution.{channel}"
    for name, system in data_map.systems.items():
        if system.place in us():
            yield HOSTING, f"hosting of {system.name or name}", f"systems.{name}.in"
    if not data_map.distribution:
        yield STORE, "distribution of the app, by whomever", "app"
