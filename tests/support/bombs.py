"""Uploads that are small and unpack, nest or repeat without end: `python -m tests.support.bombs --table`.

Each goes through the command that takes it and, where it may be a map, through what the dashboard does with an upload,
in a process that may take no more memory or time than a page does.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
MEMORY, SECONDS = 1_500_000_000, 60
"""Bytes of address space and seconds of a processor that no bomb may take."""
UPLOAD = """
import sys
from pathlib import Path
from data_maps.uploads import read_files, unpacked

file = Path(sys.argv[1])
files = unpacked(file.read_bytes(), file.name)
found = read_files(files, file.name).problems if isinstance(files, dict) else [files]
print(*found[:3])
raise SystemExit(1 if found else 0)
"""


@dataclass
class Tally:
    """What came of a bomb: by the road it took, how it ended, at which cost, and what is wrong with that."""

    bomb: str
    road: str
    code: int
    seconds: float
    megabytes: float
    said: str
    wrong: str


def zipped(members: Mapping[str, bytes], nested: int = 0) -> bytes:
    """Files in a zip file, and that in others."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return zipped({"inner.zip": out.getvalue()}, nested - 1) if nested else out.getvalue()


def overlapping() -> bytes:
    """A zip file of which a thousand entries are one and the same megabyte."""
    whole = bytearray(zipped({"a.yaml": b"a" * 1_000_000}))
    at = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    entry, last = bytes(whole[at:end]), bytearray(whole[end:])
    entries = b"".join(entry.replace(b"a.yaml", f"{n:02x}.yaml"[-6:].rjust(6, "b").encode()) for n in range(1000))
    last[8:12] = (1000).to_bytes(2, "little") * 2
    last[12:16] = len(entries).to_bytes(4, "little")
    return bytes(whole[:at]) + entries + bytes(last)


def laughing() -> bytes:
    """A YAML text whose aliases multiply: a billion laughs."""
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines).encode()


ZEROS = b"0" * 400_000_000
WORKBOOK = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": b"<workbook/>",
    "xl/worksheets/sheet1.xml": b"<row>" * 60_000_000,
}
HEAD = b"app,as_of,users.US,data,owner,jurisdiction\n"
ENTITIES = b"""<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a0 "lol">%s]><bom>&a11;</bom>""" % b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12)
)
MAPS: Mapping[str, Callable[[], tuple[str, bytes]]] = {
    "zip of 400 MB of zeros": lambda: ("a.zip", zipped({"a.yaml": ZEROS})),
    "zip in zip in zip": lambda: ("a.zip", zipped({"a.yaml": ZEROS[:10_000_000]}, 3)),
    "zip whose entries overlap": lambda: ("a.zip", overlapping()),
    "zip of 60,000 files": lambda: ("a.zip", zipped({f"{n}.yaml": b"a: 1" for n in range(60_000)})),
    "zip with names that lead out": lambda: ("a.zip", zipped({"../../etc/a.yaml": b"app: A", "/b.yaml": b"c: 1"})),
    "zip cut off": lambda: ("a.zip", zipped({"a.yaml": ZEROS[:9_000_000]})[:-40]),
    "YAML aliases": lambda: ("a.yaml", laughing()),
    "YAML merge keys": lambda: ("a.yaml", b"a: &a {b: 1}\nc: {<<: [*a, *a]}\n"),
    "YAML 100,000 deep, flow": lambda: ("a.yaml", b"a: " + b"[" * 100_000 + b"]" * 100_000),
    "YAML 3,000 deep, block": lambda: ("a.yaml", b"\n".join(b" " * n + b"a:" for n in range(3000))),
    "YAML of 4.9 MB in one key": lambda: ("a.yaml", b"? " + b"a" * 4_900_000 + b"\n: 1"),
    "YAML of 2,000,000 items": lambda: ("a.yaml", b"data: [" + b"a," * 2_000_000 + b"]"),
}
OTHERS: Mapping[str, tuple[str, Callable[[], tuple[str, bytes]]]] = {
    "JSON 100,000 deep": ("har", lambda: ("a.har", b'{"log": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")),
    "JSON number of a million digits": ("har", lambda: ("a.har", b'{"log": {"entries": [' + b"9" * 1_000_000 + b"]}}")),
    "JSON of 200 MB": ("har", lambda: ("a.har", b'{"log": {"entries": ["' + ZEROS[:200_000_000] + b'"]}}')),
    "JSON zipped, 400 MB": ("har", lambda: ("a.zip", zipped({"a.har": b'{"log": "' + ZEROS + b'"}'}))),
    "threat model 100,000 deep": ("threat-dragon", lambda: ("a.json", b"[" * 100_000)),
    "YAML aliases in a threat model": ("otm", lambda: ("a.yaml", laughing())),
    "YAML that holds itself": ("fides", lambda: ("a.yaml", b"dataset: &a [*a]\n")),
    "XML entities": ("cyclonedx", lambda: ("a.xml", ENTITIES)),
    "CSV with a row of 100 MB": ("ropa", lambda: ("a.csv", b"name,purpose\n" + b"x" * 100_000_000)),
    "CSV with a cell of 40 MB": ("ropa", lambda: ("a.csv", b"name,purpose,data\n" + b"x" * 40_000_000 + b",a,b")),
    "CSV with 1,000,000 columns": ("ropa", lambda: ("a.csv", b"name" + b",x" * 1_000_000 + b"\na\n")),
    "CSV with 2,000,000 rows": ("ropa", lambda: ("a.csv", b"name,purpose\n" + b"a,b\n" * 2_000_000)),
    "workbook that unpacks to 300 MB": ("ropa", lambda: ("a.xlsx", zipped(WORKBOOK))),
    "table of apps, a row of 100 MB": ("portfolio", lambda: ("a.csv", HEAD + b"A,2024-01-01," + ZEROS[:100_000_000])),
    "table of apps, 1,000,000 columns": ("portfolio", lambda: ("a.csv", HEAD[:-1] + b",x" * 1_000_000 + b"\nA\n")),
    "table of apps that unpacks to 300 MB": ("portfolio", lambda: ("a.xlsx", zipped(WORKBOOK))),
}


def tried(bomb: str) -> list[Tally]:
    """A bomb by each road that it can take."""
    with tempfile.TemporaryDirectory() as home:
        name, content = MAPS[bomb]() if bomb in MAPS else OTHERS[bomb][1]()
        file = Path(home) / name
        file.write_bytes(content)
        del content
        command = ("-m", "datareach")
        if bomb in MAPS:
            roads = {"check": (*command, "check", str(file)), "upload": ("-c", UPLOAD, str(file))}
        elif (form := OTHERS[bomb][0]) == "portfolio":
            roads = {form: (*command, form, str(file), "--out", f"{home}/ranked", "--workers", "1")}
        else:
            roads = {f"import {form}": (*command, "import", form, str(file), "--users", "US: 1M")}
        return [_ended(bomb, road, words) for road, words in roads.items()]


MEASURED = """
import resource, subprocess, sys
run = subprocess.run([sys.executable, *sys.argv[1:]])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\\n{used.ru_utime + used.ru_stime:.1f} {used.ru_maxrss / 1000:.0f}")
raise SystemExit(run.returncode if run.returncode >= 0 else 128 - run.returncode)
"""


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def _ended(bomb: str, road: str, words: tuple[str, ...]) -> Tally:
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=_limited,
    )
    *_, cost = run.stdout.splitlines()
    seconds, megabytes = map(float, cost.split())
    said = run.stderr.strip() or run.stdout.strip()
    raw = "Traceback" in said or "Error" in said
    wrong = "told raw" if raw else "" if run.returncode == 1 and said else f"ended with {run.returncode}"
    return Tally(bomb, road, run.returncode, seconds, megabytes, said[:200], wrong)


def main() -> None:
    """Print a line of JSON for each bomb and road, or a table for the docs."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--table", action="store_true", help="a table of Markdown")
    reader.add_argument("--only", nargs="*", default=[*MAPS, *OTHERS], metavar="BOMB")
    asked = reader.parse_args()
    tallies = [tally for bomb in asked.only for tally in tried(bomb)]
    if asked.table:
        print(
            "| bomb | road | ended with | seconds of a processor | most memory | wrong |\n|---|---|---:|---:|---:|---|"
        )
        for t in tallies:
            print(f"| {t.bomb} | `{t.road}` | {t.code} | {t.seconds} | {t.megabytes:.0f} MB | {t.wrong or 0} |")
    else:
        print("\n".join(json.dumps(asdict(tally)) for tally in tallies))


if __name__ == "__main__":
    main()
