"""Version 2: tracked programs, findings, own programs and choices."""

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.columns import of_an_applicant, primary_key, text

revision = "2"
down_revision = "1"


def upgrade() -> None:
    op.create_table(
        "tracked",
        text("applicant_id"),
        text("program_id"),
        text("status"),
        text("changed"),
        primary_key("tracked", "applicant_id", "program_id"),
        of_an_applicant("tracked"),
    )
    op.create_table(
        "findings",
        text("applicant_id"),
        text("program_id"),
        text("rule"),
        sa.Column("value", sa.Text(), nullable=False),
        text("found_on"),
        text("where_found"),
        text("note"),
        text("at"),
        primary_key("findings", "applicant_id", "program_id", "rule"),
        of_an_applicant("findings"),
    )
    op.create_table(
        "own_programs",
        sa.Column("number", sa.Integer(), primary_key=True),
        text("id"),
        text("applicant_id"),
        text("name"),
        text("specialty", null=True),
        text("city"),
        text("state"),
        text("website"),
        text("notes"),
        text("created"),
        sa.UniqueConstraint("id", name="uq_own_programs_id"),
        of_an_applicant("own_programs"),
        primary_key("own_programs", "number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_own_programs_applicant_id_number", "own_programs", ["applicant_id", "number"])
    op.create_table(
        "choices",
        text("applicant_id"),
        text("key"),
        sa.Column("value", sa.Text(), nullable=False),
        primary_key("choices", "applicant_id", "key"),
        of_an_applicant("choices"),
    )
