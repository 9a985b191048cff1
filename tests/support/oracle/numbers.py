"""Numbers at addresses: what a map states, what stands in its place in a draw, else the catalogue's best value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.support.oracle.model import Ownership, ReadMap
from tests.support.oracle.quantities import best_value, is_per_person_year

CERTAIN_WHEN_INHERENT = ("carried_out.", "success.", "clear.", "reached.")


@dataclass(frozen=True)
class Numbers:
    """The numbers of a map. `values` stand in place of the map's and the catalogue's; `used` are those asked for."""

    map: ReadMap
    values: Mapping[str, float] = field(default_factory=dict)
    inherent: bool = False
    used: dict[str, float] = field(default_factory=dict)

    def states(self, address: str) -> bool:
        """The map itself states a number there."""
        return address in self.map.estimates

    def best(self, address: str, default: float, kind: str = "chance") -> float:
        """The best value the map states, or the default."""
        return best_value(self.map.estimates[address], kind) if self.states(address) else default

    def value(self, address: str, default: float, kind: str = "chance", left: float = 1.0) -> float:
        """The number at an address, times the part that an option leaves of it."""
        if self.inherent and address.startswith(CERTAIN_WHEN_INHERENT):
            return 1.0
        self.used[address] = self.values[address] if address in self.values else self.best(address, default, kind)
        return left * self.used[address]

    def first_stated(self, *addresses: str) -> str:
        """The first of some addresses that the map states, else the first of all."""
        return next((address for address in addresses if self.states(address)), addresses[0])

    def per_person_year(self, address: str, by_default: bool) -> bool:
        """A rate is one per person and year: as the map says where it states it."""
        return is_per_person_year(self.map.estimates[address]) if self.states(address) else by_default

    def count(self, g: str) -> float:
        """The number of people of a group."""
        if self.map.total is not None:
            return self.map.total.counts(self.values)[g]
        address = f"users.{g}.count"
        self.used[address] = self.values.get(address, self.map.groups[g].count)
        return self.used[address]

    def best_control(self, owner: str, of: str) -> float:
        """The best value of a control: of several lines, the highest."""
        lines = [line for line in self.map.ownership if (line.owner, line.of) == (owner, of)]
        return self.best(f"control.{owner}.{of}", max(control_of(line) for line in lines))

    def states_control(self, owner: str, of: str) -> bool:
        """The map states a number for a control, at its address or at the line of ownership that counts."""
        lines = [line for line in self.map.ownership if (line.owner, line.of) == (owner, of)]
        return self.states(f"control.{owner}.{of}") or max(lines, key=control_of).control is not None

    def control(self, owner: str, of: str) -> float:
        """The number at a control."""
        return self.value(f"control.{owner}.{of}", self.best_control(owner, of))


def control_of(line: Ownership) -> float:
    """The best value of the control that one line of ownership gives."""
    if line.control is not None:
        return best_value(line.control, "chance")
    if line.via in ("management", "contract", "law", "nominee"):
        return 0.80
    if line.via in ("board", "articles"):
        return 0.30
    if line.via == "staff" or line.via == "unknown" or line.share in (None, "unknown"):
        return 0.50
    share = best_value(line.share, "chance")
    return 0.85 if share > 0.5 else 0.30 if share >= 0.2 else 0.04
