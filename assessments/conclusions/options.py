"""Conclusions on options: their order, which beat which, what each is worth, and which do little."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from assessments.conclusions.verdict import takes_the_app_away
from assessments.results.options.averages import strategic
from assessments.results.options.table import STATUS_QUO
from assessments.results.quantity import NOBODY, Quantity

if TYPE_CHECKING:
    from assessments.results.options.models import DominatedBy, OptionReach, OptionResult
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Options

RiskTrack = Literal["harm", "strategic"]
TRACKS: tuple[RiskTrack, ...] = ("harm", "strategic")
LESS = 0.9
"""The share of the present below which less data are within reach, or harm is left."""
A_PERSON = 1.0
ROUNDING = 1e-12
OF_WEIGHT = 0.05
"""The share of the burden from which on a group is named."""
BEATEN = 0.1
"""The share of draws from which on an option is told as beaten."""


def is_ban(options: Options, result: OptionResult) -> bool:
    """True where an option, or a part of a combination, takes the app away from people."""
    return takes_the_app_away(options.data_map, options.combinations[result.option])


def _cut(option: OptionResult) -> float:
    """The share of the harm by foreign states that an option removes; of all harm where none acts."""
    return option.removed_by_side.get("foreign_states", option.removed).middle


def does_little(option: OptionResult) -> bool:
    """True of an option that is not shown to take a tenth of the data out of reach and cuts hardly any harm."""
    reach = option.reach
    reaches = reach is None or not reach.cuts or reach.data_removed_in_full.middle < (1.0 - LESS) * before(reach)
    return reaches and _cut(option) < 1.0 - LESS


def before(reach: OptionReach) -> float:
    """The data within reach where nothing is done: what an option leaves and what it removes."""
    return reach.expected_data_in_full.middle + reach.data_removed_in_full.middle


def idle(options: Options) -> tuple[OptionResult, ...]:
    """The options and combinations that do little."""
    return tuple(option for option in options.rows[1:] if does_little(option))


def milder(options: Options) -> list[OptionResult]:
    """The options on the frontier that take the app from nobody; of several with the same figures the first."""
    by_figures: dict[tuple[float, ...], OptionResult] = {}
    for row in options.rows[1:]:
        if row.frontier and row.burden is not None and not is_ban(options, row):
            figured = (row.harm.point, row.strategic.point, row.burden.point)
            by_figures.setdefault(tuple(float(f"{x:.9g}") for x in figured), row)
    return list(by_figures.values())


def present(option: OptionResult, track: RiskTrack) -> Quantity:
    """The risk of an option on a track."""
    return option.harm if track == "harm" else option.strategic


def leaves_less(one: OptionResult, other: OptionResult, track: RiskTrack) -> bool | None:
    """Whether one option leaves less than another at the best values; None where nobody is exposed by either."""
    ours, theirs = present(one, track).point, present(other, track).point
    return None if ours == theirs == 0.0 else ours < theirs


def turning(ban: OptionResult, other: OptionResult, flips: Flips, track: RiskTrack) -> list[Flip]:
    """What turns round which of two leaves less on a track; nothing where nobody is exposed on it."""
    ahead = leaves_less(ban, other, track)
    pair = (other.option, ban.option) if ahead else (ban.option, other.option)
    return [] if ahead is None else [flip for flip in flips.between(*pair) if flip.of == track]


def price(options: Options, ban: OptionResult, track: RiskTrack) -> tuple[OptionResult, Quantity] | None:
    """The milder option that a ban has to be worth most against on a track, and that worth.

    Where it cuts less than all of them: over the status quo, or None where it cuts less than that too.
    """
    over = options.standing.prices(ban.option, track)
    prices = [(other, over[other.option]) for other in milder(options) if other.option in over]
    base = [(options.rows[0], over[options.names[0]])] if options.names[0] in over else []
    return max(prices or base, key=lambda pair: pair[1].middle, default=None)


def by_reach(options: Options) -> list[OptionResult]:
    """The options and combinations, what leaves the least data within reach first, then the least harm."""
    left = {row.option: row.reach.expected_data.middle if row.reach else 0.0 for row in options.rows}
    return sorted(options.rows[1:], key=lambda row: (left[row.option], row.harm.middle))


def by_risk(options: Options, track: RiskTrack) -> list[OptionResult]:
    """The status quo and all options, the least risk on a track first; none where nobody is exposed on it."""
    rows = sorted(options.rows, key=lambda result: present(result, track).middle)
    return rows if is_watched(options, track) else []


def is_watched(options: Options, track: RiskTrack) -> bool:
    """True where anybody is exposed on a track where nothing is done."""
    return present(options.rows[0], track).point > 0.0


def strongest_by_foreign(options: Options) -> OptionResult:
    """The option that removes most harm by foreign states."""
    return max(options.rows[1:], key=lambda r: r.reduction_by_side.get("foreign_states", NOBODY).middle)


def least_burden(options: Options) -> OptionResult | None:
    """Of the options on the frontier that remove any harm the one with the least burden."""
    bearable = [(r.burden.middle, r) for r in options.rows[1:] if r.burden and r.frontier and r.reduction.middle > 0.0]
    return min(bearable, key=lambda pair: pair[0], default=(0.0, None))[1]


def beaten_by(option: OptionResult) -> DominatedBy | None:
    """The option that another one is beaten by in most draws; None where none does at the best values."""
    by = option.dominated.by if option.dominated else ()
    return max(by, key=lambda order: order.probability or 0.0, default=None)


def is_beaten(option: OptionResult) -> bool:
    """True where another option beats one at the best values, or in a share of the draws that counts."""
    dominated = option.dominated
    return dominated is not None and (bool(dominated.by) or (dominated.probability or 0.0) >= BEATEN)


def mostly_bearing(option: OptionResult) -> list[str]:
    """The groups that bear a part of the burden of any weight, the largest part first."""
    shares = {group: share.middle for group, share in (option.borne_by or {}).items()}
    return sorted((group for group in shares if shares[group] >= OF_WEIGHT), key=lambda group: -shares[group])


def largest_first(parts: Mapping[str, Quantity]) -> list[str]:
    """The parts of a whole that are anything, by name: the largest first."""
    some = (name for name in parts if parts[name].middle > 0.0)
    return sorted(some, key=lambda name: (-parts[name].middle, name))


def frontier(options: Options) -> list[OptionResult]:
    """The options on the frontier of harm and burden, the least harm first."""
    return sorted((row for row in options.rows[1:] if row.frontier), key=lambda row: row.harm.middle)


def is_free(option: OptionResult) -> bool:
    """True of an option with a stated burden that is next to nothing."""
    return option.burden is not None and option.burden.middle < A_PERSON


def cuts_nothing(options: Options, option: str) -> bool:
    """True of an option that leaves at least as much on both tracks at the best values, but for rounding."""
    base, left = options.point(STATUS_QUO), options.point(option)
    both = ((options.harm(base), options.harm(left)), (strategic(base), strategic(left)))
    return all(float(before - after) <= ROUNDING * float(after) for before, after in both)


def largest_error(options: Options) -> float | None:
    """The largest simulation error of what the options remove; None without draws."""
    errors = [row.reduction_error for row in options.rows[1:] if row.reduction_error is not None]
    return max(errors, default=None)


def of_use(worth: Mapping[str, float]) -> dict[str, float]:
    """The numbers whose answer could change a choice, with what it is worth."""
    return {address: value for address, value in worth.items() if is_of_use(value)}


def is_of_use(worth: float) -> bool:
    """True of an answer that could change a choice."""
    return worth > 0.0
