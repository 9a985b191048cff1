"""Checking: plain values become models, and every mistake a fault in our words and at its place."""

from __future__ import annotations

import json
import re
import types
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from data_maps.places import Spot, parsed
from data_maps.problems import MISSING, Fault, Guess, KeyPath, Problem, closest, did_you_mean, path_text, shown

ModelType = TypeVar("ModelType", bound=BaseModel)
MOST_COMPARISONS, MOST_GUESSED_KEYS, MOST_SAID = 100_000, 1_000, 1_000
USUAL_KEYS = {
    word: keys
    for words, keys in (
        ("country location place located_in hosted_in region", ("in", "jurisdiction", "organised_in")),
        ("stored stored_in storage hosting servers databases infrastructure", ("systems", "in")),
        ("run_by runs host hosted_by provider", ("operator",)),
        ("encryption encrypted key_holder", ("keys", "in_transit")),
        ("retention kept", ("keeps",)),
        ("recipient receiver target destination", ("to",)),
        ("sender origin", ("from",)),
        ("number amount size total", ("count",)),
        ("percentage percent stake", ("share",)),
        ("companies vendors organisations organizations", ("parties",)),
        ("day date", ("as_of",)),
        ("type", ("via", "kind")),
    )
    for word in words.split()
}
"""Keys that people usually write, with those of a map which may be meant: the first that the place has."""


def validated(model: type[ModelType], text: str, file: str) -> tuple[ModelType | None, tuple[Problem, ...]]:
    """The model that a YAML text of its shape stands for, or every problem in it.

    Strict models are read as strictly as JSON is: a list may stand for a tuple or a set, text for a date.

    Args:
        model: The shape that the text is to have.
        text: YAML.
        file: What the text is called in the places of its problems.

    Returns:
        The model, or None with every problem in the order of the text.
    """
    source = parsed(text, file)
    if not source.whole:
        return None, source.problems
    value, faults = mended(source.value, model)
    instance, more = _outcome(lambda: model.model_validate_json(json.dumps(value)))
    problems = located([*faults, *more], source.spot, source.problems)
    return (None if problems else instance), problems


def model_of(model: type[ModelType], value: Any, context: Any = None) -> tuple[ModelType | None, list[Fault]]:
    """The model of plain values, or None with every fault, in our words.

    Args:
        model: A pydantic model.
        value: What a text says, as plain values.
        context: What the model's fields look references up in, such as the names of a map.
    """
    return _outcome(lambda: model.model_validate(value, context=context))


def _outcome(validate: Callable[[], ModelType]) -> tuple[ModelType | None, list[Fault]]:
    try:
        return validate(), []
    except ValidationError as error:
        return None, [_fault(detail) for detail in error.errors(include_url=False)]


def located(
    faults: Iterable[Fault],
    spot: Spot,
    problems: Iterable[Problem] = (),
    original: Callable[[KeyPath], KeyPath] = lambda path: path,
) -> tuple[Problem, ...]:
    """Faults as problems at their places, each said once, in the order of the text.

    Args:
        faults: What is wrong, by paths of the values.
        spot: Where the values stand in the text.
        problems: What is known to be wrong already.
        original: Leads from a path of rewritten values to the text's own.
    """
    hints = _Hints()
    placed = (_located(fault, spot, original, hints) for fault in faults if not _judged(fault, spot, original))
    return tuple(sorted({*problems, *placed}, key=_in_text))


def first_of(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The first problems in the order of a text, and how many more there are than anybody reads."""
    in_order = sorted(problems, key=_in_text)
    if (more := len(in_order) - MOST_SAID) <= 0:
        return tuple(in_order)
    last = in_order[MOST_SAID].place
    return (*in_order[:MOST_SAID], Problem(last, "", f"{more:,} more problems from here on", "mend those before first"))


def _in_text(problem: Problem) -> tuple[str, int, int, str, str]:
    place = problem.place
    return place.file, place.line, place.column, problem.path, problem.message


def _judged(fault: Fault, spot: Spot, original: Callable[[KeyPath], KeyPath]) -> bool:
    """True where the form of the text has said already what is wrong with the value."""
    return not fault.on_key and spot.inside(original(fault.path))[0].judged


class _Hints:
    """The hints of one reading, worked out until that has taken a while: nobody needs the ten-thousandth."""

    def __init__(self) -> None:
        self.left = MOST_COMPARISONS
        self.texts: dict[tuple[str, int], str] = {}

    def text(self, hint: str | Guess) -> str:
        if isinstance(hint, str):
            return hint
        same = (hint.word, id(hint.words))
        if same not in self.texts:
            self.left -= len(hint.words)
            self.texts[same] = str(hint) if self.left >= 0 else hint.otherwise
        return self.texts[same]


def _located(fault: Fault, spot: Spot, original: Callable[[KeyPath], KeyPath], hints: _Hints) -> Problem:
    path = original(fault.path)
    deepest, taken = spot.inside(path)
    at_a_key = fault.on_key and bool(taken)
    named = path if fault.on_key and len(taken) < len(path) and taken == path[:-1] else taken
    return Problem(deepest.key if at_a_key else deepest.place, path_text(named), fault.message, hints.text(fault.hint))


def raised(faults: Iterable[Fault], value: Any = None) -> ValidationError:
    """Faults as the error a pydantic validator may raise: it keeps their paths."""
    return ValidationError.from_exception_data(
        "map", [InitErrorDetails(type=custom(fault), loc=fault.path, input=value) for fault in faults]
    )


class _Carried:
    """A fault inside pydantic's errors, which turn all they carry into text: this is quick to."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault

    def __str__(self) -> str:
        return self.fault.message


def custom(fault: Fault) -> PydanticCustomError:
    """One fault as pydantic carries it."""
    return PydanticCustomError("fault", "{fault}", {"fault": _Carried(fault)})


def _fault(detail: Any) -> Fault:
    loc, kind, context = tuple(detail["loc"]), detail["type"], detail.get("ctx", {})
    on_key = bool(loc) and loc[-1] == "[key]"
    path = loc[:-1] if on_key else loc
    if kind == "fault":
        carried: Fault = context["fault"].fault
        return Fault(path, carried.message, carried.hint, on_key or carried.on_key)
    if kind == "missing":
        return Fault(path, MISSING, f"add {path[-1]}: …" if path else "", on_key=True)
    if kind == "extra_forbidden":
        return Fault(path, "unknown key", "", on_key=True)
    message, hint = _in_our_words(kind, context, detail)
    return Fault(path, message, hint, on_key)


_SHOULD_BE = (
    (("string",), "text", "put it in quotes if it looks like a number"),
    (("bool",), "true or false", ""),
    (("int",), "a whole number", ""),
    (("float", "finite", "decimal"), "a number", ""),
    (("date", "datetime"), "a date", "write 2026-11-25"),
    (("dict", "mapping", "model", "dataclass"), "a mapping of keys to values", "write key: value"),
    (("list", "tuple", "set", "frozen", "iterable"), "a list", "write [first, second]"),
)
_BOUNDS = {
    "greater_than": ("above", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("below", "lt"),
    "less_than_equal": ("at most", "le"),
}


def _in_our_words(kind: str, context: Mapping[str, Any], detail: Any) -> tuple[str, str | Guess]:
    value = shown(detail["input"])
    if kind in ("literal_error", "enum"):
        words = re.findall("'([^']*)'", str(context["expected"]))
        word = str(detail["input"])
        return f"{value} is none of the words for this", did_you_mean(
            word, words, "one of " + ", ".join(words or [str(context["expected"])])
        )
    if kind in _BOUNDS:
        word, key = _BOUNDS[kind]
        return f"{value} is out of bounds", f"{word} {context[key]:g}"
    if kind in ("value_error", "assertion_error"):
        return detail["msg"].partition(", ")[2], ""
    if kind == "string_too_long":
        return f"{value} is too long", f"{context['max_length']:,} characters at most"
    if kind.endswith(("too_short", "too_long")):
        return f"{value} has too few or too many parts", ""
    if kind == "string_pattern_mismatch":
        return f"{value} is not written as it should be", ""
    for starts, name, hint in _SHOULD_BE:
        if kind.startswith(starts):
            return f"{value} is not {name}", hint
    return f"{value} is not what belongs here", ""


def mended(value: Any, model: type[BaseModel]) -> tuple[Any, list[Fault]]:
    """The values with each misspelt key under the name it stands for and each unknown or empty one left out, and a
    fault for each.

    So one misspelt key is one problem, and what it holds is checked all the same.
    """
    faults: list[Fault] = []
    return _mend(value, model, (), faults), faults


def _mend(value: Any, kind: Any, path: KeyPath, faults: list[Fault]) -> Any:
    if isinstance(value, dict):
        kind = _item_kind(kind) or kind
        keys = keys_of(kind)
        if keys is None:
            inner = _value_kind(kind)
            under = getattr(inner, "kind_under", lambda key: inner)
            return {key: _mend(item, under(key), (*path, key), faults) for key, item in value.items()}
        items: list[tuple[str, Any]] = []
        spelt: dict[str, str] = {}
        free = [key for key in keys if key not in value]
        for key, item in value.items():
            name = key if key in keys else None
            if name is None:
                name = next((usual for usual in USUAL_KEYS.get(str(key).lower(), ()) if usual in free), None)
                name = name or (closest(key, free) if len(faults) < MOST_GUESSED_KEYS else None)
                faults.append(
                    Fault((*path, key), "unknown key", f"did you mean '{name}'?" if name else "", on_key=True)
                )
            if name is not None and name not in spelt:
                if name != key:
                    spelt[name] = key
                items.append((name, _mend(item, keys[name], (*path, key), faults)))
        return Moved(items, spelt) if spelt else dict(items)
    if isinstance(value, list):
        item_kind = _item_kind(kind)
        return [_mend(item, item_kind, (*path, index), faults) for index, item in enumerate(value)]
    return value


class Moved(dict[str, Any]):
    """A mapping some of whose keys stood in the text under another spelling (`spelt`: name → as written)."""

    def __init__(self, items: Iterable[tuple[str, Any]], spelt: Mapping[str, str]) -> None:
        super().__init__(items)
        self.spelt = spelt


def spelt_path(value: Any, path: KeyPath) -> KeyPath:
    """A path of mended values as the text spells it."""
    spelt: list[str | int] = []
    for key in path:
        spelt.append(value.spelt.get(key, key) if isinstance(value, Moved) and isinstance(key, str) else key)
        if isinstance(value, dict):
            if key in value:
                value = value[key]
        elif isinstance(value, list) and isinstance(key, int) and key < len(value):
            value = value[key]
    return tuple(spelt)


_KEYS: dict[Any, dict[str, Any] | None] = {}


def keys_of(kind: Any) -> dict[str, Any] | None:
    """The keys a mapping of this kind may have, each with the kind of its value; None where any key may stand."""
    try:
        return _KEYS[kind]
    except KeyError:
        _KEYS[kind] = keys = _keys_of(kind)
        return keys
    except TypeError:
        return None


def _keys_of(kind: Any) -> dict[str, Any] | None:
    for variant in _alternatives(kind):
        written_keys = getattr(variant, "written_keys", None)
        if written_keys is not None:
            return dict(written_keys)
        if isinstance(variant, type) and issubclass(variant, BaseModel) and not issubclass(variant, RootModel):
            fields = {
                written_key(name, field): (
                    typing.Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
                )
                for name, field in variant.model_fields.items()
                if not field.exclude
            }
            return {**fields, **getattr(variant, "short_keys", {})}
    return None


def written_key(name: str, field: FieldInfo) -> str:
    """The key that a field of a model has in a text."""
    return field.alias or name


def _alternatives(kind: Any) -> Iterator[Any]:
    """The kinds a value may be of, markers of Annotated included.

    Only one of them if a union of models would leave it open.
    """
    origin = get_origin(kind)
    if origin is typing.Annotated:
        base, *marks = get_args(kind)
        yield from marks
        yield from _alternatives(base)
    elif origin in (Union, types.UnionType):
        members = [member for member in get_args(kind) if member is not type(None)]
        models = [member for member in members if isinstance(member, type) and issubclass(member, BaseModel)]
        for member in members if len(models) < 2 else ():
            yield from _alternatives(member)
    else:
        yield kind


def _item_kind(kind: Any) -> Any:
    """The kind of what a list of this kind holds; an estimate may be a list of several people's."""
    for variant in _alternatives(kind):
        if hasattr(variant, "written_keys"):
            return variant
        if get_origin(variant) in (tuple, list, frozenset, Sequence) and get_args(variant):
            return get_args(variant)[0]
    return None


def _value_kind(kind: Any) -> Any:
    for variant in _alternatives(kind):
        if isinstance(variant, type) and issubclass(variant, RootModel):
            return _value_kind(variant.model_fields["root"].annotation)
        if get_origin(variant) in (dict, Mapping) and len(get_args(variant)) == 2:
            return get_args(variant)[1]
    return None
