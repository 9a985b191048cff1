"""By which way?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from assessments.report.blocks import Heading, Text
from assessments.report.figures.flow_map import parts
from assessments.report.questions import question
from assessments.report.reasons import data_name, event_words, group_name
from assessments.report.remaining import asked, closing_sentence, first_closings, is_open, remaining
from assessments.report.sections.routes import told
from assessments.report.sentences import actor_name, chance, interval, listed, middle, the_actor
from assessments.results.exposed import actor_rows
from assessments.results.leading_routes import ENOUGH, Chain, alike, chains, distinct
from assessments.results.quantity import way_quantity
from assessments.results.rows import Closing
from assessments.run import Assessment
from dashboard import fields, reasons, session, show
from dashboard.head import foot, head
from dashboard.picker import Choice, leads, picker
from dashboard.pictures import flows, opened, selected_card, selected_in
from data_maps.problems import did_you_mean, shown
from risk.routes import Way

SHOWS = "This page tells the most probable ways in which data may reach a state or someone else, step by step."
MOST = 12
HEIGHT = 430
ANY = ""


def page() -> None:
    """The routes, in the order in which they are seen."""
    assessment = head(SHOWS)
    _filters(assessment)
    found = _chains(assessment)
    with st.container(key=show.result_key("routes", session.found().since)):
        _routes(assessment, found)
    foot()


def _filters(assessment: Assessment) -> None:
    data_map = assessment.data_map
    names: dict[str, tuple[str, list[str], Callable[[str], str]]] = {
        "actor": ("To whom", [row.actor for row in actor_rows(assessment)], actor_name),
        "data": ("Which data", list(data_map.data), lambda d: data_name(data_map, d)),
        "users": ("Whose", list(assessment.events.exposure.groups), group_name),
    }
    for column, (name, (label, known, say)) in zip(st.columns(3), names.items(), strict=True):
        with column:
            _filter(name, label, known, say)


def _filter(name: str, label: str, known: Sequence[str], say: Callable[[str], str]) -> None:
    """One filter; what the address asks for and the map does not know is said and left aside."""
    chosen = session.one(name)
    if chosen is not None and chosen not in known:
        hint = str(did_you_mean(chosen, known))
        show.notice(
            f"{label}: {shown(chosen)} is not on this map{f' ({hint})' if hint else ''}. It is left aside.", "broken"
        )
        chosen = None
    st.selectbox(
        label,
        [ANY, *known],
        format_func=lambda value: say(value) if value else "all",
        key=fields.standing(f"routes:{name}", chosen or ANY),
        on_change=_filtered,
        args=(name,),
    )


def _filtered(name: str) -> None:
    session.choose(name, fields.one(f"routes:{name}"))
    session.choose("route")


def _known(assessment: Assessment, name: str) -> str | None:
    known = {"actor": [r.actor for r in actor_rows(assessment)], "data": assessment.data_map.data}
    chosen = session.one(name)
    return chosen if chosen in known.get(name, assessment.data_map.users) else None


def _chains(assessment: Assessment) -> tuple[Chain, ...]:
    """The most probable chains under the filters."""
    asked_for = tuple(_known(assessment, name) for name in ("actor", "data", "users"))
    actor, data, users = asked_for
    return session.part("Looking for routes", "routes", lambda made: _found(made, actor, data, users), asked_for)


def _found(assessment: Assessment, actor: str | None, data: str | None, users: str | None) -> tuple[Chain, ...]:
    """Without a filter the actors take turns, so that none hides the others; the most probable route is first."""
    if actor or data or users:
        return distinct(assessment.ways(actor=actor, data=data, users=users, k=ENOUGH))
    return tuple(sorted(chains(assessment, MOST), key=lambda chain: chain.way.probability, reverse=True))


def _routes(assessment: Assessment, found: Sequence[Chain]) -> None:
    off = _switched_off(assessment)
    open_ = {str(at): chain for at, chain in enumerate(found, 1) if is_open(chain, off)}
    selected = selected_in("routes")
    through = {at: chain for at, chain in open_.items() if not selected or selected in _parts(assessment, chain)}
    listing, picture = st.columns([0.42, 0.58], gap="medium")
    with listing:
        chosen = _list(assessment, through)
    with picture:
        chain = open_.get(chosen or "")
        flows("routes", height=HEIGHT, lit=_parts(assessment, chain) if chain else ())
    told, closing = st.columns([0.58, 0.42], gap="medium")
    with told:
        _told(assessment, chain)
    with closing:
        _off(assessment, off)
        selected_card("routes", assessment, through.values())
        _choke_points(assessment, chain)


def _parts(assessment: Assessment, chain: Chain) -> tuple[str, ...]:
    """The parts of the picture that a route runs along, as the picture is now."""
    way, parties = chain.way, opened()
    key = (way.event.key, way.data, way.users, way.addresses, parties)
    return session.part("Following a route", "parts", lambda made: _run_along(made, way, parties), key)


def _run_along(assessment: Assessment, way: Way, opened: frozenset[str]) -> tuple[str, ...]:
    """The parts of a route, in the picture on the page and in the whole one."""
    return tuple(id for small in (True, False) for id in parts(assessment, way, opened=opened, small=small))


def _list(assessment: Assessment, through: Mapping[str, Chain]) -> str | None:
    """The routes to choose from, the most probable first; the one that is chosen is in the address."""
    if not through:
        show.text(
            "No open route matches. Clear a filter, switch a step on, or clear the selection in the picture (Esc)."
        )
        return None
    shown_ = dict(list(through.items())[:MOST])
    wanted = session.one("route")
    chains_ = list(shown_.values())
    before = {list(shown_)[at]: chains_[first] for at, first in alike(chains_).items()}
    choices = [_choice(assessment, at, chain, before.get(at)) for at, chain in shown_.items()]
    chosen = picker(
        choices,
        chosen=wanted if wanted in shown_ else next(iter(shown_)),
        label="Routes, the most probable first",
        key="routes:list",
        height=HEIGHT,
    )
    if chosen != wanted and (wanted is not None or chosen != next(iter(shown_))):
        session.choose("route", chosen)
        session.write_address()
    return chosen


def _choice(assessment: Assessment, at: str, chain: Chain, before: Chain | None) -> Choice:
    """A route to choose; of one that differs from one `before` it in nothing but who it is, that is said first."""
    words = event_words(assessment.data_map, chain.way.event)
    data = listed([data_name(assessment.data_map, d) for d in chain.data], 2)
    below = f"{data} of {listed([group_name(g) for g in chain.users], 2)}"
    below = f"Step by step as by {the_actor(before.way.event.actor)}: {below}" if before else below
    open_ = way_quantity(session.with_draws(), chain.way)
    ends = "" if open_.low is None else f", {interval(open_, chance).removesuffix(' in 100').replace(' interval', '')}"
    likely = f"{chance(middle(open_))}{ends}"
    return Choice(at, likely, f"{words[:1].upper()}{words[1:]}", below)


def _told(assessment: Assessment, chain: Chain | None) -> None:
    """The chosen route, step by step; each step that has a number can be switched off."""
    if chain is None:
        return
    (route,) = told(session.with_draws(), [chain])
    show.blocks((Heading(route.title.partition(". ")[2]), Text(route.summary, about=chain.way.event.actor)))
    for number, (step, hop) in enumerate(zip(route.steps, chain.way.hops, strict=True), 1):
        said, switch = st.columns([0.76, 0.24])
        with said:
            show.html(f"<ol start={number}><li>{show.step(step, about=hop.address or '')}</li></ol>")
        if hop.address:
            switch.button(
                "Switch off",
                key=f"off:{number}:{hop.address}",
                help=f"See what remains without step {number}; the map is not touched.",
                on_click=_switch_off,
                args=((hop.address,),),
                type="tertiary",
            )
    reasons.button("routes", route.summary, [chain.way.event.actor])


def _switched_off(assessment: Assessment) -> tuple[str, ...]:
    """The conditions that are switched off; one that this map does not use is said and left aside."""
    off = session.many("off")
    for address in off:
        if address not in assessment.events.inputs:
            hint = str(did_you_mean(address, assessment.events.inputs))
            hint = f" ({hint})" if hint else ""
            show.notice(f"Nothing on this map is called {shown(address)}{hint}: it cannot be switched off.", "broken")
    return tuple(address for address in off if address in assessment.events.inputs)


def _switch_off(addresses: Sequence[str]) -> None:
    session.choose("off", *session.many("off"), *addresses)
    session.choose("route")


def _off(assessment: Assessment, off: tuple[str, ...]) -> None:
    """What is switched off, and what harm remains."""
    if not off:
        return
    show.blocks((Heading("With steps switched off"),))
    st.multiselect(
        "Switched off",
        list(off),
        key=fields.standing("routes:off", list(off)),
        format_func=lambda address: question(assessment.data_map, address),
        on_change=_switched,
        help="Take one away to switch it on again.",
    )
    show.blocks(
        (session.part("Working out what remains", "remaining", lambda made: remaining(made, off), off, drawn=True),)
    )


def _switched() -> None:
    session.choose("off", *fields.several("routes:off"))
    session.choose("route")


def _choke_points(assessment: Assessment, chain: Chain | None) -> None:
    """What would close every route to the actor that is asked for, or to the one of the chosen route."""
    actor = _known(assessment, "actor") or (chain.way.event.actor if chain else None)
    if actor is None:
        return
    found = session.part("Looking for choke points", "closings", lambda made: _closings(made, actor), actor, drawn=True)
    show.blocks((Heading(f"What closes every route to {actor_name(actor)}"),))
    if not found:
        show.text("No three conditions close them all.")
        return
    choices = [
        Choice(str(at), "Switch off", asked(assessment, closing), said) for at, (closing, said) in enumerate(found)
    ]
    pressed = leads(choices, label="Choke points", key="routes:closings", height=360)
    if pressed in [choice.id for choice in choices]:
        _switch_off(found[int(pressed or 0)][0].closes)
        session.write_address()
        st.rerun()


def _closings(assessment: Assessment, actor: str) -> tuple[tuple[Closing, str], ...]:
    """What would close every route to an actor, and what it would leave."""
    return tuple((found, closing_sentence(assessment, found)) for found in first_closings(assessment, actor))


if __name__ == "__main__":
    page()
