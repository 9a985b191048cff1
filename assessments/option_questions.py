"""What can be asked of the options of a map beyond how they compare, and what the answers are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.best_options import best_options, choice, enough_options, least_burdensome
from assessments.flips import Track
from assessments.options import OptionRow, Options
from assessments.over_time import Delay, delayed
from risk.best_sets import Limits
from risk.information import choice as choose
from risk.information import worth
from risk.interventions.timeline import in_order

SETS_OF = 3


@dataclass(frozen=True)
class OptionQuestions:
    """What somebody asks: later starts in months, by row; the best sets within limits, none if there are no limits;
    the smallest sets that close all ways to actors, or leave them `under` so many severe equivalents a year; the least
    burdensome row that leaves no more than a target. `rate` is what one severe equivalent avoided is worth in lifeline
    person-years to whoever is named by `by`: a value judgement, never ours.
    """

    delays: tuple[tuple[str, float], ...] = ()
    limits: Limits = Limits()
    close: tuple[str, ...] = ()
    under: float = 0.0
    target: float | None = None
    rate: float | None = None
    by: str = ""

    @property
    def asks(self) -> bool:
        """Whether anything is asked."""
        return self != OptionQuestions()


@dataclass(frozen=True)
class Chosen:
    """A set of options, what it leaves on a track a year, and its burden and costs, all at the best values."""

    options: tuple[str, ...]
    left: float
    burden: float
    costs: float
    exact: bool


@dataclass(frozen=True)
class Worth:
    """At a stated rate: the row that is best on average and in which share of the draws it is, what knowing everything
    would be worth before choosing, and what finding out single numbers would be, in lifeline person-years.
    """

    best: str
    chance: float
    everything: float
    numbers: Mapping[str, float]


@dataclass(frozen=True)
class Answers:
    """What there is to answer, in the order of the questions; `least` is None where nothing surely meets the target."""

    asked: OptionQuestions
    delays: tuple[Delay, ...]
    best: Mapping[Track, Chosen]
    close: Mapping[str, tuple[tuple[str, ...], ...]]
    least: OptionRow | None
    worth: Worth | None


def answers(options: Options, asked: OptionQuestions) -> Answers:
    """The answers to what is asked."""
    tracks: tuple[Track, ...] = () if asked.limits == Limits() else ("harm", "strategic")
    return Answers(
        asked,
        tuple(delayed(options, name, months) for name, months in asked.delays),
        {track: _best(options, asked.limits, track) for track in tracks},
        {actor: _closing(options, actor, asked) for actor in asked.close},
        None if asked.target is None else least_burdensome(options, asked.target),
        None if asked.rate is None or options.columns is None else _worth(options, asked.rate),
    )


def _best(options: Options, limits: Limits, track: Track) -> Chosen:
    found, among = best_options(options, limits, track), choice(options, track)
    named = in_order(options.data_map, found.options)
    return Chosen(named, found.left, float(among.burden([found.options])[0]), among.cost(found.options), found.exact)


def _worth(options: Options, rate: float) -> Worth:
    benefit = options.benefit(rate)
    best = choose(benefit)
    numbers = {address: value for address, value in worth(benefit, options.numbers()).items() if value > 0.0}
    return Worth(options.names[best.best], best.chance, best.worth, numbers)


def _closing(options: Options, actor: str, asked: OptionQuestions) -> tuple[tuple[str, ...], ...]:
    most = SETS_OF if asked.limits.measures is None else min(SETS_OF, asked.limits.measures)
    found = enough_options(options, actor, asked.under, most)
    return tuple(in_order(options.data_map, chosen) for chosen in found)
