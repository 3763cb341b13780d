"""Trash: what happens to records that point to one that goes to the trash, or comes back from it.

A reference field says it (`on_delete`): refuse keeps the target, clear empties the field, cascade takes the
record along. What went along comes back along; a field that was cleared stays so, as its timeline shows. No
record outside the trash points into it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.draft import Draft
from dougong.errors import Conflict
from dougong.messages import headed, listed
from dougong.records import hanging
from dougong.records.changes import Change
from dougong.records.hanging import Pointing
from dougong.records.titles import titles
from dougong_model import Problem, localised

_NAMED = 5
_HANGS = {
    "en": "Other records refer to this one. Change or delete them first.",
    "zh": "还有其他记录引用了它，请先修改或删除这些记录。",
}
_BURIED = {
    "en": "It refers to records that are in the trash. Restore them first.",
    "zh": "它引用的记录在回收站中，请先恢复这些记录。",
}
_LIVE = {
    "en": "The record is not in the trash: it has been restored already.",
    "zh": "记录不在回收站中，可能已被恢复。",
}
_MANY = {
    "en": "More than {0} records refer to this one.",
    "zh": "引用它的记录超过 {0} 条。",
}
_HIDDEN = {"en": "records that you do not see", "zh": "您看不到的记录"}


def refuse_pointed_to(act: Act, drafts: Sequence[Draft]) -> None:
    """Raise Conflict, naming what hangs on them, when records that others must keep would be deleted."""
    going = _by_entity(drafts, "delete")
    for entity, ids in going.items():
        problems: list[Problem] = []
        records: list[dict[str, Any]] = []
        held: set[UUID] = set()
        for one in hanging.pointing_to(act.app, entity):
            if one.on_delete != "refuse":
                continue
            staying = [
                record
                for record in hanging.live(act.context, act.app, one, ids)
                if record not in going.get(one.entity, ())
            ]
            if staying:
                _name(act, one, staying, problems, records)
                held |= hanging.pointed_to(act.context, act.app, one, staying) & ids
        if problems:
            raise Conflict(
                localised(_HANGS, act.context.language),
                problems=problems,
                extra={"records": records},
                records=held,
            )


def following(act: Act, drafts: Sequence[Draft]) -> list[Change]:
    """Return the changes that records just deleted or restored bring about."""
    changes: dict[tuple[str, UUID], Change] = {}
    for entity, ids in _by_entity(drafts, "delete").items():
        for one in hanging.pointing_to(act.app, entity):
            if one.on_delete != "refuse":
                for record in _bounded(act, hanging.live(act.context, act.app, one, ids)):
                    _add(act, changes, one, record, ids)
    for entity, ids in _by_entity(drafts, "restore").items():
        _restored(act, entity, ids, drafts, changes)
    return list(changes.values())


def _add(
    act: Act,
    changes: dict[tuple[str, UUID], Change],
    one: Pointing,
    record: UUID,
    gone: Collection[UUID],
) -> None:
    """Add what a record that points to a deleted one does; a record that goes needs no field cleared."""
    place = (one.entity, record)
    known = changes.get(place)
    if one.on_delete == "cascade":
        changes[place] = Change(entity=one.entity, kind="delete", id=record)
    elif known is None or known.kind == "update":
        before = known.values if known else {}
        held = before.get(one.field.key) or act.rows.stored(one.entity, record).get(one.field.key)
        left = one.field.type.repointed(held, dict.fromkeys(gone))
        values = {**before, one.field.key: left}
        changes[place] = Change(entity=one.entity, kind="update", id=record, values=values)


def _restored(
    act: Act, entity: str, ids: set[UUID], drafts: Sequence[Draft], changes: dict[tuple[str, UUID], Change]
) -> None:
    """Bring back what had gone along, and empty fields that point to what is still in the trash."""
    for one in hanging.pointing_to(act.app, entity):
        if one.on_delete != "cascade":
            continue
        for draft in drafts:
            at = draft.buried_at
            if draft.id in ids and at is not None:
                along = hanging.buried_with(act.context, act.app, one, [draft.id], at)
                for record in _bounded(act, along):
                    changes[one.entity, record] = Change(entity=one.entity, kind="restore", id=record)
    stored = {identity: act.rows.stored(entity, identity) for identity in ids}
    for target, pointed in hanging.targets(act.app, entity, list(stored.values())).items():
        buried = hanging.buried_at(act.context, act.app.entities[target], pointed)
        for one in hanging.pointing_to(act.app, target):
            if one.entity != entity:
                continue
            for identity, values in stored.items():
                held = values.get(one.field.key)
                if one.field.type.repointed(held, dict.fromkeys(buried)) == held:
                    continue
                if one.on_delete != "clear":
                    raise Conflict(localised(_BURIED, act.context.language))
                _add(act, changes, one, identity, buried)


def note_buried(act: Act, drafts: Sequence[Draft]) -> None:
    """Note of records to be restored when they went to the trash; to be called before they are.

    Raises Conflict when one of them is not there.
    """
    for entity, ids in _by_entity(drafts, "restore").items():
        moments = hanging.buried_at(act.context, act.app.entities[entity], ids)
        if ids - moments.keys():
            raise Conflict(localised(_LIVE, act.context.language), records=ids - moments.keys())
        for draft in drafts:
            if draft.entity == entity and draft.change.kind == "restore":
                draft.buried_at = moments.get(draft.id)


def _by_entity(drafts: Sequence[Draft], kind: str) -> dict[str, set[UUID]]:
    found: dict[str, set[UUID]] = {}
    for draft in drafts:
        if draft.change.kind == kind:
            found.setdefault(draft.entity, set()).add(draft.id)
    return found


def _bounded(act: Act, records: list[UUID]) -> list[UUID]:
    if len(records) >= hanging.LIMIT:
        raise Conflict(localised(_MANY, act.context.language).format(hanging.LIMIT))
    return records


def _name(
    act: Act, one: Pointing, staying: list[UUID], problems: list[Problem], records: list[dict[str, Any]]
) -> None:
    """Name the records that keep another by a field: those that the person may see."""
    language = act.context.language
    shown = titles(act.context, act.app, one.entity, staying[: _NAMED * 4])
    named = [name for identity in staying if (name := shown.get(identity))][:_NAMED]
    what = localised(act.app.entities[one.entity].entity.name, language)
    more = "…" if named and len(staying) > len(named) else ""
    inside = listed(named, language) or localised(_HIDDEN, language)
    message = headed(what, f"{inside}{more}", language)
    problems.append(Problem(code="referenced", pointer="", message=message))
    records += [
        {"entity": one.entity, "field": one.field.key, "id": str(identity), "title": shown[identity]}
        for identity in staying
        if identity in shown
    ][:_NAMED]
