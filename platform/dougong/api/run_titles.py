"""Titles beside the runs of rules: what people read for the records that a run names by id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from dougong.context import Context
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.records.titles import titles

PERSON = "person"


def with_titles(context: Context, app: App, runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return runs with `title`, that of their record, and `labels`, those of what they saw and made, by id.

    A record that the caller does not see has none.
    """
    wanted: dict[str, set[UUID]] = {}
    for run in runs:
        for entity, identity in _named(app, run):
            wanted.setdefault(entity, set()).add(identity)
    labels = {str(key): name for key, name in names_of(context.conn, wanted.pop(PERSON, ())).items()}
    for entity, identities in wanted.items():
        labels |= {str(key): title for key, title in titles(context, app, entity, identities).items()}
    return [
        {
            **run,
            "title": labels.get(str(run["record"])),
            "labels": {
                str(identity): labels[str(identity)]
                for _, identity in _named(app, run)
                if str(identity) in labels
            },
        }
        for run in runs
    ]


def _named(app: App, run: Mapping[str, Any]) -> Iterator[tuple[str, UUID]]:
    """Yield entity and id of each record that a run names."""
    if run["record"] is not None:
        yield run["entity"], run["record"]
    yield from _referred(app, run["entity"], run["values"])
    for step in run["steps"]:
        if step["record"] is not None:
            yield step["entity"], step["record"]
        result = step["result"] or {}
        yield from _referred(app, str(result.get("entity", step["entity"])), result)


def _referred(app: App, entity: str, values: Mapping[str, Any]) -> Iterator[tuple[str, UUID]]:
    """Yield what values name: by the field of that key, as an entity by its key, as people."""
    fields = app.entities[entity].fields if entity in app.entities else {}
    for key, value in values.items():
        if key in ("person", "assignee", "told"):
            target = PERSON
        elif key == "id":
            target = entity
        elif key in fields:
            target = fields[key].entity or ""
        else:
            target = key if key in app.entities else ""
        for one in value if isinstance(value, list) else [value]:
            if target and (identity := _identity(one)) is not None:
                yield target, identity


def _identity(value: Any) -> UUID | None:
    try:
        return UUID(value)
    except (TypeError, ValueError, AttributeError):
        return None
