"""Removed: fields and entities that went with their values, for as long as these are kept, and how they come back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from dougong.context import Context
from dougong.database import WORKSPACE_SCHEMA
from dougong.errors import Conflict, NotFound
from dougong.metadata.documents import Document
from dougong.metadata.drafts import app_row, draft, write_document
from dougong.metadata.physical import LINK_SOURCE
from dougong.metadata.tables import removed_element
from dougong_form import RESERVED_KEYS


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedElement:
    """What can be brought back: until when, with how many values, and as what.

    `reason` is converted for the values of a field as they were before it became another type.
    """

    kind: str
    element: str
    entity: str
    key: str
    definition: Mapping[str, Any]
    reason: str
    values: int
    author: str
    at: datetime
    until: datetime


def removed_elements(conn: sa.Connection, app: str, days: int) -> list[RemovedElement]:
    """Return what an app removed and can bring back, the latest first; raises NotFound for an unknown app."""
    app_row(conn, app)
    table = removed_element.c
    rows = conn.execute(
        sa.select(removed_element)
        .where(table.app == app, table.definition.is_not(None))
        .order_by(table.at.desc(), table.element, sa.func.length(table.column_name), table.column_name)
    ).all()
    found: dict[str, RemovedElement] = {}
    for row in rows:
        # The first column of a field has no suffix: it tells whether there is a value.
        if row.element not in found:
            found[row.element] = RemovedElement(
                kind=row.kind,
                element=row.element,
                entity=row.entity,
                key=row.key,
                definition=row.definition,
                reason=row.reason,
                values=_values(conn, row),
                author=row.author,
                at=row.at,
                until=row.at + timedelta(days=days),
            )
    return list(found.values())


def _values(conn: sa.Connection, row: sa.Row[Any]) -> int:
    """Count the living records with a value; of a field whose link table is kept, those that hold others."""
    if not sa.inspect(conn).has_table(row.table_name, _schema(conn)):
        return 0
    of_links = row.kind == "field" and not row.column_name
    columns = (sa.Column("deleted_at", sa.DateTime), sa.Column(LINK_SOURCE, sa.Uuid))
    table = sa.Table(row.table_name, sa.MetaData(schema=WORKSPACE_SCHEMA), *columns)
    if of_links:
        counted = sa.select(sa.func.count(table.c[LINK_SOURCE].distinct()))
    else:
        held = (sa.column(row.column_name).is_not(None),) if row.column_name else ()
        counted = sa.select(sa.func.count()).where(table.c.deleted_at.is_(None), *held)
    return int(conn.execute(counted.select_from(table)).scalar_one())


def _schema(conn: sa.Connection) -> str:
    translate: Mapping[str, str] = conn.get_execution_options().get("schema_translate_map", {})
    return translate.get(WORKSPACE_SCHEMA, WORKSPACE_SCHEMA)


def bring_back(context: Context, app: str, element: str, days: int) -> Document:
    """Write a removed field or entity into the draft again, under a free key; publishing brings the values back.

    Raises NotFound when nothing of the kind is kept, Conflict when its place is gone or taken.
    """
    app_row(context.conn, app, locked=True)
    known = {one.element: one for one in removed_elements(context.conn, app, days)}
    if element not in known:
        raise NotFound("This is not kept any more.")
    one = known[element]
    present = {
        each.document.body.get("id"): each
        for each in draft(context.conn, app)
        if each.document.kind == "entity"
    }
    if one.kind == "entity":
        taken = {each.document.key for each in present.values()}
        if one.entity in present or one.key in taken:
            raise Conflict(f"There is a data table “{one.key}” already.")
        return write_document(context, app, "entity", one.key, one.definition, None).document
    place = present.get(one.entity)
    if place is None:
        raise Conflict("The data table that this field belonged to is not there. Bring it back first.")
    body = place.document.body
    fields = body["schema"]["properties"]
    if any(prop.get("x-dougong", {}).get("id") == element for prop in fields.values()):
        raise Conflict("This field is in the draft already; publish it.")
    key = free_key(f"{one.key}_before" if one.reason == "converted" else one.key, fields)
    schema = {**body["schema"], "properties": {**fields, key: one.definition}}
    written = write_document(
        context, app, "entity", place.document.key, {**body, "schema": schema}, place.version
    )
    return written.document


def free_key(key: str, taken: Iterable[str]) -> str:
    """Return a key that no field has: this one, or with a number behind."""
    known = {*taken, *RESERVED_KEYS}
    short = key[:44]
    return next(
        one for one in (key[:48], *(f"{short}_{count}" for count in range(2, 1000))) if one not in known
    )
