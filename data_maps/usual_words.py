"""Usual words for countries, companies and data, each understood or answered with one question back."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from data_maps.countries import CODES, ISO_CODES, by_name, listed_name
from data_maps.problems import Fault, did_you_mean, shown
from data_maps.vocabulary import Company, StoreLabel, cloud_places, companies, data_types, data_words, labels

_KINDS = "data info information detail record history log list number file".split()
_SEVERAL = {
    "korea": "South Korea (KR) or North Korea (KP)",
    "georgia": "the country Georgia (GE) or the state of the United States (US)",
    "congo": "Congo-Kinshasa (CD) or Congo-Brazzaville (CG)",
    "st martin": "Saint Martin (MF) or Sint Maarten (SX)",
    "saint martin": "Saint Martin (MF) or Sint Maarten (SX)",
    "virgin islands": "the British (VG) or the American Virgin Islands (VI)",
    "america": "the United States (US)",
    "europe": "the European Union (EU)",
    "eea": "the European Union (EU), or a country beside it",
    "gdpr": "the European Union (EU)",
}
_REGIONS = frozenset(
    "africa,asia,emea,apac,latam,mena,dach,benelux,scandinavia,nordics,balkans,oceania,caribbean,abroad,overseas,"
    "latin america,north america,south america,central america,middle east,southeast asia,eastern europe,western europe"
    "".split(",")
)
_ALL = ("worldwide", "global", "globally", "everywhere", "all countries", "the world", "international")
_DIRECTIONS = frozenset(
    "north south east west central centre center northern southern eastern western northeast northwest southeast "
    "southwest upper lower middle nord sud est ouest nordeste norte sur sul este leste oeste oriental occidental "
    "and capital region province district".split()
)
_WORDS = frozenset(
    "bled cascade cascades chin coast como concord constant delta falcon florida gulf highland highlands islands kent "
    "lakes littoral male mary mayo meta mono most paul pita plateau plateaux pool reading rivers roma roman rouge saga "
    "sale savannah store trang union unity victoria aurora".split()
)
_ENDINGS = ("n", "i", "an", "er", "ian", "ean", "ese", "ish")
_AROUND = re.compile(
    r"^ *(?:(?:people|users) )?in (?=[^ ])|(?<=[^ ]) +(?:citizens|residents|users|people)$", re.IGNORECASE
)
_SAINT = re.compile(r"^st\.? (?=[a-z])")
_BETWEEN = re.compile(r"[,/()]| - ")
_MOST_MEANT, _SHORTEST_STEM, _LONGEST_WORD = 3, 4, 3
_BEHIND_STEMS = ("", "a", "e", "i", "n", "o", "s", "y", "ny", "um", "en")


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


def country(text: str) -> str | Fault:
    """The code of a country by its code, its name in any language, or a usual short name.

    Also by one of its people, a part of it, or a region of a cloud; a Fault with one question otherwise.

    >>> country("Germany"), country("the UK"), country("de"), country("Deutschland"), country("eu-central-1")
    ('DE', 'GB', 'DE', 'DE', 'DE')
    """
    text = _AROUND.sub("", text)
    name = " ".join(text.lower().split()).removeprefix("the ")
    if name in _SEVERAL:
        return Fault((), f"{shown(text)} is not one country", f"did you mean {_SEVERAL[name]}?")
    codes = _meaning(text) or _in_pieces(text)
    if len(codes) == 1:
        return next(iter(codes))
    if name in _ALL or name in _REGIONS:
        return Fault((), f"{shown(text)} is not one country", "name the countries, for example US and Germany")
    if 1 < len(codes) <= _MOST_MEANT:
        named = " or ".join(f"{listed_name(code)} ({code})" for code in sorted(codes))
        return Fault((), f"{shown(text)} is in several countries", f"did you mean {named}?")
    if _is_firm(text):
        return Fault((), f"{shown(text)} is a firm", "in which country? for example Ireland")
    if may_be := _having_name(name):
        named = " or ".join(f"{listed_name(code)} ({code})" for code in sorted(may_be)[:_MOST_MEANT])
        return Fault((), f"{shown(text)} may be a part of a country, or only a word", f"did you mean {named}?")
    hint = did_you_mean(text, map(listed_name, sorted(ISO_CODES)), "write its name in English or its two-letter code")
    return Fault((), f"{shown(text)} is not a country", hint)


def _meaning(text: str) -> frozenset[str]:
    """The countries that one name may stand for, by the first kind of name that fits."""
    words = " ".join(text.replace(".", " " if ". " in text else "").split())
    name = _SAINT.sub("saint ", words.lower().removeprefix("the "))
    code = name.upper() if name.upper() in CODES else by_name(name) or by_name(text.strip())
    if code:
        return frozenset({code})
    if _is_firm(name) or _is_word(_without_accents(name)):
        return frozenset()
    at_cloud = _at_clouds().get(_joined(name))
    if at_cloud and re.search("[0-9]", name):
        # No name of a country has a digit: the names in all languages, which take a second to load, are not asked.
        return at_cloud
    others = (
        _translated().get(_without_accents(name)),
        at_cloud,
        _having_name(name),
        _people_of(name),
    )
    return next((codes for codes in others if codes), frozenset())


def _having_name(name: str) -> frozenset[str]:
    """The countries that have a name or a part called so, in any language, be it also an ordinary word."""
    plain = _without_accents(name)
    translated = _translated().get(plain, frozenset()) if _is_word(plain) else frozenset()
    return translated | _parts().get(plain, frozenset())


def _is_word(plain: str) -> bool:
    """True where a name is a direction, an ordinary word, or so short that it may be one."""
    words = re.split("[ -]", plain)
    short = plain.isascii() and len(plain) <= _LONGEST_WORD
    return short or plain in _WORDS or all(word in _DIRECTIONS for word in words)


def _is_firm(text: str) -> bool:
    return bool(_firms().search(f" {text} ")) and not _without_firms(text)


def _in_pieces(text: str) -> frozenset[str]:
    """The countries that fit all pieces of a text, without the firms it names: AWS Ireland, Frankfurt (Germany)."""
    rest = _without_firms(text)
    pieces = [piece.strip() for piece in _BETWEEN.split(rest) if piece.strip()]
    if pieces in ([], [text.strip()]):
        return frozenset()
    if not any(_meaning(piece) for piece in pieces):
        return frozenset()
    return frozenset.intersection(
        *(_meaning(piece) | _parts().get(_without_accents(piece), frozenset()) for piece in pieces)
    )


def _without_firms(text: str) -> str:
    """A text without the names of common companies in it."""
    return " ".join(_firms().sub(" ", f" {text} ").replace("()", " ").split()).strip(" -,:")


@cache
def _firms() -> re.Pattern[str]:
    names = [name for entry in companies().companies for name in (entry.name, *entry.also)]
    longest = sorted(map(re.escape, names), key=len, reverse=True)
    return re.compile(rf"(?<=[\s(])(?:{'|'.join(longest)})(?=[\s),:])", re.IGNORECASE)


def _people_of(name: str) -> frozenset[str]:
    """The countries whose people are called so: German, Brazilian, Japanese."""
    import pycountry

    stems = [name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)]
    fitting = (
        frozenset(entry.alpha_2 for entry in pycountry.countries if _is_stem(stem, _without_accents(entry.name)))
        for stem in stems
        if len(stem) >= _SHORTEST_STEM
    )
    return next((codes for codes in fitting if codes), frozenset())


def _is_stem(stem: str, name: str) -> bool:
    """True where a name is a stem with the ending of a country's name: germ-any, brazil, japan, russia-n federation."""
    rest = re.split("[ ,]", name.removeprefix(stem))[0]
    return name.startswith(stem) and rest in _BEHIND_STEMS


@cache
def _translated() -> Mapping[str, frozenset[str]]:
    """The names of countries in all languages that pycountry has, each with the countries that it may stand for.

    An English name that goes on in brackets stands for its country without them too: Sint Maarten (Dutch part).
    """
    import pycountry

    names: defaultdict[str, set[str]] = defaultdict(set)
    for catalogue in sorted(Path(pycountry.LOCALES_DIR).glob("*/LC_MESSAGES/iso3166-1.mo")):
        with catalogue.open("rb") as file:
            translations = GNUTranslations(file)
        for entry in pycountry.countries:
            for kind in ("name", "common_name", "official_name"):
                if original := getattr(entry, kind, None):
                    for name in (translations.gettext(original), original.split(" (")[0]):
                        names[_without_accents(name)].add(entry.alpha_2)
    return _frozen(names.items())


@cache
def _parts() -> Mapping[str, frozenset[str]]:
    """The names of states and provinces, each with the countries that have one called so."""
    import pycountry

    names: defaultdict[str, set[str]] = defaultdict(set)
    for subdivision in pycountry.subdivisions:
        names[_without_accents(subdivision.name)].add(subdivision.country_code)
    return _frozen(names.items())


@cache
def _at_clouds() -> Mapping[str, frozenset[str]]:
    """The regions of large clouds, and the cities they are named after."""
    return _frozen((_joined(name), {code}) for code, names in cloud_places().places.items() for name in names)


def _frozen(names: Iterable[tuple[str, set[str]]]) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(codes) for name, codes in names}


def _joined(name: str) -> str:
    """The name of a region without accents, gaps and the letter of a zone."""
    return re.sub(r"(?<=-[0-9])[a-f]$", "", _without_accents(name)).replace(" ", "")


def _without_accents(name: str) -> str:
    """A name in lower case without accents."""
    return "".join(mark for mark in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(mark))
