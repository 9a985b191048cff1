"""Words on options: names, changes, dominance and its switching values, and the verdict on taking the app away.

What is told of them is concluded in `assessments.conclusions`; the words of the verdict follow from its keys alone.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assessments.conclusions.options import (
    beaten_by,
    largest_first,
    leaves_less,
    milder,
    mostly_bearing,
    price,
    turning,
)
from assessments.conclusions.reach import Certainty, certainty, is_anybody, lead_row, owner_matters
from assessments.report.cells import share_known
from assessments.report.glossary import HARMED, ONE_HARMED, WITHOUT_APP
from assessments.report.questions import question, unknown
from assessments.report.reasons import group_name
from assessments.report.sentences import (
    NOT_COMPUTED,
    TIES,
    as_read,
    capital,
    chance,
    chance_words,
    change,
    enumerated,
    figures,
    interval,
    interval_words,
    middle,
    people,
    percent,
    persons,
    span,
    the_state,
)

if TYPE_CHECKING:
    from assessments.conclusions.models import BanAnswer, BanVerdict, Lessened, OptionLeft, VerdictAt
    from assessments.conclusions.options import RiskTrack
    from assessments.results.options.models import DominatedBy, OptionReach, OptionResult
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Options
    from assessments.results.part import Tie
    from assessments.results.quantity import Quantity
    from assessments.results.reach_parts import PageOneNumbers

LONGEST_TITLE, IN_PICTURE, LEAST_PART = 36, 28, 12
NOT_STATED = "not stated"
NEVER = ": at its upper end it cuts no more, so that no worth is enough"
NOTHING_TURNS = "No single number, within what is thought possible for it, turns that order round."
UNITS: Mapping[RiskTrack, str] = {"harm": HARMED, "strategic": "officials exposed"}
UNIT: Mapping[RiskTrack, str] = {"harm": ONE_HARMED, "strategic": "one official exposed"}
TRACK: Mapping[RiskTrack, str] = {"harm": "harm", "strategic": "officials exposed"}
RISKS: Mapping[RiskTrack, str] = {"harm": "less risk", "strategic": "fewer officials exposed"}
ANSWERS: Mapping[BanAnswer, str] = {"yes": "yes", "no": "no", "depends": "it depends", "not_told": "not told"}
LESSENED: Mapping[Lessened, str] = {
    "chance": "the chance",
    "people": "the number of people",
    "share": "the share of data",
}
KNOWN_FIRST = "Not told: it must be known first who runs what, and where."
QUESTION = "Is a ban the least burdensome way?"
ONLY_A_BAN = "Only a ban?"
STILL_COULD: Mapping[Certainty, str] = {
    "could": "still could",
    "open": "probably still could",
    "untold": "perhaps still could",
    "hardly": "hardly could",
}


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


def in_draws(probability: float | None) -> str:
    """The share of draws in brackets; nothing without draws."""
    return "" if probability is None else f" (in {percent(probability)} of simulations)"


def how_surely(probability: float | None) -> str:
    """The share of draws in which something holds; without draws, that it does at the best values."""
    return "at our best estimates" if probability is None else f"in {percent(probability)} of simulations"


def years(options: Options) -> str:
    """The horizon in words."""
    return _years(options.data_map.horizon)


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
    bearing = [group_name(options.data_map, group) for group in mostly_bearing(option)]
    return enumerated(bearing) if bearing else "nobody"


def shares_listed(parts: Mapping[str, Quantity]) -> str:
    """Shares by name, the largest first."""
    named = largest_first(parts)
    return enumerated([f"{name} {share_known(parts[name]).text}" for name in named], 3) if named else ""


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


def dominance(options: Options, option: OptionResult, flips: Flips) -> str:
    """Dominance of an option in words: how sure it is, by what above all, and what turns the order of harms round."""
    if option.dominated is None:
        return f"{option.title}: what people lose by it is {NOT_STATED}."
    surely, most = option.dominated.probability, beaten_by(option)
    same = "another listed option cuts at least as much risk on both tracks with no more burden"
    start = f"{option.title}: {how_surely(surely)} {same}"
    if most is None:
        return f"{start}; at our best estimates none does."
    by = f"“{options.row(most.option).title}”{in_draws(most.probability)}"
    return f"{start}, above all {by}. {_ends(options, option, most, flips)}"


def _ends(options: Options, option: OptionResult, most: DominatedBy, flips: Flips) -> str:
    """What turns the order of two options round by harm, and by strategic exposures, which may be sooner."""
    harm, strategic = (flips.first(option.option, most.option, track) for track in RISKS)
    start = f"By harm, this reverses if {beyond(options, harm)}" if harm else f"By harm, n{NOTHING_TURNS[1:-1]}"
    if strategic is None:
        return f"{start}."
    again = harm is not None and (harm.address, harm.above) == (strategic.address, strategic.above)
    where = f"that is {_beyond(strategic)} (we put {chance(strategic.probability)} on that)"
    return f"{start}; by officials exposed, it reverses if {where if again else beyond(options, strategic)}."


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
    """One sentence for each value at which the order of a ban and a milder option turns round, on either track.

    Then what one exposure has to be worth in burden for the ban to be the choice, on each track by itself.
    """
    sentences: list[str] = []
    for other in milder(options):
        sentences.append(f"Beside “{other.title}”:")
        for track, less in RISKS.items():
            ahead, turns = leaves_less(ban, other, track), turning(ban, other, flips, track)
            joined = ", unless" if ahead else " if"
            sentences += [f"It leaves {less}{joined} {beyond(options, flip)}." for flip in turns]
            if ahead is not None and not turns:
                sentences.append(f"{'It leaves' if ahead else 'It does not leave'} {less}. {NOTHING_TURNS}")
    prices = [_price(options, *worth, track) for track in RISKS if (worth := price(options, ban, track))]
    return *sentences, " ".join(prices) or "It cuts no more risk for its burden than the options above."


def _price(options: Options, other: OptionResult, worth: Quantity, track: RiskTrack) -> str:
    """What one exposure has to be worth for a ban to be chosen over another row."""
    than = "doing nothing" if other is options.rows[0] else f"“{other.title}”"
    alone = "" if track == "harm" else ", by officials exposed alone,"
    if not math.isfinite(middle(worth)):
        return (
            f"It cuts no more than {than}{alone} in most simulations, so that no worth is enough ({_interval(worth)})."
        )
    return (
        f"Choosing it over {than} makes sense{alone} only if {UNIT[track]} is worth more than "
        f"{as_read(worth, figures)} {WITHOUT_APP}{_interval_of(worth)}. That is a choice, not a finding."
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


def verdict_words(told: BanVerdict | None, longest: int = LONGEST_TITLE, *, asking: bool = False) -> tuple[str, ...]:
    """Yes or no to whether a ban is the least burdensome way, first; then what either way leaves and takes.

    Titles of options have so many letters at most, unless two would be called alike. `asking` puts the question first
    in short, where it stands nowhere else.
    """
    if told is None:
        return ()
    beside = "" if asking else " as a ban"
    first, *others = filter(None, _verdict_sentences(told, longest, beside))
    return (f"{ONLY_A_BAN} {first}" if asking and told.answer != "not_told" else first), *others


def _verdict_sentences(told: BanVerdict, longest: int, beside: str) -> Iterator[str]:
    first, *others = told.reasons
    if not told.per:
        nothing = "Nothing is within reach by order: there is nothing to end."
        yield KNOWN_FIRST if first.kind == "unsaid" else nothing
        return
    names, who = _names(told, longest), the_state((told.actor or "").removeprefix("state:"))
    own, in_full = told.per[:2]
    mild = names[own.mildest.option] if own.mildest else ""
    takes = [_gone(left) for left in (own.mildest, own.strongest) if left]
    loses = f"{takes[0]} lose the app (ban: {takes[-1]})" if takes else ""
    judged = " (judged)" if own.mildest and own.mildest.ready else ""
    by = _falls(own.mildest)
    as_much = f"{mild} cuts as much{beside}{judged}{f': {by}' if by else ''}. {capital(loses)}"
    match first.kind:
        case "no_ban":
            yield "No option takes the app away."
        case "nothing_cuts":
            yield f"No option is shown to cut what {who} could order."
        case "nothing_milder_cuts":
            yield "Yes: nothing milder is shown to cut anything."
        case "milder_cuts_less":
            yield f"Yes, unless what {mild} leaves is little enough: nothing milder cuts as much as the strongest ban."
        case "milder_cuts_as_much":
            yield f"No: {as_much}."
        case "unsure":
            yield f"It depends: {as_much}."
        case _:
            yield _differing(told, own, in_full)
    if mild and first.kind not in {"milder_cuts_as_much", "unsure"}:
        yield f"By {mild}, {by}. {capital(loses)}." if by and first.kind == "answers_differ" else f"By {mild}, {loses}."
    yield from _of_the_map_alone(told, names)
    if first.kind in {"milder_cuts_as_much", "unsure"}:
        yield f"As much is cut {how_surely(own.probability)}."
    yield f"Now {who} could order as much as all data of {as_read(own.before, persons)}."
    if own.mildest and own.mildest.ready and first.kind not in {"milder_cuts_as_much", "unsure"}:
        yield f"{mild} is a ready option: what it leaves is judged."
    yield from (words for at in (own, in_full) if (words := _leaves(at, names)))
    for reason in others:
        if reason.option and reason.option.option not in {left.option for left in _deciding(told)}:
            kept = f"{names[reason.option.option]} leaves least of what takes the app from nobody"
            yield f"In full effect, {kept}: {as_read(reason.option.expected_data, figures)}."
        elif reason.kind == "stays":
            yield f"Nothing milder is shown to cut; what stays: {_ties(reason.ties) or 'nothing'}."
    yield from _number_flips(told)
    yield f"This is over {told.over} options{' and pairs' if told.pairs else ', pairs aside'}, ready ones among them."


def _deciding(told: BanVerdict) -> tuple[OptionLeft, ...]:
    """The options that decide on the map's own numbers, each once."""
    lefts = (left for at in told.per if at.reading is None for left in (at.strongest, at.mildest) if left)
    return tuple({left.option: left for left in lefts}.values())


def _names(told: BanVerdict, longest: int) -> dict[str, str]:
    """What each option is called, by its id: its title in quotation marks, cut short where no other is cut alike."""
    titles = {left.option: left.title for left in _deciding(told)}
    titles |= {reason.option.option: reason.option.title for reason in told.reasons if reason.option}
    short = {option: cut_at_a_phrase(title, longest) for option, title in titles.items()}
    alike = Counter(short.values())
    return {option: f"“{name if alike[name] == 1 else titles[option]}”" for option, name in short.items()}


def _differing(told: BanVerdict, own: VerdictAt, in_full: VerdictAt) -> str:
    """What the answer depends on: the horizon, a reading, a number."""
    answers = f"over {_years(own.horizon)} {ANSWERS[own.answer]}, in full effect {ANSWERS[in_full.answer]}"
    flips = {flip.of: flip for flip in told.flips}
    horizon, reading = flips.get("horizon"), flips.get("reading")
    if horizon is not None:
        from_then = f" (so from {figures(horizon.years)} years on)" if horizon.years else ""
        return f"It depends on the horizon: {answers}{from_then}."
    if reading is not None and reading.reading and reading.answer:
        sides = f"here {ANSWERS[own.answer]}, for {reading.reading.replace('-', ' ')} {ANSWERS[reading.answer]}"
        return f"It depends on the reading: {sides}."
    return f"It depends: {answers}."


def _leaves(at: VerdictAt, names: Mapping[str, str]) -> str:
    """What the ban and the milder option leave, on average over the horizon or in full effect."""
    lefts = [
        f"{names[left.option]} leaves {_amount(left)}{'' if left.cuts else ' (not shown to cut)'}"
        for left in (at.strongest, at.mildest)
        if left
    ]
    when = "In full effect" if at.at == "in_full" else f"Over {_years(at.horizon)}"
    return f"{when}, {' and '.join(lefts)}." if lefts else ""


def _falls(left: OptionLeft | None) -> str:
    """What an option lessens; where that is how much alone, that everybody stays within reach."""
    falls = () if left is None else left.falls
    if falls == ("share",):
        return "the share of data falls, people stay within reach"
    return f"{enumerated([LESSENED[one] for one in falls])} fall{'s' * (len(falls) == 1)}" if falls else ""


def _gone(left: OptionLeft) -> str:
    """From whom an option takes the app."""
    return as_read(left.cut_off, figures) if is_anybody(left.cut_off.middle) else "none"


def _amount(left: OptionLeft) -> str:
    return as_read(left.expected_data, figures)


def _of_the_map_alone(told: BanVerdict, names: Mapping[str, str]) -> Iterator[str]:
    """The answer over the options of the map alone, where that is another one than with the ready ones."""
    alone = [at for at in told.per if at.options == "map"]
    if {at.answer for at in alone} in (set(), {told.answer}, {"not_told"}):
        return
    own, in_full = alone
    if own.answer != in_full.answer:
        answers = f"{ANSWERS[own.answer]} over {_years(own.horizon)}, {ANSWERS[in_full.answer]} in full effect"
        yield f"Map's own options: {answers}."
        return
    yield f"Map's own options: {ANSWERS[own.answer]}."
    if own.mildest:
        yield f"Of these {names[own.mildest.option]} takes the app from fewest and leaves {_amount(own.mildest)}."


def _number_flips(told: BanVerdict) -> Iterator[str]:
    """The values of single numbers at which the ban and the milder option leave as much."""
    for flip in told.flips:
        if flip.number and flip.at:
            beyond_it = f"{'above' if flip.at.above else 'below'} {figures(flip.at.value)}"
            yield f"Their order turns with {unknown(flip.number)}: {beyond_it} ({span(flip.at.low, flip.at.high)})."


def _years(horizon: float) -> str:
    return f"{figures(horizon)} year{'' if horizon == 1.0 else 's'}"


def removal(reach: OptionReach | None) -> str:
    """What stays within reach, by ties, and whether less is shown to be."""
    if reach is None:
        return "no foreign state has anything within reach"
    kept = f"{the_state(reach.actor.removeprefix('state:'))} keeps {_ties(reach.ties) or 'nothing'}"
    return kept if reach.cuts else f"not shown to cut: {kept}"


def owner_words(numbers: PageOneNumbers) -> tuple[str, ...]:
    """What the state that comes first could still order with another owner, by which ties, and the new owner's."""
    if numbers.unsaid and lead_row(numbers) is None:
        return (KNOWN_FIRST,)
    specific = numbers.ownership_specific
    first_state, instead = (the_state(one.actor.removeprefix("state:")) for one in (specific.left, specific.taken))
    if not owner_matters(specific):
        return (f"Nothing of this is specific to an owner from {the_state(specific.owner.removeprefix('state:'))}.",)
    left, taken = specific.left, specific.taken
    could = f"could: {chance_words(taken.chance)}, if so {as_read(taken.if_so, figures)}."
    if lead_row(numbers) is None:
        return "No foreign state could now.", f"Run from {instead}, that state {could}"
    then = f"{capital(instead)} then {could}"
    if not left.ties:
        return f"Run from {instead}, {first_state} could order none of it.", then
    stays = f"If so, of {as_read(left.if_so, figures)}; what stays: {enumerated([TIES[tie] for tie in left.ties])}."
    first = f"Run from {instead}, {first_state} {STILL_COULD[certainty(left.chance)]}."
    return first, f"Chance: {chance_words(left.chance)}.", stays, then


def _ties(shares: Mapping[Tie, float]) -> str:
    return enumerated([f"{TIES[tie]} {percent(share)}" for tie, share in shares.items()]) if shares else ""
