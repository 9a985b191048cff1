"""Paths of a portfolio: folders, tables and files, what is read of them and what is left aside."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from unittest.mock import Mock
from zipfile import ZipFile

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from openpyxl import Workbook
from pandas import Timestamp
from pyarrow.parquet import ParquetFile, write_table

from assessments.portfolio import parquet_pages, tables
from assessments.portfolio.maps import problems_of, reading_of
from assessments.portfolio.parquet_pages import unpacked
from assessments.portfolio.portfolio import maps_in
from assessments.portfolio.tables import EXAMPLE, _frame, cell_value

MAP = "{app: Chat, as_of: 2026-01-01, users: {US: 1M}, data: [text], owner: {name: Acme, jurisdiction: CN}}"
ROW = {
    "app": "Chat",
    "as_of": "2026-01-01",
    "users.US": "19M",
    "data": "text, images",
    "owner": "Acme",
    "jurisdiction": "CN",
}
MORE = "\N{HORIZONTAL ELLIPSIS}"
OWNER = f"add owner: {{name: {MORE}, jurisdiction: {MORE}}}, or operator: {MORE} under app"
NAMES = "folders of maps, YAML files, or tables (.csv, .parquet, .xlsx)"


def text_of(path: Path) -> str:
    (one,) = maps_in([str(path)]).maps
    return one.read().text.decode()


def test_a_folder_has_a_map_in_each_yaml_file_in_it_and_below_and_says_what_it_leaves_aside(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    for name in ("a.yaml", "more/b.yml", "notes.txt", "more/picture.png"):
        (tmp_path / name).write_text(MAP)
    found = maps_in([str(tmp_path)])
    assert [Path(one.path).name for one in found.maps] == ["a.yaml", "b.yml"]
    assert found.remarks == [f"{tmp_path}: 2 files left aside, which are no maps (picture.png, notes.txt)"]
    (tmp_path / "notes.txt").rename(tmp_path / "apps.csv")
    (tmp_path / "more" / "picture.png").unlink()
    assert maps_in([str(tmp_path)]).remarks == [
        f"{tmp_path}: a file left aside, which is no map (apps.csv; name tables by themselves)"
    ]


def test_paths_without_a_map_are_said_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for name in ("other/notes.txt", "picture.png", "empty.csv", "bad.parquet", "bad.xlsx"):
        (tmp_path / name).write_text("")
    (tmp_path / "nameless.csv").write_text("name\nChat\n")
    (tmp_path / "titles.csv").write_text("app,as_of\n")
    (tmp_path / "latin.csv").write_bytes("app\nCaf\xe9\n".encode("latin-1"))
    tables = ("empty.csv", "bad.parquet", "bad.xlsx", "nameless.csv", "titles.csv", "latin.csv")
    names = ("other", "picture.png", "nowhere", *tables, "case:none")
    found = maps_in([name if name.startswith("case:") else str(tmp_path / name) for name in names])
    said = [text.removeprefix(f"{tmp_path}/").partition(" (")[0] for text in found.unusable]
    assert found.maps == []
    assert said == [
        "other: no map in this folder",
        "picture.png: neither a map nor a table",
        "nowhere: no such file",
        "empty.csv: this is not a table that can be read",
        "bad.parquet: this is not a table that can be read",
        "bad.xlsx: this is not a table that can be read",
        "nameless.csv: there is no column 'app'",
        "titles.csv: there is no row below the titles",
        "latin.csv: not UTF-8 text",
        "case:none: there is no such case",
    ]


def test_a_table_of_more_rows_than_fit_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "apps.parquet"
    pd.DataFrame([ROW] * 4).to_parquet(file)
    monkeypatch.setattr("assessments.portfolio.tables.MOST_ROWS", 3)
    (said,) = maps_in([str(file)]).unusable
    assert said == f"{file}: this is not a table that can be read (it has 4 rows, and 3 are read at most)"


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_a_table_of_more_cells_than_fit_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    file, frame = tmp_path / f"apps{suffix}", pd.DataFrame([ROW] * 3)
    writers = {".csv": "to_csv", ".parquet": "to_parquet", ".xlsx": "to_excel"}
    getattr(frame, writers[suffix])(file, index=False)
    titles = suffix == ".xlsx"
    monkeypatch.setattr("assessments.portfolio.tables.MOST_CELLS", 17 + 6 * titles)
    (said,) = maps_in([str(file)]).unusable
    assert f"(it has {3 + titles} rows of 6 cells, and {17 + 6 * titles} cells are read at most)" in said
    monkeypatch.setattr("assessments.portfolio.tables.MOST_CELLS", 18 + 6 * titles)
    assert maps_in([str(file)]).unusable == []


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_of_more_columns_than_a_sheet_has_is_refused(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"apps{suffix}"
    frame = pd.DataFrame([["Chat"] * 16_385], columns=["app", *map(str, range(16_384))])
    getattr(frame, {".csv": "to_csv", ".parquet": "to_parquet"}[suffix])(file, index=False)
    (said,) = maps_in([str(file)]).unusable
    assert "(it has 16,385 columns, and 16,384 are read at most)" in said


def test_a_long_text_that_many_rows_have_is_held_once(tmp_path: Path) -> None:
    file, long = tmp_path / "apps.parquet", "x" * 1_000_000
    pd.DataFrame([{**ROW, "owner": long}] * 30).to_parquet(file)
    assert _frame(file).memory_usage(deep=True).sum() < 3_000_000
    assert len(maps_in([str(file)]).maps) == 30


LONG = "x" * 1_000
MANY = pa.ListArray.from_arrays(pa.array([0, 5_000], pa.int32()), pa.array(np.zeros(5_000, np.int8)))
IN_PARQUET: dict[str, tuple[pa.Array, str]] = {
    "a long text": (pa.array([LONG * 3_001]), "it unpacks to 3 MB or more, and 3 are read at most"),
    "many values in a cell": (MANY, "it has 5,006 values or more, and 5,000 are read at most"),
    "a long text in a list": (pa.array([[LONG] * 3_001]), "it unpacks to 3 MB or more, and 3 are read at most"),
    "a long text in lists by name": (
        pa.array([{"a": [LONG] * 3_001}]),
        "it unpacks to 3 MB or more, and 3 are read at most",
    ),
    "bytes of a length": (
        pa.array([LONG.encode() * 3_001], pa.binary(3_001_000)),
        "it unpacks to 3 MB or more, and 3 are read at most",
    ),
    "enough": (pa.array([[LONG] * 2_900]), ""),
}


@pytest.mark.parametrize("cells", IN_PARQUET)
def test_a_parquet_file_that_unpacks_to_more_than_fits_is_refused(
    tmp_path: Path, cells: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 3_000_000)
    monkeypatch.setattr(tables, "MOST_CELLS", 5_000)
    file, (column, why) = tmp_path / "apps.parquet", IN_PARQUET[cells]
    rows = {name: [value] for name, value in ROW.items()}
    write_table(pa.table({**rows, "more": column}), file, compression="zstd")
    found = maps_in([str(file)])
    assert found.unusable == ([f"{file}: this is not a table that can be read ({why})"] if why else [])
    assert len(found.maps) == (not why)


def test_bytes_of_a_length_count_as_often_as_they_are_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 3_000_000)
    file, many = tmp_path / "apps.parquet", 3_001
    rows = {name: [value] * many for name, value in ROW.items()}
    write_table(pa.table({**rows, "more": pa.array([LONG.encode()] * many, pa.binary(1_000))}), file)
    (said,) = maps_in([str(file)]).unusable
    assert "(it unpacks to 3 MB or more, and 3 are read at most)" in said


def test_texts_that_are_written_by_what_they_share_are_no_table_that_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "apps.parquet"
    write_table(pa.table({"app": ["A", "B"]}), file, use_dictionary=False, column_encoding={"app": "DELTA_BYTE_ARRAY"})
    (said,) = maps_in([str(file)]).unusable
    assert said.startswith(f"{file}: this is not a table that can be read (")


def test_every_page_of_a_parquet_file_is_counted(tmp_path: Path) -> None:
    file, many = tmp_path / "apps.parquet", 30_000
    for version in ("1.0", "2.0"):
        numbers, texts = pa.array(range(many)), pa.array([str(place) for place in range(many)])
        table = pa.table({"number": numbers, "text": texts, "list": pa.array([[1, None], []] * (many // 2))})
        write_table(table, file, data_page_version=version, row_group_size=10_000, data_page_size=1_000)
        with ParquetFile(file) as opened:
            groups = [opened.metadata.row_group(group) for group in range(3)]
            chunks = [group.column(place) for group in groups for place in range(3)]
            *_, (size, values) = unpacked(file, opened.metadata)
        assert values == sum(chunk.num_values for chunk in chunks) == 2 * many + 3 * many // 2
        assert 0.9 < size / sum(chunk.total_uncompressed_size for chunk in chunks) <= 1


@pytest.mark.parametrize(
    ("module", "limit", "why"),
    [
        (tables, "MOST_UNPACKED", "it unpacks to 0 MB or more, and 0 are read at most"),
        (tables, "MOST_CELLS", "it has 1,001 values or more, and 1,000 are read at most"),
        (parquet_pages, "MOST_PAGES", "it has more than 1,000 pages, and as many are read at most"),
    ],
)
def test_pages_are_looked_at_no_further_than_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: ModuleType, limit: str, why: str
) -> None:
    """A file of six thousand pages takes no longer than one of as many as are read."""
    file, headers = tmp_path / "apps.parquet", Mock(wraps=parquet_pages._fields)
    write_table(pa.table({"app": [*range(6_000)]}), file, use_dictionary=False, data_page_size=1, write_batch_size=1)
    monkeypatch.setattr(parquet_pages, "_fields", headers)
    monkeypatch.setattr(tables, "_fits", lambda *_: None)
    monkeypatch.setattr(module, limit, 1_000)
    (said,) = maps_in([str(file)]).unusable
    assert f"({why})" in said
    assert 0 < headers.call_count <= 1_001


@pytest.mark.parametrize("pages", [b"", b"\xff" * 30, b"\x15" + b"\xff" * 30, b"\x15\x01\x15\x01\x15\x01\x00"])
def test_pages_without_a_header_that_can_be_read_are_refused(tmp_path: Path, pages: bytes) -> None:
    file = tmp_path / "apps.parquet"
    write_table(pa.table({"app": ["A"]}), file)
    with ParquetFile(file) as opened:
        metadata = opened.metadata
    file.write_bytes(b"PAR1" + pages)
    with pytest.raises(ValueError, match=r"it ends in the midst|of another form|an endless number|less than empty"):
        list(unpacked(file, metadata))


def test_a_cell_at_the_far_end_of_a_sheet_does_not_fill_the_memory(tmp_path: Path) -> None:
    file, book = tmp_path / "apps.xlsx", Workbook()
    sheet = book.create_sheet(index=0)
    for place, (column, value) in enumerate({**ROW, "far": ""}.items(), 1):
        sheet.cell(1, place).value, sheet.cell(2, place).value = column, value
    sheet.cell(2**20, 2**14).value = 1
    book.save(file)
    (said,) = maps_in([str(file)]).unusable
    assert "(it has 1,048,576 rows of 16,384 cells, and 20,000,000 cells are read at most)" in said


def test_a_cell_with_an_endless_name_is_told_to_be_too_far_out(tmp_path: Path) -> None:
    file, book = tmp_path / "book.xlsx", Workbook()
    book.create_sheet(index=0).append([*ROW])
    book.save(file)
    with ZipFile(file) as whole, ZipFile(tmp_path / "apps.xlsx", "w") as named:
        for name in whole.namelist():
            named.writestr(name, whole.read(name).replace(b'r="A1"', b'r="%s1"' % (b"Z" * 100_000)))
    (said,) = maps_in([str(tmp_path / "apps.xlsx")]).unusable
    assert said.endswith("(it has 1 rows of 8,353,082,582 cells, and 20,000,000 cells are read at most)")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_a_table_that_is_a_link_out_of_its_folder_or_a_device_is_not_read(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "folder").mkdir()
    file, other = tmp_path / "folder" / f"apps{suffix}", tmp_path / f"other{suffix}"
    other.write_text("app\nsecret\n")
    for target, why in {
        other: "a link that leads out of its folder",
        Path("/dev/zero"): "a pipe or a device, not a file",
    }.items():
        file.symlink_to(target)
        assert maps_in([str(file)]).unusable == [f"{file}: {why}"]
        file.unlink()


def test_a_workbook_that_unpacks_to_more_than_fits_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "apps.xlsx"
    pd.DataFrame([ROW]).to_excel(file, index=False)
    assert maps_in([str(file)]).unusable == []
    monkeypatch.setattr("assessments.portfolio.tables.MOST_UNPACKED", 100)
    (said,) = maps_in([str(file)]).unusable
    assert "this is not a table that can be read (it unpacks to 0 MB or more, and 0 are read at most)" in said


def encrypted(content: bytes) -> bytes:
    """An archive whose files are all said to be encrypted."""
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        pieces = content.split(mark)
        content = mark.join((pieces[0], *(p[: flags - 4] + b"\x01" + p[flags - 3 :] for p in pieces[1:])))
    return content


def damaged(content: bytes) -> bytes:
    """An archive in which the bytes of each packed file are others from some place on."""
    return b"PK\x03\x04".join(
        piece[:80] + piece[80:].replace(b"\xff", b"\x00") for piece in content.split(b"PK\x03\x04")
    )


def emptied(content: bytes) -> bytes:
    """A workbook whose parts are all no XML."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(content)) as whole, ZipFile(made, "w") as other:
        for part in whole.namelist():
            other.writestr(part, whole.read(part) if "sheet" not in part else b"<sheet")
    return made.getvalue()


@pytest.mark.parametrize("change", [encrypted, damaged, emptied])
def test_a_workbook_that_is_damaged_is_said_to_be_none(tmp_path: Path, change: Callable[[bytes], bytes]) -> None:
    file = tmp_path / "apps.xlsx"
    pd.DataFrame([ROW]).to_excel(file, index=False)
    file.write_bytes(change(file.read_bytes()))
    (said,) = maps_in([str(file)]).unusable
    assert said.startswith(f"{file}: this is not a table that can be read (")


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_a_row_of_any_kind_of_table_is_a_map_in_five_lines(tmp_path: Path, suffix: str) -> None:
    file, frame = tmp_path / f"apps{suffix}", pd.DataFrame([ROW])
    if suffix == ".csv":
        frame.to_csv(file, index=False)
    elif suffix == ".xlsx":
        frame.to_excel(file, index=False)
    else:
        frame.to_parquet(file, index=False)
    assert text_of(file) == (
        "app: Chat\nas_of: 2026-01-01\nusers:\n  US: 19M\ndata: [text, images]\n"
        "owner:\n  name: Acme\n  jurisdiction: CN\n"
    )


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_csv_file_has_the_mark_between_its_cells_that_its_titles_have(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "apps.csv"
    file.write_text(f"{separator.join(ROW)}\n{separator.join(ROW.values())}\n")
    other = tmp_path / "other.csv"
    pd.DataFrame([ROW]).to_csv(other, index=False)
    assert text_of(file) == text_of(other)


def test_any_address_and_who_runs_the_servers_are_columns(tmp_path: Path) -> None:
    more = {"operator": "Cloud", "operator_jurisdiction": "IE", "system_in": "HK", "power.CN.acme": "[0.2, 0.5, 0.8]"}
    pd.DataFrame([ROW | more]).to_csv(tmp_path / "apps.csv", index=False)
    (one,) = maps_in([str(tmp_path / "apps.csv")]).maps
    data_map = reading_of(one.read()).data_map
    assert data_map is not None
    service = data_map.systems["service"]
    assert (service.operator, service.place, data_map.parties["cloud"].run_from) == ("cloud", "HK", "IE")
    assert [estimate.low for estimate in data_map.estimates["power.CN.acme"].statements] == [0.2]


def test_an_unknown_column_is_named_with_the_closest_one(tmp_path: Path) -> None:
    (tmp_path / "apps.csv").write_text("app,as_of,jurisdicton,power.CN.x\nChat,2026-01-01,CN,0.5\n")
    assert maps_in([str(tmp_path / "apps.csv")]).remarks == [
        f"{tmp_path}/apps.csv: the column 'jurisdicton' is not read (did you mean 'jurisdiction'?)"
    ]


def test_a_row_with_a_cell_too_many_or_one_too_few_has_a_problem_and_the_others_are_maps(tmp_path: Path) -> None:
    head, chat = ",".join((*ROW, "app", "user.DE")), "Chat,2026-01-01,1M,text,Acme,CN"
    (tmp_path / "apps.csv").write_text(f"{head}\n{chat}\n\n{chat},,,more\nTalk,2026-01-01\n,2026-01-01,1M\n")
    read = maps_in([str(tmp_path / "apps.csv")])
    problems = [problems_of(one, reading_of(one)) for one in (each.read() for each in read.maps)]
    row = f"{tmp_path}/apps.csv row"
    assert read.remarks == [
        f"{tmp_path}/apps.csv: the column 'app' is there twice: the first of them is read",
        f"{tmp_path}/apps.csv: the column 'user.DE' is not read (did you mean 'users.DE'?)",
    ]
    assert problems == [
        (),
        (f"{row} 4: the row has more cells than there are titles (put a cell with commas between quotes)",),
        (
            f"{row} 5: column app: nobody runs the app ({OWNER})",
            f"{row} 5: column data: is missing (add data: {MORE})",
            f"{row} 5: column users: is missing (add users: {MORE})",
        ),
        (f"{row} 6: column app: is missing (name the app in it)",),
    ]


def test_broken_rows_are_never_the_same_and_an_open_quote_is_said(tmp_path: Path) -> None:
    (tmp_path / "apps.csv").write_text(
        f"{','.join(ROW)}\nChat,2026-01-01,1M,text,Acme,CN,more\nTalk,2026-01-01,1M,text,Acme,CN,more\n\n"
        '"Lines\nof a name",2026-01-01,1M,text,Acme,CN\n"Open,2026-01-01,1M,text,Acme,CN\nLost,2026-01-01,1M,text\n'
    )
    maps = [each.read() for each in maps_in([str(tmp_path / "apps.csv")]).maps]
    problems = [text.partition("apps.csv ")[2] for one in maps for text in problems_of(one, reading_of(one))]
    assert problems == [
        "row 2: the row has more cells than there are titles (put a cell with commas between quotes)",
        "row 3: the row has more cells than there are titles (put a cell with commas between quotes)",
        "row 6: a quote that opens in this row is not closed (write one inside a cell twice)",
    ]
    assert len({one.digest for one in maps}) == 4


@pytest.mark.parametrize(
    ("last", "is_open"), [('"C\nN"', False), ('"C\nN"\n', False), ('"CN', True), ('"CN,,\n', True)]
)
def test_an_open_quote_is_told_from_a_cell_of_two_lines(tmp_path: Path, last: str, is_open: bool) -> None:
    (tmp_path / "apps.csv").write_text(f"{','.join([*ROW, 'sector'])}\nChat,2026-01-01,1M,text,Acme,{last}")
    (one,) = (each.read() for each in maps_in([str(tmp_path / "apps.csv")]).maps)
    assert ("is not closed" in one.unread) is is_open


@pytest.mark.parametrize(
    ("cell", "message"), [({"users.US": 2**2000}, "'inf' is not a count"), ({"app": "\ud800"}, "not UTF-8 text")]
)
def test_a_cell_of_a_frame_that_fits_nowhere_is_a_problem_of_its_row(cell: dict[str, object], message: str) -> None:
    found = maps_in([pd.DataFrame([ROW, ROW | cell], dtype="object")])
    first, second = (problems_of(one, reading_of(one)) for one in (each.read() for each in found.maps))
    assert (first, len(second)) == ((), 1)
    assert message in second[0]


def test_a_frame_is_a_table_whose_rows_are_counted_from_0(tmp_path: Path) -> None:
    frame = pd.DataFrame([ROW | {"users.US": 19e6}, ROW | {"users.US": float("nan")}], index=["one", "two"])
    found = maps_in([frame.rename(columns={"owner": " owner "}).assign(colour="red")])
    pd.DataFrame([ROW | {"users.US": 19_000_000}]).to_csv(tmp_path / "apps.csv", index=False)
    first, second = (one.read() for one in found.maps)
    assert first.text.decode() == text_of(tmp_path / "apps.csv")
    assert problems_of(second, reading_of(second)) == (f"table 1 row 1: column users: is missing (add users: {MORE})",)
    assert [remark.partition(" (")[0] for remark in found.remarks] == ["table 1: the column 'colour' is not read"]
    assert maps_in([frame[["owner"]]]).unusable == [f"table 1: there is no column 'app' ({EXAMPLE})"]


def test_more_people_than_live_in_a_country_are_a_problem_of_their_row(tmp_path: Path) -> None:
    rows = ["US,9bn,,", 'US,"[1M, 2M, 600M]",,', "US,3M,200M,", "US,3M,2M,2bn", "US,300M,80M,", "US,19M,,"]
    lines = [f"Chat,2026-01-01,{row},text,Acme,CN\n" for row in rows]
    head = "app,as_of,viewpoint,users.US,users.DE,users.users-us.count,data,owner,jurisdiction\n"
    (tmp_path / "apps.csv").write_text("".join((head, *lines)))
    maps = [each.read() for each in maps_in([str(tmp_path / "apps.csv")]).maps]
    said = [[text.partition("row ")[2] for text in problems_of(one, reading_of(one))] for one in maps]
    us, unit = "more than the 327,167,434 who live there", "(look at the unit: accounts are not people)"
    assert said == [
        [f"2: column users.US: 9,000,000,000 people are {us} {unit}"],
        [f"3: column users.US: 600,000,000 people are {us} {unit}"],
        [f"4: column users.DE: 200,000,000 people are more than the 82,927,922 who live there {unit}"],
        [f"5: column users.US: 2,000,000,000 people are {us} {unit}"],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (pd.NA, None),
        (float("nan"), None),
        (" ", None),
        (Timestamp("2026-01-01 10:00"), "2026-01-01"),
        (time(10, 30), "10:30:00"),
        (True, "true"),
        (Decimal("2.0"), 2),
        (np.int64(3), 3),
        (["text", "image"], ["text", "image"]),
    ],
)
def test_a_cell_of_any_kind_has_a_value(cell: object, value: object) -> None:
    assert cell_value(cell) == value


def test_text_in_a_table_is_data_and_never_a_key(tmp_path: Path) -> None:
    pd.DataFrame([ROW | {"app": "Chat\nowner: {name: Evil}", "owner": "a: b # c"}]).to_csv(
        tmp_path / "apps.csv", index=False
    )
    (one,) = maps_in([str(tmp_path / "apps.csv")]).maps
    data_map = reading_of(one.read()).data_map
    assert data_map is not None
    assert [party.name for party in data_map.parties.values()] == ["a: b # c"]


def test_parties_beside_maps_are_merged_into_those_that_name_them_with_whoever_owns_them(tmp_path: Path) -> None:
    (tmp_path / "parties.yaml").write_text(
        "parties: {acme: {organised_in: US}, parent: {organised_in: CN}, stranger: {organised_in: BR}}\n"
        "ownership: [{owner: parent, of: acme, via: shares, share: 60%}]\n"
    )
    named = MAP.replace(", owner: {name: Acme, jurisdiction: CN}", "").replace("Chat", "{name: Chat, operator: acme}")
    (tmp_path / "chat.yaml").write_text(named)
    pd.DataFrame([ROW]).to_csv(tmp_path / "apps.csv", index=False)
    for name in ("chat.yaml", "apps.csv"):
        (one,) = maps_in([str(tmp_path / name)]).maps
        data_map = reading_of(one.read()).data_map
        assert data_map is not None, reading_of(one.read()).problems
        assert (set(data_map.parties), len(data_map.ownership)) == ({"acme", "parent"}, 1)
        assert one.read().shared == {("parties", "acme"), ("parties", "parent")}
