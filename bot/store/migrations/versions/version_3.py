"""Version 3: pieces of work, which are statements and mock interviews."""

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.columns import number, of_an_applicant, primary_key, text

revision = "3"
down_revision = "2"


def upgrade() -> None:
    op.create_table(
        "works",
        text("id"),
        text("applicant_id"),
        text("kind"),
        text("title"),
        sa.Column("data", sa.Text(), nullable=False),
        number("revision"),
        text("created"),
        text("updated"),
        primary_key("works", "id"),
        of_an_applicant("works"),
    )
    op.create_index("ix_works_applicant_id_kind", "works", ["applicant_id", "kind"])
