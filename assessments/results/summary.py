"""Numbers of page one: whose content each state could order, what it would come to, and what would turn that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np

from assessments.conclusions.models import BanVerdict
from assessments.conclusions.reach import lead_of, lead_row
from assessments.conclusions.verdict import verdict
from assessments.results.actors import ORDER, people_counted, persons_of
from assessments.results.beside import with_neutral_owner
from assessments.results.claims import OF_ANY_EFFECT, interval_of, would_change
from assessments.results.evidence import rests_on, split_by_origin
from assessments.results.options.models import StateReach
from assessments.results.part import NamedNumber
from assessments.results.quantity import Quantity, quantity
from assessments.results.reach import (
    Sides,
    known_here,
    reach_of,
    sides_of,
)
from assessments.results.reach_parts import (
    KnownHere,
    LawInShort,
    NotKnown,
    OpenNumber,
    OwnershipSpecific,
    PeopleAgreed,
    ReadingInShort,
    SoldTo,
    StrongestLaw,
    SummaryNumbers,
    SummaryRow,
    Tested,
    Use,
    WouldChange,
)
from assessments.results.readings import beside_reading, people_agreed
from assessments.results.states import parts_and_names, state_rows, systems_unsaid, told_class, told_of_state
from assessments.results.track_record import track_record
from assessments.run import Run
from data_maps.addresses import Address, address, family_of
from data_maps.caching import OwnedView, cached_property, kept
from data_maps.organisations import minorities_to_ask_of
from risk.arrays import Floats
from risk.engine.worlds import is_person_level
from risk.placebo import neutral_state, owner_state
from risk.reach import Class
from risk.uncertainty.draw_counts import WHAT_IF_DRAWS
from risk.uncertainty.draws import distributions
from risk.uncertainty.propagation import Uncertain
from risk.yields import YieldQuestion

ROUNDING = 1e-12
"""The share of a sum below which what is left of it is nothing: the last digits of its parts."""
MOST_OPEN = 2
COUNTS = ("users", "people")


class SummaryParts(OwnedView["Run"]):
    """The numbers of page one, each computed when it is first asked for."""

    @property
    def run(self) -> Run:
        """The assessment that they are of."""
        return self.about

    @property
    def app(self) -> str:
        """The name of the app on the map."""
        return self.run.data_map.app.name

    @property
    def viewpoint(self) -> str:
        """The country whose people are counted."""
        return self.run.data_map.viewpoint

    @property
    def as_of(self) -> date:
        """The day whose facts count."""
        return self.run.data_map.as_of

    @cached_property
    def people(self) -> Quantity:
        """People counted."""
        return people_counted(self.run)

    @cached_property
    def people_agreed(self) -> PeopleAgreed | None:
        """People counted under the readings, if all of them set the same number."""
        return people_agreed(self.run)

    @cached_property
    def table(self) -> tuple[SummaryRow, ...]:
        """Foreign states, the widest reach to content first; then the own state."""
        return state_rows(self.run)

    @property
    def unsaid(self) -> tuple[str, ...]:
        """The systems of which the map does not say who runs them, or where they stand."""
        return systems_unsaid(self.run.data_map)

    @cached_property
    def to_ask(self) -> tuple[NamedNumber, ...]:
        """Whether holders of half or less control by other means."""
        lines = minorities_to_ask_of(self.run.data_map)
        forms = (address(f"control.{line.owner}.{line.of}", self.run.names) for line in lines)
        return tuple(_named_number(self.run, form) for form in forms if isinstance(form, Address))

    @cached_property
    def known(self) -> tuple[KnownHere, ...]:
        """The events known to have happened here."""
        return _known_events(self.run)

    @cached_property
    def not_known(self) -> NotKnown:
        """The numbers that reach rests on and nobody states."""
        return _not_known(self.run)

    @cached_property
    def ownership_specific(self) -> OwnershipSpecific:
        """The share that is specific to the owner."""
        return _ownership_specific(self.run)

    @cached_property
    def use(self) -> Use:
        """The data taken in a year, in a middle estimate."""
        return _use(self.run)

    @property
    def tested(self) -> Tested:
        """The scores of the defaults on real services."""
        return _tested()

    @cached_property
    def verdict(self) -> BanVerdict | None:
        """Whether a ban is the least burdensome way."""
        return verdict(self.run)

    @cached_property
    def readings(self) -> tuple[ReadingInShort, ...]:
        """What a year and the state that comes first come to on each reading."""
        lead = lead_row(self)
        return tuple(_on_reading(self.run, reading, lead) for reading in self.run.data_map.readings)

    @cached_property
    def law(self) -> LawInShort:
        """What the laws that are held here say of the map."""
        return _law(self.run)

    @cached_property
    def sold(self) -> tuple[SoldTo, ...]:
        """Sales of data, by the country of the buyers."""
        return _sold(self.run)

    @cached_property
    def would_change(self) -> tuple[WouldChange, ...]:
        """The numbers that would turn the claims, those that move most first."""
        return tuple(would_change(self.run, self.table))


@kept
def summary_parts(run: Run) -> SummaryParts:
    """The numbers of page one, for whoever needs some of them."""
    return SummaryParts(run)


@kept
def summary_numbers(run: Run) -> SummaryNumbers:
    """The numbers of page one."""
    parts = summary_parts(run)
    return SummaryNumbers(**{name: getattr(parts, name) for name in SummaryNumbers.model_fields})


def _known_events(run: Run) -> tuple[KnownHere, ...]:
    """What is known to have happened here, by actor: states first, also those that reach nothing on the map."""
    by_actor = sorted(known_here(run).items(), key=lambda entry: ORDER.index(entry[0]) if entry[0] in ORDER else -1)
    return tuple(KnownHere(actor=actor, sources=sources) for actor, sources in by_actor)


def _not_known(run: Run) -> NotKnown:
    """How many of the numbers that reach rests on nobody states, and which leave most of it open.

    Weighed are all foreign states, so that it is what keeps the table of page one from being narrower.
    """
    reach = reach_of(run)
    ends = {
        text: interval_of(distribution)
        for text, distribution in distributions(reach).items()
        if not reach.numbers[text].exact
    }
    foreign = [state for state in reach.states if state not in run.events.exposure.own_states]
    moved = reach.moved_together(ends, foreign, told_class(run))
    deciding = [text for text in moved if not is_person_level(text) and family_of(text) not in COUNTS]
    weighty = {text: people for text, people in moved.items() if people > OF_ANY_EFFECT * max(moved.values())}

    def told(texts: Iterable[str]) -> tuple[OpenNumber, ...]:
        forms = (address(text, run.names) for text in sorted(texts, key=lambda text: -moved[text])[:MOST_OPEN])
        return tuple(
            _open_number(run, form, ends[form.text], moved[form.text]) for form in forms if isinstance(form, Address)
        )

    return NotKnown(
        numbers=len(ends),
        judged=sum(rests_on(reach.numbers[text]) in ("judged", "bracketed") for text in ends),
        widest=told(weighty),
        deciding=told(text for text in deciding if text in weighty),
    )


def _open_number(run: Run, form: Address, ends: tuple[float, float], persons: float) -> OpenNumber:
    """A number by its address, with what stands in the pattern of that and what the map calls it."""
    low, high = ends
    return OpenNumber(**dict(_named_number(run, form)), low=low, high=high, persons=persons)


def _named_number(run: Run, form: Address) -> NamedNumber:
    parts, names = parts_and_names(run, form)
    return NamedNumber(address=form.text, form=form.pattern.text, parts=parts, names=names)


def _ownership_specific(run: Run) -> OwnershipSpecific:
    """The people within reach of the state that comes first because of where the owner is from.

    That is the owner's own where no foreign state has anything, or none: a union whose members alone can order, such as
    the EU, reaches nobody itself.
    """
    instead, rows = neutral_state(run.data_map), state_rows(run)
    of_owner = f"state:{owner_state(run.data_map)}"
    beside, row = with_neutral_owner(run), lead_of(rows) or next((row for row in rows if row.actor == of_owner), None)
    first = (row.actor if row else of_owner).removeprefix("state:")
    of_class = row.of_class if row else "content"
    reach, uncertain = beside.sides.best.reach, run.uncertain
    few = reach.reached_at(uncertain.few_of(distributions(reach), WHAT_IF_DRAWS)) if uncertain else None
    asked: tuple[YieldQuestion, ...] = ((first, of_class), (instead, of_class))
    sides = Sides(beside.sides.best, few, uncertain, asked)

    def told(state: str) -> StateReach:
        here, there = (of.number_of(lambda r: r.weighted(state, of_class)) for of in (sides_of(run), beside.sides))
        return StateReach(**told_of_state(sides, state, of_class, there, here - there))

    return OwnershipSpecific(owner=of_owner, left=told(first), taken=told(instead))


def _use(run: Run) -> Use:
    """The people exposed in a year, by foreign states, the viewpoint's own state and all others."""
    own = {f"state:{state}" for state in run.events.exposure.own_states}
    actors = dict.fromkeys(event.actor for event in run.events.events)
    states = [actor for actor in actors if actor.startswith("state:")]
    foreign, of_class = [actor for actor in states if actor not in own], told_class(run)
    return Use(
        of_class=of_class,
        foreign_states=_exposed(run, of_class, foreign),
        without_standing=_without_standing(run, of_class, foreign),
        own_state=_exposed(run, of_class, [actor for actor in states if actor in own]),
        others=_exposed(run, of_class, [actor for actor in actors if actor not in states]),
        rests_on=split_by_origin(run, run.elasticities),
    )


def _exposed(run: Run, of_class: Class, actors: list[str]) -> Quantity:
    """The people that some actors together expose in a year."""
    places = [place for place, event in enumerate(run.events.events) if event.actor in actors]
    return persons_of(run, of_class, places, actors)


def _without_standing(run: Run, of_class: Class, actors: list[str]) -> Quantity | None:
    """The people that some actors expose in a year but for standing access; None where they have none."""
    events = [(place, event) for place, event in enumerate(run.events.events) if event.actor in actors]
    standing = [event for _, event in events if event.threat.mode == "standing"]
    if not standing:
        return None
    places, measures, of_content = [p for p, e in events if e not in standing], run.measures, of_class == "content"
    point = (measures.content if of_content else measures.persons[:, :, 0])[places].sum()

    def in_draws(draws: Uncertain) -> Floats:
        whole = draws.content(*actors) if of_content else draws.persons(*actors)[0]
        rest = whole - sum(draws.exposed_by(event)[1 if of_content else 2] for event in standing)
        return np.where(np.abs(rest) < ROUNDING * whole, 0.0, rest)

    return quantity(run.number(point, in_draws))


def _on_reading(run: Run, reading: str, lead: SummaryRow | None) -> ReadingInShort:
    """What a year, and the state that comes first, come to on a reading."""
    beside = beside_reading(run, reading)
    made = beside.sides.yield_of(lead.actor.removeprefix("state:"), lead.of_class) if lead else None
    return ReadingInShort(
        id=reading,
        chance=quantity(made.chance) if made else None,
        if_so=quantity(made.if_so) if made else None,
        taken=beside.foreign_persons(told_class(run)),
    )


def _law(run: Run) -> LawInShort:
    """The strongest outcome of the laws that apply on the map's day, and how many leave questions open."""
    from laws.verdicts import APPLY, furthest, verdicts  # not before page one is asked for: laws are many files

    found = verdicts(run.data_map)
    told = (verdict for verdict in found if verdict.standing in APPLY)
    applying = furthest(verdict for verdict in told if verdict.decision.outcome != "unknown")
    strongest = None
    if applying is not None:
        strongest = StrongestLaw(
            regime=applying.regime,
            outcome=applying.decision.outcome,
            citation=applying.decision.because[-1].citation,
            about=applying.leading.matter.about if applying.leading else None,
        )
    return LawInShort(strongest=strongest, open=sum(verdict.is_open for verdict in found))


def _sold(run: Run) -> tuple[SoldTo, ...]:
    """The people a year whose data buyers pay for, by the country that these are run from."""
    data_map = run.data_map
    by_country: dict[str | None, list[int]] = {}
    for place, event in enumerate(run.events.events):
        if event.threat.mode != "sale" or event.actor != "buyers":
            continue
        target = next(flow.target for flow in data_map.flows if flow.id == event.key.rpartition("/")[2])
        system = data_map.systems.get(target)
        buyer = data_map.parties.get((system.operator if system else target) or "")
        place_of_buyer = buyer.run_from if buyer and buyer.run_from != "unknown" else None
        by_country.setdefault(place_of_buyer, []).append(place)
    return tuple(SoldTo(to=country, persons=_sold_people(run, places)) for country, places in by_country.items())


def _sold_people(run: Run, places: list[int]) -> Quantity:
    """The people a year whose data of any level the events in some places expose."""
    point = float(run.measures.by_level(places)[0])
    events = [run.events.events[place] for place in places]
    return quantity(run.number(point, lambda draws: np.asarray(sum(draws.exposed_by(event)[2] for event in events))))


def _tested() -> Tested:
    """The score of the defaults on takings by states at the services that ship."""
    scores = track_record()
    covert = scores.kinds.covert
    expected = covert.expected
    return Tested(
        services=scores.units,
        expected=expected.median,
        low=expected.low,
        high=expected.high,
        known=covert.observed,
    )
