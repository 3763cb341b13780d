"""Let runs tell which step another stands inside of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the position of the step around a step."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "rule_run_step",
        sa.Column(
            "within", sa.Integer, nullable=True, comment="position of the step that it stands inside of"
        ),
    )


def downgrade() -> None:
    """Take it away; steps inside others go with it."""
    op.execute("DELETE FROM rule_run_step WHERE within IS NOT NULL")
    op.drop_column("rule_run_step", "within")
