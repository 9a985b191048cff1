"""Result of a portfolio: its apps ranked, what they share, and what was not computed, for programs."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from assessments.measures import MeasureTrack
from assessments.results.part import FORMAT, Measured, Part, Quantity, ShareOfOne


class Unread(Part):
    """A map that has problems, or a path with nothing to read."""

    path: str = Field(description="The map, the row of a table, or the path.")
    problems: tuple[str, ...] = Field(description="What is wrong with it, one a line.")


class Rank(Part):
    """The rank of an app over the simulations; 1 is the app that reaches most people."""

    median: float = Field(description="Its middle rank.")
    low: float = Field(description="5 % of simulations have it higher up.")
    high: float = Field(description="5 % of simulations have it further down.")


class Ranked(Measured):
    """An app with its numbers and its place among the others."""

    track: ClassVar[MeasureTrack] = "apps"

    app: str = Field(description="Its name, with its path where several have that name.")
    path: str = Field(description="Where its map stands.")
    content_persons: Quantity = Field(
        description="People whose readable content the foreign state with the widest reach could order."
    )
    content_persons_per_year: Quantity = Field(description="People a year whose content foreign states expose.")
    persons_per_year: Quantity = Field(description="People a year whose data foreign states expose.")
    harm: Quantity = Field(description="Severe equivalents a year of foreign states.")
    widest: str | None = Field(default=None, description="The foreign state with the widest reach.")
    people: Quantity = Field(description="People who are counted.")
    content_per_100000: Quantity = Field(description="People whose content it could order, of each 100,000.")
    owner: str = Field(description="The top of the organisation that runs it.")
    owner_state: str = Field(description="The state that this is run from.")
    rank: Rank
    tier: int = Field(description="Apps of one tier cannot be told from its first.")


class Concentration(Part):
    """A state, or a party, that could have the content of people of several apps."""

    state: str | None = Field(default=None, description="The state.")
    party: str | None = Field(default=None, description="The id of the party, where it is one.")
    name: str = Field(description="Its name.")
    run_from: str | None = Field(default=None, description="The state that a party is run from.")
    apps: int = Field(description="How many apps.")
    persons: Quantity = Field(description="People if it is ordered or broken into: the largest app of each country.")
    at_most: Quantity = Field(description="The same if nobody uses two of the apps.")


class AppGroup(Part):
    """Apps that have something in common, and whose content the foreign state with the widest reach could order."""

    of: str = Field(description="The owner's state, the type of data, or the law.")
    apps: int = Field(description="How many apps.")
    persons: Quantity = Field(description="People: those of the largest app of each country.")
    at_most: Quantity = Field(description="People if nobody uses two of the apps.")


class FindOut(Part):
    """A number that carries a part of the spread of all apps together."""

    address: str = Field(description="Its address.")
    app: str | None = Field(default=None, description="The app, where it is a number of one.")
    apps: int = Field(description="How many apps use it.")
    worth: ShareOfOne = Field(description="The part of the spread that knowing it would take away.")


class MovedApp(Part):
    """An app whose number or tier is another than in the run before."""

    app: str
    path: str
    content_persons_before: float
    content_persons: float
    rank_before: float
    rank: float
    tier_before: int
    tier: int


class Changes(Part):
    """The difference to the run before in the same folder."""

    added: tuple[str, ...] = Field(description="Apps that were not ranked before.")
    gone: tuple[str, ...] = Field(description="Apps that no longer are.")
    moved: tuple[MovedApp, ...] = Field(description="Apps that moved, the furthest first.")
    same_settings: bool = Field(description="Whether both runs have the same simulations and rank by the same number.")


class Engine(Part):
    """The cluster that computed, and how much it had to."""

    scheduler: str = Field(description="The address of the scheduler; local for one on this machine.")
    workers: int = Field(description="How many worked at the end.")
    seconds: float = Field(description="How long all of it took.")
    computed: int = Field(description="Maps computed in this run.")
    reused: int = Field(description="Maps whose numbers an earlier run had left.")


class PortfolioResult(Part):
    """Everything that follows from many maps."""

    format: int = FORMAT
    measure: str = Field(description="The number that apps are ranked by.")
    draws: int = Field(description="Simulations, the same worlds for all apps.")
    apps: int = Field(description="Apps that are ranked.")
    tiers: int = Field(default=0, description="The tiers that all of them stand in.")
    first_tier: int = Field(default=0, description="How many of them stand in the first tier.")
    problems: tuple[Unread, ...] = Field(description="Maps that could not be computed; the others were.")
    remarks: tuple[str, ...] = Field(description="What was left aside or is there twice.")
    ranking: tuple[Ranked, ...] = Field(description="The apps in their order, the first 10,000 of them.")
    pairs: dict[str, ShareOfOne] = Field(
        description="By `a|b` of apps next to each other: the share of simulations in which a is above b, ties half."
    )
    concentration: tuple[Concentration, ...] = Field(description="What several apps share, most people first.")
    groups: dict[str, tuple[AppGroup, ...]] = Field(description="By `owner_state`, `data` and `laws`.")
    find_out: tuple[FindOut, ...] = Field(description="Numbers to find out, the most telling first.")
    changes: Changes | None = Field(default=None, description="Since the run before; absent where there is none.")
    engine: Engine
