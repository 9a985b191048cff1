"""The windows that tests open are gone when their test ends, whatever goes on in them."""

from __future__ import annotations

from contextlib import suppress

from playwright.sync_api import BrowserContext, Error

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
