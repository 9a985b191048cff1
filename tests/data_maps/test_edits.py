"""A form writes into the text of a map and leaves the rest of it as it stands."""

from __future__ import annotations

import pytest

from data_maps.changes import Divest, Option, OptionStep, StopUpdates, UserKeys
from data_maps.edits import estimate_text, with_another_estimate, with_estimate, with_own_options
from data_maps.parties import Party
from data_maps.problems import Problem
from data_maps.reading import case_names, case_path, read

FIVE = """\
# a first look
app: WeChat
as_of: 2020-09-25
users: {US: 19M}
data: [text, images]
owner: {name: Tencent, jurisdiction: CN}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIVE, FIVE + "\nestimates:\n  interest.CN: [0.1, 0.4]\n"),
        (FIVE.rstrip("\n"), FIVE + "\nestimates:\n  interest.CN: [0.1, 0.4]\n"),
        (
            "estimates:\n    # mine\n    interest.US: 0.2\n" + FIVE,
            "estimates:\n    interest.CN: [0.1, 0.4]\n    # mine\n    interest.US: 0.2\n" + FIVE,
        ),
        ("estimates: {}\n" + FIVE, "estimates: {interest.CN: [0.1, 0.4]}\n" + FIVE),
        (
            FIVE + "estimates: {interest.US: 0.2}  # mine\n",
            FIVE + "estimates: {interest.CN: [0.1, 0.4], interest.US: 0.2}  # mine\n",
        ),
        (FIVE.replace("\n", "\r\n"), FIVE.replace("\n", "\r\n") + "\r\nestimates:\r\n  interest.CN: [0.1, 0.4]\r\n"),
    ],
    ids=["none yet", "no last line end", "a section", "an empty one", "on one line", "other line ends"],
)
def test_an_estimate_of_ones_own_is_one_more_line(before: str, after: str) -> None:
    assert with_estimate(before, "a.yaml", "interest.CN", "[0.1, 0.4]") == after


def test_an_estimate_that_cannot_be_read_is_a_problem_and_no_change() -> None:
    found = with_estimate(FIVE, "a.yaml", "interest.CN", "7")
    assert isinstance(found, Problem)
    assert str(found) == (
        "a.yaml:9:16: interest.CN: '7' is more than 1 (a share or a probability lies between 0 and 1; write 30% or 0.3)"
    )


def test_an_estimate_is_written_into_one_of_several_files_of_a_map() -> None:
    first, second = FIVE.partition("data: ")[0], "".join(FIVE.partition("data: ")[1:])
    files = {"a.yaml": first.encode(), "b.yaml": second.encode()}
    changed = with_estimate(second, "b.yaml", "interest.CN", "0.3", files)
    assert changed == f"{second}\nestimates:\n  interest.CN: 0.3\n"
    twice = with_estimate(first, "a.yaml", "interest.CN", "0.4", {**files, "b.yaml": changed.encode()})
    assert isinstance(twice, Problem)
    assert str(twice) == "b.yaml:5:3: interest.CN: also defined at a.yaml:7:3 (keep one of them)"
    assert isinstance(with_estimate(second, "b.yaml", "interest.CN", "0.3"), Problem)


@pytest.mark.parametrize("case", case_names())
def test_every_map_that_ships_takes_an_estimate(case: str) -> None:
    text = case_path(case).read_text("utf-8")
    data_map = read(text, case).data_map
    assert data_map is not None
    address = f"interest.{data_map.viewpoint}"
    if address in data_map.estimates or data_map.viewpoint == "EU":
        address = "identified.buyers"
    changed = with_estimate(text, case, address, "0.25")
    assert isinstance(changed, str), changed
    found = read(changed, case).data_map
    assert found is not None
    assert found.estimates[address].best == 0.25


def test_an_estimate_that_stands_there_is_replaced_with_all_that_belongs_to_it() -> None:
    text = f"""{FIVE}estimates:
  interest.CN:
    best: 0.5
    why: it was said

  # about the United States
  interest.US: 0.1
"""
    assert (
        with_estimate(text, "m", "interest.CN", "0.3")
        == f"""{FIVE}estimates:
  interest.CN: 0.3

  # about the United States
  interest.US: 0.1
"""
    )
    assert with_estimate(text, "m", "interest.US", "[0.1, 0.2]") == text.replace("US: 0.1", "US: [0.1, 0.2]")


BRACES = "{app: A, as_of: 2020-09-25, users: {US: 1M}, data: [text], owner: {name: Tencent, jurisdiction: CN}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIVE + "estimates: {interest.CN: 0.5}  # mine\n", FIVE + "estimates: {interest.CN: 0.3}  # mine\n"),
        (FIVE + 'estimates: {"interest.CN": {best: 0.5, by: Ann}}\n', FIVE + 'estimates: {"interest.CN": 0.3}\n'),
        (FIVE + "estimates:\n  {interest.US: 0.1}\n", FIVE + "estimates:\n  {interest.CN: 0.3, interest.US: 0.1}\n"),
        (FIVE + "estimates:\n  interest.CN: 0.5  # mine\n", FIVE + "estimates:\n  interest.CN: 0.3  # mine\n"),
        (FIVE + "estimates:\n  ? interest.CN\n  : 0.5\n", FIVE + "estimates:\n  ? interest.CN\n  : 0.3\n"),
        (FIVE + "estimates:  # mine\n", FIVE + "estimates: {interest.CN: 0.3}  # mine\n"),
        (BRACES + "}\n", BRACES + ", estimates: {interest.CN: 0.3}}\n"),
        (BRACES + ",  # mine\n}\n", BRACES + ", estimates: {interest.CN: 0.3},  # mine\n}\n"),
        (BRACES + ", estimates: {interest.CN: 0.5}}", BRACES + ", estimates: {interest.CN: 0.3}}"),
        (f"---\n{FIVE}# end\n...\n", f"---\n{FIVE}# end\n\nestimates:\n  interest.CN: 0.3\n...\n"),
    ],
    ids=[
        "stated in braces", "stated in quotes", "braces on the next line", "a comment behind it", "a key marked as one",
        "nothing under it", "a map in braces", "a comma at its end", "a map and its number in braces", "a marked end",
    ],
)  # fmt: skip
def test_an_estimate_is_written_into_a_map_in_any_style_of_yaml(before: str, after: str) -> None:
    assert with_estimate(before, "m", "interest.CN", "0.3") == after


@pytest.mark.parametrize("text", ["", "- app", "app: a: b\n", FIVE + "estimates:\n- 0.3\n"])
def test_an_estimate_of_a_text_that_is_no_map_is_a_problem(text: str) -> None:
    assert isinstance(with_estimate(text, "m", "interest.CN", "0.3"), Problem)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0.3", "{best: 0.3, by: Ann, why: because}"),
        ("[0.1, 0.2, 0.3]", "{low: 0.1, best: 0.2, high: 0.3, by: Ann, why: because}"),
        ("{best: 0.3, grade: B2}", "{best: 0.3, grade: B2, by: Ann, why: because}"),
        ("[", "["),
        ("", ""),
    ],
)
def test_who_says_a_number_and_why_is_written_beside_it(value: str, expected: str) -> None:
    assert estimate_text(value, by="Ann", why=" because ") == expected
    assert estimate_text(value) == value


def test_what_one_more_person_says_is_put_beside_what_others_say() -> None:
    data_map = read(FIVE + "estimates:\n  interest.CN: {low: 0.2, high: 0.4, by: Ann}\n", "map.yaml").data_map
    assert data_map is not None
    both = with_another_estimate(data_map.estimates["interest.CN"], estimate_text("60%", by="Ben", why="it asks"))
    assert both == "[{low: 0.2, best: 0.2898979485566356, high: 0.4, by: Ann}, {best: 60%, by: Ben, why: it asks}]"
    assert estimate_text(both) == both
    assert with_another_estimate(data_map.estimates["interest.CN"], "{a: *b}") == "{a: *b}"
    assert with_another_estimate(data_map.estimates["interest.CN"], " ") == " "


@pytest.mark.parametrize("indent", ["  ", "    "])
def test_a_list_of_what_people_say_is_replaced_as_a_whole(indent: str) -> None:
    stands = f"  interest.CN:\n{indent}- {{best: 0.2, by: Ann}}\n{indent}- {{best: 0.3, by: Ben}}\n"
    text = f"{FIVE}estimates:\n{stands}  power.CN.tencent: 0.5\n"
    assert read(text, "map.yaml").data_map is not None
    changed = with_estimate(text, "map.yaml", "interest.CN", "0.4")
    assert changed == f"{FIVE}estimates:\n  interest.CN: 0.4\n  power.CN.tencent: 0.5\n"


OPTION = Option(title="Keys, to users", do=(OptionStep(user_keys=UserKeys(systems=("service",))),), starts=0.5)
SALE = Option(title="A sale", do=(OptionStep(divest=Divest(party="tencent", to="buyer")),))
BUYERS = {
    "buyer": Party(name="A buyer", organised_in="US", run_from="US"),
    "other": Party(organised_in="US", run_from="US"),
}


@pytest.mark.parametrize("case", case_names())
def test_options_come_after_the_maps_own_and_read_back_with_every_comment_kept(case: str) -> None:
    text = case_path(case).read_text(encoding="utf-8")
    data_map = read(text, case).data_map
    assert data_map is not None
    more = {"more": Option(title="More", do=(OptionStep(stop_updates=StopUpdates()),), why="Said: by #us")}
    changed = with_own_options(text, case, more, BUYERS)
    assert isinstance(changed, str)
    again = read(changed, case).data_map
    assert again is not None
    assert dict(again.options) == {**data_map.options, **more}
    assert again.parties == data_map.parties
    assert set(text.splitlines()) <= set(changed.splitlines())


def test_an_option_brings_the_party_that_it_names_and_no_other() -> None:
    assert with_own_options(FIVE, "map.yaml", {"keys": OPTION, "sale": SALE}, BUYERS) == FIVE + (
        "\nparties:\n  buyer:\n    name: A buyer\n    kind: company\n    organised_in: US\n    run_from: US\n"
        '\noptions:\n  keys:\n    title: "Keys, to users"\n    do: [{user_keys: {systems: [service]}}]\n'
        "    starts: 6 months\n  sale:\n    title: A sale\n    do: [{divest: {party: tencent, to: buyer}}]\n"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (FIVE + "options: {b: {do: [{stop_updates: {}}]}}\n", ", more: {do: [{stop_updates: {}}]}}\n"),
        (FIVE + "options:\n  {b: {do: [{stop_updates: {}}]}}\n", ", more: {do: [{stop_updates: {}}]}}\n"),
        (BRACES + ", options: {b: {do: [{stop_updates: {}}]}}}\n", ", more: {do: [{stop_updates: {}}]}}}\n"),
        (BRACES + "}\n", ", options: {more: {do: [{stop_updates: {}}]}}}\n"),
        (FIVE + "...\n", "\noptions:\n  more:\n    do: [{stop_updates: {}}]\n...\n"),
    ],
    ids=["in braces", "braces on the next line", "a map in braces", "a map in braces without options", "a marked end"],
)
def test_options_come_last_in_a_map_in_any_style_of_yaml(before: str, after: str) -> None:
    changed = with_own_options(before, "m", {"more": Option(do=(OptionStep(stop_updates=StopUpdates()),))}, {})
    assert isinstance(changed, str), changed
    assert changed.endswith(after)
    data_map = read(changed, "m").data_map
    assert data_map is not None
    assert list(data_map.options)[-1] == "more"


@pytest.mark.parametrize("text", ["", "- app", "app: a: b\n", "app: [A\n"])
def test_options_of_a_text_that_is_no_map_are_a_problem(text: str) -> None:
    assert isinstance(with_own_options(text, "map.yaml", {"keys": OPTION}, {}), Problem)


def test_options_that_a_map_cannot_take_are_a_problem() -> None:
    problem = with_own_options(FIVE, "map.yaml", {"sale": SALE}, {})
    assert isinstance(problem, Problem)
    assert problem.path == "options.sale.do[0].divest.to"
