"""Short links of an app: where each leads, until when, and how often it was followed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field

from dougong.access import short_links
from dougong.access.public_links import links_of
from dougong.access.short_links import Target
from dougong.api.answers.base import answered
from dougong.api.answers.builder import ShortLink, ShortLinkList
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.api.short_link_pages import address_of, entity_of, qr_of
from dougong.context import Context
from dougong.errors import BadRequest, Invalid
from dougong.metadata import App, published
from dougong.records.load import load
from dougong.records.titles import titles
from dougong.settings import Settings

router = APIRouter(route_class=ContextRoute, prefix="/apps/{app}/short-links", tags=["Short links"])

PAGE = 50


class LinkTarget(Closed):
    """Where a link leads: exactly one of a public form (its first address, or the one of `form_link`), a record of an
    entity, and an address.
    """

    form: str | None = Field(None, max_length=48)
    form_link: UUID | None = None
    entity: str | None = Field(None, max_length=48)
    record: UUID | None = None
    address: str | None = Field(None, max_length=2000)


class NewShortLink(Closed):
    """A link to be made; `label` is what people call it."""

    label: str = Field(min_length=1, max_length=120)
    to: LinkTarget
    expires_at: AwareDatetime | None = None


class ShortLinkChange(Closed):
    """What changes of a link; where it leads and its code stay."""

    label: str | None = Field(None, min_length=1, max_length=120)
    enabled: bool | None = None
    expires_at: AwareDatetime | None = None


@router.get("", responses=answered(ShortLinkList))
def list_short_links(
    context: AdministratorContext, request: Request, app: str, before: Annotated[UUID | None, Query()] = None
) -> dict[str, Any]:
    """Return a page of the links, the newest first, with their QR codes and clicks; `next` is the `before` of the next."""
    live = published(context.conn, app)
    rows = short_links.list_links(context.conn, live.id, context.today, before, PAGE + 1)
    shown = rows[:PAGE]
    named = _titles(context, live, shown)
    return {
        "items": [_told(settings_of(request), live, row, named) for row in shown],
        "next": shown[-1]["id"] if len(rows) > PAGE else None,
    }


@router.post("", status_code=201, responses=answered(ShortLink, status=201))
def make_short_link(
    context: AdministratorContext, request: Request, app: str, body: NewShortLink
) -> dict[str, Any]:
    """Make a link to a public form, a record, or an address that the settings allow."""
    live = published(context.conn, app)
    target = _target(context, settings_of(request), live, body.to)
    made = short_links.issue(context, live.id, target, label=body.label, expires_at=body.expires_at)
    (row,) = short_links.list_links(context.conn, live.id, context.today, None, 1)
    assert row["id"] == made.id
    return _told(settings_of(request), live, row, _titles(context, live, [row]))


@router.patch("/{link}", status_code=204)
def change_short_link(context: AdministratorContext, app: str, link: UUID, body: ShortLinkChange) -> None:
    """Name a link anew, close or open it, or change until when it leads on; null takes the end away."""
    live = published(context.conn, app)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value is not None or name == "expires_at"}
    short_links.change_link(context.conn, live.id, link, changes)


def _target(context: Context, settings: Settings, app: App, to: LinkTarget) -> Target:
    if sum(one is not None for one in (to.form, to.entity, to.address)) != 1:
        raise BadRequest.at("/to", "Say where the link leads: one of form, record, address.")
    if to.form is not None:
        return _form(context, app, to.form, to.form_link)
    if to.entity is not None:
        entity = app.entities.get(to.entity)
        there = entity is not None and to.record is not None and load(context, app, to.entity, [to.record])
        if entity is None or not there:
            raise Invalid.at("/to/record", "There is no such record.", code="unknown_reference")
        return Target(kind="record", entity_id=entity.id, target_id=to.record)
    address = str(to.address)
    if "://" not in address or not settings.may_lead_to(address):
        message = (
            "Links may not lead to this address. DOUGONG_FORM_REDIRECTS names the hosts to which they may."
        )
        raise Invalid.at("/to/address", message, code="address")
    return Target(kind="address", address=address)


def _form(context: Context, app: App, key: str, wanted: UUID | None) -> Target:
    compiled = app.forms.get(key)
    known = [] if compiled is None else links_of(context.conn, app.id, compiled.form.id)
    found = next((one for one in known if wanted in (None, one.id)), None)
    if found is None:
        raise Invalid.at("/to/form", "There is no such public form.", code="unknown_reference")
    return Target(kind="form", form_link=found.id)


def _titles(context: Context, app: App, rows: Any) -> dict[UUID, str]:
    """Return the titles of the records to which links lead."""
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        entity = entity_of(app, row["entity_id"])
        if entity is not None and row["target_id"] is not None:
            wanted.setdefault(entity, set()).add(row["target_id"])
    return {
        key: title
        for entity, ids in wanted.items()
        for key, title in titles(context, app, entity, ids).items()
    }


def _told(settings: Settings, app: App, row: Mapping[str, Any], named: Mapping[UUID, str]) -> dict[str, Any]:
    forms = {one.form.id: key for key, one in app.forms.items()}
    picture = b64encode(qr_of(settings, row["code"], "svg")).decode()
    return {
        "id": row["id"],
        "code": row["code"],
        "url": address_of(settings, row["code"]),
        "qr": f"data:image/svg+xml;base64,{picture}",
        "label": row["label"],
        "kind": row["kind"],
        "form": forms.get(row["form_id"]),
        "entity": entity_of(app, row["entity_id"]),
        "record": row["target_id"],
        "title": named.get(row["target_id"]),
        "address": row["address"],
        "issued_for": row["record_id"],
        "created_at": row["created_at"],
        "expires_at": row["expires_at"],
        "enabled": row["enabled"],
        "clicks": row["clicks"],
        "clicked_at": row["clicked_at"],
        "lately": {"clicks": int(row["lately"]), "visitors": int(row["visitors"])},
    }
