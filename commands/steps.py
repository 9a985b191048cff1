"""What a long command is at, read off what runs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType

STEPS = {
    "assessments.report.figures.flow_map": "drawing the flow map",
    "assessments.results.options.switching_values": "looking for what turns an order of options round",
    "assessments.results.options.search": "looking for the best options",
    "assessments.results.options.table": "comparing the options",
    "risk.uncertainty.value_of_information": "weighing what finding out is worth",
    "risk.uncertainty.sensitivity": "looking for the numbers that move the result",
    "risk.routes": "looking for routes",
    "risk.shapley": "sharing the harm out among the data",
    "risk.engine.simulation": "simulating what is too wide to be counted",
    "risk.engine.bounds": "bounding what is too wide to be counted",
    "risk.uncertainty.propagation": "drawing all numbers",
    "risk.engine.order": "putting the conditions into an order",
    "risk.engine.diagrams": "counting what can be true together",
    "risk.engine.equations": "writing down what leads to whom",
    "risk.exposure": "tracing who can reach what",
    "data_maps.reading": "reading",
    "assessments.exports": "writing",
    "assessments.report.sections": "writing",
}


def at(thread: int) -> str:
    """What a running thread is at: the first of the steps that it is inside of; nothing where it is in none."""
    inside = set(_modules(sys._current_frames().get(thread)))
    return next((said for module, said in STEPS.items() if module in inside), "")


def _modules(frame: FrameType | None) -> Iterator[str]:
    """The modules that a frame and those that called it are of, and the packages they are in."""
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        yield from (module, module.rpartition(".")[0])
        frame = frame.f_back
