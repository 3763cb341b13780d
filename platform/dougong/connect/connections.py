"""Connections: an app's links to other systems.

The published document says what a connection is: its connector and its settings. This installation keeps
what is not for documents: the sealed secret and settings of its own, which go before the document's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.connect.contract import Call, Connector, ConnectorError
from dougong.connect.outbound import Outbound, allowed_hosts
from dougong.connect.registry import connectors
from dougong.connect.sealing import seal, secret_key, unseal
from dougong.connect.tables import connection
from dougong.context import Context
from dougong.errors import Invalid
from dougong.metadata.connectors import settings_problems
from dougong.settings import Settings
from dougong_model import Problem, uuid7

Document = Mapping[str, Any]


def set_connection(
    context: Context,
    settings: Settings,
    app_id: str,
    document: Document,
    *,
    connector: str,
    values: Mapping[str, Any],
    secret: str | None,
) -> None:
    """Keep the secret and the own settings of a connection; without a `secret` the one already kept stays.

    Raises Invalid when the connector is not the document's, or the settings together do not fit it.
    """
    key = str(document["key"])
    _checked(connector, {**document.get("settings", {}), **values})
    if connector != document["connector"]:
        problem = Problem(
            code="connector",
            pointer="/connector",
            message=f"The app's document names the connector “{document['connector']}”.",
        )
        raise Invalid("The connection has another connector.", problems=[problem])
    changes: dict[str, Any] = {"connector": connector, "settings": dict(values), "changed_at": context.now}
    if secret is not None:
        changes["secret"] = seal(secret_key(settings), secret, _belongs_to(app_id, key))
    context.conn.execute(
        insert(connection)
        .values(id=uuid7(), app_id=app_id, key=key, **changes)
        .on_conflict_do_update(index_elements=[connection.c.app_id, connection.c.key], set_=changes)
    )


def kept(conn: sa.Connection, app_id: str) -> Mapping[str, sa.Row[Any]]:
    """Return what is kept of an app's connections, by key."""
    rows = conn.execute(sa.select(connection).where(connection.c.app_id == app_id))
    return {row.key: row for row in rows}


def identity_of(conn: sa.Connection, app_id: str, document: Document, now: datetime) -> UUID:
    """Return the id under which the deliveries of a connection are noted; its row is made when there is none."""
    made = insert(connection).values(
        id=uuid7(),
        app_id=app_id,
        key=document["key"],
        connector=document["connector"],
        settings={},
        changed_at=now,
    )
    conn.execute(made.on_conflict_do_nothing())
    found = sa.select(connection.c.id).where(
        connection.c.app_id == app_id, connection.c.key == document["key"]
    )
    return UUID(str(conn.execute(found).scalar_one()))


def ready(
    conn: sa.Connection,
    settings: Settings,
    app_id: str,
    document: Document,
    action: str,
    values: Mapping[str, Any],
    effect_key: str,
) -> Callable[[], Mapping[str, Any]]:
    """Return the call of an action, to be made without a database connection: the other side may take long.

    Raises ConnectorError when the connection is not set up; so does the call when the other side refuses.
    """
    kind, about = _call(conn, settings, app_id, document, values, effect_key, None)
    if action not in kind.actions:
        raise ConnectorError(f"{kind.name} has no action “{action}”.", again=False)
    return lambda: kind.actions[action].run(about)


def ready_to_try(
    conn: sa.Connection, settings: Settings, app_id: str, document: Document, secret: str | None
) -> Callable[[], Mapping[str, Any]]:
    """Return the test call of a connection, with the secret that is kept or the one given.

    Raises Invalid for settings that do not fit and for a connector that has no test.
    """
    kind, about = _call(conn, settings, app_id, document, {}, f"test-{uuid7()}", secret)
    _checked(kind.name, about.settings)
    test = kind.test
    if test is None:
        raise Invalid("This connector has no test call.")
    return lambda: test(about)


def _call(
    conn: sa.Connection,
    settings: Settings,
    app_id: str,
    document: Document,
    values: Mapping[str, Any],
    effect_key: str,
    secret: str | None,
) -> tuple[Connector, Call]:
    key = str(document["key"])
    kind = connectors().get(str(document["connector"]))
    if kind is None:
        raise ConnectorError(f"No connector “{document['connector']}” is installed.", again=False)
    row = kept(conn, app_id).get(key)
    if row is not None and not row.active:
        raise ConnectorError(f"The connection “{key}” is closed.", again=False)
    if row is not None and row.connector != kind.name:
        row = None  # what was kept for another connector is not handed to this one
    if secret is None and row is not None and row.secret is not None:
        secret = unseal(secret_key(settings), bytes(row.secret), _belongs_to(app_id, key))
    if secret is None and kind.secret_required:
        raise ConnectorError(f"The connection “{key}” has no secret yet.", again=False)
    return kind, Call(
        http=Outbound(allowed_hosts(settings.dougong_outbound_allow)),
        settings={**document.get("settings", {}), **(row.settings if row is not None else {})},
        secret=secret,
        input=values,
        key=effect_key,
    )


def _checked(connector: str, values: Mapping[str, Any]) -> None:
    kind = connectors().get(connector)
    if kind is None:
        problem = Problem(
            code="unknown_connector",
            pointer="/connector",
            message=f"No connector “{connector}” is installed.",
            hint="One of: " + ", ".join(sorted(connectors())),
        )
        raise Invalid("There is no such connector.", problems=[problem])
    problems = list(settings_problems(kind, values, "/settings"))
    if problems:
        raise Invalid("The settings do not fit this connector.", problems=problems)


def _belongs_to(app_id: str, key: str) -> str:
    return f"connection:{app_id}:{key}"
