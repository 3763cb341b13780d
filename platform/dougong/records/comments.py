"""Comments on a record: written by whoever sees it, read in its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from dougong.access import Scope
from dougong.context import Context
from dougong.records.tables import comment
from dougong_model import uuid7


def add_comment(context: Context, scope: Scope, record: UUID, text: str, mentions: Sequence[UUID]) -> UUID:
    """Write a comment; the caller has checked that the record is seen."""
    identity = uuid7()
    context.conn.execute(
        sa.insert(comment).values(
            id=identity,
            at=context.now,
            entity_id=scope.shape.id,
            record_id=record,
            author_id=context.principal.person,
            actor=context.principal.label,
            text=text,
            mentions=list(dict.fromkeys(mentions)),
        )
    )
    return identity


def count_comments(context: Context, records: Sequence[UUID]) -> int:
    """Return how many comments stand on some records."""
    statement = sa.select(sa.func.count()).where(comment.c.record_id.in_(records))
    return int(context.conn.execute(statement).scalar_one())
