"""Public forms: what anybody with the link sees and sends, and the links that people of the app hand out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import segno
from fastapi import APIRouter, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.responses import Response

from dougong.access.public_links import (
    Limits,
    LinkState,
    PublicLink,
    answers_of,
    change_link,
    count_answer,
    create_link,
    links_of,
    open_link,
)
from dougong.access.shapes import shape_of
from dougong.actions.submit_form import submit_form
from dougong.api.answers.base import answered
from dougong.api.answers.forms import FormLink, FormLinks, PublicFormDescription, PublicThanks
from dougong.api.deps import (
    DesignerContext,
    IdempotencyKey,
    PublicContext,
    answer_once,
    database_of,
    settings_of,
)
from dougong.api.form_starts import check_start, sign_start
from dougong.api.opening import ContextRoute
from dougong.connect.sealing import secret_key
from dougong.context import Context, Principal
from dougong.errors import Conflict, Invalid, NotFound
from dougong.idempotency import Answer
from dougong.identity.people import organisation_row
from dougong.metadata import App, CompiledEntity, published, published_apps
from dougong.rates import spend
from dougong.records import references
from dougong.records.changes import Change
from dougong.records.permit import permit_fields
from dougong.records.read import scope_in
from dougong_form import CompiledForm, not_a_start
from dougong_form import Field as FormField
from dougong_formula import to_json
from dougong_model import Problem, uuid7

router = APIRouter(route_class=ContextRoute, tags=["Public forms"])

_PER_ADDRESS = (10, timedelta(minutes=1))
_PER_FORM = (200, timedelta(hours=1))

_OFFERED = {
    "text",
    "long_text",
    "email",
    "phone",
    "url",
    "number",
    "percent",
    "date",
    "datetime",
    "select",
    "multi_select",
    "switch",
}


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PublicAnswer(_Closed):
    """What a visitor sends. `website` is a field no person sees; `start` is that of the form's description;
    `source` is where he came from.
    """

    values: dict[str, Any] = Field(max_length=200)
    consent: bool = False
    website: str = Field("", max_length=500)
    start: str = Field("", max_length=200)
    source: dict[str, str] = Field(default_factory=dict, max_length=20)


Quota = Annotated[int, Field(ge=1, le=1_000_000_000)]


class NewLink(_Closed):
    """A new address of a form; `values` are given to every answer that comes over it."""

    values: dict[str, Any] = Field(default_factory=dict, max_length=20)
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    quota: Quota | None = None


class LinkChange(_Closed):
    """Open or close a link, or change its times and quota; null takes a limit away."""

    enabled: bool = True
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    quota: Quota | None = None


@router.get("/public/forms/{token}", responses=answered(PublicFormDescription))
def get_public_form(token: str, request: Request, context: PublicContext) -> dict[str, Any]:
    """Describe an open form to a visitor: its own fields and nothing else of the app.

    `start` is to be sent with the answer; it says when the form was given out.
    """
    app, form, link = _opened(context, token)
    _check_open(context, app, form, link)
    public = form.form.public or {}
    home = organisation_row(context.conn)
    offered = {field.key: field for field in _fields(app, form)}
    linkage = [
        {
            "when": None if rule.when is None else to_json(rule.when),
            "show": rule.show,
            "hide": rule.hide,
            "require": rule.require,
        }
        for rule in form.linkage
    ]
    return {
        "name": public.get("title") or form.form.name,
        "description": public.get("description"),
        "organisation": home.name,
        "language": home.language,
        "fields": [_described(field) for field in offered.values()],
        "sections": list(_sections(form.form.layout, offered)),
        "linkage": linkage,
        "prefill": [key for key in public.get("prefill", ()) if key in offered],
        "source": [field.key for field in _tracked(app, form)],
        "consent": public.get("consent"),
        "start": sign_start(secret_key(settings_of(request)), token, context.now),
    }


@router.post("/public/forms/{token}", status_code=201, responses=answered(PublicThanks, status=201))
def post_public_form(
    token: str, body: PublicAnswer, request: Request, context: PublicContext, key: IdempotencyKey = None
) -> Response:
    """Take an answer; the thanks say nothing about what is stored.

    What is wrong in it is said first; one sent within two seconds, or without a start of the last day, is
    refused with 409 and the `start` to send again with after `retry_after` seconds.
    """
    app, form, link = _opened(context, token)
    address = request.client.host if request.client else "unknown"
    with database_of(request).begin() as counting:
        spend(counting, f"form:{address}", limit=_PER_ADDRESS[0], window=_PER_ADDRESS[1], now=context.now)
        spend(counting, f"form:{link.id}", limit=_PER_FORM[0], window=_PER_FORM[1], now=context.now)
    thanks = Answer(201, orjson.dumps({"thanks": _thanks(form)}))
    if body.website:
        return Response(thanks.body, status_code=thanks.status, media_type="application/json")
    visitor = context.with_(
        principal=Principal(
            kind="public_form",
            name=form.form.key,
            reference=form.form.id,
            revision=context.principal.revision,
        )
    )

    def act() -> Answer:
        _count(visitor, app, form, link)
        _submit(visitor, app, form, link, body)
        # Last, so that wrong values are told as ever; the refusal undoes what was written.
        check_start(secret_key(settings_of(request)), token, body.start, context.now)
        return thanks

    return answer_once(visitor, key, orjson.dumps([token, body.values]), act)


def _submit(visitor: Context, app: App, form: CompiledForm, link: PublicLink, body: PublicAnswer) -> None:
    if (form.form.public or {}).get("consent") and not body.consent:
        raise Invalid(
            "Your consent is needed.",
            problems=[Problem(code="required", pointer="/consent", message="Please tick this to go on.")],
        )
    offered = {field.key for field in _fields(app, form)}
    source = _source(app, form, body.source)
    submit_form(visitor, app, form.form.key, body.values, offered=offered, given={**source, **link.values})


def _source(app: App, form: CompiledForm, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the form keeps of where a visitor came from; what does not fit, nobody could mend."""
    kept = {field.key: given[field.key][:200] for field in _tracked(app, form) if field.key in given}
    _typed, problems = app.entities[form.form.entity].validator.read(kept, partial=True)
    refused = {problem.pointer.split("/")[1] for problem in problems}
    return {key: value for key, value in kept.items() if key not in refused}


_NOT_OPEN: Mapping[LinkState, str] = {
    "not_yet": "This form is not open yet.",
    "over": "This form is closed.",
    "full": "This form has all the answers it takes.",
}


def _check_open(context: Context, app: App, form: CompiledForm, link: PublicLink) -> None:
    """Refuse with Conflict, and the `state` why, outside the times and above the quota of link and form."""
    whole = _limits(form, context.zone)
    answers = 0 if whole.quota is None else answers_of(context.conn, app.id, form.form.id)
    for limits, count in ((link.limits, link.answers), (whole, answers)):
        _refuse(limits, limits.state(context.now, count))


def _refuse(limits: Limits, state: LinkState) -> None:
    if state in _NOT_OPEN:
        moment = {"not_yet": ("opens_at", limits.opens_at), "over": ("closes_at", limits.closes_at)}.get(
            state
        )
        raise Conflict(_NOT_OPEN[state], extra={"state": state, **dict([moment] if moment else [])})


def _count(context: Context, app: App, form: CompiledForm, link: PublicLink) -> None:
    """Count an answer before it is written, so that of many at once no more come through than the quota."""
    whole = _limits(form, context.zone)
    if whole.quota is not None:
        _refuse(whole, whole.state(context.now, answers_of(context.conn, app.id, form.form.id, lock=True)))
    _check_open(context, app, form, link)
    if not count_answer(context.conn, link.id):
        _refuse(link.limits, "full")


def _limits(form: CompiledForm, zone: ZoneInfo) -> Limits:
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


def _opened(context: Context, token: str) -> tuple[App, CompiledForm, PublicLink]:
    link = open_link(context.conn, token[:200])
    for app in published_apps(context.conn):
        for form in app.forms.values():
            if (
                app.id == link.app_id
                and form.form.id == link.form_id
                and (form.form.public or {}).get("enabled")
            ):
                return app, form, link
    raise NotFound("This form is not open.")


def _fields(app: App, form: CompiledForm) -> Iterator[FormField]:
    """Fields of the form that a visitor may fill."""
    return _offered(app, form, (form.form.public or {}).get("fields") or form.form.fields)


def _tracked(app: App, form: CompiledForm) -> Iterator[FormField]:
    """Fields that say where a visitor came from: his browser fills them from the address he opened."""
    return _offered(app, form, (form.form.public or {}).get("track", ()))


def _offered(app: App, form: CompiledForm, keys: Iterable[str]) -> Iterator[FormField]:
    """Yield what of these fields anybody may fill: no references, people or files, nothing computed or
    read-only.
    """
    fields = app.entities[form.form.entity].fields
    for key in keys:
        field = fields[key]
        if field.type.name in _OFFERED and not field.read_only:
            yield field


def _described(field: FormField) -> dict[str, Any]:
    kept = ("minLength", "maxLength", "minimum", "maximum")
    limits = {name: field.schema[name] for name in kept if name in field.schema}
    more = {
        name: field.settings[name] for name in ("minimum", "maximum", "precision") if name in field.settings
    }
    return {
        "key": field.key,
        "type": field.type.name,
        "label": field.label,
        "required": field.required,
        "help": field.settings.get("help"),
        "settings": {**limits, **more},
        "options": [{"key": option.key, "label": option.label} for option in field.options],
    }


def _sections(layout: Any, offered: Mapping[str, FormField]) -> Iterator[dict[str, Any]]:
    """Flatten the layout to sections of one column: a phone has no room for more."""
    for element in layout:
        items = element.get("items", ())
        fields = [item["field"] for item in items if item.get("field") in offered]
        if "field" in element and element["field"] in offered:
            fields = [element["field"]]
        if fields:
            yield {"title": element.get("section"), "fields": fields}
        nested = [
            *element.get("tabs", ()),
            *element.get("steps", ()),
            *(item for item in items if "field" not in item),
        ]
        yield from _sections(nested, offered)


def _thanks(form: CompiledForm) -> dict[str, Any]:
    thanks = (form.form.public or {}).get("thanks") or {}
    return thanks if {"title", "text", "link"} & set(thanks) else {"text": thanks}


@router.get("/apps/{app}/forms/{form}/links", responses=answered(FormLinks))
def get_links(app: str, form: str, request: Request, context: DesignerContext) -> dict[str, Any]:
    """List the addresses of a public form, each with its QR code; the first is made when it is published."""
    found, compiled = _own_form(context, app, form)
    links = links_of(context.conn, found.id, compiled.form.id)
    return {"items": [_shown(request, context, compiled, link) for link in links]}


@router.post("/apps/{app}/forms/{form}/links", status_code=201, responses=answered(FormLink, status=201))
def post_link(
    app: str, form: str, body: NewLink, request: Request, context: DesignerContext
) -> dict[str, Any]:
    """Make another address, for example one for each campaign; its values are those its maker may write."""
    found, compiled = _own_form(context, app, form)
    _check_values(context, found, found.entities[compiled.form.entity], body.values)
    limits = Limits(opens_at=body.opens_at, closes_at=body.closes_at, quota=body.quota)
    made = create_link(context, found.id, compiled.form.id, body.values, limits)
    return _shown(request, context, compiled, made)


@router.patch("/apps/{app}/forms/{form}/links/{link_id}", responses=answered(FormLink))
def patch_link(
    app: str, form: str, link_id: UUID, body: LinkChange, request: Request, context: DesignerContext
) -> dict[str, Any]:
    """Open, close or limit an address; it acts with the next request."""
    found, compiled = _own_form(context, app, form)
    changes = body.model_dump(exclude_unset=True)
    changed = change_link(context.conn, found.id, compiled.form.id, link_id, changes)
    return _shown(request, context, compiled, changed)


def _check_values(context: Context, app: App, entity: CompiledEntity, values: Mapping[str, Any]) -> None:
    """Refuse values of a link that the caller could not give a new record himself."""
    problems = permit_fields(scope_in(context, app, entity.key), values, action="create")
    if not problems:
        typed, problems = entity.validator.read(values, partial=True)
    if not problems and entity.states is not None:
        problems = not_a_start(entity.states, typed.get(entity.states.machine.field))
    if problems:
        raise Invalid("Some values are refused.", problems=[_of_link(problem) for problem in problems])
    answer = Change(entity=entity.key, kind="create", id=uuid7(), values=typed, place="/values")
    references.check(context, app, shape_of(app, entity.key), [answer], [typed], None)


def _of_link(problem: Problem) -> Problem:
    return replace(problem, pointer=f"/values{problem.pointer}")


def _own_form(context: Context, app: str, form: str) -> tuple[App, CompiledForm]:
    """Return a public form of an app."""
    found = published(context.conn, app)
    compiled = found.forms.get(form)
    if compiled is None or not (compiled.form.public or {}).get("enabled"):
        raise NotFound("There is no such public form.")
    return found, compiled


def _shown(request: Request, context: Context, form: CompiledForm, link: PublicLink) -> dict[str, Any]:
    url = f"{settings_of(request).public_url.rstrip('/')}/f/{link.token}"
    return {
        "id": link.id,
        "url": url,
        "qr": segno.make(url, error="m").svg_data_uri(scale=6, border=2),
        "values": link.values,
        "enabled": link.enabled,
        "answers": link.answers,
        "opens_at": link.limits.opens_at,
        "closes_at": link.limits.closes_at,
        "quota": link.limits.quota,
        "state": _state(context, form, link),
    }


def _state(context: Context, form: CompiledForm, link: PublicLink) -> LinkState:
    whole = _limits(form, context.zone)
    answers = 0 if whole.quota is None else answers_of(context.conn, link.app_id, link.form_id)
    own = link.state(context.now)
    return own if own != "open" else whole.state(context.now, answers)
