"""Hooks and connections: addresses that other systems post to, and what an app needs to reach others."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import Field

from dougong.actions.receive_hook import receive_hook
from dougong.api.answers.base import answered
from dougong.api.answers.builder import (
    ConnectionItem,
    ConnectionList,
    ConnectorList,
    HookList,
    MadeHook,
    Received,
)
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, PublicContext, settings_of
from dougong.api.opening import ContextRoute
from dougong.connect import connections, hooks
from dougong.connect.registry import connectors
from dougong.errors import Invalid, NotFound
from dougong.metadata import published
from dougong_model import Problem

router = APIRouter(route_class=ContextRoute, tags=["Connections"])


class NewHook(Closed):
    """A hook: which entity it feeds, which event it is called, and where the fields stand in the JSON."""

    name: str = Field(min_length=1, max_length=120)
    event: str = Field(min_length=1, max_length=120)
    entity: str = Field(max_length=48)
    mapping: dict[str, Annotated[str, Field(max_length=200)]] = Field(min_length=1, max_length=100)
    match: list[str] = Field(default_factory=list, max_length=5)


class NewConnection(Closed):
    """How an app reaches another system; without a secret the one kept stays."""

    connector: str = Field(max_length=60)
    settings: dict[str, Any]
    secret: str | None = Field(None, max_length=4000)


@router.get("/connectors", responses=answered(ConnectorList))
def list_connectors(context: AdministratorContext) -> dict[str, Any]:
    """Return the installed connectors with their settings' schemas, actions and triggers."""
    return {
        "items": [
            {
                "name": one.name,
                "label": one.label,
                "help": one.help,
                "settings_schema": one.settings_schema,
                "actions": [
                    {"name": action.name, "label": action.label, "input_schema": action.input_schema}
                    for action in one.actions.values()
                ],
                "triggers": [
                    {"name": trigger.name, "label": trigger.label} for trigger in one.triggers.values()
                ],
            }
            for one in connectors().values()
        ]
    }


@router.get("/apps/{app}/connections", responses=answered(ConnectionList))
def list_connections(context: AdministratorContext, app: str) -> dict[str, Any]:
    """Return an app's connections; of secrets only that there is one."""
    return {"items": connections.list_connections(context, published(context.conn, app).id)}


@router.put("/apps/{app}/connections/{key}", responses=answered(ConnectionItem))
def put_connection(
    context: AdministratorContext, request: Request, app: str, key: str, body: NewConnection
) -> dict[str, Any]:
    """Set up a connection that the app declares."""
    live = published(context.conn, app)
    if key not in live.documents("connection"):
        raise NotFound("The app declares no such connection.")
    connections.set_connection(
        context,
        settings_of(request),
        live.id,
        key,
        connector=body.connector,
        values=body.settings,
        secret=body.secret,
    )
    return next(dict(one) for one in connections.list_connections(context, live.id) if one["key"] == key)


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
        raise Invalid(
            "There is no such entity.",
            problems=[
                Problem(
                    code="unknown_reference",
                    pointer="/entity",
                    message=f"There is no entity “{body.entity}”.",
                )
            ],
        )
    unknown = [
        Problem(code="unknown_field", pointer=pointer, message=f"There is no field “{key[:60]}” to fill.")
        for pointer, keys in (("/mapping", list(body.mapping)), ("/match", body.match))
        for key in keys
        if key not in entity.fields or entity.fields[key].computed
    ]
    if unknown:
        raise Invalid("Some fields do not exist.", problems=unknown)
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


@router.delete("/apps/{app}/hooks/{hook}", status_code=204)
def delete_hook(context: AdministratorContext, app: str, hook: UUID) -> None:
    """Remove a hook."""
    hooks.delete(context, published(context.conn, app).id, hook)


async def _raw_body(request: Request) -> bytes:
    return await request.body()


RawBody = Annotated[bytes, Depends(_raw_body)]


@router.post("/hooks/{token}", responses=answered(Received))
def receive(context: PublicContext, request: Request, token: str, body: RawBody) -> dict[str, Any]:
    """Take what another system posts; a repeated `webhook-id` changes nothing and gets the same answer."""
    received = receive_hook(context, settings_of(request), token, request.headers, body)
    return {"record": received.record, "repeated": received.repeated}
