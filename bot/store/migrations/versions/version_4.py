"""Version 4: whose record an applicant is, and until when a turn is left to the copy that answers it."""

import sqlalchemy as sa
from alembic import op

from bot.store.migrations.columns import TEXT

revision = "4"
down_revision = "3"


def upgrade() -> None:
    op.add_column("applicants", sa.Column("owner", TEXT, server_default="", nullable=False))
    op.create_index("ix_applicants_owner_created", "applicants", ["owner", "created"])
    op.add_column("turns", sa.Column("lease", sa.Double(), nullable=True))
