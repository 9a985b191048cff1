"""Saved assessments: whole, in lines of versions, never altered, the same on both databases."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Table, UniqueConstraint, delete, inspect, make_url, select, text, update
from sqlalchemy.exc import DBAPIError

from assessments.record.audit_log import append
from assessments.record.backup import back_up
from assessments.record.database import configuration, engine_of, newest, url_of, version_of
from assessments.record.entries import subject_of
from assessments.record.errors import NewerStore, NoStore, NotSaved, OlderStore, Trouble, Unsavable, minute
from assessments.record.folder import from_home, store_named
from assessments.record.models import AUDIT, RECORDED, AuditLine, FactFile, JsonColumn, StoredStamp
from assessments.record.saving import written_out
from assessments.record.store import Meanwhile, Store, open_store
from assessments.record.verify import verified
from casework.recording import review_of
from tests.conftest import ROOT
from tests.support.recorded import ADA, ASKED, GRACE, KINDS, MAP, NAME, draft, emptied, file_store, server_store


@pytest.fixture(params=KINDS)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a store that is not made yet, of each kind."""
    if request.param == "sqlite":
        yield file_store(tmp_path)
    else:
        yield from server_store(request.getfixturevalue("postgres"))


@pytest.mark.parametrize(
    ("platform", "named", "folder"),
    [
        ("linux", {}, "/home/ada/.local/share/datareach"),
        ("linux", {"XDG_DATA_HOME": "/data"}, "/data/datareach"),
        ("linux", {"XDG_DATA_HOME": "here"}, "/home/ada/.local/share/datareach"),
        ("darwin", {}, "/home/ada/Library/Application Support/Datareach"),
        ("win32", {"LOCALAPPDATA": "/ada/Local"}, "/ada/Local/Datareach"),
    ],
)
def test_the_record_is_in_the_folder_that_a_system_has_for_data_unless_it_is_named(
    monkeypatch: pytest.MonkeyPatch, platform: str, named: dict[str, str], folder: str
) -> None:
    for name in ("XDG_DATA_HOME", "DATAREACH_STORE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/home/ada", **named}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert store_named() == f"{folder}/record.db"
    monkeypatch.setenv("DATAREACH_STORE", "postgresql://db/x")
    assert (store_named(), store_named("other.db")) == ("postgresql://db/x", "other.db")


def test_a_store_in_the_home_folder_is_called_from_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    names = ("/home/ada/x/record.db", "/home/adam/record.db", "postgresql://host/home/ada")
    assert tuple(map(from_home, names)) == ("~/x/record.db", *names[1:])


def test_a_new_store_holds_nothing(where: str) -> None:
    with open_store(where) as store:
        assert (store.made, store.newest(), store.count(), store.latest("harbour")) == (True, (), 0, None)


def test_what_is_loaded_is_what_was_saved(store: Store) -> None:
    made = draft()
    entry = store.save(made, "harbour", ADA, "First look.")
    found = store.load("harbour/1")
    assert found.entry == entry
    assert (found.files, found.result, found.versions) == ({NAME: MAP}, made.result, made.versions)
    assert (entry.id, entry.person, entry.note, entry.title) == ("harbour/1", "Ada", "First look.", "Harbour")
    assert (entry.map, entry.asked, entry.fingerprint) == (NAME, ASKED, made.content.fingerprint)
    assert entry.headline["harm"] == made.content.headline.harm
    assert {sha: store.facts(sha) for sha in made.facts} == made.facts


def test_files_of_a_saved_map_are_written_out_beside_each_other(store: Store, tmp_path: Path) -> None:
    store.save(draft(), "harbour", ADA)
    names = ("a/x.yaml", "a/3-x.yaml", "b/x.yaml", "c/x.yml", ".hidden", "..yaml")
    saved = replace(store.load("harbour/1"), files={name: name.encode() for name in names})
    *written, _ = written_out(saved, tmp_path / "out")
    assert {path.name: path.read_text() for path in written} == {
        "x.yaml": "a/x.yaml",
        "3-x.yaml": "a/3-x.yaml",
        "x-2.yaml": "b/x.yaml",
        "x.yml": "c/x.yml",
        "hidden.yaml": ".hidden",
        "yaml.yaml": "..yaml",
    }


def test_a_file_of_facts_is_kept_once_for_each_of_its_versions(store: Store) -> None:
    made = draft()
    store.save(made, "harbour", ADA)
    store.save(replace(draft(), facts={**made.facts, "f" * 64: b"another version"}), "harbour", ADA)
    with store.reading() as session:
        kept = session.scalars(select(FactFile.sha256)).all()
    assert sorted(kept) == sorted((*made.facts, "f" * 64))


def test_versions_of_one_subject_are_a_line(store: Store) -> None:
    for subject in ("harbour", "quay", "harbour"):
        store.save(draft(), subject, ADA)
    assert [entry.id for entry in store.lines("harbour")] == ["harbour/1", "harbour/2"]
    assert [entry.id for entry in store.newest()] == ["harbour/2", "quay/1", "harbour/1"]
    assert store.find("harbour") == store.latest("harbour") == store.find("harbour/2")


def test_a_store_is_searched_by_words(store: Store) -> None:
    store.save(draft(), "harbour", ADA, "Before the 50% merger")
    store.save(draft(), "quay", GRACE, "After it")
    assert [entry.id for entry in store.newest(words="ADA 50%")] == ["harbour/1"]
    assert (store.count("a_a"), store.count("harbour"), store.newest(words="ada after")) == (0, 2, ())


def test_the_second_of_two_people_is_told_who_saved_what(store: Store) -> None:
    store.save(draft(), "harbour", ADA, after=0)
    latest = store.save(draft(), "harbour", GRACE, "New owner", after=1)
    with pytest.raises(Meanwhile) as told:
        store.save(draft(), "harbour", ADA, after=1)
    assert told.value.entry == latest
    assert str(told.value) == (
        f"harbour/2 was saved meanwhile, by Grace at {minute(latest.saved_at)}, who noted: New owner; yours builds on "
        "harbour/1. Look at theirs with datareach show harbour/2, then save yours with --after 2"
    )
    assert store.save(draft(), "harbour", ADA, after=2).number == 3


def test_a_version_that_is_not_there_cannot_be_built_on(store: Store) -> None:
    with pytest.raises(Meanwhile, match=r"^there is no harbour/1: nothing was saved of harbour here"):
        store.save(draft(), "harbour", ADA, after=1)
    store.save(draft(), "harbour", ADA, after=0)
    with pytest.raises(Meanwhile, match=r"^there is no harbour/9: the latest is harbour/1 \(save with --after 1\)$"):
        store.save(draft(), "harbour", ADA, after=9)


def test_a_draft_comes_in_once_however_often_it_is_saved(store: Store) -> None:
    made = draft()
    assert store.save(made, "harbour", ADA, after=0) == store.save(made, "harbour", ADA, after=0)
    assert store.count() == 1


@pytest.mark.parametrize("subject", ["", "Harbour", "a/b", "../x", "-a", "a" * 61, "a\n"])
def test_a_line_has_a_plain_name(store: Store, subject: str) -> None:
    with pytest.raises(Unsavable, match="is no name of a line"):
        store.save(draft(), subject, ADA)


@pytest.mark.parametrize(
    ("map_", "subject"),
    [("case:wechat-2020", "wechat-2020"), ("/a/My Map.YAML", "my-map"), ("folder/", "folder"), ("地図.yml", "map")],
)
def test_a_line_is_called_like_its_map_unless_said(map_: str, subject: str) -> None:
    assert subject_of(map_) == subject


def test_what_was_not_saved_is_said_with_what_was(store: Store) -> None:
    store.save(draft(), "harbour", ADA)
    for named, told in (
        ("harbuor", "nothing was saved as 'harbuor' (did you mean 'harbour'?)"),
        ("harbour/7", "nothing was saved as 'harbour/7' (there is harbour/1)"),
    ):
        with pytest.raises(NotSaved) as raised:
            store.load(named)
        assert str(raised.value) == told


@pytest.mark.parametrize("text_of_no_database", ["\udcff", "\x00", "harbour\x00"])
def test_a_name_that_no_database_takes_is_that_of_nothing(store: Store, text_of_no_database: str) -> None:
    store.save(draft(), "harbour", ADA)
    with pytest.raises(NotSaved, match=r"^nothing was saved as '"):
        store.find(text_of_no_database)
    assert store.count(f"quay {text_of_no_database}") == 0


def fill_every_table(store: Store) -> None:
    """At least one row in every table of a store; the stamp is of no authority."""
    review_of(store, store.save(draft(), "harbour", ADA).id).do(ADA, "submit")
    with store.writing() as session:
        append(session, AuditLine(ADA.name, "stamped"), [StoredStamp("0" * 64, b"no reply")])


def test_the_database_itself_refuses_changes(store: Store) -> None:
    fill_every_table(store)
    for table in (AUDIT, *RECORDED):
        for change in (update(table).values(serial=9), delete(table)):
            with pytest.raises(DBAPIError, match="what is in the record is not altered"), store.engine.begin() as raw:
                raw.execute(change)
    assert store.load("harbour/1").result == draft().result


def test_no_row_gives_way_to_another_of_the_same_key(store: Store) -> None:
    fill_every_table(store)
    before = verified(store)
    for table in (AUDIT, *RECORDED):
        for replacing in replacements(table, store):
            with pytest.raises(DBAPIError, match="what is in the record is not altered"), store.engine.begin() as raw:
                raw.execute(text(replacing))
    assert verified(store).altered == before.altered
    assert store.save(draft(), "harbour", ADA).number == 2


def replacements(table: Table, store: Store) -> Iterator[str]:
    """Statements that would put another row in the place of one, by each of its keys."""
    names = [column.name for column in table.columns]
    listed, primary = ", ".join(names), [column.name for column in table.primary_key]
    if store.engine.dialect.name == "postgresql":
        same = f"INSERT INTO {table.name} SELECT * FROM {table.name} ON CONFLICT ({', '.join(primary)})"
        yield f"{same} DO UPDATE SET serial = 9"
        yield f"MERGE INTO {table.name} AS a USING {table.name} AS b ON a.serial = b.serial WHEN MATCHED THEN DELETE"
        return
    others = {str: "'harbour/9'", int: "9", bytes: "x'00'"}
    keys = [primary, *([c.name for c in key.columns] for key in table.constraints if isinstance(key, UniqueConstraint))]
    for key in keys:
        values = [name if name in key else others[kind_of(table, name)] for name in names]
        for replacing in ("INSERT OR REPLACE", "REPLACE"):
            yield f"{replacing} INTO {table.name} ({listed}) SELECT {', '.join(values)} FROM {table.name}"
    for row in ("rowid", "CAST(rowid AS TEXT)"):
        others_of_row = [others[kind_of(table, name)] for name in names if name != "serial"]
        rest = ", ".join(name for name in names if name != "serial")
        yield f"REPLACE INTO {table.name} (rowid, {rest}) SELECT {', '.join([row, *others_of_row])} FROM {table.name}"


def kind_of(table: Table, column: str) -> type:
    """The kind of values that a column has in its table."""
    return str if isinstance(table.c[column].type, JsonColumn) else table.c[column].type.python_type


def test_a_store_of_an_earlier_version_gets_what_keeps_its_rows(tmp_path: Path) -> None:
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
        with store.engine.begin() as raw:
            raw.execute(text("DROP TABLE stamps"))
            for table in (AUDIT, *RECORDED):
                raw.execute(text(f"DROP TRIGGER IF EXISTS {table.name}_insert"))
            raw.execute(text("DROP TRIGGER audit_follows"))
            raw.execute(text("DROP TABLE work"))
            raw.execute(text("UPDATE record_version SET version_num = '0002'"))
    with open_store(file_store(tmp_path)) as store:
        with pytest.raises(DBAPIError, match="what is in the record is not altered"), store.engine.begin() as raw:
            raw.execute(text("REPLACE INTO results SELECT * FROM results"))
        with pytest.raises(DBAPIError, match="and a line is added after the last"), store.engine.begin() as raw:
            raw.execute(text(MALFORMED["a number beyond the next"]))
        assert store.save(draft(), "harbour", ADA).number == 2


def _line(**others: str) -> str:
    """A statement that adds the next line of the audit, but for what is given otherwise."""
    columns = {"serial": "serial + 1", "at": "at", "previous": "digest", "digest": f"'{'e' * 64}'", **others}
    named = ("serial", "at", "person", "action", "subject", "number", "said", "content", "previous", "digest")
    values = ", ".join(columns.get(name, name) for name in named)
    return f"INSERT INTO audit SELECT {values} FROM audit ORDER BY serial DESC LIMIT 1"


MALFORMED = {
    "a number beyond the next": _line(serial="1000000000"),
    "a number that is there": _line(serial="serial", previous=f"'{'f' * 64}'"),
    "a number below all": _line(serial="-5"),
    "another line before it": _line(previous=f"'{'f' * 64}'"),
    "no line before it": _line(previous=f"'{'0' * 64}'"),
    "no digest": _line(digest="'y'"),
    "a digest of other letters": _line(digest=f"'{'g' * 64}'"),
    "no time": _line(at="'yesterday'"),
    "a time that no clock shows": _line(at="'2026-03-01T12:00:61'"),
}


@pytest.mark.parametrize("statement", MALFORMED.values(), ids=MALFORMED)
def test_a_line_that_does_not_follow_from_the_last_is_refused_by_the_database(store: Store, statement: str) -> None:
    for _ in range(2):
        store.save(draft(), "harbour", ADA)
    with pytest.raises(DBAPIError), store.engine.begin() as raw:
        raw.execute(text(statement))
    assert verified(store).altered == ()
    with store.engine.begin() as raw:
        raw.execute(text(_line()))  # of the right form, but of no digest that holds
    assert store.last_line().serial == 3
    with pytest.raises(Trouble, match="the last line of its audit, 3, does not hold, and nothing is added to it"):
        store.save(draft(), "harbour", ADA)


STANDING_IN = """
CREATE TEMPORARY TABLE audit AS SELECT 999999999 AS serial, 'x' AS digest; INSERT INTO public.audit
SELECT 1000000000, at, person, action, subject, 77, said, content, 'x', 'y' FROM public.audit
"""
"""A table of the same name that comes first by PostgreSQL's search path."""


def test_the_role_of_the_docs_adds_lines_that_follow_and_no_others(server_record: str) -> None:
    words = (ROOT / "docs" / "deploying.md").read_text()
    rights = re.findall(r"'((?:GRANT|REVOKE) [^']+ (?:TO|FROM)) datareach'", words)
    with open_store(emptied(server_record)) as owned:
        owned.save(draft(), "harbour", ADA)
        with owned.engine.begin() as raw:
            for statement in ("CREATE ROLE staff LOGIN PASSWORD 'harbour'", *(f"{right} staff" for right in rights)):
                raw.execute(text(statement))
            raw.execute(text("GRANT TEMPORARY ON DATABASE " + str(owned.engine.url.database) + " TO staff"))
        user = make_url(server_record).set(username="staff", password="harbour")
        with open_store(user.render_as_string(hide_password=False)) as store:
            refused = (
                *MALFORMED.values(),
                "INSERT INTO record_version VALUES ('9999')",
                "DROP TRIGGER audit_follows ON audit",
                STANDING_IN,
            )
            for statement in refused:
                with pytest.raises(DBAPIError), store.engine.begin() as raw:
                    raw.execute(text(statement))
            assert store.save(draft(), "harbour", ADA).number == 2
            assert verified(store).altered == ()
        with owned.engine.begin() as raw:
            raw.execute(text("DROP OWNED BY staff"))
            raw.execute(text("DROP ROLE staff"))


def test_a_number_is_not_used_again_even_after_rows_were_torn_out(store: Store) -> None:
    for _ in range(2):
        store.save(draft(), "harbour", ADA)
    torn_out(store, "DELETE FROM assessments WHERE number = 2", "assessments")
    assert store.save(draft(), "harbour", ADA).id == "harbour/3"


def torn_out(store: Store, change: str, table: str) -> None:
    """Change the database by force, as somebody could who owns it."""
    with store.engine.begin() as raw:
        if raw.dialect.name == "postgresql":
            raw.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            raw.execute(text(f"DROP TRIGGER {table}_{change.split(maxsplit=1)[0].lower()}"))
        raw.execute(text(change))


def test_every_change_is_a_line_of_the_audit(store: Store) -> None:
    store.save(draft(), "harbour", ADA, "First look.")
    with store.writing() as session:
        append(session, AuditLine("Grace", "looked", "harbour", 1, "at the routes"))
    found = store.history("harbour", 1)
    assert [(line.serial, line.person, line.action, line.said) for line in found] == [
        (1, "Ada", "saved", "First look."),
        (2, "Grace", "looked", "at the routes"),
    ]
    assert found[1].previous == found[0].digest


def test_migrations_make_the_tables_that_the_code_knows(store: Store) -> None:
    from alembic import command

    with store.engine.begin() as connection:
        command.check(configuration(connection))


def test_stores_that_are_made_at_once_by_threads_are_all_whole(tmp_path: Path) -> None:
    together = threading.Barrier(6)

    def made(number: int) -> tuple[bool, tuple[str, ...]]:
        together.wait()
        with open_store(str(tmp_path / f"{number}.db")) as store:
            return store.made, verified(store).altered

    with ThreadPoolExecutor(6) as threads:
        assert list(threads.map(made, range(6))) == [(True, ())] * 6


def test_a_store_that_cannot_be_brought_up_to_date_stays_as_it_was(where: str) -> None:
    with open_store(where) as store, store.engine.begin() as raw:
        raw.execute(text("DROP TABLE stamps"))
        raw.execute(text("UPDATE record_version SET version_num = '0003'"))  # its table of work stands in the way
    with pytest.raises(
        OlderStore, match="was made by an earlier version of Datareach, and this one has to write to it"
    ):
        open_store(where)
    engine = engine_of(url_of(where))
    with engine.connect() as raw:
        assert (version_of(raw), inspect(raw).has_table("stamps")) == ("0003", False)
    engine.dispose()


def test_a_store_of_a_later_version_is_left_alone(where: str) -> None:
    with open_store(where) as store, store.engine.begin() as raw:
        raw.execute(text("UPDATE record_version SET version_num = '9999'"))
    with pytest.raises(NewerStore) as told:
        open_store(where)
    assert f"(its tables are version 9999, this one knows {newest()}): bring Datareach up to date" in str(told.value)


def test_a_store_and_its_backup_are_for_their_owner_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with open_store(str(tmp_path / "folder" / "record.db")) as store:
            store.save(draft(), "harbour", ADA)
            back_up(store, tmp_path / "folder" / "copy.db")
            modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "folder").iterdir()}
    finally:
        os.umask(before)
    assert set(modes.values()) == {0o600}
    assert {"record.db", "copy.db", "record.db-wal"} <= set(modes)


def test_a_list_that_lacks_what_the_audit_has_is_said(store: Store) -> None:
    for _ in range(2):
        store.save(draft(), "harbour", ADA)
    assert store.disagreement() == ""
    torn_out(store, "DELETE FROM assessments WHERE number = 2", "assessments")
    assert store.disagreement().startswith("the list finds 1 of the 2 assessments that the audit says were saved")


def test_an_index_that_finds_nothing_is_said_by_list_and_save(tmp_path: Path) -> None:
    """Its root page is that of an empty table."""
    with open_store(file_store(tmp_path)) as store:
        store.save(draft(), "harbour", ADA)
    with closing(sqlite3.connect(tmp_path / "record.db")) as raw, raw:
        raw.execute("PRAGMA writable_schema = ON")
        empty = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_work_1'").fetchone()[0]
        raw.execute(f"UPDATE sqlite_master SET rootpage = {empty} WHERE name = 'sqlite_autoindex_assessments_1'")
    with open_store(file_store(tmp_path)) as store:
        assert store.disagreement().startswith("the list finds 0 of the 1 assessments that the audit says were saved")


def test_a_store_is_made_only_where_one_may_be(where: str) -> None:
    with pytest.raises(NoStore, match=r"^there is no store at .* \(datareach save makes one;"):
        open_store(where, make=False)
    with open_store(where) as made, open_store(where, make=False) as opened:
        assert (made.made, opened.made) == (True, False)
        assert opened.name == made.name
        with opened.engine.connect() as connection:
            assert connection.execute(select(AUDIT)).all() == []
