"""Switch: yes or no; nothing said counts as no."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from dougong_form.definition import Column, Field, FieldType, Text, ValueRefused
from dougong_formula.types import BOOLEAN, Type
from dougong_model import Value

_YES = {"true", "yes", "y", "1", "是", "对", "√", "on"}
_NO = {"false", "no", "n", "0", "否", "不", "×", "off"}


class SwitchType(FieldType):
    """A boolean."""

    name: ClassVar[str] = "switch"
    group: ClassVar[str] = "choice"
    label: ClassVar[Text] = {"en": "Switch", "zh": "开关"}
    icon: ClassVar[str] = "toggle"
    widget: ClassVar[str] = "switch"
    operators: ClassVar[tuple[str, ...]] = ("is_true", "is_false")
    conversions: ClassVar[frozenset[str]] = frozenset({"switch", "number", "select", "text"})

    def columns(self, field: Field) -> tuple[Column, ...]:
        return (Column(kind="boolean"),)

    def formula_type(self, field: Field) -> Type:
        return BOOLEAN

    def json_schema(self, field: Field) -> dict[str, Any]:
        return {"type": "boolean"}

    def from_text(self, field: Field, text: str) -> Any:
        word = text.strip().casefold()
        if not word:
            return None
        if word in _YES | _NO:
            return word in _YES
        raise ValueRefused("switch", f"“{text.strip()[:40]}” is neither yes nor no.")

    def to_text(self, field: Field, value: Value) -> str:
        return "" if value is None else "true" if value else "false"

    def shown(self, field: Field, json: Any, language: str) -> str:
        return "TRUE" if json else "FALSE"

    def quantity(self, field: Field, value: Value) -> Decimal | None:
        return None if value is None else Decimal(bool(value))

    def sample(self, field: Field) -> Any:
        return True


SWITCH = SwitchType()
