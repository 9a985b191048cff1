"""Plans of options: when some of them act together, what they cost, and whether they can be taken back."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from assessments.results.options.models import Acting
from assessments.results.quantity import Quantity, quantity
from data_maps.model import DataMap
from risk.inputs import Input, changeable
from risk.options.effects import NOTHING, option_number
from risk.options.outcomes import Outcomes
from risk.options.timeline import acting_time, ramped


def time_of(data_map: DataMap, options: Sequence[str], later: float = 0.0) -> Acting:
    """The time from the first start to the last end of some options, which all start so many years later.

    They are in full once all have ramped up.
    """
    times = [acting_time(data_map, option, later) for option in options]
    if not times:
        return Acting(starts=0.0, full=0.0, ends=0.0, years=0.0)
    return Acting(
        starts=min(time.starts for time in times),
        full=max(ramped(data_map, option, 1.0, later) for option in options),
        ends=max(time.ends for time in times),
        years=max(time.years for time in times),
    )


def reversible(data_map: DataMap, options: Sequence[str]) -> bool | None:
    """True where all of some options can be taken back; None where one does not say, or there are none."""
    answers = [data_map.options[option].reversible for option in options]
    return False if False in answers else None if None in answers or not answers else True


def costs(outcomes: Outcomes, options: Sequence[str]) -> Quantity | None:
    """The cost of some options together, in whatever unit the map counts it; None unless it is said of each of them."""
    entries = outcomes.data_map.options
    if not options or any(entries[option].costs is None for option in options):
        return None
    numbers = [cost(outcomes.data_map, option) for option in options]
    return quantity(
        outcomes.number(math.fsum(n.best for n in numbers), lambda: sum(outcomes.draws(numbers).values(), np.zeros(1)))
    )


def cost(data_map: DataMap, option: str) -> Input:
    """The cost of an option; nothing unless said."""
    stated, place = data_map.options[option].costs, data_map.places.get(f"options.{option}")
    return option_number(changeable(data_map), f"option.{option}.costs", stated, "count", place, NOTHING)


def later_name(name: str, months: float) -> str:
    """The name of a row that starts so many months later."""
    return f"{name} ({months_later(months)})"


def months_later(months: float) -> str:
    """The amount by which something starts later, in words."""
    return f"{months:g} month{'' if months == 1.0 else 's'} later"
