"""Bill of materials of what ships: `python docs/make_sbom.py` writes `sbom.cdx.json` (CycloneDX) from the locks.

Names, versions and hashes are those of the locks; licences those of the installed distributions. `make lock` runs it.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.txt"
EDITOR = ROOT / "dashboard" / "editor" / "package-lock.json"
SBOM = ROOT / "sbom.cdx.json"
PINNED = re.compile(r"^([a-z0-9][a-z0-9._-]*)(?:\[[^\]]*\])?==([^ ;\\]+)((?:.*\\\n)*.*)$", re.MULTILINE)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
WITHOUT_METADATA = {"colorama": "BSD-3-Clause"}  # on Windows alone, https://pypi.org/project/colorama/
BUILDS = ("esbuild", "@esbuild")  # it makes the editor's script and is not in it
BY_WORDS = {
    "Apache License 2.0": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "3-Clause BSD License": "BSD-3-Clause",
    "ISC License": "ISC",
    "MIT License": "MIT",
}
"""Licences as their distributions write them that are no expressions of SPDX."""


def bill() -> Bom:
    """The bill of everything that the locks install to run Datareach, and of what the map editor is built from."""
    bom = Bom(components=(*_of_python(), *_of_the_editor()))
    licence = LicenseFactory().make_from_string("Apache-2.0")
    whole = Component(name="datareach", bom_ref="datareach", type=ComponentType.APPLICATION, licenses=[licence])
    bom.metadata.component = whole
    bom.register_dependency(whole, bom.components)
    return bom


def text_of(bom: Bom) -> str:
    """The bill as it is committed: without a time or a number of its own, the same for the same locks."""
    whole = json.loads(JsonV1Dot6(bom).output_as_string())
    del whole["serialNumber"], whole["metadata"]["timestamp"]
    return json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _of_python() -> Iterator[Component]:
    for name, version, rest in PINNED.findall(LOCK.read_text(encoding="utf-8")):
        hashes = [HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in HASH.findall(rest)]
        address = PackageURL("pypi", name=name, version=version)
        yield _component(address, _licence(name), f"https://pypi.org/project/{name}/{version}/", hashes)


def _of_the_editor() -> Iterator[Component]:
    packages: Mapping[str, Any] = json.loads(EDITOR.read_text(encoding="utf-8"))["packages"]
    for path, package in packages.items():
        whole = path.removeprefix("node_modules/")
        if not path or whole.startswith(BUILDS):
            continue
        group, _, name = whole.rpartition("/")
        digest = base64.b64decode(package["integrity"].removeprefix("sha512-")).hex()
        address = PackageURL("npm", namespace=group or None, name=name, version=package["version"])
        hashes = [HashType(alg=HashAlgorithm.SHA_512, content=digest)]
        url = f"https://www.npmjs.com/package/{whole}/v/{package['version']}"
        yield _component(address, package["license"], url, hashes)


def _component(address: PackageURL, licence: str, url: str, hashes: list[HashType]) -> Component:
    source = ExternalReference(type=ExternalReferenceType.DISTRIBUTION, url=XsUri(url), hashes=hashes)
    return Component(
        name=address.name,
        group=address.namespace,
        version=address.version,
        bom_ref=str(address),
        purl=address,
        licenses=[LicenseFactory().make_from_string(licence)],
        external_references=[source],
    )


def _licence(name: str) -> str:
    """The licence of a distribution, as an expression of SPDX wherever its words have one."""
    try:
        fields = metadata(name).json
    except PackageNotFoundError:
        return WITHOUT_METADATA[name]
    classes = [text.rpartition(" :: ")[2] for text in fields.get("classifier", ()) if text.startswith("License :: ")]
    written = str(fields.get("license", ""))
    words = str(fields.get("license_expression", "")) or (written if len(written) < 30 else "") or classes[0]
    return BY_WORDS.get(words, words)


if __name__ == "__main__":
    SBOM.write_text(text_of(bill()), encoding="utf-8")
    sys.stdout.write(f"written: {SBOM}\n")
