"""Scores of the defaults on real services: what they expected to become known, against what did."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

import numpy as np

from assessments.results.track_record import (
    BacktestResult,
    Between,
    Grouping,
    Kinds,
    KindScores,
    OrdersPublished,
    OrdersScores,
    ReachScores,
    ReachTest,
    ReliabilityBin,
    ResidualOf,
    Residuals,
    RowsAlike,
    SizeScores,
)
from risk.backtest.forecasts import Forecast, OrdersForecast, forecasts
from risk.backtest.reach import GROUPINGS as GROUPINGS_OF_ROWS
from risk.backtest.reach import AskedRow, RowsForecast, asked_rows, forecasts_of_rows, left_out, recalled
from risk.backtest.scores import Bin, Interval, Report, coverage, interval, report
from risk.backtest.units import KINDS, ScoredKind, Unit, fractions_taken, groups_of, observed_counts, years_of
from risk.record.evidence import catalogue_version, defaults
from risk.uncertainty.distributions import Beta

GROUPINGS: tuple[Grouping, ...] = ("owner", "kind", "size")


def backtest(units: Sequence[Unit], rows: Sequence[AskedRow] | None = None) -> BacktestResult:
    """The scores on services, and on rows of what states that asked got, or those that ship.

    Raises ValueError for fewer than two services, or a row of which no map can be made.
    """
    made = forecasts(units)
    orders = [order for forecast in made for order in forecast.orders]
    reports = {kind: _report(made, kind) for kind in KINDS}
    return BacktestResult(
        units=len(units),
        unit_years=float(years_of(units).sum()),
        catalogue=catalogue_version(),
        defaults=digest_of_defaults(),
        kinds=Kinds(
            **{kind: _kind(report) for kind, report in reports.items()},
            orders=_orders(orders),
            reach=_reach(asked_rows() if rows is None else rows),
        ),
        sizes=_sizes(made),
        residuals=_residuals(reports["intrusion"]),
    )


def digest_of_defaults() -> str:
    """SHA-256 of the ranges and exact numbers of all defaults, by address and case."""
    numbers = [[*key, default.range, default.exact] for key, default in sorted(defaults().items())]
    return hashlib.sha256(json.dumps(numbers).encode()).hexdigest()


def _report(made: Sequence[Forecast], kind: ScoredKind) -> Report:
    units = [forecast.unit for forecast in made]
    expected = np.array([forecast.public(kind) for forecast in made]).T
    groups = {way: groups_of(units, way) for way in GROUPINGS}
    return report(expected, observed_counts(units, kind), years_of(units), groups)


def _kind(scores: Report) -> KindScores:
    frame, alike = scores.skill_over_frame, scores.skill_over_alike
    return KindScores(
        expected=_between(scores.number.expected),
        predicted=_between(scores.number.predicted),
        observed=scores.number.observed,
        pit=scores.number.pit,
        brier=scores.score.brier,
        log=scores.score.log,
        frame_brier=scores.frame.brier,
        frame_log=scores.frame.log,
        alike_brier=scores.alike.brier,
        alike_log=scores.alike.log,
        skill=frame.brier,
        log_skill=frame.log,
        skill_over_alike=alike.brier,
        log_skill_over_alike=alike.log,
        bins=tuple(map(_bin, scores.bins)),
        residuals=_residuals(scores),
    )


def _residuals(scores: Report) -> Residuals:
    return {
        way: {name: ResidualOf(**asdict(residual)) for name, residual in scores.residuals[way].items()}
        for way in GROUPINGS
    }


def _between(ends: Interval) -> Between:
    return Between(**asdict(ends))


def _bin(units: Bin) -> ReliabilityBin:
    happened = units.observed * units.n
    share = Beta(happened + 0.5, units.n - happened + 0.5)
    return ReliabilityBin(**asdict(units), low=share.quantile(0.05), high=share.quantile(0.95))


def _orders(made: Sequence[OrdersForecast]) -> OrdersScores | None:
    if not made:
        return None
    inside = coverage([order.accounts for order in made], [order.published for order in made])
    reports = tuple(
        OrdersPublished(
            unit=order.unit, period=order.period, forecast=_between(interval(order.accounts)), published=order.published
        )
        for order in made
    )
    return OrdersScores(inside_50=inside.inside_50, inside_90=inside.inside_90, n=inside.n, reports=reports)


def _reach(rows: Sequence[AskedRow]) -> ReachTest:
    scores = {question: _reach_scores(forecast) for question, forecast in forecasts_of_rows(rows).items()}
    from_memory = forecasts_of_rows(recalled(rows)).get("any")
    return ReachTest(
        **scores,
        rows=len(rows),
        left_out=dict(left_out(rows)),
        from_memory=_reach_scores(from_memory) if from_memory else None,
    )


def _reach_scores(made: RowsForecast) -> ReachScores:
    score, by_tie, frame = (made.score(chances) for chances in (made.forecast, made.by_tie, made.one_rate))
    over_tie, over_frame = score.skill_over(by_tie), score.skill_over(frame)
    return ReachScores(
        whole=_alike(made, range(len(made.rows))),
        brier=score.brier,
        log=score.log,
        tie_brier=by_tie.brier,
        tie_log=by_tie.log,
        frame_brier=frame.brier,
        frame_log=frame.log,
        skill_over_tie=over_tie.brier,
        log_skill_over_tie=over_tie.log,
        skill=over_frame.brier,
        log_skill=over_frame.log,
        bins=tuple(map(_bin, made.bins)),
        groups={
            way: {name: _alike(made, places) for name, places in made.grouped(way).items()} for way in GROUPINGS_OF_ROWS
        },
    )


def _alike(made: RowsForecast, places: Sequence[int]) -> RowsAlike:
    """Rows of a group; the interval of their share is that of as many services as their weights come to."""
    chosen, weights = list(places), made.weights[list(places)]
    got, whole = float(weights[made.got[chosen]].sum()), float(weights.sum())
    share = Beta(got + 0.5, whole - got + 0.5)
    return RowsAlike(
        forecast=float(np.average(made.forecast[chosen], weights=weights)),
        got=got / whole,
        low=share.quantile(0.05),
        high=share.quantile(0.95),
        rows=len(chosen),
        services=len({made.rows[place].service for place in chosen}),
        brier=made.score(made.forecast, chosen).brier,
        tie_brier=made.score(made.by_tie, chosen).brier,
    )


def _sizes(made: Sequence[Forecast]) -> SizeScores | None:
    """The shares of people taken in thefts and scrapes of known size, against the forecast."""
    pairs = [
        (forecast.share_taken, share)
        for forecast in made
        for share in fractions_taken([forecast.unit], "with_scraping").values()
    ]
    if not pairs:
        return None
    inside = coverage([simulated for simulated, _ in pairs], [share for _, share in pairs])
    return SizeScores(**asdict(inside))
