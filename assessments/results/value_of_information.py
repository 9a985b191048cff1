"""Value of information: the things most worth finding out before anything is decided."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assessments.results.options.table import Options, options_of
from assessments.run import Rate, Run
from data_maps.addresses import Address, address
from data_maps.caching import OwnedView, cached_property, kept
from data_maps.problems import Fault
from risk.arrays import Floats
from risk.uncertainty.value_of_information import BestOption, choice, worth_together
from risk.uncertainty.value_of_information import worth as each_worth

MOST = 3
TOGETHER = 12
MOST_RATE = 1_000_000_000
WorthUnit = Literal["share of the spread", "lifeline person-years"]
SECTIONS = ("data", "systems", "parties", "flows", "functions", "distribution", "options", "agreements")


@dataclass(frozen=True)
class Worth:
    """The worth of finding something out: the share of the score's variance that would go, or what a choice between
    options would be better by on average.
    """

    value: float
    unit: WorthUnit


def stated_rate(value: float | None, by: str | None) -> Rate | None:
    """A rate with the name of who states it, or none; raises ValueError where one is there without the other."""
    name = (by or "").strip()
    if value is None and not name:
        return None
    if value is None or not name:
        raise ValueError(
            "an exchange rate is signed by whoever states it (write --exchange-rate 10 --by 'Ada Lovelace')"
        )
    if not 0.0 < value <= MOST_RATE:
        raise ValueError(f"{value:g} is not a rate (write a number above 0, up to {MOST_RATE:_})")
    return Rate(value, name)


class Choosing(OwnedView["Options"]):
    """A choice between the options of a map at somebody's rate; the strategic track is not in it."""

    def __init__(self, options: Options, rate: Rate) -> None:
        super().__init__(options)
        self.rate = rate
        self._options = options.in_every_draw().of_owner(None)

    @property
    def options(self) -> Options:
        """The options over all draws."""
        return self._options.of_owner(self.about.run)

    @cached_property
    def benefit(self) -> Floats:
        """The net benefit of every row in every draw, shape (rows, draws)."""
        return self.options.benefit(self.rate.value)

    @cached_property
    def numbers(self) -> Mapping[str, Floats]:
        """Every number with a range that any row follows from, shape (draws,) each."""
        return self.options.numbers()

    @cached_property
    def best(self) -> BestOption:
        """The row that is best on average, how surely, and what knowing everything before choosing is worth."""
        return choice(self.benefit)

    @cached_property
    def by_number(self) -> Mapping[str, float]:
        """The worth of knowing each number alone before choosing (EVPPI), the largest first."""
        return each_worth(self.benefit, self.numbers)

    def joint_worth(self, addresses: Sequence[str]) -> float:
        """The worth of knowing several numbers: of many, the twelve together that are worth most by themselves."""
        named = [address for address in self.by_number if address in addresses][:TOGETHER]
        alone = max((self.by_number[address] for address in named), default=0.0)
        if len(named) < 2:
            return alone
        return max(alone, worth_together(self.benefit, np.stack([self.numbers[a] for a in named])))


def choosing(run: Run, rate: Rate | None, beside: Options | None = None) -> Choosing | None:
    """The choice between the options of a map, or those beside them, at a rate; None without a rate, without draws, or
    where no option has a burden.
    """
    options = beside or options_of(run)
    if rate is None or options is None or not run.settings.draws:
        return None
    has_burden = any(row.burden and row.burden.high for row in options.rows)
    return Choosing(options, rate) if has_burden else None


def stated_choice(run: Run) -> Choosing | None:
    """The choice between options at the stated exchange rate; None without a rate, draws, or a burden of any."""
    options = options_of(run)
    return None if options is None else choice_at_rate(options)


@kept
def choice_at_rate(options: Options) -> Choosing | None:
    """The choice between the rows at the rate of the run; None without a rate, without draws or without burden."""
    return choosing(options.run, options.run.settings.exchange_rate, options)


def worth(run: Run, about: Iterable[str]) -> Worth | None:
    """The worth of knowing all the numbers that a question is about; None without draws, or if it is about none.

    At a stated exchange rate, where options have a burden, to the choice between them; else their share of the spread.
    """
    chosen, places = stated_choice(run), tuple(about)
    tops = run.names.tops
    addresses = [
        a for a, parsed in _addresses(run).items() if any(_is_about(parsed, a, place, tops) for place in places)
    ]
    if not addresses or not run.settings.draws:
        return None
    if chosen is not None:
        return Worth(chosen.joint_worth(addresses), "lifeline person-years")
    shares = run.variance_shares
    return Worth(math.fsum(shares.get(a, 0.0) for a in addresses), "share of the spread")


@kept
def _addresses(run: Run) -> Mapping[str, Address | Fault]:
    """The address of every number that the result or the choice between options uses, taken apart."""
    chosen = stated_choice(run)
    numbers = dict.fromkeys((*run.events.numbers, *(chosen.numbers if chosen else ())))
    return {number: address(number, run.names) for number in numbers}


def _is_about(at: Address | Fault, text: str, place: str, tops: Mapping[str, str]) -> bool:
    """True where a number is at an address, or at one that names a part of the map, or a system's organisation."""
    section, _, named = place.partition(".")
    ids = {named, *({tops[named]} if section == "systems" and named in tops else ())}
    within = section in SECTIONS and isinstance(at, Address) and any(at.names(section, id_) for id_ in ids)
    return within or text == place or text.startswith(f"{place}.")
