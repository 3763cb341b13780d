"""Statements: pages, single records, counts and groups as one SELECT each, JSON made by PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID, aggregate_order_by

from dougong.access import EntityResolver, RowSource, Scope, aliased_source, resolver, vocabulary
from dougong.access.resolver import Grouping, scopes_of
from dougong.access.shapes import ListShape, shape_of
from dougong.errors import NotAllowed
from dougong.records.ordering import after, keys_text, order_keys
from dougong.records.query import Query, Sort, refused, unknown_name
from dougong.records.record_sql import (
    expand_tree,
    record_json,
    shown_fields,
)
from dougong.records.searching import search_condition
from dougong.records.tables import history
from dougong_formula import BOOLEAN, Expression, FormulaError, parse_expression, part_of, to_condition

Condition = sa.ColumnElement[bool]
_COMMA: sa.ColumnElement[str] = sa.literal_column("','")


@dataclass(frozen=True, slots=True)
class PageShape:
    """What a list's statement depends on besides its scope; hashable.

    `relation` names the entity and list whose record (bound as `relation_id`) the rows belong to.
    """

    query: Query
    blanks: tuple[bool, ...] | None = None
    tokens: int = 0
    relation: tuple[str, str] | None = None


def typed(
    scope: Scope, text: str, pointer: str, *, boolean: bool = False, measure: bool = False
) -> Expression:
    """Read an expression that a person typed; raises BadRequest with the position of what does not fit."""
    try:
        return parse_expression(text, vocabulary(scope), BOOLEAN if boolean else None, measure=measure)
    except FormulaError as error:
        first = error.problems[0]
        if first.code == "unknown_name":
            raise unknown_name(pointer, text[first.position : first.position + first.length]) from None
        answer = refused(first.code, pointer, first.message)
        answer.problems = tuple(one.to_problem(pointer) for one in error.problems)
        raise answer from None


def _granted(names: EntityResolver, source: RowSource, scope: Scope, action: str) -> list[Condition]:
    """Return that a row lives, is seen, and that an action is granted on it."""
    wanted = names.visible(source)
    if action != "see":
        permitted = names.permitted(source, scope, action)
        wanted += [] if permitted is None else [permitted]
    return wanted


def many_rows(scope: Scope, shape: PageShape, *, base_money: bool = False) -> RowSource:
    """Return the rows of a list as a source of which many are looked at: lists of them are summed up together.

    What the list takes of the rows by their own fields, it also takes of the rows that are summed up.
    """
    source = aliased_source(scope.shape, base_money=base_money)
    query = shape.query
    plain = _plain_part(scope, query.filter) if query.filter else None
    few = plain is not None or shape.relation is not None or query.batch is not None
    few = few or query.picked is not None or query.search is not None or scope.rows.get("see", ()) is not None

    def narrow() -> sa.Select[Any]:
        inner = aliased_source(scope.shape)
        inner.grouping = Grouping()
        names = resolver(scope, inner)
        wanted = conditions(scope, names, inner, replace(shape, query=replace(query, filter=None)))
        wanted += [] if plain is None else [to_condition(plain, names)]
        return sa.select(inner.id).select_from(inner.from_clause()).where(*wanted)

    source.grouping = Grouping(narrow if few else None)
    return source


def _plain_part(scope: Scope, text: str) -> Expression | None:
    """Return what of a filter asks only for fields that are stored, or None for nothing."""
    return part_of(
        typed(scope, text, "/filter", boolean=True),
        lambda entity, key: not _computed(scope, entity, key),
    )


def _computed(scope: Scope, entity: str, key: str) -> bool:
    shape = shape_of(scope.app, entity)
    one = shape.fields.get(key)
    return one is None or (one.expression is not None and not one.materialised)


def conditions(scope: Scope, names: EntityResolver, source: RowSource, shape: PageShape) -> list[Condition]:
    """Return what a row must meet to be in a list: scope, trash, relation, filter, search."""
    query = shape.query
    found = names.visible(source)
    if shape.relation is not None:
        found += _related(scope, source, shape.relation)
    if query.trash:
        if not scope.allows("delete") or scope.shape.system:
            raise NotAllowed.at("/trash", "You may not see the trash of these records.")
        found = [*found[1:], source.base.c.deleted_at.is_not(None)]
    if query.batch is not None:
        found.append(source.base.c.id.in_(_in_batch(scope)))
    if query.picked is not None:
        picked = sa.bindparam("picked_ids", type_=sa.ARRAY(UUID(as_uuid=True)))
        found.append(source.base.c.id == sa.any_(picked))
    if query.filter:
        found.append(to_condition(typed(scope, query.filter, "/filter", boolean=True), names))
    if query.search is not None:
        found.append(search_condition(scope, source, shape.tokens))
    return found


def _in_batch(scope: Scope) -> sa.Select[Any]:
    """Select the records of the entity that an import wrote, bound as `batch_id`."""
    batch = sa.bindparam("batch_id", type_=UUID(as_uuid=True))
    return sa.select(history.c.record_id).where(
        history.c.batch == batch, history.c.entity_id == scope.shape.id
    )


def _related(scope: Scope, source: RowSource, relation: tuple[str, str]) -> list[Condition]:
    """Return that a row is in a list of a record that is seen, and may be read to be."""
    entity, key = relation
    above = scopes_of(scope)(entity)
    parent = aliased_source(above.shape)
    names = EntityResolver(scope.app, parent, scopes_of(scope))
    seen = names.visible(parent)
    allowed = names.listed(parent, key, source)
    one = above.shape.lists[key]
    if allowed is not None and not one.back:
        seen.append(allowed)
    held = (
        sa.select(parent.id)
        .select_from(parent.from_clause())
        .where(parent.id == sa.bindparam("relation_id", type_=UUID(as_uuid=True)), *seen)
    )
    found: list[Condition] = [_in_list(source, one, held)]
    return found if allowed is None or not one.back else [*found, allowed]


def _in_list(source: RowSource, one: ListShape, held: sa.Select[Any]) -> Condition:
    """Return that a row is in a list of one of the records that are selected."""
    if one.link is None:
        return source.base.c[one.via].in_(held)
    link = one.link.table.alias()
    return source.id.in_(sa.select(link.c[one.link.other]).where(link.c[one.link.own].in_(held)))


def page(scope: Scope, shape: PageShape) -> sa.Select[Any]:
    """Select one page: columns `items` (a JSON array as text), `keys` (of the last row), `found`, `total`.

    `found` counts the rows, one more than are shown. The limit stands in the text, so that a plan that
    PostgreSQL keeps for all parameters is one for a short page.
    """
    query = shape.query
    inner, order = _picked(scope, shape)
    numbered = _numbered(inner)
    source = RowSource(scope.shape, numbered)
    names = EntityResolver(scope.app, source, resolver(scope, source).scopes)
    keys = shown_fields(scope, query.fields)
    marks = [
        to_condition(typed(scope, text, f"/marks/{place}", boolean=True), names)
        for place, text in enumerate(query.marks)
    ]
    tree = expand_tree(query.expand)
    record = record_json(scope, names, source, keys, tree, trash=query.trash, marks=marks)
    rows = (
        sa.select(
            sa.cast(record, sa.Text).label("record"),
            *(numbered.c[name] for name in order),
            numbered.c.page_row,
        )
        .select_from(source.from_clause())
        .subquery("rows")
    )
    shown = rows.c.page_row <= query.limit
    items = sa.func.string_agg(rows.c.record, aggregate_order_by(_COMMA, rows.c.page_row)).filter(shown)
    last = sa.func.max(sa.case((rows.c.page_row == query.limit, keys_text([rows.c[name] for name in order]))))
    columns = [
        sa.func.concat("[", items, "]").label("items"),
        last.label("keys"),
        sa.func.count().label("found"),
    ]
    columns.append((total(scope, shape) if query.count else sa.null()).label("total"))
    return sa.select(*columns).select_from(rows)


def _picked(scope: Scope, shape: PageShape) -> tuple[sa.Subquery, list[str]]:
    """Select the rows of the page, and the names under which the subquery gives the keys of the order."""
    source = many_rows(scope, shape)
    names = resolver(scope, source)
    wanted = conditions(scope, names, source, shape)
    keys = order_keys(scope, names, sorts(scope, shape.query))
    if shape.blanks is not None:
        wanted.append(after(keys, shape.blanks))
    names_of_keys = [f"page_key_{place}" for place in range(len(keys))]
    labelled = [key.value.label(name) for key, name in zip(keys, names_of_keys, strict=True)]
    picked = (
        sa.select(*source.base.c, *labelled)
        .select_from(source.from_clause())
        .where(*wanted)
        .order_by(*(key.ordered for key in keys))
        .limit(sa.literal_column(str(shape.query.limit + 1), sa.Integer))
        .subquery("picked")
    )
    return picked, names_of_keys


def sorts(scope: Scope, query: Query) -> Sequence[Sort]:
    """Return the order that was asked for, or the usual one."""
    if query.sort or not scope.shape.system:
        return query.sort
    return (Sort(path=scope.shape.title),) if scope.shape.title in scope.read else ()


def _numbered(inner: sa.Subquery) -> sa.Subquery:
    return (
        sa.select(*inner.c, sa.func.row_number().over().label("page_row")).select_from(inner).subquery("page")
    )


def total(scope: Scope, shape: PageShape) -> sa.ScalarSelect[Any]:
    """Select the exact number of rows of a list."""
    source = many_rows(scope, shape)
    names = resolver(scope, source)
    wanted = conditions(scope, names, source, shape)
    return sa.select(sa.func.count()).select_from(source.from_clause()).where(*wanted).scalar_subquery()


def one(scope: Scope, expand: tuple[str, ...], *, trash: bool = False) -> sa.Select[Any]:
    """Select one record as JSON text (`record`) and its version; binds `record_id`. No row: not visible."""
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    wanted = names.visible(source)
    if trash and scope.shape.soft:
        wanted = wanted[1:]
    record = record_json(scope, names, source, shown_fields(scope, None, whole=True), expand_tree(expand))
    version = source.base.c.version if "version" in scope.shape.fields else sa.literal(0)
    return (
        sa.select(sa.cast(record, sa.Text).label("record"), version.label("version"))
        .select_from(source.from_clause())
        .where(source.id == sa.bindparam("record_id", type_=UUID(as_uuid=True)), *wanted)
    )


def listed_ids(
    scope: Scope, action: str = "see", *, trash: bool = False, single: bool = False
) -> sa.Select[Any]:
    """Select, as one array, the ids among `record_ids` of the records on which an action is granted; that of a
    `single` one is bound as `record_id`, so that PostgreSQL plans its statement once and for all.
    """
    source = aliased_source(scope.shape)
    names = resolver(scope, source)
    wanted = _granted(names, source, scope, action)
    if trash:
        wanted = [source.base.c.deleted_at.is_not(None), *wanted[1:]]
    listed = (
        sa.bindparam("record_id", type_=UUID(as_uuid=True))
        if single
        else sa.any_(sa.bindparam("record_ids", type_=sa.ARRAY(UUID(as_uuid=True))))
    )
    return (
        sa.select(sa.func.array_agg(source.id))
        .select_from(source.from_clause())
        .where(source.id == listed, *wanted)
    )
