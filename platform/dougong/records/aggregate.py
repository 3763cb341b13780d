"""Aggregate: groups and measures of a list in one statement; money counts in the workspace currency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from dougong.access import EntityResolver, Scope, aliased_source, resolver
from dougong.access.resolver import scopes_of
from dougong.access.shapes import has_entity, shape_of
from dougong.database import Database
from dougong.records.json_sql import Json, JsonObject, title_text, typed_json
from dougong.records.ordering import choices_of, place_among
from dougong.records.query import Query, refused
from dougong.records.read import see
from dougong.records.reading import Ask, Caller, read
from dougong.records.searching import search_count, search_values
from dougong.records.statements import PageShape, conditions, many_rows, typed
from dougong_formula import Expression, SqlValue, to_condition, to_sql
from dougong_formula.typed import Field

_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregation:
    """Groups (expressions over a row), measures (over the rows of a group), filter of rows and of groups."""

    group: tuple[str, ...] = ()
    measures: tuple[tuple[str, str], ...] = ()
    filter: str | None = None
    search: str | None = None
    having: str | None = None
    sort: str | None = None
    limit: int = 500
    offset: int = 0
    """So many groups of the order are passed over."""


def run(
    database: Database, workspace: str, token: str, app_key: str, entity: str, asked: Aggregation
) -> bytes:
    """Return `{"rows": [{"group": […], "labels": […], "values": {…}}]}`.

    Raises BadRequest for unknown names.
    """
    groups = ((f"/group/{place}", text) for place, text in enumerate(asked.group))
    for pointer, text in (*groups, *((f"/measures/{key}", text) for key, text in asked.measures)):
        if len(text) > _LONGEST or "\x00" in text:
            raise refused("too_long", pointer, f"An expression has at most {_LONGEST} characters.")

    def ask(caller: Caller) -> Ask:
        return ask_groups(see(caller.scope(entity)), asked)

    (text,), _caller = read(database, workspace, token, app_key, ask)
    return b'{"rows":[' + (text or "").encode() + b"]}"


def ask_groups(scope: Scope, asked: Aggregation) -> Ask:
    """Describe the statement of the groups and the values it binds."""
    values: dict[str, Any] = {"group_limit": asked.limit, "group_offset": asked.offset}
    tokens = 0
    if asked.search is not None:
        tokens = search_count(scope, asked.search)
        values |= search_values(scope, asked.search)
    plain = Query(filter=asked.filter, search=None if asked.search is None else "")
    shape = PageShape(plain, None, tokens)
    key = ("groups", asked.group, asked.measures, asked.having, asked.sort, shape)
    return Ask(scope, key, lambda: _statement(scope, asked, shape), values)


def _plain(value: SqlValue) -> sa.ColumnElement[Any]:
    return value.value if value.error is None else sa.case((value.error.is_(None), value.value))


def _statement(scope: Scope, asked: Aggregation, shape: PageShape) -> sa.Select[Any]:
    source = many_rows(scope, shape, base_money=True)
    names = resolver(scope, source)
    groups = [_group(scope, text, f"/group/{place}") for place, text in enumerate(asked.group)]
    measures = {key: typed(scope, text, f"/measures/{key}", measure=True) for key, text in asked.measures}
    group_columns = [_plain(to_sql(one, names)).label(f"g{place}") for place, one in enumerate(groups)]
    measure_columns = [
        _plain(to_sql(one, names)).label(f"m{place}") for place, one in enumerate(measures.values())
    ]
    wanted = conditions(scope, names, source, shape)
    having = None
    if asked.having is not None:
        having = to_condition(typed(scope, asked.having, "/having", boolean=True, measure=True), names)
    grouped = sa.select(*group_columns, *measure_columns, sa.func.count().label("rows_in_group"))
    grouped = grouped.select_from(source.from_clause()).where(*wanted)
    if group_columns:
        grouped = grouped.group_by(*(column.element for column in group_columns))
    if having is not None:
        grouped = grouped.having(having)
    inner = grouped.subquery("groups")
    order = _order(asked, inner, [_choices(scope, one) for one in groups])
    numbered = (
        sa.select(*inner.c, sa.func.row_number().over(order_by=order or None).label("place"))
        .select_from(inner)
        .order_by(sa.literal_column("place"))
        .limit(sa.bindparam("group_limit", type_=sa.Integer))
        .offset(sa.bindparam("group_offset", type_=sa.Integer))
        .subquery("numbered")
    )
    row = sa.cast(_row(scope, groups, measures, numbered), sa.Text)
    joined = sa.func.string_agg(row, aggregate_order_by(sa.literal_column("','"), numbered.c.place))
    return sa.select(joined.label("rows")).select_from(numbered)


def _group(scope: Scope, text: str, pointer: str) -> Expression:
    """Read what to group by; raises BadRequest for a list of records, which no two rows share."""
    found = typed(scope, text, pointer)
    if found.type.kind == "list" and found.type.item is not None and found.type.item.kind == "record":
        raise refused("type", pointer, "Rows cannot be grouped by a list of records; count or add them up.")
    return found


def _choices(scope: Scope, group: Expression) -> tuple[str, ...]:
    """Return the choices of the field that a group is a plain path to, in their order; () for other groups."""
    node = group.tree
    if not isinstance(node, Field):
        return ()
    shape = shape_of(scope.app, node.entity)
    for key in node.path[:-1]:
        target = shape.fields[key].target
        if target is None:
            return ()
        shape = shape_of(scope.app, target)
    last = shape.fields.get(node.path[-1])
    return () if last is None else choices_of(last)


def _order(
    asked: Aggregation, inner: sa.Subquery, choices: Sequence[tuple[str, ...]]
) -> list[sa.ColumnElement[Any]]:
    keys = [key for key, _ in asked.measures]
    columns = [inner.c[f"g{place}"] for place in range(len(asked.group))]
    orders = [
        (place_among(known, column), column) if known else (column,)
        for known, column in zip(choices, columns, strict=True)
    ]
    found = []
    for part in (one.strip() for one in (asked.sort or "").split(",") if one.strip()):
        name = part.removeprefix("-")
        if name in keys:
            first: sa.ColumnElement[Any] = inner.c[f"m{keys.index(name)}"]
        elif name in asked.group:
            first = orders[asked.group.index(name)][0]
        else:
            raise refused("unknown_name", "/sort", f"There is no measure or group “{name[:80]}”.")
        found.append(first.desc().nulls_last() if part.startswith("-") else first.asc())
    return found + [one.asc() for order in orders for one in order]


def _row(
    scope: Scope, groups: list[Expression], measures: dict[str, Expression], numbered: sa.Subquery
) -> Json:
    values = [typed_json(SqlValue(numbered.c[f"g{place}"]), one.type) for place, one in enumerate(groups)]
    labels = [_label(scope, numbered.c[f"g{place}"], one) for place, one in enumerate(groups)]
    return JsonObject(
        {
            "group": sa.func.json_build_array(*values),
            "labels": sa.func.json_build_array(*labels),
            "values": JsonObject(
                {
                    key: typed_json(SqlValue(numbered.c[f"m{place}"]), one.type)
                    for place, (key, one) in enumerate(measures.items())
                }
            ),
        }
    )


def _label(scope: Scope, held: sa.ColumnElement[Any], group: Expression) -> Json:
    """Write the title of the record that a group stands for, null for other groups."""
    entity = group.type.entity
    if group.type.kind != "record" or entity is None or not has_entity(scope.app, entity):
        return sa.cast(sa.null(), sa.Text)
    target = aliased_source(shape_of(scope.app, entity))
    names = EntityResolver(scope.app, target, scopes_of(scope))
    title = title_text(names, target) if scopes_of(scope)(entity).allows("see") else None
    if title is None:
        return sa.cast(sa.null(), sa.Text)
    return (
        sa.select(title)
        .select_from(target.from_clause())
        .where(target.id == held, *names.visible(target))
        .scalar_subquery()
    )
