"""API tokens: a person's own keys for machines, with scopes and an end."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong.context import Principal
from dougong.errors import NotAllowed, NotFound
from dougong.identity.secrets import new_token, token_hash
from dougong.identity.sessions import TOKEN_PREFIX
from dougong.identity.tables import api_token
from dougong_model import uuid7


def create_token(
    conn: sa.Connection,
    principal: Principal,
    *,
    name: str,
    scopes: list[str],
    days: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Make a token for a person; a token cannot make tokens, and gives no scope its maker does not have."""
    if principal.kind != "member":
        raise NotAllowed("A token cannot make tokens. Sign in.")
    if not principal.administrator and {"design", "administer"} & set(scopes):
        message = "Only an administrator can make a token that designs or administers."
        raise NotAllowed.at("/scopes", message)
    token = new_token(TOKEN_PREFIX)
    identity = uuid7()
    expires = now + timedelta(days=days) if days else None
    conn.execute(
        sa.insert(api_token).values(
            id=identity,
            hash=token_hash(token),
            name=name,
            person_id=principal.person,
            scopes=scopes,
            created_at=now,
            expires_at=expires,
        )
    )
    return {"id": identity, "name": name, "scopes": scopes, "expires_at": expires, "token": token}


def list_tokens(conn: sa.Connection, principal: Principal) -> list[dict[str, Any]]:
    """Return a person's own tokens without their secrets."""
    columns = (
        api_token.c.id,
        api_token.c.name,
        api_token.c.scopes,
        api_token.c.created_at,
        api_token.c.expires_at,
        api_token.c.seen_at,
    )
    rows = conn.execute(
        sa.select(*columns).where(api_token.c.person_id == principal.person).order_by(api_token.c.created_at)
    )
    return [dict(row._mapping) for row in rows]


def revoke_token(conn: sa.Connection, principal: Principal, identity: UUID) -> None:
    """End one of a person's own tokens; it is refused from the next request on."""
    done = conn.execute(
        sa.delete(api_token)
        .where(api_token.c.id == identity, api_token.c.person_id == principal.person)
        .returning(api_token.c.id)
    ).first()
    if done is None:
        raise NotFound()
