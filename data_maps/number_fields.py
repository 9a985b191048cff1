"""Fields that hold numbers: how an estimate is read where a map has one, and how an editor's schema describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data_maps.addresses import NO_CATALOGUE, estimate_at, stated_address
from data_maps.checking import raised
from data_maps.markers import Checked, Schema
from data_maps.names import Names
from data_maps.problems import Fault, shown
from data_maps.quantities import ESTIMATE_KEYS, Against, Estimate, Kind, NotANumber, Persistence, estimate
from data_maps.quantities.numerals import pointed

REST = "rest"
SIZES = ("low", "best", "high", "median", "at_least", "at_most")
FEW = 1_000
"""Below so many a count of people with a fraction is taken for a slip: 12.345 are twelve thousand in many countries."""


@dataclass(frozen=True)
class NumberField(Checked):
    """A quantity, range or mapping that stands for an estimate of one kind."""

    kind: Kind
    persists: Persistence | None = None
    needed: bool = False
    at_most: float | None = None

    @property
    def written_keys(self) -> Mapping[str, Any]:
        """The keys its mapping may have."""
        return {**dict.fromkeys(ESTIMATE_KEYS), "against": tuple[Against, ...]}

    def read(self, value: Any, names: Names | None) -> Any:
        """The estimate; raises with all faults."""
        if isinstance(value, Estimate):
            return value
        try:
            number = estimate(value, self.kind, persists=self.persists, sources=names.sources if names else None)
        except NotANumber as error:
            raise raised(error.faults, value) from None
        if self.needed and number.form == "unknown":
            return Fault((), NO_CATALOGUE, "give a wide range, such as [1k, 1M]")
        return self._beyond(number) or self._in_two_ways(value) or number

    def _in_two_ways(self, value: Any) -> Fault | None:
        """A number of people or orders of which a point may mark thousands."""
        if self.at_most is None:
            return None
        sizes = [value.get(key) for key in SIZES] if isinstance(value, dict) else value
        numbers = (pointed(str(size)) for size in (sizes if isinstance(sizes, list) else [sizes]))
        if (number := next(filter(None, numbers), None)) is None:
            return None
        hint = f"write {number.replace('.', '_')} where the point is to mark thousands, else {float(number):g}"
        return Fault((), f"{number} can be read in two ways", hint)

    def _beyond(self, number: Estimate) -> Fault | None:
        """A number of people or orders of which there cannot be so many or less than one, or a part of one."""
        if self.at_most is None:
            return None
        if 0 < (number.best or 0.0) < 1:
            return Fault((), "less than one", "look at the unit")
        if number.form == "plain" and (number.best or 0.0) < FEW and (number.best or 0.0) % 1:
            return Fault((), f"{number.best:g} is no whole number", "write 12_345 where a point is to mark thousands")
        if number.most <= self.at_most:
            return None
        return Fault((), f"more than {self.at_most:,.0f}, and nobody has as many", "look at the unit")

    def schema(self) -> Schema:
        """Every way of writing it."""
        return {"named": self.kind}


class PartOrRest(NumberField):
    """A part of all people, or `rest` for what the other parts leave."""

    def read(self, value: Any, names: Names | None) -> Any:
        """The estimate, or the word."""
        return value if value == REST else super().read(value, names)

    def schema(self) -> Schema:
        """Every way of writing a part, and the word."""
        return {"anyOf": [{"const": REST}, super().schema()]}


class Addressed(Checked):
    """Estimates by their addresses."""

    def read(self, value: Any, names: Names | None) -> Any:
        """Each estimate as its address takes it; raises with all faults."""
        if not isinstance(value, dict):
            message = f"{shown(value)} is not a mapping of addresses to estimates"
            return Fault((), message, "write power.CN.tencent: 0.7")
        estimates: dict[str, Estimate] = {}
        faults: list[Fault] = []
        for text, written in value.items():
            try:
                estimates[text] = written if isinstance(written, Estimate) else self._estimate(text, written, names)
            except NotANumber as error:
                faults += [fault.under(text) for fault in error.faults]
        if faults:
            raise raised(faults, value)
        return estimates

    def _estimate(self, text: str, written: Any, names: Names | None) -> Estimate:
        named = stated_address(text, names or Names())
        if isinstance(named, Fault):
            raise NotANumber(named)
        return estimate_at(named, written, names.sources if names else None)

    def schema(self) -> Schema:
        """Addresses and quantities."""
        return {"named": "estimates"}
