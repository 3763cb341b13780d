"""Find what somebody has asked others about among what he has done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_DONE = sa.text("state = 'done'")
_DONE_OR_PARKED = sa.text("state IN ('done', 'waiting_added', 'waiting_delegate')")


def upgrade() -> None:
    """Index seats that were used or wait for others by person and moment."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_index("ix_flow_seat_done", "flow_seat")
    op.create_index(
        "ix_flow_seat_done",
        "flow_seat",
        ["person_id", sa.text("coalesce(decided_at, opened_at)")],
        postgresql_where=_DONE_OR_PARKED,
    )


def downgrade() -> None:
    """Index those that were used alone."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_index("ix_flow_seat_done", "flow_seat")
    op.create_index("ix_flow_seat_done", "flow_seat", ["person_id", "decided_at"], postgresql_where=_DONE)
