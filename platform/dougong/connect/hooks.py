"""Hooks: addresses of ours that other systems post to, each with a secret of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.connect.sealing import seal, secret_key, unseal
from dougong.connect.tables import hook, hook_delivery
from dougong.connect.webhook_in import authentic
from dougong.context import Context
from dougong.errors import DougongError, NotFound, NotSignedIn
from dougong.identity.secrets import new_token, token_hash
from dougong.messages import translated
from dougong.settings import Settings
from dougong_model import uuid7

SHOWN = 30
_UNNAMED = "unnamed:"


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook as a request found it."""

    id: UUID
    app_key: str
    entity_id: str
    name: str
    event: str
    mapping: Mapping[str, str]
    match: tuple[str, ...]


def create(
    context: Context,
    settings: Settings,
    *,
    app_key: str,
    app_id: str,
    entity_id: str,
    name: str,
    event: str,
    mapping: Mapping[str, str],
    match: Sequence[str],
) -> tuple[UUID, str, str]:
    """Make a hook and return its id, its token and its secret; both are shown this once."""
    identity, token, secret = uuid7(), new_token(), new_token()
    context.conn.execute(
        sa.insert(hook).values(
            id=identity,
            token_hash=token_hash(token),
            app_key=app_key,
            app_id=app_id,
            entity_id=entity_id,
            name=name,
            event=event,
            mapping=dict(mapping),
            match=list(match),
            created_at=context.now,
            secret=seal(secret_key(settings), secret, f"hook:{identity}"),
            created_by=context.principal.label,
        )
    )
    return identity, token, secret


def list_hooks(context: Context, app_id: str) -> Sequence[Mapping[str, Any]]:
    """Return the hooks of an app."""
    rows = context.conn.execute(sa.select(hook).where(hook.c.app_id == app_id).order_by(hook.c.id))
    return [
        {
            "id": row.id,
            "name": row.name,
            "event": row.event,
            "entity_id": row.entity_id,
            "mapping": row.mapping,
            "match": row.match,
            "active": row.active,
            "created_at": row.created_at,
        }
        for row in rows
    ]


def read(context: Context, app_id: str, identity: UUID) -> sa.Row[Any]:
    """Return a hook of an app; raises NotFound."""
    row = context.conn.execute(
        sa.select(hook).where(hook.c.id == identity, hook.c.app_id == app_id)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such hook.")
    return row


def change(context: Context, app_id: str, identity: UUID, changes: Mapping[str, Any]) -> None:
    """Change the name, mapping or match of a hook, or close and open it; its address and secret stay."""
    read(context, app_id, identity)
    if changes:
        context.conn.execute(sa.update(hook).where(hook.c.id == identity).values(**changes))


def latest(context: Context, app_id: str, identity: UUID) -> Sequence[Mapping[str, Any]]:
    """Return the latest deliveries to a hook, newest first, with the records they became, or why they were refused
    (`place` in what was posted and `message`, in the caller's language).
    """
    read(context, app_id, identity)
    wanted = (
        sa.select(
            hook_delivery.c.at,
            hook_delivery.c.record_id.label("record"),
            hook_delivery.c.delivery,
            hook_delivery.c.refusal,
        )
        .where(hook_delivery.c.hook_id == identity)
        .order_by(hook_delivery.c.at.desc(), hook_delivery.c.delivery)
        .limit(SHOWN)
    )
    return [
        {
            **row,
            "delivery": None if row["delivery"].startswith(_UNNAMED) else row["delivery"],
            "refusal": row["refusal"]
            and [
                {**line, "message": translated(line["message"], context.language)} for line in row["refusal"]
            ],
        }
        for row in context.conn.execute(wanted).mappings()
    ]


def delete(context: Context, app_id: str, identity: UUID) -> None:
    """Remove a hook; its address answers 404 from now on."""
    done = context.conn.execute(
        sa.delete(hook).where(hook.c.id == identity, hook.c.app_id == app_id).returning(hook.c.id)
    ).first()
    if done is None:
        raise NotFound("There is no such hook.")


def find(
    conn: sa.Connection,
    settings: Settings,
    token: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> Hook:
    """Return the hook a request is for; raises NotFound for the address, NotSignedIn for the secret."""
    row = conn.execute(
        sa.select(hook).where(hook.c.token_hash == token_hash(token), hook.c.active)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such hook.")
    secret = unseal(secret_key(settings), bytes(row.secret), f"hook:{row.id}")
    if not authentic(secret, headers, body, now):
        raise NotSignedIn("The secret or the signature is missing, wrong or too old.")
    return Hook(row.id, row.app_key, row.entity_id, row.name, row.event, row.mapping, tuple(row.match))


def unnamed() -> str:
    """Return the id under which a delivery is noted whose sender gave it none: it is never a repeat."""
    return f"{_UNNAMED}{uuid7()}"


def first_time(conn: sa.Connection, found: Hook, delivery: str, now: datetime) -> bool:
    """Note a delivery; False when the same one was received before. One that was refused may come again."""
    return _noted(conn, found, delivery, now, None)


def note_refusal(conn: sa.Connection, found: Hook, delivery: str, now: datetime, error: DougongError) -> None:
    """Note that a delivery was refused, and why."""
    lines = [
        {"place": ".".join(problem.pointer.split("/")[1:]), "message": problem.message}
        for problem in error.problems
    ]
    _noted(conn, found, delivery, now, lines or [{"place": "", "message": error.detail or error.title}])


def _noted(
    conn: sa.Connection,
    found: Hook,
    delivery: str,
    now: datetime,
    refusal: Sequence[Mapping[str, str]] | None,
) -> bool:
    values = {"at": now, "refusal": sa.null() if refusal is None else refusal}
    note = insert(hook_delivery).values(hook_id=found.id, delivery=delivery[:200], **values)
    again = note.on_conflict_do_update(
        index_elements=list(hook_delivery.primary_key),
        set_=values,
        where=hook_delivery.c.refusal.is_not(None),
    )
    return conn.execute(again.returning(hook_delivery.c.hook_id)).first() is not None


def keep_record(conn: sa.Connection, found: Hook, delivery: str, record: UUID) -> None:
    """Say which record a delivery became."""
    conn.execute(
        sa.update(hook_delivery)
        .values(record_id=record)
        .where(hook_delivery.c.hook_id == found.id, hook_delivery.c.delivery == delivery[:200])
    )


def record_of(conn: sa.Connection, found: Hook, delivery: str) -> UUID | None:
    """Return the record that an earlier delivery became."""
    return conn.execute(
        sa.select(hook_delivery.c.record_id).where(
            hook_delivery.c.hook_id == found.id, hook_delivery.c.delivery == delivery[:200]
        )
    ).scalar_one_or_none()
