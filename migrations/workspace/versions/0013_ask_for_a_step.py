"""Let a request for approval know the step of the record that it was made for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the state that a record enters when its request is approved."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "flow_instance",
        sa.Column("entering", sa.Text, nullable=True, comment="state that the record enters when approved"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_column("flow_instance", "entering")
