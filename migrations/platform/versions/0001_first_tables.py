"""first tables."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Apply this step; a lock that is not free within three seconds ends it unharmed."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "account",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        schema="dougong",
    )
    op.create_table(
        "setup_token",
        sa.Column("id", sa.LargeBinary(), nullable=False, comment="SHA-256 of the one-time token"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setup_token")),
        schema="dougong",
    )
    op.create_table(
        "workspace",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_workspace")),
        schema="dougong",
    )
    op.create_table(
        "membership",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["dougong.account.id"], name=op.f("fk_membership_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace"], ["dougong.workspace.key"], name=op.f("fk_membership_workspace"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "workspace", name=op.f("pk_membership")),
        sa.UniqueConstraint("workspace", "person_id", name=op.f("uq_membership_workspace_person_id")),
        schema="dougong",
    )
    op.create_table(
        "session",
        sa.Column("id", sa.LargeBinary(), nullable=False, comment="SHA-256 of the cookie's token"),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agent", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["dougong.account.id"], name=op.f("fk_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        schema="dougong",
    )
    op.create_index(
        op.f("ix_dougong_session_account_id"), "session", ["account_id"], unique=False, schema="dougong"
    )


def downgrade() -> None:
    """Take this step back."""
    op.drop_index(op.f("ix_dougong_session_account_id"), table_name="session", schema="dougong")
    op.drop_table("session", schema="dougong")
    op.drop_table("membership", schema="dougong")
    op.drop_table("workspace", schema="dougong")
    op.drop_table("setup_token", schema="dougong")
    op.drop_table("account", schema="dougong")
