"""Keep why an address of ours refused a delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for what was wrong with a delivery."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "hook_delivery",
        sa.Column("refusal", JSONB, nullable=True, comment="why it was refused: lines of place and message"),
    )


def downgrade() -> None:
    """Forget what was refused: as accepted ones these would be repeats."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    delivery = sa.table("hook_delivery", sa.column("refusal"))
    op.execute(sa.delete(delivery).where(delivery.c.refusal.is_not(None)))
    op.drop_column("hook_delivery", "refusal")
