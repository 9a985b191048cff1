"""The options: side by side, together as chosen, over time, and the best set for a burden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assessments.conclusions.options import does_little
from assessments.report.figures.chart import Mark
from assessments.report.glossary import HARMED
from assessments.report.option_words import QUESTION
from assessments.report.sections.option_answers import why_little
from assessments.results.options.table import options_of
from dashboard.figures import listed_names
from tests.support.assessed import shown_case
from tests.support.dashboards import FIVE, address, notices, said, text_at, visited

CASE = "case:example-chat"
BOTH = "Bar the app from government devices + A domestic trustee holds the administrator accounts, with audit"
STAYS = (
    "China could still order text and images: 45 in 100, if so of about 19 million people; "
    "run from there 79%, servers there 21%"
)


def test_every_option_stands_beside_the_others_with_its_intervals() -> None:
    text = text_at("options", map=CASE)
    assert "Risk removed, averaged over 2 years" in text
    assert "What people would lose over 2 years" in text
    assert "A domestic trustee holds the administrator accounts, with audit" in text
    assert "What would have to be true for this to be the better choice: Bar the service" in text
    assert "not computed" not in text


def test_a_link_opens_a_combination_that_the_map_does_not_name() -> None:
    at = visited("options", map=CASE, options=["custody", "device-ban"])
    assert address(at)["options"] == ["custody", "device-ban"]
    assert BOTH in said(at)


def test_the_best_set_for_a_burden_is_named_on_both_tracks() -> None:
    text = text_at("options", map=CASE, burden="5,000", most="2")
    assert "Best sets for 5,000 person-years without the app; and 2 options at most" in text
    both = (
        "“Bar the app from government devices”; and “A domestic trustee holds the administrator accounts, with audit”"
    )
    assert text.count(both) == 2
    assert "every set was looked at" in text


def test_a_later_start_a_way_to_close_and_a_target_are_answered() -> None:
    text = said(
        visited("options", map=CASE, later="full-ban", months="3", close="state:XB", under="700", target="10000")
    )
    assert "“Bar the service” if it starts 3 months later, over 2 years" in text
    assert (
        "The smallest sets that leave XB 700 people seriously harmed (equivalent) a year or less at our best estimates"
        in text
    )
    assert (
        f"The least burdensome that leaves 10,000 {HARMED} a year or less in 90% of simulations: “A domestic"
    ) in text


def test_options_that_do_nothing_are_named_on_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    idle = "options: {as-it-is: {title: As it is, do: [{set: {clear.tencent.unknown: 0.5}}]}}\n"
    (tmp_path / "idle.yaml").write_text(FIVE + idle, encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(tmp_path / "idle.yaml"))
    text = said(visited("options", map="file:idle.yaml"))
    assert "Second looks at the options" in text
    little = re.search(r"Why an option does little .*?As it is +(.*?)  ", text, re.DOTALL)
    assert little
    assert little.group(1) == "Not shown to cut: China keeps run from there 79% and servers there 21%"


def test_an_option_that_changes_little_says_in_every_place_what_stays_and_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    idle = "options: {as-it-is: {title: As it is, do: [{set: {clear.tencent.unknown: 0.5}}]}}\n"
    (tmp_path / "idle.yaml").write_text(FIVE + idle, encoding="utf-8")
    monkeypatch.setenv("DATAREACH_MAP", str(tmp_path / "idle.yaml"))
    for place in ("answer", "flows", "law"):
        assert f"What stays: {STAYS}." in said(visited(place, map="file:idle.yaml", options="as-it-is"))
    assert "What stays" not in said(visited("flows", map="file:idle.yaml"))


def test_only_options_that_take_hardly_anything_out_of_reach_are_said_to_do_little() -> None:
    run = shown_case("example-chat")
    options = options_of(run)
    assert options is not None
    rows = [row[0].text for row in why_little(options).rows]
    assert rows == [option.title for option in options.rows[1:] if does_little(option)]
    assert "Bar the service" not in rows


def test_what_the_address_gets_wrong_is_said_and_left_aside() -> None:
    found = notices(visited("options", map=CASE, options="custdy", burden="much", later="full-bn", close="state:XC"))
    assert "This map has no option 'custdy' (did you mean 'custody'?). It is left aside." in found
    assert "'much' is not a burden: write a number such as 5000. It is left aside." in found
    assert (
        "What if this started later: 'full-bn' is none of its choices (did you mean 'full-ban'?). It is left aside."
        in found
    )
    assert (
        "What closes every way to: 'state:XC' is none of its choices (did you mean 'state:XB'?). It is left aside."
        in found
    )


def test_a_map_without_options_says_so() -> None:
    assert "No option is in this map yet: choose some that are ready" in text_at("options", map="case:harbour")


def test_the_verdict_comes_first_with_its_question_then_one_table_then_every_number() -> None:
    text = text_at("options", map=CASE)
    keeper = "No: “A keeper at home holds the keys” cuts as much as a ban"
    assert re.search(rf"{keeper} \(judged\): [a-z ,]+ falls?\. None lose the app \(ban: 930,000\)\.", text)
    starts = [
        text.index(words)
        for words in (QUESTION, keeper, "All options, averaged over 2 years", "Risk removed, averaged")
    ]
    assert starts == sorted(starts)


def test_the_list_beside_the_trade_off_has_longer_names_than_the_picture_and_tells_them_apart() -> None:
    keys = "The keys go to a keeper under EU ownership, which no party abroad owns"
    keeper, users = (f"{keys} + {by}" for by in ("end it", "users hold them"))
    marks = [Mark("The keys go to a…", 1.0, whole=keeper), Mark("Short", 1.0)]
    assert listed_names(marks) == ["The keys go to a keeper under EU ownership, which no party…", "Short"]
    alike = [Mark(name, 1.0, whole=f"{users} at once, {name}") for name in ("one", "two")]
    assert listed_names(alike) == ["one", "two"]
    assert "Bar the app from government devices" in text_at("options", map=CASE).partition("All options")[0]


def test_a_burden_that_is_typed_is_in_the_address_and_answered() -> None:
    at = visited("options", map=CASE)
    next(box for box in at.text_input if box.label.startswith("At most so many person-years")).set_value("5000").run()
    assert address(at) == {"map": [CASE], "burden": ["5000"]}
    assert "Best sets for 5,000 person-years" in said(at)


def test_an_option_beside_a_pinned_map_with_others_stands_over_the_years_alone() -> None:
    at = visited("options", map=CASE, options=["custody", "users-hold-keys"], pin=["opened"])
    assert [told for told in notices(at) if "failed" in told] == []
    assert "Users hold the keys" in said(at).partition("a year, over the years")[2]


def test_options_looked_at_together_act_nowhere_else_until_they_are_put_into_force() -> None:
    at = visited("options", map=CASE)
    at.multiselect(key="options:chosen").set_value(["custody", "device-ban"]).run()
    assert (address(at)["together"], "options" in address(at)) == (["custody", "device-ban"], False)
    assert BOTH in said(at)
    assert "” in force" not in said(visited("law", **address(at)))
    at.button(key="options:force").click().run()
    assert (address(at)["options"], "together" in address(at)) == (["custody", "device-ban"], False)
    assert "” in force" in said(visited("law", **address(at)))


def test_the_list_of_what_is_looked_at_stays_empty_once_emptied_and_takes_all_out_of_force() -> None:
    at = visited("options", map=CASE, options="custody")
    assert at.multiselect(key="options:chosen").value == ["custody"]
    at.multiselect(key="options:chosen").set_value([]).run()
    (listed,) = (list_ for list_ in at.multiselect if list_.label == "Look at these together")
    assert listed.value == []
    link = visited("options", **address(at))
    assert link.multiselect(key="options:chosen").value == []
    assert link.button(key="options:force").label == "Take all out of force"
    link.button(key="options:force").click().run()
    assert not {"options", "together"} & set(address(link))
    assert "” in force" not in said(visited("law", **address(link)))
