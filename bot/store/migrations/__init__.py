"""Bringing a database of an earlier version up to date, with Alembic.

Covers: running the revisions beside it on an open connection, in the caller's transaction, with the
table `schema_version` as Alembic's own. Does not cover when that is needed (database), copying the file
aside before (sqlite), or new databases, which are made from the tables as they are now (schema).

Only an upgrade imports this package: Alembic costs more time than opening a database that is up to date.
"""

from pathlib import Path
from typing import Any

from alembic.ddl.postgresql import PostgresqlImpl
from alembic.ddl.sqlite import SQLiteImpl
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Integer, MetaData, Table, TypeDecorator
from sqlalchemy.engine import Connection, Dialect

HERE = Path(__file__).parent
_TABLE = "schema_version"


class _Revision(TypeDecorator[str]):
    """A revision, which Alembic takes as text, in the whole number that the table holds."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else str(value)


def _version_table() -> Table:
    column = Column("version", _Revision, key="version_num", primary_key=True, autoincrement=False)
    return Table(_TABLE, MetaData(naming_convention={"pk": "pk_%(table_name)s"}), column)


class _Sqlite(SQLiteImpl):
    __dialect__ = "sqlite"

    def version_table_impl(self, **_names: Any) -> Table:
        return _version_table()


class _Postgresql(PostgresqlImpl):
    __dialect__ = "postgresql"

    def version_table_impl(self, **_names: Any) -> Table:
        return _version_table()


def upgrade(connection: Connection, version: int) -> None:
    """Run every revision after the version the database has, up to `version`; an empty one begins at 1."""
    scripts = ScriptDirectory(str(HERE), version_locations=[str(HERE / "versions")])

    def steps(found: Any, _context: MigrationContext) -> Any:
        return scripts._upgrade_revs(str(version), found)

    options = {"fn": steps, "script": scripts, "version_table": _TABLE}
    context = MigrationContext.configure(connection, opts=options)
    with Operations.context(context):
        context.run_migrations()
