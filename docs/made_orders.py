"""Orders a year at a service: the fit behind `risk.record.rates.ORDERS_AT_A_SERVICE`, each service left out in turn.

A service's factor is the orders for each of its users over those for each inhabitant at Google in the same years. The
middle is the median of the services; each side is a normal of the logarithm with the root mean square of its side, as
wide as another service needs: times √(1 + 1/n), and Student's t in place of the normal. `python docs/made_orders.py`
prints the fit.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
from scipy.stats import norm, t

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(Path(__file__).parent), str(ROOT)]

from made_format import Lines, table  # noqa: E402

from risk.arrays import Floats  # noqa: E402
from risk.record.loading import shipped_record  # noqa: E402

ROWS = ROOT / "risk" / "record" / "services_asked.csv"
LAST_WHOLE_YEAR = 2022
"""The last year of Google's table; for later reports it stands in."""


@dataclass(frozen=True)
class Asked:
    """Orders to a service in some years, and how many times those for an inhabitant at Google they are for a user."""

    service: str
    years: str
    state: str
    each: float
    factor: float


def services() -> tuple[Asked, ...]:
    """Every service of the table."""
    with ROWS.open(encoding="utf-8", newline="") as file:
        return tuple(map(_asked, csv.DictReader(file)))


def _asked(row: dict[str, str]) -> Asked:
    first, last = int(row["from"]), int(row["to"])
    users = (float(row["users_low"]) * float(row["users_high"])) ** 0.5
    each = float(row["number"]) / (last - first + 1) / users
    years = [year for year in range(first, last + 1) if year <= LAST_WHOLE_YEAR] or [LAST_WHOLE_YEAR]
    asked = [
        o for o in shipped_record().orders if (o.provider, o.state) == ("Google", row["state"]) and o.year in years
    ]
    named = sum(o.accounts if row["counted"] == "accounts" else o.requests for o in asked)
    (people,) = (i.inhabitants_2021_m * 1e6 for i in shipped_record().inhabitants if i.state == row["state"])
    told = row["from"] if first == last else f"{first}–{last}"
    return Asked(row["service"], told, row["state"], each, each / (named / len(years) / people))


def fitted(factors: Floats) -> tuple[float, float, float]:
    """The middle and the 90 % interval of the factor of another service."""
    logs, n = np.log(factors), len(factors)
    middle = float(np.median(logs))
    sides = [np.sqrt(np.mean((logs[chosen] - middle) ** 2)) for chosen in (logs <= middle, logs >= middle)]
    below, above = (float(side) * np.sqrt(1 + 1 / n) * t.ppf(0.95, n - 1) for side in sides)
    return float(np.exp(middle - below)), float(np.exp(middle)), float(np.exp(middle + above))


def log_density(factors: Floats, factor: float) -> float:
    """The logarithm of the density of another service's logarithm, by the fit to some services."""
    low, middle, high = np.log(fitted(factors))
    y = np.log(factor)
    width = (middle - low if y < middle else high - middle) / norm.ppf(0.95)
    return float(norm.logpdf(y, middle, width))


def left_out() -> tuple[tuple[Asked, tuple[float, float, float], bool], ...]:
    """Each service with the interval that the others give it, and whether it lies inside."""
    factors = np.array([asked.factor for asked in services()])
    fits = [fitted(np.delete(factors, place)) for place in range(len(factors))]
    return tuple((asked, fit, fit[0] <= asked.factor <= fit[2]) for asked, fit in zip(services(), fits, strict=True))


def asked_rows(*_: str) -> Lines:
    """Each service with the interval that the others give it."""
    rows = [
        (asked.service, asked.state, asked.years, _two(asked.factor), _two(fit[1]), f"{_two(fit[0])}–{_two(fit[2])}",
         "yes" if inside else "no")
        for asked, fit, inside in left_out()
    ]  # fmt: skip
    yield from table(("service", "state", "years", "factor", "middle of the others", "90 % interval", "inside"), rows)
    held = sum(inside for *_, inside in left_out())
    low, middle, high = fitted(np.array([asked.factor for asked in services()]))
    yield ""
    yield f"{held} of {len(rows)} lie inside. All together: {_two(middle)} ({_two(low)}–{_two(high)})."


def _two(value: float) -> str:
    """Two figures of a number."""
    return format(Decimal(f"{value:.2g}"), "f")


if __name__ == "__main__":
    print("\n".join(asked_rows()))
