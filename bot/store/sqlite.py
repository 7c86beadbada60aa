"""SQLite, the database of one computer: its file, its transactions, and plain words for its troubles.

Covers: making or checking the file, connections, copying it aside before an upgrade, and wiping deleted
text from it. Does not cover the tables (schema), or the other kind of database (postgres).
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Float, create_engine, event, exc, literal_column
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import QueuePool

from bot.errors import StorageError
from bot.store.schema import SCHEMA, SchemaVersionRow, json_text

_BUSY_MS = 10_000
_WRITES = "stepwise_writes"

_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # a finished turn also survives a power cut
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",  # no applicant text in the system's temporary folder
)

_DAMAGED = (
    "{file} is damaged or is not a Stepwise database. It was left as it is: put a backup in its place, or "
    "run `python -m bot recover` to keep it aside and begin anew."
)
_NOT_WRITABLE = (
    "{file} cannot be opened for writing. Allow writing to the file and to its folder, or choose another "
    "folder with ADVISOR_DATA_DIR."
)
_FULL = "The disk of {file} is full. Free some space and try again; what was saved before is safe."
_IN_USE = "{file} is in use by another program. Close that program and try again."
_DISK = "The disk failed while {file} was read or written. Check the disk and its space, then try again."
_FOREIGN = (
    "{file} is a database of another program, so it was left as it is. Choose another file with "
    "ADVISOR_DATABASE_URL."
)
_NEWER = (
    "{file} was written by a newer version of Stepwise, so it was left as it is. Install that version "
    "again, or choose another folder with ADVISOR_DATA_DIR."
)
_TROUBLES = {
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
    "SQLITE_READONLY": _NOT_WRITABLE,
    "SQLITE_CANTOPEN": _NOT_WRITABLE,
    "SQLITE_PERM": _NOT_WRITABLE,
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": _IN_USE,
    "SQLITE_LOCKED": _IN_USE,
    "SQLITE_IOERR": _DISK,
}


class DamagedError(StorageError):
    """The file is no readable database."""


class Sqlite:
    """A database in one file, or in memory when `path` is None."""

    now: ColumnElement[float] = literal_column("(julianday('now') - 2440587.5) * 86400.0", Float)
    """Seconds since 1970 on the clock of the database."""

    wipes = True
    """Deleted text stays in the file until `wipe`."""

    folds_case = True
    """Its lower() is Python's, see `_connected`."""

    def __init__(self, url: URL) -> None:
        self.path = Path(url.database) if url.database not in (None, "", ":memory:") else None
        self.reading = _engine(url, self.path)
        self.writing: Engine = self.reading.execution_options(**{_WRITES: True})

    def prepare(self) -> int | None:
        """Make the folder and the file; the version of the tables in it, None for an empty one.

        Raises StorageError for a file that is damaged, foreign or newer; it is not changed.
        """
        version = None
        if self.path is not None and self._is_there(self.path):
            version = inspect(self.path)
            if not os.access(self.path, os.W_OK, effective_ids=os.access in os.supports_effective_ids):
                raise StorageError(_NOT_WRITABLE.format(file=self.path))
        with closing(self.reading.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        return version

    def set_aside(self, version: int) -> None:
        """Copy the file as it is before an upgrade; the copy goes when something is deleted for good."""
        if self.path is not None:
            copy_file(self.path, upgrade_copy(self.path, version))

    def wipe(self) -> None:
        """Rewrite the file without free pages and empty its log, where old text would stay."""
        if self.path is None:
            return
        for version in range(1, SCHEMA):
            upgrade_copy(self.path, version).unlink(missing_ok=True)
        with closing(self.reading.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            held = cursor.fetchone()
        if held is None or held[0]:
            raise StorageError(_IN_USE.format(file=self.path))

    def damage(self) -> StorageError:
        return DamagedError(_DAMAGED.format(file=self.path or "The database"))

    def newer(self) -> StorageError:
        return StorageError(_NEWER.format(file=self.path or "The database"))

    def trouble(self, error: Exception) -> StorageError | None:
        """What to say about an error of the file or the disk; None for a programming error."""
        if isinstance(error, OSError):
            return StorageError(f"{self.path} cannot be copied or moved ({error.strerror}).")
        kinds = (exc.OperationalError, sqlite3.OperationalError)
        if not isinstance(error, kinds) and type(error) not in (exc.DatabaseError, sqlite3.DatabaseError):
            return None
        cause = getattr(error, "orig", None) or error
        name = getattr(cause, "sqlite_errorname", "") or ""
        file = self.path or "The database"
        for code, line in _TROUBLES.items():
            if name.startswith(code):  # "SQLITE_IOERR_WRITE" is a kind of "SQLITE_IOERR"
                return self.damage() if line is _DAMAGED else StorageError(line.format(file=file))
        return StorageError(f"{file} cannot be used: {cause}. Restore a backup, or choose another file.")

    @staticmethod
    def _is_there(path: Path) -> bool:
        """Whether there is something in the file; a new one is made so that only its owner can read it."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                path.touch(mode=0o600)
            return path.stat().st_size > 0
        except OSError as error:
            raise StorageError(
                f"{path} cannot be created ({error.strerror}). Allow writing to its folder, or choose "
                "another folder with ADVISOR_DATA_DIR."
            ) from error


def inspect(path: Path) -> int | None:
    """The version of the tables in a file, read through a connection that cannot change it.

    Raises StorageError for a damaged, foreign or newer file, and sqlite3's errors.
    """
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True)) as connection:
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise DamagedError(_DAMAGED.format(file=path))
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not names:
            return None
        versions: tuple[Any, ...] = ()
        if SchemaVersionRow.__tablename__ in names:
            versions = tuple(row[0] for row in connection.execute("SELECT version FROM schema_version"))
    if len(versions) != 1 or not isinstance(versions[0], int) or versions[0] < 1:
        raise StorageError(_FOREIGN.format(file=path))
    if versions[0] > SCHEMA:
        raise StorageError(_NEWER.format(file=path))
    return versions[0]


def upgrade_copy(path: Path, version: int) -> Path:
    """Where the file stands as it was before it was upgraded from `version`."""
    return path.with_name(f"{path.name}.before-upgrade-from-{version}")


def copy_file(path: Path, copy: Path) -> None:
    """A whole copy of a database that may be in use, put in its place at once and only when complete."""
    begun = copy.with_name(f"{copy.name}.part")
    begun.unlink(missing_ok=True)
    begun.touch(mode=0o600)
    try:
        with (
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(begun)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
        put_in_place(begun, copy)
    finally:
        begun.unlink(missing_ok=True)


def put_in_place(begun: Path, path: Path) -> None:
    """Give a finished file its name; after a power cut there is the old file or the whole new one."""
    with begun.open("rb+") as file:
        os.fsync(file.fileno())
    begun.replace(path)


def _engine(url: URL, path: Path | None) -> Engine:
    # A database in memory lives in its one connection, which threads then take in turn.
    pool: dict[str, Any] = {} if path else {"pool_size": 1, "max_overflow": 0}
    engine = create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False},
        json_serializer=json_text,
        hide_parameters=True,  # message text must not reach a log through an error
        **pool,
    )
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin)
    return engine


def _connected(connection: sqlite3.Connection, _record: object) -> None:
    # The driver begins transactions late and only for some statements; _begin does it instead.
    connection.isolation_level = None
    # SQLite's own lower() knows ASCII only, which a search for "Ángel" would not survive.
    connection.create_function("lower", 1, lambda text: text and text.lower(), deterministic=True)
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A writer that begins as a reader fails at once, without waiting, when another one was faster.
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
