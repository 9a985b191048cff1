"""The catalogue: what is in it, that it hangs together, and that its mistakes are told."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from data_maps.quantities import Estimate
from risk.catalogue import THREATS, Threat, catalogue, catalogue_of, family
from risk.shipped import BrokenData, texts
from risk.uncertainty.distributions import beta_through, lognormal_through

FOLDER = Path(__file__).parents[2] / "risk" / "threats"
UNKNOWN = (None, 0.5, None)
EXPECTED = {
    "interest": (0.10, 0.50, 0.90),
    "power.binding": (0.70, 0.90, 0.98),
    "power.partial": (0.20, 0.50, 0.80),
    "power.contested": (0.05, 0.35, 0.80),
    "power.none": (0.002, 0.02, 0.10),
    "custody.operator": (0.90, 0.98, 0.999),
    "custody.app-operator": (0.70, 0.90, 0.98),
    "custody.access": (0.50, 0.85, 0.97),
    "clear.operator": (0.90, 0.98, 0.999),
    "clear.none": (0.90, 0.98, 0.999),
    "clear.users": (0.01, 0.06, 0.20),
    "clear.party": (0.01, 0.06, 0.20),
    "clear.unknown": UNKNOWN,
    "clear.transit": UNKNOWN,
    "control.majority": (0.50, 0.85, 0.97),
    "control.large": (0.05, 0.30, 0.70),
    "control.small": (0.005, 0.04, 0.15),
    "control.management": (0.40, 0.80, 0.96),
    "control.board": (0.05, 0.30, 0.70),
    "control.staff": (0.20, 0.50, 0.80),
    "control.unknown": UNKNOWN,
    "demand.targeted": (5e-6, 1e-4, 2e-3),
    "demand.bulk": (5e-4, 7e-3, 0.1),
    "demand.covert": (0.01, 0.1, 1),
    "demand.transit": (0.001, 0.02, 0.3),
    "demand.purchase": (0.01, 0.1, 1),
    "carried_out.targeted": (0.40, 0.75, 0.95),
    "carried_out.bulk": (0.10, 0.50, 0.90),
    "carried_out.purchase": (0.10, 0.50, 0.90),
    "taken.targeted": (None, 1, None),
    "swept": (1, 7, 50),
    "taken.bulk": (0.02, 0.35, 0.90),
    "taken.covert": (0.01, 0.20, 0.70),
    "taken.transit": (0.01, 0.20, 0.70),
    "taken.purchase": (0.05, 0.50, 0.95),
    "identified.state": (0.50, 0.80, 0.98),
    "identified.criminals": (0.30, 0.60, 0.90),
    "identified.buyers": (0.30, 0.70, 0.95),
    "attempts.intrusion": (0.01, 0.1, 1),
    "success.intrusion": (0.05, 0.25, 0.60),
    "taken.intrusion": (0.01, 0.20, 0.70),
    "attempts.insider": (0.02, 0.2, 2),
    "success.insider": (0.20, 0.55, 0.90),
    "taken.insider": (1, 10, 100),
    "success.covert": (0.02, 0.13, 0.40),
    "success.transit": (0.10, 0.50, 0.90),
    "sold": (None, 1, None),
}
TOLD = """\
risk/threats/insider.yaml:14:1: remedys: unknown key (did you mean 'remedies'?)
risk/threats/insider.yaml:17:5: defaults.attempts.insider.{system}: a range is [low, best, high], above 0 and rising
risk/threats/sale.yaml:3:7: mode: 'sell' is none of the words for this \
(one of compelled, covert, transit, sale, intrusion, insider)
risk/conditions.yaml:2:13: defaults.interest: one of range, exact and unknown is needed"""
TWICE = """\
risk/threats/insider.yaml:1:6: key: several events would have this key (name what each is about: {system})
risk/threats/compelled-bulk.yaml:1:6: key: several events would have this key (name what each is about: {state})
risk/threats/again.yaml:1:6: key: events of risk/threats/sale.yaml have this key (two events of one key count twice)"""
RANGES = sorted(key for key, (low, _, _) in EXPECTED.items() if low is not None)


def estimate(key: str) -> Estimate:
    return catalogue().default(key).estimate


def threat(key: str) -> Threat:
    return next(threat for threat in catalogue().threats if threat.key == key)


def patterns(threat: Threat) -> tuple[str, ...]:
    named = (threat.attempts, threat.trial, threat.taken, threat.swept, threat.identified)
    return tuple(pattern for pattern in named if pattern)


def test_the_default_ranges_are_those_of_the_method() -> None:
    found = {
        key: (each.estimate.low, each.estimate.best, each.estimate.high) for key, each in catalogue().defaults.items()
    }
    assert found == EXPECTED


def test_only_what_is_so_by_construction_is_exact() -> None:
    exact = sorted(key for key, default in catalogue().defaults.items() if default.estimate.form == "exact")
    assert exact == ["sold", "taken.targeted"]


def test_only_numbers_of_attempts_have_a_period_and_only_counts_a_unit() -> None:
    rates = {key: default.estimate.per for key, default in catalogue().defaults.items() if default.estimate.per}
    counts = {key: default.estimate.unit for key, default in catalogue().defaults.items() if default.estimate.unit}
    assert rates == {
        "demand.targeted": "person-year", "demand.bulk": "year", "demand.covert": "year", "demand.transit": "year",
        "demand.purchase": "year", "attempts.intrusion": "year", "attempts.insider": "year", "sold": "year",
    }  # fmt: skip
    assert counts == {"taken.targeted": "persons", "swept": "persons", "taken.insider": "persons"}


def test_every_default_is_shown_as_a_judgement_with_its_reason() -> None:
    marks = {(each.estimate.basis, each.estimate.grade, bool(each.why)) for each in catalogue().defaults.values()}
    assert marks == {("judgement", "D", True)}


@pytest.mark.parametrize("key", RANGES)
def test_the_best_value_is_near_the_fitted_median(key: str) -> None:
    """Near: within a quarter of the range, on the scale on which the range is fitted as well as on its own."""
    given = estimate(key)
    assert given.low is not None
    assert given.best is not None
    assert given.high is not None
    spread = bool(given.per or given.unit)
    fit = lognormal_through(given.low, given.high) if spread else beta_through(given.low, given.high)
    assert abs(given.best - fit.median) <= (given.high - given.low) / 4
    scale = math.log if spread else logit
    assert abs(scale(given.best) - scale(fit.median)) <= (scale(given.high) - scale(given.low)) / 4


def logit(share: float) -> float:
    return math.log(share / (1 - share))


def test_the_threats_are_the_files_of_the_folder() -> None:
    assert sorted(THREATS) == sorted(path.stem for path in FOLDER.iterdir())


def test_each_threat_is_an_event_of_its_own() -> None:
    assert [threat.key for threat in catalogue().threats] == [
        "state:{state}/compelled/targeted",
        "state:{state}/compelled/bulk",
        "state:{state}/covert/bulk/{system}",
        "state:{state}/transit/bulk/{flow}",
        "state:{state}/sale/bulk/{broker}",
        "criminals/intrusion/bulk/{system}",
        "insiders/insider/targeted/{system}",
        "buyers/sale/bulk/{flow}",
    ]


@pytest.mark.parametrize("threat", catalogue().threats, ids=lambda threat: threat.key)
def test_the_key_of_a_threat_says_who_how_and_how_many(threat: Threat) -> None:
    assert threat.key.split("/")[:3] == [threat.actor, threat.mode, threat.scope]


@pytest.mark.parametrize("threat", catalogue().threats, ids=lambda threat: threat.key)
def test_every_number_a_threat_needs_has_a_default(threat: Threat) -> None:
    defaults = catalogue().defaults
    assert [pattern for pattern in patterns(threat) if defaults[family(pattern)].pattern != pattern] == []


@pytest.mark.parametrize("threat", catalogue().threats, ids=lambda threat: threat.key)
def test_the_addresses_of_a_threat_are_filled_in_from_its_key(threat: Threat) -> None:
    """Only these are to fill in, and a threat that is no state's waits for no state."""
    named = set(re.findall(r"\{\w+\}", " ".join(patterns(threat))))
    assert named <= set(re.findall(r"\{\w+\}", threat.key))
    assert ("{state}" in threat.key) == (threat.exists.states is not None)


def test_no_default_is_given_twice() -> None:
    owners = [key for threat in catalogue().threats for key in threat.defaults]
    assert len(owners) == len(set(owners))


def test_people_are_counted_or_drawn_as_their_threat_says() -> None:
    found = {
        threat.key: (threat.persons, threat.taken, threat.swept, threat.identified) for threat in catalogue().threats
    }
    state = "identified.state:{state}"
    assert found == {
        "state:{state}/compelled/targeted": ("targets_and_swept", "taken.targeted.{state}", "swept.{state}", None),
        "state:{state}/compelled/bulk": ("all", "taken.bulk.{state}", None, state),
        "state:{state}/covert/bulk/{system}": ("all", "taken.covert.{state}", None, state),
        "state:{state}/transit/bulk/{flow}": ("all", "taken.transit.{state}", None, state),
        "state:{state}/sale/bulk/{broker}": ("all", "taken.purchase.{state}", None, state),
        "criminals/intrusion/bulk/{system}": ("all", "taken.intrusion.{system}", None, "identified.criminals"),
        "insiders/insider/targeted/{system}": ("insider", "taken.insider.{system}", None, None),
        "buyers/sale/bulk/{flow}": ("all", None, None, "identified.buyers"),
    }


def test_keys_protect_what_is_at_rest_and_retention_limits_it_except_where_an_order_is_given() -> None:
    assert {threat.key: threat.what for threat in catalogue().threats} == {
        "state:{state}/compelled/targeted": ("at", "hold", "read"),
        "state:{state}/compelled/bulk": ("at", "hold", "read"),
        "state:{state}/covert/bulk/{system}": ("at", "rest", "clear"),
        "state:{state}/transit/bulk/{flow}": ("sent", "legible"),
        "state:{state}/sale/bulk/{broker}": ("at",),
        "criminals/intrusion/bulk/{system}": ("at", "rest", "clear"),
        "insiders/insider/targeted/{system}": ("at", "rest", "clear"),
        "buyers/sale/bulk/{flow}": ("sent",),
    }


@pytest.mark.parametrize(
    ("pattern", "key"),
    [
        ("interest", "interest"),
        ("demand.bulk.{state}", "demand.bulk"),
        ("identified.state:{state}", "identified.state"),
        ("taken.intrusion.{system}", "taken.intrusion"),
    ],
)
def test_a_default_is_found_by_its_address_without_what_is_filled_in(pattern: str, key: str) -> None:
    assert family(pattern) == key


def test_a_share_has_no_default() -> None:
    with pytest.raises(KeyError):
        catalogue().default("share")


def test_all_mistakes_in_all_files_are_told_with_their_places() -> None:
    threats = texts(["threats/insider.yaml", "threats/sale.yaml"])
    threats["risk/threats/sale.yaml"] = threats["risk/threats/sale.yaml"].replace("mode: sale", "mode: sell")
    insider = threats["risk/threats/insider.yaml"].replace("range: [0.02, 0.2, 2]", "range: [0.2, 0.02, 2]")
    threats["risk/threats/insider.yaml"] = insider.replace("remedies:", "remedys:")
    conditions = {"risk/conditions.yaml": "defaults:\n  interest: {exact: 1, unknown: true, why: no}\n"}
    with pytest.raises(BrokenData) as broken:
        catalogue_of(threats, conditions)
    assert "\n".join(str(problem) for problem in broken.value.problems) == TOLD


def test_no_two_threats_can_give_rise_to_events_of_one_key() -> None:
    """One more sale calls its flow a broker; insiders of every system have one key, orders of every state too."""
    threats = texts(f"threats/{name}.yaml" for name in ("sale", "insider", "compelled-bulk"))
    for name, said, instead in (
        ("insider", "targeted/{system}", "targeted"),
        ("compelled-bulk", "key: state:{state}", "key: state:XA"),
    ):
        threats[f"risk/threats/{name}.yaml"] = threats[f"risk/threats/{name}.yaml"].replace(said, instead)
    again = threats["risk/threats/sale.yaml"].replace("sold_flow", "broker").replace("{flow}", "{broker}")
    with pytest.raises(BrokenData) as broken:
        catalogue_of(threats | {"risk/threats/again.yaml": again}, texts(["conditions.yaml"]))
    assert "\n".join(str(problem) for problem in broken.value.problems) == TWICE
