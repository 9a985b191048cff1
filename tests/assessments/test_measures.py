"""The registry of measures: one that is added stands in the JSON, its schema, frames, differences, gates and pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from pydantic import ValidationError

from assessments import measures
from assessments.assessment import result_of
from assessments.exports.comparison import text
from assessments.gate import GateLimits, failures, limits_of
from assessments.measures import MEASURES, Measure
from assessments.portfolio.folder import columns, part_of
from assessments.portfolio.maps import WrittenMap
from assessments.portfolio.rows import row_of
from assessments.results.comparison.compared import ComparedMap, comparison_of
from assessments.results.frames import frames
from assessments.results.parts import Headline
from assessments.results.result import schema
from assessments.run import Run, Settings, assess
from benchmarks.portfolios import made_up
from tests.assessments.test_comparison import BASE, CHANGED
from tests.support.dashboards import visited
from tests.support.maps import map_of

LETTERS = Measure(
    "letters_per_year",
    "Letters to write a year",
    "letters a year",
    lambda exposed: exposed.persons()[0] + exposed.content(),
    ("all", "actors", "compared", "apps", "ranks"),
    "letters to write a year, one more to whoever's content is exposed",
    of_apps="letters to write a year because of foreign states",
)
DOUBLED = Measure(
    "doubled_per_year",
    "Twice the people",
    "persons a year",
    lambda exposed: 2.0 * exposed.persons(),
    ("all", "actors", "compared"),
    "twice the people a year",
    levels=True,
)
KEY = LETTERS.key


@pytest.fixture
def added(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The registry with two measures more."""
    schema.cache_clear()
    monkeypatch.setattr(measures, "MEASURES", (*MEASURES, LETTERS, DOUBLED))
    yield
    schema.cache_clear()


def assessed(draws: int = 0) -> Run:
    text = BASE.partition("options:")[0]
    return assess(map_of(text), Settings(draws=draws))


@pytest.mark.usefixtures("added")
@pytest.mark.parametrize("draws", [0, 200])
def test_an_added_measure_is_in_the_json_of_all_actors_of_each_and_of_each_side(draws: int) -> None:
    result = json.loads(result_of(assessed(draws)).model_dump_json(exclude_none=True))
    sides = [total for total in result["totals"].values() if total]
    for part in (result["headline"], *sides, *result["actors"]):
        persons, content = part["persons_per_year"], part["content_persons_per_year"]
        for of in ("point", "mean") if draws else ("point",):
            assert part[KEY][of] == pytest.approx(persons["1"][of] + content[of])
            assert {level: q[of] for level, q in part[DOUBLED.key].items()} == pytest.approx(
                {level: 2.0 * q[of] for level, q in persons.items()}
            )
    assert result["headline"][KEY]["point"] > 0.0
    assert list(Draft202012Validator(schema()).iter_errors(result)) == []


@pytest.mark.usefixtures("added")
def test_an_added_measure_has_a_row_a_unit_and_a_meaning_in_the_frame_of_first_numbers() -> None:
    headline = frames(result_of(assessed()))["headline"]
    rows = headline[headline["measure"] == KEY][["table", "unit", "meaning"]].to_numpy().tolist()
    assert rows == [["headline", LETTERS.unit, LETTERS.meaning]]


@pytest.mark.usefixtures("added")
def test_the_difference_of_two_maps_in_an_added_measure_is_explained_by_its_groups() -> None:
    sides = [ComparedMap(name, map_of(map_text)) for name, map_text in (("one", BASE), ("other", CHANGED))]
    compared = json.loads(text(comparison_of(*sides, draws=0)))
    before, after, whole = (compared[name][KEY]["point"] for name in ("before", "after", "difference"))
    assert whole == pytest.approx(after - before)
    assert whole == pytest.approx(sum(group["explains"][KEY]["point"] for group in compared["groups"]))
    assert compared["after"][DOUBLED.key]["3"]["point"] == 2.0 * compared["after"]["persons_per_year"]["3"]["point"]


@pytest.mark.usefixtures("added")
def test_a_gate_holds_an_added_measure_against_a_limit_each_level_by_itself() -> None:
    found = assessed()
    assert failures(found, GateLimits(limits_of([f"{KEY}=1e12", f"{DOUBLED.key}.3=1e12"]))) == ()
    failed = failures(found, GateLimits(limits_of([f"{KEY}=0", f"{DOUBLED.key}.3=0"])))
    assert [failure.condition for failure in failed] == [f"max-{KEY}", f"max-{DOUBLED.key}.3"]
    assert failed[1].message.startswith("Twice the people at level 3 or higher, by all actors together: ")


@pytest.mark.usefixtures("added")
def test_the_row_of_an_app_has_an_added_measure_in_every_simulation_and_a_column_of_its_own() -> None:
    row = row_of(WrittenMap("map.yaml", BASE.encode()), Settings(draws=1000))
    persons, content = row["persons_per_year"], row["content_persons_per_year"]
    assert row[KEY]["point"] == pytest.approx(persons["point"] + content["point"])
    assert row[f"{KEY}_draws"].shape == (1000,)
    meanings = {name: meaning for name, _, meaning in columns()}
    assert meanings[KEY] == "letters to write a year because of foreign states"
    part_of([row])  # each column has the type that its values have


@pytest.mark.usefixtures("added")
def test_the_page_of_ranked_apps_has_an_added_measure_along_its_axes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_up(tmp_path, 20)
    monkeypatch.setenv("DATAREACH_PORTFOLIO", str(tmp_path))
    at = visited("apps", across=KEY)
    title = "Letters to write a year because of foreign states"
    assert title in at.selectbox(key="select:across").options
    assert at.selectbox(key="select:across").value == KEY


def test_a_part_takes_no_measure_that_is_not_in_the_registry() -> None:
    first = result_of(assessed()).headline.model_dump()
    with pytest.raises(ValidationError, match="there are no such measures: letters_per_year"):
        Headline.model_validate({**first, KEY: {"point": 1.0}})


def test_a_limit_names_a_measure_and_a_number_from_0_on() -> None:
    assert limits_of(["strategic=9", "persons_per_year.3=1e3"]) == {"strategic": 9.0, "persons_per_year.3": 1000.0}
    with pytest.raises(ValueError, match="--max: there is no measure 'stategic' \\(did you mean 'strategic'\\?\\)"):
        limits_of(["stategic=9"])
    for wrong in ("harm", "harm=", "harm=much", "harm=-1", "harm=nan"):
        with pytest.raises(ValueError, match=f"--max: '{wrong}' is no limit \\(write harm= and a number from 0 on\\)"):
            limits_of([wrong])
