"""Check: everything about a dataset, metric or dashboard that can be known before it runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from dougong_formula import FormulaError, Vocabulary
from dougong_model import Problem
from dougong_report.definition import Dashboard, Dataset, Metric, Widget, WidgetKind
from dougong_report.errors import ReportError
from dougong_report.periods import named_period
from dougong_report.typed import Query, TypedSource, type_part, type_source, type_stage, type_union

VocabularyOf = Callable[[str], Vocabulary | None]
"""The names of an entity's fields, for the whole app; None when there is no such entity."""

_SOME_DAY = date(2026, 1, 1)


def check_dataset(dataset: Dataset, vocabulary_of: VocabularyOf) -> list[Problem]:
    """Return every expression that does not type and every name that leads nowhere."""
    problems = [
        Problem(
            code="unknown_entity",
            pointer=_source_pointer(dataset, entity),
            message=f"There is no entity “{entity}”.",
        )
        for entity in dataset.sources
        if vocabulary_of(entity) is None
    ]
    if problems:
        return problems
    if dataset.stages:
        return _check_stages(dataset, vocabulary_of)
    if dataset.union:
        return _check_union(dataset, vocabulary_of)
    return _check_source(dataset, vocabulary_of)


def _source_pointer(dataset: Dataset, entity: str) -> str:
    places = {"/source": dataset.source or ""}
    places |= {f"/union/{index}/source": part.source for index, part in enumerate(dataset.union)}
    places |= {f"/stages/{index}/source": stage.source for index, stage in enumerate(dataset.stages)}
    return next((pointer for pointer, source in places.items() if source == entity), "/source")


def _check_source(dataset: Dataset, vocabulary_of: VocabularyOf) -> list[Problem]:
    base = _base(vocabulary_of, dataset.source or "")
    bare = Dataset(
        id=dataset.id,
        key=dataset.key,
        name=dataset.name,
        source=dataset.source,
        dimensions=dataset.dimensions,
        measures=dataset.measures,
        parameters=dataset.parameters,
    )
    asked = {
        f"/dimensions/{index}/formula": Query(dataset=bare, rows=(key,))
        for index, key in enumerate(bare.dimensions)
    }
    asked |= {
        f"/measures/{index}/formula": Query(dataset=bare, values=(key,))
        for index, key in enumerate(bare.measures)
    }
    if dataset.filter:
        asked["/filter"] = Query(dataset=bare, filters=(dataset.filter,))
    if dataset.date:
        asked["/date"] = Query(dataset=bare, filters=(_dated(dataset.date),))
    return [
        problem
        for pointer, query in asked.items()
        for problem in _problems(pointer, type_source, query, base)
    ]


def _check_union(dataset: Dataset, vocabulary_of: VocabularyOf) -> list[Problem]:
    problems: list[Problem] = []
    parts: list[TypedSource] = []
    query = Query(dataset=dataset, rows=tuple(dataset.dimensions), values=tuple(dataset.measures))
    for index, part in enumerate(dataset.union):
        base = _base(vocabulary_of, part.source)
        found = _problems(f"/union/{index}", type_part, query, part, base)
        problems += found
        parts += [] if found else [type_part(query, part, base)]
    if not problems:
        first = _base(vocabulary_of, dataset.union[0].source)
        problems += _problems("/measures", type_union, query, tuple(parts), first)
        for key in dataset.dimensions:
            types = {one.column.type for part in parts for one in part.dimensions if one.column.key == key}
            if len(types) > 1:
                problems.append(
                    Problem(
                        code="type_mismatch",
                        pointer="/union",
                        message=f"The parts give “{key}” different types.",
                    )
                )
    return problems


def _check_stages(dataset: Dataset, vocabulary_of: VocabularyOf) -> list[Problem]:
    problems: list[Problem] = []
    for index, stage in enumerate(dataset.stages):
        base = _base(vocabulary_of, stage.source)
        filters = (_dated(stage.date),) if stage.date else ()
        query = Query(dataset=dataset, filters=filters)
        problems += _problems(f"/stages/{index}", type_stage, query, stage, base)
    return problems


def check_metric(metric: Metric, vocabulary_of: VocabularyOf) -> list[Problem]:
    """Return what is wrong with a metric's expressions."""
    pointers = {"/measures/0/formula": "/value"}
    return [
        Problem(
            code=one.code,
            pointer=pointers.get(one.pointer, one.pointer),
            message=one.message,
            hint=one.hint,
            severity=one.severity,
        )
        for one in check_dataset(metric.dataset(), vocabulary_of)
    ]


def check_dashboard(
    dashboard: Dashboard, datasets: Mapping[str, Dataset], metrics: Mapping[str, Metric]
) -> list[Problem]:
    """Return every widget and filter that names a dataset, metric, dimension or measure that is not there."""
    problems: list[Problem] = []
    for index, widget in enumerate(dashboard.widgets):
        problems += _check_widget(widget, f"/widgets/{index}", datasets, metrics)
    for index, one in enumerate(dashboard.filters):
        for key in one.binds:
            if key not in datasets and key not in metrics:
                problems.append(
                    Problem(
                        code="unknown_reference",
                        pointer=f"/filters/{index}/binds/{key}",
                        message=f"There is no dataset or metric “{key}”.",
                    )
                )
        if one.type == "date_range" and isinstance(one.default, str):
            problems += _problems(f"/filters/{index}/default", named_period, one.default, _SOME_DAY)
    return problems


def _check_widget(
    widget: Widget, pointer: str, datasets: Mapping[str, Dataset], metrics: Mapping[str, Metric]
) -> list[Problem]:
    if widget.metric is not None and widget.metric not in metrics:
        return [_unknown(f"{pointer}/metric", "metric", widget.metric, metrics)]
    if widget.dataset is None:
        return []
    dataset = datasets.get(widget.dataset)
    if dataset is None:
        return [_unknown(f"{pointer}/dataset", "dataset", widget.dataset, datasets)]
    if dataset.stages:
        return (
            []
            if widget.kind in (WidgetKind.FUNNEL, WidgetKind.TABLE)
            else [
                Problem(
                    code="funnel_shape",
                    pointer=f"{pointer}/kind",
                    message="Stages are shown as a funnel or a table.",
                )
            ]
        )
    rows = (*widget.rows, *((widget.split,) if widget.split else ()))
    problems = [
        _unknown(pointer, "dimension", key, dataset.dimensions)
        for key in rows
        if key not in dataset.dimensions
    ]
    problems += [
        _unknown(pointer, "measure", key, dataset.measures)
        for key in widget.values
        if key not in dataset.measures
    ]
    asked = {*rows, *widget.values}
    problems += [
        _unknown(f"{pointer}/sort", "column", key, dict.fromkeys(asked))
        for key in (one.removeprefix("-") for one in widget.sort)
        if key not in asked
    ]
    return problems


def _unknown(pointer: str, what: str, key: str, known: Mapping[str, object]) -> Problem:
    return Problem(
        code="unknown_reference",
        pointer=pointer,
        message=f"There is no {what} “{key}”.",
        hint="One of: " + ", ".join(known) if known else None,
    )


def _base(vocabulary_of: VocabularyOf, entity: str) -> Vocabulary:
    vocabulary = vocabulary_of(entity)
    assert vocabulary is not None
    return vocabulary


def _dated(expression: str | None) -> str:
    """Return a condition that types only when the expression is a date or a date-time."""
    return f"({expression}) >= DATE(2026, 1, 1)"


def _problems(pointer: str, attempt: Callable[..., object], *arguments: object) -> list[Problem]:
    try:
        attempt(*arguments)
    except FormulaError as error:
        return [found.to_problem(pointer) for found in error.problems]
    except ReportError as error:
        return [Problem(code=error.code, pointer=pointer, message=error.message)]
    return []
