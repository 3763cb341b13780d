"""Keep which record a step inside another one is about."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for the record; steps of before do not say."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "rule_run_step",
        sa.Column(
            "entity_id", sa.Text, nullable=True, comment="of the record that it is about, if not the run's"
        ),
    )
    op.add_column("rule_run_step", sa.Column("record_id", UUID(as_uuid=True), nullable=True))


def downgrade() -> None:
    """Forget it."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_column("rule_run_step", "record_id")
    op.drop_column("rule_run_step", "entity_id")
