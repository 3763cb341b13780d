"""Meeting: which records meet a condition, a person's within what he sees or one of the app's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope, aliased_source, resolver
from dougong.access.shapes import shape_of
from dougong.context import Context
from dougong.identity.tables import person
from dougong.metadata import App
from dougong.records.read import schema_in
from dougong.records.reading import Ask, rows_in
from dougong.records.statements import typed
from dougong_formula import Expression, to_condition


def meeting(
    context: Context, scope: Scope, condition: str, limit: int, among: Collection[UUID] | None = None
) -> list[UUID]:
    """Return up to so many records on which a condition holds, among some or all that the scope sees.

    Raises BadRequest when the condition names what the scope does not read.
    """
    asked = Ask(
        scope,
        ("meeting", condition, among is not None),
        lambda: _statement(scope, condition, among is not None),
        {"record_ids": list(among or ()), "meeting_limit": limit},
    )
    return [row[0] for row in rows_in(context, schema_in(context), asked)]


def holding(
    context: Context,
    scope: Scope,
    conditions: Sequence[Expression],
    limit: int,
    *,
    after: UUID | None = None,
) -> list[UUID]:
    """Return up to so many records on which all conditions of a document hold, by id, from after one on."""
    asked = Ask(
        scope,
        ("holding", *(one.text for one in conditions), after is not None),
        lambda: _holding(scope, conditions, from_one=after is not None),
        {"holding_limit": limit, "holding_after": after},
    )
    return [row[0] for row in rows_in(context, schema_in(context), asked)]


def _holding(scope: Scope, conditions: Sequence[Expression], *, from_one: bool) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    wanted = [*names.visible(source), *(to_condition(one, names) for one in conditions)]
    if from_one:
        wanted.append(source.id > sa.bindparam("holding_after", type_=sa.Uuid(as_uuid=True)))
    return (
        sa.select(source.id)
        .select_from(source.from_clause())
        .where(*wanted)
        .order_by(source.id)
        .limit(sa.bindparam("holding_limit", type_=sa.Integer))
    )


def count_owned(context: Context, scope: Scope, owner: UUID, conditions: Sequence[Expression]) -> int:
    """Count the records of a person on which all conditions of a document hold."""
    asked = Ask(
        scope,
        ("owned", *(one.text for one in conditions)),
        lambda: _owned(scope, conditions),
        {"owned_by": owner},
    )
    ((count,),) = rows_in(context, schema_in(context), asked)
    return int(count)


def _owned(scope: Scope, conditions: Sequence[Expression]) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    owner = source.column(scope.shape.table.c.owner_id)
    wanted = [owner == sa.bindparam("owned_by", type_=sa.Uuid(as_uuid=True)), *names.visible(source)]
    wanted += [to_condition(one, names) for one in conditions]
    return sa.select(sa.func.count()).select_from(source.from_clause()).where(*wanted)


def count_held(
    context: Context,
    scope: Scope,
    field: str,
    people: Collection[UUID],
    conditions: Sequence[Expression],
    *,
    besides: UUID,
) -> dict[UUID, int]:
    """Count the records that each of some people holds by a member field, `besides` one, on which all conditions of a
    document hold; who holds none is left out."""
    asked = Ask(
        scope,
        ("held", field, *(one.text for one in conditions)),
        lambda: _held(scope, field, conditions),
        {"held_by": list(people), "held_besides": besides},
    )
    return {person: int(count) for person, count in rows_in(context, schema_in(context), asked)}


def _held(scope: Scope, field: str, conditions: Sequence[Expression]) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    holder = source.column(scope.shape.fields[field].columns[0])
    people = sa.bindparam("held_by", type_=sa.ARRAY(sa.Uuid(as_uuid=True)))
    besides = sa.bindparam("held_besides", type_=sa.Uuid(as_uuid=True))
    wanted = [holder == sa.any_(people), source.id != besides, *names.visible(source)]
    wanted += [to_condition(one, names) for one in conditions]
    return (
        sa.select(holder, sa.func.count()).select_from(source.from_clause()).where(*wanted).group_by(holder)
    )


def count_owned_in(context: Context, scope: Scope, department: UUID, conditions: Sequence[Expression]) -> int:
    """Count the records that people of a department own and on which all conditions of a document hold."""
    asked = Ask(
        scope,
        ("owned in", *(one.text for one in conditions)),
        lambda: _owned_in(scope, conditions),
        {"owned_in": department},
    )
    ((count,),) = rows_in(context, schema_in(context), asked)
    return int(count)


def _owned_in(scope: Scope, conditions: Sequence[Expression]) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    owner = source.column(scope.shape.table.c.owner_id)
    people = sa.select(person.c.id).where(
        person.c.department_id == sa.bindparam("owned_in", type_=sa.Uuid(as_uuid=True))
    )
    wanted = [owner.in_(people), *names.visible(source), *(to_condition(one, names) for one in conditions)]
    return sa.select(sa.func.count()).select_from(source.from_clause()).where(*wanted)


def last_writers(
    context: Context, app: App, entity: str, records: Collection[UUID]
) -> dict[UUID, UUID | None]:
    """Return who wrote each of some records last."""
    table = shape_of(app, entity).table
    asked = sa.select(table.c.id, table.c.updated_by).where(table.c.id.in_(list(records)))
    return {row.id: row.updated_by for row in context.conn.execute(asked)}


def _statement(scope: Scope, condition: str, among: bool) -> sa.Select[Any]:
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    holds = to_condition(typed(scope, condition, "/condition", boolean=True), names)
    wanted = [*names.visible(source), holds]
    if among:
        listed = sa.bindparam("record_ids", type_=sa.ARRAY(sa.Uuid(as_uuid=True)))
        wanted.append(source.id == sa.any_(listed))
    return (
        sa.select(source.id)
        .select_from(source.from_clause())
        .where(*wanted)
        .limit(sa.bindparam("meeting_limit", type_=sa.Integer))
    )
