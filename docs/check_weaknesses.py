"""Known weaknesses of what ships: `python docs/check_weaknesses.py FOLDER` reads advisories of OSV from files.

FOLDER has advisories as https://osv.dev exports them for PyPI and npm (`all.zip` of each, unpacked or not), or as
https://github.com/pypa/advisory-database has them (`vulns`, in YAML). Nothing is asked of the network. It exits with 1
where one is about a version in `sbom.cdx.json`, and says how new the newest is: what was found later is not in them.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import yaml
from packageurl import PackageURL
from packaging.version import InvalidVersion, Version

SBOM = Path(__file__).parents[1] / "sbom.cdx.json"
ECOSYSTEMS = {"pypi": "PyPI", "npm": "npm"}
Advisory = Mapping[str, Any]


def advisories(folder: Path) -> Iterator[Advisory]:
    """The advisories in a folder, in files of their own or in zip files."""
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        if file.suffix == ".zip":
            with ZipFile(file) as archive:
                yield from (READ[Path(name).suffix](archive.read(name)) for name in archive.namelist() if _is_one(name))
        elif _is_one(file.name):
            yield READ[file.suffix](file.read_bytes())


def _is_one(name: str) -> bool:
    return Path(name).suffix in READ


def _yaml(text: bytes) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)


READ: Mapping[str, Callable[[bytes], Any]] = {".json": json.loads, ".yaml": _yaml}


def shipped(sbom: Mapping[str, Any]) -> Mapping[tuple[str, str], list[str]]:
    """The versions of each library of a bill of materials, by its ecosystem and name."""
    versions: dict[tuple[str, str], list[str]] = {}
    for component in sbom["components"]:
        address = PackageURL.from_string(component["purl"])
        name = f"{address.namespace}/{address.name}" if address.namespace else address.name
        versions.setdefault(_of(ECOSYSTEMS[address.type], name), []).append(component["version"])
    return versions


def _of(ecosystem: str, name: str) -> tuple[str, str]:
    """A library as it is looked for: those of Python by their name as PyPI normalises it."""
    return ecosystem, re.sub(r"[-_.]+", "-", name).lower() if ecosystem == "PyPI" else name


def weaknesses(folder: Path, sbom: Mapping[str, Any]) -> tuple[int, str, list[str]]:
    """How many advisories there were, the day of the newest, and a sentence for each shipped version one is about."""
    versions, count, newest, sentences = shipped(sbom), 0, "", list[str]()
    for advisory in advisories(folder):
        count += 1
        newest = max(newest, str(advisory.get("modified", ""))[:10])
        for affected in () if advisory.get("withdrawn") else advisory.get("affected", ()):
            package = affected.get("package", {})
            for version in versions.get(_of(package.get("ecosystem", ""), package.get("name", "")), ()):
                if is_affected(version, affected):
                    summary = advisory.get("summary", "")
                    sentences.append(f"{package['name']} {version}: {advisory['id']} {summary}".rstrip())
    return count, newest, sentences


def is_affected(version: str, affected: Advisory) -> bool:
    """True where an advisory names a version, or it lies in one of its ranges of versions."""
    ranges = (one["events"] for one in affected.get("ranges", ()) if one.get("type") in ("ECOSYSTEM", "SEMVER"))
    return version in affected.get("versions", ()) or any(_lies_in(version, events) for events in ranges)


def _lies_in(version: str, events: Iterable[Mapping[str, str]]) -> bool:
    inside = False
    for event in events:
        for kind, bound in event.items():
            if kind == "introduced" and (bound == "0" or _key(version) >= _key(bound)):
                inside = True
            if (kind == "fixed" and _key(version) >= _key(bound)) or (
                kind == "last_affected" and _key(version) > _key(bound)
            ):
                inside = False
    return inside


def _key(version: str) -> Version:
    """A version that can be compared; one that is none of Python's is taken for the earliest."""
    try:
        return Version(version)
    except InvalidVersion:
        return Version("0")


def main(folder: Path) -> int:
    """Say which advisories in a folder are about what ships; 1 where some are, 2 where there is none to read."""
    count, newest, sentences = weaknesses(folder, json.loads(SBOM.read_text(encoding="utf-8")))
    if not count:
        print(f"{folder}: there are no advisories in it (unpack all.zip of https://osv.dev for PyPI and npm there)")
        return 2
    print(
        "\n".join([*sentences, f"{count} advisories read, the newest of {newest}; {len(sentences)} about what ships"])
    )
    return 1 if sentences else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
