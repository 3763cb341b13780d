"""Tables of notify: what people are told in the product, and what they asked to be told of."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

from dougong.database import WORKSPACE

notice = sa.Table(
    "notice",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("ws.person.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False, server_default=""),
    sa.Column(
        "app", sa.Text, nullable=True, comment="where it leads: keys of app and entity, id of the record"
    ),
    sa.Column("entity", sa.Text, nullable=True),
    sa.Column("record_id", UUID(as_uuid=True), nullable=True),
    sa.Column("file_id", UUID(as_uuid=True), nullable=True, comment="a file that waits to be fetched"),
    sa.Column("cause", sa.Text, nullable=False, server_default=""),
    sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
    sa.Index("ix_notice_person", "person_id", "id"),
)
sa.Index("ix_notice_unread", notice.c.person_id, notice.c.cause, postgresql_where=notice.c.read_at.is_(None))

follow = sa.Table(
    "follow",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("person_id", sa.ForeignKey("ws.person.id", ondelete="CASCADE"), nullable=False),
    sa.Column("app", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("record_id", UUID(as_uuid=True), nullable=True, comment="one record; or a condition"),
    sa.Column("condition", sa.Text, nullable=True, comment="tell of records that come to meet it"),
    sa.Column(
        "name", sa.Text, nullable=False, comment="title of the record when followed; or of the condition"
    ),
    sa.Column(
        "by_time", sa.Boolean, nullable=False, comment="the condition can come true by itself: TODAY, NOW"
    ),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("failed", sa.Text, nullable=True, comment="why the condition cannot be asked any more"),
    sa.UniqueConstraint("person_id", "entity_id", "record_id", name="uq_follow_record"),
    sa.Index("ix_follow_record", "entity_id", "record_id"),
)

follow_met = sa.Table(
    "follow_met",
    WORKSPACE,
    sa.Column("follow_id", sa.ForeignKey(follow.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
)
