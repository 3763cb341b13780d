"""Connections: an app's link to one other system, its settings and its sealed secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

import jsonschema
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.connect.contract import Call, Connector, ConnectorError
from dougong.connect.outbound import Outbound, allowed_hosts
from dougong.connect.registry import connectors
from dougong.connect.sealing import seal, secret_key, unseal
from dougong.connect.tables import connection
from dougong.context import Context
from dougong.errors import Invalid, NotFound
from dougong.settings import Settings
from dougong_model import Problem, uuid7


def set_connection(
    context: Context,
    settings: Settings,
    app_id: str,
    key: str,
    *,
    connector: str,
    values: Mapping[str, Any],
    secret: str | None,
) -> UUID:
    """Write a connection; without a `secret` the one already kept stays."""
    kind = _connector(connector)
    _check(kind, values)
    made = insert(connection).values(
        id=uuid7(), app_id=app_id, key=key, connector=connector, settings=dict(values), changed_at=context.now
    )
    sealed = None if secret is None else seal(secret_key(settings), secret, _belongs_to(app_id, key))
    changes: dict[str, Any] = {"connector": connector, "settings": dict(values), "changed_at": context.now}
    if sealed is not None:
        made = made.values(secret=sealed)
        changes["secret"] = sealed
    statement = made.on_conflict_do_update(
        index_elements=[connection.c.app_id, connection.c.key], set_=changes
    )
    return UUID(str(context.conn.execute(statement.returning(connection.c.id)).scalar_one()))


def list_connections(context: Context, app_id: str) -> Sequence[Mapping[str, Any]]:
    """Return the connections of an app; of a secret only that there is one."""
    rows = context.conn.execute(
        sa.select(connection).where(connection.c.app_id == app_id).order_by(connection.c.key)
    )
    return [
        {
            "id": row.id,
            "key": row.key,
            "connector": row.connector,
            "settings": row.settings,
            "active": row.active,
            "has_secret": row.secret is not None,
            "changed_at": row.changed_at,
        }
        for row in rows
    ]


def ready(
    conn: sa.Connection,
    settings: Settings,
    app_id: str,
    key: str,
    action: str,
    values: Mapping[str, Any],
    effect_key: str,
) -> Callable[[], Mapping[str, Any]]:
    """Return the call of an action, to be made without a database connection: the other side may take long.

    Raises ConnectorError when the connection is not set up; so does the call when the other side refuses.
    """
    row = conn.execute(
        sa.select(connection).where(
            connection.c.app_id == app_id, connection.c.key == key, connection.c.active
        )
    ).one_or_none()
    if row is None:
        raise ConnectorError(f"The connection “{key}” is not set up.", again=False)
    kind = _connector(row.connector)
    if action not in kind.actions:
        raise ConnectorError(f"{row.connector} has no action “{action}”.", again=False)
    secret = (
        None
        if row.secret is None
        else unseal(secret_key(settings), bytes(row.secret), _belongs_to(app_id, key))
    )
    about = Call(
        http=Outbound(allowed_hosts(settings.dougong_outbound_allow)),
        settings=row.settings,
        secret=secret,
        input=values,
        key=effect_key,
    )
    return lambda: kind.actions[action].run(about)


def _connector(name: str) -> Connector:
    found = connectors().get(name)
    if found is None:
        raise NotFound(f"No connector “{name}” is installed.")
    return found


def _check(kind: Connector, values: Mapping[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(dict(kind.settings_schema))
    problems = [
        Problem(
            code=str(error.validator),
            pointer="/settings/" + "/".join(map(str, error.absolute_path)),
            message=error.message,
        )
        for error in validator.iter_errors(dict(values))
    ]
    if problems:
        raise Invalid("The settings do not fit this connector.", problems=problems)


def _belongs_to(app_id: str, key: str) -> str:
    return f"connection:{app_id}:{key}"
