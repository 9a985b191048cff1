"""Page one answers six questions in 120 words, with a table, and says nothing that it cannot know."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache

import pytest

from assessments.exports import json as json_export
from assessments.report.blocks import Table
from assessments.report.figures.answer_figures import reach_figure
from assessments.report.option_words import verdict_words
from assessments.report.page_one_length import PAGE, PageRoom
from assessments.report.sections import claims, page_one
from assessments.report.sections.order import sections
from assessments.report.sentences import IF_HELD, IF_STANDING, as_read, figures
from assessments.results import reach
from assessments.results.actors import all_actors
from assessments.results.beside import with_neutral_owner
from assessments.results.part import OnRecord, Quantity
from assessments.results.reach import sides_of
from assessments.results.reach_parts import LawInShort, PageOneNumbers, SoldTo, StrongestLaw, Summary
from assessments.results.reach_parts import ReachRow as Row
from assessments.results.summary import summary_numbers
from assessments.run import Run, Settings, assess
from data_maps.model import DataMap
from data_maps.reading import with_reading, with_setting
from risk.options.timeline import with_options
from risk.reach import Class, Reached
from tests.support.assessed import FEW, case, case_map, drawn_case, stated, written
from tests.support.maps import map_of

NOT_SAID = ("get at", "irreversible", "foreign and own alike", "likely", "almost certain", "almost no chance")


def answer(numbers: PageOneNumbers, question: str) -> str:
    """The answer of page one to one question where there is room for all of it."""
    return " ".join(text.text for text in page_one.answers(numbers, (question,), PageRoom(999))[question])


BARE = """
app: Bare
as_of: 2026-03-01
users: {GB: 1k}
data: [text]
owner: {name: Bare, jurisdiction: GB}
leave_out: [{event: "*", why: short}]
"""


@pytest.mark.parametrize("name", FEW)
def test_words_of_page_one_follow_from_its_numbers_as_they_are_written(name: str) -> None:
    read = Summary.model_validate_json(page_one.summary(drawn_case(name)).model_dump_json(exclude_none=True))
    assert " ".join(page_one.sentences(read)) == read.text
    assert (page_one.may_say(read), page_one.may_not_say(read)) == (read.may_say, read.may_not_say)
    assert page_one.blocks(read) == page_one.blocks(page_one.summary(drawn_case(name)))


@pytest.mark.parametrize("name", ["tiktok-2020", "tiktok-2026", "wechat-2020"])
def test_the_cases_about_china_open_with_china(name: str) -> None:
    numbers = page_one.summary(drawn_case(name))
    assert numbers.table[0].actor == "state:CN"
    assert re.match(r"Who could\? (?:This map cannot tell whether |Whether )?China could order", numbers.text)


LETTER_BOXES = """
app: {name: App, operator: firm}
as_of: 2026-03-01
viewpoint: US
users: {people: {in: US, count: 1M}}
data: {chats: text}
parties: {firm: {organised_in: US}, kay: {organised_in: KY}, vee: {organised_in: VG}, parent: {organised_in: CN}}
ownership:
  - {owner: parent, of: vee, via: shares, share: 100 %}
  - {owner: vee, of: kay, via: shares, share: 100 %}
  - {owner: kay, of: firm, via: shares, share: 100 %}
systems: {store: {operator: firm, in: US, keys: operator}}
flows: [{from: people, to: store, data: [chats]}]
access: []
"""


@pytest.mark.parametrize("run_from", ["", ", run_from: CN"])
def test_letter_boxes_between_owner_and_app_put_no_other_state_first_and_take_nothing_from_china(run_from: str) -> None:
    text = LETTER_BOXES.replace("KY", f"KY{run_from}").replace("VG", f"VG{run_from}")
    china, *_ = page_one.summary(assess(map_of(text), Settings(draws=200))).table
    assert china.actor == "state:CN"
    assert china.content_persons.point == pytest.approx(1e6 * 0.99 * 0.98 * 0.85 * 0.9)


def test_page_one_makes_the_rows_of_content_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    made, row = list[Class](), reach._row

    def counted(run: Run, sides: reach.Sides, state: str, of_class: Class, readings: Mapping[str, reach.Sides]) -> Row:
        made.append(of_class)
        return row(run, sides, state, of_class, readings)

    monkeypatch.setattr(reach, "_row", counted)
    summary_numbers(assess(case_map("harbour"), Settings()))
    assert set(made) == {"content"}


def test_a_result_for_programs_begins_with_it() -> None:
    result = json.loads(json_export.export(case("harbour")))
    assert next(iter(result)) == "summary"
    assert Summary.model_validate(result["summary"]) == page_one.summary(case("harbour"))


@pytest.mark.parametrize("name", FEW)
def test_page_one_has_no_word_of_likelihood_or_of_harm_done(name: str) -> None:
    made = page_one.summary(drawn_case(name))
    text = " ".join((made.text, *made.may_say, *made.may_not_say)).lower()
    assert [word for word in NOT_SAID if word in text] == []


@pytest.mark.parametrize("name", FEW)
def test_five_sentences_may_be_said_and_five_may_not(name: str) -> None:
    made = page_one.summary(drawn_case(name))
    assert (len(made.may_say), len(made.may_not_say)) == (5, 5)
    assert all((*made.may_say, *made.may_not_say))


def test_the_table_of_harbour_is_that_of_the_method() -> None:
    other, own = summary_numbers(case("harbour")).table
    assert (other.actor, other.foreign, own.actor, own.foreign) == ("state:XB", True, "state:XA", False)
    assert (other.content_persons.point, own.content_persons.point) == pytest.approx((324_000, 882_900))
    assert (other.share.point, own.share.point) == pytest.approx((0.324, 0.8829))
    assert other.ties == pytest.approx({"run": 0.5, "owner": 0.5})
    assert (other.yields, other.known) == ({}, ())


def test_a_map_that_does_not_say_who_runs_its_systems_cannot_tell_and_says_so_first() -> None:
    text = """
title: A threat model
as_of: 2026-01-01
viewpoint: XA
app: {name: Game, operator: maker}
parties: {maker: {organised_in: XA}}
users: {people: {in: XA, count: 1M}}
data: {scores: metadata}
systems: {game: {operator: unknown, in: unknown, keys: unknown}, lobby: {operator: maker, in: XA, keys: operator}}
flows: [{from: people, to: [game, lobby], data: scores}]
"""
    numbers = summary_numbers(written(text))
    assert numbers.unsaid == ("game",)
    assert page_one.widest_sentence(numbers) == page_one.NOT_SAID.format(count="one of its systems")
    assert stated(reach_figure(numbers).chart).title == "Who could order data, this map cannot tell"
    answers = page_one.answers(numbers)
    for ask in (page_one.OWNER, page_one.END):
        assert [text.text for text in answers[ask]] == ["Not told: it must be known first who runs what, and where."]


def test_a_holder_of_just_below_half_is_asked_of_where_it_is_not_told_whether_its_state_could() -> None:
    held = EXACT.partition("estimates:")[0].replace("jurisdiction: XB", "jurisdiction: US")
    held += "parties: {top: {name: Top, organised_in: XB}}\n"
    for share, asked in (("49.9 %", True), ("10 %", True), ("51 %", False)):
        line = f"ownership: [{{owner: top, of: exact, via: shares, share: {share}}}]\n"
        numbers = summary_numbers(assess(map_of(held + line), Settings(draws=0)))
        assert [one.address for one in numbers.to_ask] == ["control.top.exact"] * asked
        said = "To ask: whether Top controls Exact by votes, board or as largest holder."
        assert (said in answer(numbers, page_one.SURE)) == asked


EXACT = """
app: Exact
as_of: 2026-03-01
viewpoint: US
users: {US: {best: 1M, exact: true, why: counted}}
data: [text]
owner: {name: Exact, jurisdiction: XB}
estimates:
  power.XB.exact: {best: 1, exact: true, why: as a law}
  custody.exact.exact: {best: 1, exact: true, why: it holds them}
  clear.exact.unknown: {best: 1, exact: true, why: it reads them}
"""


def test_a_number_that_is_the_same_in_every_simulation_stands_in_the_table_without_ends() -> None:
    summary = page_one.summary(assess(map_of(EXACT), Settings(draws=200)))
    (row,) = (row for row in summary.table if row.actor == "state:XB")
    assert row.content_persons.low == row.content_persons.high == 1e6
    (cells,) = (cells for cells in page_one.table(summary).rows if cells[0].text.startswith("XB"))
    assert [cell.text for cell in cells[1:5]] == ["100 (100)", "1", "text", "100%"]


def test_what_would_change_harbours_reach_is_what_its_conditions_do_to_it() -> None:
    """Content is within reach of XB if power 0.5, control 0.8, custody 0.9 and readability 0.9 all hold."""
    changes = {c.address: c for c in summary_numbers(case("harbour")).would_change if c.claim == "reach of the widest"}
    at_ends = {address: change.at_ends for address, change in changes.items() if address != "users.people.count"}
    assert at_ends == {
        "power.XB.parent": pytest.approx((0.0, 648_000)),
        "control.parent.harbour": pytest.approx((0.0, 405_000)),
        "custody.harbour.pier": pytest.approx((0.0, 360_000)),
        "clear.pier.operator": pytest.approx((0.0, 360_000)),
    }
    assert [changes[address].turns for address in at_ends] == [True] * 4
    assert (changes["power.XB.parent"].low, changes["power.XB.parent"].high) == (0.0, 1.0)


AT_HOME = """
app: {name: Notes, kind: other}
owner: {name: Notes Inc, jurisdiction: US}
as_of: 2026-11-01
users: {US: 2M}
data: [text]
systems: {notes: {operator: notes-inc, in: US, keys: operator}}
flows: [{from: users-us, to: notes, data: [text]}]
"""


def test_where_no_foreign_state_could_another_owners_state_is_what_would_come_not_what_stays() -> None:
    told = answer(summary_numbers(assess(map_of(AT_HOME), Settings(draws=200))), page_one.OWNER)
    assert told.startswith("No foreign state could now. Run from Switzerland, that state could: ")


def test_what_is_specific_to_harbours_owner_is_its_whole_reach_and_turns_with_it() -> None:
    """Nothing is within reach of XB but through the owner, so another owner's state would take all of it along."""
    changes = summary_numbers(case("harbour")).would_change
    by_claim = [
        {change.address: (change.at_ends, change.turns) for change in changes if change.claim == claim}
        for claim in ("reach of the widest", "specific to the owner")
    ]
    assert by_claim[0] == by_claim[1]


def test_foreign_states_and_the_own_state_are_in_no_sum() -> None:
    run = case("own-state")
    use = summary_numbers(run).use
    by_kind: dict[bool | None, float] = dict.fromkeys((True, False, None), 0.0)
    for actor in all_actors(run):
        by_kind[actor.foreign] += actor.content_persons_per_year.point
    points = (use.foreign_states.point, use.own_state.point, use.others.point)
    assert points == pytest.approx((by_kind[True], by_kind[False], by_kind[None]))


def test_a_map_that_counts_no_people_says_that_nobody_uses_the_app() -> None:
    text = "app: Quay\nas_of: 2026-03-01\nusers: {DE: {best: 0, exact: true, why: not launched}}\ndata: [text]\n"
    run = assess(map_of(f"{text}owner: {{name: B, jurisdiction: US}}\n"), Settings(draws=0))
    assert page_one.lead_sentence(summary_numbers(run)).text == (
        "By this map the app has no users in Germany whose data could be ordered."
    )


def test_a_map_without_foreign_states_says_that_nobody_could_if_it_says_where_its_systems_stand() -> None:
    systems = "systems: {service: {operator: bare, in: GB}}\nflows: [{from: users-gb, to: service, data: [text]}]\n"
    untold, made = (page_one.summary(written(text)) for text in (BARE, BARE + systems))
    assert untold.text.startswith(
        "Who could? This map cannot tell: it does not say who runs one of its systems, or where."
    )
    assert made.text.startswith(f"Who could? {page_one.NOBODY}")
    assert [row.actor for row in made.table] == ["state:GB"]
    assert "foreign states would take no content" in made.text
    assert {change.claim for change in made.would_change} <= {"specific to the owner"}


@pytest.mark.parametrize(("known", "count"), [(0, "none"), (2, "2")])
def test_the_known_takings_of_the_track_record_stand_beside_those_predicted(known: int, count: str) -> None:
    numbers = summary_numbers(case("harbour"))
    values = {"services": 70, "expected": 3.0, "low": 1.0, "high": 6.0, "known": known}
    tested = numbers.tested.model_copy(update=values)
    said = page_one.tested_words(numbers.model_copy(update={"tested": tested}))
    assert said == (
        "Track record: defaults fail for reach of any data, look-ups by insiders and insiders for a state; "
        f"1–6 takings expected at 70 services, {count} known."
    )


def test_people_counted_as_one_total_are_among_what_would_change_it() -> None:
    text = BARE.replace("users: {GB: 1k}", "users: {few: {in: GB}, many: {in: GB}}").replace("tion: GB", "tion: CN")
    run = written(f"{text}people: {{total: [1k, 2k, 4k], groups: {{few: 10%, many: rest}}}}\n")
    *_, table = claims.would_change(run).blocks
    assert isinstance(table, Table)
    known = {row[1].text: row[2].text for row in table.rows}
    assert (
        known["How many people are there in the groups that are counted together?"] == "2,000 (interval not computed)"
    )


def test_a_share_is_of_the_people_whose_data_options_in_force_leave() -> None:
    """Who leaves by an option in force is none of the users that a share is of."""
    closed = with_options(case_map("every-key"), ("close",))
    for run in (assess(closed, Settings(draws=0)), assess(closed, Settings(draws=1000))):
        numbers = summary_numbers(run)
        row, whole = numbers.table[0], sides_of(run).quantity_of(Reached.everybody)
        assert row.share.point * numbers.people.point == pytest.approx(row.content_persons.point)
        assert (numbers.people.point, numbers.people.middle) == pytest.approx((whole.point, whole.middle))


def test_people_on_whom_all_readings_agree_are_told_of_the_map() -> None:
    """Both sides pleaded 19 million, and the map says that they agree."""
    numbers = summary_numbers(drawn_case("wechat-2020"))
    assert stated(numbers.people_agreed).persons.middle == pytest.approx(19e6)
    assert (numbers.people.low, numbers.people.middle, numbers.people.high) == pytest.approx((19e6, 19e6, 19e6))
    assert summary_numbers(drawn_case("tiktok-2020")).people_agreed is None


def test_what_would_tell_stands_with_what_is_judged_and_a_map_that_leaves_nothing_open_says_so() -> None:
    """Of Harbour the people, a factor of two either way, weigh most, then whether XB has power over the parent."""
    numbers = summary_numbers(case("harbour"))
    known = stated(numbers.not_known)
    assert (known.numbers, known.judged) == (10, 3)
    assert {one.address: one.persons for one in known.widest} == {
        "users.people.count": pytest.approx(486_000),
        "power.XB.parent": pytest.approx(216_000),
    }
    track_record = page_one.tested_words(numbers)
    told = "What would tell: whether XB can order from parent and whether parent controls harbour."
    assert answer(numbers, page_one.SURE) == f"{told} 3 of 10 numbers estimated. {track_record}"
    sure = Quantity(0.97, mean=0.97, median=0.97, low=0.9, high=0.99)
    could = numbers.model_copy(
        update={"table": tuple(row.model_copy(update={"chance": sure}) for row in numbers.table)}
    )
    assert answer(could, page_one.SURE) == (
        "Not known: the number of people (500,000–2 million); whether XB can order from parent (33–67%). "
        f"3 of 10 numbers estimated. {track_record}"
    )
    certain = could.model_copy(update={"not_known": known.model_copy(update={"judged": 0, "widest": ()})})
    assert answer(certain, page_one.SURE) == f"All that this rests on is known. {track_record}"
    assert answer(numbers.model_copy(update={"not_known": None}), page_one.SURE) == track_record


def test_no_exact_number_is_among_those_that_are_not_known() -> None:
    assumed = BARE.replace("tion: GB", "tion: CN")
    exact = assumed.replace("users: {GB: 1k}", "users: {GB: {best: 1000, exact: true, why: counted}}")
    bare, counted = (stated(summary_numbers(written(text)).not_known) for text in (assumed, exact))
    assert bare.numbers - counted.numbers == 1
    assert "users.users-gb.count" not in [one.address for one in counted.widest]


def test_titles_that_would_be_cut_alike_are_told_whole() -> None:
    told = stated(summary_numbers(drawn_case("wechat-2020")).verdict)
    long = {one: f"Bar downloads of everything else that there is, {one}" for one in ("strongest", "mildest")}
    per = tuple(
        at.model_copy(update={one: stated(getattr(at, one)).model_copy(update={"title": long[one]}) for one in long})
        for at in told.per
    )
    changed = told.model_copy(update={"per": per})
    words = " ".join(verdict_words(changed))
    assert all(f"“{title}”" in words for title in long.values())


LEAK, HEARING = "A leak of papers on what was taken, as a newspaper told of it", "Minutes of a hearing"
WITH_HISTORY = f"""
app:
  name: Bare
  record:
    since: 2015-01-01
    events:
      - {{kind: insider, on: 2017}}
      - {{kind: covert, state: RU, on: 2019-03, source: leak}}
      - {{kind: covert, on: 2019-04, source: hearing}}
      - {{kind: intrusion, on: 2018-02, source: hearing}}
sources: {{leak: {{title: "{LEAK}"}}, hearing: {{title: "{HEARING}"}}}}
{BARE.partition("Bare")[2]}"""


def test_what_is_known_here_is_told_by_actor_and_title_of_its_source_though_no_state_of_the_map_did_it() -> None:
    made = page_one.summary(written(WITH_HISTORY))
    assert [state.actor for state in made.table] == ["state:GB"]
    assert [(one.actor, one.sources) for one in made.known] == [
        ("state:RU", (LEAK,)),
        (None, (HEARING,)),
        ("criminals", (HEARING,)),
        ("insiders", ("no source given",)),
    ]
    said = "On record of this app: Russia, a state not named and 2 more."
    assert said in made.text
    assert said in made.may_say


WATCHED = """
app: Watched
as_of: 2026-03-01
users: {US: 1M}
data: [text]
owner: {name: Watched, jurisdiction: GB}
standing: [{state: GB, at: service, estimate: 0.9, why: a line that is read}]
"""


ONLY_STANDING = """
app: {name: Watched, operator: watched}
as_of: 2026-03-01
viewpoint: US
users: {people: {in: US, count: 1M}}
data: {chats: text}
parties: {watched: {organised_in: GB}, host: {organised_in: GB}}
systems: {first: {operator: watched, in: GB}, second: {operator: host, in: GB}}
flows: [{from: people, to: first, data: chats}, {from: people, to: second, data: chats}]
standing:
  - {state: GB, at: first, estimate: 0.9, why: a line that is read}
  - {state: GB, at: second, estimate: 0.7, why: a line that is read}
  - {state: FR, at: first, estimate: 0.4, why: a line that is read}
  - {state: FR, at: second, estimate: 0.6, why: a line that is read}
leave_out:
  - {event: state:*/compelled/*, why: an example}
  - {event: state:*/covert/*, why: an example}
  - {event: state:*/placed/*, why: an example}
"""


@cache
def government() -> Run:
    read = with_reading(case_map("wechat-2020"), "government")
    assert isinstance(read, DataMap)
    return assess(read, Settings(draws=200))


def test_a_year_that_standing_access_carries_says_so_and_what_it_would_be_without() -> None:
    numbers = summary_numbers(government())
    use, without = numbers.use, stated(numbers.use.without_standing)
    assert without.middle < 0.05 * use.foreign_states.middle
    year = "foreign states would take "
    assert f"With standing access as stated, {year}" in answer(numbers, page_one.HAS)
    said = page_one.may_say(numbers)[3]
    assert f" Without it, at rates on record, it would be {as_read(without, figures)} people (" in said
    on_record = summary_numbers(drawn_case("wechat-2020"))
    assert f"At rates on record, {year}" in answer(on_record, page_one.HAS)
    assert page_one.may_say(on_record)[3].count(".") == 1


def test_every_part_of_a_report_on_a_year_that_standing_access_carries_names_that_condition() -> None:
    """All but the sentence that says what it would be without it."""
    told = json.dumps([asdict(part) for part in sections(written(WATCHED))], default=str).lower()
    assert told.count(IF_HELD) == told.count(f"without it, {IF_HELD}") == 1
    assert told.count(IF_STANDING) > 5


def test_without_standing_a_year_is_what_it_is_on_a_map_where_nobody_has_such_access() -> None:
    run = government()
    without = with_setting(run.data_map, "standing.CN.weixin-servers=0")
    assert isinstance(without, DataMap)
    same = summary_numbers(assess(without, Settings(draws=200))).use.foreign_states
    assert stated(summary_numbers(run).use.without_standing).point == pytest.approx(same.point)


def test_where_states_have_nothing_but_standing_access_without_it_no_draw_has_anybody() -> None:
    use = summary_numbers(assess(written(ONLY_STANDING).data_map, Settings(draws=200))).use
    rest = stated(use.without_standing)
    assert (rest.point, rest.mean, rest.low, rest.median, rest.high) == (0.0,) * 5
    assert stated(use.foreign_states.low) > 0.0


def test_what_may_be_said_of_the_other_states_can_be_quoted_alone() -> None:
    names = ("wechat-2020", "harbour")
    wechat, harbour = (page_one.may_say(summary_numbers(drawn_case(name)))[1] for name in names)
    likely = "could order data of these people, each with a chance of 5 in 100 or more."
    assert wechat == f"Besides China, five foreign states {likely}"
    assert harbour == ("Besides XB, no other foreign state on this map could order data of these people.")
    one = summary_numbers(drawn_case("wechat-2020"))
    said = page_one.may_say(one.model_copy(update={"table": one.table[:2]}))[1]
    assert said == f"Besides China, Singapore {likely}"
    nobody = page_one.may_say(one.model_copy(update={"table": ()}))[1]
    assert nobody == page_one.NOBODY


def test_each_reading_has_its_number_a_year_and_one_outside_the_interval_of_the_map_says_so() -> None:
    numbers = summary_numbers(drawn_case("wechat-2020"))
    government, plaintiffs = numbers.readings
    assert government.taken.middle > 100.0 * plaintiffs.taken.middle
    words = {reading.id: as_read(reading.taken, figures) for reading in numbers.readings}
    assert page_one.sentences(numbers)[1].endswith(
        f" The government’s numbers: {words['government']} (outside), the plaintiffs’: {words['plaintiffs']}."
    )
    assert re.search(r"The government’s numbers: 19 million, the plaintiffs’: ", answer(numbers, page_one.WHO))


def test_readings_that_say_the_same_are_told_once() -> None:
    said = answer(summary_numbers(drawn_case("own-state")), page_one.HAS)
    assert re.search(r"The state’s and the critics’ numbers: [\d,]+ each\.", said)


def test_a_reading_in_force_takes_what_the_map_takes() -> None:
    numbers = summary_numbers(government())
    (taken,) = (reading.taken for reading in numbers.readings if reading.id == "government")
    own = numbers.use.foreign_states
    assert (taken.point, taken.mean, taken.low, taken.high) == pytest.approx((own.point, own.mean, own.low, own.high))


def test_a_mean_of_more_than_twice_the_middle_stands_beside_it() -> None:
    numbers = summary_numbers(drawn_case("wechat-2020"))

    def with_mean(mean: float) -> str:
        year = Quantity(60_000.0, mean=mean, median=60_000.0, low=15_000.0, high=910_000.0)
        use = numbers.use.model_copy(update={"foreign_states": year})
        return answer(numbers.model_copy(update={"use": use}), page_one.HAS)

    assert "60,000 people’s content a year (middle; 15,000–910,000)." in with_mean(100_000.0)
    assert "On average" not in with_mean(100_000.0)
    assert " On average it is 14 times that, by rare large events." in with_mean(840_000.0)


def test_what_is_on_record_of_the_state_elsewhere_is_told_with_how_many_of_it_are_doubted() -> None:
    said = answer(summary_numbers(drawn_case("wechat-2020")), page_one.HAS)
    assert re.search(
        r"On record of China elsewhere: 9 takings of many people, \d of them doubted, [\d,]+ accounts", said
    )


def law_of(outcome: str | None, still_open: int = 0) -> LawInShort:
    strongest = StrongestLaw(regime="us_bulk_data", outcome=outcome, citation="28 CFR 202.301; x") if outcome else None
    return LawInShort(strongest=strongest, open=still_open)


@pytest.mark.parametrize(
    ("law", "said"),
    [
        (law_of("prohibited", 1), "Yes, prohibited: 28 CFR 202.301. Questions open: 1 law."),
        (law_of("not_adequate"), "None found. Strongest: US Data Security Program (not adequate)."),
        (
            law_of("not_adequate", 2),
            "None found; questions open: 2 laws. Strongest: US Data Security Program (not adequate).",
        ),
        (law_of("restricted", 2), "Not barred but restricted: 28 CFR 202.301. Questions open: 2 laws."),
        (law_of("not_prohibited"), "None found."),
        (law_of(None, 3), "Questions open: 3 laws."),
        (law_of(None), "No law held here applies."),
    ],
)
def test_what_is_barred_is_the_strongest_outcome_of_any_law(law: LawInShort, said: str) -> None:
    numbers = summary_numbers(case("harbour")).model_copy(update={"law": law})
    assert answer(numbers, page_one.BARRED) == said
    sold = (SoldTo(to="CN", persons=Quantity(34e6)),)
    assert answer(numbers.model_copy(update={"sold": sold}), page_one.BARRED) == (
        f"{said} Bought in China: 34 million people’s data a year."
    )


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "all text"),
        (0.97, "nearly all text"),
        (0.5, "about half of the text"),
        (0.04, "a small part of the text"),
        (0.001, "hardly any text"),
    ],
)
def test_how_much_of_their_data_is_told_in_words(share: float, said: str) -> None:
    numbers = summary_numbers(drawn_case("harbour"))
    certain = Quantity(0.97, mean=0.97, median=0.97, low=0.9, high=0.99)
    row = numbers.table[0].model_copy(update={"share_of_data": Quantity(share), "chance": certain})
    assert f" could order {said} " in page_one.widest_sentence(numbers.model_copy(update={"table": (row,)}))


@pytest.mark.parametrize(
    ("chance", "begins"),
    [
        (0.97, "XB could order all text of "),
        (0.87, "Whether XB could order text in XA is open: 87 in 100 (1–99). If so, of "),
        (0.5, "This map cannot tell whether XB could order text in XA: 50 in 100 (1–99). If so, of "),
        (0.02, "XB hardly could order text in XA: 2 in 100 (1–99). If so, of "),
    ],
)
def test_the_first_sentence_has_the_words_of_its_chance(chance: float, begins: str) -> None:
    numbers = summary_numbers(drawn_case("harbour"))
    row = numbers.table[0].model_copy(
        update={"chance": Quantity(chance, mean=chance, median=chance, low=0.01, high=0.99)}
    )
    said = page_one.widest_sentence(numbers.model_copy(update={"table": (row,)}))
    assert said.startswith(begins)


BROKER = """
app: {name: Weather, operator: weather}
as_of: 2026-08-01
viewpoint: US
users: {people: {in: US, count: 50M}}
data: {whereabouts: location, handset: device}
parties: {weather: {organised_in: US}, broker: {organised_in: CN}}
systems: {store: {operator: weather, in: US, keys: operator}}
flows:
  - {from: people, to: store, data: [whereabouts, handset]}
  - {from: store, to: broker, data: [whereabouts, handset], for: sale}
question: CN
"""


def test_an_app_that_sells_where_people_are_is_led_by_the_buyers_state_and_the_data_by_name() -> None:
    numbers = summary_numbers(assess(map_of(BROKER), Settings(draws=500)))
    row = numbers.table[0]
    assert (row.actor, row.asked, row.of_class, row.data) == ("state:CN", True, "whereabouts", ("location",))
    assert "whether China could order location" in page_one.widest_sentence(numbers).lower().replace("china", "China")
    assert page_one.NOBODY not in page_one.sentences(numbers)


TWO_BUYERS = """
app: {name: Tracks, operator: tracks}
as_of: 2026-08-01
viewpoint: US
users: {runners: {in: US, count: 12M}, soldiers: {in: US, count: 90k, exposure: strategic}}
data: {where: location, conditions: health, handset: device}
parties: {tracks: {organised_in: US}, exchange: {organised_in: SG}, buyer: {organised_in: CN}}
systems: {store: {operator: tracks, in: US, keys: operator}}
flows:
  - {from: [runners, soldiers], to: store, data: [where, conditions, handset]}
  - {from: store, to: exchange, data: [where, handset], for: advertising}
  - {from: store, to: buyer, data: [where, conditions], share: 40%, for: sale}
"""


def test_a_page_that_has_to_tell_of_a_bar_and_of_sales_keeps_to_120_words() -> None:
    text = page_one.summary(assess(map_of(TWO_BUYERS), Settings(draws=200))).text
    assert len(text.split()) <= PAGE.words
    assert "Yes, prohibited: 28 CFR 202.301. Bought in Singapore: " in text


DRONES = """
app: {name: Drones, operator: us-company}
as_of: 2026-08-01
viewpoint: US
users: {pilots: {in: US, count: 300k}}
data: {footage: video, handset: device}
parties: {maker: {organised_in: CN, run_from: CN}, us-company: {organised_in: US}}
ownership: [{owner: maker, of: us-company, via: shares, share: 100%}]
systems:
  cloud: {operator: us-company, in: US, keys: operator}
  updates: {operator: maker, in: CN, keys: operator}
flows: [{from: pilots, to: cloud, data: footage, share: 30%}, {from: pilots, to: updates, data: handset}]
"""


def test_what_another_owner_takes_from_a_state_is_said_of_the_data_asked_about_alone() -> None:
    """With a Swiss owner no video is left to China, while the servers that handsets ask for updates stay there."""
    run = assess(map_of(DRONES), Settings(draws=200))
    beside = with_neutral_owner(run).sides.best
    assert (beside.persons("CN", "content")[0], beside.persons("CN", "identifiers")[0] > 0.0) == (0.0, True)
    text = page_one.summary(run).text
    assert "Run from Switzerland, China could order none of it." in text
    assert "nothing." not in text


def test_how_much_of_their_data_is_never_called_all_data_where_one_kind_is_asked_about() -> None:
    text = page_one.summary(assess(map_of(DRONES), Settings(draws=200))).text
    assert "could order video in the United States is open: " in text
    assert ", all of it. Has it?" in text


def test_page_one_puts_the_question_that_its_verdict_answers() -> None:
    text = page_one.summary(assess(map_of(DRONES), Settings(draws=200))).text
    assert f"{page_one.END} Only a ban? No: “" in text
    assert verdict_words(summary_numbers(drawn_case("harbour")).verdict)[0].startswith(("No: ", "Yes", "It depends"))


def test_that_no_act_is_known_can_be_quoted_alone() -> None:
    said = page_one.may_say(summary_numbers(drawn_case("harbour")))
    assert "No known act at this app was entered on this map." in said


def test_what_is_on_record_once_is_told_as_one() -> None:
    once = OnRecord(takings=1, placed=1, orders=1)
    said = "1 taking of many people, 1 of staff placed, 1 account ordered a year"
    assert page_one.on_record_words(once) == said
    assert page_one.on_record_words(OnRecord(takings=9, placed=0, orders=0)) == "9 takings of many people"


@pytest.mark.parametrize("name", ["wechat-2020", "tiktok-2020", "example-chat", "own-state"])
def test_a_page_has_room_for_the_verdict_and_its_price(name: str) -> None:
    numbers = summary_numbers(drawn_case(name))
    (said,) = page_one.answers(numbers)[page_one.END]
    assert said.text.startswith(verdict_words(numbers.verdict, asking=True)[0])
    assert " lose the app (ban: " in said.text


def test_what_a_broker_sells_is_sold_to_buyers_where_they_are_and_barred_by_law() -> None:
    numbers = summary_numbers(assess(map_of(BROKER), Settings(draws=200)))
    (sold,) = numbers.sold
    assert (sold.to, stated(numbers.law).strongest) == ("CN", PROHIBITED)
    assert 20e6 < sold.persons.middle < 50e6
    assert "Yes, prohibited: 28 CFR 202.301. " in answer(numbers, page_one.BARRED)


PROHIBITED = StrongestLaw(
    regime="us_bulk_data",
    outcome="prohibited",
    citation="28 CFR 202.301 to 202.303",
    about="weather gives broker access",
)


def test_laws_that_apply_and_lack_facts_are_told_as_open_however_little_room_there_is() -> None:
    numbers = summary_numbers(drawn_case("eu-saas"))
    assert numbers.law is not None
    assert numbers.law.open == 4
    short = page_one.answers(numbers, (page_one.BARRED,), PageRoom(1))[page_one.BARRED]
    assert " ".join(text.text for text in short) == "None found; questions open: 4 laws."


def test_why_a_state_could_is_told_of_the_data_that_its_row_tells_of() -> None:
    (row,) = (each for each in summary_numbers(assess(map_of(BROKER))).table if each.actor == "state:CN")
    assert row.of_class != "content"
    assert row.ties == {"run": 1.0}
