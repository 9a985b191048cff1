"""Edits: what a form writes into the text of a map, leaving all else as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data_maps.changes import Option
from data_maps.parties import Party
from data_maps.places import flow_text, parsed, scalar_text
from data_maps.problems import Place, Problem
from data_maps.quantities import Estimate
from data_maps.reading import read
from data_maps.uploads import UploadedFiles, read_files
from data_maps.values_in_place import with_entry
from data_maps.writing import as_mapping, plain_value, quantity

_HAS_UNIT = re.compile(r"/|\bper\b|\ban?\b")


def estimate_text(value: str, *, by: str = "", why: str = "", per: str | None = None) -> str:
    """A value as it is written, with who says it and why where that is given; one that cannot be read is left alone.

    `per` is what a rate without a unit of its own is meant per.

    >>> estimate_text("[0.1, 0.4]", by="Ada")
    '{low: 0.1, high: 0.4, by: Ada}'
    >>> estimate_text("[0.001, 0.005]", per="person-year")
    '{low: 0.001, high: 0.005, per: person-year}'
    >>> estimate_text("2/year", per="person-year")
    '2/year'
    """
    unit = "" if per is None or _HAS_UNIT.search(value) else per
    evidence = {name: text.strip() for name, text in (("per", unit), ("by", by), ("why", why)) if text.strip()}
    source = parsed(value, "")
    if not evidence or source.problems or not value.strip() or _is_of_several(source.value):
        return value
    return flow_text({**as_mapping(source.value), **evidence})


def _is_of_several(value: Any) -> bool:
    """True for a list of several people's estimates."""
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def with_another_estimate(stated: Estimate, value: str) -> str:
    """An estimate of one more person in a list with those stated already; left alone where it cannot be read."""
    more = parsed(value, "")
    if more.problems or not value.strip():
        return value
    return flow_text([*(as_mapping(quantity(statement)) for statement in stated.statements), more.value])


def with_estimate(text: str, file: str, address: str, value: str, beside: UploadedFiles | None = None) -> str | Problem:
    """The text with an estimate of one's own in it, or why it could not be written there.

    Args:
        text: The text of a map.
        file: What it is called in the places of problems.
        address: Which number the estimate is of.
        value: The estimate, as a map writes it.
        beside: The other files of the map, where it has more than this one.
    """
    source = parsed(text, file)
    if source.problems or not isinstance(source.value, dict):
        return _unwritten(source.problems, file, address, value)
    changed = with_entry(text, "estimates", address, value.strip())
    reading = read_files({**(beside or {}), file: changed.encode("utf-8", "surrogatepass")}, file)
    if reading.data_map and address in reading.data_map.estimates:
        return changed
    return _unwritten(reading.problems, file, address, value)


def _unwritten(problems: Sequence[Problem], file: str, address: str, value: str) -> Problem:
    """Why an estimate could not be written: the problem of the estimates, if there is one, or the first of all."""
    if problems:
        own = next((p for p in problems if p.path.startswith("estimates")), problems[0])
        return Problem(own.place, address, own.message, own.hint)
    hint = f"write {scalar_text(address)}: {value.strip()} under estimates"
    return Problem(Place(file, 1, 1), address, "this could not be written into the text", hint)


def with_own_options(
    text: str, file: str, options: Mapping[str, Option], parties: Mapping[str, Party]
) -> str | Problem:
    """The text with more options among its own, or why they could not be written there.

    Args:
        text: The text of a map.
        file: What it is called in the places of problems.
        options: The options, by id.
        parties: Parties that may be named in them; those that are come along.
    """
    if problems := read(text, file).problems:
        return problems[0]
    entries = {id_: plain_value(option) for id_, option in options.items()}
    named = set(_words([entry["do"] for entry in entries.values()]))
    for id_, party in parties.items():
        if id_ in named:
            text = with_entry(text, "parties", id_, plain_value(party), last=True)
    for id_, entry in entries.items():
        text = with_entry(text, "options", id_, entry, last=True)
    problems = read(text, file).problems
    return problems[0] if problems else text


def _words(value: Any) -> Iterator[str]:
    """Every word in a plain value that is no key."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if isinstance(value, str):
        yield value
    for item in parts:
        yield from _words(item)
