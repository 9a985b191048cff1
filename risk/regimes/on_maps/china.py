"""Facts for the Chinese rules on providing data abroad."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from data_maps.model import DataMap
from risk.regimes.on_maps.deals import about, pairs
from risk.regimes.on_maps.matter import Matter, People, Said, matter
from risk.regimes.on_maps.parties import party
from risk.regimes.on_maps.people import Spread

SENSITIVE = ("location", "financial", "health", "biometric", "genetic", "identity", "sensitive", "credentials")


def exports(data_map: DataMap, day: date) -> Iterator[Matter]:
    """Each party outside mainland China that one in it gives access to data."""
    for giver, taker, ways in pairs(data_map):
        sender, receiver = data_map.parties[giver], data_map.parties[taker]
        inside = any(tie.node in data_map.systems and data_map.systems[tie.node].place == "CN" for tie in ways)
        if not ("CN" in (sender.organised_in, sender.run_from) and inside) or receiver.run_from == "CN":
            continue
        at = [(tie.node, data) for tie in ways for data in tie.data]
        home = Spread(data_map, ("CN",))
        people = [home.of([each]) for each in at]
        delicate = [pair for pair in at if data_map.data[pair[1]].type in SENSITIVE]
        tree = {
            "exporter": party(data_map, giver),
            "personal_data": Said(True, ways[0].where),
            "is_critical_infrastructure_operator": Said("unknown", f"parties.{giver}"),
            "ordinary_people_since_1_january": home.of(at) if home.groups and not delicate else _nobody(home),
            "sensitive_people_since_1_january": home.of(delicate) if home.groups and delicate else _nobody(home),
            "collected_outside_china": Said(not home.groups or not any(each.middle for each in people), "users"),
            "processed_in_china": Said(True, ways[0].where),
            "domestic_data_added": Said("unknown", ways[0].where),
        }
        yield matter(data_map, about(data_map, giver, taker), tree)


def _nobody(home: Spread) -> People:
    return home.of(())
