"""The formats of other tools that maps are made from, and written in."""

from __future__ import annotations

from collections.abc import Mapping

from data_maps.exchange import (
    bods,
    cyclonedx,
    fides,
    gleif,
    har,
    labels,
    otm,
    ropa,
    threagile,
    threat_dragon,
    transparency,
)
from data_maps.exchange.importing import ForeignFormat

_ALL = (
    ropa.FORMAT,
    har.FORMAT,
    labels.APPLE,
    labels.PLAY,
    bods.FORMAT,
    gleif.FORMAT,
    threat_dragon.FORMAT,
    otm.FORMAT,
    threagile.FORMAT,
    fides.FORMAT,
    cyclonedx.FORMAT,
    transparency.FORMAT,
)
IMPORTS: Mapping[str, ForeignFormat] = {form.name: form for form in _ALL}
