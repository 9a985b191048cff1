"""Orders at another service: the factor and its interval are those of the fit, and hold services left out in turn."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from risk.record.loading import shipped_record
from risk.record.rates import ORDERS_AT_A_SERVICE, orders_since

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def fit() -> ModuleType:
    found = importlib.util.spec_from_file_location("made_orders", DOCS / "made_orders.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    import sys

    sys.modules["made_orders"] = module
    found.loader.exec_module(module)
    return module


def factors(fit: ModuleType) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.array([asked.factor for asked in fit.services()])


def test_the_default_is_the_fit_to_all_services(fit: ModuleType) -> None:
    assert fit.fitted(factors(fit)) == pytest.approx(ORDERS_AT_A_SERVICE, rel=0.02)


def test_nine_of_ten_services_lie_in_the_interval_that_the_others_give(fit: ModuleType) -> None:
    inside = [held for *_, held in fit.left_out()]
    assert len(inside) == 12
    assert sum(inside) >= 0.9 * len(inside)


def test_a_service_left_out_is_likelier_than_under_one_width_for_both_sides(fit: ModuleType) -> None:
    """The logarithms of factors lean to the left: a Student's t of all of them scores worse."""
    from scipy.stats import t

    all_of_them, ours, theirs = factors(fit), [], []
    for place, factor in enumerate(all_of_them):
        others = np.delete(all_of_them, place)
        logs = np.log(others)
        width = logs.std(ddof=1) * np.sqrt(1 + 1 / len(others))
        ours.append(fit.log_density(others, factor))
        theirs.append(t.logpdf(np.log(factor), len(others) - 1, logs.mean(), width))
    assert np.mean(ours) > np.mean(theirs)


def test_numbers_of_google_and_apple_are_those_of_their_tables(fit: ModuleType) -> None:
    with fit.ROWS.open(encoding="utf-8", newline="") as file:
        told = {row["service"]: int(row["number"]) for row in csv.DictReader(file)}
    years = {"Google": range(2020, 2023), "Apple": range(2020, 2025)}
    counted = {
        provider: sum(
            o.accounts for o in shipped_record().orders if (o.provider, o.state) == (provider, "US") and o.year in of
        )
        for provider, of in years.items()
    }
    assert counted == {"Google": told["Google"], "Apple": told["Apple iCloud"]}


def test_a_state_asked_less_in_earlier_years() -> None:
    record = shipped_record()
    assert orders_since(record, "US", 2013) == pytest.approx(39_937 / (599_500 / 3))
    assert orders_since(record, "US", 1999) == 1.0
    assert orders_since(record, "XA", 2013) == 1.0
