"""Departures of a result from the map as written: options in force, numbers set, another day, viewpoint or weights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assessments.report.sentences import capital, enumerated, figures, percent, state_name
from data_maps.caching import kept

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import View
    from data_maps.quantities import Estimate

USUAL_RATIO, USUAL_FLOOR = 4.0, 0.01
NOT_AS_WRITTEN = "This is not the map as written."
LONGEST_TITLE, MOST_NAMED = 60, 2
UNUSED = "not used"


@dataclass(frozen=True)
class SetNumber:
    """A number set from outside the map, and the estimate it stands in the place of, if the result uses it.

    `by_default` says that the replaced estimate is the catalogue's, not the map's.
    """

    address: str
    value: Estimate
    replaced: Estimate | None
    by_default: bool

    @property
    def words(self) -> str:
        """The old value and the new one: interest.US: 0.2 (0.1–0.4) → 0.99."""
        return f"{self.address}: {self.replaced_words} → {value_words(self.value)}"

    @property
    def replaced_words(self) -> str:
        """The old value, and that it stood there by default where it did."""
        if self.replaced is None:
            return UNUSED
        return f"{value_words(self.replaced)}{' by default' if self.by_default else ''}"

    @property
    def plain(self) -> dict[str, Any]:
        """The number as plain values."""
        replaced = _plain(self.replaced) if self.replaced else None
        return {"address": self.address, **_plain(self.value), "replaced": replaced}


@dataclass(frozen=True)
class Departure:
    """One difference of a result from one of the map as written: in a sentence, in short, and in a file's name."""

    sentence: str
    short: str
    name: str


@dataclass(frozen=True)
class MapDepartures:
    """Differences of a result from one of the map as written; `options` are the titles of those in force by their ids.

    `reading` is the id and the title of the reading in force. `severity_ratio` None stands for linear weights; 4 is
    usual. `floor` is the part of all people that counts in a chance. `other_record`: rates are counted from other
    tables than those the map names or that ship here.
    """

    options: dict[str, str]
    numbers: tuple[SetNumber, ...]
    view: View
    own_view: View
    severity_ratio: float | None
    reading: tuple[str, str] | None = None
    other_record: bool = False
    floor: float = USUAL_FLOOR

    @property
    def sentences(self) -> tuple[str, ...]:
        """Each difference with what it replaced; none where the map is assessed as written."""
        return tuple(departure.sentence for departure in self._departures())

    def _departures(self) -> Iterator[Departure]:
        """Each difference, in the order in which they are told."""
        titles = [f"“{title}”" for title in self.options.values()]
        if titles:
            few, cut_titles = len(titles) <= MOST_NAMED, [f"“{_cut(title)}”" for title in self.options.values()]
            yield Departure(
                f"In force, as if it all acted now: {' and '.join(titles)}.",
                f"with {enumerated(cut_titles) if few else f'{len(titles)} options'} in force",
                f"with-{'-'.join(self.options) if few else f'{len(titles)}-options'}",
            )
        if self.reading:
            id_, title = self.reading
            sentence = f"Disputed numbers as “{title}” has them."
            yield Departure(sentence, f"read as “{_cut(title)}” has it", f"reading-{id_}")
        if self.numbers:
            first, many = self.numbers[0], len(self.numbers)
            addresses = [number.address for number in self.numbers]
            yield Departure(
                f"Set from outside: {'; '.join(number.words for number in self.numbers)}.",
                f"{many} numbers set" if many != 1 else f"{first.address} set to {value_words(first.value)}",
                f"{many}-numbers-set" if len(addresses) > MOST_NAMED else "-".join([*addresses, "set"]),
            )
        yield from self._of_view()
        if self.other_record:
            sentence = "Rates are counted from another record of takings and orders."
            yield Departure(sentence, "another record", "another-record")

    def _of_view(self) -> Iterator[Departure]:
        """The differences of the day, the viewpoint, the horizon and the severity ratio."""
        view, own, ratio = self.view, self.own_view, ratio_words(self.severity_ratio)
        if view.as_of != own.as_of:
            sentence = f"Facts and laws as of {view.as_of}; the map's own day is {own.as_of}."
            yield Departure(sentence, f"as of {view.as_of}", f"as-of-{view.as_of}")
        if view.viewpoint != own.viewpoint:
            people = f"people in {state_name(view.viewpoint)}"
            sentence = f"{capital(people)}; the map's own are in {state_name(own.viewpoint)}."
            yield Departure(sentence, people, f"people-in-{view.viewpoint}")
        if view.about != own.about and view.about is not None:
            about = f"asked about {state_name(view.about)}"
            asks = f"the map's own question is about {state_name(own.about)}" if own.about else "the map asks of none"
            yield Departure(f"{capital(about)}; {asks}.", about, f"about-{view.about}")
        if view.horizon != own.horizon:
            over = f"over {figures(view.horizon)} years"
            sentence = f"Options {over}; the map's own horizon is {figures(own.horizon)}."
            yield Departure(sentence, over, f"over-{view.horizon:g}-years")
        if self.severity_ratio != USUAL_RATIO:
            sentence = f"Severity ratio {ratio}; the usual one is {ratio_words(USUAL_RATIO)}."
            yield Departure(sentence, f"severity ratio {ratio}", f"ratio-{ratio}")
        if self.floor != USUAL_FLOOR:
            counts = f"chances of {percent(self.floor)} of users or more"
            sentence = f"{capital(counts)}; the usual floor is {percent(USUAL_FLOOR)}."
            yield Departure(sentence, counts, f"floor-{self.floor:g}")

    @property
    def banner(self) -> str:
        """The sentence above a result; empty where the map is assessed as written."""
        return " ".join((NOT_AS_WRITTEN, *self.sentences)) if self.sentences else ""

    @property
    def short(self) -> str:
        """The differences in one line for titles and running heads; empty where there are none."""
        return ", ".join(departure.short for departure in self._departures())

    @property
    def header(self) -> str:
        """The differences in one line for the head of every page; empty where there are none."""
        return header(self.short)

    def titled(self, title: str) -> str:
        """A title that says how the result differs, if it does."""
        return titled(title, self.short)

    def file_stem(self, stem: str) -> str:
        """The name of a file, without its ending, that says how the result differs, if it does."""
        names = (re.sub(r"[^A-Za-z0-9.]+", "-", departure.name) for departure in self._departures())
        return "-".join((stem, *names))

    @property
    def plain(self) -> dict[str, Any]:
        """The differences as plain values, each with what it replaced; only those there are."""
        view, own = self.view, self.own_view
        pairs = {
            "as_of": (view.as_of.isoformat(), own.as_of.isoformat()),
            "viewpoint": (view.viewpoint, own.viewpoint),
            "about": (view.about, own.about),
            "option_horizon": (view.horizon, own.horizon),
            "floor": (self.floor, USUAL_FLOOR),
            "severity_ratio": ("linear" if self.severity_ratio is None else self.severity_ratio, USUAL_RATIO),
        }
        values: dict[str, Any] = {"says": self.banner, "short": self.short}
        if self.options:
            values["options"] = [{"option": id_, "title": title} for id_, title in self.options.items()]
        if self.reading:
            values["reading"] = {"reading": self.reading[0], "title": self.reading[1]}
        if self.numbers:
            values["numbers"] = [number.plain for number in self.numbers]
        changed = {name: {"value": value, "replaced": own} for name, (value, own) in pairs.items() if value != own}
        return {**values, **changed} if self.sentences else {}


def header(short: str) -> str:
    """The line for the head of every page about differences from the map; empty where there are none."""
    return f"Changed from the map: {short}" if short else ""


def titled(title: str, short: str) -> str:
    """A title with the differences from the map after it, if there are any."""
    return f"{title} – changed: {short}" if short else title


@kept
def scenario(run: Run) -> MapDepartures:
    """The differences of an assessment from one of its map as written."""
    data_map, options = run.data_map, run.settings.options
    titles = {option: data_map.options[option].title or option for option in options}
    numbers = tuple(_set_number(run, address) for address in data_map.settings)
    own, ratio = data_map.own_view or data_map.view, run.settings.severity_ratio
    reading = (data_map.reading, data_map.readings[data_map.reading].title) if data_map.reading else None
    other, floor = data_map.other_record, run.settings.floor
    return MapDepartures(titles, numbers, data_map.view, own, ratio, reading, other, floor)


def _set_number(run: Run, address: str) -> SetNumber:
    """A number set from outside with what it replaced: the map's own estimate, else the one that would be used."""
    value, own = run.data_map.settings[address], run.data_map.overruled.get(address)
    if own is not None:
        return SetNumber(address, value, own, by_default=False)
    used = run.events.numbers.get(address) or _of_options(run, address)
    before = used.replaces if used else None
    return SetNumber(address, value, before.estimate if before else None, bool(before and before.origin == "catalogue"))


def _of_options(run: Run, address: str) -> Any:
    """The number at an address that only the comparison of options uses; None where it does not."""
    from assessments.results.ledger import ledger_rows_of_options

    return next((row.number for row in ledger_rows_of_options(run) if row.number.address == address), None)


def value_words(estimate: Estimate) -> str:
    """A value with its stated range."""
    from assessments.report.estimate_words import range_words

    return range_words(estimate)


def ratio_words(ratio: float | None) -> str:
    """A severity ratio, or that weights are linear."""
    return "linear" if ratio is None else f"{ratio:g}"


def _plain(estimate: Estimate) -> dict[str, Any]:
    return {"best": estimate.best, "low": estimate.low, "high": estimate.high}


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"
