"""Keep whom rules gave records to, what turns by weight owe, and since when points are given."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of assignments, what turns by weight owe, and the days of points."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "assignment_cursor",
        sa.Column(
            "shares",
            JSONB,
            nullable=False,
            server_default="{}",
            comment="what turns by weight owe, by person",
        ),
    )
    op.create_table(
        "assignment",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("field_id", sa.Text, nullable=False, comment="the member field that was set"),
        sa.Column("record_id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=False),
        sa.Column("cause", sa.Text, nullable=False, comment="rule:<key>, flow:<key> or button:<key>"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_person", "assignment", ["person_id", "entity_id", "at"])
    op.create_index("ix_assignment_record", "assignment", ["record_id"])
    op.add_column(
        "rule_score_line",
        sa.Column(
            "days",
            JSONB,
            nullable=False,
            server_default="{}",
            comment="events by day; of a condition the day since which it holds",
        ),
    )
    op.add_column(
        "rule_score_line",
        sa.Column("changes_on", sa.Date, nullable=True, comment="when decay may give other points"),
    )
    op.create_index("ix_rule_score_line_changes", "rule_score_line", ["card_id", "changes_on"])


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_rule_score_line_changes", "rule_score_line")
    op.drop_column("rule_score_line", "changes_on")
    op.drop_column("rule_score_line", "days")
    op.drop_table("assignment")
    op.drop_column("assignment_cursor", "shares")
