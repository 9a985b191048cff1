"""Whatever is done to the record by force, verify names it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, bindparam, text

from assessments.record import audit_log, folder, verify
from assessments.record.audit_log import LastLine, append, digest, is_behind, moment, not_before, note
from assessments.record.backup import back_up, restore
from assessments.record.errors import Damaged, Trouble
from assessments.record.folder import Person, Role
from assessments.record.models import AUDIT, RECORDED, AuditLine, Base, StoredAct, StoredStamp, column_values
from assessments.record.record_text import proof
from assessments.record.store import Store, open_store
from assessments.record.verify import guard_faults, held_against, verified, verified_in
from assessments.report.blocks import Notice
from casework.stamps import checker
from tests.support.recorded import ADA, all_facts, change_by_force, draft, file_store

SAVES = (("harbour", "Ada"), ("quay", "Grace"), ("harbour", "Grace"))
IDS = ("harbour/1", "quay/1", "harbour/2", "harbour/2")


@pytest.fixture
def kept(store: Store) -> Store:
    """Three saved assessments, two with a file more and another version of a fact, and a row of each other table."""
    made = draft()
    more = {**made.files, "more.yaml": b"notes: more\n"}
    others = (made, *(replace(made, files=more, token=draft().token) for _ in range(2)))
    for (subject, person), each in zip(SAVES, others, strict=True):
        facts = {**each.facts, "f" * 64: b"another fact"} if person == "Grace" else each.facts
        store.save(replace(each, facts=facts), subject, Person(person, Role.ANALYST), "a note")
    act = StoredAct("r-0123456789ab", "harbour", 2, "2026-03-01T12:00:00", "Ada", "comment", "map", "{}")
    with store.writing() as session:
        append(session, AuditLine("Ada", "noted", "harbour", 2), [act, StoredStamp("0" * 64, b"a reply")])
    return store


@contextmanager
def by_force(store: Store) -> Iterator[Connection]:
    """A transaction that may do anything, and that is rolled back."""
    with store.engine.connect() as raw:
        if raw.dialect.name == "sqlite":
            for setting in ("foreign_keys=OFF", "ignore_check_constraints=ON"):
                raw.exec_driver_sql("COMMIT")
                raw.exec_driver_sql(f"PRAGMA {setting}")
                raw.exec_driver_sql("BEGIN")
            for name in raw.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).scalars().all():
                raw.execute(text(f"DROP TRIGGER {name}"))
        else:
            raw.execute(text("SET LOCAL session_replication_role = replica"))
            for table in RECORDED:
                for constraint in table.constraints:
                    if str(constraint.name).startswith("ck_"):
                        raw.execute(text(f"ALTER TABLE {table.name} DROP CONSTRAINT {constraint.name}"))
            raw.execute(text("ALTER TABLE audit DROP CONSTRAINT ck_audit_serial"))
        yield raw
        raw.rollback()


def changed(value: object) -> object:
    """Nearly the same value: one bit of bytes, one more letter, another number."""
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    return f"{value}." if isinstance(value, str) else 1000 + int(str(value))


def names(said: str, table: Table, row: dict[str, object]) -> bool:
    """Whether a sentence is about a row."""
    serial = int(str(row["serial"]))
    return said.startswith(
        (f"audit: line {serial}", f"audit: lines {serial} to ") if table is AUDIT else f"{IDS[serial - 1]}: "
    )


def test_nothing_is_found_where_nothing_was_altered(kept: Store) -> None:
    with kept.reading() as session:
        found = verified_in(session.connection())
    assert (found.altered, found.lines, len(found.heads)) == ((), 4, 4)
    assert found.head == kept.history("harbour")[-1].digest


def test_guards_that_were_taken_away_are_named(kept: Store) -> None:
    postgres = kept.engine.dialect.name == "postgresql"
    with kept.engine.connect() as raw:
        assert list(guard_faults(raw)) == []
        if postgres:
            raw.execute(text("CREATE SCHEMA another"))
            raw.execute(text("CREATE TABLE another.audit ()"))
            raw.execute(text("CREATE RULE more AS ON INSERT TO another.audit DO INSTEAD NOTHING"))
            assert list(guard_faults(raw)) == []
        raw.execute(text("DROP TRIGGER audit_update" + (" ON audit" if postgres else "")))
        assert list(guard_faults(raw)) == ["the guards that refuse changes are gone: audit_update"]
        raw.rollback()


TOOTHLESS = {
    "sqlite": "DROP TRIGGER acts_update; CREATE TRIGGER acts_update BEFORE UPDATE ON acts WHEN 0 BEGIN SELECT 1; END",
    "postgresql": "CREATE OR REPLACE TRIGGER acts_update BEFORE DELETE ON acts EXECUTE FUNCTION refuse_change()",
}
SWALLOWING = {
    "sqlite": "CREATE TRIGGER more AFTER INSERT ON acts BEGIN DELETE FROM acts WHERE 0; END",
    "postgresql": "CREATE RULE more AS ON INSERT TO acts DO INSTEAD NOTHING",
}


NAMED_ALIKE = {
    "sqlite": "DROP TRIGGER acts_update; CREATE TRIGGER acts_update BEFORE INSERT ON acts BEGIN SELECT 1; END",
    "postgresql": "CREATE TRIGGER acts_update BEFORE INSERT ON audit EXECUTE FUNCTION refuse_change()",
}
OF_ONE_NAME = {
    "sqlite": NAMED_ALIKE["sqlite"],
    "postgresql": "CREATE RULE acts_update AS ON INSERT TO acts DO INSTEAD NOTHING",
}


@pytest.mark.parametrize(
    ("by_dialect", "named"),
    [(TOOTHLESS, "acts_update"), (SWALLOWING, "more"), (NAMED_ALIKE, "acts_update"), (OF_ONE_NAME, "acts_update")],
)
def test_a_trigger_that_is_not_as_datareach_makes_it_is_named(
    kept: Store, by_dialect: dict[str, str], named: str
) -> None:
    with kept.engine.connect() as raw:
        for statement in by_dialect[raw.dialect.name].split("; CREATE"):
            raw.execute(text(statement if statement.startswith(("DROP", "CREATE")) else f"CREATE{statement}"))
        assert list(guard_faults(raw)) == [f"the tables have triggers that Datareach did not make so: {named}"]
        raw.rollback()


@pytest.mark.parametrize("at", ["_unvouched", "checker", "guard_faults"])
def test_what_is_saved_while_a_record_is_verified_is_no_fault_of_it(
    kept: Store, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    looked = getattr(verify, at, lambda _: ())

    def overtaken(*given: Any) -> Any:
        kept.save(draft(), "harbour", ADA)
        return looked(*given)

    if at != "checker":
        monkeypatch.setattr(verify, at, overtaken)
    proof = verified(kept, checkers=(overtaken,) if at == "checker" else ())
    assert proof.altered == ()
    assert (proof.lines, kept.last_line().serial) == (4, 5)


@pytest.mark.parametrize("serial", [0, -5, 2**31 + 5])
def test_a_line_and_an_entry_outside_the_numbering_are_named(tmp_path: Path, serial: int) -> None:
    entry = (
        f"INSERT INTO assessments SELECT 'evil/1', {serial}, 'evil', 1, 'token', saved_at, person, note, title, as_of, "
        "viewpoint, map, asked, headline, fingerprint FROM assessments WHERE serial = 1"
    )
    line = (
        f"INSERT INTO audit SELECT {serial}, at, person, action, 'evil', 1, said, content, 'x', 'y' FROM audit "
        "WHERE serial = 1"
    )
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        with by_force(store) as raw:
            raw.execute(text(line))
            raw.execute(text(entry))
            altered = verified_in(raw).altered
    assert altered[-2:] == (
        "audit: 1 line has no number of a line",
        "assessments: 1 row came with no line of the audit",
    )


def test_lines_that_this_machine_saw_are_missed_when_the_end_is_cut_off(tmp_path: Path) -> None:
    store = open_store(file_store(tmp_path))
    store.save(draft(), "harbour", ADA)
    with sqlite3.connect(tmp_path / "record.db") as raw:
        before = "\n".join(raw.iterdump())
    store.save(draft(), "harbour", ADA)
    last = store.last_line()
    store.close()
    (tmp_path / "record.db").unlink()
    with sqlite3.connect(tmp_path / "record.db") as raw:
        raw.executescript(before)
    with open_store(str(tmp_path / "record.db")) as cut:
        with pytest.raises(Trouble, match="lines that this machine saw are no longer on record"):
            cut.save(draft(), "harbour", ADA)
        (said,) = verified(cut).altered
        assert said.startswith(f"audit: line {last.serial}, the last that this machine saw, is no longer there")
        (tmp_path / "link.db").symlink_to(tmp_path / "record.db")
        with open_store(str(tmp_path / "link.db")) as linked:
            assert verified(linked).altered == (said,)
        note(cut.names(), replace(cut.last_line(), accepted=True))
        assert verified(cut).altered == ()
        assert cut.save(draft(), "harbour", ADA).id == "harbour/2"


@pytest.mark.parametrize("way", ["rename", "copy", "mount", "symlink"])
def test_a_cut_end_is_missed_wherever_the_record_was_taken(tmp_path: Path, way: str) -> None:
    file, elsewhere = tmp_path / "record.db", tmp_path / "elsewhere" / "moved.db"
    elsewhere.parent.mkdir()
    with open_store(str(file)) as store:
        for _ in range(3):
            store.save(draft(), "harbour", ADA)
        last = store.last_line()
    with closing(sqlite3.connect(file)) as raw, raw:
        for trigger in ("audit_delete", "assessments_delete", "texts_delete", "results_delete", "facts_delete"):
            sql = raw.execute("SELECT sql FROM sqlite_master WHERE name = ?", (trigger,)).fetchone()[0]
            raw.execute(f"DROP TRIGGER {trigger}")
            raw.execute(f"DELETE FROM {trigger.removesuffix('_delete')} WHERE serial = 3")
            raw.execute(sql)
    if way == "rename":
        file.rename(elsewhere)
    elif way == "copy":
        shutil.copy(file, elsewhere)
        file.unlink()
    elif way == "symlink":
        elsewhere.symlink_to(file)
    else:  # the folder has another name, as where a disk is mounted elsewhere
        elsewhere = (tmp_path / "elsewhere").rename(tmp_path / "mounted") / "moved.db"
        file.rename(elsewhere)
    with open_store(str(elsewhere)) as cut:
        (said,) = verified(cut).altered
        with pytest.raises(Trouble, match="lines that this machine saw are no longer on record"):
            cut.save(draft(), "harbour", ADA)
    assert said.startswith(f"audit: line {last.serial}, the last that this machine saw, is no longer there")


def test_a_record_is_held_against_the_head_that_somebody_else_has(store: Store) -> None:
    for _ in range(2):
        store.save(draft(), "harbour", ADA)
    proof = verified(store)
    head, record = LastLine(proof.lines, proof.head), proof.first
    assert held_against(proof, head, record) == replace(
        proof, told=("Theirs holds too: line 2, the last that they saw, is on record here.",)
    )
    for theirs, first, fault in (
        (LastLine(2, "a" * 64), record, "line 2, the last that they saw, is another one here: lines were written anew"),
        (LastLine(9, "a" * 64), record, "line 9, the last that they saw, is not here: lines were taken away, or this"),
        (LastLine(2, "a" * 64), "b" * 64, "theirs is another record, or its first line was written anew"),
    ):
        (said,) = held_against(proof, theirs, first).altered
        assert said.startswith(f"audit: {fault}")


def test_of_two_processes_that_note_lines_at_once_neither_loses_what_the_other_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    overtaking = threading.Thread(target=note, args=(("quay.db",), LastLine(1, "b" * 64)))
    written = folder.note_down

    def overtaken(file: Path, notes: Mapping[str, Any]) -> None:
        if overtaking.ident is None:
            overtaking.start()
            overtaking.join(0.2)
        written(file, notes)

    monkeypatch.setattr(audit_log, "note_down", overtaken)
    note(("harbour.db",), LastLine(6, "a" * 64))
    overtaking.join()
    note(("harbour.db",), LastLine(5, "f" * 64))
    assert audit_log.last_seen(("harbour.db", "quay.db")) == (LastLine(6, "a" * 64), LastLine(1, "b" * 64))


def test_what_was_cut_off_a_record_is_missed_after_an_older_backup_was_restored(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        back_up(store, tmp_path / "copy.db")
        store.save(draft(), "harbour", ADA)
    for file in tmp_path.glob("record.db*"):
        file.unlink()
    with open_store(file_store(tmp_path)) as store:
        restore(tmp_path / "copy.db", store)
        (said,) = verified(store).altered
    assert said.startswith("audit: line 2, the last that this machine saw, is no longer there")


def test_a_clock_that_is_a_little_behind_dates_as_the_line_before_and_one_far_behind_writes_nothing(
    tmp_path: Path,
) -> None:
    now = datetime.now(UTC)
    nearly, tomorrow = moment(now + timedelta(minutes=4)), moment(now + timedelta(days=1))
    assert moment(not_before(nearly)) == nearly
    assert moment(now) <= moment(not_before(tomorrow)) < nearly
    assert (is_behind(nearly), is_behind(tomorrow), is_behind(moment(now)), is_behind("")) == (True, True, False, False)
    with open_store(file_store(tmp_path)) as store:
        with store.writing() as session:
            session.add(dated(tomorrow))
        with pytest.raises(Trouble, match="the clock of this machine is behind the last line on record"):
            store.save(draft(), "harbour", ADA)
        note(store.names(), replace(store.last_line(), accepted=True))
        assert verified(store).altered == ()  # which notes the line again
        store.save(draft(), "harbour", ADA)
        clock = "audit: line 2 is dated before the line before it: a clock was set back, or lines were put in"
        assert verified(store).altered == (clock,)


@pytest.mark.parametrize(("minutes", "ahead"), [(4, ()), (60, (1, 2))])
def test_lines_that_are_dated_ahead_of_the_clock_are_said_once(
    tmp_path: Path, minutes: int, ahead: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(file_store(tmp_path)) as store:
        with monkeypatch.context() as clock:
            clock.setattr(audit_log, "not_before", lambda _: datetime.now(UTC) + timedelta(minutes=minutes))
            clock.setattr("assessments.record.store.is_behind", lambda *_: False)
            for _ in range(2):
                store.save(draft(), "harbour", ADA)
        checked = verified(store)
    said = [block.text for block in proof(checked, "record").blocks if isinstance(block, Notice)]
    sentence = "2 lines, 1 the first, are dated ahead of this machine's clock: a clock is wrong, here or where they"
    assert (checked.altered, checked.ahead) == ((), ahead)
    assert said == ([f"{sentence} were written."] if ahead else [])


@pytest.mark.parametrize("at", ["yesterday", "2026-03-01T12:00:61"])
def test_nothing_is_added_after_a_line_whose_day_cannot_be_read(tmp_path: Path, at: str) -> None:
    with open_store(file_store(tmp_path)) as store:
        with store.engine.begin() as raw:
            raw.execute(text("DROP TRIGGER audit_follows"))
        with store.writing() as session:
            session.add(dated(at))
        with pytest.raises(Damaged, match="a value on record cannot be read"):
            store.save(draft(), "harbour", ADA)
        assert store.last_line().serial == 1


def dated(at: str) -> AuditLine:
    """The first line of an audit, of a moment."""
    line = AuditLine("Ada", "looked")
    line.serial, line.at, line.content, line.previous = 1, at, "", "0" * 64
    line.digest = ""
    line.digest = digest(column_values(line))
    return line


def test_a_damaged_version_hides_itself_and_hinders_no_later_one(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        for _ in range(2):
            store.save(draft(), "harbour", ADA)
        with store.engine.begin() as raw:
            raw.execute(text("DROP TRIGGER assessments_update"))
            raw.execute(text("UPDATE assessments SET asked = '{' WHERE serial = 2"))
        assert [entry.id for entry in store.lines("harbour")] == ["harbour/1"]
        assert store.save(draft(), "harbour", ADA, after=2).id == "harbour/3"


def test_a_line_that_is_dated_before_the_one_before_it_is_named(kept: Store) -> None:
    with by_force(kept) as raw:
        raw.execute(text("UPDATE audit SET at = '2001-01-01T00:00:00.000000' WHERE serial = 3"))
        found = verified_in(raw).altered
    clock = "audit: line 3 is dated before the line before it: a clock was set back, or lines were put in"
    assert clock in found


@pytest.mark.parametrize("table", [AUDIT, *RECORDED], ids=str)
def test_a_change_of_any_column_of_any_row_is_named(kept: Store, table: Table) -> None:
    with kept.engine.connect() as raw:
        rows = [dict(row) for row in raw.execute(text(f"SELECT * FROM {table.name}")).mappings()]
    spots = [(row, column.name) for row in rows for column in table.columns]
    assert rows
    with by_force(kept) as raw:
        for row, column in spots:
            undo = raw.begin_nested()
            alter(raw, table, row, column)
            found = verified_in(raw).altered
            assert [said for said in found if names(said, table, row)] != [], (row, column, found)
            undo.rollback()
        assert verified_in(raw).altered == ()


def alter(raw: Connection, table: Table, row: dict[str, object], column: str) -> None:
    """Change one column of one row."""
    keys = [key.name for key in table.primary_key]
    where = " AND ".join(f"{key} = :old_{key}" for key in keys)
    change = text(f"UPDATE {table.name} SET {column} = :new WHERE {where}")
    values = {"new": changed(row[column]), **{f"old_{key}": row[key] for key in keys}}
    assert raw.execute(change, values).rowcount == 1


@pytest.mark.parametrize("table", [AUDIT, *RECORDED], ids=str)
def test_a_row_that_was_torn_out_is_named(kept: Store, table: Table) -> None:
    for serial in (1, 2, 3, 4):
        with by_force(kept) as raw:
            gone = raw.execute(text(f"DELETE FROM {table.name} WHERE serial = {serial}")).rowcount
            found = verified_in(raw).altered
        if table is AUDIT:
            assert any("came with no line of the audit" in said for said in found)
        elif gone:
            assert [said.partition(":")[0] for said in found] == [IDS[serial - 1]]


def test_a_row_that_was_slipped_in_is_named(kept: Store) -> None:
    for serial, told in ((1, "harbour/1: the files of its map were altered"), (9, "texts: 1 row came with no line")):
        with by_force(kept) as raw:
            slip = text("INSERT INTO texts (serial, position, name, content) VALUES (:serial, 7, 'a.yaml', :content)")
            raw.execute(slip.bindparams(bindparam("content", b"notes: x\n")), {"serial": serial})
            found = verified_in(raw).altered
        assert [said.startswith(told) for said in found] == [True], found


def test_lines_that_were_swapped_are_named(kept: Store) -> None:
    with by_force(kept) as raw:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            raw.execute(text(f"UPDATE audit SET serial = {new} WHERE serial = {old}"))
        found = verified_in(raw).altered
    assert "audit: line 1 does not follow from the line before it" in found


def test_a_record_that_was_written_anew_no_longer_holds_a_line_that_was_noted_down(kept: Store) -> None:
    noted = verified(kept).head
    with by_force(kept) as raw:
        for table in (*RECORDED, AUDIT):
            raw.execute(text(f"DELETE FROM {table.name} WHERE serial = 4"))
        found = verified_in(raw)
    assert (found.altered, noted in found.heads) == ((), False)
    with kept.writing() as session:
        append(session, AuditLine("Ada", "looked"))
    assert noted in verified(kept).heads


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "results SET body = substr(body, 1, 100) || x'00' || substr(body, 102)",
            "results.body is text, where bytes was written",
        ),
        ("assessments SET title = CAST(x'ff00' AS TEXT)", "assessments.title is text that is not written in UTF-8"),
        ("assessments SET note = 7.5", None),
        ("assessments SET note = x'07'", "assessments.note is bytes, where text was written"),
        ("assessments SET asked = CAST(x'ff' AS TEXT)", "assessments.asked is text that is not written in UTF-8"),
    ],
)
def test_a_cell_of_another_kind_is_named_with_its_row_and_column(tmp_path: Path, change: str, said: str | None) -> None:
    with open_store(file_store(tmp_path)) as store:
        for _ in range(2):
            store.save(draft(), "harbour", ADA)
        change_by_force(tmp_path / "record.db", f"UPDATE {change} WHERE serial = 2")
        altered = [fault for fault in verified(store, checkers=(checker(()),)).altered if "guards" not in fault]
    part = "its result, or the versions it was made by" if "results" in change else "its entry in the list"
    assert altered == [*([f"harbour/2: {said}"] if said else []), f"harbour/2: {part} was altered"]


def test_one_assessment_can_be_checked_alone(kept: Store) -> None:
    entries = [kept.find(id) for id in IDS[:3]]
    with by_force(kept) as raw:
        raw.execute(text("UPDATE results SET versions = '{}' WHERE serial = 2"))
        found = [verified_in(raw, entry).altered for entry in entries]
    assert found == [(), ("quay/1: its result, or the versions it was made by was altered",), ()]


@pytest.mark.parametrize("many", [True, False])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, many: bool) -> None:
    """In a small file the bytes fall on the names of tables, of which SQLite then speaks in no letters."""
    where, made = file_store(tmp_path), replace(draft(), facts=all_facts()) if many else draft()
    with open_store(where) as store:
        for _ in range(3):
            store.save(replace(made, token=draft().token), "harbour", ADA)
    content = bytearray(Path(where).read_bytes())
    for at in range(len(content) // 2, len(content), 97):
        content[at] ^= 255
    Path(where).write_bytes(bytes(content))
    try:
        with open_store(where) as store:
            told = " ".join(verified(store).altered)
    except Trouble as trouble:
        told = str(trouble)
    assert "damaged" in told or "altered" in told


def test_every_table_is_vouched_for_but_the_one_of_work_that_is_not_saved() -> None:
    assert {AUDIT, *RECORDED, Base.metadata.tables["work"]} == set(Base.metadata.tables.values())
    assert all("serial" in table.columns for table in RECORDED)
