"""Keep what is left of rules and buttons that wait."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of what waits."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "rule_wait",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("rule_id", sa.Text, nullable=False, comment="element id of the rule or button"),
        sa.Column("rule_key", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False, comment="rule:<key> or button:<key>"),
        sa.Column("run_id", UUID(as_uuid=True), nullable=False, comment="the run that waits"),
        sa.Column("position", sa.Integer, nullable=False, comment="of the step that waits"),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("record_id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=True, comment="who was behind it"),
        sa.Column("steps", JSONB, nullable=False, comment="what is left to do"),
        sa.Column("unless", sa.Text, nullable=True),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("old", JSONB, nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False, server_default="waiting", comment="waiting, ended"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_wait")),
    )
    op.create_index(
        "ix_rule_wait_due", "rule_wait", ["due_at"], postgresql_where=sa.text("state = 'waiting'")
    )


def downgrade() -> None:
    """Take it away; what waits goes with it."""
    op.drop_table("rule_wait")
