"""An app described for one person: what he may see of it, in the shape the interface draws from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dougong.access import Scope, Shared, scope_of
from dougong.access.grants import element_grants, held_roles, may_press, may_share_form
from dougong.access.kept import kept
from dougong.access.shares import shared_entities
from dougong.access.values import role_keys
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import App, Button, CompiledEntity, published_apps, settings_of
from dougong.processes.definitions import published_flow
from dougong.records.views import readable_view
from dougong.working_calendar import calendar_of
from dougong_flow import Flow, choosable
from dougong_form import CompiledForm, Field, Remark, StateMachine
from dougong_formula import Expression, to_json


def app_summaries(context: Context) -> list[dict[str, Any]]:
    """Return the apps of the caller for a launcher: those he has a role in; an administrator all."""
    return [
        summary for app in published_apps(context.conn) if (summary := app_summary(context, app)) is not None
    ]


def app_summary(context: Context, app: App) -> dict[str, Any] | None:
    """Return one app for a launcher, or None when the caller has no role in it and nothing of it is shared
    with him.
    """
    roles = role_keys(app, context.principal)
    administrator = context.principal.administrator
    if not roles and not administrator:
        shared = shared_entities(context.conn, context.principal)
        if not any(one.id in shared for one in app.entities.values()):
            return None
    return {
        "key": app.key,
        "name": app.name,
        "summary": app.document.get("summary"),
        "version": app.version,
        "icon": app.document.get("icon"),
        "role_keys": roles,
        "can_design": context.principal.holds("design"),
    }


def describe_app(context: Context, app: App) -> dict[str, Any]:
    """Return the run-time description of an app; raises NotFound when there is none for the caller."""
    if app_summary(context, app) is None:
        raise NotFound("There is no such app.")
    shared = shared_entities(context.conn, context.principal)
    scopes = {
        key: scope_of(app, key, context.principal, shared=shared.get(one.id, Shared.NOTHING))
        for key, one in app.entities.items()
    }
    seen = {
        key: scope for key, scope in scopes.items() if "see" in scope.actions or "create" in scope.actions
    }
    elements = _elements(context, app)
    return {
        "key": app.key,
        "name": app.name,
        "version": app.version,
        "settings": settings_of(context.conn, app),
        "calendar": calendar_of(context).exceptions(),
        "menu": _menu(context, app, seen, elements),
        "home": _home(app, scopes),
        "entities": {key: describe_entity(app, app.entities[key], scope, seen) for key, scope in seen.items()}
        | _shown_with(app, seen),
        "dashboards": [
            {"key": key, "name": body["name"]}
            for key, body in app.documents("dashboard").items()
            if elements.opens("dashboard", key, "see")
        ],
        "flows": [
            {
                "key": key,
                "name": body["name"],
                "entity": body["entity"],
                "startable": elements.opens("flow", key, "start"),
                **_begins(published_flow(app, key)),
            }
            for key, body in app.documents("flow").items()
            if body["entity"] in seen
        ],
        "forms_public": [
            key for key, body in app.documents("form").items() if body.get("public", {}).get("enabled")
        ],
        "forms_shared": [
            {
                "key": key,
                "name": body["name"],
                "entity": body["entity"],
                "fields": _carried(app, body),
            }
            for key, body in app.documents("form").items()
            if body.get("public", {}).get("enabled") and may_share_form(app, context.principal, key)
        ],
    }


def _begins(flow: Flow) -> dict[str, Any]:
    """Return what starts a flow, and whether whoever does picks people."""
    return {
        "on": flow.start.trigger.value if flow.enabled else "nothing",
        "form": flow.start.form,
        "picks": any(choosable(flow, "initiator")),
    }


def _carried(app: App, form: Mapping[str, Any]) -> dict[str, str]:
    """Return the references that a link of a public form may carry, each with the entity it points to."""
    fields = app.entities[form["entity"]].entity.fields
    named = [fields[key] for key in form["public"].get("prefill", ()) if key in fields]
    return {one.key: one.entity for one in named if one.type.name == "reference" and one.entity is not None}


def _shown_with(app: App, seen: Mapping[str, Scope]) -> dict[str, Any]:
    """Return the entities of which something is shown only on pages of records shared with their fields: rows
    of sub-tables, titles. No list of them opens.
    """
    below = {key: scope for one in seen.values() for key, scope in one.below.items() if key in app.entities}
    return {
        key: {**describe_entity(app, app.entities[key], scope, {}), "actions": [], "views": [], "buttons": []}
        for key, scope in below.items()
        if key not in seen
    }


class _Elements:
    """Which elements besides entities the caller's roles open."""

    def __init__(self, administrator: bool, grants: Iterable[Mapping[str, Any]]) -> None:
        self._administrator = administrator
        self._grants = tuple(grants)

    def opens(self, kind: str, key: str, action: str) -> bool:
        """Say whether an action on an element is granted."""
        return self._administrator or any(
            grant.get(kind) == key and action in grant.get("actions", ()) for grant in self._grants
        )


def _elements(context: Context, app: App) -> _Elements:
    held = held_roles(app, context.principal)
    grants = [grant for role, found in element_grants(app).items() if role in held for grant in found]
    return _Elements(context.principal.administrator, grants)


def _menu(context: Context, app: App, seen: Mapping[str, Scope], elements: _Elements) -> list[dict[str, Any]]:
    page = app.documents("page").get(str(app.document.get("start", "menu")))
    roles = set(role_keys(app, context.principal))
    administrator = context.principal.administrator

    def shown(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        found = []
        for item in items:
            if item.get("roles") and not administrator and not roles & set(item["roles"]):
                continue
            if "entity" in item and item["entity"] not in seen:
                continue
            if "dashboard" in item and not elements.opens("dashboard", item["dashboard"], "see"):
                continue
            inner = shown(item.get("items", ()))
            if item.get("items") and not inner:
                continue
            label = item.get("label") or _label_of(app, item)
            found.append({**item, "label": label, **({"items": inner} if inner else {})})
        return found

    return shown(page["items"]) if page is not None else []


def _home(app: App, scopes: Mapping[str, Scope]) -> list[dict[str, Any]]:
    """Return the lists for the home page, without those whose records or fields the caller may not see."""
    found = []
    for block in app.document.get("home", ()):
        scope = scopes.get(block["entity"])
        if scope is None or "see" not in scope.actions:
            continue
        if block["view"] not in {view["key"] for view in _views(app, scope)}:
            continue
        deadline = block.get("deadline")
        found.append(
            {
                "id": block["id"],
                "entity": block["entity"],
                "view": block["view"],
                "title": block.get("title") or app.documents("view")[block["view"]]["name"],
                "limit": block.get("limit", _HOME_LIMIT),
                "fields": [key for key in block.get("fields", ()) if key in scope.read],
                "deadline": deadline if deadline in scope.read else None,
            }
        )
    return found


def _label_of(app: App, item: Mapping[str, Any]) -> Any:
    for kind in ("entity", "dashboard", "page", "form"):
        if kind in item:
            return app.documents(kind).get(item[kind], {}).get("name", {"en": item[kind]})
    return {"en": ""}


def describe_entity(app: App, one: CompiledEntity, scope: Scope, seen: Mapping[str, Scope]) -> dict[str, Any]:
    """Return an entity as a scope shows it; `seen` are the scopes of the entities that related lists show."""
    entity = one.entity
    return {
        "key": entity.key,
        "id": entity.id,
        "name": entity.name,
        "title": entity.title,
        "parent": entity.parent,
        "icon": entity.document.get("icon"),
        "actions": sorted(scope.actions),
        "fields": [
            _field(app, field, scope)
            for key, field in one.fields.items()
            if key in scope.read or scope.may_write(key)
        ],
        "states": None
        if entity.states is None or entity.states.field not in scope.read
        else _states(entity.states),
        "related": _related(app, one, seen),
        "forms": [_form(form) for form in app.forms_of(entity.key)],
        "views": _views(app, scope),
        "buttons": [
            _button(button)
            for button in one.buttons.values()
            if may_press(app, scope.principal, button.key) is not False
        ],
        "defaults": {
            key: to_json(expression) for key, expression in one.defaults.items() if scope.may_write(key)
        },
        "expressions": {
            key: to_json(expression) for key, expression in one.computed.items() if key in scope.read
        },
        "scored": any(card["entity"] == entity.key for card in app.documents("scorecard").values()),
        "sequences": [
            {"key": key, "name": one["name"], "enter": _may_enter(app, one, scope)}
            for key, one in sorted(app.documents("sequence").items())
            if one["entity"] == entity.key
        ],
        "pooled": any(pool["entity"] == entity.key for pool in app.documents("pool").values()),
        "duplicates": None if entity.duplicates is None else entity.duplicates.action,
    }


def _may_enter(app: App, sequence: Mapping[str, Any], scope: Scope) -> bool:
    """Say whether the caller may let some records enter a sequence by hand."""
    if not sequence.get("enabled", True):
        return False
    roles = sequence.get("roles")
    if not roles:
        return "change" in scope.actions
    return scope.principal.administrator or bool(set(roles) & set(role_keys(app, scope.principal)))


_HOME_LIMIT = 6
_UNTOLD = ("format", "origin", "description")
_CONSTRAINTS = ("minLength", "maxLength", "pattern", "minimum", "maximum", "minItems", "maxItems", "default")


def _field(app: App, field: Field, scope: Scope) -> dict[str, Any]:
    limits = {name: field.schema[name] for name in _CONSTRAINTS if name in field.schema}
    settings = {
        # A `default` among the settings is an expression: it comes as a tree with the entity.
        name: value
        for name, value in field.settings.items()
        if name not in ("help", "formula", "origin", "default")
    }
    if field.entity is not None:
        settings["entity"] = field.entity
    if not scope.shape.fields[field.key].groups_thousands:
        settings["thousands"] = False
    return {
        "key": field.key,
        "id": field.id,
        "type": field.type.name,
        "label": field.label,
        "required": field.required,
        "read_only": field.read_only,
        "readable": field.key in scope.read,
        "writable": scope.may_write(field.key),
        "changeable": field.key in scope.write,
        "widget": field.settings.get("widget", field.type.widget),
        "operators": list(field.type.operators),
        "formula_type": field.type.formula_type(field).kind,
        "options": [
            {
                "key": option.key,
                "label": option.label,
                "colour": option.colour,
                **({"parent": option.parent} if option.parent else {}),
            }
            for option in field.options
        ],
        "settings": {**limits, **settings},
        "help": field.settings.get("help"),
        "system": field.id == field.key,
    }


def _states(machine: StateMachine) -> dict[str, Any]:
    return {
        "field": machine.field,
        "initial": machine.initial,
        "start": sorted(machine.starts),
        "transitions": [
            {
                "from": list(one.sources),
                "to": one.target,
                "label": one.label or None,
                "require": list(one.require),
                "when": one.when,
                "by": list(one.by) or None,
                "guidance": one.guidance or None,
                "checklist": list(one.checklist),
                "must_tick": one.must_tick,
                "approval": one.approval,
            }
            for one in machine.transitions
        ],
        "stages": {
            key: {
                "probability": None if stage.probability is None else str(stage.probability),
                "guidance": stage.guidance,
                "won": stage.won,
                "lost": stage.lost,
            }
            for key, stage in machine.stages.items()
        },
    }


def _related(app: App, one: CompiledEntity, seen: Mapping[str, Scope]) -> list[dict[str, Any]]:
    found = []
    for other in app.entities.values():
        for field in other.entity.fields.values():
            inverse = field.settings.get("inverse")
            if (
                inverse
                and field.entity == one.key
                and other.key in seen
                and field.key in seen[other.key].read
            ):
                found.append(
                    {
                        "key": inverse["key"],
                        "label": inverse.get("label") or other.entity.name,
                        "entity": other.key,
                        "field": field.key,
                    }
                )
    return found


def _form(form: CompiledForm) -> dict[str, Any]:
    return {
        "key": form.form.key,
        "id": form.form.id,
        "name": form.form.name,
        "default": form.form.default,
        "layout": list(form.form.layout),
        "defaults": _trees(form.defaults),
        "linkage": [
            {
                "when": None if rule.when is None else to_json(rule.when),
                "show": list(rule.show),
                "hide": list(rule.hide),
                "require": list(rule.require),
                "lock": list(rule.lock),
                "set": _trees(rule.set),
                "offer": {key: list(choices) for key, choices in rule.offer.items()},
                "pick": {key: one.expression.text for key, one in rule.pick.items()},
                "refuse": _remark(rule.refuse),
                "warn": _remark(rule.warn),
            }
            for rule in form.linkage
        ],
        "fill": [
            {
                "field": one.field,
                "set": {key: to_json(typed.expression) for key, typed in one.set.items()},
                "over": one.over,
            }
            for one in form.fill
        ],
        "clear_hidden": list(form.form.clear_hidden),
        "variants": [
            {
                "key": one.key,
                "name": one.name,
                "device": one.device,
                "hide": list(one.hide),
                "require": list(one.require),
                "lock": list(one.read),
            }
            for one in form.form.variants
        ],
    }


def _remark(remark: Remark | None) -> dict[str, Any] | None:
    return None if remark is None else {"text": remark.text, "field": remark.field}


def _trees(expressions: Mapping[str, Expression]) -> dict[str, Any]:
    return {key: to_json(expression) for key, expression in expressions.items()}


def _views(app: App, scope: Scope) -> list[dict[str, Any]]:
    """Return the views that a scope can use, without columns that it does not read."""

    def make() -> list[dict[str, Any]]:
        own = [one for one in app.documents("view").values() if one["entity"] == scope.entity]
        found = [view for one in own if (view := readable_view(scope, one)) is not None]
        return [{name: one[name] for name in one if name not in _UNTOLD} for one in found]

    return kept(app, ("views", scope.entity, scope.shape_key), make)


def _button(button: Button) -> dict[str, Any]:
    return {
        "key": button.key,
        "id": button.id,
        "label": button.label,
        "kind": button.kind,
        "icon": button.document.get("icon"),
        "confirm": button.document.get("confirm"),
        "available_when": None if button.available_when is None else to_json(button.available_when),
    }
