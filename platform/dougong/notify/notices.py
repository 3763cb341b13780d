"""Notices: short messages to a person, with a link to the record they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Context
from dougong.notify.tables import notice
from dougong.plans import Asked, Prepared
from dougong_model import uuid7

PAGE = 50
TITLE_LENGTH = 500
_WRITE = Prepared(
    sa.insert(notice).values(
        {one.name: sa.bindparam(one.name, type_=one.type) for one in notice.c if one is not notice.c.read_at}
    )
)
_SETTLE = Prepared(
    sa.update(notice)
    .values(read_at=sa.bindparam("now", type_=notice.c.read_at.type))
    .where(
        notice.c.person_id == sa.bindparam("person", type_=notice.c.person_id.type),
        notice.c.cause == sa.bindparam("seat", type_=notice.c.cause.type),
        notice.c.read_at.is_(None),
    )
    .returning(notice.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message to one person; `link` is (app key, entity key, record id), `file` one that he may fetch.

    `only_seen`: an act writes it only when the person sees the record at the act's end. `seat`: what it asks
    him to decide; the notice is read when that is decided. `by` are connections by which it is sent, too.
    """

    person: UUID
    title: str
    body: str = ""
    link: tuple[str, str, UUID] | None = None
    only_seen: bool = False
    seat: UUID | None = None
    file: UUID | None = None
    by: tuple[str, ...] = ()

    @property
    def live(self) -> dict[str, Any]:
        """Return what the person's open screens are told: the title as it is kept, which fits one message."""
        return {"event": "notice", "person": str(self.person), "title": self.title[:TITLE_LENGTH]}


def write(context: Context, notices: Iterable[Notice]) -> None:
    """Write notices in the caller's transaction."""
    for one in notices:
        row = {
            "id": uuid7(),
            "person_id": one.person,
            "at": context.now,
            "title": one.title[:TITLE_LENGTH],
            "body": one.body[:5000],
            "app": one.link[0] if one.link else None,
            "entity": one.link[1] if one.link else None,
            "record_id": one.link[2] if one.link else None,
            "file_id": one.file,
            "cause": _of_seat(one.seat) if one.seat else context.cause,
        }
        _WRITE.ask(context.conn, row)


def _of_seat(seat: UUID) -> str:
    return f"seat:{seat}"


def settle(conn: sa.Connection, person: UUID, seat: UUID, now: datetime) -> Asked:
    """Mark as read what asked a person for a decision that he need not make any more; the answer has a row if there was."""
    return _SETTLE.ask(conn, {"person": person, "seat": _of_seat(seat), "now": now})


def settle_all(conn: sa.Connection, seats: Sequence[UUID], now: datetime) -> None:
    """Mark as read what asked for decisions that nobody need make any more."""
    asked = notice.c.cause.in_([_of_seat(one) for one in seats])
    conn.execute(sa.update(notice).values(read_at=now).where(asked, notice.c.read_at.is_(None)))


def listed(context: Context, *, after: UUID | None = None, limit: int = PAGE) -> Sequence[Mapping[str, Any]]:
    """Return the caller's notices, newest first, after a cursor."""
    statement = (
        sa.select(notice)
        .where(notice.c.person_id == context.principal.person)
        .order_by(notice.c.id.desc())
        .limit(limit)
    )
    if after is not None:
        statement = statement.where(notice.c.id < after)
    return [
        {
            "id": row.id,
            "at": row.at,
            "title": row.title,
            "body": row.body,
            "read": row.read_at is not None,
            "link": {"app": row.app, "entity": row.entity, "id": row.record_id} if row.record_id else None,
            "file": row.file_id,
        }
        for row in context.conn.execute(statement)
    ]


def unread(conn: sa.Connection, person: UUID) -> int:
    """Count a person's unread notices."""
    return int(
        conn.execute(
            sa.select(sa.func.count()).where(notice.c.person_id == person, notice.c.read_at.is_(None))
        ).scalar_one()
    )


def mark_read(context: Context, ids: Sequence[UUID] | None) -> None:
    """Mark the caller's notices as read: these, or all."""
    statement = (
        sa.update(notice)
        .values(read_at=context.now)
        .where(notice.c.person_id == context.principal.person, notice.c.read_at.is_(None))
    )
    if ids is not None:
        statement = statement.where(notice.c.id.in_(ids))
    context.conn.execute(statement)
