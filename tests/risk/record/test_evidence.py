"""Evidence behind the defaults: each counted number again, from its rows or from its k and n."""

from __future__ import annotations

import math
from statistics import median

import pytest

from risk.backtest.units import fractions_taken, visible_units, years_of
from risk.record.evidence import Default, Defaults, defaults, sources
from risk.record.loading import shipped_record
from risk.record.rates import all_large_orders
from risk.shipped import read

LESS_BY_HAND = 0.1
"""Best values are printed with one or two digits; one that is further off than this was set by hand."""
BY_HAND = {
    "carried_out.<scope>.<state>.<organisation>",
    "demand.purchase.<state>",
    "reached.content.intrusion",
    "success.insider.<organisation>",
    "success.intrusion.<organisation>",
    "taken.covert.<state>",
    "taken.insider.<organisation>",
    "taken.placed.<state>",
    "taken.targeted.<state>",
}
ONE = """\
version: "1"
defaults:
- {address: hit, kind: counted, range: [0.1, 0.2, 0.3], k: 1, n: 5, best_from: k/n, class: a, sources: [b],
   leans: too low, bias: c}
"""


def computed(default: Default) -> float | None:
    """The best value by the rule that the entry names; None where rows give it, or nothing does."""
    k, n, (low, _, high) = default.k or 0.0, default.n or 0.0, default.range or (0.0, 0.0, 0.0)
    match default.best_from:
        case "k/n":
            return k / n
        case "k/(n-k)":
            return k / (n - k)
        case "middle of cases":
            return median(default.cases)
        case "middle of ends":
            return math.sqrt(low * high)
    return None


def test_every_counted_best_value_follows_from_its_counts() -> None:
    bests = {key: computed(default) for key, default in defaults().items()}
    again = {key: best for key, best in bests.items() if best is not None}
    printed = {key: defaults()[key].range[1] for key in again}  # type: ignore[index]
    assert len(again) == 6
    assert again == pytest.approx(printed, rel=LESS_BY_HAND)


def test_counted_numbers_without_a_rule_are_no_more_than_these() -> None:
    without = {
        default.address for default in defaults().values() if default.kind == "counted" and not default.best_from
    }
    assert without == BY_HAND


def test_counts_of_rows_are_those_that_ship() -> None:
    record = shipped_record()
    google = [row for row in record.orders if row.provider == "Google" and 2020 <= row.year <= 2022]
    counted = {
        "record.covert.<state>": len(record.takings),
        "record.placed.<state>": len(record.placed),
        "record.many.<state>": len(record.large),
        "demand.targeted.<state>.<organisation>": sum(row.accounts for row in google),
        "carried_out.<scope>.<state>.<organisation>": round(sum(row.met for row in google)),
    }
    told = {default.address: default.k for default in defaults().values() if default.rows and default.k is not None}
    assert counted == told
    requests = {
        default.n
        for default in defaults().values()
        if default.address.startswith(("demand.targeted", "carried_out")) and default.n
    }
    assert requests == {sum(row.requests for row in google)}
    assert defaults()["record.many.<state>", ""].n == all_large_orders(record).exposure


def test_cases_told_one_by_one_are_those_of_the_rows() -> None:
    large = sorted(row.accounts for row in shipped_record().large)
    assert sorted(defaults()["taken.many.<state>", ""].cases) == large
    shares = sorted(fractions_taken(visible_units(), "with_scraping").values())
    assert sorted(defaults()["taken.intrusion.<organisation>", ""].cases) == pytest.approx(shares, abs=0.0055)
    assert defaults()["attempts.intrusion.<organisation>", ""].n == pytest.approx(years_of(visible_units()).sum())


def test_every_source_is_described() -> None:
    named = {source for default in defaults().values() for source in default.sources}
    assert named - sources().keys() == set()


@pytest.mark.parametrize(
    ("written", "instead", "problem"),
    [
        ("bias: c", "bias: ''", "what is counted needs class, sources, leans, bias, and best_from or by_hand"),
        ("kind: counted", "kind: judged", "what is judged needs looked and judged_by"),
        (
            "kind: counted",
            "kind: bracketed",
            "what is bracketed needs two classes in between, sources, chosen and a range",
        ),
        ("[0.1, 0.2, 0.3]", "[0.1, 0.4, 0.3]", "a range rises from low to high"),
    ],
)
def test_an_entry_says_what_its_kind_needs(written: str, instead: str, problem: str) -> None:
    checked = read(Defaults, {"e.yaml": ONE.replace(written, instead)})
    assert [(each.message, each.place.line) for each in checked.problems] == [(problem, 3)]


def test_an_address_and_case_have_one_entry() -> None:
    checked = read(Defaults, {"e.yaml": ONE + ONE.partition("defaults:\n")[2]})
    assert [each.message for each in checked.problems] == ["two entries for hit "]
