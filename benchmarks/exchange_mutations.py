"""Mutated files of other tools: `python -m benchmarks.exchange_mutations 10000` imports so many, and counts.

A file is either imported, with a report that adds up and a map without problems, or refused with problems at places.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from data_maps.exchange.documents import Unreadable
from data_maps.exchange.formats import IMPORTS
from data_maps.exchange.importing import Beside, imported
from data_maps.reading import read

EXAMPLES = Path(__file__).parents[1] / "docs" / "exchange"
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, 10**400, "", " ", "\x00", "\ud800", "unknown", "users", "NO", "a" * 5_000, "../../etc"),
    *([], {}, [[]], [None], [1, "a"], {"": ""}, {"id": {}}, {"name": ["x"]}, "2026-13-45", "${jndi}", "=1+1", "\u202e"),
)
BYTES = (
    b"\x00",
    b"\xff\xfe",
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b":",
    b",",
    b"\n",
    b"&x ",
    b"*x",
    b"!!python/name:os.system ",
    b"<!ENTITY a 'b'>",
)


def example_of(form: str) -> Path:
    """The shipped example of a format."""
    return next(path for path in sorted(EXAMPLES.iterdir()) if path.stem == form)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A file with one to four changes: in its bytes, or in its values where it is JSON."""
    if content.lstrip()[:1] in (b"{", b"[") and chance.random() < 0.6:
        try:
            value = json.loads(content)
        except (ValueError, RecursionError):
            value = None
        for _ in range(chance.randint(1, 4)):
            value = _value_changed(value, chance)
        return json.dumps(value).encode("utf-8", "surrogatepass")
    for _ in range(chance.randint(1, 4)):
        at, to = sorted(chance.randrange(len(content) + 1) for _ in range(2))
        content = chance.choice(
            (
                content[:at],
                content[:at] + content[min(to, at + 40) :],
                content[:at] + chance.choice(BYTES) + content[at:],
                content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :],
                content[:at] + content[at : at + 200] * chance.randint(2, 30) + content[at:],
                content[:at] + chance.choice((b"[", b'{"a":')) * 3_000 + content[at:],
                content.decode("utf-8", "replace").encode("utf-16") if chance.random() < 0.2 else content[at:],
            )
        )
    return content


def _value_changed(value: Any, chance: random.Random) -> Any:
    """A value with one part of it, at any depth, replaced, dropped or said twice."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.1:
        return chance.choice(VALUES)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = chance.choice(keys)
    copied = dict(value) if isinstance(value, dict) else list(value)
    kind = chance.random()
    if kind < 0.7:
        copied[key] = _value_changed(value[key], chance)
    elif kind < 0.85:
        del copied[key]
    elif isinstance(copied, list):
        copied += [copied[key]] * chance.randint(1, 20)
    else:
        copied[str(chance.choice(VALUES))[:50]] = copied[key]
    return copied


def outcome(form: str, path: Path) -> str:
    """imported or refused; raises AssertionError where what came of a file is neither."""
    try:
        made = imported(IMPORTS[form], [str(path)], beside=Beside())
    except Unreadable as refused:
        problems = refused.problems
        made = None
    if made is None:
        assert problems, form
        assert all(problem.message and problem.place.line >= 1 for problem in problems)
        return "refused"
    counts = made.counts
    assert counts["elements"] == counts["kept"] + counts["translated"] + counts["dropped"] == len(made.elements)
    assert read(made.text, "m").problems == ()
    assert made.report_text.isprintable() or made.report_text.replace("\n", "").isprintable()
    return "imported"


def run(number: int, folder: Path, seed: int = 0) -> Counter[str]:
    """What came of so many mutated files, over all formats; says the file where it was neither."""
    outcomes: Counter[str] = Counter()
    forms = list(IMPORTS)
    for index in range(number):
        form, chance = forms[index % len(forms)], random.Random(seed * 1_000_003 + index)
        example = example_of(form)
        path = folder / f"mutated{example.suffix}"
        path.write_bytes(mutated(example.read_bytes(), chance))
        started = time.process_time()
        try:
            outcomes[outcome(form, path)] += 1
        except Exception as error:
            raise AssertionError(f"{form}, mutation {index} of seed {seed}: {error!r}") from error
        assert time.process_time() - started < 20, f"{form}, mutation {index} of seed {seed} takes too long"
    return outcomes


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        print(run(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, Path(place), int((sys.argv[2:] or ["0"])[0])))
