"""CreateTodo: put something to do on somebody's list, in the app's entity `todo`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dougong.access.shapes import shape_of
from dougong.actions.act import Act, Site
from dougong.actions.effects.evaluating import field_values, people, text_in
from dougong.identity.people import organisation_row
from dougong.records.changes import Change
from dougong_model import Effect, uuid7
from dougong_rule import Pick

ENTITY = "todo"


def carry_out(act: Act, effect: Effect, site: Site) -> Mapping[str, Any]:
    """Create the entry; its owner is the first person `assignee` finds, and it points at the record at
    hand."""
    body = effect.arguments
    assignee = people(act, site, body["assignee"], Pick.ROUND_ROBIN).people
    language = organisation_row(act.context.conn).language
    texts = {**body.get("values", {}), **({"due": body["due"]} if "due" in body else {})}
    values = field_values(act, site, ENTITY, texts)
    values["subject"] = text_in(act, site, body["subject"], language)
    about = _about(act, site)
    if about is not None:
        values.setdefault(about, site.record)
    if assignee:
        values["owner"] = assignee[0]
    identity = uuid7()
    act.change([Change(entity=ENTITY, kind="create", id=identity, values=values)], site)
    return {"entity": ENTITY, "id": identity, "assignee": assignee[0] if assignee else None}


def _about(act: Act, site: Site) -> str | None:
    """Return the first reference of the entry that points at the kind of record at hand."""
    fields = shape_of(act.app, ENTITY).fields.values()
    return next((one.key for one in fields if one.is_reference and one.target == site.entity), None)
