"""Date and time: an instant, kept in UTC to the microsecond."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_form.field_types.date import DATE, read_day
from dougong_formula.types import DATETIME as DATETIME_TYPE
from dougong_formula.types import Type
from dougong_model import Value


def instant_text(value: datetime) -> str:
    """Write an instant as ISO 8601 in UTC with `Z`."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


class DatetimeType(FieldType):
    """An instant; JSON needs a zone (`Z` or an offset), an imported cell without one is taken as UTC."""

    name: ClassVar[str] = "datetime"
    group: ClassVar[str] = "time"
    label: ClassVar[Text] = {"en": "Date and time", "zh": "日期时间"}
    icon: ClassVar[str] = "clock"
    widget: ClassVar[str] = "datetime"
    operators: ClassVar[tuple[str, ...]] = DATE.operators
    conversions: ClassVar[frozenset[str]] = frozenset({"datetime", "date", "time", "text", "long_text"})

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="timestamptz"),)

    def formula_type(self, field: Field) -> Type:
        return DATETIME_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "date-time"}

    def parse(self, field: Field, json: Any) -> Value:
        try:
            return datetime.fromisoformat(json).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValueRefused("datetime", "This is not a date and time of the calendar.") from None

    def to_json(self, field: Field, value: Value) -> Any:
        return instant_text(value) if isinstance(value, datetime) else None

    def from_text(self, field: Field, text: str) -> Any:
        return self._read(text.strip(), UTC)

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        if isinstance(value, date):
            return instant_text(datetime.combine(value, time(), around.zone))
        return self._read(other.type.words(other, value, around).strip(), around.zone)

    def _read(self, text: str, zone: tzinfo) -> str | None:
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            day, _, clock = text.partition(" ")
            moment = datetime.combine(read_day(day), self._clock(clock))
        return instant_text(moment if moment.tzinfo else moment.replace(tzinfo=zone))

    def _clock(self, text: str) -> time:
        try:
            return time.fromisoformat(text.strip()) if text.strip() else time()
        except ValueError:
            raise ValueRefused("datetime", f"“{text[:20]}” is not a time; write 09:30.") from None

    def to_text(self, field: Field, value: Value) -> str:
        return instant_text(value) if isinstance(value, datetime) else ""

    def sample(self, field: Field) -> Any:
        return "2026-11-22T09:30:00Z"


DATETIME = DatetimeType()
