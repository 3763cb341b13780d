"""Pool days: since when a record is its owner's, and until when, kept by whatever writes the record.

Form, API, import, rule, transfer, merge and undo all pass here, so no way of giving a record away forgets to start
the clock.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from dougong.actions.act import Act
from dougong.actions.draft import Draft
from dougong.actions.pool_room import bound
from dougong.automation.definitions import pools_of
from dougong.metadata import App
from dougong_model import FormulaErrorValue, Value
from dougong_rule import Pool


def pool_of(pools: Sequence[Pool], scope: Mapping[str, Any]) -> Pool | None:
    """Return the first pool that is about a record."""
    return next((pool for pool in pools if pool.holds(scope)), None)


def last_day(pool: Pool, scope: Mapping[str, Any]) -> date | None:
    """Return the last day on which a record is still its owner's; None when it has none.

    At the most days there can be it goes back on that day already.
    """
    day = pool.recycle.value(scope)
    if not isinstance(day, date):
        return None
    most = pool.spans.get("max_days")
    return day - timedelta(1) if most is not None and most[1].value(scope) == day else day


def contact_by(act: Act, pool: Pool, scope: Mapping[str, Any]) -> datetime | None:
    """Return the moment at which a record goes back unless there is a first activity; None when it stays all the same."""
    claimed, hours = scope[pool.claimed_at], bound(act, pool.contact_hours)
    if hours is None or not isinstance(claimed, datetime) or scope["owner"] is None:
        return None
    if pool.kept is not None and pool.kept.holds(scope):
        return None
    contacted = pool.contacted is not None and pool.contacted.holds(scope)
    return None if contacted else claimed + timedelta(hours=hours)


def given_back(app: App, pool: Pool, to: str | None = None) -> dict[str, Value]:
    """Return the values of a record that goes back: to a pool that its own names, to the first of these without one."""
    there = goes_to(app, pool, to)
    if there.pool_field is None or (there is pool and not to and not pool.give_back_to):
        return {"owner": None}
    return {"owner": None, there.pool_field: there.pool_value}


def goes_to(app: App, pool: Pool, to: str | None = None) -> Pool:
    """Return the pool to which a record goes back: one that its own names, the first of these without, or its own."""
    key = to or next(iter(pool.give_back_to), pool.key)
    return next((one for one in pools_of(app)[pool.entity] if one.key == key), pool)


def keep_days(act: Act, draft: Draft) -> None:
    """Note a claim when the owner changes, and the last day of protection as it is now."""
    pools = pools_of(act.app).get(draft.entity, ())
    if not pools:
        return
    had = (draft.old or {}).get("owner")
    owner = draft.values.get("owner", had)
    if owner != had:
        for pool in pools:
            draft.set(pool.claimed_at, None if owner is None else act.context.now)
    scope = act.scope_of(draft.row)
    present = pool_of(pools, scope)
    days: dict[str, Value] = {pool.recycle_on: None for pool in pools}
    if present is not None:
        last = present.recycle.value(scope)
        days[present.recycle_on] = None if isinstance(last, FormulaErrorValue) else last
    for key, day in days.items():
        if draft.row[key] != day:
            draft.set(key, day)
