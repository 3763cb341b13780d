"""Drill: from a number of a report to the records behind it, as an entity and a filter anybody can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dougong_formula import BOOLEAN, DATE, NUMBER, Type
from dougong_report.definition import Bucket
from dougong_report.errors import ReportError
from dougong_report.periods import bucket_period, date_text
from dougong_report.typed import Query, known, period_filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The records behind a number: an entity and the filter of its list; "" is no filter."""

    entity: str
    filter: str


def drill(
    query: Query, at: Mapping[str, Any], types: Mapping[str, Type], measure: str | None = None
) -> Records:
    """Return the records of the group whose dimensions have the values `at` (JSON values).

    `types` are those of the dimensions. In a union, `measure` says which part is meant. Raises ReportError.
    """
    dataset = query.dataset
    if dataset.stages:
        return _stage(query, at)
    if dataset.union:
        return _part(query, at, types, measure)
    conditions = [text for text in (dataset.filter, *query.filters) if text]
    conditions += period_filters(query.period, query.date or dataset.date)
    for key, value in at.items():
        dimension = known(dataset.dimensions, key, "dimension")
        conditions += equal(dimension.formula, value, types.get(key), dimension.bucket)
    return Records(entity=dataset.source or "", filter=together(conditions))


def _stage(query: Query, at: Mapping[str, Any]) -> Records:
    stages = {stage.key: stage for stage in query.dataset.stages}
    stage = known(stages, str(at.get("stage")), "stage")
    conditions = [text for text in (stage.filter, *query.filters) if text] + period_filters(
        query.period, stage.date
    )
    return Records(entity=stage.source, filter=together(conditions))


def _part(query: Query, at: Mapping[str, Any], types: Mapping[str, Type], measure: str | None) -> Records:
    dataset = query.dataset
    part = next((one for one in dataset.union if measure is None or measure in one.values), None)
    if part is None:
        raise ReportError(
            "no_records", f"“{measure}” is computed of several entities; it has no list of its own."
        )
    conditions = [text for text in (part.filter,) if text] + period_filters(query.period, part.date)
    for key, value in at.items():
        dimension = known(dataset.dimensions, key, "dimension")
        conditions += equal(part.dimensions[key], value, types.get(key), dimension.bucket)
    return Records(entity=part.source, filter=together(conditions))


def together(conditions: list[str]) -> str:
    """Join conditions with AND, each in parentheses when there are several."""
    if len(conditions) == 1:
        return conditions[0]
    return " AND ".join(f"({condition})" for condition in conditions)


def equal(formula: str, value: Any, type_: Type | None, bucket: Bucket | None = None) -> list[str]:
    """Return the conditions under which an expression has a value given as JSON; a bucket becomes a span."""
    if value is None or value == "":
        return [f"ISBLANK({formula})"]
    if bucket is not None:
        return list(bucket_period(_day(value), bucket).filters(formula))
    return [f"{_operand(formula)} = {literal(value, type_)}"]


def _operand(formula: str) -> str:
    return formula if formula.replace("_", "").replace(".", "").isalnum() else f"({formula})"


def literal(value: Any, type_: Type | None) -> str:
    """Write a JSON value as the expression language does; raises ReportError when it is not of the type."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if type_ == BOOLEAN:
        raise ReportError("wrong_value", "TRUE or FALSE is needed here.")
    if type_ == NUMBER:
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise ReportError("wrong_value", f"“{str(value)[:40]}” is not a number.") from None
        if not number.is_finite():
            raise ReportError("wrong_value", "A number is needed here.")
        return format(number, "f")
    if type_ == DATE:
        return date_text(_day(value))
    return '"' + str(value).replace('"', '""') + '"'


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ReportError("wrong_value", f"“{str(value)[:40]}” is not a day.") from None
