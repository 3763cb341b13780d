"""Protect public forms; keep answers that are unfinished."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB, UUID

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let links of forms ask for a password; note what of a form was used up; keep unfinished answers."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.add_column(
        "public_link",
        sa.Column("password", sa.Text, nullable=True, comment="hash of what a visitor must know"),
    )
    op.create_table(
        "answer_mark",
        sa.Column("app_id", sa.Text, primary_key=True),
        sa.Column("form_id", sa.Text, primary_key=True, comment="element id of the form"),
        sa.Column("mark", sa.Text, primary_key=True, comment="keyed hash of what was used up"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True, comment="when it may be forgotten"),
    )
    op.create_index("ix_answer_mark_ends", "answer_mark", ["ends_at"])
    op.create_table(
        "unfinished_answer",
        sa.Column(
            "person_id",
            UUID(as_uuid=True),
            sa.ForeignKey("person.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("app_id", sa.Text, primary_key=True),
        sa.Column("entity_id", sa.Text, primary_key=True),
        sa.Column(
            "about",
            sa.Text,
            primary_key=True,
            comment="id of the record that is changed; empty for a new one",
        ),
        sa.Column("form", sa.Text, nullable=False, server_default="", comment="key of the form"),
        sa.Column("version", sa.BigInteger, nullable=True, comment="version of the record that was changed"),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("labels", JSONB, nullable=False, server_default="{}"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_unfinished_answer_at", "unfinished_answer", ["at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("unfinished_answer")
    op.drop_table("answer_mark")
    op.drop_column("public_link", "password")
