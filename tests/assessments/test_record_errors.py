"""What can go wrong with a store is one clear sentence, and the work is kept."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from assessments.record.drafts import Draft, _sealed, keep, taken_up
from assessments.record.errors import NoStore, Trouble, Unsavable
from assessments.record.record_text import listing, quantity_words
from assessments.record.saving import draft_of, made_again, save_or_keep
from assessments.record.store import Store, open_store
from assessments.record.verify import verified
from tests.support.commanded import run
from tests.support.recorded import ADA, ASKED, GRACE, MAP, NAME, all_facts, change_by_force, draft, file_store

ROOT = Path(__file__).parents[2]
SECRET = "s3cret-word"
NOBODY = 65534


@contextmanager
def files_up_to(size: int) -> Iterator[None]:
    """No file may grow beyond a size, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without the rights of root, where the tests are run by root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def score(made: Draft) -> str:
    return quantity_words(made.content.headline.score)


def told(where: str) -> str:
    with pytest.raises(Trouble) as trouble, open_store(where) as store:
        store.save(draft(), "harbour", ADA)
    return str(trouble.value)


def test_a_full_disk_loses_nothing_that_was_saved(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        first = store.save(draft(), "harbour", ADA)
        large = replace(draft(), files={"large.yaml": b"# " + secrets.token_bytes(3_000_000)}, subject="harbour")
        with files_up_to(2_000_000), pytest.raises(Trouble) as trouble:
            store.save(large, "harbour", ADA)
        assert str(trouble.value) == f"the store {store.name}: the disk is full, or cannot be written to"
        assert (store.newest(), verified(store).altered) == ((first,), ())
        assert store.save(large, "harbour", ADA).number == 2


@pytest.mark.parametrize("size", [0, 5_000])
def test_a_store_that_is_made_on_a_full_disk_is_said_to_be(tmp_path: Path, size: int) -> None:
    with open_store(str(tmp_path / "other.db")), files_up_to(size):  # whose statements are known then
        said = told(file_store(tmp_path))
    assert said == f"the store {file_store(tmp_path)}: the disk is full, or cannot be written to"
    with open_store(file_store(tmp_path)) as store:
        assert store.count() == 0


@pytest.mark.parametrize("held", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_store_of_an_earlier_version_that_somebody_writes_to_is_not_said_to_be_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: str
) -> None:
    monkeypatch.setattr("assessments.record.database.PATIENCE", 0.05)
    with open_store(file_store(tmp_path)) as store:
        store.settle()
        with store.engine.begin() as raw:
            raw.execute(text("UPDATE record_version SET version_num = '0004'"))
    with contextlib.closing(sqlite3.connect(tmp_path / "record.db", isolation_level=None)) as other:
        other.execute(held)
        assert told(file_store(tmp_path)).endswith(
            "somebody else is writing to it and did not finish in time; try again"
        )


def test_work_that_could_not_be_saved_is_kept_in_a_file_that_save_takes(tmp_path: Path) -> None:
    made = replace(draft(), subject="harbour", note="Before the merger.", after=0)
    with open_store(file_store(tmp_path)) as store, files_up_to(100_000), pytest.raises(Trouble) as trouble:
        save_or_keep(store, made, ADA, tmp_path)
    assert str(trouble.value).endswith(
        "the work could not be kept in a file either: there is no folder that can be written to"
    )
    kept = keep(made, tmp_path)
    assert taken_up(kept) == made
    with open_store(file_store(tmp_path)) as store:
        again = taken_up(kept)
        entry = store.save(again, again.subject, ADA, again.note, again.after)
        assert store.save(made, "harbour", ADA) == entry
        assert (store.count(), store.load("harbour").result, entry.note) == (1, made.result, made.note)


def test_work_is_kept_here_or_else_at_home_or_else_among_what_is_not_kept_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, home, brief = (tmp_path / name for name in ("here", "home", "brief"))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(tempfile, "tempdir", str(brief))
    for folder in (brief, home, here):
        folder.mkdir()
        assert keep(replace(draft(), subject="harbour"), here).parent == folder


def test_where_saving_fails_the_file_is_named(store: Store, tmp_path: Path) -> None:
    store.save(draft(), "harbour", GRACE)
    made = replace(draft(), subject="harbour", after=0)
    with pytest.raises(Trouble) as trouble:
        save_or_keep(store, made, ADA, tmp_path)
    kept = tmp_path / f"harbour-{made.token[:8]}.unsaved.json"
    first, scores, last = str(trouble.value).splitlines()
    assert first.startswith("harbour/1 was saved meanwhile, by Grace at ")
    why = "(datareach diff harbour/1 harbour.yaml says why)"
    assert scores == f"score of yours: {score(made)}; of harbour/1: {score(made)} {why}"
    assert last == f"the work is kept in {kept}: datareach save {kept} saves it later"
    assert taken_up(kept) == made


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"sha256": 1}', "\0", '{"a": ' * 10_000, '"text"'])
def test_a_file_that_is_no_kept_work_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "x.unsaved.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(Unsavable) as refused:
        taken_up(file)
    assert str(refused.value) == f"{file}: this is no unsaved assessment, or a part of it is missing"


def test_kept_work_that_was_altered_is_refused(tmp_path: Path) -> None:
    kept = keep(replace(draft(), subject="harbour"), tmp_path)
    kept.write_text(kept.read_text().replace('"seed": 0', '"seed": 1'))
    with pytest.raises(Unsavable, match=r"this unsaved assessment was altered after it was written$"):
        taken_up(kept)


def forged(made: Draft, folder: Path, **parts: Any) -> Path:
    """A file of kept work in which parts were changed, sealed anew as Datareach seals it."""
    return keep(replace(made, subject="harbour", **parts), folder)


def test_kept_work_that_was_altered_and_sealed_anew_is_not_believed(tmp_path: Path) -> None:
    made = draft()
    result = made.result.replace(b"Harbour", b"Harmless")
    other = {**made.versions, "datareach": "0.0.9", "program": "f" * 64}
    altered = "its result is not what comes of its map: it was altered after it was written"
    by_another = (
        "its result was made by another version (Datareach 0.0.9, program ffffffffffff), and its map gives another one "
        "here (save it with that version, or save the map itself to assess it by this one)"
    )
    parts = (
        ({"result": result}, altered),
        ({"files": {NAME: MAP.replace(b"1M", b"2M")}}, altered),
        ({"asked": replace(ASKED, numbers=("interest.DE=0.9",))}, altered),
        ({"result": result, "versions": other}, by_another),
    )
    for part, told in parts:
        file = forged(made, tmp_path, **part)
        with pytest.raises(Unsavable) as refused:
            made_again(file)
        assert str(refused.value) == f"{file}: {told}"


@pytest.mark.parametrize("token", ["\ud800", "\0", "../../x", "0" * 31, ["0"]])
def test_kept_work_with_a_token_that_is_none_of_ours_is_refused(tmp_path: Path, token: object) -> None:
    file = keep(draft(), tmp_path)
    values = {**json.loads(file.read_text(encoding="utf-8")), "token": token}
    values.pop("sha256")
    file.write_text(json.dumps({**values, "sha256": _sealed(values)}), encoding="utf-8")
    with pytest.raises(Unsavable, match="this is no unsaved assessment, or a part of it is missing"):
        taken_up(file)


@pytest.mark.parametrize(("key", "value"), [("draws", "x"), ("draws", -5), ("draws", 10**9), ("seed", -1)])
def test_kept_work_that_asks_for_what_is_no_question_is_refused(tmp_path: Path, key: str, value: object) -> None:
    made = draft()
    file = keep(made, tmp_path)
    values = json.loads(file.read_text(encoding="utf-8"))
    values["asked"][key] = value
    values.pop("sha256")
    file.write_text(json.dumps({**values, "sha256": _sealed(values)}), encoding="utf-8")
    with pytest.raises(Unsavable, match="this is no unsaved assessment, or a part of it is missing"):
        taken_up(file)


def test_what_kept_work_says_of_versions_and_facts_is_not_taken_over(tmp_path: Path) -> None:
    made = draft()
    file = forged(
        made, tmp_path, versions={**made.versions, "python": "9.9"}, facts={"f" * 64: b"no fact"}, note="Mine."
    )
    assert made_again(file) == replace(made, subject="harbour", note="Mine.", facts=all_facts())


def test_a_draft_with_the_token_of_another_is_not_said_to_be_saved(store: Store) -> None:
    first = store.save(draft(), "harbour", ADA)
    other = draft_of(NAME, {NAME: MAP.replace(b"1M", b"2M")}, ASKED)
    with pytest.raises(Unsavable, match=r"^harbour/1 has the token of this draft and says something else"):
        store.save(replace(draft(), token=first.token, result=other.result), "harbour", ADA)
    assert store.count() == 1


def test_a_note_that_is_too_long_is_refused_before_anything_is_saved(store: Store) -> None:
    assert store.save(draft(), "harbour", ADA, "x" * 2000).note == "x" * 2000
    with pytest.raises(Unsavable) as refused:
        store.save(draft(), "harbour", ADA, "x" * 2001)
    told = "the note has 2,001 characters, and 2,000 are kept at most (the review that follows takes comments)"
    assert (str(refused.value), store.count()) == (told, 1)


def test_a_folder_that_may_not_be_written_to_is_said() -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "record.db"
        with open_store(str(where)) as store:
            store.save(draft(), "harbour", ADA)
        where.chmod(0o444)
        Path(folder).chmod(0o555)
        with as_nobody():
            with open_store(str(where), make=False) as store:
                assert verified(store).altered == ()
                with pytest.raises(Trouble, match="read-only"):
                    store.save(draft(), "harbour", ADA)
            assert "read-only" in told(str(Path(folder) / "other.db"))
            assert told(str(Path(folder) / "no" / "record.db")) == (
                f"the store {folder}/no/record.db: its folder cannot be made (Permission denied)"
            )
        Path(folder).chmod(0o755)


def test_a_store_of_an_earlier_version_in_a_folder_that_may_not_be_written_to_is_said_to_be_one() -> None:
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder) / "record.db"
        with open_store(str(where)) as store, store.engine.begin() as raw:
            raw.execute(text("DROP TABLE work"))
            raw.execute(text("UPDATE record_version SET version_num = '0004'"))
        where.chmod(0o444)
        Path(folder).chmod(0o555)
        with as_nobody(), pytest.raises(Trouble) as trouble:
            open_store(str(where), make=False)
        Path(folder).chmod(0o755)
    assert str(trouble.value) == (
        f"the store {where} was made by an earlier version of Datareach, and this one has to write to it once before "
        "it reads it: it may not be written to: the file or its folder is read-only"
    )


@pytest.mark.parametrize("cell", ["{", "7", '{"draws": 0}', '"text"'])
def test_one_damaged_cell_hides_one_assessment_and_not_the_list(tmp_path: Path, cell: str) -> None:
    with open_store(file_store(tmp_path)) as store:
        first, _ = (store.save(draft(), subject, ADA) for subject in ("harbour", "quay"))
        change_by_force(tmp_path / "record.db", "UPDATE assessments SET headline = ? WHERE subject = 'quay'", cell)
        assert (store.newest(), store.count()) == ((first,), 2)
        with pytest.raises(Trouble, match="a value on record cannot be read; datareach verify says what was altered"):
            store.find("quay/1")
    assert "1 more cannot be read" in str(listing((first,), 2, 20))


def test_a_cell_that_is_no_text_at_all_is_told_as_damage_and_not_as_a_server_out_of_reach(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        change_by_force(tmp_path / "record.db", "UPDATE results SET body = CAST(body AS TEXT)")
        with pytest.raises(Trouble, match="what is in it is not what Datareach made"):
            store.load("harbour/1")


def test_a_result_that_unpacks_to_more_than_any_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(file_store(tmp_path)) as store:
        entry = store.save(draft(), "harbour", ADA)
        size = len(store.load(entry.id).result)
        monkeypatch.setattr("assessments.record.store.MOST_UNPACKED", size)
        assert len(store.load(entry.id).result) == size
        monkeypatch.setattr("assessments.record.store.MOST_UNPACKED", size - 1)
        with pytest.raises(Trouble, match="its result is damaged"):
            store.load(entry.id)


def test_a_store_with_a_view_in_place_of_a_table_is_refused_before_it_is_read(store: Store, record: str) -> None:
    """What such a view computes could go on for ever."""
    with store.engine.begin() as raw:
        raw.execute(text("ALTER TABLE stamps RENAME TO others"))
        raw.execute(text("CREATE VIEW stamps AS SELECT * FROM others"))
    try:
        with pytest.raises(Trouble, match="'stamps' in it is no table, so it is none that Datareach made"):
            open_store(record)
    finally:
        with store.engine.begin() as raw:
            raw.execute(text("DROP VIEW stamps"))
            raw.execute(text("ALTER TABLE others RENAME TO stamps"))


def test_a_store_whose_version_was_taken_out_is_not_said_to_be_none(store: Store, record: str) -> None:
    with store.engine.begin() as raw:
        raw.execute(text("ALTER TABLE record_version RENAME TO taken"))
    try:
        with pytest.raises(Trouble, match="'acts' is in it, but not its version; put back a copy of it") as trouble:
            open_store(record, make=False)
        assert not isinstance(trouble.value, NoStore)
    finally:
        with store.engine.begin() as raw:
            raw.execute(text("ALTER TABLE taken RENAME TO record_version"))


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    where = tmp_path / "record.db"
    where.write_bytes(b"no database at all, but long enough to look at" * 100)
    said = "the file is no store, or is damaged; put back a copy of it, or name another store"
    assert told(str(where)) == f"the store {where}: {said}"
    assert where.read_bytes() == b"no database at all, but long enough to look at" * 100


def test_damage_whose_message_is_no_text_is_said(tmp_path: Path) -> None:
    where = Path(file_store(tmp_path))
    with open_store(str(where)) as store:
        store.settle()
    content = where.read_bytes()
    for old, new in ((b"audit_update", b"audit_upd\xd4te"), (b"CREATE TRIGGER", b"CREATE TRIGGRR")):
        content = content.replace(old, new)
    where.write_bytes(content)
    assert told(str(where)) == f"the store {where}: the file is damaged; put back a copy of it, or name another store"


def test_a_file_that_is_gone_is_said_and_nothing_is_saved_into_the_void(tmp_path: Path) -> None:
    where = file_store(tmp_path)
    with open_store(where) as store:
        store.save(draft(), "harbour", ADA)
        Path(where).rename(tmp_path / "elsewhere.db")
        with pytest.raises(Trouble) as trouble:
            store.save(draft(), "harbour", ADA)
    assert str(trouble.value) == (
        f"the store {where}: its file was moved away or replaced while it was open; put it back"
    )


def test_a_server_that_cannot_be_reached_or_refuses_is_said_without_a_password(postgres: str) -> None:
    url = make_url(postgres)
    at = f"postgresql://127.0.0.1:{url.port}"

    def changed(**parts: object) -> str:
        return url.set(**parts).render_as_string(hide_password=False)  # type: ignore[arg-type]

    assert [told(where) for where in (changed(password=SECRET), changed(database=SECRET), changed(port=1))] == [
        f"the store {at}/postgres: the server refuses the name or the password",
        f"the store {at}/{SECRET}: the server has no database of that name",
        "the store postgresql://127.0.0.1:1/postgres: the server cannot be reached",
    ]


@pytest.mark.parametrize(("end", "debug"), [("127.0.0.1:1/x?bogus=1", "1"), ("127.0.0.1:x/y", "0")])
def test_a_password_is_never_printed(end: str, debug: str) -> None:
    listed = run("list", DATAREACH_STORE=f"postgresql://ada:{SECRET}@{end}", DATAREACH_DEBUG=debug)
    assert (listed.returncode, len(listed.stderr.splitlines()), listed.stdout) == (1, 1, "")
    assert SECRET not in listed.stderr


def test_no_part_of_a_password_with_a_mark_that_ends_it_is_taken_for_the_host() -> None:
    for end in (f"a@{SECRET}@127.0.0.1:1/x", f"a@127.0.0.1:1/x@{SECRET}"):
        said = told(f"postgresql://ada:{end}")
        assert said == "--store: more than one @ in the address (write %40 for one in the user or the password)"


def test_a_connection_that_broke_off_is_made_again(store: Store) -> None:
    if store.url.get_backend_name() == "postgresql":
        with store.engine.connect() as other:
            pids = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            other.execute(text(f"{pids} AND datname = current_database()"))
    assert store.save(draft(), "harbour", ADA).id == "harbour/1"


def test_the_file_of_a_store_is_the_one_that_is_named_whatever_settings_are_behind_it(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/file:x?mode=memory&uri=true") as store:
        assert store.name == str(tmp_path / "file:x")
    assert [file.name for file in tmp_path.iterdir()] == ["file:x"]


@pytest.mark.parametrize("where", ["mysql://a:b@c/d", "sqlite://", "oracle://x"])
def test_another_kind_of_database_is_refused(where: str) -> None:
    assert told(where) == (
        "--store: a store is a file of SQLite, or PostgreSQL (write FILE or postgresql://USER@HOST/DATABASE)"
    )
