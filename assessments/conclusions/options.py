"""Conclusions on options: the verdict on taking the app away, what it turns on, and which options do little.

The verdict goes by the harm of foreign states, as page one does; where none acts on a map, by that of all who do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from assessments.conclusions.models import (
    BanAnswer,
    BanVerdict,
    Loss,
    ReasonKind,
    VerdictAt,
    VerdictFlip,
    VerdictReason,
)
from assessments.results.options.averages import strategic
from assessments.results.options.switching_values import flips_of, switching_value
from assessments.results.options.table import STATUS_QUO
from assessments.results.quantity import NOBODY, Quantity

if TYPE_CHECKING:
    from assessments.results.options.models import DominatedBy, OptionResult
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Options

RiskTrack = Literal["harm", "strategic"]
TRACKS: tuple[RiskTrack, ...] = ("harm", "strategic")
BANS = frozenset({"stop_new_users", "cease_service"})
LIKELY = 0.5
"""The share of draws from which on a ban is taken to leave less than a milder option."""
ANY = 0.01
"""The share of the harm below which nothing is cut."""
LESS = 0.9
"""The share of the present reach below which less content is within reach."""
A_PERSON = 1.0
ROUNDING = 1e-12
OF_WEIGHT = 0.05
"""The share of the burden from which on a group is named."""
BEATEN = 0.1
"""The share of draws from which on an option is told as beaten."""


def verdict(options: Options) -> BanVerdict:
    """Whether a ban is the least burdensome way, and why; what would turn that round is left to `with_flips`.

    The ban is the option that takes the app from people and cuts most; the milder one cuts most of all others.
    """
    rows = options.rows[1:]
    milder = [row for row in rows if not is_ban(options, row)]
    ban = max((row for row in rows if is_ban(options, row)), key=_cut, default=None)
    mild = max(milder, key=_cut, default=None)
    answer: BanAnswer = "not_told"
    if max(map(_cut, rows), default=0.0) < ANY:
        reasons, milder = [VerdictReason(kind="nothing_cuts", of=_whose(options.rows[0]))], []
    elif ban is None:
        reasons = [VerdictReason(kind="no_ban"), *([_cuts("milder_cuts", mild)] if mild else ())]
    elif mild is None or _cut(mild) < ANY:
        answer, reasons = "yes", [VerdictReason(kind="nothing_milder"), _cuts("ban_cuts", ban)]
    else:
        below = ban.less_foreign_risk_than if _whose(ban) == "foreign_states" else ban.less_risk_than
        surely = below.get(mild.option)  # None without draws: then the best values decide
        ban_is_less = _cut(ban) > _cut(mild) if surely is None else surely >= LIKELY
        answer = "depends" if ban_is_less else "no"
        first = VerdictReason(
            kind="milder_cuts_less" if ban_is_less else "milder_leaves_no_more",
            option=mild.option,
            than=ban.option,
            probability=surely if surely is None or ban_is_less else 1.0 - surely,
            cut=removed(mild),
        )
        reasons = [first, _cuts("milder_cuts", mild), _cuts("ban_cuts", ban)]
    strongest, mildest = ban.option if ban else None, mild.option if mild else None
    here = VerdictAt(horizon=options.data_map.horizon, answer=answer, strongest=strongest, mildest=mildest)
    return BanVerdict(
        answer=answer,
        strongest=strongest,
        mildest=mildest,
        per=(here,),
        reasons=(*reasons, *_least_reach(options, milder)),
    )


def _cuts(kind: ReasonKind, option: OptionResult) -> VerdictReason:
    """What an option cuts, and what people lose by it."""
    if option.cut_off.middle >= A_PERSON:
        loses: Loss = "people"
    else:  # nobody is cut off, and yet some uses may end, which the burden is then of
        loses = "uses" if option.burden and option.burden.middle >= A_PERSON else "nothing"
    return VerdictReason(
        kind=kind,
        option=option.option,
        of=_whose(option),
        cut=removed(option),
        loses=loses,
        cut_off=option.cut_off,
    )


def _least_reach(options: Options, milder: Sequence[OptionResult]) -> Iterator[VerdictReason]:
    """The milder option that leaves the least content within reach, where that is less than now."""
    before = options.rows[0].content_reach
    least = min(milder, key=lambda row: row.content_reach.middle, default=None)
    if least is not None and least.content_reach.middle < LESS * before.middle:
        yield VerdictReason(
            kind="milder_leaves_least_reach", option=least.option, left=least.content_reach, before=before
        )


def with_flips(options: Options, told: BanVerdict) -> BanVerdict:
    """A verdict with what turns round the order of its ban and each milder option that nothing listed beats."""
    if told.strongest is None:
        return told
    ban, flips = options.row(told.strongest), flips_of(options)
    found = (
        VerdictFlip(option=other.option, track=track, at=switching_value(flip))
        for other in (milder(options) if ban.burden else ())
        for track in TRACKS
        for flip in turning(ban, other, flips, track)
    )
    return told.model_copy(update={"flips": tuple(found)})


def is_ban(options: Options, result: OptionResult) -> bool:
    """True where an option, or a part of a combination, takes the app away from people."""
    steps = [step for option in options.combinations[result.option] for step in options.data_map.options[option].do]
    return any(step.key in BANS for step in steps)


def removed(option: OptionResult) -> Quantity:
    """The share of the harm by foreign states that an option removes; of all harm where none acts."""
    return option.removed_by_side.get("foreign_states", option.removed)


def _whose(option: OptionResult) -> Literal["foreign_states", "all"]:
    return "foreign_states" if "foreign_states" in option.removed_by_side else "all"


def _cut(option: OptionResult) -> float:
    return removed(option).middle


def does_little(status_quo: OptionResult, option: OptionResult) -> bool:
    """True of an option that leaves nearly all content within reach and cuts hardly any harm of foreign states."""
    reaches = option.content_reach.middle >= LESS * status_quo.content_reach.middle
    return reaches and _cut(option) < 1.0 - LESS


def idle(options: Options) -> tuple[OptionResult, ...]:
    """The options and combinations that do little."""
    status_quo, *others = options.rows
    return tuple(option for option in others if does_little(status_quo, option))


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
    """The options and combinations, the least reach to content first, then to any data, then the least harm."""
    return sorted(options.rows[1:], key=lambda r: (r.content_reach.middle, r.any_reach.middle, r.harm.middle))


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
