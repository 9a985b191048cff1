"""Words that no report may use in what it says itself: they claim more than is known, or judge."""

from __future__ import annotations

import re

FORBIDDEN = re.compile(
    r"\b(safe|safely|proves?|proven|(un)?necessary|hostile|evil|rogue|adversary|regime)\b|the risk is", re.IGNORECASE
)

OF_THE_METHOD = re.compile(r"severe.equivalent|lifeline person-year", re.IGNORECASE)
"""What the method calls what people read other words for."""
