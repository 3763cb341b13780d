"""Recycle pools: what nobody looked after goes back to its pool, after a warning; a pool that hands out its records
does so.

The records are found by one query for each pool; each batch is a transaction of its own, in which every record is
asked once more while it is held. What was switched off, or stood still, is caught up with the next time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from dougong.access.scope import scope_of
from dougong.actions.act import Act, Site
from dougong.actions.apply import new_act
from dougong.actions.pool_days import given_back, goes_to, last_day, pool_of
from dougong.actions.pool_room import lost_lately, room_of
from dougong.automation import pools
from dougong.automation.definitions import pools_of
from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.errors import DougongError, NotFound
from dougong.identity.people import organisation_row
from dougong.logs import log
from dougong.metadata import App, published
from dougong.metadata.published import published_apps
from dougong.notify.notices import Notice
from dougong.processes.organisation import names_and_languages
from dougong.processes.read import held_records
from dougong.records.changes import Change
from dougong.records.meeting import count_owned, holding
from dougong.records.titles import titles
from dougong_model import Value, localised
from dougong_rule import Condition, Pool

BATCH = 200
_NAME = "recycle_pools"
_RECYCLED = {
    "en": "“{title}” went back to the pool “{pool}”",
    "zh": "“{title}”已收回到“{pool}”",
}
_ASSIGNED = {
    "en": "“{title}” of the pool “{pool}” is yours now",
    "zh": "“{pool}”的“{title}”已分配给您",
}
_WARNED = {
    "en": "“{title}” goes back to the pool “{pool}” after {day} unless something happens",
    "zh": "“{title}”若无跟进，将在 {day} 之后收回到“{pool}”",
}

Which = Callable[[Pool], Condition | None]
Work = Callable[[Act, Pool, Sequence[UUID]], int]


def recycle_pools(database: Database, now: datetime) -> int:
    """Mend the days of every pool, take back what is due, and warn; returns how many records went back."""
    with database.begin() as conn:
        found = [
            (app.key, entity, pool.key)
            for app in published_apps(conn)
            for entity, each in pools_of(app).items()
            for pool in each
        ]
    recycled = 0
    for place in found:
        _through(database, now, place, lambda pool: pool.stale, _mend)
        recycled += _through(database, now, place, lambda pool: pool.due if pool.enabled else None, _recycle)
        _through(database, now, place, lambda pool: pool.warned if pool.enabled else None, _warn)
        _through(database, now, place, _handed_out, _hand_out)
    return recycled


def _through(database: Database, now: datetime, place: tuple[str, str, str], which: Which, work: Work) -> int:
    """Do something with all records of a pool on which a condition of it holds; returns with how many."""
    app_key, entity, key = place
    after: UUID | None = None
    done = 0
    while True:
        with database.begin() as conn:
            home = organisation_row(conn)
            context = Context(
                conn=conn,
                principal=system_principal(_NAME),
                now=now,
                zone=ZoneInfo(home.zone),
                language=home.language,
            )
            pool = _pool(context, app_key, entity, key)
            condition = None if pool is None else which(pool[1])
            if pool is None or condition is None:
                return done
            scope = scope_of(pool[0], entity, context.principal)
            records = holding(context, scope, [condition.expression], BATCH, after=after)
            if records:
                act = new_act(context.with_(cause=f"pool:{key}"), pool[0])
                held = act.rows.read(entity, records, lock=True)
                # Its days may have changed while it was not held; and another pool may come first.
                mine = [
                    one
                    for one in records
                    if one in held
                    and condition.holds(scope_of_record := act.scope(entity, one))
                    and pool_of(pools_of(pool[0])[entity], scope_of_record) is pool[1]
                ]
                done += work(act, pool[1], mine)
                act.finish()
        if len(records) < BATCH:
            return done
        after = records[-1]


def _pool(context: Context, app_key: str, entity: str, key: str) -> tuple[App, Pool] | None:
    try:
        app = published(context.conn, app_key)
    except NotFound:
        return None
    return next(((app, pool) for pool in pools_of(app).get(entity, ()) if pool.key == key), None)


def _mend(act: Act, pool: Pool, records: Sequence[UUID]) -> int:
    """Start the clock of records that somebody had before there was a pool, and count days anew."""
    return len(
        [
            one
            for one in records
            if _changed(
                act,
                pool,
                one,
                {pool.claimed_at: act.rows.stored(pool.entity, one).get(pool.claimed_at) or act.context.now},
            )
        ]
    )


def _recycle(act: Act, pool: Pool, records: Sequence[UUID]) -> int:
    """Take records from their owners, who are told; what is being decided about waits."""
    entity = act.app.entities[pool.entity].id
    decided = held_records(act.context.conn, act.app.id, entity, records, None)
    done = 0
    for one in records:
        if one in decided:
            continue
        owner = act.rows.stored(pool.entity, one).get("owner")
        if isinstance(owner, UUID) and _changed(act, pool, one, given_back(act.app, pool)):
            pools.note(act.context, pool, one, owner, "recycled")
            _tell(act, goes_to(act.app, pool), one, owner, _RECYCLED)
            done += 1
    return done


def _warn(act: Act, pool: Pool, records: Sequence[UUID]) -> int:
    """Tell owners some days before a record goes back; each warning once, a missed one not after a later one."""
    done = 0
    for one in records:
        stored = act.rows.stored(pool.entity, one)
        owner, last = stored.get("owner"), stored.get(pool.recycle_on)
        day = last_day(pool, act.scope(pool.entity, one))
        if day is None or not isinstance(owner, UUID) or not isinstance(last, date):
            continue
        before = min(days for days in pool.warn_days if days >= (last - act.context.today).days)
        if pools.note(act.context, pool, one, owner, "warned", day=last, days_before=before):
            _tell(act, goes_to(act.app, pool), one, owner, _WARNED, day=day.isoformat())
            done += 1
    return done


def _handed_out(pool: Pool) -> Condition | None:
    return pool.free if pool.enabled and pool.assign == "auto" else None


def _hand_out(act: Act, pool: Pool, records: Sequence[UUID]) -> int:
    """Give records to those of the pool's roles who have room, whoever holds the fewest first; who had one lately
    does not get it again.
    """
    entity = act.app.entities[pool.entity].id
    decided = held_records(act.context.conn, act.app.id, entity, records, None)
    takers = list(dict.fromkeys(one for key in pool.roles for one in act.people.role(key)))
    everything = scope_of(act.app, pool.entity, act.context.principal)
    counted = [one.expression for one in (pool.when, pool.counts) if one is not None]
    held = {one: count_owned(act.context, everything, one, counted) for one in takers}
    last = dict(pools.last_given(act.context, pool, takers))
    never = datetime.min.replace(tzinfo=UTC)
    done = 0
    for record in records:
        if record in decided:
            continue
        for person in sorted(takers, key=lambda one: (held[one], last.get(one, never), one)):
            if lost_lately(act, pool, record, person) or not room_of(act, pool, person).free:
                continue
            if _changed(act, pool, record, {"owner": person}):
                pools.note(act.context, pool, record, person, "assigned")
                _tell(act, pool, record, person, _ASSIGNED)
                held[person] += 1
                last[person] = act.context.now
                done += 1
            break
    return done


def _changed(act: Act, pool: Pool, record: UUID, values: Mapping[str, Value]) -> bool:
    """Change a record as the pool; False when the record's own checks refuse it, which the log tells."""
    site = Site(
        entity=pool.entity,
        record=record,
        cause=f"pool:{pool.key}",
        key=f"pool:{pool.id}:{record}/0",
        depth=0,
    )
    try:
        with act.undone_when_refused():
            act.change([Change(entity=pool.entity, kind="update", id=record, values=values)], site)
    except DougongError as error:
        log.warning("record of a pool not changed", pool=pool.key, record=str(record), error=error.detail)
        return False
    return True


def _tell(act: Act, pool: Pool, record: UUID, owner: UUID, words: Mapping[str, str], **more: str) -> None:
    _, language = names_and_languages(act.context).get(owner, ("", "en"))
    title = titles(act.context, act.app, pool.entity, [record]).get(record, "")
    told = localised(words, language).format(title=title, pool=localised(pool.name, language), **more)
    act.tell(Notice(person=owner, title=told, link=(act.app.key, pool.entity, record)))
