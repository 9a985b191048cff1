"""The verdict on options: whether taking the app away is the least burdensome way, with its condition.

It goes by the harm of foreign states, as page one does; where none acts on a map, by that of all who do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assessments.report.cells import tightly
from assessments.report.option_words import cut, in_picture, is_ban
from assessments.report.sentences import as_read, figures, middle, percent, percent_of, persons

if TYPE_CHECKING:
    from assessments.results.options.models import OptionResult
    from assessments.results.options.table import Options
    from assessments.results.part import Quantity
    from risk.catalogue import Side

FOREIGN: Side = "foreign_states"
LIKELY = 0.5
ANY = 0.01
LESS = 0.9
QUESTION = "Is a ban the least burdensome way?"
NO_BAN = "No option here takes the app away."
NOTHING_CUTS = "No option here cuts {} by as much as 1%."


def verdict(options: Options) -> tuple[str, ...]:
    """Yes or no to whether a ban is the least burdensome way, with the condition; then the mildest way beside it.

    The ban is the option that takes the app from people and cuts most; the milder one cuts most of all others.
    """
    rows = options.rows[1:]
    bans = [row for row in rows if is_ban(options, row)]
    milder = [row for row in rows if not is_ban(options, row)]
    if max(map(_cut, rows), default=0.0) < ANY:
        return (NOTHING_CUTS.format(_harm(options.rows[0])),)
    mild = max(milder, key=_cut, default=None)
    alone = (f"{_name(options, mild)} cuts {_ends(mild)}.",) if mild else ()
    first = _between(options, max(bans, key=_cut), mild) if bans else (NO_BAN, *alone)
    return (*first, *_least_reach(options, milder))


def _between(options: Options, ban: OptionResult, mild: OptionResult | None) -> tuple[str, ...]:
    """The verdict on a ban beside the milder option that cuts most."""
    if mild is None or _cut(mild) < ANY:
        return (f"Yes: nothing milder listed here cuts anything. {_ban_sentence(options, ban)}",)
    ban_is_less = (ban.less_foreign_risk_than if FOREIGN in ban.removed_by_side else ban.less_risk_than)[mild.option]
    if ban_is_less < LIKELY:
        sure = percent(1.0 - ban_is_less)
        first = f"No: in {sure} of simulations {_name(options, mild)} leaves no more harm than the strongest ban."
        return first, _mild_sentence(options, mild), _ban_sentence(options, ban, "it")
    most = as_read(_removed(mild), percent)
    first = f"Yes, but only if a cut of {most} is not enough: no milder option listed cuts more."
    return first, _mild_sentence(options, mild), _ban_sentence(options, ban, "it")


def _least_reach(options: Options, milder: Sequence[OptionResult]) -> tuple[str, ...]:
    """The milder option that leaves the least content within reach, where that is less than now."""
    status_quo, least = options.rows[0], min(milder, key=lambda row: middle(row.content_reach), default=None)
    if least is None or middle(least.content_reach) >= LESS * middle(status_quo.content_reach):
        return ()
    left, before = as_read(least.content_reach, persons), as_read(status_quo.content_reach, figures)
    return (f"{_name(options, least)} leaves content of {left} within reach, not {before}.",)


def does_little(status_quo: OptionResult, option: OptionResult) -> bool:
    """True of an option that leaves nearly all content within reach and cuts hardly any harm of foreign states."""
    reaches = middle(option.content_reach) >= LESS * middle(status_quo.content_reach)
    return reaches and _cut(option) < 1.0 - LESS


def _mild_sentence(options: Options, option: OptionResult) -> str:
    return f"{_name(options, option)} cuts {_ends(option)} and takes the app from {_who_loses_it(option)}."


def _ban_sentence(options: Options, ban: OptionResult, harm: str = "") -> str:
    """What the strongest ban cuts of a harm, whose name another sentence may have said, and who loses the app."""
    name, people = _name(options, ban), _who_loses_it(ban)
    return f"The strongest ban, {name}, cuts {_ends(ban, harm)} and takes the app from {people}."


def _name(options: Options, option: OptionResult) -> str:
    """The title of an option in quotation marks, cut short; as a picture calls it where another would be cut alike."""
    short = cut(option.title)
    alike = sum(cut(row.title) == short for row in options.rows)
    return f"“{short if alike == 1 else in_picture(options, option)}”"


def _ends(option: OptionResult, harm: str = "") -> str:
    return f"{tightly(_removed(option), percent_of)} of {harm or _harm(option)}"


def _harm(option: OptionResult) -> str:
    """The harm that an option is held against, in words."""
    return "the harm by foreign states" if FOREIGN in option.removed_by_side else "all harm"


def _removed(option: OptionResult) -> Quantity:
    """The share of the harm by foreign states that an option removes; of all harm where none acts."""
    return option.removed_by_side.get(FOREIGN, option.removed)


def _who_loses_it(option: OptionResult) -> str:
    """How many are cut off; where nobody is, that some uses stop, which the burden is then of."""
    if middle(option.cut_off) >= 1.0:
        return as_read(option.cut_off, persons)
    return "nobody (some uses end)" if option.burden and middle(option.burden) >= 1.0 else "nobody"


def _cut(option: OptionResult) -> float:
    return middle(_removed(option))
