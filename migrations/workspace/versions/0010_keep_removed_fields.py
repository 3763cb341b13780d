"""Keep with a removed field what it was, so that it can be brought back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ADDED = (
    sa.Column("kind", sa.Text(), server_default="field", nullable=False, comment="field, entity"),
    sa.Column("element", sa.Text(), comment="the id under which it can be brought back"),
    sa.Column("entity", sa.Text(), comment="id of the entity it belongs to"),
    sa.Column("key", sa.Text(), server_default="", nullable=False),
    sa.Column("definition", sa.JSON(), comment="its property or document, under that id"),
    sa.Column(
        "reason",
        sa.Text(),
        server_default="removed",
        nullable=False,
        comment="removed, or converted to another type",
    ),
    sa.Column("author", sa.Text(), server_default="", nullable=False),
)


def upgrade() -> None:
    """Add what is kept; what was removed before has no definition and only waits to be dropped."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    for column in _ADDED:
        op.add_column("removed_element", column._copy())


def downgrade() -> None:
    """Take it away."""
    for column in _ADDED:
        op.drop_column("removed_element", column.name)
