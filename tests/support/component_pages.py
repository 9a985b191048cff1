"""A Streamlit page that holds one component alone, served with the look that ships, and what axe-core says of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.conftest import ROOT, _free_port, _stop, _wait_until_healthy

PAGES = Path(__file__).parent / "pages"
RULES = {"light": (), "dark": ("color-contrast", "link-in-text-block")}
"""The rules that a page is held against in each palette: all, and in the second, where it has other colours, those."""


@contextmanager
def served(name: str, folder: Path) -> Iterator[str]:
    """The address of the page tests/support/pages/`name`.py; fonts are beside the script, as they are beside app.py."""
    script = folder / f"{name}.py"
    script.write_text((PAGES / script.name).read_text("utf-8"), "utf-8")
    (folder / "static").symlink_to(ROOT / "static")
    log = folder / "log"
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait_until_healthy(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)


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
