"""Options of a result: models of the rows side by side, and of the answers to what was asked of them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from assessments.results.part import (
    ActorName,
    ByLevel,
    DataClass,
    Level,
    OpenQuantity,
    Part,
    Probability,
    Quantity,
    ShareOfOne,
    Tie,
)
from risk.catalogue import Side


class SwitchingValue(Part):
    """The value of a number at which the order of two options turns round."""

    address: str = Field(description="The address of the number.")
    value: float = Field(description="The value at which both are equal.")
    per: str | None = Field(default=None, description="Of a rate that does not count a year: `person-year`.")
    above: bool = Field(description="Whether the order is the other way round above the value, or below.")
    probability: Probability = Field(description="That the number is beyond the value.")
    low: float = Field(description="5 % quantile of what is known of the number.")
    high: float = Field(description="95 % quantile of what is known of the number.")


class DominatedBy(Part):
    """An option that removes at least as much on both tracks with no more burden, at the best values."""

    option: str = Field(description="The option or combination.")
    probability: Probability | None = Field(
        default=None, description="Share of draws in which it does; absent without draws."
    )
    flips_at: SwitchingValue | None = Field(default=None, description="What turns the order by harm round.")
    strategic_flips_at: SwitchingValue | None = Field(
        default=None, description="What turns the order by strategic exposures round."
    )


class Dominance(Part):
    """The share of draws in which other options remove at least as much with no more burden."""

    probability: Probability | None = Field(
        default=None, description="Share of draws in which any does; absent without."
    )
    by: tuple[DominatedBy, ...] = Field(description="Which do on both tracks, at the best values.")
    by_harm_only: tuple[str, ...] = Field(description="Which do by harm and burden alone, at the best values.")
    probability_by_harm_only: Probability | None = Field(
        default=None, description="Share of draws in which any does by harm and burden alone; absent without draws."
    )


class Acting(Part):
    """The time in which an option acts, in years after the day of the map."""

    starts: float = Field(description="From half of its ramp on.")
    full: float = Field(description="In full.")
    ends: float = Field(description="Until.")
    years: float = Field(description="For how many years; 0 if never.")


class StateReach(Part):
    """What a state would have within reach if something were otherwise: another owner, or an option in full effect."""

    actor: ActorName = Field(description="The state.")
    of_class: DataClass = Field(
        validation_alias="class", serialization_alias="class", description="The class of data told of it on page one."
    )
    chance: Quantity = Field(description="Chance that an order would then yield data of a hundredth of all people.")
    if_so: Quantity = Field(description="The people whose data it would yield if so.")
    share_of_data: Quantity = Field(description="The share of their data, of those whose data it would yield.")
    expected_data: Quantity = Field(
        description="Expected people times the share of their data, of all that they send on the map as it is."
    )
    data_removed: Quantity = Field(description="By how much less that is than as things are, on the same draws.")
    cuts: bool = Field(description="Whether less is shown: the interval of `data_removed` lies above 0.")
    ties: dict[Tie, ShareOfOne] = Field(
        description="Shares by tie of what is within reach then, at the best values; none below 5 %."
    )


class OptionReach(StateReach):
    """What an option leaves the state asked about, else the one with the widest reach, in full effect.

    `expected_data` and `data_removed` are averaged over the horizon. It is shown to cut if it is then or in full.
    """

    expected_data_in_full: Quantity = Field(description="`expected_data` while it acts in full.")
    data_removed_in_full: Quantity = Field(description="`data_removed` while it acts in full.")


class OptionResult(Part):
    """One option or combination, averaged over the horizon; the first is the status quo."""

    option: str = Field(description="The id; of a combination `a+b`.")
    title: str = Field(description="What the map calls it.")
    reach: OptionReach | None = Field(
        default=None, description="What it leaves the state asked about; absent where none has anything within reach."
    )
    harm: Quantity = Field(description="Severe equivalents a year that are left.")
    score: Quantity = Field(description="10·log10(1 + harm).")
    persons_per_year: ByLevel
    reduction: Quantity = Field(description="Severe equivalents a year that it removes.")
    reduction_error: float | None = Field(
        default=None,
        description="Simulation error of the median of `reduction`, as a share of it; absent without.",
    )
    removed: Quantity = Field(description="Share of the harm that it removes.")
    strategic: Quantity = Field(description="Strategic exposures a year that are left.")
    strategic_reduction: Quantity = Field(description="Strategic exposures a year that it removes.")
    strategic_reduction_error: float | None = Field(default=None, description="The same of `strategic_reduction`.")
    strategic_removed: Quantity = Field(description="Share of strategic exposures that it removes.")
    reduction_by_side: dict[Side, Quantity] = Field(description="`reduction`: of foreign, own and others' harm.")
    removed_by_side: dict[Side, Quantity] = Field(description="`removed`: of foreign, own and others' harm.")
    strategic_reduction_by_side: dict[Side, Quantity] = Field(description="The same of `strategic_reduction`.")
    burden: Quantity | None = Field(
        default=None, description="Lifeline person-years lost over the horizon; absent if nobody says what people lose."
    )
    burden_by_group: dict[str, Quantity] | None = Field(default=None, description="`burden` by user group.")
    burden_by_function: dict[str, dict[str, Quantity]] | None = Field(
        default=None, description="`burden` by user group and function."
    )
    borne_by: dict[str, Quantity] | None = Field(default=None, description="Share of the burden, by user group.")
    lost_of: dict[str, Quantity] | None = Field(default=None, description="Share of the burden, by function.")
    cut_off: Quantity = Field(description="Persons who can no longer use the app.")
    cut_off_by_group: dict[str, Quantity] = Field(description="`cut_off` by user group.")
    stranded: Quantity | None = Field(
        default=None, description="Persons cut off without another app that serves them; absent as `burden` is."
    )
    closes: tuple[str, ...] = Field(description="Channels and flows that it closes.")
    timing: Acting = Field(description="When it acts.")
    reversible: bool | None = Field(default=None, description="Whether it can be taken back; absent if not said.")
    costs: Quantity | None = Field(default=None, description="What it costs, in the map's money; absent if not said.")
    dominated: Dominance | None = Field(
        default=None, description="Whether other options do as much with no more burden; absent as `burden` is."
    )
    excess: float | None = Field(default=None, description="Burden over the least that removes nearly as much harm.")
    excess_interval: OpenQuantity | None = Field(default=None, description="`excess` with its interval.")
    strategic_excess: float | None = Field(default=None, description="The same by strategic exposures.")
    strategic_excess_interval: OpenQuantity | None = Field(
        default=None, description="`strategic_excess` with its interval."
    )
    price_over: dict[str, float] | None = Field(
        default=None,
        description="Lifeline person-years that a severe equivalent has to be worth to prefer it, by other option.",
    )
    price_over_interval: dict[str, OpenQuantity] | None = Field(
        default=None, description="`price_over` with intervals."
    )
    strategic_price_over: dict[str, float] | None = Field(
        default=None, description="The same for a strategic exposure."
    )
    strategic_price_over_interval: dict[str, OpenQuantity] | None = Field(
        default=None, description="`strategic_price_over` with intervals."
    )
    frontier: bool | None = Field(
        default=None, description="On the Pareto frontier of harm and burden, at the best values."
    )
    strategic_frontier: bool | None = Field(default=None, description="On that of strategic exposures and burden.")
    less_risk_than: dict[str, Probability] = Field(description="That it leaves less harm, by other option.")
    less_foreign_risk_than: dict[str, Probability] = Field(
        description="That it leaves less harm by foreign states, by other option."
    )
    less_strategic_than: dict[str, Probability] = Field(
        description="That it leaves fewer strategic exposures, by other option."
    )


class DelayOf(Part):
    """The effect of starting an option so many months later, over the whole horizon."""

    option: str = Field(description="The option or combination.")
    months: float = Field(description="How many months later.")
    persons: dict[Level, Quantity] = Field(description="Persons exposed more over the horizon, by level or higher.")
    harm: Quantity = Field(description="Severe equivalents more over the horizon.")
    strategic: Quantity = Field(description="Strategic exposures more over the horizon.")
    burden_saved: Quantity | None = Field(
        default=None, description="Lifeline person-years less; absent if nobody says what people lose."
    )


class BestSet(Part):
    """The set of options within the limits that leaves least, by the best values."""

    options: tuple[str, ...] = Field(description="The options.")
    left: float = Field(description="Severe equivalents or officials exposed a year that are left.")
    burden: float | None = Field(
        default=None, description="Lifeline person-years lost over the horizon; absent if nobody says what people lose."
    )
    costs: float | None = Field(
        default=None, description="What it costs, in the map's money; absent unless said of each option."
    )
    left_interval: Quantity = Field(description="`left` with its interval.")
    burden_interval: Quantity | None = Field(default=None, description="`burden` with its interval.")
    costs_interval: Quantity | None = Field(default=None, description="`costs` with its interval.")
    exact: bool = Field(description="Whether every set was looked at.")


class ClosingSets(Part):
    """The smallest sets of options that leave an actor no route, or no more harm than a limit."""

    actor: ActorName = Field(description="The actor.")
    under: float = Field(description="The limit, severe equivalents a year.")
    sets: tuple[tuple[str, ...], ...] = Field(description="The sets.")
    chances: tuple[Probability, ...] | None = Field(default=None, description="Share of draws in which each is enough.")


class LeastBurdensome(Part):
    """The row of least burden that leaves no more harm than a target."""

    target: float = Field(description="The target, severe equivalents a year.")
    option: str | None = Field(default=None, description="The option or combination; absent if none meets the target.")


class ChoiceAtRate(Part):
    """The choice that follows from an exchange rate that somebody states."""

    rate: float = Field(description="Lifeline person-years that a severe equivalent avoided is worth.")
    by: str = Field(description="Who states it.")
    best: str | None = Field(
        default=None, description="The option that is best on average; absent without a burden or draws."
    )
    chance: Probability | None = Field(default=None, description="Share of draws in which it is best.")
    everything: float | None = Field(
        default=None, description="What knowing all numbers is worth, in lifeline person-years."
    )
    numbers: dict[str, float] | None = Field(default=None, description="What knowing each number is worth, by address.")


class LimitsAsked(Part):
    """The limits of a set of options."""

    burden: float | None = Field(default=None, description="Lifeline person-years.")
    costs: float | None = Field(default=None, description="Costs in the map's money.")
    measures: int | None = Field(default=None, description="How many options.")


class AnswersOnOptions(Part):
    """The answers to what was asked of options."""

    delays: tuple[DelayOf, ...] | None = Field(default=None, description="Later starts.")
    best: dict[Literal["harm", "strategic", "burden"], BestSet] | None = Field(
        default=None, description="Best sets, by track."
    )
    close: tuple[ClosingSets, ...] | None = Field(default=None, description="What closes the routes of actors.")
    least_burdensome: LeastBurdensome | None = Field(default=None, description="What meets a target with least burden.")
    worth: ChoiceAtRate | None = Field(default=None, description="What follows from the stated exchange rate.")
    limits: LimitsAsked | None = Field(default=None, description="The limits that were asked for.")
