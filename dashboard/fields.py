"""Fields that show settings of the address, each of which something else can change too.

What a person puts into a field counts, what stood there does not: a browser sends all its fields with each press, and
sends what stood in one before until it has heard of the change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import cast

import streamlit as st

from assessments.report.sentences import state_name
from dashboard import presses, session, show
from dashboard.picker import Choice, picker
from data_maps.countries import ISO_CODES, usual_names
from data_maps.problems import Fault, Guess, did_you_mean, shown
from data_maps.usual_words import country

CODE = 3  # letters of the longest code
LISTED_BESIDE = ("EU", "XK")


def standing(name: str, value: object, *, typed: bool = False) -> str:
    """The key of the field that shows `value`: a new field where something else than the field changed it.

    One that is `typed` into and shows it already is left alone: to set it again would take away what is being typed.
    """
    if name in _turns() and st.session_state.get(_key(name), value) != value:
        _turns()[name] += 1
    _turns().setdefault(name, 0)
    if not typed or _key(name) not in st.session_state:
        st.session_state[_key(name)] = value
    return _key(name)


def one(name: str) -> str | None:
    """The value of a field, as it stands in the address; None where it is empty."""
    value = presses.value(_key(name))
    return None if value is None else str(value)


def several(name: str) -> tuple[str, ...]:
    """The values of a field that takes several."""
    return tuple(cast("list[str]", presses.value(_key(name)) or ()))


def valid_choice(name: str, choices: Sequence[str], unknown: str) -> str | None:
    """The choice of the address for a setting; one that is not known is said, as `unknown` of it, and left aside."""
    chosen = session.one(name)
    if chosen is None or chosen in choices:
        return chosen
    hint = str(did_you_mean(chosen, choices))
    show.notice(f"{unknown.format(shown(chosen))}{f' ({hint})' if hint else ''}. It is left aside.", "broken")
    return None


def select(
    name: str, label: str, choices: Sequence[str], say: Callable[[str], str], clears: Sequence[str] = ()
) -> str | None:
    """A list that sets a setting of the address, whose first choice is the usual one; what the address chooses.

    Args:
        name: what the setting is called in the address.
        label: what stands above the list.
        choices: what can be chosen.
        say: what a choice is called.
        clears: other settings, which a new choice clears.
    """
    chosen = valid_choice(name, choices, f"{label}: {{}} is none of its choices")
    key = standing(f"select:{name}", chosen or choices[0])
    st.selectbox(
        label, list(choices), format_func=say, key=key, on_change=presses.on_use(_choose, name, choices[0], clears)
    )
    return chosen


def _choose(name: str, usual: str, clears: Sequence[str]) -> None:
    value = one(f"select:{name}")
    session.choose(name, None if value == usual else value)
    for other in clears:
        session.choose(other)


def chosen_part(titles: Mapping[str, str]) -> str:
    """The part of a place that is shown, with a switch to the others; the first unless the address names another."""
    usual = next(iter(titles))
    name = session.one("part")
    chosen = name if name is not None and name in titles else usual
    label, key = " or ".join(titles.values()), f"part:{usual}"
    st.segmented_control(
        label,
        list(titles),
        format_func=lambda id_: titles[id_],
        key=standing(key, chosen),
        required=True,
        on_change=presses.on_use(_choose_part, key, usual),
        label_visibility="collapsed",
    )
    return chosen


def _choose_part(key: str, usual: str) -> None:
    value = one(key)
    session.choose("part", None if value == usual else value)


def pick(name: str, choices: Sequence[Choice], wanted: str | None, label: str, key: str, height: int) -> str:
    """A list of things to choose one from; the id of the chosen one, which is in the address once somebody chose."""
    first = choices[0].id
    chosen = picker(choices, chosen=wanted or first, label=label, key=key, height=height) or first
    if chosen != wanted and (wanted is not None or chosen != first):
        session.choose(name, chosen)
        session.write_address()
    return chosen


def _key(name: str) -> str:
    turn = _turns().get(name, 0)
    return f"{name}#{turn}" if turn else name


def _turns() -> dict[str, int]:
    """The number of times that each field was replaced by a new one."""
    return cast("dict[str, int]", st.session_state.setdefault("fields", {}))


@cache
def countries() -> dict[str, str]:
    """The lines of a list of countries by what each stands for: its code, or the name in lower case that it begins."""
    names = {code: state_name(code) for code in (*ISO_CODES, *LISTED_BESIDE)}
    misleading = dict(_misleading(names))
    order = sorted({**names, **{text: text for text in misleading}}.items(), key=lambda entry: entry[1].casefold())
    lines = names | {text: f"{_as_written(text)}: {names[code]}" for text, code in misleading.items()}
    return {id_: lines[id_] for id_, _ in order}


def _misleading(names: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Usual names and codes with which the name of another country begins, and no earlier one of their own."""
    for text, code in usual_names().items():
        begun = min((name for name in names.values() if name.casefold().startswith(text)), default=names[code])
        if begun != names[code]:
            yield text, code


def _as_written(text: str) -> str:
    return text.upper() if len(text) <= CODE else text.capitalize()


def country_meant(text: str) -> str | Fault:
    """The code of a country that was chosen or typed, or one question back.

    Of what nothing is known, the beginning of one name alone counts: here, where the whole name is seen at once.
    """
    code = country(text)
    if isinstance(code, str) or not isinstance(code.hint, Guess):
        return code
    begun = [iso for iso in ISO_CODES if state_name(iso).casefold().startswith(text.strip().casefold())]
    return begun[0] if len(begun) == 1 else code
