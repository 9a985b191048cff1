"""Ready options in words: the library, with what each would act on here, or why it does not apply."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from assessments.report.blocks import Cell, Column, Table, row
from assessments.report.reasons import group_name, place_name
from assessments.report.sentences import listed
from data_maps.writing import span_text
from risk.options.ready import shipped

if TYPE_CHECKING:
    from data_maps.changes import Option, OptionStep
    from data_maps.model import DataMap
    from risk.options.ready import ReadyOption

CAPTION = "Ready options, for any map to which they apply; their numbers are judged and wide"
COLUMNS = (Column("Option"), Column("What it is"), Column("Acts on"), Column("Starts"), Column("Can be taken back"))
WHOLE_APP = "the whole app"
OWN = "The map has an option of this name already."
AT_ONCE = "at once"
MOST = 3


def library(data_map: DataMap) -> Table:
    """All ready options; those that do not apply to the map say why."""
    return Table(CAPTION, COLUMNS, tuple(_row(data_map, ready) for ready in shipped()))


def _row(data_map: DataMap, ready: ReadyOption) -> tuple[Cell, ...]:
    option = None if ready.id in data_map.options else ready.on(data_map)
    if option is None:
        reason = OWN if ready.id in data_map.options else f"Does not apply. {ready.idle or ''}"
        return row(ready.title, ready.why, reason.strip(), "", "")
    starts = AT_ONCE if ready.starts is None else f"after {span_text(ready.starts)}"
    return row(ready.title, ready.why, _acts_on(data_map, option), starts, _reversible(ready))


def _reversible(ready: ReadyOption) -> str:
    return {True: "yes", False: "no", None: "not said"}[ready.reversible]


def _acts_on(data_map: DataMap, option: Option) -> str:
    """What the steps of an option change, by name."""
    names = dict.fromkeys(name for step in option.do for name in _changed(data_map, step))
    return listed(list(names), MOST) if names else WHOLE_APP


def _changed(data_map: DataMap, step: OptionStep) -> Iterator[str]:
    """The systems, parties, groups or flow that a step changes; of a step about the app or its numbers none."""
    if step.bar_use_by:
        yield from (group_name(data_map, group) for group in step.bar_use_by.groups)
    elif step.end_flow:
        flow = next(flow for flow in data_map.flows if flow.id == step.end_flow.flow)
        yield f"{place_name(data_map, flow.source_id)} to {place_name(data_map, flow.target)}"
    elif step.end_access:
        yield f"{place_name(data_map, step.end_access.party)} into {place_name(data_map, step.end_access.to)}"
    elif step.divest:
        yield place_name(data_map, step.divest.party)
    elif step.move_system:
        yield place_name(data_map, step.move_system.system)
    elif systems := step.user_keys or step.move_keys or step.shorten_retention or step.audit:
        yield from (place_name(data_map, system) for system in systems.systems)
