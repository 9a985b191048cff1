"""The place Flows: by which way data may reach whom, and the text of the map that says what flows."""

from __future__ import annotations

from dashboard import fields
from dashboard.flows import routes, text

PARTS = {"routes": "Routes", "text": "Text of the map"}


def page() -> None:
    """The routes on the picture of the flows, or the text of the map beside it."""
    if fields.chosen_part(PARTS) == "text":
        text.page()
    else:
        routes.page()


if __name__ == "__main__":
    page()
