"""Public forms: what of a form a visitor may know and fill, and whether it takes one more answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.access.public_links import Limits, LinkState, PublicLink, answers_of, count_answer, open_link
from dougong.actions.visitor_form import Look, choices_of
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.metadata import App, published_apps, settings_of
from dougong.working_calendar import calendar_of
from dougong_form import CompiledForm, Remark
from dougong_form import Field as FormField
from dougong_form.field_types.attachment import MOST_FILES
from dougong_form.field_types.number import NumberType
from dougong_formula import Expression, to_json
from dougong_formula.typed import Name, Node, below

_SAID = ("minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems")
"""Limits that a field's JSON Schema says."""
_SET = (
    "minimum",
    "maximum",
    "precision",
    "step",
    "currency",
    "unit",
    "source",
    "suggestions",
    "accept",
)
"""Settings of a field that its question needs."""

_NOT_OPEN: Mapping[LinkState, str] = {
    "not_yet": "This form is not open yet.",
    "over": "This form is closed.",
    "full": "This form has all the answers it takes.",
}


def opened(context: Context, token: str) -> tuple[App, CompiledForm, PublicLink]:
    """Return the app, the form and the link of a token; raises NotFound when it is not open to anybody."""
    return _opened(context.conn, token)


def _opened(conn: sa.Connection, token: str) -> tuple[App, CompiledForm, PublicLink]:
    link = open_link(conn, token[:200])
    for app in published_apps(conn):
        for form in app.forms.values():
            if (
                app.id == link.app_id
                and form.form.id == link.form_id
                and (form.form.public or {}).get("enabled")
            ):
                return app, form, link
    raise NotFound("This form is not open.")


def check_open(context: Context, app: App, form: CompiledForm, link: PublicLink) -> None:
    """Refuse with Conflict, and the `state` why, outside the times and above the quota of link and form."""
    whole = limits_of(form, context.zone)
    answers = 0 if whole.quota is None else answers_of(context.conn, app.id, form.form.id)
    for limits, count in ((link.limits, link.answers), (whole, answers)):
        _refuse(limits, limits.state(context.now, count))


def count_in(context: Context, app: App, form: CompiledForm, link: PublicLink) -> None:
    """Count an answer before it is written, so that of many at once no more come through than the quota."""
    whole = limits_of(form, context.zone)
    if whole.quota is not None:
        _refuse(whole, whole.state(context.now, answers_of(context.conn, app.id, form.form.id, lock=True)))
    check_open(context, app, form, link)
    if not count_answer(context.conn, link.id):
        _refuse(link.limits, "full")


def _refuse(limits: Limits, state: LinkState) -> None:
    if state in _NOT_OPEN:
        moment = {"not_yet": ("opens_at", limits.opens_at), "over": ("closes_at", limits.closes_at)}.get(
            state
        )
        raise Conflict(_NOT_OPEN[state], extra={"state": state, **dict([moment] if moment else [])})


def limits_of(form: CompiledForm, zone: ZoneInfo) -> Limits:
    """Return the limits that the form's document sets; times without a zone are those of the workspace."""
    public = form.form.public or {}
    return Limits(
        opens_at=_moment(public.get("opens_at"), zone),
        closes_at=_moment(public.get("closes_at"), zone),
        quota=public.get("quota"),
    )


def _moment(text: str | None, zone: ZoneInfo) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment.replace(tzinfo=zone) if moment is not None and moment.tzinfo is None else moment


def offered_fields(app: App, form: CompiledForm) -> Iterator[FormField]:
    """Fields of the form that a visitor may fill; of states those alone in which a record may begin."""
    chosen = choices_of(form)
    machine = app.entities[form.form.entity].entity.states
    for field in _writable(app, form, (form.form.public or {}).get("fields") or form.form.fields):
        if machine is not None and field.key == machine.field:
            if machine.starts == {machine.initial}:
                continue  # There is nothing to choose: every record begins so.
            if machine.starts:
                field = replace(
                    field, options=tuple(one for one in field.options if one.key in machine.starts)
                )
        if field.type.visitors == "asked" or (field.type.visitors == "chosen" and field.key in chosen):
            yield field


def tracked_fields(app: App, form: CompiledForm) -> Iterator[FormField]:
    """Fields that say where a visitor came from: his browser fills them from the address he opened."""
    for field in _writable(app, form, (form.form.public or {}).get("track", ())):
        if field.type.visitors in ("asked", "brought"):
            yield field


def _writable(app: App, form: CompiledForm, keys: Iterable[str]) -> Iterator[FormField]:
    fields = app.entities[form.form.entity].fields
    for key in keys:
        field = fields[key]
        if not field.read_only and not field.computed:
            yield field


def described(
    field: FormField, item: Mapping[str, Any], uploads: Mapping[str, int], choices: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Describe a question; label and help are those of the form's item, for the help of a field speaks to the
    people who work with its records. `choices` is what the form says of the records to choose among.
    """
    limits = {name: field.schema[name] for name in _SAID if name in field.schema}
    more = {name: field.settings[name] for name in _SET if name in field.settings}
    if isinstance(field.type, NumberType) and field.type.whole(field):
        more["precision"] = 0  # Whatever says so in the document: whole numbers travel as JSON numbers.
    if field.type.holds_files:
        more |= {"most": min(uploads["most"], _files_held(field)), "bytes": uploads["bytes"]}
    return {
        "key": field.key,
        "type": field.type.name,
        "label": item.get("label") or field.label,
        "required": field.required,
        "help": item.get("help"),
        "placeholder": item.get("placeholder"),
        "settings": {**limits, **more},
        "options": [
            {"key": option.key, "label": option.label, "parent": option.parent} for option in field.options
        ],
        "choice": None if choices is None else "search" if choices.get("search") else "list",
    }


def _files_held(field: FormField) -> int:
    return int(field.type.json_schema(field).get("maxItems", MOST_FILES))


def sections(
    layout: Any, offered: Mapping[str, FormField], step: int | None = None
) -> Iterator[dict[str, Any]]:
    """Flatten the layout to sections of one column, for a phone has no room for more; what stands in steps says
    in which.
    """
    for element in layout:
        items = element.get("items", ())
        fields = [item["field"] for item in items if item.get("field") in offered]
        if "field" in element and element["field"] in offered:
            fields = [element["field"]]
        if fields:
            title = element.get("section") or element.get("step") or element.get("tab")
            yield {"title": title, "fields": fields, "step": step}
        yield from sections(element.get("tabs", ()), offered, step)
        for index, one in enumerate(element.get("steps", ())):
            yield from sections([one], offered, index)
        yield from sections([item for item in items if "field" not in item], offered, step)


def frames_of(conn: sa.Connection, token: str) -> tuple[str, ...]:
    """Return the origins whose pages may show the form of a token in a frame; none for one that is not open."""
    try:
        _app, form, _link = _opened(conn, token)
    except NotFound:
        return ()
    return tuple((form.form.public or {}).get("embed", ()))


def linkage_of(form: CompiledForm, offered: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the rules of a form as a visitor's browser plays them: what they do to fields that he is not
    offered stays with the server.
    """
    for rule in form.linkage:
        yield {
            "when": None if rule.when is None else to_json(rule.when),
            **{
                name: [key for key in getattr(rule, name) if key in offered]
                for name in ("show", "hide", "require", "lock")
            },
            "set": {key: to_json(one) for key, one in rule.set.items() if key in offered},
            "offer": {key: list(choices) for key, choices in rule.offer.items() if key in offered},
            "refuse": _remark(rule.refuse, offered),
            "warn": _remark(rule.warn, offered),
        }


def _remark(remark: Remark | None, offered: Collection[str]) -> dict[str, Any] | None:
    if remark is None:
        return None
    return {"text": remark.text, "field": remark.field if remark.field in offered else None}


def _expressions(form: CompiledForm) -> list[Expression]:
    conditions = [rule.when for rule in form.linkage if rule.when is not None]
    return conditions + [one for rule in form.linkage for one in rule.set.values()]


def asks_server(form: CompiledForm, offered: Mapping[str, FormField]) -> bool:
    """Say whether a visitor's browser cannot play the form alone: rules speak of more than his answers, or he
    chooses among records.
    """
    own = {(form.form.entity, key) for key in offered}
    beyond = any(
        reference not in own and reference[0] != "@settings" and not _is_part(reference, offered)
        for one in _expressions(form)
        for reference in one.references
    )
    return beyond or any(field.type.visitors == "chosen" for field in offered.values())


def _is_part(reference: tuple[str, str], offered: Mapping[str, FormField]) -> bool:
    return any(reference[0] == f"@{field.type.name}" for field in offered.values() if field.type.parts)


def looked(look: Look, offered: Collection[str]) -> dict[str, Any]:
    """Return what a visitor is told of a form's look: nothing of fields that he is not offered."""
    state = look.state
    return {
        **{
            name: [key for key in offered if key in getattr(state, name)]
            for name in ("hidden", "required", "locked")
        },
        "set": look.set,
        "fill": look.fill,
        "offer": {key: sorted(choices) for key, choices in state.offered.items() if key in offered},
        "refuse": [_remark(one, offered) for one in state.refused],
        "warn": [_remark(one, offered) for one in state.warned],
        "choices": {
            key: [{"key": str(one), "label": title} for one, title in records]
            for key, records in look.choices.items()
        },
    }


def settings_asked(context: Context, app: App, form: CompiledForm) -> dict[str, Any]:
    """Return the settings of the app that a form's rules speak of: the browser plays them too."""
    named = {key for one in _expressions(form) for entity, key in one.references if entity == "@settings"}
    if not named:
        return {}
    return {key: value for key, value in settings_of(context.conn, app).items() if key in named}


def clock_asked(context: Context, form: CompiledForm) -> dict[str, Any]:
    """Return what the rules of a form need of the clock: the zone of its days, and the exceptions of the
    working calendar where a rule counts working days.
    """
    counted = any(_names_calendar(one.tree) for one in _expressions(form))
    exceptions = calendar_of(context).exceptions() if counted else {"holidays": (), "workdays": ()}
    return {"zone": str(context.zone), **exceptions}


def _names_calendar(node: Node) -> bool:
    if isinstance(node, Name):
        return node.path in (("$holidays",), ("$workdays",))
    return any(_names_calendar(part) for part in below(node))


def thanks_of(form: CompiledForm) -> dict[str, Any]:
    thanks = (form.form.public or {}).get("thanks") or {}
    return thanks if {"title", "text", "link"} & set(thanks) else {"text": thanks}
