"""The windows that tests open are gone when their test ends, whatever goes on in them."""

from __future__ import annotations

import re
from contextlib import suppress

from playwright.sync_api import Browser, BrowserContext, Error

from tests.conftest import ALIVE, windows


def test_a_window_that_is_closed_as_another_page_comes_is_gone(profile: BrowserContext, components: str) -> None:
    """Ten times, as two or three of ten such windows stayed."""
    leaving = f'<!DOCTYPE html><meta http-equiv="refresh" content="0; url={ALIVE}">'
    for _ in range(10):
        with windows(profile) as open_window:
            page = open_window(components)
            page.route("**/leaving", lambda route: route.fulfill(content_type="text/html", body=leaving))
            page.goto(components + "/leaving")
            with suppress(Error):  # the page that is asked may be gone
                page.evaluate("1")
    assert len(profile.pages) == 1


def test_what_playwright_turns_off_in_chromium_stays_off(browser: Browser) -> None:
    """Of two lists Chromium takes the last: ours, in which the code of scripts that it compiled is used again."""
    started: str = browser.new_browser_cdp_session().send("SystemInfo.getInfo")["commandLine"]
    theirs, ours = (set(found.split(",")) for found in re.findall(r"--disable-features=(\S+)", started))
    assert {name for name in theirs - ours if not name.startswith("ms")} == set()
