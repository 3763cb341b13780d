"""Base amounts: what stored amounts in another currency are worth by the rates as they are now.

Only the job that an administrator starts calls this. It is no change of a record: amounts, versions and
history stay; what sums add up becomes another number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from dougong.context import Context
from dougong.currency_rates import currency_rate
from dougong.metadata import App
from dougong.records.tables import history
from dougong_form import Field
from dougong_model import DECIMALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """A money field of an entity; `day` names the date field of its rate, of the record `above` when so."""

    entity: str
    field: str
    day: str | None
    above: str | None = None


def amounts_of(app: App) -> Iterator[Amounts]:
    """Yield the money fields of an app whose rate's day is known: by a date field, or by the history.

    Rows of a sub-table without a date field have no history of their own, so they are not among them.
    """
    for key, compiled in app.entities.items():
        parent = compiled.entity.parent
        for field in compiled.entity.fields.values():
            if field.type.name != "money":
                continue
            day = field.settings.get("rate_date")
            if day in compiled.entity.fields:
                yield Amounts(entity=key, field=field.key, day=day)
            elif day is not None and parent is not None:
                yield Amounts(entity=key, field=field.key, day=day, above=parent)
            elif parent is None:
                yield Amounts(entity=key, field=field.key, day=None)


def hold_amounts(
    context: Context, app: App, amounts: Amounts, currency: str, after: UUID | None, rows: int
) -> list[UUID]:
    """Hold the next records after an id that have an amount in a currency; return their ids."""
    table = app.entities[amounts.entity].table
    _amount, held, _base = app.entities[amounts.entity].columns[amounts.field]
    wanted = sa.select(table.c.id).where(held == currency).order_by(table.c.id).limit(rows)
    if after is not None:
        wanted = wanted.where(table.c.id > after)
    return list(context.conn.scalars(wanted.with_for_update(key_share=True)))


def rebase(
    context: Context, app: App, amounts: Amounts, currency: str, ids: list[UUID], zone: ZoneInfo
) -> list[UUID]:
    """Give held amounts the base of their day's rate; return those that had another. No rate, no change."""
    compiled = app.entities[amounts.entity]
    table = compiled.table
    amount, held, base = compiled.columns[amounts.field]
    days = _days(app, amounts, zone).where(
        table.c.id == sa.any_(sa.bindparam("ids", ids, sa.ARRAY(sa.Uuid())))
    )
    day = days.subquery("days")
    rate = (
        sa.select(currency_rate.c.rate)
        .where(currency_rate.c.currency == currency, currency_rate.c.from_day <= day.c.day)
        .order_by(currency_rate.c.from_day.desc())
        .limit(1)
        .scalar_subquery()
    )
    rated = sa.select(day.c.id, rate.label("rate")).subquery("rated")
    worth = sa.func.round(amount * rated.c.rate, DECIMALS)
    statement = (
        sa.update(table)
        .where(
            table.c.id == rated.c.id,
            held == currency,
            rated.c.rate.is_not(None),
            base.is_distinct_from(worth),
        )
        .values({base.name: worth})
        .returning(table.c.id)
    )
    return list(context.conn.scalars(statement))


def _days(app: App, amounts: Amounts, zone: ZoneInfo) -> sa.Select[Any]:
    """Select the ids of records with the days of their documents; without one the day of its last writing."""
    compiled = app.entities[amounts.entity]
    table = compiled.table
    if amounts.day is None:
        return sa.select(
            table.c.id, _date(_written(compiled.entity.fields[amounts.field], table), zone).label("day")
        )
    holder = app.entities[amounts.above or amounts.entity]
    source = holder.table.alias("above") if amounts.above else table
    column = source.c[holder.columns[amounts.day][0].name]
    moment = isinstance(column.type, sa.DateTime)
    # A document without its day counts by the day on which it was written.
    dated = _date(column, zone) if moment else column
    day = sa.func.coalesce(dated, _date(table.c.created_at, zone))
    found = sa.select(table.c.id, day.label("day"))
    return found.join_from(table, source, source.c.id == table.c.parent_id) if amounts.above else found


def _written(field: Field, table: sa.Table) -> sa.ColumnElement[Any]:
    """Return when an amount was last written, as the history of its record tells."""
    last = (
        sa.select(sa.func.max(history.c.at))
        .where(history.c.record_id == table.c.id, sa.cast(history.c.changes, JSONB).has_key(field.id))
        .scalar_subquery()
    )
    return sa.func.coalesce(last, table.c.created_at)


def _date(moment: sa.ColumnElement[Any], zone: ZoneInfo) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.timezone(zone.key, moment), sa.Date)
