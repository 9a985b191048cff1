"""The maps that ship read without a problem and name their sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
import yaml
from pydantic import BaseModel, RootModel

from assessments.run import assess
from data_maps.addresses import FAMILIES
from data_maps.changes import OptionStep
from data_maps.fields import Claim
from data_maps.model import DataMap
from data_maps.organisations import states_named
from data_maps.parties import Via
from data_maps.quantities import ESTIMATE_KEYS, Agreed, Estimate, Form
from data_maps.reading import case_names, case_path, read_path, with_setting
from data_maps.vocabulary import data_types
from risk.organisations import Organisations
from tests.support.assessed import case_map as case
from tests.support.assessed import stated

ROOT = Path(__file__).parents[2]
CASES = ROOT / "data_maps" / "cases"
NAMES = (
    "eu-saas",
    "every-key",
    "example-chat",
    "harbour",
    "own-state",
    "tiktok-2020",
    "tiktok-2026",
    "wechat-2020",
    "wechat-five-lines",
)
REAL = ("eu-saas", "own-state", "tiktok-2020", "tiktok-2026", "wechat-2020")
NO_ADDRESS = {"wechat-2020": ["apptopia", "founder-stake"], "tiktok-2020": [], "tiktok-2026": []}
"""What both sides say of themselves, which is no judgement of ours: each has it from a source of its own."""
FINDINGS = re.compile(r"\b(proves?|proven|shows? that|found that|establish(?:es|ed)? that|certainly|in fact)\b")


def parts(value: object, path: str) -> Iterator[tuple[str, BaseModel]]:
    """Every model inside a value with its path, outermost first."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from parts(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from parts(part, f"{path}.{key}")
    elif isinstance(value, tuple | list):
        for index, part in enumerate(value):
            yield from parts(part, f"{path}[{index}]")


def estimates(data_map: DataMap) -> Iterator[tuple[str, Estimate, str | None]]:
    """Every estimate of a map with its path and the source it stands on: its own, else that of the claim around it."""
    claims: dict[str, str | None] = {}
    for path, part in parts(data_map, "map"):
        if isinstance(part, Claim):
            claims[path] = part.source
        elif isinstance(part, Estimate):
            around = max((at for at in claims if path.startswith(f"{at}.")), key=len, default=None)
            yield path, part, part.source or (claims[around] if around else None)


def claims(data_map: DataMap) -> Iterator[tuple[str, Claim | Estimate]]:
    for path, part in parts(data_map, "map"):
        if isinstance(part, Claim | Estimate):
            yield path, part


def test_every_map_in_the_folder_is_one_of_these() -> None:
    assert case_names() == NAMES
    assert sorted(path.name for path in CASES.glob("*.yaml")) == [f"{name}.yaml" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_a_case_reads_without_a_problem(name: str) -> None:
    assert read_path(case_path(name)).problems == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_case_has_a_page_section_of_its_own(name: str) -> None:
    assert f"\n## {name}\n" in (ROOT / "docs" / "cases.md").read_text()


def test_the_five_lines_are_the_five_lines_of_the_format() -> None:
    assert (CASES / "wechat-five-lines.yaml").read_text() == (
        "app: WeChat\n"
        "as_of: 2020-09-25\n"
        "users: {US: 19M}\n"
        "data: [text, images, video, audio]\n"
        "owner: {name: Tencent, jurisdiction: CN}\n"
    )


@pytest.mark.parametrize("name", REAL)
def test_each_number_of_a_real_case_names_a_source_or_says_it_is_judged(name: str) -> None:
    numbers = [(path, source or found.basis or found.form) for path, found, source in estimates(case(name))]
    assert [path for path, stands_on in numbers if stands_on in set(get_args(Form)) - {"unknown"}] == []


@pytest.mark.parametrize("name", REAL)
def test_each_source_has_title_publisher_date_and_grade(name: str) -> None:
    sources = case(name).sources
    assert sources
    said = {id_: (source.title, source.publisher, source.date, source.grade) for id_, source in sources.items()}
    assert [id_ for id_, four in said.items() if not all(four)] == []


@pytest.mark.parametrize("name", NO_ADDRESS)
def test_a_source_of_the_founding_cases_says_where_it_can_be_read(name: str) -> None:
    assert [id_ for id_, source in case(name).sources.items() if not source.url] == NO_ADDRESS[name]


@pytest.mark.parametrize("name", REAL)
def test_each_source_is_named_by_a_claim_by_another_source_or_in_the_notes(name: str) -> None:
    named = {source for _, part in claims(case(name)) if (source := part.source)}
    named |= {source.origin for source in case(name).sources.values() if source.origin}
    named |= {other.source for _, number, _ in estimates(case(name)) for other in number.against if other.source}
    noted = set(re.findall(r"[a-z0-9-]+", case(name).notes or ""))
    assert set(case(name).sources) - named - noted == set()


@pytest.mark.parametrize("name", REAL)
def test_each_judged_number_has_a_low_grade_and_a_reason(name: str) -> None:
    judged = [(path, found) for path, found, _ in estimates(case(name)) if found.basis == "judgement"]
    assert judged
    assert [path for path, found in judged if not (found.grade and found.grade[0] in "DEF" and found.why)] == []


@pytest.mark.parametrize("name", REAL)
def test_nothing_graded_as_judgement_is_shown_as_a_finding(name: str) -> None:
    low = [(path, part) for path, part in claims(case(name)) if part.grade and part.grade[0] in "DEF"]
    assert [path for path, part in low if isinstance(part, Estimate) and part.basis != "judgement"] == []
    assert [path for path, part in low if FINDINGS.search(part.why or "")] == []
    assert [id_ for id_, source in case(name).sources.items() if source.grade and source.grade[0] in "DEF"] == []


@pytest.mark.parametrize("name", REAL)
def test_each_reading_that_notes_and_docs_offer_moves_the_harm(name: str) -> None:
    harms = {setting: assess(set_to(case(name), setting)).harm for setting in offered(name)}
    assert harms
    unset = assess(case(name)).harm
    assert [setting for setting, harm in harms.items() if harm == pytest.approx(unset, rel=1e-9)] == []


def offered(name: str) -> set[str]:
    """Every `--set` in a case's notes and its section of the page, but those that only an option brings into play."""
    settings = re.findall(r"--set\s+([a-z_]+\.[\w.:-]+=[\w.]*\w)", f"{case(name).notes}\n{told_of(name)}")
    return {setting for setting in settings if not re.match(r"clear\..*\.users=", setting)}


def set_to(data_map: DataMap, setting: str) -> DataMap:
    changed = with_setting(data_map, setting)
    assert isinstance(changed, DataMap), str(changed)
    return changed


def test_the_people_of_the_founding_case_are_the_number_that_both_sides_pleaded() -> None:
    people = stated(case("wechat-2020").people)
    assert (people.total.form, people.total.best, people.total.grade) == ("exact", 19e6, "C3")
    assert people.total.agreed == Agreed(by=("government", "plaintiffs"), source="reuters-daily")
    assert [claim.source for claim in people.total.against] == ["politico", "installs-note"]
    assert case("wechat-2020").sources[stated(people.total.source)].origin == "apptopia"
    assert list(case("wechat-2020").readings) == list(people.total.agreed.by)
    assert list(case("wechat-2020").agreed) == ["people.total"]


def test_no_reading_sets_the_share_that_neither_side_is_known_to_have_spoken_of() -> None:
    data_map = case("wechat-2020")
    sides = data_map.readings.values()
    assert [address for side in sides for address in side.set_ if address == "people.prc-terms-accounts"] == []
    assert ["nothing that" in stated(side.why) for side in sides] == [True, True]
    part = stated(data_map.people).groups["prc-terms-accounts"].share
    assert isinstance(part, Estimate)
    assert stated(part.why).endswith("neither side is known to have said")


def test_the_app_is_a_lifeline_in_four_functions_by_the_report_on_the_motion() -> None:
    relied = case("wechat-2020").users["chinese-speaking"].relies_on
    lifelines = {function: use.source for function, use in relied.items() if "lifeline" in (use.why or "")}
    assert lifelines == dict.fromkeys(("family-abroad", "friends-abroad", "customers", "business-contacts"), "ap-stay")


def test_how_many_of_them_are_under_the_terms_of_the_mainland_is_unknown() -> None:
    data_map = case("wechat-2020")
    part = stated(data_map.people).groups["prc-terms-accounts"].share
    assert isinstance(part, Estimate)
    assert (part.form, part.best) == ("unknown", 0.5)
    terms = {group: people.terms for group, people in data_map.users.items() if people.terms}
    assert terms == {"prc-terms-accounts": "CN", "people-at-risk-prc": "CN"}
    assert [group for group, people in data_map.users.items() if people.exposure == {"at_risk"}] == [
        "people-at-risk", "people-at-risk-prc",
    ]  # fmt: skip


def test_standing_access_is_in_the_reading_of_one_side_alone() -> None:
    data_map = case("wechat-2020")
    (line,) = data_map.standing
    assert (line.state, line.at, stated(line.estimate).form, stated(line.estimate).best) == (
        "CN", "weixin-servers", "exact", 0.0,
    )  # fmt: skip
    said = {side: reading.set_["standing.CN.weixin-servers"].best for side, reading in data_map.readings.items()}
    assert said == {"government": 0.6, "plaintiffs": 0.0}


def test_the_delay_is_two_days_from_which_the_same_ban_is_in_force() -> None:
    options = case("wechat-2020").options
    for ban in ("download-ban", "full-ban"):
        now, later = options[ban], options[f"{ban}-after-appeal"]
        assert now.do == later.do
        assert (now.starts, later.starts) == (date(2020, 9, 20), date(2021, 9, 25))
        assert {of: stated(loss.best) * 2 for of, loss in later.loses.items()} == {
            of: loss.best for of, loss in now.loses.items()
        }
    assert [option for option in options if options[option].loses] == [
        "download-ban", "download-ban-after-appeal", "full-ban", "full-ban-after-appeal",
    ]  # fmt: skip


def test_the_words_of_the_motion_stand_in_the_founding_case() -> None:
    text = (CASES / "wechat-2020.yaml").read_text()
    for word in ("First Amendment", "prior restraint", "irreparable", "Laurel Beeler", "modest", "tiktok-2020"):
        assert word in text
    assert "slight" not in text
    assert [f"(ECF {number}" in text for number in (17, 22, 38, 59, 68, 105)] == [True] * 6


@pytest.mark.parametrize(
    ("name", "heading", "statements"), [("wechat-2020", "The motion", 38), ("tiktok-2020", "The order on TikTok", 12)]
)
def test_every_place_that_a_table_of_statements_names_is_in_the_map(name: str, heading: str, statements: int) -> None:
    rows = statements_on(heading)
    written = yaml.safe_load((CASES / f"{name}.yaml").read_text())
    named = [place for row in rows for place in re.findall(r"`([^`]+)`", row[1])]
    assert [place for place in named if not is_in(written, place)] == []
    assert [row[0] for row in rows if not re.search("`", row[1]) and "ut of scope" not in row[2]] == []
    assert len(rows) == statements


@pytest.mark.parametrize("name", NAMES)
def test_every_number_reading_and_option_that_the_page_names_of_a_case_is_in_it(name: str) -> None:
    data_map, told = case(name), told_of(name)
    wrong = [setting for setting in re.findall(r"--set\s+([^\s`]+)", told) if not in_the_map(data_map, setting)]
    wrong += [each for each in re.findall(r"--reading\s+([\w-]+)", told) if each not in data_map.readings]
    wrong += [each for each in re.findall(r"--option\s+([\w-]+)", told) if each not in data_map.options]
    assert wrong == []
    assert not in_the_map(data_map, "power.CN.nowhere=0.5")


@pytest.mark.parametrize("name", REAL)
def test_every_reading_of_a_real_case_is_named_on_the_page(name: str) -> None:
    assert [each for each in case(name).readings if f"`--reading {each}`" not in told_of(name)] == []


def in_the_map(data_map: DataMap, setting: str) -> bool:
    return isinstance(with_setting(data_map, setting), DataMap)


def told_of(name: str) -> str:
    """The section of the page of cases on one of them."""
    page = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    return page.split(f"\n## {name}\n")[1].split("\n## ")[0]


def statements_on(heading: str) -> list[list[str]]:
    """The rows of a table of statements on the page of cases: statement, where, how."""
    page = (ROOT / "docs" / "cases.md").read_text()
    table = page.split(f"### {heading}, statement by statement")[1].split("\n## ")[0].split("| Statement |")[1]
    return [line.split(" | ") for line in table.splitlines() if line.startswith("| ")]


def test_each_limb_of_a_stay_and_of_an_injunction_has_a_row() -> None:
    said = " ".join(row[0] for row in statements_on("The motion")).lower()
    limbs = ("likelihood of success", "irreparabl", "balance of hardships", "public interest", "partial stay", "bond",
             "nationwide", "status quo", "lifeline", "first amendment")  # fmt: skip
    assert [limb for limb in limbs if limb not in said] == []


def is_in(written: object, place: str) -> bool:
    """Whether a path, whose keys may hold points themselves, leads to something in a map as written."""
    if isinstance(written, list):
        written = {item["id"]: item for item in written if "id" in item}
    if not isinstance(written, dict):
        return False
    return any(
        place == key or (place.startswith(f"{key}.") and is_in(part, place.removeprefix(f"{key}.")))
        for key, part in written.items()
    )


def test_the_hong_kong_reading_is_one_open_number_with_a_question_about_it() -> None:
    data_map = case("wechat-2020")
    open_number = data_map.estimates["power.CN.hong-kong-servers"]
    assert (open_number.low, open_number.best, open_number.high, open_number.grade) == (0.05, 0.35, 0.8, "D5")
    asked = [question for question in data_map.questions if "power.CN.hong-kong-servers" in question.about]
    assert [question.ask for question in asked] == [
        "Does Hong Kong count as the PRC for orders to those who run servers there?"
    ]


def test_a_message_to_the_mainland_lies_on_prc_systems_whatever_the_terms() -> None:
    data_map = case("wechat-2020")
    (flow,) = [flow for flow in data_map.flows if flow.id == "mainland-chats"]
    assert (data_map.systems[flow.target].place, data_map.systems[flow.target].operator) == ("CN", "tencent-shenzhen")
    assert flow.share is not None
    assert flow.share.basis == "judgement"


def test_tiktok_in_2020_has_no_owner_that_is_known_of_a_later_year_alone() -> None:
    """The statement of the founders' share is of 2023, the state-linked stake of 30 April 2021."""
    data_map = case("tiktok-2020")
    assert [line.owner for line in data_map.ownership if line.of == "bytedance"] == []
    assert {line.of for line in data_map.ownership if line.owner == "bytedance"} == {"tiktok-ltd"}


def test_the_sale_ordered_in_2020_is_due_ninety_days_after_the_order() -> None:
    assert case("tiktok-2020").options["sale"].starts == date(2020, 8, 14) + timedelta(days=90)


def test_tiktok_before_and_after_has_the_same_people_and_data_where_both_speak_of_them() -> None:
    before, after = case("tiktok-2020"), case("tiktok-2026")
    assert list(before.users) == list(after.users)
    assert {id_: item.type for id_, item in after.data.items() if id_ in before.data} == {
        id_: item.type for id_, item in before.data.items()
    }
    for group in ("people-at-risk", "officials"):
        assert before.users[group].count.best == after.users[group].count.best
    held = {
        (line.owner, line.via): stated(stated(line.share).best)
        for line in after.ownership
        if line.of == "joint-venture"
    }
    shares = {("oracle", "shares"): 0.15, ("silver-lake", "shares"): 0.15, ("mgx", "shares"): 0.15}
    seats = {(owner, "board"): 0.143 for owner in ("bytedance", "oracle", "silver-lake", "mgx")}
    assert held == pytest.approx({**shares, ("bytedance", "shares"): 0.199, **seats})


def test_example_chat_has_the_distributions_whose_best_values_are_worked_by_hand() -> None:
    numbers = case("example-chat").estimates
    assert {at: (said.form, said.parameters) for at, said in numbers.items() if said.form != "exact"} == {
        "power.XB.holding": ("beta", (9.0, 1.0)),
        "custody.chat-operator.main": ("beta", (8.0, 2.0)),
        "demand.targeted.XB": ("lognormal", (4.0, 2.0)),
        "carried_out.targeted.XB": ("beta", (7.5, 2.5)),
        "demand.whole.XB": ("lognormal", (0.05, 5.0)),
        "carried_out.whole.XB": ("beta", (5.0, 5.0)),
        "taken.whole.XB": ("beta", (6.0, 4.0)),
        "attempts.intrusion.second-host": ("lognormal", (0.1, 3.0)),
        "success.intrusion.second-host": ("beta", (3.0, 7.0)),
        "taken.intrusion.second-host": ("beta", (2.0, 8.0)),
    }


def test_every_case_asks_about_a_state_but_the_one_in_five_lines() -> None:
    asked = {name: case(name).question for name in case_names()}
    assert {name: (one.state, one.of) for name, one in asked.items() if one} == {
        "eu-saas": ("US", "northcloud-inc"),
        "every-key": ("XB", "lantern"),
        "example-chat": ("XB", "holding"),
        "harbour": ("XB", "parent"),
        "own-state": ("GB", "owner"),
        "tiktok-2020": ("CN", "owner"),
        "tiktok-2026": ("CN", "bytedance"),
        "wechat-2020": ("CN", "owner"),
    }
    assert [name for name, one in asked.items() if not one] == ["wechat-five-lines"]


@pytest.mark.parametrize("name", case_names())
def test_states_that_may_be_asked_about_are_those_that_organisations_have(name: str) -> None:
    assert set(states_named(case(name))) == set(Organisations(case(name)).states)


def test_every_key_of_the_format_stands_in_the_map_that_shows_them_all() -> None:
    text = (CASES / "every-key.yaml").read_text()
    used = set(re.findall(r"(?:^|[\s{,-])([a-z_]+):", text))
    assert keys() - used == set()


def keys() -> set[str]:
    """The keys of every word of the format, as a map writes them."""
    waiting: list[type[BaseModel]] = [DataMap]
    found: set[type[BaseModel]] = {Estimate}
    words = set(ESTIMATE_KEYS)
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            fields = {field.alias or name: field for name, field in model.model_fields.items() if not field.exclude}
            words |= set() if issubclass(model, RootModel) else set(fields)
            waiting += [inner for field in fields.values() for inner in models_in(field.annotation)]
    return words


def models_in(kind: object) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from models_in(part)


def test_every_family_of_addresses_and_kind_of_change_stands_there_too() -> None:
    data_map = case("every-key")
    assert {at.split(".")[0] for at in data_map.estimates} == set(FAMILIES)
    assert {step.key for option in data_map.options.values() for step in option.do} == {
        name.rstrip("_") for name in OptionStep.model_fields
    }
    assert {said.form for _, said, _ in estimates(data_map)} == set(get_args(Form))
    assert {item.type for item in data_map.data.values()} == set(data_types())
    assert {line.via for line in data_map.ownership} == set(get_args(Via))


@pytest.mark.parametrize("name", REAL)
def test_a_case_in_dispute_has_two_readings_of_the_same_numbers_with_their_sources(name: str) -> None:
    first, second = case(name).readings.values()
    assert first.source is not None
    assert second.source is not None
    assert list(first.set_) == list(second.set_)
    for side in (first, second):
        assert [at for at, number in side.set_.items() if number.source not in case(name).sources] == []
        judged = [at for at, number in side.set_.items() if number.basis == "judgement"]
        assert list(side.set_) == judged
        assert [at for at in judged if not (side.set_[at].grade or "").startswith("D")] == []
    assert [at for at, number in first.set_.items() if number.best == second.set_[at].best] == []


@pytest.mark.parametrize("option", ["download-ban", "full-ban"])
def test_a_ban_at_once_says_that_the_injunction_came_before_its_day(option: str) -> None:
    wechat = case("wechat-2020")
    ban = wechat.options[option]
    assert str(ban.starts) < str(wechat.as_of)
    assert "The injunction of 19 September came first, so it never was in force." in (ban.why or "")


def test_what_bears_on_the_framework_for_transfers_stands_in_the_case_that_looks_west() -> None:
    text = (CASES / "eu-saas.yaml").read_text(encoding="utf-8")
    told = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")
    for name in ("Trump v. Slaughter", "29 June 2026", "31 July", "T-553/23", "C-703/25 P"):
        assert name in text
        assert name in told
    assert {"slaughter", "edpb-letter", "appeal"} <= case("eu-saas").sources.keys()
