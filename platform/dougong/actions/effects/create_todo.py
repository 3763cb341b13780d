"""CreateTodo: put something to do on somebody's list, in the entity that the step names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from dougong.access.shapes import shape_of
from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import field_values, people, readers, text_in
from dougong.identity.people import organisation_row
from dougong.records.changes import Change
from dougong_model import Effect, uuid7
from dougong_rule import Pick, todo_entity


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Create the entry; its owner is the first person `assignee` finds, and it points at the record at
    hand."""
    body = effect.arguments
    entity = todo_entity(body)
    assignee = people(act, site, body["assignee"], Pick.ROUND_ROBIN).people
    texts = {**body.get("values", {}), **({"due": body["due"]} if "due" in body else {})}
    values = field_values(act, site, entity, texts)
    values["subject"] = _subject(act, site, body["subject"], assignee[0] if assignee else None)
    about = _about(act, site, entity)
    if about is not None:
        values.setdefault(about, site.record)
    if assignee:
        values["owner"] = assignee[0]
    identity = uuid7()
    act.change([Change(entity=entity, kind="create", id=identity, values=values)], site)
    return {"entity": entity, "id": identity, "assignee": assignee[0] if assignee else None}


def _subject(act: Act, site: Site, text: Any, reader: UUID | None) -> str:
    """Return what is to be done in the language and time zone of who does it, else the workspace's."""
    known = {} if reader is None else readers(act, [reader])
    if reader in known:
        language, zone = known[reader]
        return text_in(act, replace(site, reserved={**site.reserved, "$zone": zone}), text, language)
    return text_in(act, site, text, organisation_row(act.context.conn).language)


def _about(act: Act, site: Site, entity: str) -> str | None:
    """Return the first reference of the entry that points at the kind of record at hand."""
    fields = shape_of(act.app, entity).fields.values()
    return next((one.key for one in fields if one.is_reference and one.target == site.entity), None)
