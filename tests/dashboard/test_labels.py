"""What a map has a label for is called by it where most of it stands: on the answer and among options."""

from __future__ import annotations

from tests.support.dashboards import texts, visited
from tests.support.words import with_ids


def test_what_has_a_label_is_called_by_it_on_the_answer_and_among_options() -> None:
    """Sources, data and systems with labels stand on all places of a case in the tests of words."""
    for place in ("answer", "options"):
        assert (place, with_ids("tiktok-2026", texts(visited(place, map="case:tiktok-2026")))) == (place, [])
