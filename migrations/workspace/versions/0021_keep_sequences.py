"""Keep which records are in sequences, and what happened to them there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of enrolments and of their history."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "sequence_enrolment",
        sa.Column("id", UUID(as_uuid=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("sequence_id", sa.Text, nullable=False, comment="element id of the sequence"),
        sa.Column("version", sa.Integer, nullable=False, comment="of the app when the record entered"),
        sa.Column("entity_id", sa.Text, nullable=False),
        sa.Column("record_id", UUID(as_uuid=True), nullable=False),
        sa.Column("person_id", UUID(as_uuid=True), nullable=True, comment="who was behind it"),
        sa.Column("cause", sa.Text, nullable=False, comment="rule:<key>, button:<key>, hand …"),
        sa.Column("state", sa.Text, nullable=False, comment="running, paused, finished, exited, stopped"),
        sa.Column("step", sa.Text, nullable=True, comment="key of the step that comes next"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("exit", sa.Text, nullable=True, comment="exited: key of the exit"),
        sa.Column(
            "why",
            sa.Text,
            nullable=True,
            comment="paused: hand, failed; stopped: hand, left, deleted, removed",
        ),
        sa.Column("error", sa.Text, nullable=True, comment="paused as a step failed: what was wrong"),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_sequence_enrolment_record", "sequence_enrolment", ["record_id", "id"])
    op.create_index("ix_sequence_enrolment_sequence", "sequence_enrolment", ["sequence_id", "state", "id"])
    op.create_index(
        "ix_sequence_enrolment_due",
        "sequence_enrolment",
        ["sequence_id", "due_at", "id"],
        postgresql_where=sa.text("state = 'running'"),
    )
    op.create_index(
        "uq_sequence_enrolment_open",
        "sequence_enrolment",
        ["sequence_id", "record_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "sequence_event",
        sa.Column("id", UUID(as_uuid=True), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "enrolment_id",
            UUID(as_uuid=True),
            sa.ForeignKey("sequence_enrolment.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("sequence_id", sa.Text, nullable=False),
        sa.Column(
            "kind",
            sa.Text,
            nullable=False,
            comment="enrolled, done, skipped, failed, paused, resumed, finished, exited, stopped",
        ),
        sa.Column("step", sa.Text, nullable=True),
        sa.Column("person_id", UUID(as_uuid=True), nullable=True, comment="who did it by hand"),
        sa.Column("run_id", UUID(as_uuid=True), nullable=True, comment="the run of what was done"),
    )
    op.create_index("ix_sequence_event_enrolment", "sequence_event", ["enrolment_id", "id"])
    op.create_index("ix_sequence_event_sequence", "sequence_event", ["sequence_id", "kind", "step"])
    op.create_index(
        "uq_sequence_event_step",
        "sequence_event",
        ["enrolment_id", "step"],
        unique=True,
        postgresql_where=sa.text("kind IN ('done', 'skipped')"),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_table("sequence_event")
    op.drop_table("sequence_enrolment")
