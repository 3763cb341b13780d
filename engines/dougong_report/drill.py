"""Drill: from a number of a report to the records behind it, as an entity and a filter anybody can read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from dougong_formula import BOOLEAN, DATE, NUMBER, Type
from dougong_report.counted import counted, names_in, replaced
from dougong_report.definition import Bucket, Dataset, Part
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

    `types` are those of the dimensions. `measure` is the key of the number: its own condition goes along, and
    in a union it says which part is meant. Raises ReportError.
    """
    dataset = query.dataset
    if dataset.stages:
        return _stage(query, at)
    if dataset.union:
        return _part(query, at, types, measure)
    conditions = [text for text in (dataset.filter, *query.filters) if text]
    conditions += period_filters(query.period, query.date or dataset.date)
    for key, value in at.items():
        dimension = known(dataset.dimensions, key, "dimension", f"/at/{key}")
        conditions += _at(key, dimension.formula, value, types.get(key), dimension.bucket)
    if measure is not None:
        conditions += _one(counted(known(dataset.measures, measure, "measure", "/measure").formula))
    return Records(entity=dataset.source or "", filter=together(conditions))


def _at(key: str, formula: str, value: Any, type_: Type | None, bucket: Bucket | None) -> list[str]:
    """Return the conditions of one value of the place; raises ReportError that names it."""
    try:
        return equal(formula, value, type_, bucket)
    except ReportError as error:
        raise ReportError(error.code, error.message, f"/at/{key}") from None


def _stage(query: Query, at: Mapping[str, Any]) -> Records:
    stages = {stage.key: stage for stage in query.dataset.stages}
    stage = known(stages, str(at.get("stage")), "stage", "/at/stage")
    conditions = [text for text in (stage.filter, *query.filters) if text] + period_filters(
        query.period, stage.date
    )
    return Records(entity=stage.source, filter=together(conditions))


def _part(query: Query, at: Mapping[str, Any], types: Mapping[str, Type], measure: str | None) -> Records:
    dataset = query.dataset
    part, values = _meant(query, measure)
    conditions = [text for text in (part.filter,) if text] + period_filters(query.period, part.date)
    for text in query.filters:
        if names_in(text) & (_values_of(dataset) - part.dimensions.keys()):
            raise ReportError("no_records", "A filter on computed numbers has no list of records.")
        conditions.append(replaced(text, part.dimensions))
    for key, value in at.items():
        dimension = known(dataset.dimensions, key, "dimension", f"/at/{key}")
        conditions += _at(key, part.dimensions[key], value, types.get(key), dimension.bucket)
    several = [counted(part.values[key]) for key in values]
    texts = [text for text in dict.fromkeys(several) if text is not None]
    if texts and len(texts) == len(set(several)):
        conditions += _one(texts[0] if len(texts) == 1 else " OR ".join(f"({text})" for text in texts))
    return Records(entity=part.source, filter=together(conditions))


def _meant(query: Query, measure: str | None) -> tuple[Part, list[str]]:
    """Return the part of a union that a measure is computed of, and which of the part's values it uses."""
    dataset = query.dataset
    if measure is None:
        return dataset.union[0], []
    own = dataset.measures.get(measure)
    names = names_in(own.formula) if own is not None else {measure}
    parts = [(part, [key for key in part.values if key in names]) for part in dataset.union]
    found = [(part, values) for part, values in parts if values]
    if len(found) != 1:
        raise ReportError(
            "no_records",
            f"“{measure}” is computed of several entities; it has no list of its own.",
            "/measure",
        )
    return found[0]


def _values_of(dataset: Dataset) -> frozenset[str]:
    """Return the names of the values that the parts of a union compute."""
    return frozenset(key for part in dataset.union for key in part.values)


def _one(condition: str | None) -> list[str]:
    return [condition] if condition else []


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
