"""Follow records: somebody is told what others change on a record, and when a record comes to meet a condition.

A condition is asked in the follower's own scope, so that he hears of nothing that he may not see or read. Which
records met it so far is kept; he is told of those that come to meet it, by a change or, where it speaks of
today, by time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from dougong.access import Scope
from dougong.actions.met_condition import spoken_of, told_met
from dougong.context import Context
from dougong.errors import Conflict, DougongError, Invalid, NotFound
from dougong.identity.sessions import read_principal
from dougong.identity.tables import person
from dougong.messages import listed
from dougong.metadata import App, published
from dougong.notify import follows, notices
from dougong.notify.follows import Follow
from dougong.notify.live import announce
from dougong.notify.notices import Notice
from dougong.records.meeting import last_writers, meeting
from dougong.records.read import schema_in, scope_in, see
from dougong.records.statements import typed
from dougong.records.timeline import changes, seen_scope
from dougong.records.titles import cards, titles
from dougong_model import Problem, localised, uuid7

MOST_MET = 10_000
"""A condition that so many records meet says too little to be told of."""

TOLD_EACH = 10
"""Of more records that come to meet a condition at once, one notice tells the number."""

_CHANGED = {"en": "“{}” was changed", "zh": "“{}”有修改"}
_COMMENTED = {"en": "New comment on “{}”", "zh": "“{}”有新评论"}
_GONE = {"en": "“{}” was moved to the trash", "zh": "“{}”已移入回收站"}
_MEETS = {"en": "{}: “{}”", "zh": "{}：“{}”"}
_MANY = {"en": "{}: {} records", "zh": "{}：{} 条记录"}
_FIELDS = {"en": "Changed: {}", "zh": "修改了：{}"}


def follow_record(context: Context, app: App, entity: str, record: UUID) -> dict[str, Any]:
    """Tell the caller from now on what others do to a record; raises NotFound when he does not see it."""
    scope = seen_scope(context, app, entity, record)
    _room(context)
    name = titles(context, app, entity, [record], scope).get(record, "")
    identity = follows.add_follow(
        context,
        {
            "id": uuid7(),
            "app": app.key,
            "entity_id": scope.shape.id,
            "record_id": record,
            "condition": None,
            "name": name[:200],
            "by_time": False,
        },
    )
    found = follows.own_follows(context, app.key, scope.shape.id, record)
    return dict(next(one for one in found if identity is None or one["id"] == identity))


def follow_condition(context: Context, app: App, entity: str, condition: str, name: str) -> dict[str, Any]:
    """Tell the caller from now on of records that come to meet a condition.

    Raises BadRequest for a condition that does not fit, Invalid for one that holds for too many records.
    """
    scope = see(scope_in(context, app, entity))
    _room(context)
    expression = typed(scope, condition, "/condition", boolean=True)
    met = meeting(context, scope, condition, MOST_MET + 1)
    if len(met) > MOST_MET:
        raise Invalid(
            "Too many records meet this already.",
            problems=[
                Problem(
                    code="too_many",
                    pointer="/condition",
                    message=f"The number of records that meet this is above {MOST_MET}. Say more closely what matters.",
                )
            ],
        )
    identity = uuid7()
    follows.add_follow(
        context,
        {
            "id": identity,
            "app": app.key,
            "entity_id": scope.shape.id,
            "record_id": None,
            "condition": condition,
            "name": name,
            "by_time": expression.volatile,
        },
    )
    follows.note_met(context.conn, identity, met, None)
    return {"id": identity, "record": None, "condition": condition, "name": name, "failed": None}


def own_follows(context: Context, app: App, entity: str, record: UUID | None) -> Sequence[Mapping[str, Any]]:
    """Return what the caller follows of an entity."""
    scope = see(scope_in(context, app, entity))
    return follows.own_follows(context, app.key, scope.shape.id, record)


def unfollow(context: Context, identity: UUID) -> None:
    """Follow something no more; raises NotFound when the caller does not follow it."""
    if not follows.remove_follow(context, identity):
        raise NotFound("You do not follow this.")


def _room(context: Context) -> None:
    if follows.count_own(context) >= follows.MOST_FOLLOWS:
        raise Conflict(f"The most that one may follow is {follows.MOST_FOLLOWS}; let go of something first.")


def tell_followers(context: Context, app: App, happened: Mapping[str, Any]) -> None:
    """Tell those who follow what others did: `{"person", "at", "kind", "records": [[entity, id, version, gone]]}`."""
    behind = UUID(happened["person"]) if happened["person"] else None
    at = datetime.fromisoformat(happened["at"])
    rows = [(entity, UUID(record), version, gone) for entity, record, version, gone in happened["records"]]
    told: list[Notice] = []
    for entity, records in follows.records_of(rows).items():
        if entity not in app.entities:
            continue
        for one in follows.followers(context.conn, app.entities[entity].entity.id, list(records)):
            theirs = _as_follower(context, one.person)
            if theirs is None:
                continue
            if one.record is not None:
                if one.person != behind:
                    gone = records[one.record]
                    told += _of_record(theirs, app, entity, one, gone, happened["kind"], at)
            elif happened["kind"] == "change":
                told += _of_condition(theirs, app, entity, one, list(records))
    _write(context, told)


def tell_by_time(context: Context) -> None:
    """Ask the conditions that can come true by themselves, and tell whom it concerns."""
    told: list[Notice] = []
    for one in follows.by_time(context.conn):
        theirs = _as_follower(context, one.person)
        try:
            app = published(context.conn, one.app)
        except NotFound:
            continue
        entity = next((key for key, each in app.entities.items() if each.entity.id == one.entity_id), None)
        if theirs is not None and entity is not None:
            told += _of_condition(theirs, app, entity, one, None)
    _write(context, told)


def _as_follower(context: Context, identity: UUID) -> Context | None:
    """Return the context of a follower in his language, or None when he has left."""
    asked = sa.select(person.c.language, person.c.zone).where(person.c.id == identity, person.c.active)
    row = context.conn.execute(asked).one_or_none()
    if row is None:
        return None
    principal = read_principal(context.conn, identity)
    return context.with_(
        principal=principal, on_behalf_of=None, language=row.language, zone=ZoneInfo(row.zone)
    )


def _of_record(
    theirs: Context, app: App, entity: str, one: Follow, gone: bool, kind: str, at: datetime
) -> list[Notice]:
    assert one.record is not None
    if gone:
        return [Notice(person=one.person, title=localised(_GONE, theirs.language).format(one.name))]
    try:
        scope = seen_scope(theirs, app, entity, one.record)
    except NotFound:
        return []
    title = titles(theirs, app, entity, [one.record], scope).get(one.record, one.name)
    body = ""
    if kind == "change":
        body = _fields(theirs, app, scope, one.record, at)
        if not body:
            return []
    words = _COMMENTED if kind == "comment" else _CHANGED
    return [
        Notice(
            person=one.person,
            title=localised(words, theirs.language).format(title),
            body=body,
            link=(app.key, entity, one.record),
        )
    ]


def _fields(theirs: Context, app: App, scope: Scope, record: UUID, at: datetime) -> str:
    """Return which fields were changed since, as far as the follower may read them."""
    found = [one for one in changes(theirs, app, scope, record, None, 5) if one["at"] >= at]
    keys = dict.fromkeys(each["field"] for one in found for each in one["changes"])
    labels = [localised(scope.shape.fields[key].field.label, theirs.language) or key for key in keys]
    return localised(_FIELDS, theirs.language).format(listed(labels, theirs.language)) if labels else ""


def _of_condition(
    theirs: Context, app: App, entity: str, one: Follow, among: list[UUID] | None
) -> list[Notice]:
    """Return the notices of records that have come to meet a condition; what cannot be asked is kept as such.

    Of what he wrote last himself the follower is not told, unless time alone made the difference.
    """
    assert one.condition is not None
    savepoint = theirs.conn.begin_nested()
    try:
        scope = see(scope_in(theirs, app, entity))
        met = meeting(theirs, scope, one.condition, MOST_MET, among)
        expression = typed(scope, one.condition, "/condition", boolean=True)
    except DougongError as error:
        savepoint.rollback()
        follows.set_failed(theirs.conn, one.id, error.detail or error.title)
        return []
    savepoint.commit()
    follows.set_failed(theirs.conn, one.id, None)
    fresh = follows.note_met(theirs.conn, one.id, met, among)
    if among is not None:
        writers = last_writers(theirs, app, entity, fresh)
        fresh = [record for record in fresh if writers.get(record) != one.person]
    if not fresh:
        return []
    if len(fresh) > TOLD_EACH:
        title = localised(_MANY, theirs.language).format(one.name, len(fresh))
        body = told_met(scope, expression, one.name, None, theirs.language)
        return [Notice(person=one.person, title=title, body=body)]
    known = cards(theirs, scope, fresh, spoken_of(scope, expression))
    return [
        Notice(
            person=one.person,
            title=localised(_MEETS, theirs.language).format(
                one.name, known[record].title if record in known else ""
            ),
            body=told_met(scope, expression, one.name, known.get(record), theirs.language),
            link=(app.key, entity, record),
        )
        for record in fresh
    ]


def _write(context: Context, told: Sequence[Notice]) -> None:
    notices.write(context, told)
    if told:
        announce(context.conn, schema_in(context), [one.live for one in told])
