"""Keep short links and their clicks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import UUID

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of short links, their days, and the visitors of a day."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "short_link",
        sa.Column("id", UUID(as_uuid=True), nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("app_id", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False, server_default=""),
        sa.Column("kind", sa.Text, nullable=False, comment="form, record, address"),
        sa.Column("form_link", UUID(as_uuid=True), nullable=True, comment="public_link that it leads to"),
        sa.Column("entity_id", sa.Text, nullable=True),
        sa.Column("target_id", UUID(as_uuid=True), nullable=True, comment="record that it leads to"),
        sa.Column("address", sa.Text, nullable=True),
        sa.Column("record_id", UUID(as_uuid=True), nullable=True, comment="for which a step issued it"),
        sa.Column("field_id", sa.Text, nullable=True, comment="in which that record keeps it"),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true()),
        sa.Column("clicks", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_short_link")),
        sa.UniqueConstraint("code", name=op.f("uq_short_link_code")),
        sa.UniqueConstraint("record_id", "field_id", name=op.f("uq_short_link_record_id_field_id")),
    )
    op.create_index("ix_short_link_app", "short_link", ["app_id", "created_at"])
    op.create_table(
        "short_link_day",
        sa.Column("link_id", UUID(as_uuid=True), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("clicks", sa.BigInteger, nullable=False),
        sa.Column("visitors", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("link_id", "day", name=op.f("pk_short_link_day")),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["short_link.id"],
            name=op.f("fk_short_link_day_link_id_short_link"),
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "short_link_visitor",
        sa.Column("link_id", UUID(as_uuid=True), nullable=False),
        sa.Column("mark", sa.LargeBinary, nullable=False, comment="of a visitor, for this day alone"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("link_id", "mark", name=op.f("pk_short_link_visitor")),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["short_link.id"],
            name=op.f("fk_short_link_visitor_link_id_short_link"),
            ondelete="CASCADE",
        ),
    )
    op.create_index(op.f("ix_short_link_visitor_at"), "short_link_visitor", ["at"])


def downgrade() -> None:
    """Take them away."""
    op.drop_table("short_link_visitor")
    op.drop_table("short_link_day")
    op.drop_table("short_link")
