"""A record that is backed up while others write is restored whole, on both kinds of database."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import sys
import threading
import zlib
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, text

from assessments.record import backup
from assessments.record.audit_log import LastLine
from assessments.record.backup import TABLES, back_up, restore
from assessments.record.errors import Trouble
from assessments.record.record_text import proof
from assessments.record.store import Store, open_store
from assessments.record.verify import verified, verified_in
from tests.conftest import ROOT
from tests.support.recorded import ADA, change_by_force, draft, file_store

KILLED = """
import os, signal, sys
from pathlib import Path
from assessments.record import backup
from assessments.record.store import open_store

backup._name_finished = lambda finished, file: os.kill(os.getpid(), signal.SIGKILL)
backup.back_up(open_store(sys.argv[1]), Path(sys.argv[2]))
"""


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of a record as its database has them."""
    with store.reading() as session:
        asked = {table.name: f"SELECT {', '.join(c.name for c in table.columns)} FROM {table.name}" for table in TABLES}
        return {name: sorted(map(tuple, session.execute(text(query))), key=repr) for name, query in asked.items()}


def test_a_backup_has_every_row_and_is_restored_whole(store: Store, tmp_path: Path) -> None:
    for subject in ("harbour", "quay", "harbour"):
        store.save(draft(), subject, ADA, "a note")
    line = back_up(store, tmp_path / "copy.db")
    assert line == store.last_line()
    assert sorted(tmp_path.glob("*copy*")) == [tmp_path / "copy.db"]
    with open_store(str(tmp_path / "restored.db")) as other:
        assert restore(tmp_path / "copy.db", other) == line
        assert rows(other) == rows(store)
        assert verified(other).altered == ()
        assert other.save(draft(), "harbour", ADA).id == "harbour/3"


def test_other_programs_read_a_backup(store: Store, tmp_path: Path) -> None:
    store.save(draft(), "harbour", ADA, "a note")
    back_up(store, tmp_path / "copy.db")
    with sqlite3.connect(tmp_path / "copy.db") as raw:
        read = raw.execute("SELECT id, person, note, body FROM assessments JOIN results USING (serial)").fetchall()
    assert [(*row[:3], zlib.decompress(row[3])) for row in read] == [
        ("harbour/1", "Ada", "a note", store.load("harbour/1").result)
    ]


def test_a_backup_while_others_write_holds_at_one_moment(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        writers = [threading.Thread(target=lambda: store.save(draft(), "quay", ADA)) for _ in range(4)]
        for writer in writers:
            writer.start()
        line = back_up(store, tmp_path / "copy.db")
        for writer in writers:
            writer.join()
        assert store.last_line().serial == 5
        with open_store(str(tmp_path / "copy.db")) as copy, copy.reading() as session:
            found = verified_in(session.connection())
        assert (found.altered, found.lines, found.head) == ((), line.serial, line.digest)
        assert line.digest in verified(store).heads


def test_a_save_between_two_tables_of_a_backup_is_not_in_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, copied = store.save(draft(), "harbour", ADA) and store.last_line(), backup._copy

    def overtaken(*given: Any) -> None:
        copied(*given)
        store.save(draft(), "quay", ADA)

    monkeypatch.setattr(backup, "_copy", overtaken)
    assert back_up(store, tmp_path / "copy.db") == line
    assert store.last_line().serial == 1 + len(TABLES)


def test_a_backup_takes_rows_as_it_needs_them_and_never_a_table_at_once(store: Store, tmp_path: Path) -> None:
    store.save(draft(), "harbour", ADA)
    cursors: dict[str, type] = {}

    @event.listens_for(store.engine, "after_cursor_execute")
    def hear(connection: object, cursor: object, statement: str, *more: object) -> None:
        if reading := re.search(r"FROM (\w+) ORDER BY serial$", statement):
            cursors[reading[1]] = type(cursor)

    back_up(store, tmp_path / "copy.db")
    kind = psycopg.ServerCursor if store.engine.dialect.name == "postgresql" else sqlite3.Cursor
    assert {cursors[table.name] for table in TABLES} == {kind}


def test_nothing_gives_way_to_a_backup(store: Store, tmp_path: Path) -> None:
    store.save(draft(), "harbour", ADA)
    back_up(store, tmp_path / "copy.db")
    with pytest.raises(Trouble, match="there is such a file already"):
        back_up(store, tmp_path / "copy.db")
    with pytest.raises(Trouble, match="has a record already"):
        restore(tmp_path / "copy.db", store)


def test_of_two_backups_into_one_file_one_is_whole_and_the_other_is_told(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second begins while the first copies, and ends before it."""
    store.save(draft(), "harbour", ADA)
    file, copied, lines = tmp_path / "kept" / "backup.db", backup._copied, list[LastLine]()
    file.parent.mkdir()

    def overtaken(source: Store, target: Store, up_to: int | None) -> LastLine:
        if not lines:
            lines.append(store.last_line())
            unfinished = set(file.parent.iterdir())
            assert back_up(store, file) == lines[0]
            assert set(file.parent.iterdir()) == {*unfinished, file}
        return copied(source, target, up_to)

    monkeypatch.setattr(backup, "_copied", overtaken)
    with pytest.raises(Trouble, match="there is such a file already"):
        back_up(store, file)
    assert list(file.parent.iterdir()) == [file]
    with open_store(str(file)) as copy:
        assert verified(copy).altered == ()
        assert copy.last_line() == lines[0]


def test_a_backup_makes_its_folder_and_says_where_it_cannot(store: Store, tmp_path: Path) -> None:
    store.save(draft(), "harbour", ADA)
    back_up(store, tmp_path / "not" / "there" / "copy.db")
    (tmp_path / "file").touch()
    with pytest.raises(Trouble, match="its folder cannot be made"):
        back_up(store, tmp_path / "file" / "copy.db")


def test_what_a_killed_backup_leaves_is_removed_by_the_next_into_that_file(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        file = tmp_path / "kept" / "backup.db"
        file.parent.mkdir()
        killed = subprocess.run([sys.executable, "-c", KILLED, file_store(tmp_path), str(file)], check=False, cwd=ROOT)
        assert killed.returncode == -signal.SIGKILL
        assert list(file.parent.glob(".backup.db.*.part"))
        back_up(store, file)
    assert list(file.parent.iterdir()) == [file]


def test_a_record_that_does_not_hold_is_not_copied(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        change_by_force(tmp_path / "record.db", "UPDATE texts SET content = x'00'")
        with pytest.raises(Trouble, match="does not hold, and the copy was given up: harbour/1: the files of its map"):
            back_up(store, tmp_path / "copy.db")
    assert sorted(file.name for file in tmp_path.glob("*copy*")) == []


def test_a_backup_that_does_not_hold_leaves_the_store_empty_and_a_whole_one_is_taken_after_it(
    store: Store, tmp_path: Path
) -> None:
    with open_store(str(tmp_path / "source.db")) as source:
        source.save(draft(), "harbour", ADA)
        whole, altered = (tmp_path / f"{name}.db" for name in ("whole", "altered"))
        line, _ = back_up(source, whole), back_up(source, altered)
    change_by_force(altered, "UPDATE texts SET content = x'00'")
    with pytest.raises(Trouble, match="does not hold, and the copy was given up: harbour/1: the files of its map"):
        restore(altered, store)
    assert (store.count(), store.last_line().serial) == (0, 0)
    assert restore(whole, store) == line
    assert verified(store).altered == ()


def test_a_spoiled_record_goes_on_from_a_copy_of_the_lines_that_hold(store: Store, tmp_path: Path) -> None:
    for subject in ("harbour", "quay"):
        store.save(draft(), subject, ADA)
    good = store.last_line()
    with store.engine.begin() as raw:
        server = raw.dialect.name == "postgresql"
        raw.execute(text("SET LOCAL session_replication_role = replica" if server else "DROP TRIGGER audit_follows"))
        raw.execute(text(FORGED))
    with pytest.raises(Trouble, match=r"the last line of its audit, 1000000000, does not hold, and nothing is added"):
        store.save(draft(), "harbour", ADA)
    with pytest.raises(Trouble, match=r"given up: a line of its audit does not follow .* \(datareach verify says more"):
        back_up(store, tmp_path / "copy.db")
    (said,) = (block for block in proof(verified(store), "").blocks if "--up-to" in str(block))
    assert "All up to line 2 holds: datareach backup FILE --up-to 2 copies that" in str(said)
    assert back_up(store, tmp_path / "copy.db", 2) == good
    with open_store(str(tmp_path / "restored.db")) as other:
        assert restore(tmp_path / "copy.db", other) == good
        assert verified(other).altered == ()
        assert other.save(draft(), "harbour", ADA).id == "harbour/2"
    with pytest.raises(Trouble, match="the record has no line 7: its last is 3"), open_store(other.name) as whole:
        back_up(whole, tmp_path / "none.db", 7)


FORGED = (
    "INSERT INTO audit SELECT 1000000000, at, 'Eve', action, 'harbour', 77, said, content, 'x', 'y' FROM audit "
    "WHERE serial = 1"
)


def test_a_trouble_of_the_store_that_is_restored_into_is_said_of_that_one(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as source:
        source.save(draft(), "harbour", ADA)
        back_up(source, tmp_path / "copy.db")
    with open_store(str(tmp_path / "other.db")) as other:
        with other.engine.begin() as raw:
            raw.execute(text("ALTER TABLE texts RENAME TO pages"))
        with pytest.raises(Trouble) as trouble:
            restore(tmp_path / "copy.db", other)
        assert str(trouble.value).startswith(f"the store {other.name}: ")
