"""Foreign amounts: what an amount in another currency is worth in the workspace's, fixed when it is written.

The rate is the one valid on the day of the document: the field that `rate_date` names, of the same entity or,
in rows of a sub-table, of the record they belong to; without it the day of writing. What was fixed stays as it
is until the amount or that day changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from dougong.access.kept import kept
from dougong.actions.act import Act
from dougong.actions.draft import Draft
from dougong.currency_rates import Rate, based, rate_on, rates_of
from dougong.records.load import load_list
from dougong_form import Field
from dougong_model import Money, Problem, Value


def fix_base(act: Act, draft: Draft) -> list[Problem]:
    """Give every foreign amount of a draft its base; return a problem for each that has no rate."""
    money, lists = kept(act.app, ("money fields", draft.entity), lambda: _money_fields(act, draft.entity))
    if not lists and (not money or (draft.old is None and not _any_foreign(act, money, (draft.values,)))):
        return []
    now = _Level("", draft.values, draft.old or {})
    places = [*_moved(act, money, draft), *_places(act, money, now)]
    for key, child in lists:
        inner = kept(act.app, ("money fields", child), partial(_money_fields, act, child))[0]
        if key not in draft.values:
            _move_rows(act, draft, key, inner)
        given: Any = draft.values.get(key)
        if not isinstance(given, list | tuple) or not _any_foreign(act, inner, given):
            continue
        before = _rows_before(act, draft, key)
        for position, row in enumerate(given):
            level = _Level(f"/{key}/{position}", row, before.get(row.get("id"), {}), now)
            places += _places(act, inner, level)
    return _fix(act, places)


def _move_rows(act: Act, draft: Draft, key: str, money: Sequence[Field]) -> None:
    """Take the rows of a sub-table along where only the day of their document is another one."""
    days = {field.settings.get("rate_date") for field in money} & draft.changed.keys()
    if draft.creates or not days:
        return
    rows: list[Any] = [dict(row) for row in _rows_before(act, draft, key).values()]
    if _any_foreign(act, money, rows):
        draft.values[key] = rows


@dataclass(frozen=True, slots=True)
class _Level:
    """A record or a row of it: what is given, what is stored, and the record that a row belongs to."""

    pointer: str
    values: Any
    old: Mapping[str, Value]
    above: _Level | None = None

    def day(self, act: Act, field: Field, *, before: bool = False) -> date:
        """Return the day of the document for a field, as it is now or was before."""
        key = field.settings.get("rate_date")
        level: _Level | None = self
        while key is not None and level is not None:
            found = level.old.get(key) if before else level.values.get(key, level.old.get(key))
            if isinstance(found, datetime):
                return found.astimezone(act.context.zone).date()
            if isinstance(found, date):
                return found
            level = level.above
        return act.context.today


@dataclass(frozen=True, slots=True)
class _Place:
    """A foreign amount that needs a base."""

    level: _Level
    field: Field
    money: Money
    day: date


def _places(act: Act, money: Sequence[Field], level: _Level) -> Iterator[_Place]:
    """Yield the foreign amounts given at a level; one that is as it was keeps what it was worth."""
    for field in money:
        value = level.values.get(field.key)
        if not isinstance(value, Money) or value.currency == act.currency:
            continue
        old = level.old.get(field.key)
        day = level.day(act, field)
        dated = field.settings.get("rate_date") is not None
        if (
            isinstance(old, Money)
            and (old.amount, old.currency) == (value.amount, value.currency)
            and old.base is not None
            and (not dated or day == level.day(act, field, before=True))
        ):
            level.values[field.key] = old
            continue
        yield _Place(level, field, value, day)


def _moved(act: Act, money: Sequence[Field], draft: Draft) -> Iterator[_Place]:
    """Yield the foreign amounts that are not given anew while the day of their document is."""
    if draft.old is None:
        return
    for field in money:
        old = draft.old.get(field.key)
        if field.key in draft.values or not isinstance(old, Money) or old.currency == act.currency:
            continue
        if field.settings.get("rate_date") in draft.changed:
            level = _Level("", draft.values, draft.old)
            yield _Place(level, field, old, level.day(act, field))


def _fix(act: Act, places: Sequence[_Place]) -> list[Problem]:
    if not places:
        return []
    rates: Mapping[str, Sequence[Rate]] = rates_of(act.context.conn, {one.money.currency for one in places})
    problems = []
    for one in places:
        rate = rate_on(rates, one.money.currency, one.day)
        if rate is None:
            message = (
                f"There is no rate for {one.money.currency} on {one.day.isoformat()}; "
                "an administrator can add it under People, Exchange rates."
            )
            pointer = f"{one.level.pointer}/{one.field.key}"
            problems.append(Problem(code="currency", pointer=pointer, message=message))
        else:
            one.level.values[one.field.key] = replace(one.money, base=based(one.money.amount, rate))
    return problems


def _any_foreign(act: Act, money: Sequence[Field], rows: Sequence[Any]) -> bool:
    for row in rows:
        for field in money:
            value = row.get(field.key)
            if isinstance(value, Money) and value.currency != act.currency:
                return True
    return False


def _rows_before(act: Act, draft: Draft, key: str) -> dict[UUID, Mapping[str, Value]]:
    """Return the stored rows of a list by their ids."""
    if draft.creates:
        return {}
    found = load_list(act.context, act.app, draft.entity, key, [draft.id])
    return dict(found.get(draft.id, ()))


def _money_fields(act: Act, entity: str) -> tuple[tuple[Field, ...], tuple[tuple[str, str], ...]]:
    """Return the money fields of an entity, and its sub-tables with their entities."""
    fields = act.app.entities[entity].entity.fields
    return (
        tuple(field for field in fields.values() if field.type.name == "money"),
        tuple(
            (key, field.entity)
            for key, field in fields.items()
            if field.type.name == "sub_table" and field.entity is not None
        ),
    )
