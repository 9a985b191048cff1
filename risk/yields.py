"""Yields: what one order of a state about everybody, if it were carried out, would give, over worlds.

Conditions are of two kinds. A state of the world, such as a power, a custody or a key, is one fact for everybody: true
or false. A share is a part of the people. In each draw of the estimates one world is drawn, each fact true with its
chance; given the world the yield follows from the shares alone. So an order usually yields nobody or nearly everybody,
and the mean of both is what nobody would ever see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from risk.arrays import Floats
from risk.engine.parallel import in_pieces
from risk.engine.worlds import is_person_level
from risk.reach import FLOOR, Class, Reached
from risk.uncertainty.draws import slice_orders

YieldQuestion = tuple[str, Class]
"""A state and a class of data."""

FEWEST = 400
"""Worlds, at least, from which the people are told whom an order would reach if it reached any."""
MOST_ROUNDS = 16
"""How often worlds are drawn anew for what so few of them have; after that every fact that can be true is."""
AT_ONCE = 4_000
"""Draws at a time: all roots of a large map take 8 kB a draw."""


@dataclass(frozen=True)
class Yield:
    """The yield of a state's order for one class of data; each array has shape (draws,), or (worlds,) of `if_so`.

    Attributes:
        chance: The chance, under the estimates of each draw, that an order yields the floor or more: no world is drawn
            for the usual floor or less.
        persons: The people whose data an order would give, in one world of each draw.
        everybody: All people counted, in each draw.
        if_so: The people in worlds in which an order yields the floor or more, of as many draws as have one.
        share_if_so: The share of their data of that class that it would give, in the same worlds.
        part_if_so: The part of all people counted that `if_so` is.
    """

    chance: Floats
    persons: Floats
    everybody: Floats
    if_so: Floats
    share_if_so: Floats
    part_if_so: Floats

    def curve(self, parts: Sequence[float]) -> tuple[float, ...]:
        """The chance that an order yields each of some parts of all people, or more."""
        chance = float(self.chance.mean())
        return tuple(
            chance * float((self.part_if_so >= part).mean()) if self.part_if_so.size else 0.0 for part in parts
        )


def yields(
    reached: Reached, seed: int, batches: int, asked: Sequence[YieldQuestion] | None = None
) -> Mapping[YieldQuestion, Yield]:
    """The yield of every state's order for every class of data that it could have any of.

    Args:
        reached: The reach at the numbers of all draws.
        seed: Where random numbers start; the worlds of a fact depend on its address and this alone.
        batches: In how many batches the draws are made.
        asked: The states and classes that are asked about, if not all.
    """
    reach, everybody = reached.reach, reached.everybody()
    questions = tuple(question for question in reach.could if asked is None or question in asked)
    first = _world(reached, questions, seed, batches, 0)
    if_so = {question: [_enough(first[question], everybody, reach.floor)] for question in questions}
    for number in range(1, MOST_ROUNDS):
        short = tuple(q for q in questions if sum(len(people) for people, *_ in if_so[q]) < min(FEWEST, everybody.size))
        if not short:
            break
        world = _world(reached, short, seed, batches, number)
        for question in short:
            if_so[question].append(_enough(world[question], everybody, reach.floor))
    never = tuple(q for q in questions if not any(len(people) for people, *_ in if_so[q]))
    if never:
        # No world that was drawn has it: what an order would give if every fact that can be true were.
        world = _world(reached, never, seed, batches, None)
        for question in never:
            if_so[question] = [_enough(world[question], everybody, 0.0)]
    return {
        question: Yield(
            reached.chance(*question) * _of_the_usual(first[question][0], everybody, reach.floor),
            first[question][0],
            everybody,
            *(np.concatenate(pieces) for pieces in zip(*if_so[question], strict=True)),
        )
        for question in questions
    }


def _world(
    reached: Reached, questions: Sequence[YieldQuestion], seed: int, batches: int, number: int | None
) -> Mapping[YieldQuestion, tuple[Floats, Floats]]:
    """The people an order yields in one world of each draw, and these times the share of their data; shape (draws,).

    A fact is true where its uniform number, drawn by its address, lies below its chance. Without a number every fact
    that can be true is. Facts that no question asked rests on are not drawn.
    """
    reach = reached.reach.about(questions)
    true: dict[str, Floats] = {}
    for name in reach.chances.variables:
        chance = reached.chances_by_name[name]
        if is_person_level(name):
            true[name] = chance
        elif number is None:
            true[name] = (chance > 0.0).astype(np.float64)
        else:
            in_batch = chance.size // batches
            places = slice_orders(f"world {number} of {name}", in_batch, seed, batches)
            true[name] = ((places.ravel() + 0.5) / in_batch < chance).astype(np.float64)
    yielded = {question: (np.empty(reached.draws), np.empty(reached.draws)) for question in questions}

    def work(draws: slice) -> None:
        part = reached.with_chances(reach, {name: values[draws] for name, values in true.items()}, draws)
        for question in questions:
            persons, weighted = yielded[question]
            persons[draws], weighted[draws] = part.persons(*question), part.weighted(*question)

    in_pieces(work, reached.draws, AT_ONCE)
    return yielded


def _of_the_usual(persons: Floats, everybody: Floats, floor: float) -> float:
    """Of the worlds in which an order yields the usual floor, the part in which it yields a higher one."""
    if floor <= FLOOR:
        return 1.0
    usual, higher = (int((persons >= part * everybody).sum()) for part in (FLOOR, floor))
    return higher / usual if usual else 0.0


def _enough(yielded: tuple[Floats, Floats], everybody: Floats, floor: float) -> tuple[Floats, Floats, Floats]:
    """Of the worlds in which an order yields the floor or more: people, share of their data, part of everybody."""
    persons, weighted = yielded
    enough = (persons > 0.0) & (persons >= floor * everybody)
    return persons[enough], weighted[enough] / persons[enough], persons[enough] / everybody[enough]
