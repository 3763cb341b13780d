"""Form links: the addresses of a public form that people of the app hand out.

Designers do, and people whose role is granted `share` on the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import segno
from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field

from dougong.access.grants import may_share_form
from dougong.access.public_links import (
    Limits,
    LinkState,
    PublicLink,
    answers_of,
    change_link,
    create_link,
    links_of,
)
from dougong.access.shapes import shape_of
from dougong.api.answers.base import answered
from dougong.api.answers.forms import FormLink, FormLinks
from dougong.api.bodies import Closed
from dougong.api.deps import MemberContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.api.public_forms import limits_of
from dougong.context import Context
from dougong.errors import Invalid, NotAllowed, NotFound
from dougong.identity.secrets import hash_password
from dougong.metadata import App, CompiledEntity, published
from dougong.records import references
from dougong.records.changes import Change
from dougong.records.permit import permit_fields
from dougong.records.read import scope_in
from dougong_form import CompiledForm, not_a_start
from dougong_model import Problem, uuid7

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/forms/{form}/links", tags=["Public forms"])

FormPassword = Annotated[str, Field(min_length=4, max_length=200)]
Quota = Annotated[int, Field(ge=1, le=1_000_000_000)]


class NewLink(Closed):
    """A new address of a form; `values` are given to every answer that comes over it."""

    values: dict[str, Any] = Field(default_factory=dict, max_length=20)
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    quota: Quota | None = None
    password: FormPassword | None = None


class LinkChange(Closed):
    """Open or close a link, or change its times, quota and password; null takes one away."""

    enabled: bool = True
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    quota: Quota | None = None
    password: FormPassword | None = None


@router.get("", responses=answered(FormLinks))
def get_links(app: str, form: str, request: Request, context: MemberContext) -> dict[str, Any]:
    """List the addresses of a public form, each with its QR code; the first is made when it is published."""
    found, compiled = _own_form(context, app, form)
    links = links_of(context.conn, found.id, compiled.form.id)
    return {"items": [_shown(request, context, compiled, link) for link in links]}


@router.post("", status_code=201, responses=answered(FormLink, status=201))
def post_link(app: str, form: str, body: NewLink, request: Request, context: MemberContext) -> dict[str, Any]:
    """Make another address, for example one for each campaign; its values are those its maker may write."""
    found, compiled = _own_form(context, app, form)
    _check_values(context, found, found.entities[compiled.form.entity], body.values)
    limits = Limits(opens_at=body.opens_at, closes_at=body.closes_at, quota=body.quota)
    password = None if body.password is None else hash_password(body.password)
    made = create_link(context, found.id, compiled.form.id, body.values, limits, password)
    return _shown(request, context, compiled, made)


@router.patch("/{link_id}", responses=answered(FormLink))
def patch_link(
    app: str, form: str, link_id: UUID, body: LinkChange, request: Request, context: MemberContext
) -> dict[str, Any]:
    """Open, close or limit an address; it acts with the next request."""
    found, compiled = _own_form(context, app, form)
    changes = body.model_dump(exclude_unset=True)
    if changes.get("password") is not None:
        changes["password"] = hash_password(changes["password"])
    changed = change_link(context.conn, found.id, compiled.form.id, link_id, changes)
    return _shown(request, context, compiled, changed)


def _check_values(context: Context, app: App, entity: CompiledEntity, values: Mapping[str, Any]) -> None:
    """Refuse values of a link that the caller could not give a new record himself."""
    problems = permit_fields(scope_in(context, app, entity.key), values, action="create")
    if not problems:
        typed, problems = entity.validator.read(values, partial=True)
    if not problems and entity.states is not None:
        problems = not_a_start(entity.states, typed.get(entity.states.machine.field), context.language)
    if problems:
        raise Invalid("Some values are refused.", problems=[_of_link(problem) for problem in problems])
    answer = Change(entity=entity.key, kind="create", id=uuid7(), values=typed, place="/values")
    references.check(context, app, shape_of(app, entity.key), [answer], [typed], None)


def _of_link(problem: Problem) -> Problem:
    return replace(problem, pointer=f"/values{problem.pointer}")


def _own_form(context: Context, app: str, form: str) -> tuple[App, CompiledForm]:
    """Return a public form of an app whose links the caller may hand out; raises NotFound, NotAllowed."""
    found = published(context.conn, app)
    if not may_share_form(found, context.principal, form):
        raise NotAllowed("You may not hand out links of this form.")
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
        "password": link.password is not None,
        "state": _state(context, form, link),
    }


def _state(context: Context, form: CompiledForm, link: PublicLink) -> LinkState:
    whole = limits_of(form, context.zone)
    answers = 0 if whole.quota is None else answers_of(context.conn, link.app_id, link.form_id)
    own = link.state(context.now)
    return own if own != "open" else whole.state(context.now, answers)
