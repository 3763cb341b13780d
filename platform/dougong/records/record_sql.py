"""One record as JSON: values, titles of what it refers to, what may be done with it, expanded references."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from dougong.access import EntityResolver, RowSource, Scope, aliased_source
from dougong.access.resolver import scopes_of
from dougong.access.shapes import shape_of
from dougong.records.json_sql import (
    EMPTY_LIST,
    Json,
    JsonObject,
    array_json,
    field_json,
    instant_json,
    title_text,
)
from dougong.records.query import unknown_name

_APART = frozenset({"id", "version", "created_at", "created_by", "updated_at", "updated_by"})
ROW_ACTIONS = ("change", "delete", "assign", "merge", "share", "print")

Tree = Mapping[str, "Tree"]
Condition = sa.ColumnElement[bool]


def expand_tree(paths: Iterable[str]) -> Tree:
    """Turn `account`, `account.owner` into a tree of what to expand under what."""
    tree: dict[str, Any] = {}
    for path in paths:
        place = tree
        for name in path.split("."):
            place = place.setdefault(name, {})
    return tree


def shown_fields(scope: Scope, asked: Iterable[str] | None, *, whole: bool = False) -> list[str]:
    """Return the fields of `values`: those asked for, else all readable ones but costly lists unless
    `whole`.
    """
    if asked is None:
        return [
            key
            for key, one in scope.shape.fields.items()
            if key in scope.read
            and key not in _APART
            and (whole or not (one.type == "sub_table" or one.holds_files))
        ]
    found = []
    for key in asked:
        if key not in scope.shape.fields or key not in scope.read:
            raise unknown_name("/fields", key)
        if key not in _APART:
            found.append(key)
    return found


def record_json(
    scope: Scope,
    resolver: EntityResolver,
    source: RowSource,
    keys: list[str],
    expand: Tree,
    *,
    trash: bool = False,
    marks: Sequence[Condition] = (),
) -> Json:
    """Write a record of a source, with labels, rights and expanded references; of the trash since when.

    `marks` are conditions; whether each of them holds stands beside the values.
    """
    shape = source.shape
    members: dict[str, Json] = {"id": source.id}
    if "version" in shape.fields:
        members["version"] = source.base.c.version
    lists = [name for name in expand if _is_sub_table(source, name) and name not in keys]
    if any(name not in scopes_of(scope)(source.entity).read for name in lists):
        raise unknown_name("/expand", lists[0])
    members["values"] = JsonObject({key: value_json(resolver, source, key) for key in (*keys, *lists)})
    members["labels"] = JsonObject(
        {key: label_json(resolver, source, key) for key in keys if shape.fields[key].names_records}
    )
    if not shape.system:
        members["can"] = can_json(scope, resolver, source)
        members["created_at"] = instant_json(source.base.c.created_at)
        members["created_by"] = source.base.c.created_by
        members["updated_at"] = instant_json(source.base.c.updated_at)
        members["updated_by"] = source.base.c.updated_by
    if trash:
        members["deleted_at"] = instant_json(source.base.c.deleted_at)
    expanded = {
        name: _expanded(scope, resolver, source, name, below)
        for name, below in expand.items()
        if not _is_sub_table(source, name)
    }
    if expanded:
        members["expanded"] = JsonObject(expanded)
    if marks:
        members["marks"] = sa.func.json_build_array(*(sa.func.coalesce(one, sa.false()) for one in marks))
    return JsonObject(members)


def _is_sub_table(source: RowSource, name: str) -> bool:
    one = source.shape.lists.get(name)
    return one is not None and one.sub_table


def value_json(resolver: EntityResolver, source: RowSource, key: str) -> Json:
    """Write one member of `values`; a sub-table is an array of its rows."""
    shape = source.shape.fields[key]
    return (
        rows_json(resolver, source, key) if shape.type == "sub_table" else field_json(resolver, source, key)
    )


def rows_json(resolver: EntityResolver, source: RowSource, key: str) -> Json:
    """Write the rows of a sub-table in their order: flat objects with id and readable fields."""
    child, condition = resolver.children(source, key)
    child.base_money = False
    inner = EntityResolver(resolver.app, child, resolver.scopes)
    readable = child.shape.fields if resolver.scopes is None else resolver.scopes(child.entity).read
    members: dict[str, Json] = {"id": child.id}
    for name in child.shape.fields:
        if name in readable and name not in _APART | {"owner", "department", "parent"}:
            members[name] = value_json(inner, child, name)
    labels = {
        name: label_json(inner, child, name)
        for name in members
        if name in child.shape.fields and child.shape.fields[name].names_records and name != "id"
    }
    if labels:
        members["labels"] = JsonObject(labels)
    text = sa.cast(JsonObject(members), sa.Text)
    ordered = sa.func.string_agg(text, aggregate_order_by(sa.literal_column("','"), child.base.c.position))
    rows = array_json(sa.select(ordered).select_from(child.from_clause()).where(condition))
    allowed = resolver.readable(source, key)
    return rows if allowed is None else sa.case((allowed, rows))


def label_json(resolver: EntityResolver, source: RowSource, key: str) -> Json:
    """Write what people read for the record that a field names, or for each of several, in their order."""
    if not source.shape.fields[key].holds_links:
        return label_text(resolver, source, key)
    one = source.shape.lists[key]
    assert one.link is not None
    link, shape = one.link.table.alias(), shape_of(resolver.app, one.entity)
    target = aliased_source(shape)
    inner = EntityResolver(resolver.app, target, resolver.scopes)
    seen = resolver.scopes is None or "see" in resolver.scopes(shape.key).actions
    title = title_text(inner, target) if seen else None
    if title is None:
        return sa.null()
    visible = sa.and_(target.id == link.c[one.link.other], *inner.visible(target))
    # What a title is made of may lie behind references of the target: it is read beside, row by row.
    told = sa.select(title).select_from(target.from_clause()).where(visible).scalar_subquery()
    titles = sa.func.json_agg(aggregate_order_by(told, link.c.position))
    found = sa.select(titles).select_from(link).where(link.c[one.link.own] == source.id).scalar_subquery()
    listed = sa.func.coalesce(found, EMPTY_LIST)
    allowed = resolver.readable(source, key)
    return listed if allowed is None else sa.case((allowed, listed))


def label_text(resolver: EntityResolver, source: RowSource, key: str) -> Json:
    """Write the title of the record that a reference names; null when it may not be seen."""
    shape = source.shape.fields[key]
    target = aliased_source(shape_of(resolver.app, str(shape.target)))
    inner = EntityResolver(resolver.app, target, resolver.scopes)
    if resolver.scopes is not None and "see" not in resolver.scopes(target.entity).actions:
        return sa.null()
    title = _way_text(inner, target, key) if shape.type == "tree_parent" else title_text(inner, target)
    if title is None:
        return sa.null()
    held = resolver.field(source, key).value
    return (
        sa.select(title)
        .select_from(target.from_clause())
        .where(target.id == held, *inner.visible(target))
        .scalar_subquery()
    )


_LEVELS = 6
"""So many steps of a tree stand in a label; above them there is an ellipsis."""


def _way_text(resolver: EntityResolver, source: RowSource, key: str) -> Json | None:
    """Write the titles from the top of a tree down to a row: `Europe / France / Lyon`."""
    here, steps = source, [title_text(resolver, source)]
    if steps[0] is None:
        return None
    for _ in range(_LEVELS - 1):
        here = resolver.reference(here, key)
        steps.append(title_text(resolver, here))
    more = sa.case((resolver.field(here, key).value.is_not(None), sa.literal_column("'…'", sa.Text)))
    between = sa.literal_column("' / '", sa.Text)
    return sa.func.concat_ws(between, more, *reversed(steps), type_=sa.Text)


def can_json(scope: Scope, resolver: EntityResolver, source: RowSource) -> Json:
    """Write which actions the caller may take on a record.

    Asked of the row only where it differs from seeing.
    """
    always: list[str] = []
    asked: list[Json] = []
    for action in ROW_ACTIONS:
        if action not in scope.actions:
            continue
        condition = _row_condition(scope, resolver, source, action)
        if condition is None:
            always.append(action)
        else:
            asked.append(sa.case((condition, sa.literal_column(f"'{action}'"))))
    if not asked:
        return sa.cast(sa.literal_column("'[" + ",".join(f'"{one}"' for one in always) + "]'"), sa.JSON)
    named: list[Json] = [sa.literal_column(f"'{one}'") for one in always]
    listed = sa.cast(array([*named, *asked]), sa.ARRAY(sa.Text))
    return sa.func.array_to_json(sa.func.array_remove(listed, sa.null()))


def _row_condition(
    scope: Scope, resolver: EntityResolver, source: RowSource, action: str
) -> sa.ColumnElement[bool] | None:
    rows, seen = scope.rows.get(action, ()), scope.rows.get("see", ())
    same = (rows is None and seen is None) or (
        rows is not None and seen is not None and {one.text for one in rows} == {one.text for one in seen}
    )
    if rows is None or (same and not scope.shared):
        return None
    return resolver.permitted(source, scope, action)


def _expanded(scope: Scope, resolver: EntityResolver, source: RowSource, name: str, below: Tree) -> Json:
    scopes = scopes_of(scope)
    shape = source.shape.fields.get(name)
    if shape is None or not shape.is_reference or name not in scopes(source.entity).read or name == "id":
        raise unknown_name("/expand", name)
    inner = scopes(str(shape.target))
    if "see" not in inner.actions:
        return sa.null()
    target = resolver.reference(source, name)
    found = record_json(inner, resolver, target, shown_fields(inner, None), below)
    return sa.case((target.id.is_not(None), found))
