"""Store computed values."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add which stored computed fields of an app are still to be filled."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "app",
        sa.Column(
            "unfilled",
            JSONB,
            nullable=False,
            server_default="{}",
            comment="ids of stored computed fields whose columns are to be filled, each with the mark of who asked",
        ),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_column("app", "unfilled")
