"""The first address: Answer where it names a map or one is open, else Apps."""

from __future__ import annotations

from dashboard import back
from dashboard.pages import answer, apps


def page() -> None:
    """The place that the frame has found for this address."""
    if back.current_page() == "answer":
        answer.page()
    else:
        apps.page()


if __name__ == "__main__":
    page()
