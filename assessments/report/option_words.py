"""Words on options: names, changes, dominance and its switching values, and the verdict on taking the app away.

What is told of them is concluded in `assessments.conclusions.options`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
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
from assessments.report.cells import share_known, tightly
from assessments.report.glossary import HARMED, ONE_HARMED, WITHOUT_APP
from assessments.report.questions import question
from assessments.report.reasons import group_name
from assessments.report.sentences import (
    NOT_COMPUTED,
    actor_name,
    as_read,
    chance,
    change,
    enumerated,
    figures,
    interval,
    interval_words,
    middle,
    people,
    percent,
    percent_of,
    persons,
)

if TYPE_CHECKING:
    from assessments.conclusions.models import BanVerdict, VerdictReason
    from assessments.conclusions.options import RiskTrack
    from assessments.results.options.models import DominatedBy, OptionResult
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Options
    from assessments.results.quantity import Quantity

LONGEST_TITLE, IN_PICTURE, LEAST_PART = 36, 28, 12
NOT_STATED = "not stated"
NEVER = ": at its upper end it cuts no more, so that no worth is enough"
NOTHING_TURNS = "No single number, within what is thought possible for it, turns that order round."
UNITS: Mapping[RiskTrack, str] = {"harm": HARMED, "strategic": "officials exposed"}
UNIT: Mapping[RiskTrack, str] = {"harm": ONE_HARMED, "strategic": "one official exposed"}
TRACK: Mapping[RiskTrack, str] = {"harm": "harm", "strategic": "officials exposed"}
RISKS: Mapping[RiskTrack, str] = {"harm": "less risk", "strategic": "fewer officials exposed"}
WHOSE_HARM = {"foreign_states": "the harm by foreign states", "all": "all harm", None: "it"}
QUESTION = "Is a ban the least burdensome way?"


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


def how_surely(probability: float | None) -> str:
    """The share of draws in which something holds; without draws, that it does at the best values."""
    return "at our best estimates" if probability is None else f"in {percent(probability)} of simulations"


def years(options: Options) -> str:
    """The horizon in words."""
    horizon = options.data_map.horizon
    return f"{figures(horizon)} year{'' if horizon == 1.0 else 's'}"


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


def verdict_words(options: Options, told: BanVerdict) -> tuple[str, ...]:
    """Yes or no to whether a ban is the least burdensome way, with the condition; then the mildest way beside it."""
    sentences: list[str] = []
    first = told.reasons[0].kind
    for reason in told.reasons:
        name = _name(options, options.row(reason.option)) if reason.option else ""
        cuts = f"cuts {tightly(reason.cut, percent_of)} of" if reason.cut else ""
        harm, takes = WHOSE_HARM[reason.of], f"and takes the app from {_who_loses_it(reason)}."
        match reason.kind:
            case "nothing_cuts":
                sentences.append(f"No option here cuts {harm} by as much as 1%.")
            case "no_ban":
                sentences.append("No option here takes the app away.")
            case "nothing_milder":
                sentences.append("Yes: nothing milder listed here cuts anything.")
            case "milder_leaves_no_more":
                when = how_surely(reason.probability)
                sentences.append(f"No: {when} {name} leaves no more harm than the strongest ban.")
            case "milder_cuts_less" if reason.cut:
                most = as_read(reason.cut, percent)
                sentences.append(f"Yes, but only if a cut of {most} is not enough: no milder option listed cuts more.")
            case "milder_cuts":
                sentences.append(f"{name} {cuts} {harm}." if first == "no_ban" else f"{name} {cuts} {harm} {takes}")
            case "ban_cuts" if first == "nothing_milder":
                sentences[0] += f" The strongest ban, {name}, {cuts} {harm} {takes}"
            case "ban_cuts":
                sentences.append(f"The strongest ban, {name}, {cuts} it {takes}")
            case "milder_leaves_least_reach" if reason.left and reason.before:
                left, before = as_read(reason.left, persons), as_read(reason.before, figures)
                sentences.append(f"{name} leaves content of {left} within reach, not {before}.")
    return tuple(sentences)


def _name(options: Options, option: OptionResult) -> str:
    """The title of an option in quotation marks, cut short; as a picture calls it where another would be cut alike."""
    short = cut(option.title)
    alike = sum(cut(row.title) == short for row in options.rows)
    return f"“{short if alike == 1 else in_picture(options, option)}”"


def _who_loses_it(reason: VerdictReason) -> str:
    """How many are cut off; where nobody is, that some uses stop, which the burden is then of."""
    if reason.loses == "people" and reason.cut_off:
        return as_read(reason.cut_off, persons)
    return "nobody (some uses end)" if reason.loses == "uses" else "nobody"
