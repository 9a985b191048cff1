"""What is ready before anybody asks: threads, pictures, and what the first page would else have to load itself."""

from __future__ import annotations

import gc
import threading
from functools import cache
from importlib import import_module

from risk.engine.parallel import ready

# Streamlit itself loads pandas, for the first of our components that is given anything.
FIRST = ("assessments.run", "assessments.report.sections", "pandas")


@cache
def warmed() -> None:
    """Have all that ready, once in each process; most of it comes beside whatever is done meanwhile."""
    ready()
    threading.Thread(target=_load, daemon=True).start()


def _load() -> None:
    """Load it, and leave it out of Python's search for objects that hold each other: it is most of what there is.

    Streamlit has Python search all objects after every run, which else takes longer than many a change of a number.
    """
    for module in FIRST:
        import_module(module)
    import_module("assessments.report.figures.flow_map").warm()
    gc.freeze()
