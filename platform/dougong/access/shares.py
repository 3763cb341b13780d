"""Shares: one record opened to a person, department or team, for as long as its source lasts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.access.tables import record_share
from dougong.context import Principal
from dougong.plans import Prepared

RIGHTS = ("see", "change")
"""What people give. A seat gives `READ` besides: who has no role that says what he reads, reads every field."""
READ = "read"


class Shared(IntEnum):
    """What of an entity is shared with somebody: nothing, some of its rows, or some of them with their fields."""

    NOTHING = 0
    ROWS = 1
    FIELDS = 2


_INSERT = insert(record_share).values(
    {one.name: sa.bindparam(one.name, type_=one.type) for one in record_share.c}
)
_SHARE = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=list(record_share.primary_key.columns), set_={"rights": _INSERT.excluded.rights}
    )
)
_HOLDERS = sa.any_(sa.bindparam("user_holders", type_=sa.ARRAY(sa.Text)))
_OPENS_FIELDS = sa.literal(READ) == sa.any_(record_share.c.rights)


def shared_of(entity: sa.ColumnElement[str] | str) -> sa.ColumnElement[int]:
    """Return, as a number, what of an entity (by element id) is shared with the caller; binds `user_holders`."""
    # In the order of its index: with no order, one who has nothing is looked for among all that is shared with others.
    some = (
        sa.select(sa.true())
        .where(record_share.c.holder == _HOLDERS, record_share.c.entity_id == entity)
        .order_by(record_share.c.holder, record_share.c.entity_id)
        .limit(1)
    )
    return sa.case(
        (some.where(_OPENS_FIELDS).scalar_subquery(), int(Shared.FIELDS)),
        (some.scalar_subquery(), int(Shared.ROWS)),
        else_=int(Shared.NOTHING),
    )


_SHARED = Prepared(sa.select(shared_of(sa.bindparam("entity", type_=sa.Text))))
_SHARED_ENTITIES = Prepared(
    sa.select(record_share.c.entity_id, sa.func.bool_or(_OPENS_FIELDS))
    .where(record_share.c.holder == _HOLDERS)
    .group_by(record_share.c.entity_id)
)


def share(
    conn: sa.Connection,
    *,
    entity_id: str,
    records: Iterable[UUID],
    holders: Iterable[str],
    rights: Sequence[str],
    source: str,
    now: datetime,
) -> None:
    """Open records of an entity (by element id) to holders such as `person:<uuid>`; again with the same
    source replaces the rights given before.
    """
    given = [right for right in (*RIGHTS, READ) if right in rights]
    for record in dict.fromkeys(records):
        for holder in dict.fromkeys(holders):
            row = {"entity_id": entity_id, "record_id": record, "holder": holder, "source": source}
            _SHARE.ask(conn, {**row, "rights": given, "at": now})


def unshare(
    conn: sa.Connection, *, source: str, record: UUID | None = None, holder: str | None = None
) -> None:
    """Take back everything a source opened, or only of one record, or only from one holder."""
    statement = sa.delete(record_share).where(record_share.c.source == source)
    if record is not None:
        statement = statement.where(record_share.c.record_id == record)
    if holder is not None:
        statement = statement.where(record_share.c.holder == holder)
    conn.execute(statement)


def shares_of(conn: sa.Connection, entity_id: str, record: UUID) -> list[sa.Row[Any]]:
    """Return what people opened of a record: holder, source (`person:<uuid>`), rights, at; oldest first."""
    return list(
        conn.execute(
            sa.select(record_share)
            .where(
                record_share.c.entity_id == entity_id,
                record_share.c.record_id == record,
                record_share.c.source.startswith("person:"),
            )
            .order_by(record_share.c.at, record_share.c.holder)
        )
    )


def holders_of(principal: Principal) -> list[str]:
    """Return the names under which records may be shared with a principal."""
    if principal.person is None:
        return []
    return [
        f"person:{principal.person}",
        *(f"department:{one}" for one in principal.departments),
        *(f"team:{one}" for one in principal.teams),
    ]


def shared_rows(entity_id: str, action: str) -> sa.ScalarSelect[UUID]:
    """Select the ids shared with the caller for an action; binds `user_holders`."""
    holders = sa.bindparam("user_holders", type_=sa.ARRAY(sa.Text))
    return (
        sa.select(record_share.c.record_id)
        .where(
            record_share.c.entity_id == entity_id,
            record_share.c.holder == sa.any_(holders),
            sa.literal(action) == sa.any_(record_share.c.rights),
        )
        .scalar_subquery()
    )


def shared_entity(conn: sa.Connection, principal: Principal, entity_id: str) -> Shared:
    """Return what of an entity is shared with a principal."""
    holders = holders_of(principal)
    row = _SHARED.first(conn, {"user_holders": holders, "entity": entity_id}) if holders else None
    return Shared.NOTHING if row is None else Shared(row[0])


def shared_entities(conn: sa.Connection, principal: Principal) -> Mapping[str, Shared]:
    """Return the element ids of the entities of which any record is shared with a principal, with what of it."""
    holders = holders_of(principal)
    if not holders:
        return {}
    rows = _SHARED_ENTITIES.all(conn, {"user_holders": holders})
    return {row[0]: Shared.FIELDS if row[1] else Shared.ROWS for row in rows}
