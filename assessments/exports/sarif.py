"""Second looks and failed conditions as SARIF, for code hosts; the last as text and JSON too."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any, Literal

from assessments.exports.characters import inert
from assessments.report.glossary import HARMED

if TYPE_CHECKING:
    from assessments.gate import Failure
    from assessments.run import Run
    from data_maps.problems import Place

SUFFIX = ".sarif"
LABEL = "SARIF"
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
SarifLevel = Literal["note", "warning", "error"]
RULES: Mapping[str, str] = {
    "data-map": "Something in a data map that its author has to change before it can be assessed.",
    "max-score": "The score of a map is above a limit of its repository.",
    "max-harm": f"The {HARMED} a year of a map are above a limit of its repository.",
    "no-new-routes": "A map has a route that the map it is held against does not have.",
    "regimes": "A law says something else of a map than its repository asks for.",
    "as-of": "A map is looked at on a day before that of the map it is held against.",
    "no-lower-than": "A number of a map is below that of the map it is held against, or is stated no longer.",
    "graded-by-others": "A grade in a map was given by nobody but its author.",
    "verdict": "The verdict on a ban is another than its repository asks for.",
}
ABOVE = "A measure of a map is above a limit of its repository."


@dataclass(frozen=True)
class SarifFinding:
    """One thing said of a line: by which rule, how grave, in a sentence, and where."""

    rule: str
    level: SarifLevel
    message: str
    place: Place | None


def export(run: Run) -> str:
    """The checks of an assessment as a SARIF log; what is still to be asked is in the other formats."""
    from assessments.report.departures import scenario

    changed, title = scenario(run), run.data_map.title
    properties = {
        "title": inert(changed.titled(title)),
        **({"scenario": inert(changed.banner)} if changed.banner else {}),
    }
    return log(_checks(run), properties)


def _checks(run: Run) -> Iterator[SarifFinding]:
    from assessments.report.checks.all_checks import checks

    start = run.data_map.start
    for finding in checks(run):
        yield SarifFinding(finding.check, finding.severity, finding.message, finding.place or start)


def log(findings: Iterable[SarifFinding], about: Mapping[str, str] | None = None) -> str:
    """A SARIF 2.1.0 log with one run and what it is about; its rules are those of the findings."""
    from assessments.versions import version

    findings = tuple(findings)
    rules = [_rule(name) for name in dict.fromkeys(finding.rule for finding in findings)]
    driver = {"name": "Datareach", "version": version("datareach"), "rules": rules}
    properties = {"properties": dict(about)} if about else {}
    results = [_result(finding) for finding in findings]
    run = {"tool": {"driver": driver}, **properties, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(name: str) -> dict[str, Any]:
    words = name.replace("-", " ")
    limited = name.startswith("max-")
    meaning = ABOVE if limited else f"What deserves a second look in an assessment: {words}."
    return {
        "id": name,
        "name": words.title().replace(" ", ""),
        "shortDescription": {"text": f"{words[:1].upper()}{words[1:]}"},
        "fullDescription": {"text": RULES.get(name, meaning)},
    }


def _result(finding: SarifFinding) -> dict[str, Any]:
    text = inert(finding.message).replace("](", "] (")  # the two together make a link of a message
    result = {"ruleId": finding.rule, "level": finding.level, "message": {"text": text}}
    return {**result, "locations": [_location(finding.place)]} if finding.place else result


def _location(place: Place) -> dict[str, Any]:
    region = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": {"artifactLocation": {"uri": uri(place.file)}, "region": region}}


def uri(file: str) -> str:
    """The name of a file as SARIF has it: relative to the folder of the run, its bare name where it is elsewhere."""
    from urllib.parse import quote

    path, folder = PurePath(file), Path.cwd()
    if path.is_absolute():
        path = path.relative_to(folder) if path.is_relative_to(folder) else PurePath(path.name)
    return quote(path.as_posix(), safe="/")


def as_text(failed: Iterable[Failure]) -> str:
    """One failure a line, with its place where it has one."""
    return "".join(
        f"{failure.place}: {failure.message}\n" if failure.place else f"{failure.message}\n" for failure in failed
    )


def as_json(failed: Iterable[Failure]) -> str:
    """A list of failures, each with its condition, sentence, file, line and column."""
    return json.dumps([_plain(failure) for failure in failed], ensure_ascii=False, indent=2) + "\n"


def _plain(failure: Failure) -> dict[str, object]:
    place = failure.place
    where = {"file": place.file, "line": place.line, "column": place.column} if place else {}
    return {"condition": failure.condition, "message": failure.message, **where}


def as_sarif(failed: Iterable[Failure]) -> str:
    """A SARIF 2.1.0 log; each condition is a rule of its own."""
    return log(SarifFinding(failure.condition, "error", failure.message, failure.place) for failure in failed)


FAILURE_FORMS: Mapping[str, Callable[[Iterable[Failure]], str]] = {"text": as_text, "json": as_json, "sarif": as_sarif}
