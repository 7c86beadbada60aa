"""All rows of a database as they are, whatever its version and kind: out to a file, and in again.

Covers: reading every table, writing rows as JSON lines, and putting them into tables of the same version.
Does not cover one applicant's record, which goes by names that mean something elsewhere too (export), or
the file around the rows (backup).
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any, TypeAlias

from sqlalchemy import JSON, Column, Integer, MetaData, Table, delete, func, insert, select, text
from sqlalchemy.engine import Connection

from bot.store.schema import Base, SchemaVersionRow, json_text

Row: TypeAlias = tuple[str, dict[str, Any]]
"""The name of a table, and one row by its columns."""

_AT_ONCE = 500


def tables_of(connection: Connection) -> list[Table]:
    """The program's tables as they are there, each after those that its rows refer to."""
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name in Base.metadata.tables)
    tables = [table for table in metadata.sorted_tables if table.name != SchemaVersionRow.__tablename__]
    for column in (column for table in tables for column in table.columns):
        if isinstance(column.type, JSON):
            column.type.none_as_null = True
    return tables


def rows_of(connection: Connection) -> Iterator[Row]:
    for table in tables_of(connection):
        in_order = select(table).order_by(*table.primary_key.columns)
        found = connection.execute(in_order.execution_options(yield_per=_AT_ONCE))
        for row in found.mappings():
            yield table.name, dict(row)


def put_rows(connection: Connection, rows: Iterable[Row]) -> None:
    """Write rows into empty tables. Raises KeyError for one that is not there or has other columns."""
    tables = {table.name: table for table in tables_of(connection)}
    for name, group in groupby(rows, key=lambda row: row[0]):
        while some := [row for _, row in islice(group, _AT_ONCE)]:
            for row in some:
                if row.keys() != set(tables[name].columns.keys()):
                    raise KeyError(f"a row of {name} has other columns")
            connection.execute(insert(tables[name]), some)
    for table in tables.values():
        _count_on(connection, table)


def clear(connection: Connection) -> None:
    """Delete every row."""
    for table in reversed(tables_of(connection)):
        connection.execute(delete(table))


def written(rows: Iterable[Row]) -> Iterator[str]:
    """Each row as a line of JSON."""
    for name, row in rows:
        yield json_text([name, row]) + "\n"


def read(lines: Iterable[str]) -> Iterator[Row]:
    """The rows of such lines. Raises ValueError for a line that is none."""
    for line in lines:
        match json.loads(line):
            case [str(name), dict(row)]:
                yield name, row
            case _:
                raise ValueError("a line is no row")


def _count_on(connection: Connection, table: Table) -> None:
    """Let the numbers that PostgreSQL gives go on after the highest one; SQLite looks by itself."""
    if connection.dialect.name != "postgresql":
        return
    keys: list[Column[Any]] = list(table.primary_key.columns)
    if len(keys) == 1 and isinstance(keys[0].type, Integer):
        highest = connection.scalar(select(func.max(keys[0])))
        sequence = {"table": table.name, "column": keys[0].name, "next": (highest or 0) + 1}
        statement = "SELECT setval(pg_get_serial_sequence(:table, :column), :next, false)"
        connection.execute(text(statement), sequence)
