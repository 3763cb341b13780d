"""Pool reasons: how a record came to its owner through a pool, and what its last day of protection is made of, in the
reader's language.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dougong.actions.act import Act
from dougong.actions.apply import new_act
from dougong.actions.pool_days import contact_by, pool_of
from dougong.actions.pool_room import bound
from dougong.automation import pools
from dougong.automation.definitions import pools_of
from dougong.automation.reasons import told_condition
from dougong.context import Context
from dougong.metadata import App
from dougong_model import localised
from dougong_rule import Pool

_LOOKED_AT = 100
_HAPPENED = {
    "claimed": {"en": "Claimed from the pool “{0}”", "zh": "领取自公海“{0}”"},
    "assigned": {"en": "Handed out of the pool “{0}”", "zh": "由公海“{0}”分配"},
    "released": {"en": "Given back to the pool", "zh": "已退回公海"},
    "recycled": {
        "en": "Taken back by the pool “{0}”: its time was over",
        "zh": "期限已到，由公海“{0}”收回",
    },
}
_REACHES = {
    "days": {"en": "{0} days from the claim: until {1}", "zh": "自领取起 {0} 天：至 {1}"},
    "extend_days": {
        "en": "{0} days from the last activity: until {1}",
        "zh": "自最近一次活动起 {0} 天：至 {1}",
    },
    "max_days": {"en": "At most {0} days from the claim: {1}", "zh": "自领取起最多 {0} 天：{1}"},
}
_CONTACT = {
    "en": "Without an activity it goes back at {0}",
    "zh": "若无活动，将于 {0} 退回",
}
_KEPT = {"en": "It stays with its owner: {0}", "zh": "不回收：{0}"}


def of_owner(context: Context, app: App, entity: str, record: UUID) -> dict[datetime, list[str]]:
    """Return how the owner of a record changed through pools, by the moment at which he did."""
    named = {one.id: localised(one.name, context.language) for one in pools_of(app).get(entity, ())}
    told: dict[datetime, list[str]] = {}
    for event in pools.events_of(context, record, _LOOKED_AT) if named else ():
        words = _HAPPENED.get(event["kind"])
        if words is not None and event["pool_id"] in named:
            said = localised(words, context.language).format(named[event["pool_id"]])
            told.setdefault(event["at"], []).extend([said, *([event["reason"]] if event["reason"] else [])])
    return told


@dataclass(frozen=True, slots=True)
class Kept:
    """What a pool keeps in a field of a record: the cause by which it does, and what the value is made of."""

    cause: str
    why: list[str]


def of_days(
    context: Context, app: App, entity: str, record: UUID, readable: Collection[str]
) -> dict[str, Kept]:
    """Return what the pool of a record keeps in it, by field; nothing without a pool.

    Nothing is told of an activity whose field the reader does not read.
    """
    several = pools_of(app).get(entity, ())
    if not any(key in readable for pool in several for key in (pool.claimed_at, pool.recycle_on)):
        return {}
    act = new_act(context, app)
    scope = act.scope(entity, record)
    pool = pool_of(several, scope)
    if pool is None:
        return {}
    cause = f"pool:{pool.key}"
    return {
        pool.claimed_at: Kept(cause, []),
        pool.recycle_on: Kept(cause, _said(act, pool, scope, readable)),
    }


def _said(act: Act, pool: Pool, scope: Mapping[str, Any], readable: Collection[str]) -> list[str]:
    language = act.context.language
    if scope["owner"] is None or not isinstance(scope[pool.claimed_at], datetime):
        return []
    if pool.kept is not None and pool.kept.holds(scope):
        condition = told_condition(act.app, pool.kept, language)
        return [localised(_KEPT, language).format(condition)]
    lines = []
    for member, (number, reached) in pool.spans.items():
        days, day = bound(act, number), reached.value(scope)
        if days is not None and isinstance(day, date) and not _hidden(pool, member, readable):
            lines.append(localised(_REACHES[member], language).format(days, day.isoformat()))
    until = contact_by(act, pool, scope)
    if until is not None:
        said = f"{until.astimezone(act.context.zone):%Y-%m-%d %H:%M}"
        lines.append(localised(_CONTACT, language).format(said))
    return lines


def _hidden(pool: Pool, member: str, readable: Collection[str]) -> bool:
    return member == "extend_days" and pool.active_at not in readable
