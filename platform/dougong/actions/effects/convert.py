"""Convert: make records out of the record at hand, take its relations along, and mark it as converted.

Each target is matched first (an account of the same name is used, and its blanks filled) and made otherwise.
Relations are carried by giving the rows that point at the source a reference to the new records as well, so
that activities, files and talk are seen from both sides and nothing is copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dougong.access.shapes import shape_of
from dougong.actions.act import Act, Site
from dougong.actions.draft import BLANK
from dougong.actions.effects.evaluating import field_values, holds
from dougong.records.changes import Change
from dougong.records.load import attachments
from dougong.records.matching import find_first, referring
from dougong_model import Effect, Value, uuid7


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Convert the record; the answer names what was made or found, by alias."""
    body = effect.arguments
    made: dict[str, UUID] = {}
    entities: dict[str, str] = {}
    for target in body["into"]:
        alias = target.get("as", target["entity"])
        if not holds(act, site, target.get("when")):
            continue
        made[alias] = _target(act, site, target, made)
        entities[alias] = target["entity"]
    carried = sum(_carry(act, site, relation, made) for relation in body.get("carry", ()))
    _mark(act, site, body, made)
    wanted = body.get("open")
    if wanted in made:
        act.open = (entities[wanted], made[wanted])
    return {**made, "carried": carried}


def _target(act: Act, site: Site, target: Mapping[str, Any], made: Mapping[str, UUID]) -> UUID:
    """Return the record of one target: a match with its blanks filled, or a new one."""
    entity = target["entity"]
    values = field_values(act, site, entity, target.get("values", {}))
    values |= {field: made[alias] for field, alias in target.get("references", {}).items() if alias in made}
    ways = (field_values(act, site, entity, way) for way in target.get("match", ()))
    found = find_first(act.context, act.app, entity, ways)
    if found is None:
        identity = uuid7()
        values |= _files(act, site, entity, identity, target.get("files", {}))
        act.change([Change(entity=entity, kind="create", id=identity, values=values)], site)
        return identity
    stored = act.rows.stored(entity, found)
    fill = {key: value for key, value in values.items() if stored.get(key) in BLANK and value not in BLANK}
    fill |= _files(act, site, entity, found, target.get("files", {}))
    if fill:
        act.change([Change(entity=entity, kind="update", id=found, values=fill)], site)
    return found


def _files(
    act: Act, site: Site, entity: str, record: UUID, files: Mapping[str, str]
) -> dict[str, tuple[UUID, ...]]:
    """Return what the target's fields hold with the source's files behind their own; one file is held by
    several records."""
    if not files:
        return {}
    given = attachments(act.context, shape_of(act.app, site.entity), [site.record]).get(site.record, {})
    held = attachments(act.context, shape_of(act.app, entity), [record]).get(record, {})
    return {
        key: tuple(dict.fromkeys((*held.get(key, ()), *given[source])))
        for key, source in files.items()
        if given.get(source)
    }


def _carry(act: Act, site: Site, relation: Mapping[str, Any], made: Mapping[str, UUID]) -> int:
    """Give the rows that point at the source their references to what was made."""
    values: dict[str, Value] = {
        field: made[alias] for field, alias in relation.get("to", {}).items() if alias in made
    }
    rows = referring(act.context, act.app, relation["entity"], relation["by"], site.record)
    if values and rows:
        act.change(
            [Change(entity=relation["entity"], kind="update", id=row, values=values) for row in rows], site
        )
    return len(rows)


def _mark(act: Act, site: Site, body: Mapping[str, Any], made: Mapping[str, UUID]) -> None:
    """Write what the source keeps of its conversion."""
    values = field_values(act, site, site.entity, body.get("set", {}))
    values |= {field: made[alias] for field, alias in body.get("references", {}).items() if alias in made}
    if values:
        act.change([Change(entity=site.entity, kind="update", id=site.record, values=values)], site)
