"""Scores of the defaults on real services, as parts of a result, and those of the services that ship."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import Field

from assessments.results.part import Part, Sha256, ShareOfOne
from risk.shipped import HERE

Grouping = Literal["owner", "kind", "size"]
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


class Kinds(Part):
    """The scores by kind of event."""

    intrusion: KindScores = Field(description="Thefts by outsiders.")
    with_scraping: KindScores = Field(description="The same forecast against thefts and scrapes.")
    covert: KindScores = Field(description="Takings of many people's data by states.")
    insider: KindScores = Field(description="Insiders who looked people up.")
    placed: KindScores = Field(description="Insiders who worked for a state.")
    orders: OrdersScores | None = Field(default=None, description="Orders; absent where nothing was published.")


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
    scores = {name: kind for name, kind in whole.kinds if isinstance(kind, KindScores)}
    shorter = {name: kind.model_copy(update={"residuals": None}) for name, kind in scores.items()}
    return TrackRecord(
        catalogue=whole.catalogue,
        units=whole.units,
        unit_years=whole.unit_years,
        kinds=whole.kinds.model_copy(update=shorter),
        sizes=whole.sizes,
    )
