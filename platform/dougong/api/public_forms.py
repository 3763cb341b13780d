"""Public forms: what of a form a visitor may know and fill, and whether it takes one more answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.access.public_links import Limits, LinkState, PublicLink, answers_of, count_answer, open_link
from dougong.context import Context
from dougong.errors import Conflict, NotFound
from dougong.metadata import App, published_apps, settings_of
from dougong.working_calendar import calendar_of
from dougong_form import CompiledForm, Remark
from dougong_form import Field as FormField
from dougong_formula import to_json
from dougong_formula.typed import Name, Node, below

_OFFERED = {
    "text",
    "long_text",
    "email",
    "phone",
    "url",
    "code",
    "number",
    "percent",
    "date",
    "datetime",
    "time",
    "select",
    "multi_select",
    "switch",
    "money",
    "rating",
    "slider",
    "tags",
    "attachment",
    "image",
}

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
    """Fields of the form that a visitor may fill."""
    return _offered(app, form, (form.form.public or {}).get("fields") or form.form.fields)


def tracked_fields(app: App, form: CompiledForm) -> Iterator[FormField]:
    """Fields that say where a visitor came from: his browser fills them from the address he opened."""
    return _offered(app, form, (form.form.public or {}).get("track", ()))


def _offered(app: App, form: CompiledForm, keys: Iterable[str]) -> Iterator[FormField]:
    """Yield what of these fields anybody may fill: no references or people, nothing computed or read-only."""
    fields = app.entities[form.form.entity].fields
    for key in keys:
        field = fields[key]
        if field.type.name in _OFFERED and not field.read_only:
            yield field


def described(field: FormField, item: Mapping[str, Any], uploads: Mapping[str, int]) -> dict[str, Any]:
    """Describe a question; label and help are those of the form's item, for the help of a field speaks to the
    people who work with its records.
    """
    kept = ("minLength", "maxLength", "minimum", "maximum")
    limits = {name: field.schema[name] for name in kept if name in field.schema}
    more = {
        name: field.settings[name]
        for name in ("minimum", "maximum", "precision", "step", "currency", "unit")
        if name in field.settings
    }
    if field.type.holds_files:
        more |= {"most": uploads["most"], "bytes": uploads["bytes"]}
    return {
        "key": field.key,
        "type": field.type.name,
        "label": item.get("label") or field.label,
        "required": field.required,
        "help": item.get("help"),
        "placeholder": item.get("placeholder"),
        "settings": {**limits, **more},
        "options": [{"key": option.key, "label": option.label} for option in field.options],
    }


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


def settings_asked(context: Context, app: App, form: CompiledForm) -> dict[str, Any]:
    """Return the settings of the app that a form's rules speak of: the browser plays them too."""
    expressions = [rule.when for rule in form.linkage if rule.when is not None]
    expressions += [one for rule in form.linkage for one in rule.set.values()]
    named = {key for one in expressions for entity, key in one.references if entity == "@settings"}
    if not named:
        return {}
    return {key: value for key, value in settings_of(context.conn, app).items() if key in named}


def clock_asked(context: Context, form: CompiledForm) -> dict[str, Any]:
    """Return what the rules of a form need of the clock: the zone of its days, and the exceptions of the
    working calendar where a rule counts working days.
    """
    expressions = [rule.when for rule in form.linkage if rule.when is not None]
    expressions += [one for rule in form.linkage for one in rule.set.values()]
    counted = any(_names_calendar(one.tree) for one in expressions)
    exceptions = calendar_of(context).exceptions() if counted else {"holidays": (), "workdays": ()}
    return {"zone": str(context.zone), **exceptions}


def _names_calendar(node: Node) -> bool:
    if isinstance(node, Name):
        return node.path in (("$holidays",), ("$workdays",))
    return any(_names_calendar(part) for part in below(node))


def thanks_of(form: CompiledForm) -> dict[str, Any]:
    thanks = (form.form.public or {}).get("thanks") or {}
    return thanks if {"title", "text", "link"} & set(thanks) else {"text": thanks}
