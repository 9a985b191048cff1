"""Scores of the defaults on real services, as parts of a result, and those of the services that ship."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from assessments.results.part import Part, Sha256, ShareOfOne
from risk.shipped import HERE

Grouping = Literal["owner", "kind", "size"]
RowGrouping = Literal["tie", "keys", "word", "grade", "state"]
SHIPPED = HERE / "backtest" / "track_record.json"
"""The scores of the services that ship, as `datareach backtest --json` prints them."""


class Between(Part):
    """A middle with its 90 % interval."""

    median: float = Field(description="The median.")
    low: float = Field(description="The 5 % point.")
    high: float = Field(description="The 95 % point.")


class ReliabilityBin(Part):
    """Services with about the same forecast."""

    forecast: ShareOfOne = Field(description="Their mean chance of at least one known event.")
    observed: ShareOfOne = Field(description="The share of them with one.")
    n: int = Field(description="How many they are.")
    low: ShareOfOne = Field(description="The 5 % point of what `observed` stands for.")
    high: ShareOfOne = Field(description="The 95 % point.")


class ResidualOf(Part):
    """The known number of a group of services against the expected one."""

    expected: float = Field(description="The expected number of known events.")
    observed: int = Field(description="The known number.")
    low: float = Field(description="The 5 % point of the forecast of that number, chance included.")
    high: float = Field(description="The 95 % point.")
    units: int = Field(description="How many services are in the group.")


Residuals = Annotated[
    dict[Grouping, dict[str, ResidualOf]], Field(description="By owner's state, kind of service and size.")
]


class KindScores(Part):
    """The scores of one kind of event; for Brier and logarithmic scores 0 is perfect, for skill 1 is."""

    expected: Between = Field(description="The expected number of known events.")
    predicted: Between = Field(description="The number itself, chance included.")
    observed: int = Field(description="The known number.")
    pit: ShareOfOne = Field(description="The probability of fewer, with half that of exactly so many.")
    brier: float = Field(description="Mean squared error of the chances of at least one event.")
    log: float = Field(description="Mean of minus the logarithm of the chance of what came.")
    frame_brier: float = Field(description="`brier` of the services' own rate, each left out of its own.")
    frame_log: float = Field(description="`log` of the same.")
    alike_brier: float = Field(description="`brier` of the forecast's mean rate for every service alike.")
    alike_log: float = Field(description="`log` of the same.")
    skill: float = Field(description="1 − brier ÷ frame_brier.")
    log_skill: float = Field(description="1 − log ÷ frame_log.")
    skill_over_alike: float = Field(description="1 − brier ÷ alike_brier.")
    log_skill_over_alike: float = Field(description="1 − log ÷ alike_log.")
    bins: tuple[ReliabilityBin, ...] = Field(description="The reliability curve.")
    residuals: Residuals | None = Field(default=None, description="Absent in the result of an assessment.")


class OrdersPublished(Part):
    """Accounts a year that a service published, against the forecast."""

    unit: str = Field(description="The id of the service.")
    period: str = Field(description="The time of the report.")
    forecast: Between = Field(description="Accounts a year named in orders.")
    published: float = Field(description="Accounts a year that it published.")


class OrdersScores(Part):
    """The share of published accounts that lie within the forecast."""

    inside_50: ShareOfOne = Field(description="Within the 50 % interval.")
    inside_90: ShareOfOne = Field(description="Within the 90 % interval.")
    n: int = Field(description="How many reports there are.")
    reports: tuple[OrdersPublished, ...] = Field(description="Each of them.")


class RowsAlike(Part):
    """Rows of a group; all rows of a service share one weight."""

    forecast: ShareOfOne = Field(description="The mean chance that was forecast.")
    got: ShareOfOne = Field(description="The share that got it.")
    low: ShareOfOne = Field(description="The 5 % point of what `got` stands for, by services.")
    high: ShareOfOne = Field(description="The 95 % point.")
    rows: int = Field(description="How many rows there are.")
    services: int = Field(description="Of how many services.")
    brier: float = Field(description="Mean squared error of the chances.")
    tie_brier: float = Field(description="The same of the rate of other services by tie and keys.")


class ReachScores(Part):
    """The scores of the chance that a state could order something, on states that asked; all rows of a service share
    one weight. For Brier and logarithmic scores 0 is perfect, for skill 1 is."""

    whole: RowsAlike = Field(description="All rows together.")
    brier: float = Field(description="Mean squared error of the chances.")
    log: float = Field(description="Mean of minus the logarithm of the chance of what came.")
    tie_brier: float = Field(description="`brier` of the rate of other services by tie and keys.")
    tie_log: float = Field(description="`log` of the same.")
    frame_brier: float = Field(description="`brier` of the rate of all other services.")
    frame_log: float = Field(description="`log` of the same.")
    skill_over_tie: float = Field(description="1 − brier ÷ tie_brier.")
    log_skill_over_tie: float = Field(description="1 − log ÷ tie_log.")
    skill: float = Field(description="1 − brier ÷ frame_brier.")
    log_skill: float = Field(description="1 − log ÷ frame_log.")
    bins: tuple[ReliabilityBin, ...] = Field(description="The reliability curve, each row counted once.")
    groups: dict[RowGrouping, dict[str, RowsAlike]] | None = Field(
        default=None, description="By tie, keys, word of law, grade and state; absent in the result of an assessment."
    )


class ReachTest(Part):
    """The chance that a state could order data, against what states that asked got."""

    content: ReachScores | None = Field(
        default=None, description="Content at least once; absent of under two services."
    )
    routine: ReachScores | None = Field(default=None, description="Content in a twentieth of the requests or more.")
    any: ReachScores | None = Field(default=None, description="Any data at least once.")
    rows: int = Field(description="How many rows there are in all.")
    left_out: dict[str, int] = Field(description="Rows in no score, by why.")
    from_memory: ReachScores | None = Field(default=None, description="`any` of the rows from memory, apart.")

    def questions(self) -> dict[str, ReachScores]:
        """The scores by what was asked for; those from memory are none of them."""
        return {name: part for name, part in self if isinstance(part, ReachScores) and name != "from_memory"}


class Kinds(Part):
    """The scores by kind of event."""

    intrusion: KindScores = Field(description="Thefts by outsiders.")
    with_scraping: KindScores = Field(description="The same forecast against thefts and scrapes.")
    covert: KindScores = Field(description="Takings of many people's data by states.")
    insider: KindScores = Field(description="Insiders who looked people up.")
    placed: KindScores = Field(description="Insiders who worked for a state.")
    orders: OrdersScores | None = Field(default=None, description="Orders; absent where nothing was published.")
    reach: ReachTest | None = Field(default=None, description="Reach; absent in results made before it was tested.")

    def of_events(self) -> dict[str, KindScores]:
        """The scores of events that become known, by kind."""
        return {name: kind for name, kind in self if isinstance(kind, KindScores)}


class SizeScores(Part):
    """The share of known sizes that lie within the forecast."""

    inside_50: ShareOfOne = Field(description="Within the 50 % interval.")
    inside_90: ShareOfOne = Field(description="Within the 90 % interval.")
    n: int = Field(description="How many thefts and scrapes of known size there are.")
    pit: tuple[ShareOfOne, ...] = Field(description="The probability of less, of each.")


class BacktestResult(Part):
    """The scores of the defaults on services."""

    units: int = Field(description="How many services there are.")
    unit_years: float = Field(description="Years in which something would have become known, of all together.")
    catalogue: str = Field(description="The version of the catalogue.")
    defaults: Sha256 = Field(description="SHA-256 of the numbers of all defaults.")
    kinds: Kinds = Field(description="The scores by kind of event.")
    sizes: SizeScores | None = Field(default=None, description="Absent where no size is known.")
    residuals: Residuals = Field(description="Those of thefts by outsiders.")


class TrackRecord(Part):
    """The scores of the defaults on the services that ship."""

    catalogue: str = Field(description="The version of the catalogue that was scored.")
    units: int = Field(description="How many services there are.")
    unit_years: float = Field(description="Years in which something would have become known, of all together.")
    kinds: Kinds = Field(description="The scores by kind of event, as `backtest --json` has them, without residuals.")
    sizes: SizeScores | None = Field(default=None, description="The scores of sizes.")


@cache
def shipped_scores() -> BacktestResult:
    """The scores on the services that ship, as they were computed for this version of the catalogue."""
    return BacktestResult.model_validate_json(SHIPPED.read_text(encoding="utf-8"))


@cache
def track_record() -> TrackRecord:
    """The track record in short, as it stands in every result."""
    whole = shipped_scores()
    shorter: dict[str, Part] = {
        name: kind.model_copy(update={"residuals": None}) for name, kind in whole.kinds.of_events().items()
    }
    if reach := whole.kinds.reach:
        tested = {name: asked.model_copy(update={"groups": None}) for name, asked in reach.questions().items()}
        shorter["reach"] = reach.model_copy(update=tested)
    return TrackRecord(
        catalogue=whole.catalogue,
        units=whole.units,
        unit_years=whole.unit_years,
        kinds=whole.kinds.model_copy(update=shorter),
        sizes=whole.sizes,
    )
