"""Questions of laws on maps: what a map has answered is never asked, and what a tool is no ground of is told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product
from random import Random

import pytest

from data_maps.model import DataMap
from data_maps.problems import KeyPath, path_text
from data_maps.reading import case_names, read, read_path
from data_maps.vocabulary import terms
from laws import NAMES
from laws.decision import MissingFact
from laws.facts import Facts
from laws.on_maps import on_map
from laws.parameters import law
from laws.uncertain_facts import JudgedMatter
from laws.union_transfers import eea
from laws.verdicts import CLOSED, verdict
from tests.support.examples import for_every
from tests.support.maps import small_text

DAYS = date(2024, 12, 1), date(2026, 11, 1), date(2027, 6, 1)
HOMES = ("DE", "GB", "CH", "IN", "BR", "KR", "JP", "AU")
SENSITIVE = ("health", "financial", "biometric", "credentials")
TEMPLATE = """\
app: {{name: Run, operator: here, kind: fitness}}
as_of: 2026-11-01
users: {{people: {{in: {home}, count: 300k}}}}
data: {{pulse: {data}}}
parties: {{here: {{organised_in: {operator}}}, cloud: {{kind: {kind}, organised_in: {cloud}}}}}
systems: {{store: {{{store}keys: operator}}}}
flows: [{{from: people, to: store, data: [pulse]}}]
access: [{{party: cloud, to: store}}]
"""


@dataclass(frozen=True)
class Said:
    """What a made map says."""

    home: str
    operator: str
    cloud: str
    store: str
    data: str
    kind: str = "company"
    agreement: str = ""
    tool: str = ""
    handling: str = ""

    @property
    def data_map(self) -> DataMap:
        """The map."""
        parts = {"kind": self.agreement, "transfer_tool": self.tool, "handling": self.handling}
        said = "".join(f", {key}: {value}" for key, value in parts.items() if value)
        text = TEMPLATE.format(**vars(self))
        found = read(f"{text}agreements: [{{id: deal, between: [here, cloud]{said}}}]\n" if said else text, "made.yaml")
        assert found.data_map is not None, found.problems
        return found.data_map


def made(seed: int) -> Said:
    """A map of one firm, one cloud and one system, by a seed."""
    pick = Random(seed)
    home = pick.choice(HOMES)
    cloud = pick.choice((home, "US", "CN"))
    place = pick.choice((home, "US", "CN"))
    kind = pick.choice(("company", "company", "person"))
    store = pick.choice(("", f"operator: here, in: {home}, ", f"operator: cloud, in: {place}, "))
    return Said(
        home,
        pick.choice((home, "US")),
        cloud,
        store if kind == "company" else f"operator: here, in: {home}, ",
        pick.choice(("health", "text")),
        kind,
        pick.choice(("", "employment")) if kind == "person" else pick.choice(("", "processing")),
        pick.choice(("", *terms("transfer_tools"))),
        pick.choice(("", *terms("handlings"))),
    )


def asked(data_map: DataMap, days: tuple[date, ...] = DAYS) -> Iterator[tuple[str, JudgedMatter, MissingFact]]:
    """Every question of every law on a map, on some days."""
    for regime, day in product(NAMES, days):
        for judged in verdict(regime, data_map, day).judged:
            yield from ((regime, judged, missing) for missing in judged.decision.unknown)


def is_stated(judged: JudgedMatter, path: KeyPath) -> bool:
    """True where the facts of a matter say what is asked, and neither a range nor one count of many.

    On what a matter hangs is asked in words of its own: of a place that is stated, who has the data there.
    """
    value = Facts(judged.matter.facts).along(path).value
    more = path in (*judged.matter.counts, *judged.matter.ranges, *judged.matter.first)
    return not more and value not in (None, "unknown") and not (isinstance(value, list) and "unknown" in value)


@for_every("name", case_names())
def test_no_fact_that_a_shipped_map_states_is_asked_for(name: str) -> None:
    data_map = read_path(f"case:{name}").data_map
    assert data_map is not None
    told = [(regime, path_text(of.path)) for regime, judged, of in asked(data_map) if is_stated(judged, of.path)]
    assert told == []


@for_every("seed", range(8))
def test_no_fact_that_a_small_map_states_is_asked_for(seed: int) -> None:
    data_map = read(small_text(seed).replace("XA", "DE").replace("XB", "KR"), "small.yaml").data_map
    assert data_map is not None
    told = [(regime, path_text(of.path)) for regime, judged, of in asked(data_map) if is_stated(judged, of.path)]
    assert told == []


def _in_home(said: Said, regime: str) -> bool:
    """True where the firm is in the state whose law is asked, whether the people are there or not."""
    homes = eea(DAYS[1]) if regime.startswith("eu_") else (regime[:2].upper(),)
    return said.operator in homes


def _known_taker(said: Said, _: str) -> bool:
    return said.kind == "company" or said.agreement == "employment"


def _runs_at_home(said: Said, _: str) -> bool:
    """True where the map says who runs the system, and that it stands in the country of its people or of that firm."""
    return bool(said.store) and any(f"in: {place}," in said.store for place in (said.home, said.cloud))


def _collects_from_abroad(said: Said) -> bool:
    """True where a firm abroad runs the system itself: of that no tool of two firms speaks, nor who looks at it."""
    return said.operator != said.home and "operator: here" in said.store


def _may_get_back(said: Said) -> bool:
    """True where a firm abroad has a cloud run the system at home: whether it gets at the data is on no such map."""
    return said.operator != said.home and "operator: cloud" in said.store and said.cloud == said.home


ANSWERED: Mapping[str, Callable[[Said, str], bool]] = {
    "sensitive_personal_data": lambda said, _: said.data in SENSITIVE,
    "uk_gdpr_applies": _in_home,
    "lgpd_applies": lambda said, _: said.home == "BR",
    "established_in_eea": _in_home,
    "targets_or_monitors_people_in_eea": _in_home,
    "data_kind": lambda _, __: True,
    "dpf_covers_hr_data": lambda _, __: True,
    "importer_on_dpf_list": lambda said, _: said.tool == "privacy_framework",
    "ground": lambda said, regime: (
        bool(said.store) and said.tool in on_map(regime).grounds and not _collects_from_abroad(said)
    ),
    "recipient_handles_data": lambda said, _: bool(said.store and said.handling),
    "own_staff_only": _known_taker,
    "collected_from_person": lambda said, _: said.operator == said.home or "here" in said.store,
    "role": _known_taker,
    "destination": lambda said, regime: (
        _runs_at_home(said, regime) and not _collects_from_abroad(said) and not _may_get_back(said)
    ),
    "importer_location": _runs_at_home,
    "held_by": lambda _, __: True,
    "initiated_by_exporter": lambda _, __: True,
}
"""What a made map says of a fact, by the last word of its path: whether the law has its answer there."""


@for_every("seed", range(60))
def test_what_a_made_map_answers_is_asked_by_no_law(seed: int) -> None:
    said = made(seed)
    told = {
        (regime, path_text(missing.path), missing.ask)
        for regime, judged, missing in asked(said.data_map)
        if is_stated(judged, missing.path) or _answered(missing, said, regime)
    }
    assert told == set()


def _answered(missing: MissingFact, said: Said, regime: str) -> bool:
    """True where a made map says of a fact what a law asks."""
    answered = ANSWERED.get(str(missing.path[-1]))
    return answered is not None and answered(said, regime)


HOME_LAWS = (
    ("eu_transfer", "DE"),
    ("eu_adequacy", "DE"),
    ("eu_grounds", "DE"),
    ("gb_adequacy", "GB"),
    ("gb_transfer", "GB"),
    ("ch_adequacy", "CH"),
    ("in_transfer", "IN"),
    ("br_transfer", "BR"),
    ("kr_transfer", "KR"),
    ("jp_transfer", "JP"),
    ("au_transfer", "AU"),
    ("cn_export", "CN"),
)
OWNED = "ownership: [{owner: here, of: cloud, via: shares, share: 100%}]\n"
GETS_AT = "does here get at the data in the system store that cloud runs for it?"


def kept_at_home(home: str, runner: str, more: str = "") -> DataMap:
    """A map of an operator in the United States whose system stands in the country of its people."""
    said = Said(home, "US", home, f"{runner}in: {home}, ", "text")
    found = read(TEMPLATE.format(**vars(said)) + more, "kept.yaml").data_map
    assert found is not None
    return found


@pytest.mark.parametrize("owned", ["", OWNED])
@pytest.mark.parametrize("day", DAYS)
@for_every(("regime", "home"), HOME_LAWS)
def test_whether_an_operator_abroad_gets_at_data_that_a_firm_at_home_keeps_for_it_is_asked(
    regime: str, home: str, owned: str, day: date
) -> None:
    found = verdict(regime, kept_at_home(home, "operator: cloud, ", owned), day)
    assert found.standing == "facts_missing"
    assert GETS_AT in [missing.ask for missing in found.decision.unknown]


@pytest.mark.parametrize("kind", ["processing", "vendor"])
@for_every(("regime", "home"), HOME_LAWS)
def test_an_operator_abroad_of_which_a_map_says_that_it_gets_at_data_is_not_asked_so(
    regime: str, home: str, kind: str
) -> None:
    text = f"agreements: [{{id: deal, between: [here, cloud], kind: {kind}, gives: {{system: store}}}}]\n"
    found = verdict(regime, kept_at_home(home, "operator: cloud, ", text))
    assert found.standing in ("applies", "applies_open", "facts_missing", "text_open")
    assert GETS_AT not in [missing.ask for judged in found.judged for missing in judged.decision.unknown]


@for_every("seed", range(400))
def test_no_law_is_clear_of_data_that_a_firm_at_home_keeps_for_an_operator_abroad(seed: int) -> None:
    said = made(seed)
    laws = [regime for regime, home in HOME_LAWS if home == said.home and _may_get_back(said)]
    found = [verdict(regime, said.data_map, day) for regime in laws for day in DAYS]
    assert [(of.regime, of.day) for of in found if of.standing in CLOSED] == []


@pytest.mark.parametrize("runner", ["operator: here, ", "operator: third, ", ""])
def test_who_reaches_a_system_in_mainland_china_of_an_operator_abroad_is_asked(runner: str) -> None:
    said = Said("CN", "US", "US", f"{runner}in: CN, ", "text")
    text = TEMPLATE.format(**vars(said)).replace("cloud:", "third: {organised_in: US}, cloud:")
    data_map = read(text.replace("access: [{party: cloud, to: store}]\n", ""), "inside.yaml").data_map
    assert data_map is not None
    found = verdict("cn_export", data_map)
    assert found.standing == "facts_missing"
    asks = {missing.path: missing.ask for missing in found.decision.unknown}
    there = "who runs the system store where it stands, and can anyone abroad reach the data in it?"
    assert asks["provided_abroad",] == there


@pytest.mark.parametrize(
    ("regime", "home", "unasked"),
    [
        ("in_transfer", "IN", "sensitive_personal_data"),
        ("gb_transfer", "GB", "uk_gdpr_applies"),
        ("br_transfer", "BR", "lgpd_applies"),
    ],
)
@pytest.mark.parametrize("day", DAYS)
def test_a_map_that_is_silent_on_who_runs_its_system_is_not_asked_what_it_says(
    regime: str, home: str, unasked: str, day: date
) -> None:
    unknown = verdict(regime, Said(home, home, home, "", "health").data_map, day).decision.unknown
    paths = [missing.path for missing in unknown]
    assert ("destination",) in paths
    assert (unasked,) not in paths


def test_data_of_people_who_use_an_app_are_no_data_of_staff_unless_they_are_called_so() -> None:
    of_users = Said("DE", "DE", "US", "operator: cloud, in: US, ", "health")
    told = verdict("eu_adequacy", of_users.data_map).decision
    assert [missing.path for missing in told.unknown] == [("importer_on_dpf_list",)]
    text = TEMPLATE.format(**vars(of_users)).replace("people", "our-staff")
    of_staff = read(text, "staff.yaml").data_map
    assert of_staff is not None
    assert ("data_kind",) in [missing.path for missing in verdict("eu_adequacy", of_staff).decision.unknown]


@for_every("tool", tuple(terms("transfer_tools")))
@pytest.mark.parametrize("regime", [name for name in NAMES if on_map(name).grounds])
@pytest.mark.parametrize("cloud", ["US", "CN"])
def test_a_stated_tool_that_is_no_ground_of_a_law_is_named_and_another_is_asked_for(
    regime: str, cloud: str, tool: str
) -> None:
    home = "DE" if regime == "eu_grounds" else regime[:2].upper()
    said = Said(home, home, cloud, f"operator: cloud, in: {home}, ", "health", "company", "processing", tool)
    unknown = {missing.path: missing.ask for missing in verdict(regime, said.data_map).decision.unknown}
    bridged = tool == "privacy_framework" and cloud == "US" and regime in ("eu_grounds", "gb_transfer")
    ask = unknown.get(("ground",), "")
    assert ask.startswith("the map states ") is (tool not in on_map(regime).grounds and not bridged)
    if ask.startswith("the map states "):
        assert ", alone no ground under this law; which of " in ask
        assert len(ask.split()) <= 25


@pytest.mark.parametrize(
    ("day", "cited", "covers", "test"),
    [
        ("2026-02-04", "UK GDPR Art. 45; ", "do adequacy regulations cover", "transfer risk assessment"),
        ("2026-02-05", "UK GDPR Art. 44A(2)(a), 45A", "do regulations approve", "data protection test"),
    ],
)
def test_british_law_is_asked_in_its_own_words_of_the_day(day: str, cited: str, covers: str, test: str) -> None:
    on, where = date.fromisoformat(day), "operator: cloud, in: GB, "
    silent = verdict("gb_transfer", Said("GB", "GB", "US", where, "health").data_map, on).decision
    asks = {missing.path[0]: missing.ask for missing in silent.unknown}
    assert asks["covered_by_adequacy"].startswith(covers)
    said = Said("GB", "GB", "CN", where, "health", "company", "processing", "standard_clauses")
    on_clauses = verdict("gb_transfer", said.data_map, on).decision
    assert test in {missing.path[0]: missing.ask for missing in on_clauses.unknown}["protection_test_met"]
    approved = verdict("gb_transfer", Said("GB", "GB", "NZ", where, "health").data_map, on).decision
    assert approved.outcome == "adequate"
    assert any(finding.citation.startswith(cited) for finding in approved.because)
    japanese = verdict("gb_adequacy", Said("GB", "GB", "JP", where, "health").data_map, on).decision
    told = [*silent.unknown, *on_clauses.unknown, *japanese.unknown]
    words = [finding.text for finding in approved.because] + [missing.ask for missing in told]
    assert [text for text in words if re.search(r"\bdecision\b", text)] == []
    assert law("gb_transfer").parameters["approval"].on(on)[0].read.day is not None
