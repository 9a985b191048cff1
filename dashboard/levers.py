"""Levers where the answer stands: owner, servers, keys, who gets data and people, by lists and in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from assessments.report.reasons import place_name
from assessments.report.sentences import figures
from dashboard import fields, presses, session, show
from dashboard.changes import (
    DROP,
    HELD_BY,
    KEYS,
    KINDS,
    OWNER,
    PEOPLE,
    SERVER,
    UNKNOWN,
    changed,
    counts_as_one,
    in_words,
    people_setting,
    recipients,
    thing,
)
from data_maps.model import DataMap
from data_maps.problems import Fault
from risk.organisations import counted_groups
from risk.placebo import owner_state

SETTING, WRONG = "change", "levers:wrong"
LONGEST, MOST = 80, 12


def say(words: str) -> bool:
    """Make a change that is said in words, in place of one of the same thing; False where they are none of a change."""
    data_map, (kind, said) = session.current().data_map, in_words(words)
    if data_map is None or kind not in KINDS or "=" in words:
        return False
    made = people_setting(data_map, said) if kind == PEOPLE else changed(data_map, words)
    st.session_state.pop(WRONG, None)
    session.forget_notes()
    if isinstance(made, Fault):
        st.session_state[WRONG] = (
            session.name(),
            f"{show.as_sentence(made.message)[:-1]}{f' ({made.hint})' if made.hint else ''}.",
        )
    elif isinstance(made, str):
        session.set_number(made)
    else:
        session.pin_before_change()
        in_force = session.setting_values(SETTING)
        others = (each for each in in_force if thing(data_map, each) != thing(data_map, words))
        session.choose(SETTING, *others, f"{kind} {said}")
    return True


def refused() -> None:
    """Say beside the levers why the last change was not made."""
    name, wrong = st.session_state.get(WRONG, (None, ""))
    if wrong and name == session.name():
        show.notice(wrong, "broken")


def chips(key: str) -> None:
    """A button for each change in force, which takes it away."""
    for words in session.setting_values(SETTING):
        label = show.as_label(f"Remove {words}")
        st.button(label, f"{key}:{words}", on_click=presses.on_use(_remove, words), type="tertiary")


def _remove(words: str) -> None:
    session.choose(SETTING, *(each for each in session.setting_values(SETTING) if each != words))
    st.session_state.pop(WRONG, None)
    session.forget_notes()


def levers(data_map: DataMap) -> None:
    """The button beside the answer behind which each lever is: what is picked moves the sentence at once."""
    with st.popover("Change", key="levers"):
        countries, parties = fields.countries(), {id_: place_name(data_map, id_) for id_ in data_map.parties}
        _pick("Owner from", OWNER, owner_state(data_map), countries)
        for id_, system in data_map.systems.items() if len(data_map.systems) <= MOST else ():
            places = {UNKNOWN: "unknown", **countries}
            _pick(f"{place_name(data_map, id_)} in", f"{SERVER} {id_}", system.place, places)
        holders = {holder for system in data_map.systems.values() for holder in system.keys.values()}
        choices = {**HELD_BY, UNKNOWN: "unknown", **parties}
        _pick("Keys held by", KEYS, holders.pop() if len(holders) == 1 else None, choices)
        if others := recipients(data_map)[:MOST]:
            _pick("Drop who gets data", DROP, None, {id_: parties[id_] for id_ in others})
        if counts_as_one(data_map):
            total = sum(data_map.users[group].count.best or 0.0 for group in counted_groups(data_map))
            heard: dict[str, Any] = {
                "key": fields.standing(f"lever:{PEOPLE}", ""),
                "on_change": presses.on_use(_picked, PEOPLE),
            }
            st.text_input("People", placeholder=figures(total), max_chars=LONGEST, **heard)
        chips("levers:remove")


def _pick(label: str, change: str, value: str | None, choices: Mapping[str, str]) -> None:
    """A list of what a lever may be; what is picked or typed is said as the change that it is."""
    known = {**({value: value} if value and value not in choices else {}), **choices}
    st.selectbox(
        show.as_label(label),
        list(known),
        format_func=lambda id_: known.get(id_, id_),
        key=fields.standing(f"lever:{change}", value),
        on_change=presses.on_use(_picked, change),
        placeholder="choose",
        accept_new_options=change.startswith((OWNER, SERVER)),
        filter_mode="prefix" if change.startswith((OWNER, SERVER)) else "contains",
    )


def _picked(change: str) -> None:
    if value := (fields.one(f"lever:{change}") or "").strip():
        meant = fields.country_meant(value) if change.startswith((OWNER, SERVER)) and value != UNKNOWN else value
        say(f"{change} {meant if isinstance(meant, str) else value}")
