"""PostgreSQL, for several copies of the program on one database: its connections and plain words for its
troubles.

Covers: connecting, one writer at a time, checking what is in the database, and what to say when the
server is not there, refuses or is lost. Does not cover the tables (schema), the server's own upkeep, or
the other kind of database (sqlite). A password stands in no message.
"""

from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Double, create_engine, event, exc, inspect, literal_column, select
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.engine.interfaces import ExceptionContext

from bot.errors import BadInput, StepwiseError, StorageError
from bot.store.schema import SCHEMA, Base, SchemaVersionRow, json_text

DRIVER = "postgresql+psycopg"

_WRITES = "stepwise_writes"
_ONE_WRITER = 0x53746570  # any number will do, as long as every version uses the same

_CONNECTING: dict[str, Any] = {
    "connect_timeout": 10,
    "application_name": "stepwise",
    # A server that vanished is noticed within about half a minute, not after two hours.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_SESSION = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"

_NOT_THERE = (
    "The server of {name} cannot be reached. Check that it is running and that its host and port "
    "are right in ADVISOR_DATABASE_URL."
)
_REFUSED = (
    "{name} refused the login. Check the user name and the password in ADVISOR_DATABASE_URL, and that the "
    "server lets this user in."
)
_MISSING = (
    "{name} does not exist. Create it on the server (createdb), or name another in ADVISOR_DATABASE_URL."
)
_LOST = (
    "The connection to {name} was lost. What was saved before is safe and nothing is half saved: look "
    "whether the last change is there, then try again."
)
_BUSY = "{name} is busy: another copy of the program has been writing for too long. Try again in a moment."
_FULL = "The disk of {name} is full. Free some space there and try again; what was saved before is safe."
_NO_MORE = "{name} takes no more connections now. Try again in a moment, or let the server allow more."
_FORBIDDEN = "{name} does not allow this user to {what}. Ask its administrator for the right to do so."
_DAMAGED = "{name} is damaged. It was left as it is: ask its administrator to restore a backup."
_FOREIGN = (
    "{name} holds tables of another program, so it was left as it is. Name an empty database in "
    "ADVISOR_DATABASE_URL."
)
_NEWER = (
    "{name} was written by a newer version of Stepwise, so it was left as it is. Install that version again, "
    "or name another database in ADVISOR_DATABASE_URL."
)
_ENCODING = "{name} does not keep text as UTF-8. Create one with the encoding UTF8 and name it instead."
_OTHER = (
    "{name} cannot be used (PostgreSQL error {code}). Ask its administrator to look into the server's log."
)

_BY_CODE = {
    "28": _REFUSED,
    "3D000": _MISSING,
    "08": _LOST,
    "57P01": _LOST,
    "57P02": _LOST,
    "57P03": _NOT_THERE,
    "57P05": _LOST,
    "25P03": _LOST,
    "25P04": _LOST,
    "55P03": _BUSY,
    "57014": _BUSY,
    "40": _BUSY,
    "53100": _FULL,
    "53300": _NO_MORE,
    "42501": _FORBIDDEN.replace("{what}", "read and write its tables"),
    "25006": _FORBIDDEN.replace("{what}", "write"),
    "XX001": _DAMAGED,
    "XX002": _DAMAGED,
}
_BY_TEXT = (
    ("password", _REFUSED),
    ("authentication failed", _REFUSED),
    ("pg_hba.conf", _REFUSED),
    ("role ", _REFUSED),
    ("does not exist", _MISSING),
    ("too many clients", _NO_MORE),
    ("remaining connection slots", _NO_MORE),
)
"""Words of a refused connection, for which the driver knows no code."""

_NO_SUCH_COLUMN = "42703"
_UNSTORABLE = ("22021", "22P05")


class Postgres:
    """A database of a PostgreSQL server."""

    path: Path | None = None

    now: ColumnElement[float] = literal_column("extract(epoch from clock_timestamp())::float8", Double)
    """Seconds since 1970 on the clock of the server, which all copies of the program share."""

    wipes = False
    """Deleting is DELETE; what stays in the server's files is for its vacuum and its administrator."""

    folds_case = False
    """Its lower() knows the letters of the server's language only."""

    def __init__(self, url: URL) -> None:
        self.name = _name(url)
        both = _engine(url)
        self.reading: Engine = both.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        self.writing: Engine = both.execution_options(isolation_level="READ COMMITTED", **{_WRITES: True})

    def prepare(self) -> int | None:
        """The version of the tables in the database, None for an empty one.

        Raises StorageError for one that is foreign, newer or not in UTF-8; it is not changed.
        """
        with self.reading.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            if driver.info.parameter_status("server_encoding") != "UTF8":
                raise self._error(_ENCODING)
            there = set(inspect(connection).get_table_names())
            if SchemaVersionRow.__tablename__ not in there:
                if there & Base.metadata.tables.keys():
                    raise self._error(_FOREIGN)
                return None
            try:
                versions = connection.scalars(select(SchemaVersionRow.version)).all()
            except exc.ProgrammingError as error:
                if getattr(error.orig, "sqlstate", "") != _NO_SUCH_COLUMN:
                    raise
                versions = []
        if len(versions) != 1 or type(versions[0]) is not int or versions[0] < 1:
            raise self._error(_FOREIGN)
        if versions[0] > SCHEMA:
            raise self.newer()
        return versions[0]

    def set_aside(self, version: int) -> None:
        """Nothing: the upgrade is one transaction, and backups are the administrator's or `backup`'s."""

    def wipe(self) -> None:
        """Nothing: see `wipes`."""

    def damage(self) -> StorageError:
        return self._error(_DAMAGED)

    def newer(self) -> StorageError:
        return self._error(_NEWER)

    def trouble(self, error: Exception) -> StepwiseError | None:
        """What to say about an error of the server or the network; None for a programming error."""
        cause: Any = error.orig if isinstance(error, exc.DBAPIError) else error
        code = getattr(cause, "sqlstate", None) or ""
        if code in _UNSTORABLE or "NUL (0x00)" in str(cause):
            return BadInput("The text holds characters that cannot be stored; remove them and try again.")
        for beginning, line in _BY_CODE.items():
            if code.startswith(beginning):
                return self._error(line)
        if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
            return self._error(_LOST)
        if not isinstance(error, exc.OperationalError | exc.InternalError):
            return None
        if code:
            return self._error(_OTHER, code)
        said = str(cause).lower()
        line = next((line for words, line in _BY_TEXT if words in said), _NOT_THERE)
        return self._error(line)

    def _error(self, line: str, code: str = "") -> StorageError:
        said = line.format(name=self.name, code=code)
        return StorageError(said[0].upper() + said[1:])


def with_driver(url: URL) -> URL:
    """The URL with the driver that is installed. Raises BadInput when it names another one."""
    if url.drivername not in ("postgresql", "postgres", DRIVER):
        raise BadInput("ADVISOR_DATABASE_URL must look like postgresql://user:password@host/database")
    return url.set(drivername=DRIVER)


def _name(url: URL) -> str:
    host = url.query.get("host") or url.host or "this computer"
    place = f"{host}:{url.port}" if url.port else f"{host}"
    return f"the PostgreSQL database '{url.database or url.username or ''}' at {place}"


def _engine(url: URL) -> Engine:
    given = url.query.get("options", "")
    connecting = {key: value for key, value in _CONNECTING.items() if key not in url.query}
    engine = create_engine(
        url.difference_update_query(["options"]),
        connect_args=connecting | {"options": f"{_SESSION} {given}".strip()},
        json_serializer=json_text,
        hide_parameters=True,  # message text must not reach a log through an error
        pool_pre_ping=True,  # a server that was restarted meanwhile is no error
    )
    event.listen(engine, "handle_error", _first_line_only)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # As on SQLite one writer works at a time; each statement after this one sees what others committed.
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")


def _first_line_only(context: ExceptionContext) -> None:
    """Cut what the server adds to an error: it repeats the row, and with it what a person wrote."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None and error.args:
            error.args = (str(error.args[0]).split("\n")[0], *error.args[1:])
