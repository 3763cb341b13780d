"""Queries: one dataset or metric asked for a viewer, and the records behind a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from dougong.access.shapes import has_entity
from dougong.context import Context
from dougong.errors import BadRequest, NotFound
from dougong.insight.definitions import dataset_of, metric_datasets, metrics
from dougong.insight.sight import ViewerSight
from dougong.metadata import App
from dougong_formula import FormulaError
from dougong_model import DocumentError
from dougong_report import (
    Dataset,
    Metric,
    Period,
    Query,
    Records,
    ReportError,
    drill,
    named_period,
    parse_dataset,
    shape,
)
from dougong_report.typed import type_part, type_source


def query(
    context: Context,
    app: App,
    conn: sa.Connection,
    dataset: str | Mapping[str, Any],
    asked: Query,
    *,
    totals: bool = False,
) -> dict[str, Any]:
    """Answer a query over a dataset of the app, by key, or over a document that the viewer wrote himself.

    `asked` carries all but the dataset; without dimensions and measures it asks for all of them. Raises
    BadRequest, FormulaError (unknown names), NotAllowed.
    """
    wanted = replace(asked, dataset=_definition(app, dataset))
    definition = wanted.dataset
    if not asked.rows and not asked.values:
        wanted = replace(wanted, rows=tuple(definition.dimensions), values=tuple(definition.measures))
    sight = ViewerSight(context, app, conn)
    try:
        return answer(sight, wanted, totals=totals)
    except ReportError as error:
        raise refusal(error) from None
    except FormulaError as error:
        place = _place(sight, wanted, asked)
        problems = [one.to_problem(place) for one in error.problems]
        raise BadRequest("The expression is refused.", problems=problems) from None


def refusal(error: ReportError, pointer: str = "") -> BadRequest:
    """Return the answer to what a report cannot answer, with the part of the query that is at fault."""
    return BadRequest.at(pointer or error.pointer, error.message, code=error.code)


def _definition(app: App, dataset: str | Mapping[str, Any]) -> Dataset:
    """Return the dataset that a request names or holds; raises NotFound, DocumentError with its place."""
    if isinstance(dataset, str):
        return dataset_of(app, dataset)
    try:
        found = parse_dataset(dataset)
    except DocumentError as error:
        raise DocumentError(
            [replace(one, pointer=f"/dataset{one.pointer}") for one in error.problems]
        ) from None
    sources = [("/source", found.source)] if found.source else []
    sources += [(f"/union/{at}/source", one.source) for at, one in enumerate(found.union)]
    sources += [(f"/stages/{at}/source", one.source) for at, one in enumerate(found.stages)]
    for pointer, key in sources:
        if not has_entity(app, key):
            raise BadRequest.at(
                f"/dataset{pointer}", f"There is no entity “{key[:60]}”.", code="unknown_name"
            )
    return found


def _place(sight: ViewerSight, wanted: Query, asked: Query) -> str:
    """Return which part of what is asked cannot be read: the filter, a dimension, a measure or the dataset."""
    if wanted.filters and _selectable(replace(wanted, filters=()), sight):
        return "/filter"
    bare = replace(wanted, filters=(), sort=())
    for at, key in enumerate(asked.rows):
        if not _selectable(replace(bare, rows=(key,), values=()), sight):
            return f"/rows/{at}"
    for at, key in enumerate(asked.values):
        if not _selectable(replace(bare, rows=(), values=(key,)), sight):
            return f"/values/{at}"
    return "/dataset"


def answer(sight: ViewerSight, wanted: Query, *, totals: bool = False, gaps: bool = False) -> dict[str, Any]:
    """Return columns and rows for a viewer; raises ReportError, FormulaError, NotAllowed."""
    selected = sight.select(wanted)
    rows: list[Any] = list(sight.fetch(selected))
    labels = sight.labels(selected.columns, rows)
    if wanted.dataset.stages:
        stages = {stage.key: dict(stage.label) for stage in wanted.dataset.stages}
        return shape.funnel(selected.columns, rows, {**labels, "stage": stages})
    if not wanted.sort:
        rows = shape.in_option_order(selected.columns, rows, sight.option_orders(selected.columns))
    if gaps:
        rows = shape.with_gaps(selected.columns, rows)
    total = None
    if totals and wanted.values:
        total = sight.fetch(sight.select(replace(wanted, rows=(), sort=(), limit=None)))[0]
    return shape.table(sight.shown(selected.columns), rows, labels, total)


def readable(sight: ViewerSight, wanted: Query) -> tuple[Query, list[str]]:
    """Leave out the measures that speak of what the viewer may not read; their keys are the second part.

    Raises the FormulaError when nothing is left, or when it is not about a measure.
    """
    try:
        sight.select(wanted)
    except FormulaError as error:
        values = wanted.values or (("count", "value") if wanted.dataset.stages else ())
        kept = tuple(key for key in values if _selectable(replace(wanted, values=(key,), sort=()), sight))
        if not kept or kept == values:
            raise error
        hidden = [key for key in values if key not in kept]
        sort = tuple(key for key in wanted.sort if key.removeprefix("-") not in hidden)
        return replace(wanted, values=kept, sort=sort), hidden
    return wanted, []


def _selectable(wanted: Query, sight: ViewerSight) -> bool:
    try:
        sight.select(wanted)
    except FormulaError:
        return False
    return True


def metric_of(app: App, key: str) -> Metric:
    """Return a metric; raises NotFound."""
    found = metrics(app).get(key)
    if found is None:
        raise NotFound("There is no such metric.")
    return found


def metric_data(
    context: Context, app: App, conn: sa.Connection, key: str, period: str = "all", compare: str | None = None
) -> dict[str, Any]:
    """Return the value of a metric in a period, with the period before when asked for."""
    metric = metric_of(app, key)
    try:
        sight = ViewerSight(context, app, conn)
        return figure(sight, metric, period=period, compare=compare)
    except ReportError as error:
        raise refusal(error) from None


def figure(
    sight: ViewerSight,
    metric: Metric,
    *,
    period: str,
    compare: str | None = None,
    date: str | None = None,
    filters: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return a metric as a figure: value, the one compared with, target and direction."""
    span, bucket = named_period(period, sight.context.today)
    wanted = Query(
        dataset=metric_datasets(sight.app)[metric.key],
        values=("value",),
        period=span,
        date=date,
        filters=filters,
    )
    selected = sight.select(wanted)
    value = sight.fetch(selected)[0][0]
    before: Period | None = None
    if compare == "previous_period":
        before = span.before(bucket)
    elif compare == "previous_year":
        before = span.year_before()
    previous = None
    if before is not None:
        previous = sight.fetch(sight.select(replace(wanted, period=before)))[0][0]
    shown = shape.kpi(sight.shown(selected.columns)[0], value, previous, before is not None)
    shown["better"] = metric.better.value
    if metric.target is not None:
        shown["target"] = metric.target
    return shown


def drill_query(
    context: Context,
    app: App,
    dataset: str | Mapping[str, Any],
    at: Mapping[str, Any],
    asked: Query,
    measure: str | None = None,
) -> Records:
    """Return the records behind a number of a dataset; raises BadRequest, FormulaError."""
    wanted = replace(asked, dataset=_definition(app, dataset))
    return behind(ViewerSight(context, app, context.conn), wanted, at, measure)


def behind(sight: ViewerSight, wanted: Query, at: Mapping[str, Any], measure: str | None = None) -> Records:
    """Return the entity and filter of the records in one group."""
    dataset = wanted.dataset
    try:
        keys = tuple(key for key in at if key in dataset.dimensions)
        types = {}
        if dataset.union:
            part = dataset.union[0]
            typed = type_part(Query(dataset=dataset, rows=keys), part, sight.vocabulary(part.source))
            types = {one.column.key: one.expression.type for one in typed.dimensions}
        elif not dataset.stages:
            typed = type_source(Query(dataset=dataset, rows=keys), sight.vocabulary(dataset.source or ""))
            types = {one.column.key: one.expression.type for one in typed.dimensions}
        return drill(wanted, at, types, measure)
    except ReportError as error:
        raise refusal(error) from None
