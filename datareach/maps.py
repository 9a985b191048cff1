"""Maps that are read from files, and others made from them for what-if."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from datetime import date

    import networkx as nx

    from data_maps.model import DataMap
    from data_maps.problems import Problem


class Problems(Exception):
    """Every change that a map, or what was asked of it, needs; as text a line each, as the command prints them.

    `problems` has each with its place (`file`, `line`, `column`), its `path`, its `message` and its `hint`.

    >>> import datareach
    >>> try:
    ...     datareach.read("case:wechat")
    ... except datareach.Problems as problems:
    ...     print(problems, [problem.place.line for problem in problems.problems])
    case:wechat:1:1: no such case (did you mean 'case:wechat-2020'?) [1]
    """

    def __init__(self, *problems: Problem, call: str = "") -> None:
        super().__init__("\n".join(_spoken(problem, call) for problem in problems))
        self.problems = problems


def _spoken(problem: Problem, call: str) -> str:
    """A problem as it is said of a call, whose argument has it, and not of an option of the command line."""
    argument = problem.place.file.removeprefix("--").replace("-", "_")
    if not call or not (problem.place.file.startswith("--") or argument == "owner"):
        return str(problem)
    if argument == "set" and call != "assess":
        return f"{call}: {problem.message}{f' ({problem.hint})' if str(problem.hint) else ''}"
    said = {"option": "options"}.get(argument, argument)
    return f"{call}({said}=…): {problem.message}{f' ({problem.hint})' if str(problem.hint) else ''}"


@contextmanager
def usable(call: str = "") -> Iterator[None]:
    """A context in which whatever does not fit a map is raised as Problems, said of a call."""
    from assessments.scenario import Unusable

    try:
        yield
    except Unusable as unusable:
        raise Problems(*unusable.problems, call=call) from None


@dataclass(frozen=True)
class Map:
    """A map without problems; it never changes, and each method gives another.

    `name` is what it was read from, `data_map` the full map behind it, with every value that was supplied.

    >>> import datareach
    >>> harbour = datareach.read("case:harbour")
    >>> harbour, harbour.title
    (Map(name='case:harbour'), 'Harbour')
    >>> harbour.with_(owner="CH").title, harbour.set("power.XB.parent", [0.2, 0.5, 0.8]) == harbour
    ('Harbour – changed: owner from Switzerland', False)
    >>> "operator: harbour" in harbour.text
    True
    """

    name: str
    data_map: DataMap = field(repr=False)

    @property
    def title(self) -> str:
        """The title of the map."""
        return self.data_map.title

    @property
    def text(self) -> str:
        """The full map as YAML; comments mark what was supplied. It is what `datareach expand` prints."""
        from data_maps.writing import expanded_text

        return expanded_text(self.data_map)

    def with_(
        self,
        *,
        owner: str | None = None,
        as_of: date | str | None = None,
        viewpoint: str | None = None,
        horizon: float | None = None,
        reading: str | None = None,
        about: str | None = None,
        record: str | PathLike[str] | None = None,
    ) -> Map:
        """The map with something else about it.

        Args:
            owner: The state, such as "CH", that the app's organisation is of instead; its places and people stay.
            as_of: The day whose facts and laws count, such as "2020-09-25".
            viewpoint: The state whose people it is about.
            horizon: The years over which options are compared.
            reading: The id of the reading whose disputed numbers count.
            about: The state that is asked about.
            record: A folder of tables to count rates from.

        Raises:
            Problems: With every reason why the map cannot be changed so.
        """
        from assessments.scenario import viewed

        with usable("with_"):
            changed = self.data_map if owner is None else _owned(self.data_map, owner)
            changed = changed if record is None else _on_record(changed, record)
            changed = viewed(
                changed,
                as_of=None if as_of is None else str(as_of),
                viewpoint=viewpoint,
                horizon=None if horizon is None else str(horizon),
                reading=reading,
                about=about,
            )
        return Map(self.name, changed)

    def set(self, address: str, value: object) -> Map:
        """The map with one number set from outside, as `--set ADDRESS=VALUE` does; a plain number is exact.

        Args:
            address: The number's name, such as `power.CN.tencent`; or `users.US`, as a table of apps has it.
            value: What a map takes there: 0.7, [0.2, 0.5, 0.8], {"low": 0.1, "high": 0.4}, "19M" or "unknown".

        Raises:
            Problems: Where the map has no such number, or the value is none.
        """
        from assessments.scenario import viewed

        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain_value)
        with usable(f"set({address!r})"):
            return Map(self.name, viewed(self.data_map, settings=[f"{_of_table(self.data_map, address)}={text}"]))


MapSource = str | PathLike[str] | TextIO | Mapping[str, Any]
"""What a map is read from."""


def read(path: MapSource) -> Map:
    """The map of a file, of a folder whose files are merged, of `case:NAME` for one that ships, or of a text or a dict.

    Args:
        path: Its name; its text, of several lines or in braces; a dict of its keys; or an open file.

    Raises:
        Problems: With every problem in it; that nothing can be read there is one.
        TypeError: For what is neither.

    >>> import datareach, io
    >>> datareach.read("case:wechat-five-lines").title
    'WeChat'
    >>> text = "{app: Chat, as_of: 2026-01-01, users: {US: 3M}, data: [text], owner: {jurisdiction: CN}}"
    >>> datareach.read(io.StringIO(text)).title
    'Chat'
    >>> datareach.read(text) == datareach.read({"app": "Chat", "as_of": "2026-01-01", "users": {"US": "3M"},
    ...     "data": ["text"], "owner": {"jurisdiction": "CN"}})
    True
    """
    from data_maps.reading import read as read_text
    from data_maps.reading import read_path
    from risk.record.loading import with_record_beside

    if isinstance(path, Mapping):
        path = json.dumps(path, ensure_ascii=False, indent=1, default=_plain_value)
    if isinstance(path, str | PathLike) and not _is_text(fspath(path)):
        name = fspath(path)
        reading = read_path(name)
    else:
        name = str(getattr(path, "name", "text"))
        text = path if isinstance(path, str) else path.read() if hasattr(path, "read") else None
        if not isinstance(text, str):
            raise TypeError(f"a map is read from a path, text, dict or open file of text, not {type(path).__name__}")
        reading = read_text(text, name)
    reading = with_record_beside(reading, name)
    if reading.data_map is None:
        raise Problems(*reading.problems)
    return Map(name, reading.data_map)


def graph(map_: Map) -> nx.MultiDiGraph[str]:
    """The exposure graph of a map: who can pass whose data to whom, each tie with its number and its place in the map.

    Nodes are named KIND:ID; edges run the way data can go. `cost` is −log of the best chance of a tie, so that the path
    of least cost is the most probable one. Each call makes another graph, to be changed at will.

    >>> import datareach, networkx
    >>> ties = datareach.graph(datareach.read("case:harbour"))
    >>> networkx.shortest_path(ties, "people:people", "state:XB", weight="cost")
    ['people:people', 'system:pier', 'party:harbour', 'party:parent', 'state:XB']
    """
    from risk.catalogue import catalogue
    from risk.events import events
    from risk.graph import exposure_graph

    return exposure_graph(events(map_.data_map, catalogue()))


def _is_text(words: str) -> bool:
    return "\n" in words or words.lstrip().startswith("{")


def _of_table(data_map: DataMap, address: str) -> str:
    """The address of the count of a state's people, where a column of a table names it and one group is there."""
    state = address.removeprefix("users.")
    groups = [id_ for id_, group in data_map.users.items() if group.place == state]
    named = f"users.{state}" == address and state not in data_map.users and len(groups) == 1
    return f"users.{groups[0]}.count" if named else address


def _plain_value(value: Any) -> object:
    """A number or an array of numpy as plain values, anything else as the text that it shows."""
    return value.tolist() if hasattr(value, "tolist") else str(value)


def _owned(data_map: DataMap, state: str) -> DataMap:
    """The map with an owner from another state, which its title says; raises Unusable for what is no state."""
    from assessments.report.departures import titled
    from assessments.report.sentences import state_name
    from assessments.scenario import Unusable, problem_at
    from data_maps.countries import CODES, country_hint
    from data_maps.problems import shown
    from risk.placebo import owner_state, with_owner_in

    if state not in CODES:
        raise Unusable(problem_at("owner", f"{shown(state)} is not a country code", country_hint(state)))
    if state == owner_state(data_map):
        return data_map
    title = titled(data_map.title, f"owner from {state_name(state)}")
    return with_owner_in(data_map, state).model_copy(update={"title": title})


def _on_record(data_map: DataMap, folder: str | PathLike[str]) -> DataMap:
    """The map on the record of a folder; raises Unusable with every problem in its tables."""
    from pathlib import Path

    from assessments.scenario import Unusable
    from risk.record.loading import on_record

    changed = on_record(data_map, Path(folder))
    if isinstance(changed, tuple):
        raise Unusable(*changed)
    return changed
