"""Percent: a fraction shown in hundredths; 12.5 % is kept as 0.125, as a spreadsheet does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from dougong_form.definition import Field, Text
from dougong_form.field_types.number import NumberType, number_from_text
from dougong_model import Value, number_text


class PercentType(NumberType):
    """A share; formulas multiply with it as it stands."""

    name: ClassVar[str] = "percent"
    label: ClassVar[Text] = {"en": "Percent", "zh": "百分比"}
    icon: ClassVar[str] = "percentage"
    widget: ClassVar[str] = "percent"
    conversions: ClassVar[frozenset[str]] = frozenset(
        {"number", "percent", "money", "slider", "text", "long_text"}
    )
    widens: ClassVar[frozenset[str]] = frozenset({"number"})

    def whole(self, field: Field) -> bool:
        return False

    def told(self, number: Decimal) -> str:
        return number_text(number * 100) + "%"

    def from_text(self, field: Field, text: str) -> Any:
        bare = text.strip()
        if not bare.endswith(("%", "％")):
            return number_from_text(bare)
        plain = number_from_text(bare[:-1])
        return None if plain is None else number_text(Decimal(plain) / 100)

    def to_text(self, field: Field, value: Value) -> str:
        return self.told(value) if isinstance(value, Decimal) else ""

    def sample(self, field: Field) -> Any:
        return "0.125"


PERCENT = PercentType()
