"""Public links: the addresses under which a form is open to anybody, each with values that every answer gets.

A link's token is meant to be handed out (on a website, as a QR code), so it is kept as it is. Closing a link
takes effect with the next request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as UUIDColumn

from dougong.context import Context
from dougong.database import WORKSPACE
from dougong.errors import NotFound
from dougong.identity.secrets import new_token
from dougong_model import uuid7

public_link = sa.Table(
    "public_link",
    WORKSPACE,
    sa.Column("id", UUIDColumn(as_uuid=True), primary_key=True),
    sa.Column("token", sa.Text, nullable=False, unique=True),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("form_id", sa.Text, nullable=False, comment="element id of the form"),
    sa.Column("values", JSONB, nullable=False, server_default="{}"),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("answers", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("created_by", UUIDColumn(as_uuid=True), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_public_link_form", "app_id", "form_id"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLink:
    """One open address of a form; `values` (JSON values by field key) are given to every answer."""

    id: UUID
    token: str
    app_id: str
    form_id: str
    values: Mapping[str, Any]
    enabled: bool
    answers: int


def _link(row: sa.Row[Any]) -> PublicLink:
    return PublicLink(
        id=row.id,
        token=row.token,
        app_id=row.app_id,
        form_id=row.form_id,
        values=row.values,
        enabled=row.enabled,
        answers=row.answers,
    )


def create_link(context: Context, app_id: str, form_id: str, values: Mapping[str, Any]) -> PublicLink:
    """Open a form at a new address."""
    row = context.conn.execute(
        sa.insert(public_link)
        .values(
            id=uuid7(),
            token=new_token(),
            app_id=app_id,
            form_id=form_id,
            values=dict(values),
            created_by=context.principal.person,
            created_at=context.now,
        )
        .returning(public_link)
    ).one()
    return _link(row)


def links_of(conn: sa.Connection, app_id: str, form_id: str) -> list[PublicLink]:
    """Return the links of a form, oldest first."""
    rows = conn.execute(
        sa.select(public_link)
        .where(public_link.c.app_id == app_id, public_link.c.form_id == form_id)
        .order_by(public_link.c.id)
    )
    return [_link(row) for row in rows]


def open_link(conn: sa.Connection, token: str) -> PublicLink:
    """Return the enabled link of a token; raises NotFound for any other."""
    row = conn.execute(
        sa.select(public_link).where(public_link.c.token == token, public_link.c.enabled)
    ).one_or_none()
    if row is None:
        raise NotFound("This form is not open.")
    return _link(row)


def set_enabled(conn: sa.Connection, app_id: str, form_id: str, link_id: UUID, enabled: bool) -> PublicLink:
    """Open or close one link."""
    row = conn.execute(
        sa.update(public_link)
        .where(public_link.c.id == link_id, public_link.c.app_id == app_id, public_link.c.form_id == form_id)
        .values(enabled=enabled)
        .returning(public_link)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such link.")
    return _link(row)


def count_answer(conn: sa.Connection, link_id: UUID) -> int:
    """Count one answer and return how many there are."""
    return int(
        conn.execute(
            sa.update(public_link)
            .where(public_link.c.id == link_id)
            .values(answers=public_link.c.answers + 1)
            .returning(public_link.c.answers)
        ).scalar_one()
    )
