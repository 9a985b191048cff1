"""Results of maps, cached by Streamlit for every window with the same text and settings."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, TypeVar, cast

import streamlit as st

from assessments.report.sentences import enumerated
from assessments.results.options.table import options_of
from assessments.run import Run, Settings, assess, rough_settings
from assessments.run import with_draws as drawn_from
from assessments.scenario import Unusable, viewed
from assessments.scenario_runs import unused
from dashboard.caps import capped
from dashboard.changes import changed
from dashboard.offered import FILE
from data_maps.expansion import as_id
from data_maps.model import DataMap
from data_maps.problems import Fault, Problem, did_you_mean, shown
from data_maps.reading import Reading
from data_maps.uploads import read_files, texts_of
from risk.options.ready import with_ready_options
from risk.options.timeline import in_order, with_options
from risk.record.loading import with_record_of
from risk.uncertainty.draw_counts import DRAWS

Computed = TypeVar("Computed")

MAPS, DRAWN, PARTS = 40, 8, 400  # draws are large, the parts of a page are small
OWN, SAVED, RANKED = "own:", "saved:", "ranked:"
RATIOS = ("1", "2", "4", "10", "linear")
USUAL_RATIO = "4"
SPOKEN = {
    "as_of": "As of",
    "viewpoint": "Whose people",
    "horizon": "Horizon",
    "reading": "Reading",
    "set": "A number that was set",
}


def bare(name: str) -> str:
    """The name of a map without where it comes from; one that ships keeps its whole name."""
    if name.startswith(SAVED):
        return f"{name.removeprefix(SAVED).replace('/', '-')}.yaml"
    if name.startswith(RANKED):
        return f"{as_id(name.removeprefix(RANKED)) or 'app'}.yaml"
    return name.removeprefix(OWN).removeprefix(FILE)


@dataclass(frozen=True)
class Opened:
    """The map that is open: what it is called in the address, its files, and which opening of this session it is.

    The tables of its own record are among its files.
    """

    name: str
    files: tuple[tuple[str, bytes], ...]
    number: int
    revision: int = 0

    @property
    def contents(self) -> dict[str, bytes]:
        """The bytes of each file by its name."""
        return dict(self.files)

    @property
    def texts(self) -> dict[str, bytes]:
        """The bytes of each file that the map is written in."""
        return texts_of(self.contents)

    @property
    def file_name(self) -> str:
        """The name of the map in the places of its text: that of its one file, or of the whole."""
        texts = list(self.texts)
        return texts[0] if len(texts) == 1 else bare(self.name)

    @cached_property
    def key(self) -> str:
        """A digest of what the map is called and of all that its files hold."""
        pieces = [self.name.encode(), *(piece for name, content in self.files for piece in (name.encode(), content))]
        return hashlib.sha256(b"".join(b"%d:%b" % (len(piece), piece) for piece in pieces)).hexdigest()


@dataclass(frozen=True)
class MapView:
    """A map as an address asks to see it; what does not fit the map is said and left aside.

    `options` are in force, `ready` those of the library that stand beside the map's own, `changes` are said in words.
    `first` asks for first numbers alone: the best values, simulated where that is sooner, without intervals.
    """

    opened: Opened
    as_of: str | None = None
    viewpoint: str | None = None
    horizon: str | None = None
    numbers: tuple[str, ...] = ()
    ratio: str | None = None
    options: tuple[str, ...] = ()
    reading: str | None = None
    ready: tuple[str, ...] = ()
    first: bool = False
    changes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """A word that differs where anything differs that a result follows from."""
        days = (self.as_of, self.viewpoint, self.horizon)
        settings = (*days, self.numbers, self.ratio, self.options, self.reading, self.ready, self.first, self.changes)
        return f"{self.opened.key} {settings!r}"


@dataclass(frozen=True)
class ViewedMap:
    """A map under the settings that fit it: how it is assessed, the numbers in force, and notes on the rest."""

    data_map: DataMap
    settings: Settings
    numbers: tuple[str, ...]
    notes: tuple[str, ...]


BY_KEY: dict[str | type, Callable[[Any], object]] = {
    MapView: lambda view: view.key,
    Opened: lambda opened: opened.key,
}


@st.cache_resource(max_entries=MAPS, show_spinner=False, hash_funcs=BY_KEY)
def reading(opened: Opened) -> Reading:
    """The map of some files, or all problems in them."""
    return with_record_of(read_files(opened.contents, bare(opened.name)), opened.contents)


@st.cache_resource(max_entries=MAPS, show_spinner=False, hash_funcs=BY_KEY)
def viewed_map(view: MapView) -> ViewedMap:
    """The map of a view; raises LookupError where its text has problems."""
    whole = reading(view.opened).data_map
    if whole is None:
        raise LookupError("the text of this map has problems")
    data_map = with_ready_options(whole, view.ready)
    refused: dict[tuple[str, str], str] = {}
    for words in view.changes:
        made = changed(data_map, words)
        if isinstance(made, Fault):
            hint = f" ({made.hint})" if made.hint else ""
            refused["change", words] = f"A change: {made.message}{hint}. It is left aside."
        else:
            data_map = made
    single = [
        ("as_of", view.as_of),
        ("viewpoint", view.viewpoint),
        ("horizon", view.horizon),
        ("reading", view.reading),
    ]
    for name, value in (*single, *(("set", number) for number in view.numbers)):
        if value is None:
            continue
        try:
            data_map = _with(data_map, name, value)
        except Unusable as unusable:
            refused[name, value] = setting_problem(name, unusable.problems[0])
    ratio, wrong = _ratio(view.ratio)
    names = view.options
    unknown = [option for option in names if option not in data_map.options]
    hints = {option: str(did_you_mean(option, data_map.options)) for option in unknown}
    options = in_order(data_map, names)
    missing = [
        f"This map has no option {shown(option)}{f' ({hint})' if hint else ''}. It is left aside."
        for option, hint in hints.items()
    ]
    numbers = tuple(number for number in view.numbers if ("set", number) not in refused)
    settings = Settings(severity_ratio=ratio, options=options)
    settings = rough_settings(settings) if view.first else settings
    return ViewedMap(data_map, settings, numbers, (*refused.values(), *wrong, *missing))


@st.cache_resource(max_entries=MAPS, show_spinner=False, hash_funcs=BY_KEY)
def run(view: MapView) -> Run:
    """The assessment of a view at the best values; raises PastCap where it takes more than this server gives."""
    in_view = viewed_map(view)
    options = in_view.settings.options
    with capped(view.key):
        return assess(with_options(in_view.data_map, options) if options else in_view.data_map, in_view.settings)


@st.cache_resource(max_entries=DRAWN, show_spinner=False, hash_funcs=BY_KEY)
def run_with_draws(view: MapView) -> Run:
    """The assessment of a view with draws of its numbers, which are made when something first asks for them."""
    return run(view) if view.first else drawn_from(run(view), DRAWS)


def cached(what: str, key: Hashable, make: Callable[[], Computed]) -> Computed:
    """A result made once for all windows; while it is made the page says `what` is being done.

    Args:
        what: what is being done, in words for the page.
        key: plain values that hold all that the result follows from.
        make: makes the result, which nobody changes afterwards.

    Raises:
        PastCap: it takes more time or memory than this server gives to one.
    """
    with st.spinner(what, show_time=True), capped():
        return cast("Computed", _cached(key, make))


@st.cache_resource(max_entries=PARTS, show_spinner=False)
def _cached(key: Hashable, _make: Callable[[], object]) -> object:
    return _make()


def draw_options(view: MapView) -> None:
    """Draw the options of a map one by one, so that a newer change waits for one of them at most."""
    options = options_of(run_with_draws(view))
    names = options.names if options else ()
    for number, name in enumerate(names, 1):
        what = f"Comparing options: {number} of {len(names)}"
        cached(what, ("option", name, view.key), partial(_draw_option, view, name))


def _draw_option(view: MapView, name: str) -> None:
    """Have an option drawn; its draws stay with the assessment."""
    options = options_of(run_with_draws(view))
    if options is not None:
        options.drawn(options.combinations[name])


def remarks(view: MapView | None) -> tuple[str, ...]:
    """Sentences about settings that do not fit the map, and about numbers that are set and that nothing in it uses."""
    if view is None:
        return ()
    in_view = viewed_map(view)
    idle = unused(run(view), in_view.numbers) if in_view.numbers else ()
    return (*in_view.notes, *(setting_problem("set", problem) for problem in idle))


def _with(data_map: DataMap, name: str, value: str) -> DataMap:
    match name:
        case "as_of":
            return viewed(data_map, as_of=value)
        case "viewpoint":
            return viewed(data_map, viewpoint=value)
        case "horizon":
            return viewed(data_map, horizon=value)
        case "reading":
            return viewed(data_map, reading=value)
    return viewed(data_map, settings=[value])


def setting_problem(name: str, problem: Problem) -> str:
    """A sentence that says what is wrong with a setting."""
    hint = f" ({problem.hint})" if problem.hint else ""
    path = f"{problem.path}: " if problem.path else ""
    return f"{SPOKEN[name]}: {path}{problem.message}{hint}. It is left aside."


def _ratio(text: str | None) -> tuple[float | None, Sequence[str]]:
    """The severity ratio that is chosen, None for linear weights, and what is wrong with the text of one."""
    if text is None or text in RATIOS:
        return (None if text == "linear" else float(text or USUAL_RATIO)), ()
    wrong = f"Severity ratio: {shown(text)} is not one of {enumerated(list(RATIOS))}. It is left aside."
    return float(USUAL_RATIO), (wrong,)


def part(make: Callable[[Run], object], given: Hashable | None = None) -> tuple[str, Hashable]:
    """The name of what a function makes of an assessment: its own, and the values that it is given beside that.

    Its own is that of its file and the qualified one: Streamlit runs each page as `__main__`, whatever its file.

    Args:
        make: a function that stands in a module, or a `partial` of one.
        given: plain values in the place of those of the `partial`, where these are large.

    Raises:
        TypeError: the function stands inside another, where two have one name.
    """
    bound: Hashable = ()
    if isinstance(make, partial):
        bound, make = (make.args, tuple(sorted(make.keywords.items()))), make.func
    name = f"{inspect.getfile(make)}:{make.__qualname__}"
    if "<locals>" in name:
        raise TypeError(f"{name} stands inside a function: what it makes cannot be told from what another makes there")
    return name, bound if given is None else given
