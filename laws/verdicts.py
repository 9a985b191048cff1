"""Verdicts of laws on a map: which outcome each has on a day, whether it applies, and what would settle what is open.

1. A law looks at some things on a map, its matters (`facts`): transfers abroad, shops that distribute an app. Where a
   map has none, there is nothing to judge.
2. Each matter is decided (`judged_matter`): by the law's rule, over all that uncertain numbers may be
   (`uncertain_facts.decided`). Then the questions that are left are put in the words of the map.
3. The furthest-reaching of these decisions is that on the map (`FURTHEST`), and its standing says whether the law
   applies (`standing`).

    >>> from data_maps.reading import read_path
    >>> orders = verdict("us_2020_orders", read_path("case:wechat-2020").data_map)
    >>> for judged in orders.judged:
    ...     judged.matter.about, judged.decision.outcome
    ('distribution by Apple', 'enjoined')
    ('distribution by Google', 'enjoined')
    ('payment through Payment systems', 'enjoined')
    >>> orders.decision.outcome, orders.standing
    ('enjoined', 'applies')
    >>> divestiture = verdict("us_pafaca", read_path("case:tiktok-2020").data_map, date(2026, 11, 25))
    >>> divestiture.decision.outcome, divestiture.standing, divestiture.leading.matter.about
    ('unknown', 'facts_missing', 'the app TikTok')
    >>> divestiture.decision.unknown[0].ask
    'have the old owners sold their stakes in whoever runs the app?'
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Literal

from data_maps.countries import MADE_UP, members
from data_maps.model import DataMap
from laws import NAMES
from laws.deals import pairs
from laws.deciding import decide_on
from laws.decision import COUNSEL, NOT_IN_FORCE, UNKNOWN, Decision, Finding, MissingFact, outcome_words, unique
from laws.matter import MapMatter, with_silence_unknown
from laws.on_maps import on_map
from laws.parameters import Duty, law
from laws.parties import called
from laws.passings import UNION, collected_abroad
from laws.questions import in_plain_words
from laws.uncertain_facts import JudgedMatter, decided
from laws.union_transfers import eea

NOTHING, OUT = "nothing_to_judge", "does_not_concern"
"""Outcomes of no rule: a map has no matter of the law, or the law leaves the matter out whatever the answers are."""

COLLECTED = "people there give their data themselves to {} abroad, which is no transfer by a firm under this law"

LawStanding = Literal[
    "applies",
    "applies_open",
    "facts_missing",
    "text_open",
    "text_not_read",
    "awaits_determination",
    "not_in_force",
    "ended",
    "does_not_concern",
    "nothing_drawn",
]
CLOSED: tuple[LawStanding, ...] = ("not_in_force", "ended", "does_not_concern", "nothing_drawn")
"""Standings of a law that asks nothing now: it is of other days, was ended, a test failed, or nothing was drawn."""
APPLY: tuple[LawStanding, ...] = ("applies", "applies_open")
LACKS_FACTS: tuple[LawStanding, ...] = ("applies_open", "facts_missing")
ASKING: tuple[LawStanding, ...] = (*LACKS_FACTS, "text_not_read")
OPEN: tuple[LawStanding, ...] = (*ASKING, "text_open")
MAY_APPLY: tuple[LawStanding, ...] = ("applies", *LACKS_FACTS)
OUT_ANYHOW = "whatever the answers are, the law does not concern this"
FURTHEST = (
    "prohibited",
    "identified_as_prohibited",
    "violation",
    "barred",
    "security_assessment",
    "covered_control_transaction",
    "not_effective",
    "dpia_required",
    "transfer",
    "not_adequate",
    "no_ground",
    "reviewable",
    "restricted",
    "controlled_application",
    "standard_contract_or_certification",
    "covered_investment",
    "permitted_with_conditions",
    "enjoined",
    "not_yet_effective",
    "needs_determination",
    "counsel_review",
    UNKNOWN,
    "controller_judgement",
    "derogation",
    "appropriate_safeguards",
    "effective",
    "adequate",
    "permitted",
    "exempt",
)
"""Outcomes from the one that asks most of people to the one that asks least; any other comes after these."""


def standing(decision: Decision) -> LawStanding:
    """Whether a law applies: yes; open for want of facts, in its text or unread; no, by its day or its matter.

    Where every outcome that is left says the same of that, it is told, and only what follows is open. What an order
    names and no list does yet has its first day to come. A sale that an order recognised ends a bar, and does not where
    a tie is drawn that the statute names.
    """
    if decision.outcome in (UNKNOWN, COUNSEL):
        return _standing_of_open(decision)
    if decision.divestiture:
        return "applies" if decision.determinations.get("remaining_ties") else "ended"
    is_to_come = "effective_from" in decision.determinations and not decision.determinations.get("identified", True)
    return "not_in_force" if is_to_come else _standing_of_outcome(decision.regime, decision.outcome)


def _standing_of_open(decision: Decision) -> LawStanding:
    """The standing that all outcomes which are left share; else what would have to be known."""
    standings = {_standing_of_outcome(decision.regime, outcome) for outcome in decision.possible}
    if UNKNOWN not in decision.possible and standings:
        if len(standings) == 1:
            (shared,) = standings
            return "applies_open" if shared == "applies" and decision.unknown else shared
        if standings <= {*CLOSED, "awaits_determination"}:
            # Whatever is found out, no more is left than a law that waits, or that does not reach this.
            return "awaits_determination" if "awaits_determination" in standings else "does_not_concern"
    if decision.unknown:
        return "text_not_read" if decision.is_unread else "facts_missing"
    return "text_open" if decision.outcome == COUNSEL or decision.alternatives else "text_not_read"


def _standing_of_outcome(regime: str, outcome: str) -> LawStanding:
    of_no_rule: dict[str, LawStanding] = {
        NOT_IN_FORCE: "not_in_force",
        NOTHING: "nothing_drawn",
        OUT: "does_not_concern",
    }
    return of_no_rule[outcome] if outcome in of_no_rule else law(regime).standing.get(outcome, "applies")


@dataclass(frozen=True, eq=False)
class Verdict:
    """The decision of a law on a map on a day: the furthest-reaching of those on each matter, which stand first."""

    regime: str
    day: date
    judged: tuple[JudgedMatter, ...]
    decision: Decision

    @property
    def leading(self) -> JudgedMatter | None:
        """The matter whose outcome is that of all; None where there is none."""
        return next((judged for judged in self.judged if judged.decision is self.decision), None)

    @property
    def standing(self) -> LawStanding:
        """Whether the law applies to the map: it does where it applies to one matter, and others may lack facts."""
        own = standing(self.decision)
        of_matters = {standing(judged.decision) for judged in self.judged}
        if of_matters.isdisjoint(APPLY) or own in CLOSED:
            return own
        return "applies" if of_matters.isdisjoint(LACKS_FACTS) else "applies_open"

    @property
    def lacking(self) -> JudgedMatter | None:
        """The first matter that lacks facts, or whose text was not read in; None where the law lacks neither."""
        if self.standing not in ASKING:
            return None
        return next((judged for judged in self.judged if standing(judged.decision) in ASKING), None)

    @property
    def is_open(self) -> bool:
        """True where the law applies or may, and facts or its text leave open what follows."""
        return self.standing in OPEN

    @property
    def duties(self) -> tuple[Duty, ...]:
        """What the law asks for beside the outcomes that it has on the map, or may have, on the day."""
        outcomes = {outcome for judged in self.judged for outcome in outcomes_of(judged.decision)}
        duties = law(self.regime).duties if self.standing in MAY_APPLY else ()
        return tuple(duty for duty in duties if duty.since <= self.day and not outcomes.isdisjoint(duty.outcomes))

    @property
    def presumed(self) -> tuple[Finding, ...]:
        """The presumptions of the law while nobody says otherwise, where it applies to anything on the map or may."""
        if all(standing(judged.decision) not in MAY_APPLY for judged in self.judged):
            return ()
        return tuple(Finding(presumption.says, presumption.citation) for presumption in law(self.regime).presumed)


def outcomes_of(decision: Decision) -> tuple[str, ...]:
    """The outcome of a decision, or those that are left."""
    return decision.possible or (decision.outcome,)


def verdicts(data_map: DataMap, day: date | None = None) -> tuple[Verdict, ...]:
    """The verdict of every law on a map, in the order of the laws; on the map's own day unless another is named."""
    return tuple(verdict(regime, data_map, day) for regime in NAMES)


def furthest(verdicts: Iterable[Verdict]) -> Verdict | None:
    """The verdict whose outcome asks most of people; None without any."""
    return min(verdicts, key=lambda one: _rank(one.decision), default=None)


def verdict(regime: str, data_map: DataMap, day: date | None = None) -> Verdict:
    """The verdict of one law on a map."""
    day = day or data_map.as_of
    on_no_facts = _on_no_facts(regime, day)
    if on_no_facts.outcome == NOT_IN_FORCE:
        return Verdict(regime, day, (), on_no_facts)
    judged = [judged_matter(regime, matter, day) for matter in facts(regime, data_map, day)]
    if not judged:
        return Verdict(regime, day, (), Decision(regime, NOTHING, {}, (_nothing(regime, data_map, day),)))
    judged.sort(key=lambda judgement: _rank(judgement.decision))
    return Verdict(regime, day, tuple(judged), judged[0].decision)


def facts(regime: str, data_map: DataMap, day: date | None = None) -> tuple[MapMatter, ...]:
    """The matters of a law on a map, on the map's own day unless another is named; raises KeyError for no such law.

    A fact that holds or not, and of which the map says nothing, is not known, but for what the law presumes.
    """
    matters = on_map(regime).matters(data_map, day or data_map.as_of)
    return tuple(with_silence_unknown(regime, matter) for matter in matters)


def _nothing(regime: str, data_map: DataMap, day: date) -> Finding:
    """The reason why a law has nothing to judge on a map; what people give to a firm abroad is told as that."""
    asked = on_map(regime)
    reason = Finding(asked.nothing, law(regime).instrument)
    collection = law(asked.defined_by or regime).parameters.get("collection") if asked.home else None
    if collection and (versions := collection.on(day)):
        # The texts take what people themselves hand to a firm abroad for no transfer, which a reader would miss.
        homes = eea(day) if asked.home == UNION else (asked.home,)
        passing = next(collected_abroad(data_map, homes), None)
        if passing and data_map.parties[passing.giver].run_from != "unknown":
            reason = Finding(COLLECTED.format(called(data_map, passing.giver)), versions[0].citation)
    unread = "; the text of that day was not read in" if law(regime).unread_on(day) else ""
    return replace(reason, text=f"{reason.text}, as far as the map shows{unread}")


def speaks(regime: str, data_map: DataMap) -> bool:
    """True where a law is in force on a map's day, or may be, and looks at something on the map."""
    if _on_no_facts(regime, data_map.as_of).outcome == NOT_IN_FORCE:
        return False
    return next(on_map(regime).matters(data_map, data_map.as_of), None) is not None


@lru_cache(maxsize=2**12)
def _on_no_facts(regime: str, day: date) -> Decision:
    """The decision on no facts at all, which tells whether the law is in force on a day."""
    return decide_on(regime, {}, day)


def _rank(decision: Decision) -> tuple[int, bool, int]:
    """The place of a decision among others; of those that are open, what applies goes before what may."""
    outcome = decision.outcome
    place = FURTHEST.index(outcome) if outcome in FURTHEST else len(FURTHEST)
    is_open = outcome in (COUNSEL, UNKNOWN)
    return FURTHEST.index(UNKNOWN) if is_open else place, is_open and standing(decision) not in APPLY, place


def judged_matter(regime: str, matter: MapMatter, day: date) -> JudgedMatter:
    """The decision of a law on one matter, with its questions and reasons in the words of the map."""
    judged = decided(regime, matter, day)
    decision = _asked_in_plain_words(_without_presumed(judged.decision), matter)
    *reasons, last = decision.because
    return replace(judged, decision=replace(decision, because=(*reasons, *matter.beside, last)))


def _without_presumed(decision: Decision) -> Decision:
    """The decision that a law applies or may, without what would rest on its presumptions alone."""
    if standing(decision) not in MAY_APPLY:
        return decision
    presumed = {presumption.settles for presumption in law(decision.regime).presumed}
    determinations = {
        name: value for name, value in decision.determinations.items() if name not in presumed or value != "none"
    }
    return replace(decision, determinations=determinations)


def _asked_in_plain_words(decision: Decision, matter: MapMatter) -> Decision:
    """The decision with its questions in the words of the map, those first on which it hangs whether there is a matter.

    Where those are asked, the law is no surer than that there is such a matter. Nothing is asked of a law that does
    not concern the matter whatever the answer.
    """
    if standing(decision) in CLOSED:
        return _asking_nothing(decision)
    if matter.first and standing(decision) == "applies":
        decision = _if_there_is_a_matter(decision)
    elif not decision.unknown or decision.is_unread:
        return decision
    possible = (*decision.possible, *([NOTHING] if matter.first else []))
    return replace(decision, unknown=_questions(decision, matter), possible=possible)


def _questions(decision: Decision, matter: MapMatter) -> tuple[MissingFact, ...]:
    """What a decision asks, in the words of the map: first what its matter hangs on, then what that leads with."""
    of_law = {missing.path: missing.ask for missing in decision.unknown}
    leading = [*matter.first, *(path for path in matter.leads if path in of_law)]
    return tuple(
        MissingFact(path, matter.asks.get(path) or in_plain_words(decision.regime, path, ask, matter.facts))
        for path, ask in (dict.fromkeys(leading) | of_law).items()
    )


def _asking_nothing(decision: Decision) -> Decision:
    """The decision without questions; where only its rule is open, and not that it concerns nothing, that is said."""
    if decision.outcome not in (UNKNOWN, COUNSEL) or standing(decision) != "does_not_concern":
        return replace(decision, unknown=())
    finding = Finding(OUT_ANYHOW, law(decision.regime).instrument)
    return replace(decision, outcome=OUT, because=(*decision.because[:-1], finding), unknown=(), possible=())


def _if_there_is_a_matter(decision: Decision) -> Decision:
    """The decision as it is while it is open whether there is such a matter: that outcome, or nothing to judge."""
    words = f"whether there is such a matter at all is not known; if there is, {outcome_words(decision.outcome)}"
    finding = Finding(words, law(decision.regime).instrument)
    return replace(decision, outcome=UNKNOWN, because=(*decision.because, finding), possible=(decision.outcome,))


def without_transfer_law(data_map: DataMap, day: date) -> tuple[str, ...]:
    """The countries of the people and of those who give or get data whose laws on transfers are not held here."""
    named = _places(data_map)
    with_law = {code for regime in NAMES for code in law(regime).homes(day)}
    unions = {code for code in named if members(code, day) and members(code, day) <= with_law}
    return tuple(code for code in named if code not in with_law | unions | MADE_UP | {"unknown"})


def beside_transfer_law(data_map: DataMap, day: date) -> tuple[str, ...]:
    """The laws of the countries of a map that are not held, beside those that are."""
    named = set(_places(data_map))
    laws = (law(regime) for regime in NAMES)
    return tuple(terms.transfers_beside for terms in laws if terms.transfers_beside and named & terms.homes(day))


def _places(data_map: DataMap) -> tuple[str, ...]:
    """The countries of a map's people, then of its operator and of the parties that give or get data."""
    parties = [data_map.app.operator, *(name for giver, taker, _ in pairs(data_map) for name in (giver, taker))]
    seats = [data_map.parties[name] for name in parties if name in data_map.parties]
    people = [group.place for group in data_map.users.values()]
    return unique([*people, *(place for seat in seats for place in (seat.organised_in, seat.run_from))])
