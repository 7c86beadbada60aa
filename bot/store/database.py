"""The applicant database: opening it, its transactions, and what is the same for every kind of it.

Covers: which kind a URL names, creating and upgrading the tables, read and write transactions, the clock
of stored times, and deleting for good. Does not cover what only SQLite (sqlite) or PostgreSQL (postgres)
needs, the tables (schema), or what is written into them (the modules beside it).
"""

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol, TypeAlias

from sqlalchemy import ColumnElement, delete, exc, update
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session

from bot.errors import BadInput, StepwiseError, StorageError
from bot.store.leases import LEASE, Leases, new_token
from bot.store.schema import SCHEMA, SettingRow, TurnRow, create, version_of
from bot.store.sqlite import Sqlite

Clock: TypeAlias = Callable[[], datetime]

_WIPE = "wipe"


class Place(Protocol):
    """Where a database is and how it behaves there; each kind is a class of this shape.

    `now` is the time in seconds since 1970 on the clock of the database. `wipes` says whether deleted
    text has to be wiped, `folds_case` whether lower() knows all letters. `path` is the file, if any.
    """

    path: Path | None
    reading: Engine
    writing: Engine
    now: ColumnElement[float]
    wipes: bool
    folds_case: bool

    def prepare(self) -> int | None: ...
    def set_aside(self, version: int) -> None: ...
    def wipe(self) -> None: ...
    def damage(self) -> StorageError: ...
    def newer(self) -> StorageError: ...
    def trouble(self, error: Exception) -> StepwiseError | None: ...


def new_id() -> str:
    """An id that cannot be guessed."""
    return secrets.token_urlsafe(12)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """One opening of the database, shared by all threads of a process.

    `token` marks the turns that this opening is answering, whose leases `leases` renews.
    """

    def __init__(self, place: Place, clock: Clock) -> None:
        self.token = new_token()
        self.leases = Leases(self._renew)
        self.place = place
        self._clock = clock
        self._latest = datetime.min.replace(tzinfo=UTC)
        self._ticking = threading.Lock()
        self._erasing = threading.Lock()

    @classmethod
    def open(cls, url: str, clock: Clock = utc_now) -> "Database":
        """Open, create or upgrade the database; `clock` gives aware UTC times.

        Raises BadInput for a URL of another kind, and StorageError when the database cannot be used,
        is damaged, belongs to something else or to a newer version; it is not changed then.
        """
        database = cls(place_of(url), clock)
        try:
            database._make_ready()
        except BaseException:
            database.close()
            raise
        return database

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that sees one state of the database."""
        with self.plain_words(), Session(self.place.reading) as session, session.begin():
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that is committed whole, or not at all when the body raises.

        One writer works at a time, also among several processes, so what it reads stays as it is.
        """
        with self.plain_words(), Session(self.place.writing) as session, session.begin():
            yield session

    @contextmanager
    def erase(self) -> Iterator[Session]:
        """A write transaction whose deleted text is then wiped from the file.

        A wipe that was cut short is remembered with the deletion and done at the next opening. On
        PostgreSQL a deletion is a DELETE and nothing more: the server takes the text out of its files
        with its own vacuum, and out of its log and backups as its administrator has set it up.
        """
        with self._erasing:
            with self.write() as session:
                yield session
                if self.place.wipes:
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

    def lease(self) -> ColumnElement[float]:
        """Until when a turn that is begun or renewed now is left to this opening."""
        return self.place.now + LEASE

    def close(self) -> None:
        """Let go of the connections; a message that is being answered is free for others at once."""
        self.leases.close()
        for thread_id, n in self.leases.held():
            with suppress(StorageError), self.write() as session:
                session.execute(update(TurnRow).where(*self._mine(thread_id, n)).values(owner=None))
        self.place.reading.dispose()

    @contextmanager
    def plain_words(self) -> Iterator[None]:
        """Turn trouble with the database into an error of one line; a programming error stays itself."""
        try:
            yield
        except StepwiseError:
            raise
        except exc.TimeoutError as error:
            raise StorageError("Too many things are being saved at once. Try again in a moment.") from error
        except json.JSONDecodeError as error:
            raise self.place.damage() from error
        except UnicodeEncodeError as error:
            raise BadInput(
                "The text holds characters that cannot be stored; remove them and try again."
            ) from error
        except Exception as error:
            trouble = self.place.trouble(error)
            if trouble is None:
                raise
            raise trouble from error

    def _renew(self, thread_id: str, n: int) -> bool:
        with self.write() as session:
            renewed = update(TurnRow).where(*self._mine(thread_id, n)).values(lease=self.lease())
            return session.execute(renewed.returning(TurnRow.n)).first() is not None

    def _mine(self, thread_id: str, n: int) -> tuple[ColumnElement[bool], ...]:
        return (TurnRow.thread_id == thread_id, TurnRow.n == n, TurnRow.owner == self.token)

    def _make_ready(self) -> None:
        with self.plain_words():
            version = self.place.prepare()
        if version != SCHEMA:
            self._bring_up_to_date()
        if self.place.wipes:
            with self.read() as session:
                wipe_due = session.get(SettingRow, _WIPE) is not None
            if wipe_due:
                with suppress(StorageError):  # still remembered; the data can be used meanwhile
                    self._wipe()

    def _bring_up_to_date(self) -> None:
        """Make the tables, or run the upgrades, in one transaction: a kill leaves what was there before."""
        with self.write() as session:
            version = version_of(session)  # asked again: another opening may have been faster
            if version is None:
                create(session)
            elif version > SCHEMA:
                raise self.place.newer()
            elif version < SCHEMA:
                from bot.store.migrations import upgrade

                self.place.set_aside(version)
                upgrade(session.connection(), SCHEMA)

    def _wipe(self) -> None:
        if not self.place.wipes:
            return
        with self.plain_words():
            self.place.wipe()
        with self.write() as session:
            session.execute(delete(SettingRow).where(SettingRow.key == _WIPE))


def place_of(url: str) -> Place:
    """The place that a URL names; nothing is opened yet. Raises BadInput when it names none."""
    try:
        parsed = make_url(url)
    except (exc.ArgumentError, ValueError):  # the latter tells a part of the URL, which may be a password
        raise BadInput("ADVISOR_DATABASE_URL must look like sqlite:///folder/stepwise.db") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return Sqlite(parsed)
    if backend not in ("postgresql", "postgres"):
        raise BadInput(
            f"ADVISOR_DATABASE_URL: '{backend}' is not supported, only sqlite:///file and "
            "postgresql://user:password@host/database are"
        )
    from bot.store.postgres import Postgres, with_driver

    return Postgres(with_driver(parsed))
