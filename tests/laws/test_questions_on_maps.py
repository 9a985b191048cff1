"""Questions that laws ask of maps: in plain words, and never settled by silence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from data_maps.problems import KeyPath, path_text
from data_maps.reading import case_names
from data_maps.vocabulary import terms
from laws import NAMES
from laws.deciding import decide_on
from laws.facts import faults, schema, with_value
from laws.matter import is_presumed
from laws.on_maps import on_map
from laws.questions import PLAIN
from laws.verdicts import facts, standing, verdict
from tests.support.assessed import case_map as case
from tests.support.examples import for_every
from tests.support.law_maps import DEAL, HEALTH, IN_US_CLOUD, MINORITY, QUIET, SEAT, SHORT, SOLD, TODAY, TOOL
from tests.support.maps import map_of as written
from tests.support.spoken_facts import spoken


def test_no_question_in_words_of_a_map_speaks_of_an_it_that_it_does_not_name() -> None:
    plain = [*PLAIN.values(), *(words for name in NAMES for words in on_map(name).plain.values())]
    assert [words for words in plain if re.search(r"\bcover it\b|\bis the data\b", words)] == []


WHO_RUNS = "who runs the system service, and from which country?"
ANOTHER = "does another firm than Puls run the system service?"


@pytest.mark.parametrize(
    ("regime", "home", "asked"),
    [
        ("eu_transfer", "DE", [ANOTHER, "from which country is the firm run that runs the system service?"]),
        ("eu_adequacy", "DE", [WHO_RUNS]),
        ("eu_supplementary_measures", "DE", [WHO_RUNS, "on which legal tool do data go there"]),
        ("eu_grounds", "DE", [WHO_RUNS]),
        ("gb_adequacy", "GB", [WHO_RUNS]),
        ("gb_transfer", "GB", [ANOTHER, WHO_RUNS]),
        ("ch_adequacy", "CH", [WHO_RUNS]),
        ("jp_transfer", "JP", [ANOTHER, WHO_RUNS, "on which ground do data go there"]),
        ("kr_transfer", "KR", [WHO_RUNS, "on which ground do data go there"]),
        ("br_transfer", "BR", [WHO_RUNS, "on which legal tool do data go there"]),
        ("au_transfer", "AU", [ANOTHER, WHO_RUNS, "on what do data go there"]),
        ("in_transfer", "IN", [WHO_RUNS]),
        ("cn_export", "CN", ["who runs the system service, where does it stand"]),
    ],
)
def test_a_short_map_that_is_silent_on_who_runs_its_cloud_is_asked_that(
    regime: str, home: str, asked: list[str]
) -> None:
    found = verdict(regime, written(SHORT.replace("DE", home)))
    assert standing(found.decision) == "facts_missing"
    told = iter(found.decision.unknown)
    assert [words for words in asked if not any(missing.ask.startswith(words) for missing in told)] == []
    assert all(faults(regime, judged.matter.facts) == () for judged in found.judged)


@pytest.mark.parametrize(
    ("regime", "home", "ask"),
    [
        ("jp_transfer", "JP", "does the receiver handle the data, or by contract only keep them?"),
        ("au_transfer", "AU", "do the data leave the sender's effective control, or does a contract keep them in it?"),
    ],
)
def test_what_decides_is_asked_in_words_of_a_map(regime: str, home: str, ask: str) -> None:
    decision = verdict(regime, written(IN_US_CLOUD.replace("HOME", home).replace("OPERATOR", home))).decision
    assert decision.unknown[0].ask == ask


SILENT_MAPS = (
    QUIET.replace("puls: {organised_in: DE}", "puls: {organised_in: US}"),
    QUIET.replace("store, data: [pulse]}]", "cloud, data: [pulse], for: sale}]"),
    QUIET.replace("store, data: [pulse]}]", "cloud, data: [pulse], for: advertising}]"),
    *(QUIET + TOOL.replace("TOOL", tool) for tool in ("none", "consent", "contract", "standard_clauses")),
    *(QUIET.replace("DE}", f"{home}}}").replace("DE,", f"{home},") for home in "US CN GB CH IN BR KR JP AU".split()),
    *(QUIET.replace("in: DE", f"in: {home}") for home in "US CN GB CH IN BR KR JP AU".split()),
    *(DEAL.replace("COUNT", count) for count in ("200", "2M")),
    *(DEAL.replace("COUNT", "200").replace("pulse: health", f"pulse: {kind}") for kind in ("location", "device")),
    MINORITY.replace("SHARE", "49%").replace("MORE", SEAT),
    MINORITY.replace("SHARE", "60%").replace("MORE", "").replace("CN", "GB").replace("5M", "5k"),
)
"""Maps that say no more than they must, one of each kind on which a law says something."""


@for_every("regime", NAMES)
def test_silence_gives_no_outcome_that_the_answers_do_not_share(regime: str) -> None:
    """Of every fact that a map leaves out, but for those of which a text says what silence means."""
    maps, days = (*map(written, SILENT_MAPS), *map(case, case_names())), (date(2024, 12, 1), TODAY)
    wrong = {
        (path_text(path), outcome)
        for data_map in maps
        for day in days
        for matter in facts(regime, data_map, day)
        for path, outcome in settled_by_silence(regime, matter.facts, day)
    }
    assert wrong == set()


def settled_by_silence(regime: str, stated: Mapping[str, Any], day: date) -> Iterator[tuple[KeyPath, str]]:
    """The facts without which a law says other than with one of their answers, and what it says."""
    outcome = decide_on(regime, stated, day).outcome
    if outcome in ("unknown", "counsel_review", "not_in_force"):
        return
    for path, answers in spoken(stated, schema(regime), regime):
        told = {decide_on(regime, with_value(stated, path, answer), day).outcome for answer in answers}
        if told != {outcome} and not is_presumed(regime, path):
            yield path, outcome


def test_what_an_export_from_china_is_for_is_asked_and_no_exemption_is_ruled_out_by_silence() -> None:
    text = QUIET.replace("in: DE", "in: CN").replace("organised_in: DE", "organised_in: CN")
    decision = verdict("cn_export", written(text)).decision
    assert decision.outcome == "unknown"
    assert "exemption_ground" not in decision.determinations
    assert not any("nobody has told the exporter" in finding.text for finding in decision.because)
    purpose, necessary, *asked = [missing.ask for missing in decision.unknown]
    assert purpose.startswith("what must the data go abroad for")
    assert necessary == "is the export truly necessary for that purpose?"
    assert any(ask.startswith("has an authority told") for ask in asked)


IN_PUBLIC = {("mobile_recording_in_public",), ("publicly_accessible_area",)}


@pytest.mark.parametrize(("kind", "asked"), [("health", set()), ("video", IN_PUBLIC), ("location", IN_PUBLIC)])
def test_recording_in_public_is_asked_only_of_an_app_whose_data_could_come_from_it(
    kind: str, asked: set[KeyPath]
) -> None:
    decision = verdict(
        "eu_dpia", written(HEALTH.replace("STORE", "in: DE").replace("pulse: health", f"pulse: {kind}"))
    ).decision
    assert {missing.path for missing in decision.unknown} & IN_PUBLIC == asked


@pytest.mark.parametrize("kind", ["health", "video", "location", "text", "biometric"])
def test_every_open_question_on_an_assessment_is_asked_in_words_of_a_map(kind: str) -> None:
    decision = verdict(
        "eu_dpia", written(HEALTH.replace("STORE", "in: DE").replace("pulse: health", f"pulse: {kind}"))
    ).decision
    assert [
        missing.ask for missing in decision.unknown if missing.ask.startswith(("is this so", "what is to be"))
    ] == []


@pytest.mark.parametrize("tool", ["standard_clauses", "consent", "none"])
@pytest.mark.parametrize(
    ("regime", "home"),
    [("eu_adequacy", "DE"), ("gb_adequacy", "GB"), ("ch_adequacy", "CH"), ("in_transfer", "IN"), ("eu_transfer", "DE")],
)
def test_what_decides_on_a_destination_is_asked_in_words_of_a_map(regime: str, home: str, tool: str) -> None:
    text = QUIET.replace("in: DE", f"in: {home}") + TOOL.replace("TOOL", tool)
    decision = verdict(regime, written(text)).decision
    assert [
        missing.ask for missing in decision.unknown if missing.ask.startswith(("is this so", "what is to be"))
    ] == []


TOOLS = " ".join(terms("transfer_tools"))
BY_A_PERSON = DEAL.replace("COUNT", "2M").replace("above: {org", "above: {kind: person, org")
SELLER_COLLECTS = "- {from: people, to: lists, data: [pulse]}"


@for_every("regime", NAMES)
def test_every_open_question_on_a_map_is_a_plain_question_of_at_most_25_words(regime: str) -> None:
    homes = "DE GB CH IN BR KR JP AU".split()
    tooled = (QUIET.replace("in: DE", f"in: {home}") + TOOL for home in homes)
    texts = [text.replace("TOOL", tool) for text in tooled for tool in TOOLS.split()]
    texts += [*SILENT_MAPS, SOLD.replace("MORE", SELLER_COLLECTS), BY_A_PERSON, BY_A_PERSON.replace("60%", "unknown")]
    data_maps = [*map(written, texts), *map(case, case_names())]
    found = (verdict(regime, data_map, day) for data_map in data_maps for day in (date(2024, 12, 1), TODAY))
    asked = {missing.ask for each in found for thing in each.judged for missing in thing.decision.unknown}
    statutes = ("is this so", "what is to be stated")
    assert {ask for ask in asked if ask.startswith(statutes) or "?" not in ask or len(ask.split()) > 25} == set()


def test_whose_citizenship_and_share_are_asked_is_told() -> None:
    asked = {missing.ask for missing in verdict("us_bulk_data", written(BY_A_PERSON)).decision.unknown}
    assert "of which states is the party above a citizen?" in asked


def test_what_is_presumed_is_told_once_with_its_text_where_a_law_may_apply() -> None:
    found = verdict("us_bulk_data", written(DEAL.replace("COUNT", "2M")))
    assert found.decision.outcome == "restricted"
    assert "exemption" not in found.decision.determinations
    told = {finding.text: finding.citation for finding in found.presumed}
    assert "28 CFR 202.501 to 202.511" in told["no exemption of subpart E is there"]
    assert told.keys().isdisjoint(finding.text for thing in found.judged for finding in thing.decision.because)
    assert verdict("us_bulk_data", written(DEAL.replace("COUNT", "200"))).presumed == ()
