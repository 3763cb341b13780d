"""Tables of connect: connections with sealed secrets, inbound hooks, and what was delivered either way."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from dougong.database import WORKSPACE


def _at(name: str = "at", **options: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), **options)  # type: ignore[arg-type]


connection = sa.Table(
    "connection",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, comment="key of the app's connection document"),
    sa.Column("connector", sa.Text, nullable=False),
    sa.Column("settings", JSONB, nullable=False),
    sa.Column("secret", sa.LargeBinary, nullable=True, comment="sealed; never read out"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    _at("changed_at", nullable=False),
    sa.UniqueConstraint("app_id", "key"),
)

hook = sa.Table(
    "hook",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("token_hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("app_key", sa.Text, nullable=False),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("entity_id", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False, comment="what rules and score cards see as event.name"),
    sa.Column("mapping", JSONB, nullable=False, comment="field key: path into the received JSON"),
    sa.Column("match", ARRAY(sa.Text), nullable=False, comment="fields that find an existing record"),
    sa.Column("secret", sa.LargeBinary, nullable=False, comment="sealed; the key of the signature"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    _at("created_at", nullable=False),
    sa.Column("created_by", sa.Text, nullable=False),
)

hook_delivery = sa.Table(
    "hook_delivery",
    WORKSPACE,
    sa.Column("hook_id", sa.ForeignKey(hook.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column(
        "delivery",
        sa.Text,
        primary_key=True,
        comment="the sender's id of this delivery: a second one is a replay",
    ),
    sa.Column("record_id", UUID(as_uuid=True), nullable=True),
    _at(nullable=False),
    sa.Column("refusal", JSONB, nullable=True, comment="why it was refused: lines of place and message"),
)

delivery = sa.Table(
    "delivery",
    WORKSPACE,
    sa.Column("key", sa.Text, primary_key=True, comment="key of the effect: it is sent once"),
    sa.Column("connection_id", UUID(as_uuid=True), nullable=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, comment="done, failed"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("answer", JSONB, nullable=False),
    sa.Column("error", sa.Text, nullable=True),
    _at(nullable=False),
    sa.Index("ix_delivery_connection", "connection_id", "at"),
)
