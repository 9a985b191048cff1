"""The look that ships: one family from this machine, three sizes, and nothing that cannot be read."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import Page, expect

from assessments.report.figures.palette import PALETTES
from dashboard.show import STATIC
from tests.conftest import OpenPage, enter
from tests.support.component_pages import serious_findings

LETTERS = "".join(map(chr, [*range(32, 127), *range(161, 173), *range(174, 256)])) + "–—−…→×∞≤≥‘’“”"
WIDTHS = """async ([file, letters]) => {
  const face = new FontFace("Figures", `url(data:font/woff2;base64,${file})`);
  document.fonts.add(await face.load());
  await document.fonts.load("13px Inter");
  const pen = document.createElement("canvas").getContext("2d");
  const wide = (font, letter) => { pen.font = `13px ${font}`; return pen.measureText(letter).width; };
  return [...letters].map((letter) => [letter, wide("Figures, monospace", letter), wide("Inter", letter)]);
}"""


def opened(page: Page) -> Page:
    enter(page, "/look_page")
    expect(page.get_by_text("level 4", exact=True)).to_be_visible()
    return page


def test_words_are_in_inter_and_in_three_sizes_and_figures_are_labelled_in_its_letters(
    open_page: OpenPage, components: str
) -> None:
    page = opened(open_page(components))
    page.evaluate("document.fonts.ready")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert "Inter" in [family.strip('"') for family in loaded]
    sizes = page.locator("h1, h2, h3, [data-testid=stMarkdownContainer] p, [data-testid=stMetricValue]").evaluate_all(
        "parts => [...new Set(parts.map(part => getComputedStyle(part).fontSize))]"
    )
    assert sorted(sizes, key=lambda size: float(size[:-2])) == ["14px", "16px", "20px", "28px"]
    widths = page.evaluate(WIDTHS, [base64.b64encode((STATIC / "Inter-figures.woff2").read_bytes()).decode(), LETTERS])
    assert [pair for pair in widths if abs(pair[1] - pair[2]) > 0.05] == []
    assert len({width for _, width, _ in widths}) > 30


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_takes_the_theme_of_the_person_and_its_palette_and_nothing_in_it_is_a_serious_barrier(
    open_page: OpenPage, components: str, scheme: str
) -> None:
    page = opened(open_page(components, color_scheme=scheme))
    page.get_by_role("button", name="Assess").click()
    wanted = PALETTES[scheme].level(4)
    rgb = ", ".join(str(int(wanted[at : at + 2], 16)) for at in (1, 3, 5))
    expect(page.get_by_text("level 4", exact=True)).to_have_css("background-color", f"rgb({rgb})")
    page.set_viewport_size({"width": 1280, "height": 2400})
    assert serious_findings(page, "[data-testid=stApp]") == []
