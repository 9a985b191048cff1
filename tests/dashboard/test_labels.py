"""What a map has a label for is called by it where most of it stands: on the answer and among options."""

from __future__ import annotations

import pytest

from tests.support.dashboards import texts, visited
from tests.support.words import with_ids


@pytest.mark.parametrize("case", ["wechat-2020", "every-key"])
def test_what_has_a_label_is_called_by_it_on_the_answer_and_among_options(case: str) -> None:
    for place in ("answer", "options"):
        assert (place, with_ids(case, texts(visited(place, map=f"case:{case}")))) == (place, [])
