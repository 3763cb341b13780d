"""Add the working calendar."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of days; a lock that is not free within three seconds ends it unharmed."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Text(),
            nullable=False,
            comment="holiday: nobody works, workday: a weekend day that is worked",
        ),
        sa.Column(
            "name",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
            comment="by language",
        ),
        sa.CheckConstraint("kind IN ('holiday', 'workday')", name="ck_calendar_day_kind"),
        sa.PrimaryKeyConstraint("day"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("calendar_day")
