"""Numbers: auto numbers from a pattern and a counter that the creating transaction holds until it ends.

So a number is never given twice and never lost: a creation that fails gives its number back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from dougong.access.kept import kept
from dougong.access.shapes import EntityShape, FieldShape
from dougong.context import Context
from dougong.metadata import App
from dougong.records.tables import counter
from dougong.working_calendar import calendar_of
from dougong_formula import Template, parse_template
from dougong_model import Value

_COUNTER = re.compile(r"\bSEQ\(\s*(\d{1,2})?\s*\)")
_MARK = re.compile("\x02(\\d*)\x03")


def _numbered(shape: EntityShape) -> list[FieldShape]:
    return [one for one in shape.fields.values() if one.type == "auto_number"]


def fill(context: Context, app: App, shape: EntityShape, given: Sequence[dict[str, Value]]) -> None:
    """Give every new record its numbers, in the order of the records."""
    for one in _numbered(shape):
        waiting = [values for values in given if not values.get(one.key)]
        for values, number in zip(waiting, _next(context, one, len(waiting)), strict=True):
            values[one.key] = _text(context, app, shape, one, values, number)


def fill_columns(context: Context, app: App, shape: EntityShape, stored: Sequence[dict[str, Any]]) -> None:
    """Give new rows of a sub-table their numbers, as columns."""
    for one in _numbered(shape):
        for row, number in zip(stored, _next(context, one, len(stored)), strict=True):
            row[one.columns[0].name] = _text(context, app, shape, one, {}, number)


def _period(context: Context, one: FieldShape) -> str:
    day = context.today.isoformat()
    return {"year": day[:4], "month": day[:7], "day": day}.get(str(one.field.settings.get("reset")), "")


def _next(context: Context, one: FieldShape, count: int) -> range:
    if not count:
        return range(0)
    statement = insert(counter).values(field_id=one.field.id, period=_period(context, one), value=count)
    last = context.conn.execute(
        statement.on_conflict_do_update(
            index_elements=[counter.c.field_id, counter.c.period], set_={"value": counter.c.value + count}
        ).returning(counter.c.value)
    ).scalar_one()
    return range(last - count + 1, last + 1)


def _text(
    context: Context, app: App, shape: EntityShape, one: FieldShape, values: Mapping[str, Value], number: int
) -> str:
    pattern = str(one.field.settings["pattern"])

    def make() -> Template:
        marked = _COUNTER.sub(lambda found: f'"\x02{found[1] or ""}\x03"', pattern)
        assert shape.compiled is not None
        return parse_template(marked, shape.compiled.vocabulary)

    template = kept(app, ("number", shape.key, one.key), make)
    scope = {
        **dict.fromkeys(shape.fields),
        **values,
        "$today": context.today,
        "$now": context.now,
        "$zone": context.zone,
        **calendar_of(context).names(),
    }
    return _MARK.sub(lambda found: str(number).zfill(int(found[1] or 1)), template.render(scope))
