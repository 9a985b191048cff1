"""The rows of a comparison of options, and the answers to what was asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from assessments.results.options.switching_values import flips_of
from assessments.results.quantity import OpenQuantity, Quantity, open_ended
from assessments.results.result import (
    Acting,
    AnswersOnOptions,
    BestSet,
    ChoiceAtRate,
    ClosingSets,
    DelayOf,
    Dominance,
    DominatedBy,
    LeastBurdensome,
    LimitsAsked,
    Option,
    SwitchingValue,
)
from risk.options.search import Limits

if TYPE_CHECKING:
    from assessments.results.options.questions import Answers, Chosen, Delay
    from assessments.results.options.switching_values import Flip, Flips
    from assessments.results.options.table import Dominator, OptionRow, Options


def option_rows(options: Options) -> tuple[Option, ...]:
    """The status quo, every option and every combination of the map, averaged over the horizon."""
    return tuple(_option(row, flips_of(options)) for row in options.rows)


def _option(row: OptionRow, flips: Flips) -> Option:
    return Option(
        option=row.option,
        title=row.title,
        harm=row.harm,
        score=row.score,
        persons_per_year=dict(row.persons_per_year),
        reduction=row.reduction,
        removed=row.removed,
        strategic=row.strategic,
        strategic_reduction=row.strategic_reduction,
        strategic_removed=row.strategic_removed,
        burden=row.burden,
        burden_by_group=dict(row.burden_by_group),
        burden_by_function={group: dict(lost) for group, lost in row.burden_by_function.items()},
        borne_by=dict(row.borne_by),
        lost_of=dict(row.lost_of),
        cut_off=row.cut_off,
        cut_off_by_group=dict(row.cut_off_by_group),
        stranded=row.stranded,
        closes=row.closes,
        timing=Acting(**asdict(row.timing)),
        reversible=row.reversible,
        costs=row.costs,
        dominated=_dominance(row, flips),
        excess=row.excess,
        excess_interval=open_ended(row.times) if row.times else None,
        strategic_excess=row.strategic_excess,
        strategic_excess_interval=open_ended(row.strategic_times) if row.strategic_times else None,
        price_over=dict(row.price_over),
        price_over_interval=_open_ended(row.prices),
        strategic_price_over=dict(row.strategic_price_over),
        strategic_price_over_interval=_open_ended(row.strategic_prices),
        frontier=row.frontier,
        strategic_frontier=row.strategic_frontier,
        less_risk_than=dict(row.less_risk_than),
        less_strategic_than=dict(row.less_strategic_than),
    )


def _open_ended(quantities: Mapping[str, Quantity]) -> dict[str, OpenQuantity]:
    return {name: open_ended(quantity) for name, quantity in quantities.items()}


def _dominance(row: OptionRow, flips: Flips) -> Dominance:
    return Dominance(
        probability=row.dominated.probability,
        by=tuple(_dominated_by(row, other, flips) for other in row.dominated.by),
        by_harm_only=row.dominated.by_harm_only,
        probability_by_harm_only=row.dominated.probability_by_harm_only,
    )


def _dominated_by(row: OptionRow, other: Dominator, flips: Flips) -> DominatedBy:
    return DominatedBy(
        option=other.option,
        probability=other.probability,
        flips_at=_switching_value(flips.first(row.option, other.option)),
        strategic_flips_at=_switching_value(flips.first(row.option, other.option, "strategic")),
    )


def _switching_value(flip: Flip | None) -> SwitchingValue | None:
    """Where two rows are equal; `per` of a rate that does not count a year, as a map has to say it."""
    if flip is None:
        return None
    return SwitchingValue(
        address=flip.address,
        value=flip.value,
        per=flip.per if flip.per == "person-year" else None,
        above=flip.above,
        probability=flip.probability,
        low=flip.low,
        high=flip.high,
    )


def answers_on_options(answers: Answers) -> AnswersOnOptions:
    """The answers to what was asked of the options; nothing for what was not."""
    limits = answers.asked.limits
    return AnswersOnOptions(
        delays=tuple(map(_delay, answers.delays)) or None,
        best={track: _best_set(chosen) for track, chosen in answers.best.items()} or None,
        close=tuple(_closing_sets(answers, actor) for actor in answers.close) or None,
        least_burdensome=_least_burdensome(answers),
        worth=_at_rate(answers),
        limits=None if limits == Limits() else LimitsAsked(**asdict(limits)),
    )


def _delay(delay: Delay) -> DelayOf:
    return DelayOf(
        option=delay.option,
        months=delay.months,
        persons=dict(delay.persons),
        harm=delay.harm,
        strategic=delay.strategic,
        burden_saved=delay.burden_saved,
    )


def _best_set(chosen: Chosen) -> BestSet:
    return BestSet(
        options=chosen.options,
        left=chosen.left.point,
        burden=chosen.burden.point,
        costs=chosen.costs.point,
        left_interval=chosen.left,
        burden_interval=chosen.burden,
        costs_interval=chosen.costs,
        exact=chosen.exact,
    )


def _closing_sets(answers: Answers, actor: str) -> ClosingSets:
    sets = answers.close[actor]
    chances = tuple(enough.chance for enough in sets if enough.chance is not None)
    return ClosingSets(
        actor=actor,
        under=answers.asked.under,
        sets=tuple(enough.options for enough in sets),
        chances=chances or None,
    )


def _least_burdensome(answers: Answers) -> LeastBurdensome | None:
    if answers.asked.target is None:
        return None
    return LeastBurdensome(target=answers.asked.target, option=answers.least.option if answers.least else None)


def _at_rate(answers: Answers) -> ChoiceAtRate | None:
    """What follows from a rate, with the name of who stated it."""
    rate, choosing = answers.rate, answers.worth
    if rate is None:
        return None
    if choosing is None:
        return ChoiceAtRate(rate=rate.value, by=rate.by)
    return ChoiceAtRate(
        rate=rate.value,
        by=rate.by,
        best=choosing.options.names[choosing.best.best],
        chance=choosing.best.chance,
        everything=choosing.best.worth,
        numbers={address: worth for address, worth in choosing.by_number.items() if worth > 0.0},
    )
