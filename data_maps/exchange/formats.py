"""The formats of other tools that maps are made from, and written in."""

from __future__ import annotations

from collections.abc import Mapping

from data_maps.exchange import bods, gleif, har, otm, threagile, threat_dragon
from data_maps.exchange.importing import ForeignFormat

IMPORTS: Mapping[str, ForeignFormat] = {
    module.FORMAT.name: module.FORMAT for module in (bods, gleif, threat_dragon, otm, threagile, har)
}
