"""Public links: the addresses under which a form is open to anybody, each with values that every answer gets.

A link's token is meant to be handed out (on a website, as a QR code), so it is kept as it is. Closing a link
takes effect with the next request. A link, and the form itself, may have an opening time, a closing time and a
number of answers at which it is full; that number is never exceeded, however many answers come at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as UUIDColumn

from dougong.context import Context
from dougong.database import WORKSPACE
from dougong.errors import NotFound
from dougong.identity.secrets import new_token
from dougong.metadata import App
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
    sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("quota", sa.BigInteger, nullable=True),
    sa.Column("password", sa.Text, nullable=True, comment="hash of what a visitor must know"),
    sa.Column("created_by", UUIDColumn(as_uuid=True), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_public_link_form", "app_id", "form_id"),
)


LinkState = Literal["open", "not_yet", "over", "full", "closed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when until when answers are taken, and how many; None is no limit."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    quota: int | None = None

    def state(self, now: datetime, answers: int) -> LinkState:
        """Say whether one more answer is taken."""
        if self.opens_at is not None and now < self.opens_at:
            return "not_yet"
        if self.closes_at is not None and now >= self.closes_at:
            return "over"
        return "full" if self.quota is not None and answers >= self.quota else "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicLink:
    """One open address of a form; `values` (JSON values by field key) are given to every answer.

    `password` is the hash of what a visitor must know first.
    """

    id: UUID
    token: str
    app_id: str
    form_id: str
    values: Mapping[str, Any]
    enabled: bool
    answers: int
    limits: Limits
    password: str | None = None

    def state(self, now: datetime) -> LinkState:
        """Say whether the link takes one more answer; `closed` is one that was closed by hand."""
        return self.limits.state(now, self.answers) if self.enabled else "closed"


def _link(row: sa.Row[Any]) -> PublicLink:
    return PublicLink(
        id=row.id,
        token=row.token,
        app_id=row.app_id,
        form_id=row.form_id,
        values=row.values,
        enabled=row.enabled,
        answers=row.answers,
        limits=Limits(opens_at=row.opens_at, closes_at=row.closes_at, quota=row.quota),
        password=row.password,
    )


def create_link(
    context: Context,
    app_id: str,
    form_id: str,
    values: Mapping[str, Any],
    limits: Limits | None = None,
    password: str | None = None,
) -> PublicLink:
    """Open a form at a new address; `password` is the hash of what its visitors must know."""
    given = limits or Limits()
    row = context.conn.execute(
        sa.insert(public_link)
        .values(
            id=uuid7(),
            token=new_token(),
            app_id=app_id,
            form_id=form_id,
            values=dict(values),
            opens_at=given.opens_at,
            closes_at=given.closes_at,
            quota=given.quota,
            password=password,
            created_by=context.principal.person,
            created_at=context.now,
        )
        .returning(public_link)
    ).one()
    return _link(row)


def open_new_forms(context: Context, app: App) -> None:
    """Give every public form of an app that has no link yet its first."""
    known = set(
        context.conn.scalars(
            sa.select(public_link.c.form_id).where(public_link.c.app_id == app.id).distinct()
        )
    )
    for form in app.forms.values():
        if (form.form.public or {}).get("enabled") and form.form.id not in known:
            create_link(context, app.id, form.form.id, {})


def links_of(conn: sa.Connection, app_id: str, form_id: str) -> list[PublicLink]:
    """Return the links of a form, oldest first."""
    rows = conn.execute(
        sa.select(public_link)
        .where(public_link.c.app_id == app_id, public_link.c.form_id == form_id)
        .order_by(public_link.c.id)
    )
    return [_link(row) for row in rows]


def link_by_id(conn: sa.Connection, identity: UUID) -> PublicLink | None:
    """Return a link by its id."""
    row = conn.execute(sa.select(public_link).where(public_link.c.id == identity)).one_or_none()
    return None if row is None else _link(row)


def open_link(conn: sa.Connection, token: str) -> PublicLink:
    """Return the enabled link of a token; raises NotFound for any other."""
    row = conn.execute(
        sa.select(public_link).where(public_link.c.token == token, public_link.c.enabled)
    ).one_or_none()
    if row is None:
        raise NotFound("This form is not open.")
    return _link(row)


def change_link(
    conn: sa.Connection, app_id: str, form_id: str, link_id: UUID, changes: Mapping[str, Any]
) -> PublicLink:
    """Change `enabled`, `opens_at`, `closes_at`, `quota` or `password` (its hash) of one link."""
    mine = (
        public_link.c.id == link_id,
        public_link.c.app_id == app_id,
        public_link.c.form_id == form_id,
    )
    statement = (
        sa.update(public_link).where(*mine).values(**changes).returning(public_link)
        if changes
        else sa.select(public_link).where(*mine)
    )
    row = conn.execute(statement).one_or_none()
    if row is None:
        raise NotFound("There is no such link.")
    return _link(row)


def answers_of(conn: sa.Connection, app_id: str, form_id: str, *, lock: bool = False) -> int:
    """Count the answers of a form over all its links; with `lock` no other answer is counted meanwhile."""
    statement = (
        sa.select(public_link.c.answers)
        .where(public_link.c.app_id == app_id, public_link.c.form_id == form_id)
        .order_by(public_link.c.id)
    )
    return int(sum(conn.execute(statement.with_for_update() if lock else statement).scalars()))


def count_answer(conn: sa.Connection, link_id: UUID) -> bool:
    """Count one answer, unless the link is full: then it returns False and nothing is counted."""
    counted = conn.execute(
        sa.update(public_link)
        .where(
            public_link.c.id == link_id,
            sa.or_(public_link.c.quota.is_(None), public_link.c.answers < public_link.c.quota),
        )
        .values(answers=public_link.c.answers + 1)
        .returning(public_link.c.id)
    ).one_or_none()
    return counted is not None
