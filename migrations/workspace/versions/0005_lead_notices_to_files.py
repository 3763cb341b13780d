"""Lead notices to files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the file that a notice is about."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "notice",
        sa.Column("file_id", UUID(as_uuid=True), nullable=True, comment="a file that waits to be fetched"),
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_column("notice", "file_id")
