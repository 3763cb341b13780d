"""Pool fields: what a pool hides of records that belong to nobody, from all but its administrators.

It narrows the rows on which a field is read and changed, so that lists, search, filters, exports, reports, the timeline
and everything else that asks a scope know it alike.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from dougong.access.kept import kept
from dougong.metadata import App
from dougong_formula import BOOLEAN, Expression, parse_expression
from dougong_rule.pools import unclaimed


@dataclass(frozen=True, slots=True)
class Hiding:
    """The fields that a pool hides, the rows on which they are open, and the ids of its administrators' roles."""

    fields: frozenset[str]
    rows: str
    admins: frozenset[str]


def hiding(app: App, entity: str) -> tuple[Hiding, ...]:
    """Return what the pools of an entity hide; one that is switched off hides all the same."""
    return kept(app, ("hiding", entity), lambda: tuple(_hiding(app, entity)))


def _hiding(app: App, entity: str) -> list[Hiding]:
    roles = app.documents("role")
    return [
        Hiding(
            frozenset(pool["hide"]),
            f"NOT({unclaimed(pool)})",
            frozenset(roles[key]["id"] for key in pool.get("admins", ()) if key in roles),
        )
        for _, pool in sorted(app.documents("pool").items())
        if pool["entity"] == entity and pool.get("hide")
    ]


def open_rows(app: App, entity: str, roles: Collection[str]) -> Mapping[str, Expression]:
    """Return the rows on which fields are open to who holds some roles (by id); fields that nothing hides are absent."""
    texts: dict[str, list[str]] = {}
    for one in hiding(app, entity):
        if one.admins.isdisjoint(roles):
            for field in sorted(one.fields):
                texts.setdefault(field, []).append(one.rows)
    return {field: rows_where(app, entity, " AND ".join(rows)) for field, rows in texts.items()}


def rows_where(app: App, entity: str, text: str) -> Expression:
    """Return a condition of a document on the rows of an entity."""
    return parse_expression(text, app.vocabulary(entity, "user", "settings"), BOOLEAN)
