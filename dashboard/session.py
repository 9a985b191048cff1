"""The open map and the settings in the address of one window; everything else follows from these two."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar, cast

import streamlit as st

from assessments.run import Run
from dashboard import background, offered
from dashboard.background import OWN, RANKED, SAVED, MapView, Opened, bare
from dashboard.caps import PastCap, capped
from dashboard.offered import FILE
from data_maps.model import DataMap
from data_maps.problems import Problem, did_you_mean, shown
from data_maps.reading import CASE, Reading, case_names, case_path
from data_maps.settings import with_setting
from risk.options.ready import is_ready

Computed = TypeVar("Computed")

ONE = (
    *("map", "as_of", "viewpoint", "horizon", "reading", "ratio", "by", "about"),
    *("actor", "data", "users", "through", "route"),
    *("family", "said", "evidence", "spread", "number", "rate", "rate_by"),
    *("burden", "costs", "most", "later", "months", "close", "under", "target"),
    *("before", "before_as_of", "before_viewpoint", "after", "after_as_of", "after_viewpoint"),
    "law",
    *("saved", "words", "step", "part", "task", "tour", "peek"),
    *("find", "owned", "holds", "falls", "across", "upward", "colour", "sort", "first"),
)
MANY = ("set", "change", "off", "options", "together", "open", "draft", "pin")
SETTINGS = ("as_of", "viewpoint", "horizon", "reading", "set", "change", "ratio", "by", "options")
OPENED = "opened"
LONGEST, LONGEST_OF_MANY, MOST_VALUES = 300, 10_000, 400
"""Letters of a value; of one of those that hold what was typed, such as all receivers of data; and values."""


@dataclass(frozen=True)
class Good:
    """The last text of the open map that could be read, and when it was left behind."""

    opened: Opened
    since: str


@dataclass(frozen=True)
class Current:
    """The open map as pages show it: its view, the problems of its text, and since when the view is out of date.

    `notes` say what the address got wrong.
    """

    view: MapView | None
    reading: Reading | None
    notes: tuple[str, ...] = ()
    since: str | None = None

    @property
    def data_map(self) -> DataMap | None:
        """The map under the settings that fit it."""
        return background.viewed_map(self.view).data_map if self.view else None

    @property
    def run(self) -> Run | None:
        """The assessment of it at the best values."""
        return background.run(self.view) if self.view else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the text, which keep it from being assessed again."""
        return self.reading.problems if self.reading else ()


def opened_map() -> Opened | None:
    """The map that is open in this session."""
    return cast("Opened | None", st.session_state.get("opened"))


def contents() -> dict[str, bytes]:
    """The files of the open map by their names; none where none is open."""
    open_map = opened_map()
    return open_map.contents if open_map else {}


def is_one_file() -> bool:
    """True where the open map is one file, into which changes can be written."""
    open_map = opened_map()
    return open_map is not None and len(open_map.texts) == 1


def as_opened() -> Opened | None:
    """The open map as it was when it was opened."""
    return cast("Opened | None", st.session_state.get("as_opened"))


def name() -> str | None:
    """The name of the open map in the address."""
    open_map = opened_map()
    return open_map.name if open_map else None


def params() -> dict[str, list[str]]:
    """The settings of this session, as they stand in the address."""
    return cast("dict[str, list[str]]", st.session_state.setdefault("params", {}))


def one(name: str) -> str | None:
    """The value of a setting that has one."""
    return next(iter(params().get(name, ())), None)


def setting_values(name: str) -> tuple[str, ...]:
    """The values of a setting that may have several."""
    return tuple(params().get(name, ()))


def choose(name: str, *values: str | None) -> None:
    """Set a setting, or clear it."""
    chosen = [value for value in dict.fromkeys(values) if value]
    if chosen:
        params()[name] = chosen
    else:
        params().pop(name, None)


def set_number(setting: str) -> bool:
    """Use a number instead of the map's own, `setting` as ADDRESS=VALUE: in place of what was set at the same address.

    One that cannot be used changes nothing: False, and the page says what is wrong with it.
    """
    changed = with_setting(_at_hand(current().data_map), setting)
    if isinstance(changed, Problem):
        note(background.setting_problem("set", changed))
        return False
    pin_before_change()
    choose("set", *set_elsewhere(setting.partition("=")[0].strip()), setting)
    return True


def set_elsewhere(address: str) -> list[str]:
    """The numbers that are set at other addresses."""
    return [setting for setting in setting_values("set") if setting.partition("=")[0].strip() != address]


def read_address(open_kept: Callable[[str], None]) -> None:
    """Take over what the address says, unless it is what this session wrote there itself or says nothing.

    What was saved, and a file of one's own, is opened by `open_kept`, which takes its name and notes why it cannot.
    """
    address = {name: st.query_params.get_all(name) for name in st.query_params}
    if not address or address == st.session_state.get("written"):
        return
    st.session_state["address-notes"] = tuple(_strange(address))
    fresh = {name: _short(address[name], name) for name in (*ONE, *MANY) if name in address}
    if "map" not in fresh and (open_map := opened_map()):
        fresh["map"] = [open_map.name]
    st.session_state["params"] = fresh
    open_addressed(open_kept)


def open_addressed(open_kept: Callable[[str], None]) -> None:
    """Have the map open that the settings name, as they see it; `open_kept` as in `read_address`."""
    name = one("map")
    open_map = opened_map()
    if name is None or (open_map and open_map.name == name):
        return
    if open_map and _grew_from(open_map, name):
        choose("map", open_map.name)
        return
    if name.removeprefix(CASE) in case_names() and name.startswith(CASE):
        open_case(name)
        return
    if name == offered.name() and name.startswith(FILE):
        open_offered_file()
        return
    if name.startswith(RANKED):
        open_ranked(name.removeprefix(RANKED))
        open_map = opened_map()
    elif name.startswith((SAVED, OWN)):
        open_kept(name)
        open_map = opened_map()
    elif name.startswith(FILE):
        note(f"The address names {shown(bare(name))}, a map of another window. Open its file to see it.")
    else:
        hint = str(did_you_mean(name, [CASE + case for case in case_names()]))
        note(f"The address names {shown(name)}, and no such map ships here" + (f" ({hint})." if hint else "."))
    choose("map", open_map.name if open_map else None)


def _short(values: list[str], name: str) -> list[str]:
    short = [value[: _most_letters(name)] for value in values[:MOST_VALUES] if value.strip()]
    return short[-1:] if name in ONE else short


def _most_letters(name: str) -> int:
    return LONGEST if name in ONE else LONGEST_OF_MANY


def _strange(address: dict[str, list[str]]) -> Iterable[str]:
    for name, values in address.items():
        if name not in (*ONE, *MANY):
            hint = str(did_you_mean(name, (*ONE, *MANY)))
            yield f"The address says {shown(name)}, which means nothing here" + (f" ({hint})." if hint else ".")
        elif name in ONE and len(values) > 1:
            yield f"The address says {name} more than once: the last one counts."
        if any(len(value) > _most_letters(name) for value in values) or len(values) > MOST_VALUES:
            yield f"What the address says for {shown(name)} is too long: it is cut short."


def write_address() -> None:
    """Put the settings into the address, so that a link is the view."""
    wanted = {name: values for name, values in params().items() if values}
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    if query != wanted:
        st.query_params.from_dict(wanted)
    st.session_state["written"] = {name: list(values) for name, values in wanted.items()}


def _grew_from(open_map: Opened, name: str) -> bool:
    """True where a map was made from another: the address of before, which a quick press brings, keeps it."""
    first = as_opened()
    return (
        first is not None and first.number == open_map.number and first.name == name and first.files != open_map.files
    )


def forget_notes() -> None:
    """Say no more what the address got wrong: something was chosen since."""
    st.session_state["address-notes"] = ()


def forget_settings() -> None:
    """Leave behind all settings but which map is open."""
    forget_notes()
    for name in (*ONE, *MANY):
        if name != "map":
            choose(name)


def note(sentence: str) -> None:
    """Say something at the head of the page until the address changes."""
    st.session_state["address-notes"] = (*st.session_state.get("address-notes", ()), sentence)


def open_case(name: str, *, keep: bool = True) -> None:
    """Open a map that ships; settings as in `open_files`."""
    files = offered.with_tables(name, {name: case_path(name.removeprefix(CASE)).read_bytes()})
    if not isinstance(files, Problem):
        open_files(name, files, keep=keep)


def open_offered() -> None:
    """Open the map that this dashboard was started with, whether it ships or is a file."""
    if offered.name().startswith(CASE):
        open_case(offered.name())
    else:
        open_offered_file()


def open_offered_file() -> None:
    """Open the file or folder that the dashboard was started with."""
    files = offered.contents()
    if isinstance(files, Problem):
        note(f"{files}.")
    elif files:
        open_files(offered.name(), files)


def open_ranked(label: str, *, keep: bool = True) -> None:
    """Open an app of the portfolio; settings as in `open_files`."""
    files = offered.app(label)
    if isinstance(files, str):
        note(files)
    else:
        open_files(RANKED + label, files, keep=keep)


def open_files(name: str, files: dict[str, bytes], *, keep: bool = True, number: int = 0) -> None:
    """Open some files as a map; settings that belong to another map are left behind unless the address brings them.

    It has the `number` of its opening in a session of before where that is free: fields are known by it.
    """
    number = max(st.session_state.get("openings", 0) + 1, number)
    st.session_state.pop("pinned", None)
    fresh = Opened(name, tuple(files.items()), number)
    st.session_state.update(openings=number, opened=fresh, as_opened=fresh)
    st.session_state.pop("good", None)
    if not keep:
        st.session_state["params"] = {}
        st.session_state["address-notes"] = ()
    choose("map", name)


def go_on(files: tuple[tuple[str, bytes], ...], revision: int) -> None:
    """Have the files of the open map as they were left when somebody had changed them.

    With their revision: a window that knew them and typed on while its server was gone is not held to be behind.
    """
    st.session_state["opened"] = replace(_at_hand(opened_map()), files=files, revision=revision)


def rename(name: str) -> None:
    """Call the open map otherwise, as what it was saved as."""
    st.session_state["opened"] = replace(_at_hand(opened_map()), name=name)
    choose("map", name)


def write(file: str, text: str, *, replaced: bool) -> None:
    """Take over a changed text of one file; `replaced` where it is not what was typed into the editor."""
    open_map = _at_hand(opened_map())
    pin_before_change()
    content = text.encode("utf-8", "surrogatepass")
    remember(open_map)
    files = tuple((_own(name), content if name == file else old) for name, old in open_map.files)
    name = open_map.name if open_map.name.startswith(OWN) else OWN + _own(bare(open_map.name))
    st.session_state["opened"] = replace(open_map, name=name, files=files, revision=open_map.revision + replaced)
    choose("map", name)


def _own(name: str) -> str:
    """The name of a file of one's own that starts from one that ships."""
    return f"{name.removeprefix(CASE)}.yaml" if name.startswith(CASE) else name


def remember(open_map: Opened) -> None:
    """Keep a text that can be read, to show its result while a later one cannot."""
    if reading_of(open_map).data_map is not None:
        st.session_state["good"] = Good(open_map, datetime.now(UTC).astimezone().strftime("%H:%M:%S"))


def reading_of(source: Opened) -> Reading:
    """The map of some files, or all problems in them."""
    return background.reading(source)


def current() -> Current:
    """The open map as it is to be shown; with its last good text where the text has problems."""
    open_map, notes = opened_map(), st.session_state.get("address-notes", ())
    if open_map is None:
        return Current(None, None, notes)
    reading = background.reading(open_map)
    good = cast("Good | None", st.session_state.get("good"))
    if reading.data_map is not None:
        return Current(_view(open_map), reading, notes)
    if good is not None and good.opened.number == open_map.number:
        return Current(_view(good.opened), reading, notes, good.since)
    return Current(None, reading, notes)


def _view(source: Opened, settings: Mapping[str, Sequence[str]] | None = None) -> MapView:
    """A map as settings ask to see it, those of the address if none are named.

    On a page that compares options none of them is in force.
    """
    values = params() if settings is None else settings
    single = {name: next(iter(values.get(name, ())), None) for name in ("as_of", "viewpoint", "horizon")}
    ratio, reading = (next(iter(values.get(name, ())), None) for name in ("ratio", "reading"))
    chosen = tuple(values.get("options", ()))
    options = () if st.session_state.get("base") else chosen
    view = MapView(
        source,
        **single,
        numbers=tuple(values.get("set", ())),
        ratio=ratio,
        options=options,
        reading=reading,
        ready=tuple(option for option in chosen if is_ready(option)),
        first=False,
        changes=tuple(values.get("change", ())),
    )
    return replace(view, first=True) if view.key in _past_caps() else view


def _past_caps() -> set[str]:
    """The keys of views whose whole result takes more than this server gives."""
    return cast("set[str]", st.session_state.setdefault("past caps", set()))


def take_first_numbers(past: PastCap) -> bool:
    """Show first numbers of the view whose work was past a cap; False where it is of none, or had no more to give."""
    key = past.key
    if key is None or key in _past_caps():
        return False
    _past_caps().add(key)
    return True


def try_whole() -> None:
    """Ask for whole results again, where first numbers alone were shown."""
    _past_caps().clear()


def pin(*, now: bool = False) -> None:
    """Have every number shown beside that of the map as it was opened, or as it is `now`."""
    start = opened_map() if now else as_opened()
    st.session_state["pinned"] = start
    settings = [f"{name}={value}" for name in SETTINGS for value in setting_values(name)] if now else []
    choose("pin", OPENED, *settings)


def pin_before_change() -> None:
    """Pin the map as it is before the first change is made, unless something is pinned or nothing is to be."""
    if "pin" not in params() and not st.session_state.get("unpinned"):
        pin(now=True)


def unpin() -> None:
    """Show numbers alone, from now on also when something is changed."""
    choose("pin")
    st.session_state["unpinned"] = True


def baseline() -> MapView | None:
    """The pinned view that numbers are shown beside; None where nothing is pinned, or it differs in nothing."""
    view, start = current().view, st.session_state.get("pinned") or as_opened()
    if view is None or start is None or "pin" not in params() or reading_of(start).data_map is None:
        return None
    settings: dict[str, list[str]] = {}
    for name, equals, value in (entry.partition("=") for entry in setting_values("pin")):
        if equals and name in SETTINGS:
            settings.setdefault(name, []).append(value)
    pinned = _view(start, settings)
    return None if pinned.key == view.key else pinned


def look_at_base(*, base: bool) -> None:
    """Set whether this page looks at the base case, whatever options are chosen: one that compares them does."""
    st.session_state["base"] = base


def computed(
    what: str, make: Callable[[Run], Computed], *, given: Hashable | None = None, drawn: bool = False
) -> Computed:
    """A value computed of the open map, once for all windows that look at the same map in the same way.

    Args:
        what: what is being done while it is made, in words for the page.
        make: makes the part of an assessment, which nobody changes afterwards; the part is known by its name.
        given: as in `background.part`.
        drawn: whether it is made from draws of the numbers.
    """
    view = _at_hand(current().view)
    assessment = background.run_with_draws if drawn else background.run
    key = (background.part(make, given), drawn, view.key)
    with capped(view.key):
        return background.cached(what, key, lambda: make(assessment(view)))


def baseline_run() -> Run | None:
    """The assessment of the pinned baseline at the best values; None where there is none to show beside."""
    view = baseline()
    return background.run(view) if view else None


def computed_before(
    make: Callable[[Run], Computed], *, given: Hashable | None = None, drawn: bool = False
) -> Computed | None:
    """A value computed of the pinned baseline, as `computed` does; None where there is none to show beside."""
    view = baseline()
    if view is None:
        return None
    assessment = background.run_with_draws if drawn else background.run
    key = (background.part(make, given), drawn, view.key)
    return background.cached("Looking up what it was", key, lambda: make(assessment(view)))


def view_with(numbers: Sequence[str]) -> MapView:
    """The open map as it is seen, with further numbers in place of its own."""
    view = _at_hand(current().view)
    return replace(view, numbers=(*view.numbers, *numbers))


def with_draws() -> Run:
    """The open assessment with draws of its numbers; whatever follows from them is worked out when it is asked for."""
    return background.run_with_draws(_at_hand(current().view))


def draw_options() -> None:
    """Have the options of the open map drawn one by one, before they are compared."""
    background.draw_options(_at_hand(current().view))


def _at_hand(result: Computed | None) -> Computed:
    """A value that is known to be there where this is asked."""
    if result is None:
        raise LookupError("nothing is open")
    return result
