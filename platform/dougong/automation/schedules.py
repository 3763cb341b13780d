"""Schedules: until when the clock of each rule was looked at."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dougong.automation.definitions import rules_of
from dougong.automation.tables import rule_schedule
from dougong.context import Context
from dougong.metadata import App
from dougong_rule import EventRule

_TABLE = rule_schedule.c


def scheduled(app: App) -> tuple[EventRule, ...]:
    """Return the enabled rules of an app that the clock starts."""
    return tuple(rule for rule in rules_of(app).rules if rule.schedule is not None)


def keep_schedules(context: Context, app: App) -> None:
    """Let the schedules of the version just published count from now on; those that are as before go on."""
    wanted = scheduled(app)
    context.conn.execute(
        sa.delete(rule_schedule).where(
            _TABLE.app_id == app.id, _TABLE.rule_id.not_in([rule.id for rule in wanted])
        )
    )
    for rule in wanted:
        add = insert(rule_schedule).values(
            rule_id=rule.id,
            app_id=app.id,
            schedule=app.documents("rule")[rule.key]["on"]["schedule"],
            checked_until=context.now,
        )
        context.conn.execute(
            add.on_conflict_do_update(
                index_elements=[_TABLE.rule_id],
                set_={"schedule": add.excluded.schedule, "checked_until": add.excluded.checked_until},
                where=_TABLE.schedule != add.excluded.schedule,
            )
        )


def drop_schedules(conn: sa.Connection, app_id: str) -> None:
    """Forget the schedules of an app that goes; should it come again, they count from then on."""
    conn.execute(sa.delete(rule_schedule).where(_TABLE.app_id == app_id))


def hold_schedule(conn: sa.Connection, rule: EventRule) -> datetime | None:
    """Return until when a rule's clock was looked at and hold it; None when another worker looks just now."""
    held = sa.select(_TABLE.checked_until).where(_TABLE.rule_id == rule.id).with_for_update(skip_locked=True)
    return conn.execute(held).scalar_one_or_none()


def note_checked(conn: sa.Connection, rule: EventRule, until: datetime) -> None:
    """Note until when a rule's clock was looked at."""
    conn.execute(sa.update(rule_schedule).where(_TABLE.rule_id == rule.id).values(checked_until=until))
