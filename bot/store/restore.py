"""Restoring a backup: what is in it takes the place of what is there, which is kept aside.

Covers: making a whole database of today's version out of a backup before anything is touched, and putting
it in its place, for each kind. Does not cover the file of a backup (backup).
"""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import create_engine, exc, exists, select, text
from sqlalchemy.engine import Connection

from bot.errors import BadInput, StorageError
from bot.store.backup import FILE, ROWS, backup, unpacked
from bot.store.database import Clock, Database, place_of, utc_now
from bot.store.rescue import BEGUN, LOGS, name_aside
from bot.store.rows import clear, put_rows, read, rows_of, tables_of
from bot.store.schema import Base, SchemaVersionRow
from bot.store.sqlite import DamagedError, inspect, put_in_place


def restore(path: Path, url: str, clock: Clock = utc_now) -> Path | None:
    """Put a backup in the place of the database; the path where what was there is kept, None for nothing.

    Raises BadInput when the file is no backup, is damaged or was made by a newer version, and StorageError
    when the database is in use, cannot be written or is another program's; nothing is changed then.
    """
    target = place_of(url)
    if target.path is None and target.wipes:
        raise BadInput("a backup cannot be restored to a database in memory")
    near = path.parent if target.path is None else target.path.parent
    try:
        near.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=BEGUN, dir=near) as folder:
            ready = _made_ready(path, Path(folder), clock)
            if target.path is None:
                return _into_server(ready, url, path, clock)
            return _into_file(ready, target.path, clock)
    except OSError as error:
        raise StorageError(f"{near} cannot be written ({error.strerror}), so nothing was changed") from error


def _made_ready(path: Path, folder: Path, clock: Clock) -> Path:
    """The backup as an SQLite file of today's version, where no message is being answered."""
    refused = BadInput(f"{path} is damaged or no Stepwise backup, so nothing was changed")
    manifest, content = unpacked(path, folder)
    ready = folder / FILE
    try:
        if manifest.content == ROWS:
            _from_rows(content, ready, manifest.schema)
        elif _has_more_than_tables(ready):
            raise refused
        with closing(Database.open(f"sqlite:///{ready}", clock)) as database, database.write() as session:
            if not _is_complete(session.connection()):
                raise refused
            session.execute(text("UPDATE turns SET owner = NULL, lease = NULL"))
    except (StorageError, sqlite3.Error, exc.SQLAlchemyError, ValueError, KeyError) as error:
        raise refused from error
    with closing(sqlite3.connect(ready)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    return ready


def _from_rows(lines: Path, file: Path, schema: int) -> None:
    from bot.store.migrations import upgrade

    engine = create_engine(f"sqlite:///{file}", hide_parameters=True)
    with engine.begin() as connection, lines.open(encoding="utf-8") as source:
        upgrade(connection, schema)
        put_rows(connection, read(source))
    engine.dispose()


def _has_more_than_tables(file: Path) -> bool:
    """Triggers and views would act later; the program makes none."""
    with closing(sqlite3.connect(file)) as connection:
        found = connection.execute("SELECT 1 FROM sqlite_master WHERE type NOT IN ('table', 'index')")
        return found.fetchone() is not None


def _is_complete(connection: Connection) -> bool:
    there = {table.name: set(table.columns.keys()) for table in tables_of(connection)}
    needed = {name: set(table.columns.keys()) for name, table in Base.metadata.tables.items()}
    del needed[SchemaVersionRow.__tablename__]
    return there == needed


def _into_file(ready: Path, path: Path, clock: Clock) -> Path | None:
    """At every moment there is the old database or the whole new one under its name."""
    _check_unused(path)
    aside = None
    if path.exists() and path.stat().st_size:
        aside = name_aside(path, "before-restore", clock)
        try:
            os.link(path, aside)
        except OSError:  # a file system without links
            path.rename(aside)
    for log in LOGS:
        with suppress(FileNotFoundError):
            keep = aside or name_aside(path, "before-restore", clock)
            path.with_name(path.name + log).rename(keep.with_name(keep.name + log))
    put_in_place(ready, path)
    return aside


def _check_unused(path: Path) -> None:
    """Refuse a database that somebody has open, or another program's; its log goes into the file else."""
    if not path.exists():
        return
    try:
        inspect(path)
        with closing(sqlite3.connect(path, timeout=0)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except DamagedError:
        return
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorname in ("SQLITE_BUSY", "SQLITE_LOCKED"):
            raise StorageError(f"{path} is in use. Close Stepwise, then restore the backup.") from error


def _into_server(ready: Path, url: str, path: Path, clock: Clock) -> Path | None:
    """In one transaction, so that others see the old rows or the new ones."""
    aside = None
    source = create_engine(f"sqlite:///{ready}", hide_parameters=True)
    try:
        with (
            closing(Database.open(url, clock)) as database,
            database.write() as session,
            source.connect() as rows,
        ):
            server = session.connection()  # from here on nobody else writes
            server.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
            if any(server.scalar(select(exists().select_from(table))) for table in tables_of(server)):
                aside = name_aside(path, "before-restore", clock)
                backup(url, aside, clock)
            clear(server)
            put_rows(server, rows_of(rows))
    finally:
        source.dispose()
    return aside
