"""Columns as the revisions write them, for both kinds of database.

Covers: text and references to an applicant. Does not cover the tables as they are now (schema), so that
a later change there does not change what an old revision did.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

TEXT = sa.String().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")


def text(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, TEXT, nullable=null)


def number(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=null)


def primary_key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def of_an_applicant(table: str) -> sa.ForeignKeyConstraint:
    """Deleting an applicant deletes the row."""
    return sa.ForeignKeyConstraint(
        ["applicant_id"], ["applicants.id"], name=f"fk_{table}_applicant_id", ondelete="CASCADE"
    )
