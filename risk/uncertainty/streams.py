"""Streams of random numbers: which numbers of two maps mean the same and are drawn together, so that they cancel."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from data_maps.addresses import Address, address
from data_maps.model import DataMap
from data_maps.organisations import names_of
from data_maps.parties import Party

Named = tuple[str, str]
"""A section of a map and an id in it."""

OF_PARTIES = ("party", "owner", "owned", "organisation", "over", "holder")
OF_AN_APP = ("group", "function", "flow", "data", "system", "channel", "option")
SECTIONS = {"group": "users", "system": "systems", "channel": "distribution"}
FAMILIES_OF_AN_APP = ("interest", "people", "screened")


@dataclass(frozen=True)
class Apart:
    """The mark of a number against that of the same address in another map: its app, where it is alone, and parties."""

    of_app: bool
    parties: tuple[str, ...]


def streams(data_map: DataMap, addresses: Iterable[str], shared: Collection[Named] = ()) -> dict[str, str]:
    """The stream of random numbers of each address: two maps draw a number together where these are the same.

    A number about states alone is the same everywhere. One about a party is the same in all maps that say the same of
    that party. A number about people, flows or systems belongs to the app of that name.

    Args:
        data_map: The map.
        addresses: Which of its numbers.
        shared: Sections and ids of what several maps have in common, which belongs to no app.

    Returns:
        The name of the stream by address.
    """
    return stream_names(
        data_map, {text: (text, mark) for text, mark in stream_keys(data_map, addresses, shared).items()}
    )


def stream_names(data_map: DataMap, numbers: Mapping[str, tuple[str, Apart]]) -> dict[str, str]:
    """The stream of each number by its key, from its address on a map and what tells it from that of another map."""
    of_party = {id_: f" of {_said_of(party)}" for id_, party in data_map.parties.items()}
    of_app = {True: f" of {data_map.app.name}", False: ""}
    return {
        key: "".join((text, of_app[mark.of_app], *(of_party[party] for party in mark.parties)))
        for key, (text, mark) in numbers.items()
    }


def stream_keys(data_map: DataMap, addresses: Iterable[str], shared: Collection[Named] = ()) -> dict[str, Apart]:
    """The mark of each number of a map against that of the same address in another, by address."""
    names = names_of(data_map)
    return {text: _stream_key(data_map, address(text, names), shared) for text in addresses}


def _stream_key(data_map: DataMap, place: object, shared: Collection[Named]) -> Apart:
    if not isinstance(place, Address):
        return Apart(True, ())
    pieces = [(field, getattr(place, field)) for field in (*OF_PARTIES, *OF_AN_APP) if getattr(place, field)]
    foreign = [(field, id_) for field, id_ in pieces if not _is_shared(field, id_, shared)]
    of_app = place.family in FAMILIES_OF_AN_APP or any(not _is_party(data_map, field, id_) for field, id_ in foreign)
    return Apart(of_app, tuple(id_ for _, id_ in foreign if id_ in data_map.parties))


def _is_shared(field: str, id_: str, shared: Collection[Named]) -> bool:
    return (SECTIONS.get(field, "parties"), id_) in shared or (field == "over" and ("systems", id_) in shared)


def _is_party(data_map: DataMap, field: str, id_: str) -> bool:
    """True of a party; the words that stand for a key holder are the same everywhere."""
    return field in OF_PARTIES and (id_ in data_map.parties or (field == "holder"))


def _said_of(party: Party) -> str:
    """A digest of all that a map says of a party."""
    return hashlib.blake2b(party.model_dump_json().encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
