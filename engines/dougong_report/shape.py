"""Shape: database rows become the answer of a widget, in JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from dougong_model import number_text
from dougong_report.definition import Bucket
from dougong_report.periods import bucket_period
from dougong_report.typed import Column

MOST_GAPS = 400
"""So many buckets are filled in at most between the first and the last."""

Labels = Mapping[str, Mapping[str, Any]]
"""By column, what people read for its values: a text, or a text in several languages."""


def cell(value: Any) -> Any:
    """Return a database value in its JSON form; numbers are texts, as everywhere."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal | int):
        return number_text(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return number_text(Decimal(str(value.total_seconds())))
    if isinstance(value, list | tuple):
        return [cell(one) for one in value]
    return str(value)


def column_json(column: Column, labels: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Describe a column: `type` is the kind of its values, `entity` that of the records they name."""
    shown: dict[str, Any] = {
        "key": column.key,
        "kind": column.kind,
        "label": dict(column.label),
        "type": column.type.kind,
    }
    if column.type.kind == "record":
        shown["entity"] = column.type.entity
    if column.bucket is not None:
        shown["bucket"] = column.bucket.value
    if column.unit is not None:
        shown["unit"] = column.unit
    if column.number_format is not None:
        shown["number_format"] = column.number_format
    if not column.thousands:
        shown["thousands"] = False
    if labels:
        shown["labels"] = dict(labels)
    return shown


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    labels: Labels,
    total: Sequence[Any] | None = None,
) -> dict[str, Any]:
    """Return columns and rows, and the row of totals when there is one (blank under the dimensions)."""
    answer: dict[str, Any] = {
        "columns": [column_json(column, labels.get(column.key)) for column in columns],
        "rows": [[cell(value) for value in row] for row in rows],
    }
    if total is not None:
        dimensions = sum(column.kind == "dimension" for column in columns)
        answer["total"] = [None] * dimensions + [cell(value) for value in total]
    return answer


def funnel(columns: Sequence[Column], rows: Sequence[Sequence[Any]], labels: Labels) -> dict[str, Any]:
    """Return stages with `rate` (of the stage before) and `overall` (of the first); blank where that is 0."""
    answer = table(columns, rows, labels)
    place = next(index for index, column in enumerate(columns) if column.kind == "measure")
    counts = [row[place] for row in rows]
    for index, row in enumerate(answer["rows"]):
        row.append(cell(_share(counts[index], counts[index - 1])) if index else None)
        row.append(cell(_share(counts[index], counts[0])))
    answer["columns"] += [
        {
            "key": "rate",
            "kind": "measure",
            "type": "number",
            "unit": "%",
            "label": {"en": "Of the stage before", "zh": "阶段转化率"},
        },
        {
            "key": "overall",
            "kind": "measure",
            "type": "number",
            "unit": "%",
            "label": {"en": "Of the first stage", "zh": "总转化率"},
        },
    ]
    return answer


def _share(part: Any, whole: Any) -> Decimal | None:
    """Return a fraction to six decimals; blank when there is nothing to divide by."""
    if not whole or part is None:
        return None
    return (Decimal(part) / Decimal(whole)).quantize(Decimal("0.000001"))


def kpi(column: Column, value: Any, previous: Any = None, compared: bool = False) -> dict[str, Any]:
    """Return a figure, with that of the period compared and the relative change when asked for."""
    answer: dict[str, Any] = {"columns": [column_json(column)], "rows": [[cell(value)]], "value": cell(value)}
    if compared:
        answer["previous"] = cell(previous)
        answer["change"] = cell(_change(value, previous))
    return answer


def _change(value: Any, previous: Any) -> Decimal | None:
    if not isinstance(value, Decimal | int) or not isinstance(previous, Decimal | int) or not previous:
        return None
    return _share(Decimal(value) - Decimal(previous), abs(Decimal(previous)))


def with_gaps(columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
    """Put in the buckets without rows, so that a line does not skip a month; only for one dimension."""
    bucket = columns[0].bucket if columns else None
    dimensions = sum(column.kind == "dimension" for column in columns)
    if bucket is None or dimensions != 1 or not rows:
        return list(rows)
    known = {row[0]: row for row in rows if row[0] is not None}
    blank = [row for row in rows if row[0] is None]
    if not known:
        return list(rows)
    filled: list[Sequence[Any]] = []
    day, last = min(known), max(known)
    while day <= last and len(filled) <= MOST_GAPS:
        filled.append(known.get(day, (day, *[None] * (len(columns) - 1))))
        day = _next(day, bucket)
    return [*filled, *blank] if len(filled) <= MOST_GAPS else list(rows)


def _next(day: date, bucket: Bucket) -> date:
    last = bucket_period(day, bucket).last
    assert last is not None
    return last + timedelta(days=1)


def in_option_order(
    columns: Sequence[Column], rows: Sequence[Sequence[Any]], orders: Mapping[str, Sequence[str]]
) -> list[Sequence[Any]]:
    """Sort groups by the order of a select field's options (those of the first dimension, then the next)."""
    places = [
        (index, {key: place for place, key in enumerate(orders[column.key])})
        for index, column in enumerate(columns)
        if column.kind == "dimension" and column.key in orders
    ]
    if not places or places[0][0] != 0:
        return list(rows)
    return sorted(rows, key=lambda row: [options.get(row[index], len(options)) for index, options in places])
