"""People counted by plain numbers: one group, or the same people as two, as ten, or as parts of a total."""

from __future__ import annotations

import numpy as np
import pytest

from assessments.results.ledger import ledger
from assessments.results.reach import sides_of
from assessments.run import Run, Settings, assess
from data_maps.settings import with_setting
from risk.inputs import changeable
from risk.options.burden import count
from risk.reach import Reached
from tests.support.maps import map_of

HEAD = """\
app: {name: A, operator: acme}
as_of: 2026-08-01
viewpoint: US
data: [text, images, contacts, metadata]
parties: {acme: {organised_in: CN}}
systems: {s: {operator: acme, in: US, keys: operator}}
"""


def drawn(users: str, flow: str) -> Run:
    return assess(
        map_of(f"{HEAD}{users}\nflows: [{{from: {flow}, to: s, data: [text, images]}}]\n"), Settings(draws=20_000)
    )


def groups(many: int, people: str) -> tuple[str, str]:
    names = [f"g{number}" for number in range(many)]
    each = ", ".join(f"{name}: {{in: US, count: {people}}}" for name in names)
    return f"users: {{{each}}}", f"[{', '.join(names)}]"


ONE = ("users: {US: 1M}", "users-us")
WAYS = {
    "two of 500k": groups(2, "500k"),
    "ten of 100k": groups(10, "100k"),
    "unlike sizes": ("users: {a: {in: US, count: 900k}, b: {in: US, count: 100k}}", "[a, b]"),
    "a total": (
        "users: {a: {in: US}, b: {in: US}}\npeople: {total: 1M, groups: {a: {share: 60%}, b: rest}}",
        "[a, b]",
    ),
}
BOUNDED = "{best: 1M, at_most: 3M}"


def spread(run: Run) -> tuple[float, float, float]:
    quantity = sides_of(run).quantity_of(lambda reached: reached.persons("CN", "content"))
    return quantity.low or 0.0, quantity.middle, quantity.high or 0.0


@pytest.mark.parametrize("way", WAYS)
def test_people_written_as_several_groups_are_as_many_and_as_uncertain_as_one(way: str) -> None:
    """Numbers of other addresses are other draws, so that quantiles differ by what draws err by."""
    one, other = drawn(*ONE), drawn(*WAYS[way])
    counted = [sides_of(run).quantity_of(Reached.everybody) for run in (one, other)]
    assert counted[1].point == pytest.approx(counted[0].point)
    assert (counted[1].low, counted[1].middle, counted[1].high) == pytest.approx(
        (counted[0].low, counted[0].middle, counted[0].high), rel=0.02
    )
    assert spread(other) == pytest.approx(spread(one), rel=0.02)


def test_a_bound_holds_for_a_total_as_for_one_group() -> None:
    one = drawn(f"users: {{g: {{in: US, count: {BOUNDED}}}}}", "g")
    total = drawn(
        "users: {a: {in: US}, b: {in: US}}\n"
        f"people: {{total: {BOUNDED}, groups: {{a: {{share: 50%}}, b: rest}}}}",
        "[a, b]",
    )
    assert spread(total) == pytest.approx(spread(one), rel=0.02)


def test_a_group_that_is_set_or_has_another_source_is_drawn_by_itself() -> None:
    users = "users: {a: {in: US, count: 500k}, b: {in: US, count: 500k}, c: {in: US, count: 7k}}"
    data_map = map_of(f"{HEAD}{users}\nflows: [{{from: [a, b, c], to: s, data: text}}]\n")
    assert data_map.counted_with() == {"b": "a", "c": "a"}
    changed = with_setting(data_map, "users.a.count=400k")
    assert changed.counted_with() == {"c": "b"}  # type: ignore[union-attr]
    apart = users.replace("500k}, c", "{best: 500k, grade: C3}}, c")
    graded = map_of(f"{HEAD}{apart}\nflows: [{{from: [a, b, c], to: s, data: text}}]\n")
    assert graded.counted_with() == {"c": "a"}


def test_what_people_lose_is_counted_of_the_same_people() -> None:
    users = "users: {a: {in: US, count: 900k}, b: {in: US, count: 100k}}"
    data_map = map_of(f"{HEAD}{users}\nflows: [{{from: [a, b], to: s, data: text}}]\n")
    number = count(changeable(data_map), "b")
    assert [leaf.address for leaf in number.leaves] == ["users.a.count"]
    assert float(number.value({"users.a.count": np.asarray(1.8e6)})) == pytest.approx(2e5)


def test_the_ledger_has_a_plain_number_as_it_was_stated_beside_the_range_it_was_given() -> None:
    entries = {entry.address: entry for entry in ledger(drawn(*WAYS["unlike sizes"]))}
    stated = entries["users.a.count"]
    assert stated.widened == 900e3
    assert (stated.estimate.low, stated.estimate.high) == pytest.approx((450e3, 1.8e6), rel=0.01)
    assert [entry.widened for entry in entries.values() if entry.address != "users.a.count" and entry.assumed] == [
        None for entry in entries.values() if entry.address != "users.a.count" and entry.assumed
    ]
