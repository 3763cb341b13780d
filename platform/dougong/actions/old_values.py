"""Old values: what a save changed in a record, kept as JSON for the rules that go on after it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.access.shapes import shape_of
from dougong.metadata import App
from dougong.records.rows import json_value
from dougong_model import Event, Value

Values = Mapping[str, Value]


def kept_old(app: App, event: Event, old: Values | None) -> dict[str, Any] | None:
    """Return the old values of the stored fields that an event changed, of a deletion all of them; None when
    there was no record.
    """
    if old is None:
        return None
    fields = shape_of(app, event.entity).fields
    wanted = old if event.kind == "record.deleted" else event.changed
    return {
        key: json_value(app, fields[key], old.get(key))
        for key in wanted
        if key in fields and fields[key].kept
    }


def old_again(app: App, entity: str, kept: Mapping[str, Any] | None) -> Values | None:
    """Return kept old values as expressions see them; fields that are gone are left out."""
    if kept is None:
        return None
    fields = {key: shape.field for key, shape in shape_of(app, entity).fields.items()}
    return {
        key: None if value is None else fields[key].type.parse(fields[key], value)
        for key, value in kept.items()
        if key in fields
    }
