"""Definitions: dataset, metric, dashboard as their documents say them; loaded once, never changed.

Expressions stay texts here: what they may name depends on who looks, so they are typed for each viewer's
vocabulary (`typing.py`), and once for the whole app when it is published (`check.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Text = Mapping[str, str]
"""A text in several languages, `{"en": …, "zh": …}`."""

UNION = "@union"
"""Pseudo entity whose fields are the dimensions and values that the parts of a union have in common."""


class Bucket(StrEnum):
    """The spans of time into which a date dimension is cut."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """What rows are grouped by: an expression over the source, a date one cut into buckets.

    `options` names the texts that a formula gives, in the order in which they are shown.
    """

    key: str
    formula: str
    label: Text
    bucket: Bucket | None = None
    options: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What is computed of a group: an expression of aggregates such as `SUM(amount)`."""

    key: str
    formula: str
    label: Text
    unit: Any = None
    number_format: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value that a caller may give; `type` names a scalar type of the expression language."""

    key: str
    type: str
    label: Text
    default: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One step of a funnel: the rows of an entity that reached it; `value` is a measure beside the count."""

    key: str
    source: str
    label: Text
    filter: str | None = None
    date: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One source of a union: its own expressions for the common dimensions and for its values."""

    source: str
    filter: str | None = None
    date: str | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Rows of one entity, of a union of entities, or of the stages of a funnel.

    `date` is the expression that a period limits. A funnel has the dimension `stage` and the measures
    `count` and `value`.
    """

    id: str
    key: str
    name: Text
    source: str | None = None
    filter: str | None = None
    date: str | None = None
    dimensions: Mapping[str, Dimension] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    union: tuple[Part, ...] = ()
    stages: tuple[Stage, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """Return the entities that the dataset reads."""
        if self.source is not None:
            return (self.source,)
        parts: tuple[Part | Stage, ...] = (*self.union, *self.stages)
        return tuple(dict.fromkeys(one.source for one in parts))


class Direction(StrEnum):
    """Which way a metric is good."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """A number defined once: a measure over an entity, limited to a period by its date."""

    id: str
    key: str
    name: Text
    source: str
    value: str
    filter: str | None = None
    date: str | None = None
    unit: Any = None
    number_format: str | None = None
    better: Direction = Direction.HIGHER
    target: str | None = None
    dimensions: tuple[str, ...] = ()

    def dataset(self) -> Dataset:
        """Return the metric as a dataset with the one measure `value`."""
        measure = Measure(
            key="value", formula=self.value, label=self.name, unit=self.unit, number_format=self.number_format
        )
        return Dataset(
            id=self.id,
            key=self.key,
            name=self.name,
            source=self.source,
            filter=self.filter,
            date=self.date,
            measures={"value": measure},
        )


class WidgetKind(StrEnum):
    """How a widget shows its numbers."""

    KPI = "kpi"
    BAR = "bar"
    LINE = "line"
    AREA = "area"
    PIE = "pie"
    FUNNEL = "funnel"
    TABLE = "table"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One box of a dashboard: a metric, or dimensions and measures of a dataset, or a text.

    `rows` are the dimensions down, `split` one across, `values` the measures; `at` is column, row, width,
    height on a grid of twelve columns.
    """

    id: str
    kind: WidgetKind
    at: tuple[int, int, int, int]
    title: Text = field(default_factory=dict)
    metric: str | None = None
    dataset: str | None = None
    rows: tuple[str, ...] = ()
    split: str | None = None
    values: tuple[str, ...] = ()
    filter: str | None = None
    sort: tuple[str, ...] = ()
    top: int | None = None
    compare: str | None = None
    totals: bool = False
    text: Text = field(default_factory=dict)


class FilterType(StrEnum):
    """What a viewer chooses in a dashboard's filter."""

    DATE_RANGE = "date_range"
    MEMBER = "member"
    DEPARTMENT = "department"
    SELECT = "select"
    REFERENCE = "reference"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class DashboardFilter:
    """One filter over widgets; `binds` says by dataset or metric which expression it limits."""

    key: str
    type: FilterType
    label: Text
    default: Any = None
    binds: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """Widgets on a grid with the filters they share."""

    id: str
    key: str
    name: Text
    filters: tuple[DashboardFilter, ...]
    widgets: tuple[Widget, ...]
