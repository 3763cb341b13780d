"""Tables of identity: accounts and sessions in schema `dougong`, people and their places in the workspace."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, UUID

from dougong.database import PLATFORM, WORKSPACE


def _at(name: str, **options: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), **options)  # type: ignore[arg-type]


workspace = sa.Table(
    "workspace",
    PLATFORM,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    _at("created_at", nullable=False),
)

account = sa.Table(
    "account",
    PLATFORM,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("login", sa.Text, nullable=False, unique=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    _at("created_at", nullable=False),
    _at("password_changed_at", nullable=False),
)

membership = sa.Table(
    "membership",
    PLATFORM,
    sa.Column("account_id", sa.ForeignKey(account.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("workspace", sa.ForeignKey(workspace.c.key, ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", UUID(as_uuid=True), nullable=False),
    sa.UniqueConstraint("workspace", "person_id"),
)

session = sa.Table(
    "session",
    PLATFORM,
    sa.Column("id", sa.LargeBinary, primary_key=True, comment="SHA-256 of the cookie's token"),
    sa.Column("account_id", sa.ForeignKey(account.c.id, ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("workspace", sa.Text, nullable=False),
    sa.Column("person_id", UUID(as_uuid=True), nullable=False),
    _at("created_at", nullable=False),
    _at("seen_at", nullable=False),
    _at("expires_at", nullable=False),
    sa.Column("agent", sa.Text, nullable=False, server_default=""),
)

setup_token = sa.Table(
    "setup_token",
    PLATFORM,
    sa.Column("id", sa.LargeBinary, primary_key=True, comment="SHA-256 of the one-time token"),
    _at("created_at", nullable=False),
)

department = sa.Table(
    "department",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("name", sa.Text(collation="C"), nullable=False, unique=True),
    sa.Column("parent_id", sa.ForeignKey("ws.department.id"), nullable=True, index=True),
    sa.Column("head_id", sa.ForeignKey("ws.person.id", use_alter=True), nullable=True),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
)

person = sa.Table(
    "person",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("name", sa.Text(collation="C"), nullable=False, index=True),
    sa.Column("name_pinyin", sa.Text(collation="C"), nullable=False, server_default=""),
    sa.Column("email", sa.Text(collation="C"), nullable=True),
    sa.Column("phone", sa.Text(collation="C"), nullable=True),
    sa.Column("language", sa.Text, nullable=False, server_default="zh"),
    sa.Column("zone", sa.Text, nullable=False, server_default="Asia/Shanghai"),
    sa.Column("theme", sa.Text, nullable=False, server_default="system"),
    sa.Column("department_id", sa.ForeignKey(department.c.id), nullable=True, index=True),
    sa.Column("supervisor_id", sa.ForeignKey("ws.person.id"), nullable=True, index=True),
    sa.Column(
        "successor_id", sa.ForeignKey("ws.person.id"), nullable=True, comment="who took over when he left"
    ),
    sa.Column("administrator", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    _at("created_at", nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False, server_default="1"),
)

position = sa.Table(
    "position",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("name", sa.Text(collation="C"), nullable=False, unique=True),
)

person_position = sa.Table(
    "person_position",
    WORKSPACE,
    sa.Column("person_id", sa.ForeignKey(person.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("position_id", sa.ForeignKey(position.c.id, ondelete="CASCADE"), primary_key=True),
)

team = sa.Table(
    "team",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("name", sa.Text(collation="C"), nullable=False, unique=True),
)

team_member = sa.Table(
    "team_member",
    WORKSPACE,
    sa.Column("team_id", sa.ForeignKey(team.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("person_id", sa.ForeignKey(person.c.id, ondelete="CASCADE"), primary_key=True),
)

role_member = sa.Table(
    "role_member",
    WORKSPACE,
    sa.Column("app_id", sa.Text, primary_key=True),
    sa.Column(
        "role_id",
        sa.Text,
        primary_key=True,
        comment="element id of the role, so a renamed role keeps its members",
    ),
    sa.Column("person_id", sa.ForeignKey(person.c.id, ondelete="CASCADE"), primary_key=True, index=True),
)

api_token = sa.Table(
    "api_token",
    WORKSPACE,
    sa.Column("id", UUID(as_uuid=True), primary_key=True),
    sa.Column("hash", sa.LargeBinary, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("person_id", sa.ForeignKey(person.c.id, ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False, comment="read, write, design, administer"),
    _at("created_at", nullable=False),
    _at("expires_at", nullable=True),
    _at("seen_at", nullable=True),
)
