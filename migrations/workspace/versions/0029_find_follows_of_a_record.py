"""Find the follows of a record among many of its entity."""

from __future__ import annotations

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Order them by record too."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_index("ix_follow_record", "follow", ["entity_id", "record_id"])
    op.drop_index("ix_follow_entity", "follow")


def downgrade() -> None:
    """Order them by entity alone."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_index("ix_follow_entity", "follow", ["entity_id"])
    op.drop_index("ix_follow_record", "follow")
