"""Reading: the map that a text, a file or a folder is, or every problem in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path as FilePath
from typing import Annotated, Any, get_args

from pydantic import Field, create_model

from data_maps.checking import first_of, located, mended, model_of, spelt_path, validated
from data_maps.contradictions import contradictions, ids_said_twice
from data_maps.expansion import expanded
from data_maps.histories import histories_at
from data_maps.markers import DEVICE, FOR_ALL
from data_maps.model import DataMap
from data_maps.names import names_written
from data_maps.parties import Via
from data_maps.places import MOST_BYTES, LeadsElsewhere, NotAFile, ParsedYaml, Spot, decoded, first_bytes, parsed
from data_maps.problems import EMPTY, MISSING, Fault, KeyPath, Place, Problem, did_you_mean, shown
from data_maps.settings import address_in, with_reading, with_setting
from data_maps.systems import System

__all__ = [
    "Reading",
    "address_in",
    "case_names",
    "case_path",
    "map_files",
    "read",
    "read_path",
    "read_texts",
    "validated",
    "with_reading",
    "with_setting",
]

CASES = FilePath(__file__).parent / "cases"
CASE = "case:"
OF_A_RESULT = frozenset({"datareach", "fingerprint", "format", "map"})
"""Keys that a result has beside each other, and a map never."""
NAMED = "name a YAML file, a folder of them, or case:NAME"


@dataclass(frozen=True)
class Reading:
    """A map, or every problem in its text; `sha256` is of the text."""

    data_map: DataMap | None
    problems: tuple[Problem, ...]
    text: str
    file: str
    sha256: str


def read(text: str, file: str) -> Reading:
    """The map of one text, or every problem in it.

    Args:
        text: YAML, in the short or the full form.
        file: What the text is called in the places of its problems.

    Returns:
        The map, or None with every problem, in the order of the text.
    """
    return _reading(parsed(text, file), text, file)


def read_path(path: FilePath | str) -> Reading:
    """The map of a file, or of the YAML files of a folder merged in the order of their names.

    Args:
        path: A file, a folder, or `case:NAME` for a map that ships.

    Returns:
        The map, or None with every problem; that nothing can be read there is one.
    """
    if str(path).startswith(CASE):
        name = str(path)
        try:
            return read(case_path(name.removeprefix(CASE)).read_text(encoding="utf-8"), name)
        except KeyError:
            cases = [CASE + case for case in case_names()]
            hint = str(did_you_mean(name, cases, ", ".join(cases)))
            return _unread(name, Problem(Place(name, 1, 1), "", "no such case", hint))
    path = FilePath(path)
    try:
        texts = _texts(path)
    except OSError as error:
        return _unread(str(path), Problem(Place(str(path), 1, 1), "", why_unread(error), NAMED))
    if not texts:
        return _unread(str(path), Problem(Place(str(path), 1, 1), "", "no .yaml file in this folder", NAMED))
    if path.is_dir():
        return read_texts(texts, str(path))
    content = decoded(texts[str(path)], str(path))
    return _unread(str(path), content) if isinstance(content, Problem) else read(content, str(path))


def case_names() -> tuple[str, ...]:
    """The maps that ship, by name."""
    return tuple(sorted(path.stem for path in CASES.glob("*.yaml")))


def case_path(name: str) -> FilePath:
    """The file of a map that ships.

    Raises:
        KeyError: where there is none of that name.
    """
    if name not in case_names():
        raise KeyError(name)
    return CASES / f"{name}.yaml"


def map_files(name: str) -> tuple[str, dict[str, bytes]]:
    """The name of a map in its places, and its files as they are; raises OSError, and KeyError for no such case."""
    if name.startswith(CASE):
        return name, {name: case_path(name.removeprefix(CASE)).read_bytes()}
    return str(FilePath(name)), _texts(FilePath(name))


def _texts(path: FilePath) -> dict[str, bytes]:
    if not path.is_dir():
        return {str(path): first_bytes(path)}
    files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and file.is_file())
    if sum(file.stat().st_size for file in files) > MOST_BYTES:
        raise TooLargeTogether(path)
    return {str(file): first_bytes(file) for file in files}


class TooLargeTogether(OSError):
    """The files of a folder are more than one map may be."""


def why_unread(error: OSError) -> str:
    """The reason why the system does not give a file, in our words."""
    reasons = {
        FileNotFoundError: "no such file",
        PermissionError: "not allowed to read this file",
        IsADirectoryError: "a folder, not a file",
        NotAFile: "a pipe or a device, not a file",
        LeadsElsewhere: "a link that leads out of its folder",
        TooLargeTogether: "the files of this folder are larger than 5 MB together",
    }
    return next((reason for kind, reason in reasons.items() if isinstance(error, kind)), "this file cannot be read")


def _unread(file: str, *problems: Problem) -> Reading:
    return Reading(None, problems, "", file, hashlib.sha256(b"").hexdigest())


def read_texts(contents: dict[str, bytes], folder: str) -> Reading:
    """The map that several files are together.

    Args:
        contents: What each file holds, by its name.
        folder: What they are called together in the places of problems.

    Returns:
        The map, or None with every problem in any of them.
    """
    texts = {file: decoded(content, file) for file, content in contents.items()}
    problems = tuple(text for text in texts.values() if isinstance(text, Problem))
    parts = [parsed(text, file) for file, text in texts.items() if isinstance(text, str)]
    value: dict[str, Any] = {}
    spot = Spot(Place(folder, 1, 1), Place(folder, 1, 1))
    problems_in_all = [*problems, *(problem for part in parts for problem in part.problems)]
    for part in parts:
        if not isinstance(part.value, dict):
            problems_in_all += (
                [Problem(part.spot.place, "", f"{shown(part.value)} is not a map", "write app: …")]
                if part.whole
                else []
            )
            continue
        for key, section in part.value.items():
            problems_in_all += _join(value, spot, key, section, part.spot.parts[key])
    whole = ParsedYaml(value, spot, tuple(problems_in_all), whole=all(part.whole for part in parts) and not problems)
    return _reading(whole, "".join(text for text in texts.values() if isinstance(text, str)), folder)


def _join(value: dict[str, Any], spot: Spot, key: str, section: Any, written_at: Spot) -> Iterator[Problem]:
    if key not in value:
        value[key] = (
            dict(section) if isinstance(section, dict) else list(section) if isinstance(section, list) else section
        )
        spot.parts[key] = Spot(written_at.place, written_at.key, dict(written_at.parts))
    elif isinstance(section, dict) and isinstance(value[key], dict):
        for name, item in section.items():
            if name in value[key]:
                yield _twice(f"{key}.{name}", written_at.parts[name], spot.parts[key].parts[name])
            else:
                value[key][name] = item
                spot.parts[key].parts[name] = written_at.parts[name]
    elif isinstance(section, list) and isinstance(value[key], list):
        for index, item in enumerate(section):
            spot.parts[key].parts[len(value[key])] = written_at.parts[index]
            value[key].append(item)
    elif section != value[key] or key not in ("format", "as_of", "viewpoint"):
        yield _twice(key, written_at, spot.parts[key])


def _twice(path: str, here: Spot, first: Spot) -> Problem:
    return Problem(here.key, path, f"also defined at {first.key}", "keep one of them")


def _reading(source: ParsedYaml, text: str, file: str) -> Reading:
    sha256 = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if not source.whole:
        return Reading(None, first_of(source.problems), text, file, sha256)
    data_map, problems = _map_or_problems(source)
    return Reading(data_map if not problems else None, first_of(problems), text, file, sha256)


def _map_or_problems(source: ParsedYaml) -> tuple[DataMap | None, tuple[Problem, ...]]:
    if not isinstance(source.value, dict):
        hint = "write app: …, datareach init writes a first map"
        return None, (*source.problems, Problem(source.spot.place, "", f"{shown(source.value)} is not a map", hint))
    if source.value.keys() >= OF_A_RESULT:
        hint = "name the map that it was made from"
        return None, (Problem(source.spot.place, "", "a result that Datareach wrote, not a map", hint),)
    empty: list[Fault] = []
    spelt, unknown = mended(_without_empty(source.value, (), empty), DataMap)
    full = expanded(spelt)
    data_map, wrong = model_of(DataMap, full.value, names_written(full.value))
    sections = {str(fault.path[0]) for fault in [*wrong, *full.faults, *empty, *unknown] if fault.path}
    if "owner" in sections:
        sections |= {"parties", "app"}
    # Flows are supplied from the app and its data: where those have faults, their lack is none of its own.
    if sections & {"app", "data"} and "flows" not in full.value:
        sections |= {"flows"}
    mistaken = frozenset(sections)
    judged = data_map or _parts(full.value, mistaken)
    contrary = ids_said_twice(full.value, {fault.path for fault in wrong})
    contrary += contradictions(judged, mistaken) if judged else []

    def original(path: KeyPath) -> KeyPath:
        return spelt_path(spelt, full.original(path))

    problems = located([*empty, *unknown], source.spot, source.problems)
    problems = located(
        [*_worth_saying([*wrong, *full.faults], empty, original), *contrary], source.spot, problems, original
    )
    if data_map is None or problems:
        return None, problems
    data_map = data_map.model_copy(update={"systems": _with_devices(data_map)})
    brought: dict[str, dict[str, None]] = {}
    for flow in data_map.flows:
        brought.setdefault(flow.target, {}).update(dict.fromkeys(flow.data))
    systems = {}
    for id_, system in data_map.systems.items():
        keys_written = dict(system.keys)
        rest = keys_written.pop(FOR_ALL, "operator")
        keys = {**dict.fromkeys(brought.get(id_, ()), rest), **keys_written}
        systems[id_] = system.model_copy(update={"keys": keys})
    whole = data_map.model_copy(update={"systems": systems, "assumed": frozenset(full.assumed)})
    return whole.model_copy(update={"places": _places(whole, source.spot, original)}), ()


def _worth_saying(wrong: list[Fault], empty: list[Fault], original: Callable[[KeyPath], KeyPath]) -> Iterator[Fault]:
    """The faults of the model and of what is short, but for those that are there only because of another one.

    What is missing or empty may be so because of another; and a word in short form that is no term is no id either.
    """
    missing = {fault.path for fault in wrong if fault.message == MISSING}
    emptied, unsaid = {fault.path[:-1] for fault in empty}, missing | {fault.path for fault in empty}
    wrong_within = {fault.path[:-1] for fault in wrong}
    for fault in wrong:
        if fault.path not in missing:
            follows = fault.message == EMPTY and fault.path in emptied
            is_moved = fault.on_key and original(fault.path) != fault.path
            if not follows and not (is_moved and fault.path in wrong_within):
                yield fault
        elif original(fault.path)[:-1] not in emptied and not unsaid & _said_by(fault.path):
            yield _missing_worded(fault)


def _said_by(path: KeyPath) -> set[KeyPath]:
    """The key that says this too: where it is missing, nobody needs to be told that this is."""
    if path[:1] == ("parties",) and path[-1] == "run_from":
        return {(*path[:-1], "organised_in")}
    implied: dict[KeyPath, set[KeyPath]] = {
        ("app", "operator"): {("owner",)},
        ("parties",): {("app",), ("app", "operator")},
        ("title",): {("app", "name")},
        ("viewpoint",): {("users",)},
    }
    return implied.get(path, set())


def _with_devices(data_map: DataMap) -> dict[str, System]:
    """The systems, those on devices in the country of the people who send data there; unknown if there are several."""
    return {
        id_: system if system.place != DEVICE else system.model_copy(update=_of_device(data_map, id_))
        for id_, system in data_map.systems.items()
    }


def _of_device(data_map: DataMap, system: str) -> dict[str, Any]:
    senders = [flow.source_id for flow in data_map.flows if flow.target == system and flow.source_id in data_map.users]
    places = {data_map.users[group].place for group in senders}
    return {"device": True, "operator": "unknown", "place": places.pop() if len(places) == 1 else "unknown"}


def _missing_worded(fault: Fault) -> Fault:
    """The fault of a missing key, where more can be said than that it is missing."""
    path = fault.path
    if path == ("app", "operator"):
        hint = "add owner: {name: …, jurisdiction: …}, or operator: … under app"
        return Fault(path, "nobody runs the app", hint, fault.on_key)
    if len(path) == 3 and path[0] == "users" and path[2] == "count":
        return Fault(
            path, "nobody says how many people these are", "add count: …, or its part under people", fault.on_key
        )
    if len(path) == 3 and path[0] == "ownership" and path[2] == "via":
        return Fault(path, MISSING, f"add via: one of {', '.join(get_args(Via))}", fault.on_key)
    return fault


def _without_empty(value: Any, path: KeyPath, faults: list[Fault]) -> Any:
    """The values without the keys that nothing stands behind, each of which is a fault."""
    if isinstance(value, dict):
        hint = "give a value, or leave the key out"
        faults += [Fault((*path, key), "nothing stands here", hint) for key, item in value.items() if item is None]
        return {key: _without_empty(item, (*path, key), faults) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_empty(item, (*path, index), faults) for index, item in enumerate(value)]
    return value


@cache
def _parts_model() -> type[DataMap]:
    """A map that may lack any section, so that the others can be judged."""
    optional: dict[str, Any] = {
        name: (
            Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation,
            Field(None, alias=field.alias),
        )
        for name, field in DataMap.model_fields.items()
        if field.is_required()
    }
    return create_model("Parts", __base__=DataMap, **optional)


def _parts(value: dict[str, Any], mistaken: frozenset[str]) -> DataMap | None:
    """The sound sections of a map; None where they do not hold up by themselves."""
    sound = {key: section for key, section in value.items() if key not in mistaken and key in DataMap.model_fields}
    parts, faults = model_of(_parts_model(), sound, names_written(value))
    return None if faults else parts


def _places(data_map: DataMap, spot: Spot, original: Callable[[KeyPath], KeyPath]) -> dict[str, Place]:
    """The place of each part of the map that people ask for; of a supplied one, that of what it was inferred from."""
    return {name: spot.inside(original(path))[0].place for name, path in _named_parts(data_map)}


def _named_parts(data_map: DataMap) -> Iterator[tuple[str, KeyPath]]:
    """The dotted name and the path of every part of a map that has a place."""
    for key in data_map.model_fields_set:
        yield key, (key,)
    yield "app.operator", ("app", "operator")
    if data_map.question:
        yield "question.state", ("question", "state")
    yield "people.total", ("people", "total")
    for group in data_map.people.groups if data_map.people else ():
        yield f"people.{group}", ("people", "groups", group)
    for id_, side in data_map.readings.items():
        yield from ((f"readings.{id_}.{address}", ("readings", id_, "set", address)) for address in side.set_)
    for section, keys in _SECTIONS.items():
        for id_ in getattr(data_map, section):
            yield f"{section}.{id_}", (section, id_)
            yield from ((f"{section}.{id_}.{key}", (section, id_, key)) for key in keys)
    for id_, system in data_map.systems.items():
        yield from ((f"systems.{id_}.keys.{data}", ("systems", id_, "keys", data)) for data in system.keys)
    for index, flow in enumerate(data_map.flows):
        yield f"flows.{flow.id}", ("flows", index)
        yield f"flows.{flow.id}.share", ("flows", index, "share")
    for index, line in enumerate(data_map.ownership):
        yield f"ownership.{line.owner}.{line.of}", ("ownership", index)
    for index, access in enumerate(data_map.access):
        yield f"access.{access.party}.{access.to}", ("access", index)
    for index, agreement in enumerate(data_map.agreements):
        yield f"agreements.{agreement.id}", ("agreements", index)
    for index, standing in enumerate(data_map.standing):
        yield f"standing.{standing.state}.{standing.at}", ("standing", index)
    yield from _named_events(data_map)
    for section in ("questions", "leave_out", "combinations", "screened"):
        yield from ((f"{section}.{index}", (section, index)) for index in range(len(getattr(data_map, section))))


def _named_events(data_map: DataMap) -> Iterator[tuple[str, KeyPath]]:
    """The dotted name and the path of every event of the app's own histories."""
    for path, history in histories_at(data_map):
        events = ((*path, "events", index) for index in range(len(history.events)))
        yield from ((".".join(map(str, event)), event) for event in events)


_SECTIONS = {
    "users": ("count", "in", "terms"),
    "data": (),
    "parties": (),
    "systems": ("keys", "in", "operator"),
    "sources": (),
    "functions": (),
    "distribution": (),
    "estimates": (),
    "readings": (),
    "options": (),
}
