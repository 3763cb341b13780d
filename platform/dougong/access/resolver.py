"""Resolver: names of expressions to columns of published tables, with the row scope at every hop.

A resolver of a person adds the target's row scope whenever a path leaves an entity; a resolver of the app
(for expressions stored in documents: computed fields, grants, rules) adds none. Computed fields are
expanded where they are named, always as the app: what one discloses is covered by its own grant.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import sqlalchemy as sa

from dougong.access.kept import kept
from dougong.access.scope import NO_ROWS, Rows, Scope, SharedRows
from dougong.access.shapes import EntityShape, FieldShape, ListShape, parts_shape, shape_of
from dougong.access.shares import shared_rows
from dougong.access.values import bound_name
from dougong.metadata import App
from dougong_formula import Expression, SqlValue, Together, to_condition, to_sql

Condition = sa.ColumnElement[bool]
ScopeOf = Callable[[str], Scope]


class Grouping:
    """That a statement looks at many rows of a source, so lists of them are summed up by one grouped query.

    `narrow` selects the ids of the rows that are looked at, where these are few among all; the rows of a list
    are then taken of those alone.
    """

    def __init__(self, narrow: Callable[[], sa.Select[Any]] | None = None) -> None:
        self.narrow = narrow

    @property
    def elsewhere(self) -> Grouping:
        """Return the grouping of rows that are reached from these."""
        return Grouping()


class RowSource:
    """Rows of an entity in a statement: an alias, a subquery or a joined target, with the joins made so far.

    Sources joined from one another share one list of joins, which `from_clause` renders. `base_money`
    makes money fields give the amount in the workspace currency (inside aggregates).
    """

    def __init__(
        self,
        shape: EntityShape,
        base: sa.FromClause,
        *,
        path: tuple[str, ...] = (),
        joins: list[tuple[sa.FromClause, Condition]] | None = None,
        root: sa.FromClause | None = None,
        base_money: bool = False,
    ) -> None:
        self.shape = shape
        self.base = base
        self.path = path
        self.base_money = base_money
        self._root = base if root is None else root
        self.joins: list[tuple[sa.FromClause, Condition]] = [] if joins is None else joins
        self.grouping: Grouping | None = None
        self.summed: dict[Hashable, sa.FromClause] = {}
        """Grouped rows of lists that are joined already, by what tells one from another."""
        self.hops: dict[tuple[str, bool], RowSource] = {}
        self.held_by: tuple[RowSource, str] | None = None
        """For the parts of a field: the row that holds it, and its key."""

    @property
    def entity(self) -> str:
        """Return the key of the entity."""
        return self.shape.key

    @property
    def id(self) -> sa.ColumnElement[Any]:
        """Return the column that identifies a row."""
        return self.base.c[self.shape.id_column]

    def column(self, column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """Return this source's copy of a column of the entity's table."""
        return self.base.c[column.name]

    def from_clause(self) -> sa.FromClause:
        """Return the base with every join made so far."""
        clause = self._root
        for target, condition in self.joins:
            clause = clause.outerjoin(target, condition)
        return clause

    def hop(self, key: str, as_app: bool, shape: EntityShape) -> tuple[RowSource, bool]:
        """Return the source reached by a reference, and whether it is new and still needs its join."""
        place = (key, as_app)
        if place in self.hops:
            return self.hops[place], False
        target = RowSource(
            shape,
            shape.table.alias(),
            path=(*self.path, key),
            joins=self.joins,
            root=self._root,
        )
        target.grouping = None if self.grouping is None else self.grouping.elsewhere
        self.hops[place] = target
        return target, True

    def part(self, key: str) -> RowSource:
        """Return the parts of a field, which lie in the same row, so that nothing is joined."""
        target = RowSource(
            parts_shape(self.shape.fields[key]),
            self.base,
            path=(*self.path, key),
            joins=self.joins,
            root=self._root,
        )
        target.held_by = (self, key)
        return target


def aliased_source(shape: EntityShape, *, base_money: bool = False) -> RowSource:
    """Return a source over a fresh alias of an entity's table."""
    return RowSource(shape, shape.table.alias(), base_money=base_money)


class EntityResolver:
    """Resolves names over published tables (the Resolver of dougong_formula).

    `scopes` gives the viewer's scope of an entity; None resolves as the app.
    """

    def __init__(self, app: App, root: RowSource, scopes: ScopeOf | None = None) -> None:
        self.app = app
        self.root = root
        self.scopes = scopes

    def as_app(self, root: RowSource | None = None) -> EntityResolver:
        """Return a resolver of the app over the same, or another, source."""
        return EntityResolver(self.app, root or self.root, None)

    def field(self, source: RowSource, key: str) -> SqlValue:
        """Return a field's value: a column, or the expansion of a computed field."""
        shape = source.shape.fields[key]
        value = self._plain(source, shape)
        allowed = self.readable(source, key)
        if allowed is None:
            return value
        error = None if value.error is None else sa.case((allowed, value.error))
        return SqlValue(sa.case((allowed, value.value)), error, value.void)

    def readable(self, source: RowSource, key: str) -> Condition | None:
        """Return on which rows the viewer may read a field, or None when on all that he sees."""
        if source.held_by is not None:
            return self.readable(*source.held_by)
        if self.scopes is None or key == "id":
            return None
        rows = self.scopes(source.entity).read.get(key, NO_ROWS)
        return None if rows is None else sa.func.coalesce(self.holds(source, rows), sa.false())

    def listed(self, parent: RowSource, key: str, child: RowSource) -> Condition | None:
        """Return on which rows the viewer may read that a row is in a list: for what a field of the parent
        lists it is that field's right, for an inverse list that of the field back; None when on all he sees.
        """
        one = parent.shape.lists[key]
        return self.readable(child, one.back) if one.back else self.readable(parent, key)

    def _plain(self, source: RowSource, shape: FieldShape) -> SqlValue:
        if shape.materialised and not (source.base_money and self._counts_money(source, shape)):
            value, error = (source.column(column) for column in shape.materialised)
            return SqlValue(value, error if self._may_fail(source.shape, shape) else None, True)
        if shape.expression is not None:
            return to_sql(shape.expression, self.as_app(source))
        if shape.is_money:
            return SqlValue(source.column(shape.columns[2 if source.base_money else 0]), None)
        if not shape.columns:
            return SqlValue(sa.null(), None)
        if shape.kinds[0] == "interval":
            return SqlValue(hours(source.column(shape.columns[0])), None)
        return SqlValue(source.column(shape.columns[0]), None)

    def _counts_money(self, source: RowSource, shape: FieldShape) -> bool:
        return self.app.stored_graph.counts_money((source.entity, shape.key))

    def _may_fail(self, entity: EntityShape, shape: FieldShape) -> bool:
        """Say whether a computed field can have an error on any row."""
        expression = shape.expression
        assert expression is not None
        return kept(
            self.app,
            ("may fail", entity.key, shape.key),
            lambda: to_sql(expression, EntityResolver(self.app, aliased_source(entity))).error is not None,
        )

    def reference(self, source: RowSource, key: str) -> RowSource:
        """Follow a reference: one outer join for a path, with the target's row scope in its condition."""
        shape = source.shape.fields[key]
        if shape.field.type.parts:
            return source.part(key)
        target_shape = shape_of(self.app, str(shape.target))
        target, new = source.hop(key, self.scopes is None, target_shape)
        if new:
            held = self.field(source, key).value
            conditions = [target.id == held]
            conditions += self.visible(target)
            source.joins.append((target.base, sa.and_(*conditions)))
        return target

    def children(self, source: RowSource, key: str) -> tuple[RowSource, Condition]:
        """Return a fresh source over a sub-table or inverse list and its correlation with the outer row."""
        one = source.shape.lists[key]
        child, via = self._listing(one)
        conditions = [via == source.id]
        conditions += self.visible(child, inside=one.sub_table)
        allowed = self.listed(source, key, child)
        return child, sa.and_(*conditions, *(() if allowed is None else (allowed,)))

    def _listing(self, one: ListShape) -> tuple[RowSource, sa.ColumnElement[Any]]:
        """Return a fresh source over the rows of a list, and the column that names whose they are."""
        shape = shape_of(self.app, one.entity)
        if one.link is None:
            child = aliased_source(shape, base_money=True)
            return child, child.base.c[one.via]
        rows, link = shape.table.alias(), one.link.table.alias()
        root = link.join(rows, rows.c[shape.id_column] == link.c[one.link.other])
        return RowSource(shape, rows, root=root, base_money=True), link.c[one.link.own]

    def together(self, source: RowSource, key: str) -> Together | None:
        """Return the rows of a list of every row of a source, where the statement looks at many.

        Not where the viewer may read a list on some rows only, which is asked of each row.
        """
        grouping, one = source.grouping, source.shape.lists[key]
        if grouping is None or (not one.back and self.readable(source, key) is not None):
            return None
        child, via = self._listing(one)
        child.grouping = grouping.elsewhere
        conditions = [via.is_not(None), *self.visible(child, inside=one.sub_table)]
        allowed = self.listed(source, key, child)
        if allowed is not None:
            conditions.append(allowed)
        if grouping.narrow is not None:
            conditions.append(via.in_(grouping.narrow()))

        def join(what: Hashable, rows: sa.FromClause) -> sa.FromClause:
            place = (what, self.scopes is None)
            if place not in source.summed:
                source.summed[place] = rows
                source.joins.append((rows, rows.c["owner"] == source.id))
            return source.summed[place]

        return Together(child, via, conditions, join)

    def name(self, path: tuple[str, ...]) -> SqlValue:
        """Return the bound parameter of a reserved name."""
        return bound_name(self.app, path)

    def visible(self, source: RowSource, action: str = "see", *, inside: bool = False) -> list[Condition]:
        """Return the conditions that a row exists for the viewer.

        `inside`: its parent was checked already.
        """
        conditions: list[Condition] = []
        if source.shape.soft:
            conditions.append(source.base.c.deleted_at.is_(None))
        elif source.shape.of_app is not None:
            entities = [one.id for one in self.app.entities.values()]
            conditions.append(source.shape.of_app(source.base, self.app.id, entities))
        if self.scopes is not None:
            condition = self.permitted(source, self.scopes(source.entity), action, inside=inside)
            if condition is not None:
                conditions.append(condition)
        return conditions

    def permitted(
        self, source: RowSource, scope: Scope, action: str, *, inside: bool = False
    ) -> Condition | None:
        """Return the row predicate of an action, or None when it holds on all rows."""
        if scope.through is not None and not inside:
            return self._through(source, scope.through, action)
        rows = scope.rows.get(action, ())
        if rows is None:
            return None
        condition = self.holds(source, rows)
        if scope.shared and action in {"see", "change"}:
            return sa.or_(condition, source.id.in_(shared_rows(scope.shape.id, action)))
        return condition

    def _through(self, source: RowSource, parent: Scope, action: str) -> Condition:
        above = aliased_source(parent.shape)
        resolver = EntityResolver(self.app, above, self.scopes)
        conditions: list[Condition] = [above.base.c.deleted_at.is_(None)]
        holder = next(
            key for key, one in parent.shape.lists.items() if one.sub_table and one.entity == source.entity
        )
        permitted = resolver.permitted(above, parent, "see" if action == "see" else "change")
        conditions += [one for one in (permitted, resolver.readable(above, holder)) if one is not None]
        select = sa.select(above.id).select_from(above.from_clause()).where(*conditions)
        return source.base.c.parent_id.in_(select)

    def holds(self, source: RowSource, rows: Rows) -> Condition:
        """Return whether one of several row formulas holds on a source, evaluated as the app, or it is shared.

        A formula that needs joins is asked in a subquery of its own, so that a condition of a join never
        speaks of a table joined later.
        """
        if rows is None:
            return sa.true()
        return sa.or_(sa.false(), *(self._holds(source, one) for one in rows))

    def _holds(self, source: RowSource, expression: Expression | SharedRows) -> Condition:
        if isinstance(expression, SharedRows):
            return source.id.in_(shared_rows(source.shape.id, expression.right))
        probe = RowSource(source.shape, source.base)
        probe.grouping = None if source.grouping is None else source.grouping.elsewhere
        condition = to_condition(expression, self.as_app(probe))
        if not probe.joins:
            return condition
        fresh = aliased_source(source.shape)
        fresh.grouping = probe.grouping
        inner = to_condition(expression, self.as_app(fresh))
        return source.id.in_(sa.select(fresh.id).select_from(fresh.from_clause()).where(inner))


def hours(length: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the number of hours of an interval, as expressions see a duration."""
    seconds = sa.cast(sa.extract("epoch", length), sa.Numeric)
    return sa.func.round(
        seconds / sa.literal_column("3600", sa.Numeric), sa.literal_column("10"), type_=sa.Numeric
    )


def scopes_of(scope: Scope) -> ScopeOf:
    """Return what gives the scope of any entity to the person of one scope."""
    return scope.of


def resolver(scope: Scope, source: RowSource) -> EntityResolver:
    """Return the resolver for expressions that the person of a scope types: row scopes at every hop."""
    return EntityResolver(scope.app, source, scopes_of(scope))
