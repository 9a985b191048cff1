"""One map drawn finer, renamed, reordered or with its defaults written out is the same map; a list of counts is not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import BaseModel

from assessments.results.actors import all_events
from assessments.results.headline import headline_numbers
from assessments.run import Run, Settings, assess, with_draws
from risk.catalogue import catalogue
from risk.engine.cores import _cores_of
from risk.engine.roots import root_chances
from risk.events import Events, events
from risk.jurisdictions import BlockingLaw, blocks
from risk.measures import Model
from risk.options.timeline import with_options
from risk.organisations import counted_groups
from risk.reach import CLASSES, reach
from risk.record.loading import TABLES, shipped_record
from risk.record.record import Record
from tests.support.assessed import CASES, case, case_map
from tests.support.examples import for_every
from tests.support.maps import map_of, small_text
from tests.support.reached import Written, case_written

SAME = 1e-9
REAL = tuple(name for name in CASES if name != "every-key")
"""The cases but one that shows every key of the format."""
MANY = ("wechat-five-lines", "eu-saas", "example-chat", "own-state", *range(8))
"""Cases and random maps, for claims on any map."""


def written(seed: int) -> Written:
    """A random map, as plain mappings."""
    plain: Written = json.loads(small_text(seed))
    return plain


def plain_of(which: str | int) -> Written:
    """A case by its name, or a random map by its seed, as plain mappings."""
    return case_written(which) if isinstance(which, str) else written(which)


def run_of(plain: Written) -> Run:
    """The assessment of a map that has no problems, from plain mappings."""
    return assess(map_of(json.dumps(plain, default=str)))


def numbers(run: Run) -> dict[tuple[object, ...], float]:
    """The numbers of every event and of the headline, and the people within reach."""
    head, within = headline_numbers(run), reach(run.events)
    found: dict[tuple[object, ...], float] = {("harm",): head.harm.point, ("inherent",): head.inherent_harm.point}
    for row in all_events(run):
        found.update(((row.event, level), people.point) for level, people in row.persons_per_year.items())
        found.update(((row.event, "one", t), chance.point) for t, chance in row.at_least_one.items())
    for name, by_years in {"any": head.any, "bulk": head.bulk, "people": head.unique_persons}.items():
        found.update(((name, t), number.point) for t, number in by_years.items())
    for x in within.states:
        found.update((("reach", x, c), float(within.at_best.persons(x, c)[0])) for c in CLASSES)
    return found


def same(found: dict[tuple[object, ...], float]) -> Any:
    """Equal to one part in 10⁹."""
    return pytest.approx(found, rel=SAME, abs=SAME)


# A system as two.


def plain_system(seed: int) -> tuple[Written, str] | None:
    """A random map with a system of which it says nothing apart and from which nothing is sent on; None if it has none.

    What the map states of that system and of the flows into it is taken out: all its people's data go there encrypted.
    """
    plain = written(seed)
    sources = {flow["from"] for flow in plain["flows"]}
    known = (s for s, system in plain["systems"].items() if system.get("operator", "unknown") != "unknown")
    system = next((s for s in known if s not in sources and flows_to(plain, s)), None)
    if system is None:
        return None
    plain["systems"][system].pop("apart", None)
    ids = {flow.get("id", f"{flow['from']}.{flow['to']}") for flow in flows_to(plain, system)} | {system}
    named = re.compile("|".join(rf"\.{re.escape(id_)}(\.|$)" for id_ in ids))
    plain["estimates"] = {a: n for a, n in plain["estimates"].items() if not named.search(a)}
    plain["standing"] = [line for line in plain["standing"] if line["at"] != system]
    for flow in flows_to(plain, system):
        flow.pop("share", None)
        flow.pop("in_transit", None)
        flow.pop("id", None)
    return plain, system


def flows_to(plain: Written, system: str) -> list[Written]:
    """The flows that are sent to a system."""
    return [flow for flow in plain["flows"] if flow["to"] == system]


def with_a_second(plain: Written, system: str) -> tuple[Written, str]:
    """A map with a second system like one of its own, with the same access and agreements; nothing is sent there."""
    split, second = json.loads(json.dumps(plain)), f"{system}-too"
    split["systems"][second] = {**split["systems"][system]}
    split["access"] += [{**line, "to": second} for line in split["access"] if line["to"] == system]
    for deal in [deal for deal in split["agreements"] if deal["gives"]["system"] == system]:
        gives = {**deal["gives"], "system": second}
        split["agreements"].append({**deal, "id": f"{deal['id']}-too", "gives": gives})
    return split, second


def tidied(plain: Written, systems: Iterable[str]) -> Written:
    """A map without what it says of data that some of its systems do not get."""
    for s in systems:
        here = {d for flow in flows_to(plain, s) for d in flow["data"]}
        system = plain["systems"][s]
        if isinstance(system.get("keys"), dict):
            system["keys"] = {d: holder for d, holder in system["keys"].items() if d in here}
        if "keeps" in system:
            system["keeps"] = {d: length for d, length in system["keeps"].items() if d in here}
        lines = (*plain["access"], *(deal["gives"] for deal in plain["agreements"]))
        for line in (line for line in lines if s in (line.get("to"), line.get("system")) and "data" in line):
            line["data"] = [d for d in line["data"] if d in here]
        plain["access"] = [line for line in plain["access"] if line.get("data") != []]
        plain["agreements"] = [deal for deal in plain["agreements"] if deal["gives"].get("data") != []]
    return plain


def of_the_same(plain: Written, system: str) -> Written:
    """The map with a system as two that hold the same."""
    split, second = with_a_second(plain, system)
    split["flows"] += [{**flow, "to": second} for flow in flows_to(split, system)]
    return split


def of_parts_of_the_data(plain: Written, system: str) -> Written:
    """The map with a system as two, the second of which holds one kind of data."""
    split, second = with_a_second(plain, system)
    moved = max({d for flow in flows_to(split, system) for d in flow["data"]})
    for flow in [flow for flow in flows_to(split, system) if moved in flow["data"]]:
        flow["data"] = [d for d in flow["data"] if d != moved]
        split["flows"].append({**flow, "to": second, "data": [moved]})
    split["flows"] = [flow for flow in split["flows"] if flow["data"]]
    return tidied(split, (system, second))


def of_parts_of_the_people(plain: Written, system: str) -> Written:
    """The map with a system as two, the second of which holds the data of one group."""
    split, second = with_a_second(plain, system)
    flows_to(split, system)[-1]["to"] = second
    return tidied(split, (system, second))


@pytest.mark.parametrize("as_two", [of_the_same, of_parts_of_the_data, of_parts_of_the_people])
@for_every("seed", range(12))
def test_a_system_as_two_changes_no_number(seed: int, as_two: Callable[[Written, str], Written]) -> None:
    chosen = plain_system(seed)
    if chosen is not None:
        assert numbers(run_of(as_two(*chosen))) == same(numbers(run_of(chosen[0])))


def test_many_of_these_maps_have_a_system_to_split() -> None:
    assert sum(plain_system(seed) is not None for seed in range(12)) >= 5


# Names, order, states.

OTHER_IDS = {"party-": "firm-", "system-": "host-", "group-": "folk-", "data-": "kind-"}


@for_every("seed", range(6))
def test_other_ids_in_another_order_change_names_alone(seed: int) -> None:
    plain = json.loads(str(renamed(small_text(seed))))
    for section in ("users", "data", "parties", "systems"):
        plain[section] = dict(reversed(plain[section].items()))
    for section in ("flows", "ownership", "access", "agreements", "standing"):
        plain[section].reverse()
    expected = {tuple(renamed(part) for part in key): n for key, n in numbers(run_of(written(seed))).items()}
    assert numbers(run_of(plain)) == same(expected)


def renamed(part: object) -> object:
    """A part of a key with the other ids in it."""
    if not isinstance(part, str):
        return part
    for kind, other in OTHER_IDS.items():
        part = part.replace(kind, other)
    return part


EXCHANGED = {"CN": "RU", "RU": "CN"}
"""Two states that the catalogue treats alike; the record and the laws that bar giving data do not."""


def exchanged(text: str) -> str:
    """A text with two states exchanged."""
    return re.sub(r"\b(CN|RU)\b", lambda match: EXCHANGED[match[0]], text)


def exchanged_record() -> Record:
    """The record that ships with the rows of two states exchanged."""
    record = shipped_record()
    rows: dict[str, Any] = {name: tuple(map(exchanged_row, getattr(record, name))) for name in TABLES}
    return replace(record, **rows)


def exchanged_blocks(state: str) -> tuple[BlockingLaw, ...]:
    """The laws of the other of two states that bar giving data."""
    return blocks(EXCHANGED.get(state, state))


def exchanged_events(plain: Written) -> Events:
    """The events of a map with two states exchanged, as they are in the record and in the laws that bar giving data."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("risk.exposure.blocks", exchanged_blocks)
        return events(map_of(exchanged(json.dumps(plain, default=str))), catalogue(), exchanged_record())


def exchanged_row(row: BaseModel) -> BaseModel:
    """A row of the record about the other of two states, if it is about one of them."""
    states = {
        name: EXCHANGED[state]
        for name in ("sponsor", "country", "state")
        if (state := getattr(row, name, None)) in EXCHANGED
    }
    return row.model_copy(update=states)


@for_every("name", ["wechat-five-lines", "tiktok-2020"])
def test_two_states_exchanged_in_map_and_record_exchange_their_results(name: str) -> None:
    found = exchanged_events(case_written(name))
    run = Run(found.exposure.data_map, Settings(), found, Model(found, root_chances(found)))
    expected = {
        tuple(exchanged(part) if isinstance(part, str) else part for part in key): n
        for key, n in numbers(case(name)).items()
    }
    assert numbers(run) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@for_every("which", MANY)
def test_two_states_exchanged_exchange_the_harm_of_every_event_on_any_map(which: str | int) -> None:
    plain = plain_of(which)
    found = exchanged_events(plain)
    run = Run(found.exposure.data_map, Settings(), found, Model(found, root_chances(found)))
    harms = {exchanged(key): harm for key, harm in harms_of(run_of(plain)).items()}
    assert harms_of(run) == pytest.approx(harms, rel=1e-12, abs=1e-12)


def harms_of(run: Run) -> dict[str, float]:
    """The harm of each event at the best values."""
    return dict(zip(run.measures.keys, run.harms.tolist(), strict=True))


# Defaults written out.


def ranges_of_defaults(run: Run) -> Written:
    """The ranges of the defaults of a map as its own estimates.

    But for orders to organisations elsewhere, a rate stated of which is the whole rate there, and for custody at an
    organisation that has the id of a party that data are sent to: what is stated then is of that place alone.
    """
    organisations, holdings = run.events.exposure.organisations, run.events.exposure.holdings
    elsewhere = tuple(f".{o}" for o in organisations.places if organisations.holds_no_accounts(o))
    places = tuple(f".{place.id}" for place in holdings if place.id in organisations.places)
    return {
        address: {"low": number.estimate.low, "best": number.estimate.best, "high": number.estimate.high}
        | ({"per": number.estimate.per} if number.estimate.per else {})
        for address, number in run.events.numbers.items()
        if number.assumed and number.distribution is None and number.estimate.form == "range"
        if not (address.startswith("demand.targeted.") and address.endswith(elsewhere))
        if not (address.startswith("custody.") and address.endswith(places))
    }


def test_defaults_written_into_the_map_change_no_number_but_what_rests_on_defaults() -> None:
    silent = assess(case_map("wechat-five-lines"), Settings(draws=200))
    ranges = ranges_of_defaults(silent)
    said = assess(map_of(json.dumps({**case_written("wechat-five-lines"), "estimates": ranges}, default=str)))
    said = with_draws(said, 200)
    assert len(ranges) > 20
    assert numbers(said) == same(numbers(silent))
    assert said.total_harm.draws == pytest.approx(silent.total_harm.draws, rel=SAME)
    assert said.assumed_share < silent.assumed_share


@for_every("which", MANY)
def test_defaults_written_into_any_map_change_no_draw(which: str | int) -> None:
    plain = plain_of(which)
    silent = with_draws(run_of(plain), 20)
    estimates = {**(plain.get("estimates") or {}), **ranges_of_defaults(silent)}
    said = with_draws(run_of({**plain, "estimates": estimates}), 20)
    assert said.total_harm.draws.tolist() == pytest.approx(silent.total_harm.draws.tolist(), rel=SAME)
    assert persons_in_reach(said) == pytest.approx(persons_in_reach(silent), rel=SAME)


def persons_in_reach(run: Run) -> dict[tuple[str, str], float]:
    """The people within reach of each state, by class, at the best values."""
    within = reach(run.events)
    return {(x, c): float(within.at_best.persons(x, c)[0]) for x in within.states for c in CLASSES}


# A group as two.

WITH_SHARES = {"eu-saas", "tiktok-2020", "tiktok-2026"}
"""Cases whose largest group has a flow with a share that is not known: one number for each flow, and so two for two."""


@for_every("name", [name for name in REAL if name not in ("wechat-five-lines", "wechat-2020")])
def test_a_group_as_two_alike_changes_no_number_and_no_draw_of_the_people_and_the_harm(name: str) -> None:
    """But for chances of events of one flow, which two groups have twice, and draws where a flow's share is unknown."""
    whole, halves = (with_draws(run_of(of_largest_group(name, parts)), 20) for parts in (1, 2))
    assert halves.harm == pytest.approx(whole.harm, rel=SAME)
    assert halves.measures.by_level().tolist() == pytest.approx(whole.measures.by_level().tolist(), rel=SAME)
    assert persons_in_reach(halves) == pytest.approx(persons_in_reach(whole), rel=SAME)
    alike = halves.total_harm.draws == pytest.approx(whole.total_harm.draws, rel=SAME)
    assert alike == (name not in WITH_SHARES)


def of_largest_group(name: str, parts: int) -> Written:
    """A case with the people of its largest group as a total, in one part or in two alike that take the same flows."""
    plain, data_map = case_written(name), case_map(name)
    group = max(counted_groups(data_map), key=data_map.people_in)
    other, half = f"{group}-too", {"best": 0.5, "exact": True, "why": "alike"}
    total = plain["users"][group].pop("count")
    if parts == 1:
        return {**plain, "people": {"total": total, "groups": {group: "rest"}}}
    plain["users"][other] = plain["users"][group]
    plain["people"] = {"total": total, "groups": {group: {"share": half}, other: "rest"}}
    for flow in list(plain["flows"]):
        sources = flow["from"] if isinstance(flow["from"], list) else [flow["from"]]
        if group in sources and "id" in flow:
            plain["flows"].append({**flow, "id": f"{flow['id']}-too", "from": other})
        elif group in sources:
            flow["from"] = [*sources, other]
    return plain


# Less that moves, less harm.


@for_every("seed", range(12))
def test_an_option_that_ends_a_flow_raises_no_harm(seed: int) -> None:
    plain = written(seed)
    before = run_of(plain)
    flow = plain["flows"][seed % len(plain["flows"])]
    plain["options"] = {"it": {"do": [{"end_flow": flow.get("id", f"{flow['from']}.{flow['to']}")}]}}
    after = assess(with_options(map_of(json.dumps(plain)), ["it"]))
    assert after.harm <= before.harm * (1 + SAME)


@for_every("seed", range(12))
def test_more_years_make_nothing_less_likely(seed: int) -> None:
    for row in all_events(run_of(written(seed))):
        assert row.at_least_one[5].point >= row.at_least_one[1].point


# The negative control.


def counts_alone(plain: Written) -> Written:
    """A map of the same people and data that tells of systems and states only how many there are: all are alike."""
    run = assess(map_of(json.dumps(plain, default=str)))
    systems = {f"system-{n}": {"operator": "somebody"} for n, _ in enumerate(plain["systems"])}
    firms = {f"firm-{x.lower()}": {"organised_in": x} for x in run.events.exposure.states}
    return {
        "app": {"name": plain["app"]["name"], "operator": "somebody"},
        "as_of": plain["as_of"],
        "viewpoint": plain["viewpoint"],
        "sources": plain["sources"],
        "users": {g: {"in": about["in"], "count": run.data_map.people_in(g)} for g, about in plain["users"].items()},
        "data": plain["data"],
        "parties": {"somebody": {"organised_in": "XZ"}, **firms},
        "systems": systems,
        "flows": [{"from": list(plain["users"]), "to": s, "data": list(plain["data"])} for s in systems],
        "access": [{"party": firm, "to": s} for firm in firms for s in systems],
    }


@pytest.mark.parametrize("name", ["wechat-2020", "tiktok-2020"])
def test_a_map_stripped_to_its_counts_of_states_and_systems_does_not_give_the_answer_of_the_whole(name: str) -> None:
    whole, stripped = case(name), run_of(counts_alone(case_written(name)))
    before, after = shares(whole), shares(stripped)
    assert max(before.values()) - min(before.values()) > 0.2
    assert max(after.values()) - min(after.values()) < 1e-9 < min(after.values())
    assert max(before.values()) > 2 * max(after.values())


def shares(run: Run) -> dict[str, float]:
    """The share of people whose content is within reach of each foreign state that the case names."""
    found, own = reach(run.events), run.events.exposure.own_states
    return {x: float(found.at_best.share(x, "content")[0]) for x in found.states if x not in {*own, "XZ"}}


PIER = """
app: {{name: Harbour, operator: harbour}}
as_of: 2026-03-01
viewpoint: XA
users: {{people: {{in: XA, count: 1M{people}}}}}
data: {{chats: {chats}, place: location}}
parties: {{harbour: {{organised_in: XB}}}}
systems: {{pier: {{operator: harbour, in: XA, keys: operator{pier}}}}}
flows: [{{from: people, to: pier, data: [chats, place]}}]
estimates: {{power.XB.harbour: {power}}}
"""
AS_IT_IS = {"people": "", "chats": "text", "pier": "", "power": "0.5"}


def _events(**otherwise: str) -> Events:
    return events(map_of(PIER.format(**{**AS_IT_IS, **otherwise})), catalogue())


def test_maps_that_differ_in_numbers_alone_share_what_follows_from_all_else() -> None:
    one, other = _events(), _events(power="0.25")
    assert one.inputs["power.XB.harbour"].best != other.inputs["power.XB.harbour"].best
    assert one.cores
    assert all(one.cores[name] is other.cores[name] for name in one.cores)


@pytest.mark.parametrize(
    "otherwise",
    [
        {"people": ", exposure: [at_risk]"},
        {"people": ", exposure: [strategic]"},
        {"chats": "credentials"},
        {"chats": "{type: text, level: 1}"},
        {"pier": ", keeps: {place: 2 years}"},
        {"power": "{best: 0, exact: true, why: given}"},
    ],
)
def test_maps_that_differ_in_what_cores_follow_from_share_none_that_differ(otherwise: dict[str, str]) -> None:
    _events()
    after_another = _events(**otherwise)
    _cores_of.cache_clear()
    alone = _events(**otherwise)
    assert (after_another.cores, after_another.equations) == (alone.cores, alone.equations)
    assert (alone.cores, alone.equations) != (_events().cores, _events().equations)
