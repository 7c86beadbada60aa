"""The tables of the applicant database, as they are now, and their version.

Covers: applicants, conversations, turns, ledger events, drafts, what is kept about programs, choices,
statements and mock interviews, and the program's own settings, for SQLite and PostgreSQL alike. Does
not cover what each version added (migrations), opening a database (database), or reading and writing it
(the modules beside it).
"""

import json
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    inspect,
    select,
)
from sqlalchemy.dialects.postgresql import VARCHAR
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

SCHEMA = 4
"""Version of the tables below; a database with a higher one is refused, one with a lower one is upgraded.

Whoever changes a table adds a revision to migrations/versions and raises this number.
"""


def json_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


class Base(DeclarativeBase):
    # Texts sort by their characters in every database, whatever language a server was set up for.
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: String().with_variant(VARCHAR(collation="C"), "postgresql")
    }
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
    """`owner` is the name of the login the record belongs to, empty where nobody logs in."""

    __tablename__ = "applicants"
    __table_args__ = (Index(None, "owner", "created"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    example: Mapped[bool]
    created: Mapped[str]
    owner: Mapped[str] = mapped_column(server_default="")


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
    """`owner` is the opening of the store that is answering; None once finished or interrupted.

    `lease` is until when, in seconds since 1970 on the clock of the database, other openings leave the
    turn to its owner.
    """

    __tablename__ = "turns"
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"), primary_key=True)
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    reply: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    owner: Mapped[str | None]
    started: Mapped[str]
    finished: Mapped[str | None]
    lease: Mapped[float | None] = mapped_column(Double)


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


class _ExactJSON(TypeDecorator[Any]):
    """JSON kept as text: a JSON column of SQLite rounds a lone number, and 1.0 comes back as 1."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return json.loads(value)


class TrackedRow(Base):
    """How far an application is; there is no row for a program that nothing was done about."""

    __tablename__ = "tracked"
    applicant_id: Mapped[str] = mapped_column(
        ForeignKey("applicants.id", ondelete="CASCADE"), primary_key=True
    )
    program_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str]
    changed: Mapped[str]


class FindingRow(Base):
    """What the applicant found out about one rule of a program."""

    __tablename__ = "findings"
    applicant_id: Mapped[str] = mapped_column(
        ForeignKey("applicants.id", ondelete="CASCADE"), primary_key=True
    )
    program_id: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(_ExactJSON)
    found_on: Mapped[str]
    where: Mapped[str] = mapped_column("where_found")
    note: Mapped[str]
    at: Mapped[str]


class OwnProgramRow(Base):
    """A program the applicant added; `number` keeps the order, `id` is what other rows name."""

    __tablename__ = "own_programs"
    __table_args__ = (Index(None, "applicant_id", "number"), {"sqlite_autoincrement": True})
    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(unique=True)
    applicant_id: Mapped[str] = mapped_column(ForeignKey("applicants.id", ondelete="CASCADE"))
    name: Mapped[str]
    specialty: Mapped[str | None]
    city: Mapped[str]
    state: Mapped[str]
    website: Mapped[str]
    notes: Mapped[str]
    created: Mapped[str]


class ChoiceRow(Base):
    """Something the applicant chose that is no fact about them, such as a budget."""

    __tablename__ = "choices"
    applicant_id: Mapped[str] = mapped_column(
        ForeignKey("applicants.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Any] = mapped_column(_ExactJSON)


class WorkRow(Base):
    """A statement or a mock interview, whole; `revision` counts the savings."""

    __tablename__ = "works"
    __table_args__ = (Index(None, "applicant_id", "kind"),)
    id: Mapped[str] = mapped_column(primary_key=True)
    applicant_id: Mapped[str] = mapped_column(ForeignKey("applicants.id", ondelete="CASCADE"))
    kind: Mapped[str]
    title: Mapped[str]
    data: Mapped[Any] = mapped_column(_ExactJSON)
    revision: Mapped[int]
    created: Mapped[str]
    updated: Mapped[str]


def version_of(session: Session) -> int | None:
    """The version of the tables in a database, None when there are none."""
    if not inspect(session.connection()).has_table(SchemaVersionRow.__tablename__):
        return None
    return session.scalar(select(SchemaVersionRow.version))


def create(session: Session) -> None:
    """Make the tables in an empty database."""
    Base.metadata.create_all(session.connection())
    session.add(SchemaVersionRow(version=SCHEMA))
    session.flush()
