"""All checks of an assessment: the things that deserve a second look, and where to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assessments.conclusions.findings import diluted_routes, drives, far_from_replaced, is_mostly_judged, near_certain
from assessments.report.checks import Check, maps, numbers
from assessments.report.questions import question
from assessments.report.reasons import event_words
from assessments.report.sentences import chance, enumerated, percent, ratio_words, rests_sentence, the_state
from assessments.results.about import left_out
from assessments.results.evidence import harm_by_origin, rests_on
from assessments.results.headline import headline_numbers
from assessments.results.ledger import by_spread
from assessments.results.options.table import options_of
from assessments.results.readings import under_readings
from assessments.run import Run
from data_maps.addresses import by_form, family_of
from data_maps.histories import histories_at
from risk.inputs import Input

BESIDE = ("option", "users", "distribution")
NEVER = frozenset(
    "interest power content control custody clear standing share kept carried_out success demand attempts taken swept "
    "reached identified sold takings placed".split()
)
ALWAYS = frozenset({"known"})
"""The families whose numbers close ways where they are 0, and where they are 1."""


def checks(run: Run) -> tuple[Check, ...]:
    """Everything about an assessment, and the options it compares, that deserves a second look."""
    from assessments.report.checks.options import option_checks

    own = tuple(warning for check in (*CHECKS, *numbers.CHECKS, *maps.CHECKS) for warning in check(run))
    options = options_of(run)
    return own if options is None else (*own, *option_checks(options))


def _no_intervals(run: Run) -> Iterator[Check]:
    if headline_numbers(run).harm.low is None:
        text = "Intervals have not been computed: every number stands at our best estimates of its inputs."
        yield Check("intervals-not-computed", "note", text)


def _mostly_judged(run: Run) -> Iterator[Check]:
    if is_mostly_judged(run):
        yield Check("mostly-judged", "warning", rests_sentence(harm_by_origin(run)))


def _simulated(run: Run) -> Iterator[Check]:
    simulation = headline_numbers(run).simulation
    if simulation is not None:
        from assessments.report.sections.summary import simulated

        yield Check("simulated", "warning", simulated(simulation))


def _diluted(run: Run) -> Iterator[Check]:
    """Long products look small whatever their factors are."""
    for route, count, least in diluted_routes(run):
        text = (
            f"A route of {event_words(run.data_map, route.event)} multiplies {count} conditions to "
            f"{chance(route.probability)}. The least likely of them is {chance(least.best)}. Many conditions "
            "make a product small. See whether some could be judged as one."
        )
        yield Check("conjunction-dilution", "warning", text, least.place)


def _near_certain(run: Run) -> Iterator[Check]:
    for address, used in near_certain(run):
        text = (
            f"{question(run.data_map, address)} The map says {chance(used.best)}: give the evidence for a number so "
            "near to certain."
        )
        yield Check("near-certain", "warning", text, used.place)


def _exactly_never(run: Run) -> Iterator[Check]:
    """What the map says never happens takes an actor out of all numbers, and whoever writes it graded its source."""
    inline = {address: used.estimate for address, used in run.events.inputs.items() if used.origin == "map"}
    for address, stated in {**inline, **run.data_map.estimates}.items():
        family = family_of(address)
        end = 0.0 if family in NEVER else 1.0 if family in ALWAYS else None
        if end is not None and all(said.form == "exact" and said.best == end for said in stated.statements):
            says = "always" if end else "never"
            used = run.events.inputs.get(address)
            place = run.data_map.places.get(f"estimates.{address}") or (used.place if used else None)
            text = (
                f"{question(run.data_map, address)} The map says {says}, exactly, which no source shows: give a range."
            )
            yield Check("exactly-never", "warning", text, place)


def _far_from_base_rate(run: Run) -> Iterator[Check]:
    """A number far from what was counted, or from what holds for everyone, needs a reason of its own."""
    for address, used, times in far_from_replaced(run):
        counted = used.replaces is not None and used.replaces.estimate.form == "base_rate"
        base = "what was counted" if counted else "the number it takes the place of"
        wanted = "a source" if any(statement.why for statement in used.estimate.statements) else "the reason (why)"
        text = (
            f"{question(run.data_map, address)} The middle of what the map says is {ratio_words(times)} {base}: "
            f"give {wanted}."
        )
        yield Check("far-from-base-rate", "warning", text, used.place)


def _unsupported(run: Run) -> Iterator[Check]:
    """Numbers stated without a source, and judged defaults, that spread the result most."""
    for row in by_spread(run):
        used, share = row.number, row.variance_share or 0.0
        if drives(share) and (why := _without_source(used)):
            text = f"{question(run.data_map, used.address)} {why}; it drives {percent(share)} of the uncertainty."
            yield Check("unsupported-spread", "warning", text, used.place)


def _without_source(used: Input) -> str:
    """The reason why a number has no source; empty where one is cited or rows were counted."""
    if rests_on(used) == "judged":
        return "This default is a judgement" if used.origin == "catalogue" else "Nobody states this number"
    cited = used.assumed or any(statement.source for statement in used.estimate.statements)
    return "" if cited else "No source was given for this number"


def _unused(run: Run) -> Iterator[Check]:
    """What nobody asks for; how many people a group has, and what belongs to options in force, is left aside."""
    idle = [a for a in run.data_map.estimates if a not in run.events.addresses_asked_for and not _is_count(a)]
    options = options_of(run) if idle else None
    beside = options.numbers_used if options else {}
    for address in idle:
        if address not in beside and not (run.settings.options and family_of(address) in BESIDE):
            place = run.data_map.places.get(f"estimates.{address}")
            yield Check("unused-estimate", "warning", f"Nothing in this map uses the number {address}.", place)


def _unused_by_readings(run: Run) -> Iterator[Check]:
    """What a reading says of a number that nothing asks for under it."""
    for id_, other in under_readings(run).items():
        for address in run.data_map.readings[id_].set_:
            if address not in other.events.addresses_asked_for and not _is_count(address):
                place = run.data_map.places.get(f"readings.{id_}.{address}")
                text = f"Nothing in this map uses the number {address}, which the reading {id_} sets."
                yield Check("unused-reading", "warning", text, place)


def _unused_of_histories(run: Run) -> Iterator[Check]:
    """What a history tells of orders by states that are no actors of the map."""
    states, data_map = run.events.exposure.states, run.data_map
    for path, history in histories_at(data_map):
        ordering = dict.fromkeys(event.state for event in history.events if event.kind == "orders")
        idle = [the_state(state) for state in ordering if state and state not in states]
        if idle:
            text = (
                f"The map's own history tells of orders by {enumerated(idle)}, and nothing on the map ties "
                f"{'it' if len(idle) == 1 else 'them'} to the app: these orders change no number."
            )
            place = data_map.places.get(".".join(map(str, path))) or data_map.places.get(".".join(map(str, path[:-1])))
            yield Check("unused-history", "warning", text, place)


def _is_count(address: str) -> bool:
    return by_form(address).pattern.text == "users.<group>.count"


def _left_out_nothing(run: Run) -> Iterator[Check]:
    for line in left_out(run):
        if not line.keys:
            text = f"No event of this map is called {line.pattern}: nothing is left out."
            yield Check("leaves-out-nothing", "warning", text, line.place)


CHECKS: tuple[Callable[[Run], Iterator[Check]], ...] = (
    _no_intervals,
    _mostly_judged,
    _simulated,
    _diluted,
    _near_certain,
    _exactly_never,
    _far_from_base_rate,
    _unsupported,
    _unused,
    _unused_by_readings,
    _unused_of_histories,
    _left_out_nothing,
)
