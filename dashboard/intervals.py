"""How do intervals follow: points stand at once, intervals come into the same places once they are known."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, cast

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessments.report.blocks import Block
from assessments.run import Assessment
from dashboard import session, show, work
from dashboard.turns import Turn

Blocks = tuple[Block | show.Dressed, ...]
Make = Callable[[Assessment], Sequence[Block | show.Dressed]]
WHAT, PUTTING = "Working out the intervals", "Putting it together"


@dataclass(frozen=True)
class Waiting:
    """A place of the page that waits for its intervals; `last` where they take longest, `put_off` if for points too."""

    name: str
    key: Hashable
    place: DeltaGenerator
    make: Make
    last: bool
    put_off: bool


class Made(NamedTuple):
    """What has been made for a place, from so many draws; `rough` where a better one follows."""

    place: Waiting
    blocks: Blocks
    draws: int
    rough: bool


def begin() -> None:
    """Forget what waited on the page before: call it once, before anything is shown."""
    st.session_state["waiting"] = []
    st.session_state["roughly"] = 0


def _waiting() -> list[Waiting]:
    return cast("list[Waiting]", st.session_state["waiting"])


def ahead(makes: Mapping[str, Make]) -> DeltaGenerator | None:
    """Make what is going to be shown without intervals in one go, so that it comes to the page in one go too.

    Where that took long, the place in which it said so: what the page shows first goes there.
    """
    found, spot = session.found(), _Spot()
    if found.assessment is None or all(session.known(_known_as(name)) for name in makes):
        return None

    def make_all(found: Assessment) -> dict[str, Blocks]:
        return {name: _blocks_of(make)(found) for name, make in makes.items()}

    made = session.part(PUTTING, "ahead", make_all, tuple(makes), at=spot.taken)
    for name, each in made.items():
        session.in_common(session.part_key(name), partial(_same, each))
    return spot.place


def _same(made: Blocks) -> Blocks:
    return made


def _known_as(name: str) -> Hashable:
    """What the blocks of a name are kept as once they have their intervals."""
    return ("intervals", name, session.found().key)


def blocks(name: str, make: Make, *, last: bool = False, until: Blocks = ()) -> None:
    """Show what `make` makes of the result, now without intervals unless they are known, and later with them.

    `until` is for what takes long even without intervals, and shown first where not all points are there at once.
    """
    key, spot = _known_as(name), _Spot()
    pending = not session.known(key)
    put_off = pending and bool(until) and session.is_slow() and not session.known(session.part_key(name))
    if not pending:
        made: Blocks = session.in_common(key, tuple)
    elif put_off:
        made = until
    else:
        made = session.part(PUTTING, name, _blocks_of(make), at=spot.taken)
    place = show.blocks(made, pending=pending and not _stopped(), instead=spot.place)
    if pending:
        _waiting().append(Waiting(name, key, place, make, last, put_off))


@dataclass
class _Spot:
    """Where something goes: what waits for it is shown there before it, or all below would move by one place."""

    place: DeltaGenerator | None = None

    def taken(self) -> DeltaGenerator:
        """The spot, taken by what waits."""
        self.place = st.empty()
        return self.place


def are_put_off() -> bool:
    """Whether anything waits for its points too."""
    return any(each.put_off for each in _waiting())


def points() -> None:
    """Show what was put off until the numbers stood, without its intervals."""
    for each in _waiting():
        if each.put_off:
            made = session.part(PUTTING, each.name, _blocks_of(each.make), at=each.place.empty)
            show.blocks(made, pending=not _stopped(), instead=each.place)


def _blocks_of(make: Make) -> Callable[[Assessment], Blocks]:
    return lambda found: tuple(make(found))


def rough() -> None:
    """Of a large map work out from few draws what waits for intervals, but for those that take longest."""
    if session.is_large() and not _stopped():
        _follow([each for each in _waiting() if not each.last], session.roughly_drawn(), is_rough=True)


def follow() -> None:
    """Work out the intervals of everything that waits for them; stopped, or given up, by anything newer.

    Each is shown as soon as it is there.
    """
    waiting = sorted(_waiting(), key=lambda each: each.last)
    if waiting and session.found().assessment is not None:
        session.unharmed(session.forget_draws, partial(_follow, waiting, session.with_draws(), is_rough=False))
    begin()


def _follow(waiting: Sequence[Waiting], drawn: Assessment, *, is_rough: bool) -> None:
    made: list[Made] = []
    progress = _Progress(made, len(waiting), session.with_draws().most_draws, st.session_state["roughly"])
    making = partial(make, waiting, drawn, made, is_rough=is_rough)
    step = "rough" if is_rough else ""
    work.worked(WHAT, _key(), making, progress.show, aside=True, turn=Turn.NEXT, step=step)
    progress.show()
    st.session_state["roughly"] = progress.rough


def make(waiting: Sequence[Waiting], drawn: Assessment, made: list[Made], *, is_rough: bool) -> None:
    """Make everything that waits, one after the other."""
    for each in waiting:
        made.append(Made(each, tuple(each.make(drawn)), _draws(drawn), is_rough))


def _draws(assessment: Assessment) -> int:
    return assessment.uncertain.draws if assessment.uncertain else 0


@dataclass
class _Progress:
    """What has been shown of what is being made; `rough` is from how many draws what stands there came before."""

    made: list[Made]
    places: int
    draws: int
    rough: int
    shown: int = 0

    def show(self) -> str:
        """Put what is there by now into its places; says how far it is."""
        for each in self.made[self.shown :]:
            _put(each)
            self.shown += 1
            self.rough = each.draws if each.rough else self.rough
        ready = sum(not each.rough for each in self.made[: self.shown])
        if self.rough and not ready:
            return f"– those shown are rough, from {self.rough:,} draws; {self.draws:,} follow"
        return f"({ready} of {self.places})" if ready else ""


def _put(made: Made) -> None:
    if not made.rough:
        session.in_common(made.place.key, lambda: made.blocks)
    show.blocks(made.blocks, instead=made.place.place)


def _key() -> str:
    return f"intervals:{session.found().key}"


def _stopped() -> bool:
    return _key() in st.session_state.get("work:stopped", ())
