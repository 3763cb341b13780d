"""Proxies: who acts in somebody's place from one moment to another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.errors import Invalid, NotFound
from dougong.identity.people import raise_revision
from dougong.identity.tables import person
from dougong.processes.tables import flow_proxy
from dougong_model import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Proxy:
    """That `proxy` acts for `person` from `starts_at` until before `ends_at`."""

    id: UUID
    person: UUID
    proxy: UUID
    starts_at: datetime
    ends_at: datetime


def all_proxies(conn: sa.Connection) -> list[Proxy]:
    """Return everybody's proxies, past ones too; the one set last comes last."""
    rows = conn.execute(sa.select(flow_proxy).order_by(flow_proxy.c.created_at, flow_proxy.c.id))
    return [_proxy(row) for row in rows]


def proxies_of(conn: sa.Connection, person_id: UUID, now: datetime) -> list[Proxy]:
    """Return the proxies of a person that have not ended, in the order of their beginning."""
    rows = conn.execute(
        sa.select(flow_proxy)
        .where(flow_proxy.c.person_id == person_id, flow_proxy.c.ends_at > now)
        .order_by(flow_proxy.c.starts_at, flow_proxy.c.id)
    )
    return [_proxy(row) for row in rows]


def standing_in(conn: sa.Connection, proxy: UUID, now: datetime) -> list[Proxy]:
    """Return for whom somebody acts now or later, in the order of its beginning."""
    rows = conn.execute(
        sa.select(flow_proxy)
        .where(flow_proxy.c.proxy_id == proxy, flow_proxy.c.ends_at > now)
        .order_by(flow_proxy.c.starts_at, flow_proxy.c.id)
    )
    return [_proxy(row) for row in rows]


def represented(conn: sa.Connection, proxy: UUID, now: datetime) -> tuple[UUID, ...]:
    """Return the people for whom somebody acts now."""
    return _acted_for(conn, proxy, now, flow_proxy.c.ends_at > now)


def once_represented(conn: sa.Connection, proxy: UUID, now: datetime) -> tuple[UUID, ...]:
    """Return the people for whom somebody acts now or has acted."""
    return _acted_for(conn, proxy, now, sa.true())


def _acted_for(
    conn: sa.Connection, proxy: UUID, now: datetime, still: sa.ColumnElement[bool]
) -> tuple[UUID, ...]:
    begun = flow_proxy.c.starts_at <= now
    people = sa.select(flow_proxy.c.person_id).distinct()
    return tuple(conn.scalars(people.where(flow_proxy.c.proxy_id == proxy, begun, still)))


def away(conn: sa.Connection, people: Collection[UUID], now: datetime) -> frozenset[UUID]:
    """Return those of some people for whom somebody acts now."""
    found = conn.scalars(
        sa.select(flow_proxy.c.person_id).where(
            flow_proxy.c.person_id.in_(list(people)),
            flow_proxy.c.starts_at <= now,
            flow_proxy.c.ends_at > now,
        )
    )
    return frozenset(found)


def set_proxy(
    conn: sa.Connection, person_id: UUID, proxy: UUID, starts_at: datetime, ends_at: datetime, now: datetime
) -> Proxy:
    """Let somebody act in a person's place; raises Invalid for himself, somebody inactive, or times that overlap
    those of another proxy.
    """
    if ends_at <= starts_at or ends_at <= now:
        raise Invalid.at("/ends_at", "The time ends before it begins.", code="period")
    active = conn.execute(sa.select(person.c.active).where(person.c.id == proxy)).scalar_one_or_none()
    if proxy == person_id or not active:
        raise Invalid.at("/proxy", "Choose another active person.", code="proxy")
    if any(one.starts_at < ends_at and starts_at < one.ends_at for one in proxies_of(conn, person_id, now)):
        raise Invalid.at("/starts_at", "Somebody already acts for you at that time.", code="overlap")
    made = Proxy(id=uuid7(), person=person_id, proxy=proxy, starts_at=starts_at, ends_at=ends_at)
    conn.execute(
        insert(flow_proxy).values(
            id=made.id,
            person_id=person_id,
            proxy_id=proxy,
            starts_at=starts_at,
            ends_at=ends_at,
            created_at=now,
        )
    )
    raise_revision(conn)
    return made


def end_proxy(conn: sa.Connection, person_id: UUID, identity: UUID, now: datetime) -> None:
    """Let a proxy of a person act no more; raises NotFound. That he has acted is kept."""
    named = sa.and_(flow_proxy.c.id == identity, flow_proxy.c.person_id == person_id)
    acting = sa.and_(named, flow_proxy.c.starts_at < now, flow_proxy.c.ends_at > now)
    to_come = sa.and_(named, flow_proxy.c.starts_at >= now)
    ended = conn.execute(sa.update(flow_proxy).where(acting).values(ends_at=now)).rowcount
    if not ended and not conn.execute(sa.delete(flow_proxy).where(to_come)).rowcount:
        raise NotFound("There is no such proxy.")
    raise_revision(conn)


def _proxy(row: sa.Row[tuple[object, ...]]) -> Proxy:
    return Proxy(
        id=row.id,
        person=row.person_id,
        proxy=row.proxy_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
    )
