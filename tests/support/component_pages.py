"""The findings of axe-core about a page: what is a barrier to somebody."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = {"light": (), "dark": ("color-contrast", "link-in-text-block")}
"""The rules that a page is held against in each palette: all, and in the second, where it has other colours, those."""


def serious_findings(page: Page, within: str, *rules: str) -> list[str]:
    """Each serious or critical finding of axe-core inside the elements that `within` selects: rule, then element.

    The rules are those named, or all that hold by default.
    """
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = {"type": "rule", "values": rules}
    found: list[dict[str, Any]] = Axe().run(page, context=within, options=options).response["violations"]
    grave = [rule for rule in found if rule["impact"] in ("serious", "critical")]
    return [f"{rule['id']}: {node['html']} {node['failureSummary']}" for rule in grave for node in rule["nodes"]]
