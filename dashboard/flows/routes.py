"""The routes: the ways by which data may reach an actor."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import streamlit as st

from assessments.report.blocks import Heading, Text
from assessments.report.figures.flow_map import parts, runs_through
from assessments.report.glossary import HARMED
from assessments.report.questions import question
from assessments.report.reasons import data_name, event_words, group_name, place_name
from assessments.report.sections import choke_points, page_one, use
from assessments.report.sections.choke_points import (
    closing_questions,
    closing_sentence,
    first_choke_points,
    is_open,
    remaining,
)
from assessments.report.sections.routes import step_by_step
from assessments.report.sentences import actor_name, as_read, chance, enumerated, figures, interval_words, the_actor
from assessments.results.actors import all_actors
from assessments.results.parts import ChokePoint
from assessments.results.quantity import Quantity, route_quantity
from assessments.results.routes import Listed, MergedRoute, by_actor, repeated_routes
from assessments.results.summary import summary_parts
from assessments.run import Run
from dashboard import background, beside, fields, presses, reasons, session, show
from dashboard.flows import change
from dashboard.head import foot, head
from dashboard.picker import Choice, pressed_choice
from dashboard.pictures import flows, opened_boxes, selected_card, selected_in
from data_maps.problems import did_you_mean, shown

SHOWS = "This page tells the most probable ways in which data may reach a state or someone else, step by step."
EACH, MOST = 3, 12
HEIGHT = 430
ANY, WHOLE = "", 0
ALONG = "Only routes along the part that is selected in the picture. Esc in the picture clears it."
PARTS = ("listing", "picture", "steps", "rest")


def page() -> None:
    """The routes, in the order in which they are seen."""
    run = head(SHOWS)
    data_map = run.data_map
    names: dict[str, tuple[str, list[str], Callable[[str], str]]] = {
        "users": ("From whom", list(run.events.exposure.groups), lambda group: group_name(data_map, group)),
        "actor": ("To whom", [row.actor for row in all_actors(run)], actor_name),
        "through": ("Through", [*data_map.systems, *data_map.parties], lambda id_: place_name(data_map, id_)),
        "data": ("Which data", list(data_map.data), lambda d: data_name(data_map, d)),
    }
    for column, (name, (label, choices, say)) in zip(st.columns(4), names.items(), strict=True):
        with column:
            fields.select(name, label, [ANY, *choices], _or_all(say), clears=["route"])
    actor, data, users = (_filter_value(run, name) for name in ("actor", "data", "users"))
    asked_for = partial(by_actor, actor=actor, data=data, users=users)
    every = session.computed("Looking for routes", asked_for, drawn=True)
    with st.container(key=show.result_key("routes", session.current().since)):
        off = session.setting_values("off")
        for address in off:
            if address not in run.events.inputs:
                hint = f" ({near})" if (near := str(did_you_mean(address, run.events.inputs))) else ""
                no_step = f"Nothing on this map is called {shown(address)}{hint}: it cannot be switched off."
                show.notice(no_step, "broken")
        off = tuple(address for address in off if address in run.events.inputs)
        if off:
            closed = session.view_with([f"{address}=0" for address in off])
            words = session.computed("Working out what remains", _lead, drawn=True)
            without = background.cached(
                "Working out what remains", ("lead", closed.key), lambda: _lead(background.run_with_draws(closed))
            )
            show.blocks(beside.with_old_values(words, without))
        numbered = enumerate((chain for of_actor in every.values() for chain in of_actor.routes), 1)
        open_ = {str(number): chain for number, chain in numbered if is_open(chain, off)}
        listed_routes = Listed(tuple(open_.values()), all(of_actor.complete for of_actor in every.values()))
        through = _through(run, open_)
        with st.container(key="routes-beside"):
            listing, picture, steps, rest = (st.container(key=f"routes-{part}") for part in PARTS)
        with listing:
            if selected_in("routes"):
                show.text(ALONG, "quiet")
            change.panel(selected_in("routes"))  # in sight beside the picture, which stays where it is
            chosen = _list(run, through, complete=listed_routes.complete)
        chain = open_.get(chosen or "")
        with picture:
            step = _play(chain, chosen) if chain else None
            flows("routes", height=HEIGHT, lit=_parts(run, chain, step) if chain else ())
        with steps:
            selected_card("routes", run, listed_routes)
            if chain:
                _chosen_route(chain, step)
        with rest:
            _show_switched_off(run, off)
            _choke_points(run, chain)
    foot()


def _or_all(say: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: say(value) if value else "all"


def _filter_value(run: Run, name: str) -> str | None:
    data_map = run.data_map
    choices = {
        "actor": [row.actor for row in all_actors(run)],
        "data": data_map.data,
        "through": [*data_map.systems, *data_map.parties],
    }
    chosen = session.one(name)
    return chosen if chosen in choices.get(name, data_map.users) else None


def _lead(run: Run) -> tuple[Text, ...]:
    numbers = summary_parts(run)
    return page_one.lead_sentence(numbers), use.in_short(use.meters(run, numbers))


def _through(run: Run, routes: Mapping[str, MergedRoute]) -> Mapping[str, MergedRoute]:
    """The routes through the place that is asked for and along the part of the picture that is selected, if any."""
    if id_ := _filter_value(run, "through"):
        places = {("system", id_), ("party", id_)}
        routes = {
            number: chain
            for number, chain in routes.items()
            if any({hop.source, hop.target} & places for way in chain.routes for hop in way.hops)
        }
    if selected := selected_in("routes"):
        runs = runs_through(run, selected, opened=opened_boxes())
        routes = {number: chain for number, chain in routes.items() if runs(chain)}
    return routes


def _list(run: Run, through: Mapping[str, MergedRoute], *, complete: bool) -> str | None:
    """The routes to choose from, actor by actor; the one that is chosen is in the address."""
    if not through:
        none = "No open route matches." if complete else "None of the most probable open routes matches."
        show.text(f"{none} Clear a filter, switch a step on, or clear the selection in the picture (Esc).")
        return None
    wanted = session.one("route")
    of_actor: dict[str, list[str]] = {}
    for number, chain in through.items():
        of_actor.setdefault(chain.first.event.actor, []).append(number)
    most = max(EACH, MOST // len(of_actor)) * st.session_state.get(_times(), 1)
    shown_ = {n: c for n, c in through.items() if n == wanted or n in of_actor[c.first.event.actor][:most]}
    before = {
        list(shown_)[number]: list(shown_.values())[first]
        for number, first in repeated_routes(list(shown_.values())).items()
    }
    harms, filters = _harms(shown_), tuple(_filter_value(run, name) for name in ("actor", "data", "users"))
    chances = session.computed_before(partial(_chances, asked_for=filters), drawn=True) or {}
    choices = [
        _choice(run, number, chain, before.get(number), harms.get(number), chances.get(_identity(chain)))
        for number, chain in shown_.items()
    ]
    label = "Routes by actor, those with the most harm first"
    chosen = fields.pick("route", choices, wanted if wanted in shown_ else None, label, "routes:list", HEIGHT)
    many = f"{'' if complete else 'more than '}{len(through):,}"
    st.caption(f"{len(shown_):,} of {many} routes shown, of each actor its most probable.")
    if len(shown_) < len(through):
        st.button("Show more", key="routes:more", on_click=presses.on_use(_show_more))
    return chosen


def _times() -> str:
    """The key under which a window keeps how many times more routes than usual it asked for with these filters."""
    return f"routes:times:{session.one('actor')}:{session.one('data')}:{session.one('users')}"


def _harms(routes: Mapping[str, MergedRoute]) -> Mapping[str, str]:
    """The harm that all ways to an actor may do, by the first of its routes."""
    harms = {row.actor: row.harm for row in all_actors(session.with_draws())}
    first: dict[str, str] = {}
    for number, chain in routes.items():
        first.setdefault(chain.first.event.actor, number)
    return {number: f"{as_read(harms[actor], figures)} {HARMED} a year" for actor, number in first.items()}


def _chances(run: Run, asked_for: tuple[str | None, ...]) -> Mapping[tuple[object, ...], str]:
    """How likely each route is."""
    chains = (chain for of_actor in by_actor(run, *asked_for).values() for chain in of_actor.routes)
    return {_identity(chain): _chance_words(route_quantity(run, chain.first)) for chain in chains}


def _identity(chain: MergedRoute) -> tuple[object, ...]:
    """What makes a route the same on two maps: its event, its data and people, and where it runs along."""
    hops = tuple((hop.source, hop.target) for hop in chain.first.hops)
    return chain.first.event.key, chain.data, chain.users, hops


def _chance_words(open_: Quantity) -> str:
    """The chance of a route with its interval, in few words; what is said of both ends and the middle, once."""
    likely = as_read(open_, chance)
    if open_.low is None or open_.high is None or {chance(open_.low), chance(open_.high)} == {likely}:
        return likely
    return f"{likely} ({interval_words(open_, chance).removesuffix(' in 100')})"


def _choice(
    run: Run, number: str, chain: MergedRoute, before: MergedRoute | None, harm: str | None, in_baseline: str | None
) -> Choice:
    """A route to choose; of one that differs from one `before` it in nothing but who it is, that is said first.

    The first of an actor says the harm of all its routes. How likely it is stands after how likely it was.
    """
    words = event_words(run.data_map, chain.first.event)
    data = enumerated([data_name(run.data_map, d) for d in chain.data], 2)
    below = f"{data} of {enumerated([group_name(run.data_map, g) for g in chain.users], 2)}"
    below = f"Step by step as by {the_actor(before.first.event.actor)}: {below}" if before else below
    below = f"All its routes: {harm}. {below}" if harm else below
    likely = _chance_words(route_quantity(session.with_draws(), chain.first))
    return Choice(number, beside.old_to_new(in_baseline or likely, likely), f"{words[:1].upper()}{words[1:]}", below)


def _show_more() -> None:
    st.session_state[_times()] = 4 * st.session_state.get(_times(), 1)


def _play(chain: MergedRoute, number: str | None) -> int | None:
    """The step of a route that is being played, from 1; None where the whole of it is shown."""
    step = st.select_slider(
        "Play the steps",
        [WHOLE, *range(1, len(chain.first.hops) + 1)],
        format_func=lambda step: f"step {step}" if step else "whole route",
        key=f"routes:play:{number}",
        help="Each step lights up in the picture, with its law and its source below.",
    )
    return step or None


def _parts(run: Run, chain: MergedRoute, steps: int | None) -> tuple[str, ...]:
    """The parts of a route up to a step, in the picture as it is on the page now and in the whole one."""
    pictures = (parts(run, chain.first, opened=opened_boxes(), small=small, steps=steps) for small in (True, False))
    return tuple(id for ids in pictures for id in ids)


def _chosen_route(chain: MergedRoute, playing: int | None) -> None:
    """The chosen route, step by step, or the step that is played; one that has a number can be switched off."""
    (route,) = step_by_step(session.with_draws(), [chain])
    show.blocks((Heading(route.title.partition(". ")[2]), Text(route.summary)))
    for number, (step, hop) in enumerate(zip(route.steps, chain.first.hops, strict=True), 1):
        if playing not in (None, number):
            continue
        words, switch = st.columns([0.76, 0.24])
        with words:
            show.html(f"<ol start={number}><li>{show.step(step, about=hop.address or '')}</li></ol>")
        if hop.address:
            switch.button(
                "Switch off",
                key=f"off:{number}:{hop.address}",
                help=f"See what remains without step {number}; the map is not touched.",
                on_click=presses.on_use(_switch_off, (hop.address,)),
                type="tertiary",
            )
    reasons.button("routes", route.summary, [chain.first.event.actor])


def _switch_off(addresses: Sequence[str]) -> None:
    session.choose("off", *session.setting_values("off"), *addresses)
    session.choose("route")


def _show_switched_off(run: Run, off: tuple[str, ...]) -> None:
    """The steps that are switched off, and the harm that remains."""
    if not off:
        return
    show.blocks((Heading("With steps switched off"),))
    st.multiselect(
        "Switched off",
        list(off),
        key=fields.standing("routes:off", list(off)),
        format_func=lambda address: question(run.data_map, address),
        on_change=presses.on_use(_switched),
        help="Take one away to switch it on again.",
    )
    show.blocks((session.computed("Working out what remains", partial(remaining, closed=off), drawn=True),))


def _switched() -> None:
    session.choose("off", *fields.several("routes:off"))
    session.choose("route")


def _choke_points(run: Run, chain: MergedRoute | None) -> None:
    """Conditions that close every route to the actor that is asked for, or to the one of the chosen route."""
    actor = _filter_value(run, "actor") or (chain.first.event.actor if chain else None)
    if actor is None:
        return
    closings = session.computed("Looking for choke points", partial(_closings, actor=actor), drawn=True)
    show.blocks((Heading(f"What closes every route to {actor_name(actor)}"),))
    if not closings:
        show.text(choke_points.NONE)
        return
    choices = [
        Choice(str(index), "Switch off", closing_questions(run, closing), words)
        for index, (closing, words) in enumerate(closings)
    ]
    pressed = pressed_choice(choices, label="Choke points", key="routes:closings", height=360)
    if pressed in [choice.id for choice in choices]:
        _switch_off(closings[int(pressed or 0)][0].closes)
        session.write_address()
        st.rerun()


def _closings(run: Run, actor: str) -> tuple[tuple[ChokePoint, str], ...]:
    """Conditions that close every route to an actor, and what they would leave."""
    return tuple((closing, closing_sentence(closing)) for closing in first_choke_points(run, actor))
