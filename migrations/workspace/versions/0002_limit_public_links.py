"""Limit public links in time and number."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the times and the quota of a link."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column("public_link", sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("public_link", sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("public_link", sa.Column("quota", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("public_link", "quota")
    op.drop_column("public_link", "closes_at")
    op.drop_column("public_link", "opens_at")
