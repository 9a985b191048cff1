"""Reach of options: how many people's data the foreign state with most could order while an option acts."""

from __future__ import annotations

import pytest

from assessments.conclusions.options import by_reach
from assessments.report.blocks import Table
from assessments.report.sections import options as told
from assessments.results.options.models import OptionResult
from assessments.results.options.table import Options
from assessments.results.reach import reach_rows
from assessments.run import Settings, assess
from data_maps.changes import EndFlow, Option, OptionStep, UserKeys
from data_maps.reading import case_path
from risk.severity import is_content
from tests.support.assessed import CASES, case_map, drawn_case
from tests.support.maps import map_of

KEYS = "user_keys: {systems: [pier], data: [chats]}"


def harbour(options: str, draws: int = 0) -> Options:
    """The map Harbour with some options: keys that users hold are read in 1 of 5 cases."""
    text = case_path("harbour").read_text(encoding="utf-8")
    text = text.replace("estimates: {", "estimates: {clear.parent.users: 0.2, ")
    return Options(assess(map_of(f"{text}options: {options}\n"), Settings(draws=draws)))


def content_reach(name: str, *steps: OptionStep) -> tuple[float, float]:
    """The people whose content is within reach on a shipped case, and with one option, at the best values."""
    only = {"options": {"one": Option(do=steps)}, "combinations": ()}
    left = Options(assess(case_map(name).model_copy(update=only))).reach_left
    now, one = (left.widest(chosen, "content").persons.point for chosen in ((), ("one",)))
    return now, one


def people(row: OptionResult) -> tuple[float, float]:
    """The people whose content, and any of whose data, are within reach, at the best values."""
    return row.content_reach.point, row.any_reach.point


def test_nothing_done_leaves_the_reach_of_the_map() -> None:
    """As computed by hand for Harbour: 0.5·0.8·0.9·0.9 and 0.5·0.804 of a million people; XA's own is not counted."""
    row = harbour(f"{{one: {{do: [{KEYS}]}}}}".replace(KEYS, f"{{{KEYS}}}")).rows[0]
    assert people(row) == pytest.approx((324_000.0, 402_000.0))
    assert (row.content_reach_of, row.any_reach_of) == ("state:XB", "state:XB")


def test_access_that_ends_leaves_one_way_to_the_log() -> None:
    """Helpers gone: 0.5·0.8·0.9 of a million people by the log, and the chats as before."""
    row = harbour("{one: {do: [{end_access: {party: helpers, to: pier}}]}}").row("one")
    assert people(row) == pytest.approx((324_000.0, 360_000.0))


def test_reach_is_averaged_over_the_horizon() -> None:
    """Users' keys for the second of two years: half of 324,000 and half of 0.5·0.8·0.9·0.2 of a million people."""
    row = harbour(f"{{one: {{starts: 1 year, do: [{{{KEYS}}}]}}}}").row("one")
    assert people(row) == pytest.approx(((324_000.0 + 72_000.0) / 2.0, 402_000.0))


def test_what_an_option_removes_is_the_widest_reach_less_that_which_it_leaves() -> None:
    """Users' keys: 0.5·0.8·0.9 of a million people, by 0.9 readable now and by 0.2 then."""
    left = harbour(f"{{one: {{do: [{{{KEYS}}}]}}}}").reach_left
    assert left.removed(("one",), "content").point == pytest.approx(324_000.0 - 72_000.0)
    assert left.removed(("one",), "any").point == 0.0


def test_people_who_leave_and_whose_data_are_deleted_are_within_no_reach() -> None:
    gone = "{best: 0, exact: true, why: deleted}"
    half = "{best: 0.5, exact: true, why: half of them stay}"
    row = harbour(f"{{one: {{retained: {gone}, do: [{{cease_service: {{remaining: {half}}}}}]}}}}").row("one")
    assert people(row) == pytest.approx((162_000.0, 201_000.0))


def test_the_status_quo_is_the_widest_reach_of_a_foreign_state_with_its_interval() -> None:
    run = drawn_case("example-chat")
    now = Options(run).rows[0]
    rows = {(row.actor, row.of_class): row.expected for row in reach_rows(run)}
    assert now.content_reach_of == now.any_reach_of == "state:XB"
    assert (now.content_reach, now.any_reach) == (rows["state:XB", "content"], rows["state:XB", "any"])


def test_an_option_is_drawn_on_the_numbers_of_the_status_quo() -> None:
    """What changes nothing leaves the same interval, from fewer draws than the result has."""
    options = harbour("{one: {do: [{set: {identified.criminals: 0.5}}]}}", draws=20_000)
    now, one = options.rows
    assert options.columns is not None
    assert options.columns.draws < 20_000
    assert (one.content_reach.median, one.content_reach.low, one.content_reach.high) == pytest.approx(
        (now.content_reach.median, now.content_reach.low, now.content_reach.high)
    )


@pytest.mark.parametrize("name", CASES)
def test_keys_of_all_systems_with_users_lower_reach_to_content(name: str) -> None:
    now, one = content_reach(name, OptionStep(user_keys=UserKeys(systems=tuple(case_map(name).systems))))
    assert one < now


@pytest.mark.parametrize("name", CASES)
def test_the_end_of_all_flows_of_content_from_people_leaves_none_within_reach(name: str) -> None:
    data_map = case_map(name)
    of_people = [flow for flow in data_map.flows if flow.source_id in data_map.users]
    ended = [flow.id for flow in of_people if any(is_content(data_map, data) for data in flow.data)]
    now, one = content_reach(name, *(OptionStep(end_flow=EndFlow(flow=flow)) for flow in ended))
    assert one == 0.0 < now


def test_keys_of_all_chats_with_users_lower_the_reach_of_the_owners_state_on_wechat() -> None:
    chats = ("messages", "photos", "videos", "voice", "files")
    systems = ("ontario-servers", "hong-kong-servers", "weixin-servers")
    now, one = content_reach("wechat-2020", OptionStep(user_keys=UserKeys(systems=systems, data=chats)))
    assert one < now


def test_tables_list_options_by_what_they_leave_within_reach() -> None:
    """Content first, then any data, then harm: the order in the map is another one."""
    steps = {
        "nothing": "{set: {identified.criminals: 0.5}}",
        "access": "{end_access: {party: helpers, to: pier}}",
        "keys": f"{{{KEYS}}}",
    }
    options = harbour("{" + ", ".join(f"{name}: {{do: [{step}]}}" for name, step in steps.items()) + "}")
    assert [row.option for row in by_reach(options)] == ["keys", "access", "nothing"]
    _, first, *_ = [block for block in told.compared(options).blocks if isinstance(block, Table)]
    assert first.caption == "Within reach of the foreign state with most, averaged over 2 years"
    assert [[cell.text for cell in cells[:2]] for cells in first.rows] == [
        ["status-quo", "about 320,000"],
        ["keys", "about 72,000"],
        ["access", "about 320,000"],
        ["nothing", "about 320,000"],
    ]


def test_what_an_option_removes_says_how_far_its_middle_may_be_off() -> None:
    steps = f"{{one: {{do: [{{{KEYS}}}]}}}}"
    without, drawn = harbour(steps), harbour(steps, draws=2_000)
    one = drawn.row("one")
    assert drawn.run.uncertain is not None
    assert without.row("one").reduction_error is None
    assert one.reduction_error is not None
    assert drawn.run.uncertain.error <= one.reduction_error < 0.2
    assert [text.text.partition(";")[0] for text in told.noise(drawn)] == [
        "Middle values of the risk removed come from 2,000 simulations"
    ]
    assert list(told.noise(without)) == []
