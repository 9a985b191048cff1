"""An upload is one file or a zipped folder, whatever else it claims to be."""

from __future__ import annotations

import io
import zipfile

import pytest

from data_maps.problems import Place, Problem
from data_maps.uploads import packed, read_files, unpacked

FIVE = b"app: A\nas_of: 2020-09-25\nusers: {US: 19M}\ndata: [text]\nowner: {name: B, jurisdiction: CN}\n"


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(message: str, hint: str, name: str = "m.zip") -> Problem:
    return Problem(Place(name, 1, 1), "", message, hint)


def test_a_file_is_kept_byte_for_byte() -> None:
    content = b"\xef\xbb\xbfapp: A\r\n"
    assert unpacked(content, "a.yaml") == {"a.yaml": content}


def test_a_folder_is_its_yaml_files_without_what_systems_hide_in_it() -> None:
    files = {"m/b.yml": b"b", "m/a.yaml": b"a", "m/notes.txt": b"n", "__MACOSX/m/a.yaml": b"x", "m/.a.yaml": b"y"}
    assert unpacked(zipped(files), "m.zip") == {"m/a.yaml": b"a", "m/b.yml": b"b"}


def test_the_tables_of_a_record_come_with_a_folder_and_are_no_part_of_its_text() -> None:
    files = {"m/a.yaml": FIVE, "m/mine/takings.csv": b"id\n"}
    assert unpacked(zipped(files), "m.zip") == files
    assert read_files(files, "m.zip") == read_files({"m/a.yaml": FIVE}, "m.zip")


def test_a_folder_reads_as_the_map_its_files_are_together() -> None:
    first, second = FIVE[:7], FIVE[7:]
    files = unpacked(zipped({"m/1.yaml": first, "m/2.yaml": second}), "m.zip")
    assert isinstance(files, dict)
    together, alone = read_files(files, "m.zip"), read_files({"a.yaml": FIVE}, "a.yaml")
    assert together.problems == ()
    assert together.data_map == alone.data_map


def test_what_was_packed_unpacks_to_the_same_and_is_the_same_each_time() -> None:
    files = {"a.yaml": b"app: A\r\n", "b.yaml": b"\xff"}
    assert unpacked(packed(files), "m.zip") == files
    assert packed(files) == packed(files)


def test_a_file_that_is_not_utf8_is_a_problem_at_its_place() -> None:
    assert [str(p) for p in read_files({"a.yaml": b"app: \xff\n"}, "a.yaml").problems] == [
        "a.yaml:1:6: not UTF-8 text from here on (save the file as UTF-8)"
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"PK\x03\x04 no zip", refused("this zip file cannot be opened", "zip the folder again, without a password")),
        (
            zipped({"a.txt": b""}),
            refused("no .yaml file in this zip file", "zip a folder with the YAML files of one map"),
        ),
        (
            zipped({f"{n}.yaml": b"" for n in range(201)}),
            refused("more than 200 YAML files", "zip one map, not several"),
        ),
        (
            zipped({"a.yaml": b"\0" * 5_000_001}),
            refused("larger than 5 MB once unpacked", "leave out what is generated"),
        ),
    ],
    ids=["broken", "no map", "too many", "bomb"],
)
def test_a_zip_file_that_is_no_map_is_refused_in_a_sentence(content: bytes, problem: Problem) -> None:
    assert unpacked(content, "m.zip") == problem


def test_a_file_that_is_too_large_is_refused() -> None:
    too_large = refused("larger than 5 MB", "split the map", "a.yaml")
    assert unpacked(b"#" * 5_000_001, "a.yaml") == too_large


def test_a_damaged_zip_file_is_refused() -> None:
    content = bytearray(zipped({"a.yaml": FIVE * 50}))
    content[60:70] = b"\0" * 10
    assert isinstance(unpacked(bytes(content), "m.zip"), Problem)
