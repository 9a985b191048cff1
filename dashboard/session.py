"""What a person has open: the text of a map and the settings in the address; everything else follows from these two."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import TypeVar, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessments.report.sentences import listed
from assessments.run import DRAWS, Assessment, Settings, assess, rescored, roughly
from assessments.run import with_draws as drawn_from
from assessments.scenario import Unusable, viewed
from assessments.scenario_runs import unused
from dashboard import given
from dashboard.common import COMMON
from dashboard.draws import Draws
from dashboard.given import FILE
from dashboard.turns import Turn
from dashboard.work import worked
from data_maps.model import DataMap
from data_maps.problems import Problem, did_you_mean, shown
from data_maps.reading import CASE, Reading, case_names, case_path
from data_maps.settings import with_setting
from data_maps.uploads import read_files
from risk.options.timeline import in_order, with_options

Result = TypeVar("Result")

OWN, SAVED = "own:", "saved:"
ONE = (
    *("map", "as_of", "viewpoint", "horizon", "ratio", "by", "about"),
    *("actor", "data", "users", "route"),
    *("family", "said", "evidence", "spread", "number", "rate", "rate_by"),
    *("burden", "costs", "most", "later", "months", "close", "under", "target"),
    *("before", "before_as_of", "before_viewpoint", "after", "after_as_of", "after_viewpoint"),
    "law",
    *("saved", "words", "step"),
)
MANY = ("set", "off", "options", "open")
SETTINGS = ("as_of", "viewpoint", "horizon", "set", "ratio", "by", "options")
LONGEST, MOST_VALUES = 300, 60
KEPT = 40
WHAT = "Working out the result"
LARGE, ROUGH = 500, 250
RATIOS = ("1", "2", "4", "10", "linear")
USUAL_RATIO = "4"


@dataclass(frozen=True)
class Opened:
    """The map that is open: what it is called in the address, its files, and which opening of this session it is."""

    name: str
    files: tuple[tuple[str, bytes], ...]
    number: int
    revision: int = 0

    @property
    def contents(self) -> dict[str, bytes]:
        """The bytes of each file by its name."""
        return dict(self.files)

    @property
    def key(self) -> str:
        """One word for what the map is called and all that its files hold."""
        said = [self.name.encode(), *(part for name, content in self.files for part in (name.encode(), content))]
        return hashlib.sha256(b"".join(b"%d:%b" % (len(part), part) for part in said)).hexdigest()


@dataclass(frozen=True)
class Good:
    """The last text of the open map that could be read, and when it was left behind."""

    opened: Opened
    since: str


@dataclass(frozen=True)
class Found:
    """What there is to show: an assessment, the problems of the text as it now is, and since when it is out of date."""

    assessment: Assessment | None
    reading: Reading | None
    notes: tuple[str, ...] = ()
    since: str | None = None
    key: Hashable = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What has to be changed in the text before it can be assessed again."""
        return self.reading.problems if self.reading else ()


def opened() -> Opened | None:
    """The map that is open in this session."""
    return cast("Opened | None", st.session_state.get("opened"))


def as_opened() -> Opened | None:
    """The open map as it was when it was opened."""
    return cast("Opened | None", st.session_state.get("as_opened"))


def name() -> str | None:
    """What the open map is called in the address."""
    now = opened()
    return now.name if now else None


def params() -> dict[str, list[str]]:
    """The settings of this session, as they stand in the address."""
    return cast("dict[str, list[str]]", st.session_state.setdefault("params", {}))


def one(name: str) -> str | None:
    """The value of a setting that has one."""
    return next(iter(params().get(name, ())), None)


def many(name: str) -> tuple[str, ...]:
    """The values of a setting that may have several."""
    return tuple(params().get(name, ()))


def choose(name: str, *values: str | None) -> None:
    """Set a setting, or clear it."""
    kept = [value for value in dict.fromkeys(values) if value]
    if kept:
        params()[name] = kept
    else:
        params().pop(name, None)


def set_number(said: str) -> None:
    """Use a number instead of the map's own, `said` as ADDRESS=VALUE: in place of what was set at the same address.

    One that cannot be used changes nothing, and the page says what is wrong with it.
    """
    now = found().assessment
    changed = with_setting(_at_hand(now).data_map, said)
    if isinstance(changed, Problem):
        note(_said("set", changed))
    else:
        choose("set", *set_elsewhere(said.partition("=")[0].strip()), said)


def set_elsewhere(address: str) -> list[str]:
    """The numbers that are set at other addresses."""
    return [each for each in many("set") if each.partition("=")[0].strip() != address]


def read_address(open_saved: Callable[[str], None]) -> None:
    """Take over what the address says, unless it is what this session wrote there itself or says nothing.

    What it calls saved is opened by `open_saved`, which takes its id and notes why where it cannot.
    """
    said = {name: st.query_params.get_all(name) for name in st.query_params}
    if not said or said == st.session_state.get("written"):
        return
    st.session_state["address-notes"] = tuple(_strange(said))
    fresh = {name: _short(said[name], name) for name in (*ONE, *MANY) if name in said}
    if "map" not in fresh and (now := opened()):
        fresh["map"] = [now.name]
    st.session_state["params"] = fresh
    _open_named(one("map"), open_saved)


def _short(values: list[str], name: str) -> list[str]:
    kept = [value[:LONGEST] for value in values[:MOST_VALUES] if value.strip()]
    return kept[-1:] if name in ONE else kept


def _strange(said: dict[str, list[str]]) -> Iterable[str]:
    for name, values in said.items():
        if name not in (*ONE, *MANY):
            hint = str(did_you_mean(name, (*ONE, *MANY)))
            yield f"The address says {shown(name)}, which means nothing here" + (f" ({hint})." if hint else ".")
        elif name in ONE and len(values) > 1:
            yield f"The address says {name} more than once: the last one counts."
        if any(len(value) > LONGEST for value in values) or len(values) > MOST_VALUES:
            yield f"What the address says for {shown(name)} is too long: it is cut short."


def write_address() -> None:
    """Put the settings into the address, so that a link is the view."""
    wanted = {name: values for name, values in params().items() if values}
    now = {name: st.query_params.get_all(name) for name in st.query_params}
    if now != wanted:
        st.query_params.from_dict(wanted)
    st.session_state["written"] = {name: list(values) for name, values in wanted.items()}


def _open_named(name: str | None, open_saved: Callable[[str], None]) -> None:
    """Open what the address names; what it cannot name is said and leaves what is open as it is."""
    now = opened()
    if name is None or (now and now.name == name):
        return
    if now and _grew_from(now, name):
        choose("map", now.name)
        return
    if name.removeprefix(CASE) in case_names() and name.startswith(CASE):
        open_case(name)
        return
    if name == given.name() and name.startswith(FILE):
        open_given()
        return
    if name.startswith(SAVED):
        open_saved(name.removeprefix(SAVED))
        now = opened()
    elif name.startswith((OWN, FILE)):
        note(f"The address names {shown(bare(name))}, a map of another window. Open its file to see it.")
    else:
        hint = str(did_you_mean(name, [CASE + known for known in case_names()]))
        note(f"The address names {shown(name)}, and no such map ships here" + (f" ({hint})." if hint else "."))
    choose("map", now.name if now else None)


def _grew_from(now: Opened, name: str) -> bool:
    """Whether a map is what somebody made of another: the address of before, which a quick press brings, keeps it."""
    first = as_opened()
    return first is not None and first.number == now.number and first.name == name and first.files != now.files


def note(said: str) -> None:
    """Say something at the head of the page until the address changes."""
    st.session_state["address-notes"] = (*st.session_state.get("address-notes", ()), said)


def open_case(name: str) -> None:
    """Open a map that ships."""
    content = case_path(name.removeprefix(CASE)).read_bytes()
    open_files(name, {name: content})


def open_offered() -> None:
    """Open the map that this dashboard was started with, whether it ships or is a file."""
    if given.name().startswith(CASE):
        open_case(given.name())
    else:
        open_given()


def open_given() -> None:
    """Open the map that whoever started the dashboard named."""
    files = given.contents()
    if isinstance(files, Problem):
        note(f"{files.place.file}: {files.message} ({files.hint}).")
    elif files:
        open_files(given.name(), files)


def open_files(name: str, files: dict[str, bytes], *, keep: bool = True) -> None:
    """Open some files as a map; settings that belong to another map are left behind unless the address brings them."""
    number = st.session_state.get("openings", 0) + 1
    fresh = Opened(name, tuple(files.items()), number)
    st.session_state.update(openings=number, opened=fresh, as_opened=fresh)
    st.session_state.pop("good", None)
    if not keep:
        st.session_state["params"] = {}
        st.session_state["address-notes"] = ()
    choose("map", name)


def write(file: str, text: str, *, replaced: bool) -> None:
    """Take over a changed text of one file; `replaced` where it is not what was typed into the editor."""
    now = _at_hand(opened())
    content = text.encode("utf-8", "surrogatepass")
    remember(now)
    files = tuple((_own(name), content if name == file else old) for name, old in now.files)
    name = now.name if now.name.startswith(OWN) else OWN + _own(bare(now.name))
    st.session_state["opened"] = replace(now, name=name, files=files, revision=now.revision + replaced)
    choose("map", name)


@dataclass(frozen=True)
class Undo:
    """How the map and the settings were before a number was changed."""

    address: str
    opened: Opened | None
    params: tuple[tuple[str, tuple[str, ...]], ...]


def undoes() -> list[Undo]:
    """The changes of numbers that can be taken back, the last one last."""
    now = opened()
    kept: list[Undo] = st.session_state.setdefault("undoes", [])
    kept[:] = [each for each in kept if each.opened and now and each.opened.number == now.number]
    return kept


def keep_for_undo(address: str) -> None:
    """Keep how the map and its numbers are, before one is changed."""
    undoes().append(Undo(address, opened(), tuple((name, many(name)) for name in ("map", "set"))))


def undo() -> None:
    """Take back the last change of a number."""
    last = undoes().pop()
    now = opened()
    if last.opened is not None and now is not None and last.opened.files != now.files:
        st.session_state["opened"] = replace(last.opened, revision=now.revision + 1)
    for name, values in last.params:
        choose(name, *values)


def bare(name: str) -> str:
    """What a map is called, without where it comes from; one that ships keeps its whole name."""
    if name.startswith(SAVED):
        return f"{name.removeprefix(SAVED).replace('/', '-')}.yaml"
    return name.removeprefix(OWN).removeprefix(FILE)


def _own(name: str) -> str:
    """The name of a file of one's own that starts from one that ships."""
    return f"{name.removeprefix(CASE)}.yaml" if name.startswith(CASE) else name


def remember(now: Opened) -> None:
    """Keep a text that can be read, to show its result while a later one cannot."""
    if reading_of(now).data_map is not None:
        st.session_state["good"] = Good(now, datetime.now(UTC).astimezone().strftime("%H:%M:%S"))


def reading_of(source: Opened) -> Reading:
    """The map of some files, or all problems in them."""
    name = bare(source.name)
    return derived(("reading", name, source.key), lambda: read_files(source.contents, name))


def derived(key: Hashable, make: Callable[[], Result]) -> Result:
    """What follows from the ground state, made once for each content and kept in this session alone."""
    known: OrderedDict[Hashable, object] = st.session_state.setdefault("derived", OrderedDict())
    if key not in known:
        known[key] = make()
        while len(known) > KEPT:
            known.popitem(last=False)
    known.move_to_end(key)
    return cast("Result", known[key])


def known(key: Hashable) -> bool:
    """Whether something has been derived already, here or, if it is in common, in any session."""
    if (found := COMMON.get(key)) is not None:
        derived(key, lambda: found[0])
    return key in st.session_state.setdefault("derived", OrderedDict())


def in_common(key: Hashable, make: Callable[[], Result]) -> Result:
    """What follows from the open map and its settings alone, made once for all sessions that have the same."""
    return derived(key, lambda: COMMON.of(key, make))


def forget(key: Hashable) -> None:
    """Drop what was derived, so that it is made anew."""
    st.session_state.setdefault("derived", OrderedDict()).pop(key, None)


def found() -> Found:
    """The assessment of the open map under the settings; of its last good text where the text has problems."""
    state = _ground_state()
    kept = cast("tuple[Hashable, Found] | None", st.session_state.get("found"))
    if kept is None or kept[0] != state or (kept[1].key and not known(kept[1].key)):
        st.session_state["found"] = kept = (state, _found())
    return kept[1]


def _ground_state() -> Hashable:
    """All that what is found follows from."""
    kept = (st.session_state.get(name) for name in ("opened", "good", "base", "address-notes"))
    return (*kept, tuple((name, tuple(values)) for name, values in params().items()))


def _found() -> Found:
    now = opened()
    notes = st.session_state.get("address-notes", ())
    if now is None:
        return Found(None, None, notes)
    reading = reading_of(now)
    good = st.session_state.get("good")
    if reading.data_map is not None:
        assessment, said, key = assessed(now)
        return Found(assessment, reading, (*notes, *said), key=key)
    if good is not None and good.opened.number == now.number:
        assessment, said, key = assessed(good.opened)
        return Found(assessment, reading, (*notes, *said), good.since, key)
    return Found(None, reading, notes)


def assessed(source: Opened) -> tuple[Assessment, tuple[str, ...], Hashable]:
    """The assessment of a text under the settings that fit it, what is said of the others, and its key."""
    data_map, refused = _viewed(_at_hand(reading_of(source).data_map))
    ratio, wrong = _ratio(one("ratio"))
    options, missing = _options(data_map)
    asked = tuple((name, many(name)) for name in ("as_of", "viewpoint", "horizon", "set"))
    key = ("assessment", source.key, asked, ratio, options)
    settings = Settings(severity_ratio=ratio, options=options)
    last = cast("Assessment | None", st.session_state.get("last"))
    make = partial(_assess, last, data_map, settings)
    work = partial(worked, WHAT, str(key), make, meanwhile=_nothing, turn=Turn.NOW)
    st.session_state["last"] = made = derived(key, work)
    idle = tuple(_said("set", problem) for problem in unused(made, _usable(many("set"), refused)))
    return made, (*refused.values(), *wrong, *missing, *idle), key


def _nothing() -> None:
    """What can be drawn before there is a result."""


def look_at_base(*, base: bool) -> None:
    """Whether this page looks at the base case, whatever options are chosen: one that compares them does."""
    st.session_state["base"] = base


def _options(data_map: DataMap) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The chosen options that are in force on this page, in the order of the map, and what is said of others."""
    if st.session_state.get("base"):
        return (), ()
    unknown = [option for option in many("options") if option not in data_map.options]
    hints = {option: str(did_you_mean(option, data_map.options)) for option in unknown}
    return in_order(data_map, many("options")), tuple(
        f"This map has no option {shown(option)}{f' ({hint})' if hint else ''}. It is left aside."
        for option, hint in hints.items()
    )


def _assess(last: Assessment | None, data_map: DataMap, settings: Settings) -> Assessment:
    """The assessment of a map, from the last one of this session where only numbers have changed."""
    data_map = with_options(data_map, settings.options) if settings.options else data_map
    found = rescored(last, data_map) if last is not None and last.settings == settings else None
    return found or assess(data_map, settings)


def _at_hand(thing: Result | None) -> Result:
    """What is known to be there where this is asked."""
    if thing is None:
        raise LookupError("nothing is open")
    return thing


def _usable(settings: Iterable[str], refused: dict[tuple[str, str], str]) -> tuple[str, ...]:
    return tuple(setting for setting in settings if ("set", setting) not in refused)


def _viewed(data_map: DataMap) -> tuple[DataMap, dict[tuple[str, str], str]]:
    """The map under every setting that fits it; the others by what is wrong with them."""
    refused: dict[tuple[str, str], str] = {}
    single = [(name, one(name)) for name in ("as_of", "viewpoint", "horizon")]
    for name, value in (*single, *(("set", setting) for setting in many("set"))):
        if value is None:
            continue
        try:
            data_map = _with(data_map, name, value)
        except Unusable as unusable:
            refused[name, value] = _said(name, unusable.problems[0])
    return data_map, refused


def _with(data_map: DataMap, name: str, value: str) -> DataMap:
    match name:
        case "as_of":
            return viewed(data_map, as_of=value)
        case "viewpoint":
            return viewed(data_map, viewpoint=value)
        case "horizon":
            return viewed(data_map, horizon=value)
    return viewed(data_map, settings=[value])


SPOKEN = {
    "as_of": "As of",
    "viewpoint": "Whose people",
    "horizon": "Horizon",
    "set": "A number that was set",
    "ratio": "Severity ratio",
}


def _said(name: str, problem: Problem) -> str:
    hint = f" ({problem.hint})" if problem.hint else ""
    path = f"{problem.path}: " if problem.path else ""
    return f"{SPOKEN[name]}: {path}{problem.message}{hint}. It is left aside."


def _ratio(text: str | None) -> tuple[float | None, tuple[str, ...]]:
    """The severity ratio that is chosen; None stands for linear weights."""
    if text is None or text in RATIOS:
        return (None if text == "linear" else float(text or USUAL_RATIO)), ()
    said = f"Severity ratio: {shown(text)} is not one of {listed(list(RATIOS))}. It is left aside."
    return float(USUAL_RATIO), (said,)


def part(
    what: str,
    name: str,
    make: Callable[[Assessment], Result],
    more: Hashable = (),
    *,
    drawn: bool = False,
    at: Callable[[], DeltaGenerator] | None = None,
) -> Result:
    """A part of what there is to show, made once; long work says `what` it is, and can be stopped.

    It says so `at` a place that is taken only then, else at one of its own, which is there whether anything waits or
    not: what follows stands at the same place in each run.
    `drawn` where it is made from draws of the numbers too.
    """
    source = found()
    assessment = with_draws() if drawn else _at_hand(source.assessment)
    key = part_key(name, more, drawn=drawn)
    lost = forget_draws if drawn else partial(forget, source.key)
    spot = at or cache(st.empty)
    turn = Turn.LATER if drawn else Turn.NOW
    work = partial(worked, what, str(key), partial(make, assessment), at=spot, turn=turn)
    result = in_common(key, lambda: unharmed(lost, work))
    if at is None:
        spot()
    return result


def part_key(name: str, more: Hashable = (), *, drawn: bool = False) -> Hashable:
    """What a part of what there is to show is kept as."""
    return ("part", name, more, drawn, found().key)


def with_draws() -> Assessment:
    """The open assessment with draws of its numbers; whatever follows from them is worked out when it is asked for.

    Draws are large, so a session keeps those of one assessment alone, and only the sessions that used theirs last.
    """
    source = found()
    return _draws().of(source.key, lambda: drawn_from(_at_hand(source.assessment), DRAWS))


def _draws() -> Draws:
    return cast("Draws", st.session_state.setdefault("draws", Draws()))


def is_large() -> bool:
    """Whether the open map has so many events that not everything about it is there at once."""
    assessment = found().assessment
    return assessment is not None and len(assessment.events.events) >= LARGE


def is_slow() -> bool:
    """Whether not all points of the open map are there at once: it is large, or its states of the world are unknown."""
    assessment = found().assessment
    return assessment is not None and (is_large() or not assessment.worlds.known)


def roughly_drawn() -> Assessment:
    """The open assessment with few draws of its numbers, to say at once what many then say better."""
    return roughly(_at_hand(found().assessment), ROUGH)


def forget_draws() -> None:
    """Drop the draws, so that they are made anew."""
    _draws().forget()


def unharmed(lost: Callable[[], None], make: Callable[[], Result]) -> Result:
    """What is made; if it is given up half-way, what it was made from is `lost`, and made anew as well."""
    finished = False
    try:
        result = make()
        finished = True
        return result
    finally:
        if not finished:
            lost()
