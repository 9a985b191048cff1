"""Words that no report and no page may use: they claim more than is known, or judge, or only the program knows them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data_maps.reading import case_path, read_path

FORBIDDEN = re.compile(
    r"\b(safe|safely|proves?|proven|(un)?necessary|hostile|evil|rogue|adversary|regime)\b|the risk is", re.IGNORECASE
)

OF_THE_METHOD = re.compile(r"severe.equivalent|lifeline person-year", re.IGNORECASE)
"""What the method calls what people read other words for."""


def with_ids(case: str, shown: Iterable[str]) -> list[str]:
    """The texts in which something of a map is called by its id although the map has a label for it."""
    data_map = read_path(case_path(case)).data_map
    assert data_map is not None
    labels = {
        **{id_: entry.title for id_, entry in data_map.options.items()},
        **{id_: entry.title for id_, entry in data_map.sources.items()},
        **{id_: entry.title for id_, entry in data_map.readings.items()},
        **{id_: entry.name for id_, entry in data_map.data.items()},
        **{id_: entry.name for id_, entry in data_map.systems.items()},
        **{id_: entry.name for id_, entry in data_map.parties.items()},
    }
    ids = [re.escape(id_) for id_, label in labels.items() if "-" in id_ and label and label != id_]
    found = re.compile(rf"(?<![\w./:-])(?:{'|'.join(ids)})(?![\w-]|\.\w)")
    return [text for text in shown if ids and found.search(text)]
