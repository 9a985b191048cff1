"""Words on the powers of states: the law that each rests on, with its citation, its grade and where it was read."""

from __future__ import annotations

from assessments.report.sentences import enumerated
from risk.jurisdictions import Power, source

RECALLED = {
    "all": "the whole entry",
    "article": "the article",
    "year": "the year",
    "from": "since when",
    "until": "until when",
    "binds": "whom it binds",
    "hooks": "through which ties it binds",
    "redress": "what redress there is",
    "says": "what it says",
}


ASSUMED = "from memory, an assumption (grade D)"
FROM_MEMORY = f"not read at its source: {ASSUMED}"


def power_words(power: Power) -> str:
    """A law with its citation, date, source and grade; one that is a judgement of ours is said to be assumed."""
    origin = source(power.source)
    since = f"in force since {power.since}" if power.first else power.since
    words = f"{power_title(power)}, {since}: {power.says.rstrip('.')}"
    if power.assumption:
        return f"assumed: {words}{graded(power.grade)}"
    cited = f"{origin.title}, {origin.publisher}, {origin.date}{graded(power.grade)}"
    return f"{words} ({cited}); read on {power.read.day}{_text_kind(power)}{_recalled(power)}"


def _text_kind(power: Power) -> str:
    """The kind of text a law was read in, where that is not its own."""
    kind = source(power.read.text or power.source).kind
    return f" in a {kind}" if kind != "official" else ""


def read_words(power: Power) -> str:
    """How a law was read, and that what is from memory is an assumption."""
    if power.read.recalled:
        return f"{FROM_MEMORY}; grade {power.grade}"
    part = f"{_recalled(power)}: {ASSUMED}" if power.recall else ""
    return f"read {reading(power)}{part}; grade {power.grade}"


def reading(power: Power) -> str:
    """The day on which a law was read, whether in a copy or a summary, and the title of what was read."""
    where = _text_kind(power) or ", in"
    return f"{power.read.day}{where}: {source(power.read.text).title}" if power.read.text else "by nobody"


def power_title(power: Power) -> str:
    """A law with its article."""
    return power.law if power.article in ("whole", "not seen", "none found") else f"{power.law}, {power.article}"


def _recalled(power: Power) -> str:
    """The parts of an entry that were not looked up."""
    return f"; not looked up: {enumerated([RECALLED[recalled] for recalled in power.recall])}" if power.recall else ""


def graded(grade: str) -> str:
    """A grade in words, after what it is the grade of."""
    return f"; grade {grade}"
