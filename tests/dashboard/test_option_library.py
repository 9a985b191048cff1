"""The library of ready options: what applies here, put into force or written into the map."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from assessments.conclusions.verdict import ranked, verdict
from assessments.report.option_words import verdict_words
from assessments.results.options.table import options_of
from data_maps.reading import case_path, read
from risk.options.ready import ready_options
from tests.support.assessed import case_map, shown_case, stated
from tests.support.dashboards import address, notices, said, text_at, visited

CASE = "case:harbour"


def taken(at: AppTest, button: str, *options: str) -> AppTest:
    """The dashboard once some ready options were chosen and a button pressed."""
    at.pills(key="library").set_value(list(options))
    return next(each for each in at.button if each.label == button).click().run()


def test_each_ready_option_says_what_it_would_act_on_or_why_it_does_not_apply() -> None:
    at = visited("options", map=CASE)
    text = said(at.toggle(key="library:table").set_value(True).run())
    for words in (
        "No option is in this map yet: choose some that are ready, and they are compared here.",
        "Users hold the keys to all content",
        "Does not apply. No flow on this map is for sale or advertising.",
        "Does not apply. No group of these people is strategic.",
        "after 1 year",
    ):
        assert words in text
    assert "users-hold-keys" not in text


def test_ready_options_run_by_themselves_on_a_map_without_any() -> None:
    text = text_at("options", map=CASE)
    words = verdict_words(verdict(shown_case("harbour"), pairs=True))
    assert [sentence for sentence in words if sentence not in text] == []
    assert words[0].startswith("No: “A keeper at home holds the keys” cuts as much as a ban")


@pytest.mark.parametrize("name", ["harbour", "eu-saas"])
def test_every_option_that_applies_is_ranked_by_what_it_leaves_and_none_is_missing(name: str) -> None:
    both = ranked(shown_case(name))
    own, ready = case_map(name).options, ready_options(case_map(name))
    assert {over.option: over.ready for over, _ in both} == dict.fromkeys(own, False) | dict.fromkeys(ready, True)
    left = [over.expected_data.middle for over, _ in both]
    assert left == sorted(left)
    compared = options_of(shown_case(name))
    told = {row.option: stated(row.reach).expected_data for row in compared.rows} if compared else {}
    assert {over.option: over.expected_data for over, _ in both if over.option in told}.items() <= told.items()
    assert (name, {over.option for over, _ in both} & told.keys()) == (name, set(own))
    text = text_at("options", map=f"case:{name}")
    places = [text.index(over.title, text.index("Every option that applies, what leaves")) for over, _ in both]
    assert len(places) == len(both)


def test_one_put_into_force_is_compared_here_and_acts_on_other_pages() -> None:
    at = taken(visited("options", map=CASE), "Put into force", "users-hold-keys")
    assert (address(at)["options"], address(at)["pin"]) == (["users-hold-keys"], ["opened"])
    assert [told for told in notices(at) if "failed" in told] == []
    assert "Risk removed, averaged over 2 years" in said(at)
    text = said(visited("law", **address(at)))
    assert "with “Users hold the keys to all content” in force" in text
    assert notices(visited("law", map=CASE, options=["bar-officials"]))[0].startswith(
        "This map has no option 'bar-officials'"
    )


def test_one_written_into_the_map_is_the_maps_own_and_comments_stay() -> None:
    at = taken(visited("options", map=CASE), "Write into the map", "users-hold-keys", "sell-to-own")
    assert address(at)["map"] == ["own:harbour.yaml"]
    ((name, content),) = at.session_state["opened"].files
    before = case_path("harbour").read_text(encoding="utf-8")
    kept = content.decode().splitlines()
    assert [line for line in before.splitlines() if line not in kept and not line.startswith("parties:")] == []
    own = stated(read(content.decode(), name).data_map)
    ready = ready_options(case_map("harbour"))
    assert dict(own.options) == {id_: ready[id_] for id_ in ("users-hold-keys", "sell-to-own")}
    assert "The map has an option of this name already." in said(at.toggle(key="library:table").set_value(True).run())
    at.multiselect(key="options:chosen").set_value(["users-hold-keys"]).run()
    at.button(key="options:force").click().run()
    assert not at.exception
    assert (address(at)["pin"], address(at)["options"]) == (["opened"], ["users-hold-keys"])
    assert [told for told in notices(at) if "failed" in told] == []


@pytest.mark.parametrize("button", ["Put into force", "Write into the map"])
def test_a_library_button_asks_for_a_choice_where_there_is_none(button: str) -> None:
    at = taken(visited("options", map=CASE), button)
    assert "Choose one or more of them first." in notices(at)
    assert address(at) == {"map": [CASE]}
