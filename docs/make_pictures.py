"""The pictures in the docs: `python docs/make_pictures.py` draws them again from what the program computes.

Each picture is drawn once for light and once for dark pages, as an SVG with one set of colours, because a page that
shows it decides by its own theme and not by that of the reader's machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from assessments.report.figures.flow_map import picture  # noqa: E402
from assessments.run import assess  # noqa: E402 - the script runs from anywhere
from data_maps.reading import read_path  # noqa: E402

PICTURES = DOCS / "pictures"
CASE = "wechat-2020"
BY_THE_MACHINE = "@media screen and (prefers-color-scheme:dark){"


def pictures() -> Iterator[tuple[Path, str]]:
    """Every picture with its file."""
    svg = _flow_map(CASE)
    start = svg.index(BY_THE_MACHINE)
    inside = start + len(BY_THE_MACHINE)
    end = _closing(svg, inside)
    yield PICTURES / f"{CASE}-light.svg", svg[:start] + svg[end + 1 :] + "\n"
    yield PICTURES / f"{CASE}-dark.svg", svg[:start] + svg[inside:end] + svg[end + 1 :] + "\n"


def _flow_map(case: str) -> str:
    data_map = read_path(f"case:{case}").data_map
    if data_map is None:
        raise ValueError(f"{case} has problems")
    return picture(assess(data_map))


def _closing(text: str, start: int) -> int:
    """The place where the brace that was opened before `start` is closed."""
    depth = 1
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise ValueError("a brace is not closed")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    for file, drawn in pictures():
        file.write_text(drawn, encoding="utf-8")
