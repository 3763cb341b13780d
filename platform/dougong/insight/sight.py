"""Sight: what one viewer sees of an app, as the report engine asks it; row scopes come from access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from dougong.access import Scope, Shared, aliased_source, bound_values, resolver, vocabulary
from dougong.access.grants import held_roles
from dougong.access.kept import kept
from dougong.access.resolver import EntityResolver
from dougong.access.scope import scope_of
from dougong.access.shapes import FieldShape, has_entity, shape_of
from dougong.access.shares import shared_entities
from dougong.access.vocabulary import ScopedVocabulary
from dougong.context import Context
from dougong.insight.definitions import own_dataset
from dougong.metadata import App, settings_of
from dougong.working_calendar import calendar_of
from dougong_report import Column, Dataset, Query, Selected, select

MOST_LABELS = 10_000
_NONE = Dataset(id="", key="", name={})


class ViewerSight:
    """One viewer's names and rows, and the connection on which his reports run."""

    def __init__(self, context: Context, app: App, conn: sa.Connection) -> None:
        self.context = context
        self.app = app
        self._conn = conn
        self._values: Mapping[str, Any] = bound_values(
            app,
            context.principal,
            now=context.now,
            zone=context.zone,
            calendar=calendar_of(context),
            settings=settings_of(context.conn, app),
        )

    def vocabulary(self, entity: str) -> ScopedVocabulary:
        """Return the names the viewer knows of an entity; raises NotAllowed when it is closed to him."""
        scope = self._scope(entity)
        scope.require("see")
        return vocabulary(scope)

    def _scope(self, entity: str) -> Scope:
        """Return the viewer's scope of an entity, records shared with him included, as in its lists."""
        shape = shape_of(self.app, entity)
        shared = self._shared.get(shape.id, Shared.NOTHING)
        return scope_of(self.app, entity, self.context.principal, shared=shared)

    @cached_property
    def _shared(self) -> Mapping[str, Shared]:
        """Return what is shared with the viewer of the app's entities, by their element ids."""
        opened = shared_entities(self.context.conn, self.context.principal)
        return {one.id: opened[one.id] for one in self.app.entities.values() if one.id in opened}

    def rows(self, entity: str) -> tuple[EntityResolver, Sequence[sa.ColumnElement[bool]]]:
        """Return a fresh resolver over an entity; money is taken in the workspace currency."""
        scope = self._scope(entity)
        source = aliased_source(scope.shape, base_money=True)
        names = resolver(scope, source)
        return names, names.visible(source)

    def select(self, query: Query) -> Selected:
        """Return the statement of a query; the app's own datasets' are kept for everybody of equal rights.

        A statement holds no value of the viewer: those are bound when it runs.
        """
        if not own_dataset(self.app, query.dataset):
            return select(query, self)
        principal = self.context.principal
        rights = (
            principal.kind,
            principal.administrator,
            principal.token_scopes,
            frozenset(self._shared.items()),
        )
        roles = held_roles(self.app, principal)
        asked = (query.dataset.id, repr(replace(query, dataset=_NONE)))
        return kept(self.app, ("insight_select", rights, roles, asked), lambda: select(query, self))

    def fetch(self, selected: Selected) -> list[tuple[Any, ...]]:
        """Run a statement and return its rows."""
        return [tuple(row) for row in self._conn.execute(selected.statement, dict(self._values))]

    def labels(self, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
        """Return, by column, what people read for its values: option labels, titles of records."""
        found: dict[str, dict[str, Any]] = {}
        for index, column in enumerate(columns):
            if column.kind != "dimension":
                continue
            if column.type.kind == "record" and column.type.entity is not None:
                identities = list(dict.fromkeys(row[index] for row in rows if row[index] is not None))
                found[column.key] = self.titles(column.type.entity, identities[:MOST_LABELS])
            else:
                options = self._options(column)
                if options:
                    found[column.key] = options
        return found

    def shown(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Return columns that know of their fields whether thousands are grouped."""
        fields = {column.key: self._field(column) for column in columns}
        plain = {key for key, one in fields.items() if one is not None and not one.groups_thousands}
        return tuple(replace(one, thousands=False) if one.key in plain else one for one in columns)

    def option_orders(self, columns: Sequence[Column]) -> dict[str, Sequence[str]]:
        """Return the order of the options of those columns that have options."""
        return {column.key: tuple(options) for column in columns if (options := self._options(column))}

    def _options(self, column: Column) -> dict[str, Any]:
        if column.options:
            return {key: dict(label) for key, label in column.options.items()}
        field = self._field(column)
        return {} if field is None else {option.key: dict(option.label) for option in field.field.options}

    def _field(self, column: Column) -> FieldShape | None:
        if column.field is None or not has_entity(self.app, column.field[0]):
            return None
        return shape_of(self.app, column.field[0]).fields.get(column.field[1])

    def titles(self, entity: str, identities: Sequence[Any]) -> dict[str, Any]:
        """Return the titles of those records that the viewer may see, by id."""
        if not identities or not has_entity(self.app, entity):
            return {}
        scope = self._scope(entity)
        if not scope.allows("see") or scope.shape.title not in scope.read:
            return {}
        source = aliased_source(scope.shape)
        names = resolver(scope, source)
        title = names.field(source, scope.shape.title).value
        conditions = names.visible(source)
        statement = (
            sa.select(source.id, title)
            .select_from(source.from_clause())
            .where(source.id.in_(identities), *conditions)
        )
        return {str(identity): label for identity, label in self._conn.execute(statement, dict(self._values))}
