"""Which number stands at an address, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from data_maps.model import DataMap
from data_maps.problems import Place
from data_maps.quantities import Estimate
from risk.threats import Catalogue

Origin = Literal["map", "catalogue", "construction"]

EVERYONE = Estimate(form="exact", best=1.0, why="everyone's data takes this flow: the map states no share")
CERTAIN = Estimate(form="exact", best=1.0, why="true by construction")


@dataclass(frozen=True)
class Input:
    """The number used at an address; `replaces` is the catalogue's or the inline number that it took the place of."""

    address: str
    estimate: Estimate
    origin: Origin
    place: Place | None = None
    replaces: Estimate | None = None

    @property
    def best(self) -> float:
        """The point value; an unknown without one cannot be computed with."""
        if self.estimate.best is None:
            raise ValueError(f"{self.address} has no value")
        return self.estimate.best

    @property
    def exact(self) -> bool:
        """Whether the number has no range."""
        return self.estimate.form == "exact"

    @property
    def assumed(self) -> bool:
        """Whether nobody stated the number: it comes from the catalogue."""
        return self.origin == "catalogue"


class Inputs:
    """The numbers a map's events use, each found once: its own estimates, then inline values, then the catalogue.

    A rate or count that the map calls unknown is the catalogue's.
    """

    def __init__(self, data_map: DataMap, catalogue: Catalogue) -> None:
        self._map = data_map
        self._catalogue = catalogue
        self._found: dict[str, Input] = {}

    def stated(self, address: str) -> bool:
        """Whether the map's own estimates give this address."""
        return address in self._map.estimates

    def default(self, address: str, key: str) -> str:
        """The address, with the catalogue's number under `key` unless the map states one."""
        return self._keep(address, self._catalogue.default(key).estimate, "catalogue", None)

    def default_best(self, key: str) -> float:
        """The catalogue's point value under `key`."""
        return self._catalogue.default(key).estimate.best or 0.0

    def inline(self, address: str, value: Estimate | None, path: str, key: str) -> str:
        """The address, with the value written at `path` of the map, else the catalogue's under `key`."""
        if value is None:
            return self.default(address, key)
        return self._keep(address, value, "map", self._map.places.get(path))

    def certain(self, address: str, reason: Estimate = CERTAIN) -> str:
        """The address, true by construction unless the map states otherwise."""
        return self._keep(address, reason, "construction", None)

    def _keep(self, address: str, otherwise: Estimate, origin: Origin, place: Place | None) -> str:
        if address not in self._found:
            own = self._map.estimates.get(address)
            if own is None or own.best is None:
                self._found[address] = Input(address, otherwise, origin, place)
            else:
                self._found[address] = Input(
                    address, own, "map", self._map.places.get(f"estimates.{address}"), otherwise
                )
        return address

    def found(self) -> Mapping[str, Input]:
        """Every number asked for so far, by address."""
        return dict(self._found)

    def per(self, address: str) -> str | None:
        """What the rate at an address already asked for counts per."""
        return self._found[address].estimate.per

    def best(self, address: str) -> float:
        """The point value at an address already asked for."""
        return self._found[address].best
