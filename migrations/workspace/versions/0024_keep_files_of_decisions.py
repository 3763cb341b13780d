"""Keep what is signed and enclosed with decisions of flows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0024"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of what goes with a line of a flow's history."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "flow_decision_file",
        sa.Column("file_id", UUID(as_uuid=True), nullable=False),
        sa.Column("instance_id", UUID(as_uuid=True), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("role", sa.Text, nullable=False, comment="signature or attachment"),
        sa.Column("position", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_flow_decision_file")),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_flow_decision_file_file_id_file"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["instance_id", "sequence"],
            ["flow_event.instance_id", "flow_event.sequence"],
            name=op.f("fk_flow_decision_file_instance_id_flow_event"),
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_flow_decision_file_event", "flow_decision_file", ["instance_id", "sequence"])


def downgrade() -> None:
    """Take it away; the files go on being held by their records, where nobody may open them."""
    op.drop_table("flow_decision_file")
