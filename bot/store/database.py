"""The applicant database: opening it, its transactions, and plain words for its troubles.

Covers: opening, creating or upgrading the SQLite file, read and write transactions, the clock of
stored times, and wiping deleted text from the file. Does not cover the tables and what an upgrade
adds (schema), what is written into them (the modules beside it), or other databases than SQLite.
"""

import json
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import create_engine, delete, event, exc
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from bot.errors import BadInput, StorageError
from bot.store.schema import SCHEMA, SchemaVersionRow, SettingRow, bring_up_to_date

Clock: TypeAlias = Callable[[], datetime]

_BUSY_MS = 10_000
_WRITES = "stepwise_writes"
_WIPE = "wipe"

_PRAGMAS = (
    f"PRAGMA busy_timeout = {_BUSY_MS}",
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # a finished turn also survives a power cut
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",  # no applicant text in the system's temporary folder
)

_DAMAGED = (
    "{file} is damaged or is not a Stepwise database. It was left as it is: move it to a safe place and "
    "start again with an empty one, or put a backup in its place."
)
_NOT_WRITABLE = (
    "{file} cannot be opened for writing. Allow writing to the file and to its folder, or choose another "
    "folder with ADVISOR_DATA_DIR."
)
_FULL = "The disk of {file} is full. Free some space and try again; what was saved before is safe."
_IN_USE = "{file} is in use by another program. Close that program and try again."
_DISK = "The disk failed while {file} was read or written. Check the disk and its space, then try again."
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


def new_id() -> str:
    """An id that cannot be guessed."""
    return secrets.token_urlsafe(12)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """One opening of the file, shared by all threads of a process.

    `token` marks the turns that this opening is answering; it ends with the process.
    """

    def __init__(self, engine: Engine, path: Path | None, clock: Clock) -> None:
        self.token = new_id()
        self._engine = engine
        self._writing = engine.execution_options(**{_WRITES: True})
        self._path = path
        self._clock = clock
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._ticking = threading.Lock()
        self._erasing = threading.Lock()

    @classmethod
    def open(cls, url: str, clock: Clock = utc_now) -> "Database":
        """Open, create or upgrade the database; `clock` gives aware UTC times.

        Raises BadInput for a URL that is not SQLite, and StorageError when the file cannot be used,
        is damaged, belongs to something else or to a newer version; such a file is not changed.
        """
        parsed = _parse(url)
        path = Path(parsed.database) if parsed.database not in (None, "", ":memory:") else None
        if path is not None:
            _prepare(path)
        database = cls(_engine(parsed, path), path, clock)
        try:
            database._create()
        except Exception:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one state of the database."""
        with _plain_words(self._path), Session(self._engine) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed whole, or not at all when the body raises."""
        with _plain_words(self._path), Session(self._writing) as session, session.begin():
            yield session

    @contextmanager
    def erase(self) -> Iterator[Session]:
        """A write transaction whose deleted text is then wiped from the file.

        A wipe that was cut short is remembered with the deletion and done at the next opening.
        """
        with self._erasing:
            with self.write() as session:
                yield session
                session.merge(SettingRow(key=_WIPE, value="due"))
            try:
                self._wipe()
            except StorageError as error:
                raise StorageError(
                    f"This was deleted, but traces of it stay in the file until the next start. {error}"
                ) from error

    def now(self) -> str:
        """The time as UTC ISO 8601; later than every time given before, so that order is certain."""
        with self._ticking:
            self._latest = max(self._clock(), self._latest + timedelta(microseconds=1))
            return self._latest.isoformat(timespec="microseconds")

    def close(self) -> None:
        self._engine.dispose()

    def _create(self) -> None:
        with _plain_words(self._path), closing(self._engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA journal_mode = WAL")
        with self.write() as session:
            bring_up_to_date(session)
            wipe_due = session.get(SettingRow, _WIPE) is not None
        if wipe_due:
            with suppress(StorageError):  # still remembered; the data can be used meanwhile
                self._wipe()

    def _wipe(self) -> None:
        """Rewrite the file without free pages and empty its log, where old text would stay."""
        if self._path is not None:
            with _plain_words(self._path), closing(self._engine.raw_connection()) as connection:
                cursor = connection.cursor()
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                held = cursor.fetchone()
            if held is None or held[0]:
                raise StorageError(_IN_USE.format(file=self._path))
        with self.write() as session:
            session.execute(delete(SettingRow).where(SettingRow.key == _WIPE))


def _parse(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise BadInput("ADVISOR_DATABASE_URL must look like sqlite:///folder/stepwise.db") from None
    if parsed.get_backend_name() != "sqlite":
        raise BadInput(
            f"ADVISOR_DATABASE_URL: '{parsed.get_backend_name()}' is not supported, only sqlite:///file is"
        )
    return parsed


def _prepare(path: Path) -> None:
    """Make the folder and an empty file that only its owner can read, or check the file there is."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)
        is_new = path.stat().st_size == 0
    except OSError as error:
        raise StorageError(
            f"{path} cannot be created ({error.strerror}). Allow writing to its folder, or choose another "
            "folder with ADVISOR_DATA_DIR."
        ) from error
    if not is_new:
        _inspect(path)


def _inspect(path: Path) -> None:
    """Refuse a damaged, foreign or newer file through a connection that cannot change it."""
    uri = f"{path.resolve().as_uri()}?mode=ro"
    with _plain_words(path), closing(sqlite3.connect(uri, uri=True)) as connection:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()
        if found != ("ok",):
            raise StorageError(_DAMAGED.format(file=path))
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if not names:
            return
        versions = ()
        if SchemaVersionRow.__tablename__ in names:
            versions = tuple(row[0] for row in connection.execute("SELECT version FROM schema_version"))
    if len(versions) != 1 or not isinstance(versions[0], int) or versions[0] < 1:
        raise StorageError(
            f"{path} is a database of another program, so it was left as it is. Choose another file with "
            "ADVISOR_DATABASE_URL."
        )
    if versions[0] > SCHEMA:
        raise StorageError(
            f"{path} was written by a newer version of Stepwise, so it was left as it is. Install that "
            "version again, or choose another folder with ADVISOR_DATA_DIR."
        )


def _engine(url: URL, path: Path | None) -> Engine:
    # A database in memory lives in its one connection, which threads then take in turn.
    pool: dict[str, Any] = {} if path else {"pool_size": 1, "max_overflow": 0}
    engine = create_engine(
        url,
        poolclass=QueuePool,
        connect_args={"check_same_thread": False},
        json_serializer=_json,
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


@contextmanager
def _plain_words(path: Path | None) -> Iterator[None]:
    """Turn trouble with the file into a StorageError of one line; a programming error stays itself."""
    try:
        yield
    except (exc.OperationalError, sqlite3.OperationalError) as error:
        raise _trouble(path, error) from error
    except (exc.DatabaseError, sqlite3.DatabaseError) as error:
        if type(error) in (exc.DatabaseError, sqlite3.DatabaseError):
            raise _trouble(path, error) from error
        raise
    except exc.TimeoutError as error:
        raise StorageError("Too many things are being saved at once. Try again in a moment.") from error
    except json.JSONDecodeError as error:
        raise StorageError(_DAMAGED.format(file=path)) from error
    except UnicodeEncodeError as error:
        raise BadInput(
            "The text holds characters that cannot be stored; remove them and try again."
        ) from error


def _trouble(path: Path | None, error: Exception) -> StorageError:
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", "") or ""
    file = path or "The database"
    for code, line in _TROUBLES.items():
        if name.startswith(code):  # "SQLITE_IOERR_WRITE" is a kind of "SQLITE_IOERR"
            return StorageError(line.format(file=file))
    return StorageError(f"{file} cannot be used: {cause}. Restore a backup, or choose another file.")
