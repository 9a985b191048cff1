"""Checks of the options of a map, and where those stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from assessments.conclusions.options import cuts_nothing
from assessments.report.checks import Check
from assessments.results.options.table import Options
from data_maps.problems import Place
from risk.inputs import changeable
from risk.options.burden import set_by
from risk.options.changes import CHANGES
from risk.options.effects import StepInForce
from risk.options.timeline import acting_time, clashes


def option_checks(options: Options) -> tuple[Check, ...]:
    """Everything about the options of an assessed map that deserves a second look."""
    return tuple(warning for check in CHECKS for warning in check(options))


def _place(options: Options, option: str) -> Place | None:
    return options.data_map.places.get(f"options.{option}")


def _quoted_title(options: Options, option: str) -> str:
    """An option as the map calls it, in quotation marks: its title, or its id where it has none."""
    return f"“{options.data_map.options[option].title or option}”"


def _changes_nothing(options: Options) -> Iterator[Check]:
    """Steps after which the map is what it was before them."""
    for option, entry in options.data_map.options.items():
        after, idle = changeable(options.data_map), []
        for index, step in enumerate(entry.do):
            before = after
            after = CHANGES[step.key](after, step.change, StepInForce(option, index, 0.0, 1.0))
            idle += [f"change {index + 1} ({step.key})"] if after == before else []
        if len(idle) == len(entry.do):
            text = f"The option {_quoted_title(options, option)} changes nothing in this map."
            yield Check("option-changes-nothing", "warning", text, _place(options, option))
        elif idle:
            text = f"Of the option {_quoted_title(options, option)}, {', '.join(idle)} changes nothing in this map."
            yield Check("option-changes-nothing", "warning", text, _place(options, option))


def _sets_what_nothing_uses(options: Options) -> Iterator[Check]:
    for option in options.data_map.options:
        used = options.outcomes.model(((option, 0.0, acting_time(options.data_map, option).years),)).events.inputs
        relied = {number.address for number in options.burden.relying.numbers}
        for address in set_by(options.data_map, option):
            if address not in used and address not in relied:
                called = _quoted_title(options, option)
                text = f"Nothing uses the number {address} while the option {called} is in force."
                yield Check("option-sets-unused", "warning", text, _place(options, option))


def _starts_late(options: Options) -> Iterator[Check]:
    for option in options.data_map.options:
        if not acting_time(options.data_map, option).years:
            called, years = _quoted_title(options, option), options.data_map.horizon
            text = f"The option {called} never acts within the {years:g} years looked at."
            yield Check("option-starts-late", "warning", text, _place(options, option))


def _cuts_nothing(options: Options) -> Iterator[Check]:
    """Options that leave at least as much on both tracks: what is left is as bad for the people concerned."""
    for option in (o for o in options.data_map.options if acting_time(options.data_map, o).years):
        if cuts_nothing(options, option):
            text = (
                f"The option {_quoted_title(options, option)} cuts no harm of all actors together at our best "
                "estimates. Other ways lead to data that are at least as bad for people, or it opens some."
            )
            yield Check("option-cuts-nothing", "note", text, _place(options, option))


def _contradict(options: Options) -> Iterator[Check]:
    data_map = options.data_map
    groups: list[tuple[tuple[str, ...], Place | None]] = [((o,), _place(options, o)) for o in data_map.options]
    groups += [(chosen, data_map.places.get(f"combinations.{i}")) for i, chosen in enumerate(data_map.combinations)]
    for chosen, place in groups:
        pairs = clashes(data_map, chosen)
        for clash in (c for c in pairs if len(chosen) == 1 or c.one != c.other):
            one, other = _quoted_title(options, clash.one), _quoted_title(options, clash.other)
            subject = f"{one} and {other}" if clash.one != clash.other else f"The changes of {one}"
            text = f"{subject} make different things of {clash.part}: the one written later counts."
            yield Check("options-contradict", "warning", text, place)


CHECKS: tuple[Callable[[Options], Iterator[Check]], ...] = (
    _changes_nothing,
    _sets_what_nothing_uses,
    _starts_late,
    _cuts_nothing,
    _contradict,
)
