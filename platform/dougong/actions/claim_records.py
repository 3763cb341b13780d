"""Claim records: whoever may takes records out of a pool, within its bounds, and gives them back; the administrators of
a pool hand its records out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dougong.access import Scope
from dougong.access.values import role_keys
from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.each_record import each_record
from dougong.actions.held import refuse_held
from dougong.actions.pool_days import contact_by, given_back, last_day, pool_of
from dougong.actions.pool_room import Room, lost_lately, room_of
from dougong.automation import pools
from dougong.automation.definitions import pools_of
from dougong.context import Context
from dougong.database import lock
from dougong.errors import Conflict, DougongError, Invalid, NotAllowed, NotFound
from dougong.identity.people import names_of
from dougong.messages import translated
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.permit import permit_rows
from dougong.records.read import scope_in
from dougong_model import localised
from dougong_rule import Pool

Json = dict[str, Any]

EVENTS_SHOWN = 20


def show_pool(context: Context, app: App, entity: str, record: UUID) -> Json:
    """Return the pool of a record, whose it is and until when, and what the caller may do with it; `pool` is None
    when no pool is about it. Raises NotFound for a record that he does not see.
    """
    scope = _scope(context, app, entity)
    permit_rows(context, scope, [record], "see")
    act = new_act(context, app)
    values = act.scope(entity, record)
    pool = pool_of(_pools(app, entity), values)
    if pool is None:
        return {"pool": None}
    stored = act.rows.stored(entity, record)
    person = context.principal.person
    room = None if person is None else room_of(act, pool, person)
    why: str | None = None
    try:
        _refuse_claim(act, pool, record, stored.get("owner"), room)
    except DougongError as error:
        why = translated(error.detail or error.title, context.language)
    events = pools.events_of(context, record, EVENTS_SHOWN)
    names = names_of(context.conn, [one["person_id"] for one in events if one["person_id"]])
    return {
        "pool": {"key": pool.key, "name": localised(pool.name, context.language), "enabled": pool.enabled},
        "claimed_at": stored.get(pool.claimed_at),
        "recycle_on": stored.get(pool.recycle_on),
        "last_day": last_day(pool, values),
        "contact_by": contact_by(act, pool, values),
        "may_claim": why is None,
        "why_not": why,
        "may_release": _may_release(context, app, pool, record, stored.get("owner")),
        "may_assign": pool.enabled and stored.get("owner") is None and _administers(context, app, pool),
        "hidden": _hidden(context, app, scope, pool, stored.get("owner")),
        "give_back_to": [
            {"key": one.key, "name": localised(one.name, context.language)} for one in _back(app, pool)
        ],
        "room": None
        if room is None
        else {
            "held": room.held,
            "hold": room.hold,
            "claimed_today": room.claimed,
            "per_day": room.per_day,
            "department_held": room.department_held,
            "department_hold": room.department_hold,
        },
        "events": [
            {
                "at": one["at"],
                "kind": one["kind"],
                "person": None
                if one["person_id"] is None
                else {"id": one["person_id"], "name": names.get(one["person_id"], "")},
                "reason": one["reason"],
            }
            for one in events
        ],
    }


def claim_records(context: Context, app: App, entity: str, records: Sequence[UUID]) -> list[Json]:
    """Take records out of their pool for the caller; each by itself, so that one that is gone refuses no other."""
    scope = _scope(context, app, entity)
    return _each(context, records, lambda record: _claim(context, app, scope, record))


def hand_out(
    context: Context,
    app: App,
    entity: str,
    records: Sequence[UUID],
    person: UUID,
    reason: str | None = None,
) -> list[Json]:
    """Give records of a pool to a person, as an administrator of it; each by itself. Bounds are of claims."""
    scope = _scope(context, app, entity)
    return _each(context, records, lambda record: _assign(context, app, scope, record, person, reason))


def _each(context: Context, records: Sequence[UUID], take: Callable[[UUID], int]) -> list[Json]:
    return each_record(context, records, lambda record: {"version": take(record)})


def _assign(context: Context, app: App, scope: Scope, record: UUID, person: UUID, reason: str | None) -> int:
    act, pool, owner = _held(context, app, scope, record)
    if not _administers(context, app, pool):
        raise NotAllowed("The administrators of this pool hand its records out.")
    if isinstance(owner, UUID):
        raise Conflict("Somebody has this record already.")
    takers = {one for key in pool.roles for one in act.people.role(key)}
    if not act.people.person(person) or (pool.roles and person not in takers):
        raise Conflict("This person does not get records of this pool.")
    act.context = context.with_(cause=f"pool:{pool.key}")
    (written,) = act.save([Change(entity=scope.entity, kind="update", id=record, values={"owner": person})])
    pools.note(context, pool, record, person, "assigned", reason=reason)
    act.finish()
    return written.version


def _held(context: Context, app: App, scope: Scope, record: UUID) -> tuple[Act, Pool, Any]:
    """Hold a record that the caller sees, and return its pool and whose it is; raises NotFound, Conflict."""
    entity = scope.entity
    permit_rows(context, scope, [record], "see")
    refuse_held(context, app, entity, [record])
    act = new_act(context, app)
    stored = act.rows.read(entity, [record], lock=True).get(record)
    if stored is None:
        raise NotFound("There is no such record.")
    pool = pool_of(_pools(app, entity), act.scope(entity, record))
    if pool is None or not pool.enabled:
        raise Conflict("This record is in no pool.")
    return act, pool, stored.get("owner")


def _claim(context: Context, app: App, scope: Scope, record: UUID) -> int:
    person = context.principal.person
    if person is None:
        raise NotAllowed("Only a person claims records.")
    act, pool, owner = _held(context, app, scope, record)
    # Two claims of one person at once, or of one department, must not both find the last free place.
    together = None if pool.department_hold is None else act.departments.of(person)
    lock(context.conn, "pool", pool.id, str(together or person))
    _refuse_claim(act, pool, record, owner, room_of(act, pool, person))
    act.context = context.with_(cause=f"pool:{pool.key}")
    (written,) = act.save([Change(entity=scope.entity, kind="update", id=record, values={"owner": person})])
    pools.note(context, pool, record, person, "claimed")
    act.finish()
    return written.version


def release_record(
    context: Context, app: App, entity: str, record: UUID, reason: str | None, to: str | None = None
) -> int:
    """Give a record back to its pool, or to another one to which its records go back: its owner, who may assign it,
    or an administrator of the pool; returns its version.

    Raises NotFound, NotAllowed, Invalid for a pool to which it does not go back, and Conflict when it is in
    nobody's hands.
    """
    act, pool, owner = _held(context, app, _scope(context, app, entity), record)
    if not isinstance(owner, UUID):
        raise Conflict("The record is in the pool already.")
    if not _may_release(context, app, pool, record, owner):
        raise NotAllowed("Its owner gives a record back, or who may assign it.")
    if to is not None and to not in pool.give_back_to:
        raise Invalid.at("/pool", "Records of this pool do not go back to that one.", code="other_pool")
    act.context = context.with_(cause=f"pool:{pool.key}")
    values = given_back(app, pool, to)
    (written,) = act.save([Change(entity=entity, kind="update", id=record, values=values)])
    pools.note(context, pool, record, owner, "released", reason=reason)
    act.finish()
    return written.version


def _refuse_claim(act: Act, pool: Pool, record: UUID, owner: Any, room: Room | None) -> None:
    """Raise what stands against a claim of the caller: an owner, his roles, his bounds, that he had it lately."""
    person = act.context.principal.person
    if not pool.enabled or person is None:
        raise Conflict("This record is in no pool.")
    if isinstance(owner, UUID):
        claimed = act.rows.stored(pool.entity, record).get(pool.claimed_at)
        name = names_of(act.context.conn, [owner]).get(owner, "")
        since = _said(act, claimed) if isinstance(claimed, datetime) else ""
        raise Conflict(f"{name} has had this record since {since}.")
    if pool.roles and not set(pool.roles) & set(role_keys(act.app, act.context.principal)):
        raise NotAllowed("Your roles do not claim records of this pool.")
    if pool.assign != "self":
        raise NotAllowed("Records of this pool are not claimed: they are handed out.")
    again = lost_lately(act, pool, record, person)
    if again is not None:
        raise Conflict(f"You had this record before; you may claim it again from {_said(act, again)} on.")
    assert room is not None
    room.refuse("" if room.next_claim is None else _said(act, room.next_claim))


def _said(act: Act, moment: datetime) -> str:
    return moment.astimezone(act.context.zone).strftime("%Y-%m-%d %H:%M")


def _administers(context: Context, app: App, pool: Pool) -> bool:
    return context.principal.administrator or bool(set(pool.admins) & set(role_keys(app, context.principal)))


def _hidden(context: Context, app: App, scope: Scope, pool: Pool, owner: Any) -> list[str]:
    """Return by their labels the fields that the caller will read once the record is claimed."""
    if owner is not None or _administers(context, app, pool):
        return []
    fields = app.entities[pool.entity].fields
    return [localised(fields[key].label, context.language) for key in pool.hide if key in scope.read]


def _back(app: App, pool: Pool) -> list[Pool]:
    known = {one.key: one for one in _pools(app, pool.entity)}
    return [known[key] for key in pool.give_back_to if key in known]


def _may_release(context: Context, app: App, pool: Pool, record: UUID, owner: Any) -> bool:
    if not isinstance(owner, UUID):
        return False
    if owner == context.principal.person or _administers(context, app, pool):
        return True
    scope = scope_in(context, app, pool.entity)
    if not scope.allows("assign"):
        return False
    try:
        permit_rows(context, scope, [record], "assign")
    except DougongError:
        return False
    return True


def _scope(context: Context, app: App, entity: str) -> Scope:
    scope = scope_in(context, app, entity)
    if not scope.allows("see") or not _pools(app, entity):
        raise NotFound("There is no such pool.")
    return scope


def _pools(app: App, entity: str) -> tuple[Pool, ...]:
    return pools_of(app).get(entity, ())
