"""Broken and hostile files of other tools: problems at places, no crash, no network, within limits."""

from __future__ import annotations

import gzip
import io
import json
import socket
import time
import zipfile
from pathlib import Path

import pytest

from benchmarks.exchange_mutations import example_of, run
from data_maps.exchange.documents import Unreadable
from data_maps.exchange.formats import IMPORTS
from data_maps.exchange.importing import imported


def refused(form: str, name: str, content: bytes, folder: Path) -> list[str]:
    """The problems of a file, without the folder that it lies in."""
    (folder / name).write_bytes(content)
    with pytest.raises(Unreadable) as wrong:
        imported(IMPORTS[form], [str(folder / name)])
    return [str(problem).replace(f"{folder}/", "") for problem in wrong.value.problems]


def test_mutated_files_are_imported_or_refused_at_places(tmp_path: Path) -> None:
    outcomes = run(240, tmp_path, seed=7)
    assert outcomes.total() == 240
    assert min(outcomes["imported"], outcomes["refused"]) > 20


@pytest.mark.parametrize("form", IMPORTS)
def test_every_beginning_of_a_file_is_read_or_refused(form: str, tmp_path: Path) -> None:
    example = example_of(form)
    content = example.read_bytes()
    for cut in range(0, len(content), max(1, len(content) // 25)):
        path = tmp_path / f"cut{example.suffix}"
        path.write_bytes(content[:cut])
        try:
            assert imported(IMPORTS[form], [str(path)]).counts["elements"] > 0
        except Unreadable as wrong:
            assert wrong.problems[0].place.file == str(path)  # noqa: PT017 - either is as good


@pytest.mark.parametrize("form", IMPORTS)
def test_a_file_of_another_format_is_refused(form: str, tmp_path: Path) -> None:
    assert refused(form, f"empty{example_of(form).suffix}", b"", tmp_path)
    assert refused(form, "x.json", b'{"hello": "world"}', tmp_path)
    assert refused(form, "x.json", b"\xff\xfe\x00\x01", tmp_path)


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_deep_nesting_is_refused_at_its_place(opening: str, tmp_path: Path) -> None:
    for form in ("bods", "har", "otm"):
        started = time.process_time()
        assert refused(form, "deep.json", (opening * 100_000).encode(), tmp_path) != []
        assert time.process_time() - started < 5


def test_the_place_of_a_mistake_in_json_is_told(tmp_path: Path) -> None:
    assert refused("bods", "b.json", b'[\n {"a": 1,\n  "b" 2}]', tmp_path) == [
        "b.json:3:7: a key without its ':' (write \"key\": value)"
    ]
    assert refused("bods", "b.json", b'[{"a": 1}', tmp_path) == [
        "b.json:1:10: a '[' that is not closed, or a missing ',' (check commas and brackets)"
    ]
    assert refused("bods", "b.json", '[{"a": "é'.encode("latin-1"), tmp_path) == [
        "b.json:1:9: not UTF-8 text from here on (save the file as UTF-8)"
    ]


def test_aliases_of_aliases_do_not_blow_up(tmp_path: Path) -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    text = "\n".join([*levels, "title: x", "technical_assets: *a11"])
    assert "more than 300000 values" in refused("threagile", "t.yaml", text.encode(), tmp_path)[0]


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""
)
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>"""


@pytest.mark.parametrize("content", [BOMB, OUTSIDE])
def test_entities_are_not_expanded_and_nothing_is_fetched(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "socket", lambda *_: pytest.fail("a network is asked"))
    assert refused("gleif", "g.xml", content, tmp_path) == [
        "g.xml:1:1: an entity or a reference to another file (leave it out)"
    ]
    plist = content.replace(b"<x>", b'<plist version="1.0"><string>').replace(b"</x>", b"</string></plist>")
    assert refused("apple-privacy", "PrivacyInfo.xcprivacy", plist, tmp_path) == [
        "PrivacyInfo.xcprivacy:1:1: not readable as a property list (is it a PrivacyInfo.xcprivacy?)"
    ]


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize("form", ["gleif", "cyclonedx"])
def test_an_encoding_that_is_not_known_is_refused(form: str, tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text('<?xml version="1.0" encoding="UTFv8"?><bom/>')
    with pytest.raises(Unreadable, match="in an encoding that is not known"):
        imported(IMPORTS[form], [str(tmp_path / "x.xml")])


def test_a_zip_of_a_file_is_that_file_wherever_it_says_to_lie(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"../../../b.json": example_of("bods").read_bytes(), "c.exe": b"x"}))
    assert imported(IMPORTS["bods"], [str(tmp_path / "a.zip")]).counts["elements"] == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped({"a.json": b" " * 60_000_000}), "too large once unpacked (leave out what is not needed)"),
        (zipped({f"{n}.json": b"[]" for n in range(300)}), "more than 200 files (give fewer at a time)"),
        (zipped({"a.txt": b"x"}), "no file that ends in .json (name a file)"),
        (zipped({"a.json": b"[]"})[:-30], "this zip file cannot be opened (zip it again, without a password)"),
    ],
    ids=["large", "many", "another kind", "cut"],
)
def test_zip_tricks_are_refused(content: bytes, told: str, tmp_path: Path) -> None:
    assert refused("bods", "z.zip", content, tmp_path) == [f"z.zip:1:1: {told}"]


def test_a_gzip_file_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * 60_000_000)
    told = "larger than 50 MB (leave out what is not needed)"
    assert refused("bods", "large.json.gz", bomb, tmp_path) == [f"large.json.gz:1:1: {told}"]
    assert "too large" in refused("bods", "large.zip", zipped({"large.json.gz": bomb}), tmp_path)[0]


def test_a_workbook_that_unpacks_to_too_much_or_holds_entities_is_refused(tmp_path: Path) -> None:
    large = zipped({"xl/workbook.xml": b"<x/>", "xl/big.xml": b" " * 60_000_000})
    assert refused("ropa", "r.xlsx", large, tmp_path) == [
        "r.xlsx:1:1: larger than 50 MB once unpacked (leave out what is not needed)"
    ]
    for name in ("r.xlsx", "r.ods"):
        told = refused("ropa", name, zipped({"content.xml": BOMB, "xl/workbook.xml": BOMB}), tmp_path)
        assert told == [f"{name}:1:1: this workbook cannot be opened (save it again, without a password)"]


def test_a_file_larger_than_the_limit_and_one_that_is_not_there_are_refused(tmp_path: Path) -> None:
    assert refused("bods", "large.json", b" " * 50_000_001, tmp_path) == [
        "large.json:1:1: larger than 50 MB (leave out what is not needed)"
    ]
    with pytest.raises(Unreadable, match="no such file"):
        imported(IMPORTS["bods"], [str(tmp_path / "gone.json")])


def test_text_of_a_file_obeys_no_terminal_and_is_short(tmp_path: Path) -> None:
    value = json.loads(example_of("bods").read_text())
    value[0]["recordDetails"]["name"] = "\x1b[31mRed\u202e\x00 " + "long " * 1_000
    (tmp_path / "b.json").write_text(json.dumps(value))
    made = imported(IMPORTS["bods"], [str(tmp_path / "b.json")])
    assert "\x1b" not in made.text + made.report_text
    assert max(len(party.name or "") for party in made.data_map.parties.values()) <= 300


@pytest.mark.parametrize("number", [1_000])
def test_a_thousand_systems_are_read_in_two_seconds(number: int, tmp_path: Path) -> None:
    """Processor time of a command, which seldom looks for garbage; twice what it takes on two slow cores."""
    parts = [
        {"id": f"c{n}", "name": f"Service {n}", "type": "web-service", "parent": {"trustZone": "z"}}
        for n in range(number)
    ]
    links = [{"id": f"f{n}", "name": f"f{n}", "source": f"c{n - 1}", "destination": f"c{n}"} for n in range(1, number)]
    value = {"otmVersion": "0.2.0", "project": {"name": "x", "id": "x"}, "components": parts, "dataflows": links}
    (tmp_path / "large.json").write_text(json.dumps(value))
    imported(IMPORTS["otm"], [str(example_of("otm"))])
    started = time.process_time()
    assert len(imported(IMPORTS["otm"], [str(tmp_path / "large.json")]).data_map.systems) == number
    assert time.process_time() - started < 2
