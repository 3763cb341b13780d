"""Number: exact decimals, 28 whole and 10 decimal digits; whole numbers have their own column kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Surroundings, Text, ValueRefused
from dougong_formula.types import NUMBER as NUMBER_TYPE
from dougong_formula.types import Type
from dougong_model import (
    DECIMALS,
    WHOLE_DIGITS,
    Problem,
    Value,
    normal_number,
    number_text,
    round_half_away,
)

DECIMAL_PATTERN = r"^-?[0-9]{1,40}(\.[0-9]{1,40})?$"
_DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?\Z")
_TYPED = re.compile(r"[+-]?[0-9,，\s]*(\.[0-9]+)?\Z")
WHOLE_LIMIT = 999_999_999_999_999
_TOO_LARGE = Decimal(10) ** WHOLE_DIGITS


def is_decimal_text(text: object) -> bool:
    """Say whether a text is a plain decimal number, as the JSON form of numbers demands."""
    return isinstance(text, str) and _DECIMAL.match(text) is not None


def bounded(field: Field, number: Decimal) -> Decimal:
    """Round a number to the field's precision and check its bounds; raises ValueRefused."""
    return bounding(field)(number)


def bounding(field: Field) -> Callable[[Decimal], Decimal]:
    """Return what `bounded` does, for many numbers of one field."""
    precision = int(field.settings.get("precision", DECIMALS))
    minimum, maximum = (field.settings.get(name, field.schema.get(name)) for name in ("minimum", "maximum"))
    least = None if minimum is None else Decimal(str(minimum))
    most = None if maximum is None else Decimal(str(maximum))
    told = field.type.told if isinstance(field.type, NumberType) else number_text

    def bound(number: Decimal) -> Decimal:
        number = normal_number(round_half_away(number, precision))
        if abs(number) >= _TOO_LARGE:
            raise ValueRefused("too_large", f"A number has at most {WHOLE_DIGITS} whole digits.")
        if least is not None and number < least:
            raise ValueRefused("minimum", f"This must be at least {told(least)}.")
        if most is not None and number > most:
            raise ValueRefused("maximum", f"This must be at most {told(most)}.")
        return number

    return bound


def number_from_text(text: str) -> str | None:
    """Read a number as people type it, thousands separators allowed; raises ValueRefused."""
    text = text.strip()
    if not text:
        return None
    plain = text.replace(",", "").replace("，", "").replace(" ", "")
    try:
        if not _TYPED.match(text):
            raise InvalidOperation
        return number_text(Decimal(plain))
    except InvalidOperation:
        raise ValueRefused("number", f"“{text[:40]}” is not a number.") from None


def check_bounds(field: Field, pointer: str) -> list[Problem]:
    """Return what is wrong with the bounds of a numeric field."""
    bounds = [field.settings.get(name, field.schema.get(name)) for name in ("minimum", "maximum")]
    try:
        low, high = (None if bound is None else Decimal(str(bound)) for bound in bounds)
    except InvalidOperation:
        return [
            Problem(
                code="bound",
                pointer=f"{pointer}/x-dougong",
                message="A bound is not a number.",
                hint="Give a number such as 0.01 (a text in the document).",
            )
        ]
    if low is not None and high is not None and low > high:
        return [
            Problem(code="bound", pointer=f"{pointer}/x-dougong", message="The minimum is above the maximum.")
        ]
    return []


class NumberType(FieldType):
    """A decimal number; with precision 0 or `"type": "integer"` a whole number of up to 15 digits.

    `"thousands": false` shows it without thousands separators, as years and numbers that are names are written.
    """

    name: ClassVar[str] = "number"
    group: ClassVar[str] = "number"
    label: ClassVar[Text] = {"en": "Number", "zh": "数字"}
    icon: ClassVar[str] = "hash"
    widget: ClassVar[str] = "number"
    operators: ClassVar[tuple[str, ...]] = (
        "equals",
        "not_equals",
        "greater",
        "at_least",
        "less",
        "at_most",
        "between",
        "blank",
        "not_blank",
    )
    conversions: ClassVar[frozenset[str]] = frozenset(
        {
            "number",
            "percent",
            "money",
            "rating",
            "slider",
            "duration",
            "switch",
            "select",
            "text",
            "long_text",
        }
    )
    settings_schema: ClassVar[dict[str, Any]] = {
        "precision": {"type": "integer", "minimum": 0, "maximum": DECIMALS},
        "minimum": {"type": "string", "pattern": DECIMAL_PATTERN},
        "maximum": {"type": "string", "pattern": DECIMAL_PATTERN},
        "unit": {"$ref": "urn:dougong:schema:common#/$defs/text"},
        "thousands": {"type": "boolean"},
    }

    def whole(self, field: Field) -> bool:
        """Say whether the field holds whole numbers, kept as bigint."""
        return field.schema.get("type") == "integer" or field.settings.get("precision") == 0

    def told(self, number: Decimal) -> str:
        """Write a bound as people read it."""
        return number_text(number)

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="bigint" if self.whole(field) else "numeric"),)

    def formula_type(self, field: Field) -> Type:
        return NUMBER_TYPE

    def json_schema(self, field: Field) -> dict[str, Any]:
        if not self.whole(field):
            return {"type": "string", "format": "decimal", "maxLength": 82}
        bounds = {
            name: int(Decimal(str(field.settings.get(name, field.schema.get(name)))))
            for name in ("minimum", "maximum")
            if field.settings.get(name, field.schema.get(name)) is not None
        }
        return {"type": "integer", "minimum": -WHOLE_LIMIT, "maximum": WHOLE_LIMIT, **bounds}

    def check(self, field: Field, pointer: str) -> list[Problem]:
        return check_bounds(field, pointer)

    def parse(self, field: Field, json: Any) -> Value:
        return bounded(field, Decimal(json))

    def parser(self, field: Field) -> Callable[[Any], Value]:
        if type(self).parse is not NumberType.parse:
            return super().parser(field)
        bound = bounding(field)
        return lambda json: bound(Decimal(json))

    def to_json(self, field: Field, value: Value) -> Any:
        if value is None:
            return None
        return int(value) if self.whole(field) else number_text(value)  # type: ignore[arg-type]

    def to_columns(self, field: Field, value: Value) -> tuple[Any, ...]:
        return (int(value) if self.whole(field) and value is not None else value,)  # type: ignore[arg-type]

    def from_columns(self, field: Field, columns: tuple[Any, ...]) -> Value:
        return None if columns[0] is None else normal_number(Decimal(columns[0]))

    def from_text(self, field: Field, text: str) -> Any:
        plain = number_from_text(text)
        if plain is None or not self.whole(field):
            return plain
        if Decimal(plain) % 1:
            raise ValueRefused("whole", "This must be a whole number.")
        return int(plain)

    def to_text(self, field: Field, value: Value) -> str:
        return "" if value is None else number_text(value)  # type: ignore[arg-type]

    def quantity(self, field: Field, value: Value) -> Decimal | None:
        return value if isinstance(value, Decimal) else None

    def from_other(self, field: Field, other: Field, value: Value, around: Surroundings) -> Any:
        number = other.type.quantity(other, value)
        if number is None:
            return self.from_text(field, other.type.words(other, value, around))
        return int(round_half_away(number, 0)) if self.whole(field) else number_text(number)

    def sample(self, field: Field) -> Any:
        return 12 if self.whole(field) else "12.5"


NUMBER = NumberType()
