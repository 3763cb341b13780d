"""Connections: the connectors of this installation, and what an app needs to reach other systems by them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field

from dougong.api.answers.base import answered
from dougong.api.answers.builder import (
    ConnectionItem,
    ConnectionList,
    ConnectorList,
    DeliveryList,
    TestCall,
)
from dougong.api.bodies import Closed
from dougong.api.deps import AdministratorContext, settings_of
from dougong.api.opening import Afterwards, ContextRoute
from dougong.connect import connections, deliveries
from dougong.connect.contract import ConnectorError
from dougong.connect.registry import connectors
from dougong.context import Context
from dougong.errors import NotFound
from dougong.metadata import published
from dougong.metadata.drafts import app_row, draft

router = APIRouter(route_class=ContextRoute, tags=["Connections"])


class ConnectionKept(Closed):
    """What this installation keeps of a connection; without a secret the one kept stays, and so do settings.

    `settings` go before those of the app's document.
    """

    connector: str = Field(max_length=60)
    settings: dict[str, Any] | None = None
    secret: str | None = Field(None, min_length=1, max_length=4000)


class TestAsked(Closed):
    """A connection as it would be, to be tried; without a secret the one kept is used."""

    connector: str = Field(max_length=60)
    settings: dict[str, Any] = Field(default_factory=dict)
    secret: str | None = Field(None, min_length=1, max_length=4000)


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
                "secret_label": one.secret_label,
                "secret_required": one.secret_required,
                "channel": one.channel,
                "testable": one.test is not None,
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
    """Return the connections of an app and its draft: what is kept of each, and how its last call went.

    Of secrets only that there is one.
    """
    return {"items": _items(context, app)}


@router.put("/apps/{app}/connections/{key}", responses=answered(ConnectionItem))
def put_connection(
    context: AdministratorContext, request: Request, app: str, key: str, body: ConnectionKept
) -> dict[str, Any]:
    """Keep the secret and the own settings of a connection that the app or its draft declares."""
    row = app_row(context.conn, app)
    document = _documents(context, app).get(key)
    if document is None:
        raise NotFound("The app declares no such connection.")
    kept = connections.kept(context.conn, row.id).get(key)
    own = body.settings if body.settings is not None else kept.settings if kept is not None else {}
    connections.set_connection(
        context,
        settings_of(request),
        row.id,
        document,
        connector=body.connector,
        values=own,
        secret=body.secret,
    )
    return next(one for one in _items(context, app) if one["key"] == key)


@router.post("/apps/{app}/connections/{key}/test", responses=answered(TestCall))
def test_connection(
    context: AdministratorContext, request: Request, app: str, key: str, body: TestAsked
) -> Any:
    """Make the test call of a connector with these settings; the answer says how the other system took it."""
    document = {"key": key, "connector": body.connector, "settings": body.settings}
    row = app_row(context.conn, app)
    try:
        call = connections.ready_to_try(context.conn, settings_of(request), row.id, document, body.secret)
    except ConnectorError as error:
        return {"ok": False, "answer": {}, "error": str(error), "milliseconds": 0}
    return Afterwards(lambda: _tried(call))


def _tried(call: Callable[[], Mapping[str, Any]]) -> dict[str, Any]:
    started = time.perf_counter()
    answer: Mapping[str, Any] = {}
    problem = None
    try:
        answer = call()
    except ConnectorError as error:
        problem = str(error)
    spent = int((time.perf_counter() - started) * 1000)
    return {"ok": problem is None, "answer": answer, "error": problem, "milliseconds": spent}


@router.get("/apps/{app}/connections/{key}/deliveries", responses=answered(DeliveryList))
def list_deliveries(context: AdministratorContext, app: str, key: str) -> dict[str, Any]:
    """Return the latest calls of a connection; `failed` is tried again by itself, `refused` is not."""
    kept = connections.kept(context.conn, app_row(context.conn, app).id).get(key)
    return {"items": [] if kept is None else deliveries.latest(context.conn, kept.id)}


def _documents(context: Context, app: str) -> dict[str, Mapping[str, Any]]:
    """Return the connection documents by key: the published ones, and those only the draft has."""
    found = {
        one.document.key: one.document.body
        for one in draft(context.conn, app)
        if one.document.kind == "connection"
    }
    if app_row(context.conn, app).live_version:
        found |= published(context.conn, app).documents("connection")
    return found


def _items(context: Context, app: str) -> list[dict[str, Any]]:
    row = app_row(context.conn, app)
    live = published(context.conn, app).documents("connection") if row.live_version else {}
    kept = connections.kept(context.conn, row.id)
    last = deliveries.last_of(context.conn, [one.id for one in kept.values()])
    items = []
    for key, document in sorted(_documents(context, app).items()):
        own = kept.get(key)
        fits = own is not None and own.connector == document.get("connector")
        items.append(
            {
                "key": key,
                "connector": str(document.get("connector", "")),
                "published": key in live,
                "settings": own.settings if own is not None and fits else {},
                "active": own is None or own.active,
                "has_secret": own is not None and fits and own.secret is not None,
                "changed_at": None if own is None else own.changed_at,
                "last": None if own is None else last.get(own.id),
            }
        )
    return items
