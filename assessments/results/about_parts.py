"""The parts of a result that say what was assessed, with which settings and from which facts."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from assessments.results.part import FORMAT, Part, Sha256


class MapRead(Part):
    """The map that was assessed."""

    title: str = Field(description="The title of the map.")
    as_of: date = Field(description="The day whose facts and laws count.")
    viewpoint: str = Field(description="The country whose people are counted, by its two letters.")
    sha256: Sha256 = Field(description="SHA-256 over what the full map says, however it is written.")


class SettingsUsed(Part):
    """The settings of an assessment."""

    draws: int = Field(description="Draws of all numbers that were asked for; 0 for best values alone.")
    seed: int = Field(description="Seed of the draws.")
    severity_ratio: float | Literal["linear"] = Field(description="How much worse each level is than the one below.")
    horizons: tuple[int, ...] = Field(description="The horizons of chances, in years.")
    option_horizon: float = Field(description="The years over which options are averaged.")
    record: Sha256 = Field(description="SHA-256 over the tables of the record that rates are counted from.")
    left_out: tuple[str, ...] = Field(description="The keys of events that the map leaves out.")
    options: tuple[str, ...] | None = Field(default=None, description="Options in force, where there are any.")
    reading: str | None = Field(default=None, description="The id of the reading in force, where there is one.")
    exchange_rate: float | None = Field(
        default=None,
        description="Lifeline person-years that a severe equivalent avoided is worth to whoever states it.",
    )
    exchange_rate_by: str | None = Field(default=None, description="Who states the exchange rate.")


class OptionInForce(Part):
    """An option that the map was assessed with, as if it acted now."""

    option: str = Field(description="The id of the option.")
    title: str = Field(description="The title of the option.")


class ReadingInForce(Part):
    """The reading of disputed numbers that the map was assessed with."""

    reading: str = Field(description="The id of the reading.")
    title: str = Field(description="The title of the reading.")


class ReplacedNumber(Part):
    """The number that would have been used."""

    best: float = Field(description="The best value.")
    low: float | None = Field(default=None, description="The stated lower end.")
    high: float | None = Field(default=None, description="The stated upper end.")


class NumberSet(Part):
    """A number set from outside the map."""

    address: str = Field(description="The address of the number.")
    best: float = Field(description="The best value.")
    low: float | None = Field(default=None, description="The stated lower end.")
    high: float | None = Field(default=None, description="The stated upper end.")
    replaced: ReplacedNumber | None = Field(default=None, description="What it replaced, if the result uses it.")


class Setting(Part):
    """A setting that differs from the map's own or from the usual one."""

    value: float | str = Field(description="What was used.")
    replaced: float | str = Field(description="What it replaced.")


class Scenario(Part):
    """The differences of a result from one of the map as written."""

    says: str = Field(description="All differences in words.")
    short: str = Field(description="All differences in one line.")
    options: tuple[OptionInForce, ...] | None = Field(default=None, description="Options in force.")
    reading: ReadingInForce | None = Field(default=None, description="The reading in force.")
    numbers: tuple[NumberSet, ...] | None = Field(default=None, description="Numbers set from outside.")
    as_of: Setting | None = Field(default=None, description="Another day than the map's.")
    viewpoint: Setting | None = Field(default=None, description="Another viewpoint than the map's.")
    option_horizon: Setting | None = Field(default=None, description="Another horizon of options, in years.")
    severity_ratio: Setting | None = Field(default=None, description="Another severity ratio than the usual one.")


class FactVersions(Part):
    """The versions of the facts behind a result, each one hash over its files: any change is another version."""

    catalogue: Sha256 = Field(description="Of the vocabulary, the threats, the powers of states and the defaults.")
    record: Sha256 = Field(description="Of the rows of what is known to have happened.")
    rules: Sha256 = Field(description="Of the laws.")


class About(Part):
    """The subject of an assessment, its settings and its versions."""

    scenario: Scenario | None = Field(default=None, description="How it differs from the map as written.")
    format: Literal[2] = Field(default=FORMAT, description="The format of this result.")
    datareach: str = Field(description="The version of Datareach.")
    map: MapRead = Field(description="The map.")
    settings: SettingsUsed = Field(description="The settings.")
    fingerprint: Sha256 = Field(description="SHA-256 over the map, the facts of all `versions` and the settings.")
    versions: FactVersions = Field(description="The versions of the facts behind the result.")
