"""The catalogue: what is in it, that it hangs together, and that its mistakes are told."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from assessments.report.reasons import event_words
from assessments.run import Run
from data_maps.vocabulary import BrokenData
from risk.catalogue import THREATS, ConditionWord, Threat, catalogue, catalogue_of
from risk.shipped import texts
from tests.support.assessed import written

FOLDER = Path(__file__).parents[2] / "risk" / "threats"
TOLD = """\
risk/threats/insider.yaml:17:1: remedys: unknown key (did you mean 'remedies'?)
risk/threats/sale.yaml:3:7: mode: 'sell' is none of the words for this \
(one of compelled, standing, covert, placed, transit, sale, intrusion, insider)"""
EVERY_THREAT = """\
app: {name: Harbour, operator: harbour}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {harbour: {organised_in: XA, run_from: XB}, broker: {organised_in: XB}}
systems: {pier: {operator: harbour, in: XB}}
flows:
- {from: people, to: pier, data: [chats], in_transit: clear}
- {from: pier, to: broker, data: [chats], for: sale}
standing: [{state: XB, at: pier}]
"""
UNTOLD = """\
risk/threats/insider.yaml:12:8: trial_words: missing (say what is true where the trial succeeds)
risk/threats/sale.yaml:11:8: words: the event is not told by its actor and place (say {actor} and {flow})"""
TWICE = """\
risk/threats/insider.yaml:1:6: key: several events would have this key (name what each is about: {organisation})
risk/threats/compelled-whole.yaml:1:6: key: several events would have this key (name what each is about: {state})
risk/threats/again.yaml:1:6: key: events of risk/threats/sale.yaml have this key (two events of one key count twice)"""


def threat(key: str) -> Threat:
    return next(threat for threat in catalogue().threats if threat.key == key)


def patterns(threat: Threat) -> tuple[str, ...]:
    named = (*threat.attempts, threat.trial, threat.taken, threat.swept, threat.identified)
    return tuple(pattern for pattern in named if pattern)


def test_the_threats_are_the_files_of_the_folder() -> None:
    assert sorted(THREATS) == sorted(path.stem for path in FOLDER.iterdir())


@pytest.mark.parametrize("threat", catalogue().threats, ids=lambda threat: threat.key)
def test_the_key_of_a_threat_says_who_how_and_how_many(threat: Threat) -> None:
    scope = () if threat.mode == "standing" else (threat.scope,)
    said = (threat.actor, threat.mode, *scope)
    assert tuple(threat.key.split("/")[: len(said)]) == said


@pytest.mark.parametrize("threat", catalogue().threats, ids=lambda threat: threat.key)
def test_the_addresses_of_a_threat_are_filled_in_from_its_key(threat: Threat) -> None:
    """Only these are to fill in, and a threat that is no state's waits for no state."""
    named = set(re.findall(r"\{\w+\}", " ".join(patterns(threat))))
    assert named <= set(re.findall(r"\{\w+\}", threat.key))
    assert ("{state}" in threat.key) == (threat.exists.states is not None)


def test_all_mistakes_in_all_files_are_told_with_their_places() -> None:
    threats = texts(["threats/insider.yaml", "threats/sale.yaml"])
    threats["risk/threats/sale.yaml"] = threats["risk/threats/sale.yaml"].replace("mode: sale", "mode: sell")
    insider = threats["risk/threats/insider.yaml"]
    threats["risk/threats/insider.yaml"] = insider.replace("remedies:", "remedys:")
    with pytest.raises(BrokenData) as broken:
        catalogue_of(threats)
    assert "\n".join(str(problem) for problem in broken.value.problems) == TOLD


def test_no_two_threats_can_give_rise_to_events_of_one_key() -> None:
    """One more sale calls its flow a broker; insiders everywhere have one key, orders of every state too."""
    threats = texts(f"threats/{name}.yaml" for name in ("sale", "insider", "compelled-whole"))
    for name, said, instead in (
        ("insider", "key: insiders/insider/targeted/{organisation}", "key: insiders/insider/targeted"),
        ("compelled-whole", "key: state:{state}", "key: state:XA"),
    ):
        threats[f"risk/threats/{name}.yaml"] = threats[f"risk/threats/{name}.yaml"].replace(said, instead)
    again = threats["risk/threats/sale.yaml"].replace("sold_flow", "broker").replace("{flow}", "{broker}")
    with pytest.raises(BrokenData) as broken:
        catalogue_of(threats | {"risk/threats/again.yaml": again})
    assert "\n".join(str(problem) for problem in broken.value.problems) == TWICE


def test_a_threat_without_words_is_told_what_to_say() -> None:
    """Reports take what they say of an event from its file, so that a threat needs no code."""
    threats = texts(["threats/insider.yaml", "threats/sale.yaml"])
    insider, sale = (threats[f"risk/threats/{name}.yaml"] for name in ("insider", "sale"))
    threats["risk/threats/insider.yaml"] = re.sub(r"(?m)^trial_words: .*\n", "", insider)
    threats["risk/threats/sale.yaml"] = sale.replace("the flow {flow}", "the broker {broker}")
    with pytest.raises(BrokenData) as broken:
        catalogue_of(threats)
    assert "\n".join(map(str, broken.value.problems)) == UNTOLD


@pytest.mark.parametrize("threat", catalogue().threats, ids=lambda threat: threat.key)
def test_each_threat_happens_on_one_map(threat: Threat) -> None:
    """A threat whose condition nothing stands for never happens: `Conditions._word` says what each word asks."""
    missing = f"no event of {threat.key}: put what it needs into EVERY_THREAT, and its words into Conditions._word"
    assert [event for event in everything().events.events if event.threat == threat], missing


@pytest.mark.parametrize("word", get_args(ConditionWord))
def test_each_condition_that_a_threat_may_name_is_true_of_some_event(word: ConditionWord) -> None:
    missing = f"nothing comes of {word!r}: give it a case in Conditions._word of risk/conditions.py and a threat"
    assert [event for event in everything().events.events if word in event.threat.what], missing


def test_an_event_is_told_in_the_words_of_its_threat() -> None:
    run = everything()
    words = {event.key: event_words(run.data_map, event) for event in run.events.events}
    assert words["state:XB/compelled/whole/harbour"] == "orders for everything by XB at harbour"
    assert words["buyers/sale/bulk/pier.broker"] == "the sale of data through the flow pier.broker"


@cache
def everything() -> Run:
    """A map on which every threat happens."""
    return written(EVERY_THREAT)
