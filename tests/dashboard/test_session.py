"""A view is its address: what it says is shown, what it cannot say is said, and sessions know nothing of each other."""

from __future__ import annotations

import ast
import re
from datetime import date
from functools import partial
from importlib import import_module
from itertools import product

import pytest

from assessments.report.glossary import GLOSSARY
from assessments.results.ledger import grounds
from dashboard import background, session
from dashboard.show import as_label
from tests.support.commanded import ROOT
from tests.support.dashboards import address, in_force, notices, said, text_at, used, visited

FIVE = "case:wechat-five-lines"


def test_without_an_address_the_page_says_what_it_would_show_and_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    at = visited("answer")
    assert "No map is open" in said(at)
    assert "Open a map that ships, or one of yours, in Apps, or begin with this one." in said(at)
    assert at.selectbox(key="strip:map").value is None
    assert as_label("Open WeChat in the United States, September 2020") in [each.label for each in at.button]
    monkeypatch.setenv("DATAREACH_MAP", "case:harbour")
    at = visited("answer")
    next(each for each in at.button if each.label == "Open Harbour").click().run()
    assert address(at) == {"map": ["case:harbour"]}


def test_a_link_gives_its_view_again() -> None:
    params = {"map": FIVE, "as_of": "2021-05-05", "viewpoint": "US", "set": ["interest.CN=0.2", "interest.US=0.1"]}
    at = visited(**params, ratio="10", by="Ann")
    assert "severity ratio 10, set by Ann" in said(at)
    assert at.date_input(key="strip:as_of").value == date(2021, 5, 5)
    assert in_force(at) == ["interest.CN=0.2", "interest.US=0.1"]
    assert notices(at) == []
    assert said(visited(**address(at))) == said(at)


def test_a_number_that_is_set_with_its_grounds_is_whole_in_a_link() -> None:
    number = f"interest.CN={{low: 0.1, best: 0.2, high: 0.4, by: {'Ann ' * 20}B, why: {'so it was said ' * 13}}}"
    at = visited(map=FIVE, set=[number])
    assert (notices(at), in_force(at)) == ([], [number])


def test_the_address_of_before_a_change_does_not_lose_what_was_written() -> None:
    at = visited("flows", part="text", map=FIVE)
    next(each for each in at.text_input if each.label == "What you say instead").set_value("[0.2, 0.5, 0.8]")
    next(each for each in at.button if each.label == "Say it yourself").click().run()
    own = {"map": ["own:wechat-five-lines.yaml"], "part": ["text"], "pin": ["opened"]}
    assert address(at) == own
    at.query_params["map"] = FIVE  # what a press brings that was quicker than the new address
    at.run()
    assert address(at) == own
    assert b": [0.2, 0.5, 0.8]" in at.session_state["opened"].files[0][1]


def test_choosing_writes_the_address() -> None:
    at = visited(map="case:harbour")
    at.date_input(key="strip:as_of").set_value(date(2026, 5, 5)).run()
    used(at, "interest.XB=0.2")
    assert address(at) == {
        "map": ["case:harbour"],
        "as_of": ["2026-05-05"],
        "set": ["interest.XB=0.2"],
        "pin": ["opened"],
    }
    at.selectbox(key="strip:map").select(FIVE).run()
    assert address(at) == {"map": [FIVE]}


def test_a_number_takes_the_place_of_the_one_set_at_its_address() -> None:
    at = visited(map=FIVE, set=["interest.CN=0.2", "interest.US=0.1"])
    used(at, " interest.CN=[0.1,0.2,0.4] ")
    assert address(at)["set"] == ["interest.US=0.1", "interest.CN=[0.1,0.2,0.4]"]
    used(at, "  ")
    assert address(at)["set"] == ["interest.US=0.1", "interest.CN=[0.1,0.2,0.4]"]
    at.button(key="strip:remove:interest.CN=[0.1,0.2,0.4]").click().run()
    assert address(at)["set"] == ["interest.US=0.1"]


def test_a_number_that_cannot_be_used_changes_nothing_and_says_why() -> None:
    at = visited(map=FIVE, set=["interest.CN=0.2"])
    used(at, "interest.CN=many")
    assert address(at)["set"] == ["interest.CN=0.2"]
    assert notices(at)[0].startswith("A number that was set: interest.CN: 'many' is not a ")
    used(at, "interest.CN")
    assert (address(at)["set"], len(notices(at))) == (["interest.CN=0.2"], 1)
    assert "'interest.CN' sets nothing" in notices(at)[0]


def test_a_number_that_is_set_changes_the_result_and_one_click_takes_it_back() -> None:
    at = visited(map=FIVE, set=["interest.CN=0.9"])
    assert said(at) != text_at(map=FIVE)
    next(b for b in at.button if b.label == "Back to the map's own settings").click().run()
    assert (said(at), address(at)) == (text_at(map=FIVE), {"map": [FIVE]})


@pytest.mark.parametrize(
    ("params", "sentences"),
    [
        (
            {"map": "case:wechat"},
            ["The address names 'case:wechat', and no such map ships here (did you mean 'case:wechat-2020'?)."],
        ),
        ({"map": "../../etc/passwd"}, ["The address names '../../etc/passwd', and no such map ships here."]),
        (
            {"map": "own:elsewhere.yaml"},
            ["The address names 'elsewhere.yaml', a map of another window. Open its file to see it."],
        ),
        (
            {
                "map": FIVE,
                "as-of": "2020",
                "as_of": "yesterday",
                "viewpoint": "UK",
                "set": ["power.CN.tencnt=1"],
                "ratio": "<script>",
                "horizon": "soon",
                "options": "user-key",
            },
            [
                "The address says 'as-of', which means nothing here (did you mean 'as_of'?).",
                "As of: 'yesterday' is not a date (write 2020-09-25). It is left aside.",
                "Whose people: 'UK' is not a country code (did you mean 'GB'?). It is left aside.",
                (
                    "A number that was set: no party or system called 'tencnt' (did you mean 'tencent'?). "
                    "It is left aside."
                ),
                "Severity ratio: '<script>' is not one of 1, 2, 4, 10 and linear. It is left aside.",
                "Horizon: 'soon' is not a horizon (write years, up to 50, as in 2.5). It is left aside.",
                "This map has no option 'user-key'. It is left aside.",
            ],
        ),
        (
            {"map": [FIVE, FIVE], "viewpoint": "DE", "by": "x" * 1000},
            [
                "The address says map more than once: the last one counts.",
                "What the address says for 'by' is too long: it is cut short.",
                "Whose people: no user group of this map is in DE (its people are in US). It is left aside.",
            ],
        ),
    ],
)
def test_what_an_address_cannot_say_is_a_sentence(params: dict[str, str], sentences: list[str]) -> None:
    assert sorted(notices(visited(**params))) == sorted(sentences)


def test_what_is_left_aside_leaves_the_result_as_it_is() -> None:
    hostile = visited(map=FIVE, as_of="__import__('os')", viewpoint="\x00", set=["=", "x=y=z"], actor="nobody")
    assert said(hostile).endswith(text_at(map=FIVE).partition("could order")[2])


ODD = ("", "%", "\x00\u202e", "' OR 1=1 --", "${jndi:x}", "[[[[", "{a: *b}", "9" * 5000)


@pytest.mark.parametrize(("page", "value"), [*product(["numbers"], ODD), ("answer", "[[[["), ("flows", "\x00\u202e")])
def test_no_address_is_an_error(page: str, value: str) -> None:
    settings = (
        "as_of",
        "viewpoint",
        "horizon",
        "options",
        "open",
        "about",
        "set",
        "ratio",
        "by",
        "actor",
        "data",
        "users",
        "route",
        "off",
        "x",
    )
    filters = ("family", "said", "evidence", "spread", "number")
    at = visited(page, map="case:harbour", **dict.fromkeys((*settings, *filters), value))
    assert "failed on this page" not in said(at)
    assert "Harbour" in said(at)


def test_two_sessions_share_nothing() -> None:
    one, other = visited(map=FIVE), visited(map="case:harbour")
    used(one, "interest.CN=0.9")
    before = said(other)
    other.run()
    assert (address(other), said(other)) == ({"map": ["case:harbour"]}, before)


def test_an_option_in_force_changes_every_page_but_the_comparison_and_is_one_click_from_the_base_case() -> None:
    case = "case:example-chat"
    at = visited(map=case, options=["device-ban"])
    assert "with “Bar the app from government devices” in force" in said(at)
    assert said(at) != text_at(map=case)
    assert "in force" not in said(visited("options", map=case, options=["device-ban"])).partition("Risk removed")[0]
    assert "in force" not in text_at("options", map=case).partition("Risk removed")[0]
    assert at.multiselect(key="strip:options").value == ["device-ban"]
    at.button(key="strip:base").click().run()
    assert (said(at), address(at)) == (text_at(map=case), {"map": [case]})


def test_the_horizon_is_in_the_address_and_one_click_takes_it_back() -> None:
    at = visited(map="case:example-chat")
    at.number_input(key="strip:horizon").set_value(5.0).run()
    assert address(at) == {"map": ["case:example-chat"], "horizon": ["5"], "pin": ["opened"]}
    link = visited("options", **address(at))
    assert "averaged over 5 years" in said(link)
    next(b for b in at.button if b.label == "Back to the map's own settings").click().run()
    assert address(at) == {"map": ["case:example-chat"], "pin": ["opened"]}


def test_a_severity_ratio_is_signed_by_whoever_sets_it() -> None:
    at = visited(map=FIVE)
    ratio = next(box for box in at.selectbox if box.label == "Severity ratio")
    ratio.select("10")
    next(button for button in at.button if button.label == "Set").click().run()
    assert [error.value for error in at.error] == ["Say who sets it: a value judgement is signed."]
    next(field for field in at.text_input if field.label == "Set by").set_value("Ann")
    next(button for button in at.button if button.label == "Set").click().run()
    assert address(at) == {"map": [FIVE], "ratio": ["10"], "by": ["Ann"], "pin": ["opened"]}


def test_what_two_pages_make_by_functions_of_one_name_is_told_apart() -> None:
    """Each page runs as `__main__`, so that its file tells where a function stands."""
    answer_says, numbers_says = (
        vars(import_module(f"dashboard.pages.{page}"))["page"] for page in ("answer", "numbers")
    )
    assert background.part(answer_says) != background.part(numbers_says)
    assert background.part(partial(grounds, actors=("a",))) != background.part(partial(grounds, actors=("b",)))
    assert background.part(partial(grounds, actors=["a"]), "a") == (
        background.part(partial(grounds, actors=()))[0],
        "a",
    )


def test_a_function_inside_another_has_no_name_to_be_kept_by() -> None:
    with pytest.raises(TypeError, match="<lambda> stands inside a function: what it makes cannot be told from"):
        background.part(lambda run: run)


def test_every_setting_that_a_page_reads_or_writes_is_one_of_the_address() -> None:
    """One that `session.ONE` and `session.MANY` lack is dropped from a link, as a word that means nothing."""
    unknown = [
        f"{file.name} uses the setting {node.args[0].value!r}: name it in ONE or MANY of dashboard/session.py"
        for file in sorted((ROOT / "dashboard").rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("session.one", "session.many", "session.choose")
        and isinstance(node.args[0], ast.Constant)
        and node.args[0].value not in (*session.ONE, *session.MANY)
    ]
    assert unknown == []


def test_the_finder_leads_to_every_place_of_app_py() -> None:
    at = visited(map=FIVE)
    at.button(key="strip:find").click().run()
    places = re.findall(r'title="([^"]+)", url_path="\w+"(?!, default)', (ROOT / "app.py").read_text("utf-8"))
    assert len(places) == 10
    assert [place for place in places if f"<span>{place}</span>" not in at.get("html")[-1].proto.body] == []


def test_help_lists_the_keys_and_explains_the_terms() -> None:
    at = visited("law", map="case:harbour")
    at.button(key="strip:help").click().run()
    text = said(at)
    assert "find an answer, a number, a party, a law, an option, a word or a place" in text
    assert GLOSSARY["Reach"] in text
