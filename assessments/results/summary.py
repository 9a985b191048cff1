"""Numbers of page one: whose content each state could order, what it would come to, and what would turn that."""

from __future__ import annotations

from datetime import date

import numpy as np

from assessments.conclusions.reach import lead_row
from assessments.results.actors import ORDER, content_persons_of, people_counted
from assessments.results.beside import with_neutral_owner
from assessments.results.claims import OF_ANY_EFFECT, interval_of, would_change
from assessments.results.evidence import rests_on, split_by_origin
from assessments.results.options.averages import best_values
from assessments.results.options.table import Options, options_of
from assessments.results.part import Tie
from assessments.results.quantity import NOBODY, Quantity, quantity
from assessments.results.reach import (
    Sides,
    content_rows,
    known_here,
    reach_of,
    sides_of,
    told_of_yield,
    widest_with,
)
from assessments.results.reach_parts import (
    KnownHere,
    LawInShort,
    NotKnown,
    OpenNumber,
    OptionInShort,
    OwnershipSpecific,
    PeopleAgreed,
    ReachRow,
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
from assessments.results.track_record import track_record
from assessments.run import Run
from data_maps.addresses import Address, address
from data_maps.caching import OwnedView, cached_property, kept
from data_maps.model import DataMap
from data_maps.vocabulary import data_type
from risk.arrays import Floats
from risk.options.burden import total
from risk.placebo import neutral_state, owner_state
from risk.reach import CLASSES, Class
from risk.uncertainty.draws import distributions
from risk.uncertainty.propagation import Uncertain

ROUNDING = 1e-12
"""The share of a sum below which what is left of it is nothing: the last digits of its parts."""
LEAST_CHANCE = 0.05
"""The chance from which on a class of data is told of a state that has less sensitive data within its reach as well."""
ADJECTIVES = ("financial", "health", "genetic")
"""Types of data whose label says which data they are, and is no noun by itself or means something else."""
LEAST_SHARE_OF_TIE = 0.05
"""The least share of the people within reach by which a tie is told."""
MOST_OPEN = 2
PARTS = ("state", "over", "owner", "owned", "party", "organisation", "system", "group", "data", "flow")


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
        return _table(self.run)

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
    def options(self) -> tuple[OptionInShort, ...]:
        """Single options, the one that leaves least reach first."""
        return _options(self.run)

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


def _table(run: Run) -> tuple[SummaryRow, ...]:
    """Foreign states, those asked about first, then the widest reach to content; last the viewpoint's own state."""
    rows = [_summary_row(row, sides_of(run), run.data_map) for row in content_rows(run)]
    return tuple(sorted(rows, key=lambda row: (not row.foreign, not row.asked, -row.content_persons.middle)))


def widest_row_with(run: Run, options: tuple[str, ...]) -> SummaryRow | None:
    """The row of the foreign state with the widest reach while options act in full; None where none has any."""
    found = widest_with(run, options)
    if found is None:
        return None
    row, sides = found
    return _summary_row(row, sides, run.data_map) if row.expected.middle > 0.0 else None


def _summary_row(row: ReachRow, sides: Sides, data_map: DataMap) -> SummaryRow:
    """A state of the table: what it could order is told of content, or of the first class that it has a chance of."""
    state = row.actor.removeprefix("state:")
    content, *others = ((of_class, sides.yield_of(state, of_class)) for of_class in CLASSES if of_class != "any")
    classes = (content, *others)
    likely = [one for one in classes if one[1].chance.average >= LEAST_CHANCE]
    of_class, made = (likely or [one for one in classes if one[1].chance.average > 0.0] or [content])[0]
    told = told_of_yield(made)
    del told["curve"]
    disputed = [reading.middle for reading in row.readings.values()]
    return SummaryRow(
        actor=row.actor,
        foreign=row.foreign,
        asked=row.asked,
        of_class=of_class,
        data=_kinds_within(state, of_class, sides, data_map),
        **told,
        content_persons=row.expected,
        share=row.share,
        any_persons=sides.quantity_of(lambda reached: reached.persons(state, "any")),
        standing=sides.quantity_of(lambda reached: reached.standing(state, "any")),
        ties=_ties(row),
        readings=dict(row.readings),
        disputed=(min(disputed), max(disputed)) if disputed else None,
        record=row.record,
        known=row.known,
    )


def _kinds_within(state: str, of_class: Class, sides: Sides, data_map: DataMap) -> tuple[str, ...]:
    """What the data of a class within a state's reach are called by their types: those with most items first."""
    reach = sides.best.reach
    within = {data for x, data, _ in reach.by_data if x == state and data in reach.data_of(of_class)}
    ordered = sorted(within, key=lambda data: (-data_map.items_a_month(data), list(data_map.data).index(data)))
    labels = (data_type(data_map.data[data].type).label.lower() for data in ordered)
    return tuple(dict.fromkeys(f"{label} data" if label in ADJECTIVES else label for label in labels))


def _ties(row: ReachRow) -> dict[Tie, float]:
    """The shares of a reach by tie, the largest first; those of no weight, which trials may put below 0, left out."""
    people = {tie: max(0.0, q.middle) for tie, q in row.by_tie.items()}
    whole = sum(people.values())
    shares = {tie: number / whole for tie, number in people.items() if whole}
    return {tie: share for tie, share in sorted(shares.items(), key=lambda s: -s[1]) if share >= LEAST_SHARE_OF_TIE}


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
    moved = reach.moved_together(ends, foreign)
    weighty = {text: people for text, people in moved.items() if people > OF_ANY_EFFECT * max(moved.values())}
    forms = (address(text, run.names) for text in sorted(weighty, key=lambda text: -weighty[text])[:MOST_OPEN])
    return NotKnown(
        numbers=len(ends),
        judged=sum(rests_on(reach.numbers[text]) in ("judged", "bracketed") for text in ends),
        widest=tuple(
            _open_number(run, form, ends[form.text], moved[form.text]) for form in forms if isinstance(form, Address)
        ),
    )


def _open_number(run: Run, form: Address, ends: tuple[float, float], persons: float) -> OpenNumber:
    """A number by its address, with what stands in the pattern of that and what the map calls it."""
    data_map = run.data_map
    parts = {slot: id for slot in PARTS if (id := getattr(form, slot))}
    for line in data_map.flows:
        parts |= {"start": line.source_id, "end": line.target} if line.id == form.flow else {}
    called = {
        **{id: group.name for id, group in data_map.users.items()},
        **{id: data.name for id, data in data_map.data.items()},
        **{id: party.name for id, party in data_map.parties.items()},
        **{id: system.name for id, system in data_map.systems.items()},
    }
    names = {id: name for id in parts.values() if (name := called.get(id))}
    low, high = ends
    return OpenNumber(
        address=form.text, form=form.pattern.text, parts=parts, names=names, low=low, high=high, persons=persons
    )


def _ownership_specific(run: Run) -> OwnershipSpecific:
    """The people within reach of the owner's state because the owner is from there.

    A union whose members alone can order, such as the EU, reaches nobody itself.
    """
    owner, instead = f"state:{owner_state(run.data_map)}", f"state:{neutral_state(run.data_map)}"
    beside = with_neutral_owner(run)
    moved = beside.content_moved
    return OwnershipSpecific(
        owner=owner,
        instead=instead,
        content_persons=moved.get(owner, NOBODY),
        instead_content_persons=moved[instead],
        harm=beside.foreign_harm_moved,
    )


def _use(run: Run) -> Use:
    """The people exposed in a year, by foreign states, the viewpoint's own state and all others."""
    own = {f"state:{state}" for state in run.events.exposure.own_states}
    actors = dict.fromkeys(event.actor for event in run.events.events)
    states = [actor for actor in actors if actor.startswith("state:")]
    foreign = [actor for actor in states if actor not in own]
    return Use(
        foreign_states=_exposed(run, foreign),
        without_standing=_without_standing(run, foreign),
        own_state=_exposed(run, [actor for actor in states if actor in own]),
        others=_exposed(run, [actor for actor in actors if actor not in states]),
        rests_on=split_by_origin(run, run.elasticities),
    )


def _exposed(run: Run, actors: list[str]) -> Quantity:
    """The people that some actors together expose in a year."""
    places = [place for place, event in enumerate(run.events.events) if event.actor in actors]
    return content_persons_of(run, places, actors)


def _without_standing(run: Run, actors: list[str]) -> Quantity | None:
    """The people that some actors expose in a year but for standing access; None where they have none."""
    events = [(place, event) for place, event in enumerate(run.events.events) if event.actor in actors]
    standing = [event for _, event in events if event.threat.mode == "standing"]
    if not standing:
        return None
    point = run.measures.content[[place for place, event in events if event not in standing]].sum()

    def in_draws(draws: Uncertain) -> Floats:
        whole = draws.content(*actors)
        rest = whole - sum(draws.exposed_by(event)[1] for event in standing)
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
        taken=beside.foreign_content,
    )


def _law(run: Run) -> LawInShort:
    """The strongest outcome of the laws that apply on the map's day, and how many leave questions open."""
    from laws.verdicts import APPLY, furthest, verdicts  # not before page one is asked for: laws are many files

    found = verdicts(run.data_map)
    applying = furthest(verdict for verdict in found if verdict.standing in APPLY)
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


def _options(run: Run) -> tuple[OptionInShort, ...]:
    """Every single option of the map, the one that leaves least reach first."""
    table = options_of(run)
    rows = [_option(table, option) for option in run.data_map.options] if table else []
    return tuple(sorted(rows, key=lambda row: row.content_reach.middle))


def _option(table: Options, option: str) -> OptionInShort:
    left = table.reach_left.widest((option,), "content")
    return OptionInShort(
        option=option,
        title=table.data_map.options[option].title or option,
        content_reach=left.persons,
        content_removed=table.reach_left.removed((option,), "content"),
        cut_off=_cut_off(table, option),
    )


def _cut_off(table: Options, option: str) -> Quantity:
    """The people who could no longer use the app on average over the horizon, with as many draws as options have."""
    numbers = tuple(table.burden.numbers((option,)))
    lost = table.burden.lost((option,), best_values(numbers))

    def in_draws() -> Floats:
        return table.over_draws(total(table.burden.lost((option,), table.outcomes.draws(numbers)).cut_off))

    return quantity(table.outcomes.number(total(lost.cut_off), in_draws))
