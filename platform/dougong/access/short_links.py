"""Short links: codes that lead to a public form, to a record or to an address outside, with their clicks.

A code is meant to be handed out and printed; it lets nobody see what he may not see anyway. Clicks are counted by
day; whether a visitor came before on that day is known by a mark that cannot be traced to him and is forgotten when
the day is over.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID as UUIDColumn
from sqlalchemy.dialects.postgresql import insert

from dougong.access.public_links import public_link
from dougong.context import Context
from dougong.database import WORKSPACE
from dougong.errors import Conflict, NotFound
from dougong_model import uuid7

_UUID = UUIDColumn(as_uuid=True)
_AT = sa.DateTime(timezone=True)

ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""What codes are written with: nothing that is taken for something else, and no vowels to make words of."""

LENGTH = 8
DAYS_SHOWN = 30
"""Over so many days the clicks of late are counted."""

short_link = sa.Table(
    "short_link",
    WORKSPACE,
    sa.Column("id", _UUID, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("app_id", sa.Text, nullable=False),
    sa.Column("label", sa.Text, nullable=False, server_default=""),
    sa.Column("kind", sa.Text, nullable=False, comment="form, record, address"),
    sa.Column("form_link", _UUID, nullable=True, comment="public_link that it leads to"),
    sa.Column("entity_id", sa.Text, nullable=True),
    sa.Column("target_id", _UUID, nullable=True, comment="record that it leads to"),
    sa.Column("address", sa.Text, nullable=True),
    sa.Column("record_id", _UUID, nullable=True, comment="for which a step issued it"),
    sa.Column("field_id", sa.Text, nullable=True, comment="in which that record keeps it"),
    sa.Column("created_by", sa.Text, nullable=False),
    sa.Column("created_at", _AT, nullable=False),
    sa.Column("expires_at", _AT, nullable=True),
    sa.Column("enabled", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("clicks", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("clicked_at", _AT, nullable=True),
    sa.UniqueConstraint("record_id", "field_id"),
    sa.Index("ix_short_link_app", "app_id", "created_at"),
)

short_link_day = sa.Table(
    "short_link_day",
    WORKSPACE,
    sa.Column("link_id", sa.ForeignKey(short_link.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("clicks", sa.BigInteger, nullable=False),
    sa.Column("visitors", sa.BigInteger, nullable=False),
)

short_link_visitor = sa.Table(
    "short_link_visitor",
    WORKSPACE,
    sa.Column("link_id", sa.ForeignKey(short_link.c.id, ondelete="CASCADE"), primary_key=True),
    sa.Column("mark", sa.LargeBinary, primary_key=True, comment="of a visitor, for this day alone"),
    sa.Column("at", _AT, nullable=False, index=True),
)

Kind = Literal["form", "record", "address"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a link leads: to a public link of a form, a record, or an address."""

    kind: Kind
    form_link: UUID | None = None
    entity_id: str | None = None
    target_id: UUID | None = None
    address: str | None = None

    @property
    def columns(self) -> dict[str, Any]:
        """Return the target as columns of a link."""
        return {
            "kind": self.kind,
            "form_link": self.form_link,
            "entity_id": self.entity_id,
            "target_id": self.target_id,
            "address": self.address,
        }


def issue(
    context: Context,
    app_id: str,
    target: Target,
    *,
    label: str = "",
    expires_at: datetime | None = None,
    kept: tuple[UUID, str] | None = None,
) -> sa.Row[Any]:
    """Make a link and return it; one that is `kept` in a field of a record is made once and led elsewhere after."""
    record, field = kept or (None, None)
    given = {**target.columns, "label": label, "expires_at": expires_at}
    for _ in range(5):
        made = insert(short_link).values(
            id=uuid7(),
            code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
            app_id=app_id,
            record_id=record,
            field_id=field,
            created_by=context.principal.label,
            created_at=context.now,
            **given,
        )
        row = context.conn.execute(made.on_conflict_do_nothing().returning(short_link)).one_or_none()
        if row is None and record is not None:
            known = sa.and_(short_link.c.record_id == record, short_link.c.field_id == field)
            changed = sa.update(short_link).where(known).values(**given).returning(short_link)
            row = context.conn.execute(changed).one_or_none()
        if row is not None:
            return row
    raise Conflict("No code was free. Try again.")


def kept_link(conn: sa.Connection, record: UUID, field: str) -> sa.Row[Any] | None:
    """Return the link that a field of a record keeps."""
    return conn.execute(
        sa.select(short_link).where(short_link.c.record_id == record, short_link.c.field_id == field)
    ).one_or_none()


def list_links(
    conn: sa.Connection, app_id: str, today: date, before: UUID | None, limit: int
) -> Sequence[Mapping[str, Any]]:
    """Return the links of an app, the newest first, each with the token of its form link, and with the clicks and
    visitors of the last days.
    """
    day = short_link_day.c
    lately = (
        sa.select(
            day.link_id,
            sa.func.sum(day.clicks).label("lately"),
            sa.func.sum(day.visitors).label("visitors"),
        )
        .where(day.day > today - timedelta(days=DAYS_SHOWN))
        .group_by(day.link_id)
        .subquery()
    )
    wanted = (
        sa.select(
            short_link,
            public_link.c.token,
            public_link.c.form_id,
            sa.func.coalesce(lately.c.lately, 0).label("lately"),
            sa.func.coalesce(lately.c.visitors, 0).label("visitors"),
        )
        .outerjoin(lately, lately.c.link_id == short_link.c.id)
        .outerjoin(public_link, public_link.c.id == short_link.c.form_link)
        .where(short_link.c.app_id == app_id)
        .order_by(short_link.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        wanted = wanted.where(short_link.c.id < before)
    return [dict(row) for row in conn.execute(wanted).mappings()]


def change_link(conn: sa.Connection, app_id: str, identity: UUID, changes: Mapping[str, Any]) -> None:
    """Name a link anew, close or open it, or change until when it leads on; raises NotFound."""
    here = sa.and_(short_link.c.id == identity, short_link.c.app_id == app_id)
    found = conn.execute(sa.select(short_link.c.id).where(here)).one_or_none()
    if found is None:
        raise NotFound("There is no such link.")
    if changes:
        conn.execute(sa.update(short_link).where(here).values(**changes))


def find(conn: sa.Connection, code: str, now: datetime) -> sa.Row[Any]:
    """Return the link of a code, with the token of its form link; raises NotFound for one that leads nowhere (any more)."""
    wanted = (
        sa.select(short_link, public_link.c.token)
        .outerjoin(public_link, public_link.c.id == short_link.c.form_link)
        .where(
            short_link.c.code == code,
            short_link.c.enabled,
            sa.or_(short_link.c.expires_at.is_(None), short_link.c.expires_at > now),
        )
    )
    row = conn.execute(wanted).one_or_none()
    if row is None:
        raise NotFound("This link does not lead anywhere (any more).")
    return row


def count(conn: sa.Connection, link: UUID, now: datetime, day: date, mark: bytes) -> None:
    """Count a click, and a visitor when his mark is new today."""
    new = insert(short_link_visitor).values(link_id=link, mark=mark, at=now).on_conflict_do_nothing()
    first = conn.execute(new.returning(short_link_visitor.c.link_id)).first() is not None
    counted = insert(short_link_day).values(link_id=link, day=day, clicks=1, visitors=int(first))
    conn.execute(
        counted.on_conflict_do_update(
            index_elements=[short_link_day.c.link_id, short_link_day.c.day],
            set_={
                "clicks": short_link_day.c.clicks + 1,
                "visitors": short_link_day.c.visitors + int(first),
            },
        )
    )
    conn.execute(
        sa.update(short_link)
        .where(short_link.c.id == link)
        .values(clicks=short_link.c.clicks + 1, clicked_at=now)
    )
