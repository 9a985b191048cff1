"""Words on options: names, changes, dominance and its switching values, and the verdict on taking the app away.

The verdict goes by the harm of foreign states, as page one does; where none acts on a map, by that of all who do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from assessments.report.cells import share_known, tightly
from assessments.report.glossary import HARMED, ONE_HARMED, WITHOUT_APP
from assessments.report.questions import question
from assessments.report.reasons import group_name
from assessments.report.sentences import (
    NOT_COMPUTED,
    actor_name,
    as_read,
    chance,
    enumerated,
    figures,
    interval,
    interval_words,
    middle,
    number,
    people,
    percent,
    percent_of,
    persons,
)

if TYPE_CHECKING:
    from assessments.results.options.models import DominatedBy, OptionResult
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Options
    from assessments.results.quantity import Quantity
    from risk.catalogue import Side

LONGEST_TITLE, IN_PICTURE, LEAST_PART = 36, 28, 12
SHOWN, NEXT_TO_NOTHING, OF_WEIGHT = 0.1, 1e-9, 0.05
BANS = frozenset({"stop_new_users", "cease_service"})
NOT_STATED = "not stated"
NEVER = ": at its upper end it cuts no more, so that no worth is enough"
NOTHING_TURNS = "No single number, within what is thought possible for it, turns that order round."
RiskWord = Literal["harm", "strategic"]
UNITS: Mapping[RiskWord, str] = {"harm": HARMED, "strategic": "officials exposed"}
UNIT: Mapping[RiskWord, str] = {"harm": ONE_HARMED, "strategic": "one official exposed"}
TRACK: Mapping[RiskWord, str] = {"harm": "harm", "strategic": "officials exposed"}
RISKS: Mapping[RiskWord, str] = {"harm": "less risk", "strategic": "fewer officials exposed"}
FOREIGN: Side = "foreign_states"
LIKELY = 0.5
ANY = 0.01
LESS = 0.9
QUESTION = "Is a ban the least burdensome way?"
NO_BAN = "No option here takes the app away."
NOTHING_CUTS = "No option here cuts {} by as much as 1%."


def by_title(_: Options, row: OptionResult) -> str:
    """An option as a report calls it."""
    return row.title


def by_name(options: Options, row: OptionResult) -> str:
    """An option as the map calls it, a combination as a sum that can be broken over lines."""
    return " + ".join(options.combinations[row.option]) or row.option


def cut(title: str, longest: int = LONGEST_TITLE) -> str:
    """A title, cut after a word where it is longer than so many letters.

    >>> cut("Bar downloads, then updates", 16)
    'Bar downloads…'
    """
    return title if len(title) <= longest else f"{title[:longest].rsplit(' ', 1)[0].rstrip(',;:')}…"


def cut_at_a_phrase(title: str, longest: int) -> str:
    """A title; where it is longer than so many letters without brackets at its end and what a colon explains, or `cut`.

    >>> cut_at_a_phrase("Bar all six: downloads, updates (items 1 and 2)", 40)
    'Bar all six: downloads, updates'
    >>> cut_at_a_phrase("Bar all six at once: downloads", 20), cut_at_a_phrase("TikTok: sell to a buyer", 20)
    ('Bar all six at once', 'TikTok: sell to a…')
    """
    without = title[: title.rindex(" (")] if title.endswith(")") and " (" in title else title
    phrases = (title, without, without.partition(": ")[0])
    fitting = (phrase for phrase in phrases if LEAST_PART <= len(phrase) <= longest)
    return next(fitting, cut(title, longest))


def in_picture(options: Options, row: OptionResult) -> str:
    """An option as a picture has room to call it: its title cut short; both its ends where another begins alike."""
    return told_apart(row.title, _beginning(options, row), [_beginning(options, other) for other in options.rows])


def told_apart(title: str, beginning: str, beginnings: Sequence[str]) -> str:
    """The beginning of a title, or both its ends where another of `beginnings` is the same.

    >>> told_apart("Bar downloads and updates at once", "Bar downloads…", ["Bar downloads…", "Bar downloads…"])
    'Bar downloads… at once'
    """
    if beginnings.count(beginning) == 1:
        return beginning
    half = IN_PICTURE // 2
    return f"{cut(title, half)} {title[-half:].partition(' ')[2]}"


def _beginning(options: Options, row: OptionResult) -> str:
    """The beginning of a title, of a combination that of each part."""
    entries = options.data_map.options
    titles = [entries[name].title or name for name in options.combinations[row.option]] or [row.title]
    room = max(LEAST_PART, IN_PICTURE // len(titles))
    return " + ".join(cut(title, room if len(titles) > 1 else IN_PICTURE) for title in titles)


def by_reach(options: Options) -> list[OptionResult]:
    """The options and combinations, the least reach to content first, then to any data, then the least harm."""
    return sorted(options.rows[1:], key=lambda r: (middle(r.content_reach), middle(r.any_reach), middle(r.harm)))


def reached_by(option: OptionResult) -> str:
    """The foreign state with the widest reach to content, and that to any data where it is another."""
    reached = ((option.content_reach_of, option.content_reach), (option.any_reach_of, option.any_reach))
    content, any_data = (
        actor_name(actor) if actor and (people.point or people.high) else None for actor, people in reached
    )
    if content is None or any_data is None:
        return "no foreign state"
    return content if content == any_data else f"{content}; any data: {any_data}"


def in_draws(probability: float | None) -> str:
    """The share of draws in brackets; nothing without draws."""
    return "" if probability is None else f" (in {percent(probability)} of simulations)"


def years(options: Options) -> str:
    """The horizon in words."""
    horizon = options.data_map.horizon
    return f"{figures(horizon)} year{'' if horizon == 1.0 else 's'}"


def change(x: float) -> str:
    """A change in words, where what is too small to matter is nothing."""
    if abs(x) < NEXT_TO_NOTHING:
        return "0"
    return number(x) if x > 0 else "just below 0" if x > -0.01 else f"−{number(-x)}"


def borne_by(options: Options, option: OptionResult) -> str:
    """The groups that bear the burden, the largest part first."""
    if option.borne_by is None:
        return NOT_STATED
    shares = {group_name(options.data_map, group): share for group, share in option.borne_by.items()}
    return shares_listed(shares) or "nobody"


def mostly_borne_by(options: Options, option: OptionResult) -> str:
    """The groups that bear a part of the burden of any weight, without their shares."""
    if option.borne_by is None:
        return NOT_STATED
    shares = {group_name(options.data_map, group): middle(share) for group, share in option.borne_by.items()}
    bearing = sorted((name for name in shares if shares[name] >= OF_WEIGHT), key=lambda name: -shares[name])
    return enumerated(bearing) if bearing else "nobody"


def shares_listed(parts: Mapping[str, Quantity]) -> str:
    """Shares by name, the largest first."""
    most = sorted((name for name in parts if middle(parts[name]) > 0.0), key=lambda name: (-middle(parts[name]), name))
    return enumerated([f"{name} {share_known(parts[name]).text}" for name in most], 3) if most else ""


def lost(options: Options, option: OptionResult) -> str:
    """The people who can no longer use the app, those who have no other for it, and who bears the burden."""
    cut_off = (
        f"On average {as_read(option.cut_off, people)} people can no longer use the app ({interval(option.cut_off)})"
    )
    if option.stranded is None or option.burden is None:
        return f"{cut_off}. Nobody has said what people lose by it, so it is compared with nothing on that."
    return (
        f"{cut_off}; "
        f"{as_read(option.stranded, people)} of them have no workable substitute ({interval(option.stranded)}); "
        f"{as_read(option.burden, change)} {WITHOUT_APP} over {years(options)}, borne by "
        f"{borne_by(options, option)}."
    )


def is_ban(options: Options, result: OptionResult) -> bool:
    """True where an option, or a part of a combination, takes the app away from people."""
    steps = [step for option in options.combinations[result.option] for step in options.data_map.options[option].do]
    return any(step.key in BANS for step in steps)


def dominance(options: Options, option: OptionResult, flips: Flips) -> str:
    """Dominance of an option in words: how sure it is, by what above all, and what turns the order of harms round."""
    if option.dominated is None:
        return f"{option.title}: what people lose by it is {NOT_STATED}."
    surely, by = option.dominated.probability, option.dominated.by
    same = "another listed option cuts at least as much risk on both tracks with no more burden"
    when = "at our best estimates" if surely is None else f"in {percent(surely)} of simulations"
    start = f"{option.title}: {when} {same}"
    if not by:
        return f"{start}; at our best estimates none does."
    most = max(by, key=lambda order: order.probability or 0.0)
    return f"{start}, above all {titled(options, most)}. {_ends(options, option, most, flips)}"


def _ends(options: Options, option: OptionResult, most: DominatedBy, flips: Flips) -> str:
    """What turns the order of two options round by harm, and by strategic exposures, which may be sooner."""
    harm, strategic = (flips.first(option.option, most.option, track) for track in RISKS)
    start = f"By harm, this reverses if {beyond(options, harm)}" if harm else f"By harm, n{NOTHING_TURNS[1:-1]}"
    if strategic is None:
        return f"{start}."
    again = harm is not None and (harm.address, harm.above) == (strategic.address, strategic.above)
    where = f"that is {_beyond(strategic)} (we put {chance(strategic.probability)} on that)"
    return f"{start}; by officials exposed, it reverses if {where if again else beyond(options, strategic)}."


def titled(options: Options, other: DominatedBy) -> str:
    """The option that dominates, and in which share of draws it does."""
    return f"“{options.row(other.option).title}”{in_draws(other.probability)}"


def beyond(options: Options, flip: Flip) -> str:
    """A number beyond its flip point, beside its range and how likely it is to be there; by its question."""
    wording = question(options.data_map, flip.address)
    quoted = wording.replace("“", "‘").replace("”", "’")
    number = flip.address if wording.startswith("What is ") else f"“{quoted}”"
    return (
        f"{number} is {_beyond(flip)} (our range {figures(flip.low)} to "
        f"{figures(flip.high)}; we put {chance(flip.probability)} on that)"
    )


def _beyond(flip: Flip) -> str:
    per = {"year": " a year", "person-year": " per person and year"}.get(flip.per or "", "")
    return f"{'above' if flip.above else 'below'} {figures(flip.value)}{per}"


def better_if(options: Options, ban: OptionResult, flips: Flips) -> tuple[str, ...]:
    """One sentence for each value at which the order of a ban and a milder option turns round, on either track."""
    others = milder(options)
    sentences = [
        text
        for other in others
        for text in (
            f"Beside “{other.title}”:",
            *(text for track in RISKS for text in _turns(options, ban, other, flips, track)),
        )
    ]
    return (*sentences, _burdens(options, ban, others))


def milder(options: Options) -> list[OptionResult]:
    """The options on the frontier that take the app from nobody; of several with the same figures the first."""
    by_figures: dict[tuple[float, ...], OptionResult] = {}
    for row in options.rows[1:]:
        if row.frontier and row.burden is not None and not is_ban(options, row):
            figured = (row.harm.point, row.strategic.point, row.burden.point)
            by_figures.setdefault(tuple(float(f"{x:.9g}") for x in figured), row)
    return list(by_figures.values())


def _turns(options: Options, ban: OptionResult, other: OptionResult, flips: Flips, track: RiskWord) -> Iterator[str]:
    """What turns round which of two leaves less on a track; nothing where nobody is exposed on it."""
    mine, theirs = ((row.harm if track == "harm" else row.strategic).point for row in (ban, other))
    less = RISKS[track]
    if mine == theirs == 0.0:
        return
    ahead = mine < theirs
    pair = (other.option, ban.option) if ahead else (ban.option, other.option)
    turning = [flip for flip in flips.between(*pair) if flip.of == track]
    joined = ", unless" if ahead else " if"
    yield from (f"It leaves {less}{joined} {beyond(options, flip)}." for flip in turning)
    if not turning:
        first = "It leaves" if ahead else "It does not leave"
        yield f"{first} {less}. {NOTHING_TURNS}"


def _burdens(options: Options, ban: OptionResult, others: Sequence[OptionResult]) -> str:
    """What one exposure has to be worth in burden for the ban to be the choice, on each track by itself."""
    over = {track: options.standing.prices(ban.option, track) for track in RISKS}
    prices = [_price(options, over[track], others, track) for track in RISKS]
    return " ".join(text for text in prices if text) or "It cuts no more risk for its burden than the options above."


def _price(options: Options, over: Mapping[str, Quantity], others: Sequence[OptionResult], track: RiskWord) -> str:
    """Over the milder option that it has to be worth most against; over nothing where it cuts less than all of them."""
    prices = [(f"“{other.title}”", over[other.option]) for other in others if other.option in over]
    base = [("doing nothing", over[options.names[0]])] if options.names[0] in over else []
    if not prices and not base:
        return ""
    than, price = max(prices or base, key=lambda pair: middle(pair[1]))
    alone = "" if track == "harm" else ", by officials exposed alone,"
    if not math.isfinite(middle(price)):
        return (
            f"It cuts no more than {than}{alone} in most simulations, so that no worth is enough ({_interval(price)})."
        )
    return (
        f"Choosing it over {than} makes sense{alone} only if {UNIT[track]} is worth more than "
        f"{as_read(price, figures)} {WITHOUT_APP}{_interval_of(price)}. That is a choice, not a finding."
    )


def _interval_of(price: Quantity) -> str:
    """The interval of a price in a sentence of its own; without draws, that there is none."""
    if price.low is None or price.high is None:
        return f" ({NOT_COMPUTED})"
    return f". Its 90% interval is {interval_words(price, figures)}{'' if math.isfinite(price.high) else NEVER}"


def _interval(price: Quantity) -> str:
    """The interval of a price; one without end is told what that means."""
    never = price.high is not None and not math.isfinite(price.high)
    return interval(price, figures) + (NEVER if never else "")


def present(option: OptionResult, track: RiskWord) -> Quantity:
    """The risk of an option on a track."""
    return option.harm if track == "harm" else option.strategic


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
    alone = (f"{_name(options, mild)} cuts {_cut_words(mild)}.",) if mild else ()
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
    return f"{_name(options, option)} cuts {_cut_words(option)} and takes the app from {_who_loses_it(option)}."


def _ban_sentence(options: Options, ban: OptionResult, harm: str = "") -> str:
    """What the strongest ban cuts of a harm, whose name another sentence may have said, and who loses the app."""
    name, people = _name(options, ban), _who_loses_it(ban)
    return f"The strongest ban, {name}, cuts {_cut_words(ban, harm)} and takes the app from {people}."


def _name(options: Options, option: OptionResult) -> str:
    """The title of an option in quotation marks, cut short; as a picture calls it where another would be cut alike."""
    short = cut(option.title)
    alike = sum(cut(row.title) == short for row in options.rows)
    return f"“{short if alike == 1 else in_picture(options, option)}”"


def _cut_words(option: OptionResult, harm: str = "") -> str:
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
