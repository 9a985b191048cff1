"""Datareach as a library: who can reach whose data, as frames, figures and documents, from a notebook or a script.

>>> import datareach
>>> wechat = datareach.read("case:wechat-five-lines")
>>> assessment = datareach.assess(wechat, draws=0)
>>> assessment.reach.loc[0, "actor"], assessment.reach.attrs["units"]["persons.point"]
('state:CN', 'persons')

Importing it takes next to nothing: what calculates, draws and writes is imported by the function that first needs it.
"""

from __future__ import annotations

from datareach.assessments import Assessment, Comparison, assess, compare
from datareach.exchange import import_map
from datareach.maps import Map, Problems, graph, read
from datareach.portfolios import Portfolio, portfolio
from datareach.sweeps import sweep

__all__ = [
    "Assessment",
    "Comparison",
    "Map",
    "Portfolio",
    "Problems",
    "assess",
    "compare",
    "graph",
    "import_map",
    "portfolio",
    "read",
    "sweep",
]


def main() -> None:
    """Run the command line, as `datareach` in a terminal does; it raises SystemExit at its end."""
    from datareach.__main__ import main as command

    command()
