"""Parties that maps of a portfolio have in common: the file `parties.yaml` beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assessments.portfolio.maps import PARTIES
from data_maps.places import decoded, first_bytes, flow_text, written
from data_maps.problems import Problem

WORD = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True)
class Shared:
    """The parties that stand beside maps, and the lines of ownership between them; `problems` say what is wrong."""

    parties: Mapping[str, Any] = field(default_factory=dict)
    ownership: tuple[Mapping[str, Any], ...] = ()
    problems: tuple[str, ...] = ()

    def for_map(self, text: bytes) -> str:
        """The text that is merged into a map: the parties that it names, and whoever owns these."""
        named = set(WORD.findall(text.decode("utf-8", "replace"))) & self.parties.keys()
        return self.text_for(named)

    def text_for(self, named: Iterable[str]) -> str:
        """The text of some parties, and of whoever owns these."""
        chosen = set(named)
        while more := {line["owner"] for line in self._over(chosen)} - chosen:
            chosen |= more
        if not chosen:
            return ""
        lines = [f"  {id_}: {flow_text(party)}" for id_, party in self.parties.items() if id_ in chosen]
        owned = [f"  - {flow_text(line)}" for line in self._over(chosen)]
        return "\n".join(("parties:", *lines, *(("ownership:", *owned) if owned else ()), ""))

    def _over(self, chosen: set[str]) -> Iterator[Mapping[str, Any]]:
        return (line for line in self.ownership if line.get("of") in chosen and line.get("owner") in self.parties)


def shared_in(folder: Path, top: Path | None = None) -> Shared:
    """The parties in the file beside the maps of a folder, or in the nearest folder above that has one, up to a top."""
    above = [place for place in folder.parents if top is not None and place.is_relative_to(top)]
    file = next((place / PARTIES for place in (folder, *above) if (place / PARTIES).is_file()), None)
    if file is None:
        return Shared()
    content = decoded(first_bytes(file), str(file))
    if isinstance(content, Problem):
        return Shared(problems=(str(content),))
    source = written(content, str(file))
    if source.problems or not isinstance(source.value, dict) or set(source.value) - {"parties", "ownership"}:
        reasons = tuple(map(str, source.problems))
        return Shared(problems=reasons or (f"{file}: only parties and ownership can stand beside maps",))
    parties, ownership = source.value.get("parties", {}), source.value.get("ownership", [])
    if not isinstance(parties, dict) or not isinstance(ownership, list):
        return Shared(problems=(f"{file}: write parties: {{id: …}} and ownership: [{{owner: …, of: …}}]",))
    return Shared(parties, tuple(line for line in ownership if isinstance(line, dict)))
