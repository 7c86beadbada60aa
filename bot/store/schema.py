"""The tables of the applicant database, and their version.

Covers: applicants, conversations, turns, ledger events, drafts and the program's own settings. It
uses nothing that PostgreSQL lacks, and constraints are named so that a migration can find them.
Does not cover opening a database or reading and writing it (database and the rooms beside it).
"""

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA = 1
"""Version of the tables below; a file with a higher one is refused."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class SchemaVersionRow(Base):
    __tablename__ = "schema_version"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class SettingRow(Base):
    """What the program remembers about itself: the active applicant, a wipe that is still due."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class ApplicantRow(Base):
    __tablename__ = "applicants"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    example: Mapped[bool]
    created: Mapped[str]


class ThreadRow(Base):
    """A conversation. `last_turn` only grows, so the number of a dropped turn never comes back."""

    __tablename__ = "threads"
    __table_args__ = (Index(None, "applicant_id", "updated"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    applicant_id: Mapped[str] = mapped_column(ForeignKey("applicants.id", ondelete="CASCADE"))
    title: Mapped[str]
    goal: Mapped[str]
    last_turn: Mapped[int]
    created: Mapped[str]
    updated: Mapped[str]


class TurnRow(Base):
    """`owner` is the opening of the store that is answering; None once finished or interrupted."""

    __tablename__ = "turns"
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    owner: Mapped[str | None]
    started: Mapped[str]
    finished: Mapped[str | None]


def _made_in_a_turn() -> tuple[ForeignKeyConstraint, CheckConstraint, Index]:
    return (
        ForeignKeyConstraint(["thread_id", "turn"], ["turns.thread_id", "turns.n"], ondelete="CASCADE"),
        CheckConstraint("(thread_id IS NULL) = (turn IS NULL)", name="thread_with_turn"),
        Index(None, "thread_id", "turn"),
    )


class EventRow(Base):
    __tablename__ = "events"
    __table_args__ = (*_made_in_a_turn(), Index(None, "applicant_id", "id"), {"sqlite_autoincrement": True})
    id: Mapped[int] = mapped_column(primary_key=True)
    applicant_id: Mapped[str] = mapped_column(ForeignKey("applicants.id", ondelete="CASCADE"))
    field: Mapped[str]
    value: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    status: Mapped[str]
    quote: Mapped[str]
    by: Mapped[str] = mapped_column("said_by")
    thread_id: Mapped[str | None]
    turn: Mapped[int | None]
    at: Mapped[str]


class DraftRow(Base):
    __tablename__ = "drafts"
    __table_args__ = (*_made_in_a_turn(), UniqueConstraint("applicant_id", "kind", "version"))
    id: Mapped[str] = mapped_column(primary_key=True)
    applicant_id: Mapped[str] = mapped_column(ForeignKey("applicants.id", ondelete="CASCADE"))
    kind: Mapped[str]
    version: Mapped[int]
    text: Mapped[str]
    notes: Mapped[list[str]] = mapped_column(JSON)
    thread_id: Mapped[str | None]
    turn: Mapped[int | None]
    created: Mapped[str]
