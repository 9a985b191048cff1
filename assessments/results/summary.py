"""Numbers of page one: whose content each state could order, what it would come to, and what would turn that."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from assessments.results.actors import ORDER, content_persons_of, people_counted
from assessments.results.evidence import rests_on, split_by_origin
from assessments.results.options.averages import best_values
from assessments.results.options.table import options_of
from assessments.results.placebo import with_neutral_owner
from assessments.results.quantity import NOBODY, Quantity, quantity
from assessments.results.reach import content_rows, known_here, reach_of, sides_of, widest_with
from assessments.results.readings import people_agreed
from assessments.results.summary_models import (
    Claim,
    KnownHere,
    NotKnown,
    OpenNumber,
    OptionInShort,
    OwnershipSpecific,
    PeopleAgreed,
    SummaryNumbers,
    SummaryRow,
    Tested,
    Use,
    WouldChange,
)
from assessments.results.track_record import track_record
from data_maps.addresses import Address, address
from data_maps.caching import OwnedView, cached_property, kept
from risk.arrays import Floats
from risk.engine.roots import trial_words
from risk.options.burden import total
from risk.placebo import neutral_state, owner_state
from risk.uncertainty.draws import distributions
from risk.uncertainty.spreads import BATCHES, HIGH, LOW

if TYPE_CHECKING:
    from datetime import date

    from assessments.results.beside import Beside
    from assessments.results.options.table import Options
    from assessments.results.part import Tie
    from assessments.results.reach_parts import ReachRow
    from assessments.run import Run
    from data_maps.problems import Fault
    from risk.reach import Reach, Reached
    from risk.uncertainty.distributions import Distribution

ROUNDING = 1e-12
"""The share of a sum below which what is left of it is nothing: the last digits of its parts."""
OF_ANY_WEIGHT = 0.05
WHAT_IF_DRAWS = 200
MOST_HELD = 2**24
"""Values of all what-ifs together, in all their draws: more of either are not made."""
HELD_AT_ONCE = 2**12
"""Draws of what-ifs that are held at a time: of a hundred numbers 3 MB."""
MOST_CHANGES = 5
MOST_OPEN = 2
PARTS = ("state", "over", "owner", "owned", "party", "organisation", "system", "group", "data", "flow")
MOST_TRIED = 60
OF_ANY_EFFECT = 0.01
HALF = 0.5

Measure = Callable[["Reached", "Reached"], Floats]
"""A number of people that a claim is about, by the reach on the map and on the same with a neutral owner."""


class SummaryParts(OwnedView["Run"]):
    """The numbers of page one, each computed when it is first asked for."""

    @property
    def run(self) -> Run:
        """The assessment that they are of."""
        return self.about

    @property
    def app(self) -> str:
        """What the map calls the app."""
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
        """What is known to have happened here."""
        return _known_events(self.run)

    @cached_property
    def not_known(self) -> NotKnown:
        """What is not known of the numbers that reach rests on."""
        return _not_known(self.run)

    @cached_property
    def ownership_specific(self) -> OwnershipSpecific:
        """What is specific to the owner."""
        return _ownership_specific(self.run)

    @cached_property
    def use(self) -> Use:
        """What it would come to in a year."""
        return _use(self.run)

    @property
    def tested(self) -> Tested:
        """How the defaults did on real services."""
        return _tested()

    @cached_property
    def options(self) -> tuple[OptionInShort, ...]:
        """Single options, the one that leaves least reach first."""
        return _options(self.run)

    @cached_property
    def would_change(self) -> tuple[WouldChange, ...]:
        """What would turn the claims, what moves most first."""
        return tuple(_would_change(self.run))


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
    """Foreign states, the widest reach to content first; then the viewpoint's own state."""
    ordered = sorted(content_rows(run), key=lambda row: (not row.foreign, -row.persons.middle))
    return tuple(_summary_row(row) for row in ordered)


def widest_row_with(run: Run, options: tuple[str, ...]) -> SummaryRow | None:
    """The row of the foreign state with the widest reach while options act in full; None where none has any."""
    row = widest_with(run, options)
    return _summary_row(row) if row and row.persons.middle > 0.0 else None


def _summary_row(row: ReachRow) -> SummaryRow:
    disputed = [reading.middle for reading in row.readings.values()]
    return SummaryRow(
        actor=row.actor,
        foreign=row.foreign,
        content_persons=row.persons,
        share=row.share,
        ties=_ties(row),
        readings=dict(row.readings),
        disputed=(min(disputed), max(disputed)) if disputed else None,
        record=row.record,
        known=row.known,
    )


def _ties(row: ReachRow) -> dict[Tie, float]:
    """The shares of a reach by tie, the largest first; those of no weight, which trials may put below 0, left out."""
    people = {tie: max(0.0, q.middle) for tie, q in row.by_tie.items()}
    whole = sum(people.values())
    shares = {tie: number / whole for tie, number in people.items() if whole}
    return {tie: share for tie, share in sorted(shares.items(), key=lambda s: -s[1]) if share >= OF_ANY_WEIGHT}


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
        text: _interval(distribution)
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
    point = float(run.measures.content[[place for place, event in events if event not in standing]].sum())
    if run.uncertain is None:
        return quantity(point, None)
    whole = run.uncertain.content(*actors)
    rest = whole - sum(run.uncertain.event(event)[1] for event in standing)
    return quantity(point, np.where(np.abs(rest) < ROUNDING * whole, 0.0, rest))


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
    draws = table.burden.lost((option,), table.outcomes.draws(numbers)) if table.columns else None
    return quantity(float(total(lost.cut_off)), None if draws is None else table.whole(total(draws.cut_off)))


def _would_change(run: Run) -> Iterator[WouldChange]:
    """For each claim the numbers that move it, what moves most first."""
    claims = list(_claims(run))
    ends = _EndsOfReach(run, with_neutral_owner(run))
    moved = ends.medians([claim.measure for claim in claims])
    for claim, (usual, at_ends) in zip(claims, moved, strict=True):
        yield from _changes(claim, usual, at_ends, ends.ends)


def _medians(values: Floats) -> Floats:
    """The median of all draws, and after it those of their batches, if there are any: shape (…, 1 + batches)."""
    whole = np.median(values, axis=-1, keepdims=True)
    if values.shape[-1] % BATCHES:
        return np.asarray(whole)
    by_batch = np.median(values.reshape(*values.shape[:-1], BATCHES, -1), axis=-1)
    return np.concatenate((whole, by_batch), axis=-1)


class _AtEnds(NamedTuple):
    """People at either end of a number, with their standard errors, if there are draws."""

    people: tuple[float, float]
    errors: tuple[float, float] | None

    @classmethod
    def of(cls, medians: Floats) -> _AtEnds:
        """From the medians at both ends, shape (2, 1 + batches)."""
        (low, high), by_batch = medians[:, 0].tolist(), medians[:, 1:]
        if not by_batch.size:
            return cls((low, high), None)
        at_low, at_high = (by_batch.std(axis=1, ddof=1) / math.sqrt(BATCHES)).tolist()
        return cls((low, high), (at_low, at_high))


@dataclass(frozen=True)
class _ClaimOfPeople:
    """A claim of page one with the number of people that it is about, and when another number would turn it."""

    claim: Claim
    measure: Measure
    turned: Callable[[float, float], bool]


def _claims(run: Run) -> Iterator[_ClaimOfPeople]:
    table = summary_parts(run).table
    foreign = [row.actor.removeprefix("state:") for row in table if row.foreign]
    widest, others, owner = next(iter(foreign), None), foreign[1:], owner_state(run.data_map)
    if widest:
        yield _ClaimOfPeople("reach of the widest", lambda end, _: end.persons(widest, "content"), _far_off)
    if widest and others:
        yield _ClaimOfPeople("apart from the others", lambda end, _: _lead(end, widest, others), _nothing_left)
    yield _ClaimOfPeople("specific to the owner", lambda *both: _of_the_owner(owner, *both), _far_off)


def _of_the_owner(owner: str, reached: Reached, elsewhere: Reached) -> Floats:
    """The people within reach of the owner's state who would not be if the owner were from elsewhere."""
    return np.asarray(reached.persons(owner, "content") - elsewhere.persons(owner, "content"))


def _lead(reached: Reached, widest: str, others: list[str]) -> Floats:
    """The people by which the widest reach goes beyond that of every other state."""
    next_widest = np.max([reached.persons(state, "content") for state in others], axis=0)
    return np.asarray(reached.persons(widest, "content") - next_widest)


def _far_off(usual: float, there: float) -> bool:
    """Whether a number of people is less than half of what it usually is, or more than twice."""
    return not HALF * usual <= there <= usual / HALF


def _nothing_left(usual: float, there: float) -> bool:
    """Whether a lead that there usually is has gone."""
    return there <= 0.0 < usual


class _EndsOfReach:
    """What-ifs over reach: each number of the map at either end, all others as in few draws.

    A fact about the world is settled, once it is known, as false or true; any other number has its interval. The reach
    with a neutral owner has the same numbers in the same draws, but for those that only it has. Where it is tried out,
    no more numbers are looked at than a result has words of trials: those with which the harm index moves most.
    """

    def __init__(self, run: Run, neutral: Beside) -> None:
        both = (reach_of(run), reach_of(neutral.other))
        ends = {
            text: _ends(address(text, run.names), distribution) for text, distribution in distributions(both[0]).items()
        }
        self.exact = all(reach.chances.exact for reach in both)
        words = min(trial_words(reach.chances) for reach in both)
        open_ends = {address: pair for address, pair in ends.items() if pair[0] < pair[1]}
        self.ends = open_ends if self.exact else _that_move(open_ends, both, min(MOST_TRIED, max(1, words // 2)))
        draws = self._draws(max(len(reach.chances.variables) for reach in both), words)
        self.few = [(reach, _few(run, reach, draws)) for reach in both]
        self.usual = [sides.drawn or sides.best for sides in (sides_of(run), neutral.sides)]
        self.at_once = max(1, HELD_AT_ONCE // (2 * draws)) if self.exact else max(1, len(self.ends))

    def _draws(self, rows: int, words: int) -> int:
        """The draws of one what-if: fewer where many numbers, or trials of each, would not fit into time and memory."""
        several = 2 * max(1, len(self.ends))
        return max(1, min(WHAT_IF_DRAWS, MOST_HELD // (several * max(1, rows)) if self.exact else words // several))

    def medians(self, measures: Sequence[Measure]) -> list[tuple[float, dict[str, _AtEnds]]]:
        """The median of each measure, and that with each number at either end, brought to what all draws say.

        What is simulated has all ends in one go, as its trials are shared among them.
        """
        in_few = [reach.at(numbers) for reach, numbers in self.few]
        ends = list(self.ends.items())
        by_end = [
            self._moved(ends[start : start + self.at_once], measures) for start in range(0, len(ends), self.at_once)
        ]
        medians = []
        for place, measure in enumerate(measures):
            usual, few = float(np.median(measure(*self.usual))), _medians(measure(*in_few))
            near = HALF * abs(few[0]) < abs(usual) < abs(few[0]) / HALF
            by = np.divide(usual, few, out=np.ones_like(few), where=near & (few != 0.0))
            scaled = (pair * by for pairs in by_end for pair in pairs[place])
            medians.append((usual, dict(zip(self.ends, map(_AtEnds.of, scaled), strict=True))))
        return medians

    def _moved(self, ends: Sequence[tuple[str, tuple[float, float]]], measures: Sequence[Measure]) -> Floats:
        """The medians of each measure with numbers at either end, shape (measures, ends, 2, 1 + batches)."""
        both = [reach.at(_stacked(numbers, ends)) for reach, numbers in self.few]
        return np.array([_medians(measure(*both).reshape(len(ends), 2, -1)) for measure in measures])


def _stacked(few: Mapping[str, Floats], ends: Sequence[tuple[str, tuple[float, float]]]) -> dict[str, Floats]:
    """The numbers of some what-ifs one after the other, shape (numbers with ends · 2 · draws,) each."""
    draws = max((values.size for values in few.values()), default=1)
    shape = (len(ends), 2, draws)
    stacked = {text: np.broadcast_to(values, shape).copy() for text, values in few.items()}
    for place, (text, pair) in enumerate(ends):
        if text in stacked:
            stacked[text][place] = np.array(pair)[:, None]
    return {text: values.ravel() for text, values in stacked.items()}


def _that_move(
    ends: dict[str, tuple[float, float]], both: Sequence[Reach], most: int
) -> dict[str, tuple[float, float]]:
    """The numbers to try out of a reach that is simulated: so many at most, those that move it most by their slopes."""
    if len(ends) <= most:
        return ends
    moved = [reach.moved_by(ends) for reach in both]
    weightiest = sorted(ends, key=lambda address: -max(people[address] for people in moved))[:most]
    return {address: pair for address, pair in ends.items() if address in weightiest}


def _ends(form: Address | Fault, distribution: Distribution) -> tuple[float, float]:
    """The ends of a number: false and true of a state of the world that is not certain, else its interval."""
    low, high = _interval(distribution)
    settled = isinstance(form, Address) and form.persists == "state"
    return (0.0, 1.0) if settled and low < high else (low, high)


def _interval(distribution: Distribution) -> tuple[float, float]:
    """The ends of the 90 % interval of a number."""
    low, high = distribution.quantiles(np.array([LOW, HIGH])).tolist()
    return low, high


def _few(run: Run, reach: Reach, draws: int) -> dict[str, Floats]:
    """The numbers that reach rests on in few draws; their best values without draws."""
    if run.uncertain is None:
        return {address: np.array([number.best]) for address, number in reach.numbers.items()}
    return run.uncertain.few_of(distributions(reach), draws)


def _changes(
    claim: _ClaimOfPeople,
    usual: float,
    at_ends: Mapping[str, _AtEnds],
    ends: Mapping[str, tuple[float, float]],
) -> Iterator[WouldChange]:
    """The numbers that move one claim, what moves most first."""
    moving = sorted(at_ends.items(), key=lambda end: -abs(end[1].people[1] - end[1].people[0]))
    for text, ((low, high), errors) in moving[:MOST_CHANGES]:
        if abs(high - low) > OF_ANY_EFFECT * abs(usual):
            start, end = ends[text]
            yield WouldChange(
                claim=claim.claim,
                address=text,
                low=start,
                high=end,
                persons=high - low,
                at_ends=(low, high),
                errors=errors,
                turns=claim.turned(usual, low) or claim.turned(usual, high),
            )
