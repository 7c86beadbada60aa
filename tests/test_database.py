"""The database file: how it opens, what it refuses, and what it says when something is wrong."""

import os
import random
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event, exc
from sqlalchemy.orm import Session

from bot.errors import BadInput, StorageError
from bot.store.database import Database
from bot.store.schema import SCHEMA, ApplicantRow, SchemaVersionRow, SettingRow
from bot.store.transcript import turns

NOBODY = 65534


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def an_applicant(key: str, name: str = "Ana") -> ApplicantRow:
    return ApplicantRow(id=key, name=name, example=False, created="2026-11-25T09:00:00.000000+00:00")


def names(database: Database) -> list[str]:
    with database.read() as session:
        return [row.name for row in session.query(ApplicantRow).order_by(ApplicantRow.id)]


def one_line(caught: pytest.ExceptionInfo[StorageError]) -> str:
    """What the person reads; an error that spills over into more lines fails the test."""
    assert len(str(caught.value).splitlines()) == 1
    return str(caught.value)


def without_waiting(database: Database) -> None:
    """Take the patience out of the one pooled connection, so that a busy file is said at once."""
    with database.read() as session:
        session.connection().exec_driver_sql("PRAGMA busy_timeout = 0")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stepwise.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    with closing(Database.open(url_of(file))) as opened:
        yield opened


@pytest.fixture
def a_file(file: Path) -> Path:
    """A healthy, closed database with enough rows to fill several pages."""
    with closing(Database.open(url_of(file))) as opened, opened.write() as session:
        session.add_all(an_applicant(str(number), "x" * 500) for number in range(200))
    return file


@contextmanager
def read_only_folder(content: bytes | None = None) -> Iterator[Path]:
    """The place of a database, with or without one, where not even root's tests may write."""
    folder = Path(tempfile.mkdtemp())
    file = folder / "stepwise.db"
    if content is not None:
        file.write_bytes(content)
        file.chmod(0o444)
    folder.chmod(0o555)
    is_root = os.geteuid() == 0
    try:
        if is_root:
            os.seteuid(NOBODY)
        yield file
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_missing_folders_are_made(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "stepwise.db"
    Database.open(url_of(file)).close()
    assert file.exists()


@pytest.mark.skipif(os.name == "nt", reason="file modes are a matter of POSIX")
def test_only_the_owner_can_read_a_new_file(database: Database, file: Path) -> None:
    assert file.stat().st_mode & 0o077 == 0


def test_what_was_written_is_there_after_reopening(file: Path) -> None:
    with closing(Database.open(url_of(file))) as first, first.write() as session:
        session.add(an_applicant("1"))
    with closing(Database.open(url_of(file))) as second:
        assert names(second) == ["Ana"]


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("foreign_keys", 1), ("busy_timeout", 10_000), ("secure_delete", 1)],
)
def test_every_connection_has_the_pragma(database: Database, pragma: str, value: object) -> None:
    with database.read() as first, database.read() as second:
        found = [
            session.connection().exec_driver_sql(f"PRAGMA {pragma}").scalar() for session in (first, second)
        ]
    assert found == [value, value]


def test_a_database_in_memory_is_one_for_all_threads() -> None:
    with closing(Database.open("sqlite://")) as database:
        together = threading.Barrier(8)

        def person(name: str) -> None:
            together.wait()
            for number in range(20):
                with database.write() as session:
                    session.add(an_applicant(f"{name} {number}"))

        people = [threading.Thread(target=person, args=(f"P{number}",)) for number in range(8)]
        for each in people:
            each.start()
        for each in people:
            each.join()
        assert len(names(database)) == 160


def test_a_write_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        session.add(an_applicant("1"))
        session.flush()
        raise RuntimeError
    assert names(database) == []


def test_a_reader_sees_one_state_while_another_writes(database: Database) -> None:
    with database.read() as reader:
        before = reader.query(ApplicantRow).count()
        with database.write() as writer:
            writer.add(an_applicant("1"))
        assert reader.query(ApplicantRow).count() == before == 0


def test_times_grow_even_when_the_clock_stands_still(file: Path) -> None:
    with closing(Database.open(url_of(file), lambda: datetime(2026, 11, 25, tzinfo=UTC))) as database:
        times = [database.now() for _ in range(100)]
    assert times == sorted(set(times))
    assert times[0] == "2026-11-25T00:00:00.000000+00:00"


@pytest.mark.parametrize("url", ["", "no url", "postgresql+asyncpg://localhost/x", "mysql://localhost/x"])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(BadInput, match="ADVISOR_DATABASE_URL"):
        Database.open(url)


def overwritten(content: bytes) -> bytes:
    return b"these are not the bytes of a database " * 500


def with_a_broken_header(content: bytes) -> bytes:
    return b"\0" * 100 + content[100:]


def with_a_broken_page(content: bytes) -> bytes:
    return content[:8192] + b"\xff" * 4096 + content[12288:]


def cut_short(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize("damage", [overwritten, with_a_broken_header, with_a_broken_page, cut_short])
def test_a_damaged_file_is_named_and_kept(a_file: Path, damage: Callable[[bytes], bytes]) -> None:
    damaged = damage(a_file.read_bytes())
    a_file.write_bytes(damaged)
    with pytest.raises(StorageError) as caught:
        Database.open(url_of(a_file))
    assert str(a_file) in one_line(caught)
    assert "damaged" in one_line(caught)
    assert a_file.read_bytes() == damaged


def test_damage_met_later_is_said_in_the_same_words(a_file: Path) -> None:
    with closing(Database.open(url_of(a_file))) as database:
        content = a_file.read_bytes()
        a_file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
        with pytest.raises(StorageError, match="damaged"):
            names(database)


def test_a_value_that_is_no_json_is_damage(a_file: Path) -> None:
    with closing(sqlite3.connect(a_file)) as connection:
        connection.execute("INSERT INTO threads VALUES ('t', '1', 'x', 'advice', 1, 'c', 'u')")
        connection.execute("INSERT INTO turns VALUES ('t', 1, 'x', '{broken', NULL, 's', 'f', NULL)")
        connection.commit()
    with closing(Database.open(url_of(a_file))) as database, pytest.raises(StorageError, match="damaged"):
        turns(database, "t")


def test_a_newer_schema_is_refused_and_kept(a_file: Path) -> None:
    with closing(sqlite3.connect(a_file)) as connection:
        connection.execute("UPDATE schema_version SET version = ?", (SCHEMA + 1,))
        connection.commit()
    before = a_file.read_bytes()
    with pytest.raises(StorageError, match="newer version of Stepwise") as caught:
        Database.open(url_of(a_file))
    assert str(a_file) in one_line(caught)
    assert a_file.read_bytes() == before


def test_a_newer_schema_still_in_the_log_is_refused_and_both_files_are_kept(
    database: Database, file: Path, tmp_path: Path
) -> None:
    with database.write() as session:
        session.query(SchemaVersionRow).update({"version": SCHEMA + 1})
    killed = tmp_path / "killed"  # the files as a killed process leaves them
    killed.mkdir()
    for name in ("stepwise.db", "stepwise.db-wal"):
        shutil.copy(tmp_path / name, killed)
    before = {path.name: path.read_bytes() for path in killed.iterdir()}
    with pytest.raises(StorageError, match="newer version"):
        Database.open(url_of(killed / "stepwise.db"))
    assert {name: (killed / name).read_bytes() for name in before} == before


def test_a_database_of_another_program_is_refused_and_kept(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    before = file.read_bytes()
    with pytest.raises(StorageError, match="another program"):
        Database.open(url_of(file))
    assert file.read_bytes() == before


def test_an_empty_file_becomes_a_database(file: Path) -> None:
    file.touch()
    with closing(Database.open(url_of(file))) as database:
        assert names(database) == []


@pytest.mark.skipif(os.name == "nt", reason="read-only folders are a matter of POSIX")
def test_a_read_only_folder_is_named() -> None:
    with read_only_folder() as file, pytest.raises(StorageError, match="ADVISOR_DATA_DIR") as caught:
        Database.open(url_of(file))
    assert str(file) in one_line(caught)


@pytest.mark.skipif(os.name == "nt", reason="read-only folders are a matter of POSIX")
def test_a_file_in_a_read_only_folder_is_named_and_kept(a_file: Path) -> None:
    content = a_file.read_bytes()
    with read_only_folder(content) as file:
        with pytest.raises(StorageError, match="cannot be opened for writing") as caught:
            Database.open(url_of(file))
        assert str(file) in one_line(caught)
        assert file.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match="taken"):
        Database.open(url_of(tmp_path / "taken" / "stepwise.db"))


def test_a_full_disk_is_said_and_nothing_is_half_written(a_file: Path) -> None:
    def no_room(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # as small as the file is now

    with closing(Database.open(url_of(a_file))) as database:
        before = len(names(database))
        database.close()  # the pool is emptied; its next connection finds the disk full
        event.listen(database.place.reading, "connect", no_room)
        with pytest.raises(StorageError, match="is full"), database.write() as session:
            session.add_all(an_applicant(f"new {number}", "y" * 500) for number in range(200))
        assert len(names(database)) == before


def test_a_file_held_by_another_program_is_said(database: Database, file: Path) -> None:
    without_waiting(database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with (
            pytest.raises(StorageError, match="in use by another program") as caught,
            database.write() as session,
        ):
            session.add(an_applicant("1"))
    assert str(file) in one_line(caught)


def test_a_programming_error_stays_itself_and_tells_no_text(database: Database) -> None:
    with pytest.raises(exc.IntegrityError) as caught, database.write() as session:
        session.add(an_applicant("1"))
        session.flush()
        session.connection().exec_driver_sql(
            "INSERT INTO applicants VALUES (?, ?, ?, ?, '')", ("1", "a secret name", 0, "now")
        )
    assert "a secret name" not in str(caught.value)


def test_text_that_cannot_be_stored_is_bad_input(database: Database) -> None:
    with pytest.raises(BadInput, match="characters"), database.write() as session:
        session.add(an_applicant("1", "half a \ud83d character"))


def canary_bytes(folder: Path) -> int:
    return sum(path.read_bytes().count(b"CANARY") for path in folder.iterdir())


def a_canary(database: Database) -> None:
    with database.write() as session:
        session.add_all(an_applicant(str(number), "CANARY" * 50) for number in range(50))


def delete_all(session: Session) -> None:
    session.query(ApplicantRow).delete()


def test_the_canary_can_be_found_at_all(database: Database, tmp_path: Path) -> None:
    a_canary(database)
    assert canary_bytes(tmp_path) > 0


def test_erased_text_is_in_no_file_while_the_database_is_open(database: Database, tmp_path: Path) -> None:
    a_canary(database)
    with database.erase() as session:
        delete_all(session)
    assert canary_bytes(tmp_path) == 0


@pytest.mark.parametrize("seed", [1, 15, 19])
def test_erased_text_leaves_no_rest_between_the_rows_that_stay(
    database: Database, tmp_path: Path, seed: int
) -> None:
    # With these seeds, zeroing what is deleted is not enough: pages that were split keep old copies.
    dice = random.Random(seed)
    with database.write() as session:
        for number in range(400):
            text = ("keep", "CANARY")[number % 2] * dice.randint(1, 200)
            session.add(an_applicant(str(dice.random()), text))
            session.flush()
    with database.erase() as session:
        session.query(ApplicantRow).where(ApplicantRow.name.startswith("CANARY")).delete(False)
    assert len(names(database)) == 200
    assert canary_bytes(tmp_path) == 0


def test_a_wipe_cut_short_is_done_at_the_next_opening(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_self: Database) -> None:
        raise KeyboardInterrupt

    first = Database.open(url_of(file))
    a_canary(first)
    with monkeypatch.context() as patched:
        patched.setattr(Database, "_wipe", killed)
        with pytest.raises(KeyboardInterrupt), first.erase() as session:
            delete_all(session)
    left = canary_bytes(tmp_path)
    with closing(Database.open(url_of(file))) as second:
        assert left > 0
        assert canary_bytes(tmp_path) == 0
        with second.read() as session:
            assert session.query(SettingRow).count() == 0
    first.close()


def test_two_people_can_delete_at_once(database: Database, tmp_path: Path) -> None:
    a_canary(database)
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def person() -> None:
        together.wait()
        try:
            with database.erase() as session:
                delete_all(session)
        except Exception as error:
            failures.append(error)

    people = [threading.Thread(target=person) for _ in range(4)]
    for each in people:
        each.start()
    for each in people:
        each.join()
    assert failures == []
    assert canary_bytes(tmp_path) == 0


def test_a_wipe_that_another_reader_holds_up_is_said_and_made_up_for(
    database: Database, file: Path, tmp_path: Path
) -> None:
    a_canary(database)
    without_waiting(database)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM applicants").fetchone()
        with pytest.raises(StorageError, match="until the next start"), database.erase() as session:
            delete_all(session)
    Database.open(url_of(file)).close()
    assert names(database) == []
    assert canary_bytes(tmp_path) == 0
