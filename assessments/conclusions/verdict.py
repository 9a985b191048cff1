"""Verdict on a ban: whether it is the least burdensome way, over all options that apply, and what that depends on.

Options are measured by what they leave the state that page one begins with: people times the share of their data.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Literal

import numpy as np

from assessments.conclusions.models import (
    BanAnswer,
    BanVerdict,
    Lessened,
    OptionLeft,
    ReasonKind,
    VerdictAt,
    VerdictFlip,
    VerdictReason,
    VerdictTime,
)
from assessments.conclusions.reach import is_shown_to_cut
from assessments.results.options.data_left import data_left
from assessments.results.options.models import SwitchingValue
from assessments.results.part import NamedNumber
from assessments.results.quantity import quantity
from assessments.results.states import parts_and_names, systems_unsaid, tie_shares
from data_maps.addresses import Address, address
from data_maps.caching import kept
from data_maps.model import DataMap
from risk.number import UNDRAWN, Number
from risk.options.burden import is_stated, total
from risk.options.ready import ready_among
from risk.options.timeline import Piece, clashes, in_order
from risk.uncertainty.draws import slices

if TYPE_CHECKING:
    from assessments.run import Run
    from risk.arrays import Floats
    from risk.inputs import Input
    from risk.options.within_reach import DataWithinReach
    from risk.uncertainty.distributions import Distribution

BANS = frozenset({"stop_new_users", "cease_service"})
LEAVING = BANS | {"bar_use_by"}
"""Steps by which people can no longer use the app."""
SURELY = 0.9
"""The share of draws in which a milder option has to remove as much as a ban, for a ban not to be needed."""
LEAST_PART, LEAST_LEFT = 0.1, 1e-9
"""The part of a fall below which nothing is told of what makes it, and the least that can be left in telling so."""
A_PERSON = 1.0
"""How many people's data may lie between two options that remove as much."""
LONGEST, STEPS = 100.0, 24
"""The longest horizon that is looked at, in years, and how often what lies between two values is narrowed."""
MOST_FLIPS, PARTS, FALSE_POSITIONS = 3, 2_000, 12
Chosen = tuple[str, ...]


def takes_the_app_away(data_map: DataMap, options: Sequence[str]) -> bool:
    """True where one of some options takes the app away from people: a ban."""
    return any(step.key in BANS for option in options for step in data_map.options[option].do)


@kept
def verdict(run: Run, *, pairs: bool = False) -> BanVerdict | None:
    """Whether a ban is the least burdensome way; None where options are in force.

    Over the options of the map and the ready ones, each alone, and what the map combines; all pairs only if asked for.
    """
    if run.settings.options:
        return None
    left = data_left(run)
    if left is None:
        why: ReasonKind = "unsaid" if systems_unsaid(run.data_map) else "nothing_within_reach"
        return BanVerdict(answer="not_told", over=0, pairs=pairs, per=(), reasons=(VerdictReason(kind=why),))
    sets, options = _sets(left.data_map, pairs=pairs), left.data_map.options
    ready = ready_among(options)
    ats: tuple[VerdictTime, VerdictTime] = ("horizon", "in_full")
    readings = ((reading, data_left(run, reading)) for reading in (None, *run.data_map.readings))
    compared = [_Compared(on, at, reading, sets, ready) for reading, on in readings if on for at in ats]
    per = tuple(one.told() for one in compared)
    own, in_full = per[:2]
    of_the_map = tuple(chosen for chosen in sets if ready.isdisjoint(chosen))
    alone = [replace(one, sets=of_the_map, options="map").told() for one in compared[:2]] if of_the_map else []
    same = {one.answer for one in per} == {own.answer}
    first = VerdictReason(kind=own.why if same else "answers_differ")
    return BanVerdict(
        answer=own.answer if same else "depends",
        actor=f"state:{left.state}",
        of_class=left.of_class,
        strongest=own.strongest.option if own.strongest else None,
        mildest=own.mildest.option if own.mildest else None,
        over=len(sets),
        pairs=pairs,
        per=(*per, *alone),
        flips=(
            *_at_a_horizon(compared[0], own, in_full),
            *_on_readings(per),
            *_at_numbers(run, compared[0], own),
        ),
        reasons=(first, _least_left(compared[1])),
    )


@kept
def ranked(run: Run) -> tuple[tuple[OptionLeft, OptionLeft], ...]:
    """What each option alone leaves, ready ones too, over the horizon and in full effect; what leaves least first.

    Empty where options are in force, or nothing is within reach.
    """
    left = None if run.settings.options else data_left(run)
    if left is None:
        return ()
    ready, sets = ready_among(left.data_map.options), tuple((option,) for option in left.data_map.options)
    over, in_full = (_Compared(left, at, None, sets, ready) for at in ("horizon", "in_full"))
    both = ((over.of(chosen), in_full.of(chosen)) for chosen in sets)
    return tuple(sorted(both, key=lambda pair: pair[0].expected_data.middle))


def _sets(data_map: DataMap, *, pairs: bool) -> tuple[Chosen, ...]:
    """The options alone, those that the map combines, and if asked for the pairs that do not exclude each other."""
    two = [pair for pair in combinations(data_map.options, 2) if not clashes(data_map, pair)] if pairs else []
    combined = (in_order(data_map, chosen) for chosen in data_map.combinations)
    return tuple(dict.fromkeys((*((option,) for option in data_map.options), *combined, *two)))


@dataclass(frozen=True, eq=False)
class _Compared:
    """The options held against each other at the horizon or in full effect, on one reading.

    `years` is another horizon, at the end of which what is in force at the end of the map's stays so.
    """

    left: DataWithinReach
    at: VerdictTime
    reading: str | None
    sets: tuple[Chosen, ...]
    ready: frozenset[str]
    options: Literal["all", "map"] = "all"
    years: float | None = None

    def spans(self, chosen: Chosen) -> tuple[Piece, ...]:
        """The spans of the horizon with what is in force in each."""
        return self.left.spans(chosen, in_full=self.at == "in_full")

    @kept
    def removed(self, chosen: Chosen) -> Number:
        """What some options remove."""
        spans, base = self.spans(chosen), self.left.expected(())
        if self.years is None:
            return self.left.removed(spans)
        lasting = [*(span.years for span in spans[:-1]), self.years - spans[-1].starts]
        gone = [(base - self.left.expected(span.in_force)) * years for span, years in zip(spans, lasting, strict=True)]
        return sum(gone[1:], gone[0]) * (1.0 / self.years)

    def cuts(self, chosen: Chosen) -> bool:
        """True of options that are shown to cut."""
        return is_shown_to_cut(quantity(self.removed(chosen)))

    def lost_at_best(self, chosen: Chosen) -> tuple[float, float]:
        """The people who can no longer use the app, and the burden, at the best values."""
        lost = self.left.lost(chosen, self.at == "in_full")
        return float(np.max(total(lost.cut_off))), float(np.max(total(lost.burden)))

    def cut_off(self, chosen: Chosen) -> float:
        """The people who can no longer use the app, at the best values."""
        steps = (step.key for option in chosen for step in self.left.data_map.options[option].do)
        return self.lost_at_best(chosen)[0] if LEAVING.intersection(steps) else 0.0

    def of(self, chosen: Chosen) -> OptionLeft:
        """What some options leave, and what people lose by them."""
        data_map, removed, columns = self.left.data_map, quantity(self.removed(chosen)), self.left.outcomes.columns
        drawn = [UNDRAWN, UNDRAWN]
        if columns:
            lost = self.left.lost_in_draws(chosen, self.at == "in_full")
            drawn = [np.broadcast_to(total(each), (columns.draws,)) for each in (lost.cut_off, lost.burden)]
        cut_off, burden = map(Number, self.lost_at_best(chosen), drawn)
        return OptionLeft(
            option="+".join(chosen),
            title=" + ".join(data_map.options[option].title or option for option in chosen),
            expected_data=quantity(self.left.left(self.spans(chosen))),
            data_removed=removed,
            cuts=is_shown_to_cut(removed),
            falls=self.falls(chosen),
            ready=not self.ready.isdisjoint(chosen),
            cut_off=quantity(cut_off),
            burden=quantity(burden) if is_stated(data_map, chosen) else None,
        )

    def falls(self, chosen: Chosen) -> tuple[Lessened, ...]:
        """What falls by some options at the best values, the most first, as far as it is a part of any weight."""
        pairs = zip(self.left.factors(self.spans(chosen)), self.left.factors(self.spans(())), strict=True)
        chance, people, data = (after / before if before else 1.0 for after, before in pairs)
        left: dict[Lessened, float] = {
            "chance": chance,
            "people": people / chance if chance else 1.0,
            "share": data / people if people else 1.0,
        }
        fallen = {measure: -math.log(max(LEAST_LEFT, min(1.0, times))) for measure, times in left.items()}
        least = LEAST_PART * math.fsum(fallen.values())
        return tuple(measure for measure in sorted(fallen, key=lambda m: -fallen[m]) if fallen[measure] > least)

    def milder(self, ban: Chosen) -> tuple[Chosen, ...]:
        """The options that take the app from nobody, or from fewer than a ban."""
        others = (chosen for chosen in self.sets if not takes_the_app_away(self.left.data_map, chosen))
        most = self.cut_off(ban)
        return tuple(chosen for chosen in others if self.cut_off(chosen) < most)

    def as_much(self, chosen: Chosen, ban: Chosen) -> float:
        """The share of draws in which some options remove at least as much as a ban; 1 or 0 without draws."""
        more = self.removed(chosen) - self.removed(ban)
        return float((more.draws >= -A_PERSON).mean()) if more.drawn else float(more.best >= -A_PERSON)

    def answer(self) -> tuple[BanAnswer, ReasonKind, Chosen | None, Chosen | None]:
        """The answer, why, the ban that removes most, and the milder option that decides it.

        That is the mildest of those that surely remove as much; of others the one that most often does.
        """
        # A ban with another measure beside it answers another question: what that measure would add.
        data_map = self.left.data_map
        bans = [c for c in self.sets if all(takes_the_app_away(data_map, (option,)) for option in c)]
        ban = max(bans, key=lambda chosen: self.removed(chosen).middle, default=None)
        if ban is None:
            return "not_told", "no_ban", None, None
        share = {chosen: self.as_much(chosen, ban) for chosen in self.milder(ban)}
        enough = [chosen for chosen in share if share[chosen] >= SURELY]
        cutting = [chosen for chosen in (*share, ban) if self.cuts(chosen)]
        most = max(share, key=lambda chosen: (share[chosen], self.removed(chosen).middle), default=None)
        if not cutting:
            return "not_told", "nothing_cuts", ban, most
        if enough:
            return "no", "milder_cuts_as_much", ban, min(enough, key=self._price)
        if most is None or cutting == [ban]:
            return "yes", "nothing_milder_cuts", ban, most
        if share[most] > 1.0 - SURELY:
            return "depends", "unsure", ban, most
        return "yes", "milder_cuts_less", ban, max(share, key=lambda chosen: self.removed(chosen).middle)

    def _price(self, chosen: Chosen) -> tuple[float, bool, float, int]:
        """What people lose: those cut off, then the burden; what nobody states is no burden of nothing."""
        cut_off, burden = self.cut_off(chosen), self.lost_at_best(chosen)[1]
        return cut_off, not is_stated(self.left.data_map, chosen), burden, len(chosen)

    def told(self) -> VerdictAt:
        """The verdict here."""
        answer, why, ban, mild = self.answer()
        before = self.left.expected(())
        return VerdictAt(
            at=self.at,
            horizon=self.left.data_map.horizon,
            reading=self.reading,
            options=self.options,
            answer=answer,
            why=why,
            before=quantity(before),
            strongest=self.of(ban) if ban else None,
            mildest=self.of(mild) if mild else None,
            probability=self.as_much(mild, ban) if mild and ban and before.drawn else None,
        )


def _least_left(compared: _Compared) -> VerdictReason:
    """The option that takes the app from nobody and leaves least; where none of these cuts, the ties that stay."""
    left = compared.left
    free = [
        chosen
        for chosen in compared.sets
        if not takes_the_app_away(left.data_map, chosen) and compared.cut_off(chosen) < A_PERSON
    ]
    least = max(free, key=lambda chosen: (compared.removed(chosen).middle, -len(chosen)), default=None)
    if least and compared.cuts(least):
        return VerdictReason(kind="least_left", option=compared.of(least))
    force = compared.spans(least)[0].in_force if least else ()
    by_tie = left.reach(force).at_best.by_tie(left.state, left.of_class)
    return VerdictReason(kind="stays", ties=tie_shares({tie: float(people[0]) for tie, people in by_tie.items()}))


def _at_a_horizon(compared: _Compared, own: VerdictAt, in_full: VerdictAt) -> Iterator[VerdictFlip]:
    """The horizon from which on the verdict is what it is in full effect, if that is another one.

    Looked at are the options that decide either.
    """
    if own.answer == in_full.answer:
        return
    deciding = [left.option for at in (own, in_full) for left in (at.strongest, at.mildest) if left]
    sets = tuple(dict.fromkeys(chosen for chosen in compared.sets if "+".join(chosen) in deciding))

    def is_as_in_full(years: float) -> bool:
        return replace(compared, sets=sets, years=years).answer()[0] == in_full.answer

    if not is_as_in_full(LONGEST):
        yield VerdictFlip(of="horizon", answer=in_full.answer)
        return
    low, high = own.horizon, LONGEST
    for _ in range(STEPS):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if is_as_in_full(middle) else (middle, high)
    yield VerdictFlip(of="horizon", answer=in_full.answer, years=high)


def _on_readings(per: Iterable[VerdictAt]) -> Iterator[VerdictFlip]:
    """The readings on which the verdict is another one than on the map's own numbers, at the horizon or in full."""
    own = {one.at: one.answer for one in per if one.reading is None}
    answers = {one.reading: one.answer for one in per if one.reading is not None and one.answer != own[one.at]}
    yield from (VerdictFlip(of="reading", reading=reading, answer=answer) for reading, answer in answers.items())


def _at_numbers(run: Run, compared: _Compared, own: VerdictAt) -> Iterator[VerdictFlip]:
    """The values of single numbers at which the strongest ban and the milder option leave as much, likeliest first.

    Each within its 90 % interval, with all others at their best values.
    """
    ban, mild = (
        next((chosen for chosen in compared.sets if option and "+".join(chosen) == option.option), None)
        for option in (own.strongest, own.mildest)
    )
    if ban is None or mild is None:
        return
    left, both = compared.left, (compared.spans(ban), compared.spans(mild))
    numbers = {a: n for a, n in left.numbers((*both[0], *both[1])).items() if not n.exact}
    known = {text: left.outcomes.distribution_of(number) for text, number in numbers.items()}

    def gaps(addresses: Sequence[str], values: Floats) -> Floats:
        """By how much the ban leaves less where each number by itself has its value."""
        apart = {text: np.full(values.size, np.nan) for text in addresses}
        for place, text in enumerate(addresses):
            apart[text][place] = values[place]
        of_ban, of_mild = left.left_at(both, apart)
        return of_mild - of_ban

    ends = [(text, known[text].quantile(p)) for text in numbers for p in (0.05, 0.95)]
    addresses, high = [text for text, _ in ends], np.array([end for _, end in ends])
    low = np.array([numbers[text].best for text in addresses])
    if not addresses:
        return
    at_low, at_high = gaps(addresses, low), gaps(addresses, high)
    turned = np.flatnonzero((at_low * at_high < 0.0) & (np.abs(at_low) >= A_PERSON) & (np.abs(at_high) >= A_PERSON))
    addresses = [addresses[place] for place in turned]
    low, high, at_low, at_high = (values[turned] for values in (low, high, at_low, at_high))
    value, above = low, high > low
    for _ in range(FALSE_POSITIONS if addresses else 0):
        value = low - at_low * (high - low) / (at_high - at_low)
        gap = gaps(addresses, value)
        same, found = gap * at_low > 0.0, gap == 0.0
        low, at_low = np.where(same | found, value, low), np.where(same, gap, at_low)
        high, at_high = np.where(same, high, value), np.where(same | found, at_high, gap)
    flips = [
        _flip(run, numbers[text], known[text], float(at), above=bool(is_above))
        for text, at, is_above in zip(addresses, value, above, strict=True)
    ]
    yield from sorted(flips, key=lambda flip: -flip.at.probability if flip.at else 0.0)[:MOST_FLIPS]


def _flip(run: Run, number: Input, known: Distribution, value: float, *, above: bool) -> VerdictFlip:
    """The value of a number at which two options leave as much."""
    form, parts = address(number.address, run.names), slices(known, PARTS)
    ids, names = parts_and_names(run, form) if isinstance(form, Address) else ({}, {})
    return VerdictFlip(
        of="number",
        number=NamedNumber(
            address=number.address,
            form=form.pattern.text if isinstance(form, Address) else number.address,
            parts=ids,
            names=names,
        ),
        at=SwitchingValue(
            address=number.address,
            value=value,
            per=number.estimate.per if number.estimate.per == "person-year" else None,
            above=above,
            probability=float((parts > value if above else parts < value).mean()),
            low=known.quantile(0.05),
            high=known.quantile(0.95),
        ),
    )
