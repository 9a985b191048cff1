"""A question that every tool can answer: how likely a state, asking once, gets anything of a person's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.maps import generated
from data_maps.model import DataMap
from data_maps.reading import case_names, case_path, read
from risk.catalogue import catalogue
from risk.engine.cores import constants
from risk.engine.equations import Equations
from risk.events import events

STATE = "CN"
OTHER_STATE = {"harbour": "XB"}
ROOT = "asked"


@dataclass(frozen=True)
class ReachQuestion:
    """The probability that `root` is true in `equations`, each variable true on its own with its `chance`."""

    equations: Equations
    root: str
    chance: Mapping[str, float]


def text(name: str, systems: int) -> str:
    """The text of a case that ships, or of a generated map of a family."""
    return case_path(name).read_text(encoding="utf-8") if name in case_names() else generated(name, systems)


def map_of(name: str, systems: int) -> DataMap:
    """The map of a case or family; a map with problems ends the measurement."""
    reading = read(text(name, systems), f"{name}.yaml")
    if reading.data_map is None:
        raise SystemExit(f"the map has problems: {reading.problems[0]}")
    return reading.data_map


def question(name: str, systems: int) -> ReachQuestion:
    """Anything of a person of the first counted group, by one compelled attempt of the state, for single people.

    What is certain has been put in and what does not matter left out, for every tool alike.
    """
    map_events = events(map_of(name, systems), catalogue())
    key = f"state:{OTHER_STATE.get(name, STATE)}/compelled/targeted/"
    event = next(event for event in map_events.events if event.key.startswith(key))
    anything = map_events.cores[event.core].levels[map_events.exposure.groups[0]][0]
    whole = Equations({**map_events.equations.alternatives, ROOT: ((*event.conditions, anything),)})
    equations = whole.reduced([ROOT], constants(map_events.inputs))
    return ReachQuestion(equations, ROOT, {v: map_events.inputs[v].best for v in equations.variables})
