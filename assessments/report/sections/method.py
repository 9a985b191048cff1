"""Section on the method: the origin of the numbers, and what they do not mean."""

from __future__ import annotations

from collections.abc import Mapping

from assessments.report.blocks import Block, Cell, Heading, NamedCells, Section, Text
from assessments.report.sentences import enumerated, in_100, percent
from assessments.results.headline import AIM, enough, errors, headline_numbers
from assessments.results.parts import ErrorsOfMedians
from assessments.run import Run

EVENTS = "The map gives rise to events: one way each in which an actor may take people's data."
CONDITIONS = (
    "Whether an event exposes somebody depends on conditions: whether data take a flow, a law reaches a party, or what "
    "is handed over can be read. Each has a probability, from the map or from the catalogue. Conditions shared by "
    "several routes are simulated once, so that routes are neither added up nor taken as independent."
)
STATES = (
    "States of the world, such as whether a law reaches a party, stay as they are over the years. Trials, such as "
    "whether an order is carried out, are simulated anew at each attempt."
)
PEOPLE = "People are counted once for each event, at the level of everything exposed together."
SAMPLED = "Chances, from sampled states of the world"
LIMITS = (
    "The result covers the events that the catalogue and the map name; it cannot count what nobody thought of.",
    "How often states take data covertly is read from a record of what became known; it leans on who was watched.",
    "It looks at who may order or take data, not at altered content, influence, or people silent out of caution.",
    "It gives evidence for legal tests and decides none of them. A low probability does not stand in for a legal step.",
)


def _draws(run: Run) -> str:
    off, made = errors(run), headline_numbers(run).draws
    if not made or not off:
        return "none: intervals have not been computed"
    aim = f"the {percent(AIM)} aimed at"
    reached = f"within {aim}" if enough(off) else f"more than {aim}, at which simulations are added no longer"
    return f"{made:,}; for it the middle estimate of the harm is off by {percent(off.harm)}, {reached}"


def _error_words(off: ErrorsOfMedians) -> str:
    """The possible error of the other middle estimates of the headline for the number of draws."""
    others = {
        "people a year at level 3 or higher": off.persons_per_year[3],
        "the score": off.score,
        "the chance of any event within five years": (off.at_least_one.any or {})[5],
        "that of one in bulk by a state": (off.at_least_one.bulk or {})[5],
    }
    return enumerated([f"{name} by {percent(error)}" for name, error in others.items()])


def _sampled(off: Mapping[str, Mapping[int, float]]) -> str:
    """The possible error of chances that rest on a sample of the states of the world."""
    names = {"any": "any event", "bulk": "one in bulk by a state"}
    return enumerated([f"{names[name]} within five years ± {in_100(by[5])}" for name, by in off.items()])


def section(run: Run) -> Section:
    """The method in brief, its limits, and the settings of this run."""
    from assessments.report.departures import scenario
    from assessments.versions import fingerprint

    settings, changed = run.settings, scenario(run).sentences
    ratio = "linear" if settings.severity_ratio is None else f"{settings.severity_ratio:g}"
    off, sampled = errors(run), headline_numbers(run).sampled
    facts = NamedCells(
        (
            ("Changed from the map", Cell(" ".join(changed) or "nothing")),
            ("Severity ratio (a value judgement)", Cell(ratio)),
            ("Simulations", Cell(_draws(run))),
            *((("Other middle estimates are off", Cell(_error_words(off))),) if off else ()),
            *(((SAMPLED, Cell(_sampled(sampled))),) if sampled else ()),
            ("Seed", Cell(str(settings.seed))),
            ("Fingerprint", Cell(fingerprint(run))),
        )
    )
    blocks: tuple[Block, ...] = (
        *map(Text, (EVENTS, CONDITIONS, STATES, PEOPLE)),
        Heading("Limits"),
        *map(Text, LIMITS),
        Heading("This run"),
        facts,
    )
    return Section("method", "Method in brief", blocks)
