"""Colours can be read, told apart and put in order, by everyone and in both themes."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise
from pathlib import Path

import fontpkg_inter
import numpy as np
import pytest
from numpy.typing import NDArray

from assessments.report.figures.palette import DARK, LIGHT, PALETTES, Palette

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))
Colour = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SIGHTS = {
    "everyone": [[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]],
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
THEMES = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: str) -> Colour:
    part = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ np.array([0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def oklab(rgb: Colour) -> Colour:
    """Björn Ottosson's Oklab, where equal distances look equally far apart."""
    lms = np.cbrt(
        np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                  [0.0883024619, 0.2817188376, 0.6299787005]]) @ np.clip(rgb, 0, 1)
    )  # fmt: skip
    seen: Colour = np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                             [0.0259040371, 0.7827717662, -0.8086757660]]) @ lms  # fmt: skip
    return seen


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@THEMES
@pytest.mark.parametrize("ink", ["text", "quiet", "link", "error", "warning"])
def test_text_stands_out_from_page_and_panel(palette: Palette, ink: str) -> None:
    assert min(contrast(getattr(palette, ink), ground) for ground in (palette.page, palette.panel)) >= 4.5


@THEMES
def test_white_words_can_be_read_on_the_accent(palette: Palette) -> None:
    assert contrast("#ffffff", palette.accent) >= 4.5


@THEMES
def test_what_bounds_a_control_and_what_a_chart_draws_can_be_seen(palette: Palette) -> None:
    drawn = [palette.outline, palette.accent, *palette.levels, *palette.series]
    assert [colour for colour in drawn if contrast(colour, palette.page) < 3] == []


@THEMES
def test_a_higher_level_stands_out_more(palette: Palette) -> None:
    found = [contrast(palette.level(level), palette.page) for level in (1, 2, 3, 4)]
    assert min(higher / lower for lower, higher in pairwise(found)) >= 1.5


@THEMES
def test_text_on_a_level_can_be_read(palette: Palette) -> None:
    assert min(contrast(palette.level(level), palette.on_level(level)) for level in (1, 2, 3, 4)) >= 4.5


@THEMES
@pytest.mark.parametrize("sight", SIGHTS)
def test_levels_can_be_told_apart_with_any_sight(palette: Palette, sight: str) -> None:
    seen = [oklab(np.array(SIGHTS[sight]) @ linear(colour)) for colour in palette.levels]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(seen, 2)) >= 0.1


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_pages_wear_the_palette(theme: str) -> None:
    palette, worn = PALETTES[theme], CONFIG["theme"][theme]
    names = {
        "primaryColor": palette.accent,
        "backgroundColor": palette.page,
        "secondaryBackgroundColor": palette.panel,
        "textColor": palette.text,
        "linkColor": palette.link,
        "borderColor": palette.line,
        "redTextColor": palette.error,
        "orangeTextColor": palette.warning,
        "grayTextColor": palette.quiet,
        "violetTextColor": palette.level(3),
        "chartCategoricalColors": list(palette.series),
    }
    assert {name: worn[name] for name in names} == names
    assert worn["chartSequentialColors"][3::2] == list(palette.levels)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_coloured_word_of_a_page_can_be_read(theme: str) -> None:
    worn = CONFIG["theme"][theme]
    inks = [name for name in worn if name.endswith("TextColor") and f"{name[:-9]}BackgroundColor" in worn]
    grounds = {name: ("backgroundColor", "secondaryBackgroundColor", f"{name[:-9]}BackgroundColor") for name in inks}
    found = {name: min(contrast(worn[name], worn[ground]) for ground in grounds[name]) for name in inks}
    assert {name: round(ratio, 1) for name, ratio in found.items() if ratio < 4.5} == {}


def test_inter_is_shipped_as_its_makers_made_it() -> None:
    made = Path(fontpkg_inter.__file__).parent
    assert (ROOT / "static/Inter.ttf").read_bytes() == (made / "files/Inter[opsz,wght].ttf").read_bytes()
    assert (ROOT / "static/Inter-LICENSE.txt").read_bytes() == (made / "LICENSE").read_bytes()
