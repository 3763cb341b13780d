"""Hooks: addresses of ours that other systems post to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Never
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from dougong.actions.receive_hook import Received as TakenDelivery
from dougong.actions.receive_hook import receive_hook, receive_mail
from dougong.api.answers.base import answered
from dougong.api.answers.builder import HookDeliveryList, HookList, MadeHook, Received
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, PublicContext, settings_of
from dougong.api.opening import Afterwards, ContextRoute
from dougong.connect import hooks
from dougong.errors import DougongError, Invalid
from dougong.metadata import CompiledEntity, published
from dougong_model import Problem

router = APIRouter(route_class=ContextRoute, tags=["Connections"])


Paths = dict[str, Annotated[str, Field(max_length=200)]]
"""By field, where its value stands in the JSON that is posted, such as `visitor.company`."""


class NewHook(Closed):
    """A hook: which entity it feeds, which event it is called, and where the fields stand in the JSON."""

    name: str = Field(min_length=1, max_length=120)
    event: str = Field(min_length=1, max_length=120)
    entity: str = Field(max_length=48)
    mapping: Paths = Field(min_length=1, max_length=100)
    match: list[str] = Field(default_factory=list, max_length=5)


class HookChange(Closed):
    """What changes of a hook; its address, secret, entity and event stay."""

    name: str | None = Field(None, min_length=1, max_length=120)
    mapping: Paths | None = Field(None, min_length=1, max_length=100)
    match: list[str] | None = Field(None, max_length=5)
    active: bool | None = None


@router.get("/apps/{app}/hooks", responses=answered(HookList))
def list_hooks(context: AdministratorContext, app: str) -> dict[str, Any]:
    """Return an app's hooks."""
    live = published(context.conn, app)
    keys = {one.id: key for key, one in live.entities.items()}
    return {
        "items": [
            {
                **{name: value for name, value in one.items() if name != "entity_id"},
                "entity": keys.get(one["entity_id"]),
            }
            for one in hooks.list_hooks(context, live.id)
        ]
    }


@router.post("/apps/{app}/hooks", status_code=201, responses=answered(MadeHook, status=201))
def create_hook(context: AdministratorContext, request: Request, app: str, body: NewHook) -> dict[str, Any]:
    """Make a hook; its address and its secret are shown this once."""
    live = published(context.conn, app)
    entity = live.entities.get(body.entity)
    if entity is None:
        problem = Problem(
            code="unknown_reference", pointer="/entity", message=f"There is no entity “{body.entity}”."
        )
        raise Invalid("There is no such entity.", problems=[problem])
    _check_fields(entity, body.mapping, body.match)
    identity, token, secret = hooks.create(
        context,
        settings_of(request),
        app_key=live.key,
        app_id=live.id,
        entity_id=entity.id,
        name=body.name,
        event=body.event,
        mapping=body.mapping,
        match=body.match,
    )
    base = settings_of(request).public_url.rstrip("/")
    return {"id": identity, "url": f"{base}/api/v1/hooks/{token}", "secret": secret}


def _check_fields(entity: CompiledEntity, mapping: Mapping[str, str], match: Sequence[str]) -> None:
    """Raise Invalid for fields that do not exist or cannot be filled, with their places."""
    unknown = [
        Problem(code="unknown_field", pointer=pointer, message=f"There is no field “{key[:60]}” to fill.")
        for pointer, keys in (("/mapping", list(mapping)), ("/match", match))
        for key in keys
        if key not in entity.fields or entity.fields[key].computed
    ]
    if unknown:
        raise Invalid("Some fields do not exist.", problems=unknown)


@router.patch("/apps/{app}/hooks/{hook}", status_code=204)
def change_hook(context: AdministratorContext, app: str, hook: UUID, body: HookChange) -> None:
    """Change what a hook fills, or close it and open it again."""
    live = published(context.conn, app)
    found = hooks.read(context, live.id, hook)
    changes = body.model_dump(exclude_none=True)
    entity = next((one for one in live.entities.values() if one.id == found.entity_id), None)
    if entity is not None:
        _check_fields(entity, changes.get("mapping", {}), changes.get("match", []))
    hooks.change(context, live.id, hook, changes)


@router.get("/apps/{app}/hooks/{hook}/deliveries", responses=answered(HookDeliveryList))
def list_deliveries(context: AdministratorContext, app: str, hook: UUID) -> dict[str, Any]:
    """Return the latest deliveries to a hook: what it took, and what it refused and why."""
    return {"items": hooks.latest(context, published(context.conn, app).id, hook)}


@router.delete("/apps/{app}/hooks/{hook}", status_code=204)
def delete_hook(context: AdministratorContext, app: str, hook: UUID) -> None:
    """Remove a hook."""
    hooks.delete(context, published(context.conn, app).id, hook)


async def _raw_body(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(_raw_body)]


@router.post("/hooks/{token}", responses=answered(Received))
def receive(
    context: PublicContext, request: Request, token: str, body: RawBody
) -> dict[str, Any] | Afterwards:
    """Take what another system posts; a repeated `webhook-id` changes nothing and gets the same answer."""
    return _answer(receive_hook(context, settings_of(request), token, request.headers, body))


@router.post("/hooks/{token}/mail", responses=answered(Received))
def receive_a_mail(
    context: PublicContext, request: Request, token: str, body: RawBody
) -> dict[str, Any] | Afterwards:
    """Take a mail as a mail server writes it (`message/rfc822`); a repeated `Message-ID` changes nothing."""
    return _answer(receive_mail(context, settings_of(request), token, request.headers, body))


def _answer(received: TakenDelivery | DougongError) -> dict[str, Any] | Afterwards:
    """Return what a delivery became; a refusal is raised when it has been committed that it was noted."""
    if isinstance(received, DougongError):
        return Afterwards(partial(_refuse, received))
    return {"record": received.record, "repeated": received.repeated}


def _refuse(error: DougongError) -> Never:
    raise error
