"""Add the rates of currencies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of rates; a lock that is not free within three seconds ends it unharmed."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "currency_rate",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column(
            "rate", sa.Numeric(20, 10), nullable=False, comment="of one unit, in the workspace's currency"
        ),
        sa.PrimaryKeyConstraint("currency", "from_day"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("currency_rate")
