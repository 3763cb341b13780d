"""Tell a run whose message will be sent again by itself from one that waits for somebody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_STATES = {
    "rule_run": (
        "done, waiting, failed, cut, skipped, retried, dismissed, running (over a set)",
        "done, waiting, retrying, failed, cut, skipped, retried, dismissed, running (over a set)",
    ),
    "rule_run_step": (
        "done, waiting (in the outbox), failed, skipped, undone",
        "done, waiting (in the outbox), retrying, failed, skipped, undone",
    ),
}


def upgrade() -> None:
    """Name the state; what failed before stays so until its next attempt."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table, (before, after) in _STATES.items():
        op.alter_column(table, "state", existing_type=sa.Text(), comment=after, existing_comment=before)


def downgrade() -> None:
    """Call what will be sent again failed, as it was."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table, (before, after) in _STATES.items():
        op.execute(f"UPDATE {table} SET state = 'failed' WHERE state = 'retrying'")
        op.alter_column(table, "state", existing_type=sa.Text(), comment=before, existing_comment=after)
