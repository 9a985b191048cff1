"""Checks of a map: the things it leaves open or says twice, where that bears on its assessment."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from assessments.conclusions.findings import is_less_than_one, is_more_than, is_more_than_all, sum_of_all
from assessments.report.checks import Check
from assessments.report.questions import flow_words, question
from assessments.report.reasons import data_name, event_words, group_name, place_name
from assessments.report.sections.freshness import MOST_NAMED, fact_title
from assessments.report.sentences import enumerated, figures, the_state
from assessments.results.about import left_out
from assessments.results.actors import leading
from assessments.results.freshness import LastRead
from assessments.results.routes import MOST, likeliest_routes
from assessments.run import Run
from data_maps.addresses import family_of
from data_maps.contradictions import data_at
from data_maps.histories import events_of_more, people_counted
from data_maps.model import DataMap
from data_maps.organisations import minorities_to_ask_of
from data_maps.vocabulary import data_type
from risk.routes import EventRoute

ALPHABETS = frozenset(("LATIN", "CYRILLIC", "GREEK"))
TWINS = frozenset(
    "aceopxyijsdqwhkuvABCEHIJKMNOPSTXYZ"
    "\u0430\u0441\u0435\u043e\u0440\u0445\u0443\u0456\u0458\u0455\u0501\u051b\u051d\u04bb\u043a\u0410\u0412"
    "\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u0423"
    "\u03b1\u03bf\u03b9\u03bd\u03c1\u03c5\u03c7\u03b3\u03ba\u0391\u0392\u0395\u0397\u0399\u039a\u039c\u039d"
    "\u039f\u03a1\u03a4\u03a7\u03a5\u0396"
)
"""The letters of each alphabet, in the order Latin, Cyrillic, Greek, that look like a letter of another."""
SEATS = frozenset(("BM", "BS", "GG", "GI", "IM", "JE", "KY", "MH", "MU", "PA", "SC", "TC", "VG"))
"""States where many companies are organised that are run from elsewhere, by judgement."""
SPACES = frozenset("\u00a0\u202f\u3000")  # which French puts before its marks, and Chinese and Japanese write
JOINERS = frozenset("\u200c\u200d")  # which words of Persian and of Indian languages need


def _likeliest(run: Run) -> tuple[EventRoute, ...]:
    """The likeliest route of each actor with much of the harm."""
    return tuple(route for row in leading(run, MOST) for route in likeliest_routes(run, row.actor))


def _first_routes(run: Run) -> dict[str, EventRoute]:
    """The systems and parties on those routes, each with the first of them."""
    first: dict[str, EventRoute] = {}
    for route in _likeliest(run):
        for _, name in (end for hop in route.hops for end in (hop.source, hop.target)):
            first.setdefault(name, route)
    return first


def _owner_unknown(run: Run) -> Iterator[Check]:
    """Companies on a leading route of which nobody says who owns them, or that they own; and large minority holders."""
    data_map = run.data_map
    owned = {party for line in data_map.ownership for party in (line.of, line.owner)}
    for party, route in _first_routes(run).items():
        if party in data_map.parties and party not in owned and data_map.parties[party].kind == "company":
            text = (
                f"The map does not say who owns {place_name(data_map, party)}, which a leading route goes through "
                f"({event_words(data_map, route.event)})."
            )
            yield Check("owner-unknown", "note", text, data_map.places.get(f"parties.{party}"))
    for line in minorities_to_ask_of(data_map):
        owner, company = place_name(data_map, line.owner), place_name(data_map, line.of)
        state = the_state(data_map.parties[line.owner].run_from)
        held = figures(100 * line.share.best) if line.share and line.share.best else ""
        text = (
            f"{owner}, run from {state}, holds {held}% of {company}, and nobody on the map holds more than half. Ask "
            "whether it has control by other means: votes, seats on the board, or as the largest holder. Then state "
            f"control.{line.owner}.{line.of}."
        )
        yield Check("owner-unknown", "note", text, data_map.places.get(f"ownership.{line.owner}.{line.of}"))


def _run_from_assumed(run: Run) -> Iterator[Check]:
    """The app's operator and companies above it that are organised where many are that are run from elsewhere."""
    data_map, operator = run.data_map, run.data_map.app.operator
    for id_ in (operator, *run.events.exposure.organisations.above[operator]):
        seat = data_map.parties[id_].organised_in
        if seat in SEATS and f"parties.{id_}.run_from" in data_map.assumed:
            state = the_state(seat)
            text = (
                f"{place_name(data_map, id_)} is organised in {state}, where many companies are that are run from "
                "elsewhere (judged). The map does not say where it is run from (run_from): it counts as run from there."
            )
            yield Check("run-from-assumed", "note", text, data_map.places.get(f"parties.{id_}"))


def _place_unknown(run: Run) -> Iterator[Check]:
    for system, route in _first_routes(run).items():
        entry = run.data_map.systems.get(system)
        if entry and entry.place == "unknown":
            text = (
                f"Where {place_name(run.data_map, system)} stands is unknown, and a leading route goes through "
                f"it ({event_words(run.data_map, route.event)})."
            )
            yield Check("place-unknown", "note", text, run.data_map.places.get(f"systems.{system}.in"))


def _keys_unknown(run: Run) -> Iterator[Check]:
    for system in _first_routes(run):
        entry = run.data_map.systems.get(system)
        data = [data_name(run.data_map, d) for d, holder in entry.keys.items() if holder == "unknown"] if entry else []
        if data:
            text = (
                f"Who holds the keys to {enumerated(data, 3)} at {place_name(run.data_map, system)} is unknown, and "
                "a leading route goes through it."
            )
            yield Check("keys-unknown", "note", text, run.data_map.places.get(f"systems.{system}.keys"))


def _flow_shares(run: Run) -> Iterator[Check]:
    """Shares of one source's flows of one kind of data that are everyone together, or more."""
    data_map, shares_by_start = run.data_map, dict[tuple[str, str], list[tuple[str, float]]]()
    for flow in data_map.flows:
        stated = data_map.estimates.get(f"share.{flow.id}", flow.share)
        if stated is not None and stated.best is not None and flow.split is None:
            for data in flow.data:
                shares_by_start.setdefault((flow.source_id, data), []).append((flow.id, stated.best))
    named = set[tuple[str, ...]]()
    for (source, data), shares in shares_by_start.items():
        flows, total = tuple(flow for flow, _ in shares), sum_of_all([share for _, share in shares])
        if total and flows not in named:
            named.add(flows)
            place = data_map.places.get(f"flows.{flows[-1]}.share")
            text = (
                f"The shares of people whose {data_name(data_map, data)} leave {place_name(data_map, source)} add up "
                f"to {figures(total * 100)}%: {enumerated([flow_words(data_map, flow) for flow in flows])}. "
            )
            if is_more_than_all(total):
                text += "They have to overlap, else one of them is too large."
                yield Check("flow-shares-above-one", "note", text, place)
            else:
                text += (
                    "The flows are read as overlapping at random. Where each person's data take one of them alone, "
                    "add split: NAME to each of the flows."
                )
                yield Check("flow-shares-of-all", "note", text, place)


def _relies_on_nothing(run: Run) -> Iterator[Check]:
    """Groups that lose nothing by any option, because nobody said what the app is for them."""
    data_map = run.data_map
    for group in run.events.exposure.groups if data_map.options else ():
        if not data_map.users[group].relies_on:
            text = (
                f"The map has options and does not say what the group {group_name(data_map, group)} relies on the app "
                "for: to take it away then seems to cost them nothing."
            )
            yield Check("relies-on-nothing", "warning", text, data_map.places.get(f"users.{group}"))


def _function_unused(run: Run) -> Iterator[Check]:
    data_map = run.data_map
    used = {function for group in data_map.users.values() for function in group.relies_on}
    for function in (f for f in data_map.functions if f not in used):
        text = (
            f"No group relies on the app for {function}, so its weight counts for nothing but to make others smaller."
        )
        yield Check("function-unused", "note", text, data_map.places.get(f"functions.{function}"))


def _question_about_nothing(run: Run) -> Iterator[Check]:
    for index, entry in enumerate(run.data_map.questions):
        if not entry.about:
            text = f"The question “{entry.ask}” does not say what it is about (about), so that its worth is not known."
            yield Check("question-about-nothing", "note", text, run.data_map.places.get(f"questions.{index}"))


def _keeps_unsaid(run: Run) -> Iterator[Check]:
    """Data whose exposure is worse after a year of it, at a system that does not say how long it keeps them."""
    data_map = run.data_map
    for system, data in sorted(data_at(data_map).items()):
        entry = data_map.systems.get(system)
        unsaid = sorted(d for d in data if entry and d not in entry.keeps and _grows(run, d))
        if entry and unsaid:
            named = enumerated([data_name(data_map, d) for d in unsaid], 3)
            text = (
                f"How long {place_name(data_map, system)} keeps {named} is not said; a year or more of them would "
                "weigh heavier, and less is counted here."
            )
            yield Check("retention-unsaid", "note", text, data_map.places.get(f"systems.{system}"))


def _grows(run: Run, data: str) -> bool:
    item = run.data_map.data[data]
    return item.level is None and not item.live and data_type(item.type).kept_a_year is not None


def _own_state_left_out(run: Run) -> Iterator[Check]:
    """Lines that leave out events of the own state, which is judged by the same method as every other."""
    own = run.events.exposure.own_states
    for line in left_out(run):
        states = sorted(state for state in own if any(key.startswith(f"state:{state}/") for key in line.keys))
        for state in states:
            text = (
                f"Events of {the_state(state)} are left out by {line.pattern}, though its own people are looked at: "
                "the lists of states are then not made alike."
            )
            yield Check("own-state-left-out", "warning", text, line.place)


def _level_without_reason(run: Run) -> Iterator[Check]:
    data_map = run.data_map
    for data, item in data_map.data.items():
        usual = data_type(item.type).level
        if item.level is not None and item.level != usual and not item.why:
            text = (
                f"The map gives {data_name(data_map, data)} severity level {item.level} where the vocabulary has "
                f"{usual}: give the reason (why)."
            )
            yield Check("level-without-reason", "note", text, data_map.places.get(f"data.{data}"))


def _not_counted(run: Run) -> Iterator[Check]:
    data_map = run.data_map
    outside = [group for group in data_map.users if group not in run.events.exposure.groups]
    if outside:
        people = figures(math.fsum(data_map.people_in(group) for group in outside))
        groups = enumerated([group_name(data_map, group) for group in outside], 3)
        viewpoint = the_state(data_map.viewpoint)
        text = f"About {people} people of {groups} are outside {viewpoint} and are not counted here."
        yield Check("people-not-counted", "note", text, data_map.places.get(f"users.{outside[0]}"))


def _count_impossible(run: Run) -> Iterator[Check]:
    """Groups of less than one person: most often a slip in the unit."""
    data_map = run.data_map
    for group in data_map.users:
        people = data_map.people_in(group)
        if is_less_than_one(people):
            whose = group_name(data_map, group)
            text = f"The map counts {figures(people)} people of {whose}, less than one: look at the unit."
            yield Check("count-impossible", "warning", text, data_map.places.get(f"users.{group}"))


def _more_than_use_it(run: Run) -> Iterator[Check]:
    """Stated numbers of people taken at a time that are more than all people of the map."""
    data_map = run.data_map
    everybody = math.fsum(data_map.people_in(group) for group in data_map.users)
    for address, used in run.events.numbers.items():
        best = used.estimate.best or 0.0
        if used.origin == "map" and family_of(address) in ("taken", "swept") and is_more_than(best, everybody):
            text = (
                f"{question(data_map, address)} The map says {figures(best)}, and counts {figures(everybody)} people "
                "in all: no more are taken than there are."
            )
            yield Check("more-than-use-it", "warning", text, used.place)


def _more_than_all_a_year(run: Run) -> Iterator[Check]:
    """Groups that grow or shrink by more than all of them in a year: most often a percent sign is missing."""
    for group, users in run.data_map.users.items():
        for key, verb in (("new_per_year", "join"), ("leave_per_year", "leave")):
            address = f"users.{group}.{key}"
            stated = run.data_map.estimates.get(address, getattr(users, key))
            if stated is not None and is_more_than_all(stated.best):
                text = (
                    f"By this number {stated.best:.0%} of {group_name(run.data_map, group)} {verb} in a year: if "
                    f"{stated.best:g}% is meant, write the percent sign."
                )
                names = (f"estimates.{address}", address, f"users.{group}")
                place = next(filter(None, map(run.data_map.places.get, names)), None)
                yield Check("more-than-all-a-year", "warning", text, place)


def _event_of_more(run: Run) -> Iterator[Check]:
    """Events at the app about more people than the map counts: it may have had more then, or a unit slipped."""
    counted = people_counted(run.data_map)
    for path, people in events_of_more(run.data_map, counted):
        text = (
            f"An event of the app's own history is about {people:,.0f} people or more, more than the {counted:,.0f} "
            "that the map counts: see whether the app had more people then, and look at the unit."
        )
        yield Check("event-of-more", "warning", text, run.data_map.places.get(".".join(map(str, path[:-1]))))


def _letters_alike(run: Run) -> Iterator[Check]:
    """Names in which a character is not seen, or a word of one alphabet has letters of another that look like its own.

    Words joined by hyphens, dots or slashes stand by themselves, as in names that mix two languages.
    """
    data_map = run.data_map
    for place, text in _names(data_map):
        visible = "".join(char for char in text if char in JOINERS | SPACES or char.isprintable())
        if visible != text or any(map(_looks_like_another, re.split(r"[\s./\u2010-\u2015-]+", text))):
            wrong = "letters of two alphabets in one word" if visible == text else "a character that is not seen"
            message = f"“{visible}” has {wrong}, so that it looks like another name."
            yield Check("letters-alike", "warning", message, data_map.places.get(place))


def _names(data_map: DataMap) -> Iterator[tuple[str, str]]:
    """What the map calls its parts, its sources and those who estimate, each with where it is written."""
    yield "app", data_map.app.name
    yield "title", data_map.title or ""
    for section in ("parties", "systems", "data"):
        yield from ((f"{section}.{id_}", part.name or "") for id_, part in getattr(data_map, section).items())
    for section in ("sources", "options", "readings"):
        yield from ((f"{section}.{id_}", part.title or "") for id_, part in getattr(data_map, section).items())
    for address, number in data_map.estimates.items():
        yield from ((f"estimates.{address}", statement.by or "") for statement in number.statements)


def _looks_like_another(word: str) -> bool:
    """True where a word has letters of two alphabets, and all of one of them look like letters of another."""
    letters: dict[str, set[str]] = {}
    for char in word:
        letters.setdefault(unicodedata.name(char, "").partition(" ")[0], set()).add(char)
    mixed = [letters[alphabet] for alphabet in ALPHABETS & letters.keys()]
    return len(mixed) > 1 and any(of_one <= TWINS for of_one in mixed)


def _agreement_of_strangers(run: Run) -> Iterator[Check]:
    """Agreements that give what none of their parties has to give."""
    data_map, top = run.data_map, run.events.exposure.organisations.by_id
    has_access = {(access.party, access.to) for access in data_map.access}
    for line in data_map.agreements:
        for system in dict.fromkeys(gift.system for gift in line.gives):
            givers = [p for p in line.between if top[p] == top[system] or p == data_map.app.operator]
            if not givers and not any((p, system) in has_access for p in line.between):
                text = (
                    f"The agreement {line.id} gives access to {place_name(data_map, system)}, and none of its parties "
                    "runs that or has access to it: name the one who gives it."
                )
                yield Check("agreement-of-strangers", "warning", text, data_map.places.get(f"agreements.{line.id}"))


def _share_unused(run: Run) -> Iterator[Check]:
    """Shares of an interest that has none: a contract or a seat on a board counts by its kind alone."""
    for line in run.data_map.ownership:
        if line.share is not None and line.via not in ("shares", "votes"):
            text = (
                f"The share that {line.owner} has of {line.of} by {line.via} is not used: such an interest counts by "
                "its kind. Say shares or votes where it is one of them."
            )
            yield Check("share-unused", "note", text, run.data_map.places.get(f"ownership.{line.owner}.{line.of}"))


def _record_not_read(run: Run) -> Iterator[Check]:
    """A folder of tables that the map names and that does not come with it, as where its text alone is read."""
    data_map = run.data_map
    if data_map.record and not data_map.own_tables:
        text = f"The tables in {data_map.record} were not read: rates are counted from the record that ships."
        yield Check("record-not-read", "warning", text, data_map.places.get("record"))


def _law_of_the_day(run: Run) -> Iterator[Check]:
    """Law of the day looked at that was not read in, and what was due to be read again by then."""
    from assessments.results.freshness import stale_on

    data_map = run.data_map
    place, due = data_map.places.get("as_of"), []
    for fact in stale_on(data_map.as_of, data_map):
        if fact.read is None and not fact.recall:
            text = f"{fact_title(fact.fact)}: {fact.what}. Its outcome is unknown ({fact.citation})."
            yield Check("law-not-read-in", "warning", text, place)
        else:
            due.append(fact)
    if due:
        text = (
            f"{_many(due, 'was', 'were')} due to be read again by the day looked at ({data_map.as_of}){_names_of(due)}."
        )
        yield Check("law-due", "warning", text, place)


def _law_read_in_part(run: Run) -> Iterator[Check]:
    """Law that the map rests on and that was written from memory, or read in secondary texts alone."""
    from assessments.results.freshness import of_memory, of_secondary_texts, rested_on

    data_map = run.data_map
    place, facts = data_map.places.get("as_of"), rested_on(data_map.as_of, data_map)
    if memory := of_memory(facts):
        text = f"{_many(memory, 'rests', 'rest')} at least in part on memory{_names_of(memory)}."
        yield Check("law-from-memory", "note", text, place)
    if secondary := of_secondary_texts(facts):
        text = f"{_many(secondary, 'was', 'were')} read in secondary texts alone{_names_of(secondary)}."
        yield Check("law-in-secondary-texts", "note", text, place)


def _many(facts: Sequence[LastRead], one: str, several: str) -> str:
    return f"{len(facts)} rule or power {one}" if len(facts) == 1 else f"{len(facts)} rules and powers {several}"


def _names_of(facts: Sequence[LastRead]) -> str:
    """The names of some of them, after a colon."""
    return f": {enumerated([fact_title(fact.fact) for fact in facts], MOST_NAMED)}"


CHECKS: tuple[Callable[[Run], Iterator[Check]], ...] = (
    _owner_unknown,
    _run_from_assumed,
    _place_unknown,
    _keys_unknown,
    _flow_shares,
    _relies_on_nothing,
    _function_unused,
    _question_about_nothing,
    _keeps_unsaid,
    _own_state_left_out,
    _level_without_reason,
    _not_counted,
    _count_impossible,
    _more_than_use_it,
    _more_than_all_a_year,
    _event_of_more,
    _letters_alike,
    _agreement_of_strangers,
    _share_unused,
    _record_not_read,
    _law_of_the_day,
    _law_read_in_part,
)
