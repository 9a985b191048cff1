"""What happens to a map when somebody else holds the keys to some data of a system."""

from __future__ import annotations

from collections.abc import Iterable

from risk.inputs import Changed
from risk.interventions.force import without_numbers


def with_holder(data_map: Changed, system: str, data: Iterable[str], holder: str) -> Changed:
    """The holder of the keys to these data; whether each of them can be read is judged anew."""
    covered = tuple(data)
    about = data_map.systems[system]
    keys = {**about.keys, **dict.fromkeys(covered, holder)}
    stated = without_numbers(data_map, (f"clear.{d}.{system}" for d in covered))
    return stated.model_copy(update={"systems": {**stated.systems, system: about.model_copy(update={"keys": keys})}})
