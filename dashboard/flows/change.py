"""Changing the selected part of the picture by lists: owner, country, keys, share; the text of the map follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from assessments.report.reasons import place_name
from dashboard import background, fields, presses, session, show
from dashboard.background import Opened
from data_maps.address_forms import HOLDERS
from data_maps.expansion import single_flows
from data_maps.model import DataMap
from data_maps.places import parsed
from data_maps.problems import Fault, KeyPath
from data_maps.quantities import Estimate
from data_maps.uploads import read_files
from data_maps.values_in_place import with_value
from data_maps.writing import expanded_text

UNKNOWN, EVERYONE = "unknown", "everyone"
KEYS = {"operator": "whoever runs it", "users": "the people themselves", "none": "nobody: in the clear"}
WRONG, LONGEST = "change:wrong", 80
TAKEN_OUT = Fault((), "a line without a share stands for everyone", "take the share out of the text")


@dataclass(frozen=True)
class Changeable:
    """One value of a part: what it is called, where it stands, what it is, and what it may be (none: any number).

    `file` is the place of its file among those of the map, where its path is of that file alone; `usual` what it is
    where nothing is written. A country may also be typed, in any notation.
    """

    label: str
    path: KeyPath
    value: str
    choices: Mapping[str, str]
    file: int | None = None
    usual: str = ""
    is_country: bool = False


def panel(selected: str | None) -> None:
    """The values of the selected part that can be changed here, each written into the text at once."""
    open_map = session.opened_map()
    data_map = session.reading_of(open_map).data_map if open_map else None
    values = list(_values(data_map, selected)) if data_map and selected else []
    if not values:
        return
    with st.container(key="change", gap="xsmall"):
        for changeable in values:
            _field(changeable)
        label, fault = st.session_state.get(WRONG, (None, None))
        if fault is not None:
            hint = f" ({fault.hint})" if str(fault.hint) else ""
            show.notice(f"{label}: {fault.message}{hint}", "broken")
            # In a map of short form no line has this value alone: written out in full, each value has its own.
            if data_map is not None and session.is_one_file() and not str(fault.hint):
                st.button(
                    "Write the map out in full", key="change:in-full", on_click=presses.on_use(_in_full, data_map)
                )


def _values(data_map: DataMap, selected: str) -> Iterator[Changeable]:
    kind, _, name = selected.removeprefix("n:").partition(":")
    if kind == "system" and name in data_map.systems:
        system, way = data_map.systems[name], ("systems", name)
        countries, parties = {UNKNOWN: "unknown", **fields.countries()}, _parties(data_map)
        holders = {**{id_: KEYS.get(id_, id_) for id_ in HOLDERS}, **parties}
        yield Changeable("Stands in", (*way, "in"), system.place, countries, is_country=True)
        yield Changeable("Run by", (*way, "operator"), system.operator, {UNKNOWN: "unknown", **parties})
        if len(holder := set(system.keys.values())) == 1:
            yield Changeable("Keys held by", (*way, "keys"), holder.pop(), holders)
    elif kind == "party" and name in data_map.parties:
        party, way = data_map.parties[name], ("parties", name)
        countries = fields.countries()
        yield Changeable("Organised in", (*way, "organised_in"), party.organised_in, countries, is_country=True)
        yield Changeable("Run from", (*way, "run_from"), party.run_from, countries, is_country=True)
        for line, (file, number, written_line) in zip(data_map.ownership, _lines("ownership"), strict=False):
            if line.of == name:
                yield Changeable("Owned by", ("ownership", number, "owner"), line.owner, _parties(data_map), file)
                if line.share is not None:
                    share = _share(written_line, line.share)
                    yield Changeable("Share owned", ("ownership", number, "share"), share, {}, file)
    elif kind == "e":
        for file, number, flow in _lines("flows"):
            ids = [one.get("id", f"{one.get('from')}.{one.get('to')}") for one in _flows_of_line(flow)]
            if name in ids:
                stated = next((line.share for line in data_map.flows if line.id == name), None)
                label = "Share of the people" if len(ids) == 1 else f"Share of the people, in {len(ids)} flows alike"
                yield Changeable(label, ("flows", number, "share"), _share(flow, stated), {}, file, EVERYONE)


def _share(line: object, share: Estimate | None) -> str:
    """The share that a line of the text says, as its field shows it: unknown where it says so, else its best value."""
    if isinstance(line, dict) and line.get("share") == UNKNOWN:
        return UNKNOWN
    return f"{share.best:.4g}" if share and share.best is not None else ""


def _lines(section: str) -> Iterator[tuple[int, int, object]]:
    """Each line of a list of the map, in its order: the place of its file, its place in that file, and itself."""
    open_map = session.opened_map()
    for file, content in enumerate(open_map.texts.values() if open_map else ()):
        source = parsed(content.decode("utf-8", "replace"), "").value
        lines = source.get(section) if isinstance(source, dict) else None
        for number, line in enumerate(lines if isinstance(lines, list) else ()):
            yield file, number, line


def _flows_of_line(flow: object) -> list[dict[str, Any]]:
    """The flows that a line of the text stands for."""
    return [one for one, _ in single_flows(flow)] if isinstance(flow, dict) else []


def _parties(data_map: DataMap) -> dict[str, str]:
    return {id_: place_name(data_map, id_) for id_ in data_map.parties}


def _field(changeable: Changeable) -> None:
    """A list of what a value may be, or a field for a number in any notation."""
    name = f"change:{changeable.file or 0}:{'.'.join(map(str, changeable.path))}"
    heard: dict[str, Any] = {
        "key": fields.standing(name, changeable.value),
        "on_change": presses.on_use(_change, name, changeable),
    }
    if changeable.choices:
        choices = {changeable.value: changeable.value, **changeable.choices}
        if changeable.is_country:
            heard |= {"accept_new_options": True, "filter_mode": "prefix"}
        st.selectbox(changeable.label, list(choices), format_func=lambda id_: choices.get(id_, id_), **heard)
    else:
        st.text_input(changeable.label, placeholder=changeable.usual, max_chars=LONGEST, **heard)


def _change(name: str, changeable: Changeable) -> None:
    """Write a changed value into the text that has it; what the map does not take is said and left as it was.

    A field that is emptied has its value again.
    """
    open_map, value = session.opened_map(), _value_to_write(changeable, (fields.one(name) or "").strip())
    st.session_state.pop(WRONG, None)
    if open_map is None or value == changeable.value:
        return
    if isinstance(value, Fault):
        st.session_state[WRONG] = (changeable.label, value)
    elif value.lower() not in ("", changeable.usual):
        _write_value(open_map, value, changeable)
    elif changeable.usual and changeable.value:
        st.session_state[WRONG] = (changeable.label, TAKEN_OUT)


def _value_to_write(changeable: Changeable, text: str) -> str | Fault:
    """What was put into a field, as a map writes it: of a country its code, or one question back."""
    if not changeable.is_country:
        return text
    as_it_is = {"": "", UNKNOWN: UNKNOWN, changeable.value.lower(): changeable.value}
    return as_it_is[text.lower()] if text.lower() in as_it_is else fields.country_meant(text)


def _write_value(open_map: Opened, value: str, changeable: Changeable) -> None:
    """Write a value into the first text that has its place, or say that none has."""
    expected, only = changeable.value if changeable.choices else None, changeable.file
    texts = list(open_map.texts.items())
    for file, content in texts if only is None else texts[only : only + 1]:
        text = content.decode("utf-8", "replace")
        changed = with_value(text, changeable.path, value, expected)
        if not isinstance(changed, Fault):
            _write(open_map, file, changed, changeable)
            return
    st.session_state[WRONG] = (changeable.label, Fault((), "the map says this in short", ""))


def _write(open_map: Opened, file: str, text: str, changeable: Changeable) -> None:
    problems = read_files({**open_map.contents, file: text.encode()}, background.bare(open_map.name)).problems
    if problems:
        st.session_state[WRONG] = (changeable.label, Fault((), problems[0].message, str(problems[0].hint)))
        return
    session.write(file, text, replaced=True)


def _in_full(data_map: DataMap) -> None:
    """Write all that a short map stands for into its text, so that each value can be changed."""
    open_map = session.opened_map()
    st.session_state.pop(WRONG, None)
    if open_map is not None:
        session.write(next(iter(open_map.texts)), expanded_text(data_map), replaced=True)
