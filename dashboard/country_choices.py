"""Countries to choose from in a list, each by its name; a name or code that begins another one's name has its own line.

Such a list is searched by how its lines begin: "UK" would find Ukraine alone, and "DE" Denmark.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from assessments.report.sentences import state_name
from data_maps.countries import ISO_CODES, usual_names
from data_maps.problems import Fault, Guess
from data_maps.usual_places import country

CODE = 3  # letters of the longest code
LISTED_BESIDE = ("EU", "XK")


@cache
def choices() -> dict[str, str]:
    """The lines of a list of countries by what each stands for: its code, or the name in lower case that it begins."""
    names = {code: state_name(code) for code in (*ISO_CODES, *LISTED_BESIDE)}
    misleading = dict(_misleading(names))
    order = sorted({**names, **{text: text for text in misleading}}.items(), key=lambda entry: entry[1].casefold())
    lines = names | {text: f"{_written(text)}: {names[code]}" for text, code in misleading.items()}
    return {id_: lines[id_] for id_, _ in order}


def _misleading(names: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Usual names and codes with which the name of another country begins, and no earlier one of their own."""
    for text, code in usual_names().items():
        begun = min((name for name in names.values() if name.casefold().startswith(text)), default=names[code])
        if begun != names[code]:
            yield text, code


def _written(text: str) -> str:
    return text.upper() if len(text) <= CODE else text.capitalize()


def meant_by(text: str) -> str | Fault:
    """The code of a country that was chosen or typed, or one question back.

    Of what nothing is known, the beginning of one name alone counts: here, where the whole name is seen at once.
    """
    code = country(text)
    if isinstance(code, str) or not isinstance(code.hint, Guess):
        return code
    begun = [iso for iso in ISO_CODES if state_name(iso).casefold().startswith(text.strip().casefold())]
    return begun[0] if len(begun) == 1 else code
