"""Ownership of a party: where it is, who holds it, who directs it, when some of that is not known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from risk.regimes.decision import NO, Answer, all_of, any_of, opened, unique
from risk.regimes.facts import Facts

Test = Callable[[Facts], Answer]


def in_one_of(party: Facts, keys: Iterable[str], countries: Collection[str]) -> Answer:
    """Yes where one of these facts about a party (a country, or a list of them) names one of these countries."""
    return any_of(*(_names(party, key, countries) for key in keys))


def _names(party: Facts, key: str, countries: Collection[str]) -> Answer:
    if isinstance(party.at(key).value, str):
        return party.one_of(key, countries)
    return party.any_of(key, countries)


def stake(owner: Facts) -> float | None:
    """The share an owner holds in percent; that of the votes where it is the only figure given."""
    percent = owner.number("percent")
    return percent if percent is not None else owner.number("votes_percent")


def held(party: Facts, counts: Test, bound: float) -> Answer:
    """Yes where the owners that count hold the bound or more of a party together.

    An owner that counts does so with its whole stake, any other with nothing.
    """
    owners = [(owner, counts(owner.at("party")), stake(owner)) for owner in party.items("owners")]
    left = max(0.0, 100 - sum(share or 0 for _, _, share in owners))
    sure = round(sum(share or 0 for _, answer, share in owners if answer.value), 9)
    if sure >= bound:
        counted = [answer for _, answer, share in owners if answer.value and share]
        return Answer(True, unique(finding for answer in counted for finding in answer.because), path=counted[0].path)
    maybe = [entry for entry in owners if entry[1].value is None or (entry[1].value and entry[2] is None)]
    if round(sure + sum(left if share is None else share for _, answer, share in maybe), 9) < bound or not maybe:
        return NO
    asks = unique(path for owner, answer, share in maybe for path in _missing(owner, answer, share))
    return opened(*asks, disputed=unique(point for _, answer, _ in maybe for point in answer.disputed))


def _missing(owner: Facts, answer: Answer, share: float | None) -> Iterable[tuple[str | int, ...]]:
    yield from answer.asks
    if share is None:
        yield (*owner.path, "percent")


def directed(party: Facts, counts: Test) -> Answer:
    """Yes where a party that counts can direct this one, by what the record says of its controllers and owners."""
    controllers = (counts(controller.at("party")) for controller in party.items("controlled_by"))
    owners = (all_of(counts(owner.at("party")), owner.true("directs")) for owner in party.items("owners"))
    return any_of(*controllers, *owners)


def climbing(test: Callable[[Facts, Test], Answer]) -> Test:
    """A test that asks the same of owners and controllers, step by step, also where they stand in a circle.

    Nobody counts at first; the test is repeated with what the last round found until nothing changes. Each named party
    is looked at once a round, so that cross-holdings take no longer than their number.
    """

    def whole(party: Facts) -> Answer:
        before: dict[str, Answer] = {}
        while True:
            answer, now = _round(test, party, before)
            if _values(now) == _values(before):
                return answer
            before = now

    return whole


def _values(answers: Mapping[str, Answer]) -> dict[str, bool | None]:
    return {name: answer.value for name, answer in answers.items()}


def _round(
    test: Callable[[Facts, Test], Answer], party: Facts, before: Mapping[str, Answer]
) -> tuple[Answer, dict[str, Answer]]:
    now: dict[str, Answer] = {}

    def inner(owner: Facts) -> Answer:
        name = owner.word("name")
        if name is None:
            return test(owner, inner)
        if name not in now:
            now[name] = before.get(name, NO)
            now[name] = test(owner, inner)
        return now[name]

    return inner(party), now


def summed(party: Facts, counted: dict[str, float], share: Callable[[Facts], float]) -> float:
    """A share of a party summed over its owners; each named party is counted once, in a circle with nothing."""
    name = party.word("name")
    if name is not None and name in counted:
        return counted[name]
    if name is not None:
        counted[name] = 0.0
    total = sum(share(owner) for owner in party.items("owners"))
    if name is not None:
        counted[name] = total
    return total
