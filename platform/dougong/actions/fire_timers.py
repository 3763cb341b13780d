"""Fire timers: what flows wait for by time. Each timer is a transaction of its own, so that one that fails leaves the
others alone; it fires late when the server was away, and says when it was due.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from dougong.actions.apply import new_act
from dougong.actions.flows import command_flow
from dougong.context import Context, system_principal
from dougong.database import Database, try_lock
from dougong.errors import Conflict, DougongError
from dougong.failpoints import reach
from dougong.identity.people import organisation_row
from dougong.logs import log
from dougong.processes import store
from dougong.processes.definitions import app_of
from dougong.processes.read import timer_pending
from dougong_flow import TimerDue
from dougong_model import DocumentError

BATCH = 200


def fire_timers(database: Database, now: datetime) -> int:
    """Let every timer fire that is due, the longest due first; returns how many did."""
    fired = 0
    after: tuple[datetime, UUID] | None = None
    while True:
        with database.begin() as conn:
            due = store.due_timers(conn, now, BATCH, after)
        for timer, instance, due_at in due:
            after = (due_at, timer)
            try:
                fired += _fire(database, now, timer, instance)
            except (DougongError, DocumentError) as error:
                log.warning("timer of a flow not fired", timer=str(timer), error=str(error))
        if len(due) < BATCH:
            return fired


def _fire(database: Database, now: datetime, timer: UUID, instance: UUID) -> bool:
    """Fire one timer; False when somebody was faster, another worker is at it, or the instance is halted."""
    with database.begin() as conn:
        if not try_lock(conn, "flow_timer", str(timer)) or not timer_pending(conn, timer):
            return False
        home = organisation_row(conn)
        context = Context(
            conn=conn,
            principal=system_principal("fire_timers"),
            now=now,
            zone=ZoneInfo(home.zone),
            language=home.language,
        )
        loaded = store.hold(conn, instance)
        act = new_act(context.with_(cause=f"flow:{loaded.instance.flow}"), app_of(conn, loaded.app_id))
        reach("timer.fire.before")
        try:
            command_flow(act, loaded, TimerDue(timer=timer))
        except Conflict:
            return False
        act.finish()
        reach("timer.fire.after")
        return True
