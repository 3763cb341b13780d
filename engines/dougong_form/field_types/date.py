"""Date: a day of the calendar, without a zone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_formula.types import DATE as DATE_TYPE
from dougong_formula.types import Type
from dougong_model import Value

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\Z")


def read_day(text: str) -> date:
    """Read a day as written in China or by ISO 8601 (`2026-11-22`, `2026/11/22`, `2026年11月22日`)."""
    found = _DATE.match(text.strip())
    try:
        if found is None:
            raise ValueError
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueRefused("date", f"“{text.strip()[:40]}” is not a date; write 2026-11-22.") from None


class DateType(FieldType):
    """One day."""

    name: ClassVar[str] = "date"
    group: ClassVar[str] = "time"
    label: ClassVar[Text] = {"en": "Date", "zh": "日期"}
    icon: ClassVar[str] = "calendar"
    widget: ClassVar[str] = "date"
    operators: ClassVar[tuple[str, ...]] = (
        "equals",
        "before",
        "after",
        "on_or_before",
        "on_or_after",
        "between",
        "period",
        "blank",
        "not_blank",
    )
    conversions: ClassVar[frozenset[str]] = frozenset({"date", "datetime", "date_range", "text", "long_text"})

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="date"),)

    def formula_type(self, field: Field) -> Type:
        return DATE_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "date"}

    def parse(self, field: Field, json: Any) -> Value:
        try:
            return date.fromisoformat(json)
        except ValueError:
            raise ValueRefused("date", "This is not a date of the calendar.") from None

    def to_json(self, field: Field, value: Value) -> Any:
        return value.isoformat() if isinstance(value, date) else None

    def from_text(self, field: Field, text: str) -> Any:
        return read_day(text).isoformat() if text.strip() else None

    def to_text(self, field: Field, value: Value) -> str:
        return value.isoformat() if isinstance(value, date) else ""

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(around.zone).date().isoformat()
        if isinstance(value, Mapping):
            return value["start"].isoformat()
        return super().from_other(field, other, value, around)

    def sample(self, field: Field) -> Any:
        return "2026-11-22"


DATE = DateType()
