"""Estimates of one number by several people once they are open: each range, all pooled, and what either would do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from assessments.record.drafts import run_of_request
from assessments.report.blocks import Cell, Column, Table, row
from assessments.report.cells import INTERVAL, pair
from assessments.report.estimate_words import pool_words
from assessments.report.sentences import figures, span
from assessments.results.headline import headline_numbers
from assessments.results.quantity import Quantity
from assessments.run import Run, with_draws
from assessments.scenario import Unusable
from casework.acts import Act, value_text
from casework.recording import Refusal, Review
from casework.review_state import blind, estimates, in_force
from data_maps.edits import estimate_text, with_estimate
from data_maps.places import flow_text, parsed, scalar_text
from data_maps.problems import Problem
from data_maps.uploads import texts_of
from risk.uncertainty.distributions import Distribution

DRAWS = 1_000
AGREED = "together, if all have to agree (log pool)"


@dataclass(frozen=True)
class ElicitedEstimate:
    """An estimate of one person, or of all: the text, its middle and 90 % range, and the harm a year it would give.

    The log pool is a check and takes no place in a map, so it has no harm.
    """

    by: str
    text: str
    median: float
    low: float
    high: float
    harm: Quantity | None
    why: str = ""


@dataclass(frozen=True)
class SideBySide:
    """Several people's estimates of one number; `pools` are the linear pool, then the log pool where there is one.

    `harm` is the harm a year as it was saved.
    """

    address: str
    people: tuple[ElicitedEstimate, ...]
    pools: tuple[ElicitedEstimate, ...]
    harm: Quantity


def open_estimates(acts: Iterable[Act]) -> Mapping[str, Mapping[str, Act]]:
    """For each number that two people or more estimated and that is open, the latest open estimate of each."""
    done = tuple(acts)
    hidden = {act.id for act in blind(done)}
    visible_acts = tuple(act for act in in_force(done) if act.id not in hidden)
    addresses = dict.fromkeys(str(act.about) for act in visible_acts if act.did == "estimate")
    by_address = {address: estimates(visible_acts, address) for address in addresses}
    return {address: people for address, people in by_address.items() if len(people) > 1}


def side_by_side(review: Review, address: str) -> SideBySide:
    """The estimates of a number side by side; raises Refusal where it is not open, or they cannot be pooled."""
    from risk.uncertainty.distributions import Point
    from risk.uncertainty.draws import by_person, kinds_of
    from risk.uncertainty.pooling import linear_pool, log_pool

    acts = _open_acts(review, address)
    together = _assessed(review, address, list_text(acts))
    whole = together.data_map.estimates[address]
    stated = by_person(whole, kinds_of(together.events)[address], together.data_map)
    people = []
    for act, distribution in zip(acts, stated, strict=True):
        text = value_text(act.value)
        people.append(_estimate(act.by, text, distribution, _harm(_assessed(review, address, text)), act.said))
    pools = [_estimate(pool_words(whole), "", linear_pool(stated), _harm(together))]
    if not any(isinstance(distribution, Point) for distribution in stated):
        pools.append(_estimate(AGREED, "", log_pool(stated), None))
    return SideBySide(address, tuple(people), tuple(pools), _harm(run_of_request(review.data_map, review.entry.asked)))


def _open_acts(review: Review, address: str) -> tuple[Act, ...]:
    """The estimates of a number that are open."""
    by_address = open_estimates(review.acts())
    if address not in by_address:
        names = f"those of {', '.join(by_address)} are" if by_address else "none are"
        raise Refusal(f"two people's estimates of {address} are not open ({names})")
    return tuple(by_address[address].values())


def list_text(acts: Iterable[Act]) -> str:
    """Several people's estimates as a map holds them: a list in which each says whose it is, and why."""
    texts = (estimate_text(value_text(act.value), by=act.by, why=" ".join(act.said.split())) for act in acts)
    return flow_text([parsed(text, "").value for text in texts])


def _assessed(review: Review, address: str, value: str) -> Run:
    """The assessment as it was asked for, with this in the place of a number; raises Refusal where that cannot be."""
    request = review.entry.asked
    others = tuple(setting for setting in request.numbers if setting.partition("=")[0].strip() != address)
    try:
        run = run_of_request(review.data_map, replace(request, numbers=(*others, f"{address}={value}")))
    except Unusable as unusable:
        raise Refusal(f"{address}: {unusable.problems[0].message}") from None
    if address not in run.events.numbers:
        raise Refusal(f"nothing in this assessment rests on {address}")
    return run


def _harm(run: Run) -> Quantity:
    """The harm a year, with its interval from few draws."""
    return headline_numbers(with_draws(run, DRAWS)).harm


def _estimate(by: str, text: str, distribution: Distribution, harm: Quantity | None, why: str = "") -> ElicitedEstimate:
    import numpy as np

    low, median, high = map(float, distribution.quantiles(np.array([0.05, 0.5, 0.95])))
    return ElicitedEstimate(by, text, median, low, high, harm, why)


def into_the_map(review: Review, address: str) -> tuple[str, str]:
    """The file of the map and its text with the open estimates of a number in it as a list, to be saved as the next.

    Raises Refusal where they are not open, or the map is no single file or cannot take them.
    """
    text = list_text(_open_acts(review, address))
    texts = texts_of(review.saved.files)
    if len(texts) != 1:
        raise Refusal(f"the map is in several files; write under estimates: {scalar_text(address)}: {text}")
    ((file, content),) = texts.items()
    changed = with_estimate(content.decode("utf-8", "replace"), file, address, text)
    if isinstance(changed, Problem):
        raise Refusal(f"{address}: {changed.message}{f' ({changed.hint})' if changed.hint else ''}")
    return file, changed


def side_by_side_table(compared: SideBySide, called: Callable[[str], str] = str) -> Table:
    """Each person's range, the pools, and the harm a year that each would give; the number as it is `called`."""
    columns = (
        Column("Who"),
        Column("As written"),
        Column("Middle", numeric=True),
        Column("90 % range", numeric=True),
        Column("Harm a year", numeric=True),
        INTERVAL,
        Column("Why"),
    )
    rows = []
    for one in (*compared.people, *compared.pools):
        harm = (Cell(""), Cell("")) if one.harm is None else pair(one.harm)
        middle, spread = Cell(figures(one.median), one.median), span(one.low, one.high)
        rows.append(row(one.by, one.text, middle, spread, *harm, one.why))
    saved = row("as it was saved", "", "", "", *pair(compared.harm), "")
    return Table(f"Side by side and pooled: {called(compared.address)}", columns, (*rows, saved))
