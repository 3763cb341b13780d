"""Follow records and conditions; keep how people arrange views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = UUID(as_uuid=True)


def upgrade() -> None:
    """Add the tables; a lock that is not free within three seconds ends it unharmed."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "view_choice",
        sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column(
            "view", sa.Text(), nullable=False, comment="key of a view of the app, or id of a saved one"
        ),
        sa.Column(
            "choice", JSONB(), nullable=False, comment="columns, widths, height of rows, as the person likes"
        ),
        sa.Column("opens", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("person_id", "app", "entity_id", "view"),
    )
    op.create_table(
        "follow",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("person_id", _ID, sa.ForeignKey("person.id", ondelete="CASCADE"), nullable=False),
        sa.Column("app", sa.Text(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("record_id", _ID, nullable=True, comment="one record; or a condition"),
        sa.Column("condition", sa.Text(), nullable=True, comment="tell of records that come to meet it"),
        sa.Column(
            "name",
            sa.Text(),
            nullable=False,
            comment="title of the record when followed; or of the condition",
        ),
        sa.Column(
            "by_time",
            sa.Boolean(),
            nullable=False,
            comment="the condition can come true by itself: TODAY, NOW",
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failed", sa.Text(), nullable=True, comment="why the condition cannot be asked any more"),
        sa.UniqueConstraint("person_id", "entity_id", "record_id", name="uq_follow_record"),
    )
    op.create_index("ix_follow_entity", "follow", ["entity_id"])
    op.create_table(
        "follow_met",
        sa.Column("follow_id", _ID, sa.ForeignKey("follow.id", ondelete="CASCADE"), nullable=False),
        sa.Column("record_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("follow_id", "record_id"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("follow_met")
    op.drop_table("follow")
    op.drop_table("view_choice")
