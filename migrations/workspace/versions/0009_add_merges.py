"""Add merges of records, pairs of possible duplicates, and how long the trash keeps."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

_AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables; a lock that is not free within three seconds ends it unharmed."""
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "record_merge",
        sa.Column("id", sa.UUID(), nullable=False, comment="also the batch of its history"),
        sa.Column("merged_id", sa.UUID(), nullable=False, comment="the record that went to the trash"),
        sa.Column("kept_id", sa.UUID(), nullable=False),
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column(
            "rows",
            postgresql.JSONB(),
            nullable=False,
            comment="field id → rows of sub-tables that were copied",
        ),
        sa.Column("undone_at", _AT, nullable=True),
        sa.Column("undone_by", sa.UUID(), nullable=True),
        sa.PrimaryKeyConstraint("id", "merged_id", name=op.f("pk_record_merge")),
    )
    op.create_index("ix_record_merge_kept", "record_merge", ["kept_id"])
    op.create_index("ix_record_merge_merged", "record_merge", ["merged_id"])
    op.create_table(
        "record_merge_move",
        sa.Column("merge_id", sa.UUID(), nullable=False),
        sa.Column("field_id", sa.Text(), nullable=False),
        sa.Column(
            "row_id", sa.UUID(), nullable=False, comment="the record or row that pointed to the merged one"
        ),
        sa.Column("merged_id", sa.UUID(), nullable=False),
        sa.PrimaryKeyConstraint("merge_id", "field_id", "row_id", name=op.f("pk_record_merge_move")),
    )
    op.create_table(
        "duplicate_pair",
        sa.Column("entity_id", sa.Text(), nullable=False),
        sa.Column("first_id", sa.UUID(), nullable=False, comment="the lesser id of the two"),
        sa.Column("second_id", sa.UUID(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=False, comment="0 to 100; 100 for equal keys"),
        sa.Column(
            "fields",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="ids of the fields that were compared",
        ),
        sa.Column("found_at", _AT, nullable=False),
        sa.Column("dismissed_at", _AT, nullable=True, comment="when somebody said that they are two"),
        sa.Column("dismissed_by", sa.UUID(), nullable=True),
        sa.PrimaryKeyConstraint("entity_id", "first_id", "second_id", name=op.f("pk_duplicate_pair")),
    )
    op.create_index("ix_duplicate_pair_second", "duplicate_pair", ["second_id"])
    op.add_column(
        "organisation",
        sa.Column(
            "trash_days",
            sa.SmallInteger(),
            server_default="90",
            nullable=True,
            comment="how long the trash keeps a record; null keeps it for good",
        ),
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_column("organisation", "trash_days")
    op.drop_table("duplicate_pair")
    op.drop_table("record_merge_move")
    op.drop_table("record_merge")
