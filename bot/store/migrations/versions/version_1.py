"""Version 1: applicants, conversations, turns, ledger events and drafts."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.columns import number, of_an_applicant, primary_key, text

revision = "1"
down_revision = None


def upgrade() -> None:
    op.create_table("settings", text("key"), text("value"), primary_key("settings", "key"))
    op.create_table(
        "applicants",
        text("id"),
        text("name"),
        sa.Column("example", sa.Boolean(), nullable=False),
        text("created"),
        primary_key("applicants", "id"),
    )
    op.create_table(
        "threads",
        text("id"),
        text("applicant_id"),
        text("title"),
        text("goal"),
        number("last_turn"),
        text("created"),
        text("updated"),
        primary_key("threads", "id"),
        of_an_applicant("threads"),
    )
    op.create_index("ix_threads_applicant_id_updated", "threads", ["applicant_id", "updated"])
    op.create_table(
        "turns",
        text("thread_id"),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        text("text"),
        sa.Column("reply", sa.JSON(), nullable=True),
        text("owner", null=True),
        text("started"),
        text("finished", null=True),
        primary_key("turns", "thread_id", "n"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name="fk_turns_thread_id", ondelete="CASCADE"),
    )
    _events()
    _drafts()


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Integer(), primary_key=True),
        text("applicant_id"),
        text("field"),
        sa.Column("value", sa.JSON(), nullable=True),
        text("status"),
        text("quote"),
        text("said_by"),
        text("thread_id", null=True),
        number("turn", null=True),
        text("at"),
        *_made_in_a_turn("events"),
        of_an_applicant("events"),
        primary_key("events", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_thread_id_turn", "events", ["thread_id", "turn"])
    op.create_index("ix_events_applicant_id_id", "events", ["applicant_id", "id"])


def _drafts() -> None:
    op.create_table(
        "drafts",
        text("id"),
        text("applicant_id"),
        text("kind"),
        number("version"),
        text("text"),
        sa.Column("notes", sa.JSON(), nullable=False),
        text("thread_id", null=True),
        number("turn", null=True),
        text("created"),
        primary_key("drafts", "id"),
        *_made_in_a_turn("drafts"),
        sa.UniqueConstraint("applicant_id", "kind", "version", name="uq_drafts_applicant_id_kind_version"),
        of_an_applicant("drafts"),
    )
    op.create_index("ix_drafts_thread_id_turn", "drafts", ["thread_id", "turn"])


def _made_in_a_turn(table: str) -> tuple[Any, ...]:
    return (
        sa.ForeignKeyConstraint(
            ["thread_id", "turn"],
            ["turns.thread_id", "turns.n"],
            name=f"fk_{table}_thread_id_turn",
            ondelete="CASCADE",
        ),
        sa.CheckConstraint("(thread_id IS NULL) = (turn IS NULL)", name=f"ck_{table}_thread_with_turn"),
    )
