"""Typed: what is asked of a dataset, with every expression typed against what the viewer may name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dougong_formula import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    Expression,
    FormulaError,
    Member,
    Type,
    Vocabulary,
    parse_expression,
    record_of,
)
from dougong_formula.typed import Field as FieldNode
from dougong_formula.typed import passed_on
from dougong_report.definition import UNION, Bucket, Dataset, Dimension, Measure, Part, Stage
from dougong_report.errors import ReportError
from dougong_report.periods import Period

_PARAMETER_TYPES: Mapping[str, Type] = {
    "text": TEXT,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "date": DATE,
    "datetime": DATETIME,
}
_WORD = re.compile(r"[a-z][a-z0-9_]*")
MOST_ROWS = 10_000
USUAL_ROWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked: dimensions down, measures, further conditions, an order, at most how many rows.

    `filters` are expression texts over the source (the common fields of a union); `period` limits the
    dataset's own date, or `date` when given.
    """

    dataset: Dataset
    rows: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    period: Period | None = None
    date: str | None = None
    sort: tuple[str, ...] = ()
    limit: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the answer; `field` is the (entity, field key) whose values, with their labels, stand in it.

    `thousands` False: a year or another number that is read like a name.
    """

    key: str
    kind: str
    type: Type
    label: Mapping[str, str]
    bucket: Bucket | None = None
    unit: Any = None
    number_format: str | None = None
    thousands: bool = True
    options: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    field: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDimension:
    """A dimension with its expression and its column."""

    expression: Expression
    column: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedMeasure:
    """A measure with its expression and its column."""

    expression: Expression
    column: Column


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedSource:
    """One grouped SELECT: an entity (or the union), its conditions, dimensions and measures."""

    entity: str
    dimensions: tuple[TypedDimension, ...]
    measures: tuple[TypedMeasure, ...]
    conditions: tuple[Expression, ...]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the answer: dimensions, then measures."""
        return (*(one.column for one in self.dimensions), *(one.column for one in self.measures))


class ReportVocabulary:
    """A viewer's vocabulary with the parameters of a dataset."""

    def __init__(self, base: Vocabulary, parameters: Mapping[str, Type]) -> None:
        self._base = base
        self._parameters = {key: Member(key=key, type=type_) for key, type_ in parameters.items()}
        self.root = base.root
        self.prefixes: Mapping[str, Type] = {**base.prefixes, "params": record_of("@params")}

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the members of an entity, or the parameters for `@params`."""
        return self._parameters if entity == "@params" else self._base.members(entity)


class UnionVocabulary:
    """The common fields of a union's parts; prefixes are those of the first part."""

    root: str | None = UNION

    def __init__(self, base: Vocabulary, types: Mapping[str, Type]) -> None:
        self._base = base
        self._types = {key: Member(key=key, type=type_) for key, type_ in types.items()}
        self.prefixes = base.prefixes

    def members(self, entity: str) -> Mapping[str, Member]:
        """Return the common fields, or what the first part knows of another entity."""
        return self._types if entity == UNION else self._base.members(entity)


def vocabulary_for(dataset: Dataset, base: Vocabulary) -> ReportVocabulary:
    """Return a vocabulary in which the dataset's expressions are typed."""
    types = {key: _PARAMETER_TYPES[parameter.type] for key, parameter in dataset.parameters.items()}
    return ReportVocabulary(base, types)


def type_source(query: Query, base: Vocabulary) -> TypedSource:
    """Type a query over a single entity; raises FormulaError for a name the viewer does not know."""
    dataset = query.dataset
    vocabulary = vocabulary_for(dataset, base)
    conditions = [text for text in (dataset.filter, *query.filters) if text]
    conditions += period_filters(query.period, query.date or dataset.date)
    return TypedSource(
        entity=dataset.source or "",
        dimensions=tuple(
            _dimension(known(dataset.dimensions, key, "dimension", f"/rows/{place}"), vocabulary)
            for place, key in enumerate(query.rows)
        ),
        measures=_measures(query, vocabulary),
        conditions=tuple(parse_expression(text, vocabulary, BOOLEAN) for text in conditions),
    )


def _measures(query: Query, vocabulary: Vocabulary) -> tuple[TypedMeasure, ...]:
    return tuple(
        _measure(known(query.dataset.measures, key, "measure", f"/values/{place}"), vocabulary)
        for place, key in enumerate(query.values)
    )


def type_part(query: Query, part: Part, base: Vocabulary) -> TypedSource:
    """Type one part of a union: those dimensions and values that are asked for, grouped by itself."""
    dataset = query.dataset
    vocabulary = vocabulary_for(dataset, base)
    conditions = [text for text in (part.filter,) if text] + period_filters(query.period, part.date)
    named = _named(query)
    dimensions = [
        Dimension(
            key=key, formula=part.dimensions[key], label=one.label, bucket=one.bucket, options=one.options
        )
        for key, one in dataset.dimensions.items()
        if key in named
    ]
    values = [
        Measure(key=key, formula=formula, label={}) for key, formula in part.values.items() if key in named
    ]
    return TypedSource(
        entity=part.source,
        dimensions=tuple(_dimension(one, vocabulary) for one in dimensions),
        measures=tuple(_measure(one, vocabulary) for one in values),
        conditions=tuple(parse_expression(text, vocabulary, BOOLEAN) for text in conditions),
    )


def _named(query: Query) -> frozenset[str]:
    """Return every word in what is asked of a union; what nobody asks for is neither typed nor computed."""
    formulas = [query.dataset.measures[key].formula for key in query.values if key in query.dataset.measures]
    texts = (*query.rows, *formulas, *query.filters)
    return frozenset(word for text in texts for word in _WORD.findall(text))


def type_union(query: Query, parts: tuple[TypedSource, ...], base: Vocabulary) -> TypedSource:
    """Type what is asked of the union of typed parts; a dimension keeps the field of its first part."""
    dataset = query.dataset
    types = {column.key: column.type for part in parts for column in part.columns}
    vocabulary = UnionVocabulary(vocabulary_for(dataset, base), types)
    origins = {
        one.column.key: one.column for one in reversed([one for part in parts for one in part.dimensions])
    }
    dimensions = []
    for place, key in enumerate(query.rows):
        known(dataset.dimensions, key, "dimension", f"/rows/{place}")
        dimensions.append(TypedDimension(expression=parse_expression(key, vocabulary), column=origins[key]))
    return TypedSource(
        entity=UNION,
        dimensions=tuple(dimensions),
        measures=_measures(query, vocabulary),
        conditions=tuple(parse_expression(text, vocabulary, BOOLEAN) for text in query.filters),
    )


def type_stage(query: Query, stage: Stage, base: Vocabulary, with_value: bool = True) -> TypedSource:
    """Type one stage of a funnel: how many rows, and its value when wanted."""
    vocabulary = vocabulary_for(query.dataset, base)
    conditions = [text for text in (stage.filter, *query.filters) if text] + period_filters(
        query.period, stage.date
    )
    measures = [Measure(key="count", formula="COUNT()", label={"en": "Count", "zh": "数量"})]
    if stage.value is not None and with_value:
        measures.append(Measure(key="value", formula=stage.value, label={"en": "Value", "zh": "金额"}))
    return TypedSource(
        entity=stage.source,
        dimensions=(),
        measures=tuple(_measure(one, vocabulary) for one in measures),
        conditions=tuple(parse_expression(text, vocabulary, BOOLEAN) for text in conditions),
    )


def period_filters(period: Period | None, date: str | None) -> list[str]:
    """Return the conditions of a period on a date expression; none when there is no date."""
    return list(period.filters(date)) if period is not None and date else []


def known(elements: Mapping[str, Any], key: str, what: str, pointer: str) -> Any:
    """Return an element of the dataset; raises ReportError when there is none of that key."""
    if key not in elements:
        raise ReportError(
            "unknown_name", f"There is no {what} “{key}”; one of: {', '.join(elements) or 'none'}.", pointer
        )
    return elements[key]


def _dimension(dimension: Dimension, vocabulary: Vocabulary) -> TypedDimension:
    expression = parse_expression(dimension.formula, vocabulary)
    if dimension.bucket is not None and expression.type not in (DATE, DATETIME):
        raise ReportError(
            "bucket", f"“{dimension.key}” is a {expression.type}; only dates are cut into buckets."
        )
    if expression.type.is_record_list:
        message = f"“{dimension.key}” is a list of records, which groups no rows; count or add them up."
        raise ReportError("type", message)
    type_ = DATE if dimension.bucket is not None else expression.type
    column = Column(
        key=dimension.key,
        kind="dimension",
        type=type_,
        label=dimension.label,
        bucket=dimension.bucket,
        thousands=not expression.is_year,
        field=_origin(expression, vocabulary),
        options=dimension.options,
    )
    return TypedDimension(expression=expression, column=column)


def _measure(measure: Measure, vocabulary: Vocabulary) -> TypedMeasure:
    expression = parse_expression(measure.formula, vocabulary, measure=True)
    column = Column(
        key=measure.key,
        kind="measure",
        type=expression.type,
        label=measure.label,
        unit=measure.unit,
        number_format=measure.number_format,
        thousands=not expression.is_year,
        field=_origin(expression, vocabulary),
    )
    return TypedMeasure(expression=expression, column=column)


def _origin(expression: Expression, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return the field a plain path ends at, or that of which the smallest or largest value is asked."""
    node = passed_on(expression.tree)
    if not isinstance(node, FieldNode):
        return None
    entity = node.entity
    for key in node.path[:-1]:
        member = vocabulary.members(entity).get(key)
        if member is None or member.type.entity is None:
            return None
        entity = member.type.entity
    return entity, node.path[-1]


__all__ = [
    "MOST_ROWS",
    "USUAL_ROWS",
    "Column",
    "FormulaError",
    "Query",
    "TypedDimension",
    "TypedMeasure",
    "TypedSource",
    "known",
    "type_part",
    "type_source",
    "type_stage",
    "type_union",
    "vocabulary_for",
]
