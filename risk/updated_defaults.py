"""Defaults of an organisation after its own history: what is known to have happened there moves what is assumed.

The history that counts is that of the organisation's party that was watched for longest. The default is the prior, the
events of the app are Poisson, of which only a share becomes known, and the posterior is what is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from data_maps.histories import A_YEAR
from data_maps.model import DataMap
from data_maps.parties import History, HistoryEvent
from data_maps.quantities import Estimate
from risk.arrays import Floats
from risk.defaults import Catalogued, MapDefaults, OwnEvents
from risk.record.evidence import defaults
from risk.record.rates import all_known_placed, all_known_takings
from risk.record.record import KnownRecord
from risk.special_functions import gammainc, logsumexp, ndtri, xlogy
from risk.uncertainty.distributions import Beta, Distribution, Gamma, by_halving

Range = tuple[float, float, float]
"""Low, best and high: the 5, 50 and 95 % points; two halves of a normal on the log, or on the logit of a share."""

Z_HIGH = float(ndtri(0.95))
FARTHEST_SHARE = 11.0
POINTS_OF_ONE_SHARE, POINTS_OF_EACH_OF_TWO = 128, 24
FARTHEST_RATE = 40.0
COARSE = 1_601
KNOTS = 2_049
FINE = 32_769
NEGLIGIBLE = 45.0
"""How far the log of a density may lie below its highest before it is left out."""
DAYS_A_YEAR = 365.25
OF_A_STATE = ("covert", "placed")


@dataclass(frozen=True, eq=False)
class WatchedTime:
    """The time watched, in years or in events to be expected at a rate of one, with its uncertainty.

    `amounts` and `weights` are arrays of one length; the weights add up to one. Each is equal to itself alone, so that
    what follows from one can be kept.
    """

    amounts: Floats
    weights: Floats

    @property
    def mean(self) -> float:
        """The expected amount."""
        return float(self.amounts @ self.weights)


@lru_cache(maxsize=256)
def watched(years: float, complete: float | Range = 1.0, known: float | Range = 1.0) -> WatchedTime:
    """The years of a history, as far as they tell of what happened.

    Args:
        years: How long the history is; or years times a rate that the unknown factor is of.
        complete: What share of the app's events became known; a number, or its 90 % range.
        known: What share the rate to be updated leaves out already, because it is one of known events.
    """
    both = isinstance(complete, tuple) and isinstance(known, tuple)
    number = POINTS_OF_EACH_OF_TWO if both else POINTS_OF_ONE_SHARE
    (shares, chances), (left_out, others) = _points(complete, number), _points(known, number)
    amounts = years * np.divide.outer(shares, left_out)
    return WatchedTime(amounts.ravel(), np.multiply.outer(chances, others).ravel())


def watched_for_takings(record: KnownRecord, years: float, complete: float | Range | None = None) -> WatchedTime:
    """The exposure of the share of all states' takings that are at one organisation (`hit`): known cases in its years.

    Without `complete` as much becomes known of this app as of others; with it, that is set against what becomes known
    of others (`known.covert`).
    """
    cases = years * (all_known_takings(record) + all_known_placed(record))
    return watched(cases) if complete is None else watched(cases, complete, defaults()["known.covert", ""].range or 1.0)


def _points(share: float | Range, number: int) -> tuple[Floats, Floats]:
    """Points and weights that stand for a share: so many of Gauss and Legendre's for each half of its normal."""
    if not isinstance(share, tuple):
        return np.array([share]), np.ones(1)
    nodes, weights = np.polynomial.legendre.leggauss(number)
    upper = (nodes + 1) / 2 * FARTHEST_SHARE
    z = np.concatenate([-upper, upper])
    chances = np.tile(weights, 2) * np.exp(-(z**2) / 2)
    low, best, high = (float(np.log(point / (1 - point))) for point in share)
    return 1 / (1 + np.exp(-_split(z, low, best, high))), chances / chances.sum()


def _split(z: Floats, low: float, best: float, high: float) -> Floats:
    """The values at normal scores z of two halves of a normal with these 5, 50 and 95 % points."""
    return best + z * np.where(z < 0, best - low, high - best) / Z_HIGH


@lru_cache(maxsize=256)
def posterior(prior: Gamma | Range, events: int, exposure: WatchedTime) -> Distribution:
    """The distribution of a rate after a history.

    Args:
        prior: The default: a Gamma, or the 90 % range of a rate (a lognormal, if its halves are alike).
        events: How many events are known.
        exposure: What was watched.

    Returns:
        A Gamma where prior and exposure allow it, else a mixture of them, or the prior reweighted on a grid.

    Raises:
        ValueError: for events in no time at all.

    >>> posterior(Gamma(0.5, 10.0), 1, watched(5.0))
    Gamma(shape=1.5, exposure=15.0)
    """
    if events and not exposure.amounts.any():
        raise ValueError("events need years in which they happened")
    if isinstance(prior, Gamma):
        return _of_gamma(prior, events, exposure)
    return _of_range(prior, events, exposure)


def _of_gamma(prior: Gamma, events: int, exposure: WatchedTime) -> Distribution:
    shape, exposures = prior.shape + events, prior.exposure + exposure.amounts
    if len(exposure.amounts) == 1:
        return Gamma(shape, float(exposures[0]))
    logs = np.log(exposure.weights) + xlogy(events, exposure.amounts) - shape * np.log(exposures)
    return GammaMixture(shape, tuple(exposures), tuple(np.exp(logs - logsumexp(logs))))


@dataclass(frozen=True)
class GammaMixture(Distribution):
    """A distribution of a rate: Gammas of one shape, whose exposures have weights that add up to one."""

    shape: float
    exposures: tuple[float, ...]
    weights: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.shape * float(np.divide(self.weights, self.exposures).sum())

    def cumulative(self, values: Floats) -> Floats:
        """The probability of at most these values, shape of values."""
        return np.asarray(gammainc(self.shape, np.multiply.outer(values, self.exposures)) @ np.array(self.weights))

    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie, shape of p."""
        highest = Gamma(self.shape, min(self.exposures)).quantiles(p)
        return by_halving(self.cumulative, p, np.zeros_like(p), highest)


@dataclass(frozen=True)
class Reweighted(Distribution):
    """A distribution of a rate on a fine grid: the logs of rising rates, and the probability of at most each."""

    expected: float
    log_rates: Floats = field(repr=False, compare=False)
    cumulative: Floats = field(repr=False, compare=False)

    @property
    def mean(self) -> float:
        """The expected value."""
        return self.expected

    def quantiles(self, p: Floats) -> Floats:
        """The values below which shares p of the probability lie, shape of p."""
        return np.asarray(np.exp(np.interp(p, self.cumulative, self.log_rates)))


def _of_range(prior: Range, events: int, exposure: WatchedTime) -> Reweighted:
    log_rates, densities = _fine_grid(prior, events, exposure)
    masses = (densities[1:] + densities[:-1]) / 2
    weighted = densities * np.exp(log_rates)
    mean = float((weighted[1:] + weighted[:-1]).sum() / 2 / masses.sum())
    cumulative = np.concatenate([[0.0], np.cumsum(masses) / masses.sum()])
    return Reweighted(mean, log_rates, cumulative)


def _fine_grid(prior: Range, events: int, exposure: WatchedTime) -> tuple[Floats, Floats]:
    """Logs of rates where the posterior is not negligible, and its density there on the scale of normal scores.

    The likelihood is smooth in the log of the rate, so that a spline through some of its values gives all others.
    """
    from scipy.interpolate import CubicSpline  # it takes long to import, and few maps have a history

    low, best, high = (float(np.log(point)) for point in prior)
    coarse = np.linspace(-FARTHEST_RATE, FARTHEST_RATE, COARSE)
    logs = _log_likelihood(_split(coarse, low, best, high), events, exposure) - coarse**2 / 2
    likely = coarse[logs > logs.max() - NEGLIGIBLE]
    first, last = likely[0] - (coarse[1] - coarse[0]), likely[-1] + (coarse[1] - coarse[0])
    knots = _split(np.linspace(first, last, KNOTS), low, best, high)
    likelihood = CubicSpline(knots, _log_likelihood(knots, events, exposure))
    fine = np.linspace(first, last, FINE)
    log_rates = _split(fine, low, best, high)
    logs = likelihood(log_rates) - fine**2 / 2
    return log_rates, np.exp(logs - logs.max())


def _log_likelihood(log_rates: Floats, events: int, exposure: WatchedTime) -> Floats:
    """The log of the chance of so many events at these rates, up to a constant; shape of log_rates.

    There are millions of chances, so all steps take place in one array.
    """
    logs = np.add.outer(events * log_rates, xlogy(events, exposure.amounts))
    logs -= np.multiply.outer(np.exp(log_rates), exposure.amounts)
    highest = logs.max(axis=-1)
    logs -= highest[:, None]
    np.exp(logs, out=logs)
    return np.asarray(highest + np.log(logs @ exposure.weights))


@dataclass(frozen=True)
class OrdersReported:
    """A line of a transparency report: the requests of one state to one party over some years.

    `accounts` are those named in the requests, if the report says; `met` is the share of requests met, if it says.
    """

    requests: int
    accounts: int | None = None
    met: float | None = None
    years: float = 1.0


def demand_rate(lines: Sequence[OrdersReported]) -> Gamma:
    """Orders a year of a state at a party (`demand.targeted.<state>.<organisation>`), one for each account named.

    Requests count where a line gives no accounts. Raises ValueError without any line.
    """
    if not lines:
        raise ValueError("orders need at least one line of a report")
    accounts = sum(line.requests if line.accounts is None else line.accounts for line in lines)
    return Gamma(accounts + 0.5, sum(line.years for line in lines))


def share_carried_out(lines: Sequence[OrdersReported]) -> Beta | None:
    """The share of a state's orders that a party carries out (`carried_out.targeted.<state>.<organisation>`).

    None where no line says how many requests were met.
    """
    told_of = [(line.requests, line.requests * line.met) for line in lines if line.met is not None]
    requests, met = sum(count for count, _ in told_of), sum(met for _, met in told_of)
    return Beta(met + 0.5, requests - met + 0.5) if told_of else None


@dataclass(frozen=True)
class UpdatedDefaults:
    """The defaults of a map's organisations after the own histories of its parties."""

    defaults: MapDefaults

    @property
    def data_map(self) -> DataMap:
        """The map whose histories these are."""
        return self.defaults.data_map

    def history(self, organisation: str) -> History | None:
        """The history of the organisation's party that was watched for longest; None where none has one."""
        by_id = self.defaults.organisations.by_id
        own = [history for party, history in self.data_map.histories.items() if by_id[party] == organisation]
        return max(own, key=self.years, default=None)

    def years(self, history: History) -> float:
        """The years that a history was watched, its last day included."""
        return ((history.until or self.data_map.as_of) - history.since).days / DAYS_A_YEAR + 1 / DAYS_A_YEAR

    def intrusions(self, organisation: str) -> Catalogued:
        """Break-ins a year: those that became known, in the years watched, as far as they become known."""
        usual, share_known = self.defaults.intrusions(organisation), defaults()["known.intrusion", ""].range
        return self._after(usual, organisation, ("intrusion",), share_known)

    def insiders(self, organisation: str) -> Catalogued:
        """Look-ups by insiders a year, counted from what is known as its default is."""
        return self._after(self.defaults.insiders(organisation), organisation, ("insider",), 1.0)

    def hit(self, organisation: str) -> Catalogued:
        """The share of all states' takings, and placed staff, that are here: against those known anywhere."""
        usual, history = self.defaults.hit(organisation), self.history(organisation)
        if history is None:
            return usual
        complete = _share(history) if history.complete else None
        exposure = watched_for_takings(self.defaults.known_record, self.years(history), complete)
        return self._updated(usual, history, OF_A_STATE, exposure)

    def orders(self, state: str, organisation: str, usual: Catalogued) -> Catalogued:
        """Orders a year about named people, where a report tells of those of this state."""
        lines = list(self._lines(state, organisation))
        if not lines:
            return usual
        rate = demand_rate(lines)
        own = OwnEvents(rate.shape - 0.5, rate.exposure)
        updated = Estimate(
            form="base_rate",
            best=rate.mean,
            parameters=(rate.shape - 0.5, rate.exposure),
            per="year",
            basis="counted",
            why=_why(own),
        )
        return replace(usual, estimate=updated, before=usual, own=own)

    def carried_out(self, state: str, organisation: str, usual: Catalogued) -> Catalogued:
        """The share of these orders that is met, where a report says so."""
        lines = list(self._lines(state, organisation))
        share = share_carried_out(lines)
        if share is None:
            return usual
        own = OwnEvents(share.alpha - 0.5, sum(line.years for line in lines if line.met is not None))
        why = "the share of orders met, as its own report says"
        updated = Estimate(form="beta", best=share.mean, parameters=(share.alpha, share.beta), basis="counted", why=why)
        return replace(usual, estimate=updated, before=usual, own=own)

    def _lines(self, state: str, organisation: str) -> Iterator[OrdersReported]:
        history = self.history(organisation)
        for event in history.events if history else ():
            if event.kind == "orders" and event.state == state:
                yield _line(event)

    def _after(
        self, usual: Catalogued, organisation: str, kinds: tuple[str, ...], share_known: float | Range | None
    ) -> Catalogued:
        history = self.history(organisation)
        if history is None:
            return usual
        complete = _share(history) if history.complete else share_known or 1.0
        return self._updated(usual, history, kinds, watched(self.years(history), complete))

    def _updated(
        self, usual: Catalogued, history: History, kinds: tuple[str, ...], exposure: WatchedTime
    ) -> Catalogued:
        """The default with what the history says: its middle is the median of what is known then."""
        events = sum(event.kind in kinds for event in history.events)
        low, best, high = usual.estimate.low, usual.estimate.best, usual.estimate.high
        if low is None or best is None or high is None:
            return usual
        after = posterior((low, best, high), events, exposure)
        points = {name: after.quantile(p) for name, p in (("low", 0.05), ("best", 0.5), ("high", 0.95))}
        own = OwnEvents(events, self.years(history))
        estimate = usual.estimate.model_copy(update={**points, "basis": "counted", "why": _why(own)})
        return replace(usual, estimate=estimate, distribution=after, before=usual, own=own)


def _share(history: History) -> float | Range:
    """The part of what happened that is known, as the history says."""
    share = history.complete
    if share is None or share.best is None:
        return 1.0
    return share.best if share.low is None or share.high is None else (share.low, share.best, share.high)


def _line(event: HistoryEvent) -> OrdersReported:
    def number(estimate: Estimate | None) -> float | None:
        return None if estimate is None else estimate.best

    requests, accounts = number(event.requests), number(event.accounts)
    return OrdersReported(
        requests=round(requests if requests is not None else accounts or 0.0),
        accounts=None if accounts is None else round(accounts),
        met=number(event.met),
        years=A_YEAR[event.per or "year"],
    )


def _why(own: OwnEvents) -> str:
    return f"its own history: {own.events:,.0f} in {own.years:.3g} years"
