"""Unfinished answers: what a person typed into a form and has not saved, kept for him alone, on any device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.dialects.postgresql import UUID as UUIDColumn

from dougong.context import Context
from dougong.database import WORKSPACE

KEPT_DAYS = 30

unfinished_answer = sa.Table(
    "unfinished_answer",
    WORKSPACE,
    sa.Column(
        "person_id",
        UUIDColumn(as_uuid=True),
        sa.ForeignKey("person.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    sa.Column("app_id", sa.Text, primary_key=True),
    sa.Column("entity_id", sa.Text, primary_key=True),
    sa.Column(
        "about", sa.Text, primary_key=True, comment="id of the record that is changed; empty for a new one"
    ),
    sa.Column("form", sa.Text, nullable=False, server_default="", comment="key of the form"),
    sa.Column("version", sa.BigInteger, nullable=True, comment="version of the record that was changed"),
    sa.Column("values", JSONB, nullable=False),
    sa.Column("labels", JSONB, nullable=False, server_default="{}"),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Index("ix_unfinished_answer_at", "at"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """What stood in a form: JSON values by field key, and what its references are called."""

    form: str
    version: int | None
    values: Mapping[str, Any]
    labels: Mapping[str, Any]
    at: datetime


def _mine(context: Context, app_id: str, entity_id: str, about: UUID | None) -> sa.ColumnElement[bool]:
    return sa.and_(
        unfinished_answer.c.person_id == context.principal.person,
        unfinished_answer.c.app_id == app_id,
        unfinished_answer.c.entity_id == entity_id,
        unfinished_answer.c.about == _about(about),
    )


def _about(record: UUID | None) -> str:
    return "" if record is None else str(record)


def unfinished_of(context: Context, app_id: str, entity_id: str, about: UUID | None) -> Unfinished | None:
    """Return what the caller left unfinished of a record, or (None) of a new one."""
    row = context.conn.execute(
        sa.select(unfinished_answer).where(_mine(context, app_id, entity_id, about))
    ).one_or_none()
    if row is None:
        return None
    return Unfinished(form=row.form, version=row.version, values=row.values, labels=row.labels, at=row.at)


def keep_unfinished(
    context: Context, app_id: str, entity_id: str, about: UUID | None, kept: Unfinished
) -> None:
    """Keep what stands in the caller's form in place of what was kept before."""
    told = {
        "form": kept.form,
        "version": kept.version,
        "values": dict(kept.values),
        "labels": dict(kept.labels),
        "at": kept.at,
    }
    context.conn.execute(
        insert(unfinished_answer)
        .values(
            person_id=context.principal.person,
            app_id=app_id,
            entity_id=entity_id,
            about=_about(about),
            **told,
        )
        .on_conflict_do_update(index_elements=list(unfinished_answer.primary_key), set_=told)
    )


def drop_unfinished(context: Context, app_id: str, entity_id: str, about: UUID | None) -> None:
    """Forget it: it was saved, or is not wanted."""
    context.conn.execute(sa.delete(unfinished_answer).where(_mine(context, app_id, entity_id, about)))
