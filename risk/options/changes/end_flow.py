"""What happens to a map one of whose flows ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from data_maps.addresses import Address, address
from data_maps.contradictions import data_at
from data_maps.model import Agreement, EndFlow, Flow
from data_maps.names import Names, names_of
from risk.inputs import Changed
from risk.options.in_force import Force

KEY = "end_flow"
Held = Mapping[str, frozenset[str]]


def changed(data_map: Changed, change: EndFlow, force: Force) -> Changed:
    """The flow is gone, and with it what only it brought: what other flows bring stays."""
    left = data_map.model_copy(update={"flows": tuple(f for f in data_map.flows if f.id != change.flow)})
    held = data_at(left)
    flows = tuple(_moved_on(left, held))
    names, carried = names_of(data_map), {flow.id: flow.data for flow in flows}
    return left.model_copy(
        update={
            "flows": flows,
            "systems": {
                id_: about.model_copy(update={"keeps": {d: t for d, t in about.keeps.items() if d in _at(held, id_)}})
                for id_, about in left.systems.items()
            },
            "access": tuple(
                a.model_copy(update={"data": _still(a.data, held, a.to)})
                for a in left.access
                if a.data is None or _still(a.data, held, a.to)
            ),
            "agreements": tuple(_still_given(agreement, held) for agreement in left.agreements),
            "estimates": {a: e for a, e in left.estimates.items() if not _is_gone(a, names, carried)},
        }
    )


def _at(held: Held, place: str) -> frozenset[str]:
    return held.get(place, frozenset())


def _still(data: Iterable[str] | None, held: Held, place: str) -> tuple[str, ...] | None:
    return None if data is None else tuple(d for d in data if d in _at(held, place))


def _moved_on(data_map: Changed, held: Held) -> Iterator[Flow]:
    """The flows with the data that still reach their start."""
    for flow in data_map.flows:
        data = flow.data if flow.source_id in data_map.users else _still(flow.data, held, flow.source_id)
        if data:
            yield flow if data == flow.data else flow.model_copy(update={"data": data})


def _still_given(agreement: Agreement, held: Held) -> Agreement:
    gives = tuple(
        gift.model_copy(update={"data": _still(gift.data, held, gift.system)})
        for gift in agreement.gives
        if gift.data is None or _still(gift.data, held, gift.system)
    )
    return agreement if gives == agreement.gives else agreement.model_copy(update={"gives": gives})


def _is_gone(text: str, names: Names, carried: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an address names a flow, or data on a flow, that is no longer there."""
    named = address(text, names)
    if not isinstance(named, Address) or named.flow is None:
        return False
    return named.flow not in carried or (named.data is not None and named.data not in carried[named.flow])
