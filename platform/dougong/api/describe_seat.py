"""A seat described: the entity of its record as the seat shows it, for who may have no role in the app."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from dougong.access import Scope
from dougong.api.describe_app import describe_entity
from dougong.context import Context
from dougong.metadata import App, CompiledEntity, settings_of
from dougong.working_calendar import calendar_of
from dougong_form.form import CONTAINERS
from dougong_formula import Expression

Json = dict[str, Any]


def describe_seat(context: Context, scope: Scope) -> Json:
    """Return the entities that showing a seat's record needs, in the shape of the app's description: its own,
    its sub-tables', and those that its references point to; with the settings that its forms speak of
    and the working calendar.

    Nothing is in it that the scope does not read. Who sees no more of an entity than titles has no `actions`
    there: no list of it and no page of a record opens to him.
    """
    app = scope.app
    parts = {one.entity: one for one in (scope, *_sub_tables(scope))}
    targets = {one.entity: one for part in parts.values() for one in _targets(scope, part)}
    entities = {key: _entity(app, app.entities[key], one) for key, one in (targets | parts).items()}
    for key in targets.keys() & scope.below.keys() - parts.keys():
        entities[key]["actions"] = []
    return {
        "entities": entities,
        "settings": _settings(context, app, app.entities[scope.entity]),
        "calendar": calendar_of(context).exceptions(),
    }


def _sub_tables(scope: Scope) -> Iterator[Scope]:
    for one in scope.shape.lists.values():
        if one.sub_table and one.key in scope.read:
            yield scope.of(one.entity)


def _targets(scope: Scope, part: Scope) -> Iterator[Scope]:
    """Yield the scopes of the app's entities that shown references point to, where titles may be read."""
    for key, one in part.shape.fields.items():
        if key in part.read and one.names_records and one.target in scope.app.entities:
            target = scope.of(str(one.target))
            if target.allows("see"):
                yield target


def _entity(app: App, one: CompiledEntity, scope: Scope) -> Json:
    """Describe an entity without what is done elsewhere than at a seat, and without what it may not read."""
    described = describe_entity(app, one, scope, {})
    forms = [
        form
        | {
            "layout": _shown(form["layout"], scope.read),
            "variants": [_on_device(one, scope.read) for one in form["variants"] if one["device"]],
        }
        for form in described["forms"]
    ]
    return {**described, "forms": forms, "views": [], "buttons": []}


def _on_device(variant: Mapping[str, Any], read: Collection[str]) -> Json:
    """Return a device's variant as far as it acts at a step: the step says what is filled in, the device hides."""
    hidden = [key for key in variant["hide"] if key in read]
    return {**variant, "hide": hidden, "require": [], "lock": []}


def _shown(layout: Iterable[Mapping[str, Any]], read: Collection[str]) -> list[Json]:
    """Return a layout without the fields that are not read, and without parts that held only such."""
    found = []
    for element in layout:
        if "field" in element and element["field"] not in read:
            continue
        inner = {name: _shown(element[name], read) for name in CONTAINERS if name in element}
        if not inner or any(inner.values()):
            found.append({**element, **inner})
    return found


def _settings(context: Context, app: App, one: CompiledEntity) -> Json:
    named = {
        key
        for expression in _expressions(app, one)
        for entity, key in expression.references
        if entity == "@settings"
    }
    return {key: value for key, value in settings_of(context.conn, app).items() if key in named}


def _expressions(app: App, one: CompiledEntity) -> Iterator[Expression]:
    yield from one.computed.values()
    for form in app.forms_of(one.key):
        for rule in form.linkage:
            yield from rule.set.values()
            yield from (one.expression for one in rule.pick.values())
            if rule.when is not None:
                yield rule.when
        for fill in form.fill:
            yield from (one.expression for one in fill.set.values())
