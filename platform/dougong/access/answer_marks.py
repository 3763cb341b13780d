"""Answer marks: what of a public form was used up: a browser that has answered, a value that came once, a solved
puzzle. Only a keyed hash is kept, from which nobody can tell who it was.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.context import Context
from dougong.database import WORKSPACE

answer_mark = sa.Table(
    "answer_mark",
    WORKSPACE,
    sa.Column("app_id", sa.Text, primary_key=True),
    sa.Column("form_id", sa.Text, primary_key=True, comment="element id of the form"),
    sa.Column("mark", sa.Text, primary_key=True, comment="keyed hash of what was used up"),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True, comment="when it may be forgotten"),
    sa.Index("ix_answer_mark_ends", "ends_at"),
)

_PURPOSE = b"public form mark"


def mark_of(key: bytes, kind: str, text: str) -> str:
    """Return what is kept of something that may be used once: a keyed hash."""
    message = b"\x00".join((_PURPOSE, kind.encode(), text.encode()))
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def take_mark(
    context: Context, app_id: str, form_id: str, mark: str, ends_at: datetime | None = None
) -> bool:
    """Use something up; False when it was before. Of two at once one waits for the other."""
    taken = context.conn.execute(
        insert(answer_mark)
        .values(app_id=app_id, form_id=form_id, mark=mark, at=context.now, ends_at=ends_at)
        .on_conflict_do_nothing()
        .returning(answer_mark.c.mark)
    ).one_or_none()
    return taken is not None


def is_marked(context: Context, app_id: str, form_id: str, mark: str) -> bool:
    """Say whether something was used up."""
    query = sa.select(answer_mark.c.mark).where(
        answer_mark.c.app_id == app_id, answer_mark.c.form_id == form_id, answer_mark.c.mark == mark
    )
    return context.conn.execute(query).one_or_none() is not None
