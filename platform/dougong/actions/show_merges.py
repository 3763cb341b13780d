"""Show merges: what lives on in a record, where a merged one lives on, and both in the timeline."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dougong.access import Scope
from dougong.context import Context
from dougong.errors import NotFound
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.metadata.actors import described_actor
from dougong.records import merging, timeline
from dougong.records.load import load
from dougong.records.merging import Merge
from dougong.records.read import scope_in, visible_in
from dougong.records.timeline import Before, Item
from dougong.records.titles import titles

_OWN = frozenset({"deleted", "restored"})
_BY_ITSELF = frozenset({"rule", "flow", "button"})


def show_merges(context: Context, app: App, entity: str, record: UUID) -> dict[str, Any]:
    """Return `{"into": {"id", "title"} or null, "merges": [{"id", "at", "by", "records", "undo_until", …}]}`.

    Of a record that lives on in another that the caller sees, only where. Raises NotFound when he sees neither.
    """
    if entity not in app.entities:
        raise NotFound("There is no such entity.")
    scope = scope_in(context, app, entity)
    if scope.allows("see") and visible_in(context, scope, [record]):
        return {"into": None, "merges": [_told(context, app, scope, one) for one in _merges(context, record)]}
    kept = merging.merged_into(context, record) if scope.allows("see") else None
    if kept is None or kept not in visible_in(context, scope, [kept]):
        raise NotFound("There is no such record.")
    title = titles(context, app, entity, [kept]).get(kept, "")
    return {"into": {"id": kept, "title": title}, "merges": []}


def _merges(context: Context, record: UUID) -> list[Merge]:
    return merging.merges_into(context, record)


def _told(context: Context, app: App, scope: Scope, merge: Merge) -> dict[str, Any]:
    named = merged_titles(context, app, scope, merge.merged)
    people = names_of(context.conn, [merge.person, merge.undone_by])
    return {
        "id": merge.id,
        "at": merge.at,
        "by": _actor(context, app, merge.actor, "", merge.person, people)["name"],
        "records": [{"id": one, "title": named.get(one, "")} for one in merge.merged],
        "undo_until": merge.undo_until,
        "undone_at": merge.undone_at,
        "undone_by": None if merge.undone_at is None else people.get(merge.undone_by, ""),
        "may_undo": may_undo(context, scope, merge),
    }


def may_undo(context: Context, scope: Scope, merge: Merge) -> bool:
    """Say whether the caller may take a merge back: who merged, or an administrator, in time."""
    mine = merge.person is not None and merge.person == context.principal.person
    return (
        merge.undone_at is None
        and context.now <= merge.undo_until
        and (mine or context.principal.administrator)
        and scope.allows("merge")
    )


def merged_titles(context: Context, app: App, scope: Scope, records: Collection[UUID]) -> dict[UUID, str]:
    """Return the titles of records that lie in the trash, or do again not, when the title is read everywhere."""
    title = scope.shape.title
    if scope.read.get(title, ()) is not None:
        return titles(context, app, scope.entity, records)
    stored = load(context, app, scope.entity, records, trash=True)
    plain = {record: values.get(title) for record, values in stored.items()}
    found = {record: str(value) for record, value in plain.items() if value and not isinstance(value, UUID)}
    return found | titles(context, app, scope.entity, records)


def merge_items(context: Context, app: App, scope: Scope, record: UUID, before: Before) -> list[Item]:
    """Return the merges into a record, and their undoing, as its timeline tells them."""
    items: list[Item] = []
    for merge in _merges(context, record):
        told = _told(context, app, scope, merge)
        data = {"merge": str(merge.id), "records": told["records"], "may_undo": told["may_undo"]}
        items.append(_item(context, app, merge.id, merge.at, "merged", merge.actor, merge.person, data))
        if merge.undone_at is not None:
            actor = f"member:{merge.undone_by}"
            items.append(
                _item(context, app, merge.id, merge.undone_at, "unmerged", actor, merge.undone_by, data)
            )
    return [one for one in items if before is None or one["at"] <= before[0]]


def _actor(
    context: Context,
    app: App,
    label: str,
    cause: str,
    person: UUID | None,
    names: Mapping[UUID | None, str],
) -> dict[str, Any]:
    """Return who merged: the person, or the rule, flow or button by which the app did it in somebody's name."""
    if label.partition(":")[0] in _BY_ITSELF:
        person = None
    name = names.get(person, label)
    return described_actor(app, label, cause, context.language, person=person, person_name=name)


def _item(
    context: Context,
    app: App,
    merge: UUID,
    at: datetime,
    kind: str,
    actor: str,
    person: UUID | None,
    data: dict[str, Any],
) -> Item:
    names = names_of(context.conn, [person])
    cause = f"{'merge' if kind == 'merged' else 'undo_merge'}:{merge}"
    return {
        "id": f"{merge}-{kind}",
        "at": at,
        "kind": kind,
        "cause": cause,
        "actor": _actor(context, app, actor, cause, person, names),
        "data": data,
    }


def readable_of_merged(context: Context, scope: Scope, record: UUID, merged: UUID) -> list[str]:
    """Return the fields that a reader of the kept record is told of one that lives on in it: those that he
    reads on both.
    """
    there = set(timeline.readable_fields(context, scope, merged, trash=True))
    return [key for key in timeline.readable_fields(context, scope, record) if key in there]


def without_the_merge(items: list[Item]) -> list[Item]:
    """Leave out that merged records went to the trash: that they were merged says it."""
    return [
        one
        for one in items
        if not (one["kind"] in _OWN and one["cause"].partition(":")[0] in timeline.MERGES)
    ]
