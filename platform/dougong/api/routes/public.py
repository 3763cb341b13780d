"""Public forms: what anybody with the link sees and sends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from dougong.access.public_links import PublicLink
from dougong.actions.submit_form import submit_form
from dougong.api.answers.base import answered
from dougong.api.answers.forms import PublicFormDescription, PublicThanks
from dougong.api.bodies import Closed
from dougong.api.deps import IdempotencyKey, PublicContext, answer_once, database_of, settings_of
from dougong.api.form_starts import check_start, sign_start
from dougong.api.opening import ContextRoute
from dougong.api.public_forms import (
    check_open,
    clock_asked,
    count_in,
    described,
    linkage_of,
    offered_fields,
    opened,
    sections,
    settings_asked,
    thanks_of,
    tracked_fields,
)
from dougong.connect.sealing import secret_key
from dougong.context import Context, Principal
from dougong.errors import Invalid
from dougong.idempotency import Answer
from dougong.identity.people import organisation_row
from dougong.metadata import App
from dougong.rates import spend
from dougong.workspace import UNNAMED
from dougong_form import CompiledForm, field_items
from dougong_model import Problem

router = APIRouter(route_class=ContextRoute, tags=["Public forms"])

_PER_ADDRESS = (10, timedelta(minutes=1))
_PER_FORM = (200, timedelta(hours=1))


class PublicAnswer(Closed):
    """What a visitor sends. `website` is a field no person sees; `start` is that of the form's description;
    `source` is where he came from.
    """

    values: dict[str, Any] = Field(max_length=200)
    consent: bool = False
    website: str = Field("", max_length=500)
    start: str = Field("", max_length=200)
    source: dict[str, str] = Field(default_factory=dict, max_length=20)


@router.get("/public/forms/{token}", responses=answered(PublicFormDescription))
def get_public_form(token: str, request: Request, context: PublicContext) -> dict[str, Any]:
    """Describe an open form to a visitor: its own fields and nothing else of the app.

    `start` is to be sent with the answer; it says when the form was given out.
    """
    app, form, link = opened(context, token)
    check_open(context, app, form, link)
    public = form.form.public or {}
    home = organisation_row(context.conn)
    offered = {field.key: field for field in offered_fields(app, form)}
    items = {str(item["field"]): item for _pointer, item in field_items(form.form.layout, "/layout")}
    return {
        "name": public.get("title") or form.form.name,
        "description": public.get("description"),
        # A visitor is asked by somebody, not by the product.
        "organisation": "" if home.name == UNNAMED else home.name,
        "language": home.language,
        "fields": [described(field, items.get(field.key, {})) for field in offered.values()],
        "sections": list(sections(form.form.layout, offered)),
        "linkage": list(linkage_of(form, offered)),
        "settings": settings_asked(context, app, form),
        "clock": clock_asked(context, form),
        "prefill": [key for key in public.get("prefill", ()) if key in offered],
        "source": [field.key for field in tracked_fields(app, form)],
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
    app, form, link = opened(context, token)
    address = request.client.host if request.client else "unknown"
    with database_of(request).begin() as counting:
        spend(counting, f"form:{address}", limit=_PER_ADDRESS[0], window=_PER_ADDRESS[1], now=context.now)
        spend(counting, f"form:{link.id}", limit=_PER_FORM[0], window=_PER_FORM[1], now=context.now)
    thanks = Answer(201, orjson.dumps({"thanks": thanks_of(form)}))
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
        count_in(visitor, app, form, link)
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
    offered = {field.key for field in offered_fields(app, form)}
    source = _source(app, form, body.source)
    submit_form(visitor, app, form.form.key, body.values, offered=offered, given={**source, **link.values})


def _source(app: App, form: CompiledForm, given: Mapping[str, str]) -> dict[str, str]:
    """Return what the form keeps of where a visitor came from; what does not fit, nobody could mend."""
    kept = {field.key: given[field.key][:200] for field in tracked_fields(app, form) if field.key in given}
    _typed, problems = app.entities[form.form.entity].validator.read(kept, partial=True)
    refused = {problem.pointer.split("/")[1] for problem in problems}
    return {key: value for key, value in kept.items() if key not in refused}
