"""Piecewise: a set that is saved together, and in halves when it is refused, to find what is refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import sqlalchemy as sa

from dougong.errors import DougongError
from dougong_model import Problem

T = TypeVar("T")
Refuse = Callable[[T, Sequence[Problem], str], None]
"""Is told what cannot be saved, the problems, and what to say when there are none."""


def piecewise(
    conn: sa.Connection, items: Sequence[T], together: Callable[[Sequence[T]], None], refuse: Refuse[T]
) -> None:
    """Save items together; when they are refused, each half for itself, down to those that are.

    Every attempt stands in a savepoint of its own. Faults of the server are raised.
    """
    if not items:
        return
    savepoint = conn.begin_nested()
    try:
        together(items)
    except DougongError as error:
        savepoint.rollback()
        if error.status >= 500:
            raise
        if len(items) == 1:
            refuse(items[0], error.problems, error.detail or error.title)
            return
        half = len(items) // 2
        piecewise(conn, items[:half], together, refuse)
        piecewise(conn, items[half:], together, refuse)
        return
    savepoint.commit()
