"""Time: a time of the day, without a day and without a zone."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_formula.types import TIME as TIME_TYPE
from dougong_formula.types import Type
from dougong_model import Value

PATTERN = r"^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
_TYPED = re.compile(r"(\d{1,2})\s*[:：点时.]\s*(\d{1,2})?\s*分?(?::(\d{2}))?\s*(am|pm)?\Z", re.IGNORECASE)


class TimeType(FieldType):
    """A time of the day to the second, such as `09:30:00`; expressions compare it with "09:30" and TIME()."""

    name: ClassVar[str] = "time"
    group: ClassVar[str] = "time"
    label: ClassVar[Text] = {"en": "Time", "zh": "时间"}
    icon: ClassVar[str] = "clock"
    widget: ClassVar[str] = "time"
    operators: ClassVar[tuple[str, ...]] = ("equals", "before", "after", "between", "blank", "not_blank")
    conversions: ClassVar[frozenset[str]] = frozenset({"time", "text", "long_text"})

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="time"),)

    def formula_type(self, field: Field) -> Type:
        return TIME_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "pattern": PATTERN}

    def parse(self, field: Field, json: Any) -> Value:
        return time.fromisoformat(json)

    def to_json(self, field: Field, value: Value) -> Any:
        return value.replace(microsecond=0).isoformat() if isinstance(value, time) else None

    def from_text(self, field: Field, text: str) -> Any:
        bare = text.strip()
        if not bare:
            return None
        found = _TYPED.match(bare)
        try:
            if found is None:
                raise ValueError
            hour, minute, second = (int(found[place] or 0) for place in (1, 2, 3))
            if found[4]:
                hour = hour % 12 + (12 if found[4].lower() == "pm" else 0)
            return time(hour, minute, second).isoformat()
        except ValueError:
            raise ValueRefused("time", f"“{bare[:40]}” is not a time; write 09:30.") from None

    def to_text(self, field: Field, value: Value) -> str:
        if not isinstance(value, time):
            return ""
        return value.isoformat("seconds" if value.second else "minutes")

    def shown(self, field: Field, json: Any, language: str) -> str:
        return self.to_text(field, self.parse(field, json))

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        if isinstance(value, datetime):
            return value.astimezone(around.zone).time().replace(microsecond=0).isoformat()
        return super().from_other(field, other, value, around)

    def sample(self, field: Field) -> Any:
        return "09:30:00"


TIME = TimeType()
