"""Run schedules: look at the clock of every rule that has one, and start what is due.

Until when a rule's clock was looked at is noted with what it starts, in one transaction: what came while no worker
ran is found at the next look, and no moment is found twice.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from dougong.actions.run_set import start_set
from dougong.automation.schedules import hold_schedule, note_checked, scheduled
from dougong.context import Context, system_principal
from dougong.database import Database
from dougong.errors import DougongError
from dougong.identity.people import organisation_row
from dougong.logs import log
from dougong.metadata import App, published, published_apps
from dougong_formula import FormulaError
from dougong_model import DocumentError
from dougong_rule import EventRule, due


def run_schedules(database: Database, now: datetime) -> int:
    """Start every rule that is due by now; returns how many runs were started."""
    with database.begin() as conn:
        apps = published_apps(conn)
    started = 0
    for app in apps:
        try:
            for rule in scheduled(app):
                started += _look(database, now, app, rule)
        except (DougongError, DocumentError) as error:
            log.warning("schedules not looked at", app=app.key, error=str(error))
    return started


def _look(database: Database, now: datetime, app: App, rule: EventRule) -> int:
    """Start a rule at what is due, under its lock; a rule that cannot be asked is told in the log."""
    assert rule.schedule is not None
    try:
        with database.begin() as conn:
            checked = hold_schedule(conn, rule)
            if checked is None or published(conn, app.key).version != app.version:
                return 0
            home = organisation_row(conn)
            context = Context(
                conn=conn,
                principal=system_principal("run_schedules"),
                now=now,
                zone=ZoneInfo(home.zone),
                language=home.language,
            )
            found = due(rule.schedule, checked, now, context.zone)
            runs = [start_set(context, app, rule, one) for one in found]
            if found:
                note_checked(conn, rule, now)
            return sum(run is not None for run in runs)
    except (DougongError, FormulaError) as error:
        log.warning("rule not started by the clock", app=app.key, rule=rule.key, error=str(error))
        return 0
