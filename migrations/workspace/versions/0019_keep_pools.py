"""Keep who claimed, gave back and lost records of pools, and who was warned."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of what happened in pools."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "pool_event",
        sa.Column("id", UUID(as_uuid=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pool_id", sa.Text, nullable=False),
        sa.Column("record_id", UUID(as_uuid=True), nullable=False),
        sa.Column(
            "person_id", UUID(as_uuid=True), nullable=True, comment="who claimed it, had it, or was told"
        ),
        sa.Column("kind", sa.Text, nullable=False, comment="claimed, released, recycled, warned"),
        sa.Column("day", sa.Date, nullable=True, comment="warned: the last day of protection"),
        sa.Column("days_before", sa.Integer, nullable=True, comment="warned: so many days before it"),
        sa.Column("reason", sa.Text, nullable=True, comment="released: what its owner said"),
    )
    op.create_index("ix_pool_event_record", "pool_event", ["record_id", "id"])
    op.create_index("ix_pool_event_person", "pool_event", ["person_id", "kind", "at"])
    op.create_index(
        "uq_pool_event_warned",
        "pool_event",
        ["pool_id", "record_id", "day", "days_before"],
        unique=True,
        postgresql_where=sa.text("kind = 'warned'"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_table("pool_event")
