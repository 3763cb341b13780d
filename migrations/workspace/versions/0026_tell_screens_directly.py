"""Keep in the outbox only what leaves: open screens are told without it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop what screens were to be told."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_column("outbox", "live")


def downgrade() -> None:
    """Let rows have it again."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "outbox",
        sa.Column(
            "live",
            JSONB,
            nullable=False,
            server_default="[]",
            comment="what open screens are told after the commit",
        ),
    )
    op.alter_column("outbox", "live", server_default=None)
