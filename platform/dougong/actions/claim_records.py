"""Claim records: whoever may takes records out of a pool, within its bounds, and gives them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from dougong.access import Scope
from dougong.access.scope import scope_of
from dougong.access.values import role_keys
from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.held import refuse_held
from dougong.actions.pool_days import pool_of
from dougong.automation import pools
from dougong.automation.definitions import pools_of
from dougong.context import Context, system_principal
from dougong.database import lock
from dougong.errors import Conflict, DougongError, NotAllowed, NotFound
from dougong.identity.people import names_of
from dougong.messages import translated
from dougong.metadata import App
from dougong.records.changes import Change
from dougong.records.meeting import count_owned
from dougong.records.permit import permit_rows
from dougong.records.read import scope_in
from dougong_model import localised
from dougong_rule import Condition, Pool

Json = dict[str, Any]

EVENTS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a person holds of a pool and has claimed today, and how much he may; None: no bound."""

    held: int
    claimed: int
    hold: int | None
    per_day: int | None

    def refuse(self) -> None:
        """Raise Conflict when there is no room for one more."""
        if self.hold is not None and self.held >= self.hold:
            raise Conflict(f"You hold {self.held} records of this pool; {self.hold} are the most.")
        if self.per_day is not None and self.claimed >= self.per_day:
            raise Conflict(
                f"You have claimed {self.claimed} records today; {self.per_day} are the most in a day."
            )


def show_pool(context: Context, app: App, entity: str, record: UUID) -> Json:
    """Return the pool of a record, whose it is and until when, and what the caller may do with it; `pool` is None
    when no pool is about it. Raises NotFound for a record that he does not see.
    """
    permit_rows(context, _scope(context, app, entity), [record], "see")
    act = new_act(context, app)
    pool = pool_of(_pools(app, entity), act.scope(entity, record))
    if pool is None:
        return {"pool": None}
    stored = act.rows.stored(entity, record)
    person = context.principal.person
    room = None if person is None else _room(act, pool, person)
    why: str | None = None
    try:
        _refuse_claim(act, pool, record, stored.get("owner"), room)
    except DougongError as error:
        why = translated(error.detail or error.title, context.language)
    events = pools.events_of(context, pool, record, EVENTS_SHOWN)
    names = names_of(context.conn, [one["person_id"] for one in events if one["person_id"]])
    return {
        "pool": {"key": pool.key, "name": localised(pool.name, context.language), "enabled": pool.enabled},
        "claimed_at": stored.get(pool.claimed_at),
        "recycle_on": stored.get(pool.recycle_on),
        "may_claim": why is None,
        "why_not": why,
        "may_release": _may_release(context, app, entity, record, stored.get("owner")),
        "room": None
        if room is None
        else {"held": room.held, "hold": room.hold, "claimed_today": room.claimed, "per_day": room.per_day},
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
    found = []
    for record in records:
        savepoint = context.conn.begin_nested()
        try:
            version = _claim(context, app, scope, record)
        except DougongError as error:
            savepoint.rollback()
            if error.status >= 500:
                raise
            detail = translated(error.detail or error.title, context.language)
            found.append(
                {"id": record, "error": {"status": error.status, "code": error.code, "detail": detail}}
            )
        else:
            savepoint.commit()
            found.append({"id": record, "version": version})
    return found


def _claim(context: Context, app: App, scope: Scope, record: UUID) -> int:
    person = context.principal.person
    if person is None:
        raise NotAllowed("Only a person claims records.")
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
    # Two claims of one person at once must not both find the last free place.
    lock(context.conn, "pool", pool.id, str(person))
    _refuse_claim(act, pool, record, stored.get("owner"), _room(act, pool, person))
    act.context = context.with_(cause=f"pool:{pool.key}")
    (written,) = act.save([Change(entity=entity, kind="update", id=record, values={"owner": person})])
    pools.note(context, pool, record, person, "claimed")
    act.finish()
    return written.version


def release_record(context: Context, app: App, entity: str, record: UUID, reason: str | None) -> int:
    """Give a record back to its pool: its owner, or who may assign it; returns its version.

    Raises NotFound, NotAllowed, and Conflict when it is in nobody's hands.
    """
    permit_rows(context, _scope(context, app, entity), [record], "see")
    refuse_held(context, app, entity, [record])
    act = new_act(context, app)
    stored = act.rows.read(entity, [record], lock=True).get(record)
    if stored is None:
        raise NotFound("There is no such record.")
    owner = stored.get("owner")
    pool = pool_of(_pools(app, entity), act.scope(entity, record))
    if pool is None or not pool.enabled:
        raise Conflict("This record belongs to no pool.")
    if not isinstance(owner, UUID):
        raise Conflict("The record is in the pool already.")
    if not _may_release(context, app, entity, record, owner):
        raise NotAllowed("Its owner gives a record back, or who may assign it.")
    act.context = context.with_(cause=f"pool:{pool.key}")
    (written,) = act.save([Change(entity=entity, kind="update", id=record, values={"owner": None})])
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
        since = (
            claimed.astimezone(act.context.zone).strftime("%Y-%m-%d %H:%M")
            if isinstance(claimed, datetime)
            else ""
        )
        raise Conflict(f"{name} has had this record since {since}.")
    if pool.roles and not set(pool.roles) & set(role_keys(act.app, act.context.principal)):
        raise NotAllowed("Your roles do not claim records of this pool.")
    hours = _number(act, pool.again_after_hours)
    lost = None if hours is None else pools.lost_by(act.context, pool, record, person)
    if hours is not None and lost is not None and act.context.now < lost + timedelta(hours=hours):
        again = (lost + timedelta(hours=hours)).astimezone(act.context.zone).strftime("%Y-%m-%d %H:%M")
        raise Conflict(f"You had this record before; you may claim it again from {again} on.")
    assert room is not None
    room.refuse()


def _room(act: Act, pool: Pool, person: UUID) -> Room:
    context = act.context
    everything = scope_of(act.app, pool.entity, system_principal("pools"))
    counted = [one.expression for one in (pool.when, pool.counts) if one is not None]
    today = datetime.combine(context.today, time(), context.zone)
    hold = _number(act, pool.hold)
    per_day = _number(act, pool.per_day)
    return Room(
        held=0 if hold is None else count_owned(context, everything, person, counted),
        claimed=0 if per_day is None else pools.claimed_since(context, pool, person, today),
        hold=hold,
        per_day=per_day,
    )


def _number(act: Act, bound: Condition | None) -> int | None:
    """Return a bound of a pool; one whose setting is blank is none."""
    found = None if bound is None else bound.value(act.names)
    return int(found) if isinstance(found, Decimal | int) and not isinstance(found, bool) else None


def _may_release(context: Context, app: App, entity: str, record: UUID, owner: Any) -> bool:
    if not isinstance(owner, UUID):
        return False
    if owner == context.principal.person:
        return True
    scope = scope_in(context, app, entity)
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
