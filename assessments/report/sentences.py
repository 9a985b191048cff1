"""Sentences for numbers: two figures, an interval beside each, and no word that says more than is known."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from assessments.conclusions.reach import average, is_carried_by_standing
from assessments.conclusions.sure import sure_share, sure_size
from assessments.results.work_forecast import WorkForecast, forecast
from data_maps.address_forms import OTHERS as ALL_OTHERS
from data_maps.countries import NOWHERE, SOMEWHERE, listed_name

if TYPE_CHECKING:
    from assessments.results.part import DataClass, NumberOrigin, Tie
    from assessments.results.quantity import Quantity
    from assessments.results.reach_parts import Use
    from assessments.run import Run
    from risk.catalogue import Side

OF_SIDE: Mapping[Side, str] = {
    "foreign_states": "foreign states",
    "own_state": "their own state",
    "others": "criminals, insiders and buyers",
}
TIES: Mapping[Tie, str] = {
    "run": "run from there",
    "office": "an office there",
    "seat": "only a seat there",
    "soil": "servers there",
    "owner": "owners there",
    "access": "access",
    "service": "people served there",
}
"""The ties by which a state can order."""
NOT_COMPUTED = "interval not computed"
ROUNDING = 1e-9  # of a share, by which sums of floating point may err
OTHERS = {"criminals": "Criminals", "insiders": "Insiders", "buyers": "Buyers"}
LEVELS = {
    1: "could suffer minor annoyance",
    2: "could suffer significant inconvenience",
    3: "could suffer serious consequences",
    4: "could suffer lasting consequences",
}
HOW_OVERCOME = (
    "Level 1 is easily overcome, level 2 with some difficulty, level 3 with real difficulty, level 4 perhaps never."
)

Say = Callable[[float], str]
IF_HELD, IF_STANDING = "at rates on record", "with standing access as stated"
LEAST = 1e-9
RARE = 1e-3
NEAR_ONE = 0.995
MANY = 1e5
BEYOND = 1e6
FEW_IN_100 = 0.095
LITTLE, NEXT_TO_NOTHING, LEAST_IN_100 = 0.01, 1e-9, 1e-4
UNIT = re.compile(r" in (?:a|1[0,]*)(?: (?:million|billion))?$| (?:million|billion)$|%$")
WORTH = {"million": 1e6, "billion": 1e9}
WORDED = re.compile(r"(?<! in )([\d.]+) (million|billion)$")
LONG_WORK = 10.0  # seconds
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def figures(x: float) -> str:
    """A number with two significant figures: 1,200, 0.32, 1.9 million; a small one as so many in a round number.

    >>> figures(0.00034), figures(3e-8), figures(1e-12)
    ('3.4 in 10,000', '3 in 100 million', 'almost 0')
    """
    if x == 0 or not math.isfinite(x):
        return "0" if x == 0 else "without end"
    if abs(x) < LEAST:
        return "almost 0"
    rounded = float(f"{x:.1e}")
    if abs(rounded) < RARE:
        return in_many(x, 2)
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if abs(rounded) >= size:
            return _short(rounded / size) + word
    return _short(rounded)


def roughly(x: float) -> str:
    """A number with one significant figure.

    >>> roughly(0.0951), roughly(3.1)
    ('0.1', '3')
    """
    return figures(float(f"{x:.0e}"))


def in_many(x: float, digits: int) -> str:
    """A small number with so many figures, as a part of a round number.

    >>> in_many(3e-6, 2), in_many(0.0001234, 3)
    ('3 in a million', '1.23 in 10,000')
    """
    mantissa, exponent = f"{x:.{digits - 1}e}".split("e")
    whole = figures(10.0 ** -int(exponent))
    return f"{_minus(f'{float(mantissa):g}')} in {f'a{whole[1:]}' if whole.startswith('1 ') else whole}"


def in_one_notation(*values: float) -> tuple[str, ...]:
    """Numbers that stand beside each other: all as so many in a round number where one of them is said so.

    >>> in_one_notation(1e-5, 1e-4, 0.003), in_one_notation(0.1, 0.3)
    (('1 in 100,000', '1 in 10,000', '3 in 1,000'), ('0.1', '0.3'))
    """
    small = any(LEAST <= x < RARE for x in values) and all(LEAST <= x < NEAR_ONE for x in values)
    return tuple(in_many(x, 2) if small else figures(x) for x in values)


def closely(x: float) -> str:
    """A number with six figures or all before the point: for two that may differ in the last.

    >>> closely(0.352), closely(3.25e-7), closely(19e6)
    ('0.352', '3.25 in 10 million', '19,000,000')
    """
    if 0 < abs(x) < RARE:
        return in_many(x, 6)
    return _minus(f"{x:,.0f}" if abs(x) >= MANY else f"{x:g}")


def _minus(number: str) -> str:
    """A number with the sign for minus, which no hyphen can be taken for; an exponent keeps its own."""
    return f"−{number[1:]}" if number.startswith("-") else number


def _short(x: float) -> str:
    """A number that has two significant figures already, without exponent or trailing zeros."""
    decimals = max(0, 1 - math.floor(math.log10(abs(x))))
    text = _minus(f"{x:,.{decimals}f}")
    return text.rstrip("0").rstrip(".") if "." in text else text


def number(x: float) -> str:
    """A number for a table; what is too small to matter is said to be below 0.01, or just below 0."""
    if x == 0 or abs(x) >= 0.01:
        return figures(x)
    return "below 0.01" if x > 0 else "just below 0"


def people(x: float) -> str:
    """A number of people: about 1,200, fewer than 0.01, none."""
    if x <= 0:
        return "none"
    return "fewer than 0.01" if x < 0.01 else f"about {figures(x)}"


def persons(x: float) -> str:
    """A number of people with its noun: about 1,200 people, about 1 person, about 0.5 persons, nobody."""
    if x <= 0:
        return "nobody"
    words = people(x)
    return f"{words} person" if words == "about 1" else f"{words} people" if x > 1 else f"{words} persons"


def percent(share: float) -> str:
    """A share as a percentage with two figures at most."""
    if 0 < share < 0.01:
        return "less than 1%"
    return "more than 99%" if 0.99 < share < 1 else f"{_minus(str(_hundredths(share)))}%"


def percent_of(part: float) -> str:
    """A part removed as a percentage; below zero it is added."""
    return percent(part) if part >= 0.0 else f"−{percent(-part)}" if part <= -0.01 else "just below 0%"


def in_signs(words: str) -> str:
    """A percentage or its ends with signs for more and less, where there is room for few words.

    >>> in_signs("42 to more than 99%"), in_signs("less than 1%")
    ('42 to >99%', '<1%')
    """
    return words.replace("less than ", "<").replace("more than ", ">")


def percents(shares: Sequence[float]) -> list[str]:
    """The shares of one whole as whole percentages that add up to 100: those with the largest remainders go up.

    What comes to none of them, or to all, and is not that, is said to be less or more, as a single share is.

    >>> percents([0.053, 0.249, 0.698]), percents([0.004, 0.996])
    (['5%', '25%', '70%'], ['less than 1%', 'more than 99%'])
    """
    hundredths = [math.floor(100.0 * (share + ROUNDING)) for share in shares]
    remainders = [100.0 * share - whole for share, whole in zip(shares, hundredths, strict=True)]
    missing = round(100.0 * math.fsum(shares)) - sum(hundredths)
    for place in sorted(range(len(shares)), key=lambda place: -remainders[place])[:missing]:
        hundredths[place] += 1
    told = (share if share < 1.0 - ROUNDING else 1.0 for share in shares)
    return [f"{whole}%" if 0 < whole < 100 else percent(share) for share, whole in zip(told, hundredths, strict=True)]


def rests_sentence(split: Mapping[NumberOrigin, float]) -> str:
    """The shares of the forecast that rest on judged, bracketed, counted and stated numbers, those of none left out."""
    order: tuple[NumberOrigin, ...] = ("judged", "bracketed", "counted", "stated")
    origins = [origin for origin in order if split[origin] > 0.0]
    shares = list(zip(percents([split[origin] for origin in origins]), origins, strict=True))
    if not shares:
        return "The forecast is nobody, and rests on no number."
    (share, origin), *others = shares
    rest = [f"{words} on {name}" for words, name in others]
    return f"Of the forecast, {enumerated([f'{share} rests on {origin} numbers', *rest])}{' ones' if rest else ''}."


def by_percent(x: float) -> str:
    """The percentage by which something moves, with two figures: 0.86%, −1.2%, below 0.01%."""
    return f"{number(x)}%"


def ratio_words(times: float) -> str:
    """How many times as large a number is as another, which may be next to nothing.

    >>> ratio_words(57.0), ratio_words(1e300), ratio_words(0.125)
    ('57 times', 'more than 1 million times', 'one part in 8 of')
    """
    if times > 1.0:
        return f"{figures(times)} times" if times <= BEYOND else f"more than {figures(BEYOND)} times"
    parts = 1.0 / times if times > 0.0 else math.inf
    return f"one part in {figures(parts)} of" if parts <= BEYOND else f"less than one part in {figures(BEYOND)} of"


def change(x: float) -> str:
    """A change in words, where what is too small to matter is nothing."""
    if abs(x) < NEXT_TO_NOTHING:
        return "0"
    return number(x) if x > 0 else "just below 0" if x > -0.01 else f"−{number(-x)}"


def signed(value: float) -> str:
    """A number with its sign; what is too small to matter is about 0."""
    if abs(value) < LITTLE:
        return "about 0" if value else "0"
    return f"{'+' if value > 0 else '−'}{number(abs(value))}"


def count_in_digits(count: float) -> str:
    """A count with its digits: 2,068,734 or 10.7."""
    return f"{round(count):,}" if count >= 1_000 else f"{count:.4g}"


def in_100(off: float) -> str:
    """An error in parts of 100, not below one in 10,000."""
    return f"{figures(100.0 * off)} in 100" if off >= LEAST_IN_100 else "less than 1 in 10,000"


def per_100(chance: float) -> str:
    """A chance as so many in 100: whole ones, and two figures of few.

    >>> per_100(0.454), per_100(0.0004)
    ('45', '0.04')
    """
    if NEAR_ONE <= chance < 1.0:
        return f"{100.0 * chance:.3g}"
    return figures(100.0 * chance) if chance < FEW_IN_100 else str(round(100.0 * chance))


def chance_words(chance: Quantity) -> str:
    """A chance in all, over what the numbers may be, as so many in 100."""
    return f"{per_100(average(chance))} in 100"


def after_words(moment: float) -> str:
    """So many years after the day of the map, in words; what is less than a year in months."""
    if moment <= 0.0:
        return "at once"
    if moment >= 1.0:
        return f"after {figures(moment)} year{'' if moment == 1.0 else 's'}"
    months = figures(moment * 12.0)
    return f"after {months} month{'' if months == '1' else 's'}"


def is_minus(x: float) -> bool:
    """True of a number that is written with a minus."""
    return x < 0.0


def chance(p: float) -> str:
    """A probability: about 8 in 100, less than 1 in 100; none where there is no way at all."""
    return "none" if p <= 0 else "certain" if p >= 1 else _bounded(p, "about ")


def _bounded(p: float, before: str = "") -> str:
    if p < 0.01:
        return "less than 1 in 100"
    return "more than 99 in 100" if p > 0.99 else f"{before}{_hundredths(p)} in 100"


def _hundredths(p: float) -> int:
    """Hundredths, halves rounded up, so that 0.125 and 0.135 go the same way."""
    return math.floor(p * 100 + 0.5)


def middle(q: Quantity) -> float:
    """The number that people read: the median, or without draws the value at the best values of all inputs."""
    return q.middle


def as_read(q: Quantity, say: Say = number) -> str:
    """The number that people read in words, with no more figures than its simulations make sure.

    Every median that is read is told by this.
    """
    return say(as_sure(q, say))


def as_sure(q: Quantity, say: Say = number) -> float:
    """The number that people read, rounded where its error is above one in the last figure that is told otherwise.

    That is the second figure, or one in 100 of shares and chances.
    """
    return sure_share(q) if say in (percent, percent_of, chance) else sure_size(q)


def interval(q: Quantity, say: Say = number) -> str:
    """The 90% interval in words, or in its place that there is none yet; ends that are said alike are said once."""
    both_ends = interval_words(q, say)
    return f"90% interval {both_ends}" if both_ends else NOT_COMPUTED


def interval_words(q: Quantity, say: Say = number) -> str:
    """The ends of an interval in words, where it is said already what they are; nothing where there are none."""
    return "" if q.low is None or q.high is None else span(q.low, q.high, say)


def in_brackets(q: Quantity, say: Say = number) -> str:
    """The ends of an interval in brackets behind a number, with the space between; nothing where there are none."""
    both_ends = interval_words(q, say)
    return f" ({both_ends})" if both_ends else ""


def span(low: float, high: float, say: Say = figures) -> str:
    """Two ends in words; ends that are said alike are said once, as is a unit that both have behind a dash.

    >>> span(0.4, 0.9), span(2e6, 5e6), span(200, 5e6), span(2e-6, 5e-6), span(2e-6, 0.04)
    ('0.4–0.9', '2–5 million', '200–5,000,000', '2–5 in a million', '2–40,000 in a million')
    """
    first, last = say(low).removeprefix("about "), say(high).removeprefix("about ")
    if say is figures and low < RARE <= high < NEAR_ONE and " in " in first:
        last = _in_many_too(high, low)
    if first == last:
        return first
    unit = UNIT.search(last)
    bare = first.removesuffix(unit[0]) if unit else first
    if bare[:1].isdigit() and last[:1].isdigit() and not UNIT.search(bare):
        return f"{bare}–{last if bare != first else _upper_end(first, last)}"
    return f"{first if WORDED.search(last) else bare} to {_upper_end(first, last)}"


def _in_many_too(high: float, low: float) -> str:
    """An upper end as a part of the round number that a small lower end is a part of."""
    _, _, whole = in_many(low, 2).partition(" ")
    places = -int(f"{low:.1e}".split("e")[1])
    return f"{float(f'{high:.1e}') * 10**places:,.0f} {whole}"


def _upper_end(first: str, last: str) -> str:
    """The upper end, in digits where a short lower end could be read with its unit: 200–5,000,000."""
    short = not UNIT.search(first) and "," not in first and first != "0"
    return WORDED.sub(lambda worded: f"{float(worded[1]) * WORTH[worded[2]]:,.0f}", last) if short else last


def with_interval(q: Quantity, say: Say = number) -> str:
    """The middle value with its interval in brackets; what is nothing, or certain, in every simulation is said once."""
    if q.low == q.high and (q.low == 0.0 or (q.low == 1.0 and say is chance)):
        return say(q.low)
    return f"{as_read(q, say)} ({interval(q, say)})"


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


WITH_ARTICLE = ("United ", "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Seychelles", "Comoros")


@cache
def state_name(code: str) -> str:
    """The name of a state, or its code where it is made up and stands for no unknown one."""
    from risk.jurisdictions import jurisdiction

    if code == ALL_OTHERS:
        return "All other states"
    entry = jurisdiction(code)
    return entry.name if entry else listed_name(code)


def the_state(code: str) -> str:
    """The name of a state as it stands in a sentence: the United States, the Netherlands, China."""
    if code == ALL_OTHERS:
        return "all other states"
    name = state_name(code)
    return (
        f"the {name}" if name.startswith(WITH_ARTICLE) or name.endswith((" Islands", " Union", " Republic")) else name
    )


def actor_name(actor: str) -> str:
    """An actor in words: China (CN), Criminals."""
    return _with_code(actor, state_name) if actor.startswith("state:") else OTHERS.get(actor, actor)


def the_actor(actor: str) -> str:
    """An actor as it stands in a sentence: the United States (US), criminals."""
    return _with_code(actor, the_state) if actor.startswith("state:") else actor


def _with_code(actor: str, say: Callable[[str], str]) -> str:
    code = actor.removeprefix("state:")
    return say(code) if code in (say(code), ALL_OTHERS, NOWHERE, SOMEWHERE) else f"{say(code)} ({code})"


def enumerated(names: tuple[str, ...] | list[str], most: int = 12) -> str:
    """Names in a row: a, b and c; beyond `most` their number."""
    first = list(names[:most])
    comma = "; " if any("," in name for name in first) else ", "
    if len(names) > most:
        return f"{comma.join(first)} and {len(names) - most} more"
    if len(first) < 2:
        return first[0] if first else "none"
    return f"{comma.join(first[:-1])}{';' if comma == '; ' else ''} and {first[-1]}"


def ended_words(names: Sequence[str]) -> str:
    """The sentence on what is left out where work ended at a cap; empty where nothing is."""
    return f"This ended early, at a cap of time or memory. Left out: {', '.join(names)}." if names else ""


def foretold(runs: Iterable[Run], *, whole: bool = False) -> str:
    """The sentence on the time and memory of work over ten seconds; empty of shorter work."""
    forecasts = [forecast(run, whole=whole) for run in runs]
    seconds = sum(forecast_of_one.seconds for forecast_of_one in forecasts)
    if seconds < LONG_WORK:
        return ""
    wide = "is too wide for an exact result and " if any(one.wide for one in forecasts) else ""
    return f"this {wide}takes {_work_words(seconds, forecasts)}; --time and --memory end it earlier"


def long_work(run: Run) -> str:
    """The sentence on a page on the time and memory of a whole result; empty where it does not take long."""
    one = forecast(run, whole=True)
    return f"The whole result takes {_work_words(one.seconds, [one])}." if one.seconds >= LONG_WORK else ""


def _work_words(seconds: float, forecasts: Sequence[WorkForecast]) -> str:
    megabytes = max(one.megabytes for one in forecasts)
    return f"about {figures(seconds)} seconds of a processor and {figures(megabytes)} MB"


def if_held(use: Use) -> str:
    """The condition under which a year would be so: rates on record, or the standing access that most of it is by."""
    return IF_STANDING if is_carried_by_standing(use) else IF_HELD


def class_word(of_class: DataClass) -> str:
    """What the data of a class are called where numbers of one class stand beside each other."""
    return "content" if of_class == "content" else "data"


def count_word(count: int) -> str:
    """A small number in letters, others in digits.

    >>> count_word(2), count_word(11)
    ('two', '11')
    """
    return COUNTS[count] if count < len(COUNTS) else str(count)
