"""The place Record: what was saved, and its review."""

from __future__ import annotations

from dashboard import fields, head
from dashboard.record import review, saved

PARTS = {"saved": "Saved", "review": "Review"}


def page() -> None:
    """The saved assessments, or the review of the chosen one."""
    head.beside_baseline()
    if fields.chosen_part(PARTS) == "review":
        review.page()
    else:
        saved.page()


if __name__ == "__main__":
    page()
