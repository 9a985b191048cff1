"""Readings and placebo as a reader sees them."""

from __future__ import annotations

from functools import cache

from assessments.report.blocks import NamedCells, Section, Table, Text
from assessments.report.option_words import owner_words
from assessments.report.sections import placebo
from assessments.results.summary import summary_parts
from assessments.run import assess
from data_maps.quantities import Estimate
from tests.support.assessed import case


@cache
def made(name: str) -> Section:
    return placebo.section(case(name))


def tables(name: str) -> dict[str, Table]:
    return {block.caption: block for block in made(name).blocks if isinstance(block, Table)}


def sentences(name: str) -> list[str]:
    return [block.text for block in made(name).blocks if isinstance(block, Text)][1:]


def test_sentences_say_what_this_owners_state_could_order_and_anothers_could_not_and_the_reverse() -> None:
    numbers = summary_parts(case("wechat-five-lines"))
    assert tuple(sentences("wechat-five-lines")[:2]) == owner_words(numbers)
    assert sentences("wechat-five-lines")[0] == "Run from Switzerland, China could order none of it."


def test_a_map_whose_owner_changes_nothing_says_so() -> None:
    without = case("harbour").data_map
    no_power = Estimate(form="exact", best=0.0, why="none")
    silent = without.model_copy(update={"estimates": {**without.estimates, "power.XB.parent": no_power}})
    texts = [block.text for block in placebo.section(assess(silent)).blocks if isinstance(block, Text)]
    assert "Nothing of this is specific to an owner from XB." in texts


def test_every_other_map_has_a_column_with_the_reach_of_each_state() -> None:
    table = tables("harbour")["Whose content could be ordered, with another owner or another drawing"]
    assert [column.title for column in table.columns] == [
        "State", "On the map", "Owner in XA", "Owner in Switzerland", "Coarser", "Finer",
    ]  # fmt: skip
    assert [[cell.text for cell in cells[:4]] for cells in table.rows[:3]] == [
        [
            "XA",
            "88 in 100, if so about 1 million",
            "89 in 100, if so about 1 million",
            "88 in 100, if so about 1 million",
        ],
        ["XB", "32 in 100, if so about 1 million", "none", "none"],
        ["Switzerland (CH)", "none", "none", "32 in 100, if so about 1 million"],
    ]


def test_each_side_says_what_it_rests_on_and_what_both_have_alike_is_said() -> None:
    """In the founding case both sides pleaded 19 million, and neither is known to have spoken of the PRC terms."""
    (grounds,) = [block for block in made("wechat-2020").blocks if isinstance(block, NamedCells)]
    assert [side for side, _ in grounds.rows] == [
        "The motion to let the ban take effect", "The users' case for the injunction",
    ]  # fmt: skip
    assert ["so that share stays open" in cell.text for _, cell in grounds.rows] == [True, True]
    people = "How many people are there in the groups that are counted together? 19 million."
    assert sentences("wechat-2020")[-1] == f"Every reading has the same here. {people}"


def test_disputed_numbers_stand_with_the_values_of_both_sides_and_their_worth() -> None:
    found = tables("every-key")
    worth = found["What each dispute is worth"]
    assert [column.title for column in worth.columns] == [
        "In dispute", "The order", "The reply", "People within reach of XB", "Harm by foreign states",
    ]  # fmt: skip
    assert [cells[0].text for cells in worth.rows] == [
        "How many people are there in the group “club runners”?",
        "Can the law or practice of XB make Lantern Holdings hand data over?",
        "What share of people's data takes the flow “to works” from The pier to works?",
    ]
    assert "Whose content could be ordered, as each side reads the map" in found


def test_standing_access_and_screening_have_a_table_where_the_map_states_any() -> None:
    found = tables("every-key")
    standing = found["Standing access that the map states"]
    assert [[cell.text for cell in cells[:3]] for cells in standing.rows] == [
        ["XC", "works", "messages"],
        ["XB", "works", "all data there"],
    ]
    screened = found["Content that parties look through themselves: in no sum and no event"]
    assert [cells[2].text for cells in screened.rows] == ["photos"]
    assert list(tables("harbour")) == ["Whose content could be ordered, with another owner or another drawing"]
