"""Show the history of a record: its versions, what it was at one of them or on a date, and bring that back.

One reads of the past what one reads of the present. Bringing back is a change like any other: through the one
writer, as the caller, with the gates of the state machine and his rights; nothing is skipped for being old.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from dougong.access import Scope
from dougong.actions.apply import Applied
from dougong.actions.plan_merge import writable_on
from dougong.actions.save_record import change_record
from dougong.actions.submitted import Submitted
from dougong.context import Context
from dougong.errors import BadRequest, NotFound
from dougong.identity.people import names_of
from dougong.metadata import App
from dougong.metadata.actors import described_actor, person_of
from dougong.records import moments, timeline
from dougong.records.changes import BRINGING_BACK
from dougong.records.moments import Moment
from dougong.records.read import ask_one, schema_in
from dougong.records.reading import read_in
from dougong.records.timeline import labelled

PAGE = 50
_HOLDERS = frozenset({"owner"})
_NEVER = frozenset({"id", "created_at", "created_by", "updated_at", "updated_by", "version", "department"})


def show_versions(
    context: Context, app: App, entity: str, record: UUID, before: int | None
) -> dict[str, Any]:
    """Return `{"items": [{"version", "at", "kind", "actor", "fields"}], "next": version or null}`, newest first.

    A version that changed nothing the reader reads is left out.
    """
    scope = timeline.seen_scope(context, app, entity, record)
    keys = {scope.shape.fields[key].field.id: key for key in _told(context, scope, record)}
    rows = moments.versions_of(context, record, PAGE + 1, before)
    page = rows[:PAGE]
    people = {row.id: row.person_id or person_of(row.on_behalf_of or "") for row in page}
    names = names_of(context.conn, people.values())
    items = []
    for row in page:
        fields = [keys[field] for field in row.fields if field in keys]
        if not fields and row.kind == "update":
            continue
        person = people[row.id]
        name = names.get(person, row.actor)
        actor = described_actor(app, row.actor, row.cause, context.language, person=person, person_name=name)
        items.append(
            {
                "version": row.version,
                "at": row.at,
                "kind": row.kind,
                "actor": actor,
                "cause": row.cause,
                "fields": fields,
            }
        )
    return {"items": items, "next": page[-1].version if len(rows) > PAGE else None}


def _told(context: Context, scope: Scope, record: UUID) -> list[str]:
    """Return the fields of which the reader is told what they were: stored ones that he reads."""
    return [
        key
        for key in timeline.readable_fields(context, scope, record)
        if key not in _NEVER and _kept(scope, key)
    ]


def _kept(scope: Scope, key: str) -> bool:
    """Say whether history keeps a field and may tell of it."""
    one = scope.shape.fields[key]
    held = one.kept or one.holds_files or one.type == "sub_table"
    return held and one.expression is None and bool(one.field.settings.get("history", True))


def show_moment(
    context: Context, app: App, entity: str, record: UUID, version: int | None, at: datetime | None
) -> dict[str, Any]:
    """Return a record as it was at a version or moment, beside what it is: `{"version", "at", "differs": […]}`.

    Each differing field has `old` (then), `new` (now), labels, and whether the caller may bring it back.
    """
    scope = timeline.seen_scope(context, app, entity, record)
    may = writable_on(context, scope, record) if scope.allows("change") else set()
    return moment_in(context, app, scope, record, version, at, may)


def moment_in(
    context: Context,
    app: App,
    scope: Scope,
    record: UUID,
    version: int | None,
    at: datetime | None = None,
    may: Collection[str] = (),
    *,
    submitted: Submitted | None = None,
) -> dict[str, Any]:
    """Return a record as it was, as a scope shows it; `may` are the fields that the caller may bring back.

    To whom a flow shows the record as it was `submitted` nothing later is told but what steps filled in.
    """
    moment, now = _moment(context, app, scope, record, version, at)
    if submitted is not None:
        moment, now = _until(context, scope, record, moment, now, submitted)
    differs = [
        {"field": key, "old": value, "new": now.get(key)}
        for key, value in moment.values.items()
        if not _same(value, now.get(key))
    ]
    values = [
        {"field": key, "old": value, "new": value}
        for key, value in moment.values.items()
        if value not in (None, "", [])
    ]
    labelled(context, app, scope, [*differs, *values])
    for one in differs:
        one["may"] = one["field"] in may and not _only_kept(scope, one["field"])
    return {
        "version": moment.version,
        "at": moment.at,
        "present": int(now["version"]),
        "differs": differs,
        "values": [
            {"field": one["field"], "value": one["old"], "label": one.get("old_label")} for one in values
        ],
    }


def _until(
    context: Context,
    scope: Scope,
    record: UUID,
    moment: Moment,
    now: Mapping[str, Any],
    submitted: Submitted,
) -> tuple[Moment, dict[str, Any]]:
    """Return a moment and the present without what changed after a request was submitted, but for what its steps
    filled in.
    """
    keys = [key for key in moment.values if key not in submitted.filled_in]
    last = moments.moment_of(context, scope, record, submitted.version, now, keys)
    if last is None:
        raise NotFound("The record did not exist then.")
    earlier = moment.version <= submitted.version
    values = {**moment.values, **({} if earlier else last.values)}
    return replace(moment, values=values), {**now, **last.values}


def _only_kept(scope: Scope, key: str) -> bool:
    one = scope.shape.fields[key]
    return (one.field.read_only and key not in _HOLDERS) or one.type == "auto_number"


def _moment(
    context: Context, app: App, scope: Scope, record: UUID, version: int | None, at: datetime | None
) -> tuple[Moment, dict[str, Any]]:
    if (version is None) == (at is None):
        raise BadRequest.at("/version", "Say which version, or which moment.")
    if version is None and at is not None:
        if at.tzinfo is None:
            at = at.replace(tzinfo=context.zone)
        version = moments.version_at(context, record, at)
    row = read_in(context, schema_in(context), ask_one(scope, record, ()))
    if row is None:
        raise NotFound("There is no such record.")
    item = orjson.loads(row[0])
    now = {**item["values"], "version": item["version"]}
    moment = (
        None
        if version is None
        else moments.moment_of(context, scope, record, version, now, _told(context, scope, record))
    )
    if moment is None:
        raise NotFound("The record did not exist then.")
    return moment, now


def _same(then: Any, now: Any) -> bool:
    blank: tuple[Any, ...] = (None, "", [])
    return _bare(then) == _bare(now) or (then in blank and now in blank)


def _bare(value: Any) -> Any:
    """Return a value without what tells nothing: blanks of rows, the base of an amount."""
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if isinstance(value, Mapping):
        return {
            key: _bare(one)
            for key, one in value.items()
            if one not in (None, "", []) and key not in ("id", "base", "position", "parent")
        }
    return value


def bring_back(
    context: Context,
    app: App,
    entity: str,
    record: UUID,
    version: int,
    fields: Collection[str] | None,
    expected: int | None,
) -> Applied:
    """Give a record the values it had at a version, of some fields or of all that the caller may write.

    Raises Invalid for what may not be written any more (a step of the state machine, a record that is gone),
    NotFound, Stale.
    """
    scope = timeline.seen_scope(context, app, entity, record)
    moment, now = _moment(context, app, scope, record, version, None)
    may = writable_on(context, scope, record)
    differing = {key: value for key, value in moment.values.items() if not _same(value, now.get(key))}
    if fields is None:
        wanted = [key for key in differing if key in may and not _only_kept(scope, key)]
    else:
        unknown = [key for key in fields if key not in moment.values]
        if unknown:
            raise BadRequest.at("/fields", f"There is no field “{unknown[0][:60]}”.", code="unknown_name")
        wanted = [key for key in fields if key in differing]
    values = {key: _given(scope, key, differing[key], now.get(key)) for key in wanted}
    cause = context.with_(cause=f"{BRINGING_BACK}{version}")
    return change_record(cause, app, entity, record, values, expected)


def _given(scope: Scope, key: str, then: Any, now: Any) -> Any:
    """Return a past value as it can be written: rows that are gone are made anew, read-only parts left out."""
    one = scope.shape.fields[key]
    if one.type != "sub_table":
        return then
    child = scope.of(str(one.target)).shape.fields
    present = {row["id"] for row in now or ()}
    return [
        {
            "id": row["id"] if row.get("id") in present else None,
            **{
                name: value
                for name, value in row.items()
                if name in child
                and name not in ("id", "position", "parent")
                and not child[name].field.read_only
                and child[name].expression is None
                and child[name].type != "auto_number"
            },
        }
        for row in then or ()
    ]
