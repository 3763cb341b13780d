"""Find what asked somebody for a decision among all that he has not read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    """Index what is unread by person and cause."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_index("ix_notice_unread", "notice")
    op.create_index("ix_notice_unread", "notice", ["person_id", "cause"], postgresql_where=_UNREAD)


def downgrade() -> None:
    """Index it by person alone."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.drop_index("ix_notice_unread", "notice")
    op.create_index("ix_notice_unread", "notice", ["person_id"], postgresql_where=_UNREAD)
