"""Find similar records of an entity: a job that compares all of them and keeps the pairs, which people then see
as far as they see both records and read what was compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from dougong import user_jobs
from dougong.access.shapes import EntityShape, shape_of
from dougong.actions.import_records import context_of
from dougong.actions.show_duplicate_groups import KIND as KIND
from dougong.actions.show_duplicate_groups import group_scope
from dougong.context import Context
from dougong.errors import Conflict
from dougong.metadata import App, published
from dougong.records import duplicate_groups
from dougong.records.duplicate_groups import keep_pairs
from dougong.records.similar import Pair, pairs
from dougong.settings import Settings
from dougong.user_jobs import UserJob, user_job

MOST_COMPARED = 300_000
"""So many of the newest records are compared; their texts stand in the memory of the worker meanwhile."""

MOST_PAIRS = 20_000


def start_find_similar(context: Context, app: App, entity: str) -> UUID:
    """Start a look for similar records; raises Conflict while one is on its way."""
    group_scope(context, app, entity).require("merge")
    running = context.conn.scalar(
        sa.select(user_job.c.id).where(
            user_job.c.kind == KIND,
            user_job.c.app == app.key,
            user_job.c.arguments["entity"].astext == entity,
            user_job.c.state.in_(("queued", "running")),
        )
    )
    if running is not None:
        raise Conflict("Similar records are being looked for already.")
    return user_jobs.start(context, KIND, {"entity": entity}, app=app.key)


def find_similar_job(job: UserJob, settings: Settings) -> Mapping[str, Any]:
    """Compare the records of an entity, whoever may see them, and keep the similar pairs."""
    with job.database.begin() as conn:
        context = context_of(conn, job, f"find_similar:{job.id}")
        conn.execute(sa.select(sa.func.set_config("statement_timeout", "0", True)))
        shape = shape_of(published(conn, str(job.app)), job.arguments["entity"])
        lists = duplicate_groups.declared_similar(shape)
        found, compared = 0, 0
        for place, keys in enumerate(lists):
            job.progress(place, len(lists))
            texts, same = _read(context, shape, keys)
            compared = max(compared, len(texts))
            some = best(pairs(texts, same))
            keep_pairs(context, shape, keys, some)
            found += len(some)
        duplicate_groups.forget_pairs(context, shape)
        job.progress(len(lists), len(lists))
        result = {"compared": compared, "pairs": found}
        user_jobs.finish(conn, job.id, "done", result=result)
    return result


def best(found: Any) -> list[Pair]:
    """Return the pairs that are most alike."""
    return sorted(found, key=lambda one: (-one.score, one.first, one.second))[:MOST_PAIRS]


def _read(
    context: Context, shape: EntityShape, keys: tuple[str, ...]
) -> tuple[dict[UUID, list[str]], dict[UUID, Any]]:
    """Return the texts that are compared, and what must be equal besides: fields that are no texts."""
    columns = [shape.fields[key].columns[0] for key in keys]
    texts = [
        isinstance(column.type, sa.Text) and not shape.fields[key].field.options
        for key, column in zip(keys, columns, strict=True)
    ]
    table = shape.table
    rows = context.conn.execute(
        sa.select(table.c.id, *columns)
        .where(table.c.deleted_at.is_(None), *(column.is_not(None) for column in columns))
        .order_by(table.c.id.desc())
        .limit(MOST_COMPARED)
    )
    given: dict[UUID, list[str]] = {}
    same: dict[UUID, Any] = {}
    for row in rows:
        given[row[0]] = [str(value) for value, text in zip(row[1:], texts, strict=True) if text]
        same[row[0]] = tuple(value for value, text in zip(row[1:], texts, strict=True) if not text)
    return given, same
