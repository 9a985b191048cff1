"""The registry of measures: what is counted of what a map's events expose, in what unit, and where it is shown.

A measure that is added to `MEASURES` stands in the JSON and its schema, in frames with its unit, in `diff`, in
`gate --max`, among the columns and axes of a portfolio, and in the docs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from risk.severity import LEVELS

# The parts of a result are read by commands that calculate nothing: what calculates is imported where it is used.
if TYPE_CHECKING:
    from risk.arrays import Floats
    from risk.catalogue import Side

SIDES: tuple[Side, ...] = ("foreign_states", "own_state", "others")
MeasureTrack = Literal["all", "actors", "compared", "apps", "ranks"]
"""All actors together in the headline; each actor and side; comparisons; apps of a portfolio; what ranks them."""


@dataclass(frozen=True)
class Exposures:
    """What some events expose a year, at the best values, in means or in draws; each worked out when it is asked for.

    Harm is in severe equivalents, all else in persons: by level or higher, of shape (levels[, draws]), those whose
    content is exposed, those of strategic groups, and of these those whose contacts are exposed joined.
    """

    harm: Callable[[], Floats]
    persons: Callable[[], Floats]
    content: Callable[[], Floats]
    strategic: Callable[[], Floats]
    joined: Callable[[], Floats]


@dataclass(frozen=True)
class Measure:
    """One measure: its key in the JSON, its title, its unit, how it follows from what events expose, and its meaning.

    `of` is None of what follows from reach, which the rows of a portfolio count. With `levels` it has a value for each
    severity level or higher. Of one that is `linear` in what
    events expose, the part that one input multiplies is left out of the draws, which halves what its median errs by.
    """

    key: str
    title: str
    unit: str
    of: Callable[[Exposures], Floats] | None
    tracks: tuple[MeasureTrack, ...]
    says: str
    levels: bool = False
    linear: bool = True
    of_apps: str = ""
    """What it is of an app of a portfolio, where `says` is not it."""

    def values(self, exposed: Exposures) -> Floats:
        """Its values, shape (levels or 1[, draws])."""
        if self.of is None:
            raise TypeError(f"{self.key} follows from reach, not from events")
        values = self.of(exposed)
        return values if self.levels else values[None]

    @property
    def meaning(self) -> str:
        """Its meaning as a sentence."""
        return f"{self.says[0].upper()}{self.says[1:]}."

    @property
    def axis(self) -> str:
        """The title of an axis that apps are drawn along."""
        return self.title if self.of is None else f"{self.of_an_app[0].upper()}{self.of_an_app[1:]}"

    @property
    def of_an_app(self) -> str:
        """What it is of an app of a portfolio: by foreign states, where nothing else is said."""
        return self.of_apps or (self.says if self.of is None else f"{self.says} by foreign states")


@dataclass(frozen=True)
class MeasureRow:
    """One value of a measure: at a level or higher, or of one side; of all actors where no side is named."""

    measure: Measure
    level: int | None = None
    side: Side | None = None

    @property
    def name(self) -> str:
        """Its name, such as `harm`, `persons_per_year.2`, `harm.foreign_states`."""
        return ".".join(str(part) for part in (self.measure.key, self.level, self.side) if part is not None)

    @property
    def place(self) -> int:
        """Its place among the values of the measure."""
        return LEVELS.index(self.level) if self.level else 0


def _score(exposed: Exposures) -> Floats:
    import numpy as np

    return 10.0 * np.log10(1.0 + np.asarray(exposed.harm()))


HARM = Measure(
    "harm",
    "Severe equivalents a year",
    "severe equivalents a year",
    lambda exposed: exposed.harm(),
    ("all", "actors", "compared", "apps", "ranks"),
    "severe equivalents a year",
    of_apps="people seriously harmed (equivalent) a year by foreign states",
)
PERSONS = Measure(
    "persons_per_year",
    "People a year whose data are exposed",
    "persons a year",
    lambda exposed: exposed.persons(),
    ("all", "actors", "compared", "apps", "ranks"),
    "people a year whose data are exposed, by severity level or higher",
    levels=True,
    of_apps="people a year whose data foreign states would expose",
)
CONTENT_PERSONS = Measure(
    "content_persons_per_year",
    "People a year whose content is exposed",
    "persons a year",
    lambda exposed: exposed.content(),
    ("all", "actors", "apps", "ranks"),
    "people a year whose content is exposed, at any level",
    of_apps="people a year whose content foreign states would expose",
)
SCORE = Measure(
    "score",
    "The score",
    "10·log10(1 + severe equivalents a year)",
    _score,
    ("all",),
    "severe equivalents a year on a logarithmic scale",
    linear=False,
)
MEASURES: tuple[Measure, ...] = (
    Measure("people", "People", "persons", None, ("apps",), "people who are counted"),
    Measure(
        "content_persons",
        "People whose content could be ordered",
        "persons",
        None,
        ("apps", "ranks"),
        "people whose content the foreign state with the widest reach could order",
    ),
    Measure(
        "content_per_100000",
        "Of each 100,000 people, those whose content could be ordered",
        "persons of 100,000",
        None,
        ("apps",),
        "`content_persons` of each 100,000 of them",
    ),
    CONTENT_PERSONS,
    PERSONS,
    HARM,
    SCORE,
    Measure(
        "strategic",
        "People of strategic groups exposed a year",
        "persons a year",
        lambda exposed: exposed.strategic(),
        ("compared",),
        "people of strategic groups whose data are exposed a year",
    ),
)
"""Every measure, in the order in which pages list them."""


def measures_on(*tracks: MeasureTrack) -> tuple[Measure, ...]:
    """The measures of any of some tracks."""
    return tuple(measure for measure in MEASURES if set(tracks) & set(measure.tracks))


def rows_on(*tracks: MeasureTrack) -> dict[str, MeasureRow]:
    """The values of the measures of any of some tracks, all actors together, by name; each level is one."""
    rows = (MeasureRow(m, level) for m in measures_on(*tracks) for level in (LEVELS if m.levels else (None,)))
    return {row.name: row for row in rows}


def compared_rows() -> dict[str, MeasureRow]:
    """What is compared of two maps, by name: values of all actors together, and the harm of each side apart."""
    by_side = (MeasureRow(HARM, side=side) for side in SIDES)
    return {**rows_on("compared"), **{row.name: row for row in by_side}}
