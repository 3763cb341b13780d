"""Run rules by the clock: until when schedules were looked at, on which records a rule acted for which period."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _at(name: str = "at", *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


_RUN_COUNTS = ("records", "records_done", "records_failed", "records_skipped")
_COMMENTS = {"records": "how many the clock chose; null for one event"}


def upgrade() -> None:
    """Add the tables, and to runs what is known of those over a set of records."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column("rule_run", _at("due_at", nullable=True))
    for name in _RUN_COUNTS:
        op.add_column("rule_run", sa.Column(name, sa.BigInteger, nullable=True, comment=_COMMENTS.get(name)))
    op.create_table(
        "rule_episode",
        sa.Column("rule_id", sa.Text, primary_key=True),
        sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
        _at(),
    )
    op.create_table(
        "rule_schedule",
        sa.Column("rule_id", sa.Text, primary_key=True),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("schedule", JSONB, nullable=False, comment="as it was published"),
        _at("checked_until"),
    )
    op.create_table(
        "rule_effect",
        sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
        sa.Column("rule_id", sa.Text, primary_key=True),
        sa.Column("period", sa.Text, primary_key=True, comment="the moment, or the date it follows"),
        sa.Column("run_id", UUID(as_uuid=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False, comment="pending, done, failed, skipped"),
        sa.Column("error", sa.Text, nullable=True),
        _at(),
        sa.Index("ix_rule_effect_run", "run_id", "state", "record_id"),
        sa.Index("ix_rule_effect_at", "at"),
    )


def downgrade() -> None:
    """Take it all away."""
    for table in ("rule_effect", "rule_schedule", "rule_episode"):
        op.drop_table(table)
    op.execute("DELETE FROM rule_run WHERE due_at IS NOT NULL")
    for name in ("due_at", *_RUN_COUNTS):
        op.drop_column("rule_run", name)
