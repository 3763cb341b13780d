"""Find the deliveries of a connection."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index that lists a connection's last deliveries."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_index("ix_delivery_connection", "delivery", ["connection_id", "at"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_delivery_connection", "delivery")
