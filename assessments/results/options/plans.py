"""Plans of options: when some of them act together, and whether they can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.results.options.models import Acting
from data_maps.model import DataMap
from risk.options.timeline import acting, years_after


def time_of(data_map: DataMap, options: Sequence[str], later: float = 0.0) -> Acting:
    """The time from the first start to the last end of some options, which all start so many years later.

    They are in full once all have ramped up.
    """
    times = [acting(data_map, option, later) for option in options]
    if not times:
        return Acting(starts=0.0, full=0.0, ends=0.0, years=0.0)
    return Acting(
        starts=min(time.starts for time in times),
        full=max(_full(data_map, option) for option in options) + later,
        ends=max(time.ends for time in times),
        years=max(time.years for time in times),
    )


def _full(data_map: DataMap, option: str) -> float:
    entry = data_map.options[option]
    return max(0.0, years_after(data_map, entry.starts, 0.0)) + (entry.ramp or 0.0)


def reversible(data_map: DataMap, options: Sequence[str]) -> bool | None:
    """Whether all of some options can be taken back; None where one does not say, or there are none."""
    answers = [data_map.options[option].reversible for option in options]
    return False if False in answers else None if None in answers or not answers else True


def later_name(name: str, months: float) -> str:
    """The name of a row that starts so many months later."""
    return f"{name} ({months_later(months)})"


def months_later(months: float) -> str:
    """The amount by which something starts later, in words."""
    return f"{months:g} month{'' if months == 1.0 else 's'} later"
