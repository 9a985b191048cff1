"""Each law as a page: `python docs/make_regimes.py` writes docs/regimes/ from laws/*/law.yaml."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PAGES = Path(__file__).with_name("regimes")
sys.path[:0] = [str(PAGES.parent), str(PAGES.parents[1])]

from made_format import escaped, table  # noqa: E402 - the script runs from anywhere

from laws import NAMES  # noqa: E402
from laws.parameters import (  # noqa: E402
    DatedLaw,
    DisputedPoint,
    LawNotWritten,
    Parameter,
    Presumption,
    UnreadText,
    Version,
    law,
    laws_not_written,
)
from risk.jurisdictions import CitedText  # noqa: E402 - the script runs from anywhere

MADE = """\
Made from [laws/{name}/law.yaml](../../laws/{name}/law.yaml) by `python docs/make_regimes.py`; change the data, not this
page. Beside it stand [the rule itself](../../laws/{name}/rule.py), [its facts](../../laws/{name}/facts.schema.json),
[what it asks of a map](../../laws/{name}/on_map.py), [official examples](../../laws/{name}/cases.yaml) and
[cases of our own](../../laws/{name}/own_cases.yaml). Nothing here is advice: it is evidence for counsel.
"""
OVERVIEW = """\
# Laws

Made by `python docs/make_regimes.py` from `laws/*/law.yaml`.

Each law is a function from facts to an outcome in the law's own terms, with the findings that lead to it, each with the
text it applies, and with the questions that would settle it where facts are missing. What is not known is never taken
for no: where it could change the outcome, the outcome is `unknown`. Where the text itself is silent, the outcome is
worked out under each reading, and the readings are shown side by side. Outcomes are evidence for counsel, not advice.

Of a map every law says that it *applies*; that it *may apply*, with the questions that would tell, or because its text
is open or that of the day was not read; or that it *may apply on a determination*, where every other test is met and
none is known on the day. Four words say that it does not, and none of them is an all-clear:

| word | `standing` | what was looked at |
|---|---|---|
| does not concern, a test failed | `does_not_concern` | the matters under it, with the test that failed |
| nothing drawn that it could judge | `nothing_drawn` | the map, which shows no such thing; there may be one |
| ended | `ended` | the sale or the order by which what it barred ended |
| not in force | `not_in_force` | the day, on which nothing applied |

Where a short map leaves out who runs a system and the operator is of a country that a law lists, the law asks for what
such a map never shows: a firm in the United States that gives access, a broker that passes data on, a business held.
*Not in force* is said of days on which nothing applied. Where an earlier or later text did that nobody read in, it is
named. Where the outcome is open and every one that is left says the same of that, it is said: *applies, facts missing*
asks only what follows. Where a test fails under all of them, that is the outcome (`does_not_concern`).

A fact of which a map says nothing is open, but for those that a text presumes. Each page lists them, and where a law
applies or may they stand among its reasons. Flows that a map does not draw are taken not to be there, and owners that
it does not list to matter to no test.
"""
NOT_WRITTEN = """
## Laws that are not written

No law is written here whose text nobody read in. Of those that are known, the first day is named where a map has the
country, and stands among the known changes of `datareach freshness`:

{laws}
- States of the United States whose laws rest on lists of foreign adversaries: they differ, and none was read.

That nothing is said here of a map of one of these places does not mean that no law applies. Whose laws on transfers are
not held, of the countries of a map, follows from the laws that are, and is said with its outcomes.
"""
STANDING = {
    "does_not_concern": "not concerned, a test failed",
    "not_in_force": "not in force",
    "ended": "ended",
    "awaits_determination": "waits for a determination",
}


def pages() -> dict[str, str]:
    """Every page by its file name: one per law, and the overview."""
    laws = {name: law(name) for name in NAMES}
    made = {f"{name}.md": page(name, law_data) for name, law_data in laws.items()}
    return {"README.md": overview(laws), **made}


def overview(laws: Mapping[str, DatedLaw]) -> str:
    """The list of laws."""
    rows = (
        (f"[{name}]({name}.md)", escaped(law_data.title), ", ".join(f"`{outcome}`" for outcome in law_data.outcomes))
        for name, law_data in laws.items()
    )
    return (
        OVERVIEW
        + "\n"
        + "\n".join(table(("law", "what it is", "outcomes, beside `unknown`"), rows))
        + "\n"
        + NOT_WRITTEN.format(laws="\n".join(map(not_written, laws_not_written().laws)))
    )


def not_written(known: LawNotWritten) -> str:
    """A law that is known and not written, as a line of a list."""
    note = f" {known.note}" if known.note else ""
    return f"- {known.country}, {known.title}, from {known.first}: {known.says} ({known.citation}).{note}"


def page(name: str, law_data: DatedLaw) -> str:
    """The whole page of a law."""
    parts = [
        f"# {escaped(law_data.title)}",
        f"{escaped(law_data.instrument)}.",
        MADE.format(name=name).strip(),
        "## Rule\n\n" + bullets(law_data.rule),
        "## Outcomes\n\n" + bullets_of({f"`{word}`": outcome(law_data, word) for word in law_data.outcomes}),
        "## Parameters over time\n\n" + "\n\n".join(parameter(key, one) for key, one in law_data.parameters.items()),
        *(
            ["## Read in more than one way\n\n" + "\n".join(map(disputed, law_data.disputed.values()))]
            if law_data.disputed
            else []
        ),
        *(["## Not read in\n\n" + "\n".join(map(unread, law_data.unread))] if law_data.unread else []),
        *(
            ["## Taken as so while a map is silent\n\n" + "\n".join(map(presumed, law_data.presumed))]
            if law_data.presumed
            else []
        ),
        "## Limits\n\n" + bullets(law_data.limits),
        "## Sources\n\n" + bullets_of({f"`{key}`": source(text) for key, text in law_data.sources.items()}, plain=True),
    ]
    return "\n\n".join(parts) + "\n"


def presumed(each: Presumption) -> str:
    """What silence is taken for, the facts, and by which text; on any other fact it leaves the outcome open."""
    facts = ", ".join(f"`{name}`" for name in each.facts)
    return f"- {escaped(each.says)} ({facts}): {escaped(each.citation)}"


def outcome(law_data: DatedLaw, word: str) -> str:
    """The meaning of an outcome, and whether the law applies under it."""
    standing = law_data.standing.get(word)
    return law_data.outcomes[word] + (f" (the law is {STANDING[standing]})" if standing else "")


def parameter(key: str, one: Parameter) -> str:
    """One parameter with all its versions."""
    head = ("from", "until", "value", "text", "basis", "source", "read", "review by")
    rows = table(head, map(row, one.versions))
    notes = [f"- {escaped(version.note)}" for version in one.versions if version.note]
    return "\n".join([f"### {escaped(one.what)}\n", f"`{key}`\n", *rows, *(["", *notes] if notes else [])])


def row(version: Version) -> tuple[str, ...]:
    """One version as a row."""
    return (
        str(version.first or "not known"),
        str(version.last or "open"),
        escaped(value_text(version.value)),
        escaped(version.citation),
        version.basis,
        f"`{version.source}`",
        read(version),
        str(version.review_by),
    )


def read(version: Version) -> str:
    """When a version was read and in what; what of it is from recall."""
    words = f"{version.read.day} in `{version.read.text}`" if version.read.text else "from recall"
    return f"{words}; the first day from recall" if version.recall else words


def value_text(value: Any) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {value_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(value_text, value))
    return f"{value:,}" if isinstance(value, int | float) and value < 1e9 and value > 9999 else str(value)


def disputed(point: DisputedPoint) -> str:
    """A disputed point with its readings."""
    readings = (
        f"  - **{name}**: {escaped(reading.says)} ({escaped(reading.citation)})"
        for name, reading in point.readings.items()
    )
    return "\n".join([f"- The text is open on this: {escaped(point.what)}.", *readings])


def source(text: CitedText) -> str:
    """A text with its kind and its address."""
    register = ", address of the register alone" if text.register_alone else ""
    return f"{escaped(text.title)} ({text.kind}{register}{f', <{text.url}>' if text.url else ', no address found'})"


def unread(text: UnreadText) -> str:
    """A text that was not read in, by its days."""
    days = " ".join([*([f"from {text.first}"] if text.first else []), *([f"until {text.last}"] if text.last else [])])
    recalled = "; the first day is from recall" if text.recall else ""
    return f"- {days.capitalize()} the outcome is `unknown`: {escaped(text.says)} ({escaped(text.citation)}{recalled})."


def bullets(texts: Iterable[str]) -> str:
    """A list."""
    return "\n".join(f"- {escaped(text)}" for text in texts)


def bullets_of(texts: Mapping[str, str], plain: bool = False) -> str:
    """A list of words with what each stands for."""
    return "\n".join(f"- {word}: {text if plain else escaped(text)}" for word, text in texts.items())


if __name__ == "__main__":
    PAGES.mkdir(exist_ok=True)
    for file, text in pages().items():
        (PAGES / file).write_text(text, encoding="utf-8")
