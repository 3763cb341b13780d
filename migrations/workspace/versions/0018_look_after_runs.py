"""Look after runs: those of an app in their order, those that failed among them, and which were undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

_STATES = {
    "rule_run": (
        "done, failed, cut, skipped",
        "done, waiting, failed, cut, skipped, retried, dismissed, running (over a set)",
    ),
    "rule_run_step": (
        "done, waiting (in the outbox), failed, skipped",
        "done, waiting (in the outbox), failed, skipped, undone",
    ),
}


def upgrade() -> None:
    """Make the indexes; a failed run that kept what had happened was undone as a whole."""
    op.create_index("ix_rule_run_app", "rule_run", ["app_id", "id"])
    op.create_index(
        "ix_rule_run_failed", "rule_run", ["app_id", "id"], postgresql_where=sa.text("state = 'failed'")
    )
    for table, (before, after) in _STATES.items():
        op.alter_column(table, "state", existing_type=sa.Text(), comment=after, existing_comment=before)
    op.execute(
        "UPDATE rule_run SET trace = trace || '{\"undone\": true}' WHERE state = 'failed' AND trace ? 'happened'"
    )


def downgrade() -> None:
    """Remove the indexes."""
    for table, (before, after) in _STATES.items():
        op.alter_column(table, "state", existing_type=sa.Text(), comment=before, existing_comment=after)
    op.drop_index("ix_rule_run_failed", "rule_run")
    op.drop_index("ix_rule_run_app", "rule_run")
