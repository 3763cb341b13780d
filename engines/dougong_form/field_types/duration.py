"""Duration: a length of time, kept to the second."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_form.field_types.number import NUMBER
from dougong_formula.types import NUMBER as NUMBER_TYPE
from dougong_formula.types import Type
from dougong_model import Value, normal_number, round_half_away

MOST_HOURS = 1_000_000
_HOUR = 3600
_ISO = re.compile(r"P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)\Z")
_CLOCK = re.compile(r"(\d+):([0-5]?\d)(?::([0-5]?\d))?\Z")
_WORDS = re.compile(
    r"(?:(?P<d>\d+(?:\.\d+)?)\s*(?:days?|d|天|日)\s*)?(?:(?P<h>\d+(?:\.\d+)?)\s*(?:hours?|hrs?|h|个?小时|时)\s*)?"
    r"(?:(?P<m>\d+(?:\.\d+)?)\s*(?:minutes?|mins?|m|分钟?)\s*)?(?:(?P<s>\d+)\s*(?:seconds?|secs?|s|秒钟?)\s*)?\Z",
    re.IGNORECASE,
)
_SECONDS = {"d": 86_400, "h": _HOUR, "m": 60, "s": 1}


def _hours(seconds: int | Decimal) -> Decimal:
    return normal_number(round_half_away(Decimal(seconds) / _HOUR))


def seconds_of(hours: Value) -> int:
    """Return the whole seconds in a number of hours."""
    return int(round_half_away(Decimal(str(hours)) * _HOUR, 0))


def iso_duration(seconds: int) -> str:
    """Write seconds as ISO 8601 with hours, minutes and seconds: `PT26H30M`."""
    hours, rest = divmod(seconds, _HOUR)
    minutes, left = divmod(rest, 60)
    # The grammar lets no unit be left out between two others: PT1H0M1S.
    between = bool(hours and left)
    parts = ((hours, "H", bool(hours)), (minutes, "M", minutes or between), (left, "S", bool(left)))
    return "PT" + ("".join(f"{count}{unit}" for count, unit, said in parts if said) or "0S")


class DurationType(FieldType):
    """A length of time as ISO 8601 (`PT1H30M`), kept to the second; formulas see its number of hours, 1.5."""

    name: ClassVar[str] = "duration"
    group: ClassVar[str] = "time"
    label: ClassVar[Text] = {"en": "Duration", "zh": "时长"}
    icon: ClassVar[str] = "hourglass"
    widget: ClassVar[str] = "duration"
    operators: ClassVar[tuple[str, ...]] = NUMBER.operators
    conversions: ClassVar[frozenset[str]] = frozenset({"duration", "number", "text"})

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="interval"),)

    def formula_type(self, field: Field) -> Type:
        return NUMBER_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "format": "duration", "maxLength": 40}

    def parse(self, field: Field, json: Any) -> Value:
        found = _ISO.match(json)
        if found is None:
            raise ValueRefused(
                "duration", "A duration has days, hours, minutes and seconds, such as PT1H30M."
            )
        weeks, days, hours, minutes, seconds = (int(one or 0) for one in found.groups())
        whole = (weeks * 7 + days) * 86_400 + hours * _HOUR + minutes * 60 + seconds
        return self._checked(_hours(whole))

    def _checked(self, hours: Decimal) -> Decimal:
        if not 0 <= hours <= MOST_HOURS:
            raise ValueRefused("duration", f"A duration has at most {MOST_HOURS} hours.")
        return hours

    def to_json(self, field: Field, value: Value) -> Any:
        if value is None:
            return None
        seconds = seconds_of(value)
        if seconds < 0:
            raise ValueRefused("duration", "A duration is not negative.")
        return iso_duration(seconds)

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return (None if value is None else timedelta(seconds=seconds_of(value)),)

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        (kept,) = columns
        return None if kept is None else _hours(kept.days * 86_400 + kept.seconds)

    def from_text(self, field: Field, text: str) -> Any:
        bare = text.strip()
        if not bare:
            return None
        if _ISO.match(bare.upper()) and len(bare) > 2:
            return bare.upper()
        clock, words = _CLOCK.match(bare), _WORDS.match(bare)
        if clock is not None:
            return iso_duration(int(clock[1]) * _HOUR + int(clock[2]) * 60 + int(clock[3] or 0))
        if words is not None and any(words.groupdict().values()):
            given = words.groupdict().items()
            return iso_duration(int(sum(Decimal(count or 0) * _SECONDS[unit] for unit, count in given)))
        if re.fullmatch(r"\d+(\.\d+)?", bare):
            return iso_duration(seconds_of(Decimal(bare)))
        raise ValueRefused("duration", f"“{bare[:40]}” is not a duration; write 1:30 or 1.5 hours.")

    def to_text(self, field: Field, value: Value) -> str:
        if value is None:
            return ""
        seconds = seconds_of(value)
        clock = f"{seconds // _HOUR}:{seconds % _HOUR // 60:02}"
        return f"{clock}:{seconds % 60:02}" if seconds % 60 else clock

    def shown(self, field: Field, json: Any, language: str) -> str:
        return self.to_text(field, self.parse(field, json))

    def quantity(self, field: Field, value: Value) -> Decimal | None:
        return value if isinstance(value, Decimal) else None

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        hours = other.type.quantity(other, value)
        if hours is None:
            return self.from_text(field, other.type.words(other, value, around))
        if not 0 <= hours <= MOST_HOURS:
            raise ValueRefused("duration", f"A duration has at most {MOST_HOURS} hours.")
        return iso_duration(seconds_of(hours))

    def sample(self, field: Field) -> Any:
        return "PT26H30M"


DURATION = DurationType()
