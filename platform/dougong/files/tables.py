"""Tables of files."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID

from dougong.database import WORKSPACE

file = sa.Table(
    "file",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("type", sa.Text, nullable=False),
    sa.Column("sha256", sa.LargeBinary, nullable=False),
    sa.Column("uploaded_by", sa.Text, nullable=False, index=True, comment="principal label"),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
)

file_use = sa.Table(
    "file_use",
    WORKSPACE,
    sa.Column("file_id", sa.ForeignKey(file.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("entity_id", sa.Text, primary_key=True, comment="element id of the entity"),
    sa.Column("record_id", UUID(as_uuid=True), primary_key=True),
    sa.Column("field_id", sa.Text, primary_key=True, comment="element id of the field"),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Index("ix_file_use_record", "record_id", "field_id"),
)
