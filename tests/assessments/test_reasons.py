"""Why each step of a route is open: in plain words, with law, source, grade and the line of the map."""

from __future__ import annotations

from assessments.report.questions import question
from assessments.report.reasons import StepReason, event_words, explained, group_name
from assessments.run import Run, assess
from assessments.scenario import viewed
from tests.support.assessed import case, case_map, told, written


def best(run: Run, actor: str, data: str | None = None) -> dict[str, StepReason]:
    """The steps of an actor's most probable way, by the family of their address."""
    way = run.likeliest_routes(actor=actor, data=data, k=1)[0]
    reasons = explained(run.events, way)
    return {(reason.address or "none").partition(".")[0]: reason for reason in reasons}


def test_the_way_worked_by_hand_is_told_step_by_step() -> None:
    told = [
        (r.source, r.target, r.because, r.probability, str(r.place))
        for r in explained(case("harbour").events, case("harbour").routes[0])
    ]
    assert told == [
        ("people", "pier", "a flow takes log of everyone to pier", 1.0, "case:harbour:10:9"),
        ("pier", "harbour", "harbour runs pier", 0.9, "case:harbour:13:133"),
        ("harbour", "parent", "parent can make harbour act: it holds shares (100%)", 0.8, "case:harbour:13:77"),
        ("parent", "state:XB", "parent is run from XB", 0.5, "case:harbour:13:48"),
        ("state:XB", "state:XB", "the authorities of XB care about this app's data at all", 0.8, "case:harbour:13:26"),
        (
            "state:XB",
            "state:XB",
            "an order is carried out: not refused, narrowed to nothing or stopped in time",
            0.75,
            "case:harbour:14:56",
        ),
    ]


def test_a_stated_number_without_a_source_says_so() -> None:
    assert best(case("harbour"), "state:XB")["power"].evidence == "stated in the map without a source"
    assert not best(case("harbour"), "state:XB")["power"].assumed


def test_a_default_is_assumed_and_gives_its_reason() -> None:
    trial = best(case("wechat-five-lines"), "state:CN")["carried_out"]
    assert trial.assumed
    assert trial.evidence == (
        "catalogue default, assumed: 687,472 in 887,620 requests: requests to Google met at least in part, by analogy: "
        "counted at Google"
    )
    assert trial.place is None


def test_a_claim_gives_its_source_before_its_number() -> None:
    power = best(case("wechat-2020"), "state:CN")["power"]
    assert power.because == "the place of Weixin systems in the PRC is China"
    assert power.evidence.startswith(
        "WeChat Terms of Service, 29 July 2020 (Open Terms Archive) (Tencent, 2020-07-29), grade B2; for the number, "
    )


def test_a_tie_names_the_laws_that_bind_through_it_that_day() -> None:
    law = best(case("wechat-five-lines"), "state:CN")["power"].laws[0]
    assert law == (
        "National Intelligence Law, Art. 7, 14, 16, in force since 2017-06-28: Organisations and citizens support and "
        "cooperate with intelligence work in accordance with law; organs may request (some translate: demand) help, "
        "and consult or retrieve files, materials and articles after approval "
        "(National Intelligence Law, Standing Committee of the National People’s Congress, 2018-04-27; "
        "grade A/C); read on 2026-11-28 in a copy"
    )


def test_a_law_that_was_not_yet_in_force_is_not_named() -> None:
    earlier = assess(viewed(case_map("wechat-five-lines"), as_of="2017-06-27"))
    laws = best(earlier, "state:CN")["power"].laws
    assert not any("National Intelligence Law" in law for law in laws)


def test_a_law_that_is_a_judgement_of_ours_is_assumed() -> None:
    text = "app: A\nas_of: 2026-03-01\nusers: {XA: 1M}\ndata: [text]\nowner: {name: B, jurisdiction: %s}\n"
    found = [
        law
        for state in ("RU", "IR", "VE", "KP", "AE", "IL", "JP", "KR", "TR", "SA", "BR")
        for law in best(written(text % state), f"state:{state}")["power"].laws
    ]
    graded_d = [law for law in found if law.endswith("grade D")]
    assert graded_d
    assert all(law.startswith("assumed: ") for law in graded_d)


def test_a_state_without_a_law_on_record_is_said_to_have_none() -> None:
    power = best(case("harbour"), "state:XB")["power"]
    assert power.laws == ("no law of XB that binds through this tie is on record here",)


def test_access_tells_by_which_means() -> None:
    text = """
app: {name: A, operator: maker}
as_of: 2026-03-01
viewpoint: XA
users: {people: {in: XA, count: 1M}}
data: {chats: text}
parties: {maker: {organised_in: XA}, host: {organised_in: XA}, desk: {name: Help Desk, organised_in: XB},
  lab: {organised_in: XC}}
systems: {store: {name: The Store, operator: host, in: XA, keys: users}}
flows: [{from: people, to: store, data: chats, share: 30%, for: service}]
access: [{party: desk, to: store, how: remote support}]
agreements: [{id: study, between: [host, lab], kind: vendor, gives: store}]
leave_out: [{event: "*/covert/*", why: short}, {event: "*/placed/*", why: short}]
"""
    found = written(text)
    to_b, to_c, home = (best(found, actor) for actor in ("state:XB", "state:XC", "state:XA"))
    assert to_b["custody"].because == "Help Desk has access to The Store: remote support"
    assert to_c["custody"].because == "lab has access to The Store under the agreement study (vendor)"
    assert to_b["share"].because == "a flow takes chats of about 30 in 100 people to The Store for service"
    assert (
        to_b["clear"].because
        == "chats can be read at The Store: users have the keys, but backups, clients and mistakes remain"
    )
    assert home["power"].because == "the place of The Store is XA"


def test_every_number_of_every_map_answers_a_question() -> None:
    for name in ("every-key", "wechat-2020"):
        found = case(name)
        asked = [question(found.data_map, address) for address in found.events.numbers]
        assert [q for q in asked if not q.endswith("?") or q.startswith("What is ")] == []


def test_questions_are_those_of_the_format() -> None:
    data_map = case_map("harbour")
    assert [
        question(data_map, address)
        for address in (
            "interest.XB",
            "power.XB.parent",
            "power.XA.pier",
            "control.parent.harbour",
            "demand.whole.XB",
            "identified.criminals",
            "identified.state:US",
            "kept.log.pier",
            "attempts.intrusion.parent",
        )
    ] == [
        "Do the authorities of XB care about this app's data at all?",
        "Can the law or practice of XB make parent hand data over?",
        "Can XA take what is at pier?",
        "Can parent make harbour hand data over?",
        "How often a year does XB order everybody's data?",
        "What share of the people whose data they get can criminals tie to a name?",
        "What share of the people whose data they get can the authorities of the United States tie to a name?",
        "Of what share of people does one still find log at pier?",
        "How many attempts a year at break-ins by criminals are there at parent?",
    ]


GROUPS = """\
app: Gull
as_of: 2026-03-01
users:
  old-town: {name: people of the old town, in: XA, count: 2000}
  new-town: {in: XA, count: 1000}
  hill: {name: others, in: XA, count: 100}
  shore: {name: others, in: XA, count: 10}
  XB: 5
data: [text]
owner: {name: Gull, jurisdiction: XC}
viewpoint: XA
"""


def test_a_group_is_called_by_its_name_else_by_its_id_and_two_of_one_name_are_told_apart() -> None:
    data_map = written(GROUPS).data_map
    assert [group_name(data_map, group) for group in data_map.users] == [
        "people of the old town",
        "new town",
        "others (hill)",
        "others (shore)",
        "users in XB",
    ]
    assert question(data_map, "users.old-town.count") == (
        "How many people are there in the group “people of the old town”?"
    )
    assert question(data_map, "share.new-town.service") == (
        "What share of people's data takes the flow from new town to service?"
    )


def test_no_report_calls_a_group_that_has_a_name_by_its_id() -> None:
    words = repr(told("wechat-2020"))
    assert "Chinese-speaking users" in words
    for group, people in case("wechat-2020").data_map.users.items():
        assert people.name is None or group.replace("-", " ") not in words


def test_an_event_of_placed_staff_begins_with_the_staff() -> None:
    run = case("wechat-2020")
    words = [event_words(run.data_map, event) for event in run.events.events if event.threat.mode == "placed"]
    assert words
    assert [each for each in words if not each.startswith("staff placed by ")] == []
