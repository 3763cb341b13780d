"""Documents to definitions: dataset, metric, dashboard; every fault is told, with its pointer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from dougong_model import DocumentError, is_key
from dougong_report.definition import (
    Bucket,
    Dashboard,
    DashboardFilter,
    Dataset,
    Dimension,
    Direction,
    FilterType,
    Measure,
    Metric,
    Parameter,
    Part,
    Stage,
    Widget,
    WidgetKind,
)
from dougong_report.reading import Reading

PARAMETER_TYPES = ("text", "number", "boolean", "date", "datetime")
GRID_COLUMNS = 12
MOST_ELEMENTS = 100
COMPARISONS = ("previous_period", "previous_year")
Element = TypeVar("Element")
_CHARTS = frozenset({WidgetKind.BAR, WidgetKind.LINE, WidgetKind.AREA, WidgetKind.PIE})


def parse_dataset(document: Mapping[str, Any]) -> Dataset:
    """Read a dataset; raises DocumentError with every problem found."""
    reading = Reading()
    sources = [name for name in ("source", "union", "stages") if document.get(name)]
    if len(sources) != 1:
        reading.refuse(
            "",
            "one_source",
            "A dataset is of one entity, of several sources or of the stages of one, exactly one of these.",
        )

    def dimension(reading: Reading, raw: Any, pointer: str) -> Dimension:
        return _dimension(reading, raw, pointer, not document.get("union"))

    dataset = Dataset(
        id=str(document.get("id", "")),
        key=str(document.get("key", "")),
        name=document.get("name", {}),
        source=reading.text(document.get("source"), "/source"),
        filter=reading.expression(document.get("filter"), "/filter"),
        date=reading.expression(document.get("date"), "/date"),
        dimensions=_by_key(reading, document, "dimensions", dimension),
        measures=_by_key(reading, document, "measures", _measure),
        parameters=_by_key(reading, document, "params", _parameter),
        union=_each(reading, document, "union", _part),
        stages=_each(reading, document, "stages", _stage),
    )
    if dataset.stages and (dataset.dimensions or dataset.measures):
        reading.refuse(
            "/stages", "funnel_shape", "The dimension of a funnel is its stages; it counts their rows."
        )
    _common_keys(dataset, reading)
    if reading.problems:
        raise DocumentError(reading.problems)
    return dataset


def _each(
    reading: Reading, document: Mapping[str, Any], name: str, read: Callable[[Reading, Any, str], Element]
) -> tuple[Element, ...]:
    """Read every element of a list of the document."""
    return tuple(
        read(reading, one, f"/{name}/{index}")
        for index, one in enumerate(reading.several(document.get(name), f"/{name}"))
    )


def _by_key(
    reading: Reading, document: Mapping[str, Any], name: str, read: Callable[[Reading, Any, str], Any]
) -> dict[str, Any]:
    found, pointer = _each(reading, document, name, read), f"/{name}"
    result: dict[str, Any] = {}
    if len(found) > MOST_ELEMENTS:
        reading.refuse(pointer, "too_many", f"There are at most {MOST_ELEMENTS} of these.")
    for index, one in enumerate(found):
        if not is_key(one.key):
            reading.refuse(f"{pointer}/{index}/key", "key", "A key is lowercase letters, digits and _.")
        if one.key in result:
            reading.refuse(f"{pointer}/{index}/key", "duplicate_key", f"“{one.key}” stands twice.")
        result[one.key] = one
    return result


def _dimension(reading: Reading, raw: Any, pointer: str, formula: bool) -> Dimension:
    """Read a dimension; in a union its expressions stand in the parts."""
    body = reading.mapping(raw, pointer)
    return Dimension(
        key=reading.text(body.get("key"), f"{pointer}/key", True) or "",
        formula=reading.expression(body.get("formula"), f"{pointer}/formula", formula) or "",
        label=body.get("label", {}),
        bucket=None
        if body.get("bucket") is None
        else reading.choice(Bucket, body["bucket"], f"{pointer}/bucket", Bucket.MONTH),
        options=_options(reading, body.get("options"), f"{pointer}/options"),
    )


def _options(reading: Reading, raw: Any, pointer: str) -> dict[str, Mapping[str, str]]:
    """Read the labels of what a dimension's formula gives."""
    found: dict[str, Mapping[str, str]] = {}
    for index, one in enumerate(reading.several(raw, pointer)):
        body = reading.mapping(one, f"{pointer}/{index}")
        key = reading.text(body.get("key"), f"{pointer}/{index}/key", True) or ""
        if key in found:
            reading.refuse(f"{pointer}/{index}/key", "duplicate_key", f"“{key}” stands twice.")
        found[key] = body.get("label", {})
    return found


def _measure(reading: Reading, raw: Any, pointer: str) -> Measure:
    body = reading.mapping(raw, pointer)
    return Measure(
        key=reading.text(body.get("key"), f"{pointer}/key", True) or "",
        formula=reading.expression(body.get("formula"), f"{pointer}/formula", True) or "",
        label=body.get("label", {}),
        unit=body.get("unit"),
        number_format=reading.text(body.get("number_format"), f"{pointer}/number_format"),
    )


def _parameter(reading: Reading, raw: Any, pointer: str) -> Parameter:
    body = reading.mapping(raw, pointer)
    if body.get("type") not in PARAMETER_TYPES:
        reading.refuse(
            f"{pointer}/type", "unknown_type", "A parameter is one of: " + ", ".join(PARAMETER_TYPES) + "."
        )
    return Parameter(
        key=reading.text(body.get("key"), f"{pointer}/key", True) or "",
        type=str(body.get("type")),
        label=body.get("label", {}),
        default=body.get("default"),
    )


def _part(reading: Reading, raw: Any, pointer: str) -> Part:
    body = reading.mapping(raw, pointer)
    return Part(
        source=reading.text(body.get("source"), f"{pointer}/source", True) or "",
        filter=reading.expression(body.get("filter"), f"{pointer}/filter"),
        date=reading.expression(body.get("date"), f"{pointer}/date"),
        dimensions=_expressions(reading, body.get("dimensions", {}), f"{pointer}/dimensions"),
        values=_expressions(reading, body.get("values", {}), f"{pointer}/values"),
    )


def _expressions(reading: Reading, raw: Any, pointer: str) -> dict[str, str]:
    found = reading.mapping(raw, pointer)
    return {key: reading.expression(text, f"{pointer}/{key}", True) or "" for key, text in found.items()}


def _stage(reading: Reading, raw: Any, pointer: str) -> Stage:
    body = reading.mapping(raw, pointer)
    return Stage(
        key=reading.text(body.get("key"), f"{pointer}/key", True) or "",
        source=reading.text(body.get("source"), f"{pointer}/source", True) or "",
        label=body.get("label", {}),
        filter=reading.expression(body.get("filter"), f"{pointer}/filter"),
        date=reading.expression(body.get("date"), f"{pointer}/date"),
        value=reading.expression(body.get("value"), f"{pointer}/value"),
    )


def _common_keys(dataset: Dataset, reading: Reading) -> None:
    """Every part of a union says every dimension; a value that a part lacks is blank there."""
    for index, part in enumerate(dataset.union):
        for key in part.values:
            if not is_key(key):
                reading.refuse(f"/union/{index}/values", "key", "A key is lowercase letters, digits and _.")
        for key in dataset.dimensions.keys() - part.dimensions.keys():
            reading.refuse(
                f"/union/{index}/dimensions", "missing_dimension", f"The dimension “{key}” is missing here."
            )
        for key in part.dimensions.keys() - dataset.dimensions.keys():
            reading.refuse(
                f"/union/{index}/dimensions/{key}", "unknown_dimension", f"There is no dimension “{key}”."
            )


def parse_metric(document: Mapping[str, Any]) -> Metric:
    """Read a metric; raises DocumentError with every problem found."""
    reading = Reading()
    target = document.get("target")
    metric = Metric(
        id=str(document.get("id", "")),
        key=str(document.get("key", "")),
        name=document.get("name", {}),
        source=reading.text(document.get("source"), "/source", True) or "",
        value=reading.expression(document.get("value"), "/value", True) or "",
        filter=reading.expression(document.get("filter"), "/filter"),
        date=reading.expression(document.get("date"), "/date"),
        unit=document.get("unit"),
        number_format=reading.text(document.get("number_format"), "/number_format"),
        better=reading.choice(Direction, document.get("better"), "/better", Direction.HIGHER),
        target=None if target is None else str(target),
        dimensions=reading.words(document.get("dimensions"), "/dimensions"),
    )
    if reading.problems:
        raise DocumentError(reading.problems)
    return metric


def parse_dashboard(document: Mapping[str, Any]) -> Dashboard:
    """Read a dashboard; raises DocumentError with every problem found."""
    reading = Reading()
    dashboard = Dashboard(
        id=str(document.get("id", "")),
        key=str(document.get("key", "")),
        name=document.get("name", {}),
        filters=_each(reading, document, "filters", _filter),
        widgets=_each(reading, document, "widgets", _widget),
    )
    seen: set[str] = set()
    for index, widget in enumerate(dashboard.widgets):
        if widget.id in seen:
            reading.refuse(f"/widgets/{index}/id", "duplicate_id", f"The id “{widget.id}” stands twice.")
        seen.add(widget.id)
    if reading.problems:
        raise DocumentError(reading.problems)
    return dashboard


def _filter(reading: Reading, raw: Any, pointer: str) -> DashboardFilter:
    body = reading.mapping(raw, pointer)
    return DashboardFilter(
        key=reading.text(body.get("key"), f"{pointer}/key", True) or "",
        type=reading.choice(FilterType, body.get("type"), f"{pointer}/type", FilterType.TEXT),
        label=body.get("label", {}),
        default=body.get("default"),
        binds=_expressions(reading, body.get("binds", {}), f"{pointer}/binds"),
    )


def _widget(reading: Reading, raw: Any, pointer: str) -> Widget:
    body = reading.mapping(raw, pointer)
    kind = reading.choice(WidgetKind, body.get("kind"), f"{pointer}/kind", WidgetKind.TEXT)
    x = reading.text(body.get("x"), f"{pointer}/x")
    compare = body.get("compare")
    if compare not in (None, *COMPARISONS):
        reading.refuse(
            f"{pointer}/compare", "unknown_word", "compare is one of: " + ", ".join(COMPARISONS) + "."
        )
    widget = Widget(
        id=str(body.get("id", "")),
        kind=kind,
        at=_place(reading, body.get("at"), f"{pointer}/at"),
        title=body.get("title", {}),
        metric=reading.text(body.get("metric"), f"{pointer}/metric"),
        dataset=reading.text(body.get("dataset"), f"{pointer}/dataset"),
        rows=(x,) if x is not None else reading.words(body.get("rows"), f"{pointer}/rows"),
        split=reading.text(body.get("split"), f"{pointer}/split"),
        values=reading.words(
            body.get("y", body.get("values")), f"{pointer}/{'y' if 'y' in body else 'values'}"
        ),
        filter=reading.expression(body.get("filter"), f"{pointer}/filter"),
        sort=reading.words(body.get("sort"), f"{pointer}/sort"),
        top=body.get("top") if isinstance(body.get("top"), int) else None,
        compare=compare,
        totals=bool(body.get("totals")),
        text=body.get("text", {}),
    )
    _complete(reading, widget, pointer)
    return widget


def _complete(reading: Reading, widget: Widget, pointer: str) -> None:
    """A widget has what its kind shows."""
    if widget.kind is WidgetKind.KPI and not widget.metric:
        reading.refuse(f"{pointer}/metric", "metric_expected", "A figure shows a metric.")
    if widget.kind in _CHARTS and (len(widget.rows) != 1 or not widget.values):
        reading.refuse(pointer, "chart_shape", "A chart has one dimension x and at least one measure in y.")
    if widget.kind not in (WidgetKind.KPI, WidgetKind.TEXT) and not widget.dataset:
        reading.refuse(f"{pointer}/dataset", "dataset_expected", "Say which dataset it shows.")
    if widget.split is not None and len(widget.values) != 1:
        reading.refuse(f"{pointer}/split", "split_one", "What is split has exactly one measure.")


def _place(reading: Reading, raw: Any, pointer: str) -> tuple[int, int, int, int]:
    if isinstance(raw, list) and len(raw) == 4 and all(isinstance(one, int) and one >= 0 for one in raw):
        column, row, width, height = raw
        if width >= 1 and height >= 1 and column + width <= GRID_COLUMNS:
            return column, row, width, height
    reading.refuse(pointer, "place", "A place is [column, row, width, height] on twelve columns.")
    return 0, 0, 1, 1
