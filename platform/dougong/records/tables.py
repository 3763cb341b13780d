"""Tables of records, beside the entity tables that apps bring: history, comments, states, counters, merges."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from dougong.database import WORKSPACE

_UUID = UUID(as_uuid=True)
_AT = sa.DateTime(timezone=True)

history = sa.Table(
    "history",
    WORKSPACE,
    sa.Column("id", _UUID, primary_key=True, comment="version 7: ordered by time"),
    sa.Column("at", _AT, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("record_id", _UUID, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False, comment="create, update, delete, restore"),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("person_id", _UUID, nullable=True),
    sa.Column("on_behalf_of", sa.Text, nullable=True),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("batch", _UUID, nullable=True),
    sa.Column("changes", JSONB, nullable=False, comment="field id → [old, new], JSON values"),
    sa.Index("ix_history_record", "record_id", "id"),
    sa.Index("ix_history_batch", "batch", postgresql_where=sa.column("batch").is_not(None)),
)

comment = sa.Table(
    "comment",
    WORKSPACE,
    sa.Column("id", _UUID, primary_key=True),
    sa.Column("at", _AT, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("record_id", _UUID, nullable=False),
    sa.Column("author_id", _UUID, nullable=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("mentions", ARRAY(_UUID), nullable=False),
    sa.Index("ix_comment_record", "record_id", "id"),
)

state_log = sa.Table(
    "state_log",
    WORKSPACE,
    sa.Column("id", _UUID, primary_key=True),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("record_id", _UUID, nullable=False),
    sa.Column("field_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("entered_at", _AT, nullable=False),
    sa.Column("left_at", _AT, nullable=True),
    sa.Column("days", sa.Numeric(38, 10), nullable=True),
    sa.Column("person_id", _UUID, nullable=True),
    sa.Index("ix_state_log_record", "record_id", "field_id"),
    sa.Index("ix_state_log_entity", "entity_id", "state"),
)

counter = sa.Table(
    "counter",
    WORKSPACE,
    sa.Column("field_id", sa.Text, primary_key=True),
    sa.Column("period", sa.Text, primary_key=True, comment="'' | 2026 | 2026-11 | 2026-11-22"),
    sa.Column("value", sa.BigInteger, nullable=False),
)

record_merge = sa.Table(
    "record_merge",
    WORKSPACE,
    sa.Column("id", _UUID, primary_key=True, comment="also the batch of its history"),
    sa.Column("merged_id", _UUID, primary_key=True, comment="the record that went to the trash"),
    sa.Column("kept_id", _UUID, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("at", _AT, nullable=False),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("person_id", _UUID, nullable=True),
    sa.Column("rows", JSONB, nullable=False, comment="field id → rows of sub-tables that were copied"),
    sa.Column("undone_at", _AT, nullable=True),
    sa.Column("undone_by", _UUID, nullable=True),
    sa.Index("ix_record_merge_kept", "kept_id"),
    sa.Index("ix_record_merge_merged", "merged_id"),
)

record_merge_move = sa.Table(
    "record_merge_move",
    WORKSPACE,
    sa.Column("merge_id", _UUID, primary_key=True),
    sa.Column("field_id", sa.Text, primary_key=True),
    sa.Column("row_id", _UUID, primary_key=True, comment="the record or row that pointed to the merged one"),
    sa.Column("merged_id", _UUID, nullable=False),
)

duplicate_pair = sa.Table(
    "duplicate_pair",
    WORKSPACE,
    sa.Column("entity_id", sa.Text, primary_key=True),
    sa.Column("first_id", _UUID, primary_key=True, comment="the lesser id of the two"),
    sa.Column("second_id", _UUID, primary_key=True),
    sa.Column("score", sa.SmallInteger, nullable=False, comment="0 to 100; 100 for equal keys"),
    sa.Column("fields", ARRAY(sa.Text), nullable=False, comment="ids of the fields that were compared"),
    sa.Column("found_at", _AT, nullable=False),
    sa.Column("dismissed_at", _AT, nullable=True, comment="when somebody said that they are two"),
    sa.Column("dismissed_by", _UUID, nullable=True),
    sa.Index("ix_duplicate_pair_second", "second_id"),
)

saved_view = sa.Table(
    "saved_view",
    WORKSPACE,
    sa.Column("id", _UUID, primary_key=True),
    sa.Column("app", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("owner_id", _UUID, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("definition", JSONB, nullable=False),
    sa.Column("created_at", _AT, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
    sa.Index("ix_saved_view_entity", "app", "entity_id"),
)
