"""Scenario of an assessment: the map seen from another day or viewpoint, or with other numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from data_maps.contradictions import not_on_the_map
from data_maps.countries import CODES, country_hint
from data_maps.problems import Fault, Place, Problem, shown
from data_maps.reading import with_reading, with_setting
from data_maps.usual_days import day

if TYPE_CHECKING:
    from data_maps.model import AskedAbout, DataMap


class Unusable(Exception):
    """A request that does not fit the map; `problems` say why."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


LONGEST = 50.0


def viewed(
    data_map: DataMap,
    *,
    as_of: str | None = None,
    viewpoint: str | None = None,
    settings: Sequence[str] = (),
    horizon: str | None = None,
    reading: str | None = None,
    about: str | None = None,
) -> DataMap:
    """The map as of another day, from another viewpoint, as one side reads it, with other numbers or another horizon.

    Or with another state asked about, in words that are not those of the map's own question.

    Raises Unusable with every reason why not.
    """
    problems: list[Problem] = list(_twice(settings))
    own = data_map.own_view or data_map.view
    if as_of is not None:
        data_map = data_map.model_copy(update={"as_of": _day(as_of, problems) or data_map.as_of})
    if viewpoint is not None:
        data_map = data_map.model_copy(update={"viewpoint": viewpoint})
        problems += _viewpoint_problems(data_map)
    if horizon is not None:
        data_map = data_map.model_copy(update={"horizon": _years(horizon, problems) or data_map.horizon})
    if about is not None:
        wrong = list(_about_problems(data_map, about))
        problems += wrong
        data_map = data_map if wrong else data_map.model_copy(update={"question": _asked(data_map, about)})
    data_map = _with_numbers(data_map, reading, settings, problems)
    if problems:
        raise Unusable(*problems)
    return data_map.model_copy(update={"own_view": own if own != data_map.view else None})


def _with_numbers(data_map: DataMap, reading: str | None, settings: Sequence[str], problems: list[Problem]) -> DataMap:
    """The map as one side reads it, then with other numbers; what does not work is added to the problems."""
    steps = [(with_reading, reading)] if reading is not None else []
    for change, text in (*steps, *((with_setting, setting) for setting in settings)):
        changed = change(data_map, text)
        if isinstance(changed, Problem):
            problems.append(changed)
        else:
            data_map = changed
    return data_map


def _twice(settings: Iterable[str]) -> Iterable[Problem]:
    """A problem for each number that is set more than once."""
    values: dict[str, list[str]] = {}
    for setting in settings:
        address, _, value = setting.partition("=")
        values.setdefault(address.strip(), []).append(shown(value.strip()))
    for address, several in values.items():
        if len(several) > 1:
            yield problem_at(
                "--set", f"{address} is set more than once, to {' and to '.join(several)}", "keep one of them"
            )


def _day(text: str, problems: list[Problem]) -> date | None:
    as_of = day(text)
    if isinstance(as_of, Fault):
        problems.append(problem_at("--as-of", as_of.message, as_of.hint))
        return None
    return as_of


def _years(text: str, problems: list[Problem]) -> float | None:
    try:
        years = float(text)
    except ValueError:
        years = 0.0
    if 0.0 < years <= LONGEST:
        return years
    problems.append(
        problem_at("--horizon", f"{shown(text)} is not a horizon", f"write years, up to {LONGEST:g}, as in 2.5")
    )
    return None


def _viewpoint_problems(data_map: DataMap) -> Iterable[Problem]:
    from risk.organisations import counted_groups

    code = data_map.viewpoint
    if code not in CODES:
        yield problem_at("--viewpoint", f"{shown(code)} is not a country code", country_hint(code))
    elif not counted_groups(data_map):
        places = ", ".join(sorted({group.place for group in data_map.users.values()}))
        yield problem_at("--viewpoint", f"no user group of this map is in {code}", f"its people are in {places}")


def _about_problems(data_map: DataMap, code: str) -> Iterable[Problem]:
    if code not in CODES:
        yield problem_at("--about", f"{shown(code)} is not a country code", country_hint(code))
    elif fault := not_on_the_map(data_map, code):
        yield problem_at("--about", fault.message, fault.hint)


def _asked(data_map: DataMap, state: str) -> AskedAbout:
    """The question about a state: the map's own where that is about it, else one without words."""
    from data_maps.model import AskedAbout

    own = data_map.question
    return own if own and own.state == state else AskedAbout(state=state, of=own.of if own else "owner")


def problem_at(flag: str, message: str, hint: object = "") -> Problem:
    """A problem of what was said at a flag of the command line."""
    return Problem(Place(flag, 1, 1), "", message, str(hint))
