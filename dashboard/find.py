"""The finder: everything that can be gone to, found by whole words that stand in it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from html import escape
from typing import Any, Literal
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from assessments.report.blocks import Heading, Text
from assessments.report.glossary import GLOSSARY
from assessments.report.law_words import title as law_title
from assessments.report.option_words import QUESTION
from assessments.report.questions import question
from assessments.report.reasons import data_name, group_name, place_name
from assessments.report.sections import page_one
from assessments.report.sentences import the_actor
from assessments.results.actors import all_actors
from assessments.results.summary import summary_parts
from assessments.run import Run
from dashboard import back, saving, session, show
from dashboard.open_maps import titles
from dashboard.streamlit_internals import Page
from dashboard.unsaved import WHILE_TYPING
from data_maps.addresses import family_of
from laws import NAMES
from laws.parameters import law
from risk.options.ready import ready_options

Kind = Literal[
    "Answer", "Place", "Party", "System", "People", "Data", "Number", "Law", "Option", "Task", "Routes", "Word", "Case"
]
KINDS: tuple[Kind, ...] = (
    *("Answer", "Place", "Party", "System", "Number", "People", "Law", "Option"),
    *("Data", "Task", "Routes", "Word", "Case"),
)
"""What can be found, what people look for first coming first."""
GO, WINDOW, HELP, SAVE = "go:", "strip:window", "help", "save"
LARGE, MANY = 500, 40  # events and systems of a map whose answers take too long to ask for here
MOST, LONGEST, MOST_WORDS = 12, 200, 12
NAMED = 2 / 3  # of the words of a name that are asked for, from which on it is that thing which is meant
NOTHING = "Nothing here holds all of these words."
LITTLE = frozenset("a an and are at by for from how in is it of on or the this to what which who".split())
_WORD = re.compile(r"\w+")
PEEKS = {
    page_one.WHO: "who",
    page_one.HAS: "has",
    page_one.OWNER: "owner",
    page_one.END: "end",
    page_one.BARRED: "barred",
    page_one.SURE: "sure",
}


@dataclass(frozen=True)
class Findable:
    """One thing that can be found: what it is, its name, what is said of it, and the address that it leads to."""

    kind: Kind
    title: str
    below: str
    goal: str

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that it is found by."""
        return frozenset((*words(self.title), *words(self.below)))


@dataclass(frozen=True)
class Index:
    """The entries by the words that stand in them."""

    entries: tuple[Findable, ...]

    @cached_property
    def _by_word(self) -> Mapping[str, set[int]]:
        places: dict[str, set[int]] = {}
        for place, entry in enumerate(self.entries):
            for word in entry.words:
                places.setdefault(word, set()).add(place)
        return places

    def found(self, text: str, most: int = MOST) -> list[Findable]:
        """The entries that hold all words of a text, what is most likely meant first.

        The last word may be the beginning of one, as while it is typed; where whole words are held, these alone count.
        """
        asked = asked_words(text)
        if not asked:
            return []
        *before, last = asked
        whole = self._holding([self._by_word.get(word, set()) for word in asked])
        begun = [places for word, places in self._by_word.items() if word.startswith(last)] if not whole else []
        held = whole or self._holding([*(self._by_word.get(word, set()) for word in before), set().union(*begun)])
        ranked = sorted((*_order(self.entries[place], asked), place) for place in held)
        best: dict[tuple[Kind, str], Findable] = {}  # a law is one thing, however many of its texts hold the words
        for *_, place in ranked:
            entry = self.entries[place]
            best.setdefault((entry.kind, entry.title), entry)
        return list(best.values())[:most]

    def _holding(self, of_each: Sequence[set[int]]) -> set[int]:
        return set.intersection(*of_each)


def words(text: str) -> Iterator[str]:
    """The words of a text, in small letters without accents, of several the one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    for word in _WORD.findall("".join(letter for letter in plain if not unicodedata.combining(letter))):
        yield word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def asked_words(text: str) -> list[str]:
    """The words of what is typed that tell something, or all of them where none does."""
    typed = list(dict.fromkeys(words(text[:LONGEST])))
    return [word for word in typed if word not in LITTLE][:MOST_WORDS] or typed[:MOST_WORDS]


def _order(entry: Findable, asked: Sequence[str]) -> tuple[bool, bool, int, int]:
    """The order of what is found: what is called so, then what holds it in its name, by kind, short names first."""
    name = [word for word in words(entry.title) if word not in LITTLE]
    hits = [word for word in name if word in asked or word.startswith(asked[-1])]
    called = bool(name) and len(set(hits)) == len(asked) and len(hits) >= NAMED * len(name)
    in_name = entry.kind == "Answer" or len(set(hits)) >= len(asked)
    return not called, not in_name, KINDS.index(entry.kind), len(name)


def find(places: Sequence[Page]) -> None:
    """A field for words and what holds them, which leads on from there."""
    hint = "ban, Tencent Holdings, GDPR 46"
    look: dict[str, Any] = {"placeholder": hint, "label_visibility": "collapsed"}
    st.text_input("Words to find", key="finder", max_chars=LONGEST, live=WHILE_TYPING, **look)
    typed = str(st.session_state.get("finder") or "")
    titles_by_place = tuple((place.url_path, place.title) for place in places if place.url_path)
    if session.current().run is None:
        index = Index(tuple(_everywhere(titles_by_place)))
    else:
        index = session.computed("Looking through the map", partial(index_of, places=titles_by_place))
    found = index.found(typed) if typed.strip() else [entry for entry in index.entries if entry.kind == "Place"]
    inside = "".join(_shown(entry, asked_words(typed)) for entry in found[:MOST])
    show.html(f'<div class="found" data-for="{escape(typed)}">{inside or f"<p>{NOTHING}</p>"}</div>')


def _shown(entry: Findable, asked: Sequence[str]) -> str:
    """What is found as a button, with the words that were asked for marked."""
    name, below = (_marked(text, asked) for text in (entry.title, entry.below))
    more = f'<span class="quiet">{below}</span>' if below else ""
    goal = escape(f"{GO}{entry.goal}")
    return f'<button type="button" data-about="{goal}"><i>{entry.kind}</i><span>{name}</span>{more}</button>'


def _marked(text: str, asked: Sequence[str]) -> str:
    pieces, end = [], 0
    for match in _WORD.finditer(text):
        if any(word in asked or (asked and word.startswith(asked[-1])) for word in words(match[0])):
            pieces += [escape(text[end : match.start()]), f"<mark>{escape(match[0])}</mark>"]
            end = match.end()
    return "".join((*pieces, escape(text[end:])))


def go(subject: str) -> None:
    """Go to what was found, with its settings; a map that ships is opened."""
    place, _, query = subject.removeprefix(GO).partition("?")
    settings = dict(parse_qsl(query))
    st.session_state.pop(WINDOW, None)
    if place == HELP:
        st.session_state[WINDOW] = (HELP, back.current_page())
        return
    if place == SAVE:
        saving.unfold()
        place = saving.RECORD
    if "map" in settings:
        session.open_case(settings["map"], keep=False)
    if "through" in settings:
        st.session_state["routes:selected"] = f"n:{settings.pop('part')}:{settings['through']}"
    for name in ("part", "peek", *settings):
        session.choose(name, settings.get(name))
    session.write_address()
    if place != back.current_page() or "map" in settings:
        back.go_to(place)


def peek_goal(ask: str) -> str:
    """What a press of a question is about: its proof, in place."""
    return f"{GO}{_goal('answer', peek=PEEKS[ask])}"


def _goal(place: str, **settings: str) -> str:
    return f"{place}?{urlencode(settings)}" if settings else place


def index_of(run: Run, places: Sequence[tuple[str, str]]) -> Index:
    """What can be found beside a map, by the places there are, and of the map itself."""
    data_map = run.data_map
    return Index(
        (
            *_everywhere(places),
            *_answers(run),
            *(Findable("Party", place_name(data_map, id_), "", _node("party", id_)) for id_ in data_map.parties),
            *(Findable("System", place_name(data_map, id_), "", _node("system", id_)) for id_ in data_map.systems),
            *(Findable("People", group_name(data_map, id_), "", _goal("flows", users=id_)) for id_ in data_map.users),
            *(Findable("Data", data_name(data_map, id_), "", _goal("flows", data=id_)) for id_ in data_map.data),
            *_numbers(run),
            *_options(run),
            *(Findable("Task", asked.ask, "", _goal("record", part="review")) for asked in data_map.questions),
            *(
                Findable("Routes", f"Routes to {the_actor(each.actor)}", "", _goal("flows", actor=each.actor))
                for each in all_actors(run)
            ),
        )
    )


def _everywhere(places: Iterable[tuple[str, str]]) -> Iterator[Findable]:
    """What is there whatever map is open: places, what is done there, laws, words, and the maps that ship."""
    yield from (Findable("Place", title, "", place) for place, title in places)
    yield Findable("Place", "Open a file", "", "apps")
    yield Findable("Place", "Keys and glossary", "", HELP)
    yield Findable("Place", "Text of the map", "", _goal("flows", part="text"))
    yield Findable("Place", "Save the open map", "", SAVE)
    yield from _laws()
    yield from (Findable("Word", term, meaning, HELP) for term, meaning in GLOSSARY.items())
    yield from (Findable("Case", title, name, _goal("answer", map=name)) for name, title in titles().items())


def _node(kind: str, id_: str) -> str:
    return _goal("flows", through=id_, part=kind)


def _answers(run: Run) -> Iterator[Findable]:
    """The questions of page one, each with its answer; of a large map without, since answers take long there."""
    few = len(run.events.events) < LARGE and len(run.data_map.systems) < MANY
    asks = [ask for ask in PEEKS if few and not (ask == page_one.END and run.settings.options)]
    told: dict[str, list[str]] = {ask: [] for ask in PEEKS}
    ask = page_one.WHO
    for block in page_one.asked(summary_parts(run), asks) if asks else ():
        if isinstance(block, Heading):
            ask = block.text
        elif isinstance(block, Text):
            told[ask].append(block.text)
    told[page_one.END].append(QUESTION)
    yield from (
        Findable("Answer", ask, " ".join(texts), _goal("answer", peek=PEEKS[ask])) for ask, texts in told.items()
    )


def _numbers(run: Run) -> Iterator[Findable]:
    """The numbers by their questions; one that counts people is found by the app, whose users they are."""
    for address in run.events.numbers:
        counts = address == "people.total" or (family_of(address) == "users" and address.endswith(".count"))
        asked = question(run.data_map, address)
        title = f"Users of {run.data_map.app.name}: {asked}" if counts else asked
        yield Findable("Number", title, "", _goal("numbers", number=address))


def _laws() -> Iterator[Findable]:
    """The laws by their titles, and by each text that they cite."""
    for regime in NAMES:
        held, goal = law(regime), _goal("law", law=regime)
        short = regime.replace("_", " ").upper()
        yield Findable("Law", law_title(regime), f"{held.instrument} ({short})", goal)
        cited: Iterable[str] = (
            *(version.citation for parameter in held.parameters.values() for version in parameter.versions),
            *(presumption.citation for presumption in held.presumed),
            *(duty.citation for duty in held.duties),
        )
        yield from (Findable("Law", law_title(regime), citation, goal) for citation in dict.fromkeys(cited))


def _options(run: Run) -> Iterator[Findable]:
    """The options of the map, and the ready ones that apply to it."""
    for name, option in run.data_map.options.items():
        yield Findable("Option", option.title or name, option.why or "", _goal("options", together=name))
    for option in ready_options(run.data_map).values():
        yield Findable("Option", str(option.title), option.why or "", "options")
