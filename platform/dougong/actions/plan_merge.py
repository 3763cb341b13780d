"""Plan a merge: which fields differ and whose values may be taken, what moves along, and what stands against it.

Who merges needs the right `merge` on every one of the records, and to change the one that is kept; he chooses
among values that he reads, for fields that he may write. Everything else of the kept record stays as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from dougong.access import Scope
from dougong.access.shapes import FieldShape
from dougong.context import Context
from dougong.errors import BadRequest, NotFound
from dougong.messages import translated
from dougong.metadata import App
from dougong.processes.definitions import flows_of
from dougong.processes.read import held_records
from dougong.records import hanging, merging
from dougong.records.comments import count_comments
from dougong.records.hanging import Pointing
from dougong.records.load import attachments, load, load_list
from dougong.records.merging import PointingRow
from dougong.records.permit import permit_rows
from dougong.records.read import get_in, scope_in, visible_in
from dougong.records.rows import json_value
from dougong.records.timeline import readable_fields
from dougong_form import Duplicates
from dougong_model import Problem, Value, localised

MOST_RECORDS = 5
UNITED = "all"
"""Stands for the values of all of the records, of a list that can hold them."""

_BLANK: tuple[Value, ...] = (None, "", (), [])
_APART = frozenset({"id", "position", "parent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A field whose values differ: whose may be taken, whether all can be, and what is taken unless asked."""

    sources: tuple[UUID, ...]
    unites: bool
    usual: UUID | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """What points to the merged records by one field."""

    pointing: Pointing
    rows: tuple[PointingRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePlan:
    """A merge that is looked at: the kept record, the others, their stored values with lists and files."""

    scope: Scope
    keep: UUID
    others: tuple[UUID, ...]
    stored: Mapping[UUID, Mapping[str, Value]]
    choices: Mapping[str, Choice]
    moving: tuple[Moving, ...]
    obstacles: tuple[Problem, ...]
    left_back: int

    @property
    def duplicates(self) -> Duplicates | None:
        """Return what the entity says of its duplicates."""
        compiled = self.scope.shape.compiled
        return None if compiled is None else compiled.entity.duplicates


def plan_merge(
    context: Context,
    app: App,
    entity: str,
    keep: UUID,
    others: Sequence[UUID],
    *,
    lock: bool = False,
    most: int = MOST_RECORDS,
) -> MergePlan:
    """Look at a merge of up to `most` records; `lock` holds them. Raises BadRequest, NotFound and NotAllowed."""
    if entity not in app.entities or app.entities[entity].entity.parent is not None:
        raise NotFound("There is no such entity.")
    records = [keep, *others]
    if len(set(records)) != len(records) or not 2 <= len(records) <= most:
        raise BadRequest.at("/records", f"Two to {most} different records can be merged.")
    scope = scope_in(context, app, entity)
    if not scope.allows("see"):
        raise NotFound("There is no such entity.")
    scope.require("merge")
    scope.require("change")
    permit_rows(context, scope, records, "merge")
    permit_rows(context, scope, [keep], "change")
    stored = stored_whole(context, app, scope, records, lock=lock)
    lacking = [one for one in records if one not in stored]
    if lacking:
        raise NotFound("There is no such record.", records=lacking)
    choices, left_back = _choices(context, app, scope, keep, others, stored)
    moving = _moving(context, app, entity, records, others)
    return MergePlan(
        scope=scope,
        keep=keep,
        others=tuple(others),
        stored=stored,
        choices=choices,
        moving=moving,
        obstacles=tuple(_obstacles(context, app, entity, keep, others, moving)),
        left_back=left_back,
    )


def stored_whole(
    context: Context, app: App, scope: Scope, records: Sequence[UUID], *, lock: bool = False
) -> dict[UUID, dict[str, Value]]:
    """Return what is stored of live records, with the rows of their sub-tables and their files."""
    found = {
        key: dict(values) for key, values in load(context, app, scope.entity, records, lock=lock).items()
    }
    for key, one in scope.shape.lists.items():
        if one.sub_table:
            for record, rows in load_list(context, app, scope.entity, key, list(found)).items():
                found[record][key] = [dict(values) for _id, values in rows]
    files = attachments(context, scope.shape, list(found))
    for key in (one.key for one in scope.shape.fields.values() if one.holds_files):
        for record, values in found.items():
            values[key] = files.get(record, {}).get(key, ())
    return found


def merged_fields(scope: Scope) -> list[FieldShape]:
    """Return the fields among whose values one chooses: what people enter, and whose the record is."""
    return [
        one
        for key, one in scope.shape.fields.items()
        if key == "owner"
        or (
            key in (scope.shape.compiled.entity.fields if scope.shape.compiled else ())
            and not one.field.read_only
            and one.expression is None
            and one.type != "auto_number"
            and (one.kept or one.type == "sub_table" or one.holds_files)
        )
    ]


def unites(one: FieldShape) -> bool:
    """Say whether a field can hold the values of several records."""
    return one.type == "sub_table" or one.holds_files or one.holds_links or one.kinds == ("text[]",)


def plain_row(row: Mapping[str, Any], child: Mapping[str, FieldShape]) -> dict[str, Any]:
    """Return the values of a row of a sub-table that people enter."""
    return {
        key: value
        for key, value in row.items()
        if key in child and key not in _APART and not child[key].field.read_only and value not in _BLANK
    }


def writable_on(context: Context, scope: Scope, record: UUID) -> set[str]:
    """Return the fields that the caller may write on a record."""
    found: set[str] = set()
    within: dict[tuple[str, ...], bool] = {}
    for key, rows in scope.write.items():
        if rows is not None:
            texts = tuple(one.text for one in rows)
            if texts not in within:
                narrow = replace(
                    scope,
                    rows={**scope.rows, "change": rows},
                    shape_key=(*scope.shape_key, "field", key),
                    shared=False,
                )
                within[texts] = bool(visible_in(context, narrow, [record], "change"))
            if not within[texts]:
                continue
        found.add(key)
    return found


def _choices(
    context: Context,
    app: App,
    scope: Scope,
    keep: UUID,
    others: Sequence[UUID],
    stored: Mapping[UUID, Mapping[str, Value]],
) -> tuple[dict[str, Choice], int]:
    """Return what can be chosen, and how many values of the others stay behind that the caller may not take."""
    readable = {record: set(readable_fields(context, scope, record)) for record in (keep, *others)}
    may = writable_on(context, scope, keep) & readable[keep]
    found: dict[str, Choice] = {}
    left_back = 0
    for one in merged_fields(scope):
        key = one.key
        values = {
            record: json_value(app, one, stored[record].get(key)) if one.type != "sub_table" else None
            for record in (keep, *others)
        }
        if one.type == "sub_table":
            child = app.entities[str(one.target)]
            shapes = scope.of(child.key).shape.fields
            rows: dict[UUID, Any] = {record: stored[record].get(key) or () for record in values}
            values = {record: [plain_row(row, shapes) for row in rows[record]] for record in values}
        differing = [
            other for other in others if values[other] not in _BLANK and values[other] != values[keep]
        ]
        if key not in may:
            left_back += sum(1 for other in differing if values[keep] in _BLANK)
            continue
        sources = tuple(other for other in others if key in readable[other])
        left_back += sum(1 for other in differing if other not in sources)
        if not any(other in sources for other in differing):
            continue
        first = next(other for other in differing if other in sources)
        usual: UUID | str = keep if values[keep] not in _BLANK else first
        if unites(one):
            usual = UNITED
        found[key] = Choice(sources=(keep, *sources), unites=unites(one), usual=usual)
    return found, left_back


def _moving(
    context: Context, app: App, entity: str, records: Sequence[UUID], others: Sequence[UUID]
) -> tuple[Moving, ...]:
    found = []
    for one in hanging.pointing_to(app, entity):
        rows = merging.pointing_rows(context, app, one, others, hanging.LIMIT)
        own = app.entities[one.entity].entity.parent or one.entity
        staying = tuple(row for row in rows if own != entity or row.record not in others)
        if staying:
            found.append(Moving(pointing=one, rows=staying))
    return tuple(found)


def _obstacles(
    context: Context,
    app: App,
    entity: str,
    keep: UUID,
    others: Sequence[UUID],
    moving: Sequence[Moving],
) -> list[Problem]:
    found = []
    if flows_of(app, entity):
        identity = app.entities[entity].entity.id
        held = held_records(context.conn, app.id, identity, others, None)
        message = "A flow is running on this record. Keep this one, or wait until the flow has ended."
        found += [Problem(code="held", pointer=f"/records/{one}", message=message) for one in held]
        if not context.principal.administrator and held_records(
            context.conn, app.id, identity, [keep], context.principal.person
        ):
            message = (
                "This record is being decided about. Withdraw the request if it still offers that, or wait for the decision;"
                " whoever decides may also send it back."
            )
            found.append(Problem(code="held", pointer=f"/records/{keep}", message=message))
    if any(len(one.rows) >= hanging.LIMIT for one in moving):
        message = f"Too many records refer to those that are to be merged: {hanging.LIMIT} or more."
        found.append(Problem(code="too_many", pointer="", message=message))
    return found


def show_plan(context: Context, app: App, entity: str, plan: MergePlan) -> dict[str, Any]:
    """Return the plan as the page shows it: records, what can be chosen, what moves, what stands against it."""
    language = context.language
    records = (plan.keep, *plan.others)
    shape = plan.scope.shape
    files = [
        file
        for other in plan.others
        for one in shape.fields.values()
        if one.holds_files
        for file in plan.stored[other].get(one.key) or ()  # type: ignore[union-attr]
    ]
    return {
        "keep": plan.keep,
        "suggested": suggested(plan),
        "records": [orjson.Fragment(get_in(context, app, entity, one)[0]) for one in records],
        "fields": [
            {"field": key, "sources": list(one.sources), "unites": one.unites, "usual": one.usual}
            for key, one in plan.choices.items()
        ],
        "moves": [
            {
                "entity": one.pointing.entity,
                "field": one.pointing.field.key,
                "name": localised(app.entities[one.pointing.entity].entity.name, language),
                "label": localised(one.pointing.field.label, language),
                "count": len(one.rows),
            }
            for one in plan.moving
        ],
        "comments": count_comments(context, plan.others),
        "files": len(files),
        "left_back": plan.left_back,
        "obstacles": [
            {"code": one.code, "pointer": one.pointer, "message": translated(one.message, language)}
            for one in plan.obstacles
        ],
        "undo_days": merging.UNDO_DAYS,
    }


def suggested(plan: MergePlan) -> UUID:
    """Return the record that is best kept: the earliest that somebody owns, else the earliest."""

    def place(record: UUID) -> tuple[bool, Any, str]:
        values = plan.stored[record]
        return values.get("owner") is None, values.get("created_at"), str(record)

    return min((plan.keep, *plan.others), key=place)
