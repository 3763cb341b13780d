"""Authors: who wrote or published, by the label that is kept of him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from dougong.context import Context
from dougong.identity.tables import person


def authors(context: Context, labels: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return id and name of who acted, by label (`member:<id>`); the server itself has no id."""
    labels = list(labels)
    people = {label: label.split(":", 1)[1] for label in labels if label.startswith(("member:", "token:"))}
    wanted = sa.select(sa.cast(person.c.id, sa.Text), person.c.name).where(
        sa.cast(person.c.id, sa.Text).in_(set(people.values()))
    )
    names = {row[0]: row[1] for row in context.conn.execute(wanted)}
    return {
        label: {"id": people.get(label), "name": names.get(people.get(label, ""), label.split(":", 1)[-1])}
        for label in labels
    }
