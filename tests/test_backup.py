"""Backup and restore: everything comes back, between both kinds of database; what is wrong is refused."""

import json
import os
import sqlite3
import subprocess
import sys
import traceback
import zipfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from bot.applicant.ledger import Event, Status
from bot.errors import BadInput, StepwiseError, StorageError
from bot.store import Draft, Finding, NewProgram, Store
from bot.store import restore as restore_room
from bot.store.backup import MANIFEST, backup
from bot.store.database import Database
from bot.store.rescue import BEGUN, delete_kept_aside, kept_aside
from bot.store.restore import restore
from bot.store.schema import SCHEMA
from tests.postgres_server import PASSWORD, Server

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "schemas"
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
AT = "2026-11-25T09:00:00+00:00"

HOLDS_IT_OPEN = """
import sys
from bot.store import Store
store = Store.open(sys.argv[1])
store.applicants()
print("open", flush=True)
sys.stdin.readline()
"""


def filled(url: str, name: str = "Ana") -> None:
    """A person of each of two owners, with a row in every table."""
    with closing(Store.open(url)) as store:
        for owner in ("", "mei@home"):
            me = store.create_applicant(f"{name} “{owner}” 🙂", owner=owner)
            store.set_active_applicant(me.id)
            thread = store.create_thread(me.id, "Talk").id
            n = store.start_turn(thread, "214\nit's")
            event = Event("step2ck", 214, Status.STATED, "214", "reader", thread, n, AT)
            reply = {"sentences": [{"text": "Noted."}], "confidence": 0.75, "none": None}
            store.finish_turn(thread, n, reply, [event], [Draft("email", "Dear Dr", ("Check",))])
            store.append_event(me.id, Event("usce_months", 2.5, Status.CONFIRMED, "", "card", None, None, AT))
            store.append_event(me.id, Event("visa", None, Status.DECLINED, "", "card", None, None, AT))
            store.start_turn(thread, "left unanswered")
            (own,) = store.add_own_programs(me.id, [NewProgram("Mine")])
            store.track(me.id, own.id, "applied")
            store.record_finding(me.id, Finding(own.id, "visa_j1", 1.0, "2026-11-20", "phone"))
            store.choose(me.id, "budget", 2500.0)
            store.create_work(me.id, "statement", "Mine", {"n": 1.0, "list": [None, True]})


def content(url: str) -> list[dict[str, Any]]:
    """All records with their owners and active marks, ids included."""
    with closing(Store.open(url)) as store:
        return [
            {
                "person": person,
                "active": store.active_applicant(person.owner) == person,
                "threads": store.threads(person.id),
                "unanswered": [store.unfinished(thread.id) for thread in store.threads(person.id)],
                "own": store.own_programs(person.id),
                "works": store.works(person.id, "statement"),
                "export": json.dumps(store.export_applicant(person.id)),
            }
            for person in store.applicants()
        ]


@pytest.fixture(params=["sqlite", "postgresql"])
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Another empty database of each kind, to restore to."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'other' / 'stepwise.db'}"
    server: Server = request.getfixturevalue("server")
    server.run("createdb", "other")
    request.addfinalizer(lambda: server.run("dropdb", "--force", "other"))
    return server.url("other")


@pytest.fixture
def made(shared_url: str, tmp_path: Path) -> Path:
    """A backup of a filled database of each kind."""
    filled(shared_url)
    path = tmp_path / "backup.zip"
    backup(shared_url, path, lambda: NOON)
    return path


def said(attempt: Callable[[], object]) -> str:
    with pytest.raises(StepwiseError) as caught:
        attempt()
    assert len(str(caught.value).splitlines()) == 1
    assert PASSWORD not in "".join(traceback.format_exception(caught.value))
    return str(caught.value)


# Everything comes back


def test_everything_comes_back_in_a_database_of_either_kind(
    shared_url: str, made: Path, other_url: str
) -> None:
    assert restore(made, other_url) is None
    assert content(other_url) == content(shared_url)


def test_a_restored_database_goes_on(made: Path, other_url: str) -> None:
    restore(made, other_url)
    with closing(Store.open(other_url)) as store:
        me = store.ensure_applicant()
        (thread,) = store.threads(me.id)
        offered = store.unfinished(thread.id)
        assert offered is not None
        n = store.start_turn(thread.id, offered.text)
        events = [Event("us_letters", 3, Status.STATED, "3", "reader", thread.id, n, AT)]
        store.finish_turn(thread.id, n, {"sentences": []}, events, [Draft("email", "Next")])
        store.add_own_programs(me.id, [NewProgram("Another")])
        assert n == 3
        assert list(store.ledger(me.id).profile) == ["step2ck", "usce_months", "us_letters"]
        assert store.drafts(me.id)[-1].version == 2
        assert [own.name for own in store.own_programs(me.id)] == ["Mine", "Another"]


def test_a_backup_is_made_while_the_store_is_open_and_written_to(shared_url: str, tmp_path: Path) -> None:
    filled(shared_url)
    with closing(Store.open(shared_url)) as store, store._database.write() as session:
        session.connection().exec_driver_sql("UPDATE applicants SET name = 'not yet committed'")
        backup(shared_url, tmp_path / "backup.zip")
    target = f"sqlite:///{tmp_path / 'other.db'}"
    restore(tmp_path / "backup.zip", target)
    assert [each["person"].name[:3] for each in content(target)] == ["Ana", "Ana"]


@pytest.mark.skipif(os.name == "nt", reason="file modes are a matter of POSIX")
def test_only_the_owner_can_read_a_backup(made: Path) -> None:
    assert made.stat().st_mode & 0o077 == 0


def test_nothing_else_is_left_of_making_and_restoring(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "stepwise.db"
    restore(made, f"sqlite:///{target}")
    assert [path.name for path in target.parent.iterdir()] == ["stepwise.db"]
    names = {path.name for path in tmp_path.iterdir()}
    assert names - {"stepwise.db", "stepwise.db-wal", "stepwise.db-shm"} == {"backup.zip", "new"}


@pytest.mark.parametrize("version", range(1, SCHEMA))
def test_a_backup_of_an_earlier_version_is_restored_and_upgraded(version: int, tmp_path: Path) -> None:
    old, target = tmp_path / "old.db", f"sqlite:///{tmp_path / 'new.db'}"
    with closing(sqlite3.connect(old)) as connection:
        connection.executescript((SCHEMAS / f"version_{version}.sql").read_text(encoding="utf-8"))
    backup(f"sqlite:///{old}", tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", target)
    with closing(Store.open(target)) as store:
        assert store.ensure_applicant().name == "Ana Díaz"


# What was there is kept


def test_what_was_there_is_kept_aside(made: Path, other_url: str) -> None:
    filled(other_url, "Zoe")
    before = content(other_url)
    aside = restore(made, other_url, lambda: NOON)
    assert aside is not None
    assert aside.name.endswith(".before-restore-20261125-120000")
    assert [each["person"].name[:3] for each in content(other_url)] == ["Ana", "Ana"]
    if other_url.startswith("sqlite"):
        assert content(f"sqlite:///{aside}") == before
    else:
        restore(aside, other_url)
        assert content(other_url) == before


def test_a_damaged_database_is_replaced_and_kept(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "damaged.db"
    target.write_bytes(b"not a database " * 1000)
    (tmp_path / "damaged.db-wal").write_bytes(b"its log")
    aside = restore(made, f"sqlite:///{target}")
    assert aside is not None
    assert aside.read_bytes() == b"not a database " * 1000
    assert aside.with_name(f"{aside.name}-wal").read_bytes() == b"its log"
    assert len(content(f"sqlite:///{target}")) == 2


def test_a_database_that_somebody_has_open_is_not_replaced(made: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'open.db'}"
    filled(url, "Zoe")
    command = [sys.executable, "-c", HOLDS_IT_OPEN, url]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert "in use" in said(lambda: restore(made, url))
        other.communicate("\n")
    assert [each["person"].name[:3] for each in content(url)] == ["Zoe", "Zoe"]


def test_a_database_of_another_program_is_not_replaced(made: Path, tmp_path: Path) -> None:
    file = tmp_path / "recipes.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    before = file.read_bytes()
    assert "another program" in said(lambda: restore(made, f"sqlite:///{file}"))
    assert file.read_bytes() == before


def test_what_a_restore_kept_or_left_is_found_and_deleted(made: Path, tmp_path: Path) -> None:
    folder = tmp_path / "place"
    url = f"sqlite:///{folder / 'stepwise.db'}"
    filled(url, "Zoe")
    restore(made, url)
    left = folder / f"{BEGUN}x"
    left.mkdir()
    (left / "stepwise.db").write_bytes(b"left by a kill")
    assert len(kept_aside(url)) == delete_kept_aside(url) == 2
    assert [path.name for path in folder.iterdir()] == ["stepwise.db"]


# What is wrong is refused, and nothing is changed


def cut_short(made: Path) -> None:
    made.write_bytes(made.read_bytes()[: made.stat().st_size // 2])


def flipped(made: Path) -> None:
    data = bytearray(made.read_bytes())
    data[len(data) // 2] ^= 0xFF
    made.write_bytes(bytes(data))


def emptied(made: Path) -> None:
    made.write_bytes(b"")


def another_file(made: Path) -> None:
    made.write_text("Dear Dr Lee")


def gone(made: Path) -> None:
    made.unlink()


def a_folder(made: Path) -> None:
    made.unlink()
    made.mkdir()


def packed_anew(made: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(made) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    change(parts)
    with zipfile.ZipFile(made, "w") as packed:
        for name, data in parts.items():
            packed.writestr(name, data)


def with_manifest(**changes: object) -> Callable[[Path], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts[MANIFEST] = json.dumps(json.loads(parts[MANIFEST]) | changes).encode()

    return lambda made: packed_anew(made, change)


def without_manifest(made: Path) -> None:
    packed_anew(made, lambda parts: parts.pop(MANIFEST))


def another_content(made: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        (name,) = parts.keys() - {MANIFEST}
        parts[name] = parts[name].replace(b"Ana", b"Eve")

    packed_anew(made, change)


WRONG: list[tuple[Callable[[Path], None], str]] = [
    (cut_short, "not a Stepwise backup"),
    (flipped, "damaged"),
    (emptied, "not a Stepwise backup"),
    (another_file, "not a Stepwise backup"),
    (gone, "is not there"),
    (a_folder, "cannot be read"),
    (without_manifest, "not a Stepwise backup"),
    (another_content, "damaged"),
    (with_manifest(format="zip"), "not a Stepwise backup"),
    (with_manifest(content="../../stepwise.db"), "not a Stepwise backup"),
    (with_manifest(content=["stepwise.db"]), "not a Stepwise backup"),
    (with_manifest(schema="4"), "not a Stepwise backup"),
    (with_manifest(extra=1), "not a Stepwise backup"),
    (with_manifest(version=2), "newer version"),
    (with_manifest(schema=SCHEMA + 1), "newer version"),
    (with_manifest(sha256="0" * 64), "damaged"),
]


@pytest.mark.parametrize(("spoil", "words"), WRONG)
def test_a_wrong_or_damaged_file_is_refused_and_nothing_is_changed(
    made: Path, tmp_path: Path, spoil: Callable[[Path], None], words: str
) -> None:
    target = tmp_path / "place" / "stepwise.db"
    filled(f"sqlite:///{target}", "Zoe")
    before = target.read_bytes()
    spoil(made)
    line = said(lambda: restore(made, f"sqlite:///{target}"))
    assert words in line
    assert str(made) in line
    assert target.read_bytes() == before
    assert [path.name for path in target.parent.iterdir()] == ["stepwise.db"]


def packed_file(path: Path, file: Path) -> None:
    """A backup by the book, whatever is in the file."""
    filled(f"sqlite:///{file}.good")
    backup(f"sqlite:///{file}.good", path)
    digest = sha256(file.read_bytes()).hexdigest()
    packed_anew(path, lambda parts: parts.update({"stepwise.db": file.read_bytes()}))
    with_manifest(sha256=digest)(path)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON turns BEGIN DELETE FROM applicants; END",
        "CREATE VIEW v AS SELECT 1",
        "DROP TABLE works",
        "ALTER TABLE threads ADD COLUMN more",
        "DELETE FROM schema_version",
    ],
)
def test_a_backup_that_holds_something_else_is_refused(tmp_path: Path, sql: str) -> None:
    file, made, target = tmp_path / "odd.db", tmp_path / "odd.zip", tmp_path / "stepwise.db"
    filled(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(sql)
        connection.commit()
    packed_file(made, file)
    assert "no Stepwise backup" in said(lambda: restore(made, f"sqlite:///{target}"))
    assert not target.exists()


def test_a_backup_never_overwrites_a_file(shared_url: str, made: Path) -> None:
    before = made.read_bytes()
    assert "there already" in said(lambda: backup(shared_url, made))
    assert made.read_bytes() == before


def test_a_backup_that_cannot_be_written_is_said(shared_url: str, tmp_path: Path) -> None:
    filled(shared_url)
    line = said(lambda: backup(shared_url, tmp_path / "nowhere" / "backup.zip"))
    assert "nowhere" in line


def test_there_must_be_something_to_back_up(server: Server, tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path / 'gone.db'}", "sqlite://"):
        with pytest.raises(BadInput):
            backup(url, tmp_path / "backup.zip")
    with pytest.raises(BadInput, match="in memory"):
        restore(tmp_path / "backup.zip", "sqlite://")
    server.run("createdb", "void")
    with pytest.raises(BadInput, match="empty"):
        backup(server.url("void"), tmp_path / "backup.zip")
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_not_backed_up(tmp_path: Path) -> None:
    file = tmp_path / "stepwise.db"
    file.write_bytes(b"not a database " * 1000)
    with pytest.raises(StorageError, match="damaged"):
        backup(f"sqlite:///{file}", tmp_path / "backup.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["stepwise.db"]


def test_a_restore_that_fails_half_way_leaves_the_server_as_it_was(
    made: Path, server: Server, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(postgres, "Zoe")
    before = content(postgres)

    def breaks(*_rows: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restore_room, "put_rows", breaks)
    assert "No space left" in said(lambda: restore(made, postgres))
    monkeypatch.undo()
    assert content(postgres) == before
    Database.open(postgres).close()
