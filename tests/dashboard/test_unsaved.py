"""Work that is not saved yet: it outlives its window and its server, and nobody but its owner sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import make_url, text
from streamlit import config
from streamlit.testing.v1 import AppTest

from assessments.record.drafts import data_map_of, drafted, run_of_request
from assessments.record.entries import AssessmentRequest
from assessments.record.models import Work
from assessments.record.store import MOST, Store, keep_work, open_store, throw_away_work, works_of
from assessments.report.glossary import WITHOUT_APP_FIRST
from dashboard import people, unsaved
from dashboard.strip import HERE_ALONE
from dashboard.what_if import EXAMPLE
from tests.conftest import ROOT, SETTLED, serving, settle, shut
from tests.support import recorded
from tests.support.clusters import free_port
from tests.support.dashboards import FIVE, address, in_force, notices, opened_own, said, used, visited
from tests.support.reviewed import ANN, begun

NAME = "own.yaml"
CHANGED = FIVE.replace("US: 19M", "US: 18M")


def test_a_file_of_ones_own_is_there_again_at_its_address_in_a_fresh_window(folder: Path) -> None:
    first = opened_own(visited("apps"), NAME, CHANGED.encode())
    again = visited("flows", **{name: values[0] for name, values in address(first).items()})
    assert again.session_state["opened"].contents == {NAME: CHANGED.encode()}
    assert [told for told in notices(again) if "another window" in told] == []


def test_what_is_written_into_a_map_while_no_server_answers_is_kept_once_one_does(
    profile: BrowserContext, folder: Path
) -> None:
    port, page = free_port(), profile.new_page()  # not watched: it complains that nobody answers
    with serving(ROOT / "app.py", folder / "log", port=port) as url:
        page.goto(f"{url}/flows?map=case:harbour&part=text")
        written(page, "# typed\n")
        expect(page).to_have_url(re.compile("map=own"))
        settle(page)
    page.get_by_role("button", name="Close").click()
    written(page, "meanwhile: 1\n")
    with serving(ROOT / "app.py", folder / "log", port=port):
        page.locator(SETTLED).wait_for()
        expect(page.get_by_text("unknown key").first).to_be_visible()  # by the server, which has the text then
        expect(page.locator(".cm-line").nth(1)).to_have_text("# typed")
        settle(page)
        page.reload()
        expect(page.locator(".cm-line").first).to_have_text("meanwhile: 1")
    shut(page)


def written(page: Page, text: str) -> None:
    """Write at the beginning of the text of the map."""
    page.locator(".cm-content").press("Control+Home")
    page.keyboard.insert_text(text)


def test_work_is_offered_on_return_and_goes_on_where_it_was_left(folder: Path) -> None:
    used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    back = visited("apps")
    assert "Not saved yet: Harbour, with 1 number of your own" in said(back)
    next(button for button in back.button if button.label == "Go on with it").click().run()
    assert in_force(back) == ["known.covert=0.3"]
    assert address(back)["map"] == ["case:harbour"]


def test_what_is_typed_into_what_if_and_not_used_yet_is_there_again(folder: Path) -> None:
    typed = {"Another number": "known.covert=0.3", "Set by": "Ann"}
    at = visited("numbers", map="case:harbour")
    for label, words in typed.items():
        _labelled(at.text_input, label).set_value(words).run()
    _labelled(at.selectbox, "Severity ratio").select("10").run()
    again = visited("numbers", map="case:harbour")
    assert {label: _labelled(again.text_input, label).value for label in typed} == typed
    assert _labelled(again.selectbox, "Severity ratio").value == "10"
    for button in ("Use", "Set"):
        _labelled(again.button, button).click().run()
    assert (in_force(again), address(again)["by"]) == (["known.covert=0.3"], ["Ann"])
    assert _labelled(visited("numbers", map="case:harbour").text_input, "Another number").value == ""


def test_a_severity_ratio_that_is_not_set_stands_where_it_was_chosen_alone(folder: Path) -> None:
    at = visited("numbers", map="case:harbour", horizon="3")
    _labelled(at.text_input, "Set by").set_value("Ann").run()
    _labelled(at.selectbox, "Severity ratio").select("10").run()
    assert weights(at) == ("10", "Ann")
    assert weights(visited("numbers", map="case:harbour")) == ("10", "Ann")
    assert weights(visited("numbers", map="case:harbour", ratio="2", by="Ben")) == ("2", "Ben")
    assert weights(visited("numbers", map="case:example-chat")) == ("4", "")
    _labelled(at.button, "Back to the map's own settings").click().run()
    assert weights(at) == weights(visited("numbers", map="case:harbour")) == ("4", "")


def test_back_to_the_own_settings_of_a_map_no_ratio_stands_that_was_left_unset_before(folder: Path) -> None:
    _labelled(visited("numbers", map="case:harbour").selectbox, "Severity ratio").select("10").run()
    at = visited("numbers", map="case:harbour", ratio="2", by="Ben")
    _labelled(at.button, "Back to the map's own settings").click().run()
    assert weights(at) == ("4", "")


def test_a_ratio_that_is_not_set_is_gone_once_another_map_was_opened_and_the_name_stays(folder: Path) -> None:
    at = visited("numbers", map="case:harbour")
    _labelled(at.text_input, "Set by").set_value("Ann").run()
    _labelled(at.selectbox, "Severity ratio").select("10").run()
    for case in ("case:example-chat", "case:harbour"):
        _labelled(at.selectbox, "App").select(case).run()
        assert weights(at)[0] == "4"
    assert weights(at) == ("4", "Ann")


def weights(at: AppTest) -> tuple[str, str]:
    """What stands in both fields of the severity weights."""
    return _labelled(at.selectbox, "Severity ratio").value, _labelled(at.text_input, "Set by").value


def test_the_field_of_what_if_shows_how_a_number_is_written() -> None:
    assert _labelled(visited("numbers", map="case:harbour").text_input, "Another number").placeholder == EXAMPLE
    assert EXAMPLE == "owner US, keys users, known.covert=0.3"


def test_an_option_in_the_list_of_what_if_is_cut_after_a_word_unless_two_would_read_alike() -> None:
    field = _labelled(visited("law", map="case:wechat-2020").multiselect, "Options in force")
    assert "All six prohibitions: downloads, updates, hosting, delivery, transit…" in field.options
    alike = "Bar downloads from every shop of apps there is in the whole country, from"
    options = "".join(
        f"  {at}: {{title: '{alike} {at} on', do: [{{set: {{clear.tencent.unknown: 0.5}}}}]}}\n"
        for at in ("may", "june")
    )
    at = opened_own(visited("law"), NAME, f"{FIVE}options:\n{options}".encode())
    assert _labelled(at.multiselect, "Options in force").options == [f"{alike} {month} on" for month in ("may", "june")]


def test_a_number_that_cannot_be_used_stays_in_its_field(folder: Path) -> None:
    at = used(visited("numbers", map="case:harbour"), "known.covret=0.3")
    assert in_force(at) == []
    assert _labelled(at.text_input, "Another number").value == "known.covret=0.3"


def _labelled(elements: Any, label: str) -> Any:
    return next(element for element in elements if element.label == label)


def test_numbers_that_are_set_are_called_by_their_questions_and_not_by_their_addresses(folder: Path) -> None:
    at = used(visited("record", map="case:harbour"), "known.covert=0.3")
    words = "“What part of covert takings becomes known?” 0.3"
    assert f"severity ratio 4; {words}." in said(at)
    assert re.sub(r"\\(.)", r"\1", at.button(key="strip:remove:known.covert=0.3").label) == f"Remove {words}"


def test_work_that_is_thrown_away_or_taken_back_is_offered_no_longer(folder: Path) -> None:
    at = used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    at.button(key="strip:remove:known.covert=0.3").click().run()
    opened_own(visited("apps"), NAME, CHANGED.encode())
    back = visited("apps")
    assert said(back).count("Not saved yet") == 1
    next(button for button in back.button if button.label == "Throw away").click().run()
    assert "Not saved yet" not in said(back)
    assert "Not saved yet" not in said(visited("apps"))


def test_what_two_windows_made_of_one_map_is_offered_side_by_side(folder: Path) -> None:
    first = opened_own(visited("numbers"), NAME, CHANGED.encode())
    second = visited("numbers", map=f"own:{NAME}")
    used(second, "known.covert=0.3")
    used(first, "known.covert=0.4")
    assert said(visited("apps")).count(f"Not saved yet: {NAME}, with 1 number of your own") == 2


def test_a_window_throws_away_only_what_no_other_window_has_changed(folder: Path) -> None:
    first = used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    second = visited("numbers", **{name: values[0] for name, values in address(first).items()})
    used(second, "known.covert=0.4")
    first.button(key="strip:remove:known.covert=0.3").click().run()
    assert kept(folder) == ["Harbour, with 1 number of your own"]


def test_what_was_left_for_another_map_is_offered_in_the_same_window(folder: Path) -> None:
    at = used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    at.selectbox(key="strip:map").set_value("case:example-chat").run()
    at.switch_page("dashboard/pages/apps.py").run()
    assert "Not saved yet: Harbour, with 1 number of your own" in said(at)


def test_an_own_map_stays_kept_when_another_app_is_described_beside_it(folder: Path) -> None:
    at = opened_own(visited("describe"), NAME, CHANGED.encode())
    at.session_state["params"] |= {"draft": ["app=Quay", "users.places=DE", "users.DE=unknown"], "step": ["6"]}
    at.run()
    assert kept(folder) == ["Quay, an app that is being described"]
    at.button(key="describe:open").click().run()
    assert kept(folder) == ["quay.yaml", NAME]


def test_an_app_that_is_described_is_kept_until_its_map_is_open(folder: Path) -> None:
    at = visited("describe", step="6", draft=["app=Quay", "users.places=DE", "users.DE=unknown"])
    assert kept(folder) == ["Quay, an app that is being described"]
    at.button(key="describe:open").click().run()
    assert kept(folder) == ["quay.yaml"]


def test_a_saved_map_at_the_numbers_it_was_saved_with_is_no_unsaved_work(folder: Path) -> None:
    asked = AssessmentRequest(draws=0, numbers=("known.covert=0.3",))
    files = {recorded.NAME: recorded.MAP}
    with open_store(str(folder / "record.db")) as store:
        made = drafted(run_of_request(data_map_of(recorded.NAME, files), asked), recorded.NAME, files, asked)
        store.save(made, "harbour", recorded.ADA, "", 0)
    at = visited("apps")
    at.selectbox(key="strip:map").set_value("saved:harbour/1").run()
    assert (in_force(at), kept(folder)) == (["known.covert=0.3"], [])
    used(at, "known.covert=0.4")
    assert kept(folder) == ["harbour-1.yaml, with 1 number of your own"]


def test_a_store_that_failed_is_tried_again_after_a_pause(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAREACH_STORE", str(folder))
    at = used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    monkeypatch.setenv("DATAREACH_STORE", str(folder / "record.db"))
    at.run()
    assert kept(folder) == []
    at.session_state[unsaved.FAILED] -= unsaved.PAUSE
    at.run()
    assert kept(folder) == ["Harbour, with 1 number of your own"]


def kept(folder: Path) -> list[str]:
    """The titles of what is kept of the one person of this machine, the latest first."""
    with open_store(str(folder / "record.db")) as store:
        return [work.title for work in works_of(store, "")]


def test_nobody_sees_the_work_of_somebody_else(folder: Path) -> None:
    assert "Not saved yet" not in said(signed_in("ada"))
    opened_own(signed_in("ada"), NAME, CHANGED.encode())
    assert f"Not saved yet: {NAME}" in said(signed_in("ada"))
    assert "Not saved yet" not in said(signed_in("ben"))
    assert f"own:{NAME}" not in str(address(signed_in("ben", map=f"own:{NAME}")))


@pytest.fixture
def setting(request: pytest.FixtureRequest) -> Iterator[str]:
    """A setting of Streamlit that has another value meanwhile."""
    option, value = request.param
    before, where = config.get_option(option), config.get_where_defined(option)
    config.set_option(option, value)
    yield option
    config.set_option(option, before, where)


BEHIND_A_PROXY = ("browser.serverAddress", "datareach.example")


@pytest.mark.parametrize(
    "setting",
    [
        BEHIND_A_PROXY,
        ("server.address", "0.0.0.0"),
        ("server.allowedHosts", ["127.0.0.1", "datareach.example"]),
        ("server.baseUrlPath", "reach"),
    ],
    indirect=True,
)
def test_a_server_that_others_reach_without_sign_in_keeps_no_work(setting: str) -> None:
    assert not people.keeps_work()


@pytest.mark.parametrize("setting", [BEHIND_A_PROXY], indirect=True)
def test_two_visitors_of_a_server_without_sign_in_see_nothing_of_each_other(folder: Path, setting: str) -> None:
    first = opened_own(visited("apps"), NAME, CHANGED.encode())
    assert first.button(key="strip:record").help == HERE_ALONE
    second = visited("apps", map=f"own:{NAME}")
    assert "Not saved yet" not in said(second)
    assert "opened" not in second.session_state
    with open_store(str(folder / "record.db")) as store:
        assert works_of(store, "") == ()


@pytest.mark.parametrize("setting", [BEHIND_A_PROXY], indirect=True)
def test_a_server_that_keeps_no_work_makes_no_record_when_a_number_is_used(folder: Path, setting: str) -> None:
    at = used(visited("numbers", map="case:harbour"), "known.covert=0.3")
    assert in_force(at) == ["known.covert=0.3"]
    assert not (folder / "record.db").exists()


def signed_in(person: str, **params: str) -> AppTest:
    """Apps as somebody sees it who signed in."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=600)
    at.secrets["auth"] = {"redirect_uri": "http://127.0.0.1/oauth2callback"}
    claims: dict[str, Any] = {"iss": "https://id.example", "sub": person, "name": person, "iat": time.time()}
    at.user = {"is_logged_in": True, **claims}
    for name, value in params.items():
        at.query_params[name] = value
    at.switch_page("dashboard/pages/apps.py").run()
    assert not at.exception
    return at


def test_work_changes_in_place_and_what_two_windows_made_of_it_stands_side_by_side(store: Store) -> None:
    first = keep_work(store, Work("ada", "map:1", "", "a map", "1"))
    second = keep_work(store, Work("ada", "map:1", "", "a map", "2"), first.at)
    keep_work(store, Work("ada", "map:1", "", "a map", "3"), first.at)
    assert [work.content for work in works_of(store, "ada")] == ["3", "2"]
    assert works_of(store, "ada")[1] == second
    assert works_of(store, "ben") == ()
    throw_away_work(store, "ben", "map:1")
    throw_away_work(store, "ada", "map:1")
    assert [work.content for work in works_of(store, "ada")] == ["3"]
    assert store.last_line().serial == 0


def test_the_oldest_work_gives_way(tmp_path: Path) -> None:
    with open_store(str(tmp_path / "record.db")) as store:
        for number in range(MOST + 1):
            keep_work(store, Work("ada", f"map:{number}", "", "a map", str(number)))
        assert [work.content for work in works_of(store, "ada")] == [str(n) for n in range(MOST, 0, -1)]


def test_texts_that_are_typed_push_no_map_out_of_the_store(store: Store) -> None:
    keep_work(store, Work("ada", "map:aa", "", "a map", "1"))
    for number in range(MOST + 1):
        keep_work(store, Work("ada", f"text:{number}", "", "Note", str(number)))
    ids = [work.id for work in works_of(store, "ada")]
    assert (ids.count("map:aa"), ids.count("text:0"), len(ids)) == (1, 0, MOST + 1)


def test_a_text_that_is_emptied_again_is_kept_no_longer(folder: Path) -> None:
    at = visited("record", map="case:example-chat")
    for words, left in (("Before the merger.", ["Note"]), ("", [])):
        next(field for field in at.text_input if field.label == "Note").set_value(words).run()
        assert (kept(folder), next(field for field in at.text_input if field.label == "Note").value) == (left, words)


def test_the_role_of_the_docs_keeps_changes_and_throws_away_work(server_record: str) -> None:
    grants = re.findall(r"'(GRANT [^']+ TO )datareach'", (ROOT / "docs" / "deploying.md").read_text())
    with open_store(recorded.emptied(server_record)) as owned:
        with owned.engine.begin() as raw:
            for statement in ("CREATE ROLE team LOGIN PASSWORD 'harbour'", *(f"{grant}team" for grant in grants)):
                raw.execute(text(statement))
        user = make_url(server_record).set(username="team", password="harbour")
        with open_store(user.render_as_string(hide_password=False)) as store:
            first = keep_work(store, Work("ada", "map:1", "", "a map", "1"))
            keep_work(store, Work("ada", "map:1", "", "a map", "2"), first.at)
            throw_away_work(store, "ada", "map:1")
            assert works_of(store, "ada") == ()
        with owned.engine.begin() as raw:
            raw.execute(text("DROP OWNED BY team"))
            raw.execute(text("DROP ROLE team"))


TYPED = (
    (
        "present",
        {"step": "7"},
        {
            "Because": "It can wait.",
            "Condition": "Move the keys.",
            "Owner": "Cy",
            "Who is here, with commas between": "Ada, Grace",
        },
    ),
    ("present", {"step": "5"}, {"The answer, or why it may stay open": "Not before the audit."}),
    ("present", {"step": "4"}, {"Comment": "Ask the counsel."}),
    ("record", {"part": "review"}, {"Your name": "Ben", "Why": "It is not whole."}),
)
"""Texts by the place, what its address asks for, and the label of the field that they are typed into."""


def test_what_is_typed_in_a_meeting_and_a_review_outlives_its_window_and_its_server_in_the_record(
    folder: Path,
) -> None:
    with open_store(str(folder / "record.db")) as store:
        begun(store).do(ANN, "submit")
    for place, asked, texts in TYPED:
        at = visited(place, saved="harbour/1", **asked)
        for label, words in texts.items():
            _field(at, label).set_value(words).run()
    for place, asked, texts in TYPED:
        again = visited(place, saved="harbour/1", **asked)
        assert {label: _field(again, label).value for label in texts} == texts
    with open_store(str(folder / "record.db")) as store:
        for work in works_of(store, ""):
            throw_away_work(store, "", work.id)
    for place, asked, texts in TYPED[:-1]:  # the last has no field before somebody says who they are
        emptied = visited(place, saved="harbour/1", **asked)
        assert {_field(emptied, label).value for label in texts} == {""}


def _field(at: AppTest, label: str) -> Any:
    """The field of one line or of many that has a label."""
    return _labelled((*at.text_input, *at.text_area), label)


def test_what_is_typed_of_a_number_a_map_and_a_save_outlives_its_window(folder: Path) -> None:
    places = {
        ("numbers", "example-chat"): {"Value": "0.2", "Said by": "Ann", "Why": "As told.", WITHOUT_APP_FIRST: "5"},
        ("flows", "wechat-five-lines"): {"What you say instead": "[0.2, 0.5, 0.8]"},
        ("record", "example-chat"): {"Subject": "quay", "Your name": "Ann", "Note": "Before the merger."},
    }
    for (place, case), texts in places.items():
        at = visited(place, map=f"case:{case}", part="text")
        for label, words in texts.items():
            field = next(field for field in at.text_input if field.label == label)
            assert (label, field.proto.HasField("live_debounce_ms")) == (label, True)  # heard before it is left
            field.set_value(words)
        at.run()
        again = {field.label: field.value for field in visited(place, map=f"case:{case}", part="text").text_input}
        assert {label: again[label] for label in texts} == texts
