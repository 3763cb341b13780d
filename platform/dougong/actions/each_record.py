"""Each record: an act on several records, each by itself, so that one that is refused keeps no other from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.context import Context
from dougong.errors import DougongError
from dougong.messages import translated


def each_record(
    context: Context, records: Sequence[UUID], take: Callable[[UUID], Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Do something about each of several records; returns its id with what came of it, or with the error that refused
    it. Faults of the server are raised.
    """
    found: list[dict[str, Any]] = []
    for record in records:
        savepoint = context.conn.begin_nested()
        try:
            told = take(record)
        except DougongError as error:
            savepoint.rollback()
            if error.status >= 500:
                raise
            detail = translated(error.detail or error.title, context.language)
            found.append(
                {"id": record, "error": {"status": error.status, "code": error.code, "detail": detail}}
            )
        else:
            savepoint.commit()
            found.append({"id": record, **told})
    return found
