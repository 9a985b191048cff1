"""Comparisons of two assessments: what differs between their maps, and what that explains of their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data_maps.caching import cached_property
from datareach.assessments import Assessment

if TYPE_CHECKING:
    import pandas as pd

    from assessments.results.comparison.compared import MapComparison, Side
    from assessments.results.comparison.result import ComparisonResult


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two assessments side by side: `one`, and the `other` that it became.

    The frames are as those of an assessment.

    >>> import datareach
    >>> harbour = datareach.read("case:harbour")
    >>> known = harbour.set("interest.XB", 0.4)
    >>> comparison = datareach.compare(datareach.assess(harbour, draws=0), datareach.assess(known, draws=0))
    >>> comparison.same, comparison.result.same
    (False, False)
    >>> harms = comparison.numbers.set_index("of")["harm.point"]
    >>> round(float(harms["after"] / harms["before"]), 12)  # half the interest, half the harm
    0.5
    >>> comparison.differences[["address", "before"]].values.tolist()
    [['estimates.interest.XB', '0.8']]
    >>> comparison.explained["groups"].tolist()
    ['law']
    >>> import json
    >>> json.loads(comparison.to_json())["same"]
    False
    """

    one: Assessment
    other: Assessment
    compared: MapComparison = field(repr=False)

    @cached_property
    def result(self) -> ComparisonResult:
        """The whole comparison as a frozen pydantic model."""
        from assessments.exports.comparison import result

        return result(self.compared)

    @property
    def same(self) -> bool:
        """True where both say the same under the same settings."""
        return self.compared.same

    @cached_property
    def _frames(self) -> dict[str, pd.DataFrame]:
        from assessments.results.frames import comparison_frames

        return comparison_frames(self.result)

    @property
    def numbers(self) -> pd.DataFrame:
        """Three rows, before, after and the difference: harm, strategic exposures, persons a year by level."""
        return self._frames["numbers"].copy()

    @property
    def explained(self) -> pd.DataFrame:
        """A row for each group of differences: what it explains of each number. The rows add up to the difference."""
        return self._frames["explained"].copy()

    @property
    def differences(self) -> pd.DataFrame:
        """A row for each thing that differs: its address, what either map says and where."""
        return self._frames["differences"].copy()

    def to_json(self) -> str:
        """The whole comparison, unrounded: what `datareach diff --json` prints."""
        from assessments.exports.comparison import text

        return text(self.compared)


def compare(one: Assessment, other: Assessment, *, draws: int = 1_000) -> Comparison:
    """What changed from one assessment to another, and what explains the difference.

    Args:
        one: The first.
        other: What it became.
        draws: From how many draws the difference is explained; none where either was assessed without.

    Raises:
        TypeError: For what is no assessment.
    """
    from assessments.results.comparison.compared import compared

    if not (isinstance(one, Assessment) and isinstance(other, Assessment)):
        raise TypeError("two assessments are compared, as datareach.assess gives them")
    settings = one.run.settings
    drawn = draws if settings.draws and other.run.settings.draws else 0
    return Comparison(one, other, compared(_side(one), _side(other), draws=drawn, seed=settings.seed))


def _side(assessment: Assessment) -> Side:
    """An assessment as one side, with what its draws came to already."""
    from assessments.results.comparison.compared import Side, measures_of
    from assessments.scenario_runs import offering

    run = assessment.run
    data_map = offering(assessment.map.data_map, run.settings.options)
    measured = measures_of(run) if run.settings.draws else None
    return Side(assessment.map.name, data_map, run.settings, measured=measured)
