"""Answers of dashboards, metrics and queries. Numbers in cells are decimal texts, dates ISO, records ids."""

from __future__ import annotations

from typing import Any, Literal

from dougong.api.answers.base import Answer, Excerpt, JsonValue, Localised, absent

WidgetKind = Literal["kpi", "bar", "line", "area", "pie", "funnel", "table", "text"]


class WidgetColumn(Answer):
    """A column of numbers or of what they are counted by; `labels` say what a cell is called."""

    key: str
    kind: Literal["dimension", "measure"]
    label: Localised
    type: str
    entity: str | None = absent()
    bucket: Literal["day", "week", "month", "quarter", "year"] = absent()
    unit: Localised | str = absent()
    number_format: str = absent()
    thousands: Literal[False] = absent()
    labels: dict[str, Localised | str | None] = absent()


class WidgetError(Answer):
    """Why a widget shows nothing."""

    code: str
    message: str


class Table(Answer):
    """Columns and rows, with a row of totals when it was asked for."""

    columns: list[WidgetColumn]
    rows: list[list[JsonValue]]
    total: list[JsonValue] = absent()


class Figure(Answer):
    """One number, with the one it is compared to; `change` is a fraction of that."""

    columns: list[WidgetColumn]
    rows: list[list[JsonValue]]
    value: JsonValue
    previous: JsonValue = absent()
    change: JsonValue = absent()
    target: JsonValue = absent()
    better: Literal["higher", "lower", "none"] = absent()


class WidgetData(Answer):
    """What a widget shows; `hidden` are measures that the viewer may not read, `about` says what is counted."""

    kind: WidgetKind
    columns: list[WidgetColumn]
    rows: list[list[JsonValue]]
    total: list[JsonValue] = absent()
    value: JsonValue = absent()
    previous: JsonValue = absent()
    change: JsonValue = absent()
    target: JsonValue = absent()
    better: Literal["higher", "lower", "none"] = absent()
    hidden: list[str] = absent()
    about: Localised = absent()
    error: WidgetError = absent()


class DashboardData(Answer):
    """The numbers of every widget, and the filters in force."""

    widgets: dict[str, WidgetData]
    filters: dict[str, str | None]


class FilterOption(Excerpt):
    """A choice of a filter."""

    key: str
    label: Localised


class FilterDocument(Excerpt):
    """A filter of a dashboard."""

    key: str
    type: Literal["date_range", "member", "department", "select", "reference", "text"]
    label: Localised = absent()
    entity: str = absent()
    options: list[FilterOption] = absent()
    default: Any = absent()


class WidgetDocument(Excerpt):
    """A widget; `at` is x, y, width and height on the grid of twelve columns."""

    id: str
    kind: WidgetKind
    title: Localised = absent()
    text: Localised = absent()
    x: str = absent()
    split: str = absent()
    at: tuple[int, int, int, int]


class DashboardDocument(Excerpt):
    """A dashboard."""

    key: str
    name: Localised
    filters: list[FilterDocument] = absent()
    widgets: list[WidgetDocument]


class DashboardAnswer(Answer):
    """A dashboard's document and name."""

    document: DashboardDocument
    name: Localised


class RecordsBehind(Answer):
    """Where the records behind a number are listed."""

    entity: str
    filter: str
