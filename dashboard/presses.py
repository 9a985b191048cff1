"""Presses of buttons and changes of fields, each kept until the page has acted on it.

Streamlit tells a press to one run alone, and forgets it where that run is broken off for another before its button is
drawn, or where a run before it ends meanwhile. What is kept here is told to whichever run draws the button next.

It calls what a field or a button is to do once as well, and gives that up in the middle where somebody acts again. So
it only notes here what is to be done (`on_use`), and the next run of the page or of its part does it before all else.

A button does the same whatever its page is about, so that each press carries what that was when the button was drawn:
the page, the opening of the map, and the one thing that the page says it looks at from there on. Where the button is
drawn for anything else, the press is forgotten: nobody signs one assessment by a press beside another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, NamedTuple, NoReturn, ParamSpec, cast

import streamlit as st

from dashboard import session
from dashboard.streamlit_internals import ScriptRunContext, StopException, current_run, waiting_presses

KEPT = "presses"
LOOKED_AT = "presses:looked at"
DRAWN = "presses:drawn"
RUN = "presses:run"
TO_DO = "presses:to do"
Arguments = ParamSpec("Arguments")
Action = Callable[[], object]
StateReader = Callable[[Mapping[str, Any]], object]
FIELDS: ContextVar[Mapping[str, Any] | None] = ContextVar("fields as they stood", default=None)


class PageEnd(StopException):
    """The end of a page before its last line, which is no giving up: Streamlit gives a run up by what it is kind of."""


class OnScreen(NamedTuple):
    """The subject of a page where a button is drawn on it; `opening` counts the maps that were opened."""

    page: str | None
    opening: int
    thing: str | None


class ActToDo(NamedTuple):
    """An act to do, with the fields as they stood when somebody used the one that it is of."""

    act: Action
    fields: Mapping[str, Any]


class ChosenPress(NamedTuple):
    """A press of a button, or none, and the choice in the field beside it then."""

    pressed: bool
    choice: Any


class Press(NamedTuple):
    """A press of one button, or of the part of a component that has this value, on a page about something."""

    value: object
    about: OnScreen


def _pressed(state: Mapping[str, Any]) -> object:
    return state.get("pressed")


def button(label: str, key: str, **look: Any) -> bool:
    """Draw a button; True once for each press of it.

    Args:
        label: what stands on it.
        key: what it does, in a word: the same for the same, whatever else the page shows.
        look: all else that Streamlit's button takes.
    """
    st.button(label, key=key, on_click=_keep, args=_drawn(key), **look)
    return _is_told(key, **look)


def button_beside(field: str, label: str, key: str, **look: Any) -> ChosenPress:
    """Draw a button that acts on what is chosen in a field; its press carries the choice that it was pressed beside.

    The field tells the server nothing by itself (`on_change="ignore"`): its choice comes in one message with the press.

    Args:
        field: the key of the field, which is drawn before.
        label: what stands on the button.
        key: what it does, as of `button`.
        look: all else that Streamlit's button takes.
    """
    st.button(label, key=key, on_click=_keep_choice, args=(*_drawn(key), field), **look)
    press = unread_value(key)
    if press is None or look.get("disabled"):
        return ChosenPress(pressed=False, choice=None)
    return press if isinstance(press, ChosenPress) else ChosenPress(pressed=True, choice=st.session_state.get(field))


def _drawn(key: str) -> tuple[dict[str, Press], str, Press]:
    """What a press of a button will keep, noted too for a press that its own run never hears of."""
    press = Press(True, on_screen())
    st.session_state.setdefault(DRAWN, {})[key] = press
    return unread_presses(), key, press


def _keep(presses: dict[str, Press], key: str, press: Press) -> None:
    """Keep a press where nothing can come between: to use the session would end a run that is given up by now."""
    presses[key] = press


def _keep_choice(presses: dict[str, Press], key: str, press: Press, field: str) -> None:
    """Keep a press with the choice beside it, as `_keep` does, where nothing can come between."""
    choice = st.session_state.to_dict().get(field)
    presses[key] = press._replace(value=ChosenPress(pressed=True, choice=choice))


def _is_told(key: str, *, disabled: bool = False, **_look: Any) -> bool:
    """True once for each press of a button that can still be pressed; any other is forgotten."""
    return unread_value(key) is not None and not disabled


def on_use(act: Callable[Arguments, object], *args: Arguments.args, **kwargs: Arguments.kwargs) -> Callable[[], None]:
    """A function for a field or a button to call once it is used: it notes an act, which the next run does first.

    The act may be begun twice, where its run is broken off in the middle: it must come to the same.
    """
    return partial(_note, _to_do(), partial(act, *args, **kwargs))


def _note(to_do: list[ActToDo], act: Action) -> None:
    """Note an act with all fields as they stand, where nothing can come between: by then its own may be gone."""
    to_do.append(ActToDo(act, st.session_state.to_dict()))


def catch_up() -> None:
    """Do what is noted, in its order; where this run is broken off meanwhile, the next one does the rest."""
    to_do = _to_do()
    for noted in tuple(to_do):
        before = FIELDS.set(noted.fields)
        try:
            noted.act()
        except Exception:
            _cross_off(to_do, noted)
            raise
        finally:
            FIELDS.reset(before)
        _cross_off(to_do, noted)


def value(key: str) -> object:
    """The value of a field: to what is done now as it stood when that was noted, else as it stands."""
    fields = FIELDS.get()
    return st.session_state.get(key) if fields is None else fields.get(key)


def _cross_off(to_do: list[ActToDo], done: ActToDo) -> None:
    """Note an act no longer; a run that was to end may still be at it, and cross it off too."""
    to_do[:] = [noted for noted in to_do if noted is not done]


def _to_do() -> list[ActToDo]:
    return cast("list[ActToDo]", st.session_state.setdefault(TO_DO, []))


def look_at(thing: str) -> None:
    """Have all buttons that this run draws from here on be about one thing, such as a saved assessment."""
    st.session_state[LOOKED_AT] = thing


def on_screen() -> OnScreen:
    """The subject of the page, as far as it is drawn."""
    open_map = session.opened_map()
    return OnScreen(st.session_state.get("here"), open_map.number if open_map else 0, st.session_state.get(LOOKED_AT))


def on_part(
    component: str, about: OnScreen, key: str | None = None, read: StateReader = _pressed
) -> Callable[[], None]:
    """A function for a component to call once a part of it is pressed, which keeps that press at once.

    Args:
        component: the key of the component.
        about: what the page was about when it was drawn.
        key: what the press is kept by; the key of the component unless given.
        read: the value of the press in the state of the component; None where nothing is pressed.
    """
    return partial(_keep_part, unread_presses(), component, about, key or component, read)


def _keep_part(presses: dict[str, Press], component: str, about: OnScreen, key: str, read: StateReader) -> None:
    """Keep a press as `_keep` does, where nothing can come between."""
    value = read(st.session_state.to_dict().get(component) or {})
    if value is not None:
        presses[key] = Press(value, about)


def unread_value(key: str) -> object:
    """The value of a press that nobody was told of yet, once; None where there is none of what the page is about."""
    now = on_screen()  # first, since a run may be given up where it reads the session
    press = unread_presses().pop(key, None)
    return press.value if press and press.about == now else None


def unread_presses() -> dict[str, Press]:
    """The presses that nobody was told of yet, by key."""
    return cast("dict[str, Press]", st.session_state.setdefault(KEPT, {}))


def end_page() -> NoReturn:
    """End the page here; presses of what comes after it are forgotten."""
    raise PageEnd


@contextmanager
def presses_of_run() -> Iterator[None]:
    """Begin a run that looks at nothing yet; by its end forget what it was not asked about.

    A run that is broken off for another leaves its presses to that one.
    """
    st.session_state.pop(LOOKED_AT, None)
    _keep_waiting(current_run())
    presses = unread_presses()
    before = dict(presses)
    try:
        yield
    except PageEnd:
        _forget(presses, before)
        raise
    _forget(presses, before)


def _keep_waiting(run: ScriptRunContext | None) -> None:
    """Keep presses in parts of a page that waited for the run before this one, which Streamlit ended for this one."""
    before = st.session_state.get(RUN)
    st.session_state[RUN] = run
    if before is not None and before is not run:
        drawn = st.session_state.get(DRAWN, {})
        unread_presses().update({key: drawn[key] for key in waiting_presses(before) if key in drawn})


def _forget(presses: dict[str, Press], before: dict[str, Press]) -> None:
    """Forget the presses of before; one of the same button that came after them stays."""
    for key, press in before.items():
        if presses.get(key) is press:
            del presses[key]
