"""Usual words for companies and data, each understood or answered with one question back."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from data_maps.problems import Fault, did_you_mean, shown
from data_maps.vocabulary import Company, StoreLabel, companies, data_types, data_words, labels

_KINDS = "data info information detail record history log list number file".split()


def company(text: str) -> Company | Fault:
    """The common company of a name; a Fault for one that the table does not have.

    >>> company("aws").name, company("tencent").run_from
    ('Amazon Web Services', 'CN')
    """
    names = {name.lower(): entry for entry in companies().companies for name in (entry.name, *entry.also)}
    words = " ".join(text.lower().split())
    if words in names:
        return names[words]
    hint = did_you_mean(text, [entry.name for entry in companies().companies], "say its country")
    return Fault((), f"{shown(text)} is not in the table of common companies", hint)


def data_of(text: str) -> tuple[str, ...] | Fault:
    """The types of data that a word stands for, or a label of an app store; a Fault with one question otherwise.

    >>> data_of("health records"), data_of("Photos and videos"), data_of("voice")
    (('health',), ('image', 'video'), ('audio',))
    """
    words = _looked_up(text)
    if term := data_words().get(words.replace(" ", "-")):
        return (term,)
    meant = _labels_by_name().get(words) or _labels_by_head().get(_head(words)) or ()
    if not meant:
        hint = did_you_mean(words, (*data_words(), *_labels_by_name()), "text, images, contacts, location, …")
        return Fault((), f"no data type called {shown(text)}", hint)
    types = tuple(dict.fromkeys(term for label in meant for term in label.types))
    if not any(label.ask for label in meant) and all(label.types == types for label in meant):
        return types
    named = ", ".join(data_types()[term].label.lower() for term in types)
    return Fault((), f"{shown(text)} covers several types", f"name those of {named}")


def _looked_up(text: str) -> str:
    """A word for data as it is looked up: in lower case, with one gap between its parts."""
    plain = text.lower().replace("&", " and ").replace("-", " ").replace("’", "'").replace("license", "licence")
    return " ".join(re.sub(r"\be mail", "email", plain).split())


def _head(words: str) -> str:
    """What a word for data is about, in the singular, without what every kind of data is called: medical history."""
    parts = [re.sub(r"(?:(?<=ss)es|(?<=[a-z][^s])s)$", "", word) for word in words.split()]
    while len(parts) > 1 and parts[-1] in _KINDS:
        parts.pop()
    return " ".join(parts)


@cache
def _labels_by_name() -> Mapping[str, tuple[StoreLabel, ...]]:
    return {_looked_up(label.name): (label,) for label in labels()}


@cache
def _labels_by_head() -> Mapping[str, tuple[StoreLabel, ...]]:
    """The labels and words of the vocabulary by what they are about, each with all that are about it."""
    every = (*labels(), *(StoreLabel(name=word, types=(term,)) for word, term in data_words().items()))
    by_head: defaultdict[str, list[StoreLabel]] = defaultdict(list)
    for label in every:
        by_head[_head(_looked_up(label.name))].append(label)
    return {head: tuple(labels_of_head) for head, labels_of_head in by_head.items()}
