"""Second looks at this assessment, each leading to the line to mend."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.report.blocks import Heading
from assessments.report.checks import Check
from assessments.report.checks.all_checks import checks
from assessments.run import Run
from dashboard import session, show
from dashboard.background import Opened
from dashboard.head import go_to, lead_to_line
from data_maps.problems import Problem

HEIGHT = 300


def second_looks() -> None:
    """The checks of the open map: those with a line in it lead there, the others are said."""
    found = session.part("Looking at it again", "checks", _looks)
    if not found:
        return
    show.blocks((Heading("What deserves a second look"),))
    own = (session.opened() or Opened("", (), 0)).contents
    for look in found:
        if look.place is None or look.place.file not in own:
            show.text(look.message)
    pressed = lead_to_line(_problems(found, own), "Second looks", "second-looks", HEIGHT)
    if pressed:
        go_to(pressed.place)


def _looks(run: Run) -> tuple[Check, ...]:
    """The checks, but for that a page shows numbers before their intervals are there."""
    return tuple(look for look in checks(run) if look.check != "intervals-not-computed")


def _problems(found: Sequence[Check], own: dict[str, bytes]) -> list[Problem]:
    """Checks as a list that leads to lines, warnings before notes."""
    ordered = sorted(found, key=lambda look: look.severity != "warning")
    return [Problem(look.place, "", look.message) for look in ordered if look.place and look.place.file in own]
