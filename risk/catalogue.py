"""Catalogue of threats: the events that a map can give rise to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from data_maps.places import parsed
from data_maps.problems import Problem
from data_maps.vocabulary import ShippedEntry
from risk.shipped import Many, read, refuse, texts

THREATS = (
    "compelled-targeted", "compelled-many", "compelled-whole", "standing", "covert", "placed", "transit",
    "state-purchase", "intrusion", "insider", "sale",
)  # fmt: skip

Side = Literal["foreign_states", "own_state", "others"]
"""The actors that are summed together: foreign states; the viewpoint's own, apart; criminals, insiders and buyers."""

States = Literal["every", "recorded", "tied", "at_an_end"]
Places = Literal["organisation", "unencrypted_flow", "broker", "sold_flow"]
ConditionWord = Literal["at", "hold", "read", "clear", "rest", "reached", "standing", "sent", "legible"]
Persons = Literal["all", "targets_and_swept", "targets", "as_many"]
Mode = Literal["compelled", "standing", "covert", "placed", "transit", "sale", "intrusion", "insider"]


class Exists(ShippedEntry):
    """The condition on a map that gives rise to an event: for which states, and once for each of which places.

    States: "every" state that the map names; those and the ones on record and all others as one, but where they are at
    home ("recorded"); the "tied" ones; those where an end of the flow is ("at_an_end"); or none of them (criminals).
    Places: every "organisation" that holds data; every flow not known to be encrypted ("unencrypted_flow"); every party
    that gets a flow for sale ("broker"); every flow for sale or advertising ("sold_flow").
    """

    states: States | None = None
    places: Places

    @property
    def names(self) -> tuple[str, ...]:
        """The names that stand for the state and the place in a key, if there is an event for each."""
        place = {"organisation": "{organisation}", "broker": "{broker}"}.get(self.places, "{flow}")
        return ("{state}", place) if self.states else (place,)


class Threat(ShippedEntry):
    """One way in which data reach an actor, with {state}, {organisation}, {flow} and {broker} still to fill in.

    `attempts`, `trial`, `taken`, `swept` and `identified` are address patterns; the rate is the product of the numbers
    in `attempts`, one a year where there is none. All of `what` must be true for a person's data: they are "at" the
    event's place; "hold": the state can reach who has custody of the place, or the soil it stands on; "read": they are
    clear, or the state can reach who has the keys; they are "clear"; they are at "rest"; a taking has "reached" them;
    the state has "standing" access to them; they are "sent" down the event's flow; they are "legible" on the line.
    `persons` says whom an attempt is about: "all" within reach, each of them `taken` and `identified` with some
    probability; as many targets as are `taken` and the people `swept` along with each ("targets_and_swept"); as many
    people as are `taken`, those at risk thirty times as likely ("targets"), or all alike ("as_many").
    For readers, `way` says how such events come about whoever acts; `words` tell one of them, with {actor} and the
    place to fill in; `trial_words` say what is true where the `trial` succeeds.
    """

    key: str
    actor: str
    mode: Mode
    scope: Literal["targeted", "many", "whole", "bulk"]
    exists: Exists
    attempts: Many[str] = ()
    trial: str | None = None
    what: Many[ConditionWord]
    persons: Persons
    taken: str | None = None
    swept: str | None = None
    identified: str | None = None
    way: str
    words: str
    trial_words: str | None = None
    explains: str
    false_positives: Many[str]
    remedies: Many[str]


@dataclass(frozen=True)
class Catalogue:
    """All threats in order."""

    threats: tuple[Threat, ...]


def catalogue_of(threat_texts: Mapping[str, str]) -> Catalogue:
    """The catalogue that these texts (file → text) stand for; raises BrokenData with every problem in them."""
    threats = read(Threat, threat_texts)
    refuse(threats.problems)
    refuse((*_counted_twice(threat_texts, threats.entries), *_untold(threat_texts, threats.entries)))
    return Catalogue(threats.entries)


def _counted_twice(texts: Mapping[str, str], threats: Iterable[Threat]) -> Iterator[Problem]:
    """A problem for each threat two events of which, or one of which and another threat's, could have the same key."""
    seen: dict[str, str] = {}
    for (file, text), threat in zip(texts.items(), threats, strict=True):
        here, shape = parsed(text, file).spot.inside(("key",))[0].place, re.sub(r"\{[a-z]+\}", "{}", threat.key)
        if missing := [name for name in threat.exists.names if name not in threat.key]:
            yield Problem(here, "key", "several events would have this key", f"name what each is about: {missing[0]}")
        if shape in seen:
            yield Problem(here, "key", f"events of {seen[shape]} have this key", "two events of one key count twice")
        seen.setdefault(shape, file)


def _untold(texts: Mapping[str, str], threats: Iterable[Threat]) -> Iterator[Problem]:
    """A problem for each threat whose words miss its place or its trial, or fill in what it has not."""
    for (file, text), threat in zip(texts.items(), threats, strict=True):
        here = parsed(text, file).spot.inside(("words",))[0].place
        place, others = threat.exists.names[-1], set(re.findall(r"\{\w*\}", threat.words))
        if place not in others or others - {place, "{actor}"}:
            yield Problem(here, "words", "the event is not told by its actor and place", f"say {{actor}} and {place}")
        if threat.trial and not threat.trial_words:
            yield Problem(here, "trial_words", "missing", "say what is true where the trial succeeds")


@cache
def catalogue() -> Catalogue:
    """The catalogue that ships, read once."""
    return catalogue_of(texts(f"threats/{name}.yaml" for name in THREATS))
