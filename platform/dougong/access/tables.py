"""Tables of access."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from dougong.database import WORKSPACE

record_share = sa.Table(
    "record_share",
    WORKSPACE,
    sa.Column("entity_id", sa.Text, primary_key=True, comment="element id of the entity"),
    sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
    sa.Column("holder", sa.Text, primary_key=True, comment="person:<uuid>, department:<uuid>, team:<uuid>"),
    sa.Column("source", sa.Text, primary_key=True, comment="why: seat:<id>, person:<uuid>, pool:<key>"),
    sa.Column("rights", ARRAY(sa.Text), nullable=False, comment="see, change"),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_record_share_holder", "holder", "entity_id"),
)
