"""Data within reach of the state asked about while an option acts: people times the share of their data."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assessments.conclusions.options import by_reach
from assessments.report.blocks import Table
from assessments.report.option_words import removal
from assessments.report.sections import options as told
from assessments.results.options.data_left import data_left as data_left_of
from assessments.results.options.data_left import option_reach
from assessments.results.options.models import OptionResult
from assessments.results.options.table import Options
from assessments.results.reach import reach_rows
from assessments.run import Settings, assess
from data_maps.changes import EndFlow, Option, OptionStep, UserKeys
from data_maps.reading import case_path
from risk.arrays import Floats
from risk.reach import Reach, Reached
from risk.severity import is_content
from tests.support.assessed import CASES, case_map, drawn_case, stated
from tests.support.maps import map_of

KEYS = "user_keys: {systems: [pier], data: [chats]}"


def harbour(options: str, draws: int = 0) -> Options:
    """The map Harbour with some options: keys that users hold are read in 1 of 5 cases."""
    text = case_path("harbour").read_text(encoding="utf-8")
    text = text.replace("estimates: {", "estimates: {clear.parent.users: 0.2, ")
    return Options(assess(map_of(f"{text}options: {options}\n"), Settings(draws=draws)))


def data_left(name: str, *steps: OptionStep) -> tuple[float, float]:
    """The content within reach on a shipped case, and with one option, in full at the best values."""
    only = {"options": {"one": Option(do=steps)}, "combinations": ()}
    run = assess(case_map(name).model_copy(update=only))
    now, one = (stated(option_reach(run, chosen)) for chosen in ((), ("one",)))
    assert now.of_class == "content"
    return now.expected_data_in_full.point, one.expected_data_in_full.point


def left(row: OptionResult) -> float:
    """The data within reach, averaged over the horizon, at the best values."""
    return stated(row.reach).expected_data.point


def test_nothing_done_leaves_the_reach_of_the_map() -> None:
    """As computed by hand for Harbour: chats of 0.5·0.8·0.9·0.9 of a million people, all of its content."""
    row = harbour(f"{{one: {{do: [{{{KEYS}}}]}}}}").rows[0]
    assert left(row) == pytest.approx(324_000.0)
    assert (stated(row.reach).actor, stated(row.reach).data_removed.point) == ("state:XB", 0.0)


def test_access_that_ends_leaves_chats_as_before() -> None:
    row = harbour("{one: {do: [{end_access: {party: helpers, to: pier}}]}}").row("one")
    assert left(row) == pytest.approx(324_000.0)


def test_what_is_left_is_averaged_over_the_horizon_and_told_in_full() -> None:
    """Users' keys for the second of two years: half of 324,000 and half of 0.5·0.8·0.9·0.2 of a million people."""
    reach = stated(harbour(f"{{one: {{starts: 1 year, do: [{{{KEYS}}}]}}}}").row("one").reach)
    assert reach.expected_data.point == pytest.approx((324_000.0 + 72_000.0) / 2.0)
    assert reach.data_removed.point == pytest.approx((324_000.0 - 72_000.0) / 2.0)
    assert (reach.expected_data_in_full.point, reach.data_removed_in_full.point) == pytest.approx((72_000.0, 252_000.0))


def test_data_kept_for_a_shorter_time_are_a_smaller_share_of_what_was_kept() -> None:
    """A month of the two years that the horizon has: the whole stays what people sent before."""
    row = harbour("{one: {do: [{shorten_retention: {systems: [pier], data: [chats], to: 1 month, leaves: 0.5}}]}}")
    assert left(row.row("one")) < left(row.rows[0])


def test_people_who_leave_and_whose_data_are_deleted_are_within_no_reach() -> None:
    gone = "{best: 0, exact: true, why: deleted}"
    half = "{best: 0.5, exact: true, why: half of them stay}"
    row = harbour(f"{{one: {{retained: {gone}, do: [{{cease_service: {{remaining: {half}}}}}]}}}}").row("one")
    assert left(row) == pytest.approx(162_000.0)


def test_the_status_quo_has_the_chance_and_the_people_of_page_one() -> None:
    run = drawn_case("example-chat")
    now = stated(Options(run).rows[0].reach)
    rows = {(row.actor, row.of_class): row for row in reach_rows(run)}
    same = rows["state:XB", "content"]
    assert (now.chance, now.if_so, now.share_of_data) == (same.chance, same.if_so, same.share_of_data)
    assert not now.cuts


def test_an_option_is_drawn_on_the_numbers_of_the_status_quo() -> None:
    """What changes nothing leaves the same interval, removes nothing and is not shown to cut."""
    now, one = (
        stated(row.reach) for row in harbour("{one: {do: [{set: {identified.criminals: 0.5}}]}}", draws=20_000).rows
    )
    assert one.expected_data == now.expected_data
    assert (one.data_removed.low, one.data_removed.high, one.cuts) == (0.0, 0.0, False)
    assert removal(one).startswith("not shown to cut: XB keeps ")


@pytest.mark.parametrize("name", CASES)
def test_keys_of_all_systems_with_users_lower_reach_to_content(name: str) -> None:
    now, one = data_left(name, OptionStep(user_keys=UserKeys(systems=tuple(case_map(name).systems))))
    assert one < now


@pytest.mark.parametrize("name", CASES)
def test_the_end_of_all_flows_of_content_from_people_leaves_none_within_reach(name: str) -> None:
    data_map = case_map(name)
    of_people = [flow for flow in data_map.flows if flow.source_id in data_map.users]
    ended = [flow.id for flow in of_people if any(is_content(data_map, data) for data in flow.data)]
    now, one = data_left(name, *(OptionStep(end_flow=EndFlow(flow=flow)) for flow in ended))
    assert one == 0.0 < now


def test_keys_of_all_chats_with_users_lower_the_reach_of_the_owners_state_on_wechat() -> None:
    chats = ("messages", "photos", "videos", "voice", "files")
    systems = ("ontario-servers", "hong-kong-servers", "weixin-servers")
    now, one = data_left("wechat-2020", OptionStep(user_keys=UserKeys(systems=systems, data=chats)))
    assert one < now


@pytest.mark.parametrize("name", CASES)
def test_the_end_of_a_flow_of_content_never_raises_what_is_within_reach_and_lowers_what_only_it_brings(
    name: str,
) -> None:
    data_map = case_map(name)
    for flow in data_map.flows:
        if flow.source_id in data_map.users and any(is_content(data_map, data) for data in flow.data):
            now, one = data_left(name, OptionStep(end_flow=EndFlow(flow=flow.id)))
            assert one <= now * (1.0 + 1e-12), flow.id


def test_tables_list_options_by_what_they_leave_within_reach() -> None:
    """The least first, then the least harm: the order in the map is another one."""
    steps = {
        "nothing": "{set: {identified.criminals: 0.5}}",
        "access": "{end_access: {party: helpers, to: pier}}",
        "keys": f"{{{KEYS}}}",
    }
    options = harbour("{" + ", ".join(f"{name}: {{do: [{step}]}}" for name, step in steps.items()) + "}")
    assert [row.option for row in by_reach(options)] == ["keys", "access", "nothing"]
    _, first, *_ = [block for block in told.compared(options).blocks if isinstance(block, Table)]
    assert first.caption == "What options leave within reach of XB, averaged over 2 years"
    assert [[cells[0].text, cells[4].text] for cells in first.rows] == [
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


def test_what_is_in_force_in_several_spans_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing, then one of two options from the second year on: three states in four spans."""
    late = "starts: 1 year, do: [{end_access: {party: helpers, to: pier}}]"
    run = harbour(f"{{one: {{starts: 1 year, do: [{{{KEYS}}}]}}, other: {{{late}}}}}").run
    left = stated(data_left_of(run))
    spans = [left.spans((option,)) for option in ("one", "other")]
    apart = [left.left_at([each], {})[0].tolist() for each in spans]
    asked: list[Reach] = []
    reached_at = Reach.reached_at

    def noted(reach: Reach, values: Mapping[str, Floats]) -> Reached:
        asked.append(reach)
        return reached_at(reach, values)

    monkeypatch.setattr(Reach, "reached_at", noted)
    together = [one.tolist() for one in left.left_at(spans, {})]
    assert together == apart
    assert [whole for (whole,) in together] == pytest.approx([198_000.0, 324_000.0])
    assert len(asked) == 3
