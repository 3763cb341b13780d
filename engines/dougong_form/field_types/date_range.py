"""Date range: a first and a last day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from dougong_form.definition import Field, Part, Surroundings, Text, ValueRefused
from dougong_form.field_types.date import DATE, read_day
from dougong_form.field_types.parts import PartsType
from dougong_model import Value

_BETWEEN = re.compile(r"\s*(?:~|～|至|到|—|–|\bto\b|\s-\s|(?<=\d{2})/(?=\d{4}-))\s*")


class DateRangeType(PartsType):
    """From the day `start` to the day `end`, both within; expressions name `period.start` and `period.end`."""

    name: ClassVar[str] = "date_range"
    group: ClassVar[str] = "time"
    label: ClassVar[Text] = {"en": "Date range", "zh": "日期区间"}
    icon: ClassVar[str] = "calendar-range"
    widget: ClassVar[str] = "date_range"
    conversions: ClassVar[frozenset[str]] = frozenset({"date_range", "date", "text", "long_text"})
    parts: ClassVar[tuple[Part, ...]] = (
        Part(key="start", label={"en": "Start", "zh": "开始"}, type=DATE, required=True),
        Part(key="end", label={"en": "End", "zh": "结束"}, type=DATE, required=True),
    )

    def parse(self, field: Field, json: Any) -> Value:
        value = super().parse(field, json)
        assert isinstance(value, Mapping)
        if value["start"] > value["end"]:
            raise ValueRefused("date_range", "The end is before the start.")
        return value

    def from_text(self, field: Field, text: str) -> Any:
        if not text.strip():
            return None
        days = [read_day(one).isoformat() for one in _BETWEEN.split(text.strip())]
        if len(days) != 2:
            raise ValueRefused("date_range", "Write both days: 2026-03-01 ~ 2026-03-31.")
        return {"start": days[0], "end": days[1]}

    def shown(self, field: Field, json: Any, language: str) -> str:
        return f"{json['start']} ~ {json['end']}"

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        if isinstance(value, date):
            return {"start": value.isoformat(), "end": value.isoformat()}
        return super().from_other(field, other, value, around)

    def sample(self, field: Field) -> Any:
        return {"start": "2026-11-22", "end": "2026-12-01"}


DATE_RANGE = DateRangeType()
