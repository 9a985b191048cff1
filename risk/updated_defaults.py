"""Defaults of an organisation after its own history: what is known to have happened there moves what is assumed.

The history that counts is that of the organisation's party that was watched for longest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from data_maps.histories import A_YEAR
from data_maps.model import DataMap
from data_maps.parties import History, HistoryEvent
from data_maps.quantities import Estimate
from risk.defaults import Catalogued, MapDefaults, OwnEvents
from risk.record.evidence import defaults
from risk.record.own_history import (
    OrdersReported,
    Range,
    WatchedTime,
    demand_rate,
    posterior,
    share_carried_out,
    watched,
    watched_for_takings,
)

DAYS_A_YEAR = 365.25
OF_A_STATE = ("covert", "placed")


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
        exposure = watched_for_takings(self.defaults.known, self.years(history), complete)
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
        return replace(usual, estimate=estimate, known=after, before=usual, own=own)


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
