"""Tables of metadata: apps, their drafts, published versions and settings."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from dougong.database import WORKSPACE

# Documents are kept as json, not jsonb: jsonb would forget the order of members, and git would show it.
_DOCUMENT = sa.JSON()


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


app = sa.Table(
    "app",
    WORKSPACE,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("name", JSONB, nullable=False),
    sa.Column("template", sa.Text),
    sa.Column(
        "live_version",
        sa.Integer,
        nullable=False,
        server_default="0",
        comment="0 until it is published for the first time",
    ),
    sa.Column(
        "digest", sa.Text, nullable=False, server_default="", comment="of the live version's documents"
    ),
    sa.Column(
        "revision", sa.Integer, nullable=False, server_default="1", comment="counts changes of the draft"
    ),
    sa.Column("settings_revision", sa.Integer, nullable=False, server_default="1"),
    sa.Column(
        "unfilled",
        JSONB,
        nullable=False,
        server_default="{}",
        comment="ids of stored computed fields whose columns are to be filled, each with the mark of who asked",
    ),
    _moment("installed_at"),
)

app_draft = sa.Table(
    "app_draft",
    WORKSPACE,
    sa.Column("app", sa.ForeignKey(app.c.key, ondelete="CASCADE", onupdate="CASCADE"), primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("document", _DOCUMENT, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("changed_by", sa.Text, nullable=False),
    _moment("changed_at"),
)

app_version = sa.Table(
    "app_version",
    WORKSPACE,
    sa.Column("app", sa.ForeignKey(app.c.key, ondelete="CASCADE", onupdate="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("documents", _DOCUMENT, nullable=False, comment="[[kind, key, document], …]"),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("summary", JSONB, nullable=False),
    _moment("at"),
)

app_setting = sa.Table(
    "app_setting",
    WORKSPACE,
    sa.Column("app", sa.ForeignKey(app.c.key, ondelete="CASCADE", onupdate="CASCADE"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", JSONB, nullable=False),
)

removed_element = sa.Table(
    "removed_element",
    WORKSPACE,
    sa.Column("table_name", sa.Text, primary_key=True, comment="the table it stood in, or its own name"),
    sa.Column("column_name", sa.Text, primary_key=True, server_default="", comment="empty for a whole table"),
    sa.Column("app", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
    sa.Column("kind", sa.Text, nullable=False, server_default="field", comment="field, entity"),
    sa.Column("element", sa.Text, comment="the id under which it can be brought back"),
    sa.Column("entity", sa.Text, comment="id of the entity it belongs to"),
    sa.Column("key", sa.Text, nullable=False, server_default=""),
    sa.Column("definition", _DOCUMENT, comment="its property or document, under that id"),
    sa.Column(
        "reason",
        sa.Text,
        nullable=False,
        server_default="removed",
        comment="removed, or converted to another type",
    ),
    sa.Column("author", sa.Text, nullable=False, server_default=""),
)
"""Columns and tables renamed away when their element went; dropped for good after a while."""
