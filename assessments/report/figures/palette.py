"""Colours and their meanings: one set of constants for pages, charts, diagrams and reports."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True)
class Palette:
    """The colours of one theme as #rrggbb; index 0 of `levels` and `on_levels` is level 1."""

    page: str
    panel: str
    text: str
    quiet: str
    line: str
    outline: str
    accent: str
    link: str
    error: str
    warning: str
    levels: tuple[str, str, str, str]
    on_levels: tuple[str, str, str, str]
    series: tuple[str, str, str, str, str, str]

    def level(self, level: int) -> str:
        """The colour of a severity level, 1 to 4: the higher the level, the more it stands out from the page."""
        return self.levels[level - 1]

    def on_level(self, level: int) -> str:
        """The colour of text that lies on the colour of a severity level, 1 to 4."""
        return self.on_levels[level - 1]


LIGHT: Final = Palette(
    page="#ffffff",
    panel="#f4f5f7",
    text="#111418",
    quiet="#5a616b",
    line="#d5d9df",
    outline="#868d98",
    accent="#0f766e",
    link="#0f766e",
    error="#b3261e",
    warning="#8a5a00",
    levels=("#ac78d2", "#824bba", "#572c93", "#2a1a4d"),
    on_levels=("#14171b", "#ffffff", "#ffffff", "#ffffff"),
    series=("#0f766e", "#572c93", "#8a5a00", "#2f62a8", "#5a616b", "#8f3d76"),
)

DARK: Final = Palette(
    page="#14171b",
    panel="#1e2228",
    text="#e8eaed",
    quiet="#a3abb6",
    line="#3a414b",
    outline="#767e8a",
    accent="#12837a",
    link="#5cc8bc",
    error="#ff8a80",
    warning="#e3b341",
    levels=("#8159bb", "#a57ed4", "#cdaaed", "#f4e0ff"),
    on_levels=("#ffffff", "#14171b", "#14171b", "#14171b"),
    series=("#5cc8bc", "#cdaaed", "#e3b341", "#86b6f2", "#a3abb6", "#e79ccb"),
)

PALETTES: Final = MappingProxyType({"light": LIGHT, "dark": DARK})
