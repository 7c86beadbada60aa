"""Upgrades: a database of any earlier version becomes one of today, whole, or stays as it was.

The files in schemas/ are what each version really wrote, as SQL, with rows in every table.
"""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from bot.errors import StorageError
from bot.store import Store
from bot.store import sqlite as sqlite_room
from bot.store.database import Database
from bot.store.migrations import HERE, upgrade
from bot.store.schema import SCHEMA, Base
from bot.store.sqlite import upgrade_copy

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "schemas"
EARLIER = range(1, SCHEMA)

ANA = "id-0000000000002"
TALK = "id-0000000000004"

KILLED_AT = """
import os, sys
from sqlalchemy import Engine, event
from bot.store.database import Database

def kill(connection, cursor, statement, *rest):
    if sys.argv[2] in statement:
        os._exit(9)

event.listen(Engine, "after_cursor_execute", kill)
Database.open(sys.argv[1])
"""

Rows = dict[str, list[tuple[object, ...]]]


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def a_file_of(version: int, folder: Path) -> Path:
    file = folder / "stepwise.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript((SCHEMAS / f"version_{version}.sql").read_text(encoding="utf-8"))
    return file


@pytest.fixture(params=EARLIER)
def version(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def old(version: int, tmp_path: Path) -> Path:
    return a_file_of(version, tmp_path)


def everything(file: Path) -> Rows:
    """All rows of all tables, by table, with their columns in order."""
    with closing(sqlite3.connect(file)) as connection:
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: connection.execute(f'SELECT * FROM "{table}"').fetchall() for table in tables}


def declared(file: Path) -> set[tuple[str, str]]:
    with closing(sqlite3.connect(file)) as connection:
        return set(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def structure(file: Path) -> dict[str, dict[str, Any]]:
    """Columns, keys, constraints and indexes of every table, whatever order they were made in."""
    engine = create_engine(url_of(file))
    found = inspect(engine)
    tables = {
        table: {
            "columns": [column | {"type": str(column["type"])} for column in found.get_columns(table)],
            "key": found.get_pk_constraint(table),
            "foreign": sorted(found.get_foreign_keys(table), key=str),
            "unique": sorted(found.get_unique_constraints(table), key=str),
            "checks": sorted(found.get_check_constraints(table), key=str),
            "indexes": sorted(found.get_indexes(table), key=str),
        }
        for table in found.get_table_names()
    }
    engine.dispose()
    return tables


def test_every_version_has_its_revision_and_its_frozen_file() -> None:
    scripts = ScriptDirectory(str(HERE), version_locations=[str(HERE / "versions")])
    revisions = [script.revision for script in scripts.walk_revisions()]
    assert revisions == [str(version) for version in range(SCHEMA, 0, -1)]
    assert sorted(SCHEMAS.iterdir()) == [SCHEMAS / f"version_{version}.sql" for version in EARLIER]


def test_every_frozen_file_has_a_row_in_every_table(old: Path) -> None:
    assert [table for table, rows in everything(old).items() if not rows] == []


def test_an_upgraded_file_is_built_like_a_new_one(old: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    for file in (old, fresh):
        Database.open(url_of(file)).close()
    assert structure(old) == structure(fresh)


def test_the_revisions_alone_build_what_the_tables_are_now(tmp_path: Path) -> None:
    fresh, built = tmp_path / "fresh.db", tmp_path / "built.db"
    Database.open(url_of(fresh)).close()
    engine = create_engine(url_of(built))
    with engine.begin() as connection:
        upgrade(connection, SCHEMA)
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()
    assert structure(built) == structure(fresh)


def test_the_revisions_build_each_version_as_it_was(version: int, old: Path, tmp_path: Path) -> None:
    built = tmp_path / "built.db"
    engine = create_engine(url_of(built))
    with engine.begin() as connection:
        upgrade(connection, version)
    engine.dispose()
    assert structure(built) == structure(old)


def test_an_upgrade_keeps_every_row(version: int, old: Path) -> None:
    before = everything(old)
    Database.open(url_of(old)).close()
    after = everything(old)
    assert before.pop("schema_version") == [(version,)]
    assert after.pop("schema_version") == [(SCHEMA,)]
    for table, rows in before.items():
        # What later versions added stands in columns after the old ones.
        assert [row[: len(rows[0])] for row in after[table]] == rows, table


def test_an_upgraded_record_is_read_and_goes_on(version: int, old: Path) -> None:
    with closing(Store.open(url_of(old))) as store:
        ana = store.ensure_applicant()
        assert (ana.id, ana.name, ana.owner) == (ANA, "Ana Díaz", "")
        assert store.ledger(ANA).profile == {
            "step2ck": 214,
            "specialty": ("family_medicine", "psychiatry"),
            "usce_months": 2.5,
        }
        assert [turn.text for turn in store.turns(TALK)] == ["214 on Step 2 CK;\nit's 🙂"]
        assert sorted(draft.kind for draft in store.drafts(ANA)) == ["email", "statement"]
        assert len(store.own_programs(ANA)) == len(store.findings(ANA)) == (version >= 2)
        assert len(store.works(ANA, "statement")) == (version >= 3)
        n = store.start_turn(TALK, "again")
        store.finish_turn(TALK, n, {"sentences": []})
        assert n == 3


def test_a_message_left_unanswered_before_the_upgrade_is_offered(old: Path) -> None:
    with closing(Store.open(url_of(old))) as store:
        offered = store.unfinished(TALK)
        assert offered is not None
        assert offered.text == "left unanswered"


def test_the_file_is_copied_aside_before_an_upgrade(version: int, old: Path) -> None:
    before = everything(old)
    Database.open(url_of(old)).close()
    copy = upgrade_copy(old, version)
    assert everything(copy) == before
    assert copy.stat().st_mode & 0o077 == 0


def test_what_is_deleted_is_not_in_the_copy_either(old: Path, tmp_path: Path) -> None:
    with closing(Store.open(url_of(old))) as store:
        store.delete_applicant(ANA)
        assert not [file.name for file in tmp_path.iterdir() if "Ana Díaz".encode() in file.read_bytes()]


def test_a_database_that_is_up_to_date_is_not_copied(tmp_path: Path) -> None:
    file = tmp_path / "stepwise.db"
    for _ in range(2):
        Database.open(url_of(file)).close()
    assert [each.name for each in tmp_path.iterdir()] == ["stepwise.db"]


def test_an_upgrade_that_cannot_be_copied_aside_is_not_begun(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, built = everything(old), declared(old)

    def full(_begun: Path, _path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(sqlite_room, "put_in_place", full)
    with pytest.raises(StorageError, match="No space left"):
        Database.open(url_of(old))
    assert (everything(old), declared(old)) == (before, built)
    assert [file.name for file in tmp_path.iterdir()] == ["stepwise.db"]


@pytest.mark.parametrize(
    ("version", "statement"),
    [
        (1, "CREATE TABLE tracked"),
        (1, "UPDATE schema_version"),
        (2, "CREATE TABLE works"),
        (3, "ALTER TABLE applicants"),
        (3, "CREATE INDEX ix_applicants"),
        (3, "ALTER TABLE turns"),
    ],
)
def test_an_upgrade_that_is_killed_leaves_the_old_state(version: int, statement: str, tmp_path: Path) -> None:
    old = a_file_of(version, tmp_path)
    before, built = everything(old), declared(old)
    command = [sys.executable, "-c", KILLED_AT, url_of(old), statement]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
    assert (everything(old), declared(old)) == (before, built)
    with closing(Store.open(url_of(old))) as store:
        assert store.ensure_applicant().id == ANA
    assert everything(upgrade_copy(old, version)) == before


def test_many_openings_at_once_upgrade_a_file_once(old: Path) -> None:
    together = threading.Barrier(4)
    failures: list[Exception] = []

    def opening() -> None:
        together.wait()
        try:
            Database.open(url_of(old)).close()
        except Exception as error:
            failures.append(error)

    openings = [threading.Thread(target=opening) for _ in range(4)]
    for each in openings:
        each.start()
    for each in openings:
        each.join()
    assert failures == []
    assert everything(old)["schema_version"] == [(SCHEMA,)]


def test_opening_what_is_up_to_date_does_not_load_alembic(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom bot.store import Store\n"
        f"for _ in range(2): Store.open({url_of(tmp_path / 'stepwise.db')!r}).close()\n"
        "sys.exit('alembic' in sys.modules or 'psycopg' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ, check=False).returncode == 0
