"""Control: how well owners can make what they own act, and the top of each party along the lines that likely hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Lines = Mapping[tuple[str, str], float]
"""How likely each owner can make what it owns act, by (owner, owned); values from 0 to 1."""

LEAST = 0.5
"""The least control along which an organisation goes up."""
BEST_CONTROL: Mapping[str, float] = {
    "management": 0.80,
    "contract": 0.80,
    "law": 0.80,
    "nominee": 0.80,
    "board": 0.30,
    "articles": 0.30,
    "staff": 0.50,
    "unknown": 0.50,
}
MAJORITY, LARGE, SMALL = 0.85, 0.30, 0.04


def best_control(via: str, share: float | None) -> float:
    """The catalogue's best value of control by a kind of interest; shares and votes by how much is held, 0 to 1.

    >>> best_control("shares", 0.6), best_control("votes", 0.5), best_control("shares", None)
    (0.85, 0.3, 0.5)
    """
    if via in BEST_CONTROL:
        return BEST_CONTROL[via]
    if share is None:
        return BEST_CONTROL["unknown"]
    return MAJORITY if share > 0.5 else LARGE if share >= 0.2 else SMALL


MAJORITY_TIES = ("management", "contract", "law", "nominee")
"""Ties by which an owner has the whole say, beside more than half of the shares or votes."""


def is_majority(via: str, share: float | None) -> bool:
    """True of an interest that gives the whole say: more than half of shares or votes, management, contract, law."""
    return via in MAJORITY_TIES or (via in ("shares", "votes") and share is not None and share > 0.5)


def tops(parties: Iterable[str], leading: frozenset[str], lines: Lines) -> dict[str, str]:
    """The top of each party: as far up as the line of the highest control goes, if that is LEAST or more.

    Of several equally high lines all must lead to one top, else the way ends below them. A ring of owners counts as one
    party, its first id in the alphabet.

    Args:
        parties: The ids of all parties.
        leading: Those that may be gone up to: neither states nor persons.
        lines: The best values of control.
    """
    ordered = sorted(parties)
    rings = _Rings(ordered, leading, lines)
    for party in ordered:
        rings.climb(party)
    return {party: rings.top[rings.ring_of(party)] for party in ordered}


class _Rings:
    """Parties, those of one ring as one, and the top of each as far as it is known.

    `joined_to` leads from a party to another of its ring; `owners` are those who control any of a ring, and how well.
    """

    def __init__(self, parties: Iterable[str], leading: frozenset[str], lines: Lines) -> None:
        self.joined_to = {party: party for party in parties}
        self.owners: dict[str, dict[str, float]] = {party: {} for party in self.joined_to}
        self.top: dict[str, str] = {}
        for (owner, owned), control in lines.items():
            if owner in leading and owner in self.joined_to and owned in self.joined_to and control >= LEAST:
                self.owners[owned][owner] = control

    def ring_of(self, party: str) -> str:
        """The ring of a party, named by its first id; a party in no ring is one by itself."""
        while self.joined_to[party] != party:
            self.joined_to[party] = self.joined_to[self.joined_to[party]]
            party = self.joined_to[party]
        return party

    def climb(self, party: str) -> None:
        """Find the top of a party and of all on the way there."""
        way = {self.ring_of(party): None}
        while way:
            here = next(reversed(way))
            above = self._above(here)
            unknown = next((ring for ring in above if ring not in self.top), None)
            if here in self.top or unknown is None:
                highest = {self.top[ring] for ring in above}
                self.top.setdefault(here, highest.pop() if len(highest) == 1 else here)
                del way[here]
            elif unknown in way:
                way[self._joined(way, unknown)] = None
            else:
                way[unknown] = None

    def _above(self, ring: str) -> list[str]:
        """The rings of the owners with the highest control, those inside left out."""
        controls: dict[str, float] = {}
        for owner, control in self.owners[ring].items():
            if (other := self.ring_of(owner)) != ring:
                controls[other] = max(control, controls.get(other, 0.0))
        self.owners[ring] = controls
        highest = max(controls.values(), default=0.0)
        return [other for other, control in controls.items() if control == highest]

    def _joined(self, way: dict[str, None], first: str) -> str:
        """One ring of all that stands on the way from one ring on, which are taken off it."""
        members = list(way)
        members = members[members.index(first) :]
        name = min(members)
        controls: dict[str, float] = {}
        for member in members:
            del way[member]
            self.joined_to[member] = name
            for owner, control in self.owners.pop(member).items():
                controls[owner] = max(control, controls.get(owner, 0.0))
        self.owners[name] = controls
        return name
