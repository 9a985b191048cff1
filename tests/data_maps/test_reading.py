"""What reading a map says about each mistake in it."""

from __future__ import annotations

from functools import cache

import pytest

from data_maps.reading import case_path, read


@cache
def every_key() -> str:
    return case_path("every-key").read_text(encoding="utf-8")


BASE = """\
app: {name: A, operator: p}
as_of: 2026-01-01
viewpoint: XA
users:
  g: {in: XA, count: 5k}
data: {d: text, log: metadata}
parties:
  p: {organised_in: XA}
  q: {organised_in: XB}
systems:
  s: {operator: p, in: XA}
flows:
  - {from: g, to: s, data: [d, log]}
"""


def said(text: str) -> list[str]:
    return [str(problem) for problem in read(text, "m.yaml").problems]


def changed(old: str, new: str) -> str:
    assert BASE.count(old) == 1
    return BASE.replace(old, new)


def test_a_map_without_a_mistake_has_no_problems() -> None:
    assert said(BASE) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a", "m.yaml:1:1: 'a' is not a map (write app: …, datareach init writes a first map)"),
        ("[a]", "m.yaml:1:1: a list is not a map (write app: …, datareach init writes a first map)"),
        (changed("5k", "ninety"), "m.yaml:5:22: users.g.count: 'ninety' is not a count (write 19M or 19_000_000)"),
        (
            changed("5k", "unknown"),
            (
                "m.yaml:5:22: users.g.count: unknown is no answer here: the "
                "catalogue has no number for it (give a wide range, such as [1k, 1M])"
            ),
        ),
        (
            changed("organised_in: XB", "juristiction: CN"),
            "m.yaml:9:7: parties.q.juristiction: unknown key (did you mean 'jurisdiction'?)",
        ),
        (changed("to: s,", "to: hk-server,"), "m.yaml:13:19: flows[0].to: no system or party called 'hk-server'"),
        (
            changed("viewpoint: XA", "viewpoint: UK"),
            "m.yaml:3:12: viewpoint: 'UK' is not a country code (did you mean 'GB'?)",
        ),
        (
            changed("viewpoint: XA", "viewpoint: XB"),
            "m.yaml:3:12: viewpoint: no user group is in XB (name a country that a group is in, or EU for its members)",
        ),
        (
            changed("as_of: 2026-01-01", "as_of: 2026-13-01"),
            "m.yaml:2:8: as_of: '2026-13-01' is not a date (write 2026-11-25)",
        ),
        (changed("as_of: 2026-01-01\n", ""), "m.yaml:1:1: as_of: is missing (add as_of: …)"),
        (
            changed("organised_in: XB", "organised_in: NO, run_from: NOR"),
            "m.yaml:9:35: parties.q.run_from: 'NOR' is not a country code (did you mean 'NO'?)",
        ),
        (
            changed("in: XA}\nflows", "in: XA, keeps: {d: 5 dayz}}\nflows"),
            (
                "m.yaml:11:39: systems.s.keeps.d: '5 dayz' is not a length of "
                "time (write 5 days, 3 months or until deleted)"
            ),
        ),
        (
            changed("in: XA}\nflows", "in: XA, name: 1.5}\nflows"),
            "m.yaml:11:34: systems.s.name: '1.5' is not text (put it in quotes)",
        ),
        (
            changed("{d: text, log", "{d: txt, log"),
            "m.yaml:6:11: data.d: no data type called 'txt' (did you mean 'text'?)",
        ),
        (
            changed("{d: text, log", "{d: {type: text, level: 7}, log"),
            "m.yaml:6:31: data.d.level: '7' is out of bounds (at most 4)",
        ),
        (
            changed("  q: {organised_in: XB}", "  q: {kind: company}"),
            "m.yaml:9:3: parties.q.organised_in: is missing (add organised_in: …)",
        ),
        (
            BASE + "functions: {news: -1}\n",
            "m.yaml:14:19: functions.news: '-1' is out of bounds (above 0)",
        ),
        (
            changed("{d: text, log", "{d: {type: text, live: maybe}, log"),
            "m.yaml:6:30: data.d.live: 'maybe' is not true or false",
        ),
        (
            changed("  q: {", "  Q: {"),
            "m.yaml:9:3: parties.Q: 'Q' is not an id (lower-case letters, digits and hyphens, a letter first)",
        ),
        (
            changed("  q: {", "  operator: {"),
            (
                "m.yaml:9:3: parties.operator: 'operator' has a meaning of its "
                "own here and cannot be an id (write operator-1 or another word)"
            ),
        ),
        (
            changed("  q: {", "  g: {"),
            (
                "m.yaml:9:3: parties.g: 'g' is already the id of one of the "
                "users (groups, data, parties and systems share one list of ids)"
            ),
        ),
        (
            changed("  q: {", "  q: [").replace("XB}", "XB]"),
            "m.yaml:9:6: parties.q: a list is not a mapping of keys to values (write key: value)",
        ),
        (
            changed("  g: {", "  h: {in: XA, count: 1}\n  g: {"),
            "m.yaml:5:3: users.h: no flow starts from this group (add one under flows: from: h)",
        ),
        (
            changed("[d, log]}", "[d, log]}\n  - {from: g, to: s, data: d}"),
            "m.yaml:14:5: flows[1]: another flow has the id 'g.s' (give one of them an id of its own: id: …)",
        ),
        (
            changed("[d, log]}", "[log]}\n  - {from: s, to: q, data: d}"),
            (
                "m.yaml:14:28: flows[1].data: no flow brings 'd' to 's' (add "
                "it to the data of a flow there, or leave it out)"
            ),
        ),
        (
            changed("in: XA}\nflows", "in: XA, keeps: {d: 5 days}}\nflows").replace("[d, log]", "[log]"),
            (
                "m.yaml:11:36: systems.s.keeps.d: no flow brings 'd' to 's' "
                "(add it to the data of a flow, or leave it out)"
            ),
        ),
        (
            changed("[d, log]}", "[]}"),
            "m.yaml:13:28: flows[0].data: an empty list (name at least one, or leave the key out)",
        ),
        (
            changed("[d, log]}", "[d, log]}\nnotes:"),
            "m.yaml:14:7: notes: nothing stands here (give a value, or leave the key out)",
        ),
        (
            BASE + "estimates: {power.XB.p: {best: 0,5}}\n",
            (
                "m.yaml:14:32: estimates.power.XB.p.best: '0,5' is cut in two: between braces a comma starts the next "
                "key (write 0.5)"
            ),
        ),
        (
            BASE + "functions: {talk: 1,000,000}\n",
            (
                "m.yaml:14:19: functions.talk: '1,000,000' is cut in two: between braces a comma starts the next key "
                "(write 1_000_000)"
            ),
        ),
        (BASE + "flows2: []\n", "m.yaml:14:1: flows2: unknown key"),
        (BASE + "format: 2\n", "m.yaml:14:9: format: '2' is none of the words for this (one of 1)"),
        (
            BASE + "horizon: until deleted\n",
            "m.yaml:14:10: horizon: 'until deleted' has no end (write 5 days, 3 months or 2 years)",
        ),
        (
            BASE + "owner: {name: T, jurisdiction: CN}\n",
            "m.yaml:14:1: owner: the app has an operator already (say who owns whom under ownership)",
        ),
        (
            BASE + "sources: {firm: {title: F, origin: firm}}\n",
            (
                "m.yaml:14:36: sources.firm.origin: 'firm' has what it says from itself (leave origin out at the "
                "source that says it first)"
            ),
        ),
        (
            BASE + "sources: {a: {title: A, origin: b}, b: {title: B, origin: c}, c: {title: C, origin: b}}\n",
            (
                "m.yaml:14:59: sources.b.origin: 'b' has what it says from 'c', which goes back to 'b' (leave origin "
                "out at the source that says it first)"
            ),
        ),
        (
            BASE + "sources: {firm: {title: F}, paper: {title: P, origin: frim}}\n",
            "m.yaml:14:55: sources.paper.origin: no source called 'frim' (did you mean 'firm'?)",
        ),
        (
            BASE + "ownership: [{owner: q, of: p, via: shares, share: 60%}, {owner: p, of: p, via: votes}]\n",
            "m.yaml:14:72: ownership[1].of: 'p' cannot own itself (name another party)",
        ),
        (
            BASE
            + "ownership: [{owner: q, of: p, via: shares, share: 60%}, {owner: q, of: p, via: shares, share: 50%}]\n",
            (
                "m.yaml:14:95: ownership[1].share: the shares of 'p' add up "
                "to 1.1, more than 100 % (check the lines of this party)"
            ),
        ),
        (
            BASE + "ownership: [{owner: q, of: p, via: shaers}]\n",
            "m.yaml:14:36: ownership[0].via: 'shaers' is none of the words for this (did you mean 'shares'?)",
        ),
        (
            BASE + "distribution: {a: {party: q, share: 60%}, b: {party: q, share: 60%}}\n",
            (
                "m.yaml:14:64: distribution.b.share: the shares of the channels "
                "add up to 1.2, more than 100 % (check the channels)"
            ),
        ),
        (
            BASE + "agreements: [{id: a, between: [p]}]\n",
            (
                "m.yaml:14:31: agreements[0].between: an agreement is between "
                "two parties or more (write between: [one, other])"
            ),
        ),
        (
            BASE + "options: {o: {do: [{end_flow: g.s, end_access: {party: p, to: s}}]}}\n",
            "m.yaml:14:20: options.o.do[0]: 2 changes in one item of the list (one item is one change: {end_flow: …})",
        ),
        (
            BASE + "options: {o: {do: [{end_flow: g.t}]}}\n",
            "m.yaml:14:31: options.o.do[0].end_flow: no flow called 'g.t' (did you mean 'g.s'?)",
        ),
        (
            BASE + "options: {o: {do: {end_flow: g.s}, starts: 1 year, ends: 6 months}}\n",
            "m.yaml:14:58: options.o.ends: the option ends before it starts (give a later date or time)",
        ),
        (BASE + "combinations: [[o, o]]\n", "m.yaml:14:17: combinations[0][0]: no option called 'o'"),
        (
            BASE + "estimates: {power.XB.p: {best: 0.5, persists: trial}}\n",
            (
                "m.yaml:14:47: estimates.power.XB.p.persists: 'trial' contradicts what "
                "stands here, which is a state of the world (write state or leave it out)"
            ),
        ),
        (
            BASE + "estimates: {share.g.s.log: 0.5, share.g.s.x: 0.5}\n",
            "m.yaml:14:33: estimates.share.g.s.x: no data called 'x'",
        ),
        (
            changed("2026-01-01", "1066-10-14"),
            "m.yaml:2:8: as_of: 1066-10-14 is not of our time (write a day from 1950 to 2100)",
        ),
        (changed("name: A", "name: ' '"), "m.yaml:1:13: app.name: blank text (write it out)"),
        (changed("[d, log]}", "[d, d]}"), "m.yaml:13:32: flows[0].data[1]: 'd' stands here twice (once is enough)"),
        (
            changed("in: XA}\nflows", "in: XA, keeps: {d: 1e300 years}}\nflows"),
            "m.yaml:11:39: systems.s.keeps.d: '1e300 years' is longer than 100 years (write until deleted)",
        ),
        (
            changed("in: XA}\nflows", "in: XA, staff: 1e8}\nflows"),
            "m.yaml:11:35: systems.s.staff: more than 10,000,000, and nobody has as many (look at the unit)",
        ),
        (
            BASE + "horizon: 1000 years\n",
            "m.yaml:14:10: horizon: '1000 years' is longer than 100 years (write 5 days, 3 months or 2 years)",
        ),
        (
            BASE + "horizon: 0 years\n",
            "m.yaml:14:10: horizon: '0 years' is no time at all (write 5 days, 3 months or 2 years)",
        ),
        (
            BASE + "estimates: {interest.XB: {best: 1, exact: true, why: ' '}}\n",
            "m.yaml:14:36: estimates.interest.XB.exact: exact without a reason (add why: …)",
        ),
        (
            changed("count: 5k", "count: {best: 2.5, exact: true, why: counted}"),
            (
                "m.yaml:5:22: users.g.count: exactly 2.5 people are not whole people "
                "(write a whole number, or leave out exact)"
            ),
        ),
        (
            BASE + "sources: {a: {title: x, url: not a url}}\n",
            "m.yaml:14:30: sources.a.url: 'not a url' is not an address (write https://example.org/page)",
        ),
        (
            changed("d: text", "d: {type: location, precise_to: banana}"),
            "m.yaml:6:40: data.d.precise_to: 'banana' is not a precision (write 10 m or 2 km)",
        ),
        (BASE + "functions: {a: 1e308}\n", "m.yaml:14:16: functions.a: '1e+308' is out of bounds (at most 1e+06)"),
        (BASE + "leave_out: [{event: a}]\n", "m.yaml:14:13: leave_out[0].why: is missing (add why: …)"),
        (
            BASE + "questions: [{ask: a, about: systems.t}]\n",
            "m.yaml:14:29: questions[0].about: systems has nothing called 't'",
        ),
        (
            BASE + "questions: [{ask: a, about: [users.g.count, systems.s.kyes]}]\n",
            "m.yaml:14:45: questions[0].about[1]: 'systems.s.kyes' has no such part (name the whole, or a key of it)",
        ),
        (
            BASE + "standing: [{state: XB, at: t}]\n",
            "m.yaml:14:28: standing[0].at: no system called 't'",
        ),
        (
            BASE + "standing: [{state: UK, at: s}]\n",
            "m.yaml:14:20: standing[0].state: 'UK' is not a country code (did you mean 'GB'?)",
        ),
        (
            BASE + "standing: [{state: XB, at: s, estimate: 1}]\n",
            "m.yaml:14:41: standing[0].estimate: '1' says it is certain (write {best: 1, exact: true, why: …})",
        ),
        (
            BASE + "standing: [{state: XB, at: s}, {state: XB, at: s, data: d}]\n",
            "m.yaml:14:32: standing[1]: another line is about XB at 's' (say all of it in one line)",
        ),
        (
            changed("[d, log]}", "[log]}") + "standing: [{state: XB, at: s, data: d}]\n",
            (
                "m.yaml:14:37: standing[0].data: no flow brings 'd' to 's' "
                "(add it to the data of a flow, or leave it out)"
            ),
        ),
        (
            BASE + "screened: [{by: q, data: d}]\n",
            (
                "m.yaml:14:26: screened[0].data: the organisation of 'q' does not hold 'd' "
                "(add it to the data of a flow there, or leave it out)"
            ),
        ),
        (
            changed("operator: p, in: XA", "operator: p, in: XA, apart: 3"),
            "m.yaml:11:35: systems.s.apart: '3' is not true or false",
        ),
        (
            changed("operator: p, in: XA", "operator: nobody, in: XA"),
            "m.yaml:11:17: systems.s.operator: no party called 'nobody'",
        ),
        (
            changed("count: 5k", "terms: CN"),
            "m.yaml:5:3: users.g.count: nobody says how many people these are (add count: …, or its part under people)",
        ),
        (
            BASE + "record: ../rows\n",
            "m.yaml:14:9: record: '../rows' leads out of the folder of the map (name a folder beside the map: my-rows)",
        ),
        (
            BASE + "record: /rows\n",
            "m.yaml:14:9: record: '/rows' leads out of the folder of the map (name a folder beside the map: my-rows)",
        ),
        (
            BASE + "record: ''\n",
            "m.yaml:14:9: record: '' is not the name of a folder (name a folder beside the map: my-rows)",
        ),
        (
            changed("5k", "{low: 5k, high: 9k, at_most: 4k}"),
            (
                "m.yaml:5:51: users.g.count.at_most: at_most lies below the low end "
                "(write what nobody claims to be passed)"
            ),
        ),
        (
            changed("5k", "{low: 5k, high: 9k, at_least: 10k}"),
            (
                "m.yaml:5:52: users.g.count.at_least: at_least lies above the high end "
                "(write what nobody claims to be missed)"
            ),
        ),
        (
            changed("5k", "{best: 5k, against: [{say: more, sorce: q}]}"),
            "m.yaml:5:55: users.g.count.against[0].sorce: unknown key (did you mean 'source'?)",
        ),
        (
            BASE.replace("viewpoint: XA\n", "")
            .replace("  g: {", "  h: {in: XB, count: 1}\n  g: {")
            .replace("from: g", "from: [g, h]"),
            "m.yaml:1:1: viewpoint: is missing, and the users are in several countries (write viewpoint: XA)",
        ),
    ],
)
def test_each_mistake_is_said_in_one_sentence(text: str, sentence: str) -> None:
    found = said(text)
    assert sentence in found
    assert [other for other in found if other.partition(": ")[0] == sentence.partition(": ")[0]] == [sentence]


def test_all_mistakes_are_said_at_once_in_the_order_of_the_text() -> None:
    text = (
        BASE.replace("5k", "ninety")
        .replace("operator: p, in", "operator: pp, in")
        .replace("name: A", "nam: A")
        .replace("XB", "UK")
    )
    assert said(text) == [
        "m.yaml:1:7: app.nam: unknown key (did you mean 'name'?)",
        "m.yaml:5:22: users.g.count: 'ninety' is not a count (write 19M or 19_000_000)",
        "m.yaml:9:21: parties.q.organised_in: 'UK' is not a country code (did you mean 'GB'?)",
        "m.yaml:11:17: systems.s.operator: no party called 'pp' (did you mean 'p'?)",
    ]


def test_what_is_missing_is_said_once_and_nothing_that_follows_from_it() -> None:
    assert said("app: WeChat\n") == [
        (
            "m.yaml:1:1: app.operator: nobody runs the app (add owner: "
            "{name: …, jurisdiction: …}, or operator: … under app)"
        ),
        "m.yaml:1:1: as_of: is missing (add as_of: …)",
        "m.yaml:1:1: data: is missing (add data: …)",
        "m.yaml:1:1: users: is missing (add users: …)",
    ]
    assert said("app: WeChat\nas_of: 2020-09-25\nusers: {US: 19M}\ndata: [text]\n") == [
        (
            "m.yaml:1:1: app.operator: nobody runs the app (add owner: "
            "{name: …, jurisdiction: …}, or operator: … under app)"
        )
    ]


def test_a_map_of_nobody_and_nothing_is_told_so_and_nothing_that_follows_from_it() -> None:
    owner = "owner: {name: Tencent, jurisdiction: CN}\n"
    nobody = "m.yaml:3:8: users: is empty (say who uses the app, such as US: 19M)"
    nothing = "m.yaml:4:7: data: is empty (name one, such as text)"
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{}}\ndata: []\n{owner}") == [nobody, nothing]
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{}}\ndata: [text]\n{owner}") == [nobody]
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{US: 1}}\ndata: {{}}\n{owner}") == [nothing]
    assert said(f"app: WeChat\nas_of: 2020-09-25\nusers: {{US: 1}}\n{owner}") == [
        "m.yaml:1:1: data: is missing (add data: …)"
    ]


def test_nothing_in_a_list_is_a_problem_at_its_place() -> None:
    assert said(changed("[d, log]", "[d, ~, lug]")) == [
        "m.yaml:13:32: flows[0].data[1]: nothing is not an id (data)",
        "m.yaml:13:35: flows[0].data[2]: no data called 'lug' (did you mean 'log'?)",
    ]


def test_norway_and_namibia_are_countries() -> None:
    data_map = read(BASE.replace("XA", "NO").replace("XB", "NA"), "m").data_map
    assert data_map is not None
    assert (data_map.viewpoint, data_map.parties["q"].run_from) == ("NO", "NA")


def test_a_ring_of_owners_is_allowed() -> None:
    ring = "ownership: [{owner: q, of: p, via: shares, share: 60%}, {owner: p, of: q, via: shares, share: 60%}]\n"
    assert said(BASE + ring) == []


def test_a_union_is_a_viewpoint_of_its_members() -> None:
    assert said(BASE.replace("XA", "FR").replace("viewpoint: FR", "viewpoint: EU")) == []


def test_an_id_is_taken_whatever_else_is_wrong_around_it() -> None:
    broken = (
        changed("  s: {", "  q: {operator: nobody, in: XA}\n  s: {")
        + "  - {from: g, to: s, data: [log]}\n"
        + "  - {from: g, to: nowhere-at-all, data: [log]}\n"
        + "agreements:\n"
        + "  - {id: a, between: [p, nobody], kind: vendor, gives: s}\n"
        + "  - {id: a, between: [p, q], kind: vendor, gives: s}\n"
    )
    assert said(broken) == [
        (
            "m.yaml:11:3: systems.q: 'q' is already the id of one of the parties (groups, data, parties and systems "
            "share one list of ids)"
        ),
        "m.yaml:11:17: systems.q.operator: no party called 'nobody'",
        "m.yaml:15:5: flows[1]: another flow has the id 'g.s' (give one of them an id of its own: id: …)",
        "m.yaml:16:19: flows[2].to: no system or party called 'nowhere-at-all'",
        "m.yaml:18:26: agreements[0].between[1]: no party called 'nobody'",
        "m.yaml:19:10: agreements[1].id: another agreement has the id 'a' (give one of them another id)",
    ]


def test_a_misspelt_end_makes_no_second_flow_of_one_id() -> None:
    (problem,) = said(BASE + "  - {from: g, to: ss, data: [log]}\n")
    assert "no system or party called 'ss'" in problem


def test_an_empty_key_behind_a_number_on_another_line_is_a_key() -> None:
    assert said(BASE + "functions:\n  talk: 1\n  5: \n") == [
        "m.yaml:16:5: functions.5: nothing stands here (give a value, or leave the key out)"
    ]
