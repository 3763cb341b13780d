"""Choose records: the set on which a rule acts that the clock starts, in one statement made from its condition.

What is chosen is written down under (rule, record, period), so no record is chosen twice for one period, however
often it is tried. Expressions are asked as the app.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import UUID as UUIDType
from sqlalchemy.dialects.postgresql import insert

from dougong.access import EntityResolver, RowSource, aliased_source, bound_values
from dougong.access.kept import kept
from dougong.access.resolver import Grouping
from dougong.access.settings_types import typed_settings
from dougong.access.shapes import shape_of
from dougong.automation.tables import rule_effect, rule_episode, rule_once
from dougong.context import Context
from dougong.database import driver_connection
from dougong.metadata import App, settings_of
from dougong.plans import Plan, compile_plan
from dougong.records.read import schema_in
from dougong.records.tables import state_log
from dougong.working_calendar import calendar_of
from dougong_formula import DATE, SqlValue, part_of, to_condition
from dougong_rule import (
    SCHEDULE_DUE,
    Due,
    EventRule,
    Holidays,
    Inactive,
    OncePer,
    Relative,
    Unit,
    dates_of,
    days_between,
)

Clauses = list[sa.ColumnElement[bool]]
_ID = UUIDType(as_uuid=True)
_MOMENT = sa.DateTime(timezone=True)
_TICK = timedelta(microseconds=1)


Values = Mapping[str, Any]
"""A value for every parameter of a rule's statements."""


class _Names(EntityResolver):
    """The names of a rule's condition: `event.` is what the clock says."""

    def name(self, path: tuple[str, ...]) -> SqlValue:
        if path[0] != "event":
            return super().name(path)
        if path[1:] == ("at",):
            return SqlValue(sa.bindparam("event_at", type_=_MOMENT), None)
        known = SCHEDULE_DUE if path[1:] == ("kind",) else None
        return SqlValue(sa.cast(sa.literal(known, sa.Text), sa.Text), None)


def choose(context: Context, app: App, rule: EventRule, values: Values) -> int:
    """Write down the records on which a rule is to act; returns how many.

    Episodes that have ended are ended first.
    """
    conn = driver_connection(context.conn)
    if rule.once_per is OncePer.EPISODE:
        _plan(context, app, rule, "ended").execute(conn, values)
    return _plan(context, app, rule, "chosen").execute(conn, values).rowcount


def still_chosen(
    context: Context, app: App, rule: EventRule, values: Values, records: Collection[UUID]
) -> set[UUID]:
    """Return those of some chosen records on which the rule is still to act."""
    asked = {**values, "record_ids": list(records)}
    found = _plan(context, app, rule, "still").stream(driver_connection(context.conn), asked)
    return {row[0] for row in found}


def count_chosen(context: Context, app: App, rule: EventRule, values: Values) -> int:
    """Return on how many records a rule would act."""
    row = _plan(context, app, rule, "count").run(driver_connection(context.conn), values)
    assert row is not None
    return int(row[0])


def values_of(
    context: Context, app: App, rule: EventRule, run: UUID, due: Due, *, whole_day: bool = False
) -> Values:
    """Return what a rule looks for when it is due, for a run; with `whole_day` dates count that are due on that day at any
    time.
    """
    assert rule.schedule is not None
    timing, zone = rule.schedule.timing, context.zone
    calendar = calendar_of(context)
    stored = settings_of(context.conn, app)
    settings = typed_settings(app, stored)
    values: dict[str, Any] = {
        **bound_values(
            app,
            context.principal,
            now=context.now,
            zone=zone,
            calendar=calendar,
            settings=stored,
        ),
        "event_at": due.at,
        "rule_id": rule.id,
        "run_id": run,
        "chosen_at": context.now,
        "period": due.at.astimezone(UTC).isoformat(),
    }
    today = due.at.astimezone(zone).date()

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    if isinstance(timing, Inactive):
        last = today - timedelta(days=timing.days.of(settings))
        values |= {"idle_day": last, "idle_until": midnight(last + timedelta(days=1))}
    if isinstance(timing, Relative):
        offset = timing.offset.of(settings)
        values["suffix"] = f" {offset:+} {timing.unit.value}"
        if timing.unit is Unit.HOUR:
            since = midnight(today) - _TICK if whole_day else due.since
            values |= {"after": since - timedelta(hours=offset), "until": due.at - timedelta(hours=offset)}
        else:
            assert timing.at is not None
            days = (today, today) if whole_day else days_between(due.since, due.at, timing.at, zone)
            known = Holidays(holidays=calendar.holidays, workdays=calendar.workdays)
            first, last = dates_of(offset, timing.unit, *days, known)
            if timing.dated:
                values |= {"first": first, "last": last}
            else:
                values |= {
                    "after": midnight(first) - _TICK,
                    "until": midnight(last + timedelta(days=1)) - _TICK,
                }
    return values


def _plan(context: Context, app: App, rule: EventRule, what: str) -> Plan:
    schema = schema_in(context)

    def make() -> Plan:
        return compile_plan(_MADE[what](app, rule), schema)

    return kept(app, ("choose records", schema, rule.id, what), make)


def _chosen(app: App, rule: EventRule) -> sa.Insert:
    source = _source(app, rule)
    names = _Names(app, source)
    clauses = [*_clauses(app, rule, names), *_not_yet(rule, source)]
    found = sa.select(
        sa.bindparam("rule_id", type_=sa.Text),
        source.id,
        _period(rule, names),
        sa.bindparam("run_id", type_=_ID),
        sa.literal("pending", sa.Text),
        sa.bindparam("chosen_at", type_=_MOMENT),
    )
    columns = ["rule_id", "record_id", "period", "run_id", "state", "at"]
    add = insert(rule_effect).from_select(columns, found.select_from(source.from_clause()).where(*clauses))
    return add.on_conflict_do_nothing()


def count_statement(app: App, rule: EventRule) -> sa.Select[Any]:
    """Return the statement that counts the records on which a rule would act."""
    source = _source(app, rule)
    clauses = [*_clauses(app, rule, _Names(app, source)), *_not_yet(rule, source)]
    return sa.select(sa.func.count()).select_from(source.from_clause()).where(*clauses)


def _still(app: App, rule: EventRule) -> sa.Select[Any]:
    """Select those among `record_ids` that a run has chosen and that it would choose again."""
    source = aliased_source(shape_of(app, rule.entity))
    names = _Names(app, source)
    listed = sa.bindparam("record_ids", type_=sa.ARRAY(_ID))
    clauses = [source.id == sa.any_(listed), *names.visible(source), *_condition(rule, names)]
    if isinstance(_timing(rule), Inactive):
        clauses += _timed(app, rule, names)
    effect = rule_effect.c
    kept_period = sa.exists().where(
        effect.run_id == sa.bindparam("run_id", type_=_ID),
        effect.record_id == source.id,
        effect.rule_id == sa.bindparam("rule_id", type_=sa.Text),
        effect.period == _period(rule, names),
    )
    if isinstance(_timing(rule), Relative):
        clauses.append(kept_period)
    return sa.select(source.id).select_from(source.from_clause()).where(*clauses)


def _ended(app: App, rule: EventRule) -> sa.Delete:
    """Delete the episodes of records on which what the rule waits for holds no more."""
    source = aliased_source(shape_of(app, rule.entity))
    clauses = _clauses(app, rule, _Names(app, source))
    holding = (
        sa.select(sa.literal(1))
        .select_from(source.from_clause())
        .where(source.id == rule_episode.c.record_id, *clauses)
        .correlate(rule_episode)
    )
    return sa.delete(rule_episode).where(
        rule_episode.c.rule_id == sa.bindparam("rule_id", type_=sa.Text), sa.not_(sa.exists(holding))
    )


_MADE: Mapping[str, Any] = {"chosen": _chosen, "still": _still, "ended": _ended, "count": count_statement}


def _timing(rule: EventRule) -> object:
    assert rule.schedule is not None
    return rule.schedule.timing


def _source(app: App, rule: EventRule) -> RowSource:
    """Return all rows of the entity: lists of them are summed up together, where the rule's own fields leave few
    for those alone.
    """
    shape = shape_of(app, rule.entity)
    source = aliased_source(shape)
    plain = None
    if rule.condition is not None:
        plain = part_of(rule.condition.expression, lambda entity, key: not _computed(app, entity, key))

    def narrow() -> sa.Select[Any]:
        inner = aliased_source(shape)
        inner.grouping = Grouping()
        names = _Names(app, inner)
        clauses = [*names.visible(inner), *_timed(app, rule, names), *_not_yet(rule, inner)]
        clauses += [] if plain is None else [to_condition(plain, names)]
        return sa.select(inner.id).select_from(inner.from_clause()).where(*clauses)

    few = plain is not None or not _is_cron(rule)
    source.grouping = Grouping(narrow if few else None)
    return source


def _is_cron(rule: EventRule) -> bool:
    return not isinstance(_timing(rule), Relative | Inactive)


def _computed(app: App, entity: str, key: str) -> bool:
    one = shape_of(app, entity).fields.get(key)
    return one is None or (one.expression is not None and not one.materialised)


def _clauses(app: App, rule: EventRule, names: _Names) -> Clauses:
    return [*names.visible(names.root), *_timed(app, rule, names), *_condition(rule, names)]


def _condition(rule: EventRule, names: _Names) -> Clauses:
    return [] if rule.condition is None else [to_condition(rule.condition.expression, names)]


def _not_yet(rule: EventRule, source: RowSource) -> Clauses:
    """Return that a rule that acts once, or once for an episode, has not acted on the row."""
    table = {OncePer.RECORD: rule_once, OncePer.EPISODE: rule_episode}.get(rule.once_per)
    if table is None:
        return []
    known = sa.exists().where(
        table.c.rule_id == sa.bindparam("rule_id", type_=sa.Text), table.c.record_id == source.id
    )
    return [sa.not_(known)]


def _period(rule: EventRule, names: _Names) -> sa.ColumnElement[Any]:
    """Return what the effect on a row is done once for: the moment, or the date that it follows."""
    timing = _timing(rule)
    if not isinstance(timing, Relative):
        return sa.bindparam("period", type_=sa.Text)
    value = sa.cast(names.field(names.root, timing.field).value, sa.Text)
    return value + sa.bindparam("suffix", type_=sa.Text)


def _timed(app: App, rule: EventRule, names: _Names) -> Clauses:
    """Return what the timing of a rule asks of a row."""
    match _timing(rule):
        case Relative() as timing:
            value = names.field(names.root, timing.field).value
            if timing.dated:
                first, last = (sa.bindparam(name, type_=sa.Date) for name in ("first", "last"))
                return [value >= first, value <= last]
            after, until = (sa.bindparam(name, type_=_MOMENT) for name in ("after", "until"))
            return [value > after, value <= until]
        case Inactive() as timing:
            return _idle(app, rule, timing, names)
        case _:
            return []


def _idle(app: App, rule: EventRule, timing: Inactive, names: _Names) -> Clauses:
    row = names.root
    until = sa.bindparam("idle_until", type_=_MOMENT)
    clauses: Clauses = [row.base.c.created_at < until]
    for key in timing.fields:
        value = names.field(row, key).value
        field = row.shape.fields[key].field
        if field.type.formula_type(field) == DATE:
            latest: sa.ColumnElement[bool] = value <= sa.bindparam("idle_day", type_=sa.Date)
        else:
            latest = value < until
        clauses.append(sa.or_(value.is_(None), latest))
    for key in timing.lists:
        child, tie = names.children(row, key)
        rows = sa.select(sa.literal(1)).select_from(child.from_clause())
        since = rows.where(tie, child.base.c.created_at >= until)
        clauses.append(sa.not_(sa.exists(since.correlate_except(child.from_clause()))))
    if timing.states:
        states = app.entities[rule.entity].states
        assert states is not None
        state = app.entities[rule.entity].fields[states.machine.field]
        entered = sa.exists().where(
            state_log.c.record_id == row.id,
            state_log.c.field_id == state.id,
            state_log.c.entered_at >= until,
        )
        clauses.append(sa.not_(entered))
    return clauses
